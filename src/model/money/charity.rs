//! Donations (公益慈善) that an organised appeal raises, beyond what is given today.
//!
//! A year's donations are D = M (1 − exp(−y F / M)) · exp(−c · dep), F the money spent on fundraising, y what the first yuan raises, M the
//! most that residents give, dep the organisations' mean dependence on public money, c the crowding out (negative: crowding in). They buy
//! hours of the people of organisations.

use crate::base::calendar::whole_days_within;
use crate::base::calendar::{FEN, MINUTES_PER_DAY};
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::world::World;

use crate::model::compiled::Plan;
use crate::model::money::terms::daily;
use crate::model::state::post::Post;
use crate::model::state::subdistrict::Subdistrict;

/// Spent on fundraising on a day, fen.
#[must_use]
pub fn spending(plan: &Plan) -> i64 {
    daily(plan.fundraising)
}

/// Donations of a year for so much fundraising, fen.
#[must_use]
pub fn raised(world: &World, spent: f64, dependence: f64) -> f64 {
    let keys = &world.keys.charity;
    let most = *keys.most_per_resident * world.residents * FEN;
    if spent <= 0.0 || most <= 0.0 {
        return 0.0;
    }
    most * (1.0 - libm::exp(-*keys.yield_per_yuan * spent / most)) * libm::exp(-*keys.crowding_out * dependence)
}

/// Deals the donated hours of tomorrow by the people of organisations.
pub fn give(subs: &mut Of<SubdistrictId, Subdistrict>, world: &World, plan: &Plan) {
    let spent = plan.fundraising as f64;
    if spent <= 0.0 {
        return;
    }
    let open = || subs.iter().flat_map(|s| &s.organisations).filter(|o| o.open);
    let (sum, n) = open().fold((0.0, 0.0), |(sum, n), o| (sum + f64::from(o.dependence), n + 1.0));
    let today = daily(whole_days_within(raised(world, spent, if n > 0.0 { sum / n } else { 0.0 })));
    let people = |sub: &Subdistrict| -> u64 {
        let own = &world.sites.by_subdistrict[sub.index];
        own.all_organisations().map(|i| u64::from(sub.staff[i].heads)).sum()
    };
    let all: u64 = subs.iter().map(people).sum();
    if all == 0 {
        return;
    }
    let [social, care] = Post::BOUGHT.map(|post| daily(plan.prices.of(post)));
    for sub in subs {
        let own = &world.sites.by_subdistrict[sub.index];
        for i in own.all_organisations() {
            let staff = &mut sub.staff[i];
            // An hour of whoever is there.
            let (people, carers) = (i64::from(staff.heads), i64::from(staff.carers));
            let price = if carers > 0 { ((people - carers) * social + carers * care) / people } else { social }.max(1);
            let part = (today as u128 * u128::from(staff.heads) / u128::from(all)) as i64 + staff.charity_rest;
            let minutes = part * i64::from(MINUTES_PER_DAY) / price;
            let cost = minutes * price / i64::from(MINUTES_PER_DAY);
            staff.charity_rest = part - cost;
            staff.charity_fen = cost;
            staff.casual += minutes as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    #[test]
    fn donations_rise_with_appeals_up_to_what_residents_give_and_fall_with_dependence() {
        let sets = ["charity.most_per_resident=2", "charity.yield_per_yuan=4", "charity.crowding_out=0.5"];
        let world = world(&sets);
        let most = 2.0 * 72_000.0 * 100.0;
        assert_eq!(raised(&world, 0.0, 0.0), 0.0);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b, "{a} {b}");
        near(raised(&world, most / 4.0, 0.0), most * (1.0 - libm::exp(-1.0)));
        near(raised(&world, most / 4.0, 1.0), most * (1.0 - libm::exp(-1.0)) * libm::exp(-0.5));
        near(raised(&world, 1e18, 0.0), most);
    }

    #[test]
    fn residents_who_give_nothing_give_nothing_whatever_is_spent() {
        for appeals in ["charity.yield_per_yuan=4", "charity.yield_per_yuan=0"] {
            assert_eq!(raised(&world(&["charity.most_per_resident=0", appeals]), 1000.0, 0.3), 0.0, "{appeals}");
        }
    }
}

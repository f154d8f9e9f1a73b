//! The venture round (公益创投): organisations propose against the gap that they themselves see; a panel scores what it sees.
//!
//! The gap of a category in a place is the work of known needs that nobody has begun. A proposer takes the category with the
//! largest ln(1 + gap) + noise in its own community; the panel scores ln(1 + gap) in the subdistrict + noise. The best are
//! funded: no more than a share of the proposals, and no more than the channel's money pays for. A grant buys part of a day of
//! one more person for some days, for any work, and is paid to the end of the month in which it runs out. Who was funded before and fell
//! below the bar is not funded again.

use crate::base::calendar::{DAYS_PER_YEAR, FEN, MINUTES_PER_DAY};
use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::need::Stage;
use crate::base::of::Of;
use crate::base::places::{CategoryId, SubdistrictId};
use crate::model::state::channel::Channel;
use crate::model::state::organisation::Grant;
use crate::model::state::post::Post;
use crate::world::World;

use crate::model::district::{tender, treasury};
use crate::model::state::district::District;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Work of known needs that nobody has begun, minutes, by community (place in the subdistrict) and category.
#[must_use]
pub fn gaps(subs: &Of<SubdistrictId, Subdistrict>, world: &World) -> Of<SubdistrictId, Vec<f64>> {
    let kinds = world.kinds();
    let mut gaps: Of<SubdistrictId, Vec<f64>> = subs.iter().map(|s| vec![0.0; s.communities.len() * kinds]).collect();
    for sub in subs {
        for (_, need) in sub.cases.needs.iter() {
            if matches!(need.stage, Stage::Latent | Stage::Serving) || need.stage.is_final() {
                continue;
            }
            let place = &world.places.communities[need.community()];
            gaps[place.subdistrict][place.local.at() * kinds + need.category.at()] += f64::from(need.work);
        }
    }
    gaps
}

struct Proposal {
    score: f64,
    stable: u32,
    owner: SubdistrictId,
    seat: usize,
    category: CategoryId,
}

/// Holds the round.
pub fn hold(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let (world, day) = (ctx.world, ctx.day);
    if ctx.plan.shares[Channel::Venture] <= 0.0 {
        return;
    }
    end(subs, ctx);
    let terms = ctx.plan.policy.venture.clone();
    let gaps = gaps(subs, world);
    let mut proposals = proposals(subs, ctx, &gaps, *terms.panel_noise);
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.stable.cmp(&b.stable)));
    let days = f64::from(terms.days.get());
    let flow = treasury::flows(subs, district, ctx)[Channel::Venture] as f64 * days / f64::from(DAYS_PER_YEAR);
    let there = flow + district.balances.0[Channel::Venture] as f64 - treasury::granted(subs, ctx).0 as f64;
    let grant = *terms.grant * FEN;
    let most =
        (there / (grant * (1.0 + *world.keys.money.tender))).max(0.0).min(*terms.award_rate * proposals.len() as f64) as usize;
    let minutes = Post::OF_GRANTS.map(|post| {
        let full = ctx.plan.prices.of(post) as f64 / f64::from(DAYS_PER_YEAR) * days;
        (f64::from(MINUTES_PER_DAY) * grant / full.max(1.0)).min(f64::from(MINUTES_PER_DAY)) as u32
    });
    for p in proposals.iter().take(most) {
        let own = &world.sites.by_subdistrict[p.owner];
        let Some(site) = own.all_organisations().nth(p.seat) else { continue };
        let sub = &mut subs[p.owner];
        sub.organisations[p.seat].open = true;
        sub.organisations[p.seat].grant =
            Some(Grant { until: day.saturating_add(terms.days.get() as u16), category: p.category });
        // Somebody of the occupation that the category asks for.
        let care = usize::from(world.occupations.is_care(p.category));
        let (staff, post) = (&mut sub.staff[site], Post::OF_GRANTS[care]);
        staff.granted_minutes = minutes[care];
        staff.target[post] = 1;
        let held = staff.by_post[post] as usize + staff.vacancies[post].len();
        if held == 0 {
            staff.vacancies[post].push(day);
        }
        district.seen.grants += 1;
    }
}

fn proposals(
    subs: &mut Of<SubdistrictId, Subdistrict>,
    ctx: &Context<'_>,
    gaps: &Of<SubdistrictId, Vec<f64>>,
    panel_noise: f64,
) -> Vec<Proposal> {
    let (world, keys, day) = (ctx.world, ctx.keys, ctx.day);
    let kinds = world.kinds();
    let noise = *world.keys.market.gap_noise;
    let mut proposals = Vec::new();
    for (s, own) in world.sites.by_subdistrict.pairs() {
        let whole: Of<CategoryId, f64> = Of::from_fn(kinds, |k: CategoryId| gaps[s].iter().skip(k.at()).step_by(kinds).sum());
        for (seat, i) in own.all_organisations().enumerate() {
            let org = &subs[s].organisations[seat];
            let proposes = (org.open || org.founding) && org.grant.is_none() && (org.good || org.founding);
            if !proposes {
                continue;
            }
            let site = &own.sites[i];
            let local = world.places.communities[site.community].local;
            let seen = |k: CategoryId| {
                let z = draws::normal(keys.bits(Draw::gap_seen(site.stable, day, k)));
                libm::log(gaps[s][local.at() * kinds + k.at()] + 1.0) + noise * z
            };
            let Some(k) =
                world.categories.places().iter().filter(|&k| site.takes(k)).max_by(|&a, &b| seen(a).total_cmp(&seen(b)))
            else {
                continue;
            };
            let z = draws::normal(keys.bits(Draw::proposal(site.stable, day)));
            let score = libm::log(whole[k] + 1.0) + panel_noise * z;
            proposals.push(Proposal { score, stable: site.stable, owner: s, seat, category: k });
            let sub = &mut subs[s];
            tender::spend_hours(&mut sub.days[i], &sub.staff[i], *world.keys.market.bid_hours * 60.0);
        }
    }
    proposals
}

/// Grants that have run out end, at the end of a month or when a round is held; whether they met the bar decides about the next.
pub fn end(subs: &mut Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
    let bar = *ctx.plan.policy.venture.bar as f32;
    for (sub, own) in subs.iter_mut().zip(&ctx.world.sites.by_subdistrict) {
        for (org, i) in sub.organisations.iter_mut().zip(own.all_organisations()) {
            if org.grant.is_some_and(|g| g.until <= ctx.day) {
                org.grant = None;
                org.good = org.reputation >= bar;
                for post in Post::OF_GRANTS {
                    sub.staff[i].target[post] = 0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::Local;
    use crate::model::state::arm::idle::{district, need};

    #[test]
    fn a_grant_pays_for_as_much_of_a_day_as_it_buys_of_the_occupation_that_its_category_asks_for() {
        use crate::model::state::arm::idle::houses;
        let granted = |care: &str| {
            let skills = ["living_care", "nursing", "comfort"].map(|k| format!("category.{k}.skill_care_worker={care}"));
            let sets: Vec<&str> = skills
                .iter()
                .map(String::as_str)
                .chain(["care_worker.hired=true", "care_worker.wage=40000", "money.tender=0"])
                .collect();
            let (world, keys, mut arm) = district(&sets, |p| {
                (p.venture.days, p.venture.grant) = (
                    crate::scenario::keys::quantity::Count::new(250).expect("days"),
                    crate::scenario::keys::quantity::Positive::new(25_000.0).expect("yuan"),
                );
                p.venture.award_rate = crate::scenario::keys::quantity::Share::whole();
            });
            arm.plan.shares[Channel::Venture] = 0.5;
            arm.district.budget = 100_000_000;
            hold(&mut arm.subs, &mut arm.district, &Context::quiet(&world, &arm.plan, &keys, 0));
            let staff = &arm.subs[SubdistrictId::FIRST].staff[houses(&world)[0]];
            (Post::OF_GRANTS.map(|post| (staff.target[post], staff.vacancies[post].len())), staff.granted_minutes)
        };
        // A year costs 75,000 yuan with overhead, and 50,000.
        assert_eq!(granted("0"), ([(1, 1), (0, 0)], 160));
        assert_eq!(granted("1"), ([(0, 0), (1, 1)], 240));
    }

    #[test]
    fn a_gap_is_the_known_work_of_a_community_and_category_that_nobody_has_begun() {
        let (world, _, mut arm) = district(&[], |_| {});
        let here = SubdistrictId::FIRST;
        let kinds = world.kinds();
        let mut put = |local: usize, category: u8, work: u16, stage: Stage| {
            let community = world.places.subdistricts[here].communities[Local::from(local)];
            let need = need(community, CategoryId::new(category), u32::from(work), work);
            arm.subs[here].cases.needs.insert(need.at(stage));
        };
        put(0, 2, 60, Stage::Waiting);
        put(0, 2, 30, Stage::Desk);
        put(1, 2, 45, Stage::Intake);
        put(1, 0, 15, Stage::Ownerless);
        put(1, 5, 90, Stage::Serving);
        put(0, 5, 91, Stage::Latent);
        let gaps = gaps(&arm.subs, &world);
        let mut expected = vec![0.0; 2 * kinds];
        (expected[2], expected[kinds + 2], expected[kinds]) = (90.0, 45.0, 15.0);
        assert_eq!(gaps[here], expected);
    }
}

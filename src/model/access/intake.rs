//! Intake (受理) and triage (分类研判) by the office, first come first served. Other doors are in [`crate::model::access::doors`].
//!
//! Triage gives a wrong label with chance ε·(1 − q), q the mean skill in the true category of those who take the need in. A policy may have whoever
//! takes needs in fill in a standard assessment form (类型化实施), at every door: it takes `form_minutes` more, and ε is `form_error` times as large.

use std::collections::VecDeque;

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, SiteId};

use crate::base::need::{Need, Stage, flag};
use crate::model::abandonment::deadline;
use crate::model::access::{duplicate, voicing};
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::log::What;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::pool::{Handle, Pool};
use crate::model::state::subdistrict::Context;

/// Number of needs at the head of a queue that are prefetched together.
pub const FETCHED: usize = 8;

/// What stands at the head of a queue for intake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// A need that waits for it.
    Waits(u32),
    /// The second file of a need that was taken in at another door.
    Twice(u32),
}

/// The head of a queue, if there is any; entries of needs that have left are dropped.
pub fn head(queue: &mut VecDeque<Handle>, needs: &Pool) -> Option<Head> {
    while let Some(&handle) = queue.front() {
        if needs.holds(handle) {
            let need = &needs[handle.slot];
            if need.stage == Stage::Intake {
                return Some(Head::Waits(handle.slot));
            }
            if need.is(flag::TWICE) && need.is_looked_after() {
                return Some(Head::Twice(handle.slot));
            }
        }
        queue.pop_front();
    }
    None
}

/// Every office takes in as many needs as it has minutes for.
pub fn take_in(cases: &mut Caseload, days: &mut Of<SiteId, Day>, ctx: &Context<'_>) {
    let minutes = ctx.plan.intake_minutes;
    let first = cases.desks.iter().flat_map(|c| c.intake.iter().take(FETCHED));
    cases.needs.look_ahead(first.map(|handle| handle.slot));
    for local in cases.desks.places() {
        let site = crate::model::office_site(ctx.world, cases.home, local);
        while let Some(head) = head(&mut cases.desks[local].intake, &cases.needs) {
            if days[site].left() < minutes {
                break;
            }
            cases.desks[local].intake.pop_front();
            match head {
                Head::Waits(slot) => {
                    days[site].take(Account::Intake, minutes);
                    let office = crate::model::office_unit(ctx.world, cases.home, local);
                    let skills = &ctx.boards[cases.home].skill;
                    register(cases, ctx, slot, |category| skills[office.at() * ctx.world.kinds() + category.at()]);
                    queue_at_desk(cases, slot, local);
                }
                Head::Twice(slot) => duplicate::found(cases, &mut days[site], ctx, slot),
            }
        }
    }
}

/// A need that is taken in gets a label, from people of this skill, and a deadline.
pub fn register(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, skill: impl Fn(CategoryId) -> f32) {
    let need = &mut cases.needs[slot];
    need.label = triage(ctx, need, skill);
    need.take_in(ctx.day);
    if need.label != need.category {
        cases.log.push(need.id, What::Labelled(need.label));
    }
    if let Some(deadline) = deadline::of(ctx, ctx.day) {
        cases.file(ctx.day, deadline, slot, Event::Deadline);
    }
}

/// The category as triaged by people of this skill.
fn triage(ctx: &Context<'_>, need: &Need, skill: impl Fn(CategoryId) -> f32) -> CategoryId {
    let kinds = ctx.world.kinds();
    if kinds < 2 || ctx.plan.intake_error == 0.0 {
        return need.category;
    }
    let error = ctx.plan.intake_error as f32 * (1.0 - skill(need.category));
    let (u, which) = draws::two(ctx.keys.bits(Draw::triage(need.id, need.hops)));
    if u >= error {
        return need.category;
    }
    let other = (which * (kinds - 1) as f32) as u8;
    CategoryId::new(if other >= need.category.get() { other + 1 } else { other })
}

/// A need that is at home joins the desk of its community.
pub fn queue_at_desk(cases: &mut Caseload, slot: u32, local: Local) {
    cases.shift(slot, Stage::Desk);
    let handle = cases.needs.handle(slot);
    cases.desks[local].desk.push_back(handle);
}

/// A need that was being served, or was refused, needs a new decision: fresh patience, then the desk.
pub fn to_desk(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) else { return };
    let wait = voicing::patience(ctx, &cases.needs[slot]);
    let need = &mut cases.needs[slot];
    let due = need.bear_until(ctx.day.saturating_add(wait));
    cases.file(ctx.day, due, slot, Event::Patience);
    let need = &cases.needs[slot];
    if !need.is(flag::PAPER)
        && let Some(taken_in) = need.taken_in()
        && let Some(day) = deadline::of(ctx, taken_in)
        && day > ctx.day
    {
        cases.file(ctx.day, day, slot, Event::Deadline);
    }
    queue_at_desk(cases, slot, local);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CommunityId, SubdistrictId};
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, need};
    use crate::world::World;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    /// Needs that wait for intake in a community.
    fn queue(arm: &mut Arm, world: &World, local: Local, number: u32) {
        let cases = &mut arm.subs[HERE].cases;
        let community: CommunityId = world.places.subdistricts[HERE].communities[local];
        for i in 0..number {
            let slot =
                cases.needs.insert(need(community, CategoryId::new((i % world.kinds() as u32) as u8), i, 60).at(Stage::Intake));
            cases.accounts.come(Stage::Intake);
            let handle = cases.needs.handle(slot);
            cases.desks[local].intake.push_back(handle);
        }
    }

    fn waiting(arm: &Arm) -> [usize; 2] {
        [0, 1].map(|i| arm.subs[HERE].cases.desks[Local::from(i)].intake.len())
    }

    #[test]
    fn an_office_takes_in_as_many_as_it_has_minutes_for_in_their_order() {
        let (world, keys, mut arm) = district(&["intake.minutes=30", "intake.error=0"], |_| {});
        queue(&mut arm, &world, Local::FIRST, 5);
        queue(&mut arm, &world, Local::from(1), 2);
        let site = crate::model::office_site(&world, HERE, Local::FIRST);
        arm.subs[HERE].days[site].open(1, 480, 100, 0);
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
        let sub = &mut arm.subs[HERE];
        take_in(&mut sub.cases, &mut sub.days, &ctx);
        let sub = &arm.subs[HERE];
        assert_eq!((waiting(&arm), sub.days[site].booked[Account::Intake]), ([2, 2], 90), "the other office has nobody");
        let desk: Vec<u32> = sub.cases.desks[Local::FIRST].desk.iter().map(|h| h.slot).collect();
        assert_eq!(desk, [0, 1, 2]);
        assert!(desk.iter().all(|slot| sub.cases.needs[*slot].taken_in() == Some(3)));
        assert_eq!((sub.cases.accounts.stage[Stage::Intake], sub.cases.accounts.stage[Stage::Desk]), (4, 3));
    }

    #[test]
    fn an_office_that_fills_in_a_form_takes_longer_for_each_need() {
        // Of 100 minutes: three intakes of 30, two of 30 and a form of 12; the form alone is no matter where the policy has none.
        for (form, taken, booked) in [(false, 3, 90), (true, 2, 84)] {
            let sets = ["intake.minutes=30", "intake.error=0", "intake.form_minutes=12"];
            let (world, keys, mut arm) = district(&sets, |p| p.intake.form = form);
            queue(&mut arm, &world, Local::FIRST, 5);
            let site = crate::model::office_site(&world, HERE, Local::FIRST);
            arm.subs[HERE].days[site].open(1, 480, 100, 0);
            let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
            let sub = &mut arm.subs[HERE];
            take_in(&mut sub.cases, &mut sub.days, &ctx);
            let desk = sub.cases.desks[Local::FIRST].desk.len();
            assert_eq!((desk, sub.days[site].booked[Account::Intake]), (taken, booked), "{form}");
        }
    }

    #[test]
    fn a_form_multiplies_the_chance_of_a_wrong_label() {
        let wrong = |form: bool, factor: f64| {
            let sets = ["intake.error=0.8".to_owned(), format!("intake.form_error={factor}")];
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            let (world, keys, arm) = district(&sets, |p| p.intake.form = form);
            let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
            let label = |i| triage(&ctx, &need(CommunityId::FIRST, CategoryId::new(2), i, 60), |_| 0.25);
            (0..4_000).map(label).collect::<Vec<_>>()
        };
        let number = |labels: &[CategoryId]| labels.iter().filter(|label| **label != CategoryId::new(2)).count();
        let without = wrong(false, 0.25);
        // .8 · .75 = .6 of 4,000 are 2,400, a quarter of them 600: the standard deviations are 31 and 23.
        assert!(number(&without).abs_diff(2_400) < 125, "{}", number(&without));
        let quarter = wrong(true, 0.25);
        assert!(number(&quarter).abs_diff(600) < 92, "{}", number(&quarter));
        // By the same draws: no need is labelled wrongly for the form, and those that still are bear the same wrong label.
        assert!(quarter.iter().zip(&without).all(|(with, without)| *with == CategoryId::new(2) || with == without));
        assert_eq!(wrong(true, 1.0), without);
        assert_eq!(number(&wrong(true, 0.0)), 0);
    }

    #[test]
    fn a_wrong_label_names_each_other_category_as_often() {
        let (world, keys, arm) = district(&["intake.error=1"], |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let mut named = vec![0_u32; world.kinds()];
        for i in 0..2_800 {
            let need = need(CommunityId::FIRST, CategoryId::new(2), i, 60);
            assert_eq!(triage(&ctx, &need, |_| 1.0), need.category, "who knows it all errs never");
            named[triage(&ctx, &need, |_| 0.0).at()] += 1;
        }
        assert_eq!(named[2], 0);
        // 400 each: the standard deviation is below 19.
        assert!(named.iter().enumerate().all(|(k, n)| k == 2 || n.abs_diff(400) < 80), "{named:?}");
    }
}

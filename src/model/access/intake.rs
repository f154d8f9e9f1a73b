//! Intake (受理) and triage (分类研判), first come first served: by the office, and where a policy says so at a window of the station.
//!
//! Triage gives a wrong label with chance ε·(1 − q), q the mean skill in the true category of those who take the need in.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, SiteId, UnitId};

use crate::base::need::{Need, Stage, flag};
use crate::model::abandonment::deadline;
use crate::model::access::voicing;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::lines::Unit;
use crate::model::state::log::What;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::subdistrict::Context;

/// Number of needs at the head of a queue that are prefetched together.
pub const FETCHED: usize = 8;

/// Every office takes in as many needs as it has minutes for.
pub fn take_in(cases: &mut Caseload, days: &mut Of<SiteId, Day>, ctx: &Context<'_>) {
    let minutes = *ctx.world.keys.intake.minutes as u32;
    let first = cases.desks.iter().flat_map(|c| c.intake.iter().take(FETCHED));
    cases.needs.look_ahead(first.map(|handle| handle.slot));
    for local in cases.desks.places() {
        let site = crate::model::office_site(ctx.world, cases.home, local);
        while let Some(slot) = first_waiting(cases, local) {
            if days[site].left() < minutes {
                break;
            }
            days[site].take(Account::Intake, minutes);
            let office = crate::model::office_unit(ctx.world, cases.home, local);
            let skills = &ctx.boards[cases.home].skill;
            take_up(cases, ctx, slot, local, |category| skills[office.at() * ctx.world.kinds() + category.at()]);
        }
    }
}

/// The window of the station (社工站窗口) takes in what the offices have left, one community after the other, on a share of its minutes
/// (`information.station_intake`). Which community comes first changes from day to day. Its people triage with their own skill: q is the mean
/// over its lines with people in them.
pub fn take_in_at_station(cases: &mut Caseload, days: &mut Of<SiteId, Day>, units: &Of<UnitId, Unit>, ctx: &Context<'_>) {
    let minutes = *ctx.world.keys.intake.minutes as u32;
    let own = ctx.world.own(cases.home);
    let (skills, kinds) = (&ctx.boards[cases.home].skill, ctx.world.kinds());
    let skill = |category: CategoryId| {
        let staffed = own.sites[own.station_site].units.iter().filter(|unit| !units[*unit].servers.is_empty());
        let (sum, lines) =
            staffed.fold((0.0, 0.0_f32), |(sum, n), unit| (sum + skills[unit.at() * kinds + category.at()], n + 1.0));
        sum / lines.max(1.0)
    };
    let day = &mut days[own.station_site];
    let mut room = (f64::from(day.left()) * *ctx.plan.policy.information.station_intake) as u32;
    let number = cases.desks.len();
    for i in 0..number {
        let local = Local::from((i + usize::from(ctx.day)) % number);
        while room >= minutes.max(1)
            && let Some(slot) = first_waiting(cases, local)
        {
            room -= day.take(Account::Intake, minutes);
            take_up(cases, ctx, slot, local, skill);
        }
    }
}

/// The first need that waits for intake in a community, if any; entries of needs that have left are dropped.
fn first_waiting(cases: &mut Caseload, local: Local) -> Option<u32> {
    let queue = &mut cases.desks[local].intake;
    while let Some(&handle) = queue.front() {
        if cases.needs.holds(handle) && cases.needs[handle.slot].stage == Stage::Intake {
            return Some(handle.slot);
        }
        queue.pop_front();
    }
    None
}

/// The first need that waits for intake in a community gets a label and a deadline, and goes on to the desk.
fn take_up(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, local: Local, skill: impl Fn(CategoryId) -> f32) {
    cases.desks[local].intake.pop_front();
    let need = &mut cases.needs[slot];
    need.label = triage(ctx, need, skill);
    need.take_in(ctx.day);
    if need.label != need.category {
        cases.log.push(need.id, What::Labelled(need.label));
    }
    if let Some(deadline) = deadline::of(ctx, ctx.day) {
        cases.file(ctx.day, deadline, slot, Event::Deadline);
    }
    queue_at_desk(cases, slot, local);
}

/// The category as triaged by people of this skill.
fn triage(ctx: &Context<'_>, need: &Need, skill: impl Fn(CategoryId) -> f32) -> CategoryId {
    let kinds = ctx.world.kinds();
    if kinds < 2 || *ctx.world.keys.intake.error == 0.0 {
        return need.category;
    }
    let error = *ctx.world.keys.intake.error as f32 * (1.0 - skill(need.category));
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
    use crate::base::places::{CommunityId, Places, SubdistrictId};
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, need};
    use crate::scenario::keys::quantity::Share;
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

    /// How many of the needs at the desks have a wrong label.
    fn wrong(arm: &Arm) -> usize {
        arm.subs[HERE].cases.needs.iter().filter(|(_, n)| n.stage == Stage::Desk && n.label != n.category).count()
    }

    /// A window for a share of a station with so much skill in each of its lines; none where nobody is.
    fn station(share: f64, skills: &[(usize, f32)]) -> (World, crate::base::draws::Keys, Arm) {
        let (world, keys, mut arm) = district(&["intake.minutes=30", "intake.error=0.5"], |p| {
            p.information.station_intake = Share::new(share).expect("a share");
        });
        let own = &world.sites.by_subdistrict[HERE];
        for &(line, skill) in skills {
            let unit = own.sites[own.station_site].units.nth(line);
            arm.subs[HERE].lines.units[unit].servers = Places::first(1);
            let kinds = world.kinds();
            arm.boards[HERE].skill[unit.at() * kinds..][..kinds].fill(skill);
        }
        arm.subs[HERE].days[own.station_site].open(2, 960, 960, 0);
        (world, keys, arm)
    }

    fn at_station(world: &World, keys: &crate::base::draws::Keys, arm: &mut Arm, day: u16) {
        let sub = &mut arm.subs[HERE];
        let ctx = Context { boards: &arm.boards, ..Context::quiet(world, &arm.plan, keys, day) };
        take_in_at_station(&mut sub.cases, &mut sub.days, &sub.lines.units, &ctx);
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
    fn a_window_takes_in_on_a_share_of_its_minutes_and_begins_with_another_community_every_day() {
        for (day, left) in [(4, [0, 2]), (5, [2, 0])] {
            let (world, keys, mut arm) = station(0.25, &[(0, 1.0)]);
            queue(&mut arm, &world, Local::FIRST, 5);
            queue(&mut arm, &world, Local::from(1), 5);
            at_station(&world, &keys, &mut arm, day);
            // 240 of 960 minutes: eight needs.
            assert_eq!(waiting(&arm), left);
            let site = world.sites.by_subdistrict[HERE].station_site;
            assert_eq!(arm.subs[HERE].days[site].booked[Account::Intake], 240);
        }
    }

    #[test]
    fn a_window_triages_with_the_mean_skill_of_its_lines_with_people_in_them() {
        let errors = |skills: &[(usize, f32)]| {
            let (world, keys, mut arm) = station(1.0, skills);
            let site = world.sites.by_subdistrict[HERE].station_site;
            arm.subs[HERE].days[site].open(100, 48_000, 48_000, 0);
            queue(&mut arm, &world, Local::FIRST, 1_500);
            at_station(&world, &keys, &mut arm, 0);
            assert_eq!(waiting(&arm), [0, 0]);
            wrong(&arm)
        };
        assert_eq!(errors(&[(0, 1.0), (3, 1.0)]), 0, "lines without people count for nothing");
        // Half of 1 − q of 1,500: the standard deviation is below 20.
        for (skills, expected) in [(&[(0, 1.0), (3, 0.2)][..], 300), (&[(2, 0.2)], 600), (&[(1, 0.6), (2, 0.6), (4, 0.9)], 225)] {
            assert!(errors(skills).abs_diff(expected) < 80, "{} {expected}", errors(skills));
        }
        assert_eq!(errors(&[(0, 1.0), (1, 0.2)]), errors(&[(5, 0.6)]), "the same draws");
    }

    #[test]
    fn what_has_left_the_queue_takes_no_minutes() {
        let (world, keys, mut arm) = station(1.0, &[(0, 1.0)]);
        queue(&mut arm, &world, Local::FIRST, 3);
        arm.subs[HERE].cases.needs.remove(1);
        at_station(&world, &keys, &mut arm, 0);
        let sub = &arm.subs[HERE];
        assert_eq!(sub.days[world.sites.by_subdistrict[HERE].station_site].booked[Account::Intake], 60);
        assert_eq!((waiting(&arm), sub.cases.desks[Local::FIRST].desk.len()), ([0, 0], 2));
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

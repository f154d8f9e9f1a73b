//! Doors (受理渠道): where a household goes with a need that it voices, or to which it is led by whoever found it.
//!
//! A policy says which doors take needs in (`intake.doors`); a household chooses among those that are open today by
//! distance and habit. No door makes anybody speak who would not. How it chooses is in [`crate::model::access::door_choice`], what happens there in [`crate::model::access::door_intake`]. A household that has
//! waited for some days may ask at a second door; the second file is a duplicate, which costs minutes and meets no need.

use crate::base::draws::Draw;
use crate::base::need::{Stage, flag};
use crate::base::of::Of;
use crate::base::places::{Local, SiteId};
use crate::model::abandonment::hotline;
use crate::model::access::door_choice::{Options, place_of};
use crate::model::access::intake;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::pool::Handle;
use crate::model::state::subdistrict::Context;
use crate::scenario::keys::policy::Door;

/// Households on their way go to a door; who finds none open tries again tomorrow. Calls to the hotline become orders for the office at once.
pub fn choose(cases: &mut Caseload, communities: &mut Of<Local, Community>, days: &mut Of<SiteId, Day>, ctx: &Context<'_>) {
    leave_closed(cases, days, ctx);
    for local in cases.desks.places() {
        if cases.desks[local].arriving.is_empty() {
            continue;
        }
        let options = Options::of(cases.home, days, ctx, local);
        let mut arriving = std::mem::take(&mut cases.desks[local].arriving);
        arriving.retain(|&handle| {
            if !cases.needs.holds(handle) || cases.needs[handle.slot].stage != Stage::Intake {
                return false;
            }
            let need = &cases.needs[handle.slot];
            let again = need.is(flag::TWICE);
            let u = ctx.keys.unit(Draw::door(need.id, ctx.day, again));
            let Some(way) = options.choose(u, again.then(|| need.asked_at())) else {
                // No second door: the first keeps the household's place.
                cases.needs[handle.slot].flags &= !flag::TWICE;
                return !again;
            };
            if !again {
                cases.needs[handle.slot].ask_at(place_of(&way));
            }
            match way.door {
                Door::Office => cases.desks[local].intake.push_back(handle),
                Door::Station | Door::Organisation => {
                    if cases.windows.is_empty() {
                        cases.windows = Of::alike(Default::default(), ctx.world.own(cases.home).sites.len());
                    }
                    cases.windows[way.site].push_back(handle);
                }
                Door::Hotline => order(cases, communities, &mut days[way.site], ctx, handle.slot, local),
            }
            if !again && way.door != Door::Hotline {
                may_ask_again(cases, ctx, handle.slot);
            }
            false
        });
        arriving.append(&mut cases.desks[local].arriving);
        cases.desks[local].arriving = arriving;
    }
}

/// Whoever stands at the door of a site where nobody is today sets out anew.
fn leave_closed(cases: &mut Caseload, days: &Of<SiteId, Day>, ctx: &Context<'_>) {
    for local in cases.desks.places() {
        if days[crate::model::office_site(ctx.world, cases.home, local)].available == 0 {
            let left = std::mem::take(&mut cases.desks[local].intake);
            set_out_anew(cases, ctx, left);
        }
    }
    for site in cases.windows.places() {
        if days[site].available == 0 {
            let left = std::mem::take(&mut cases.windows[site]);
            set_out_anew(cases, ctx, left);
        }
    }
}

/// These households leave the door at which they stood; who has asked at another one too keeps the place there.
fn set_out_anew(cases: &mut Caseload, ctx: &Context<'_>, left: impl IntoIterator<Item = Handle>) {
    for handle in left {
        if !cases.needs.holds(handle) || cases.needs[handle.slot].stage != Stage::Intake {
            continue;
        }
        let need = &mut cases.needs[handle.slot];
        if need.is(flag::TWICE) {
            need.flags &= !flag::TWICE;
        } else if let Some(local) = cases.local(ctx.world, cases.needs[handle.slot].community()) {
            cases.desks[local].go(handle, ctx.plan.office_alone());
        }
    }
}

/// A household that will still wait after some days may then ask at another door.
fn may_ask_again(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    let keys = &ctx.world.keys.intake;
    let id = cases.needs[slot].id;
    if *keys.second_door > 0.0
        && ctx.plan.policy.intake.doors.count() > 1
        && ctx.keys.unit(Draw::second_door(id)) < *keys.second_door
    {
        let day = ctx.day.saturating_add(keys.second_door_days.get() as u16);
        cases.file(ctx.day, day, slot, Event::SecondDoor);
    }
}

/// A household that has waited long enough sets out for another door.
pub fn ask_again(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    let need = &mut cases.needs[slot];
    if need.stage != Stage::Intake || need.is(flag::TWICE) || ctx.plan.office_alone() {
        return;
    }
    need.note(flag::TWICE);
    let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) else { return };
    let handle = cases.needs.handle(slot);
    cases.desks[local].arriving.push(handle);
}

/// The hotline (12345) takes a call and gives the office an order: the minutes of an intake, which it owes where it has none, and a label by the operator.
fn order(
    cases: &mut Caseload,
    communities: &mut Of<Local, Community>,
    office: &mut Day,
    ctx: &Context<'_>,
    slot: u32,
    local: Local,
) {
    let keys = &ctx.world.keys;
    office.charge(Account::Intake, ctx.plan.intake_minutes);
    // Of who calls on giving up, the call was booked then.
    if !cases.needs[slot].is(flag::ESCALATED) {
        hotline::book(cases, communities, ctx, slot, local);
    }
    let skill = *keys.intake.hotline_skill as f32;
    intake::register(cases, ctx, slot, |_| skill);
    intake::queue_at_desk(cases, slot, local);
}

/// A policy takes over: whoever waits at any door sets out anew, for the doors that this policy has, in the order in which they came to each.
pub fn reopen(cases: &mut Caseload, ctx: &Context<'_>) {
    let mut out: Vec<Handle> = Vec::new();
    for local in cases.desks.places() {
        let desk = &mut cases.desks[local];
        out.append(&mut desk.arriving);
        out.extend(desk.intake.drain(..));
    }
    for window in &mut cases.windows {
        out.extend(window.drain(..));
    }
    set_out_anew(cases, ctx, out);
}

/// A district whose doors are open, for tests of what happens at them.
#[cfg(test)]
pub(super) mod street {
    use super::*;
    use crate::base::draws::Keys;
    use crate::base::places::{CategoryId, CommunityId, Places, SubdistrictId};
    use crate::model::access::{door_intake, intake};
    use crate::model::referral::handoff::Dispatch;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses, need};
    use crate::scenario::keys::policy::{Doors, Policy};
    use crate::world::World;

    pub(in crate::model::access) const HERE: SubdistrictId = SubdistrictId::FIRST;
    /// All doors are as near and as familiar, and a household asks once.
    const ALIKE: [&str; 7] = [
        "intake.habit={office=0,station=0,organisation=0,hotline=0}",
        "intake.distance=0",
        "intake.second_door=0",
        "intake.minutes=30",
        "intake.error=0",
        "handoff.loss=0",
        "handoff.message_minutes=10",
    ];

    /// A district with these doors in which every site has people, 10,000 minutes a day each, and skill .5 in everything.
    pub(in crate::model::access) fn open(doors: &[Door], sets: &[&str], change: impl FnOnce(&mut Policy)) -> (World, Keys, Arm) {
        let (world, keys, mut arm) = district(&[&ALIKE[..], sets].concat(), |p| {
            p.intake.doors = Doors::of(doors);
            change(p);
        });
        let sub = &mut arm.subs[HERE];
        for day in &mut sub.days {
            day.open(20, 10_000, 10_000, 0);
        }
        for unit in &mut sub.lines.units {
            unit.servers = Places::first(1);
        }
        arm.boards[HERE].skill.fill(0.5);
        (world, keys, arm)
    }

    /// Households of the first community set out with needs of the first category.
    pub(in crate::model::access) fn set_out(world: &World, arm: &mut Arm, number: u32) {
        let cases = &mut arm.subs[HERE].cases;
        let community: CommunityId = world.places.subdistricts[HERE].communities[Local::FIRST];
        for i in 0..number {
            let mut need = need(community, CategoryId::FIRST, i, 60).at(Stage::Intake);
            need.await_intake();
            let slot = cases.needs.insert(need);
            cases.accounts.come(Stage::Intake);
            let handle = cases.needs.handle(slot);
            cases.desks[Local::FIRST].go(handle, arm.plan.office_alone());
        }
    }

    pub(in crate::model::access) fn go(world: &World, keys: &Keys, arm: &mut Arm, day: u16) {
        let sub = &mut arm.subs[HERE];
        let ctx = Context { boards: &arm.boards, ..Context::quiet(world, &arm.plan, keys, day) };
        choose(&mut sub.cases, &mut sub.communities, &mut sub.days, &ctx);
    }

    /// The doors of stations and organisations, then that of the office.
    pub(in crate::model::access) fn work(world: &World, keys: &Keys, arm: &mut Arm, day: u16) {
        let sub = &mut arm.subs[HERE];
        let ctx = Context { boards: &arm.boards, ..Context::quiet(world, &arm.plan, keys, day) };
        let mut all = Dispatch { cases: &mut sub.cases, communities: &mut sub.communities, days: &mut sub.days };
        door_intake::take_in(&mut all, &sub.lines.units, &ctx);
        intake::take_in(&mut sub.cases, &mut sub.days, &ctx);
    }

    /// Who waits at the office, at the station, at organisations, and who is at the desk.
    pub(in crate::model::access) fn waiting(world: &World, arm: &Arm) -> [usize; 4] {
        let cases = &arm.subs[HERE].cases;
        let at = |site: SiteId| cases.windows.get(site).map_or(0, |window| window.len());
        let desk = &cases.desks[Local::FIRST];
        [desk.intake.len(), at(station(world)), houses(world).into_iter().map(at).sum(), desk.desk.len()]
    }

    pub(in crate::model::access) fn station(world: &World) -> SiteId {
        world.own(HERE).station_site
    }

    pub(in crate::model::access) fn office(world: &World) -> SiteId {
        crate::model::office_site(world, HERE, Local::FIRST)
    }
}

#[cfg(test)]
mod tests {
    use super::street::{HERE, go, office, open, set_out, station, waiting, work};
    use super::*;
    use crate::model::referral::handoff;
    use crate::model::state::arm::idle::houses;
    use crate::scenario::keys::policy::{Doors, Visibility};
    use crate::world::geography::distance;

    const ALL: [Door; 4] = [Door::Office, Door::Station, Door::Organisation, Door::Hotline];

    #[test]
    fn households_go_to_each_door_as_often_as_habit_and_distance_say() {
        let shares = |sets: &[&str]| {
            let (world, keys, mut arm) = open(&ALL, sets, |_| {});
            set_out(&world, &mut arm, 4_000);
            go(&world, &keys, &mut arm, 3);
            waiting(&world, &arm)
        };
        // The standard deviation of a quarter of 4,000 is 27.
        assert!(shares(&[]).iter().all(|n| n.abs_diff(1_000) < 110), "{:?}", shares(&[]));
        let used = shares(&["intake.habit.office=1.0986"]);
        assert!(used[0].abs_diff(2_000) < 130, "three times as used to it: {used:?}");
        let far = shares(&["intake.distance=1000"]);
        assert!(far[1] == 0 && far[2] > 1_000, "an organisation is next door: {far:?}");
    }

    #[test]
    fn a_door_without_people_is_closed_and_where_none_is_open_households_come_again_tomorrow() {
        let (world, keys, mut arm) = open(&[Door::Station, Door::Organisation], &[], |_| {});
        for site in houses(&world) {
            arm.subs[HERE].days[site].open(0, 0, 0, 0);
        }
        set_out(&world, &mut arm, 10);
        go(&world, &keys, &mut arm, 3);
        assert_eq!(waiting(&world, &arm), [0, 10, 0, 0]);
        arm.subs[HERE].days[station(&world)].open(0, 0, 0, 0);
        let (world, keys, mut arm) = open(&[Door::Station], &[], |_| {});
        arm.subs[HERE].days[station(&world)].open(0, 0, 0, 0);
        set_out(&world, &mut arm, 10);
        go(&world, &keys, &mut arm, 3);
        assert_eq!((waiting(&world, &arm), arm.subs[HERE].cases.desks[Local::FIRST].arriving.len()), ([0; 4], 10));
        arm.subs[HERE].days[station(&world)].open(1, 480, 480, 0);
        go(&world, &keys, &mut arm, 4);
        assert_eq!(waiting(&world, &arm), [0, 10, 0, 0]);
    }

    #[test]
    fn a_call_to_the_hotline_is_an_order_that_the_office_cannot_put_off() {
        let sets = ["persistence.hotline_task_minutes=45", "intake.hotline_skill=0", "intake.error=1"];
        let (world, keys, mut arm) = open(&[Door::Hotline], &sets, |_| {});
        arm.subs[HERE].days[office(&world)].open(1, 480, 480, 0);
        set_out(&world, &mut arm, 20);
        go(&world, &keys, &mut arm, 3);
        let sub = &arm.subs[HERE];
        let day = &sub.days[office(&world)];
        assert_eq!((day.booked[Account::Intake], day.owed[Account::Intake]), (480, 120), "what it has no time for it owes");
        assert_eq!((sub.communities[Local::FIRST].backlog, waiting(&world, &arm)[3]), (20 * 45, 20));
        assert!(sub.cases.needs.iter().all(|(_, need)| need.is(flag::ESCALATED) && need.label != need.category));
    }

    #[test]
    fn an_order_of_the_hotline_is_taken_in_with_the_form_of_the_office() {
        let sets = ["intake.hotline_skill=0", "intake.error=1", "intake.form_minutes=10", "intake.form_error=0"];
        let (world, keys, mut arm) = open(&[Door::Hotline], &sets, |p| p.intake.form = true);
        arm.subs[HERE].days[office(&world)].open(1, 480, 480, 0);
        set_out(&world, &mut arm, 20);
        go(&world, &keys, &mut arm, 3);
        let sub = &arm.subs[HERE];
        let day = &sub.days[office(&world)];
        assert_eq!((day.booked[Account::Intake], day.owed[Account::Intake]), (480, 320), "40 each");
        assert!(sub.cases.needs.iter().all(|(_, need)| need.label == need.category), "the form leaves no error");
    }

    #[test]
    fn a_second_file_costs_minutes_and_meets_no_need() {
        for (visibility, intake, coordination) in [(Visibility::Registry, 30 + 3, 10), (Visibility::Zone, 30 + 30, 10 + 5 + 20)] {
            let sets =
                ["intake.second_door=1", "intake.second_door_days=5", "intake.duplicate_minutes=3", "routing.search_minutes=5"];
            let (world, keys, mut arm) = open(&[Door::Office, Door::Station], &sets, |p| p.information.visibility = visibility);
            // Nobody comes to work at either door before the sixth day.
            set_out(&world, &mut arm, 1);
            go(&world, &keys, &mut arm, 3);
            let sub = &mut arm.subs[HERE];
            let filed = sub.cases.agenda.take(8);
            assert!(matches!(filed[..], [entry] if entry.event() == Event::SecondDoor), "{filed:?}");
            let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 8) };
            ask_again(&mut sub.cases, &ctx, filed[0].slot);
            go(&world, &keys, &mut arm, 9);
            assert_eq!(waiting(&world, &arm), [1, 1, 0, 0], "at either door");
            work(&world, &keys, &mut arm, 9);
            assert_eq!(waiting(&world, &arm), [0, 0, 0, 1]);
            let all = |account: Account| arm.subs[HERE].days.iter().map(|day| day.booked[account]).sum::<u32>();
            // The station is first: its message goes to the desk, from both sides.
            assert_eq!((all(Account::Intake), all(Account::Coordination)), (intake, coordination + 10), "{visibility:?}");
            assert_eq!(arm.subs[HERE].cases.needs.iter().count(), 1);
        }
    }

    #[test]
    fn where_every_door_is_far_the_nearest_is_still_the_one() {
        let sets = ["intake.distance=1000000", "intake.habit.station=0", "intake.habit.organisation=0"];
        let (world, keys, mut arm) = open(&[Door::Station, Door::Organisation], &sets, |_| {});
        // Of the houses only that of the other community has people.
        let here = world.places.subdistricts[HERE].communities[Local::FIRST];
        let own = world.own(HERE);
        for site in houses(&world).into_iter().filter(|&site| own.sites[site].community == here) {
            arm.subs[HERE].days[site].open(0, 0, 0, 0);
        }
        let away = houses(&world).into_iter().find(|&site| own.sites[site].community != here).expect("a house elsewhere");
        let home = world.places.communities[here].at;
        let [to_station, to_house] = [station(&world), away].map(|site| distance(home, own.sites[site].at));
        assert!(to_station > 0.0 && to_station < to_house, "{to_station} {to_house}");
        set_out(&world, &mut arm, 100);
        go(&world, &keys, &mut arm, 3);
        assert_eq!(waiting(&world, &arm), [0, 100, 0, 0]);
    }

    #[test]
    fn policies_may_take_over_one_after_the_other_and_nobody_is_left_behind() {
        let (world, keys, mut arm) = open(&[Door::Office, Door::Station], &[], |_| {});
        set_out(&world, &mut arm, 20);
        go(&world, &keys, &mut arm, 3);
        for doors in [&[Door::Office][..], &[Door::Office, Door::Station], &[Door::Office]] {
            arm.plan.policy.intake.doors = Doors::of(doors);
            reopen(&mut arm.subs[HERE].cases, &Context::quiet(&world, &arm.plan, &keys, 4));
        }
        assert_eq!(waiting(&world, &arm), [20, 0, 0, 0]);
    }

    #[test]
    fn an_office_without_people_sends_on_whoever_stands_there_where_there_is_another_door() {
        let (world, keys, mut arm) = open(&[Door::Office, Door::Station], &["intake.habit.office=50"], |_| {});
        set_out(&world, &mut arm, 10);
        go(&world, &keys, &mut arm, 3);
        assert_eq!(waiting(&world, &arm), [10, 0, 0, 0]);
        arm.subs[HERE].days[office(&world)].open(0, 0, 0, 0);
        go(&world, &keys, &mut arm, 4);
        assert_eq!(waiting(&world, &arm), [0, 10, 0, 0]);
    }

    #[test]
    fn whoever_stands_at_a_door_that_loses_its_people_sets_out_anew() {
        let (world, keys, mut arm) = open(&[Door::Station, Door::Organisation], &["intake.habit.station=50"], |_| {});
        set_out(&world, &mut arm, 30);
        go(&world, &keys, &mut arm, 3);
        assert_eq!(waiting(&world, &arm), [0, 30, 0, 0]);
        arm.subs[HERE].days[station(&world)].open(0, 0, 0, 0);
        go(&world, &keys, &mut arm, 4);
        assert_eq!(waiting(&world, &arm), [0, 0, 30, 0]);
    }

    #[test]
    fn a_household_whose_file_was_lost_asks_as_one_that_never_asked() {
        let (world, keys, mut arm) = open(&[Door::Office, Door::Station], &["intake.habit.office=50"], |_| {});
        set_out(&world, &mut arm, 1);
        go(&world, &keys, &mut arm, 3);
        let cases = &mut arm.subs[HERE].cases;
        let slot = cases.desks[Local::FIRST].intake[0].slot;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 8);
        ask_again(cases, &ctx, slot);
        assert!(cases.needs[slot].is(flag::TWICE));
        cases.desks[Local::FIRST].arriving.clear();
        handoff::lost(cases, &ctx, slot);
        crate::model::access::voicing::to_intake(cases, &ctx, slot, Local::FIRST);
        assert!(!cases.needs[slot].is(flag::TWICE));
        go(&world, &keys, &mut arm, 9);
        assert_eq!(waiting(&world, &arm)[1], 0, "it may go to its own office again");
    }

    #[test]
    fn households_at_doors_that_a_policy_closes_set_out_for_those_that_it_has() {
        let (world, keys, mut arm) = open(&[Door::Office, Door::Station], &["intake.second_door=1"], |_| {});
        set_out(&world, &mut arm, 40);
        go(&world, &keys, &mut arm, 3);
        let [at_office, at_station, ..] = waiting(&world, &arm);
        assert!(at_office > 0 && at_station > 0);
        // One of them asks at the other door too.
        let slot = arm.subs[HERE].cases.desks[Local::FIRST].intake[0].slot;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 8);
        ask_again(&mut arm.subs[HERE].cases, &ctx, slot);
        go(&world, &keys, &mut arm, 9);
        assert_eq!(waiting(&world, &arm), [at_office, at_station + 1, 0, 0]);
        for (doors, expected) in [(&[Door::Organisation], [0, 0, 40, 0]), (&[Door::Office], [40, 0, 0, 0])] {
            arm.plan.policy.intake.doors = Doors::of(doors);
            reopen(&mut arm.subs[HERE].cases, &Context::quiet(&world, &arm.plan, &keys, 10));
            if !arm.plan.office_alone() {
                go(&world, &keys, &mut arm, 10);
            }
            assert_eq!(waiting(&world, &arm), expected);
        }
    }
}

//! Reports: what providers publish, and how old it is when a router reads it (信息时滞).
//!
//! W = backlog minutes / minutes of service a day, in days, with an error N(0, σ_W) per report. A station's bins that are reported
//! together show their mean. Stations, organisations and offices report every period, at a cost on both sides: the provider's and the
//! office's, which keeps the registry. The community's own lines are seen fresh at its own desk, as they stand and without error, also on
//! the day of a report; the first level sees the last report of them, the second the one before.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, SubdistrictId, UnitId, WorkerId};
use crate::scenario::keys::service::ReportSystem;
use crate::world::sites::Party;
use crate::world::weights::LEAST_SKILL;
use crate::world::weights::LONGEST;
use crate::world::{MOST_CATEGORIES, World};

use crate::model::state::board::Board;
use crate::model::state::lines::Unit;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::Worker;

/// Weight of today in the moving average of a line's capacity, per day.
const TODAY: f32 = 0.1;

/// Publishes the state of a subdistrict's providers for today.
pub fn publish(
    units: &mut Of<UnitId, Unit>,
    days: &Of<SiteId, Day>,
    board: &mut Board,
    subdistrict: SubdistrictId,
    ctx: &Context<'_>,
) {
    let own = ctx.world.own(subdistrict);
    let (turn, phases) = (ctx.plan.report_turn(ctx.day), &ctx.plan.report_phase[subdistrict]);
    let noise = *ctx.world.keys.routing.report_noise_days;
    for ((site, phase), day) in own.sites.iter().zip(phases).zip(days) {
        let free = if day.base > 0 { day.left() as f32 / day.base as f32 } else { 0.0 };
        let units = units.part_mut(site.units);
        for line in units.iter_mut() {
            let now = line.potential as f32 * free;
            line.capacity += TODAY * (now - line.capacity);
        }
        let due = *phase == turn;
        let fresh = matches!(site.party, Party::Office | Party::Association | Party::PropertyFirm);
        if !due && !fresh {
            continue;
        }
        let station = site.party == Party::Station;
        for (k, notice) in board.notices.part_mut(site.units).iter_mut().enumerate() {
            let wait = if station { group_wait(units, &ctx.plan.report_group, k) } else { backlog_days(&units[k]) };
            let shown = &mut notice.wait;
            if due {
                let bits = ctx.keys.bits(Draw::report_error(site.stable, ctx.day, k as u32));
                let error = if noise > 0.0 { (noise * draws::normal(bits)) as f32 } else { 0.0 };
                let reported = (wait + error).clamp(0.0, LONGEST);
                let report = ctx.world.weights.of_wait(reported);
                // Whose line is seen fresh is seen as reported from the first level on.
                if fresh {
                    [shown[1], shown[2]] = [report, shown[1]];
                } else {
                    notice.days = reported;
                    *shown = [report, shown[0], shown[1]];
                }
            }
            if fresh && notice.days != wait {
                notice.days = wait;
                shown[0] = ctx.world.weights.of_wait(wait);
            }
        }
    }
}

/// Minutes of the reports of today, charged to the provider and to the office of its seat.
pub fn charge(days: &mut Of<SiteId, Day>, subdistrict: SubdistrictId, ctx: &Context<'_>) {
    let own = ctx.world.own(subdistrict);
    let (turn, phases) = (ctx.plan.report_turn(ctx.day), &ctx.plan.report_phase[subdistrict]);
    let reported = ctx.plan.policy.information.categories_reported.get().min(ctx.world.kinds() as u32);
    let minutes = match ctx.world.keys.reports.system {
        ReportSystem::Paper => (*ctx.world.keys.routing.report_minutes * f64::from(reported)) as u32,
        ReportSystem::Platform => 0,
    };
    let period = ctx.plan.policy.information.report_period_days.get() as u16;
    for ((i, site), phase) in own.sites.pairs().zip(phases) {
        if *phase != turn || days[i].heads == 0 {
            continue;
        }
        let local = match site.party {
            Party::Office | Party::Organisation => ctx.world.places.communities[site.community].local,
            Party::Station => Local::from(usize::from(ctx.day / period) % own.office.len()),
            _ => continue,
        };
        days[i].charge(Account::Reports, minutes);
        let office = crate::model::office_site(ctx.world, subdistrict, local);
        days[office].charge(Account::Reports, minutes);
    }
}

#[inline]
fn backlog_days(line: &Unit) -> f32 {
    if line.servers.is_empty() {
        return LONGEST;
    }
    ((line.work + line.begun) as f32 / line.capacity.max(1.0)).min(LONGEST)
}

/// Mean backlog of the bins with people that are reported together with this one.
fn group_wait(bins: &[Unit], group: &[u8], bin: usize) -> f32 {
    let own = group[bin];
    let (mut sum, mut n) = (0.0, 0.0);
    for (line, _) in bins.iter().zip(group).filter(|(line, g)| **g == own && !line.servers.is_empty()) {
        sum += backlog_days(line);
        n += 1.0;
    }
    if n > 0.0 { sum / n } else { LONGEST }
}

/// Publishes the mean skill of every line, once a month.
pub fn publish_skills(units: &Of<UnitId, Unit>, workers: &Of<WorkerId, Worker>, board: &mut Board, world: &World) {
    let (kinds, weights) = (world.kinds(), &world.weights);
    let factor = |skill: f32| weights.of_skill(libm::logf(skill.max(LEAST_SKILL)));
    let nobody = [LEAST_SKILL; MOST_CATEGORIES];
    let of_nobody = nobody.map(factor);
    for ((unit, notice), skill) in units.iter().zip(&mut board.notices).zip(board.skill.chunks_exact_mut(kinds)) {
        let servers = workers.part(unit.servers);
        let (mut mean, mut factors) = (nobody, of_nobody);
        if !servers.is_empty() {
            let sum = servers
                .iter()
                .fold([0.0; MOST_CATEGORIES], |sum: [f32; MOST_CATEGORIES], w| std::array::from_fn(|k| sum[k] + w.skill[k]));
            mean = sum.map(|s| s / servers.len() as f32);
            for (to, mean) in factors.iter_mut().zip(mean).take(kinds) {
                *to = factor(mean);
            }
        }
        skill.copy_from_slice(&mean[..kinds]);
        notice.skill = factors;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::Places;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses};
    use crate::scenario::keys::quantity::Count;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    /// A line of one person who can give 100 minutes a day, behind this work.
    fn line(work: u64) -> Unit {
        let servers = Places::first(1);
        Unit { work, begun: 100, capacity: 100.0, potential: 100, servers, ..Unit::default() }
    }

    /// A day on which a site reports.
    fn turn(arm: &Arm, site: SiteId) -> u16 {
        (0..100).find(|day| arm.plan.report_turn(*day) == arm.plan.report_phase[HERE][site]).expect("a day")
    }

    /// Opens every day without a task.
    fn idle_days(arm: &mut Arm) {
        for day in &mut arm.subs[HERE].days {
            day.open(1, 480, 480, 0);
        }
    }

    fn published(world: &World, keys: &crate::base::draws::Keys, arm: &mut Arm, day: u16) {
        let (sub, mut board) = (&mut arm.subs[HERE], arm.boards[HERE].clone());
        let ctx = Context::quiet(world, &arm.plan, keys, day);
        publish(&mut sub.lines.units, &sub.days, &mut board, HERE, &ctx);
        arm.boards[HERE] = board;
    }

    #[test]
    fn a_backlog_is_work_over_what_a_day_serves_and_without_people_as_long_as_any() {
        assert_eq!(backlog_days(&line(500)), 6.0);
        assert_eq!(backlog_days(&line(100_000)), LONGEST);
        assert_eq!(backlog_days(&Unit { servers: Places::first(0), ..line(500) }), LONGEST);
        assert_eq!(backlog_days(&Unit { capacity: 0.0, ..line(20) }), 120.0, "of one minute at least");
    }

    #[test]
    fn bins_reported_together_show_the_mean_of_those_with_people() {
        let bins = [line(100), line(300), Unit { servers: Places::first(0), ..line(900) }, line(1_900)];
        let shown = |group: &[u8]| (0..4).map(|bin| group_wait(&bins, group, bin)).collect::<Vec<_>>();
        assert_eq!(shown(&[0, 0, 0, 1]), [3.0, 3.0, 3.0, 20.0]);
        assert_eq!(shown(&[0, 1, 2, 3]), [2.0, 4.0, LONGEST, 20.0]);
    }

    #[test]
    fn an_organisation_reports_in_its_turn_with_an_error_and_older_reports_grow_old() {
        let (world, keys, mut arm) = district(&["routing.report_noise_days=0.5"], |_| {});
        idle_days(&mut arm);
        let site = houses(&world)[0];
        let (stable, unit) = {
            let site = &world.sites.by_subdistrict[HERE].sites[site];
            (site.stable, site.units.nth(0))
        };
        let due = turn(&arm, site);
        arm.subs[HERE].lines.units[unit] = line(500);
        let before = arm.boards[HERE].notices[unit].wait;
        published(&world, &keys, &mut arm, due + 1);
        assert_eq!(arm.boards[HERE].notices[unit].wait, before, "it is not its turn");
        published(&world, &keys, &mut arm, due);
        let z = draws::normal(keys.bits(Draw::report_error(stable, due, 0)));
        let notice = &arm.boards[HERE].notices[unit];
        assert!((f64::from(notice.days) - (6.0 + 0.5 * z)).abs() < 1e-5 && z.abs() > 1e-3, "{} {z}", notice.days);
        let first = world.weights.of_wait(notice.days);
        assert_eq!(notice.wait, [first, before[0], before[1]]);
        published(&world, &keys, &mut arm, due);
        assert_eq!(arm.boards[HERE].notices[unit].wait, [first, first, before[0]]);
    }

    #[test]
    fn the_line_of_an_office_is_seen_as_it_stands_at_its_own_desk_and_as_reported_above() {
        let (world, keys, mut arm) = district(&["routing.report_noise_days=0"], |_| {});
        idle_days(&mut arm);
        let own = &world.sites.by_subdistrict[HERE];
        let unit = own.office[Local::FIRST];
        let due = turn(&arm, own.site_of[unit]);
        let of = |days: f32| world.weights.of_wait(days);
        let unknown = arm.boards[HERE].notices[unit].wait[1];
        for (day, work, wait) in [
            (due + 1, 500, [of(6.0), unknown, unknown]),
            (due, 700, [of(8.0), of(8.0), unknown]),
            (due + 1, 900, [of(10.0), of(8.0), unknown]),
            (due, 200, [of(3.0), of(3.0), of(8.0)]),
        ] {
            arm.subs[HERE].lines.units[unit] = line(work);
            published(&world, &keys, &mut arm, day);
            assert_eq!(arm.boards[HERE].notices[unit].wait, wait, "{work}");
        }
    }

    #[test]
    fn what_a_line_can_serve_follows_the_minutes_that_its_people_have_left() {
        let (world, keys, mut arm) = district(&[], |_| {});
        idle_days(&mut arm);
        let own = &world.sites.by_subdistrict[HERE];
        let unit = own.office[Local::FIRST];
        arm.subs[HERE].days[own.site_of[unit]].take(Account::Training, 120);
        arm.subs[HERE].lines.units[unit] = Unit { capacity: 50.0, ..line(0) };
        published(&world, &keys, &mut arm, 0);
        // Three quarters of a day: 75 minutes; a tenth of the way from 50.
        assert_eq!(arm.subs[HERE].lines.units[unit].capacity, 52.5);
    }

    #[test]
    fn a_report_costs_minutes_to_who_writes_it_and_to_the_office_that_keeps_the_registry() {
        let (world, keys, mut arm) = district(&["routing.report_minutes=7"], |p| {
            p.information.categories_reported = Count::new(3).expect("categories");
            p.information.report_period_days = Count::new(5).expect("days");
        });
        let own = &world.sites.by_subdistrict[HERE];
        let house = houses(&world)[1];
        let offices: Vec<SiteId> = own.office.iter().map(|unit| own.site_of[*unit]).collect();
        let charged = |arm: &mut Arm, site: SiteId, heads: u32, day: u16| {
            let sub = &mut arm.subs[HERE];
            sub.days = Of::alike(Day::default(), sub.days.len());
            sub.days[site].heads = heads;
            let ctx = Context::quiet(&world, &arm.plan, &keys, day);
            charge(&mut sub.days, HERE, &ctx);
            [site, offices[0], offices[1]].map(|i| sub.days[i].owed[Account::Reports])
        };
        let due = turn(&arm, house);
        assert_eq!(charged(&mut arm, house, 2, due), [21, 0, 21], "its own office");
        assert_eq!(charged(&mut arm, house, 0, due), [0, 0, 0], "nobody writes");
        assert_eq!(charged(&mut arm, house, 2, due + 1), [0, 0, 0], "not its turn");
        let due = turn(&arm, offices[0]);
        assert_eq!(charged(&mut arm, offices[0], 3, due), [42, 42, 0], "an office bears both");
        // The offices keep the registry for the station in turn.
        let due = turn(&arm, own.station_site);
        let both = [charged(&mut arm, own.station_site, 2, due), charged(&mut arm, own.station_site, 2, due + 5)];
        let expected = if due < 5 { [[21, 21, 0], [21, 0, 21]] } else { [[21, 0, 21], [21, 21, 0]] };
        assert_eq!(both, expected);
        let association = own.associations[Local::FIRST].iter().next().map(|unit| own.site_of[unit]).expect("one");
        let due = turn(&arm, association);
        assert_eq!(charged(&mut arm, association, 2, due), [0, 0, 0], "volunteers write none");
    }
}

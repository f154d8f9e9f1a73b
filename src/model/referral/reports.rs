//! Reports: what providers publish, and how old it is when a router reads it (信息时滞).
//!
//! W = backlog minutes / minutes of service a day, in days, with an error N(0, σ_W) per report. A station's bins that are reported
//! together show their mean. Stations, organisations and offices report every period, at a cost on both sides: the provider's and the
//! office's, which keeps the registry. The community's own lines are seen fresh at its own desk, as they stand and without error, also on
//! the day of a report; the first level sees the last report of them, the second the one before.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{SiteId, UnitId};
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
pub fn publish(units: &mut Of<UnitId, Unit>, days: &Of<SiteId, Day>, board: &mut Board, subdistrict: u16, ctx: &Context<'_>) {
    let own = ctx.world.own(subdistrict);
    let (turn, phases) = (ctx.plan.report_turn(ctx.day), &ctx.plan.report_phase[usize::from(subdistrict)]);
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
pub fn charge(days: &mut Of<SiteId, Day>, subdistrict: u16, ctx: &Context<'_>) {
    let own = ctx.world.own(subdistrict);
    let (turn, phases) = (ctx.plan.report_turn(ctx.day), &ctx.plan.report_phase[usize::from(subdistrict)]);
    let reported = ctx.plan.policy.information.categories_reported.get().min(ctx.world.kinds() as u32);
    let minutes = (*ctx.world.keys.routing.report_minutes * f64::from(reported)) as u32;
    let period = ctx.plan.policy.information.report_period_days.get() as u16;
    for ((i, site), phase) in own.sites.pairs().zip(phases) {
        if *phase != turn || days[i].heads == 0 {
            continue;
        }
        let local = match site.party {
            Party::Office | Party::Organisation => usize::from(ctx.world.places.communities[usize::from(site.community)].local),
            Party::Station => usize::from(ctx.day / period) % own.office.len(),
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
pub fn publish_skills(units: &Of<UnitId, Unit>, workers: &[Worker], board: &mut Board, world: &World) {
    let (kinds, weights) = (world.kinds(), &world.weights);
    let factor = |skill: f32| weights.of_skill(libm::logf(skill.max(LEAST_SKILL)));
    let nobody = [LEAST_SKILL; MOST_CATEGORIES];
    let of_nobody = nobody.map(factor);
    for ((unit, notice), skill) in units.iter().zip(&mut board.notices).zip(board.skill.chunks_exact_mut(kinds)) {
        let servers = &workers[unit.servers.start as usize..unit.servers.end as usize];
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

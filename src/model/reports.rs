//! Reports: what providers publish, and how old it is when a router reads it (信息时滞).
//!
//! W = backlog minutes / minutes of service a day, in days, with an error N(0, σ_W) per report. A station's bins that are reported
//! together show their mean. Stations, organisations and offices report every period, at a cost on both sides: the provider's and the
//! office's, which keeps the registry. The community's own lines are seen fresh at its own desk; superiors see them as reported.

use crate::engine::draws::{self, Purpose};
use crate::scenario::policy_keys::Bins;
use crate::world::sites::Party;

use super::minutes::Account;
use super::subdistrict::{Board, Context, Subdistrict};

/// Longest backlog that is believed, days.
const LONGEST: f32 = 250.0;

/// Publishes the state of a subdistrict's providers for today.
#[inline(never)]
pub fn publish(sub: &mut Subdistrict, board: &mut Board, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let period = ctx.plan.policy.information.report_period_days.get() as u16;
    let noise = *ctx.world.keys.routing.report_noise_days;
    for (i, site) in own.sites.iter().enumerate() {
        let day = &sub.days[i];
        let free = if day.available > 0 { day.left() as f32 / day.available as f32 } else { 0.0 };
        for unit in site.units.clone() {
            let line = &mut sub.units[usize::from(unit)];
            let now = line.potential as f32 * free;
            line.capacity += 0.1 * (now - line.capacity);
        }
        let phase = (draws::mix(u64::from(site.stable)) % u64::from(period)) as u16;
        let due = (ctx.day + phase) % period == 0;
        let fresh = matches!(site.party, Party::Office | Party::Association | Party::PropertyFirm);
        if !due && !fresh {
            continue;
        }
        for unit in site.units.clone() {
            let place = usize::from(unit);
            let wait = if site.party == Party::Station {
                group_wait(sub, ctx, site.units.start, unit)
            } else {
                backlog_days(sub, place)
            };
            let shown = &mut board.wait[place];
            if due {
                let bits = ctx.keys.bits(Purpose::Report, u64::from(site.stable), u32::from(ctx.day), u32::from(unit - site.units.start));
                let error = if noise > 0.0 { (noise * draws::normal(bits)) as f32 } else { 0.0 };
                *shown = [(wait + error).clamp(0.0, LONGEST), shown[0], shown[1]];
            } else {
                shown[0] = wait;
            }
        }
    }
}

/// Minutes of the reports of today, charged to the provider and to the office of its seat.
#[inline(never)]
pub fn charge(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let period = ctx.plan.policy.information.report_period_days.get() as u16;
    let reported = ctx.plan.policy.information.categories_reported.get().min(ctx.world.kinds() as u32);
    let minutes = (*ctx.world.keys.routing.report_minutes * f64::from(reported)) as u32;
    for (i, site) in own.sites.iter().enumerate() {
        let phase = (draws::mix(u64::from(site.stable)) % u64::from(period)) as u16;
        if (ctx.day + phase) % period != 0 || sub.days[i].heads == 0 {
            continue;
        }
        let local = match site.party {
            Party::Office | Party::Organisation => usize::from(ctx.world.places.communities[usize::from(site.community)].local),
            Party::Station => usize::from(ctx.day / period) % sub.communities.len(),
            _ => continue,
        };
        sub.days[i].charge(Account::Reports, minutes);
        let office = super::office_site(ctx.world, sub.index, local);
        sub.days[office].charge(Account::Reports, minutes);
    }
}

fn backlog_days(sub: &Subdistrict, unit: usize) -> f32 {
    let line = &sub.units[unit];
    if line.servers.is_empty() {
        return LONGEST;
    }
    ((line.work + line.begun) as f32 / line.capacity.max(1.0)).min(LONGEST)
}

/// Mean backlog of the bins that are reported together.
fn group_wait(sub: &Subdistrict, ctx: &Context<'_>, first: u16, unit: u16) -> f32 {
    if ctx.plan.policy.capacity.bins == Bins::None {
        return backlog_days(sub, usize::from(unit));
    }
    let group = &ctx.plan.report_group;
    let own = group[usize::from(unit - first)];
    let (mut sum, mut n) = (0.0, 0.0);
    for (k, &g) in group.iter().enumerate() {
        if g == own && !sub.units[usize::from(first) + k].servers.is_empty() {
            sum += backlog_days(sub, usize::from(first) + k);
            n += 1.0;
        }
    }
    if n > 0.0 { sum / n } else { LONGEST }
}

/// Publishes the mean skill of every line, once a month: ln q by unit and category.
pub fn publish_skills(sub: &Subdistrict, board: &mut Board, kinds: usize) {
    for (place, unit) in sub.units.iter().enumerate() {
        for k in 0..kinds {
            let servers = &sub.workers[unit.servers.start as usize..unit.servers.end as usize];
            let mean = if servers.is_empty() {
                0.01
            } else {
                servers.iter().map(|w| w.skill[k]).sum::<f32>() / servers.len() as f32
            };
            board.skill[place * kinds + k] = mean;
            board.ln_skill[place * kinds + k] = libm::logf(mean.max(0.01));
        }
    }
}

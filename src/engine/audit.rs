//! The audit: every account of every agent, and the conservation of needs and tasks, on any tick of any run.
//!
//! Sums over the district ([`sums`]) are checked on every tick of every run; every agent ([`check`]) on request.

use crate::base::need::Stage;
use crate::base::places::{SiteId, UnitId};
use crate::measure::record::Audited;
use crate::model::state::subdistrict::Subdistrict;
use crate::model::state::worker::Worker;
use crate::model::workforce::pass_through;
use crate::world::World;

use crate::model::state::arm::Arm;

/// Identities of sums over the district: they cost next to nothing and are checked on every day of every run.
const SUMS: u64 = 6;

/// Identities that the audit checks, in English and Chinese: those of [`sums`] first.
pub const IDENTITIES: [(&str, &str); 17] = [
    ("needs: arisen = ended + held", "需求：发生 = 终结 + 在册"),
    ("treasury: cash = received - spent", "财政：现金 = 收入 - 支出"),
    ("treasury: cash is not below zero", "财政：现金不为负"),
    ("treasury: cash = balances of the channels + owed + not yet accrued", "财政：现金 = 各渠道余额 + 应付 + 未计提预算"),
    ("treasury: no channel is below zero", "财政：各渠道余额不为负"),
    ("administrative tasks: handed down = done + waiting", "行政任务：下达 = 完成 + 待办"),
    ("every site: minutes paid = minutes booked", "每个机构：付薪分钟 = 入账分钟"),
    ("every site: minutes asked for are available", "每个机构：所派分钟不超过可用分钟"),
    ("every subdistrict and stage: needs held = counted", "每个街道、每个阶段：在册需求 = 计数"),
    ("every subdistrict: latent needs in pools = counted", "每个街道：潜在需求池 = 计数"),
    ("every line: who waits and their work = counted", "每条队列：等待者及其工作量 = 计数"),
    ("every server: the clock is its owner's", "每名服务者：时钟与本人一致"),
    ("every line: open cases and their minutes = counted", "每条队列：在办个案及其分钟 = 计数"),
    ("every subdistrict: who waits and is served in lines = counted", "每个街道：排队与在办合计 = 计数"),
    ("every organisation: cash = received - spent", "每个组织：现金 = 收入 - 支出"),
    ("every organisation: delivered - paid = tranches + quarter - advance", "每个组织：交付 - 已付 = 在途款 + 本季 - 预付"),
    ("every subdistrict: no need is under way at night", "每个街道：夜间无在途需求"),
];

/// Checks the cheap identities: sums over the district at the end of a day.
///
/// # Errors
/// With the tick and the first identity that fails.
#[inline(never)]
pub fn sums(arm: &Arm, day: u16) -> Result<(), String> {
    let at = |what: &str, why: String| Err(format!("tick {day}, {what}: {why}"));
    let (mut arisen, mut ended, mut held) = (0_u64, 0_u64, 0_i64);
    let (mut created, mut done, mut waiting, mut payables) = (0, 0, 0, 0);
    for sub in &arm.subs {
        arisen += sub.cases.accounts.arisen;
        ended = sub.cases.accounts.ended_in.iter().fold(ended, |sum, n| sum.wrapping_add(*n));
        held += sub.cases.accounts.stage.iter().sum::<i64>();
        created += sub.cases.accounts.tasks_created;
        done += sub.cases.accounts.tasks_done;
        waiting += sub.communities.iter().map(|c| c.backlog).sum::<u64>() + pass_through::waiting(sub);
        payables += sub.organisations.iter().map(|o| o.book.accrued - o.book.paid).sum::<i64>();
    }
    if arisen as i64 != ended as i64 + held {
        return at("district", format!("needs: {arisen} arose, {ended} ended, {held} are held"));
    }
    let (treasury, balances) = (&arm.district.treasury, arm.district.balances);
    if !treasury.closes() {
        return at(
            "treasury",
            format!("cash {} is not {} received less {} spent", treasury.cash, treasury.received, treasury.spent),
        );
    }
    if treasury.cash < 0 {
        return at("treasury", format!("the budget is exceeded by {} fen", -treasury.cash));
    }
    if treasury.cash != balances.sum() + payables + arm.district.appropriated {
        let cash = treasury.cash;
        return at("treasury", format!("cash {cash} is not the channels' {balances:?} and what is owed {payables}"));
    }
    if balances.0.iter().any(|b| *b < 0) {
        return at("treasury", format!("a channel has spent more than it had: {balances:?}"));
    }
    if created != done + waiting {
        return at("offices", format!("administrative minutes: {created} handed down, {done} done, {waiting} waiting"));
    }
    Ok(())
}

/// Checks everything at the end of a day; returns how much was checked.
///
/// # Errors
/// With the tick, the agent and the account of the first identity that fails.
pub fn check(arm: &Arm, world: &World, day: u16) -> Result<Audited, String> {
    let mut audited = Audited { days: 1, comparisons: SUMS };
    for sub in &arm.subs {
        subdistrict(sub, world).map_err(|(agent, what)| format!("tick {day}, {agent}: {what}"))?;
        let (sites, lines, houses) = (sub.days.len(), sub.lines.units.len(), sub.organisations.len());
        audited.comparisons += (2 * sites + Stage::COUNT + 1 + 2 * lines + sub.lines.workers.len() + 1 + 2 * houses + 1) as u64;
    }
    sums(arm, day)?;
    Ok(audited)
}

fn subdistrict(sub: &Subdistrict, world: &World) -> Result<(), (String, String)> {
    let own = &world.sites.by_subdistrict[sub.index];
    let code = &world.places.subdistricts[sub.index].code;
    let name = |i: SiteId| {
        let site = &own.sites[i];
        format!("{:?} {:#x} of {code}", site.party, site.stable)
    };
    for (i, day) in sub.days.pairs() {
        let booked: u64 = day.booked.iter().map(|&m| u64::from(m)).sum();
        if booked != u64::from(day.paid()) {
            let accounts: Vec<String> = day.booked.pairs().map(|(account, m)| format!("{} {m}", account.name())).collect();
            return Err((name(i), format!("{} minutes paid, {booked} booked ({})", day.paid(), accounts.join(", "))));
        }
        if day.duty > day.available {
            return Err((name(i), format!("{} minutes asked of {} available", day.duty, day.available)));
        }
    }
    let counted = sub.count_stages();
    for (stage, have) in counted.pairs() {
        let tally = sub.cases.accounts.stage[stage];
        if *have != tally {
            return Err((code.clone(), format!("{}: {have} needs held, {tally} counted", stage.name())));
        }
    }
    let latent: usize = sub.latent.len();
    if latent as i64 != counted[Stage::Latent] {
        return Err((code.clone(), format!("{latent} in latent pools, {} latent", counted[Stage::Latent])));
    }
    lines(sub).map_err(|(unit, what)| (name(own.site_of[unit]), what))?;
    for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
        if !org.account.closes() {
            let a = &org.account;
            return Err((name(i), format!("cash {} from {} less {}", a.cash, a.received, a.spent)));
        }
        let under_way: i64 = org.book.due.iter().map(|d| d.1).sum();
        if org.book.accrued - org.book.paid != under_way + org.book.quarter - org.book.advance {
            return Err((name(i), format!("contracts: {:?} do not close", org.book)));
        }
    }
    if !sub.cases.transit.outbox.is_empty()
        || !sub.cases.transit.inbox.is_empty()
        || !sub.cases.transit.arrivals.items().is_empty()
        || !sub.cases.transit.returning.items().is_empty()
        || !sub.approvals.upward.is_empty()
        || !sub.approvals.finished.is_empty()
    {
        return Err((code.clone(), "needs under way at the end of the day".into()));
    }
    Ok(())
}

/// Lines contain what waits, and servers what is in service.
fn lines(sub: &Subdistrict) -> Result<(), (UnitId, String)> {
    let (mut waiting, mut serving) = (0_i64, 0_i64);
    for (u, unit) in sub.lines.units.pairs() {
        let live = unit.line.iter().filter(|w| sub.cases.needs.holds(w.need)).count();
        let work: u64 = unit
            .line
            .iter()
            .filter(|w| sub.cases.needs.holds(w.need))
            .map(|w| u64::from(sub.cases.needs[w.need.slot].work))
            .sum();
        if live != unit.waiting as usize || work != unit.work {
            return Err((u, format!("line of {live} ({work} minutes), counted {} ({})", unit.waiting, unit.work)));
        }
        let (people, clocks) = (sub.lines.workers.part(unit.servers), sub.lines.clocks.part(unit.servers));
        if !people.iter().map(Worker::clock).zip(clocks).all(|(a, b)| (a.potential, a.open) == (b.potential, b.open)) {
            return Err((u, "a clock that is not its owner's".into()));
        }
        let open: u32 = clocks.iter().map(|c| u32::from(c.open)).sum();
        let begun: u64 = people.iter().flat_map(Worker::open_cases).map(|c| u64::from(c.left)).sum();
        if open != unit.open || begun != unit.begun {
            return Err((u, format!("{open} open cases ({begun} minutes), counted {} ({})", unit.open, unit.begun)));
        }
        waiting += live as i64;
        serving += i64::from(open);
    }
    if waiting != sub.cases.accounts.stage[Stage::Waiting] || serving != sub.cases.accounts.stage[Stage::Serving] {
        return Err((UnitId::FIRST, format!("{waiting} wait and {serving} are served in lines, not as counted")));
    }
    Ok(())
}

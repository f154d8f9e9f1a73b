//! The audit: every account of every agent, and the conservation of needs and tasks, on any tick of any run.

use crate::model::minutes::ACCOUNT_NAMES;
use crate::model::need::{STAGE_NAMES, Stage};
use crate::model::pass_through;
use crate::model::subdistrict::Subdistrict;
use crate::model::worker::Worker;
use crate::world::World;

use super::arm::Arm;

/// Checks everything at the end of a day.
///
/// # Errors
/// With the tick, the agent and the account of the first thing that does not close.
pub fn check(arm: &Arm, world: &World, day: u16) -> Result<(), String> {
    let at = |agent: &str, what: String| Err(format!("tick {day}, {agent}: {what}"));
    for sub in &arm.subs {
        if let Err((agent, what)) = subdistrict(sub, world) {
            return at(&agent, what);
        }
    }
    let arisen: u64 = arm.subs.iter().map(|s| s.tally.arisen).sum();
    let ended: u64 = arm.subs.iter().flat_map(|s| s.tally.ended_in).sum();
    let held: i64 = arm.stages().iter().sum();
    if arisen as i64 != ended as i64 + held {
        return at("district", format!("needs: {arisen} arose, {ended} ended, {held} are held"));
    }
    let treasury = &arm.district.treasury;
    if treasury.cash != treasury.received - treasury.spent {
        return at(
            "treasury",
            format!("cash {} is not {} received less {} spent", treasury.cash, treasury.received, treasury.spent),
        );
    }
    if treasury.cash < 0 {
        return at("treasury", format!("the budget is exceeded by {} fen", -treasury.cash));
    }
    let balances = arm.district.balances;
    if treasury.cash != balances.sum() + super::treasury::payables(arm) + arm.district.appropriated {
        return at(
            "treasury",
            format!(
                "cash {} is not the channels' {balances:?} and what is owed {}",
                treasury.cash,
                super::treasury::payables(arm)
            ),
        );
    }
    if balances.0.iter().any(|b| *b < 0) {
        return at("treasury", format!("a channel has spent more than it had: {balances:?}"));
    }
    let (created, done, waiting) = arm.subs.iter().fold((0, 0, 0), |(c, d, w), s| {
        let backlog: u64 = s.communities.iter().map(|c| c.backlog).sum();
        (c + s.tally.tasks_created, d + s.tally.tasks_done, w + backlog + pass_through::waiting(s))
    });
    if created != done + waiting {
        return at("offices", format!("administrative minutes: {created} handed down, {done} done, {waiting} waiting"));
    }
    Ok(())
}

fn subdistrict(sub: &Subdistrict, world: &World) -> Result<(), (String, String)> {
    let own = &world.sites.by_subdistrict[usize::from(sub.index)];
    let code = &world.places.subdistricts[usize::from(sub.index)].code;
    let name = |i: usize| {
        let site = &own.sites[i];
        format!("{:?} {:#x} of {code}", site.party, site.stable)
    };
    for (i, day) in sub.days.iter().enumerate() {
        let booked: u64 = day.booked.iter().map(|&m| u64::from(m)).sum();
        if booked != u64::from(day.paid()) {
            let accounts: Vec<String> = ACCOUNT_NAMES.iter().zip(day.booked).map(|(n, m)| format!("{n} {m}")).collect();
            return Err((name(i), format!("{} minutes paid, {booked} booked ({})", day.paid(), accounts.join(", "))));
        }
        if day.duty > day.available {
            return Err((name(i), format!("{} minutes asked of {} available", day.duty, day.available)));
        }
    }
    let counted = sub.count_stages();
    for (s, (have, tally)) in counted.iter().zip(sub.tally.stage).enumerate() {
        if *have != tally {
            return Err((code.clone(), format!("{}: {have} needs held, {tally} counted", STAGE_NAMES[s])));
        }
    }
    let latent: usize = sub.latent.iter().map(|pool| pool.len()).sum();
    if latent as i64 != counted[Stage::Latent as usize] {
        return Err((code.clone(), format!("{latent} in latent pools, {} latent", counted[Stage::Latent as usize])));
    }
    lines(sub).map_err(|(unit, what)| (name(usize::from(own.site_of[unit])), what))?;
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
    if !sub.outbox.is_empty() || !sub.arrivals.is_empty() || !sub.returning.is_empty() || !sub.upward.is_empty() {
        return Err((code.clone(), "needs under way at the end of the day".into()));
    }
    Ok(())
}

/// Lines hold who waits, and servers hold who is served.
fn lines(sub: &Subdistrict) -> Result<(), (usize, String)> {
    let (mut waiting, mut serving) = (0_i64, 0_i64);
    for (u, unit) in sub.units.iter().enumerate() {
        let live = unit.line.iter().filter(|w| sub.needs.holds(w.need)).count();
        let work: u64 =
            unit.line.iter().filter(|w| sub.needs.holds(w.need)).map(|w| u64::from(sub.needs[w.need.slot].work)).sum();
        if live != unit.waiting as usize || work != unit.work {
            return Err((u, format!("line of {live} ({work} minutes), counted {} ({})", unit.waiting, unit.work)));
        }
        let servers = unit.servers.start as usize..unit.servers.end as usize;
        let (people, clocks) = (&sub.workers[servers.clone()], &sub.clocks[servers]);
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
    if waiting != sub.tally.stage[Stage::Waiting as usize] || serving != sub.tally.stage[Stage::Serving as usize] {
        return Err((0, format!("{waiting} wait and {serving} are served in lines, not as counted")));
    }
    Ok(())
}

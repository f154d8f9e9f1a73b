//! Rows of the other tables of a run.

use crate::base::need::{STAGE_NAMES, Stage};
use crate::model::state::arm::Arm;
use crate::model::state::minutes::Account;
use crate::world::World;
use crate::world::sites::Party;

use super::metrics::{cells, heads};
use super::table::Table;
use super::tally::{CellCounts, DayCounts};
use super::watch::Instruments;

/// Writes the row of a day of the window to `daily.csv`.
pub fn daily(arm: &Arm, watch: &Instruments<'_>, policy: &str, replicate: u32, day: u16, table: &mut Table) {
    let mut today = DayCounts::default();
    for tally in watch.tallies() {
        today.add(&tally.today);
    }
    let stage = arm.stages();
    let of = |s: &[Stage]| s.iter().map(|&s| stage[s as usize]).sum::<i64>();
    let minutes = &watch.ledger.today;
    let paid = |a: &[Account]| {
        [Party::Office, Party::Station, Party::Organisation, Party::Government]
            .iter()
            .map(|&p| a.iter().map(|&a| minutes[p as usize][a as usize]).sum::<u64>())
            .sum::<u64>()
    };
    table.name(policy).int(replicate).int(day);
    table.int(today.created).int(today.known).int(today.resolved).int(today.lost);
    table.int(today.known_cohort).int(today.resolved_cohort).int(today.lost_cohort);
    table.int(of(&[Stage::Latent])).int(of(&[Stage::Intake, Stage::Desk]));
    table.int(of(&[Stage::Approval1, Stage::Approval2, Stage::Transit, Stage::Ownerless, Stage::Paper]));
    table.int(of(&[Stage::Waiting])).int(of(&[Stage::Serving]));
    table.int(paid(&[Account::Direct])).int(paid(&[Account::Coordination, Account::Reports]));
    table.int(paid(&[Account::Administration])).int(paid(&[Account::Idle]));
    table.int(minutes[Party::Association as usize][Account::Direct as usize]).int(watch.ledger.today_fen);
    let (social, community) = heads(arm);
    table.int(social).int(community).end();
}

/// Writes `communities.csv`.
pub fn communities(arm: &Arm, watch: &Instruments<'_>, world: &World, policy: &str, replicate: u32, table: &mut Table) {
    let mut sums = vec![CellCounts::default(); world.places.communities.len()];
    for (community, _, _, counts) in cells(watch, world) {
        sums[usize::from(community)].add(&counts);
    }
    for (c, place) in world.places.communities.iter().enumerate() {
        let sub = &arm.subs[usize::from(place.subdistrict)];
        let state = &sub.communities[usize::from(place.local)];
        let office = crate::model::office_unit(world, sub.index, usize::from(place.local));
        let workers = sub.units[usize::from(office)].servers.len() as u64;
        let n = sums[c];
        table.name(policy).int(replicate).words(&place.code).words(&place.name);
        table.words(&world.places.subdistricts[usize::from(place.subdistrict)].code).real(place.residents);
        table.int(n.created).int(n.known).int(n.resolved).real(unmet(&n));
        table.real(f64::from(state.trust)).real(f64::from(state.volunteers)).int(workers).int(state.backlog).end();
    }
}

fn unmet(n: &CellCounts) -> f64 {
    if n.created > 0 { 1.0 - f64::from(n.resolved) / f64::from(n.created) } else { f64::NAN }
}

/// Writes `cells.csv`.
pub fn cell_rows(watch: &Instruments<'_>, world: &World, policy: &str, replicate: u32, table: &mut Table) {
    let (segments, kinds) = (world.segment_names.len(), world.kinds());
    let mut sums = vec![CellCounts::default(); segments * kinds * 5];
    for (community, s, k, counts) in cells(watch, world) {
        let fifth = usize::from(world.places.communities[usize::from(community)].fifth);
        sums[(s * kinds + k) * 5 + fifth].add(&counts);
    }
    for (i, n) in sums.iter().enumerate().filter(|(_, n)| n.created > 0) {
        let (s, k, fifth) = (i / 5 / kinds, i / 5 % kinds, i % 5);
        table.name(policy).int(replicate).name(&world.segment_names[s]).name(&world.category_names[k]).int(fifth as u64 + 1);
        table.int(n.created).int(n.known).int(n.resolved).real(unmet(n)).end();
    }
}

/// Writes `flows.csv`.
pub fn flows(watch: &Instruments<'_>, policy: &str, replicate: u32, table: &mut Table) {
    for (i, from) in STAGE_NAMES.iter().enumerate() {
        for (j, to) in STAGE_NAMES.iter().enumerate() {
            let moves: u64 = watch.tallies().map(|t| t.flows[i][j]).sum();
            if moves > 0 {
                table.name(policy).int(replicate).name(from).name(to).int(moves).end();
            }
        }
    }
}

/// Writes `waits.csv`.
pub fn waits(watch: &Instruments<'_>, world: &World, policy: &str, replicate: u32, table: &mut Table) {
    let days = watch.tallies().next().map_or(0, |t| t.horizon + 1);
    for (k, name) in world.category_names.iter().enumerate() {
        for d in 0..days {
            let at = k * days + d;
            let served: u64 = watch.tallies().map(|t| u64::from(t.served[at])).sum();
            let left: u64 = watch.tallies().map(|t| u64::from(t.censored[at])).sum();
            if served + left > 0 {
                table.name(policy).int(replicate).name(name).int(d as u64).int(served).int(left).end();
            }
        }
    }
}

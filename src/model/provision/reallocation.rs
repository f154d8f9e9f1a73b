//! Local reallocation (就地调配): between yearly plans a station may move a few of its people from bin to bin, by its own lines.
//!
//! Each month a share of its people, in whole persons, may move: one after the other from the bin with the least to the bin with the
//! most backlog minutes per person, as long as the giving bin keeps somebody and is left better off than the taking bin was. Who moves
//! is the one with the best skill for the new bin. The station reads its own lines as they are today; no report is involved.

use crate::base::calendar::MONTH;
use crate::base::of::Of;
use crate::base::places::UnitId;
use crate::scenario::keys::policy::Bins;

use crate::model::state::lines::Unit;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::Worker;
use crate::model::workforce::posts;
use crate::world::sites::SubdistrictSites;

/// One bin of the station.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bin {
    people: u32,
    /// Minutes waiting and begun.
    backlog: u64,
}

impl Bin {
    /// Backlog minutes per person; a bin without people that somebody waits for comes before all others.
    fn per_person(self) -> f64 {
        match (self.people, self.backlog) {
            (0, 0) => 0.0,
            (0, _) => f64::INFINITY,
            (people, backlog) => backlog as f64 / f64::from(people),
        }
    }
}

/// Once a month. Lines are to be rebuilt afterwards.
pub fn month(workers: &mut [Worker], units: &Of<UnitId, Unit>, own: &SubdistrictSites, ctx: &Context<'_>) {
    let share = *ctx.plan.policy.planning.local_reallocation;
    if share <= 0.0 || ctx.plan.policy.capacity.bins != Bins::ZoneCategory {
        return;
    }
    let bins = own.sites[own.station_site].units;
    let mut state: Vec<Bin> = bins.iter().map(|u| Bin { people: 0, backlog: units[u].work }).collect();
    let mut people = 0;
    for worker in workers.iter().filter(|w| bins.contains(w.unit)) {
        let bin = &mut state[bins.offset(worker.unit)];
        bin.people += 1;
        bin.backlog += worker.open_cases().iter().map(|c| u64::from(c.left)).sum::<u64>();
        people += 1;
    }
    for _ in 0..moves(share, people, u32::from((ctx.day + 1) / MONTH)) {
        let Some((from, to)) = next_move(&state) else { break };
        let best = (0..workers.len()).filter(|&w| workers[w].unit == bins.nth(from)).max_by(|&a, &b| {
            let (a, b) = (&workers[a], &workers[b]);
            a.skill[to].total_cmp(&b.skill[to]).then(b.stable.cmp(&a.stable))
        });
        let Some(w) = best else { break };
        let worker = &workers[w];
        // Open cases go along.
        let begun: u64 = worker.open_cases().iter().map(|c| u64::from(c.left)).sum();
        posts::move_to(&mut workers[w], bins.nth(to));
        state[from].people -= 1;
        state[from].backlog -= begun;
        state[to].people += 1;
        state[to].backlog += begun;
    }
}

/// People who may move in a month, counted from 1: whole persons, such that the sum over months is the share of all of them.
fn moves(share: f64, people: u32, month: u32) -> u32 {
    let by = |month: u32| (share * f64::from(people) * f64::from(month) + 1e-9) as u32;
    by(month) - by(month.saturating_sub(1))
}

/// The bin with the least backlog per person that can spare somebody, and the bin with the most; nothing when that would help nobody.
/// Among equals the first gives and the first takes.
fn next_move(state: &[Bin]) -> Option<(usize, usize)> {
    let taker = (0..state.len()).rev().max_by(|&a, &b| state[a].per_person().total_cmp(&state[b].per_person()))?;
    let giver = (0..state.len())
        .filter(|&k| k != taker && state[k].people >= 2)
        .min_by(|&a, &b| state[a].per_person().total_cmp(&state[b].per_person()))?;
    let left = Bin { people: state[giver].people - 1, ..state[giver] };
    (left.per_person() < state[taker].per_person()).then_some((giver, taker))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(people: u32, backlog: u64) -> Bin {
        Bin { people, backlog }
    }

    #[test]
    fn the_idlest_bin_gives_and_the_busiest_takes() {
        assert_eq!(next_move(&[bin(3, 300), bin(2, 4000), bin(4, 200), bin(1, 100)]), Some((2, 1)));
        assert_eq!(next_move(&[bin(3, 300), bin(0, 10), bin(4, 9000)]), Some((0, 1)), "somebody waits where nobody works");
    }

    #[test]
    fn nobody_moves_when_the_giver_would_be_no_better_off_or_would_be_emptied() {
        assert_eq!(next_move(&[bin(2, 1000), bin(2, 1001)]), None);
        assert_eq!(next_move(&[bin(1, 0), bin(2, 5000)]), None);
        assert_eq!(next_move(&[bin(5, 0), bin(5, 0)]), None);
    }

    #[test]
    fn over_months_the_share_of_the_people_moves_and_no_more() {
        for (share, people) in [(0.1, 6), (0.03, 7), (0.5, 9), (1.0, 4)] {
            let sum: u32 = (1..=100).map(|m| moves(share, people, m)).sum();
            assert_eq!(sum, (share * f64::from(people) * 100.0 + 1e-9) as u32);
            assert!((1..=100).all(|m| moves(share, people, m) <= libm::ceil(share * f64::from(people)) as u32));
        }
    }
}

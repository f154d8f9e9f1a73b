//! The rungs: nested optima over one run's own minutes, each with one more restriction than the previous.
//!
//! 0. *pooled*: every minute can go to any need that has arisen, with known effort and luck;
//! 1. *space*: only to needs within reach: an office, its associations and property firms serve their own subdistrict, a station those
//!    that can see it, organisations all that can be reached from one another by referral;
//! 2. *category*: only to needs that its kind of provider takes: volunteers easy ones, firms those of property, organisations their own;
//! 3. *foresight*: needs of a class that the run treated alike are indistinguishable: a fraction of them yields that fraction of their
//!    weight for that fraction of their minutes, failed tries included;
//! 4. *discovery*: only needs that this run knew, from the period in which it learned of them, and without the minutes spent on search.
//!
//! What the run itself did is feasible on every rung. Weight not met at rung 0 is shortage; each further gap is the cost of one more
//! limit; the remainder, between rung 4 and the run, is coordination.
//!
//! Jobs: needs that require a job share those open at the start of the window and those that arrived during it. The limit enters through a
//! price per job, the same on every rung, chosen to minimise rung 0: any price gives a bound.

use crate::base::places::{CategoryId, SubdistrictId};
use crate::model::state::arm::Arm;
use crate::world::World;

use super::capacity::FIRST_ORGANISATION;
use super::classes::{Arisen, DELAYS, SEVERITIES, Sum, classes};
use super::flow::Network;
use super::grid::{BINS, SHARES, bin, point, spread};
use super::reach::Reach;
use super::watch::Bounded;
use super::yardstick::Yardstick;

/// Number of rungs.
pub const RUNGS: usize = 5;

/// Needs of one level of value on one node: needs that the solver cannot distinguish.
#[derive(Clone, Copy, Debug)]
struct Item {
    /// Severity, job, point of the grid.
    level: u16,
    /// (subdistrict, category, easy).
    kind: u32,
    period: u32,
    /// Minutes in units of 1/[`SHARES`].
    minutes: i64,
}

/// Levels: (job, severity, point of the grid).
const POINTS: usize = BINS + 1;
const LEVELS: usize = 2 * SEVERITIES * POINTS;

/// Items are merged by level and node in a table of at most this size; in a larger district too few items share an entry to be worth it.
const LARGEST_TABLE: usize = 1 << 20;

/// The input of one rung.
struct Rung {
    /// Needs by level, then by group and period, with their minutes.
    needs: Vec<Vec<(u32, i64)>>,
    network: Network,
}

/// The needs that the pools serve.
struct Served {
    /// Weight met, net of the price of jobs.
    weight: f64,
    /// Jobs taken.
    jobs: f64,
}

/// Maximum weight that can be met on every rung, in order, of the needs that arose in each subdistrict.
#[must_use]
pub fn optima(arm: &Arm, bounded: &[&Bounded<'_>], arisen: &[Arisen], yardstick: &Yardstick, world: &World) -> [f64; RUNGS] {
    let capacity = bounded.iter().map(|one| one.capacity.periods());
    let periods = arisen.iter().map(Arisen::periods).chain(capacity).max().unwrap_or(0);
    if periods == 0 {
        return [0.0; RUNGS];
    }
    let weights = world.keys.measure.severity_weight.map(|w| *w);
    let reach = Reach::new(arm, yardstick, world);
    let minutes = |less_search: bool| {
        let mut minutes = vec![0_i64; reach.pools * periods];
        for (s, one) in (0..).map(SubdistrictId::new).zip(bounded) {
            for kind in 0..FIRST_ORGANISATION + yardstick.kinds_of_organisation.len() {
                let pool = reach.pool_of(s, kind) * periods;
                for t in 0..one.capacity.periods() {
                    let here = one.capacity.of(t, kind);
                    let given = if less_search { here.all.saturating_sub(here.search) } else { here.all };
                    minutes[pool + t] += (given * SHARES) as i64;
                }
            }
        }
        minutes
    };
    let kinds = arm.subs.len() * world.kinds() * 2;
    let (all, known) = (minutes(false), minutes(true));
    let seen = Seen { bounded, arisen, yardstick, kinds: world.kinds(), rooms: arm.plan.rooms_ever };
    let clear = items(&seen, View::Clear);
    let jobs = arm.district.jobs.arisen - arm.district.jobs.before;
    let mut rungs = Vec::with_capacity(RUNGS);
    let everything = |_: usize| vec![0];
    let near = |kind: usize| reach.near(SubdistrictId::from(kind / (world.kinds() * 2)));
    let able = |kind: usize| {
        reach.able(
            yardstick,
            SubdistrictId::from(kind / (world.kinds() * 2)),
            CategoryId::from(kind / 2 % world.kinds()),
            kind % 2 == 1,
        )
    };
    let pooled: Vec<i64> = (0..periods).map(|t| all.iter().skip(t).step_by(periods).sum()).collect();
    rungs.push(Rung::new(&clear, kinds, &everything, 1, periods, &pooled));
    rungs.push(Rung::new(&clear, kinds, &near, reach.pools, periods, &all));
    rungs.push(Rung::new(&clear, kinds, &able, reach.pools, periods, &all));
    rungs.push(Rung::new(&items(&seen, View::Even), kinds, &able, reach.pools, periods, &all));
    rungs.push(Rung::new(&items(&seen, View::Known), kinds, &able, reach.pools, periods, &known));
    let price = price_of_a_job(&rungs[0], weights, jobs);
    let mut optima = [0.0; RUNGS];
    for (optimum, rung) in optima.iter_mut().zip(rungs) {
        *optimum = rung.solve(weights, price).weight + price * jobs;
    }
    optima
}

/// The price per job that minimises rung 0: 0 if there are enough jobs; otherwise found by narrowing an interval, because the optimum is
/// convex in the price.
fn price_of_a_job(rung: &Rung, weights: [f64; 3], jobs: f64) -> f64 {
    if rung.solve(weights, 0.0).jobs <= jobs {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, weights.iter().copied().fold(0.0, f64::max));
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if rung.solve(weights, middle).jobs > jobs { low = middle } else { high = middle }
    }
    high
}

impl Rung {
    fn new(
        items: &[Item],
        kinds: usize,
        pools_of: &dyn Fn(usize) -> Vec<u32>,
        pools: usize,
        periods: usize,
        minutes: &[i64],
    ) -> Self {
        // Kinds of need with the same pools are one group.
        let mut lists: Vec<(Vec<u32>, usize)> = (0..kinds).map(|kind| (pools_of(kind), kind)).collect();
        lists.sort_unstable();
        let mut group_of = vec![0; kinds];
        let mut reach: Vec<Vec<u32>> = Vec::new();
        for (list, kind) in lists {
            if reach.last() != Some(&list) {
                reach.push(list);
            }
            group_of[kind] = (reach.len() - 1) as u32;
        }
        // Pools that the same groups reach are one pool.
        let mut from: Vec<(Vec<u32>, usize)> = (0..pools).map(|pool| (Vec::new(), pool)).collect();
        for (g, list) in reach.iter().enumerate() {
            for &pool in list {
                from[pool as usize].0.push(g as u32);
            }
        }
        from.retain(|(groups, _)| !groups.is_empty());
        from.sort_unstable();
        let mut joint: Vec<Vec<u32>> = Vec::new();
        let mut joint_minutes: Vec<i64> = Vec::new();
        for (groups, pool) in from {
            if joint.last() != Some(&groups) {
                joint.push(groups);
                joint_minutes.resize(joint.len() * periods, 0);
            }
            let at = (joint.len() - 1) * periods;
            for (sum, here) in joint_minutes[at..].iter_mut().zip(&minutes[pool * periods..(pool + 1) * periods]) {
                *sum += here;
            }
        }
        let mut joint_reach: Vec<Vec<u32>> = vec![Vec::new(); reach.len()];
        // Pools that fewer groups reach come first, so that they are used first.
        let mut order: Vec<usize> = (0..joint.len()).collect();
        order.sort_by_key(|&p| joint[p].len());
        for p in order {
            for &g in &joint[p] {
                joint_reach[g as usize].push(p as u32);
            }
        }
        let network = Network::new(joint_reach, joint.len(), periods, joint_minutes);
        let node = |item: &Item| group_of[item.kind as usize] * periods as u32 + item.period;
        let nodes = reach.len() * periods;
        let mut needs = vec![Vec::new(); LEVELS];
        if LEVELS * nodes <= LARGEST_TABLE {
            let mut table = vec![0_i64; LEVELS * nodes];
            for item in items {
                table[usize::from(item.level) * nodes + node(item) as usize] += item.minutes;
            }
            for (level, minutes) in needs.iter_mut().zip(table.chunks(nodes.max(1))) {
                level.extend((0..).zip(minutes).filter(|(_, minutes)| **minutes > 0).map(|(node, minutes)| (node, *minutes)));
            }
        } else {
            for item in items {
                needs[usize::from(item.level)].push((node(item), item.minutes));
            }
        }
        Self { needs, network }
    }

    /// The optimum at this price per job.
    fn solve(&self, weights: [f64; 3], price: f64) -> Served {
        let worth: Vec<f64> = (0..LEVELS)
            .map(|level| {
                let (job, severity, at) = (level / POINTS / SEVERITIES, level / POINTS % SEVERITIES, level % POINTS);
                (weights[severity] - if job == 1 { price } else { 0.0 }) / point(at) as f64
            })
            .collect();
        let mut order: Vec<usize> = (0..LEVELS).filter(|&level| worth[level] > 0.0).collect();
        order.sort_by(|&a, &b| worth[b].total_cmp(&worth[a]));
        let levels: Vec<&[(u32, i64)]> = order.iter().map(|&level| &self.needs[level][..]).collect();
        let served = self.network.clone().serve(&levels);
        let mut sum = Served { weight: 0.0, jobs: 0.0 };
        for (&level, minutes) in order.iter().zip(served) {
            let minutes = minutes as f64 / SHARES as f64;
            sum.weight += minutes * worth[level];
            if level / POINTS / SEVERITIES == 1 {
                sum.jobs += minutes / point(level % POINTS) as f64;
            }
        }
        sum
    }
}

/// What the allocation of minutes can distinguish.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// Every need's luck and length.
    Clear,
    /// Classes, and what the run did with needs.
    Even,
    /// The same, for the needs that the run knew, from when it learned of them.
    Known,
}

/// What is known of a run's needs.
struct Seen<'a> {
    bounded: &'a [&'a Bounded<'a>],
    arisen: &'a [Arisen],
    yardstick: &'a Yardstick,
    /// Categories.
    kinds: usize,
    /// Whether a room was ever open.
    rooms: bool,
}

/// The needs of a run as items.
fn items(seen: &Seen<'_>, view: View) -> Vec<Item> {
    let mut items = Vec::new();
    for (s, (bounded, arisen)) in seen.bounded.iter().zip(seen.arisen).enumerate() {
        for (class, by_effort, by_deed) in classes(arisen, &bounded.known, seen.rooms) {
            let kind = ((s * seen.kinds + class.category.at()) * 2 + usize::from(class.easy)) as u32;
            let job = usize::from(seen.yardstick.jobs >> class.category.get() & 1);
            let first_level = (job * SEVERITIES + class.severity) * POINTS;
            let mut put = |bin: usize, sum: &Sum, delay: usize| {
                let (low, high) = spread(bin, u64::from(sum.shares), u64::from(sum.minutes));
                for (at, minutes) in [(bin, low), (bin + 1, high)] {
                    if minutes > 0 {
                        let (level, period) = ((first_level + at) as u16, (class.period + delay) as u32);
                        items.push(Item { level, kind, period, minutes: minutes as i64 });
                    }
                }
            };
            if view == View::Clear {
                for (bin, sum) in by_effort.iter().enumerate().filter(|(_, sum)| sum.shares > 0) {
                    put(bin, sum, 0);
                }
                continue;
            }
            for (deed, sum) in by_deed.iter().enumerate().filter(|(_, sum)| sum.shares > 0) {
                let (known, delay) = if deed < 2 * DELAYS { (true, deed % DELAYS) } else { (false, 0) };
                let mean = bin(u64::from(sum.minutes) * SHARES / u64::from(sum.shares));
                match view {
                    View::Known if known => put(mean, sum, delay),
                    View::Known => {}
                    _ => put(mean, sum, 0),
                }
            }
        }
    }
    items
}

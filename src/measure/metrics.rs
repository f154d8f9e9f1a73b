//! Metrics of a run: one row of `runs.csv`, read off the tallies and the ledger. Every column is described in [`super::tables`].

use crate::base::calendar::{DAYS_PER_YEAR, FEN, MINUTES_PER_DAY};
use crate::base::need::LOSSES;
use crate::bound::classes::Arisen;
use crate::bound::yardstick::Yardstick;
use crate::model::state::arm::Arm;
use crate::model::state::bill::{FEN_ACCOUNTS, Fen, PUBLIC, SOCIAL};
use crate::model::state::minutes::{ACCOUNTS, Account};
use crate::model::state::post::Post;
use crate::model::workforce::administration::stream_minutes;
use crate::world::World;
use crate::world::sites::{PARTIES, Party};

use super::ledger::{Ledger, Quarter};
use super::parity::Means;
use super::recovery;
use super::table::Table;
use super::tally::{CellCounts, Cohort, Traffic};
use super::waits::Survival;
use super::watch::Instruments;

/// Counts of a run over all subdistricts.
#[derive(Clone, Debug)]
pub struct Totals {
    /// The window's cohort.
    pub cohort: Cohort,
    /// The cohort of its last two years.
    pub late: Cohort,
    /// Decisions and hand-offs.
    pub traffic: Traffic,
    /// Waits from onset over categories, by day: served, left.
    pub waits: [Vec<u64>; 2],
    /// Waits from voicing, by day: served, left.
    pub waits_known: [Vec<u64>; 2],
    /// Family minutes.
    pub family_minutes: u64,
}

impl Totals {
    /// Sums the tallies of a run.
    #[must_use]
    pub fn of(watch: &Instruments<'_>) -> Self {
        let mut sum = Self {
            cohort: Cohort::default(),
            late: Cohort::default(),
            traffic: Traffic::default(),
            waits: [Vec::new(), Vec::new()],
            waits_known: [Vec::new(), Vec::new()],
            family_minutes: watch.family_minutes(),
        };
        for tally in watch.tallies() {
            sum.cohort.add(&tally.early);
            sum.cohort.add(&tally.late);
            sum.late.add(&tally.late);
            sum.traffic.add(&tally.traffic);
            let days = tally.horizon + 1;
            for (to, from) in sum.waits.iter_mut().zip([&tally.served, &tally.censored]) {
                to.resize(days, 0);
                for (i, &n) in from.iter().enumerate() {
                    to[i % days] += u64::from(n);
                }
            }
            for (to, from) in sum.waits_known.iter_mut().zip([&tally.served_known, &tally.censored_known]) {
                to.resize(days, 0);
                for (t, &n) in to.iter_mut().zip(from) {
                    *t += u64::from(n);
                }
            }
        }
        sum
    }
}

fn weighted(counts: [u64; 3], world: &World) -> f64 {
    counts.iter().zip(&world.keys.measure.severity_weight).map(|(&n, w)| n as f64 * **w).sum()
}

fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { f64::NAN }
}

/// Costs of a window, yuan.
struct Costs {
    public: f64,
    coordination: f64,
    execution: f64,
    administration: f64,
    transaction: f64,
    learning: f64,
    idle: f64,
}

impl Costs {
    /// Pay is divided over accounts by minutes, party by party; volunteers' and family minutes count at their shadow wages.
    fn of(total: &Quarter, family_minutes: u64, world: &World) -> Self {
        let mut c = Self {
            public: 0.0,
            coordination: 0.0,
            execution: 0.0,
            administration: 0.0,
            transaction: 0.0,
            learning: 0.0,
            idle: 0.0,
        };
        let minute = *world.keys.community_worker.wage / (f64::from(DAYS_PER_YEAR) * f64::from(MINUTES_PER_DAY));
        for p in 0..PARTIES {
            let row = &total.fen[p];
            for a in 0..FEN_ACCOUNTS {
                if PUBLIC[a] {
                    c.public += row[a] as f64 / FEN;
                }
            }
            let yuan = |a: Fen| if SOCIAL[a as usize] { row[a as usize] as f64 / FEN } else { 0.0 };
            let minutes = &total.minutes[p];
            let volunteers = p == Party::Association as usize;
            let paid: u64 = minutes.iter().sum();
            let price = if volunteers {
                minute * *world.keys.volunteer.shadow_wage
            } else {
                ratio(yuan(Fen::Pay) + yuan(Fen::OwnPay) + yuan(Fen::Charity), paid as f64)
            };
            let price = if price.is_finite() { price } else { 0.0 };
            let of = |a: Account| minutes[a as usize] as f64 * price;
            c.coordination += of(Account::Coordination) + of(Account::Reports);
            c.execution += of(Account::Direct) + of(Account::Travel) + of(Account::Discovery);
            c.execution += yuan(Fen::Overhead) + yuan(Fen::OwnOverhead) + yuan(Fen::Materials);
            c.execution += yuan(Fen::Rent) + yuan(Fen::Outside);
            c.administration += of(Account::Administration) + of(Account::Intake);
            c.transaction += yuan(Fen::Transaction) + yuan(Fen::Fundraising);
            c.learning += of(Account::Training) + yuan(Fen::Insurance);
            if !volunteers {
                c.idle += of(Account::Idle) + of(Account::Strain);
            }
        }
        c.execution += family_minutes as f64 * minute * *world.keys.money.family_shadow_wage;
        c
    }

    fn social(&self) -> f64 {
        self.coordination + self.execution + self.administration + self.transaction + self.learning + self.idle
    }
}

/// Utilisation of some parties: (direct + travel + intake + coordination) / (those + idle).
fn utilisation(total: &Quarter, parties: &[Party]) -> f64 {
    let sum = |a: Account| parties.iter().map(|&p| total.minutes[p as usize][a as usize]).sum::<u64>() as f64;
    let busy = sum(Account::Direct) + sum(Account::Travel) + sum(Account::Intake) + sum(Account::Coordination);
    ratio(busy, busy + sum(Account::Idle))
}

const PAID: [Party; 4] = [Party::Office, Party::Station, Party::Organisation, Party::Government];

/// What was spent in the window so far, by the ledger and with these minutes of families.
#[must_use]
pub fn means(ledger: &Ledger, family_minutes: u64, world: &World) -> Means {
    let total = ledger.total();
    let costs = Costs::of(&total, family_minutes, world);
    Means {
        public: costs.public,
        entitlement: total.entitlement as f64 / FEN,
        paid_minutes: PAID.iter().map(|&p| total.minutes[p as usize].iter().sum::<u64>()).sum(),
        social: costs.social(),
    }
}

/// Whose row of `runs.csv` is written.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Name of the policy.
    pub policy: &'a str,
    /// Replicate.
    pub replicate: u32,
    /// Its seed.
    pub seed: u64,
}

/// Writes the row of `runs.csv`; `baseline` is what the baseline spent in the same replicate, `arisen` what arose in each subdistrict.
pub fn row(
    arm: &Arm,
    watch: &Instruments<'_>,
    arisen: &[Arisen],
    yardstick: &Yardstick,
    world: &World,
    run: Run<'_>,
    baseline: &Means,
    table: &mut Table,
) {
    let t = Totals::of(watch);
    let total = watch.ledger.total();
    let created: u64 = t.cohort.created.iter().sum();
    let resolved: u64 = t.cohort.resolved.iter().sum();
    let (created_f, resolved_f) = (created as f64, resolved as f64);
    let weight = weighted(t.cohort.created, world);
    let costs = Costs::of(&total, t.family_minutes, world);
    let known = t.cohort.known as f64;
    let unmet = |c: &Cohort| {
        let (n, r): (u64, u64) = (c.created.iter().sum(), c.resolved.iter().sum());
        (
            ratio(n as f64 - r as f64, n as f64),
            ratio(weighted(c.created, world) - weighted(c.resolved, world), weighted(c.created, world)),
        )
    };
    let minutes = |a: Account| PAID.iter().map(|&p| total.minutes[p as usize][a as usize]).sum::<u64>() as f64;
    let paid: f64 = (0..ACCOUNTS).map(|a| PAID.iter().map(|&p| total.minutes[p as usize][a]).sum::<u64>() as f64).sum();
    let coordination = minutes(Account::Coordination) + minutes(Account::Reports);

    table.name(run.policy).int(run.replicate).int(run.seed).name("ok").name("");
    table.int(created).int(resolved);
    let (share, share_weighted) = unmet(&t.cohort);
    table.real(share).real(share_weighted);
    for part in 0..LOSSES {
        table.real(ratio(weighted(t.cohort.lost[part], world), weight));
    }
    for gap in crate::bound::gaps(arm, &watch.bounded(), arisen, yardstick, world, weight, weighted(t.cohort.resolved, world)) {
        table.real(ratio(gap, weight));
    }
    let (late, late_weighted) = unmet(&t.late);
    table.real(late).real(late_weighted);
    let wait = Survival::new(&t.waits[0], &t.waits[1]);
    table.real(wait.restricted_mean()).real(wait.median().map_or(f64::NAN, |d| d as f64));
    table.real(Survival::new(&t.waits_known[0], &t.waits_known[1]).restricted_mean());
    table.real(ratio(costs.social(), resolved_f)).real(ratio(costs.public, resolved_f));
    table.real(costs.public).real(costs.social()).real(total.entitlement as f64 / FEN);
    table.real(ratio(coordination, resolved_f));
    table.real(costs.coordination).real(costs.execution).real(costs.administration);
    table.real(costs.transaction).real(costs.learning).real(costs.idle);
    table.real(utilisation(&total, &PAID[..3]));
    for party in &PAID[..3] {
        table.real(utilisation(&total, &[*party]));
    }
    let first: (u64, u64) = arm.subs.iter().fold((0, 0), |(u, a), s| (u + s.level.used, a + s.level.available));
    table.real(ratio(first.0 as f64, first.1 as f64));
    table.real(ratio(arm.district.level.used as f64, arm.district.level.available as f64));
    table.real(ratio(t.traffic.file_days as f64, t.traffic.files as f64));
    table.real(ratio(known - t.cohort.found as f64, created_f)).real(ratio(t.cohort.found as f64, created_f));
    table.real(ratio(known, created_f));
    table.real(ratio(t.traffic.crossing as f64, t.traffic.decisions as f64));
    table.real(ratio(t.traffic.local as f64, t.traffic.crossing as f64));
    table.real(ratio(t.traffic.deliveries as f64, known));
    table.real(ratio(t.traffic.misrouted as f64, t.traffic.opened as f64));
    table.real(ratio(t.traffic.lost as f64, t.traffic.handoffs as f64));
    table.real(ratio(t.cohort.ownerless_days as f64, known));
    table.real(ratio(t.cohort.timely as f64, known)).real(ratio(t.cohort.recorded as f64, known));
    table.real(ratio(resolved_f, known));
    let closed = resolved_f + t.cohort.paper_unresolved as f64;
    let content = resolved_f * *world.keys.measure.satisfied_resolved
        + t.cohort.paper_unresolved as f64 * *world.keys.measure.satisfied_unresolved;
    table.real(ratio(content, closed));
    table.real(ratio(t.cohort.came_back as f64, known)).real(ratio(t.cohort.escalated as f64, created_f));
    table.real(t.family_minutes as f64 / 60.0);
    table.real(ratio(t.cohort.bought as f64, created_f));
    table.real(total.fen[Party::Household as usize][Fen::Outside as usize] as f64 / FEN);
    table.int(t.traffic.jobs);
    let volunteers = &total.minutes[Party::Association as usize];
    table.real(volunteers[Account::Direct as usize] as f64 / 60.0);
    table.real(ratio(t.traffic.resolved_by[Party::Association as usize] as f64, resolved_f));
    table.real(ratio(t.traffic.resolved_by[Party::Organisation as usize] as f64, resolved_f));
    let (social, community) = heads(arm);
    table.int(social).int(community);
    table.real(arm.subs.iter().flat_map(|s| &s.communities).map(|c| f64::from(c.volunteers)).sum());
    table.real(ratio(minutes(Account::Administration), paid));
    let organisation = &total.minutes[Party::Organisation as usize];
    table.real(ratio(organisation[Account::Administration as usize] as f64, organisation.iter().sum::<u64>() as f64));
    let backlog: u64 = arm.subs.iter().flat_map(|s| &s.communities).map(|c| c.backlog).sum();
    table.real(ratio(backlog as f64, stream_minutes(&world.keys.administration, world.residents)));
    table.real(mean_trust(arm, world)).real(last_mile(watch, world)).real(gini(watch, world)).real(worst_category(watch, world));
    let staff: Vec<f64> = arm
        .subs
        .iter()
        .flat_map(|s| &s.workers)
        .filter(|w| w.kind.is_social_worker() || w.kind.is_community_worker())
        .map(|w| f64::from(w.burnout))
        .collect();
    table.real(ratio(staff.iter().sum(), staff.len() as f64));
    let left: u64 = arm.subs.iter().map(|s| s.accounts.leavers).sum();
    let days: u64 = watch.tallies().map(|tally| tally.person_days).sum();
    table.real(ratio(left as f64 * f64::from(DAYS_PER_YEAR), days as f64));
    market(arm, &total, &costs, table);
    let back = recovery::span(world).and_then(|span| recovery::recovery(&watch.backlog.0, span));
    table.real(back.map_or(f64::NAN, |b| b.days)).real(back.map_or(f64::NAN, |b| f64::from(u8::from(b.recovered))));
    let means = means(&watch.ledger, t.family_minutes, world);
    table.real(means.paid_minutes as f64 / 60.0).real(means.residual(world.keys.run.parity, baseline));
    table.name(&format!("{:016x}", t.cohort.digest));
    table.end();
}

/// Columns about organisations, contracts and the channels' money.
fn market(arm: &Arm, total: &Quarter, costs: &Costs, table: &mut Table) {
    let organisations = || arm.subs.iter().flat_map(|s| &s.organisations).filter(|o| o.open);
    let open = organisations().count();
    let seen = &arm.district.seen;
    table.int(open as u64).int(seen.founded).int(seen.closed);
    table.real(ratio(organisations().map(|o| f64::from(o.dependence)).sum(), open as f64));
    let bought: Vec<f64> =
        arm.subs.iter().flat_map(|s| &s.staff).map(|s| f64::from(s.by_post[Post::Purchased as usize])).collect();
    let all: f64 = bought.iter().sum();
    table.real(ratio(bought.iter().map(|b| b * b).sum(), all * all));
    table.real(ratio(seen.bids as f64, seen.lots as f64)).real(ratio(seen.changed as f64, seen.lots as f64));
    table.int(seen.grants).int(arm.subs.iter().flat_map(|s| &s.rooms).filter(|r| r.operator.is_some()).count() as u64);
    table.real(total.fen.iter().map(|row| row[Fen::Charity as usize]).sum::<i64>() as f64 / FEN);
    table.real(ratio(costs.public, total.entitlement as f64 / FEN));
    let associations = &total.minutes[Party::Association as usize];
    table.real(ratio(associations[Account::Administration as usize] as f64, associations.iter().sum::<u64>() as f64));
}

/// Social workers and community workers in post, all employers; coordinators of volunteers count as community workers.
#[must_use]
pub fn heads(arm: &Arm) -> (u32, u32) {
    let (mut social, mut community) = (0, 0);
    for sub in &arm.subs {
        for worker in &sub.workers {
            social += u32::from(worker.kind.is_social_worker());
            community += u32::from(worker.kind.is_community_worker());
        }
        community += sub.communities.iter().map(|c| c.coordinators).sum::<u32>();
    }
    (social, community)
}

fn mean_trust(arm: &Arm, world: &World) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for community in arm.subs.iter().flat_map(|s| &s.communities) {
        let residents = world.places.communities[usize::from(community.index)].residents;
        sum += residents * f64::from(community.trust);
        all += residents;
    }
    ratio(sum, all)
}

/// Counts of cells, with the community (place among all), segment and category of each.
pub fn cells<'a>(watch: &'a Instruments<'_>, world: &'a World) -> impl Iterator<Item = (u16, usize, usize, CellCounts)> + 'a {
    let (segments, kinds) = (world.segment_names.len(), world.kinds());
    watch.tallies().zip(&world.places.subdistricts).flat_map(move |(tally, place)| {
        (0..place.communities.len() * segments * kinds).map(move |i| {
            let (local, segment, category) = (i / (segments * kinds), i / kinds % segments, i % kinds);
            (place.communities[local], segment, category, tally.counts(local, segment, category))
        })
    })
}

fn last_mile(watch: &Instruments<'_>, world: &World) -> f64 {
    let mut sums = [CellCounts::default(); 5];
    for (community, _, _, counts) in cells(watch, world) {
        sums[usize::from(world.places.communities[usize::from(community)].fifth)].add(&counts);
    }
    let share = |c: &CellCounts| ratio(f64::from(c.resolved), f64::from(c.created));
    ratio(share(&sums[4]), share(&sums[0]))
}

/// Gini index of the unmet share over cells (community × segment), weighted by needs:
/// G = Σ_i Σ_j w_i w_j |u_i − u_j| / (2 ū), w the share of needs.
fn gini(watch: &Instruments<'_>, world: &World) -> f64 {
    let segments = world.segment_names.len();
    let mut by_cell = vec![CellCounts::default(); world.places.communities.len() * segments];
    for (community, segment, _, counts) in cells(watch, world) {
        by_cell[usize::from(community) * segments + segment].add(&counts);
    }
    let mut points: Vec<(f64, f64)> = by_cell
        .iter()
        .filter(|c| c.created > 0)
        .map(|c| (1.0 - f64::from(c.resolved) / f64::from(c.created), f64::from(c.created)))
        .collect();
    super::inequality::gini(&mut points)
}

fn worst_category(watch: &Instruments<'_>, world: &World) -> f64 {
    let mut sums = vec![CellCounts::default(); world.kinds()];
    for (_, _, k, counts) in cells(watch, world) {
        sums[k].add(&counts);
    }
    sums.iter().filter(|c| c.created > 0).map(|c| 1.0 - f64::from(c.resolved) / f64::from(c.created)).fold(f64::NAN, f64::max)
}

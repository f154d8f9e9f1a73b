//! Counters of one subdistrict: integers only, so that sums never depend on an order.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::need::{ByStage, Loss, Need, Stage, flag, loss_in};
use crate::base::places::{CategoryId, Local, Maybe, SegmentId, SubdistrictId};
use crate::model::state::log::{Event, Kind, Kinds, Log, What};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::unheard;
use crate::model::state::watch::Watch;
use crate::world::World;
use crate::world::sites::Party;

use super::collect::Collect;
use super::counts::{CellCounts, Cohort, DayCounts, Traffic};

/// Outcomes of the known needs of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Heard {
    known: u32,
    resolved: u32,
}

/// Counters kept whatever tables are collected.
const ALWAYS: Kinds = Kinds::of(&[Kind::Arose, Kind::Ended, Kind::Unheard, Kind::Approved, Kind::Met]);

/// Counters of one subdistrict, from the day on which it is watched.
#[derive(Clone, Debug)]
pub struct Tally {
    kinds_watched: Kinds,
    /// First day of the cohort.
    window: u16,
    /// First day of the last two years.
    late_from: u16,
    /// The day of `today`.
    day: u16,
    /// Moves between stages; counted if `flows.csv` is collected.
    pub flows: ByStage<ByStage<u64>>,
    /// Today's counts; needs that became known are counted if `daily.csv` is collected.
    pub today: DayCounts,
    /// Cohort of the window, its last two years apart.
    pub early: Cohort,
    /// Cohort of the window's last two years.
    pub late: Cohort,
    /// Decisions and hand-offs.
    pub traffic: Traffic,
    /// Needs that arose by cell (community, category, segment): in the order in which they arise, so that a day walks through it once.
    pub created: Vec<u32>,
    /// Of these, what became of those that were known.
    cells: Vec<Heard>,
    /// Waits from onset, (category, day): served.
    pub served: Vec<u32>,
    /// Waits from onset, (category, day): left unserved.
    pub censored: Vec<u32>,
    /// Waits from voicing, by day: served.
    pub served_known: Vec<u32>,
    /// Waits from voicing, by day: left unserved.
    pub censored_known: Vec<u32>,
    /// Days kept in the histograms.
    pub horizon: usize,
    /// Person-days paid.
    pub person_days: u64,
    segments: usize,
    kinds: usize,
}

impl Watch for Tally {
    fn kinds(&self) -> Kinds {
        self.kinds_watched
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        if self.day != ctx.day {
            (self.day, self.today) = (ctx.day, DayCounts::default());
        }
        self.arose(log, ctx);
        self.traffic.count(log);
        for event in &log.events {
            self.take(event);
        }
        for need in &log.ended {
            self.ended(ctx, need);
        }
        for entry in &log.unheard {
            self.left_unheard(ctx.day, *entry);
        }
    }

    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        let own = &ctx.world.sites.by_subdistrict[sub.index];
        let paid = |party: Party| matches!(party, Party::Office | Party::Station | Party::Organisation);
        let heads =
            own.sites.iter().zip(&sub.staff).filter(|(site, _)| paid(site.party)).map(|(_, staff)| u64::from(staff.heads));
        self.person_days += heads.sum::<u64>();
    }
}

impl Tally {
    /// Empty counters of a subdistrict (its place among all), for these tables.
    #[must_use]
    pub fn new(world: &World, subdistrict: SubdistrictId, collect: Collect) -> Self {
        let communities = world.places.subdistricts[subdistrict].communities.len();
        let (segments, kinds) = (world.segment_names.len(), world.kinds());
        let horizon = world.keys.measure.wait_horizon_days.get() as usize;
        let window = world.burn_in_days();
        let daily = Kinds::of(&[Kind::Known]).when(collect.daily);
        let flows = Kinds::of(&[Kind::Moved]).when(collect.flows);
        Self {
            kinds_watched: ALWAYS.and(daily).and(flows),
            window,
            late_from: window + world.window_days().saturating_sub(2 * DAYS_PER_YEAR),
            day: u16::MAX,
            flows: Default::default(),
            today: DayCounts::default(),
            early: Cohort::default(),
            late: Cohort::default(),
            traffic: Traffic::default(),
            created: vec![0; communities * segments * kinds],
            cells: vec![Heard::default(); communities * segments * kinds],
            served: vec![0; kinds * (horizon + 1)],
            censored: vec![0; kinds * (horizon + 1)],
            served_known: vec![0; horizon + 1],
            censored_known: vec![0; horizon + 1],
            horizon,
            person_days: 0,
            segments,
            kinds,
        }
    }

    /// Needs arose.
    fn arose(&mut self, log: &Log, ctx: &Context<'_>) {
        self.today.created += log.births.needs.iter().sum::<u32>();
        if ctx.day < self.window {
            return;
        }
        let cohort = if ctx.day >= self.late_from { &mut self.late } else { &mut self.early };
        for (to, new) in cohort.created.iter_mut().zip(log.births.needs) {
            *to += u64::from(new);
        }
        cohort.digest = cohort.digest.wrapping_add(log.births.digest);
        let (mut local, mut community) = (Local::FIRST, Maybe::NONE);
        for onset in &log.arisen {
            let home = Need::community_of(onset.id);
            if !community.is(home) {
                community = Maybe::some(home);
                local = ctx.world.places.communities[home].local;
            }
            let at = self.cell(local, Need::category_of(onset.id), onset.segment);
            self.created[at] += 1;
        }
    }

    #[inline]
    fn take(&mut self, event: &Event) {
        let traffic = &mut self.traffic;
        match event.what {
            What::Known => {
                self.today.known += 1;
                self.today.known_cohort += u32::from(Need::onset_of(event.id) >= self.window);
            }
            What::Moved(from, to) => self.flows[from][to] += 1,
            What::Approved(days) => traffic.file_days += u64::from(days),
            What::Met(party) => traffic.resolved_by[party] += u64::from(Need::onset_of(event.id) >= self.window),
            _ => {}
        }
    }

    #[inline]
    const fn cell(&self, local: Local, category: CategoryId, segment: SegmentId) -> usize {
        (local.at() * self.kinds + category.at()) * self.segments + segment.at()
    }

    /// Counts of a cell: a community (place in the subdistrict), a segment and a category.
    #[must_use]
    pub fn counts(&self, local: Local, segment: SegmentId, category: CategoryId) -> CellCounts {
        let at = self.cell(local, category, segment);
        let Heard { known, resolved } = self.cells[at];
        CellCounts { created: self.created[at], known, resolved }
    }

    /// A life ended; `need.stage` says how.
    #[inline]
    fn ended(&mut self, ctx: &Context<'_>, need: &Need) {
        let of_cohort = need.onset() >= self.window;
        if need.stage == Stage::Resolved {
            self.today.resolved += 1;
            self.today.resolved_cohort += u32::from(of_cohort);
        } else {
            self.today.lost += 1;
            self.today.lost_cohort += u32::from(of_cohort);
        }
        if !of_cohort {
            return;
        }
        if need.is(flag::KNOWN) {
            self.book(ctx, need);
        } else {
            self.never_known(ctx.day, need.onset(), need.origin(), need.severity, Self::ONE_MORE);
        }
    }

    /// A need left unheard today; or did not, since it had been found, and is taken off again.
    #[inline]
    fn left_unheard(&mut self, day: u16, gone: unheard::Entry) {
        let sign = gone.sign() as u64;
        let moves = &mut self.flows[Stage::Latent][gone.stage()];
        *moves = moves.wrapping_add(sign);
        self.today.lost = self.today.lost.wrapping_add(sign as u32);
        if gone.onset >= self.window {
            self.today.lost_cohort = self.today.lost_cohort.wrapping_add(sign as u32);
            self.never_known(day, gone.onset, gone.category(), gone.severity(), sign);
        }
    }

    /// Books the needs of the cohort that are still open at the end of the run, whose home is this subdistrict.
    pub fn still_open(&mut self, ctx: &Context<'_>, need: &Need) {
        if need.onset() >= self.window {
            self.book(ctx, need);
        }
    }

    /// Books a need of the cohort that is still latent at the end of the run and would have left unheard; or takes it off again.
    pub fn still_unheard(&mut self, end: u16, open: unheard::Entry) {
        if open.onset >= self.window {
            self.never_known(end, open.onset, open.category(), open.severity(), open.sign() as u64);
        }
    }

    const ONE_MORE: u64 = 1;

    /// All that the books take of a need of the cohort that was never known, once more or once less. Both come on the same day, in any
    /// order; counters go round, so that the sum is right either way.
    #[inline]
    fn never_known(&mut self, day: u16, onset: u16, category: CategoryId, severity: u8, sign: u64) {
        let cohort = if onset >= self.late_from { &mut self.late } else { &mut self.early };
        let lost = &mut cohort.lost[Loss::Latent][usize::from(severity)];
        *lost = lost.wrapping_add(sign);
        let days = usize::from(day.saturating_sub(onset)).min(self.horizon);
        let censored = &mut self.censored[usize::from(category) * (self.horizon + 1) + days];
        *censored = censored.wrapping_add(sign as u32);
    }

    /// Books a need of the cohort: at its end, or at the end of the run.
    #[inline]
    fn book(&mut self, ctx: &Context<'_>, need: &Need) {
        let local = ctx.world.places.communities[need.community()].local;
        let resolved = need.stage == Stage::Resolved;
        let loss = match need.stage {
            Stage::Family | Stage::Dropped | Stage::Moved | Stage::Bought => loss_in(need.lost_in),
            Stage::Latent if need.is(flag::KNOWN) => loss_in(need.lost_in),
            Stage::Paper => loss_in(need.lost_in),
            Stage::Expired if need.is(flag::KNOWN) => loss_in(need.lost_in),
            stage => loss_in(stage),
        };
        // Needs still in progress at the end count as open, whatever their stage.
        let loss = if need.stage.is_final() || matches!(need.stage, Stage::Latent) { loss } else { Loss::Open };
        let severity = usize::from(need.severity);
        let timely = ctx.world.keys.measure.timely_days.get() as u16;
        let cohort = if need.onset() >= self.late_from { &mut self.late } else { &mut self.early };
        if resolved {
            cohort.resolved[severity] += 1;
        } else {
            cohort.lost[loss][severity] += 1;
        }
        cohort.known += u64::from(need.is(flag::KNOWN));
        cohort.found += u64::from(need.is(flag::FOUND));
        cohort.recorded += u64::from(resolved || need.is(flag::PAPER));
        cohort.paper_unresolved += u64::from(!resolved && need.is(flag::PAPER));
        cohort.came_back += u64::from(need.came_back);
        cohort.escalated += u64::from(need.is(flag::ESCALATED));
        cohort.bought += u64::from(need.stage == Stage::Bought);
        cohort.ownerless_days += u64::from(need.ownerless);
        cohort.timely += u64::from(need.served.get().is_some_and(|served| served - need.known.or_never() <= timely));
        let at = self.cell(local, need.origin(), need.segment);
        let cell = &mut self.cells[at];
        cell.known += u32::from(need.is(flag::KNOWN));
        cell.resolved += u32::from(resolved);
        self.wait(ctx.day, need);
    }

    #[inline]
    fn wait(&mut self, day: u16, need: &Need) {
        let span = |from: u16, to: u16| usize::from(to.saturating_sub(from)).min(self.horizon);
        let at = usize::from(need.origin()) * (self.horizon + 1);
        if let Some(served) = need.served.get() {
            let days = span(need.onset(), served);
            self.served[at + days] += 1;
            let days = span(need.known.or_never(), served);
            self.served_known[days] += 1;
        } else {
            let days = span(need.onset(), day);
            self.censored[at + days] += 1;
            if let Some(known) = need.known.get() {
                let days = span(known, day);
                self.censored_known[days] += 1;
            }
        }
    }
}

//! Counters of one subdistrict: integers only, so that sums never depend on an order.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::need::{ByStage, Loss, Need, Stage, flag};
use crate::base::places::{CategoryId, Local, Maybe, SegmentId, SubdistrictId};
use crate::model::state::log::{Event, Kind, Kinds, Log, What};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::unheard;
use crate::model::state::watch::Watch;
use crate::world::sites::Party;
use crate::world::{MOST_CATEGORIES, World};

use super::collect::Collect;
use super::counts::{CellCounts, Cohort, DayCounts, Traffic, Year};
use super::losses::part_of;
use super::tries::Tries;

/// Outcomes of the known needs of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Heard {
    known: u32,
    resolved: u32,
}

/// Counters kept whatever tables are collected.
const ALWAYS: Kinds = Kinds::of(&[
    Kind::Arose,
    Kind::Ended,
    Kind::Unheard,
    Kind::Approved,
    Kind::Tried,
    Kind::TryFailed,
    Kind::FoundJob,
    Kind::Met,
]);

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
    /// Needs of the cohort by year of the window in which they arose.
    pub years: Vec<Year>,
    /// Decisions and hand-offs.
    pub traffic: Traffic,
    /// Tries of service for needs of the cohort.
    pub tries: Tries,
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
        if (ctx.day + 1).is_multiple_of(DAYS_PER_YEAR) {
            self.year_ends(ctx.day);
        }
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
            years: vec![Year::default(); usize::from(world.window_days() / DAYS_PER_YEAR)],
            traffic: Traffic::default(),
            tries: Tries::default(),
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
        if let Some(year) = self.years.get_mut(usize::from((ctx.day - self.window) / DAYS_PER_YEAR)) {
            year.created += u64::from(log.births.needs.iter().sum::<u32>());
        }
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
            _ if event.onset() < self.window => {}
            What::Tried(made) => self.tries.take(&made),
            What::TryFailed { party, first } => self.tries.fail(party, first),
            What::FoundJob => {
                traffic.jobs += 1;
                traffic.job_days += u64::from(self.day - event.onset());
            }
            What::Met { party, social_worker } => {
                traffic.resolved_by[party] += 1;
                if let Some(year) = self.years.get_mut(usize::from((event.onset() - self.window) / DAYS_PER_YEAR)) {
                    year.resolve(party, social_worker);
                }
            }
            _ => {}
        }
    }

    /// Counts the year's needs by category: what has arisen by now, less that of the years before.
    fn year_ends(&mut self, day: u16) {
        let mut arisen = [0; MOST_CATEGORIES];
        for (at, number) in self.created.iter().enumerate() {
            arisen[at / self.segments % self.kinds] += u64::from(*number);
        }
        let year = usize::from((day - self.window) / DAYS_PER_YEAR);
        for before in self.years.iter().take(year) {
            for (now, then) in arisen.iter_mut().zip(before.arisen) {
                *now -= then;
            }
        }
        if let Some(year) = self.years.get_mut(year) {
            year.arisen = arisen;
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
        let part = part_of(need);
        let resolved = part.is_none();
        let severity = usize::from(need.severity);
        let timely = ctx.world.keys.measure.timely_days.get() as u16;
        let cohort = if need.onset() >= self.late_from { &mut self.late } else { &mut self.early };
        if let Some(part) = part {
            cohort.lost[part][severity] += 1;
        } else {
            cohort.resolved[severity] += 1;
            if let Some(year) = self.years.get_mut(usize::from((need.onset() - self.window) / DAYS_PER_YEAR)) {
                year.resolved += 1;
            }
        }
        cohort.known += u64::from(need.is(flag::KNOWN));
        cohort.found += u64::from(need.is(flag::FOUND));
        cohort.recorded += u64::from(resolved || need.is(flag::PAPER));
        cohort.paper_unresolved += u64::from(!resolved && need.is(flag::PAPER));
        cohort.came_back += u64::from(need.came_back);
        cohort.escalated += u64::from(need.is(flag::ESCALATED));
        cohort.bought += u64::from(need.stage == Stage::Bought);
        cohort.ownerless_days += u64::from(need.ownerless);
        if ctx.world.categories[need.origin()].property {
            cohort.known_property += u64::from(need.is(flag::KNOWN));
            cohort.ownerless_property += u64::from(need.ownerless);
        }
        cohort.bounced_twice += u64::from(need.bounces > 1);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::CommunityId;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, need};
    use crate::world::demand::Onset;

    /// Counters of two years of a district.
    fn watched(sets: &[&str]) -> (World, crate::base::draws::Keys, Arm, Tally) {
        let (world, keys, arm) = district(&[sets, &["run.years=2"]].concat(), |_| {});
        let tally = Tally::new(&world, SubdistrictId::FIRST, Collect::NONE);
        (world, keys, arm, tally)
    }

    fn onset(id: u64) -> Onset {
        let (second, segment) = (Maybe::NONE, SegmentId::FIRST);
        let (difficulty, voice, silence) = (0.5, 0.5, 1.0);
        Onset { id, difficulty, voice, silence, fades: 50, work: 60, second_work: 0, patience: 20, second, segment, severity: 0 }
    }

    /// A need by its category and the day of the window on which it arose.
    fn id(world: &World, category: u8, day: u16) -> u64 {
        Need::pack(CommunityId::FIRST, CategoryId::new(category), world.burn_in_days() + day, 0)
    }

    #[test]
    fn days_until_a_job_run_from_onset_and_who_resolved_counts_for_the_year_of_onset() {
        let (world, keys, arm, mut tally) = watched(&[]);
        let ctx = Context::quiet(&world, &arm.plan, &keys, world.burn_in_days() + 260);
        let mut log = Log::default();
        log.open(tally.kinds());
        for day in [200, 255] {
            log.push(id(&world, 5, day), What::FoundJob);
        }
        let before = Need::pack(CommunityId::FIRST, CategoryId::FIRST, world.burn_in_days() - 1, 0);
        log.push(before, What::FoundJob);
        let met = |party, social_worker| What::Met { party, social_worker };
        log.push(id(&world, 5, 200), met(Party::Organisation, false));
        log.push(id(&world, 5, 201), met(Party::Office, true));
        log.push(id(&world, 5, 202), met(Party::Office, false));
        log.push(id(&world, 5, 255), met(Party::Organisation, true));
        log.push(before, met(Party::Organisation, true));
        tally.fold(&log, &ctx);
        assert_eq!((tally.traffic.jobs, tally.traffic.job_days), (2, 60 + 5), "not that from before the window");
        let years = tally.years.iter().map(|year| (year.by_organisations, year.by_professionals)).collect::<Vec<_>>();
        assert_eq!(years, [(1, 2), (1, 1)]);
        assert_eq!((tally.traffic.resolved_by[Party::Organisation], tally.traffic.resolved_by[Party::Office]), (2, 2));
    }

    #[test]
    fn known_needs_are_told_apart_by_who_is_in_charge_and_how_often_they_bounced() {
        let (world, keys, arm, mut tally) = watched(&[]);
        let ctx = Context::quiet(&world, &arm.plan, &keys, world.burn_in_days() + 30);
        let property = world.categories.iter().position(|c| c.property).expect("there is one") as u8;
        let ended = |category: u8, ownerless: u16, bounces: u8| {
            let mut need = need(CommunityId::FIRST, CategoryId::new(category), 0, 60).at(Stage::Dropped);
            (need.id, need.ownerless, need.bounces) = (id(&world, category, 1), ownerless, bounces);
            need.note(flag::KNOWN);
            need.known = crate::base::calendar::MaybeDay::on(world.burn_in_days() + 1);
            need
        };
        let mut log = Log::default();
        log.open(tally.kinds());
        for need in [ended(property, 7, 0), ended(property, 4, 2), ended(0, 5, 1), ended(0, 0, 3)] {
            log.end(&need);
        }
        tally.fold(&log, &ctx);
        let Cohort { known, ownerless_days, known_property, ownerless_property, bounced_twice, .. } = tally.late;
        assert_eq!((known, ownerless_days, bounced_twice), (4, 16, 2));
        assert_eq!((known_property, ownerless_property), (2, 11));
    }

    #[test]
    fn needs_by_category_are_those_of_the_year_in_which_they_arose() {
        let (world, keys, arm, mut tally) = watched(&[]);
        for (day, categories) in [(10, &[0, 0, 3][..]), (249, &[3]), (250, &[0]), (499, &[])] {
            let ctx = Context::quiet(&world, &arm.plan, &keys, world.burn_in_days() + day);
            let mut log = Log::default();
            log.open(tally.kinds());
            log.arisen = categories.iter().map(|&k| onset(id(&world, k, day))).collect();
            tally.fold(&log, &ctx);
            tally.evening(&arm.subs[SubdistrictId::FIRST], &ctx);
        }
        let years = tally.years.iter().map(|year| (year.arisen[0], year.arisen[3])).collect::<Vec<_>>();
        assert_eq!(years, [(2, 2), (1, 0)]);
    }
}

//! What is read from the engine every evening in one subdistrict: its own state and its own tables; nothing is recounted.

use super::case::Measure;
use super::interval::Sample;
use crate::base::calendar::MONTH;
use crate::base::need::{ByStage, Need, Stage};
use crate::base::places::{Local, SubdistrictId};
use crate::measure::tally::Tally;
use crate::measure::{inequality, mismatch};
use crate::model::state::log::Kind;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::subdistrict::Subdistrict;
use crate::world::World;
use crate::world::geography::distance;
use crate::world::sites::{ByParty, Party};

/// Sums of a subdistrict over a batch of days.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    days: u64,
    stage: ByStage<u64>,
    grave: u64,
    mild: u64,
    pair: u64,
    direct: u64,
    paid: u64,
    /// Minutes offered by each community's office.
    offered: Vec<u64>,
    /// Needs that arose, day by day.
    arose: Vec<u32>,
    /// Needs waiting in the evening, by community, category and label.
    labels: Vec<u64>,
    /// Evenings on which labels were read: once each, however many measures need them.
    labelled_on: u64,
    /// Needs waiting in the evening that were delivered before.
    again: u64,
    /// Open cases of the most skilled server.
    best: u64,
    /// Minutes associations could give, and their direct minutes.
    given: u64,
    volunteered: u64,
    /// Minutes of intake, at any site.
    intake: u64,
    /// Trust in the evening.
    trust: f64,
    /// Completed months, and the current one.
    months: Vec<MonthSeen>,
    month: MonthSeen,
    /// Counters at the beginning of the batch, later their increase.
    counts: Counts,
}

/// A month of a community's volunteers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MonthSeen {
    /// Direct minutes of volunteers.
    pub volunteers: u64,
    /// Direct minutes of paid staff.
    pub paid: u64,
    /// Minutes of coordination at the office.
    pub support: u64,
    /// Trust on its last evening.
    pub trust: f64,
}

/// Counters that only rise.
#[derive(Clone, Debug, Default)]
struct Counts {
    ended: ByStage<u64>,
    served: u64,
    served_days: u64,
    handoffs: u64,
    lost: u64,
    decisions: u64,
    crossing: u64,
    local: u64,
    deliveries: u64,
    misrouted: u64,
    resolved_by: ByParty<u64>,
    /// By community.
    created: Vec<u64>,
}

impl Counts {
    fn of(sub: &Subdistrict, tally: &Tally, world: &World) -> Self {
        let width = tally.horizon + 1;
        let (mut served, mut served_days) = (0, 0);
        for (i, &n) in tally.served.iter().enumerate() {
            served += u64::from(n);
            served_days += (i % width) as u64 * u64::from(n);
        }
        let cells = world.segment_names.len() * world.kinds();
        Self {
            ended: sub.cases.accounts.ended_in,
            served,
            served_days,
            handoffs: tally.traffic.handoffs(),
            lost: tally.traffic.events[Kind::LostOnTheWay],
            decisions: tally.traffic.decisions(),
            crossing: tally.traffic.crossing(),
            local: tally.traffic.events[Kind::DecidedAcrossAlone],
            deliveries: tally.traffic.events[Kind::Delivered],
            misrouted: tally.traffic.events[Kind::OpenedMisrouted],
            resolved_by: tally.traffic.resolved_by,
            created: tally.created.chunks(cells).map(|c| c.iter().map(|&n| u64::from(n)).sum()).collect(),
        }
    }

    fn less(&mut self, before: &Self) {
        for (now, then) in self.ended.iter_mut().zip(before.ended) {
            *now -= then;
        }
        for (now, then) in self.resolved_by.iter_mut().zip(before.resolved_by) {
            *now -= then;
        }
        for (now, then) in self.created.iter_mut().zip(&before.created) {
            *now -= then;
        }
        self.served -= before.served;
        self.served_days -= before.served_days;
        self.handoffs -= before.handoffs;
        self.lost -= before.lost;
        self.decisions -= before.decisions;
        self.crossing -= before.crossing;
        self.local -= before.local;
        self.deliveries -= before.deliveries;
        self.misrouted -= before.misrouted;
    }
}

impl Sums {
    /// Begins a batch.
    #[must_use]
    pub fn begin(sub: &Subdistrict, tally: &Tally, world: &World) -> Self {
        Self { counts: Counts::of(sub, tally, world), offered: vec![0; sub.communities.len()], ..Self::default() }
    }

    /// Ends the batch.
    pub fn end(&mut self, sub: &Subdistrict, tally: &Tally, world: &World) {
        let mut now = Counts::of(sub, tally, world);
        now.less(&self.counts);
        self.counts = now;
    }

    /// Takes an evening down, as far as these measures ask for it.
    pub fn evening(&mut self, sub: &Subdistrict, tally: &Tally, world: &World, wanted: &[Measure]) {
        self.days += 1;
        for (sum, n) in self.stage.iter_mut().zip(sub.cases.accounts.stage) {
            *sum += n.max(0) as u64;
        }
        for day in &sub.days {
            self.direct += u64::from(day.booked[Account::Direct]);
            self.paid += u64::from(day.paid());
        }
        for measure in wanted {
            match measure {
                Measure::WaitingGrave => self.grave += waiting_of(sub, 2),
                Measure::WaitingMild => self.mild += waiting_of(sub, 0),
                Measure::Pair => {
                    let mut lines =
                        sub.lines.units.iter().filter(|u| !u.servers.is_empty()).map(|u| u64::from(u.waiting + u.open));
                    self.pair += lines.next().unwrap_or(0) * lines.next().unwrap_or(0);
                }
                Measure::EarthMover => {
                    let sites = sub.communities.places().iter().map(|c| crate::model::office_site(world, sub.index, c));
                    for (sum, site) in self.offered.iter_mut().zip(sites) {
                        *sum += u64::from(sub.days[site].paid());
                    }
                }
                Measure::Echo => self.arose.push(tally.today.created),
                Measure::WaitingAgain => self.again += waiting(sub).filter(|need| need.hops > 1).count() as u64,
                Measure::OpenBest => self.best += u64::from(open_of_best(sub)),
                Measure::Mislabelled | Measure::TakenForNext if self.labelled_on < self.days => {
                    self.labelled_on = self.days;
                    let kinds = world.kinds();
                    self.labels.resize(sub.communities.len() * kinds * kinds, 0);
                    for need in waiting(sub) {
                        let local = world.places.communities[need.community()].local;
                        self.labels[(local.at() * kinds + usize::from(need.category)) * kinds + usize::from(need.label)] += 1;
                    }
                }
                Measure::IntakeMinutes => {
                    self.intake += sub.days.iter().map(|day| u64::from(day.booked[Account::Intake])).sum::<u64>();
                }
                Measure::Given => self.given += associations(sub, world).map(|day| u64::from(day.paid())).sum::<u64>(),
                Measure::VolunteerMinutes => self.volunteered += associations(sub, world).map(direct).sum::<u64>(),
                Measure::ActiveShare => self.note_month(sub, world),
                Measure::Trust => self.trust += f64::from(sub.communities[Local::FIRST].trust),
                _ => {}
            }
        }
    }

    /// Adds an evening to the month, and closes the month on its last evening.
    fn note_month(&mut self, sub: &Subdistrict, world: &World) {
        let volunteers: u64 = associations(sub, world).map(direct).sum();
        self.month.volunteers += volunteers;
        self.month.paid += sub.days.iter().map(direct).sum::<u64>() - volunteers;
        let office = &sub.days[crate::model::office_site(world, sub.index, Local::FIRST)];
        self.month.support += u64::from(office.booked[Account::Coordination]);
        if self.days.is_multiple_of(u64::from(MONTH)) {
            self.month.trust = f64::from(sub.communities[Local::FIRST].trust);
            self.months.push(std::mem::take(&mut self.month));
        }
    }

    /// Whole months seen.
    pub fn months(&self) -> impl Iterator<Item = MonthSeen> {
        self.months.iter().copied()
    }

    /// The batch's value for a measure. `rate` is the needs a day that the subdistrict has by its keys; `index` a lag in days, a category,
    /// or the place of a community and category.
    #[must_use]
    pub fn sample(&self, measure: Measure, index: Option<u16>, rate: f64, sub: SubdistrictId, world: &World) -> Sample {
        let (stage, counts, days) = (|s: Stage| self.stage[s], &self.counts, self.days);
        let ended: u64 = counts.ended.iter().sum();
        let end = |s: Stage| counts.ended[s];
        let whole = |a: u64, b: u64| (a as f64, b as f64);
        match measure {
            Measure::InSystem => whole(stage(Stage::Waiting) + stage(Stage::Serving), days),
            Measure::Waiting => whole(stage(Stage::Waiting), days),
            Measure::Wait => whole(counts.served_days, counts.served),
            Measure::Utilisation => whole(self.direct, self.paid),
            Measure::GivenUp => whole(end(Stage::Family) + end(Stage::Dropped), ended),
            Measure::WaitingMild => whole(self.mild, days),
            Measure::WaitingGrave => whole(self.grave, days),
            Measure::FilesFirst => whole(stage(Stage::Approval1), days),
            Measure::FilesSecond => whole(stage(Stage::Approval2), days),
            Measure::Pair => whole(self.pair, days),
            Measure::Latent => whole(stage(Stage::Latent), days),
            Measure::Expired => whole(end(Stage::Expired), ended),
            Measure::Resolved => whole(end(Stage::Resolved), ended),
            Measure::MinutesPerNeed => whole(self.direct, ended),
            Measure::Ownerless => whole(stage(Stage::Ownerless), days),
            Measure::Lost => whole(counts.lost, counts.handoffs),
            Measure::Crossing => whole(counts.crossing, counts.decisions),
            Measure::Local => whole(counts.local, counts.crossing),
            Measure::ByOrganisation => whole(counts.resolved_by[Party::Organisation], counts.resolved_by.iter().sum()),
            Measure::Echo => {
                let lag = usize::from(index.unwrap_or(1));
                let pairs = self.arose.len().saturating_sub(lag);
                let product: u64 =
                    self.arose.iter().zip(&self.arose[lag.min(self.arose.len())..]).map(|(&a, &b)| u64::from(a * b)).sum();
                (product as f64, pairs as f64 * rate * rate)
            }
            Measure::EarthMover => {
                let at: Vec<(f32, f32)> =
                    world.places.subdistricts[sub].communities.iter().map(|&c| world.places.communities[c].at).collect();
                let km = |i: usize, j: usize| f64::from(distance(at[i], at[j]));
                (mismatch::earth_mover(&self.offered, &counts.created, km), 1.0)
            }
            Measure::TotalVariation => (mismatch::total_variation(&self.offered, &counts.created), 1.0),
            Measure::Gini => {
                let mut points: Vec<(f64, f64)> = counts.created.iter().map(|&n| (n as f64, 1.0)).collect();
                (inequality::gini(&mut points), 1.0)
            }
            Measure::Theil => {
                let points: Vec<(f64, f64)> = counts.created.iter().map(|&n| (n as f64, 1.0)).collect();
                (inequality::theil(&points), 1.0)
            }
            Measure::WaitingAgain => whole(self.again, days),
            Measure::OpenBest => whole(self.best, days),
            Measure::Mislabelled | Measure::TakenForNext => {
                self.labelled(measure, usize::from(index.unwrap_or(0)), world.kinds())
            }
            Measure::Misrouted => whole(counts.misrouted, ended),
            Measure::Deliveries => whole(counts.deliveries, ended),
            Measure::IntakeMinutes => whole(self.intake, ended),
            Measure::Given => whole(self.given, days),
            Measure::VolunteerMinutes => whole(self.volunteered, days),
            Measure::ByAssociation => whole(counts.resolved_by[Party::Association], counts.resolved_by.iter().sum()),
            Measure::Trust => (self.trust, days as f64),
            Measure::Tie | Measure::Sojourn | Measure::ActiveShare | Measure::Effort | Measure::EffortLives | Measure::InTurn => {
                (0.0, 1.0)
            }
        }
    }

    /// Wrong labels over all of a community and category; or, over all communities, those of a category that name the next one over all
    /// that are wrong.
    fn labelled(&self, measure: Measure, index: usize, kinds: usize) -> Sample {
        let (mut above, mut below) = (0, 0);
        for (at, n) in self.labels.iter().enumerate() {
            let (place, label) = (at / kinds, at % kinds);
            let category = place % kinds;
            if measure == Measure::Mislabelled && place == index {
                below += n;
                above += if label == category { 0 } else { *n };
            } else if measure == Measure::TakenForNext && category == index && label != category {
                below += n;
                above += if label == (category + 1) % kinds { *n } else { 0 };
            }
        }
        (above as f64, below as f64)
    }

    /// Needs that arose.
    #[must_use]
    pub fn arisen(&self) -> u64 {
        self.counts.created.iter().sum()
    }

    /// Hand-offs.
    #[must_use]
    pub fn handoffs(&self) -> u64 {
        self.counts.handoffs
    }
}

/// Needs that wait in lines.
fn waiting(sub: &Subdistrict) -> impl Iterator<Item = &Need> {
    let live = sub.lines.units.iter().flat_map(|u| &u.line).filter(|w| sub.cases.needs.holds(w.need));
    live.map(|w| &sub.cases.needs[w.need.slot])
}

/// Needs of a severity that wait.
fn waiting_of(sub: &Subdistrict, severity: u8) -> u64 {
    waiting(sub).filter(|need| need.severity == severity).count() as u64
}

/// Direct minutes of a day.
fn direct(day: &Day) -> u64 {
    u64::from(day.booked[Account::Direct])
}

/// Days of the associations.
fn associations<'a>(sub: &'a Subdistrict, world: &'a World) -> impl Iterator<Item = &'a Day> {
    sub.each_day(world).filter(|(party, _)| *party == Party::Association).map(|(_, day)| day)
}

/// Open cases of the server with the most skill in the first category.
fn open_of_best(sub: &Subdistrict) -> u8 {
    let servers = sub.lines.workers.iter().zip(&sub.lines.clocks);
    servers.max_by(|a, b| a.0.skill[0].total_cmp(&b.0.skill[0])).map_or(0, |(_, clock)| clock.open)
}

//! The minimum effort of a need, whoever serves it: the yardstick of the bound.
//!
//! A try of a part of w minutes takes at least w minutes of work (skill 1) and ⌈w/m⌉ trips inside the community, m the longest visit. It
//! succeeds when the need's own uniform number of that try is below σ(a·(1 + b + e − d)), the chance at skill 1 and full local
//! knowledge: that number is the same in every arm and for every server, so an allocation with foresight knows whether the first, the
//! second or no try can succeed. Every need that is resolved has been taken in once.
//!
//! Where groups are possible, a need that can be grouped takes its share of the largest group; where a facility was ever open, no trip is
//! needed in the categories of facilities.
//!
//! Work is the work at onset, so the minimum is the same whenever a need is evaluated.

use crate::base::draws::{Draw, Keys};
use crate::base::need::{Need, Stage};
use crate::base::places::CategoryId;
use crate::model::provision::outcome;
use crate::model::state::groups::Groups;
use crate::world::sites::Party;
use crate::world::{Category, MOST_CATEGORIES, World};

use super::grid::LARGEST;

/// Steps of difficulty in the table of success probabilities.
const STEPS: usize = 128;

/// Constants of a world that the bound reads for every need.
#[derive(Clone, Debug)]
pub struct Yardstick {
    /// 2^32 divided by the days of a period, rounded up: a day times this, divided by 2^32, is its period.
    inverse: u64,
    /// Kinds of organisation that differ in what they take: sets of categories.
    pub kinds_of_organisation: Vec<u16>,
    /// Categories that property firms take.
    pub property: u16,
    /// Categories in which success needs a job.
    pub jobs: u16,
    /// Chance of success of the best server, by difficulty; never below the true one.
    chance: [f32; STEPS],
    hardest_chance: f32,
    lowest: f32,
    per_step: f32,
    visit: [u32; MOST_CATEGORIES],
    group_share: [f64; MOST_CATEGORIES],
    trip: u32,
    intake: u32,
    rework: f64,
    tries: u32,
    limit: f64,
}

/// What the easiest service of a need depends on besides the need.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The yardstick of the world.
    pub yardstick: &'a Yardstick,
    /// The world.
    pub world: &'a World,
    /// Keys of the replicate.
    pub keys: &'a Keys,
    /// Groups that are possible.
    pub groups: Groups,
}

/// One part of a need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Category.
    pub category: CategoryId,
    /// Minutes to the first try that can succeed, or of all tries when none can.
    pub effort: u64,
    /// Minimum minutes that this run spent on completed tries; `None` if there were none.
    pub spent: u64,
}

/// The easiest way to serve a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ease {
    group: u64,
    trip: u32,
}

/// Outcome of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Not met; this number of tries failed.
    Failed(u32),
    /// Met after this number of failed tries, if known.
    Met(Option<u32>),
}

/// The minimum effort of a need, and what was spent on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appraisal {
    /// The parts: one, or the two of a bundle.
    pub parts: [Part; 2],
    /// How many.
    pub number: usize,
    /// Whether anybody could resolve it.
    pub can_be_met: bool,
    /// Whether volunteers may take it.
    pub easy: bool,
}

impl Yardstick {
    /// The yardstick of a world.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let World { keys, categories, sites, trips, .. } = world;
        let mut kinds_of_organisation: Vec<u16> = sites
            .by_subdistrict
            .iter()
            .flat_map(|own| &own.sites)
            .filter(|site| site.party == Party::Organisation)
            .map(|site| site.categories)
            .collect();
        kinds_of_organisation.sort_unstable();
        kinds_of_organisation.dedup();
        let set = |of: fn(&Category) -> bool| categories.pairs().map(|(k, c)| u16::from(of(c)) << k.get()).sum();
        let (low, high) = (*keys.demand.difficulty_low, *keys.demand.difficulty_high);
        let width = (high - low).max(1e-9) / STEPS as f64;
        let chance = std::array::from_fn(|i| {
            // At the lower edge of the step, slightly below it, and rounded up: never less than the engine's own value.
            let difficulty = low + width * i as f64 - 1e-5;
            let score = 1.0 + *keys.service.success_local + *keys.service.success_ease - difficulty;
            (1.0 / (1.0 + libm::exp(-*keys.service.success_slope * score)) + 1e-6) as f32
        });
        let mut visit = [1; MOST_CATEGORIES];
        for (most, c) in visit.iter_mut().zip(categories) {
            *most = u32::from(c.visit_minutes).max(1);
        }
        Self {
            inverse: (1_u64 << 32).div_ceil(u64::from(keys.measure.bound_period_days.get())),
            kinds_of_organisation,
            property: set(|c| c.property),
            jobs: set(|c| c.needs_vacancy),
            hardest_chance: chance.iter().copied().fold(f32::INFINITY, f32::min),
            chance,
            lowest: low as f32,
            per_step: (1.0 / width) as f32,
            visit,
            group_share: std::array::from_fn(|k| keys.category.0.get(k).map_or(0.0, |(_, c)| *c.group_share)),
            trip: u32::from(trips.local),
            intake: *keys.intake.minutes as u32,
            rework: *keys.service.rework,
            tries: keys.service.most_tries.get(),
            limit: *keys.volunteer.difficulty_limit,
        }
    }

    /// Evaluates a need at onset, at its end, or at the end of the run.
    #[inline]
    #[must_use]
    pub fn appraise(&self, terms: &Terms<'_>, need: &Need) -> Appraisal {
        let failed = u32::from(need.tries);
        let mut can_be_met = true;
        let mut part = |category: CategoryId, work: u16, last: bool, course: Course| {
            if !can_be_met {
                // The other part has finally failed: this one is never begun.
                return Part { category, effort: 0, spent: 0 };
            }
            let ease = self.ease(terms, need, category);
            if course == Course::Met(Some(0)) {
                // If the first try succeeded, its luck need not be read.
                let effort = self.visit(category, work, ease);
                return Part { category, effort, spent: effort };
            }
            let (effort, good) = self.tries(terms.keys, need, category, work, last, ease);
            can_be_met = good;
            let spent = match course {
                Course::Met(_) => effort,
                Course::Failed(tries) => self.visits(category, work, tries, ease),
            };
            Part { category, effort, spent }
        };
        let now = if need.stage == Stage::Resolved { Course::Met(Some(failed)) } else { Course::Failed(failed) };
        let mut parts = [Part::default(); 2];
        let number = if let Some(second) = need.second.get() {
            parts[0] = part(need.category, need.first_work, false, now);
            parts[1] = part(second, need.second_work, true, Course::Failed(0));
            2
        } else if need.in_second_part() {
            parts[0] = part(need.origin(), need.first_work, false, Course::Met(None));
            parts[1] = part(need.category, need.second_work, true, now);
            2
        } else {
            parts[0] = part(need.category, need.first_work, true, now);
            1
        };
        let taken_in = u64::from(self.intake);
        parts[0].effort += taken_in;
        if parts[0].spent > 0 {
            parts[0].spent += taken_in;
        }
        for part in &mut parts {
            part.effort = part.effort.min(LARGEST);
            part.spent = part.spent.min(LARGEST);
        }
        Appraisal { parts, number, can_be_met, easy: f64::from(need.difficulty) < self.limit }
    }

    /// The easiest way in which this run could serve a part: in the largest group its policy knows, and in a facility without a trip.
    #[inline]
    fn ease(&self, terms: &Terms<'_>, need: &Need, category: CategoryId) -> Ease {
        let alone = Ease { group: 1, trip: self.trip };
        if !terms.groups.any() || self.group_share[usize::from(category)] <= 0.0 {
            return alone;
        }
        let trip = if terms.groups.facilities { 0 } else { self.trip };
        let grouped = crate::model::provision::groups::can_be_grouped(terms.world, terms.keys, need.id, category);
        let group = if grouped { u64::from(terms.groups.most) } else { 1 };
        Ease { group, trip }
    }

    /// Minutes of one try: the work and a trip for each visit, shared by the group.
    #[inline]
    fn visit(&self, category: CategoryId, work: u16, ease: Ease) -> u64 {
        let work = u32::from(work.max(1));
        let most = self.visit[usize::from(category)];
        let visits = if work <= most { 1 } else { work.div_ceil(most) };
        let alone = u64::from(work) + u64::from(visits) * u64::from(ease.trip);
        // A member's part is whole minutes and may be rounded down.
        if ease.group > 1 { (alone / ease.group).max(1) } else { alone }
    }

    /// Minutes of this number of tries.
    fn visits(&self, category: CategoryId, mut work: u16, number: u32, ease: Ease) -> u64 {
        let mut sum = 0;
        for _ in 0..number {
            sum += self.visit(category, work, ease);
            work = outcome::rework(work, self.rework);
        }
        sum
    }

    /// Minutes up to the first try that can succeed, and whether one can.
    #[inline]
    fn tries(&self, keys: &Keys, need: &Need, category: CategoryId, mut work: u16, last_part: bool, ease: Ease) -> (u64, bool) {
        let mut sum = 0;
        for t in 0..self.tries {
            sum += self.visit(category, work, ease);
            let u = keys.unit(Draw::success(need.id, t as u8, last_part));
            if u < f64::from(self.hardest_chance) || u < f64::from(self.chance_of(need.difficulty)) {
                return (sum, true);
            }
            work = outcome::rework(work, self.rework);
        }
        (sum, false)
    }

    #[inline]
    fn chance_of(&self, difficulty: f32) -> f32 {
        let step = ((difficulty - self.lowest) * self.per_step) as usize;
        // One step lower to guard against rounding: an easier need, a higher probability.
        self.chance[step.min(STEPS - 1).saturating_sub(1)]
    }

    /// The period of a day of the window.
    #[inline]
    #[must_use]
    pub const fn period_of(&self, day_of_window: u16) -> usize {
        ((day_of_window as u64 * self.inverse) >> 32) as usize
    }
}

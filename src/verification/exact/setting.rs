//! What a law is given, the case under one of its policies, and what it gives: exact values and limits.

use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::places::{CategoryId, CommunityId, Local, SubdistrictId, UnitId};
use crate::base::words::{Both, both};
use crate::model::state::arm::Arm;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::keys::needs::WorkDistribution;
use crate::scenario::keys::policy::Policy;
use crate::verification::case::{Case, Measure};
use crate::verification::laws::numbers::power;
use crate::verification::laws::work::WorkLaw;
use crate::verification::words::law_word;
use crate::world::{World, residents};

/// Heaviest load for which a law is computed: lines grow without bound as it nears 1.
const HEAVIEST: f64 = 0.96;

/// An exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    /// Of what.
    pub measure: Measure,
    /// A lag in days, a category, or the place of a community and category, where there is one.
    pub index: Option<u16>,
    /// The same for people.
    pub detail: Option<String>,
    /// The value.
    pub value: f64,
}

/// A textbook law as the limit of short ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Name of the law.
    pub law: &'static str,
    /// What it is about, English and Chinese.
    pub what: (&'static str, &'static str),
    /// Mean days of a service, and the exact value at that length of tick.
    pub at: Vec<(f64, f64)>,
    /// The textbook value.
    pub textbook: f64,
}

/// The values of a law for one policy of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solution {
    /// Exact values.
    pub values: Vec<Exact>,
    /// Limits.
    pub limits: Vec<Limit>,
}

impl Solution {
    pub(super) fn of(values: &[(Measure, f64)]) -> Self {
        Self {
            values: values.iter().map(|&(measure, value)| Exact { measure, index: None, detail: None, value }).collect(),
            limits: Vec::new(),
        }
    }

    pub(super) fn with(mut self, limits: Vec<Limit>) -> Self {
        self.limits = limits;
        self
    }
}

/// Input of a law: the case under one of its policies, with everybody in post.
pub(super) struct Setting<'a> {
    pub(super) case: &'a Case,
    pub(super) world: &'a World,
    pub(super) policy: &'a Policy,
    pub(super) arm: &'a Arm,
}

/// Needs a day of a community and category.
fn rate(world: &World, community: CommunityId, category: CategoryId) -> f64 {
    let rates = residents::rates(&world.keys);
    let kinds = world.kinds();
    let place = &world.places.communities[community];
    let yearly: f64 = place.segments.iter().enumerate().map(|(s, n)| n * rates[s * kinds + category.at()]).sum();
    yearly / f64::from(DAYS_PER_YEAR)
}

/// Needs a day of the first subdistrict, by its keys.
#[must_use]
pub fn needs_a_day(world: &World) -> f64 {
    let own = &world.places.subdistricts[SubdistrictId::FIRST].communities;
    own.iter().flat_map(|&c| world.categories.places().iter().map(move |k| (c, k))).map(|(c, k)| rate(world, c, k)).sum()
}

impl Setting<'_> {
    pub(super) fn rate(&self, community: CommunityId, category: CategoryId) -> f64 {
        rate(self.world, community, category)
    }

    pub(super) fn all(&self) -> f64 {
        needs_a_day(self.world)
    }

    pub(super) fn work(&self, category: CategoryId) -> WorkLaw {
        let demand = &self.world.keys.demand;
        WorkLaw {
            distribution: demand.work_distribution,
            mean: self.world.categories[category].work_minutes,
            cv: *demand.work_cv,
            step: f64::from(demand.work_step_minutes.get()),
        }
    }

    /// Servers of a line of the first subdistrict.
    pub(super) fn servers(&self, unit: UnitId) -> usize {
        self.arm.subs[SubdistrictId::FIRST].lines.units[unit].servers.len()
    }

    pub(super) fn office(&self) -> usize {
        self.servers(self.world.sites.by_subdistrict[SubdistrictId::FIRST].office[Local::FIRST])
    }

    pub(super) fn wrong(&self, key: &str, found: impl Into<Both>, expected: Both) -> ScenarioError {
        let law = law_word(self.case.keys.law);
        let expected = both!("{expected} (law `{law}`)", "{expected}（定律 `{law}`）"; expected = expected);
        self.case.wrong(Kind::Contradiction, key).found(found.into()).expected(expected)
    }

    /// Every subdistrict must be a copy of the first, because each is a sample.
    pub(super) fn copies_are_alike(&self) -> Result<(), ScenarioError> {
        let shape = |s: SubdistrictId| -> Vec<u64> {
            let own = &self.world.places.subdistricts[s].communities;
            let rates = own.iter().flat_map(|&c| self.world.categories.places().iter().map(move |k| (c, k)));
            let mut shape: Vec<u64> = rates.map(|(c, k)| (self.rate(c, k) * 1e9) as u64).collect();
            shape.extend(self.arm.subs[s].lines.units.iter().map(|u| u.servers.len() as u64));
            shape
        };
        let first = shape(SubdistrictId::FIRST);
        match self.arm.subs.places().iter().find(|&s| shape(s) != first) {
            Some(s) if !self.case.keys.law.counts_lives() => {
                let number = s.at() + 1;
                Err(self.wrong(
                    "district",
                    both!(
                        "subdistrict {number} differs from the first in needs or servers",
                        "第 {number} 个街道的需求或服务者与第一个不同"
                    ),
                    both!("subdistricts that are copies of each other", "互为副本的街道"),
                ))
            }
            _ => Ok(()),
        }
    }

    /// Chance that a day of service is the last, of work in whole days.
    pub(super) fn last_day(&self, category: CategoryId) -> Result<f64, ScenarioError> {
        let work = self.work(category);
        let (law, step) = (work.distribution, work.step);
        if law != WorkDistribution::Geometric || step != f64::from(MINUTES_PER_DAY) {
            return Err(self.wrong(
                "demand.work_distribution",
                both!("{law:?} in steps of {step} minutes", "{law:?}，步长 {step} 分钟"),
                both!("\"geometric\" in steps of 480 minutes", "\"geometric\"，步长 480 分钟"),
            ));
        }
        let s = work.last_step();
        // The engine caps work at 125 days; the effect must be negligible.
        if power(1.0 - s, 125_u64) > 1e-5 {
            let days = 1.0 / s;
            return Err(self.wrong(
                "category",
                both!("mean work of {days:.1} days", "平均工作量 {days:.1} 天"),
                both!(
                    "at most 11 days: work ends at 125, and the law has no end",
                    "至多 11 天：工作量以 125 天为限，而定律没有上限"
                ),
            ));
        }
        Ok(s)
    }

    pub(super) fn bearable(&self, load: f64) -> Result<(), ScenarioError> {
        if load < HEAVIEST {
            return Ok(());
        }
        Err(self.wrong(
            "demand.needs_per_resident",
            both!("a load of {load:.3}", "负荷 {load:.3}"),
            both!("a load below {HEAVIEST}", "负荷低于 {HEAVIEST}"),
        ))
    }
}

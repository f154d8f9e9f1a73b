//! From the keys of a case to its exact values: the assumptions of each law, and its value for each measure.
//!
//! `lines` has the laws of lines and of routers that send to them, `doors` those of triage, volunteers and skill, `lives` those of other
//! single mechanisms and of measures.

mod doors;
mod lines;
mod lives;

pub use doors::{month, participation};

use super::case::{Case, Law, Measure};
use super::laws::work::WorkLaw;
use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::words::Both;
use crate::both;
use crate::model::state::arm::Arm;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::keys::needs::WorkDistribution;
use crate::scenario::keys::policy::Policy;
use crate::verification::words::{law_word, measure_word};
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
    fn of(values: &[(Measure, f64)]) -> Self {
        Self {
            values: values.iter().map(|&(measure, value)| Exact { measure, index: None, detail: None, value }).collect(),
            limits: Vec::new(),
        }
    }

    fn with(mut self, limits: Vec<Limit>) -> Self {
        self.limits = limits;
        self
    }
}

/// Key values that every law assumes: memoryless demand, no latent needs, no duties besides service, no learning, no turnover, no losses.
const PLAIN: &[(&str, f64)] = &[
    ("demand.heterogeneity", 0.0),
    ("demand.volatility", 0.0),
    ("demand.shifts_per_year", 0.0),
    ("demand.bundle_share", 0.0),
    ("intake.minutes", 0.0),
    ("intake.error", 0.0),
    ("intake.record_minutes", 0.0),
    ("persistence.voiced_patience_factor", 1.0),
    ("persistence.to_hotline", 0.0),
    ("persistence.paper_closure", 0.0),
    ("routing.search_minutes", 0.0),
    ("routing.report_minutes", 0.0),
    ("routing.report_noise_days", 0.0),
    ("handoff.message_minutes", 0.0),
    ("handoff.upkeep_minutes", 0.0),
    ("service.local_trip", 0.0),
    ("service.open_cases", 1.0),
    ("social_worker.admin_share", 0.0),
    ("volunteer.associations", 0.0),
    ("property_firm.managed_share", 0.0),
    ("learning.skill_growth", 0.0),
    ("learning.skill_decay", 0.0),
    ("learning.knowledge_growth", 0.0),
    ("burnout.per_utilisation", 0.0),
    ("burnout.per_admin", 0.0),
    ("burnout.social_worker_quit", 0.0),
    ("posts.attrition", 0.0),
    ("administration.hours_per_1000", 0.0),
];

/// Checks that the assumptions of a case's law hold in its file.
///
/// # Errors
/// At the first key that violates one.
pub fn requirements(case: &Case) -> Result<(), ScenarioError> {
    let law = case.keys.law;
    if law == Law::Sojourn {
        return Ok(());
    }
    let extra: &[(&str, f64)] = match law {
        Law::Trust => &[("trust.diffusion", 0.0), ("trust.residential_turnover", 0.0), ("trust.loss", 0.0)],
        Law::Ties => &[("handoff.tie_decay", 0.0), ("handoff.loss", 0.0)],
        Law::Handoff => &[("handoff.tie_decay", 0.0), ("handoff.tie_growth", 0.0)],
        Law::Latent => &[("discovery.patrol_finds_per_hour", 0.0), ("trust.gain", 0.0), ("trust.loss", 0.0)],
        Law::Choices => &[("organisation.own_staff", 1.0), ("demand.work_step_minutes", 480.0)],
        Law::Authority => {
            &[("routing.wait", 0.0), ("handoff.loss", 0.0), ("handoff.tie_growth", 0.0), ("handoff.tie_decay", 0.0)]
        }
        Law::Participation => &[("trust.diffusion", 0.0), ("trust.residential_turnover", 0.0), ("handoff.loss", 0.0)],
        Law::Returns => &[("service.rework", 1.0), ("service.success_local", 0.0), ("handoff.loss", 0.0)],
        Law::Turns => &[("facility.rooms_per_10k", 0.0)],
        Law::News | Law::Spread | Law::Inequality | Law::Tries => &[],
        _ => &[("handoff.loss", 0.0), ("trust.gain", 0.0), ("trust.loss", 0.0)],
    };
    let keys = &case.experiment.world_keys;
    let free: &[&str] = match law {
        Law::News => &["demand.volatility"],
        Law::Triage => &["intake.error"],
        Law::Misrouting => &["intake.error", "intake.minutes"],
        Law::Volunteers | Law::Participation | Law::Effort => &["volunteer.associations"],
        Law::Turns => &["intake.error", "volunteer.associations", "persistence.paper_closure"],
        _ => &[],
    };
    let asked = PLAIN.iter().filter(|(key, _)| !free.contains(key));
    for (key, value) in asked.chain(extra) {
        let found = keys.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str()).unwrap_or("nothing");
        if found.parse() != Ok(*value) {
            let law = law_word(law);
            let expected = both!("{value}: the law `{law}` holds only then", "{value}：定律 `{law}` 仅在此时成立");
            return Err(case.wrong(Kind::Contradiction, key).found(Both::same(found)).expected(expected));
        }
    }
    Ok(())
}

/// Input of a law: the case under one of its policies, with everybody in post.
struct Setting<'a> {
    case: &'a Case,
    world: &'a World,
    policy: &'a Policy,
    arm: &'a Arm,
}

/// Exact values of a case under one policy; `arm` is its district on the first day.
///
/// # Errors
/// When the law does not cover the file's values; at the key to change.
pub fn solve(case: &Case, world: &World, policy: &Policy, arm: &Arm) -> Result<Solution, ScenarioError> {
    let s = Setting { case, world, policy, arm };
    s.copies_are_alike()?;
    let solution = match case.keys.law {
        Law::Line => s.line()?,
        Law::Reneging | Law::Loss => s.reneging()?,
        Law::Priority => s.priority()?,
        Law::Pooling => s.pooling()?,
        Law::Approvals => s.approvals()?,
        Law::Split => s.split()?,
        Law::Choices => s.choices()?,
        Law::Latent => s.latent(),
        Law::Tries => s.tries(),
        Law::Handoff => s.handoff(),
        Law::Authority => s.authority()?,
        Law::News => s.news(),
        Law::Spread => s.spread(),
        Law::Inequality => s.inequality(),
        Law::Returns => s.returns()?,
        Law::Unequal => s.unequal()?,
        Law::Triage => s.triage()?,
        Law::Misrouting => s.misrouting()?,
        Law::Volunteers => s.volunteers()?,
        // The others are identities: both sides come from the run.
        Law::Participation => s.one_community_followed()?,
        Law::Effort => s.skills_are_told_by_sites()?,
        Law::Turns => s.lines_without_priorities()?,
        Law::Trust | Law::Ties | Law::Sojourn => Solution::default(),
    };
    let mut known: Vec<Measure> = case.keys.law.identities().to_vec();
    for value in &solution.values {
        if !known.contains(&value.measure) {
            known.push(value.measure);
        }
    }
    if let Some(measure) = case.keys.measures.iter().chain(&case.keys.ratio).find(|m| !known.contains(m)) {
        let known: Vec<String> = known.into_iter().map(measure_word).collect();
        let expected = known.join(", ");
        let law = law_word(case.keys.law);
        return Err(case
            .wrong(Kind::Contradiction, "case.measures")
            .found(measure_word(*measure))
            .expected(both!("what the law `{law}` speaks of: {expected}", "定律 `{law}` 所涉及的：{expected}")));
    }
    Ok(solution)
}

/// Needs a day of a community and category.
fn rate(world: &World, community: usize, category: usize) -> f64 {
    let rates = residents::rates(&world.keys);
    let kinds = world.kinds();
    let place = &world.places.communities[community];
    let yearly: f64 = place.segments.iter().enumerate().map(|(s, n)| n * rates[s * kinds + category]).sum();
    yearly / f64::from(DAYS_PER_YEAR)
}

/// Needs a day of the first subdistrict, by its keys.
#[must_use]
pub fn needs_a_day(world: &World) -> f64 {
    let own = &world.places.subdistricts[0].communities;
    own.iter().flat_map(|&c| (0..world.kinds()).map(move |k| (c, k))).map(|(c, k)| rate(world, usize::from(c), k)).sum()
}

impl Setting<'_> {
    fn rate(&self, community: usize, category: usize) -> f64 {
        rate(self.world, community, category)
    }

    fn all(&self) -> f64 {
        needs_a_day(self.world)
    }

    fn work(&self, category: usize) -> WorkLaw {
        let demand = &self.world.keys.demand;
        WorkLaw {
            distribution: demand.work_distribution,
            mean: self.world.categories[category].work_minutes,
            cv: *demand.work_cv,
            step: f64::from(demand.work_step_minutes.get()),
        }
    }

    /// Servers of a line of the first subdistrict.
    fn servers(&self, unit: u16) -> usize {
        self.arm.subs[0].units[usize::from(unit)].servers.len()
    }

    fn office(&self) -> usize {
        self.servers(self.world.sites.by_subdistrict[0].office[0])
    }

    fn wrong(&self, key: &str, found: impl Into<Both>, expected: Both) -> ScenarioError {
        let law = law_word(self.case.keys.law);
        let expected = both!("{expected} (law `{law}`)", "{expected}（定律 `{law}`）"; expected = expected);
        self.case.wrong(Kind::Contradiction, key).found(found.into()).expected(expected)
    }

    /// Every subdistrict must be a copy of the first, because each is a sample.
    fn copies_are_alike(&self) -> Result<(), ScenarioError> {
        let shape = |s: usize| -> Vec<u64> {
            let own = &self.world.places.subdistricts[s].communities;
            let rates = own.iter().flat_map(|&c| (0..self.world.kinds()).map(move |k| (c, k)));
            let mut shape: Vec<u64> = rates.map(|(c, k)| (self.rate(usize::from(c), k) * 1e9) as u64).collect();
            shape.extend(self.arm.subs[s].units.iter().map(|u| u.servers.len() as u64));
            shape
        };
        let first = shape(0);
        match (1..self.arm.subs.len()).find(|&s| shape(s) != first) {
            Some(s) if !self.case.keys.law.counts_lives() => {
                let number = s + 1;
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
    fn last_day(&self, category: usize) -> Result<f64, ScenarioError> {
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
        if super::laws::numbers::power(1.0 - s, 125_u64) > 1e-5 {
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

    fn bearable(&self, load: f64) -> Result<(), ScenarioError> {
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

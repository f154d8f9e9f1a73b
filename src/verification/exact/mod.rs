//! From the keys of a case to its exact values: the assumptions of each law, and its value for each measure.
//!
//! `lines` has the laws of lines and of routers that send to them, `doors` those of triage, volunteers and skill, `lives` those of other
//! single mechanisms and of measures; `setting` what they are given and what they give.

mod doors;
mod lines;
mod lives;
mod setting;

pub use doors::{month, participation};
pub use setting::{Exact, Limit, Solution, needs_a_day};

use super::case::{Case, Law, Measure};
use crate::base::words::{Both, both};
use crate::model::state::arm::Arm;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::keys::policy::Policy;
use crate::verification::words::{law_word, measure_word};
use crate::world::World;
use setting::Setting;

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
        Law::Trust => &[("discovery.voice_trust", 0.0), ("handoff.loss", 0.0), ("service.most_tries", 1.0)],
        Law::Ties => &[("handoff.tie_decay", 0.0), ("handoff.loss", 0.0)],
        Law::Handoff => &[("handoff.tie_decay", 0.0), ("handoff.tie_growth", 0.0)],
        Law::Latent => &[("discovery.patrol_finds_per_hour", 0.0), ("trust.gain", 0.0), ("trust.loss", 0.0)],
        Law::Choices => &[("organisation.own_staff", 1.0), ("demand.work_step_minutes", 480.0)],
        Law::Authority => {
            &[("routing.wait", 0.0), ("handoff.loss", 0.0), ("handoff.tie_growth", 0.0), ("handoff.tie_decay", 0.0)]
        }
        Law::Participation => &[("trust.residential_turnover", 0.0), ("handoff.loss", 0.0)],
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
        Law::Trust => s.trust()?,
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
        Law::Ties | Law::Sojourn => Solution::default(),
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

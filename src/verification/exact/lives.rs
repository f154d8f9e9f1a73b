//! Exact values of single mechanisms in a need's life, and of measures over places.

use super::super::case::Measure;
use super::super::laws::lives::{self, Authority, Voicing};
use super::setting::{Exact, Setting, Solution};
use crate::base::calendar::MINUTES_PER_DAY;
use crate::base::places::{CategoryId, CommunityId, SubdistrictId};
use crate::base::words::both;
use crate::model::community::trust::Pull;
use crate::scenario::error::ScenarioError;
use crate::scenario::keys::needs::WorkDistribution;
use crate::world::geography::distance;

impl Setting<'_> {
    pub(super) fn latent(&self) -> Solution {
        let discovery = &self.world.keys.discovery;
        let (_, category) = &self.world.keys.category.0[0];
        let (_, segment) = &self.world.keys.segment.0[0];
        let trust = *self.world.keys.trust.initial;
        let at_once = 1.0 / (1.0 + libm::exp(*category.stigma - *segment.voice - *discovery.voice_trust * (trust - 0.5)));
        let pool = Voicing {
            at_once,
            later: *discovery.later_hazard * at_once,
            fixed_days: *discovery.latent_fixed_days,
            mean_days: *discovery.latent_mean_days,
        };
        let (latent, expired) = pool.latent(self.all());
        Solution::of(&[(Measure::Latent, latent), (Measure::Expired, expired), (Measure::Resolved, 1.0 - expired)])
    }

    /// A need is resolved or lost on the day it arises, whatever came before, so that trust is at its fixed point in the mean.
    pub(super) fn trust(&self) -> Result<Solution, ScenarioError> {
        let (keys, rate, people) = (&self.world.keys, self.all(), self.office());
        let minutes = self.world.categories[CategoryId::FIRST].work_minutes * (1.0 + *keys.service.effort_slack);
        let busy = rate * minutes / (people as f64 * f64::from(MINUTES_PER_DAY));
        if keys.demand.work_distribution != WorkDistribution::Fixed || busy > 0.1 {
            return Err(self.wrong(
                "category",
                both!("people who are busy for {busy:.2} of the day", "人员每天忙碌的比例为 {busy:.2}"),
                both!(
                    "\"fixed\" work, and at most 0.1, so that no need waits",
                    "工作量为 \"fixed\"，且不超过 0.1，使需求无须等候"
                ),
            ));
        }
        let resolved = self.chance_of_a_try();
        let residents = self.world.places.communities[CommunityId::FIRST].residents;
        let pull = Pull::of(&keys.trust, residents);
        Ok(Solution::of(&[
            (Measure::Trust, pull.fixed_point(rate * resolved, rate * (1.0 - resolved))),
            (Measure::Resolved, resolved),
        ]))
    }

    /// Chance that a try by a community worker succeeds.
    fn chance_of_a_try(&self) -> f64 {
        let service = &self.world.keys.service;
        let skill = f64::from(self.world.categories[CategoryId::FIRST].skill_community_worker);
        let score = *service.success_slope * (skill + *service.success_ease - *self.world.keys.demand.difficulty_low);
        1.0 / (1.0 + libm::exp(-score))
    }

    pub(super) fn tries(&self) -> Solution {
        let service = &self.world.keys.service;
        let skill = f64::from(self.world.categories[CategoryId::FIRST].skill_community_worker);
        let p = self.chance_of_a_try();
        let effort = 1.0 + *service.effort_slack * (1.0 - skill);
        let work = self.world.categories[CategoryId::FIRST].work_minutes as u16;
        let (resolved, minutes) = lives::tries(p, service.most_tries.get(), work, *service.rework, effort);
        Solution::of(&[(Measure::Resolved, resolved), (Measure::MinutesPerNeed, minutes)])
    }

    pub(super) fn handoff(&self) -> Solution {
        let keys = &self.world.keys.handoff;
        let p = *keys.loss * libm::exp(-*keys.loss_tie * *keys.initial_tie_organisation);
        let days = f64::from(self.world.keys.persistence.lost_days.get());
        Solution::of(&[(Measure::Lost, p), (Measure::Ownerless, lives::ownerless(self.all(), p, days)), (Measure::Resolved, 1.0)])
    }

    pub(super) fn authority(&self) -> Result<Solution, ScenarioError> {
        let (keys, own) = (&self.world.keys, &self.world.sites.by_subdistrict[SubdistrictId::FIRST]);
        if own.organisations.len() != 1 || self.policy.routing.levels.get() != 1 {
            let (organisations, levels) = (own.organisations.len(), self.policy.routing.levels.get());
            return Err(self.wrong(
                "policies",
                both!("{organisations} organisations, {levels} levels", "{organisations} 家社会组织，{levels} 级审批"),
                both!("one organisation in the community, and one level", "社区内一家社会组织，一级审批"),
            ));
        }
        let (routing, category) = (&keys.routing, &self.world.categories[CategoryId::FIRST]);
        let ease = 1.0 - 2.0 * *keys.demand.difficulty_low;
        let gap = *routing.skill
            * (libm::log(f64::from(category.skill_specialist)) - libm::log(f64::from(category.skill_community_worker)))
            + *routing.tie * (*keys.handoff.initial_tie_organisation - 1.0);
        let counted = f64::from(u8::from(category.kpi_visible));
        let toy = Authority {
            desk: (gap - *routing.bias * ease) / *routing.noise,
            level: (gap - *routing.bias * counted) / *routing.noise,
            theta: *self.policy.routing.theta,
        };
        let (crossing, go) = toy.shares();
        Ok(Solution::of(&[(Measure::Crossing, crossing), (Measure::Local, toy.theta), (Measure::ByOrganisation, go)]))
    }

    pub(super) fn news(&self) -> Solution {
        let demand = &self.world.keys.demand;
        let lags = self.case.keys.lags.iter().flatten().map(|l| l.get() as u16);
        let values = lags
            .map(|lag| Exact {
                measure: Measure::Echo,
                index: Some(lag),
                detail: Some(lag.to_string()),
                value: lives::echo(*demand.volatility, *demand.persistence, lag),
            })
            .collect();
        Solution { values, limits: Vec::new() }
    }

    /// Shares of offered minutes and of needs by community.
    pub(super) fn spread(&self) -> Solution {
        let own = &self.world.places.subdistricts[SubdistrictId::FIRST].communities;
        let scale = |x: f64| libm::round(x * 1e6) as u64;
        let demand: Vec<u64> = own.iter().map(|&c| scale(self.rate(c, CategoryId::FIRST))).collect();
        let supply: Vec<u64> =
            self.world.sites.by_subdistrict[SubdistrictId::FIRST].office.iter().map(|&u| self.servers(u) as u64).collect();
        let at: Vec<(f32, f32)> = own.iter().map(|&c| self.world.places.communities[c].at).collect();
        // On a line the minimum cost is the area between the two cumulative shares.
        let total = |v: &[u64]| v.iter().sum::<u64>() as f64;
        let (s, d) = (total(&supply), total(&demand));
        let (mut above, mut area, mut differ) = (0.0, 0.0, 0.0);
        for i in 0..own.len() {
            if i > 0 {
                area += f64::abs(above) * f64::from(distance(at[i - 1], at[i]));
            }
            let gap = supply[i] as f64 / s - demand[i] as f64 / d;
            above += gap;
            differ += f64::abs(gap) / 2.0;
        }
        Solution::of(&[(Measure::EarthMover, area), (Measure::TotalVariation, differ)])
    }

    pub(super) fn inequality(&self) -> Solution {
        let own = &self.world.places.subdistricts[SubdistrictId::FIRST].communities;
        let needs: Vec<f64> = own.iter().map(|&c| self.rate(c, CategoryId::FIRST)).collect();
        let (n, total) = (needs.len() as f64, needs.iter().sum::<f64>());
        let pairs: f64 = needs.iter().flat_map(|a| needs.iter().map(move |b| f64::abs(a - b))).sum();
        let theil: f64 = needs.iter().map(|x| x / total * libm::log(x * n / total)).sum();
        Solution::of(&[(Measure::Gini, pairs / (2.0 * n * total)), (Measure::Theil, theil)])
    }
}

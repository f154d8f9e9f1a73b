//! A policy compiled for the engine: switches as numbers, and the providers visible to every router.

use std::sync::Arc;

use crate::base::calendar::whole_days_around;
use crate::base::draws;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, SiteId, SubdistrictId, UnitId};
use crate::scenario::keys::policy::{Choice, Discipline, InHousePosts, Policy, Router, ThetaRule};
use crate::world::sites::Seat;
use crate::world::{World, sites::Site};

use crate::model::sight::{self, Sight, View};
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::dependence;
use crate::model::state::groups::Groups;
use crate::model::state::post::Post;
use crate::model::state::prices::Prices;
use crate::model::state::tie::FirstTies;

/// Maximum number of options per decision.
pub const MOST_OPTIONS: usize = 26;

/// A compiled policy.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The policy it was compiled from.
    pub policy: Policy,
    /// Policies under which the district lived before this one, the first first.
    pub before: Vec<Policy>,
    /// Whether community workers and clerks have a line of their own.
    pub personnel_line: bool,
    /// Share of the budget that is the personnel line's, whatever else is needed.
    pub fenced: f64,
    /// Share of each channel of the money that the policy divides; an adaptive budget moves them.
    pub divided: ByChannel<f64>,
    /// Share of each channel of the budget, with the lines that no policy divides; see [`Plan::divide`].
    pub shares: ByChannel<f64>,
    /// Prices of this year.
    pub prices: Prices,
    /// Sites that are open, by subdistrict.
    pub open: Of<SubdistrictId, Of<SiteId, bool>>,
    /// Share of the volunteers whose insurance the self-help channel can pay this month.
    pub insured: f64,
    /// Fundraising of a year that it can pay this month, fen.
    pub fundraising: i64,
    /// Groups that are possible without facilities, and with them.
    pub groups: [Groups; 2],
    /// Dependence of associations on public money; see [`crate::model::state::dependence`].
    pub association_dependence: f64,
    /// Levels in use: no more than the world has.
    pub levels: u8,
    /// Whom routers see, by subdistrict.
    pub sight: Of<SubdistrictId, Sight>,
    /// Everybody in the registry, by subdistrict, where routers see less than that; see [`Plan::registry`].
    wide: Of<SubdistrictId, Sight>,
    /// Sites with which each community can have a tie: stable identities, sorted; by subdistrict and community.
    pub partners: Of<SubdistrictId, Of<Local, Arc<[u32]>>>,
    /// Ties as they begin.
    pub first_ties: FirstTies,
    /// Group in which each category is reported.
    pub report_group: Vec<u8>,
    /// Day of the report period on which each site reports, by subdistrict; see [`Plan::report_turn`].
    pub report_phase: Of<SubdistrictId, Of<SiteId, u16>>,
    /// Whether any facility is open.
    pub rooms_open: bool,
    /// Whether any has been open under this policy.
    pub rooms_ever: bool,
    /// Bit set of the categories served first in every line.
    pub first: u16,
    /// Bit set of the categories to which purchase money is earmarked.
    pub earmarked: u16,
}

/// Shares of what a policy divides, by channel.
#[must_use]
pub fn divided_by(policy: &Policy) -> ByChannel<f64> {
    let funding = &policy.funding;
    ByChannel::new([*funding.inhouse, *funding.purchase, *funding.venture, *funding.facility, *funding.self_help, 0.0])
}

/// Shares of the budget, by channel, that shares of what is divided come to.
#[must_use]
pub fn shares_of_budget(world: &World, policy: &Policy, divided: &ByChannel<f64>) -> ByChannel<f64> {
    let (lines, factor) = (&world.lines, *policy.funding.budget_factor);
    let inhouse = divided[Channel::InHouse];
    let (social, workers) = match policy.funding.posts {
        InHousePosts::CommunityWorkers if lines.fenced => (0.0, inhouse),
        _ => (inhouse, 0.0),
    };
    ByChannel::from_fn(|channel| match channel {
        Channel::InHouse => lines.share(lines.kept, social, factor),
        Channel::Personnel => lines.share(lines.personnel, workers, factor),
        _ => lines.share(0, divided[channel], factor),
    })
}

impl Plan {
    /// Compiles a policy.
    #[must_use]
    pub fn new(world: &World, policy: &Policy) -> Self {
        let kinds = world.kinds();
        let reported = usize::try_from(policy.information.categories_reported.get()).unwrap_or(kinds).clamp(1, kinds);
        let mut plan = Self {
            policy: policy.clone(),
            before: Vec::new(),
            personnel_line: world.lines.fenced,
            fenced: world.lines.share(world.lines.personnel, 0.0, *policy.funding.budget_factor),
            divided: divided_by(policy),
            shares: shares_of_budget(world, policy, &divided_by(policy)),
            prices: Prices::new(world),
            open: world
                .sites
                .by_subdistrict
                .iter()
                .map(|own| own.sites.iter().map(|s| s.seat == Seat::Standing).collect())
                .collect(),
            groups: [false, true].map(|facilities| Groups::of(world, policy, facilities)),
            insured: 0.0,
            fundraising: 0,
            association_dependence: 0.0,
            levels: policy.routing.levels.get().min(world.keys.government.levels.get()) as u8,
            sight: Of::new(),
            wide: Of::new(),
            partners: Of::new(),
            first_ties: FirstTies::new(world),
            report_group: (0..kinds).map(|k| (k * reported / kinds) as u8).collect(),
            report_phase: report_phases(world, policy),
            rooms_open: false,
            rooms_ever: false,
            first: category_set(world, &policy.guidance.priority_categories),
            earmarked: category_set(world, &policy.guidance.earmarked_categories),
        };
        let support = plan.budget(world) as f64 * plan.shares[Channel::SelfHelp];
        plan.association_dependence = dependence::of_associations(world, support);
        let open = plan.open.clone();
        plan.look_around(world, |owner, i| open[owner][i]);
        plan
    }

    /// Recomputes the sites visible to every router: those that are open.
    pub fn look_around(&mut self, world: &World, open: impl Fn(SubdistrictId, SiteId) -> bool) {
        let view = View::new(world, &self.policy, open);
        self.rooms_open = view.rooms_open;
        self.rooms_ever |= view.rooms_open;
        (self.sight, self.wide, self.partners) = (view.sight, view.wide, view.partners);
    }

    /// Whom the highest level of government sees: everybody in the registry.
    #[inline]
    #[must_use]
    pub fn registry(&self, subdistrict: SubdistrictId) -> &Sight {
        self.wide.get(subdistrict).unwrap_or(&self.sight[subdistrict])
    }

    /// The phase of the sites that report on a day.
    #[inline]
    #[must_use]
    pub fn report_turn(&self, day: u16) -> u16 {
        let period = self.policy.information.report_period_days.get() as u16;
        (period - day % period) % period
    }

    /// Unit of a station that takes a category.
    #[inline]
    #[must_use]
    pub fn station_unit(&self, first: UnitId, category: CategoryId) -> UnitId {
        sight::station_unit(&self.policy, first, category)
    }

    /// Public budget of a year, whole fen a day: lines that no policy divides, and what this one does, times its factor.
    #[must_use]
    pub fn budget(&self, world: &World) -> i64 {
        whole_days_around(world.lines.budget(*self.policy.funding.budget_factor))
    }

    /// Other shares of what the policy divides.
    pub fn divide(&mut self, world: &World, divided: ByChannel<f64>) {
        self.shares = shares_of_budget(world, &self.policy, &divided);
        self.divided = divided;
    }

    /// The channel that pays for a post.
    #[must_use]
    pub const fn channel(&self, post: Post) -> Channel {
        match post {
            Post::CommunityWorker if self.personnel_line => Channel::Personnel,
            _ => post.channel(),
        }
    }

    /// Whether rooms may open under this policy, or have.
    #[must_use]
    pub fn may_have_rooms(&self) -> bool {
        self.rooms_ever || *self.policy.funding.facility > 0.0
    }

    /// Groups that were possible so far: facilities count from the first that opens, for the whole run.
    #[must_use]
    pub const fn groups_so_far(&self) -> Groups {
        self.groups[self.rooms_ever as usize]
    }

    /// Whether retained decisions pass a level at all.
    #[inline]
    #[must_use]
    pub const fn has_levels(&self) -> bool {
        self.levels > 0
    }

    /// Whether the office is the only door.
    #[inline]
    #[must_use]
    pub fn office_alone(&self) -> bool {
        self.policy.intake.office_alone()
    }

    /// Who routes.
    #[inline]
    #[must_use]
    pub const fn router(&self) -> Router {
        self.policy.routing.router
    }

    /// Whether the choice is uniform.
    #[inline]
    #[must_use]
    pub fn uniform(&self) -> bool {
        self.policy.routing.choice == Choice::Uniform
    }

    /// Order of service of a need that begins to wait, by its category as triaged: higher first.
    #[inline]
    #[must_use]
    pub fn priority(&self, weight: [f64; 3], severity: u8, work: u32, category: CategoryId) -> u32 {
        let own = match self.policy.capacity.discipline {
            Discipline::Fifo => 0,
            Discipline::Severity => u32::from(severity),
            Discipline::SeverityPerMinute => (weight[usize::from(severity)] * 1e6 / f64::from(work.max(1))) as u32,
        };
        if self.first == 0 {
            return own;
        }
        // The highest bit: the categories that are served first, then the discipline.
        own.min(u32::MAX >> 1) | u32::from(self.first >> category.get() & 1) << 31
    }

    /// Whether a cross-boundary decision is taken locally, given a uniform number of the need.
    #[inline]
    #[must_use]
    pub fn is_local(&self, u: f64, severity: u8, difficulty: f32, shares: [f64; 3], range: (f64, f64)) -> bool {
        let theta = *self.policy.routing.theta;
        let place = match self.policy.routing.theta_rule {
            ThetaRule::Random => u,
            ThetaRule::BySeverity => {
                // The least severe first; within a severity at random, so that the share transferred is θ.
                let below: f64 = shares[..usize::from(severity)].iter().sum();
                below + u * shares[usize::from(severity)]
            }
            ThetaRule::ByDifficulty => (f64::from(difficulty) - range.0) / (range.1 - range.0).max(1e-9),
        };
        place < theta
    }
}

/// Bit set of categories by name; names are checked when a policy is loaded.
fn category_set(world: &World, names: &[String]) -> u16 {
    names.iter().filter_map(|name| world.category_names.position(|c| c == name)).fold(0, |set, k| set | 1 << k.get())
}

/// Sites report in turn: the phase of each depends on its identity.
fn report_phases(world: &World, policy: &Policy) -> Of<SubdistrictId, Of<SiteId, u16>> {
    let period = policy.information.report_period_days.get() as u16;
    let phase = |site: &Site| (draws::mix(u64::from(site.stable)) % u64::from(period)) as u16;
    world.sites.by_subdistrict.iter().map(|own| own.sites.iter().map(phase).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::{Count, Share};

    #[test]
    fn a_choice_is_uniform_where_the_policy_says_so() {
        for (choice, uniform) in [(Choice::Uniform, true), (Choice::Utility, false)] {
            assert_eq!(district(&[], |p| p.routing.choice = choice).2.plan.uniform(), uniform);
        }
    }

    #[test]
    fn levels_are_those_of_the_policy_as_far_as_the_world_has_them() {
        for (world, policy, levels) in [(0, 2, 0), (1, 2, 1), (2, 1, 1), (2, 0, 0)] {
            let set = format!("government.levels={world}");
            let (_, _, arm) = district(&[&set], |p| p.routing.levels = Count::new(policy).expect("a level"));
            assert_eq!((arm.plan.levels, arm.plan.has_levels()), (levels, levels > 0));
        }
    }

    #[test]
    fn every_site_reports_once_a_period() {
        let (_, _, arm) = district(&[], |p| p.information.report_period_days = Count::new(7).expect("days"));
        for phase in arm.plan.report_phase.iter().flatten() {
            let days: Vec<u16> = (0..21).filter(|day| arm.plan.report_turn(*day) == *phase).collect();
            assert_eq!(days.len(), 3);
            assert!(days.windows(2).all(|pair| pair[1] - pair[0] == 7));
        }
    }

    #[test]
    fn the_first_in_a_line_are_those_of_the_categories_named_then_those_whom_the_discipline_prefers() {
        let order = |discipline, named: &[&str]| {
            let (world, _, arm) = district(&[], |p| {
                p.capacity.discipline = discipline;
                p.guidance.priority_categories = named.iter().map(|n| (*n).to_owned()).collect();
            });
            let nursing = world.category_names.position(|c| c == "nursing").expect("a category");
            let other = world.categories.places().iter().find(|k| *k != nursing).expect("another");
            let rank = |severity, work, category| arm.plan.priority([1.0, 2.0, 4.0], severity, work, category);
            (rank(0, 100, nursing), rank(2, 100, other), rank(2, 200, other), rank(0, 100, other))
        };
        let (_, mild, severe, same) = order(Discipline::Fifo, &[]);
        assert_eq!([mild, severe, same], [0; 3]);
        assert_eq!(order(Discipline::Severity, &[]), (0, 2, 2, 0));
        assert_eq!(order(Discipline::SeverityPerMinute, &[]), (10_000, 40_000, 20_000, 10_000));
        let (named, severe, _, mild) = order(Discipline::Severity, &["nursing"]);
        assert!(named > severe && severe > mild);
    }

    #[test]
    fn decisions_stay_local_at_random_or_the_mild_or_the_easy_ones_first() {
        let shares = [0.6, 0.3, 0.1];
        let local = |rule, u, severity, difficulty| {
            let (_, _, arm) = district(&[], |p| {
                (p.routing.theta, p.routing.theta_rule) = (Share::new(0.75).expect("a share"), rule);
            });
            arm.plan.is_local(u, severity, difficulty, shares, (0.0, 0.8))
        };
        assert!(local(ThetaRule::Random, 0.74, 2, 0.9) && !local(ThetaRule::Random, 0.76, 0, 0.0));
        // All mild ones, half of the next, none of the severe.
        assert!(local(ThetaRule::BySeverity, 0.99, 0, 0.9) && local(ThetaRule::BySeverity, 0.49, 1, 0.9));
        assert!(!local(ThetaRule::BySeverity, 0.51, 1, 0.0) && !local(ThetaRule::BySeverity, 0.01, 2, 0.0));
        assert!(local(ThetaRule::ByDifficulty, 0.99, 2, 0.59) && !local(ThetaRule::ByDifficulty, 0.0, 0, 0.61));
    }
}

//! A policy compiled for the engine: switches as numbers, and the providers visible to every router.

use std::sync::Arc;

use crate::base::calendar::whole_days_around;
use crate::base::draws;
use crate::base::need::Need;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, SiteId, SubdistrictId, UnitId};
use crate::scenario::keys::policy::{Choice, Discipline, Policy, Router, ThetaRule};
use crate::world::sites::Seat;
use crate::world::{World, sites::Site};

use crate::model::sight::{self, Sight, View};
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::dependence;
use crate::model::state::division::Division;
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
    /// How it divides its money; an adaptive budget moves the shares.
    pub division: Division,
    /// Share of the budget that is the personnel line's, whatever else is needed.
    pub fenced: f64,
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
    /// Minutes of an intake, with the form where there is one.
    pub intake_minutes: u32,
    /// Chance of a wrong label at skill 0.
    pub intake_error: f64,
    /// Number of those first in line among whom a server looks for a community that it knows; 1 where it takes the very first.
    pub look_ahead: usize,
    /// Bit set of the categories served first in every line.
    pub first: u16,
    /// Bit set of the segments whose needs are served first in every line.
    pub first_segments: u16,
    /// Bit set of the categories to which purchase money is earmarked.
    pub earmarked: u16,
}

impl Plan {
    /// Compiles a policy.
    #[must_use]
    pub fn new(world: &World, policy: &Policy) -> Self {
        let kinds = world.kinds();
        let reported = usize::try_from(policy.information.categories_reported.get()).unwrap_or(kinds).clamp(1, kinds);
        let division = Division::new(world, policy);
        let intake = &world.keys.intake;
        // Whoever takes a need in fills in the form.
        let (form_minutes, form_error) =
            if policy.intake.form { (*intake.form_minutes as u32, *intake.form_error) } else { (0, 1.0) };
        let mut plan = Self {
            policy: policy.clone(),
            before: Vec::new(),
            fenced: division.lines.share(division.lines.personnel, 0.0, *policy.funding.budget_factor),
            shares: division.shares(policy),
            division,
            prices: Prices::new(world, policy),
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
            intake_minutes: *intake.minutes as u32 + form_minutes,
            intake_error: *intake.error * form_error,
            look_ahead: if policy.capacity.by_place { world.keys.service.look_ahead.get() as usize } else { 1 },
            first: category_set(world, &policy.guidance.priority_categories),
            first_segments: segment_set(world, &policy.guidance.priority_segments),
            earmarked: category_set(world, &policy.guidance.earmarked_categories),
        };
        let support = plan.budget() as f64 * plan.shares[Channel::SelfHelp];
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
    pub fn budget(&self) -> i64 {
        whole_days_around(self.division.lines.budget(*self.policy.funding.budget_factor))
    }

    /// Other shares of what the policy divides.
    pub fn divide(&mut self, divided: ByChannel<f64>) {
        self.division.divided = divided;
        self.shares = self.division.shares(&self.policy);
    }

    /// The channel that pays for a post.
    #[must_use]
    pub const fn channel(&self, post: Post) -> Channel {
        match post {
            Post::CommunityWorker if self.division.lines.fenced => Channel::Personnel,
            _ => post.channel(),
        }
    }

    /// Whether rooms may open under this policy, or have.
    #[must_use]
    pub fn may_have_rooms(&self) -> bool {
        self.rooms_ever || self.division.divided[Channel::Facility] > 0.0
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

    /// Order of service of a need that begins to wait, by the segment of the resident and the category as triaged: higher first.
    #[inline]
    #[must_use]
    pub fn priority(&self, weight: [f64; 3], need: &Need) -> u32 {
        let own = match self.policy.capacity.discipline {
            Discipline::Fifo => 0,
            Discipline::Severity => u32::from(need.severity),
            Discipline::SeverityPerMinute => (weight[usize::from(need.severity)] * 1e6 / f64::from(need.work.max(1))) as u32,
        };
        let named = |set: u16, place: u8| u32::from(set >> place & 1);
        // The highest bits: whose needs are served first, which kinds are, then the discipline.
        match (self.first_segments, self.first) {
            (0, 0) => own,
            (0, first) => own.min(u32::MAX >> 1) | named(first, need.label.get()) << 31,
            (persons, first) => {
                own.min(u32::MAX >> 2) | named(persons, need.segment.get()) << 31 | named(first, need.label.get()) << 30
            }
        }
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

/// Bit set of segments by name; names are checked when a policy is loaded.
fn segment_set(world: &World, names: &[String]) -> u16 {
    names.iter().filter_map(|name| world.segment_names.position(|s| s == name)).fold(0, |set, s| set | 1 << s.get())
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
    use crate::base::places::CommunityId;
    use crate::model::state::arm::idle::{district, need};
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

    /// A need of this severity and work.
    fn a_need(category: CategoryId, severity: u8, work: u16) -> Need {
        let mut need = need(CommunityId::FIRST, category, 0, work);
        need.severity = severity;
        need
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
            let rank = |severity, work, category| arm.plan.priority([1.0, 2.0, 4.0], &a_need(category, severity, work));
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
    fn persons_who_are_named_come_before_kinds_of_need_that_are_and_both_before_the_discipline() {
        for discipline in [Discipline::Fifo, Discipline::Severity, Discipline::SeverityPerMinute] {
            let (world, _, arm) = district(&[], |p| {
                p.capacity.discipline = discipline;
                p.guidance.priority_segments = vec!["disabled".to_owned(), "elderly_80".to_owned()];
                p.guidance.priority_categories = vec!["nursing".to_owned()];
            });
            let segment = |name: &str| world.segment_names.position(|s| s == name).expect("a segment");
            let category = |name: &str| world.category_names.position(|c| c == name).expect("a category");
            let rank = |whose: &str, of: &str, severity| {
                let mut need = a_need(category(of), severity, 1);
                need.segment = segment(whose);
                // As heavy a weight as a file may give: no discipline reaches the bits of those who are named.
                arm.plan.priority([1.0, 1e3, 1e9], &need)
            };
            let both = rank("disabled", "nursing", 0);
            let person = rank("elderly_80", "culture", 0);
            let kind = rank("adults", "nursing", 2);
            let neither = rank("adults", "culture", 2);
            assert!(both > person && person > kind && kind > neither, "{discipline:?}: {both} {person} {kind} {neither}");
        }
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

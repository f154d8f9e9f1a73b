//! How much memory a run will take, before it takes it.
//!
//! The estimate is measured: districts of 0.1, 0.7 and 2.8 million residents, twelve policies, one to six years, two threads, took 0.9 to 1.15
//! times of it at their peak. It grows with what the scenario says and with the threads that hold a replicate each.
//! Where a replicate has no room with all its policies side by side, they run in groups.

use crate::base::words::both;
use crate::scenario::check::pointer::Pointer;
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::experiment::Experiment;
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::{Frame, Scenario};
use crate::scenario::reading::node::Table;

/// Bytes of a need in the system, with its place in queues and files: 16 for most latent ones, some 150 for a known one.
const NEED: f64 = 32.0;
/// Bytes of a need that has arisen, once for all policies.
const ONSET: f64 = 36.0;
/// Most needs that are drawn at a time for one policy, unless five days bring more; see [`crate::world::demand::Demand::days_at_a_time`].
const DRAWN: f64 = 131_072.0;
/// Policies beyond which no more are drawn.
const MOST_DRAWN_FOR: f64 = 4.0;
/// Bytes of an agent.
const AGENT: f64 = 3072.0;
/// Needs in the system over needs that arise in a year: a latent need stays for four months at the longest on average, a known one for
/// a few weeks.
const IN_SYSTEM: f64 = 0.35;

/// Bytes of a category in one period and subdistrict of the omniscient bound: what a policy knew.
const KNOWN: f64 = 432.0;
/// The same of what arose, once for all policies that know the same groups.
const ARISEN: f64 = 1728.0;

/// What a policy's queues gain per year, and the years after which they gain no more.
const GROWTH: f64 = 1.0 / 15.0;
/// See [`GROWTH`].
const MOST_GROWTH: f64 = 10.0;

/// Threads a run has when nobody says otherwise: all of the machine.
#[must_use]
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Part of the memory of a machine that a run may take, unless it is told: its system and other programs need some, and the estimate
/// may be a sixth too low.
const ALLOWED: (u64, u64) = (4, 5);

/// What a replicate takes of the memory at its peak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes that all policies share: needs as they arise, books of what arose.
    pub shared: u64,
    /// Bytes of one policy.
    pub arm: u64,
    /// Policies.
    pub arms: usize,
}

impl Footprint {
    /// With so many policies at a time. The state at the end of the burn-in is kept as long as some policies have still to begin from it.
    #[must_use]
    pub const fn with(&self, at_a_time: usize) -> u64 {
        let held = if at_a_time < self.arms { at_a_time + 1 } else { self.arms };
        self.shared.saturating_add(self.arm.saturating_mul(held as u64))
    }

    /// With all policies side by side.
    #[must_use]
    pub const fn whole(&self) -> u64 {
        self.with(self.arms)
    }

    /// With one policy after another.
    #[must_use]
    pub const fn least(&self) -> u64 {
        self.with(1)
    }

    /// The most policies at a time that fit into so many bytes; one, if not even one does.
    #[must_use]
    pub fn arms_within(&self, bytes: u64) -> usize {
        let all = self.arms.max(1);
        if self.whole() <= bytes {
            return all;
        }
        let held = bytes.saturating_sub(self.shared) / self.arm.max(1);
        usize::try_from(held).unwrap_or(usize::MAX).saturating_sub(1).clamp(1, all)
    }

    /// What is not less than either.
    #[must_use]
    pub fn or_more(self, other: Self) -> Self {
        let Self { shared, arm, arms } = other;
        Self { shared: self.shared.max(shared), arm: self.arm.max(arm), arms: self.arms.max(arms) }
    }
}

/// What a run may take of the memory: so much as it is told, else four fifths of the machine's, else any amount.
#[must_use]
pub fn allowed(told: Option<u64>) -> u64 {
    let (part, of) = ALLOWED;
    told.or_else(|| available_bytes().map(|all| all / of * part)).unwrap_or(u64::MAX)
}

/// Memory a run will take at its peak when all policies of a replicate run side by side, one replicate per thread of the machine.
#[must_use]
pub fn estimated_bytes(experiment: &Experiment) -> u64 {
    let side_by_side = all_threads().min(experiment.scenario.run.seeds.get() as usize);
    of(experiment).whole().saturating_mul(side_by_side as u64)
}

/// What a replicate of an experiment takes.
#[must_use]
pub fn of(experiment: &Experiment) -> Footprint {
    let policies: Vec<&Policy> = experiment.policies.iter().map(|named| &named.policy).collect();
    footprint(&experiment.scenario, &policies)
}

/// What a replicate of a scenario takes under these policies.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate; the conversion to whole bytes saturates"
)]
pub fn footprint(scenario: &Scenario, policies: &[&Policy]) -> Footprint {
    let (residents, communities) = match (&scenario.district.generate, &scenario.community) {
        (_, Some(list)) => (list.iter().filter_map(|(_, c)| c.residents.map(|r| *r)).sum(), list.len() as f64),
        (Some(generate), None) => (*generate.residents, f64::from(generate.communities.get())),
        (None, None) => (0.0, 0.0),
    };
    let demand = &scenario.demand;
    let needs_a_year = residents * *demand.needs_per_resident;
    let organisations = residents / 1000.0 * *scenario.organisation.per_1000;
    let agents = communities * (1.0 + f64::from(scenario.volunteer.associations.get()))
        + posts(scenario, policies, residents)
        + residents / 10_000.0 * *scenario.property_firm.staff_per_10k
        + volunteers(scenario, residents, communities)
        + organisations * (1.0 + f64::from(scenario.organisation.own_staff.get()));
    let periods = f64::from(scenario.run.years.get()) * 250.0 / f64::from(scenario.measure.bound_period_days.get());
    let classes = subdistricts(scenario) * periods.ceil() * scenario.category.iter().count() as f64;
    let mut groups: Vec<(bool, bool)> =
        policies.iter().map(|policy| (has_facilities(policy), policy.information.shared_assets)).collect();
    groups.sort_unstable();
    groups.dedup();
    let years = f64::from(scenario.run.years.get()).min(MOST_GROWTH);
    let arm = (needs_a_year * IN_SYSTEM * NEED + agents * AGENT + classes * KNOWN) * (1.0 + GROWTH * years);
    let drawn = needs_a_year.min((DRAWN * (policies.len() as f64).min(MOST_DRAWN_FOR)).max(needs_a_year * 5.0 / 250.0));
    let arisen = (drawn + needs_a_year * IN_SYSTEM) * ONSET + classes * ARISEN * groups.len() as f64;
    Footprint { shared: arisen as u64, arm: arm as u64, arms: policies.len() }
}

/// Whether a policy pays for facilities, in any frame.
fn has_facilities(policy: &Policy) -> bool {
    let funding = &policy.funding;
    *funding.facility > 0.0 || funding.whole_budget.as_ref().is_some_and(|shares| *shares.facility > 0.0)
}

/// Subdistricts of a scenario.
fn subdistricts(scenario: &Scenario) -> f64 {
    match (&scenario.district.generate, &scenario.community) {
        (_, Some(list)) => {
            let mut names: Vec<&str> = list.iter().map(|(_, c)| c.subdistrict.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names.len() as f64
        }
        (Some(generate), None) => f64::from(generate.subdistricts.get()),
        (None, None) => 0.0,
    }
}

/// Posts paid from the budget: those of the start, or what a policy can buy with their money when its posts are cheaper.
fn posts(scenario: &Scenario, policies: &[&Policy], residents: f64) -> f64 {
    let (office, social, care) = (&scenario.community_worker, &scenario.social_worker, &scenario.care_worker);
    // A care worker may hold a social worker's post for less.
    let wage = if care.hired { social.wage.min(*care.wage) } else { *social.wage };
    let per_resident = residents / 10_000.0;
    let heads = [per_resident * *office.per_10k, per_resident * *social.per_10k];
    let lines = match scenario.run.frame {
        Frame::WholeBudget => 0.0,
        Frame::ProjectLine => residents * *scenario.money.project_line,
        Frame::Added => residents * (*scenario.money.project_line + *scenario.money.increment),
    };
    if lines > 0.0 {
        let factor = policies.iter().map(|policy| *policy.funding.budget_factor).fold(1.0, f64::max);
        return heads[0] + lines * factor / (*office.wage).min(wage);
    }
    let budget = heads[0] * *office.wage + heads[1] * *social.wage;
    let bought = policies.iter().map(|policy| {
        let funding = &policy.funding;
        let money = budget * *funding.budget_factor;
        // Without shares of its own community workers keep their part, and the rest buys what is cheapest.
        let Some(shares) = &funding.whole_budget else {
            return heads[0] + (money - heads[0] * *office.wage) / (*office.wage).min(wage);
        };
        let cheap = (*shares.community_workers + *shares.self_help) / *office.wage;
        money * (cheap + (*shares.inhouse + *shares.purchase) / wage)
    });
    bought.fold(heads[0] + heads[1], f64::max)
}

/// Shifts of volunteers beyond the few that every association has.
fn volunteers(scenario: &Scenario, residents: f64, communities: f64) -> f64 {
    let keys = &scenario.volunteer;
    let active = (*keys.active_share).max(*keys.most_active) * residents;
    let shifts = active * *keys.hours_per_year * 60.0 / 250.0 / f64::from(keys.shift_minutes.get());
    let associations = communities * f64::from(keys.associations.get());
    (shifts.min(2_000.0 * associations) - 10.0 * associations).max(0.0)
}

#[cfg(feature = "files")]
pub use crate::base::machine::available_bytes;

/// A program without the feature `files` does not ask the system.
#[cfg(not(feature = "files"))]
#[must_use]
pub const fn available_bytes() -> Option<u64> {
    None
}

/// A size for people.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "printed with one decimal")]
pub fn text(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            return format!("{value:.1} {unit}");
        }
        value /= 1000.0;
    }
    format!("{value:.0} PB")
}

/// Whether a replicate with one policy after another has room in the memory that a run may take; points at the key that says how many
/// residents there are.
///
/// # Errors
/// When it has not.
pub fn fits(experiment: &Experiment, table: &Table, top: &Origin, told: Option<u64>) -> Result<(), ScenarioError> {
    let (needed, there) = (of(experiment).least(), allowed(told));
    if needed <= there {
        return Ok(());
    }
    let key = ["district.generate.residents", "district.table", "community"]
        .into_iter()
        .find(|key| table.has(key))
        .unwrap_or("district");
    let (needed, there) = (text(needed), text(there));
    Err(Pointer { table, top, unsure: &[] }
        .at(Kind::TooLarge, key)
        .found(both!("about {needed} of memory needed", "约需 {needed} 内存"))
        .expected(both!("at most the {there} that a run may take", "不超过运行可用的 {there}"))
        .hint(both!("fewer residents or needs; policies already run one after another", "请减少居民或需求；各项政策已逐一运行")))
}

#[cfg(test)]
mod tests {
    use super::Footprint;

    const TWELVE: Footprint = Footprint { shared: 100, arm: 10, arms: 12 };

    #[test]
    fn the_end_of_the_burn_in_is_kept_until_the_last_policies_have_begun_from_it() {
        assert_eq!(TWELVE.whole(), 100 + 12 * 10);
        assert_eq!(TWELVE.with(11), 100 + 11 * 10 + 10);
        assert_eq!(TWELVE.least(), 100 + 10 + 10);
        assert_eq!(Footprint { arms: 1, ..TWELVE }.least(), 100 + 10, "one policy begins from it at once");
    }

    #[test]
    fn as_many_policies_run_at_a_time_as_fit_and_at_least_one() {
        for bytes in 0..400 {
            let at_a_time = TWELVE.arms_within(bytes);
            assert!((1..=12).contains(&at_a_time), "{bytes}");
            assert!(TWELVE.with(at_a_time) <= bytes.max(TWELVE.least()), "{bytes}: {at_a_time}");
            assert!(at_a_time == 12 || TWELVE.with(at_a_time + 1) > bytes, "{bytes}: {at_a_time} could be more");
        }
        assert_eq!(Footprint::default().arms_within(0), 1);
    }
}

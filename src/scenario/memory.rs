//! How much memory a run will take, before it takes it.
//!
//! The estimate is measured: districts of 0.1, 0.7 and 2.8 million residents, twelve policies, one to six years, two threads, took 0.9 to 1.15
//! times of it at their peak. It grows with what the scenario says and with the threads that hold a replicate each.

use crate::base::words::{Both, both};
use crate::scenario::check::pointer::Pointer;
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::experiment::Experiment;
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

/// Memory a run with all threads of the machine will take at its peak.
#[must_use]
pub fn estimated_bytes(experiment: &Experiment) -> u64 {
    estimated_bytes_with(experiment, all_threads())
}

/// Memory a run will take at its peak: all policies of a replicate run side by side, one replicate per thread.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate; the conversion to whole bytes saturates"
)]
pub fn estimated_bytes_with(experiment: &Experiment, threads: usize) -> u64 {
    let scenario = &experiment.scenario;
    let (residents, communities) = match (&scenario.district.generate, &scenario.community) {
        (_, Some(list)) => (list.iter().filter_map(|(_, c)| c.residents.map(|r| *r)).sum(), list.len() as f64),
        (Some(generate), None) => (*generate.residents, f64::from(generate.communities.get())),
        (None, None) => (0.0, 0.0),
    };
    let demand = &scenario.demand;
    let needs_a_year = residents * *demand.needs_per_resident * *demand.remit_share / *demand.remit_reference;
    let organisations = residents / 1000.0 * *scenario.organisation.per_1000;
    let agents = communities * (1.0 + f64::from(scenario.volunteer.associations.get()))
        + posts(experiment, residents)
        + residents / 10_000.0 * *scenario.property_firm.staff_per_10k
        + volunteers(experiment, residents, communities)
        + organisations * (1.0 + f64::from(scenario.organisation.own_staff.get()));
    let subdistricts = match (&scenario.district.generate, &scenario.community) {
        (_, Some(list)) => {
            let mut names: Vec<&str> = list.iter().map(|(_, c)| c.subdistrict.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names.len() as f64
        }
        (Some(generate), None) => f64::from(generate.subdistricts.get()),
        (None, None) => 0.0,
    };
    let periods = f64::from(scenario.run.years.get()) * 250.0 / f64::from(scenario.measure.bound_period_days.get());
    let classes = subdistricts * periods.ceil() * scenario.category.iter().count() as f64;
    let mut groups: Vec<(bool, bool)> =
        experiment.policies.iter().map(|p| (*p.policy.funding.facility > 0.0, p.policy.information.shared_assets)).collect();
    groups.sort_unstable();
    groups.dedup();
    let years = f64::from(scenario.run.years.get()).min(MOST_GROWTH);
    let arm = (needs_a_year * IN_SYSTEM * NEED + agents * AGENT + classes * KNOWN) * (1.0 + GROWTH * years);
    let drawn =
        needs_a_year.min((DRAWN * (experiment.policies.len() as f64).min(MOST_DRAWN_FOR)).max(needs_a_year * 5.0 / 250.0));
    let arisen = (drawn + needs_a_year * IN_SYSTEM) * ONSET + classes * ARISEN * groups.len() as f64;
    let side_by_side = (threads as f64).min(f64::from(scenario.run.seeds.get()));
    ((arm * experiment.policies.len() as f64 + arisen) * side_by_side) as u64
}

/// Posts paid from the budget: those of the start, or what a policy can buy with their money when its posts are cheaper.
fn posts(experiment: &Experiment, residents: f64) -> f64 {
    let (office, social) = (&experiment.scenario.community_worker, &experiment.scenario.social_worker);
    let per_resident = residents / 10_000.0;
    let heads = [per_resident * *office.per_10k, per_resident * *social.per_10k];
    let budget = heads[0] * *office.wage + heads[1] * *social.wage;
    let bought = experiment.policies.iter().map(|p| {
        let funding = &p.policy.funding;
        let desk = *funding.inhouse * *p.policy.capacity.social_worker_share;
        let cheap = (*funding.inhouse - desk + *funding.self_help) / *office.wage;
        budget * *funding.budget_factor * (cheap + (desk + *funding.purchase) / *social.wage)
    });
    bought.fold(heads[0] + heads[1], f64::max)
}

/// Shifts of volunteers beyond the few that every association has.
fn volunteers(experiment: &Experiment, residents: f64, communities: f64) -> f64 {
    let keys = &experiment.scenario.volunteer;
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

/// Whether this machine has the memory that a run with this number of threads will take; points at the key that says how many residents
/// there are.
///
/// # Errors
/// When it has not.
pub fn fits(experiment: &Experiment, table: &Table, top: &Origin, threads: usize) -> Result<(), ScenarioError> {
    let needed = estimated_bytes_with(experiment, threads);
    let Some(there) = available_bytes().filter(|there| needed > *there) else {
        return Ok(());
    };
    let key = ["district.generate.residents", "district.table", "community"]
        .into_iter()
        .find(|key| table.has(key))
        .unwrap_or("district");
    let one = estimated_bytes_with(experiment, 1);
    let fits_alone = threads > 1 && one <= there;
    let (needed, there, alone) = (text(needed), text(there), text(one));
    let fewer_threads = if fits_alone {
        both!(", or fewer threads: with --threads 1 it takes about {alone}", "，或减少线程：--threads 1 时约需 {alone}")
    } else {
        Both::default()
    };
    Err(Pointer { table, top, unsure: &[] }
        .at(Kind::TooLarge, key)
        .found(both!("about {needed} of memory needed", "约需 {needed} 内存"))
        .expected(both!("at most the {there} of this machine", "不超过本机的 {there}"))
        .hint(both!(
            "fewer residents, needs or policies{fewer_threads}",
            "请减少居民、需求或政策{fewer_threads}"; fewer_threads = fewer_threads
        )))
}

//! A scenario in many worlds: the scenario as it is (point 0), and worlds in which everything that is assumed of it has another value.

use std::path::Path;

use crate::base::words::both;
use crate::experiment::design::factor::{self, Factor};
use crate::experiment::design::value::Value;
use crate::experiment::design::{Design, Scheme};
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::assumptions::{Assumptions, assumptions};
use crate::scenario::LoadOptions;
use crate::scenario::error::{Kind, ScenarioError};
use crate::scenario::keys::world::Parity;
use crate::scenario::overlay::Base;

/// What is added to the name of the scenario.
pub const WORLDS: &str = "-worlds";

impl Sweep {
    /// The sweep of a scenario over its assumptions, in so many worlds beside the scenario as it is.
    ///
    /// # Errors
    /// All that is wrong in the scenario; when it searches for equal means, has no assumption to vary, or the worlds are too many.
    pub fn over_worlds(path: &Path, options: &LoadOptions, worlds: u32) -> Result<Self, ScenarioError> {
        let base = Base::load(path, options)?;
        let refused = |key: &str| ScenarioError::new(Kind::OutOfRange).in_file(path.display().to_string()).key(key);
        let run = &base.experiment.scenario.run;
        if run.parity != Parity::EqualPublic {
            let found = both!("equal means that are searched for", "通过搜索达到的同等投入");
            let expected =
                both!("equal_public: no budgets are searched for in many worlds", "equal_public：多世界比较不搜索预算");
            return Err(refused("run.parity").found(found).expected(expected));
        }
        let (seed, replicates) = (run.root_seed.get(), run.seeds.get());
        let Assumptions { varied, base: as_it_is, ties, .. } = assumptions(&base);
        if varied.is_empty() {
            let found = both!("no key with a known range that it does not set itself", "没有既有已知范围、又未由其自行给出的键");
            return Err(refused("--worlds").found(found));
        }
        let definition = format!("around {seed}\n{as_it_is:?}\n{ties:?}");
        let factors: Vec<Factor> = varied.iter().map(|one| one.factor.clone()).collect();
        let design =
            Design::around(factors, as_it_is, ties, worlds.into(), seed).map_err(|found| refused("--worlds").found(found))?;
        Ok(Self::of_scenario(base, WORLDS, replicates, varied, design, definition))
    }

    /// Whether its points are the scenario as it is and worlds around it.
    #[must_use]
    pub const fn is_over_worlds(&self) -> bool {
        matches!(self.design.scheme(), Scheme::Around(_))
    }

    /// The columns of the assumptions that are sampled: without those that follow from others.
    #[must_use]
    pub fn sampled(&self) -> Vec<usize> {
        let Scheme::Around(around) = self.design.scheme() else { return Vec::new() };
        let following = around.following();
        (0..self.varied.len()).filter(|column| !following.contains(column)).collect()
    }

    /// The value of an assumption at a point as a number: yes is 1, of words their place among those that are tried.
    #[must_use]
    pub fn number(&self, column: usize, value: &Value) -> f64 {
        match (value, self.varied[column].factor.kind()) {
            (Value::Real(x), _) => *x,
            (Value::Integer(n), _) => *n as f64,
            (Value::Boolean(yes), _) => f64::from(u8::from(*yes)),
            (Value::Word(word), kind) => {
                let options = if let factor::Kind::Choice { options } = kind { &options[..] } else { &[] };
                options.iter().position(|option| option == word).map_or(f64::NAN, |place| place as f64)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sweep::factors::Target;
    use crate::scenario::keys::ranges::{Grade, Scope, ranges};

    fn sweep(file: &str, sets: &[&str], worlds: u32) -> Sweep {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
        let options = LoadOptions { sets: sets.iter().map(|set| (*set).to_owned()).collect(), ..LoadOptions::default() };
        Sweep::over_worlds(&path, &options, worlds).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    fn column(sweep: &Sweep, name: &str) -> usize {
        sweep.design.columns().iter().position(|column| *column == name).unwrap_or_else(|| panic!("{name} is varied"))
    }

    #[test]
    fn a_world_that_was_checked_is_read_again_as_it_was_when_it_was_checked() {
        for (file, sets) in [("reference.toml", &[][..]), ("yonglian.toml", &["demand.volatility=0.3"][..])] {
            let sweep = sweep(file, sets, 48);
            let worlds: Vec<_> = (0..sweep.points.count()).map(|point| sweep.scenario(point)).collect();
            let checked = sweep.checked().unwrap_or_else(|e| panic!("{file}: {e}"));
            for (point, world) in (0..checked.points.count()).zip(worlds) {
                assert_eq!(checked.scenario(point), world, "{file}, world {point}");
            }
        }
    }

    #[test]
    fn every_world_of_every_shipped_scenario_is_one() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let files = std::fs::read_dir(folder).expect("the folder lists").flatten().map(|entry| entry.file_name());
        let scenarios = files.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(".toml"));
        let mut seen = 0;
        for file in scenarios.filter(|name| !["base.toml", "ranges.toml", "patterns.toml"].contains(&name.as_str())) {
            let sweep = sweep(&file, &[], 16);
            for point in 0..sweep.points.count() {
                sweep.scenario(point).unwrap_or_else(|e| panic!("{file}, world {point}: {e}"));
            }
            seen += 1;
        }
        assert!(seen > 10, "{seen} scenarios");
    }

    #[test]
    fn point_0_is_the_scenario_as_it_is_and_all_others_differ_in_every_sampled_key() {
        let sweep = sweep("reference.toml", &[], 3);
        assert_eq!(sweep.scenario(0).expect("a scenario"), sweep.base.experiment.scenario);
        let row = |row| sweep.design.row(row).expect("a row");
        let more = |at: usize| ranges().about(Scope::World, sweep.design.columns()[at]).is_some_and(|about| about.or.is_some());
        let real = |at: &usize| matches!(row(0)[*at], Value::Real(_)) && !more(*at);
        for column in sweep.sampled().iter().filter(|at| real(at)) {
            let name = sweep.design.columns()[*column].to_owned();
            let own = |at: u64| sweep.number(*column, &row(at)[*column]);
            assert!((1..4).all(|world| (own(world) - own(0)).abs() > 0.0), "{name}");
        }
    }

    #[test]
    fn what_is_graded_and_has_a_range_is_varied_and_nothing_else() {
        let sweep = sweep("reference.toml", &[], 1);
        assert!(sweep.sampled().len() > 200);
        for column in sweep.sampled() {
            let name = sweep.design.columns()[column];
            let about = ranges().about(Scope::World, name).expect("something is said of it");
            assert!(about.is_sampled() && about.grade != Some(Grade::Given), "{name}");
            assert!(!name.starts_with("run.") && !name.starts_with("measure."), "{name}");
        }
    }

    #[test]
    fn what_the_scenario_or_a_setting_says_stays() {
        let varies = |sets: &[&str], key: &str| {
            let sweep = sweep("hostile-tasks.toml", sets, 1);
            sweep.varied.iter().flat_map(|one| &one.targets).any(|target| target.key() == Some(key))
        };
        assert!(!varies(&[], "administration.hours_per_1000") && varies(&[], "administration.task_minutes"));
        assert!(!varies(&["administration.task_minutes=240"], "administration.task_minutes"));
        // One rate that is said leaves the table of that segment as it is.
        assert!(varies(&[], "segment.adults.rate") && !varies(&["segment.adults.rate.culture=0.6"], "segment.adults.rate"));
    }

    #[test]
    fn shares_sum_to_one_and_bounds_hold_in_every_world() {
        let sweep = sweep("reference.toml", &[], 64);
        for point in 1..65 {
            let world = sweep.scenario(point).expect("a scenario");
            let sum = |shares: Vec<f64>| shares.iter().fold(0.0, |sum, x| sum + x);
            let sums = [
                sum(world.segment.iter().map(|(_, s)| *s.share).collect()),
                sum(world.category.iter().map(|(_, c)| *c.mix).collect()),
                sum(world.demand.severity.iter().map(|s| **s).collect()),
            ];
            assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-7), "{sums:?}");
            assert!(*world.volunteer.active_share <= *world.volunteer.most_active);
        }
        // The rest of a whole is no assumption of its own.
        let rest = column(&sweep, "segment.adults.share");
        assert!(!sweep.sampled().contains(&rest));
        // Half of the worlds have the value that stands beside the range.
        let cap = column(&sweep, "posts.inhouse_cap");
        let none = (1..65).filter(|row| sweep.design.row(*row).expect("a row")[cap] == Value::Real(0.0)).count();
        assert_eq!(none, 32);
    }

    #[test]
    fn a_bound_that_is_fixed_cuts_the_range_of_the_other() {
        let sweep = sweep("reference.toml", &["volunteer.most_active=0.02", "persistence.to_family=0.9"], 32);
        for point in 1..33 {
            let world = sweep.scenario(point).expect("a scenario");
            assert!(*world.volunteer.active_share <= 0.02 && *world.persistence.to_hotline <= 0.1 + 1e-9);
        }
    }

    #[test]
    fn a_table_is_scaled_as_a_whole_and_a_list_in_proportion() {
        let sweep = sweep("reference.toml", &[], 4);
        let (world, own) = (sweep.scenario(2).expect("a scenario"), &sweep.base.experiment.scenario);
        let rates = |scenario: &crate::scenario::keys::world::Scenario| -> Vec<f64> {
            scenario.segment.iter().next().expect("a segment").1.rate.iter().map(|(_, rate)| **rate).collect()
        };
        let factors: Vec<f64> =
            rates(&world).iter().zip(rates(own)).filter(|(_, own)| *own > 0.0).map(|(new, own)| new / own).collect();
        assert!(factors.iter().all(|f| (f - factors[0]).abs() < 1e-6 && (f - 1.0).abs() > 1e-6), "{factors:?}");
        let [a, b] = [&world.demand.severity, &own.demand.severity].map(|s| *s[0] / *s[1]);
        assert!((a - b).abs() < 1e-6);
        assert!(
            sweep
                .varied
                .iter()
                .flat_map(|one| &one.targets)
                .any(|t| matches!(t, Target::Item(key, 2) if key == "demand.severity"))
        );
    }
}

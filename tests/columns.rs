//! Columns of `runs.csv` against what other tables, the world and the log say of the same run.

use std::collections::BTreeMap;

use days::Days;
use sanshe::base::of::Of;
use sanshe::base::places::SubdistrictId;
use sanshe::measure::collect::Collect;
use sanshe::measure::record::RunRecord;
use sanshe::measure::tables::CELLS;
use sanshe::model::state::log::{Kind, Kinds, Log, What};
use sanshe::model::state::subdistrict::Context;
use sanshe::model::state::watch::Watch;
use sanshe::world::World;
use sanshe::world::sites::Party;
use small_world::{column, metric, run, small};

#[path = "support/days.rs"]
mod days;
#[path = "support/small_world.rs"]
mod small_world;

/// Needs that arose and that were resolved.
type Counts = [f64; 2];

/// Counts by segment and category, from `cells.csv`.
fn cells(record: &RunRecord) -> BTreeMap<(String, String), Counts> {
    let [segments, categories, created, resolved] =
        ["segment", "category", "created", "resolved"].map(|name| column(record, &CELLS, name));
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let mut cells: BTreeMap<_, Counts> = BTreeMap::new();
    for (((s, k), created), resolved) in segments.into_iter().zip(categories).zip(created).zip(resolved) {
        let sum = cells.entry((s, k)).or_default();
        *sum = [sum[0] + number(&created), sum[1] + number(&resolved)];
    }
    cells
}

fn sums(cells: &BTreeMap<(String, String), Counts>, of: impl Fn(&(String, String)) -> String) -> BTreeMap<String, Counts> {
    let mut sums: BTreeMap<String, Counts> = BTreeMap::new();
    for (cell, [created, resolved]) in cells {
        let sum = sums.entry(of(cell)).or_default();
        *sum = [sum[0] + created, sum[1] + resolved];
    }
    sums
}

fn unmet([created, resolved]: Counts) -> f64 {
    1.0 - resolved / created
}

/// Work of needs per resident of each segment, over that of the district; from the most to the least.
fn by_work(world: &World, cells: &BTreeMap<(String, String), Counts>) -> Vec<(String, f64)> {
    let work = |k: &str| world.categories[world.category_names.position(|name| name == k).expect("a category")].work_minutes;
    let mut minutes: BTreeMap<&str, f64> = BTreeMap::new();
    for ((s, k), [created, _]) in cells {
        *minutes.entry(s).or_default() += created * work(k);
    }
    let people = |s: &str| {
        let at = world.segment_names.position(|name| name == s).expect("a segment").at();
        world.places.communities.iter().map(|place| place.segments[at]).sum::<f64>()
    };
    let mean = minutes.values().sum::<f64>() / world.residents;
    let mut order: Vec<(String, f64)> = minutes.iter().map(|(s, sum)| ((*s).to_owned(), sum / people(s) / mean)).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
}

#[test]
fn who_goes_short_and_of_what_follows_from_the_cells() {
    let engine = small(&["run.years=2"], Some(&["administrative", "linkage"]));
    for record in run(&engine, Collect::ALL) {
        let cells = cells(&record);
        let large = cells.values().filter(|counts| counts[0] >= 30.0);
        near(metric(&record, "worst_cell_unmet"), large.map(|counts| unmet(*counts)).fold(0.0, f64::max));

        let categories = sums(&cells, |(_, k)| k.clone());
        let all = categories.values().fold([0.0; 2], |sum, c| [sum[0] + c[0], sum[1] + c[1]]);
        let apart: f64 = categories.values().map(|c| (c[0] / all[0] - c[1] / all[1]).abs()).sum();
        near(metric(&record, "mix_distance"), apart / 2.0);

        let order = by_work(&engine.world, &cells);
        let segments = sums(&cells, |(s, _)| s.clone());
        let older = |s: &str| engine.world.keys.segment.iter().any(|(name, keys)| name == s && keys.older);
        let heavy = order.iter().filter(|(s, work)| *work >= 2.0 && older(s));
        let mut vulnerable: Vec<&str> = heavy.map(|(s, _)| s.as_str()).collect();
        let of = |which: bool| {
            let those = segments.iter().filter(|(s, _)| vulnerable.contains(&s.as_str()) == which);
            unmet(those.fold([0.0; 2], |sum, (_, c)| [sum[0] + c[0], sum[1] + c[1]]))
        };
        near(metric(&record, "vulnerable_gap"), of(true) - of(false));
        vulnerable.sort_unstable();
        assert_eq!(vulnerable, ["bereaved", "disabled", "elderly_80", "low_income"], "{order:?}");

        // Area between the diagonal and the curve of unmet needs over all needs, in that order.
        let (mut needs, mut short, mut area) = (0.0, 0.0, 0.0);
        for (s, _) in &order {
            let [created, resolved] = segments[s];
            area += (short + (created - resolved) / 2.0) * created;
            (needs, short) = (needs + created, short + created - resolved);
        }
        near(metric(&record, "unmet_concentration"), 1.0 - 2.0 * area / (needs * short));
    }
}

/// Tries for needs that arose in the window, by an own watcher.
#[derive(Clone, Debug, Default)]
struct Tries {
    window: u16,
    first: [u64; 2],
    of_associations: [u64; 2],
    specialists: u64,
    skill: u64,
    all: u64,
}

impl Watch for Tries {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Tried, Kind::TryFailed])
    }

    fn fold(&mut self, log: &Log, _: &Context<'_>) {
        for event in log.events.iter().filter(|event| event.onset() >= self.window) {
            match event.what {
                What::Tried(made) => {
                    self.first[0] += u64::from(made.first);
                    self.of_associations[0] += u64::from(made.party == Party::Association);
                    self.specialists += u64::from(made.specialist);
                    self.skill += u64::from(made.skill);
                    self.all += 1;
                    assert!(made.minutes > 0, "{made:?}");
                }
                What::TryFailed { party, first } => {
                    self.first[1] += u64::from(first);
                    self.of_associations[1] += u64::from(party == Party::Association);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn tries_are_those_that_a_watcher_of_the_log_counts() {
    let engine = small::<&str>(&[], Some(&["administrative", "linkage"]));
    let mut days = Days::of(&engine, 1);
    let nothing = Tries { window: engine.world.burn_in_days(), ..Tries::default() };
    let mut watch: Of<SubdistrictId, Tries> = Of::alike(nothing, days.arm.subs.len());
    for _ in 0..engine.world.window_days() {
        days.pass_watched(&mut watch);
    }
    let sum = |of: &dyn Fn(&Tries) -> u64| watch.iter().map(of).sum::<u64>() as f64;
    let success = |of: &dyn Fn(&Tries) -> [u64; 2]| 1.0 - sum(&|t| of(t)[1]) / sum(&|t| of(t)[0]);
    let record = &run(&engine, Collect::NONE)[1];
    near(metric(record, "first_try_success"), success(&|t| t.first));
    near(metric(record, "association_try_success"), success(&|t| t.of_associations));
    near(metric(record, "specialist_share"), sum(&|t| t.specialists) / sum(&|t| t.all));
    near(metric(record, "mean_skill"), sum(&|t| t.skill) / 65535.0 / sum(&|t| t.all));
    assert!(sum(&|t| t.of_associations[0]) > 50.0, "volunteers serve");
}

#[test]
fn tasks_are_done_by_others_where_they_are_passed_on_and_only_there() {
    let shares = |sets: &[&str]| {
        let sets = [sets, &["run.years=2"]].concat();
        let records = run(&small(&sets, Some(&["administrative", "linkage"])), Collect::NONE);
        let names = ["tasks_by_others", "self_initiated_offices", "self_initiated_organisations", "self_initiated_share"];
        names.map(|name| metric(&records[1], name))
    };
    let (kept, passed) = (shares(&["administration.pass_through=0"]), shares(&["administration.pass_through=1"]));
    assert_eq!(kept[0], 0.0);
    assert!(passed[0] > 0.001 && passed[2] < kept[2] && passed[3] < kept[3], "{kept:?} {passed:?}");
    assert!(kept[1] > 0.3 && kept[1] < 1.0, "{kept:?}");
}

#[test]
fn every_column_has_values_where_there_is_something_to_measure() {
    let sets = ["run.years=4", "market.entry_rate=1", "organisation.founders_per_1000=0.5"];
    let records = run(&small(&sets, Some(&["administrative", "linkage", "venture"])), Collect::NONE);
    let of = |name: &str| records.iter().map(|record| metric(record, name)).collect::<Vec<_>>();
    let always = [
        "bounced_share",
        "ownerless_days_property",
        "vacancies_net",
        "mean_job_days",
        "organisation_share_first2",
        "organisation_share_last2",
        "professional_share_first2",
        "professional_share_last2",
        "first_try_success",
        "mean_skill",
        "specialist_share",
        "association_try_success",
        "group_attendance",
        "group_category_attendance",
        "group_category_minutes",
        "tasks_by_others",
        "office_admin_minutes_per_need",
        "office_load_peak",
        "office_load_spread",
        "office_backlog_peak_days",
        "office_backlog_p90_days",
        "self_initiated_share",
        "self_initiated_organisations",
        "self_initiated_offices",
        "social_worker_turnover",
        "social_worker_utilisation",
        "plan_error_first2",
        "plan_error_last2",
        "mean_tie",
        "active_tie_share",
        "active_ties",
    ];
    for name in always {
        assert!(of(name).iter().all(|value| value.is_finite()), "{name}: {:?}", of(name));
    }
    assert!(of("open_after_two_years")[2] <= 1.0, "houses were founded or had grants");
    for [part, whole] in [
        ["vacancies_net", "vacancies_filled"],
        ["organisation_share_first2", "professional_share_first2"],
        ["organisation_share_last2", "professional_share_last2"],
        ["office_backlog_days", "office_backlog_peak_days"],
    ] {
        let pairs = of(part).into_iter().zip(of(whole));
        assert!(pairs.clone().all(|(part, whole)| part <= whole), "{part} {whole}: {:?}", pairs.collect::<Vec<_>>());
    }
}

//! Verification: small versions of the cases that ship, and what is said of a case that is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use sanshe::base::places::SubdistrictId;
use sanshe::scenario::keys::quantity::Count;
use sanshe::verification::case::{Case, Measure};
use sanshe::verification::conduct::{Verdict, conduct};
use sanshe::verification::read::{names, read_all};
use sanshe::verification::{interval, report};

fn scenarios() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn shipped(name: &str) -> Case {
    Case::read(&scenarios().join("verification"), name).unwrap_or_else(|e| panic!("{e}"))
}

/// A case that ships, for fewer days.
fn short(name: &str, warm: u32, days: u32) -> Case {
    let mut case = shipped(name);
    case.keys.warm_days = Count::new(warm).expect("in range");
    case.keys.days = Count::new(days).expect("in range");
    case
}

fn verdict(case: Case) -> Verdict {
    conduct(&[case], false).unwrap_or_else(|e| panic!("{e}")).remove(0)
}

fn passes(verdict: &Verdict) {
    assert!(verdict.passes(), "{}", report::text(std::slice::from_ref(verdict), sanshe::report::Lang::En));
}

/// A folder of scenarios with the cases in it, to be changed.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for part in ["", "policies", "verification", "verification/policies"] {
            fs::create_dir_all(folder.0.path().join(part)).expect("made");
            for entry in fs::read_dir(scenarios().join(part)).expect("ships").flatten().filter(|e| e.path().is_file()) {
                fs::copy(entry.path(), folder.0.path().join(part).join(entry.file_name())).expect("copied");
            }
        }
        folder
    }

    fn cases(&self) -> PathBuf {
        self.0.path().join("verification")
    }

    /// Changes a case.
    fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.cases().join(format!("{name}.toml"));
        let text = fs::read_to_string(&path).expect("there");
        assert!(text.contains(from), "{from:?} is not in {name}");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
    }

    /// What is wrong with a case.
    fn refusal(&self, name: &str) -> String {
        match Case::read(&self.cases(), name) {
            Err(error) => error.to_string(),
            Ok(case) => conduct(&[case], false).expect_err("the law does not hold").to_string(),
        }
    }
}

#[test]
fn every_shipped_case_loads_and_says_what_it_proves() {
    let folder = scenarios().join("verification");
    let cases = read_all(&folder, &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(cases.len(), names(&folder).expect("there").len());
    assert!(cases.len() >= 38, "{}", cases.len());
    let proved: String = cases.iter().map(|c| format!("{}, ", c.keys.proves)).collect();
    let items = [
        "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11", "V13", "V14", "V18", "V19", "V20", "V21", "V26",
        "V27", "V28", "V29", "V30",
    ];
    for item in items {
        assert!(proved.contains(&format!("{item},")), "{item} is proved by no case");
    }
    assert!(cases.iter().all(|c| !c.scenario().title.is_empty() && !c.scenario().title_zh.is_empty()));
}

#[test]
fn chance_alone_fails_a_whole_verification_at_most_once_in_a_hundred() {
    let cases = read_all(&scenarios().join("verification"), &[]).unwrap_or_else(|e| panic!("{e}"));
    let numbers: usize = cases
        .iter()
        .filter(|case| !case.keys.law.is_identity())
        .map(|case| {
            let (world, keys) = (case.world().expect("a world"), &case.keys);
            let kinds = world.kinds();
            let each = |measure: &Measure| match measure {
                Measure::Echo => keys.lags.as_ref().map_or(0, Vec::len),
                Measure::Mislabelled => kinds * world.places.subdistricts[SubdistrictId::FIRST].communities.len(),
                Measure::TakenForNext => kinds,
                _ => 1,
            };
            keys.measures.iter().map(each).sum::<usize>() * case.experiment.policies.len() + usize::from(keys.ratio.is_some())
        })
        .sum();
    assert!(numbers > 100 && numbers as f64 <= interval::FAMILY, "{numbers}");
    assert!(interval::false_alarm(numbers).is_some_and(|runs| runs >= 100.0));
}

#[test]
fn lines_agree_with_their_laws_in_a_short_run() {
    for (name, warm, days) in
        [("queue-four", 300, 1000), ("loss", 100, 1000), ("reneging", 200, 1000), ("queue-fixed", 300, 1000)]
            .into_iter()
            .chain([("returns", 100, 1500), ("best-server", 200, 1500)])
    {
        passes(&verdict(short(name, warm, days)));
    }
}

#[test]
fn single_mechanisms_agree_with_their_laws_in_a_short_run() {
    for (name, warm, days) in
        [("tries", 20, 300), ("lost-handoffs", 50, 600), ("authority", 20, 300), ("trust", 1500, 1500), ("ties", 0, 60)]
            .into_iter()
            .chain([("triage", 10, 800), ("misrouted", 20, 300), ("volunteers", 50, 400), ("participation", 0, 200)])
    {
        passes(&verdict(short(name, warm, days)));
    }
}

#[test]
fn need_days_lived_are_need_days_counted_until_nobody_is_left() {
    let verdict = verdict(short("little", 0, 60));
    passes(&verdict);
    assert!(verdict.rows.iter().any(|r| r.exact > 1000.0) && verdict.rows.iter().all(|r| r.samples == 0));
}

#[test]
fn every_life_takes_the_minutes_of_its_work_and_its_server_and_is_served_in_its_turn() {
    let (effort, turns) = (verdict(short("effort", 0, 60)), verdict(short("turns", 0, 100)));
    passes(&effort);
    passes(&turns);
    assert!(effort.rows.len() == 4 && effort.rows.iter().all(|r| r.exact > 1000.0), "{:?}", effort.rows);
    assert!(turns.rows.len() == 2 && turns.rows.iter().all(|r| r.exact > 300.0), "{:?}", turns.rows);
}

#[test]
fn pooling_helps_when_work_is_alike_and_hurts_when_it_is_not() {
    let ratio = |name| verdict(short(name, 400, 1500)).rows.last().expect("the ratio comes last").clone();
    let (gain, loss) = (ratio("pooling-gain"), ratio("pooling-loss"));
    assert!(gain.exact < 0.25 && gain.simulated < 0.3, "{gain:?}");
    assert!(loss.exact > 1.3 && loss.simulated > 1.1, "{loss:?}");
}

#[test]
fn a_run_that_is_off_by_a_twentieth_fails() {
    let mut verdict = verdict(short("loss", 100, 1000));
    assert!(verdict.passes());
    for row in &mut verdict.rows {
        row.exact *= 1.05;
    }
    assert!(!verdict.passes());
    let text = report::text(&[verdict.clone()], sanshe::report::Lang::En);
    assert!(text.starts_with("FAIL") && text.contains("0 of 1 cases pass"), "{text}");
    assert!(report::json(&[verdict], false).contains("\"pass\": false"));
}

#[test]
fn verdicts_are_the_same_bytes_on_any_number_of_threads() {
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let cases = [short("loss", 10, 200), short("little", 0, 30), short("spread", 0, 200)];
        report::json(&pool.install(|| conduct(&cases, false)).unwrap_or_else(|e| panic!("{e}")), false)
    };
    let one = run(1);
    assert_eq!(one, run(3));
    assert!(one.contains("\"name\": \"little\""));
}

#[test]
fn a_case_that_is_changed_still_checks() {
    let folder = Folder::new();
    folder.change("queue-two", "per_10k = 20.0", "per_10k = 30.0");
    folder.change("queue-two", "needs_per_resident = 0.2", "needs_per_resident = 0.25");
    folder.change("queue-two", "work_hours = 16.0", "work_hours = 18.0");
    folder.change("queue-two", "days = 12000", "days = 1500");
    let case = Case::read(&folder.cases(), "queue-two").unwrap_or_else(|e| panic!("{e}"));
    let verdict = verdict(case);
    passes(&verdict);
    assert!((verdict.rows.iter().map(|r| r.exact).next_back().expect("utilisation") - 0.75).abs() < 1e-12);
}

#[test]
fn cases_of_doors_and_skill_still_check_when_they_are_changed() {
    let folder = Folder::new();
    // Tries of two days; three people; a better office; one association with fewer hours.
    folder.change("returns", "[demand]", "[category.need]\nwork_hours = 16.0\n[demand]");
    folder.change("returns", "needs_per_resident = 0.075", "needs_per_resident = 0.04");
    folder.change("best-server", "own_staff = 2", "own_staff = 3");
    folder.change("best-server", "needs_per_resident = 0.1 ", "needs_per_resident = 0.12 ");
    folder.change("triage", "skill_community_worker = 0.5", "skill_community_worker = 0.7");
    folder.change("misrouted", "error = 0.6", "error = 0.3");
    folder.change("volunteers", "associations = 2", "associations = 1");
    folder.change("volunteers", "hours_per_year = 48.0", "hours_per_year = 31.0");
    folder.change("effort", "effort_slack = 0.5", "effort_slack = 1.25");
    for (name, warm, days) in [
        ("returns", 200, 2000),
        ("best-server", 200, 1500),
        ("triage", 10, 800),
        ("misrouted", 20, 300),
        ("volunteers", 50, 400),
        ("effort", 0, 60),
    ] {
        let mut case = Case::read(&folder.cases(), name).unwrap_or_else(|e| panic!("{e}"));
        case.keys.warm_days = Count::new(warm).expect("in range");
        case.keys.days = Count::new(days).expect("in range");
        passes(&verdict(case));
    }
}

#[test]
fn a_case_that_is_wrong_is_told_with_its_line() {
    let wrong = [
        ("queue-two", "law = \"line\"", "law = \"lines\"", ["unknown word", "case.law", "did you mean \"line\"?"]),
        ("queue-two", "proves = ", "prooves = ", ["unknown key", "case.prooves", "did you mean `proves`?"]),
        ("queue-two", "[case]", "[kase]", ["missing key", "case", "[case]"]),
        ("queue-two", "batches = 1", "batches = 7", ["contradiction", "case.batches", "a divisor of the 12000 days"]),
        ("queue-two", "days = 12000", "days = 29500", ["value out of range", "case.days", "at most 30000"]),
        ("queue-two", "name = \"queue-two\"", "name = \"another\"", ["contradiction", "name", "as the file is called"]),
        (
            "queue-two",
            "[demand]",
            "[demand]\nvolatility = 0.4",
            ["contradiction", "demand.volatility", "the law `line` holds only then"],
        ),
        ("queue-two", "\"wait\"", "\"gini\"", ["contradiction", "case.measures", "what the law `line` speaks of"]),
        (
            "queue-two",
            "needs_per_resident = 0.2 ",
            "needs_per_resident = 0.3 ",
            ["contradiction", "demand.needs_per_resident", "a load below"],
        ),
        ("reneging", "work_hours = 32.0", "work_hours = 160.0", ["contradiction", "category", "at most 11 days"]),
        ("news", "lags = [1, 5, 20, 60]", "", ["missing key", "case.lags", "[5, 20, 60]"]),
        ("ties", "warm_days = 0", "warm_days = 5", ["contradiction", "case.warm_days", "from the first day"]),
        (
            "pooling-gain",
            "policies = [\"binned\", \"pooled\"]",
            "policies = [\"binned\"]",
            ["contradiction", "case.ratio", "two policies"],
        ),
        (
            "returns",
            "most_tries = 20",
            "most_tries = 5",
            ["contradiction", "service.most_tries", "tries that hardly end in failure"],
        ),
        (
            "best-server",
            "effort_slack = 2.0",
            "effort_slack = 0.7",
            ["contradiction", "service.effort_slack", "two to four servers who take 1, 2, 3 or 4 times the work"],
        ),
        (
            "triage",
            "certified_share = 1.0",
            "certified_share = 0.5",
            ["contradiction", "community_worker.certified_share", "who triages would be chance"],
        ),
        (
            "misrouted",
            "skill_community_worker = 0.75",
            "skill_community_worker = 1.0",
            ["contradiction", "organisation.kind", "one organisation for each category"],
        ),
        (
            "volunteers",
            "crowding_out = 0.0",
            "crowding_out = 0.5",
            ["contradiction", "volunteer.crowding_out", "how many are active"],
        ),
        ("participation", "batches = 1", "batches = 5", ["contradiction", "case.batches", "one community in each subdistrict"]),
        ("effort", "effort_slack = 0.5", "effort_slack = 0.3", ["contradiction", "category.care", "in 64ths"]),
        ("turns", "[\"by-chance\"]", "[\"severity\", \"by-chance\"]", ["contradiction", "policies", "`discipline = \"fifo\"`"]),
    ];
    for (name, from, to, parts) in wrong {
        let folder = Folder::new();
        let from = if from == "needs_per_resident = 0.2 " { "needs_per_resident = 0.2" } else { from };
        folder.change(name, from, to);
        let text = folder.refusal(name);
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
        assert!(text.contains(&format!("{name}.toml:")) || text.contains("base.toml:"), "no place:\n{text}");
    }
}

fn sanshe(arguments: &[&str], folder: &Path) -> (i32, String) {
    let output = Command::cargo_bin("sanshe").expect("built").args(arguments).current_dir(folder).output().expect("runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().expect("ended"), text)
}

#[test]
fn the_command_ends_in_0_when_all_pass_and_in_2_when_a_case_cannot_be_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (status, text) = sanshe(&["verify", "--case", "trust", "--case", "ties", "--lang", "zh"], root);
    assert!(status == 0 && text.contains("2 个算例中 2 个通过"), "{text}");
    let (status, text) = sanshe(&["verify", "--case", "trsut", "--lang", "en"], root);
    assert!(status == 2 && text.contains("did you mean `trust`?"), "{text}");
    let (status, text) = sanshe(&["verify", "--cases", "scenarios/nowhere", "--lang", "en"], root);
    assert!(status == 2 && text.contains("scenarios/verification"), "{text}");
}

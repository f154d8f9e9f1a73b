//! What is wrong with a scenario is said with its place, what was expected and what to do.

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::scenario::error::Kind;
use sanshe::scenario::load;
use sanshe::scenario::new_folder;
use sanshe::scenario::starter::{self, HeaderLanguage};
use sanshe::scenario::{Experiment, LoadOptions, ScenarioError};
use tempfile::TempDir;

/// The scenario that `sanshe new` writes.
fn plain() -> String {
    starter::scenario("my-district", false)
}

/// A folder as `sanshe new` writes it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        new_folder::write(dir.path(), None).expect("the starter folder");
        Self(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).expect("written");
        self
    }

    fn load(&self, sets: &[&str]) -> Result<Experiment, ScenarioError> {
        self.load_with(sets, None)
    }

    fn load_with(&self, sets: &[&str], policies: Option<&[&str]>) -> Result<Experiment, ScenarioError> {
        let options = LoadOptions {
            sets: sets.iter().map(ToString::to_string).collect(),
            policies: policies.map(|p| p.iter().map(ToString::to_string).collect()),
            memory: None,
        };
        load(&self.path("scenario.toml"), &options)
    }

    /// The error of the starter scenario with these lines at its end.
    fn wrong(&self, lines: &str) -> ScenarioError {
        self.write("scenario.toml", format!("{}{lines}\n", plain()));
        self.load(&[]).expect_err("the scenario is wrong")
    }

    /// The error of the linkage policy with these lines at its end.
    fn wrong_policy(&self, lines: &str) -> ScenarioError {
        let text = fs::read_to_string(self.path("policies/linkage.toml")).expect("read");
        self.write("policies/linkage.toml", format!("{text}\n{lines}\n"));
        self.load(&[]).expect_err("the policy is wrong")
    }

    /// The error, or the experiment, of a scenario whose communities are that sheet.
    fn sheet(&self, bytes: impl AsRef<[u8]>) -> Result<Experiment, ScenarioError> {
        self.write("communities.csv", bytes);
        self.write("scenario.toml", "extends = \"base.toml\"\nname = \"own\"\n[district]\ntable = \"communities.csv\"\n");
        self.load(&[])
    }
}

#[track_caller]
fn expect(error: &ScenarioError, kind: Kind, key: &str, words: &[&str]) {
    assert_eq!(error.report().kind, kind, "{error}");
    assert_eq!(error.report().key, key, "{error}");
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "no {word:?} in:\n{text}");
    }
}

/// The line of the starter scenario on which appended text begins.
fn first_line() -> usize {
    plain().lines().count() + 1
}

#[track_caller]
fn expect_place(error: &ScenarioError, file: &str, line: usize, column: usize) {
    let place = error.report().place.as_ref().expect("a place");
    assert!(Path::new(&place.file).ends_with(file), "{error}");
    assert_eq!((place.line, place.column), (Some(line), column), "{error}");
}

#[test]
fn the_starter_folder_loads_and_lists_what_it_read() {
    let experiment = Folder::new().load(&[]).unwrap_or_else(|e| panic!("{e}"));
    let names: Vec<&str> = experiment.policies.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["administrative", "linkage", "reformed-administration"]);
    let files: Vec<&str> = experiment.inputs.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        files,
        [
            "base.toml",
            "policies/administrative.toml",
            "policies/linkage.toml",
            "policies/reformed-administration.toml",
            "scenario.toml"
        ]
    );
    assert!(experiment.world_keys.contains(&("demand.bundle_share".into(), "0.15".into())));
    let linkage = &experiment.policies[1].switches;
    assert!(linkage.contains(&("routing.router".into(), "lead".into())));
    assert!(!linkage.iter().any(|(key, _)| key.starts_with("label")));
}

#[test]
fn a_starter_folder_overwrites_nothing() {
    let folder = Folder::new();
    let error = new_folder::write(folder.0.path(), Some(HeaderLanguage::Chinese)).expect_err("exists");
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
    assert!(!folder.path("communities.csv").exists());
}

#[test]
fn an_unknown_key_is_shown_with_the_nearest_known_one() {
    let error = Folder::new().wrong("[demand]\nbundle_shear = 0.5");
    expect(
        &error,
        Kind::UnknownKey,
        "demand.bundle_shear",
        &["did you mean `bundle_share`?", "bundle_shear = 0.5", "^^^^^^^^^^^"],
    );
    expect_place(&error, "scenario.toml", first_line() + 1, 1);
}

#[test]
fn the_caret_stands_below_the_key_behind_chinese_text() {
    let before = "adults = { label_zh = \"成人\", ";
    let error = Folder::new().wrong(&format!("[segment]\n{before}shar = 1 }}"));
    expect(&error, Kind::UnknownKey, "segment.adults.shar", &[]);
    expect_place(&error, "scenario.toml", first_line() + 1, before.chars().count() + 1);
    let text = error.to_string();
    // Two Chinese characters take two columns more than they are.
    let indent = " ".repeat(before.chars().count() + 2);
    assert!(text.contains(&format!("| {indent}^^^^\n")), "{text}");
}

#[test]
fn a_missing_key_names_its_table_and_how_to_get_it() {
    let folder = Folder::new();
    let base = fs::read_to_string(folder.path("base.toml")).expect("read");
    folder.write("base.toml", base.replace("later_hazard =", "#"));
    let error = folder.load(&[]).expect_err("a key is missing");
    expect(&error, Kind::MissingKey, "discovery.later_hazard", &["[discovery]", "extends"]);
    let line = base.lines().position(|l| l == "[discovery]").expect("it is there") + 1;
    expect_place(&error, "base.toml", line, 1);
}

#[test]
fn a_scenario_without_base_is_told_to_extend_it() {
    let folder = Folder::new();
    folder.write("scenario.toml", "name = \"bare\"\n");
    let error = folder.load(&[]).expect_err("nearly all is missing");
    expect(&error, Kind::MissingKey, "title", &["extends = \"base.toml\""]);
}

#[test]
fn a_wrong_type_says_what_was_found_and_expected() {
    let error = Folder::new().wrong("[demand]\nbundle_share = \"much\"");
    expect(&error, Kind::WrongType, "demand.bundle_share", &["the text \"much\"", "a share between 0 and 1"]);
    expect_place(&error, "scenario.toml", first_line() + 1, 16);
    let error = Folder::new().wrong("[demand]\nseverity = [0.5, 0.5]");
    expect(&error, Kind::WrongType, "demand.severity", &["a list of 3"]);
    let error = Folder::new().wrong("[demand]\nseverity = [0.5, 0.5, 0.0, 0.0]");
    expect(&error, Kind::WrongType, "demand.severity", &["a list of 4", "a list of 3"]);
    let error = Folder::new().wrong("[demand]\nseverity = [0.5, 0.5, true]");
    expect(&error, Kind::WrongType, "demand.severity[2]", &["`true`"]);
    let error = Folder::new().wrong("[trust]\ninitial = 2020-01-01");
    expect(&error, Kind::WrongType, "trust.initial", &["date"]);
    let folder = Folder::new();
    let error = folder.load(&["run.seeds=2.5"]).expect_err("not whole");
    expect(&error, Kind::WrongType, "run.seeds", &["2.5", "whole number"]);
    let error = folder.load(&["run=3"]).expect_err("not a table");
    expect(&error, Kind::WrongType, "run", &["a table"]);
}

#[test]
fn a_value_outside_its_range_is_refused() {
    for (set, key, words) in [
        ("district.generate.residents=-5", "district.generate.residents", ["-5", "not negative"]),
        ("demand.bundle_share=1.5", "demand.bundle_share", ["1.5", "between 0 and 1"]),
        ("demand.bundle_share=nan", "demand.bundle_share", ["NaN", "between 0 and 1"]),
        ("demand.work_cv=inf", "demand.work_cv", ["inf", "from 0 to 5"]),
        ("run.seeds=0", "run.seeds", ["0", "between 1 and"]),
        ("run.seeds=-1", "run.seeds", ["-1", "between 1 and"]),
        ("service.open_cases=25", "service.open_cases", ["25", "between 1 and 24"]),
    ] {
        let error = Folder::new().load(&[set]).expect_err(set);
        expect(&error, Kind::OutOfRange, key, &words);
        assert!(error.to_string().starts_with(&format!("--set {set}: ")), "{error}");
    }
}

#[test]
fn an_unknown_word_is_shown_with_those_known() {
    let folder = Folder::new();
    folder.write("policies/linkage.toml", "extends = \"administrative.toml\"\n[routing]\nrouter = \"leed\"\n");
    let error = folder.load(&[]).expect_err("no such router");
    expect(&error, Kind::UnknownWord, "routing.router", &["\"leed\"", "`hierarchy`", "did you mean \"lead\"?"]);
    expect_place(&error, "linkage.toml", 3, 10);
}

#[test]
fn shares_must_sum_to_one() {
    let folder = Folder::new();
    for (set, key, sum) in [
        ("demand.severity=[0.6, 0.3, 0.2]", "demand.severity", "1.1"),
        ("segment.adults.share=0.7", "segment.*.share", "1.006"),
        ("category.culture.mix=0.09", "category.*.mix", "0.9"),
        ("organisation.kind.culture.share=0", "organisation.kind.*.share", "0.75"),
    ] {
        let error = folder.load(&[set]).expect_err(set);
        expect(&error, Kind::Contradiction, key, &[sum, "a sum of 1"]);
        assert!(error.to_string().starts_with(&format!("--set {set}: ")), "{error}");
    }
    folder.write("policies/linkage.toml", "extends = \"administrative.toml\"\n[funding]\npurchase = 0.4\n");
    let error = folder.load(&[]).expect_err("more than the budget");
    expect(&error, Kind::Contradiction, "funding", &["1.4", "a sum of 1"]);
    expect_place(&error, "linkage.toml", 3, 12);
}

#[test]
fn keys_that_contradict_each_other_are_refused() {
    let folder = Folder::new();
    for (set, words) in [
        ("demand.difficulty_low=0.95", "not above"),
        ("persistence.to_hotline=0.5", "at most 1"),
        ("volunteer.most_active=0.01", "not above"),
        ("district.generate.subdistricts=21", "no more subdistricts than communities"),
        ("district.generate.residents=0", "a resident in every community"),
        ("segment.adults.rate.cooking=1", "the category \"cooking\""),
        ("organisation.kind.culture.categories=[]", "at least one category"),
        ("organisation.kind.culture.categories=[\"cultur\"]", "did you mean `culture`?"),
        ("name='a/b'", "letters"),
        ("segment.'a b'={label='',label_zh='',share=0,voice=0,able_to_pay=0,older=false,rate={}}", "letters"),
        ("district.table='x.csv'", "one of them"),
        ("shock.surge={day=1490,days=40,demand=2,reach=1,absent=0}", "days of the window, 1 to 1500"),
        ("shock.surge={day=1,days=40,demand=2,categories=['medicall'],reach=1,absent=0}", "did you mean `medical`?"),
        ("shock.surge={day=1,days=40,demand=2,categories=['medical','medical'],reach=1,absent=0}", "twice"),
        ("shock.'a b'={day=1,days=40,demand=2,reach=1,absent=0}", "letters"),
        ("shock.surge={day=0,days=40,demand=2,reach=1,absent=0}", "between 1 and"),
        ("shock.surge={day=1,days=40,demand=2,reach=1,absend=0}", "did you mean `absent`?"),
    ] {
        let error = folder.load(&[set]).expect_err(set);
        let text = error.to_string();
        assert!(text.contains(words), "{set}:\n{text}");
        assert!(text.starts_with("--set "), "{set}:\n{text}");
    }
}

#[test]
fn nobody_ages_where_no_segment_is_older() {
    let folder = Folder::new();
    let base = fs::read_to_string(folder.path("base.toml")).expect("read").replace("older = true", "older = false");
    folder.write("base.toml", base);
    let error = folder.load(&["demand.ageing=0.03"]).expect_err("nobody is older");
    expect(&error, Kind::Contradiction, "demand.ageing", &["no residents in an older segment"]);
    folder.load(&[]).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn a_world_key_in_a_policy_is_told_to_move() {
    let error = Folder::new().wrong_policy("[demand]\nbundle_share = 0.3");
    expect(&error, Kind::WorldKeyInPolicy, "demand", &["belongs in the scenario"]);
    let folder = Folder::new();
    folder.write("policies/linkage.toml", "extends = \"administrative.toml\"\ntrust.initial = 0.9\n");
    let error = folder.load(&[]).expect_err("a world key");
    expect(&error, Kind::WorldKeyInPolicy, "trust", &["belongs in the scenario"]);
    expect_place(&error, "linkage.toml", 2, 1);
    folder.write("policies/linkage.toml", "extends = \"administrative.toml\"\n[routing]\nskill = 3\n");
    let error = folder.load(&[]).expect_err("a world key in a table both have");
    expect(&error, Kind::WorldKeyInPolicy, "routing.skill", &["belongs in the scenario"]);
}

#[test]
fn a_policy_key_in_a_scenario_is_told_to_move() {
    for set in ["policy.linkage.routing.theta=1", "routing.theta=1", "funding.inhouse=1"] {
        let error = Folder::new().load(&[set]).expect_err(set);
        assert_eq!(error.report().kind, Kind::PolicyKeyInScenario, "{error}");
        assert!(error.to_string().contains("policies/"), "{error}");
    }
}

#[test]
fn a_policy_that_is_not_there_is_shown_with_those_that_are() {
    let folder = Folder::new();
    let error = folder.load(&["policies=['linkag']"]).expect_err("no such policy");
    expect(&error, Kind::NoSuchPolicy, "", &["`endogenous`", "did you mean `linkage`?"]);
    let error = folder.load_with(&[], Some(&["../base"])).expect_err("not a name");
    expect(&error, Kind::NoSuchPolicy, "", &["\"../base\""]);
    let error = folder.load(&["baseline='statusquo'"]).expect_err("no such policy");
    expect(&error, Kind::NoSuchPolicy, "", &["statusquo"]);
}

#[test]
fn the_baseline_is_always_among_the_policies() {
    let folder = Folder::new();
    let names = |e: &Experiment| e.policies.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
    let chosen = folder.load_with(&[], Some(&["random", "linkage", "random"]));
    let chosen = chosen.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(names(&chosen), ["administrative", "random", "linkage"]);
    let chosen = folder.load_with(&[], Some(&["random", "administrative"]));
    let chosen = chosen.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(names(&chosen), ["random", "administrative"]);
}

#[test]
fn a_circle_of_extends_is_named() {
    let folder = Folder::new();
    folder.write("scenario.toml", "extends = \"a.toml\"\n");
    folder.write("a.toml", "# nothing\nextends = \"./policies/../b.toml\"\n");
    folder.write("b.toml", "extends = \"a.toml\"\n");
    let error = folder.load(&[]).expect_err("a circle");
    assert_eq!(error.report().kind, Kind::Circle);
    let found = error.report().found.clone().unwrap_or_default();
    assert_eq!(found.en.matches('→').count(), 2, "{error}");
    expect_place(&error, "b.toml", 1, 11);
}

#[test]
fn nothing_outside_the_folder_is_read() {
    for path in ["../base.toml", "/etc/hostname", "policies/../../x.toml", "..\\base.toml", ""] {
        let folder = Folder::new();
        folder.write("scenario.toml", format!("extends = {path:?}\n"));
        let error = folder.load(&[]).expect_err(path);
        assert_eq!(error.report().kind, Kind::OutsideFolder, "{error}");
        expect_place(&error, "scenario.toml", 1, 11);
    }
    let folder = Folder::new();
    folder.write("scenario.toml", "extends = \"missing.toml\"\n");
    let error = folder.load(&[]).expect_err("no such file");
    expect(&error, Kind::Unreadable, "extends", &["missing.toml"]);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let elsewhere = Folder::new();
    let folder = Folder::new();
    std::os::unix::fs::symlink(elsewhere.path("base.toml"), folder.path("link.toml")).expect("link");
    folder.write("scenario.toml", "extends = \"link.toml\"\n");
    let error = folder.load(&[]).expect_err("a link");
    expect(&error, Kind::OutsideFolder, "extends", &["link"]);
    let folder = Folder::new();
    fs::remove_file(folder.path("policies/linkage.toml")).expect("removed");
    std::os::unix::fs::symlink(elsewhere.path("policies/linkage.toml"), folder.path("policies/linkage.toml")).expect("link");
    let error = folder.load(&[]).expect_err("a link");
    assert_eq!(error.report().kind, Kind::OutsideFolder, "{error}");
}

#[test]
fn empty_and_undecodable_files_are_refused() {
    let folder = Folder::new();
    let error = folder.write("scenario.toml", "").load(&[]).expect_err("empty");
    assert_eq!(error.report().kind, Kind::MissingKey, "{error}");
    let error = folder.write("scenario.toml", b"name = \"x\"\ntitle = \"\xff\xfe\"\n").load(&[]);
    let error = error.expect_err("not UTF-8");
    expect(&error, Kind::Encoding, "", &["scenario.toml:2", "UTF-8"]);
    let (gbk, _, _) = encoding_rs::GB18030.encode("title = \"沙河口区\"\n");
    let error = folder.write("scenario.toml", &gbk).load(&[]).expect_err("not UTF-8");
    expect(&error, Kind::Encoding, "", &["GB18030"]);
    let error = folder.write("scenario.toml", "name = \n").load(&[]).expect_err("not TOML");
    assert_eq!(error.report().kind, Kind::Syntax, "{error}");
    let options = LoadOptions::default();
    let error = load(&folder.path("nowhere.toml"), &options).expect_err("no file");
    assert_eq!(error.report().kind, Kind::Unreadable, "{error}");
    let error = load(folder.0.path(), &options).expect_err("a folder");
    assert_eq!(error.report().kind, Kind::Unreadable, "{error}");
}

#[test]
fn a_mark_before_the_text_is_no_error() {
    let folder = Folder::new();
    folder.write("scenario.toml", format!("\u{feff}{}", plain()));
    assert!(folder.load(&[]).is_ok());
}

#[test]
fn a_district_needs_communities() {
    let folder = Folder::new();
    for lines in ["", "[community]\n", "[community.a]\nsubdistrict = \"s\"\nresidents = 0\n"] {
        folder.write("scenario.toml", format!("extends = \"base.toml\"\n{lines}"));
        let error = folder.load(&[]).expect_err("no communities");
        let text = error.to_string();
        assert!(text.contains("communit"), "{text}");
    }
    let error = folder.load(&["district.generate.communities=0"]).expect_err("none");
    let told = error.reports().any(|r| r.kind == Kind::OutOfRange && r.key == "district.generate.communities");
    assert!(told, "{error}");
    folder.write("scenario.toml", "extends = \"base.toml\"\n[community.a]\nsubdistrict = \"s\"\nresidents = 900\n");
    assert!(folder.load(&[]).is_ok());
}

#[test]
fn what_is_extended_can_be_dropped() {
    let folder = Folder::new();
    folder.write("mine.toml", plain());
    let lines = "extends = \"mine.toml\"\n[community.a]\nsubdistrict = \"s\"\nresidents = 900\n";
    let error = folder.write("scenario.toml", lines).load(&[]).expect_err("two sources");
    expect(&error, Kind::Contradiction, "district", &["without = [\"district.generate\"]"]);
    folder.write("scenario.toml", format!("without = [\"district.generate\"]\n{lines}"));
    let experiment = folder.load(&[]).unwrap_or_else(|e| panic!("{e}"));
    assert!(experiment.scenario.district.generate.is_none());
    folder.write("scenario.toml", format!("without = [\"district.generat\"]\n{lines}"));
    let error = folder.load(&[]).expect_err("nothing to drop");
    expect(&error, Kind::UnknownKey, "without", &["district.generat"]);
}

#[test]
fn a_run_larger_than_the_machine_is_refused() {
    let folder = Folder::new();
    let sets = ["district.generate.residents=2e9", "demand.needs_per_resident=1e6"];
    let result = folder.load(&sets);
    if cfg!(target_os = "linux") {
        expect(&result.expect_err("too large"), Kind::TooLarge, "district.generate.residents", &["memory", "machine"]);
    }
}

#[test]
fn a_value_from_the_command_line_is_typed_like_one_in_a_file() {
    let folder = Folder::new();
    let experiment = folder
        .load(&[
            "demand.bundle_share=0.4",
            "run.seeds=3",
            "title=Two words",
            "baseline=random",
            "demand.severity=[0.5, 0.3, 0.2]",
            "segment.\"adults\".voice=-1",
        ])
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(*experiment.scenario.demand.bundle_share, 0.4);
    assert_eq!(experiment.scenario.run.seeds.get(), 3);
    assert_eq!(experiment.scenario.title, "Two words");
    assert_eq!(experiment.scenario.baseline, "random");
    for set in ["novalue", "=3", "a b=3", "a=1\nb=2", "[run]\nseeds=3", ""] {
        let error = folder.load(&[set]).expect_err(set);
        assert!(error.to_string().starts_with("--set "), "{error}");
    }
}

#[test]
fn the_order_of_segments_is_that_of_the_lowest_layer() {
    let folder = Folder::new();
    let plain = folder.load(&[]).unwrap_or_else(|e| panic!("{e}"));
    let set = folder.load(&["segment.disabled.voice=0.5"]).unwrap_or_else(|e| panic!("{e}"));
    let names = |e: &Experiment| e.scenario.segment.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&plain), names(&set));
    let differences = sanshe::scenario::diff::diff(&plain, &set);
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].key, "segment.disabled.voice");
    assert_eq!(differences[0].b.as_deref(), Some("0.5"));
}

const SHEET: &str = "编号,名称,街道,常住人口,60岁以上,80岁以上,低保,残疾,失独,失业,户数,社区工作者,持证比例,物业覆盖率\n\
    c1,中山路,星海湾,\"7,640\",2140,278,26,128,17,200,3040,14,15%,0.5\n\
    c2,永联,西安路,6000,,,,,,,,,,\n";

#[test]
fn a_sheet_reads_the_same_in_both_encodings() {
    let utf8 = Folder::new().sheet(SHEET).unwrap_or_else(|e| panic!("{e}"));
    let marked = Folder::new().sheet(format!("\u{feff}{SHEET}")).unwrap_or_else(|e| panic!("{e}"));
    let (bytes, _, _) = encoding_rs::GB18030.encode(SHEET);
    let gb = Folder::new().sheet(&bytes).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(utf8.scenario, gb.scenario);
    assert_eq!(utf8.scenario, marked.scenario);
    let communities = utf8.scenario.community.expect("they are there");
    let first = communities.get("c1").expect("it is there");
    assert_eq!(first.subdistrict, "星海湾");
    assert_eq!(first.name_zh.as_deref(), Some("中山路"));
    let segments = first.segments.as_ref().expect("they are given");
    let persons = |name: &str| segments.get(name).map(|p| p.get());
    assert_eq!(persons("elderly_60_79"), Some(2140.0 - 278.0 - 26.0 - 128.0 - 17.0));
    assert_eq!(persons("unemployed"), Some(200.0));
    assert_eq!(persons("adults"), None, "the rest is the rest");
    assert!((first.certified_share.expect("given").get() - 0.15).abs() < 1e-12);
    assert!(communities.get("c2").expect("it is there").segments.is_none());
    assert!(utf8.inputs.iter().any(|f| f.path == "communities.csv"));
}

#[test]
fn a_wrong_cell_is_named_by_row_and_column() {
    for (from, to, words) in [
        ("6000", "many", "row 3, column 4 (常住人口)"),
        ("6000", "0", "above 0"),
        ("6000", "\"60,0\"", "above 0"),
        ("6000", "-6000", "above 0"),
        ("6000", "60%", "above 0"),
        ("c2", "c1", "row 2 has the same"),
        ("15%", "150%", "between 0 and 1"),
        ("278", "2780", "60岁以上"),
        ("2140", "9000", "at least the"),
        ("失业", "失也", "did you mean \"失业\"?"),
        ("常住人口", "户数", "the column `residents`"),
        ("星海湾", "", "the name of the subdistrict"),
        ("低保", "残疾", "two columns"),
        ("14", "nan", "not negative"),
    ] {
        let error = Folder::new().sheet(SHEET.replacen(from, to, 1)).expect_err(to);
        let text = error.to_string();
        assert!(text.contains("communities.csv: row"), "{text}");
        assert!(text.contains(words), "{to}: {text}");
    }
    for empty in ["", "编号,街道,常住人口\n", "\n\n"] {
        assert!(Folder::new().sheet(empty).is_err());
    }
    let error = Folder::new().sheet(b"code,subdistrict,residents\n\xff\xff\xff,a,1\n");
    assert_eq!(error.expect_err("neither").report().kind, Kind::Encoding);
}

#[test]
fn the_empty_sheet_has_headers_that_are_understood() {
    for language in [HeaderLanguage::English, HeaderLanguage::Chinese] {
        let text = starter::empty_table(language);
        assert!(text.starts_with('\u{feff}'));
        let error = Folder::new().sheet(&text).expect_err("no rows");
        assert!(error.to_string().contains("at least one row"), "{error}");
    }
}

#[test]
fn a_policy_that_puts_a_category_first_that_the_scenario_has_not_is_told_the_nearest() {
    for key in ["priority_categories", "earmarked_categories"] {
        let folder = Folder::new();
        let text = |names: &str| format!("extends = \"administrative.toml\"\n[guidance]\n{key} = {names}\n");
        folder.write("policies/linkage.toml", text("[\n  \"medical\",\n  \"nursin\",\n]"));
        let error = folder.load(&[]).expect_err("no such category");
        expect(
            &error,
            Kind::UnknownWord,
            &format!("guidance.{key}"),
            &["policies/linkage.toml:5:3", "\"nursin\"", "`living_care`", "did you mean `nursing`?"],
        );
        folder.write("policies/linkage.toml", text("[\"medical\", \"medical\"]"));
        expect(
            &folder.load(&[]).expect_err("twice"),
            Kind::Contradiction,
            &format!("guidance.{key}"),
            &["linkage.toml:3:", "twice"],
        );
        folder.write("policies/linkage.toml", text("[\"medical\", \"nursing\"]"));
        folder.load(&[]).expect("both are categories");
    }
}

#[test]
fn a_policy_that_puts_a_segment_first_that_the_scenario_has_not_is_told_the_nearest() {
    let folder = Folder::new();
    let text = |names: &str| format!("extends = \"administrative.toml\"\n[guidance]\npriority_segments = {names}\n");
    folder.write("policies/linkage.toml", text("[\n  \"disabled\",\n  \"elderly80\",\n]"));
    let error = folder.load(&[]).expect_err("no such segment");
    let said = ["policies/linkage.toml:5:3", "\"elderly80\"", "`bereaved`", "did you mean `elderly_80`?"];
    expect(&error, Kind::UnknownWord, "guidance.priority_segments", &said);
    folder.write("policies/linkage.toml", text("[\"nursing\"]"));
    expect(&folder.load(&[]).expect_err("a category"), Kind::UnknownWord, "guidance.priority_segments", &["\"nursing\""]);
    folder.write("policies/linkage.toml", text("[\"disabled\", \"disabled\"]"));
    expect(
        &folder.load(&[]).expect_err("twice"),
        Kind::Contradiction,
        "guidance.priority_segments",
        &["linkage.toml:3:", "twice"],
    );
    folder.write("policies/linkage.toml", text("[\"disabled\", \"bereaved\"]"));
    folder.load(&[]).expect("both are segments");
}

#[test]
fn the_schemas_know_the_keys_of_both_files() {
    use sanshe::scenario::schema::{is_policy_key, is_world_key};
    assert!(is_world_key("category.anything.mix"));
    assert!(is_world_key("district.generate.residents"));
    assert!(!is_world_key("routing.theta"));
    assert!(is_policy_key("routing.theta"));
    assert!(!is_policy_key("demand"));
}

#[test]
fn nesting_without_end_is_an_error_and_not_a_crash() {
    let folder = Folder::new();
    let dots = vec!["a"; 79].join(".");
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("{} = 1", vec!["a"; 100_000].join(".")),
        format!("[{}]", vec!["a"; 100_000].join(".")),
        format!("{} 1{}", format!("{dots} = {{").repeat(70) + "a = ", "}".repeat(70)),
        format!("[{dots}]\n").repeat(3),
        format!("[{dots}]\n{dots} = 1\n"),
    ] {
        assert!(folder.write("scenario.toml", &text).load(&[]).is_err());
        assert!(folder.load(&[&text]).is_err());
    }
}

/// The words of a Chinese message that stand in no quotes, and are not what the system says.
fn sentence(text: &str) -> String {
    let text = text.split_once('（').filter(|(_, rest)| rest.contains("(os error")).map_or(text, |(before, _)| before);
    let mut out = String::new();
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (None, '`' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// Every part of every mistake is Chinese: no two English words stand beside each other outside of quotes.
#[track_caller]
fn expect_chinese(error: &ScenarioError) {
    for report in error.reports() {
        for part in [&report.found, &report.expected, &report.hint].into_iter().flatten() {
            let text = sentence(&part.zh);
            let words: Vec<&str> = text.split(' ').collect();
            let english = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
            assert!(!words.windows(2).any(|pair| pair.iter().all(|word| english(word))), "{}\n{error}", part.zh);
            if part.en.split(' ').filter(|word| english(word)).count() > 2 && part.en == part.zh {
                panic!("no Chinese: {}", part.en);
            }
        }
    }
}

#[test]
fn chinese_bodies_of_mistakes_hold_no_english_sentence() {
    let folder = Folder::new();
    for set in [
        "demand.bundle_shear=0.5",
        "demand.bundle_share=\"much\"",
        "demand.severity=[0.5, 0.5]",
        "demand.severity=[0.5,0.5,0.0,0.0]",
        "demand.severity=[0.5,0.5,true]",
        "trust.initial=2020-01-01",
        "run.seeds=2.5",
        "run=3",
        "demand.bundle_share=nan",
        "demand.work_cv=inf",
        "run.seeds=0",
        "demand.severity=[0.6,0.3,0.2]",
        "demand.difficulty_low=0.95",
        "persistence.to_hotline=0.5",
        "district.generate.subdistricts=21",
        "district.generate.residents=0",
        "segment.adults.rate.cooking=1",
        "organisation.kind.culture.categories=[]",
        "organisation.kind.culture.categories=[\"cultur\"]",
        "organisation.kind.culture.categories=[\"culture\",\"culture\"]",
        "organisation.kind.culture.categories=3",
        "name='a/b'",
        "segment.'a b'={label='',label_zh='',share=0,voice=0,able_to_pay=0,older=false,rate={}}",
        "district.table='x.csv'",
        "shock.surge={day=1490,days=40,demand=2,reach=1,absent=0}",
        "demand.work_distribution='normal'",
        "demand.work_distribution=3",
        "routing.theta=1",
        "extends='a.toml'",
        "district.subdistricts=['a','a']",
        "policies=['nothing']",
        "baseline='linkag'",
        "novalue",
        "demand.bundle_share=.2",
        "demand.bundle_share=2.",
        "category.culture.property=3",
        "title=3",
        "community.a={subdistrict='s'}",
        "community.a={subdistrict='',residents=3}",
        "community.a={subdistrict='s',residents=3,volunteers=9}",
        "community.a={subdistrict='s',residents=3,segments={adult=9}}",
        "community.a={subdistrict='s',residents=3,segments={adults=9}}",
        "run.years=1e9",
        "demand.bundle_share=99999999999999999999",
        "district.generate.residents=2e9",
        "policies=['../x']",
        "demand.volatility={}",
    ] {
        expect_chinese(&folder.load(&[set]).expect_err(set));
    }
    for (file, text) in [
        ("scenario.toml", "extends = 3\n"),
        ("scenario.toml", "extends = \"../x.toml\"\n"),
        ("scenario.toml", "extends = \"nowhere.toml\"\n"),
        ("scenario.toml", "extends = \"scenario.toml\"\n"),
        ("scenario.toml", "extends = \"policies\"\n"),
        ("scenario.toml", "extends = \"base.toml\"\nwithout = 3\n"),
        ("scenario.toml", "extends = \"base.toml\"\nwithout = [\"x\"]\n"),
        (
            "scenario.toml",
            "extends = \"base.toml\"\nwithout = [\"segment\", \"organisation.kind\"]\n[segment]\n[organisation.kind]\n",
        ),
        ("scenario.toml", "name = \"bare\"\n"),
        ("scenario.toml", "a = [1 2\n"),
        ("policies/linkage.toml", "label = 3\n"),
        ("policies/linkage.toml", "extends = \"administrative.toml\"\n[demand]\nbundle_share = 1\n"),
        ("policies/linkage.toml", "extends = \"administrative.toml\"\n[guidance]\npriority_categories = [\"x\"]\n"),
        ("policies/linkage.toml", "extends = \"administrative.toml\"\n[guidance]\npriority_segments = [\"x\"]\n"),
    ] {
        let folder = Folder::new();
        expect_chinese(&folder.write(file, text).load(&[]).expect_err(text));
    }
    for bytes in [&b"name = \"\xff\""[..], &b"name = \"\xc9\xb3\""[..]] {
        expect_chinese(&Folder::new().write("scenario.toml", bytes).load(&[]).expect_err("not UTF-8"));
    }
    for sets in [
        &["organisation.per_1000=900", "district.generate.residents=1e6", "district.generate.communities=3", "run.seeds=1"][..],
        &["demand.needs_per_resident=900", "run.years=100", "run.seeds=1", "district.generate.residents=1e6"],
    ] {
        let error = match folder.load_with(sets, Some(&["administrative"])) {
            Ok(experiment) => {
                sanshe::experiment::simulator::engine(&experiment).err().unwrap_or_else(|| panic!("{sets:?} is possible"))
            }
            Err(error) => error,
        };
        expect_chinese(&error);
    }
}

#[test]
fn a_scenario_with_five_mistakes_shows_five_by_file_and_line() {
    let folder = Folder::new();
    let lines = "[demand]\nbundle_shear = 0.5\nwork_cv = 9\nvolatility = \"much\"\nseverity = [0.6, 0.3, 0.2]\n[persistence]\nto_hotline = 0.5";
    let error = folder.wrong(lines);
    let places: Vec<_> = error.reports().map(|r| (r.kind, r.key.as_str(), r.place.as_ref().and_then(|p| p.line))).collect();
    let at = |offset: usize| Some(first_line() + offset);
    assert_eq!(
        places,
        [
            (Kind::UnknownKey, "demand.bundle_shear", at(1)),
            (Kind::OutOfRange, "demand.work_cv", at(2)),
            (Kind::WrongType, "demand.volatility", at(3)),
            (Kind::Contradiction, "demand.severity", at(4)),
            (Kind::Contradiction, "persistence.to_family + persistence.to_hotline", at(6)),
        ],
        "{error}"
    );
    // The policies and the command line are read beside them.
    let text = fs::read_to_string(folder.path("policies/linkage.toml")).expect("read");
    folder.write(
        "policies/linkage.toml",
        text.replace("theta = 0.6", "theta = 6.0").replacen("venture = 0.05", "venture = 0.15", 1),
    );
    let error = folder.load(&["run.seeds=0"]).expect_err("eight mistakes");
    assert_eq!(error.reports().count(), 8, "{error}");
    let files: Vec<String> = error.reports().filter_map(|r| r.place.as_ref()).map(|p| p.file.clone()).collect();
    assert!(
        files[0].ends_with("linkage.toml") && files[2].ends_with("scenario.toml") && files[7] == "--set run.seeds=0",
        "{files:?}"
    );
}

#[test]
fn what_was_set_aside_makes_no_mistake_of_its_own() {
    let folder = Folder::new();
    for (lines, key) in [
        ("[segment.adults]\nshare = 7", "segment.adults.share"),
        ("[segment.adults]\nshar = 0.5", "segment.adults.shar"),
        ("[run]\nyears = 0\n[shock.a]\nday = 300\ndays = 9\ndemand = 2\nreach = 1\nabsent = 0", "run.years"),
        ("[demand]\nseverity = [0.5, 0.5]", "demand.severity"),
        ("[district.generate]\ncommunities = 0", "district.generate.communities"),
        ("[volunteer]\nactive_share = -1", "volunteer.active_share"),
        ("[organisation.kind.culture]\ncategories = 3", "organisation.kind.culture.categories"),
    ] {
        let text = plain();
        let text = if lines.starts_with("[run]") { text.replace("[run]\nseeds", "[money]\n#") } else { text };
        let text = if lines.starts_with("[district") {
            text.replace("communities = 20", "").replace("[district.generate]", lines)
        } else {
            format!("{text}{lines}\n")
        };
        let error = folder.write("scenario.toml", text).load(&[]).expect_err(lines);
        let keys: Vec<&str> = error.reports().map(|r| r.key.as_str()).collect();
        assert_eq!(keys, [key], "{error}");
    }
}

#[test]
fn a_mistake_in_a_file_that_several_policies_extend_is_told_once() {
    let folder = Folder::new();
    let text = fs::read_to_string(folder.path("policies/administrative.toml")).expect("read");
    folder.write("policies/administrative.toml", text.replace("replan_days = 250", "replan_days = 0"));
    let error = folder.load(&[]).expect_err("out of range");
    assert_eq!(error.reports().count(), 1, "{error}");
    expect(&error, Kind::OutOfRange, "planning.replan_days", &["policies/administrative.toml:"]);
}

#[test]
fn of_mistakes_without_end_the_first_fifty_are_told() {
    let folder = Folder::new();
    let lines: String = (0..200).map(|i| format!("k{i} = 1\n")).collect();
    let error = folder.wrong(&format!("[demand]\n{lines}"));
    assert_eq!(error.reports().count(), 51);
    assert_eq!(error.reports().last().map(|r| r.kind), Some(Kind::More));
    let lines: String =
        (0..200).map(|i| format!("[shock.s{i}]\nday = 0\ndays = 9\ndemand = 2\nreach = 1\nabsent = 0\n")).collect();
    let error = folder.wrong(&lines);
    assert_eq!(error.reports().count(), 51);
    // Several lines of a text that is not TOML are told together.
    let error = folder.write("scenario.toml", "a = 1\na = 2\nb = \nc = 01\n").load(&[]).expect_err("three mistakes");
    let lines: Vec<_> = error.reports().filter_map(|r| r.place.as_ref()?.line).collect();
    assert_eq!(lines, [2, 3, 4], "{error}");
}

#[test]
fn nesting_too_deep_is_told_where_it_becomes_too_deep() {
    let folder = Folder::new();
    for (text, line, column) in [
        (format!("# 深\na = {}", "[".repeat(100_000)), 2, 36),
        (format!("a = 1\n{} = 1\n", vec!["a"; 100].join(".")), 2, 65),
        (format!("\n[{}]\n", vec!["a"; 100].join(".")), 2, 66),
        (format!("a = {}1{}\n", "[".repeat(40), "]".repeat(40)), 1, 37),
    ] {
        let error = folder.write("scenario.toml", &text).load(&[]).expect_err("too deep");
        expect(&error, Kind::Syntax, &error.report().key.clone(), &["nested too deep", "at most 32 levels"]);
        expect_place(&error, "scenario.toml", line, column);
    }
}

#[test]
fn text_from_files_is_shown_escaped_and_the_caret_stays_below_it() {
    let folder = Folder::new();
    let before = "\"\u{202e}\u{202c}中\" = 1, ";
    let error = folder.wrong(&format!("[segment]\nadults = {{ {before}shar = 1 }}"));
    let text = error.to_string();
    assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text}");
    let shown = "adults = { \"\\u{202e}\\u{202c}中\" = 1, ";
    assert!(text.contains(shown), "{text}");
    // The Chinese character takes two columns.
    let indent = " ".repeat(shown.chars().count() + 1);
    assert!(text.contains(&format!("| {indent}^^^^\n")), "{text}");
    let error = folder.load(&["name=\u{1b}[2Jx"]).expect_err("no name");
    assert!(error.to_string().contains("\\u{1b}[2Jx") && !error.to_string().contains('\u{1b}'), "{error}");
    let error = folder.wrong("\"a\\nb\" = 1");
    assert!(error.to_string().contains("a\\u{a}b`"), "{error}");
}

#[test]
fn a_folder_in_chinese_has_the_values_of_one_in_english() {
    use sanshe::base::words::Lang;
    let (english, chinese) = (Folder::new(), TempDir::new().expect("a temporary folder"));
    new_folder::write_in(chinese.path(), Lang::Zh, None).expect("the starter folder");
    let chinese = Folder(chinese);
    let name = |folder: &Folder| new_folder::name_of(folder.0.path()).name;
    let policies: Vec<String> = starter::FILES
        .iter()
        .filter_map(|(path, _)| Some(path.strip_prefix("policies/")?.strip_suffix(".toml")?.into()))
        .collect();
    let policies: Vec<&str> = policies.iter().map(String::as_str).collect();
    let read = |folder: &Folder| {
        let experiment = folder.load_with(&["name=same"], Some(&policies)).unwrap_or_else(|e| panic!("{e}"));
        (experiment.world_keys, experiment.policies)
    };
    assert_eq!(read(&english), read(&chinese));
    let text = fs::read_to_string(chinese.path("scenario.toml")).expect("read");
    assert!(text.contains(&format!("# 结果写入 out/{}\n", name(&chinese))), "{text}");
}

#[test]
fn mistakes_without_end_on_one_long_line_are_told_at_once() {
    let folder = Folder::new();
    let keys: String = (0..200_000).map(|i| format!("z{i} = 1, ")).collect();
    let junk = "= ".repeat(2_000_000);
    for text in [format!("{}run = {{ {keys} seeds = 2 }}\n", plain().replace("[run]\nseeds = 10", "")), junk] {
        let error = folder.write("scenario.toml", &text).load(&[]).expect_err("mistakes without end");
        let told = error.to_string();
        assert!(told.len() < 60_000, "{}", told.len());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_the_loader_panic(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
        words in "(\\[{1,2}[a-z.]{1,8}\\]{1,2}|[a-z.\"']{1,8} ?= ?[\\[{0-9a-z\",.=]{0,8}|#?中|\n| ){0,20}",
    ) {
        let folder = Folder::new();
        for text in [bytes.clone(), words.clone().into_bytes()] {
            let _ = folder.write("scenario.toml", &text).load(&[]).map_err(|e| e.to_string());
            let _ = folder.sheet(&text).map_err(|e| e.to_string());
        }
        folder.write("scenario.toml", plain());
        let _ = folder.load(&[&words]).map_err(|e| e.to_string());
        // Files that were whole once, with some bytes changed.
        for (file, at) in [("base.toml", 0), ("policies/linkage.toml", 3), ("scenario.toml", 5)] {
            let mut text = fs::read(folder.path(file)).expect("read");
            for pair in bytes[at.min(bytes.len())..].chunks_exact(4).take(4) {
                let place = usize::from(pair[0]) * 256 + usize::from(pair[1]) + usize::from(pair[2]);
                let length = text.len();
                text[place % length] = pair[3];
            }
            folder.write(file, &text);
            let _ = folder.load(&[]).map_err(|e| e.to_string());
        }
        let mut sheet = SHEET.as_bytes().to_vec();
        for pair in bytes.chunks_exact(2).take(3) {
            let length = sheet.len();
            sheet[usize::from(pair[0]) % length] = pair[1];
        }
        let _ = Folder::new().sheet(&sheet).map_err(|e| e.to_string());
    }
}

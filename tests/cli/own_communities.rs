//! A user's own communities, as the README says: an empty sheet, filled in, checked and run.

use crate::office::{OFFICE, office_xlsx};
use crate::support::World;

/// A row of an empty sheet, by the header's order: code, name, subdistrict, x, y, residents.
fn row(header: &str, code: &str, name: &str, residents: &str) -> String {
    let filled = format!("{code},{name},East,,,{residents}");
    let missing = header.matches(',').count() - filled.matches(',').count();
    // A comma inside quotes separates nothing.
    let quoted = residents.matches(',').count();
    filled + &",".repeat(missing + quoted) + "\r\n"
}

#[test]
fn an_empty_sheet_is_an_error_and_runs_once_two_rows_are_filled_in() {
    let world = World::new();
    for (lang, more) in [("en", ""), ("zh", " --lang zh")] {
        let dir = format!("sheet-{lang}");
        let said = world.sanshe(&format!("new {dir} --table{more}")).ok();
        said.tells(&[&format!("{dir}/communities.csv"), &format!("sanshe run \"{dir}/scenario.toml\"")]);
        for command in ["run", "check"] {
            world.sanshe(&format!("{command} {dir}/scenario.toml")).ends(2).tells(&[
                &format!("error: {dir}/communities.csv: row 2: bad cell"),
                "expected: at least one row",
                "hint: fill in at least one community",
            ]);
        }
        assert!(!world.has("out"), "nothing is simulated, nothing written");
        let sheet = format!("{dir}/communities.csv");
        let header = world.read(&sheet);
        assert_eq!(header.contains("residents"), lang == "en", "{header}");
        assert_eq!(header.contains("常住人口"), lang == "zh", "{header}");
        let rows = row(&header, "A1", "东一社区", "4000") + &row(&header, "A2", "", "\"3,500\"");
        world.write(&sheet, format!("{header}{rows}"));
        let said = world.sanshe(&format!("run {dir}/scenario.toml --seeds 1 --years 1 -q --out {dir}/o")).ok();
        assert_eq!(said.err, "", "nothing to remark");
        let rows = world.rows(&format!("{dir}/o/communities.csv"), "linkage");
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows.iter().any(|row| row.contains("A1,东一社区,East")), "the place by its name: {rows:?}");
        assert!(rows.iter().any(|row| row.contains("A2,,East")), "{rows:?}");
    }
    for table in crate::support::TABLES {
        let of = |lang: &str| world.read(&format!("sheet-{lang}/o/{table}"));
        assert!(of("en") == of("zh"), "{table}");
    }
}

#[test]
fn the_readme_says_what_one_does() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("it is there");
    let line = readme.lines().find(|line| line.contains("use your own communities")).expect("a line about it");
    for word in ["`sanshe new my-district --table`", "`my-district/communities.csv`", "docs/communities.md"] {
        assert!(line.contains(word), "{word}: {line}");
    }
    let world = World::new();
    world.sanshe("new my-district --table").ok();
    let header = world.read("my-district/communities.csv");
    world.write("my-district/communities.csv", header.clone() + &row(&header, "A1", "", "4000"));
    world.sanshe("run my-district/scenario.toml --seeds 1 --years 1").ok().says(&["Files in out/my-district"]);
    assert_eq!(world.rows("out/my-district/communities.csv", "administrative").len(), 1);
}

#[test]
fn both_starting_scenarios_run_by_what_their_comments_say() {
    let world = World::new();
    world.sanshe("new made").ok();
    world.sanshe("new read --table").ok();
    let sheet = "code,subdistrict,residents\nA1,East,4000\n";
    // From generated to read: the table down to the empty line goes, the line comes in its place.
    let text = world.read("made/scenario.toml");
    let start = text.find("[district.generate]").expect("the table");
    let end = start + text[start..].find("\n\n").expect("an empty line");
    world.write("made/scenario.toml", format!("{}table = \"communities.csv\"{}", &text[..start], &text[end..]));
    world.write("made/communities.csv", sheet);
    world.sanshe("check made/scenario.toml").ok();
    // And back: the line goes, the comment below becomes the table.
    let text = world.read("read/scenario.toml").replace("table = \"communities.csv\"\n", "");
    let back: String =
        text.lines().map(|line| line.strip_prefix("#   ").filter(|l| is_toml(l)).unwrap_or(line).to_owned() + "\n").collect();
    assert_ne!(back, text);
    world.write("read/scenario.toml", back);
    let said = world.sanshe("check read/scenario.toml").ok();
    assert_eq!(said.err, "", "an empty sheet beside it is nothing to remark");
}

/// Whether a line of a comment is one of the table that makes communities.
fn is_toml(line: &str) -> bool {
    line == "[district.generate]" || ["subdistricts = ", "communities = ", "residents"].iter().any(|key| line.starts_with(key))
}

#[test]
fn a_sheet_that_lies_unread_beside_generated_communities_is_told() {
    let world = World::new();
    world.sanshe("new made").ok();
    world.write("made/communities.csv", "编号,街道,常住人口\nA1,East,4000\n\nA2,East,4000\n");
    let place = "made/scenario.toml:";
    let said = world.sanshe("check made/scenario.toml").ok();
    let words = [
        "note: made/communities.csv has 2 rows and is not read",
        place,
        "delete `[district.generate]`",
        "table = \"communities.csv\"",
    ];
    said.tells(&words);
    let set = "--seeds 1 --years 1 --set district.generate.residents=15000";
    world.sanshe(&format!("run made/scenario.toml {set}")).ok().tells(&["note: made/communities.csv has 2 rows"]);
    let quiet = world.sanshe(&format!("run made/scenario.toml {set} -q")).ok();
    assert_eq!(quiet.err, "");
    world.sanshe("check made/scenario.toml --lang zh").ok().tells(&["注意：made/communities.csv 有 2 行，但未读取"]);
    // What an extended file generates cannot be deleted here.
    world.write("made/mine.toml", "extends = \"scenario.toml\"\n");
    world.sanshe("check made/mine.toml").ok().tells(&["write `without = [\"district.generate\"]` on top"]);
    // A table of results has that name too, and an empty sheet is not missed.
    for other in ["policy,replicate,community,subdistrict,residents\na,0,A1,East,4000\n", "编号,街道,常住人口\n"] {
        world.write("made/communities.csv", other);
        assert_eq!(world.sanshe("check made/scenario.toml").ok().err, "", "{other}");
    }
}

#[test]
fn two_sources_of_communities_in_one_file_are_told_to_become_one() {
    let world = World::new();
    world.sanshe("new made").ok();
    let text =
        world.read("made/scenario.toml").replace("[district.generate]", "table = \"communities.csv\"\n[district.generate]");
    world.write("made/scenario.toml", text);
    let said = world.sanshe("check made/scenario.toml").ends(2);
    assert!(!said.err.contains("without"), "{}", said.err);
    said.tells(&["contradiction: `district`", "keep one, and delete what the file says of the other"]);
}

#[test]
fn columns_that_are_not_read_are_told_by_number_and_header() {
    let world = World::new();
    world.sanshe("new read --table").ok();
    assert!(!world.read("read/communities.csv").contains("households"), "an empty sheet asks for nothing that is not read");
    world.write("read/communities.csv", "code,subdistrict,户数,residents,,facility\nA1,East,1300,4000,seen in May,\n");
    let words = ["note: read/communities.csv: not read", "column 3 (户数), column 5 (no header)"];
    let said = world.sanshe("check read/scenario.toml").ok().tells(&words);
    assert!(!said.err.contains("facility"), "nothing stands there: {}", said.err);
    world.sanshe("check read/scenario.toml --lang zh").ok().tells(&["未读取", "列 3 (户数), 列 5 (无表头)"]);
}

#[test]
fn staff_are_the_heads_of_the_offices_unless_the_policy_takes_their_money() {
    let world = World::new();
    world.sanshe("new read --table").ok();
    world.write("read/communities.csv", "code,subdistrict,residents,staff\nA1,East,4000,50\nA2,East,4000,50\n");
    let moved = "extends = \"administrative.toml\"\n[funding]\npersonnel_moved = 0.25\n";
    world.write("read/policies/moved.toml", moved);
    let heads = |baseline: &str| -> Vec<f64> {
        let out = format!("o-{baseline}");
        let set =
            format!("--set baseline={baseline} --policy {baseline} --seeds 1 --years 1 -q --collect communities --out {out}");
        world.sanshe(&format!("run read/scenario.toml {set}")).ok();
        let rows = world.rows(&format!("{out}/communities.csv"), baseline);
        rows.iter().map(|row| row.split(',').nth(12).and_then(|heads| heads.parse().ok()).expect("a number")).collect()
    };
    // With room for people who are just leaving.
    assert!(heads("administrative").iter().all(|heads| (45.0..=50.0).contains(heads)));
    assert!(heads("moved").iter().all(|heads| (33.0..=38.0).contains(heads)));
}

#[test]
fn a_new_scenario_is_named_after_its_folder() {
    let world = World::new();
    for dir in ["west", "甲街道", "plans/乙街道", "沙河口_2024", "trailing/"] {
        let said = world.words(&["new", "--table", "--", dir]).ok();
        assert!(!said.err.contains("note"), "{}", said.err);
        let name = dir.trim_end_matches('/').rsplit('/').next().expect("a part");
        let text = world.read(&format!("{dir}/scenario.toml"));
        assert!(text.contains(&format!("\nname = \"{name}\" ")), "{dir}: {text}");
        assert!(text.contains(&format!("# results go to out/{name}\n")), "{dir}: {text}");
        world.words(&["run", &format!("{dir}/scenario.toml"), "--set", "district.table=x"]).ends(2);
    }
    let long = "长".repeat(60);
    world.words(&["new", &long]).ok();
    world.words(&["check", &format!("{long}/scenario.toml")]).ok();
}

#[test]
fn two_folders_never_share_one_place_for_their_results() {
    let world = World::new();
    for dir in ["甲街道", "乙街道"] {
        world.words(&["new", dir]).ok();
        world.words(&["run", &format!("{dir}/scenario.toml"), "--seeds", "1", "--years", "1", "-q"]).ok();
        assert!(world.has(&format!("out/{dir}/runs.csv")), "{dir}");
    }
    // What no scenario may be called is said, and no two such folders get one name.
    let name = |dir: &str| {
        let said = world.words(&["new", "--", dir]).ok();
        let text = world.read(&format!("{dir}/scenario.toml"));
        let name = text.split("\nname = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name").to_owned();
        assert!(said.err.contains(&format!("it is called `{name}`")), "{}", said.err);
        name
    };
    let names = ["East Side", "East.Side", "新 区", "con", "-x-", "…", "……"].map(name);
    for (i, name) in names.iter().enumerate() {
        assert!(!names[..i].contains(name), "{name} twice");
    }
    assert!(names[0].starts_with("East-Side-") && names[2].starts_with("新-区-"), "{names:?}");
}

#[test]
fn the_sheet_of_a_subdistrict_office_is_checked_and_run_at_the_first_try() {
    let world = World::new();
    for (file, bytes) in [("communities.csv", OFFICE.to_vec()), ("our-sheet.xlsx", office_xlsx())] {
        let dir = file.replace('.', "-");
        world.sanshe(&format!("new {dir} --table")).ok();
        world.write(&format!("{dir}/{file}"), bytes);
        let scenario = world.read(&format!("{dir}/scenario.toml"));
        let named = scenario.replace("table = \"communities.csv\"", &format!("table = \"{file}\""));
        world.write(&format!("{dir}/scenario.toml"), named);
        let line = format!("{dir}/{file}: 3 communities in 2 subdistricts, 22,565 residents");
        let said = world.sanshe(&format!("check {dir}/scenario.toml")).ok();
        said.says(&[&line, "largest: 西安路社区, 8,805 residents", "row 7 \"合计\" is left out"]);
        let said = world.sanshe(&format!("check {dir}/scenario.toml --lang zh")).ok();
        said.says(&["2 个街道，3 个社区，居民 22,565 人", "第 7 行“合计”不计"]).tells(&["注意：", "低保人数"]);
        let run = format!("run {dir}/scenario.toml --seeds 1 --years 1 --collect communities --out {dir}/o");
        let said = world.sanshe(&run).ok().tells(&[&line, "column 10 (低保人数)", "column 13 (备注)"]);
        assert_eq!(said.err.matches("22,565").count(), 1, "one line of it: {}", said.err);
        assert_eq!(world.rows(&format!("{dir}/o/communities.csv"), "administrative").len(), 3);
    }
    let of = |dir: &str| world.read(&format!("{dir}/o/communities.csv"));
    assert!(of("communities-csv") == of("our-sheet-xlsx"), "the same rows whatever the format");
}

#[test]
fn every_mistake_of_a_sheet_is_an_error_of_its_own() {
    let world = World::new();
    world.sanshe("new read --table").ok();
    world.write("read/communities.csv", "code,subdistrict,residents\nA1,East,x\nA2,East,-1\nA2,,4000\n");
    let said = world.sanshe("check read/scenario.toml").ends(2);
    assert_eq!(said.err.matches("error: read/communities.csv: row ").count(), 3, "{}", said.err);
    let said = world.sanshe("run read/scenario.toml --lang zh").ends(2);
    said.tells(&["错误：read/communities.csv: 第 2 行第 3 列（residents）", "第 3 行第 3 列", "第 4 行第 1 列（code）"]);
    assert!(!world.has("out"), "nothing is written");
}

#[test]
fn copies_for_excel_have_the_mark_and_the_record_keeps_its_bytes() {
    let world = World::new();
    let run = "run tiny.toml -q --seeds 1 --policy linkage";
    world.sanshe(&format!("{run} --out plain")).ok();
    world.sanshe(&format!("{run} --out copied --excel")).ok();
    world.same("plain", "copied");
    assert!(!world.has("plain/excel"));
    // A finished folder gets them too.
    world.sanshe(&format!("{run} --out plain --excel")).ok();
    for folder in ["plain", "copied"] {
        for table in crate::support::TABLES.into_iter().chain(["policies.csv"]) {
            let (record, copy) = (world.read(&format!("{folder}/{table}")), world.read(&format!("{folder}/excel/{table}")));
            assert!(copy.starts_with('\u{feff}') && copy.ends_with("\r\n"), "{table}");
            assert_eq!(copy.trim_start_matches('\u{feff}').lines().count(), record.lines().count(), "{table}");
            assert_eq!(copy.matches('\n').count(), copy.matches("\r\n").count(), "{table}");
        }
        let names = std::fs::read_dir(world.path(&format!("{folder}/excel"))).expect("it lists").count();
        // The tables, policies, waves, places, assumptions, comparison.
        assert_eq!(names, 17, "nothing else is left there");
    }
    world.sanshe(&format!("{run} --out copied --excel --fresh")).ok();
}

//! Whatever is wrong with an input ends with status 2, a place, what was expected, and no folder of results.

use crate::support::{Said, TINY, World};

/// Runs a scenario with these bytes.
#[track_caller]
fn refused(world: &World, bytes: impl AsRef<[u8]>) -> Said {
    world.write("bad.toml", bytes);
    let said = world.sanshe("run bad.toml --out o").ends(2);
    assert!(said.err.starts_with("error: "), "{}", said.err);
    assert_eq!(said.out, "");
    assert!(!world.has("o"), "a folder was left");
    // `check` finds the same.
    let checked = world.sanshe("check bad.toml").ends(2);
    assert_eq!(checked.err, said.err);
    said
}

/// The small world with these lines after it, of which the last is wrong at that column.
#[track_caller]
fn wrong(world: &World, lines: &str, column: usize, words: &[&str]) {
    let text = format!("{TINY}{lines}\n");
    let line = text.lines().count();
    let place = format!("error: bad.toml:{line}:{column}: ");
    refused(world, &text).tells(&[&place, "^"]).tells(words);
}

#[test]
fn a_mistake_in_a_scenario_is_shown_at_its_place() {
    let world = World::new();
    for (lines, column, words) in [
        (
            "[demand]\nbundle_shar = 0.4",
            1,
            &["unknown key: `demand.bundle_shar`", "expected: one of", "did you mean `bundle_share`?"][..],
        ),
        (
            "[demand]\nneeds_per_resident = \"many\"",
            22,
            &["wrong type: `demand.needs_per_resident`", "found: the text \"many\"", "expected: a number above 0"],
        ),
        (
            "[demand]\nbundle_share = 1.5",
            16,
            &["out of range: `demand.bundle_share`", "found: 1.5", "expected: a share between 0 and 1"],
        ),
        ("[demand]\nbundle_share = -0.1", 16, &["found: -0.1", "expected: a share between 0 and 1"]),
        ("[demand]\nbundle_share = nan", 16, &["found: NaN", "expected: a share between 0 and 1"]),
        ("[demand]\nwork_cv = inf", 11, &["found: inf", "expected: a coefficient of variation from 0 to 5"]),
        (
            "[segment.adults]\nshare = 0.9",
            9,
            &["contradiction: `segment.*.share`", "shares that sum to 1.206", "expected: a sum of 1"],
        ),
        ("[routing]\ntheta = 0.5", 1, &["a policy key in a scenario: `routing.theta`", "policies/"]),
        (
            "[category.culture]\nproperty = \"no\"",
            12,
            &["wrong type: `category.culture.property`", "expected: `true` or `false`"],
        ),
        (
            "[organisation.kind.culture]\ncategories = [\"cultur\"]",
            14,
            &["organisation.kind.culture.categories", "did you mean `culture`?"],
        ),
        ("[service]\nopen_cases = 20\nopen_cases = 21", 1, &["this is not TOML", "duplicate key"]),
    ] {
        wrong(&world, lines, column, words);
    }
}

#[test]
fn a_mistake_in_the_generated_district_is_shown_at_its_place() {
    let world = World::new();
    for (from, to, place, words) in [
        (
            "residents = 8000",
            "residents = -8000",
            "15:13",
            ["found: -8000", "expected: a number of persons that is not negative"],
        ),
        ("residents = 8000", "residents = 3", "15:13", ["found: 3", "expected: at least 4: a resident in every community"]),
        ("communities = 4", "communities = 0", "14:15", ["found: 0", "expected: a whole number between 1 and"]),
        ("subdistricts = 2", "subdistricts = 5", "13:16", ["district.generate", "expected:"]),
        ("seeds = 2", "seeds = 0", "8:9", ["`run.seeds`", "expected: a whole number between 1 and"]),
        ("seeds = 2", "seeds = 2.5", "8:9", ["wrong type: `run.seeds`", "expected: a whole number between 1 and"]),
        (
            "policies = [\"administrative\", \"linkage\",",
            "policies = [\"administrative\", \"linkag\",",
            "5:31",
            ["no such policy", "did you mean `linkage`?"],
        ),
        (
            "policies = [\"administrative\",",
            "policies = [\"../../secret\",",
            "5:13",
            ["no such policy", "expected: letters of any script"],
        ),
        ("title = \"Tiny world\"", "title = 3", "3:9", ["wrong type: `title`", "expected: text in quotes"]),
        ("name = \"tiny\"", "name = \"小 世界\"", "2:8", ["`name`", "expected: letters of any script"]),
        ("extends = \"reference.toml\"", "extends = \"bad.toml\"", "1:11", ["circular `extends`", "bad.toml → bad.toml"]),
        (
            "extends = \"reference.toml\"",
            "extends = \"../../etc/base.toml\"",
            "1:11",
            ["path outside the scenario's folder", "expected: a relative path"],
        ),
        (
            "extends = \"reference.toml\"",
            "extends = \"/etc/passwd\"",
            "1:11",
            ["path outside the scenario's folder", "expected: a relative path"],
        ),
        (
            "extends = \"reference.toml\"",
            "extends = \"nowhere.toml\"",
            "1:11",
            ["cannot read the file", "expected: the file nowhere.toml"],
        ),
        ("extends = \"reference.toml\"", "", "7:1", ["missing key: `run.burn_in_years`", "extends = \"base.toml\""]),
    ] {
        assert!(TINY.contains(from));
        let text = TINY.replacen(from, to, 1);
        refused(&world, text).tells(&[&format!("error: bad.toml:{place}: ")]).tells(&words);
    }
}

#[test]
fn a_circle_through_other_files_is_named() {
    let world = World::new();
    world.write("bad2.toml", "extends = \"bad.toml\"\n");
    refused(&world, "extends = \"bad2.toml\"\n").tells(&["error: bad2.toml:1:11: circular", "bad.toml → bad2.toml → bad.toml"]);
}

#[test]
fn a_mistake_in_a_policy_is_shown_at_its_place() {
    let world = World::new();
    for (lines, place, words) in [
        ("[demand]\nbundle_share = 0.4", "2:2", ["a world key in a policy: `demand", "scenario file"]),
        ("[routing]\ndistance = 1.0", "3:1", ["a world key in a policy: `routing.distance`", "scenario file"]),
        ("[routing]\nthet = 0.5", "3:1", ["unknown key: `routing.thet`", "did you mean `theta`?"]),
        ("[routing]\ntheta = 1.5", "3:9", ["found: 1.5", "a share between 0 and 1"]),
        ("[routing]\nrouter = \"chief\"", "3:10", ["unknown word: `routing.router`", "`hierarchy`"]),
        ("[funding]\npurchase = 0.5", "3:12", ["shares that sum to 1.5", "a sum of 1"]),
    ] {
        world.write("policies/bad.toml", format!("extends = \"administrative.toml\"\n{lines}\n"));
        let said = world.sanshe("run tiny.toml --policy bad --out o").ends(2);
        let place = format!("error: policies/bad.toml:{place}: ");
        said.tells(&[&place]).tells(&words);
        assert!(!world.has("o"));
    }
    world.write("policies/bad.toml", "label = \"Bad\"\n");
    world.sanshe("run tiny.toml --policy bad --out o").ends(2).tells(&["policies/bad.toml:1:1: missing key", "extends"]);
    world.write("policies/bad.toml", "extends = \"../../x.toml\"\n");
    world.sanshe("run tiny.toml --policy bad --out o").ends(2).tells(&["policies/bad.toml:1:11: path outside"]);
}

#[test]
fn a_mistake_on_the_command_line_is_shown_with_the_words_typed() {
    let world = World::new();
    world.write("ranges.toml", include_str!("../../scenarios/ranges.toml"));
    for (line, words) in [
        (
            "run tiny.toml --set demand.bundle_share=1.5",
            ["--set demand.bundle_share=1.5: value out of range", "a share between 0 and 1"],
        ),
        ("run tiny.toml --set demand.bundle_share=high", ["wrong type", "found: the text \"high\""]),
        ("run tiny.toml --set demand.bundle_shar=1", ["unknown key", "did you mean `bundle_share`?"]),
        ("run tiny.toml --set routing.theta=1", ["a policy key in a scenario", "policies/"]),
        ("run tiny.toml --set seeds", ["--set seeds", "expected: KEY=VALUE"]),
        ("run tiny.toml --seeds 0", ["run.seeds", "a whole number between 1 and"]),
        ("run tiny.toml --seeds -1", ["unexpected argument", "--help"]),
        ("run tiny.toml --years 1000", ["run.years", "a whole number between 1 and"]),
        ("run tiny.toml --policy linkag", ["--policy linkag: no such policy", "did you mean `linkage`?"]),
        ("run tiny.toml --policy ../base", ["no such policy", "letters of any script"]),
        ("run tiny.toml --threads 0", ["--threads", "expected a whole number from 1 to 4096"]),
        ("run tiny.toml --collect weekly", ["`weekly` is not a table", "daily"]),
        ("run tiny.toml --lang fr", ["--lang", "possible values: en, zh"]),
        ("run tiny.toml --sed 3", ["--sed", "--seeds"]),
        ("run nowhere.toml", ["nowhere.toml: cannot read the file", "found:"]),
        ("run nowhere/x.toml", ["nowhere/x.toml: cannot read the file", "found:"]),
        ("run policies", ["policies: cannot read the file", "found: a folder"]),
        ("run base.toml", ["base.toml", "district.generate"]),
        ("run policies/linkage.toml", ["policies/linkage.toml:1:1: this file is not a scenario", "found: a policy"]),
        ("run ranges.toml", ["ranges.toml:1:1: this file is not a scenario", "found: what is said of each key"]),
        ("frobnicate", ["unrecognized subcommand", "--help"]),
    ] {
        let line = if line.starts_with("run ") { format!("{line} --out o") } else { line.to_owned() };
        let said = world.sanshe(&line).ends(2).tells(&words);
        assert!(said.err.starts_with("error: "), "{}", said.err);
        assert!(!world.has("o") && !world.has("out"), "{line}");
    }
}

#[test]
fn a_missing_key_is_missing_from_the_file_whatever_is_set() {
    let world = World::new();
    world.write("none.toml", "").write("bare.toml", "name = \"t\"\n");
    world.write("half.toml", "name = \"t\"\n[run]\nseeds = 2\n");
    for options in ["--seeds 2", "--years 2", "--seeds 2 --years 2", "--set demand.volatility=1", "--set run.seeds=2"] {
        for file in ["none.toml", "bare.toml"] {
            let said = world.sanshe(&format!("run {file} {options} --out o")).ends(2);
            said.tells(&[&format!("error: {file}:1:1: missing key: `"), "begin the file with `extends = \"base.toml\"`"]);
        }
    }
    // A table that the file opens is where its keys are missing.
    world.sanshe("run half.toml --years 2 --out o").ends(2).tells(&["error: half.toml:2:1: missing key: `run.burn_in_years`"]);
    world.sanshe("trace none.toml").ends(2).tells(&["error: none.toml:1:1: missing key"]);
    world.sanshe("check base.toml --set district.name=x").ends(2).tells(&["error: base.toml:", "missing key: `district`"]);
}

#[test]
fn an_option_that_stands_for_a_setting_is_named_as_it_was_typed() {
    let world = World::new();
    for (line, option) in [
        ("run tiny.toml --seeds 0", "--seeds 0"),
        ("run tiny.toml --years 0 --out o", "--years 0"),
        ("run tiny.toml --set run.years=0 --years 1000 --out o", "--years 1000"),
        ("trace tiny.toml --years 0", "--years 0"),
        ("trace tiny.toml --set run.years=0", "--set run.years=0"),
    ] {
        let said = world.sanshe(line).ends(2);
        assert!(said.err.starts_with(&format!("error: {option}: value out of range: `run.")), "{line}: {}", said.err);
    }
    let said = world.sanshe("trace tiny.toml --years 0").ends(2);
    assert!(said.err.contains("\n  | --years 0\n  |         ^\n"), "the caret is below the value: {}", said.err);
    world.sanshe("trace tiny.toml --years 0 --lang zh").ends(2).tells(&["错误：--years 0: 取值超出范围"]);
}

#[test]
fn what_only_a_file_can_say_is_sent_back_to_the_file() {
    let world = World::new();
    for key in ["extends", "without"] {
        let said = world.sanshe(&format!("check tiny.toml --set {key}=slack.toml")).ends(2);
        assert!(!said.err.contains("polic"), "{}", said.err);
        said.tells(&[&format!("error: --set {key}=slack.toml: unknown key"), &format!("hint: `{key}` belongs in the file")]);
    }
    // Below a table it is a key of that table.
    world.write("low.toml", "[run]\nextends = \"tiny.toml\"\n");
    world
        .sanshe("check low.toml")
        .ends(2)
        .tells(&["error: low.toml:2:1: ", "`extends` in the scenario file itself, above its first table"]);
}

#[test]
fn a_number_without_its_first_or_last_digit_is_told_how_to_be_one() {
    let world = World::new();
    for (text, hint) in [
        (".2", "a number begins with a digit: `0.2`"),
        ("-.5", "a number begins with a digit: `-0.5`"),
        ("1.", "a number ends with a digit: `1.0`"),
    ] {
        world
            .sanshe(&format!("check tiny.toml --set handoff.loss={text}"))
            .ends(2)
            .tells(&[&format!("found: the text \"{text}\""), hint]);
    }
    for text in [".", "a.b", ".x", "much"] {
        let said = world.sanshe(&format!("check tiny.toml --set handoff.loss={text}")).ends(2);
        assert!(!said.err.contains("digit"), "{}", said.err);
    }
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let world = World::new();
    refused(&world, "").tells(&["error: bad.toml:1:1: missing key: `name`", "base.toml"]);
    refused(&world, b"extends = \"base.toml\"\nname = \"x\xff\"\n").tells(&[
        "error: bad.toml:2:10: ",
        "cannot be decoded",
        "found: the byte ff",
        "expected: UTF-8",
    ]);
    let (gbk, ..) = encoding_rs::GB18030.encode("name = \"x\" # 沙河口区\n");
    refused(&world, &gbk).tells(&["error: bad.toml:1:15: ", "GB18030"]);
    refused(&world, [0; 64]).tells(&["error: bad.toml:1:", "this is not TOML"]);
}

#[test]
fn a_world_larger_than_the_machine_is_refused_with_its_size() {
    let world = World::new();
    let text = TINY.replace("residents = 8000", "residents = 2000000000").replace("communities = 4", "communities = 60000");
    if cfg!(target_os = "linux") {
        let demand = "[demand]\nneeds_per_resident = 1000.0\n";
        refused(&world, format!("{text}{demand}")).tells(&[
            "error: bad.toml:15:13: too large for this machine: `district.generate.residents`",
            "B of memory needed",
            "expected: at most the ",
            "hint: fewer residents",
        ]);
    }
}

#[test]
fn a_mistake_in_a_sheet_is_shown_by_row_and_column() {
    let world = World::new();
    let head = TINY.split("[district.generate]").next().expect("a head");
    let scenario = head.replace("reference.toml", "base.toml") + "[district]\ntable = \"sheet.csv\"\n";
    world.write("sheet.csv", "code,subdistrict,residents\nA1,East,-4\n");
    refused(&world, &scenario)
        .tells(&["error: sheet.csv: row 2, column 3 (residents): bad cell", "expected: a number of residents above 0"]);
    world.write("sheet.csv", "code,subdistrict,residents\n");
    refused(&world, &scenario).tells(&["error: sheet.csv", "at least one row"]);
    std::fs::remove_file(world.path("sheet.csv")).expect("removed");
    refused(&world, &scenario).tells(&["sheet.csv"]);
}

#[test]
fn headings_of_mistakes_are_chinese_on_request() {
    let world = World::new();
    world.write("bad.toml", format!("{TINY}[demand]\nbundle_share = 1.5\n"));
    world.sanshe("run bad.toml --lang zh --out o").ends(2).tells(&[
        "错误：bad.toml:17:16: 取值超出范围: `demand.bundle_share`",
        "实际: 1.5",
        "应为: ",
    ]);
    world.sanshe("check bad.toml --lang zh").ends(2).tells(&["错误：", "取值超出范围"]);
    world.sanshe("run tiny.toml --policy nope --lang zh").ends(2).tells(&["没有这项政策"]);
}

#[test]
fn every_mistake_is_a_message_of_its_own() {
    let world = World::new();
    let text = TINY.replace("seeds = 2", "seeds = 0").replace("communities = 4", "communities = 0");
    let text = format!("{text}[demand]\nbundle_share = 1.5\nbundle_shar = 0.4\nvolatility = \"much\"\n");
    let said = refused(&world, text);
    assert_eq!(said.err.matches("error: bad.toml:").count(), 5, "{}", said.err);
    said.tells(&["bad.toml:8:9: ", "bad.toml:14:15: ", "bad.toml:17:16: ", "bad.toml:18:1: ", "bad.toml:19:14: "]);
    let said = world.sanshe("check bad.toml --lang zh").ends(2);
    assert_eq!(said.err.matches("错误：bad.toml:").count(), 5, "{}", said.err);
    said.tells(&["实际: 文本 \"much\"", "应为: 0 到 1 之间的比例", "提示: 是否想写 `bundle_share`？"]);
}

#[test]
fn random_bytes_never_make_the_program_panic() {
    let world = World::new();
    // A small generator with a fixed start: the same bytes every time.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..40 {
        let mut bytes: Vec<u8> =
            if round % 2 == 0 { (0..next() % 300).map(|_| next().to_le_bytes()[0]).collect() } else { TINY.bytes().collect() };
        if round % 2 == 1 {
            for _ in 0..1 + next() % 4 {
                let at = usize::try_from(next()).expect("64 bits") % bytes.len();
                match next() % 3 {
                    0 => bytes[at] = next().to_le_bytes()[0],
                    1 => drop(bytes.remove(at)),
                    _ => bytes.insert(at, b"[]{}=\"'.\n#0-"[usize::try_from(next() % 12).expect("small")]),
                }
            }
        }
        world.write("random.toml", &bytes);
        let said = world.sanshe("check random.toml");
        let status = said.status.expect("it ended by itself");
        assert!([0, 2].contains(&status), "{bytes:?}\n{}", said.err);
        said.ends(status);
    }
}

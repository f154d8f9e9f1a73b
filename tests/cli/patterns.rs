//! The status quo held against published facts, as those who judge a model use it.

use super::support::{TABLES, World};

/// Two communities for a year: some hundredths of a second a replicate.
const SMALL: &str = "--years 1 --set run.burn_in_years=0 --set district.generate.subdistricts=1 \
                     --set district.generate.communities=2 --set district.generate.residents=4000";

/// One pattern of the small world, with some of its lines in place of others.
fn one(lines: &str) -> String {
    format!(
        "name = \"mine\"\nscenario = \"tiny.toml\"\n\n[[pattern]]\nname = \"a\"\ntitle = \"A\"\ntitle_zh = \"甲\"\nunit = \"share\"\n\
         unit_zh = \"比例\"\ngrade = \"F\"\nsource = \"S\"\nsource_zh = \"源\"\nuse = \"fit\"\n{lines}\n"
    )
}

#[test]
fn the_shipped_patterns_are_printed_with_their_verdicts_and_what_is_not_measured_says_why() {
    let world = World::new();
    let said = world.sanshe(&format!("patterns patterns.toml {SMALL} --seeds 2")).ok();
    let place = |word: &str| said.out.find(word).unwrap_or_else(|| panic!("no {word:?} in\n{}", said.out));
    assert!(place("Fitted") < place("home-care-visits") && place("home-care-visits") < place("Held out"));
    assert!(place("Held out") < place("order-of-use") && place("order-of-use") < place("Others"));
    let line = |name: &str| said.out.lines().find(|line| line.starts_with(name)).expect("a row").to_owned();
    assert!(line("participation-after-care").contains("not measured"));
    assert!(line("participation-after-care is").contains("not to persons"));
    assert!(line("social-worker-visits").contains("290 – 900"));
    let last = said.out.lines().last().expect("a line");
    let counts = ["met/missed/undecided/not measured: fitted ", " of 9; held out ", " of 4; others ", " of 2."];
    assert!(counts.iter().all(|words| last.to_lowercase().contains(words)), "{last}");
    assert!(said.out.lines().all(|line| line.chars().count() <= 120), "{}", said.out);
    let chinese = world.sanshe(&format!("--lang zh patterns patterns.toml {SMALL} --seeds 2")).ok();
    chinese.says(&["用于拟合", "留作检验", "未测", "符合/不符/未定/未测"]);
    assert!(!world.has("out"), "nothing is kept");
}

#[test]
fn met_or_missed_the_status_is_0_and_the_interval_decides() {
    let world = World::new();
    let verdict = |lines: &str, more: &str| {
        world.write("mine.toml", one(lines));
        let said = world.sanshe(&format!("patterns mine.toml {SMALL} {more} --json")).ok();
        let value: serde_json::Value = serde_json::from_str(&said.out).expect("one object");
        let pattern = &value["patterns"][0];
        (pattern["verdict"].as_str().expect("a word").to_owned(), pattern["model"].clone())
    };
    let column = "measure = \"unmet_share\"\n";
    let (met, model) = verdict(&format!("{column}above = -1"), "--seeds 3");
    assert_eq!((met.as_str(), model["n"].as_u64()), ("met", Some(3)));
    assert_eq!(verdict(&format!("{column}below = -1"), "--seeds 3").0, "missed");
    assert_eq!(verdict(&format!("{column}low = -1\nhigh = 2"), "--seeds 1").0, "undecided");
    // The column is that of a run.
    world.sanshe(&format!("run tiny.toml {SMALL} --seeds 3 --collect none -q --out o --policy administrative")).ok();
    let column = world.column("o", "unmet_share");
    let values: Vec<f64> = column.iter().map(|(_, _, value)| value.parse().expect("a number")).collect();
    let mean = values.iter().sum::<f64>() / 3.0;
    assert!((model["mean"].as_f64().expect("a number") - mean).abs() < 1e-12, "{values:?}");
}

#[test]
fn the_known_share_of_all_categories_is_the_column_of_that_name_and_threads_decide_nothing() {
    let world = World::new();
    let second = one("measure = \"known_share\"\nabove = 0").split("[[pattern]]").nth(1).map(|t| t.replace("\"a\"", "\"b\""));
    // A measure of the vocabulary goes before the column of the same name; a category alone is less than all.
    let third = second.as_ref().map(|text| format!("{}categories = [\"comfort\"]\n", text.replace("\"b\"", "\"c\"")));
    let parts = [Some(one("measure = \"closure_minus_resolved\"\nabove = -1")), second, third];
    world.write("mine.toml", parts.map(|part| part.expect("a pattern")).join("\n[[pattern]]"));
    let line = |threads: u32| format!("patterns mine.toml {SMALL} --seeds 2 --threads {threads} --json");
    let (one, two) = (world.sanshe(&line(1)).ok().out, world.sanshe(&line(2)).ok().out);
    assert_eq!(one, two);
    let value: serde_json::Value = serde_json::from_str(&one).expect("one object");
    let mean = |place: usize| value["patterns"][place]["model"]["mean"].as_f64().expect("a number");
    world.sanshe(&format!("run tiny.toml {SMALL} --seeds 2 --collect none -q --out o --policy administrative")).ok();
    let column = |name: &str| {
        let values = world.column("o", name);
        values.iter().map(|(_, _, value)| value.parse::<f64>().expect("a number")).sum::<f64>() / values.len() as f64
    };
    assert!((mean(0) - (column("recorded_closure") - column("resolved_share"))).abs() < 1e-9);
    assert!((mean(1) - column("known_share")).abs() < 1e-9, "{} {}", mean(1), column("known_share"));
    assert!(mean(2) < mean(1), "comfort stays hidden");
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once_at_their_lines_with_status_2() {
    let world = World::new();
    let text = one("measure = \"users_shar\"\nlow = 3\nhigh = 2") + &one("").split_once("[[pattern]]").map_or(String::new(), |(_, t)| {
        format!(
            "[[pattern]]{t}measure = \"known_share\"\nabove = 0\ncategories = [\"comfrt\"]\nparties = [\"office\"]\n\n[[pattern]]{}\
             measure = \"hotline_closed_within\"\nlow = 0.1\n\n[[may_move]]\nkey = \"demand.needs_per_residnt\"\nreason = \"r\"\nreason_zh = \"由\"\n",
            t.replace("\"a\"", "\"c\"")
        )
    });
    world.write("mine.toml", text);
    for command in ["patterns", "check"] {
        let said = world.sanshe(&format!("{command} mine.toml")).ends(2).tells(&[
            "did you mean `users_share`?",
            "low = 3, high = 2",
            "a name of its own",
            "did you mean `comfort`?",
            "`parties`, of which `known_share` knows nothing",
            "`days`, which `hotline_closed_within` needs",
            "did you mean `demand.needs_per_resident`?",
        ]);
        assert!(said.err.lines().filter(|line| line.starts_with("error: mine.toml:")).count() >= 8, "{}", said.err);
        assert_eq!(said.out, "");
    }
    world.sanshe("--lang zh patterns mine.toml").ends(2).tells(&["是否想写 `users_share`？", "每项各有自己的名称"]);
}

#[test]
fn keys_that_no_pattern_has_and_words_that_are_none_are_refused_with_the_nearest() {
    let world = World::new();
    world.write("mine.toml", one("measure = \"known_share\"\nabov = 0").replace("use = \"fit\"", "use = \"fitt\""));
    world.sanshe("patterns mine.toml").ends(2).tells(&["unknown key", "did you mean `above`?", "fitt", "fit"]);
    world.write("mine.toml", one("measure = \"known_share\"\nabove = 0").replace("tiny.toml", "nowhere.toml"));
    world.sanshe("patterns mine.toml").ends(2).tells(&["nowhere.toml"]);
    world.sanshe("patterns missing.toml").ends(2).tells(&["missing.toml"]);
    world.sanshe("patterns patterns.toml --set demand.remit_share=7").ends(2).tells(&["demand.remit_share"]);
    world.sanshe("patterns patterns.toml --seeds 0").ends(2).tells(&["--seeds 0"]);
}

#[test]
fn more_keys_than_eight_may_not_be_moved() {
    let world = World::new();
    let more = "\n[[may_move]]\nkey = \"handoff.loss\"\nreason = \"one too many\"\nreason_zh = \"多了一个\"\n";
    world.write("mine.toml", world.read("patterns.toml") + more);
    world.sanshe("check patterns.toml").ok().says(&["fitted 9", "held out 4", "keys that may be moved: 8"]);
    world.sanshe("check mine.toml").ends(2).tells(&["9 keys", "at most 8"]);
}

#[test]
fn contacts_are_written_only_where_they_are_named_and_move_no_other_table() {
    let world = World::new();
    let run = |collect: &str, out: &str| {
        world.sanshe(&format!("run tiny.toml {SMALL} --seeds 1 --policy linkage -q --collect {collect} --out {out}")).ok();
    };
    run("all", "plain");
    run("all,contacts", "asked");
    assert!(!world.has("plain/contacts.csv"));
    let (plain, mut asked) = (world.results("plain"), world.results("asked"));
    let contacts = String::from_utf8(asked.remove("contacts.csv").expect("it is named")).expect("UTF-8");
    assert!(contacts.lines().count() > 10, "{contacts}");
    for name in TABLES {
        assert!(asked[name] == plain[name], "{name}");
    }
    // Direct minutes of the ledger are those of the visits, party by party.
    let minutes = |table: &str, of: &dyn Fn(&csv::StringRecord, &csv::StringRecord) -> Option<u64>| {
        let mut reader = csv::Reader::from_path(world.path("asked").join(table)).expect("it reads");
        let head = reader.headers().expect("a header").clone();
        reader.records().filter_map(|row| of(&head, &row.expect("a row"))).sum::<u64>()
    };
    let field = |head: &csv::StringRecord, row: &csv::StringRecord, name: &str| {
        row[head.iter().position(|h| h == name).expect("a column")].to_owned()
    };
    for party in ["office", "station", "organisation", "association"] {
        let visits = minutes("contacts.csv", &|head, row| {
            (field(head, row, "party") == party).then(|| field(head, row, "minutes").parse().expect("a number"))
        });
        let booked = minutes("ledger.csv", &|head, row| {
            let is = field(head, row, "party") == party && field(head, row, "category") == "direct";
            is.then(|| field(head, row, "amount").parse().expect("a number"))
        });
        assert_eq!(visits, booked, "{party}");
    }
}

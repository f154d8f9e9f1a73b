//! `run --json`: the comparison for programs.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::World;

/// A document of the repository.
fn document(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn told(world: &World, line: &str) -> Value {
    let said = world.sanshe(line).ok();
    assert_eq!(said.err, "", "a program reads standard error only when something is wrong");
    assert_eq!(said.out.lines().count(), 1, "one object and nothing else: {}", said.out);
    serde_json::from_str(&said.out).expect("JSON")
}

#[test]
fn a_program_gets_what_the_table_says_and_no_folder() {
    let world = World::new();
    let before = fs::read_dir(&world.dir).expect("it lists").count();
    let json = told(&world, "run tiny.toml --json");
    assert_eq!(fs::read_dir(&world.dir).expect("it lists").count(), before, "nothing is written");
    let table = world.sanshe("run tiny.toml -q").ok().out;
    for policy in ["administrative", "linkage", "endogenous"] {
        let row: Vec<&str> = table.lines().find(|line| line.starts_with(policy)).expect("a row").split_whitespace().collect();
        let measures = &json["policies"][policy]["measures"];
        let number =
            |value: &Value, factor: f64, decimals: usize| format!("{:.decimals$}", value.as_f64().expect("a number") * factor);
        assert_eq!(Some(&number(&measures["mean_wait_days"]["mean"], 1.0, 1).as_str()), row.last(), "{table}");
        let unmet = &measures["unmet_share"];
        assert!(row.contains(&number(&unmet["mean"], 100.0, 1).as_str()), "{unmet} {table}");
        if policy == "administrative" {
            assert!(unmet["difference"].is_null());
            continue;
        }
        let text: String = ["mean", "low", "high"].iter().map(|end| number(&unmet["difference"][end], 100.0, 2) + " ").collect();
        let shown = row[row.iter().position(|cell| cell.starts_with(['+', '-'])).expect("a difference")..].join(" ");
        let plain = shown.replace(['+', '[', ']', ','], "");
        assert!(plain.starts_with(text.trim_end()), "{plain} is not {text}");
    }
    // Every replicate once: the mean of runs.csv.
    let rows = world.column("out/tiny", "mean_wait_days");
    let waits: Vec<f64> = rows.iter().filter(|row| row.0 == "linkage").map(|row| row.2.parse().expect("a number")).collect();
    assert_eq!(json["policies"]["linkage"]["measures"]["mean_wait_days"]["mean"], waits.iter().sum::<f64>() / waits.len() as f64);
}

#[test]
fn with_a_folder_the_results_are_kept_and_the_same_object_is_printed() {
    let world = World::new();
    let mut unkept = told(&world, "run tiny.toml --json --threads 1");
    let kept = told(&world, "run tiny.toml --json --out kept");
    assert_eq!(kept["folder"], "kept");
    unkept["folder"] = kept["folder"].clone();
    assert_eq!(unkept, kept);
    world.sanshe("run tiny.toml -q --out plain").ok();
    world.same("kept", "plain");
    // Once more from the folder, and one replicate, which has no interval.
    assert_eq!(told(&world, "run tiny.toml --json --out kept"), kept);
    let one = told(&world, "run tiny.toml --json --seeds 1");
    assert!(one["policies"]["linkage"]["measures"]["unmet_share"]["low"].is_null());
}

#[test]
fn what_is_wrong_is_told_beside_and_nothing_is_printed() {
    let world = World::new();
    for (line, words) in [
        ("run tiny.toml --json --set demand.volatilit=1", "did you mean `volatility`?"),
        ("run tiny.toml --json --fresh", "name a folder with --out"),
        ("run tiny.toml --json --excel", "name a folder with --out"),
        ("run nowhere.toml --json", "nowhere.toml"),
    ] {
        let said = world.sanshe(line).ends(2).tells(&[words]);
        assert_eq!(said.out, "", "{line}");
    }
}

/// The words of a text that could be columns or fields.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

#[test]
fn the_page_on_interchange_names_every_field_and_no_column_that_is_not_there() {
    let page = document("docs/interchange.md");
    let world = World::new();
    let json = told(&world, "run tiny.toml --json --seeds 1 --policy linkage");
    let linkage = &json["policies"]["linkage"];
    let fields = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let all = [&json, linkage, &linkage["measures"]["unmet_share"], &linkage["measures"]["unmet_share"]["difference"]];
    let (code, prose): (Vec<_>, Vec<_>) = page.split("```").enumerate().partition(|(place, _)| place % 2 == 1);
    let prose: String = prose.into_iter().map(|(_, text)| text).collect();
    for field in all.into_iter().flat_map(fields) {
        assert!(words(&prose).contains(field.as_str()), "docs/interchange.md says nothing of `{field}`");
    }
    // What stands in quotation marks in the code and looks like a column is one, or of a library.
    let dictionary = document("docs/data-dictionary.md");
    let of_libraries = ["mu_star", "num_vars"];
    let quoted = code.iter().flat_map(|(_, block)| block.split('"').skip(1).step_by(2));
    let columns: BTreeSet<&str> =
        quoted.filter(|word| word.contains('_') && words(word).len() == 1 && !word.contains('.')).collect();
    assert!(columns.contains("unmet_share"), "{columns:?}");
    for column in columns.into_iter().filter(|column| !of_libraries.contains(column)) {
        assert!(dictionary.contains(&format!("| `{column}` |")), "{column} is no column");
    }
}

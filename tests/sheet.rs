//! What a sheet of communities may hold, and what is said of one that holds something else.

use std::fs;
use std::path::Path;

use sanshe::scenario::communities_columns::{COLUMNS, UNREAD};
use sanshe::scenario::remark::Remark;
use sanshe::scenario::starter::{self, HeaderLanguage};
use sanshe::scenario::{Experiment, LoadOptions, ScenarioError, load};
use sanshe::world::World;
use tempfile::TempDir;

/// What loading makes of the scenario of a new folder whose sheet holds this text.
fn read(sheet: &str) -> Result<Experiment, ScenarioError> {
    let dir = TempDir::new().expect("a temporary folder");
    starter::write(dir.path(), Some(HeaderLanguage::English)).expect("the starter folder");
    fs::write(dir.path().join("communities.csv"), sheet).expect("written");
    // The folder has a name of its own every time.
    let options = LoadOptions { sets: vec!["name=sheet".to_owned()], policies: None };
    load(&dir.path().join("scenario.toml"), &options)
}

#[track_caller]
fn refused(sheet: &str, words: &[&str]) {
    let text = read(sheet).expect_err(sheet).to_string();
    for word in words {
        assert!(text.contains(word), "no {word:?} in:\n{text}");
    }
}

#[test]
fn a_row_of_totals_is_no_community() {
    for (row, place) in [
        ("合计,East,9000,", "row 4, column 1 (code)"),
        ("合 计：,,9000,", "row 4, column 1 (code)"),
        (",西安路小计,9000,", "row 4, column 2 (subdistrict)"),
        ("A9,总计（人）,9000,", "row 4, column 2 (subdistrict)"),
        (",East,9000,Total", "row 4, column 4 (name)"),
        ("Sub-total,East,9000,", "row 4, column 1 (code)"),
        ("TOTAL:,,9000,", "row 4, column 1 (code)"),
    ] {
        let sheet = format!("code,subdistrict,residents,name\nA1,East,4000,\nA2,East,5000,\n{row}\n");
        refused(&sheet, &[place, "expected: a community in every row", "hint: delete the row of totals"]);
    }
    let legal = "code,subdistrict,residents,name\nTotality,East,4000,合计街社区\n";
    read(legal).expect("only what ends in such a word is a total");
}

#[test]
fn nobody_has_more_volunteers_or_staff_than_residents() {
    let sheet = |volunteers: &str, staff: &str| {
        format!("code,subdistrict,residents,volunteers,staff\nA1,East,4000,60,8\nA2,East,3500,{volunteers},{staff}\n")
    };
    refused(&sheet("35000", ""), &["row 3, column 4 (volunteers)", "\"35000\"", "at most the 3500 residents of this row"]);
    refused(&sheet("", "3501"), &["row 3, column 5 (staff)", "at most the 3500 residents of this row"]);
    read(&sheet("3500", "0.5")).expect("all may be active, and posts may be parts");
    // The same holds where communities are written out.
    for key in ["volunteers", "community_workers"] {
        let dir = TempDir::new().expect("a temporary folder");
        starter::write(dir.path(), None).expect("the starter folder");
        let text = format!("extends = \"base.toml\"\n[community.A1]\nsubdistrict = \"East\"\nresidents = 400\n{key} = 401\n");
        fs::write(dir.path().join("scenario.toml"), text).expect("written");
        let error = load(&dir.path().join("scenario.toml"), &LoadOptions::default()).expect_err(key).to_string();
        assert!(error.contains("scenario.toml:5:") && error.contains("at most the 400 residents"), "{error}");
    }
}

#[test]
fn a_share_where_persons_are_counted_is_told_from_a_number() {
    for column in ["60+", "80+", "unemployed", "volunteers"] {
        for cell in ["0.28", "28%", "２８％"] {
            let sheet = format!("code,subdistrict,residents,{column}\nA1,East,4000,{cell}\n");
            refused(&sheet, &[&format!("row 2, column 4 ({column})"), "a number of persons", "not a share"]);
        }
    }
    for (column, cell) in [("staff", "15%"), ("residents", "15%"), ("organisations", "100%"), ("x", "1%")] {
        let sheet = if column == "residents" {
            format!("code,subdistrict,residents\nA1,East,{cell}\n")
        } else {
            format!("code,subdistrict,residents,{column}\nA1,East,4000,{cell}\n")
        };
        refused(&sheet, &[&format!("({column})")]);
    }
    let experiment = read("code,subdistrict,residents,certified,property share\nA1,East,4000,15 %,６０％\n").expect("shares are");
    let (_, first) = experiment.scenario.community.as_ref().and_then(|list| list.0.first()).expect("a community");
    let near = |share: Option<f64>, value: f64| share.is_some_and(|share| (share - value).abs() < 1e-12);
    assert!(near(first.certified_share.map(|s| s.get()), 0.15));
    assert!(near(first.property_managed_share.map(|s| s.get()), 0.6));
}

#[test]
fn a_misspelt_header_is_an_error_with_the_nearest_known() {
    refused(
        "code,subdistrict,residents,volunters\nA1,East,4000,60\n",
        &["row 1, column 4 (volunters)", "did you mean \"volunteers\"?"],
    );
    refused("code,subdistrict,residents,elderly_60_7\nA1,East,4000,60\n", &["did you mean \"elderly_60_79\"?"]);
    refused("code,subdistrict,residents,weather\nA1,East,4000,60\n", &["docs/communities.md"]);
}

#[test]
fn a_column_that_is_not_read_changes_nothing_and_is_remarked() {
    let plain = read("code,subdistrict,residents\nA1,East,4000\n").expect("it loads");
    let more = read("code,户数,subdistrict,社工,residents,设施\nA1,1500,East,3,4000,有\n").expect("it loads");
    assert_eq!(plain.scenario, more.scenario);
    assert!(plain.remarks.is_empty());
    let [Remark::Unread { columns, .. }] = more.remarks.as_slice() else { panic!("{:?}", more.remarks) };
    assert_eq!(columns.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 4, 6]);
}

#[test]
fn staff_is_money_in_the_budget() {
    let budget = |sheet: &str| {
        let experiment = read(sheet).unwrap_or_else(|e| panic!("{e}"));
        World::new(&experiment.scenario).expect("a world").budget_fen
    };
    let without = budget("code,subdistrict,residents\nA1,East,4000\nA2,East,4000\n");
    let with = budget("code,subdistrict,residents,staff\nA1,East,4000,50\nA2,East,4000,50\n");
    // 100 heads in place of 18 per 10,000, at 60,000 yuan a year; the example of docs/communities.md.
    assert_eq!(with - without, ((100.0 - 14.4) * 60_000.0 * 100.0) as i64);
    assert_eq!(with, 640_325_000);
    let half = budget("code,subdistrict,residents,staff\nA1,East,4000,50\nA2,East,4000,\n");
    assert_eq!(2 * half, with + without);
}

#[test]
fn every_header_is_documented_as_it_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/communities.md");
    let text = fs::read_to_string(path).expect("it is there");
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|l| l.starts_with("| `")).map(|l| l.trim_matches('|').split('|').map(str::trim).collect()).collect();
    assert_eq!(rows.len(), COLUMNS.len(), "a row for every column of the empty sheet");
    for (row, column) in rows.iter().zip(COLUMNS) {
        assert_eq!(row[0], format!("`{}`", column.english));
        assert_eq!(row[1], column.chinese);
        assert_eq!(row[2], column.also.join(", "));
    }
    for column in UNREAD {
        let others: Vec<&str> = [column.chinese].iter().chain(column.also).copied().collect();
        let words = format!("`{}` ({})", column.english, others.join(", "));
        assert!(text.replace('\n', " ").contains(&words), "{words}");
    }
}

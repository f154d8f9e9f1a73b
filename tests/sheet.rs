//! What a sheet of communities may hold, and what is said of one that holds something else.

#[path = "support/office.rs"]
mod office;

use std::fs;
use std::path::Path;

use office::{OFFICE, OFFICE_XLS, office_rows, office_xlsx};
use rust_xlsxwriter::{Format, Workbook};
use sanshe::base::words::Lang;
use sanshe::scenario::keys::world::CommunityKeys;
use sanshe::scenario::load;
use sanshe::scenario::new_folder;
use sanshe::scenario::remark::Remark;
use sanshe::scenario::sheet::{COLUMNS, RESIDENTS, UNREAD};
use sanshe::scenario::starter::HeaderLanguage;
use sanshe::scenario::{Experiment, LoadOptions, ScenarioError};
use sanshe::world::World;
use tempfile::TempDir;

/// What loading makes of the scenario of a new folder whose sheet holds this text.
fn read(sheet: impl AsRef<[u8]>) -> Result<Experiment, ScenarioError> {
    let dir = TempDir::new().expect("a temporary folder");
    new_folder::write(dir.path(), Some(HeaderLanguage::English)).expect("the starter folder");
    fs::write(dir.path().join("communities.csv"), sheet).expect("written");
    // The folder has a name of its own every time.
    let options = LoadOptions { sets: vec!["name=sheet".to_owned()], ..LoadOptions::default() };
    load(&dir.path().join("scenario.toml"), &options)
}

#[track_caller]
fn refused(sheet: &str, words: &[&str]) {
    let text = read(sheet).expect_err(sheet).to_string();
    for word in words {
        assert!(text.contains(word), "no {word:?} in:\n{text}");
    }
}

/// The communities of a sheet that loads.
#[track_caller]
fn communities(sheet: &str) -> Vec<(String, CommunityKeys)> {
    read(sheet).unwrap_or_else(|e| panic!("{sheet}\n{e}")).scenario.community.expect("communities").0
}

/// The residents of each community of a sheet that loads.
#[track_caller]
fn residents(sheet: &str) -> Vec<f64> {
    communities(sheet).iter().map(|(_, keys)| keys.residents.expect("given").get()).collect()
}

/// What was understood of a sheet that loads, in both languages.
#[track_caller]
fn understood(sheet: &str) -> (String, String) {
    let experiment = read(sheet).unwrap_or_else(|e| panic!("{sheet}\n{e}"));
    let lines = experiment.sheet.expect("a sheet was read").lines();
    let text = |lang| lines.iter().map(|line| line.get(lang)).collect::<Vec<_>>().join("\n");
    (text(Lang::En), text(Lang::Zh))
}

#[test]
fn a_row_of_totals_is_no_community_whatever_it_is_called_and_an_error_when_it_is_not_the_sum() {
    for (row, called) in [
        ("合计,East,9000,", "合计"),
        ("合 计：,,9000,", "合 计："),
        (",西安路小计,9000,", "西安路小计"),
        ("A9,总计（人）,9000,", "总计（人）"),
        (",East,9000,Total", "Total"),
        ("Sub-total,East,9000,", "Sub-total"),
        ("TOTAL:,,9000,", "TOTAL:"),
        ("平均,,4500,", "平均"),
    ] {
        let sheet = |row: &str| format!("code,subdistrict,residents,name\nA1,East,4000,\nA2,East,5000,\n{row}\n");
        assert_eq!(residents(&sheet(row)), [4000.0, 5000.0], "{row}");
        let (en, zh) = understood(&sheet(row));
        assert!(
            en.contains(&format!("row 4 \"{called}\" is left out")) && zh.contains(&format!("第 4 行“{called}”不计")),
            "{en}\n{zh}"
        );
        let wrong = sheet(row).replace("9000", "9100").replace("4500", "4600");
        refused(&wrong, &["row 4, column 3 (residents)", "9,000 if", "4,500 if it is their mean", "hint: correct the number"]);
    }
    let head = "name,subdistrict,residents,60+\n";
    for sheet in [
        "A社区,East,4000,900\nB社区,East,5000,1000\n沙河口,,9000,1900\nC社区,West,3000,700\n全部,,12000,2600\n",
        "全部,,12000,2600\nA社区,East,4000,900\nB社区,East,5000,1000\nC社区,West,3000,700\n",
        "东街道,,9000,1900\nA社区,East,4000,900\nB社区,,5000,1000\n西街道,,3000,700\nC社区,West,3000,700\n",
    ] {
        let sheet = sheet.replace("B社区,,", "B社区,East,");
        assert_eq!(residents(&format!("{head}{sheet}")), [4000.0, 5000.0, 3000.0], "{sheet}");
    }
    refused(
        &format!("{head}A社区,East,4000,900\nB社区,East,4000,900\nC社区,East,8000,1800\n"),
        &["row 4", "\"C社区\" is a community", "the sum of 2 others", "call it 合计", "move its row above"],
    );
    let above = format!("{head}C社区,East,8000,1800\nA社区,East,4000,900\nB社区,East,4000,900\n");
    refused(&above, &["row 2", "the sum of 2 others"]);
    let between = format!("{head}A社区,East,4000,900\nC社区,East,8000,1800\nB社区,East,4000,900\n");
    assert_eq!(residents(&between).len(), 3, "where it adds up nothing, it is one");
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
    read(sheet("3500", "0.5")).expect("all may be active, and posts may be parts");
    // The same holds where communities are written out.
    for key in ["volunteers", "community_workers"] {
        let dir = TempDir::new().expect("a temporary folder");
        new_folder::write(dir.path(), None).expect("the starter folder");
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
    refused("编号,街道,常驻人口\nA1,East,4000\n", &["row 1, column 3 (常驻人口)", "did you mean \"常住人口\"?"]);
    let other =
        read("code,subdistrict,residents,weather,65岁以上人口\nA1,East,4000,60,500\n").expect("other columns may stand there");
    let [Remark::Unread { columns, .. }] = other.remarks.as_slice() else { panic!("{:?}", other.remarks) };
    assert_eq!(columns.len(), 2, "both are named, in one remark");
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
        World::new(&experiment.scenario).expect("a world").lines.budget(1.0) as i64
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
    for (row, column) in rows.iter().zip(&COLUMNS) {
        assert_eq!(row[0], format!("`{}`", column.english));
        assert_eq!(row[1], column.chinese);
        assert_eq!(row[2], column.also.join(", "));
    }
    for column in &UNREAD {
        let others: Vec<&str> = [column.chinese].iter().chain(column.also).copied().collect();
        let words = format!("`{}` ({})", column.english, others.join(", "));
        assert!(text.replace('\n', " ").contains(&words), "{words}");
    }
}

#[test]
fn the_sheet_of_a_subdistrict_office_is_read_at_the_first_try_in_every_format() {
    let (gb18030, _, _) = encoding_rs::GB18030.decode(OFFICE);
    // "Unicode text" of Excel: tabs, and thousands without quotes.
    let tabs: String = office_rows().iter().map(|row| row.join("\t") + "\r\n").collect();
    let utf16 = [0xff, 0xfe].into_iter().chain(tabs.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let plain = read(OFFICE).unwrap_or_else(|e| panic!("{e}"));
    let communities = plain.scenario.community.as_ref().expect("communities");
    let names: Vec<&str> = communities.iter().map(|(code, _)| code).collect();
    assert_eq!(names, ["春柳社区", "香工社区", "西安路社区"]);
    let subdistricts: Vec<&str> = communities.iter().map(|(_, keys)| keys.subdistrict.as_str()).collect();
    assert_eq!(subdistricts, ["春柳街道", "春柳街道", "西安路街道"]);
    let (_, third) = &communities.0[2];
    assert_eq!(third.residents.map(|r| r.get()), Some(8805.0));
    assert_eq!(third.community_workers.map(|w| w.get()), Some(16.0));
    let segments = third.segments.as_ref().expect("groups");
    assert_eq!(segments.get("low_income").map(|p| p.get()), Some(30.0));
    let disabled = segments.get("disabled").expect("from the district").get();
    assert!((100.0..200.0).contains(&disabled), "what is not known is the district's share: {disabled}");
    // The folder has another name every time.
    let said = |experiment: &Experiment| -> Vec<String> {
        let text = |remark: &Remark| remark.to_string().rsplit_once("communities.csv").expect("the file").1.to_owned();
        experiment.remarks.iter().map(text).collect()
    };
    let utf8 = gb18030.as_bytes().to_vec();
    for (format, bytes) in [("utf-8", utf8), ("utf-16", utf16), ("xlsx", office_xlsx()), ("xls", OFFICE_XLS.to_vec())] {
        let same = read(&bytes).unwrap_or_else(|e| panic!("{format}: {e}"));
        assert_eq!(same.scenario, plain.scenario, "{format}");
        assert_eq!(said(&same), said(&plain), "{format}");
    }
    let said = said(&plain);
    let told = |words: &str| said.iter().filter(|s| s.contains(words)).count();
    assert_eq!(told("column 4 (总户数), column 6 (其中：男), column 7 (其中：女), column 13 (备注)"), 1, "{said:?}");
    assert_eq!((told("column 10 (低保人数)"), told("column 11 (残疾人数)")), (1, 1), "{said:?}");
}

#[test]
fn check_has_something_to_say_of_everything_that_it_left_out_or_turned_into_another_number() {
    let lines = read(OFFICE).expect("it loads").sheet.expect("a sheet").lines();
    let text = |lang| lines.iter().map(|line| line.get(lang)).collect::<Vec<_>>().join("\n");
    for words in [
        "3 communities in 2 subdistricts, 22,565 residents",
        "smallest: 香工社区, 6,120 residents; largest: 西安路社区, 8,805 residents",
        "text in GB18030, cells apart by commas; the header is row 3",
        "skipped above the header: rows 1, 2",
        "no numbers: row 8",
        "row 7 \"合计\" is left out: its numbers are the sum of 3 rows",
        "that of the row above: 1",
        "a dash or the like, which means that nothing is known, so that the district's value is used: 1",
        "names serve as codes",
    ] {
        assert!(text(Lang::En).contains(words), "no {words:?} in\n{}", text(Lang::En));
    }
    for words in ["2 个街道，3 个社区，居民 22,565 人", "表头为第 3 行", "第 7 行“合计”不计：其数字为 3 行之和", "没有编号列"]
    {
        assert!(text(Lang::Zh).contains(words), "no {words:?} in\n{}", text(Lang::Zh));
    }
    assert!(!text(Lang::Zh).contains("rows"), "{}", text(Lang::Zh));
}

#[test]
fn all_that_is_wrong_with_a_sheet_is_in_one_list_by_row() {
    let sheet = "code,subdistrict,residents,60+,staff,x,y,volunters\n\
                 A1,East,many,28%,8,,,\nA1,East,4000,5000,9000,1,,\nA 3,,4000,,,,,\nA4,East,7,,,,,\n";
    let error = read(sheet).expect_err("much is wrong");
    let text = error.to_string();
    for (place, words) in [
        ("row 1, column 8 (volunters)", "did you mean \"volunteers\"?"),
        ("row 2, column 3 (residents)", "a number of residents above 0"),
        ("row 2, column 4 (60+)", "not a percentage"),
        ("row 3, column 1 (code)", "row 2 has the same"),
        ("row 3, column 3 (residents)", "at least the 5000 persons"),
        ("row 3, column 5 (staff)", "at most the 4000 residents"),
        ("row 3, column 7 (y)", "both coordinates, or none"),
        ("row 4, column 1 (code)", "1 to 64 letters"),
        ("row 5, column 3 (residents)", "in which unit is the column?"),
    ] {
        let report =
            error.reports().find(|r| r.in_language(Lang::En).contains(place)).unwrap_or_else(|| panic!("{place}\n{text}"));
        assert!(report.in_language(Lang::En).contains(words), "{place}: {words}\n{text}");
    }
    assert_eq!(error.reports().count(), 9, "{text}");
    let rows: Vec<usize> =
        ["row 1,", "row 2,", "row 3,", "row 4,", "row 5,"].iter().map(|row| text.find(row).expect("told")).collect();
    assert!(rows.is_sorted(), "{text}");
    let same: String = (0..300).map(|i| format!("A{i},East,7\n")).collect();
    let error = read(format!("code,subdistrict,residents\n{same}")).expect_err("all are wrong");
    assert!(error.reports().count() <= 11 && error.to_string().contains("290 more like these"), "{error}");
}

#[test]
fn a_number_with_two_readings_is_an_error_that_says_both() {
    let case = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
        fs::read(path).expect("it is there")
    };
    let error = |sheet: &[u8]| read(sheet).expect_err("two readings").to_string();
    let dots = error(&case("dot-thousands.csv"));
    assert!(dots.contains("7.640 or 7,640") && dots.contains("12.300 or 12,300"), "{dots}");
    let percent = error(&case("percent-of-one.csv"));
    assert!(
        percent.contains("1 % (as the header says) or 100 %") && percent.contains("0.5 % (as the header says) or 50 %"),
        "{percent}"
    );
    let shares = "编号,街道,常住人口,持证比例（%）\nA1,East,4000,1%\nA2,East,4000,45\nA3,East,4000,0\n";
    let shares: Vec<f64> = communities(shares).iter().map(|(_, keys)| keys.certified_share.expect("given").get()).collect();
    assert!(shares.iter().zip([0.01, 0.45, 0.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{shares:?}");
    refused(
        "code,subdistrict,residents,60+\nA1,East,7,640,1,400\n",
        &["row 2", "4 cells, as the header has", "one number, 7,640", "or they are two"],
    );
    refused(
        "code,subdistrict,residents,60+,80+\nA1,East,7,640,90\n",
        &["row 2, column 3 (residents)", "read as 7", "one number, 7,640"],
    );
    refused("code;subdistrict;residents\nA1;East;7,640\n", &["7.640 or 7,640"]);
    read("code,subdistrict,residents,staff\nA1,East,\"7,640\",12.5\n").expect("these have one");
}

#[test]
fn units_of_headers_and_of_the_line_above_are_applied_and_told() {
    let case = include_str!("cases/header-in-ten-thousands.csv");
    assert_eq!(residents(case), [7640.0, 6120.0]);
    let (en, zh) = understood(case);
    assert!(en.contains("(常住人口（万人）) is times 10,000") && zh.contains("乘以 10,000"), "{en}\n{zh}");
    let line =
        |unit: &str, header: &str, cell: &str| format!("情况表,,\n,,单位：{unit}\n社区名称,街道,{header}\nA社区,East,{cell}\n");
    assert_eq!(residents(&line("万人", "总人口", "0.764")), [7640.0]);
    assert_eq!(residents(&line("千人", "总人口", "7.64")), [7640.0]);
    assert_eq!(residents(&line("户、人", "总人口", "7640")), [7640.0]);
    assert_eq!(residents(&line("万人", "总人口（人）", "7640")), [7640.0], "the header wins");
    assert_eq!(residents(&line("万人", "总人口", "0.764万")), [7640.0], "so does the cell");
    refused(&line("户、人", "总人口", "0.764"), &["read as 0.764", "in which unit is the column?"]);
    refused(&line("人", "总人口", "210000"), &["50 to 100,000 residents", "read as 210,000"]);
    refused(&line("人", "总人口（户）", "3120"), &["the column `residents`", "it counts households"]);
    assert_eq!(RESIDENTS, (50.0, 100_000.0));
    let other =
        read("编号,街道,常住人口,低保（户）,志愿者（小时）,60岁以上（%）\nA1,East,4000,20,900,28\n").expect("these are not read");
    let said: Vec<String> = other.remarks.iter().map(ToString::to_string).collect();
    for words in ["it counts households", "it counts hours", "it is a share"] {
        assert!(said.iter().any(|s| s.contains(words)), "{words}: {said:?}");
    }
    let metres = communities("code,subdistrict,residents,x（米）,y（米）\nA1,East,4000,1500,-500\n");
    assert_eq!((metres[0].1.x_km.map(|x| x.get()), metres[0].1.y_km.map(|y| y.get())), (Some(1.5), Some(-0.5)));
}

#[test]
fn headers_of_two_rows_are_read_together_and_repeated_ones_passed_over() {
    let two = "社区名称,所属街道,人口情况,,,其中,\n,,总人口,60岁以上,80岁以上,男,女\nA社区,East,4000,900,100,2000,2000\nB社区,,5000,1000,120,2500,2500\n";
    let list = communities(two);
    assert_eq!(list.len(), 2);
    assert_eq!(list[1].1.subdistrict, "East");
    assert!(list[0].1.segments.as_ref().is_some_and(|s| s.get("elderly_80").map(|p| p.get()) == Some(100.0)));
    let crossed = "社区名称,所属街道,总人口,低保,\n,,,人数,60岁以上\nA社区,East,4000,50,20\n";
    let segments = communities(crossed)[0].1.segments.clone().expect("the low-income");
    assert_eq!(segments.get("low_income").map(|p| p.get()), Some(50.0));
    assert_eq!(segments.len(), 1, "the old among the low-income are not the old");
    let pages = "编号,街道,常住人口\nA1,East,4000\n编号,街道,常住人口\nA2,East,5000\n";
    assert_eq!(residents(pages), [4000.0, 5000.0]);
    assert!(understood(pages).0.contains("they repeat the header: row 3"));
}

#[test]
fn rows_are_counted_as_the_spreadsheet_counts_them() {
    for end in ["\n", "\r\n", "\r"] {
        let sheet = ["", "标题", "", "编号,街道,常住人口,名称", "A1,East,4000,\"两\n行\"", "", "A2,East,x,"].join(end);
        refused(&sheet, &["row 7, column 3 (常住人口)"]);
    }
}

#[test]
fn a_row_that_is_not_filled_in_is_told_and_a_subdistrict_is_not_carried_over_a_total_or_a_note() {
    let head = "社区名称,街道,常住人口,60岁以上\n";
    refused(&format!("{head}A社区,East,4000,900\nB社区,,,\n"), &["row 3, column 3 (常住人口)", "an empty cell"]);
    let total = format!("{head}A社区,East,4000,900\nB社区,,5000,1000\n小计,,9000,1900\nC社区,,3000,700\n");
    refused(&total, &["row 5, column 2 (街道)", "the name of the subdistrict"]);
    let note = format!("{head}A社区,East,4000,900\n西街道,,,\nC社区,,3000,700\n");
    refused(&note, &["row 4, column 2 (街道)"]);
    let same = communities("社区名称,街道,常住人口\n新村,East,4000\n新村,West,5000\n光明 社区,West,3000\n");
    let codes: Vec<&str> = same.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["East-新村", "West-新村", "光明社区"]);
}

#[test]
fn numbers_merged_over_rows_days_and_damaged_workbooks_are_told() {
    let usual = Format::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0_u16..).zip(["编号", "街道", "常住人口", "社区工作者", "持证比例"]) {
        sheet.write(0, column, header).expect("written");
    }
    for row in 1..3 {
        sheet.write(row, 0, format!("A{row}")).and_then(|s| s.write(row, 1, "East")).expect("written");
        sheet.write(row, 2, 4000 + row).expect("written");
        sheet.write_with_format(row, 4, 0.45, &Format::new().set_num_format("0%")).expect("written");
    }
    let plain = book.save_to_buffer().expect("a workbook");
    let share =
        read(&plain).expect("percentages as they are shown").scenario.community.expect("communities").0[0].1.certified_share;
    assert!((share.expect("given").get() - 0.45).abs() < 1e-12);
    let sheet = book.worksheet_from_index(0).expect("the sheet");
    sheet.merge_range(1, 3, 2, 3, "", &usual).and_then(|s| s.write(1, 3, 20)).expect("merged");
    let error = read(book.save_to_buffer().expect("a workbook")).expect_err("20 for two").to_string();
    assert!(error.contains("row 3, column 4 (社区工作者)") && error.contains("one number stands over several rows"), "{error}");
    for bytes in [&office_xlsx()[..], OFFICE_XLS] {
        let mut told = 0;
        for step in 0..60 {
            let mut damaged = bytes.to_vec();
            let at = step * 7919 % damaged.len();
            damaged[at] ^= 0x5a;
            damaged.truncate(bytes.len() - (step % 3) * bytes.len() / 4);
            told += usize::from(read(&damaged).is_err());
        }
        assert!(told > 10, "damage is refused: {told}");
    }
    // A million million cells in a file of some hundred bytes: a cell in the last row and column.
    let mut wide = Workbook::new();
    let sheet = wide.add_worksheet();
    for row in 0..300 {
        sheet.write(row, 16_383, 1).expect("written");
    }
    let error = read(wide.save_to_buffer().expect("a workbook")).expect_err("too large").to_string();
    assert!(error.contains("cells"), "{error}");
}

#[test]
fn a_large_sheet_of_nothing_known_is_refused_in_good_time() {
    let wide = "a,".repeat(400_000) + "\n";
    let blank = format!("社区{}x\n{}\n", ",".repeat(400_000), "y,".repeat(400_000));
    let long = format!("code,subdistrict,residents{}\n{}", ",z".repeat(900), "A,B\n".repeat(60_000));
    for sheet in [wide.repeat(3), blank, long, "\"".repeat(100_000), ",\n".repeat(1_000_000), "合计,1,2\n".repeat(100_000)] {
        assert!(read(&sheet).is_err());
    }
}

#[test]
fn ages_below_the_old_are_the_groups_they_name() {
    let sheet = "编号,名称,街道,常住人口,老年人口,\n,,,,60岁以上,80岁以上\na1,甲一社区,甲街道,5000,1200,150\na2,甲二社区,甲街道,6000,1300,160\n";
    let segments = communities(sheet)[0].1.segments.clone().expect("the old");
    assert_eq!(segments.get("elderly_80").map(|p| p.get()), Some(150.0));
    let all: f64 = segments.0.iter().map(|(_, persons)| persons.get()).sum();
    assert!((all - 1200.0).abs() < 1e-6, "{all} of the 60+");
}

#[test]
fn a_part_of_a_community_and_a_street_in_one_column_are_asked_about() {
    let head = "名称,街道,常住人口\n甲一社区,甲街道,5000\n甲二社区,甲街道,6000\n";
    refused(&format!("{head}其中：甲二北片,甲街道,2000\n"), &["row 4", "a part of the row above it"]);
    refused(&format!("{head}甲街道,甲街道,11000\n乙一社区,乙街道,4000\n"), &["row 4", "a community or a total"]);
}

#[test]
fn a_unit_inside_a_title_counts_and_one_in_a_note_below_is_an_error() {
    let rows = "名称,街道,常住人口\n甲一社区,甲街道,76.4\n甲二社区,甲街道,61.2\n";
    assert_eq!(residents(&format!("某街道统计表（单位：百人）,,\n{rows}")), [7640.0, 6120.0]);
    refused(&format!("{rows}注：人口单位为百人,,\n"), &["row 4", "units above the table or in its headers"]);
    let visits = "名称,街道,常住人口,志愿者（人次）\n甲一社区,甲街道,7640,3000\n";
    assert!(communities(visits)[0].1.volunteers.is_none(), "visits are not persons");
}

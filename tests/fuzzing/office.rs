//! Sheets as offices keep them: titles above, merged cells, units in the header, thousands, totals, notes below; as CSV and as a workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::bytes::NUMBERS;
use super::dice::Dice;

/// Rows of cells.
pub type Grid = Vec<Vec<String>>;

/// Headers and how large their numbers are.
const COLUMNS: [(&str, usize); 24] = [
    ("常住人口", 9000),
    ("常住人口（人）", 9000),
    ("常住人口(万人)", 2),
    ("常住人口（千人）", 9),
    ("residents", 9000),
    ("residents (thousand)", 9),
    ("60岁以上", 2000),
    ("60岁以上（%）", 40),
    ("60+", 2000),
    ("80岁以上", 400),
    ("低保（户）", 200),
    ("低保", 200),
    ("残疾", 300),
    ("失独", 20),
    ("社区工作者", 20),
    ("社会组织", 8),
    ("社区社会组织", 15),
    ("志愿者", 500),
    ("志愿服务时长（小时）", 9000),
    ("物业覆盖率", 1),
    ("物业覆盖率（％）", 100),
    ("面积（平方公里）", 5),
    ("联系电话", 90_000_000),
    ("备注", 9),
];
/// The first N say how many people live there.
const RESIDENTS: usize = 6;
const TITLES: [&str; 5] =
    ["甲街道社区基本情况统计表", "填报单位：甲街道办事处", "2025年12月31日", "单位：人", "Communities of the subdistrict"];
const NOTES: [&str; 4] = ["注：数据截至2025年底", "填表人：　　审核人：", "Source: yearly return", "* 含户籍人口"];
const TOTALS: [&str; 7] = ["合计", "小计", "总计", "平均", "Total", "", "甲街道"];
const EMPTY: [&str; 6] = ["—", "-", "/", "无", "", "…"];

/// A sheet of some communities.
pub fn grid(dice: &mut Dice) -> Grid {
    let first = if dice.chance(60) { ["编号", "街道"] } else { ["code", "subdistrict"] };
    let names = dice.chance(50);
    // More than half are as a careful clerk keeps them: columns once each, numbers plain or with thousands.
    let careful = dice.chance(60);
    let mut columns: Vec<(&str, usize)> = Vec::new();
    for _ in 0..1 + dice.below(6) {
        let column = *dice.pick(if careful { &COLUMNS[RESIDENTS..] } else { &COLUMNS[..] });
        if !careful || !columns.contains(&column) {
            columns.push(column);
        }
    }
    if careful || dice.chance(70) {
        columns.insert(0, COLUMNS[dice.below(RESIDENTS)]);
    }
    let mut header: Vec<String> = first.map(str::to_owned).to_vec();
    if names {
        header.push("名称".into());
    }
    header.extend(columns.iter().map(|(name, _)| (*name).to_owned()));
    let mut grid: Grid = Vec::new();
    for _ in 0..dice.below(3) {
        grid.push(vec![(*dice.pick(&TITLES)).to_owned()]);
    }
    grid.push(header);
    let merged = dice.chance(50);
    for subdistrict in 0..1 + dice.below(3) {
        let from = grid.len();
        let mut sums = vec![0.0; columns.len()];
        for community in 0..1 + dice.below(5) {
            let mut row = vec![format!("S{subdistrict}-{community}")];
            row.push(if merged && community > 0 { String::new() } else { format!("街道{subdistrict}") });
            if names {
                row.push(format!("社区{subdistrict}{community}"));
            }
            for ((_, most), sum) in columns.iter().zip(&mut sums) {
                let value = if careful && *most == 9000 {
                    (4000 + dice.below(5000)) as f64
                } else if *most > 40 {
                    (1 + dice.below(*most)) as f64
                } else {
                    (dice.below(*most * 1000) as f64) / 1000.0
                };
                *sum += value;
                row.push(cell(dice, value, careful));
            }
            grid.push(row);
        }
        if dice.chance(40) {
            let rows = (grid.len() - from) as f64;
            let mut row = vec![(*dice.pick(&TOTALS)).to_owned(), String::new()];
            row.resize(if names { 3 } else { 2 }, String::new());
            let (mean, off) = (dice.chance(15), !careful && dice.chance(30));
            row.extend(sums.iter().map(|sum| {
                let sum = if mean { sum / rows } else { *sum } + if off { 1.0 } else { 0.0 };
                cell(dice, sum, careful)
            }));
            grid.push(row);
        }
    }
    for _ in 0..dice.below(3) {
        grid.push(vec![(*dice.pick(&NOTES)).to_owned()]);
    }
    grid
}

/// A number as people write it.
fn cell(dice: &mut Dice, value: f64, careful: bool) -> String {
    // A sum of tenths and hundredths as a spreadsheet shows it.
    let plain = ((value * 1000.0).round() / 1000.0).to_string();
    match if careful { 20 + dice.below(20) } else { dice.below(40) } {
        0 => (*dice.pick(&NUMBERS)).to_owned(),
        1 => (*dice.pick(&EMPTY)).to_owned(),
        2 => format!("{plain}人"),
        3 => format!("约{plain}"),
        4 => format!("{:.2}万", value / 1e4),
        5 => format!("{plain}%"),
        6 => plain.chars().map(|c| c.to_digit(10).map_or('．', |d| char::from_u32(0xff10 + d).unwrap_or(c))).collect(),
        7 => format!(" {plain}\u{3000}"),
        8..24 if value >= 1000.0 => {
            let whole = (value as u64).to_string();
            let separator = if careful { "," } else { *dice.pick(&[",", ",", ",", "，", ".", " ", "'"]) };
            let (head, tail) = whole.split_at(whole.len() - 3);
            format!("{head}{separator}{tail}")
        }
        _ => plain,
    }
}

/// A sheet as a CSV file, in one of the encodings and with one of the separators that spreadsheets write.
pub fn csv(dice: &mut Dice, grid: &Grid) -> Vec<u8> {
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    let (filled, quoted) = (dice.chance(70), dice.chance(90));
    let separator = *dice.pick(&[",", ",", ",", ",", ",", ";", "\t"]);
    let mut text = String::new();
    for row in grid {
        let mut cells: Vec<String> = row
            .iter()
            .map(|c| {
                if quoted && (c.contains(separator) || c.contains('"')) {
                    format!("\"{}\"", c.replace('"', "\"\""))
                } else {
                    c.clone()
                }
            })
            .collect();
        if filled {
            cells.resize(width, String::new());
        }
        text.push_str(&cells.join(separator));
        text.push_str("\r\n");
    }
    match dice.below(5) {
        0 | 1 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        2 => [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
        3 if dice.chance(20) => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        _ => text.into_bytes(),
    }
}

/// A sheet as a workbook (`.xlsx`): numbers as numbers or as text, cells merged or left empty, formulas, cells far away, other sheets.
pub fn workbook(dice: &mut Dice, grid: &Grid) -> Vec<u8> {
    let mut book = Workbook::new();
    // Without the time of day: an input is the same whenever it is made.
    if let Ok(day) = ExcelDateTime::from_ymd(2026, 1, 1) {
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    }
    for _ in 0..dice.below(2) {
        let _ = book.add_worksheet().write(0, 0, "说明");
    }
    let sheet = book.add_worksheet();
    let as_numbers = dice.chance(80);
    let (down, right) = if dice.chance(20) { (dice.below(5) as u32, dice.below(4) as u16) } else { (0, 0) };
    for (r, row) in grid.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (r as u32 + down, c as u16 + right);
            // What cannot be written (a text beyond the limits of the format) is left out.
            let _ = match cell.parse::<f64>() {
                Ok(number) if as_numbers && number.is_finite() => sheet.write_number(r, c, number).map(drop),
                _ if cell.is_empty() => Ok(()),
                _ => sheet.write_string(r, c, cell).map(drop),
            };
        }
    }
    let rows = grid.len() as u32;
    if dice.chance(30) {
        let _ = sheet.merge_range(down, right, down, right + 4, grid[0].first().map_or("", String::as_str), &Format::new());
    }
    if dice.chance(30) && rows > 4 {
        let from = down + 1 + dice.below(rows as usize - 3) as u32;
        let _ = sheet.merge_range(from, right + 1, from + 2, right + 1, "甲街道", &Format::new());
    }
    if dice.chance(15) {
        let formula = *dice.pick(&["=SUM(C2:C5)", "=1/0", "=C3", "=A1&\"x\"", "=RAND()"]);
        let _ = sheet.write_formula(down + rows / 2, right + 2, formula);
    }
    if dice.chance(4) {
        // A stray blank far below or far to the right makes the sheet as large as the format allows.
        let (r, c) = *dice.pick(&[(1_048_575, 16_383), (1_048_575, 0), (0, 16_383), (60_000, 300)]);
        let _ = sheet.write_string(r, c, " ");
    }
    book.save_to_buffer().unwrap_or_default()
}

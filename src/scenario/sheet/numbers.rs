//! Numbers as people write them, and those that can be read in two ways.
//!
//! Thousands are set off by commas, digits may be of full width, a number may carry its unit (`7,640人`, `0.76万`). Dashes and the like mean
//! that the value is unknown. Ambiguous numbers are never guessed.

use super::grid::Cell;
use crate::base::words::{Both, both};

/// The contents of a numeric cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Read {
    /// Nothing, or a mark that nothing is known.
    Empty {
        /// Whether there is a mark.
        marked: bool,
    },
    /// A number.
    Number(Number),
    /// A number with two readings.
    Ambiguous([Both; 2]),
    /// Something else.
    Wrong,
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// As it stands there.
    pub value: f64,
    /// Decimals that are shown.
    pub decimals: u32,
    /// A unit in the cell itself.
    pub sign: Option<Sign>,
}

/// A unit after the number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    Percent,
    Permille,
    /// 万 and the like.
    Times(f64),
}

/// Marks for what is not known.
const NOT_KNOWN: [&str; 22] = [
    "-", "--", "–", "—", "——", "－", "―", "─", "~", "/", "／", "\\", "…", "……", "...", "无", "暂无", "未知", "不详", "n/a", "na",
    "nil",
];

/// Whether a text says that nothing is known.
pub(super) fn is_not_known(text: &str) -> bool {
    let text = text.to_lowercase();
    NOT_KNOWN.contains(&text.as_str())
}

/// The value of a numeric cell. `separator` is the separator of cells; `counts` means that the column counts integers, for which three
/// digits behind a point are most likely thousands.
pub(super) fn read(cell: &Cell, separator: Option<char>, counts: bool) -> Read {
    if let Some(value) = cell.number {
        return Read::Number(Number { value, decimals: decimals(&cell.text), sign: None });
    }
    if cell.is_empty() {
        return Read::Empty { marked: false };
    }
    if is_not_known(&cell.text) {
        return Read::Empty { marked: true };
    }
    let (text, sign) = signed(narrow(&cell.text));
    if counts
        && sign.is_none()
        && let Some(readings) = two_readings(&text, separator)
    {
        return Read::Ambiguous(readings);
    }
    match number(&text) {
        Some(value) => Read::Number(Number { value, decimals: decimals(&text), sign }),
        None => Read::Wrong,
    }
}

/// Digits, points, commas and signs of full width as those of usual width; blanks dropped.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '．' => '.',
        '，' => ',',
        '－' | '−' => '-',
        '＋' => '+',
        '％' => '%',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

/// The text without the unit at its end.
fn signed(text: String) -> (String, Option<Sign>) {
    if let Some(rest) = text.strip_suffix('%') {
        return (rest.to_owned(), Some(Sign::Percent));
    }
    if let Some(rest) = text.strip_suffix('‰') {
        return (rest.to_owned(), Some(Sign::Permille));
    }
    let plain = text.trim_end_matches(['人', '名', '个', '位', '家', '口']);
    for (multiple, times) in [('万', 1e4), ('千', 1e3)] {
        if let Some(rest) = plain.strip_suffix(multiple) {
            return (rest.to_owned(), Some(Sign::Times(times)));
        }
    }
    if plain.is_empty() { (text, None) } else { (plain.to_owned(), None) }
}

/// Both readings of `7.640`, and where semicolons separate, since there commas are decimal, of `7,640`.
fn two_readings(text: &str, separator: Option<char>) -> Option<[Both; 2]> {
    let mark = text.chars().find(|c| matches!(c, '.' | ','))?;
    if mark == ',' && separator != Some(';') {
        return None;
    }
    let mut groups = text.split(mark);
    let first = groups.next().filter(|g| (1..=3).contains(&g.len()) && !g.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    if !digits(first) || !rest.iter().all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    let whole = format!("{first}{}", rest.concat());
    let grouped = format!("{first},{}", rest.join(","));
    let thousands = both!("{grouped} (that is {whole})", "{grouped}（即 {whole}）");
    let decimal = match rest.as_slice() {
        [part] => both!("{first}.{part}", "{first}.{part}"),
        _ => both!("no number", "不是数字"),
    };
    Some([decimal, thousands])
}

/// A plain number. A comma that does not set off thousands makes it none: `1,5` could mean two things.
pub(super) fn number(text: &str) -> Option<f64> {
    let whole_part = text.split('.').next().unwrap_or_default();
    let mut groups = whole_part.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches(['+', '-']);
    let (mut some, mut sound) = (false, true);
    groups.for_each(|group| {
        some = true;
        sound &= group.len() == 3;
    });
    if !sound || (some && !(1..=3).contains(&first.len())) || text[whole_part.len()..].contains(',') {
        return None;
    }
    let text = text.replace(',', "");
    // Words such as `nan` and `inf` are numbers for Rust but not in a sheet.
    if !text.chars().all(|c| c.is_ascii_digit() || ".+-eE".contains(c)) {
        return None;
    }
    text.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// Decimals of a number as it is shown.
fn decimals(text: &str) -> u32 {
    let decimals = text.split_once('.').map_or(0, |(_, part)| part.bytes().take_while(u8::is_ascii_digit).count());
    u32::try_from(decimals).unwrap_or(20).min(20)
}

/// A number times a unit, without the dust that multiplying leaves: 0.764 times 10,000 is 7,640.
pub(super) fn times(value: f64, unit: f64) -> f64 {
    let product = value * unit;
    let rounded = (product * 1e6).round() / 1e6;
    if (rounded - product).abs() <= product.abs() * 1e-12 { rounded } else { product }
}

/// A number for a message: whole where it is, thousands set off.
pub(super) fn shown(value: f64) -> String {
    let text = ((value * 1e6).round() / 1e6).to_string();
    let (whole, part) = text.split_once('.').map_or((text.as_str(), ""), |(whole, part)| (whole, part));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        match read(&Cell::text(text), Some(','), true) {
            Read::Number(number) if number.sign.is_none() => Some(number.value),
            _ => None,
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("7,640", 7640.0),
            ("７６４０", 7640.0),
            ("７，６４０", 7640.0),
            (" 7 640 ", 7640.0),
            ("7,640人", 7640.0),
            ("12.5", 12.5),
        ] {
            assert_eq!(value(text), Some(expected), "{text}");
        }
        for text in ["1,5", "60,0", "nan", "inf", "约7640", "7,640户", "2024-03-01", "1,2345", ",640", "0x10"] {
            assert_eq!(read(&Cell::text(text), Some(','), true), Read::Wrong, "{text}");
        }
        for text in ["—", "-", "/", "…", "无", "N/A"] {
            assert_eq!(read(&Cell::text(text), Some(','), true), Read::Empty { marked: true }, "{text}");
        }
        assert_eq!(times(0.764, 1e4), 7640.0);
        assert_eq!((shown(22565.0), shown(-1234.5)), ("22,565".to_owned(), "-1,234.5".to_owned()));
    }

    #[test]
    fn what_has_two_readings_is_not_guessed() {
        let two = |text: &str, separator: char| matches!(read(&Cell::text(text), Some(separator), true), Read::Ambiguous(_));
        assert!(two("7.640", ';') && two("7.640", ',') && two("7,640", ';') && two("1.234.567", ';'));
        assert!(!two("7,640", ',') && !two("0.764", ',') && !two("7.64", ';') && !two("7.6401", ';'));
        let cell = Cell { number: Some(7.64), text: "7.640".into(), merged: false };
        assert!(matches!(read(&cell, None, true), Read::Number(_)), "a workbook keeps the number itself");
    }
}

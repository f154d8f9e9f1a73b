//! Units of columns: text in brackets after a header, and the line `单位：万人` above it.
//!
//! A unit in the header wins over that line. The line holds for columns of people; one that names plain units (户、人) means plain numbers.

/// In what a column counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    /// So many of what the column counts: 10,000 for 万人.
    Times(f64),
    /// Of a hundred.
    Percent,
    /// Of a thousand.
    Permille,
    /// Households, which are not persons.
    Households,
    /// Visits (人次), which are not persons.
    Visits,
    /// Hours, which are not persons.
    Hours,
    /// Kilometres.
    Kilometres,
    /// Metres.
    Metres,
    /// Money.
    Money,
}

/// Names of Chinese multiples.
const MULTIPLES: [(char, f64); 5] = [('亿', 1e8), ('万', 1e4), ('千', 1e3), ('百', 1e2), ('十', 1e1)];
/// Units of single items.
const ONES: [&str; 11] = ["人", "名", "个", "位", "家", "口", "person", "persons", "people", "heads", "residents"];

/// The unit that a word names.
pub(super) fn unit(word: &str) -> Option<Unit> {
    let word: String = word.trim().trim_start_matches("单位").trim_start_matches([':', '：']).trim().to_lowercase();
    let word = word.strip_prefix("in ").unwrap_or(&word);
    Some(match word {
        "%" | "％" | "百分比" | "percent" | "per cent" | "pct" => Unit::Percent,
        "‰" | "千分比" | "permille" | "per mille" => Unit::Permille,
        "户" | "households" | "household" => Unit::Households,
        "小时" | "时" | "hours" | "hour" | "h" => Unit::Hours,
        "km" | "公里" | "千米" | "kilometres" | "kilometers" => Unit::Kilometres,
        "m" | "米" | "metres" | "meters" => Unit::Metres,
        "thousand" | "thousands" | "'000" | "000s" | "1,000" | "1000" | "k" => Unit::Times(1e3),
        "ten thousand" | "10,000" | "10000" | "10k" | "10 000" => Unit::Times(1e4),
        "million" | "millions" => Unit::Times(1e6),
        "元" | "yuan" | "万元" | "亿元" => Unit::Money,
        _ => return counted(word),
    })
}

/// Multiples of what is counted: 万人, 千户, 个, thousand persons.
fn counted(word: &str) -> Option<Unit> {
    if let Some((first, rest)) = word.split_once(' ')
        && ONES.contains(&rest)
        && matches!(unit(first), Some(Unit::Times(_)))
    {
        return unit(first);
    }
    let rest = word.trim_start_matches(|c| MULTIPLES.iter().any(|(multiple, _)| *multiple == c));
    let multiple = &word[..word.len() - rest.len()];
    if multiple.chars().count() > 2 {
        return None;
    }
    let times = multiple.chars().filter_map(|c| MULTIPLES.iter().find(|(m, _)| *m == c)).map(|(_, times)| times).product();
    match rest {
        "户" => Some(Unit::Households),
        "人次" => Some(Unit::Visits),
        "元" => Some(Unit::Money),
        "" if multiple.is_empty() => None,
        "" => Some(Unit::Times(times)),
        _ => ONES.contains(&rest).then_some(Unit::Times(times)),
    }
}

/// A header without its unit, and the unit: in brackets, behind a stroke or colon, or as the end of the word (人口万人).
pub(super) fn of_header(header: &str) -> (String, Option<Unit>) {
    let mut name = String::new();
    let (mut told, mut inside) = (None, None::<String>);
    for c in header.chars() {
        match (c, &mut inside) {
            ('(' | '（' | '[' | '［' | '【', None) => inside = Some(String::new()),
            (')' | '）' | ']' | '］' | '】', Some(text)) => {
                told = told.or(unit(text));
                inside = None;
            }
            (c, Some(text)) => text.push(c),
            (c, None) => name.push(c),
        }
    }
    // A bracket that is never closed.
    told = told.or(inside.and_then(|text| unit(&text)));
    if told.is_none()
        && let Some((before, after)) = name.rsplit_once(['/', '／', ':', '：', ','])
        && let Some(found) = unit(after)
    {
        return (before.trim().to_owned(), Some(found));
    }
    if told.is_none() {
        for ending in ["万人", "千人", "%", "％", "‰"] {
            if let Some(before) = name.trim_end().strip_suffix(ending) {
                return (before.trim().to_owned(), unit(ending));
            }
        }
    }
    (name.trim().to_owned(), told)
}

/// The units that a line such as `单位：户、人` names, or a title with `（单位：万人）` in it; nothing for any other line, among them
/// `填报单位：沙河口区民政局`.
pub(super) fn of_line(text: &str) -> Option<Vec<Unit>> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let lower = compact.to_lowercase();
    ["单位", "units", "unit"].into_iter().flat_map(|word| lower.match_indices(word).map(|(at, word)| at + word.len())).find_map(
        |at| {
            let rest = lower[at..].strip_prefix([':', '：', '为', '是'])?;
            listed(rest.split([')', '）', ']', '】', '。']).next().unwrap_or(rest))
        },
    )
}

/// The units of a list such as `户、人`; nothing when one of its words is none.
fn listed(list: &str) -> Option<Vec<Unit>> {
    let words = list.split(['、', '，', ',', ';', '；', '/', '／']).filter(|word| !word.is_empty());
    let units: Option<Vec<Unit>> = words.map(unit).collect();
    units.filter(|units| !units.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_from_headers_as_offices_write_them() {
        for (header, name, expected) in [
            ("常住人口（万人）", "常住人口", Some(Unit::Times(1e4))),
            ("常住人口(千人)", "常住人口", Some(Unit::Times(1e3))),
            ("总人口/万人", "总人口", Some(Unit::Times(1e4))),
            ("总人口万人", "总人口", Some(Unit::Times(1e4))),
            ("持证比例%", "持证比例", Some(Unit::Percent)),
            ("持证比例（％）", "持证比例", Some(Unit::Percent)),
            ("低保（户）", "低保", Some(Unit::Households)),
            ("residents (thousands)", "residents", Some(Unit::Times(1e3))),
            ("residents (10 000)", "residents", Some(Unit::Times(1e4))),
            ("Low Income (persons)", "Low Income", Some(Unit::Times(1.0))),
            ("街道（镇）", "街道", None),
            ("60岁以上人口", "60岁以上人口", None),
            ("其中：男", "其中：男", None),
        ] {
            assert_eq!(of_header(header), (name.to_owned(), expected), "{header}");
        }
        assert_eq!(of_line("单位：户、人"), Some(vec![Unit::Households, Unit::Times(1.0)]));
        assert_eq!(of_line("（单位：万人）"), Some(vec![Unit::Times(1e4)]));
        assert_eq!(of_line("某街道统计表（单位：百人）"), Some(vec![Unit::Times(100.0)]));
        assert_eq!(of_line("注：人口单位为百人。"), Some(vec![Unit::Times(100.0)]));
        assert_eq!(of_line("填报单位：沙河口区民政局 计量单位：千人"), Some(vec![Unit::Times(1e3)]));
        assert_eq!(of_header("志愿者（人次）").1, Some(Unit::Visits));
        assert_eq!(of_line("填报单位：沙河口区民政局"), None);
        assert_eq!(of_line("单位：沙河口区民政局"), None);
    }
}

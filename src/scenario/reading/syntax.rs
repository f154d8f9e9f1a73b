//! Errors of the TOML parser, in both languages.
//!
//! The parser's messages are a closed set: a description, and what was expected instead. Each has its Chinese here; what is not in the
//! set, because the parser has learnt something new, is given as it is in a Chinese sentence.

use toml::de::Error;

use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::reading::depth::{DEEPEST, too_deep};
use crate::scenario::reading::mistakes::Mistakes;

/// Maximum number of syntax errors reported for one text: later ones may be consequences.
const MOST: usize = 10;

/// Maximum number of parser findings examined: many may be on one line.
const MOST_LOOKED_AT: usize = 1_000;

/// Everything the parser found in a document of which `whole` is the origin: the first of every line, up to the first after which the rest
/// of the text cannot be told apart.
pub(in crate::scenario) fn all(errors: &[Error], text: &str, whole: &Origin) -> ScenarioError {
    if let Some(error) = depth(errors, text, whole, 0, true) {
        return error;
    }
    let mut mistakes = Mistakes::default();
    let mut lines: Vec<usize> = Vec::new();
    for error in errors.iter().take(MOST_LOOKED_AT) {
        let origin = Origin { span: error.span().unwrap_or(0..0), ..whole.clone() };
        let line = text.as_bytes().iter().take(origin.span.start).filter(|&&c| c == b'\n').count();
        if lines.contains(&line) {
            continue;
        }
        if lines.len() == MOST {
            mistakes.and_more();
            break;
        }
        lines.push(line);
        mistakes.add(ScenarioError::new(Kind::Syntax).at(&origin).found(said(error.message())));
        if swallows(error.message()) {
            break;
        }
    }
    mistakes.or(()).err().unwrap_or_else(|| ScenarioError::new(Kind::Syntax).at(whole))
}

/// The error about a text that nests too deep for the parser, at the place where it does; nothing when that is not what is wrong. `shift` is
/// added to the place; `document` is as for [`too_deep`].
pub(in crate::scenario) fn depth(
    errors: &[Error],
    text: &str,
    whole: &Origin,
    shift: usize,
    document: bool,
) -> Option<ScenarioError> {
    let error = errors.iter().find(|e| is_depth(e.message()))?;
    let place = too_deep(text, document).or_else(|| error.span()).unwrap_or(0..0);
    Some(
        ScenarioError::new(Kind::Syntax)
            .at(&Origin { span: place.start + shift..place.end + shift, ..whole.clone() })
            .found(both!("tables or lists nested too deep", "表或列表嵌套过深"))
            .expected(both!("at most {DEEPEST} levels", "至多 {DEEPEST} 层")),
    )
}

fn is_depth(message: &str) -> bool {
    message.starts_with("recursion limit") || message.starts_with("cannot recurse further")
}

/// Whether what follows a mistake is read as part of it.
fn swallows(message: &str) -> bool {
    message.starts_with("unclosed")
        || message.starts_with("missing comma")
        || message.contains("string, expected")
        || message.contains("opening quote")
}

/// A message of the parser in both languages.
fn said(message: &str) -> Both {
    let (description, expected) = message.split_once(", expected ").map_or((message, None), |(d, e)| (d, Some(e)));
    let known = |set: &[(&str, &'static str)], text: &str| set.iter().find(|(en, _)| *en == text).map(|(_, zh)| *zh);
    let zh = known(DESCRIPTIONS, description).map(str::to_string).or_else(|| {
        let kind = description.strip_prefix("cannot extend value of type ")?.strip_suffix(" with a dotted key")?;
        Some(format!("这里已有{}，不能再用点号键扩展", known(TYPES, kind)?))
    });
    let item = |text: &str| match known(EXPECTATIONS, text) {
        Some(zh) => Some(zh.to_string()),
        None => (text.starts_with(['`', '\'']) && !text.contains(' ')).then(|| text.to_string()),
    };
    let items: Option<Vec<String>> = match expected {
        None => Some(Vec::new()),
        // One expectation of a date holds a comma itself.
        Some(all) => item(all).map(|one| vec![one]).or_else(|| all.split(", ").map(item).collect()),
    };
    let zh = match (zh, items) {
        (Some(zh), Some(items)) if items.is_empty() => zh,
        (Some(zh), Some(items)) => format!("{zh}，此处应为{}", items.join("或")),
        _ => format!("写法不合 TOML 格式（解析器原文：{message}）"),
    };
    both!("{message}", "{zh}")
}

/// The parser's finding.
const DESCRIPTIONS: &[(&str, &str)] = &[
    ("duplicate key", "键重复"),
    ("carriage return must be followed by newline", "回车符之后必须是换行符"),
    ("could not allocate for string", "内存不足，放不下这段文本"),
    ("extra `=`", "多了一个 `=`"),
    ("extra assignment between key-value pairs", "键值对之间多了 `=`"),
    ("extra comma in array", "列表里多了逗号"),
    ("extra comma in inline table", "行内表里多了逗号"),
    ("integers with a radix cannot be signed", "带进制前缀的整数不能有正负号"),
    ("invalid basic string", "双引号文本写法有误"),
    ("invalid binary number", "二进制数写法有误"),
    ("invalid boolean", "`true` 或 `false` 写法有误"),
    ("invalid comment character", "注释里有不允许的字符"),
    ("invalid date", "日期写法有误"),
    ("invalid date-time", "日期时间写法有误"),
    ("invalid datetime", "日期时间写法有误"),
    ("invalid offset", "时区偏移写法有误"),
    ("invalid time", "时间写法有误"),
    ("invalid exponent", "指数写法有误"),
    ("invalid float", "小数写法有误"),
    ("invalid fraction", "小数部分写法有误"),
    ("invalid hexadecimal number", "十六进制数写法有误"),
    ("invalid inline table element", "行内表的元素写法有误"),
    ("invalid integer number", "整数写法有误"),
    ("invalid key", "键的写法有误"),
    ("invalid key-value pair", "键值对写法有误"),
    ("invalid literal string", "单引号文本写法有误"),
    ("invalid mantissa", "尾数写法有误"),
    ("invalid multi-line basic string", "多行双引号文本写法有误"),
    ("invalid multi-line literal string", "多行单引号文本写法有误"),
    ("invalid octal number", "八进制数写法有误"),
    ("invalid string", "文本写法有误"),
    ("invalid table", "表头写法有误"),
    ("invalid unquoted key", "不加引号的键写法有误"),
    ("invalid value", "值的写法有误"),
    ("key with no value", "键没有值"),
    ("keys cannot be multi-line basic strings", "键不能是多行双引号文本"),
    ("keys cannot be multi-line literal strings", "键不能是多行单引号文本"),
    ("missing array opening", "列表缺少开头的 `[`"),
    ("missing assignment between key-value pairs", "键与值之间缺少 `=`"),
    ("missing comma between array elements", "列表的元素之间缺少逗号"),
    ("missing comma between key-value pairs", "键值对之间缺少逗号"),
    ("missing comment start", "注释缺少开头的 `#`"),
    ("missing escaped value", "反斜杠之后缺少转义字符"),
    ("missing inline table opening", "行内表缺少开头的 `{`"),
    ("missing key for inline table element", "行内表的元素缺少键"),
    ("missing opening quote", "缺少开头的引号"),
    ("missing table open", "表头缺少开头的 `[`"),
    ("missing value", "缺少值"),
    ("missing value for key", "键没有值"),
    ("radix must be lowercase", "进制前缀必须小写"),
    ("redundant integer number prefix", "整数前缀重复"),
    ("redundant numeric sign", "正负号重复"),
    ("string values must be quoted", "文本必须加引号"),
    ("too few unicode value digits", "Unicode 编号位数不足"),
    ("unclosed array", "列表没有结尾的 `]`"),
    ("unclosed array table", "表数组的表头没有结尾的 `]]`"),
    ("unclosed inline table", "行内表没有结尾的 `}`"),
    ("unclosed table", "表头没有结尾的 `]`"),
    ("unexpected `=` in array", "列表里出现了 `=`"),
    ("unexpected content", "出现了多余的内容"),
    ("unexpected content between comment and newline", "注释与换行之间有多余的内容"),
    ("unexpected key or value", "出现了多余的键或值"),
    ("unexpected leading zero", "数字开头多了 0"),
    ("unexpected sign", "出现了多余的正负号"),
    ("unquoted keys cannot be empty", "不加引号的键不能为空"),
    ("`_` may only go between digits", "`_` 只能放在数字之间"),
];

/// The expected alternative.
const EXPECTATIONS: &[(&str, &str)] = &[
    ("nothing", "空（去掉即可）"),
    ("newline", "换行"),
    ("key", "键"),
    ("value", "值"),
    ("letters", "字母"),
    ("numbers", "数字"),
    ("digits", "数字"),
    ("basic string", "双引号文本"),
    ("literal string", "单引号文本"),
    ("unquoted string", "不加引号的键"),
    ("multi-line basic string", "多行双引号文本"),
    ("multi-line literal string", "多行单引号文本"),
    ("unicode hexadecimal value", "十六进制的 Unicode 编号"),
    ("printable characters", "可见字符"),
    ("characters", "字符"),
    ("non-single-quote visible characters", "单引号以外的可见字符"),
    ("non-single-quote characters", "单引号以外的字符"),
    ("non-double-quote visible characters", "双引号以外的可见字符"),
    ("non-double-quote characters", "双引号以外的字符"),
    ("`-` (MM-DD)", "`-`（月-日）"),
    ("`-` (YYYY-MM) or `:` (HH:MM)", "`-`（年-月）或 `:`（时:分）"),
    ("`:` (HH:MM)", "`:`（时:分）"),
    ("`T` between date and time", "日期与时间之间的 `T`"),
    ("`Z`, +OFFSET, -OFFSET", "`Z` 或正负时区偏移"),
    ("a four-digit year (YYYY)", "四位的年份"),
    ("a two-digit day (DD)", "两位的日"),
    ("a two-digit hour (HH)", "两位的时"),
    ("a two-digit minute (MM)", "两位的分"),
    ("a two-digit month (MM)", "两位的月份"),
    ("a two-digit second (SS)", "两位的秒"),
    ("day", "日"),
    ("hour", "时"),
    ("hour between 00 and 23", "00 到 23 的时"),
    ("hours between 00 and 23", "00 到 23 的时"),
    ("minute", "分"),
    ("minute between 00 and 59", "00 到 59 的分"),
    ("minutes between 00 and 59", "00 到 59 的分"),
    ("month", "月份"),
    ("month between 01 and 12", "01 到 12 的月份"),
    ("nanosecond", "纳秒"),
    ("nanoseconds overflowed", "位数更少的纳秒"),
    ("second", "秒"),
    ("second between 00 and 60", "00 到 60 的秒"),
    ("year or hour", "年份或时"),
    ("day between 01 and 31", "01 到 31 的日"),
];

/// Types of values, as the parser names them.
const TYPES: &[(&str, &str)] = &[
    ("string", "文本"),
    ("integer", "整数"),
    ("float", "小数"),
    ("boolean", "真假值"),
    ("datetime", "日期"),
    ("array", "列表"),
    ("table", "表"),
    ("inline table", "行内表"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use toml::de::DeTable;

    #[test]
    fn what_the_parser_says_of_a_mistake_has_its_own_chinese() {
        for text in [
            "a = \n",
            "a\n",
            "= 1\n",
            "a = 1 b\n",
            "a = [1, 2\n",
            "a = [1 2]\n",
            "a = { b = 1\n",
            "a = { b 1 }\n",
            "a = \"x\n",
            "a = 'x\n",
            "a = x\n",
            "a = 01\n",
            "a = 1__2\n",
            "a = 0X1\n",
            "a = +0x1\n",
            "a = 1e\n",
            "a = 1.\n",
            "a = .5\n",
            "a = 1.e2\n",
            "a = tru\n",
            "a = 2020-13-01\n",
            "a = 2020-1-01\n",
            "a = 12:61:00\n",
            "a = \"\\q\"\n",
            "a = \"\\u12\"\n",
            "[a\n",
            "[[a]\n",
            "[]\n",
            "[a]\n[a]\n",
            "a = 1\na = 2\n",
            "a = 1\na.b = 2\n",
            "a = []\na.b = 1\n",
            "a = {}\na.b = 1\n",
            "a b = 1\n",
            "a. = 1\n",
            "a = [,]\n",
            "a = {,}\n",
            "a = == 1\n",
            "\"\"\"a\"\"\" = 1\n",
            "a = 1 # \u{1}\n",
            "a = \"\u{1}\"\n",
            "a = 1\rb = 2\n",
            "[a] b\n",
            "a = ++1\n",
            "a = nann\n",
            "a = infx\n",
            "a = 1 = 2\n",
            "a = [1,,2]\n",
            "a = {b = 1,, c = 2}\n",
            "a = '''x\n",
            "a = \"\"\"x\n",
            "a = }\n",
            "]\n",
            "a = 1,\n",
        ] {
            let (_, errors) = DeTable::parse_recoverable(text);
            assert!(!errors.is_empty(), "{text:?} is TOML");
            for error in errors {
                let said = said(error.message());
                assert_eq!(said.en, error.message());
                assert!(!said.zh.contains("解析器原文"), "{text:?}: {}", said.en);
            }
        }
        assert_eq!(said("a new thing, expected luck").zh, "写法不合 TOML 格式（解析器原文：a new thing, expected luck）");
    }
}

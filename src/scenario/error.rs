//! The one error of this layer: what is wrong with what somebody wrote, and where.
//!
//! The parts stay apart (place, key, kind, found, expected, hint), each in both languages; [`Report::in_language`] arranges them for a
//! terminal, and the text given by `Display` is the English arrangement.

pub use crate::scenario::place::{Origin, Place, Source};

use crate::base::words::{Both, Lang, both};
use crate::scenario::place::{cut, width};

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The file cannot be read.
    Unreadable,
    /// The file is not UTF-8 (or, for a table, not GB18030 either).
    Encoding,
    /// The text is not TOML.
    Syntax,
    /// A key nobody knows.
    UnknownKey,
    /// A key of the world stands in a policy.
    WorldKeyInPolicy,
    /// A key of a policy stands in a scenario.
    PolicyKeyInScenario,
    /// A key is missing.
    MissingKey,
    /// A value of another type.
    WrongType,
    /// A value outside its range.
    OutOfRange,
    /// A word that is not among those allowed.
    UnknownWord,
    /// Keys that contradict each other.
    Contradiction,
    /// A file extends itself, through others or directly.
    Circle,
    /// A path that leaves the scenario's folder.
    OutsideFolder,
    /// The file can be read and is not a scenario.
    NoScenario,
    /// A policy that is not there.
    NoSuchPolicy,
    /// A cell of a table.
    Cell,
    /// The run needs more than the machine has.
    TooLarge,
    /// There is more than what is told.
    More,
}

impl Kind {
    /// A short name of the kind, English and Chinese.
    #[must_use]
    pub const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Unreadable => ("cannot read the file", "无法读取文件"),
            Self::Encoding => ("the file's characters cannot be decoded", "文件字符编码无法识别"),
            Self::Syntax => ("this is not TOML", "不是 TOML 格式"),
            Self::UnknownKey => ("unknown key", "未知的键"),
            Self::WorldKeyInPolicy => ("a world key in a policy", "政策文件中出现情景的键"),
            Self::PolicyKeyInScenario => ("a policy key in a scenario", "情景文件中出现政策的键"),
            Self::MissingKey => ("missing key", "缺少键"),
            Self::WrongType => ("wrong type", "类型不符"),
            Self::OutOfRange => ("value out of range", "取值超出范围"),
            Self::UnknownWord => ("unknown word", "未知的词"),
            Self::Contradiction => ("contradiction", "前后矛盾"),
            Self::Circle => ("circular `extends`", "`extends` 循环引用"),
            Self::OutsideFolder => ("path outside the scenario's folder", "路径超出情景所在文件夹"),
            Self::NoScenario => ("this file is not a scenario", "该文件不是情景"),
            Self::NoSuchPolicy => ("no such policy", "没有这项政策"),
            Self::Cell => ("bad cell", "单元格有误"),
            Self::TooLarge => ("too large for this machine", "超出本机内存"),
            Self::More => ("more mistakes", "还有其他错误"),
        }
    }

    /// A short English name of the kind.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.texts().0
    }

    /// A short Chinese name of the kind.
    #[must_use]
    pub const fn text_zh(self) -> &'static str {
        self.texts().1
    }
}

/// Something is wrong with a scenario, a policy or a table: the parts of the message.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What kind of thing.
    pub kind: Kind,
    /// Where.
    pub place: Option<Place>,
    /// Where inside a file that has no lines of text: row, column and header of a sheet. Empty elsewhere.
    pub cell: Both,
    /// Full dotted path of the key; empty when no key is concerned.
    pub key: String,
    /// What stands there.
    pub found: Option<Both>,
    /// What should.
    pub expected: Option<Both>,
    /// What to do.
    pub hint: Option<Both>,
    /// The keys from the top of the tree down to the value or key; nothing where no type was being read.
    steps: Vec<String>,
    /// The keys that a table may have, of a key that is not among them.
    known: &'static [&'static str],
}

/// The error of the scenario layer: one thing that is wrong, or all that are, first things first.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", self.in_language(Lang::En))]
pub struct ScenarioError(Box<Report>, Vec<Report>);

impl ScenarioError {
    /// An error of that kind; its parts are added by the methods below.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        let cell = Both::default();
        Self(
            Box::new(Report {
                kind,
                place: None,
                cell,
                key: String::new(),
                found: None,
                expected: None,
                hint: None,
                steps: Vec::new(),
                known: &[],
            }),
            Vec::new(),
        )
    }

    /// All of these as one error, in their order; nothing when there are none.
    #[must_use]
    pub fn many(errors: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut all = errors.next()?;
        for Self(first, more) in errors {
            all.1.push(*first);
            all.1.extend(more);
        }
        Some(all)
    }

    /// The parts of the first.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.0
    }

    /// All that is wrong, at least one.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        std::iter::once(&*self.0).chain(&self.1)
    }

    /// The arrangement for a terminal, one report below the other, without a line feed at the end.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> String {
        self.reports().map(|report| report.in_language(lang)).collect::<Vec<_>>().join("\n")
    }

    /// Says where, unless a place nearer to the mistake is known already.
    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        for report in self.each().filter(|report| report.place.is_none()) {
            report.place = Some(origin.place());
        }
        self
    }

    /// Says where, in place of what was known.
    #[must_use]
    pub fn moved_to(mut self, origin: &Origin) -> Self {
        for report in self.each() {
            report.place = Some(origin.place());
        }
        self
    }

    /// Says which file, unless a place is known already.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        let file = file.into();
        for report in self.each().filter(|report| report.place.is_none()) {
            report.place = Some(Place { file: file.clone(), line: None, column: 1, text: String::new(), indent: 0, carets: 0 });
        }
        self
    }

    /// Says where inside the file: row and column of a sheet.
    #[must_use]
    pub fn cell(mut self, cell: Both) -> Self {
        self.0.cell = cell;
        self
    }

    /// Says which key.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.key = key.into();
        self
    }

    /// Says what stands there.
    #[must_use]
    pub fn found(mut self, found: impl Into<Both>) -> Self {
        self.0.found = Some(found.into());
        self
    }

    /// Says what should.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<Both>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Both>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Shows an option of the command line that stands for a setting, where that setting is the place.
    #[must_use]
    pub fn typed_as(mut self, setting: &str, option: &str, value: &str) -> Self {
        let text = format!("{option} {value}");
        let before = option.len() + 1;
        let is_set = |p: &&mut Place| p.line.is_none() && p.file.strip_prefix("--set ") == Some(setting);
        for place in self.each().filter_map(|report| report.place.as_mut()).filter(is_set) {
            let (file, text) = (text.clone(), text.clone());
            *place = Place { file, line: None, column: before + 1, text, indent: before, carets: width(value).max(1) };
        }
        self
    }

    /// Puts a part before the key: called on the way up from the leaf.
    #[must_use]
    pub(in crate::scenario) fn under(mut self, part: &str) -> Self {
        for Report { key, steps, .. } in self.each() {
            steps.insert(0, part.to_string());
            *key = if key.is_empty() {
                part.to_string()
            } else if key.starts_with('[') {
                format!("{part}{key}")
            } else {
                format!("{part}.{key}")
            };
        }
        self
    }

    /// Says which key of a table is meant, as the last step down the tree.
    #[must_use]
    pub(in crate::scenario) fn step(mut self, key: &str) -> Self {
        self.0.steps = vec![key.to_string()];
        self
    }

    /// Says which keys the table may have.
    #[must_use]
    pub(in crate::scenario) fn known(mut self, keys: &'static [&'static str]) -> Self {
        self.0.known = keys;
        self
    }

    pub(in crate::scenario) fn report_mut(&mut self) -> &mut Report {
        &mut self.0
    }

    fn each(&mut self) -> impl Iterator<Item = &mut Report> {
        std::iter::once(&mut *self.0).chain(&mut self.1)
    }
}

impl Report {
    /// The keys from the top of the tree down to the value or key; nothing where no type was being read.
    pub(in crate::scenario) fn steps(&self) -> &[String] {
        &self.steps
    }

    /// The keys that a table may have, of a key that is not among them.
    pub(in crate::scenario) const fn known(&self) -> &'static [&'static str] {
        self.known
    }

    /// The arrangement for a terminal, without a line feed at the end. Words of files are shown escaped.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> String {
        let (kind, [found, expected, hint]) = match lang {
            Lang::En => (self.kind.text(), ["found", "expected", "hint"]),
            Lang::Zh => (self.kind.text_zh(), ["实际", "应为", "提示"]),
        };
        let mut out = String::new();
        if let Some(place) = &self.place {
            out.push_str(&format!("{place}: "));
        }
        let cell = self.cell.get(lang);
        if !cell.is_empty() {
            out.push_str(&format!("{}: ", cut(cell)));
        }
        out.push_str(kind);
        if !self.key.is_empty() {
            out.push_str(&format!(": `{}`", cut(&self.key)));
        }
        if let Some(place) = self.place.as_ref().filter(|p| p.carets > 0) {
            let number = place.line.map_or(String::new(), |line| line.to_string());
            let gutter = " ".repeat(number.len());
            let (line, indent, carets) = place.window();
            out.push_str(&format!("\n {number} | {line}\n {gutter} | {}{}", " ".repeat(indent), "^".repeat(carets)));
        }
        for (name, text) in [(found, &self.found), (expected, &self.expected), (hint, &self.hint)] {
            if let Some(text) = text {
                out.push_str(&format!("\n   {name}: {}", cut(text.get(lang))));
            }
        }
        out
    }
}

/// The nearest of the words known, when it is near enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(2);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(d, candidate)| *d <= limit && *d < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbours) between two words. Long words are cut: nobody means those.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

/// `a`, `b`, `c` and so on, at most twenty of them.
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> Both {
    let words: Vec<&str> = words.into_iter().collect();
    let quoted: Vec<String> = words.iter().take(MOST_LISTED).map(|w| format!("`{w}`")).collect();
    let (en, zh) = (quoted.join(", "), quoted.join("、"));
    match words.len().saturating_sub(MOST_LISTED) {
        0 => both!("{en}", "{zh}"),
        more => both!("{en} and {more} more", "{zh} 等，另有 {more} 个"),
    }
}

/// The words of a closed set, as what was expected.
pub(crate) fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Both {
    let words = list(words);
    both!("one of {words}", "以下之一：{words}"; words = words)
}

/// The nearest of the words known, as a hint.
pub(crate) fn meant(word: &str) -> Both {
    both!("did you mean `{word}`?", "是否想写 `{word}`？")
}

/// As [`meant`], of a word that stands in quotes.
pub(crate) fn meant_in_quotes(word: &str) -> Both {
    both!("did you mean {word:?}?", "是否想写 {word:?}？")
}

/// Most words of a list in a message.
const MOST_LISTED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_mistakes_are_one_error_that_tells_each_in_both_languages() {
        let wrong = |row: u32| ScenarioError::new(Kind::Cell).cell(both!("row {row}", "第 {row} 行")).expected("1");
        let inner = ScenarioError::many([wrong(5), wrong(6)]).expect("two");
        let all = ScenarioError::many([wrong(4), inner]).expect("three").in_file("a.csv");
        assert_eq!(all.reports().count(), 3);
        for row in 4..7 {
            assert!(all.to_string().contains(&format!("a.csv: row {row}: bad cell")), "{all}");
            assert!(all.in_language(Lang::Zh).contains(&format!("a.csv: 第 {row} 行: 单元格有误")), "{all}");
        }
        assert_eq!(ScenarioError::many([]), None);
    }
}

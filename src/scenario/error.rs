//! The one error of this layer: what is wrong with what somebody wrote, and where.
//!
//! The parts stay apart (place, key, kind, found, expected, hint) so that a caller can translate or arrange them; the text given by
//! `Display` is the English arrangement for a terminal. The caret is placed by the display width of what stands before it: a Chinese
//! character takes two columns.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use crate::words::{Both, Lang};

/// A text that was read: a file, or a `--set` of the command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// How people find it: the path of the file, or `--set KEY=VALUE`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it has lines worth numbering (a `--set` has not).
    pub has_lines: bool,
}

/// A stretch of a text: every key and every value keeps one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The text.
    pub source: Arc<Source>,
    /// Bytes within it.
    pub span: Range<usize>,
    /// Which layer the text was: 0 is the lowest, later ones win.
    pub layer: usize,
}

impl Origin {
    /// Whether this is a table of which nobody wrote more than keys inside it, on the command line: `run` in `--set run.seeds=2`.
    #[must_use]
    pub fn is_implied(&self) -> bool {
        !self.source.has_lines && self.span.is_empty()
    }

    /// The line and column of its first character.
    #[must_use]
    pub fn place(&self) -> Place {
        let text = &self.source.text;
        let mut start = self.span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let mut end = self.span.end.clamp(start, line_end);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Place {
            file: self.source.name.clone(),
            line: self.source.has_lines.then(|| text[..line_start].matches('\n').count() + 1),
            column: text[line_start..start].chars().count() + 1,
            text: text[line_start..line_end].trim_end_matches('\r').to_string(),
            indent: width(&text[line_start..start]),
            carets: width(&text[start..end]).max(1),
        }
    }
}

/// Columns a text takes on a terminal; a tab counts as one because it is printed as one blank.
fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(1)).sum()
}

/// Where something stands, ready to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File, or `--set KEY=VALUE`.
    pub file: String,
    /// Line, from 1; nothing for the command line.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself.
    pub text: String,
    /// Terminal columns before the caret.
    pub indent: usize,
    /// Carets.
    pub carets: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}:{}", self.file, self.column),
            None => f.write_str(&cut(&self.file)),
        }
    }
}

/// Widest line of a file that is shown, and longest other part of a message.
const WIDEST: usize = 160;
const LONGEST: usize = 400;

/// A part of a message that stays readable: cut when it is long, without characters that move a terminal's cursor.
pub(super) fn cut(text: &str) -> String {
    let plain = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    let mut part: String = text.chars().take(LONGEST).map(plain).collect();
    if part.len() < text.len() {
        part.push('…');
    }
    part
}

impl Place {
    /// The line with the columns before the caret and the carets; of a long line, what stands around the caret.
    fn window(&self) -> (String, usize, usize) {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        if width(&self.text) <= WIDEST {
            return (self.text.chars().map(plain).collect(), self.indent, self.carets);
        }
        let first = self.indent.saturating_sub(WIDEST / 2);
        let (mut line, mut column, mut indent) = (String::new(), 0, 0);
        if first > 0 {
            line.push('…');
            indent = 1;
        }
        for c in self.text.chars() {
            let wide = c.width().unwrap_or(1);
            if column >= first + WIDEST {
                line.push('…');
                break;
            }
            if column >= first {
                line.push(plain(c));
                indent += if column < self.indent { wide } else { 0 };
            }
            column += wide;
        }
        (line, indent, self.carets.min((WIDEST + 1).saturating_sub(indent)).max(1))
    }
}

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
    /// A policy that is not there.
    NoSuchPolicy,
    /// A cell of a table.
    Cell,
    /// The run needs more than the machine has.
    TooLarge,
}

impl Kind {
    /// A short English name of the kind.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Unreadable => "cannot read the file",
            Self::Encoding => "the file's characters cannot be decoded",
            Self::Syntax => "this is not TOML",
            Self::UnknownKey => "unknown key",
            Self::WorldKeyInPolicy => "a world key in a policy",
            Self::PolicyKeyInScenario => "a policy key in a scenario",
            Self::MissingKey => "missing key",
            Self::WrongType => "wrong type",
            Self::OutOfRange => "value out of range",
            Self::UnknownWord => "unknown word",
            Self::Contradiction => "contradiction",
            Self::Circle => "circular `extends`",
            Self::OutsideFolder => "path outside the scenario's folder",
            Self::NoSuchPolicy => "no such policy",
            Self::Cell => "bad cell",
            Self::TooLarge => "too large for this machine",
        }
    }

    /// A short Chinese name of the kind.
    #[must_use]
    pub const fn text_zh(self) -> &'static str {
        match self {
            Self::Unreadable => "无法读取文件",
            Self::Encoding => "文件字符编码无法识别",
            Self::Syntax => "不是 TOML 格式",
            Self::UnknownKey => "未知的键",
            Self::WorldKeyInPolicy => "政策文件中出现情景的键",
            Self::PolicyKeyInScenario => "情景文件中出现政策的键",
            Self::MissingKey => "缺少键",
            Self::WrongType => "类型不符",
            Self::OutOfRange => "取值超出范围",
            Self::UnknownWord => "未知的词",
            Self::Contradiction => "前后矛盾",
            Self::Circle => "`extends` 循环引用",
            Self::OutsideFolder => "路径超出情景所在文件夹",
            Self::NoSuchPolicy => "没有这项政策",
            Self::Cell => "单元格有误",
            Self::TooLarge => "超出本机内存",
        }
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
    pub found: Option<String>,
    /// What should.
    pub expected: Option<String>,
    /// What to do.
    pub hint: Option<String>,
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
            Box::new(Report { kind, place: None, cell, key: String::new(), found: None, expected: None, hint: None }),
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
    pub fn found(mut self, found: impl fmt::Display) -> Self {
        self.0.found = Some(found.to_string());
        self
    }

    /// Says what should.
    #[must_use]
    pub fn expected(mut self, expected: impl fmt::Display) -> Self {
        self.0.expected = Some(expected.to_string());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.0.hint = Some(hint.to_string());
        self
    }

    /// Shows an option of the command line that stands for a setting, where that setting is the place.
    #[must_use]
    pub fn typed_as(mut self, setting: &str, option: &str, value: &str) -> Self {
        let is_set = |p: &&mut Place| p.line.is_none() && p.file.strip_prefix("--set ") == Some(setting);
        if let Some(place) = self.0.place.as_mut().filter(is_set) {
            let text = format!("{option} {value}");
            let before = option.len() + 1;
            *place =
                Place { file: text.clone(), line: None, column: before + 1, text, indent: before, carets: width(value).max(1) };
        }
        self
    }

    /// Puts a part before the key: called on the way up from the leaf.
    #[must_use]
    pub(super) fn under(mut self, part: &str) -> Self {
        for Report { key, .. } in self.each() {
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

    pub(super) fn report_mut(&mut self) -> &mut Report {
        &mut self.0
    }

    fn each(&mut self) -> impl Iterator<Item = &mut Report> {
        std::iter::once(&mut *self.0).chain(&mut self.1)
    }
}

impl Report {
    /// The English arrangement for a terminal, without a line feed at the end.
    fn render(&self) -> String {
        self.arranged(Lang::En, self.kind.text(), ["found", "expected", "hint"])
    }

    /// The arrangement for a terminal, without a line feed at the end.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.render(),
            Lang::Zh => self.in_chinese(),
        }
    }

    /// The arrangement with Chinese headings. What was found and expected stays as it is: words of files and of the language.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        self.arranged(Lang::Zh, self.kind.text_zh(), ["实际", "应为", "提示"])
    }

    fn arranged(&self, lang: Lang, kind: &str, [found, expected, hint]: [&str; 3]) -> String {
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
                out.push_str(&format!("\n   {name}: {}", cut(text)));
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
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let mut text = words.iter().take(20).map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
    if words.len() > 20 {
        text.push_str(&format!(" and {} more", words.len() - 20));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::both;

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

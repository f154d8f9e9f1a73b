//! Where something stands: a stretch of a text that was read, and how its line is shown with a caret below.
//!
//! Text from files is shown escaped ([`shown`]), and every width is that of what is shown: a Chinese character takes two columns, an escaped
//! control character as many as its escape has letters.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use unicode_width::UnicodeWidthChar;

use crate::base::words::shown;

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
        let start = floor(text, self.span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, self.span.end.clamp(start, line_end));
        // Of a long line, what stands around the place is all that is ever shown.
        let first = floor(text, start.saturating_sub(AROUND).max(line_start));
        let last = floor(text, line_end.min(start + AROUND));
        Place {
            file: self.source.name.clone(),
            line: self.source.has_lines.then(|| text[..line_start].matches('\n').count() + 1),
            column: text[line_start..start].chars().count() + 1,
            text: line(text[first..last].trim_end_matches('\r')),
            indent: width(&line(&text[first..start])),
            carets: width(&line(&text[start..end.min(last)])).max(1),
        }
    }
}

/// Bytes of a line on both sides of a place that are kept: more than the columns that are shown, whatever the script.
const AROUND: usize = 2_000;

/// The nearest boundary of characters at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A line of a file as it is shown: a tab is one blank, whatever else would move the cursor is escaped.
fn line(text: &str) -> String {
    shown(&text.replace('\t', " "))
}

/// Columns that a shown text takes on a terminal.
pub(in crate::scenario) fn width(text: &str) -> usize {
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
    /// The line itself, as it is shown; of a long one, what stands around the place.
    pub text: String,
    /// Terminal columns before the caret.
    pub indent: usize,
    /// Carets.
    pub carets: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}:{}", shown(&self.file), self.column),
            None => f.write_str(&cut(&self.file)),
        }
    }
}

/// Widest line of a file that is shown.
const WIDEST: usize = 160;
/// Longest other part of a message, characters.
const LONGEST: usize = 400;

/// A part of a message that stays readable: escaped, and cut when it is long.
pub(in crate::scenario) fn cut(text: &str) -> String {
    let whole = shown(text);
    match whole.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}

impl Place {
    /// The line with the columns before the caret and the carets; of a long line, what stands around the caret.
    pub(in crate::scenario) fn window(&self) -> (String, usize, usize) {
        if width(&self.text) <= WIDEST {
            return (self.text.clone(), self.indent, self.carets);
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
                line.push(c);
                indent += if column < self.indent { wide } else { 0 };
            }
            column += wide;
        }
        (line, indent, self.carets.min((WIDEST + 1).saturating_sub(indent)).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_cut_has_no_sign_of_a_cut() {
        let chinese = "字".repeat(LONGEST);
        assert_eq!(cut(&chinese), chinese);
        assert_eq!(cut(&format!("{chinese}一")), format!("{chinese}…"));
        assert_eq!(cut("a\tb\nc"), "a\\u{9}b\\u{a}c");
    }

    #[test]
    fn a_caret_is_as_wide_as_what_is_shown() {
        let text = "k = \"\u{1b}中\"\tx\n".to_string();
        let span = 4..text.find('\t').expect("a tab");
        let source = Arc::new(Source { name: "a".into(), text, has_lines: true });
        let place = Origin { source, span, layer: 0 }.place();
        assert_eq!((place.text.as_str(), place.indent, place.carets), ("k = \"\\u{1b}中\" x", 4, 10));
    }
}

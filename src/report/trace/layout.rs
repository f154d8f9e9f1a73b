//! Text layout: line breaks valid in English and Chinese, readable numbers, blocks without empty lines.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::block::Block;

/// Maximum width of the text in terminal columns.
pub const WIDTH: usize = 116;
/// A non-breaking blank.
pub(super) const FIXED: char = '\u{a0}';

pub(super) fn paragraph(text: &mut String, note: &str) {
    for line in wrap(note, WIDTH) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// `1 day` for `1 days`, `1 need` for `1 needs`.
pub(super) fn singular(text: &str) -> String {
    text.replace(" 1 days", " 1 day").replace(" 1 needs", " 1 need")
}

/// A block without empty lines.
pub(super) fn tight(block: &Block) -> String {
    let lines = block.render();
    let mut text = String::from("\n");
    for line in lines.lines().filter(|l| !l.trim().is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// A share as `.41`.
pub(super) fn share(value: f32) -> String {
    let text = format!("{value:.2}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// The label as a word within a sentence.
pub(super) fn lower(label: &str) -> String {
    let mut chars = label.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Breaks a text into lines of at most `width` columns: at blanks, and before any Chinese character that is not punctuation.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() || line.width() + piece.trim_end().width() <= width {
            line.push_str(piece);
        } else {
            lines.push(piece.trim_start().to_owned());
        }
    }
    lines.iter().map(|line| line.trim_end().replace(FIXED, " ")).collect()
}

/// Unbreakable parts of a text.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(last) = before {
            let closing = "，。：；、）」］".contains(c);
            let opening = "（「［".contains(last);
            let wide = |c: char| c.width() == Some(2);
            // A number stays with its unit.
            let counted = last.is_ascii_digit() || matches!((last, c), ('小', '时') | ('分', '钟'));
            if (last == ' ' && c != ' ') || ((wide(c) || wide(last)) && !closing && !opening && !counted) {
                cuts.push(at);
            }
        }
        before = Some(c);
    }
    cuts.push(text.len());
    cuts.windows(2).map(|w| &text[w[0]..w[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("居民表达，等待受理", 10), ["居民表达，", "等待受理"]);
        assert_eq!(wrap("剩16小时6分钟", 8), ["剩16小时", "6分钟"]);
        // Punctuation never begins a line, even if the line becomes one column too long.
        assert_eq!(wrap("居民，表达", 6), ["居民，", "表达"]);
    }

    #[test]
    fn numbers_are_printed_as_people_write_them() {
        assert_eq!(share(0.412), ".41");
        assert_eq!(share(1.0), "1.00");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(123), "123");
    }
}

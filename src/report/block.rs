//! A block of aligned columns for a terminal.
//!
//! Columns line up by display width: a Chinese character takes two columns. A block is kept within [`WIDTH`] columns by shortening
//! labels; names, which other files use, are never shortened.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Maximum width of the blocks in terminal columns.
pub const WIDTH: usize = 120;
/// Blanks between two columns.
const GAP: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Left,
    Label,
    Right,
}

/// A text of the program, or one that stands in a file.
type Text = Cow<'static, str>;

/// A heading, columns with a name and a unit, rows.
pub struct Block {
    heading: &'static str,
    columns: Vec<(Kind, [Text; 2])>,
    /// Cells of each row, as many as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Block {
    /// A block without columns.
    #[must_use]
    pub const fn new(heading: &'static str) -> Self {
        Self { heading, columns: Vec::new(), rows: Vec::new() }
    }

    /// Adds a column of names, which are never shortened.
    pub fn left(&mut self, name: impl Into<Text>, unit: impl Into<Text>) {
        self.columns.push((Kind::Left, [name.into(), unit.into()]));
    }

    /// Adds a column of labels, which are shortened to the available width.
    pub fn label(&mut self, name: impl Into<Text>, unit: impl Into<Text>) {
        self.columns.push((Kind::Label, [name.into(), unit.into()]));
    }

    /// Adds a column of right-aligned numbers.
    pub fn right(&mut self, name: impl Into<Text>, unit: impl Into<Text>) {
        self.columns.push((Kind::Right, [name.into(), unit.into()]));
    }

    /// The text: heading, names, units, rows.
    #[must_use]
    pub fn render(&self) -> String {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(i, (_, head))| {
                head.iter()
                    .map(AsRef::as_ref)
                    .chain(self.rows.iter().map(|row| row[i].as_str()))
                    .map(UnicodeWidthStr::width)
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if let Some(i) = self.columns.iter().position(|(k, _)| *k == Kind::Label) {
            widths[i] = widths[i].saturating_sub(total.saturating_sub(WIDTH)).max(8);
        }
        let mut text = format!("{}\n", self.heading);
        for line in 0..2 {
            self.line(&mut text, &widths, self.columns.iter().map(|(_, head)| head[line].as_ref()));
        }
        for row in &self.rows {
            self.line(&mut text, &widths, row.iter().map(String::as_str));
        }
        text
    }

    fn line<'a>(&self, text: &mut String, widths: &[usize], cells: impl Iterator<Item = &'a str>) {
        let start = text.len();
        for (i, ((kind, _), cell)) in self.columns.iter().zip(cells).enumerate() {
            if i > 0 {
                text.push_str(&" ".repeat(GAP));
            }
            let cell = shorten(cell, widths[i]);
            let space = " ".repeat(widths[i].saturating_sub(cell.width()));
            if *kind == Kind::Right {
                text.push_str(&space);
                text.push_str(&cell);
            } else {
                text.push_str(&cell);
                text.push_str(&space);
            }
        }
        let kept = text[start..].trim_end().len();
        text.truncate(start + kept);
        text.push('\n');
    }
}

/// A text shortened to a display width, with two dots where it was cut.
fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 2;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        cut.push(c);
    }
    cut.push_str("..");
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_keeps_its_width() {
        assert_eq!(shorten("三社联动模式", 8), "三社联..");
        assert_eq!(shorten("三社联动模式", 9), "三社联..");
        assert_eq!(shorten("linkage", 7), "linkage");
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut block = Block::new("x");
        block.left("政策", "");
        block.right("未满足率", "%");
        block.rows.push(vec!["linkage".into(), "31.4".into()]);
        block.rows.push(vec!["三社联动".into(), "7.0".into()]);
        let text = block.render();
        let ends: Vec<usize> = text.lines().skip(1).map(UnicodeWidthStr::width).collect();
        assert_eq!(ends, [18, 18, 18, 18]);
    }
}

//! A canvas: the SVG backend of plotters in pixels, with estimates of text width for layout.
//!
//! The chart builder of plotters is not used: it estimates the width of a text from its bytes, three times too much for Chinese, and it
//! can neither separate overlapping labels nor put values beside bars. Its backend writes the elements; their positions are computed here,
//! in whole pixels, so that the same data give the same bytes.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_width::UnicodeWidthChar;

use crate::base::words::shown;
use crate::report::error::ReportError;
use crate::report::lang::Lang;

/// Colour of text and axes.
pub const INK: RGBColor = RGBColor(34, 34, 34);
/// Colour of secondary text.
pub const GREY: RGBColor = RGBColor(110, 110, 110);
/// Colour of grid lines.
pub const GRID: RGBColor = RGBColor(226, 226, 226);

/// Which point of a text is at the given position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// A text style: size in pixels, colour, weight.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Font size (em), pixels.
    pub size: f64,
    /// Colour.
    pub colour: RGBColor,
    /// Whether it is bold.
    pub bold: bool,
}

impl Type {
    /// Normal weight.
    #[must_use]
    pub const fn new(size: f64, colour: RGBColor) -> Self {
        Self { size, colour, bold: false }
    }

    /// Bold.
    #[must_use]
    pub const fn bold(size: f64, colour: RGBColor) -> Self {
        Self { size, colour, bold: true }
    }
}

/// Faces in which Chinese is legible; the first that a machine has is used.
const FACES: &str = "Noto Sans, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Arial, sans-serif";

/// Width of a sheet, pixels. Sheets have the size of a slide, so that they fill one without being scaled; at two thirds of it, in a document, the
/// smallest text is still legible.
pub const WIDTH: i32 = 1280;
/// Height of a sheet; where rows would be too narrow it is higher, where a few rows are enough it is lower.
const HEIGHT: i32 = 720;
/// Room between the edge of the sheet and what is drawn, pixels.
pub const MARGIN: i32 = 28;

/// Title of a chart.
pub const TITLE: Type = Type::bold(24.0, INK);
/// Height of a line of the title, pixels.
const TITLE_LINE: i32 = 31;
/// Explanation under the title.
pub const NOTE: Type = Type::new(14.0, GREY);
/// Height of a line of the explanation, pixels.
const NOTE_LINE: i32 = 20;
/// Label of a policy.
pub const LABEL: Type = Type::new(15.5, INK);
/// Height of a line of a label, pixels.
const LABEL_LINE: i32 = 17;
/// Numbers beside bars and intervals.
pub const VALUE: Type = Type::new(14.5, INK);
/// Numbers at axes.
pub const TICK: Type = Type::new(13.5, GREY);

/// The canvas.
pub struct Canvas<'a> {
    backend: SVGBackend<'a>,
    /// Width, pixels.
    pub width: i32,
    /// Height, pixels.
    pub height: i32,
}

/// What is written above a chart, and read to whoever does not see it.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The finding.
    pub title: &'a str,
    /// What is shown of what.
    pub of_what: &'a str,
    /// Explanation.
    pub note: &'a str,
    /// In which order the policies stand, and what their signs say.
    pub signs: &'a str,
    /// The figures, as text.
    pub figures: &'a [String],
}

/// Draws an SVG document: white ground, title, explanation (broken into lines), and below them a body of at least and at most these heights, which
/// `draw` adds from the height it is given.
///
/// # Errors
/// When `draw` fails.
pub fn document(
    (least, most): (i32, i32),
    lang: Lang,
    words: Words<'_>,
    draw: impl FnOnce(&mut Canvas, i32) -> Result<(), ReportError>,
) -> Result<String, ReportError> {
    let room = f64::from(WIDTH - 2 * MARGIN);
    let titles = wrap(words.title, room, TITLE.size);
    let notes: Vec<String> =
        [words.of_what, words.note, words.signs].into_iter().flat_map(|note| wrap(note, room, NOTE.size)).collect();
    let begin = titles.iter().fold(36, |y, _| y + TITLE_LINE);
    let top = notes.iter().fold(begin, |y, _| y + NOTE_LINE);
    let height = HEIGHT.min(top + most).max(top + least);
    let mut svg = String::new();
    let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
    let mut canvas = Canvas { backend: SVGBackend::with_string(&mut svg, size), width: WIDTH, height };
    canvas.rect((0, 0), (WIDTH, height), &WHITE)?;
    let mut y = 36;
    for line in titles {
        canvas.text(&line, (MARGIN, y), Side::Start, TITLE)?;
        y += TITLE_LINE;
    }
    for line in notes {
        canvas.text(&line, (MARGIN, y), Side::Start, NOTE)?;
        y += NOTE_LINE;
    }
    draw(&mut canvas, top)?;
    canvas.backend.present().map_err(failed)?;
    drop(canvas);
    // For screen readers, and so that Chinese characters are not rendered in Japanese forms.
    let figures: Vec<String> = words.figures.iter().map(|line| escape(&true_minus(line))).collect();
    let (tag, title) = (lang.tag(), escape(&true_minus(words.title)));
    let [what, note, signs] = [words.of_what, words.note, words.signs].map(|text| escape(&true_minus(text)));
    let desc = format!("{what} {note} {signs} {}", figures.join("; "));
    let head = format!(" role=\"img\" xml:lang=\"{tag}\">\n<title>{title}</title>\n<desc>{desc}</desc>\n");
    Ok(svg.replacen(">\n", &head, 1).replace("font-family=\"sans-serif\"", &format!("font-family=\"{FACES}\"")))
}

impl Canvas<'_> {
    /// A straight line.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), colour: &impl Color, width: u32) -> Result<(), ReportError> {
        let style = ShapeStyle::from(colour).stroke_width(width);
        self.backend.draw_line(from, to, &style).map_err(failed)
    }

    /// A line through points.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn path(&mut self, points: &[(i32, i32)], colour: &impl Color, width: u32) -> Result<(), ReportError> {
        let style = ShapeStyle::from(colour).stroke_width(width);
        self.backend.draw_path(points.iter().copied(), &style).map_err(failed)
    }

    /// A filled polygon.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn polygon(&mut self, points: &[(i32, i32)], colour: &impl Color) -> Result<(), ReportError> {
        self.backend.fill_polygon(points.iter().copied(), &ShapeStyle::from(colour).filled()).map_err(failed)
    }

    /// A filled rectangle.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn rect(&mut self, upper_left: (i32, i32), lower_right: (i32, i32), colour: &impl Color) -> Result<(), ReportError> {
        self.backend.draw_rect(upper_left, lower_right, &ShapeStyle::from(colour).filled(), true).map_err(failed)
    }

    /// A filled disc.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn disc(&mut self, centre: (i32, i32), radius: u32, colour: &impl Color) -> Result<(), ReportError> {
        self.backend.draw_circle(centre, radius, &ShapeStyle::from(colour).filled(), true).map_err(failed)
    }

    /// A text whose middle height is at `y`.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn text(&mut self, text: &str, at: (i32, i32), side: Side, style: Type) -> Result<(), ReportError> {
        if text.is_empty() {
            return Ok(());
        }
        let horizontal = match side {
            Side::Start => HPos::Left,
            Side::Middle => HPos::Center,
            Side::End => HPos::Right,
        };
        let weight = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
        // The backend divides the size of a font by 1.24.
        let font = FontDesc::new(FontFamily::SansSerif, style.size * 1.24, weight);
        let text_style = TextStyle::from(font).color(&style.colour).pos(Pos::new(horizontal, VPos::Center));
        self.backend.draw_text(&printable(&true_minus(text)), &text_style, at).map_err(failed)
    }

    /// The label of a policy, in one line or two; `y` is the middle of all.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    pub fn tag(&mut self, tag: &Tag, (x, y): (i32, i32), side: Side, style: Type) -> Result<(), ReportError> {
        let mut y = y - (tag.height() - LABEL_LINE) / 2;
        for line in &tag.lines {
            self.text(line, (x, y), side, style)?;
            y += LABEL_LINE;
        }
        Ok(())
    }
}

/// The label of a policy on a chart: in one line, or in two if it is long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    lines: Vec<String>,
}

impl Tag {
    /// Lines at most.
    const LINES: usize = 2;
    /// Width at most, pixels.
    const WIDTH: f64 = 310.0;

    /// A label in its lines; what two lines do not hold is shortened.
    #[must_use]
    pub fn new(label: &str) -> Self {
        let fits = |text: &str| text_width(text, LABEL.size) <= Self::WIDTH;
        // What is added in brackets stays whole where it can.
        let brackets = label.rfind(['(', '（']).map(|at| label.split_at(at));
        if let Some((before, within)) = brackets.filter(|(a, b)| !fits(label) && fits(a.trim_end()) && fits(b)) {
            return Self { lines: vec![before.trim_end().to_owned(), within.to_owned()] };
        }
        let mut lines = wrap(label, Self::WIDTH, LABEL.size);
        if lines.len() > Self::LINES {
            let rest = lines.split_off(Self::LINES - 1).join(" ");
            lines.push(rest);
        }
        Self { lines: lines.iter().map(|line| cut(line, Self::WIDTH, LABEL.size)).collect() }
    }

    /// Its width, pixels; the widths of bold letters are within those that [`text_width`] supposes.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.lines.iter().map(|line| text_width(line, LABEL.size)).fold(0.0, f64::max)
    }

    /// Its height, pixels.
    #[must_use]
    pub fn height(&self) -> i32 {
        self.lines.iter().fold(0, |height, _| height + LABEL_LINE)
    }
}

/// Room for each of these tags above one another, top to bottom, pixels.
pub fn room<'a>(tags: impl Iterator<Item = &'a Tag>) -> i32 {
    tags.map(Tag::height).max().unwrap_or(0) + 2
}

/// Approximate width of a text in a common sans-serif font, pixels. A full-width character is as wide as it is high; the widths of Latin
/// letters are those of a wide font, and no less than the mean of one, so that other fonts always fit.
#[must_use]
pub fn text_width(text: &str, size: f64) -> f64 {
    let (own, mean) =
        text.chars().fold((0.0_f64, 0.0), |(own, mean), c| (own + em(c), mean + if is_wide(c) { 1.0 } else { MEAN }));
    own.max(mean) * size
}

/// Mean width of a Latin letter, em.
const MEAN: f64 = 0.56;

/// Whether a character is as wide as it is high; signs of better and worse are in the fonts that have Chinese.
fn is_wide(c: char) -> bool {
    c.width().unwrap_or(0) == 2 || matches!(c, '▼' | '▲' | '◇')
}

fn em(c: char) -> f64 {
    match c {
        _ if is_wide(c) => 1.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => 0.33,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.95,
        'A'..='Z' => 0.72,
        '0'..='9' => 0.63,
        _ => 0.61,
    }
}

/// A text shortened to a width, with an ellipsis where it was cut.
fn cut(text: &str, limit: f64, size: f64) -> String {
    if text_width(text, size) <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if text_width(&kept, size) + size > limit {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// A text in lines no wider than `limit`: broken after spaces, and after any Chinese character but before no closing mark and within no interval.
fn wrap(text: &str, limit: f64, size: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut may_break = 0;
    for c in text.chars() {
        let closing = matches!(c, '。' | '，' | '；' | '：' | '）' | '」' | '、' | '%');
        let before = line.len();
        line.push(c);
        if text_width(&line, size) > limit && may_break > 0 && c != ' ' && !closing {
            let rest = line.split_off(may_break);
            lines.push(line.trim_end().to_owned());
            line = rest;
            may_break = 0;
        }
        let wide = c.width() == Some(2) && !matches!(c, '（' | '「');
        // An interval stays in one line.
        let within = line.rfind('[') > line.rfind(']');
        if before > 0 && !within && (c == ' ' || wide) {
            may_break = line.len();
        }
    }
    lines.push(line.trim_end().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Text whose negative numbers have a true minus sign; hyphens of words stay.
fn true_minus(text: &str) -> String {
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let starts = matches!(before, ' ' | '[' | '(' | '（' | '［' | '，' | '：' | '▼' | '▲' | '◇' | '＝');
        let negative = c == '-' && starts && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if negative { '−' } else { c });
        before = c;
    }
    out
}

/// Text that an SVG may contain: no control or direction characters, and no characters that XML forbids.
fn printable(text: &str) -> String {
    shown(text).replace(['\u{fffe}', '\u{ffff}'], " ")
}

fn escape(text: &str) -> String {
    printable(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn failed<E: std::fmt::Display>(error: E) -> ReportError {
    ReportError::Draw(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_as_wide_as_it_is_high() {
        assert!((text_width("三社联动", 10.0) - 40.0).abs() < 1e-9);
        assert_eq!(cut("三社联动模式", 40.0, 10.0), "三社联…");
    }

    #[test]
    fn negative_numbers_have_a_true_minus_and_words_keep_their_hyphens() {
        assert_eq!(true_minus("-3.1 [-4.0, -2.2] by five-society 2019-2025"), "−3.1 [−4.0, −2.2] by five-society 2019-2025");
    }

    #[test]
    fn lines_break_between_words_and_before_no_closing_mark() {
        let lines = wrap("one two three", 50.0, 10.0);
        assert_eq!(lines, ["one two", "three"]);
        assert_eq!(wrap("by −3 [−4, −2] points", 60.0, 10.0), ["by −3", "[−4, −2]", "points"]);
        let lines = wrap("一二三四五。六", 50.0, 10.0);
        assert_eq!(lines, ["一二三四五。", "六"]);
    }
}

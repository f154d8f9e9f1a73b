//! Stacked horizontal bars with every value printed in a table beside them.
//!
//! The numbers of small parts matter most and do not fit into a bar, so numbers are in columns; the column headers serve as legend.

use plotters::style::{RGBColor, WHITE};

use super::canvas::{Canvas, GRID, INK, LABEL, MARGIN, Side, TICK, Tag, Type, VALUE, WIDTH, Words, document, room, text_width};
use super::drawing::Drawing;
use super::finding::{by_effect, chosen, named, of_what, signed_label, signs};
use super::scale::{Scale, range};
use crate::base::words::Both;
use crate::measure::statistics::sum;
use crate::measure::tables::runs::Metric;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::numbers::number;

/// Colours of the parts that the chart is about, in order: shades of one hue. Their values stand in columns, so that no shade has to be told by itself.
const BLUES: [RGBColor; 5] =
    [RGBColor(18, 67, 107), RGBColor(39, 105, 158), RGBColor(82, 145, 194), RGBColor(133, 184, 220), RGBColor(183, 212, 233)];
/// Colours of all other parts, in order: greys, neighbours unlike.
const GREYS: [RGBColor; 5] =
    [RGBColor(148, 148, 148), RGBColor(104, 104, 104), RGBColor(184, 184, 184), RGBColor(124, 124, 124), RGBColor(206, 206, 206)];
/// Ground of the baseline's row.
pub const GROUND: RGBColor = RGBColor(240, 240, 240);
/// Room above the rows, for the heads of the columns.
const ABOVE: i32 = 52;
/// Room below the rows, for the axis.
const BELOW: i32 = 52;
/// Height of a row at most.
const ROW: i32 = 60;
const HEAD: Type = Type::new(13.5, INK);
const TOTAL: Type = Type::bold(14.5, INK);

/// A bar: its policy, and its parts from zero on.
pub struct Bar {
    tag: Tag,
    label: String,
    baseline: bool,
    parts: Vec<f64>,
}

impl Bar {
    /// The bar of a policy with these parts, none negative.
    ///
    /// # Errors
    /// When `runs.csv` lacks a column or a field is not a number.
    pub fn new(comparison: &Comparison, policy: usize, parts: Vec<f64>) -> Result<Self, ReportError> {
        let tag = Tag::new(&signed_label(comparison, policy)?);
        Ok(Self { tag, label: named(comparison, policy), baseline: comparison.is_baseline(policy), parts })
    }
}

/// What the bars show.
pub struct Stacked<'a> {
    /// Title: the finding.
    pub title: &'a Both,
    /// Explanation.
    pub note: &'a str,
    /// Label of the axis, with its unit.
    pub axis: &'a str,
    /// The highest value that there can be.
    pub most: f64,
    /// Names of the parts.
    pub parts: Vec<&'a str>,
    /// Decimals of the values.
    pub decimals: usize,
    /// The parts that the chart is about.
    pub about: &'a [usize],
}

/// What is drawn of columns of `runs.csv` that are the parts of a share.
pub struct Columns<'a, const N: usize> {
    /// The columns.
    pub metrics: [Metric; N],
    /// Their names, in order.
    pub names: [&'a str; N],
    /// Explanation.
    pub note: &'a str,
    /// The parts that the chart is about.
    pub about: &'a [usize],
}

impl<const N: usize> Columns<'_, N> {
    /// Draws them policy by policy, in percent, under the title. Nothing is drawn if no policy has all of them.
    ///
    /// # Errors
    /// When `runs.csv` lacks a column or a field is not a number.
    pub fn draw(&self, comparison: &Comparison, title: &Both) -> Result<Drawing, ReportError> {
        let texts = comparison.texts();
        let mut bars = Vec::new();
        for policy in by_effect(comparison)? {
            let mut parts = Vec::new();
            for column in self.metrics {
                parts.extend(comparison.estimate(policy, &column)?.map(|e| e.mean * 100.0));
            }
            if parts.len() == N {
                bars.push(Bar::new(comparison, policy, parts)?);
            }
        }
        let (note, names) = (self.note, self.names.to_vec());
        let chart = Stacked { title, note, axis: texts.lost_axis, most: 100.0, parts: names, decimals: 1, about: self.about };
        chart.draw(comparison, &bars)
    }
}

impl Stacked<'_> {
    /// Draws the bars in the order given; nothing if there is none.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a few bars on a sheet")]
    pub fn draw(&self, comparison: &Comparison, bars: &[Bar]) -> Result<Drawing, ReportError> {
        if bars.is_empty() {
            return Ok(Drawing::Empty);
        }
        let total = comparison.texts().total;
        let sums: Vec<f64> = bars.iter().map(|bar| sum(&bar.parts)).collect();
        let figures: Vec<String> = bars.iter().zip(&sums).map(|(bar, sum)| self.told(bar, total, *sum)).collect();
        let (title, what) = (chosen(comparison, self.title), of_what(comparison));
        let words = Words { title: &title, of_what: &what, note: self.note, signs: &signs(comparison), figures: &figures };
        let (least, count) = (room(bars.iter().map(|bar| &bar.tag)).max(30), bars.len() as i32);
        let heights = (ABOVE + count * least + BELOW, ABOVE + count * ROW + BELOW);
        let svg = document(heights, comparison.lang, words, |canvas, top| {
            let row = (canvas.height - top - ABOVE - BELOW) / count;
            let left = MARGIN + bars.iter().map(|bar| bar.tag.width() as i32).max().unwrap_or(0) + 14;
            let columns = self.columns(total, bars, &sums);
            let right = columns[0].0 - columns[0].1 - 24;
            let (low, high) = range(sums.iter().copied(), true);
            let scale = Scale::new((low, high.min(self.most)), (left, right));
            let first = top + ABOVE;
            let bottom = first + count * row;
            if let Some(at) = bars.iter().position(|bar| bar.baseline) {
                let above = first + at as i32 * row;
                canvas.rect((MARGIN - 8, above + 1), (canvas.width - MARGIN + 8, above + row - 1), &GROUND)?;
            }
            self.ground(canvas, scale, (first - 8, bottom), (left, right))?;
            self.heads(canvas, total, &columns, top + 26)?;
            for (i, (bar, &sum)) in bars.iter().zip(&sums).enumerate() {
                let middle = first + i as i32 * row + row / 2;
                let weight = |style: Type| Type { bold: style.bold || bar.baseline, ..style };
                canvas.tag(&bar.tag, (left - 10, middle), Side::End, weight(LABEL))?;
                self.stack(canvas, scale, (middle, row * 3 / 10), &bar.parts)?;
                for (value, (x, _)) in bar.parts.iter().zip(&columns) {
                    canvas.text(&number(*value, self.decimals), (*x, middle), Side::End, VALUE)?;
                }
                if let Some((x, _)) = columns.last() {
                    canvas.text(&number(sum, self.decimals), (*x, middle), Side::End, TOTAL)?;
                }
            }
            canvas.line((left, first - 8), (left, bottom), &INK, 1)
        })?;
        Ok(Drawing::Done(svg))
    }

    /// A bar as text.
    fn told(&self, bar: &Bar, total: &str, sum: f64) -> String {
        let parts = self.parts.iter().zip(&bar.parts);
        let parts: Vec<String> = parts.map(|(name, value)| format!("{name} {}", number(*value, self.decimals))).collect();
        format!("{}: {}, {total} {}", bar.label, parts.join(", "), number(sum, self.decimals))
    }

    /// The colour of a part.
    fn colour(&self, part: usize) -> RGBColor {
        match self.about.iter().position(|about| *about == part) {
            Some(at) => BLUES[at % BLUES.len()],
            None => GREYS[(0..part).filter(|before| !self.about.contains(before)).count() % GREYS.len()],
        }
    }

    /// Right ends and widths of the columns of values, the sum last.
    #[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
    fn columns(&self, total: &str, bars: &[Bar], sums: &[f64]) -> Vec<(i32, i32)> {
        let mut columns = Vec::new();
        let mut x = WIDTH - MARGIN;
        for i in (0..=self.parts.len()).rev() {
            let head = self.parts.get(i).copied().unwrap_or(total);
            let values = bars.iter().zip(sums).map(|(bar, sum)| *bar.parts.get(i).unwrap_or(sum));
            let widest = values
                .map(|v| text_width(&number(v, self.decimals), TOTAL.size))
                .fold(text_width(head, HEAD.size + 1.0), f64::max);
            columns.push((x, widest as i32));
            x -= widest as i32 + 14;
        }
        columns.reverse();
        columns
    }

    fn heads(&self, canvas: &mut Canvas, total: &str, columns: &[(i32, i32)], y: i32) -> Result<(), ReportError> {
        for (i, (x, _)) in columns.iter().enumerate() {
            let Some(part) = self.parts.get(i) else {
                return canvas.text(total, (*x, y), Side::End, TOTAL);
            };
            canvas.text(part, (*x, y), Side::End, HEAD)?;
            canvas.rect((x - 28, y + 12), (*x, y + 18), &self.colour(i))?;
        }
        Ok(())
    }

    fn ground(
        &self,
        canvas: &mut Canvas,
        scale: Scale,
        (top, bottom): (i32, i32),
        (left, right): (i32, i32),
    ) -> Result<(), ReportError> {
        let (ticks, decimals) = scale.ticks(56);
        for tick in ticks {
            let x = scale.pixel(tick);
            canvas.line((x, top), (x, bottom), &GRID, 1)?;
            let text = number(tick, decimals);
            canvas.text(&text, (x, bottom + 16), Side::Middle, TICK)?;
        }
        let at = (i32::midpoint(left, right), bottom + 38);
        canvas.text(self.axis, at, Side::Middle, TICK)
    }

    /// Each part begins at the pixel where the one before ended, so that rounding leaves no gaps and the bar ends at its sum.
    fn stack(&self, canvas: &mut Canvas, scale: Scale, (middle, half): (i32, i32), parts: &[f64]) -> Result<(), ReportError> {
        let mut sum = 0.0;
        let mut from = scale.pixel(0.0);
        for (i, part) in parts.iter().enumerate() {
            sum += part;
            let to = scale.pixel(sum);
            if to > from {
                let (top, bottom) = (middle - half, middle + half);
                canvas.rect((from, top), (to, bottom), &self.colour(i))?;
                if to - from > 3 {
                    canvas.line((to, top), (to, bottom), &WHITE, 1)?;
                }
            }
            from = to;
        }
        Ok(())
    }
}

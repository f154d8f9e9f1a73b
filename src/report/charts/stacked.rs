//! Stacked horizontal bars with every value printed in a table beside them.
//!
//! The numbers of small parts matter most and do not fit into a bar, so numbers are in columns; the column headers serve as legend.

use plotters::style::{RGBColor, WHITE};

use super::canvas::{Canvas, GREY, GRID, INK, Side, TICK, Tag, Type, Words, document, text_width};
use super::drawing::Drawing;
use super::finding::{by_effect, of_what};
use super::role::ORANGE;
use super::scale::{Scale, range};
use crate::measure::statistics::sum;
use crate::measure::tables::runs::Metric;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::lang::Lang;
use crate::report::numbers::number;

/// Colours of parts: shades of one hue, then of grey; their values stand in columns, so that no shade has to be told by itself.
const PARTS: [RGBColor; 7] = [
    RGBColor(18, 67, 107),
    RGBColor(39, 105, 158),
    RGBColor(104, 166, 210),
    RGBColor(169, 203, 227),
    RGBColor(110, 110, 110),
    RGBColor(160, 160, 160),
    RGBColor(208, 208, 208),
];
const WIDTH: i32 = 1200;
const ROW: i32 = 38;
const BAR: i32 = 22;
const HEAD: Type = Type::new(11.5, INK);
const VALUE: Type = Type::new(12.0, INK);
const TOTAL: Type = Type::bold(12.0, INK);

/// A bar: its policy, and its parts from zero on.
pub struct Bar {
    /// The policy.
    pub tag: Tag,
    /// Its label.
    pub label: String,
    /// Whether it is the baseline.
    pub baseline: bool,
    /// The parts, none negative.
    pub parts: Vec<f64>,
}

/// What the bars show.
pub struct Stacked<'a> {
    /// Language.
    pub lang: Lang,
    /// Title: the finding.
    pub title: &'a str,
    /// What is shown of what.
    pub of_what: &'a str,
    /// Explanation.
    pub note: &'a str,
    /// Label of the axis, with its unit.
    pub axis: &'a str,
    /// Names of the parts.
    pub parts: Vec<&'a str>,
    /// Name of the sum.
    pub total: &'a str,
    /// Decimals of the values.
    pub decimals: usize,
    /// The part that the chart is about, if it is about one.
    pub about: Option<usize>,
}

/// What is drawn of columns of `runs.csv` that are the parts of a share.
pub struct Columns<'a, const N: usize> {
    /// The columns.
    pub metrics: [Metric; N],
    /// Their names, in order.
    pub names: [&'a str; N],
    /// Explanation.
    pub note: &'a str,
    /// The part that the chart is about, if it is about one.
    pub about: Option<usize>,
}

impl<const N: usize> Columns<'_, N> {
    /// Draws them policy by policy, in percent, under the title that `title` makes from the baseline's parts. Nothing is drawn if no policy has all of
    /// them.
    ///
    /// # Errors
    /// When `runs.csv` lacks a column or a field is not a number.
    pub fn draw(
        &self,
        comparison: &Comparison,
        title: impl FnOnce(&[f64]) -> Result<String, ReportError>,
    ) -> Result<Drawing, ReportError> {
        let texts = comparison.texts();
        let mut bars = Vec::new();
        for policy in by_effect(comparison)? {
            let mut parts = Vec::new();
            for column in self.metrics {
                parts.extend(comparison.estimate(policy, &column)?.map(|e| e.mean * 100.0));
            }
            if parts.len() == N {
                let (tag, label) = (Tag::new(comparison, policy, 250.0), comparison.label(policy).to_owned());
                bars.push(Bar { tag, label, baseline: comparison.is_baseline(policy), parts });
            }
        }
        let Some(first) = bars.first() else { return Ok(Drawing::Empty) };
        let (title, what) = (title(&first.parts)?, of_what(comparison));
        let chart = Stacked {
            lang: comparison.lang,
            title: &title,
            of_what: &what,
            note: self.note,
            axis: texts.lost_axis,
            parts: self.names.to_vec(),
            total: texts.total,
            decimals: 1,
            about: self.about,
        };
        Ok(Drawing::Done(chart.draw(&bars)?))
    }
}

impl Stacked<'_> {
    /// Draws the bars in the order given.
    ///
    /// # Errors
    /// When the backend fails; a string never does.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a few bars on a sheet")]
    pub fn draw(&self, bars: &[Bar]) -> Result<String, ReportError> {
        let sums: Vec<f64> = bars.iter().map(|bar| sum(&bar.parts)).collect();
        let height = 56 + bars.len() as i32 * ROW + 52;
        let figures: Vec<String> = bars.iter().map(|bar| self.told(bar)).collect();
        let words = Words { title: self.title, of_what: self.of_what, note: self.note, figures: &figures };
        document((WIDTH, height), self.lang, words, |canvas, top| {
            let left = 24 + bars.iter().map(|bar| bar.tag.width() as i32).max().unwrap_or(0) + 14;
            let columns = self.columns(canvas.width, bars, &sums);
            let right = columns[0].0 - columns[0].1 - 24;
            let scale = Scale::new(range(sums.iter().copied(), true), (left, right));
            let first = top + 56;
            let bottom = first + bars.len() as i32 * ROW;
            self.ground(canvas, scale, (first - 8, bottom), (left, right))?;
            self.heads(canvas, &columns, top + 30)?;
            for (i, (bar, &sum)) in bars.iter().zip(&sums).enumerate() {
                let middle = first + i as i32 * ROW + ROW / 2;
                canvas.tag(&bar.tag, (left - 10, middle), Side::End, INK)?;
                self.stack(canvas, scale, middle, &bar.parts)?;
                for (value, (x, _)) in bar.parts.iter().zip(&columns) {
                    let text = number(*value, self.decimals);
                    canvas.text(&text, (*x, middle), Side::End, VALUE)?;
                }
                if let Some((x, _)) = columns.last() {
                    let text = number(sum, self.decimals);
                    canvas.text(&text, (*x, middle), Side::End, TOTAL)?;
                }
                if bar.baseline {
                    let y = middle + ROW / 2;
                    canvas.line((24, y), (canvas.width - 24, y), &GREY, 1)?;
                }
            }
            canvas.line((left, first - 8), (left, bottom), &INK, 1)
        })
    }

    /// A bar as text.
    fn told(&self, bar: &Bar) -> String {
        let parts = self.parts.iter().zip(&bar.parts);
        let parts: Vec<String> = parts.map(|(name, value)| format!("{name} {}", number(*value, self.decimals))).collect();
        format!("{}: {}", bar.label, parts.join(", "))
    }

    /// The colour of a part.
    fn colour(&self, part: usize) -> RGBColor {
        if self.about == Some(part) { ORANGE } else { PARTS[part % PARTS.len()] }
    }

    /// Right ends and widths of the columns of values, the sum last.
    #[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
    fn columns(&self, width: i32, bars: &[Bar], sums: &[f64]) -> Vec<(i32, i32)> {
        let mut columns = Vec::new();
        let mut x = width - 24;
        for i in (0..=self.parts.len()).rev() {
            let head = self.parts.get(i).copied().unwrap_or(self.total);
            let values = bars.iter().zip(sums).map(|(bar, sum)| *bar.parts.get(i).unwrap_or(sum));
            let widest = values
                .map(|v| text_width(&number(v, self.decimals), VALUE.size + 1.0))
                .fold(text_width(head, HEAD.size), f64::max);
            columns.push((x, widest as i32));
            x -= widest as i32 + 12;
        }
        columns.reverse();
        columns
    }

    fn heads(&self, canvas: &mut Canvas, columns: &[(i32, i32)], y: i32) -> Result<(), ReportError> {
        for (i, (x, _)) in columns.iter().enumerate() {
            let Some(part) = self.parts.get(i) else {
                return canvas.text(self.total, (*x, y), Side::End, TOTAL);
            };
            canvas.text(part, (*x, y), Side::End, HEAD)?;
            canvas.rect((x - 24, y + 11), (*x, y + 16), &self.colour(i))?;
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
            canvas.text(&text, (x, bottom + 14), Side::Middle, TICK)?;
        }
        let at = (i32::midpoint(left, right), bottom + 34);
        canvas.text(self.axis, at, Side::Middle, TICK)
    }

    /// Each part begins at the pixel where the one before ended, so that rounding leaves no gaps and the bar ends at its sum.
    fn stack(&self, canvas: &mut Canvas, scale: Scale, middle: i32, parts: &[f64]) -> Result<(), ReportError> {
        let mut sum = 0.0;
        let mut from = scale.pixel(0.0);
        for (i, part) in parts.iter().enumerate() {
            sum += part;
            let to = scale.pixel(sum);
            if to > from {
                let (top, bottom) = (middle - BAR / 2, middle + BAR / 2);
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

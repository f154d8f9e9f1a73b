//! Stacked horizontal bars with every value printed in a table beside them.
//!
//! The numbers of small parts matter most and do not fit into a bar, so numbers are in columns; the column headers serve as legend.

use plotters::style::{RGBColor, WHITE};

use super::canvas::{Canvas, GREY, GRID, INK, Side, TICK, Tag, Type, document, text_width};
use super::drawing::Drawing;
use super::scale::{Scale, range};
use crate::measure::statistics::sum;
use crate::measure::tables::runs::Metric;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::lang::Lang;
use crate::report::numbers::number;

/// Colours of parts, distinguishable with any colour vision (Okabe and Ito).
const PARTS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(150, 150, 150),
    RGBColor(205, 205, 205),
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
    /// Whether it is the baseline.
    pub baseline: bool,
    /// The parts, none negative.
    pub parts: Vec<f64>,
}

/// What the bars show.
pub struct Stacked<'a> {
    /// Language.
    pub lang: Lang,
    /// Title.
    pub title: &'a str,
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
}

/// Draws columns of `runs.csv` that are the parts of a share, policy by policy, in percent: `names` are those of the columns in order.
/// Nothing is drawn if no policy has all of them.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw_columns<const N: usize>(
    comparison: &Comparison,
    columns: [Metric; N],
    names: [&str; N],
    title: &str,
    note: &str,
) -> Result<Drawing, ReportError> {
    let texts = comparison.texts();
    let mut bars = Vec::new();
    for &policy in &comparison.order {
        let mut parts = Vec::new();
        for column in columns {
            parts.extend(comparison.estimate(policy, &column)?.map(|e| e.mean * 100.0));
        }
        if parts.len() == N {
            bars.push(Bar { tag: Tag::new(comparison, policy, 250.0), baseline: comparison.is_baseline(policy), parts });
        }
    }
    if bars.is_empty() {
        return Ok(Drawing::Empty);
    }
    let (axis, total, parts) = (texts.lost_axis, texts.total, names.to_vec());
    let chart = Stacked { lang: comparison.lang, title, note, axis, parts, total, decimals: 1 };
    Ok(Drawing::Done(chart.draw(&bars)?))
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
        document((WIDTH, height), self.lang, (self.title, self.note), |canvas, top| {
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
                Self::stack(canvas, scale, middle, &bar.parts)?;
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
            canvas.rect((x - 24, y + 11), (*x, y + 16), &PARTS[i % PARTS.len()])?;
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
    fn stack(canvas: &mut Canvas, scale: Scale, middle: i32, parts: &[f64]) -> Result<(), ReportError> {
        let mut sum = 0.0;
        let mut from = scale.pixel(0.0);
        for (i, part) in parts.iter().enumerate() {
            sum += part;
            let to = scale.pixel(sum);
            if to > from {
                let (top, bottom) = (middle - BAR / 2, middle + BAR / 2);
                canvas.rect((from, top), (to, bottom), &PARTS[i % PARTS.len()])?;
                if to - from > 3 {
                    canvas.line((to, top), (to, bottom), &WHITE, 1)?;
                }
            }
            from = to;
        }
        Ok(())
    }
}

//! The paired difference of the unmet share from the baseline: a forest plot, with the differences too small to matter shaded.

use plotters::style::RGBColor;

use super::canvas::{Canvas, GREY, GRID, INK, LABEL, MARGIN, Side, TICK, Tag, Type, VALUE, Words, document, room, text_width};
use super::drawing::Drawing;
use super::finding::{best, by_effect, chosen, fewest, marked, named, of_what, signs, verdict};
use super::role::colour_of;
use super::scale::{Scale, range};
use crate::measure::statistics::Estimate;
use crate::measure::tables::runs::outcomes;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::numbers::{number, with_interval};
use crate::report::says::Says;
use crate::report::texts::{Texts, fill};

/// Height of a row at most.
const ROW: i32 = 60;
/// Room above the rows, for the directions.
const ABOVE: i32 = 36;
/// Room for a sign before the value, pixels.
const SIGN: i32 = 22;
/// Room below the rows, for the axis.
const BELOW: i32 = 56;
const SHADE: RGBColor = RGBColor(238, 238, 238);

/// A policy and its difference, in percentage points; none for the baseline.
struct Row {
    tag: Tag,
    label: String,
    value: String,
    says: Says,
    estimate: Option<Estimate>,
}

impl Row {
    fn new(comparison: &Comparison, policy: usize) -> Result<Self, ReportError> {
        let estimate = comparison.difference(policy, &outcomes::UNMET_SHARE)?.map(|estimate| estimate.scaled(100.0));
        let says = verdict(comparison, policy)?;
        let value = estimate.map_or_else(|| "0".to_owned(), |estimate| with_interval(estimate, 2));
        let tag = Tag::new(&marked(comparison, policy));
        Ok(Self { tag, label: named(comparison, policy), value, says, estimate })
    }

    /// The sign of what it says; the baseline has none.
    const fn sign(&self) -> &'static str {
        if self.estimate.is_some() { self.says.sign() } else { "" }
    }
}

/// Draws the chart: `d̄ ± t · s_d / √n` with `dᵢ = Uᵢ(policy) − Uᵢ(baseline)`, percentage points; the shade is ±δ.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
#[expect(clippy::cast_possible_wrap, reason = "a few rows on a sheet")]
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let mut rows = Vec::new();
    for policy in by_effect(comparison)? {
        let row = Row::new(comparison, policy)?;
        if row.estimate.is_some() || comparison.is_baseline(policy) {
            rows.push(row);
        }
    }
    let counts = || rows.iter().filter_map(|row| row.estimate).map(|estimate| estimate.n);
    let Some((least, most)) = counts().min().zip(counts().max()) else { return Ok(Drawing::Empty) };
    let texts = comparison.texts();
    let delta = comparison.experiment.scenario.measure.delta.get() * 100.0;
    let n = if least == most { most.to_string() } else { format!("{least}-{most}") };
    let note = fill(texts.forest_note, &[("n", &n)]);
    let title = chosen(comparison, &fewest(comparison, best(comparison, &outcomes::UNMET_SHARE)?.as_ref()));
    let figures: Vec<String> = rows.iter().map(|row| format!("{}: {} {}", row.label, row.sign(), row.value)).collect();
    let words = Words { title: &title, of_what: &of_what(comparison), note: &note, signs: &signs(comparison), figures: &figures };
    let (least, count) = (room(rows.iter().map(|row| &row.tag)).max(30), rows.len() as i32);
    let heights = (ABOVE + count * least + BELOW, ABOVE + count * ROW + BELOW);
    let svg = document(heights, comparison.lang, words, |canvas, top| plot(canvas, top, &rows, delta, texts))?;
    Ok(Drawing::Done(svg))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a few rows on a sheet")]
fn plot(canvas: &mut Canvas, top: i32, rows: &[Row], delta: f64, texts: &Texts) -> Result<(), ReportError> {
    let (first, count) = (top + ABOVE, rows.len() as i32);
    let height = (canvas.height - first - BELOW) / count;
    let bottom = first + count * height;
    let widest = rows.iter().map(|row| row.tag.width() as i32).max().unwrap_or(0);
    let numbers = rows.iter().map(|row| text_width(&row.value, VALUE.size) as i32 + SIGN).max().unwrap_or(0);
    let (left, right) = (MARGIN + widest + 20, canvas.width - MARGIN - numbers - 20);
    let ends = rows.iter().filter_map(|row| row.estimate).flat_map(|estimate| [estimate.low(), estimate.high()]);
    let (low, high) = range(ends.chain([-delta, delta]), true);
    let scale = Scale::new((low.max(-100.0), high.min(100.0)), (left, right));
    canvas.rect((scale.pixel(-delta), first), (scale.pixel(delta), bottom), &SHADE)?;
    let (ticks, decimals) = scale.ticks(80);
    for tick in ticks {
        let x = scale.pixel(tick);
        canvas.line((x, first), (x, bottom), &GRID, 1)?;
        canvas.text(&number(tick, decimals), (x, bottom + 16), Side::Middle, TICK)?;
    }
    let zero = scale.pixel(0.0);
    canvas.line((zero, first - 8), (zero, bottom), &INK, 1)?;
    // Which way is better, each side only where there is room for it.
    let sides = [
        (format!("← {}", texts.fewer_unmet), zero - 10, Side::End, zero - left),
        (format!("{} →", texts.more_unmet), zero + 10, Side::Start, canvas.width - MARGIN - zero),
    ];
    for (text, x, side, room) in sides {
        if text_width(&text, TICK.size) + 10.0 < f64::from(room) {
            canvas.text(&text, (x, first - 14), side, TICK)?;
        }
    }
    let mut y = first + height / 2;
    for row in rows {
        let bold = row.estimate.is_none();
        canvas.tag(&row.tag, (left - 14, y), Side::End, Type { bold, ..LABEL })?;
        let colour = if bold { INK } else { colour_of(row.says) };
        if let Some(interval) = row.estimate.and_then(|estimate| estimate.interval) {
            let (low, high) = (scale.pixel(interval.low), scale.pixel(interval.high));
            canvas.line((low, y), (high, y), &colour, 2)?;
            for end in [low, high] {
                canvas.line((end, y - 6), (end, y + 6), &colour, 2)?;
            }
        }
        canvas.disc((scale.pixel(row.estimate.map_or(0.0, |estimate| estimate.mean)), y), 6, &colour)?;
        let style = Type { colour: text_colour(row.says, bold), ..VALUE };
        canvas.text(row.sign(), (canvas.width - MARGIN - numbers, y), Side::Start, style)?;
        canvas.text(&row.value, (canvas.width - MARGIN, y), Side::End, style)?;
        y += height;
    }
    canvas.line((left, bottom), (right, bottom), &GREY, 1)?;
    canvas.text(texts.forest_axis, (i32::midpoint(left, right), bottom + 40), Side::Middle, TICK)
}

/// The colour of a value: that of its interval, dark enough for text.
fn text_colour(says: Says, baseline: bool) -> RGBColor {
    match says {
        _ if baseline => INK,
        Says::Same | Says::Undecided => GREY,
        said => colour_of(said),
    }
}

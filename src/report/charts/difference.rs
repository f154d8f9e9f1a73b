//! The paired difference of the unmet share from the baseline: a forest plot, with the differences too small to matter shaded.

use super::canvas::{GREY, GRID, INK, Side, TICK, Tag, Type, Words, document, text_width};
use super::drawing::Drawing;
use super::finding::{by_effect, fewest, of_what};
use super::role::colour_of;
use super::scale::{Scale, range};
use crate::measure::statistics::Estimate;
use crate::measure::tables::runs::outcomes;
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::numbers::{number, with_interval};
use crate::report::says::Says;
use crate::report::texts::fill;
use plotters::style::RGBColor;

const WIDTH: i32 = 1000;
const ROW: i32 = 38;
const SHADE: RGBColor = RGBColor(238, 238, 238);
const VALUE: Type = Type::new(12.0, INK);

/// A policy and its difference, in percentage points.
struct Row {
    tag: Tag,
    label: String,
    estimate: Estimate,
}

/// Draws the chart: `d̄ ± t · s_d / √n` with `dᵢ = Uᵢ(policy) − Uᵢ(baseline)`, percentage points; the shade is ±δ.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a few rows on a sheet")]
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let mut rows = Vec::new();
    for policy in by_effect(comparison)? {
        if let Some(estimate) = comparison.difference(policy, &outcomes::UNMET_SHARE)? {
            let label = comparison.label(policy).to_owned();
            rows.push(Row { tag: Tag::new(comparison, policy, 250.0), label, estimate: estimate.scaled(100.0) });
        }
    }
    let Some((baseline, most)) = comparison.baseline.zip(rows.iter().map(|row| row.estimate.n).max()) else {
        return Ok(Drawing::Empty);
    };
    let texts = comparison.texts();
    let delta = comparison.experiment.scenario.measure.delta.get() * 100.0;
    let (title, what) = (fewest(comparison)?, of_what(comparison));
    let least = rows.iter().map(|row| row.estimate.n).min().unwrap_or(most);
    let n = if least == most { most.to_string() } else { format!("{least}-{most}") };
    let note = fill(texts.forest_note, &[("n", &n), ("delta", &number(delta, 2)), ("baseline", comparison.label(baseline))]);
    let values: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", Says::of(Some(row.estimate), delta).sign(), with_interval(row.estimate, 2)))
        .collect();
    let figures: Vec<String> = rows.iter().zip(&values).map(|(row, value)| format!("{}: {value}", row.label)).collect();
    let words = Words { title: &title, of_what: &what, note: &note, figures: &figures };
    let height = 34 + rows.len() as i32 * ROW + 56;
    let svg = document((WIDTH, height), comparison.lang, words, |canvas, top| {
        let widest = rows.iter().map(|r| r.tag.width() as i32).max().unwrap_or(0);
        let numbers = values.iter().map(|v| text_width(v, VALUE.size) as i32).max().unwrap_or(0);
        let (left, right) = (24 + widest + 20, canvas.width - 24 - numbers - 20);
        let ends = rows.iter().flat_map(|r| [r.estimate.low(), r.estimate.high()]);
        let scale = Scale::new(range(ends.chain([-delta, delta]), true), (left, right));
        let first = top + 34;
        let bottom = first + rows.len() as i32 * ROW;
        let shade = (scale.pixel(-delta), scale.pixel(delta));
        canvas.rect((shade.0, first), (shade.1, bottom), &SHADE)?;
        let (ticks, decimals) = scale.ticks(70);
        for tick in ticks {
            let x = scale.pixel(tick);
            canvas.line((x, first), (x, bottom), &GRID, 1)?;
            let text = number(tick, decimals);
            canvas.text(&text, (x, bottom + 14), Side::Middle, TICK)?;
        }
        let zero = scale.pixel(0.0);
        canvas.line((zero, first - 6), (zero, bottom), &INK, 1)?;
        // Which way is better, each side only where there is room for it.
        let sides = [
            (format!("← {}", texts.fewer_unmet), zero - 8, Side::End, zero - left),
            (format!("{} →", texts.more_unmet), zero + 8, Side::Start, canvas.width - 24 - zero),
        ];
        for (text, x, side, room) in sides {
            if text_width(&text, TICK.size) + 8.0 < f64::from(room) {
                canvas.text(&text, (x, first - 12), side, TICK)?;
            }
        }
        for (i, (row, value)) in rows.iter().zip(&values).enumerate() {
            let y = first + i as i32 * ROW + ROW / 2;
            let colour = colour_of(Says::of(Some(row.estimate), delta));
            canvas.tag(&row.tag, (left - 14, y), Side::End, INK)?;
            if row.estimate.interval.is_some() {
                let (low, high) = (scale.pixel(row.estimate.low()), scale.pixel(row.estimate.high()));
                canvas.line((low, y), (high, y), &colour, 2)?;
                for end in [low, high] {
                    canvas.line((end, y - 5), (end, y + 5), &colour, 2)?;
                }
            }
            canvas.disc((scale.pixel(row.estimate.mean), y), 5, &colour)?;
            canvas.text(value, (canvas.width - 24, y), Side::End, Type { colour, ..VALUE })?;
        }
        canvas.line((left, bottom), (right, bottom), &GREY, 1)?;
        let at = (i32::midpoint(left, right), bottom + 36);
        canvas.text(texts.forest_axis, at, Side::Middle, TICK)
    })?;
    Ok(Drawing::Done(svg))
}

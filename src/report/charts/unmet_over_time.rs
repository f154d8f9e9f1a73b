//! The unmet share of the needs that ended in a quarter: shows whether a policy's effect builds up, fades, or is a cost of transition.

use plotters::style::Color;

use super::canvas::{Canvas, GRID, INK, Side, TICK, Tag, document, policy_colour, text_colour};
use super::drawing::Drawing;
use super::scale::{Scale, range, spread};
use crate::measure::statistics::{self, Estimate};
use crate::measure::tables::DAILY;
use crate::report::comparison::Comparison;
use crate::report::data::Daily;
use crate::report::error::ReportError;
use crate::report::numbers::number;
use crate::report::texts::Texts;

const WIDTH: i32 = 1000;
/// Height of the body; more policies than fit beside it make it higher.
const HEIGHT: i32 = 520;
/// Room between the end of the lines and their labels, pixels.
const LEADER: i32 = 26;

/// A policy: one estimate per quarter, in percent.
struct Series {
    tag: Tag,
    place: usize,
    quarters: Vec<(f64, Estimate)>,
}

/// Draws the chart: per run and quarter `lost / (resolved + lost)`, then the mean over replicates with its interval.
///
/// It is a flow: every need counts in the quarter in which it ended, regardless of onset. Over the whole window it differs from the unmet
/// share of the cohort, because some of the cohort's needs are still open at the end, and some needs arose before the window.
///
/// # Errors
/// When the backend fails; a string never does.
pub fn draw(comparison: &Comparison, daily: Option<&Daily>) -> Result<Drawing, ReportError> {
    let Some(daily) = daily else {
        return Ok(Drawing::NotCollected(DAILY.file));
    };
    let series: Vec<Series> = comparison
        .order
        .iter()
        .enumerate()
        .map(|(place, &policy)| Series { tag: Tag::new(comparison, policy, 240.0), place, quarters: quarters(daily, policy) })
        .filter(|series| !series.quarters.is_empty())
        .collect();
    if series.is_empty() {
        return Ok(Drawing::Empty);
    }
    let texts = comparison.texts();
    let labels = series.iter().fold(90, |height, _| height + Tag::HEIGHT);
    let svg = document((WIDTH, HEIGHT.max(labels)), comparison.lang, (texts.over_time, texts.over_time_note), |canvas, top| {
        plot(canvas, top, &series, texts)
    })?;
    Ok(Drawing::Done(svg))
}

/// The estimates of a policy by quarter, at the middle of the quarter in years; quarters in which none ended are left out.
fn quarters(daily: &Daily, policy: usize) -> Vec<(f64, Estimate)> {
    let runs = &daily.quarters[policy];
    let most = runs.values().map(Vec::len).max().unwrap_or(0);
    let mut year = 0.125;
    let mut estimates = Vec::new();
    for quarter in 0..most {
        let shares: Vec<f64> = runs
            .values()
            .filter_map(|run| run.get(quarter))
            .filter(|q| q.ended > 0.0)
            .map(|q| q.lost / q.ended * 100.0)
            .collect();
        estimates.extend(statistics::mean_interval(&shares).map(|e| (year, e)));
        year += 0.25;
    }
    estimates
}

#[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
fn plot(canvas: &mut Canvas, top: i32, series: &[Series], texts: &Texts) -> Result<(), ReportError> {
    let widest = series.iter().map(|s| s.tag.width() as i32).max();
    let (left, right) = (64, canvas.width - 24 - widest.unwrap_or(0) - LEADER - 6);
    let (upper, lower) = (top + 34, canvas.height - 56);
    let all = || series.iter().flat_map(|s| &s.quarters);
    let values = all().flat_map(|(_, e)| [e.low(), e.high()]);
    let y = Scale::new(range(values, false), (lower, upper));
    let years = all().map(|(year, _)| year + 0.125).fold(0.25, f64::max);
    let x = Scale::new((0.0, years), (left, right));

    canvas.text(texts.unmet_axis, (24, top + 12), Side::Start, TICK)?;
    let (ticks, decimals) = y.ticks(44);
    for tick in ticks {
        let at = y.pixel(tick);
        canvas.line((left, at), (right, at), &GRID, 1)?;
        let text = number(tick, decimals);
        canvas.text(&text, (left - 8, at), Side::End, TICK)?;
    }
    // No ticks between whole years once there are two of them.
    let year = x.pixel(1.0) - x.pixel(0.0);
    let (ticks, decimals) = x.ticks(if years < 2.0 { 50 } else { year.max(50) });
    for tick in ticks {
        let at = x.pixel(tick);
        canvas.line((at, lower), (at, lower + 5), &INK, 1)?;
        let text = number(tick, decimals);
        canvas.text(&text, (at, lower + 16), Side::Middle, TICK)?;
    }
    canvas.line((left, lower), (right, lower), &INK, 1)?;
    let middle = i32::midpoint(left, right);
    canvas.text(texts.years, (middle, lower + 38), Side::Middle, TICK)?;

    for series in series {
        let edge = |end: fn(&Estimate) -> f64| series.quarters.iter().map(move |(year, e)| (x.pixel(*year), y.pixel(end(e))));
        let mut band: Vec<(i32, i32)> = edge(Estimate::low).collect();
        let back: Vec<(i32, i32)> = edge(Estimate::high).collect();
        band.extend(back.into_iter().rev());
        if band.len() > 2 {
            canvas.polygon(&band, &policy_colour(series.place).mix(0.13))?;
        }
    }
    // The baseline last, over the others.
    for series in series.iter().rev() {
        let line: Vec<(i32, i32)> = series.quarters.iter().map(|(year, e)| (x.pixel(*year), y.pixel(e.mean))).collect();
        let colour = policy_colour(series.place);
        match line.as_slice() {
            [point] => canvas.disc(*point, 4, &colour)?,
            points => canvas.path(points, &colour, if series.place == 0 { 3 } else { 2 })?,
        }
    }
    labels(canvas, series, (x, y), (right, upper, lower))
}

/// Names at the ends of the lines, separated where they overlap, each connected to its line.
fn labels(
    canvas: &mut Canvas,
    series: &[Series],
    (x, y): (Scale, Scale),
    (right, upper, lower): (i32, i32, i32),
) -> Result<(), ReportError> {
    let ends: Vec<(i32, i32)> =
        series.iter().filter_map(|s| s.quarters.last()).map(|(year, e)| (x.pixel(*year), y.pixel(e.mean))).collect();
    let wanted: Vec<i32> = ends.iter().map(|(_, y)| *y).collect();
    let places = spread(&wanted, Tag::HEIGHT, upper - 8, lower + 16);
    for ((series, end), place) in series.iter().zip(ends).zip(places) {
        let colour = policy_colour(series.place);
        let from = right + LEADER - 4;
        canvas.path(&[end, (right + 4, end.1), (from, place)], &colour.mix(0.6), 1)?;
        let at = (right + LEADER, place);
        canvas.tag(&series.tag, at, Side::Start, text_colour(colour))?;
    }
    Ok(())
}

//! The unmet share of the needs that ended in a quarter: shows whether a policy's effect builds up, fades, or is a cost of transition.

use plotters::style::Color;

use super::canvas::{Canvas, GRID, INK, Side, TICK, Tag, Words, document};
use super::drawing::Drawing;
use super::finding::{by_effect, chosen, of_what, roles};
use super::role::Role;
use super::scale::{Scale, range, spread};
use crate::base::words::both;
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
    label: String,
    role: Role,
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
    let order = by_effect(comparison)?;
    let of = |(&policy, role): (&usize, Role)| Series {
        tag: Tag::new(comparison, policy, 240.0),
        label: comparison.label(policy).to_owned(),
        role,
        quarters: quarters(daily, policy),
    };
    let series: Vec<Series> = order.iter().zip(roles(comparison, &order)?).map(of).filter(|s| !s.quarters.is_empty()).collect();
    if series.is_empty() {
        return Ok(Drawing::Empty);
    }
    let texts = comparison.texts();
    let labels = series.iter().fold(90, |height, _| height + Tag::HEIGHT);
    let last = |series: &Series| series.quarters.last().map_or_else(String::new, |(_, e)| number(e.mean, 1));
    let figures: Vec<String> = series.iter().map(|series| format!("{}: {} %", series.label, last(series))).collect();
    let (title, what) = (title(comparison, &series), of_what(comparison));
    let words = Words { title: &title, of_what: &what, note: texts.over_time_note, figures: &figures };
    let svg = document((WIDTH, HEIGHT.max(labels)), comparison.lang, words, |canvas, top| plot(canvas, top, &series, texts))?;
    Ok(Drawing::Done(svg))
}

/// Which policy ends the last quarter lowest, and where the baseline ends it.
fn title(comparison: &Comparison, series: &[Series]) -> String {
    let end = |series: &Series| series.quarters.last().map_or(f64::INFINITY, |(_, estimate)| estimate.mean);
    let Some(lowest) = series.iter().min_by(|a, b| end(a).total_cmp(&end(b))) else { return String::new() };
    let (label, share) = (&lowest.label, number(end(lowest), 0));
    let base = series.iter().find(|series| series.role == Role::Baseline);
    let said = match base.filter(|base| base.label != *label) {
        Some(base) => {
            let (name, of_base) = (&base.label, number(end(base), 0));
            both!(
                "In the last quarter {share} % of what ended was unmet under {label}, {of_base} % under {name}",
                "末季度终结的需求中未满足者：{label} {share} %，{name} {of_base} %"
            )
        }
        None => {
            both!("In the last quarter fewest ended unmet under {label}: {share} %", "末季度未满足而终者最少：{label}，{share} %")
        }
    };
    chosen(comparison, &said)
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
    let (low, high) = range(values, false);
    let y = Scale::new((low.max(0.0), high.min(100.0)), (lower, upper));
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

    for series in series.iter().filter(|series| series.role != Role::Other) {
        let edge = |end: fn(&Estimate) -> f64| series.quarters.iter().map(move |(year, e)| (x.pixel(*year), y.pixel(end(e))));
        let mut band: Vec<(i32, i32)> = edge(Estimate::low).collect();
        let back: Vec<(i32, i32)> = edge(Estimate::high).collect();
        band.extend(back.into_iter().rev());
        if band.len() > 2 {
            canvas.polygon(&band, &series.role.colour().mix(0.14))?;
        }
    }
    // The two that are told of last, over the others.
    let (named, rest): (Vec<&Series>, Vec<&Series>) = series.iter().partition(|series| series.role != Role::Other);
    for series in rest.into_iter().chain(named) {
        let line: Vec<(i32, i32)> = series.quarters.iter().map(|(year, e)| (x.pixel(*year), y.pixel(e.mean))).collect();
        let colour = series.role.colour();
        match line.as_slice() {
            [point] => canvas.disc(*point, 4, &colour)?,
            points => canvas.path(points, &colour, series.role.width())?,
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
        let colour = series.role.colour();
        let from = right + LEADER - 4;
        canvas.path(&[end, (right + 4, end.1), (from, place)], &colour.mix(0.6), 1)?;
        let at = (right + LEADER, place);
        canvas.tag(&series.tag, at, Side::Start, series.role.of_text())?;
    }
    Ok(())
}

//! The unmet share of the needs that ended in a quarter: shows whether a policy's effect builds up, fades, or is a cost of transition.

use plotters::style::Color;

use super::canvas::{Canvas, GRID, INK, LABEL, MARGIN, Side, TICK, Tag, Type, Words, document, room};
use super::drawing::Drawing;
use super::finding::{Best, Telling, best_by, by_effect, chosen, finding, named, of_what, roles, signed_label, signs};
use super::role::Role;
use super::scale::{Scale, range, spread};
use crate::base::words::{Both, both};
use crate::measure::statistics::{self, Estimate};
use crate::measure::tables::DAILY;
use crate::report::comparison::Comparison;
use crate::report::data::{Daily, Quarter};
use crate::report::error::ReportError;
use crate::report::numbers::number;
use crate::report::texts::Texts;

/// Height of the body at most.
const MOST: i32 = 640;
/// Height of the body at least; more policies than fit beside it make it higher.
const LEAST: i32 = 440;
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
    let best = best_by(comparison, |one, other| Ok(last_pairs(daily, one, other)))?;
    let mut series = Vec::new();
    for (&policy, role) in order.iter().zip(roles(comparison, &order, best.as_ref())) {
        let (tag, label) = (Tag::new(&signed_label(comparison, policy)?), named(comparison, policy));
        series.push(Series { tag, label, role, quarters: quarters(daily, policy) });
    }
    series.retain(|series| !series.quarters.is_empty());
    if series.is_empty() {
        return Ok(Drawing::Empty);
    }
    let texts = comparison.texts();
    let height = room(series.iter().map(|series| &series.tag)).max(26);
    let labels = series.iter().fold(72 - height, |sum, _| sum + height);
    let last = |series: &Series| series.quarters.last().map_or_else(String::new, |(_, e)| number(e.mean, 1));
    let figures: Vec<String> = series.iter().map(|series| format!("{}: {} %", series.label, last(series))).collect();
    let (title, what) = (chosen(comparison, &title(comparison, best.as_ref())), of_what(comparison));
    let words = Words { title: &title, of_what: &what, note: texts.over_time_note, signs: &signs(comparison), figures: &figures };
    let heights = (LEAST.max(labels), MOST);
    let svg = document(heights, comparison.lang, words, |canvas, top| plot(canvas, top, &series, height, texts))?;
    Ok(Drawing::Done(svg))
}

/// Under which policy the last quarter ends lowest, and by how much.
fn title(comparison: &Comparison, best: Option<&Best>) -> Both {
    let says = Telling {
        least: &both!("Fewest ended unmet in the last quarter", "末季度未满足而终者最少"),
        unit: &both!("points", "个百分点"),
        scale: 1.0,
        decimals: 1,
        none: &both!("In the last quarter no policy surely has fewer end unmet", "末季度没有哪种政策未满足而终者明确少"),
    };
    finding(comparison, best, &says)
}

/// The share of what ended in a quarter that was unmet, percent; none where nothing ended.
fn share(quarter: &Quarter) -> Option<f64> {
    (quarter.ended > 0.0).then(|| quarter.lost / quarter.ended * 100.0)
}

/// The shares of two policies in the last quarter, by replicate.
fn last_pairs(daily: &Daily, one: usize, other: usize) -> Vec<(f64, f64)> {
    let last = |policy: usize, replicate: &u32| daily.quarters[policy].get(replicate)?.last().and_then(share);
    daily.quarters[one].keys().filter_map(|replicate| last(one, replicate).zip(last(other, replicate))).collect()
}

/// The estimates of a policy by quarter, at the middle of the quarter in years; quarters in which none ended are left out.
fn quarters(daily: &Daily, policy: usize) -> Vec<(f64, Estimate)> {
    let runs = &daily.quarters[policy];
    let most = runs.values().map(Vec::len).max().unwrap_or(0);
    let mut year = 0.125;
    let mut estimates = Vec::new();
    for quarter in 0..most {
        let shares: Vec<f64> = runs.values().filter_map(|run| run.get(quarter).and_then(share)).collect();
        estimates.extend(statistics::mean_interval(&shares).map(|e| (year, e)));
        year += 0.25;
    }
    estimates
}

#[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
fn plot(canvas: &mut Canvas, top: i32, series: &[Series], height: i32, texts: &Texts) -> Result<(), ReportError> {
    let widest = series.iter().map(|s| s.tag.width() as i32).max();
    let (left, right) = (76, canvas.width - MARGIN - widest.unwrap_or(0) - LEADER - 6);
    let (upper, lower) = (top + 34, canvas.height - 56);
    let all = || series.iter().flat_map(|s| &s.quarters);
    let values = all().flat_map(|(_, e)| [e.low(), e.high()]);
    let (low, high) = range(values, false);
    let y = Scale::new((low.max(0.0), high.min(100.0)), (lower, upper));
    let years = all().map(|(year, _)| year + 0.125).fold(0.25, f64::max);
    let x = Scale::new((0.0, years), (left, right));

    canvas.text(texts.unmet_axis, (MARGIN, top + 12), Side::Start, TICK)?;
    let (ticks, decimals) = y.ticks(44);
    for tick in ticks {
        let at = y.pixel(tick);
        canvas.line((left, at), (right, at), &GRID, 1)?;
        let text = number(tick, decimals);
        canvas.text(&text, (left - 8, at), Side::End, TICK)?;
    }
    // No ticks between whole years once there are two of them.
    let year = x.pixel(1.0) - x.pixel(0.0);
    let (ticks, decimals) = x.ticks(if years < 2.0 { 60 } else { (year - 1).max(60) });
    for tick in ticks {
        let at = x.pixel(tick);
        canvas.line((at, lower), (at, lower + 5), &INK, 1)?;
        let text = number(tick, decimals);
        canvas.text(&text, (at, lower + 18), Side::Middle, TICK)?;
    }
    canvas.line((left, lower), (right, lower), &INK, 1)?;
    let middle = i32::midpoint(left, right);
    canvas.text(texts.years, (middle, lower + 40), Side::Middle, TICK)?;

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
    labels(canvas, series, height, (x, y), (right, upper, lower))
}

/// Names at the ends of the lines, separated where they overlap, each connected to its line.
fn labels(
    canvas: &mut Canvas,
    series: &[Series],
    height: i32,
    (x, y): (Scale, Scale),
    (right, upper, lower): (i32, i32, i32),
) -> Result<(), ReportError> {
    let ends: Vec<(i32, i32)> =
        series.iter().filter_map(|s| s.quarters.last()).map(|(year, e)| (x.pixel(*year), y.pixel(e.mean))).collect();
    let wanted: Vec<i32> = ends.iter().map(|(_, y)| *y).collect();
    let places = spread(&wanted, height, upper - 8, lower + 16);
    for ((series, end), place) in series.iter().zip(ends).zip(places) {
        let colour = series.role.colour();
        let from = right + LEADER - 4;
        canvas.path(&[end, (right + 4, end.1), (from, place)], &colour.mix(0.6), 1)?;
        let at = (right + LEADER, place);
        let style = Type { colour: series.role.of_text(), bold: series.role != Role::Other, ..LABEL };
        canvas.tag(&series.tag, at, Side::Start, style)?;
    }
    Ok(())
}

//! Unmet share against social cost: which policies are better on both counts, and which buy one with the other.
//!
//! Good policies crowd in one corner, where names would cover each other and the intervals. So a point carries a number, small enough to
//! find room beside it, and the names stand in a list outside.

use std::cmp::Reverse;

use plotters::style::Color;

use super::canvas::{Canvas, GREY, GRID, INK, LABEL, MARGIN, Side, TICK, Tag, Type, Words, document, room, text_width};
use super::drawing::Drawing;
use super::finding::{Best, best, by_effect, cheapest, chosen, fewest, named, of_what, roles, signed_label, signs};
use super::role::Role;
use super::scale::{Scale, range};
use crate::base::words::{Both, both};
use crate::measure::statistics::Estimate;
use crate::measure::tables::runs::{costs, outcomes};
use crate::report::comparison::Comparison;
use crate::report::error::ReportError;
use crate::report::numbers::{number, with_interval};
use crate::report::texts::Texts;

/// Height of the body at most.
const MOST: i32 = 640;
/// Height of the body at least; more policies than fit beside it make it higher.
const LEAST: i32 = 440;
/// Room for a number, top to bottom, pixels.
const NUMBER_HEIGHT: i32 = 16;
/// Room for a number in the list, pixels.
const NUMBER_WIDTH: i32 = 30;
/// Number of a point.
const NUMBER: Type = Type::bold(14.0, INK);
/// Radius of a point, pixels.
const RADIUS: i32 = 5;

/// A policy: cost in yuan, unmet share in percent.
struct Point {
    tag: Tag,
    label: String,
    role: Role,
    cost: Estimate,
    unmet: Estimate,
}

/// Height of a row of the list where there is room, pixels.
const LIST_ROW: i32 = 38;

/// A rectangle: left, top, right, bottom.
type Area = (i32, i32, i32, i32);

/// Draws the chart: x = social cost per resolved need, y = unmet share, means of replicates with their intervals.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let mut points = Vec::new();
    let order = by_effect(comparison)?;
    let few = best(comparison, &outcomes::UNMET_SHARE)?;
    for (&policy, role) in order.iter().zip(roles(comparison, &order, few.as_ref())) {
        let cost = comparison.estimate(policy, &costs::SOCIAL_COST_PER_RESOLVED_CNY)?;
        let unmet = comparison.estimate(policy, &outcomes::UNMET_SHARE)?;
        if let Some((cost, unmet)) = cost.zip(unmet) {
            let (tag, label) = (Tag::new(&signed_label(comparison, policy)?), named(comparison, policy));
            points.push(Point { tag, label, role, cost, unmet: unmet.scaled(100.0) });
        }
    }
    if points.is_empty() {
        return Ok(Drawing::Empty);
    }
    let texts = comparison.texts();
    let row = room(points.iter().map(|point| &point.tag));
    let rows = points.iter().fold(70, |height, _| height + row);
    let told = |point: &Point| format!("{}: {} %, {}", point.label, number(point.unmet.mean, 1), number(point.cost.mean, 0));
    let figures: Vec<String> = points.iter().map(told).collect();
    let cheap = best(comparison, &costs::SOCIAL_COST_PER_RESOLVED_CNY)?;
    let title = chosen(comparison, &title(comparison, few.as_ref(), cheap.as_ref()));
    let words = Words {
        title: &title,
        of_what: &of_what(comparison),
        note: texts.against_note,
        signs: &signs(comparison),
        figures: &figures,
    };
    let heights = (LEAST.max(rows), MOST);
    let svg = document(heights, comparison.lang, words, |canvas, top| plot(canvas, top, &points, row, texts))?;
    Ok(Drawing::Done(svg))
}

/// Which leaves fewest needs unmet, and under which a resolved need costs least; one sentence where they are the same.
fn title(comparison: &Comparison, few: Option<&Best>, cheap: Option<&Best>) -> Both {
    match few.zip(cheap) {
        Some((few, cheap)) if few.policy == cheap.policy => {
            let label = comparison.label(few.policy);
            let (points, yuan) = (with_interval(few.difference.scaled(100.0), 1), with_interval(cheap.difference, 0));
            let base = comparison.baseline.map_or("", |policy| comparison.label(policy));
            let alike = match few.alike.max(cheap.alike) {
                0 => Both::same(""),
                _ => both!("; some cannot be told from it", "；另有政策与之难分高下"),
            };
            both!(
                "{label}: fewest needs unmet, {points} points, and cheapest, {yuan} yuan a resolved need, against {base}{alike}",
                "{label}：较{base}，未满足最少（{points} 个百分点），每件已解决需求的社会成本也最低（{yuan} 元）{alike}";
                alike = alike
            )
        }
        _ => both!("{few}. {cheap}", "{few}；{cheap}"; few = fewest(comparison, few), cheap = cheapest(comparison, cheap)),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
fn plot(canvas: &mut Canvas, top: i32, points: &[Point], row: i32, texts: &Texts) -> Result<(), ReportError> {
    let widest = points.iter().map(|p| p.tag.width() as i32).max();
    let list = canvas.width - MARGIN - widest.unwrap_or(0) - NUMBER_WIDTH;
    let plot: Area = (76, top + 34, list - 40, canvas.height - 60);
    let costs = points.iter().flat_map(|p| [p.cost.low(), p.cost.high()]);
    let unmets = points.iter().flat_map(|p| [p.unmet.low(), p.unmet.high()]);
    let (low, high) = range(costs, false);
    let x = Scale::new((low.max(0.0), high), (plot.0, plot.2));
    let (low, high) = range(unmets, false);
    let y = Scale::new((low.max(0.0), high.min(100.0)), (plot.3, plot.1));

    canvas.text(texts.unmet_axis, (MARGIN, top + 12), Side::Start, TICK)?;
    let (ticks, decimals) = y.ticks(44);
    for tick in ticks {
        let at = y.pixel(tick);
        canvas.line((plot.0, at), (plot.2, at), &GRID, 1)?;
        let text = number(tick, decimals);
        canvas.text(&text, (plot.0 - 8, at), Side::End, TICK)?;
    }
    let (ticks, decimals) = x.ticks(90);
    for tick in ticks {
        let at = x.pixel(tick);
        canvas.line((at, plot.1), (at, plot.3), &GRID, 1)?;
        let text = number(tick, decimals);
        canvas.text(&text, (at, plot.3 + 18), Side::Middle, TICK)?;
    }
    canvas.line((plot.0, plot.3), (plot.2, plot.3), &GREY, 1)?;
    canvas.line((plot.0, plot.1), (plot.0, plot.3), &GREY, 1)?;
    let at = (i32::midpoint(plot.0, plot.2), plot.3 + 40);
    canvas.text(texts.against_axis, at, Side::Middle, TICK)?;

    let mut marks = Vec::new();
    let mut bars = Vec::new();
    for point in points {
        let colour = point.role.colour();
        let (px, py) = (x.pixel(point.cost.mean), y.pixel(point.unmet.mean));
        let across = (x.pixel(point.cost.low()), x.pixel(point.cost.high()));
        let along = (y.pixel(point.unmet.high()), y.pixel(point.unmet.low()));
        // The two that are told of stand out.
        let (faint, width) = if point.role == Role::Other { (colour.mix(0.45), 1) } else { (colour.mix(0.8), 2) };
        canvas.line((across.0, py), (across.1, py), &faint, width)?;
        canvas.line((px, along.0), (px, along.1), &faint, width)?;
        canvas.disc((px, py), RADIUS.unsigned_abs(), &colour)?;
        marks.push((px - RADIUS, py - RADIUS, px + RADIUS, py + RADIUS));
        bars.push((across.0, py - 1, across.1, py + 1));
        bars.push((px - 1, along.0, px + 1, along.1));
    }
    let row = row.max(i32::try_from(points.len()).map_or(0, |count| (plot.3 - plot.1) / count).min(LIST_ROW));
    let mut y = plot.1 + row / 2;
    for (i, point) in points.iter().enumerate() {
        let colour = point.role.of_text();
        let number_end = list + NUMBER_WIDTH - 8;
        let style = Type { colour, ..NUMBER };
        canvas.text(&(i + 1).to_string(), (number_end, y), Side::End, style)?;
        canvas.tag(
            &point.tag,
            (list + NUMBER_WIDTH, y),
            Side::Start,
            Type { colour, bold: point.role != Role::Other, ..LABEL },
        )?;
        y += row;
    }
    numbers(canvas, points, plot, &marks, &bars)
}

/// Puts the number of each point where it covers least: near its point, off other numbers, points and intervals. One after the other, those
/// with the
/// most crowded points first; the line that leads to a number is in the way of later ones.
fn numbers(canvas: &mut Canvas, points: &[Point], plot: Area, marks: &[Area], bars: &[Area]) -> Result<(), ReportError> {
    let crowd = |i: usize| {
        let (left, top, right, bottom) = marks[i];
        let near = (left - 30, top - 30, right + 30, bottom + 30);
        marks.iter().filter(|m| shared(near, **m) > 0).count()
    };
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&i| (Reverse(crowd(i)), i));
    let mut taken: Vec<Area> = Vec::new();
    let mut lines = bars.to_vec();
    for i in order {
        let text = (i + 1).to_string();
        let centre = (marks[i].0 + RADIUS, marks[i].1 + RADIUS);
        let best = candidates(&text, centre).into_iter().min_by_key(|(area, distance)| {
            let cover = |areas: &[Area]| areas.iter().map(|a| shared(*area, *a)).sum::<i64>();
            let inside = shared(*area, (plot.0, plot.1 - 20, plot.2 + 30, plot.3));
            let outside = shared(*area, *area) - inside;
            let crossed = way(centre, *area)
                .filter(|p| {
                    let other = |a: &&Area| holds(**a, *p) && **a != marks[i];
                    taken.iter().chain(marks).any(|a| other(&a))
                })
                .map(|_| 500)
                .sum::<i64>();
            let far = i64::from(*distance);
            100 * (outside + cover(&taken)) + 40 * cover(marks) + 25 * cover(&lines) + crossed + 6 * far + far * far / 5
        });
        let Some((area, distance)) = best else {
            continue;
        };
        let role = points[i].role;
        let colour = role.colour();
        if distance > 15 {
            canvas.line(centre, nearest(area, centre), &colour.mix(0.5), 1)?;
            lines.extend(way(centre, area).map(|(x, y)| (x - 3, y - 3, x + 3, y + 3)));
        }
        let middle = (i32::midpoint(area.0, area.2), i32::midpoint(area.1, area.3));
        let style = Type { colour: role.of_text(), ..NUMBER };
        canvas.text(&text, middle, Side::Middle, style)?;
        taken.push(area);
    }
    Ok(())
}

/// Places for a number around a point, with their distance from it.
#[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
fn candidates(number: &str, (x, y): (i32, i32)) -> Vec<(Area, i32)> {
    let (width, height) = (text_width(number, NUMBER.size) as i32 + 4, NUMBER_HEIGHT);
    let mut places = Vec::new();
    for distance in [8, 13, 19, 26, 34, 44, 56] {
        let beside = [y - height / 2, y - height, y, y - height - distance, y + distance];
        for (left, top) in [x + distance, x - distance - width]
            .into_iter()
            .flat_map(|left| beside.map(|top| (left, top)))
            .chain([y - distance - height, y + distance].map(|top| (x - width / 2, top)))
        {
            places.push(((left, top, left + width, top + height), distance));
        }
    }
    places
}

/// Seven places on the way from a point to its number.
fn way(from: (i32, i32), area: Area) -> impl Iterator<Item = (i32, i32)> {
    let to = nearest(area, from);
    (1..8).map(move |i| (from.0 + (to.0 - from.0) * i / 8, from.1 + (to.1 - from.1) * i / 8))
}

/// The place of a rectangle that is nearest to a point.
fn nearest(area: Area, (x, y): (i32, i32)) -> (i32, i32) {
    (x.clamp(area.0, area.2), y.clamp(area.1, area.3))
}

fn holds(area: Area, (x, y): (i32, i32)) -> bool {
    (area.0..=area.2).contains(&x) && (area.1..=area.3).contains(&y)
}

/// Area that two rectangles share, square pixels.
fn shared(a: Area, b: Area) -> i64 {
    let width = i64::from(a.2.min(b.2) - a.0.max(b.0));
    let height = i64::from(a.3.min(b.3) - a.1.max(b.1));
    width.max(0) * height.max(0)
}

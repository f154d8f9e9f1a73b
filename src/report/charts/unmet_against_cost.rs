//! Unmet share against social cost: which policies are better on both counts, and which buy one with the other.

use plotters::style::Color;

use super::Drawing;
use super::canvas::{
    Canvas, GREY, GRID, INK, LABEL, NAME, Side, TICK, Tag, Type, document, policy_colour,
};
use super::scale::{Scale, range};
use crate::measure::statistics::Estimate;
use crate::report::ReportError;
use crate::report::comparison::Comparison;
use crate::report::table::number;
use crate::report::texts::Texts;

const SIZE: (i32, i32) = (1000, 610);
/// Radius of a point, pixels.
const RADIUS: i32 = 6;

/// A policy: cost in yuan, unmet share in percent.
struct Point {
    tag: Tag,
    place: usize,
    cost: Estimate,
    unmet: Estimate,
}

/// A rectangle: left, top, right, bottom.
type Area = (i32, i32, i32, i32);

/// Draws the chart: x = social cost per resolved need, y = unmet share, means of replicates with their intervals.
///
/// # Errors
/// When `runs.csv` lacks a column or a field is not a number.
pub fn draw(comparison: &Comparison) -> Result<Drawing, ReportError> {
    let mut points = Vec::new();
    for (place, &policy) in comparison.order.iter().enumerate() {
        let cost = comparison.estimate(policy, "social_cost_per_resolved_cny")?;
        let unmet = comparison.estimate(policy, "unmet_share")?;
        if let Some((cost, unmet)) = cost.zip(unmet) {
            points.push(Point {
                tag: Tag::new(comparison, policy, 260.0),
                place,
                cost,
                unmet: unmet.scaled(100.0),
            });
        }
    }
    if points.is_empty() {
        return Ok(Drawing::Empty);
    }
    let texts = comparison.texts();
    let svg = document(
        SIZE,
        comparison.lang,
        (texts.against, texts.against_note),
        |canvas, top| plot(canvas, top, &points, texts),
    )?;
    Ok(Drawing::Done(svg))
}

fn plot(canvas: &mut Canvas, top: i32, points: &[Point], texts: &Texts) -> Result<(), ReportError> {
    let plot: Area = (70, top + 34, canvas.width - 40, canvas.height - 60);
    let costs = points.iter().flat_map(|p| [p.cost.low(), p.cost.high()]);
    let unmets = points.iter().flat_map(|p| [p.unmet.low(), p.unmet.high()]);
    let x = Scale::new(range(costs, false), (plot.0, plot.2));
    let y = Scale::new(range(unmets, false), (plot.3, plot.1));

    canvas.text(texts.unmet_axis, (24, top + 12), Side::Start, TICK)?;
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
        canvas.text(&text, (at, plot.3 + 16), Side::Middle, TICK)?;
    }
    canvas.line((plot.0, plot.3), (plot.2, plot.3), &GREY, 1)?;
    canvas.line((plot.0, plot.1), (plot.0, plot.3), &GREY, 1)?;
    let at = (i32::midpoint(plot.0, plot.2), plot.3 + 40);
    let axis = format!("{}, {}", texts.social, texts.cost_axis);
    canvas.text(&axis, at, Side::Middle, TICK)?;

    let mut marks = Vec::new();
    let mut bars = Vec::new();
    for point in points {
        let colour = policy_colour(point.place);
        let (px, py) = (x.pixel(point.cost.mean), y.pixel(point.unmet.mean));
        let across = (x.pixel(point.cost.low()), x.pixel(point.cost.high()));
        let along = (y.pixel(point.unmet.high()), y.pixel(point.unmet.low()));
        let faint = colour.mix(0.55);
        canvas.line((across.0, py), (across.1, py), &faint, 2)?;
        canvas.line((px, along.0), (px, along.1), &faint, 2)?;
        canvas.disc((px, py), RADIUS.unsigned_abs(), &colour)?;
        marks.push((px - RADIUS, py - RADIUS, px + RADIUS, py + RADIUS));
        bars.push((across.0, py - 1, across.1, py + 1));
        bars.push((px - 1, along.0, px + 1, along.1));
    }
    label(canvas, points, plot, &marks, &bars)
}

/// Puts each label where it covers least: near its point, off other labels, points and intervals. One after the other, those with the
/// most crowded points first.
fn label(
    canvas: &mut Canvas,
    points: &[Point],
    plot: Area,
    marks: &[Area],
    bars: &[Area],
) -> Result<(), ReportError> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    let crowd = |i: usize| {
        let near = (
            marks[i].0 - 90,
            marks[i].1 - 40,
            marks[i].2 + 90,
            marks[i].3 + 40,
        );
        marks.iter().filter(|m| shared(near, **m) > 0).count()
    };
    order.sort_by_key(|&i| (std::cmp::Reverse(crowd(i)), i));
    let mut taken: Vec<Area> = Vec::new();
    for i in order {
        let point = &points[i];
        let centre = (marks[i].0 + RADIUS, marks[i].1 + RADIUS);
        let best = candidates(&point.tag, centre)
            .into_iter()
            .min_by_key(|(area, distance)| {
                let cover = |areas: &[Area]| areas.iter().map(|a| shared(*area, *a)).sum::<i64>();
                let inside = shared(*area, (plot.0, plot.1 - 20, plot.2 + 30, plot.3));
                let outside = shared(*area, *area) - inside;
                let crossed = crossings(centre, *area, |p| {
                    let other = |a: &&Area| holds(**a, p) && **a != marks[i];
                    taken.iter().chain(marks).filter(other).count()
                });
                100 * (outside + cover(&taken))
                    + 40 * cover(marks)
                    + 12 * cover(bars)
                    + 500 * crossed
                    + 12 * i64::from(*distance)
            });
        let Some((area, distance)) = best else {
            continue;
        };
        let colour = policy_colour(point.place);
        let middle = i32::midpoint(area.1, area.3);
        if distance > 14 {
            let near = nearest(area, centre);
            canvas.line(centre, near, &colour.mix(0.5), 1)?;
        }
        let style = Type { colour, ..LABEL };
        match &point.tag.name {
            None => canvas.text(&point.tag.label, (area.0, middle), Side::Start, style)?,
            Some(name) => {
                canvas.text(&point.tag.label, (area.0, middle - 6), Side::Start, style)?;
                canvas.text(
                    name,
                    (area.0, middle + 8),
                    Side::Start,
                    Type {
                        colour: INK,
                        ..NAME
                    },
                )?;
            }
        }
        taken.push(area);
    }
    Ok(())
}

/// Places for a label around a point, with their distance from it.
#[expect(clippy::cast_possible_truncation, reason = "widths on a sheet")]
fn candidates(tag: &Tag, (x, y): (i32, i32)) -> Vec<(Area, i32)> {
    let (width, height) = (tag.width() as i32 + 2, Tag::HEIGHT);
    let mut places = Vec::new();
    for distance in [10, 22, 36, 52, 70, 90, 115, 145] {
        let beside = [
            y - height / 2,
            y - height,
            y,
            y - height - distance,
            y + distance,
        ];
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

/// How often a line from a point to a label meets something, at seven places on its way.
fn crossings(from: (i32, i32), area: Area, meets: impl Fn((i32, i32)) -> usize) -> i64 {
    let to = nearest(area, from);
    let met = (1..8)
        .map(|i| {
            (
                from.0 + (to.0 - from.0) * i / 8,
                from.1 + (to.1 - from.1) * i / 8,
            )
        })
        .filter(|p| meets(*p) > 0)
        .count();
    i64::try_from(met).unwrap_or(i64::MAX)
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

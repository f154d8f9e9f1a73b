//! Cells around points that lie anywhere: what is nearer to a point than to any other, as far as a modest distance around it.
//!
//! They are a picture, not borders: nobody drew them, and none is fetched. Every cell is a regular polygon around its point, cut by the line half way to
//! each point that is near enough. Cells therefore never overlap and each holds its point.

use std::collections::BTreeMap;

/// A place in the plane.
pub type Point = (f64, f64);

/// Sides of the polygon around a point that has no neighbour.
const SIDES: u32 = 24;
/// How far a cell reaches, in distances from a point to its nearest: where points lie at random, most cells end where others begin.
const REACH: f64 = 2.0;
/// How far points that lie upon each other are put apart: a fifth of the metre to which places are told.
const NUDGE: f64 = 0.000_2;

/// A convex polygon around a point.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its corners, in order.
    pub corners: Vec<Point>,
    /// Whose cell is beyond the side that begins at each corner; nobody's where the cell ends by its reach.
    pub beyond: Vec<Option<usize>>,
}

impl Cell {
    /// A regular polygon.
    fn around(at: Point, radius: f64) -> Self {
        let corner = |side: u32| {
            let angle = core::f64::consts::TAU * f64::from(side) / f64::from(SIDES);
            (at.0 + radius * libm::cos(angle), at.1 + radius * libm::sin(angle))
        };
        Self { corners: (0..SIDES).map(corner).collect(), beyond: vec![None; SIDES as usize] }
    }

    /// Keeps what is nearer to one point than to another.
    fn cut(&mut self, own: Point, other: Point, neighbour: usize) {
        let (dx, dy) = (other.0 - own.0, other.1 - own.1);
        let half = (own.0 + dx / 2.0, own.1 + dy / 2.0);
        // How far beyond the line a place is, in units that cancel out.
        let past = |at: Point| (at.0 - half.0) * dx + (at.1 - half.1) * dy;
        if self.corners.iter().all(|corner| past(*corner) <= 0.0) {
            return;
        }
        let mut kept = Self::default();
        let mut add = |at: Point, beyond: Option<usize>| {
            kept.corners.push(at);
            kept.beyond.push(beyond);
        };
        for (k, &from) in self.corners.iter().enumerate() {
            let to = self.corners[(k + 1) % self.corners.len()];
            let (a, b) = (past(from), past(to));
            let crossing = || (from.0 + (to.0 - from.0) * a / (a - b), from.1 + (to.1 - from.1) * a / (a - b));
            if a <= 0.0 {
                add(from, self.beyond[k]);
                if b > 0.0 {
                    add(crossing(), Some(neighbour));
                }
            } else if b <= 0.0 {
                add(crossing(), self.beyond[k]);
            }
        }
        *self = kept;
    }

    /// The square of the distance to its farthest corner.
    fn extent(&self, from: Point) -> f64 {
        self.corners.iter().map(|corner| square(from, *corner)).fold(0.0, f64::max)
    }

    /// Its area.
    #[must_use]
    pub fn area(&self) -> f64 {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
    }

    /// How near its closest side is to a point inside it.
    #[must_use]
    pub fn room(&self, at: Point) -> f64 {
        let next = self.corners.iter().cycle().skip(1);
        let side = |(a, b): (&Point, &Point)| {
            let length = libm::sqrt(square(*a, *b));
            (length > 0.0).then(|| ((b.0 - a.0) * (at.1 - a.1) - (b.1 - a.1) * (at.0 - a.0)).abs() / length)
        };
        self.corners.iter().zip(next).filter_map(side).fold(f64::INFINITY, f64::min)
    }
}

/// The cells of points, in their order. Points that lie upon each other share one cell like slices of a cake.
#[must_use]
pub fn cells(points: &[Point]) -> Vec<Cell> {
    let points = apart(points);
    let reach = REACH * spacing(&points);
    // Only points within two reaches of each other can cut each other's cells: those of nine squares of that width.
    let square_of = |at: Point| (libm::floor(at.0 / (2.0 * reach)) as i64, libm::floor(at.1 / (2.0 * reach)) as i64);
    let mut squares: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (place, &at) in points.iter().enumerate() {
        squares.entry(square_of(at)).or_default().push(place);
    }
    let of = |(own, &at): (usize, &Point)| {
        let (x, y) = square_of(at);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let mut near: Vec<(f64, usize)> = around
            .filter_map(|square| squares.get(&square))
            .flatten()
            .filter(|other| **other != own)
            .map(|&other| (square(at, points[other]), other))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut cell = Cell::around(at, reach);
        for (distance, other) in near {
            // Half way to whatever comes now is beyond the farthest corner.
            if distance > 4.0 * cell.extent(at) {
                break;
            }
            cell.cut(at, points[other], other);
        }
        cell
    };
    points.iter().enumerate().map(of).collect()
}

/// The middle of the distances from each point to its nearest; 1 where there is no other.
#[must_use]
pub fn spacing(points: &[Point]) -> f64 {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| points[*a].0.total_cmp(&points[*b].0).then(a.cmp(b)));
    // From each point outwards in x, as long as something nearer can come.
    let nearest = |rank: usize| {
        let at = points[order[rank]];
        let mut least = f64::INFINITY;
        let mut look = |other: usize| {
            let away = points[other].0 - at.0;
            let distance = square(at, points[other]);
            if distance > 0.0 {
                least = least.min(distance);
            }
            away * away < least
        };
        for &other in &order[rank + 1..] {
            if !look(other) {
                break;
            }
        }
        for &other in order[..rank].iter().rev() {
            if !look(other) {
                break;
            }
        }
        least
    };
    let mut found: Vec<f64> = (0..order.len()).map(nearest).filter(|distance| distance.is_finite()).collect();
    found.sort_by(f64::total_cmp);
    found.get(found.len() / 2).map_or(1.0, |distance| libm::sqrt(*distance))
}

/// Points of which no two are the same: those that are lie on a circle around where they were, too small to be seen.
fn apart(points: &[Point]) -> Vec<Point> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| (points[*a].0.total_cmp(&points[*b].0)).then(points[*a].1.total_cmp(&points[*b].1)).then(a.cmp(b)));
    let mut moved = points.to_vec();
    for same in order.chunk_by(|a, b| points[*a] == points[*b]).filter(|same| same.len() > 1) {
        for (k, &place) in same.iter().enumerate() {
            let angle = core::f64::consts::TAU * k as f64 / same.len() as f64;
            moved[place] = (points[place].0 + NUDGE * libm::cos(angle), points[place].1 + NUDGE * libm::sin(angle));
        }
    }
    moved
}

fn square(a: Point, b: Point) -> f64 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests {
    use super::*;
    /// Points of a town, with a hamlet far away and three that lie upon each other.
    fn town() -> Vec<Point> {
        let part = |x: f64| x - libm::floor(x);
        let at = |n: f64| (libm::sqrt(part(n * 0.618_034)) * 4.0, part(n * n * 0.324_718) * 3.0);
        let mut points: Vec<Point> = (0..200).map(|n| at(f64::from(n))).collect();
        points.extend([(30.0, 30.0), (1.0, 1.0), (1.0, 1.0), (1.0, 1.0)]);
        points
    }

    /// Whether a place is inside a cell, by a margin.
    fn holds(cell: &Cell, at: Point, margin: f64) -> bool {
        let next = cell.corners.iter().cycle().skip(1);
        cell.corners.iter().zip(next).all(|(a, b)| {
            let length = libm::sqrt(square(*a, *b));
            (b.0 - a.0) * (at.1 - a.1) - (b.1 - a.1) * (at.0 - a.0) >= margin * length
        })
    }

    #[test]
    fn cells_hold_their_points_and_do_not_overlap() {
        let points = town();
        let cells = cells(&points);
        for (at, cell) in apart(&points).iter().zip(&cells) {
            assert!(holds(cell, *at, 0.0), "{at:?} {cell:?}");
            assert!(cell.corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()) && cell.corners.len() == cell.beyond.len());
        }
        let mut inside = 0;
        for at in (0..100).flat_map(|x| (0..100).map(move |y| (f64::from(x) * 0.05 - 0.5, f64::from(y) * 0.04 - 0.5))) {
            let found = cells.iter().filter(|cell| holds(cell, at, 1e-9)).count();
            assert!(found <= 1, "{at:?} is in {found} cells");
            inside += found;
        }
        assert!(inside > 4000, "cells fill the town: {inside}");
    }

    #[test]
    fn what_is_inside_a_cell_is_nearest_to_its_point() {
        let points = town();
        let moved = apart(&points);
        for (own, cell) in cells(&points).iter().enumerate() {
            for corner in &cell.corners {
                let distance = square(*corner, moved[own]);
                let nearer = moved.iter().filter(|other| square(*corner, **other) < distance - 1e-9).count();
                assert_eq!(nearer, 0, "{own} {corner:?}");
            }
        }
    }

    #[test]
    fn a_lone_point_has_a_modest_cell_and_points_upon_each_other_share_one() {
        let cells = cells(&town());
        let reach = REACH * spacing(&apart(&town()));
        assert!(cells.iter().all(|cell| cell.area() <= core::f64::consts::PI * reach * reach));
        assert!(cells[200].beyond.iter().all(Option::is_none), "the hamlet has no neighbour");
        let shared: Vec<f64> = cells[201..].iter().map(Cell::area).collect();
        assert!(shared.iter().all(|area| *area > 0.0), "{shared:?}");
        assert!(cells[201].beyond.contains(&Some(202)) && cells[202].beyond.contains(&Some(203)));
    }

    #[test]
    fn one_point_or_none_or_all_upon_each_other_is_no_trouble() {
        assert!(cells(&[]).is_empty());
        assert!(cells(&[(3.0, 4.0)])[0].area() > 0.0);
        assert!(cells(&[(3.0, 4.0); 5]).iter().all(|cell| cell.area() > 0.0));
    }
}

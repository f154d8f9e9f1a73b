//! Where the map shows what: a tile for each community that lies on a grid, else a cell around its point; subdistricts, their borders, and sites.
//!
//! Lengths are in tiles: a tile is one high and wide, and so is a cell of middling area. Pictures go downwards where kilometres go to the north.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::cells::{Cell, Point, cells, spacing};
use super::places::Places;

/// How far from its place on a grid a point may lie, in distances of the grid: places are told to the metre.
const OFF: f64 = 0.02;
/// Most communities that are shown at once; above, a map shows subdistricts, which open.
pub const MOST: usize = 400;
/// How far from the middle of a tile its organisations stand, where there is room.
const ASIDE: f64 = 0.3;

/// A subdistrict in the picture.
#[derive(Clone, Debug)]
pub struct Area {
    /// The mean of its communities; where that lies in another subdistrict, the one of its communities that is nearest to it.
    pub at: Point,
    /// Left, top, right and bottom.
    pub ends: [f64; 4],
    /// Its communities.
    pub communities: Vec<usize>,
}

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Left, top, width and height.
    pub view: [f64; 4],
    /// The middle of each community.
    pub at: Vec<Point>,
    /// Outlines of communities that lie on no grid.
    pub cells: Option<Vec<Cell>>,
    /// Subdistricts.
    pub areas: Vec<Area>,
    /// Lines between subdistricts and around them.
    pub borders: String,
    /// Kilometres of a tile.
    tile: f64,
    /// Room around the middle of each community.
    room: Vec<f64>,
}

impl Layout {
    /// Lays places out.
    #[must_use]
    pub fn of(places: &Places) -> Self {
        let km: Vec<Point> = places.communities.iter().map(|community| (community.at.0, -community.at.1)).collect();
        let owner: Vec<usize> = places.communities.iter().map(|community| community.subdistrict).collect();
        let size = spacing(&km);
        let scaled = |by: f64| km.iter().map(|at| (at.0 / by, at.1 / by)).collect::<Vec<Point>>();
        let mut all = Self {
            view: [0.0; 4],
            at: scaled(size),
            cells: None,
            areas: Vec::new(),
            borders: String::new(),
            tile: size,
            room: vec![0.5; km.len()],
        };
        if let Some(grid) = grid(&all.at) {
            all.borders = around_tiles(&all.at, &grid, &owner);
        } else {
            let drawn = cells(&km);
            let mut areas: Vec<f64> = drawn.iter().map(Cell::area).collect();
            areas.sort_by(f64::total_cmp);
            all.tile = areas.get(areas.len() / 2).map_or(size, |area| libm::sqrt(*area));
            all.at = scaled(all.tile);
            let drawn: Vec<Cell> = drawn.into_iter().map(|cell| smaller(cell, all.tile)).collect();
            all.room = drawn.iter().zip(&all.at).map(|(cell, at)| cell.room(*at)).collect();
            all.borders = around_cells(&drawn, &owner);
            all.cells = Some(drawn);
        }
        all.areas = (0..places.subdistricts.len()).map(|s| all.area(s, &owner)).collect();
        let [left, top, right, bottom] = all.areas.iter().map(|area| area.ends).fold(NOTHING, around);
        let rim = 0.1;
        all.view = [left - rim, top - rim, right - left + 2.0 * rim, bottom - top + 2.0 * rim];
        all
    }

    /// Left, top, right and bottom of a community.
    fn ends(&self, community: usize) -> [f64; 4] {
        let point = |at: &Point| [at.0, at.1, at.0, at.1];
        match &self.cells {
            Some(cells) => cells[community].corners.iter().map(point).fold(NOTHING, around),
            None => {
                let (x, y) = self.at[community];
                [x - 0.5, y - 0.5, x + 0.5, y + 0.5]
            }
        }
    }

    fn area(&self, subdistrict: usize, owner: &[usize]) -> Area {
        let communities: Vec<usize> = (0..owner.len()).filter(|c| owner[*c] == subdistrict).collect();
        let n = communities.len().max(1) as f64;
        let sum = communities.iter().fold((0.0, 0.0), |sum, c| (sum.0 + self.at[*c].0, sum.1 + self.at[*c].1));
        let mean = (sum.0 / n, sum.1 / n);
        let away = |c: &usize| libm::hypot(self.at[*c].0 - mean.0, self.at[*c].1 - mean.1);
        let nearest = |a: &usize, b: &usize| away(a).total_cmp(&away(b));
        let (of_all, own) = ((0..owner.len()).min_by(nearest), communities.iter().copied().min_by(nearest));
        let outside = |own: &usize| of_all.is_some_and(|other| owner[other] != subdistrict && away(&other) < away(own) - 1e-6);
        let at = own.filter(outside).map_or(mean, |own| self.at[own]);
        let ends = communities.iter().map(|c| self.ends(*c)).fold(NOTHING, around);
        Area { at, ends, communities }
    }

    /// The outline of a community as a path; nothing for a tile.
    #[must_use]
    pub fn outline(&self, community: usize) -> Option<String> {
        let corners = &self.cells.as_ref()?[community].corners;
        let points: Vec<String> = corners.iter().map(|(x, y)| format!("{} {}", short(*x), short(*y))).collect();
        Some(format!("M{}z", points.join("L")))
    }

    /// Where sites stand: a station where it is, those seated in a community in a ring around its middle, which stays free.
    #[must_use]
    pub fn sites(&self, places: &Places, shown: &[usize]) -> Vec<Point> {
        let mut seated: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (rank, site) in shown.iter().map(|site| &places.sites[*site]).enumerate() {
            if let Some(seat) = site.seat.filter(|_| site.is_drawn()) {
                seated.entry(seat).or_default().push(rank);
            }
        }
        let mut at: Vec<Point> = shown
            .iter()
            .map(|site| &places.sites[*site])
            .map(|site| site.seat.map_or((site.at.0 / self.tile, -site.at.1 / self.tile), |seat| self.at[seat]))
            .collect();
        for (seat, ranks) in seated {
            let away = ASIDE.min(0.7 * self.room[seat]);
            let (x, y) = self.at[seat];
            for (k, rank) in ranks.iter().enumerate() {
                let angle = core::f64::consts::TAU * (0.125 + k as f64 / ranks.len().max(4) as f64);
                at[*rank] = (x + away * libm::cos(angle), y + away * libm::sin(angle));
            }
        }
        at
    }
}

/// Ends of nothing.
const NOTHING: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn around(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn smaller(cell: Cell, by: f64) -> Cell {
    Cell { corners: cell.corners.into_iter().map(|(x, y)| (x / by, y / by)).collect(), ..cell }
}

/// Which community lies at each place of a square grid; nothing where they do not lie on one, or two lie on one place.
fn grid(at: &[Point]) -> Option<BTreeMap<(i64, i64), usize>> {
    let first = at.first()?;
    let mut grid = BTreeMap::new();
    for (place, point) in at.iter().enumerate() {
        let (x, y) = (point.0 - first.0, point.1 - first.1);
        let (column, line) = (libm::round(x), libm::round(y));
        let on = (x - column).abs() < OFF && (y - line).abs() < OFF;
        if !on || grid.insert((column as i64, line as i64), place).is_some() {
            return None;
        }
    }
    Some(grid)
}

/// Sides of tiles beyond which there is another subdistrict or none.
fn around_tiles(at: &[Point], grid: &BTreeMap<(i64, i64), usize>, owner: &[usize]) -> String {
    let mut path = String::new();
    for (&(column, line), &place) in grid {
        let (x, y) = at[place];
        let beyond = |dx: i64, dy: i64| grid.get(&(column + dx, line + dy)).map(|other| owner[*other]);
        let (own, left, top, right, bottom) = (owner[place], x - 0.5, y - 0.5, x + 0.5, y + 0.5);
        // A side between two is drawn once, by whoever is to the left or above.
        let sides = [
            (beyond(-1, 0).is_none(), left, top, "v1"),
            (beyond(0, -1).is_none(), left, top, "h1"),
            (beyond(1, 0) != Some(own), right, top, "v1"),
            (beyond(0, 1) != Some(own), left, bottom, "h1"),
        ];
        for (_, x, y, side) in sides.into_iter().filter(|side| side.0) {
            let _ = write!(path, "M{} {}{side}", short(x), short(y));
        }
    }
    path
}

/// Sides of cells beyond which there is another subdistrict or none.
fn around_cells(cells: &[Cell], owner: &[usize]) -> String {
    let mut path = String::new();
    for (own, cell) in cells.iter().enumerate() {
        for (k, beyond) in cell.beyond.iter().enumerate() {
            if beyond.is_some_and(|other| owner[other] == owner[own]) {
                continue;
            }
            let (from, to) = (cell.corners[k], cell.corners[(k + 1) % cell.corners.len()]);
            let _ = write!(path, "M{} {}L{} {}", short(from.0), short(from.1), short(to.0), short(to.1));
        }
    }
    path
}

/// A length without digits that cannot be seen.
#[must_use]
pub fn round(length: f64) -> f64 {
    // A zero has no sign.
    libm::round(1000.0 * length) / 1000.0 + 0.0
}

fn short(length: f64) -> String {
    round(length).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::page::places::{Community, Site};

    fn places(at: &[(f64, f64)]) -> Places {
        let of = |(c, at): (usize, &(f64, f64))| Community {
            code: format!("c{c}"),
            subdistrict: c % 2,
            at: *at,
            ..Community::default()
        };
        Places {
            subdistricts: vec!["a".into(), "b".into()],
            communities: at.iter().enumerate().map(of).collect(),
            sites: Vec::new(),
        }
    }

    #[test]
    fn communities_on_a_grid_are_tiles_and_others_cells() {
        let grid: Vec<(f64, f64)> = (0..12).map(|c| (f64::from(c % 4) * 0.68, f64::from(c / 4) * 0.68)).collect();
        assert!(Layout::of(&places(&grid)).cells.is_none());
        // A gap in the grid is no matter; a point beside it is, and so are two on one place.
        assert!(Layout::of(&places(&grid[1..])).cells.is_none());
        let beside: Vec<_> = grid.iter().copied().chain([(3.0, 0.2)]).collect();
        let twice: Vec<_> = grid.iter().copied().chain([grid[5]]).collect();
        for at in [beside, twice] {
            assert_eq!(Layout::of(&places(&at)).cells.map(|cells| cells.len()), Some(13));
        }
        assert!(Layout::of(&places(&grid[..1])).cells.is_none());
        assert!(Layout::of(&places(&[])).at.is_empty());
    }

    #[test]
    fn a_picture_goes_down_where_kilometres_go_north_and_holds_every_place() {
        for at in [vec![(0.0, 0.0), (0.0, 5.0), (5.0, 0.0)], vec![(0.0, 0.0), (0.3, 5.0), (4.0, 1.0), (4.1, 1.7)]] {
            let layout = Layout::of(&places(&at));
            assert!(layout.at[1].1 < layout.at[0].1);
            let [left, top, wide, high] = layout.view;
            for (x, y) in &layout.at {
                assert!(*x > left && *x < left + wide && *y > top && *y < top + high, "{layout:?}");
            }
        }
    }

    #[test]
    fn borders_run_where_another_subdistrict_or_none_is_beyond() {
        // Four tiles in a line, of a b a b: three sides between them, two at the ends, four above and four below.
        let line: Vec<(f64, f64)> = (0..4).map(|c| (f64::from(c), 0.0)).collect();
        assert_eq!(Layout::of(&places(&line)).borders.matches('M').count(), 13);
        // All of one subdistrict: the sides between them are none.
        let mut same = places(&line);
        same.communities.iter_mut().for_each(|community| community.subdistrict = 0);
        assert_eq!(Layout::of(&same).borders.matches('M').count(), 10);
    }

    #[test]
    fn organisations_stand_around_the_middle_of_their_community_each_at_its_own_place() {
        let mut all = places(&[(0.0, 0.0), (1.0, 0.0)]);
        let site = |kind: &str, seat| Site { kind: kind.into(), seat, at: (0.5, 0.0), ..Site::default() };
        all.sites = vec![site("station", None), site("organisation", Some(1)), site("office", Some(1)), site("founder", Some(1))];
        let at = Layout::of(&all).sites(&all, &[0, 1, 2, 3]);
        assert_eq!((at[0], at[2]), ((0.5, 0.0), (1.0, 0.0)));
        for place in [at[1], at[3]] {
            assert!((libm::hypot(place.0 - 1.0, place.1) - ASIDE).abs() < 1e-9, "{place:?}");
        }
        assert_ne!(at[1], at[3]);
    }
}

//! Designs of sweeps: which values of which factors are run, as pure functions of factors, sizes and a root seed.
//!
//! A [`Design`] has rows, numbered from 0; [`row`](Design::row) computes one without the others, and no row depends on threads, on order or, where a design can
//! grow, on how many there are. Designs know nothing of scenarios: whether a row is a legal world is asked when its point is built.
//!
//! | design | asks | rows | can grow |
//! |---|---|---|---|
//! | [`grid`] | every combination | product of levels | no |
//! | [`one_at_a_time`] | around one point | 1 + other levels | no |
//! | [`latin`] | all over the ranges, each range evenly | any | nested: by doubling |
//! | [`sobol`] | all over the ranges, together evenly | any, up to 65,536 | yes |
//! | [`table`] | what somebody else chose | as given | – |
//! | [`morris`] | which factors matter at all | r(k + 1) | yes |
//! | [`saltelli`] | shares of variance ([`indices`]) | n(k + 2) or n(2k + 2) | yes |
//! | [`fractional`] | main effects from few rows | 2^m | no |
//! | [`around`] | how much depends on what was assumed | 1 + any | yes |
//!
//! Designs of the unit cube (Latin, Sobol, Morris, Saltelli) become values through [`Factor::at`]; the others list levels.

pub mod around;
pub mod factor;
pub mod fractional;
pub mod grid;
pub mod indices;
pub mod latin;
pub mod morris;
pub mod one_at_a_time;
pub mod outputs;
mod random;
pub mod saltelli;
pub mod shares;
pub mod sobol;
pub mod table;
mod texts;
pub mod value;

use around::{Around, Tie};
use factor::{Factor, Level, distinct};
use fractional::{Fractional, Resolution};
use grid::Grid;
use latin::{Latin, Placing};
use morris::Morris;
use one_at_a_time::OneAtATime;
use saltelli::Saltelli;
use sobol::Sobol;
use table::{Line, Table};
use value::Value;

use crate::base::words::{Both, both, shown};

/// How rows are chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Scheme {
    /// Every combination of levels.
    Grid(Grid),
    /// A base row, and one factor changed at a time.
    OneAtATime(OneAtATime),
    /// A Latin hypercube, plain or nested.
    Latin(Latin),
    /// A scrambled Sobol sequence.
    Sobol(Sobol),
    /// Rows as given.
    Table(Table),
    /// Trajectories for elementary effects.
    Morris(Morris),
    /// Rows for Sobol indices.
    Saltelli(Saltelli),
    /// A two-level fractional factorial.
    Fractional(Fractional),
    /// A base, and a nested Latin hypercube around it.
    Around(Around),
}

/// Factors, and the rows in which they are varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    factors: Vec<Factor>,
    scheme: Scheme,
}

impl Design {
    /// A full factorial over these levels, a list for each factor ([`Factor::levels`], [`Factor::list`]).
    ///
    /// # Errors
    /// As [`distinct`] and [`Grid::new`]; when the levels are not those of the factors.
    pub fn grid(factors: Vec<Factor>, levels: Vec<Vec<Level>>) -> Result<Self, Both> {
        Self::of(factors, |factors| {
            fit(factors, levels.iter().map(|levels| levels.as_slice()))?;
            Grid::new(levels).map(Scheme::Grid)
        })
    }

    /// A base, a level for each factor ([`Factor::parse`], [`Factor::middle`]), and the other levels of one factor at a time.
    ///
    /// # Errors
    /// As [`distinct`] and [`OneAtATime::new`]; when the levels are not those of the factors.
    pub fn one_at_a_time(factors: Vec<Factor>, base: Vec<Level>, levels: Vec<Vec<Level>>) -> Result<Self, Both> {
        Self::of(factors, |factors| {
            fit(factors, base.iter().map(std::slice::from_ref))?;
            fit(factors, levels.iter().map(|levels| levels.as_slice()))?;
            OneAtATime::new(base, levels).map(Scheme::OneAtATime)
        })
    }

    /// A plain Latin hypercube.
    ///
    /// # Errors
    /// As [`distinct`] and [`Latin::new`].
    pub fn latin(factors: Vec<Factor>, rows: u64, placing: Placing, seed: u32) -> Result<Self, Both> {
        Self::of(factors, |factors| Latin::new(rows, coordinates(factors), placing, seed).map(Scheme::Latin))
    }

    /// A Latin hypercube whose first `base`, 2·`base`, 4·`base`, … rows are one.
    ///
    /// # Errors
    /// As [`distinct`] and [`Latin::nested`].
    pub fn nested_latin(factors: Vec<Factor>, base: u64, rows: u64, seed: u32) -> Result<Self, Both> {
        Self::of(factors, |factors| Latin::nested(base, rows, coordinates(factors), seed).map(Scheme::Latin))
    }

    /// A scrambled Sobol sequence.
    ///
    /// # Errors
    /// As [`distinct`] and [`Sobol::new`].
    pub fn sobol(factors: Vec<Factor>, rows: u64, seed: u32) -> Result<Self, Both> {
        Self::of(factors, |factors| Sobol::new(rows, coordinates(factors), seed).map(Scheme::Sobol))
    }

    /// Rows that somebody else chose.
    ///
    /// # Errors
    /// As [`distinct`] and [`Table::read`], all that is wrong.
    pub fn table(factors: Vec<Factor>, header: &Line, lines: &[Line]) -> Result<Self, Vec<Both>> {
        distinct(&factors).map_err(|problem| vec![problem])?;
        let scheme = Table::read(&factors, header, lines).map(Scheme::Table)?;
        Ok(Self { factors, scheme })
    }

    /// Trajectories for elementary effects.
    ///
    /// # Errors
    /// As [`distinct`] and [`Morris::new`].
    pub fn morris(factors: Vec<Factor>, trajectories: u64, levels: u32, seed: u32) -> Result<Self, Both> {
        Self::of(factors, |factors| Morris::new(trajectories, levels, coordinates(factors), seed).map(Scheme::Morris))
    }

    /// Rows for Sobol indices, of pairs of factors too if asked for.
    ///
    /// # Errors
    /// As [`distinct`] and [`Saltelli::new`].
    pub fn saltelli(factors: Vec<Factor>, base: u64, pairs: bool, seed: u32) -> Result<Self, Both> {
        let widths = |factors: &[Factor]| factors.iter().map(Factor::coordinates).collect();
        Self::of(factors, |factors| Saltelli::new(base, widths(factors), pairs, seed).map(Scheme::Saltelli))
    }

    /// A fractional factorial between these low and high levels of each factor ([`Factor::ends`]).
    ///
    /// # Errors
    /// As [`distinct`] and [`Fractional::new`]; when the levels are not those of the factors.
    pub fn fractional(factors: Vec<Factor>, ends: Vec<[Level; 2]>, least: Resolution) -> Result<Self, Both> {
        Self::of(factors, |factors| {
            fit(factors, ends.iter().map(|ends| ends.as_slice()))?;
            Fractional::new(ends, least).map(Scheme::Fractional)
        })
    }

    /// A base, a value for each factor, and so many rows of a nested Latin hypercube around it, with what holds between the columns.
    ///
    /// # Errors
    /// As [`distinct`] and [`Around::new`].
    pub fn around(factors: Vec<Factor>, base: Level, ties: Vec<Tie>, rows: u64, seed: u32) -> Result<Self, Both> {
        Self::of(factors, |factors| Around::new(factors, base, ties, rows, seed).map(Scheme::Around))
    }

    fn of(factors: Vec<Factor>, scheme: impl FnOnce(&[Factor]) -> Result<Scheme, Both>) -> Result<Self, Both> {
        distinct(&factors)?;
        let scheme = scheme(&factors)?;
        Ok(Self { factors, scheme })
    }

    /// What is varied.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// How rows are chosen; the estimators of a design are there.
    #[must_use]
    pub const fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Names of the values of a row.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        self.factors.iter().flat_map(Factor::columns).collect()
    }

    /// Names of the coordinates of [`unit`](Self::unit), and of the effects of Morris.
    #[must_use]
    pub fn coordinate_names(&self) -> Vec<&str> {
        self.factors.iter().flat_map(Factor::coordinate_names).collect()
    }

    /// Whether a row leaves everything as it is.
    #[must_use]
    pub const fn is_the_base(&self, index: u64) -> bool {
        matches!(self.scheme, Scheme::Around(_)) && index == 0
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> u64 {
        match &self.scheme {
            Scheme::Grid(design) => design.rows(),
            Scheme::OneAtATime(design) => design.rows(),
            Scheme::Latin(design) => design.rows(),
            Scheme::Sobol(design) => design.rows(),
            Scheme::Table(design) => design.rows(),
            Scheme::Morris(design) => design.rows(),
            Scheme::Saltelli(design) => design.rows(),
            Scheme::Fractional(design) => design.rows(),
            Scheme::Around(design) => design.rows(),
        }
    }

    /// The point of a row in the unit cube; `None` behind the last, and for designs that list levels.
    #[must_use]
    pub fn unit(&self, index: u64) -> Option<Vec<f64>> {
        match &self.scheme {
            Scheme::Latin(design) => design.unit(index),
            Scheme::Sobol(design) => design.unit(index),
            Scheme::Morris(design) => design.unit(index),
            Scheme::Saltelli(design) => design.unit(index),
            Scheme::Grid(_) | Scheme::OneAtATime(_) | Scheme::Table(_) | Scheme::Fractional(_) | Scheme::Around(_) => None,
        }
    }

    /// The values of a row, one for each of the [columns](Self::columns); `None` behind the last.
    #[must_use]
    pub fn row(&self, index: u64) -> Option<Vec<Value>> {
        match &self.scheme {
            Scheme::Grid(design) => design.row(index),
            Scheme::OneAtATime(design) => design.row(index),
            Scheme::Table(design) => design.row(index),
            Scheme::Fractional(design) => design.row(index),
            Scheme::Around(design) => design.row(&self.factors, index),
            Scheme::Latin(_) | Scheme::Sobol(_) | Scheme::Morris(_) | Scheme::Saltelli(_) => {
                let point = self.unit(index)?;
                let mut rest = point.as_slice();
                let mut row = Vec::with_capacity(self.factors.len());
                for factor in &self.factors {
                    let (own, others) = rest.split_at_checked(factor.coordinates())?;
                    row.extend(factor.at(own));
                    rest = others;
                }
                Some(row)
            }
        }
    }
}

/// How many coordinates factors take together.
fn coordinates(factors: &[Factor]) -> usize {
    factors.iter().map(Factor::coordinates).sum()
}

/// Whether there are levels for each factor, with a value for each of its columns.
fn fit<'a>(factors: &[Factor], levels: impl ExactSizeIterator<Item = &'a [Level]>) -> Result<(), Both> {
    let (found, expected) = (levels.len(), factors.len());
    if found != expected {
        return Err(both!("levels of {found} factors, for {expected}", "给出了 {found} 个因素的水平，而因素有 {expected} 个"));
    }
    for (factor, levels) in factors.iter().zip(levels) {
        let columns = factor.columns().len();
        if let Some(level) = levels.iter().find(|level| level.len() != columns) {
            let (name, values) = (shown(factor.name()), level.len());
            return Err(both!(
                "factor `{name}`: a level of {values} values; expected {columns}",
                "因素 `{name}`：一个水平有 {values} 个值；应为 {columns} 个"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::factor::{Kind, Scale};
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    fn factors() -> Vec<Factor> {
        let kinds = [
            ("x", Kind::Real { low: 0.01, high: 10.0, scale: Scale::Log }),
            ("s", Kind::Shares { parts: words(&["a", "b", "c"]), whole: 1.0 }),
            ("n", Kind::Integer { low: 1, high: 5, scale: Scale::Linear }),
            ("yes", Kind::Boolean),
            ("policy", Kind::Policy { names: words(&["administrative", "market"]) }),
        ];
        kinds.into_iter().map(|(name, kind)| Factor::new(name, kind).expect("a factor")).collect()
    }

    fn all() -> Vec<Design> {
        let few = || factors().into_iter().filter(|f| f.name() != "s").collect::<Vec<_>>();
        let levels: Vec<Vec<Level>> = factors().iter().map(|f| f.levels(3).expect("levels")).collect();
        let middle = factors().iter().map(Factor::middle).collect();
        let ends = few().iter().map(|f| f.ends().expect("ends")).collect();
        let cells = |text: &str| text.split(',').map(str::to_owned).collect();
        let header = Line { number: 1, cells: cells("x,a,b,c,n,yes,policy") };
        let line = Line { number: 2, cells: cells("1,0.2,0.3,0.5,3,true,market") };
        [
            Design::grid(factors(), levels.clone()),
            Design::one_at_a_time(factors(), middle, levels),
            Design::latin(factors(), 20, Placing::Middle, 1),
            Design::nested_latin(factors(), 5, 40, 1),
            Design::sobol(factors(), 32, 1),
            Design::table(factors(), &header, &[line]).map_err(|mut problems| problems.remove(0)),
            Design::morris(factors(), 4, 4, 1),
            Design::saltelli(factors(), 8, true, 1),
            Design::fractional(few(), ends, Resolution::Four),
            Design::around(few(), few().iter().flat_map(Factor::middle).collect(), Vec::new(), 8, 1),
        ]
        .into_iter()
        .map(|design| design.expect("a design"))
        .collect()
    }

    #[test]
    fn every_row_of_every_design_has_a_value_of_its_kind_for_every_column() {
        for design in all() {
            assert!(design.rows() > 0);
            assert_eq!(design.row(design.rows()), None);
            let mut known: Vec<Option<Value>> = Vec::new();
            for i in 0..design.rows() {
                let row = design.row(i).expect("a row");
                assert_eq!(row.len(), design.columns().len());
                known.resize(row.len(), None);
                for (value, seen) in row.iter().zip(&mut known) {
                    let seen = seen.get_or_insert_with(|| value.clone());
                    assert_eq!(std::mem::discriminant(seen), std::mem::discriminant(value));
                }
            }
        }
    }

    #[test]
    fn what_a_row_says_reads_back_to_the_same_values() {
        for design in all() {
            for i in 0..design.rows().min(50) {
                let row = design.row(i).expect("a row");
                let texts: Vec<String> = row.iter().map(Value::to_string).collect();
                let mut texts = texts.iter().map(String::as_str);
                let mut read = Vec::new();
                for factor in design.factors() {
                    let own: Vec<&str> = texts.by_ref().take(factor.columns().len()).collect();
                    read.extend(factor.parse(&own).expect("it reads back"));
                }
                assert_eq!(read, row);
            }
        }
    }

    #[test]
    fn designs_of_the_cube_have_points_and_names_for_their_coordinates() {
        let design = Design::sobol(factors(), 4, 1).expect("a design");
        assert_eq!(design.coordinate_names(), ["x", "a", "b", "n", "yes", "policy"]);
        assert_eq!(design.unit(3).map(|x| x.len()), Some(6));
        assert_eq!(all()[0].unit(0), None);
    }

    #[test]
    fn a_design_is_the_same_whenever_it_is_made() {
        for (a, b) in all().into_iter().zip(all()) {
            assert_eq!(a, b);
        }
    }

    #[test]
    fn factors_that_clash_are_refused_by_every_design() {
        let twice = || [factors(), factors()].concat();
        assert!(Design::sobol(twice(), 4, 1).is_err() && Design::latin(Vec::new(), 4, Placing::Middle, 1).is_err());
    }
    #[test]
    fn levels_that_are_not_of_the_factors_are_refused() {
        let levels: Vec<Vec<Level>> = factors().iter().map(|f| f.levels(2).expect("levels")).collect();
        let base: Vec<Level> = factors().iter().map(Factor::middle).collect();
        assert!(Design::grid(factors(), levels[1..].to_vec()).is_err());
        assert!(Design::one_at_a_time(factors(), base[1..].to_vec(), levels.clone()).is_err());
        let turned: Vec<Vec<Level>> = levels.into_iter().rev().collect();
        assert!(Design::grid(factors(), turned).expect_err("other widths").en.starts_with("factor `s`"));
        assert!(Design::fractional(factors(), Vec::new(), Resolution::Three).is_err());
    }

    #[test]
    fn a_step_of_morris_changes_the_value_of_every_kind_of_factor() {
        let options = |n: usize| Kind::Choice { options: (0..n).map(|i| i.to_string()).collect() };
        let kinds =
            [Kind::Boolean, options(2), options(3), options(7), Kind::Integer { low: 0, high: 100, scale: Scale::Linear }];
        let factors = (0..).zip(kinds).map(|(i, kind): (u32, _)| Factor::new(i.to_string(), kind).expect("a factor"));
        let design = Design::morris(factors.collect(), 50, 4, 1).expect("a design");
        for first in (0..design.rows()).filter(|i| i % 6 != 5) {
            let [before, after] = [first, first + 1].map(|i| design.row(i).expect("a row"));
            assert_eq!(before.iter().zip(&after).filter(|(a, b)| a != b).count(), 1);
        }
    }

    /// Points of existing experiments must stay where they are.
    #[test]
    fn the_points_of_a_seed_are_these() {
        let x = || vec![Factor::new("x", Kind::Real { low: 0.0, high: 1.0, scale: Scale::Linear }).expect("a factor")];
        let texts = |design: Result<Design, Both>| -> Vec<String> {
            let design = design.expect("a design");
            (0..design.rows()).filter_map(|i| design.row(i)).map(|row| row[0].to_string()).collect()
        };
        assert_eq!(texts(Design::latin(x(), 3, Placing::Jittered, 1)), ["0.147906333", "0.784872922", "0.645300106"]);
        assert_eq!(texts(Design::nested_latin(x(), 1, 4, 1)), ["0.785483336", "0.150713611", "0.485721253", "0.521782195"]);
        assert_eq!(texts(Design::sobol(x(), 4, 1)), ["0.507876515", "0.247371316", "0.270274162", "0.954468012"]);
        assert_eq!(texts(Design::morris(x(), 2, 4, 1)), ["0.333333333", "1", "0", "0.666666667"]);
    }
}

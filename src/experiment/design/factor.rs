//! Factors: what a sweep varies, and how levels of a design become values.
//!
//! A design knows points of the unit cube or levels; a factor turns them into typed values. From a coordinate u in [0, 1]:
//!
//! | kind | value |
//! |---|---|
//! | real, linear | low + u·(high − low) |
//! | real, log | low·(high/low)^u |
//! | integer, linear | low + ⌊u·(high − low + 1)⌋: bins of equal width, so that every integer has the same chance |
//! | integer, log | ⌊low·((high + 1)/low)^u⌋: the chance of k is in proportion to ln((k + 1)/k), so that every doubling has the same |
//! | boolean, choice, policy | the option of the bin, in the order in which they are listed; `false` before `true` |
//! | shares | spacings of the simplex ([`shares`](super::shares)) |
//!
//! Real values are rounded ([`rounded`]) and never leave the range.

use super::shares::{MOST_POINTS, Whole, lattice, spacings};
use super::value::{Value, rounded};
use crate::base::words::{Both, both, shown};

/// How a real factor is spaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios.
    Log,
}

/// What values a factor has.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A real number.
    Real {
        /// Lowest value sampled.
        low: f64,
        /// Highest value sampled.
        high: f64,
        /// How it is spaced.
        scale: Scale,
    },
    /// A whole number, both ends included.
    Integer {
        /// Lowest value sampled.
        low: i64,
        /// Highest value sampled.
        high: i64,
        /// How it is spaced.
        scale: Scale,
    },
    /// Yes or no.
    Boolean,
    /// One of some words.
    Choice {
        /// The words, in the order of their levels.
        options: Vec<String>,
    },
    /// Which policy runs.
    Policy {
        /// The policies, in the order of their levels.
        names: Vec<String>,
    },
    /// Parts that add up to a whole.
    Shares {
        /// Names of the parts: the keys that they set.
        parts: Vec<String>,
        /// What they add up to, mostly 1.
        whole: f64,
    },
}

/// One level of a factor: a value for each of its [columns](Factor::columns).
pub type Level = Vec<Value>;

/// One thing that is varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    name: String,
    kind: Kind,
}

impl Factor {
    /// A factor of that kind.
    ///
    /// # Errors
    /// When its range is empty or not finite, a logarithmic range reaches 0, a choice has no option or one twice, or a whole has fewer than two parts, one
    /// twice, or no size ([`Whole::new`]).
    pub fn new(name: impl Into<String>, kind: Kind) -> Result<Self, Both> {
        let name = name.into();
        let problem = match &kind {
            Kind::Real { low, high, scale } => real_problem(*low, *high, *scale),
            Kind::Integer { low, high, scale } => whole_problem(*low, *high, *scale),
            Kind::Boolean => None,
            Kind::Choice { options: words } | Kind::Policy { names: words } => words_problem(words, 1),
            Kind::Shares { parts, whole } => words_problem(parts, 2).or_else(|| Whole::new(*whole).err()),
        };
        match problem {
            None => Ok(Self { name, kind }),
            Some(problem) => Err(of(&name, &problem)),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What values it has.
    #[must_use]
    pub const fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Names of the values that a level has: the factor itself, or the parts of a whole.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Shares { parts, .. } => parts.iter().map(String::as_str).collect(),
            _ => vec![&self.name],
        }
    }

    /// How many coordinates of the unit cube it takes: 1, or one less than a whole has parts.
    #[must_use]
    pub fn coordinates(&self) -> usize {
        self.columns().len().saturating_sub(1).max(1)
    }

    /// What its coordinates stand for: the factor itself, or all parts of a whole but the last, each out of what the parts before it leave.
    #[must_use]
    pub fn coordinate_names(&self) -> Vec<&str> {
        let mut names = self.columns();
        names.truncate(self.coordinates());
        names
    }

    /// The level at a point of the unit cube. A coordinate outside [0, 1] counts as the nearer end, one that is no number as 0, one that is missing as ½.
    #[must_use]
    pub fn at(&self, unit: &[f64]) -> Level {
        let coordinate = |i: usize| unit.get(i).map_or(0.5, |u| if *u > 0.0 { u.min(1.0) } else { 0.0 });
        let u = coordinate(0);
        match &self.kind {
            Kind::Real { low, high, scale } => vec![Value::Real(real(*low, *high, *scale, u))],
            Kind::Integer { low, high, scale } => vec![Value::Integer(integer(*low, *high, *scale, u))],
            Kind::Boolean => vec![Value::Boolean(u >= 0.5)],
            Kind::Choice { options: words } | Kind::Policy { names: words } => {
                let word = words.get(bin(u, words.len() as i128) as usize);
                word.map(|word| Value::Word(word.clone())).into_iter().collect()
            }
            Kind::Shares { whole, .. } => {
                let cube: Vec<f64> = (0..self.coordinates()).map(coordinate).collect();
                divided(*whole, &spacings(&cube))
            }
        }
    }

    /// The level in the middle: at ½, or equal parts.
    #[must_use]
    pub fn middle(&self) -> Level {
        match &self.kind {
            Kind::Shares { parts, whole } => divided(*whole, &vec![1.0; parts.len()]),
            _ => self.at(&[0.5]),
        }
    }

    /// Levels for a grid, ends included: `n` of a real factor, equally spaced on its scale; at most `n` of an integer; of a whole the lattice with
    /// `n` levels of each part; of all others every value, whatever `n` is.
    ///
    /// # Errors
    /// When a range is to have fewer than two levels, or more than [`MOST_POINTS`].
    pub fn levels(&self, n: usize) -> Result<Vec<Level>, Both> {
        let ranged = matches!(self.kind, Kind::Real { .. } | Kind::Integer { .. } | Kind::Shares { .. });
        if ranged && !(2..=MOST_POINTS as usize).contains(&n) {
            let problem = both!(
                "{n} levels; expected 2 to {MOST_POINTS}, since both ends are levels",
                "{n} 个水平；两端都是水平，应为 2 至 {MOST_POINTS} 个"
            );
            return Err(of(&self.name, &problem));
        }
        match &self.kind {
            Kind::Real { .. } => Ok((0..n).map(|i| self.at(&[i as f64 / (n - 1) as f64])).collect()),
            Kind::Integer { low, high, scale } => {
                let whole = match scale {
                    Scale::Linear => integers(*low, *high, n),
                    Scale::Log => ratios(*low, *high, n),
                };
                Ok(whole.into_iter().map(|i| vec![Value::Integer(i)]).collect())
            }
            Kind::Boolean => Ok(vec![vec![Value::Boolean(false)], vec![Value::Boolean(true)]]),
            Kind::Choice { options: words } | Kind::Policy { names: words } => {
                Ok(words.iter().map(|word| vec![Value::Word(word.clone())]).collect())
            }
            Kind::Shares { parts, whole } => {
                let points = lattice(parts.len(), n as u64 - 1).map_err(|problem| of(&self.name, &problem))?;
                Ok(points.iter().map(|weights| divided(*whole, weights)).collect())
            }
        }
    }

    /// Its lowest and its highest level, for designs of two levels.
    ///
    /// # Errors
    /// When it has no two ends: a choice that does not have exactly two options, shares, a range of one integer.
    pub fn ends(&self) -> Result<[Level; 2], Both> {
        let [low, high] = [self.at(&[0.0]), self.at(&[1.0])];
        let two = match &self.kind {
            Kind::Choice { options: words } | Kind::Policy { names: words } => words.len() == 2,
            Kind::Shares { .. } => false,
            _ => low != high,
        };
        if two {
            return Ok([low, high]);
        }
        let problem = both!(
            "it does not have exactly two ends, as a design of two levels needs: list the two values",
            "它没有恰好两个端点，而两水平设计需要两个：请列出这两个值"
        );
        Err(of(&self.name, &problem))
    }
}

/// Factors that can stand side by side in a design.
///
/// # Errors
/// When there is none, or two set the same key.
pub fn distinct(factors: &[Factor]) -> Result<(), Both> {
    if factors.is_empty() {
        return Err(both!("there is no factor", "没有因素"));
    }
    let mut columns: Vec<&str> = factors.iter().flat_map(Factor::columns).collect();
    columns.sort_unstable();
    match columns.windows(2).find(|w| w[0] == w[1]) {
        None => Ok(()),
        Some(w) => {
            let name = shown(w[0]);
            Err(both!("two factors set `{name}`", "有两个因素设置 `{name}`"))
        }
    }
}

/// A problem of a factor or a column, with its name.
#[must_use]
pub fn of(name: &str, problem: &Both) -> Both {
    let name = shown(name);
    both!("factor `{name}`: {problem}", "因素 `{name}`：{problem}"; problem = problem)
}

fn real_problem(low: f64, high: f64, scale: Scale) -> Option<Both> {
    let (finite, empty, reaches_0) = ((high - low).is_finite(), low >= high, low <= 0.0);
    let [low, high] = [low, high].map(Value::Real);
    if !finite {
        return Some(both!("a range from {low} to {high} is not finite", "范围 {low} 至 {high} 不是有限的"));
    }
    if empty {
        return Some(both!("the range from {low} to {high} is empty", "范围 {low} 至 {high} 是空的"));
    }
    (scale == Scale::Log && reaches_0)
        .then(|| both!("a logarithmic range must begin above 0, not at {low}", "对数范围必须从大于 0 处开始，而不是 {low}"))
}

fn whole_problem(low: i64, high: i64, scale: Scale) -> Option<Both> {
    if low > high {
        return Some(both!("{low} is above {high}", "{low} 大于 {high}"));
    }
    (scale == Scale::Log && low <= 0)
        .then(|| both!("a logarithmic range must begin above 0, not at {low}", "对数范围必须从大于 0 处开始，而不是 {low}"))
}

fn words_problem(words: &[String], least: usize) -> Option<Both> {
    let found = words.len();
    if found < least {
        return Some(both!("{found} names; expected at least {least}", "有 {found} 个名称；至少应有 {least} 个"));
    }
    let mut sorted: Vec<&String> = words.iter().collect();
    sorted.sort_unstable();
    let twice = sorted.windows(2).find(|w| w[0] == w[1])?;
    let word = shown(twice[0]);
    Some(both!("`{word}` stands there twice", "`{word}` 出现了两次"))
}

fn real(low: f64, high: f64, scale: Scale, u: f64) -> f64 {
    if u <= 0.0 {
        return low + 0.0;
    }
    if u >= 1.0 {
        return high + 0.0;
    }
    let x = match scale {
        Scale::Linear => low + u * (high - low),
        Scale::Log => libm::exp(libm::log(low) + u * (libm::log(high) - libm::log(low))),
    };
    rounded(x, high - low).max(low).min(high)
}

fn integer(low: i64, high: i64, scale: Scale, u: f64) -> i64 {
    let [first, last] = [low, high].map(i128::from);
    let whole = match scale {
        Scale::Linear => first + bin(u, last - first + 1),
        Scale::Log => {
            let (from, to) = (libm::log(low as f64), libm::log(high as f64 + 1.0));
            libm::exp(from + u * (to - from)) as i128
        }
    };
    whole.clamp(first, last) as i64
}

/// Which of so many bins of equal width a coordinate falls into; the upper end belongs to the last.
fn bin(u: f64, bins: i128) -> i128 {
    ((u * bins as f64) as i128).clamp(0, (bins - 1).max(0))
}

/// At most `n` integers from `low` to `high`, ends included, as equally spaced as whole numbers can be.
fn integers(low: i64, high: i64, n: usize) -> Vec<i64> {
    let span = i128::from(high) - i128::from(low);
    let steps = (n as i128 - 1).min(span).max(0);
    let level = |i: i128| if steps == 0 { 0 } else { (2 * i * span + steps) / (2 * steps) };
    (0..=steps).map(|i| (i128::from(low) + level(i)) as i64).collect()
}

/// At most `n` integers from `low` above 0 to `high`, ends included, each about the same multiple of the one before.
fn ratios(low: i64, high: i64, n: usize) -> Vec<i64> {
    let step = (libm::log(high as f64) - libm::log(low as f64)) / (n - 1) as f64;
    let level = |i: usize| match i {
        0 => low,
        _ if i + 1 == n => high,
        _ => (libm::round(libm::exp(libm::log(low as f64) + i as f64 * step)) as i64).clamp(low, high),
    };
    let mut levels: Vec<i64> = (0..n).map(level).collect();
    levels.dedup();
    levels
}

fn divided(whole: f64, weights: &[f64]) -> Level {
    let parts = Whole::new(whole).map(|whole| whole.divided(weights)).unwrap_or_default();
    parts.into_iter().map(Value::Real).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(kind: Kind) -> Factor {
        Factor::new("f", kind).expect("it is a factor")
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    fn reals(levels: &[Level]) -> Vec<f64> {
        levels.iter().map(|l| if let Value::Real(x) = l[0] { x } else { f64::NAN }).collect()
    }

    #[test]
    fn integers_and_options_are_equally_likely() {
        let kinds = [
            Kind::Integer { low: -2, high: 4, scale: Scale::Linear },
            Kind::Boolean,
            Kind::Choice { options: words(&["a", "b", "c"]) },
            Kind::Policy { names: words(&["x", "y", "z", "w", "v"]) },
        ];
        for kind in kinds {
            let f = factor(kind);
            let n = 420_000;
            let mut counts: Vec<(Level, u32)> = Vec::new();
            for i in 0..n {
                let level = f.at(&[(f64::from(i) + 0.5) / f64::from(n)]);
                match counts.last_mut() {
                    Some((last, count)) if *last == level => *count += 1,
                    _ => counts.push((level, 1)),
                }
            }
            let each = n / counts.len() as u32;
            assert!(counts.iter().all(|(_, c)| c.abs_diff(each) <= 1), "{counts:?}");
            assert_eq!(counts.len(), f.levels(100).expect("levels").len());
        }
    }

    #[test]
    fn the_ends_of_a_coordinate_are_the_ends_of_the_range() {
        let log = factor(Kind::Real { low: 0.003, high: 7.1, scale: Scale::Log });
        assert_eq!(log.at(&[0.0]), [Value::Real(0.003)]);
        assert_eq!(log.at(&[1.0]), [Value::Real(7.1)]);
        assert_eq!(log.at(&[7.0]), log.at(&[1.0]));
        let widest = factor(Kind::Integer { low: i64::MIN, high: i64::MAX, scale: Scale::Linear });
        assert_eq!(widest.at(&[0.0]), [Value::Integer(i64::MIN)]);
        assert_eq!(widest.at(&[1.0]), [Value::Integer(i64::MAX)]);
        let choice = factor(Kind::Choice { options: words(&["a", "b"]) });
        assert_eq!(choice.at(&[1.0]), [Value::Word("b".to_owned())]);
        assert_eq!(choice.at(&[f64::NAN]), [Value::Word("a".to_owned())]);
        assert_eq!(choice.at(&[]), choice.middle());
    }

    #[test]
    fn every_doubling_of_an_integer_on_a_logarithmic_scale_has_the_same_chance() {
        let f = factor(Kind::Integer { low: 1, high: 63, scale: Scale::Log });
        let drawn = |i: u32| if let Value::Integer(k) = f.at(&[(f64::from(i) + 0.5) / 6000.0])[0] { k } else { -1 };
        for low in [1, 2, 4, 8, 16, 32] {
            let inside = (0..6000).filter(|i| (low..2 * low).contains(&drawn(*i))).count();
            assert!(inside.abs_diff(1000) <= 1, "{low}: {inside}");
        }
        assert_eq!((f.at(&[0.0]), f.at(&[1.0])), (vec![Value::Integer(1)], vec![Value::Integer(63)]));
        assert_eq!(ratios(1, 1000, 4), [1, 10, 100, 1000]);
        assert_eq!(ratios(1, 4, 9), [1, 2, 3, 4]);
    }

    #[test]
    fn levels_are_equally_spaced_on_their_scale_and_include_both_ends() {
        let log = factor(Kind::Real { low: 0.1, high: 1000.0, scale: Scale::Log });
        assert_eq!(reals(&log.levels(5).expect("levels")), [0.1, 1.0, 10.0, 100.0, 1000.0]);
        let linear = factor(Kind::Real { low: -0.1, high: 0.2, scale: Scale::Linear });
        assert_eq!(reals(&linear.levels(4).expect("levels")), [-0.1, 0.0, 0.1, 0.2]);
        assert_eq!(integers(1, 10, 4), [1, 4, 7, 10]);
        assert_eq!(integers(0, 3, 9), [0, 1, 2, 3]);
        assert_eq!(integers(5, 5, 3), [5]);
        assert_eq!(integers(0, 10, 4), [0, 3, 7, 10]);
        assert!(log.levels(1).is_err() && log.levels(0).is_err());
    }

    #[test]
    fn values_stay_inside_their_range_and_close_to_the_exact_one() {
        let (low, high) = (0.123_456_789_12, 0.987_654_321_98);
        let f = factor(Kind::Real { low, high, scale: Scale::Linear });
        for i in 0..=1000 {
            let u = f64::from(i) / 1000.0;
            let Value::Real(x) = f.at(&[u])[0] else { panic!("a real") };
            assert!((low..=high).contains(&x) && (x - (low + u * (high - low))).abs() < 6e-10);
        }
    }

    #[test]
    fn shares_take_one_coordinate_less_than_parts() {
        let f = factor(Kind::Shares { parts: words(&["a", "b", "c"]), whole: 1.0 });
        assert_eq!((f.coordinates(), f.coordinate_names(), f.columns()), (2, vec!["a", "b"], vec!["a", "b", "c"]));
        assert_eq!(f.at(&[0.2, 0.9]).len(), 3);
        assert_eq!(f.levels(3).expect("levels").len(), 6);
        let middle = reals(&f.middle().into_iter().map(|v| vec![v]).collect::<Vec<_>>());
        assert!(middle.iter().all(|x| (x - 1.0 / 3.0).abs() < 1e-8));
        assert!(f.ends().is_err());
    }

    #[test]
    fn what_is_no_factor_is_refused_in_both_languages() {
        let kinds = [
            Kind::Real { low: 1.0, high: 1.0, scale: Scale::Linear },
            Kind::Real { low: f64::NAN, high: 1.0, scale: Scale::Linear },
            Kind::Real { low: -1e308, high: 1e308, scale: Scale::Linear },
            Kind::Real { low: 0.0, high: 1.0, scale: Scale::Log },
            Kind::Integer { low: 2, high: 1, scale: Scale::Linear },
            Kind::Integer { low: 0, high: 9, scale: Scale::Log },
            Kind::Choice { options: Vec::new() },
            Kind::Policy { names: words(&["a", "b", "a"]) },
            Kind::Shares { parts: words(&["a"]), whole: 1.0 },
            Kind::Shares { parts: words(&["a", "b"]), whole: 0.0 },
        ];
        for kind in kinds {
            let error = Factor::new("some.key", kind).expect_err("no factor");
            assert!(error.en.starts_with("factor `some.key`: ") && error.zh.starts_with("因素 `some.key`："), "{error:?}");
        }
    }

    #[test]
    fn two_factors_cannot_set_the_same_key() {
        let a = Factor::new("a", Kind::Boolean).expect("a factor");
        let shares = Factor::new("s", Kind::Shares { parts: words(&["b", "a"]), whole: 1.0 }).expect("a factor");
        assert!(distinct(&[a.clone(), shares.clone()]).is_err() && distinct(&[]).is_err());
        assert_eq!(distinct(&[shares]), Ok(()));
    }
}

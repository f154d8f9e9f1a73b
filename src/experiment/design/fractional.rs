//! Two-level fractional factorials: main effects of many factors from few rows.
//!
//! 2^m rows are the corners of a cube of m basic factors; the level of any other factor is a product of theirs (levels are −1 and +1), its generator.
//! A factor is a column c of m bits, one for each basic factor that stands in its product,
//! and XOR of columns is the product of factors. A set of factors whose columns XOR to nothing is a *word*; the *resolution* is the length of the shortest word (Box and Hunter 1961):
//!
//! | resolution | main effects are mixed up with | columns |
//! |---|---|---|
//! | III | interactions of two | any different ones: up to 2^m − 1 factors (Sylvester's Hadamard matrix; Plackett and Burman 1946) |
//! | IV | interactions of three | an odd number of bits: up to 2^(m−1) factors, the fold-over of a design of resolution III |
//! | V | interactions of four; two are clear of two | none the XOR of one to three others: found in the order of numbers (a lexicode) |
//!
//! The design has the fewest rows that these rules allow for the resolution asked for, and the highest resolution that they allow in so many rows.
//!
//! **Effects.** The main effect of a factor is the mean of the answers at its high level less the mean at its low level: 2/n · Σ ± y.

use std::collections::BTreeMap;

use super::factor::Level;
use super::outputs::complete;
use super::value::Value;
use crate::base::words::{Both, both};

/// The most factors.
pub const MOST_FACTORS: usize = 64;
/// The most basic factors, so that rows are at most 65,536.
const MOST_BASIC: u32 = 16;

/// How clear main effects must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// Main effects clear of each other.
    Three,
    /// Main effects clear of interactions of two.
    Four,
    /// Main effects and interactions of two clear of each other; also of a full factorial.
    Five,
}

/// Factors (one) or interactions (two), by their places.
pub type Word = Vec<usize>;

/// A fractional factorial.
#[derive(Clone, Debug, PartialEq)]
pub struct Fractional {
    ends: Vec<[Level; 2]>,
    /// The column of each factor.
    columns: Vec<u64>,
    basic: u32,
    resolution: Resolution,
}

impl Fractional {
    /// For factors with these low and high levels, of at least that resolution.
    ///
    /// # Errors
    /// When there are no factors or more than [`MOST_FACTORS`].
    pub fn new(ends: Vec<[Level; 2]>, least: Resolution) -> Result<Self, Both> {
        let k = ends.len();
        if !(1..=MOST_FACTORS).contains(&k) {
            return Err(both!(
                "a fractional factorial of {k} factors; expected 1 to {MOST_FACTORS}",
                "部分析因设计有 {k} 个因素；应为 1 至 {MOST_FACTORS} 个"
            ));
        }
        let rules = [Resolution::Five, Resolution::Four, Resolution::Three];
        let found = (1..=MOST_BASIC).find_map(|basic| {
            let mut allowed = rules.into_iter().filter(|rule| *rule >= least);
            allowed.find_map(|rule| Some((basic, rule, columns(k, basic, rule)?)))
        });
        let (basic, resolution, columns) =
            found.ok_or_else(|| both!("no design of so many rows is known for {k} factors", "没有适用于 {k} 个因素的设计"))?;
        Ok(Self { ends, columns, basic, resolution })
    }

    /// How many rows there are, 2^m.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        1 << self.basic
    }

    /// What the design guarantees.
    #[must_use]
    pub const fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Whether a factor is at its high level in a row. The first factor changes slowest.
    #[must_use]
    pub fn high(&self, index: u64, factor: usize) -> bool {
        let column = self.columns.get(factor).copied().unwrap_or(0);
        // A product of an even number of factors is high where an even number of them is low.
        ((index & column).count_ones() + column.count_ones()).is_multiple_of(2)
    }

    /// The values of a row; `None` behind the last.
    #[must_use]
    pub fn row(&self, index: u64) -> Option<Vec<Value>> {
        let level = |(j, ends)| {
            let [low, high]: &[Level; 2] = ends;
            if self.high(index, j) { high } else { low }
        };
        (index < self.rows()).then(|| self.ends.iter().enumerate().flat_map(level).cloned().collect())
    }

    /// The generators: each factor that is not basic, and the basic ones whose product it is.
    #[must_use]
    pub fn generators(&self) -> Vec<(usize, Word)> {
        let basic = self.basic as usize;
        let word = |column: u64| (0..basic).filter(|j| column & bit(self.basic, *j) != 0).collect();
        self.columns.iter().enumerate().skip(basic).map(|(factor, column)| (factor, word(*column))).collect()
    }

    /// Which effects cannot be told apart: each entry lists factors and interactions of two whose contrasts are the same. Those that are clear of each other
    /// are not listed; interactions of three and more never are.
    #[must_use]
    pub fn aliases(&self) -> Vec<Vec<Word>> {
        let mut by_column: BTreeMap<u64, Vec<Word>> = BTreeMap::new();
        for (i, column) in self.columns.iter().enumerate() {
            by_column.entry(*column).or_default().push(vec![i]);
        }
        for (i, a) in self.columns.iter().enumerate() {
            for (j, b) in self.columns.iter().enumerate().skip(i + 1) {
                by_column.entry(a ^ b).or_default().push(vec![i, j]);
            }
        }
        let mut mixed: Vec<Vec<Word>> = by_column.into_values().filter(|words| words.len() > 1).collect();
        mixed.sort_by(|a, b| (a[0].len(), &a[0]).cmp(&(b[0].len(), &b[0])));
        mixed
    }

    /// The main effect of every factor, from the answers of all rows in their order, together with its [aliases](Self::aliases).
    ///
    /// # Errors
    /// When [an answer is missing](complete).
    pub fn effects(&self, outputs: &[Option<f64>]) -> Result<Vec<f64>, Both> {
        let answers = complete(outputs, self.rows())?;
        let half = answers.len() as f64 / 2.0;
        let signed = |j: usize| (0_u64..).zip(&answers).map(move |(i, y)| if self.high(i, j) { *y } else { -*y });
        Ok((0..self.columns.len()).map(|j| signed(j).sum::<f64>() / half).collect())
    }
}

/// The column of a basic factor.
const fn bit(basic: u32, factor: usize) -> u64 {
    1 << (basic as usize - 1 - factor)
}

/// Columns for `k` factors over `basic` ones by the rule of a resolution; `None` when they are not enough.
fn columns(k: usize, basic: u32, rule: Resolution) -> Option<Vec<u64>> {
    // With fewer factors than basic ones a smaller design is full already.
    if k < basic as usize {
        return None;
    }
    let mut columns: Vec<u64> = (0..basic as usize).map(|j| bit(basic, j)).collect();
    if rule == Resolution::Five {
        return lexicode(columns, k, basic);
    }
    let mut others: Vec<u64> = (1..1_u64 << basic).filter(|c| c.count_ones() > 1).collect();
    if rule == Resolution::Four {
        others.retain(|c| c.count_ones() % 2 == 1);
    }
    // Long generators first: they make long words.
    others.sort_by_key(|c| (std::cmp::Reverse(c.count_ones()), std::cmp::Reverse(*c)));
    let wanted = k - columns.len();
    columns.extend(others.into_iter().take(wanted));
    (columns.len() == k).then_some(columns)
}

/// Columns to which the lowest ones are added that are not the XOR of at most three that are there already: then no four, and no fewer, XOR to nothing.
fn lexicode(mut columns: Vec<u64>, k: usize, basic: u32) -> Option<Vec<u64>> {
    let mut taken = vec![false; 1 << basic];
    let mut pairs: Vec<u64> = vec![0];
    let mut before: Vec<u64> = Vec::new();
    let mut add = |c: u64, before: &mut Vec<u64>, taken: &mut Vec<bool>| {
        // `pairs` has XORs of none and of two: with c they are XORs of one and of three.
        pairs.extend(before.iter().map(|b| b ^ c));
        before.push(c);
        for x in before.iter() {
            for pair in &pairs {
                taken[(x ^ pair) as usize] = true;
            }
        }
        for pair in &pairs {
            taken[*pair as usize] = true;
        }
    };
    for c in &columns {
        add(*c, &mut before, &mut taken);
    }
    for c in 1..1_u64 << basic {
        if columns.len() == k {
            break;
        }
        if !taken[c as usize] {
            columns.push(c);
            add(c, &mut before, &mut taken);
        }
    }
    (columns.len() == k).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(k: usize, least: Resolution) -> Fractional {
        let ends = (0..k).map(|_| [vec![Value::Integer(-1)], vec![Value::Integer(1)]]).collect();
        Fractional::new(ends, least).expect("a design")
    }

    fn signs(design: &Fractional, factor: usize) -> Vec<i64> {
        (0..design.rows()).map(|i| if design.high(i, factor) { 1 } else { -1 }).collect()
    }

    fn dot(a: &[i64], b: &[i64]) -> i64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn columns_are_balanced_and_orthogonal() {
        for least in [Resolution::Three, Resolution::Four, Resolution::Five] {
            for k in 1..=11 {
                let design = design(k, least);
                let all: Vec<Vec<i64>> = (0..k).map(|j| signs(&design, j)).collect();
                for (j, a) in all.iter().enumerate() {
                    assert_eq!(a.iter().sum::<i64>(), 0);
                    assert!(all[..j].iter().all(|b| dot(a, b) == 0), "{k} {least:?}");
                }
            }
        }
    }

    #[test]
    fn a_resolution_keeps_what_it_promises() {
        let product = |a: &[i64], b: &[i64]| -> Vec<i64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
        for (k, least) in
            [(6, Resolution::Four), (8, Resolution::Four), (12, Resolution::Four), (8, Resolution::Five), (13, Resolution::Five)]
        {
            let design = design(k, least);
            let all: Vec<Vec<i64>> = (0..k).map(|j| signs(&design, j)).collect();
            let mut pairs = Vec::new();
            for i in 0..k {
                for j in i + 1..k {
                    pairs.push(product(&all[i], &all[j]));
                }
            }
            assert!(all.iter().all(|a| pairs.iter().all(|p| dot(a, p) == 0)), "mains are clear of pairs: {k} {least:?}");
            if least == Resolution::Five {
                assert!((0..pairs.len()).all(|i| pairs[..i].iter().all(|p| dot(&pairs[i], p) == 0)), "pairs are clear: {k}");
                assert!(design.aliases().is_empty());
            }
        }
    }

    #[test]
    fn rows_are_as_few_as_in_the_tables() {
        // Box, Hunter and Hunter (2005), table of two-level fractional designs.
        let rows = |least, ks: &[usize]| ks.iter().map(|k| design(*k, least).rows()).collect::<Vec<_>>();
        assert_eq!(rows(Resolution::Three, &[3, 4, 5, 7, 8, 15]), [4, 8, 8, 8, 16, 16]);
        assert_eq!(rows(Resolution::Four, &[3, 4, 5, 6, 8, 9, 16]), [8, 8, 16, 16, 16, 32, 32]);
        assert_eq!(rows(Resolution::Five, &[3, 4, 5, 6, 7, 8, 9, 11]), [8, 16, 16, 32, 64, 64, 128, 128]);
    }

    #[test]
    fn in_the_same_rows_the_resolution_is_as_high_as_it_can_be() {
        assert_eq!(design(4, Resolution::Three).resolution(), Resolution::Four);
        assert_eq!(design(5, Resolution::Four).resolution(), Resolution::Five);
        assert_eq!(design(3, Resolution::Four).resolution(), Resolution::Five);
        assert_eq!(design(7, Resolution::Three).resolution(), Resolution::Three);
        assert_eq!(design(4, Resolution::Three).generators(), [(3, vec![0, 1, 2])]);
        assert_eq!(design(5, Resolution::Five).generators(), [(4, vec![0, 1, 2, 3])]);
    }

    #[test]
    fn aliases_are_the_effects_with_the_same_contrast() {
        let half = design(3, Resolution::Three);
        assert_eq!(half.generators(), [(2, vec![0, 1])]);
        assert_eq!(half.aliases(), [vec![vec![0], vec![1, 2]], vec![vec![1], vec![0, 2]], vec![vec![2], vec![0, 1]]]);
        let design = design(6, Resolution::Four);
        assert!(!design.aliases().is_empty());
        for words in design.aliases() {
            let contrast = |word: &Word| -> Vec<i64> {
                (0..design.rows()).map(|i| word.iter().map(|j| if design.high(i, *j) { 1 } else { -1 }).product()).collect()
            };
            let first = contrast(&words[0]);
            assert!(words.iter().all(|word| word.len() == 2 && contrast(word) == first), "{words:?}");
        }
    }

    #[test]
    fn main_effects_are_twice_the_slopes_and_clear_of_pairs_from_resolution_four() {
        let design = design(6, Resolution::Four);
        let value = |v: &Value| if let Value::Integer(n) = v { *n as f64 } else { f64::NAN };
        let outputs: Vec<Option<f64>> = (0..design.rows())
            .map(|i| {
                let x: Vec<f64> = design.row(i).expect("a row").iter().map(value).collect();
                Some(10.0 + 3.0 * x[0] - 0.5 * x[4] + 7.0 * x[1] * x[2])
            })
            .collect();
        let effects = design.effects(&outputs).expect("all answers");
        for (effect, exact) in effects.iter().zip([6.0, 0.0, 0.0, 0.0, -1.0, 0.0]) {
            assert!((effect - exact).abs() < 1e-12, "{effects:?}");
        }
        assert!(design.effects(&outputs[1..]).is_err());
        assert_eq!(design.row(16), None);
    }

    #[test]
    fn up_to_sixty_four_factors_have_a_design_of_every_resolution() {
        for least in [Resolution::Three, Resolution::Four, Resolution::Five] {
            let design = design(MOST_FACTORS, least);
            assert!(design.rows() <= 65_536 && design.resolution() >= least, "{least:?}: {}", design.rows());
        }
        assert!(Fractional::new(Vec::new(), Resolution::Three).is_err());
        assert!(Fractional::new(vec![[Vec::new(), Vec::new()]; 65], Resolution::Three).is_err());
    }
}

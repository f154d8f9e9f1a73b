//! Sobol indices from the answers of a [Saltelli design](super::saltelli), with bootstrap intervals.
//!
//! With n blocks, answers a, b, ab_i, ba_i of a block, m and V the mean and variance of the 2n answers a and b (divisor 2n):
//!
//! | index | estimate | source |
//! |---|---|---|
//! | first order, S_i: factor i alone | (1/n) Σ (b − m)(ab_i − a) / V | Saltelli et al. 2010 |
//! | total, T_i: with all interactions | (1/2n) Σ (a − ab_i)² / V | Jansen 1999 |
//! | of a pair, S_ij: beyond S_i and S_j | (1/n) Σ ((ba_i − m)(ab_j − m) − (a − m)(b − m)) / V − S_i − S_j | Saltelli 2002 |
//!
//! Shares of the variance over the ranges of the factors, hence a statement about these ranges. Estimates of small indices may lie below 0.
//!
//! **Intervals.** Blocks are drawn with replacement and all estimates made again; the interval goes from one quantile of these to the other (percentile
//! bootstrap, Efron 1979; Archer, Saltelli and Sobol 1997). It treats blocks as independent, as scrambled Sobol rows are not quite: it is rather too wide.

use super::outputs::complete;
use super::random::{Stream, Use};
use super::saltelli::Saltelli;
use crate::base::words::{Both, both};

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// How often blocks are drawn; 0 gives intervals without width. At most 100,000.
    pub resamples: u32,
    /// The level of the intervals, in (0, 1).
    pub level: f64,
    /// Root seed.
    pub seed: u32,
}

/// The most resamples.
pub const MOST_RESAMPLES: u32 = 100_000;

/// An estimate and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// From all blocks.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Indices of one factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// Share of the variance that the factor explains alone.
    pub first: Estimate,
    /// Share in which it takes part.
    pub total: Estimate,
}

/// The index of two factors: what their interaction adds to what each explains alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The factors, by their places, the first below the second.
    pub factors: (usize, usize),
    /// Share of the variance.
    pub index: Estimate,
}

/// All indices of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Of each factor.
    pub factors: Vec<Index>,
    /// Of each pair of factors; none unless the design has the rows for them.
    pub pairs: Vec<Pair>,
}

/// The indices of every factor, from the answers of all rows in their order.
///
/// # Errors
/// When [an answer is missing](complete), the answers do not vary, the level of intervals is not in (0, 1) or resamples are more than [`MOST_RESAMPLES`].
pub fn indices(design: &Saltelli, outputs: &[Option<f64>], bootstrap: Bootstrap) -> Result<Indices, Both> {
    let Bootstrap { resamples, level, seed } = bootstrap;
    if !(level > 0.0 && level < 1.0) {
        return Err(both!("an interval of level {level}; expected between 0 and 1", "区间水平为 {level}；应在 0 与 1 之间"));
    }
    if resamples > MOST_RESAMPLES {
        return Err(both!(
            "{resamples} resamples; at most {MOST_RESAMPLES} are supported",
            "重抽样 {resamples} 次；至多支持 {MOST_RESAMPLES} 次"
        ));
    }
    let mut answers = complete(outputs, design.rows())?;
    if answers.windows(2).all(|pair| pair[0] == pair[1]) {
        return Err(both!(
            "the answer is the same in every row: no variance to be explained",
            "每一行的结果都相同：没有可供分解的方差"
        ));
    }
    // Large means would cost digits of the products below; indices do not depend on them.
    let middle = answers.iter().sum::<f64>() / answers.len() as f64;
    answers.iter_mut().for_each(|y| *y -= middle);
    let blocks: Vec<&[f64]> = answers.chunks_exact(design.block()).collect();
    let constant = || both!("the answer is the same in all rows A and B", "A、B 两组各行的结果都相同");
    let values = estimates(design, blocks.iter().copied()).ok_or_else(constant)?;
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(resamples as usize); values.len()];
    for number in 0..resamples {
        let mut stream = Stream::new(seed, Use::Bootstrap, u64::from(number));
        let sample = (0..blocks.len()).map(|_| blocks[stream.below(blocks.len() as u64) as usize]);
        // Without variance (few blocks, the same one drawn each time) there is no index.
        for (value, all) in estimates(design, sample).unwrap_or_default().into_iter().zip(&mut drawn) {
            all.push(value);
        }
    }
    let mut all = values.into_iter().zip(drawn).map(|(value, drawn)| Estimate::of(value, drawn, level));
    let k = design.factors();
    let first: Vec<Estimate> = all.by_ref().take(k).collect();
    let total = all.by_ref().take(k);
    let factors = first.into_iter().zip(total).map(|(first, total)| Index { first, total }).collect();
    let pairs = of_pairs(k).zip(all).map(|(factors, index)| Pair { factors, index }).collect();
    Ok(Indices { factors, pairs })
}

fn of_pairs(k: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..k).flat_map(move |i| (i + 1..k).map(move |j| (i, j)))
}

/// First orders of all factors, then totals, then pairs if the design has them; `None` without variance.
fn estimates<'a>(design: &Saltelli, blocks: impl Iterator<Item = &'a [f64]>) -> Option<Vec<f64>> {
    let k = design.factors();
    let (mut n, mut sum, mut square) = (0.0, 0.0, 0.0);
    // Sums of b(ab − a), of ab − a, of (a − ab)²; for pairs of ba·ab − a·b, of ba and of ab.
    let (mut product, mut shift, mut apart) = (vec![0.0; k], vec![0.0; k], vec![0.0; k]);
    let (mut crossed, mut of_ba) = (vec![0.0; if design.pairs() { k * k } else { 0 }], vec![0.0; k]);
    for block in blocks {
        let (a, b) = (block[0], block[block.len() - 1]);
        let ab = &block[1..=k];
        n += 1.0;
        sum += a + b;
        square += a * a + b * b;
        for i in 0..k {
            let moved = ab[i] - a;
            product[i] += b * moved;
            shift[i] += moved;
            apart[i] += moved * moved;
        }
        if design.pairs() {
            let ba = &block[k + 1..=2 * k];
            for (i, j) in of_pairs(k) {
                crossed[i * k + j] += ba[i] * ab[j] - a * b;
            }
            for i in 0..k {
                // Against a + b, so that the mean can be taken off afterwards.
                of_ba[i] += ba[i] - b;
            }
        }
    }
    let mean = sum / (2.0 * n);
    let variance = square / (2.0 * n) - mean * mean;
    // Written so that a variance that is no number is none.
    if !(variance > 0.0 && variance.is_finite()) {
        return None;
    }
    let scale = n * variance;
    let first: Vec<f64> = (0..k).map(|i| (product[i] - mean * shift[i]) / scale).collect();
    let mut all = first.clone();
    all.extend(apart.iter().map(|square| square / (2.0 * scale)));
    if design.pairs() {
        all.extend(of_pairs(k).map(|(i, j)| {
            // (ba − m)(ab − m) − (a − m)(b − m) = ba·ab − a·b − m((ba − b) + (ab − a)).
            let closed = crossed[i * k + j] - mean * (of_ba[i] + shift[j]);
            closed / scale - first[i] - first[j]
        }));
    }
    Some(all)
}

impl Estimate {
    fn of(value: f64, mut drawn: Vec<f64>, level: f64) -> Self {
        drawn.sort_by(f64::total_cmp);
        let quantile = |share: f64| {
            let place = share * drawn.len().saturating_sub(1) as f64;
            let below = place as usize;
            match (drawn.get(below), drawn.get(below + 1)) {
                (Some(x), Some(y)) => x + (place - below as f64) * (y - x),
                (Some(x), None) => *x,
                _ => value,
            }
        };
        let tail = (1.0 - level) / 2.0;
        Self { value, low: quantile(tail), high: quantile(1.0 - tail) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 400, level: 0.95, seed: 1 };

    fn answers(design: &Saltelli, f: impl Fn(&[f64]) -> f64) -> Vec<Option<f64>> {
        (0..design.rows()).map(|i| Some(f(&design.unit(i).expect("a row")))).collect()
    }

    /// sin x + 7 sin² y + 0.1 z⁴ sin x on (−π, π)³ (Ishigami and Homma 1990).
    fn ishigami(unit: &[f64]) -> f64 {
        let at = |i: usize| (2.0 * unit[i] - 1.0) * std::f64::consts::PI;
        let (x, y, z) = (libm::sin(at(0)), libm::sin(at(1)), at(2));
        x + 7.0 * y * y + 0.1 * z * z * z * z * x
    }

    const FIRST: [f64; 3] = [0.313_905, 0.442_411, 0.0];
    const TOTAL: [f64; 3] = [0.557_589, 0.442_411, 0.243_684];

    #[test]
    fn the_indices_of_ishigami_are_found_and_better_with_more_rows() {
        for (base, within) in [(1024, 0.04), (4096, 0.02), (8192, 0.015)] {
            for seed in [1, 2, 3] {
                let design = Saltelli::new(base, vec![1; 3], false, seed).expect("a design");
                let found =
                    indices(&design, &answers(&design, ishigami), Bootstrap { resamples: 0, ..BOOTSTRAP }).expect("indices");
                assert!(found.pairs.is_empty());
                for (i, index) in found.factors.iter().enumerate() {
                    let off = [(index.first.value - FIRST[i]).abs(), (index.total.value - TOTAL[i]).abs()];
                    assert!(off[0] < within && off[1] < within, "{base} {seed} {i}: {off:?}");
                }
            }
        }
    }

    #[test]
    fn the_pair_of_ishigami_that_interacts_is_found() {
        let design = Saltelli::new(4096, vec![1; 3], true, 1).expect("a design");
        let found = indices(&design, &answers(&design, ishigami), BOOTSTRAP).expect("indices");
        let of = |i, j| found.pairs.iter().find(|p| p.factors == (i, j)).expect("a pair").index;
        assert!((of(0, 2).value - 0.243_684).abs() < 0.03, "{:?}", of(0, 2));
        assert!(of(0, 1).value.abs() < 0.03 && of(1, 2).value.abs() < 0.03, "{found:?}");
        assert!(of(0, 2).low > 0.15 && of(0, 1).low < 0.0 && of(0, 1).high > 0.0);
    }

    #[test]
    fn intervals_hold_the_exact_index_about_as_often_as_they_say() {
        let (mut held, mut all) = (0, 0);
        for seed in 0..40 {
            let design = Saltelli::new(256, vec![1; 3], false, seed).expect("a design");
            let found = indices(&design, &answers(&design, ishigami), Bootstrap { seed, ..BOOTSTRAP }).expect("indices");
            for (i, index) in found.factors.iter().enumerate() {
                held += u32::from((index.first.low..=index.first.high).contains(&FIRST[i]));
                held += u32::from((index.total.low..=index.total.high).contains(&TOTAL[i]));
                all += 2;
            }
        }
        assert!(f64::from(held) / f64::from(all) > 0.92, "{held} of {all}");
    }

    #[test]
    fn indices_do_not_depend_on_the_mean_or_the_unit_of_the_answer() {
        let design = Saltelli::new(512, vec![1; 3], true, 4).expect("a design");
        let plain = indices(&design, &answers(&design, ishigami), BOOTSTRAP).expect("indices");
        let other = indices(&design, &answers(&design, |x| 1e6 - 50.0 * ishigami(x)), BOOTSTRAP).expect("indices");
        for (a, b) in plain.factors.iter().zip(&other.factors) {
            assert!((a.first.value - b.first.value).abs() < 1e-8 && (a.total.low - b.total.low).abs() < 1e-8);
        }
        for (a, b) in plain.pairs.iter().zip(&other.pairs) {
            assert!((a.index.value - b.index.value).abs() < 1e-8);
        }
    }

    #[test]
    fn a_group_of_coordinates_is_one_factor() {
        // x + y + z with y and z as one factor: a third and two thirds of the variance.
        let design = Saltelli::new(2048, vec![1, 2], false, 1).expect("a design");
        let found = indices(&design, &answers(&design, |x| x.iter().sum()), BOOTSTRAP).expect("indices");
        for (index, exact) in found.factors.iter().zip([1.0 / 3.0, 2.0 / 3.0]) {
            assert!((index.first.value - exact).abs() < 0.01 && (index.total.value - exact).abs() < 0.01, "{index:?}");
        }
    }

    #[test]
    fn what_cannot_be_estimated_is_refused() {
        let design = Saltelli::new(8, vec![1; 2], false, 1).expect("a design");
        let mut outputs = answers(&design, |x| x[0]);
        assert!(indices(&design, &outputs, Bootstrap { level: 1.0, ..BOOTSTRAP }).is_err());
        assert!(indices(&design, &outputs, Bootstrap { resamples: MOST_RESAMPLES + 1, ..BOOTSTRAP }).is_err());
        outputs[17] = None;
        assert!(indices(&design, &outputs, BOOTSTRAP).expect_err("missing").en.contains("row 17"));
        assert!(indices(&design, &outputs[1..], BOOTSTRAP).is_err());
        assert!(indices(&design, &answers(&design, |_| 0.1), BOOTSTRAP).expect_err("constant").zh.contains("方差"));
        let one = Saltelli::new(1, vec![1; 2], false, 1).expect("a design");
        assert!(indices(&one, &answers(&one, |x| x[0] + x[1]), BOOTSTRAP).is_ok());
    }
}

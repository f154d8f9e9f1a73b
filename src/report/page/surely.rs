//! Where the difference of two policies is more than chance: by community and period, and by subdistrict where the map shows these.

use std::collections::BTreeMap;

use super::happened::{Ended, Map};
use super::layout::Area;
use crate::measure::statistics::moments::Moments;
use crate::measure::statistics::{LEVEL, t_quantile};

/// Student's quantiles, which are asked for at every community and period: each is computed once.
#[derive(Debug, Default)]
struct Quantiles(Vec<Option<f64>>);

impl Quantiles {
    /// For the mean of so many values.
    fn of(&mut self, n: usize) -> Option<f64> {
        while self.0.len() <= n {
            self.0.push(self.0.len().checked_sub(1).and_then(|degrees| t_quantile(degrees, LEVEL)));
        }
        self.0[n]
    }
}

/// For every period a word of hexadecimal digits, four places in each, the first in the highest place: a one where the difference of two policies is more
/// than chance (its 95 % interval leaves out 0). Places are the communities, then the areas.
#[must_use]
pub fn sure(map: &Map, areas: &[Area], baseline: usize, policy: usize) -> Vec<String> {
    let mut quantiles = Quantiles::default();
    let mut word = |t: usize| {
        let pairs = paired(&map.ended[baseline][t], &map.ended[policy][t]);
        let communities = map.counts[policy][t].len();
        let single = (0..communities).map(|c| is_sure(pairs.iter().map(|(a, b)| (a[c], b[c])), &mut quantiles));
        let mut bits: Vec<bool> = single.collect();
        for area in areas {
            let sum = |of: &[Ended]| area.communities.iter().fold((0, 0), |sum, c| (sum.0 + of[*c].0, sum.1 + of[*c].1));
            bits.push(is_sure(pairs.iter().map(|(a, b)| (sum(a), sum(b))), &mut quantiles));
        }
        let digit = |four: &[bool]| (0..4).fold(0, |digit, at| digit << 1 | u32::from(four.get(at).copied().unwrap_or(false)));
        bits.chunks(4).filter_map(|four| char::from_digit(digit(four), 16)).collect::<String>()
    };
    (0..map.periods.len()).map(&mut word).collect()
}

/// The same replicate under both policies, where both have it.
fn paired<'a>(a: &'a BTreeMap<u32, Box<[Ended]>>, b: &'a BTreeMap<u32, Box<[Ended]>>) -> Vec<(&'a [Ended], &'a [Ended])> {
    a.iter().filter_map(|(replicate, own)| Some((&own[..], &b.get(replicate)?[..]))).collect()
}

/// Whether the mean difference of the shares lost is more than chance.
fn is_sure(pairs: impl Iterator<Item = (Ended, Ended)>, quantiles: &mut Quantiles) -> bool {
    let share = |(lost, resolved): Ended| (lost + resolved > 0).then(|| f64::from(lost) / f64::from(lost + resolved));
    let mut moments = Moments::default();
    for (a, b) in pairs.filter_map(|(a, b)| Some((share(a)?, share(b)?))) {
        moments.add(b - a);
    }
    let (Some(mean), Some(variance), Some(t)) = (moments.mean(), moments.variance(), quantiles.of(moments.n())) else {
        return false;
    };
    mean.abs() > t * libm::sqrt(variance / moments.n() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_sure_when_replicates_agree_and_only_the_same_replicates_are_paired() {
        let sure = |pairs: &[(Ended, Ended)]| is_sure(pairs.iter().copied(), &mut Quantiles::default());
        assert!(sure(&[((50, 50), (30, 70)), ((52, 48), (33, 67)), ((48, 52), (29, 71))]), "twenty points less each time");
        assert!(!sure(&[((50, 50), (30, 70)), ((52, 48), (73, 27)), ((48, 52), (29, 71))]), "once more, twice less");
        assert!(!sure(&[((50, 50), (30, 70))]), "one replicate");
        assert!(!sure(&[((0, 0), (30, 70)), ((0, 0), (30, 70))]), "none ended");
        let of = |replicates: &[u32]| replicates.iter().map(|n| (*n, vec![(*n, 1)].into_boxed_slice())).collect();
        let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) = (of(&[0, 1, 3]), of(&[1, 2, 3]));
        let pairs: Vec<_> = paired(&a, &b).into_iter().map(|(a, b)| (a[0].0, b[0].0)).collect();
        assert_eq!(pairs, [(1, 1), (3, 3)]);
    }
}

//! Choice (选择) among providers: options on the table, a sample of those who could be asked, a draw by weight.
//!
//! An option with utility U is drawn with chance ∝ exp(U/s); see [`crate::model::referral::routing`] for U.

use crate::base::draws;
use crate::base::of::Of;
use crate::base::places::{CategoryId, SubdistrictId};
use crate::world::MOST_CATEGORIES;
use crate::world::sites::UnitRef;

use crate::model::compiled::MOST_OPTIONS;
use crate::model::sight::Candidate;
use crate::model::state::board::Board;
use crate::model::state::subdistrict::Context;

/// A choice.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    /// The provider.
    pub unit: UnitRef,
    /// Tie and its place, when across the boundary.
    pub tie: Option<u16>,
    /// Options looked at beyond the community's own.
    pub looked: u32,
}

/// Options on the table: their weights, cumulative, in the order in which they were put there.
pub(super) struct Offers<'a> {
    boards: &'a Of<SubdistrictId, Board>,
    label: usize,
    age: usize,
    sums: bool,
    pub none: f64,
    total: f64,
    weight: [f64; MOST_OPTIONS],
    pub number: usize,
}

impl<'a> Offers<'a> {
    /// An empty table for a category as triaged, with news of this age.
    #[inline]
    pub fn new(ctx: &Context<'a>, label: CategoryId, level: usize) -> Self {
        // Both are in range; saying so here spares every option a check.
        let (label, age) = (usize::from(label).min(MOST_CATEGORIES - 1), level.min(2));
        let sums = ctx.world.weights.sums;
        let none = if sums { 0.0 } else { 1.0 };
        Self { boards: ctx.boards, label, age, sums, none, total: 0.0, weight: [0.0; MOST_OPTIONS], number: 0 }
    }

    /// Puts an option on the table, with the factors of its distance and tie, and of the router's interest in it. Inlined everywhere, so
    /// that all of this stays in registers from one option to the next.
    #[inline(always)]
    pub fn add(&mut self, unit: UnitRef, distance: f32, tie: f32, interest: f64) {
        let Some(place) = self.weight.get_mut(self.number) else { return };
        let notice = &self.boards[unit.owner].notices[unit.unit];
        let (skill, wait) = (f64::from(notice.skill[self.label]), notice.wait[self.age].get());
        let (distance, tie) = (f64::from(distance), f64::from(tie));
        if self.sums {
            *place = skill + wait + distance + tie + interest;
        } else {
            self.total += skill * wait * (distance * tie) * interest;
            *place = self.total;
        }
        self.number += 1;
    }

    /// Draws the place of one option by its weight, or evenly, with one uniform number.
    #[inline]
    pub fn draw(&mut self, uniform: bool, u: f64) -> usize {
        let n = self.number.min(MOST_OPTIONS);
        if uniform {
            return ((u * n as f64) as usize).min(n - 1);
        }
        if self.sums {
            self.powers(n);
        }
        // A number next to 1 can round to the whole: that is the last option which weighs anything, not one behind it which weighs nothing.
        let at = (u * self.total).min(self.total.next_down());
        let passed: usize = self.weight[..n].iter().map(|&c| usize::from(c <= at)).sum();
        passed.min(n - 1)
    }

    /// Turns utilities into cumulative weights, the best option's being 1.
    #[cold]
    fn powers(&mut self, n: usize) {
        let options = &mut self.weight[..n];
        let best = options.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        self.total = 0.0;
        for weight in options {
            self.total += libm::exp2(*weight - best);
            *weight = self.total;
        }
    }
}

/// Any `number` of the candidates, every set equally likely (Floyd's algorithm): from a list that all communities share equal steps would always take the same few
/// together.
pub(super) fn any_of(bits: u64, from: &[Candidate], number: usize, taken: &mut Vec<Candidate>) {
    taken.clear();
    let mut bits = bits;
    for last in from.len() - number.min(from.len())..from.len() {
        let place = ((u128::from(bits) * (last as u128 + 1)) >> 64) as usize;
        let is_taken = taken.iter().any(|other| other.unit == from[place].unit);
        taken.push(from[if is_taken { last } else { place }]);
        bits = draws::mix(bits ^ 0xA5A3_564E_27F8_86BD);
    }
}

/// A systematic sample of k places out of n: a random start, then equal steps, ⌊i·n/k⌋ for i < k; every place is as likely as any
/// other to be looked at.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    start: u32,
    n: u32,
    /// How many are looked at.
    k: u32,
}

impl Sample {
    pub fn new(bits: u64, n: usize, k: usize) -> Self {
        Self { start: (((bits >> 32) * n as u64) >> 32) as u32, n: n as u32, k: k as u32 }
    }

    /// Every place in order.
    pub const fn all(n: usize) -> Self {
        Self { start: 0, n: n as u32, k: n as u32 }
    }

    /// The i-th place.
    pub const fn place(self, i: usize) -> usize {
        let place = self.start + if self.k == self.n { i as u32 } else { i as u32 * self.n / self.k };
        (if place >= self.n { place - self.n } else { place }) as usize
    }

    /// All places, without a division for each: n/k and what it leaves over are added up.
    #[inline]
    pub fn places(self) -> impl Iterator<Item = usize> {
        let k = self.k.max(1);
        let (whole, part) = (self.n / k, self.n % k);
        let (mut place, mut over) = (self.start, 0);
        (0..self.k).map(move |_| {
            let here = place as usize;
            over += part;
            // Products in place of branches, which would be mispredicted.
            let carry = u32::from(over >= k);
            over -= k * carry;
            place += whole + carry;
            place -= self.n * u32::from(place >= self.n);
            here
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::base::of::Of;
    use crate::base::places::{SubdistrictId, UnitId};
    use crate::model::compiled::MOST_OPTIONS;
    use crate::model::referral::choice::{Offers, Sample};
    use crate::model::state::board::{Board, Notice};
    use crate::world::sites::UnitRef;
    use crate::world::weights::{Weights, Wide};

    fn weights(scale: f64) -> Weights {
        let mut weights =
            Weights { skill: 2.0, wait: 0.25, distance: 0.15, tie: 0.5, bias: 0.5, sums: false, interest: 0.0, whole_tie: 0.0 };
        for weight in [&mut weights.skill, &mut weights.wait, &mut weights.distance, &mut weights.tie, &mut weights.bias] {
            *weight *= scale;
        }
        weights
    }

    #[test]
    fn products_of_factors_and_powers_of_sums_choose_alike() {
        let choose = |sums: bool, u: f64| {
            let weights = Weights { sums, ..weights(std::f64::consts::LOG2_E / 0.3) };
            let notice = |i: u8| {
                let mut notice = Notice::new(&weights);
                let i = f32::from(i);
                notice.skill[0] = weights.of_skill(-0.1 * i);
                notice.wait[0] = weights.of_wait(120.0 + 3.0 * (i - 4.0).abs());
                notice
            };
            let boards = Of::alike(Board { notices: (0..9).map(notice).collect(), ..Board::default() }, 1);
            let none = weights.factor(0.0);
            let mut offers =
                Offers { boards: &boards, label: 0, age: 0, sums, none, total: 0.0, weight: [0.0; MOST_OPTIONS], number: 0 };
            for unit in 0..9 {
                let (distance, tie) = (weights.of_distance(f32::from(unit) / 3.0), weights.of_tie(1.0 - f32::from(unit) / 9.0));
                offers.add(
                    UnitRef { owner: SubdistrictId::FIRST, unit: UnitId::new(unit) },
                    distance,
                    tie,
                    f64::from(weights.of_interest(0.1)),
                );
            }
            offers.draw(false, u)
        };
        let differ = (0..10_000).filter(|&i| choose(true, f64::from(i) / 1e4) != choose(false, f64::from(i) / 1e4)).count();
        assert!(differ <= 1, "{differ} of ten thousand choices");
    }

    #[test]
    fn an_option_that_weighs_nothing_is_not_drawn_by_any_number() {
        for (weights, first, last) in
            [([1.0, 1.0, 0.0], 0, 1), ([1.0, 0.0, 0.0], 0, 0), ([0.0, 1.0, 0.0], 1, 1), ([1.0, 0.0, 1.0], 0, 2)]
        {
            for (u, wanted) in [(1.0 - f64::EPSILON / 2.0, last), (0.0, first)] {
                let mut weight = [0.0; MOST_OPTIONS];
                let mut total = 0.0;
                for (to, one) in weight.iter_mut().zip(weights) {
                    total += one;
                    *to = total;
                }
                let mut offers =
                    Offers { boards: &Of::new(), label: 0, age: 0, sums: false, none: 1.0, total, weight, number: 3 };
                assert_eq!(offers.draw(false, u), wanted, "{weights:?} {u}");
            }
        }
    }

    #[test]
    fn a_wide_number_keeps_a_part_in_a_million_over_the_range_of_doubles() {
        for x in [1.0, 0.3, 1e-270, 7e200] {
            assert!((Wide::new(x).get() / x - 1.0).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn a_sample_looks_at_every_place_equally_often() {
        for (n, k) in [(7, 3), (12, 5), (4, 4), (9, 1)] {
            let mut seen = vec![0; n];
            for start in 0..n as u32 {
                let sample = Sample { start, n: n as u32, k: k as u32 };
                assert!(sample.places().eq((0..k).map(|i| sample.place(i))), "{n} {k} {start}");
                sample.places().for_each(|place| seen[place] += 1);
            }
            assert!(seen.iter().all(|&s| s == k), "{n} {k}: {seen:?}");
        }
    }
}

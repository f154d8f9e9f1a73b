//! How needs arise: drawn before any policy acts, and the same for all of them.
//!
//! Per community c and category k and working day,
//!
//! `λ = Σ_s N[c,s] · r[s,k] · w[c,k] · exp(z[c,k] − σ²/2) / 250,  z' = ρ z + σ √(1 − ρ²) ε`,
//!
//! with r of [`super::residents::rates`], w a Gamma factor of mean 1 and cv h (heterogeneity), z the log of demand (volatility σ,
//! persistence ρ); a regime shift permutes w of one community over its categories; ageing changes N ([`super::ageing`]) and a shock
//! multiplies λ for some days ([`super::shock`]). The count of a day is Poisson. Severity,
//! difficulty, work and patience depend on the need's identity alone. All policies of a replicate read one stream, so their needs are
//! equal by construction.

use rayon::prelude::*;

use super::work::Work;
use super::{World, ageing, residents, shock};
use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::draws;
use crate::base::draws::{Draw, Keys};
use crate::base::functions::exp;
use crate::base::need::{Need, Traits};
use crate::base::of::Of;
use crate::base::places::{CategoryId, CommunityId, Local, Maybe, SegmentId, SubdistrictId};

/// The onset of a need, with the numbers that decide how it becomes known: drawn once, read by every policy. 32 bytes, so that many days'
/// needs fit in the cache.
#[derive(Clone, Copy, Debug)]
pub struct Onset {
    /// Identity; see [`Need::pack`].
    pub id: u64,
    /// See [`Need::difficulty`].
    pub difficulty: f32,
    /// It is voiced on its first day if this is below the probability of voicing.
    pub voice: f32,
    /// Exponential number with mean 1: time until it is voiced, in units of the inverse hazard.
    pub silence: f32,
    /// Days until it expires if it never becomes known.
    pub fades: u16,
    /// See [`Need::work`].
    pub work: u16,
    /// See [`Need::second_work`].
    pub second_work: u16,
    /// See [`Need::patience`].
    pub patience: u16,
    /// See [`Need::second`].
    pub second: Maybe<CategoryId>,
    /// See [`Need::segment`].
    pub segment: SegmentId,
    /// See [`Need::severity`].
    pub severity: u8,
}

impl Onset {
    /// The need as it arises.
    #[inline]
    #[must_use]
    pub const fn need(&self) -> Need {
        let Self { id, difficulty, work, second_work, patience, second, segment, severity, .. } = *self;
        Need::new(id, Traits { difficulty, work, second_work, patience, second, segment, severity })
    }

    /// Whether it may still be latent on a day.
    const fn may_last_to(&self, day: u16) -> bool {
        Need::onset_of(self.id) as u32 + self.fades as u32 >= day as u32
    }

    /// A digest of what arose; see [`Births::digest`].
    fn digest(&self) -> u64 {
        let size = (u64::from(self.difficulty.to_bits()) << 32) | (u64::from(self.work) << 16) | u64::from(self.patience);
        let kind = (u64::from(self.segment) << 16)
            | (u64::from(self.severity) << 8)
            | u64::from(self.second.get().map_or(u8::MAX, CategoryId::get));
        draws::mix(self.id ^ draws::mix(size ^ kind.rotate_left(48)))
    }
}

/// What arose on a day in one subdistrict, counted once for all policies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Births {
    /// Needs by severity.
    pub needs: [u32; 3],
    /// Sum of the digests of all needs: the same in any order, and equal under every policy of a replicate.
    pub digest: u64,
}

/// Days until a latent need expires: a fixed part and an exponential one.
#[inline]
#[must_use]
pub fn fades(world: &World, extra: f64) -> u16 {
    let keys = &world.keys.discovery;
    (*keys.latent_fixed_days + *keys.latent_mean_days * extra).clamp(1.0, 30_000.0) as u16
}

/// Needs of some days for one owner, in the order of day, community, category, ordinal. All that arise are numbered in this order.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    needs: Vec<Onset>,
    /// Number of the first of them.
    first: u32,
    /// Needs of earlier days that may still be latent.
    earlier: Earlier,
    /// Where each day of the chunk begins.
    starts: Vec<u32>,
    births: Vec<Births>,
}

impl Arrivals {
    /// Needs of the i-th day of the chunk.
    #[must_use]
    pub fn day(&self, i: usize) -> &[Onset] {
        &self.needs[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// Number of the first need of the i-th day of the chunk; the others of that day follow, counted by [`next`].
    #[must_use]
    pub fn first_of(&self, i: usize) -> u32 {
        (self.first + self.starts[i]) % NUMBERS
    }

    /// The need of a number, which may still be latent.
    ///
    /// # Panics
    /// When a need of that number cannot be latent any more.
    #[must_use]
    pub fn onset(&self, number: u32) -> &Onset {
        self.needs.get(ahead(self.first, number) as usize).unwrap_or_else(|| self.earlier.of(number))
    }

    /// Touches the needs with these numbers, so that their cache misses overlap.
    pub fn look_ahead(&self, numbers: impl Iterator<Item = u32>) {
        std::hint::black_box(numbers.fold(0, |sum, number| sum ^ self.onset(number).fades));
    }

    /// Clears the buffer for the next chunk, which begins on a day; needs that may still be latent then are kept.
    fn turn_to(&mut self, day: u16) {
        self.earlier.keep(day, self.first, &self.needs);
        self.first = (self.first + self.needs.len() as u32) % NUMBERS;
        self.needs.clear();
        self.starts.clear();
        self.births.clear();
    }

    /// What arose on the i-th day of the chunk, counted.
    #[must_use]
    pub fn births(&self, i: usize) -> &Births {
        &self.births[i]
    }
}

/// Numbers wrap around: fewer needs than there are numbers can be latent at the same time.
const NUMBERS: u32 = 1 << 31;

/// The number after this one.
#[inline]
#[must_use]
pub const fn next(number: u32) -> u32 {
    (number + 1) % NUMBERS
}

/// How far a number is ahead of another.
#[inline]
const fn ahead(from: u32, number: u32) -> u32 {
    number.wrapping_sub(from) % NUMBERS
}

/// Needs of some numbers, in order.
#[derive(Clone, Debug, Default)]
struct Earlier {
    numbers: Vec<u32>,
    onsets: Vec<Onset>,
    /// How many there were when those were dropped last that may be latent no more.
    lasting: usize,
    /// For every [`Self::STEP`]-th number from the first kept: the place of the first need with that number or a later one.
    places: Vec<u32>,
}

impl Earlier {
    /// Distance between indexed numbers: a cache line holds the numbers of a few dozen needs.
    const STEP: u32 = 32;

    fn of(&self, number: u32) -> &Onset {
        let step = ahead(self.numbers[0], number) / Self::STEP;
        let from = self.places[step as usize] as usize;
        let before = self.numbers[from..].iter().take_while(|&&other| other != number).count();
        &self.onsets[from + before]
    }

    /// Adds those of `needs` that may still be latent on a day; the first of all has the number `first`. Those that may be latent no more are dropped
    /// once they may be a third of all, so that a need is moved a few times at most, however many days are drawn at a time.
    fn keep(&mut self, day: u16, first: u32, needs: &[Onset]) {
        const FEW: usize = 1024;
        if self.numbers.len() > self.lasting + self.lasting / 2 + FEW {
            self.drop_gone(day);
        }
        let from = self.numbers.len();
        let mut number = first;
        for onset in needs {
            if onset.may_last_to(day) {
                self.numbers.push(number);
                self.onsets.push(*onset);
            }
            number = next(number);
        }
        self.index(from);
    }

    /// Drops those that may be latent no more.
    fn drop_gone(&mut self, day: u16) {
        let mut kept = 0;
        for i in 0..self.numbers.len() {
            if self.onsets[i].may_last_to(day) {
                self.onsets[kept] = self.onsets[i];
                self.numbers[kept] = self.numbers[i];
                kept += 1;
            }
        }
        self.numbers.truncate(kept);
        self.onsets.truncate(kept);
        self.lasting = kept;
        self.places.clear();
        self.index(0);
    }

    /// Indexes the numbers from a place on.
    fn index(&mut self, from: usize) {
        for (place, number) in self.numbers.iter().enumerate().skip(from) {
            let step = (ahead(self.numbers[0], *number) / Self::STEP) as usize;
            self.places.resize(self.places.len().max(step + 1), place as u32);
        }
    }
}

/// Demand of one owner's communities.
#[derive(Clone, Debug)]
struct Source {
    communities: Of<Local, CommunityId>,
    /// Heterogeneity, (community, category).
    factor: Vec<f64>,
    /// Log of demand, (community, category).
    log: Vec<f64>,
    /// Needs a day at factor 1, (community, category).
    base: Vec<f64>,
    /// Cumulative share of segments, (community, category, segment).
    segments: Vec<f32>,
    /// Months of ageing in these.
    months: u16,
}

/// Demand of a replicate, day after day.
#[derive(Clone, Debug)]
pub struct Demand {
    sources: Vec<Source>,
    /// The chunk drawn last, by owner.
    pub arrivals: Of<SubdistrictId, Arrivals>,
    mix: Vec<f32>,
    work: Work,
}

impl Demand {
    /// Demand of a replicate at its first day.
    #[must_use]
    pub fn new(world: &World, keys: &Keys) -> Self {
        let demand = &world.keys.demand;
        let kinds = world.kinds();
        let rates = residents::rates(&world.keys);
        let shape = 1.0 / (*demand.heterogeneity * *demand.heterogeneity).max(1e-12);
        let sources: Vec<Source> = world
            .places
            .subdistricts
            .iter()
            .map(|sub| {
                let cells = sub.communities.len() * kinds;
                let mut source = Source {
                    communities: sub.communities.clone(),
                    factor: vec![1.0; cells],
                    log: vec![0.0; cells],
                    base: Vec::with_capacity(cells),
                    segments: Vec::new(),
                    months: 0,
                };
                source.settle(world, &rates, 0);
                for (i, &c) in sub.communities.pairs() {
                    for k in world.categories.places() {
                        let cell = draws::cell(c, k);
                        if *demand.heterogeneity > 0.0 {
                            source.factor[i.at() * kinds + k.at()] = gamma(keys, cell, shape) / shape;
                        }
                        source.log[i.at() * kinds + k.at()] =
                            *demand.volatility * draws::normal(keys.bits(Draw::demand_at_start(cell)));
                    }
                }
                source
            })
            .collect();
        let mut sum = 0.0;
        Self {
            arrivals: Of::alike(Arrivals::default(), sources.len()),
            sources,
            mix: world
                .keys
                .category
                .iter()
                .map(|(_, c)| {
                    sum += *c.mix;
                    sum as f32
                })
                .collect(),
            work: Work::new(world),
        }
    }

    /// Days to draw at a time for this number of districts that live through them, one after the other: limited to a few megabytes, so that each of many
    /// lives many days before the next one's state evicts its own from the cache; a single one gains nothing from it. A year at most.
    #[must_use]
    pub fn days_at_a_time(&self, districts: usize) -> u16 {
        const NEEDS: f64 = 131_072.0;
        let a_day: f64 = self.sources.iter().flat_map(|source| &source.base).sum();
        (NEEDS * districts.clamp(1, 4) as f64 / a_day.max(1.0)).clamp(5.0, f64::from(DAYS_PER_YEAR)) as u16
    }

    /// Draws the needs of the days `from..to`, which must follow those drawn before.
    pub fn draw(&mut self, world: &World, keys: &Keys, from: u16, to: u16, parallel: bool) {
        let shape = NeedShape { mix: &self.mix, work: &self.work };
        let one = |(source, arrivals): (&mut Source, &mut Arrivals)| source.draw(world, keys, &shape, from, to, arrivals);
        if parallel {
            self.sources.par_iter_mut().zip(self.arrivals.all_mut().par_iter_mut()).for_each(one);
        } else {
            self.sources.iter_mut().zip(self.arrivals.iter_mut()).for_each(one);
        }
    }
}

/// What the traits of a need depend on besides its identity.
struct NeedShape<'a> {
    mix: &'a [f32],
    work: &'a Work,
}

impl Source {
    /// Sets needs per day and the shares of segments for the residents after this number of months of the window.
    fn settle(&mut self, world: &World, rates: &[f64], months: u16) {
        let kinds = world.kinds();
        self.months = months;
        self.base.clear();
        self.segments.clear();
        for &c in &self.communities {
            let residents = ageing::segments(world, &world.places.communities[c], months);
            for k in 0..kinds {
                let parts: Vec<f64> = residents.iter().enumerate().map(|(s, n)| n * rates[s * kinds + k]).collect();
                let total: f64 = parts.iter().sum();
                self.base.push(total / f64::from(DAYS_PER_YEAR));
                let mut sum = 0.0;
                for part in &parts {
                    sum += part;
                    self.segments.push(if total > 0.0 { (sum / total) as f32 } else { 1.0 });
                }
            }
        }
    }

    fn draw(&mut self, world: &World, keys: &Keys, shape: &NeedShape<'_>, from: u16, to: u16, out: &mut Arrivals) {
        let demand = &world.keys.demand;
        let kinds = world.kinds();
        let segments = world.segment_names.len();
        let (sigma, rho) = (*demand.volatility, *demand.persistence);
        let innovation = sigma * libm::sqrt(1.0 - rho * rho);
        let shift = *demand.shifts_per_year / f64::from(DAYS_PER_YEAR);
        out.turn_to(from);
        for day in from..to {
            out.starts.push(out.needs.len() as u32);
            let mut births = Births::default();
            let months = ageing::months(world, day);
            if months != self.months {
                self.settle(world, &residents::rates(&world.keys), months);
            }
            let shocked = world.shocks.iter().any(|s| s.lasts(day));
            for (i, &c) in self.communities.pairs() {
                if shift > 0.0 && keys.unit(Draw::shift(c, day)) < shift {
                    permute(&mut self.factor[i.at() * kinds..][..kinds], keys, c, day);
                }
                for k in world.categories.places() {
                    let at = i.at() * kinds + k.at();
                    let cell = draws::cell(c, k);
                    let mut mean = self.base[at] * self.factor[at];
                    if sigma > 0.0 {
                        let bits = keys.bits(Draw::demand_moves(cell, day));
                        self.log[at] = rho * self.log[at] + innovation * draws::normal(bits);
                        mean *= exp(self.log[at] - sigma * sigma / 2.0);
                    }
                    if shocked {
                        mean *= shock::demand(&world.shocks, keys, c, k, day);
                    }
                    let count = keys.poisson(Draw::onsets(cell, day), mean);
                    let cumulative = &self.segments[at * segments..(at + 1) * segments];
                    for ordinal in 0..count {
                        let id = Need::pack(c, k, day, ordinal);
                        let onset = arise(world, keys, shape, cumulative, id, k);
                        births.needs[usize::from(onset.severity)] += 1;
                        births.digest = births.digest.wrapping_add(onset.digest());
                        out.needs.push(onset);
                    }
                }
            }
            out.births.push(births);
        }
        out.starts.push(out.needs.len() as u32);
    }
}

/// A need with all its traits, which depend on its identity alone.
fn arise(world: &World, keys: &Keys, shape: &NeedShape<'_>, segments: &[f32], id: u64, k: CategoryId) -> Onset {
    let demand = &world.keys.demand;
    let (u_segment, u_severity) = draws::two(keys.bits(Draw::segment_and_severity(id)));
    let (u_bundle, u_second) = draws::two(keys.bits(Draw::bundle_and_second(id)));
    let (u_difficulty, _) = draws::two(keys.bits(Draw::difficulty(id)));
    let segment = segments.iter().position(|&s| u_segment < s).unwrap_or(segments.len() - 1);
    let first = *demand.severity[0] as f32;
    let severity = u8::from(u_severity >= first) + u8::from(u_severity >= first + *demand.severity[1] as f32);
    let work = shape.work.minutes(k, keys.bits(Draw::work(id)));
    let patience = world.categories[k].patience_days * draws::exponential(keys.bits(Draw::patience(id)));
    let (low, high) = (*demand.difficulty_low as f32, *demand.difficulty_high as f32);
    let mut onset = Onset {
        id,
        difficulty: low + (high - low) * u_difficulty,
        voice: draws::two(keys.bits(Draw::voice(id))).0,
        silence: 0.0,
        fades: 1,
        work,
        second_work: 0,
        patience: patience.clamp(1.0, 30_000.0) as u16,
        second: Maybe::NONE,
        segment: SegmentId::from(segment),
        severity,
    };
    if !is_voiced_whatever_the_trust(world, &onset, k) {
        onset.silence = draws::exponential(keys.bits(Draw::silence(id))) as f32;
        onset.fades = fades(world, draws::exponential(keys.bits(Draw::fading(id))));
    }
    if f64::from(u_bundle) < *demand.bundle_share && shape.mix.len() > 1 {
        onset.second = Maybe::some(CategoryId::from(other_category(shape.mix, k.at(), u_second)));
        onset.second_work = work / 2;
        onset.work = work - onset.second_work;
    }
    onset
}

/// Whether a need is voiced on its first day under every policy: also at the level of trust at which the fewest are. Then it does not matter how long it
/// would have been latent.
fn is_voiced_whatever_the_trust(world: &World, onset: &Onset, category: CategoryId) -> bool {
    // e^(−bT) is at most this for T from 0 to 1; a little more, so that no rounding of single numbers says too much.
    const MORE: f32 = 1.000_01;
    let slope = *world.keys.discovery.voice_trust as f32;
    let most = if slope < 0.0 { libm::expf(-slope) } else { 1.0 };
    onset.voice * MORE < 1.0 / (1.0 + world.reluctance(category, onset.segment) * most * MORE)
}

/// A category other than k, by the mix of the others; `mix` is cumulative and has more than one, `u` a uniform number.
fn other_category(mix: &[f32], k: usize, u: f32) -> usize {
    let before = if k == 0 { 0.0 } else { mix[k - 1] };
    let (own, all) = (mix[k] - before, mix[mix.len() - 1]);
    let at = u * (all - own);
    let at = if at < before { at } else { at + own };
    let mut others = (0..mix.len()).filter(|&other| other != k);
    // Rounding may leave the number beyond the last share: then take the last of the others.
    others.clone().find(|&other| at < mix[other]).or_else(|| others.next_back()).unwrap_or(k)
}

/// Permutes the factors of a community over its categories.
fn permute(factors: &mut [f64], keys: &Keys, community: CommunityId, day: u16) {
    for i in (1..factors.len()).rev() {
        let j = (keys.unit(Draw::shift_swap(community, day, i as u8)) * (i + 1) as f64) as usize;
        factors.swap(i, j);
    }
}

/// A Gamma number of this shape (Marsaglia–Tsang 2000), one candidate per index.
fn gamma(keys: &Keys, cell: u64, shape: f64) -> f64 {
    if shape < 1.0 {
        let u = 1.0 - keys.unit(Draw::heterogeneity_boost(cell));
        return gamma(keys, cell, shape + 1.0) * libm::pow(u, 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    for i in 0..1000 {
        let x = draws::normal(keys.bits(Draw::heterogeneity_candidate(cell, i)));
        let v = 1.0 + c * x;
        if v > 0.0 {
            let v = v * v * v;
            let u = 1.0 - keys.unit(Draw::heterogeneity_taken(cell, i));
            if libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::other_category;

    #[test]
    fn the_other_half_of_a_bundle_comes_from_the_other_categories_in_their_shares() {
        let shares = [0.1, 0.4, 0.2, 0.3_f32];
        let mix: Vec<f32> = (1..=4).map(|n| shares[..n].iter().sum()).collect();
        let draws = 100_000;
        for k in 0..4 {
            let mut seen = [0_u32; 4];
            for i in 0..draws {
                seen[other_category(&mix, k, i as f32 / draws as f32)] += 1;
            }
            for (other, &n) in seen.iter().enumerate() {
                let share = if other == k { 0.0 } else { shares[other] / (1.0 - shares[k]) };
                assert!((n as f32 / draws as f32 - share).abs() < 1e-3, "{k} {other}: {n}");
            }
        }
        // If one category has the whole mix, there is nothing to weigh the others by.
        assert_ne!(other_category(&[0.0, 1.0, 1.0], 1, 0.5), 1);
    }
}

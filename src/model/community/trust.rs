//! Trust (信任) in the committee: a mean over the households of a community.
//!
//! T ← T + (1 + m)/H · (η⁺ r (1 − T) − η⁻ f T) + (T⁰ − T)/(250 τ), once a day: r needs resolved and f given up, failed or lost, H households, m others
//! who hear of each, τ years of memory, T⁰ where trust began. An outcome moves those who live through it or hear of it, not the community as a whole; what
//! it taught fades.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::of::Of;
use crate::base::places::Local;
use crate::model::state::caseload::Desk;
use crate::model::state::community::Community;
use crate::model::state::subdistrict::Context;
use crate::scenario::keys::needs::TrustKeys;

/// How trust moves in a community.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Share of distrust that a need resolved takes away, (1 + m)/H · η⁺.
    pub gain: f64,
    /// Share of trust that a need lost takes away, (1 + m)/H · η⁻.
    pub loss: f64,
    /// Share of the way back to where trust began, a day: 1/(250 τ).
    pub fading: f64,
    /// Where trust began.
    pub first: f64,
}

impl Pull {
    /// In a community of so many residents.
    #[must_use]
    pub fn of(keys: &TrustKeys, residents: f64) -> Self {
        let households = (residents / *keys.household_size).max(1.0);
        // Nobody hears of an outcome twice.
        let concerned = ((1.0 + *keys.hearers) / households).min(1.0);
        let fading = (1.0 / (f64::from(DAYS_PER_YEAR) * *keys.memory_years)).min(1.0);
        Self { gain: concerned * *keys.gain, loss: concerned * *keys.loss, fading, first: *keys.initial }
    }

    /// Trust after a day with so many needs resolved and lost, from 0 to 1.
    #[must_use]
    pub fn day(&self, trust: f64, resolved: u32, lost: u32) -> f64 {
        let (gain, loss) = ((self.gain * f64::from(resolved)).min(1.0), (self.loss * f64::from(lost)).min(1.0));
        (trust + gain * (1.0 - trust) - loss * trust + self.fading * (self.first - trust)).clamp(0.0, 1.0)
    }

    /// Where trust settles at so many needs resolved and lost a day:
    /// T* = (g r + ρ T⁰)/(g r + l f + ρ) with g, l the gain and loss and ρ the fading.
    #[must_use]
    pub fn fixed_point(&self, resolved: f64, lost: f64) -> f64 {
        let (up, down) = (self.gain * resolved, self.loss * lost);
        if up + down + self.fading == 0.0 {
            return self.first;
        }
        (up + self.fading * self.first) / (up + down + self.fading)
    }
}

/// Today's outcomes change trust.
pub fn update(communities: &mut Of<Local, Community>, desks: &mut Of<Local, Desk>, ctx: &Context<'_>) {
    let keys = &ctx.world.keys.trust;
    for (community, desk) in communities.iter_mut().zip(desks) {
        let pull = Pull::of(keys, ctx.world.places.communities[community.index].residents);
        community.trust = pull.day(f64::from(community.trust), desk.resolved_today, desk.lost_today) as f32;
        desk.resolved_today = 0;
        desk.lost_today = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    /// A community of 3,000, with these keys.
    fn pull(sets: &[&str]) -> Pull {
        Pull::of(&world(sets).keys.trust, 3000.0)
    }

    #[test]
    fn trust_settles_at_its_fixed_point_from_wherever_it_is_and_nowhere_else() {
        let pull = pull(&["trust.initial=0.3", "trust.gain=0.02", "trust.loss=0.03", "trust.hearers=3", "trust.memory_years=5"]);
        let settled = pull.fixed_point(4.0, 3.0);
        for start in [0.0, 0.3, 0.9, 1.0] {
            let end = (0..30_000).fold(start, |trust, _| pull.day(trust, 4, 3));
            assert!((end - settled).abs() < 1e-12, "{start}: {end} {settled}");
        }
        assert!((pull.day(settled, 4, 3) - settled).abs() < 1e-15);
        assert!(pull.fixed_point(5.0, 3.0) > settled && pull.fixed_point(4.0, 4.0) < settled);
    }

    #[test]
    fn trust_remembers_where_it_began() {
        // Two needs resolved for each three lost, as many as a community of this size has.
        let at = |initial: &str| pull(&[initial]).fixed_point(2.0, 3.0);
        let (low, middle, high) = (at("trust.initial=0.2"), at("trust.initial=0.5"), at("trust.initial=0.8"));
        assert!(low < middle && middle < high && high - low > 0.3, "{low} {middle} {high}");
    }

    #[test]
    fn one_need_moves_a_large_community_less_and_nobody_hears_of_it_twice() {
        let pull = |residents: f64, hearers: &str| {
            Pull::of(
                &world(&["trust.gain=0.02", "trust.household_size=2.5", &format!("trust.hearers={hearers}")]).keys.trust,
                residents,
            )
        };
        assert!((pull(3000.0, "3").gain - 0.02 * 4.0 * 2.5 / 3000.0).abs() < 1e-15);
        assert!((pull(3000.0, "0").gain * 4.0 - pull(3000.0, "3").gain).abs() < 1e-15);
        assert_eq!((pull(5.0, "3").gain, pull(1.0, "0").gain), (0.02, 0.02), "two households, or one");
    }

    #[test]
    fn trust_stays_between_nothing_and_all_however_much_happens_on_a_day() {
        let pull = Pull { gain: 0.4, loss: 0.7, fading: 0.001, first: 0.5 };
        assert!([(9, 0), (0, 9), (9, 9)].iter().all(|&(r, f)| (0.0..=1.0).contains(&pull.day(0.5, r, f))));
    }
}

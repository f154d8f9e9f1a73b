//! Laws of single mechanisms in a need's life: voicing, tries, hand-offs, authority, persistence of demand.

/// Voicing and expiry of latent needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voicing {
    /// Chance to be voiced on the day of onset.
    pub at_once: f64,
    /// Hazard per day of being voiced later.
    pub later: f64,
    /// Fixed days before a latent need can expire.
    pub fixed_days: f64,
    /// Mean of the exponential days after that.
    pub mean_days: f64,
}

impl Voicing {
    /// Mean latent needs in the evening, and the share of needs that expire: a pool without a line (M/G/∞).
    ///
    /// A latent need lasts D = ⌊voiced⌋ ≥ 1 days if it is voiced before it expires, else ⌊expires⌋; for k ≥ 1 it outlasts k days if both
    /// dates are at least k + 1.
    #[must_use]
    pub fn latent(self, rate: f64) -> (f64, f64) {
        let silent = 1.0 - self.at_once;
        let fades =
            |day: f64| if day <= self.fixed_days { 1.0 } else { libm::exp((self.fixed_days - day) / self.mean_days.max(1e-9)) };
        let (mut days, mut expired, mut day) = (1.0, 0.0, 1.0);
        loop {
            let ends = fades(day) - fades(day + 1.0);
            expired += ends * libm::exp(-self.later * day);
            let lasts = fades(day + 1.0) * libm::exp(-self.later * (day + 1.0));
            days += lasts;
            if lasts < 1e-16 && ends < 1e-16 && day > self.fixed_days {
                break;
            }
            day += 1.0;
        }
        (rate * silent * days, silent * expired)
    }
}

/// Share resolved within `tries` tries of chance p, and the minutes of all tries: the first takes `minutes`, each further one `rework`
/// of the work of the one before, whole minutes; `effort` turns work into minutes.
#[must_use]
pub fn tries(p: f64, tries: u32, work: u16, rework: f64, effort: f64) -> (f64, f64) {
    let (mut open, mut minutes, mut work) = (1.0, 0.0, f64::from(work));
    for _ in 0..tries {
        minutes += open * libm::floor(work * effort + 0.5).max(1.0);
        open *= 1.0 - p;
        work = libm::floor(work * rework).max(1.0);
    }
    (1.0 - open, minutes)
}

/// Minutes of a case: work · (1 + a(1 − q)) in whole minutes, halves up, at least one; a the slack of effort, q the skill.
#[must_use]
pub fn effort(work: u16, slack: f64, skill: f64) -> u64 {
    (libm::floor(f64::from(work) * (1.0 + slack * (1.0 - skill)) + 0.5) as u64).max(1)
}

/// Needs without an owner in the evening when a hand-off is lost with chance p, surfaces after `days`, and is handed on again.
#[must_use]
pub fn ownerless(rate: f64, p: f64, days: f64) -> f64 {
    rate * p / (1.0 - p) * days
}

/// A decision between staying and going, taken at home or, for those that go and are not local, again at a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Authority {
    /// Utility of going less that of staying, over the scale of the noise, at the desk.
    pub desk: f64,
    /// The same at the level.
    pub level: f64,
    /// Authority transfer θ.
    pub theta: f64,
}

impl Authority {
    /// Share of decisions that cross the boundary at the desk, and share that in the end go.
    #[must_use]
    pub fn shares(self) -> (f64, f64) {
        let logit = |u: f64| 1.0 / (1.0 + libm::exp(-u));
        let crossing = logit(self.desk);
        (crossing, crossing * (self.theta + (1.0 - self.theta) * logit(self.level)))
    }
}

/// E[Nₜ Nₜ₊ₗ] / λ² of daily Poisson counts whose log moves with volatility σ and persistence ρ: exp(σ²ρˡ).
#[must_use]
pub fn echo(sigma: f64, rho: f64, lag: u16) -> f64 {
    libm::exp(sigma * sigma * super::numbers::power(rho, u64::from(lag)))
}

/// A number that moves towards 1 by a share g at each of n events: 1 − (1 − g)ⁿ(1 − x₀).
#[must_use]
pub fn approach(first: f64, share: f64, events: u64) -> f64 {
    1.0 - super::numbers::power(1.0 - share, events) * (1.0 - first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_without_voice_empties_by_expiry_alone() {
        let pool = Voicing { at_once: 0.0, later: 0.0, fixed_days: 60.0, mean_days: 60.0 };
        let (latent, expired) = pool.latent(2.0);
        // Whole days of an exponential number, cut off: half a day less than its mean, to first order.
        assert!((latent / 2.0 - 119.5).abs() < 0.01 && (expired - 1.0).abs() < 1e-9, "{latent} {expired}");
    }

    #[test]
    fn news_grow_old_as_the_table_says() {
        // The error of the best forecast from news of age τ, over the variance: 1 − ρ^(2τ).
        let error = |lag: u64| 1.0 - super::super::numbers::power(0.98_f64, 2 * lag);
        assert!(
            (error(5) - 0.182_927).abs() < 1e-6 && (error(20) - 0.554_300).abs() < 1e-6 && (error(60) - 0.911_462).abs() < 1e-6
        );
        assert!((libm::log(echo(0.5, 0.98, 10)) / 0.25 - (1.0 - error(5))).abs() < 1e-12);
    }

    #[test]
    fn less_skill_takes_longer_and_halves_are_rounded_up() {
        assert_eq!((effort(60, 0.5, 1.0), effort(60, 0.5, 0.5), effort(61, 0.5, 0.75)), (60, 75, 69));
        assert_eq!((effort(4, 0.5, 0.75), effort(1, 0.0, 0.0)), (5, 1));
    }

    #[test]
    fn whole_authority_or_none_are_the_two_ends() {
        let toy = Authority { desk: 0.3, level: -0.4, theta: 1.0 };
        let (crossing, go) = toy.shares();
        assert!((crossing - go).abs() < 1e-12);
        assert!(Authority { theta: 0.0, ..toy }.shares().1 < go);
        assert!((tries(0.5, 2, 100, 0.7, 1.0).1 - 135.0).abs() < 1e-12);
        assert!((approach(0.5, 0.01, 3) - (1.0 - 0.99 * 0.99 * 0.99 * 0.5)).abs() < 1e-15);
    }
}

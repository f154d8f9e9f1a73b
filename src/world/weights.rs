//! Weights of a router's choice (选择权重), computed once for a world.

/// The world's weights over the scale of the noise, in units of ln 2. A utility is a sum, so a choice weight is a product: the
/// contribution of a provider, a distance and a tie is stored as a factor 2^x, and an option costs a few products. Where weights are so
/// large that such factors would overflow, x itself is stored and added, and powers are taken when the option is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    pub(crate) skill: f64,
    pub(crate) wait: f64,
    pub(crate) distance: f64,
    pub(crate) tie: f64,
    pub(crate) bias: f64,
    pub(crate) sums: bool,
    /// Factor of the router's full own interest.
    pub interest: f64,
    /// Factor of a full tie.
    pub whole_tie: f32,
}

/// Limit on the sum of the exponents of one option's factors, and on the exponent of each factor stored in single precision.
const RANGE: f64 = 900.0;

/// See [`RANGE`].
const SINGLE_RANGE: f64 = 120.0;

impl Weights {
    /// The weights of a scenario whose places are at most `farthest` km apart.
    #[must_use]
    pub fn new(keys: &crate::scenario::keys::service::RoutingKeys, farthest: f64) -> Self {
        let scale = std::f64::consts::LOG2_E / *keys.noise;
        let [skill, wait, distance, tie, bias] =
            [*keys.skill, *keys.wait, *keys.distance, *keys.tie, *keys.bias].map(|weight| weight * scale);
        let single = [skill * -libm::log(f64::from(LEAST_SKILL)), distance * farthest, tie, bias];
        let sums = single.iter().sum::<f64>() + wait * f64::from(LONGEST) > RANGE
            || single.iter().any(|&exponent| exponent > SINGLE_RANGE);
        let mut weights = Self { skill, wait, distance, tie, bias, sums, interest: 0.0, whole_tie: 0.0 };
        weights.interest = weights.factor(bias);
        weights.whole_tie = weights.of_tie(1.0);
        weights
    }

    /// A factor 2^x, or x itself where these are added.
    #[inline]
    #[must_use]
    pub fn factor(&self, exponent: f64) -> f64 {
        if self.sums { exponent } else { libm::exp2(exponent) }
    }

    /// Factor of a skill, given as ln q.
    #[must_use]
    pub fn of_skill(&self, ln_skill: f32) -> f32 {
        self.factor(self.skill * f64::from(ln_skill)) as f32
    }

    /// Factor of a distance, km.
    #[must_use]
    pub fn of_distance(&self, km: f32) -> f32 {
        self.factor(-self.distance * f64::from(km)) as f32
    }

    /// Factor of the strength of a tie.
    #[inline]
    #[must_use]
    pub fn of_tie(&self, strength: f32) -> f32 {
        let exponent = (self.tie * f64::from(strength)) as f32;
        if self.sums { exponent } else { libm::exp2f(exponent) }
    }

    /// Factor of the router's own interest in an easy or a hard case.
    #[inline]
    #[must_use]
    pub fn of_interest(&self, ease: f32) -> f32 {
        let exponent = (self.bias * f64::from(ease)) as f32;
        if self.sums { exponent } else { libm::exp2f(exponent) }
    }

    /// Factor of days of backlog.
    #[inline]
    #[must_use]
    pub fn of_wait(&self, days: f32) -> Wide {
        Wide::new(self.factor(-self.wait * f64::from(days)))
    }
}

/// The upper half of a double: the range of a double to one part in a million, in four bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide(u32);

impl Wide {
    pub(crate) const fn new(x: f64) -> Self {
        Self((x.to_bits() >> 32) as u32)
    }

    #[inline]
    pub(crate) const fn get(self) -> f64 {
        f64::from_bits((self.0 as u64) << 32)
    }
}

/// Longest backlog that routers believe, days.
pub const LONGEST: f32 = 250.0;

/// Skill assumed for a line without people, and the minimum for any line.
pub const LEAST_SKILL: f32 = 0.01;

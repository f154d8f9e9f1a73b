//! A tie (关系) between a community and a site.

use crate::world::weights::Weights;

/// A tie (关系) between a community and a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// The site.
    pub site: u32,
    /// Strength, 0 to 1.
    pub strength: f32,
    /// Factor of the strength in a router's choice.
    pub pull: f32,
}

impl Tie {
    /// A tie of this strength.
    #[must_use]
    pub fn new(site: u32, strength: f32, weights: &Weights) -> Self {
        Self { site, strength, pull: weights.of_tie(strength) }
    }

    /// Sets the strength.
    #[inline]
    pub fn set(&mut self, strength: f32, weights: &Weights) {
        *self = Self::new(self.site, strength, weights);
    }
}

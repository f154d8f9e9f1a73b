//! The board (信息公示): what providers have published, as routers read it, with the age it has ([`crate::model::referral::reports`]).

use crate::base::of::Of;
use crate::base::places::UnitId;
use crate::world::sites::SubdistrictSites;
use crate::world::{MOST_CATEGORIES, World};

use crate::world::weights::{Weights, Wide};

/// Published state of the providers of one subdistrict: what routers see, with the age it has.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Fields of each unit that routers read.
    pub notices: Of<UnitId, Notice>,
    /// Mean skill of each unit in each category.
    pub skill: Vec<f32>,
}

impl Board {
    /// A board on which nothing has been published.
    #[must_use]
    pub fn new(world: &World, own: &SubdistrictSites) -> Self {
        Self {
            notices: Of::alike(Notice::new(&world.weights), own.site_of.len()),
            skill: vec![0.0; own.site_of.len() * world.kinds()],
        }
    }
}

/// Fields of a unit that routers read: one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Notice {
    /// Factor of the mean skill in each category (see [`crate::world::weights::Weights`]).
    pub skill: [f32; MOST_CATEGORIES],
    /// Factors of the backlog as last reported, as reported before, and before that; of a line that is seen fresh, as it stands, as last
    /// reported, as reported before.
    pub wait: [Wide; 3],
    /// The backlog behind the first of these, days.
    pub days: f32,
}

impl Notice {
    /// Nothing is known about a unit: it is assumed to have no backlog.
    #[must_use]
    pub fn new(weights: &Weights) -> Self {
        Self { skill: [weights.of_skill(0.0); MOST_CATEGORIES], wait: [weights.of_wait(0.0); 3], days: 0.0 }
    }
}

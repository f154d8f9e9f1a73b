//! Minutes of families (家庭照料): work that falls to a household that gives up.

use crate::base::need::Stage;
use crate::model::state::log::{Kind, Kinds, Log};
use crate::model::state::subdistrict::Context;
use crate::model::state::watch::Watch;
use crate::world::World;

/// Minutes of families in one subdistrict, of needs that arose in the window.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    window: u16,
    /// The minutes.
    pub minutes: u64,
}

impl Family {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self { window: world.burn_in_days(), minutes: 0 }
    }
}

impl Watch for Family {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Ended])
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        let per_minute = *ctx.world.keys.persistence.family_minutes;
        for need in log.ended.iter().filter(|need| need.stage == Stage::Family && need.onset() >= self.window) {
            self.minutes += libm::round(f64::from(need.open_work()) * per_minute) as u64;
        }
    }
}

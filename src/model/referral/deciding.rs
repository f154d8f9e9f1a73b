//! What a decision reads and changes in a subdistrict, at the desk and at every level that decides again.

use crate::base::of::Of;
use crate::base::places::{Local, UnitId};
use crate::model::referral::choice::Chosen;
use crate::model::referral::handoff::Dispatch;
use crate::model::referral::routing::{Decider, Home, choose};
use crate::model::sight::Candidate;
use crate::model::state::lines::Unit;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// What a decision changes and reads.
pub struct Deciding<'a> {
    /// What a hand-off changes.
    pub dispatch: Dispatch<'a>,
    /// Lines, as far as everybody knows of them.
    pub units: &'a Of<UnitId, Unit>,
    /// Room for the options that a router may offer.
    pub offered: &'a mut Vec<Candidate>,
}

impl<'a> Deciding<'a> {
    /// Those parts of a subdistrict.
    #[must_use]
    pub fn of(sub: &'a mut Subdistrict) -> Self {
        let Subdistrict { cases, communities, days, lines, scratch, .. } = sub;
        Self { dispatch: Dispatch { cases, communities, days }, units: &lines.units, offered: &mut scratch.offered }
    }

    /// The router's choice for a need.
    #[must_use]
    pub fn choose(&mut self, ctx: &Context<'_>, slot: u32, local: Local, decider: Decider) -> Chosen {
        let Dispatch { cases, communities, .. } = &self.dispatch;
        let home = Home { owner: cases.home, local, units: self.units, ties: &communities[local].ties };
        choose(&home, ctx, &cases.needs[slot], decider, self.offered)
    }
}

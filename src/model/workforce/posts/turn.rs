//! Turns: which of several sites comes first.

use crate::base::draws::Draw;
use crate::base::places::SiteId;
use crate::model::state::subdistrict::Context;

/// Whose turn it is among sites that are equally far from what they want: drawn for the day, so that no place in the list is favoured.
#[must_use]
pub fn turn(ctx: &Context<'_>, s: usize, i: SiteId) -> u64 {
    let stable = ctx.world.sites.by_subdistrict[s].sites[i].stable;
    ctx.keys.bits(Draw::site_order(stable, ctx.day))
}

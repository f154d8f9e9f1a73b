//! Moving away (迁出): a household takes its open needs along.
//!
//! Every need has a date on which its household moves: onset plus an exponential number of days with mean 250 / turnover, at least
//! one. It depends on the need's identity alone, so it is the same under every policy. A need that is latent or waits on that date ends
//! as moved; a case in service is finished first. Who has moved stays in the denominator as unmet; nobody left behind is
//! disappointed, so trust does not fall. Residents stay as many: newcomers have needs of their own, which arise like all others.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::draws;
use crate::base::draws::Draw;

use crate::base::need::Need;
use crate::model::state::subdistrict::Context;

/// Day on which the household of a need moves; none while movers leave their needs behind.
#[must_use]
pub fn date(ctx: &Context<'_>, id: u64) -> Option<u16> {
    let keys = &ctx.world.keys;
    let turnover = *keys.trust.residential_turnover;
    if !keys.persistence.movers_take_needs || turnover <= 0.0 {
        return None;
    }
    let mean = f64::from(DAYS_PER_YEAR) / turnover;
    let days = mean * draws::exponential(ctx.keys.bits(Draw::moving(id)));
    Some((f64::from(Need::onset_of(id)) + days.max(1.0)).min(65_000.0) as u16)
}

/// Days from today after which a need is gone at the latest, at least one; `days` while nobody moves before.
#[inline]
#[must_use]
pub fn cap(ctx: &Context<'_>, id: u64, days: u16) -> u16 {
    until(date(ctx, id), ctx.day, days)
}

/// The same for a household that moves on a date, if it does.
#[inline]
#[must_use]
pub fn until(date: Option<u16>, today: u16, days: u16) -> u16 {
    match date {
        Some(date) => days.min(date.saturating_sub(today).max(1)),
        None => days,
    }
}

/// Whether the household has moved by today.
#[inline]
#[must_use]
pub fn gone(ctx: &Context<'_>, id: u64) -> bool {
    date(ctx, id).is_some_and(|date| date <= ctx.day)
}

//! Homecoming (回到社区): a need that its holder is done with goes back to where its household lives, with what happened to it.
//!
//! A need that is at home already is dealt with at once; one that is not travels, and arrives at the next exchange.

use crate::base::draws::Draw;
use crate::model::abandonment::{hotline, repeat};
use crate::model::access::intake;
use crate::model::referral::{closing, handoff};
use crate::model::state::parcel::{Homecoming, Parcel};
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Sends a need home, or handles it at once when it is at home; the need leaves this pool only when it travels.
#[inline]
pub fn send(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, what: Homecoming) {
    if sub.local(ctx.world, sub.needs[slot].community()).is_some() {
        arrive(sub, ctx, slot, what);
    } else {
        let need = sub.needs.remove(slot);
        sub.accounts.leave(need.stage);
        sub.outbox.push(Parcel::Home(need, what));
    }
}

/// A need is home with what happened to it.
pub fn arrive(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, what: Homecoming) {
    match what {
        Homecoming::Ended => closing::close(sub, ctx, slot),
        Homecoming::Paper => repeat::at_home(sub, ctx, slot),
        Homecoming::Lost => handoff::lost(sub, ctx, slot),
        Homecoming::Decide | Homecoming::Hotline => {
            sub.needs.renew(slot);
            let order = ctx.keys.bits(Draw::homecoming_order(sub.needs[slot].id, ctx.day));
            sub.returning.push((order, sub.needs.handle(slot), what));
        }
    }
}

/// Needs that came back today go to the desk or to intake, in an order that depends on identity alone.
pub fn take_back(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let mut returning = std::mem::take(&mut sub.returning);
    returning.sort_unstable_by_key(|r| r.0);
    for (_, handle, what) in returning.drain(..) {
        if what == Homecoming::Hotline {
            hotline::call(sub, ctx, handle.slot);
        } else {
            intake::to_desk(sub, ctx, handle.slot);
        }
    }
    sub.returning = returning;
}

//! Homecoming (回到社区): a need that its holder is done with goes back to where its household lives, with what happened to it.
//!
//! A need that is at home already is dealt with at once; one that is not travels, and arrives at the next exchange.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::Local;
use crate::model::abandonment::{hotline, repeat};
use crate::model::access::intake;
use crate::model::referral::{closing, handoff};
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::parcel::{Homecoming, Parcel, Returning};
use crate::model::state::subdistrict::Context;

/// Sends a need home, or handles it at once when it is at home; the need leaves this pool only when it travels.
#[inline]
pub fn send(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, what: Homecoming) {
    if cases.local(ctx.world, cases.needs[slot].community()).is_some() {
        arrive(cases, ctx, slot, what);
    } else {
        let need = cases.needs.remove(slot);
        cases.accounts.leave(need.stage);
        cases.transit.outbox.push(Parcel::Home(need, what));
    }
}

/// A need is home with what happened to it.
pub fn arrive(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, what: Homecoming) {
    match what {
        Homecoming::Ended => closing::close(cases, ctx, slot),
        Homecoming::Paper => repeat::at_home(cases, ctx, slot),
        Homecoming::Lost => handoff::lost(cases, ctx, slot),
        Homecoming::Decide | Homecoming::Hotline => {
            cases.needs.renew(slot);
            let order = ctx.keys.bits(Draw::homecoming_order(cases.needs[slot].id, ctx.day));
            let need = cases.needs.handle(slot);
            cases.transit.returning.push(Returning { order, need, what });
        }
    }
}

/// Needs that came back today go to the desk or to intake, in an order that depends on identity alone.
pub fn take_back(cases: &mut Caseload, communities: &mut Of<Local, Community>, ctx: &Context<'_>) {
    cases.transit.returning.order(u64::BITS);
    let list = cases.transit.returning.take();
    for &Returning { need, what, .. } in &list {
        if what == Homecoming::Hotline {
            hotline::call(cases, communities, ctx, need.slot);
        } else {
            intake::to_desk(cases, ctx, need.slot);
        }
    }
    cases.transit.returning.give_back(list);
}

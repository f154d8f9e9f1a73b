//! What falls due (到期): latent needs that speak, files that surface, repeats, the end of patience, deadlines.
//!
//! Households that speak and files that surface come in the morning, so that they can be taken in today. Patience and deadlines end in the
//! afternoon, after deliveries: a need that reaches its provider on that day is dealt with there.

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Local, UnitId};
use crate::model::abandonment::{giving_up, paper_closure, repeat};
use crate::model::access::{doors, voicing};
use crate::model::referral::handoff;
use crate::model::state::agenda::{Entry, Event};
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::latent::LatentNeeds;
use crate::model::state::lines::Unit;
use crate::model::state::scratch::{Scratch, Speaking};
use crate::model::state::subdistrict::Context;

/// In the morning households speak and lost files surface, in an order that depends on identity; the rest waits for the afternoon.
pub fn morning(
    cases: &mut Caseload,
    latent: &mut LatentNeeds,
    communities: &Of<Local, Community>,
    scratch: &mut Scratch,
    ctx: &Context<'_>,
) {
    let Scratch { due, speaking, .. } = scratch;
    let list = cases.agenda.take(ctx.day);
    cases.needs.look_ahead(list.iter().map(|e| e.slot));
    for entry in &list {
        if !entry.is_current(cases.needs.generation(entry.slot)) {
            continue;
        }
        if matches!(entry.event(), Event::Surface | Event::Repeat) {
            let order = ctx.keys.bits(Draw::speaking_order(cases.needs[entry.slot].id, ctx.day));
            speaking.push(Speaking { order, entry: *entry });
        } else {
            due.push(*entry);
        }
    }
    cases.agenda.give_back(list);
    voicing::wake(&mut cases.needs, latent, ctx, |id, need| {
        let order = ctx.keys.bits(Draw::speaking_order(id, ctx.day));
        speaking.push(Speaking { order, entry: Entry::new(need.slot, need.generation, Event::Voice) });
    });
    speaking.order(u64::BITS);
    let list = speaking.take();
    for &Speaking { entry, .. } in &list {
        if !entry.is_current(cases.needs.generation(entry.slot)) {
            continue;
        }
        match entry.event() {
            Event::Voice => voicing::later(cases, latent, ctx, entry.slot),
            Event::Surface => handoff::surface(cases, latent, communities, ctx, entry.slot),
            _ => repeat::again(cases, ctx, entry.slot),
        }
    }
    speaking.give_back(list);
}

/// In the afternoon patience ends, and deadlines for closure on paper.
pub fn afternoon(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, due: &mut Vec<Entry>, ctx: &Context<'_>) {
    for entry in due.drain(..) {
        if !entry.is_current(cases.needs.generation(entry.slot)) {
            continue;
        }
        match entry.event() {
            Event::Patience => giving_up::at_end_of_patience(cases, units, ctx, entry.slot),
            Event::SecondDoor => doors::ask_again(cases, ctx, entry.slot),
            Event::Deadline => paper_closure::at_deadline(cases, units, ctx, entry.slot),
            _ => {}
        }
    }
}

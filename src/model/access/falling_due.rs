//! What falls due (到期): latent needs that speak, files that surface, repeats, the end of patience, deadlines.
//!
//! Households that speak and files that surface come in the morning, so that they can be taken in today. Patience and deadlines end in the
//! afternoon, after deliveries: a need that reaches its provider on that day is dealt with there.

use crate::base::draws::Draw;
use crate::model::abandonment::{giving_up, paper_closure, repeat};
use crate::model::access::voicing;
use crate::model::referral::handoff;
use crate::model::state::agenda::{Entry, Event};
use crate::model::state::subdistrict::{Context, Subdistrict};

/// In the morning households speak and lost files surface, in an order that depends on identity; the rest waits for the afternoon.
pub fn morning(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let list = sub.agenda.take(ctx.day);
    sub.needs.look_ahead(list.iter().map(|e| e.slot));
    let mut speaking = std::mem::take(&mut sub.speaking);
    for entry in &list {
        if !entry.is_current(sub.needs.generation(entry.slot)) {
            continue;
        }
        if matches!(entry.event(), Event::Surface | Event::Repeat) {
            let order = ctx.keys.bits(Draw::speaking_order(sub.needs[entry.slot].id, ctx.day));
            speaking.push((order, *entry));
        } else {
            sub.due.push(*entry);
        }
    }
    sub.agenda.give_back(list);
    voicing::wake(sub, ctx, |id, need| {
        let order = ctx.keys.bits(Draw::speaking_order(id, ctx.day));
        speaking.push((order, Entry::new(need.slot, need.generation, Event::Voice)));
    });
    speaking.sort_unstable_by_key(|s| s.0);
    for (_, entry) in speaking.drain(..) {
        if !entry.is_current(sub.needs.generation(entry.slot)) {
            continue;
        }
        match entry.event() {
            Event::Voice => voicing::later(sub, ctx, entry.slot),
            Event::Surface => handoff::surface(sub, ctx, entry.slot),
            _ => repeat::again(sub, ctx, entry.slot),
        }
    }
    sub.speaking = speaking;
}

/// In the afternoon patience ends, and deadlines for closure on paper.
pub fn afternoon(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let mut due = std::mem::take(&mut sub.due);
    for entry in due.drain(..) {
        if !entry.is_current(sub.needs.generation(entry.slot)) {
            continue;
        }
        match entry.event() {
            Event::Patience => giving_up::at_end_of_patience(sub, ctx, entry.slot),
            Event::Deadline => paper_closure::at_deadline(sub, ctx, entry.slot),
            _ => {}
        }
    }
    sub.due = due;
}

//! Hand-off (转介) of a need to a provider beyond the community.
//!
//! A hand-off between parties is lost with chance p₀ exp(−γ·tie); a lost file has no owner until it surfaces: back at intake with the
//! chance of voicing, else latent again. A message costs c·(1 − ξ·tie) minutes on each side. Government handing to its own station
//! loses nothing. A tie grows by η(1 − tie) when the file arrives and shrinks by η·tie when it is lost.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::world::sites::{Party, UnitRef};

use crate::base::need::Stage;
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::access::voicing;
use crate::model::referral::choice::Chosen;
use crate::model::state::agenda::Event;
use crate::model::state::log::What;
use crate::model::state::minutes::Account;
use crate::model::state::parcel::{Arrival, Parcel};
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Hands a need to a provider across the boundary. `desk` is the site whose people send it; the office when absent.
pub fn send(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize, unit: UnitRef, tie: u16, desk: Option<u16>) {
    let keys = &ctx.world.keys.handoff;
    let (id, hops) = (sub.needs[slot].id, sub.needs[slot].hops);
    let strength = sub.communities[local].ties[usize::from(tie)].strength;
    let office = crate::model::office_site(ctx.world, sub.index, local) as u16;
    let minutes = libm::round(*keys.message_minutes * (1.0 - *keys.tie_saving * f64::from(strength))) as u32;
    sub.days[usize::from(desk.unwrap_or(office))].charge(Account::Coordination, minutes);
    sub.days[usize::from(desk.unwrap_or(office))].desk += minutes;
    // Government handing to its own station: an office, or a level that has approved, and the station of the same subdistrict.
    let station = ctx.world.site(unit).party == Party::Station && unit.owner == sub.index;
    let lost = if station && desk.is_none_or(|d| d == office) {
        false
    } else {
        let chance = *keys.loss * libm::exp(-*keys.loss_tie * f64::from(strength));
        ctx.keys.unit(Draw::lost(id, ctx.day, hops)) < chance
    };
    sub.log.push(id, What::HandedOff { lost });
    let growth = *keys.tie_growth as f32;
    let tie = &mut sub.communities[local].ties[usize::from(tie)];
    if lost {
        tie.set(tie.strength - growth * tie.strength, &ctx.world.weights);
        self::lost(sub, ctx, slot);
        return;
    }
    tie.set(tie.strength + growth * (1.0 - tie.strength), &ctx.world.weights);
    sub.shift(slot, Stage::Transit);
    if unit.owner == sub.index {
        let site = ctx.world.sites.by_subdistrict[usize::from(sub.index)].site_of[usize::from(unit.unit)];
        sub.days[usize::from(site)].charge(Account::Coordination, minutes);
        let order = ctx.keys.bits(Draw::delivery_order(id, ctx.day));
        let need = sub.needs.handle(slot);
        sub.arrivals.push(Arrival::new(unit.unit, order, need));
    } else {
        let need = sub.needs.remove(slot);
        sub.accounts.leave(need.stage);
        sub.outbox.push(Parcel::Deliver(unit, need, minutes as u16));
    }
}

/// An approved file goes to the provider that the level chose: a hand-off, unless it chose one of the community's own.
pub fn deliver_approved(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize, chosen: Chosen) {
    match chosen.tie {
        Some(tie) => send(sub, ctx, slot, local, chosen.unit, tie, None),
        None => send_own(sub, ctx, slot, chosen.unit.unit),
    }
}

/// A need goes to a provider of its own community: nothing is handed across a boundary.
pub fn send_own(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, unit: u16) {
    sub.shift(slot, Stage::Transit);
    let order = ctx.keys.bits(Draw::delivery_order(sub.needs[slot].id, ctx.day));
    let need = sub.needs.handle(slot);
    sub.arrivals.push(Arrival::new(unit, order, need));
}

/// A file is lost or refused: nobody holds it until it surfaces, and the household notices.
pub fn lost(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    if let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) {
        sub.communities[local].lost_today += 1;
    }
    sub.needs.renew(slot);
    let need = &mut sub.needs[slot];
    need.lost_in = Stage::Ownerless;
    need.let_go(ctx.day);
    let due = need.patience_ends();
    sub.shift(slot, Stage::Ownerless);
    let days = ctx.world.keys.persistence.lost_days.get() as u16;
    sub.file(ctx.day, ctx.day.saturating_add(days), slot, Event::Surface);
    sub.file(ctx.day, due, slot, Event::Patience);
}

/// A lost file surfaces: the household asks again, or it is as if nobody had ever known.
pub fn surface(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let need = &sub.needs[slot];
    let (id, category, segment) = (need.id, need.category, need.segment);
    if need.stage != Stage::Ownerless {
        return;
    }
    let day = need.unheld_since().saturating_add(ctx.world.keys.persistence.lost_days.get() as u16);
    if day > ctx.day {
        sub.file(ctx.day, day, slot, Event::Surface);
        return;
    }
    let Some(local) = sub.local(ctx.world, need.community()) else { return };
    withdraw(sub, ctx, slot);
    let p = voicing::chance(ctx, sub.communities[local].trust, category, segment);
    let (u, _) = draws::two(ctx.keys.bits(Draw::surfacing(id, ctx.day)));
    if u < p {
        voicing::to_intake(sub, ctx, slot, local);
    } else {
        sub.shift(slot, Stage::Latent);
        voicing::keep_latent(sub, ctx, slot, local, p);
    }
}

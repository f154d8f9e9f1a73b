//! Voicing (表达): a need becomes known because the household speaks.
//!
//! On the day of onset with chance p = σ(b·(T − ½) − stigma_k + voice_s), T the trust of the community; later with hazard h·p per
//! day; if never, it expires after a fixed and an exponential number of days. Both dates hang on the need's own random numbers.

use crate::engine::draws::{self, Purpose};

use super::agenda::Event;
use super::need::{NEVER, Need, Stage, flag};
use super::subdistrict::{Context, Subdistrict};
use super::trace::What;

/// The logistic function.
#[inline]
#[must_use]
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// Chance that a need is voiced on the day it arises.
#[inline]
#[must_use]
pub fn chance(ctx: &Context<'_>, trust: f32, category: u8, segment: u8) -> f32 {
    let keys = &ctx.world.keys;
    let voice = *keys.segment.0[usize::from(segment)].1.voice as f32;
    let stigma = ctx.world.categories[usize::from(category)].stigma as f32;
    logistic(*keys.discovery.voice_trust as f32 * (trust - 0.5) - stigma + voice)
}

/// Needs arise; some are voiced at once.
pub fn arise(sub: &mut Subdistrict, ctx: &Context<'_>, needs: &[Need]) {
    for need in needs {
        let Some(local) = sub.local(ctx.world, need.community()) else { continue };
        sub.tally.arose(ctx, local, need);
        if let Some(followed) = &mut sub.trace {
            followed.arose(ctx.day, need);
        }
        let slot = sub.needs.insert(*need);
        let u = ctx.keys.bits(Purpose::Voicing, need.id, 0, 0);
        let p = chance(ctx, sub.communities[local].trust, need.category, need.segment);
        if draws::two(u).0 < p {
            known(sub, ctx, slot, local, 0);
        } else {
            keep_latent(sub, ctx, slot, local, p, 0);
        }
    }
}

/// A need joins the latent pool; it will be voiced or expire, whichever comes first.
pub fn keep_latent(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize, p: f32, round: u32) {
    let keys = &ctx.world.keys.discovery;
    let need = &mut sub.needs[slot];
    let hazard = *keys.later_hazard * f64::from(p);
    let speaks = if hazard > 0.0 {
        draws::exponential(ctx.keys.bits(Purpose::Voicing, need.id, round, 1)) / hazard
    } else {
        f64::INFINITY
    };
    let extra = draws::exponential(ctx.keys.bits(Purpose::Expiry, need.id, round, 0));
    let gone = *keys.latent_fixed_days + *keys.latent_mean_days * extra;
    let (days, event) = if speaks < gone { (speaks, Event::Voice) } else { (gone, Event::Expire) };
    need.due = ctx.day.saturating_add(days.clamp(1.0, 30_000.0) as u16).min(NEVER - 1);
    let category = usize::from(need.category);
    let due = need.due;
    let pool = &mut sub.communities[local].latent[category];
    sub.needs[slot].set_place(pool.len() as u32);
    pool.push(slot);
    sub.file(ctx.day, due, slot, event);
}

/// Takes a need out of the latent pool.
pub fn leave_latent(sub: &mut Subdistrict, slot: u32, local: usize) {
    let (category, place) = (usize::from(sub.needs[slot].category), sub.needs[slot].place() as usize);
    let pool = &mut sub.communities[local].latent[category];
    pool.swap_remove(place);
    if let Some(&moved) = pool.get(place) {
        sub.needs[moved].set_place(place as u32);
    }
    sub.needs.renew(slot);
}

/// Patience from voicing, days.
#[inline]
#[must_use]
pub fn patience(ctx: &Context<'_>, need: &Need) -> u16 {
    let days = f64::from(need.patience) * *ctx.world.keys.persistence.voiced_patience_factor;
    days.clamp(1.0, 30_000.0) as u16
}

/// A need becomes known, by voice or by search (`facts` says how), and joins the intake queue.
pub fn known(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize, facts: u8) {
    let need = &mut sub.needs[slot];
    if !need.is(flag::KNOWN) {
        need.known = ctx.day;
        sub.tally.today.known += 1;
    }
    need.note(flag::KNOWN | facts);
    let id = need.id;
    if let Some(followed) = sub.trace.as_mut().filter(|_| facts & flag::FOUND != 0) {
        followed.note(ctx.day, id, What::Found(facts & flag::OUTREACH != 0));
    }
    to_intake(sub, ctx, slot, local);
}

/// A need joins the intake queue with fresh patience.
pub fn to_intake(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize) {
    let wait = patience(ctx, &sub.needs[slot]);
    let need = &mut sub.needs[slot];
    need.due = ctx.day.saturating_add(wait).min(NEVER - 1);
    need.intake = NEVER;
    let due = need.due;
    sub.shift(slot, Stage::Intake, ctx.day);
    sub.file(ctx.day, due, slot, Event::Patience);
    let handle = sub.needs.handle(slot);
    sub.communities[local].intake.push_back(handle);
}

/// A latent need is voiced.
pub fn later(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    leave_latent(sub, slot, local);
    known(sub, ctx, slot, local, 0);
}

/// A latent need expires.
pub fn expire(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    leave_latent(sub, slot, local);
    sub.shift(slot, Stage::Expired, ctx.day);
    sub.close(ctx, slot);
}

//! Voicing (表达): a need becomes known because the household voices it.
//!
//! On the day of onset with chance p = σ(b·(T − ½) − stigma_k + voice_s), T the trust of the community; later with hazard h·p per
//! day; otherwise it expires after a fixed and an exponential number of days. Both dates depend on the need's own random numbers.

use crate::base::calendar::MaybeDay;
use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, Maybe, SegmentId};
use crate::world::demand::{self, Arrivals};

use crate::base::need::{LAST_DAY, Need, Stage, flag};
use crate::model::abandonment::moving;
use crate::model::state::accounts::Accounts;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::latent::{Fate, LatentNeeds, Place};
use crate::model::state::log::{Kind, Log, What};
use crate::model::state::pool::{Handle, Pool};
use crate::model::state::subdistrict::Context;
use crate::model::state::unheard;

/// The logistic function.
#[inline]
#[must_use]
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// Chance that a need is voiced on the day it arises: 1/(1 + e^(stigma − voice + b/2) · e^(−bT)).
#[inline]
#[must_use]
pub fn chance(ctx: &Context<'_>, trust: f32, category: CategoryId, segment: SegmentId) -> f32 {
    1.0 / (1.0 + ctx.world.reluctance(category, segment) * distrust(ctx, trust))
}

/// e^(−bT) of a community, b the slope of voicing on trust.
#[inline]
#[must_use]
pub fn distrust(ctx: &Context<'_>, trust: f32) -> f32 {
    libm::expf(-(*ctx.world.keys.discovery.voice_trust as f32) * trust)
}

/// The needs of the i-th day of the chunk arise; some are voiced at once.
pub fn arise(
    cases: &mut Caseload,
    latent: &mut LatentNeeds,
    communities: &Of<Local, Community>,
    ctx: &Context<'_>,
    arrivals: &Arrivals,
    i: usize,
) {
    let (mut local, mut community, mut cold) = (Local::FIRST, Maybe::NONE, 0.0);
    let births = arrivals.births(i);
    cases.accounts.arose(births.needs.iter().sum());
    cases.log.arose(arrivals.day(i), births);
    let whole_lives = cases.log.watches(Kind::WholeLives);
    let numbers = std::iter::successors(Some(arrivals.first_of(i)), |&number| Some(demand::next(number)));
    for (number, onset) in numbers.zip(arrivals.day(i)) {
        let home = Need::community_of(onset.id);
        if !community.is(home) {
            community = Maybe::some(home);
            local = ctx.world.places.communities[home].local;
            cold = distrust(ctx, communities[local].trust);
        }
        let category = Need::category_of(onset.id);
        let p = 1.0 / (1.0 + ctx.world.reluctance(category, onset.segment) * cold);
        if onset.voice < p {
            let slot = cases.needs.insert(onset.need());
            known(cases, ctx, slot, local, 0);
            continue;
        }
        let leaves = Leaves::of(ctx, onset.id, p, f64::from(onset.silence), onset.fades);
        if leaves.fate == Fate::Expire && !whole_lives {
            let entry = unheard::Entry::new(onset.id, onset.severity, local, leaves.due, leaves.moves);
            latent.unheard.file(ctx.day, entry);
            latent.pool(local, category).push(Place::Arisen(number), leaves.due, ctx.day);
        } else {
            stay_latent(latent, ctx, &onset.need(), local, &leaves);
        }
    }
}

/// A known need becomes latent again: new draws of when it will be voiced or expire.
pub fn keep_latent(cases: &mut Caseload, latent: &mut LatentNeeds, ctx: &Context<'_>, slot: u32, local: Local, p: f32) {
    let need = cases.needs.remove(slot);
    let silence = draws::exponential(ctx.keys.bits(Draw::silence_again(need.id, ctx.day)));
    let extra = draws::exponential(ctx.keys.bits(Draw::fading_again(need.id, ctx.day)));
    let leaves = Leaves::of(ctx, need.id, p, silence, demand::fades(ctx.world, extra));
    stay_latent(latent, ctx, &need, local, &leaves);
}

/// When and how a latent need leaves, unless somebody finds it before.
struct Leaves {
    due: u16,
    fate: Fate,
    /// Whether it leaves because its household moves away.
    moves: bool,
}

impl Leaves {
    /// It will be voiced or leave, whichever comes first. `silence` is an exponential number with mean 1, `fades` the days until it
    /// expires, unless the household moves away first.
    #[inline]
    fn of(ctx: &Context<'_>, id: u64, p: f32, silence: f64, fades: u16) -> Self {
        let hazard = *ctx.world.keys.discovery.later_hazard * f64::from(p);
        let speaks = silence / hazard;
        let moving = moving::date(ctx, id);
        let fades = moving::until(moving, ctx.day, fades);
        let (days, fate) = if speaks < f64::from(fades) { (speaks.max(1.0) as u16, Fate::Voice) } else { (fades, Fate::Expire) };
        let due = ctx.day.saturating_add(days.max(1)).min(LAST_DAY);
        Self { due, fate, moves: moving.is_some_and(|date| date <= due) }
    }
}

/// A need joins the latent ones that are kept.
fn stay_latent(latent: &mut LatentNeeds, ctx: &Context<'_>, need: &Need, local: Local, leaves: &Leaves) {
    let place = latent.kept.push(ctx.day, leaves.fate, need, leaves.due, local);
    latent.pool(local, need.category).push(Place::Kept(place), leaves.due, ctx.day);
}

/// Patience from voicing, days; no longer than until the household moves away.
#[inline]
#[must_use]
pub fn patience(ctx: &Context<'_>, need: &Need) -> u16 {
    let days = f64::from(need.patience) * *ctx.world.keys.persistence.voiced_patience_factor;
    moving::cap(ctx, need.id, days.clamp(1.0, 30_000.0) as u16)
}

/// A need becomes known, by voice or by search (`facts` says how), and goes to a door.
pub fn known(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, local: Local, facts: u16) {
    let need = &mut cases.needs[slot];
    if !need.is(flag::KNOWN) {
        need.known = MaybeDay::on(ctx.day);
        cases.log.push(need.id, What::Known);
    }
    need.note(flag::KNOWN | facts);
    if facts & flag::FOUND != 0 {
        cases.log.push(need.id, What::Found(facts & flag::OUTREACH != 0));
    }
    to_intake(cases, ctx, slot, local);
}

/// A need goes to a door with fresh patience.
pub fn to_intake(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, local: Local) {
    let wait = patience(ctx, &cases.needs[slot]);
    let need = &mut cases.needs[slot];
    let due = need.bear_until(ctx.day.saturating_add(wait));
    need.await_intake();
    cases.shift(slot, Stage::Intake);
    cases.file(ctx.day, due, slot, Event::Patience);
    let handle = cases.needs.handle(slot);
    cases.desks[local].go(handle, ctx.plan.office_alone());
}

/// Latent needs that are voiced today enter the pool; each is handed to `speaks`.
pub fn wake(needs: &mut Pool, latent: &mut LatentNeeds, ctx: &Context<'_>, mut speaks: impl FnMut(u64, Handle)) {
    latent.kept.leave(ctx.day, Fate::Voice, |need| {
        let slot = needs.insert(*need);
        speaks(need.id, needs.handle(slot));
    });
}

/// A latent need is voiced.
pub fn later(cases: &mut Caseload, latent: &mut LatentNeeds, ctx: &Context<'_>, slot: u32) {
    let need = &cases.needs[slot];
    let (local, category) = (need.local(), need.category);
    latent.pool(local, category).leave();
    known(cases, ctx, slot, local, 0);
}

/// Latent needs that expire today leave, as do those whose households move away.
pub fn expire(latent: &mut LatentNeeds, accounts: &mut Accounts, log: &mut Log, ctx: &Context<'_>) {
    let LatentNeeds { kept, unheard, pools } = latent;
    unheard.leave(ctx.day, |gone| {
        let pool = pools.at(gone.local, gone.category());
        if gone.is_taken_back() {
            pool.has_left()
        } else {
            pool.leave()
        }
        accounts.left_unheard(gone);
        log.leave_unheard(gone);
    });
    kept.leave(ctx.day, Fate::Expire, |need| {
        let local = need.local();
        pools.at(local, need.category).leave();
        let stage = if moving::gone(ctx, need.id) { Stage::Moved } else { Stage::Expired };
        let gone = need.at(stage);
        accounts.ended(Stage::Latent, stage);
        log.push(gone.id, What::Moved(Stage::Latent, stage));
        log.end(&gone);
    });
}

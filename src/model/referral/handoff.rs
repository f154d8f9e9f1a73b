//! Hand-off (转介) of a need to a provider beyond the community.
//!
//! A hand-off between parties is lost with chance p₀ exp(−γ·tie); a lost file has no owner until it surfaces: back at intake with the
//! chance of voicing, else latent again. A message costs c·(1 − ξ·tie) minutes on each side. Government handing to its own station
//! loses nothing. A tie grows by η(1 − tie) when the file arrives and shrinks by η·tie when it is lost.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, UnitId};
use crate::world::sites::{Party, UnitRef};

use crate::base::need::Stage;
use crate::model::abandonment::withdrawal::hold_again;
use crate::model::access::{intake, voicing};
use crate::model::referral::choice::Chosen;
use crate::model::state::agenda::Event;
use crate::model::state::caseload::Caseload;
use crate::model::state::community::Community;
use crate::model::state::latent::LatentNeeds;
use crate::model::state::log::What;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::parcel::{Arrival, Parcel};
use crate::model::state::subdistrict::Context;

/// What a hand-off changes.
pub struct Dispatch<'a> {
    /// The case.
    pub cases: &'a mut Caseload,
    /// Ties of communities.
    pub communities: &'a mut Of<Local, Community>,
    /// Minutes of sites.
    pub days: &'a mut Of<SiteId, Day>,
}

/// Where a case is handed to, and whose people send it.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Place of the community in its subdistrict.
    pub local: Local,
    /// Line of the provider.
    pub unit: UnitRef,
    /// Place of the provider's site among the ties of the community.
    pub tie: u16,
    /// Site whose people send it; the office when absent.
    pub desk: Option<SiteId>,
}

/// Hands a need to a provider across the boundary.
pub fn send(parts: &mut Dispatch<'_>, ctx: &Context<'_>, slot: u32, route: Route) {
    let Dispatch { cases, communities, days } = parts;
    let Route { local, unit, tie, desk } = route;
    let keys = &ctx.world.keys.handoff;
    let (id, hops) = (cases.needs[slot].id, cases.needs[slot].hops);
    let own = &ctx.world.sites.by_subdistrict[cases.home];
    let to = &ctx.world.sites.by_subdistrict[unit.owner];
    let party = to.sites[to.site_of[unit.unit]].party;
    let first = &ctx.plan.first_ties;
    let strength = communities[local].ties.at(tie, first.with(unit.owner == cases.home, party != Party::Station)).strength;
    let office = crate::model::office_site(ctx.world, cases.home, local);
    let minutes = message_minutes(ctx, f64::from(strength));
    days[desk.unwrap_or(office)].charge(Account::Coordination, minutes);
    days[desk.unwrap_or(office)].desk += minutes;
    // Government handing to its own station: an office, or a level that has approved, and the station of the same subdistrict.
    let station = party == Party::Station && unit.owner == cases.home;
    let lost = if *keys.loss == 0.0 || station && desk.is_none_or(|d| d == office) {
        false
    } else {
        ctx.keys.unit(Draw::lost(id, ctx.day, hops)) < chance_of_loss(ctx, f64::from(strength))
    };
    cases.log.push(id, What::HandedOff { lost });
    let growth = *keys.tie_growth as f32;
    let now = if lost { strength - growth * strength } else { strength + growth * (1.0 - strength) };
    if now != strength {
        communities[local].ties.set(tie, now, own, ctx.world, first);
    }
    if lost {
        self::lost(cases, ctx, slot);
        return;
    }
    cases.shift(slot, Stage::Transit);
    if unit.owner == cases.home {
        let site = ctx.world.sites.by_subdistrict[cases.home].site_of[unit.unit];
        days[site].charge(Account::Coordination, minutes);
        let order = ctx.keys.bits(Draw::delivery_order(id, ctx.day));
        let need = cases.needs.handle(slot);
        cases.transit.arrivals.push(Arrival::new(unit.unit, order, need));
    } else {
        let need = cases.needs.remove(slot);
        cases.accounts.leave(need.stage);
        cases.transit.outbox.push(Parcel::Deliver(unit, need, minutes as u16));
    }
}

/// Minutes of a message on each side, c·(1 − ξ·tie).
fn message_minutes(ctx: &Context<'_>, tie: f64) -> u32 {
    let keys = &ctx.world.keys.handoff;
    libm::round(*keys.message_minutes * (1.0 - *keys.tie_saving * tie)) as u32
}

/// Chance that a hand-off is lost, p₀ exp(−γ·tie).
fn chance_of_loss(ctx: &Context<'_>, tie: f64) -> f64 {
    let keys = &ctx.world.keys.handoff;
    *keys.loss * libm::exp(-*keys.loss_tie * tie)
}

/// An approved file goes to the provider that the level chose: a hand-off, unless it chose one of the community's own.
pub fn deliver_approved(parts: &mut Dispatch<'_>, ctx: &Context<'_>, slot: u32, local: Local, chosen: Chosen) {
    match chosen.tie {
        Some(tie) => send(parts, ctx, slot, Route { local, unit: chosen.unit, tie, desk: None }),
        None => send_own(parts.cases, ctx, slot, chosen.unit.unit),
    }
}

/// A provider that has taken a need in hands it to the desk of the community: a message on each side, and the loss that the tie between them allows.
pub fn hand_in(parts: &mut Dispatch<'_>, ctx: &Context<'_>, slot: u32, local: Local, site: SiteId) {
    let Dispatch { cases, communities, days } = parts;
    let (keys, own) = (&ctx.world.keys.handoff, ctx.world.own(cases.home));
    let tie = communities[local].ties.with(own.sites[site].stable, own, &ctx.plan.first_ties);
    let strength = tie.map_or(0.0, |tie| f64::from(tie.strength));
    let minutes = message_minutes(ctx, strength);
    for end in [site, crate::model::office_site(ctx.world, cases.home, local)] {
        days[end].charge(Account::Coordination, minutes);
    }
    let need = &cases.needs[slot];
    // Government handing to its own office loses nothing.
    let lost = *keys.loss > 0.0
        && own.sites[site].party != Party::Station
        && ctx.keys.unit(Draw::lost_at_door(need.id, ctx.day)) < chance_of_loss(ctx, strength);
    cases.log.push(need.id, What::HandedOff { lost });
    if lost { self::lost(cases, ctx, slot) } else { intake::queue_at_desk(cases, slot, local) }
}

/// A need goes to a provider of its own community: nothing is handed across a boundary.
pub fn send_own(cases: &mut Caseload, ctx: &Context<'_>, slot: u32, unit: UnitId) {
    cases.shift(slot, Stage::Transit);
    let order = ctx.keys.bits(Draw::delivery_order(cases.needs[slot].id, ctx.day));
    let need = cases.needs.handle(slot);
    cases.transit.arrivals.push(Arrival::new(unit, order, need));
}

/// A file is lost or refused: nobody holds it until it surfaces, and the household notices.
pub fn lost(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    if let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) {
        cases.desks[local].lost_today += 1;
    }
    cases.needs.renew(slot);
    let need = &mut cases.needs[slot];
    need.lost_in = Stage::Ownerless;
    need.bounce();
    need.let_go(ctx.day);
    let due = need.patience_ends();
    cases.shift(slot, Stage::Ownerless);
    let days = ctx.world.keys.persistence.lost_days.get() as u16;
    cases.file(ctx.day, ctx.day.saturating_add(days), slot, Event::Surface);
    cases.file(ctx.day, due, slot, Event::Patience);
}

/// A lost file surfaces: the household asks again, or it is as if nobody had ever known.
pub fn surface(cases: &mut Caseload, latent: &mut LatentNeeds, communities: &Of<Local, Community>, ctx: &Context<'_>, slot: u32) {
    let need = &cases.needs[slot];
    let (id, category, segment) = (need.id, need.category, need.segment);
    if need.stage != Stage::Ownerless {
        return;
    }
    let day = need.unheld_since().saturating_add(ctx.world.keys.persistence.lost_days.get() as u16);
    if day > ctx.day {
        cases.file(ctx.day, day, slot, Event::Surface);
        return;
    }
    let Some(local) = cases.local(ctx.world, need.community()) else { return };
    hold_again(&mut cases.needs, ctx.day, slot);
    let p = voicing::chance(ctx, communities[local].trust, category, segment);
    let (u, _) = draws::two(ctx.keys.bits(Draw::surfacing(id, ctx.day)));
    if u < p {
        voicing::to_intake(cases, ctx, slot, local);
    } else {
        cases.shift(slot, Stage::Latent);
        voicing::keep_latent(cases, latent, ctx, slot, local, p);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, CommunityId, SubdistrictId};
    use crate::model::referral::ties;
    use crate::model::state::arm::Arm;
    use crate::model::state::arm::idle::{district, houses, need};
    use crate::world::World;

    const HERE: SubdistrictId = SubdistrictId::FIRST;
    const SETS: [&str; 6] = [
        "handoff.message_minutes=20",
        "handoff.tie_saving=0.5",
        "handoff.initial_tie_organisation=0.4",
        "handoff.tie_growth=0.1",
        "handoff.loss_tie=0",
        "persistence.lost_days=5",
    ];

    /// A need at the desk of the first community is handed to the first organisation on day 3.
    fn handed(loss: &str) -> (World, crate::base::draws::Keys, Arm, u32, f32) {
        let (world, keys, mut arm) = district(&[&SETS[..], &[loss]].concat(), |_| {});
        let own = &world.sites.by_subdistrict[HERE];
        let first = arm.plan.first_ties;
        ties::lay_out(&mut arm.subs[HERE].communities, &arm.plan.partners[HERE], own, &first);
        let site = houses(&world)[0];
        let stable = own.sites[site].stable;
        let tie = arm.plan.partners[HERE][Local::FIRST].binary_search(&stable).expect("a partner") as u16;
        let sub = &mut arm.subs[HERE];
        for day in &mut sub.days {
            day.open(1, 480, 480, 0);
        }
        let need = need(CommunityId::FIRST, CategoryId::FIRST, 0, 60);
        let slot = sub.cases.needs.insert(need.at(Stage::Desk));
        sub.cases.accounts.come(Stage::Desk);
        sub.cases.needs[slot].bear_until(90);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 3);
        let unit = UnitRef { owner: HERE, unit: own.sites[site].units.nth(0) };
        let mut parts = Dispatch { cases: &mut sub.cases, communities: &mut sub.communities, days: &mut sub.days };
        send(&mut parts, &ctx, slot, Route { local: Local::FIRST, unit, tie, desk: None });
        let strength = sub.communities[Local::FIRST].ties.with(stable, own, &first).expect("a tie").strength;
        (world, keys, arm, slot, strength)
    }

    fn minutes(world: &World, arm: &Arm) -> [u32; 2] {
        let own = &world.sites.by_subdistrict[HERE];
        [own.site_of[own.office[Local::FIRST]], houses(world)[0]].map(|i| arm.subs[HERE].days[i].booked[Account::Coordination])
    }

    #[test]
    fn a_message_costs_both_sides_minutes_that_a_tie_saves_and_the_tie_grows() {
        let (world, _, arm, slot, strength) = handed("handoff.loss=0");
        // A tie of .4 saves a fifth of 20 minutes, and grows by a tenth of what it lacks.
        assert_eq!(minutes(&world, &arm), [16, 16]);
        assert!((strength - 0.46).abs() < 1e-6, "{strength}");
        let cases = &arm.subs[HERE].cases;
        assert_eq!((cases.needs[slot].stage, cases.needs[slot].bounces), (Stage::Transit, 0));
        assert_eq!(cases.transit.arrivals.items().len(), 1);
        let office = crate::model::office_site(&world, HERE, Local::FIRST);
        assert_eq!(arm.subs[HERE].days[office].desk, 16);
    }

    #[test]
    fn a_lost_file_costs_the_sender_alone_shrinks_the_tie_and_surfaces_after_some_days() {
        let (world, keys, mut arm, slot, strength) = handed("handoff.loss=1");
        assert_eq!(minutes(&world, &arm), [16, 0]);
        assert_eq!(arm.subs[HERE].cases.needs[slot].bounces, 1);
        assert!((strength - 0.36).abs() < 1e-6, "{strength}");
        let mut surfaced = |day: u16| {
            let ctx = Context::quiet(&world, &arm.plan, &keys, day);
            let sub = &mut arm.subs[HERE];
            surface(&mut sub.cases, &mut sub.latent, &sub.communities, &ctx, slot);
            sub.cases.accounts.stage[Stage::Ownerless] == 0
        };
        assert_eq!([surfaced(4), surfaced(7), surfaced(8)], [false, false, true]);
        let stage = &arm.subs[HERE].cases.accounts.stage;
        assert_eq!(stage[Stage::Intake] + stage[Stage::Latent], 1);
    }
}

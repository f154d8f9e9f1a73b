//! The desk (研判派单): whose people decide where a need goes, on their own minutes, first come, first served.
//!
//! A decision by [`crate::model::referral::routing`] stays in the community, is handed across its boundary, or becomes a file for approval.

use crate::base::drawn::Drawn;
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, SubdistrictId};
use crate::scenario::keys::policy::Router;
use crate::world::sites::UnitRef;

use crate::base::need::{Need, Stage, flag};
use crate::model::referral::choice::Chosen;
use crate::model::referral::deciding::Deciding;
use crate::model::referral::handoff::{self, Dispatch, Route};
use crate::model::referral::routing::Decider;
use crate::model::state::files::File;
use crate::model::state::log::What;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;

/// Every desk decides as long as it has minutes. A need that has waited at a full desk for some days is decided by the office.
pub fn decide(all: &mut Deciding<'_>, staff: &Of<SiteId, Staff>, filed: &mut Drawn<File>, ctx: &Context<'_>) {
    let keys = &ctx.world.keys;
    let search = *keys.routing.search_minutes as u32;
    let most = search * ctx.plan.policy.routing.choices.get() + *keys.handoff.message_minutes as u32;
    let patience = keys.routing.desk_patience_days.get() as u16;
    let mut desk = Desk::of_subdistrict(all.dispatch.cases.home, staff, all.dispatch.days, ctx);
    let cases = &mut *all.dispatch.cases;
    let first = cases.desks.iter().flat_map(|c| c.desk.iter().take(crate::model::access::intake::FETCHED));
    cases.needs.look_ahead(first.map(|handle| handle.slot));
    // Who comes first at a shared desk changes from day to day.
    let number = cases.desks.len();
    for i in 0..number {
        let local = Local::from((i + usize::from(ctx.day)) % number);
        let (cases, days) = (&mut *all.dispatch.cases, &all.dispatch.days);
        if cases.desks[local].desk.is_empty() {
            continue;
        }
        let office = crate::model::office_site(ctx.world, cases.home, local);
        desk.seat(cases.home, days, ctx, local, office);
        // First come, first served: when the first cannot be decided today, nobody behind it can.
        while let Some(&handle) = all.dispatch.cases.desks[local].desk.front() {
            let (needs, days) = (&all.dispatch.cases.needs, &all.dispatch.days);
            if needs.holds(handle) && needs[handle.slot].stage == Stage::Desk {
                let waited = needs[handle.slot].taken_in().map_or(0, |day| ctx.day.saturating_sub(day));
                let who = match desk.staffed(days, most) {
                    Some(site) => (site, ctx.plan.router()),
                    None if waited >= patience && days[office].left() >= most => (office, Router::Office),
                    None => break,
                };
                route(all, filed, ctx, handle.slot, local, who);
            }
            all.dispatch.cases.desks[local].desk.pop_front();
        }
    }
}

/// The people who route today: those of the subdistrict, or of one community at a time.
struct Desk {
    /// Sites that have not run out of minutes: minutes only go down during a day, so who has none is not asked again.
    sites: Vec<SiteId>,
    next: usize,
    share: f64,
    /// One desk for all communities.
    shared: bool,
}

impl Desk {
    /// The desk of brokers or of the lead organisation serves the whole subdistrict: social workers wherever they are employed, or
    /// the organisations, which second people to their lead. Without anyone, and for other routers, each community has its own.
    fn of_subdistrict(home: SubdistrictId, staff: &Of<SiteId, Staff>, days: &Of<SiteId, Day>, ctx: &Context<'_>) -> Self {
        let own = &ctx.world.sites.by_subdistrict[home];
        let sites: Vec<SiteId> = match ctx.plan.router() {
            Router::Broker => own.sites.places().iter().filter(|&i| staff[i].social > 0.0).collect(),
            Router::Lead => own.all_organisations().filter(|&i| days[i].heads > 0).collect(),
            _ => Vec::new(),
        };
        let next = usize::from(ctx.day) % sites.len().max(1);
        Self { shared: !sites.is_empty(), sites, next, share: *ctx.world.keys.routing.desk_share }
    }

    /// Takes up the needs of a community.
    fn seat(&mut self, home: SubdistrictId, days: &Of<SiteId, Day>, ctx: &Context<'_>, local: Local, office: SiteId) {
        if self.shared {
            return;
        }
        match ctx.plan.router() {
            Router::Neighbours => {
                let own = &ctx.world.sites.by_subdistrict[home];
                self.sites.clear();
                self.sites.extend(own.associations[local].iter().map(|u| own.site_of[u]).filter(|&i| days[i].heads > 0));
                if self.sites.is_empty() {
                    self.sites.push(office);
                }
            }
            _ => {
                self.sites.clear();
                self.sites.push(office);
            }
        }
        self.next = usize::from(ctx.day) % self.sites.len();
    }

    /// The next site of the desk that still has minutes for a decision.
    fn staffed(&mut self, days: &Of<SiteId, Day>, minutes: u32) -> Option<SiteId> {
        while !self.sites.is_empty() {
            if self.next >= self.sites.len() {
                self.next = 0;
            }
            let site = self.sites[self.next];
            let day = &days[site];
            let cap = (f64::from(day.available) * self.share) as u32;
            if day.left() >= minutes && day.desk + minutes <= cap.max(minutes) {
                self.next += 1;
                return Some(site);
            }
            self.sites.remove(self.next);
        }
        None
    }
}

/// Decides where a need goes.
fn route(
    all: &mut Deciding<'_>,
    filed: &mut Drawn<File>,
    ctx: &Context<'_>,
    slot: u32,
    local: Local,
    (site, router): (SiteId, Router),
) {
    let need = &all.dispatch.cases.needs[slot];
    let owner = all.dispatch.cases.home;
    let own = &ctx.world.sites.by_subdistrict[owner];
    let property = ctx.world.categories[need.label].property;
    if property
        && !need.is(flag::REFUSED)
        && u32::from(need.hops) < ctx.world.keys.routing.most_hops.get()
        && let Some(firm) = own.firm[local]
    {
        let managed = ctx.world.places.communities[need.community()].managed_share;
        if ctx.keys.unit(Draw::estate_managed(need.id)) < managed {
            let id = need.id;
            all.dispatch.cases.log.push(id, What::Decided { crossing: false, local: false });
            handoff::send_own(all.dispatch.cases, ctx, slot, firm);
            return;
        }
    }
    let decider = Decider { router, site: Some(site), level: 0 };
    let chosen = if u32::from(need.hops) >= ctx.world.keys.routing.most_hops.get() {
        Chosen { unit: UnitRef { owner, unit: own.office[local] }, tie: None, looked: 0 }
    } else {
        all.choose(ctx, slot, local, decider)
    };
    let search = chosen.looked * *ctx.world.keys.routing.search_minutes as u32;
    let Dispatch { cases, days, .. } = &mut all.dispatch;
    let (need, day) = (&cases.needs[slot], &mut days[site]);
    day.charge(Account::Coordination, search);
    day.desk += search;
    let crossing = chosen.tie.is_some();
    let keys = &ctx.world.keys;
    let local_decision = !crossing
        || !ctx.plan.has_levels()
        || need.is(flag::APPROVED)
        || ctx.plan.is_local(
            ctx.keys.unit(Draw::authority(need.id, need.tries, need.in_last_part())),
            need.severity,
            need.difficulty,
            [*keys.demand.severity[0], *keys.demand.severity[1], *keys.demand.severity[2]],
            (*keys.demand.difficulty_low, *keys.demand.difficulty_high),
        );
    let by_itself = local_decision && !(need.is(flag::APPROVED) && ctx.plan.has_levels());
    cases.log.push(need.id, What::Decided { crossing, local: by_itself });
    match chosen.tie {
        None => handoff::send_own(cases, ctx, slot, chosen.unit.unit),
        Some(tie) if local_decision => {
            audit(&mut days[crate::model::office_site(ctx.world, owner, local)], &cases.needs[slot], ctx);
            handoff::send(&mut all.dispatch, ctx, slot, Route { local, unit: chosen.unit, tie, desk: Some(site) });
        }
        Some(_) => crate::model::referral::approvals::file(cases, filed, ctx, slot),
    }
}

/// A decision taken locally may be audited; the office bears the minutes.
fn audit(office: &mut Day, need: &Need, ctx: &Context<'_>) {
    let share = *ctx.plan.policy.oversight.audit_share;
    if share > 0.0 && ctx.keys.unit(Draw::audit(need.id, need.hops, need.tries)) < share {
        office.charge(Account::Administration, *ctx.world.keys.government.audit_minutes as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, CommunityId};
    use crate::model::referral::ties;
    use crate::model::state::arm::idle::{district, need};

    /// Whether a need that was taken in on day 0 has been decided on a day, where brokers have so many minutes left, and its office too.
    fn decided(day: u16, brokers: u32, office: u32) -> bool {
        let (world, keys, mut arm) = district(&["routing.desk_patience_days=3"], |p| p.routing.router = Router::Broker);
        let here = SubdistrictId::FIRST;
        let own = &world.sites.by_subdistrict[here];
        let sub = &mut arm.subs[here];
        ties::lay_out(&mut sub.communities, &arm.plan.partners[here], own, &arm.plan.first_ties);
        let at_office = crate::model::office_site(&world, here, Local::FIRST);
        sub.staff[own.station_site].social = 1.0;
        sub.days[own.station_site].open(1, 480, brokers, 0);
        sub.days[at_office].open(1, 480, office, 0);
        let mut waits = need(CommunityId::FIRST, CategoryId::FIRST, 0, 60).at(Stage::Desk);
        waits.take_in(0);
        let slot = sub.cases.needs.insert(waits);
        sub.cases.accounts.come(Stage::Desk);
        let handle = sub.cases.needs.handle(slot);
        sub.cases.desks[Local::FIRST].desk.push_back(handle);
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, day) };
        let staff = sub.staff.clone();
        decide(&mut Deciding::of(sub), &staff, &mut Drawn::default(), &ctx);
        let waits = sub.cases.desks[Local::FIRST].desk.len();
        assert_eq!(sub.cases.accounts.stage[Stage::Desk], waits as i64);
        waits == 0
    }

    #[test]
    fn a_need_that_has_waited_at_a_full_desk_for_some_days_is_decided_by_the_office_if_it_has_minutes() {
        assert!(decided(0, 480, 0), "brokers have time");
        assert_eq!([2, 3, 4].map(|day| decided(day, 0, 480)), [false, true, true]);
        assert!(!decided(4, 0, 0), "nobody has time");
    }
}

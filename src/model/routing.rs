//! The one routing rule, for every router (hierarchy, office, broker, lead organisation, neighbours, peers).
//!
//! Among the community's own providers and a few others that the router looks at, provider j is chosen with chance ∝ exp(U_j / s),
//!
//! U_j = β_q ln q_j − β_w W_j − β_d dist_j + β_x tie_j + β_b bias_j,
//!
//! q_j the published skill in the category as triaged, W_j the backlog in days *as last reported*, s the scale of a Gumbel term. The
//! weights are the world's and the same for all; a policy sets who routes, what is visible, how old it is, and how many are looked at.
//! bias_j is the router's own interest: the hierarchy keeps what superiors count, an office passes hard cases on, an organisation, a
//! broker and neighbours keep easy cases for themselves.

use crate::engine::draws::Purpose;
use crate::scenario::policy_keys::Router;
use crate::world::sites::{Party, UnitRef};

use super::handoff;
use super::minutes::Account;
use super::need::{NO_CATEGORY, Need, Stage, flag};
use super::plan::{Candidate, MOST_OPTIONS};
use super::subdistrict::{Arrival, Context, Subdistrict};

/// Who decides, and at what age of information.
#[derive(Clone, Copy, Debug)]
pub struct Decider {
    /// Kind of router.
    pub router: Router,
    /// Site whose people decide, for own-interest bias.
    pub site: Option<u16>,
    /// 0 at the community, 1 and 2 for levels of government: each level sees news one report older.
    pub level: usize,
}

/// A choice.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    /// The provider.
    pub unit: UnitRef,
    /// Tie and its place, when across the boundary.
    pub tie: Option<u16>,
    /// Options looked at beyond the community's own.
    pub looked: u32,
}

/// Every desk decides as long as it has minutes.
pub fn decide(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let keys = &ctx.world.keys;
    let search = *keys.routing.search_minutes as u32;
    let most = search * ctx.plan.policy.routing.choices.get() + *keys.handoff.message_minutes as u32;
    for local in 0..sub.communities.len() {
        if sub.communities[local].desk.is_empty() {
            continue;
        }
        let order = ctx.keys.bits(Purpose::Phase, u64::from(sub.communities[local].index), u32::from(ctx.day), 7);
        let mut desk = Desk::open(sub, ctx, local, order);
        while let Some(&handle) = sub.communities[local].desk.front() {
            if !sub.needs.holds(handle) || sub.needs[handle.slot].stage != Stage::Desk {
                sub.communities[local].desk.pop_front();
                continue;
            }
            let Some(site) = desk.staffed(sub, most) else { break };
            sub.communities[local].desk.pop_front();
            route(sub, ctx, handle.slot, local, site);
        }
    }
}

/// The people who route for one community today.
struct Desk {
    sites: Vec<u16>,
    next: usize,
    share: f64,
}

impl Desk {
    fn open(sub: &Subdistrict, ctx: &Context<'_>, local: usize, order: u64) -> Self {
        let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
        let office = super::office_site(ctx.world, sub.index, local) as u16;
        let heads = |i: u16| sub.days[usize::from(i)].heads > 0;
        let mut sites: Vec<u16> = match ctx.plan.router() {
            Router::Hierarchy | Router::Office => Vec::new(),
            Router::Broker => (0..own.sites.len() as u16).filter(|&i| sub.social_share(usize::from(i)) > 0.0).collect(),
            Router::Lead => own.organisations.clone().filter(|&i| heads(i)).collect(),
            Router::Neighbours => {
                own.associations[local].clone().map(|u| own.site_of[usize::from(u)]).filter(|&i| heads(i)).collect()
            }
        };
        if sites.is_empty() {
            sites.push(office);
        }
        let next = (order % sites.len() as u64) as usize;
        Self { sites, next, share: *ctx.world.keys.routing.desk_share }
    }

    /// The next site of the desk that still has minutes for a decision.
    fn staffed(&mut self, sub: &Subdistrict, minutes: u32) -> Option<u16> {
        for _ in 0..self.sites.len() {
            let site = self.sites[self.next];
            self.next = (self.next + 1) % self.sites.len();
            let day = &sub.days[usize::from(site)];
            let cap = (f64::from(day.available) * self.share) as u32;
            let used = day.booked[Account::Coordination as usize];
            if day.left() >= minutes && used + minutes <= cap.max(minutes) {
                return Some(site);
            }
        }
        None
    }
}

fn route(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize, site: u16) {
    let need = sub.needs[slot];
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let property = ctx.world.categories[usize::from(need.label)].property;
    if property && !need.is(flag::REFUSED) && need.hops < ctx.world.keys.routing.most_hops.get() as u8 {
        if let Some(firm) = own.firm[local] {
            let managed = ctx.world.places.communities[usize::from(need.community())].managed_share;
            if ctx.keys.unit(Purpose::Estate, need.id, 0, 0) < managed {
                sub.tally.decided(false, false);
                send_own(sub, ctx, slot, firm);
                return;
            }
        }
    }
    let decider = Decider { router: ctx.plan.router(), site: Some(site), level: 0 };
    let chosen = if u32::from(need.hops) >= ctx.world.keys.routing.most_hops.get() {
        Chosen { unit: UnitRef { owner: sub.index, unit: own.office[local] }, tie: None, looked: 0 }
    } else {
        choose(sub, ctx, &need, local, decider)
    };
    let search = chosen.looked * *ctx.world.keys.routing.search_minutes as u32;
    sub.days[usize::from(site)].charge(Account::Coordination, search);
    let crossing = chosen.tie.is_some();
    let keys = &ctx.world.keys;
    let local_decision = !crossing
        || !ctx.plan.has_levels()
        || need.is(flag::APPROVED) && ctx.plan.policy.routing.joint_file
        || ctx.plan.is_local(
            ctx.keys.unit(Purpose::Authority, need.id, u32::from(need.tries), u32::from(need.second == NO_CATEGORY)),
            need.severity,
            need.difficulty,
            [*keys.demand.severity[0], *keys.demand.severity[1], *keys.demand.severity[2]],
            (*keys.demand.difficulty_low, *keys.demand.difficulty_high),
        );
    sub.tally.decided(crossing, local_decision);
    match chosen.tie {
        None => send_own(sub, ctx, slot, chosen.unit.unit),
        Some(tie) if local_decision => {
            audit(sub, ctx, &need, local);
            handoff::send(sub, ctx, slot, local, chosen.unit, tie, Some(site));
        }
        Some(_) => super::approvals::file(sub, ctx, slot, chosen.unit),
    }
}

/// A decision taken locally may be audited; the office bears the minutes.
fn audit(sub: &mut Subdistrict, ctx: &Context<'_>, need: &Need, local: usize) {
    let share = *ctx.plan.policy.oversight.audit_share;
    if share > 0.0 && ctx.keys.unit(Purpose::Audit, need.id, u32::from(need.hops), u32::from(need.tries)) < share {
        let office = super::office_site(ctx.world, sub.index, local);
        sub.days[office].charge(Account::Administration, *ctx.world.keys.government.audit_minutes as u32);
    }
}

/// A need goes to a provider of its own community: nothing is handed across a boundary.
fn send_own(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, unit: u16) {
    sub.shift(slot, Stage::Transit, ctx.day);
    let order = ctx.keys.bits(Purpose::Phase, sub.needs[slot].id, u32::from(ctx.day), 0);
    let need = sub.needs.handle(slot);
    sub.arrivals.push(Arrival { unit, order, need });
}

/// One option on the table.
#[derive(Clone, Copy)]
struct Offer {
    unit: UnitRef,
    tie: Option<u16>,
    distance: f32,
    strength: f32,
    bias: f32,
}

/// The routing rule: see the head of this file.
pub fn choose(sub: &Subdistrict, ctx: &Context<'_>, need: &Need, local: usize, decider: Decider) -> Chosen {
    let kinds = ctx.world.kinds();
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let place = sub.index;
    let nobody = Offer { unit: UnitRef { owner: place, unit: 0 }, tie: None, distance: 0.0, strength: 1.0, bias: 0.0 };
    let mut options = [nobody; MOST_OPTIONS];
    let mut n = 0;
    let ease = 1.0 - 2.0 * need.difficulty;
    let (moment, tries) = (u32::from(ctx.day) * 4 + decider.level as u32, u32::from(need.tries));

    let office = own.office[local];
    options[n] = Offer { unit: UnitRef { owner: place, unit: office }, ..nobody };
    options[n].bias = own_bias(ctx, decider, need.label, ease, own.site_of[usize::from(office)], true);
    n += 1;
    let associations = own.associations[local].clone();
    if !associations.is_empty() && f64::from(need.difficulty) < *ctx.world.keys.volunteer.difficulty_limit {
        let count = u64::from(associations.end - associations.start);
        let pick = associations.start + (ctx.keys.bits(Purpose::Options, need.id, moment, 64 + tries) % count) as u16;
        if sub.units[usize::from(pick)].servers.end > sub.units[usize::from(pick)].servers.start {
            options[n] = Offer { unit: UnitRef { owner: place, unit: pick }, ..nobody };
            options[n].bias = match decider.router {
                Router::Neighbours => ease,
                _ => 0.0,
            };
            n += 1;
        }
    }
    let first_other = n;
    let seen = if decider.level >= 2 { &ctx.plan.wide } else { &ctx.plan.sight };
    let others: &[Candidate] = seen[usize::from(place)].of(local, need.label, kinds);
    let wanted = if decider.level > 0 { others.len() } else { ctx.plan.policy.routing.choices.get() as usize };
    let mut add = |c: &Candidate| {
        if n < MOST_OPTIONS {
            let site = (c.unit.owner == place).then(|| own.site_of[usize::from(c.unit.unit)]);
            let inhouse = !c.organisation;
            options[n] = Offer {
                unit: c.unit,
                tie: Some(c.tie),
                distance: c.distance,
                strength: sub.communities[local].ties.get(usize::from(c.tie)).map_or(0.0, |t| t.strength),
                bias: own_bias(ctx, decider, need.label, ease, site.unwrap_or(u16::MAX), inhouse),
            };
            n += 1;
        }
    };
    if wanted >= others.len() {
        others.iter().for_each(&mut add);
    } else {
        // Drawn without replacement: Floyd's method on a handful of places.
        let mut taken = [usize::MAX; 8];
        for (i, j) in (others.len() - wanted..others.len()).enumerate() {
            let bits = ctx.keys.bits(Purpose::Options, need.id, moment, i as u32 + 8 * tries);
            let t = ((u128::from(bits) * (j as u128 + 1)) >> 64) as usize;
            let pick = if taken[..i].contains(&t) { j } else { t };
            taken[i] = pick;
            add(&others[pick]);
        }
    }
    let looked = (n - first_other) as u32;
    let u = ctx.keys.unit(Purpose::Choice, need.id, moment, tries);
    let picked = draw(ctx, &options[..n], need.label, decider.level, u);
    Chosen { unit: picked.unit, tie: picked.tie, looked }
}

fn own_bias(ctx: &Context<'_>, decider: Decider, label: u8, ease: f32, site: u16, inhouse: bool) -> f32 {
    match decider.router {
        Router::Hierarchy => f32::from(u8::from(inhouse && ctx.world.categories[usize::from(label)].kpi_visible)),
        Router::Office if decider.site == Some(site) => ease,
        Router::Broker | Router::Lead if decider.site == Some(site) => ease,
        Router::Neighbours | Router::Office | Router::Broker | Router::Lead => 0.0,
    }
}

/// Draws one option by the logit of its utility, with one uniform number.
fn draw(ctx: &Context<'_>, options: &[Offer], label: u8, age: usize, u: f64) -> Offer {
    let weights = &ctx.world.keys.routing;
    let kinds = ctx.world.kinds();
    if ctx.plan.uniform() {
        return options[((u * options.len() as f64) as usize).min(options.len() - 1)];
    }
    let (skill, wait, distance, tie, bias) = (
        *weights.skill as f32,
        *weights.wait as f32,
        *weights.distance as f32,
        *weights.tie as f32,
        *weights.bias as f32,
    );
    let scale = 1.0 / *weights.noise as f32;
    let mut utility = [0.0_f32; MOST_OPTIONS];
    let mut best = f32::NEG_INFINITY;
    for (u, o) in utility.iter_mut().zip(options) {
        let board = &ctx.boards[usize::from(o.unit.owner)];
        let q = board.ln_skill[usize::from(o.unit.unit) * kinds + usize::from(label)];
        let w = board.wait[usize::from(o.unit.unit)][age];
        *u = (skill * q - wait * w - distance * o.distance + tie * o.strength + bias * o.bias) * scale;
        best = best.max(*u);
    }
    let mut sum = 0.0;
    for u in &mut utility[..options.len()] {
        sum += libm::expf(*u - best);
        *u = sum;
    }
    let at = u as f32 * sum;
    let place = utility[..options.len()].iter().position(|&c| at < c).unwrap_or(options.len() - 1);
    options[place]
}

/// A peer organisation for a need that an organisation would rather pass on: the community's sight, organisations alone.
#[must_use]
pub fn choose_peer(sub: &Subdistrict, ctx: &Context<'_>, need: &Need, from: u16, local: usize) -> Option<UnitRef> {
    let kinds = ctx.world.kinds();
    let others = ctx.plan.sight[usize::from(sub.index)].of(local, need.label, kinds);
    let own = UnitRef { owner: sub.index, unit: from };
    let mut options = [Offer { unit: own, tie: None, distance: 0.0, strength: 0.0, bias: 0.0 }; MOST_OPTIONS];
    let mut n = 0;
    for c in others.iter().filter(|c| c.organisation && c.unit != own) {
        if n < MOST_OPTIONS && n < ctx.plan.policy.routing.choices.get() as usize {
            options[n] = Offer { unit: c.unit, tie: None, distance: c.distance, strength: 0.0, bias: 0.0 };
            n += 1;
        }
    }
    if n == 0 {
        return None;
    }
    let u = ctx.keys.unit(Purpose::Choice, need.id, u32::from(ctx.day) * 4 + 3, u32::from(need.hops));
    Some(draw(ctx, &options[..n], need.label, 0, u).unit)
}

/// Whether a unit belongs to a social organisation.
#[must_use]
pub fn is_organisation(ctx: &Context<'_>, unit: UnitRef) -> bool {
    ctx.world.site(unit).party == Party::Organisation
}

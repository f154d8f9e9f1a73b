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
use crate::world::MOST_CATEGORIES;
use crate::world::sites::UnitRef;

use super::facility;
use super::handoff;
use super::minutes::Account;
use super::need::{NO_CATEGORY, Need, Stage, flag};
use super::plan::{Candidate, MOST_OPTIONS};
use super::subdistrict::{Arrival, Board, Context, Subdistrict};

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

/// Every desk decides as long as it has minutes. A need that has waited at a full desk for some days is decided by the office.
pub fn decide(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let keys = &ctx.world.keys;
    let search = *keys.routing.search_minutes as u32;
    let most = search * ctx.plan.policy.routing.choices.get() + *keys.handoff.message_minutes as u32;
    let patience = keys.routing.desk_patience_days.get() as u16;
    let mut desk = Desk::of_subdistrict(sub, ctx);
    // Who comes first at a shared desk changes from day to day.
    let number = sub.communities.len();
    for i in 0..number {
        let local = (i + usize::from(ctx.day)) % number;
        if sub.communities[local].desk.is_empty() {
            continue;
        }
        let office = super::office_site(ctx.world, sub.index, local) as u16;
        desk.seat(sub, ctx, local, office);
        // First come, first served: when the first cannot be decided today, nobody behind it can.
        while let Some(&handle) = sub.communities[local].desk.front() {
            if sub.needs.holds(handle) && sub.needs[handle.slot].stage == Stage::Desk {
                let waited = ctx.day.saturating_sub(sub.needs[handle.slot].intake);
                if let Some(site) = desk.staffed(sub, most) {
                    route(sub, ctx, handle.slot, local, site, ctx.plan.router());
                } else if waited >= patience && sub.days[usize::from(office)].left() >= most {
                    route(sub, ctx, handle.slot, local, office, Router::Office);
                } else {
                    break;
                }
            }
            sub.communities[local].desk.pop_front();
        }
    }
}

/// The people who route today: those of the subdistrict, or of one community at a time.
struct Desk {
    /// Sites that have not run out of minutes: minutes only go down during a day, so who has none is not asked again.
    sites: Vec<u16>,
    next: usize,
    share: f64,
    /// One desk for all communities.
    shared: bool,
}

impl Desk {
    /// The desk of brokers or of the lead organisation serves the whole subdistrict: social workers wherever they are employed, or
    /// the organisations, which second people to their lead. Without anyone, and for other routers, each community has its own.
    fn of_subdistrict(sub: &Subdistrict, ctx: &Context<'_>) -> Self {
        let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
        let sites: Vec<u16> = match ctx.plan.router() {
            Router::Broker => (0..own.sites.len() as u16).filter(|&i| sub.social_share(usize::from(i)) > 0.0).collect(),
            Router::Lead => own.all_organisations().filter(|&i| sub.days[i].heads > 0).map(|i| i as u16).collect(),
            _ => Vec::new(),
        };
        let next = usize::from(ctx.day) % sites.len().max(1);
        Self { shared: !sites.is_empty(), sites, next, share: *ctx.world.keys.routing.desk_share }
    }

    /// Takes up the needs of a community.
    fn seat(&mut self, sub: &Subdistrict, ctx: &Context<'_>, local: usize, office: u16) {
        if self.shared {
            return;
        }
        match ctx.plan.router() {
            Router::Neighbours => {
                let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
                self.sites.clear();
                self.sites.extend(
                    own.associations[local]
                        .clone()
                        .map(|u| own.site_of[usize::from(u)])
                        .filter(|&i| sub.days[usize::from(i)].heads > 0),
                );
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
    fn staffed(&mut self, sub: &Subdistrict, minutes: u32) -> Option<u16> {
        while !self.sites.is_empty() {
            if self.next >= self.sites.len() {
                self.next = 0;
            }
            let site = self.sites[self.next];
            let day = &sub.days[usize::from(site)];
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
fn route(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize, site: u16, router: Router) {
    let need = sub.needs[slot];
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let property = ctx.world.categories[usize::from(need.label)].property;
    if property
        && !need.is(flag::REFUSED)
        && u32::from(need.hops) < ctx.world.keys.routing.most_hops.get()
        && let Some(firm) = own.firm[local]
    {
        let managed = ctx.world.places.communities[usize::from(need.community())].managed_share;
        if ctx.keys.unit(Purpose::Estate, need.id, 0, 0) < managed {
            sub.tally.decided(false, false);
            send_own(sub, ctx, slot, firm);
            return;
        }
    }
    let decider = Decider { router, site: Some(site), level: 0 };
    let chosen = if u32::from(need.hops) >= ctx.world.keys.routing.most_hops.get() {
        Chosen { unit: UnitRef { owner: sub.index, unit: own.office[local] }, tie: None, looked: 0 }
    } else {
        choose(sub, ctx, &need, local, decider)
    };
    let search = chosen.looked * *ctx.world.keys.routing.search_minutes as u32;
    sub.days[usize::from(site)].charge(Account::Coordination, search);
    sub.days[usize::from(site)].desk += search;
    let crossing = chosen.tie.is_some();
    let keys = &ctx.world.keys;
    let local_decision = !crossing
        || !ctx.plan.has_levels()
        || need.is(flag::APPROVED)
        || ctx.plan.is_local(
            ctx.keys.unit(Purpose::Authority, need.id, u32::from(need.tries), u32::from(need.second == NO_CATEGORY)),
            need.severity,
            need.difficulty,
            [*keys.demand.severity[0], *keys.demand.severity[1], *keys.demand.severity[2]],
            (*keys.demand.difficulty_low, *keys.demand.difficulty_high),
        );
    sub.tally.decided(crossing, local_decision && !(need.is(flag::APPROVED) && ctx.plan.has_levels()));
    match chosen.tie {
        None => send_own(sub, ctx, slot, chosen.unit.unit),
        Some(tie) if local_decision => {
            audit(sub, ctx, &need, local);
            handoff::send(sub, ctx, slot, local, chosen.unit, tie, Some(site));
        }
        Some(_) => super::approvals::file(sub, ctx, slot),
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
    sub.arrivals.push(Arrival::new(unit, order, need));
}

/// Options on the table: their utility over the scale of the noise, in the order in which they were put there.
struct Offers<'a> {
    reading: Reading<'a>,
    utility: [f32; MOST_OPTIONS],
    number: usize,
}

/// The world's weights over the scale of the noise.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    skill: f32,
    wait: f32,
    distance: f32,
    tie: f32,
    bias: f32,
}

impl Weights {
    /// The weights of a scenario.
    #[must_use]
    pub fn new(keys: &crate::scenario::world_keys::RoutingKeys) -> Self {
        let scale = 1.0 / *keys.noise;
        Self {
            skill: (*keys.skill * scale) as f32,
            wait: (*keys.wait * scale) as f32,
            distance: (*keys.distance * scale) as f32,
            tie: (*keys.tie * scale) as f32,
            bias: (*keys.bias * scale) as f32,
        }
    }
}

/// What a router reads of a provider: its skill in a category, and its backlog at the age of the router's news.
#[derive(Clone, Copy)]
struct Reading<'a> {
    boards: &'a [Board],
    weights: &'a Weights,
    label: usize,
    age: usize,
}

impl<'a> Reading<'a> {
    #[inline]
    fn new(ctx: &Context<'a>, label: u8, level: usize) -> Self {
        // Both are in range; saying so here spares every option a check.
        let (label, age) = (usize::from(label).min(MOST_CATEGORIES - 1), level.min(2));
        Self { boards: ctx.boards, weights: &ctx.world.weights, label, age }
    }
}

impl<'a> Offers<'a> {
    #[inline]
    const fn new(reading: Reading<'a>) -> Self {
        Self { reading, utility: [0.0; MOST_OPTIONS], number: 0 }
    }

    /// Puts an option on the table. Inlined everywhere, so that boards and weights stay in registers from one option to the next.
    #[inline(always)]
    fn add(&mut self, unit: UnitRef, distance: f32, strength: f32, bias: f32) {
        let (r, w) = (&self.reading, self.reading.weights);
        let Some(place) = self.utility.get_mut(self.number) else { return };
        let notice = &r.boards[usize::from(unit.owner)].notices[usize::from(unit.unit)];
        let (q, days) = (notice.ln_skill[r.label], notice.wait[r.age]);
        *place = w.skill * q - w.wait * days - w.distance * distance + w.tie * strength + w.bias * bias;
        self.number += 1;
    }

    /// Draws the place of one option by the logit of its utility, or evenly, with one uniform number.
    #[inline]
    fn draw(&mut self, uniform: bool, u: f64) -> usize {
        let n = self.number;
        if uniform {
            return ((u * n as f64) as usize).min(n - 1);
        }
        let utility = &mut self.utility[..n];
        let mut best = f32::NEG_INFINITY;
        for &x in utility.iter() {
            best = if x > best { x } else { best };
        }
        let mut sum = 0.0;
        for x in utility.iter_mut() {
            // Below e^-16 of the best an option is not drawn once in a million decisions; it is left out.
            let gap = *x - best;
            sum += if gap > -16.0 { exp_to_one(gap) } else { 0.0 };
            *x = sum;
        }
        let at = u as f32 * sum;
        utility.iter().position(|&c| at < c).unwrap_or(n - 1)
    }
}

/// e^x for −16 ≤ x ≤ 0: the steps of [`libm::expf`] that this range needs, and the same bits.
#[inline]
fn exp_to_one(x: f32) -> f32 {
    if x >= -1.220_703_1e-4 {
        return 1.0 + x;
    }
    let k = match x {
        x if x < -1.039_720_8 => (std::f32::consts::LOG2_E * x - 0.5) as i32,
        x if x < -0.346_573_6 => -1,
        _ => 0,
    };
    let (high, low) = (x - k as f32 * 6.931_457_5e-1, k as f32 * 1.428_606_8e-6);
    let r = high - low;
    let square = r * r;
    let c = r - square * (1.666_662_5e-1 + square * -2.766_733_3e-3);
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    y * f32::from_bits(((127 + k) as u32) << 23)
}

/// A systematic sample of k places out of n: a random start, then equal steps, ⌊i·n/k⌋ for i < k; every place is as likely as any
/// other to be looked at.
#[derive(Clone, Copy)]
struct Sample {
    start: usize,
    n: usize,
    k: usize,
}

impl Sample {
    fn new(bits: u64, n: usize, k: usize) -> Self {
        Self { start: (((bits >> 32) * n as u64) >> 32) as usize, n, k }
    }

    /// Every place in order.
    const fn all(n: usize) -> Self {
        Self { start: 0, n, k: n }
    }

    /// The i-th place.
    #[inline]
    const fn place(self, i: usize) -> usize {
        let place = self.start + i * self.n / self.k;
        if place >= self.n { place - self.n } else { place }
    }
}

/// The routing rule: see the head of this file. A level of government looks at more options than the community, (1 + level) times
/// as many.
pub fn choose(sub: &Subdistrict, ctx: &Context<'_>, need: &Need, local: usize, decider: Decider) -> Chosen {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let owner = sub.index;
    let ease = 1.0 - 2.0 * need.difficulty;
    let (moment, tries) = (u32::from(ctx.day) * 4 + decider.level as u32, u32::from(need.tries));
    let mut offers = Offers::new(Reading::new(ctx, need.label, decider.level));

    let office = own.office[local];
    let interest = Interest::of(ctx, decider, need.label, ease);
    let bias = interest.in_site(own.site_of[usize::from(office)], true);
    offers.add(UnitRef { owner, unit: office }, 0.0, 1.0, bias);
    let associations = &own.associations[local];
    let mut pick = office;
    if !associations.is_empty() && f64::from(need.difficulty) < *ctx.world.keys.volunteer.difficulty_limit {
        let count = u64::from(associations.end - associations.start);
        let unit = associations.start + (ctx.keys.bits(Purpose::Options, need.id, moment, 64 + tries) % count) as u16;
        if !sub.units[usize::from(unit)].servers.is_empty() {
            let bias = if decider.router == Router::Neighbours { ease } else { 0.0 };
            offers.add(UnitRef { owner, unit }, 0.0, 1.0, bias);
            pick = unit;
        }
    }
    let first_other = offers.number;
    let seen = if decider.level >= 2 || bridges(ctx, need, moment, tries) { &ctx.plan.wide } else { &ctx.plan.sight };
    let mut kept = Vec::new();
    let others = facility::offered(ctx, need, seen[usize::from(owner)].of(local, need.label, ctx.world.kinds()), &mut kept);
    let wanted = ctx.plan.policy.routing.choices.get() as usize * (1 + decider.level);
    let ties = &sub.communities[local].ties[..];
    let mut add = |c: &Candidate| {
        let site = if interest.has_site() && c.unit.owner == owner { own.site_of[usize::from(c.unit.unit)] } else { u16::MAX };
        offers.add(c.unit, c.distance, ties[usize::from(c.tie)].strength, interest.in_site(site, !c.organisation));
    };
    let sample = if wanted >= others.len() {
        others.iter().for_each(&mut add);
        Sample::all(others.len())
    } else {
        let sample = Sample::new(ctx.keys.bits(Purpose::Options, need.id, moment, tries), others.len(), wanted);
        for i in 0..wanted {
            add(&others[sample.place(i)]);
        }
        sample
    };
    let looked = (offers.number - first_other) as u32;
    let u = ctx.keys.unit(Purpose::Choice, need.id, moment, tries);
    let place = offers.draw(ctx.plan.uniform(), u);
    if place < first_other {
        let unit = if place == 0 { office } else { pick };
        return Chosen { unit: UnitRef { owner, unit }, tie: None, looked };
    }
    let i = place - first_other;
    let chosen = &others[sample.place(i)];
    Chosen { unit: chosen.unit, tie: Some(chosen.tie), looked }
}

/// Whether a router looks beyond its own view, at providers across subdistricts (bridging ties): a share of its decisions.
#[inline]
fn bridges(ctx: &Context<'_>, need: &Need, moment: u32, tries: u32) -> bool {
    let share = *ctx.plan.policy.routing.bridging;
    share > 0.0 && ctx.keys.unit(Purpose::Bridging, need.id, moment, tries) < share
}

/// The router's own interest in an option.
struct Interest {
    /// In what stays in the house of government.
    inhouse: f32,
    /// In what stays with the people who decide, and who they are.
    own: f32,
    site: u16,
}

impl Interest {
    fn of(ctx: &Context<'_>, decider: Decider, label: u8, ease: f32) -> Self {
        let none = Self { inhouse: 0.0, own: 0.0, site: u16::MAX };
        match (decider.router, decider.site) {
            (Router::Hierarchy, _) => {
                let counted = ctx.world.categories[usize::from(label)].kpi_visible;
                Self { inhouse: f32::from(u8::from(counted)), ..none }
            }
            (Router::Office | Router::Broker | Router::Lead, Some(site)) => Self { own: ease, site, ..none },
            _ => none,
        }
    }

    /// Whether it matters in which site an option sits.
    #[inline]
    fn has_site(&self) -> bool {
        self.site != u16::MAX
    }

    #[inline]
    fn in_site(&self, site: u16, inhouse: bool) -> f32 {
        let own = if site == self.site && site != u16::MAX { self.own } else { 0.0 };
        own + if inhouse { self.inhouse } else { 0.0 }
    }
}

/// A peer organisation for a need that an organisation would rather pass on: the community's sight, organisations alone.
#[must_use]
pub fn choose_peer(sub: &Subdistrict, ctx: &Context<'_>, need: &Need, from: u16, local: usize) -> Option<UnitRef> {
    let others = ctx.plan.sight[usize::from(sub.index)].of(local, need.label, ctx.world.kinds());
    let own = UnitRef { owner: sub.index, unit: from };
    let most = ctx.plan.policy.routing.choices.get() as usize;
    let peers = || others.iter().filter(|c| c.organisation && c.unit != own && facility::suits(ctx, need, c)).take(most);
    let mut offers = Offers::new(Reading::new(ctx, need.label, 0));
    for c in peers() {
        offers.add(c.unit, c.distance, 0.0, 0.0);
    }
    if offers.number == 0 {
        return None;
    }
    let u = ctx.keys.unit(Purpose::Choice, need.id, u32::from(ctx.day) * 4 + 3, u32::from(need.hops));
    let place = offers.draw(ctx.plan.uniform(), u);
    peers().nth(place).map(|c| c.unit)
}

#[cfg(test)]
mod tests {
    use super::exp_to_one;

    #[test]
    fn the_short_exponential_has_the_bits_of_the_long_one() {
        let last = (-16.0_f32).to_bits();
        for bits in ((-0.0_f32).to_bits()..=last).step_by(97).chain([last]) {
            let x = f32::from_bits(bits);
            assert_eq!(exp_to_one(x).to_bits(), libm::expf(x).to_bits(), "{x}");
        }
    }
}

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
use super::plan::MOST_OPTIONS;
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
    let first = sub.communities.iter().flat_map(|c| c.desk.iter().take(super::intake::FETCHED));
    sub.needs.look_ahead(first.map(|handle| handle.slot));
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
    let need = &sub.needs[slot];
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
        choose(sub, ctx, need, local, decider)
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
            audit(sub, ctx, slot, local);
            handoff::send(sub, ctx, slot, local, chosen.unit, tie, Some(site));
        }
        Some(_) => super::approvals::file(sub, ctx, slot),
    }
}

/// A decision taken locally may be audited; the office bears the minutes.
fn audit(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32, local: usize) {
    let share = *ctx.plan.policy.oversight.audit_share;
    let need = &sub.needs[slot];
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

/// Options on the table: their utility over the scale of the noise in units of ln 2, in the order in which they were put there.
struct Offers<'a> {
    boards: &'a [Board],
    weights: &'a Weights,
    label: usize,
    age: usize,
    utility: [f32; TABLE],
    number: usize,
}

/// Places on the table: whole groups of four.
const TABLE: usize = MOST_OPTIONS.next_multiple_of(4);

/// The world's weights over the scale of the noise, in units of ln 2.
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
    pub fn new(keys: &crate::scenario::service_keys::RoutingKeys) -> Self {
        let scale = std::f64::consts::LOG2_E / *keys.noise;
        Self {
            skill: (*keys.skill * scale) as f32,
            wait: (*keys.wait * scale) as f32,
            distance: (*keys.distance * scale) as f32,
            tie: (*keys.tie * scale) as f32,
            bias: (*keys.bias * scale) as f32,
        }
    }
}

impl<'a> Offers<'a> {
    /// An empty table for a category as triaged, with news of this age.
    #[inline]
    fn new(ctx: &Context<'a>, label: u8, level: usize) -> Self {
        // Both are in range; saying so here spares every option a check.
        let (label, age) = (usize::from(label).min(MOST_CATEGORIES - 1), level.min(2));
        Self { boards: ctx.boards, weights: &ctx.world.weights, label, age, utility: [f32::NEG_INFINITY; TABLE], number: 0 }
    }

    /// Puts an option on the table. Inlined everywhere, so that boards and weights stay in registers from one option to the next.
    #[inline(always)]
    fn add(&mut self, unit: UnitRef, distance: f32, strength: f32, bias: f32) {
        let w = self.weights;
        let Some(place) = self.utility.get_mut(self.number) else { return };
        let notice = &self.boards[usize::from(unit.owner)].notices[usize::from(unit.unit)];
        let (q, days) = (notice.ln_skill[self.label], notice.wait[self.age]);
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
        // Empty places lie at −∞, which weighs nothing.
        let groups = &mut self.utility.as_chunks_mut::<4>().0[..n.div_ceil(4)];
        let mut most = [f32::NEG_INFINITY; 4];
        for group in groups.iter() {
            most = std::array::from_fn(|i| if group[i] > most[i] { group[i] } else { most[i] });
        }
        let best = most.into_iter().fold(f32::NEG_INFINITY, |a, b| if b > a { b } else { a });
        let mut sum = 0.0;
        for group in groups.iter_mut() {
            let weight = powers_of_two(group.map(|x| x - best));
            for (x, weight) in group.iter_mut().zip(weight) {
                sum += weight;
                *x = sum;
            }
        }
        let at = u as f32 * sum;
        let passed: usize = self.utility[..n].iter().map(|&c| usize::from(c <= at)).sum();
        passed.min(n - 1)
    }
}

/// 2^x for four numbers x ≤ 0, to 3 parts in 10⁷; below 2^−24 nothing: such an option is not drawn once in ten million decisions.
/// Additions and products alone, so that every processor gives the same bits.
#[inline]
fn powers_of_two(x: [f32; 4]) -> [f32; 4] {
    // Adding 1.5·2²³ rounds to whole numbers, and leaves them in the lowest bits.
    const WHOLE: f32 = 12_582_912.0;
    x.map(|x| {
        let inside = if x > -24.0 { x } else { -24.0 };
        let shifted = inside + WHOLE;
        let f = inside - (shifted - WHOLE);
        let p = 9.666_369e-3 + f * 1.338_130_3e-3;
        let p = 0.240_223_5 + f * (5.550_381e-2 + f * p);
        let p = 1.0 + f * (std::f32::consts::LN_2 + f * p);
        let power = f32::from_bits(p.to_bits().wrapping_add(shifted.to_bits() << 23));
        if x > -24.0 { power } else { 0.0 }
    })
}

/// A systematic sample of k places out of n: a random start, then equal steps, ⌊i·n/k⌋ for i < k; every place is as likely as any
/// other to be looked at.
#[derive(Clone, Copy)]
struct Sample {
    start: u32,
    n: u32,
    k: u32,
}

impl Sample {
    fn new(bits: u64, n: usize, k: usize) -> Self {
        Self { start: (((bits >> 32) * n as u64) >> 32) as u32, n: n as u32, k: k as u32 }
    }

    /// Every place in order.
    const fn all(n: usize) -> Self {
        Self { start: 0, n: n as u32, k: n as u32 }
    }

    /// The i-th place.
    #[inline]
    const fn place(self, i: usize) -> usize {
        let place = self.start + if self.k == self.n { i as u32 } else { i as u32 * self.n / self.k };
        (if place >= self.n { place - self.n } else { place }) as usize
    }
}

/// The routing rule: see the head of this file. A level of government looks at more options than the community, (1 + level) times
/// as many.
pub fn choose(sub: &Subdistrict, ctx: &Context<'_>, need: &Need, local: usize, decider: Decider) -> Chosen {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let owner = sub.index;
    let ease = 1.0 - 2.0 * need.difficulty;
    let (moment, tries) = (u32::from(ctx.day) * 4 + decider.level as u32, u32::from(need.tries));
    let mut offers = Offers::new(ctx, need.label, decider.level);

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
    let sample = if wanted >= others.len() {
        Sample::all(others.len())
    } else {
        Sample::new(ctx.keys.bits(Purpose::Options, need.id, moment, tries), others.len(), wanted)
    };
    for i in 0..sample.k as usize {
        let c = &others[sample.place(i)];
        offers.add(c.unit, c.distance, ties[usize::from(c.tie)].strength, interest.in_site(c.site, !c.organisation));
    }
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
    let mut offers = Offers::new(ctx, need.label, 0);
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
    use super::{Sample, powers_of_two};

    #[test]
    fn powers_of_two_are_close_to_the_librarys_and_vanish_far_down() {
        for i in 0..240_000 {
            let x = -1e-4 * i as f32;
            let (ours, theirs) = (powers_of_two([x; 4])[3], libm::exp2f(x));
            assert!((ours / theirs - 1.0).abs() < 4e-7, "{x}: {ours} {theirs}");
        }
        assert_eq!(powers_of_two([0.0, -24.5, -1e9, f32::NEG_INFINITY]), [1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_sample_looks_at_every_place_equally_often() {
        for (n, k) in [(7, 3), (12, 5), (4, 4), (9, 1)] {
            let mut seen = vec![0; n];
            for start in 0..n as u32 {
                let sample = Sample { start, n: n as u32, k: k as u32 };
                (0..k).for_each(|i| seen[sample.place(i)] += 1);
            }
            assert!(seen.iter().all(|&s| s == k), "{n} {k}: {seen:?}");
        }
    }
}

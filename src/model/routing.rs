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
use super::reports::LEAST_SKILL;
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
        let mut kept = std::mem::take(&mut sub.offered);
        let chosen = choose(sub, ctx, need, local, decider, &mut kept);
        sub.offered = kept;
        chosen
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

/// The world's weights over the scale of the noise, in units of ln 2. A utility is a sum, so a chance is a product: what is known of a
/// provider, of a distance and of a tie is kept as a factor 2^x, and an option costs a few products. Where weights are so large that such
/// factors would leave the range of numbers, x itself is kept and added, and powers are taken when the option is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Weights {
    skill: f64,
    wait: f64,
    distance: f64,
    tie: f64,
    bias: f64,
    sums: bool,
    /// Factor of the whole of the router's own interest.
    interest: f64,
    /// Factor of a whole tie.
    whole_tie: f32,
}

/// Most that the exponents of one option's factors may be in sum, and of each factor that is kept in single precision.
const RANGE: f64 = 900.0;
/// See [`RANGE`].
const SINGLE_RANGE: f64 = 120.0;

impl Weights {
    /// The weights of a scenario whose places are at most so many km apart.
    #[must_use]
    pub fn new(keys: &crate::scenario::service_keys::RoutingKeys, farthest: f64) -> Self {
        let scale = std::f64::consts::LOG2_E / *keys.noise;
        let [skill, wait, distance, tie, bias] =
            [*keys.skill, *keys.wait, *keys.distance, *keys.tie, *keys.bias].map(|weight| weight * scale);
        let single = [skill * -libm::log(f64::from(LEAST_SKILL)), distance * farthest, tie, bias];
        let sums = single.iter().sum::<f64>() + wait * f64::from(super::reports::LONGEST) > RANGE
            || single.iter().any(|&exponent| exponent > SINGLE_RANGE);
        let mut weights = Self { skill, wait, distance, tie, bias, sums, interest: 0.0, whole_tie: 0.0 };
        weights.interest = weights.factor(bias);
        weights.whole_tie = weights.of_tie(1.0);
        weights
    }

    #[inline]
    fn factor(&self, exponent: f64) -> f64 {
        if self.sums { exponent } else { libm::exp2(exponent) }
    }

    /// Factor of a skill, given as ln q.
    #[must_use]
    pub fn of_skill(&self, ln_skill: f32) -> f32 {
        self.factor(self.skill * f64::from(ln_skill)) as f32
    }

    /// Factor of a distance, km.
    #[must_use]
    pub fn of_distance(&self, km: f32) -> f32 {
        self.factor(-self.distance * f64::from(km)) as f32
    }

    /// Factor of the strength of a tie.
    #[inline]
    #[must_use]
    pub fn of_tie(&self, strength: f32) -> f32 {
        let exponent = (self.tie * f64::from(strength)) as f32;
        if self.sums { exponent } else { libm::exp2f(exponent) }
    }

    /// Factor of the router's own interest in an easy or a hard case.
    #[inline]
    fn of_interest(&self, ease: f32) -> f32 {
        let exponent = (self.bias * f64::from(ease)) as f32;
        if self.sums { exponent } else { libm::exp2f(exponent) }
    }

    /// Factor of days of backlog.
    #[inline]
    #[must_use]
    pub fn of_wait(&self, days: f32) -> Wide {
        Wide::new(self.factor(-self.wait * f64::from(days)))
    }
}

/// The upper half of a double: the range of a double to one part in a million, in four bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide(u32);

impl Wide {
    const fn new(x: f64) -> Self {
        Self((x.to_bits() >> 32) as u32)
    }

    #[inline]
    const fn get(self) -> f64 {
        f64::from_bits((self.0 as u64) << 32)
    }
}

/// Options on the table: their weights, cumulative, in the order in which they were put there.
struct Offers<'a> {
    boards: &'a [Board],
    label: usize,
    age: usize,
    sums: bool,
    none: f64,
    total: f64,
    weight: [f64; MOST_OPTIONS],
    number: usize,
}

impl<'a> Offers<'a> {
    /// An empty table for a category as triaged, with news of this age.
    #[inline]
    fn new(ctx: &Context<'a>, label: u8, level: usize) -> Self {
        // Both are in range; saying so here spares every option a check.
        let (label, age) = (usize::from(label).min(MOST_CATEGORIES - 1), level.min(2));
        let sums = ctx.world.weights.sums;
        let none = if sums { 0.0 } else { 1.0 };
        Self { boards: ctx.boards, label, age, sums, none, total: 0.0, weight: [0.0; MOST_OPTIONS], number: 0 }
    }

    /// Puts an option on the table, with the factors of its distance and tie, and of the router's interest in it. Inlined everywhere, so
    /// that all of this stays in registers from one option to the next.
    #[inline(always)]
    fn add(&mut self, unit: UnitRef, distance: f32, tie: f32, interest: f64) {
        let Some(place) = self.weight.get_mut(self.number) else { return };
        let notice = &self.boards[usize::from(unit.owner)].notices[usize::from(unit.unit)];
        let (skill, wait) = (f64::from(notice.skill[self.label]), notice.wait[self.age].get());
        let (distance, tie) = (f64::from(distance), f64::from(tie));
        if self.sums {
            *place = skill + wait + distance + tie + interest;
        } else {
            self.total += skill * wait * (distance * tie) * interest;
            *place = self.total;
        }
        self.number += 1;
    }

    /// Draws the place of one option by its weight, or evenly, with one uniform number.
    #[inline]
    fn draw(&mut self, uniform: bool, u: f64) -> usize {
        let n = self.number.min(MOST_OPTIONS);
        if uniform {
            return ((u * n as f64) as usize).min(n - 1);
        }
        if self.sums {
            self.powers(n);
        }
        let at = u * self.total;
        let passed: usize = self.weight[..n].iter().map(|&c| usize::from(c <= at)).sum();
        passed.min(n - 1)
    }

    /// Turns utilities into cumulative weights, the best option's being 1.
    #[cold]
    fn powers(&mut self, n: usize) {
        let options = &mut self.weight[..n];
        let best = options.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        self.total = 0.0;
        for weight in options {
            self.total += libm::exp2(*weight - best);
            *weight = self.total;
        }
    }
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
    const fn place(self, i: usize) -> usize {
        let place = self.start + if self.k == self.n { i as u32 } else { i as u32 * self.n / self.k };
        (if place >= self.n { place - self.n } else { place }) as usize
    }

    /// All places, without a division for each: n/k and what it leaves over are added up.
    #[inline]
    fn places(self) -> impl Iterator<Item = usize> {
        let (whole, part) = if self.k == 0 { (0, 0) } else { (self.n / self.k, self.n % self.k) };
        let (mut place, mut over) = (self.start, 0);
        (0..self.k).map(move |_| {
            let here = place as usize;
            place += whole;
            over += part;
            if over >= self.k {
                over -= self.k;
                place += 1;
            }
            if place >= self.n {
                place -= self.n;
            }
            here
        })
    }
}

/// The routing rule: see the head of this file. A level of government looks at more options than the community, (1 + level) times
/// as many.
///
/// `kept` is room for the options that a router may offer.
pub fn choose(
    sub: &Subdistrict,
    ctx: &Context<'_>,
    need: &Need,
    local: usize,
    decider: Decider,
    kept: &mut Vec<Candidate>,
) -> Chosen {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let owner = sub.index;
    let ease = 1.0 - 2.0 * need.difficulty;
    let (moment, tries) = (u32::from(ctx.day) * 4 + decider.level as u32, u32::from(need.tries));
    let mut offers = Offers::new(ctx, need.label, decider.level);

    let office = own.office[local];
    let interest = Interest::of(ctx, decider, need.label, ease);
    let none = offers.none as f32;
    let in_office = interest.in_site(own.site_of[usize::from(office)], true);
    offers.add(UnitRef { owner, unit: office }, none, ctx.world.weights.whole_tie, in_office);
    let associations = &own.associations[local];
    let mut pick = office;
    if !associations.is_empty() && f64::from(need.difficulty) < *ctx.world.keys.volunteer.difficulty_limit {
        let count = u64::from(associations.end - associations.start);
        let unit = associations.start + (ctx.keys.bits(Purpose::Options, need.id, moment, 64 + tries) % count) as u16;
        if !sub.units[usize::from(unit)].servers.is_empty() {
            let in_own = if decider.router == Router::Neighbours { interest.own } else { interest.none };
            offers.add(UnitRef { owner, unit }, none, ctx.world.weights.whole_tie, in_own);
            pick = unit;
        }
    }
    let first_other = offers.number;
    let beyond = decider.level >= 2 || bridges(ctx, need, moment, tries);
    let seen = if beyond { ctx.plan.registry(usize::from(owner)) } else { &ctx.plan.sight[usize::from(owner)] };
    let others = facility::offered(ctx, need, seen.of(local, need.label, ctx.world.kinds()), kept);
    let wanted = ctx.plan.policy.routing.choices.get() as usize * (1 + decider.level);
    let ties = &sub.communities[local].ties[..];
    let sample = if wanted >= others.len() {
        Sample::all(others.len())
    } else {
        Sample::new(ctx.keys.bits(Purpose::Options, need.id, moment, tries), others.len(), wanted)
    };
    for place in sample.places() {
        let c = &others[place];
        offers.add(c.unit, c.nearness, ties[usize::from(c.tie)].pull, interest.in_site(c.site, !c.organisation));
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

/// Factors of the router's own interest in an option.
struct Interest {
    /// No interest.
    none: f64,
    /// In what stays in the house of government.
    inhouse: f64,
    /// In what stays with the people who decide, and who they are.
    own: f64,
    site: u16,
}

impl Interest {
    fn of(ctx: &Context<'_>, decider: Decider, label: u8, ease: f32) -> Self {
        let weights = &ctx.world.weights;
        let none = weights.factor(0.0);
        let without = Self { none, inhouse: none, own: none, site: u16::MAX };
        let own = || f64::from(weights.of_interest(ease));
        match (decider.router, decider.site) {
            (Router::Hierarchy, _) => {
                let counted = ctx.world.categories[usize::from(label)].kpi_visible;
                Self { inhouse: if counted { weights.interest } else { none }, ..without }
            }
            (Router::Office | Router::Broker | Router::Lead, Some(site)) => Self { own: own(), site, ..without },
            (Router::Neighbours, _) => Self { own: own(), ..without },
            _ => without,
        }
    }

    /// No router has an interest of both kinds.
    #[inline]
    fn in_site(&self, site: u16, inhouse: bool) -> f64 {
        if site == self.site && site != u16::MAX {
            self.own
        } else if inhouse {
            self.inhouse
        } else {
            self.none
        }
    }
}

/// A peer organisation for a need that an organisation would rather pass on: the community's sight, organisations alone.
#[must_use]
pub fn choose_peer(sub: &Subdistrict, ctx: &Context<'_>, need: &Need, from: u16, local: usize) -> Option<UnitRef> {
    let others = ctx.plan.sight[usize::from(sub.index)].of(local, need.label, ctx.world.kinds());
    let own = UnitRef { owner: sub.index, unit: from };
    let most = ctx.plan.policy.routing.choices.get() as usize;
    let farthest = if ctx.plan.rooms_open && need.hops > 0 { facility::farthest(ctx, need) } else { f32::INFINITY };
    let suits = |c: &&Candidate| c.organisation && c.unit != own && (!c.facility || c.distance < farthest);
    let peers = || others.iter().filter(suits).take(most);
    let mut offers = Offers::new(ctx, need.label, 0);
    for c in peers() {
        offers.add(c.unit, c.nearness, offers.none as f32, offers.none);
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
    use super::{Offers, Sample, Weights, Wide};
    use crate::model::plan::MOST_OPTIONS;
    use crate::model::subdistrict::Notice;

    fn weights(scale: f64) -> Weights {
        let mut weights =
            Weights { skill: 2.0, wait: 0.25, distance: 0.15, tie: 0.5, bias: 0.5, sums: false, interest: 0.0, whole_tie: 0.0 };
        for weight in [&mut weights.skill, &mut weights.wait, &mut weights.distance, &mut weights.tie, &mut weights.bias] {
            *weight *= scale;
        }
        weights
    }

    #[test]
    fn products_of_factors_and_powers_of_sums_choose_alike() {
        let choose = |sums: bool, u: f64| {
            let weights = Weights { sums, ..weights(std::f64::consts::LOG2_E / 0.3) };
            let notice = |i: u8| {
                let mut notice = Notice::new(&weights);
                let i = f32::from(i);
                notice.skill[0] = weights.of_skill(-0.1 * i);
                notice.wait[0] = weights.of_wait(120.0 + 3.0 * (i - 4.0).abs());
                notice
            };
            let boards = [crate::model::subdistrict::Board { notices: (0..9).map(notice).collect(), skill: Vec::new() }];
            let none = weights.factor(0.0);
            let mut offers =
                Offers { boards: &boards, label: 0, age: 0, sums, none, total: 0.0, weight: [0.0; MOST_OPTIONS], number: 0 };
            for unit in 0..9 {
                let (distance, tie) = (weights.of_distance(f32::from(unit) / 3.0), weights.of_tie(1.0 - f32::from(unit) / 9.0));
                offers.add(crate::world::sites::UnitRef { owner: 0, unit }, distance, tie, f64::from(weights.of_interest(0.1)));
            }
            offers.draw(false, u)
        };
        let differ = (0..10_000).filter(|&i| choose(true, f64::from(i) / 1e4) != choose(false, f64::from(i) / 1e4)).count();
        assert!(differ <= 1, "{differ} of ten thousand choices");
    }

    #[test]
    fn a_wide_number_keeps_a_part_in_a_million_over_the_range_of_doubles() {
        for x in [1.0, 0.3, 1e-270, 7e200] {
            assert!((Wide::new(x).get() / x - 1.0).abs() < 1e-6, "{x}");
        }
    }

    #[test]
    fn a_sample_looks_at_every_place_equally_often() {
        for (n, k) in [(7, 3), (12, 5), (4, 4), (9, 1)] {
            let mut seen = vec![0; n];
            for start in 0..n as u32 {
                let sample = Sample { start, n: n as u32, k: k as u32 };
                assert!(sample.places().eq((0..k).map(|i| sample.place(i))), "{n} {k} {start}");
                sample.places().for_each(|place| seen[place] += 1);
            }
            assert!(seen.iter().all(|&s| s == k), "{n} {k}: {seen:?}");
        }
    }
}

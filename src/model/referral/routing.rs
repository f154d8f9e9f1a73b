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

use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, SiteId, SubdistrictId, UnitId};
use crate::scenario::keys::policy::Router;
use crate::world::sites::UnitRef;

use crate::base::need::Need;
use crate::model::provision::facility;
use crate::model::referral::choice::{Chosen, Offers, Sample, any_of};
use crate::model::sight::{Candidate, Options};
use crate::model::state::lines::Unit;
use crate::model::state::subdistrict::Context;
use crate::model::state::tie::Ties;

/// Who decides, and at what age of information.
#[derive(Clone, Copy, Debug)]
pub struct Decider {
    /// Kind of router.
    pub router: Router,
    /// Site whose people decide, for own-interest bias.
    pub site: Option<SiteId>,
    /// 0 at the community, 1 and 2 for levels of government: each level sees news one report older.
    pub level: usize,
}

/// Where a need lives, and what its router knows without a board.
pub struct Home<'a> {
    /// Place of the subdistrict.
    pub owner: SubdistrictId,
    /// Place of the community in it.
    pub local: Local,
    /// Lines of the subdistrict: which associations have people is common knowledge.
    pub units: &'a Of<UnitId, Unit>,
    /// Ties of the community.
    pub ties: &'a Ties,
}

/// The routing rule: see the head of this file. A level of government looks at more options than the community, (1 + level) times
/// as many.
///
/// `kept` is room for the options that a router may offer.
pub fn choose(home: &Home<'_>, ctx: &Context<'_>, need: &Need, decider: Decider, kept: &mut Vec<Candidate>) -> Chosen {
    let &Home { owner, local, units, ties } = home;
    let own = &ctx.world.sites.by_subdistrict[owner];
    let ease = 1.0 - 2.0 * need.difficulty;
    let (day, level, tries) = (ctx.day, decider.level as u8, need.tries);
    let mut offers = Offers::new(ctx, need.label, decider.level);

    let office = own.office[local];
    let interest = Interest::of(ctx, decider, need.label, ease);
    let none = offers.none as f32;
    let in_office = interest.in_site(true, own.site_of[office], true);
    offers.add(UnitRef { owner, unit: office }, none, ctx.world.weights.whole_tie, in_office);
    let associations = &own.associations[local];
    let mut pick = office;
    if !associations.is_empty() && f64::from(need.difficulty) < *ctx.world.keys.volunteer.difficulty_limit {
        let count = associations.len() as u64;
        let unit = associations.nth((ctx.keys.bits(Draw::association(need.id, day, level, tries)) % count) as usize);
        if !units[unit].servers.is_empty() {
            let in_own = interest.factors[if decider.router == Router::Neighbours { OWN } else { NONE }];
            offers.add(UnitRef { owner, unit }, none, ctx.world.weights.whole_tie, in_own);
            pick = unit;
        }
    }
    let first_other = offers.number;
    let beyond = decider.level >= 2 || bridges(ctx, need, level);
    let seen = if beyond { ctx.plan.registry(owner) } else { &ctx.plan.sight[owner] };
    let wanted = ctx.plan.policy.routing.choices.get() as usize * (1 + decider.level);
    let options = seen.of(local, need.label);
    let others = if seen.is_shared() && wanted < options.providers.len() {
        any_of(ctx.keys.bits(Draw::options(need.id, day, level, tries)), options.providers, wanted, kept);
        kept
    } else {
        facility::offered(ctx, need, options, kept)
    };
    let sample = if wanted >= others.len() {
        Sample::all(others.len())
    } else {
        Sample::new(ctx.keys.bits(Draw::options(need.id, day, level, tries)), others.len(), wanted)
    };
    let first = &ctx.plan.first_ties;
    for place in sample.places() {
        let c = &others[place];
        let in_own = c.unit.owner == owner;
        let tie = ties.at(c.tie(), first.with(in_own, c.is_organisation()));
        offers.add(c.unit, c.nearness, tie.pull, interest.in_site(in_own, c.site, !c.is_organisation()));
    }
    let looked = (offers.number - first_other) as u32;
    let u = ctx.keys.unit(Draw::choice(need.id, day, level, tries));
    let place = offers.draw(ctx.plan.uniform(), u);
    if place < first_other {
        let unit = if place == 0 { office } else { pick };
        return Chosen { unit: UnitRef { owner, unit }, tie: None, looked };
    }
    let i = place - first_other;
    let chosen = &others[sample.place(i)];
    Chosen { unit: chosen.unit, tie: Some(chosen.tie()), looked }
}

/// Whether a router looks beyond its own view, at providers across subdistricts (bridging ties): a share of its decisions.
#[inline]
fn bridges(ctx: &Context<'_>, need: &Need, level: u8) -> bool {
    let share = *ctx.plan.policy.routing.bridging;
    share > 0.0 && ctx.keys.unit(Draw::bridging(need.id, ctx.day, level, need.tries)) < share
}

/// Factors of the router's own interest in an option. No router has an interest of both kinds.
struct Interest {
    /// No interest; in what stays in the house of government; in what stays with the people who decide.
    factors: [f64; 3],
    /// Who decides, when their own interest counts.
    site: Option<SiteId>,
}

const NONE: usize = 0;
const INHOUSE: usize = 1;
const OWN: usize = 2;

impl Interest {
    fn of(ctx: &Context<'_>, decider: Decider, label: CategoryId, ease: f32) -> Self {
        let weights = &ctx.world.weights;
        let none = weights.factor(0.0);
        let own = || f64::from(weights.of_interest(ease));
        match (decider.router, decider.site) {
            (Router::Hierarchy, _) => {
                let counted = ctx.world.categories[label].kpi_visible;
                Self { factors: [none, if counted { weights.interest } else { none }, none], site: None }
            }
            (Router::Office | Router::Broker | Router::Lead, Some(site)) => {
                Self { factors: [none, none, own()], site: Some(site) }
            }
            (Router::Neighbours, _) => Self { factors: [none, none, own()], site: None },
            _ => Self { factors: [none; 3], site: None },
        }
    }

    /// In what a site does, of the subdistrict of those who decide (`own`) or of another; looked up without a branch, which would be mispredicted.
    #[inline]
    fn in_site(&self, own: bool, site: SiteId, inhouse: bool) -> f64 {
        let kind = if inhouse { INHOUSE } else { NONE };
        self.factors[if own && self.site == Some(site) { OWN } else { kind }]
    }
}

/// A peer organisation for a need that an organisation would rather pass on: the community's sight, organisations alone.
#[must_use]
pub fn choose_peer(ctx: &Context<'_>, need: &Need, from: UnitRef, local: Local) -> Option<UnitRef> {
    let Options { providers, ways } = ctx.plan.sight[from.owner].of(local, need.label);
    let most = ctx.plan.policy.routing.choices.get() as usize;
    let farthest = if ctx.plan.rooms_open && need.hops > 0 { facility::farthest(ctx, need) } else { f32::INFINITY };
    let suits = |(c, way): &(&Candidate, &f32)| c.is_organisation() && c.unit != from && **way < farthest;
    let peers = || providers.iter().zip(ways).filter(suits).map(|(c, _)| c).take(most);
    let mut offers = Offers::new(ctx, need.label, 0);
    for c in peers() {
        offers.add(c.unit, c.nearness, offers.none as f32, offers.none);
    }
    if offers.number == 0 {
        return None;
    }
    let u = ctx.keys.unit(Draw::peer(need.id, ctx.day, need.hops));
    let place = offers.draw(ctx.plan.uniform(), u);
    peers().nth(place).map(|c| c.unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::CommunityId;
    use crate::model::state::arm::idle::{district, houses, need};
    use crate::scenario::keys::policy::Choice;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    #[test]
    fn an_organisation_passes_a_need_to_another_one_that_does_such_work_and_never_to_itself() {
        let (world, keys, mut arm) = district(&["organisation.per_1000=2"], |p| p.routing.choice = Choice::Uniform);
        let own = &world.sites.by_subdistrict[HERE];
        let sites = houses(&world);
        assert_eq!(sites.len(), 8);
        let line = |i: SiteId| UnitRef { owner: HERE, unit: own.sites[i].units.nth(0) };
        let mut passed = 0;
        for label in world.categories.places() {
            let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
            let able: Vec<UnitRef> = sites.iter().filter(|i| own.sites[**i].takes(label)).map(|i| line(*i)).collect();
            for &from in &able {
                let others: Vec<UnitRef> = able.iter().copied().filter(|u| *u != from).collect();
                let chosen: Vec<Option<UnitRef>> =
                    (0..60).map(|i| choose_peer(&ctx, &need(CommunityId::FIRST, label, i, 60), from, Local::FIRST)).collect();
                if others.is_empty() {
                    assert!(chosen.iter().all(Option::is_none), "there is no other");
                    continue;
                }
                passed += 1;
                assert!(chosen.iter().flatten().all(|u| others.contains(u)), "{from:?} {chosen:?}");
                let asked = others.len().min(arm.plan.policy.routing.choices.get() as usize);
                let met = others.iter().filter(|u| chosen.contains(&Some(**u))).count();
                assert_eq!(met, asked, "each of those whom it knows, sooner or later");
            }
        }
        assert!(passed > 4, "{passed}");
        // Who is the only one left has nobody to pass to.
        let (here, label) = (sites[0], own.sites[sites[0]].specialties[0]);
        arm.plan.look_around(&world, |_, i| i == here || !sites.contains(&i));
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
        assert!((0..20).all(|i| choose_peer(&ctx, &need(CommunityId::FIRST, label, i, 60), line(here), Local::FIRST).is_none()));
    }
}

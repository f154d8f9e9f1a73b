//! Discovery: grid patrol (网格巡查) and outreach (外展服务) look for latent needs.
//!
//! Finds of a day in a community are Poisson with mean η · H · Σ_k D_k n_k / max(n, n½), n_k the latent needs of category k, H the hours
//! of search, D the searcher's detection profile; which need is found is drawn in proportion to D_k.

use crate::base::draws;
use crate::base::draws::Draw;
use crate::model::state::scratch::Found;
use crate::world::Category;
use crate::world::demand::Arrivals;
use crate::world::sites::Party;

use crate::base::need::{Need, flag};
use crate::model::abandonment::moving;
use crate::model::access::voicing;
use crate::model::state::latent::Place;
use crate::model::state::minutes::Account;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::unheard;

/// Grid workers of every office go their rounds.
pub fn patrol(sub: &mut Subdistrict, ctx: &Context<'_>, arrivals: &Arrivals) {
    let share = *ctx.plan.policy.information.patrol_share;
    let rate = *ctx.world.keys.discovery.patrol_finds_per_hour;
    if share <= 0.0 {
        return;
    }
    for local in 0..sub.communities.len() {
        let site = crate::model::office_site(ctx.world, sub.index, local);
        let minutes = (f64::from(sub.days[site].left()) * share) as u32;
        let minutes = sub.days[site].take(Account::Discovery, minutes);
        search(sub, ctx, local, f64::from(minutes), rate, Searcher::Patrol);
    }
    bring_in(sub, ctx, arrivals, flag::FOUND);
}

/// Social workers of stations, offices and organisations seek needs; stations and organisations go round the subdistrict.
pub fn outreach(sub: &mut Subdistrict, ctx: &Context<'_>, arrivals: &Arrivals) {
    let share = *ctx.plan.policy.information.outreach_share;
    if share <= 0.0 || sub.communities.is_empty() {
        return;
    }
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    let rate = *ctx.world.keys.discovery.outreach_finds_per_hour;
    let number = sub.communities.len();
    // Minutes in each community, weighted by .5 + .5·κ, κ the searchers' local knowledge.
    let mut minutes = vec![0.0; number];
    for (i, site) in own.sites.iter().enumerate() {
        let social = sub.social_share(i);
        if social <= 0.0 {
            continue;
        }
        let given = (f64::from(sub.days[i].left()) * share * social) as u32;
        let given = sub.days[i].take(Account::Discovery, given);
        let worth = f64::from(given) * (0.5 + 0.5 * f64::from(sub.staff[i].knowledge));
        if site.party == Party::Office {
            let local = ctx.world.places.communities[usize::from(site.community)].local;
            minutes[usize::from(local)] += worth;
        } else {
            // Stations and organisations visit all communities of the subdistrict equally.
            for m in &mut minutes {
                *m += worth / number as f64;
            }
        }
    }
    for (local, minutes) in minutes.into_iter().enumerate() {
        search(sub, ctx, local, minutes, rate, Searcher::Outreach);
    }
    bring_in(sub, ctx, arrivals, flag::FOUND | flag::OUTREACH);
}

/// Who searches.
#[derive(Clone, Copy)]
enum Searcher {
    /// Grid workers.
    Patrol,
    /// Social workers.
    Outreach,
}

/// A search of a community for this number of minutes; finds are recorded.
fn search(sub: &mut Subdistrict, ctx: &Context<'_>, local: usize, minutes: f64, rate: f64, who: Searcher) {
    if minutes <= 0.0 {
        return;
    }
    let (community, kinds) = (sub.communities[local].index, ctx.world.kinds());
    let categories = &ctx.world.categories;
    let detection = |c: &Category| match who {
        Searcher::Patrol => c.detection_patrol,
        Searcher::Outreach => c.detection_outreach,
    };
    let (mut weight, mut latent) = (0.0, 0_usize);
    for (c, pool) in categories.iter().zip(sub.latent_of(local, kinds)) {
        weight += detection(c) * pool.len() as f64;
        latent += pool.len();
    }
    if latent == 0 || weight <= 0.0 {
        return;
    }
    let mean = rate * minutes / 60.0 * weight / (latent as f64).max(*ctx.world.keys.discovery.half_pool);
    let finds = match who {
        Searcher::Patrol => Draw::patrol_finds(community, ctx.day),
        Searcher::Outreach => Draw::outreach_finds(community, ctx.day),
    };
    let finds = ctx.keys.poisson(finds, mean);
    for i in 0..finds {
        let weight: f64 = categories.iter().zip(sub.latent_of(local, kinds)).map(|(c, p)| detection(c) * p.len() as f64).sum();
        if weight <= 0.0 {
            break;
        }
        let bits = ctx.keys.bits(match who {
            Searcher::Patrol => Draw::found_by_patrol(community, ctx.day, i),
            Searcher::Outreach => Draw::found_by_outreach(community, ctx.day, i),
        });
        let mut at = draws::unit(bits) * weight;
        let mut category = 0;
        for (k, pool) in sub.latent_of(local, kinds).iter().enumerate() {
            let here = detection(&ctx.world.categories[k]) * pool.len() as f64;
            if here > 0.0 {
                category = k;
                if at < here {
                    break;
                }
                at -= here;
            }
        }
        let mut next = bits;
        let found = sub.latent[local * kinds + category].find(ctx.day, |places| {
            next = draws::mix(next);
            ((u128::from(next) * places as u128) >> 64) as usize
        });
        let Some((place, due)) = found else { break };
        sub.found.push(Found { local: local as u16, due, place });
    }
}

/// Needs found today become known.
fn bring_in(sub: &mut Subdistrict, ctx: &Context<'_>, arrivals: &Arrivals, facts: u8) {
    let mut all = std::mem::take(&mut sub.found);
    arrivals.look_ahead(all.iter().filter_map(|found| found.place.number()));
    for found in all.drain(..) {
        let need = match found.place {
            Place::Kept(place) => sub.latents.take(place),
            Place::Arisen(number) => unheard_of(sub, ctx, arrivals, number, &found),
        };
        let slot = sub.needs.insert(need);
        voicing::known(sub, ctx, slot, usize::from(found.local), facts);
    }
    sub.found = all;
}

/// Creates the record of a need that would have expired unheard, and cancels its scheduled exit from the accounts.
fn unheard_of(sub: &mut Subdistrict, ctx: &Context<'_>, arrivals: &Arrivals, number: u32, found: &Found) -> Need {
    let need = arrivals.onset(number).need();
    let moves = moving::date(ctx, need.id).is_some_and(|date| date <= found.due);
    let entry = unheard::Entry::new(need.id, need.severity, found.local, found.due, moves);
    sub.unheard.file(ctx.day, entry.taken_back());
    need
}

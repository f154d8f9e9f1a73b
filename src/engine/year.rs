//! The market's calendar: what happens every month, quarter and year, and when a policy begins.
//!
//! A year begins with prices, the adaptive budget, founding, the tender (when contracts have ended), the venture round. Every month
//! grants end, houses close, rooms open, posts are called off. Every quarter organisations are evaluated.

use crate::model::money::organisation;
use crate::model::referral::ties;
use crate::model::state::channel::{CHANNELS, Channel};
use crate::model::state::subdistrict::Context;
use crate::model::workforce::posts;
use crate::model::workforce::posts::Post;
use crate::world::World;
use crate::world::sites::{Party, Seat};

use crate::base::draws::Keys;
use crate::model::district::{entry, establishment, facilities, tender, treasury, venture};
use crate::model::state::arm::Arm;

/// A policy begins on this day: its first round.
pub fn begin(arm: &mut Arm, world: &World, keys: &Keys, day: u16) {
    arm.district.next_tender = day;
    round(arm, world, keys, day);
    facilities::adjust(arm, world, keys, day);
    treasury::support(arm, world);
    look_around(arm, world);
}

/// A year has ended.
pub fn year(arm: &mut Arm, world: &World, keys: &Keys, day: u16) {
    let scarcity = arm.district.labour.scarcity(world);
    let before = arm.plan.prices;
    arm.plan.prices.next_year(world, scarcity);
    if arm.plan.prices != before {
        let minutes = arm.district.clerk_minutes.iter().sum();
        let beyond_share = treasury::inhouse_beyond_share(arm, world);
        let Arm { subs, plan, district, .. } = arm;
        posts::set_targets(subs, world, plan, minutes, beyond_share);
        let ctx = Context::quiet(world, plan, keys, day);
        establishment::cut_to_budget(subs, district, &ctx);
        for sub in subs {
            posts::rebuild(sub, &ctx);
        }
    }
    adapt(arm);
    begin_year(arm);
    round(arm, world, keys, day);
    facilities::adjust(arm, world, keys, day);
    treasury::support(arm, world);
    tender::call_off(arm, world, day);
    let Arm { subs, plan, district, .. } = arm;
    let ctx = Context::quiet(world, plan, keys, day);
    establishment::release_surplus(subs, district, &ctx);
    for sub in subs {
        posts::rebuild(sub, &ctx);
    }
    look_around(arm, world);
}

fn round(arm: &mut Arm, world: &World, keys: &Keys, day: u16) {
    entry::found(arm, world, keys, day);
    if arm.subs.iter().flat_map(|s| &s.organisations).any(|o| o.founding) {
        look_around(arm, world);
    }
    if arm.district.next_tender <= day {
        tender::hold(arm, world, keys, day);
    }
    venture::hold(arm, world, keys, day);
    entry::settle(arm, world, day);
}

/// A month has ended.
pub fn month(arm: &mut Arm, world: &World, keys: &Keys, day: u16) {
    venture::end(arm, world, day);
    entry::close(arm, world, keys, day);
    facilities::adjust(arm, world, keys, day);
    treasury::support(arm, world);
    tender::call_off(arm, world, day);
    look_around(arm, world);
}

/// A quarter has ended.
pub fn quarter(arm: &mut Arm, world: &World, keys: &Keys, day: u16) {
    let Arm { subs, plan, .. } = arm;
    let ctx = Context::quiet(world, plan, keys, day);
    for sub in subs {
        organisation::quarter(sub, &ctx);
    }
}

/// Routers find out who is there now; new partners begin as strangers.
fn look_around(arm: &mut Arm, world: &World) {
    let Arm { subs, plan, .. } = arm;
    let open = |owner: u16, i: usize| {
        let (own, sub) = (&world.sites.by_subdistrict[usize::from(owner)], &subs[usize::from(owner)]);
        match (own.sites[i].party, own.sites[i].seat) {
            (Party::Organisation, Seat::Facility) => sub.staff[i].by_post[Post::Operator as usize] > 0,
            (Party::Organisation, _) => own.seat_of(i).is_none_or(|seat| sub.organisations[seat].open),
            _ => true,
        }
    };
    let now: Vec<Vec<bool>> = subs.iter().map(|s| (0..s.staff.len()).map(|i| open(s.index, i)).collect()).collect();
    if now == plan.open {
        return;
    }
    plan.open.clone_from(&now);
    plan.look_around(world, |owner, i| now[usize::from(owner)][i]);
    for sub in subs.iter_mut() {
        ties::lay_out(sub, world, plan);
    }
}

/// What an adaptive budget acts on is counted anew. It is state of the district, kept on every day of a run: no behaviour reads what the
/// window measures.
pub(super) fn begin_year(arm: &mut Arm) {
    arm.district.borne = [0; CHANNELS];
    for sub in &mut arm.subs {
        sub.resolved = Default::default();
    }
}

/// Money moves from the group of channels that resolved least per yuan in the year that ends to the one that resolved most.
pub(super) fn adapt(arm: &mut Arm) {
    let (step, floor) = (*arm.plan.policy.adaptive.step, *arm.plan.policy.adaptive.floor);
    if step <= 0.0 {
        return;
    }
    // What property firms do is paid by residents and speaks for no channel.
    let party = |party: Party| -> f64 { arm.subs.iter().map(|s| s.resolved[party as usize]).sum::<u64>() as f64 };
    let resolved = [party(Party::Office) + party(Party::Station), party(Party::Organisation), party(Party::Association)];
    let group_of = |c: usize| {
        if c == Channel::InHouse as usize {
            0
        } else if c == Channel::SelfHelp as usize {
            2
        } else {
            1
        }
    };
    let mut spent = [0.0; 3];
    for (c, fen) in arm.district.borne.iter().enumerate() {
        spent[group_of(c)] += *fen as f64;
    }
    let worth: Vec<f64> = (0..3).map(|g| if spent[g] > 0.0 { resolved[g] / spent[g] } else { f64::NAN }).collect();
    let share =
        |shares: &[f64; CHANNELS], g: usize| -> f64 { (0..CHANNELS).filter(|&c| group_of(c) == g).map(|c| shares[c]).sum() };
    let funded: Vec<usize> = (0..3).filter(|&g| share(&arm.plan.shares, g) > 0.0 && worth[g].is_finite()).collect();
    let best = funded.iter().copied().max_by(|&a, &b| worth[a].total_cmp(&worth[b]));
    let worst = funded.iter().copied().min_by(|&a, &b| worth[a].total_cmp(&worth[b]));
    let (Some(best), Some(worst)) = (best, worst) else { return };
    if best == worst {
        return;
    }
    let (from, to) = (share(&arm.plan.shares, worst), share(&arm.plan.shares, best));
    let moved = step.min((from - floor).max(0.0));
    for c in 0..CHANNELS {
        if group_of(c) == worst {
            arm.plan.shares[c] *= (from - moved) / from;
        } else if group_of(c) == best {
            arm.plan.shares[c] *= (to + moved) / to;
        }
    }
}

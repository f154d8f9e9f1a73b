//! The market's calendar: what happens every month, quarter and year, and when a policy begins.
//!
//! A year begins with prices, the adaptive budget, founding, the tender (when contracts have ended), the venture round. Every month
//! grants end, houses close, rooms open, posts are called off. Every quarter organisations are evaluated.

use crate::model::district::adaptive::adapt;
use crate::model::district::adaptive::begin_year;
use crate::model::district::registry::look_around;
use crate::model::money::organisation;
use crate::model::state::subdistrict::Context;
use crate::model::workforce::posts;
use crate::world::World;

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
    entry::settle(arm, world);
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

//! Approvals: levels × departments (条块) as real queues.
//!
//! A retained cross-boundary decision becomes a file. Each level has clerk minutes per department and day and works files off first
//! come, first served, a fixed number of minutes each. The level that decides looks again at all it can see, with news one report
//! older per level, and may choose another provider.

use crate::model::state::files::File;
use crate::model::state::files::Level;

use crate::base::draws::Draw;
use crate::scenario::keys::policy::Router;

use crate::base::need::{Stage, flag};
use crate::model::referral::choice::Chosen;
use crate::model::referral::handoff;
use crate::model::referral::routing;
use crate::model::referral::routing::Decider;
use crate::model::state::log::What;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Files a decision with level 1.
pub fn file(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    sub.shift(slot, Stage::Approval1);
    sub.filed.push(File {
        order: ctx.keys.bits(Draw::approval_order(sub.needs[slot].id, ctx.day)),
        need: sub.needs.handle(slot),
        since: ctx.day,
        home: sub.index,
        department: ctx.world.categories[usize::from(sub.needs[slot].label)].department,
    });
}

/// Clerks of one level and place work one day; files they finish are handed to `done`.
pub fn work(level: &mut Level, ctx: &Context<'_>, is_live: impl Fn(&File) -> bool, mut done: impl FnMut(File)) {
    let each = *ctx.world.keys.government.file_minutes as u32;
    for department in 0..level.queues.len() {
        let mut minutes = level.clerks[department];
        let given = minutes;
        while let Some(file) = level.queues[department].front() {
            if !is_live(file) {
                level.queues[department].pop_front();
                level.begun[department] = 0;
                continue;
            }
            let open = each.saturating_sub(level.begun[department]);
            if minutes < open {
                level.begun[department] += minutes;
                minutes = 0;
                break;
            }
            minutes -= open;
            level.begun[department] = 0;
            if let Some(file) = level.queues[department].pop_front() {
                done(file);
            }
        }
        level.used += u64::from(given - minutes);
        level.used_today += u64::from(given - minutes);
        level.available += u64::from(given);
    }
}

/// Level 1 of a subdistrict: takes today's files in, works, decides or sends up.
pub fn level_one(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let mut filed = std::mem::take(&mut sub.filed);
    sub.needs.look_ahead(sub.level.queues.iter().flat_map(|q| q.iter().take(8)).map(|f| f.need.slot));
    filed.sort_unstable_by_key(|f| f.order);
    for file in filed.drain(..) {
        sub.level.received[usize::from(file.department)] += 1;
        sub.level.queues[usize::from(file.department)].push_back(file);
    }
    sub.filed = filed;
    let mut level = std::mem::take(&mut sub.level);
    let mut finished = Vec::new();
    let needs = &sub.needs;
    work(&mut level, ctx, |f| needs.holds(f.need), |f| finished.push(f));
    sub.level = level;
    for file in finished {
        if ctx.plan.levels >= 2 {
            sub.shift(file.need.slot, Stage::Approval2);
            sub.upward.push(file);
        } else {
            let chosen = look_again(sub, ctx, &file, 1);
            approved(sub, ctx, &file, chosen);
        }
    }
}

/// The level that decides looks again at what it can see.
#[must_use]
pub fn look_again(sub: &mut Subdistrict, ctx: &Context<'_>, file: &File, level: usize) -> Chosen {
    let mut kept = std::mem::take(&mut sub.offered);
    let need = &sub.needs[file.need.slot];
    let local = usize::from(ctx.world.places.communities[usize::from(need.community())].local);
    let decider = Decider { router: Router::Hierarchy, site: None, level };
    let chosen = routing::choose(sub, ctx, need, local, decider, &mut kept);
    sub.offered = kept;
    chosen
}

/// A file comes back approved: the need is handed to the provider chosen.
pub fn approved(sub: &mut Subdistrict, ctx: &Context<'_>, file: &File, chosen: Chosen) {
    let slot = file.need.slot;
    if !sub.needs.holds(file.need) {
        return;
    }
    sub.needs[slot].note(flag::APPROVED);
    sub.log.push(sub.needs[slot].id, What::Approved(ctx.day - file.since));
    let Some(local) = sub.local(ctx.world, sub.needs[slot].community()) else { return };
    handoff::deliver_approved(sub, ctx, slot, local, chosen);
}

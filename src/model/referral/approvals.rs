//! Approvals: levels × departments (条块) as real queues.
//!
//! A retained cross-boundary decision becomes a file. Each level has clerk minutes per department and day and works files off first
//! come, first served, a fixed number of minutes each. The level that decides looks again at all it can see, with news one report
//! older per level, and may choose another provider.

use crate::model::state::caseload::Caseload;
use crate::model::state::files::{Approvals, File, Level};

use crate::base::drawn::Drawn;
use crate::base::draws::Draw;
use crate::scenario::keys::policy::Router;

use crate::base::need::{Stage, flag};
use crate::model::referral::choice::Chosen;
use crate::model::referral::deciding::Deciding;
use crate::model::referral::handoff::{self, Dispatch};
use crate::model::referral::routing::Decider;
use crate::model::state::log::What;
use crate::model::state::subdistrict::Context;

/// Files a decision with level 1.
pub fn file(cases: &mut Caseload, filed: &mut Drawn<File>, ctx: &Context<'_>, slot: u32) {
    cases.shift(slot, Stage::Approval1);
    filed.push(File {
        order: ctx.keys.bits(Draw::approval_order(cases.needs[slot].id, ctx.day)),
        need: cases.needs.handle(slot),
        since: ctx.day,
        home: cases.home,
        department: ctx.world.categories[cases.needs[slot].label].department,
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
pub fn level_one(all: &mut Deciding<'_>, approvals: &mut Approvals, ctx: &Context<'_>) {
    let Approvals { level, upward, finished } = approvals;
    let cases = &mut *all.dispatch.cases;
    cases.needs.look_ahead(level.queues.iter().flat_map(|q| q.iter().take(8)).map(|f| f.need.slot));
    level.take_in();
    let needs = &cases.needs;
    if ctx.plan.levels < 2 {
        work(level, ctx, |f| needs.holds(f.need), |f| finished.push(f));
        decide(all, finished, ctx, 1);
        return;
    }
    work(level, ctx, |f| needs.holds(f.need), |f| upward.push(f));
    for file in upward {
        all.dispatch.cases.shift(file.need.slot, Stage::Approval2);
    }
}

/// Files that a level has worked off today are decided by it.
pub fn decide(all: &mut Deciding<'_>, finished: &mut Vec<File>, ctx: &Context<'_>, level: usize) {
    all.dispatch.cases.needs.look_ahead(finished.iter().map(|f| f.need.slot));
    for file in finished.drain(..) {
        let chosen = look_again(all, ctx, &file, level);
        approved(&mut all.dispatch, ctx, &file, chosen);
    }
}

/// The level that decides looks again at what it can see.
#[must_use]
pub fn look_again(all: &mut Deciding<'_>, ctx: &Context<'_>, file: &File, level: usize) -> Chosen {
    let need = &all.dispatch.cases.needs[file.need.slot];
    let local = ctx.world.places.communities[need.community()].local;
    let decider = Decider { router: Router::Hierarchy, site: None, level };
    all.choose(ctx, file.need.slot, local, decider)
}

/// A file comes back approved: the need is handed to the provider chosen.
pub fn approved(parts: &mut Dispatch<'_>, ctx: &Context<'_>, file: &File, chosen: Chosen) {
    let cases = &mut *parts.cases;
    let slot = file.need.slot;
    if !cases.needs.holds(file.need) {
        return;
    }
    cases.needs[slot].note(flag::APPROVED);
    cases.log.push(cases.needs[slot].id, What::Approved(ctx.day - file.since));
    let Some(local) = cases.local(ctx.world, cases.needs[slot].community()) else { return };
    handoff::deliver_approved(parts, ctx, slot, local, chosen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::district;
    use crate::model::state::pool::Handle;

    #[test]
    fn clerks_finish_files_one_after_another_and_go_on_tomorrow_where_they_stopped() {
        let (world, keys, arm) = district(&["government.file_minutes=20"], |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let mut level = Level::new(1, 50, &[1.0]);
        for order in 1..=4 {
            let file =
                File { order, need: Handle { slot: 0, generation: 0 }, since: 0, home: SubdistrictId::FIRST, department: 0 };
            level.queues[0].push_back(file);
        }
        let mut finished = Vec::new();
        // The household of the second has given up.
        let day = |level: &mut Level, finished: &mut Vec<u64>| work(level, &ctx, |f| f.order != 2, |f| finished.push(f.order));
        day(&mut level, &mut finished);
        assert_eq!((finished.as_slice(), level.begun[0]), (&[1, 3][..], 10));
        assert_eq!((level.used_today, level.used, level.available), (50, 50, 50));
        level.used_today = 0;
        day(&mut level, &mut finished);
        assert_eq!((finished.as_slice(), level.begun[0]), (&[1, 3, 4][..], 0));
        assert_eq!((level.used_today, level.used, level.available), (10, 60, 100), "a day without files is not worked");
    }
}

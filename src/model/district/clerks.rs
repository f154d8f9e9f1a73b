//! Clerks (办事员) of the levels of government, as minutes: how they are split over departments and places, and how those of unused levels leave.

use crate::base::apportion::apportion;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::state::district::{District, department_weights};
use crate::model::state::files::Level;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::administration::month_share;
use crate::world::World;

/// Once a month: clerks of levels that the policy does not use leave at the pace of posts.
pub fn shrink(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, ctx: &Context<'_>) {
    let keys = &ctx.world.keys.posts;
    let pace = (*keys.attrition + *keys.dismissals) * month_share();
    let mut changed = false;
    for minutes in &mut district.clerk_minutes[usize::from(ctx.plan.levels)..] {
        changed |= *minutes > 0;
        *minutes = (*minutes as f64 * (1.0 - pace)) as u64;
    }
    if changed {
        spread(subs, district, ctx.world);
    }
}

/// Splits clerks over departments, level 1 also over subdistricts, by the files counted so far; then counts anew.
pub fn deal(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, world: &World) {
    spread(subs, district, world);
    for sub in subs {
        sub.approvals.level.received.fill(0);
    }
    district.level.received.fill(0);
}

fn spread(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District, world: &World) {
    let expected = department_weights(world);
    let counted = |level: &Level| -> Vec<f64> {
        let sum: u64 = level.received.iter().sum();
        // A department without a file yet keeps one file's worth of clerks: its queue must be able to move.
        if sum == 0 { expected.clone() } else { level.received.iter().map(|&n| n as f64 + 1.0).collect() }
    };
    let [first, second] = district.clerk_minutes;
    let files = |sub: &Subdistrict| sub.approvals.level.received.iter().sum::<u64>();
    // By files where every subdistrict has some, else by residents.
    let by_files = subs.iter().all(|sub| files(sub) > 0);
    let by_sub: Vec<f64> = subs.iter().map(|sub| if by_files { files(sub) as f64 } else { sub.residents }).collect();
    for (sub, minutes) in subs.iter_mut().zip(apportion(first, &by_sub)) {
        let weights = counted(&sub.approvals.level);
        sub.approvals.level.deal(minutes, &weights);
    }
    let weights = counted(&district.level);
    district.level.deal(second, &weights);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::Count;

    #[test]
    fn clerks_of_levels_that_are_not_used_leave_at_the_pace_of_posts() {
        let sets = ["government.levels=2", "posts.attrition=0.5", "posts.dismissals=0.25"];
        for (used, left) in [(0, [940, 940]), (1, [1_000, 940]), (2, [1_000, 1_000])] {
            let (world, keys, mut arm) = district(&sets, |p| p.routing.levels = Count::new(used).expect("a level"));
            arm.district.clerk_minutes = [1_000, 1_000];
            deal(&mut arm.subs, &mut arm.district, &world);
            shrink(&mut arm.subs, &mut arm.district, &Context::quiet(&world, &arm.plan, &keys, 19));
            assert_eq!(arm.district.clerk_minutes, left);
            let first: u32 = arm.subs.iter().flat_map(|s| &s.approvals.level.clerks).sum();
            assert_eq!([u64::from(first), arm.district.level.clerks.iter().map(|m| u64::from(*m)).sum()], left);
        }
    }

    #[test]
    fn clerks_are_dealt_by_the_files_that_came_and_each_department_as_one_more_has_some() {
        let (world, _, mut arm) = district(&["government.levels=2"], |_| {});
        let departments = world.department_names.len();
        arm.district.clerk_minutes = [0, 100 + departments as u64];
        arm.district.level.received[1] = 100;
        deal(&mut arm.subs, &mut arm.district, &world);
        let expected: Vec<u32> = (0..departments).map(|d| if d == 1 { 101 } else { 1 }).collect();
        assert_eq!(arm.district.level.clerks, expected);
        assert!(arm.district.level.received.iter().all(|n| *n == 0), "files are counted anew");
    }
}

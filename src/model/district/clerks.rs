//! Clerks (办事员) of the levels of government, as minutes: how they are split over departments and places, and how those of unused levels leave.

use crate::base::apportion::apportion;
use crate::model::state::district::{District, department_weights};
use crate::model::state::files::Level;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::workforce::administration::month_share;
use crate::world::World;

/// Once a month: clerks of levels that the policy does not use leave at the pace of posts.
pub fn shrink(subs: &mut [Subdistrict], district: &mut District, ctx: &Context<'_>) {
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
pub fn deal(subs: &mut [Subdistrict], district: &mut District, world: &World) {
    spread(subs, district, world);
    for sub in subs {
        sub.approvals.level.received.fill(0);
    }
    district.level.received.fill(0);
}

fn spread(subs: &mut [Subdistrict], district: &mut District, world: &World) {
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

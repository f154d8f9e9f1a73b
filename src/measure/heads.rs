//! Workers in post.

use crate::model::state::arm::Arm;

/// Social workers, community workers and care workers in post, all employers; coordinators of volunteers count as community workers.
#[must_use]
pub fn heads(arm: &Arm) -> (u32, u32, u32) {
    let (mut social, mut community, mut care) = (0, 0, 0);
    for sub in &arm.subs {
        for worker in &sub.lines.workers {
            social += u32::from(worker.kind.is_social_worker());
            community += u32::from(worker.kind.is_community_worker());
            care += u32::from(worker.kind.is_care_worker());
        }
        community += sub.communities.iter().map(|c| c.coordinators).sum::<u32>();
    }
    (social, community, care)
}

//! Skills: what people bring, learn and forget.
//!
//! Entry skill depends on the kind of person and the specialty alone. Cases raise skill and local knowledge
//! ([`crate::model::provision::outcome`]); a
//! month without pulls skill back towards the entry skill; training adds, at the cost of the minutes it takes.

use crate::base::calendar::MONTH;
use crate::base::of::Of;
use crate::base::places::{CategoryId, Local, Maybe, SiteId, WorkerId};
use crate::world::World;

use crate::model::state::community::Community;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::Context;
use crate::model::state::worker::{Kind, Worker};

/// Share of staff minutes for training at which skill grows by `learning.training_growth` a month.
const FULL_TRAINING: f64 = 0.05;

/// Skill on the first day.
#[must_use]
pub fn entry(world: &World, kind: Kind, specialty: Maybe<CategoryId>, category: CategoryId) -> f32 {
    let c = &world.categories[category];
    match kind {
        Kind::CommunityWorker => c.skill_community_worker,
        Kind::Certified | Kind::SocialWorker | Kind::OwnStaff => {
            if specialty.is(category) {
                c.skill_specialist
            } else {
                c.skill_other
            }
        }
        Kind::CareWorker | Kind::OwnCareWorker => c.skill_care_worker,
        Kind::Volunteer => c.skill_volunteer,
        Kind::FirmStaff => {
            if c.property {
                *world.keys.property_firm.skill as f32
            } else {
                c.skill_volunteer
            }
        }
    }
}

/// Once a month: forgetting, training, and movers who take along what was known of them.
pub fn month(
    workers: &mut Of<WorkerId, Worker>,
    staff: &Of<SiteId, Staff>,
    communities: &Of<Local, Community>,
    ctx: &Context<'_>,
) {
    let keys = &ctx.world.keys.learning;
    let decay = (*keys.skill_decay * f64::from(MONTH)).min(1.0) as f32;
    let per_share = *keys.training_growth / FULL_TRAINING;
    let paid = (per_share * *ctx.plan.policy.training.share) as f32;
    let moved = (*ctx.world.keys.trust.residential_turnover * crate::model::workforce::administration::month_share()) as f32;
    // Guidance works by the minutes that social workers give to it, per active volunteer, over those of full support.
    let guidance: f64 =
        staff.iter().map(|s| s.month_available as f64 * f64::from(s.social) * *ctx.plan.policy.training.guidance_share).sum();
    let active: f64 = communities.iter().map(|c| f64::from(c.volunteers)).sum();
    let dose = guidance / (active.max(1.0) * *ctx.world.keys.volunteer.full_support_minutes);
    let volunteers = (*keys.training_growth * dose.min(1.0)) as f32;
    for worker in workers {
        let growth = match worker.kind {
            Kind::Volunteer => volunteers,
            Kind::FirmStaff => 0.0,
            _ => paid.min(1.0),
        };
        for (k, q) in ctx.world.categories.places().iter().zip(&mut worker.skill) {
            let first = entry(ctx.world, worker.kind, worker.specialty, k);
            *q -= decay * (*q - first).max(0.0);
            *q += growth * (1.0 - *q);
        }
        worker.forget_places(moved);
    }
}

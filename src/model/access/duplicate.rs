//! Duplicates (重复受理): the second file of a household that has asked at two doors.

use crate::base::need::flag;
use crate::model::state::caseload::Caseload;
use crate::model::state::log::What;
use crate::model::state::minutes::{Account, Day};
use crate::model::state::subdistrict::Context;
use crate::scenario::keys::policy::Visibility;

/// A second file of a need that is being dealt with: found at once where there is a registry; else it is taken in, and goes its way until the provider
/// finds out.
pub fn found(cases: &mut Caseload, day: &mut Day, ctx: &Context<'_>, slot: u32) {
    let keys = &ctx.world.keys;
    cases.needs[slot].flags &= !flag::TWICE;
    cases.log.push(cases.needs[slot].id, What::Duplicate);
    if ctx.plan.policy.information.visibility == Visibility::Registry {
        day.charge(Account::Intake, *keys.intake.duplicate_minutes as u32);
        return;
    }
    day.charge(Account::Intake, ctx.plan.intake_minutes);
    day.charge(Account::Coordination, *keys.routing.search_minutes as u32 + 2 * *keys.handoff.message_minutes as u32);
}

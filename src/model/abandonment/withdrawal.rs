//! Withdrawal (撤出): a need leaves the line or file it is in, whatever the reason.

use crate::base::need::Stage;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// A need leaves whatever line or file it is in: references to it go stale; days without an owner are counted.
pub fn withdraw(sub: &mut Subdistrict, ctx: &Context<'_>, slot: u32) {
    let need = &mut sub.needs[slot];
    match need.stage {
        Stage::Waiting => {
            let unit = usize::from(need.line());
            let work = u64::from(need.work);
            sub.units[unit].waiting -= 1;
            sub.units[unit].work = sub.units[unit].work.saturating_sub(work);
        }
        Stage::Ownerless | Stage::Paper => {
            need.ownerless = need.ownerless.saturating_add(ctx.day.saturating_sub(need.unheld_since()));
        }
        _ => {}
    }
    sub.needs.renew(slot);
}

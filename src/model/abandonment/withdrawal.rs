//! Withdrawal (撤出): a need leaves the line or file it is in, whatever the reason.

use crate::base::need::Stage;
use crate::base::of::Of;
use crate::base::places::UnitId;
use crate::model::state::lines::Unit;
use crate::model::state::pool::Pool;

/// A need leaves whatever line or file it is in: references to it go stale; days without an owner are counted.
pub fn withdraw(needs: &mut Pool, units: &mut Of<UnitId, Unit>, today: u16, slot: u32) {
    let need = &needs[slot];
    if need.stage == Stage::Waiting {
        let unit = &mut units[need.line()];
        unit.waiting -= 1;
        unit.work = unit.work.saturating_sub(u64::from(need.work));
    }
    hold_again(needs, today, slot);
}

/// The same for a need that is in no line.
pub fn hold_again(needs: &mut Pool, today: u16, slot: u32) {
    let need = &mut needs[slot];
    if matches!(need.stage, Stage::Ownerless | Stage::Paper) {
        need.ownerless = need.ownerless.saturating_add(today.saturating_sub(need.unheld_since()));
    }
    needs.renew(slot);
}

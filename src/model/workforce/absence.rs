//! Absence (缺勤) of staff in a shock: paid, and not there.
//!
//! While a shock lasts, each person of the paid staff seated in a community that it hits is absent with the shock's chance, all days
//! of it; the draw hangs on the person's seat. Their open cases wait, their minutes are booked as strain: paid, not to be used.
//! Volunteers, staff of property firms, clerks and coordinators are never absent.

use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Kind;
use crate::model::workforce::capability;
use crate::model::workforce::posts;

/// On the day a shock begins or ends: who is there and who is not.
pub fn update(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    for worker in &mut sub.workers {
        if matches!(worker.kind, Kind::Volunteer | Kind::FirmStaff) {
            continue;
        }
        let site = &own.sites[usize::from(own.site_of[usize::from(worker.unit)])];
        worker.potential = capability::potential(ctx, worker, site.community);
    }
    posts::rebuild(sub, ctx);
}

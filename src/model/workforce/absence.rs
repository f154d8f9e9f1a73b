//! Absence (缺勤) of staff in a shock: paid, but unavailable.
//!
//! While a shock lasts, each person of the paid staff seated in a community that it hits is absent with the shock's chance, all days
//! of it; the draw depends on the person's seat. Their open cases wait, and their minutes are booked as strain: paid but unavailable.
//! Volunteers, staff of property firms, clerks and coordinators are never absent.

use crate::model::state::subdistrict::Context;
use crate::model::state::worker::{Kind, Worker};
use crate::model::workforce::capability;
use crate::world::sites::SubdistrictSites;

/// On the day a shock begins or ends: updates who is absent. Stock is to be taken afterwards.
pub fn update(workers: &mut [Worker], own: &SubdistrictSites, ctx: &Context<'_>) {
    for worker in workers {
        if matches!(worker.kind, Kind::Volunteer | Kind::FirmStaff) {
            continue;
        }
        let site = &own.sites[own.site_of[worker.unit]];
        worker.potential = capability::potential(ctx, worker, site.community);
    }
}

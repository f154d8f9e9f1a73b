//! Absence (缺勤) of staff in a shock: paid, and not there.
//!
//! While a shock lasts, each person of the paid staff seated in a community that it hits is absent with the shock's chance, all days
//! of it; the draw hangs on the person's seat. Their open cases wait, their minutes are booked as strain: paid, not to be used.
//! Volunteers, staff of property firms, clerks and coordinators are never absent.

use crate::base::draws::Draw;

use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::{Kind, Worker};
use crate::model::workforce::burnout;
use crate::model::workforce::posts;

/// Minutes a person of the staff can give a day: none while absent.
#[must_use]
pub fn potential(ctx: &Context<'_>, worker: &Worker, community: u16) -> u16 {
    if absent(ctx, worker, community) { 0 } else { burnout::potential(ctx, worker.full, worker.burnout) }
}

fn absent(ctx: &Context<'_>, worker: &Worker, community: u16) -> bool {
    let lasting = ctx.world.shocks.iter().enumerate().filter(|(_, s)| s.absent > 0.0 && s.lasts(ctx.day));
    lasting.into_iter().any(|(number, shock)| {
        ctx.keys.unit(Draw::absence(worker.stable, number as u16)) < shock.absent && shock.hits(ctx.keys, number, community)
    })
}

/// On the day a shock begins or ends: who is there and who is not.
pub fn update(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[usize::from(sub.index)];
    for worker in &mut sub.workers {
        if matches!(worker.kind, Kind::Volunteer | Kind::FirmStaff) {
            continue;
        }
        let site = &own.sites[usize::from(own.site_of[usize::from(worker.unit)])];
        worker.potential = potential(ctx, worker, site.community);
    }
    posts::rebuild(sub, ctx);
}

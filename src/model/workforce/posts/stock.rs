//! Taking stock (盘点): who serves which line, counted after every change of people.

use crate::base::of::Of;
use crate::base::places::{Places, SiteId, WorkerId};
use crate::model::money::casual;
use crate::model::state::lines::Lines;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Kind;
use crate::world::sites::SubdistrictSites;

/// Takes stock, and makes the claims on casual hours that follow. Every change of people is followed by it.
pub fn rebuild(sub: &mut Subdistrict, ctx: &Context<'_>) {
    count(&mut sub.lines, &mut sub.staff, ctx.world.own(sub.index));
    sub.claims = casual::claims(sub, ctx.world, ctx.plan);
}

/// Orders people by line, and counts anew what every line and site has in them.
fn count(lines: &mut Lines, all_staff: &mut Of<SiteId, Staff>, own: &SubdistrictSites) {
    lines.workers.all_mut().sort_by_key(|w| (w.unit, w.stable));
    for unit in &mut lines.units {
        unit.servers = Places::default();
        unit.potential = 0;
        unit.open = 0;
        unit.begun = 0;
    }
    for staff in &mut *all_staff {
        staff.heads = 0;
        staff.paid = 0;
        staff.available = 0;
        (staff.social, staff.filed, staff.carers) = (0.0, 0.0, 0);
    }
    let mut minutes: Of<SiteId, [u32; 2]> = Of::alike([0; 2], all_staff.len());
    let mut knowledge: Of<SiteId, (f32, f32)> = Of::alike((0.0, 0.0), all_staff.len());
    lines.clocks.clear();
    for (i, worker) in lines.workers.pairs() {
        let clock = worker.clock();
        lines.clocks.push(clock);
        let unit = &mut lines.units[worker.unit];
        if unit.servers.is_empty() {
            unit.servers = Places::new(i, i);
        }
        unit.servers.end = WorkerId::new(i.get() + 1);
        unit.potential += u32::from(worker.potential);
        unit.open += u32::from(clock.open);
        unit.begun += worker.open_cases().iter().map(|c| u64::from(c.left)).sum::<u64>();
        let place = own.site_of[worker.unit];
        let staff = &mut all_staff[place];
        staff.heads += 1;
        staff.paid += match worker.kind {
            Kind::Volunteer | Kind::FirmStaff => u32::from(worker.potential),
            _ => u32::from(worker.full),
        };
        staff.available += u32::from(worker.potential);
        if worker.kind.is_social_worker() {
            minutes[place][0] += u32::from(worker.potential);
            knowledge[place].0 += worker.mean_knowledge();
            knowledge[place].1 += 1.0;
        }
        if worker.kind.is_care_worker() {
            staff.carers += 1;
            minutes[place][1] += u32::from(worker.potential);
        }
    }
    for ((staff, [social, care]), (known, people)) in all_staff.iter_mut().zip(minutes).zip(knowledge) {
        staff.knowledge = if people > 0.0 { known / people } else { 0.0 };
        let share = |minutes: u32| minutes as f32 / staff.available.max(1) as f32;
        (staff.social, staff.filed) = (share(social), share(social + care));
    }
}

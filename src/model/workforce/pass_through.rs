//! Administrative tasks passed on (行政任务转嫁) to bodies that depend on public money.
//!
//! When an office has more than a day's tasks waiting, it passes on ψ · dependence of the excess a day: to organisations by their
//! dependence and people, to the community's associations by theirs, each up to a cap. Tasks are conserved. The
//! dependence of associations is public support over support and the value of the volunteers' time.

use crate::base::of::Of;
use crate::base::places::{Local, SiteId};
use crate::world::sites::{Party, SubdistrictSites};

use crate::model::state::community::Community;
use crate::model::state::organisation::Organisation;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};

/// Offices pass tasks on at the end of the day.
pub fn pass_on(
    own: &SubdistrictSites,
    communities: &mut Of<Local, Community>,
    organisations: &mut [Organisation],
    staff: &Of<SiteId, Staff>,
    ctx: &Context<'_>,
) {
    let psi = *ctx.world.keys.administration.pass_through;
    let cap = *ctx.plan.policy.oversight.pass_through_cap;
    if psi <= 0.0 || cap <= 0.0 {
        return;
    }
    let heads = |site: SiteId| f64::from(staff[site].heads);
    let all: f64 = organisations.iter().zip(own.all_organisations()).map(|(o, site)| dependent(o, heads(site))).sum();
    let people: f64 = own.all_organisations().map(heads).sum();
    let dependence = if people > 0.0 { all / people } else { 0.0 };
    let associations = ctx.plan.association_dependence;
    if dependence <= 0.0 && associations <= 0.0 {
        return;
    }
    for (local, community) in communities.pairs_mut() {
        let office = own.site_of[own.office[local]];
        let day = staff[office].available;
        let excess = community.backlog.saturating_sub(u64::from(day)) as f64;
        if excess <= 0.0 {
            continue;
        }
        if dependence > 0.0 {
            for (org, site) in organisations.iter_mut().zip(own.all_organisations()) {
                let weight = dependent(org, f64::from(staff[site].heads));
                let part = (psi * dependence * excess * weight / all) as u32;
                let room = (cap * f64::from(staff[site].available)) as u32;
                hand_over(&mut community.backlog, &mut org.tasks, part, room);
            }
        }
        let lines = own.associations[local];
        if !lines.is_empty() && associations > 0.0 {
            let available: u32 = lines.iter().map(|u| staff[own.site_of[u]].available).sum();
            let part = (psi * associations * excess) as u32;
            let room = (cap * f64::from(available)) as u32;
            hand_over(&mut community.backlog, &mut community.association_tasks, part, room);
        }
    }
}

/// Staff of an organisation paid by public money, heads.
fn dependent(org: &Organisation, heads: f64) -> f64 {
    if org.open { f64::from(org.dependence) * heads } else { 0.0 }
}

/// Moves at most `part` minutes of tasks to a body with `room` for this number in all.
fn hand_over(backlog: &mut u64, tasks: &mut u32, part: u32, room: u32) {
    let waits = u32::try_from(*backlog).unwrap_or(u32::MAX);
    let moved = part.min(room.saturating_sub(*tasks)).min(waits);
    *tasks += moved;
    *backlog -= u64::from(moved);
}

/// Tasks that wait with organisations and associations, minutes.
#[must_use]
pub fn waiting(sub: &Subdistrict) -> u64 {
    sub.organisations.iter().map(|o| u64::from(o.tasks)).sum::<u64>()
        + sub.communities.iter().map(|c| u64::from(c.association_tasks)).sum::<u64>()
}

/// Minutes of its tasks that a site works on today; `most` is the minutes its people have available.
pub fn work_off(
    own: &SubdistrictSites,
    site: SiteId,
    organisations: &mut [Organisation],
    communities: &mut Of<Local, Community>,
    most: u32,
    ctx: &Context<'_>,
) -> u32 {
    let waiting = match own.sites[site].party {
        Party::Organisation => match own.seat_of(site) {
            Some(seat) => &mut organisations[seat].tasks,
            None => return 0,
        },
        Party::Association => {
            let local = ctx.world.places.communities[own.sites[site].community].local;
            &mut communities[local].association_tasks
        }
        _ => return 0,
    };
    let done = (*waiting).min(most);
    *waiting -= done;
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::{district, houses};
    use crate::scenario::keys::quantity::Share;

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    /// Tasks of the houses, of the first community's associations, and what is left to its office, which had 1,000 minutes more than a day of 480.
    fn passed(dependence: [f32; 2], associations: f64) -> ([u32; 2], u32, u64) {
        let (world, keys, mut arm) = district(&["administration.pass_through=0.5"], |p| {
            p.oversight.pass_through_cap = Share::new(0.5).expect("a share");
        });
        let (own, sub) = (&world.sites.by_subdistrict[HERE], &mut arm.subs[HERE]);
        arm.plan.association_dependence = associations;
        for (site, heads) in houses(&world).into_iter().zip([2, 6]) {
            (sub.staff[site].heads, sub.staff[site].available) = (heads, heads * 480);
        }
        for (org, dependence) in sub.organisations.iter_mut().zip(dependence) {
            org.dependence = dependence;
        }
        sub.staff[own.site_of[own.office[Local::FIRST]]].available = 480;
        sub.communities[Local::FIRST].backlog = 1_480;
        let association = own.associations[Local::FIRST].iter().next().expect("one");
        sub.staff[own.site_of[association]].available = 100;
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        pass_on(own, &mut sub.communities, &mut sub.organisations, &sub.staff, &ctx);
        let first = &sub.communities[Local::FIRST];
        let tasks = [sub.organisations[0].tasks, sub.organisations[1].tasks];
        assert_eq!(waiting(sub), u64::from(tasks[0] + tasks[1] + first.association_tasks));
        (tasks, first.association_tasks, first.backlog)
    }

    #[test]
    fn an_office_passes_on_what_it_cannot_do_in_a_day_to_those_who_depend_on_public_money() {
        assert_eq!(passed([0.0, 0.0], 0.0), ([0, 0], 0, 1_480));
        // A quarter of all people, then half of them, a third of those with the first house.
        assert_eq!(passed([1.0, 0.0], 0.0), ([125, 0], 0, 1_355));
        assert_eq!(passed([0.75, 0.5], 0.0), ([93, 187], 0, 1_200));
        // No house takes more than half of its day.
        assert_eq!(passed([0.0, 1.0], 0.0), ([0, 375], 0, 1_105));
        assert_eq!(passed([0.0, 0.0], 0.06), ([0, 0], 30, 1_450));
        assert_eq!(passed([0.0, 0.0], 0.4), ([0, 0], 50, 1_430), "nor does an association");
    }
}

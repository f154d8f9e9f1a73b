//! A policy takes over (政策分开): desks move, lines merge, files come back. People, needs, ties and trust stay what they are.

use crate::base::need::Stage;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, SubdistrictId, UnitId, WorkerId};
use crate::model::abandonment::withdrawal::withdraw;
use crate::model::access::intake;
use crate::model::provision::{line, service};
use crate::model::state::caseload::Caseload;
use crate::model::state::files::Level;
use crate::model::state::lines::Unit;
use crate::model::state::pool::Pool;
use crate::model::state::post::Post;
use crate::model::state::staff::Staff;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::worker::Worker;
use crate::model::workforce::posts;
use crate::scenario::keys::policy::Base;

/// Files at a level that the policy no longer uses go back to the desks they came from.
pub fn release_files(subs: &mut Of<SubdistrictId, Subdistrict>, level: &mut Level, ctx: &Context<'_>) {
    if ctx.plan.levels >= 2 {
        return;
    }
    for queue in &mut level.queues {
        for file in queue.drain(..) {
            let home = &mut subs[file.home];
            if home.cases.needs.holds(file.need) {
                intake::to_desk(&mut home.cases, ctx, file.need.slot);
            }
        }
    }
    level.begun.fill(0);
}

/// In-house social workers and care workers move to where the policy seats them: the station, or the offices in turn.
pub fn move_desks(
    workers: &mut Of<WorkerId, Worker>,
    staff: &mut Of<SiteId, Staff>,
    needs: &Pool,
    subdistrict: SubdistrictId,
    ctx: &Context<'_>,
) {
    for post in Post::IN_HOUSE {
        move_desks_of(post, workers, staff, needs, subdistrict, ctx);
    }
}

/// Those of one kind of post move.
fn move_desks_of(
    post: Post,
    workers: &mut Of<WorkerId, Worker>,
    staff: &mut Of<SiteId, Staff>,
    needs: &Pool,
    subdistrict: SubdistrictId,
    ctx: &Context<'_>,
) {
    let own = ctx.world.own(subdistrict);
    let station = own.station_site;
    let first = own.station;
    let people: Vec<WorkerId> = workers.places().iter().filter(|&w| workers[w].post == Some(post)).collect();
    // Offices get as many as they want, dealt in the order of the offices.
    let mut wanted: Of<Local, u32> = own.office.iter().map(|&u| staff[own.site_of[u]].target[post]).collect();
    let mut next = Local::FIRST;
    for w in people {
        let unit = match ctx.plan.policy.capacity.base {
            Base::Station => workers[w].specialty.get().map_or(first, |category| ctx.plan.station_unit(first, category)),
            Base::Office => {
                let mut tries = 0;
                while wanted[next] == 0 && tries < wanted.len() {
                    next = Local::from((next.at() + 1) % wanted.len());
                    tries += 1;
                }
                wanted[next] = wanted[next].saturating_sub(1);
                own.office[next]
            }
        };
        let (from, to) = (own.site_of[workers[w].unit], own.site_of[unit]);
        posts::move_to(&mut workers[w], unit);
        service::measure_trips(&mut workers[w], needs, subdistrict, ctx);
        staff[from].by_post[post] -= 1;
        staff[to].by_post[post] += 1;
    }
    if ctx.plan.policy.capacity.base == Base::Office {
        // Vacancies being filled move along; where to is settled when posts are opened again.
        staff[station].vacancies[post].clear();
    } else {
        for &unit in &own.office {
            let site = own.site_of[unit];
            staff[site].vacancies[post].clear();
        }
    }
}

/// Needs in lines that the policy no longer keeps join the line that takes their category.
pub fn merge_lines(cases: &mut Caseload, units: &mut Of<UnitId, Unit>, ctx: &Context<'_>) {
    let own = &ctx.world.sites.by_subdistrict[cases.home];
    let station = &own.sites[own.station_site];
    for unit in station.units {
        let waiting: Vec<_> = units[unit].line.drain(..).collect();
        units[unit].waiting = 0;
        units[unit].work = 0;
        for entry in waiting {
            if !cases.needs.holds(entry.need) {
                continue;
            }
            let slot = entry.need.slot;
            debug_assert_eq!(cases.needs[slot].stage, Stage::Waiting, "a need in a line waits");
            let need = cases.needs[slot];
            let to = match ctx.plan.policy.capacity.base {
                Base::Station => ctx.plan.station_unit(station.units.start, need.label),
                Base::Office => match cases.local(ctx.world, need.community()) {
                    Some(local) => own.office[local],
                    None => own.office[Local::FIRST],
                },
            };
            line::enter(cases, units, ctx, slot, to);
        }
    }
}

/// Associations that no longer take needs (社区缺位): shifts end; who waits there or was being served comes back to the desk of the community; tasks that
/// were passed on to them go back to the office. Stock is to be taken afterwards.
pub fn close_associations(sub: &mut Subdistrict, ctx: &Context<'_>) {
    let own = ctx.world.own(sub.index);
    let (mut seats, cases, units) = posts::Seats::beside(sub, ctx.world);
    posts::shifts(&mut seats, cases, units, ctx);
    for unit in own.associations.iter().copied().flatten() {
        for entry in std::mem::take(&mut units[unit].line) {
            if cases.needs.holds(entry.need) {
                withdraw(&mut cases.needs, units, ctx.day, entry.need.slot);
                intake::to_desk(cases, ctx, entry.need.slot);
            }
        }
    }
    for community in &mut sub.communities {
        community.backlog += u64::from(std::mem::take(&mut community.association_tasks));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, CommunityId, Local};
    use crate::model::state::arm::idle::{district, need, person};
    use crate::model::state::worker::{Case, Kind};

    #[test]
    fn social_workers_move_to_where_the_policy_seats_them_and_vacancies_where_they_were_are_no_more() {
        for base in [Base::Station, Base::Office] {
            let (world, keys, mut arm) = district(&[], |p| p.capacity.base = base);
            let here = SubdistrictId::FIRST;
            let own = &world.sites.by_subdistrict[here];
            let offices = [Local::FIRST, Local::from(1)].map(|local| own.site_of[own.office[local]]);
            let sites = [own.station_site, offices[0], offices[1]];
            let from = if base == Base::Station { offices[0] } else { own.station_site };
            let sub = &mut arm.subs[here];
            sub.lines.workers = [Some(Post::SocialWorker), Some(Post::CommunityWorker), Some(Post::SocialWorker)]
                .map(|post| Worker { post, ..person(Kind::SocialWorker, own.sites[from].units.nth(0)) })
                .into_iter()
                .collect();
            sub.staff[from].by_post[Post::SocialWorker] = 2;
            sub.staff[from].vacancies[Post::SocialWorker] = vec![30];
            for office in offices {
                sub.staff[office].target[Post::SocialWorker] = 1;
            }
            let ctx = Context::quiet(&world, &arm.plan, &keys, 20);
            move_desks(&mut sub.lines.workers, &mut sub.staff, &sub.cases.needs, here, &ctx);
            let people = sites.map(|site| sub.staff[site].by_post[Post::SocialWorker]);
            assert_eq!(people, if base == Base::Station { [2, 0, 0] } else { [0, 1, 1] });
            assert!(sub.staff[from].vacancies[Post::SocialWorker].is_empty());
            let seats: Vec<SiteId> = sub.lines.workers.iter().map(|w| own.site_of[w.unit]).collect();
            let expected = if base == Base::Station { [sites[0], from, sites[0]] } else { [offices[0], from, offices[1]] };
            assert_eq!(seats, expected);
        }
    }

    #[test]
    fn who_waits_at_an_association_that_takes_no_needs_any_more_and_whom_it_serves_comes_back_to_the_desk_and_its_tasks_to_the_office()
     {
        let (world, keys, mut arm) = district(&[], |p| p.capacity.associations = false);
        let here = SubdistrictId::FIRST;
        let unit = world.sites.by_subdistrict[here].associations[Local::FIRST].iter().next().expect("one");
        let sub = &mut arm.subs[here];
        (sub.communities[Local::FIRST].backlog, sub.communities[Local::FIRST].association_tasks) = (300, 80);
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
        let slots = [0, 1, 2].map(|number| {
            let mut need = need(CommunityId::FIRST, CategoryId::FIRST, number, 60).at(Stage::Desk);
            need.take_in(1);
            sub.cases.accounts.come(Stage::Desk);
            let slot = sub.cases.needs.insert(need);
            line::enter(&mut sub.cases, &mut sub.lines.units, &ctx, slot, unit);
            slot
        });
        // The first of them is being served: half of the work is done.
        line::leave(&mut sub.lines.units[unit], 60);
        sub.cases.shift(slots[0], Stage::Serving);
        let mut volunteer = person(Kind::Volunteer, unit);
        volunteer.cases[0] = Case { slot: slots[0], left: 30, whole: 60, ..Case::default() };
        sub.lines.workers = std::iter::once(volunteer).collect();
        posts::rebuild(sub, &ctx);
        close_associations(sub, &ctx);
        posts::rebuild(sub, &ctx);
        let desk: Vec<u32> = sub.cases.desks[Local::FIRST].desk.iter().map(|handle| handle.slot).collect();
        assert_eq!(desk, [slots[1], slots[2], slots[0]], "in the order of the line");
        assert_eq!(sub.cases.needs[slots[0]].work, 30, "what is done is done");
        assert_eq!(slots.map(|slot| sub.cases.needs[slot].stage), [Stage::Desk; 3]);
        let line = &sub.lines.units[unit];
        assert_eq!((line.line.len(), line.waiting, line.work, line.open, line.begun), (0, 0, 0, 0, 0));
        assert!(sub.lines.workers.is_empty() && line.servers.is_empty());
        let first = &sub.communities[Local::FIRST];
        assert_eq!((first.backlog, first.association_tasks), (380, 0));
    }
}

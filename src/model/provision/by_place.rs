//! By place (个性化服务、片区包干): a server who takes the next need looks for one from a community that it knows.
//!
//! Of the first n that wait with the priority of the very first, it takes argmax κ, κ its knowledge of the community, the earliest of equals,
//! among those for whom it has the minutes. Who is passed over waits on.

use crate::base::need::Need;
use crate::model::state::lines::Unit;
use crate::model::state::pool::Pool;
use crate::model::state::worker::Worker;

/// Takes out of a line, whose first entry waits, the need that a server serves next; `fits` says for whom it has the minutes, the very first among them.
pub fn take(unit: &mut Unit, needs: &Pool, worker: &Worker, ahead: usize, fits: impl Fn(&Need) -> bool) -> u32 {
    let first = unit.line[0];
    let (mut best, mut most) = ((0, first.need.slot), worker.knows(needs[first.need.slot].community()));
    let alike = unit.line.iter().enumerate().take_while(|(_, entry)| entry.priority == first.priority);
    // Who has left the line and is still on the list is nobody.
    for (place, entry) in alike.filter(|(_, entry)| needs.holds(entry.need)).take(ahead).skip(1) {
        let need = &needs[entry.need.slot];
        let known = worker.knows(need.community());
        if known > most && fits(need) {
            (best, most) = ((place, entry.need.slot), known);
        }
    }
    let (place, slot) = best;
    unit.line.remove(place);
    unit.waiting -= 1;
    unit.work = unit.work.saturating_sub(u64::from(needs[slot].work));
    slot
}

#[cfg(test)]
mod tests {
    use crate::base::need::Stage;
    use crate::base::places::{CategoryId, Local, Maybe, Places, SubdistrictId};
    use crate::model::abandonment::withdrawal::withdraw;
    use crate::model::provision::line;
    use crate::model::provision::service::{Service, serve};
    use crate::model::state::arm::idle::{district, need, person};
    use crate::model::state::minutes::Account;
    use crate::model::state::subdistrict::Context;
    use crate::model::state::worker::{Clock, Kind, Known, Worker};
    use crate::scenario::keys::policy::Discipline;

    /// Which of those who wait at the office of the first community is opened by its only server, who knows the places so well (in 1/65535) and has this number
    /// of minutes: each waits with a community, 0 or 1, and a severity; whoever has no severity has given up.
    fn opened(sets: &[&str], by_place: bool, knows: [u16; 2], minutes: u32, waits: &[(usize, Option<u8>)]) -> Option<usize> {
        let plain = ["service.open_cases=1", "service.local_trip=0", "service.speed_kmh=1"];
        let (world, keys, mut arm) = district(&[&plain[..], sets].concat(), |p| {
            (p.capacity.discipline, p.capacity.by_place) = (Discipline::Severity, by_place);
        });
        let here = SubdistrictId::FIRST;
        let communities = &world.places.subdistricts[here].communities;
        let places = [Local::FIRST, Local::from(1)].map(|local| communities[local]);
        let (unit, site) =
            (crate::model::office_unit(&world, here, Local::FIRST), crate::model::office_site(&world, here, Local::FIRST));
        let sub = &mut arm.subs[here];
        let mut server = person(Kind::CommunityWorker, unit);
        for (known, (place, share)) in server.known.iter_mut().zip(places.into_iter().zip(knows)) {
            *known = Known { community: Maybe::some(place), share };
        }
        sub.lines.workers = std::iter::once(server).collect();
        sub.lines.clocks = std::iter::once(Clock { minutes: 0, potential: 480, open: 0 }).collect();
        sub.lines.units[unit].servers = Places::first(1);
        sub.days[site].open(1, 480, 480, 0);
        sub.days[site].take(Account::Training, 480 - minutes);
        let ctx = Context { boards: &arm.boards, ..Context::quiet(&world, &arm.plan, &keys, 3) };
        let mut slots = Vec::new();
        for (number, &(place, severity)) in (0..).zip(waits) {
            let mut need = need(places[place], CategoryId::FIRST, number, 600).at(Stage::Desk);
            need.severity = severity.unwrap_or(0);
            sub.cases.accounts.come(Stage::Desk);
            let slot = sub.cases.needs.insert(need);
            line::enter(&mut sub.cases, &mut sub.lines.units, &ctx, slot, unit);
            if severity.is_none() {
                withdraw(&mut sub.cases.needs, &mut sub.lines.units, 3, slot);
            }
            slots.push(slot);
        }
        let mut left = Vec::new();
        let mut all = Service { cases: &mut sub.cases, lines: &mut sub.lines, days: &mut sub.days, left: &mut left };
        serve(&mut all, &sub.staff, &mut Vec::new(), &ctx);
        let gone = waits.iter().filter(|(_, severity)| severity.is_none()).count();
        let case = sub.lines.workers.iter().flat_map(Worker::open_cases).next().map(|case| case.slot);
        let waiting = sub.lines.units[unit].waiting as usize;
        assert_eq!(waiting, waits.len() - gone - usize::from(case.is_some()), "the others wait on");
        assert_eq!(sub.lines.units[unit].work, 600 * waiting as u64);
        slots.iter().position(|slot| Some(*slot) == case)
    }

    #[test]
    fn whoever_looks_for_a_place_it_knows_takes_from_the_first_in_line_one_who_lives_there() {
        let (here, there) = ((0, Some(0)), (1, Some(0)));
        let of = |ahead: &str, by_place, waits: &[(usize, Option<u8>)]| opened(&[ahead], by_place, [0, 20_000], 480, waits);
        let five = "service.look_ahead=5";
        assert_eq!(of(five, false, &[here, there]), Some(0), "the first where the policy has nobody look");
        assert_eq!(of(five, true, &[here, there]), Some(1));
        assert_eq!(of("service.look_ahead=1", true, &[here, there]), Some(0));
        assert_eq!(of("service.look_ahead=2", true, &[here, here, there]), Some(0), "not so far back");
        assert_eq!(of("service.look_ahead=3", true, &[here, here, there]), Some(2));
        assert_eq!(of("service.look_ahead=2", true, &[here, (0, None), there]), Some(2), "who has gone is not counted");
        assert_eq!(of(five, true, &[here, there, there]), Some(1), "the earliest of them");
        assert_eq!(of(five, true, &[(0, Some(2)), there]), Some(0), "nobody comes before a graver need");
        assert_eq!(of(five, true, &[here, (1, Some(2))]), Some(1), "as without looking");
    }

    #[test]
    fn of_places_known_the_best_known_counts_and_the_first_in_line_where_they_are_known_alike() {
        let (here, there) = ((0, Some(0)), (1, Some(0)));
        let of = |knows| opened(&[], true, knows, 480, &[here, there]);
        assert_eq!([[9, 10], [10, 10], [10, 9], [0, 0]].map(of), [Some(1), Some(0), Some(0), Some(0)]);
    }

    #[test]
    fn nobody_is_taken_for_a_place_to_which_there_is_no_time_to_go() {
        let (here, there) = ((0, Some(0)), (1, Some(0)));
        // An hour there and back is half a kilometre.
        assert_eq!(opened(&[], true, [0, 20_000], 60, &[here, there]), Some(0));
        assert_eq!(opened(&[], true, [0, 20_000], 60, &[there, here]), None, "a line is served from its head");
    }
}

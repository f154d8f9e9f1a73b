//! Taking in at the doors of stations and organisations (受理): whoever takes a need in gives the minutes, triages with the own skill, and, under 首问负责
//! (`intake.first_asked`), keeps what is of the own lines; everything else is handed to the desk of the community, by a message that can get lost.

use crate::base::of::Of;
use crate::base::places::{CategoryId, SiteId, SubdistrictId, UnitId};
use crate::model::access::duplicate;
use crate::model::access::intake::{self, Head};
use crate::model::referral::handoff::{self, Dispatch};
use crate::model::state::lines::Unit;
use crate::model::state::log::What;
use crate::model::state::minutes::Account;
use crate::model::state::subdistrict::Context;
use crate::world::sites::{Party, SubdistrictSites};

/// Stations and organisations take in whoever has come to them, first come, first served, while their minutes last.
pub fn take_in(all: &mut Dispatch<'_>, units: &Of<UnitId, Unit>, ctx: &Context<'_>) {
    let minutes = ctx.plan.intake_minutes;
    let own = ctx.world.own(all.cases.home);
    for site in all.cases.windows.places() {
        while let Some(head) = intake::head(&mut all.cases.windows[site], &all.cases.needs) {
            if all.days[site].left() < minutes {
                break;
            }
            all.cases.windows[site].pop_front();
            match head {
                Head::Waits(slot) => {
                    all.days[site].take(Account::Intake, minutes);
                    let (home, by) = (all.cases.home, &own.sites[site]);
                    all.cases.log.push(all.cases.needs[slot].id, What::TakenIn(by.party, by.stable));
                    intake::register(all.cases, ctx, slot, |category| mean_skill(own, site, units, ctx, home, category));
                    pass_on(all, units, ctx, slot, site);
                }
                Head::Twice(slot) => duplicate::found(all.cases, &mut all.days[site], ctx, slot),
            }
        }
    }
}

/// Mean published skill of the lines of a site that have people in them.
fn mean_skill(
    own: &SubdistrictSites,
    site: SiteId,
    units: &Of<UnitId, Unit>,
    ctx: &Context<'_>,
    home: SubdistrictId,
    category: CategoryId,
) -> f32 {
    let (skills, kinds) = (&ctx.boards[home].skill, ctx.world.kinds());
    let staffed = own.sites[site].units.iter().filter(|unit| !units[*unit].servers.is_empty());
    let (sum, lines) = staffed.fold((0.0, 0.0_f32), |(sum, n), unit| (sum + skills[unit.at() * kinds + category.at()], n + 1.0));
    sum / lines.max(1.0)
}

/// Whoever was asked first keeps what is of the own lines, where the policy says so; the rest goes to the desk of the community.
fn pass_on(all: &mut Dispatch<'_>, units: &Of<UnitId, Unit>, ctx: &Context<'_>, slot: u32, site: SiteId) {
    let Some(local) = all.cases.local(ctx.world, all.cases.needs[slot].community()) else { return };
    let own = ctx.world.own(all.cases.home);
    let label = all.cases.needs[slot].label;
    let line = match own.sites[site].party {
        Party::Station => ctx.plan.station_unit(own.station, label),
        _ => own.sites[site].units.start,
    };
    if ctx.plan.policy.intake.first_asked && own.sites[site].takes(label) && !units[line].servers.is_empty() {
        handoff::send_own(all.cases, ctx, slot, line);
    } else {
        handoff::hand_in(all, ctx, slot, local, site);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::need::Stage;
    use crate::base::places::Places;
    use crate::model::access::doors::street::{HERE, go, office, open, set_out, station, waiting, work};
    use crate::scenario::keys::policy::Door;

    #[test]
    fn whoever_takes_a_need_in_gives_the_minutes_and_hands_it_to_the_desk() {
        let (world, keys, mut arm) = open(&[Door::Station], &["handoff.initial_tie_station=0"], |_| {});
        set_out(&world, &mut arm, 400);
        go(&world, &keys, &mut arm, 3);
        work(&world, &keys, &mut arm, 3);
        // Of 10,000 minutes a need takes 30 and a message of 10: 250.
        assert_eq!(waiting(&world, &arm), [0, 150, 0, 250]);
        let days = &arm.subs[HERE].days;
        let booked = |site: SiteId| (days[site].booked[Account::Intake], days[site].booked[Account::Coordination]);
        assert_eq!((booked(station(&world)), booked(office(&world))), ((7_500, 2_500), (0, 2_500)));
        let kept = arm.subs[HERE].cases.needs.iter().filter(|(_, need)| need.stage == Stage::Desk && need.taken_in() == Some(3));
        assert_eq!(kept.count(), 250);
    }

    #[test]
    fn the_form_takes_its_minutes_of_the_station_and_of_the_organisation_at_whose_door_it_is_filled_in() {
        for door in [Door::Station, Door::Organisation] {
            let sets = ["intake.form_minutes=20", "handoff.message_minutes=0", "handoff.initial_tie_station=0"];
            let (world, keys, mut arm) = open(&[door], &sets, |p| p.intake.form = true);
            set_out(&world, &mut arm, 400);
            go(&world, &keys, &mut arm, 3);
            work(&world, &keys, &mut arm, 3);
            // Of 10,000 minutes a need takes 30 and a form of 20: 200.
            let booked: u32 = arm.subs[HERE].days.iter().map(|day| day.booked[Account::Intake]).sum();
            let waits = waiting(&world, &arm);
            assert_eq!((waits[1] + waits[2], waits[3], booked), (200, 200, 10_000), "{door:?}");
        }
    }

    #[test]
    fn whoever_is_asked_first_keeps_what_is_of_the_own_lines() {
        for (first_asked, served, sent) in [(true, true, 20), (true, false, 0), (false, true, 0)] {
            let (world, keys, mut arm) = open(&[Door::Station], &[], |p| p.intake.first_asked = first_asked);
            if !served {
                for unit in &mut arm.subs[HERE].lines.units {
                    unit.servers = Places::default();
                }
            }
            set_out(&world, &mut arm, 20);
            go(&world, &keys, &mut arm, 3);
            work(&world, &keys, &mut arm, 3);
            let in_transit = arm.subs[HERE].cases.accounts.stage[Stage::Transit];
            assert_eq!((in_transit, waiting(&world, &arm)[3]), (sent, 20 - sent as usize), "{first_asked} {served}");
        }
    }

    #[test]
    fn a_file_handed_in_by_an_organisation_may_get_lost_and_one_of_the_station_never_is() {
        for (door, lost) in [(Door::Organisation, 300), (Door::Station, 0)] {
            let sets = ["handoff.loss=0.3", "handoff.loss_tie=0", "intake.minutes=0", "handoff.message_minutes=0"];
            let (world, keys, mut arm) = open(&[door], &sets, |_| {});
            set_out(&world, &mut arm, 1_000);
            go(&world, &keys, &mut arm, 3);
            work(&world, &keys, &mut arm, 3);
            let ownerless = arm.subs[HERE].cases.accounts.stage[Stage::Ownerless];
            // The standard deviation is below 15.
            assert!(ownerless.abs_diff(lost) <= if lost > 0 { 60 } else { 0 }, "{door:?}: {ownerless}");
        }
    }

    #[test]
    fn a_door_triages_with_the_mean_skill_of_its_lines_with_people_in_them() {
        let wrong = |skills: &[(usize, f32)]| {
            let (world, keys, mut arm) = open(&[Door::Station], &["intake.error=0.5", "intake.minutes=0"], |_| {});
            let own = world.own(HERE);
            let kinds = world.kinds();
            for unit in own.sites[own.station_site].units {
                arm.subs[HERE].lines.units[unit].servers = Places::default();
            }
            for &(line, skill) in skills {
                let unit = own.sites[own.station_site].units.nth(line);
                arm.subs[HERE].lines.units[unit].servers = Places::first(1);
                arm.boards[HERE].skill[unit.at() * kinds..][..kinds].fill(skill);
            }
            set_out(&world, &mut arm, 1_500);
            go(&world, &keys, &mut arm, 3);
            work(&world, &keys, &mut arm, 3);
            arm.subs[HERE].cases.needs.iter().filter(|(_, n)| n.stage == Stage::Desk && n.label != n.category).count()
        };
        assert_eq!(wrong(&[(0, 1.0), (3, 1.0)]), 0, "lines without people count for nothing");
        // Half of 1 − q of 1,500: the standard deviation is below 20.
        for (skills, expected) in [(&[(0, 1.0), (3, 0.2)][..], 300), (&[(2, 0.2)], 600), (&[(1, 0.6), (2, 0.6), (4, 0.9)], 225)] {
            assert!(wrong(skills).abs_diff(expected) < 80, "{} {expected}", wrong(skills));
        }
    }
}

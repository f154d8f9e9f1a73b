//! The audit: every account of every agent, and the conservation of needs and tasks, on any tick of any run.
//!
//! Sums over the district ([`sums`]) are checked on every tick of every run; every agent ([`check`]) on request.

use crate::base::need::Stage;
use crate::base::places::{SiteId, UnitId};
use crate::measure::record::Audited;
use crate::model::state::subdistrict::Subdistrict;
use crate::model::state::worker::Worker;
use crate::model::workforce::{admission, pass_through};
use crate::world::World;

use crate::model::state::arm::Arm;

/// Identities of sums over the district: they cost next to nothing and are checked on every day of every run.
const SUMS: u64 = 6;

/// Identities that the audit checks, in English and Chinese: those of [`sums`] first.
pub const IDENTITIES: [(&str, &str); 17] = [
    ("needs: arisen = ended + held", "需求：发生 = 终结 + 在册"),
    ("treasury: cash = received - spent", "财政：现金 = 收入 - 支出"),
    ("treasury: cash is not below zero", "财政：现金不为负"),
    ("treasury: cash = balances of the channels + owed + not yet accrued", "财政：现金 = 各渠道余额 + 应付 + 未计提预算"),
    ("treasury: no channel is below zero", "财政：各渠道余额不为负"),
    ("administrative tasks: handed down = done + bought + dropped + waiting", "行政任务：下达 = 完成 + 购买 + 免办 + 待办"),
    ("every site: minutes paid = minutes booked", "每个机构：付薪分钟 = 入账分钟"),
    ("every site: minutes asked for are available", "每个机构：所派分钟不超过可用分钟"),
    ("every subdistrict and stage: needs held = counted", "每个街道、每个阶段：在册需求 = 计数"),
    ("every subdistrict: latent needs in pools = counted", "每个街道：潜在需求池 = 计数"),
    ("every line: who waits and their work = counted", "每条队列：等待者及其工作量 = 计数"),
    ("every server: the clock is its owner's", "每名服务者：时钟与本人一致"),
    ("every line: open cases and their minutes = counted", "每条队列：在办个案及其分钟 = 计数"),
    ("every subdistrict: who waits and is served in lines = counted", "每个街道：排队与在办合计 = 计数"),
    ("every organisation: cash = received - spent", "每个组织：现金 = 收入 - 支出"),
    ("every organisation: delivered - paid = tranches + quarter - advance", "每个组织：交付 - 已付 = 在途款 + 本季 - 预付"),
    ("every subdistrict: no need is under way at night", "每个街道：夜间无在途需求"),
];

/// Checks the cheap identities: sums over the district at the end of a day.
///
/// # Errors
/// With the tick and the first identity that fails.
#[inline(never)]
pub fn sums(arm: &Arm, day: u16) -> Result<(), String> {
    let at = |what: &str, why: String| Err(format!("tick {day}, {what}: {why}"));
    let (mut arisen, mut ended, mut held) = (0_u64, 0_u64, 0_i64);
    let (mut created, mut done, mut elsewhere, mut waiting, mut payables) = (0, 0, 0, 0, 0);
    for sub in &arm.subs {
        arisen += sub.cases.accounts.arisen;
        ended = sub.cases.accounts.ended_in.iter().fold(ended, |sum, n| sum.wrapping_add(*n));
        held += sub.cases.accounts.stage.iter().sum::<i64>();
        created += sub.cases.accounts.tasks_created;
        done += sub.cases.accounts.tasks_done;
        elsewhere += sub.cases.accounts.tasks_bought + sub.cases.accounts.tasks_dropped;
        waiting += sub.communities.iter().map(|c| c.backlog + admission::waiting(c)).sum::<u64>() + pass_through::waiting(sub);
        payables += sub.organisations.iter().map(|o| o.book.accrued - o.book.paid).sum::<i64>();
    }
    if arisen as i64 != ended as i64 + held {
        return at("district", format!("needs: {arisen} arose, {ended} ended, {held} are held"));
    }
    let (treasury, balances) = (&arm.district.treasury, arm.district.balances);
    if !treasury.closes() {
        return at(
            "treasury",
            format!("cash {} is not {} received less {} spent", treasury.cash, treasury.received, treasury.spent),
        );
    }
    if treasury.cash < 0 {
        return at("treasury", format!("the budget is exceeded by {} fen", -treasury.cash));
    }
    if treasury.cash != balances.sum() + payables + arm.district.appropriated {
        let cash = treasury.cash;
        return at("treasury", format!("cash {cash} is not the channels' {balances:?} and what is owed {payables}"));
    }
    if balances.0.iter().any(|b| *b < 0) {
        return at("treasury", format!("a channel has spent more than it had: {balances:?}"));
    }
    if created != done + elsewhere + waiting {
        let what = format!("{created} handed down, {done} done, {elsewhere} bought or dropped, {waiting} waiting");
        return at("offices", format!("administrative minutes: {what}"));
    }
    Ok(())
}

/// Checks everything at the end of a day; returns how much was checked.
///
/// # Errors
/// With the tick, the agent and the account of the first identity that fails.
pub fn check(arm: &Arm, world: &World, day: u16) -> Result<Audited, String> {
    let mut audited = Audited { days: 1, comparisons: SUMS };
    for sub in &arm.subs {
        subdistrict(sub, world).map_err(|(agent, what)| format!("tick {day}, {agent}: {what}"))?;
        let (sites, lines, houses) = (sub.days.len(), sub.lines.units.len(), sub.organisations.len());
        audited.comparisons += (2 * sites + Stage::COUNT + 1 + 2 * lines + sub.lines.workers.len() + 1 + 2 * houses + 1) as u64;
    }
    sums(arm, day)?;
    Ok(audited)
}

fn subdistrict(sub: &Subdistrict, world: &World) -> Result<(), (String, String)> {
    let own = &world.sites.by_subdistrict[sub.index];
    let code = &world.places.subdistricts[sub.index].code;
    let name = |i: SiteId| {
        let site = &own.sites[i];
        format!("{:?} {:#x} of {code}", site.party, site.stable)
    };
    for (i, day) in sub.days.pairs() {
        let booked: u64 = day.booked.iter().map(|&m| u64::from(m)).sum();
        if booked != u64::from(day.paid()) {
            let accounts: Vec<String> = day.booked.pairs().map(|(account, m)| format!("{} {m}", account.name())).collect();
            return Err((name(i), format!("{} minutes paid, {booked} booked ({})", day.paid(), accounts.join(", "))));
        }
        if day.duty > day.available {
            return Err((name(i), format!("{} minutes asked of {} available", day.duty, day.available)));
        }
    }
    let counted = sub.count_stages();
    for (stage, have) in counted.pairs() {
        let tally = sub.cases.accounts.stage[stage];
        if *have != tally {
            return Err((code.clone(), format!("{}: {have} needs held, {tally} counted", stage.name())));
        }
    }
    let latent: usize = sub.latent.len();
    if latent as i64 != counted[Stage::Latent] {
        return Err((code.clone(), format!("{latent} in latent pools, {} latent", counted[Stage::Latent])));
    }
    lines(sub).map_err(|(unit, what)| (name(own.site_of[unit]), what))?;
    for (org, i) in sub.organisations.iter().zip(own.all_organisations()) {
        if !org.account.closes() {
            let a = &org.account;
            return Err((name(i), format!("cash {} from {} less {}", a.cash, a.received, a.spent)));
        }
        let under_way: i64 = org.book.due.iter().map(|d| d.1).sum();
        if org.book.accrued - org.book.paid != under_way + org.book.quarter - org.book.advance {
            return Err((name(i), format!("contracts: {:?} do not close", org.book)));
        }
    }
    if !sub.cases.transit.outbox.is_empty()
        || !sub.cases.transit.inbox.is_empty()
        || !sub.cases.transit.arrivals.items().is_empty()
        || !sub.cases.transit.returning.items().is_empty()
        || !sub.approvals.upward.is_empty()
        || !sub.approvals.finished.is_empty()
    {
        return Err((code.clone(), "needs under way at the end of the day".into()));
    }
    Ok(())
}

/// Lines contain what waits, and servers what is in service.
fn lines(sub: &Subdistrict) -> Result<(), (UnitId, String)> {
    let (mut waiting, mut serving) = (0_i64, 0_i64);
    for (u, unit) in sub.lines.units.pairs() {
        let live = unit.line.iter().filter(|w| sub.cases.needs.holds(w.need)).count();
        let work: u64 = unit
            .line
            .iter()
            .filter(|w| sub.cases.needs.holds(w.need))
            .map(|w| u64::from(sub.cases.needs[w.need.slot].work))
            .sum();
        if live != unit.waiting as usize || work != unit.work {
            return Err((u, format!("line of {live} ({work} minutes), counted {} ({})", unit.waiting, unit.work)));
        }
        let (people, clocks) = (sub.lines.workers.part(unit.servers), sub.lines.clocks.part(unit.servers));
        if !people.iter().map(Worker::clock).zip(clocks).all(|(a, b)| (a.potential, a.open) == (b.potential, b.open)) {
            return Err((u, "a clock that is not its owner's".into()));
        }
        let open: u32 = clocks.iter().map(|c| u32::from(c.open)).sum();
        let begun: u64 = people.iter().flat_map(Worker::open_cases).map(|c| u64::from(c.left)).sum();
        if open != unit.open || begun != unit.begun {
            return Err((u, format!("{open} open cases ({begun} minutes), counted {} ({})", unit.open, unit.begun)));
        }
        waiting += live as i64;
        serving += i64::from(open);
    }
    if waiting != sub.cases.accounts.stage[Stage::Waiting] || serving != sub.cases.accounts.stage[Stage::Serving] {
        return Err((UnitId::FIRST, format!("{waiting} wait and {serving} are served in lines, not as counted")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::need::Need;
    use crate::base::places::{CategoryId, CommunityId, Local, SubdistrictId};
    use crate::model::state::arm::idle::{self, district};
    use crate::model::state::files::File;
    use crate::model::state::minutes::Account;
    use crate::model::state::parcel::{Arrival, Homecoming, Parcel, Returning};
    use crate::model::state::pool::Handle;

    const HERE: SubdistrictId = SubdistrictId::FIRST;
    const NONE: Handle = Handle { slot: 0, generation: 0 };

    fn need() -> Need {
        idle::need(CommunityId::FIRST, CategoryId::FIRST, 0, 60)
    }

    /// A district in which something happened, and whose books close: two needs arose, one of them is at the desk and one was met; tasks wait; money came in
    /// and went out; an organisation has delivered, was paid a part, and has a tranche on its way.
    fn busy() -> (World, Arm) {
        let (world, _, mut arm) = district(&[], |_| {});
        let sub = &mut arm.subs[HERE];
        sub.cases.accounts.arose(2);
        sub.cases.accounts.ended(Stage::Latent, Stage::Resolved);
        sub.cases.accounts.moved(Stage::Latent, Stage::Desk);
        sub.cases.needs.insert(need().at(Stage::Desk));
        (sub.cases.accounts.tasks_created, sub.cases.accounts.tasks_done) = (600, 120);
        (sub.communities[Local::FIRST].backlog, sub.communities[Local::FIRST].association_tasks) = (300, 80);
        sub.organisations[0].tasks = 100;
        let org = &mut sub.organisations[1];
        org.account.receive(500);
        org.account.spend(200);
        (org.book.accrued, org.book.paid, org.book.quarter, org.book.advance) = (1_000, 400, 350, 50);
        org.book.due = vec![(9, 300)];
        let site = world.sites.by_subdistrict[HERE].all_organisations().next().expect("a house");
        sub.days[site].open(1, 480, 480, 0);
        sub.days[site].take(Account::Direct, 480);
        let district = &mut arm.district;
        district.treasury.receive(10_000);
        district.treasury.spend(1_000);
        district.appropriated = 5_000;
        district.balances.0 = crate::model::state::channel::ByChannel::new([3_000, 400, 0, 0, 0, 0]);
        (world, arm)
    }

    /// What the audit finds after one change.
    fn found(change: impl FnOnce(&mut Arm)) -> String {
        let (world, mut arm) = busy();
        change(&mut arm);
        check(&arm, &world, 3).expect_err("it is noticed")
    }

    #[test]
    fn books_that_close_pass_and_every_comparison_is_counted() {
        let (world, arm) = busy();
        let own = &world.sites.by_subdistrict[HERE];
        let (sites, lines) = (own.sites.len(), own.site_of.len());
        // Two of each site, one of each stage, latent pools, two of each line, those in lines, two of each house, what is under way; no server.
        let expected = 6 + 2 * sites + Stage::COUNT + 1 + 2 * lines + 1 + 2 * 2 + 1;
        assert_eq!(check(&arm, &world, 3), Ok(Audited { days: 1, comparisons: expected as u64 }));
        assert_eq!(SUMS + 11, IDENTITIES.len() as u64);
    }

    #[test]
    fn a_need_that_arose_has_ended_or_is_held() {
        let said = found(|arm| arm.subs[HERE].cases.accounts.arisen += 1);
        assert_eq!(said, "tick 3, district: needs: 3 arose, 1 ended, 1 are held");
        let said = found(|arm| assert_eq!(arm.subs[HERE].cases.needs.insert(need().at(Stage::Desk)), 1));
        assert!(said.contains("2 needs held, 1 counted"), "{said}");
        let said = found(|arm| {
            let fate = crate::model::state::latent::Fate::Expire;
            arm.subs[HERE].latent.kept.push(0, fate, &need(), 9, Local::FIRST);
        });
        assert!(said.contains("latent: 1 needs held, 0 counted"), "{said}");
    }

    #[test]
    fn money_is_what_came_in_less_what_went_out_and_belongs_to_somebody() {
        let said = found(|arm| arm.district.treasury.cash += 1);
        assert!(said.contains("cash 9001 is not 10000 received less 1000 spent"), "{said}");
        let said = found(|arm| arm.district.treasury.spend(9_001));
        assert!(said.contains("exceeded by 1 fen"), "{said}");
        for change in [
            (|arm| arm.district.appropriated += 1) as fn(&mut Arm),
            |arm| arm.district.balances.0[crate::model::state::channel::Channel::InHouse] -= 1,
            |arm| arm.district.treasury.receive(1),
        ] {
            let said = found(change);
            assert!(said.contains("is not the channels'") && said.contains("what is owed 600"), "{said}");
        }
        let said = found(|arm| {
            let balances = &mut arm.district.balances.0;
            balances[crate::model::state::channel::Channel::InHouse] += 1;
            balances[crate::model::state::channel::Channel::Facility] -= 1;
        });
        assert!(said.contains("a channel has spent more than it had"), "{said}");
    }

    #[test]
    fn tasks_that_came_down_are_done_or_wait() {
        let said = found(|arm| arm.subs[HERE].cases.accounts.tasks_created += 60);
        assert_eq!(said, "tick 3, offices: administrative minutes: 660 handed down, 120 done, 0 bought or dropped, 480 waiting");
        let said = found(|arm| arm.subs[HERE].organisations[0].tasks -= 1);
        assert!(said.contains("479 waiting"), "{said}");
        let said = found(|arm| {
            (arm.subs[HERE].cases.accounts.tasks_bought, arm.subs[HERE].cases.accounts.tasks_dropped) = (30, 60);
            arm.subs[HERE].communities[Local::FIRST].refused = vec![(9, 15)];
        });
        assert!(said.contains("90 bought or dropped, 495 waiting"), "{said}");
    }

    #[test]
    fn minutes_paid_are_booked_once_and_none_is_asked_for_twice() {
        let first = crate::base::places::SiteId::FIRST;
        let said = found(|arm| arm.subs[HERE].days[first].paid += 1);
        assert!(said.contains("Office") && said.contains("1 minutes paid, 0 booked"), "{said}");
        let said = found(|arm| arm.subs[HERE].days[first].duty = 1);
        assert!(said.contains("1 minutes asked of 0 available"), "{said}");
    }

    #[test]
    fn an_organisation_has_what_it_received_and_is_owed_what_it_delivered() {
        let said = found(|arm| arm.subs[HERE].organisations[1].account.spent -= 1);
        assert!(said.contains("Organisation"), "{said}");
        for change in [
            (|book| book.quarter += 1) as fn(&mut crate::model::state::organisation::Book),
            |book| book.advance += 1,
            |book| book.due.clear(),
        ] {
            let said = found(|arm| change(&mut arm.subs[HERE].organisations[1].book));
            assert!(said.contains("do not close"), "{said}");
        }
    }

    #[test]
    fn a_line_is_as_long_as_counted() {
        let unit = UnitId::FIRST;
        for change in [
            (|unit| unit.waiting = 1) as fn(&mut crate::model::state::lines::Unit),
            |unit| unit.work = 60,
            |unit| unit.open = 1,
            |unit| unit.begun = 30,
        ] {
            let said = found(|arm| change(&mut arm.subs[HERE].lines.units[unit]));
            assert!(said.contains("counted"), "{said}");
        }
        let said = found(|arm| {
            let accounts = &mut arm.subs[HERE].cases;
            let slot = accounts.needs.iter().next().expect("one").0;
            accounts.needs[slot].stage = Stage::Waiting;
            accounts.accounts.moved(Stage::Desk, Stage::Waiting);
        });
        assert!(said.contains("0 wait and 0 are served in lines"), "{said}");
    }

    #[test]
    fn at_night_nothing_is_under_way() {
        const FILE: File = File { order: 1, need: NONE, since: 0, home: HERE, department: 0 };
        fn home() -> Parcel {
            Parcel::Home(need(), Homecoming::Decide)
        }
        let under_way: [fn(&mut Subdistrict); 6] = [
            |sub| sub.cases.transit.outbox.push(home()),
            |sub| sub.cases.transit.inbox.push(home()),
            |sub| sub.cases.transit.arrivals.push(Arrival::new(UnitId::FIRST, 1, NONE)),
            |sub| sub.cases.transit.returning.push(Returning { order: 1, need: NONE, what: Homecoming::Decide }),
            |sub| sub.approvals.upward.push(FILE),
            |sub| sub.approvals.finished.push(FILE),
        ];
        for add in under_way {
            let said = found(|arm| add(&mut arm.subs[HERE]));
            assert!(said.ends_with("needs under way at the end of the day"), "{said}");
        }
    }
}

//! The ledger of a run: minutes and money by quarter, party and account.

use crate::base::calendar::ends_quarter;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::state::arm::Arm;
use crate::model::state::bill::{Bill, ByFen, Fen};
use crate::model::state::channel::ByChannel;
use crate::model::state::log::Kinds;
use crate::model::state::minutes::{Account, ByAccount};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;
use crate::world::sites::{ByParty, Party};

/// One quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quarter {
    /// Minutes by party and account.
    pub minutes: ByParty<ByAccount<u64>>,
    /// Of the administrative minutes, those of tasks from above, by party.
    pub tasks: ByParty<u64>,
    /// Fen by party and account.
    pub fen: ByParty<ByFen<i64>>,
    /// Public budget accrued, fen.
    pub entitlement: i64,
    /// Of the public money, what each channel bore, fen.
    pub channels: ByChannel<i64>,
}

impl Quarter {
    fn add(&mut self, other: &Self) {
        for p in Party::ALL {
            self.tasks[p] += other.tasks[p];
            for a in Account::ALL {
                self.minutes[p][a] += other.minutes[p][a];
            }
            for a in Fen::ALL {
                self.fen[p][a] += other.fen[p][a];
            }
        }
        self.entitlement += other.entitlement;
        for (sum, fen) in self.channels.iter_mut().zip(other.channels) {
            *sum += fen;
        }
    }
}

/// The ledger.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Quarters that have ended, from the start of the window.
    pub quarters: Vec<Quarter>,
    /// The quarter under way.
    pub current: Quarter,
    /// Minutes of the day that ended last.
    pub today: ByParty<ByAccount<u64>>,
    /// Public outlays of the day that ended last.
    pub today_fen: i64,
}

impl WatchDistrict for Ledger {
    fn kinds(&self) -> Kinds {
        Kinds::NONE
    }

    fn subdistricts(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>, _: bool) {}

    fn late(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>) {}

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        if let Some(day_of_window) = day.checked_sub(world.burn_in_days()) {
            self.take(arm, world, day_of_window);
        }
    }
}

impl Ledger {
    /// Takes a day of the window: its money, and the minutes of every site and of clerks.
    fn take(&mut self, arm: &Arm, world: &World, day_of_window: u16) {
        let book = &arm.district.today;
        self.add_bill(&book.bill);
        self.current.entitlement += book.accrued;
        let mut today: ByParty<ByAccount<u64>> = ByParty::default();
        for sub in &arm.subs {
            for (party, booked) in sub.each_day(world) {
                self.current.tasks[party] += u64::from(booked.tasks);
                for (sum, minutes) in today[party].iter_mut().zip(booked.booked) {
                    *sum += u64::from(minutes);
                }
            }
        }
        let clerks = &mut today[Party::Government];
        clerks[Account::Administration] += book.clerk_used;
        clerks[Account::Idle] += book.clerk_minutes.saturating_sub(book.clerk_used);
        (self.today, self.today_fen) = (today, book.bill.public());
        for (sum, row) in self.current.minutes.iter_mut().zip(&today) {
            for (s, m) in sum.iter_mut().zip(row) {
                *s += m;
            }
        }
        self.end_day(day_of_window);
    }

    /// Adds a day's money.
    fn add_bill(&mut self, bill: &Bill) {
        for (row, day) in self.current.fen.iter_mut().zip(&bill.fen) {
            for (sum, fen) in row.iter_mut().zip(day) {
                *sum += fen;
            }
        }
        for (sum, fen) in self.current.channels.iter_mut().zip(bill.channels) {
            *sum += fen;
        }
    }

    /// Ends a day of the window.
    fn end_day(&mut self, day_of_window: u16) {
        if ends_quarter(day_of_window) {
            self.quarters.push(self.current);
            self.current = Quarter::default();
        }
    }

    /// Sum over the window.
    #[must_use]
    pub fn total(&self) -> Quarter {
        let mut sum = self.current;
        for quarter in &self.quarters {
            sum.add(quarter);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::Local;
    use crate::model::state::arm::idle::{district, houses};
    use crate::model::workforce::administration;
    use crate::scenario::keys::quantity::Share;

    #[test]
    fn tasks_from_above_are_told_apart_from_other_administration_by_party() {
        let here = SubdistrictId::FIRST;
        let sets = ["social_worker.admin_share=0.5", "administration.daily_cap=0.25"];
        let (world, keys, mut arm) = district(&sets, |p| p.oversight.task_cap = Share::whole());
        let (own, sub) = (world.own(here), &mut arm.subs[here]);
        for (site, filed) in [(own.site_of[own.office[Local::FIRST]], 0.0), (houses(&world)[0], 1.0)] {
            let staff = &mut sub.staff[site];
            (staff.heads, staff.paid, staff.available, staff.filed) = (2, 960, 960, filed);
        }
        (sub.communities[Local::FIRST].backlog, sub.organisations[0].tasks) = (1_000, 1_000);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        administration::open_day(own, &sub.staff, &mut sub.days, &mut sub.communities, &mut sub.organisations, &ctx);
        let mut ledger = Ledger::default();
        ledger.take(&arm, &world, 0);
        ledger.take(&arm, &world, 1);
        let total = ledger.total();
        // A quarter of 960 minutes; half of those of the house are files, a quarter of the rest tasks.
        assert_eq!((total.tasks[Party::Office], total.tasks[Party::Organisation]), (2 * 240, 2 * 120));
        assert_eq!(total.minutes[Party::Organisation][Account::Administration], 2 * (480 + 120));
    }
}

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

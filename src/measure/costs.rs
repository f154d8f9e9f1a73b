//! Costs of a window, by what they are for.

use super::ledger::Quarter;
use super::totals::ratio;
use crate::base::calendar::{DAYS_PER_YEAR, FEN, MINUTES_PER_DAY};
use crate::model::state::bill::Fen;
use crate::model::state::minutes::Account;
use crate::world::World;
use crate::world::sites::Party;

/// The parties whose staff is paid.
pub const PAID: [Party; 4] = [Party::Office, Party::Station, Party::Organisation, Party::Government];

/// Costs of a window, yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Costs {
    /// Public outlays, whatever for.
    pub public: f64,
    /// Messages, search, meetings, ties, reports.
    pub coordination: f64,
    /// Direct work, travel, search for needs, materials, overhead, rent, help bought outside, family care.
    pub execution: f64,
    /// Approvals, administrative tasks (also those that are bought), recording, intake.
    pub administration: f64,
    /// Tender, monitoring, fundraising.
    pub transaction: f64,
    /// Training; insurance and training of volunteers.
    pub learning: f64,
    /// Paid minutes without work, and those lost to burnout.
    pub idle: f64,
}

impl Costs {
    /// Pay is divided over accounts by minutes, party by party; volunteers' and family minutes count at their shadow wages.
    #[must_use]
    pub fn of(total: &Quarter, family_minutes: u64, world: &World) -> Self {
        let mut c = Self::default();
        let minute = *world.keys.community_worker.wage / (f64::from(DAYS_PER_YEAR) * f64::from(MINUTES_PER_DAY));
        for party in Party::ALL {
            let row = &total.fen[party];
            for account in Fen::ALL.into_iter().filter(|a| a.is_public()) {
                c.public += row[account] as f64 / FEN;
            }
            let yuan = |a: Fen| if a.is_social() { row[a] as f64 / FEN } else { 0.0 };
            let minutes = &total.minutes[party];
            let volunteers = party == Party::Association;
            let paid: u64 = minutes.iter().sum();
            let price = if volunteers {
                minute * *world.keys.volunteer.shadow_wage
            } else {
                ratio(yuan(Fen::Pay) + yuan(Fen::OwnPay) + yuan(Fen::Charity), paid as f64)
            };
            let price = if price.is_finite() { price } else { 0.0 };
            let of = |a: Account| minutes[a] as f64 * price;
            c.coordination += of(Account::Coordination) + of(Account::Reports);
            c.execution += of(Account::Direct) + of(Account::Travel) + of(Account::Discovery);
            c.execution += yuan(Fen::Overhead) + yuan(Fen::OwnOverhead) + yuan(Fen::Materials);
            c.execution += yuan(Fen::Rent) + yuan(Fen::Outside);
            c.administration += of(Account::Administration) + of(Account::Intake) + yuan(Fen::Assistance);
            c.transaction += yuan(Fen::Transaction) + yuan(Fen::Fundraising);
            c.learning += of(Account::Training) + yuan(Fen::Insurance);
            if !volunteers {
                c.idle += of(Account::Idle) + of(Account::Strain);
            }
        }
        c.execution += family_minutes as f64 * minute * *world.keys.money.family_shadow_wage;
        c
    }

    /// Resources used by anyone: the sum of the six parts.
    #[must_use]
    pub fn social(&self) -> f64 {
        self.coordination + self.execution + self.administration + self.transaction + self.learning + self.idle
    }
}

//! A bill (账单): what a day costs, by account.

use crate::model::state::channel::CHANNELS;
use crate::world::sites::PARTIES;

/// Accounts of money by party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fen {
    /// Pay from the public budget.
    Pay,
    /// Overhead of contracts and grants.
    Overhead,
    /// What a contract pays beyond pay and overhead: markup, and what a cut of quality saves.
    Margin,
    /// Fixed cost of facilities.
    Rent,
    /// Pay from income outside the budget (organisations' own staff, property firms).
    OwnPay,
    /// Overhead on that.
    OwnOverhead,
    /// Hours paid by donations.
    Charity,
    /// Tender and monitoring.
    Transaction,
    /// Severance.
    Severance,
    /// Insurance and training of volunteers.
    Insurance,
    /// Fundraising.
    Fundraising,
    /// Materials, paid by residents.
    Materials,
    /// Help that households buy outside (see [`crate::model::abandonment::giving_up`]).
    Outside,
}

/// Number of accounts of money.
pub const FEN_ACCOUNTS: usize = 13;

/// Names in files.
pub const FEN_NAMES: [&str; FEN_ACCOUNTS] = [
    "pay",
    "overhead",
    "margin",
    "rent",
    "own_pay",
    "own_overhead",
    "charity",
    "transaction",
    "severance",
    "insurance",
    "fundraising",
    "materials",
    "outside",
];

/// Accounts paid from the public budget.
pub const PUBLIC: [bool; FEN_ACCOUNTS] = [true, true, true, true, false, false, false, true, true, true, true, false, false];

/// Accounts that use resources; a margin and severance move money and are no social cost.
pub const SOCIAL: [bool; FEN_ACCOUNTS] = [true, true, false, true, true, true, true, true, false, true, true, true, true];

/// What a day costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// By party and account.
    pub fen: [[i64; FEN_ACCOUNTS]; PARTIES],
    /// What of it each channel bears.
    pub channels: [i64; CHANNELS],
}

impl Bill {
    /// Adds the bill of another owner.
    pub fn add(&mut self, other: &Self) {
        for (sum, row) in self.fen.iter_mut().zip(&other.fen) {
            for (s, fen) in sum.iter_mut().zip(row) {
                *s += fen;
            }
        }
        for (sum, fen) in self.channels.iter_mut().zip(other.channels) {
            *sum += fen;
        }
    }

    /// Sum over what the public pays.
    #[must_use]
    pub fn public(&self) -> i64 {
        self.fen.iter().flat_map(|row| row.iter().zip(PUBLIC)).map(|(fen, public)| if public { *fen } else { 0 }).sum()
    }
}

//! A bill (账单): what a day costs, by account.

use crate::model::state::channel::ByChannel;
use crate::world::sites::ByParty;

crate::base::by::enumerated! {
    /// Accounts of money by party.
    pub enum Fen, /// One value for each account of money.
    pub type ByFen {
        /// Pay from the public budget.
        Pay = "pay",
        /// Overhead of contracts and grants.
        Overhead = "overhead",
        /// What a contract pays beyond pay and overhead: markup, and what a cut of quality saves.
        Margin = "margin",
        /// Fixed cost of facilities.
        Rent = "rent",
        /// Pay from income outside the budget (organisations' own staff, property firms).
        OwnPay = "own_pay",
        /// Overhead on that.
        OwnOverhead = "own_overhead",
        /// Hours paid by donations.
        Charity = "charity",
        /// Tender and monitoring.
        Transaction = "transaction",
        /// Severance.
        Severance = "severance",
        /// Insurance and training of volunteers.
        Insurance = "insurance",
        /// Fundraising.
        Fundraising = "fundraising",
        /// Tasks that are bought, paid by the line for social assistance, which no policy divides.
        Assistance = "assistance",
        /// Materials, paid by residents.
        Materials = "materials",
        /// Help that households buy outside (see [`crate::model::abandonment::giving_up`]).
        Outside = "outside",
    }
}

impl Fen {
    /// Whether it is paid from the public budget, in which policies are alike.
    #[must_use]
    pub const fn is_public(self) -> bool {
        !matches!(self, Self::OwnPay | Self::OwnOverhead | Self::Charity | Self::Assistance | Self::Materials | Self::Outside)
    }

    /// Whether it uses resources; a margin and severance move money and are no social cost.
    #[must_use]
    pub const fn is_social(self) -> bool {
        !matches!(self, Self::Margin | Self::Severance)
    }
}

/// What a day costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    /// By party and account.
    pub fen: ByParty<ByFen<i64>>,
    /// What of it each channel bears.
    pub channels: ByChannel<i64>,
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
        self.fen.iter().flat_map(ByFen::pairs).map(|(account, fen)| if account.is_public() { *fen } else { 0 }).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::channel::Channel;
    use crate::world::sites::Party;

    #[test]
    fn bills_add_up_account_by_account_and_the_public_pays_the_public_ones() {
        let mut sum = Bill::default();
        for factor in [1, 10] {
            let mut bill = Bill::default();
            for (i, account) in (1..).zip(Fen::ALL) {
                bill.fen[Party::Organisation][account] = factor * i;
            }
            bill.fen[Party::Station][Fen::Pay] = factor * 100;
            bill.channels[Channel::Venture] = factor * 7;
            sum.add(&bill);
        }
        assert_eq!(sum.fen[Party::Organisation][Fen::Margin], 33);
        assert_eq!((sum.fen[Party::Station][Fen::Pay], sum.channels[Channel::Venture]), (1_100, 77));
        // Pay, overhead, margin, rent, transaction, severance, insurance and fundraising: 1 to 4 and 8 to 11.
        assert_eq!(sum.public(), 1_100 + 11 * (1 + 2 + 3 + 4 + 8 + 9 + 10 + 11));
        let social: i64 = Fen::ALL.into_iter().filter(|a| !a.is_social()).map(|a| sum.fen[Party::Organisation][a]).sum();
        assert_eq!(social, 33 + 99, "a margin and severance only move money");
    }
}

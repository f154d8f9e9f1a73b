//! Advances (预付款): what organisations were paid before they delivered, and how it comes back.

use crate::model::state::organisation::{Account, Organisation};
use crate::model::state::subdistrict::Subdistrict;

/// What a contract has been paid in advance and has not delivered goes back.
pub(super) fn repay_advances(subs: &mut [Subdistrict], treasury: &mut Account) {
    for org in subs.iter_mut().flat_map(|s| &mut s.organisations) {
        repay_advance(org, treasury);
    }
}

/// What one organisation has been paid in advance and has not delivered goes back.
pub(super) fn repay_advance(org: &mut Organisation, treasury: &mut Account) {
    org.book.advanced = 0;
    repay(org, treasury, org.book.advance);
}

/// So much of an advance goes back, and no more than there is of it.
pub(super) fn repay(org: &mut Organisation, treasury: &mut Account, fen: i64) {
    let part = fen.min(org.book.advance);
    if part > 0 {
        org.book.advance -= part;
        org.account.spend(part);
        org.income[0] -= part;
        org.book.paid -= part;
        treasury.receive(part);
    }
}

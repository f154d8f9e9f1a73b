//! Advances (预付款): payments to organisations before delivery, and their return.

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::state::organisation::{Account, Organisation};
use crate::model::state::subdistrict::Subdistrict;

/// Advances of a contract that were not worked off go back.
pub(super) fn repay_advances(subs: &mut Of<SubdistrictId, Subdistrict>, treasury: &mut Account) {
    for org in subs.iter_mut().flat_map(|s| &mut s.organisations) {
        repay_advance(org, treasury);
    }
}

/// Advances of one organisation that were not worked off go back.
pub(super) fn repay_advance(org: &mut Organisation, treasury: &mut Account) {
    org.book.advanced = 0;
    repay(org, treasury, org.book.advance);
}

/// This amount of an advance goes back, at most the whole of it.
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

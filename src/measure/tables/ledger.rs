//! `ledger.csv`: minutes and money by quarter, party and account.

use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, scale::*, whole};
use crate::measure::ledger::Quarter;
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;
use crate::world::sites::Party;

/// An entry of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Quarter of the window, from 0.
    pub quarter: u64,
    /// Who spends it.
    pub party: &'static str,
    /// On what, or through which channel.
    pub category: &'static str,
    /// Minutes or fen.
    pub unit: &'static str,
    /// How much.
    pub amount: i128,
}

/// The value of a column of an entry.
pub type OfEntry = for<'r> fn(&'r Entry) -> Cell<'r>;

/// The unit of time.
pub const IN_MINUTES: &str = "minutes";
/// The unit of money.
pub const IN_FEN: &str = "fen";
/// The party of what the channels of the public budget bore.
const TREASURY: &str = "treasury";
/// The public budget that accrued.
const ENTITLEMENT: &str = "entitlement";

columns! {
    /// All columns after the run.
    pub ENTRIES: OfEntry;

    QUARTER: IDENTITY,
        "quarter of the window, from 0 (62.5 working days: quarters end on days 63, 125, 188, 250)",
        "季度",
        |entry| whole(entry.quarter);
    PARTY: WORDS, "who spends it; `treasury`: the public budget by channel", "主体；`treasury` 为财政", |entry| name(entry.party);
    CATEGORY: WORDS,
        "account; of the treasury what each channel bore (`inhouse`, `contracts`, `grants`, `facilities`, `self_help`, `personnel` where community workers have a line of their own) and `entitlement`",
        "科目；财政一方为各经费渠道支出与应得预算",
        |entry| name(entry.category);
    UNIT: WORDS, "`minutes` or `fen`", "单位", |entry| name(entry.unit);
    AMOUNT: Scale { unit: "unit", range: OF_EITHER_SIGN }, "amount", "数额", |entry| whole(entry.amount);
}

const OF_EITHER_SIGN: Range = Range::Signed(
    "what a house delivers may cost it more than the price: then its margin is negative",
    "机构的成本可能高于合同价，此时盈余为负",
);

const TOPICS: &[Topic<OfEntry>] = &[ENTRIES];

/// `ledger.csv`.
pub static LEDGER: TableSpec = TableSpec {
    file: "ledger.csv",
    row: "a policy, a replicate, a quarter, a party, an account",
    row_zh: "某季度某主体某科目",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; accounts that are empty in a quarter are left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    for (quarter, sums) in (0..).zip(&seen.ledger().quarters) {
        of_quarter(sums, |party, category, unit, amount| {
            if amount != 0 {
                let entry = Entry { quarter, party, category, unit, amount };
                table.row(head, TOPICS, |value| value(&entry));
            }
        });
    }
}

/// Every account of a quarter: party, account, unit, amount.
fn of_quarter(quarter: &Quarter, mut row: impl FnMut(&'static str, &'static str, &'static str, i128)) {
    for party in Party::ALL {
        for (account, amount) in quarter.minutes[party].pairs() {
            row(party.name(), account.name(), IN_MINUTES, i128::from(*amount));
        }
        for (account, amount) in quarter.fen[party].pairs() {
            row(party.name(), account.name(), IN_FEN, i128::from(*amount));
        }
    }
    for (channel, amount) in quarter.channels.pairs() {
        row(TREASURY, channel.name(), IN_FEN, i128::from(*amount));
    }
    row(TREASURY, ENTITLEMENT, IN_FEN, i128::from(quarter.entitlement));
}

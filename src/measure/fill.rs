//! Which tables are collected, and how a finished run fills them.

use super::collect::Collect;
use super::seen::Seen;
use super::table::{Head, Table, TableSpec};
use super::tables::runs::{self, view::RunView};
use super::tables::{
    CELLS, COMMUNITIES, CONTACTS, DAILY, FLOWS, LEDGER, LOSSES, MAP, REFERRALS, RUNS, SEGMENTS, SITES, WAITS, cells, communities,
    contacts, flows, ledger, losses, map, referrals, segments, sites, waits,
};

/// Adds the rows of a finished run to a table.
type Rows = fn(Seen<'_>, &Head<'_>, &mut Table);

impl Collect {
    /// The tables that runs fill, `runs.csv` first, in the order of the documentation.
    #[must_use]
    pub fn tables(self) -> Vec<&'static TableSpec> {
        let chosen = self.choices().into_iter().filter_map(|(on, table, _)| on.then_some(table));
        std::iter::once(&RUNS).chain(chosen).collect()
    }

    /// The tables of a finished run, `runs.csv` first; `daily.csv`, which is written day by day, is not among them.
    #[must_use]
    pub fn of_run(self, run: &RunView<'_>) -> Vec<Table> {
        let mut first = Table::new(&RUNS);
        runs::row(run, &mut first);
        let written = self.choices().into_iter().filter_map(|(on, spec, rows)| {
            let rows = rows.filter(|_| on)?;
            let mut table = Table::new(spec);
            rows(run.seen, &run.head, &mut table);
            Some(table)
        });
        std::iter::once(first).chain(written).collect()
    }

    /// The tables besides `runs.csv`: whether each is wanted, and how its rows follow from a finished run.
    fn choices(self) -> [(bool, &'static TableSpec, Option<Rows>); 12] {
        [
            (self.daily, &DAILY, None),
            (self.communities, &COMMUNITIES, Some(communities::rows)),
            (self.communities, &SEGMENTS, Some(segments::rows)),
            (self.cells, &CELLS, Some(cells::rows)),
            (self.losses, &LOSSES, Some(losses::rows)),
            (self.flows, &FLOWS, Some(flows::rows)),
            (self.waits, &WAITS, Some(waits::rows)),
            (self.ledger, &LEDGER, Some(ledger::rows)),
            (self.map, &MAP, Some(map::rows)),
            (self.map, &SITES, Some(sites::rows)),
            (self.map, &REFERRALS, Some(referrals::rows)),
            (self.contacts, &CONTACTS, Some(contacts::rows)),
        ]
    }
}

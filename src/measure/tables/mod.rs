//! The tables of the output folder, a file each: their columns, and how their rows follow from a run.

pub mod assumptions;
pub mod cells;
pub mod communities;
pub mod comparison;
pub mod contacts;
pub mod daily;
pub mod flows;
pub mod frames;
pub mod head;
pub mod ledger;
pub mod losses;
pub mod map;
pub mod places;
pub mod policies;
pub mod referrals;
pub mod runs;
pub mod segments;
pub mod sites;
pub mod summary;
pub mod waits;
pub mod waves;
pub mod worlds;

pub use assumptions::ASSUMPTIONS;
pub use cells::CELLS;
pub use communities::COMMUNITIES;
pub use comparison::COMPARISON;
pub use contacts::CONTACTS;
pub use daily::DAILY;
pub use flows::FLOWS;
pub use frames::FRAMES_CSV;
pub use ledger::LEDGER;
pub use losses::LOSSES;
pub use map::MAP;
pub use places::PLACES;
pub use policies::POLICIES;
pub use referrals::REFERRALS;
pub use runs::RUNS;
pub use segments::SEGMENTS;
pub use sites::SITES;
pub use summary::SUMMARY;
pub use waits::WAITS;
pub use waves::WAVES;
pub use worlds::WORLDS_CSV;

use super::table::TableSpec;

/// All tables, in the order of the documentation.
pub static ALL: [&TableSpec; 21] = [
    &RUNS,
    &POLICIES,
    &ASSUMPTIONS,
    &PLACES,
    &DAILY,
    &COMMUNITIES,
    &SEGMENTS,
    &CELLS,
    &LOSSES,
    &FLOWS,
    &WAITS,
    &LEDGER,
    &MAP,
    &SITES,
    &REFERRALS,
    &CONTACTS,
    &COMPARISON,
    &FRAMES_CSV,
    &WAVES,
    &SUMMARY,
    &WORLDS_CSV,
];

/// Names of the files of all tables, in the same order.
pub static FILES: [&str; ALL.len()] = files();

const fn files() -> [&'static str; ALL.len()] {
    let (mut names, mut i) = ([""; ALL.len()], 0);
    while i < names.len() {
        names[i] = ALL[i].file;
        i += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::column::Range;

    #[test]
    fn every_column_has_a_range_and_words_are_what_has_no_numbers() {
        for column in ALL.iter().flat_map(|t| t.columns) {
            let says_number = !["-", "unit"].contains(&column.unit);
            assert!(!says_number || column.range != Range::Text, "{}: a unit and no range", column.name);
            match column.range {
                Range::Between(least, most) => assert!(least < most),
                Range::Whole(least, most) => assert!(least < most),
                Range::Signed(why, zh) => assert!(!why.is_empty() && !zh.is_empty()),
                Range::Text | Range::Count | Range::AtLeast(_) => {}
            }
        }
    }

    #[test]
    fn no_table_has_two_columns_of_one_name() {
        for table in ALL {
            let names: std::collections::BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.file);
        }
    }
}

//! Which tables a run fills besides `runs.csv`.
//!
//! Collecting costs disk space and some time and never affects a result: a table that is not collected is not written, and no row of the others
//! may depend on it.

use std::fmt;
use std::str::FromStr;

use crate::base::words::{Both, both, shown};
use crate::scenario::error::nearest;

/// Names of the tables that may be collected.
const NAMES: [&str; 9] = ["daily", "communities", "cells", "losses", "flows", "waits", "ledger", "map", "contacts"];

/// The tables to collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collect {
    /// `daily.csv`.
    pub daily: bool,
    /// `communities.csv` and `segments.csv`.
    pub communities: bool,
    /// `cells.csv`.
    pub cells: bool,
    /// `losses.csv`.
    pub losses: bool,
    /// `flows.csv`.
    pub flows: bool,
    /// `waits.csv`.
    pub waits: bool,
    /// `ledger.csv`.
    pub ledger: bool,
    /// `map.csv`, `sites.csv` and `referrals.csv`.
    pub map: bool,
    /// `contacts.csv`: not among all tables, since every visit is looked at for it; it is collected where it is named.
    pub contacts: bool,
}

impl Collect {
    /// Every table but `contacts.csv`.
    pub const ALL: Self = Self::every(true, false);
    /// Every table that there is.
    pub const WHOLE: Self = Self::every(true, true);
    /// `runs.csv` alone.
    pub const NONE: Self = Self::every(false, false);

    const fn every(on: bool, contacts: bool) -> Self {
        Self { daily: on, communities: on, cells: on, losses: on, flows: on, waits: on, ledger: on, map: on, contacts }
    }
}

impl Default for Collect {
    fn default() -> Self {
        Self::ALL
    }
}

impl FromStr for Collect {
    type Err = Both;

    fn from_str(list: &str) -> Result<Self, Both> {
        match list.trim() {
            "all" => return Ok(Self::ALL),
            "none" => return Ok(Self::NONE),
            _ => {}
        }
        let mut collect = Self::NONE;
        for name in list.split(',').map(str::trim) {
            match name {
                "runs" => {}
                "all" => collect = Self { contacts: collect.contacts, ..Self::ALL },
                "daily" => collect.daily = true,
                "communities" => collect.communities = true,
                "cells" => collect.cells = true,
                "losses" => collect.losses = true,
                "flows" => collect.flows = true,
                "waits" => collect.waits = true,
                "ledger" => collect.ledger = true,
                "map" => collect.map = true,
                "contacts" => collect.contacts = true,
                _ => {
                    let near = nearest(name, NAMES)
                        .map_or_else(Both::default, |near| both!(" (did you mean `{near}`?)", "（是否指 `{near}`？）"));
                    let (name, known) = (shown(name), NAMES.join(", "));
                    return Err(both!(
                        "`{name}` is not a table{near}; expected `all`, `none` or a comma list of {known}",
                        "没有 `{name}` 这张表{near}；应为 all、none，或以逗号分隔的若干项：{known}";
                        near = near
                    ));
                }
            }
        }
        Ok(collect)
    }
}

impl fmt::Display for Collect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ALL => return f.write_str("all"),
            Self::NONE => return f.write_str("none"),
            Self::WHOLE => return f.write_str("all,contacts"),
            _ => {}
        }
        let wanted =
            [self.daily, self.communities, self.cells, self.losses, self.flows, self.waits, self.ledger, self.map, self.contacts];
        let names: Vec<&str> = NAMES.into_iter().zip(wanted).filter_map(|(name, on)| on.then_some(name)).collect();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tables_reads_back_from_its_own_text() {
        for text in ["all", "none", "daily", "cells,ledger", "all,contacts", "waits,map,contacts"] {
            let collect: Collect = text.parse().expect("a valid list");
            assert_eq!(collect.to_string(), text);
        }
        assert_eq!("daily,communities,cells,losses,flows,waits,ledger,map".parse(), Ok(Collect::ALL));
        assert_eq!("contacts,all".parse(), Ok(Collect::WHOLE));
        let all: Collect = "all".parse().expect("a valid list");
        assert!(!all.contacts, "who does not name it does not pay for it");
    }

    #[test]
    fn an_unknown_table_is_named_in_the_error() {
        let error = "daily,week".parse::<Collect>().expect_err("no such table");
        assert!(error.en.contains("`week`") && error.zh.contains("`week`"), "{error:?}");
    }
}

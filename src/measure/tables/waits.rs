//! `waits.csv`: how long needs waited for their first service.

use crate::measure::column::{Cell, Topic, columns, described, name, number, scale::*, whole};
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// Needs of a category of a certain age.
#[derive(Clone, Copy, Debug)]
pub struct Age<'a> {
    /// Name of the category.
    pub category: &'a str,
    /// Days since onset.
    pub days: u64,
    /// Needs first served at that age.
    pub served: u64,
    /// Needs that left unserved at that age.
    pub left: u64,
}

/// The value of a column of an age.
pub type OfAge = for<'r> fn(&'r Age<'_>) -> Cell<'r>;

columns! {
    /// All columns after the run.
    pub AGES: OfAge;

    CATEGORY: WORDS, "category of need", "品类", |age| name(age.category);
    DAYS: AGE, "days since onset", "发生后天数", |age| whole(age.days);
    SERVED: NEEDS, "first served at that age", "首次服务", |age| whole(age.served);
    CENSORED: NEEDS, "left without service at that age", "未获服务而离开", |age| whole(age.left);
}

const TOPICS: &[Topic<OfAge>] = &[AGES];

/// `waits.csv`.
pub static WAITS: TableSpec = TableSpec {
    file: "waits.csv",
    row: "a policy, a replicate, a category, a day of waiting",
    row_zh: "等待天数分布",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; ages at which nothing happened are left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let days = seen.tallies().next().map_or(0, |tally| tally.horizon + 1);
    for (k, category) in seen.world.category_names.iter().enumerate() {
        for d in 0..days {
            let at = k * days + d;
            let served: u64 = seen.tallies().map(|tally| u64::from(tally.served[at])).sum();
            let left: u64 = seen.tallies().map(|tally| u64::from(tally.censored[at])).sum();
            if served + left > 0 {
                let age = Age { category, days: d as u64, served, left };
                table.row(head, TOPICS, |value| value(&age));
            }
        }
    }
}

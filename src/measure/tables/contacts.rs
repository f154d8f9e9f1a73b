//! `contacts.csv`: visits, and those who were visited, by year.

use crate::base::places::SegmentId;
use crate::measure::column::{Cell as Field, Range, Scale, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::contacts::{Visits, residents};
use crate::measure::seen::Seen;
use crate::measure::table::{Head, Table, TableSpec};
use crate::measure::tables::head::HEAD;

/// Visits of a cell in a year.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// The year, from 0.
    pub year: u64,
    /// Name of the segment.
    pub segment: &'a str,
    /// Name of the category.
    pub category: &'a str,
    /// Name of the party.
    pub party: &'static str,
    /// Residents of the segment.
    pub residents: f64,
    /// Needs that were served.
    pub needs: u64,
    /// Persons who were served.
    pub users: f64,
    /// Visits.
    pub visits: Visits,
}

/// The value of a column of a cell.
pub type OfGroup = for<'r> fn(&'r Group<'_>) -> Field<'r>;

columns! {
    /// All columns after the run.
    pub GROUPS: OfGroup;

    YEAR: Scale { unit: "-", range: Range::Count }, "year of the window, from 0", "窗口期第几年，从 0 起", |group| whole(group.year);
    SEGMENT: WORDS, "segment of residents", "人群", |group| name(group.segment);
    CATEGORY: WORDS,
        "category of the part of the need that was served",
        "所服务部分的品类",
        |group| name(group.category);
    PARTY: WORDS, "party of the server", "服务者所属主体", |group| name(group.party);
    RESIDENTS: PERSONS,
        "residents of the segment in the middle of the year",
        "该人群年中人数",
        |group| real(group.residents);
    NEEDS: NEEDS_SERVED, "needs that were served at least once in the year", "当年至少获一次服务的需求", |group| whole(group.needs);
    USERS: PERSONS,
        "persons served at least once in the year: N (1 - e^(-n/N)) of the N residents of each community with n needs served, as if needs fell \
         independently on residents; persons of several categories or parties are counted in each",
        "当年至少获一次服务的人数：各社区该人群 N 人、获服务需求 n 件时为 N(1-e^(-n/N))，假定需求独立地落在居民身上；涉及多个品类或主体者各计一次",
        |group| real(group.users);
    VISITS: NUMBER,
        "visits: days on which a need was served in person",
        "人次：某件需求获面对面服务的日数",
        |group| whole(group.visits.number);
    MINUTES: crate::measure::column::scale::MINUTES,
        "minutes of the visits, without trips",
        "服务分钟数，不含路途",
        |group| whole(group.visits.minutes);
}

const NEEDS_SERVED: Scale = crate::measure::column::scale::NEEDS;

const TOPICS: &[Topic<OfGroup>] = &[GROUPS];

/// `contacts.csv`.
pub static CONTACTS: TableSpec = TableSpec {
    file: "contacts.csv",
    row: "a policy, a replicate, a year, a segment, a category, a party",
    row_zh: "年份 × 人群 × 品类 × 主体",
    head: HEAD,
    columns: &described::<_, _, { number(HEAD, TOPICS) }>(HEAD, TOPICS),
};

/// Adds the rows of a run; cells without a visit are left out.
pub fn rows(seen: Seen<'_>, head: &Head<'_>, table: &mut Table) {
    let (Some(contacts), world) = (seen.contacts(), seen.world) else { return };
    for (year, sums) in contacts.years().iter().enumerate() {
        let (residents, each) = (residents(world, year), contacts.each(world, year));
        let of = |segment: SegmentId| residents.iter().map(|community| community[segment.at()]).sum::<f64>();
        for (cell, &visits) in &sums.visits {
            let (needs, users) = each.get(cell).copied().unwrap_or_default();
            let group = Group {
                year: year as u64,
                segment: &world.segment_names[cell.segment],
                category: &world.category_names[cell.category],
                party: cell.party.name(),
                residents: of(cell.segment),
                needs,
                users,
                visits,
            };
            table.row(head, TOPICS, |value| value(&group));
        }
    }
}

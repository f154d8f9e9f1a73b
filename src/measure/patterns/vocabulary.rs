//! The measures by name. Each is declared once: what it is in both languages, what may be chosen of it, and how its value follows from a run; or why
//! the model cannot say it.
//!
//! Beside these, every column of `runs.csv` that has numbers is a measure under its own name, of which nothing may be chosen.

use super::{Asked, Facts};
use crate::base::words::Pair;
use crate::measure::column::Range;
use crate::measure::tables::runs::answer::{RECORDED_CLOSURE, RESOLVED_SHARE};
use crate::measure::tables::runs::{Metric, metrics};
use crate::measure::totals::ratio;

/// Something that may be chosen of a measure; all is meant where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Segments of residents, and parts of them.
    Segments,
    /// Categories of needs.
    Categories,
    /// Parties of servers.
    Parties,
    /// A number of working days; it must be given.
    Days,
    /// Names of other patterns in falling order; it must be given.
    Order,
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Segments, Self::Categories, Self::Parties, Self::Days, Self::Order];

    /// The keys of a pattern with which it is chosen.
    #[must_use]
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Segments => &["segments", "parts"],
            Self::Categories => &["categories"],
            Self::Parties => &["parties"],
            Self::Days => &["days"],
            Self::Order => &["order"],
        }
    }
}

/// How a value follows.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// From a finished run.
    OfRun(fn(&Facts<'_>, &Asked) -> f64),
    /// From the values of other patterns: their least step down.
    OfOthers,
    /// It cannot be said, and why.
    NotMeasured(Pair),
}

/// A measure.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Name in files.
    pub name: &'static str,
    /// What it is.
    pub meaning: Pair,
    /// What may be chosen of it.
    pub takes: &'static [Choice],
    /// How its value follows.
    pub how: How,
}

const SERVED: &[Choice] = &[Choice::Segments, Choice::Categories, Choice::Parties];

/// All measures that are not columns of `runs.csv`.
pub static MEASURES: [Measure; 13] = [
    Measure {
        name: "visits_per_resident",
        meaning: Pair {
            en: "visits for each resident of the segments and year; a visit is a day on which a need is served in person",
            zh: "所选人群每人每年的服务人次；一件需求获面对面服务的一日计一人次",
        },
        takes: SERVED,
        how: How::OfRun(|run, asked| {
            let contacts = &run.watched.contacts;
            ratio(contacts.visits(&asked.of), contacts.residents(run.world, &asked.of))
        }),
    },
    Measure {
        name: "users_share",
        meaning: Pair {
            en: "persons served at least once in a year / residents of the segments, as if needs fell independently on residents",
            zh: "当年至少获一次服务的人数 / 所选人群人数，假定需求独立地落在居民身上",
        },
        takes: SERVED,
        how: How::OfRun(|run, asked| {
            let contacts = &run.watched.contacts;
            ratio(contacts.users(run.world, &asked.of), contacts.residents(run.world, &asked.of))
        }),
    },
    Measure {
        name: "visits_per_user",
        meaning: Pair {
            en: "visits for each person who is served at least once in a year",
            zh: "当年至少获一次服务者每人的服务人次",
        },
        takes: SERVED,
        how: How::OfRun(|run, asked| {
            let contacts = &run.watched.contacts;
            ratio(contacts.visits(&asked.of), contacts.users(run.world, &asked.of))
        }),
    },
    Measure {
        name: "visits_per_social_worker",
        meaning: Pair {
            en: "visits by social workers for each social worker in post and year, whoever employs them",
            zh: "在岗社会工作者每人每年的服务人次，不论由谁聘用",
        },
        takes: &[],
        how: How::OfRun(|run, _| run.watched.contacts.visits_per_social_worker()),
    },
    Measure {
        name: "known_share",
        meaning: Pair {
            en: "needs of the categories that became known / needs that arose in the window",
            zh: "所选品类中被知晓的需求 / 窗口期内产生的需求",
        },
        takes: &[Choice::Categories],
        how: How::OfRun(|run, asked| run.watched.heard.share(&asked.of.categories)),
    },
    Measure {
        name: "hotline_orders_per_resident",
        meaning: Pair {
            en: "orders of the hotline for each resident and year, of needs that arose in the categories",
            zh: "每位居民每年的热线工单，限所选品类的需求",
        },
        takes: &[Choice::Categories],
        how: How::OfRun(|run, asked| ratio(run.watched.orders.per_year(&asked.of.categories), run.world.residents)),
    },
    Measure {
        name: "hotline_recorded_closure",
        meaning: Pair {
            en: "orders of the hotline that the books have called closed (resolved or on paper) / orders whose deadline has come",
            zh: "记为办结（已解决或纸面办结）的热线工单 / 已到期的热线工单",
        },
        takes: &[Choice::Categories],
        how: How::OfRun(|run, asked| run.watched.orders.recorded_closure(&asked.of.categories)),
    },
    Measure {
        name: "hotline_repeat_share",
        meaning: Pair {
            en: "orders of the hotline whose household came back after a closure on paper / orders whose deadline has come",
            zh: "纸面办结后居民再次提出的热线工单 / 已到期的热线工单",
        },
        takes: &[Choice::Categories],
        how: How::OfRun(|run, asked| run.watched.orders.repeats(&asked.of.categories)),
    },
    Measure {
        name: "hotline_closed_within",
        meaning: Pair {
            en: "orders of the hotline that were closed within `days` working days of the call / orders called at least so long ago",
            zh: "来电后 `days` 个工作日内办结的热线工单 / 来电至今已满该日数的热线工单",
        },
        takes: &[Choice::Categories, Choice::Days],
        how: How::OfRun(|run, asked| run.watched.orders.closed_within(&asked.of.categories, asked.days)),
    },
    Measure {
        name: "closure_minus_resolved",
        meaning: Pair {
            en: "share of known needs that the books call closed less the share that is resolved",
            zh: "被知晓需求的办结率与解决率之差",
        },
        takes: &[],
        how: How::OfRun(|run, _| run.column(&RECORDED_CLOSURE) - run.column(&RESOLVED_SHARE)),
    },
    Measure {
        name: "falling_order",
        meaning: Pair {
            en: "the least step down from one pattern of `order` to the next: above 0 where they are in falling order",
            zh: "`order` 所列各项依次下降的最小一步：大于 0 即按序递减",
        },
        takes: &[Choice::Order],
        how: How::OfOthers,
    },
    Measure {
        name: "participation_after_care",
        meaning: Pair {
            en: "change of the share who take part in the community after a person was served",
            zh: "获得服务者参与社区活动比例的变化",
        },
        takes: SERVED,
        how: How::NotMeasured(Pair {
            en: "participation belongs to a community, not to persons, so that those who were served cannot be told from those who were not",
            zh: "模型中的参与属于社区而不属于个人，无法区分获得服务者与未获服务者",
        }),
    },
    Measure {
        name: "grant_cost_per_visit",
        meaning: Pair {
            en: "yuan of small grants for each visit that they pay", zh: "微创投每人次服务的经费（元）"
        },
        takes: &[],
        how: How::NotMeasured(Pair {
            en: "the status quo gives no small grants; it needs a run of a policy that does",
            zh: "现状没有微创投，须运行有微创投的政策",
        }),
    },
];

/// What a pattern measures.
#[derive(Clone, Copy, Debug)]
pub enum Named {
    /// A measure of the vocabulary.
    Measure(&'static Measure),
    /// A column of `runs.csv`.
    Column(&'static Metric),
}

impl Named {
    /// What may be chosen of it.
    #[must_use]
    pub const fn takes(self) -> &'static [Choice] {
        match self {
            Self::Measure(measure) => measure.takes,
            Self::Column(_) => &[],
        }
    }
}

/// Columns of `runs.csv` that have numbers; one that a measure is called like is that measure of everything.
fn columns() -> impl Iterator<Item = &'static Metric> {
    let is_measure = |name: &str| MEASURES.iter().any(|measure| measure.name == name);
    metrics().filter(move |column| column.range != Range::Text && !is_measure(column.name))
}

/// The measure of that name.
#[must_use]
pub fn named(name: &str) -> Option<Named> {
    let measure = MEASURES.iter().find(|measure| measure.name == name).map(Named::Measure);
    measure.or_else(|| columns().find(|column| column.name == name).map(Named::Column))
}

/// The names of all measures.
pub fn names() -> impl Iterator<Item = &'static str> {
    MEASURES.iter().map(|measure| measure.name).chain(columns().map(|column| column.name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::base::need::Need;
    use crate::base::of::Of;
    use crate::base::places::{CategoryId, CommunityId, SegmentId, SubdistrictId};
    use crate::measure::contacts::Chosen;
    use crate::measure::patterns::Watched;
    use crate::measure::record::{Audited, RunRecord};
    use crate::model::state::log::What;
    use crate::world::World;
    use crate::world::reference::world;

    #[test]
    fn no_two_measures_have_one_name() {
        let all: Vec<&str> = names().collect();
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
        assert!(named("unmet_share").is_some() && named("policy").is_none() && named("users_share").is_some());
    }

    /// A year of 1,000 residents.
    fn a_village() -> World {
        let sets = ["district.generate.subdistricts=1", "district.generate.communities=1", "district.generate.residents=1000"];
        world(&[&sets[..], &["run.years=1"]].concat())
    }

    fn value(name: &str, world: &World, watched: &Watched, asked: &Asked) -> f64 {
        let Some(Named::Measure(Measure { how: How::OfRun(value), .. })) = named(name) else { panic!("{name} is measured") };
        let (audited, tables) = (Audited::default(), Vec::new());
        let record = RunRecord { policy: 0, replicate: 0, lives: 0, audited, ok: true, tables };
        value(&Facts { world, watched, record: &record }, asked)
    }

    /// Everything, within five days.
    fn all(world: &World) -> Asked {
        Asked { of: Chosen::all(world), days: 5 }
    }

    #[test]
    fn visits_are_counted_for_residents_and_for_users() {
        let world = a_village();
        let mut watched = Watched::new(&world);
        let start = world.burn_in_days();
        let site = world.sites.by_subdistrict[SubdistrictId::FIRST].sites[crate::base::places::SiteId::FIRST].stable;
        let (category, segment) = (CategoryId::FIRST, SegmentId::FIRST);
        for (day, ordinal) in [(0, 1), (1, 1), (2, 1), (3, 2)] {
            let what = What::Visited { site, minutes: 30, left: 0, category, segment, social_worker: true };
            watched.contacts.visit(start + day, Need::pack(CommunityId::FIRST, category, 1, ordinal), what);
        }
        let asked = all(&world);
        let of = |name| value(name, &world, &watched, &asked);
        assert!((of("visits_per_resident") - 4.0 / 1000.0).abs() < 1e-9);
        assert!((of("users_share") - 2.0 / 1000.0).abs() < 1e-5);
        assert!((of("visits_per_user") - 2.0).abs() < 0.01);
        assert!(of("visits_per_social_worker").is_nan(), "nobody was in post");
        let mut others = all(&world);
        others.of.parts[segment] = 0.0;
        assert_eq!(value("visits_per_resident", &world, &watched, &others), 0.0);
    }

    #[test]
    fn orders_and_what_is_known_are_those_of_the_categories() {
        let world = a_village();
        let mut watched = Watched::new(&world);
        let day = world.burn_in_days();
        for (category, ordinal, closed) in [(0, 1, 3), (0, 2, 9), (1, 3, 1)] {
            let need = Need::pack(CommunityId::FIRST, CategoryId::new(category), 1, ordinal);
            watched.orders.call(day, need);
            watched.orders.close(day + closed, need);
        }
        watched.heard.arose[CategoryId::FIRST] = 8;
        watched.heard.known[CategoryId::FIRST] = 2;
        let mut asked = all(&world);
        asked.of.categories = Of::from_fn(world.kinds(), |k| k == CategoryId::FIRST);
        let of = |name| value(name, &world, &watched, &asked);
        assert!((of("hotline_orders_per_resident") - 2.0 / 1000.0).abs() < 1e-12);
        assert_eq!([of("hotline_closed_within"), of("known_share")], [0.5, 0.25]);
        assert_eq!([of("hotline_recorded_closure"), of("hotline_repeat_share")], [1.0, 0.0], "closed, and no life has ended");
    }

    #[test]
    fn what_is_chosen_of_a_measure_is_chosen_by_keys_of_its_own() {
        let keys: Vec<&str> = Choice::ALL.iter().flat_map(|choice| choice.keys()).copied().collect();
        assert_eq!(keys.len(), keys.iter().collect::<BTreeSet<_>>().len());
    }
}

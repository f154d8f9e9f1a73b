//! `places.csv`: subdistricts, communities and sites, and where they lie.

use std::collections::BTreeMap;

use crate::base::words::{Both, both};
use crate::measure::column::{Cell, Range, Scale, Topic, columns, described, name, number, real, scale::*, whole};
use crate::measure::table::{Head, OfHead, Table, TableSpec};
use crate::world::World;
use crate::world::named::places;
use crate::world::sites::{Party, Seat, Site};

/// A subdistrict, a community or a site.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// What it is.
    pub kind: &'static str,
    /// Its name on the command line.
    pub id: String,
    /// For people, in English.
    pub english: String,
    /// For people, in Chinese.
    pub chinese: String,
    /// Code of its subdistrict.
    pub subdistrict: &'a str,
    /// Code of the community in which it is seated; empty for a subdistrict and a station.
    pub community: &'a str,
    /// Where it lies, km.
    pub at: (f32, f32),
    /// Residents, of a subdistrict or a community.
    pub residents: Option<f64>,
    /// Fifth by distance of a community, 1 nearest.
    pub fifth: Option<u8>,
}

/// The value of a column of a place.
pub type OfPlace = for<'r> fn(&'r Place<'_>) -> Cell<'r>;

/// Kilometres from an origin that is the scenario's.
const KILOMETRES: Scale = Scale { unit: "km", range: Range::Signed("the origin is the scenario's", "原点由情景给定") };

columns! {
    /// All columns.
    pub PLACES_ALL: OfPlace;

    KIND: WORDS,
        "`subdistrict`, `community`, `office`, `station`, `organisation`, `association`, `property_firm`, `founder` (an organisation that may \
         be founded), `facility` (rooms that an operator may open)",
        "种类：街道、社区、社区服务站、街道社工站、社会组织、社区社会组织、物业公司、可能新设的机构、可由机构运营的场所",
        |at| name(at.kind);
    ID: WORDS,
        "its name on the command line (`trace --site`): the code of a subdistrict or community; an office has that of its community",
        "命令行所用名称；街道与社区为其代码，服务站与所在社区同名",
        |at| Cell::Words(&at.id);
    NAME_EN: WORDS, "its name for people, in English", "英文名称", |at| Cell::Words(&at.english);
    NAME_ZH: WORDS, "its name for people, in Chinese", "中文名称", |at| Cell::Words(&at.chinese);
    SUBDISTRICT: WORDS, "its subdistrict", "所属街道", |at| Cell::Words(at.subdistrict);
    COMMUNITY: WORDS, "community of its seat; empty for a subdistrict and its station", "所在社区；街道及其社工站为空", |at| Cell::Words(at.community);
    X_KM: KILOMETRES, "place, to the east", "位置（向东）", |at| real(kilometres(at.at.0));
    Y_KM: KILOMETRES, "place, to the north", "位置（向北）", |at| real(kilometres(at.at.1));
    RESIDENTS: PERSONS, "residents at the start, of a subdistrict or a community", "期初居民数（街道、社区）", |at| at.residents.map_or(Cell::Nothing, real);
    DISTANCE_FIFTH: Scale { unit: "fifth", range: Range::Whole(1, 5) },
        "fifth of the communities by distance from the centre of their subdistrict: 1 nearest, 5 remotest",
        "按距街道中心远近的五分位：1 最近，5 最远",
        |at| at.fifth.map_or(Cell::Nothing, whole);
}

/// Whole metres: places are kept with less precision than a double shows.
fn kilometres(km: f32) -> f64 {
    libm::round(f64::from(km) * 1000.0) / 1000.0
}

const NO_HEAD: Topic<OfHead> = &[];
const TOPICS: &[Topic<OfPlace>] = &[PLACES_ALL];

/// `places.csv`.
pub static PLACES: TableSpec = TableSpec {
    file: "places.csv",
    row: "a subdistrict, a community or a site",
    row_zh: "一个街道、社区或服务点",
    head: NO_HEAD,
    columns: &described::<_, _, { number(NO_HEAD, TOPICS) }>(NO_HEAD, TOPICS),
};

/// Kind of place that a site is.
#[must_use]
pub const fn kind_of(site: &Site) -> &'static str {
    match site.seat {
        Seat::Founder => "founder",
        Seat::Facility => "facility",
        Seat::Standing => site.party.name(),
    }
}

/// Names of all sites, as `places.csv` has them, by their identity.
#[must_use]
pub fn ids(world: &World) -> BTreeMap<u32, String> {
    places(world).map(|place| (place.stable, place.name(world))).collect()
}

/// The text of the file, header included.
#[must_use]
pub fn text(world: &World) -> String {
    let mut table = Table::new(&PLACES);
    for_each(world, |place| {
        let head = Head { policy: "", replicate: 0, point: 0, seed: None, failure: None };
        table.row(&head, TOPICS, |value| value(&place));
    });
    PLACES.header() + table.text()
}

/// Subdistricts with their communities and sites, in order.
fn for_each(world: &World, mut take: impl FnMut(Place<'_>)) {
    let geography = &world.places;
    for (s, sub) in geography.subdistricts.pairs() {
        take(Place {
            kind: "subdistrict",
            id: sub.code.clone(),
            english: sub.code.clone(),
            chinese: sub.code.clone(),
            subdistrict: &sub.code,
            community: "",
            at: sub.centre,
            residents: Some(geography.residents_of(s)),
            fifth: None,
        });
        for &c in &sub.communities {
            let place = &geography.communities[c];
            take(Place {
                kind: "community",
                id: place.code.clone(),
                english: place.code.clone(),
                chinese: if place.name.is_empty() { place.code.clone() } else { place.name.clone() },
                subdistrict: &sub.code,
                community: &place.code,
                at: place.at,
                residents: Some(place.residents),
                fifth: Some(place.fifth + 1),
            });
        }
    }
    for place in places(world) {
        let site = &world.own(place.subdistrict).sites[place.index];
        let (seat, sub) = (&geography.communities[site.community], &geography.subdistricts[place.subdistrict].code);
        let community = if site.party == Party::Station { "" } else { seat.code.as_str() };
        let (kind, id) = (kind_of(site), place.name(world));
        let Both { en: english, zh: chinese } =
            called(site, place.number, if community.is_empty() { sub } else { community }, &seat.name);
        take(Place { kind, id, english, chinese, subdistrict: sub, community, at: site.at, residents: None, fifth: None });
    }
}

/// What people call a site of a place: the code of its seat, which may have a Chinese name.
fn called(site: &Site, number: u32, code: &str, name: &str) -> Both {
    let zh = if name.is_empty() || site.party == Party::Station { code } else { name };
    let next = number + 1;
    match (site.seat, site.party) {
        (Seat::Facility, _) => both!("Facility in {code}", "{zh}活动场所"),
        (_, Party::Organisation) => both!("Organisation {number}", "社会组织{number}"),
        (_, Party::Office) => both!("Office of {code}", "{zh}社区服务站"),
        (_, Party::Association) => both!("Association {next} of {code}", "{zh}社区社会组织{next}"),
        (_, Party::PropertyFirm) => both!("Property firm in {code}", "{zh}物业公司"),
        (_, Party::Station | Party::Government | Party::Household) => both!("Station of {code}", "{zh}社工站"),
    }
}

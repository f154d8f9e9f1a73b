//! Sites and people by their names on the command line.

use crate::base::words::{both, list};
use crate::experiment::tracing::error::TracingError;
use crate::scenario::error::nearest;
use crate::world::World;
use crate::world::named::{Place, community_zh, places};
use crate::world::sites::Party;

/// The site of this name: a community's code or Chinese name for its office, `organisation:N`, `station:SUBDISTRICT`,
/// `association:COMMUNITY:N`, `property:COMMUNITY`, `facility:COMMUNITY`.
///
/// # Errors
/// When there is none.
pub fn place(world: &World, name: &str) -> Result<Place, TracingError> {
    let wanted = name.trim();
    let mut names = Vec::new();
    for place in places(world) {
        let code = place.name(world);
        let also = (place.party == Party::Office).then(|| community_zh(world, &code)).flatten();
        if code == wanted || also == Some(wanted) {
            return Ok(place);
        }
        names.push(code);
        names.extend(also.map(str::to_owned));
    }
    let kind = wanted.split_once(':').map_or("", |(kind, _)| kind);
    let of_kind = |n: &&str| n.split_once(':').map_or("", |(kind, _)| kind) == kind;
    let mut known: Vec<&str> = names.iter().map(String::as_str).filter(of_kind).collect();
    let expected = match kind {
        _ if known.is_empty() || kind.is_empty() => {
            known = names.iter().map(String::as_str).collect();
            let offices = known.iter().copied().filter(|n| !n.contains(':'));
            let offices = list(offices);
            both!(
                "a community ({offices}), organisation:N, station:SUBDISTRICT, association:COMMUNITY:N, property:COMMUNITY or \
                 facility:COMMUNITY",
                "社区（{offices}），或 organisation:序号、station:街道、association:社区:序号、property:社区、facility:社区";
                offices = offices
            )
        }
        // A different number is not a typing error.
        "organisation" => {
            let last = known.len() - 1;
            known.clear();
            both!("`organisation:0` to `organisation:{last}`", "`organisation:0` 至 `organisation:{last}`")
        }
        _ => {
            let known = list(known.iter().copied());
            both!("one of {known}", "以下之一：{known}"; known = known)
        }
    };
    // The name of a subdistrict means its station.
    let near = known
        .iter()
        .find(|n| n.strip_prefix("station:") == Some(wanted))
        .copied()
        .or_else(|| nearest(wanted, known.iter().copied()));
    Err(TracingError::NoSuchSite { found: name.to_owned(), expected, near: near.map(str::to_owned) })
}

/// A person: a site and a number among those who work there when policies part, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The site.
    pub place: Place,
    /// The number.
    pub number: usize,
}

/// The person of this name, `SITE:N`.
///
/// # Errors
/// When it is not a name of that form, or there is no such site.
pub fn person(world: &World, name: &str) -> Result<Person, TracingError> {
    let example = || places(world).next().map_or_else(String::new, |p| p.name(world));
    let parts = name
        .trim()
        .rsplit_once(':')
        .and_then(|(site, n)| Some((site, n.parse().ok()?)))
        // `organisation:12` is a site, not a person.
        .filter(|(site, _)| !["organisation", "association"].contains(site));
    let Some((site, number)) = parts else {
        return Err(TracingError::NotAPerson { found: name.to_owned(), example: example() });
    };
    Ok(Person { place: place(world, site)?, number })
}

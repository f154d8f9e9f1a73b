//! Following lives: which needs, sites and people are looked at, and what happened to them under each policy.
//!
//! Needs are followed in two passes. The first keeps of every need of the first year how it ended under each policy; from that the
//! needs are picked, some from all, some from those that fared worse and better under the second policy than under the first. The
//! second pass runs the same days again and notes whatever happens to the needs picked. Nothing that is noted decides anything, so
//! both passes end like a run without them.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::arm::Arm;
use crate::engine::block::{Conditions, Engine, Halt};
use crate::engine::draws::{Keys, Purpose};
use crate::model::minutes::Day;
use crate::model::need::{Need, Stage};
use crate::model::plan::Plan;
use crate::model::trace::{Ending, Happening, Trace, WorkerDay};
use crate::scenario::error::{list, nearest};
use crate::world::demand::Demand;
use crate::world::sites::{Party, Seat, Site};
use crate::world::{DAYS_PER_YEAR, MONTH, World};

/// Days drawn at a time.
const CHUNK: u16 = 50;
/// Of two needs that are resolved, one fared better when it was resolved so many working days earlier.
pub const CLEARLY: u16 = MONTH;

/// Why nothing could be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TracingError {
    /// No site has this name.
    #[error("no such site: {found:?}\n   expected: {expected}{}", hint(.near.as_deref()))]
    NoSuchSite {
        /// What was asked for.
        found: String,
        /// What there is.
        expected: String,
        /// What was meant, perhaps.
        near: Option<String>,
    },
    /// The site has no person of this number when policies part.
    #[error("no such person: {site}:{person}\n   expected: {}", people(.site, *.heads))]
    NoSuchPerson {
        /// The site.
        site: String,
        /// The number asked for, from 0.
        person: usize,
        /// People there.
        heads: usize,
    },
    /// Not a person.
    #[error("no such person: {found:?}\n   expected: a site and a number from 0, such as `{example}:0`")]
    NotAPerson {
        /// What was asked for.
        found: String,
        /// A site.
        example: String,
    },
    /// The day lies outside the window.
    #[error("day {from} is not in the window\n   expected: a day from 1 to {last} (working days from the moment policies part)")]
    OutsideWindow {
        /// First day asked for, from 1.
        from: u32,
        /// Last day of the window.
        last: u16,
    },
    /// A run was stopped, or an account did not close.
    #[error("{}", match .0 { Halt::Stopped => "stopped", Halt::Failed(reason) => reason.as_str() })]
    Halt(Halt),
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("\n   hint: did you mean `{near}`?"))
}

fn people(site: &str, heads: usize) -> String {
    match heads {
        0 => "another site: nobody works there when policies part".to_owned(),
        1 => format!("`{site}:0`: one person works there when policies part"),
        n => format!("`{site}:0` to `{site}:{}`: {n} people work there when policies part", n - 1),
    }
}

impl TracingError {
    /// Whether what was asked for is at fault, not the run.
    #[must_use]
    pub const fn is_bad_input(&self) -> bool {
        !matches!(self, Self::Halt(_))
    }
}

impl From<Halt> for TracingError {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

/// One replicate at the moment at which policies part.
pub struct Fork<'a> {
    engine: &'a Engine,
    how: Conditions<'a>,
    keys: Keys,
    trunk: Arm,
    demand: Demand,
}

impl<'a> Fork<'a> {
    /// Runs the burn-in of a replicate.
    ///
    /// # Errors
    /// When told to stop, or when an account does not close.
    pub fn new(engine: &'a Engine, replicate: u32, how: Conditions<'a>) -> Result<Self, Halt> {
        let keys = Keys::new(engine.seed(replicate));
        let mut demand = Demand::new(&engine.world, &keys);
        let trunk = engine.burn_in(&keys, &mut demand, &how)?;
        Ok(Self { engine, how, keys, trunk, demand })
    }

    /// Keys of the replicate.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Runs so many days of the window under some of the engine's policies, with `watch` in every subdistrict of each.
    ///
    /// # Errors
    /// When told to stop.
    pub fn walk(&self, policies: &[usize], watch: &Trace, days: u16) -> Result<Vec<Arm>, Halt> {
        let world = &self.engine.world;
        let start = world.burn_in_days();
        let mut demand = self.demand.clone();
        let mut arms: Vec<Arm> = policies
            .iter()
            .map(|&p| {
                let plan = Plan::new(world, &self.engine.policies[p].1);
                let mut arm = self.trunk.branch(world, &self.keys, plan, start);
                arm.open_window();
                let clock = Arc::default();
                for sub in &mut arm.subs {
                    let mut own = watch.clone();
                    own.clock = Arc::clone(&clock);
                    sub.trace = Some(Box::new(own));
                }
                arm
            })
            .collect();
        let several = self.how.threads > 1;
        let arms_parallel = several && arms.len() >= self.how.threads;
        let inner = several && !arms_parallel;
        let end = start + days.min(world.window_days());
        let mut day = start;
        while day < end {
            if self.how.stop.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(Halt::Stopped);
            }
            let to = (day + CHUNK).min(end);
            demand.draw(world, &self.keys, day, to, several);
            let arrivals = &demand.arrivals;
            let walk = |arm: &mut Arm| {
                for d in day..to {
                    arm.tick(world, &self.keys, d, arrivals, usize::from(d - day), inner);
                }
                (self.how.progress)(u64::from(to - day));
            };
            if arms_parallel {
                arms.par_iter_mut().for_each(walk);
            } else {
                arms.iter_mut().for_each(walk);
            }
            day = to;
        }
        Ok(arms)
    }
}

/// Takes the traces out of an arm.
fn traces(arm: &mut Arm) -> impl Iterator<Item = Trace> {
    arm.subs.iter_mut().filter_map(|sub| sub.trace.take()).map(|t| *t)
}

/// Work units (policy-ticks) of [`lives`].
#[must_use]
pub fn lives_units(engine: &Engine, policies: usize) -> u64 {
    let world = &engine.world;
    u64::from(world.burn_in_days()) + 2 * policies as u64 * u64::from(world.window_days())
}

/// Why a need was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Drawn from all.
    All,
    /// Drawn from those that fared worse under the second policy than under the first.
    Worse,
    /// Drawn from those that fared better.
    Better,
}

/// Which needs to pick.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// How many.
    pub needs: usize,
    /// Another number picks other needs.
    pub seed: u32,
}

/// What happened to a need under one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// What happened, in order.
    pub happenings: Vec<Happening>,
    /// How it ended.
    pub ending: Ending,
}

/// A need and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// The need as it arose.
    pub need: Need,
    /// Why it was picked.
    pub why: Why,
    /// What happened, by policy.
    pub courses: Vec<Course>,
}

/// Needs picked, and the needs they were picked from.
#[derive(Clone, Debug, PartialEq)]
pub struct Lives {
    /// The needs, by why they were picked.
    pub lives: Vec<Life>,
    /// Needs of the first year.
    pub cohort: usize,
    /// Of these, worse under the second policy than under the first.
    pub worse: usize,
    /// Of these, better.
    pub better: usize,
}

/// How a need fared under the second policy compared with the first: resolved is better than not, and early by [`CLEARLY`] is
/// better than late.
#[must_use]
pub fn fared(first: &Ending, second: &Ending) -> Ordering {
    let resolved = |e: &Ending| e.stage == Stage::Resolved;
    match (resolved(first), resolved(second)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => Ordering::Equal,
        (true, true) if second.day >= first.day + CLEARLY => Ordering::Less,
        (true, true) if first.day >= second.day + CLEARLY => Ordering::Greater,
        (true, true) => Ordering::Equal,
    }
}

/// Follows some needs of the first year of the window under some of the engine's policies.
///
/// # Errors
/// When told to stop, or when an account does not close.
pub fn lives(
    engine: &Engine,
    policies: &[usize],
    replicate: u32,
    choice: Choice,
    how: Conditions<'_>,
) -> Result<Lives, TracingError> {
    let world = &engine.world;
    let fork = Fork::new(engine, replicate, how)?;
    let start = world.burn_in_days();
    let end = start + world.window_days();
    let cohort = start..(start + DAYS_PER_YEAR).min(end);
    let endings = fork
        .walk(policies, &Trace { cohort: cohort.clone(), ..Trace::default() }, world.window_days())?
        .into_iter()
        .map(|arm| endings(arm, &cohort, end))
        .collect::<Vec<_>>();
    let ids = |list: &Vec<Ending>| list.iter().map(|e| e.id).collect::<Vec<_>>();
    if endings.windows(2).any(|pair| ids(&pair[0]) != ids(&pair[1])) {
        let reason = "policies met different needs in the first year of the window";
        return Err(Halt::Failed(reason.into()).into());
    }
    let (picked, worse, better) = pick(fork.keys(), &endings, choice);
    // The second pass ends with the last of the needs picked.
    let last = picked
        .iter()
        .flat_map(|&(_, at)| endings.iter().map(move |list| list[at].day))
        .max()
        .map_or(0, |day| (day + 1).min(end) - start);
    let mut ids: Vec<u64> = picked.iter().map(|&(_, at)| endings[0][at].id).collect();
    ids.sort_unstable();
    let watch = Trace { ids, ..Trace::default() };
    let seen: Vec<(Vec<Happening>, Vec<Need>)> = fork
        .walk(policies, &watch, last)?
        .into_iter()
        .map(|mut arm| {
            let (mut happenings, mut births) = (Vec::new(), Vec::new());
            for trace in traces(&mut arm) {
                happenings.extend(trace.happenings);
                births.extend(trace.births);
            }
            happenings.sort_unstable();
            (happenings, births)
        })
        .collect();
    let lives = picked
        .into_iter()
        .filter_map(|(why, at)| {
            let id = endings[0][at].id;
            let need = *seen.first()?.1.iter().find(|n| n.id == id)?;
            let courses = seen
                .iter()
                .zip(&endings)
                .map(|((happenings, _), ends)| Course {
                    happenings: happenings.iter().filter(|h| h.id == id).copied().collect(),
                    ending: ends[at],
                })
                .collect();
            Some(Life { need, why, courses })
        })
        .collect();
    Ok(Lives { lives, cohort: endings.first().map_or(0, Vec::len), worse, better })
}

/// How every need of the cohort ended, or where it stands at the end, by identity.
fn endings(mut arm: Arm, cohort: &Range<u16>, end: u16) -> Vec<Ending> {
    let mut all: Vec<Ending> = traces(&mut arm).flat_map(|t| t.endings).collect();
    for sub in &arm.subs {
        let open = sub.held().filter(|n| cohort.contains(&n.onset()));
        all.extend(open.map(|n| Ending { id: n.id, day: end, stage: n.stage }));
    }
    all.sort_unstable();
    all
}

/// Picks needs by place among the endings: half from all, a quarter each from those that fared worse and better under the second
/// policy; where these are too few, more from all. Also says how many fared worse and better.
fn pick(keys: &Keys, endings: &[Vec<Ending>], choice: Choice) -> (Vec<(Why, usize)>, usize, usize) {
    let Some(first) = endings.first() else {
        return (Vec::new(), 0, 0);
    };
    let which = |wanted: Ordering| -> Vec<usize> {
        endings.get(1).map_or_else(Vec::new, |second| {
            let pairs = first.iter().zip(second).enumerate();
            pairs.filter(|(_, (a, b))| fared(a, b) == wanted).map(|(at, _)| at).collect()
        })
    };
    let (worse, better) = (which(Ordering::Less), which(Ordering::Greater));
    let all: Vec<usize> = (0..first.len()).collect();
    let (needs, rest) = (choice.needs, choice.needs / 2);
    let mut taken = BTreeSet::new();
    let mut picked = Vec::new();
    for (why, places, most) in [
        (Why::All, &all, needs - rest),
        (Why::Worse, &worse, rest.div_ceil(2)),
        (Why::Better, &better, rest / 2),
        (Why::All, &all, needs),
    ] {
        // The order in which needs are drawn hangs on the needs alone: with more of them the same ones come first.
        let mut places = places.clone();
        places.sort_by_cached_key(|&at| keys.bits(Purpose::Trace, first[at].id, choice.seed, why as u32));
        let most = picked.len() + most.min(needs - picked.len());
        for at in places {
            if picked.len() == most {
                break;
            }
            if taken.insert(at) {
                picked.push((why, at));
            }
        }
    }
    picked.sort_by_key(|&(why, _)| why);
    (picked, worse.len(), better.len())
}

/// A site: where it is kept and what people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its subdistrict.
    pub subdistrict: u16,
    /// Its place among the sites of the subdistrict.
    pub index: usize,
    /// Its identity.
    pub stable: u32,
    /// Kind.
    pub party: Party,
    /// Community of its seat.
    pub community: u16,
    /// Whether it stands on the first day.
    pub seat: Seat,
    /// Number: of an organisation in the district, of an association in its community; else 0.
    pub number: u32,
}

/// All sites, in the order of subdistricts.
pub fn places(world: &World) -> impl Iterator<Item = Place> + '_ {
    world.sites.by_subdistrict.iter().enumerate().flat_map(move |(s, own)| {
        own.sites.iter().enumerate().map(move |(index, site)| {
            let local = usize::from(world.places.communities[usize::from(site.community)].local);
            let number = match site.party {
                // Below the kind, the identity of an organisation is its number; those that may be founded come after those that stand.
                Party::Organisation if site.seat == Seat::Founder => {
                    world.sites.organisations as u32 + (site.stable & 0x0FFF_FFFF)
                }
                Party::Organisation if site.seat == Seat::Standing => site.stable & 0x0FFF_FFFF,
                Party::Association => u32::from(site.units.start - own.associations[local].start),
                _ => 0,
            };
            let Site { stable, party, community, seat, .. } = *site;
            Place { subdistrict: s as u16, index, stable, party, community, seat, number }
        })
    })
}

impl Place {
    /// Its name on the command line.
    #[must_use]
    pub fn name(&self, world: &World) -> String {
        let community = &world.places.communities[usize::from(self.community)].code;
        match self.party {
            Party::Office => community.clone(),
            Party::Association => format!("association:{community}:{}", self.number),
            Party::PropertyFirm => format!("property:{community}"),
            Party::Organisation if self.seat == Seat::Facility => format!("facility:{community}"),
            Party::Organisation => format!("organisation:{}", self.number),
            Party::Station | Party::Government | Party::Household => {
                let subdistrict = &world.places.subdistricts[usize::from(self.subdistrict)].code;
                format!("station:{subdistrict}")
            }
        }
    }
}

/// Chinese name of a community, where it has one.
#[must_use]
pub fn community_zh<'a>(world: &'a World, code: &str) -> Option<&'a str> {
    let keys = world.keys.community.as_ref()?.get(code)?;
    keys.name_zh.as_deref().filter(|name| !name.is_empty())
}

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
            format!(
                "a community ({}), organisation:N, station:SUBDISTRICT, association:COMMUNITY:N, property:COMMUNITY or facility:COMMUNITY",
                list(offices)
            )
        }
        // Another number is no mistyped one.
        "organisation" => {
            let last = known.len() - 1;
            known.clear();
            format!("`organisation:0` to `organisation:{last}`")
        }
        _ => format!("one of {}", list(known.iter().copied())),
    };
    // The name of a subdistrict means its station.
    let near = known
        .iter()
        .find(|n| n.strip_prefix("station:") == Some(wanted))
        .copied()
        .or_else(|| nearest(wanted, known.iter().copied()));
    Err(TracingError::NoSuchSite { found: name.to_owned(), expected, near: near.map(str::to_owned) })
}

/// A range of days of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// First day, from 1.
    pub from: u32,
    /// How many.
    pub number: u32,
}

impl Days {
    /// The days of the window, from 0; cut at its end.
    ///
    /// # Errors
    /// When the first day is not in the window.
    pub fn within(&self, world: &World) -> Result<Range<u16>, TracingError> {
        let last = world.window_days();
        if self.from == 0 || self.from > u32::from(last) {
            return Err(TracingError::OutsideWindow { from: self.from, last });
        }
        let from = (self.from - 1) as u16;
        let number = u16::try_from(self.number).unwrap_or(u16::MAX);
        Ok(from..from.saturating_add(number).min(last))
    }
}

/// Work units (policy-ticks) of [`site_days`] and [`worker_days`].
#[must_use]
pub fn days_units(engine: &Engine, policies: usize, days: &Range<u16>) -> u64 {
    u64::from(engine.world.burn_in_days()) + policies as u64 * u64::from(days.end)
}

/// The days of a site under some of the engine's policies; day 0 is the first of the window.
///
/// # Errors
/// When told to stop, or when an account does not close.
pub fn site_days(
    engine: &Engine,
    policies: &[usize],
    replicate: u32,
    place: &Place,
    days: Range<u16>,
    how: Conditions<'_>,
) -> Result<Vec<Vec<(u16, Day)>>, TracingError> {
    let start = engine.world.burn_in_days();
    let fork = Fork::new(engine, replicate, how)?;
    let watch = Trace { site: Some(place.stable), ..Trace::default() };
    let arms = fork.walk(policies, &watch, days.end)?;
    Ok(arms
        .into_iter()
        .map(|mut arm| {
            traces(&mut arm)
                .flat_map(|t| t.days)
                .map(|(day, minutes)| (day - start, minutes))
                .filter(|(day, _)| days.contains(day))
                .collect()
        })
        .collect())
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

/// The days of a person under some of the engine's policies; day 0 is the first of the window.
/// A person who has left has no more days.
///
/// # Errors
/// When there is no such person, when told to stop, or when an account does not close.
pub fn worker_days(
    engine: &Engine,
    policies: &[usize],
    replicate: u32,
    person: &Person,
    days: Range<u16>,
    how: Conditions<'_>,
) -> Result<Vec<Vec<WorkerDay>>, TracingError> {
    let world = &engine.world;
    let start = world.burn_in_days();
    let fork = Fork::new(engine, replicate, how)?;
    let at = usize::from(person.place.subdistrict);
    let units = &world.sites.by_subdistrict[at].sites[person.place.index].units;
    let mut there: Vec<_> = fork.trunk.subs[at].workers.iter().filter(|w| units.contains(&w.unit)).collect();
    there.sort_by_key(|w| w.stable);
    let heads = there.len();
    let Some(worker) = there.get(person.number) else {
        return Err(TracingError::NoSuchPerson { site: person.place.name(world), person: person.number, heads });
    };
    let watch = Trace { worker: Some(worker.stable), busy: worker.busy, ..Trace::default() };
    let arms = fork.walk(policies, &watch, days.end)?;
    Ok(arms
        .into_iter()
        .map(|mut arm| {
            let mut all: Vec<WorkerDay> = traces(&mut arm).flat_map(|t| t.worker_days).collect();
            for day in &mut all {
                day.day -= start;
            }
            all.retain(|d| days.contains(&d.day));
            all
        })
        .collect())
}

impl fmt::Debug for Fork<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fork").finish_non_exhaustive()
    }
}

//! Lives of needs.
//!
//! Needs are followed in two passes. The first records how every need of the first year ended under each policy; needs are then picked
//! from all, and from those that fared worse or better under the second policy than under the first. The second pass repeats the same days
//! and records everything that happens to the picked needs.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;

use super::fork::{Fork, Traces};
use crate::base::calendar::{DAYS_PER_YEAR, MONTH};
use crate::base::draws::{Draw, Keys};
use crate::base::need::{Need, Stage};
use crate::engine::block::{Conditions, Engine, Halt};
use crate::experiment::tracing::error::TracingError;
use crate::measure::trace::{Ending, Happening, Trace};
use crate::model::state::arm::Arm;

/// Of two resolved needs, one fared better if it was resolved at least this number of working days earlier.
pub const CLEARLY: u16 = MONTH;

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
    /// A different number picks different needs.
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

/// A need and its outcome.
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
        .map(|(arm, traces)| endings(&arm, traces, &cohort, end))
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
        .map(|(_, traces)| {
            let (mut happenings, mut births) = (Vec::new(), Vec::new());
            for trace in traces {
                happenings.extend(trace.happenings);
                births.extend(trace.births);
            }
            happenings.sort_unstable_by_key(|h| (h.id, h.day, h.order));
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
fn endings(arm: &Arm, traces: Traces, cohort: &Range<u16>, end: u16) -> Vec<Ending> {
    let mut all: Vec<Ending> = traces.into_iter().flat_map(|t| t.endings).collect();
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
        // The order in which needs are drawn depends on the needs alone: with more of them the same ones come first.
        let mut places = places.clone();
        places.sort_by_cached_key(|&at| keys.bits(Draw::followed(first[at].id, choice.seed, why as u8)));
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

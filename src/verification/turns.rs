//! Order of service: a line without priorities serves in the order of delivery, need by need, whatever happened to a need before.
//!
//! A need that comes back after a wrong delivery, a failed try or an approval joins at the end like any other. Every service must begin in
//! turn: no need delivered to that line earlier may still be waiting. First and later deliveries are counted separately.

use std::collections::{BTreeMap, VecDeque};

use super::case::Measure;
use super::lived::{Lived, Pair};
use crate::base::need::Stage;
use crate::model::state::log::What;

/// A need on its way: the line it joined last, and deliveries so far.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    site: u32,
    deliveries: u32,
}

/// Services begun, and those of them that began in turn.
#[must_use]
pub fn pairs(lived: &Lived) -> Vec<Pair> {
    let mut lines: BTreeMap<u32, VecDeque<u64>> = BTreeMap::new();
    let mut ways: BTreeMap<u64, Way> = BTreeMap::new();
    let (mut begun, mut in_turn) = ([0; 2], [0; 2]);
    for happening in &lived.happenings {
        match happening.what {
            What::Joined(site) => {
                let way = ways.entry(happening.id).or_default();
                *way = Way { site, deliveries: way.deliveries + 1 };
                lines.entry(site).or_default().push_back(happening.id);
            }
            What::Moved(Stage::Waiting, to) => {
                let Some(way) = ways.get(&happening.id) else { continue };
                let Some(line) = lines.get_mut(&way.site) else { continue };
                if to == Stage::Serving {
                    let again = usize::from(way.deliveries > 1);
                    begun[again] += 1;
                    in_turn[again] += u64::from(line.front() == Some(&happening.id));
                }
                if let Some(place) = line.iter().position(|id| *id == happening.id) {
                    line.remove(place);
                }
            }
            _ => {}
        }
    }
    let names = ["(1)", "(2+)"];
    let each = names.into_iter().zip(begun.into_iter().zip(in_turn));
    each.map(|(name, (law, run))| Pair { measure: Measure::InTurn, detail: name.to_owned(), law, run }).collect()
}

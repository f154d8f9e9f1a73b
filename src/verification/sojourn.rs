//! Little's law as an integer identity: over a run that drains until no need is left, the need-days counted stage by stage every
//! evening equal the days that single lives spent in that stage.

use super::case::Measure;
use super::lived::{Lived, Pair};
use crate::base::need::{ByStage, Stage};
use crate::model::state::log::What;

/// Need-days by stage: from the moves of single lives, and as counted.
#[must_use]
pub fn pairs(lived: &Lived) -> Vec<Pair> {
    let mut days = ByStage::default();
    let mut moves = lived.happenings.clone();
    moves.sort_unstable_by_key(|h| (h.id, h.day, h.order));
    let mut now: Option<(u64, Stage, u16)> = None;
    for happening in moves {
        let to = match happening.what {
            What::Arose => Stage::Latent,
            What::Moved(_, to) => to,
            _ => continue,
        };
        if let Some((id, stage, since)) = now
            && id == happening.id
        {
            days[stage] += u64::from(happening.day - since);
        }
        now = Some((happening.id, to, happening.day));
    }
    let each = Stage::ALL.into_iter().zip(days.into_iter().zip(lived.counted));
    each.filter(|(_, pair)| *pair != (0, 0))
        .map(|(stage, (law, run))| Pair { measure: Measure::Sojourn, detail: stage.name().to_owned(), law, run })
        .collect()
}

//! What sampled worlds say, in which everything that is assumed has other values: from `worlds.csv` of the folder of a `run --worlds`.

use std::path::Path;

use super::facts::{Facts, Policy, manifest};
use crate::base::words::{Both, both};
use crate::measure::column::Column;
use crate::measure::tables::WORLDS_CSV;
use crate::measure::tables::runs::outcomes::UNMET_SHARE;
use crate::measure::tables::worlds::{FOLLOWS, MEASURE, MINUS, OfWorlds, PLUS, POLICY, UNDECIDED, WORLDS, ZERO};
use crate::report::error::ReportError;
use crate::report::sheet::Sheet;

/// A policy against the experiment's baseline over worlds, by the unmet share of the whole window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Over {
    /// How many worlds.
    pub worlds: u32,
    /// Shares of them: better, no difference that counts, worse, not decided.
    pub shares: [f64; 4],
    /// The assumption that the difference follows most; empty without one.
    pub follows: String,
}

impl Over {
    /// Share of the worlds in which it is better.
    #[must_use]
    pub const fn better(&self) -> f64 {
        self.shares[0]
    }
}

/// All policies.
#[derive(Clone, Debug, Default)]
pub struct Assumed {
    of: Vec<Option<Over>>,
}

impl Assumed {
    /// Reads a folder of worlds, which must be of the same policies, baseline and frame.
    ///
    /// # Errors
    /// When it is not, or holds no such table.
    pub fn read(dir: &Path, facts: &Facts) -> Result<Self, ReportError> {
        let other = manifest(dir)?;
        let differs = |what: Both| Err(ReportError::OtherWorlds { path: dir.to_owned(), what });
        let text = |name: &str| other[name].as_str().unwrap_or_default();
        let base = facts.policies.first().map_or("", |policy| policy.name.as_str());
        if text("baseline") != base {
            return differs(both!("another baseline", "基准不同"));
        }
        if text("frame") != facts.frame {
            return differs(both!("another frame of money", "经费口径不同"));
        }
        let theirs: Vec<Policy> = other["policies"].as_array().into_iter().flatten().map(super::facts::policy).collect();
        for own in &facts.policies {
            let name = &own.name;
            match theirs.iter().find(|policy| policy.name == *name) {
                None => return differs(both!("no policy `{name}`", "没有政策 `{name}`")),
                Some(policy) if policy.switches != own.switches => {
                    return differs(both!("other switches of `{name}`", "`{name}` 的开关不同"));
                }
                Some(_) => {}
            }
        }
        let mut sheet = Sheet::of(dir.join(WORLDS_CSV.file))?;
        let at = |column: &Column<OfWorlds>| sheet.place(column);
        let [policy, measure, worlds, follows] = [at(&POLICY)?, at(&MEASURE)?, at(&WORLDS)?, at(&FOLLOWS)?];
        let shares = [at(&MINUS)?, at(&ZERO)?, at(&PLUS)?, at(&UNDECIDED)?];
        let names: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
        let mut of = vec![None; names.len()];
        while sheet.next()?.is_some() {
            let place = names.iter().position(|name| *name == sheet.field(policy));
            let (Some(place), true) = (place, sheet.field(measure) == UNMET_SHARE.name) else { continue };
            if sheet.field(shares[0]).is_empty() {
                continue;
            }
            let mut over = Over { worlds: sheet.whole(worlds)?, shares: [0.0; 4], follows: sheet.field(follows).to_owned() };
            for (share, column) in over.shares.iter_mut().zip(shares) {
                *share = sheet.number(column)?;
            }
            of[place] = Some(over);
        }
        Ok(Self { of })
    }

    /// A policy against the experiment's baseline.
    #[must_use]
    pub fn of(&self, policy: usize) -> Option<&Over> {
        self.of.get(policy)?.as_ref()
    }
}

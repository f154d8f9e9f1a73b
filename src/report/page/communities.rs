//! In how many communities fewer needs are unmet, and in how many more, from `communities.csv`.

use std::path::Path;

use super::cohort::{ByReplicate, difference};
use super::facts::Facts;
use super::markup::in_both;
use super::places::{KNOWN, Places, place_of};
use crate::base::words::both;
use crate::measure::column::Column;
use crate::measure::statistics::Estimate;
use crate::measure::tables::communities::{COMMUNITY, CREATED, OfPlace, RESOLVED, TRUST, VOLUNTEERS, WORKERS};
use crate::measure::tables::{COMMUNITIES, head};
use crate::report::error::ReportError;
use crate::report::says::Says;
use crate::report::sheet::Sheet;

/// As many communities at most are named.
const NAMED: usize = 12;

/// A community under a policy.
#[derive(Clone, Debug, Default)]
pub struct Under {
    /// Its needs.
    pub needs: ByReplicate,
    /// Trust, volunteers and workers in the office at the end: sums over replicates.
    pub end: [f64; 3],
}

/// Every community.
#[derive(Clone, Debug, Default)]
pub struct Communities {
    /// By policy and community.
    under: Vec<Vec<Under>>,
}

impl Communities {
    /// Reads `communities.csv`; nothing where there is none, or no places.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(dir: &Path, facts: &Facts) -> Result<Option<Self>, ReportError> {
        let Some(places) = &facts.places else { return Ok(None) };
        let Some(mut sheet) = Sheet::open(&dir.join(COMMUNITIES.file))? else { return Ok(None) };
        let policies: Vec<&str> = facts.policies.iter().map(|policy| policy.name.as_str()).collect();
        let codes = place_of(places.communities.iter().map(|community| community.code.as_str()));
        let at = |column: &Column<OfPlace>| sheet.place(column);
        let [policy, replicate] = [sheet.place(&head::POLICY)?, sheet.place(&head::REPLICATE)?];
        let [community, created, resolved] = [at(&COMMUNITY)?, at(&CREATED)?, at(&RESOLVED)?];
        let end = [at(&TRUST)?, at(&VOLUNTEERS)?, at(&WORKERS)?];
        let mut under = vec![vec![Under::default(); places.communities.len()]; policies.len()];
        while sheet.next()?.is_some() {
            let place = *codes.get(sheet.field(community)).ok_or_else(|| sheet.wrong(community, KNOWN))?;
            let counts = (u64::from(sheet.whole(created)?), u64::from(sheet.whole(resolved)?));
            let of = &mut under[sheet.policy(policy, &policies)?][place];
            of.needs.insert(sheet.whole(replicate)?, counts);
            for (sum, column) in of.end.iter_mut().zip(end) {
                *sum += sheet.number(column)?;
            }
        }
        Ok(Some(Self { under }))
    }

    /// A community under a policy.
    #[must_use]
    pub fn under(&self, policy: usize, community: usize) -> &Under {
        &self.under[policy][community]
    }

    /// The difference of the unmet share in a community.
    #[must_use]
    pub fn difference(&self, baseline: usize, policy: usize, community: usize) -> Option<Estimate> {
        difference(&self.under(baseline, community).needs, &self.under(policy, community).needs)
    }

    /// In how many communities fewer needs are unmet, more, as many, and in how many chance may explain the difference. Those with more are named only
    /// where the places are the user's own.
    #[must_use]
    pub fn told(&self, facts: &Facts, baseline: usize, policy: usize) -> String {
        if baseline == policy {
            return String::new();
        }
        let all = self.under[policy].len();
        let says: Vec<Says> =
            (0..all).map(|community| Says::of(self.difference(baseline, policy, community), facts.delta)).collect();
        let count = |which: &[Says]| says.iter().filter(|said| which.contains(said)).count();
        let (less, more) = (count(&[Says::Better, Says::BetterUnsure]), count(&[Says::Worse, Says::WorseUnsure]));
        let (same, open) = (count(&[Says::Same]), count(&[Says::Undecided]));
        let counts = in_both(&both!(
            "Of {all} communities: in {less} surely fewer needs are unmet (▼), in {more} surely more (▲), in {same} no difference that counts (＝), in {open} \
             chance alone may explain it (◇).",
            "{all} 个社区中：{less} 个未满足明确较少（▼），{more} 个明确较多（▲），{same} 个无实质差别（＝），{open} 个可能仅为偶然（◇）。"
        ));
        match &facts.places {
            Some(places) if !facts.is_illustrative() => counts + &worse_off(places, &says),
            _ => counts,
        }
    }
}

/// The names of those with surely more unmet, in the order of the sheet: it is no ranking.
fn worse_off(places: &Places, says: &[Says]) -> String {
    let worse = |said: &Says| matches!(said, Says::Worse | Says::WorseUnsure);
    let names: Vec<&str> =
        places.communities.iter().zip(says).filter(|(_, said)| worse(said)).map(|(place, _)| place.chinese.as_str()).collect();
    if names.is_empty() {
        return String::new();
    }
    let shown = names[..names.len().min(NAMED)].join("、");
    let rest = names.len().saturating_sub(NAMED);
    let more = if rest > 0 { both!(" and {rest} more", "等，另有 {rest} 个") } else { both!("", "") };
    in_both(&both!(" With more unmet: {shown}{more}.", "其中较多者：{shown}{more}。"; more = more))
}

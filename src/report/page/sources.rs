//! Everything that a page is made from, read from its folder.

use std::path::Path;

use super::assumed::Assumed;
use super::communities::Communities;
use super::facts::Facts;
use super::figures::Figures;
use super::frames::Frames;
use super::money::Ledger;
use super::profile::Profile;
use super::who::Groups;
use crate::report::error::ReportError;

/// What is asked of a page beyond its folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// A community that is looked at, by its code or a name.
    pub focus: Option<&'a str>,
    /// A folder of `run --worlds` of the same policies.
    pub worlds: Option<&'a Path>,
}

/// What the folder says.
#[derive(Debug)]
pub struct Sources {
    /// Its manifest, runs, places.
    pub facts: Facts,
    /// Its numbers.
    pub figures: Figures,
    /// Other frames.
    pub frames: Frames,
    /// Who is better off, by segment, category and distance.
    pub groups: Groups,
    /// In which communities.
    pub communities: Option<Communities>,
    /// Money and time.
    pub ledger: Option<Ledger>,
    /// What sampled worlds say.
    pub assumed: Option<Assumed>,
    /// The community that is looked at.
    pub profile: Option<Profile>,
}

impl Sources {
    /// Reads them.
    ///
    /// # Errors
    /// When a file that every folder has is missing, one is not what it should be, the folder was written by an earlier version, there is no such
    /// community, or the worlds are of another experiment.
    pub fn read(dir: &Path, asked: Asked<'_>) -> Result<Self, ReportError> {
        let facts = Facts::read(dir)?;
        let communities = Communities::read(dir, &facts)?;
        let looked_at = asked.focus.map(|name| Profile::read(dir, &facts, name, communities.is_some())).transpose()?;
        Ok(Self {
            figures: Figures::of(&facts)?,
            frames: Frames::read(dir, &facts.policies[0].name)?,
            groups: Groups::read(dir, &facts)?,
            ledger: Ledger::read(dir, &facts)?,
            assumed: asked.worlds.map(|worlds| Assumed::read(worlds, &facts)).transpose()?,
            profile: looked_at,
            communities,
            facts,
        })
    }

    /// In how many communities fewer needs are unmet, and in how many more.
    #[must_use]
    pub fn everywhere(&self, baseline: usize, policy: usize) -> String {
        self.communities.as_ref().map_or_else(String::new, |all| all.told(&self.facts, baseline, policy))
    }

    /// What is said of the community that is looked at.
    #[must_use]
    pub fn of_focus(&self, baseline: usize, policy: usize) -> Option<String> {
        Some(self.profile.as_ref()?.section(&self.facts, self.communities.as_ref()?, baseline, policy))
    }
}

//! The rule of `run`: what was asked for and nothing after it, with the places of its one world and what it assumes.

use super::conduct::{AsAsked, Rule};
use super::runner::Simulate;
use crate::measure::tables::{ASSUMPTIONS, PLACES};
use crate::store::StoreError;
use crate::store::assumptions_csv::assumptions_csv;
use crate::store::folder::{Folder, Growth, Small};
use crate::store::plan::Plan;
use crate::store::wave::Wave;

/// What `run` asks for.
#[derive(Clone, Debug)]
pub struct OfRun {
    /// The text of `places.csv`; nothing where the simulator has no places.
    places: Option<String>,
}

impl OfRun {
    /// The rule of a run in the world of this simulator.
    #[must_use]
    pub fn new(simulator: &dyn Simulate) -> Self {
        Self { places: simulator.places() }
    }
}

impl Rule for OfRun {
    fn growth(&self) -> Growth<'_> {
        AsAsked.growth()
    }

    fn next(&self, folder: &Folder) -> Result<Option<Wave>, StoreError> {
        AsAsked.next(folder)
    }

    fn files(&self, plan: &Plan) -> Small {
        let places = self.places.iter().map(|text| (PLACES.file.to_owned(), text.clone()));
        places.chain(std::iter::once((ASSUMPTIONS.file.to_owned(), assumptions_csv(plan)))).collect()
    }
}

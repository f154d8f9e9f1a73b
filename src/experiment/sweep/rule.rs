//! Which waves a sweep has: what is asked for, then what its precision needs; in a shard those of the folder that it is merged into.

use crate::experiment::conduct::Rule;
use crate::experiment::precision;
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::points_csv::points_csv;
use crate::store::StoreError;
use crate::store::folder::{Folder, Growth, Small};
use crate::store::journal::State;
use crate::store::plan::Plan;
use crate::store::wave::Wave;
use crate::store::waves_csv::POINTS;

/// A sweep as a rule of waves.
#[derive(Clone, Copy, Debug)]
pub struct AsDesigned<'a> {
    /// The sweep.
    pub sweep: &'a Sweep,
    /// Its plan: what is asked for.
    pub asked: &'a Plan,
    /// For a shard: what the folder held that it is merged into, when it started.
    pub beside: Option<&'a State>,
    /// For a shard: another that began before.
    pub sibling: Option<(&'a str, &'a State)>,
}

impl Rule for AsDesigned<'_> {
    fn growth(&self) -> Growth<'_> {
        Growth { beside: self.beside, sibling: self.sibling, to_what_is_asked: self.sweep.precision.is_none() }
    }

    fn next(&self, folder: &Folder) -> Result<Option<Wave>, StoreError> {
        // A shard has a part of the rows, from which nothing follows.
        match self.asked.shard {
            Some(_) => Ok(None),
            None => precision::next(folder, self.asked, self.sweep.precision.as_ref()),
        }
    }

    fn files(&self, _: &Plan) -> Small {
        vec![(POINTS.to_owned(), points_csv(self.sweep))]
    }
}

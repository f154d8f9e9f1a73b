//! Lines (队列) and who serves them.

use crate::base::of::Of;
use crate::base::places::UnitId;
use std::collections::VecDeque;
use std::ops::Range;

use crate::model::state::worker::{Clock, Waiting, Worker};

/// Lines of a subdistrict with their servers.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Lines.
    pub units: Of<UnitId, Unit>,
    /// Servers, sorted by line.
    pub workers: Vec<Worker>,
    /// Their clocks, in the same order.
    pub clocks: Vec<Clock>,
}

impl Lines {
    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let lines: usize = self.units.iter().map(|u| u.line.capacity() * size_of::<Waiting>() + size_of::<Unit>()).sum();
        lines + self.workers.capacity() * size_of::<Worker>() + self.clocks.capacity() * size_of::<Clock>()
    }
}

/// A line of a provider.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Needs waiting, in order of service.
    pub line: VecDeque<Waiting>,
    /// Live entries of the line.
    pub waiting: u32,
    /// Work of the live entries, minutes.
    pub work: u64,
    /// Servers.
    pub servers: Range<u32>,
    /// Open cases over the servers.
    pub open: u32,
    /// Minutes its servers could give to service in a day, moving average.
    pub capacity: f32,
    /// Minutes its servers can give a day at most.
    pub potential: u32,
    /// Minutes left of its open cases.
    pub begun: u64,
    /// Whether its servers' clocks were set today.
    pub clocked: bool,
}

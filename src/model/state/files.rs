//! Files (办件) and the level of government that works on them.

use crate::base::drawn::{Drawn, Keyed};
use crate::base::places::SubdistrictId;
use crate::model::state::pool::Handle;
use std::collections::VecDeque;

/// A file for approval.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Order among files of a day.
    pub order: u64,
    /// The need.
    pub need: Handle,
    /// Day it was filed.
    pub since: u16,
    /// Subdistrict that holds the need.
    pub home: SubdistrictId,
    /// Department.
    pub department: u8,
}

impl Keyed for File {
    #[inline]
    fn key(&self) -> u64 {
        self.order
    }
}

/// One level of government in one place: a queue and clerk minutes per department.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// Files of today, before they are put into the queues.
    pub filed: Drawn<File>,
    /// Files by department.
    pub queues: Vec<VecDeque<File>>,
    /// Clerk minutes per day by department.
    pub clerks: Vec<u32>,
    /// Files that a day's work has finished; empty between phases.
    pub finished: Vec<File>,
    /// Minutes already worked on the first file, by department.
    pub begun: Vec<u32>,
    /// Files received since the split was last made, by department.
    pub received: Vec<u64>,
    /// Minutes used today.
    pub used_today: u64,
    /// Minutes used and available since the policy began.
    pub used: u64,
    /// See `used`.
    pub available: u64,
}

impl Level {
    /// A level with this number of clerk minutes per day, divided among departments by these weights (largest remainders).
    #[must_use]
    pub fn new(departments: usize, minutes: u64, weights: &[f64]) -> Self {
        let mut level = Self {
            filed: Drawn::default(),
            queues: vec![VecDeque::new(); departments],
            clerks: vec![0; departments],
            finished: Vec::new(),
            begun: vec![0; departments],
            received: vec![0; departments],
            used_today: 0,
            used: 0,
            available: 0,
        };
        level.deal(minutes, weights);
        level
    }

    /// The files of today join the queues, in an order that depends on identity alone.
    pub fn take_in(&mut self) {
        self.filed.order(u64::BITS);
        for file in self.filed.items() {
            self.received[usize::from(file.department)] += 1;
            self.queues[usize::from(file.department)].push_back(*file);
        }
        self.filed.clear();
    }

    /// Deals clerk minutes to departments.
    pub fn deal(&mut self, minutes: u64, weights: &[f64]) {
        for (clerks, share) in self.clerks.iter_mut().zip(crate::base::apportion::apportion(minutes, weights)) {
            *clerks = share as u32;
        }
    }
}

/// Level 1 of government in a subdistrict, with the files that reach it and leave it today.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    /// Files, queues and clerks.
    pub level: Level,
    /// Files of today for level 2.
    pub upward: Vec<File>,
    /// Files that a level has worked off and that are to be decided today.
    pub finished: Vec<File>,
}

//! Hostile input, made from shipped files by a seeded generator, and what may come of it.
//!
//! Used by `cargo run --example fuzz` (10⁶ inputs) and by the tests (a few hundred, and the corpus). Input number i of a seed is the
//! same on any machine and any number of threads.

pub mod bytes;
pub mod dice;
pub mod folder;
pub mod input;
pub mod judge;
pub mod office;
pub mod sandbox;
#[cfg(unix)]
pub mod tamper;
pub mod tree;

use std::collections::BTreeMap;

use input::{Input, Place};
use judge::Judge;
use sandbox::Sandbox;

/// What must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A panic of the program.
    Panic,
    /// No end within the time that such a load or run may take.
    Hang,
    /// A file outside the output folder has other bytes, or is new.
    Outside,
    /// A file that is not the program's is gone.
    Deleted,
    /// Anything else: an account that does not close, a number that is none, a message without end, a secret told.
    Other,
}

/// A thing that must not happen, and what it was.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Its kind.
    pub kind: Kind,
    /// What it was.
    pub what: String,
}

impl Fault {
    /// A fault of a kind.
    pub fn of(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into() }
    }
}

impl<T: Into<String>> From<T> for Fault {
    fn from(what: T) -> Self {
        Self::of(Kind::Other, what)
    }
}

/// How far inputs of one place came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reached {
    /// Inputs tried.
    pub tried: u64,
    /// Of these, read as a scenario without a mistake; folders: taken up and completed.
    pub loaded: u64,
    /// Of these, run for a year with every check.
    pub run: u64,
}

/// What came of some inputs.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// Inputs tried.
    pub tried: u64,
    /// Of these, read as a scenario without a mistake.
    pub loaded: u64,
    /// Of these, run for a year.
    pub run: u64,
    /// Of these, run through the store into a folder.
    pub stored: u64,
    /// The same by where the bytes went.
    pub by_place: BTreeMap<Place, Reached>,
    /// Longest time of one load, milliseconds.
    pub slowest_ms: u64,
    /// What went wrong: the input's number and what happened.
    pub wrong: Vec<(u64, Fault)>,
}

impl Count {
    /// Adds the count of other inputs.
    pub fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.loaded += other.loaded;
        self.run += other.run;
        self.stored += other.stored;
        for (place, reached) in other.by_place {
            let sum = self.by_place.entry(place).or_default();
            sum.tried += reached.tried;
            sum.loaded += reached.loaded;
            sum.run += reached.run;
        }
        self.slowest_ms = self.slowest_ms.max(other.slowest_ms);
        self.wrong.extend(other.wrong);
    }

    /// How often something of a kind happened.
    pub fn of(&self, kind: Kind) -> usize {
        self.wrong.iter().filter(|(_, fault)| fault.kind == kind).count()
    }
}

/// Makes and judges the inputs of a range.
pub fn fuzz(seed: u64, numbers: std::ops::Range<u64>, sandbox: &Sandbox, judge: &Judge) -> Count {
    let mut count = Count::default();
    for number in numbers {
        let input = Input::new(seed, number, sandbox.seeds());
        judge.one(&input, sandbox, &mut count);
    }
    if let Err(fault) = sandbox.is_untouched() {
        count.wrong.push((u64::MAX, fault));
    }
    count
}

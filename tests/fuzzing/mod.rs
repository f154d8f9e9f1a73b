//! Hostile input, made from shipped files by a seeded generator, and what may come of it.
//!
//! Used by `cargo run --example fuzz` (10⁶ inputs) and by the tests (a few hundred, and the corpus). Input number i of a seed is the
//! same on any machine and any number of threads.

pub mod bytes;
pub mod dice;
pub mod input;
pub mod judge;
pub mod sandbox;
pub mod tree;

use input::Input;
use judge::Judge;
use sandbox::Sandbox;

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
    /// Longest time of one load, milliseconds.
    pub slowest_ms: u64,
    /// What went wrong: the input's number and what happened.
    pub wrong: Vec<(u64, String)>,
}

impl Count {
    /// Adds the count of other inputs.
    pub fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.loaded += other.loaded;
        self.run += other.run;
        self.stored += other.stored;
        self.slowest_ms = self.slowest_ms.max(other.slowest_ms);
        self.wrong.extend(other.wrong);
    }
}

/// Makes and judges the inputs of a range.
pub fn fuzz(seed: u64, numbers: std::ops::Range<u64>, sandbox: &Sandbox, judge: &Judge) -> Count {
    let mut count = Count::default();
    for number in numbers {
        let input = Input::new(seed, number, sandbox.seeds());
        judge.one(&input, sandbox, &mut count);
    }
    if let Err(what) = sandbox.is_untouched() {
        count.wrong.push((u64::MAX, what));
    }
    count
}

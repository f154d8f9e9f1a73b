//! Rows that are waiting to be written together: waiting for the disk takes longer than computing a small block.

use std::time::{Duration, Instant};

use crate::measure::record::RunRecord;

/// Rows of blocks that are not yet on the disk.
#[derive(Debug)]
pub struct Ahead {
    /// Rows by table.
    pub rows: Vec<String>,
    /// How many blocks they are of.
    pub blocks: u64,
    /// Runs of them that failed.
    pub failed: u64,
    /// When rows were last written.
    since: Instant,
    /// When a block last came.
    last: Instant,
    /// The longest time between two blocks so far.
    longest: Duration,
    /// The most work that may be lost.
    most: Duration,
}

impl Default for Ahead {
    fn default() -> Self {
        let now = Instant::now();
        Self { rows: Vec::new(), blocks: 0, failed: 0, since: now, last: now, longest: Duration::ZERO, most: Self::MOST }
    }
}

impl Ahead {
    /// The most work that may be lost, unless said otherwise.
    pub const MOST: Duration = Duration::from_secs(1);
    /// Bytes that are written however short they have waited.
    const MANY: usize = 8 << 20;

    /// Lets rows wait for this long at most.
    pub const fn wait(&mut self, most: Duration) {
        self.most = most;
    }

    /// Takes the rows of a block, one text per table.
    pub fn take(&mut self, rows: impl Iterator<Item = String>, records: &[RunRecord]) {
        for (place, text) in rows.enumerate() {
            match self.rows.get_mut(place) {
                Some(rows) => rows.push_str(&text),
                None => self.rows.push(text),
            }
        }
        self.blocks += 1;
        self.failed += records.iter().filter(|record| !record.ok).count() as u64;
        let now = Instant::now();
        self.longest = self.longest.max(now - self.last);
        self.last = now;
    }

    /// Whether waiting for one block more could take too long.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.since.elapsed() + self.longest >= self.most || self.rows.iter().map(String::len).sum::<usize>() >= Self::MANY
    }

    /// Whether rows have waited for some time.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.blocks > 0 && self.since.elapsed() >= self.most / 2
    }

    /// What is to be written now; leaves nothing.
    pub fn next(&mut self) -> Self {
        let (longest, most) = (self.longest, self.most);
        std::mem::replace(self, Self { longest, most, ..Self::default() })
    }
}

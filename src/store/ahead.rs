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
    /// What writing cost the last time.
    cost: Duration,
}

impl Default for Ahead {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            rows: Vec::new(),
            blocks: 0,
            failed: 0,
            since: now,
            last: now,
            longest: Duration::ZERO,
            most: Self::MOST,
            cost: Duration::ZERO,
        }
    }
}

impl Ahead {
    /// The most work that may be lost, unless said otherwise.
    pub const MOST: Duration = Duration::from_secs(1);
    /// Writing may take one part of so many of the time.
    const SHARE: u32 = 20;
    /// Bytes that are written however short they have waited.
    const MANY: usize = 8 << 20;

    /// Lets rows wait for this long at most.
    pub const fn wait(&mut self, most: Duration) {
        self.most = most;
    }

    /// Notes what writing cost.
    pub fn cost(&mut self, cost: Duration) {
        self.cost = cost;
        self.since = Instant::now();
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

    /// How long rows wait: so long that writing takes a twentieth of the time, and never longer than may be lost.
    fn patience(&self) -> Duration {
        self.most.min(self.cost * Self::SHARE)
    }

    /// Whether waiting for one block more could take too long.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.since.elapsed() + self.longest >= self.patience() || self.rows.iter().map(String::len).sum::<usize>() >= Self::MANY
    }

    /// Whether rows have waited for some time.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.blocks > 0 && self.since.elapsed() >= self.patience() / 2
    }

    /// What is to be written now; leaves nothing.
    pub fn taken(&mut self) -> Self {
        let (longest, most, cost) = (self.longest, self.most, self.cost);
        std::mem::replace(self, Self { longest, most, cost, ..Self::default() })
    }
}

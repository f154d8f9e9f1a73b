//! Progress of long work on standard error: a bar with an estimate on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::base::words::{Both, both};
use crate::cli::console::{note, tell};
use crate::experiment::conduct::Watch;
use crate::report::Lang;

/// Percent between two plain lines.
const STEP: u64 = 10;

/// Shows progress. Work done by an earlier start counts as done; the estimate is based on this session.
#[derive(Debug)]
pub struct Progress {
    lang: Lang,
    shape: Shape,
    parts: Parts,
}

/// The unit of the work.
#[derive(Clone, Copy, Debug)]
enum Parts {
    Replicates,
    /// Blocks of a sweep, whose units are need lives.
    Blocks,
    Cases,
}

#[derive(Debug)]
enum Shape {
    Quiet,
    Bar(ProgressBar),
    Lines(Lines),
}

#[derive(Debug, Default)]
struct Lines {
    start: OnceLock<Start>,
    units: AtomicU64,
    /// Units of waves that were not known at the start.
    more: AtomicU64,
    /// Percentage at which the next line is due; one thread prints at a time.
    due: Mutex<u64>,
}

/// The work at its start: time, units already done and units to do.
#[derive(Clone, Copy, Debug)]
struct Start {
    at: Instant,
    before: u64,
    units: u64,
}

impl Start {
    fn percent(&self, done: u64) -> u64 {
        let (done, all) = (u128::from(self.before) + u128::from(done), u128::from(self.before) + u128::from(self.units));
        u64::try_from((100 * done / all.max(1)).min(100)).unwrap_or(100)
    }
}

impl Progress {
    /// Progress of replicates, in the form that the output allows; nothing if `quiet`.
    #[must_use]
    pub fn new(lang: Lang, quiet: bool) -> Self {
        Self::of(lang, quiet, Parts::Replicates)
    }

    /// Progress of a sweep.
    #[must_use]
    pub fn of_blocks(lang: Lang, quiet: bool) -> Self {
        Self::of(lang, quiet, Parts::Blocks)
    }

    /// Progress of cases of a verification.
    #[must_use]
    pub fn of_cases(lang: Lang, quiet: bool) -> Self {
        Self::of(lang, quiet, Parts::Cases)
    }

    fn of(lang: Lang, quiet: bool, parts: Parts) -> Self {
        let shape = if quiet {
            Shape::Quiet
        } else if std::io::stderr().is_terminal() {
            Shape::Bar(ProgressBar::no_length())
        } else {
            Shape::Lines(Lines::default())
        };
        Self { lang, shape, parts }
    }

    fn blocks(&self, done: u64, blocks: u64) -> Both {
        match self.parts {
            Parts::Replicates => both!("{done}/{blocks} replicates", "{done}/{blocks} 次重复"),
            Parts::Blocks => both!("{done}/{blocks} blocks", "{done}/{blocks} 个区块"),
            Parts::Cases => both!("{done}/{blocks} cases", "{done}/{blocks} 个算例"),
        }
    }
}

impl Progress {
    /// How many need lives are done, where the units are such.
    fn lives(&self, done: u64, all: u64) -> Both {
        let millions = |n: u64| format!("{:.1}", n as f64 / 1e6);
        let (done, all) = (millions(done), millions(all));
        match self.parts {
            Parts::Blocks => both!("  {done} of {all} million need lives", "  需求历程 {done}/{all} 百万"),
            Parts::Replicates | Parts::Cases => Both::same(String::new()),
        }
    }
}

/// The units already done: in proportion, because parts are equal.
fn before(done: u64, blocks: u64, units: u64) -> u64 {
    let left = blocks.saturating_sub(done).max(1);
    u64::try_from(u128::from(units) * u128::from(done) / u128::from(left)).unwrap_or(u64::MAX / 2)
}

impl Watch for Progress {
    fn note(&self, text: &Both) {
        note(self.lang, text);
    }

    fn begin(&self, done: u64, blocks: u64, units: u64) {
        let before = before(done, blocks, units);
        match &self.shape {
            Shape::Quiet => {}
            Shape::Bar(bar) => {
                let lang = self.lang;
                let template = both!(
                    "{{bar:32}} {{percent:>3}} %  {{msg}}  {{took}}, about {{left}} left",
                    "{{bar:32}} {{percent:>3}}%  {{msg}}  已用 {{took}}，约剩 {{left}}"
                );
                if let Ok(style) = ProgressStyle::with_template(template.get(lang)) {
                    let write = move |time: Duration, w: &mut dyn std::fmt::Write| {
                        let _ = w.write_str(clock(time).get(lang));
                    };
                    bar.set_style(
                        style
                            .with_key("took", move |state: &ProgressState, w: &mut dyn std::fmt::Write| write(state.elapsed(), w))
                            .with_key("left", move |state: &ProgressState, w: &mut dyn std::fmt::Write| write(state.eta(), w)),
                    );
                }
                bar.set_length(before.saturating_add(units));
                bar.set_position(before);
                bar.reset_eta();
                bar.set_message(self.blocks(done, blocks).get(lang).to_owned());
                bar.enable_steady_tick(Duration::from_millis(250));
            }
            Shape::Lines(lines) => {
                let start = lines.start.get_or_init(|| Start { at: Instant::now(), before, units });
                if let Ok(mut due) = lines.due.lock() {
                    *due = (start.percent(0) / STEP + 1) * STEP;
                }
                let parts = self.blocks(done, blocks);
                let kept = if done > 0 {
                    let percent = start.percent(0);
                    both!("{percent:>3} %  {parts} are there already", "{percent:>3}%  {parts}此前已完成"; parts = parts)
                } else {
                    parts
                };
                tell(self.lang, &kept);
            }
        }
    }

    fn units(&self, units: u64) {
        match &self.shape {
            Shape::Quiet => {}
            Shape::Bar(bar) => bar.inc(units),
            Shape::Lines(lines) => {
                let done = lines.units.fetch_add(units, Ordering::Relaxed) + units;
                let Some(start) = lines.start.get() else {
                    return;
                };
                let start = Start { units: start.units.saturating_add(lines.more.load(Ordering::Relaxed)), ..*start };
                let percent = start.percent(done);
                // If the lock is taken, its holder prints the line.
                let Ok(mut due) = lines.due.try_lock() else {
                    return;
                };
                if percent >= *due {
                    let elapsed = start.at.elapsed();
                    let (took, left) = (clock(elapsed), clock(remaining(elapsed, done, start.units)));
                    let lives = self.lives(start.before + done, start.before + start.units);
                    let text = both!(
                        "{percent:>3} %{lives}  {took} elapsed, about {left} left",
                        "{percent:>3}%{lives}  已用 {took}，约剩 {left}";
                        took = took,
                        left = left,
                        lives = lives
                    );
                    tell(self.lang, &text);
                    while percent >= *due {
                        *due += STEP;
                    }
                }
            }
        }
    }

    fn more(&self, blocks: u64, units: u64) {
        match &self.shape {
            Shape::Quiet => {}
            Shape::Bar(bar) => bar.inc_length(units),
            Shape::Lines(lines) => {
                lines.more.fetch_add(units, Ordering::Relaxed);
                if let Ok(mut due) = lines.due.lock() {
                    *due = STEP;
                }
                let text = both!("another wave follows: {blocks} blocks in all", "接下来还有一波：共 {blocks} 个区块");
                tell(self.lang, &text);
            }
        }
    }

    fn block(&self, done: u64, blocks: u64) {
        if let Shape::Bar(bar) = &self.shape {
            bar.set_message(self.blocks(done, blocks).get(self.lang).to_owned());
        }
    }

    fn end(&self) {
        if let Shape::Bar(bar) = &self.shape {
            bar.finish_and_clear();
        }
    }
}

fn remaining(elapsed: Duration, done: u64, total: u64) -> Duration {
    let left = total.saturating_sub(done);
    let millis = elapsed.as_millis() * u128::from(left) / u128::from(done.max(1));
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// `3 s`, `2 min 05 s`, `1 h 02 min`.
#[must_use]
pub fn clock(time: Duration) -> Both {
    let seconds = time.as_secs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0..60 => both!("{seconds} s", "{seconds} 秒"),
        60..3600 => both!("{minutes} min {rest:02} s", "{minutes} 分 {rest:02} 秒"),
        _ => both!("{hours} h {minutes:02} min", "{hours} 小时 {minutes:02} 分"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_in_proportion() {
        let left = remaining(Duration::from_secs(30), 1, 4);
        assert_eq!(clock(left).en, "1 min 30 s");
        assert_eq!(clock(remaining(Duration::from_secs(30), 4, 4)).zh, "0 秒");
    }

    #[test]
    fn what_was_done_before_counts() {
        // 16 of 40 are done; the other 24 are 2,400 units.
        let start = Start { at: Instant::now(), before: before(16, 40, 2400), units: 2400 };
        assert_eq!(start.before, 1600);
        assert_eq!([0, 1200, 2400].map(|done| start.percent(done)), [40, 70, 100]);
        assert_eq!(before(0, 40, 4000), 0);
    }
}

//! Progress of long work on standard error: a bar with an estimate on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::tell;
use crate::experiment::conduct::Watch;
use crate::report::Lang;
use crate::words::Both;

/// Percent between two plain lines.
const STEP: u64 = 10;

/// Shows how far the work is.
#[derive(Debug)]
pub struct Progress {
    lang: Lang,
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    Quiet,
    Bar(ProgressBar),
    Lines(Lines),
}

#[derive(Debug, Default)]
struct Lines {
    start: OnceLock<(Instant, u64)>,
    units: AtomicU64,
    /// Percent at which the next line is due; one thread prints at a time.
    due: Mutex<u64>,
}

impl Progress {
    /// Progress as the place it goes to allows: nothing when `quiet`.
    #[must_use]
    pub fn new(lang: Lang, quiet: bool) -> Self {
        let shape = if quiet {
            Shape::Quiet
        } else if std::io::stderr().is_terminal() {
            Shape::Bar(ProgressBar::no_length())
        } else {
            Shape::Lines(Lines::default())
        };
        Self { lang, shape }
    }

    fn blocks(&self, done: u64, blocks: u64) -> String {
        match self.lang {
            Lang::En => format!("{done}/{blocks} replicates"),
            Lang::Zh => format!("{done}/{blocks} 次重复"),
        }
    }
}

impl Watch for Progress {
    fn note(&self, text: &Both) {
        match self.lang {
            Lang::En => tell(format_args!("note: {text}")),
            Lang::Zh => tell(format_args!("注意：{}", text.zh)),
        }
    }

    fn begin(&self, done: u64, blocks: u64, units: u64) {
        match &self.shape {
            Shape::Quiet => {}
            Shape::Bar(bar) => {
                let eta = match self.lang {
                    Lang::En => "about {eta} left",
                    Lang::Zh => "约剩 {eta}",
                };
                let template = format!("{{bar:32}} {{percent:>3}} %  {{msg}}  {{elapsed}}, {eta}");
                if let Ok(style) = ProgressStyle::with_template(&template) {
                    bar.set_style(style);
                }
                bar.set_length(units);
                bar.set_message(self.blocks(done, blocks));
                bar.enable_steady_tick(Duration::from_millis(250));
            }
            Shape::Lines(lines) => {
                lines.start.get_or_init(|| (Instant::now(), units));
                if let Ok(mut due) = lines.due.lock() {
                    *due = STEP;
                }
                tell(self.blocks(done, blocks));
            }
        }
    }

    fn units(&self, units: u64) {
        match &self.shape {
            Shape::Quiet => {}
            Shape::Bar(bar) => bar.inc(units),
            Shape::Lines(lines) => {
                let done = lines.units.fetch_add(units, Ordering::Relaxed) + units;
                let Some(&(start, total)) = lines.start.get() else {
                    return;
                };
                let percent = (100 * u128::from(done) / u128::from(total.max(1))).min(100);
                // Whoever finds the lock taken leaves the line to its holder.
                let Ok(mut due) = lines.due.try_lock() else {
                    return;
                };
                if percent >= u128::from(*due) {
                    let elapsed = start.elapsed();
                    let left = remaining(elapsed, done, total);
                    match self.lang {
                        Lang::En => tell(format_args!("{percent:>3} %  {} elapsed, about {} left", clock(elapsed), clock(left))),
                        Lang::Zh => tell(format_args!("{percent:>3} %  已用 {}，约剩 {}", clock(elapsed), clock(left))),
                    }
                    while percent >= u128::from(*due) {
                        *due += STEP;
                    }
                }
            }
        }
    }

    fn block(&self, done: u64, blocks: u64) {
        if let Shape::Bar(bar) = &self.shape {
            bar.set_message(self.blocks(done, blocks));
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
pub fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_in_proportion() {
        let left = remaining(Duration::from_secs(30), 1, 4);
        assert_eq!(clock(left), "1 min 30 s");
        assert_eq!(clock(remaining(Duration::from_secs(30), 4, 4)), "0 s");
    }
}

//! Tables of the document, and targets.

use std::fmt;

/// A share as it is printed: `.950`, and `1.000` for all.
pub fn share(covered: u64, of: u64) -> String {
    let text = format!("{:.3}", covered as f64 / of as f64);
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

/// A table from its head and its rows; the first `left` columns are words, the others numbers.
pub fn markdown(head: &[&str], left: usize, rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let rule: Vec<&str> = (0..head.len()).map(|i| if i < left { "---" } else { "--:" }).collect();
    let mut text = line(head.to_vec());
    text.push_str(&format!("|{}|\n", rule.join("|")));
    rows.iter().for_each(|row| text.push_str(&line(row.iter().map(String::as_str).collect())));
    text
}

/// What was demanded, and what came.
#[derive(Default)]
pub struct Targets {
    lines: Vec<(bool, String)>,
}

impl Targets {
    /// A share that is to be at least this.
    pub fn at_least(&mut self, what: &str, covered: u64, of: u64, target: f64) {
        self.lines.push((covered as f64 >= target * of as f64, format!("{what}: {}, at least {target}", share(covered, of))));
    }

    /// A share that is to be at most this.
    pub fn at_most(&mut self, what: &str, covered: u64, of: u64, target: f64) {
        self.lines.push((covered as f64 <= target * of as f64, format!("{what}: {}, at most {target}", share(covered, of))));
    }

    /// Whether all were reached.
    pub fn reached(&self) -> bool {
        self.lines.iter().all(|(reached, _)| *reached)
    }
}

impl fmt::Display for Targets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|(reached, line)| writeln!(f, "{} {line}", if *reached { "reached" } else { "MISSED " }))
    }
}

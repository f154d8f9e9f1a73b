//! Outcomes of trials: kept line by line, so that trials can go on where they stopped, and told as a block for a document.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The outcome of a trial.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Number of the trial.
    pub number: u64,
    /// What was killed.
    pub mode: String,
    /// At which call.
    pub call: String,
    /// At which of its name in its thread.
    pub when: u64,
    /// About which file.
    pub file: String,
    /// How the folder was tampered with; empty when it was not.
    pub way: String,
    /// What exactly was done.
    pub what: String,
    /// What came of it.
    pub outcome: String,
    /// The longest run afterwards, milliseconds.
    pub slowest_ms: u64,
    /// What was said where the folder was refused; what is wrong.
    pub said: String,
}

/// The outcome of what must not happen.
pub const WRONG: &str = "wrong";

impl Row {
    /// The same with something wrong.
    pub fn wrong(mut self, what: String) -> Self {
        self.outcome = WRONG.into();
        self.said = what;
        self
    }

    /// One line of tab-separated fields.
    pub fn line(&self) -> String {
        let fields = [
            &self.number.to_string(),
            &self.mode,
            &self.call,
            &self.when.to_string(),
            &self.file,
            &self.way,
            &self.what,
            &self.outcome,
            &self.slowest_ms.to_string(),
            &self.said,
        ];
        fields.map(|f| f.replace(['\t', '\n', '\r'], " ")).join("\t")
    }

    /// Reads [`line`](Self::line).
    pub fn read(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [number, mode, call, when, file, way, what, outcome, slowest, said] = fields[..] else { return None };
        Some(Self {
            number: number.parse().ok()?,
            mode: mode.into(),
            call: call.into(),
            when: when.parse().ok()?,
            file: file.into(),
            way: way.into(),
            what: what.into(),
            outcome: outcome.into(),
            slowest_ms: slowest.parse().ok()?,
            said: said.into(),
        })
    }
}

fn counted<'r>(rows: impl Iterator<Item = &'r Row>, by: impl Fn(&Row) -> (String, String)) -> BTreeMap<(String, String), u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(by(row)).or_default() += 1;
    }
    counts
}

/// All trials as Markdown.
pub fn block(rows: &[Row], head: &str) -> String {
    let killed = |row: &&Row| !row.call.is_empty();
    let tampered = |row: &&Row| !row.way.is_empty();
    let number = |of: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| of(r)).count();
    let mut text = format!(
        "{head}: {} kills, {} of them with the folder tampered with before the run was taken up again. Ended in the bytes of an uninterrupted \
         run: {}; clearly refused after tampering: {}; anything else: {}. Slowest run afterwards {} ms.\n\n",
        rows.iter().filter(killed).count(),
        rows.iter().filter(tampered).count(),
        number(&|r| r.outcome == "same bytes"),
        number(&|r| r.outcome.starts_with("refused")),
        number(&|r| r.outcome == WRONG),
        rows.iter().map(|r| r.slowest_ms).max().unwrap_or(0),
    );
    text.push_str("| killed | at the call | times |\n|---|---|---:|\n");
    for ((mode, call), count) in counted(rows.iter().filter(killed), |r| (r.mode.clone(), r.call.clone())) {
        let _ = writeln!(text, "| {mode} | `{call}` | {count} |");
    }
    text.push_str("\n| tampered with | came of it | times |\n|---|---|---:|\n");
    for ((way, outcome), count) in counted(rows.iter().filter(tampered), |r| (r.way.clone(), r.outcome.clone())) {
        let _ = writeln!(text, "| {way} | {outcome} | {count} |");
    }
    text
}

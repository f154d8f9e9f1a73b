//! What came of it: the score, and the section of `docs/verification.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::Outcome;
use crate::check::Drawn;
use crate::settings::{Places, Settings, read, write};
use crate::trial::{Outcomes, results};

const BEGIN: &str = "<!-- begin mutants -->";
const END: &str = "<!-- end mutants -->";

/// How many of each kind.
#[derive(Default, Clone, Copy)]
struct Count {
    drawn: usize,
    caught: usize,
    timeout: usize,
    missed: usize,
    equivalent: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.drawn += other.drawn;
        self.caught += other.caught;
        self.timeout += other.timeout;
        self.missed += other.missed;
        self.equivalent += other.equivalent;
    }

    /// The share of those that are no equivalents, in percent.
    fn score(self) -> f64 {
        100.0 * (self.caught + self.timeout) as f64 / (self.drawn - self.equivalent).max(1) as f64
    }
}

/// A survivor, with the reason if it is an equivalent.
struct Survivor {
    place: String,
    key: String,
    reason: Option<String>,
}

/// The results, put together.
struct Score {
    seed: u64,
    folders: BTreeMap<String, Count>,
    all: Count,
    survivors: Vec<Survivor>,
    /// How many are caught first by each test executable.
    by: BTreeMap<String, usize>,
    /// Drawn, and with an error of the compiler.
    unviable: usize,
    waiting: usize,
    /// Equivalents by their reason alone: they have not been run through all suites.
    by_reason_alone: usize,
}

/// `equivalent.tsv`: key and reason.
pub fn reasons(places: &Places) -> Outcome<BTreeMap<String, String>> {
    let text = read(&places.of_this("equivalent.tsv"))?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let of = |line: &str| line.split_once('\t').map(|(key, reason)| (key.to_owned(), reason.to_owned()));
    lines.map(|line| of(line).ok_or_else(|| format!("equivalent.tsv: no reason: {line}"))).collect()
}

fn score(places: &Places) -> Outcome<Score> {
    let (reasons, results, drawn) = (reasons(places)?, results(places)?, Drawn::read(places)?);
    let seed = Settings::read(places)?.seed;
    let mut score = Score {
        seed,
        folders: BTreeMap::new(),
        all: Count::default(),
        survivors: Vec::new(),
        by: BTreeMap::new(),
        unviable: 0,
        waiting: 0,
        by_reason_alone: 0,
    };
    for mutant in drawn {
        if mutant.state != "drawn" {
            score.unviable += 1;
            continue;
        }
        let mut reason = reasons.get(&mutant.key).cloned();
        let not_run = Outcomes { outcome: "missed".to_owned(), by: String::new() };
        let Outcomes { outcome, by } = match (results.get(&mutant.key), &mut reason) {
            (Some(outcomes), _) => outcomes,
            (None, Some(reason)) => {
                *reason += " Not run through all suites in this version.";
                score.by_reason_alone += 1;
                &not_run
            }
            (None, None) => {
                score.waiting += 1;
                continue;
            }
        };
        let mut count = Count { drawn: 1, ..Count::default() };
        match (outcome.as_str(), &reason) {
            // What a test sees is no equivalent, whatever is said of it.
            ("caught" | "timeout", Some(_)) => return Err(format!("equivalent.tsv: {} was caught, by {by}", mutant.key)),
            ("caught", None) => count.caught = 1,
            ("timeout", None) => count.timeout = 1,
            (_, Some(_)) => count.equivalent = 1,
            (_, None) => count.missed = 1,
        }
        if let Some((suite, _)) = by.split_once(':') {
            *score.by.entry(suite.to_owned()).or_default() += 1;
        }
        let parts: Vec<&str> = mutant.place.split('/').collect();
        let folder = if parts.len() > 3 { parts[..3].join("/") } else { parts[..2].join("/") };
        score.folders.entry(folder).or_default().add(count);
        score.all.add(count);
        if count.missed + count.equivalent > 0 {
            score.survivors.push(Survivor { place: mutant.place, key: mutant.key, reason });
        }
    }
    score.survivors.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(score)
}

/// Prints the score so far.
pub fn show(root: &Path) -> Outcome<()> {
    let score = score(&Places::of(root))?;
    let Count { drawn, caught, timeout, missed, equivalent } = score.all;
    println!("seed {}: {drawn} mutants run, {} not yet; {} more drawn do not compile", score.seed, score.waiting, score.unviable);
    println!("caught {caught}, by a time limit {timeout}, missed {missed}, equivalent {equivalent}: {:.1} %", score.all.score());
    println!("{} of the equivalents not run through all suites", score.by_reason_alone);
    for (suite, count) in &score.by {
        println!("    {count:4} by {suite}");
    }
    for survivor in &score.survivors {
        println!("{}  {}\n    {}", survivor.place, survivor.key, survivor.reason.as_deref().unwrap_or("missed"));
    }
    Ok(())
}

/// Writes the section of `docs/verification.md` between its marks.
pub fn document(root: &Path) -> Outcome<()> {
    let score = score(&Places::of(root))?;
    if score.waiting > 0 {
        return Err(format!("{} mutants have no result: run them first", score.waiting));
    }
    let page = root.join("docs/verification.md");
    let text = read(&page)?;
    let (Some(begin), Some(end)) = (text.find(BEGIN), text.find(END)) else {
        return Err(format!("docs/verification.md has no lines {BEGIN} and {END}"));
    };
    let section = section(&score);
    write(&page, &format!("{}{BEGIN}\n{section}{}", &text[..begin], &text[end..]))
}

/// Does not break the table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn section(score: &Score) -> String {
    let mut text = String::new();
    let all = score.all;
    let _ = writeln!(
        text,
        "Seed {}: of {} mutants {} are caught, {} missed and {} equivalent: **{:.1} %** of those that are not equivalent. {} more were drawn \
         and do not compile. Of the equivalents {} have not been run through all suites.\n",
        score.seed,
        all.drawn,
        all.caught + all.timeout,
        all.missed,
        all.equivalent,
        all.score(),
        score.unviable,
        score.by_reason_alone
    );
    text += "| folder | mutants | caught | by a time limit | missed | equivalent |\n|---|--:|--:|--:|--:|--:|\n";
    let mut row = |name: &str, count: &Count| {
        let Count { drawn, caught, timeout, missed, equivalent } = count;
        let _ = writeln!(text, "| {name} | {drawn} | {caught} | {timeout} | {missed} | {equivalent} |");
    };
    for (folder, count) in &score.folders {
        row(&format!("`{folder}`"), count);
    }
    row("all", &all);
    text += "\n| missed or equivalent | mutation | why no test can see it |\n|---|---|---|\n";
    for survivor in &score.survivors {
        // The file is in the first column already.
        let says = survivor.key.split_once(": ").map_or(survivor.key.as_str(), |(_, says)| says);
        let says = says.rsplit_once(" #").map_or(says, |(says, _)| says);
        let reason = survivor.reason.as_deref().unwrap_or("missed");
        let _ = writeln!(text, "| `{}` | `{}` | {} |", survivor.place, cell(says), cell(reason));
    }
    text
}

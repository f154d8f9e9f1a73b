//! The lives of needs under several policies, side by side.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::Telling;
use super::course::entries;
use super::layout::{WIDTH, paragraph, share, singular, thousands, wrap};
use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::need::{Need, Stage};
use crate::experiment::tracing::{CLEARLY, Course, Life, Lives, Why};
use crate::report::texts::fill;

/// Blanks between two courses.
const GAP: usize = 3;
/// Indentation of everything that belongs to a need.
const INDENT: usize = 2;

/// Prints the lives of needs; `seed` is the number that picked them.
#[must_use]
pub fn lives(telling: &Telling<'_>, lives: &Lives, seed: u32) -> String {
    let words = telling.words();
    let names: Vec<&str> = (0..telling.policies.len()).map(|p| telling.policy(p)).collect();
    let n = lives.lives.len().to_string();
    let mut text = singular(&fill(words.title, &[("title", &telling.title()), ("n", &n), ("policies", &names.join(words.list))]));
    text.push('\n');
    for (i, life) in lives.lives.iter().enumerate() {
        let second = names.get(1).copied().unwrap_or_default();
        let pair = [("a", names[0]), ("b", second)];
        let why = match life.why {
            Why::All => words.all.to_owned(),
            Why::Worse => fill(words.worse, &pair),
            Why::Better => fill(words.better, &pair),
        };
        let number = (i + 1).to_string();
        let head = fill(words.head, &[("i", &number), ("n", &n), ("why", &why)]);
        let _ = write!(text, "\n{head}\n");
        one(telling, life, &mut text);
    }
    text.push('\n');
    footer(telling, lives, seed, &mut text);
    text
}

fn footer(telling: &Telling<'_>, lives: &Lives, seed: u32, text: &mut String) {
    let words = telling.words();
    let mut notes = Vec::new();
    let cohort = thousands(lives.cohort);
    if telling.policies.len() > 1 {
        notes.push(words.footer.to_owned());
        notes.push(fill(
            words.footer_counts,
            &[
                ("cohort", &cohort),
                ("worse", &thousands(lives.worse)),
                ("better", &thousands(lives.better)),
                ("a", telling.policy(0)),
                ("b", telling.policy(1)),
                ("days", &CLEARLY.to_string()),
            ],
        ));
        notes.push(words.footer_few.to_owned());
    } else {
        let n = lives.lives.len().to_string();
        notes.push(fill(words.footer_one, &[("cohort", &cohort), ("n", &n)]));
    }
    let (replicate, seed) = (telling.replicate.to_string(), seed.to_string());
    notes.push(fill(words.footer_how, &[("replicate", &replicate), ("seed", &seed)]));
    if telling.experiment.scenario.district.illustrative {
        notes.push(telling.lang.texts().illustrative.to_owned());
    }
    for note in notes {
        paragraph(text, &note);
    }
}

/// One need: its traits, then its courses in columns.
fn one(telling: &Telling<'_>, life: &Life, text: &mut String) {
    for line in wrap(&description(telling, &life.need), WIDTH - INDENT) {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    }
    // Up to three columns; more policies follow below.
    let most = match life.courses.len() {
        1 | 2 | 4 => 2,
        _ => 3,
    };
    let width = (WIDTH - INDENT - GAP * (most - 1)) / most;
    let courses: Vec<Column> =
        life.courses.iter().enumerate().map(|(p, course)| column(telling, &life.need, course, p, width)).collect();
    for (row, group) in courses.chunks(most).enumerate() {
        if row > 0 {
            text.push('\n');
        }
        // Outcomes are printed side by side, below the longest course.
        for part in [|c: &Column| c.body.clone(), |c: &Column| c.outcome.clone()] {
            let parts: Vec<Vec<String>> = group.iter().map(part).collect();
            for line in 0..parts.iter().map(Vec::len).max().unwrap_or(0) {
                let mut out = " ".repeat(INDENT);
                for cells in &parts {
                    let cell = cells.get(line).map_or("", String::as_str);
                    out.push_str(cell);
                    out.push_str(&" ".repeat((width + GAP).saturating_sub(cell.width())));
                }
                text.push_str(out.trim_end());
                text.push('\n');
            }
        }
    }
}

/// A course as it is printed.
struct Column {
    body: Vec<String>,
    outcome: Vec<String>,
}

fn description(telling: &Telling<'_>, need: &Need) -> String {
    let words = telling.words();
    let mut parts = vec![
        telling.community(need.community()),
        telling.category(need.category),
        telling.segment(need.segment),
        fill(words.severity, &[("n", &(need.severity + 1).to_string())]),
        fill(words.work, &[("time", &telling.time(u32::from(need.work)))]),
    ];
    if let Some(second) = need.second.get() {
        parts.push(fill(
            words.bundle,
            &[("category", &telling.category_within(second)), ("time", &telling.time(u32::from(need.second_work)))],
        ));
    }
    parts.push(fill(words.difficulty, &[("n", &share(need.difficulty))]));
    parts.push(singular(&fill(words.patience, &[("n", &need.patience.to_string())])));
    parts.join(words.comma)
}

/// The lines of a course.
fn column(telling: &Telling<'_>, need: &Need, course: &Course, policy: usize, width: usize) -> Column {
    let words = telling.words();
    let start = telling.world.burn_in_days();
    let mut lines = wrap(&telling.policy_head(policy), width);
    lines.push("-".repeat(width));
    let end = course.ending.day - start;
    let digits = (end + 1).to_string().len().max(3);
    let label_width = telling.day(0, digits).width() + 2;
    let mut year = 1;
    for entry in entries(telling, need, &course.happenings) {
        let day = entry.day - start;
        let this = day / DAYS_PER_YEAR + 1;
        if this != year {
            year = this;
            lines.push(fill(words.year_begins, &[("n", &year.to_string())]));
        }
        let mut label = telling.day(day, digits);
        for line in wrap(&entry.text, width - label_width) {
            let pad = " ".repeat(label_width - label.width());
            lines.push(format!("{label}{pad}{line}"));
            label.clear();
        }
    }
    let outcome = wrap(&outcome(telling, need, course), width - 2);
    let mark = |(i, line): (usize, String)| format!("{} {line}", if i == 0 { "=" } else { " " });
    Column { body: lines, outcome: outcome.into_iter().enumerate().map(mark).collect() }
}

fn outcome(telling: &Telling<'_>, need: &Need, course: &Course) -> String {
    let words = telling.words();
    let ending = &course.ending;
    if !ending.stage.is_final() {
        let stage = words.stages[ending.stage];
        return fill(words.open, &[("stage", stage)]);
    }
    let start = telling.world.burn_in_days();
    let after = ending.day - need.onset();
    let text = match ending.stage {
        Stage::Resolved => words.ended_resolved,
        _ => words.ended,
    };
    let ended = fill(
        text,
        &[("how", words.stages[ending.stage]), ("date", &telling.date(ending.day - start)), ("n", &after.to_string())],
    );
    singular(&ended)
}

//! Results as a table that a person can read: what a world gave under every policy, number by number.
//!
//! The first line says which version of the results it is (`sanshe::base::identity::RESULTS`) and the digest of the lines below. Below stand
//! one line per column of `runs.csv`, as written there; one per column of the other tables, summed over its rows (flows by the stage
//! entered, the ledger by account); and one per table with the digest of its bytes, so that nothing passes unseen. A change of one
//! number is a change of one line.
//!
//! A new column moves no number: columns that a golden table does not list are left out of the comparison, of the digests too, until the
//! table is renewed. So is a new file. A column that it lists and the program has no more is a change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use sanshe::base::identity;
use sanshe::measure::column::Column;
use sanshe::measure::record::RunRecord;
use sanshe::measure::table::Table;

/// Set, golden tables are written instead of compared.
pub const RENEW: &str = "SANSHE_RENEW";
/// Width of a name and of a value: fixed, so that a longer number does not move all others.
const NAME: usize = 44;
const VALUE: usize = 21;

/// How the name of a line ends that holds the digest of a table.
const DIGEST: &str = " blake3";
/// What is the same for all runs, or says nothing summed.
const LEFT_OUT: [&str; 4] = ["policy", "replicate", "seed", "days"];

/// Values by name, in order: one per policy.
pub type Lines = Vec<(String, Vec<String>)>;

/// Which columns of numbers a golden table lists.
pub struct Listed(BTreeSet<String>);

impl Listed {
    /// Those of a golden table, without its first line.
    pub fn of(body: &str) -> Self {
        Self(read(body).1.into_iter().map(|(name, _)| name).collect())
    }

    /// Whether the golden table has a line of a file.
    fn knows(&self, file: &str) -> bool {
        self.0.iter().any(|name| file_of(name) == file)
    }

    /// Whether a column is compared: one that the table lists, or whose numbers no table ever lists. Of a file without numbers all are.
    fn has(&self, file: &str, column: &Column) -> bool {
        let of_file: Vec<&str> = self.0.iter().map(String::as_str).filter(|name| file_of(name) == file).collect();
        let name = if file == "runs.csv" { column.name.to_owned() } else { format!("{file} {}", column.name) };
        let grouped = format!("{name} ");
        let told = of_file.iter().any(|line| *line == name || line.starts_with(&grouped));
        told || of_file.is_empty() || !(file == "runs.csv" || counts(column)) || LEFT_OUT.contains(&column.name)
    }
}

/// Whether the numbers of a column have a sum that says something.
fn counts(column: &Column) -> bool {
    !["-", "1 to 5", "working day"].contains(&column.unit)
}

/// The text of rows with some of their columns, each field as it is written.
pub fn with_columns(text: &str, kept: &[bool]) -> String {
    let (mut out, mut column, mut quoted, mut first) = (String::with_capacity(text.len()), 0, false, true);
    for c in text.chars() {
        quoted ^= c == '"';
        match c {
            '\n' if !quoted => {
                out.push(c);
                (column, first) = (0, true);
                continue;
            }
            ',' if !quoted => {
                first &= !kept[column];
                column += 1;
                if kept[column] && !first {
                    out.push(c);
                }
            }
            _ if kept[column] => out.push(c),
            _ => {}
        }
    }
    out
}

/// What the runs of a replicate gave, in the order of the policies; of the columns that a golden table lists, or of all.
pub fn lines(records: &[RunRecord], listed: Option<&Listed>) -> Lines {
    let mut order = Vec::new();
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        let (mut sums, mut digests) = (Vec::new(), Vec::new());
        for table in &record.tables {
            let file = table.spec.file;
            if listed.is_some_and(|listed| !listed.knows(file)) {
                continue;
            }
            // The golden runs are of no sweep: there is one point.
            let is_kept = |c: &Column| c.name != "point" && listed.is_none_or(|l| l.has(file, c));
            let kept: Vec<bool> = table.spec.columns.iter().map(is_kept).collect();
            sums.extend(if file == "runs.csv" { row(table, &kept) } else { summed(table, &kept) });
            let digest = blake3::hash(with_columns(table.text(), &kept).as_bytes());
            digests.push((format!("{file}{DIGEST}"), digest.to_hex()[..16].to_owned()));
        }
        for (name, value) in sums.into_iter().chain(digests) {
            let of_name = values.entry(name.clone()).or_insert_with(|| {
                order.push(name);
                Vec::new()
            });
            // What only some policies have (an account, a stage) is absent under the others.
            of_name.resize(at, "-".into());
            of_name.push(value);
        }
    }
    // Accounts and stages that the first policy has not stand among the others.
    let files: Vec<&str> = records.first().map_or_else(Vec::new, |r| r.tables.iter().map(|t| t.spec.file).collect());
    order.sort_by_cached_key(|name| {
        let file = file_of(name);
        let within = if ["flows.csv", "ledger.csv"].contains(&file) { name.clone() } else { String::new() };
        (name.ends_with(DIGEST), files.iter().position(|f| *f == file), within)
    });
    order
        .into_iter()
        .map(|name| {
            let mut of_name = values.remove(&name).unwrap_or_default();
            of_name.resize(records.len(), "-".into());
            (name, of_name)
        })
        .collect()
}

/// The columns of the one row of `runs.csv`.
fn row(table: &Table, kept: &[bool]) -> Vec<(String, String)> {
    let (_, rows) = fields(table, kept);
    assert_eq!(rows.len(), 1, "a run has one row");
    let kept = table.spec.columns.iter().zip(&rows[0]).zip(kept).filter(|(_, kept)| **kept).map(|(named, _)| named);
    let named = kept.filter(|(column, _)| !LEFT_OUT.contains(&column.name));
    named.map(|(column, field)| (column.name.to_owned(), if field.is_empty() { "-".into() } else { field.clone() })).collect()
}

/// The rows of a table, and its columns that count or measure.
fn fields(table: &Table, kept: &[bool]) -> (Vec<usize>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.text().as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|r| r.expect("the program's own rows read").iter().map(str::to_owned).collect()).collect();
    let columns = table
        .spec
        .columns
        .iter()
        .enumerate()
        .filter(|(i, c)| kept[*i] && counts(c) && !LEFT_OUT.contains(&c.name))
        .map(|(i, _)| i)
        .collect();
    (columns, rows)
}

/// The number of rows of a table and the sums of its columns; by group where its rows are not of one kind.
fn summed(table: &Table, kept: &[bool]) -> Vec<(String, String)> {
    let (columns, rows) = fields(table, kept);
    let by: &[&str] = match table.spec.file {
        "flows.csv" => &["to"],
        "ledger.csv" => &["unit", "category"],
        _ => &[],
    };
    let by: Vec<usize> = by.iter().map(|name| table.spec.position(name).expect("a column")).collect();
    let group = |row: &[String]| by.iter().map(|at| format!(" {}", row[*at])).collect::<String>();
    let mut groups: BTreeMap<String, Vec<&Vec<String>>> = BTreeMap::new();
    for row in &rows {
        groups.entry(group(row)).or_default().push(row);
    }
    let file = table.spec.file;
    let mut out = vec![(format!("{file} rows"), rows.len().to_string())];
    for (group, rows) in groups {
        for &column in &columns {
            let name = table.spec.columns[column].name;
            out.push((format!("{file} {name}{group}"), sum(rows.iter().map(|row| row[column].as_str()))));
        }
    }
    out
}

/// The sum of some fields; exact where all are whole.
fn sum<'a>(fields: impl Iterator<Item = &'a str> + Clone) -> String {
    let filled = fields.filter(|f| !f.is_empty());
    let whole: Option<i128> = filled.clone().map(|f| f.parse::<i128>().ok()).sum();
    let real = || filled.map(|f| f.parse::<f64>().unwrap_or_else(|e| panic!("{f}: {e}"))).sum::<f64>();
    whole.map_or_else(|| real().to_string(), |n| n.to_string())
}

/// The file of a world.
fn path(world: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{world}.txt"))
}

/// A table as text, without its first line.
pub fn body(policies: &[&str], lines: &Lines) -> String {
    let mut text = String::new();
    let head = ("policy".to_owned(), policies.iter().map(|p| (*p).to_owned()).collect());
    for (name, values) in std::iter::once(&head).chain(lines) {
        let _ = write!(text, "{name:<NAME$}");
        for value in values {
            let _ = write!(text, " {value:>VALUE$}");
        }
        text.push('\n');
    }
    text
}

fn first_line(body: &str) -> String {
    format!("results {} blake3 {}\n", identity::RESULTS, &blake3::hash(body.as_bytes()).to_hex()[..16])
}

/// Names and values of a text that [`body`] wrote. Names have blanks in them: they end where the first value of fixed width begins.
fn read(body: &str) -> (Vec<String>, Lines) {
    let parts = |line: &str| {
        let at = line.char_indices().nth(NAME).map_or(line.len(), |(i, _)| i);
        (line[..at].trim_end().to_owned(), line[at..].split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    };
    let mut all = body.lines().map(parts);
    (all.next().map(|(_, policies)| policies).unwrap_or_default(), all.collect())
}

/// The table that a line is of.
fn file_of(name: &str) -> &str {
    name.split_once(' ').map_or("runs.csv", |(file, _)| file)
}

/// What moved and by how much, one line per number; a digest only where no other line of its table moved.
pub fn moved(policies: &[&str], before: &str, now: &Lines) -> Vec<String> {
    let (old_policies, old) = read(before);
    let by_both = |policies: &[&str], lines: &Lines| -> BTreeMap<(String, String), String> {
        let of_line = |(name, values): &(String, Vec<String>)| {
            let named = policies.iter().zip(values).map(|(p, v)| ((name.clone(), (*p).to_owned()), v.clone()));
            named.collect::<Vec<_>>()
        };
        lines.iter().flat_map(of_line).collect()
    };
    let old = by_both(&old_policies.iter().map(String::as_str).collect::<Vec<_>>(), &old);
    let new = by_both(policies, now);
    // In the order of the table; what is gone last.
    let places = now.iter().flat_map(|(name, _)| policies.iter().map(|p| (name.clone(), (*p).to_owned())));
    let gone = old.keys().filter(|key| !new.contains_key(*key)).cloned();
    let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
    for (name, policy) in places.chain(gone) {
        let key = (name.clone(), policy.clone());
        let what = match (old.get(&key), new.get(&key)) {
            (was, now) if was == now => continue,
            (Some(was), Some(now)) => format!("{was} -> {now}{}", difference(was, now)),
            (was, now) => format!("{} -> {}", was.map_or("nothing", |v| v), now.map_or("nothing", |v| v)),
        };
        if seen.insert((file_of(&name).to_owned(), policy.clone())) || !name.ends_with(DIGEST) {
            out.push(format!("{name}, {policy}: {what}"));
        }
    }
    out
}

/// By how much a number moved.
fn difference(was: &str, now: &str) -> String {
    match (was.parse::<f64>(), now.parse::<f64>()) {
        (Ok(a), Ok(b)) if a != 0.0 => format!(" ({:+}, {:+.2} %)", b - a, 100.0 * (b / a - 1.0)),
        (Ok(a), Ok(b)) => format!(" ({:+})", b - a),
        _ => String::new(),
    }
}

/// The lines with digests of tables: they alone say whether results differ; how this file shows results may change under one number.
fn digests(body: &str) -> Vec<&str> {
    body.lines().filter(|line| line[..line.len().min(NAME)].trim_end().ends_with(DIGEST)).collect()
}

/// Whether a renewal may replace the table of these results by another: only under a higher number.
///
/// # Errors
/// What to do instead.
pub fn may_renew(first: &str, differs: bool) -> Result<(), String> {
    let number = first.strip_prefix("results ").and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse::<u32>().ok());
    match number {
        Some(number) if differs && identity::RESULTS <= number => Err(format!(
            "results differ from those of number {number}: raise RESULTS in src/base/identity.rs to {}, then renew again",
            number + 1
        )),
        _ => Ok(()),
    }
}

/// Compares what a world gives with what it gave before, or renews its file.
pub fn compare(world: &str, policies: &[&str], records: &[RunRecord]) {
    let text = std::fs::read_to_string(path(world)).unwrap_or_default().replace("\r\n", "\n");
    let (first, before) = text.split_once('\n').unwrap_or_default();
    let now = lines(records, Some(&Listed::of(before)));
    let compared = body(policies, &now);
    let moved = moved(policies, before, &now);
    let shown = || moved.iter().take(60).map(|line| format!("  {line}\n")).collect::<String>();
    let wanted = first_line(&compared) + &compared;
    if std::env::var_os(RENEW).is_some() {
        may_renew(first, digests(before) != digests(&compared)).unwrap_or_else(|what| panic!("{world}: {what}"));
        let all = body(policies, &lines(records, None));
        std::fs::write(path(world), first_line(&all) + &all).expect("the golden table can be written");
        println!("{world}: {} numbers moved\n{}", moved.len(), shown());
        return;
    }
    assert!(
        text == wanted,
        "{world}: results changed ({} numbers moved).\nIf that was meant: raise RESULTS in src/base/identity.rs, renew with\n  {RENEW}=1 \
         cargo test --test world golden\nand say why in the commit.\nBefore: {first}\nNow:    {}{}{}",
        moved.len(),
        first_line(&compared),
        shown(),
        if moved.len() > 60 { "  and more\n" } else { "" }
    );
}

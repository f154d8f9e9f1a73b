//! The runs of a point side by side: `runs.csv`, read point by point.
//!
//! Rows lie as they were computed: wave by wave, in a wave replicate by replicate, in a replicate point by point. What is said of a point needs all
//! its replicates. So the file is read twice. The first pass finds its **stretches**: rows one after another of one replicate, with points that do not
//! fall; a wave has at most one for each part and replicate, and one for each replicate where parts are in the order of points. The second reads
//! all stretches at once, each through a window of its own, and gives for every point its arms, and for every arm its runs in the order of
//! replicates, whichever wave brought them.
//!
//! Memory is that of the windows, of 512 KiB in all, and of the runs of one point; it does not grow with the number of points. With so many
//! stretches that windows would be smaller than 2 KiB, none is kept from one point to the next.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Action, StoreError};
use crate::base::files::input;
use crate::base::words::{Both, both, shown};
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::{Metric, head};

/// Bytes of all windows together.
const WINDOWS: usize = 512 << 10;
/// The smallest window that is kept: a row or two.
const SMALLEST: usize = 2 << 10;
/// The largest.
const LARGEST: usize = 32 << 10;

/// The runs of an arm at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmRuns {
    /// Its name, as in `runs.csv`.
    pub name: String,
    /// Replicates of the runs that ended well, in order.
    pub replicates: Vec<u32>,
    /// Of every column that was asked for, the values of these runs; `NaN` where a field is empty.
    pub values: Vec<Vec<f64>>,
    /// Runs that failed: they are used for nothing else.
    pub failed: usize,
}

impl ArmRuns {
    /// The values of a column, in the order of replicates; runs for which it is empty are left out.
    #[must_use]
    pub fn numbers(&self, column: usize) -> Vec<f64> {
        self.values[column].iter().copied().filter(|value| !value.is_nan()).collect()
    }

    /// Its runs of the first replicates.
    #[must_use]
    pub fn until(&self, first: u32) -> Self {
        let kept = self.replicates.partition_point(|replicate| *replicate < first);
        let values = self.values.iter().map(|values| values[..kept].to_vec()).collect();
        Self { name: self.name.clone(), replicates: self.replicates[..kept].to_vec(), values, failed: self.failed }
    }

    /// Pairs (own, other) of a column, of the replicates in which both have a value.
    #[must_use]
    pub fn pairs(&self, other: &Self, column: usize) -> Vec<(f64, f64)> {
        let mut theirs = other.replicates.iter().zip(&other.values[column]).peekable();
        let own = self.replicates.iter().zip(&self.values[column]);
        let pair = |(replicate, a): (&u32, &f64)| {
            while theirs.next_if(|(other, _)| *other < replicate).is_some() {}
            let b = theirs.next_if(|(other, _)| *other == replicate)?.1;
            (!a.is_nan() && !b.is_nan()).then_some((*a, *b))
        };
        own.filter_map(pair).collect()
    }
}

/// The runs of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointRuns {
    /// The point.
    pub point: u32,
    /// Its arms, in the order of the file.
    pub arms: Vec<ArmRuns>,
}

impl PointRuns {
    /// An arm by its name.
    #[must_use]
    pub fn arm(&self, name: &str) -> Option<&ArmRuns> {
        self.arms.iter().find(|arm| arm.name == name)
    }
}

/// Rows of one replicate, one after another, with points that do not fall.
#[derive(Debug)]
struct Stretch {
    replicate: u32,
    /// Number of the next row in the file, from 1 after the header.
    record: usize,
    /// Where the bytes begin that are in no window yet, and where the stretch ends.
    unread: u64,
    end: u64,
    window: Vec<u8>,
    /// Where the next row begins in the window.
    at: usize,
}

/// A reader of the runs, point by point.
#[derive(Debug)]
pub struct ByPoint {
    file: File,
    path: PathBuf,
    /// Of every column that was asked for, its place in a row and its name.
    columns: Vec<(usize, &'static str)>,
    stretches: Vec<Stretch>,
    /// The next point of every stretch that goes on, with its replicate and its number.
    next: BinaryHeap<Reverse<(u32, u32, usize)>>,
    /// Bytes that are read at once.
    window: usize,
    /// Whether a window is kept for the next point.
    keeps: bool,
}

impl ByPoint {
    /// Reads the runs of a folder that nobody writes.
    ///
    /// # Errors
    /// When there are none, or as [`ByPoint::new`].
    pub fn of_folder(dir: &Path, columns: &[Metric]) -> Result<Self, StoreError> {
        let path = dir.join(RUNS.file);
        let file = input(&path).map_err(StoreError::of(Action::Read, &path))?;
        Self::new(file, path, u64::MAX, columns)
    }

    /// Reads the first bytes of a file of runs up to this length: a first time, to find its stretches.
    ///
    /// # Errors
    /// When it cannot be read, or is not a table of runs as this version writes it.
    pub fn new(file: File, path: PathBuf, length: u64, columns: &[Metric]) -> Result<Self, StoreError> {
        let columns =
            columns.iter().map(|column| (RUNS.position(column.name).unwrap_or(usize::MAX), column.name)).collect::<Vec<_>>();
        let mut reader =
            Self { file, path, columns, stretches: Vec::new(), next: BinaryHeap::new(), window: LARGEST, keeps: true };
        reader.find_stretches(length)?;
        let fair = WINDOWS / reader.stretches.len().max(1);
        reader.window = fair.clamp(SMALLEST, LARGEST);
        reader.keeps = fair >= SMALLEST;
        Ok(reader)
    }

    /// The next point that has runs; nothing after the last.
    ///
    /// # Errors
    /// When the file cannot be read, or a row is not as it should be.
    pub fn next_point(&mut self) -> Result<Option<PointRuns>, StoreError> {
        let Some(&Reverse((point, ..))) = self.next.peek() else { return Ok(None) };
        let (mut arms, mut places) = (Vec::new(), BTreeMap::new());
        while let Some(&Reverse((next, _, place))) = self.next.peek()
            && next == point
        {
            self.next.pop();
            self.take_rows(place, point, &mut arms, &mut places)?;
        }
        Ok(Some(PointRuns { point, arms }))
    }

    fn find_stretches(&mut self, length: u64) -> Result<(), StoreError> {
        let path = self.path.clone();
        let fail = |e| StoreError::io(Action::Read, &path)(e);
        self.file.seek(SeekFrom::Start(0)).map_err(fail)?;
        let mut lines = BufReader::with_capacity(LARGEST, (&self.file).take(length));
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line).map_err(fail)?;
        if line != RUNS.header().as_bytes() {
            let what = both!("the header is not the one this version of the program writes", "表头与本版本程序所写的不同");
            return Err(StoreError::Table { path, what });
        }
        let (mut at, mut last, mut record) = (line.len() as u64, 0, 0);
        loop {
            line.clear();
            let read = lines.read_until(b'\n', &mut line).map_err(fail)? as u64;
            if read == 0 {
                return Ok(());
            }
            record += 1;
            if line.pop() != Some(b'\n') {
                return Err(wrong(&path, record, &both!("it is cut off", "不完整")));
            }
            let (replicate, point) = identity(&line).map_err(|what| wrong(&path, record, &what))?;
            match self.stretches.last_mut() {
                Some(stretch) if stretch.replicate == replicate && last <= point => stretch.end = at + read,
                _ => {
                    self.next.push(Reverse((point, replicate, self.stretches.len())));
                    let (window, unread, end) = (Vec::new(), at, at + read);
                    self.stretches.push(Stretch { replicate, record, unread, end, window, at: 0 });
                }
            }
            (at, last) = (at + read, point);
        }
    }

    /// Takes the rows of a stretch that are of a point.
    fn take_rows(
        &mut self,
        place: usize,
        point: u32,
        arms: &mut Vec<ArmRuns>,
        places: &mut BTreeMap<String, usize>,
    ) -> Result<(), StoreError> {
        let Self { file, path, columns, stretches, next, window, keeps } = self;
        let stretch = &mut stretches[place];
        let fail = |e| StoreError::io(Action::Read, &*path)(e);
        while let Some(length) = stretch.line(file, *window).map_err(fail)? {
            let line = &stretch.window[stretch.at..stretch.at + length];
            let (_, here) = identity(line).map_err(|what| wrong(path, stretch.record, &what))?;
            if here != point {
                next.push(Reverse((here, stretch.replicate, place)));
                break;
            }
            let row = Row { path, record: stretch.record, line };
            row.add_to(stretch.replicate, columns, arms, places)?;
            stretch.at += length + 1;
            stretch.record += 1;
        }
        if !*keeps {
            stretch.forget();
        }
        Ok(())
    }
}

impl Stretch {
    /// How long the next row is, without its line end, once it is in the window; nothing at the end.
    fn line(&mut self, file: &mut File, size: usize) -> io::Result<Option<usize>> {
        loop {
            let rest = &self.window[self.at..];
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                return Ok(Some(length));
            }
            let more = (self.end - self.unread).min(size as u64);
            if more == 0 {
                return Ok(None);
            }
            self.window.drain(..self.at);
            self.at = 0;
            let before = self.window.len();
            self.window.resize(before + more as usize, 0);
            file.seek(SeekFrom::Start(self.unread))?;
            file.read_exact(&mut self.window[before..])?;
            self.unread += more;
        }
    }

    /// Gives the window back; what was not used is read again.
    fn forget(&mut self) {
        self.unread -= (self.window.len() - self.at) as u64;
        (self.window, self.at) = (Vec::new(), 0);
    }
}

/// A row as it stands in the file.
struct Row<'a> {
    path: &'a Path,
    record: usize,
    line: &'a [u8],
}

impl Row<'_> {
    /// Adds it to its arm.
    fn add_to(
        &self,
        replicate: u32,
        columns: &[(usize, &'static str)],
        arms: &mut Vec<ArmRuns>,
        places: &mut BTreeMap<String, usize>,
    ) -> Result<(), StoreError> {
        let wrong = |what: Both| wrong(self.path, self.record, &what);
        let fields: Vec<&[u8]> = fields(self.line).collect();
        let (found, expected) = (fields.len(), RUNS.columns.len());
        if found != expected {
            return Err(wrong(both!("found {found} fields, expected {expected}", "读到 {found} 个字段，应为 {expected} 个")));
        }
        let text = |place: usize| std::str::from_utf8(fields[place]).map_err(|_| wrong(both!("it is not UTF-8", "不是 UTF-8")));
        let of = |name: &str| text(RUNS.position(name).unwrap_or(0));
        let name = of(head::POLICY.name)?;
        let place = *places.entry(name.to_owned()).or_insert_with(|| {
            let values = vec![Vec::new(); columns.len()];
            arms.push(ArmRuns { name: name.to_owned(), replicates: Vec::new(), values, failed: 0 });
            arms.len() - 1
        });
        let arm = &mut arms[place];
        match of(head::STATUS.name)? {
            head::FAILED => {
                arm.failed += 1;
                return Ok(());
            }
            head::OK if arm.replicates.last() == Some(&replicate) => {
                let name = shown(name);
                return Err(wrong(both!("the run of {name} is there twice", "{name} 的这次运行出现两次")));
            }
            head::OK => arm.replicates.push(replicate),
            other => {
                let expected = both!("`ok` or `failed`", "ok 或 failed");
                return Err(self.field(head::STATUS.name, other, expected));
            }
        }
        for (values, (place, column)) in arm.values.iter_mut().zip(columns) {
            values.push(match text(*place)? {
                "" => f64::NAN,
                text => text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| {
                    let expected = both!("a number or nothing", "数字或空");
                    self.field(column, text, expected)
                })?,
            });
        }
        Ok(())
    }

    fn field(&self, column: &'static str, text: &str, expected: Both) -> StoreError {
        let (path, record, text) = (self.path.to_owned(), self.record, text.to_owned());
        StoreError::Field { path, record, column, text, expected: Box::new(expected) }
    }
}

/// The replicate and the point of a row: its second and third field.
fn identity(line: &[u8]) -> Result<(u32, u32), Both> {
    let mut fields = fields(line).skip(1);
    let mut number = || std::str::from_utf8(fields.next()?).ok()?.parse().ok();
    number().zip(number()).ok_or_else(|| both!("it names no replicate and point", "未注明重复与点"))
}

/// The fields of a row. A quotation mark opens or closes a part in which commas do not count, as this program writes them.
fn fields(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    line.split(move |byte| {
        quoted ^= *byte == b'"';
        *byte == b',' && !quoted
    })
}

fn wrong(path: &Path, record: usize, what: &Both) -> StoreError {
    let what = both!("record {record}: {what}", "第 {record} 条记录：{what}"; what = what);
    StoreError::Table { path: path.to_owned(), what }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::base::draws::mix;
    use crate::measure::tables::runs::outcomes::{MEAN_WAIT_DAYS, UNMET_SHARE};
    use crate::store::wave::{self, Part, Wave};

    /// A row with an unmet share and nothing else; a run without one failed.
    fn row(policy: &str, replicate: u32, point: u32, unmet: Option<f64>) -> String {
        let field = |name: &str| match name {
            "policy" => policy.to_owned(),
            "replicate" => replicate.to_string(),
            "point" => point.to_string(),
            "status" => if unmet.is_some() { "ok" } else { "failed" }.to_owned(),
            "reason" if unmet.is_none() => "\"it said \"\"no\"\", and ended\"".to_owned(),
            "unmet_share" => unmet.map(|x| x.to_string()).unwrap_or_default(),
            _ => String::new(),
        };
        RUNS.columns.iter().map(|column| field(column.name)).collect::<Vec<_>>().join(",") + "\n"
    }

    fn reader(rows: &str) -> Result<ByPoint, StoreError> {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all((RUNS.header() + rows).as_bytes()).expect("written");
        ByPoint::new(file, PathBuf::from("runs.csv"), u64::MAX, &[UNMET_SHARE, MEAN_WAIT_DAYS])
    }

    fn all(mut reader: ByPoint) -> Vec<PointRuns> {
        std::iter::from_fn(|| reader.next_point().expect("it reads")).collect()
    }

    #[test]
    fn runs_of_a_point_stand_side_by_side_in_the_order_of_replicates() {
        let rows = [("a", 0, 0, 0.1), ("b", 0, 0, 0.2), ("a", 0, 1, 0.3), ("b", 0, 1, 0.4), ("a", 1, 0, 0.5), ("b", 1, 0, 0.6)];
        let rows: String = rows.iter().map(|(p, r, x, y)| row(p, *r, *x, Some(*y))).collect();
        let points = all(reader(&rows).expect("a table"));
        let a = points[0].arm("a").expect("there");
        assert_eq!((a.replicates.as_slice(), a.numbers(0).as_slice()), (&[0, 1][..], &[0.1, 0.5][..]));
        assert_eq!(a.pairs(points[0].arm("b").expect("there"), 0), [(0.1, 0.2), (0.5, 0.6)]);
        assert!(a.numbers(1).is_empty(), "an empty field is no value");
        assert_eq!((points[1].point, points[1].arms[1].numbers(0)), (1, vec![0.4]));
        assert_eq!(points.len(), 2);
    }

    #[test]
    fn a_failed_run_leaves_its_pair_out_and_is_counted() {
        let rows = [("a", 0, Some(0.1)), ("b", 0, None), ("a", 1, Some(0.5)), ("b", 1, Some(0.6))];
        let rows: String = rows.iter().map(|(p, r, y)| row(p, *r, 7, *y)).collect();
        let points = all(reader(&rows).expect("a table"));
        let [a, b] = &points[0].arms[..] else { panic!("two arms") };
        assert_eq!((a.pairs(b, 0), b.pairs(a, 0)), (vec![(0.5, 0.6)], vec![(0.6, 0.5)]));
        assert_eq!((a.failed, b.failed, points[0].point), (0, 1, 7));
    }

    /// Waves by the dice: two of whole rectangles, one of parts of their own depth, and rows of a policy that came later.
    fn waves(dice: &mut impl FnMut(u64) -> u32) -> Vec<Wave> {
        let (points, first) = (1 + dice(5), 1 + dice(3));
        let mut waves = vec![Wave::of("start", 2, Part::whole((0, points), (0, first)))];
        let deeper = (0..points).map(|point| Part::whole((point, point + 1), (first, first + 1 + dice(4))));
        let mut deeper: Vec<Part> = deeper.collect();
        if dice(2) == 0 {
            deeper.reverse();
        }
        waves.push(Wave { why: "precision".into(), policies: 2, parts: deeper });
        let later: Vec<Part> =
            waves.iter().flat_map(|w| &w.parts).map(|part| Part { arms: vec!["c".into()], ..part.clone() }).collect();
        waves.push(Wave { why: "policies".into(), policies: 3, parts: later });
        waves
    }

    #[test]
    fn reading_by_point_gives_what_reading_everything_at_once_gives() {
        for seed in 0..200 {
            let mut drawn = 0;
            let mut dice = |sides: u64| {
                drawn += 1;
                (mix(mix(seed) ^ drawn) % sides) as u32
            };
            let waves = waves(&mut dice);
            let mut rows = String::new();
            // By point, arm and replicate.
            let mut wanted: BTreeMap<u32, BTreeMap<String, BTreeMap<u32, Option<f64>>>> = BTreeMap::new();
            for block in wave::list(&waves) {
                let arms: &[&str] = if block.wave == 2 { &["c"] } else { &["a", "b"] };
                // Not every point has every arm.
                for arm in arms.iter().filter(|arm| **arm != "c" || block.point % 3 != 1) {
                    let unmet = (dice(9) > 0).then(|| f64::from(dice(1000)) / 1000.0);
                    rows += &row(arm, block.replicate, block.point, unmet);
                    let of_point = wanted.entry(block.point).or_default();
                    of_point.entry((*arm).to_owned()).or_default().insert(block.replicate, unmet);
                }
            }
            let mut reader = reader(&rows).expect("a table");
            if seed % 2 == 0 {
                (reader.window, reader.keeps) = (1 + dice(700) as usize, seed % 4 == 0);
            }
            let mut found: BTreeMap<u32, BTreeMap<String, BTreeMap<u32, Option<f64>>>> = BTreeMap::new();
            for point in all(reader) {
                assert!(!found.contains_key(&point.point), "once each");
                for arm in &point.arms {
                    assert!(arm.replicates.is_sorted(), "{arm:?}");
                    let ok = arm.replicates.iter().zip(&arm.values[0]).map(|(r, x)| (*r, Some(*x)));
                    let mut runs: BTreeMap<u32, Option<f64>> = ok.collect();
                    let failed = wanted[&point.point][&arm.name].iter().filter(|(_, unmet)| unmet.is_none());
                    runs.extend(failed.map(|(r, unmet)| (*r, *unmet)));
                    assert_eq!(runs.len(), arm.replicates.len() + arm.failed);
                    found.entry(point.point).or_default().insert(arm.name.clone(), runs);
                }
            }
            assert_eq!(found, wanted, "seed {seed}");
        }
    }

    #[test]
    fn a_row_that_is_none_is_named() {
        let good = row("a", 0, 0, Some(0.5));
        let cases = [
            (good.replace(",ok,", ",fine,"), "record 1, column `status`: found `fine`"),
            (good.replace("0.5", "much"), "record 1, column `unmet_share`: found `much`"),
            (good.clone() + "a,0\n", "record 2: it names no replicate and point"),
            (good.clone() + "a,0,0,1\n", "record 2: found 4 fields"),
            (good.clone() + &good, "record 2: the run of a is there twice"),
            (good.trim_end().to_owned(), "record 1: it is cut off"),
        ];
        for (rows, words) in cases {
            let error = reader(&rows).and_then(|mut reader| reader.next_point()).expect_err(words).to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}

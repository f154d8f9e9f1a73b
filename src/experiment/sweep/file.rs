//! From a sweep file to a sweep.

use std::path::Path;

use crate::base::words::{Both, both, shown};
use crate::experiment::design::Design;
use crate::experiment::design::factor::{Factor, Level};
use crate::experiment::design::fractional::Resolution;
use crate::experiment::design::latin::Placing;
use crate::experiment::design::table::Line;
use crate::experiment::precision::Precision;
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::factors::{Target, Varied, varied};
use crate::experiment::sweep::keys::{DesignKeys, SweepFile};
use crate::experiment::sweep::points::Points;
use crate::measure::statistics::stein::Split;
use crate::scenario::LoadOptions;
use crate::scenario::error::Origin;
use crate::scenario::error::{Kind, ScenarioError, nearest};
use crate::scenario::keys::world::Parity;
use crate::scenario::memory::Footprint;
use crate::scenario::other_file::{self, OtherFile};
use crate::scenario::overlay::Base;
use crate::scenario::reading::node::Value as Node;
use crate::scenario::{NAME, is_name};

/// What the command line adds to a sweep file.
#[derive(Clone, Debug, Default)]
pub struct SweepOptions {
    /// `KEY=VALUE` each, laid over the scenario after the file's own.
    pub sets: Vec<String>,
    /// Replicates of each point.
    pub replicates: Option<u32>,
    /// Rows of a design that can have any number.
    pub rows: Option<u32>,
    /// See [`LoadOptions::memory`].
    pub memory: Option<u64>,
}

/// Reads a sweep and its scenario, and puts the points together; their values are checked by [`Sweep::checked`].
///
/// # Errors
/// All that is wrong in the file, then all that is wrong in the scenario, then with the factors.
pub fn read(path: &Path, options: &SweepOptions) -> Result<Sweep, ScenarioError> {
    let file = other_file::read::<SweepFile>(path)?;
    let keys = &file.value;
    let at = |key: &str| origin(&file, key);
    if !is_name(&keys.name) {
        return Err(ScenarioError::new(Kind::OutOfRange)
            .at(&at("name"))
            .key("name")
            .found(format!("{:?}", keys.name))
            .expected(NAME));
    }
    let mut sets = keys.set.clone();
    sets.extend(options.sets.iter().cloned());
    let replicates = options.replicates.or(keys.replicates);
    sets.extend(replicates.map(|replicates| format!("run.seeds={replicates}")));
    let load = LoadOptions { sets, policies: keys.policies.clone(), memory: options.memory };
    let base = Base::load(&path.with_file_name(&keys.scenario), &load)?;
    if base.experiment.scenario.run.parity != Parity::EqualPublic {
        let found = both!("equal means that are searched for", "通过搜索达到的同等投入");
        let expected = both!("equal_public: a sweep searches for no budgets", "equal_public：扫描不搜索预算");
        let error = ScenarioError::new(Kind::OutOfRange).at(&at("scenario")).key("run.parity");
        return Err(error.found(found).expected(expected));
    }
    let precision = precision(&file, base.experiment.scenario.run.seeds.get())?;
    let factors = items(&file);
    let read = keys.factor.iter().enumerate().map(|(place, one)| varied(one, &base, factors.get(place).unwrap_or(&at("factor"))));
    let (varied, wrong): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
    if let Some(error) = ScenarioError::many(wrong.into_iter().filter_map(Result::err)) {
        return Err(error);
    }
    let varied: Vec<Varied> = varied.into_iter().filter_map(Result::ok).collect();
    let seed = base.experiment.scenario.run.root_seed.get();
    let designer = Designer { keys: &keys.design, varied: &varied, base: &base, seed, rows: options.rows, path };
    let (design, definition) = designer.design().map_err(|problem| {
        let mut list =
            problem.into_iter().map(|found| ScenarioError::new(Kind::OutOfRange).at(&at("design")).key("design").found(found));
        let first = list.next().unwrap_or_else(|| ScenarioError::new(Kind::OutOfRange).at(&at("design")));
        ScenarioError::many(std::iter::once(first).chain(list.take(49))).unwrap_or_else(|| ScenarioError::new(Kind::OutOfRange))
    })?;
    let policies: Vec<String> = base.experiment.policies.iter().map(|policy| policy.name.clone()).collect();
    let baseline = policies.iter().position(|name| *name == base.experiment.scenario.baseline).unwrap_or(0);
    let points = Points::of(&design, &varied);
    Ok(Sweep {
        name: keys.name.clone(),
        title: Both { en: keys.title.clone(), zh: keys.title_zh.clone() },
        replicates: base.experiment.scenario.run.seeds.get(),
        points,
        precision,
        design,
        varied,
        definition,
        inputs: file.inputs.clone(),
        policies,
        footprint: Footprint::default(),
        is_checked: false,
        baseline,
        base,
    })
}

/// The precision that a sweep asks for.
fn precision(file: &OtherFile<SweepFile>, first: u32) -> Result<Option<Precision>, ScenarioError> {
    let Some(keys) = &file.value.precision else { return Ok(None) };
    let wrong = |key: &str, found: String, expected: Both| {
        let key = format!("precision.{key}");
        ScenarioError::new(Kind::OutOfRange).at(&origin(file, &key)).key(&key).found(found).expected(expected)
    };
    let mut errors = Vec::new();
    let column = Precision::column(&keys.column);
    if column.is_none() {
        let expected = both!("a column of runs.csv that has numbers", "runs.csv 中的数值列");
        let error = wrong("column", format!("{:?}", keys.column), expected);
        let near = nearest(&keys.column, Precision::columns().map(|column| column.name));
        errors.push(match near {
            Some(near) => error.hint(both!("did you mean `{near}`?", "是否想写 `{near}`？")),
            None => error,
        });
    }
    if !(keys.half_width.is_finite() && keys.half_width > 0.0) {
        errors.push(wrong("half_width", keys.half_width.to_string(), both!("a number above 0", "大于 0 的数")));
    }
    let fewest = Precision::FEWEST;
    if first < fewest {
        let found = both!("{first} replicates of each point", "每个点重复 {first} 次");
        let expected = both!(
            "at least {fewest} (`replicates`, --seeds): fewer are no first stage",
            "至少 {fewest} 次（`replicates` 或 --seeds）：不足则不成首阶段"
        );
        errors.push(
            ScenarioError::new(Kind::OutOfRange).at(&origin(file, "precision")).key("precision").found(found).expected(expected),
        );
    }
    if keys.most < first {
        let expected = both!("at least the {first} replicates of the first stage", "不少于首阶段的 {first} 次重复");
        errors.push(wrong("most", keys.most.to_string(), expected));
    }
    match (ScenarioError::many(errors), column) {
        (None, Some(column)) => {
            let split = if keys.together { Split::Together } else { Split::Each };
            Ok(Some(Precision { column, half_width: keys.half_width, most: keys.most, split, first }))
        }
        (Some(error), _) => Err(error),
        (None, None) => Ok(None),
    }
}

/// Where a key stands, or the file.
fn origin(file: &OtherFile<SweepFile>, key: &str) -> Origin {
    let found = file.layered.table.locate(key);
    found.map_or_else(|| file.layered.top.clone(), |(_, node)| node.origin.clone())
}

/// Where the factors stand.
fn items(file: &OtherFile<SweepFile>) -> Vec<Origin> {
    match file.layered.table.get("factor").map(|(_, node)| &node.value) {
        Some(Node::List(items)) => items.iter().map(|item| item.origin.clone()).collect(),
        _ => Vec::new(),
    }
}

/// What makes a design.
struct Designer<'a> {
    keys: &'a DesignKeys,
    varied: &'a [Varied],
    base: &'a Base,
    seed: u32,
    rows: Option<u32>,
    path: &'a Path,
}

impl Designer<'_> {
    /// The design, and a text that defines it: with its size where it cannot grow.
    fn design(&self) -> Result<(Design, String), Vec<Both>> {
        let factors: Vec<Factor> = self.varied.iter().map(|one| one.factor.clone()).collect();
        let (seed, keys) = (self.seed, self.keys);
        let rows = |own: u32| u64::from(self.rows.unwrap_or(own));
        let kinds = [
            keys.grid.is_some(),
            keys.one_at_a_time.is_some(),
            keys.latin.is_some(),
            keys.sobol.is_some(),
            keys.table.is_some(),
            keys.morris.is_some(),
            keys.saltelli.is_some(),
            keys.fractional.is_some(),
        ];
        let found = kinds.iter().filter(|there| **there).count();
        if found != 1 {
            return Err(vec![both!(
                "{found} kinds of designs; expected one of grid, one_at_a_time, latin, sobol, table, morris, saltelli, fractional",
                "有 {found} 种设计；应恰为 grid、one_at_a_time、latin、sobol、table、morris、saltelli、fractional 之一"
            )]);
        }
        let one = |problem: Both| vec![problem];
        if let Some(grid) = keys.grid {
            return Ok((Design::grid(factors, self.levels(grid.levels)?).map_err(one)?, "grid".to_owned()));
        }
        if let Some(each) = keys.one_at_a_time {
            let base = self.varied.iter().map(|one| self.as_it_is(one)).collect();
            return Ok((
                Design::one_at_a_time(factors, base, self.levels(each.levels)?).map_err(one)?,
                "one-at-a-time".to_owned(),
            ));
        }
        if let Some(latin) = keys.latin {
            return match latin.nested_from {
                Some(base) => {
                    let design = Design::nested_latin(factors, base.into(), rows(latin.rows), seed).map_err(one)?;
                    Ok((design, format!("nested-latin {base} {seed}")))
                }
                None => {
                    let rows = rows(latin.rows);
                    Ok((Design::latin(factors, rows, Placing::Jittered, seed).map_err(one)?, format!("latin {rows} {seed}")))
                }
            };
        }
        if let Some(sobol) = keys.sobol {
            return Ok((Design::sobol(factors, rows(sobol.rows), seed).map_err(one)?, format!("sobol {seed}")));
        }
        if let Some(morris) = keys.morris {
            let (trajectories, levels) = (u64::from(morris.trajectories), morris.levels);
            let design = Design::morris(factors, trajectories, levels, seed).map_err(one)?;
            return Ok((design, format!("morris {levels} {seed}")));
        }
        if let Some(saltelli) = keys.saltelli {
            let design = Design::saltelli(factors, saltelli.base.into(), saltelli.pairs, seed).map_err(one)?;
            return Ok((design, format!("saltelli {} {seed}", saltelli.pairs)));
        }
        if let Some(fractional) = keys.fractional {
            let least = match fractional.resolution {
                3 => Resolution::Three,
                4 => Resolution::Four,
                5 => Resolution::Five,
                other => return Err(vec![both!("resolution {other}; expected 3, 4 or 5", "分辨度 {other}；应为 3、4 或 5")]),
            };
            let ends = self.varied.iter().map(ends).collect::<Result<_, _>>().map_err(one)?;
            let design = Design::fractional(factors, ends, least).map_err(one)?;
            return Ok((design, format!("fractional {}", fractional.resolution)));
        }
        self.table(factors)
    }

    fn table(&self, factors: Vec<Factor>) -> Result<(Design, String), Vec<Both>> {
        let written = self.keys.table.as_ref().map_or("", |table| &table.file);
        let name = shown(written);
        let unread = |why: Both| vec![both!("{name}: {why}", "{name}：{why}"; why = why)];
        let text = other_file::text_beside(self.path, written).map_err(unread)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| unread(Both::same(e.to_string())))?;
            let number = record.position().map_or(0, csv::Position::line);
            lines.push(Line { number, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
        }
        if lines.is_empty() {
            return Err(unread(both!("it has no line", "没有任何行")));
        }
        let header = lines.remove(0);
        let design = Design::table(factors, &header, &lines)?;
        // Another table is another design: nothing says that its first rows are those that were run.
        let cells: Vec<String> = lines.iter().map(|line| line.cells.join(",")).collect();
        Ok((design, format!("table {} {}", header.cells.join(","), cells.join("\n"))))
    }

    /// Levels of every factor: those that it lists, else so many.
    fn levels(&self, most: u32) -> Result<Vec<Vec<Level>>, Vec<Both>> {
        let of = |one: &Varied| match &one.listed {
            Some(listed) => Ok(listed.clone()),
            None => one.factor.levels(one.levels.unwrap_or(most) as usize),
        };
        let (levels, wrong): (Vec<_>, Vec<_>) = self.varied.iter().map(of).partition(Result::is_ok);
        let wrong: Vec<Both> = wrong.into_iter().filter_map(Result::err).collect();
        if wrong.is_empty() { Ok(levels.into_iter().filter_map(Result::ok).collect()) } else { Err(wrong) }
    }

    /// The level that the scenario has as it is; the first or the middle one where it has none.
    fn as_it_is(&self, one: &Varied) -> Level {
        let text = |target: &Target| match target {
            Target::World(key) | Target::Item(key, _) | Target::Scale(key) => self.base.value(key).and_then(text_of),
            Target::Policy(place, key) => self.base.policy_value(*place, key).and_then(text_of),
            Target::Which => None,
        };
        let texts: Option<Vec<String>> = one.targets.iter().map(text).collect();
        let parsed = texts.and_then(|texts| one.factor.parse(&texts.iter().map(String::as_str).collect::<Vec<_>>()).ok());
        parsed.or_else(|| one.listed.as_ref()?.first().cloned()).unwrap_or_else(|| one.factor.middle())
    }
}

/// The two ends of a factor: the first and the last value that it lists, or those of its range.
fn ends(one: &Varied) -> Result<[Level; 2], Both> {
    match one.listed.as_deref() {
        Some([first, .., last]) => Ok([first.clone(), last.clone()]),
        _ => one.factor.ends(),
    }
}

/// A value of a file as a text that a factor reads.
fn text_of(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone()),
        Node::Integer(number) => Some(number.to_string()),
        Node::Real(number) => Some(number.to_string()),
        Node::Flag(flag) => Some(flag.to_string()),
        _ => None,
    }
}

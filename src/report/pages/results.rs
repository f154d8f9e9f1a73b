//! A folder of results, read for pages: verified as a whole, then its runs at the points that are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::measured::Rows;
use super::points::Points;
use super::problem::{Problem, no_such};
use crate::base::files::Held;
use crate::base::words::{Both, both, shown, shown_path};
use crate::measure::table::TableSpec;
use crate::report::comparison::{Paired, in_order};
use crate::report::data::Runs;
use crate::store::StoreError;
use crate::store::finished::Kept;
use crate::store::manifest::MANIFEST;
use crate::store::waves_csv::POINTS;

/// A folder of results that is complete and unchanged.
#[derive(Debug)]
pub struct Results {
    dir: PathBuf,
    kept: Kept,
    /// The command that makes it.
    command: String,
    manifest: Value,
    policies: Vec<String>,
    baseline: Option<usize>,
    points: Option<Points>,
    /// Points by the names that the file of pages gives them.
    worlds: BTreeMap<String, u32>,
    runs: BTreeMap<u32, Runs>,
    /// What was read of `summary.csv` and `worlds.csv`.
    rows: BTreeMap<&'static str, Rows>,
}

impl Results {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it is not there, unfinished or changed.
    pub fn open(dir: &Path, command: &str) -> Result<Self, Problem> {
        let how = shown(command);
        let of = |what: Both| Problem::of(dir, &what);
        let missing = || of(both!("there are no results; made by: {how}", "没有结果；由以下命令生成：{how}"));
        // What the store says names the place.
        let store = |error: StoreError| Problem(error.said());
        let held = Held::open(dir).map_err(|_| missing())?;
        let kept = Kept::open(held).map_err(store)?.ok_or_else(missing)?;
        let (done, blocks) = (kept.state.kept.blocks, kept.state.blocks());
        if done < blocks || kept.state.head.shard.is_some() {
            return Err(of(both!(
                "{done} of {blocks} blocks are there, or one shard; completed by: {how}",
                "{blocks} 个区块中有 {done} 个，或仅为一个分片；由以下命令完成：{how}"
            )));
        }
        let not_read = |file: &str| of(both!("{file} cannot be read", "无法读取 {file}"));
        let text = kept.text(MANIFEST).map_err(store)?.ok_or_else(|| not_read(MANIFEST))?;
        let manifest: Value = serde_json::from_str(&text).map_err(|_| not_read(MANIFEST))?;
        let points = match kept.text(POINTS).map_err(store)? {
            Some(text) => Some(Points::read(&text).ok_or_else(|| not_read(POINTS))?),
            None => None,
        };
        let named = |arm: &Value| arm["name"].as_str().map(str::to_owned);
        // Of a sweep the manifest has the policies as they are, the table of points the arms that run; in worlds they run as they are.
        let policies: Vec<String> = match points.as_ref().filter(|points| !points.are_worlds()) {
            Some(points) => points.arms(),
            None => manifest["policies"].as_array().into_iter().flatten().filter_map(named).collect(),
        };
        let baseline = policies.iter().position(|name| Some(name.as_str()) == manifest["baseline"].as_str());
        let (dir, command) = (dir.to_path_buf(), command.to_owned());
        let (worlds, runs, rows) = Default::default();
        Ok(Self { dir, kept, command, manifest, policies, baseline, points, worlds, runs, rows })
    }

    /// Gives the point with these values, `COLUMN=VALUE` each, a name.
    ///
    /// # Errors
    /// When no point has them, or several.
    pub fn name_world(&mut self, name: &str, values: &[String]) -> Result<(), Both> {
        let point = self.sweep()?.with(name, values)?;
        self.worlds.insert(name.to_owned(), point);
        Ok(())
    }

    /// Its points.
    ///
    /// # Errors
    /// When it has none.
    pub fn sweep(&self) -> Result<&Points, Both> {
        self.points.as_ref().ok_or_else(|| both!("the folder is no sweep and has no points", "该文件夹不是扫描，没有点"))
    }

    /// The number of the point that a template names; 0 of what is no sweep.
    ///
    /// # Errors
    /// When there is none of that name or number.
    pub fn point(&self, world: Option<&str>) -> Result<u32, Both> {
        match (&self.points, world) {
            (None, None) => Ok(0),
            (None, Some(_)) => self.sweep().map(|_| 0),
            (Some(_), None) => Err(both!(
                "it is a sweep; expected `folder:POINT.policy.column`, with a number of points.csv or the name of a world",
                "这是一次扫描；应为 `文件夹:点.政策.列`，点为 points.csv 中的编号或已命名的点"
            )),
            (Some(points), Some(world)) => {
                let number = || world.parse::<u32>().ok().filter(|point| points.has(*point));
                let known = self.worlds.keys().map(String::as_str);
                self.worlds
                    .get(world)
                    .copied()
                    .or_else(number)
                    .ok_or_else(|| no_such(&both!("point or world", "点"), world, known))
            }
        }
    }

    /// The point at whose policies one looks where none is named: all policies run at every world.
    ///
    /// # Errors
    /// In a sweep, of which every point has arms of its own.
    pub fn everywhere(&self) -> Result<u32, Both> {
        match &self.points {
            Some(points) if points.are_worlds() => Ok(0),
            _ => self.point(None),
        }
    }

    /// Reads the runs of some points.
    ///
    /// # Errors
    /// When the table is not what it should be.
    pub fn read(&mut self, points: &BTreeSet<u32>) -> Result<(), Problem> {
        let names: Vec<&str> = self.policies.iter().map(String::as_str).collect();
        self.runs = Runs::at_points(&self.dir, &names, points).map_err(|error| Problem(error.said()))?;
        Ok(())
    }

    /// Reads what `summary.csv` or `worlds.csv` says of some points, if it is there.
    ///
    /// # Errors
    /// When the table was changed, or is that of another version.
    pub fn read_rows(&mut self, table: &'static TableSpec, points: &BTreeSet<u32>) -> Result<(), Problem> {
        let file = table.file;
        let Some(text) = self.kept.text(file).map_err(|error| Problem(error.said()))? else { return Ok(()) };
        let rows = Rows::read(&text, table, points);
        let other = || both!("{file} is not as this version of the program writes it", "{file} 与本版本程序所写的不同");
        self.rows.insert(file, rows.ok_or_else(|| Problem::of(&self.dir, &other()))?);
        Ok(())
    }

    /// The row of a table that was read.
    ///
    /// # Errors
    /// When the folder has no such table, or the table no such row.
    pub fn row(&self, table: &TableSpec, (point, policy): (u32, &str), measure: &str) -> Result<&[String], Both> {
        let (file, how) = (table.file, shown(&self.command));
        let rows = self.rows.get(file).ok_or_else(|| {
            both!(
                "there is no {file}: a sweep writes summary.csv, for a point each, and `run --worlds` also worlds.csv; the folder is made by: {how}",
                "没有 {file}：扫描写出 summary.csv（逐点），`run --worlds` 另写 worlds.csv；该文件夹由以下命令生成：{how}"
            )
        })?;
        rows.of(point, policy, measure).ok_or_else(|| both!("{file} has no such row", "{file} 中没有此行"))
    }

    /// The difference that would matter; 0 where the manifest does not say.
    #[must_use]
    pub fn delta(&self) -> f64 {
        self.manifest["delta"].as_f64().unwrap_or(0.0)
    }

    /// Whether a policy is the baseline.
    #[must_use]
    pub fn is_baseline(&self, policy: &str) -> bool {
        self.baseline.is_some_and(|place| self.policies[place] == policy)
    }

    /// The runs of a point that was read, in pairs.
    #[must_use]
    pub fn paired(&self, point: u32) -> Option<Paired<'_>> {
        self.runs.get(&point).map(|runs| Paired { runs, baseline: self.baseline })
    }

    /// The policies of a point in the order shown, by name.
    #[must_use]
    pub fn policies(&self, point: u32) -> Vec<&str> {
        let there = |name: &str| match &self.points {
            Some(points) => points.runs(point, name),
            None => true,
        };
        let names = in_order(self.policies.len(), self.baseline).into_iter().map(|place| self.policies[place].as_str());
        names.filter(|name| there(name)).collect()
    }

    /// The place of a policy among those of the folder, if it runs at a point.
    ///
    /// # Errors
    /// When it does not.
    pub fn policy(&self, name: &str, point: u32) -> Result<usize, Both> {
        let known = self.policies(point);
        let place = self.policies.iter().position(|policy| policy == name).filter(|_| known.contains(&name));
        place.ok_or_else(|| no_such(&both!("policy", "政策"), name, known))
    }

    /// A field of the manifest that is a word or a number, or the command.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn field(&self, name: &str) -> Result<String, Both> {
        if name == "command" {
            return Ok(self.command.clone());
        }
        let plain = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let fields = self.manifest.as_object().into_iter().flatten().filter(|(_, value)| plain(value).is_some());
        let known: Vec<&str> = fields.map(|(name, _)| name.as_str()).collect();
        self.manifest.get(name).and_then(plain).ok_or_else(|| no_such(&both!("field", "字段"), name, known))
    }

    /// A chart.
    ///
    /// # Errors
    /// When it is not there or was changed.
    pub fn chart(&self, file: &str) -> Result<String, Both> {
        let name = format!("charts/{file}");
        let how = shown(&self.command);
        let dir = shown_path(&self.dir);
        self.kept.text(&name).map_err(|error| error.said())?.ok_or_else(|| {
            both!(
                "{dir} has no such chart; made by: {how}, without --collect none",
                "{dir} 中没有此图；由以下命令生成（不加 --collect none）：{how}"
            )
        })
    }
}

//! A scenario in other frames: the same comparison where other money is divided, where reports are made in the other way, where burnout takes time.
//!
//! No headline stands without its sign in these. Each is a point of a sweep: the scenario as it is but for a few keys. One policy is added: the baseline
//! whose in-house share pays the other kind of staff, so that an increment is compared with the better of the two uses that the status quo has for it.

use std::path::Path;

use crate::base::words::{Both, both};
use crate::experiment::design::Design;
use crate::experiment::design::factor::{Factor, Kind, Scale};
use crate::experiment::design::table::Line;
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::factors::{Target, Varied};
use crate::scenario::LoadOptions;
use crate::scenario::error::{self, Origin, ScenarioError};
use crate::scenario::keys::policy::InHousePosts;
use crate::scenario::keys::service::ReportSystem;
use crate::scenario::keys::world::{Frame, Parity, Scenario};
use crate::scenario::labels;
use crate::scenario::overlay::Base;
use crate::scenario::reading::flat::flatten;

/// What is added to the name of the scenario.
pub const FRAMES: &str = "-frames";
/// What is added to the name of the baseline whose in-house share pays the other kind of staff.
pub const OTHER: &str = "-other";
/// Project lines beside that of the scenario, yuan per resident and year.
const LINES: [f64; 2] = [15.0, 5.0];
/// The most time that burnout is assumed to take.
const TIME_LOST: f64 = 0.3;
/// The most years of the window in other frames: the transition and as much again.
pub const YEARS: u32 = 4;
/// The keys that differ.
const KEYS: [&str; 4] = ["run.frame", "money.project_line", "reports.system", "burnout.time_lost"];

/// A frame in which a scenario is compared once more.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherFrame {
    /// Its name: the value of the column `frame`.
    pub name: String,
    /// What it is called on the screen.
    pub title: Both,
    /// Whether money comes on top of what the status quo has, which has two uses for it.
    pub added: bool,
    frame: Frame,
    line: f64,
    system: ReportSystem,
    time_lost: f64,
}

/// The frames beside that of the scenario.
#[must_use]
pub fn others(scenario: &Scenario) -> Vec<OtherFrame> {
    let own = OtherFrame {
        name: String::new(),
        title: Both::default(),
        added: scenario.run.frame == Frame::Added,
        frame: scenario.run.frame,
        line: *scenario.money.project_line,
        system: scenario.reports.system,
        time_lost: *scenario.burnout.time_lost,
    };
    let of = |name: &str, title: Both| OtherFrame { name: name.to_owned(), title, ..own.clone() };
    let on_a_line = |line: f64| {
        let title = both!("line {line}", "项目经费{line}元");
        OtherFrame { frame: Frame::ProjectLine, added: false, line, ..of(&format!("line-{line}"), title) }
    };
    let mut all: Vec<OtherFrame> = LINES.into_iter().map(on_a_line).collect();
    if own.frame != Frame::ProjectLine {
        all.insert(0, on_a_line(own.line));
    }
    let increment = *scenario.money.increment;
    let added = of("added", both!("added {increment}", "增量{increment}元"));
    all.push(OtherFrame { frame: Frame::Added, added: true, ..added });
    all.push(OtherFrame { frame: Frame::WholeBudget, added: false, ..of("whole-budget", both!("whole budget", "全部预算")) });
    all.push(match own.system {
        ReportSystem::Platform => OtherFrame { system: ReportSystem::Paper, ..of("paper", both!("on paper", "纸面报表")) },
        ReportSystem::Paper => {
            OtherFrame { system: ReportSystem::Platform, ..of("platform", both!("by platform", "平台报送")) }
        }
    });
    all.push(OtherFrame { time_lost: TIME_LOST, ..of("burnout", both!("burnout {TIME_LOST}", "倦怠{TIME_LOST}")) });
    let same =
        |one: &OtherFrame| (one.frame, one.line, one.system, one.time_lost) == (own.frame, own.line, own.system, own.time_lost);
    all.retain(|one| !same(one));
    all
}

impl OtherFrame {
    /// The values of [`KEYS`], as a row of a table has them.
    fn cells(&self) -> Vec<String> {
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let of = |value: Result<serde_json::Value, _>| value.map(word).unwrap_or_default();
        vec![
            of(serde_json::to_value(self.frame)),
            self.line.to_string(),
            of(serde_json::to_value(self.system)),
            self.time_lost.to_string(),
        ]
    }
}

impl Sweep {
    /// The sweep of a scenario over the [other frames](others), with so many replicates of each.
    ///
    /// # Errors
    /// All that is wrong in the scenario, and equal means that are searched for.
    pub fn over_frames(path: &Path, options: &LoadOptions, replicates: u32) -> Result<(Self, Vec<OtherFrame>), ScenarioError> {
        let mut base = Base::load(path, options)?;
        if base.experiment.scenario.run.years.get() > YEARS {
            // The last word on a key holds.
            let sets = options.sets.iter().cloned().chain([format!("run.years={YEARS}")]).collect();
            base = Base::load(path, &LoadOptions { sets, ..options.clone() })?;
        }
        let refused = |key: &str| ScenarioError::new(error::Kind::OutOfRange).in_file(path.display().to_string()).key(key);
        if base.experiment.scenario.run.parity != Parity::EqualPublic {
            let found = both!("equal means that are searched for", "通过搜索达到的同等投入");
            return Err(refused("run.parity").found(found).expected(both!("equal_public", "equal_public")));
        }
        add_the_other_use(&mut base);
        let frames = others(&base.experiment.scenario);
        let varied: Vec<Varied> = KEYS
            .iter()
            .zip(kinds())
            .map(|(key, kind)| of_key(&base, key, kind))
            .collect::<Result<_, Both>>()
            .map_err(|found| refused("run.frame").found(found))?;
        let line = |number: usize, cells: Vec<String>| Line { number: number as u64, cells };
        let header = line(1, KEYS.map(str::to_owned).into());
        let rows: Vec<Line> = frames.iter().enumerate().map(|(i, one)| line(i + 2, one.cells())).collect();
        let factors = varied.iter().map(|one| one.factor.clone()).collect();
        let design = Design::table(factors, &header, &rows)
            .map_err(|mut found| refused("run.frame").found(found.pop().unwrap_or_default()))?;
        let definition = format!("frames\n{rows:?}");
        Ok((Self::of_scenario(base, FRAMES, replicates, varied, design, definition), frames))
    }
}

/// Adds the baseline whose in-house share pays the other kind of staff, unless there is a policy of that name.
fn add_the_other_use(base: &mut Base) {
    let experiment = &mut base.experiment;
    let name = format!("{}{OTHER}", experiment.scenario.baseline);
    let Some(own) = experiment.policies.iter().find(|policy| policy.name == experiment.scenario.baseline) else { return };
    if experiment.policies.iter().any(|policy| policy.name == name) {
        return;
    }
    let mut other = own.clone();
    other.name = name;
    let (label, posts) = match own.policy.funding.posts {
        InHousePosts::SocialWorkers => (both!("community workers", "社区工作者"), InHousePosts::CommunityWorkers),
        InHousePosts::CommunityWorkers => (both!("social workers", "社会工作者"), InHousePosts::SocialWorkers),
    };
    other.policy.label = format!("{}, {}", own.policy.label, label.en);
    other.policy.label_zh = format!("{}（{}）", own.policy.label_zh, label.zh);
    other.policy.label_short = labels::cut(&label.en, labels::MOST_LETTERS);
    other.policy.label_short_zh = labels::cut(&label.zh, labels::MOST_CHARACTERS);
    other.policy.funding.posts = posts;
    other.switches = labels::without(flatten(&other.policy));
    experiment.policies.push(other);
}

/// What the [`KEYS`] may be.
fn kinds() -> [Kind; 4] {
    let words = |options: &[&str]| Kind::Choice { options: options.iter().map(|word| (*word).to_owned()).collect() };
    let real = |high: f64| Kind::Real { low: 0.0, high, scale: Scale::Linear };
    [words(&["whole_budget", "project_line", "added"]), real(1e9), words(&["paper", "platform"]), real(1.0)]
}

fn of_key(base: &Base, key: &str, kind: Kind) -> Result<Varied, Both> {
    let factor = Factor::new(key, kind)?;
    let mut origin: Option<Origin> = None;
    base.walk(&mut |path, node| {
        // Every key of a scenario that was read stands somewhere.
        if path == key || origin.is_none() {
            origin = Some(node.origin.clone());
        }
        key.starts_with(path)
    });
    let origin = origin.ok_or_else(|| both!("no key `{key}`", "没有键 `{key}`"))?;
    Ok(Varied { factor, targets: vec![Target::World(key.to_owned())], listed: None, levels: None, origin })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sweep(sets: &[&str]) -> (Sweep, Vec<OtherFrame>) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
        let options = LoadOptions { sets: sets.iter().map(|set| (*set).to_owned()).collect(), ..LoadOptions::default() };
        Sweep::over_frames(&path, &options, 3).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn every_frame_is_a_point_that_differs_from_the_scenario_in_what_it_is_named_after() {
        let (sweep, frames) = sweep(&[]);
        let names: Vec<&str> = frames.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["line-15", "line-5", "added", "whole-budget", "paper", "burnout"]);
        assert_eq!(sweep.points.count() as usize, frames.len());
        let own = &sweep.base.experiment.scenario;
        for (point, frame) in (0..).zip(&frames) {
            let mut there = sweep.scenario(point).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(there.run.years.get(), YEARS, "shorter than the scenario's own window");
            assert_eq!((there.run.frame, *there.money.project_line), (frame.frame, frame.line), "{}", frame.name);
            assert_eq!((there.reports.system, *there.burnout.time_lost), (frame.system, frame.time_lost), "{}", frame.name);
            assert_ne!(there, *own, "{}", frame.name);
            (there.run.frame, there.money.project_line) = (own.run.frame, own.money.project_line);
            (there.reports.system, there.burnout.time_lost) = (own.reports.system, own.burnout.time_lost);
            assert_eq!(there, *own, "{}", frame.name);
        }
    }

    #[test]
    fn a_scenario_is_not_compared_twice_in_its_own_frame() {
        let names = |sets: &[&str]| sweep(sets).1.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(&["money.project_line=5", "burnout.time_lost=0.3"]), ["line-15", "added", "whole-budget", "paper"]);
        let added = names(&["run.frame=added", "reports.system=paper"]);
        assert_eq!(added, ["line-45", "line-15", "line-5", "whole-budget", "platform", "burnout"]);
    }

    #[test]
    fn the_status_quo_has_two_uses_for_an_increment() {
        let (sweep, _) = sweep(&[]);
        let policies = &sweep.base.experiment.policies;
        let of = |name: &str| &policies.iter().find(|policy| policy.name == name).expect("it is there").policy;
        let (own, other) = (of("administrative"), of("administrative-other"));
        assert_eq!((own.funding.posts, other.funding.posts), (InHousePosts::SocialWorkers, InHousePosts::CommunityWorkers));
    }
}

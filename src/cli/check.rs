//! `sanshe check`: reads a scenario as a run would, a sweep with all its points, or a file of patterns, and says what it found.

use std::path::PathBuf;
use std::process::ExitCode;

use super::common::{policies_twice, remark, wrong_scenario};
use super::sweep::size;
use crate::base::words::{both, shown, shown_path};
use crate::cli::common::given_twice;
use crate::cli::console::{complain, note, say};
use crate::cli::exit::BAD_INPUT;
use crate::experiment::patterns::file::{self as patterns_file, PatternsOptions};
use crate::experiment::patterns::keys::Purpose;
use crate::experiment::simulator::simulator;
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::file::{SweepOptions, read};
use crate::measure::collect::Collect;
use crate::report::Lang;
use crate::scenario::LoadOptions;
use crate::scenario::load::load;
use crate::scenario::memory::{estimated_bytes, text};
use crate::scenario::other_file::has_any;

/// Options of `check`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The scenario, sweep or patterns file (TOML)
    pub scenario: PathBuf,

    /// Check this policy with the baseline; may be given again [default: the scenario's list]
    #[arg(long = "policy", alias = "policies", value_name = "NAME", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Set a key of the scenario, such as demand.needs_per_resident=0.4; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,
}

/// Runs the command: 0 when all is well, 2 when the input is wrong.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    if has_any(&args.scenario, &["design", "factor"]) {
        return sweep(args, lang);
    }
    if has_any(&args.scenario, &["pattern", "may_move"]) {
        return patterns(args, lang);
    }
    let options = LoadOptions {
        sets: args.sets.clone(),
        policies: (!args.policies.is_empty()).then(|| args.policies.clone()),
        memory: None,
    };
    let experiment = match load(&args.scenario, &options) {
        Ok(experiment) => experiment,
        Err(error) => return wrong_scenario(&error, lang),
    };
    if let Err(error) = simulator(&experiment) {
        return wrong_scenario(&error, lang);
    }
    let (path, scenario) = (shown_path(&args.scenario), &experiment.scenario);
    let names: Vec<&str> = experiment.policies.iter().map(|p| p.name.as_str()).collect();
    let (policies, files) = (names.join(", "), experiment.inputs.len());
    let memory = text(estimated_bytes(&experiment));
    let (title, title_zh) = (shown(&scenario.title), shown(&scenario.title_zh));
    let (seeds, years) = (scenario.run.seeds.get(), scenario.run.years.get());
    let found = both!(
        "{path}: ok\n  {title} ({title_zh})\n  policies: {policies}\n  replicates: {seeds}   years: {years}\n  files read: {files}\n  \
         memory: about {memory} with all threads\n",
        "{path}：无误\n  {title_zh}（{title}）\n  政策：{policies}\n  重复次数：{seeds}   年数：{years}\n  读取文件：{files} 个\n  内存：用满全部线程\
         时约 {memory}\n"
    );
    let sheet = experiment.sheet.iter().flat_map(|sheet| sheet.lines());
    let sheet: String = sheet.map(|line| format!("  {}\n", shown(line.get(lang)))).collect();
    let status = say(&format!("{}{sheet}", found.get(lang)), lang);
    let listed = if args.policies.is_empty() { policies_twice(&scenario.policies) } else { None };
    for twice in given_twice(&args.sets, &[], &args.policies).iter().chain(&listed) {
        note(lang, twice);
    }
    remark(&experiment, lang);
    status
}

/// Checks a sweep: its file, its scenario and every point.
fn sweep(args: &Args, lang: Lang) -> ExitCode {
    if !args.policies.is_empty() {
        complain(lang, &both!("--policy: a sweep names its policies itself", "--policy：扫描自行列出政策"));
        return ExitCode::from(BAD_INPUT);
    }
    let options = SweepOptions { sets: args.sets.clone(), ..SweepOptions::default() };
    let sweep = match read(&args.scenario, &options).and_then(Sweep::checked) {
        Ok(sweep) => sweep,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let (path, size) = (shown_path(&args.scenario), size(&sweep, &sweep.plan(Collect::NONE)));
    let (title, title_zh) = (shown(&sweep.title.en), shown(&sweep.title.zh));
    let found =
        both!("{path}: ok\n  {title} ({title_zh})\n  {size}\n", "{path}：无误\n  {title_zh}（{title}）\n  {size}\n"; size = size);
    let status = say(found.get(lang), lang);
    for twice in given_twice(&args.sets, &[], &[]) {
        note(lang, &twice);
    }
    status
}

/// Checks a file of patterns and its scenario.
fn patterns(args: &Args, lang: Lang) -> ExitCode {
    if !args.policies.is_empty() {
        let text = both!(
            "--policy: patterns are held against the baseline of their scenario alone",
            "--policy：模式只与其情景的基准政策对照"
        );
        complain(lang, &text);
        return ExitCode::from(BAD_INPUT);
    }
    let options = PatternsOptions { sets: args.sets.clone(), ..PatternsOptions::default() };
    let patterns = match patterns_file::read(&args.scenario, &options) {
        Ok(patterns) => patterns,
        Err(error) => return wrong_scenario(&error, lang),
    };
    if let Err(error) = simulator(&patterns.experiment) {
        return wrong_scenario(&error, lang);
    }
    let path = shown_path(&args.scenario);
    let (title, title_zh) = (shown(&patterns.title.en), shown(&patterns.title.zh));
    let count = |purpose| patterns.targets.iter().filter(|target| target.purpose == purpose).count();
    let (all, moved) = (patterns.targets.len(), patterns.may_move.len());
    let (fitted, held_out) = (count(Purpose::Fit), count(Purpose::HeldOut));
    let found = both!(
        "{path}: ok\n  {title} ({title_zh})\n  patterns: {all}, of these fitted {fitted}, held out {held_out}\n  keys that may be moved: {moved}\n",
        "{path}：无误\n  {title_zh}（{title}）\n  模式：{all} 项，其中用于拟合 {fitted} 项、留作检验 {held_out} 项\n  可变动的键：{moved} 个\n"
    );
    let status = say(found.get(lang), lang);
    for twice in given_twice(&args.sets, &[], &[]) {
        note(lang, &twice);
    }
    status
}

//! `sanshe phases`: the table of phases that the engine runs.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::base::words::Pair;
use crate::cli::common::wrong_scenario;
use crate::cli::console::say;
use crate::engine::phase::Lived;
use crate::engine::table::page::markdown;
use crate::engine::table::phases;
use crate::engine::tick::Schedule;
use crate::experiment::simulator::engine;
use crate::report::Lang;
use crate::scenario::LoadOptions;
use crate::scenario::load::load;

/// Options of `phases`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The scenario file (TOML) [default: every phase there is]
    pub scenario: Option<PathBuf>,

    /// Policy whose phases are printed [default: the baseline]
    #[arg(long, value_name = "NAME", requires = "scenario")]
    pub policy: Option<String>,
}

/// What the command does.
pub const ABOUT: Pair = Pair {
    en: "\
Print the phases of a run in their order, with what each reads and changes

The engine runs this very table. Within a day, the phases that are due follow each other as they stand in it. With a scenario, only phases that
a district can need under the policy are printed: the others would change nothing on any day.",
    zh: "\
按顺序输出运行的各环节及其读取与改变的状态

引擎即按此表运行：一日之内，到期的环节依表中顺序进行。给出情景时，只输出该政策下可能用到的环节；其余环节在任何一日都不会改变什么。",
};

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let Some(path) = &args.scenario else {
        return say(&markdown(phases(), lang), lang);
    };
    let options = LoadOptions { sets: Vec::new(), policies: args.policy.clone().map(|policy| vec![policy]), memory: None };
    let engine = match load(path, &options).and_then(|experiment| engine(&experiment)) {
        Ok(engine) => engine,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let baseline = &engine.policies[engine.baseline].1;
    let wanted = engine.policies.iter().find(|(name, _)| args.policy.as_ref() == Some(name));
    let now = wanted.map_or(baseline, |(_, policy)| policy);
    // The burn-in is lived through under the baseline.
    let lived = Lived { world: &engine.world, now, before: std::slice::from_ref(baseline) };
    say(&markdown(Schedule::of(&lived).phases().iter().copied(), lang), lang)
}

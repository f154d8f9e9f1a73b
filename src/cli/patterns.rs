//! `sanshe patterns`: the status quo held against published facts.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::common::{Shorthand, given_twice, remark, whole, wrong_scenario};
use super::machine::Machine;
use super::signals::listen;
use crate::base::words::{Pair, both, shown};
use crate::cli::console::{complain, note, say, say_json, tell};
use crate::cli::exit::{FAILED, INTERRUPTED};
use crate::experiment::patterns::Patterns;
use crate::experiment::patterns::file::{PatternsOptions, read};
use crate::experiment::patterns::observed::{Unobserved, observe};
use crate::experiment::runner::{Means, cannot_start};
use crate::report::Lang;
use crate::report::patterns::{json, render};

/// The help of `patterns`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Hold the status quo of a scenario against published facts.

PATTERNS (TOML) lists facts with interval, grade and source, says which of them a calibration may use and which it may not look at, and which
few keys of the world it may move; docs/patterns.md describes the file and the measures. The baseline of the scenario is run alone, and for
each fact the model's mean with its interval over replicates is printed beside what is published: met, missed or undecided by that interval.
What the model cannot measure is said so.

Nothing is tuned and nothing is kept. The file is checked first: all mistakes are told at once, with their lines.",
    zh: "\
将情景的现状与公开事实对照。

PATTERNS（TOML）列出各项事实及其区间、等级和来源，注明哪些可用于校准、哪些校准时不得查看，以及校准可以变动的少数几个键；文件写法与各度量见
docs/patterns.md。只运行情景的基准政策，对每项事实并列给出公开区间与模型均值及其在各次重复上的区间，并据该区间判定：符合、不符或未定。模型测
不了的，逐项说明。

本命令不调整任何取值，也不保存结果。先检查文件：全部错误一次列出并注明行。",
};

/// The help of `patterns`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe patterns scenarios/patterns.toml
  sanshe patterns scenarios/patterns.toml --seeds 3 --years 2
  sanshe patterns scenarios/patterns.toml --set demand.needs_per_resident=0.3 --json

Exit status: 0 done, whether patterns are met or missed; 1 a run failed, 2 bad input, 130 interrupted.",
    zh: "\
示例：
  sanshe patterns scenarios/patterns.toml
  sanshe patterns scenarios/patterns.toml --seeds 3 --years 2
  sanshe patterns scenarios/patterns.toml --set demand.needs_per_resident=0.3 --json

退出状态：0 完成（不论符合与否），1 运行失败，2 输入有误，130 被中断。",
};

/// Options of `patterns`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file of patterns (TOML)
    #[arg(value_name = "PATTERNS")]
    pub file: PathBuf,

    /// Replicates, instead of the file's
    #[arg(long, value_name = "N", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub seeds: Option<u32>,

    /// Years that are measured, instead of the file's
    #[arg(long, value_name = "Y", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub years: Option<u32>,

    /// Set a key of the scenario; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// What of the machine may be used.
    #[command(flatten)]
    pub machine: Machine,

    /// Print one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// Options that are short for a setting.
    const fn shorthands(&self) -> [Shorthand; 2] {
        [
            Shorthand { option: "--seeds", key: "run.seeds", value: self.seeds },
            Shorthand { option: "--years", key: "run.years", value: self.years },
        ]
    }

    fn options(&self) -> PatternsOptions {
        let mut sets = self.sets.clone();
        sets.extend(self.shorthands().iter().filter_map(Shorthand::setting));
        PatternsOptions { sets, memory: self.machine.told() }
    }
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let patterns = match read(&args.file, &args.options()) {
        Ok(patterns) => patterns,
        Err(error) => return wrong_scenario(&args.shorthands().iter().fold(error, |e, option| option.tell_of(e)), lang),
    };
    if !args.json {
        for twice in &given_twice(&args.sets, &args.shorthands(), &[]) {
            note(lang, twice);
        }
        remark(&patterns.experiment, lang);
        begin(&patterns, lang);
    }
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop, lang);
    let threads = args.machine.threads();
    let observed = match observe(&patterns, Means { threads, audit: false, memory: args.machine.memory(), stop: &stop }) {
        Ok(observed) => observed,
        Err(Unobserved::World(error)) => return wrong_scenario(&error, lang),
        Err(Unobserved::Stopped) => {
            tell(lang, &both!("Interrupted: nothing was printed.", "已中断：未输出结果。"));
            return ExitCode::from(INTERRUPTED);
        }
        Err(Unobserved::Threads(reason)) => {
            complain(lang, &cannot_start(threads, &reason));
            return ExitCode::from(FAILED);
        }
    };
    let status =
        if args.json { say_json(&json(&patterns, &observed), lang) } else { say(&render(&patterns, &observed, lang), lang) };
    if observed.failed > 0 {
        let failed = observed.failed;
        complain(lang, &both!("{failed} runs failed and are left out.", "{failed} 次运行失败，未计入结果。"));
        return ExitCode::from(FAILED);
    }
    status
}

/// Says what is run.
fn begin(patterns: &Patterns, lang: Lang) {
    let scenario = &patterns.experiment.scenario;
    let (seeds, baseline) = (scenario.run.seeds.get(), shown(&scenario.baseline));
    tell(lang, &both!("Running {baseline}, replicates: {seeds} …", "正在运行 {baseline}，重复 {seeds} 次……"));
}

//! `sanshe trace`: single needs through their whole life, one site or one person day by day, under several policies.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use super::common::{Shorthand, remark, wrong_scenario};
use super::progress::Progress;
use crate::base::words::Pair;
use crate::cli::common::{given_twice, whole};
use crate::cli::console::{complain, note, say};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::engine::block::{Conditions, Engine};
use crate::experiment::conduct::Watch;
use crate::experiment::simulator::engine;
use crate::experiment::tracing::error::TracingError;
use crate::experiment::tracing::{self, Choice, Days};
use crate::measure::collect::Collect;
use crate::report::Lang;
use crate::report::trace::{Telling, days, lives};
use crate::scenario::experiment::Experiment;
use crate::scenario::load::{LoadOptions, load};

/// Maximum number of an option; its legal range is checked with the scenario.
const MOST: u64 = u32::MAX as u64;

/// The help of `trace`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Follow single needs through their whole life.

The same needs are told under two or more policies, side by side, day by day. Half of them are drawn from all needs of the first
year, a quarter from those that fared worse under the second policy than under the first, a quarter from those that fared better.
With --site or --worker, one site or one person is followed instead. Nothing is written to files.",
    zh: "\
追踪单件需求的全过程。

同样的需求在两项或更多政策下逐日并列。一半抽自第一年的全部需求，四分之一抽自在第二项政策下比在第一项下结果更差的需求，四分之一抽自
结果更好的需求。用 --site 或 --worker 则改为追踪一个站点或一个人。不写入任何文件。",
};

/// The help of `trace`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe trace scenarios/reference.toml                                     the baseline and the next policy of the scenario
  sanshe trace scenarios/reference.toml --policy administrative --policy linkage --needs 6
  sanshe trace scenarios/reference.toml --seed-of-choice 2                  other needs
  sanshe trace scenarios/shahekou.toml --site xian-road-03 --from 41        an office, day by day
  sanshe trace scenarios/shahekou.toml --site organisation:12 --days 60     a social organisation
  sanshe trace scenarios/shahekou.toml --worker xian-road-03:4              the fifth person of that office

Exit status: 0 done, 1 the run failed or its text could not be written, 2 bad input, 130 interrupted.",
    zh: "\
示例：
  sanshe trace scenarios/reference.toml                                     基准政策和情景所列的下一项政策
  sanshe trace scenarios/reference.toml --policy administrative --policy linkage --needs 6
  sanshe trace scenarios/reference.toml --seed-of-choice 2                  换一批需求
  sanshe trace scenarios/shahekou.toml --site xian-road-03 --from 41        一个社区服务站的每日工作
  sanshe trace scenarios/shahekou.toml --site organisation:12 --days 60     一个社会组织
  sanshe trace scenarios/shahekou.toml --worker xian-road-03:4              该服务站的第五个人

退出状态：0 完成，1 运行失败或无法写入，2 输入有误，130 被中断。",
};

/// Options of `trace`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("followed").args(["site", "worker"]))]
pub struct Args {
    /// The scenario file (TOML)
    pub scenario: PathBuf,

    /// Policy to follow; may be given again; one alone is set beside the baseline [default: the baseline and the scenario's next]
    #[arg(long = "policy", value_name = "NAME", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// How many needs
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = whole::<u16>(1, 1000))]
    pub needs: u16,

    /// Another number picks other needs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole::<u32>(0, MOST))]
    pub seed_of_choice: u32,

    /// Replicate, from 0
    #[arg(long, value_name = "R", default_value_t = 0, value_parser = whole::<u32>(0, MOST))]
    pub replicate: u32,

    /// Years that are followed [default: 2]
    #[arg(long, value_name = "Y", value_parser = whole::<u32>(0, MOST))]
    pub years: Option<u32>,

    /// Set a key of the scenario; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// Days of this site: a community for its office, organisation:N, station:SUBDISTRICT, association:COMMUNITY:N,
    /// property:COMMUNITY, facility:COMMUNITY
    #[arg(long, value_name = "SITE", conflicts_with_all = ["needs", "seed_of_choice"])]
    pub site: Option<String>,

    /// Days of this person: a site and a number from 0, such as xian-road-03:4
    #[arg(long, value_name = "SITE:N", conflicts_with_all = ["needs", "seed_of_choice"])]
    pub worker: Option<String>,

    /// First day shown of --site or --worker, working days from the moment policies part
    #[arg(long, value_name = "DAY", default_value_t = 1, requires = "followed", value_parser = whole::<u32>(0, MOST))]
    pub from: u32,

    /// Days shown of --site or --worker
    #[arg(long, value_name = "N", default_value_t = 20, requires = "followed", value_parser = whole::<u32>(1, MOST))]
    pub days: u32,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let options =
        LoadOptions { sets: args.all_sets(), policies: (!args.policies.is_empty()).then(|| args.policies.clone()), memory: None };
    let experiment = match load(&args.scenario, &options) {
        Ok(experiment) => experiment,
        Err(error) => return wrong_scenario(&args.years_option().tell_of(error), lang),
    };
    for twice in given_twice(&args.sets, &[args.years_option()], &args.policies) {
        note(lang, &twice);
    }
    remark(&experiment, lang);
    let engine = match engine(&experiment) {
        Ok(engine) => engine,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let progress = Progress::new(lang, !std::io::stderr().is_terminal());
    let told = tell_of(args, lang, &experiment, &engine, &progress);
    progress.end();
    match told {
        Ok(text) => say(&text, lang),
        Err(error) => {
            complain(lang, &error.said());
            ExitCode::from(if error.is_bad_input() { BAD_INPUT } else { FAILED })
        }
    }
}

fn tell_of(
    args: &Args,
    lang: Lang,
    experiment: &Experiment,
    engine: &Engine,
    progress: &Progress,
) -> Result<String, TracingError> {
    let world = &engine.world;
    let policies = args.followed(engine);
    let telling = Telling { experiment, world, policies: &policies, replicate: args.replicate, lang };
    let never = AtomicBool::new(false);
    let count = |units| progress.units(units);
    let how = Conditions {
        point: 0,
        memory: u64::MAX,
        audit: false,
        threads: rayon::current_num_threads(),
        collect: Collect::NONE,
        stop: &never,
        progress: &count,
    };
    if let Some(name) = &args.site {
        let place = tracing::place(world, name)?;
        let asked = args.days().within(world)?;
        progress.begin(0, 1, tracing::days_units(engine, policies.len(), &asked));
        let seen = tracing::site_days(engine, &policies, args.replicate, &place, asked, how)?;
        return Ok(days::site_days(&telling, &place, &seen));
    }
    if let Some(name) = &args.worker {
        let person = tracing::person(world, name)?;
        let asked = args.days().within(world)?;
        progress.begin(0, 1, tracing::days_units(engine, policies.len(), &asked));
        let seen = tracing::worker_days(engine, &policies, args.replicate, &person, asked.clone(), how)?;
        return Ok(days::worker_days(&telling, &person, &asked, &seen));
    }
    progress.begin(0, 1, tracing::lives_units(engine, policies.len()));
    let choice = Choice { needs: args.needs.into(), seed: args.seed_of_choice };
    let seen = tracing::lives(engine, &policies, args.replicate, choice, how)?;
    Ok(lives::lives(&telling, &seen, args.seed_of_choice))
}

impl Args {
    /// Settings in order of precedence: two years unless set otherwise.
    fn all_sets(&self) -> Vec<String> {
        let mut sets = vec!["run.years=2".to_owned()];
        sets.extend(self.sets.iter().cloned());
        sets.extend(self.years_option().setting());
        sets
    }

    const fn years_option(&self) -> Shorthand {
        Shorthand { option: "--years", key: "run.years", value: self.years }
    }

    const fn days(&self) -> Days {
        Days { from: self.from, number: self.days }
    }

    /// Policies to follow, by place among the engine's: as given, one alone beside the baseline, none: the baseline and the next.
    fn followed(&self, engine: &Engine) -> Vec<usize> {
        let place = |name: &String| engine.policies.iter().position(|(n, _)| n == name);
        let mut places: Vec<usize> = Vec::new();
        for p in self.policies.iter().filter_map(place) {
            if !places.contains(&p) {
                places.push(p);
            }
        }
        if places.len() < 2 && !places.contains(&engine.baseline) {
            places.insert(0, engine.baseline);
        }
        if self.policies.is_empty() {
            places.extend((0..engine.policies.len()).find(|&p| p != engine.baseline));
        }
        places
    }
}

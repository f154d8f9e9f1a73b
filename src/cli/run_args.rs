//! The options of `sanshe run`, and the command that they stand for.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::base::words::Pair;
use crate::cli::common::{Shorthand, a_shard, quoted, whole};
use crate::cli::machine::Machine;
use crate::measure::collect::Collect;
use crate::scenario::load::LoadOptions;
use crate::store::plan::Shard;

/// The help of `run`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Run a scenario under its policies and compare them.

Every policy meets the same needs, replicate by replicate, so what differs is due to the policies. The results go to a folder of
their own as tables and charts; a comparison is printed at the end.

A run may be cut off at any moment: the same command goes on where it stopped. A folder that holds another experiment is refused
unless --fresh is given. The results are the same bytes for any number of threads.

The intervals of a run show chance alone. With --worlds the policies also meet worlds in which all that is assumed has other values, and
the report says in how many of them a policy does better, about as well or worse, and what that depends on.",
    zh: "\
按各项政策运行情景并比较。

每次重复中，各项政策面对同样的需求，差别因此来自政策。结果以表格和图存入各自的文件夹，最后输出比较结果。

运行可随时中断，重新执行同一命令即从中断处继续。文件夹中已有另一实验的结果时拒绝运行，除非给出 --fresh。线程数不影响结果，文件逐字节
相同。

一次运行的区间只反映偶然性。加 --worlds 后，各项政策还要面对全部假定另取他值的许多世界，报告说明政策在其中多少个世界里更好、相近或更差，
以及这取决于什么。",
};

/// The help of `run`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe run scenarios/shahekou.toml
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2 --out out/quick
  sanshe run my.toml --policy linkage --set demand.volatility=0.3
  sanshe run my.toml --collect none --quiet    (runs.csv alone, no charts, no progress)
  sanshe run my.toml --worlds 64 --seeds 5     (does it hold whatever was assumed?)
  sanshe run my.toml --set handoff.loss=0.2 --json    (for a program: one JSON object, no folder)

Exit status: 0 done, 1 a run failed or something could not be written, 2 bad input, 130 interrupted.",
    zh: "\
示例：
  sanshe run scenarios/shahekou.toml
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2 --out out/quick
  sanshe run my.toml --policy linkage --set demand.volatility=0.3
  sanshe run my.toml --collect none --quiet    （只写 runs.csv，不画图，不显示进度）
  sanshe run my.toml --worlds 64 --seeds 5     （换了假定，结论还成立吗？）
  sanshe run my.toml --set handoff.loss=0.2 --json    （供程序读取：一个 JSON 对象，不写文件夹）

退出状态：0 完成，1 运行失败或无法写入，2 输入有误，130 被中断。",
};

/// The most worlds: what their values may take of the memory.
const MOST_WORLDS: u32 = 65_536;

/// Options of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario file (TOML)
    pub scenario: PathBuf,

    /// Compare this policy with the baseline; may be given again [default: the scenario's list]
    #[arg(long = "policy", value_name = "NAME", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Replicates of each policy: short for --set run.seeds=N
    #[arg(long, value_name = "N", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub seeds: Option<u32>,

    /// Years that are measured: short for --set run.years=Y
    #[arg(long, value_name = "Y", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub years: Option<u32>,

    /// Replicates in other frames, 0 for none: short for --set run.frame_seeds=N
    #[arg(long, value_name = "N", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub frames: Option<u32>,

    /// Set a key of the scenario; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// Vary all that is assumed: so many worlds over the known ranges, beside the scenario as it is
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, MOST_WORLDS.into()), conflicts_with_all = ["excel", "audit"])]
    pub worlds: Option<u32>,

    /// With --worlds: run part i of n (i from 0) in a folder of its own; `sanshe merge` puts the parts together
    #[arg(long, value_name = "i/n", value_parser = a_shard, requires = "worlds")]
    pub shard: Option<Shard>,

    /// With --worlds: say what would be run and, from one block that is run and not kept, how long it takes
    #[arg(long, requires = "worlds")]
    pub dry_run: bool,

    /// Folder for the results [default: `out/` and the scenario's name, with `-worlds` behind it where there are some]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace the results of another experiment in that folder; other files are left alone
    #[arg(long)]
    pub fresh: bool,

    /// Tables besides runs.csv: `all` (but contacts), `none` (no charts either), or some of daily,communities,cells,losses,flows,waits,ledger,map,contacts [default: all; with --worlds none]
    #[arg(long, value_name = "LIST")]
    pub collect: Option<Collect>,

    /// What of the machine may be used.
    #[command(flatten)]
    pub machine: Machine,

    /// Check every ledger and balance of every agent on every tick, and say what was checked (slower, same results)
    #[arg(long)]
    pub audit: bool,

    /// Also copy the tables to `excel/` in the folder, for Excel and WPS (UTF-8 with a mark); the tables keep their bytes
    #[arg(long)]
    pub excel: bool,

    /// Print the comparison as one JSON object and nothing else; without --out no folder is written
    #[arg(long, conflicts_with = "worlds")]
    pub json: bool,

    /// No progress, and only the comparison at the end
    #[arg(long, short)]
    pub quiet: bool,
}

impl Args {
    /// Whether only the result is told: JSON is read by programs, which read standard error only when something is wrong.
    #[must_use]
    pub const fn is_quiet(&self) -> bool {
        self.quiet || self.json
    }

    /// Whether no folder is written: a program that asks for many points wants none.
    #[must_use]
    pub const fn unkept(&self) -> bool {
        self.json && self.out.is_none()
    }

    /// The folder of the results of an experiment of that name.
    #[must_use]
    pub fn dir(&self, name: &str) -> PathBuf {
        self.out.clone().unwrap_or_else(|| Path::new("out").join(name))
    }

    /// Tables to fill.
    #[must_use]
    pub fn collect(&self) -> Collect {
        self.collect.unwrap_or(if self.worlds.is_some() { Collect::NONE } else { Collect::ALL })
    }

    /// What the command line adds to the scenario.
    #[must_use]
    pub fn load(&self) -> LoadOptions {
        let policies = (!self.policies.is_empty()).then(|| self.policies.clone());
        LoadOptions { sets: self.all_sets(), policies, memory: self.machine.told() }
    }

    /// Settings in order of precedence: the shorthands after `--set`, so that they win.
    fn all_sets(&self) -> Vec<String> {
        let mut sets = self.sets.clone();
        sets.extend(self.shorthands().iter().filter_map(Shorthand::setting));
        sets
    }

    /// Options that are short for a setting.
    #[must_use]
    pub const fn shorthands(&self) -> [Shorthand; 3] {
        [
            Shorthand { option: "--seeds", key: "run.seeds", value: self.seeds },
            Shorthand { option: "--years", key: "run.years", value: self.years },
            Shorthand { option: "--frames", key: "run.frame_seeds", value: self.frames },
        ]
    }

    /// The command that makes the same results on any machine: no folders, threads or language. `seeds` is the number of replicates if it
    /// differs from the requested one.
    #[must_use]
    pub fn canonical(&self, seeds: Option<u32>) -> String {
        let file = self.scenario.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let mut words = vec!["sanshe".to_owned(), "run".to_owned(), quoted(&file)];
        let mut option = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
        for policy in &self.policies {
            option("--policy", policy);
        }
        let is_seeds = |set: &String| set.split_once('=').is_some_and(|(key, _)| key.trim() == "run.seeds");
        for set in self.all_sets().iter().filter(|set| seeds.is_none() || !is_seeds(set)) {
            option("--set", set);
        }
        if let Some(seeds) = seeds {
            option("--set", &format!("run.seeds={seeds}"));
        }
        if let Some(worlds) = self.worlds {
            option("--worlds", &worlds.to_string());
        }
        if self.collect() != if self.worlds.is_some() { Collect::NONE } else { Collect::ALL } {
            option("--collect", &self.collect().to_string());
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn args(words: &[&str]) -> Args {
        let words = std::iter::once("run").chain(words.iter().copied());
        Line::try_parse_from(words).expect("a valid command line").args
    }

    #[test]
    fn the_manifest_command_names_what_decides_results_and_nothing_else() {
        let args = args(&[
            "/home/someone/my.toml",
            "--seeds",
            "3",
            "--threads",
            "2",
            "--out",
            "/tmp/x",
            "--set",
            "district.name=New Town",
            "--quiet",
        ]);
        assert_eq!(args.canonical(None), "sanshe run my.toml --set 'district.name=New Town' --set run.seeds=3");
        assert_eq!(args.canonical(Some(5)), "sanshe run my.toml --set 'district.name=New Town' --set run.seeds=5");
    }

    #[test]
    fn an_unknown_table_is_a_mistake_of_the_command_line() {
        let error = Line::try_parse_from(["run", "x.toml", "--collect", "weekly"]).err().expect("refused");
        assert_eq!(error.exit_code(), 2);
    }

    #[test]
    fn the_command_of_many_worlds_says_how_many() {
        assert_eq!(args(&["x.toml", "--worlds", "8"]).canonical(None), "sanshe run x.toml --worlds 8");
        for words in [&["--worlds", "0"][..], &["--shard", "0/2"], &["--dry-run"], &["--worlds", "8", "--excel"]] {
            assert!(Line::try_parse_from(["run", "x.toml"].iter().chain(words)).is_err(), "{words:?}");
        }
    }
}

//! `sanshe slurm`: a script that runs a sweep under Slurm. Nothing is submitted here, and nothing but this command knows of Slurm.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::common::{quoted, whole, wrong_scenario};
use super::pilot::{Pilot, seconds};
use super::signals::listen;
use super::slurm_script::Chain;
use super::sweep::size;
use crate::base::words::{Both, Pair, both, shown_path};
use crate::cli::console::{complain, note, say, tell};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::file::{SweepOptions, read};
use crate::measure::collect::Collect;
use crate::report::Lang;

/// The help of `slurm`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Print a script that runs a sweep under Slurm, without submitting it.

The script submits a chain when you run it: an array of shards, a merge when all of them have ended, and with --waves the next wave, its array,
its merge, and so on. Tasks whose node fails are queued again and go on where they were. A merge that misses shards fails and names
them; the script takes that list and submits these alone.

The sweep is checked in full first, and one block is run to estimate how long a task takes.",
    zh: "\
输出在 Slurm 上运行扫描的脚本，但不提交。

运行该脚本时提交一串作业：各分片组成的数组，全部结束后的合并；用 --waves 时还有下一波次及其数组与合并，依此类推。
节点失效的任务会重新排队，并从中断处继续。合并时若缺少分片则失败并将其列出；脚本可接收该列表，只提交这些分片。

先完整检查扫描，再运行一个区块以估计每个任务的用时。",
};

/// The help of `slurm`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe slurm my-sweep.toml --shards 40 > chain.sh
  sh chain.sh
  sh chain.sh 7,12

Exit status: 0 done, 1 the pilot failed or the script could not be written, 2 bad input.",
    zh: "\
示例：
  sanshe slurm my-sweep.toml --shards 40 > chain.sh
  sh chain.sh
  sh chain.sh 7,12

退出状态：0 完成，1 试运行失败或脚本无法写出，2 输入有误。",
};

/// Tasks shorter than this spend much of their time in the queue.
const SHORT: Duration = Duration::from_secs(5 * 60);

/// Options of `slurm`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The sweep file (TOML)
    pub sweep: PathBuf,

    /// Number of shards: tasks of each array
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, 4_000_000))]
    pub shards: u32,

    /// How many waves are submitted at most; where no further one follows, the tasks that are left end at once
    #[arg(long, value_name = "N", default_value = "1", value_parser = whole::<u32>(1, 1000))]
    pub waves: u32,

    /// Folder for the results [default: `out/` and the sweep's name]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Threads of each task
    #[arg(long, value_name = "N", default_value = "1", value_parser = whole::<u16>(1, 4096))]
    pub threads: u16,

    /// Limit of each task, as sbatch writes it [default: that of the partition]
    #[arg(long, value_name = "TIME", value_parser = a_limit)]
    pub time: Option<Limit>,

    /// Partition [default: that of the cluster]
    #[arg(long, value_name = "NAME", value_parser = a_name)]
    pub partition: Option<String>,

    /// Replicates of each point instead of the file's
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()))]
    pub seeds: Option<u32>,

    /// Rows of a latin or sobol design instead of the file's
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()))]
    pub rows: Option<u32>,

    /// Set a key of the scenario; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// Tables besides runs.csv: `all` (but contacts), `none`, or some of daily,communities,cells,losses,flows,waits,ledger,map,contacts
    #[arg(long, value_name = "LIST", default_value = "none")]
    pub collect: Collect,
}

/// A limit of time, as it was written and as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    text: String,
    time: Duration,
}

/// Reads a limit: minutes, minutes:seconds, hours:minutes:seconds, days-hours, days-hours:minutes or days-hours:minutes:seconds.
fn a_limit(text: &str) -> Result<Limit, Both> {
    let numbers = |text: &str| text.split(':').map(|part| part.parse::<u32>().ok().map(u64::from)).collect::<Option<Vec<u64>>>();
    let seconds = match text.split_once('-') {
        None => match numbers(text).as_deref() {
            Some([minutes]) => Some(minutes * 60),
            Some([minutes, seconds]) => Some(minutes * 60 + seconds),
            Some([hours, minutes, seconds]) => Some(hours * 3600 + minutes * 60 + seconds),
            _ => None,
        },
        Some((days, rest)) => match (days.parse::<u32>(), numbers(rest).as_deref()) {
            (Ok(days), Some([hours, small @ ..])) if small.len() < 3 => {
                let small = small.iter().zip([60, 1]).map(|(number, unit)| number * unit).sum::<u64>();
                Some((u64::from(days) * 24 + hours) * 3600 + small)
            }
            _ => None,
        },
    };
    seconds
        .filter(|seconds| *seconds > 0)
        .map(|seconds| Limit { text: text.to_owned(), time: Duration::from_secs(seconds) })
        .ok_or_else(|| {
            both!(
                "expected minutes, hours:minutes:seconds or days-hours, such as 90, 1:30:00 or 2-12",
                "应为分钟数、时:分:秒或日-时，如 90、1:30:00 或 2-12"
            )
        })
}

/// Reads the name of a partition, or several apart by commas.
fn a_name(text: &str) -> Result<String, Both> {
    let plain = |c: char| c.is_alphanumeric() || "-_.,".contains(c);
    let wrong = text.is_empty() || !text.chars().all(plain);
    if wrong {
        Err(both!("expected a name, or several apart by commas", "应为一个名称，或以逗号分隔的几个名称"))
    } else {
        Ok(text.to_owned())
    }
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let options = SweepOptions { sets: args.sets.clone(), replicates: args.seeds, rows: args.rows, memory: None };
    let sweep = match read(&args.sweep, &options).and_then(Sweep::checked) {
        Ok(sweep) => sweep,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let chain = match args.chain(&sweep.name) {
        Ok(chain) => chain,
        Err(wrong) => {
            complain(lang, &wrong);
            return ExitCode::from(BAD_INPUT);
        }
    };
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop, lang);
    let plan = sweep.plan(args.collect);
    let Some(pilot) = Pilot::of(&sweep, &plan, &stop) else {
        complain(lang, &both!("the first block could not be run", "无法运行首个区块"));
        return ExitCode::from(FAILED);
    };
    tell(lang, &size(&sweep, &plan));
    args.remark(&pilot, plan.blocks(), lang);
    say(chain.text().get(lang), lang)
}

impl Args {
    /// The chain of a sweep of that name.
    fn chain(&self, name: &str) -> Result<Chain, Both> {
        let out = self.out.clone().unwrap_or_else(|| Path::new("out").join(name));
        let folder = std::env::current_dir().map_err(|_| both!("the current folder is gone", "当前文件夹已不存在"))?;
        let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("sanshe"));
        let logs = format!("{}.logs", path(&out)?);
        if logs.contains('\\') {
            let out = shown_path(&out);
            return Err(both!(
                "{out}: Slurm takes no log files in a folder with a backslash",
                "{out}：Slurm 的日志路径不能含反斜杠"
            ));
        }
        let mut options = vec![quoted(&path(&self.sweep)?), "--out".to_owned(), quoted(&path(&out)?)];
        options.extend(self.sets.iter().flat_map(|set| ["--set".to_owned(), quoted(set)]));
        options.extend(self.seeds.map(|seeds| format!("--seeds {seeds}")));
        options.extend(self.rows.map(|rows| format!("--rows {rows}")));
        if self.collect != Collect::NONE {
            options.push(format!("--collect {}", self.collect));
        }
        let mut limits: Vec<String> = self.partition.iter().map(|name| format!("--partition={}", quoted(name))).collect();
        limits.extend(self.time.iter().map(|limit| format!("--time={}", limit.text)));
        Ok(Chain {
            program: quoted(&path(&program)?),
            folder: quoted(&path(&folder)?),
            name: quoted(name),
            log: quoted(&logs.replace('%', "%%")),
            logs: quoted(&logs),
            sweep: options.join(" "),
            out: quoted(&path(&out)?),
            shards: self.shards,
            waves: self.waves,
            threads: self.threads,
            limits,
        })
    }

    /// Says how long a task takes, and warns of tasks that are too short or too long.
    fn remark(&self, pilot: &Pilot, blocks: u64, lang: Lang) {
        let threads = f64::from(self.threads).min(blocks as f64);
        let all = pilot.whole(threads);
        // No task is shorter than a block, however many shards there are.
        let task = pilot.whole((f64::from(self.shards) * threads).min(blocks as f64));
        let (took, shards) = (seconds(task), self.shards);
        tell(
            lang,
            &both!(
                "One of {shards} tasks takes about {took} in the first wave.",
                "首个波次共 {shards} 个任务，每个约需 {took}。"
            ),
        );
        let sensible = ((all.as_secs_f64() / SHORT.as_secs_f64()) as u64).max(1);
        if task < SHORT {
            let instead = match sensible {
                1 => both!("one process does it all: `sanshe sweep`", "单个进程即可全部完成：sanshe sweep"),
                _ => both!("--shards {sensible} would be sensible", "以 --shards {sensible} 为宜"),
            };
            note(
                lang,
                &both!(
                    "tasks under 5 minutes spend much of their time in the queue: {instead}",
                    "不足 5 分钟的任务，排队会占去不少时间：{instead}"; instead = instead
                ),
            );
        }
        if let Some(limit) = self.time.as_ref().filter(|limit| limit.time < task) {
            let limit = &limit.text;
            note(
                lang,
                &both!(
                    "that is more than --time {limit}: what a task does not reach must be submitted again",
                    "超过 --time {limit}：任务未完成的部分须再次提交"
                ),
            );
        }
    }
}

/// A path as a word of a script: text without line ends, which no option begins like.
fn path(path: &Path) -> Result<String, Both> {
    let text = path.as_os_str().to_str().filter(|text| !text.chars().any(char::is_control)).ok_or_else(|| {
        let path = shown_path(path);
        both!(
            "{path}: a script can only name paths in UTF-8 without control characters",
            "{path}：脚本中的路径须为 UTF-8，且不含控制字符"
        )
    })?;
    Ok(if text.starts_with('-') { format!("./{text}") } else { text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_as_sbatch_reads_it() {
        let seconds = |text: &str| a_limit(text).ok().map(|limit| limit.time.as_secs());
        let cases =
            [("90", 5400), ("90:30", 5430), ("1:30:00", 5400), ("2-12", 216_000), ("2-0:10", 173_400), ("1-1:01:01", 90_061)];
        for (text, expected) in cases {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "0", "1:2:3:4", "1-", "-1", "1-2:3:4:5", "an hour", "1.5", "1 2"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}

//! `sanshe sweep`: a scenario varied by a design.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::common::wrong_scenario;
use super::pilot::{Pilot, seconds};
use super::progress::Progress;
use super::signals::listen;
use crate::base::words::{Both, Pair, both, shown_path};
use crate::cli::common::{a_shard, quoted, whole};
use crate::cli::console::{complain, say, tell};
use crate::cli::exit::{BAD_INPUT, FAILED, INTERRUPTED};
use crate::cli::machine::Machine;
use crate::experiment::conduct::{Conditions, ConductError, Outcome, conduct};
use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::file::{SweepOptions, read};
use crate::experiment::sweep::rule::AsDesigned;
use crate::measure::collect::Collect;
use crate::report::{self, Lang};
use crate::store::StoreError;
use crate::store::ahead::Ahead;
use crate::store::complete::Complete;
use crate::store::folder::look;
use crate::store::plan::{Plan, Shard};
use crate::store::shards::sibling;

/// The help of `sweep`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Run a scenario at every point of a design and compare its policies there.

A sweep file names a scenario, the keys that are varied and a design: grid, one_at_a_time, latin, sobol, table, morris, saltelli or
fractional. Rows with equal values of the world are one point; their values of policies are its arms, beside the baseline. All arms
of a point meet the same needs. Every point is checked before the first run.

The results go to a folder of their own: runs.csv, summary.csv with means, paired differences and their intervals at every point,
points.csv with the values of every point, waves.csv. A sweep may be cut off at any moment and taken up again; more replicates (--seeds) or,
with sobol and nested latin, more rows (--rows) go on in the same folder.",
    zh: "\
在设计的每个点上运行情景，并比较各项政策。

扫描文件写明情景、要变动的键和一种设计：grid、one_at_a_time、latin、sobol、table、morris、saltelli 或 fractional。
世界取值相同的行是一个点，其政策取值是该点的各支，另加基准。同一点的各支面对同样的需求。首次运行前检查所有的点。

结果存入各自的文件夹：runs.csv、列出各点均值、配对差及其区间的 summary.csv、列出各点取值的 points.csv、waves.csv。
扫描可随时中断再继续；增加重复次数（--seeds），或在 sobol 与嵌套 latin 下增加行数（--rows），都在同一文件夹中接着进行。",
};

/// The help of `sweep`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe sweep scenarios/sweeps/tiny.toml
  sanshe sweep scenarios/sweeps/size.toml --dry-run
  sanshe sweep my-sweep.toml --seeds 20 --out out/more

Exit status: 0 done, 1 a run failed or something could not be written, 2 bad input, 130 interrupted.",
    zh: "\
示例：
  sanshe sweep scenarios/sweeps/tiny.toml
  sanshe sweep scenarios/sweeps/size.toml --dry-run
  sanshe sweep my-sweep.toml --seeds 20 --out out/more

退出状态：0 完成，1 运行失败或无法写入，2 输入有误，130 被中断。",
};

/// Options of `sweep`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The sweep file (TOML)
    pub sweep: PathBuf,

    /// Replicates of each point instead of the file's
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()))]
    pub seeds: Option<u32>,

    /// Rows of a latin or sobol design instead of the file's
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()))]
    pub rows: Option<u32>,

    /// Set a key of the scenario; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// Folder for the results [default: `out/` and the sweep's name]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace the results of another experiment in that folder; other files are left alone
    #[arg(long)]
    pub fresh: bool,

    /// Tables besides runs.csv: `all` (but contacts), `none`, or some of daily,communities,cells,losses,flows,waits,ledger,map,contacts
    #[arg(long, value_name = "LIST", default_value = "none")]
    pub collect: Collect,

    /// What of the machine may be used.
    #[command(flatten)]
    pub machine: Machine,

    /// Run part i of n (i from 0) in a folder `shard-i-of-n` in that of the results; `sanshe merge` puts the parts together
    #[arg(long, value_name = "i/n", value_parser = a_shard)]
    pub shard: Option<Shard>,

    /// Say what would be run and, from one block that is run and not kept, how long it takes
    #[arg(long)]
    pub dry_run: bool,

    /// No progress
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let machine = args.machine;
    let options = SweepOptions { sets: args.sets.clone(), replicates: args.seeds, rows: args.rows, memory: machine.told() };
    let sweep = match read(&args.sweep, &options).and_then(Sweep::checked) {
        Ok(sweep) => sweep,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop, lang);
    let plan = Plan { shard: args.shard, ..sweep.plan(args.collect) };
    if args.dry_run {
        return dry(&sweep, &plan, &size(&sweep, &plan), machine.threads(), &stop, lang);
    }
    if !args.quiet {
        tell(lang, &size(&sweep, &plan));
    }
    let merged = args.out.clone().unwrap_or_else(|| Path::new("out").join(&sweep.name));
    let deciding = Deciding {
        file: &args.sweep,
        sets: &args.sets,
        rows: args.rows,
        collect: args.collect,
        first: sweep.precision.map(|precision| precision.first),
    };
    let command = |replicates| deciding.command(replicates);
    let how = Carrying { merged: &merged, fresh: args.fresh, machine, quiet: args.quiet, command: &command, stop: &stop };
    match carry_out(&sweep, &plan, &how, lang) {
        Ok(outcome) => finish(args, lang, outcome),
        Err(status) => status,
    }
}

/// How and where the blocks of a sweep are run.
pub(super) struct Carrying<'a> {
    /// The folder of the results, in which shards have theirs.
    pub merged: &'a Path,
    pub fresh: bool,
    pub machine: Machine,
    pub quiet: bool,
    /// See [`Conditions::command`].
    pub command: &'a dyn Fn(u32) -> String,
    pub stop: &'a AtomicBool,
}

/// Runs the blocks of a sweep, or those of a shard of it; without all of them, or for a shard, which has no report, the exit status.
pub(super) fn carry_out(sweep: &Sweep, plan: &Plan, how: &Carrying<'_>, lang: Lang) -> Result<Outcome, ExitCode> {
    let dir = plan.shard.map_or_else(|| how.merged.to_owned(), |shard| how.merged.join(shard.folder()));
    let beside = plan.shard.map_or(Ok(None), |_| look(how.merged));
    let beside = beside.map_err(|error| refused(&ConductError::Folder(error), lang))?;
    let sibling = plan.shard.and_then(|shard| sibling(how.merged, shard));
    let sibling = sibling.as_ref().map(|(name, state)| (name.as_str(), state));
    let rule = AsDesigned { sweep, asked: plan, beside: beside.as_ref(), sibling };
    let typed: Vec<String> = std::env::args_os().map(|a| quoted(&a.to_string_lossy())).collect();
    let conditions = Conditions {
        dir: &dir,
        fresh: how.fresh,
        threads: how.machine.threads(),
        audit: false,
        memory: how.machine.memory(),
        wait: Ahead::MOST,
        report: &report::KEPT,
        command: how.command,
        typed: &typed.join(" "),
        stop: how.stop,
    };
    let outcome = conduct(plan, sweep, conditions, &rule, &Progress::of_blocks(lang, how.quiet));
    let outcome = outcome.map_err(|error| refused(&error, lang))?;
    let (done, blocks, failed) = (outcome.folder.done(), outcome.blocks, outcome.folder.failed());
    let dir = shown_path(outcome.folder.dir());
    if !outcome.folder.is_complete() {
        let text = both!(
            "Interrupted: {done} of {blocks} blocks are complete and kept in {dir}.\nThe same command, without --fresh, goes on from there.",
            "已中断：{blocks} 个区块中已完成 {done} 个，保存在 {dir}。\n重新执行同一命令（不加 --fresh）即可续跑。"
        );
        tell(lang, &text);
        return Err(ExitCode::from(INTERRUPTED));
    }
    if plan.shard.is_some() {
        let text = both!("{blocks} blocks of the shard are in {dir}.\n", "本分片的 {blocks} 个区块在 {dir}。\n");
        let status = if how.quiet { ExitCode::SUCCESS } else { say(text.get(lang), lang) };
        return Err(if failed > 0 { some_failed(failed, &dir, lang) } else { status });
    }
    Ok(outcome)
}

/// Says why an experiment was not carried out, and gives the exit status: one for folders that should be others, one for what the system refuses.
pub(super) fn refused(error: &ConductError, lang: Lang) -> ExitCode {
    complain(lang, &error.said());
    ExitCode::from(if error.is_refusal() { BAD_INPUT } else { FAILED })
}

/// The summary, and the failed runs.
fn finish(args: &Args, lang: Lang, outcome: Outcome) -> ExitCode {
    let (failed, dir) = (outcome.folder.failed(), shown_path(outcome.folder.dir()));
    // What was there before was checked when the folder was opened.
    let checked = if outcome.resumed < outcome.blocks { outcome.folder.check_tables() } else { Ok(()) };
    let complete = checked
        .and_then(|()| outcome.folder.completed().map_or(Ok(ExitCode::SUCCESS), |mut c| summarise(&mut c, args.quiet, lang)));
    match complete {
        Ok(_) if failed > 0 => some_failed(failed, &dir, lang),
        Ok(status) => status,
        Err(error) => incomplete(&error, lang),
    }
}

/// Writes the summary of a sweep, and prints what is to be read of it.
///
/// # Errors
/// When the summary cannot be made or written.
pub fn summarise(folder: &mut Complete, quiet: bool, lang: Lang) -> Result<ExitCode, StoreError> {
    report::summary::write(folder)?;
    if quiet {
        return Ok(ExitCode::SUCCESS);
    }
    let overview = report::summary::overview(folder)?;
    let (dir, blocks) = (shown_path(folder.dir()), folder.state().blocks());
    let files = both!(
        "\n{blocks} blocks are in {dir}: runs.csv, summary.csv, points.csv, waves.csv, policies.csv, manifest.json\n",
        "\n{blocks} 个区块的结果在 {dir}：runs.csv、summary.csv、points.csv、waves.csv、policies.csv、manifest.json\n"
    );
    let text = report::summary::screen::render(&overview, folder.state(), folder.delta()?, lang);
    Ok(say(&(text + files.get(lang)), lang))
}

/// The rows are there, the summary is not.
pub fn incomplete(error: &StoreError, lang: Lang) -> ExitCode {
    let why = error.said();
    let again = match error.is_refusal() {
        true => Both::default(),
        false => both!("\n  The same command makes it.", "\n  重新执行同一命令即可生成。"),
    };
    let text = both!("the results are complete, the summary is not: {why}{again}", "结果已完整，但汇总未能生成：{why}{again}"; why = why, again = again);
    complain(lang, &text);
    ExitCode::from(FAILED)
}

/// Says how many runs failed.
pub(super) fn some_failed(failed: u64, dir: &str, lang: Lang) -> ExitCode {
    complain(lang, &failures(failed, dir));
    ExitCode::from(FAILED)
}

/// How many runs failed, and where their reasons are.
pub(super) fn failures(failed: u64, dir: &str) -> Both {
    both!(
        "{failed} runs failed; they are rows with status `failed` in {dir}/runs.csv.",
        "{failed} 次运行失败，见 {dir}/runs.csv 中 status 为 failed 的行。"
    )
}

/// How large a sweep is.
pub(super) fn size(sweep: &Sweep, plan: &Plan) -> Both {
    let (points, replicates, blocks) = (plan.points, plan.replicates(), plan.blocks());
    let arms: u64 = (0..points).map(|point| sweep.arms(point).len() as u64).sum();
    let runs = arms * u64::from(replicates);
    both!(
        "{points} points with {arms} arms in all, {replicates} replicates of each: {blocks} blocks, {runs} runs.",
        "共 {points} 个点、{arms} 支，各重复 {replicates} 次：{blocks} 个区块，{runs} 次运行。"
    )
}

/// Says what would be run; a block that is run and not kept shows how long it takes and how much it writes.
pub fn dry(sweep: &Sweep, plan: &Plan, size: &Both, threads: usize, stop: &AtomicBool, lang: Lang) -> ExitCode {
    let Some(pilot) = Pilot::of(sweep, plan, stop) else {
        complain(lang, &both!("the first block could not be run", "无法运行首个区块"));
        return ExitCode::from(FAILED);
    };
    let megabytes = format!("{:.1}", pilot.bytes() / 1e6);
    let (one, all) = (seconds(pilot.took), seconds(pilot.whole(threads as f64)));
    let text = both!(
        "{size}\nOne block of the first point took {one}; all of them about {all} on {threads} threads, and about {megabytes} MB of rows.\n",
        "{size}\n首个点的一个区块用时 {one}；全部在 {threads} 个线程上约需 {all}，写出约 {megabytes} MB。\n"; size = *size
    );
    say(text.get(lang), lang)
}

/// What of a command line decides the results of a sweep.
pub(super) struct Deciding<'a> {
    pub file: &'a Path,
    pub sets: &'a [String],
    pub rows: Option<u32>,
    pub collect: Collect,
    /// Replicates of the first stage, where a precision says how many follow.
    pub first: Option<u32>,
}

impl Deciding<'_> {
    /// The command that makes the same results, of so many replicates.
    pub fn command(&self, replicates: u32) -> String {
        let file = self.file.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let mut words = vec!["sanshe".to_owned(), "sweep".to_owned(), quoted(&file)];
        words.extend(self.sets.iter().flat_map(|set| ["--set".to_owned(), quoted(set)]));
        words.push(format!("--seeds {}", self.first.unwrap_or(replicates)));
        words.extend(self.rows.map(|rows| format!("--rows {rows}")));
        if self.collect != Collect::NONE {
            words.push(format!("--collect {}", self.collect));
        }
        words.join(" ")
    }
}

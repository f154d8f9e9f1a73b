//! `sanshe next`: the wave that follows from the rows of a sweep.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::common::wrong_scenario;
use super::sweep::{Deciding, refused};
use crate::base::words::{Both, Pair, both, shown_path};
use crate::cli::common::whole;
use crate::cli::console::{complain, say};
use crate::cli::exit::BAD_INPUT;
use crate::experiment::conduct::{ConductError, Followed, Place, follow};
use crate::experiment::sweep::file::{SweepOptions, read};
use crate::experiment::sweep::rule::AsDesigned;
use crate::measure::collect::Collect;
use crate::report::{self, Lang};
use crate::store::folder::look;

/// The help of `next`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Add the wave that follows from the merged rows of a sweep.

For sweeps whose waves follow from their rows ([precision]) and that are run in shards. After `sanshe merge`, this command reads the rows and says
which blocks are still to be run; the folder notes them, and `sanshe sweep --shard i/n` with the same folder runs them. It runs nothing itself. Where
nothing follows it says so. Asked again before the wave is run, it changes nothing.",
    zh: "\
按一次扫描已合并的数据行，加上随之而来的下一波。

适用于波次由数据行决定（[precision]）、并分片运行的扫描。先用 `sanshe merge` 合并，本命令读取各行，
说明还需运行哪些区块并记入该文件夹；随后对同一文件夹使用 `sanshe sweep --shard i/n` 即可运行。本命令自身不运行任何内容。
若无后续波次则予说明。该波尚未运行时再次执行，不作任何改动。",
};

/// The help of `next`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe merge out/big && sanshe next big.toml --out out/big

Exit status: 0 done, whether or not a wave follows; 1 something could not be written; 2 bad input.",
    zh: "\
示例：
  sanshe merge out/big && sanshe next big.toml --out out/big

退出状态：0 完成（无论是否有后续波次），1 无法写入，2 输入有误。",
};

/// Options of `next`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The sweep file (TOML)
    pub sweep: PathBuf,

    /// Replicates of each point instead of the file's, as given to `sweep`
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()))]
    pub seeds: Option<u32>,

    /// Rows of a latin or sobol design instead of the file's, as given to `sweep`
    #[arg(long, value_name = "N", value_parser = whole::<u32>(1, u32::MAX.into()))]
    pub rows: Option<u32>,

    /// Set a key of the scenario, as given to `sweep`; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// Tables besides runs.csv, as given to `sweep`
    #[arg(long, value_name = "LIST", default_value = "none")]
    pub collect: Collect,

    /// The folder with the merged results [default: `out/` and the sweep's name]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let options = SweepOptions { sets: args.sets.clone(), replicates: args.seeds, rows: args.rows, memory: None };
    let sweep = match read(&args.sweep, &options) {
        Ok(sweep) => sweep,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let plan = sweep.plan(args.collect);
    let dir = args.out.clone().unwrap_or_else(|| Path::new("out").join(&sweep.name));
    let shown = shown_path(&dir);
    match look(&dir) {
        Ok(Some(_)) => {}
        Ok(None) => {
            let text = both!(
                "{shown}: no results are here from which a wave could follow; put the shards together first: sanshe merge {shown}",
                "{shown}：此处没有可据以确定下一波的结果；请先合并各分片：sanshe merge {shown}"
            );
            complain(lang, &text);
            return ExitCode::from(BAD_INPUT);
        }
        Err(error) => return refused(&ConductError::Folder(error), lang),
    }
    let rule = AsDesigned { sweep: &sweep, asked: &plan, beside: None, sibling: None };
    let first = sweep.precision.map(|precision| precision.first);
    let deciding = Deciding { file: &args.sweep, sets: &args.sets, rows: args.rows, collect: args.collect, first };
    let place = Place { dir: &dir, report: &report::KEPT, command: &|replicates| deciding.command(replicates) };
    match follow(&plan, place, &rule) {
        Ok(followed) => say(said(&shown, followed).get(lang), lang),
        Err(error) => refused(&ConductError::Folder(error), lang),
    }
}

fn said(dir: &str, followed: Followed) -> Both {
    match followed {
        Followed::Nothing { blocks } => both!(
            "{dir}: nothing follows; all {blocks} blocks are there.\n",
            "{dir}：没有后续波次；全部 {blocks} 个区块都已完成。\n"
        ),
        Followed::Wave { number, blocks } => both!(
            "{dir}: wave {number} follows: {blocks} blocks are to be run.\n",
            "{dir}：接下来是第 {number} 波：需运行 {blocks} 个区块。\n"
        ),
    }
}

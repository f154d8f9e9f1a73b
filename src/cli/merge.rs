//! `sanshe merge`: puts the shards of an experiment together.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::base::words::{Pair, both, shown_path};
use crate::cli::console::{complain, note, say};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::cli::sweep::{failures, incomplete, summarise};
use crate::report::Lang;
use crate::store::complete::Complete;
use crate::store::merge::merge;

/// The help of `merge`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Put the shards of an experiment together.

DIR holds the folders `shard-0-of-n`, `shard-1-of-n`, … that `sanshe sweep --shard i/n --out DIR` wrote, on one machine or many. The merged tables
and their summary are written into DIR and have the bytes that one process would have written, whatever n is. Shards that are missing or
unfinished are named, other experiments and changed files refused; then nothing is written. The shards stay. Runs that failed are counted in a
note; they are no reason for another exit status, so that the waves that follow go on.",
    zh: "\
合并一个实验的各分片。

DIR 中有 `sanshe sweep --shard i/n --out DIR` 在一台或多台机器上写出的 `shard-0-of-n`、`shard-1-of-n` 等文件夹。
合并后的各表及其汇总写入 DIR，与单个进程写出的逐字节相同，与 n 无关。缺少或未完成的分片会被指出，
其他实验或改动过的文件会被拒绝；此时不写入任何内容。各分片保留。
失败的运行只在提示中计数，不改变退出状态，后续波次照常进行。",
};

/// Options of `merge`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the shards
    pub dir: PathBuf,

    /// Say nothing when all is well
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let merged = match merge(&args.dir) {
        Ok(merged) => merged,
        Err(error) => {
            complain(lang, &error.said());
            return ExitCode::from(if error.is_refusal() { BAD_INPUT } else { FAILED });
        }
    };
    let (dir, shards, blocks) = (shown_path(&args.dir), merged.shards, merged.blocks);
    let text = both!("{dir}: {blocks} blocks of {shards} shards.\n", "{dir}：{shards} 个分片，共 {blocks} 个区块。\n");
    if !args.quiet {
        let _ = say(text.get(lang), lang);
    }
    if merged.failed > 0 {
        // A shard told it as an error. The merge itself went well, and what follows it in a chain of jobs goes on.
        note(lang, &failures(merged.failed, &dir));
    }
    // Where a further wave has been added, there is nothing to sum up until its rows are there.
    let folder = Complete::open(&args.dir);
    match folder.and_then(|folder| folder.map(|mut folder| summarise(&mut folder, args.quiet, lang)).transpose()) {
        Ok(status) => status.unwrap_or(ExitCode::SUCCESS),
        Err(error) => incomplete(&error, lang),
    }
}

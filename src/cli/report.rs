//! `sanshe report`: the page of a folder of results, from the folder alone.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::base::words::{Both, Pair, both, shown_path};
use crate::cli::console::{complain, tell};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::report::Lang;
use crate::report::page;
use crate::store::closed::REPORT;
use crate::store::complete::Complete;

/// The help of `report`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Write the page that explains a comparison: report.html, one file that opens without a network.

DIR is the folder that `sanshe run` wrote. The page is made from its files alone, in both languages; --lang says which one it shows first. Nothing is
written when the folder is unfinished, was changed or is not one of this version, and what is missing is named.",
    zh: "\
写出说明比较结果的网页 report.html：单个文件，无需联网即可打开。

DIR 为 `sanshe run` 写出的文件夹。网页只由其中的文件生成，含中英文，--lang 决定先显示哪一种。
文件夹未完成、被改动或非本版本所写时，不写入任何内容，并指出所缺。",
};

/// Options of `report`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of results
    pub dir: PathBuf,

    /// Say nothing when all is well
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let dir = shown_path(&args.dir);
    let refused = |text: &Both| {
        complain(lang, text);
        ExitCode::from(BAD_INPUT)
    };
    let mut folder = match Complete::open(&args.dir) {
        Ok(Some(folder)) => folder,
        Ok(None) => {
            return refused(&both!(
                "{dir}: replicates are missing; the command that began it goes on with it",
                "{dir}：尚缺重复；重新执行开始它的命令即可续跑"
            ));
        }
        Err(error) => return refused(&error.said()),
    };
    if !folder.state().head.identity.design.is_empty() {
        return refused(&both!(
            "{dir}: a sweep has no page of its own; `sanshe run` at one of its points has",
            "{dir}：扫描没有网页报告；可在其中一点用 `sanshe run` 得到"
        ));
    }
    if let Err(error) = folder.check_small() {
        return refused(&error.said());
    }
    let made = match page::make(&args.dir, lang) {
        Ok(made) => made,
        Err(error) => return refused(&error.said()),
    };
    let written = folder.write(REPORT, &mut |file: &mut dyn Write| file.write_all(made.as_bytes()).map(|()| true));
    if let Err(error) = written {
        complain(lang, &error.said());
        return ExitCode::from(FAILED);
    }
    if !args.quiet {
        tell(lang, &both!("{dir}/{REPORT}", "{dir}/{REPORT}"));
    }
    ExitCode::SUCCESS
}

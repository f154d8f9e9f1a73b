//! `sanshe report`: the page of a folder of results, from the folder alone.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::base::words::{Both, Pair, both, shown_path};
use crate::cli::console::{complain, tell};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::report::Lang;
use crate::report::page::{self, Asked};
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

    /// Add a section on one community, by its code or name
    #[arg(long, value_name = "NAME")]
    pub focus: Option<String>,

    /// A folder of `sanshe run --worlds` of the same policies: the briefing then says in how many sampled worlds it holds
    #[arg(long, value_name = "DIR")]
    pub worlds: Option<PathBuf>,

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
    let mut folder = match complete(&args.dir) {
        Ok(folder) => folder,
        Err(text) => return refused(&text),
    };
    if !folder.state().head.identity.design.is_empty() {
        return refused(&both!(
            "{dir}: a sweep has no page of its own; `sanshe run` at one of its points has",
            "{dir}：扫描没有网页报告；可在其中一点用 `sanshe run` 得到"
        ));
    }
    if let Some(Err(text)) = args.worlds.as_ref().map(|worlds| complete(worlds)) {
        return refused(&text);
    }
    let asked = Asked { focus: args.focus.as_deref(), worlds: args.worlds.as_deref() };
    let made = match page::make(&args.dir, asked, lang) {
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

/// Opens a folder that is complete and as it was left; or says why it is not.
fn complete(dir: &Path) -> Result<Complete, Both> {
    let folder = Complete::open(dir).map_err(|error| error.said())?;
    let Some(folder) = folder else {
        let dir = shown_path(dir);
        return Err(both!(
            "{dir}: replicates are missing; the command that began it goes on with it",
            "{dir}：尚缺重复；重新执行开始它的命令即可续跑"
        ));
    };
    folder.check_small().map_err(|error| error.said())?;
    Ok(folder)
}

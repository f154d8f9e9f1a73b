//! `sanshe pages`: documents whose figures are written from folders of results.

use std::path::PathBuf;
use std::process::ExitCode;

use super::common::wrong_scenario;
use crate::base::words::{Pair, both, shown_path};
use crate::cli::console::{complain, say, tell};
use crate::cli::exit::{BAD_INPUT, FAILED};
use crate::report::Lang;
use crate::report::pages::problem::PagesError;
use crate::report::pages::{Wanted, compose, written};

/// The help of `pages`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Write pages whose figures and charts come from folders of results.

PAGES (TOML) names folders of results, each with the command that makes it, and pages with their templates. A template is Markdown with
placeholders such as {{ FOLDER.POLICY.COLUMN | difference percent }}; docs/pages.md lists them all. Figures are the estimates that
sanshe run prints, in its format, and the fields of summary.csv and worlds.csv. A line with {{ SWEEP:*.POLICY.COLUMN }} is repeated for every point.

Everything is checked first: a folder that is missing, unfinished or changed, an unknown policy, column, point or format are told all at
once, with line and column, and nothing is written then.",
    zh: "\
根据结果文件夹写出页面中的数字和图。

PAGES（TOML）列出结果文件夹（及生成它的命令）和页面（及其模板）。模板是带占位符的 Markdown，占位符如
{{ FOLDER.POLICY.COLUMN | difference percent }}，全部写法见 docs/pages.md。数字即 sanshe run 输出的估计值，格式相同；
也可取 summary.csv 和 worlds.csv 的字段。含 {{ SWEEP:*.POLICY.COLUMN }} 的行按每个点重复。

先检查全部内容：结果文件夹缺失、未完成或被改动，政策、列、点或格式不存在，均一次列出并注明行和列，此时不写入任何内容。",
};

/// The help of `pages`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe pages pages.toml
  sanshe pages pages.toml --check --only README.md
  sanshe pages pages.toml --folders out/small --to /tmp/pages

Exit status: 0 done, 1 a page differs (--check) or could not be written, 2 bad input.",
    zh: "\
示例：
  sanshe pages pages.toml
  sanshe pages pages.toml --check --only README.md
  sanshe pages pages.toml --folders out/small --to /tmp/pages

退出状态：0 完成，1 页面不符（--check）或无法写入，2 输入有误。",
};

/// Options of `pages`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file of pages (TOML)
    #[arg(value_name = "PAGES")]
    pub file: PathBuf,

    /// Write nothing; name each page or chart that is not what would be written, with the first line that differs
    #[arg(long)]
    pub check: bool,

    /// Only this page, by its path in PAGES; may be given again [default: all]
    #[arg(long, value_name = "PAGE")]
    pub only: Vec<String>,

    /// Read the folders of results from DIR, where they have their names in PAGES, not their paths
    #[arg(long, value_name = "DIR")]
    pub folders: Option<PathBuf>,

    /// Write (or check) the pages below DIR instead of the folder of PAGES
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let wanted = Wanted { folders: args.folders.clone(), only: args.only.clone() };
    let (book, files) = match compose(&args.file, &wanted) {
        Ok(composed) => composed,
        Err(error) => return wrong(&error, lang),
    };
    let root = args.to.as_ref().unwrap_or(&book.base);
    if args.check {
        return match written::differences(root, &files) {
            Ok(differences) if differences.is_empty() => {
                let n = files.len();
                tell(lang, &both!("{n} pages and charts are as they should be.", "{n} 个页面和图均与应有内容一致。"));
                ExitCode::SUCCESS
            }
            Ok(differences) => {
                differences.iter().for_each(|difference| complain(lang, difference));
                ExitCode::from(FAILED)
            }
            Err(error) => wrong(&error, lang),
        };
    }
    match written::write(root, &files) {
        Ok(paths) if paths.is_empty() => {
            tell(lang, &both!("Nothing has changed.", "没有变化。"));
            ExitCode::SUCCESS
        }
        Ok(paths) => say(&paths.iter().map(|path| shown_path(path) + "\n").collect::<String>(), lang),
        Err(error) => wrong(&error, lang),
    }
}

/// Tells all that is wrong.
fn wrong(error: &PagesError, lang: Lang) -> ExitCode {
    match error {
        PagesError::File(error) => wrong_scenario(error, lang),
        PagesError::Wrong(problems) => {
            problems.iter().for_each(|problem| complain(lang, &problem.0));
            ExitCode::from(BAD_INPUT)
        }
        PagesError::Unwritten(why) => {
            complain(lang, why);
            ExitCode::from(FAILED)
        }
    }
}

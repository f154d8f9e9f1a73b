//! `sanshe verify`: exact cases through the same engine.

use std::path::PathBuf;
use std::process::ExitCode;

use super::common::wrong_scenario;
use super::progress::Progress;
use crate::base::words::{Pair, both, shown};
use crate::cli::common::whole;
use crate::cli::console::{complain, say, say_json, tell};
use crate::cli::exit::FAILED;
use crate::experiment::conduct::Watch;
use crate::report::Lang;
use crate::scenario::memory::all_threads;
use crate::verification::{conduct, report};

/// The help of `verify`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Check the engine against laws whose exact value is known.

Each case is a scenario file with a table [case]: a world so plain that queueing theory, or plain arithmetic, says what must come out.
The exact value is that of the process the engine runs, day by day; the textbook law is shown as its limit when days are short beside a
service. The values follow from the keys: a case may be changed and still checks. docs/verification.md says what this proves.",
    zh: "\
用有精确值的规律检验引擎。

每个算例是一个带 [case] 表的情景文件，其中的世界十分简单，结果应为多少可由排队论或直接计算得出。精确值按引擎逐日运行的过程计算；
教科书上的规律作为每日相对于服务时长很短时的极限一并列出。精确值由文件中的键推出，改动算例后仍可检验。能证明什么见 docs/verification.md。",
};

/// The help of `verify`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe verify                            every case (about a minute)
  sanshe verify --case queue-four          one case
  sanshe verify --full --json > full.json  many more runs, as JSON
  sanshe verify --cases my/verification    cases of one's own; they may extend files in my/

Exit status: 0 every case passes, 1 a case fails or something could not be written, 2 bad input.",
    zh: "\
示例：
  sanshe verify                            全部算例（约一分钟）
  sanshe verify --case queue-four          一个算例
  sanshe verify --full --json > full.json  运行次数多得多，输出 JSON
  sanshe verify --cases my/verification    自己的算例，可以沿用 my/ 中的文件

退出状态：0 全部通过，1 有算例未通过或无法写入，2 输入有误。",
};

/// Options of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this case; may be given again [default: all]
    #[arg(long = "case", value_name = "NAME", value_delimiter = ',')]
    pub cases: Vec<String>,

    /// Folder with the cases
    #[arg(long = "cases", value_name = "DIR", default_value = "scenarios/verification")]
    pub folder: PathBuf,

    /// Many more runs: intervals about a third as wide
    #[arg(long)]
    pub full: bool,

    /// Print JSON
    #[arg(long)]
    pub json: bool,

    /// Threads [default: all the machine has]
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 4096))]
    pub threads: Option<u16>,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let cases = match crate::verification::read::read_all(&args.folder, &args.cases) {
        Ok(cases) => cases,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let threads = args.threads.map_or_else(all_threads, usize::from);
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool,
        Err(error) => {
            let why = shown(&error.to_string());
            complain(lang, &both!("cannot start {threads} threads: {why}", "无法启动 {threads} 个线程（{why}）"));
            return ExitCode::from(FAILED);
        }
    };
    if !args.json {
        let n = cases.len();
        tell(lang, &both!("{n} cases on {threads} threads …", "{n} 个算例，{threads} 个线程……"));
    }
    // JSON is read by programs, which read standard error only when something is wrong.
    let progress = Progress::of_cases(lang, args.json);
    let verdicts = pool.install(|| conduct::watched(&cases, args.full, &progress));
    progress.end();
    let verdicts = match verdicts {
        Ok(verdicts) => verdicts,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let status =
        if args.json { say_json(&report::json(&verdicts, args.full), lang) } else { say(&report::text(&verdicts, lang), lang) };
    if verdicts.iter().all(conduct::Verdict::passes) { status } else { ExitCode::from(FAILED) }
}

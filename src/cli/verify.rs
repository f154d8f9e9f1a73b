//! `sanshe verify`: exact cases through the same engine.

use std::path::PathBuf;
use std::process::ExitCode;

use super::{BAD_INPUT, FAILED, complain_in, say, tell, wrong_scenario};
use crate::report::Lang;
use crate::scenario::memory::all_threads;
use crate::verification::{case, conduct, report};

/// The help of `verify`, above its options.
pub const ABOUT: &str = "\
Check the engine against laws whose exact value is known.

Each case is a scenario file with a table [case]: a world so plain that queueing theory, or plain arithmetic, says what must come out.
The exact value is that of the process the engine runs, day by day; the textbook law is shown as its limit when days are short beside a
service. The values follow from the keys: a case may be changed and still checks. docs/verification.md says what this proves.";

/// The help of `verify`, below its options.
pub const EXAMPLES: &str = "\
Examples:
  sanshe verify                            every case (about a minute)
  sanshe verify --case queue-four          one case
  sanshe verify --full --json > full.json  many more runs, as JSON
  sanshe verify --cases my/verification    cases of one's own; they may extend files in my/

Exit status: 0 every case passes, 1 a case fails, 2 bad input.";

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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub threads: Option<u16>,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let cases = match case::read_all(&args.folder, &args.cases) {
        Ok(cases) => cases,
        Err(error) => return wrong_scenario(&error, lang),
    };
    let threads = args.threads.map_or_else(all_threads, usize::from);
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool,
        Err(error) => {
            complain_in(lang, error);
            return ExitCode::from(FAILED);
        }
    };
    if !args.json {
        tell(match lang {
            Lang::En => format!("{} cases on {threads} threads …", cases.len()),
            Lang::Zh => format!("{} 个算例，{threads} 个线程……", cases.len()),
        });
    }
    let verdicts = match pool.install(|| conduct::conduct(&cases, args.full)) {
        Ok(verdicts) => verdicts,
        Err(error) => {
            let _ = wrong_scenario(&error, lang);
            return ExitCode::from(BAD_INPUT);
        }
    };
    say(if args.json { report::json(&verdicts, args.full) } else { report::text(&verdicts, lang) });
    if verdicts.iter().all(conduct::Verdict::passes) { ExitCode::SUCCESS } else { ExitCode::from(FAILED) }
}

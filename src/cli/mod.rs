//! The command line: one file per command, no logic of its own.
//!
//! Exit status: 0 done, 1 a run failed or a file could not be written, 2 bad input (the command line or a file), 130 interrupted.
//! Results go to standard output, everything else to standard error; colours and moving progress only on a terminal.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::experiment::guard;
use crate::files;
use crate::report::Lang;
use crate::scenario::{Experiment, ScenarioError};
use crate::store::dictionary::dictionary;

pub mod check;
pub mod diff;
pub mod new;
pub mod progress;
pub mod run;
pub mod schema;
pub mod trace;
pub mod verify;

/// Exit status of a run that failed or a file that could not be written.
pub const FAILED: u8 = 1;
/// Exit status of bad input.
pub const BAD_INPUT: u8 = 2;
/// Exit status after an interruption.
pub const INTERRUPTED: u8 = 130;

/// Simulates districts of communities, social organisations and social workers (三社) and compares coordination policies.
#[derive(Debug, Parser)]
#[command(name = "sanshe", version, after_help = EXAMPLES, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    /// Language of reports and messages [default: from the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<Lang>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario under its policies and compare them
    #[command(long_about = run::ABOUT, after_help = run::EXAMPLES)]
    Run(run::Args),
    /// Check a scenario and its policies without running them
    Check(check::Args),
    /// Print the JSON Schema of an input file
    Schema(schema::Args),
    /// Start a folder with a scenario, the base values and the policies
    New(new::Args),
    /// Show in which keys two scenarios or policies differ
    Diff(diff::Args),
    /// Follow single needs through their whole life
    #[command(long_about = trace::ABOUT, after_help = trace::EXAMPLES)]
    Trace(trace::Args),
    /// Check the engine against laws whose exact value is known
    #[command(long_about = verify::ABOUT, after_help = verify::EXAMPLES)]
    Verify(verify::Args),
    /// Print docs/data-dictionary.md
    #[command(hide = true)]
    Dictionary,
}

const EXAMPLES: &str = "\
Examples:
  sanshe run scenarios/shahekou.toml                       every policy of the scenario, its own number of seeds
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2   a quick look
  sanshe run my.toml --policy linkage --policy posts    two policies beside the baseline
  sanshe run my.toml --set run.root_seed=7                 the same with other chance
  sanshe check my.toml                                     only look for mistakes

Exit status: 0 done, 1 a run failed or a file could not be written, 2 bad input, 130 interrupted.";

/// Reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    guard::install_hook();
    files::outlast_size_limit();
    // A panic that nothing caught has been told by the hook; what is left is the exit status.
    std::panic::catch_unwind(command).unwrap_or(ExitCode::from(FAILED))
}

fn command() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version end in 0, mistakes in 2; a closed pipe is not a mistake.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(BAD_INPUT));
        }
    };
    let lang = cli.lang.unwrap_or_else(Lang::from_locale);
    match &cli.command {
        Command::Run(args) => run::run(args, lang),
        Command::Check(args) => check::run(args, lang),
        Command::Schema(args) => schema::run(args, lang),
        Command::New(args) => new::run(args, lang),
        Command::Diff(args) => diff::run(args, lang),
        Command::Trace(args) => trace::run(args, lang),
        Command::Verify(args) => verify::run(args, lang),
        Command::Dictionary => {
            say(dictionary());
            ExitCode::SUCCESS
        }
    }
}

/// Prints a result to standard output. A reader who has left (`| head`) is not an error.
pub fn say(text: impl Display) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}");
    let _ = out.flush();
}

/// Prints a line to standard error.
pub fn tell(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints an error to standard error.
pub fn complain(text: impl Display) {
    complain_in(Lang::En, text);
}

/// Prints an error to standard error, its heading in that language.
pub fn complain_in(lang: Lang, text: impl Display) {
    match lang {
        Lang::En => tell(format_args!("error: {text}")),
        Lang::Zh => tell(format_args!("错误：{text}")),
    }
}

/// Prints all that is wrong with a scenario or policy, and gives the exit status.
pub fn wrong_scenario(error: &ScenarioError, lang: Lang) -> ExitCode {
    for report in error.reports() {
        complain_in(lang, report.in_language(lang));
    }
    ExitCode::from(BAD_INPUT)
}

/// Prints what is no mistake in a scenario, but may not be what was meant.
pub fn remark(experiment: &Experiment, lang: Lang) {
    for remark in &experiment.remarks {
        let text = remark.both();
        match lang {
            Lang::En => tell(format_args!("note: {}", text.en)),
            Lang::Zh => tell(format_args!("注意：{}", text.zh)),
        }
    }
}

/// An option that stands for a setting: `--years 3` for `--set run.years=3`.
#[derive(Clone, Copy, Debug)]
pub struct Shorthand {
    /// As it is typed.
    pub option: &'static str,
    /// The key it sets.
    pub key: &'static str,
    /// To what; nothing when it was not given.
    pub value: Option<u32>,
}

impl Shorthand {
    /// The setting, when the option was given.
    #[must_use]
    pub fn setting(&self) -> Option<String> {
        self.value.map(|value| format!("{}={value}", self.key))
    }

    /// An error about the setting, told of the option that was typed.
    #[must_use]
    pub fn tell_of(&self, error: ScenarioError) -> ScenarioError {
        match (self.setting(), self.value) {
            (Some(setting), Some(value)) => error.typed_as(&setting, self.option, &value.to_string()),
            _ => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}

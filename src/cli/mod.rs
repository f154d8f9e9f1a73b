//! The command line: one file per command, no logic of its own.
//!
//! Exit status: 0 done, 1 a run failed or a file could not be written, 2 bad input (the command line or a file), 130 interrupted.
//! Results go to standard output, everything else to standard error; colours and moving progress only on a terminal. A result that cannot
//! be written is also a failure.

use crate::cli::exit::BAD_INPUT;
use crate::cli::exit::FAILED;
use crate::cli::help_texts::EXAMPLES;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::base::files;
use crate::base::words::Both;
use crate::experiment::guard;
use crate::report::Lang;
use crate::store::dictionary::dictionary;

mod audited;
pub mod check;
pub mod common;
pub mod console;
pub mod diff;
pub mod exit;
mod frames;
pub mod help;
mod help_texts;
mod lang;
mod machine;
pub mod merge;
pub mod mistyped;
pub mod new;
pub mod next;
pub mod pages;
pub mod patterns;
pub mod phases;
pub mod pilot;
pub mod progress;
pub mod report;
pub mod run;
pub mod run_args;
pub mod schema;
mod signals;
pub mod slurm;
mod slurm_script;
pub mod sweep;
pub mod trace;
mod unkept;
pub mod verify;
pub mod worlds;

pub use self::console::{complain, note, say, say_json, tell};
use self::help::PROGRAM;

/// Simulates districts of communities, social organisations and social workers (三社) and compares coordination policies.
#[derive(Debug, Parser)]
#[command(name = PROGRAM, version, after_help = EXAMPLES.en, propagate_version = true, arg_required_else_help = true)]
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
    #[command(long_about = run_args::ABOUT.en, after_help = run_args::EXAMPLES.en)]
    Run(run_args::Args),
    /// Run a scenario at every point of a design and compare its policies there
    #[command(long_about = sweep::ABOUT.en, after_help = sweep::EXAMPLES.en)]
    Sweep(sweep::Args),
    /// Write the page that explains a comparison, from a folder of results
    #[command(long_about = report::ABOUT.en)]
    Report(report::Args),
    /// Put the shards of a sweep together
    #[command(long_about = merge::ABOUT.en)]
    Merge(merge::Args),
    /// Add the wave that follows from the merged rows of a sweep
    #[command(long_about = next::ABOUT.en, after_help = next::EXAMPLES.en)]
    Next(next::Args),
    /// Print a script that runs a sweep under Slurm, without submitting it
    #[command(long_about = slurm::ABOUT.en, after_help = slurm::EXAMPLES.en)]
    Slurm(slurm::Args),
    /// Check a scenario and its policies, a sweep or patterns, without running them
    Check(check::Args),
    /// Print the JSON Schema of an input file
    Schema(schema::Args),
    /// Print the phases of a run in their order, with what each reads and changes
    #[command(long_about = phases::ABOUT.en)]
    Phases(phases::Args),
    /// Start a folder with a scenario, the base values and the policies
    New(new::Args),
    /// Show in which keys two scenarios or policies differ
    Diff(diff::Args),
    /// Follow single needs through their whole life
    #[command(long_about = trace::ABOUT.en, after_help = trace::EXAMPLES.en)]
    Trace(trace::Args),
    /// Write pages whose figures and charts come from folders of results
    #[command(long_about = pages::ABOUT.en, after_help = pages::EXAMPLES.en)]
    Pages(pages::Args),
    /// Hold the status quo of a scenario against published facts
    #[command(long_about = patterns::ABOUT.en, after_help = patterns::EXAMPLES.en)]
    Patterns(patterns::Args),
    /// Check the engine against laws whose exact value is known
    #[command(long_about = verify::ABOUT.en, after_help = verify::EXAMPLES.en)]
    Verify(verify::Args),
    /// Print docs/data-dictionary.md
    #[command(hide = true)]
    Dictionary,
}

/// Reads and executes the command line.
#[must_use]
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    // Errors in the command line are also reported in its language, so the language is determined first.
    let lang = language_of(&words).unwrap_or_else(Lang::from_locale);
    guard::install_hook(lang);
    files::outlast_size_limit();
    // An uncaught panic has been reported by the hook; only the exit status remains.
    std::panic::catch_unwind(|| command(&words, lang)).unwrap_or(ExitCode::from(FAILED))
}

fn command(words: &[OsString], lang: Lang) -> ExitCode {
    let line = match lang {
        Lang::En => Cli::command().bin_name(PROGRAM),
        Lang::Zh => help::in_chinese(Cli::command()),
    };
    let parsed = line.try_get_matches_from(words).and_then(|mut found| Cli::from_arg_matches_mut(&mut found));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return not_a_command(&error, words, lang),
    };
    let lang = cli.lang.unwrap_or(lang);
    match &cli.command {
        Command::Run(args) if args.worlds.is_some() => worlds::run(args, lang),
        Command::Run(args) => run::run(args, lang),
        Command::Sweep(args) => sweep::run(args, lang),
        Command::Report(args) => report::run(args, lang),
        Command::Merge(args) => merge::run(args, lang),
        Command::Next(args) => next::run(args, lang),
        Command::Slurm(args) => slurm::run(args, lang),
        Command::Check(args) => check::run(args, lang),
        Command::Schema(args) => schema::run(args, lang),
        Command::Phases(args) => phases::run(args, lang),
        Command::New(args) => new::run(args, lang),
        Command::Diff(args) => diff::run(args, lang),
        Command::Trace(args) => trace::run(args, lang),
        Command::Pages(args) => pages::run(args, lang),
        Command::Patterns(args) => patterns::run(args, lang),
        Command::Verify(args) => verify::run(args, lang),
        Command::Dictionary => say(&dictionary(), lang),
    }
}

/// The language requested by a command line, before it is parsed.
fn language_of(words: &[OsString]) -> Option<Lang> {
    let mut words = words.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    let mut found = None;
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        match value.as_deref() {
            Some("zh") => found = Some(Lang::Zh),
            Some("en") => found = Some(Lang::En),
            _ => {}
        }
    }
    found
}

/// Help and version are results with status 0, errors have status 2.
fn not_a_command(error: &clap::Error, words: &[OsString], lang: Lang) -> ExitCode {
    use clap::error::ErrorKind;
    if !error.use_stderr() {
        return console::written(lang, error.print().and_then(|()| std::io::Write::flush(&mut std::io::stdout())));
    }
    let arranged = lang == Lang::Zh && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if arranged {
        let typed = words.iter().skip(1).filter_map(|word| word.to_str());
        let known = Cli::command();
        let sub = typed.into_iter().find(|word| known.find_subcommand(word).is_some());
        let path = sub.map_or_else(|| PROGRAM.to_owned(), |sub| format!("{PROGRAM} {sub}"));
        complain(lang, &Both::same(mistyped::in_chinese(error, &path)));
    } else {
        tell(lang, &Both::same(error.render().to_string().trim_end()));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(BAD_INPUT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
        let mut chinese = help::in_chinese(Cli::command());
        chinese.render_help();
    }

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    /// Visits a command with all its subcommands and records help without its Chinese; returns which texts are used.
    fn walk(command: &clap::Command, missing: &mut Vec<String>, used: &mut Vec<String>) {
        let name = command.get_name();
        let mut want = |what: String, english: bool, chinese: Option<&str>| {
            used.push(what.clone());
            if english && !chinese.is_some_and(is_chinese) {
                missing.push(what);
            }
        };
        want(format!("command {name}"), true, help::about(name));
        let longer = command
            .get_long_about()
            .map(ToString::to_string)
            .filter(|long| Some(long) != command.get_about().map(ToString::to_string).as_ref());
        let (above, below) = help::around(name);
        // `help` lists the commands again without the texts around their options.
        if command.get_arguments().next().is_some() {
            want(format!("{name}: above"), longer.is_some(), above.map(|pair| pair.zh));
            want(format!("{name}: below"), command.get_after_help().is_some(), below.map(|pair| pair.zh));
            for heading in [command.get_before_help(), command.get_before_long_help(), command.get_after_long_help()] {
                want(format!("{name}: another text"), heading.is_some(), None);
            }
        }
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            let text = help::argument(name, id);
            want(format!("{name} {id}"), arg.get_help().is_some() || arg.get_long_help().is_some(), text);
            want(format!("{name} {id}: heading"), arg.get_help_heading().is_some(), None);
            for value in arg.get_value_names().unwrap_or_default().iter().filter(|_| arg.get_action().takes_values()) {
                want(format!("<{value}>"), true, help::placeholder(value));
            }
            for value in arg.get_possible_values().iter().filter(|v| v.get_help().is_some()) {
                want(format!("{id}={}", value.get_name()), true, help::value(id, value.get_name()));
            }
        }
        for sub in command.get_subcommands() {
            walk(sub, missing, used);
        }
    }

    #[test]
    fn every_text_of_the_help_has_its_chinese_and_every_chinese_text_is_of_something() {
        let mut command = Cli::command();
        command.build();
        let (mut missing, mut used) = (Vec::new(), Vec::new());
        walk(&command, &mut missing, &mut used);
        assert_eq!(missing, Vec::<String>::new());
        assert!(used.len() > 100, "{used:?}");
        let about = help_texts::ABOUTS.iter().map(|(command, _)| format!("command {command}"));
        let arguments = help_texts::ARGUMENTS.iter().map(|(command, id, _)| format!("{command} {id}").trim_start().to_owned());
        let names = help_texts::PLACEHOLDERS.iter().map(|(name, _)| format!("<{name}>"));
        let values = help_texts::VALUES.iter().map(|(id, value, _)| format!("{id}={value}"));
        for text in about.chain(arguments).chain(names).chain(values) {
            assert!(used.iter().any(|u| *u == text || u.ends_with(&format!(" {text}"))), "{text} is of nothing");
        }
    }

    #[test]
    fn the_help_in_chinese_is_laid_out_by_columns() {
        let mut command = help::in_chinese(Cli::command());
        for sub in std::iter::once(&mut command.clone()).chain(command.get_subcommands_mut()) {
            let text = sub.render_long_help().to_string();
            for english in ["Usage", "Options", "Arguments", "Commands", "default", "possible", "Print", "[OPTIONS]"] {
                assert!(!text.contains(english), "{english}:\n{text}");
            }
            for line in text.lines().filter(|line| line.starts_with("  ") && !line.contains("sanshe ")) {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= 102, "{line}");
            }
        }
    }

    #[test]
    fn the_language_is_known_before_the_rest_of_the_line() {
        let of = |line: &str| language_of(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of("sanshe run x --lang zh"), Some(Lang::Zh));
        assert_eq!(of("sanshe --lang=zh run --nonsense"), Some(Lang::Zh));
        assert_eq!(of("sanshe --lang=zh --lang en"), Some(Lang::En));
        assert_eq!(of("sanshe run -- --lang zh"), None);
        assert_eq!(of("sanshe run --lang"), None);
        assert_eq!(of("sanshe run --language zh"), None);
    }
}

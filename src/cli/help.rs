//! The help in Chinese.
//!
//! Options are declared once, in the files of the commands, with their English help. Here the same declarations are printed with the
//! Chinese texts of `help_texts`; a test visits all commands and fails on any help without its Chinese.

use clap::{Arg, Command};
use unicode_width::UnicodeWidthStr;

use super::help_texts::{ABOUTS, ARGUMENTS, PLACEHOLDERS, VALUES};
use super::{merge, next, pages, patterns, phases, report, run_args, slurm, sweep, trace, verify};

use crate::base::words::Pair;
use crate::cli::help_texts::EXAMPLES;
use crate::report::trace::wrap;

/// Maximum width of the help, columns.
const WIDTH: usize = 100;
/// Width of a term; a wider one has its text on the next line.
const TERM: usize = 28;

/// The name of the program in every text.
pub const PROGRAM: &str = "sanshe";

/// The same commands and options with Chinese help and usage.
#[must_use]
pub fn in_chinese(command: Command) -> Command {
    // Built first, so that automatic items (help, version, global options) exist.
    let mut command = command.bin_name(PROGRAM);
    command.build();
    translated(command, PROGRAM)
}

fn translated(command: Command, path: &str) -> Command {
    let command = command.mut_args(|arg| {
        let names: Option<Vec<&'static str>> =
            arg.get_value_names().map(|names| names.iter().filter_map(|name| placeholder(name)).collect());
        match names {
            Some(names) if !names.is_empty() => arg.value_names(names),
            _ => arg,
        }
    });
    let usage = usage(&command, path);
    let help = page(&command, &usage);
    let path = path.to_owned();
    command.override_usage(usage).override_help(help).mut_subcommands(move |sub| {
        let path = format!("{path} {}", sub.get_name());
        translated(sub, &path)
    })
}

/// Placeholder for a value, in Chinese.
#[must_use]
pub fn placeholder(name: &str) -> Option<&'static str> {
    PLACEHOLDERS.iter().find(|(english, _)| *english == name).map(|(_, chinese)| *chinese)
}

/// What a command does, in Chinese.
#[must_use]
pub fn about(command: &str) -> Option<&'static str> {
    ABOUTS.iter().find(|(name, _)| *name == command).map(|(_, text)| *text)
}

/// What an argument of a command is, in Chinese; options that every command has are listed under no command.
#[must_use]
pub fn argument(command: &str, id: &str) -> Option<&'static str> {
    let of = |command: &str| ARGUMENTS.iter().find(|(c, i, _)| *c == command && *i == id).map(|(_, _, text)| *text);
    of(command).or_else(|| of(""))
}

/// Description of a possible value, in Chinese.
#[must_use]
pub fn value(id: &str, value: &str) -> Option<&'static str> {
    VALUES.iter().find(|(i, v, _)| *i == id && *v == value).map(|(_, _, text)| *text)
}

/// Texts around the options: above them, if there is more than the list of commands, and below.
#[must_use]
pub fn around(command: &str) -> (Option<&'static Pair>, Option<&'static Pair>) {
    match command {
        PROGRAM => (None, Some(&EXAMPLES)),
        "run" => (Some(&run_args::ABOUT), Some(&run_args::EXAMPLES)),
        "sweep" => (Some(&sweep::ABOUT), Some(&sweep::EXAMPLES)),
        "report" => (Some(&report::ABOUT), None),
        "merge" => (Some(&merge::ABOUT), None),
        "next" => (Some(&next::ABOUT), Some(&next::EXAMPLES)),
        "slurm" => (Some(&slurm::ABOUT), Some(&slurm::EXAMPLES)),
        "trace" => (Some(&trace::ABOUT), Some(&trace::EXAMPLES)),
        "pages" => (Some(&pages::ABOUT), Some(&pages::EXAMPLES)),
        "patterns" => (Some(&patterns::ABOUT), Some(&patterns::EXAMPLES)),
        "phases" => (Some(&phases::ABOUT), None),
        "verify" => (Some(&verify::ABOUT), Some(&verify::EXAMPLES)),
        _ => (None, None),
    }
}

fn usage(command: &Command, path: &str) -> String {
    let mut words = vec![path.to_owned()];
    if options(command).next().is_some() {
        words.push("[选项]".to_owned());
    }
    words.extend(command.get_positionals().filter(|arg| !arg.is_hide_set()).map(named));
    if command.get_subcommands().any(|sub| !sub.is_hide_set()) {
        words.push("<命令>".to_owned());
    }
    words.join(" ")
}

fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_positional() && !arg.is_hide_set())
}

/// The values of an argument in usage and lists: `<数>`.
fn named(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let one = |name: &str| if arg.is_required_set() || !arg.is_positional() { format!("<{name}>") } else { format!("[{name}]") };
    names.iter().map(|name| one(name)).collect::<Vec<_>>().join(" ")
}

fn page(command: &Command, usage: &str) -> String {
    let name = command.get_name();
    let (above, below) = around(name);
    let mut text = above.map_or_else(|| about(name).unwrap_or_default(), |pair| pair.zh).to_owned();
    text.push_str(&format!("\n\n用法：{usage}\n"));
    let of = |arg: &Arg| argument(name, arg.get_id().as_str()).map(|text| described(arg, text)).unwrap_or_default();
    section(&mut text, "参数", command.get_positionals().map(|arg| (named(arg), of(arg))).collect());
    let visible = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let summary = |sub: &Command| about(sub.get_name()).unwrap_or_default().to_owned();
    section(&mut text, "命令", visible.map(|sub| (sub.get_name().to_owned(), summary(sub))).collect());
    section(&mut text, "选项", options(command).map(|arg| (flags(arg), of(arg))).collect());
    if let Some(below) = below {
        text.push('\n');
        text.push_str(below.zh);
        text.push('\n');
    }
    text
}

fn flags(arg: &Arg) -> String {
    let short = arg.get_short().map_or_else(|| "    ".to_owned(), |c| format!("-{c}, "));
    let long = arg.get_long().map(|long| format!("--{long}")).unwrap_or_default();
    let value = if arg.get_action().takes_values() { format!(" {}", named(arg)) } else { String::new() };
    format!("{short}{long}{value}")
}

/// The text of an argument with its possible values and its default.
fn described(arg: &Arg, text: &str) -> String {
    let mut text = text.to_owned();
    if !arg.get_action().takes_values() {
        return text;
    }
    let values = arg.get_possible_values();
    let values: Vec<String> = values
        .iter()
        .map(|v| match value(arg.get_id().as_str(), v.get_name()) {
            Some(meaning) => format!("{}（{meaning}）", v.get_name()),
            None => v.get_name().to_owned(),
        })
        .collect();
    if !values.is_empty() {
        text.push_str(&format!("［可选：{}］", values.join("、")));
    }
    if let [default, ..] = arg.get_default_values() {
        text.push_str(&format!("［默认：{}］", default.to_string_lossy()));
    }
    text
}

fn section(text: &mut String, heading: &str, rows: Vec<(String, String)>) {
    if rows.is_empty() {
        return;
    }
    text.push_str(&format!("\n{heading}：\n"));
    let widest = rows.iter().map(|(term, _)| term.width()).filter(|width| *width <= TERM).max().unwrap_or(0);
    let column = 2 + widest + 2;
    for (term, meaning) in rows {
        let lines = wrap(&meaning, WIDTH - column);
        text.push_str(&format!("  {term}"));
        let mut at = 2 + term.width();
        for line in lines {
            if at > column - 2 {
                text.push('\n');
                at = 0;
            }
            text.push_str(&" ".repeat(column - at));
            text.push_str(&line);
            at = WIDTH;
        }
        text.push('\n');
    }
}

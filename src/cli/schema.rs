//! `sanshe schema`: JSON Schemas of the files, for editors.

use std::process::ExitCode;

use crate::cli::console::say_json;
use crate::experiment::patterns::keys::PatternsFile;
use crate::experiment::sweep::texts;
use crate::report::Lang;
use crate::report::pages::keys::PagesFile;
use crate::scenario::describe;
use crate::scenario::keys::ranges::Scope;

/// What a schema describes.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// A scenario file
    Scenario,
    /// A policy file
    Policy,
    /// A sweep file
    Sweep,
    /// A file of pages
    Pages,
    /// A file of patterns
    Patterns,
}

/// Options of `schema`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Kind of file
    pub file: File,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let scope = match args.file {
        File::Scenario => Scope::World,
        File::Policy => Scope::Policy,
        File::Sweep => return say_json(&format!("{:#}\n", texts::schema(lang)), lang),
        File::Patterns => return say_json(&format!("{:#}\n", schemars::schema_for!(PatternsFile).to_value()), lang),
        File::Pages => return say_json(&format!("{:#}\n", schemars::schema_for!(PagesFile).to_value()), lang),
    };
    // Descriptions shown by an editor are for people; everything that a program checks is the same in both languages.
    let schema = describe::schema(lang, scope);
    say_json(&format!("{schema:#}\n"), lang)
}

//! `sanshe schema`: JSON Schemas of the files, for editors.

use std::process::ExitCode;

use crate::scenario::schema;

/// What a schema describes.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// A scenario file
    Scenario,
    /// A policy file
    Policy,
}

/// Options of `schema`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Kind of file
    pub file: File,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let schema = match args.file {
        File::Scenario => schema::scenario(),
        File::Policy => schema::policy(),
    };
    super::say(format_args!("{schema:#}\n"));
    ExitCode::SUCCESS
}

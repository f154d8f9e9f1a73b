//! `sanshe diff`. (Stand-in: the real command replaces this file.)

use std::process::ExitCode;

/// Options of `diff`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
#[must_use]
pub fn run(_: &Args) -> ExitCode {
    super::complain("`diff` is not part of this build");
    ExitCode::from(2)
}

//! `sanshe trace`. (Stand-in: the real command replaces this file.)

use std::process::ExitCode;

/// Options of `trace`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
#[must_use]
pub fn run(_: &Args) -> ExitCode {
    super::complain("`trace` is not part of this build");
    ExitCode::from(2)
}

//! `sanshe diff`: what two scenarios say differently.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::scenario::diff::diff;
use crate::scenario::{LoadOptions, load};

/// Compares two scenarios and their policies key by key.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// First scenario file.
    pub a: PathBuf,
    /// Second scenario file.
    pub b: PathBuf,
}

/// Runs the command: 0 whether or not they differ, 2 when one of them is wrong.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let mut read = Vec::new();
    for path in [&args.a, &args.b] {
        match load(path, &LoadOptions::default()) {
            Ok(experiment) => read.push(experiment),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::from(2);
            }
        }
    }
    if let [a, b] = read.as_slice() {
        for d in diff(a, b) {
            println!(
                "{}  {}: {} → {}",
                d.scope,
                d.key,
                d.a.as_deref().unwrap_or("–"),
                d.b.as_deref().unwrap_or("–")
            );
        }
    }
    ExitCode::SUCCESS
}

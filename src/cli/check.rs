//! `sanshe check`: reads a scenario as a run would, and says what it found.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::scenario::memory::{estimated_bytes, text};
use crate::scenario::{LoadOptions, load};

/// Checks a scenario and its policies without running them.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Scenario file.
    pub scenario: PathBuf,
    /// Lay a value over the file, such as demand.remit_share=0.4; may be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,
    /// Policies to compare instead of the scenario's, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub policies: Option<Vec<String>>,
}

/// Runs the command: 0 when all is well, 2 when the input is wrong.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    let options = LoadOptions {
        sets: args.sets.clone(),
        policies: args.policies.clone(),
    };
    match load(&args.scenario, &options) {
        Ok(experiment) => {
            let names: Vec<&str> = experiment
                .policies
                .iter()
                .map(|p| p.name.as_str())
                .collect();
            println!(
                "{}: ok\n  {} ({})\n  policies: {}\n  files: {}\n  memory: about {}",
                args.scenario.display(),
                experiment.scenario.title,
                experiment.scenario.title_zh,
                names.join(", "),
                experiment.inputs.len(),
                text(estimated_bytes(&experiment)),
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

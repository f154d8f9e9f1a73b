//! `sanshe diff`: differences between two scenarios or two policies.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::common::wrong_scenario;
use crate::base::words::{Both, both, shown};
use crate::cli::console::{complain, say, tell};
use crate::cli::exit::BAD_INPUT;
use crate::report::Lang;
use crate::scenario::diff::{Difference, Scope, between, diff};
use crate::scenario::load::{load, policy_file};
use crate::scenario::{Experiment, LoadOptions, NamedPolicy, ScenarioError};

/// Options of `diff`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// First scenario or policy file
    pub a: PathBuf,
    /// Second file, of the same kind
    pub b: PathBuf,
}

enum File {
    Scenario(Box<Experiment>),
    Policy(Box<NamedPolicy>),
}

fn read(path: &Path) -> Result<File, ScenarioError> {
    Ok(match policy_file(path)? {
        Some(policy) => File::Policy(Box::new(policy)),
        None => File::Scenario(Box::new(load(path, &LoadOptions::default())?)),
    })
}

/// Runs the command: 0 whether or not they differ, 2 if one of them is invalid.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let (a, b) = match (read(&args.a), read(&args.b)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(error), _) | (_, Err(error)) => return wrong_scenario(&error, lang),
    };
    let differences: Vec<Difference> = match (&a, &b) {
        (File::Scenario(a), File::Scenario(b)) => diff(a, b),
        (File::Policy(a), File::Policy(b)) => {
            // Each has one name; a line shows a switch in the first and in the second.
            let scope = Scope::Policy(format!("{} → {}", a.name, b.name));
            between(&scope, &a.switches, &b.switches)
        }
        _ => {
            let text = both!("one of the files is a scenario, the other a policy", "两个文件一个是情景，一个是政策，无法比较");
            complain(lang, &text);
            return ExitCode::from(BAD_INPUT);
        }
    };
    if differences.is_empty() {
        tell(lang, &both!("No key differs.", "没有不同的键。"));
    }
    let line = |d: &Difference| {
        let value = |v: &Option<String>| v.as_deref().map_or_else(|| "–".to_owned(), shown);
        let scope = scope(&d.scope);
        format!("{}  {}: {} → {}\n", scope.get(lang), shown(&d.key), value(&d.a), value(&d.b))
    };
    say(&differences.iter().map(line).collect::<String>(), lang)
}

/// The place of a difference.
fn scope(scope: &Scope) -> Both {
    match scope {
        Scope::World => both!("scenario", "情景"),
        Scope::Policy(name) => {
            let name = shown(name);
            both!("policy {name}", "政策 {name}")
        }
    }
}

//! The mutation score. `run.sh` beside this says how it is used; the folder of the tree is the only argument that matters.
//!
//!     mutants draw ROOT       draws, rewrites the copy of the tree, and leaves out what does not compile (target/mutants/drawn.tsv)
//!     mutants run ROOT        runs the tests against each that has no result yet (target/mutants/results.tsv)
//!     mutants show ROOT       the score so far, and what was missed
//!     mutants document ROOT   writes docs/verification.md
//!
//! All drawn mutants are in one build. Where one stands, the tree has both what was written and what is put in its place, and
//! `crate::mutant(17)` says which of them is run: the program reads the number of its mutant from its environment. A build for each would
//! take minutes each.

mod check;
mod document;
mod draw;
mod places;
mod rewrite;
mod settings;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

/// What goes wrong is told and ends the program.
type Outcome<T> = Result<T, String>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, root] = words.as_slice() else {
        eprintln!("usage: mutants draw|run|show|document ROOT (run.sh does it)");
        return ExitCode::from(2);
    };
    let root = PathBuf::from(root);
    let done = match what.as_str() {
        "draw" => check::draw(&root),
        "run" => trial::run(&root),
        "show" => document::show(&root),
        "document" => document::document(&root),
        _ => Err(format!("there is no `{what}`")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("error: {what}");
            ExitCode::FAILURE
        }
    }
}

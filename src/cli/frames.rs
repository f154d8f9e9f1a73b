//! The comparison of `sanshe run` in other frames: a sweep of a few points in a folder inside that of the results, and what is printed of it.

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use super::run_args::Args;
use crate::base::words::both;
use crate::cli::common::wrong_scenario;
use crate::cli::console::{complain, tell};
use crate::cli::exit::FAILED;
use crate::cli::sweep::{Carrying, carry_out};
use crate::experiment::sweep::Sweep;
use crate::measure::collect::Collect;
use crate::measure::tables::frames::{self, MEASURES};
use crate::report::{self, Lang};
use crate::scenario::experiment::Experiment;
use crate::scenario::keys::world::Parity;
use crate::store::FRAMES;

/// What other frames show: the text for the screen, and that of `frames.csv`.
pub struct Shown {
    /// For the screen.
    pub text: String,
    /// The rows.
    pub table: String,
}

/// Replicates in other frames; none where means other than equal public money are searched for.
#[must_use]
pub fn replicates(args: &Args, experiment: &Experiment) -> u32 {
    let run = &experiment.scenario.run;
    if run.parity != Parity::EqualPublic || args.unkept() {
        return 0;
    }
    run.frame_seeds.get().min(run.seeds.get())
}

/// Runs a scenario in other frames, in a folder inside `dir`; the exit status where that did not come to its end.
pub fn run(args: &Args, lang: Lang, experiment: &Experiment, dir: &Path, stop: &AtomicBool) -> Result<Shown, ExitCode> {
    let replicates = replicates(args, experiment);
    let read = Sweep::over_frames(&args.scenario, &args.load(), replicates);
    let (sweep, others) = read.map_err(|error| wrong_scenario(&error, lang))?;
    let sweep = sweep.checked().map_err(|error| wrong_scenario(&error, lang))?;
    let plan = sweep.plan(Collect::NONE);
    if !args.is_quiet() {
        let (n, blocks) = (others.len(), plan.blocks());
        let text = both!(
            "In {n} other frames, {replicates} replicates of each: {blocks} blocks.",
            "另在 {n} 种口径下各重复 {replicates} 次：{blocks} 个区块。"
        );
        tell(lang, &text);
    }
    let merged = dir.join(FRAMES);
    let command = |_| args.canonical(None);
    let how =
        Carrying { merged: &merged, fresh: args.fresh, machine: args.machine, quiet: args.is_quiet(), command: &command, stop };
    let outcome = carry_out(&sweep, &plan, &how, lang)?;
    let gathered = outcome.folder.completed().map(|mut folder| {
        report::summary::write(&mut folder)?;
        report::frames::gather(&mut folder.by_point(&MEASURES)?, &others, &experiment.scenario.baseline)
    });
    let (compared, rows) = match gathered {
        Some(Ok(gathered)) => gathered,
        Some(Err(error)) => {
            let why = error.said();
            complain(
                lang,
                &both!("the results are complete, those in other frames are not: {why}", "结果已完整，但其他口径的结果未能读出：{why}"; why = why),
            );
            return Err(ExitCode::from(FAILED));
        }
        None => return Err(ExitCode::from(FAILED)),
    };
    let order: Vec<String> = experiment.policies.iter().map(|policy| policy.name.clone()).collect();
    Ok(Shown {
        text: report::frames::render(&compared, &order, sweep.base.experiment.scenario.run.years.get(), lang),
        table: frames::text(&rows),
    })
}

//! `sanshe run --worlds`: a scenario under its policies in many worlds, in which all that is assumed has other values.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::run_args::Args;
use super::signals::listen;
use crate::base::words::{Both, both, shown_path};
use crate::cli::common::{given_twice, policies_twice, remark, wrong_scenario};
use crate::cli::console::{complain, note, say, tell};
use crate::cli::exit::FAILED;
use crate::cli::sweep::{Carrying, carry_out, dry, some_failed};
use crate::experiment::conduct::Outcome;
use crate::experiment::sweep::Sweep;
use crate::report::block::WIDTH;
use crate::report::trace::wrap;
use crate::report::{self, Lang};
use crate::store::StoreError;
use crate::store::plan::Plan;

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let worlds = args.worlds.unwrap_or(1);
    let read = Sweep::over_worlds(&args.scenario, &args.load(), worlds);
    let sweep = match read.and_then(Sweep::checked) {
        Ok(sweep) => sweep,
        Err(error) => return wrong_scenario(&args.shorthands().iter().fold(error, |e, option| option.tell_of(e)), lang),
    };
    let experiment = &sweep.base.experiment;
    if !args.quiet {
        let listed = if args.policies.is_empty() { policies_twice(&experiment.scenario.policies) } else { None };
        for twice in given_twice(&args.sets, &args.shorthands(), &args.policies).iter().chain(&listed) {
            note(lang, twice);
        }
        remark(experiment, lang);
    }
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop, lang);
    let plan = Plan { shard: args.shard, ..sweep.plan(args.collect()) };
    if args.dry_run {
        return dry(&sweep, &plan, &size(&sweep, &plan), args.machine.threads(), &stop, lang);
    }
    if !args.quiet {
        tell(lang, &size(&sweep, &plan));
    }
    let merged = args.dir(&sweep.name);
    let command = |replicates| args.canonical((replicates != plan.replicates()).then_some(replicates));
    let (machine, quiet) = (args.machine, args.quiet);
    let how = Carrying { merged: &merged, fresh: args.fresh, machine, quiet, command: &command, stop: &stop };
    let outcome = match carry_out(&sweep, &plan, &how, lang) {
        Ok(outcome) => outcome,
        Err(status) => return status,
    };
    match finish(args, lang, sweep, outcome) {
        Ok(status) => status,
        Err(error) => {
            let why = error.said();
            let text =
                both!("the results are complete, the report is not: {why}", "结果已完整，但报告未能生成：{why}"; why = why);
            complain(lang, &text);
            ExitCode::from(FAILED)
        }
    }
}

/// The tables that follow from all rows, and what is printed of them.
fn finish(args: &Args, lang: Lang, sweep: Sweep, outcome: Outcome) -> Result<ExitCode, StoreError> {
    // What was there before was checked when the folder was opened.
    if outcome.resumed < outcome.blocks {
        outcome.folder.check_tables()?;
    }
    let (points, failed, blocks) = (outcome.folder.plan().points, outcome.folder.failed(), outcome.blocks);
    // A folder with more worlds than are asked for is told of with all of them.
    let sweep = match points > sweep.points.count() {
        true => Sweep::over_worlds(&args.scenario, &args.load(), points - 1).unwrap_or(sweep),
        false => sweep,
    };
    let Some(mut folder) = outcome.folder.completed() else { return Ok(ExitCode::FAILURE) };
    report::summary::write(&mut folder)?;
    let (gathered, rows) = report::worlds::over::write(&mut folder, &sweep)?;
    let dir = shown_path(folder.dir());
    let files = both!(
        "{blocks} blocks are in {dir}: worlds.csv (the tables above), summary.csv (every world), points.csv (its values), runs.csv, waves.csv, \
         policies.csv, manifest.json",
        "{blocks} 个区块的结果在 {dir}：worlds.csv（上列各表）、summary.csv（各世界）、points.csv（各世界的取值）、runs.csv、waves.csv、\
         policies.csv、manifest.json"
    );
    let list = if args.quiet { String::new() } else { wrap(files.get(lang), WIDTH).join("\n") + "\n" };
    let text = report::worlds::screen::render(&sweep, &gathered, &rows, lang);
    let status = say(&if list.is_empty() { text } else { text + "\n" + &list }, lang);
    if failed > 0 {
        return Ok(some_failed(failed, &dir, lang));
    }
    Ok(status)
}

/// How much is run.
fn size(sweep: &Sweep, plan: &Plan) -> Both {
    let (worlds, policies, replicates, blocks) =
        (plan.points.saturating_sub(1), plan.policies(), plan.replicates(), plan.blocks());
    let (runs, assumptions) = (blocks * u64::from(policies), sweep.sampled().len());
    both!(
        "The scenario as it is and {worlds} worlds in which {assumptions} assumptions have other values, {policies} policies, {replicates} \
         replicates of each: {blocks} blocks, {runs} runs.",
        "情景本身与 {worlds} 个世界（变动 {assumptions} 项假定），{policies} 项政策，各重复 {replicates} 次：{blocks} 个区块，{runs} 次运行。"
    )
}

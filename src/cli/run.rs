//! `sanshe run`: a scenario under its policies, every replicate, compared.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::audited::audited;
use super::common::{policies_twice, quoted, remark, wrong_scenario};
use super::frames;
use super::progress::Progress;
use super::signals::listen;
use super::unkept::{told, unkept};
use crate::base::words::{Both, both, shown, shown_path};
use crate::cli::common::given_twice;
use crate::cli::console::{complain, note, say, tell};
use crate::cli::exit::{BAD_INPUT, FAILED, INTERRUPTED};
use crate::cli::run_args::Args;
use crate::experiment::conduct::{Conditions, ConductError, Outcome, conduct};
use crate::experiment::of_run::OfRun;
use crate::experiment::parity::{self};
use crate::experiment::runner::{Means, One, Simulate};
use crate::experiment::simulator::simulator;
use crate::measure::collect::Collect;
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::head;
use crate::report::{self, Lang};
use crate::scenario::experiment::Experiment;
use crate::scenario::load;
use crate::store::ahead::Ahead;
use crate::store::parity::Parity;
use crate::store::plan::Plan;
use crate::store::{StoreError, read};

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    if args.unkept() && (args.fresh || args.excel) {
        let text = both!(
            "--json without --out writes no folder, so --fresh and --excel say nothing; name a folder with --out",
            "--json 若无 --out 则不写文件夹，--fresh 与 --excel 因此无意义；请用 --out 指定文件夹"
        );
        complain(lang, &text);
        return ExitCode::from(BAD_INPUT);
    }
    let mut experiment = match load(&args.scenario, &args.load()) {
        Ok(experiment) => experiment,
        Err(error) => return wrong_scenario(&args.shorthands().iter().fold(error, |e, option| option.tell_of(e)), lang),
    };
    if !args.is_quiet() {
        if let Some(sheet) = &experiment.sheet {
            tell(lang, &sheet.line());
        }
        let listed = if args.policies.is_empty() { policies_twice(&experiment.scenario.policies) } else { None };
        for twice in given_twice(&args.sets, &args.shorthands(), &args.policies).iter().chain(&listed) {
            note(lang, twice);
        }
        remark(&experiment, lang);
    }
    let dir = args.dir(&experiment.scenario.name);
    let before = if args.fresh || args.unkept() { None } else { parity::kept(&experiment, &dir) };
    let searching = || {
        if !args.is_quiet() {
            let text =
                both!("Searching for the budgets of equal means on pilot replicates.", "正在用试点重复搜索同等投入所需的预算。");
            tell(lang, &text);
        }
    };
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop, lang);
    let parity = match parity::settle(&mut experiment, before, args.machine.threads(), &stop, &searching) {
        Ok(parity) => parity,
        Err(parity::ParityError::Stopped) => {
            let text = both!(
                "Interrupted while searching for the budgets of equal means: nothing was written.",
                "已在搜索同等投入预算时中断，未写入任何文件。"
            );
            tell(lang, &text);
            return ExitCode::from(INTERRUPTED);
        }
        Err(parity::ParityError::Scenario(error)) => return wrong_scenario(&error, lang),
        Err(error) => {
            let (path, why) = (shown_path(&args.scenario), error.said());
            complain(lang, &both!("{path}: {why}", "{path}：{why}"; why = why));
            return ExitCode::from(FAILED);
        }
    };
    match simulator(&experiment) {
        Ok(simulator) => perform(args, lang, &experiment, parity, simulator.as_ref(), &stop),
        Err(error) => wrong_scenario(&error, lang),
    }
}

/// Runs a scenario that has been checked, with the simulator of its world and the budgets that were searched for, until `stop` is set.
pub fn perform(
    args: &Args,
    lang: Lang,
    experiment: &Experiment,
    parity: Option<Parity>,
    simulator: &dyn Simulate,
    stop: &AtomicBool,
) -> ExitCode {
    if args.unkept() {
        let plan = Plan { parity, ..Plan::of(experiment, Collect::NONE) };
        let means = Means { threads: args.machine.threads(), audit: args.audit, memory: args.machine.memory(), stop };
        return unkept(&plan, experiment, simulator, means, lang);
    }
    let plan = Plan { parity, ..Plan::of(experiment, args.collect()) };
    let dir = args.dir(&experiment.scenario.name);
    let typed: Vec<String> = std::env::args_os().map(|a| quoted(&a.to_string_lossy())).collect();
    let conditions = Conditions {
        dir: &dir,
        fresh: args.fresh,
        threads: args.machine.threads(),
        audit: args.audit,
        memory: args.machine.memory(),
        wait: Ahead::MOST,
        report: &report::KEPT,
        command: &|replicates| args.canonical((replicates != plan.replicates()).then_some(replicates)),
        typed: &typed.join(" "),
        stop,
    };
    let outcome = match conduct(&plan, &One(simulator), conditions, &OfRun::new(simulator), &Progress::new(lang, args.is_quiet()))
    {
        Ok(outcome) => outcome,
        Err(error) => {
            complain(lang, &error.said());
            return ExitCode::from(if error.is_refusal() { BAD_INPUT } else { FAILED });
        }
    };
    if !outcome.folder.is_complete() {
        if let Some(audit) = outcome.audited.filter(|_| !args.is_quiet()) {
            tell(lang, &audited(audit));
        }
        interrupted(&outcome, lang);
        return ExitCode::from(INTERRUPTED);
    }
    finish(args, lang, experiment, outcome, stop)
}

/// Report, places of the files, and the failed runs.
fn finish(args: &Args, lang: Lang, experiment: &Experiment, mut outcome: Outcome, stop: &AtomicBool) -> ExitCode {
    let dir = shown_path(outcome.folder.dir());
    if outcome.resumed == outcome.blocks && !args.is_quiet() {
        let text = both!(
            "{dir} is complete already; only the report is made again (--fresh runs everything again).",
            "{dir} 已经完成，仅重新生成报告（--fresh 可全部重跑）。"
        );
        tell(lang, &text);
    }
    if let Some(audit) = outcome.audited.filter(|_| !args.is_quiet()) {
        tell(lang, &audited(audit));
    }
    // The report reads by path: the folder there must be that of this run, before and after.
    if let Err(error) = outcome.folder.check_place() {
        return gone(error, &outcome, lang);
    }
    if outcome.resumed < outcome.blocks
        && let Err(error) = outcome.folder.check_tables()
    {
        complain(lang, &error.said());
        return ExitCode::from(FAILED);
    }
    let report = report::make(outcome.folder.dir(), experiment, lang, args.collect() != Collect::NONE);
    if let Err(error) = outcome.folder.check_place() {
        return gone(error, &outcome, lang);
    }
    let incomplete = |why: &Both| {
        let text = both!("the results are complete, the report is not: {why}", "结果已完整，但报告未能生成：{why}"; why = *why);
        complain(lang, &text);
        ExitCode::from(FAILED)
    };
    let mut status = match report {
        Ok(report) => {
            let charts: Vec<_> = report.charts.iter().map(|(file, svg)| (*file, svg.as_deref())).collect();
            let mut written =
                outcome.folder.write_report(&charts).and_then(|()| outcome.folder.write_comparison(&report.compared));
            if args.excel && written.is_ok() {
                written = report::excel::write(&mut outcome.folder).map(|left_out| left_out.iter().for_each(|s| tell(lang, s)));
            }
            match written {
                Ok(()) => {
                    let status = match args.json {
                        true => told(outcome.folder.plan(), experiment, &report.runs, Some(outcome.folder.dir()), lang),
                        false => say(&report.text, lang),
                    };
                    match beside(args, lang, experiment, &mut outcome, stop) {
                        Ok(()) => status,
                        Err(status) => return status,
                    }
                }
                Err(error @ StoreError::Moved { .. }) => return gone(error, &outcome, lang),
                Err(error) => incomplete(&error.said()),
            }
        }
        Err(error) => incomplete(&error.said()),
    };
    let failed = outcome.folder.failed();
    if failed > 0 {
        let first = first_failure(outcome.folder.dir());
        let text = both!(
            "{failed} runs failed; they are rows with status `failed` in {dir}/runs.csv.{first}",
            "{failed} 次运行失败，见 {dir}/runs.csv 中 status 为 failed 的行。{first}";
            first = first
        );
        complain(lang, &text);
        status = ExitCode::from(FAILED);
    }
    status
}

/// The comparison in other frames, and the list of files.
fn beside(args: &Args, lang: Lang, experiment: &Experiment, outcome: &mut Outcome, stop: &AtomicBool) -> Result<(), ExitCode> {
    let mut text = String::new();
    if frames::replicates(args, experiment) > 0 {
        let shown = frames::run(args, lang, experiment, outcome.folder.dir(), stop)?;
        match outcome.folder.write_frames(&shown.table) {
            Ok(()) => text = format!("\n{}", shown.text),
            Err(error @ StoreError::Moved { .. }) => return Err(gone(error, outcome, lang)),
            Err(error) => {
                complain(lang, &error.said());
                return Err(ExitCode::from(FAILED));
            }
        }
    }
    if args.collect() != Collect::NONE {
        page(lang, outcome)?;
    }
    if !args.is_quiet() {
        text += &report::list_of_files(outcome.folder.dir(), lang);
    }
    if !args.json && !text.is_empty() {
        say(&text, lang);
    }
    Ok(())
}

/// The report as one page, from the folder alone.
fn page(lang: Lang, outcome: &mut Outcome) -> Result<(), ExitCode> {
    let told = |why: &Both| {
        complain(
            lang,
            &both!("the results are complete, the page is not: {why}", "结果已完整，但网页报告未能生成：{why}"; why = *why),
        );
        ExitCode::from(FAILED)
    };
    let made =
        report::page::make(outcome.folder.dir(), report::page::Asked::default(), lang).map_err(|error| told(&error.said()))?;
    match outcome.folder.write_page(&made) {
        Ok(()) => Ok(()),
        Err(error @ StoreError::Moved { .. }) => Err(gone(error, outcome, lang)),
        Err(error) => Err(told(&error.said())),
    }
}

/// The folder was complete and has since been moved or removed.
fn gone(error: StoreError, outcome: &Outcome, lang: Lang) -> ExitCode {
    let error = ConductError::Kept { source: error, complete: outcome.folder.done(), blocks: outcome.blocks };
    complain(lang, &error.said());
    ExitCode::from(FAILED)
}

/// The first failed run; its reason is that of `runs.csv`, the same in both languages.
fn first_failure(dir: &Path) -> Both {
    let Ok(rows) = read::table(dir, &RUNS) else {
        return Both::default();
    };
    let Some(row) = rows.iter().find(|row| row.words(&head::STATUS) != head::OK) else {
        return Both::default();
    };
    let [policy, replicate, reason] = [head::POLICY, head::REPLICATE, head::REASON].map(|column| shown(row.words(&column)));
    both!(
        "\n  first: policy {policy}, replicate {replicate}: {reason}",
        "\n  第一个：政策 {policy}，第 {replicate} 次重复，原因（照录）：{reason}"
    )
}

fn interrupted(outcome: &Outcome, lang: Lang) {
    let (done, blocks) = (outcome.folder.done(), outcome.blocks);
    let dir = shown_path(outcome.folder.dir());
    let text = both!(
        "Interrupted: {done} of {blocks} replicates are complete and kept in {dir}.\nThe same command, without --fresh, goes on from there.",
        "已中断：{blocks} 次重复中已完成 {done} 次，保存在 {dir}。\n重新执行同一命令（不加 --fresh）即可续跑。"
    );
    tell(lang, &text);
}

//! `sanshe run --json`: the comparison for a program, and runs of which no folder is kept.

use std::path::Path;
use std::process::ExitCode;

use crate::base::words::{both, shown};
use crate::cli::console::{complain, say_json, tell};
use crate::cli::exit::{FAILED, INTERRUPTED};
use crate::experiment::runner::{Means, One, Simulate, cannot_start};
use crate::experiment::unkept::records;
use crate::measure::tables::RUNS;
use crate::report::Lang;
use crate::report::comparison::Comparison;
use crate::report::data::Runs;
use crate::report::json::{Told, json};
use crate::scenario::experiment::Experiment;
use crate::store::plan::Plan;

/// Prints the comparison of some runs as JSON; `folder` is where they are kept.
pub fn told(plan: &Plan, experiment: &Experiment, runs: &Runs, folder: Option<&Path>, lang: Lang) -> ExitCode {
    let comparison = Comparison::new(experiment, runs, lang);
    match json(&Told { plan, comparison: &comparison, folder }) {
        Ok(text) => say_json(&text, lang),
        Err(error) => {
            complain(lang, &error.said());
            ExitCode::from(FAILED)
        }
    }
}

/// Carries out a plan in memory and prints the comparison as JSON.
pub fn unkept(plan: &Plan, experiment: &Experiment, simulator: &dyn Simulate, means: Means<'_>, lang: Lang) -> ExitCode {
    let records = match records(plan, &One(simulator), means, &|_| ()) {
        Ok(Some(records)) => records,
        Ok(None) => {
            tell(
                lang,
                &both!("Interrupted: nothing was printed, and nothing is kept.", "已中断：未输出结果，也未保存任何内容。"),
            );
            return ExitCode::from(INTERRUPTED);
        }
        Err(reason) => {
            complain(lang, &cannot_start(means.threads, &reason));
            return ExitCode::from(FAILED);
        }
    };
    // The rows are those of a folder's runs.csv, and are read as such.
    let rows = records.iter().filter_map(|record| record.table(&RUNS));
    let text = rows.fold(RUNS.header(), |text, table| text + table.text());
    let names: Vec<&str> = experiment.policies.iter().map(|policy| policy.name.as_str()).collect();
    let runs = match Runs::of_text(text, &names) {
        Ok(runs) => runs,
        Err(error) => {
            complain(lang, &error.said());
            return ExitCode::from(FAILED);
        }
    };
    let status = told(plan, experiment, &runs, None, lang);
    let Some(first) = runs.failed.first() else {
        return status;
    };
    let (failed, policy, replicate, reason) = (runs.failed.len(), names[first.policy], first.replicate, shown(&first.reason));
    let text = both!(
        "{failed} runs failed and are left out.\n  first: policy {policy}, replicate {replicate}: {reason}",
        "{failed} 次运行失败，未计入结果。\n  第一个：政策 {policy}，第 {replicate} 次重复，原因（照录）：{reason}"
    );
    complain(lang, &text);
    ExitCode::from(FAILED)
}

//! `sanshe run`: a scenario under its policies, every replicate, compared.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::common::{Shorthand, policies_twice, remark, wrong_scenario};
use super::progress::Progress;
use crate::base::words::{Both, Pair, both, shown, shown_path};
use crate::cli::common::{given_twice, whole};
use crate::cli::console::{complain, note, say, tell};
use crate::cli::exit::{BAD_INPUT, FAILED, INTERRUPTED};
use crate::engine::audit::IDENTITIES;
use crate::experiment::conduct::{AsAsked, Audit, Conditions, ConductError, Outcome, conduct};
use crate::experiment::parity::{self};
use crate::experiment::runner::{One, Simulate};
use crate::experiment::simulator::simulator;
use crate::measure::collect::Collect;
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::head;
use crate::report::{self, Lang};
use crate::scenario::experiment::Experiment;
use crate::scenario::load::{LoadOptions, load_for};
use crate::scenario::memory::all_threads;
use crate::store::ahead::Ahead;
use crate::store::parity::Parity;
use crate::store::plan::Plan;
use crate::store::{StoreError, read};

/// The help of `run`, above its options.
pub const ABOUT: Pair = Pair {
    en: "\
Run a scenario under its policies and compare them.

Every policy meets the same needs, replicate by replicate, so what differs is due to the policies. The results go to a folder of
their own as tables and charts; a comparison is printed at the end.

A run may be cut off at any moment: the same command goes on where it stopped. A folder that holds another experiment is refused
unless --fresh is given. The results are the same bytes for any number of threads.",
    zh: "\
按各项政策运行情景并比较。

每次重复中，各项政策面对同样的需求，差别因此来自政策。结果以表格和图存入各自的文件夹，最后输出比较结果。

运行可随时中断，重新执行同一命令即从中断处继续。文件夹中已有另一实验的结果时拒绝运行，除非给出 --fresh。线程数不影响结果，文件逐字节
相同。",
};

/// The help of `run`, below its options.
pub const EXAMPLES: Pair = Pair {
    en: "\
Examples:
  sanshe run scenarios/shahekou.toml
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2 --out out/quick
  sanshe run my.toml --policy linkage --set demand.volatility=0.3
  sanshe run my.toml --collect none --quiet    (runs.csv alone, no charts, no progress)

Exit status: 0 done, 1 a run failed or something could not be written, 2 bad input, 130 interrupted.",
    zh: "\
示例：
  sanshe run scenarios/shahekou.toml
  sanshe run scenarios/shahekou.toml --seeds 3 --years 2 --out out/quick
  sanshe run my.toml --policy linkage --set demand.volatility=0.3
  sanshe run my.toml --collect none --quiet    （只写 runs.csv，不画图，不显示进度）

退出状态：0 完成，1 运行失败或无法写入，2 输入有误，130 被中断。",
};

/// Options of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The scenario file (TOML)
    pub scenario: PathBuf,

    /// Compare this policy with the baseline; may be given again [default: the scenario's list]
    #[arg(long = "policy", value_name = "NAME", value_delimiter = ',')]
    pub policies: Vec<String>,

    /// Replicates of each policy: short for --set run.seeds=N
    #[arg(long, value_name = "N", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub seeds: Option<u32>,

    /// Years that are measured: short for --set run.years=Y
    #[arg(long, value_name = "Y", value_parser = whole::<u32>(0, u32::MAX.into()))]
    pub years: Option<u32>,

    /// Set a key of the scenario; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub sets: Vec<String>,

    /// Folder for the results [default: `out/` and the scenario's name]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace the results of another experiment in that folder; other files are left alone
    #[arg(long)]
    pub fresh: bool,

    /// Tables besides runs.csv: `all`, `none` (no charts either), or some of daily,communities,cells,flows,waits,ledger
    #[arg(long, value_name = "LIST", default_value = "all")]
    pub collect: Collect,

    /// Threads [default: all the machine has]
    #[arg(long, value_name = "N", value_parser = whole::<u16>(1, 4096))]
    pub threads: Option<u16>,

    /// Check every ledger and balance of every agent on every tick, and say what was checked (slower, same results)
    #[arg(long)]
    pub audit: bool,

    /// Also copy the tables to `excel/` in the folder, for Excel and WPS (UTF-8 with a mark); the tables keep their bytes
    #[arg(long)]
    pub excel: bool,

    /// No progress, and only the comparison at the end
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, lang: Lang) -> ExitCode {
    let options = LoadOptions { sets: args.all_sets(), policies: (!args.policies.is_empty()).then(|| args.policies.clone()) };
    let mut experiment = match load_for(&args.scenario, &options, args.threads()) {
        Ok(experiment) => experiment,
        Err(error) => return wrong_scenario(&args.shorthands().iter().fold(error, |e, option| option.tell_of(e)), lang),
    };
    if !args.quiet {
        if let Some(sheet) = &experiment.sheet {
            tell(lang, &sheet.line());
        }
        let listed = if args.policies.is_empty() { policies_twice(&experiment.scenario.policies) } else { None };
        for twice in given_twice(&args.sets, &args.shorthands(), &args.policies).iter().chain(&listed) {
            note(lang, twice);
        }
        remark(&experiment, lang);
    }
    let dir = args.dir(&experiment);
    let before = if args.fresh { None } else { parity::kept(&experiment, &dir) };
    let searching = || {
        if !args.quiet {
            let text =
                both!("Searching for the budgets of equal means on pilot replicates.", "正在用试点重复搜索同等投入所需的预算。");
            tell(lang, &text);
        }
    };
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop, lang);
    let parity = match parity::settle(&mut experiment, before, args.threads(), &stop, &searching) {
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
    let plan = Plan { parity, ..Plan::of(experiment, args.collect) };
    let dir = args.dir(experiment);
    let typed: Vec<String> = std::env::args_os().map(|a| quoted(&a.to_string_lossy())).collect();
    let conditions = Conditions {
        dir: &dir,
        fresh: args.fresh,
        threads: args.threads(),
        audit: args.audit,
        wait: Ahead::MOST,
        report: &report::KEPT,
        command: &|replicates| args.canonical((replicates != plan.replicates()).then_some(replicates)),
        typed: &typed.join(" "),
        stop,
    };
    let outcome = match conduct(&plan, &One(simulator), conditions, &AsAsked, &Progress::new(lang, args.quiet)) {
        Ok(outcome) => outcome,
        Err(error) => {
            complain(lang, &error.said());
            return ExitCode::from(if error.is_refusal() { BAD_INPUT } else { FAILED });
        }
    };
    if !outcome.folder.is_complete() {
        if let Some(audit) = outcome.audited.filter(|_| !args.quiet) {
            tell(lang, &audited(audit));
        }
        interrupted(&outcome, lang);
        return ExitCode::from(INTERRUPTED);
    }
    finish(args, lang, experiment, outcome)
}

/// Report, places of the files, and the failed runs.
fn finish(args: &Args, lang: Lang, experiment: &Experiment, mut outcome: Outcome) -> ExitCode {
    let dir = shown_path(outcome.folder.dir());
    if outcome.resumed == outcome.blocks && !args.quiet {
        let text = both!(
            "{dir} is complete already; only the report is made again (--fresh runs everything again).",
            "{dir} 已经完成，仅重新生成报告（--fresh 可全部重跑）。"
        );
        tell(lang, &text);
    }
    if let Some(audit) = outcome.audited.filter(|_| !args.quiet) {
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
    let report = report::make(outcome.folder.dir(), experiment, lang, args.collect != Collect::NONE);
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
            let mut written = outcome.folder.write_report(&charts);
            if args.excel && written.is_ok() {
                written = report::excel::write(&mut outcome.folder).map(|left_out| left_out.iter().for_each(|s| tell(lang, s)));
            }
            match written {
                Ok(()) => {
                    let files = if args.quiet { String::new() } else { report::list_of_files(outcome.folder.dir(), lang) };
                    say(&(report.text + &files), lang)
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

/// What the audit of this session checked, and how often.
fn audited(audit: Audit) -> Both {
    let Audit { blocks, policies, failed, checked } = audit;
    if blocks == 0 {
        return both!(
            "Audit: nothing was run in this session, so nothing was checked.",
            "核对：本次未运行任何区块，因此未作核对。"
        );
    }
    let (number, days, comparisons) = (IDENTITIES.len(), checked.days, checked.comparisons);
    let (always, every) = IDENTITIES.split_at(IDENTITIES.iter().take_while(|i| !i.0.starts_with("every ")).count());
    let list = |part: &[(&str, &str)]| {
        let join = |words: Vec<&str>, by: &str| words.join(by);
        Both { en: join(part.iter().map(|i| i.0).collect(), "; "), zh: join(part.iter().map(|i| i.1).collect(), "；") }
    };
    let ended = match failed {
        0 => both!("all closed", "全部成立"),
        _ => both!("all closed, {failed} failed runs apart", "除 {failed} 次失败的运行外全部成立"),
    };
    both!(
        "Audited in this session: {number} identities at the end of {days} policy-days (replicates: {blocks}, policies: {policies}; the burn-in \
         once a replicate), {comparisons} comparisons: {ended}.\n  District: {sums}.\n  Agents: {agents}.",
        "本次核对：{number} 项恒等式，{days} 个政策日的日终（{blocks} 次重复，{policies} 项政策，预热期每次重复核对一次），共比较 {comparisons} 次：\
         {ended}。\n  全区：{sums}。\n  各主体：{agents}。";
        ended = ended, sums = list(always), agents = list(every)
    )
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

/// The first signal asks the blocks to stop; the second ends the program, which the journal allows at any moment.
pub(super) fn listen(stop: &Arc<AtomicBool>, lang: Lang) {
    let flag = Arc::clone(stop);
    let heard = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
        tell(lang, &both!("Stopping; once more to stop at once.", "正在停止；再按一次立即退出。"));
    });
    if let Err(error) = heard {
        // Without a handler a signal kills the program; the folder can still be resumed.
        let why = shown(&error.to_string());
        note(lang, &both!("cannot listen for signals ({why})", "无法接收中断信号（{why}）"));
    }
}

impl Args {
    fn threads(&self) -> usize {
        self.threads.map_or_else(all_threads, usize::from)
    }

    fn dir(&self, experiment: &Experiment) -> PathBuf {
        self.out.clone().unwrap_or_else(|| Path::new("out").join(&experiment.scenario.name))
    }

    /// Settings in order of precedence: the shorthands after `--set`, so that they win.
    fn all_sets(&self) -> Vec<String> {
        let mut sets = self.sets.clone();
        sets.extend(self.shorthands().iter().filter_map(Shorthand::setting));
        sets
    }

    const fn shorthands(&self) -> [Shorthand; 2] {
        [
            Shorthand { option: "--seeds", key: "run.seeds", value: self.seeds },
            Shorthand { option: "--years", key: "run.years", value: self.years },
        ]
    }

    /// The command that makes the same results on any machine: no folders, threads or language. `seeds` is the number of replicates if it
    /// differs from the requested one.
    fn canonical(&self, seeds: Option<u32>) -> String {
        let file = self.scenario.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let mut words = vec!["sanshe".to_owned(), "run".to_owned(), quoted(&file)];
        let mut option = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
        for policy in &self.policies {
            option("--policy", policy);
        }
        let is_seeds = |set: &String| set.split_once('=').is_some_and(|(key, _)| key.trim() == "run.seeds");
        for set in self.all_sets().iter().filter(|set| seeds.is_none() || !is_seeds(set)) {
            option("--set", set);
        }
        if let Some(seeds) = seeds {
            option("--set", &format!("run.seeds={seeds}"));
        }
        if self.collect != Collect::ALL {
            option("--collect", &self.collect.to_string());
        }
        words.join(" ")
    }
}

/// A word quoted for a shell.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn args(words: &[&str]) -> Args {
        let words = std::iter::once("run").chain(words.iter().copied());
        Line::try_parse_from(words).expect("a valid command line").args
    }

    #[test]
    fn the_manifest_command_names_what_decides_results_and_nothing_else() {
        let args = args(&[
            "/home/someone/my.toml",
            "--seeds",
            "3",
            "--threads",
            "2",
            "--out",
            "/tmp/x",
            "--set",
            "district.name=New Town",
            "--quiet",
        ]);
        assert_eq!(args.canonical(None), "sanshe run my.toml --set 'district.name=New Town' --set run.seeds=3");
        assert_eq!(args.canonical(Some(5)), "sanshe run my.toml --set 'district.name=New Town' --set run.seeds=5");
    }

    #[test]
    fn an_unknown_table_is_a_mistake_of_the_command_line() {
        let error = Line::try_parse_from(["run", "x.toml", "--collect", "weekly"]).err().expect("refused");
        assert_eq!(error.exit_code(), 2);
    }
}

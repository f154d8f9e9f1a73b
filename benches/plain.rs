//! The plain referral queue of `docs/benchmark.md`: in plain Rust, and through the engine.
//!
//!     cargo bench --bench plain                                        9 districts in plain Rust
//!     cargo bench --bench plain -- --districts 160 --days 250 --seed 3 --json
//!     cargo bench --bench plain -- --engine                            the same kernel through the engine
//!     cargo bench --bench plain -- --against-engine --districts 9,160  both in turn, `--rounds` times
//!     cargo bench --bench plain -- --looks                             what the engine's way of looking changes, over 400 seeds
//!     cargo bench --bench plain -- --write FOLDER --districts 160      the scenario at that size, for `sanshe run`
//!
//! `--against-engine` and `--looks` write their figures into the page with `--document docs/benchmark.md`. Ends with status 1 when a run fails.

#[path = "plain/engine.rs"]
#[allow(dead_code, reason = "what is counted through the engine is used by a test")]
mod engine;
#[path = "plain/kernel.rs"]
#[allow(dead_code, reason = "a test takes stock of the needs in the system")]
mod kernel;
#[path = "plain/written.rs"]
mod written;

#[path = "../tests/support/document.rs"]
mod document;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use kernel::{DAY, Kernel, Outcome, Rules};
use rayon::prelude::*;
use sanshe::measure::statistics;
use serde::{Deserialize, Serialize};

/// Days before those that are timed and counted: a year.
const WARM: u16 = 250;
/// Needs for which a run is timed unless `--days` says otherwise.
const ENOUGH: f64 = 1.5e6;

/// Seeds and days of `--looks`.
const LOOKS_SEEDS: u64 = 400;
const LOOKS_WARM: u32 = 100;
const LOOKS_DAYS: u32 = 200;

/// One run.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Measured {
    /// `plain` or `engine`.
    what: String,
    districts: usize,
    seed: u32,
    /// Days timed, after [`WARM`] others.
    days: u16,
    /// Needs that arose on these days.
    needs: u64,
    seconds: f64,
    needs_per_second: f64,
    start_up_seconds: f64,
    /// Largest memory of the process, where the system tells it.
    peak_bytes: Option<u64>,
    /// Outputs of the page; the engine's are compared by a test.
    outputs: Option<BTreeMap<String, f64>>,
}

/// What the command line asks for.
struct Asked {
    districts: Vec<usize>,
    days: Option<u16>,
    seed: u32,
    rounds: u32,
}

impl Asked {
    fn days(&self, districts: usize) -> u16 {
        let rules = Rules::new(districts);
        let a_year = rules.arrivals * (rules.communities * districts) as f64 * f64::from(WARM);
        let years = libm::ceil(ENOUGH / a_year).clamp(1.0, 20.0) as u16;
        self.days.unwrap_or(years * WARM)
    }
}

/// The word after an option.
fn word(name: &str) -> Result<Option<String>, String> {
    let mut args = std::env::args().skip_while(|a| a != name);
    if args.next().is_none() {
        return Ok(None);
    }
    args.next().map(Some).ok_or_else(|| format!("{name} takes a value"))
}

fn number<T: std::str::FromStr>(name: &str, otherwise: T) -> Result<T, String> {
    let read = |text: String| text.parse().map_err(|_| format!("{name} takes a number, not {text:?}"));
    word(name)?.map_or(Ok(otherwise), read)
}

fn given(name: &str) -> bool {
    std::env::args().any(|a| a == name)
}

fn main() -> ExitCode {
    match asked().and_then(|asked| answer(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn asked() -> Result<Asked, String> {
    let days = match number("--days", 0)? {
        0 => None,
        days => Some(days),
    };
    let list = word("--districts")?.unwrap_or_else(|| "9".to_owned());
    let districts: Result<Vec<usize>, String> = list
        .split(',')
        .map(|part| {
            part.parse().ok().filter(|n| (1..=6000).contains(n)).ok_or_else(|| format!("--districts: 1 to 6000, not {part:?}"))
        })
        .collect();
    Ok(Asked { districts: districts?, days, seed: number("--seed", 1)?, rounds: number("--rounds", 3)? })
}

fn answer(asked: &Asked) -> Result<(), String> {
    if let Some(folder) = word("--write")? {
        return written::write(Path::new(&folder), asked.districts[0]);
    }
    if given("--against-engine") {
        return against(asked);
    }
    if given("--looks") {
        return looks(asked);
    }
    for &districts in &asked.districts {
        let days = asked.days(districts);
        let measured =
            if given("--engine") { through_engine(districts, days, asked.seed)? } else { plainly(districts, days, asked.seed) };
        if given("--json") {
            println!("{}", serde_json::to_string(&measured).map_err(|e| e.to_string())?);
        } else {
            show(&measured);
        }
    }
    Ok(())
}

/// The kernel in plain Rust.
fn plainly(districts: usize, days: u16, seed: u32) -> Measured {
    let begin = Instant::now();
    let rules = Rules::new(districts);
    let mut kernel = Kernel::new(rules.clone(), u64::from(seed));
    let start_up_seconds = begin.elapsed().as_secs_f64();
    kernel.run(u32::from(WARM));
    kernel.seen = Outcome::default();
    let begin = Instant::now();
    kernel.run(u32::from(days));
    let seconds = begin.elapsed().as_secs_f64();
    let needs = kernel.seen.needs;
    let outputs = Some(outputs(&kernel.seen, &rules));
    let needs_per_second = needs as f64 / seconds;
    let peak_bytes = peak_bytes();
    Measured {
        what: "plain".to_owned(),
        districts,
        seed,
        days,
        needs,
        seconds,
        needs_per_second,
        start_up_seconds,
        peak_bytes,
        outputs,
    }
}

/// The kernel through the engine.
fn through_engine(districts: usize, days: u16, seed: u32) -> Result<Measured, String> {
    let engine::Timed { needs, seconds, start_up } = engine::timed(districts, WARM, days, seed)?;
    Ok(Measured {
        what: "engine".to_owned(),
        districts,
        seed,
        days,
        needs,
        seconds,
        needs_per_second: needs as f64 / seconds,
        start_up_seconds: start_up,
        peak_bytes: peak_bytes(),
        outputs: None,
    })
}

/// The outputs of the page.
fn outputs(seen: &Outcome, rules: &Rules) -> BTreeMap<String, f64> {
    let (met, gave_up): (u64, u64) = (seen.met.iter().sum(), seen.gave_up.iter().sum());
    let evenings = seen.days as f64 * (rules.districts * rules.providers) as f64;
    let offered = evenings * rules.servers as f64 * f64::from(DAY);
    let mut outputs: BTreeMap<String, f64> = [
        ("unmet_share", gave_up as f64 / (met + gave_up) as f64),
        ("mean_wait_days", seen.waited as f64 / met as f64),
        ("same_day_share", seen.same_day as f64 / met as f64),
        ("long_wait_share", seen.long as f64 / met as f64),
        ("minutes_per_need_met", seen.minutes as f64 / met as f64),
        ("utilisation", seen.minutes as f64 / offered),
        ("waiting_per_provider", seen.waiting as f64 / evenings),
        ("waiting_squared_per_provider", seen.crowding as f64 / evenings),
        ("open_cases_per_provider", seen.serving as f64 / evenings),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (k, (met, gave_up)) in seen.met.iter().zip(&seen.gave_up).enumerate() {
        outputs.insert(format!("unmet_share_{}", k + 1), *gave_up as f64 / (met + gave_up) as f64);
    }
    outputs
}

/// The kernel, and the kernel that looks in equal steps along a list by distance, as the engine does: the mean of each output over seeds, with its
/// standard error.
fn looks(asked: &Asked) -> Result<(), String> {
    let districts = asked.districts[0];
    let rules = Rules::new(districts);
    let mean = |rules: &Rules| -> BTreeMap<String, (f64, f64)> {
        let run = |seed| {
            let mut kernel = Kernel::new(rules.clone(), seed);
            kernel.run(LOOKS_WARM);
            kernel.seen = Outcome::default();
            kernel.run(LOOKS_DAYS);
            outputs(&kernel.seen, rules)
        };
        let runs: Vec<BTreeMap<String, f64>> = (0..LOOKS_SEEDS).into_par_iter().map(run).collect();
        let values = |name: &String| -> Vec<f64> { runs.iter().filter_map(|run| run.get(name).copied()).collect() };
        let of = |name: &String| {
            let values = values(name);
            let error = libm::sqrt(statistics::sample_variance(&values).unwrap_or(f64::NAN) / values.len() as f64);
            (name.clone(), (statistics::mean(&values).unwrap_or(f64::NAN), error))
        };
        runs[0].keys().map(of).collect()
    };
    let (any, steps) = (mean(&rules), mean(&Rules { in_steps: true, ..rules.clone() }));
    let mut text = "| output | any three | in equal steps | difference |\n|---|--:|--:|--:|\n".to_owned();
    for (name, (a, error)) in &any {
        let (b, other) = steps[name];
        let half = 1.96 * libm::sqrt(error * error + other * other);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "| `{name}` | {a:.5} | {b:.5} | {:+.5} ± {half:.5} |", b - a);
    }
    println!("{text}");
    let Some(document) = word("--document")? else { return Ok(()) };
    let about = format!(
        "{districts} districts, {LOOKS_SEEDS} seeds, {LOOKS_WARM} days to fill and {LOOKS_DAYS} counted, with 95 % intervals"
    );
    document::write_block(Path::new(&document), "looks", &format!("{}: {about}.\n\n{text}", command()))
}

/// The largest memory that this process has taken, as Linux tells it.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

fn show(m: &Measured) {
    println!("{}, {} districts, seed {}: {} needs in {} days after {WARM}", m.what, m.districts, m.seed, m.needs, m.days);
    println!(
        "  {:.3} s, {:.2} million needs per second; start-up {:.3} s apart",
        m.seconds,
        m.needs_per_second / 1e6,
        m.start_up_seconds
    );
    println!(
        "  peak memory {}",
        m.peak_bytes.map_or_else(|| "unknown".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6))
    );
    for (name, value) in m.outputs.iter().flatten() {
        println!("  {name} {value:.4}");
    }
}

/// Both in turn, each in a process of its own.
fn against(asked: &Asked) -> Result<(), String> {
    let mut text = String::new();
    let mut row = |line: &str| {
        println!("{line}");
        text.push_str(line);
        text.push('\n');
    };
    let title = "| districts | needs timed | plain Rust, million needs/s | engine, million needs/s | engine / plain | start-up, s: plain, engine | peak MB: plain, engine |";
    row(title);
    row("|--:|--:|--:|--:|--:|--:|--:|");
    for &districts in &asked.districts {
        let days = asked.days(districts);
        let (mut rounds, mut refused) = (Vec::new(), None);
        let mut plain = child("--plain", districts, days, asked.seed)?;
        for round in 0..asked.rounds.max(1) {
            if round > 0 {
                plain = child("--plain", districts, days, asked.seed)?;
            }
            match child("--engine", districts, days, asked.seed) {
                Ok(engine) => rounds.push((plain.clone(), engine)),
                Err(why) => {
                    refused = Some(why);
                    break;
                }
            }
        }
        rounds.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        let middle = rounds.get(rounds.len() / 2);
        let (plain, engine) = (middle.map_or(&plain, |(plain, _)| plain), middle.map(|(_, engine)| engine));
        row(&compared(plain, engine, refused.as_deref()));
    }
    let Some(document) = word("--document")? else { return Ok(()) };
    let build = &sanshe::base::identity::build()[..16];
    let (command, rounds, profile) = (command(), asked.rounds, profile());
    let block = format!(
        "{command}, the middle one of {rounds} rounds by the ratio, build {build}, profile of the folder `{profile}`:\n\n{text}"
    );
    document::write_block(Path::new(&document), "plain", &block)
}

/// Needs per second of the engine over those of plain Rust in one round.
fn ratio((plain, engine): &(Measured, Measured)) -> f64 {
    engine.needs_per_second / plain.needs_per_second
}

/// A row of the table.
fn compared(plain: &Measured, engine: Option<&Measured>, refused: Option<&str>) -> String {
    let megabytes = |m: &Measured| m.peak_bytes.map_or_else(|| "–".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6));
    let rate = |m: &Measured| format!("{:.2}", m.needs_per_second / 1e6);
    let (of_plain, memory, start) = (rate(plain), megabytes(plain), plain.start_up_seconds);
    let mut line = format!("| {} | {} | {of_plain} | ", plain.districts, plain.needs);
    // Writing to a text cannot fail.
    let _ = match engine {
        Some(engine) => write!(
            line,
            "{} | {:.3} | {start:.3}, {:.3} | {memory}, {} |",
            rate(engine),
            engine.needs_per_second / plain.needs_per_second,
            engine.start_up_seconds,
            megabytes(engine)
        ),
        None => {
            let found = refused.unwrap_or_default().lines().map(str::trim).find(|line| line.starts_with("found:"));
            let why = found.or_else(|| refused.and_then(|why| why.lines().next())).unwrap_or_default();
            write!(line, "refused, {why} | – | {start:.3}, – | {memory}, – |")
        }
    };
    line
}

/// This program once more, for one run.
fn child(mode: &str, districts: usize, days: u16, seed: u32) -> Result<Measured, String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let numbers = [("--districts", districts.to_string()), ("--days", days.to_string()), ("--seed", seed.to_string())];
    let mut command = Command::new(program);
    command.args([mode, "--json"]);
    for (name, value) in numbers {
        command.args([name, &value]);
    }
    let done = command.output().map_err(|e| e.to_string())?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned());
    }
    serde_json::from_slice(&done.stdout).map_err(|e| e.to_string())
}

/// The command as it is written on a page.
fn command() -> String {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    format!("`cargo bench --bench plain -- {}`", words.join(" "))
}

/// Name of the folder of the build, which is that of the profile (`release` for `cargo bench`).
fn profile() -> String {
    let program = std::env::current_exe().unwrap_or_default();
    let folder = program.parent().and_then(Path::parent).and_then(Path::file_name);
    folder.map_or_else(|| "unknown".to_owned(), |name| name.to_string_lossy().into_owned())
}

//! Hostile input by the hundred thousand: `cargo run --release --example fuzz -- --seed 1 --count 1000000 --threads 2`.
//!
//! Temporary files go where `TMPDIR` says; in memory (`TMPDIR=/dev/shm`) it is much faster. `--document FILE` writes the counts into a document.
//! `--only N` makes, keeps and judges one input; `--start N` begins there. Ends with status 1 when anything went wrong, 3 when an
//! input hangs.

#[path = "../tests/support/document.rs"]
mod document;
#[path = "../tests/fuzzing/mod.rs"]
mod fuzzing;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use document::write_block;
use fuzzing::dice::Dice;
use fuzzing::input::Input;
use fuzzing::judge::Judge;
use fuzzing::sandbox::Sandbox;
use fuzzing::{Count, Kind, fuzz};

/// After this long an input is taken to hang.
const HANGS: Duration = Duration::from_secs(120);

fn word(name: &str) -> Option<String> {
    let mut args = std::env::args().skip_while(|a| a != name);
    args.next()?;
    Some(args.next().unwrap_or_else(|| panic!("{name} takes a value")))
}

fn option(name: &str) -> Option<u64> {
    word(name).map(|v| v.parse().unwrap_or_else(|_| panic!("{name} takes a number")))
}

fn main() -> ExitCode {
    sanshe::experiment::guard::install_hook(sanshe::base::words::Lang::En);
    let seed = option("--seed").unwrap_or(1);
    let temp = tempfile::tempdir().expect("a temporary folder");
    if let Some(number) = option("--only") {
        return only(seed, number, temp.keep());
    }
    let (start, count) = (option("--start").unwrap_or(0), option("--count").unwrap_or(10_000));
    let threads = option("--threads").unwrap_or(1).max(1);
    let run_every = option("--run-every").unwrap_or(8);
    let judges: Vec<Arc<Judge>> = (0..threads).map(|_| Arc::new(Judge::new(run_every, 10))).collect();
    let watched = judges.clone();
    std::thread::spawn(move || watch(&watched));
    let begin = Instant::now();
    let share = count.div_ceil(threads);
    let total = std::thread::scope(|scope| {
        let handles: Vec<_> = judges
            .iter()
            .enumerate()
            .map(|(t, judge)| {
                let root = temp.path().join(t.to_string());
                std::fs::create_dir(&root).expect("a folder can be made");
                let from = start + t as u64 * share;
                let to = (from + share).min(start + count);
                scope.spawn(move || {
                    let sandbox = Sandbox::new(&root);
                    let mut total = Count::default();
                    for at in (from..to).step_by(20_000) {
                        total.add(fuzz(seed, at..(at + 20_000).min(to), &sandbox, judge));
                        println!(
                            "to {}: {} tried, {} loaded, {} run, {} wrong",
                            at + 20_000,
                            total.tried,
                            total.loaded,
                            total.run,
                            total.wrong.len()
                        );
                    }
                    total
                })
            })
            .collect();
        let mut total = Count::default();
        for handle in handles {
            total.add(handle.join().expect("a thread of the fuzzer ends by itself"));
        }
        total
    });
    let command = format!(
        "cargo run --release --example fuzz -- --seed {seed} --start {start} --count {count} --run-every {run_every} --threads {threads}"
    );
    let text = block(&total, &command, begin.elapsed());
    println!("\n{text}");
    for (number, fault) in total.wrong.iter().take(60) {
        println!("input {number}: {:?}: {}", fault.kind, fault.what);
    }
    if let Some(document) = word("--document")
        && let Err(what) = write_block(Path::new(&document), "fuzz", &text)
    {
        eprintln!("error: {what}");
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(!total.wrong.is_empty()))
}

/// What came of the inputs, as a block for a document.
fn block(total: &Count, command: &str, took: Duration) -> String {
    let mut text = format!(
        "`{command}`, build {}: {} inputs in {:.0} s; {} loaded, {} run with every check, {} of these through the store and the charts. Panics: {}; hangs: {}; \
         files changed or made outside the output folder: {}; foreign files deleted: {}; anything else wrong: {}. Slowest load {} ms.\n\n\
         | inputs | tried | loaded, or completed | run with every check |\n|---|---:|---:|---:|\n",
        &sanshe::base::identity::build()[..16],
        total.tried,
        took.as_secs_f64(),
        total.loaded,
        total.run,
        total.stored,
        total.of(Kind::Panic),
        total.of(Kind::Hang),
        total.of(Kind::Outside),
        total.of(Kind::Deleted),
        total.of(Kind::Other),
        total.slowest_ms,
    );
    for (place, reached) in &total.by_place {
        text.push_str(&format!("| {} | {} | {} | {} |\n", place.name(), reached.tried, reached.loaded, reached.run));
    }
    text
}

/// Makes one input, keeps it and judges it.
fn only(seed: u64, number: u64, root: std::path::PathBuf) -> ExitCode {
    let sandbox = Sandbox::new(&root);
    let input = Input::new(seed, number, sandbox.seeds());
    println!("{:?} in {}, first number {:#x}", input.place, root.display(), Dice::new(seed, number).bits());
    let mut count = Count::default();
    Judge::new(1, u64::MAX).one(&input, &sandbox, &mut count);
    println!("{count:?}");
    ExitCode::from(u8::from(!count.wrong.is_empty()))
}

/// Ends the program when an input takes too long.
fn watch(judges: &[Arc<Judge>]) {
    loop {
        std::thread::sleep(Duration::from_secs(1));
        for judge in judges {
            let since = judge.under_way.lock().ok().and_then(|place| *place);
            if let Some((number, start)) = since.filter(|(_, start)| start.elapsed() > HANGS) {
                println!("hangs: 1; input {number} is not done after {:?}", start.elapsed());
                std::process::exit(3);
            }
        }
    }
}

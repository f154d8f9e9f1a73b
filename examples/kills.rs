//! Runs killed at a system call that writes, tampered with, and taken up again: `tests/kills/run.sh --seed 1 --count 200 --dir DIR`.
//!
//! What is killed, at which call (over the real counts of a traced run), and what is done to the folder before the run is taken up again,
//! follows from the seed and the number of the trial. Three trials in ten tamper. Outcomes are kept in `DIR/outcomes.tsv`: the same
//! command goes on where it stopped. `--only N` holds one trial; a trial with something wrong keeps its folder. `--document FILE` writes
//! the figures into a document. Needs strace. Ends with status 1 when anything went wrong.

#[cfg(unix)]
#[path = "../tests/kills/mod.rs"]
mod kills;

#[cfg(unix)]
#[path = "../tests/support/document.rs"]
mod document;

#[cfg(not(unix))]
fn main() {
    eprintln!("error: runs are killed by strace, which is there on Linux alone");
    std::process::exit(2);
}

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    match unix::main() {
        Ok(true) => std::process::ExitCode::SUCCESS,
        Ok(false) => std::process::ExitCode::from(1),
        Err(what) => {
            eprintln!("error: {what}");
            std::process::ExitCode::from(2)
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::collections::BTreeMap;
    use std::fs;
    use std::io::Write;
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    use crate::document::write_block;
    use crate::kills::report::{Row, WRONG, block};
    use crate::kills::trial::Ground;

    fn option(name: &str) -> Option<String> {
        let mut args = std::env::args().skip_while(|a| a != name);
        args.next()?;
        Some(args.next().unwrap_or_else(|| panic!("{name} takes a value")))
    }

    fn number(name: &str, default: u64) -> u64 {
        option(name).map_or(default, |v| v.parse().unwrap_or_else(|_| panic!("{name} takes a number")))
    }

    /// The program beside this one: `target/PROFILE/examples/kills` and `target/PROFILE/sanshe`.
    fn binary() -> Result<PathBuf, String> {
        let own = std::env::current_exe().map_err(|e| e.to_string())?;
        let path = own.parent().and_then(Path::parent).map(|dir| dir.join("sanshe")).ok_or("no folder above this program")?;
        let path = option("--binary").map_or(path, PathBuf::from);
        fs::canonicalize(&path).map_err(|e| format!("{}: {e}", path.display()))
    }

    pub fn main() -> Result<bool, String> {
        let (seed, count, threads) = (number("--seed", 1), number("--count", 200), number("--threads", 2).max(1));
        let dir = PathBuf::from(option("--dir").ok_or("--dir names a folder for the trials")?);
        fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        let binary = binary()?;
        let head = head(seed, &binary)?;
        let ground = Ground::new(&dir, &binary)?;
        let tampers = |number: u64| number % 10 < 3;
        if let Some(only) = option("--only") {
            let only = only.parse().map_err(|_| "--only takes a number")?;
            let row = ground.trial(seed, only, tampers(only));
            println!("{}", row.line());
            return Ok(row.outcome != WRONG);
        }
        let path = dir.join("outcomes.tsv");
        let mut rows = kept(&path, &head)?;
        let file = fs::OpenOptions::new().create(true).append(true).open(&path).map_err(|e| e.to_string())?;
        if rows.is_empty() {
            writeln!(&file, "{head}").map_err(|e| e.to_string())?;
        }
        for (mode, call, calls) in ground.counts() {
            println!("{}: {calls} calls of {call}", mode.name());
        }
        let next = AtomicU64::new(0);
        let (done, file) = (Mutex::new(&mut rows), Mutex::new(file));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count {
                            break;
                        }
                        if done.lock().expect("no trial panics").contains_key(&number) {
                            continue;
                        }
                        let row = ground.trial(seed, number, tampers(number));
                        println!("{}", row.line());
                        writeln!(file.lock().expect("no trial panics"), "{}", row.line()).expect("the outcome can be kept");
                        done.lock().expect("no trial panics").insert(number, row);
                    }
                });
            }
        });
        let rows: Vec<Row> = rows.into_values().filter(|row| row.number < count).collect();
        let text = block(&rows, &format!("`tests/kills/run.sh --seed {seed} --count {count}`, {head}"));
        println!("\n{text}");
        if let Some(document) = option("--document") {
            write_block(Path::new(&document), "kills", &text)?;
        }
        Ok(rows.iter().all(|row| row.outcome != WRONG))
    }

    /// What the outcomes are of.
    fn head(seed: u64, binary: &Path) -> Result<String, String> {
        let bytes = fs::read(binary).map_err(|e| format!("{}: {e}", binary.display()))?;
        let build = &sanshe::base::identity::build()[..16];
        Ok(format!("seed {seed}, build {build}, program {}", &blake3::hash(&bytes).to_hex()[..16]))
    }

    /// Outcomes that are there already.
    fn kept(path: &Path, head: &str) -> Result<BTreeMap<u64, Row>, String> {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut lines = text.lines();
        match lines.next() {
            Some(first) if first != head => {
                Err(format!("{}: these are outcomes of another seed or program ({first}); this is {head}", path.display()))
            }
            _ => Ok(lines.filter_map(Row::read).map(|row| (row.number, row)).collect()),
        }
    }
}

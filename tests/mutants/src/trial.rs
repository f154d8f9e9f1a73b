//! Runs the tests against one mutant after another, and notes which test caught it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Outcome;
use crate::check::Drawn;
use crate::document::reasons;
use crate::settings::{Places, Settings, Suite, digest};

/// A mutant may ask for memory without end: KiB of address space for each process.
const MEMORY: u64 = 8 << 20;

/// Signals of the system to a process that has used up its time.
const KILLED: i32 = 9;
const TIME_OVER: i32 = 24;

/// How a test executable ended.
enum End {
    Passed,
    /// The first test that failed, or how the process ended.
    Failed(String),
    Timeout,
}

/// A line of `results.tsv`.
pub struct Outcomes {
    pub outcome: String,
    pub by: String,
}

/// Results by key, of the tree as it is.
pub fn results(places: &Places) -> Outcome<BTreeMap<String, Outcomes>> {
    let (digest, suites) = (digest(places)?, Settings::read(places)?.suites);
    let passed = passed(places, &digest);
    let text = fs::read_to_string(places.made.join("results.tsv")).unwrap_or_default();
    let of = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [of_tree, _, _, key, outcome, by, _] = fields[..] else { return None };
        // Missed is what was missed by all that are run now.
        let counts = outcome != "missed" || suites.iter().all(|s| passed.contains_key(&(key.to_owned(), s.label())));
        (of_tree == digest && counts).then(|| (key.to_owned(), Outcomes { outcome: outcome.to_owned(), by: by.to_owned() }))
    };
    Ok(text.lines().filter_map(of).collect())
}

/// Which mutants passed which test executables, and in how many seconds.
fn passed(places: &Places, digest: &str) -> BTreeMap<(String, String), f64> {
    let text = fs::read_to_string(places.made.join("passed.tsv")).unwrap_or_default();
    let of = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [of_tree, key, label, seconds] = fields[..] else { return None };
        (of_tree == digest).then_some(((key.to_owned(), label.to_owned()), seconds.parse().ok()?))
    };
    text.lines().filter_map(of).collect()
}

/// Runs the tests against all that have no result yet: one executable after another against those that are left, so that most results are
/// there soon and the slow tests see few.
pub fn run(root: &Path) -> Outcome<()> {
    let places = Places::of(root);
    let settings = Settings::read(&places)?;
    let digest = digest(&places)?;
    let drawn = Drawn::read(&places)?;
    let done = results(&places)?;
    let waiting: Vec<&Drawn> = drawn.iter().filter(|d| d.state == "drawn" && !done.contains_key(&d.key)).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    // Those of which no test is expected to see anything come last: all of them take the time of all suites.
    let reasons = reasons(&places)?;
    let (equivalent, others): (Vec<&Drawn>, Vec<&Drawn>) = waiting.into_iter().partition(|d| reasons.contains_key(&d.key));
    let executables = build(&places, &settings.suites)?;
    let program = places.build.join("debug/sanshe");
    let seconds = Mutex::new(passed(&places, &digest));
    let end = |mutant: &Drawn, outcome: &str, by: &str, took: f64| {
        let Drawn { number, place, key, .. } = mutant;
        let seconds = seconds.lock().map_err(|e| e.to_string())?;
        let spent = took + seconds.iter().filter(|((of, _), _)| of == key).map(|(_, s)| s).sum::<f64>();
        println!("{outcome:7} {spent:6.1} s  {key}  {by}");
        note(&places.made.join("results.tsv"), &format!("{digest}\t{number}\t{place}\t{key}\t{outcome}\t{by}\t{spent:.1}\n"))
    };
    // Whether a mutant passes a suite: then it is left for the next.
    let passes = |mutant: &Drawn, suite: &Suite, executable: &Path, limit: Duration, worker: usize| -> Outcome<bool> {
        let label = (mutant.key.clone(), suite.label());
        if seconds.lock().map_err(|e| e.to_string())?.contains_key(&label) {
            return Ok(true);
        }
        let began = Instant::now();
        let ended = one(&places, suite, executable, &program, Some(mutant.number), Some(limit), worker)?;
        let took = began.elapsed().as_secs_f64();
        match ended {
            End::Passed => {
                let mut seconds = seconds.lock().map_err(|e| e.to_string())?;
                note(&places.made.join("passed.tsv"), &format!("{digest}\t{}\t{}\t{took:.1}\n", label.0, label.1))?;
                seconds.insert(label, took);
                return Ok(true);
            }
            End::Failed(test) => end(mutant, "caught", &format!("{}: {test}", suite.name), took)?,
            End::Timeout => end(mutant, "timeout", &suite.name, took)?,
        }
        Ok(false)
    };
    for mut left in [others, equivalent] {
        for (suite, executable) in settings.suites.iter().zip(&executables) {
            if left.is_empty() {
                break;
            }
            let limit = clean(&places, suite, executable, &digest)?;
            println!("{}: {} mutants", suite.label(), left.len());
            let (next, survive) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
            let work = |worker: usize| -> Outcome<()> {
                while let Some(mutant) = left.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if passes(mutant, suite, executable, limit, worker)? {
                        survive.lock().map_err(|e| e.to_string())?.insert(mutant.number);
                    }
                }
                Ok(())
            };
            let jobs = if suite.alone { 1 } else { settings.jobs };
            std::thread::scope(|scope| {
                let workers: Vec<_> = (0..jobs)
                    .map(|worker| {
                        let work = &work;
                        scope.spawn(move || work(worker))
                    })
                    .collect();
                workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| Err("a worker panicked".to_owned())))
            })?;
            let survive = survive.into_inner().map_err(|e| e.to_string())?;
            left.retain(|mutant| survive.contains(&mutant.number));
        }
        for mutant in left {
            end(mutant, "missed", "", 0.0)?;
        }
    }
    Ok(())
}

fn note(path: &Path, line: &str) -> Outcome<()> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(|e| format!("{}: {e}", path.display()))
}

/// Builds the test executables, in the order of the settings.
fn build(places: &Places, suites: &[Suite]) -> Outcome<Vec<PathBuf>> {
    let mut command = Command::new("cargo");
    command.args(["test", "--locked", "--no-run", "--message-format=json-render-diagnostics", "--quiet", "--lib", "--bins"]);
    // Nobody looks at these executables with a debugger, and most mutants are caught within seconds: what builds sooner is done sooner.
    command.args(["--config", "profile.test.package.sanshe.debug=0", "--config", "profile.test.package.sanshe.opt-level=1"]);
    let names: BTreeSet<&str> = suites.iter().map(|s| s.name.as_str()).filter(|name| !["lib", "verify"].contains(name)).collect();
    for name in names {
        command.args(["--test", name]);
    }
    let output = command
        .current_dir(&places.tree)
        .env("CARGO_TARGET_DIR", &places.build)
        .env("RUSTFLAGS", "-Awarnings")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cargo: {e}"))?;
    if !output.status.success() {
        return Err("the tests do not build".to_owned());
    }
    let mut built: BTreeMap<String, PathBuf> = BTreeMap::new();
    built.insert("verify".to_owned(), places.build.join("debug/sanshe"));
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(entry) = serde_json::from_str::<Value>(line) else { continue };
        let (Some(path), Some(target)) = (entry["executable"].as_str(), entry.get("target")) else { continue };
        if entry["profile"]["test"] == true {
            let is_library = target["kind"][0] == "lib";
            let name = if is_library { "lib" } else { target["name"].as_str().unwrap_or_default() };
            if is_library || target["kind"][0] == "test" {
                built.insert(name.to_owned(), path.into());
            }
        }
    }
    suites.iter().map(|s| built.get(&s.name).cloned().ok_or_else(|| format!("no test executable `{}`", s.name))).collect()
}

/// Runs a suite without a mutant, before the first mutant meets it: it must pass. Gives the time of a processor that it may
/// take, which does not hang on what else runs on the machine: ten times as long as that took, and a minute.
fn clean(places: &Places, suite: &Suite, executable: &Path, digest: &str) -> Outcome<Duration> {
    let kept = places.made.join("clean.tsv");
    let text = fs::read_to_string(&kept).unwrap_or_default();
    let mut known = text.lines().filter_map(|line| line.strip_prefix(digest)?.strip_prefix('\t')?.split_once('\t'));
    let known = known.find(|(label, _)| *label == suite.label()).and_then(|(_, seconds)| seconds.parse().ok());
    let seconds = if let Some(seconds) = known {
        seconds
    } else {
        let began = Instant::now();
        match one(places, suite, executable, &places.build.join("debug/sanshe"), None, None, 0)? {
            End::Passed => {}
            End::Failed(test) => return Err(format!("without a mutant, {}: {test} fails", suite.name)),
            End::Timeout => return Err(format!("without a mutant, {} does not end", suite.name)),
        }
        let seconds = began.elapsed().as_secs_f64();
        println!("clean   {seconds:6.1} s  {}", suite.label());
        note(&kept, &format!("{digest}\t{}\t{seconds:.1}\n", suite.label()))?;
        seconds
    };
    Ok(Duration::from_secs_f64(10.0 * seconds + 60.0))
}

/// Runs an executable until a test fails.
fn one(
    places: &Places,
    suite: &Suite,
    executable: &Path,
    program: &Path,
    mutant: Option<usize>,
    limit: Option<Duration>,
    worker: usize,
) -> Outcome<End> {
    // What a killed test leaves behind would be in the next one's way.
    let temporary = places.made.join("tmp").join(worker.to_string());
    if temporary.exists() {
        fs::remove_dir_all(&temporary).map_err(|e| format!("{}: {e}", temporary.display()))?;
    }
    fs::create_dir_all(&temporary).map_err(|e| format!("{}: {e}", temporary.display()))?;
    let mut command = Command::new("sh");
    let time = limit.map_or_else(String::new, |limit| format!("ulimit -t {} && ", limit.as_secs()));
    command.args(["-c", &format!("{time}ulimit -v {MEMORY} && ulimit -c 0 && exec \"$@\""), "sh"]).arg(executable);
    if suite.name == "verify" {
        command.arg("verify");
    }
    for test in &suite.skip {
        command.args(["--skip", test]);
    }
    command.args(&suite.only);
    command
        .current_dir(&places.tree)
        .env("CARGO_MANIFEST_DIR", &places.tree)
        .env("CARGO_BIN_EXE_sanshe", program)
        .env("TMPDIR", &temporary)
        // The same worlds for every mutant, no worlds that failed under another, and none made smaller: that they fail is enough.
        .env("PROPTEST_RNG_SEED", "1")
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .env_remove("SANSHE_MUTANT")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    if let Some(number) = mutant {
        command.env("SANSHE_MUTANT", number.to_string());
    }
    let mut child = command.spawn().map_err(|e| format!("{}: {e}", executable.display()))?;
    let (send, lines) = mpsc::channel();
    let out = child.stdout.take().ok_or("no output")?;
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    // Who waits for nothing uses no time of a processor.
    let end = limit.map(|limit| Instant::now() + 20 * limit);
    loop {
        let left = end.map_or(Duration::from_secs(3600), |end| end.saturating_duration_since(Instant::now()));
        match lines.recv_timeout(left) {
            Ok(line) => {
                if let Some(test) = line.strip_prefix("test ").and_then(|l| l.strip_suffix(" ... FAILED")) {
                    kill(&mut child);
                    return Ok(End::Failed(test.to_owned()));
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                kill(&mut child);
                return Ok(End::Timeout);
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    kill(&mut child);
    // By the system, at the limit of its time.
    let stopped = limit.is_some() && matches!(status.signal(), Some(KILLED | TIME_OVER));
    Ok(match status.success() {
        true => End::Passed,
        false if stopped => End::Timeout,
        false => End::Failed(format!("ended with {status}")),
    })
}

/// Ends a process and those that it started.
fn kill(child: &mut Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
    let _ = child.wait();
}

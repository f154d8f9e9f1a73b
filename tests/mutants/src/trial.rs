//! Runs the tests against one mutant after another, and notes which test caught it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Outcome;
use crate::check::Drawn;
use crate::settings::{Places, Settings, Suite, digest};

/// A mutant may ask for memory without end: KiB of address space for each process.
const MEMORY: u64 = 8 << 20;

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
    let mut left: Vec<&Drawn> = drawn.iter().filter(|d| d.state == "drawn" && !done.contains_key(&d.key)).collect();
    if left.is_empty() {
        return Ok(());
    }
    let executables = build(&places, &settings.suites)?;
    let program = places.build.join("debug/sanshe");
    let limits = clean(&places, &settings.suites, &executables, &digest)?;
    let mut seconds = passed(&places, &digest);
    let spent = |seconds: &BTreeMap<(String, String), f64>, key: &str| -> f64 {
        seconds.iter().filter(|((of, _), _)| of == key).map(|(_, s)| s).sum()
    };
    let end = |mutant: &Drawn, outcome: &str, by: &str, took: f64| {
        let Drawn { number, place, key, .. } = mutant;
        println!("{outcome:7} {took:6.1} s  {key}  {by}");
        note(&places.made.join("results.tsv"), &format!("{digest}\t{number}\t{place}\t{key}\t{outcome}\t{by}\t{took:.1}\n"))
    };
    for (suite, (executable, limit)) in settings.suites.iter().zip(executables.iter().zip(&limits)) {
        println!("{}: {} mutants", suite.label(), left.len());
        let mut survive = Vec::new();
        for mutant in left {
            let label = (mutant.key.clone(), suite.label());
            if seconds.contains_key(&label) {
                survive.push(mutant);
                continue;
            }
            let began = Instant::now();
            let ended = one(&places, suite, executable, &program, Some(mutant.number), Some(*limit))?;
            let took = began.elapsed().as_secs_f64();
            match ended {
                End::Passed => {
                    note(&places.made.join("passed.tsv"), &format!("{digest}\t{}\t{}\t{took:.1}\n", label.0, label.1))?;
                    seconds.insert(label, took);
                    survive.push(mutant);
                }
                End::Failed(test) => {
                    end(mutant, "caught", &format!("{}: {test}", suite.name), spent(&seconds, &mutant.key) + took)?;
                }
                End::Timeout => end(mutant, "timeout", &suite.name, spent(&seconds, &mutant.key) + took)?,
            }
        }
        left = survive;
    }
    for mutant in left {
        end(mutant, "missed", "", spent(&seconds, &mutant.key))?;
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
    // Nobody looks at these executables with a debugger: without its tables they build sooner.
    command.args(["--config", "profile.test.package.sanshe.debug=0"]);
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

/// Runs all tests without a mutant: they must pass. Gives how long each executable may take: five times as long, and a bit.
fn clean(places: &Places, suites: &[Suite], executables: &[PathBuf], digest: &str) -> Outcome<Vec<Duration>> {
    let kept = places.made.join("clean.tsv");
    let text = fs::read_to_string(&kept).unwrap_or_default();
    let known: BTreeMap<&str, f64> = text
        .lines()
        .filter_map(|line| line.strip_prefix(digest)?.strip_prefix('\t')?.split_once('\t'))
        .filter_map(|(name, seconds)| Some((name, seconds.parse().ok()?)))
        .collect();
    let program = places.build.join("debug/sanshe");
    let mut limits = Vec::new();
    for (suite, executable) in suites.iter().zip(executables) {
        let seconds = if let Some(&seconds) = known.get(suite.label().as_str()) {
            seconds
        } else {
            let began = Instant::now();
            match one(places, suite, executable, &program, None, None)? {
                End::Passed => {}
                End::Failed(test) => return Err(format!("without a mutant, {}: {test} fails", suite.name)),
                End::Timeout => return Err(format!("without a mutant, {} does not end", suite.name)),
            }
            let seconds = began.elapsed().as_secs_f64();
            println!("clean   {seconds:6.1} s  {}", suite.label());
            note(&kept, &format!("{digest}\t{}\t{seconds:.1}\n", suite.label()))?;
            seconds
        };
        limits.push(Duration::from_secs_f64(5.0 * seconds + 20.0));
    }
    Ok(limits)
}

/// Runs an executable until a test fails.
fn one(
    places: &Places,
    suite: &Suite,
    executable: &Path,
    program: &Path,
    mutant: Option<usize>,
    limit: Option<Duration>,
) -> Outcome<End> {
    // What a killed test leaves behind would be in the next one's way.
    let temporary = places.made.join("tmp");
    if temporary.exists() {
        fs::remove_dir_all(&temporary).map_err(|e| format!("{}: {e}", temporary.display()))?;
    }
    fs::create_dir_all(&temporary).map_err(|e| format!("{}: {e}", temporary.display()))?;
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY} && ulimit -c 0 && exec \"$@\""), "sh"]).arg(executable);
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
    let end = limit.map(|limit| Instant::now() + limit);
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
    Ok(if status.success() { End::Passed } else { End::Failed(format!("ended with {status}")) })
}

/// Ends a process and those that it started.
fn kill(child: &mut Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
    let _ = child.wait();
}

//! One trial: a run killed, perhaps tampered with, and taken up again until it is complete.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::calls::{self, Call, WRITING};
use super::dice::Dice;
use super::report::Row;
use super::tamper::{Place, WAYS};

/// After this long a run of the small world is taken to hang.
const HANGS: Duration = Duration::from_secs(60);

const WORLD: &str = r#"extends = "reference.toml"
name = "small"
title = "Small"
title_zh = "小"
policies = ["administrative", "linkage", "endogenous"]

[run]
years = 1
burn_in_years = 1

[district.generate]
subdistricts = 2
communities = 4
residents = 3000
"#;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// A run into a folder that is not there.
    First,
    /// The same, and the run that takes it up is killed as well.
    Twice,
    /// A finished folder replaced.
    Fresh,
    /// A finished folder taken further.
    Grown,
    /// A finished folder run again.
    Again,
}

impl Mode {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::First, Self::Twice, Self::Fresh, Self::Grown, Self::Again];

    /// Its name in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "a first run",
            Self::Twice => "a first run and its resumption",
            Self::Fresh => "`--fresh` over a finished folder",
            Self::Grown => "a finished folder taken on to more seeds",
            Self::Again => "a finished folder run again",
        }
    }

    /// The command that is killed.
    const fn command(self) -> &'static str {
        match self {
            Self::Fresh => "run ../world/small.toml --seeds 4 --threads 2 --excel --out o --fresh",
            _ => RUN,
        }
    }
}

/// The command that is compared with.
const RUN: &str = "run ../world/small.toml --seeds 4 --threads 2 --excel --out o";
/// The start of a folder that is then taken further.
const FEWER: &str = "run ../world/small.toml --seeds 2 --threads 2 --excel --out o";

/// Files of a folder by name, as far as they are compared; links and the like as what they are.
type Files = BTreeMap<String, Vec<u8>>;

/// Where trials are held, and what they are compared with.
pub struct Ground {
    root: PathBuf,
    binary: PathBuf,
    whole: Files,
    calls: BTreeMap<Mode, BTreeMap<String, Vec<Call>>>,
}

impl Ground {
    /// Lays out the world, runs it without interruption and counts the calls of every mode.
    pub fn new(root: &Path, binary: &Path) -> Result<Self, String> {
        let root = fs::canonicalize(root).map_err(|e| e.to_string())?;
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        copy(&shipped, &root.join("world"));
        fs::write(root.join("world/small.toml"), WORLD).map_err(|e| e.to_string())?;
        let mut ground = Self { root: root.clone(), binary: binary.to_owned(), whole: Files::new(), calls: BTreeMap::new() };
        for (name, command) in [("reference", RUN), ("fewer", FEWER)] {
            let dir = root.join(name);
            let _ = fs::remove_dir_all(&dir);
            fs::create_dir(&dir).map_err(|e| e.to_string())?;
            let said = ground.run(&dir, command, &[])?;
            if said.status.code() != Some(0) {
                return Err(format!("an uninterrupted run ended with {}: {}", said.status, said.err));
            }
        }
        ground.whole = compared(&root.join("reference/o"));
        for mode in Mode::ALL {
            let dir = ground.laid_out("counted", mode);
            let said = ground.run(&dir, mode.command(), &["-e", &format!("trace={WRITING}")])?;
            if said.status.code() != Some(0) {
                return Err(format!("{}: a traced run ended with {}: {}", mode.name(), said.status, said.err));
            }
            if compared(&dir.join("o")) != ground.whole {
                return Err(format!("{}: an uninterrupted run gives other bytes", mode.name()));
            }
            let trace = fs::read_to_string(dir.join("trace")).map_err(|e| e.to_string())?;
            ground.calls.insert(mode, calls::writing(&trace, &dir.join("o")));
        }
        Ok(ground)
    }

    /// How many calls there are to be killed at: by mode and name.
    pub fn counts(&self) -> impl Iterator<Item = (Mode, &str, usize)> {
        self.calls.iter().flat_map(|(mode, by_name)| by_name.iter().map(|(name, calls)| (*mode, name.as_str(), calls.len())))
    }

    /// A folder as it stands before the command of a mode.
    fn laid_out(&self, name: &str, mode: Mode) -> PathBuf {
        let dir = self.root.join(name);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("foreign/photos")).expect("a folder can be made");
        fs::write(dir.join("foreign/notes.txt"), "mine\n").expect("written");
        for file in ["lost.svg", "difference.svg", "bound.svg", "holiday.jpg"] {
            fs::write(dir.join("foreign/photos").join(file), format!("my {file}\n")).expect("written");
        }
        match mode {
            Mode::First | Mode::Twice => {}
            Mode::Fresh | Mode::Again => copy(&self.root.join("reference/o"), &dir.join("o")),
            Mode::Grown => copy(&self.root.join("fewer/o"), &dir.join("o")),
        }
        dir
    }

    /// Starts the program in a folder, under strace with these options when there are any.
    fn run(&self, dir: &Path, line: &str, traced: &[&str]) -> Result<Said, String> {
        let mut command = if traced.is_empty() {
            Command::new(&self.binary)
        } else {
            let mut strace = Command::new("strace");
            // Not with --seccomp-bpf: it is faster, and then `when=` beyond 1 does not come.
            strace.args(["-f", "-y", "-s", "0", "-o"]).arg(dir.join("trace")).args(traced).arg(&self.binary);
            strace
        };
        let output = |name: &str| fs::File::create(dir.join(name)).map_err(|e| format!("{name}: {e}"));
        let mut child = command
            .args(line.split(' '))
            .current_dir(dir)
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "C")
            .stdin(Stdio::null())
            .stdout(output("said")?)
            .stderr(output("told")?)
            .spawn()
            .map_err(|e| format!("{command:?}: {e}"))?;
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
                break status;
            }
            if start.elapsed() > HANGS {
                child.kill().map_err(|e| e.to_string())?;
                child.wait().map_err(|e| e.to_string())?;
                return Err(format!("hang: `{line}` was not done after {HANGS:?}"));
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        let err = fs::read_to_string(dir.join("told")).map_err(|e| e.to_string())?;
        Ok(Said { status, err, took: start.elapsed() })
    }

    /// Kills a run of a mode at a drawn call; nothing when it came to its end before.
    fn kill(&self, dice: &mut Dice, dir: &Path, mode: Mode) -> Result<Option<(Call, String)>, String> {
        let by_name = &self.calls[&mode];
        // Half of the trials go evenly over the kinds of calls, so that rare ones come, half over all calls.
        let call = if dice.chance(50) {
            let names: Vec<&Vec<Call>> = by_name.values().collect();
            let calls = *dice.pick(&names);
            dice.pick(calls).clone()
        } else {
            let all: Vec<&Call> = by_name.values().flatten().collect();
            (*dice.pick(&all)).clone()
        };
        let inject = format!("inject={}:signal=KILL:when={}", call.name, call.when);
        let said = self.run(dir, mode.command(), &["-e", &format!("trace={}", call.name), "-e", &inject])?;
        if said.status.signal() != Some(9) {
            return Ok(None);
        }
        let trace = fs::read_to_string(dir.join("trace")).unwrap_or_default();
        let at = calls::last(&trace, &dir.join("o")).unwrap_or_else(|| call.file.clone());
        Ok(Some((call, at)))
    }

    /// Holds a trial.
    pub fn trial(&self, seed: u64, number: u64, tampers: bool) -> Row {
        let mut dice = Dice::new(seed, number);
        let mode = match dice.below(100) {
            0..55 => Mode::First,
            55..70 => Mode::Twice,
            70..80 => Mode::Fresh,
            80..92 => Mode::Grown,
            _ => Mode::Again,
        };
        let mut row = Row { number, mode: mode.name().into(), ..Row::default() };
        let name = format!("trial-{number}");
        // Threads share the work by chance: the drawn call may not come. Then another is drawn.
        let mut killed = None;
        let mut dir = PathBuf::new();
        for _ in 0..30 {
            dir = self.laid_out(&name, mode);
            match self.kill(&mut dice, &dir, mode) {
                Ok(None) => {}
                // Before the folder is there, nobody can tamper with it.
                Ok(Some(_)) if tampers && !dir.join("o").exists() => {}
                Ok(Some(at)) => {
                    killed = Some(at);
                    break;
                }
                Err(what) => return row.wrong(what),
            }
        }
        let Some((call, at)) = killed else { return row.wrong("no drawn call came in thirty runs".into()) };
        (row.call, row.when, row.file) = (call.name, call.when, at);
        if row.call == "write" && dice.chance(50) && self.tear(&mut dice, &dir.join("o"), &row.file) {
            row.call.push_str(", torn");
        }
        if mode == Mode::Twice
            && let Err(what) = self.kill(&mut dice, &dir, mode)
        {
            return row.wrong(what);
        }
        let place = Place { folder: dir.join("o"), foreign: dir.join("foreign") };
        if tampers {
            // Not every way finds something to do: a table, a second line of the journal.
            let done = (0..1000).find_map(|_| {
                let (way, act) = dice.pick(&WAYS);
                act(&mut dice, &place).map(|what| (*way, what))
            });
            let Some((way, what)) = done else { return row.wrong("nothing to tamper with".into()) };
            (row.way, row.what) = (way.into(), what);
        }
        match self.taken_up(&dir, &place, &mut row) {
            Ok(()) => drop(fs::remove_dir_all(&dir)),
            Err(what) => row = row.wrong(what),
        }
        row
    }

    /// Leaves a part of the write that did not come: what a machine that stops may leave, and a kill does not.
    fn tear(&self, dice: &mut Dice, folder: &Path, file: &str) -> bool {
        let whole = fs::read(self.root.join("reference/o").join(file.trim_end_matches(".part"))).unwrap_or_default();
        let lines: Vec<&[u8]> = whole.split(|b| *b == b'\n').filter(|l| l.len() > 1).collect();
        let path = folder.join(file);
        if lines.is_empty() || !path.is_file() {
            return false;
        }
        // Whole lines and a part of one; of the journal, which is written line by line, and of a file that is new, the part alone: of its
        // first line.
        let is_new = fs::metadata(&path).is_ok_and(|m| m.len() == 0);
        let rows = if is_new || file == "journal.jsonl" { 0 } else { dice.below(3) };
        let line = if is_new { lines[0] } else { *dice.pick(&lines) };
        let mut torn: Vec<u8> = (0..rows).flat_map(|_| [*dice.pick(&lines), b"\n"].concat()).collect();
        torn.extend_from_slice(&line[..1 + dice.below(line.len() - 1)]);
        let mut file = fs::OpenOptions::new().append(true).open(&path).expect("a plain file opens");
        std::io::Write::write_all(&mut file, &torn).expect("written");
        true
    }

    /// Starts the run again and looks at what comes of it: the same bytes, or after tampering a refusal.
    fn taken_up(&self, dir: &Path, place: &Place, row: &mut Row) -> Result<(), String> {
        let tampered = !row.way.is_empty();
        let (foreign, before) = (everything(&place.foreign), everything(&place.folder));
        for line in [RUN, Mode::Fresh.command()] {
            let said = self.run(dir, line, &[])?;
            row.slowest_ms = row.slowest_ms.max(said.took.as_millis() as u64);
            if everything(&place.foreign) != foreign {
                return Err(format!(
                    "`{line}` changed foreign files: {} -> {}",
                    names(&foreign),
                    names(&everything(&place.foreign))
                ));
            }
            for user in ["notes.txt", "analysis.R", "runs (copy).csv", "charts.zip"] {
                if before.contains_key(user) && before.get(user) != everything(&place.folder).get(user) {
                    return Err(format!("`{line}` changed {user}"));
                }
            }
            match said.status.code() {
                Some(0) => {
                    self.same(&place.folder, &before)?;
                    row.outcome = if line == RUN {
                        "same bytes".into()
                    } else {
                        format!("{}; `--fresh` gives the same bytes", row.outcome)
                    };
                    return Ok(());
                }
                Some(status @ (1 | 2)) if tampered => {
                    let text = &said.err;
                    if !text.contains("error: ") || text.contains("internal error") || text.contains("panicked") {
                        return Err(format!("`{line}` ended with {status} and no clear word: {text}"));
                    }
                    if status == 2 && line == RUN && everything(&place.folder) != before {
                        return Err(format!("`{line}` refused the folder and changed it: {text}"));
                    }
                    if line == RUN {
                        row.outcome = format!("refused, status {status}");
                        row.said = text.lines().find(|l| l.contains("error: ")).unwrap_or_default().to_owned();
                    }
                }
                _ => return Err(format!("`{line}` ended with {}: {}", said.status, said.err)),
            }
        }
        // `--fresh` does not replace what is not the program's.
        row.outcome.push_str("; `--fresh` too");
        Ok(())
    }

    /// A folder holds what an uninterrupted run gives, and nothing more than was there.
    fn same(&self, folder: &Path, before: &Files) -> Result<(), String> {
        let now = compared(folder);
        for (name, bytes) in &self.whole {
            match now.get(name) {
                None => return Err(format!("{name} is missing")),
                Some(found) if found != bytes => return Err(format!("{name} has other bytes")),
                Some(_) => {}
            }
        }
        let more: Vec<&String> = now.keys().filter(|n| !self.whole.contains_key(*n) && !before.contains_key(*n)).collect();
        if more.is_empty() { Ok(()) } else { Err(format!("more files than an uninterrupted run leaves: {more:?}")) }
    }
}

/// What a run said and how it ended.
struct Said {
    status: ExitStatus,
    err: String,
    took: Duration,
}

fn names(files: &Files) -> String {
    files.iter().map(|(name, bytes)| format!("{name} ({} bytes)", bytes.len())).collect::<Vec<_>>().join(", ")
}

/// Everything below a folder: files with their bytes and links, other things as what they are.
fn everything(dir: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            let name = path.strip_prefix(dir).expect("below the folder").to_string_lossy().into_owned();
            let meta = fs::symlink_metadata(&path).expect("it is there");
            let what = if meta.is_symlink() {
                format!("link to {}", fs::read_link(&path).expect("a link").display()).into_bytes()
            } else if meta.is_dir() {
                open.push(path);
                b"folder".to_vec()
            } else if meta.is_file() {
                fs::read(&path).expect("it reads")
            } else {
                format!("no file, mode {:o}", meta.mode()).into_bytes()
            };
            files.insert(name, what);
        }
    }
    files
}

/// As [`everything`], without what may differ from run to run: the times, the journal, and which wave brought a row.
fn compared(dir: &Path) -> Files {
    let mut files = everything(dir);
    files.retain(|name, _| !["timing.json", "journal.jsonl", "waves.csv", "excel/waves.csv"].contains(&name.as_str()));
    files
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("it lists") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

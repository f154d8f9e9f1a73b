//! Draws until as many as are wanted compile, and leaves all of them in the copy of the tree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde_json::Value;

use crate::Outcome;
use crate::draw::{Mutant, in_order};
use crate::places::Found;
use crate::rewrite::{Mark, rewrite};
use crate::settings::{Places, Settings, files, read, write};

/// What the program asks before it runs what a mutant changes: see `main.rs`.
const SWITCH: &str = r#"
/// Whether a mutant is on: `SANSHE_MUTANT` is its number.
#[doc(hidden)]
#[must_use]
#[inline]
pub fn mutant(number: u32) -> bool {
    static ON: std::sync::LazyLock<u32> =
        std::sync::LazyLock::new(|| std::env::var("SANSHE_MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0));
    *ON == number
}
"#;

/// More than are wanted are tried at once: most compile, and each try takes a while.
const SPARE: usize = 24;

/// Functions that are made no constant ones because of those they call: by file, and by their number in it.
type Callers = BTreeSet<(String, usize)>;

/// Errors of the compiler, by file: where, and what it says.
type Errors = Vec<(String, usize, String)>;

/// Draws, rewrites, and leaves out what does not compile. Writes `drawn.tsv`: number, `drawn` or why not, file and line, key.
pub fn draw(root: &Path) -> Outcome<()> {
    let places = Places::of(root);
    let settings = Settings::read(&places)?;
    let list = read(&places.made.join("list.json"))?;
    let mutants = in_order(&list, settings.seed)?;
    let mut sources = BTreeMap::new();
    for file in mutants.iter().map(|m| m.file.clone()).collect::<BTreeSet<_>>() {
        let text = read(&root.join(&file))?;
        let found = Found::in_source(&text).map_err(|e| format!("{file}: {e}"))?;
        sources.insert(file, (text, found));
    }
    copy(&places, &sources)?;
    let stamp = stamp(&settings, &list, &sources);
    let drawn = places.made.join("drawn.tsv");
    if fs::read_to_string(&drawn).is_ok_and(|text| text.lines().next() == Some(&stamp)) {
        let numbers: BTreeSet<usize> = Drawn::read(&places)?.iter().filter(|d| d.state == "drawn").map(|d| d.number).collect();
        let these: Vec<&Mutant> = mutants.iter().filter(|m| numbers.contains(&m.number)).collect();
        return put(&places, &sources, &these, &Drawn::callers(&places)?, &mut BTreeMap::new()).map(|_| ());
    }

    // The tries must not make cargo compile again what ends as it was.
    let was: Vec<_> = sources.keys().map(|file| places.tree.join(file)).map(|p| (fs::read(&p).ok(), modified(&p), p)).collect();
    let (mut out, mut callers) = (BTreeMap::<usize, String>::new(), Callers::new());
    let wanted = |out: &BTreeMap<usize, String>, count: usize| -> Vec<&Mutant> {
        mutants.iter().filter(|m| !out.contains_key(&m.number)).take(count).collect()
    };
    loop {
        let tried = wanted(&out, settings.count + SPARE);
        let marks = put(&places, &sources, &tried, &callers, &mut out)?;
        let errors = compile(&places)?;
        if errors.is_empty() && tried.iter().all(|m| !out.contains_key(&m.number)) {
            break;
        }
        if no_constants(&places, &errors, &mut callers)? {
            continue;
        }
        let before = out.len();
        for (file, place, what) in &errors {
            for number in blamed(marks.get(file).map_or(&[][..], Vec::as_slice), *place) {
                out.entry(number).or_insert_with(|| what.clone());
            }
        }
        if out.len() == before {
            for (file, place, what) in &errors {
                for number in in_function(&read(&places.tree.join(file))?, marks.get(file).map_or(&[][..], Vec::as_slice), *place)
                {
                    out.entry(number).or_insert_with(|| what.clone());
                }
            }
        }
        if out.len() == before && !errors.is_empty() {
            let told: Vec<String> = errors.iter().map(|(file, at, what)| format!("{file}, byte {at}: {what}")).collect();
            return Err(format!("errors of no mutant:\n{}", told.join("\n")));
        }
        eprintln!("{} of {} do not compile as they are written", out.len(), tried.len() + before);
    }
    // Without the spare ones.
    let tried = wanted(&out, settings.count);
    let last = tried.last().map_or(0, |m| m.number);
    put(&places, &sources, &tried, &callers, &mut out)?;
    for (bytes, time, path) in was {
        if let (Some(bytes), Some(time)) = (bytes, time)
            && fs::read(&path).is_ok_and(|now| now == bytes)
        {
            let set = fs::File::options().append(true).open(&path).and_then(|file| file.set_modified(time));
            set.map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    let mut text = stamp + "\n";
    for (file, number) in &callers {
        text += &format!("# no constant function:\t{file}\t{number}\n");
    }
    for mutant in mutants.iter().take_while(|m| m.number <= last) {
        let state = out.get(&mutant.number).map_or("drawn", String::as_str);
        text += &format!("{}\t{state}\t{}:{}\t{}\n", mutant.number, mutant.file, mutant.start.0, mutant.key());
    }
    write(&drawn, &text)
}

fn stamp(settings: &Settings, list: &str, sources: &BTreeMap<String, (String, Found)>) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(format!("{} {}\n", settings.seed, settings.count).as_bytes());
    hash.update(list.as_bytes());
    hash.update(
        concat!(include_str!("rewrite.rs"), include_str!("places.rs"), include_str!("draw.rs"), include_str!("check.rs"))
            .as_bytes(),
    );
    for (text, _) in sources.values() {
        hash.update(text.as_bytes());
    }
    format!("# {}", hash.finalize())
}

/// When a file was written.
fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|m| m.modified()).ok()
}

/// A line of `drawn.tsv`.
pub struct Drawn {
    pub number: usize,
    /// `drawn`, or why it is not.
    pub state: String,
    pub place: String,
    pub key: String,
}

impl Drawn {
    pub fn read(places: &Places) -> Outcome<Vec<Self>> {
        let text = read(&places.made.join("drawn.tsv"))?;
        let of = |line: &str| {
            let mut fields = line.split('\t').map(str::to_owned);
            let number = fields.next()?.parse().ok()?;
            Some(Self { number, state: fields.next()?, place: fields.next()?, key: fields.next()? })
        };
        Ok(text.lines().filter_map(of).collect())
    }

    /// Those that were made no constant functions for the draw.
    fn callers(places: &Places) -> Outcome<Callers> {
        let text = read(&places.made.join("drawn.tsv"))?;
        let of = |line: &str| {
            let (file, number) = line.strip_prefix("# no constant function:\t")?.split_once('\t')?;
            Some((file.to_owned(), number.parse().ok()?))
        };
        Ok(text.lines().filter_map(of).collect())
    }
}

/// Copies what differs from the tree and takes away what it has no more; the sources of mutants are written with them in place.
fn copy(places: &Places, sources: &BTreeMap<String, (String, Found)>) -> Outcome<()> {
    let of_tree = files(places)?;
    for file in of_tree.iter().filter(|file| !sources.contains_key(*file)) {
        let (from, to) = (places.root.join(file), places.tree.join(file));
        let mut bytes = fs::read(&from).map_err(|e| format!("{file}: {e}"))?;
        if file == "src/lib.rs" {
            bytes.extend_from_slice(SWITCH.as_bytes());
        }
        if fs::read(&to).is_ok_and(|now| now == bytes) {
            continue;
        }
        to.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&to, bytes))
            .map_err(|e| format!("{file}: {e}"))?;
    }
    let mut folders = vec![places.tree.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?.flatten() {
            let path = entry.path();
            let name = path.strip_prefix(&places.tree).unwrap_or(&path).to_string_lossy().into_owned();
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                folders.push(path);
            } else if !of_tree.contains(&name) {
                fs::remove_file(&path).map_err(|e| format!("{name}: {e}"))?;
            }
        }
    }
    Ok(())
}

/// Writes all files with the mutants of each.
fn put(
    places: &Places,
    sources: &BTreeMap<String, (String, Found)>,
    mutants: &[&Mutant],
    callers: &Callers,
    out: &mut BTreeMap<usize, String>,
) -> Outcome<BTreeMap<String, Vec<Mark>>> {
    let mut marks = BTreeMap::new();
    for (file, (text, found)) in sources {
        let own: Vec<&Mutant> = mutants.iter().filter(|m| m.file == *file).copied().collect();
        let own_callers: Vec<usize> = callers.iter().filter(|(of, _)| of == file).map(|(_, number)| *number).collect();
        let rewritten = rewrite(text, found, &own, &own_callers);
        for number in rewritten.lost {
            out.insert(number, "its place is not found".to_owned());
        }
        write(&places.tree.join(file), &rewritten.text)?;
        marks.insert(file.clone(), rewritten.marks);
    }
    Ok(marks)
}

/// Finds constant functions that call one which was made none for a mutant. Gives whether there are any that were not known.
fn no_constants(places: &Places, errors: &Errors, callers: &mut Callers) -> Outcome<bool> {
    let before = callers.len();
    for (file, place, _) in errors.iter().filter(|(_, _, what)| what.starts_with("E0015")) {
        let found = Found::in_source(&read(&places.tree.join(file))?).map_err(|e| format!("{file}: {e}"))?;
        let around = found.functions.iter().enumerate().filter(|(_, f)| f.body.contains(place)).min_by_key(|(_, f)| f.body.len());
        if let Some((number, function)) = around
            && function.constant.is_some()
        {
            callers.insert((file.clone(), number));
        }
    }
    Ok(callers.len() > before)
}

/// Whose an error is: those of the narrowest range around it.
fn blamed(marks: &[Mark], place: usize) -> Vec<usize> {
    let around = marks.iter().filter(|m| m.at.start <= place && place <= m.at.end && !m.numbers.is_empty());
    around.min_by_key(|m| m.at.len()).map_or_else(Vec::new, |m| m.numbers.clone())
}

/// Those in the innermost function around an error, if no range of a mutant is: a value that a function cannot give besides its own.
fn in_function(text: &str, marks: &[Mark], place: usize) -> Vec<usize> {
    let Ok(found) = Found::in_source(text) else { return Vec::new() };
    let around = found.functions.iter().filter(|f| f.whole.contains(&place)).min_by_key(|f| f.whole.len());
    let Some(around) = around else { return Vec::new() };
    let inside = marks.iter().filter(|m| around.whole.start <= m.at.start && m.at.end <= around.whole.end);
    inside.flat_map(|m| m.numbers.iter().copied()).collect()
}

/// Compiles the library of the copy as far as its errors are known.
fn compile(places: &Places) -> Outcome<Errors> {
    let output = Command::new("cargo")
        .args(["check", "--locked", "--lib", "--message-format=json", "--quiet"])
        .current_dir(&places.tree)
        .env("CARGO_TARGET_DIR", &places.build)
        .env("RUSTFLAGS", "-Awarnings")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cargo: {e}"))?;
    let mut errors = Errors::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(entry) = serde_json::from_str::<Value>(line) else { continue };
        let Some(message) = entry.get("message").filter(|m| m["level"] == "error") else { continue };
        let code = message["code"]["code"].as_str().unwrap_or("error");
        let what = format!("{code}: {}", message["message"].as_str().unwrap_or_default()).replace(['\t', '\n'], " ");
        for span in message["spans"].as_array().into_iter().flatten().filter(|s| s["is_primary"] == true) {
            let file = span["file_name"].as_str().unwrap_or_default().to_owned();
            let place = span["byte_start"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            errors.push((file, place, what.clone()));
        }
    }
    if errors.is_empty() && !output.status.success() {
        return Err("the tree does not compile: cargo says why above".to_owned());
    }
    Ok(errors)
}

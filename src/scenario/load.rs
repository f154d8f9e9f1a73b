//! Loading: layers merged, typed, checked; with the policies to compare and the hashes of all that was read.

use std::path::Path;
#[cfg(feature = "files")]
use std::path::PathBuf;
use std::sync::Arc;

use serde::de::DeserializeOwned;

#[cfg(feature = "files")]
use crate::base::disk::Disk;
use crate::base::source::Source;
use crate::base::words::both;
use crate::scenario::check;
use crate::scenario::check::pointer::Pointer;
use crate::scenario::error::{Kind, Origin, ScenarioError, meant, nearest, one_of};
use crate::scenario::experiment::{Experiment, FileOrigin, InputFile, NamedPolicy};
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::Scenario;
use crate::scenario::labels;
use crate::scenario::memory;
use crate::scenario::reading::flat::flatten;
#[cfg(feature = "files")]
use crate::scenario::reading::layers::unreadable;
use crate::scenario::reading::layers::{Folder, Layered, setting};
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::name::{NAME, is_policy_name};
use crate::scenario::reading::node::Value;
use crate::scenario::reading::repair;
use crate::scenario::reading::typed;
use crate::scenario::remark::Remark;
use crate::scenario::schema;
use crate::scenario::sheet;
use crate::scenario::sheet::{SHEET, Understood};

/// What the command line adds to a scenario file.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// `KEY=VALUE` each, laid over the file in order.
    pub sets: Vec<String>,
    /// Policies to compare instead of the scenario's.
    pub policies: Option<Vec<String>>,
    /// Bytes of memory that a run may take, if not those of [`memory::allowed`].
    pub memory: Option<u64>,
}

/// Reads a scenario and its policies from the disk and checks both.
///
/// # Errors
/// When anything is wrong: all of it, each with its place; see [`ScenarioError`].
#[cfg(feature = "files")]
pub fn load(path: &Path, options: &LoadOptions) -> Result<Experiment, ScenarioError> {
    let disk = Disk::around(path).map_err(|e| unreadable(path, &e))?;
    let file = path.file_name().map(PathBuf::from).ok_or_else(|| {
        ScenarioError::new(Kind::Unreadable).in_file(path.display().to_string()).expected(both!("a scenario file", "情景文件"))
    })?;
    read_from(Arc::new(disk), &file, path, options)
}

/// As [`load`], from the file at `relative` in any source of files.
///
/// # Errors
/// As [`load`].
pub fn load_from(files: Arc<dyn Source>, relative: &Path, options: &LoadOptions) -> Result<Experiment, ScenarioError> {
    let shown = Folder::new(Arc::clone(&files)).shown(relative);
    read_from(files, relative, &shown, options)
}

fn read_from(files: Arc<dyn Source>, file: &Path, shown: &Path, options: &LoadOptions) -> Result<Experiment, ScenarioError> {
    let mut folder = Folder::new(files);
    let layered = folder.layered(file)?;
    complete(folder, layered, (shown, file), options).map(|(experiment, _)| experiment)
}

/// A scenario with a table of its own beside the keys of the world, as the cases of verification have.
#[derive(Debug)]
pub struct Accompanied<T> {
    /// The scenario.
    pub experiment: Experiment,
    /// What the table says.
    pub companion: T,
    /// All keys of the file and of those it extends, the table among them.
    pub layered: Layered,
}

/// As [`load_from`] (paths in the file may lead anywhere in the folder), with the table of that name read as `T`.
///
/// # Errors
/// As [`load`].
pub fn load_accompanied<T: DeserializeOwned>(
    files: Arc<dyn Source>,
    file: &Path,
    name: &str,
    options: &LoadOptions,
) -> Result<Accompanied<T>, ScenarioError> {
    let mut folder = Folder::new(files);
    let path = folder.shown(file);
    let mut layered = folder.layered(file)?;
    let (key, node) = layered.table.take(name).ok_or_else(|| {
        ScenarioError::new(Kind::MissingKey)
            .at(&layered.top)
            .key(name)
            .expected(both!("a table [{name}] beside the keys of the world", "与情景的键并列的表 [{name}]"))
    })?;
    let Value::Table(table) = &node.value else {
        return Err(ScenarioError::new(Kind::WrongType)
            .at(&node.origin)
            .key(name)
            .found(node.value.describe())
            .expected(both!("a table [{name}]", "表 [{name}]")));
    };
    let companion = typed::read(table, &key.origin).map_err(|e| e.under(name))?;
    let (experiment, mut layered) = complete(folder, layered, (&path, file), options)?;
    layered.table.push(key, node);
    Ok(Accompanied { experiment, companion, layered })
}

/// As [`load`], with the keys of the scenario and of its policies as they were laid over each other.
#[cfg(feature = "files")]
pub(in crate::scenario) fn load_layers(
    path: &Path,
    options: &LoadOptions,
) -> Result<(Experiment, Layered, Vec<Layered>), ScenarioError> {
    let disk = Disk::around(path).map_err(|e| unreadable(path, &e))?;
    let Some(file) = path.file_name().map(PathBuf::from) else {
        return Err(ScenarioError::new(Kind::Unreadable).in_file(path.display().to_string()));
    };
    let mut folder = Folder::new(Arc::new(disk));
    let layered = folder.layered(&file)?;
    let files = folder.files();
    let (experiment, layered) = complete(folder, layered, (path, &file), options)?;
    let mut folder = Folder::new(files);
    let of = |named: &NamedPolicy| policy_files(&mut folder, &layered, &named.name, |error| error);
    let policies = experiment.policies.iter().map(of).collect::<Result<_, _>>()?;
    Ok((experiment, layered, policies))
}

/// The rest of loading: settings laid over, typed, checked; policies and table read. What is wrong anywhere is told together.
fn complete(
    mut folder: Folder,
    mut layered: Layered,
    (path, file): (&Path, &Path),
    options: &LoadOptions,
) -> Result<(Experiment, Layered), ScenarioError> {
    if let Some(error) = other_kind_of_file(&layered) {
        return Err(error);
    }
    let mut mistakes = Mistakes::default();
    for (index, text) in options.sets.iter().enumerate() {
        if let Some(table) = mistakes.keep(setting(text, 1000 + index)) {
            layered.table.lay_over(table);
        }
    }
    let read = repair::read::<Scenario>(&layered.table, &layered.top);
    mistakes.append(read.mistakes.map(in_scenario));
    let Some(mut scenario) = read.value else {
        policies(&mut folder, &layered, None, options, &mut mistakes);
        return Err(mistakes.or(()).err().unwrap_or_else(|| ScenarioError::new(Kind::Syntax).at(&layered.top)));
    };
    mistakes.append(check::world::scenario(&scenario, &layered.table, &layered.top, &read.unsure));
    let sure = Pointer { table: &layered.table, top: &layered.top, unsure: &read.unsure };
    let mut understood = None;
    let mut remarks: Vec<Remark> = sheet_beside(&folder, file, &layered).into_iter().collect();
    if sure.sure(["district", "segment"])
        && let Some((read, more)) = mistakes.keep(read_sheet(&mut folder, &layered, file, &mut scenario))
    {
        understood = read;
        remarks.extend(more);
    }
    let known = Known { scenario: &scenario, baseline: sure.sure(["baseline"]), categories: sure.sure(["category"]) };
    let policies = policies(&mut folder, &layered, Some(&known), options, &mut mistakes);
    mistakes.or(())?;
    let experiment = Experiment {
        path: path.to_path_buf(),
        origin: FileOrigin { files: folder.files(), file: file.to_path_buf() },
        world_keys: flatten(&scenario),
        scenario,
        policies,
        inputs: folder.inputs().into_iter().map(|(path, blake3)| InputFile { path, blake3 }).collect(),
        remarks,
        sheet: understood,
    };
    memory::fits(&experiment, &layered.table, &layered.top, options.memory)?;
    Ok((experiment, layered))
}

/// A file of the project that is not a scenario: one sentence instead of a list of all that a scenario would have.
fn other_kind_of_file(layered: &Layered) -> Option<ScenarioError> {
    let has = |name: &str| layered.table.get(name);
    let (found, hint) = if let (Some(_), Some(_)) = (has("world"), has("policy")) {
        (
            both!("what is said of each key: its range, unit and source", "各键的说明：范围、单位、来源"),
            both!("`sanshe check reference.toml` checks a scenario", "`sanshe check reference.toml` 检查情景"),
        )
    } else if let (Some(_), None) = (has("label"), has("name")) {
        (
            both!("a policy", "一项政策"),
            both!(
                "a policy is checked with a scenario that names it in `policies`: `sanshe check SCENARIO --policy NAME`",
                "政策随在 `policies` 中列出它的情景一起检查：`sanshe check 情景 --policy 名称`"
            ),
        )
    } else {
        return None;
    };
    Some(ScenarioError::new(Kind::NoScenario).at(&layered.top).found(found).expected(both!("a scenario", "情景")).hint(hint))
}

/// Reads the communities of a scenario from the sheet that it names, if it names one: what was understood, with remarks on what was
/// assumed and on columns that are not read.
fn read_sheet(
    folder: &mut Folder,
    layered: &Layered,
    file: &Path,
    scenario: &mut Scenario,
) -> Result<(Option<Understood>, Vec<Remark>), ScenarioError> {
    let Some(table) = scenario.district.table.clone() else {
        return Ok((None, Vec::new()));
    };
    let origin = layered.table.locate("district.table").map_or(&layered.top, |(_, node)| &node.origin);
    let at = |e: ScenarioError| e.at(origin).key("district.table");
    // The path is relative to the file that names it, as with `extends`; from the command line, to the scenario.
    let named_in = layered.file_of(origin, file);
    let relative = folder.resolve(&named_in, &table).map_err(at)?;
    let bytes = folder.bytes(&relative, true)?;
    let shown = folder.shown(&relative).display().to_string();
    let sheet = sheet::read(&shown, &bytes, scenario)?;
    scenario.community = Some(sheet.communities);
    let mut remarks: Vec<Remark> = sheet.assumed.into_iter().map(|what| Remark::Assumed { sheet: shown.clone(), what }).collect();
    if !sheet.unread.is_empty() {
        remarks.push(Remark::Unread { sheet: shown, columns: sheet.unread });
    }
    Ok((Some(sheet.understood), remarks))
}

/// A sheet with communities beside a scenario that generates its own: most likely somebody filled it in and expects it to be read.
fn sheet_beside(folder: &Folder, file: &Path, layered: &Layered) -> Option<Remark> {
    if !layered.table.has("district.generate") {
        return None;
    }
    let (key, node) = layered.table.locate("district.generate")?;
    let sheet = file.with_file_name(SHEET);
    let rows = sheet::rows(&folder.peek(&sheet)?)?;
    let own = node.origin.source.name == layered.top.source.name;
    let shown = folder.shown(&sheet).display().to_string();
    Some(Remark::Beside { sheet: shown, rows, generated_at: key.origin.place(), own })
}

/// Puts the place of a key, or of the nearest table that stands in the file, into an error about a scenario that was read before. A key
/// of the command line is not found again; the error then names the file.
#[must_use]
pub fn place_of(error: ScenarioError, experiment: &Experiment, key: &str) -> ScenarioError {
    let error = error.key(key);
    let FileOrigin { files, file } = &experiment.origin;
    let layered = Folder::new(Arc::clone(files)).layered(file).ok();
    match layered.as_ref().and_then(|layered| layered.table.locate(key)) {
        Some((_, node)) => error.at(&node.origin),
        None => error.in_file(experiment.path.display().to_string()),
    }
}

/// What is known of a scenario when its policies are read.
struct Known<'s> {
    scenario: &'s Scenario,
    /// Whether its baseline says what was meant.
    baseline: bool,
    /// Whether its categories do.
    categories: bool,
}

/// The policies to compare: the baseline first unless it is listed at a place of its own. Those with mistakes are left out.
fn policies(
    folder: &mut Folder,
    layered: &Layered,
    known: Option<&Known<'_>>,
    options: &LoadOptions,
    mistakes: &mut Mistakes,
) -> Vec<NamedPolicy> {
    let origin_of = |key: &str| layered.table.locate(key).map_or_else(|| layered.top.clone(), |(_, node)| node.origin.clone());
    let mut wanted: Vec<(String, Option<Origin>)> = match &options.policies {
        Some(names) => names.iter().map(|name| (name.clone(), None)).collect(),
        None => layered.list_with_places("policies"),
    };
    if let Some(baseline) = known.filter(|known| known.baseline).map(|known| &known.scenario.baseline)
        && !wanted.iter().any(|(name, _)| name == baseline)
    {
        wanted.insert(0, (baseline.clone(), Some(origin_of("baseline"))));
    }
    let mut loaded: Vec<NamedPolicy> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (name, origin) in wanted {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name.clone());
        let place = |e: ScenarioError| match &origin {
            Some(origin) => e.at(origin),
            None => e.in_file(format!("--policy {name}")),
        };
        let Some(files) = mistakes.keep(policy_files(folder, layered, &name, place)) else {
            continue;
        };
        let (policy, mut wrong) = named(name, &files);
        if let (Some(policy), Some(known)) = (&policy, known.filter(|known| known.categories)) {
            wrong.append(check::policy::guidance(&policy.policy, known.scenario, &files.table, &files.top));
        }
        loaded.extend(policy.filter(|_| wrong.is_empty()));
        mistakes.append(wrong);
    }
    loaded
}

/// The files of a policy.
pub(in crate::scenario) fn policy_files(
    folder: &mut Folder,
    layered: &Layered,
    name: &str,
    place: impl Fn(ScenarioError) -> ScenarioError,
) -> Result<Layered, ScenarioError> {
    if !is_policy_name(name) {
        return Err(place(ScenarioError::new(Kind::NoSuchPolicy).found(format!("{name:?}")).expected(NAME)));
    }
    let relative = layered
        .folders
        .iter()
        .map(|f| f.join("policies").join(format!("{name}.toml")))
        .find(|p| folder.has(p))
        .ok_or_else(|| place(no_such_policy(folder, layered, name)))?;
    // A link that leads out of the folder is found here.
    folder.inside(&relative).map_err(place)?;
    folder.layered(&relative)
}

/// A policy from its merged files, with all that is wrong in them.
pub(in crate::scenario) fn named(name: String, files: &Layered) -> (Option<NamedPolicy>, Mistakes) {
    let read = repair::read::<Policy>(&files.table, &files.top);
    let mut mistakes = read.mistakes.map(in_policy);
    let policy = read.value.map(|mut policy| {
        labels::settle(&mut policy, &files.table);
        mistakes.append(check::policy::policy(&policy, &files.table, &files.top, &read.unsure));
        let switches = labels::without(flatten(&policy));
        NamedPolicy { name, policy, switches }
    });
    (policy, mistakes)
}

/// Reads a file as a policy when it is one: when it, with all it extends, has tables that only policies have and neither the name nor
/// the district that every scenario has. Nothing when it is not.
///
/// # Errors
/// When the file cannot be read, or is a policy with a mistake.
#[cfg(feature = "files")]
pub fn policy_file(path: &Path) -> Result<Option<NamedPolicy>, ScenarioError> {
    let mut folder = Folder::new(Arc::new(Disk::around(path).map_err(|e| unreadable(path, &e))?));
    let Some(file) = path.file_name().map(PathBuf::from) else {
        return Ok(None);
    };
    let files = folder.layered(&file)?;
    let has = |key: &str| files.table.has(key);
    let only_policies = files.table.iter().any(|(key, _)| schema::is_policy_key(&key.name) && !schema::is_world_key(&key.name));
    if has("name") || has("district") || !only_policies {
        return Ok(None);
    }
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let (policy, mistakes) = named(name, &files);
    mistakes.or(policy)
}

fn no_such_policy(folder: &Folder, layered: &Layered, name: &str) -> ScenarioError {
    let mut known: Vec<String> = layered.folders.iter().flat_map(|f| folder.names(&f.join("policies"))).collect();
    known.sort();
    known.dedup();
    let error = ScenarioError::new(Kind::NoSuchPolicy).found(format!("{name:?}"));
    let error = if known.is_empty() {
        error.expected(both!(
            "a file in the folder `policies` beside the scenario, which has none",
            "情景旁的文件夹 `policies` 中的文件，而其中没有文件"
        ))
    } else {
        error.expected(one_of(known.iter().map(String::as_str)))
    };
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => error.hint(meant(near)),
        None => error.hint(both!("the file would be policies/{name}.toml", "对应的文件应为 policies/{name}.toml")),
    }
}

/// Adds to an error of a policy file what only the policy can know: that a key is missing everywhere, or belongs to the world.
fn in_policy(mut error: ScenarioError) -> ScenarioError {
    let report = error.report_mut();
    match report.kind {
        Kind::UnknownKey if schema::is_world_key(&report.key) => {
            report.kind = Kind::WorldKeyInPolicy;
            report.hint = Some(both!(
                "it describes the world, the same under every policy, and belongs in the scenario file",
                "它描述的是各项政策共同面对的世界，应写在情景文件里"
            ));
        }
        Kind::MissingKey => {
            report.hint = Some(both!(
                "a policy names every switch, itself or through `extends = \"another.toml\"`",
                "政策要写明每个开关，可自己写，也可用 `extends = \"another.toml\"` 沿用"
            ));
        }
        _ => {}
    }
    error
}

/// Adds to an error of a scenario file what only the scenario can know.
pub(in crate::scenario) fn in_scenario(mut error: ScenarioError) -> ScenarioError {
    let report = error.report_mut();
    let key = report.key.clone();
    let last = key.rsplit('.').next().unwrap_or_default();
    match report.kind {
        // The loader takes both out of a file before types are read; what is left stands where it does not look.
        Kind::UnknownKey if ["extends", "without"].contains(&last) => {
            report.expected = Some(both!(
                "`{last}` in the scenario file itself, above its first table",
                "`{last}` 写在情景文件本身、第一个表之前"
            ));
            report.hint = Some(both!(
                "`{last}` belongs in the file: which files are read is settled before any key is set",
                "`{last}` 只能写在文件里：读取哪些文件在设定任何键之前就已确定"
            ));
        }
        Kind::UnknownKey => {
            let bare = key.strip_prefix("policy.").map_or(key.as_str(), |rest| rest);
            let inner = bare.split_once('.').map_or(bare, |(_, rest)| rest);
            if key == "policy" || schema::is_policy_key(bare) || schema::is_policy_key(inner) {
                report.kind = Kind::PolicyKeyInScenario;
                report.hint = Some(both!(
                    "a switch of a policy belongs in a file in `policies/`; to vary one, write a policy that extends another",
                    "政策的开关应写在 `policies/` 中的文件里；要改动某项政策，请写一个扩展它的新政策"
                ));
            }
        }
        Kind::MissingKey => {
            report.hint = Some(both!(
                "every key has a value in base.toml: begin the file with `extends = \"base.toml\"`",
                "每个键在 base.toml 中都有取值：请在文件开头写 `extends = \"base.toml\"`"
            ));
        }
        _ => {}
    }
    error
}

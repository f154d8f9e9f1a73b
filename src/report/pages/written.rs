//! Pages on the disk: compared with what they should be, and written.

use std::path::{Path, PathBuf};

use super::Files;
use super::page::BEGINNING;
use super::problem::{PagesError, Problem};
use crate::base::files::{Held, Trouble};
use crate::base::words::{Both, both, shown, shown_path};

/// Longest part of a line that is shown.
const SHOWN: usize = 80;

/// A file, as it should be, and what stands there.
#[derive(Debug)]
struct File<'a> {
    path: PathBuf,
    text: &'a str,
    there: Option<String>,
}

/// What stands at the places of the files, below `root`.
fn look<'a>(root: &Path, files: &'a Files) -> Result<Vec<File<'a>>, PagesError> {
    let mut found = Vec::new();
    for (path, text) in files {
        let path = root.join(path);
        let (folder, name) = parts(&path);
        let there = match Held::open(folder) {
            Ok(held) => held.text(name).map_err(|trouble| PagesError::Wrong(vec![Problem::of(&path, &trouble.said())]))?,
            Err(_) => None,
        };
        found.push(File { path, text, there });
    }
    Ok(found)
}

fn parts(path: &Path) -> (&Path, &str) {
    let folder = path.parent().filter(|p| *p != Path::new("")).unwrap_or(Path::new("."));
    (folder, path.file_name().and_then(|name| name.to_str()).unwrap_or_default())
}

/// The files that are not as they should be, each with the first line that differs.
///
/// # Errors
/// When something that is no plain text stands at a place.
pub fn differences(root: &Path, files: &Files) -> Result<Vec<Both>, PagesError> {
    Ok(look(root, files)?.iter().filter_map(difference).collect())
}

fn difference(file: &File<'_>) -> Option<Both> {
    let path = shown_path(&file.path);
    let Some(there) = &file.there else {
        return Some(both!("{path} is not there", "缺少 {path}"));
    };
    if there == file.text {
        return None;
    }
    let mut lines = (1_usize..).zip(there.lines().map(Some).chain(std::iter::repeat(None)));
    let mut wanted = file.text.lines().map(Some).chain(std::iter::repeat(None));
    let (number, is, should) = loop {
        let ((number, is), should) = (lines.next()?, wanted.next()?);
        if is != should || is.is_none() {
            break (number, cut(is), cut(should));
        }
    };
    Some(both!(
        "{path}, line {number}:\n  is        {is}\n  should be {should}",
        "{path} 第 {number} 行：\n  现为  {is}\n  应为  {should}"
    ))
}

/// A line, cut where it is long.
fn cut(line: Option<&str>) -> String {
    let line = line.unwrap_or_default();
    let short: String = line.chars().take(SHOWN).collect();
    shown(&short) + if short.len() < line.len() { " …" } else { "" }
}

/// Writes the files that are not as they should be; returns their paths.
///
/// # Errors
/// Before anything is written, when a page stands there that this command did not write; when a file cannot be written.
pub fn write(root: &Path, files: &Files) -> Result<Vec<PathBuf>, PagesError> {
    let found = look(root, files)?;
    let is_page = |file: &File<'_>| file.text.starts_with(BEGINNING);
    let foreign = |file: &&File<'_>| is_page(file) && file.there.as_ref().is_some_and(|there| !there.starts_with(BEGINNING));
    let foreign: Vec<Problem> = found
        .iter()
        .filter(foreign)
        .map(|file| {
            let what = both!(
                "it was not written by this command; move it away (to its template), then it is written anew",
                "并非由本命令写成；请先移走（作为模板），再重新生成"
            );
            Problem::of(&file.path, &what)
        })
        .collect();
    if !foreign.is_empty() {
        return Err(PagesError::Wrong(foreign));
    }
    let mut written = Vec::new();
    for file in found.iter().filter(|file| file.there.as_deref() != Some(file.text)) {
        let (folder, name) = parts(&file.path);
        let unwritten = |trouble: Trouble| {
            let (path, why) = (shown_path(&file.path), trouble.said());
            PagesError::Unwritten(both!("{path} could not be written: {why}", "无法写入 {path}：{why}"; why = why))
        };
        let held = Held::create(folder).map_err(|e| unwritten(e.into()))?;
        held.replace(name, file.text.as_bytes()).map_err(unwritten)?;
        written.push(file.path.clone());
    }
    Ok(written)
}

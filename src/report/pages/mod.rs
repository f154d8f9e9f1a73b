//! Pages whose figures and pictures are written from folders of results: `sanshe pages`.
//!
//! A [file of pages](keys::PagesFile) names folders of results, each with the command that makes it, and pages with their
//! [templates](template). Everything is checked before anything is written: placeholders, folders (complete, and as their journals say),
//! policies, columns, points. Values come from the estimates of the [comparison](super::comparison), in the numbers of the table, so a page
//! says what `sanshe run` prints; and from the fields of `summary.csv` and `worlds.csv`, which say what `sanshe sweep` and `run --worlds` found.

pub mod book;
pub mod format;
pub mod keys;
pub mod mark;
pub mod measured;
pub mod page;
pub mod points;
pub mod problem;
pub mod results;
pub mod template;
pub mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use self::book::Book;
use self::mark::{At, Mark, Value, What};
use self::page::{Folders, Pictures, page};
use self::points::Points;
use self::problem::{PagesError, Problem};
use self::results::Results;
use self::template::Template;
use crate::base::files::input;
use crate::base::words::{Both, both, of_system};
use crate::measure::table::TableSpec;

/// Largest template that is read, bytes.
const LARGEST: u64 = 16 << 20;

/// Where folders of results are, and which pages are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// A folder that holds the folders of results by name, in place of their own paths.
    pub folders: Option<PathBuf>,
    /// The pages, all if there is none.
    pub only: Vec<String>,
}

/// Files that pages consist of, by path from the folder of the file of pages: pages first, then pictures.
pub type Files = Vec<(String, String)>;

/// Puts pages together in memory.
///
/// # Errors
/// All that is wrong in the file of pages; then all that is wrong in the templates and with the folders of results.
pub fn compose(path: &Path, wanted: &Wanted) -> Result<(Book, Files), PagesError> {
    let book = Book::read(path, &wanted.only)?;
    let (mut templates, mut wrong) = (Vec::new(), Vec::new());
    for of in &book.pages {
        let file = book.base.join(&of.template);
        match text(&file).map_err(|what| vec![Problem::of(&file, &what)]).and_then(|text| Template::read(&file, &text)) {
            Ok(template) => templates.push((of, template)),
            Err(problems) => wrong.extend(problems),
        }
    }
    let marks: Vec<&Mark> = templates.iter().flat_map(|(_, template)| template.marks()).map(|placed| &placed.mark).collect();
    let folders = open(&book, wanted, &marks, &mut wrong);
    let (mut files, mut pictures) = (Files::new(), Pictures::new());
    for (of, template) in &templates {
        let text = page(&book, of, template, &folders, &mut pictures, &mut wrong);
        files.push((of.page.clone(), text));
    }
    if !wrong.is_empty() {
        return Err(PagesError::Wrong(wrong));
    }
    files.extend(pictures);
    Ok((book, files))
}

/// Opens the folders that the templates name, and reads what they ask for.
fn open(book: &Book, wanted: &Wanted, marks: &[&Mark], wrong: &mut Vec<Problem>) -> Folders {
    let mut folders = Folders::new();
    for keys in &book.folders {
        let asked: Vec<&What> = marks.iter().filter_map(|mark| mark.of_folder(&keys.name)).collect();
        if asked.is_empty() {
            continue;
        }
        let dir = wanted.folders.as_ref().map_or_else(|| book.base.join(&keys.path), |all| all.join(&keys.name));
        let mut results = Results::open(&dir, &keys.command).map_err(|problem| wrong.push(problem)).ok();
        if let Some(open) = &mut results {
            let worlds = book.worlds.iter().filter(|(folder, ..)| *folder == keys.name);
            let named = worlds.map(|(_, name, values)| open.name_world(name, values)).filter_map(Result::err).collect::<Vec<_>>();
            wrong.extend(named.iter().map(|what| Problem::of(&dir, what)));
            if let Err(problem) = read(open, &asked) {
                wrong.push(problem);
                results = None;
            }
        }
        folders.insert(keys.name.clone(), results);
    }
    folders
}

/// Reads of a folder what is asked of it: runs, and rows of the tables that follow from them, at the points that are named.
fn read(results: &mut Results, asked: &[&What]) -> Result<(), Problem> {
    let mut runs = BTreeSet::new();
    let mut rows: BTreeMap<&str, (&TableSpec, BTreeSet<u32>)> = BTreeMap::new();
    for what in asked {
        let What::Policy { at, value, .. } = what else { continue };
        // A point that is not there is told of at its place in the template.
        let points: Vec<u32> = match at {
            Some(At::Each) => results.sweep().map_or_else(|_| Vec::new(), Points::numbers),
            Some(At::Named(name)) => results.point(Some(name)).into_iter().collect(),
            None => results.everywhere().into_iter().collect(),
        };
        match value {
            Value::Name => {}
            Value::Metric(..) => runs.extend(points),
            Value::Measured(measured) => {
                rows.entry(measured.table.file).or_insert((measured.table, BTreeSet::new())).1.extend(points)
            }
        }
    }
    results.read(&runs)?;
    rows.into_values().try_for_each(|(table, points)| results.read_rows(table, &points))
}

/// The text of a template.
fn text(path: &Path) -> Result<String, Both> {
    let mut bytes = Vec::new();
    let file = input(path).map_err(|trouble| trouble.said())?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| of_system(&e))?;
    if bytes.len() as u64 > LARGEST {
        return Err(both!("more than {LARGEST} bytes", "超过 {LARGEST} 字节"));
    }
    String::from_utf8(bytes).map_err(|_| both!("it is not UTF-8", "不是 UTF-8"))
}

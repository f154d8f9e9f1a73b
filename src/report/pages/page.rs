//! A page from its template and the folders of results.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::book::{Book, PageOf, relative};
use super::problem::{Place, Problem, no_such};
use super::results::Results;
use super::template::{Line, Mark, Piece, Placed, Template, What};
use crate::base::words::{Both, both};

/// How every page begins: what was not written by this command is not replaced.
pub const BEGINNING: &str = "<!-- `sanshe pages` ";

/// The folders of results by name; nothing where one cannot be read, which has been told.
pub type Folders = BTreeMap<String, Option<Results>>;

/// Charts by the name of their copy.
pub type Pictures = BTreeMap<String, String>;

/// Writes a page: what is wrong goes to `wrong`, the charts that it shows to `pictures`.
pub fn page(
    book: &Book,
    of: &PageOf,
    template: &Template,
    folders: &Folders,
    pictures: &mut Pictures,
    wrong: &mut Vec<Problem>,
) -> String {
    let (from, file) = (relative(&of.page, &of.template), relative(&of.page, &book.file));
    let words =
        both!("wrote this file from {from} and {file}: change those.", "由 {from} 和 {file} 写成此文件：请改那两个文件。");
    let mut text = format!("{BEGINNING}{} -->\n", words.get(of.lang));
    let shown = book.base.join(&of.template);
    let mut writer = Writer { book, of, folders, pictures, file: &shown, wrong, told: BTreeSet::new() };
    for line in &template.lines {
        let each = line.iter().find_map(|piece| match piece {
            Piece::Mark(placed) if placed.is_each() => Some(placed),
            _ => None,
        });
        match each {
            None => writer.line(line, None, &mut text),
            Some(first) => {
                for name in writer.names(first) {
                    writer.line(line, Some(&name), &mut text);
                }
            }
        }
    }
    text
}

struct Writer<'a> {
    book: &'a Book,
    of: &'a PageOf,
    folders: &'a Folders,
    pictures: &'a mut Pictures,
    file: &'a Path,
    wrong: &'a mut Vec<Problem>,
    /// Places of which something was told: a line that is repeated is told of once.
    told: BTreeSet<Place>,
}

impl<'a> Writer<'a> {
    /// The policies for which a line is repeated.
    fn names(&mut self, first: &Placed) -> Vec<String> {
        let Mark::Of { folder, what: What::Policy { world, .. } } = &first.mark else {
            return Vec::new();
        };
        let found = self.folder(folder).and_then(|results| {
            let Some(results) = results else { return Ok(Vec::new()) };
            let point = results.point(world.as_deref())?;
            Ok(results.policies(point).into_iter().map(str::to_owned).collect())
        });
        found.unwrap_or_else(|what| {
            self.tell(first, &what);
            Vec::new()
        })
    }

    /// A line; `each` is the policy for which it is repeated.
    fn line(&mut self, line: &Line, each: Option<&str>, text: &mut String) {
        for piece in line {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Mark(placed) => match self.value(placed, each) {
                    Ok(value) => text.push_str(&value),
                    Err(what) => self.tell(placed, &what),
                },
            }
        }
    }

    /// What stands in place of a placeholder.
    fn value(&mut self, placed: &Placed, each: Option<&str>) -> Result<String, Both> {
        let (folder, what) = match &placed.mark {
            Mark::Words(words) => return Ok(words.clone()),
            Mark::Of { folder, what } => (folder, what),
        };
        let Some(results) = self.folder(folder)? else {
            return Ok(String::new());
        };
        match what {
            What::Field(name) => results.field(name),
            What::Chart(file) => {
                let copy = format!("{}/{folder}-{file}", self.book.pictures);
                let path = relative(&self.of.page, &copy);
                self.pictures.insert(copy, results.chart(file)?);
                Ok(path)
            }
            What::Policy { world, policy, metric } => {
                let point = results.point(world.as_deref())?;
                let name = policy.as_deref().or(each).unwrap_or_default();
                let policy = results.policy(name, point)?;
                let Some((metric, format)) = metric else {
                    return Ok(name.to_owned());
                };
                let paired = results.paired(point).ok_or_else(|| both!("the point has no runs", "该点没有运行"))?;
                format.write(paired, policy, metric, self.of.lang).map_err(|error| error.said())
            }
        }
    }

    fn folder(&self, name: &str) -> Result<Option<&'a Results>, Both> {
        let known = self.book.folders.iter().map(|folder| folder.name.as_str());
        self.folders.get(name).map(Option::as_ref).ok_or_else(|| no_such(&both!("folder", "文件夹"), name, known))
    }

    fn tell(&mut self, placed: &Placed, what: &Both) {
        if self.told.insert(placed.place) {
            self.wrong.push(Problem::at(self.file, placed.place, &placed.text, what));
        }
    }
}

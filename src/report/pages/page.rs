//! A page from its template and the folders of results.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::book::{Book, PageOf, relative};
use super::format::ABSENT;
use super::mark::{At, Mark, Value, What, Who};
use super::points::Points;
use super::problem::{Place, Problem, no_such};
use super::results::Results;
use super::template::{Line, Piece, Placed, Template, marks};
use crate::base::words::{Both, both, shown};

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
        let told = writer.told.len();
        for each in writer.each(line) {
            writer.line(line, &each, &mut text);
        }
        if writer.told.len() > told {
            writer.rest(line);
        }
    }
    text
}

/// What a line is written for, once or again and again.
#[derive(Clone, Debug, Default)]
struct Each {
    /// The point.
    point: Option<u32>,
    /// The policy, or the end of the name of its arm.
    policy: String,
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
    /// For what a line is repeated: points, and at each of them policies.
    fn each(&mut self, line: &Line) -> Vec<Each> {
        let points = match marks(line).find(|placed| placed.mark.each_point().is_some()) {
            None => vec![None],
            Some(placed) => self.points(placed).into_iter().map(Some).collect(),
        };
        let policies = marks(line).find(|placed| placed.mark.each_policy().is_some());
        let of_point = |point: Option<u32>| match policies {
            None => vec![Each { point, ..Each::default() }],
            Some(placed) => self.names(placed, point).into_iter().map(|policy| Each { point, policy }).collect(),
        };
        points.into_iter().flat_map(of_point).collect()
    }

    /// The points for which a line is repeated.
    fn points(&mut self, placed: &Placed) -> Vec<u32> {
        let found = self.folder(placed.mark.each_point().unwrap_or_default());
        let found = found.and_then(|results| results.map_or(Ok(Vec::new()), |results| results.sweep().map(Points::numbers)));
        self.or_tell(placed, found)
    }

    /// The policies for which a line is repeated, at a point.
    fn names(&mut self, placed: &Placed, point: Option<u32>) -> Vec<String> {
        let (Mark::Of { folder, what }, Some(who)) = (&placed.mark, placed.mark.each_policy()) else { return Vec::new() };
        let found = self.folder(folder).and_then(|results| {
            let Some(results) = results else { return Ok(Vec::new()) };
            let at = match what.at() {
                Some(at) => place(results, at, point)?,
                None => results.everywhere()?,
            };
            let known = results.policies(at);
            let names = who.among(&known);
            match who {
                Who::EachArm(name) if names.is_empty() => Err(no_such(&both!("policy with arms", "带支的政策"), name, known)),
                _ => Ok(names),
            }
        });
        self.or_tell(placed, found)
    }

    fn or_tell<T>(&mut self, placed: &Placed, found: Result<Vec<T>, Both>) -> Vec<T> {
        found.unwrap_or_else(|what| {
            self.tell(placed, &what);
            Vec::new()
        })
    }

    /// A line, as it is written for one of what it is repeated for.
    fn line(&mut self, line: &Line, each: &Each, text: &mut String) {
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

    /// Tells what is wrong with the placeholders of a line that do not repeat it: nobody looked at them where it is repeated for nothing.
    fn rest(&mut self, line: &Line) {
        for placed in marks(line).filter(|placed| placed.mark.each_point().is_none() && placed.mark.each_policy().is_none()) {
            if let Err(what) = self.value(placed, &Each::default()) {
                self.tell(placed, &what);
            }
        }
    }

    /// What stands in place of a placeholder.
    fn value(&mut self, placed: &Placed, each: &Each) -> Result<String, Both> {
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
            What::Point(at) => Ok(place(results, at, each.point)?.to_string()),
            What::Factor { at, who, column, format } => {
                let point = place(results, at, each.point)?;
                let arm = who.as_ref().map(|who| who.name(&each.policy));
                arm.as_ref().map_or(Ok(0), |arm| results.policy(arm, point))?;
                match (results.sweep()?.value(point, arm.as_deref(), column)?, format) {
                    ("", _) => Ok(ABSENT.to_owned()),
                    (value, None) => Ok(shown(value)),
                    (value, Some(format)) => format.text(value),
                }
            }
            What::Policy { at, who, value } => {
                let point = match (at, value) {
                    (Some(at), _) => place(results, at, each.point)?,
                    (None, Value::Metric(..)) => results.point(None)?,
                    (None, Value::Name | Value::Measured(_)) => results.everywhere()?,
                };
                self.of_policy(results, point, &who.name(&each.policy), value)
            }
        }
    }

    /// What stands in place of a placeholder of a policy.
    fn of_policy(&self, results: &Results, point: u32, name: &str, value: &Value) -> Result<String, Both> {
        let (policy, lang) = (results.policy(name, point)?, self.of.lang);
        match value {
            Value::Name => Ok(name.to_owned()),
            Value::Metric(metric, format) => {
                let paired = results.paired(point).ok_or_else(|| both!("the point has no runs", "该点没有运行"))?;
                format.write((paired, results.delta()), policy, metric, lang).map_err(|error| error.said())
            }
            Value::Measured(measured) => {
                let row = results.row(measured.table, (point, name), measured.measure)?;
                let baseline = results.is_baseline(name).then_some(lang.texts().baseline);
                Ok(measured.write(row, results.delta(), baseline)?.get(lang).to_owned())
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

/// The point that is meant; `each` is the one for which the line is repeated.
fn place(results: &Results, at: &At, each: Option<u32>) -> Result<u32, Both> {
    match (at, each) {
        (At::Named(name), _) => results.point(Some(name)),
        (At::Each, Some(point)) => Ok(point),
        (At::Each, None) => results.sweep().map(|_| 0),
    }
}

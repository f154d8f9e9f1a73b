//! Templates: text with placeholders.
//!
//! | placeholder | becomes |
//! |---|---|
//! | `{{ folder.policy.column \| format }}` | a number of `runs.csv` ([`Format`]) |
//! | `{{ folder:world.policy.column \| format }}` | the same at a point of a sweep, by number or by a name of the file of pages |
//! | `{{ folder.*.column \| format }}` | in a line that is repeated for every policy, the baseline first; column `policy` is its name |
//! | `{{ folder.field }}` | a field of the folder's manifest, or `command` |
//! | `{{ folder.charts/lost.svg }}` | the path of a copy of that chart, from the page |
//! | `{{ "text" }}` | the text |

use std::path::Path;

use super::format::Format;
use super::problem::{Place, Problem, no_such};
use crate::base::words::{Both, both};
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::{Metric, head, metric};
use crate::report::charts;

/// The beginning and the end of a placeholder.
const BRACES: (&str, &str) = ("{{", "}}");
/// The policy of a line that is repeated for every policy.
const EACH: &str = "*";

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its lines, each with its line end.
    pub lines: Vec<Line>,
}

/// A line: texts and placeholders in turn.
pub type Line = Vec<Piece>;

/// A part of a line.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A placeholder.
    Mark(Placed),
}

/// A placeholder at its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Where it begins.
    pub place: Place,
    /// As it stands between the braces.
    pub text: String,
    /// What it asks for.
    pub mark: Mark,
}

/// What a placeholder asks for.
#[derive(Clone, Debug)]
pub enum Mark {
    /// These words.
    Words(String),
    /// Something of a folder.
    Of {
        /// The folder's name.
        folder: String,
        /// What of it.
        what: What,
    },
}

/// What is asked of a folder.
#[derive(Clone, Debug)]
pub enum What {
    /// A field of its manifest.
    Field(String),
    /// A chart, by the name of its file.
    Chart(&'static str),
    /// Something of a policy.
    Policy {
        /// The point of a sweep: a number or a name.
        world: Option<String>,
        /// The policy; nothing for every one.
        policy: Option<String>,
        /// What of it: a metric, or its name.
        metric: Option<(&'static Metric, Format)>,
    },
}

impl Placed {
    /// Whether its line is repeated for every policy of the folder.
    #[must_use]
    pub const fn is_each(&self) -> bool {
        matches!(self.mark, Mark::Of { what: What::Policy { policy: None, .. }, .. })
    }
}

impl Template {
    /// Reads a template; `file` is for messages.
    ///
    /// # Errors
    /// All placeholders that are not well formed.
    pub fn read(file: &Path, text: &str) -> Result<Self, Vec<Problem>> {
        let (mut lines, mut wrong) = (Vec::new(), Vec::new());
        for (row, line) in text.split_inclusive('\n').enumerate() {
            lines.push(pieces(
                line,
                &mut |column, text, what| {
                    wrong.push(Problem::at(file, Place { line: row + 1, column }, text, &what));
                },
                row + 1,
            ));
        }
        if wrong.is_empty() { Ok(Self { lines }) } else { Err(wrong) }
    }

    /// All placeholders.
    pub fn marks(&self) -> impl Iterator<Item = &Placed> {
        self.lines.iter().flatten().filter_map(|piece| match piece {
            Piece::Mark(placed) => Some(placed),
            Piece::Text(_) => None,
        })
    }
}

/// The parts of a line; tells what is wrong with a placeholder, by its column.
fn pieces(line: &str, wrong: &mut dyn FnMut(usize, &str, Both), number: usize) -> Line {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(BRACES.0) {
        let column = line[..line.len() - rest.len() + at].chars().count() + 1;
        let inside = &rest[at + BRACES.0.len()..];
        let Some(end) = inside.find(BRACES.1) else {
            wrong(column, rest[at..].trim_end(), both!("its end `}}}}` is not on this line", "本行没有与之对应的 `}}}}`"));
            break;
        };
        if at > 0 {
            pieces.push(Piece::Text(rest[..at].to_owned()));
        }
        let text = inside[..end].trim();
        match mark(text) {
            Ok(mark) => {
                pieces.push(Piece::Mark(Placed { place: Place { line: number, column }, text: text.to_owned(), mark }));
            }
            Err(what) => wrong(column, text, what),
        }
        rest = &inside[end + BRACES.1.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Reads what stands between the braces.
fn mark(text: &str) -> Result<Mark, Both> {
    if let Some(words) = text.strip_prefix('"') {
        let words = words.strip_suffix('"').ok_or_else(|| both!("its quotation mark is not closed", "引号没有闭合"))?;
        return Ok(Mark::Words(words.to_owned()));
    }
    let (name, format) = text.split_once('|').map_or((text, None), |(name, format)| (name.trim(), Some(format.trim())));
    let form = || {
        both!(
            "expected `folder.policy.column | format`, `folder.field`, `folder.charts/NAME.svg` or \"text\"",
            "应为 `文件夹.政策.列 | 格式`、`文件夹.字段`、`文件夹.charts/NAME.svg` 或 \"文字\""
        )
    };
    let (folder, rest) = name.split_once('.').ok_or_else(form)?;
    let (folder, world) = folder.split_once(':').map_or((folder, None), |(folder, world)| (folder, Some(world.to_owned())));
    if folder.is_empty() || rest.is_empty() {
        return Err(form());
    }
    let alone = |what: What| match (&world, format) {
        (None, None) => Ok(what),
        _ => Err(both!("it has no point and no format", "此处不带点，也不带格式")),
    };
    let what = if let Some(file) = rest.strip_prefix("charts/") {
        let known = charts::FILES.into_iter().find(|known| *known == file);
        alone(What::Chart(known.ok_or_else(|| no_such(&both!("chart", "图"), file, charts::FILES))?))?
    } else if let Some((policy, column)) = rest.rsplit_once('.') {
        let policy = (policy != EACH).then(|| policy.to_owned());
        let metric = match (column == head::POLICY.name, format) {
            (true, None) => None,
            (true, Some(_)) => return Err(both!("a name has no format", "名称不带格式")),
            (false, format) => Some((of_name(column)?, Format::read(format.unwrap_or_default())?)),
        };
        What::Policy { world, policy, metric }
    } else {
        alone(What::Field(rest.to_owned()))?
    };
    Ok(Mark::Of { folder: folder.to_owned(), what })
}

/// The metric of that name.
fn of_name(column: &str) -> Result<&'static Metric, Both> {
    let known: Vec<&str> = RUNS.columns.iter().map(|c| c.name).filter(|name| metric(name).is_some()).collect();
    metric(column).ok_or_else(|| no_such(&both!("column", "列"), column, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Vec<String> {
        let found = Template::read(Path::new("t.md"), text).expect_err("refused");
        found.into_iter().map(|problem| problem.0.en).collect()
    }

    #[test]
    fn a_template_keeps_its_text_and_knows_its_placeholders() {
        let text = "# 题 {{ \"{{\" }}\n| {{ a.*.policy }} | {{ a:3.x-1.unmet_share | percent }} |\r\nend";
        let template = Template::read(Path::new("t.md"), text).expect("well formed");
        let marks: Vec<&Placed> = template.marks().collect();
        assert_eq!(marks.len(), 3);
        assert!(marks[1].is_each() && !marks[2].is_each());
        assert_eq!(marks[2].place, Place { line: 2, column: 22 });
        let texts: Vec<&str> = template.lines[1]
            .iter()
            .filter_map(|p| match p {
                Piece::Text(t) => Some(t.as_str()),
                Piece::Mark(_) => None,
            })
            .collect();
        assert_eq!(texts, ["| ", " | ", " |\r\n"]);
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_the_nearest_name() {
        let told = wrong("{{ a }}\n文 {{ a.b.unmet_shar }} {{ a.b.unmet_share | prcent }}\n{{ a.charts/lots.svg }} {{ a.years\n");
        assert_eq!(told.len(), 5, "{told:#?}");
        assert!(told[0].starts_with("t.md:1:1: `a`: expected"), "{}", told[0]);
        assert!(told[1].starts_with("t.md:2:3: ") && told[1].ends_with("did you mean `unmet_share`?"), "{}", told[1]);
        assert!(told[2].starts_with("t.md:2:24: ") && told[2].ends_with("did you mean `percent`?"), "{}", told[2]);
        assert!(told[3].starts_with("t.md:3:1: ") && told[3].ends_with("did you mean `lost.svg`?"), "{}", told[3]);
        assert!(told[4].starts_with("t.md:3:25: "), "{}", told[4]);
    }
}

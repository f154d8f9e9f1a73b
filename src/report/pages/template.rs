//! Templates: text with [placeholders](super::mark).

use std::path::Path;

use super::mark::{Mark, mark};
use super::problem::{Place, Problem};
use crate::base::words::{Both, both, shown};

/// The beginning and the end of a placeholder.
const BRACES: (&str, &str) = ("{{", "}}");

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

impl Template {
    /// Reads a template; `file` is for messages.
    ///
    /// # Errors
    /// All placeholders that are not well formed.
    pub fn read(file: &Path, text: &str) -> Result<Self, Vec<Problem>> {
        let (mut lines, mut wrong) = (Vec::new(), Vec::new());
        for (row, line) in text.split_inclusive('\n').enumerate() {
            let read = pieces(
                line,
                &mut |column, text, what| {
                    wrong.push(Problem::at(file, Place { line: row + 1, column }, text, &what));
                },
                row + 1,
            );
            wrong.extend(unclear(&read).map(|(placed, what)| Problem::at(file, placed.place, &placed.text, &what)));
            lines.push(read);
        }
        if wrong.is_empty() { Ok(Self { lines }) } else { Err(wrong) }
    }

    /// All placeholders.
    pub fn marks(&self) -> impl Iterator<Item = &Placed> {
        self.lines.iter().flat_map(marks)
    }
}

/// The placeholders of a line.
pub fn marks(line: &Line) -> impl Iterator<Item = &Placed> {
    line.iter().filter_map(|piece| match piece {
        Piece::Mark(placed) => Some(placed),
        Piece::Text(_) => None,
    })
}

/// The first placeholder that would repeat its line otherwise than one before it.
fn unclear(line: &Line) -> Option<(&Placed, Both)> {
    let points = marks(line).filter_map(|placed| Some((placed, placed.mark.each_point()?))).collect::<Vec<_>>();
    if let Some((placed, _)) = points.iter().find(|(_, folder)| *folder != points[0].1) {
        let first = shown(points[0].1);
        let what = both!(
            "the line is repeated for the points of `{first}`, which are no points of another folder",
            "本行按 `{first}` 的点重复，其他文件夹没有这些点"
        );
        return Some((placed, what));
    }
    let policies = marks(line).filter_map(|placed| Some((placed, placed.mark.each_policy()?))).collect::<Vec<_>>();
    let (placed, _) = policies.iter().find(|(_, each)| each.is_arm() != policies[0].1.is_arm())?;
    let what = both!(
        "a line is repeated for all policies (`*`) or for the arms of one (`NAME@*`), not for both",
        "一行按全部政策（`*`）或按某一政策的各支（`名称@*`）重复，不能兼用"
    );
    Some((placed, what))
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
        assert!(marks[1].mark.each_policy().is_some() && marks[2].mark.each_policy().is_none());
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

    #[test]
    fn a_line_is_repeated_in_one_way() {
        let told = wrong(
            "{{ a:*.point }} {{ a:*.b.mean_wait_days }} {{ c:*.point }}\n\
             {{ a:*.*.policy }} {{ a:*.b@*.unmet_share }}\n{{ a:0.b@*.policy }} {{ a:0.c@*.policy }}\n",
        );
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(told[0].starts_with("t.md:1:44: `c:*.point`: the line is repeated for the points of `a`"), "{}", told[0]);
        assert!(told[1].starts_with("t.md:2:20: ") && told[1].contains("not for both"), "{}", told[1]);
    }
}

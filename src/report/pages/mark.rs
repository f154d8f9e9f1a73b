//! Placeholders: what stands between the braces.
//!
//! | placeholder | becomes |
//! |---|---|
//! | `folder.policy.column \| format` | a number of `runs.csv` ([`Format`]) |
//! | `folder:point.policy.column \| format` | the same at a point of a sweep, by number or by a name of the file of pages |
//! | `folder:point.policy.measure.column \| format` | a field of `summary.csv` ([`Measured`]) |
//! | `folder.policy.measure.column \| format` | a field of `worlds.csv` |
//! | `folder:point.points/column \| format` | the value of a factor in `points.csv` |
//! | `folder:point.policy.points/column \| format` | the same of an arm |
//! | `folder:point.point` | the number of the point |
//! | `folder.field` | a field of the folder's manifest, or `command` |
//! | `folder.charts/lost.svg` | the path of a copy of that chart, from the page |
//! | `"text"` | the text |
//!
//! A line with `*` for the point is repeated for every point, with `*` for the policy for every policy, the baseline first, and with `NAME@*` for every
//! arm of a policy. Column `policy` is the name of the policy.

use super::format::Format;
use super::measured::Measured;
use super::problem::no_such;
use crate::base::words::{Both, both};
use crate::measure::tables::RUNS;
use crate::measure::tables::runs::{Metric, head, metric};
use crate::report::charts;

/// What a line is repeated for.
const EACH: &str = "*";
/// Between a policy and the number of its arm.
const ARM: char = '@';
/// Before a column of `points.csv`.
const POINTS: &str = "points/";
/// What asks for the number of a point.
const POINT: &str = "point";

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
    /// The number of a point.
    Point(At),
    /// The value of a factor.
    Factor {
        /// The point.
        at: At,
        /// The arm, where one is named.
        who: Option<Who>,
        /// The column of `points.csv`.
        column: String,
        /// How it is shown; as it stands there without one.
        format: Option<Format>,
    },
    /// Something of a policy.
    Policy {
        /// The point, of a sweep.
        at: Option<At>,
        /// The policy.
        who: Who,
        /// What of it.
        value: Value,
    },
}

/// A point of a sweep.
#[derive(Clone, Debug)]
pub enum At {
    /// Every one.
    Each,
    /// That of a number or a name.
    Named(String),
}

/// A policy.
#[derive(Clone, Debug)]
pub enum Who {
    /// Every one.
    Each,
    /// Every arm of this policy.
    EachArm(String),
    /// The one of this name.
    Named(String),
}

/// What is asked of a policy.
#[derive(Clone, Debug)]
pub enum Value {
    /// Its name.
    Name,
    /// An estimate from `runs.csv`.
    Metric(&'static Metric, Format),
    /// A field of `summary.csv` or `worlds.csv`.
    Measured(Measured),
}

impl Who {
    fn read(text: &str) -> Self {
        match text.strip_suffix(EACH) {
            Some("") => Self::Each,
            Some(arms) if arms.ends_with(ARM) => Self::EachArm(arms.trim_end_matches(ARM).to_owned()),
            _ => Self::Named(text.to_owned()),
        }
    }

    /// Whether it is every arm of one policy.
    #[must_use]
    pub const fn is_arm(&self) -> bool {
        matches!(self, Self::EachArm(_))
    }

    /// The name; `each` is the policy for which a line is repeated, or the end of the name of its arm.
    #[must_use]
    pub fn name(&self, each: &str) -> String {
        match self {
            Self::Each => each.to_owned(),
            Self::EachArm(name) => format!("{name}{each}"),
            Self::Named(name) => name.clone(),
        }
    }

    /// Of the names of policies those for which a line is repeated, each as [`Who::name`] takes it.
    #[must_use]
    pub fn among(&self, names: &[&str]) -> Vec<String> {
        let own = |name: &&str| match self {
            Self::EachArm(policy) => name.strip_prefix(policy.as_str()).filter(|end| end.starts_with(ARM)).map(str::to_owned),
            Self::Each | Self::Named(_) => Some((*name).to_owned()),
        };
        names.iter().filter_map(own).collect()
    }
}

impl Mark {
    /// What it asks of this folder, if it does.
    #[must_use]
    pub fn of_folder(&self, name: &str) -> Option<&What> {
        match self {
            Self::Of { folder, what } if folder == name => Some(what),
            _ => None,
        }
    }

    /// The folder for whose points a line with it is repeated.
    #[must_use]
    pub fn each_point(&self) -> Option<&str> {
        match self {
            Self::Of { folder, what } if matches!(what.at(), Some(At::Each)) => Some(folder),
            _ => None,
        }
    }

    /// The policies or arms for which a line with it is repeated.
    #[must_use]
    pub fn each_policy(&self) -> Option<&Who> {
        let Self::Of { what, .. } = self else { return None };
        what.who().filter(|who| !matches!(who, Who::Named(_)))
    }
}

impl What {
    /// The point that it names.
    #[must_use]
    pub const fn at(&self) -> Option<&At> {
        match self {
            Self::Point(at) | Self::Factor { at, .. } => Some(at),
            Self::Policy { at, .. } => at.as_ref(),
            Self::Field(_) | Self::Chart(_) => None,
        }
    }

    /// The policy that it names.
    #[must_use]
    pub const fn who(&self) -> Option<&Who> {
        match self {
            Self::Factor { who, .. } => who.as_ref(),
            Self::Policy { who, .. } => Some(who),
            Self::Field(_) | Self::Chart(_) | Self::Point(_) => None,
        }
    }
}

/// Reads what stands between the braces.
///
/// # Errors
/// What is wrong with it, as far as can be told without the folder.
pub fn mark(text: &str) -> Result<Mark, Both> {
    if let Some(words) = text.strip_prefix('"') {
        let words = words.strip_suffix('"').ok_or_else(|| both!("its quotation mark is not closed", "引号没有闭合"))?;
        return Ok(Mark::Words(words.to_owned()));
    }
    let (name, format) = text.split_once('|').map_or((text, None), |(name, format)| (name.trim(), Some(format.trim())));
    let (folder, rest) = name.split_once('.').ok_or_else(form)?;
    let (folder, at) = folder.split_once(':').map_or((folder, None), |(folder, at)| (folder, Some(at)));
    if folder.is_empty() || rest.is_empty() || at == Some("") {
        return Err(form());
    }
    let at = at.map(|at| if at == EACH { At::Each } else { At::Named(at.to_owned()) });
    Ok(Mark::Of { folder: folder.to_owned(), what: what(at, rest, format)? })
}

fn what(at: Option<At>, rest: &str, format: Option<&str>) -> Result<What, Both> {
    let plain = |what: What| match format {
        None => Ok(what),
        Some(_) => Err(both!("it has no format", "此处不带格式")),
    };
    let alone = |what: What| match at {
        None => plain(what),
        Some(_) => Err(both!("it has no point and no format", "此处不带点，也不带格式")),
    };
    if let Some(file) = rest.strip_prefix("charts/") {
        let known = charts::FILES.into_iter().find(|known| *known == file);
        return alone(What::Chart(known.ok_or_else(|| no_such(&both!("chart", "图"), file, charts::FILES))?));
    }
    if let Some((who, column)) = rest.split_once(POINTS) {
        let who = who.strip_suffix('.').or((who.is_empty()).then_some("")).ok_or_else(form)?;
        let at = at.ok_or_else(|| both!("expected `folder:POINT.points/COLUMN`", "应为 `文件夹:点.points/列`"))?;
        let format = format.map(|format| Format::of_number(format, &[])).transpose()?;
        let who = (!who.is_empty()).then(|| Who::read(who));
        return Ok(What::Factor { at, who, column: column.to_owned(), format });
    }
    let parts: Vec<&str> = rest.split('.').collect();
    if parts.contains(&"") {
        return Err(form());
    }
    let (who, value) = match (&parts[..], at) {
        ([POINT], Some(at)) => return plain(What::Point(at)),
        ([field], None) => return plain(What::Field((*field).to_owned())),
        ([_], Some(_)) => return Err(both!("it has no point and no format", "此处不带点，也不带格式")),
        ([who, column], at) if *column == head::POLICY.name => {
            let named = What::Policy { at, who: Who::read(who), value: Value::Name };
            return if format.is_none() { Ok(named) } else { Err(both!("a name has no format", "名称不带格式")) };
        }
        ([who, column], at) => {
            let metric = of_name(column)?;
            ((who, at), Value::Metric(metric, Format::of_metric(format.unwrap_or_default(), metric)?))
        }
        ([who, measure, column], at) => {
            let measured = Measured::read(at.is_some(), measure, column, format)?;
            ((who, at), Value::Measured(measured))
        }
        _ => return Err(form()),
    };
    let (who, at) = who;
    Ok(What::Policy { at, who: Who::read(who), value })
}

/// It has none of the forms that there are.
fn form() -> Both {
    both!(
        "expected `folder.policy.column | format`, `folder:POINT.policy.column`, `folder:POINT.policy.measure.column`, `folder.policy.measure.column`, \
         `folder:POINT.points/COLUMN`, `folder.field`, `folder.charts/NAME.svg` or \"text\"",
        "应为 `文件夹.政策.列 | 格式`、`文件夹:点.政策.列`、`文件夹:点.政策.指标.列`、`文件夹.政策.指标.列`、`文件夹:点.points/列`、`文件夹.字段`、\
         `文件夹.charts/NAME.svg` 或 \"文字\""
    )
}

/// The metric of that name.
fn of_name(column: &str) -> Result<&'static Metric, Both> {
    let known: Vec<&str> = RUNS.columns.iter().map(|c| c.name).filter(|name| metric(name).is_some()).collect();
    metric(column).ok_or_else(|| no_such(&both!("column", "列"), column, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        mark(text).expect_err("refused").en
    }

    #[test]
    fn every_form_is_told_from_the_others() {
        let of = |text: &str| match mark(text).expect("well formed") {
            Mark::Of { what, .. } => what,
            Mark::Words(_) => panic!("{text}"),
        };
        assert!(matches!(of("a:*.point"), What::Point(At::Each)));
        assert!(
            matches!(of("a:w.*.points/b:key.of.policy | 0"), What::Factor { who: Some(Who::Each), column, .. } if column == "b:key.of.policy")
        );
        assert!(matches!(of("a:*.points/key"), What::Factor { at: At::Each, who: None, format: None, .. }));
        assert!(
            matches!(of("a:*.b@*.unmet_share"), What::Policy { who: Who::EachArm(name), value: Value::Metric(..), .. } if name == "b")
        );
        let table = |text: &str| match of(text) {
            What::Policy { value: Value::Measured(measured), .. } => measured.table.file,
            other => panic!("{other:?}"),
        };
        assert_eq!([table("a:1.b.unmet_share.p_holm"), table("a.b.unmet_share.plus")], ["summary.csv", "worlds.csv"]);
    }

    #[test]
    fn what_has_no_form_is_told_so() {
        assert!(refused("a.points/key").contains("`folder:POINT.points/COLUMN`"));
        assert!(refused("a:1.point | 2").contains("no format"));
        assert!(refused("a:1.years").contains("no point"));
        for text in ["a", "a.b.c.d.e", "a:.b.unmet_share", "a..unmet_share", "a:1.bpoints/key"] {
            assert!(refused(text).starts_with("expected `folder.policy.column | format`"), "{text}");
        }
        assert!(refused("a:1.points/key | interval").contains("unknown format `interval`"));
    }

    #[test]
    fn arms_of_a_policy_are_those_with_its_name_and_a_number() {
        let arms = Who::read("b@*");
        let ends = arms.among(&["a", "b", "b@0", "b@1", "bc@0"]);
        assert_eq!(ends, ["@0", "@1"]);
        assert_eq!((arms.name("@1"), Who::read("*").name("a"), Who::read("c").name("a")), ("b@1".into(), "a".into(), "c".into()));
    }
}

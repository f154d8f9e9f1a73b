//! What is wrong with pages: each problem with its file, line and column, all of them at once.

use std::path::Path;

use crate::base::words::{Both, both, list, shown, shown_path};
use crate::scenario::ScenarioError;
use crate::scenario::error::nearest;

/// A problem, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub Both);

/// Why pages are not written.
#[derive(Debug)]
pub enum PagesError {
    /// Something is wrong in the file of pages.
    File(Box<ScenarioError>),
    /// Something is wrong in templates, or with folders of results.
    Wrong(Vec<Problem>),
    /// A page could not be written; what the system says.
    Unwritten(Both),
}

impl From<ScenarioError> for PagesError {
    fn from(error: ScenarioError) -> Self {
        Self::File(Box::new(error))
    }
}

/// A place in a template, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Problem {
    /// Of a place in a template; `text` is the placeholder.
    #[must_use]
    pub fn at(file: &Path, place: Place, text: &str, what: &Both) -> Self {
        let (file, Place { line, column }, text) = (shown_path(file), place, shown(text));
        Self(both!("{file}:{line}:{column}: `{text}`: {what}", "{file}:{line}:{column}：`{text}`：{what}"; what = *what))
    }

    /// Of a file or folder as a whole.
    #[must_use]
    pub fn of(file: &Path, what: &Both) -> Self {
        let file = shown_path(file);
        Self(both!("{file}: {what}", "{file}：{what}"; what = *what))
    }
}

/// The name that was probably meant.
#[derive(Clone, Copy, Debug)]
pub struct Suggest<'a>(Option<&'a str>);

impl<'a> Suggest<'a> {
    /// The nearest of the names that are known.
    #[must_use]
    pub fn of(word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self(nearest(word, known))
    }

    /// A question, with the space before it; nothing where no name is near.
    #[must_use]
    pub fn said(self) -> Both {
        self.0.map(shown).map_or_else(Both::default, |name| both!("; did you mean `{name}`?", "；是否指 `{name}`？"))
    }
}

/// Words that are known, in a row.
#[must_use]
pub fn known_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Both {
    list(words)
}

/// There is no such name; which there are, and which is near.
#[must_use]
pub fn no_such<'a>(what: &Both, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Both {
    let (hint, known, name) = (Suggest::of(name, known.clone()).said(), known_words(known), shown(name));
    both!(
        "no {what} `{name}`; there are {known}{hint}",
        "没有名为 `{name}` 的{what}；有 {known}{hint}"; what = *what, known = known, hint = hint
    )
}

//! What can go wrong, for whoever uses the library.

use std::fmt;

use crate::base::words::{Both, Lang, both, list, shown};
use crate::experiment::parity::ParityError;
use crate::experiment::runner::cannot_start;
use crate::scenario::ScenarioError;
use crate::scenario::error::nearest;

/// Why a scenario cannot be read or run, or a result is not there. As [`Display`](fmt::Display) it is English;
/// [`Error::in_language`] gives either language.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A scenario, a policy or a sheet is wrong: all that is, each with its place.
    Scenario(ScenarioError),
    /// A run failed: an account did not close, or the program is wrong.
    Failed {
        /// The policy; empty where it was a pilot run of the search for equal means.
        policy: String,
        /// The replicate, from 0.
        replicate: u32,
        /// Why.
        reason: String,
    },
    /// The run was told to stop ([`Stop::set`](crate::Stop::set)).
    Stopped,
    /// The system starts no threads.
    Threads {
        /// How many were wanted.
        threads: usize,
        /// Why not.
        reason: String,
    },
    /// There is no metric, policy, table or replicate of that name.
    Unknown {
        /// Of what.
        what: What,
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A policy built in code has the name of one that is there.
    NameTaken {
        /// The name.
        name: String,
    },
}

/// Something that is asked for by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A metric: a column of numbers of `runs.csv`.
    Metric,
    /// A policy of the experiment.
    Policy,
    /// A table that was collected.
    Table,
    /// A replicate.
    Replicate,
}

impl What {
    fn said(self) -> Both {
        match self {
            Self::Metric => both!("metric", "指标"),
            Self::Policy => both!("policy", "政策"),
            Self::Table => both!("table", "表"),
            Self::Replicate => both!("replicate", "重复"),
        }
    }
}

impl Error {
    /// What is wrong, in both languages.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::Scenario(error) => Both { en: error.in_language(Lang::En), zh: error.in_language(Lang::Zh) },
            Self::Failed { policy, replicate, reason } if policy.is_empty() => {
                let reason = shown(reason);
                both!("pilot replicate {replicate} failed: {reason}", "试点重复 {replicate} 运行失败，原因（照录）：{reason}")
            }
            Self::Failed { policy, replicate, reason } => {
                let (policy, reason) = (shown(policy), shown(reason));
                both!(
                    "the run of `{policy}`, replicate {replicate}, failed: {reason}",
                    "政策 `{policy}` 的重复 {replicate} 运行失败，原因（照录）：{reason}"
                )
            }
            Self::Stopped => both!("stopped", "已停止"),
            Self::Threads { threads, reason } => cannot_start(*threads, reason),
            Self::Unknown { what, name, known } => {
                let (what, name, all) = (what.said(), shown(name), list(known.iter().map(String::as_str)));
                let text = both!("no {what} `{name}`", "没有名为 `{name}` 的{what}"; what = what);
                match nearest(&name, known.iter().map(String::as_str)) {
                    Some(near) => {
                        both!("{text}; did you mean `{near}`?", "{text}；是否指 `{near}`？"; text = text)
                    }
                    None => both!("{text}; there are {all}", "{text}；现有：{all}"; text = text, all = all),
                }
            }
            Self::NameTaken { name } => {
                let name = shown(name);
                both!("a policy `{name}` is there already", "已有名为 `{name}` 的政策")
            }
        }
    }

    /// What is wrong, in that language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> String {
        self.said().get(lang).to_owned()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<ScenarioError> for Error {
    fn from(error: ScenarioError) -> Self {
        Self::Scenario(error)
    }
}

impl From<ParityError> for Error {
    fn from(error: ParityError) -> Self {
        match error {
            ParityError::Scenario(error) => Self::Scenario(error),
            ParityError::Failed(reason) => {
                Self::Failed { policy: String::new(), replicate: crate::experiment::parity::FIRST_PILOT, reason }
            }
            ParityError::Stopped => Self::Stopped,
            ParityError::Threads(threads, reason) => Self::Threads { threads, reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_answered_with_what_was_meant_and_anything_else_with_what_there_is() {
        let known = vec!["linkage".to_owned(), "posts".to_owned()];
        let error = |name: &str| Error::Unknown { what: What::Policy, name: name.to_owned(), known: known.clone() };
        assert_eq!(error("linkag").to_string(), "no policy `linkag`; did you mean `linkage`?");
        assert_eq!(error("x").in_language(Lang::Zh), "没有名为 `x` 的政策；现有：`linkage`、`posts`");
    }
}

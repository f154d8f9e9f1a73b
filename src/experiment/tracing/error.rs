//! Why nothing can be followed.

use crate::base::words::{Both, both, shown};
use crate::engine::block::Halt;
use std::fmt;

/// Why nothing could be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TracingError {
    /// No site has this name.
    NoSuchSite {
        /// What was asked for.
        found: String,
        /// What there is.
        expected: Both,
        /// A likely correction.
        near: Option<String>,
    },
    /// The site has no person of this number when policies part.
    NoSuchPerson {
        /// The site.
        site: String,
        /// The number asked for, from 0.
        person: usize,
        /// People there.
        heads: usize,
    },
    /// Not a person.
    NotAPerson {
        /// What was asked for.
        found: String,
        /// A site.
        example: String,
    },
    /// The day is outside the window.
    OutsideWindow {
        /// First day asked for, from 1.
        from: u32,
        /// Last day of the window.
        last: u16,
    },
    /// A run was stopped, or an account did not close.
    Halt(Halt),
}

/// What was expected, below what was found.
fn expected(found: &Both, expected: &Both) -> Both {
    both!("{found}\n   expected: {expected}", "{found}\n   应为：{expected}"; found = found, expected = expected)
}

fn people(site: &str, heads: usize) -> Both {
    let site = shown(site);
    match heads {
        0 => both!("another site: nobody works there when policies part", "另一站点：政策分开时该处无人在岗"),
        1 => both!("`{site}:0`: one person works there when policies part", "`{site}:0`：政策分开时该处有 1 人在岗"),
        n => {
            let last = n - 1;
            both!(
                "`{site}:0` to `{site}:{last}`: {n} people work there when policies part",
                "`{site}:0` 至 `{site}:{last}`：政策分开时该处有 {n} 人在岗"
            )
        }
    }
}

impl TracingError {
    /// The message in both languages; the reason of a failed run is not translated.
    #[must_use]
    pub fn said(&self) -> Both {
        match self {
            Self::NoSuchSite { found, expected: sites, near } => {
                let found = shown(found);
                let text = expected(&both!("no such site: \"{found}\"", "没有这个站点：“{found}”"), sites);
                match near {
                    Some(near) => {
                        let near = shown(near);
                        both!("{text}\n   hint: did you mean `{near}`?", "{text}\n   提示：是否指 `{near}`？"; text = text)
                    }
                    None => text,
                }
            }
            Self::NoSuchPerson { site, person, heads } => {
                let name = shown(site);
                expected(&both!("no such person: {name}:{person}", "没有这个人：{name}:{person}"), &people(site, *heads))
            }
            Self::NotAPerson { found, example } => {
                let (found, example) = (shown(found), shown(example));
                expected(
                    &both!("no such person: \"{found}\"", "没有这个人：“{found}”"),
                    &both!("a site and a number from 0, such as `{example}:0`", "站点加从 0 起的序号，如 `{example}:0`"),
                )
            }
            Self::OutsideWindow { from, last } => expected(
                &both!("day {from} is not in the window", "第 {from} 日不在窗口期内"),
                &both!(
                    "a day from 1 to {last} (working days from the moment policies part)",
                    "第 1 日至第 {last} 日（工作日，从政策分开时算起）"
                ),
            ),
            Self::Halt(halt) => halt.said(),
        }
    }

    /// Whether the request is at fault, not the run.
    #[must_use]
    pub const fn is_bad_input(&self) -> bool {
        !matches!(self, Self::Halt(_))
    }
}

impl From<Halt> for TracingError {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

impl fmt::Display for TracingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl std::error::Error for TracingError {}

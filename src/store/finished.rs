//! A folder as it was left: what others read of it, once all of it is known to be unchanged.

use super::closed::{self, small};
use super::journal::{Found, JOURNAL, Journal, State};
use super::tables;
use super::timing::TIMING;
use super::{Action, StoreError};
use crate::base::files::Held;
use crate::base::words::{Both, both};

/// A folder, open and locked, whose tables and small files are as the journal says.
#[derive(Debug)]
pub struct Kept {
    /// The folder.
    pub held: Held,
    /// What it holds; whether that is all of it, [`State::blocks`] says.
    pub state: State,
    /// The lock.
    _journal: Journal,
}

impl Kept {
    /// Opens a folder and checks its tables and small files; nothing where it never began. Changes nothing.
    ///
    /// # Errors
    /// When another process holds it, a file was changed or cannot be read, or the journal is damaged or of an earlier format.
    pub fn open(held: Held) -> Result<Option<Self>, StoreError> {
        if held.kind(JOURNAL).map_err(StoreError::io(Action::Open, held.path().join(JOURNAL)))?.is_none() {
            return Ok(None);
        }
        let (journal, found) = Journal::open(&held)?;
        let mut state = match found {
            Found::Nothing => return Ok(None),
            Found::Old(_) => return Err(StoreError::OldFormat { dir: held.path().to_owned() }),
            Found::Fault(_, fault) => return Err(fault),
            Found::Whole(state) => state,
        };
        state.kept = tables::check(&held, &state, &journal)?.kept;
        check_small(&held, &state)?;
        Ok(Some(Self { held, state, _journal: journal }))
    }

    /// The text of a small file or a file of the report, as it was written; nothing where there is none.
    ///
    /// # Errors
    /// When it was changed or cannot be read.
    pub fn text(&self, name: &str) -> Result<Option<String>, StoreError> {
        let known = self.state.files.get(name).and_then(|whole| whole.to.clone());
        if closed::digest_at(&self.held, name)? != known {
            return Err(StoreError::Changed { path: self.held.path().join(name), what: other_digest() });
        }
        let read = closed::with(&self.held, name, |held, leaf| held.text(leaf));
        Ok(read.map_err(StoreError::at(&self.held, Action::Read, name))?.flatten())
    }
}

/// Checks that every small file is as it was left, or not there if it never was.
///
/// # Errors
/// When one was changed, is gone or cannot be read.
pub(super) fn check_small(held: &Held, state: &State) -> Result<(), StoreError> {
    for name in small().into_iter().filter(|name| *name != TIMING) {
        let (digest, known) = (closed::digest_at(held, name)?, state.files.get(name).and_then(|whole| whole.to.clone()));
        // The page is no result: it can be made again where it is gone.
        let gone = name == closed::REPORT && digest.is_none();
        if digest != known && !gone {
            return Err(StoreError::Changed { path: held.path().join(name), what: other_digest() });
        }
    }
    Ok(())
}

fn other_digest() -> Both {
    both!("its bytes have another digest, or it is gone", "内容的摘要不同，或文件缺失")
}

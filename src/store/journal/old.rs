//! Journals of earlier formats: which files they say were written.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use serde::Deserialize;

use super::lines::Lines;
use super::record::{Extent, Whole};
use crate::store::StoreError;

/// The files recorded in a journal of an earlier format.
#[derive(Clone, Debug, Default)]
pub struct OldRecord {
    /// Files that were written.
    pub wrote: Vec<String>,
    /// Length of every table after the last block.
    pub lengths: BTreeMap<String, u64>,
}

impl OldRecord {
    pub(super) fn read(file: &File, path: &PathBuf) -> Result<Self, StoreError> {
        #[derive(Deserialize)]
        struct Tables {
            tables: Vec<(String, String)>,
        }
        // The lines that name files, of the first format and then of the second.
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Old {
            Plan { files: Vec<String> },
            Block { lengths: BTreeMap<String, u64> },
            Report(Vec<String>),
            Head { identity: Tables, files: BTreeMap<String, Whole> },
            Commit { tables: Vec<Extent> },
            Files(BTreeMap<String, Whole>),
        }
        let mut tables = Vec::new();
        let mut record = Self::default();
        let mut lines = Lines::new(file, path)?;
        while let Some(text) = lines.next()? {
            let Some(Ok(line)) = serde_json::from_slice::<BTreeMap<String, serde_json::Value>>(&text).ok().map(|mut line| {
                line.remove("chain");
                serde_json::from_value::<Old>(line.into_iter().collect())
            }) else {
                continue;
            };
            match line {
                Old::Head { identity, files } => {
                    tables = identity.tables.into_iter().map(|(file, _)| file).collect();
                    record.wrote.extend(tables.iter().cloned().chain(files.into_keys()));
                    record.lengths.clear();
                }
                Old::Commit { tables: extents } => {
                    record.lengths = tables.iter().cloned().zip(extents.into_iter().map(|extent| extent.0)).collect();
                }
                Old::Files(files) => record.wrote.extend(files.into_keys()),
                Old::Plan { files } => {
                    record.wrote.extend(files);
                    record.lengths.clear();
                }
                Old::Block { lengths } => record.lengths = lengths,
                Old::Report(files) => record.wrote.extend(files),
            }
        }
        record.wrote.sort();
        record.wrote.dedup();
        Ok(record)
    }
}

//! `points.csv`, read beside the runs: what every point and arm sets.

use std::fs::File;
use std::path::PathBuf;

use csv::StringRecord;

use crate::store::StoreError;
use crate::store::read::broken;

/// Columns before those of the factors: the point and the arm.
const FIRST: usize = 2;

/// A reader of the values of factors, point by point.
#[derive(Debug)]
pub struct Factors {
    /// Names of the factors.
    pub names: Vec<String>,
    path: PathBuf,
    reader: csv::Reader<File>,
    /// A row that was read and is of a later point.
    ahead: Option<(u32, StringRecord)>,
}

/// What an arm of a point sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// The arm.
    pub policy: String,
    /// The value of every factor; empty where it does not concern the arm.
    pub values: Vec<String>,
}

impl Factors {
    /// Begins at the start of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(file: File, path: PathBuf) -> Result<Self, StoreError> {
        let mut reader = csv::Reader::from_reader(file);
        let header = reader.headers().map_err(|error| broken(&path, error))?;
        let names = header.iter().skip(FIRST).map(str::to_owned).collect();
        Ok(Self { names, path, reader, ahead: None })
    }

    /// What the arms of a point set; points are asked for in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of_point(&mut self, point: u32) -> Result<Vec<Set>, StoreError> {
        let mut sets = Vec::new();
        loop {
            let (of, row) = match self.ahead.take() {
                Some(ahead) => ahead,
                None => {
                    let mut row = StringRecord::new();
                    if !self.reader.read_record(&mut row).map_err(|error| broken(&self.path, error))? {
                        return Ok(sets);
                    }
                    (row.get(0).and_then(|text| text.parse().ok()).unwrap_or(0), row)
                }
            };
            if of > point {
                self.ahead = Some((of, row));
                return Ok(sets);
            }
            if of == point {
                let policy = row.get(1).unwrap_or_default().to_owned();
                sets.push(Set { policy, values: row.iter().skip(FIRST).map(str::to_owned).collect() });
            }
        }
    }
}

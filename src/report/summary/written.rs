//! `summary.csv`, read again: what of it is kept for the screen. A summary that is as it was left is not made anew.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use csv::StringRecord;

use super::of_point::{MEASURES, UNMET};
use super::overview::Unmet;
use crate::base::words::both;
use crate::measure::statistics::{Estimate, Interval};
use crate::measure::tables::SUMMARY;
use crate::store::StoreError;
use crate::store::read::broken;

/// A reader of the rows of the unmet share, point by point.
#[derive(Debug)]
pub struct Written {
    reader: csv::Reader<BufReader<File>>,
    path: PathBuf,
    record: usize,
    /// A row that was read and is of a later point.
    ahead: Option<Unmet>,
}

impl Written {
    /// Begins at the start of a file.
    #[must_use]
    pub fn new(file: File, path: PathBuf) -> Self {
        Self { reader: csv::Reader::from_reader(BufReader::new(file)), path, record: 0, ahead: None }
    }

    /// The arms of the next point; nothing after the last.
    ///
    /// # Errors
    /// When the file cannot be read, or a row is not as this program writes it.
    pub fn next_point(&mut self) -> Result<Option<(u32, Vec<Unmet>)>, StoreError> {
        let Some(first) = self.next_row()? else { return Ok(None) };
        let (point, mut arms) = (first.point, vec![first]);
        while let Some(next) = self.next_row()? {
            if next.point != point {
                self.ahead = Some(next);
                break;
            }
            arms.push(next);
        }
        Ok(Some((point, arms)))
    }

    fn next_row(&mut self) -> Result<Option<Unmet>, StoreError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let mut row = StringRecord::new();
        loop {
            if !self.reader.read_record(&mut row).map_err(|error| broken(&self.path, error))? {
                return Ok(None);
            }
            self.record += 1;
            if self.text(&row, "measure") == MEASURES[UNMET].0.name {
                return self.row(&row).map(Some);
            }
        }
    }

    fn row(&self, row: &StringRecord) -> Result<Unmet, StoreError> {
        let number = |column| self.number(row, column);
        let interval = |low, high| Ok::<_, StoreError>(number(low)?.zip(number(high)?).map(|(low, high)| Interval { low, high }));
        let estimate = |n, mean, low, high| {
            let (n, interval) = (number(n)?.unwrap_or(0.0) as usize, interval(low, high)?);
            Ok::<_, StoreError>(number(mean)?.map(|mean| Estimate { n, mean, interval }))
        };
        Ok(Unmet {
            point: number("point")?.unwrap_or(0.0) as u32,
            policy: self.text(row, "policy").to_owned(),
            failed: number("failed")?.unwrap_or(0.0) as usize,
            mean: estimate("n", "mean", "mean_low", "mean_high")?,
            difference: estimate("pairs", "difference", "difference_low", "difference_high")?,
        })
    }

    fn text<'r>(&self, row: &'r StringRecord, column: &'static str) -> &'r str {
        SUMMARY.position(column).and_then(|place| row.get(place)).unwrap_or_default()
    }

    fn number(&self, row: &StringRecord, column: &'static str) -> Result<Option<f64>, StoreError> {
        let text = self.text(row, column);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            let (path, record, text) = (self.path.clone(), self.record, text.to_owned());
            StoreError::Field { path, record, column, text, expected: Box::new(both!("a number or nothing", "数字或空")) }
        })
    }
}

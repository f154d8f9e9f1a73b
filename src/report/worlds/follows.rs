//! Which assumption a difference follows most over worlds.
//!
//! Of every assumption that is sampled, the rank correlation of its values with the mean differences ([`rank`](crate::measure::statistics::rank)); the largest is judged
//! for all that were tried. Values are computed again column by column from the design, so that nothing of the size of worlds × assumptions is held.

use crate::experiment::sweep::Sweep;
use crate::measure::statistics::quantile::{of_sorted, sorted};
use crate::measure::statistics::rank::{Correlation, correlation, ranks};
use crate::measure::tables::worlds::{Follows, OverWorlds};

/// Columns whose values are held at once.
const AT_ONCE: usize = 16;

/// The correlation that is the largest so far.
struct Found {
    column: usize,
    correlation: Correlation,
    halves: [f64; 2],
}

/// Adds to every row the assumption that its differences follow most; `differences` are those of the rows, in their order, by world.
pub fn fill(sweep: &Sweep, worlds: &[u32], differences: &[Vec<f64>], rows: &mut [OverWorlds]) {
    // Worlds in which a row has a difference, and the ranks of these.
    let targets: Vec<(Vec<usize>, Vec<f64>)> = differences
        .iter()
        .map(|values| {
            let there: Vec<usize> = (0..values.len()).filter(|world| values[*world].is_finite()).collect();
            let ranks = ranks(&there.iter().map(|world| values[*world]).collect::<Vec<_>>());
            (there, ranks)
        })
        .collect();
    let mut found: Vec<Option<Found>> = rows.iter().map(|_| None).collect();
    let mut tried = vec![0_usize; rows.len()];
    for columns in sweep.sampled().chunks(AT_ONCE) {
        for (column, values) in columns.iter().zip(values(sweep, worlds, columns)) {
            let all = ranks(&values);
            for (row, (there, ranked)) in targets.iter().enumerate() {
                let own = if there.len() == values.len() {
                    all.clone()
                } else {
                    ranks(&there.iter().map(|world| values[*world]).collect::<Vec<_>>())
                };
                let Some(correlation) = correlation(&own, ranked) else { continue };
                tried[row] += 1;
                if found[row].as_ref().is_none_or(|best| correlation.rho.abs() > best.correlation.rho.abs()) {
                    let of_world = there.iter().map(|world| differences[row][*world]);
                    let halves = halves(&own, &of_world.collect::<Vec<_>>());
                    found[row] = Some(Found { column: *column, correlation, halves });
                }
            }
        }
    }
    let columns = sweep.design.columns();
    for ((row, found), tried) in rows.iter_mut().zip(found).zip(tried) {
        let Some(against) = &mut row.against else { continue };
        against.tried = tried;
        against.follows = found.map(|Found { column, correlation, halves }| Follows {
            key: columns[column].to_owned(),
            rho: correlation.rho,
            adjusted: (correlation.p * tried as f64).min(1.0),
            halves,
        });
    }
}

/// The values of some columns in every world.
fn values(sweep: &Sweep, worlds: &[u32], columns: &[usize]) -> Vec<Vec<f64>> {
    let mut values = vec![Vec::with_capacity(worlds.len()); columns.len()];
    for world in worlds {
        let row = sweep.points.rows(*world).next().and_then(|row| sweep.design.row(row)).unwrap_or_default();
        for (values, column) in values.iter_mut().zip(columns) {
            values.push(row.get(*column).map_or(f64::NAN, |value| sweep.number(*column, value)));
        }
    }
    values
}

/// The medians of values in the half with the lower ranks and in that with the higher.
fn halves(ranks: &[f64], values: &[f64]) -> [f64; 2] {
    let middle = (ranks.len() as f64 + 1.0) / 2.0;
    let half = |lower: bool| {
        let own = ranks.iter().zip(values).filter(|(rank, _)| (**rank <= middle) == lower);
        of_sorted(&sorted(&own.map(|(_, value)| *value).collect::<Vec<_>>()), 0.5).unwrap_or(f64::NAN)
    };
    [half(true), half(false)]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::measure::statistics::sign::sign_test;
    use crate::measure::statistics::worlds::Signs;
    use crate::measure::tables::worlds::Against;
    use crate::scenario::LoadOptions;

    fn row() -> OverWorlds {
        let against =
            Against { as_it_is: None, signs: Signs::default(), test: sign_test(&[]), spread: None, follows: None, tried: 0 };
        let (policy, measure) = (String::new(), "unmet_share");
        OverWorlds { policy, measure, worlds: 20, delta: 0.02, against: Some(against), regret: None, enough: None }
    }

    /// Differences that are the loss of a hand-off, and others that are the same turned round, with one world missing.
    #[test]
    fn a_difference_that_is_an_assumption_follows_it_and_no_other() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference.toml");
        let sweep = Sweep::over_worlds(&path, &LoadOptions::default(), 20).expect("a sweep");
        let worlds: Vec<u32> = (1..21).collect();
        let column = sweep.design.columns().iter().position(|name| *name == "handoff.loss").expect("it is varied");
        let loss = values(&sweep, &worlds, &[column]).remove(0);
        let mut turned: Vec<f64> = loss.iter().map(|x| -x).collect();
        turned[3] = f64::NAN;
        let mut rows = vec![row(), row()];
        fill(&sweep, &worlds, &[loss, turned], &mut rows);
        let found =
            |row: &OverWorlds| row.against.as_ref().and_then(|a| Some((a.follows.clone()?, a.tried))).expect("it follows");
        let ((rises, tried), (falls, _)) = (found(&rows[0]), found(&rows[1]));
        assert_eq!((rises.key.as_str(), rises.rho, falls.key.as_str(), falls.rho), ("handoff.loss", 1.0, "handoff.loss", -1.0));
        assert!(rises.stands_out() && falls.stands_out() && tried > 200, "{tried}");
        // The range is 0 to .7, of which every half holds half of the worlds.
        assert!((rises.halves[0] - 0.175).abs() < 0.05 && (rises.halves[1] - 0.525).abs() < 0.05, "{rises:?}");
    }

    #[test]
    fn halves_are_those_of_the_lower_and_the_higher_values() {
        assert_eq!(halves(&[1.0, 4.0, 2.0, 3.0], &[1.0, 7.0, 3.0, 5.0]), [2.0, 6.0]);
        assert_eq!(halves(&[1.5, 3.5, 1.5, 3.5], &[1.0, 7.0, 3.0, 5.0]), [2.0, 6.0], "of yes and no");
    }
}

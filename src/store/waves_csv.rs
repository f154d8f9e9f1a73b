//! `waves.csv`: which blocks each wave of an experiment holds.

use crate::measure::table::Table;
use crate::measure::tables::WAVES;
use crate::measure::tables::waves::{self, WavePart};
use crate::store::plan::Plan;

/// Name of the table of the points of a sweep.
pub const POINTS: &str = "points.csv";

/// The text of the file, header included.
#[must_use]
pub fn waves_csv(plan: &Plan) -> String {
    let mut table = Table::new(&WAVES);
    let (mut digest, mut first_block) = (plan.digest(), 0);
    for (wave, number) in plan.waves.iter().zip(0..) {
        digest = wave.digest(&digest);
        for (part, place) in wave.parts.iter().zip(0..) {
            let row = WavePart {
                wave: number,
                why: &wave.why,
                first_block,
                blocks: wave.blocks(),
                part: place,
                points: part.points,
                replicates: part.replicates,
                policies: &part.arms.join(" "),
                digest: &digest,
            };
            waves::row(&row, &mut table);
        }
        first_block += wave.blocks();
    }
    WAVES.header() + table.text()
}

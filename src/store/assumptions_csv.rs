//! `assumptions.csv`: what was assumed, and on which grounds.

use crate::base::words::Lang;
use crate::measure::table::Table;
use crate::measure::tables::ASSUMPTIONS;
use crate::measure::tables::assumptions::{self, Assumption};
use crate::scenario::describe::{Said, said};
use crate::scenario::keys::ranges::Scope;
use crate::store::plan::Plan;

/// The text of the file, header included. What the manifest says, names and policies, is left out.
#[must_use]
pub fn assumptions_csv(plan: &Plan) -> String {
    let mut table = Table::new(&ASSUMPTIONS);
    for (key, value) in &plan.world_keys {
        if shows(key) {
            continue;
        }
        let Some([english, chinese]) = both(key) else { continue };
        assumptions::row(
            &Assumption {
                key: key.clone(),
                value: value.clone(),
                unit: english.unit.unwrap_or_default(),
                grade: english.grade.to_string(),
                range: english.range.unwrap_or_default(),
                text: [english.text, chinese.text],
                source: [english.source, chinese.source],
            },
            &mut table,
        );
    }
    ASSUMPTIONS.header() + table.text()
}

/// Whether a key only says how the scenario is called.
fn shows(key: &str) -> bool {
    ["name", "title", "title_zh", "baseline", "policies"].contains(&key)
}

fn both(key: &str) -> Option<[Said; 2]> {
    Some([said(Lang::En, Scope::World, key)?, said(Lang::Zh, Scope::World, key)?])
}

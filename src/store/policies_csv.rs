//! `policies.csv`: every switch of every policy, and where it differs from the baseline.

use crate::measure::table::Table;
use crate::measure::tables::POLICIES;
use crate::store::plan::Plan;

/// The text of the file, header included.
///
/// `differs` is empty when the baseline is not among the policies of the experiment.
#[must_use]
pub fn policies_csv(plan: &Plan) -> String {
    let baseline = plan.arms.iter().find(|arm| arm.name == plan.baseline);
    let mut table = Table::new(&POLICIES);
    for arm in &plan.arms {
        for (key, value) in &arm.switches {
            table.name(&arm.name).name(key).name(value);
            match baseline {
                None => table.name(""),
                Some(base) => {
                    let same = base.switches.iter().any(|(k, v)| k == key && v == value);
                    table.int(u8::from(!same))
                }
            };
            table.end();
        }
    }
    POLICIES.header() + table.text()
}

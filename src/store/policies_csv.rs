//! `policies.csv`: every switch of every policy, and where it differs from the baseline.

use crate::measure::table::Table;
use crate::measure::tables::POLICIES;
use crate::measure::tables::policies::{self, Switch};
use crate::store::plan::{Arm, Plan};

/// The text of the file, header included.
///
/// `differs` is empty when the baseline is not among the policies of the experiment.
#[must_use]
pub fn policies_csv(plan: &Plan) -> String {
    let baseline = plan.arms.iter().find(|arm| arm.name == plan.baseline);
    let mut table = Table::new(&POLICIES);
    for arm in &plan.arms {
        for (key, value) in &arm.switches {
            let same = |base: &Arm| base.switches.iter().any(|(k, v)| k == key && v == value);
            let differs = baseline.map(|base| !same(base));
            policies::row(&Switch { policy: &arm.name, key, value, differs }, &mut table);
        }
    }
    POLICIES.header() + table.text()
}

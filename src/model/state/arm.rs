//! An arm (对照臂): the district under one policy.

use crate::base::need::STAGES;
use crate::measure::record::Audited;
use crate::model::compiled::Plan;
use crate::model::state::board::Board;
use crate::model::state::district::District;
use crate::model::state::subdistrict::Subdistrict;

/// The district under one policy.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The policy, compiled.
    pub plan: Plan,
    /// Subdistricts.
    pub subs: Vec<Subdistrict>,
    /// What providers have published.
    pub boards: Vec<Board>,
    /// The district.
    pub district: District,
    /// Social workers and community workers in post, counted when posts last moved.
    pub heads: (u32, u32),
    /// Known needs that have not ended, at the end of each day of the window; kept where there is a shock to recover from.
    pub backlog: Vec<u32>,
    /// What the audit has checked since the policy began.
    pub audited: Audited,
}

impl Arm {
    /// Needs in each stage, in the whole district.
    #[must_use]
    pub fn stages(&self) -> [i64; STAGES] {
        let mut sum = [0; STAGES];
        for sub in &self.subs {
            for (s, n) in sum.iter_mut().zip(sub.tally.stage) {
                *s += n;
            }
        }
        sum
    }

    /// Bytes of state.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.subs.iter().map(Subdistrict::bytes).sum()
    }
}

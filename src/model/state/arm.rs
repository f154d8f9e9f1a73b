//! An arm (对照臂): the district under one policy.

use crate::base::need::ByStage;
use crate::model::compiled::Plan;
use crate::model::state::board::Board;
use crate::model::state::district::District;
use crate::model::state::lots::Seen;
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
}

impl Arm {
    /// Needs in each stage, in the whole district.
    #[must_use]
    pub fn stages(&self) -> ByStage<i64> {
        let mut sum = ByStage::default();
        for sub in &self.subs {
            for (s, n) in sum.iter_mut().zip(sub.cases.accounts.stage) {
                *s += n;
            }
        }
        sum
    }

    /// A policy begins to rule a district that has lived under another: what is counted since the policy began starts anew.
    pub fn begin_counts(&mut self) {
        for sub in &mut self.subs {
            (sub.approvals.level.used, sub.approvals.level.available) = (0, 0);
            sub.cases.accounts.leavers = 0;
        }
        (self.district.level.used, self.district.level.available) = (0, 0);
        self.district.seen = Seen::default();
        self.district.jobs.before = self.district.jobs.arisen - self.district.jobs.open;
    }

    /// Bytes of state.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.subs.iter().map(Subdistrict::bytes).sum()
    }
}

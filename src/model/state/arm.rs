//! An arm (对照臂): the district under one policy.

use crate::base::need::ByStage;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
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
    pub subs: Of<SubdistrictId, Subdistrict>,
    /// What providers have published.
    pub boards: Of<SubdistrictId, Board>,
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
            let accounts = &mut sub.cases.accounts;
            (accounts.leavers, accounts.social_leavers, accounts.tasks_lately) = (0, 0, [0; 3]);
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

/// A district before its first day, for tests of single mechanisms: nobody is in post, nothing has arisen, no fen has moved.
#[cfg(test)]
pub(crate) mod idle {
    use super::*;
    use crate::base::draws::Keys;
    use crate::base::need::{Need, Traits};
    use crate::base::places::{CategoryId, CommunityId, Maybe, SegmentId, SiteId, UnitId};
    use crate::model::state::worker::{Case, Kind, Known, MOST_CASES, MOST_KNOWN, Worker};
    use crate::scenario::keys::policy::Policy;
    use crate::world::MOST_CATEGORIES;
    use crate::world::World;
    use crate::world::reference::with_baseline;

    /// One subdistrict of two communities with 2,000 residents and one organisation each, and no clerks. A day of a social worker costs 24,000
    /// fen and 6,000 of overhead, one of a community worker 20,000; the tender costs a tenth of a contract, monitoring nothing.
    const ROUND: [&str; 13] = [
        "district.generate.subdistricts=1",
        "district.generate.communities=2",
        "district.generate.residents=4000",
        "organisation.per_1000=0.5",
        "organisation.founders_per_1000=0",
        "facility.rooms_per_10k=0",
        "government.levels=0",
        "social_worker.wage=60000",
        "community_worker.wage=50000",
        "organisation.overhead=0.25",
        "money.tender=0.1",
        "money.monitoring=0",
        "market.overhead_spread=0",
    ];

    /// Such a district with other values of some keys, under the baseline with changes.
    pub(crate) fn district(sets: &[&str], change: impl FnOnce(&mut Policy)) -> (World, Keys, Arm) {
        let (world, (_, mut policy)) = with_baseline(&[&ROUND[..], sets].concat());
        change(&mut policy);
        let keys = Keys::new(7);
        let arm = Arm::empty(&world, &keys, Plan::new(&world, &policy));
        (world, keys, arm)
    }

    /// Sites of the organisations of the first subdistrict.
    pub(crate) fn houses(world: &World) -> Vec<SiteId> {
        world.sites.by_subdistrict[SubdistrictId::FIRST].all_organisations().collect()
    }

    /// Somebody of middling skill who has a full day for a line and no case yet.
    pub(crate) fn person(kind: Kind, unit: UnitId) -> Worker {
        Worker {
            busy: 0,
            burnout: 0.0,
            potential: 480,
            unit,
            full: 480,
            kind,
            specialty: Maybe::NONE,
            cases: [Case::default(); MOST_CASES],
            skill: [0.5; MOST_CATEGORIES],
            known: [Known::default(); MOST_KNOWN],
            stable: 1,
            post: None,
        }
    }

    /// A need of a community on the first day: mild, of middling difficulty, whose household waits for twenty days.
    pub(crate) fn need(community: CommunityId, category: CategoryId, number: u32, work: u16) -> Need {
        let traits = Traits {
            difficulty: 0.5,
            work,
            second_work: 0,
            patience: 20,
            second: Maybe::NONE,
            segment: SegmentId::FIRST,
            severity: 0,
        };
        Need::new(Need::pack(community, category, 0, number), traits)
    }
}

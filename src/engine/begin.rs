//! How a district begins: on its first day, when a policy takes over, when the window opens.

use crate::base::draws::Keys;
use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::engine::phase::{Cadence, Lived, Moment};
use crate::engine::tick::{self, Schedule};
use crate::model::compiled::Plan;
use crate::model::state::arm::Arm;
use crate::model::state::board::Board;
use crate::model::state::district::District;
use crate::model::state::subdistrict::Subdistrict;
use crate::model::state::watch::WatchDistrict;
use crate::world::World;
use crate::world::demand::Arrivals;

impl Arm {
    /// The district on its first day under a policy, everybody in post.
    #[must_use]
    pub fn new(world: &World, keys: &Keys, plan: Plan) -> Self {
        let mut arm = Self::empty(world, keys, plan);
        arm.begin(Cadence::First, &Moment::before(world, keys, 0));
        arm
    }

    /// The district before the phases of its first day: nobody is in post.
    #[must_use]
    pub fn empty(world: &World, keys: &Keys, plan: Plan) -> Self {
        Self {
            district: District::new(world, plan.budget()),
            subs: Of::from_fn(world.places.subdistricts.len(), |s| Subdistrict::new(world, keys, s)),
            boards: world.sites.by_subdistrict.iter().map(|own| Board::new(world, own)).collect(),
            plan,
        }
    }

    /// The same district from now on under another policy: people stay where they are unless the policy moves their desks; lines that
    /// no longer exist are merged; everything else changes at the world's pace.
    #[must_use]
    pub fn branch(&self, world: &World, keys: &Keys, plan: Plan, day: u16) -> Self {
        let mut arm = self.taken_over(world, plan, day);
        arm.begin(Cadence::Branch, &Moment::before(world, keys, day));
        arm
    }

    /// The district as a policy takes over, before the phases with which it begins.
    #[must_use]
    pub fn taken_over(&self, world: &World, plan: Plan, day: u16) -> Self {
        let mut arm = self.clone();
        // On the first day of all there is no other policy's time to leave out.
        if day > 0 {
            arm.begin_counts();
        }
        let same = plan.policy == self.plan.policy;
        arm.plan = plan;
        arm.plan.prices.go_on_from(&self.plan.prices, world);
        arm.plan.before.clone_from(&self.plan.before);
        arm.plan.before.push(self.plan.policy.clone());
        if same {
            // The same rules go on: what they have made of the shares stays.
            arm.plan.shares = self.plan.shares;
        }
        arm.district.budget = arm.plan.budget();
        arm
    }

    fn begin(&mut self, cadence: Cadence, moment: &Moment<'_>) {
        let phases = Schedule::of(&Lived::of(moment.world, &self.plan)).at(cadence);
        tick::run(&phases, self, moment, false, &mut ());
    }

    /// One day. `arrivals` holds each subdistrict's needs of today, as the i-th day of theirs; `watch` sees what happens.
    #[expect(clippy::too_many_arguments, reason = "a day has these, and nothing else")]
    pub fn tick(
        &mut self,
        world: &World,
        keys: &Keys,
        day: u16,
        arrivals: &Of<SubdistrictId, Arrivals>,
        i: usize,
        parallel: bool,
        watch: &mut dyn WatchDistrict,
    ) {
        let schedule = Schedule::of(&Lived::of(world, &self.plan));
        schedule.day(self, &Moment { world, keys, day, arrivals, place: i }, parallel, watch);
    }
}

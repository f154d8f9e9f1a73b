//! Watching: whoever wants to know what happens reads the logs every evening. The model knows no watcher; no mechanism reads what one keeps.

use rayon::prelude::*;

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::state::arm::Arm;
use crate::model::state::log::{Kinds, Log};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::world::World;

/// What watches one subdistrict.
pub trait Watch: Send {
    /// Kinds of events it wants; the log has at least these.
    fn kinds(&self) -> Kinds {
        Kinds::NONE
    }

    /// Takes what has happened since the last call: every evening, and once more on a day at whose end posts, contracts or a year changed.
    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        let _ = (log, ctx);
    }

    /// Sees the subdistrict in the evening, after [`Self::fold`] and before the money of the day moves.
    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        let _ = (sub, ctx);
    }
}

/// One that may be missing.
impl<W: Watch> Watch for Option<W> {
    fn kinds(&self) -> Kinds {
        self.as_ref().map_or(Kinds::NONE, W::kinds)
    }

    fn fold(&mut self, log: &Log, ctx: &Context<'_>) {
        if let Some(watch) = self {
            watch.fold(log, ctx);
        }
    }

    fn evening(&mut self, sub: &Subdistrict, ctx: &Context<'_>) {
        if let Some(watch) = self {
            watch.evening(sub, ctx);
        }
    }
}

/// What watches a whole district. A list of [`Watch`], one for each subdistrict in their order, is one; so are two together, one that may be
/// missing, and `()`, which watches nothing.
pub trait WatchDistrict: Send {
    /// Kinds of events it wants in the log of every subdistrict.
    fn kinds(&self) -> Kinds;

    /// The subdistricts in the evening: their logs, and themselves. `parallel` says whether threads are free to work on subdistricts.
    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool);

    /// What happened at the end of a day after [`Self::subdistricts`].
    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>);

    /// The district, after the money of the day has moved.
    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        let _ = (arm, world, day);
    }
}

impl<W: Watch> WatchDistrict for Of<SubdistrictId, W> {
    fn kinds(&self) -> Kinds {
        self.iter().fold(Kinds::NONE, |set, one| set.and(one.kinds()))
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool) {
        let one = |(watch, sub): (&mut W, &Subdistrict)| {
            watch.fold(&sub.cases.log, ctx);
            watch.evening(sub, ctx);
        };
        if parallel {
            self.all_mut().par_iter_mut().zip(subs.all()).for_each(one);
        } else {
            self.iter_mut().zip(subs).for_each(one);
        }
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        for (watch, sub) in self.iter_mut().zip(subs) {
            watch.fold(&sub.cases.log, ctx);
        }
    }
}

impl WatchDistrict for () {
    fn kinds(&self) -> Kinds {
        Kinds::NONE
    }

    fn subdistricts(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>, _: bool) {}

    fn late(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>) {}
}

impl<W: WatchDistrict + ?Sized> WatchDistrict for &mut W {
    fn kinds(&self) -> Kinds {
        (**self).kinds()
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool) {
        (**self).subdistricts(subs, ctx, parallel);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        (**self).late(subs, ctx);
    }

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        (**self).district(arm, world, day);
    }
}

impl<W: WatchDistrict> WatchDistrict for Option<W> {
    fn kinds(&self) -> Kinds {
        self.as_ref().map_or(Kinds::NONE, W::kinds)
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool) {
        if let Some(watch) = self {
            watch.subdistricts(subs, ctx, parallel);
        }
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        if let Some(watch) = self {
            watch.late(subs, ctx);
        }
    }

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        if let Some(watch) = self {
            watch.district(arm, world, day);
        }
    }
}

impl<A: WatchDistrict, B: WatchDistrict> WatchDistrict for (A, B) {
    fn kinds(&self) -> Kinds {
        self.0.kinds().and(self.1.kinds())
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, parallel: bool) {
        self.0.subdistricts(subs, ctx, parallel);
        self.1.subdistricts(subs, ctx, parallel);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.0.late(subs, ctx);
        self.1.late(subs, ctx);
    }

    fn district(&mut self, arm: &Arm, world: &World, day: u16) {
        self.0.district(arm, world, day);
        self.1.district(arm, world, day);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::model::state::log::Kind;

    /// Counts what it is shown: the subdistricts, what came late, the district.
    #[derive(Default)]
    struct Counts(u32, u32, u32);

    impl WatchDistrict for Counts {
        fn kinds(&self) -> Kinds {
            Kinds::of(&[Kind::Delivered])
        }

        fn subdistricts(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>, _: bool) {
            self.0 += 1;
        }

        fn late(&mut self, _: &Of<SubdistrictId, Subdistrict>, _: &Context<'_>) {
            self.1 += 1;
        }

        fn district(&mut self, _: &Arm, _: &World, _: u16) {
            self.2 += 1;
        }
    }

    #[test]
    fn who_may_be_missing_and_two_together_see_what_one_alone_sees() {
        let (world, keys, arm) = district(&[], |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        let mut together = (Some(Counts::default()), (Counts::default(), None::<Counts>));
        together.subdistricts(&arm.subs, &ctx, false);
        together.late(&arm.subs, &ctx);
        together.late(&arm.subs, &ctx);
        together.district(&arm, &world, 0);
        let (Some(a), (b, None)) = together else { panic!("they are who they were") };
        assert_eq!([(a.0, a.1, a.2), (b.0, b.1, b.2)], [(1, 2, 1); 2]);
        assert_eq!((Some(a), ()).kinds(), Kinds::of(&[Kind::Delivered]));
        assert_eq!(None::<Counts>.kinds(), Kinds::NONE);
    }
}

//! Jobs (就业岗位): a finite pool of the district that renews itself; information alone creates none.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::world::World;

/// Jobs within reach of the district's residents.
#[derive(Clone, Debug, Default)]
pub struct JobPool {
    /// Jobs open, with the fraction of the next.
    pub open: f64,
    /// Jobs that came up since the first day.
    pub arisen: f64,
    /// Those of them lost before the policy began.
    pub before: f64,
}

impl JobPool {
    /// A day's new jobs; those beyond the limit of open jobs are taken by others.
    pub fn renew(&mut self, world: &World) {
        let new = new(world);
        self.arisen += new;
        self.open = (self.open + new).min(limit(world));
    }

    /// Jobs taken since the policy began that others would not have had: as many as would stand open if none had been taken, less those that do.
    #[must_use]
    pub fn gained(&self, world: &World) -> f64 {
        ((self.arisen - self.before).min(limit(world)) - self.open).max(0.0)
    }

    /// Takes a job if one is open.
    pub fn take(&mut self) -> bool {
        let open = self.open >= 1.0;
        if open {
            self.open -= 1.0;
        }
        open
    }
}

/// Jobs that come up in a day.
fn new(world: &World) -> f64 {
    *world.keys.vacancies.per_resident * world.residents / f64::from(DAYS_PER_YEAR)
}

/// Most jobs that stay open.
fn limit(world: &World) -> f64 {
    (new(world) * *world.keys.vacancies.open_days).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;

    #[test]
    fn jobs_come_up_day_by_day_stay_open_for_some_days_and_are_taken_one_by_one() {
        // 4,000 residents: one job a day.
        let (world, ..) = district(&["vacancies.per_resident=0.0625", "vacancies.open_days=5"], |_| {});
        let mut jobs = JobPool::default();
        assert!(!jobs.take());
        for day in 1..=10 {
            jobs.renew(&world);
            assert_eq!((jobs.open, jobs.arisen), (f64::from(day.min(5)), f64::from(day)));
        }
        assert!(jobs.take() && jobs.open == 4.0);
        jobs.open = 0.5;
        assert!(!jobs.take() && jobs.open == 0.5, "half a job is none");
    }

    #[test]
    fn of_jobs_that_residents_took_only_those_are_gained_that_would_stand_open_now() {
        let (world, ..) = district(&["vacancies.per_resident=0.0625", "vacancies.open_days=5"], |_| {});
        let mut jobs = JobPool::default();
        let mut taken = 0;
        for day in 0..20 {
            jobs.renew(&world);
            taken += u32::from(day >= 10 && jobs.take());
        }
        // Ten were taken, one a day. Had none been, five would stand open, and the other ten would be others'; four do.
        assert_eq!((taken, jobs.open, jobs.gained(&world)), (10, 4.0, 1.0));
        while jobs.take() {}
        assert_eq!(jobs.gained(&world), 5.0, "now none does");
    }
}

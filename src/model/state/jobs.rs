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
        let keys = &world.keys.vacancies;
        let new = *keys.per_resident * world.residents / f64::from(DAYS_PER_YEAR);
        self.arisen += new;
        self.open = (self.open + new).min((new * *keys.open_days).max(1.0));
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
}

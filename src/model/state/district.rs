//! State of the district (区): the upper level of approvals, the treasury, the labour pool, jobs, and the costs of the last day.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::places::SubdistrictId;
use crate::model::state::bill::Bill;
use crate::model::state::channel::{Balances, ByChannel};
use crate::model::state::files::Level;
use crate::model::state::jobs::JobPool;
use crate::model::state::labour::LabourPool;
use crate::model::state::lots::{Lot, Seen};
use crate::model::state::organisation::Account;
use crate::model::state::post::ByPost;
use crate::world::World;
use crate::world::sites::{UnitRef, clerk_minutes};

/// The district.
#[derive(Clone, Debug)]
pub struct District {
    /// Level 2 of government.
    pub level: Level,
    /// The treasury: the public budget accrues, outlays leave.
    pub treasury: Account,
    /// Public budget of a year, fen.
    pub budget: i64,
    /// Budget of this year that has not yet accrued, fen.
    pub appropriated: i64,
    /// Money of a year that each channel could count on this month, fen.
    pub flows: ByChannel<i64>,
    /// Maximum cost of today's casual hours when they were allotted, by channel, fen.
    pub usable: ByChannel<i64>,
    /// Balance of each channel.
    pub balances: Balances,
    /// Lots and who holds them.
    pub lots: Vec<Lot>,
    /// Day after which the next tender is held.
    pub next_tender: u16,
    /// Who lost every lot of a subdistrict and is not yet a stranger there.
    pub strangers: Vec<(SubdistrictId, UnitRef)>,
    /// Counts of the market in the window.
    pub seen: Seen,
    /// Costs of each channel since the year began, fen: input of an adaptive budget (see [`crate::model::district::adaptive`]).
    pub borne: ByChannel<i64>,
    /// People out of post.
    pub labour: LabourPool,
    /// Jobs for residents.
    pub jobs: JobPool,
    /// Dismissals allowed and not yet made, by post.
    pub dismissals: ByPost<f64>,
    /// Money of a year that in-house posts may take although their share is less, counted this month, fen.
    pub beyond_share: i64,
    /// Clerk minutes a day, by level.
    pub clerk_minutes: [u64; 2],
    /// Severance that is being paid.
    pub severance: Vec<Severance>,
    /// Money of the day that ended last, and the minutes of its clerks.
    pub today: DayBook,
}

impl District {
    /// The district on its first day, before anyone is in post, with this public budget of a year, fen.
    #[must_use]
    pub fn new(world: &World, budget: i64) -> Self {
        let departments = world.department_names.len();
        let minutes = clerk_minutes(&world.keys, world.residents);
        let levels = world.keys.government.levels.get();
        let at = |level: u32| if levels >= level { minutes } else { 0 };
        Self {
            level: Level::new(departments, at(2), &department_weights(world)),
            treasury: Account::default(),
            budget,
            appropriated: 0,
            flows: Default::default(),
            usable: Default::default(),
            balances: Balances::default(),
            lots: Vec::new(),
            next_tender: 0,
            strangers: Vec::new(),
            seen: Seen::default(),
            borne: Default::default(),
            labour: LabourPool::new(world),
            jobs: JobPool::default(),
            dismissals: Default::default(),
            beyond_share: 0,
            clerk_minutes: [at(1), at(2)],
            severance: Vec::new(),
            today: DayBook::default(),
        }
    }
}

/// Costs of a day in the whole district, and the minutes of clerks.
#[derive(Clone, Debug, Default)]
pub struct DayBook {
    /// Money, by party and account and by channel.
    pub bill: Bill,
    /// Public budget that accrued, fen.
    pub accrued: i64,
    /// Minutes that clerks were paid for.
    pub clerk_minutes: u64,
    /// Of these, worked on files.
    pub clerk_used: u64,
}

/// Severance (经济补偿) of a dismissed person: pay continues until it is paid, so it need not be saved for.
#[derive(Clone, Copy, Debug)]
pub struct Severance {
    /// Pay of a day, fen.
    pub daily: i64,
    /// Remaining amount, fen.
    pub left: i64,
}

impl District {
    /// Today's severance, fen; completed ones are removed.
    pub fn pay_severance(&mut self) -> i64 {
        let mut sum = 0;
        self.severance.retain_mut(|one| {
            let paid = one.daily.min(one.left);
            one.left -= paid;
            sum += paid;
            one.left > 0
        });
        sum
    }

    /// Severance per year at today's rate, fen.
    #[must_use]
    pub fn severance_yearly(&self) -> i64 {
        self.severance.iter().map(|one| one.daily).sum::<i64>() * i64::from(DAYS_PER_YEAR)
    }
}

/// Expected share of files by department, before any have been counted.
#[must_use]
pub fn department_weights(world: &World) -> Vec<f64> {
    let mut weights = vec![0.0; world.department_names.len()];
    for (c, (_, keys)) in world.categories.iter().zip(world.keys.category.iter()) {
        weights[usize::from(c.department)] += *keys.mix;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::reference::world;

    #[test]
    fn clerks_are_dealt_to_departments_by_the_needs_that_they_approve() {
        let world = world(&["government.levels=2", "government.clerk_hours=10"]);
        let weights = department_weights(&world);
        let of = |name: &str| weights[world.department_names.iter().position(|d| d == name).expect("a department")];
        let mix = |name: &str| -> f64 {
            let at = world.category_names.position(|c| c == name).expect("a category");
            world.keys.category.iter().nth(at.at()).map(|(_, keys)| *keys.mix).expect("its keys")
        };
        assert_eq!(weights.len(), world.department_names.len());
        for (department, categories) in [("health", &["medical", "nursing"][..]), ("housing", &["property"])] {
            let sum: f64 = categories.iter().map(|c| mix(c)).sum();
            assert!((of(department) - sum).abs() < 1e-12 && sum > 0.0, "{department}");
        }
        let all: f64 = world.keys.category.iter().map(|(_, keys)| *keys.mix).sum();
        assert!((weights.iter().sum::<f64>() - all).abs() < 1e-12);
        // 72,000 residents at ten hours a thousand.
        let district = District::new(&world, 0);
        assert_eq!(district.clerk_minutes, [43_200; 2]);
        assert_eq!(district.level.clerks.iter().sum::<u32>(), 43_200);
        for (minutes, weight) in district.level.clerks.iter().zip(&weights) {
            assert!((f64::from(*minutes) - 43_200.0 * weight / all).abs() <= 1.0, "{minutes}");
        }
    }

    #[test]
    fn severance_is_paid_by_the_day_until_nothing_is_left() {
        let mut district = District::new(&world(&[]), 0);
        district.severance = vec![Severance { daily: 100, left: 250 }, Severance { daily: 30, left: 30 }];
        assert_eq!(district.severance_yearly(), 130 * 250);
        assert_eq!([0; 4].map(|_| district.pay_severance()), [130, 100, 50, 0]);
        assert_eq!(district.severance_yearly(), 0);
    }

    #[test]
    fn a_world_with_fewer_levels_has_no_clerks_at_the_others() {
        let minutes = |levels: &str| District::new(&world(&[levels]), 0).clerk_minutes.map(|m| m > 0);
        assert_eq!(minutes("government.levels=0"), [false, false]);
        assert_eq!(minutes("government.levels=1"), [true, false]);
    }
}

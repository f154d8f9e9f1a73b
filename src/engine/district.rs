//! What the district (区) owns: the upper level of approvals, the treasury, the labour pool, jobs, and the ledger of the whole.

use crate::measure::ledger::Ledger;
use crate::model::plan::Plan;
use crate::model::posts::{LabourPool, POSTS};
use crate::model::subdistrict::Level;
use crate::model::vacancies::JobPool;
use crate::world::World;
use crate::world::sites::clerk_minutes;

/// An account of cash, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Cash.
    pub cash: i64,
    /// Received since the first day.
    pub received: i64,
    /// Spent since the first day.
    pub spent: i64,
}

impl Account {
    /// Money comes in.
    pub fn receive(&mut self, fen: i64) {
        self.cash += fen;
        self.received += fen;
    }

    /// Money goes out.
    pub fn spend(&mut self, fen: i64) {
        self.cash -= fen;
        self.spent += fen;
    }
}

/// The district.
#[derive(Clone, Debug)]
pub struct District {
    /// Level 2 of government.
    pub level: Level,
    /// The treasury: the public budget accrues, outlays leave.
    pub treasury: Account,
    /// People out of post.
    pub labour: LabourPool,
    /// Jobs for residents.
    pub jobs: JobPool,
    /// Dismissals allowed and not yet made, by post.
    pub dismissals: [f64; POSTS],
    /// Clerk minutes a day, by level.
    pub clerk_minutes: [u64; 2],
    /// Severance due today, fen.
    pub severance: i64,
    /// Minutes and money of the window.
    pub ledger: Ledger,
}

impl District {
    /// The district on its first day, before anyone is in post.
    #[must_use]
    pub fn new(world: &World, plan: &Plan) -> Self {
        let departments = world.department_names.len();
        let minutes = clerk_minutes(&world.keys, world.residents);
        let levels = world.keys.government.levels.get();
        let at = |level: u32| if levels >= level { minutes } else { 0 };
        Self {
            level: Level::new(departments, at(2), &department_weights(world)),
            treasury: Account::default(),
            labour: LabourPool::new(world),
            jobs: JobPool::default(),
            dismissals: [0.0; POSTS],
            clerk_minutes: [at(1), at(2)],
            severance: 0,
            ledger: Ledger::new(crate::model::funding::budget(world, plan)),
        }
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

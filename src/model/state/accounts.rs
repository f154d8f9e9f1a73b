//! Accounts of needs and tasks in one subdistrict: counted on every day of a run, read by the audit and by mechanisms.

use crate::base::need::{ByStage, Stage};
use crate::model::state::unheard;

/// Accounts of one subdistrict; counts are numbers of needs, tasks are minutes.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// Needs by stage, all that are held here.
    pub stage: ByStage<i64>,
    /// Needs that ended, by stage, since the first day.
    pub ended_in: ByStage<u64>,
    /// Needs that arose here since the first day.
    pub arisen: u64,
    /// Administrative tasks since the first day, minutes: handed down.
    pub tasks_created: u64,
    /// See `tasks_created`: worked off.
    pub tasks_done: u64,
    /// See `tasks_created`: done under contracts of the line for social assistance.
    pub tasks_bought: u64,
    /// See `tasks_created`: refused and dropped.
    pub tasks_dropped: u64,
    /// Tasks since the policy began, minutes: handed down, of these refused, of these bought.
    pub tasks_lately: [u64; 3],
    /// People who left their posts of their own accord since the policy began.
    pub leavers: u64,
    /// Of these, social workers.
    pub social_leavers: u64,
}

impl Accounts {
    /// This number of needs arose.
    #[inline]
    pub fn arose(&mut self, number: u32) {
        self.arisen += number as u64;
        self.stage[Stage::Latent] += number as i64;
    }

    /// A need moved between stages.
    #[inline]
    pub fn moved(&mut self, from: Stage, to: Stage) {
        self.stage[from] -= 1;
        self.stage[to] += 1;
    }

    /// A need left this subdistrict.
    #[inline]
    pub fn leave(&mut self, stage: Stage) {
        self.stage[stage] -= 1;
    }

    /// A need came to this subdistrict.
    #[inline]
    pub fn come(&mut self, stage: Stage) {
        self.stage[stage] += 1;
    }

    /// A life ended; the need was held in the stage `held`.
    #[inline]
    pub fn ended(&mut self, held: Stage, end: Stage) {
        self.stage[held] -= 1;
        self.ended_in[end] += 1;
    }

    /// A need left unheard today; or did not, since it had been found, and is taken off again. Both come on the same day, in any order; the
    /// counter wraps, so that the sum is right either way.
    #[inline]
    pub fn left_unheard(&mut self, gone: unheard::Entry) {
        let sign = gone.sign();
        self.stage[Stage::Latent] -= sign;
        let ended = &mut self.ended_in[gone.stage()];
        *ended = ended.wrapping_add(sign as u64);
    }
}

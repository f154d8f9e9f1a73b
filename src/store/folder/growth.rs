//! An experiment that grows in its folder: the waves that it gets, and what is said of them.

use super::{Folder, Growth, Small};
use crate::base::words::{both, shown_path};
use crate::store::StoreError;
use crate::store::closed;
use crate::store::digest::digest_of;
use crate::store::journal::{Grown, Line, State, Whole};
use crate::store::plan::Plan;
use crate::store::wave::{self, Wanted, Wave};

impl Folder {
    pub(super) fn say_what_is_kept(&mut self, plan: &Plan, state: &State) {
        let dir = shown_path(self.held.path());
        let (asked, now) = (plan.replicates(), self.plan.replicates());
        let before = state.waves.iter().flat_map(|wave| &wave.parts).map(|part| part.replicates.1).max().unwrap_or(0);
        if self.kept.blocks < state.kept.blocks {
            let (lost, first) = (state.kept.blocks - self.kept.blocks, self.kept.blocks);
            self.notes.push(both!(
                "{dir}: rows that were on the disk are gone; {lost} blocks, from block {first} on, are run again.",
                "{dir}：磁盘上已有的部分数据行丢失；从第 {first} 个区块起，{lost} 个区块将重新运行。"
            ));
        }
        if now > asked {
            self.notes.push(both!(
                "{dir} holds {now} replicates, more than the {asked} asked for: all of them are used.",
                "{dir} 已有 {now} 次重复，多于所要求的 {asked} 次：全部使用。"
            ));
        } else if now > before && self.kept.blocks > 0 {
            self.notes.push(both!(
                "{dir}: the experiment grows from {before} to {now} replicates.",
                "{dir}：实验由 {before} 次重复增至 {now} 次。"
            ));
        }
        let (more, had) = (plan.arms.len(), state.head.identity.policies.len());
        if more > had {
            self.notes.push(both!(
                "{dir}: the experiment grows from {had} to {more} policies.",
                "{dir}：实验由 {had} 项政策增至 {more} 项。"
            ));
        }
        if plan.points > state.head.points {
            let (had, more) = (state.head.points, plan.points);
            self.notes.push(both!(
                "{dir}: the experiment grows from {had} to {more} world points.",
                "{dir}：实验由 {had} 个世界点增至 {more} 个。"
            ));
        }
    }

    /// Tells the journal of the waves, and of the small files that go with them, and writes these.
    pub(super) fn grow(&mut self, small: &Small) -> Result<(), StoreError> {
        let mut files = std::collections::BTreeMap::new();
        for (name, text) in small {
            files
                .insert(name.clone(), Whole { from: closed::digest_at(&self.held, name)?, to: Some(digest_of(text.as_bytes())) });
        }
        let Plan { waves, points, .. } = self.plan.clone();
        let policies = self.plan.identity().policies;
        self.tell(Line::Waves(Grown { waves, policies, points, files }))?;
        self.small(small)
    }

    /// Adds a wave after all blocks are there. `small` makes the small files of the plan with it.
    ///
    /// # Errors
    /// When a file cannot be written; the next start goes on from there.
    pub fn add_wave(&mut self, wave: Wave, small: &dyn Fn(&Plan) -> Small) -> Result<(), StoreError> {
        self.commit()?;
        self.plan.waves.push(wave);
        let small = small(&self.plan);
        self.grow(&small)
    }

    /// What was asked for, in a folder that holds something already: its policies first, with the waves that it has or now gets.
    pub(super) fn taken_up(asked: &Plan, growth: Growth, state: &State, kept: u64) -> Plan {
        let there = &state.head.identity.policies;
        let place = |name: &str| there.iter().position(|(known, _)| known == name).unwrap_or(usize::MAX);
        let mut plan = asked.clone();
        plan.arms.sort_by_key(|arm| place(&arm.name));
        plan.points = asked.points.max(state.head.points);
        plan.waves = match growth {
            Growth::ByRule => state.waves.clone(),
            Growth::ToWhatIsAsked => {
                let policies: Vec<String> = plan.arms.iter().map(|arm| arm.name.clone()).collect();
                let wanted = Wanted { points: plan.points, replicates: asked.replicates(), policies: &policies };
                wave::grown(&state.waves, kept, wanted)
            }
        };
        plan
    }
}

//! An experiment that grows in its folder: the waves that it gets, and what is said of them.

use std::path::Path;

use super::{Folder, Growth, Small};
use crate::base::words::{Both, both, shown_path};
use crate::store::closed;
use crate::store::digest::digest_of;
use crate::store::journal::{Grown, Line, State, Whole};
use crate::store::plan::Plan;
use crate::store::wave::{self, Wanted, Wave};
use crate::store::{Action, StoreError};

impl Growth<'_> {
    /// Refuses a shard of another experiment than the one beside it, or of waves that do not go on from each other: what both run would not be put together.
    pub(super) fn is_with_sibling(&self, dir: &Path, plan: &Plan) -> Result<(), StoreError> {
        let Some((name, other)) = self.sibling else { return Ok(()) };
        let (there, here) = (&other.head.identity, plan.identity());
        let differs = if !there.grows_into(&here) && !here.grows_into(there) {
            there.differences(&here)
        } else if !other.waves.starts_with(&plan.waves) && !plan.waves.starts_with(&other.waves) {
            vec![wave::differ(&other.waves, &plan.waves)]
        } else {
            return Ok(());
        };
        Err(StoreError::OtherShard { dir: dir.with_file_name(name), differs })
    }
}

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
            files.insert(
                name.clone(),
                Whole { from: closed::digest_at(&self.held, name)?, to: Some(digest_of(text.as_bytes())), of: None },
            );
        }
        // What was said of fewer rows goes, and comes back when the new ones are there.
        let known = |name: &str| self.state.as_ref()?.files.get(name)?.to.clone();
        let gone: Vec<(&str, String)> = closed::OF_ALL_ROWS.into_iter().filter_map(|name| Some((name, known(name)?))).collect();
        for (name, before) in &gone {
            files.insert((*name).to_owned(), Whole { from: Some(before.clone()), to: None, of: None });
        }
        let Plan { waves, points, .. } = self.plan.clone();
        let policies = self.plan.identity().policies;
        self.tell(Line::Waves(Grown { waves, policies, points, files }))?;
        for (name, _) in gone {
            self.held.remove_plain(name).map_err(StoreError::at(&self.held, Action::Remove, name))?;
        }
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

    /// What was asked for, in a folder that holds nothing yet: a shard begins with the waves of the folder that it is merged into.
    pub(super) fn begun(dir: &Path, asked: &Plan, growth: Growth<'_>) -> Result<Plan, StoreError> {
        let Some(beside) = growth.beside else { return Ok(asked.clone()) };
        let (there, here) = (&beside.head.identity, asked.identity());
        let merged = dir.parent().unwrap_or(dir).to_owned();
        let other = |differs| Err(StoreError::OtherPlan { dir: merged.clone(), scenario: there.scenario.clone(), differs });
        if !there.grows_into(&here) {
            return other(there.differences(&here));
        }
        if asked.points < beside.head.points {
            return other(vec![Self::other_points(beside.head.points, asked.points)]);
        }
        let nothing = State { waves: Vec::new(), ..beside.clone() };
        Self::taken_up(asked, growth, &nothing, 0).or_else(other)
    }

    /// What was asked for, in a folder that holds something already: its policies first, with the waves that it has or now gets; or in what its waves
    /// differ from those of the folder that it is merged into.
    pub(super) fn taken_up(asked: &Plan, growth: Growth<'_>, state: &State, kept: u64) -> Result<Plan, Vec<Both>> {
        let longest = growth.beside.filter(|beside| beside.waves.len() > state.waves.len()).unwrap_or(state);
        let known = growth.beside.map_or(&[][..], |beside| &beside.waves);
        if !longest.waves.starts_with(&state.waves) || !longest.waves.starts_with(known) {
            return Err(vec![both!("the waves", "波次")]);
        }
        let there = &longest.head.identity.policies;
        let place = |name: &str| there.iter().position(|(known, _)| known == name).unwrap_or(usize::MAX);
        let mut plan = asked.clone();
        plan.arms.sort_by_key(|arm| place(&arm.name));
        plan.points = asked.points.max(longest.head.points);
        plan.waves.clone_from(&longest.waves);
        if growth.to_what_is_asked {
            let policies: Vec<String> = plan.arms.iter().map(|arm| arm.name.clone()).collect();
            let wanted = Wanted { points: plan.points, replicates: asked.replicates(), policies: &policies };
            // What a shard has not begun another may have: nothing is given up.
            let kept = if asked.shard.is_some() { wave::blocks(&longest.waves) } else { kept };
            plan.waves = wave::grown(&longest.waves, kept, wanted);
        }
        Ok(plan)
    }

    /// Says that an experiment has more points than are asked for.
    pub(super) fn other_points(there: u32, here: u32) -> Both {
        both!(
            "the points ({there} there, {here} here: ask for at least as many)",
            "点数（该处 {there}，本次 {here}：请至少要求同样多）"
        )
    }
}

//! Tries of service: how they ended, who made them, and with what skill.
//!
//! A try is made when a server has done the work of a case. It meets the part of the need, or it fails; a part that needs a job and gets none has failed
//! too. Minutes are those with the resident; what somebody gave to a case who left before its work was done is not among them.

use crate::base::places::CategoryId;
use crate::model::state::log::Try;
use crate::world::MOST_CATEGORIES;
use crate::world::sites::{ByParty, Party};

/// Skill 1 in the unit of [`Try::skill`].
const WHOLE_SKILL: f64 = 65535.0;

/// Counts of tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Made, by the party of the server's site.
    pub made: ByParty<u64>,
    /// Of these, failed.
    pub failed: ByParty<u64>,
    /// First tries of a part.
    pub first: u64,
    /// Of these, failed.
    pub first_failed: u64,
    /// By somebody whose specialty the category is.
    pub by_specialists: u64,
    /// Of cases that were opened in a group.
    pub in_groups: u64,
    /// By category of the part.
    by_category: [u64; MOST_CATEGORIES],
    /// Minutes by category of the part.
    minutes: [u64; MOST_CATEGORIES],
    /// Sum of skills, in 1/65535.
    skill: u64,
}

impl Tries {
    /// A try is made.
    #[inline]
    pub fn take(&mut self, made: &Try) {
        self.made[made.party] += 1;
        self.first += u64::from(made.first);
        self.by_specialists += u64::from(made.specialist);
        self.in_groups += u64::from(made.in_group);
        self.skill += u64::from(made.skill);
        let category = made.category.at().min(MOST_CATEGORIES - 1);
        self.by_category[category] += 1;
        self.minutes[category] += u64::from(made.minutes);
    }

    /// A try failed.
    #[inline]
    pub fn fail(&mut self, party: Party, first: bool) {
        self.failed[party] += 1;
        self.first_failed += u64::from(first);
    }

    /// Adds the counts of another subdistrict.
    pub fn add(&mut self, other: &Self) {
        for party in Party::ALL {
            self.made[party] += other.made[party];
            self.failed[party] += other.failed[party];
        }
        self.first += other.first;
        self.first_failed += other.first_failed;
        self.by_specialists += other.by_specialists;
        self.in_groups += other.in_groups;
        self.skill += other.skill;
        let own = self.by_category.iter_mut().chain(&mut self.minutes);
        for (to, from) in own.zip(other.by_category.iter().chain(&other.minutes)) {
            *to += from;
        }
    }

    /// All that were made.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.made.iter().sum()
    }

    /// Of these, in some category.
    #[must_use]
    pub fn within(&self, category: CategoryId) -> u64 {
        self.by_category.get(category.at()).copied().unwrap_or_default()
    }

    /// Minutes of all tries.
    #[must_use]
    pub fn all_minutes(&self) -> u64 {
        self.minutes.iter().sum()
    }

    /// Of these, in some category.
    #[must_use]
    pub fn minutes_within(&self, category: CategoryId) -> u64 {
        self.minutes.get(category.at()).copied().unwrap_or_default()
    }

    /// Sum of skills, each from 0 to 1.
    #[must_use]
    pub fn skills(&self) -> f64 {
        self.skill as f64 / WHOLE_SKILL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(category: u8, first: bool) -> Try {
        let category = CategoryId::new(category);
        Try { party: Party::Station, category, first, skill: 65535 / 5, specialist: false, in_group: false, minutes: 30 }
    }

    #[test]
    fn tries_are_counted_by_party_and_category_and_what_two_subdistricts_counted_adds_up() {
        let (mut here, mut there) = (Tries::default(), Tries::default());
        here.take(&made(0, true));
        here.take(&Try { skill: 65535, specialist: true, in_group: true, minutes: 90, ..made(2, false) });
        here.fail(Party::Station, true);
        there.take(&Try { party: Party::Association, ..made(2, true) });
        there.fail(Party::Association, false);
        here.add(&there);
        assert_eq!((here.all(), here.made[Party::Station], here.made[Party::Association]), (3, 2, 1));
        assert_eq!((here.failed[Party::Station], here.failed[Party::Association]), (1, 1));
        assert_eq!((here.first, here.first_failed, here.by_specialists, here.in_groups), (2, 1, 1, 1));
        let [first, third] = [0, 2].map(CategoryId::new);
        assert_eq!((here.within(first), here.within(third)), (1, 2));
        assert_eq!((here.minutes_within(first), here.minutes_within(third), here.all_minutes()), (30, 120, 150));
        assert!((here.skills() - 1.4).abs() < 1e-12, "a fifth, all, a fifth");
    }
}

//! Occupations (职业): who is hired for which work. One rule for every employer.
//!
//! A post is for one main category: the bin or the expected work for which a station or an office hires, the specialty of a house, the category of
//! a grant. Where care workers are hired it goes to a care worker where
//!
//! q_c / w_c > q_s / w_s,
//!
//! q the skill in that category of a care worker and of a social worker whose specialty it is, w the pay of the first year; a tie goes to the social
//! worker. In work of care social workers have no specialty: q_s is `care_worker.skill_social_worker`. What several posts are for is counted in
//! hours of work, as the world expects them; nobody's reports or results are asked.

use crate::base::places::CategoryId;
use crate::scenario::keys::needs::CategoryKeys;
use crate::scenario::keys::world::Scenario;

/// Which categories are care workers' posts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occupations {
    care: u16,
    hired: bool,
}

impl Occupations {
    /// The rule of a world.
    #[must_use]
    pub fn new(keys: &Scenario) -> Self {
        let (care, social) = (&keys.care_worker, &keys.social_worker);
        let better = |c: &CategoryKeys| {
            let [_, specialist] = Self::skills_of_social_workers(keys, c);
            care.hired && *c.skill_care_worker * *social.wage > specialist * *care.wage
        };
        let set = keys.category.iter().enumerate().filter(|(_, (_, c))| better(c)).fold(0, |set, (k, _)| set | 1 << k);
        Self { care: set, hired: care.hired }
    }

    /// Skills of social workers in a category: without and with it as their specialty.
    #[must_use]
    pub fn skills_of_social_workers(keys: &Scenario, category: &CategoryKeys) -> [f64; 2] {
        if keys.care_worker.hired && category.care_work {
            [*keys.care_worker.skill_social_worker; 2]
        } else {
            [*category.skill_other, *category.skill_specialist]
        }
    }

    /// Whether care workers are hired at all.
    #[inline]
    #[must_use]
    pub const fn hired(self) -> bool {
        self.hired
    }

    /// Whether a post for this category goes to a care worker.
    #[inline]
    #[must_use]
    pub const fn is_care(self, category: CategoryId) -> bool {
        self.care >> category.get() & 1 == 1
    }

    /// Share of posts that go to care workers where posts are dealt to categories by these weights, in the order of categories.
    #[must_use]
    pub fn share(self, weights: impl IntoIterator<Item = f64>) -> f64 {
        let (mut care, mut all) = (0.0, 0.0);
        for (k, weight) in (0..).map(CategoryId::new).zip(weights) {
            all += weight;
            if self.is_care(k) {
                care += weight;
            }
        }
        if all > 0.0 { care / all } else { 0.0 }
    }

    /// The same where posts are for these categories in turn.
    #[must_use]
    pub fn share_in_turn(self, categories: &[CategoryId]) -> f64 {
        let care = categories.iter().filter(|&&k| self.is_care(k)).count();
        care as f64 / categories.len().max(1) as f64
    }

    /// Mean pay in a year, yuan, of those who do all work that residents are expected to need.
    #[must_use]
    pub fn mean_wage(self, keys: &Scenario) -> f64 {
        let care = self.share(keys.category.iter().map(|(_, c)| *c.mix * *c.work_hours));
        (1.0 - care) * *keys.social_worker.wage + care * *keys.care_worker.wage
    }
}

/// Of so many posts, how many go to social workers and how many to care workers, at this share of care workers: to the nearest whole post.
#[must_use]
pub fn split(posts: u64, care: f64) -> [u64; 2] {
    let carers = (libm::round(posts as f64 * care) as u64).min(posts);
    [posts - carers, carers]
}

/// The most posts that an amount pays in a year when they are split so, at these prices of a social worker's and a care worker's post.
#[must_use]
pub fn affordable(money: f64, care: f64, prices: [i64; 2]) -> u64 {
    let [social, carer] = prices.map(|price| price.max(1) as f64);
    let mean = if care <= 0.0 { social } else { (1.0 - care) * social + care * carer };
    // Whole posts of two prices: with those before the last it is their mean that counts, and rounding may favour either.
    let mut posts = (money.max(0.0) / mean + 1e-9) as u64;
    if care > 0.0 {
        let cost = |posts: u64| {
            let [n, m] = split(posts, care);
            n as f64 * social + m as f64 * carer
        };
        posts += 1;
        while posts > 0 && cost(posts) > money + 1e-6 {
            posts -= 1;
        }
    }
    posts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;
    use crate::world::reference::world;

    /// Social workers cost half as much again, and in no category but two are care workers as good by the yuan.
    const SETS: [&str; 7] = [
        "care_worker.hired=true",
        "care_worker.wage=60000",
        "social_worker.wage=90000",
        "care_worker.skill_social_worker=0.4",
        "category.living_care.skill_care_worker=0.75",
        "category.nursing.skill_care_worker=0.6",
        "category.medical.skill_care_worker=0.2",
    ];

    fn care(world: &World) -> Vec<&str> {
        let names = world.category_names.pairs().filter(|(k, _)| world.occupations.is_care(*k));
        names.map(|(_, name)| name.as_str()).collect()
    }

    #[test]
    fn a_post_goes_to_whoever_gives_more_skill_per_yuan_in_the_category_it_is_for() {
        assert_eq!(care(&world(&["care_worker.hired=true"])), ["living_care", "medical", "nursing"]);
        assert_eq!(care(&world(&SETS)), ["living_care", "nursing"]);
        // .3 for 60,000 are as much as .45 for 90,000: a tie; .27 less than .4, .266 no more than that.
        for (skill, goes) in [("0.267", true), ("0.266", false)] {
            let set = format!("category.medical.skill_care_worker={skill}");
            let world = world(&[&SETS[..], &[set.as_str()]].concat());
            assert_eq!(care(&world).contains(&"medical"), goes, "{skill}");
        }
        let tie = ["care_worker.wage=90000", "category.comfort.skill_care_worker=0.85", "category.comfort.skill_specialist=0.85"];
        assert!(!care(&world(&[&SETS[..], &tie].concat())).contains(&"comfort"));
    }

    #[test]
    fn social_workers_have_no_specialty_in_work_of_care_where_care_workers_are_hired() {
        let skills = |sets: &[&str], name: &str| {
            let world = world(sets);
            let k = world.category_names.position(|c| c == name).expect("a category");
            (world.categories[k].skill_other, world.categories[k].skill_specialist)
        };
        assert_eq!(skills(&SETS, "medical"), (0.4, 0.4));
        assert_eq!(skills(&SETS, "counselling"), (0.55, 0.85));
        assert_eq!(skills(&["care_worker.hired=false"], "medical"), (0.55, 0.85));
    }

    #[test]
    fn nobody_is_a_care_worker_where_none_are_hired() {
        let world = world(&[&SETS[1..], &["care_worker.hired=false"]].concat());
        assert!(care(&world).is_empty() && !world.occupations.hired());
        assert_eq!(world.occupations.mean_wage(&world.keys), 90_000.0);
    }

    #[test]
    fn the_mean_pay_is_by_expected_hours() {
        let world = world(&SETS);
        let hours = |care: bool| -> f64 {
            let all = world.categories.places().iter().zip(world.keys.category.iter());
            all.filter(|(k, _)| world.occupations.is_care(*k) == care).map(|(_, (_, c))| *c.mix * *c.work_hours).sum()
        };
        let expected = (90_000.0 * hours(false) + 60_000.0 * hours(true)) / (hours(false) + hours(true));
        assert!((world.occupations.mean_wage(&world.keys) - expected).abs() < 1e-6);
    }

    #[test]
    fn money_pays_for_whole_posts_of_two_prices_and_never_for_more() {
        assert_eq!([split(5, 0.5), split(3, 1.0), split(4, 0.0), split(1, 0.4)], [[2, 3], [0, 3], [4, 0], [1, 0]]);
        // 9 and 6: of three posts at a half two are care workers' and cost 21.
        assert_eq!(affordable(21.0, 0.5, [9, 6]), 3);
        assert_eq!(affordable(20.0, 0.5, [9, 6]), 2);
        assert_eq!(affordable(45.0, 0.0, [9, 6]), 5);
        assert_eq!((affordable(44.0, 0.0, [9, 6]), affordable(30.0, 1.0, [9, 6])), (4, 5));
        for money in 0..200 {
            let n = affordable(f64::from(money), 0.3, [9, 6]);
            let cost = |n: u64| split(n, 0.3)[0] * 9 + split(n, 0.3)[1] * 6;
            assert!(cost(n) <= money as u64 && cost(n + 1) > money as u64, "{money}");
        }
    }
}

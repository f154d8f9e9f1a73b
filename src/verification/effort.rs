//! Effort by skill, life by life: a case takes its work times 1 + a(1 − q), rounded to whole minutes, halves up, q the server's skill in
//! its category.
//!
//! In a world in which everybody at a site has the same skill in a category, the site determines the skill. The expected minutes of all
//! lives must equal the account of direct minutes, party by party; and each single life must have taken its own.

use std::collections::BTreeMap;

use super::case::Measure;
use super::laws::lives::effort;
use super::lived::{Lived, Pair};
use crate::base::places::CategoryId;
use crate::model::state::log::What;
use crate::world::World;
use crate::world::sites::{ByParty, Party, Site};

/// Skill at a site in a category, by the keys: a community worker's, a volunteer's, or that of an organisation's specialist.
#[must_use]
pub fn skill(world: &World, site: &Site, category: CategoryId) -> f64 {
    let keys = &world.keys.category.0[category.at()].1;
    match site.party {
        Party::Office => *keys.skill_community_worker,
        Party::Association => *keys.skill_volunteer,
        _ if site.specialties.first() == Some(&category) => *keys.skill_specialist,
        _ => *keys.skill_other,
    }
}

/// Direct minutes by party, by the rule and as booked; the number of needs served, and of those that took exactly the minutes of the rule.
#[must_use]
pub fn pairs(lived: &Lived, world: &World) -> Vec<Pair> {
    let sites: BTreeMap<u32, &Site> =
        world.sites.by_subdistrict.iter().flat_map(|own| &own.sites).map(|s| (s.stable, s)).collect();
    let mut taken: BTreeMap<u64, (u32, u64)> = BTreeMap::new();
    for happening in &lived.happenings {
        if let What::Visited { site, minutes: direct, .. } = happening.what {
            let life = taken.entry(happening.id).or_insert((site, 0));
            life.1 += u64::from(direct);
        }
    }
    let slack = *world.keys.service.effort_slack;
    let (mut by_party, mut served, mut right) = (ByParty::default(), 0, 0);
    for need in &lived.births {
        let Some((site, run)) = taken.get(&need.id).and_then(|(site, run)| Some((sites.get(site)?, run))) else { continue };
        let law = effort(need.work, slack, skill(world, site, need.category));
        by_party[site.party] += law;
        served += 1;
        right += u64::from(*run == law);
    }
    let parties = Party::ALL.into_iter().zip(by_party.into_iter().zip(lived.direct)).filter(|(_, pair)| *pair != (0, 0));
    let booked = parties.map(|(party, (law, run))| Pair { measure: Measure::Effort, detail: party.name().to_owned(), law, run });
    let lives = Pair { measure: Measure::EffortLives, detail: String::new(), law: served, run: right };
    booked.chain(std::iter::once(lives)).collect()
}

//! Ties (关系强度) between a community and sites.
//!
//! A tie has an initial strength by what the site is to the community. Nothing is stored for a community until one of its ties first differs from that:
//! then a row is laid out for all its sites, so that a decision finds each by its place.

use std::sync::Arc;

use crate::world::World;
use crate::world::sites::{Party, SubdistrictSites};
use crate::world::weights::Weights;

/// A tie (关系) between a community and a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Strength, 0 to 1.
    pub strength: f32,
    /// Factor of the strength in a router's choice.
    pub pull: f32,
}

impl Tie {
    /// A tie of this strength.
    #[must_use]
    pub fn new(strength: f32, weights: &Weights) -> Self {
        Self { strength, pull: weights.of_tie(strength) }
    }
}

/// Ties as they begin, by what the site is to the community.
#[derive(Clone, Copy, Debug)]
pub struct FirstTies {
    /// With a station or an organisation of the community's own subdistrict.
    own: [Tie; 2],
    /// With a site elsewhere.
    stranger: Tie,
}

impl FirstTies {
    /// Ties as they begin in a world.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let keys = &world.keys.handoff;
        let tie = |strength: f64| Tie::new(strength as f32, &world.weights);
        Self { own: [tie(*keys.initial_tie_station), tie(*keys.initial_tie_organisation)], stranger: tie(0.0) }
    }

    /// The tie with a site of the community's own subdistrict or elsewhere, an organisation or a station.
    #[inline]
    #[must_use]
    pub const fn with(&self, own: bool, organisation: bool) -> Tie {
        if own { self.own[organisation as usize] } else { self.stranger }
    }

    /// Whether all ties begin without strength.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.own.iter().all(|tie| tie.strength == 0.0)
    }

    /// The tie with the site of an identity, given the sites of the community's own subdistrict.
    fn with_site(&self, own: &SubdistrictSites, stable: u32) -> Tie {
        let site = own.sites.iter().find(|site| site.stable == stable);
        site.map_or(self.stranger, |site| self.with(true, site.party != Party::Station))
    }
}

/// The ties of a community.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// The sites, by identity; see [`crate::model::compiled::Plan::partners`].
    sites: Arc<[u32]>,
    /// A tie for each, once one has changed.
    row: Vec<Tie>,
}

impl Ties {
    /// The ties as stored, in the order of the sites: none while all are as they began.
    #[inline]
    #[must_use]
    pub fn row(&self) -> &[Tie] {
        &self.row
    }

    /// The tie at a place; `first` is what it began with.
    #[inline]
    #[must_use]
    pub fn at(&self, place: u16, first: Tie) -> Tie {
        if self.row.is_empty() { first } else { self.row[usize::from(place)] }
    }

    /// The tie with the site of an identity, if the community can have one.
    #[must_use]
    pub fn with(&self, stable: u32, own: &SubdistrictSites, first: &FirstTies) -> Option<Tie> {
        let place = self.sites.binary_search(&stable).ok()?;
        Some(if self.row.is_empty() { first.with_site(own, stable) } else { self.row[place] })
    }

    /// A tie gets another strength.
    #[inline]
    pub fn set(&mut self, place: u16, strength: f32, own: &SubdistrictSites, world: &World, first: &FirstTies) {
        if self.row.is_empty() {
            self.store(own, first);
        }
        self.row[usize::from(place)] = Tie::new(strength, &world.weights);
    }

    /// The tie with the site of an identity is no stronger than a strength that no tie with such a site begins above.
    pub fn limit(&mut self, stable: u32, most: f32, weights: &Weights) {
        if let Ok(place) = self.sites.binary_search(&stable)
            && let Some(tie) = self.row.get_mut(place)
        {
            *tie = Tie::new(tie.strength.min(most), weights);
        }
    }

    /// A part of the tie with one site goes over to another, up to the strongest tie there is; nothing where the community can have no tie with both.
    pub fn pass(&mut self, from: u32, to: u32, part: f32, own: &SubdistrictSites, world: &World, first: &FirstTies) {
        let [Ok(from), Ok(to)] = [from, to].map(|stable| self.sites.binary_search(&stable)) else { return };
        if self.row.is_empty() {
            self.store(own, first);
        }
        let [before, there] = [from, to].map(|place| self.row[place].strength);
        let goes = before * part;
        self.row[from] = Tie::new(before - goes, &world.weights);
        self.row[to] = Tie::new((there + goes).min(1.0), &world.weights);
    }

    /// All ties lose strength: each keeps this share of it. Those that have none keep nothing, and nothing is stored for them.
    pub fn decay(&mut self, kept: f32, own: &SubdistrictSites, world: &World, first: &FirstTies) {
        if self.row.is_empty() {
            if kept == 1.0 || first.are_none() {
                return;
            }
            self.store(own, first);
        }
        for tie in &mut self.row {
            *tie = Tie::new(tie.strength * kept, &world.weights);
        }
    }

    /// The community can have ties with other sites from now on: strengths are kept, new ties begin as the world says.
    pub fn turn_to(&mut self, sites: &Arc<[u32]>, own: &SubdistrictSites, first: &FirstTies) {
        let before = std::mem::replace(&mut self.sites, Arc::clone(sites));
        if self.row.is_empty() {
            return;
        }
        let row = std::mem::take(&mut self.row);
        let kept = |stable: &u32| before.binary_search(stable).map_or_else(|_| first.with_site(own, *stable), |place| row[place]);
        self.row = self.sites.iter().map(kept).collect();
    }

    /// Strengths of all ties, those that nobody has stored included.
    pub fn strengths<'a>(&'a self, own: &'a SubdistrictSites, first: &'a FirstTies) -> impl Iterator<Item = f32> + 'a {
        let first = move |stable: u32| first.with_site(own, stable).strength;
        self.sites
            .iter()
            .enumerate()
            .map(move |(place, stable)| self.row.get(place).map_or_else(|| first(*stable), |tie| tie.strength))
    }

    /// Ties that are stronger than this.
    #[must_use]
    pub fn above(&self, strength: f32, own: &SubdistrictSites, first: &FirstTies) -> u32 {
        if !self.row.is_empty() {
            return self.row.iter().filter(|tie| tie.strength > strength).count() as u32;
        }
        if first.are_none() {
            return 0;
        }
        self.sites.iter().filter(|stable| first.with_site(own, **stable).strength > strength).count() as u32
    }

    fn store(&mut self, own: &SubdistrictSites, first: &FirstTies) {
        self.row = self.sites.iter().map(|stable| first.with_site(own, *stable)).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Weights {
        let mut weights =
            Weights { skill: 0.0, wait: 0.0, distance: 0.0, tie: 1.0, bias: 0.0, sums: false, interest: 0.0, whole_tie: 0.0 };
        weights.whole_tie = weights.of_tie(1.0);
        weights
    }

    #[test]
    fn nothing_is_stored_for_a_community_until_a_tie_differs_from_what_it_began_with() {
        let weights = weights();
        let stranger = Tie::new(0.0, &weights);
        let first = FirstTies { own: [Tie::new(0.6, &weights), Tie::new(0.2, &weights)], stranger };
        let own = SubdistrictSites::default();
        let mut ties = Ties::default();
        ties.turn_to(&Arc::from([3, 5, 9]), &own, &first);
        assert!(ties.row().is_empty());
        assert_eq!(ties.at(1, first.with(true, true)).strength, 0.2);
        assert_eq!(ties.with(5, &own, &first), Some(stranger));
        assert_eq!(ties.with(4, &own, &first), None);
        ties.limit(5, 0.1, &weights);
        assert!(ties.row().is_empty(), "none is stronger than it began");
        assert_eq!(ties.strengths(&own, &first).collect::<Vec<_>>(), [0.0; 3], "strangers");
        ties.store(&own, &first);
        ties.row[1] = Tie::new(0.5, &weights);
        ties.turn_to(&Arc::from([5, 9, 11]), &own, &first);
        assert_eq!(ties.row().iter().map(|tie| tie.strength).collect::<Vec<_>>(), [0.5, 0.0, 0.0], "strengths are kept");
        assert_eq!(ties.strengths(&own, &first).collect::<Vec<_>>(), [0.5, 0.0, 0.0]);
    }
    #[test]
    fn ties_that_nobody_has_touched_fade_as_all_others_do() {
        let world = crate::world::reference::world(&[]);
        let tie = |strength| Tie::new(strength, &world.weights);
        let own = SubdistrictSites::default();
        let strengths = |ties: &Ties| ties.row().iter().map(|tie| tie.strength).collect::<Vec<_>>();
        for (stranger, kept, expected) in [(0.4, 0.5, vec![0.2, 0.2]), (0.4, 1.0, vec![]), (0.0, 0.5, vec![])] {
            let first = FirstTies { own: [tie(stranger), tie(stranger)], stranger: tie(stranger) };
            let mut ties = Ties::default();
            ties.turn_to(&Arc::from([3, 5]), &own, &first);
            ties.decay(kept, &own, &world, &first);
            assert_eq!(strengths(&ties), expected, "{stranger} kept by {kept}");
            ties.decay(0.5, &own, &world, &first);
            let again: Vec<f32> = if stranger > 0.0 { vec![stranger * kept * 0.5; 2] } else { vec![] };
            assert_eq!(strengths(&ties), again);
        }
    }
}

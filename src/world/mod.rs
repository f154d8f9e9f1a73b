//! The world as dense arrays: places, people and prices that every policy shares.
//!
//! Built once per experiment from the scenario. Nothing here changes during a run or depends on a policy.

pub mod ageing;
pub mod demand;
pub mod error;
pub mod geography;
pub mod lines;
pub mod named;
pub mod occupations;
pub mod residents;
pub mod shock;
pub mod sites;
pub mod weights;
pub mod work;

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::of::Of;
use crate::base::places::{CategoryId, SegmentId, SubdistrictId};
use crate::base::words::both;
use crate::scenario::keys::world::Scenario;
use crate::world::error::WorldError;
use crate::world::lines::Lines;
use crate::world::occupations::Occupations;
use geography::{Geography, distance};
use sites::{Site, Sites, SubdistrictSites, UnitRef};

/// Most categories of need.
pub const MOST_CATEGORIES: usize = 12;

/// A category of need, compiled.
#[derive(Clone, Debug)]
pub struct Category {
    /// Most minutes per case and day.
    pub visit_minutes: u16,
    /// Mean patience before `persistence.voiced_patience_factor`, days.
    pub patience_days: f64,
    /// Mean work, minutes.
    pub work_minutes: f64,
    /// Detection by a patrol.
    pub detection_patrol: f64,
    /// Detection by a social worker's outreach.
    pub detection_outreach: f64,
    /// Stigma.
    pub stigma: f64,
    /// Skill of a community worker.
    pub skill_community_worker: f32,
    /// Skill of a specialist.
    pub skill_specialist: f32,
    /// Skill of another social worker.
    pub skill_other: f32,
    /// Skill of a care worker.
    pub skill_care_worker: f32,
    /// Skill of a volunteer.
    pub skill_volunteer: f32,
    /// Line department.
    pub department: u8,
    /// Tracked by superiors (`kpi_visible`).
    pub kpi_visible: bool,
    /// Needs a job.
    pub needs_vacancy: bool,
    /// Property firms are in charge on managed estates.
    pub property: bool,
}

/// Minutes of trips there and back: 2 · km / speed · 60.
#[derive(Clone, Copy, Debug)]
pub struct Trips {
    /// Within a community.
    pub local: u16,
    /// Per km between communities.
    pub per_km: f32,
}

impl Trips {
    /// Of a trip of this length, no less than one within a community.
    #[inline]
    #[must_use]
    pub fn over(&self, km: f32) -> u16 {
        ((km * self.per_km + 0.5).min(10_000.0) as u16).max(self.local)
    }
}

/// The world.
#[derive(Clone, Debug)]
pub struct World {
    /// The scenario it was built from.
    pub keys: Scenario,
    /// Categories.
    pub categories: Of<CategoryId, Category>,
    /// Names of categories.
    pub category_names: Of<CategoryId, String>,
    /// Names of segments.
    pub segment_names: Of<SegmentId, String>,
    /// Names of departments.
    pub department_names: Vec<String>,
    /// Communities and subdistricts.
    pub places: Geography,
    /// Offices, stations, organisations, associations, property firms.
    pub sites: Sites,
    /// Residents of the district.
    pub residents: f64,
    /// e^(stigma − voice + b/2) by (category, segment), b the slope of voicing on trust.
    reluctance: Vec<f32>,
    /// Greatest distance between two places of the world, km: no less than that of any two.
    pub farthest: f64,
    /// What routers weigh.
    pub weights: crate::world::weights::Weights,
    /// Minutes of trips.
    pub trips: Trips,
    /// Shocks, in the order of the scenario.
    pub shocks: Vec<shock::Shock>,
    /// Lines of the public budget of a year.
    pub lines: Lines,
    /// Who is hired for which work.
    pub occupations: Occupations,
}

impl World {
    /// Builds the world of a scenario.
    ///
    /// # Errors
    /// When parts of the scenario contradict each other in a way that its checks cannot see; the message says how.
    pub fn new(keys: &Scenario) -> Result<Self, WorldError> {
        Self::of(keys.clone())
    }

    /// The world of a scenario that nobody else needs.
    ///
    /// # Errors
    /// As [`World::new`].
    pub fn of(scenario: Scenario) -> Result<Self, WorldError> {
        let keys = &scenario;
        let mut department_names: Vec<String> = Vec::new();
        let categories: Of<CategoryId, Category> = keys
            .category
            .iter()
            .map(|(_, c)| {
                let department = department_names.iter().position(|d| *d == c.department).unwrap_or_else(|| {
                    department_names.push(c.department.clone());
                    department_names.len() - 1
                });
                let [other, specialist] = Occupations::skills_of_social_workers(keys, c);
                Category {
                    visit_minutes: match c.visit_minutes.get() {
                        0 => u16::MAX,
                        m => u16::try_from(m).unwrap_or(u16::MAX),
                    },
                    patience_days: *c.patience_days,
                    work_minutes: *c.work_hours * 60.0,
                    detection_patrol: *c.detection_patrol,
                    detection_outreach: *c.detection_outreach,
                    stigma: *c.stigma,
                    skill_community_worker: *c.skill_community_worker as f32,
                    skill_specialist: specialist as f32,
                    skill_other: other as f32,
                    skill_care_worker: *c.skill_care_worker as f32,
                    skill_volunteer: *c.skill_volunteer as f32,
                    department: department as u8,
                    kpi_visible: c.kpi_visible,
                    needs_vacancy: c.needs_vacancy,
                    property: c.property,
                }
            })
            .collect();
        if categories.is_empty() || categories.len() > MOST_CATEGORIES {
            let count = categories.len();
            return Err(WorldError::new(
                "category",
                both!("{count} of them", "共 {count} 个"),
                both!("1 to {MOST_CATEGORIES}", "1 到 {MOST_CATEGORIES} 个"),
            ));
        }
        let category_names: Of<CategoryId, String> = keys.category.iter().map(|(n, _)| n.to_owned()).collect();
        let segment_names: Of<SegmentId, String> = keys.segment.iter().map(|(n, _)| n.to_owned()).collect();
        let places = Geography::new(keys)?;
        let sites = Sites::new(keys, &places, &category_names)?;
        let slope = *keys.discovery.voice_trust;
        let reluctance = keys
            .category
            .iter()
            .flat_map(|(_, c)| {
                keys.segment.iter().map(move |(_, s)| libm::exp(*c.stigma - *s.voice + slope / 2.0).min(1e30) as f32)
            })
            .collect();
        let residents: f64 = places.communities.iter().map(|c| c.residents).sum();
        let lines = Lines::new(keys, residents);
        let per_km = 120.0 / *keys.service.speed_kmh;
        let local = (*keys.service.local_trip * *keys.district.spacing_km * per_km + 0.5).min(10_000.0) as u16;
        let trips = Trips { local, per_km: per_km as f32 };
        let farthest = farthest(&places, &sites);
        let weights = crate::world::weights::Weights::new(&keys.routing, farthest);
        let shocks = shock::compile(keys, keys.run.burn_in_years.get() as u16 * DAYS_PER_YEAR);
        let occupations = Occupations::new(keys);
        Ok(Self {
            occupations,
            keys: scenario,
            trips,
            farthest,
            weights,
            categories,
            category_names,
            segment_names,
            department_names,
            places,
            sites,
            residents,
            reluctance,
            shocks,
            lines,
        })
    }

    /// Sites of a subdistrict.
    #[inline]
    #[must_use]
    pub fn own(&self, subdistrict: SubdistrictId) -> &SubdistrictSites {
        &self.sites.by_subdistrict[subdistrict]
    }

    /// Categories of need.
    #[must_use]
    pub fn kinds(&self) -> usize {
        self.categories.len()
    }

    /// Factor by which stigma and voice lower the odds of voicing a need of this category and segment; see [`crate::model::access::voicing`].
    #[inline]
    #[must_use]
    pub fn reluctance(&self, category: CategoryId, segment: SegmentId) -> f32 {
        self.reluctance[usize::from(category) * self.segment_names.len() + usize::from(segment)]
    }

    /// First day of the window.
    #[must_use]
    pub fn burn_in_days(&self) -> u16 {
        self.keys.run.burn_in_years.get() as u16 * DAYS_PER_YEAR
    }

    /// Days in the window.
    #[must_use]
    pub fn window_days(&self) -> u16 {
        self.keys.run.years.get() as u16 * DAYS_PER_YEAR
    }

    /// The site of a unit.
    #[inline]
    #[must_use]
    pub fn site(&self, unit: UnitRef) -> &Site {
        self.sites.site(unit)
    }
}

/// No two places of a world are farther apart than this, km.
fn farthest(places: &Geography, sites: &Sites) -> f64 {
    let at = || {
        places.communities.iter().map(|c| c.at).chain(sites.by_subdistrict.iter().flat_map(|own| own.sites.iter().map(|s| s.at)))
    };
    let span = |along: fn((f32, f32)) -> f32| {
        at().map(along).fold(f32::NEG_INFINITY, f32::max) - at().map(along).fold(f32::INFINITY, f32::min)
    };
    f64::from(distance((0.0, 0.0), (span(|p| p.0), span(|p| p.1))))
}

/// The reference world with other values, for tests.
#[cfg(test)]
pub(crate) mod reference {
    use std::path::Path;

    use super::World;
    use crate::scenario::keys::policy::Policy;
    use crate::scenario::load::{LoadOptions, load};

    /// The world of version 0.1.0, in which more mechanisms are off, and the policy that all others are compared with.
    pub(crate) fn with_baseline(sets: &[&str]) -> (World, (String, Policy)) {
        let options = LoadOptions { sets: sets.iter().map(|set| (*set).to_owned()).collect(), ..LoadOptions::default() };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reference-0-1-0.toml");
        let experiment = load(&path, &options).expect("it loads");
        let baseline =
            experiment.policies.iter().find(|policy| policy.name == experiment.scenario.baseline).expect("it is listed");
        (World::new(&experiment.scenario).expect("the world can be built"), (baseline.name.clone(), baseline.policy.clone()))
    }

    /// The world alone.
    pub(crate) fn world(sets: &[&str]) -> World {
        with_baseline(sets).0
    }
}

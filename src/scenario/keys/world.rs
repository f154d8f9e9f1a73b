//! What a scenario file may say about the world: everything that behaves the same whatever the policy. Here are the frame of the experiment
//! and its places; the rest is in `needs`, `service`, `staff` and `market`.
//!
//! No key has a default in the code. `scenarios/base.toml` gives every one of them a value, and `scenarios/ranges.toml` says what is known
//! of it;
//! a scenario extends it. Units: days are working days, money is in yuan (元) in the files and in fen in the engine.

use schemars::JsonSchema;
#[cfg(feature = "files")]
use serde::Deserializer;
use serde::{Deserialize, Serialize};

use crate::scenario::keys::market::{CharityKeys, FacilityKeys, MarketKeys, WageKeys};
use crate::scenario::keys::needs::{
    CategoryKeys, DemandKeys, DiscoveryKeys, PersistenceKeys, SegmentKeys, ShockKeys, TrustKeys, VacancyKeys,
};
use crate::scenario::keys::quantity::{Count, Keyed, NonNegative, Persons, Positive, Real, Share, Variation};
use crate::scenario::keys::service::{
    AdministrationKeys, GovernmentKeys, HandoffKeys, IntakeKeys, ReportsKeys, RoutingKeys, ServiceKeys,
};
use crate::scenario::keys::staff::{
    BurnoutKeys, CareWorkerKeys, CommunityWorkerKeys, LearningKeys, MoneyKeys, OrganisationKeys, PostsKeys, PropertyFirmKeys,
    SocialWorkerKeys, VolunteerKeys,
};

/// A scenario: the experiment's frame and its world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Short name, used for the output folder: letters, digits, `-` and `_`.
    pub name: String,
    /// One line for people, English.
    pub title: String,
    /// One line for people, Chinese.
    pub title_zh: String,
    /// The policy all others are compared with, and under which the burn-in runs (status quo).
    pub baseline: String,
    /// Policies to compare, by the names of files in the folder `policies` beside the scenario (or beside the file it extends).
    pub policies: Vec<String>,
    /// How long and how often.
    pub run: RunKeys,
    /// The district: subdistricts and communities.
    pub district: DistrictKeys,
    /// Communities written out one by one; then `district.generate` and `district.table` are absent.
    pub community: Option<Keyed<CommunityKeys>>,
    /// Exclusive groups of residents.
    pub segment: Keyed<SegmentKeys>,
    /// Categories of need.
    pub category: Keyed<CategoryKeys>,
    /// How needs arise.
    pub demand: DemandKeys,
    /// How needs become known.
    pub discovery: DiscoveryKeys,
    /// Intake and triage (受理, 分类研判).
    pub intake: IntakeKeys,
    /// Giving up, closing on paper, lost files.
    pub persistence: PersistenceKeys,
    /// What routers weigh.
    pub routing: RoutingKeys,
    /// Reports (报表) of providers.
    pub reports: ReportsKeys,
    /// Hand-offs (转介) and ties (关系).
    pub handoff: HandoffKeys,
    /// Levels and departments of government (条块).
    pub government: GovernmentKeys,
    /// Work, success and travel.
    pub service: ServiceKeys,
    /// Community workers (社区工作者) and their offices.
    pub community_worker: CommunityWorkerKeys,
    /// Social workers (社会工作者).
    pub social_worker: SocialWorkerKeys,
    /// Care workers (护理员).
    pub care_worker: CareWorkerKeys,
    /// Social organisations (社会组织).
    pub organisation: OrganisationKeys,
    /// Community associations (社区社会组织) and volunteers.
    pub volunteer: VolunteerKeys,
    /// Property firms (物业公司).
    pub property_firm: PropertyFirmKeys,
    /// Tenders, contracts and grants: how organisations bid, cut cost, enter and leave.
    pub market: MarketKeys,
    /// Facilities (社区设施).
    pub facility: FacilityKeys,
    /// Donations (公益慈善).
    pub charity: CharityKeys,
    /// Wages over time.
    pub wages: WageKeys,
    /// Learning and forgetting.
    pub learning: LearningKeys,
    /// Trust in the committee.
    pub trust: TrustKeys,
    /// Burnout of staff.
    pub burnout: BurnoutKeys,
    /// The pace at which posts move.
    pub posts: PostsKeys,
    /// Administrative tasks handed down (任务下派).
    pub administration: AdministrationKeys,
    /// Prices of the world.
    pub money: MoneyKeys,
    /// Jobs that employment needs consume.
    pub vacancies: VacancyKeys,
    /// How results are measured.
    pub measure: MeasureKeys,
    /// Shocks (冲击), by name; none when absent.
    pub shock: Option<Keyed<ShockKeys>>,
}

#[cfg(feature = "files")]
impl Scenario {
    /// Takes another value of the key or table of that name; says whether a scenario has one of that name.
    ///
    /// # Errors
    /// When the value is not one of it.
    pub(in crate::scenario) fn take<'de, D: Deserializer<'de>>(&mut self, name: &str, value: D) -> Result<bool, D::Error> {
        macro_rules! field_called {
            ($($field:ident)*) => {
                match name {
                    $(stringify!($field) => self.$field = Deserialize::deserialize(value)?,)*
                    _ => return Ok(false),
                }
            };
        }
        field_called! {
            name title title_zh baseline policies run district community segment category demand discovery intake
            persistence routing reports handoff government service community_worker social_worker care_worker organisation volunteer
            property_firm market facility charity wages learning trust burnout posts administration money vacancies
            measure shock
        }
        Ok(true)
    }
}

/// Length and number of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunKeys {
    /// Replicates per policy (paired over policies).
    pub seeds: Count<1, 100_000>,
    /// Years in the window that is measured.
    pub years: Count<1, 100>,
    /// Years under the baseline before policies part.
    pub burn_in_years: Count<0, 20>,
    /// Root of all random keys.
    pub root_seed: Count<0, 4_294_967_295>,
    /// What compared policies have in common.
    pub parity: Parity,
    /// Which money the shares of a policy divide.
    pub frame: Frame,
    /// Replicates of the comparison in other frames, at most as many as in its own; 0 for none.
    pub frame_seeds: Count<0, 1_000>,
}

/// Which money the shares of a policy divide (口径).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// The whole budget, community workers' pay included.
    WholeBudget,
    /// The project line; community workers and clerks are paid whatever the policy.
    ProjectLine,
    /// An increment; everything that the status quo has stays.
    Added,
}

/// What compared policies have in common (同等投入).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Parity {
    /// The public budget that accrues.
    EqualPublic,
    /// Paid hours over the window: the budget of each policy is searched for.
    EqualPaidHours,
    /// Social cost over the window: the budget of each policy is searched for.
    EqualSocialCost,
}

/// The district.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DistrictKeys {
    /// Name, English.
    pub name: String,
    /// Name, Chinese.
    pub name_zh: String,
    /// A note printed with every result about a named place.
    pub illustrative: bool,
    /// Names of subdistricts (街道) in the order used by generated communities; code = two digits when absent.
    pub subdistricts: Option<Vec<String>>,
    /// Generate the communities.
    pub generate: Option<GenerateKeys>,
    /// Read the communities from this CSV inside the scenario's folder.
    pub table: Option<String>,
    /// Distance between neighbouring communities, km.
    pub spacing_km: Positive,
}

/// Generated communities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GenerateKeys {
    /// Number of subdistricts.
    pub subdistricts: Count<1, 20_000>,
    /// Number of communities, dealt to subdistricts as evenly as can be.
    pub communities: Count<1, 60_000>,
    /// Residents of the whole district.
    pub residents: Persons,
    /// Coefficient of variation of residents between communities.
    pub residents_cv: Variation,
}

/// One community that is written out or read from a table. Absent values are the district's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunityKeys {
    /// Subdistrict it lies in, by name.
    pub subdistrict: String,
    /// Residents.
    pub residents: Option<Persons>,
    /// Place, km.
    pub x_km: Option<Real>,
    /// Place, km.
    pub y_km: Option<Real>,
    /// Name, Chinese.
    pub name_zh: Option<String>,
    /// Residents of each segment; those not named share the rest as in the district.
    pub segments: Option<Keyed<Persons>>,
    /// Community workers, heads.
    pub community_workers: Option<NonNegative>,
    /// Share of community workers who are certified social workers.
    pub certified_share: Option<Share>,
    /// Organisations seated here.
    pub organisations: Option<Count<0, 1000>>,
    /// Associations on file.
    pub associations: Option<Count<0, 100>>,
    /// Active volunteers, persons.
    pub volunteers: Option<NonNegative>,
    /// Share of homes in estates that a property firm manages.
    pub property_managed_share: Option<Share>,
}

/// Measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureKeys {
    /// Weights of severity 1, 2, 3.
    pub severity_weight: [NonNegative; 3],
    /// Horizon of the restricted mean wait, days.
    pub wait_horizon_days: Count<1, 500>,
    /// A first contact within this many days is timely.
    pub timely_days: Count<1, 500>,
    /// Chance to be satisfied when resolved.
    pub satisfied_resolved: Share,
    /// Chance to be satisfied when closed unresolved.
    pub satisfied_unresolved: Share,
    /// Smallest difference of the unmet share that counts (δ).
    pub delta: Share,
    /// Days of a period of the omniscient bound: within a period a need may be served before it arises.
    pub bound_period_days: Count<1, 500>,
}

//! What a scenario says about residents and their needs: who has which, how they arise and become known, when people give up, trust, jobs,
//! shocks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::keys::quantity::{Count, Keyed, LogDeviation, Minutes, NonNegative, Positive, Real, Share, Variation};

/// A segment: an exclusive group of residents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentKeys {
    /// Label, English.
    pub label: String,
    /// Label, Chinese.
    pub label_zh: String,
    /// Share of residents.
    pub share: Share,
    /// Relative rate at which a member has needs, by category (episodes per person and year before scaling).
    pub rate: Keyed<NonNegative>,
    /// Voice: added to the logit of voicing a need.
    pub voice: Real,
    /// Share of those who give up who can pay for help outside.
    pub able_to_pay: Share,
    /// Whether ageing makes the segment grow; the others give way.
    pub older: bool,
}

/// A category of need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryKeys {
    /// Label, English.
    pub label: String,
    /// Label, Chinese.
    pub label_zh: String,
    /// Share of all needs.
    pub mix: Share,
    /// Mean work, hours.
    pub work_hours: Positive,
    /// Most minutes per case and day (0 = no limit).
    pub visit_minutes: Count<0, 100_000>,
    /// Mean patience, days, which `persistence.voiced_patience_factor` stretches; it counts from the day on which the need is known.
    pub patience_days: Positive,
    /// How visible a need is to a grid patrol.
    pub detection_patrol: Share,
    /// How visible a need is to a social worker.
    pub detection_outreach: Share,
    /// Stigma (logit): keeps needs latent.
    pub stigma: Real,
    /// Skill of a community worker.
    pub skill_community_worker: Share,
    /// Skill of a social worker whose specialty it is.
    pub skill_specialist: Share,
    /// Skill of another social worker.
    pub skill_other: Share,
    /// Skill of a care worker, where they are hired.
    #[serde(default = "Share::none")]
    pub skill_care_worker: Share,
    /// Skill of a volunteer.
    pub skill_volunteer: Share,
    /// Line department (条) that approves it.
    pub department: String,
    /// Whether superiors count it: routers in government lean towards keeping it.
    pub kpi_visible: bool,
    /// Whether success needs a job from the finite pool.
    pub needs_vacancy: bool,
    /// Whether a property firm is in charge on managed estates.
    pub property: bool,
    /// Whether it is care by hand: where care workers are hired, no social worker's specialty.
    #[serde(default)]
    pub care_work: bool,
    /// Share of needs that can be served in a group.
    pub group_share: Share,
    /// Share of quality that a contract can specify.
    pub contractible: Share,
}

/// How needs arise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandKeys {
    /// Needs per resident and year, all categories, voiced or not.
    pub needs_per_resident: Positive,
    /// Heterogeneity between communities: cv of a factor with mean 1 on each community × category.
    pub heterogeneity: Variation,
    /// Volatility: standard deviation of the log of demand.
    pub volatility: LogDeviation,
    /// Autocorrelation per day of the log of demand.
    pub persistence: Share,
    /// Regime shifts per year: each permutes the factors of one community over categories.
    pub shifts_per_year: NonNegative,
    /// Coefficient of variation of work.
    pub work_cv: Variation,
    /// Lowest difficulty.
    pub difficulty_low: Share,
    /// Highest difficulty.
    pub difficulty_high: Share,
    /// Shares of severity 1, 2, 3 (sum 1).
    pub severity: [Share; 3],
    /// Share of needs that are bundles of two categories.
    pub bundle_share: Share,
    /// Ageing (老龄化): growth per year of the number of residents in the older segments over the window.
    pub ageing: Share,
    /// Law of work around the mean of its category.
    pub work_distribution: WorkDistribution,
    /// Work is rounded up to whole steps of this many minutes.
    pub work_step_minutes: Count<1, 480>,
}

/// Law of work. The mean is `category.*.work_hours`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WorkDistribution {
    /// Lognormal with `demand.work_cv`.
    Lognormal,
    /// A geometric number of steps, at least one: the exponential law of a clock that only sees whole steps.
    Geometric,
    /// Always the mean.
    Fixed,
}

/// How needs become known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscoveryKeys {
    /// Slope of voicing on trust (logit per unit of trust above .5).
    pub voice_trust: Real,
    /// Hazard per day at which a latent need is voiced later, times its chance on the day of onset.
    pub later_hazard: NonNegative,
    /// A latent need expires after this many days …
    pub latent_fixed_days: NonNegative,
    /// … plus an exponential number of days with this mean.
    pub latent_mean_days: NonNegative,
    /// Needs a patrol comes upon per hour at detection 1 in a full pool.
    pub patrol_finds_per_hour: NonNegative,
    /// Needs an outreach worker comes upon per hour at detection 1 in a full pool.
    pub outreach_finds_per_hour: NonNegative,
    /// Whether the trip to the community comes out of the minutes of outreach.
    pub outreach_travels: bool,
    /// Minutes of one outing of outreach, with its trip.
    pub outing_minutes: Count<30, 480>,
    /// Latent needs in a community above which search is not held up by their rarity.
    pub half_pool: Positive,
}

/// Giving up, paper closure, return of lost files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersistenceKeys {
    /// Factor on every patience, which counts from the day on which the need is known.
    pub voiced_patience_factor: Positive,
    /// On giving up: share that falls back on family (still unmet).
    pub to_family: Share,
    /// On giving up: share that goes to the hotline and comes back.
    pub to_hotline: Share,
    /// Extra administrative minutes for a case from the hotline.
    pub hotline_task_minutes: Minutes,
    /// Chance that a known, unresolved case is closed on paper at the deadline.
    pub paper_closure: Share,
    /// Deadline after intake, days.
    pub paper_deadline_days: Count<1, 1000>,
    /// Share of cases closed on paper, not in service, that return as a repeat.
    pub repeat_share: Share,
    /// Mean days until the repeat.
    pub repeat_mean_days: NonNegative,
    /// Days until a lost or refused file surfaces again.
    pub lost_days: Count<1, 1000>,
    /// Family minutes per minute of unmet work that falls back on the family.
    pub family_minutes: NonNegative,
    /// Whether a household that moves away takes its open needs along; how many move is `trust.residential_turnover`.
    pub movers_take_needs: bool,
}

/// Trust.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustKeys {
    /// Trust at the start.
    pub initial: Share,
    /// Share of its distrust that a household loses when its need is resolved, η⁺.
    pub gain: Share,
    /// Share of its trust that a household loses when its need is given up, failed or lost, η⁻.
    pub loss: Share,
    /// Other households that hear of an outcome and take it as their own, m.
    pub hearers: NonNegative,
    /// Residents of a household: trust is a mean over households.
    pub household_size: Positive,
    /// Years in which what was learnt fades to 1/e, τ; trust then drifts back to where it began.
    pub memory_years: Positive,
    /// Gross residential turnover per year: movers reset local knowledge and volunteers.
    pub residential_turnover: Share,
}

/// Jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VacancyKeys {
    /// New jobs within reach per resident and year.
    pub per_resident: NonNegative,
    /// Jobs that stay open at most, in days of arrivals.
    pub open_days: NonNegative,
}

/// A shock (冲击): some days of the window on which demand is higher or staff are absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShockKeys {
    /// First day, of the window, from 1.
    pub day: Count<1, 25_000>,
    /// How many days.
    pub days: Count<1, 25_000>,
    /// Factor on the needs that arise in the communities hit.
    pub demand: NonNegative,
    /// Categories whose needs it multiplies; all when absent.
    pub categories: Option<Vec<String>>,
    /// Share of communities hit.
    pub reach: Share,
    /// Share of paid staff seated in the communities hit who are absent, paid.
    pub absent: Share,
}

//! What a scenario file may say about the world: everything that behaves the same whatever the policy.
//!
//! No key has a default in the code. `scenarios/base.toml` gives every one of them a value, with its unit, grade and sweep range;
//! a scenario extends it. Units: days are working days, money is in yuan (元) in the files and in fen in the engine.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::market_keys::{CharityKeys, FacilityKeys, MarketKeys, WageKeys};
use super::quantity::{
    Count, Keyed, LogDeviation, Minutes, NonNegative, Persons, Piece, Positive, Real, Share, Variation, Wage, YearHours,
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
    /// Mean patience from onset, days; from voicing it is longer by `persistence.voiced_patience_factor`.
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
    /// Share of needs that can be served in a group.
    pub group_share: Share,
    /// Share of quality that a contract can specify.
    pub contractible: Share,
}

/// How needs arise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandKeys {
    /// Needs per resident and year at `remit_share` = `remit_reference`, all categories.
    pub needs_per_resident: Positive,
    /// Share of episodes for which a household would take organised help.
    pub remit_share: Share,
    /// The remit share at which `needs_per_resident` is stated.
    pub remit_reference: Share,
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
    /// Work is rounded up to whole steps of so many minutes.
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
    /// Latent needs in a community above which search is not held up by their rarity.
    pub half_pool: Positive,
}

/// Intake and triage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeKeys {
    /// Minutes per need.
    pub minutes: Minutes,
    /// Chance of a wrong label at skill 0.
    pub error: Share,
    /// Minutes to record a publicly funded need.
    pub record_minutes: Minutes,
}

/// Giving up, paper closure, return of lost files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersistenceKeys {
    /// Patience from voicing over patience from onset.
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

/// What every router weighs; the same for all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingKeys {
    /// Weight of ln(skill).
    pub skill: NonNegative,
    /// Weight of a day of believed backlog.
    pub wait: NonNegative,
    /// Weight of a km.
    pub distance: NonNegative,
    /// Weight of a tie.
    pub tie: NonNegative,
    /// Bias: weight of the router's own interest.
    pub bias: NonNegative,
    /// Scale of the random part (Gumbel).
    pub noise: Positive,
    /// Standard deviation of a reported backlog, days.
    pub report_noise_days: NonNegative,
    /// Minutes per option looked at.
    pub search_minutes: Minutes,
    /// Minutes per report, provider and category reported, on each side.
    pub report_minutes: Minutes,
    /// Highest share of a router's own minutes that its desk may take.
    pub desk_share: Share,
    /// A need that has waited so many days since intake at a desk without minutes is decided by the office.
    pub desk_patience_days: Count<0, 1000>,
    /// An organisation passes a need to a peer when its own line is longer than this, days.
    pub peer_wait_days: NonNegative,
    /// Most hops of one need; after them it stays where it is.
    pub most_hops: Count<1, 100>,
}

/// Hand-offs and ties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoffKeys {
    /// Loss between parties without a tie.
    pub loss: Share,
    /// Fall of the loss with the tie: loss·exp(−γ·tie).
    pub loss_tie: NonNegative,
    /// Minutes of a message, on each side.
    pub message_minutes: Minutes,
    /// Share of the message saved by a full tie.
    pub tie_saving: Share,
    /// Tie at the start with an in-house station of the own subdistrict.
    pub initial_tie_station: Share,
    /// Tie at the start with organisations of the own subdistrict.
    pub initial_tie_organisation: Share,
    /// Growth of a tie per hand-off.
    pub tie_growth: Share,
    /// Decay of a tie per day.
    pub tie_decay: Share,
    /// Upkeep of a tie, minutes per month on each side, for ties above `upkeep_from`.
    pub upkeep_minutes: Minutes,
    /// Ties above this strength are kept up.
    pub upkeep_from: Share,
}

/// Levels and departments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GovernmentKeys {
    /// Levels above the community that exist (1 = subdistrict, 2 = district); a policy may use fewer.
    pub levels: Count<0, 2>,
    /// Minutes per file and level.
    pub file_minutes: Minutes,
    /// Clerk hours per level and day per 1,000 residents.
    pub clerk_hours: NonNegative,
    /// Cost of an audit of a local decision, minutes.
    pub audit_minutes: Minutes,
    /// Utilisation of approvals above which a warning is printed.
    pub warn_utilisation: NonNegative,
}

/// Work, success, travel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceKeys {
    /// Extra effort at skill 0: effort = work·(1 + this·(1 − skill)).
    pub effort_slack: NonNegative,
    /// Slope of success on (skill + ease − difficulty).
    pub success_slope: NonNegative,
    /// Ease: added to skill in the chance of success.
    pub success_ease: Real,
    /// Local knowledge: added to skill, times the knowledge of the place.
    pub success_local: NonNegative,
    /// Work of a second try over that of the first.
    pub rework: Share,
    /// Most tries of one part of a need.
    pub most_tries: Count<1, 20>,
    /// Open cases per server (K).
    pub open_cases: Count<1, 24>,
    /// Speed door to door, km per hour.
    pub speed_kmh: Positive,
    /// Trip inside a community over the spacing of communities.
    pub local_trip: NonNegative,
    /// Minutes lost when a server helps another bin.
    pub switch_minutes: Minutes,
}

/// Community workers and offices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunityWorkerKeys {
    /// Heads per 10,000 residents at the start.
    pub per_10k: NonNegative,
    /// Share who are certified: skill of a social worker, desk of an office.
    pub certified_share: Share,
    /// Cost of a year, yuan.
    pub wage: Wage,
}

/// Social workers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SocialWorkerKeys {
    /// Heads per 10,000 residents paid from the budget at the start.
    pub per_10k: NonNegative,
    /// Cost of a year, yuan.
    pub wage: Wage,
    /// Share of the day that is not contact: meetings, files, errands.
    pub admin_share: Share,
}

/// Social organisations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationKeys {
    /// Per 1,000 residents.
    pub per_1000: NonNegative,
    /// Own staff of each, paid in full by income from outside the budget.
    pub own_staff: Count<0, 1000>,
    /// Overhead on pay.
    pub overhead: NonNegative,
    /// How far an organisation goes, km.
    pub radius_km: NonNegative,
    /// Organisations that may be founded, per 1,000 residents.
    pub founders_per_1000: NonNegative,
    /// Cash on the first day, months of the cost of its own staff.
    pub reserve_months: NonNegative,
    /// Days in a row below zero after which it closes.
    pub red_days: Count<1, 10_000>,
    /// Types of organisation.
    pub kind: Keyed<OrganisationKindKeys>,
}

/// A type of organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationKindKeys {
    /// Label, English.
    pub label: String,
    /// Label, Chinese.
    pub label_zh: String,
    /// Share of organisations.
    pub share: Share,
    /// Categories it works in; the first is its home.
    pub categories: Vec<String>,
}

/// Associations and volunteers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VolunteerKeys {
    /// Associations per community.
    pub associations: Count<0, 100>,
    /// Active share of residents at the start.
    pub active_share: Share,
    /// Hours of an active volunteer per year.
    pub hours_per_year: YearHours,
    /// Minutes of one shift.
    pub shift_minutes: Count<15, 480>,
    /// Associations take needs below this difficulty.
    pub difficulty_limit: Share,
    /// Largest active share.
    pub most_active: Share,
    /// Effect of trust on taking part (logit).
    pub trust: Real,
    /// Effect of the active share on taking part (logit).
    pub peers: Real,
    /// Effect of full support (logit).
    pub support: Real,
    /// Effect of the paid share of the minutes of service (logit, subtracted: crowding out).
    pub crowding_out: Real,
    /// Effect of load on volunteers (logit, subtracted).
    pub load: Real,
    /// Coordination minutes per active volunteer and month that count as full support.
    pub full_support_minutes: Positive,
    /// Share of the gap to the target closed per month when recruiting.
    pub recruit_pace: Share,
    /// Share of volunteers who stop per year without cause.
    pub leave_per_year: Share,
    /// Insurance and training per active volunteer and year, yuan.
    pub cost_per_year: NonNegative,
    /// Shadow wage over the wage of a community worker.
    pub shadow_wage: NonNegative,
}

/// Property firms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropertyFirmKeys {
    /// Share of homes on estates that a firm manages.
    pub managed_share: Share,
    /// Share of needs that a firm refuses.
    pub refusal: Share,
    /// Staff per 10,000 residents of managed estates, for needs of this kind.
    pub staff_per_10k: NonNegative,
    /// Skill in property needs.
    pub skill: Share,
    /// Cost of a year of its staff, yuan, paid by residents.
    pub wage: NonNegative,
}

/// Learning and forgetting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LearningKeys {
    /// Growth of skill per case: q += η(1 − q).
    pub skill_growth: Share,
    /// Decay of skill per day towards the entry skill.
    pub skill_decay: Share,
    /// Growth of local knowledge per case.
    pub knowledge_growth: Share,
    /// Extra growth of skill per month from a full training share of .05.
    pub training_growth: Share,
}

/// Trust.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustKeys {
    /// At the start.
    pub initial: Share,
    /// Gain per need resolved in a community of `reference_residents`.
    pub gain: Share,
    /// Loss per need given up, failed or lost in a community of `reference_residents`.
    pub loss: Share,
    /// Residents at which gain and loss are stated; both scale with its ratio to the community's.
    pub reference_residents: Positive,
    /// Diffusion between neighbouring communities per day.
    pub diffusion: Share,
    /// Gross residential turnover per year: movers reset trust, local knowledge, volunteers.
    pub residential_turnover: Share,
}

/// Burnout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BurnoutKeys {
    /// Weight of a new month in the moving average.
    pub pace: Share,
    /// Utilisation above which strain begins.
    pub from_utilisation: Share,
    /// Strain per unit of utilisation above that.
    pub per_utilisation: NonNegative,
    /// Strain per unit of the share of administrative minutes (role conflict).
    pub per_admin: NonNegative,
    /// Contact time lost at burnout 1.
    pub time_lost: Share,
    /// Slope of quitting: hazard·exp(slope·(burnout − .3)).
    pub quit_slope: NonNegative,
    /// Quit hazard of a social worker per year.
    pub social_worker_quit: Share,
}

/// Pace of posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostsKeys {
    /// Attrition of community workers and clerks per year.
    pub attrition: Share,
    /// Dismissals allowed per year.
    pub dismissals: Share,
    /// Severance, months of pay.
    pub severance_months: NonNegative,
    /// Days until a vacancy is filled.
    pub vacancy_days: NonNegative,
    /// Social workers the district's labour market holds, per 10,000 residents.
    pub social_worker_pool: NonNegative,
    /// Community workers the district's labour market holds, per 10,000 residents.
    pub community_worker_pool: NonNegative,
    /// Most community workers and in-house social workers in post (编制), per 10,000 residents; 0 = no cap.
    pub inhouse_cap: NonNegative,
    /// Most casual minutes a day over the minutes of those in post: what vacancies save buys casual hours in the same channel.
    pub casual_limit: NonNegative,
}

/// Administrative tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministrationKeys {
    /// Hours per day per 1,000 residents.
    pub hours_per_1000: NonNegative,
    /// Minutes of one task.
    pub task_minutes: Piece,
    /// Largest share of a day that an office gives to them.
    pub daily_cap: Share,
    /// Pass-through ψ: share of a backlog beyond a day that an office passes on per day, per unit of dependence.
    pub pass_through: Share,
}

/// Prices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneyKeys {
    /// Monitoring over the value of a contract.
    pub monitoring: NonNegative,
    /// Cost of a tender before the contract, over its value.
    pub tender: NonNegative,
    /// Materials per hour of direct work, yuan.
    pub materials_per_hour: NonNegative,
    /// Value of an hour of family care, over the hourly wage of a community worker.
    pub family_shadow_wage: NonNegative,
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

//! What a scenario says about those who serve, where they work, how they learn, tire, come and go, and about prices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::keys::quantity::{Count, Keyed, NonNegative, Positive, Real, Share, Wage, YearHours};

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
    /// Heads per 10,000 residents paid from the budget at the start, in the frame of the whole budget.
    pub per_10k: NonNegative,
    /// Cost of a year, yuan.
    pub wage: Wage,
    /// Share of the day that is not contact: meetings, files, errands.
    pub admin_share: Share,
    /// Overhead on the pay of in-house social workers and care workers, from the same channel.
    pub inhouse_overhead: NonNegative,
}

/// Care workers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CareWorkerKeys {
    /// Whether employers hire care workers for work in which they give more skill per yuan than social workers.
    pub hired: bool,
    /// Cost of a year, yuan.
    pub wage: Wage,
    /// Skill of a social worker in work of care (`category.*.care_work`), where care workers are hired.
    pub skill_social_worker: Share,
}

/// Social organisations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationKeys {
    /// Organisations per 1,000 residents.
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
    /// Share of people above what their site wants who would go over to the employer who takes the work on, in-house or under contract, as far as there is money.
    pub transfer: Share,
    /// Social workers the district's labour market holds, per 10,000 residents.
    pub social_worker_pool: NonNegative,
    /// Care workers the district's labour market holds, per 10,000 residents.
    pub care_worker_pool: NonNegative,
    /// Community workers the district's labour market holds, per 10,000 residents.
    pub community_worker_pool: NonNegative,
    /// Most community workers and in-house social workers in post (编制), per 10,000 residents; 0 = no cap.
    pub inhouse_cap: NonNegative,
    /// Most casual minutes a day over the minutes of those in post: what vacancies save buys casual hours in the same channel.
    pub casual_limit: NonNegative,
    /// Days over which what a channel has beyond its posts is spent on casual hours.
    pub casual_days: Count<1, 250>,
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
    /// The project line: money of a year for social work and services besides community workers' pay, yuan per resident.
    pub project_line: NonNegative,
    /// What the frame `added` adds to it, yuan per resident and year.
    pub increment: NonNegative,
    /// Part of what a policy divides that may pay no posts of government, where there is a personnel line: what in-house posts would get of it buys services.
    pub no_posts_share: Share,
}

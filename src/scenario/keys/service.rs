//! What a scenario says about the way of a known need: intake, routing, hand-offs, approvals, administrative tasks, service.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::keys::quantity::{Count, Minutes, NonNegative, Piece, Positive, Real, Share};

/// Intake and triage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeKeys {
    /// Minutes of intake per need.
    pub minutes: Minutes,
    /// Chance of a wrong label at skill 0.
    pub error: Share,
    /// Minutes of the assessment form, where a policy has one.
    pub form_minutes: Minutes,
    /// Chance of a wrong label with the form over that without it.
    pub form_error: Share,
    /// Minutes to record a publicly funded need.
    pub record_minutes: Minutes,
    /// Weight of a km in a household's choice of a door.
    pub distance: NonNegative,
    /// How much a household is used to each door.
    pub habit: HabitKeys,
    /// Chance that a household asks at a second door when it still waits for intake.
    pub second_door: Share,
    /// Days after which it does.
    pub second_door_days: Count<1, 500>,
    /// Minutes after which a second file is found where there is a registry.
    pub duplicate_minutes: Minutes,
    /// Skill of the hotline's operators at triage.
    pub hotline_skill: Share,
}

/// Habit: added to the logit of a household's choice of a door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HabitKeys {
    /// The office of the community.
    pub office: Real,
    /// The station of the subdistrict.
    pub station: Real,
    /// The nearest organisation.
    pub organisation: Real,
    /// The hotline.
    pub hotline: Real,
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
    /// A need that has waited this many days since intake at a desk without minutes is decided by the office.
    pub desk_patience_days: Count<0, 1000>,
    /// An organisation passes a need to a peer when its own line is longer than this, days.
    pub peer_wait_days: NonNegative,
    /// Most hops of one need; after them it stays where it is.
    pub most_hops: Count<1, 100>,
}

/// Reports of providers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportsKeys {
    /// How they are made, under every policy.
    pub system: ReportSystem,
}

/// How reports are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportSystem {
    /// By hand: `routing.report_minutes` each.
    Paper,
    /// By a platform (网格化信息平台) that reads them off its own records: no minutes.
    Platform,
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

/// Administrative tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministrationKeys {
    /// Hours of tasks per day and 1,000 residents.
    pub hours_per_1000: NonNegative,
    /// Minutes of one task.
    pub task_minutes: Piece,
    /// Largest share of a day that goes to them.
    pub daily_cap: Share,
    /// Share of an office's day kept for people at the door: tasks, support of volunteers, reports and patrol do not get it.
    pub service_floor: Share,
    /// When in its day an office works on them.
    pub order: TaskOrder,
    /// Share of refused tasks on which the line above insists: they come down again and are taken on; the others are dropped.
    pub insisted: Share,
    /// Days that a refused task waits above until it comes down again.
    pub insist_days: Count<1, 250>,
    /// Pass-through ψ: share of a backlog beyond a day that an office passes on per day, per unit of dependence.
    pub pass_through: Share,
}

/// When in its day an office works on tasks from above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskOrder {
    /// Before anything else but debts, training and own files.
    TasksFirst,
    /// After the door and the desk, before service.
    DoorsFirst,
    /// After service, with what is left of the day.
    ServiceFirst,
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
    /// Number of those first in line among whom a server looks for a community that it knows, under a policy that has it do so.
    pub look_ahead: Count<1, 100>,
    /// Open cases per server (K).
    pub open_cases: Count<1, 24>,
    /// Speed door to door, km per hour.
    pub speed_kmh: Positive,
    /// Trip inside a community over the spacing of communities.
    pub local_trip: NonNegative,
    /// Minutes lost when a server helps another bin.
    pub switch_minutes: Minutes,
}

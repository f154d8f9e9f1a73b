//! What a policy file may say: switches, shares and contract terms; never behaviour.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::keys::quantity::{Count, Factor, Fifth, NonNegative, Positive, Share};

/// A coordination policy as a composition of switches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Label, English.
    pub label: String,
    /// Label, Chinese.
    pub label_zh: String,
    /// Label where there is little room, English: at most 12 letters; the label, cut off, where none is written beside it.
    #[serde(default)]
    pub label_short: String,
    /// Label where there is little room, Chinese: at most 6 characters; the label, cut off, where none is written beside it.
    #[serde(default)]
    pub label_short_zh: String,
    /// Who takes needs in (受理); the office alone when not written.
    #[serde(default)]
    pub intake: DoorKeys,
    /// Which tasks from above an office takes on (工作准入); all when not written.
    #[serde(default)]
    pub tasks: TaskKeys,
    /// How needs and backlogs become visible.
    pub information: InformationKeys,
    /// Who decides where a need goes.
    pub routing: RoutingPolicyKeys,
    /// How capacity is organised.
    pub capacity: CapacityKeys,
    /// Shares of the public budget.
    pub funding: FundingKeys,
    /// Checks on local decisions.
    pub oversight: OversightKeys,
    /// Training.
    pub training: TrainingKeys,
    /// Yearly planning of in-house posts.
    pub planning: PlanningKeys,
    /// How services are bought (政府购买服务).
    pub purchase: PurchaseKeys,
    /// Venture-philanthropy grants (公益创投).
    pub venture: VentureKeys,
    /// Outsourcing of facilities (设施项目外包).
    pub facility: FacilityContractKeys,
    /// Guidance (政策导向): what is put first.
    pub guidance: GuidanceKeys,
    /// A budget that follows results.
    pub adaptive: AdaptiveKeys,
}

/// Who takes needs in. A policy that writes one of these keys need not write the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DoorKeys {
    /// Doors at which needs are taken in (受理渠道): a household chooses one.
    pub doors: Doors,
    /// Whether a station or organisation that takes a need in keeps what its own lines serve (首问负责); else all goes to the desk of the community.
    pub first_asked: bool,
    /// Whether whoever takes a need in fills in a standard assessment form (类型化实施): minutes for fewer wrong labels; not when not written.
    pub form: bool,
}

/// Doors at which needs are taken in: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Doors {
    /// The office of the community.
    pub office: bool,
    /// The station of the subdistrict.
    pub station: bool,
    /// The nearest organisation of the subdistrict with people.
    pub organisation: bool,
    /// The hotline (12345), which gives the office an order.
    pub hotline: bool,
}

/// A door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// See [`Doors::office`].
    Office,
    /// See [`Doors::station`].
    Station,
    /// See [`Doors::organisation`].
    Organisation,
    /// See [`Doors::hotline`].
    Hotline,
}

impl Door {
    /// All.
    pub const ALL: [Self; 4] = [Self::Office, Self::Station, Self::Organisation, Self::Hotline];
}

impl Doors {
    /// These doors.
    #[must_use]
    pub fn of(doors: &[Door]) -> Self {
        let [office, station, organisation, hotline] = Door::ALL.map(|door| doors.contains(&door));
        Self { office, station, organisation, hotline }
    }

    /// Whether there is such a door.
    #[must_use]
    pub const fn has(self, door: Door) -> bool {
        match door {
            Door::Office => self.office,
            Door::Station => self.station,
            Door::Organisation => self.organisation,
            Door::Hotline => self.hotline,
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> usize {
        Door::ALL.into_iter().filter(|door| self.has(*door)).count()
    }
}

impl Default for DoorKeys {
    fn default() -> Self {
        Self { doors: Doors::of(&[Door::Office]), first_asked: false, form: false }
    }
}

impl DoorKeys {
    /// Whether the office is the only door.
    #[must_use]
    pub fn office_alone(&self) -> bool {
        self.doors == Doors::of(&[Door::Office])
    }
}

/// Which tasks from above an office takes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskKeys {
    /// Share of tasks that is bought: done under contracts that the line for social assistance pays, beyond what policies divide; 0 when not written.
    #[serde(default = "Fifth::none")]
    pub bought: Fifth,
    /// Share of tasks that offices may refuse, and do refuse; see the world's `insisted`; 0 when not written.
    #[serde(default = "Share::none")]
    pub refused: Share,
}

impl Default for TaskKeys {
    fn default() -> Self {
        Self { bought: Fifth::none(), refused: Share::none() }
    }
}

/// Information.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InformationKeys {
    /// Share of the office's minutes after administration that goes to the grid patrol.
    pub patrol_share: Share,
    /// Share of social workers' minutes after administration that goes to outreach.
    pub outreach_share: Share,
    /// Whom a router can see.
    pub visibility: Visibility,
    /// Days between reports of a provider.
    pub report_period_days: Count<1, 1000>,
    /// Categories in a report (aggregated when fewer than the world has).
    pub categories_reported: Count<1, 12>,
    /// Whether rooms of the communities can be booked across them (社区共享): groups outside facilities.
    pub shared_assets: bool,
}

/// Whom a router can see besides the community's own office, associations and property firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Organisations seated in the community.
    Own,
    /// The station and the organisations of the subdistrict.
    Zone,
    /// Stations and organisations within the organisations' radius, across subdistricts.
    Registry,
}

/// Routing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingPolicyKeys {
    /// Who routes.
    pub router: Router,
    /// How the router chooses among the options looked at.
    pub choice: Choice,
    /// Options looked at beyond the community's own providers.
    pub choices: Count<1, 8>,
    /// Levels of government a retained decision passes; no more than the world has.
    pub levels: Count<0, 2>,
    /// Authority transfer θ (职权让渡): share of cross-boundary decisions taken locally.
    pub theta: Share,
    /// Which decisions are the local ones.
    pub theta_rule: ThetaRule,
    /// Whether organisations pass needs to peers.
    pub peer_referral: bool,
    /// Whether the parts of a bundle share one file.
    pub joint_file: bool,
    /// Share of decisions for which the router looks beyond the subdistrict (bridging ties).
    pub bridging: Share,
}

/// Who routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Router {
    /// The office proposes on behalf of the line above; leans towards what superiors count.
    Hierarchy,
    /// The office decides for itself; leans towards passing hard cases on.
    Office,
    /// A social worker acts as broker; leans towards the own employer and easy cases.
    Broker,
    /// The lead organisation of the subdistrict; leans towards itself and easy cases.
    Lead,
    /// Neighbours: the associations of the community.
    Neighbours,
}

/// How a router chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Random utility over what is visible.
    Utility,
    /// Uniform over what is visible and eligible: the control.
    Uniform,
}

/// Which cross-boundary decisions are local.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ThetaRule {
    /// Any, with chance θ.
    Random,
    /// The least severe first.
    BySeverity,
    /// The easiest first.
    ByDifficulty,
}

/// Capacity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityKeys {
    /// Whether in-house social workers are split into bins by category.
    pub bins: Bins,
    /// Pooling φ: share of a server's minutes that may go to other bins when the own one is empty.
    pub pooling: Share,
    /// Order in which a line is served.
    pub discipline: Discipline,
    /// Whether a server takes, of those first in line, one from the community that it knows best (个性化服务、片区包干); not when not written.
    #[serde(default)]
    pub by_place: bool,
    /// Where in-house social workers sit.
    pub base: Base,
    /// Share of the office's minutes after administration that supports associations (self-governance).
    pub self_governance_share: Share,
    /// Whether associations (社区社会组织) and their volunteers take needs and decide; they do when not written.
    #[serde(default = "yes")]
    pub associations: bool,
}

/// The value of a switch that is on unless a policy turns it off.
const fn yes() -> bool {
    true
}

/// Bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bins {
    /// One line per subdistrict and category.
    ZoneCategory,
    /// One line.
    None,
}

/// Service order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// First come, first served.
    Fifo,
    /// The gravest first.
    Severity,
    /// The largest severity per minute of work first (cμ).
    SeverityPerMinute,
}

/// Where in-house social workers sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// At a station of the subdistrict, without desk duty.
    Station,
    /// In the offices of communities, with their desk duty (岗位购买).
    Office,
}

/// Shares of the money that `run.frame` lets a policy divide; they sum to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingKeys {
    /// In-house social workers of government.
    pub inhouse: Share,
    /// Purchase of services from organisations (政府购买服务).
    pub purchase: Share,
    /// Venture-philanthropy grants (公益创投).
    pub venture: Share,
    /// Contracts of facility operators (设施项目外包).
    pub facility: Share,
    /// Coordination, insurance and training of volunteers, and fundraising (居民自助).
    pub self_help: Share,
    /// Share of the self-help money that is spent on fundraising (公益慈善).
    pub fundraising: Share,
    /// Money that the policy divides, over what `run.frame` gives it.
    pub budget_factor: Factor,
    /// Whom the in-house share pays; social workers when not written.
    #[serde(default)]
    pub posts: InHousePosts,
    /// Share of the personnel line that the policy takes for the money that it divides: community workers are dismissed for it; 0 when not written.
    #[serde(default = "Share::none")]
    pub personnel_moved: Share,
    /// Shares in the frame of the whole budget; when not written, community workers and clerks keep their part, and the shares above divide the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole_budget: Option<WholeBudgetKeys>,
}

/// Shares of the whole budget, which pays community workers and clerks too; they sum to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WholeBudgetKeys {
    /// Community workers and clerks.
    pub community_workers: Share,
    /// In-house social workers of government.
    pub inhouse: Share,
    /// Purchase of services from organisations (政府购买服务).
    pub purchase: Share,
    /// Venture-philanthropy grants (公益创投).
    pub venture: Share,
    /// Contracts of facility operators (设施项目外包).
    pub facility: Share,
    /// Coordination, insurance and training of volunteers, and fundraising (居民自助).
    pub self_help: Share,
}

/// Whom the in-house share pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InHousePosts {
    /// Social workers.
    #[default]
    SocialWorkers,
    /// Community workers, beside those who are there anyway.
    CommunityWorkers,
}

/// Oversight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OversightKeys {
    /// Share of local cross-boundary decisions that are audited.
    pub audit_share: Share,
    /// Share of cases due for paper closure that a spot check keeps open.
    pub spot_check_share: Share,
    /// Most administrative tasks passed to an organisation or association, over its minutes.
    pub pass_through_cap: Share,
    /// Largest share of a day that goes to tasks from above, where the world's `daily_cap` allows more; 1 when not written.
    #[serde(default = "Share::whole")]
    pub task_cap: Share,
}

/// Training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingKeys {
    /// Share of paid minutes that goes to training.
    pub share: Share,
    /// Share of social workers' minutes that guides associations and volunteers.
    pub guidance_share: Share,
}

/// Planning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanningKeys {
    /// Days between plans that deal in-house social workers to bins.
    pub replan_days: Count<1, 10_000>,
    /// Share of the posts dealt by reported hours; the rest evenly.
    pub by_reports: Share,
    /// Share of a station's people that it may move between bins each month by its own lines.
    pub local_reallocation: Share,
}

/// Purchase of services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseKeys {
    /// What is bought; services when not written.
    #[serde(default)]
    pub unit: PurchaseUnit,
    /// Who buys: decides who may bid.
    pub purchaser: Purchaser,
    /// What a lot is.
    pub lots: Lots,
    /// Days between tenders.
    pub period_days: Count<1, 10_000>,
    /// Who gets a lot.
    pub award: Award,
    /// Weight of ln(reputation × share of the lot's work that the bidder does).
    pub quality: NonNegative,
    /// Weight of ln(reference price ÷ price).
    pub price: NonNegative,
    /// Weight of ln(standing): lots won before, or the share held.
    pub incumbency: NonNegative,
    /// Share of a contract's value paid in advance.
    pub advance: Share,
    /// Days between the end of a quarter and its tranche.
    pub pay_delay_days: Count<0, 1000>,
    /// Chance m that a cut of quality is found, bought with the world's monitoring cost.
    pub monitoring: Share,
}

/// What is bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PurchaseUnit {
    /// Services (项目购买): organisations bid for lots, and what they win they give by people and lines of their own.
    #[default]
    Service,
    /// Posts (岗位购买): social workers employed by organisations, which get overhead as under any contract, work under government's direction where
    /// `capacity.base` says.
    Post,
}

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purchaser {
    /// Each subdistrict, from organisations seated in it.
    Subdistrict,
    /// The district, from organisations within reach of the lot's subdistrict.
    District,
}

/// What a lot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lots {
    /// All categories of a subdistrict.
    Zone,
    /// The categories of one department in a subdistrict.
    ZoneDepartment,
    /// One category in a subdistrict.
    ZoneCategory,
}

/// Who gets a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Award {
    /// The bid with the highest score takes all.
    Winner,
    /// Every bid takes a share, in proportion to exp(score ÷ scale of the noise).
    Shares,
}

/// Venture-philanthropy grants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VentureKeys {
    /// A grant, yuan.
    pub grant: Positive,
    /// Days over which it is spent.
    pub days: Count<1, 1000>,
    /// Most proposals awarded, share.
    pub award_rate: Share,
    /// Error (sd) of the panel's score.
    pub panel_noise: NonNegative,
    /// Reputation that an organisation must have when its grant ends to be funded again.
    pub bar: Share,
}

/// Contracts of facility operators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityContractKeys {
    /// Days of an operator's contract.
    pub contract_days: Count<1, 10_000>,
}

/// Guidance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceKeys {
    /// Categories served first in every line.
    pub priority_categories: Vec<String>,
    /// Segments whose needs are served first in every line (重点人群), before the categories served first; none when not written.
    #[serde(default)]
    pub priority_segments: Vec<String>,
    /// Categories to which purchase money is earmarked.
    pub earmarked_categories: Vec<String>,
    /// Share of purchase money that goes to the earmarked categories alone.
    pub earmark: Share,
}

/// A budget that follows results: every year, money moves from the channel that resolves least per yuan to the one that resolves most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdaptiveKeys {
    /// Share of the budget that moves a year; 0 = the shares stay.
    pub step: Share,
    /// Share below which no group of funded channels falls: in-house; contracts, grants and facilities; self-help.
    pub floor: Share,
}

//! What a scenario says about the market: tenders, contracts, grants, facilities, donations, wages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::keys::quantity::{Count, NonNegative, Positive, Real, Share};

/// Tenders, contracts and grants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarketKeys {
    /// Hours that a bid or a proposal takes.
    pub bid_hours: NonNegative,
    /// Markup μ of a bidder without rivals; with n bidders μ / n.
    pub markup: NonNegative,
    /// Spread (sd, log) of overhead from house to house.
    pub overhead_spread: NonNegative,
    /// Decisiveness r of effort: bidders spend (n − 1)/n² · r of the rent on their bids.
    pub contest: NonNegative,
    /// Scale of the committee's noise (Gumbel).
    pub score_noise: Positive,
    /// Share of pay saved by a full cut of quality, s.
    pub cut_saving: Share,
    /// Skill lost by a full cut, b.
    pub cut_harm: Share,
    /// Penalty on a cut that is found, over pay and unit of harm, P.
    pub cut_penalty: NonNegative,
    /// What reputation is worth at a quality weight of 1, over pay and unit of harm, ρ.
    pub cut_reputation: NonNegative,
    /// How fast the cost of hiding a cut grows, ψ.
    pub cut_slope: Positive,
    /// Reputation on the first day.
    pub reputation: Share,
    /// Weight of a quarter's cases in reputation.
    pub reputation_pace: Share,
    /// Error (sd) of a quarter's evaluation without monitoring.
    pub evaluation_noise: NonNegative,
    /// Reports per contract and quarter, minutes.
    pub contract_report_minutes: NonNegative,
    /// Error (sd, log) with which a proposer sees the gap around it.
    pub gap_noise: NonNegative,
    /// Foundings per seat and year at a full gap, while there is money to apply for.
    pub entry_rate: NonNegative,
    /// Organisations per 1,000 residents at which founding is most likely; beyond, it falls.
    pub entry_density: Positive,
    /// Share of what contracts still owe it against which an organisation can borrow.
    pub credit: Share,
    /// Price of an hour that residents buy outside, yuan.
    pub outside_price: NonNegative,
}

/// Facilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityKeys {
    /// Rooms that can be opened, per 10,000 residents (at most one per community).
    pub rooms_per_10k: NonNegative,
    /// Rent, energy and upkeep of an open facility, yuan a year.
    pub fixed_cost: NonNegative,
    /// Posts of an open facility.
    pub posts: Count<1, 100>,
    /// Distance at which attendance has fallen to 1/e, km.
    pub attendance_km: Positive,
    /// Largest group.
    pub group_size: Count<1, 100>,
    /// Largest group in a shared room (see the policy key `information.shared_assets`).
    pub shared_group_size: Count<1, 100>,
    /// Minutes to book a shared room.
    pub booking_minutes: NonNegative,
}

/// Donations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CharityKeys {
    /// Raised per yuan spent on fundraising, at the first yuan.
    pub yield_per_yuan: NonNegative,
    /// Most that residents give beyond what they give today, yuan per resident and year.
    pub most_per_resident: NonNegative,
    /// Loss of donations (log) at full dependence of organisations on public money (negative: crowding in).
    pub crowding_out: Real,
}

/// Wages over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WageKeys {
    /// Rise of all wages a year, while the budget stays.
    pub drift: Real,
    /// Rise of social workers' wages a year when the labour pool is empty, falling to 0 when it is half full.
    pub scarcity: NonNegative,
}

//! A community (社区) as an agent.

use crate::base::places::CommunityId;
use crate::model::state::tie::Ties;

/// A community (社区) as an agent.
#[derive(Clone, Debug)]
pub struct Community {
    /// Place among all communities.
    pub index: CommunityId,
    /// Trust in the committee.
    pub trust: f32,
    /// Active volunteers.
    pub volunteers: f32,
    /// Coordinators of volunteers, heads.
    pub coordinators: u32,
    /// Minutes of support for volunteers this month.
    pub support_minutes: u32,
    /// Administrative tasks waiting, minutes.
    pub backlog: u64,
    /// Refused tasks that wait above: the day on which they come down again, and minutes.
    pub refused: Vec<(u16, u64)>,
    /// Tasks passed on to its associations, minutes.
    pub association_tasks: u32,
    /// Ties with sites.
    pub ties: Ties,
    /// Direct minutes of paid staff and of volunteers this month.
    pub paid_minutes: u32,
    /// See `paid_minutes`.
    pub volunteer_minutes: u32,
}

//! Posts (岗位) by kind.

use crate::model::state::channel::Channel;

crate::base::by::enumerated! {
    /// Kinds of post paid from the budget.
    pub enum Post, /// One value for each kind of post.
    pub type ByPost {
        /// Community worker in an office.
        CommunityWorker,
        /// In-house social worker, at a station or in an office.
        SocialWorker,
        /// Social worker of an organisation, purchased.
        Purchased,
        /// Coordinator of volunteers in an office.
        Coordinator,
        /// Social worker of an operator, in a facility.
        Operator,
        /// Part of a day of a social worker of an organisation, paid by a grant.
        Granted,
    }
}

impl Post {
    /// The channel that pays for it.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::CommunityWorker | Self::SocialWorker => Channel::InHouse,
            Self::Purchased => Channel::Purchase,
            Self::Coordinator => Channel::SelfHelp,
            Self::Operator => Channel::Facility,
            Self::Granted => Channel::Venture,
        }
    }

    /// Whether government is the employer: such posts move at the world's pace, with severance.
    #[must_use]
    pub const fn is_governments(self) -> bool {
        matches!(self, Self::CommunityWorker | Self::SocialWorker | Self::Coordinator)
    }
}

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
        /// In-house care worker, at a station or in an office.
        CareWorker,
        /// Social worker of an organisation, purchased.
        Purchased,
        /// Care worker of an organisation, purchased.
        PurchasedCare,
        /// Coordinator of volunteers in an office.
        Coordinator,
        /// Social worker of an operator, in a facility.
        Operator,
        /// Care worker of an operator, in a facility.
        OperatorCare,
        /// Part of a day of a social worker of an organisation, paid by a grant.
        Granted,
        /// Part of a day of a care worker of an organisation, paid by a grant.
        GrantedCare,
    }
}

impl Post {
    /// In-house posts that are not community workers': social workers', then care workers'; so are those that follow.
    pub const IN_HOUSE: [Self; 2] = [Self::SocialWorker, Self::CareWorker];
    /// Purchased posts.
    pub const BOUGHT: [Self; 2] = [Self::Purchased, Self::PurchasedCare];
    /// Posts of operators.
    pub const OPERATED: [Self; 2] = [Self::Operator, Self::OperatorCare];
    /// Posts that grants pay.
    pub const OF_GRANTS: [Self; 2] = [Self::Granted, Self::GrantedCare];

    /// Whether it is a care worker's.
    #[must_use]
    pub const fn is_care(self) -> bool {
        matches!(self, Self::CareWorker | Self::PurchasedCare | Self::OperatorCare | Self::GrantedCare)
    }

    /// The channel that pays for it.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::CommunityWorker | Self::SocialWorker | Self::CareWorker => Channel::InHouse,
            Self::Purchased | Self::PurchasedCare => Channel::Purchase,
            Self::Coordinator => Channel::SelfHelp,
            Self::Operator | Self::OperatorCare => Channel::Facility,
            Self::Granted | Self::GrantedCare => Channel::Venture,
        }
    }

    /// Whether government is the employer: such posts move at the world's pace, with severance.
    #[must_use]
    pub const fn is_governments(self) -> bool {
        matches!(self, Self::CommunityWorker | Self::SocialWorker | Self::CareWorker | Self::Coordinator)
    }
}

//! A server is a person: skills, local knowledge, open cases, burnout. The fields that a day reads of everybody are the person's [`Clock`].

use crate::base::places::{CategoryId, CommunityId, Maybe, UnitId};
use crate::world::MOST_CATEGORIES;

use crate::model::state::pool::Handle;
use crate::model::state::post::Post;

/// Most open cases of one server (the scenario's K is at most this).
pub const MOST_CASES: usize = 24;
/// Communities a server can know.
pub const MOST_KNOWN: usize = 8;

/// What kind of person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Community worker (社区工作者).
    CommunityWorker,
    /// Certified community worker (持证社区工作者).
    Certified,
    /// Social worker (社会工作者) paid from the budget.
    SocialWorker,
    /// Social worker of an organisation, paid by its own income.
    OwnStaff,
    /// A volunteer's shift.
    Volunteer,
    /// Staff of a property firm.
    FirmStaff,
    /// Care worker (护理员) paid from the budget.
    CareWorker,
    /// Care worker of an organisation, paid by its own income.
    OwnCareWorker,
}

impl Kind {
    /// The kind of person that a post asks for.
    #[must_use]
    pub const fn of(post: Post) -> Self {
        match post {
            Post::CommunityWorker | Post::Coordinator => Self::CommunityWorker,
            _ if post.is_care() => Self::CareWorker,
            _ => Self::SocialWorker,
        }
    }

    /// Whether a professional social worker by employment.
    #[must_use]
    pub const fn is_social_worker(self) -> bool {
        matches!(self, Self::SocialWorker | Self::OwnStaff)
    }

    /// Whether a care worker by employment.
    #[must_use]
    pub const fn is_care_worker(self) -> bool {
        matches!(self, Self::CareWorker | Self::OwnCareWorker)
    }

    /// Whether employed by an office.
    #[must_use]
    pub const fn is_community_worker(self) -> bool {
        matches!(self, Self::CommunityWorker | Self::Certified)
    }
}

/// Local knowledge of a community.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// Community, if this place is taken.
    pub community: Maybe<CommunityId>,
    /// Share known, in 1/65535.
    pub share: u16,
}

/// An open case, with everything that a visit needs, so that the need's record is not read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Case {
    /// The need.
    pub slot: u32,
    /// Minutes left: never none while the case is open.
    pub left: u16,
    /// Minutes with which it was opened.
    pub whole: u16,
    /// Minutes of the trip there and back.
    pub trip: u16,
    /// Most minutes of a visit.
    pub most: u16,
    /// Seat in a group, which bears its part of the four before: see [`crate::model::state::groups::seat`].
    pub seat: u16,
    /// Whether the server has visited it.
    pub seen: bool,
}

/// The fields that a day reads of everybody, in a separate array: most people are not touched by most days' needs, and their [`Worker`] is
/// then not read. Clocks are in the order of the workers and are set with the servers of the lines: see
/// [`crate::model::workforce::posts::rebuild`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Minutes left today.
    pub minutes: u16,
    /// [`Worker::potential`].
    pub potential: u16,
    /// Number of open cases.
    pub open: u8,
}

/// A server. The fields that a visit reads and writes come first, so that the first three open cases are in one line of the
/// processor's cache; all skills are in another.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Worker {
    /// Minutes in use this month.
    pub busy: u32,
    /// Burnout, 0 to 1.
    pub burnout: f32,
    /// Minutes this person can give a day.
    pub potential: u16,
    /// Line it serves, place among the units of the owner.
    pub unit: UnitId,
    /// Minutes of a full day of this post.
    pub full: u16,
    /// Kind.
    pub kind: Kind,
    /// Specialty, if the person has one.
    pub specialty: Maybe<CategoryId>,
    /// Open cases, oldest first; then places where nothing is left to do.
    pub cases: [Case; MOST_CASES],
    /// Skill by category.
    pub skill: [f32; MOST_CATEGORIES],
    /// Local knowledge.
    pub known: [Known; MOST_KNOWN],
    /// Identity for draws: site and seat.
    pub stable: u64,
    /// Post held, when a post of the budget.
    pub post: Option<Post>,
}

impl Worker {
    /// Mean knowledge over the communities known.
    #[must_use]
    pub fn mean_knowledge(&self) -> f32 {
        let (mut sum, mut n) = (0.0, 0.0);
        for k in self.known.iter().filter(|k| k.community.is_some()) {
            sum += f32::from(k.share) * (1.0 / 65535.0);
            n += 1.0;
        }
        if n > 0.0 { sum / n } else { 0.0 }
    }

    /// Knowledge of a community, in 1/65535: none of one that is not among those known.
    #[must_use]
    pub fn knows(&self, community: CommunityId) -> u16 {
        self.known.iter().find(|k| k.community.is(community)).map_or(0, |k| k.share)
    }

    /// Learns from a case: κ += η(1 − κ); the least known community is replaced. Returns κ before the case.
    #[inline]
    pub fn learn_place(&mut self, community: CommunityId, growth: f32) -> f32 {
        let place = match self.known.iter().position(|k| k.community.is(community)) {
            Some(i) => i,
            None => self.make_room(community),
        };
        let known = &mut self.known[place];
        let share = f32::from(known.share);
        known.share = (share + growth * (65535.0 - share)) as u16;
        share * (1.0 / 65535.0)
    }

    /// A new community takes an empty place, or that of the least known.
    fn make_room(&mut self, community: CommunityId) -> usize {
        let mut least = 0;
        for i in 0..MOST_KNOWN {
            if !self.known[i].community.is_some() {
                least = i;
                break;
            }
            if self.known[i].share < self.known[least].share {
                least = i;
            }
        }
        self.known[least] = Known { community: Maybe::some(community), share: 0 };
        least
    }

    /// Loses a share of the knowledge of every place, because known residents move away.
    pub fn forget_places(&mut self, share: f32) {
        for k in &mut self.known {
            k.share = (f32::from(k.share) * (1.0 - share)) as u16;
        }
    }

    /// Open cases.
    #[must_use]
    pub fn open_cases(&self) -> &[Case] {
        &self.cases[..self.cases.iter().position(|case| case.left == 0).unwrap_or(MOST_CASES)]
    }

    /// The person's clock at the beginning of a day.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock { minutes: 0, potential: self.potential, open: self.open_cases().len() as u8 }
    }
}

/// An entry of a line: the order of service, then the need.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// Higher is served first.
    pub priority: u32,
    /// The need.
    pub need: Handle,
}

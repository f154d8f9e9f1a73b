//! Items in transit within a day: needs that cross subdistricts or come home, arrivals at lines, requests for jobs.

use crate::base::drawn::{Drawn, Keyed};
use crate::base::places::{UnitId, WorkerId};
use crate::world::sites::UnitRef;

use crate::base::need::Need;
use crate::model::state::pool::Handle;

/// Items that leave a subdistrict.
#[derive(Clone, Copy, Debug)]
pub enum Parcel {
    /// A need for a provider elsewhere, with the minutes its message costs there.
    Deliver(UnitRef, Need, u16),
    /// A need on its way home, with what happened to it.
    Home(Need, Homecoming),
}

/// What happened to a need away from home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Homecoming {
    /// Its life ended in this stage (already set).
    Ended,
    /// It needs a new decision.
    Decide,
    /// It was closed on paper.
    Paper,
    /// It was lost on the way.
    Lost,
    /// It went back to intake through the hotline.
    Hotline,
}

/// A need about to join a line.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The line, then an order among the arrivals of a day: 16 and 48 bits.
    order: u64,
    /// The need.
    pub need: Handle,
}

impl Arrival {
    /// An arrival at a line; `order` comes from the need's identity.
    #[inline]
    #[must_use]
    pub const fn new(unit: UnitId, order: u64, need: Handle) -> Self {
        Self { order: (unit.get() as u64) << 48 | order >> 16, need }
    }

    /// The line.
    #[inline]
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        UnitId::new((self.order >> 48) as u16)
    }

    /// Lowest bits of the order in use, for this number of lines.
    #[must_use]
    pub const fn bits(lines: usize) -> u32 {
        48 + usize::BITS - lines.leading_zeros()
    }
}

impl Keyed for Arrival {
    #[inline]
    fn key(&self) -> u64 {
        self.order
    }
}

/// A need that came home and waits for the evening, when it goes to the desk or to intake in a drawn order.
#[derive(Clone, Copy, Debug)]
pub struct Returning {
    /// Order among those of a day.
    pub order: u64,
    /// The need.
    pub need: Handle,
    /// What happened to it.
    pub what: Homecoming,
}

impl Keyed for Returning {
    #[inline]
    fn key(&self) -> u64 {
        self.order
    }
}

/// A request for a job from the district's pool.
#[derive(Clone, Copy, Debug)]
pub struct JobRequest {
    /// Order among the requests of a day.
    pub order: u64,
    /// The need.
    pub slot: u32,
    /// The server that worked on it.
    pub worker: WorkerId,
}

/// What is on its way within a day.
#[derive(Clone, Debug, Default)]
pub struct Transit {
    /// Needs that join lines today.
    pub arrivals: Drawn<Arrival>,
    /// Needs that join lines tomorrow (peer referral).
    pub tomorrow: Vec<(UnitRef, Handle)>,
    /// What leaves today.
    pub outbox: Vec<Parcel>,
    /// What came from elsewhere and is not yet taken in.
    pub inbox: Vec<Parcel>,
    /// Requests for jobs.
    pub job_requests: Vec<JobRequest>,
    /// Needs that came home today.
    pub returning: Drawn<Returning>,
}

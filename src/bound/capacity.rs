//! Minutes that could have gone to needs: those of the people who serve, day by day, as in the run.
//!
//! Capacity = paid (or given) − administration − strain, of offices, stations, organisations, associations and property firms. Tasks from
//! above, files and records must be done whoever coordinates, and strain is time lost to burnout. With full knowledge, everything else
//! that people are paid for could have been service: patrol, outreach, reports, training, meetings, idle time. Clerks and coordinators of
//! volunteers do not serve. From the discovery rung on, the minutes of search are subtracted as well, because knowledge had that cost.

use crate::base::calendar::MINUTES_PER_DAY;
use crate::model::state::minutes::Account;
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::world::sites::Party;

use super::yardstick::Yardstick;

/// Pools of one subdistrict before the organisations: office, station, associations, property firms.
pub const FIRST_ORGANISATION: usize = 4;

/// Minutes of a pool in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// All that could have gone to needs.
    pub all: u64,
    /// Minutes of these spent on search.
    pub search: u64,
}

/// Minutes of one subdistrict: its offices, its station, its associations, its property firms, its organisations by kind.
#[derive(Clone, Debug, Default)]
pub struct Capacity {
    pools: usize,
    /// (period, pool).
    minutes: Vec<Minutes>,
}

/// The pool of a site.
#[inline]
fn pool(yardstick: &Yardstick, party: Party, categories: u16) -> Option<usize> {
    match party {
        Party::Office => Some(0),
        Party::Station => Some(1),
        Party::Association => Some(2),
        Party::PropertyFirm => Some(3),
        Party::Organisation => {
            yardstick.kinds_of_organisation.iter().position(|&kind| kind == categories).map(|i| FIRST_ORGANISATION + i)
        }
        Party::Government | Party::Household => None,
    }
}

impl Capacity {
    /// Notes the minutes of a day of the window, counted from its first.
    pub fn note_day(&mut self, yardstick: &Yardstick, sub: &Subdistrict, ctx: &Context<'_>, day_of_window: u16) {
        let own = &ctx.world.sites.by_subdistrict[sub.index];
        self.pools = FIRST_ORGANISATION + yardstick.kinds_of_organisation.len();
        let first = yardstick.period_of(day_of_window) * self.pools;
        self.minutes.resize(self.minutes.len().max(first + self.pools), Minutes::default());
        let today = &mut self.minutes[first..];
        for ((site, day), staff) in own.sites.iter().zip(&sub.days).zip(&sub.staff) {
            let Some(pool) = pool(yardstick, site.party, site.categories) else { continue };
            let mut lost = day.booked[Account::Administration] + day.booked[Account::Strain];
            if site.party == Party::Office {
                let local = ctx.world.places.communities[site.community].local;
                lost += sub.communities[local].coordinators * MINUTES_PER_DAY + staff.support;
            }
            today[pool].all += u64::from(day.paid().saturating_sub(lost));
            today[pool].search += u64::from(day.booked[Account::Discovery]);
        }
    }

    /// Minutes of a pool in a period.
    #[must_use]
    pub fn of(&self, period: usize, pool: usize) -> Minutes {
        self.minutes.get(period * self.pools + pool).copied().unwrap_or_default()
    }

    /// Periods recorded.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.minutes.len().checked_div(self.pools).unwrap_or(0)
    }
}

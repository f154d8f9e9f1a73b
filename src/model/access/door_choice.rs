//! Choice of a door (受理渠道的选择): one logit of the world over the doors that a policy has and that have people today.
//!
//! A household goes to door d with chance e^(h_d − a · km_d) / Σ e^(h − a · km), h `intake.habit`, a `intake.distance`, km 0 to its own office and the hotline.

use crate::base::need::Need;
use crate::base::of::Of;
use crate::base::places::{Local, SiteId, SubdistrictId};
use crate::model::state::minutes::Day;
use crate::model::state::subdistrict::Context;
use crate::scenario::keys::policy::Door;
use crate::world::geography::distance;

/// A door that a household of a community may go to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Which it is.
    pub door: Door,
    /// Whose door it is; of the hotline, the office that gets the order.
    pub site: SiteId,
    /// e^(habit − distance · km), over the largest of these.
    weight: f64,
}

/// The doors that are open to a community today: at most one of each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Options {
    list: [Option<Way>; Door::ALL.len()],
}

impl Options {
    /// Those of a community of the subdistrict.
    pub fn of(home: SubdistrictId, days: &Of<SiteId, Day>, ctx: &Context<'_>, local: Local) -> Self {
        let own = ctx.world.own(home);
        let office = own.site_of[own.office[local]];
        let at = ctx.world.places.communities[ctx.world.places.subdistricts[home].communities[local]].at;
        let keys = &ctx.world.keys.intake;
        let km = |site: SiteId| f64::from(distance(at, own.sites[site].at));
        let staffed = |site: &SiteId| days[*site].available > 0;
        let mut options = Self::default();
        for (place, door) in Door::ALL.into_iter().enumerate().filter(|(_, door)| ctx.plan.policy.intake.doors.has(*door)) {
            let found = match door {
                Door::Office => Some((office, *keys.habit.office, 0.0)),
                Door::Station => Some((own.station_site, *keys.habit.station, km(own.station_site))),
                Door::Organisation => {
                    let nearest = own.all_organisations().filter(staffed).min_by(|a, b| km(*a).total_cmp(&km(*b)));
                    nearest.map(|site| (site, *keys.habit.organisation, km(site)))
                }
                Door::Hotline => Some((office, *keys.habit.hotline, 0.0)),
            };
            options.list[place] = found.filter(|(site, ..)| staffed(site)).map(|(site, habit, km)| Way {
                door,
                site,
                weight: habit - *keys.distance * km,
            });
        }
        // Over the largest: else all weights are 0 where every door is far, and distance decides nothing.
        let largest = options.list.iter().flatten().map(|way| way.weight).fold(f64::NEG_INFINITY, f64::max);
        for way in options.list.iter_mut().flatten() {
            way.weight = libm::exp(way.weight - largest);
        }
        options
    }

    /// The door that a number from 0 to 1 chooses, other than one.
    pub fn choose(&self, u: f64, not: Option<u16>) -> Option<Way> {
        let open = || self.list.iter().flatten().filter(|way| Some(place_of(way)) != not);
        let mut left = u * open().map(|way| way.weight).sum::<f64>();
        let mut last = None;
        for way in open() {
            last = Some(*way);
            left -= way.weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

/// What a need that waits at a door remembers of it.
pub(super) const fn place_of(way: &Way) -> u16 {
    match way.door {
        Door::Hotline => Need::NO_DOOR,
        _ => way.site.get(),
    }
}

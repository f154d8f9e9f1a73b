//! Funding (经费): daily costs, payers and recipients, in whole fen, so that every account balances.
//!
//! The budget of a year accrues by the day and is split among channels ([`crate::model::state::channel`]). In-house pay, contracts with
//! organisations and
//! facility operators, grants, tender and monitoring, severance, and the insurance of volunteers are paid from it; organisations' own
//! staff by income from outside; property firms and help bought outside by residents. A yearly amount is paid in equal daily parts, the
//! remainder on the last day of the year.

use crate::base::calendar::FEN;
use crate::base::calendar::whole_days_within;
use crate::base::of::Of;
use crate::base::places::{CommunityId, Local};
use crate::world::World;

use crate::model::compiled::Plan;
use crate::model::money::terms::{of_contract, rent, with_friction};
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::community::Community;
use crate::model::state::post::Post;
use crate::model::state::subdistrict::Subdistrict;
use crate::model::state::worker::Kind;

/// Yearly cost of staff in post and vacancies, by channel, fen; without clerks.
#[must_use]
pub fn committed(sub: &Subdistrict, world: &World, plan: &Plan) -> ByChannel<i64> {
    let mut sum = ByChannel::default();
    let own = &world.sites.by_subdistrict[sub.index];
    for (i, staff) in sub.staff.pairs() {
        for post in Post::ALL {
            let people = i64::from(staff.by_post[post]) + staff.vacancies[post].len() as i64;
            // Most sites have people of one or two kinds.
            if people == 0 {
                continue;
            }
            let price = match (post, own.seat_of(i)) {
                (Post::Purchased | Post::PurchasedCare, Some(seat)) => {
                    let price = sub.organisations[seat].price_of(post);
                    price + of_contract(world, plan, price)
                }
                (Post::Granted | Post::GrantedCare, _) => {
                    with_friction(world, plan, post) * i64::from(staff.granted_minutes)
                        / i64::from(crate::base::calendar::MINUTES_PER_DAY)
                }
                _ => with_friction(world, plan, post),
            };
            sum[plan.channel(post)] += people * price;
        }
    }
    sum[Channel::Facility] += sub.rooms.iter().filter(|r| r.operator.is_some()).count() as i64 * rent(world);
    if plan.shares[Channel::SelfHelp] > 0.0 {
        sum[Channel::SelfHelp] += whole_days_within(insurance(&sub.communities, world) * plan.insured);
    }
    sum
}

/// Insurance per year, fen: of active volunteers, up to the number at the start, for which the budget was made.
#[must_use]
pub fn insurance(communities: &Of<Local, Community>, world: &World) -> f64 {
    let started = |c: CommunityId| world.places.communities[c].volunteers;
    let people: f64 = communities.iter().map(|c| f64::from(c.volunteers).min(started(c.index))).sum();
    people * *world.keys.volunteer.cost_per_year * FEN
}

/// Whether a kind of person is paid from the public budget.
#[must_use]
pub const fn is_public(kind: Kind) -> bool {
    matches!(kind, Kind::CommunityWorker | Kind::Certified | Kind::SocialWorker | Kind::CareWorker)
}

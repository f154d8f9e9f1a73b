//! Admission of tasks (工作准入) and tasks that are bought (购买事务性工作): what becomes of a task that comes down to an office.
//!
//! With r `tasks.refused`, b `tasks.bought` of the policy and i `insisted`, d `insist_days` of the world, a task is
//!
//! | with chance | | counted |
//! |---|---|---|
//! | r · i | refused, and waits above for d days; then it comes down again and is taken on | waiting |
//! | r · (1 − i) | refused, and dropped above | dropped |
//! | (1 − r) · b | done on the same day by people of an organisation under a contract of the line for social assistance | bought |
//! | (1 − r) · (1 − b) | taken on by the office | waiting |
//!
//! so that handed down = worked off + bought + dropped + waiting, whatever the policy. A bought minute costs the pay of a community worker and an
//! organisation's overhead on it. That money is no part of what policies divide: it stands in the ledger under an account of its own.

use crate::base::calendar::{DAYS_PER_YEAR, MINUTES_PER_DAY};
use crate::base::draws::Draw;
use crate::base::of::Of;
use crate::base::places::Local;
use crate::model::state::community::Community;
use crate::model::state::post::Post;
use crate::model::state::subdistrict::Context;

/// Most draws for the tasks of an office and day.
const MOST_SORTED: u32 = 4_096;

/// Tasks that came down, minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// All of them.
    pub handed_down: u64,
    /// Of these, done under contracts.
    pub bought: u64,
    /// Of these, refused and dropped.
    pub dropped: u64,
    /// Of these, refused, dropped or not.
    pub refused: u64,
}

/// Whether a policy takes on every task itself.
#[inline]
#[must_use]
pub fn takes_all(ctx: &Context<'_>) -> bool {
    *ctx.plan.policy.tasks.refused <= 0.0 && *ctx.plan.policy.tasks.bought <= 0.0
}

/// Today's tasks of a community, this number of so many minutes each, are refused, bought or taken on, one by one.
pub fn sort(community: &mut Community, tasks: u32, minutes: u32, stream: &mut Stream, ctx: &Context<'_>) {
    let policy = &ctx.plan.policy.tasks;
    let world = &ctx.world.keys.administration;
    let chance = |draw: Draw, share: f64| share > 0.0 && ctx.keys.unit(draw) < share;
    // One by one, but for offices with more tasks than any sample needs: those are sorted in equal packets.
    let packet = tasks.div_ceil(MOST_SORTED).max(1);
    let mut above = 0;
    for i in 0..tasks.div_ceil(packet) {
        let minutes = u64::from(packet.min(tasks - i * packet)) * u64::from(minutes);
        let of = (community.index, ctx.day, i);
        if chance(Draw::task_refused(of.0, of.1, of.2), *policy.refused) {
            stream.refused += minutes;
            if chance(Draw::task_insisted(of.0, of.1, of.2), *world.insisted) {
                above += minutes;
            } else {
                stream.dropped += minutes;
            }
        } else if chance(Draw::task_bought(of.0, of.1, of.2), *policy.bought) {
            stream.bought += minutes;
        } else {
            community.backlog += minutes;
        }
    }
    if above > 0 {
        community.refused.push((ctx.day.saturating_add(world.insist_days.get() as u16), above));
    }
}

/// Refused tasks on which the line above insists come down again: the office takes them on.
pub fn come_again(communities: &mut Of<Local, Community>, ctx: &Context<'_>) {
    for community in communities {
        let backlog = &mut community.backlog;
        community.refused.retain(|&(day, minutes)| {
            let again = day <= ctx.day;
            *backlog += if again { minutes } else { 0 };
            !again
        });
    }
}

/// Refused tasks of a community that wait above, minutes.
#[must_use]
pub fn waiting(community: &Community) -> u64 {
    community.refused.iter().map(|&(_, minutes)| minutes).sum()
}

/// What bought minutes cost, fen.
#[must_use]
pub fn price(minutes: u64, ctx: &Context<'_>) -> i64 {
    let year = f64::from(DAYS_PER_YEAR) * f64::from(MINUTES_PER_DAY);
    let pay = ctx.plan.prices.pay(Post::CommunityWorker) as f64;
    libm::round(minutes as f64 * pay * (1.0 + *ctx.world.keys.organisation.overhead) / year) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::SubdistrictId;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::{Fifth, Share};

    const HERE: SubdistrictId = SubdistrictId::FIRST;

    /// A year of 40 tasks a day of 30 minutes each, in one community: what came down, what the office has, and what waits above at the end.
    fn year(sets: &[&str], refused: f64, bought: f64) -> (Stream, u64, u64) {
        let (world, keys, mut arm) = district(sets, |p| {
            (p.tasks.refused, p.tasks.bought) = (Share::new(refused).expect("a share"), Fifth::new(bought).expect("a fifth"));
        });
        let mut stream = Stream::default();
        for day in 0..250 {
            let ctx = Context::quiet(&world, &arm.plan, &keys, day);
            let communities = &mut arm.subs[HERE].communities;
            come_again(communities, &ctx);
            sort(&mut communities[Local::FIRST], 40, 30, &mut stream, &ctx);
            stream.handed_down += 40 * 30;
        }
        let community = &arm.subs[HERE].communities[Local::FIRST];
        assert_eq!(stream.handed_down, stream.bought + stream.dropped + community.backlog + waiting(community));
        (stream, community.backlog, waiting(community))
    }

    #[test]
    fn what_is_neither_refused_nor_bought_waits_at_the_office() {
        assert_eq!(year(&[], 0.0, 0.0), (Stream { handed_down: 300_000, ..Stream::default() }, 300_000, 0));
        assert_eq!(year(&["administration.insisted=0"], 1.0, 0.2).0.dropped, 300_000, "what is refused is not bought");
    }

    #[test]
    fn shares_of_the_tasks_are_refused_and_of_the_rest_bought() {
        let (stream, backlog, above) = year(&["administration.insisted=0"], 0.5, 0.2);
        // 10,000 tasks: standard deviations of 50 and 30 of them.
        let near = |minutes: u64, tasks: f64, sd: f64| assert!((minutes as f64 / 30.0 - tasks).abs() < 4.0 * sd, "{minutes}");
        near(stream.dropped, 5_000.0, 50.0);
        assert_eq!(stream.dropped, stream.refused);
        near(stream.bought, 1_000.0, 30.0);
        near(backlog, 4_000.0, 49.0);
        assert_eq!(above, 0);
    }

    #[test]
    fn tasks_on_which_the_line_above_insists_come_down_again_after_so_many_days() {
        let sets = ["administration.insisted=1", "administration.insist_days=10"];
        let (stream, backlog, above) = year(&sets, 1.0, 0.2);
        assert_eq!((stream.bought, stream.dropped, stream.refused), (0, 0, 300_000));
        // Those of the last ten days wait above.
        assert_eq!((backlog, above), (240 * 1_200, 10 * 1_200));
    }

    #[test]
    fn a_task_that_is_refused_at_a_small_share_is_refused_at_any_larger() {
        let sorted = |share: f64| -> Vec<bool> {
            let (world, keys, mut arm) = district(&["administration.insisted=0"], |p| {
                p.tasks.refused = Share::new(share).expect("a share");
            });
            let each = |day: u16| {
                let mut stream = Stream::default();
                let ctx = Context::quiet(&world, &arm.plan, &keys, day);
                sort(&mut arm.subs[HERE].communities[Local::FIRST], 1, 30, &mut stream, &ctx);
                stream.dropped > 0
            };
            (0..200).map(each).collect()
        };
        let (few, many) = (sorted(0.2), sorted(0.6));
        assert!(few.iter().zip(&many).all(|(few, many)| !few || *many));
        assert!(few.contains(&true) && many.iter().filter(|m| **m).count() > few.iter().filter(|m| **m).count());
    }

    #[test]
    fn a_bought_minute_costs_a_community_workers_pay_and_an_organisations_overhead() {
        let (world, keys, arm) = district(&["community_worker.wage=60000", "organisation.overhead=0.25"], |_| {});
        let ctx = Context::quiet(&world, &arm.plan, &keys, 0);
        // 60,000 yuan for 120,000 minutes: 50 fen a minute, 62.5 with overhead.
        assert_eq!((price(0, &ctx), price(480, &ctx)), (0, 30_000));
    }
}

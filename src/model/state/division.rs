//! How a policy divides the money that the frame of a comparison gives it.
//!
//! With w the shares of `[funding]`, m `funding.personnel_moved`, n `money.no_posts_share`, P the personnel line and L what is divided
//! ([`crate::world::lines`]):
//!
//! - **A line of its own** (`project_line`, `added`): the policy divides L + m P; the clerks are paid before anything moves. In-house posts may have no
//!   more than 1 − n of L + m P; what they do not get buys services.
//! - **The whole budget**: `[funding.whole_budget]` divides P + S. Where a policy has none, community workers and clerks keep P, and w divides the rest.

use crate::scenario::keys::policy::{InHousePosts, Policy, PurchaseUnit};
use crate::world::World;
use crate::world::lines::Lines;

use crate::model::state::channel::{ByChannel, Channel};

/// How a policy divides its money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Division {
    /// The lines under this policy.
    pub lines: Lines,
    /// Share of each channel of the money that is divided.
    pub divided: ByChannel<f64>,
    /// Share of in-house money that pays social workers; the rest pays community workers and clerks.
    pub social: f64,
}

impl Division {
    /// Of a policy.
    #[must_use]
    pub fn new(world: &World, policy: &Policy) -> Self {
        let funding = &policy.funding;
        let lines = world.lines.moved(*funding.personnel_moved);
        let social = f64::from(u8::from(funding.posts == InHousePosts::SocialWorkers));
        // Posts that are bought work under government's direction, so their money is with that of its own posts.
        let by_post = policy.purchase.unit == PurchaseUnit::Post;
        let bought = |inhouse: f64, purchase: f64| if by_post { (inhouse + purchase, 0.0) } else { (inhouse, purchase) };
        let by = |(inhouse, purchase): (f64, f64), [venture, facility, self_help]: [f64; 3]| {
            ByChannel::new([inhouse, purchase, venture, facility, self_help, 0.0])
        };
        let others = [*funding.venture, *funding.facility, *funding.self_help];
        if lines.fenced {
            let kept = funding.inhouse.min(1.0 - *world.keys.money.no_posts_share);
            let pair = bought(kept, *funding.purchase + (*funding.inhouse - kept));
            return Self { lines, divided: by(pair, others), social };
        }
        let (workers, pair, others) = match &funding.whole_budget {
            Some(whole) => {
                let others = [*whole.venture, *whole.facility, *whole.self_help];
                (*whole.community_workers, bought(*whole.inhouse, *whole.purchase), others)
            }
            None => {
                let workers = lines.standing_share();
                let of_rest = |share: f64| (1.0 - workers) * share;
                (workers, bought(of_rest(*funding.inhouse), of_rest(*funding.purchase)), others.map(of_rest))
            }
        };
        let inhouse = workers + pair.0;
        let social = if inhouse > 0.0 { social * pair.0 / inhouse } else { 0.0 };
        Self { lines, divided: by((inhouse, pair.1), others), social }
    }

    /// Shares of the budget, by channel, with the lines that no policy divides.
    #[must_use]
    pub fn shares(&self, policy: &Policy) -> ByChannel<f64> {
        let (lines, factor) = (&self.lines, *policy.funding.budget_factor);
        let inhouse = self.divided[Channel::InHouse];
        let (social, workers) =
            if lines.fenced { (self.social * inhouse, (1.0 - self.social) * inhouse) } else { (inhouse, 0.0) };
        ByChannel::from_fn(|channel| match channel {
            Channel::InHouse => lines.share(lines.kept, social, factor),
            Channel::Personnel => lines.share(lines.personnel, workers, factor),
            _ => lines.share(0, self.divided[channel], factor),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::keys::policy::WholeBudgetKeys;
    use crate::scenario::keys::quantity::Share;
    use crate::world::reference::with_baseline;

    fn share(x: f64) -> Share {
        Share::new(x).expect("a share")
    }

    fn division(sets: &[&str], change: impl FnOnce(&mut Policy)) -> Division {
        let (world, (_, mut policy)) = with_baseline(sets);
        change(&mut policy);
        Division::new(&world, &policy)
    }

    fn half_bought(policy: &mut Policy) {
        (policy.funding.inhouse, policy.funding.purchase, policy.funding.whole_budget) = (share(0.5), share(0.5), None);
    }

    #[test]
    fn what_is_moved_from_the_personnel_line_is_divided_and_the_budget_stays() {
        let sets = ["run.frame=project_line"];
        let (plain, moved) =
            (division(&sets, half_bought), division(&sets, |p| (half_bought(p), p.funding.personnel_moved = share(0.25)).1));
        assert_eq!(moved.lines.budget(1.0), plain.lines.budget(1.0));
        let more = plain.lines.personnel / 4;
        assert!((moved.lines.divided - plain.lines.divided - more).abs() <= 1, "{moved:?}");
        assert_eq!(moved.divided, plain.divided);
    }

    #[test]
    fn money_that_may_pay_no_posts_of_government_buys_services() {
        let sets = ["run.frame=project_line", "money.no_posts_share=0.7"];
        let division = division(&sets, half_bought);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} and {b}");
        near(division.divided[Channel::InHouse], 0.3);
        near(division.divided[Channel::Purchase], 0.7);
        assert_eq!(
            self::division(&["run.frame=project_line", "money.no_posts_share=0.5"], half_bought).divided[Channel::InHouse],
            0.5
        );
    }

    #[test]
    fn without_shares_of_its_own_the_whole_budget_keeps_community_workers_and_divides_the_rest() {
        let division = division(&["run.frame=whole_budget"], half_bought);
        let part = division.lines.standing_share();
        assert!(part > 0.5 && part < 0.9);
        assert_eq!(division.divided[Channel::Purchase].to_bits(), ((1.0 - part) * 0.5).to_bits());
        let social = division.divided[Channel::InHouse] * division.social;
        assert!((social - division.divided[Channel::Purchase]).abs() < 1e-12, "{division:?}");
        let workers =
            self::division(&["run.frame=whole_budget"], |p| (half_bought(p), p.funding.posts = InHousePosts::CommunityWorkers).1);
        assert_eq!((workers.social, workers.divided), (0.0, division.divided));
    }

    #[test]
    fn shares_of_the_whole_budget_are_taken_as_they_are_written() {
        let division = division(&["run.frame=whole_budget"], |p| {
            let [none, rest] = [share(0.0), share(0.25)];
            p.funding.whole_budget = Some(WholeBudgetKeys {
                community_workers: share(0.25),
                inhouse: rest,
                purchase: share(0.5),
                venture: none,
                facility: none,
                self_help: none,
            });
        });
        assert_eq!(division.divided, ByChannel::new([0.5, 0.5, 0.0, 0.0, 0.0, 0.0]));
        assert_eq!(division.social, 0.5);
    }

    #[test]
    fn posts_that_are_bought_are_paid_with_governments_own() {
        for frame in ["run.frame=project_line", "run.frame=whole_budget"] {
            let [own, bought] = [PurchaseUnit::Service, PurchaseUnit::Post]
                .map(|unit| division(&[frame], |p| (half_bought(p), p.purchase.unit = unit).1));
            let (before, after) = (own.divided, bought.divided);
            assert_eq!(after[Channel::InHouse].to_bits(), (before[Channel::InHouse] + before[Channel::Purchase]).to_bits());
            assert_eq!(after[Channel::Purchase], 0.0);
            assert!(bought.social >= own.social);
        }
    }
}

//! Channels of the public budget (经费渠道) and how a day's money is split among them.
//!
//! Every channel has a balance: what has accrued to it and is not yet used. Posts change slowly, so commitments in force come first: with
//! shares w, a channel that needs more than its part of the day's budget E (its bill less its balance) gets that, and the others
//! share what is left:
//!
//! part_c = need_c where need_c > (E − Σ needs of those)·w_c / Σ w of the others, else that.
//!
//! The sum of all parts is E, to the fen.

crate::base::by::enumerated! {
    /// A channel.
    pub enum Channel, /// One value for each channel.
    pub type ByChannel {
        /// Staff of government and offices.
        InHouse = "inhouse",
        /// Purchase of services (政府购买服务).
        Purchase = "contracts",
        /// Venture-philanthropy grants (公益创投).
        Venture = "grants",
        /// Facilities run under contract (设施项目外包).
        Facility = "facilities",
        /// Self-help: coordination of volunteers, fundraising (居民自助).
        SelfHelp = "self_help",
    }
}
/// All but the first.
pub const OTHERS: [Channel; Channel::COUNT - 1] = [Channel::Purchase, Channel::Venture, Channel::Facility, Channel::SelfHelp];

/// Balances of the channels, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances(pub ByChannel<i64>);

impl Balances {
    /// Sum over channels.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.0.iter().sum()
    }

    /// A day's budget is added, and each channel's costs are subtracted.
    pub fn accrue(&mut self, budget: i64, shares: &ByChannel<f64>, bills: &ByChannel<i64>) {
        let needs: ByChannel<i64> = ByChannel::from_fn(|c| bills[c] - self.0[c]);
        let parts = split(budget, shares, &needs);
        for c in Channel::ALL {
            self.0[c] += parts[c] - bills[c];
        }
        self.cover();
    }

    /// A negative balance is covered by the others, largest first: pay and contracts in force take precedence over free money.
    fn cover(&mut self) {
        for c in Channel::ALL {
            while self.0[c] < 0 {
                let Some(from) = Channel::ALL.into_iter().filter(|&d| d != c && self.0[d] > 0).max_by_key(|&d| self.0[d]) else {
                    return;
                };
                let moved = self.0[from].min(-self.0[c]);
                self.0[from] -= moved;
                self.0[c] += moved;
            }
        }
    }

    /// Money that a channel does not need reverts to in-house staff (结余收回).
    pub fn revert(&mut self, channel: Channel, needed: i64) {
        let excess = (self.0[channel] - needed.max(0)).max(0);
        self.0[channel] -= excess;
        self.0[Channel::InHouse] += excess;
    }
}

/// Splits a sum by shares; a channel that needs more than its part gets what it needs, at the cost of the others in proportion.
/// What is needed beyond the sum is not there: in-house posts come first, then coordinators, facilities, grants, contracts. The
/// parts add up to the sum.
#[must_use]
pub fn split(sum: i64, shares: &ByChannel<f64>, needs: &ByChannel<i64>) -> ByChannel<i64> {
    let mut over = ByChannel::<bool>::default();
    loop {
        let taken: i64 = Channel::ALL.into_iter().filter(|&c| over[c]).map(|c| needs[c]).sum();
        let weight: f64 = Channel::ALL.into_iter().filter(|&c| !over[c]).map(|c| shares[c]).sum();
        let rest = (sum - taken).max(0);
        let part = |c: Channel| if weight > 0.0 { (rest as f64 * shares[c] / weight) as i64 } else { 0 };
        let more: Vec<Channel> = Channel::ALL.into_iter().filter(|&c| !over[c] && needs[c] > part(c)).collect();
        if more.is_empty() {
            return deal_out(sum, &over, needs, part);
        }
        for c in more {
            over[c] = true;
        }
    }
}

fn deal_out(sum: i64, over: &ByChannel<bool>, needs: &ByChannel<i64>, part: impl Fn(Channel) -> i64) -> ByChannel<i64> {
    const ORDER: [Channel; Channel::COUNT] =
        [Channel::InHouse, Channel::SelfHelp, Channel::Facility, Channel::Venture, Channel::Purchase];
    let mut parts = ByChannel::default();
    let mut left = sum;
    for c in ORDER {
        if over[c] {
            parts[c] = needs[c].min(left);
            left -= parts[c];
        }
    }
    let mut last = Channel::InHouse;
    for c in Channel::ALL.into_iter().filter(|&c| !over[c]) {
        parts[c] = part(c).min(left);
        left -= parts[c];
        if parts[c] > 0 {
            last = c;
        }
    }
    parts[last] += left;
    parts
}

/// Money of a year that each channel can count on when what is in force costs so much, fen. Contracts can be called off anew
/// every month, so they take what the others leave.
#[must_use]
pub fn flows(budget: i64, shares: &ByChannel<f64>, committed: &ByChannel<i64>) -> ByChannel<i64> {
    let mut needs = *committed;
    needs[Channel::Purchase] = 0;
    split(budget, shares, &needs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fen_of_a_day_is_lost_or_made() {
        let shares = ByChannel::new([0.55, 0.25, 0.05, 0.1, 0.05]);
        let mut balances = Balances::default();
        let (mut came, mut went) = (0, 0);
        for day in 0..1000_i64 {
            let (budget, bills) = (1_000_003 + day * 7 % 11, ByChannel::new([900_000 - day * 500, 17, 0, day % 3, 5]));
            balances.accrue(budget, &shares, &bills);
            came += budget;
            went += bills.iter().sum::<i64>();
            assert_eq!(balances.sum(), came - went);
            assert!(balances.0.iter().all(|b| *b >= 0), "{balances:?}");
        }
    }

    fn dealt(shares: [f64; 5], needs: [i64; 5]) -> [i64; 5] {
        let parts = split(1000, &ByChannel::new(shares), &ByChannel::new(needs));
        Channel::ALL.map(|channel| parts[channel])
    }

    #[test]
    fn staff_beyond_their_share_leave_less_to_the_others_in_proportion() {
        assert_eq!(dealt([0.5, 0.3, 0.0, 0.0, 0.2], [800, 0, 0, 0, 0]), [800, 120, 0, 0, 80]);
        // Coordinators in post count like offices in post.
        assert_eq!(dealt([0.5, 0.3, 0.0, 0.0, 0.2], [0, 0, 0, 0, 600]), [250, 150, 0, 0, 600]);
    }

    #[test]
    fn what_is_needed_beyond_the_sum_is_not_there() {
        assert_eq!(dealt([0.5, 0.5, 0.0, 0.0, 0.0], [900, 400, 0, 0, 0]), [900, 100, 0, 0, 0]);
    }
}

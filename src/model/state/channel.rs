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
        /// Community workers and clerks, where they have a line of their own (人员经费); else in-house staff.
        Personnel = "personnel",
    }
}
/// All but in-house staff.
pub const OTHERS: [Channel; Channel::COUNT - 1] =
    [Channel::Purchase, Channel::Venture, Channel::Facility, Channel::SelfHelp, Channel::Personnel];

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
    pub fn accrue(&mut self, budget: i64, shares: &ByChannel<f64>, fenced: f64, bills: &ByChannel<i64>) {
        let needs: ByChannel<i64> = ByChannel::from_fn(|c| bills[c] - self.0[c]);
        let parts = split(budget, shares, fenced, &needs);
        for c in Channel::ALL {
            self.0[c] += parts[c] - bills[c];
        }
        self.cover();
    }

    /// A negative balance is covered by the others, largest first: pay and contracts in force take precedence over free money.
    fn cover(&mut self) {
        for c in Channel::ALL {
            while self.0[c] < 0 {
                // The personnel line last: it is nobody else's.
                let richest = |&d: &Channel| (d != Channel::Personnel, self.0[d]);
                let Some(from) = Channel::ALL.into_iter().filter(|&d| d != c && self.0[d] > 0).max_by_key(richest) else {
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
/// parts add up to the sum. The share `fenced` of it is the personnel line's, whatever the others need.
#[must_use]
pub fn split(sum: i64, shares: &ByChannel<f64>, fenced: f64, needs: &ByChannel<i64>) -> ByChannel<i64> {
    let (mut over, mut needs) = (ByChannel::<bool>::default(), *needs);
    let line = &mut needs[Channel::Personnel];
    *line = (*line).max((sum as f64 * fenced) as i64);
    loop {
        let taken: i64 = Channel::ALL.into_iter().filter(|&c| over[c]).map(|c| needs[c]).sum();
        let weight: f64 = Channel::ALL.into_iter().filter(|&c| !over[c]).map(|c| shares[c]).sum();
        let rest = (sum - taken).max(0);
        let part = |c: Channel| if weight > 0.0 { (rest as f64 * shares[c] / weight) as i64 } else { 0 };
        let more: Vec<Channel> = Channel::ALL.into_iter().filter(|&c| !over[c] && needs[c] > part(c)).collect();
        if more.is_empty() {
            return deal_out(sum, &over, &needs, part);
        }
        for c in more {
            over[c] = true;
        }
    }
}

fn deal_out(sum: i64, over: &ByChannel<bool>, needs: &ByChannel<i64>, part: impl Fn(Channel) -> i64) -> ByChannel<i64> {
    const ORDER: [Channel; Channel::COUNT] =
        [Channel::Personnel, Channel::InHouse, Channel::SelfHelp, Channel::Facility, Channel::Venture, Channel::Purchase];
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
pub fn flows(budget: i64, shares: &ByChannel<f64>, fenced: f64, committed: &ByChannel<i64>) -> ByChannel<i64> {
    let mut needs = *committed;
    needs[Channel::Purchase] = 0;
    split(budget, shares, fenced, &needs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fen_of_a_day_is_lost_or_made() {
        let shares = ByChannel::new([0.55, 0.25, 0.05, 0.1, 0.05, 0.0]);
        let mut balances = Balances::default();
        let (mut came, mut went) = (0, 0);
        for day in 0..1000_i64 {
            let (budget, bills) = (1_000_003 + day * 7 % 11, ByChannel::new([900_000 - day * 500, 17, 0, day % 3, 5, 0]));
            balances.accrue(budget, &shares, 0.0, &bills);
            came += budget;
            went += bills.iter().sum::<i64>();
            assert_eq!(balances.sum(), came - went);
            assert!(balances.0.iter().all(|b| *b >= 0), "{balances:?}");
        }
    }

    fn dealt(shares: [f64; 5], needs: [i64; 5]) -> [i64; 5] {
        let parts = fenced(shares, 0.0, needs);
        assert_eq!(parts[Channel::Personnel], 0);
        [Channel::InHouse, Channel::Purchase, Channel::Venture, Channel::Facility, Channel::SelfHelp]
            .map(|channel| parts[channel])
    }

    fn fenced([a, b, c, d, e]: [f64; 5], line: f64, [na, nb, nc, nd, ne]: [i64; 5]) -> ByChannel<i64> {
        split(1000, &ByChannel::new([a, b, c, d, e, line]), line, &ByChannel::new([na, nb, nc, nd, ne, 0]))
    }

    #[test]
    fn nobody_elses_need_touches_a_personnel_line() {
        let needs = [[0; 5], [800, 0, 0, 0, 0], [300, 300, 300, 300, 300]];
        for needs in needs {
            let parts = fenced([0.1, 0.3, 0.0, 0.0, 0.1], 0.5, needs);
            assert_eq!((parts[Channel::Personnel], parts.iter().sum::<i64>()), (500, 1000), "{needs:?}");
        }
        // Staff beyond their share leave less to the other channels, in proportion.
        let parts = fenced([0.1, 0.3, 0.0, 0.0, 0.1], 0.5, [300, 0, 0, 0, 0]);
        assert_eq!([parts[Channel::InHouse], parts[Channel::Purchase], parts[Channel::SelfHelp]], [300, 150, 50]);
        // What a policy adds to the line gives way as any share does.
        let shares = ByChannel::new([0.1, 0.0, 0.0, 0.0, 0.0, 0.9]);
        let parts = split(1000, &shares, 0.5, &ByChannel::new([300, 0, 0, 0, 0, 0]));
        assert_eq!((parts[Channel::InHouse], parts[Channel::Personnel]), (300, 700));
    }

    #[test]
    fn a_channel_in_debt_is_covered_by_the_personnel_line_last() {
        let mut balances = Balances(ByChannel::new([-50, 30, 0, 0, 10, 900]));
        balances.cover();
        assert_eq!(balances.0, ByChannel::new([0, 0, 0, 0, 0, 890]));
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

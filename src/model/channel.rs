//! Channels of the public budget (经费渠道) and how a day's money is split among them.
//!
//! Every channel has a balance: what accrued to it and was not yet used. In-house posts move slowly, so their pay comes first; what the
//! budget leaves goes to the other channels in proportion to their shares w:
//!
//! in-house gets max(w₀·E, pay − balance), the others (E − that)·w / Σ w.
//!
//! The sum of all parts is the day's budget E, to the fen.

/// A channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Channel {
    /// Staff of government and offices.
    InHouse,
    /// Purchase of services (政府购买服务).
    Purchase,
    /// Venture-philanthropy grants (公益创投).
    Venture,
    /// Outsourcing of facilities (设施项目外包).
    Facility,
    /// Self-help: coordination of volunteers, fundraising (居民自助).
    SelfHelp,
}

/// Number of channels.
pub const CHANNELS: usize = 5;
/// Names in files.
pub const CHANNEL_NAMES: [&str; CHANNELS] = ["inhouse", "purchase", "venture", "facility", "self_help"];
/// All but the first.
pub const OTHERS: [Channel; CHANNELS - 1] = [Channel::Purchase, Channel::Venture, Channel::Facility, Channel::SelfHelp];

/// Balances of the channels, fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances(pub [i64; CHANNELS]);

impl Balances {
    /// Sum over channels.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.0.iter().sum()
    }

    /// A day's budget comes in and `pay` of in-house staff goes out.
    pub fn accrue(&mut self, budget: i64, shares: &[f64; CHANNELS], pay: i64) {
        let own = libm::round(budget as f64 * shares[0]) as i64;
        let others: f64 = shares[1..].iter().sum();
        let first = if others > 0.0 { own.max(pay - self.0[0]).min(budget) } else { budget };
        self.0[0] += first - pay;
        let rest = budget - first;
        let mut given = 0;
        let mut last = 0;
        for c in 1..CHANNELS {
            if shares[c] > 0.0 {
                let part = (rest as f64 * shares[c] / others) as i64;
                self.0[c] += part;
                given += part;
                last = c;
            }
        }
        self.0[last] += rest - given;
        self.cover();
    }

    /// A channel that is below zero is covered by the others, largest first: pay and contracts in force come before what is free.
    fn cover(&mut self) {
        for c in 0..CHANNELS {
            while self.0[c] < 0 {
                let Some(from) = (0..CHANNELS).filter(|&d| d != c && self.0[d] > 0).max_by_key(|&d| self.0[d]) else { return };
                let moved = self.0[from].min(-self.0[c]);
                self.0[from] -= moved;
                self.0[c] += moved;
            }
        }
    }

    /// What a channel has beyond what it needs reverts to in-house staff (结余收回).
    pub fn revert(&mut self, channel: Channel, needed: i64) {
        let excess = (self.0[channel as usize] - needed.max(0)).max(0);
        self.0[channel as usize] -= excess;
        self.0[Channel::InHouse as usize] += excess;
    }

    /// Money of a channel is used.
    pub fn spend(&mut self, channel: Channel, fen: i64) {
        self.0[channel as usize] -= fen;
        self.cover();
    }
}

/// Money of a year that each channel can count on when in-house posts in force cost so much, fen.
#[must_use]
pub fn flows(budget: i64, shares: &[f64; CHANNELS], inhouse: i64) -> [i64; CHANNELS] {
    let own = libm::round(budget as f64 * shares[0]) as i64;
    let others: f64 = shares[1..].iter().sum();
    let rest = (budget - own.max(inhouse)).max(0);
    let mut flows = [0; CHANNELS];
    flows[0] = own;
    for c in 1..CHANNELS {
        if others > 0.0 {
            flows[c] = (rest as f64 * shares[c] / others) as i64;
        }
    }
    flows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fen_of_a_day_is_lost_or_made() {
        let shares = [0.55, 0.25, 0.05, 0.1, 0.05];
        let mut balances = Balances::default();
        let (mut came, mut went) = (0, 0);
        for day in 0..1000_i64 {
            let (budget, pay) = (1_000_003 + day * 7 % 11, 900_000 - day * 500);
            balances.accrue(budget, &shares, pay);
            came += budget;
            went += pay;
            balances.spend(Channel::Purchase, 17);
            went += 17;
            assert_eq!(balances.sum(), came - went);
        }
    }

    #[test]
    fn staff_beyond_their_share_leave_less_to_the_others_in_proportion() {
        let flows = flows(1000, &[0.5, 0.3, 0.0, 0.0, 0.2], 800);
        assert_eq!(flows, [500, 120, 0, 0, 80]);
    }
}

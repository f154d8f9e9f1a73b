//! Purchase of services (政府购买服务): how a tender ranks bids, and what bidders do.
//!
//! A lot is a zone and a bundle of categories. With n bidders a bid is own cost · (1 + μ/n); organisations differ in overhead. The score of
//! a bid is
//!
//! S = w_q ln(reputation · coverage) + w_p ln(p_ref / p) + w_i ln(standing),
//!
//! plus Gumbel noise of scale s for the committee's judgement. The highest takes the lot, or each takes a share ∝ exp(S/s). Standing is one more
//! than the lots won before, or the share held. So a committee that considers standing alone is a Pólya urn, one that sees nothing is
//! a fair coin, and shared awards follow the replicator equation x' ∝ x f.
//!
//! Bidders spend (n − 1)/n² · r of the rent on their bids (contest of Tullock with decisiveness r). A contractor cuts the quality that a
//! contract cannot specify by e* = max(0, (s − (m P + ρ w_q) b)/ψ), s the pay it saves, b the harm, m the chance of being found out, P the
//! penalty, ρ what reputation is worth (Hart, Shleifer and Vishny 1997): no cut exactly when m P + ρ w_q ≥ s/b.

use crate::scenario::keys::market::MarketKeys;
use crate::scenario::keys::policy::{Award, PurchaseKeys};

/// A bid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bid {
    /// Reputation times the share of the lot's work that the bidder does, above 0.
    pub quality: f64,
    /// Price over the reference price.
    pub price: f64,
    /// Lots won before plus one, or the share held.
    pub standing: f64,
}

/// Lower limit of quality and standing before the logarithm is taken.
const LOWEST: f64 = 1.0e-6;

/// Score of a bid without noise.
#[must_use]
pub fn score(terms: &PurchaseKeys, bid: &Bid) -> f64 {
    *terms.quality * libm::log(bid.quality.max(LOWEST)) - *terms.price * libm::log(bid.price.max(LOWEST))
        + *terms.incumbency * libm::log(bid.standing.max(LOWEST))
}

/// Share of a lot that each bid takes; `unit(i)` is a uniform number for the i-th bid.
#[must_use]
pub fn award(terms: &PurchaseKeys, noise: f64, bids: &[Bid], unit: impl Fn(usize) -> f64) -> Vec<f64> {
    let scores: Vec<f64> = bids.iter().map(|b| score(terms, b)).collect();
    let mut shares = vec![0.0; bids.len()];
    match terms.award {
        Award::Winner => {
            let seen = |i: usize| scores[i] - noise * libm::log(-libm::log(unit(i).clamp(1.0e-300, 1.0 - 1.0e-16)));
            let mut best: Option<(f64, usize)> = None;
            for i in 0..bids.len() {
                let s = seen(i);
                if best.is_none_or(|(most, _)| s > most) {
                    best = Some((s, i));
                }
            }
            if let Some((_, i)) = best {
                shares[i] = 1.0;
            }
        }
        Award::Shares => {
            let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let weights: Vec<f64> = scores.iter().map(|s| libm::exp((s - best) / noise)).collect();
            let sum: f64 = weights.iter().sum();
            for (share, w) in shares.iter_mut().zip(weights) {
                *share = w / sum;
            }
        }
    }
    shares
}

/// Markup of a bid against n − 1 rivals.
#[must_use]
pub fn markup(keys: &MarketKeys, bidders: usize) -> f64 {
    *keys.markup / bidders.max(1) as f64
}

/// Effort of one bidder in a contest of n for a rent, in the unit of the rent.
#[must_use]
pub fn effort(keys: &MarketKeys, bidders: usize, rent: f64) -> f64 {
    let n = bidders.max(1) as f64;
    (n - 1.0) / (n * n) * *keys.contest * rent
}

/// Cut of quality e*, 0 to 1, that pays where nothing can be specified.
#[must_use]
pub fn cut(keys: &MarketKeys, terms: &PurchaseKeys) -> f64 {
    let fear = *terms.monitoring * *keys.cut_penalty + *keys.cut_reputation * *terms.quality;
    ((*keys.cut_saving - fear * *keys.cut_harm) / *keys.cut_slope).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::arm::idle::district;
    use crate::scenario::keys::quantity::{NonNegative, Share};

    const MARKET: [&str; 7] = [
        "market.markup=0.3",
        "market.contest=0.5",
        "market.cut_saving=0.5",
        "market.cut_penalty=1",
        "market.cut_reputation=0.5",
        "market.cut_harm=0.2",
        "market.cut_slope=0.6",
    ];

    fn terms(weights: [f64; 3], award: Award) -> (MarketKeys, PurchaseKeys) {
        let (world, _, arm) = district(&MARKET, |p| {
            let number = |x| NonNegative::new(x).expect("a weight");
            let [quality, price, incumbency] = weights.map(number);
            (p.purchase.quality, p.purchase.price, p.purchase.incumbency) = (quality, price, incumbency);
            (p.purchase.award, p.purchase.monitoring) = (award, Share::new(0.5).expect("a share"));
        });
        (world.keys.market.clone(), arm.plan.policy.purchase)
    }

    #[test]
    fn a_contractor_cuts_what_pays_beyond_the_fear_of_being_found_out() {
        // Half is saved; half of the penalty and half of the weight of quality bear on a harm of a fifth.
        for (weight, cut_by) in [(1.0, 0.5), (0.0, 2.0 / 3.0), (4.0, 0.0)] {
            let (market, terms) = terms([weight, 0.0, 0.0], Award::Winner);
            assert!((cut(&market, &terms) - cut_by).abs() < 1e-12, "{weight}");
        }
    }

    #[test]
    fn rivals_lower_the_markup_and_share_the_effort_of_the_contest() {
        let (market, _) = terms([0.0; 3], Award::Winner);
        assert_eq!([1, 2, 3].map(|n| (markup(&market, n) * 1e6).round() / 1e6), [0.3, 0.15, 0.1]);
        assert_eq!([1, 2, 4].map(|n| effort(&market, n, 3_200.0)), [0.0, 400.0, 300.0]);
    }

    #[test]
    fn a_committee_ranks_by_quality_price_and_standing_and_takes_one_or_shares() {
        let bid = |quality, price, standing| Bid { quality, price, standing };
        let bids = [bid(0.5, 1.0, 1.0), bid(1.0, 2.0, 1.0), bid(0.5, 1.0, 4.0)];
        let first = |weights: [f64; 3]| {
            let (_, terms) = terms(weights, Award::Winner);
            award(&terms, 1e-9, &bids, |_| 0.5).iter().position(|s| *s == 1.0).expect("one takes it")
        };
        assert_eq!([first([1.0, 0.0, 0.0]), first([1.0, 2.0, 1.0])], [1, 2]);
        let (_, terms) = terms([1.0, 1.0, 0.5], Award::Shares);
        let shares = award(&terms, 1.0, &bids, |_| 0.5);
        // Quality over price, and twice the standing's root: 1/2, 1/2, 1.
        assert!(shares.iter().zip([0.25, 0.25, 0.5]).all(|(a, b)| (a - b).abs() < 1e-12), "{shares:?}");
        assert!((score(&terms, &bids[1]) - (libm::log(1.0) - libm::log(2.0))).abs() < 1e-12);
    }
}

//! The adaptive budget (动态预算): shares follow what was resolved per yuan in the year that ends.

use crate::base::of::Of;
use crate::base::places::SubdistrictId;
use crate::model::compiled::Plan;
use crate::model::state::channel::{ByChannel, Channel};
use crate::model::state::district::District;
use crate::model::state::subdistrict::Subdistrict;
use crate::world::sites::Party;

/// Resets the counts on which an adaptive budget acts. It is state of the district, kept on every day of a run: no behaviour reads what the
/// window measures.
pub fn begin_year(subs: &mut Of<SubdistrictId, Subdistrict>, district: &mut District) {
    district.borne = Default::default();
    for sub in subs {
        sub.resolved = Default::default();
    }
}

/// Money moves from the group of channels that resolved least per yuan in the year that ends to the one that resolved most.
pub fn adapt(subs: &Of<SubdistrictId, Subdistrict>, district: &District, plan: &mut Plan) {
    let (step, floor) = (*plan.policy.adaptive.step, *plan.policy.adaptive.floor);
    if step <= 0.0 {
        return;
    }
    // The work of property firms is paid by residents and counts for no channel.
    let party = |party: Party| -> f64 { subs.iter().map(|s| s.resolved[party]).sum::<u64>() as f64 };
    let resolved = [party(Party::Office) + party(Party::Station), party(Party::Organisation), party(Party::Association)];
    let group_of = |channel: Channel| match channel {
        Channel::InHouse | Channel::Personnel => 0,
        Channel::Purchase | Channel::Venture | Channel::Facility => 1,
        Channel::SelfHelp => 2,
    };
    let mut spent = [0.0; 3];
    for (c, fen) in district.borne.pairs() {
        spent[group_of(c)] += *fen as f64;
    }
    let worth: Vec<f64> = (0..3).map(|g| if spent[g] > 0.0 { resolved[g] / spent[g] } else { f64::NAN }).collect();
    let share = |shares: &ByChannel<f64>, g: usize| -> f64 {
        Channel::ALL.into_iter().filter(|&c| group_of(c) == g).map(|c| shares[c]).sum()
    };
    let mut shares = plan.division.divided;
    let funded: Vec<usize> = (0..3).filter(|&g| share(&shares, g) > 0.0 && worth[g].is_finite()).collect();
    let best = funded.iter().copied().max_by(|&a, &b| worth[a].total_cmp(&worth[b]));
    let worst = funded.iter().copied().min_by(|&a, &b| worth[a].total_cmp(&worth[b]));
    let (Some(best), Some(worst)) = (best, worst) else { return };
    if best == worst {
        return;
    }
    let (from, to) = (share(&shares, worst), share(&shares, best));
    let moved = step.min((from - floor).max(0.0));
    for c in Channel::ALL {
        if group_of(c) == worst {
            shares[c] *= (from - moved) / from;
        } else if group_of(c) == best {
            shares[c] *= (to + moved) / to;
        }
    }
    plan.divide(shares);
}

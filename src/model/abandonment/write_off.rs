//! Writing off (销件): when the household of a need that was taken in gives up, or help fails, the file still has to be closed.
//!
//! Its handler records it as done with the same chance as at the deadline, `persistence.paper_closure` · (1 − spot checks). Nothing but the books
//! knows of it: rates of recorded closure count every file, not only those of households that still wait.

use crate::base::draws::Draw;
use crate::base::need::{Need, Stage, flag};
use crate::model::state::caseload::Caseload;
use crate::model::state::log::What;
use crate::model::state::subdistrict::Context;

/// The chance that a file whose need is not resolved is closed on paper.
#[inline]
#[must_use]
pub fn chance(ctx: &Context<'_>) -> f64 {
    *ctx.world.keys.persistence.paper_closure * (1.0 - *ctx.plan.policy.oversight.spot_check_share)
}

/// Whether somebody keeps a file of a need: it was taken in, or the hotline made it an order.
fn has_file(need: &Need) -> bool {
    need.taken_in().is_some() || need.is(flag::ESCALATED)
}

/// A life ends unresolved: its file, if it has one that is open, may be closed on paper.
pub fn write_off(cases: &mut Caseload, ctx: &Context<'_>, slot: u32) {
    let chance = chance(ctx);
    let need = &cases.needs[slot];
    if chance <= 0.0 || matches!(need.stage, Stage::Resolved | Stage::Expired) || need.is(flag::PAPER) || !has_file(need) {
        return;
    }
    let id = need.id;
    if ctx.keys.unit(Draw::write_off(id)) < chance {
        cases.needs[slot].note(flag::PAPER);
        cases.log.push(id, What::WrittenOff);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::{CategoryId, CommunityId, SubdistrictId};
    use crate::model::referral::closing;
    use crate::model::state::arm::idle;
    use crate::model::state::log::{Kind, Kinds};

    /// Whether the books call a need closed that ends in a stage, taken in or not.
    fn closed(sets: &[&str], stage: Stage, change: impl Fn(&mut Need)) -> bool {
        let (world, keys, mut arm) = idle::district(sets, |_| {});
        let here = SubdistrictId::FIRST;
        let mut need = idle::need(CommunityId::FIRST, CategoryId::FIRST, 0, 60).at(stage);
        change(&mut need);
        let ctx = Context::quiet(&world, &arm.plan, &keys, 5);
        let cases = &mut arm.subs[here].cases;
        cases.log.open(Kinds::of(&[Kind::Ended]));
        let slot = cases.needs.insert(need);
        closing::close(cases, &ctx, slot);
        cases.log.ended.first().expect("it ended").is(flag::PAPER)
    }

    #[test]
    fn the_file_of_a_household_that_gives_up_is_closed_in_the_books_with_the_chance_of_the_deadline() {
        let taken_in = |need: &mut Need| need.take_in(3);
        for stage in [Stage::Family, Stage::Dropped, Stage::Failed, Stage::Moved] {
            assert!(closed(&["persistence.paper_closure=1"], stage, taken_in), "{stage:?}");
            assert!(!closed(&["persistence.paper_closure=0"], stage, taken_in), "{stage:?}");
        }
        for stage in [Stage::Resolved, Stage::Expired] {
            assert!(!closed(&["persistence.paper_closure=1"], stage, taken_in), "{stage:?}: there is nothing to write off");
        }
    }

    #[test]
    fn nobody_closes_a_file_that_nobody_keeps() {
        assert!(!closed(&["persistence.paper_closure=1"], Stage::Dropped, |_| {}));
        assert!(
            closed(&["persistence.paper_closure=1"], Stage::Dropped, |need| need.note(flag::ESCALATED)),
            "an order of the hotline"
        );
    }
}

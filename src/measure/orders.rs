//! Orders of the hotline (12345 工单): calls of households that gave up waiting, and what the books say of them later.
//!
//! An order is the first call about a need in the window; a household calls once (`persistence.to_hotline`). It is **closed** when the need is resolved
//! or closed on paper after the call, also once the household has given up, and stays closed in the books when the household comes again: official statistics count that as a repeat, not as
//! a closure taken back. An order whose need is on paper as closed at the end, from before the call, is closed in the books too. It is **repeated**
//! where the household came with the need again after a closure on paper. Orders that were called so late that their deadline had not come by the
//! end of the run are left out where closure is asked for, as official rates leave out what is not yet due.

use std::collections::BTreeMap;

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::need::{Need, Stage, flag};
use crate::base::of::Of;
use crate::base::places::{CategoryId, SubdistrictId};
use crate::measure::totals::ratio;
use crate::model::state::arm::Arm;
use crate::model::state::log::{Event, Kind, Kinds, What};
use crate::model::state::subdistrict::{Context, Subdistrict};
use crate::model::state::watch::WatchDistrict;
use crate::world::World;

/// An order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Order {
    called: u16,
    closed: Option<u16>,
    recorded: bool,
    came_back: bool,
}

/// All orders of the window, by need.
#[derive(Clone, Debug)]
pub struct Orders {
    orders: BTreeMap<u64, Order>,
    end: u16,
    deadline: u16,
    years: f64,
}

impl Orders {
    /// Nobody has called yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self {
            orders: BTreeMap::new(),
            end: world.burn_in_days() + world.window_days(),
            deadline: world.keys.persistence.paper_deadline_days.get() as u16,
            years: f64::from(world.window_days()) / f64::from(DAYS_PER_YEAR),
        }
    }

    /// A household called.
    pub fn call(&mut self, day: u16, need: u64) {
        self.orders.entry(need).or_insert(Order { called: day, ..Order::default() });
    }

    /// A need was resolved or closed on paper: an order is closed with it, if it was there.
    pub fn close(&mut self, day: u16, need: u64) {
        if let Some(order) = self.orders.get_mut(&need) {
            order.closed.get_or_insert(day);
        }
    }

    /// What the books say of a need at the end of its life, or of the run.
    pub fn book(&mut self, need: &Need) {
        if let Some(order) = self.orders.get_mut(&need.id) {
            order.recorded = need.stage == Stage::Resolved || need.is(flag::PAPER);
            order.came_back = need.came_back;
        }
    }

    fn of<'a>(&'a self, categories: &'a Of<CategoryId, bool>) -> impl Iterator<Item = &'a Order> {
        self.orders.iter().filter(|(need, _)| categories[Need::category_of(**need)]).map(|(_, order)| order)
    }

    /// The share of the orders of some categories, called at least so many days before the end, of which something is so; `NaN` without any.
    fn share(&self, categories: &Of<CategoryId, bool>, due: u16, so: impl Fn(&Order) -> bool) -> f64 {
        let (mut all, mut those) = (0_u32, 0_u32);
        for order in self.of(categories).filter(|order| order.called.saturating_add(due) < self.end) {
            all += 1;
            those += u32::from(so(order));
        }
        ratio(f64::from(those), f64::from(all))
    }

    /// Orders per year of needs that arose in some categories.
    #[must_use]
    pub fn per_year(&self, categories: &Of<CategoryId, bool>) -> f64 {
        ratio(self.of(categories).count() as f64, self.years)
    }

    /// The share of which the books say closed.
    #[must_use]
    pub fn recorded_closure(&self, categories: &Of<CategoryId, bool>) -> f64 {
        self.share(categories, self.deadline, |order| order.recorded || order.closed.is_some())
    }

    /// The share that was repeated.
    #[must_use]
    pub fn repeats(&self, categories: &Of<CategoryId, bool>) -> f64 {
        self.share(categories, self.deadline, |order| order.came_back)
    }

    /// The share that was closed at most so many days after the call.
    #[must_use]
    pub fn closed_within(&self, categories: &Of<CategoryId, bool>, days: u16) -> f64 {
        self.share(categories, days, |order| order.closed.is_some_and(|closed| closed - order.called <= days))
    }

    fn fold(&mut self, subs: &Of<SubdistrictId, Subdistrict>, day: u16) {
        let events = subs.iter().flat_map(|sub| &sub.cases.log.events);
        let told =
            |event: &&Event| matches!(event.what, What::Hotline | What::Met { .. } | What::ClosedOnPaper | What::WrittenOff);
        let mut events: Vec<&Event> = events.filter(told).collect();
        // A need is in one subdistrict during a part of the day: by parts its events are in order, wherever it goes.
        events.sort_by_key(|event| event.part);
        for event in events {
            match event.what {
                What::Hotline => self.call(day, event.id),
                _ => self.close(day, event.id),
            }
        }
        for need in subs.iter().flat_map(|sub| &sub.cases.log.ended) {
            self.book(need);
        }
    }
}

impl WatchDistrict for Orders {
    fn kinds(&self) -> Kinds {
        Kinds::of(&[Kind::Hotline, Kind::Met, Kind::ClosedOnPaper, Kind::WrittenOff, Kind::Ended])
    }

    fn subdistricts(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>, _: bool) {
        self.fold(subs, ctx.day);
    }

    fn late(&mut self, subs: &Of<SubdistrictId, Subdistrict>, ctx: &Context<'_>) {
        self.fold(subs, ctx.day);
    }

    fn district(&mut self, arm: &Arm, _: &World, day: u16) {
        if day + 1 == self.end {
            arm.subs.iter().flat_map(Subdistrict::held).for_each(|need| self.book(need));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::places::CommunityId;
    use crate::model::state::arm::idle;
    use crate::world::reference::world;

    fn id(category: u8, ordinal: u32) -> u64 {
        Need::pack(CommunityId::FIRST, CategoryId::new(category), 1, ordinal)
    }

    /// A year of orders of categories 0 and 1.
    fn a_year() -> (Orders, Of<CategoryId, bool>, u16) {
        let world = world(&["run.years=1"]);
        (Orders::new(&world), Of::from_fn(world.kinds(), |k| k == CategoryId::FIRST), world.burn_in_days())
    }

    #[test]
    fn a_need_is_one_order_however_often_it_is_told_of() {
        let (mut orders, first, day) = a_year();
        orders.call(day, id(0, 1));
        orders.call(day + 5, id(0, 1));
        orders.call(day, id(1, 1));
        assert_eq!(orders.per_year(&first), 1.0);
    }

    #[test]
    fn an_order_is_on_time_by_the_first_closure_after_the_call() {
        let (mut orders, first, day) = a_year();
        orders.close(day, id(0, 1));
        for (ordinal, closed) in [(1, 10), (2, 30)] {
            orders.call(day + 1, id(0, ordinal));
            orders.close(day + 1 + closed, id(0, ordinal));
            orders.close(day + 1 + 5 * closed, id(0, ordinal));
        }
        orders.call(day + 1, id(0, 3));
        assert_eq!([9, 10, 29, 30].map(|days| orders.closed_within(&first, days)), [0.0, 1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0]);
    }

    #[test]
    fn the_books_say_closed_of_what_is_resolved_or_on_paper_and_orders_not_yet_due_are_left_out() {
        let (mut orders, first, day) = a_year();
        assert!(orders.recorded_closure(&first).is_nan(), "nobody called");
        let stages = [(Stage::Resolved, false), (Stage::Serving, true), (Stage::Waiting, false), (Stage::Dropped, false)];
        for (ordinal, (stage, on_paper)) in (0..).zip(stages) {
            orders.call(day, id(0, ordinal));
            let mut need = idle::need(CommunityId::FIRST, CategoryId::FIRST, ordinal, 60).at(stage);
            need.id = id(0, ordinal);
            if on_paper {
                need.note(flag::PAPER);
            }
            need.came_back = ordinal == 3;
            orders.book(&need);
        }
        orders.call(day + 249, id(0, 9));
        assert_eq!([orders.recorded_closure(&first), orders.repeats(&first)], [0.5, 0.25]);
        orders.close(day + 3, id(0, 2));
        assert_eq!(orders.recorded_closure(&first), 0.75, "closed once, and not at the end");
        assert_eq!(orders.per_year(&first), 5.0, "late ones are orders all the same");
    }
}

//! Checks of what moves in the world while days pass: ageing and shocks.

use crate::base::calendar::DAYS_PER_YEAR;
use crate::base::words::both;
use crate::scenario::check::categories::categories;
use crate::scenario::check::pointer::{Pointer, named};
use crate::scenario::error::Kind;
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::name::{NAME, is_name};

/// Checks ageing and shocks.
pub(in crate::scenario) fn shifts(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    ageing(p, scenario, mistakes);
    let window = scenario.run.years.get() * u32::from(DAYS_PER_YEAR);
    for (name, shock) in scenario.shock.iter().flat_map(|table| table.iter()) {
        if !is_name(name) {
            mistakes.add(p.at_key(Kind::OutOfRange, "shock").found(named(name)).expected(NAME));
        }
        let (first, last) = (shock.day.get(), shock.day.get() + shock.days.get() - 1);
        let path = format!("shock.{name}");
        let keys = [format!("{path}.day"), format!("{path}.days"), "run.years".to_string()];
        if last > window && p.sure(keys.iter().map(String::as_str)) {
            mistakes.add(
                p.at(Kind::Contradiction, &format!("shock.{name}.day"))
                    .found(both!("a shock from day {first} to day {last}", "第 {first} 日至第 {last} 日的冲击"))
                    .expected(both!("days of the window, 1 to {window}", "观测期之内的日子，1 到 {window}"))
                    .hint(both!("more `run.years`, or an earlier or shorter shock", "增大 `run.years`，或让冲击更早或更短")),
            );
        }
        let key = format!("{path}.categories");
        categories(shock.categories.iter().flatten(), scenario, |kind, _| p.at(kind, &key), mistakes);
    }
}

/// Whoever grows needs somebody who gives way.
fn ageing(p: &Pointer<'_>, scenario: &Scenario, mistakes: &mut Mistakes) {
    let people = |older: bool| scenario.segment.iter().any(|(_, s)| s.older == older && *s.share > 0.0);
    if *scenario.demand.ageing == 0.0 || (people(true) && people(false)) || !p.sure(["demand.ageing", "segment"]) {
        return;
    }
    mistakes.add(
        p.at(Kind::Contradiction, "demand.ageing")
            .found(if people(true) {
                both!("residents in older segments alone", "居民全部属于年长人群")
            } else {
                both!("no residents in an older segment", "没有居民属于年长人群")
            })
            .expected(both!(
                "some segments with `older = true` and some with `older = false`, or an ageing of 0",
                "既有 `older = true` 的人群，也有 `older = false` 的人群，或 ageing 为 0"
            )),
    );
}

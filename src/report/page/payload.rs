//! What the script places: markup for every choice of baseline and policy, beside what the map plays.

use serde_json::{Value, json};

use super::markup::said;
use super::sources::Sources;
use super::waterfall::{SPLITS, Split};
use super::{charts, played, tables};

/// The whole payload.
#[must_use]
pub fn payload(sources: &Sources) -> Value {
    let Sources { facts, figures, frames, groups, .. } = sources;
    let ledger = sources.ledger.as_ref();
    let all = 0..facts.policies.len();
    let each = |of: &dyn Fn(usize) -> Value| all.clone().map(of).collect::<Value>();
    let pairs = |of: &dyn Fn(usize, usize) -> Value| each(&|baseline| each(&|policy| of(baseline, policy)));
    json!({
        "policies": facts.policies.iter().map(|p| json!({ "name": p.name, "label": said(&p.label), "short": said(&p.short) })).collect::<Value>(),
        "briefing": pairs(&|b, p| json!(sources.briefing(b, p))),
        "forest": each(&|b| json!(charts::forest(facts, figures, frames, b))),
        "forestTitle": each(&|b| said(&charts::forest_title(facts, figures, b))),
        "splits": SPLITS.iter().filter(|split| split.is_there(figures)).map(|split| of_split(*split, sources)).collect::<Value>(),
        "all": each(&|b| json!(tables::all(facts, figures, frames, b))),
        "books": each(&|b| json!(tables::books(facts, figures, b))),
        "budget": ledger.map(|ledger| each(&|p| json!(ledger.budget(facts, p)))),
        "hours": ledger.map(|ledger| pairs(&|b, p| json!(ledger.hours(facts, b, p)))),
        "who": pairs(&|b, p| json!(if groups.is_empty() { String::new() } else { groups.table(facts, b, p) })),
        "everywhere": pairs(&|b, p| json!(sources.everywhere(b, p))),
        "focus": sources.profile.as_ref().map(|_| pairs(&|b, p| json!(sources.of_focus(b, p)))),
        "switches": pairs(&|b, p| json!(tables::switches(facts, b, p))),
        "order": each(&|b| json!(figures.sorted(b))),
        "map": facts.places.as_ref().zip(facts.map.as_ref()).map(|(places, map)| played::map(facts, places, map)),
    })
}

/// A division of the unmet share: what each policy has in every part, and what is written beside.
fn of_split(split: Split, sources: &Sources) -> Value {
    let Sources { facts, figures, .. } = sources;
    let all = 0..facts.policies.len();
    let rounded = |shares: Vec<f64>| shares.into_iter().map(|share| libm::round(share * 1e5) / 1e5).collect::<Vec<_>>();
    let pairs = |of: &dyn Fn(usize, usize) -> Value| {
        all.clone().map(|b| all.clone().map(|p| of(b, p)).collect::<Value>()).collect::<Value>()
    };
    json!({
        "id": split.id(),
        "shares": all.clone().map(|p| json!(rounded(split.shares(figures, p)))).collect::<Value>(),
        "texts": pairs(&|b, p| json!(split.texts(figures, facts.delta, b, p))),
        "title": pairs(&|b, p| said(&split.title(figures, b, p))),
    })
}

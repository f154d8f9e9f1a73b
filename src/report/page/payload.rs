//! What the script places: markup for every choice of baseline and policy, beside what the map plays.

use serde_json::{Value, json};

use super::facts::Facts;
use super::tables::Budget;
use super::{Sources, charts, played, tables};
use crate::base::words::{Both, both};

/// The whole payload.
#[must_use]
pub fn payload(sources: &Sources<'_>, budget: Option<&Budget>) -> Value {
    let Sources { facts, figures, groups, .. } = *sources;
    let all = 0..facts.policies.len();
    let each = |of: &dyn Fn(usize) -> Value| all.clone().map(of).collect::<Value>();
    let pairs = |of: &dyn Fn(usize, usize) -> Value| each(&|baseline| each(&|policy| of(baseline, policy)));
    json!({
        "policies": facts.policies.iter().map(|p| json!({ "name": p.name, "label": said(&p.label), "short": said(&p.short) })).collect::<Value>(),
        "briefing": pairs(&|b, p| json!(sources.briefing(b, p))),
        "forest": each(&|b| json!(charts::forest(facts, figures, b))),
        "forestTitle": each(&|b| said(&charts::forest_title(facts, figures, b))),
        "shares": each(&|p| json!(charts::shares(figures, p).iter().map(|share| libm::round(share * 1e5) / 1e5).collect::<Vec<_>>())),
        "parts": pairs(&|b, p| json!(charts::parts_text(figures, facts.delta, b, p))),
        "partsTitle": pairs(&|b, p| said(&charts::waterfall_title(figures, b, p))),
        "all": each(&|b| json!(tables::all(facts, figures, b))),
        "books": each(&|b| json!(tables::books(facts, figures, b))),
        "budget": budget.map(|budget| each(&|p| json!(budget.table(facts, p)))),
        "who": pairs(&|b, p| json!(if groups.is_empty() { String::new() } else { groups.table(facts, b, p) })),
        "switches": pairs(&|b, p| json!(tables::switches(facts, b, p))),
        "order": each(&|b| json!(figures.sorted(b))),
        "map": facts.places.as_ref().zip(facts.map.as_ref()).map(|(places, map)| played::map(facts, places, map)),
    })
}

pub(super) fn said(words: &Both) -> Value {
    json!([words.en, words.zh])
}

/// What people call a map period.
#[must_use]
pub fn named(facts: &Facts, period: i32) -> Both {
    let quarters = facts.years > 2;
    if quarters {
        let (year, quarter) = (period.div_euclid(4), period.rem_euclid(4) + 1);
        let burn_in = i32::try_from(facts.burn_in).unwrap_or_default();
        let number = year + 1 + if year < 0 { burn_in } else { 0 };
        return match year < 0 {
            true => both!("burn-in, year {number}, quarter {quarter}", "预热期第 {number} 年第 {quarter} 季度"),
            false => both!("year {number}, quarter {quarter}", "第 {number} 年第 {quarter} 季度"),
        };
    }
    // 20 days each, the last of the window shorter.
    let last = (i64::from(period) + 1) * 20;
    match period < 0 {
        true => {
            let before = -last;
            both!("burn-in, {before} days before the window", "预热期，距窗口期 {before} 个工作日")
        }
        false => {
            let day = last.min(i64::from(facts.years) * 250);
            both!("to working day {day}", "至第 {day} 个工作日")
        }
    }
}

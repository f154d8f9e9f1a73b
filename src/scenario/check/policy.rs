//! Checks across the keys of a policy, and of a policy against its scenario.

use crate::base::words::both;
use crate::scenario::check::categories::categories;
use crate::scenario::check::pointer::Pointer;
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::keys::policy::Policy;
use crate::scenario::keys::world::Scenario;
use crate::scenario::reading::mistakes::Mistakes;
use crate::scenario::reading::node::{Table, Value};

/// Checks a policy.
pub(in crate::scenario) fn policy(policy: &Policy, table: &Table, top: &Origin, unsure: &[String]) -> Mistakes {
    let p = Pointer { table, top, unsure };
    let mut mistakes = Mistakes::default();
    let keys = ["inhouse", "purchase", "venture", "facility", "self_help"].map(|key| format!("funding.{key}"));
    let funding = &policy.funding;
    let shares = [*funding.inhouse, *funding.purchase, *funding.venture, *funding.facility, *funding.self_help];
    p.sum("funding", &keys, &shares, &mut mistakes);
    p.at_most_one(
        ["information.patrol_share", "capacity.self_governance_share"],
        [*policy.information.patrol_share, *policy.capacity.self_governance_share],
        &mut mistakes,
    );
    p.at_most_one(
        ["information.outreach_share", "training.guidance_share"],
        [*policy.information.outreach_share, *policy.training.guidance_share],
        &mut mistakes,
    );
    doors(&p, policy, &mut mistakes);
    mistakes
}

/// A policy has at least one door, and names each once.
fn doors(p: &Pointer<'_>, policy: &Policy, mistakes: &mut Mistakes) {
    let doors = &policy.intake.doors;
    let path = "intake.doors";
    if doors.is_empty() && p.sure([path]) {
        mistakes.add(
            p.at(Kind::OutOfRange, path)
                .found(both!("an empty list", "空列表"))
                .expected(both!("at least one door", "至少一个受理渠道")),
        );
    }
    if let Some((place, _)) = doors.iter().enumerate().find(|(place, door)| doors[..*place].contains(door))
        && p.sure([path])
    {
        let number = place + 1;
        mistakes.add(
            p.at(Kind::Contradiction, path)
                .found(both!("a door twice (number {number} of the list)", "某一受理渠道重复（列表第 {number} 项）"))
                .expected(both!("each door once", "每个受理渠道只写一次")),
        );
    }
}

/// Checks that a policy names categories that the scenario has, each once.
pub(in crate::scenario) fn guidance(policy: &Policy, scenario: &Scenario, table: &Table, top: &Origin) -> Mistakes {
    let p = Pointer { table, top, unsure: &[] };
    let mut mistakes = Mistakes::default();
    let lists = [
        ("guidance.priority_categories", &policy.guidance.priority_categories),
        ("guidance.earmarked_categories", &policy.guidance.earmarked_categories),
    ];
    for (path, names) in lists {
        // The name itself, where the list is written out line by line.
        let at = |kind: Kind, index: usize| match table.locate(path).map(|(_, node)| &node.value) {
            Some(Value::List(items)) if index < items.len() => ScenarioError::new(kind).key(path).at(&items[index].origin),
            _ => p.at(kind, path),
        };
        categories(names.iter(), scenario, at, &mut mistakes);
    }
    mistakes
}

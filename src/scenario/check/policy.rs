//! Checks across the keys of a policy, and of a policy against its scenario.

use crate::base::words::both;
use crate::scenario::check::categories::{categories, segments};
use crate::scenario::check::pointer::Pointer;
use crate::scenario::error::{Kind, Origin, ScenarioError};
use crate::scenario::keys::policy::{Base, Door, Doors, Policy};
use crate::scenario::keys::world::Scenario;
use crate::scenario::labels::{MOST_CHARACTERS, MOST_LETTERS};
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
    if let Some(whole) = &funding.whole_budget {
        let keys = ["community_workers", "inhouse", "purchase", "venture", "facility", "self_help"]
            .map(|key| format!("funding.whole_budget.{key}"));
        let shares = [whole.community_workers, whole.inhouse, whole.purchase, whole.venture, whole.facility, whole.self_help]
            .map(|share| *share);
        p.sum("funding.whole_budget", &keys, &shares, &mut mistakes);
    }
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
    labels(&p, policy, &mut mistakes);
    mistakes
}

/// A policy has at least one door.
fn doors(p: &Pointer<'_>, policy: &Policy, mistakes: &mut Mistakes) {
    let path = "intake.doors";
    if policy.intake.doors.count() == 0 && p.sure([path]) {
        mistakes.add(
            p.at_key(Kind::OutOfRange, path)
                .found(both!("no door", "没有任何受理渠道"))
                .expected(both!("at least one that is `true`", "至少一个为 `true`")),
        );
    }
    let station_alone = policy.intake.doors == Doors::of(&[Door::Station]);
    if station_alone && policy.capacity.base == Base::Office && p.sure([path, "capacity.base"]) {
        mistakes.add(
            p.at_key(Kind::Contradiction, path)
                .found(both!(
                    "the station alone, while `capacity.base` seats everybody in offices",
                    "只有社工站，而 `capacity.base` 把人员都安排在社区"
                ))
                .expected(both!("a door with people behind it", "有人值守的受理渠道")),
        );
    }
}

/// Short labels are short.
fn labels(p: &Pointer<'_>, policy: &Policy, mistakes: &mut Mistakes) {
    for (path, label, most) in
        [("label_short", &policy.label_short, MOST_LETTERS), ("label_short_zh", &policy.label_short_zh, MOST_CHARACTERS)]
    {
        let length = label.chars().count();
        if length > most && p.sure([path]) {
            mistakes.add(
                p.at_key(Kind::OutOfRange, path)
                    .found(both!("{length} characters", "{length} 个字符"))
                    .expected(both!("at most {most}", "至多 {most} 个")),
            );
        }
    }
}

/// Checks that a policy names categories and segments that the scenario has, each once.
pub(in crate::scenario) fn guidance(policy: &Policy, scenario: &Scenario, table: &Table, top: &Origin) -> Mistakes {
    let p = Pointer { table, top, unsure: &[] };
    let mut mistakes = Mistakes::default();
    // The name itself, where the list is written out line by line.
    let at = |path: &str, kind: Kind, index: usize| match table.locate(path).map(|(_, node)| &node.value) {
        Some(Value::List(items)) if index < items.len() => ScenarioError::new(kind).key(path).at(&items[index].origin),
        _ => p.at(kind, path),
    };
    let guidance = &policy.guidance;
    for (path, names) in [
        ("guidance.priority_categories", &guidance.priority_categories),
        ("guidance.earmarked_categories", &guidance.earmarked_categories),
    ] {
        categories(names.iter(), scenario, |kind, index| at(path, kind, index), &mut mistakes);
    }
    let path = "guidance.priority_segments";
    segments(guidance.priority_segments.iter(), scenario, |kind, index| at(path, kind, index), &mut mistakes);
    mistakes
}

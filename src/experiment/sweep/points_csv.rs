//! `points.csv`: what every point and arm of a sweep sets.

use std::fmt::Write;

use crate::experiment::sweep::Sweep;
use crate::experiment::sweep::factors::Target;

/// The text of the file: point, policy (the name in `runs.csv`), and a column per factor; empty where a factor does not concern the arm. Worlds, whose
/// policies all are as they are, have one row each, which names no policy.
#[must_use]
pub fn points_csv(sweep: &Sweep) -> String {
    let mut text = String::from("point,policy");
    for column in sweep.design.columns() {
        let _ = write!(text, ",{}", quoted(column));
    }
    text.push('\n');
    let targets: Vec<&Target> = sweep.varied.iter().flat_map(|one| &one.targets).collect();
    for point in 0..sweep.points.count() {
        let row = sweep.points.rows(point).next().unwrap_or_default();
        let of_point = sweep.design.row(row).unwrap_or_default();
        let mut arms = sweep.arms(point);
        let of_all = sweep.is_over_worlds();
        arms.truncate(if of_all { 1 } else { arms.len() });
        for arm in arms {
            let own = arm.changed.and_then(|(_, row)| sweep.design.row(row)).unwrap_or_default();
            let name = if of_all { String::new() } else { sweep.name_of(arm) };
            let _ = write!(text, "{point},{}", quoted(&name));
            for (place, target) in targets.iter().enumerate() {
                let value = match target {
                    world if world.is_of_world() => of_point.get(place),
                    Target::Policy(policy, _) if *policy == arm.policy => own.get(place),
                    _ => None,
                };
                let value = value.map(ToString::to_string).unwrap_or_default();
                let _ = write!(text, ",{}", quoted(&value));
            }
            text.push('\n');
        }
    }
    text
}

/// A field, in quotes where it holds what separates fields.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

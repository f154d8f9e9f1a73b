//! The days of a site and of a person, policy by policy.

use std::fmt::Write;
use std::ops::Range;

use super::Telling;
use super::layout::{paragraph, tight};
use crate::base::words::shown;
use crate::experiment::tracing::Person;
use crate::measure::trace::WorkerDay;
use crate::model::state::minutes::{ByAccount, Day};
use crate::report::block::Block;
use crate::report::texts::fill;
use crate::world::named::Place;

/// Prints the days of a site, policy by policy.
#[must_use]
pub fn site_days(telling: &Telling<'_>, place: &Place, seen: &[Vec<(u16, Day)>]) -> String {
    let words = telling.words();
    let mut text = fill(words.site_title, &[("title", &telling.title()), ("site", &telling.site_of(place))]);
    text.push('\n');
    for (policy, days) in seen.iter().enumerate() {
        let _ = write!(text, "\n{}", telling.policy_head(policy));
        let mut block = Block::new("");
        block.right(words.column_day, "");
        block.right(words.column_heads, "");
        block.right(words.column_paid, words.unit);
        for name in words.columns {
            block.right(name, words.unit);
        }
        block.right(words.column_owed, words.unit);
        let mut sum = ByAccount::<u32>::default();
        let mut paid = 0;
        for (day, minutes) in days {
            let mut row = vec![(day + 1).to_string(), minutes.heads.to_string(), minutes.paid.to_string()];
            paid += minutes.paid;
            for (s, m) in sum.iter_mut().zip(minutes.booked) {
                *s += m;
            }
            row.extend(minutes.booked.iter().map(ToString::to_string));
            row.push(minutes.owed.iter().sum::<u32>().to_string());
            block.rows.push(row);
        }
        let mut row = vec![words.total.to_owned(), String::new(), paid.to_string()];
        row.extend(sum.iter().map(ToString::to_string));
        row.push(String::new());
        block.rows.push(row);
        text.push_str(&tight(&block));
    }
    text.push('\n');
    let replicate = telling.replicate.to_string();
    paragraph(&mut text, &fill(words.site_note, &[("replicate", &replicate)]));
    text
}

/// Prints the days of a person, policy by policy; `asked` are the requested days.
#[must_use]
pub fn worker_days(telling: &Telling<'_>, person: &Person, asked: &Range<u16>, seen: &[Vec<WorkerDay>]) -> String {
    let words = telling.words();
    let name = format!("{}:{}", shown(&person.place.name(telling.world)), person.number);
    let first = seen.iter().flatten().next();
    let specialist = first.and_then(|d| d.specialty.get());
    let specialty = specialist.map_or_else(
        || words.no_specialty.to_owned(),
        |category| {
            let category = telling.category_within(category);
            fill(words.specialty, &[("category", &category)])
        },
    );
    let mut text = fill(
        words.worker_title,
        &[
            ("title", &telling.title()),
            ("person", &name),
            ("kind", first.map_or("-", |d| words.kinds[d.kind as usize])),
            ("specialty", &specialty),
        ],
    );
    text.push('\n');
    for (policy, days) in seen.iter().enumerate() {
        let _ = write!(text, "\n{}", telling.policy_head(policy));
        if days.is_empty() {
            let _ = write!(text, "\n{}\n", words.never);
            continue;
        }
        let mut block = Block::new("");
        block.right(words.column_day, "");
        block.left(words.column_site, "");
        block.right(words.column_needs, words.unit);
        block.right(words.column_duties, words.unit);
        block.right(words.column_can, words.unit);
        block.right(words.column_open, "");
        block.right(words.column_burnout, "");
        block.right(words.column_skill, words.mean);
        if specialist.is_some() {
            block.right(words.column_own_skill, "");
        }
        for d in days {
            let kinds = telling.world.kinds();
            let mean = d.skill[..kinds].iter().sum::<f32>() / kinds as f32;
            let mut row = vec![
                (d.day + 1).to_string(),
                telling.site(d.site, None),
                d.minutes.to_string(),
                d.duties.to_string(),
                d.potential.to_string(),
                d.open.to_string(),
                format!("{:.3}", d.burnout),
                format!("{mean:.3}"),
            ];
            if specialist.is_some() {
                let own = d.specialty.get().and_then(|category| d.skill.get(category.at())).copied();
                row.push(own.map_or_else(|| "-".to_owned(), |q| format!("{q:.3}")));
            }
            block.rows.push(row);
        }
        text.push_str(&tight(&block));
        if let Some(last) = days.last().filter(|d| d.day + 1 < asked.end) {
            let _ = writeln!(text, "{}", fill(words.gone, &[("date", &telling.date(last.day))]));
        }
    }
    text.push('\n');
    let replicate = telling.replicate.to_string();
    paragraph(&mut text, &fill(words.worker_note, &[("replicate", &replicate)]));
    text
}

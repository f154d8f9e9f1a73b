//! The table of phases as text, in Markdown: what `sanshe phases` prints and `docs/odd.md` §3 shows.

use crate::base::words::{Lang, Pair};
use crate::engine::phase::{Part, Phase};

/// The heads of the columns.
const COLUMNS: [Pair; 6] = [
    Pair { en: "phase", zh: "环节" },
    Pair { en: "§", zh: "§" },
    Pair { en: "cadence", zh: "频次" },
    Pair { en: "kind", zh: "种类" },
    Pair { en: "reads", zh: "读取" },
    Pair { en: "changes", zh: "改变" },
];

/// A table of phases, a row each, in their order.
pub fn markdown(phases: impl IntoIterator<Item = &'static Phase>, lang: Lang) -> String {
    let row = |cells: [String; 6]| format!("| {} |\n", cells.join(" | "));
    let mut text = row(COLUMNS.map(|column| column.get(lang).to_owned()));
    text.push_str(&format!("{}|\n", "|---".repeat(COLUMNS.len())));
    for phase in phases {
        text.push_str(&row([
            phase.name.get(lang).to_owned(),
            phase.section.to_owned(),
            phase.cadence.name().get(lang).to_owned(),
            phase.act.kind().name().get(lang).to_owned(),
            parts(phase.reads, lang),
            parts(phase.changes, lang),
        ]));
    }
    text
}

fn parts(parts: &[Part], lang: Lang) -> String {
    let nothing = Pair { en: "–", zh: "–" };
    let everything = Pair { en: "everything", zh: "全部" };
    let separator = Pair { en: ", ", zh: "、" };
    match parts.len() {
        0 => nothing.get(lang).to_owned(),
        all if all == Part::ALL.len() => everything.get(lang).to_owned(),
        _ => {
            let told = Part::ALL.iter().filter(|part| parts.contains(part));
            told.map(|part| part.name().get(lang)).collect::<Vec<_>>().join(separator.get(lang))
        }
    }
}

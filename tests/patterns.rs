//! The published facts that ship, and what the documents say of measures.

use std::fs;
use std::path::{Path, PathBuf};

use sanshe::experiment::patterns::Patterns;
use sanshe::experiment::patterns::file::{MOST_MOVED, PatternsOptions, read};
use sanshe::experiment::patterns::keys::Purpose;
use sanshe::measure::patterns::vocabulary::{How, MEASURES, Named};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn shipped() -> Patterns {
    read(&root().join("scenarios/patterns.toml"), &PatternsOptions::default()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn nine_facts_are_fitted_four_are_held_out_and_at_most_eight_keys_may_move() {
    let patterns = shipped();
    let count = |purpose| patterns.targets.iter().filter(|target| target.purpose == purpose).count();
    assert_eq!(count(Purpose::Fit), 9);
    assert!(count(Purpose::HeldOut) >= 4);
    assert!((1..=MOST_MOVED).contains(&patterns.may_move.len()));
    assert_eq!(patterns.experiment.policies.len(), 1, "the baseline alone");
    assert!(patterns.experiment.scenario.run.seeds.get() >= 2, "intervals need replicates");
}

#[test]
fn whatever_is_fitted_can_be_measured_and_every_fact_has_its_texts_in_both_languages() {
    let patterns = shipped();
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for target in &patterns.targets {
        let unmeasured = matches!(target.measure, Named::Measure(m) if matches!(m.how, How::NotMeasured(_)));
        assert!(!(target.purpose == Purpose::Fit && unmeasured), "{}", target.name);
        for text in [&target.title, &target.unit, &target.source] {
            assert!(!text.en.is_empty() && !is_chinese(&text.en) && is_chinese(&text.zh), "{}: {text:?}", target.name);
        }
    }
    for (key, reason) in &patterns.may_move {
        assert!(!reason.en.is_empty() && is_chinese(&reason.zh), "{key}");
    }
}

#[test]
fn every_measure_stands_in_the_document_with_its_meaning_and_what_may_be_chosen() {
    let text = fs::read_to_string(root().join("docs/patterns.md")).expect("it ships");
    for measure in &MEASURES {
        let keys: Vec<String> = measure.takes.iter().flat_map(|c| c.keys()).map(|key| format!("`{key}`")).collect();
        let why = match measure.how {
            How::NotMeasured(why) => format!(" Not measured: {}. 未测：{}。", why.en, why.zh),
            How::OfRun(_) | How::OfOthers => String::new(),
        };
        let keys = if keys.is_empty() { "–".to_owned() } else { keys.join(", ") };
        let row = format!("| `{}` | {} | {}. {}。{why} |", measure.name, keys, measure.meaning.en, measure.meaning.zh);
        assert!(text.lines().any(|line| line == row), "docs/patterns.md lacks\n{row}");
    }
}

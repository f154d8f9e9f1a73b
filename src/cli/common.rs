//! Shared by several commands: exit status, options that are short for settings, messages about a scenario.

use crate::base::words::{Both, both, list, shown};
use crate::cli::console::complain;
use crate::cli::console::note;
use crate::cli::exit::BAD_INPUT;
use crate::report::Lang;
use crate::scenario::{Experiment, ScenarioError};
use crate::store::plan::Shard;
use std::process::ExitCode;

/// A parser of integers within bounds that states in both languages what it expects.
pub fn whole<T: TryFrom<u64>>(low: u64, high: u64) -> impl Fn(&str) -> Result<T, Both> + Clone + Send + Sync + 'static {
    move |text| {
        let number = text.parse::<u64>().ok().filter(|n| (low..=high).contains(n)).and_then(|n| T::try_from(n).ok());
        number.ok_or_else(|| both!("expected a whole number from {low} to {high}", "应为 {low} 至 {high} 的整数"))
    }
}

/// Settings given twice on the command line, and which of the two applies; `more` are options that are short for settings and take precedence.
#[must_use]
pub fn given_twice(sets: &[String], more: &[Shorthand], policies: &[String]) -> Vec<Both> {
    let key = |set: &str| {
        let key = set.split_once('=').map_or(set, |(key, _)| key);
        key.split('.').map(|part| part.trim().trim_matches(['"', '\''])).collect::<Vec<_>>().join(".")
    };
    let mut given: Vec<(String, String)> = sets.iter().map(|set| (key(set), format!("--set {set}"))).collect();
    given.extend(more.iter().filter_map(|short| Some((short.key.to_owned(), format!("{} {}", short.option, short.value?)))));
    let mut notes = Vec::new();
    for (i, (key, _)) in given.iter().enumerate() {
        let same: Vec<&str> = given.iter().filter(|(k, _)| k == key).map(|(_, text)| text.as_str()).collect();
        let first = given.iter().position(|(k, _)| k == key) == Some(i);
        if let (true, [.., last]) = (first && same.len() > 1, &same[..]) {
            let (key, last, all) = (shown(key), shown(last), list(same.iter().copied()));
            notes.push(both!(
                "`{key}` is set more than once: {all}; the last holds: `{last}`",
                "键 `{key}` 设置了不止一次：{all}；以最后一次为准：`{last}`";
                all = all
            ));
        }
    }
    notes.extend(policies_twice(policies));
    notes
}

/// Policies named more than once.
pub fn policies_twice(policies: &[String]) -> Option<Both> {
    let mut twice: Vec<&str> = Vec::new();
    for (i, name) in policies.iter().enumerate() {
        if policies[..i].contains(name) && !twice.contains(&name.as_str()) {
            twice.push(name);
        }
    }
    let names = list(twice.iter().copied());
    (!twice.is_empty()).then(|| {
        both!(
            "named more than once, but one policy each: {names}",
            "以下政策列出不止一次，各按一项计：{names}";
            names = names
        )
    })
}

/// Reads `i/n`.
///
/// # Errors
/// When it is not.
pub fn a_shard(text: &str) -> Result<Shard, Both> {
    let numbers = text.split_once('/').and_then(|(index, of)| Some(Shard { index: index.parse().ok()?, of: of.parse().ok()? }));
    numbers
        .filter(|shard| shard.index < shard.of)
        .ok_or_else(|| both!("expected i/n, such as 0/4: i from 0 to n - 1", "应为 i/n，如 0/4：i 从 0 到 n - 1"))
}

/// A word quoted for a shell.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// Prints all errors of a scenario or policy and returns the exit status.
pub fn wrong_scenario(error: &ScenarioError, lang: Lang) -> ExitCode {
    for report in error.reports() {
        complain(lang, &Both { en: report.in_language(Lang::En), zh: report.in_language(Lang::Zh) });
    }
    ExitCode::from(BAD_INPUT)
}

/// Prints warnings: valid input that is probably unintended.
pub fn remark(experiment: &Experiment, lang: Lang) {
    for remark in &experiment.remarks {
        note(lang, &remark.both());
    }
}

/// An option that is short for a setting: `--years 3` for `--set run.years=3`.
#[derive(Clone, Copy, Debug)]
pub struct Shorthand {
    /// As it is typed.
    pub option: &'static str,
    /// The key it sets.
    pub key: &'static str,
    /// Its value; `None` if it was not given.
    pub value: Option<u32>,
}

impl Shorthand {
    /// The setting, if the option was given.
    #[must_use]
    pub fn setting(&self) -> Option<String> {
        self.value.map(|value| format!("{}={value}", self.key))
    }

    /// An error about the setting, attributed to the option typed.
    #[must_use]
    pub fn tell_of(&self, error: ScenarioError) -> ScenarioError {
        match (self.setting(), self.value) {
            (Some(setting), Some(value)) => error.typed_as(&setting, self.option, &value.to_string()),
            _ => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_twice_is_told_with_what_holds() {
        let sets = ["a.b=1", "c=2", " a . \"b\" =3"].map(str::to_owned);
        let short = Shorthand { option: "--seeds", key: "c", value: Some(9) };
        let notes = given_twice(&sets, &[short], &["x", "y", "x", "x"].map(str::to_owned));
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert!(notes[0].en.ends_with("the last holds: `--set  a . \"b\" =3`"), "{notes:?}");
        assert!(notes[1].en.ends_with("the last holds: `--seeds 9`"), "{notes:?}");
        assert!(notes[2].en.ends_with("one policy each: `x`"), "{notes:?}");
        assert_eq!(given_twice(&sets[..2], &[], &[]), []);
    }
}

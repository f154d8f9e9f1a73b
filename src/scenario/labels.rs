//! Labels of policies: they decide nothing, and short ones belong to the file that gives the label.

use crate::scenario::keys::policy::Policy;
use crate::scenario::reading::node::Table;

/// Letters of a short label in English, at most.
pub const MOST_LETTERS: usize = 12;
/// Characters of a short label in Chinese, at most.
pub const MOST_CHARACTERS: usize = 6;

/// Gives a policy short labels where its file has none: a short label that stands in a lower layer than the label is another policy's.
pub(in crate::scenario) fn settle(policy: &mut Policy, table: &Table) {
    let layer = |key: &str| table.locate(key).map(|(_, node)| node.origin.layer);
    let inherited = |short: &str, label: &str| layer(short) < layer(label);
    if policy.label_short.is_empty() || inherited("label_short", "label") {
        policy.label_short = cut(&policy.label, MOST_LETTERS);
    }
    if policy.label_short_zh.is_empty() || inherited("label_short_zh", "label_zh") {
        policy.label_short_zh = cut(&policy.label_zh, MOST_CHARACTERS);
    }
}

/// A text of at most so many characters; one that is longer ends with `…`.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).collect::<String>().trim_end().to_owned() + "…"
}

/// Keys of a policy that decide something: all but labels.
#[must_use]
pub fn without(keys: Vec<(String, String)>) -> Vec<(String, String)> {
    keys.into_iter().filter(|(key, _)| !key.starts_with("label")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_cut_off_and_says_so() {
        assert_eq!(cut("Embedded posts", MOST_LETTERS), "Embedded po…");
        assert_eq!(cut("Five-society linkage", MOST_LETTERS), "Five-societ…");
        assert_eq!(
            (cut("三社联动", MOST_CHARACTERS), cut("居民自治（内生式）", MOST_CHARACTERS)),
            ("三社联动".into(), "居民自治（…".into())
        );
        assert_eq!(cut("Random only here", MOST_LETTERS), "Random only…");
    }
}

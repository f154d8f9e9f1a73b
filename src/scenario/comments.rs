//! Comments of the files that ship, in Chinese, as far as they are written by hand: the English is the master, and a table has the Chinese of
//! each. Those that say what a key is are printed by [`describe`](super::describe).
//!
//! A comment behind a value is looked up by its text; lines that are comments alone are looked up together. Everything else of a file stays
//! as it is, byte for byte.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::scenario::describe::hash;

/// The table, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    comment: BTreeMap<String, String>,
    block: Vec<Block>,
}

/// A comment of several lines.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    en: String,
    zh: String,
}

/// Chinese by English.
fn table() -> &'static BTreeMap<String, String> {
    static TABLE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        // The table is compiled in; that it can be read is a test's to show.
        toml::from_str::<Written>(include_str!("comments.zh.toml")).map_or_else(
            |_| BTreeMap::new(),
            |written| written.comment.into_iter().chain(written.block.into_iter().map(|b| (b.en, b.zh))).collect(),
        )
    })
}

/// A TOML text with its comments in Chinese, as far as the table has them.
#[must_use]
pub fn in_chinese(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Code(code) => out.push_str(code),
            Piece::Comment(lines) => {
                let english = bare(lines);
                match table().get(&english) {
                    Some(chinese) => {
                        let lines: Vec<String> = chinese
                            .lines()
                            .map(|line| if line.is_empty() { "#".to_string() } else { format!("# {line}") })
                            .collect();
                        out.push_str(&lines.join("\n"));
                    }
                    None => out.push_str(lines),
                }
            }
        }
    }
    out
}

/// A stretch of a text: comments without the line feed after them, or what stands between.
enum Piece<'t> {
    Code(&'t str),
    Comment(&'t str),
}

/// A text in pieces. No file that ships has a text of several lines, so that every quote ends on its line.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut code, mut at) = (0, 0);
    while at < text.len() {
        let line = text[at..].split('\n').next().unwrap_or_default();
        if let Some(hash) = hash(line) {
            let start = at + hash;
            let mut end = at + line.len();
            if hash == 0 {
                // Lines that are comments alone belong together.
                while let Some(next) = text[end..].strip_prefix("\n#") {
                    end += 2 + next.split('\n').next().map_or(0, str::len);
                }
            }
            pieces.push(Piece::Code(&text[code..start]));
            pieces.push(Piece::Comment(&text[start..end]));
            (code, at) = (end, end + 1);
        } else {
            at += line.len() + 1;
        }
    }
    pieces.push(Piece::Code(&text[code..]));
    pieces
}

/// The text of a comment without its marks.
fn bare(lines: &str) -> String {
    let line = |line: &str| {
        let text = line.strip_prefix('#').unwrap_or(line);
        text.strip_prefix(' ').unwrap_or(text).to_string()
    };
    lines.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;
    use crate::scenario::describe::said;
    use crate::scenario::keys::ranges::{Scope, ranges};
    use crate::scenario::starter::{FILES, texts};
    use std::collections::BTreeSet;

    /// What `sanshe new` writes in a language, with and without a sheet.
    fn written(lang: Lang) -> Vec<(String, String)> {
        let of = |table| texts("NAME", lang, table).into_iter().filter(|(path, _)| path.ends_with(".toml"));
        of(None)
            .chain(of(Some(crate::scenario::starter::HeaderLanguage::English)))
            .map(|(path, text)| (path.to_string(), text))
            .collect()
    }

    fn comments(text: &str) -> Vec<String> {
        let of = |piece| match piece {
            Piece::Comment(lines) => Some(bare(lines)),
            Piece::Code(_) => None,
        };
        pieces(text).into_iter().filter_map(of).collect()
    }

    /// Comments that are printed from what is said of a key.
    fn printed(lang: Lang) -> BTreeSet<String> {
        let kinds = ["adults", "medical", "culture", "health", "x"];
        let own = |path: &str| {
            kinds
                .iter()
                .filter_map(|kind| said(lang, Scope::World, &path.replace('*', kind)))
                .map(|said| said.comment(lang))
                .collect::<Vec<_>>()
        };
        ranges().world.iter().flat_map(|(path, _)| own(path)).collect()
    }

    #[test]
    fn every_comment_written_by_hand_has_its_chinese_and_no_chinese_is_left_over() {
        let file: Written = toml::from_str(include_str!("comments.zh.toml")).expect("the table is TOML");
        assert_eq!(file.comment.len() + file.block.len(), table().len(), "a comment has two entries");
        let printed = printed(Lang::En);
        let mut used = BTreeSet::new();
        for (path, text) in written(Lang::En) {
            for comment in comments(&text) {
                let of_a_key = printed.contains(&comment) || comment.starts_with("[demand]");
                assert!(of_a_key || table().contains_key(&comment), "{path}: no Chinese for:\n{comment}");
                used.insert(comment);
            }
        }
        for comment in table().keys() {
            assert!(used.contains(comment), "no file has the comment:\n{comment}");
        }
    }

    #[test]
    fn chinese_comments_change_nothing_but_comments() {
        assert!(!FILES.is_empty());
        for ((path, text), (_, chinese)) in written(Lang::En).into_iter().zip(written(Lang::Zh)) {
            let code = |text: &str| -> Vec<String> {
                let of = |piece| match piece {
                    Piece::Code(code) => Some(code.to_string()),
                    Piece::Comment(_) => None,
                };
                pieces(text).into_iter().filter_map(of).collect()
            };
            assert_eq!(code(&text), code(&chinese), "{path}");
            for line in comments(&chinese).iter().flat_map(|c| c.lines()) {
                let letters = |words: &str| words.chars().filter(char::is_ascii_alphabetic).count();
                // Names of programs, keys, units and sources stay as they are; a sentence does not.
                let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
                let stays = line.contains(is_chinese)
                    || letters(line) < 12
                    || line.contains(" = ")
                    || line.trim().starts_with("[district");
                assert!(stays, "{path}: {line}");
            }
        }
    }
}

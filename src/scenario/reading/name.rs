//! Names: of scenarios, policies, segments, categories and what else a file names itself. They become names of files and folders and
//! fields of tables, so a name must be one on every system.

use std::fmt;

use unicode_width::UnicodeWidthChar;

use crate::base::words::Both;

/// What something may look like, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en)
    }
}

impl From<Rule> for Both {
    fn from(rule: Rule) -> Self {
        Self { en: rule.en.to_string(), zh: rule.zh.to_string() }
    }
}

/// Longest name, bytes of UTF-8: systems allow 255 for a file, to which endings are added.
pub(in crate::scenario) const LONGEST: usize = 128;

/// What a name may look like.
pub const NAME: Rule = Rule {
    en: "letters of any script, digits, `-` or `_`: 1 to 128 bytes (42 Chinese characters), not beginning with `-`, no device of Windows (`con`, …)",
    zh: "汉字或任何文字的字母、数字、`-`、`_`：1 到 128 字节（42 个汉字），不以 `-` 开头，不是 Windows 设备名（`con` 等）",
};

/// Whether a name can be the name of a file and a field of a table on every system.
///
/// Some systems take two spellings of one text for the same file: a letter with its accent apart, or a character and its double kept for
/// old encodings. Only the composed spelling is a name, so that two names are never one file.
#[must_use]
pub fn is_name(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len()) && !name.starts_with('-') && name.chars().all(is_letter) && !is_device(name)
}

/// Whether a text can name a policy: a name, or one in a folder inside `policies`, `FOLDER/NAME`.
#[must_use]
pub fn is_policy_name(name: &str) -> bool {
    let Some((folder, name)) = name.split_once('/') else { return is_name(name) };
    let letters = !folder.starts_with('.') && !folder.ends_with('.') && folder.chars().all(|c| c == '.' || is_letter(c));
    letters && is_name(&folder.replace('.', "_")) && is_name(name)
}

/// Whether a character may stand in a name.
pub(in crate::scenario) fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || matches!(c, '-' | '_')) && c.width().is_some_and(|width| width > 0) && !is_double(c)
}

/// Characters that normalisation (NFC) turns into others: parts of Hangul syllables, signs of units that are letters, Han characters kept
/// for old encodings, letters of old presentation forms.
fn is_double(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{d7b0}'..='\u{d7ff}'
        | '\u{2126}' | '\u{212a}' | '\u{212b}'
        | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}'
        | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// Names that Windows keeps for devices, whatever the ending.
fn is_device(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let numbered = |stem: &str| {
        name.strip_prefix(stem)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.contains(|c: char| c.is_ascii_digit() || "¹²³".contains(c)))
    };
    ["con", "prn", "aux", "nul"].contains(&name.as_str()) || numbered("com") || numbered("lpt")
}

/// The name nearest to a text: a hyphen for what no name may hold. Where that is not the text itself, letters of its digest follow, so that
/// two texts never become one name; nothing where the text has no letter that a name may hold.
#[cfg(feature = "files")]
#[must_use]
pub fn nearest_name(text: &str) -> Option<String> {
    if is_name(text) {
        return Some(text.to_string());
    }
    let mut name = String::new();
    for c in text.chars() {
        if is_letter(c) && c != '-' {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let digest = blake3::hash(text.as_bytes()).to_hex();
    let mut end = name.len().min(LONGEST - 9);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let stem = name[..end].trim_matches('-');
    (!stem.is_empty()).then(|| format!("{stem}-{}", &digest[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_of_any_script_and_is_one_on_every_system() {
        for name in
            ["west", "甲街道", "沙河口_2024", "Straße", "Рай-он", "ㄅㄆ", "한글", "_x", "console", "com10", &"字".repeat(42)]
        {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "",
            "-x",
            "a b",
            "a/b",
            "a\\b",
            ".x",
            "a.b",
            "..",
            "con",
            "NUL",
            "Com1",
            "lpt¹",
            "e\u{301}",
            "\u{1112}\u{1161}",
            "\u{212b}",
            "\u{f900}",
            "a\u{202e}b",
            "a\u{200b}",
            "x\n",
            &"字".repeat(43),
        ] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[test]
    fn two_texts_never_become_one_name() {
        assert_eq!(nearest_name("甲街道").as_deref(), Some("甲街道"));
        let long = "长".repeat(60);
        let texts = ["a b", "a-b", "a.b", "a  b", "con", "-x-", "x", "新 区", &long, &format!("{long}一")];
        let names: Vec<String> = texts.iter().map(|text| nearest_name(text).expect("it has letters")).collect();
        for (i, name) in names.iter().enumerate() {
            assert!(is_name(name), "{name}");
            assert!(!names[..i].contains(name), "{name} twice");
        }
        assert!(names[0].starts_with("a-b-") && names[7].starts_with("新-区-"));
        assert_eq!(nearest_name("…"), None);
    }

    #[test]
    fn a_policy_may_lie_in_a_folder_and_in_none_above() {
        for name in ["linkage", "0.1.0/linkage", "mine/联动"] {
            assert!(is_policy_name(name), "{name}");
        }
        for name in ["", "/", "../linkage", "./x", "a/", "/x", "a/b/c", "a./x", "a/..", "a/.x", "con/x", "-a/x", "a\\b"] {
            assert!(!is_policy_name(name), "{name:?}");
        }
    }
}

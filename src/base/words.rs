//! What people read, in both languages, and how text from files is shown.
//!
//! A sentence is written once as a pair ([`Both`], made by `both!`), so that neither language can be forgotten; which of
//! the two is shown is decided where it is printed. Files for programs (CSV, manifest, journal) are the same in both.

use std::fmt;
use std::io;
use std::path::Path;

/// English or Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English
    En,
    /// Chinese (中文)
    Zh,
}

/// A text in both languages. As [`Display`](fmt::Display) it is English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Both {
    /// A text that is the same in both: words of a file, a number, a path.
    #[must_use]
    pub fn same(text: impl fmt::Display) -> Self {
        let en = text.to_string();
        Self { zh: en.clone(), en }
    }

    /// The text in that language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

impl fmt::Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// What is wrong with a value of the command line.
impl std::error::Error for Both {}

/// A fixed text in both languages, for constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl Pair {
    /// The text in that language.
    #[must_use]
    pub const fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

impl From<String> for Both {
    /// Words of a file or a number: the same in both languages.
    fn from(text: String) -> Self {
        Self::same(text)
    }
}

impl From<&str> for Both {
    /// Words of a file or a number: the same in both languages.
    fn from(text: &str) -> Self {
        Self::same(text)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Both {
            /// A number: the same in both languages.
            fn from(number: $number) -> Self {
                Self::same(number)
            }
        }
    )*};
}
numbers!(u16 u32 u64 usize i64 i128 f64);

/// A sentence in both languages, each a format string that captures variables; after a semicolon come variables that are a [`Both`]
/// themselves and stand in each language with their own text.
macro_rules! both {
    ($en:literal, $zh:literal $(; $($name:ident = $nested:expr),+)? $(,)?) => {{
        $($(let $name: &$crate::base::words::Both = &$nested;)+)?
        $crate::base::words::Both {
            en: { $($(let $name = &$name.en;)+)? ::std::format!($en) },
            zh: { $($(let $name = &$name.zh;)+)? ::std::format!($zh) },
        }
    }};
}
pub(crate) use both;

/// Text from outside the program on one line of a terminal or a report: control characters and the marks that turn the direction of
/// writing are shown as `\u{1b}`, so that nothing a file says can move the cursor, colour or reorder what stands around it.
#[must_use]
pub fn shown(text: &str) -> String {
    escaped(text, false)
}

/// As [`shown`], but line feeds stay.
#[must_use]
pub fn shown_lines(text: &str) -> String {
    escaped(text, true)
}

/// As [`shown_lines`], for JSON: the characters stand as `\u001b`, which is the same text to whoever reads the JSON.
#[must_use]
pub fn shown_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if moves(c) && c != '\n' {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// Words in a row, each in quotes, at most twenty of them.
#[must_use]
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> Both {
    const MOST: usize = 20;
    let words: Vec<String> = words.into_iter().map(|word| format!("`{}`", shown(word))).collect();
    let first = &words[..words.len().min(MOST)];
    let row = Both { en: first.join(", "), zh: first.join("、") };
    let (all, more) = (words.len(), words.len() - first.len());
    if more > 0 { both!("{row} and {more} more", "{row} 等 {all} 个"; row = row) } else { row }
}

/// A path as [`shown`].
#[must_use]
pub fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

fn escaped(text: &str, keep_lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if moves(c) && !(keep_lines && c == '\n') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character moves, colours or reorders what stands around it: control characters (C0, C1, delete), marks of direction,
/// separators of lines, the byte order mark.
fn moves(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What the system says of a file or folder, in both languages: the common cases in plain words, the rest as the system puts it.
#[must_use]
pub fn of_system(error: &io::Error) -> Both {
    use io::ErrorKind as K;
    let zh = match error.kind() {
        K::NotFound => "没有这个文件或文件夹",
        K::PermissionDenied => "没有权限",
        K::AlreadyExists => "已经存在",
        K::StorageFull => "磁盘已满",
        K::QuotaExceeded => "超出磁盘配额",
        K::FileTooLarge => "文件超出系统允许的大小",
        K::ReadOnlyFilesystem => "文件系统只读",
        K::IsADirectory => "这是一个文件夹",
        K::NotADirectory => "这不是文件夹",
        K::DirectoryNotEmpty => "文件夹不是空的",
        K::InvalidFilename => "文件名无效",
        K::BrokenPipe => "读取方已关闭",
        K::OutOfMemory => "内存不足",
        K::UnexpectedEof => "文件意外结束",
        K::Interrupted => "被中断",
        _ => return both!("{error}", "系统报告：{error}"),
    };
    both!("{error}", "{zh}（{error}）")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_file_moves_the_cursor_or_turns_the_writing() {
        assert_eq!(shown("\u{1b}[2J红\u{202e}x\n"), "\\u{1b}[2J红\\u{202e}x\\u{a}");
        assert_eq!(shown_lines("a\nb\r"), "a\nb\\u{d}");
        assert_eq!(shown("春柳街道 — Chunliu"), "春柳街道 — Chunliu");
    }

    #[test]
    fn json_stays_the_same_text() {
        assert_eq!(shown_json("{\"a\": \"x\u{202e}\u{7f}\"}\n"), "{\"a\": \"x\\u202e\\u007f\"}\n");
        let value: serde_json::Value = serde_json::from_str(&shown_json("\"\u{202e}\"")).expect("JSON");
        assert_eq!(value, "\u{202e}");
    }

    #[test]
    fn a_long_list_says_how_much_it_leaves_out() {
        assert_eq!(list(["a", "b"]).zh, "`a`、`b`");
        let many: Vec<String> = (0..23).map(|i| i.to_string()).collect();
        let text = list(many.iter().map(String::as_str));
        assert!(text.en.ends_with("`19` and 3 more") && text.zh.ends_with("`19` 等 23 个"), "{text:?}");
    }

    #[test]
    fn a_nested_text_stands_in_its_own_language() {
        let inner = both!("one", "一");
        let outer = both!("<{inner}>", "《{inner}》"; inner = inner);
        assert_eq!((outer.en.as_str(), outer.zh.as_str()), ("<one>", "《一》"));
    }
}

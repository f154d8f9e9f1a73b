//! What is said of a key, arranged for people: comments behind the values of a file, and the schemas that editors read.
//!
//! The English text is the documentation of the key's type, everything else stands in `scenarios/ranges.toml`; see [`ranges`].

use serde_json::{Value, json};

use crate::base::words::Lang;
use crate::scenario::keys::ranges::{About, Grade, Scope, Tie, kinds_of, ranges};
use crate::scenario::schema;

/// What is said of a key, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its kind.
    pub text: String,
    /// Unit.
    pub unit: Option<String>,
    /// Grade of evidence.
    pub grade: Grade,
    /// Range to sample.
    pub range: Option<String>,
    /// Where the value comes from, and ties to other keys.
    pub source: String,
}

/// What is said of a key, by the path of a file or of its kind; nothing of tables and of what is no key.
#[must_use]
pub fn said(lang: Lang, scope: Scope, path: &str) -> Option<Said> {
    let all = ranges();
    let about = all.about(scope, path)?;
    let text = |path: &str| schema::text(scope, path);
    let english = text(path).or_else(|| kinds_of(path).iter().find_map(|kind| text(kind)))?;
    let source = about.source.as_deref()?;
    let (text, unit, mut source) = match lang {
        Lang::En => (english.strip_suffix('.').unwrap_or(english).to_string(), about.unit.clone(), source.to_string()),
        Lang::Zh => {
            let chinese = about.zh.as_deref()?;
            let unit = about.unit.as_deref().map(|unit| all.chinese(unit, None).unwrap_or(unit).to_string());
            let source = all.chinese(source, about.source_zh.as_deref()).unwrap_or(source);
            (chinese.strip_suffix('。').unwrap_or(chinese).to_string(), unit, source.to_string())
        }
    };
    for tie in &about.ties {
        source = format!("{source}{}{}", between(lang), tie_text(lang, path, tie));
    }
    Some(Said { text, unit, grade: about.grade?, range: sampled(lang, &about), source })
}

/// What stands between two parts of a comment.
const fn between(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "; ",
        Lang::Zh => "；",
    }
}

impl Said {
    /// One line: what it is; unit, where the text does not name it; grade and range; source.
    #[must_use]
    pub fn comment(&self, lang: Lang) -> String {
        let mut parts = vec![self.text.clone()];
        parts.extend(self.unit.clone().filter(|unit| !self.text.to_lowercase().contains(&unit.to_lowercase())));
        if self.grade != Grade::Given {
            parts.push(self.grade.to_string());
        }
        parts.extend(self.range.clone());
        parts.push(self.source.clone());
        parts.join(between(lang))
    }
}

fn tie_text(lang: Lang, path: &str, tie: &Tie) -> String {
    let others = |keys: &[String]| -> String {
        let others: Vec<String> = keys.iter().filter(|key| *key != path).map(|key| format!("`{key}`")).collect();
        others.join(", ")
    };
    match (tie, lang) {
        (Tie::SumToOne(keys), Lang::En) if keys.len() == 1 => "all sum to 1".to_string(),
        (Tie::SumToOne(keys), Lang::Zh) if keys.len() == 1 => "合计为 1".to_string(),
        (Tie::SumToOne(keys), Lang::En) => format!("sums to 1 with {}", others(keys)),
        (Tie::SumToOne(keys), Lang::Zh) => format!("与 {} 合计为 1", others(keys)),
        (Tie::AtMostOneWith(key), Lang::En) => format!("at most 1 with `{key}`"),
        (Tie::AtMostOneWith(key), Lang::Zh) => format!("与 `{key}` 合计至多 1"),
        (Tie::NotAbove(key), Lang::En) => format!("not above `{key}`"),
        (Tie::NotAbove(key), Lang::Zh) => format!("不大于 `{key}`"),
    }
}

/// The range to sample as people write it: `.1–.5`, `×.5–2`, `±.2`, or the values.
fn sampled(lang: Lang, about: &About) -> Option<String> {
    let pair = |[low, high]: [f64; 2]| format!("{}–{}", short(low), short(high));
    if let Some(range) = about.range {
        let range = about.or.map_or_else(|| pair(range), |value| format!("{}, {}", short(value), pair(range)));
        return Some(match (about.item, lang) {
            (Some(item), Lang::En) => format!("item {item}: {range}"),
            (Some(item), Lang::Zh) => format!("第 {item} 项：{range}"),
            (None, _) => range,
        });
    }
    if let Some(factors) = about.times {
        return Some(format!("×{}", pair(factors)));
    }
    if let Some(distance) = about.plus {
        return Some(format!("±{}", short(distance)));
    }
    let values = about.among.as_ref()?;
    let words: Vec<String> = values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    Some(words.join(", "))
}

/// A number without the zero before its point, thousands apart.
#[must_use]
pub fn short(value: f64) -> String {
    let text = format!("{}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    match fraction {
        Some(fraction) if whole == "0" => format!("{sign}.{fraction}"),
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// A line of a TOML file that gives a key a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'t> {
    /// The table it stands in; empty for the file itself.
    pub table: &'t str,
    /// The key.
    pub key: &'t str,
    /// The value as it is written.
    pub value: &'t str,
}

impl Line<'_> {
    /// The dotted path of the key.
    #[must_use]
    pub fn path(&self) -> String {
        if self.table.is_empty() { self.key.to_string() } else { format!("{}.{}", self.table, self.key) }
    }
}

/// The lines of a text that give a key a value, and the others as they are. Values end on their line, but for lists, whose first line is
/// enough here.
fn lines(text: &str) -> impl Iterator<Item = (&str, Option<Line<'_>>)> {
    let mut table = "";
    text.split('\n').map(move |line| {
        let code = code(line);
        if let Some(header) = code.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = header;
            return (line, None);
        }
        let value = code.split_once(" = ").filter(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '_'));
        (line, value.map(|(key, value)| Line { table, key, value }))
    })
}

/// The keys of a TOML text with the values as they are written.
pub fn values(text: &str) -> impl Iterator<Item = Line<'_>> {
    lines(text).filter_map(|(_, line)| line)
}

/// A line without its comment.
fn code(line: &str) -> &str {
    hash(line).map_or(line, |at| &line[..at]).trim_end()
}

/// Where the comment of a line begins, outside of quotes.
pub(in crate::scenario) fn hash(line: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// A TOML text in which every value has what is said of its key as its comment. Names and other free texts that nobody grades keep the
/// comment they have, as do keys of which nothing is said.
#[must_use]
pub fn commented(lang: Lang, scope: Scope, text: &str) -> String {
    let printed = lines(text).map(|(line, value)| {
        let path = value.map(|value| value.path());
        let said = path.as_deref().and_then(|path| said(lang, scope, path).filter(|said| !is_free(scope, path, said.grade)));
        match said {
            Some(said) => behind(code(line), &said.comment(lang)),
            None => line.to_string(),
        }
    });
    printed.collect::<Vec<_>>().join("\n")
}

/// A comment behind a line, where there is room in the column of comments.
#[must_use]
pub fn behind(code: &str, comment: &str) -> String {
    format!("{code:<36} # {comment}")
}

/// Whether a key takes any text, or a list of them, and has no grade.
fn is_free(scope: Scope, path: &str, grade: Grade) -> bool {
    let is_text = |at: &Value| at["type"] == "string" && at.get("enum").is_none() && at.get("const").is_none();
    grade == Grade::Given
        && schema::at(scope, path)
            .is_some_and(|at| is_text(at) || (at["type"] == "array" && is_text(&at["items"])) || at["type"][0] == "string")
}

/// A schema with its title, and with what is said of each key as its description.
#[must_use]
pub fn schema(lang: Lang, scope: Scope) -> Value {
    let mut out = schema::of(scope).clone();
    let all = ranges();
    for found in schema::described(scope) {
        let entry = all.about(scope, &found.path);
        let text = match (&found.word, lang) {
            (Some(_), Lang::En) => Some(found.text),
            (Some(word), Lang::Zh) => entry.and_then(|entry| entry.words.get(word).cloned()),
            (None, _) if found.path.is_empty() => Some(match lang {
                Lang::En => found.text,
                Lang::Zh => file(scope).1.to_string(),
            }),
            (None, lang) => match (said(lang, scope, &found.path), lang) {
                (Some(said), lang) => Some(said.comment(lang)),
                (None, Lang::En) => Some(found.text),
                (None, Lang::Zh) => entry.and_then(|entry| entry.zh),
            },
        };
        if let Some(text) = text
            && let Some(description) = out.pointer_mut(&found.pointer).and_then(|at| at.get_mut("description"))
        {
            *description = json!(text);
        }
    }
    let of = |pair: (&'static str, &'static str)| match lang {
        Lang::En => pair.0,
        Lang::Zh => pair.1,
    };
    out["title"] = json!(of(title(scope)));
    if let Some(properties) = out.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("extends".to_string(), json!({ "type": "string", "description": of(EXTENDS) }));
        properties
            .insert("without".to_string(), json!({ "type": "array", "items": { "type": "string" }, "description": of(WITHOUT) }));
    }
    out
}

/// Title of a file's schema, English and Chinese.
const fn title(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::World => ("a scenario of sanshe", "sanshe 的情景文件"),
        Scope::Policy => ("a policy of sanshe", "sanshe 的政策文件"),
    }
}

/// What a file is, English and Chinese; the English stands in the documentation of its type.
const fn file(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::World => ("A scenario", "情景：实验的框架和它的世界。"),
        Scope::Policy => ("A policy", "协同政策，由各个开关组合而成。"),
    }
}

/// What `extends` says, English and Chinese.
const EXTENDS: (&str, &str) = (
    "The file below this one, relative to it: what this file leaves out is read there.",
    "本文件之下的文件，路径相对于本文件：本文件没有写的从那里读取。",
);

/// What `without` says, English and Chinese.
const WITHOUT: (&str, &str) = ("Keys of the extended file that are dropped.", "从被扩展文件中去掉的键。");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_ranges() {
        let of = |value: f64| short(value);
        assert_eq!([of(0.3), of(-0.06), of(55_000.0), of(2.0), of(1.25), of(0.0)], [".3", "-.06", "55,000", "2", "1.25", "0"]);
    }

    #[test]
    fn a_comment_is_printed_behind_a_value_and_names_keep_theirs() {
        let text = "title = \"x # y\" # mine\n[demand]\nbundle_share = 0.4\nnonsense = 1 # stays";
        let printed = commented(Lang::En, Scope::World, text);
        assert!(printed.contains("title = \"x # y\" # mine"), "{printed}");
        assert!(printed.contains("bundle_share = 0.4                   # Share of needs"), "{printed}");
        assert!(printed.ends_with("nonsense = 1 # stays"), "{printed}");
        assert_eq!(commented(Lang::En, Scope::World, &printed), printed);
    }
}

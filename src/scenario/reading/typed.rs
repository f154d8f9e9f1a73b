//! From the merged tree to the types, keeping the place of whatever turns out wrong.
//!
//! The types are read last, after all layers are merged, so one deserializer over the tree is enough: each step down wraps the error
//! that comes back with the key it passed and, where none is known yet, the place. The innermost place is the one that is printed.
//!
//! A reading ends at its first mistake; `repair` finds the others.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::base::words::{Both, both};
use crate::scenario::error::{Kind, Origin, ScenarioError, list, meant, meant_in_quotes, nearest, one_of};
use crate::scenario::keys::quantity;
use crate::scenario::reading::node::{Node, Table, Value, list_of, shorten, text_found};

/// Reads a type from a whole tree.
///
/// # Errors
/// At the first key or value that the type does not take, with its place and dotted path.
pub fn read<T: DeserializeOwned>(table: &Table, whole: &Origin) -> Result<T, ScenarioError> {
    T::deserialize(Reader::Root(table)).map_err(|e| e.at(whole))
}

/// What reads a type from one value of a tree.
#[cfg(feature = "files")]
pub(in crate::scenario) fn of_node<'de>(node: &'de Node) -> impl Deserializer<'de, Error = ScenarioError> {
    Reader::Node(node)
}

#[derive(Clone, Copy)]
enum Reader<'t> {
    Root(&'t Table),
    Node(&'t Node),
}

impl Reader<'_> {
    fn place(self, error: ScenarioError) -> ScenarioError {
        match self {
            Self::Root(_) => error,
            // This table was never opened: the key is missing in a parent table, or in the file.
            Self::Node(node) if error.report().kind == Kind::MissingKey && node.origin.is_implied() => error,
            Self::Node(node) => {
                let mut error = error.at(&node.origin);
                let report = error.report_mut();
                if let Value::Text(text) = &node.value
                    && report.kind == Kind::WrongType
                    && report.hint.is_none()
                {
                    report.hint = meant_as_number(text);
                }
                if report.found.is_none() && report.expected.is_some() && report.key.is_empty() {
                    report.found = Some(node.value.describe());
                }
                error
            }
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = ScenarioError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ScenarioError> {
        let result = match self {
            Self::Root(table) => visitor.visit_map(Entries::of(table)),
            Self::Node(node) => match &node.value {
                Value::Text(text) => visitor.visit_str(text),
                Value::Integer(number) => visitor.visit_i64(*number),
                Value::Real(number) => visitor.visit_f64(*number),
                Value::Flag(flag) => visitor.visit_bool(*flag),
                Value::Date(_) => Err(de::Error::invalid_type(Unexpected::Other("a date"), &visitor)),
                Value::List(items) => {
                    let mut rest = Items { items, next: 0 };
                    match visitor.visit_seq(&mut rest) {
                        Ok(_) if rest.next < items.len() => {
                            Err(ScenarioError::new(Kind::WrongType).found(list_of(items.len())).expected(list_of(rest.next)))
                        }
                        result => result,
                    }
                }
                Value::Table(table) => visitor.visit_map(Entries::of(table)),
            },
        };
        result.map_err(|e| self.place(e))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ScenarioError> {
        // Keys in the file have values; absent ones never get here.
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ScenarioError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ScenarioError> {
        let result = match self {
            Self::Node(Node { value: Value::Text(word), .. }) => visitor.visit_enum(Word(word)),
            _ => Err(ScenarioError::new(Kind::WrongType).expected({
                let words = list(words.iter().copied());
                both!("one of the words {words}", "以下词之一：{words}"; words = words)
            })),
        };
        result.map_err(|e| self.place(e))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The correct form of a number that only some languages accept: `.2`, `2.`.
fn meant_as_number(text: &str) -> Option<Both> {
    let (sign, bare) = text.strip_prefix(['-', '+']).map_or(("", text), |rest| (&text[..1], rest));
    let (whole, rest) = bare.split_once('.')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match (whole, rest) {
        ("", rest) if !rest.is_empty() && digits(rest) => {
            Some(both!("a number begins with a digit: `{sign}0.{rest}`", "数要以数字开头：`{sign}0.{rest}`"))
        }
        (whole, "") if !whole.is_empty() && digits(whole) => {
            Some(both!("a number ends with a digit: `{sign}{whole}.0`", "数要以数字结尾：`{sign}{whole}.0`"))
        }
        _ => None,
    }
}

struct Entries<'t> {
    table: &'t Table,
    next: usize,
}

impl<'t> Entries<'t> {
    const fn of(table: &'t Table) -> Self {
        Self { table, next: 0 }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = ScenarioError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ScenarioError> {
        let Some((key, _)) = self.table.at(self.next) else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, ScenarioError> = key.name.as_str().into_deserializer();
        seed.deserialize(name).map(Some).map_err(|e| e.at(&key.origin))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ScenarioError> {
        let Some((key, node)) = self.table.at(self.next) else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        self.next += 1;
        seed.deserialize(Reader::Node(node)).map_err(|e| e.under(&key.name))
    }
}

struct Items<'t> {
    items: &'t [Node],
    next: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = ScenarioError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ScenarioError> {
        let Some(item) = self.items.get(self.next) else {
            return Ok(None);
        };
        let index = format!("[{}]", self.next);
        self.next += 1;
        seed.deserialize(Reader::Node(item)).map(Some).map_err(|e| e.under(&index))
    }
}

/// A word of an enum; no variant of ours holds data.
struct Word<'t>(&'t str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = ScenarioError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ScenarioError> {
        let word: StrDeserializer<'_, ScenarioError> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = ScenarioError;

    fn unit_variant(self) -> Result<(), ScenarioError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, ScenarioError> {
        Err(de::Error::custom("this word takes no value"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ScenarioError> {
        Err(de::Error::custom("this word takes no value"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, ScenarioError> {
        Err(de::Error::custom("this word takes no value"))
    }
}

/// A serde message about a value, in the style of the other messages.
fn unexpected(found: &Unexpected<'_>) -> Both {
    match found {
        Unexpected::Str(text) => text_found(text),
        Unexpected::Signed(number) => both!("the whole number {number}", "整数 {number}"),
        Unexpected::Unsigned(number) => both!("the whole number {number}", "整数 {number}"),
        Unexpected::Float(number) => both!("the number {number}", "数 {number}"),
        Unexpected::Bool(flag) => both!("`{flag}`", "`{flag}`"),
        Unexpected::Map => both!("a table", "一个表"),
        Unexpected::Seq => both!("a list", "一个列表"),
        Unexpected::Other("a date") => both!("a date", "一个日期"),
        other => both!("{other}", "另一类值（{other}）"),
    }
}

/// What a type expects, in terms of TOML.
fn expectation(text: &str) -> Both {
    if text.starts_with("struct ") {
        return both!("a table", "一个表");
    }
    match text {
        "a string" => return both!("text in quotes", "加引号的文本"),
        "a boolean" => return both!("`true` or `false`", "`true` 或 `false`"),
        "a sequence" => return both!("a list", "一个列表"),
        "a table" => return both!("a table", "一个表"),
        _ => {}
    }
    if let Some(length) = text.strip_prefix("an array of length ") {
        return both!("a list of {length}", "{length} 项的列表");
    }
    let range = text.strip_prefix("a whole number between ").and_then(|rest| rest.split_once(" and "));
    if let Some((low, high)) = range {
        return both!("{text}", "{low} 到 {high} 之间的整数");
    }
    match quantity::EXPECTED.iter().find(|(en, _)| *en == text) {
        Some((_, zh)) => both!("{text}", "{zh}"),
        None => both!("{text}", "另一类值（{text}）"),
    }
}

impl de::Error for ScenarioError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let error = Self::new(Kind::OutOfRange);
        // The types of `quantity` write "found …, expected …".
        match text.strip_prefix("found ").and_then(|rest| rest.split_once(", expected ")) {
            Some((found, expected)) => error.found(found).expected(expectation(expected)),
            None => error.found(both!("{text}", "此值不可用（{text}）")),
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(Kind::WrongType).found(unexpected(&found)).expected(expectation(&expected.to_string()))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(Kind::OutOfRange).found(unexpected(&found)).expected(expectation(&expected.to_string()))
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Self::new(Kind::WrongType).found(list_of(length)).expected(expectation(&expected.to_string()))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let error = Self::new(Kind::UnknownWord).found(format!("{:?}", shorten(word))).expected(one_of(known.iter().copied()));
        match nearest(word, known.iter().copied()) {
            Some(near) => error.hint(meant_in_quotes(near)),
            None => error,
        }
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let error = Self::new(Kind::UnknownKey).key(key).step(key).known(known).expected(one_of(known.iter().copied()));
        match nearest(key, known.iter().copied()) {
            Some(near) => error.hint(meant(near)),
            None => error,
        }
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Kind::MissingKey).key(key).step(key)
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new(Kind::Contradiction).key(key).found(both!("the key twice", "同一个键写了两次"))
    }
}

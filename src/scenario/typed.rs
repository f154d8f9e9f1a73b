//! From the merged tree to the types, keeping the place of whatever turns out wrong.
//!
//! The types are read last, after all layers are merged, so one deserializer over the tree is enough: each step down wraps the error
//! that comes back with the key it passed and, where none is known yet, the place. The innermost place is the one that is printed.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::error::{Kind, Origin, ScenarioError, list, nearest};
use super::node::{Node, Table, Value, shorten};

/// Reads a type from a whole tree.
///
/// # Errors
/// At the first key or value that the type does not take, with its place and dotted path.
pub fn read<T: DeserializeOwned>(table: &Table, whole: &Origin) -> Result<T, ScenarioError> {
    T::deserialize(Reader::Root(table)).map_err(|e| e.at(whole))
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
            // Nobody opened this table: the key is missing in a table above it, or in the file.
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
                        Ok(_) if rest.next < items.len() => Err(ScenarioError::new(Kind::WrongType)
                            .found(format!("a list of {}", items.len()))
                            .expected(format!("a list of {}", rest.next))),
                        result => result,
                    }
                }
                Value::Table(table) => visitor.visit_map(Entries::of(table)),
            },
        };
        result.map_err(|e| self.place(e))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ScenarioError> {
        // A key that stands in the file has a value; absent ones never get here.
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
            _ => Err(ScenarioError::new(Kind::WrongType).expected(format!("one of the words {}", list(words.iter().copied())))),
        };
        result.map_err(|e| self.place(e))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// What to write instead of a text that some languages take for a number: `.2`, `2.`.
fn meant_as_number(text: &str) -> Option<String> {
    let (sign, bare) = text.strip_prefix(['-', '+']).map_or(("", text), |rest| (&text[..1], rest));
    let (whole, rest) = bare.split_once('.')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match (whole, rest) {
        ("", rest) if !rest.is_empty() && digits(rest) => Some(format!("a number begins with a digit: `{sign}0.{rest}`")),
        (whole, "") if !whole.is_empty() && digits(whole) => Some(format!("a number ends with a digit: `{sign}{whole}.0`")),
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

/// What serde says about a value, in the words of the other messages.
fn unexpected(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Str(text) => format!("the text {:?}", shorten(text)),
        Unexpected::Signed(number) => format!("the whole number {number}"),
        Unexpected::Unsigned(number) => format!("the whole number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Bool(flag) => format!("`{flag}`"),
        Unexpected::Map => "a table".to_string(),
        Unexpected::Seq => "a list".to_string(),
        other => other.to_string(),
    }
}

/// What a type expects, in words that a reader of TOML knows.
fn expectation(expected: &dyn de::Expected) -> String {
    let text = expected.to_string();
    if text.starts_with("struct ") {
        return "a table".to_string();
    }
    match text.as_str() {
        "a string" => "text in quotes".to_string(),
        "a boolean" => "`true` or `false`".to_string(),
        "a sequence" => "a list".to_string(),
        _ => match text.strip_prefix("an array of length ") {
            Some(length) => format!("a list of {length}"),
            None => text,
        },
    }
}

impl de::Error for ScenarioError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let error = Self::new(Kind::OutOfRange);
        // The types of `quantity` write "found …, expected …".
        match text.strip_prefix("found ").and_then(|rest| rest.split_once(", expected ")) {
            Some((found, expected)) => error.found(found).expected(expected),
            None => error.found(text),
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(Kind::WrongType).found(unexpected(&found)).expected(expectation(expected))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(Kind::OutOfRange).found(unexpected(&found)).expected(expectation(expected))
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Self::new(Kind::WrongType).found(format!("a list of {length}")).expected(expectation(expected))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let error = Self::new(Kind::UnknownWord)
            .found(format!("{:?}", shorten(word)))
            .expected(format!("one of {}", list(known.iter().copied())));
        match nearest(word, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error,
        }
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let error = Self::new(Kind::UnknownKey).key(key).expected(format!("one of {}", list(known.iter().copied())));
        match nearest(key, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Kind::MissingKey).key(key)
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new(Kind::Contradiction).key(key).found("the key twice")
    }
}

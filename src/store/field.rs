//! Fields of the JSON files: each is declared once, with its meaning in two languages and how its value follows.

use serde_json::{Map, Value};

/// A field; `F` is the type of [`value`](Self::value), a function of what the file describes.
#[derive(Clone, Copy, Debug)]
pub struct Field<F> {
    /// Name.
    pub name: &'static str,
    /// Meaning, English.
    pub english: &'static str,
    /// Meaning, Chinese.
    pub chinese: &'static str,
    /// How its value follows.
    pub value: F,
}

/// Declares a field.
#[must_use]
pub const fn field<F: Copy>(name: &'static str, english: &'static str, chinese: &'static str, value: F) -> Field<F> {
    Field { name, english, chinese, value }
}

/// An object with these fields. `ask` applies the function of a field to what the file describes.
#[must_use]
pub fn object<F: Copy>(fields: &[Field<F>], ask: impl Fn(F) -> Value) -> Value {
    Value::Object(fields.iter().map(|field| (field.name.to_owned(), ask(field.value))).collect::<Map<_, _>>())
}

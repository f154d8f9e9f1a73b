//! Quantities a scenario may name: a number together with the range in which it makes sense.
//!
//! Every type refuses what lies outside its range while the file is read, so that the error still knows the line. `NaN` and
//! infinities are outside every range.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

macro_rules! quantities {
    ($($(#[$doc:meta])* $name:ident, $low:expr, $high:expr, $expected:literal, $expected_zh:literal;)*) => {
        /// What a value of each type should be, in English and Chinese: a reader of types can pass on one text alone.
        pub(in crate::scenario) const EXPECTED: &[(&str, &str)] = &[$(($expected, $expected_zh)),*];
        $(quantities!(@one $(#[$doc])* $name, $low, $high, $expected);)*
    };
    (@one $(#[$doc:meta])* $name:ident, $low:expr, $high:expr, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Lowest value allowed.
            pub const LOW: f64 = $low;
            /// Highest value allowed.
            pub const HIGH: f64 = $high;

            /// The value, or nothing when it is outside the range.
            #[must_use]
            pub fn new(value: f64) -> Option<Self> {
                (Self::LOW..=Self::HIGH).contains(&value).then_some(Self(value))
            }

            /// The plain number.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl Deref for $name {
            type Target = f64;
            fn deref(&self) -> &f64 {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // The visitor refuses what is outside: an error after it has returned no longer knows its line.
                deserializer
                    .deserialize_f64(NumberVisitor {
                        low: $low,
                        high: $high,
                        expected: $expected,
                    })
                    .map(Self)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "number", "minimum": $low, "maximum": $high })
            }
        }
    };
}

quantities! {
    /// A share: 0 to 1, no unit.
    Share, 0.0, 1.0, "a share between 0 and 1", "0 到 1 之间的比例";
    /// A share of at most a fifth: 0 to .2, no unit.
    Fifth, 0.0, 0.2, "a share between 0 and 0.2", "0 到 0.2 之间的比例";
    /// A number that may be 0 but not less: rates, minutes, days, money in yuan.
    NonNegative, 0.0, 1.0e9, "a number that is not negative (at most 1e9)", "不小于 0 的数（至多 1e9）";
    /// A number above 0.
    Positive, 1.0e-9, 1.0e9, "a number above 0 (at most 1e9)", "大于 0 的数（至多 1e9）";
    /// A number of either sign, bounded so that exponentials of it stay finite.
    Real, -100.0, 100.0, "a number between -100 and 100", "-100 到 100 之间的数";
    /// A factor of at least 1.
    Factor, 1.0, 100.0, "a factor between 1 and 100 (less is only found by the search of run.parity)", "1 到 100 之间的倍数（小于 1 的倍数只由 run.parity 搜索得出）";
    /// Persons: a number that is not negative, at most two thousand million.
    Persons, 0.0, 2.0e9, "a number of persons that is not negative (at most 2e9)", "不小于 0 的人数（至多 2e9）";
    /// Minutes that one act takes: at most 10,000, which is a month of work.
    Minutes, 0.0, 10_000.0, "minutes from 0 to 10000 (a month of work)", "0 到 10000 分钟（约一个月的工作量）";
    /// Minutes of a piece of work that is counted in pieces: at least one.
    Piece, 1.0, 10_000.0, "minutes from 1 to 10000 (a month of work)", "1 到 10000 分钟（约一个月的工作量）";
    /// Pay of a year that buys posts, yuan: a price near 0 would buy more people than there are.
    Wage, 100.0, 1.0e8, "yuan a year from 100 to 1e8", "每年 100 至 1e8 元";
    /// A coefficient of variation: at most 5. Beyond it a mean depends on events that no run sees.
    Variation, 0.0, 5.0, "a coefficient of variation from 0 to 5 (beyond it the mean depends on events that no run sees)", "0 到 5 之间的变异系数（更大时均值取决于任何一次运行都见不到的事件）";
    /// A standard deviation of a logarithm: at most 2. Beyond it a mean depends on days that no run sees.
    LogDeviation, 0.0, 2.0, "a standard deviation of a logarithm from 0 to 2 (beyond it the mean depends on days that no run sees)", "0 到 2 之间的对数标准差（更大时均值取决于任何一次运行都见不到的日子）";
    /// Hours of a year.
    YearHours, 0.0, 8760.0, "hours of a year, from 0 to 8760", "一年中的小时数，0 到 8760";
}

/// The value of a policy key that is not written: for keys whose off value is none or all (`#[serde(default = "Share::whole")]`), so that no
/// policy file has to name them.
impl Share {
    /// Nothing of it.
    #[must_use]
    pub const fn none() -> Self {
        Self(0.0)
    }

    /// All of it.
    #[must_use]
    pub const fn whole() -> Self {
        Self(1.0)
    }
}

impl Fifth {
    /// Nothing of it.
    #[must_use]
    pub const fn none() -> Self {
        Self(0.0)
    }
}

impl Factor {
    /// A factor found by search: it may lie below what a file may say, where the search made sure that the budget carries it.
    #[must_use]
    pub const fn searched(value: f64) -> Self {
        Self(value.clamp(0.1, 100.0))
    }
}

struct NumberVisitor {
    low: f64,
    high: f64,
    expected: &'static str,
}

impl Visitor<'_> for NumberVisitor {
    type Value = f64;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
    fn visit_f64<E: de::Error>(self, v: f64) -> Result<f64, E> {
        if (self.low..=self.high).contains(&v) {
            Ok(v)
        } else {
            Err(E::custom(format_args!("found {v}, expected {}", self.expected)))
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "every range ends far below 2^53")]
    fn visit_i64<E: de::Error>(self, v: i64) -> Result<f64, E> {
        self.visit_f64(v as f64)
    }
    #[expect(clippy::cast_precision_loss, reason = "every range ends far below 2^53")]
    fn visit_u64<E: de::Error>(self, v: u64) -> Result<f64, E> {
        self.visit_f64(v as f64)
    }
}

/// A whole number within a range fixed by the type: `Count<1, 10_000>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Count<const LOW: u32, const HIGH: u32>(u32);

impl<const LOW: u32, const HIGH: u32> Count<LOW, HIGH> {
    /// The value, or nothing when it is outside the range.
    #[must_use]
    pub fn new(value: u32) -> Option<Self> {
        (LOW..=HIGH).contains(&value).then_some(Self(value))
    }

    /// The plain number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

struct CountVisitor {
    low: u32,
    high: u32,
}

impl CountVisitor {
    fn within<E: de::Error>(&self, found: i128) -> Result<u32, E> {
        u32::try_from(found).ok().filter(|v| (self.low..=self.high).contains(v)).ok_or_else(|| {
            E::custom(format_args!("found {found}, expected a whole number between {} and {}", self.low, self.high))
        })
    }
}

impl Visitor<'_> for CountVisitor {
    type Value = u32;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number between {} and {}", self.low, self.high)
    }
    fn visit_i64<E: de::Error>(self, v: i64) -> Result<u32, E> {
        self.within(v.into())
    }
    fn visit_u64<E: de::Error>(self, v: u64) -> Result<u32, E> {
        self.within(v.into())
    }
}

impl<'de, const LOW: u32, const HIGH: u32> Deserialize<'de> for Count<LOW, HIGH> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u32(CountVisitor { low: LOW, high: HIGH }).map(Self)
    }
}

impl<const LOW: u32, const HIGH: u32> JsonSchema for Count<LOW, HIGH> {
    fn schema_name() -> Cow<'static, str> {
        format!("Count_{LOW}_{HIGH}").into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": LOW, "maximum": HIGH })
    }
}

/// A table whose keys are the scenario's own names (categories, segments, …), in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Keyed<T> {
    /// Entries in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v))
    }

    /// The entry of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v)
    }

    /// The place of that name in the order of the file.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(k, _)| k == name)
    }

    /// How many entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyedVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for KeyedVisitor<T> {
            type Value = Keyed<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keyed<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Keyed(entries))
            }
        }
        deserializer.deserialize_map(KeyedVisitor(std::marker::PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Keyed_{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

//! The language of output for people. Files for programs (CSV, manifest) are the same in both languages.

use super::texts::{EN, Texts, ZH};
pub use crate::base::words::Lang;

impl Lang {
    /// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set and not empty decides, as in POSIX;
    /// Chinese if it begins with `zh`, English otherwise.
    #[must_use]
    pub fn from_locale() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty()).map_or(
            Self::En,
            |value| {
                if value.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
            },
        )
    }

    /// The texts in this language.
    #[must_use]
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::En => &EN,
            Self::Zh => &ZH,
        }
    }

    /// A number of years.
    #[must_use]
    pub fn years(self, years: u32) -> String {
        match self {
            Self::En if years == 1 => "1 year".to_owned(),
            Self::En => format!("{years} years"),
            Self::Zh => format!("{years} 年"),
        }
    }

    /// The language tag of documents (`xml:lang`).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// Of a pair of labels, the one in this language, or the other if that is empty.
    #[must_use]
    pub fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        let (first, second) = match self {
            Self::En => (english, chinese),
            Self::Zh => (chinese, english),
        };
        if first.is_empty() { second } else { first }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let lang = |set: &'static [(&'static str, &'static str)]| {
            Lang::from_variables(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(lang(&[]), Lang::En);
        assert_eq!(lang(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(lang(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Lang::En);
        assert_eq!(lang(&[("LANG", "en_GB"), ("LC_ALL", "")]), Lang::En);
        assert_eq!(lang(&[("LC_MESSAGES", "zh"), ("LANG", "de_DE")]), Lang::Zh);
    }

    #[test]
    fn a_missing_label_is_replaced_by_the_other() {
        assert_eq!(Lang::Zh.pick("Linkage", ""), "Linkage");
        assert_eq!(Lang::Zh.pick("Linkage", "三社联动"), "三社联动");
    }
}

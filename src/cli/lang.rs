//! The option `--lang`.

use clap::builder::PossibleValue;

use crate::base::words::Lang;

impl clap::ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::En, Self::Zh]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::En => PossibleValue::new("en").help("English"),
            Self::Zh => PossibleValue::new("zh").help("Chinese (中文)"),
        })
    }
}

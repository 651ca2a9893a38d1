//! A text in both languages of the product.

use pejl_domain::Lang;
use serde::{Deserialize, Deserializer};

/// A text in Danish and English, neither of them empty in a card.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// The text in one language.
    pub fn to_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Da => &self.da,
            Lang::En => &self.en,
        }
    }
}

/// Reads a text that is written in both languages, or in one that stands for both.
///
/// # Errors
/// What is neither.
pub(crate) fn one_or_both<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a text, or a text in `da` and `en`")]
    enum Written {
        One(String),
        Both(Text),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::One(text) => Text {
            da: text.clone(),
            en: text,
        },
        Written::Both(text) => text,
    })
}

/// Why a value is not there, or what must be known about one that is.
pub type Reason = Text;

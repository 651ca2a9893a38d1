//! A text in both languages of the product.

use pejl_domain::Lang;
use serde::Deserialize;

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

/// Why a value is not there, or what must be known about one that is.
pub type Reason = Text;

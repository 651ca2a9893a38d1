//! What a report did that the rules say it should not.

use pejl_ingest::issue::Message;

use crate::identity::ResourceKey;

/// Something a person should know; the report is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// An intervention has another code than before.
    CodeChanged(ResourceKey),
    /// A version is taken back that was never reported.
    TookBackNothing(ResourceKey),
}

impl Warning {
    /// The rule of the reading that is broken.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::CodeChanged(_) => "kl.code_changed",
            Self::TookBackNothing(_) => "kl.took_back_nothing",
        }
    }

    /// The resource it is about.
    #[must_use]
    pub const fn key(&self) -> &ResourceKey {
        match self {
            Self::CodeChanged(key) | Self::TookBackNothing(key) => key,
        }
    }

    /// What is wrong, in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let (da, en) = match self {
            Self::CodeChanged(_) => (
                "en indsats har fået en anden kode; en ny kode er en ny indsats og skal have et nyt id",
                "an intervention has another code; another code is another intervention and needs another id",
            ),
            Self::TookBackNothing(_) => (
                "en fejlregistrering trækker en version tilbage, som ikke er modtaget",
                "an entry in error takes a version back that was not received",
            ),
        };
        Message {
            da: da.to_owned(),
            en: en.to_owned(),
        }
    }
}

//! Why a run or a delivery is where it is: a code with its values, which whoever shows it puts in words.

use serde::{Deserialize, Serialize};

/// Why a run or a delivery is where it is.
///
/// `said` is what a server, a library or the system said, as it came. It is in no particular language and is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Data of the month are not in: lines that say which, in Danish and in English.
    Lacks {
        /// In Danish.
        da: Vec<String>,
        /// In English.
        en: Vec<String>,
    },
    /// Nothing is known of the municipality that is of the month or before.
    NothingKnown,
    /// Nothing was imported since the month began.
    NotBegun,
    /// The report could not be made, or its deliveries not looked at.
    Failed {
        /// What failed.
        said: String,
    },
    /// The program panicked.
    Panicked,
    /// The processes that worked on the run ended while they did.
    Lost,
    /// The store was restored from a backup meanwhile.
    Restored,
    /// What is left needs a process that has the means for it.
    Elsewhere {
        /// It needs one with a folder of deliveries.
        folder: bool,
        /// It needs one that sends letters.
        mail: bool,
    },
    /// The mail server cannot be spoken with.
    NoServer {
        /// What failed.
        said: String,
    },
    /// The mail server fell silent over this very letter.
    NoAnswer {
        /// What failed.
        said: String,
    },
    /// The mail server answered so.
    Answered {
        /// What it said.
        said: String,
    },
    /// The letter was being sent when its outcome could not be recorded any more.
    Interrupted,
    /// No letter can be written to the address, or of the report.
    Unwritten {
        /// What failed.
        said: String,
    },
    /// The folder has another file of the name.
    Taken {
        /// The name.
        name: String,
    },
    /// The folder cannot be written to.
    NoFolder {
        /// What failed.
        said: String,
    },
    /// The file of the report cannot be read.
    Unread {
        /// What failed.
        said: String,
    },
    /// A text that an earlier release kept.
    Told {
        /// The text.
        said: String,
    },
}

impl Reason {
    /// Whether no server said anything of the letter: that is no try of it, however often it comes to that.
    pub fn is_no_try(&self) -> bool {
        matches!(self, Self::NoServer { .. } | Self::NoAnswer { .. })
    }

    /// The reason as stored; empty for none.
    pub(crate) fn stored(reason: Option<&Self>) -> String {
        // A value of texts and lists of texts has always a form in JSON.
        reason
            .and_then(|one| serde_json::to_string(one).ok())
            .unwrap_or_default()
    }

    /// The reason that was stored; what is no reason is a text that an earlier release kept.
    pub(crate) fn read(stored: String) -> Option<Self> {
        if stored.is_empty() {
            return None;
        }
        let found = serde_json::from_str(&stored);
        Some(found.unwrap_or(Self::Told { said: stored }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_comes_back_as_it_was_stored_and_an_old_text_as_it_is() {
        let lacks = Reason::Lacks {
            da: vec!["a\n\"b\"".to_owned()],
            en: Vec::new(),
        };
        let elsewhere = Reason::Elsewhere {
            folder: false,
            mail: true,
        };
        for one in [lacks, elsewhere, Reason::NotBegun] {
            assert_eq!(Reason::read(Reason::stored(Some(&one))), Some(one));
        }
        assert_eq!(Reason::stored(Some(&Reason::Lost)), r#"{"code":"lost"}"#);
        assert_eq!(Reason::read(Reason::stored(None)), None);
        for old in ["nothing was imported", "{", r#"{"code":"unheard"}"#, "1"] {
            let said = old.to_owned();
            assert_eq!(Reason::read(old.to_owned()), Some(Reason::Told { said }));
        }
    }
}

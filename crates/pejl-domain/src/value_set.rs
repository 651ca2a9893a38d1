//! Closed sets of values with stable codes and names in both languages.

use crate::limit::MAX_TEXT_CHARS;

/// A text that is no value of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// None of the codes.
    #[error("`{text}` is no {set} ({})", .codes.join(", "))]
    Unknown {
        /// The text as given.
        text: String,
        /// What the set is of.
        set: &'static str,
        /// The codes there are.
        codes: Vec<&'static str>,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("{set} is longer than {MAX_TEXT_CHARS} characters")]
    TooLong {
        /// What the set is of.
        set: &'static str,
    },
}

/// Declares an enum with its codes and names, printed and read by code; values have no order.
macro_rules! value_set {
    (
        $(#[$doc:meta])*
        $name:ident, $set:literal:
        $($(#[$value_doc:meta])* $value:ident = $code:literal, $da:literal, $en:literal;)+
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value,)+
        }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The code as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $code,)+
                }
            }

            /// The name as a reader says it.
            #[must_use]
            pub const fn name(self, lang: $crate::lang::Lang) -> &'static str {
                match self {
                    $(Self::$value => lang.pick($da, $en),)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value_set::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                use $crate::value_set::ValueError;
                if !$crate::limit::fits(text, $crate::limit::MAX_TEXT_CHARS) {
                    return Err(ValueError::TooLong { set: $set });
                }
                let found = Self::ALL.iter().find(|value| value.as_str() == text);
                found.copied().ok_or_else(|| ValueError::Unknown {
                    text: text.to_owned(),
                    set: $set,
                    codes: Self::ALL.iter().map(|value| value.as_str()).collect(),
                })
            }
        }

        $crate::serde_text::serde_as_text!($name);
    };
}

pub(crate) use value_set;

//! What an error shows of the text that was at fault.

use std::fmt;

/// Most characters of a text that an error shows.
const MAX_CHARS: usize = 32;

/// The beginning of a text, at most 32 characters and `…`, with control characters shown as `\u{fffd}`.
///
/// An error that carries one can be logged and shown whoever wrote the text.
///
/// # Example
/// ```
/// # use pejl_calendar::Rule;
/// let error = format!("monthly:{}@06:00", "x".repeat(200)).parse::<Rule>().unwrap_err();
/// assert!(error.to_string().contains("`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt(String);

impl Excerpt {
    pub(crate) fn of(text: &str) -> Self {
        let mut characters = text.chars();
        let mut shown: String = characters
            .by_ref()
            .take(MAX_CHARS)
            .map(|c| {
                if c.is_control() {
                    char::REPLACEMENT_CHARACTER
                } else {
                    c
                }
            })
            .collect();
        if characters.next().is_some() {
            shown.push('…');
        }
        Self(shown)
    }

    /// The text that is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(
            Excerpt::of(&"å".repeat(33)).as_str(),
            format!("{}…", "å".repeat(32))
        );
        assert_eq!(Excerpt::of(&"å".repeat(32)).as_str(), "å".repeat(32));
    }

    #[test]
    fn no_line_of_a_log_is_broken() {
        assert_eq!(Excerpt::of("a\n\u{1b}[b").as_str(), "a\u{fffd}\u{fffd}[b");
    }
}

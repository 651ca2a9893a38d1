//! The length no input text may pass.

/// Longest text, in characters, that a parser of this crate looks at; longer text is refused unread.
///
/// The longest genuine text is an account name of a StatBank export (about 120 characters).
pub const MAX_TEXT_CHARS: usize = 200;

/// Longest text, in characters, of what joins several values: a variant key or a members text.
pub(crate) const MAX_JOINED_CHARS: usize = 4000;

/// Says whether `text` is at most `max` characters long, without walking text that is clearly longer.
pub(crate) fn fits(text: &str, max: usize) -> bool {
    // A character takes one to four bytes.
    text.len() <= max || (text.len() <= max.saturating_mul(4) && text.chars().count() <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_not_bytes() {
        assert!(fits(&"å".repeat(200), MAX_TEXT_CHARS));
        assert!(!fits(&"å".repeat(201), MAX_TEXT_CHARS));
        assert!(!fits(&"x".repeat(10_000_000), MAX_TEXT_CHARS));
        assert!(fits("", 0));
    }
}

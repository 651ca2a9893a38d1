//! Text from outside as both backends can store it.

use std::borrow::Cow;

/// What stands for a character that cannot be stored.
const REPLACEMENT: &str = "\u{fffd}";

/// The text without the character U+0000, for which the replacement character stands.
///
/// PostgreSQL has no such text: a file that holds one would be refused, and the refusal then fail to be recorded.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', REPLACEMENT))
    } else {
        Cow::Borrowed(text)
    }
}

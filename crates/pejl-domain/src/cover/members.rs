//! One fact's members as text.

use std::collections::BTreeMap;

use crate::escape::{push_escaped, unescape};
use crate::limit::{MAX_JOINED_CHARS, fits};

/// Why a text is no list of members.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MembersError {
    /// A part without exactly one `=`, or with a broken escape.
    #[error("`{part}` is not dimension=member")]
    Malformed {
        /// The part between two `;`.
        part: String,
    },
    /// A dimension twice.
    #[error("dimension `{dimension}` twice")]
    Twice {
        /// The dimension.
        dimension: String,
    },
    /// Longer than a members text can be.
    #[error("members text is longer than {MAX_JOINED_CHARS} characters")]
    TooLong,
}

/// Members as canonical text: sorted by dimension, `;` between them, `;`, `=`, `%` and control characters
/// percent-escaped. No members give the empty text.
///
/// ```
/// use pejl_domain::cover::members_text;
/// let members = [("function", "5.30.27"), ("art", "TOT")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
/// assert_eq!(members_text(&members), "art=TOT;function=5.30.27");
/// ```
#[must_use]
pub fn members_text(members: &BTreeMap<String, String>) -> String {
    const SPECIAL: [char; 2] = [';', '='];
    let mut text = String::new();
    for (dimension, member) in members {
        if !text.is_empty() {
            text.push(';');
        }
        push_escaped(&mut text, dimension, &SPECIAL);
        text.push('=');
        push_escaped(&mut text, member, &SPECIAL);
    }
    text
}

/// The members that [`members_text`] wrote; the dimensions may come in any order.
///
/// # Errors
/// [`MembersError`].
pub fn parse_members_text(text: &str) -> Result<BTreeMap<String, String>, MembersError> {
    if !fits(text, MAX_JOINED_CHARS) {
        return Err(MembersError::TooLong);
    }
    let mut members = BTreeMap::new();
    for part in text.split(';').filter(|_| !text.is_empty()) {
        let pair = part
            .split_once('=')
            .filter(|(_, member)| !member.contains('='));
        let pair =
            pair.and_then(|(dimension, member)| Some((unescape(dimension)?, unescape(member)?)));
        let (dimension, member) = pair.ok_or_else(|| MembersError::Malformed {
            part: part.to_owned(),
        })?;
        if members.contains_key(&dimension) {
            return Err(MembersError::Twice { dimension });
        }
        members.insert(dimension, member);
    }
    Ok(members)
}

//! Tables that a source makes anew each year, named for the year: a pattern in which each `#` stands for a digit.

/// What stands for a digit.
const DIGIT: char = '#';

/// The digits of a table's name where the pattern has `#`, whatever the case of its letters; none where it is not of the pattern.
///
/// ```
/// use pejl_domain::yearly_table::digits;
/// assert_eq!(digits("FRKM1##", "frkm125").as_deref(), Some("25"));
/// assert_eq!(digits("FRKM1##", "FRKM1255"), None);
/// assert_eq!(digits("FOLK1A", "FOLK1A").as_deref(), Some(""));
/// ```
#[must_use]
pub fn digits(pattern: &str, table: &str) -> Option<String> {
    let mut letters = table.chars();
    let mut digits = String::new();
    for meant in pattern.chars() {
        match (meant, letters.next()?) {
            (DIGIT, letter) if letter.is_ascii_digit() => digits.push(letter),
            (DIGIT, _) => return None,
            (meant, letter) if letter.eq_ignore_ascii_case(&meant) => {}
            _ => return None,
        }
    }
    letters.next().is_none().then_some(digits)
}

//! Bytes as hexadecimal text, as hashes and keys are written.

/// Two lower-case hexadecimal digits per byte.
///
/// ```
/// assert_eq!(pejl_domain::hex([0x0f, 0xa0]), "0fa0");
/// ```
#[must_use]
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    let both = |byte: &u8| [digit(byte >> 4), digit(byte & 0x0f)];
    bytes.as_ref().iter().flat_map(both).collect()
}

//! Percent-escaping of single characters, so that joined texts can be taken apart again.

/// Appends `text` to `out` with `%`, the characters of `special` and control characters written as `%XX` per byte.
pub(crate) fn push_escaped(out: &mut String, text: &str, special: &[char]) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for character in text.chars() {
        if character == '%' || character.is_control() || special.contains(&character) {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                out.push('%');
                for half in [byte >> 4, byte & 0xF] {
                    out.push(HEX.get(usize::from(half)).copied().unwrap_or('0'));
                }
            }
        } else {
            out.push(character);
        }
    }
}

/// The text that [`push_escaped`] wrote, or `None` where a `%` is not followed by two hexadecimal digits or the
/// bytes are not UTF-8.
pub(crate) fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in any::<String>()) {
            let mut escaped = String::new();
            push_escaped(&mut escaped, &text, &[';', '=']);
            prop_assert!(!escaped.contains([';', '=']));
            prop_assert_eq!(unescape(&escaped).unwrap(), text);
        }

        #[test]
        fn any_text_is_unescaped_or_refused(text in any::<String>()) {
            if let Some(plain) = unescape(&text) {
                prop_assert!(plain.len() <= text.len());
            }
        }
    }

    #[test]
    fn broken_escapes_are_refused() {
        for text in ["%", "%2", "%GG", "%+1", "%FF", "a%"] {
            assert_eq!(unescape(text), None, "{text}");
        }
        assert_eq!(unescape("%3b%3B").as_deref(), Some(";;"));
    }
}

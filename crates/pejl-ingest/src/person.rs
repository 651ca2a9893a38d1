//! Pseudonyms: a person number goes in, a key of the person comes out, and nothing else does.
//!
//! The pseudonym is `HMAC-SHA-256(key, "pejl person 1" ‖ municipality ‖ ten digits)`, each part with its length before
//! it, its first 16 bytes in hexadecimal.
//! With the key of the municipality the same person has the same pseudonym in every file and every year; without it a
//! pseudonym cannot be made or undone, although there are fewer than a billion person numbers to try. The key is
//! therefore never kept with the data: it comes from a file or the environment.
//!
//! **Rotation.** A new key gives everybody new pseudonyms, so the two cannot be mixed: the catalogue keeps the key's
//! [fingerprint](PersonKey::fingerprint) and refuses an import with another one. Rotating means to import the sources
//! again under the new key.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use pejl_domain::cpr::Cpr;
use pejl_domain::hex;
use sha2::Sha256;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Hexadecimal digits of a pseudonym and of a fingerprint: 16 bytes.
const PSEUDONYM_DIGITS: usize = 32;
/// What is hashed before a person number, so that the key's other uses give other values.
const PERSON: &[u8] = b"pejl person 1";
/// What is hashed for the fingerprint.
const FINGERPRINT: &[u8] = b"pejl fingerprint 1";

/// The key a municipality's pseudonyms are made with.
#[derive(Clone)]
pub struct PersonKey(Hmac<Sha256>);

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key for pseudonyms is 64 hexadecimal digits, found {n_chars} characters")]
pub struct PersonKeyError {
    /// Length of the text without blanks around it.
    pub n_chars: usize,
}

impl PersonKey {
    /// Reads a key: 64 hexadecimal digits, blanks around them ignored.
    ///
    /// # Errors
    /// [`PersonKeyError`], which does not repeat the text.
    ///
    /// # Example
    /// ```
    /// use pejl_ingest::person::PersonKey;
    ///
    /// let key = PersonKey::parse(&"0f".repeat(32))?;
    /// assert_eq!(format!("{key:?}"), "PersonKey(…)");
    /// # Ok::<(), pejl_ingest::person::PersonKeyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, PersonKeyError> {
        let text = text.trim();
        let error = PersonKeyError {
            n_chars: text.chars().count(),
        };
        if text.len() != 2 * KEY_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(error);
        }
        let mut key = [0_u8; KEY_BYTES];
        for (n, byte) in key.iter_mut().enumerate() {
            let digits = text.get(2 * n..2 * n + 2).ok_or(error)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| error)?;
        }
        Self::of(&key).ok_or(error)
    }

    fn of(key: &[u8]) -> Option<Self> {
        Hmac::new_from_slice(key).ok().map(Self)
    }

    /// The pseudonym of a person in a municipality: 32 hexadecimal digits.
    #[must_use]
    pub fn pseudonym(&self, municipality: &str, cpr: &Cpr) -> String {
        self.hash(&[PERSON, municipality.as_bytes(), &cpr.digits()])
    }

    /// What tells this key from others and says nothing about it: 32 hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.hash(&[FINGERPRINT])
    }

    fn hash(&self, parts: &[&[u8]]) -> String {
        let mut mac = self.0.clone();
        for part in parts {
            // The length first, so that the parts cannot run together.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            mac.update(part);
        }
        let mut text = hex(mac.finalize().into_bytes());
        text.truncate(PSEUDONYM_DIGITS);
        text
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn cpr(text: &str) -> Cpr {
        Cpr::parse(text).unwrap()
    }

    #[test]
    fn a_person_has_one_pseudonym_per_key_and_municipality() {
        let key = PersonKey::parse(&"0f".repeat(32)).unwrap();
        let one = key.pseudonym("766", &cpr("010203-1234"));
        assert_eq!(one.len(), 32);
        assert_eq!(one, key.pseudonym("766", &cpr("0102031234")));
        assert_ne!(one, key.pseudonym("630", &cpr("0102031234")));
        assert_ne!(one, key.pseudonym("766", &cpr("0102031235")));
        let other = PersonKey::parse(&"0e".repeat(32)).unwrap();
        assert_ne!(one, other.pseudonym("766", &cpr("0102031234")));
        assert_ne!(key.fingerprint(), other.fingerprint());
    }

    #[test]
    fn what_is_no_key_is_refused_without_repeating_it() {
        for text in [
            "",
            "0f",
            &"0g".repeat(32),
            &"+f".repeat(32),
            &"0f".repeat(33),
            &"æ".repeat(32),
        ] {
            let error = PersonKey::parse(text).unwrap_err();
            assert!(text.is_empty() || !error.to_string().contains(text));
        }
        assert!(PersonKey::parse(&format!(" {}\n", "0f".repeat(32))).is_ok());
    }

    /// RFC 4231, test case 2: the hash itself is the standard's.
    #[test]
    fn the_hash_is_hmac_sha_256() {
        let mut mac = PersonKey::of(b"Jefe").unwrap().0;
        mac.update(b"what do ya want for nothing?");
        assert_eq!(
            hex(mac.finalize().into_bytes()),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}

//! What a form sends: named texts, bounded, each once.

use std::collections::BTreeMap;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use pejl_app::targets::{Draft, FIELDS};
use pejl_domain::Lang;

use crate::problem::PageError;
use crate::query::problem;

/// Longest form that is read.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// How a form without files is sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// What is to be done with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// It is proved, and not stored.
    Prove,
    /// It is stored.
    Set,
    /// The target is withdrawn.
    Withdraw,
}

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent(BTreeMap<String, String>);

impl Sent {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// It is longer than any form, not sent as a form is, or has a name twice.
    pub(super) async fn read(
        request: &HttpRequest,
        payload: web::Payload,
    ) -> Result<Self, PageError> {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case(FORM) {
            return Err(unreadable(kind));
        }
        let body = payload.to_bytes_limited(FORM_BYTES_MAX).await;
        let Ok(Ok(body)) = body else {
            return Err(unreadable(""));
        };
        let text = std::str::from_utf8(&body).map_err(|_| unreadable(""))?;
        Self::parse(text)
    }

    fn parse(text: &str) -> Result<Self, PageError> {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(text);
        let pairs = pairs.map_err(|_| unreadable(""))?.into_inner();
        let mut found = BTreeMap::new();
        for (name, value) in pairs {
            if found.contains_key(&name) {
                return Err(unreadable(&name));
            }
            found.insert(name, value);
        }
        Ok(Self(found))
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// What is to be done with it; it is proved alone unless it says that it is to be stored.
    pub(super) fn wanted(&self) -> Wanted {
        match self.text("do") {
            "set" => Wanted::Set,
            "withdraw" => Wanted::Withdraw,
            _ => Wanted::Prove,
        }
    }

    /// Whether the reader has seen what is odd in these fields, and wants it so.
    pub(super) fn has_seen(&self, odd: &str) -> bool {
        self.text("seen") == odd
    }

    /// The target that it says, with numbers as the language writes them.
    pub(super) fn draft(&self, lang: Lang) -> Draft {
        let mut draft = Draft::written_in(lang);
        for field in FIELDS {
            draft.put(field.name, self.text(field.name));
        }
        draft
    }
}

fn unreadable(value: &str) -> PageError {
    PageError::Parameters(vec![problem("form", value)])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_form_says_each_field_once() {
        let sent = Sent::parse("goal=70+%25&owner=%C3%86ldrechefen&do=set&seen=goal").unwrap();
        let draft = sent.draft(Lang::Da);
        assert_eq!(draft.get("goal"), Some("70 %"));
        assert_eq!(draft.get("owner"), Some("Ældrechefen"));
        assert_eq!(sent.wanted(), Wanted::Set);
        assert!(sent.has_seen("goal") && !sent.has_seen("deadline"));
        assert!(Sent::parse("goal=1&goal=2").is_err());
    }

    #[test]
    fn what_does_not_say_that_it_is_to_be_stored_is_not() {
        for text in ["", "do=", "do=Set", "do=prove", "goal=1"] {
            assert_eq!(Sent::parse(text).unwrap().wanted(), Wanted::Prove, "{text}");
        }
    }
}

//! What a form without files sends: named texts, bounded, each once.

use std::collections::BTreeMap;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};

use crate::problem::PageError;
use crate::query::problem;

/// Longest form that is read.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// How a form without files is sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted(BTreeMap<String, String>);

impl Posted {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// It is longer than any form, not sent as a form is, or has a name twice.
    pub async fn read(request: &HttpRequest, payload: web::Payload) -> Result<Self, PageError> {
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

    /// Reads the text of a form.
    ///
    /// # Errors
    /// It is not form-encoded, or has a name twice.
    pub fn parse(text: &str) -> Result<Self, PageError> {
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

    /// The text of a name; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
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
        let posted = Posted::parse("goal=70+%25&owner=%C3%86ldrechefen").unwrap();
        assert_eq!(posted.text("goal"), "70 %");
        assert_eq!(posted.text("owner"), "Ældrechefen");
        assert_eq!(posted.text("none"), "");
        assert!(Posted::parse("goal=1&goal=2").is_err());
    }
}

//! Requests over HTTP and their answers.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

/// An answer of a server.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked, for the message of a failing test.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

impl Answer {
    /// Returns a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the media type without its parameters.
    pub fn media_type(&self) -> &str {
        self.header("content-type")
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
    }

    /// Returns the body as text.
    #[track_caller]
    pub fn text(&self) -> String {
        match String::from_utf8(self.body.clone()) {
            Ok(text) => text,
            Err(error) => panic!("{}: the body is not UTF-8: {error}", self.asked),
        }
    }

    /// Returns the body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!(
                "{}: the body is not JSON ({error}): {}",
                self.asked,
                self.text()
            ),
        }
    }

    /// Fails unless the status is `status`.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        if self.status != status {
            panic!(
                "{}: {} instead of {status}: {}",
                self.asked,
                self.status,
                String::from_utf8_lossy(&self.body)
            );
        }
        self
    }

    /// Fails unless this is a problem document (RFC 9457) with the status; returns it.
    #[track_caller]
    pub fn expect_problem(self, status: u16) -> Value {
        let answer = self.expect_status(status);
        assert_eq!(
            answer.media_type(),
            "application/problem+json",
            "{}: {}",
            answer.asked,
            answer.text()
        );
        let problem = answer.json();
        for field in ["type", "title", "detail", "request_id"] {
            let text = problem.get(field).and_then(Value::as_str);
            assert!(
                text.is_some_and(|text| !text.is_empty()),
                "{}: no {field} in {problem}",
                answer.asked
            );
        }
        assert_eq!(
            problem.get("status"),
            Some(&Value::from(status)),
            "{}: {problem}",
            answer.asked
        );
        assert_eq!(
            problem.get("request_id").and_then(Value::as_str),
            answer.header("x-request-id"),
            "{problem}"
        );
        assert!(
            problem.get("errors").is_some_and(Value::is_array),
            "{}: {problem}",
            answer.asked
        );
        problem
    }
}

/// Sends a request and returns the answer, whatever its status is; redirections are not followed.
#[track_caller]
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    if method == "HEAD" {
        // An answer without a body that says it is packed cannot be unpacked.
        request = request.header("accept-encoding", "identity");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let sent = match body {
        Some(body) => request
            .body(body)
            .map_err(ureq::Error::from)
            .and_then(|request| agent().run(request)),
        None => request
            .body(())
            .map_err(ureq::Error::from)
            .and_then(|request| agent().run(request)),
    };
    let asked = format!("{method} {url}");
    let mut response = match sent {
        Ok(response) => response,
        Err(error) => panic!("{asked} failed: {error}"),
    };
    let text =
        |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect();
    let status = response.status().as_u16();
    let body = match response
        .body_mut()
        .with_config()
        .limit(256 * 1024 * 1024)
        .read_to_vec()
    {
        Ok(body) => body,
        Err(error) => panic!("{asked}: the body broke off: {error}"),
    };
    Answer {
        asked,
        status,
        headers,
        body,
    }
}

fn agent() -> &'static ureq::Agent {
    static AGENT: OnceLock<ureq::Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(120)));
        config.build().into()
    })
}

//! When a failed request is made again, and after how long a wait.

use std::time::Duration;

use chrono::DateTime;
use ureq::http::HeaderMap;
use ureq::http::header::{DATE, RETRY_AFTER};

use super::answer::AnswerError;
use super::client::{ClientError, ClientOptions};

/// A failed attempt.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: ClientError,
    pub(crate) again: Again,
}

/// Whether a failed attempt is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// The same request would fail in the same way.
    Never,
    /// After a wait that doubles with each attempt.
    AfterBackOff,
    /// After the wait that the service asked for.
    After(Duration),
}

impl Failure {
    pub(crate) fn last(error: impl Into<ClientError>) -> Failure {
        Failure {
            error: error.into(),
            again: Again::Never,
        }
    }

    pub(crate) fn passing(error: impl Into<ClientError>) -> Failure {
        Failure {
            error: error.into(),
            again: Again::AfterBackOff,
        }
    }
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Failure {
        if error.is_passing() {
            Failure::passing(error)
        } else {
            Failure::last(error)
        }
    }
}

/// The wait after the given attempt (from 1): `first_wait`, then twice as long each time, at most `max_wait`.
pub(crate) fn back_off(attempt: u32, options: &ClientOptions) -> Duration {
    let doublings = attempt.saturating_sub(1).min(30);
    options
        .first_wait
        .saturating_mul(1 << doublings)
        .min(options.max_wait)
}

/// The wait that `Retry-After` asks for: seconds, or an instant that is compared with the answer's own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    // Two instants of the same clock: the service's. Ours may be wrong, and reading it would make this untestable.
    let until = DateTime::parse_from_rfc2822(text).ok()?;
    let now = DateTime::parse_from_rfc2822(headers.get(DATE)?.to_str().ok()?.trim()).ok()?;
    Some((until - now).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use ureq::http::HeaderValue;

    use super::*;

    fn headers(retry_after: &'static str, date: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(retry_after));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        headers
    }

    #[test]
    fn the_wait_doubles_up_to_its_limit() {
        let options = ClientOptions {
            first_wait: Duration::from_secs(2),
            max_wait: Duration::from_secs(60),
            ..ClientOptions::default()
        };
        let waits: Vec<u64> = (1..=7)
            .map(|attempt| back_off(attempt, &options).as_secs())
            .collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(back_off(u32::MAX, &options).as_secs(), 60);
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_an_instant() {
        assert_eq!(
            retry_after(&headers("120", None)),
            Some(Duration::from_secs(120))
        );
        let date = Some("Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(
            retry_after(&headers("Wed, 21 Oct 2015 07:29:30 GMT", date)),
            Some(Duration::from_secs(90))
        );
        assert_eq!(
            retry_after(&headers("Wed, 21 Oct 2015 07:00:00 GMT", date)),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn what_cannot_be_read_leaves_the_usual_wait() {
        assert_eq!(
            retry_after(&headers("Wed, 21 Oct 2015 07:29:30 GMT", None)),
            None
        );
        assert_eq!(retry_after(&headers("soon", None)), None);
        assert_eq!(retry_after(&headers("-5", None)), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
        let header: HeaderValue = HeaderValue::from_bytes(b"\xff").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, header);
        assert_eq!(retry_after(&headers), None);
    }
}

//! What a process knows of a mail server that is away, so that one letter waits for it and not each of them.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::work::is_time;

/// That a server is away, and until when no letter is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Away {
    /// What failed.
    pub(crate) said: String,
    /// When it is tried again.
    pub(crate) until: DateTime<Utc>,
}

/// The absence of a server; it is the same in every copy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Absence(Arc<Mutex<Option<Away>>>);

impl Absence {
    /// The absence that lasts; none where the server is to be tried by now.
    pub(crate) fn find(&self, now: DateTime<Utc>) -> Option<Away> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone().filter(|away| !is_time(away.until, now))
    }

    /// Notes that the server is away.
    pub(crate) fn note(&self, away: Away) {
        log::warn!("the mail server is away, letters wait until={}", away.until);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(away);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::AGAIN;

    #[test]
    fn an_absence_is_known_to_every_copy_and_lasts_until_the_server_is_to_be_tried() {
        let now = DateTime::UNIX_EPOCH;
        let absence = Absence::default();
        let copy = absence.clone();
        assert_eq!(copy.find(now), None);
        let away = Away {
            said: "silence".to_owned(),
            until: now + AGAIN,
        };
        absence.note(away.clone());
        assert_eq!(copy.find(now), Some(away));
        assert_eq!(copy.find(now + AGAIN), None);
        // A clock that was months ahead and is put right holds no letter for months.
        assert_eq!(copy.find(now - 8 * AGAIN), None);
    }
}

//! How old data may be before an indicator on the board is out of date.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{CardError, embedded, raw};

/// What is agreed on the age of every dataset and published table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgeLimits {
    limits: BTreeMap<String, AgeLimit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct AgeLimit {
    /// Days after the last day of the newest period that is covered.
    days: u32,
    /// Last day on which there is anything to deliver.
    until: Option<NaiveDate>,
}

impl AgeLimits {
    /// The days agreed for a dataset or a published table; none where nothing is agreed.
    pub fn of(&self, name: &str) -> Option<u32> {
        Some(self.limits.get(name)?.days)
    }

    /// The last day on which there is anything to deliver, of what has ended: the law behind it is repealed. None of what goes on.
    ///
    /// # Example
    /// Preventive home visits end on 30 June 2025; whoever has delivered them up to then lacks none.
    pub fn until(&self, name: &str) -> Option<NaiveDate> {
        self.limits.get(name)?.until
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimits {
    limits: Vec<RawLimit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimit {
    of: String,
    days: u32,
    until: Option<NaiveDate>,
}

static LIMITS: LazyLock<AgeLimits> =
    // The file is part of the program and a test reads it.
    LazyLock::new(|| read(embedded::FRESHNESS).unwrap_or_default());

/// The age limits of this version of the product.
pub fn age_limits() -> &'static AgeLimits {
    &LIMITS
}

fn read(text: &str) -> Result<AgeLimits, CardError> {
    let raw: RawLimits = raw::read("freshness.toml", text)?;
    let limits = raw.limits.into_iter().map(|one| {
        let RawLimit { of, days, until } = one;
        (of, AgeLimit { days, until })
    });
    Ok(AgeLimits {
        limits: limits.collect(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_each_stands_once() {
        let read = read(embedded::FRESHNESS).unwrap();
        assert_eq!(&read, age_limits());
        assert_eq!(read.of("ledger"), Some(45));
        assert_eq!(read.of("ledgers"), None);
        assert_eq!(read.until("ledger"), None);
        assert_eq!(
            read.until("prevention_visit"),
            NaiveDate::from_ymd_opt(2025, 6, 30)
        );
        let n_written = embedded::FRESHNESS.matches("[[limits]]").count();
        assert_eq!(read.limits.len(), n_written);
    }
}

//! How old data may be before an indicator on the board is out of date.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{CardError, embedded, raw};

/// Days after the last day of the newest period that is covered, by dataset or published table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgeLimits {
    days: BTreeMap<String, u32>,
}

impl AgeLimits {
    /// The days agreed for a dataset or a published table; none where nothing is agreed.
    pub fn of(&self, name: &str) -> Option<u32> {
        self.days.get(name).copied()
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
    let limits = raw.limits.into_iter();
    Ok(AgeLimits {
        days: limits.map(|one| (one.of, one.days)).collect(),
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
        let n_written = embedded::FRESHNESS.matches("[[limits]]").count();
        assert_eq!(read.days.len(), n_written);
    }
}

//! What the caller says about a file, and how much of one is read.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use pejl_ingest::person::PersonKey;

use crate::identity::Organisation;

/// How much of a file is read; what is larger is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file.
    pub max_bytes: usize,
    /// Reports in a file.
    pub max_reports: usize,
    /// Elements of a list: the resources of a report, the references of a resource.
    pub max_entries: usize,
    /// Characters of a text that is kept: an id, a code.
    pub max_text_chars: usize,
    /// Issues of a report that are named.
    pub max_issues: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 256 * 1024 * 1024,
            max_reports: 100_000,
            max_entries: 10_000,
            max_text_chars: 200,
            max_issues: 100,
        }
    }
}

/// What the caller says about a file.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// The name of the file in issues.
    pub file: &'a str,
    /// The key of the municipality's pseudonyms.
    pub person_key: &'a PersonKey,
    /// Which organisation is which municipality.
    pub organisations: &'a dyn OrgLookup,
    /// When the file arrived.
    pub received_at: DateTime<Utc>,
    /// How much of a file is read.
    pub limits: Limits,
}

/// Whose reports an organisation sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgEntry {
    /// The municipality.
    pub municipality_code: String,
    /// The department, where it is one.
    pub unit_id: Option<String>,
    /// First day of the entry; open when none.
    pub valid_from: Option<NaiveDate>,
    /// First day after the entry; open when none.
    pub valid_to: Option<NaiveDate>,
}

impl OrgEntry {
    /// Whether the entry is in force on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }
}

/// Knows reporting organisations.
pub trait OrgLookup {
    /// The entry of an organisation in force on the day of a report; none holds the report in quarantine.
    fn find_org(&self, organisation: &Organisation, on: NaiveDate) -> Option<OrgEntry>;
}

impl OrgLookup for BTreeMap<Organisation, Vec<OrgEntry>> {
    fn find_org(&self, organisation: &Organisation, on: NaiveDate) -> Option<OrgEntry> {
        let mut entries = self.get(organisation)?.iter();
        entries.find(|entry| entry.is_valid_on(on)).cloned()
    }
}

//! What came of reading a file: the reports that can be applied, those that are held, and what was wrong.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pejl_domain::care::Sex;
use pejl_ingest::issue::{RowIssue, Severity};
use serde::{Deserialize, Serialize};

use crate::guide::{Guide, Profile};
use crate::identity::{Organisation, ReportKey, ResourceKey, ResourceType};
use crate::resource::Resource;

/// What came of one file.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Reports that can be applied, in the order of the file.
    pub deliveries: Vec<DeliveryReport>,
    /// Reports of organisations nobody has named yet: nothing of the citizen is kept, so the file must be read again.
    pub held: Vec<HeldReport>,
    /// Reports with an error, which were not read.
    pub n_refused: usize,
    /// Files, or files of an archive, of which nothing could be read, so that nobody knows how many reports they hold.
    pub n_unreadable: usize,
    /// Bytes that were read, unpacked.
    pub n_bytes: u64,
    /// Everything that was wrong, with its place.
    pub issues: Vec<RowIssue>,
}

impl Report {
    /// Whether every report of the file was read or held: nothing was refused.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.n_refused == 0
            && self.n_unreadable == 0
            && !self
                .issues
                .iter()
                .any(|issue| issue.severity == Severity::Error)
    }
}

/// A delivery report, its citizen a pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryReport {
    /// What it is known by.
    pub key: ReportKey,
    /// Who has the record.
    pub organisation: Organisation,
    /// Whose record it is.
    pub municipality_code: String,
    /// The department, where the organisation is one.
    pub unit_id: Option<String>,
    /// The citizen's pseudonym.
    pub person_key: String,
    /// The citizen, as far as the number says.
    pub citizen: CitizenFacts,
    /// The file, as it was named.
    pub file: String,
    /// Line of the file on which the report begins.
    pub line: u64,
    /// `Bundle.timestamp`.
    pub reported_at: DateTime<Utc>,
    /// When it arrived here.
    pub received_at: DateTime<Utc>,
    /// Entries of the bundle, those that were not read among them.
    pub n_entries: usize,
    /// What was read, in the order of the bundle.
    pub entries: Vec<Entry>,
}

impl DeliveryReport {
    /// Resources that were read, by type.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<ResourceType, usize> {
        let mut counts = BTreeMap::new();
        for entry in &self.entries {
            let count: &mut usize = counts.entry(entry.key.resource_type).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }
}

/// What a citizen's number says and is kept; the day of birth is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitizenFacts {
    /// Year of birth.
    pub birth_year: i32,
    /// Sex.
    pub sex: Sex,
}

/// One resource of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it is known by.
    pub key: ResourceKey,
    /// What it is.
    pub profile: Profile,
    /// `meta.lastUpdated`, which the guides require and few send.
    pub last_updated: Option<DateTime<Utc>>,
    /// The citizen's age in whole years on the day the resource is about; none where it names no day, or one before
    /// the citizen's birth.
    pub age: Option<u32>,
    /// What is kept of it.
    pub resource: Resource,
}

/// A report whose organisation is unknown: held, not guessed.
///
/// The pseudonym is made with the municipality, so that there is none yet, and nothing else of the citizen is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldReport {
    /// The guide.
    pub guide: Guide,
    /// The bundle's id.
    pub bundle_id: String,
    /// The organisation nobody has named.
    pub organisation: Organisation,
    /// `Bundle.timestamp`.
    pub reported_at: DateTime<Utc>,
    /// Line of the file on which the report begins.
    pub line: u64,
    /// Entries of the bundle.
    pub n_entries: usize,
}

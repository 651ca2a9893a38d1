//! Versions of one resource: each change that was reported, and each that was taken back.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::guide::{Guide, Profile};
use crate::identity::{ReportKey, ResourceKey};
use crate::report::{CitizenFacts, DeliveryReport, Entry};
use crate::resource::Resource;
use crate::when::danish_day;

/// What a version does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// It says how the resource is now.
    Put,
    /// It takes an earlier version back.
    Void {
        /// The version that is taken back; none where no version has the same data.
        taken_back: Option<usize>,
    },
}

/// One version of a resource as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The resource.
    pub key: ResourceKey,
    /// Number of the version within its resource, from 0.
    pub number: usize,
    /// What it does.
    #[serde(flatten)]
    pub change: Change,
    /// The guide of the report.
    pub guide: Guide,
    /// What the resource is.
    pub profile: Profile,
    /// Whose record it is.
    pub municipality_code: String,
    /// The citizen's pseudonym.
    pub person_key: String,
    /// The citizen, as far as the number says.
    pub citizen: CitizenFacts,
    /// The citizen's age on the day the resource is about.
    pub age: Option<u32>,
    /// Number of the report in the order of arrival.
    pub arrival_no: u64,
    /// The report.
    pub report: ReportKey,
    /// `Bundle.timestamp` of the report.
    pub reported_at: DateTime<Utc>,
    /// `meta.lastUpdated`.
    pub last_updated: Option<DateTime<Utc>>,
    /// What is kept of the resource.
    pub resource: Resource,
}

impl Version {
    /// When the version came to be: `meta.lastUpdated`, or else the time of the report.
    #[must_use]
    pub fn time(&self) -> DateTime<Utc> {
        self.last_updated.unwrap_or(self.reported_at)
    }

    /// The Danish day on which the version came to be.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        danish_day(self.time())
    }

    /// A version of an entry, before its resource says what it does.
    pub(crate) fn of(entry: &Entry, report: &DeliveryReport, arrival_no: u64) -> Self {
        Self {
            key: entry.key.clone(),
            number: 0,
            change: Change::Put,
            guide: report.key.guide,
            profile: entry.profile,
            municipality_code: report.municipality_code.clone(),
            person_key: report.person_key.clone(),
            citizen: report.citizen,
            age: entry.age,
            arrival_no,
            report: report.key.clone(),
            reported_at: report.reported_at,
            last_updated: entry.last_updated,
            resource: entry.resource.clone(),
        }
    }
}

/// What came of a version that was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// New, or changed; and whether an intervention has another code than before.
    Stored { has_new_code: bool },
    /// As the latest: it was sent because something refers to it.
    Repeated,
    /// Took an earlier version back.
    TookBack,
    /// Would take a version back, and none has its data.
    TookBackNothing,
}

/// The versions of one resource, in the order they were applied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    versions: Vec<Version>,
    /// Beside each version, whether it says how things are: a put that was not taken back.
    is_live: Vec<bool>,
}

impl Chain {
    /// Every version.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The versions that say how the resource was, without those taken back.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = &Version> {
        let both = self.versions.iter().zip(&self.is_live);
        both.filter(|(_, is_live)| **is_live)
            .map(|(version, _)| version)
    }

    /// How the resource is; none where every version was taken back, and it never existed.
    #[must_use]
    pub fn current(&self) -> Option<&Version> {
        self.live().next_back()
    }

    /// Beside each version, how the resource was after it; none where nothing of it was left.
    #[must_use]
    pub fn states(&self) -> Vec<Option<&Version>> {
        let mut is_live: Vec<bool> = Vec::with_capacity(self.versions.len());
        let mut states = Vec::with_capacity(self.versions.len());
        for version in &self.versions {
            is_live.push(version.change == Change::Put);
            if let Change::Void {
                taken_back: Some(number),
            } = version.change
                && let Some(is_live) = is_live.get_mut(number)
            {
                *is_live = false;
            }
            let last = is_live.iter().rposition(|is_live| *is_live);
            states.push(last.and_then(|number| self.versions.get(number)));
        }
        states
    }

    /// Versions that were taken back.
    #[must_use]
    pub fn n_taken_back(&self) -> usize {
        let taken = self.versions.iter().filter(|version| {
            matches!(
                version.change,
                Change::Void {
                    taken_back: Some(_)
                }
            )
        });
        taken.count()
    }

    /// Applies a version that was reported.
    pub(crate) fn push(&mut self, mut version: Version) -> Pushed {
        let is_repeat = |earlier: Option<&Version>| {
            earlier.is_some_and(|earlier| earlier.resource == version.resource)
        };
        if is_repeat(self.versions.last()) || is_repeat(self.current()) {
            return Pushed::Repeated;
        }
        version.number = self.versions.len();
        if !version.resource.is_entered_in_error() {
            let has_new_code = self
                .current()
                .is_some_and(|current| has_new_code(current, &version));
            version.change = Change::Put;
            self.versions.push(version);
            self.is_live.push(true);
            return Pushed::Stored { has_new_code };
        }
        let same_data = self
            .live()
            .rfind(|earlier| version.resource.takes_back(&earlier.resource));
        let taken_back = same_data.map(|earlier| earlier.number);
        if let Some(is_live) = taken_back.and_then(|number| self.is_live.get_mut(number)) {
            *is_live = false;
        }
        version.change = Change::Void { taken_back };
        self.versions.push(version);
        self.is_live.push(false);
        if taken_back.is_some() {
            Pushed::TookBack
        } else {
            Pushed::TookBackNothing
        }
    }
}

/// An intervention with another code is another intervention, which should have another id.
fn has_new_code(earlier: &Version, version: &Version) -> bool {
    match (&earlier.resource, &version.resource) {
        (Resource::Plan(earlier), Resource::Plan(plan)) => earlier.code.code != plan.code.code,
        _ => false,
    }
}

//! Reports in the order they arrived, and what was known at any time.

mod view;
mod warning;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

pub use view::{Pointed, View};
pub use warning::Warning;

use crate::identity::{ReportKey, ResourceKey};
use crate::report::DeliveryReport;
use crate::version::{Chain, Pushed, Version};
use crate::when::danish_day;

pub(crate) type Chains = BTreeMap<ResourceKey, Chain>;

/// What a view is asked to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Everything that arrived.
    Latest,
    /// What had arrived with and before an arrival.
    Arrival(u64),
    /// What had been reported by an instant, by the time the reports carry.
    ReportedBy(DateTime<Utc>),
    /// What had been reported by the end of a Danish day, by the time the reports carry.
    ReportedOn(NaiveDate),
}

impl Known {
    fn has(self, arrival_no: u64, reported_at: DateTime<Utc>) -> bool {
        match self {
            Self::Latest => true,
            Self::Arrival(last) => arrival_no <= last,
            Self::ReportedBy(instant) => reported_at <= instant,
            Self::ReportedOn(day) => danish_day(reported_at) <= day,
        }
    }
}

/// What came of a report that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its number; of a repeated report, that of its first arrival.
    pub arrival_no: u64,
    /// What it did.
    pub applied: Applied,
}

/// What a report did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It was here before, and changed nothing.
    Repeated,
    /// It was applied.
    Accepted {
        /// Versions that are new or changed.
        n_stored: usize,
        /// Resources that were as before.
        n_repeated: usize,
        /// Versions that were taken back.
        n_taken_back: usize,
        /// What a person should know, each with the rule it breaks.
        warnings: Vec<Warning>,
    },
}

/// A report that cannot be given its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalError {
    /// Another report has the number.
    #[error("another report has arrival number {arrival_no}")]
    Taken {
        /// The number.
        arrival_no: u64,
    },
    /// The number is before what was restored, whose repeats are no longer known.
    #[error("arrival number {arrival_no} is not after {restored_to}, the last that was restored")]
    BeforeRestored {
        /// The number.
        arrival_no: u64,
        /// The last arrival that was restored.
        restored_to: u64,
    },
}

/// Every report that arrived, and the versions they make; nothing is ever changed or removed.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Versions that were stored before.
    restored: Chains,
    restored_to: u64,
    reports: BTreeMap<u64, DeliveryReport>,
    seen: BTreeMap<ReportKey, u64>,
    chains: Chains,
}

impl History {
    /// A history of versions that were stored, and of the reports that made them or repeated them.
    ///
    /// Repeats are not stored, so that nothing can be put in before what is restored; and what was known by the time
    /// of the reports rests on the versions alone.
    #[must_use]
    pub fn restore(
        versions: impl IntoIterator<Item = Version>,
        reports: impl IntoIterator<Item = (ReportKey, u64)>,
    ) -> Self {
        let mut versions: Vec<Version> = versions.into_iter().collect();
        versions.sort_by_key(|version| (version.arrival_no, version.number));
        let seen: BTreeMap<ReportKey, u64> = reports.into_iter().collect();
        let last = versions.last().map_or(0, |version| version.arrival_no);
        let mut restored = Chains::new();
        for version in versions {
            let _ = push(&mut restored, version);
        }
        Self {
            chains: restored.clone(),
            restored,
            restored_to: seen.values().copied().max().unwrap_or(0).max(last),
            reports: BTreeMap::new(),
            seen,
        }
    }

    /// Applies the reports of one load, which have no order of their own: in the order of the time they carry.
    pub fn load(&mut self, mut reports: Vec<DeliveryReport>) -> Vec<Arrival> {
        reports.sort_by_key(|report| report.reported_at);
        reports
            .into_iter()
            .map(|report| self.append(report))
            .collect()
    }

    /// Applies a report after all others.
    pub fn append(&mut self, report: DeliveryReport) -> Arrival {
        let last = self.reports.keys().next_back().copied();
        let arrival_no = last.unwrap_or(self.restored_to).saturating_add(1);
        if let Some(first) = self.seen.get(&report.key) {
            return Arrival {
                arrival_no: *first,
                applied: Applied::Repeated,
            };
        }
        self.apply(report, arrival_no)
    }

    /// Applies a report that arrived as the `arrival_no`th, whenever it is read; one that was here before changes
    /// nothing.
    ///
    /// # Errors
    /// [`ArrivalError`]; the history is as it was.
    pub fn append_at(
        &mut self,
        report: DeliveryReport,
        arrival_no: u64,
    ) -> Result<Arrival, ArrivalError> {
        if let Some(first) = self.seen.get(&report.key) {
            return Ok(Arrival {
                arrival_no: *first,
                applied: Applied::Repeated,
            });
        }
        if arrival_no <= self.restored_to {
            return Err(ArrivalError::BeforeRestored {
                arrival_no,
                restored_to: self.restored_to,
            });
        }
        if self.reports.contains_key(&arrival_no) {
            return Err(ArrivalError::Taken { arrival_no });
        }
        Ok(self.apply(report, arrival_no))
    }

    fn apply(&mut self, report: DeliveryReport, arrival_no: u64) -> Arrival {
        let is_last = self
            .reports
            .keys()
            .next_back()
            .is_none_or(|last| *last < arrival_no);
        self.seen.insert(report.key.clone(), arrival_no);
        let applied = if is_last {
            apply_to(&mut self.chains, &report, arrival_no)
        } else {
            // What came later is applied again on top of it.
            let mut chains = self.fold(Known::Arrival(arrival_no.saturating_sub(1)));
            let applied = apply_to(&mut chains, &report, arrival_no);
            for (later_no, later) in self.reports.range(arrival_no..) {
                let _ = apply_to(&mut chains, later, *later_no);
            }
            self.chains = chains;
            applied
        };
        self.reports.insert(arrival_no, report);
        Arrival {
            arrival_no,
            applied,
        }
    }

    /// What was known.
    #[must_use]
    pub fn view(&self, known: Known) -> View<'_> {
        if known == Known::Latest {
            return View::new(Cow::Borrowed(&self.chains));
        }
        View::new(Cow::Owned(self.fold(known)))
    }

    /// The chain of every resource, in the order of its key.
    pub fn chains(&self) -> impl Iterator<Item = &Chain> {
        self.chains.values()
    }

    /// Every version, in the order to be stored.
    #[must_use]
    pub fn versions(&self) -> Vec<&Version> {
        let all = self.chains.values().flat_map(Chain::versions);
        let mut all: Vec<&Version> = all.collect();
        all.sort_by_key(|version| version.arrival_no);
        all
    }

    /// Reports that arrived, each with its number.
    #[must_use]
    pub const fn reports(&self) -> &BTreeMap<ReportKey, u64> {
        &self.seen
    }

    fn fold(&self, known: Known) -> Chains {
        let mut chains = Chains::new();
        let restored = self.restored.values().flat_map(Chain::versions);
        for version in restored {
            if known.has(version.arrival_no, version.reported_at) {
                let _ = push(&mut chains, version.clone());
            }
        }
        for (arrival_no, report) in &self.reports {
            if known.has(*arrival_no, report.reported_at) {
                let _ = apply_to(&mut chains, report, *arrival_no);
            }
        }
        chains
    }
}

fn push(chains: &mut Chains, version: Version) -> Pushed {
    chains.entry(version.key.clone()).or_default().push(version)
}

fn apply_to(chains: &mut Chains, report: &DeliveryReport, arrival_no: u64) -> Applied {
    let mut versions: Vec<Version> = report
        .entries
        .iter()
        .map(|entry| Version::of(entry, report, arrival_no))
        .collect();
    versions.sort_by_key(Version::time);
    let (mut n_stored, mut n_repeated, mut n_taken_back) = (0_usize, 0_usize, 0_usize);
    let mut warnings = Vec::new();
    for version in versions {
        let key = version.key.clone();
        let counter = match push(chains, version) {
            Pushed::Stored { has_new_code } => {
                if has_new_code {
                    warnings.push(Warning::CodeChanged(key));
                }
                &mut n_stored
            }
            Pushed::Repeated => &mut n_repeated,
            Pushed::TookBack => &mut n_taken_back,
            Pushed::TookBackNothing => {
                warnings.push(Warning::TookBackNothing(key));
                continue;
            }
        };
        *counter = counter.saturating_add(1);
    }
    Applied::Accepted {
        n_stored,
        n_repeated,
        n_taken_back,
        warnings,
    }
}

#[cfg(test)]
mod tests;

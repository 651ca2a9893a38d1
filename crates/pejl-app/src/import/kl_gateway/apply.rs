//! Reports applied, citizen by citizen: their numbers of arrival, the versions they make, and the citizens' rows.

use std::collections::{BTreeMap, BTreeSet};

use pejl_db::commit::NewCover;
use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Unit, Variant, hex};
use pejl_ingest::RowIssue;
use pejl_kl_gateway::stored::{Records, ReportCounts, SOURCE, push_report, push_versions};
use pejl_kl_gateway::{Applied, Codes, DeliveryReport, History, Known, ReportKey, danish_day};
use pejl_lake::{DatasetSpec, KL_REPORT, KL_RESOURCE, RowBuilder};
use sha2::{Digest, Sha256};

use super::super::segments::Segments;
use super::ReportSummary;
use super::places::Made;
use super::run::Run;
use crate::error::AppError;
use crate::kl_gateway::{Stored, codes};
use crate::snapshot::AsKnown;

/// Rows after which those at hand are written.
const ROWS_AT_HAND: usize = 50_000;

/// A report that is new, with the number of its file and of its arrival.
pub(super) struct Arrived {
    file_no: i32,
    arrival_no: u64,
    report: DeliveryReport,
}

/// The reports of a load that are new, by citizen.
pub(super) struct Arrivals {
    pub(super) by_person: BTreeMap<String, Vec<Arrived>>,
    pub(super) n_repeated: usize,
    /// The years in which they were reported.
    pub(super) years: BTreeSet<Period>,
}

impl Arrivals {
    /// Numbers the reports that are new. Within a load the time of the reports decides; between loads arrival does.
    pub(super) fn of(
        mut reports: Vec<(i32, DeliveryReport)>,
        stored: &Stored,
        last: u64,
    ) -> Result<Self, AppError> {
        reports.sort_by_key(|(_, report)| report.reported_at);
        let mut seen: BTreeMap<String, BTreeSet<ReportKey>> = BTreeMap::new();
        let mut arrivals = Self {
            by_person: BTreeMap::new(),
            n_repeated: 0,
            years: BTreeSet::new(),
        };
        let mut arrival_no = last;
        for (file_no, report) in reports {
            let person = report.person_key.clone();
            if !seen.contains_key(&person) {
                seen.insert(person.clone(), stored.report_keys(&person)?);
            }
            let is_new = seen
                .get_mut(&person)
                .is_some_and(|seen| seen.insert(report.key.clone()));
            if !is_new {
                arrivals.n_repeated = arrivals.n_repeated.saturating_add(1);
                continue;
            }
            arrival_no = arrival_no.saturating_add(1);
            let day = danish_day(report.reported_at);
            arrivals.years.extend(Period::containing(Grain::Year, day));
            arrivals.by_person.entry(person).or_default().push(Arrived {
                file_no,
                arrival_no,
                report,
            });
        }
        Ok(arrivals)
    }
}

/// What reports make, while they are applied.
pub(super) struct Applying<'r> {
    import_id: i64,
    /// The last arrival of the loads before.
    last: u64,
    codes: Codes,
    pub(super) versions: Added<'r>,
    pub(super) reports: Added<'r>,
    pub(super) records: Records,
}

impl<'r> Applying<'r> {
    pub(super) fn begin(run: &Run<'r>, last: u64) -> Result<Self, AppError> {
        Ok(Self {
            import_id: run.import_id(),
            last,
            codes: codes(run.store(), AsKnown::Head)?,
            versions: Added::begin(run, &KL_RESOURCE),
            reports: Added::begin(run, &KL_REPORT),
            records: Records::new(run.import_id()),
        })
    }

    /// Applies the reports of a citizen, and writes them and the versions they make.
    pub(super) fn reports(
        &mut self,
        history: &mut History,
        reports: Vec<Arrived>,
        summary: &mut ReportSummary,
    ) -> Result<(), AppError> {
        let mut places: BTreeMap<u64, (i32, i64)> = BTreeMap::new();
        for arrived in reports {
            let Arrived {
                file_no,
                arrival_no,
                report,
            } = arrived;
            let line = i64::try_from(report.line).unwrap_or(i64::MAX);
            places.insert(arrival_no, (file_no, line));
            for (kind, n) in report.counts() {
                let count = summary.resources.entry(kind.to_string()).or_default();
                *count = count.saturating_add(n);
            }
            let applied = history
                .append_at(report.clone(), arrival_no)
                .map_err(|error| AppError::Conflict(error.to_string()))?
                .applied;
            let counts = summary.applied(&applied);
            let rows = &mut self.reports.rows;
            push_report(rows, &report, arrival_no, counts, self.import_id, file_no)?;
        }
        let place_of = |arrival_no| places.get(&arrival_no).copied().unwrap_or((0, 1));
        let rows = &mut self.versions.rows;
        let n_versions = push_versions(rows, history, self.last, self.import_id, &place_of)?;
        summary.n_versions = summary.n_versions.saturating_add(n_versions);
        self.versions.write_if_many()?;
        self.reports.write_if_many()
    }

    /// Makes the rows of a citizen.
    pub(super) fn records(&mut self, history: &History) -> Result<(), AppError> {
        Ok(self
            .records
            .add(&history.view(Known::Latest), &self.codes)?)
    }
}

/// Rows that are added to a dataset: nothing is cut by them.
pub(super) struct Added<'r> {
    spec: &'static DatasetSpec,
    area: &'static str,
    import_id: i64,
    segments: Segments<'r>,
    rows: RowBuilder,
    n_rows: usize,
}

impl<'r> Added<'r> {
    fn begin(run: &Run<'r>, spec: &'static DatasetSpec) -> Self {
        Self {
            spec,
            area: run.area(),
            import_id: run.import_id(),
            segments: Segments::new(run.store(), run.ticket_of(spec), spec),
            rows: RowBuilder::new(spec),
            n_rows: 0,
        }
    }

    fn write_if_many(&mut self) -> Result<(), AppError> {
        if self.rows.len() < ROWS_AT_HAND {
            return Ok(());
        }
        self.write()
    }

    fn write(&mut self) -> Result<(), AppError> {
        self.n_rows = self.n_rows.saturating_add(self.rows.len());
        self.segments.write(&self.rows.finish()?)
    }

    /// Writes what is at hand, and says what all of it covers.
    pub(super) fn finish(
        mut self,
        years: BTreeSet<Period>,
        summary: &ReportSummary,
    ) -> Result<Made<'r>, AppError> {
        self.write()?;
        let cover = Cover {
            variant: Variant {
                source: SOURCE.to_owned(),
                table_id: self.spec.name.to_owned(),
                unit: Unit::Other("records".to_owned()),
                price: PriceLevel::Current,
                grain: Grain::Year,
                dimensions: BTreeSet::new(),
            },
            areas: BTreeSet::from([self.area.to_owned()]),
            periods: years,
            members: BTreeMap::new(),
            absent: Absent::Missing,
        };
        let mut hash = Sha256::new();
        for file in &summary.files {
            hash.update(file.sha256.as_bytes());
        }
        // What is added is never what was there: arrivals have numbers of their own.
        hash.update(self.import_id.to_le_bytes());
        Ok(Made {
            spec: self.spec,
            segments: self.segments,
            covers: vec![NewCover {
                cover,
                sha256: hex(hash.finalize()),
            }],
            n_rows: self.n_rows,
        })
    }
}

impl ReportSummary {
    /// Counts what a report did.
    fn applied(&mut self, applied: &Applied) -> ReportCounts {
        let Applied::Accepted {
            n_stored,
            n_repeated,
            n_taken_back,
            warnings,
        } = applied
        else {
            // Reports that had arrived before were counted when they were numbered.
            return ReportCounts::default();
        };
        self.n_reports = self.n_reports.saturating_add(1);
        self.n_taken_back = self.n_taken_back.saturating_add(*n_taken_back);
        for warning in warnings {
            // The resource is told by its type; its id is of a citizen.
            let issue = RowIssue::warning("", warning.rule(), warning.message())
                .in_column(warning.key().resource_type.as_str());
            self.note(issue);
            match self
                .rules
                .iter_mut()
                .find(|(rule, _)| rule == warning.rule())
            {
                Some((_, n)) => *n = n.saturating_add(1),
                None => self.rules.push((warning.rule().to_owned(), 1)),
            }
        }
        ReportCounts {
            n_stored: *n_stored,
            n_repeated: *n_repeated,
            n_taken_back: *n_taken_back,
        }
    }
}

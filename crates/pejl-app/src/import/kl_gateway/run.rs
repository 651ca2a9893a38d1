//! One load under its leases: apply, write, make the rows, commit.

use std::collections::{BTreeMap, BTreeSet};

use pejl_db::commit::{
    Beside, Commit, CommitError, NewCover, Outcome, commit_import, end_unchanged,
};
use pejl_db::import::{ImportFile, Origin, Refusal, refuse_import};
use pejl_db::lease::Ticket;
use pejl_db::segment::WrittenSegment;
use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Unit, Variant};
use pejl_ingest::{Message, RowIssue};
use pejl_kl_gateway::stored::{RECORD_DATASETS, ReportCounts, SOURCE, push_report, push_versions};
use pejl_kl_gateway::{Applied, History, danish_day};
use pejl_lake::{DatasetSpec, KL_REPORT, KL_RESOURCE, RowBuilder};
use sha2::{Digest, Sha256};

use super::super::ImportState;
use super::super::job::{Job, begin_beside, keep, kind_of, tidy};
use super::super::recorded::import_issues;
use super::super::segments::Segments;
use super::places::{Made, make};
use super::read::ReadReports;
use super::{Plan, ReportSummary};
use crate::error::AppError;
use crate::kl_gateway::{codes, history, last_arrival};
use crate::pause;
use crate::snapshot::AsKnown;
use crate::store::Store;

/// A load that holds its leases.
pub(super) struct Run<'r> {
    store: &'r Store,
    job: &'r Job<'r>,
    plan: &'r Plan,
    ticket: &'r Ticket,
    /// Leases on the other datasets it changes.
    beside: Vec<(&'static DatasetSpec, Ticket)>,
}

/// Files written of a dataset, and what they cover.
struct Written {
    segments: Vec<WrittenSegment>,
    covers: Vec<NewCover>,
}

impl<'r> Run<'r> {
    /// Takes the leases on everything the load may change.
    pub(super) fn begin(
        store: &'r Store,
        job: &'r Job<'r>,
        plan: &'r Plan,
        ticket: &'r Ticket,
    ) -> Result<Self, AppError> {
        let datasets = std::iter::once(&KL_REPORT).chain(RECORD_DATASETS);
        let beside = datasets
            .map(|spec| Ok((spec, begin_beside(store, ticket, spec, job.scope)?)))
            .collect::<Result<_, AppError>>()?;
        Ok(Self {
            store,
            job,
            plan,
            ticket,
            beside,
        })
    }

    pub(super) const fn import_id(&self) -> i64 {
        self.ticket.import_id
    }

    /// Applies reports after all that arrived before.
    pub(super) fn reports(&mut self, read: ReadReports) -> Result<ReportSummary, AppError> {
        let has_errors = read.has_errors();
        let ReadReports {
            mut reports,
            mut summary,
        } = read;
        if has_errors {
            return self.refuse(summary);
        }
        let area = self.plan.municipality;
        let persons: BTreeSet<String> = reports
            .iter()
            .map(|(_, report)| report.person_key.clone())
            .collect();
        let (mut known, _) = history(self.store, area, Some(&persons), AsKnown::Head)?;
        let last = last_arrival(self.store, area)?;
        // Within a load the time of the reports decides; between loads arrival does.
        reports.sort_by_key(|(_, report)| report.reported_at);
        let mut stored = RowBuilder::new(&KL_REPORT);
        let mut places: BTreeMap<u64, (i32, i64)> = BTreeMap::new();
        let mut years: BTreeSet<Period> = BTreeSet::new();
        let mut next = last;
        for (file_no, report) in reports {
            let arrival_no = next.saturating_add(1);
            let applied = known
                .append_at(report.clone(), arrival_no)
                .map_err(|error| AppError::Conflict(error.to_string()))?
                .applied;
            let Some(counts) = summary.applied(&applied) else {
                continue;
            };
            next = arrival_no;
            for (kind, n) in report.counts() {
                let count = summary.resources.entry(kind.to_string()).or_default();
                *count = count.saturating_add(n);
            }
            push_report(
                &mut stored,
                &report,
                arrival_no,
                counts,
                self.ticket.import_id,
                file_no,
            )?;
            places.insert(
                arrival_no,
                (file_no, i64::try_from(report.line).unwrap_or(i64::MAX)),
            );
            years.extend(Period::containing(
                Grain::Year,
                danish_day(report.reported_at),
            ));
        }
        if summary.n_reports == 0 {
            return self.unchanged(summary);
        }
        let mut versions = RowBuilder::new(&KL_RESOURCE);
        let place_of = |arrival_no| places.get(&arrival_no).copied().unwrap_or((0, 1));
        summary.n_versions = push_versions(
            &mut versions,
            &known,
            last,
            self.ticket.import_id,
            &place_of,
        )?;
        let own = self.append(&KL_RESOURCE, &mut versions, &years, &summary)?;
        let reports = self.append(&KL_REPORT, &mut stored, &years, &summary)?;
        let made = self.make(&known, Some(&persons), &mut summary)?;
        self.publish(summary, vec![own, reports], made)
    }

    /// Makes the rows of every citizen again.
    pub(super) fn all_again(&mut self) -> Result<ReportSummary, AppError> {
        let (known, _) = history(self.store, self.plan.municipality, None, AsKnown::Head)?;
        let mut summary = ReportSummary::default();
        let made = self.make(&known, None, &mut summary)?;
        if made.iter().all(|made| made.covers.is_empty()) {
            return self.unchanged(summary);
        }
        self.publish(summary, Vec::new(), made)
    }

    fn make(
        &self,
        known: &History,
        persons: Option<&BTreeSet<String>>,
        summary: &mut ReportSummary,
    ) -> Result<Vec<Made<'_>>, AppError> {
        let codes = codes(self.store, AsKnown::Head)?;
        keep(self.store, self.ticket)?;
        let made = make(
            self.store,
            self.plan.municipality,
            known,
            &codes,
            persons,
            &self.beside,
        )?;
        summary.projected = made.iter().filter_map(Made::summary).collect();
        Ok(made)
    }

    /// Writes rows that are added, and says what they cover: nothing is cut by it.
    fn append(
        &self,
        spec: &'static DatasetSpec,
        rows: &mut RowBuilder,
        years: &BTreeSet<Period>,
        summary: &ReportSummary,
    ) -> Result<Made<'_>, AppError> {
        let ticket = self.ticket_of(spec);
        let mut segments = Segments::new(self.store, ticket, spec);
        let n_rows = rows.len();
        segments.write(&rows.finish()?)?;
        let cover = Cover {
            variant: Variant {
                source: SOURCE.to_owned(),
                table_id: spec.name.to_owned(),
                unit: Unit::Other("records".to_owned()),
                price: PriceLevel::Current,
                grain: Grain::Year,
                dimensions: BTreeSet::new(),
            },
            areas: BTreeSet::from([self.plan.municipality.code.to_owned()]),
            periods: years.clone(),
            members: BTreeMap::new(),
            absent: Absent::Missing,
        };
        let mut hash = Sha256::new();
        for file in &summary.files {
            hash.update(file.sha256.as_bytes());
        }
        // What is added is never what was there: arrivals have numbers of their own.
        hash.update(self.ticket.import_id.to_le_bytes());
        Ok(Made {
            spec,
            segments,
            covers: vec![NewCover {
                cover,
                sha256: hex(hash),
            }],
            n_rows,
        })
    }

    fn ticket_of(&self, spec: &DatasetSpec) -> &Ticket {
        let beside = self
            .beside
            .iter()
            .find(|(known, _)| known.name == spec.name);
        beside.map_or(self.ticket, |(_, ticket)| ticket)
    }

    /// Gives the files their names and makes everything visible in one step.
    fn publish(
        &self,
        summary: ReportSummary,
        appended: Vec<Made<'_>>,
        made: Vec<Made<'_>>,
    ) -> Result<ReportSummary, AppError> {
        pause::at("import.written");
        keep(self.store, self.ticket)?;
        let mut written = Vec::new();
        for made in appended.into_iter().chain(made) {
            let Made {
                spec,
                segments,
                covers,
                ..
            } = made;
            let segments = segments.publish()?;
            written.push((spec, Written { segments, covers }));
        }
        pause::at("import.published");
        self.commit(summary, &written)
    }

    fn commit(
        &self,
        mut summary: ReportSummary,
        written: &[(&'static DatasetSpec, Written)],
    ) -> Result<ReportSummary, AppError> {
        let is_own = |spec: &DatasetSpec| spec.name == self.job.spec.name;
        let own = written.iter().find(|(spec, _)| is_own(spec));
        let others = written.iter().filter(|(spec, _)| !is_own(spec));
        let beside: Vec<Beside<'_>> = others
            .map(|(spec, written)| Beside {
                ticket: self.ticket_of(spec),
                dataset_kind: kind_of(spec),
                covers: &written.covers,
                segments: &written.segments,
            })
            .collect();
        let (files, issues) = (files(&summary), import_issues(&summary.issues));
        let commit = Commit {
            covers: own.map_or(&[], |(_, written)| &written.covers),
            segments: own.map_or(&[], |(_, written)| &written.segments),
            beside: &beside,
            kind: if own.is_some() {
                "import"
            } else {
                "projection"
            },
            ..self.ending(&summary, &files, &issues)
        };
        let committed = commit_import(
            &self.store.db,
            self.ticket,
            &commit,
            self.store.now(),
            &|| {
                pause::at("import.committing");
            },
        );
        match committed {
            Ok(Outcome::Committed { revision, .. }) => {
                pause::at("import.committed");
                self.ended(summary, ImportState::Committed, Some(revision))
            }
            Ok(Outcome::Unchanged { revision }) => {
                tidy(self.store);
                self.ended(summary, ImportState::Unchanged, Some(revision))
            }
            Err(CommitError::OtherPersonKey { municipality, .. }) => {
                let file = summary.files.first().map_or("", |file| file.name.as_str());
                let issue = other_key(file, &municipality);
                summary.issues.insert(0, issue);
                let refused = self.refuse(summary)?;
                tidy(self.store);
                Ok(refused)
            }
            Err(error) => Err(AppError::Commit(error)),
        }
    }

    /// Ends a load that brought nothing new.
    fn unchanged(&self, summary: ReportSummary) -> Result<ReportSummary, AppError> {
        let (files, issues) = (files(&summary), import_issues(&summary.issues));
        let commit = self.ending(&summary, &files, &issues);
        let ended = end_unchanged(&self.store.db, self.ticket, &commit, self.store.now());
        match ended.map_err(AppError::Commit)? {
            Outcome::Unchanged { revision } | Outcome::Committed { revision, .. } => {
                self.ended(summary, ImportState::Unchanged, Some(revision))
            }
        }
    }

    fn refuse(&self, summary: ReportSummary) -> Result<ReportSummary, AppError> {
        let refusal = Refusal {
            origin: Origin::default(),
            files: &files(&summary),
            issues: &import_issues(&summary.issues),
            rules: &summary.rules,
        };
        refuse_import(&self.store.db, self.ticket, &refusal, self.store.now())?;
        self.ended(summary, ImportState::Refused, None)
    }

    fn ended(
        &self,
        mut summary: ReportSummary,
        state: ImportState,
        revision: Option<i64>,
    ) -> Result<ReportSummary, AppError> {
        summary.state = Some(state);
        summary.import_id = Some(self.ticket.import_id);
        summary.revision = revision;
        Ok(summary)
    }

    /// What every ending tells the catalogue.
    fn ending<'c>(
        &'c self,
        summary: &'c ReportSummary,
        files: &'c [ImportFile],
        issues: &'c [pejl_db::import::ImportIssue],
    ) -> Commit<'c> {
        Commit {
            dataset_kind: kind_of(self.job.spec),
            covers: &[],
            origin: Origin::default(),
            segments: &[],
            beside: &[],
            files,
            n_rows: i64::try_from(summary.n_versions).unwrap_or(i64::MAX),
            n_refused: i64::try_from(summary.n_refused).unwrap_or(i64::MAX),
            issues,
            rules: &summary.rules,
            person_key: self.job.person_key,
            kind: "import",
            actor: self.job.actor,
        }
    }
}

impl ReportSummary {
    /// Counts what a report did; none where it had arrived before.
    fn applied(&mut self, applied: &Applied) -> Option<ReportCounts> {
        let Applied::Accepted {
            n_stored,
            n_repeated,
            n_taken_back,
            warnings,
        } = applied
        else {
            self.n_repeated = self.n_repeated.saturating_add(1);
            return None;
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
        Some(ReportCounts {
            n_stored: *n_stored,
            n_repeated: *n_repeated,
            n_taken_back: *n_taken_back,
        })
    }
}

fn files(summary: &ReportSummary) -> Vec<ImportFile> {
    let one = |(no, file): (i32, &super::ReportFile)| ImportFile {
        no,
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        encoding: Some("utf-8".to_owned()),
    };
    (0_i32..).zip(&summary.files).map(one).collect()
}

fn other_key(file: &str, municipality: &str) -> RowIssue {
    let message = Message {
        da: format!(
            "nøglen til pseudonymer er ikke den, som kommune {municipality} er læst ind med"
        ),
        en: format!(
            "the key for pseudonyms is not the one municipality {municipality} was imported with"
        ),
    };
    RowIssue::error(file, "person.other_key", message)
}

/// A hash as the catalogue has it.
pub(super) fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

//! One load under its leases: apply, write, make the rows, commit.

use std::collections::BTreeSet;

use pejl_db::commit::{
    Beside, Commit, CommitError, NewCover, Outcome, commit_import, end_unchanged,
};
use pejl_db::import::{ImportFile, Origin, Refusal, refuse_import};
use pejl_db::lease::Ticket;
use pejl_db::segment::WrittenSegment;
use pejl_kl_gateway::Known;
use pejl_kl_gateway::stored::{RECORD_DATASETS, Records};
use pejl_lake::{CODE, DatasetSpec, KL_REPORT};

use super::super::ImportState;
use super::super::job::{Job, Keeper, begin_beside, keep, kind_of, tidy};
use super::super::recorded::{import_issues, other_key_issue};
use super::apply::{Applying, Arrivals};
use super::places::{Made, make};
use super::read::ReadReports;
use super::{Plan, ReportSummary};
use crate::error::AppError;
use crate::kl_gateway::{Stored, codes, last_arrival};
use crate::pause;
use crate::snapshot::AsKnown;
use crate::store::Store;

/// A load that holds its leases.
pub(super) struct Run<'r> {
    store: &'r Store,
    job: &'r Job<'r>,
    plan: &'r Plan,
    ticket: &'r Ticket,
    /// Leases on the other datasets it changes or reads by.
    beside: &'r [(&'static DatasetSpec, Ticket)],
    keeper: Keeper<'r>,
}

/// Files written of a dataset, and what they cover.
struct Written {
    segments: Vec<WrittenSegment>,
    covers: Vec<NewCover>,
}

/// Takes the leases on everything a load may change besides its own dataset, and on the code lists it is read by.
pub(super) fn lease_all(
    store: &Store,
    job: &Job<'_>,
    ticket: &Ticket,
) -> Result<Vec<(&'static DatasetSpec, Ticket)>, AppError> {
    let datasets = [&KL_REPORT, &CODE].into_iter().chain(RECORD_DATASETS);
    datasets
        .map(|spec| Ok((spec, begin_beside(store, ticket, spec, job.scope)?)))
        .collect()
}

impl<'r> Run<'r> {
    pub(super) fn new(
        store: &'r Store,
        job: &'r Job<'r>,
        plan: &'r Plan,
        ticket: &'r Ticket,
        beside: &'r [(&'static DatasetSpec, Ticket)],
    ) -> Self {
        Self {
            store,
            job,
            plan,
            ticket,
            beside,
            keeper: Keeper::new(store, ticket),
        }
    }

    pub(super) const fn import_id(&self) -> i64 {
        self.ticket.import_id
    }

    pub(super) const fn store(&self) -> &'r Store {
        self.store
    }

    /// Code of the municipality.
    pub(super) const fn area(&self) -> &'static str {
        self.plan.municipality.code
    }

    /// To be called at every step of the work.
    pub(super) fn tick(&mut self) {
        self.keeper.tick();
    }

    /// Applies reports after all that arrived before.
    pub(super) fn reports(&mut self, read: ReadReports) -> Result<ReportSummary, AppError> {
        let has_errors = read.has_errors();
        let ReadReports {
            reports,
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
        let stored = Stored::read(self.store, area, Some(&persons), AsKnown::Head)?;
        self.tick();
        let last = last_arrival(self.store, area)?;
        let arrivals = Arrivals::of(reports, &stored, last)?;
        summary.n_repeated = arrivals.n_repeated;
        if arrivals.by_person.is_empty() {
            return self.unchanged(summary);
        }
        let years = arrivals.years.clone();
        let mut applied = Applying::begin(self, last)?;
        for (person, reports) in arrivals.by_person {
            let mut history = stored.history(&person)?;
            applied.reports(&mut history, reports, &mut summary)?;
            applied.records(&history)?;
            self.keeper.tick();
        }
        let own = applied.versions.finish(years.clone(), &summary)?;
        let reports = applied.reports.finish(years, &summary)?;
        let made = self.make(applied.records, Some(&persons), &mut summary)?;
        self.publish(summary, vec![own, reports], made)
    }

    /// Makes the rows of every citizen again.
    pub(super) fn all_again(&mut self) -> Result<ReportSummary, AppError> {
        let area = self.plan.municipality;
        let stored = Stored::read(self.store, area, None, AsKnown::Head)?;
        let codes = codes(self.store, AsKnown::Head)?;
        let mut records = Records::new(self.ticket.import_id);
        for person in stored.persons() {
            let history = stored.history(person)?;
            records.add(&history.view(Known::Latest), &codes)?;
            self.keeper.tick();
        }
        let mut summary = ReportSummary::default();
        let made = self.make(records, None, &mut summary)?;
        if made.iter().all(|made| made.covers.is_empty()) {
            return self.unchanged(summary);
        }
        self.publish(summary, Vec::new(), made)
    }

    fn make(
        &mut self,
        records: Records,
        persons: Option<&BTreeSet<String>>,
        summary: &mut ReportSummary,
    ) -> Result<Vec<Made<'r>>, AppError> {
        let mut all = Vec::new();
        for projected in records.finish()? {
            let ticket = self.ticket_of(projected.spec);
            let made = make(
                self.store,
                self.plan.municipality,
                &projected,
                persons,
                ticket,
            )?;
            self.tick();
            all.push(made);
        }
        summary.projected = all.iter().filter_map(Made::summary).collect();
        Ok(all)
    }

    pub(super) fn ticket_of(&self, spec: &DatasetSpec) -> &'r Ticket {
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
                Ok(self.ended(summary, ImportState::Committed, Some(revision)))
            }
            Ok(Outcome::Unchanged { revision }) => {
                tidy(self.store);
                Ok(self.ended(summary, ImportState::Unchanged, Some(revision)))
            }
            Err(CommitError::OtherPersonKey { municipality, .. }) => {
                let file = summary.files.first().map_or("", |file| file.name.as_str());
                let issue = other_key_issue(file, &municipality);
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
        let revision = ended.map_err(AppError::Commit)?;
        Ok(self.ended(summary, ImportState::Unchanged, Some(revision)))
    }

    fn refuse(&self, summary: ReportSummary) -> Result<ReportSummary, AppError> {
        let refusal = Refusal {
            origin: Origin::default(),
            files: &files(&summary),
            issues: &import_issues(&summary.issues),
            rules: &summary.rules,
        };
        refuse_import(&self.store.db, self.ticket, &refusal, self.store.now())?;
        Ok(self.ended(summary, ImportState::Refused, None))
    }

    fn ended(
        &self,
        mut summary: ReportSummary,
        state: ImportState,
        revision: Option<i64>,
    ) -> ReportSummary {
        summary.state = Some(state);
        summary.import_id = Some(self.ticket.import_id);
        summary.revision = revision;
        summary
    }

    /// What every ending tells the catalogue.
    fn ending<'c>(
        &'c self,
        summary: &'c ReportSummary,
        files: &'c [ImportFile],
        issues: &'c [pejl_db::import::ImportIssue],
    ) -> Commit<'c> {
        // Of a load the versions count; of rows that are made again, the rows.
        let n_rows = match summary.n_reports {
            0 => summary.projected.iter().map(|made| made.n_rows).sum(),
            _ => summary.n_versions,
        };
        Commit {
            dataset_kind: kind_of(self.job.spec),
            covers: &[],
            origin: Origin::default(),
            segments: &[],
            beside: &[],
            files,
            n_rows: i64::try_from(n_rows).unwrap_or(i64::MAX),
            n_refused: i64::try_from(summary.n_refused).unwrap_or(i64::MAX),
            issues,
            rules: &summary.rules,
            person_key: self.job.person_key,
            kind: "import",
            actor: self.job.actor,
        }
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

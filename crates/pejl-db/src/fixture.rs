//! What the tests of this crate import: small boxes of one StatBank table.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test support of this crate"
)]

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use pejl_domain::cover::{Absent, Cover, Variant};
use pejl_domain::{Grain, Period, PriceLevel, Unit};
use sha2::{Digest, Sha256};

use crate::Db;
use crate::commit::{Commit, CommitError, NewCover, Outcome, commit_import};
use crate::coverage::{DatasetKind, Snapshot, snapshot};
use crate::import::{BeginError, NewImport, Origin, begin_import};
use crate::lease::Ticket;
use crate::revision::{At, RevisionError};
use crate::segment::{WrittenSegment, reserve_segments};

/// The dataset of all fixtures.
pub(crate) const DATASET: &str = "stat_fact";

/// How long the leases of fixtures live.
pub(crate) const TTL: Duration = Duration::from_secs(60);

/// An instant so many seconds after noon on 31 March 2018.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_522_497_600, 0).unwrap() + TimeDelta::seconds(seconds)
}

/// SHA-256 of some content.
pub(crate) fn sha(content: &str) -> String {
    pejl_domain::hex(Sha256::digest(content.as_bytes()))
}

/// A box of yearly amounts.
pub(crate) fn cover(areas: &[&str], years: &[&str], functions: &[&str]) -> Cover {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Cover {
        variant: Variant {
            source: "statbank".to_owned(),
            table_id: "REGK31".to_owned(),
            unit: Unit::Oere,
            price: PriceLevel::Current,
            grain: Grain::Year,
            dimensions: texts(&["function"]),
        },
        areas: texts(areas),
        periods: years
            .iter()
            .map(|year| year.parse::<Period>().unwrap())
            .collect(),
        members: [("function".to_owned(), texts(functions))].into(),
        absent: Absent::Zero,
    }
}

/// A box with the content it was read from.
pub(crate) fn new_cover(cover: Cover, content: &str) -> NewCover {
    NewCover {
        cover,
        sha256: sha(content),
    }
}

/// Declares an import with this scope.
pub(crate) fn declared(scope: &str) -> NewImport<'_> {
    NewImport {
        dataset: DATASET,
        source: "statbank",
        table_id: "REGK31",
        municipality: None,
        mapping: r#"{"dranst":"1"}"#,
        scope,
        actor: "anna",
    }
}

/// Begins an import with this scope.
pub(crate) fn begin(db: &Db, scope: &str, now: DateTime<Utc>) -> Result<Ticket, BeginError> {
    begin_import(db, &declared(scope), now, TTL)
}

/// Reserves one segment and claims to have written ten rows to it.
pub(crate) fn write_segment(db: &Db, ticket: &Ticket) -> WrittenSegment {
    let reserved = reserve_segments(db, ticket, 1, 1).unwrap().remove(0);
    WrittenSegment {
        id: reserved.id,
        sha256: sha(&reserved.path),
        n_rows: 10,
        bytes: 1_000,
    }
}

/// A commit of these boxes and files to a dataset of kind replace.
pub(crate) fn commit_of<'a>(covers: &'a [NewCover], segments: &'a [WrittenSegment]) -> Commit<'a> {
    Commit {
        dataset_kind: DatasetKind::Replace,
        covers,
        origin: Origin::default(),
        segments,
        beside: &[],
        files: &[],
        n_rows: 10,
        n_refused: 0,
        issues: &[],
        rules: &[],
        person_key: None,
        kind: "import",
        actor: "anna",
    }
}

/// Imports these boxes from beginning to end, with one file.
pub(crate) fn import(
    db: &Db,
    covers: &[NewCover],
    now: DateTime<Utc>,
) -> Result<Outcome, CommitError> {
    let ticket = begin(db, "*", now).unwrap();
    let segments = [write_segment(db, &ticket)];
    let outcome = commit_import(db, &ticket, &commit_of(covers, &segments), now, &|| ());
    if outcome.is_err() {
        crate::import::abandon(db, &ticket).unwrap();
    }
    outcome
}

/// Imports one box and yields the number of the revision it made.
pub(crate) fn import_one(db: &Db, cover: Cover, content: &str, now: DateTime<Utc>) -> i64 {
    match import(db, &[new_cover(cover, content)], now).unwrap() {
        Outcome::Committed { revision, .. } => revision,
        Outcome::Unchanged { revision } => panic!("unchanged at revision {revision}"),
    }
}

/// What is visible in the dataset of the fixtures.
pub(crate) fn seen(db: &Db, at: At) -> Result<Snapshot, RevisionError> {
    db.with(|conn| snapshot(conn, DATASET, at))
}

/// What is visible as text, a line per box: import, areas, years, functions, number of files.
pub(crate) fn lines(snapshot: &Snapshot) -> Vec<String> {
    snapshot
        .parts
        .iter()
        .map(|part| {
            let cover = part.cover.as_ref().unwrap();
            let areas: Vec<&str> = cover.areas.iter().map(String::as_str).collect();
            let years: Vec<String> = cover.periods.iter().map(Period::to_string).collect();
            let members: Vec<&str> = cover
                .members
                .values()
                .flatten()
                .map(String::as_str)
                .collect();
            format!(
                "import {}: {} × {} × {} in {} files",
                part.import_id,
                areas.join(" "),
                years.join(" "),
                members.join(" "),
                part.segments.len()
            )
        })
        .collect()
}

//! What a question needs of the rows: whose, until when, and along which dimensions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_lake::DatasetSpec;
use pejl_lake::columns::{AREA, PERIOD, VARIANT};

use super::coverage::Coverage;
use crate::catalogue::PostedLevel;
use crate::condition::Sets;
use crate::relation::{Relation, RelationError, Term};

/// A day later than any in the records: the end of what is open.
pub(crate) fn far() -> Term {
    Term::literal(NaiveDate::from_ymd_opt(2999, 12, 31).unwrap_or(NaiveDate::MAX))
}

/// A day before any in the records: the beginning of what has no first day.
pub(crate) fn long_ago() -> Term {
    Term::literal(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default())
}

/// What sources are made under.
#[derive(Debug)]
pub struct Scope<'a> {
    /// Codes of the municipalities whose rows are wanted.
    pub areas: &'a [String],
    /// Numbers of the first and last month asked about; the first is larger where there is none.
    pub months: (i64, i64),
    /// What is covered.
    pub coverage: &'a Coverage,
    /// Columns that rows are told apart by, so that what a source makes of several rows is made within them.
    pub apart: &'a [&'static str],
    /// Columns and the members that are wanted of them, the absent one as `not_stated`.
    pub only: &'a BTreeMap<&'static str, Vec<String>>,
    /// Names of the columns that are asked for, so that a source need not make others.
    pub wanted: &'a BTreeSet<String>,
    /// Named lists of codes.
    pub sets: &'a Sets,
    /// How postings tell the level of a package.
    pub posted_level: &'a PostedLevel,
}

impl Scope<'_> {
    /// The rows of a dataset that count.
    ///
    /// # Errors
    /// None unless the dataset is no dataset of records.
    pub fn rows(&self, spec: &'static DatasetSpec) -> Result<Relation, RelationError> {
        let areas = self.areas.iter().map(String::as_str);
        let mut wanted = vec![Term::column(AREA).one_of(areas.collect::<Vec<_>>())];
        let hidden = self.coverage.get(spec.name).into_iter();
        let hidden = hidden.flat_map(|coverage| coverage.hidden());
        for (area, variant, periods) in hidden {
            if !self.areas.iter().any(|wanted| wanted == area) {
                continue;
            }
            let periods = periods.iter().map(String::as_str).collect::<Vec<_>>();
            let is_hidden = Term::column(AREA)
                .equals(Term::literal(area))
                .and(Term::column(VARIANT).equals(Term::literal(variant)))
                .and(Term::column(PERIOD).one_of(periods));
            wanted.push(is_hidden.not());
        }
        Relation::table(spec).filter(Term::All(wanted))
    }

    /// Whether one of these columns is asked for.
    pub fn wants(&self, columns: &[&str]) -> bool {
        columns.iter().any(|name| self.wanted.contains(*name))
    }

    /// Whether rows are told apart or kept by this column.
    pub fn is_told_apart_by(&self, column: &str) -> bool {
        self.apart.contains(&column) || self.only.contains_key(column)
    }

    /// A named list of codes; an empty one where there is none of that name.
    pub fn set(&self, name: &str) -> Vec<&str> {
        let found = self.sets.get(name).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(String::as_str).collect()
    }
}

//! The sources of measures: what rows there are to count, and what each column of them says.
//!
//! A source is made of datasets by a rule written here, once, in the words of the domain: help in force, runs of help,
//! courses with what came of them. Cards name a source and its columns and cannot go around it.

mod application;
mod applied;
mod budgeted;
pub(super) mod citizen;
mod cluster;
pub(super) mod course;
mod decided;
pub(super) mod delivered;
mod discharge;
mod expected;
pub(super) mod followed;
mod goal;
pub(super) mod granted;
mod help;
mod money;
mod plain;
mod planned;
mod posted;
pub(super) mod run;
mod support;
mod survey;

use pejl_lake::DatasetSpec;

use super::scope::Scope;
use crate::relation::{Relation, RelationError};

/// First day in force.
pub(crate) const FIRST_DAY: &str = "first_day";
/// Last day in force; a day far off while it is open.
pub(crate) const LAST_DAY: &str = "last_day";
/// Last day in force; null while it is open.
pub(crate) const ENDED_ON: &str = "ended_on";

/// Rows that measures are taken of.
#[derive(Debug)]
pub struct Source {
    /// The name, as cards write it.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Datasets without which nothing can be said.
    pub needs: &'static [&'static DatasetSpec],
    /// Datasets that are taken into account where they are there.
    pub uses: &'static [&'static DatasetSpec],
    /// Columns of the first and last day in force, where rows have such.
    pub interval: Option<(&'static str, &'static str)>,
    /// Whether rows are made within the columns that figures are told apart by, so that they differ with the question.
    pub is_told_apart: bool,
    /// Whether a row that is of no known person is a case all the same, so that a figure of few rows is one of few.
    pub is_case: bool,
    /// Whether some rows name the person they are of and others are of nobody: who is named is no base of a figure, and
    /// the gate counts them all the same.
    pub names_some: bool,
    /// Makes the rows.
    pub rows: fn(&Scope<'_>) -> Result<Relation, RelationError>,
}

/// Every source.
pub fn sources() -> [&'static Source; 31] {
    [
        &plain::ABSENT,
        &goal::ACTIVE_GOAL,
        &survey::ANSWER,
        &run::ANY_SERVICE_RUN,
        &applied::APPLICATION,
        &survey::ASKED,
        &plain::ASSESSED,
        &expected::EXPECTED,
        &budgeted::BUDGETED,
        &plain::CASE,
        &course::COURSE_OUTCOME,
        &decided::DECIDED_HELP,
        &delivered::DELIVERED,
        &discharge::DISCHARGE,
        &goal::EVALUATED_GOAL,
        &application::FIRST_DECISION,
        &budgeted::FORECAST,
        &goal::GOAL_DUE,
        &money::GRANT_MONEY,
        &help::HELP,
        &posted::POSTED,
        &planned::PLANNED_COURSE,
        &run::RUN,
        &run::SERVICE_RUN,
        &cluster::SHORT_TERM_CLUSTER,
        &plain::STAFF,
        &run::SOLD_SERVICE_RUN,
        &run::BOUGHT_SERVICE_RUN,
        &run::UNBOUGHT_SERVICE_RUN,
        &plain::VISIT,
        &plain::WAITED,
    ]
}

/// The source of that name.
pub fn source(name: &str) -> Option<&'static Source> {
    sources().into_iter().find(|source| source.name == name)
}

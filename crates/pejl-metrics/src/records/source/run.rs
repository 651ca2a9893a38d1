//! Runs of help: the days in force without a gap.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, END_REASON, PERSON_KEY, PROVIDER_TYPE, SERVICE_CODE, SEX,
};
use pejl_lake::{EVENT, GRANT};

use super::citizen::{GONE_ON, with_departure};
use super::help::{help, help_of_all_payers, help_paid_by_others};
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::dimension::{NOT_STATED, is_of_person};
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Over, Relation, RelationError, Term, Type};

/// First day of the citizen's next run.
pub(crate) const NEXT_START: &str = "next_start";
/// How the run ended.
const ENDING: &str = "ending";
/// Last day of the citizen's run before.
pub(super) const PREVIOUS_END: &str = "previous_end";

/// A run of help.
pub(in crate::records) static RUN: Source = Source {
    name: "run",
    doc: "Days on which a citizen has help without a gap: a grant that begins the day after another ends goes on with it. \
From `first_day` to `last_day`; `ended_on` is null while it is open; `previous_end` and `next_start` are of the citizen's \
runs before and after. `ending` is death or moved where a last grant ended so, concluded where all last grants ended \
self-reliant or with less help, other for any other end. `gone_after` are the days from the end until the citizen died or \
moved away, `back_after` those until the next run. Runs are made within the dimensions asked for.",
    needs: &[&GRANT],
    uses: &[&EVENT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: true,
    is_case: false,
    names_some: false,
    rows: run,
};

/// A run of one service.
pub(super) static SERVICE_RUN: Source = Source {
    name: "service_run",
    doc: "As `run`, of one service each: a citizen with two services has a run of both.",
    needs: &[&GRANT],
    uses: &[&EVENT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: true,
    is_case: false,
    names_some: false,
    rows: service_run,
};

/// A run of one service, whoever pays.
pub(super) static ANY_SERVICE_RUN: Source = Source {
    name: "any_service_run",
    doc: "As `service_run`, also of grants that other municipalities pay for: places sold to them.",
    rows: any_service_run,
    ..SERVICE_RUN
};

/// A run of one service that is not bought of another municipality.
pub(super) static UNBOUGHT_SERVICE_RUN: Source = Source {
    name: "unbought_service_run",
    doc: "As `service_run`, without grants whose provider is another municipality: places bought of it.",
    rows: unbought_service_run,
    ..SERVICE_RUN
};

/// A run of one service that other municipalities pay for.
pub(super) static SOLD_SERVICE_RUN: Source = Source {
    name: "sold_service_run",
    doc: "As `service_run`, of grants that other municipalities pay for alone: places sold to them.",
    rows: sold_service_run,
    ..SERVICE_RUN
};

/// A run of one service that is bought of another municipality.
pub(super) static BOUGHT_SERVICE_RUN: Source = Source {
    name: "bought_service_run",
    doc: "As `service_run`, of grants whose provider is another municipality alone: places bought of it.",
    rows: bought_service_run,
    ..SERVICE_RUN
};

fn service_run(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    service_runs(scope, help(scope)?)
}

fn any_service_run(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    service_runs(scope, help_of_all_payers(scope)?)
}

fn unbought_service_run(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    service_runs(scope, help(scope)?.filter(is_bought().not())?)
}

fn sold_service_run(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    service_runs(scope, help_paid_by_others(scope)?)
}

fn bought_service_run(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    service_runs(scope, help(scope)?.filter(is_bought())?)
}

/// Whether the provider of a grant is another municipality.
fn is_bought() -> Term {
    Term::column(PROVIDER_TYPE)
        .equals(Term::literal("other_municipality"))
        .or_else(Term::literal(false))
}

fn service_runs(scope: &Scope<'_>, grants: Relation) -> Result<Relation, RelationError> {
    let mut apart: Vec<&str> = scope.apart.to_vec();
    if !apart.contains(&SERVICE_CODE) {
        apart.push(SERVICE_CODE);
    }
    runs_of(scope, grants, &apart)
}

pub(super) fn run(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let apart: Vec<&str> = scope.apart.to_vec();
    runs(scope, &apart)
}

/// The runs of help told apart by these columns.
pub(super) fn runs(scope: &Scope<'_>, apart: &[&str]) -> Result<Relation, RelationError> {
    runs_of(scope, help(scope)?, apart)
}

/// The runs of these grants told apart by these columns.
fn runs_of(scope: &Scope<'_>, grants: Relation, apart: &[&str]) -> Result<Relation, RelationError> {
    const EARLIER: &str = "earlier_last_day";
    const LAST_OF_ALL: &str = "last_of_all";
    const NEXT_EARLIER: &str = "next_earlier_last_day";
    let column = |name: &str| Term::column(name);
    let mut key = vec![AREA, PERSON_KEY];
    key.extend(apart);
    let same: Vec<(&str, &str)> = key.iter().map(|name| (*name, *name)).collect();
    // Nothing equals nothing in a join, so rows that do not say are one class by name.
    let stated = apart
        .iter()
        .map(|name| (*name, column(name).or_else(Term::literal(NOT_STATED))));
    let grants = only(scope, grants)?.with(stated)?;
    let last_of_all = grants.clone().aggregate(
        key.clone(),
        [(LAST_OF_ALL, Aggregate::Max(column(LAST_DAY)))],
    )?;
    let begins = column(EARLIER)
        .is_null()
        .or(column(FIRST_DAY).more(column(EARLIER).days_later(1)));
    let runs = grants
        .clone()
        .window(
            &key,
            &[FIRST_DAY, LAST_DAY],
            [(EARLIER, Over::LatestBefore(LAST_DAY.to_owned()))],
        )?
        .filter(begins)?
        .window(
            &key,
            &[FIRST_DAY],
            [
                (NEXT_START, Over::Next(FIRST_DAY.to_owned())),
                // The latest day before the next run begins is the end of this one.
                (NEXT_EARLIER, Over::Next(EARLIER.to_owned())),
            ],
        )?
        .join(last_of_all, Meet::Inner, &same)?
        .with([(LAST_DAY, column(NEXT_EARLIER).or_else(column(LAST_OF_ALL)))])?;
    let mut columns: Vec<(&str, Term)> = key.iter().map(|name| (*name, column(name))).collect();
    for name in [
        BIRTH_YEAR, SEX, AGE, AGE_DAY, FIRST_DAY, LAST_DAY, NEXT_START,
    ] {
        columns.push((name, column(name)));
    }
    columns.push((PREVIOUS_END, column(EARLIER)));
    let ended = Term::when(
        column(LAST_DAY).less(far()),
        column(LAST_DAY),
        Term::null(Type::Date),
    );
    columns.push((ENDED_ON, ended));
    let runs = runs.select(columns)?;
    with_ending(scope, runs, grants, &key)
}

/// The grants of the members asked for: a run of home nursing is not one of all help.
fn only(scope: &Scope<'_>, grants: Relation) -> Result<Relation, RelationError> {
    let wanted = scope.only.iter().filter(|(name, _)| !is_of_person(name));
    let wanted = wanted.filter(|(name, _)| grants.columns().find(name).is_some());
    let wanted = wanted.map(|(name, members)| {
        let members = members.iter().map(String::as_str).collect::<Vec<_>>();
        Term::column(*name)
            .or_else(Term::literal(NOT_STATED))
            .one_of(members)
    });
    let wanted: Vec<Term> = wanted.collect();
    match wanted.is_empty() {
        true => Ok(grants),
        false => grants.filter(Term::All(wanted)),
    }
}

fn with_ending(
    scope: &Scope<'_>,
    runs: Relation,
    grants: Relation,
    key: &[&str],
) -> Result<Relation, RelationError> {
    const N: &str = "n_last";
    const DEATHS: &str = "n_deaths";
    const MOVES: &str = "n_moves";
    const RESULTS: &str = "n_results";
    let column = |name: &str| Term::column(name);
    let number_of =
        |condition: Term| Aggregate::Sum(Term::when(condition, Term::literal(1), Term::literal(0)));
    let reason = |reasons: &[&str]| {
        let is = column(END_REASON).one_of(reasons.iter().copied());
        is.or_else(Term::literal(false))
    };
    let mut last_key = key.to_vec();
    last_key.push(LAST_DAY);
    let last = grants.aggregate(
        last_key.clone(),
        [
            (N, Aggregate::Rows),
            (DEATHS, number_of(reason(&["death"]))),
            (MOVES, number_of(reason(&["moved"]))),
            (RESULTS, number_of(reason(&["self_reliant", "less_help"]))),
        ],
    )?;
    let same: Vec<(&str, &str)> = last_key.iter().map(|name| (*name, *name)).collect();
    let mut run_key = key.to_vec();
    run_key.push(FIRST_DAY);
    let some = |name: &str| column(name).more(Term::literal(0));
    let ending = Term::Case(
        vec![
            (column(ENDED_ON).is_null(), Term::null(Type::Text)),
            (some(DEATHS), Term::literal("death")),
            (some(MOVES), Term::literal("moved")),
            (
                column(RESULTS).equals(column(N)),
                Term::literal("concluded"),
            ),
        ],
        Box::new(Term::literal("other")),
    );
    let runs = runs
        .join(last, Meet::Inner, &same)?
        .with([(ENDING, ending)])?;
    let runs = with_departure(scope, runs, &run_key, LAST_DAY)?;
    let mut kept: Vec<(String, Term)> = runs
        .columns()
        .names()
        .filter(|name| ![N, DEATHS, MOVES, RESULTS].contains(name))
        .map(|name| (name.to_owned(), column(name)))
        .collect();
    let days = |to: &str| column(LAST_DAY).days_until(column(to));
    kept.push(("gone_after".to_owned(), days(GONE_ON)));
    kept.push(("back_after".to_owned(), days(NEXT_START)));
    Ok(runs.select(kept)?.named("runs_of_help"))
}

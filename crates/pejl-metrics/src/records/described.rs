//! Who the rows of a pass are of: the age and the district on the day of the event, and the members asked for.

use pejl_lake::PERSON;
use pejl_lake::columns::{AREA, DISTRICT, PERSON_KEY, VALID_FROM, VALID_TO};

use super::age::{AGE_THEN, age_on, band_of};
use super::dimension::{AGE_BAND, NOT_STATED};
use super::measure::Measure;
use super::pass::{EVENT_DAY, Making, Pass};
use super::scope::{Scope, far, long_ago};
use crate::records::plan::PlanError;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// Whether the age on the day of the event is asked for.
pub(super) fn wants_age(pass: &Pass, making: &Making<'_>) -> bool {
    let mut parts = pass.measures.iter().flat_map(Measure::parts);
    let names_it = parts.any(|code| {
        let part = making.parts.find(code);
        part.is_some_and(|part| part.when.contains(AGE_THEN))
    });
    names_it || asks(making, AGE_BAND)
}

/// The rows with age, band and district on the day of the event, of the members asked for, with every dimension stated.
pub(super) fn described(
    pass: &Pass,
    making: &Making<'_>,
    rows: Relation,
    birthdays: Option<Relation>,
) -> Result<Relation, PlanError> {
    let column = |name: &str| Term::column(name);
    let mut rows = rows;
    if let Some(birthdays) = birthdays {
        let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
        rows = rows
            .join(birthdays, Meet::Left, &person)?
            .with([(AGE_THEN, age_on(EVENT_DAY))])?;
        rows = rows.with([(AGE_BAND, band_of(AGE_THEN))])?;
    }
    if asks(making, DISTRICT) {
        rows = with_district(making.scope, rows)?;
    }
    // Runs are made of the members asked for, and no longer have what told these apart.
    let is_made_of_them =
        |name: &str| pass.source.is_told_apart && rows.columns().find(name).is_none();
    let only = making.scope.only.iter();
    let only: Vec<Term> = only
        .filter(|(name, _)| !is_made_of_them(name))
        .map(|(name, members)| {
            let members = members.iter().map(String::as_str).collect::<Vec<_>>();
            column(name)
                .or_else(Term::literal(NOT_STATED))
                .one_of(members)
        })
        .collect();
    if !only.is_empty() {
        rows = rows.filter(Term::All(only))?;
    }
    let stated = making.by.iter();
    let stated = stated.map(|name| (*name, column(name).or_else(Term::literal(NOT_STATED))));
    Ok(rows.with(stated.collect::<Vec<_>>())?)
}

fn asks(making: &Making<'_>, name: &str) -> bool {
    making.by.contains(&name) || making.scope.only.keys().any(|only| *only == name)
}

/// The rows with the district that the register of persons has on the day of the event; null where it has none.
fn with_district(scope: &Scope<'_>, rows: Relation) -> Result<Relation, RelationError> {
    const FROM: &str = "register_from";
    const TO: &str = "register_to";
    let column = |name: &str| Term::column(name);
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let key = [AREA, PERSON_KEY, EVENT_DAY];
    let register = scope.rows(&PERSON)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (DISTRICT, column(DISTRICT)),
        (FROM, column(VALID_FROM).or_else(long_ago())),
        (TO, column(VALID_TO).or_else(far())),
    ])?;
    let then = column(FROM)
        .at_most(column(EVENT_DAY))
        .and(column(TO).at_least(column(EVENT_DAY)));
    let districts = rows
        .clone()
        .aggregate(key, [("n", Aggregate::Rows)])?
        .keep(key)?
        .join(register, Meet::Inner, &person)?
        .filter(then)?
        .aggregate(key, [(DISTRICT, Aggregate::Min(column(DISTRICT)))])?;
    rows.join(districts, Meet::Left, &key.map(|name| (name, name)))
}

//! Persons: a number goes in, a pseudonym and what else is kept comes out.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use pejl_domain::cpr::Cpr;
use pejl_lake::columns;

use super::super::batch::Values;
use super::super::fault::Problem;
use super::super::guard::Guard;
use super::{BIRTH_DATE, Cells, Refuse};
use crate::person::PersonKey;
use crate::text::TextColumn;

/// What a person number becomes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pseudonyms<'a> {
    pub(crate) key: &'a PersonKey,
    pub(crate) municipality: &'a str,
}

/// What is kept of a person number.
#[derive(Debug, Clone)]
pub(super) struct Person {
    key: Box<str>,
    born: NaiveDate,
    sex: &'static str,
}

/// Pseudonym, birth year and sex; and the birth date, which rules may look at and nobody keeps.
pub(super) fn persons(
    name: &'static str,
    cells: &Cells<'_>,
    known: &mut HashMap<Box<str>, Option<Person>>,
    own: &[&'static str],
    pseudonyms: Option<Pseudonyms<'_>>,
    guard: &mut Guard,
    refuse: &mut Refuse<'_>,
) -> Vec<(&'static str, Values)> {
    let (mut keys, mut sexes) = (TextColumn::new(), TextColumn::new());
    let mut births = Vec::with_capacity(cells.n_rows);
    for (row, text) in cells.each().enumerate() {
        if !text.is_empty() && !known.contains_key(text) {
            known.insert(text.into(), person(text, pseudonyms, guard));
        }
        let person = known.get(text).and_then(Option::as_ref);
        if person.is_none() && !text.is_empty() {
            refuse(row, &Problem::NotPerson);
        }
        keys.push(person.map_or("", |person| &person.key));
        sexes.push(person.map_or("", |person| person.sex));
        births.push(person.map(|person| person.born));
    }
    let years = births.iter().map(|born| born.map(|born| born.year()));
    let derived = [
        (columns::BIRTH_YEAR, Values::Int32(years.collect())),
        (columns::SEX, Values::Text(sexes)),
        (BIRTH_DATE, Values::Date(births)),
    ];
    // A column of its own overrules the number.
    let derived = derived.into_iter().filter(|(name, _)| !own.contains(name));
    std::iter::once((name, Values::Text(keys)))
        .chain(derived)
        .collect()
}

fn person(text: &str, pseudonyms: Option<Pseudonyms<'_>>, guard: &mut Guard) -> Option<Person> {
    let with = pseudonyms?;
    let cpr = Cpr::parse_lenient(text).ok()?;
    guard.person(&cpr);
    Some(Person {
        key: with.key.pseudonym(with.municipality, &cpr).into_boxed_str(),
        born: cpr.birth_date(),
        sex: cpr.sex().as_str(),
    })
}

//! The age of a person on any day, from the year of birth and the ages on the days of the records.

use pejl_lake::columns::{AGE, AREA, BIRTH_YEAR, PERSON_KEY};

use super::dimension::AGE_BANDS;
use crate::relation::{Aggregate, DatePart, Relation, RelationError, Term, Type};

/// The day on which the column `age` holds.
pub(crate) const AGE_DAY: &str = "age_day";
/// The age on the day of the event.
pub(crate) const AGE_THEN: &str = "age_then";
/// The last day of a year on which a person is known not to have had the birthday, see [`in_year`].
const NOT_BY: &str = "birthday_not_by";
/// The first day of a year on which a person is known to have had the birthday.
const BY: &str = "birthday_by";
/// After the last day of a year, as [`in_year`] counts.
const AFTER_YEAR: i64 = 13 * 32;

/// A number that grows through a year: 32 times the month and the day of it.
fn in_year(day: &str) -> Term {
    let month = Term::column(day)
        .part(DatePart::Month)
        .times(Term::literal(32));
    month.plus(Term::column(day).part(DatePart::Day))
}

fn years_on(day: &str) -> Term {
    Term::column(day)
        .part(DatePart::Year)
        .minus(Term::column(BIRTH_YEAR))
}

/// Between which days of a year the birthday of each person lies, as the ages on the days of all their rows tell.
pub(crate) fn birthdays(rows: &Relation) -> Result<Relation, RelationError> {
    let had = || Term::column(AGE).equals(years_on(AGE_DAY));
    let on_day = |condition: Term| Term::when(condition, in_year(AGE_DAY), Term::null(Type::Int));
    rows.clone()
        .filter(Term::column(AGE).is_null().not())?
        .aggregate(
            [AREA, PERSON_KEY],
            [
                (NOT_BY, Aggregate::Max(on_day(had().not()))),
                (BY, Aggregate::Min(on_day(had()))),
            ],
        )
        .map(|birthdays| birthdays.named("birthdays"))
}

/// Completed years on a day, null where the year of birth is not known. Over rows that were met with [`birthdays`].
///
/// The day of birth is not kept. Each age on a day of the records tells whether the birthday lies before or after that day of
/// the year; between the two days that are known nearest, the middle is taken for it.
pub(crate) fn age_on(day: &str) -> Term {
    let lower = Term::column(NOT_BY).or_else(Term::literal(32));
    let upper = Term::column(BY).or_else(Term::literal(AFTER_YEAR));
    let twice = in_year(day).times(Term::literal(2));
    let is_after_middle = twice.at_least(lower.plus(upper));
    let is_known_after = in_year(day).at_least(Term::column(BY));
    let is_known_before = in_year(day).at_most(Term::column(NOT_BY));
    let one_less = || years_on(day).minus(Term::literal(1));
    Term::Case(
        vec![
            (is_known_after, years_on(day)),
            (is_known_before, one_less()),
            (is_after_middle, years_on(day)),
        ],
        Box::new(one_less()),
    )
}

/// The band of an age, null for null.
pub(crate) fn band_of(age: &str) -> Term {
    let bands = AGE_BANDS.iter().map(|(name, from, to)| {
        let least = Term::column(age).at_least(Term::literal(i64::from(*from)));
        let within = match to {
            None => least,
            Some(to) => least.and(Term::column(age).at_most(Term::literal(i64::from(*to)))),
        };
        (within, Term::literal(*name))
    });
    Term::Case(bands.collect(), Box::new(Term::null(Type::Text)))
}

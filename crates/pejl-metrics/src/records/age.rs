//! The age of a person on any day, from the year of birth and the age on one day.

use pejl_lake::columns::{AGE, BIRTH_YEAR};

use super::dimension::AGE_BANDS;
use crate::relation::{DatePart, Term, Type};

/// The day on which the column `age` holds.
pub(crate) const AGE_DAY: &str = "age_day";
/// The age on the day of the event.
pub(crate) const AGE_THEN: &str = "age_then";

/// Completed years on a day, null where the year of birth is not known.
///
/// The exact day of birth is not kept. It is known to lie before or after the day and month on which the age is known; where
/// that does not decide, it is taken for 1 July.
pub(crate) fn age_on(day: &str) -> Term {
    let column = |name: &str| Term::column(name);
    let in_year = |day: &str| {
        let month = column(day).part(DatePart::Month).times(Term::literal(32));
        month.plus(column(day).part(DatePart::Day))
    };
    let years = |day: &str| column(day).part(DatePart::Year).minus(column(BIRTH_YEAR));
    let had_birthday = || column(AGE).equals(years(AGE_DAY));
    let is_later = in_year(day).at_least(in_year(AGE_DAY));
    let is_earlier = in_year(day).at_most(in_year(AGE_DAY));
    let before_july = in_year(day).less(Term::literal(7 * 32 + 1));
    let one_less = || years(day).minus(Term::literal(1));
    Term::Case(
        vec![
            (had_birthday().and(is_later), years(day)),
            (
                had_birthday()
                    .not()
                    .and(column(AGE).is_null().not())
                    .and(is_earlier),
                one_less(),
            ),
            (before_july, one_less()),
        ],
        Box::new(years(day)),
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

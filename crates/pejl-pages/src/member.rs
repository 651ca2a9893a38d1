//! What the members of dimensions are called.

use pejl_domain::Lang;
use pejl_domain::service::find_service;

use crate::account::Account;
use crate::texts::{Texts, fill, texts};

/// The member of rows that do not say.
const NOT_STATED: &str = "not_stated";

/// What a member is called: services and accounts by their names, what is known by itself as it is.
pub(crate) fn member_name(dimension: &str, member: &str, lang: Lang) -> String {
    let t = texts(lang);
    match (dimension, member) {
        (_, NOT_STATED) => t.member_not_stated.to_owned(),
        ("sex", "K") => t.member_women.to_owned(),
        ("sex", "M") => t.member_men.to_owned(),
        ("course_type", "rehabilitation") => t.member_rehabilitation.to_owned(),
        ("course_type", "support") => t.member_support.to_owned(),
        ("course_type", "training") => t.member_training.to_owned(),
        ("age_band", band) => ages(band, t),
        ("service", code) => find_service(code)
            .map_or_else(|| code.to_owned(), |service| service.name(lang).to_owned()),
        ("function", code) => {
            Account::parse(code).map_or_else(|| code.to_owned(), |one| one.label(lang))
        }
        (_, other) => other.to_owned(),
    }
}

/// `65–74 år`, and of an open band `85 år og derover`.
fn ages(band: &str, t: &Texts) -> String {
    match (band.split_once('-'), band.strip_suffix('+')) {
        (Some((from, to)), _) => fill(t.member_ages, &[("from", from), ("to", to)]),
        (None, Some(from)) => fill(t.member_ages_over, &[("from", from)]),
        (None, None) => band.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check((dimension, member): (&str, &str), da: &str, en: &str) {
        let name = |lang| member_name(dimension, member, lang);
        assert_eq!((name(Lang::Da).as_str(), name(Lang::En).as_str()), (da, en));
    }

    #[test]
    fn members_are_called_what_a_reader_calls_them() {
        check(("sex", "K"), "kvinder", "women");
        check(("age_band", "65-74"), "65–74 år", "aged 65–74");
        check(("age_band", "85+"), "85 år og derover", "aged 85 and over");
        check(("unit", "not_stated"), "ikke oplyst", "not stated");
        check(("course_type", "support"), "støtte", "support");
        check(("course_type", "other"), "other", "other");
        check(("unit", "T1"), "T1", "T1");
        check(("service", "<b>"), "<b>", "<b>");
    }
}

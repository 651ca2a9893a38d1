//! What an address asks for: which year of which municipality, up to which month, held against what, and what if.

use std::sync::Arc;

use pejl_app::frame::FrameRequest;
use pejl_app::gate::Viewer;
use pejl_app::indicators::Listed;
use pejl_app::{AppError, AsKnown, Catalogue, ParamProblem};

use crate::link::{FINANCE, Link};
use crate::place::{Place, Seen, head_of};
use crate::problem::PageError;
use crate::query::{Query, problem};

/// The index of prices whose services the change of spending is told of, unless said.
pub(super) const SERVICES: &str = "O5.3";
/// The original budget; the corrected one is what a year is held against unless said.
pub(super) const ORIGINAL: &str = "original";
/// The year with its supplementary period, in place of a month.
pub(super) const WHOLE: &str = "whole";
/// Months of a year.
const MONTHS: u8 = 12;
/// Changes in per cent that can be asked about, each with the largest rise, in the order they stand on the page.
pub(super) const CHANGES: [(&str, f64); 5] = [
    ("price", 1_000.0),
    ("share", 1_000.0),
    ("length", 1_000.0),
    ("population_change", 100.0),
    ("price_change", 100.0),
];

/// Up to where a year is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// The newest month that the ledger covers.
    Newest,
    /// This month.
    Month(u8),
    /// The supplementary period.
    Whole,
}

/// What is shown.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Whose figures, in which language, of which revision.
    pub seen: Seen,
    /// The year; the newest that the ledger covers, unless said.
    pub year: Option<i32>,
    /// Up to where it is booked.
    pub until: Until,
    /// Whether the original budget is the frame.
    pub is_original: bool,
    /// A frame of one's own, whole kroner.
    pub amount: Option<String>,
    /// The changes of [`CHANGES`] asked about, in per cent as the use case reads them.
    pub changes: [Option<String>; CHANGES.len()],
    /// Which change of spending is told: an indicator, or an account.
    pub bridge: String,
    /// The indicators as they are defined at it.
    pub catalogue: Arc<Catalogue>,
}

impl Asked {
    /// Reads the parameters, with what is not asked chosen.
    ///
    /// # Errors
    /// Every parameter that cannot be used; what `list` fails with.
    pub fn read(
        query: &Query,
        list: impl FnOnce(AsKnown) -> Result<Listed, AppError>,
    ) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let place = Place::read(query, &mut problems);
        let listed = list(place.at)?;
        let year = query.understood("year", &mut problems, year);
        let until = until(query, year, &mut problems);
        let is_original = query.understood("frame", &mut problems, |text| match text {
            "corrected" => Some(false),
            ORIGINAL => Some(true),
            _ => None,
        });
        let amount = query.understood("amount", &mut problems, kroner);
        let changes = CHANGES
            .map(|(name, most)| query.understood(name, &mut problems, |text| per_cent(text, most)));
        let bridge = query.understood("bridge", &mut problems, |text| {
            bridged(&listed.catalogue, text)
        });
        let seen = place.seen(head_of(&listed), problems)?;
        Ok(Self {
            seen,
            year,
            until,
            is_original: is_original.unwrap_or_default(),
            amount,
            changes,
            bridge: bridge.unwrap_or_else(|| SERVICES.to_owned()),
            catalogue: listed.catalogue,
        })
    }

    /// What the frame is asked for with, each parameter by the name that the API and the command line have for it.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let year = self.year.map(|year| year.to_string());
        let mut found = vec![("municipality", self.seen.own.code.to_owned())];
        let when = match (year, self.until) {
            (None, _) => None,
            (Some(year), Until::Newest) => Some(("year", year)),
            (Some(year), Until::Month(month)) => Some(("as_of", format!("{year}-{month:02}"))),
            (Some(year), Until::Whole) => Some(("as_of", year)),
        };
        found.extend(when);
        let original = self.is_original.then(|| ORIGINAL.to_owned());
        let frame = self.amount.clone().or(original);
        found.extend(frame.map(|frame| ("frame", frame)));
        let changes = CHANGES.iter().zip(&self.changes);
        found.extend(changes.filter_map(|((name, _), change)| Some((*name, change.clone()?))));
        found
    }

    /// The question for the frame, as anybody may ask it.
    pub fn request(&self) -> FrameRequest {
        let parameters = self.parameters();
        let of = |name: &str| {
            let mut found = parameters.iter().filter(|(known, _)| *known == name);
            found.next().map(|(_, value)| value.clone())
        };
        FrameRequest {
            municipality: self.seen.own.code.to_owned(),
            year: of("year"),
            as_of: of("as_of"),
            frame: of("frame"),
            price: of("price"),
            share: of("share"),
            length: of("length"),
            courses_part: None,
            population_change: of("population_change"),
            price_change: of("price_change"),
            at: self.seen.at(),
            viewer: Viewer::default(),
        }
    }

    /// Every parameter of the page but the language and the revision, in its order.
    pub fn choices(&self) -> Vec<(&'static str, String)> {
        let mut found = vec![("municipality", self.seen.own.code.to_owned())];
        found.extend(self.year.map(|year| ("year", year.to_string())));
        found.extend(match self.until {
            Until::Newest => None,
            Until::Month(month) => Some(("month", month.to_string())),
            Until::Whole => Some(("month", WHOLE.to_owned())),
        });
        if self.is_original {
            found.push(("frame", ORIGINAL.to_owned()));
        }
        found.extend(self.amount.clone().map(|amount| ("amount", amount)));
        let changes = CHANGES.iter().zip(&self.changes);
        found.extend(changes.filter_map(|((name, _), change)| Some((*name, change.clone()?))));
        if self.bridge != SERVICES {
            found.push(("bridge", self.bridge.clone()));
        }
        found
    }

    /// The page of this, pinned where it is.
    pub fn link(&self) -> Link {
        self.seen.stay(self.newest())
    }

    /// The page of this at its revision.
    pub fn pinned(&self) -> Link {
        self.seen.pin(self.newest())
    }

    /// The page of this at the newest revision.
    fn newest(&self) -> Link {
        let page = Link::to(FINANCE, self.seen.lang);
        let choices = self.choices().into_iter();
        choices.fold(page, |link, (name, value)| link.with(name, &value))
    }
}

fn year(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_year)
}

/// Up to where the year is booked. A month is one of a year, so that without a year it is the newest.
fn until(query: &Query, year: Option<i32>, problems: &mut Vec<ParamProblem>) -> Until {
    let found = query.understood("month", problems, |text| match text {
        WHOLE => Some(Until::Whole),
        text => {
            let month = text.parse::<u8>().ok();
            let month = month.filter(|month| (1..=MONTHS).contains(month));
            month.map(Until::Month)
        }
    });
    match (found, year) {
        (Some(until), Some(_)) => until,
        (Some(_), None) => {
            // A month is one of a year.
            problems.push(problem("year", ""));
            Until::Newest
        }
        (None, _) => Until::Newest,
    }
}

/// A change in per cent as somebody writes it, `-2,5` as well as `−2.5`, written as the use case reads it.
fn per_cent(text: &str, most: f64) -> Option<String> {
    let text = text.trim_end_matches(['%', ' ', '\u{a0}']);
    let text = text.replace('\u{2212}', "-").replace(',', ".");
    let number = text.parse::<f64>().ok();
    let number = number.filter(|number| (-100.0..=most).contains(number))?;
    Some(number.to_string())
}

/// Whole kroner above zero, with or without marks between the thousands.
fn kroner(text: &str) -> Option<String> {
    let mut groups = text.split(['.', ',', ' ', '\u{a0}']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_whole = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = rest.iter().all(|group| group.len() == 3 && is_whole(group));
    let first_fits = !first.is_empty() && (rest.is_empty() || first.len() <= 3);
    if !(is_grouped && first_fits && is_whole(first)) {
        return None;
    }
    let digits = format!("{first}{}", rest.concat());
    let amount = digits.parse::<i64>().ok().filter(|amount| *amount > 0)?;
    // More would not be told in øre.
    amount.checked_mul(100).map(|_| amount.to_string())
}

/// A change of spending that can be told: that of an index or a service of it, or of an area of account.
fn bridged(catalogue: &Catalogue, text: &str) -> Option<String> {
    let services = services(catalogue);
    let is_service = text == SERVICES || services.iter().any(|one| one == text);
    let is_area = AREAS.contains(&text);
    (is_service || is_area).then(|| text.to_owned())
}

/// The areas of account whose spending per resident a change is told of.
pub(super) const AREAS: [&str; 4] = ["5.30", "5.32", "5.35.40", "5.38"];

/// The codes of the services that the index is made of.
pub(super) fn services(catalogue: &Catalogue) -> Vec<String> {
    let index = catalogue.find_reading(SERVICES);
    let index = index.and_then(|one| one.index.as_ref());
    index.map_or_else(Vec::new, |one| one.components.clone())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    fn read(query: &str) -> Result<Asked, Vec<ParamProblem>> {
        let of_program = |_| Ok(Listed::of_program());
        match Asked::read(&Query::read(query).unwrap(), of_program) {
            Ok(asked) => Ok(asked),
            Err(PageError::Parameters(problems)) => Err(problems),
            Err(other) => panic!("{other}"),
        }
    }

    #[track_caller]
    fn check_refused(query: &str, expected: &[&str]) {
        let problems = read(query).unwrap_err();
        let names: Vec<&str> = problems.iter().map(|one| one.parameter.as_str()).collect();
        assert_eq!(names, expected, "{query}");
    }

    #[track_caller]
    fn check_link(query: &str, expected: &str) {
        let link = read(query).unwrap().link().to_string();
        assert_eq!(link, format!("/okonomi?{expected}"), "{query}");
    }

    #[test]
    fn what_is_not_asked_is_the_newest_month_against_the_corrected_budget() {
        let asked = read("").unwrap();
        assert_eq!(asked.parameters(), [("municipality", "766".to_owned())]);
        assert_eq!(asked.bridge, SERVICES);
        check_link("", "municipality=766");
        check_link(
            "year=&month=&frame=corrected&amount=&price=",
            "municipality=766",
        );
    }

    #[test]
    fn a_link_holds_what_is_not_usual_and_gives_the_same_again() {
        for same in [
            "municipality=630&year=2018&month=8&frame=original",
            "lang=en&municipality=766&year=2018&month=whole&bridge=5.30",
            "municipality=766&amount=352000000&price=-2.5&population_change=1&revision=0",
        ] {
            check_link(same, same);
        }
    }

    #[test]
    fn a_month_and_a_frame_are_asked_for_as_the_api_has_them() {
        let of = |query: &str| {
            let request = read(query).unwrap().request();
            (request.year, request.as_of, request.frame)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of("year=2018"), (some("2018"), None, None));
        assert_eq!(
            of("year=2018&month=8&frame=original"),
            (None, some("2018-08"), some("original"))
        );
        assert_eq!(
            of("year=2018&month=whole&frame=original&amount=1.500"),
            (None, some("2018"), some("1500"))
        );
        // A month is one of a year.
        assert!(read("month=8").is_err());
    }

    #[test]
    fn numbers_are_read_as_people_write_them_and_never_as_others() {
        for (text, expected) in [
            ("-2,5", Some("-2.5")),
            ("\u{2212}2.5 %", Some("-2.5")),
            ("1001", None),
            ("-101", None),
            ("to", None),
            ("inf", None),
        ] {
            assert_eq!(per_cent(text, 1_000.0).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("352.000.000", Some("352000000")),
            ("352 000 000", Some("352000000")),
            ("352000000", Some("352000000")),
            ("352000000,50", None),
            ("1.50", None),
            ("3520.000", None),
            ("0", None),
            ("-5", None),
            (".500", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(kroner(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_bad_parameter_is_named() {
        check_refused(
            "municipality=Atlantis&year=18&month=13&frame=min&amount=1e9",
            &["municipality", "year", "month", "frame", "amount"],
        );
        check_refused(
            "price=meget&bridge=O3.1&lang=fr",
            &["lang", "price", "bridge"],
        );
    }
}

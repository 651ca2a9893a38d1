//! What an address asks for: which indicator of which municipality, by which periods, split by what, as known when.

use std::borrow::Cow;
use std::sync::Arc;

use pejl_app::indicators::Listed;
use pejl_app::pejlemaerker::{board, grain_of};
use pejl_app::{AppError, AsKnown, Catalogue, Indicator, ParamProblem, Reading};
use pejl_domain::{Area, Grain, Lang};

use crate::account::Account;
use crate::definition::definition;
use crate::link::{INDICATOR, Link};
use crate::place::{Place, Seen, head_of};
use crate::problem::PageError;
use crate::query::{Query, problem};

/// Accounts that figures of accounts are of, unless said.
const ACCOUNT: &str = "elderly";

/// What is shown, nothing left open but what the figures decide.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// Whose figures, in which language, of which revision.
    pub seen: Seen,
    /// The indicator.
    pub indicator: Indicator,
    /// The reading of it.
    pub reading: Arc<Reading>,
    /// Length of the periods.
    pub grain: Grain,
    /// The dimension that it is split by; none where it cannot be.
    pub by: Option<String>,
    /// The account, where it is of accounts.
    pub account: Option<Account>,
    /// The indicators as they are defined at it.
    pub catalogue: Arc<Catalogue>,
}

impl Choice {
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
        let account = account(query, &mut problems);
        let found = subject(&listed.catalogue, query, &mut problems);
        let Some((indicator, reading)) = found else {
            return Err(PageError::Parameters(problems));
        };
        let query = of_this(query, &mut problems);
        let grain = grain(&indicator, &query, &mut problems);
        let by = dimension(&reading, &query, &mut problems);
        let seen = place.seen(head_of(&listed), problems)?;
        Ok(Self {
            seen,
            account: account.filter(|_| reading.is_of_accounts()),
            grain,
            by,
            catalogue: listed.catalogue,
            indicator,
            reading,
        })
    }

    /// The code a client names the reading by: `O3.1.median_days`.
    pub fn code(&self) -> String {
        format!("{}.{}", self.reading.indicator, self.reading.code)
    }

    /// The reading and the version of its definition, as it is said of a picture.
    pub fn definition(&self) -> String {
        definition(&self.reading, self.seen.lang)
    }

    /// The cut that a question is of: of accounts, those that are chosen.
    pub fn filters(&self) -> Vec<(String, Vec<String>)> {
        let account = self.account.as_ref();
        let function = |one: &Account| ("function".to_owned(), vec![one.code().to_owned()]);
        account.map(function).into_iter().collect()
    }

    /// The page of this choice, pinned where it is.
    pub fn link(&self) -> Link {
        self.seen.stay(self.newest())
    }

    /// The page of this choice at its revision.
    pub fn pinned(&self) -> Link {
        self.seen.pin(self.newest())
    }

    /// The page of this choice at the newest revision.
    fn newest(&self) -> Link {
        let mut link = self.to_indicator(&self.indicator.code);
        if self.reading.code != self.indicator.default_reading {
            link = link.with("reading", &self.reading.code);
        }
        if self.grain != grain_of(&self.indicator) {
            link = link.with("grain", self.grain.as_str());
        }
        if self.by.as_ref() != self.reading.dimensions.first() {
            let by = self.by.as_deref().unwrap_or_default();
            link = link.with("by", by);
        }
        match &self.account {
            Some(account) if account.code() != ACCOUNT => {
                link.with("filter.function", account.code())
            }
            _ => link,
        }
        .without("revision")
    }

    /// The page of another indicator of the municipality, pinned where this one is.
    pub fn to_indicator(&self, code: &str) -> Link {
        let link = to_indicator((code, self.seen.own), self.seen.lang);
        self.seen.stay(link)
    }
}

/// The choices of an address that are of the indicator it names. A form says which one they were made for (`of`): where another one is
/// chosen in it, they are not those of the new one.
fn of_this<'a>(query: &'a Query, problems: &mut Vec<ParamProblem>) -> Cow<'a, Query> {
    let made_for = query.one("of", problems).filter(|text| !text.is_empty());
    let named = query.one("indicator", problems);
    match made_for.is_some() && made_for != named {
        true => Cow::Owned(query.without(&["grain", "by"])),
        false => Cow::Borrowed(query),
    }
}

/// The page of an indicator of a municipality.
pub(crate) fn to_indicator((code, own): (&str, &Area), lang: Lang) -> Link {
    Link::to(INDICATOR, lang)
        .with("indicator", code)
        .with("municipality", own.code)
}

/// The indicator and the reading; of none named the first that the council's board shows.
fn subject(
    catalogue: &Catalogue,
    query: &Query,
    problems: &mut Vec<ParamProblem>,
) -> Option<(Indicator, Arc<Reading>)> {
    let named = query.one("indicator", problems);
    let text = match named.filter(|text| !text.is_empty()) {
        Some(text) => text,
        None => first_of_board(catalogue)?,
    };
    let found = catalogue.find_reading(text).and_then(|reading| {
        let indicator = catalogue.find_indicator(&reading.indicator)?;
        Some((indicator.clone(), Arc::clone(reading)))
    });
    let Some((indicator, reading)) = found else {
        let nearest = catalogue.nearest_readings(text, 3);
        problems.push(ParamProblem {
            nearest,
            ..problem("indicator", text)
        });
        return None;
    };
    let asked = query.one("reading", problems);
    let Some(text) = asked.filter(|text| !text.is_empty()) else {
        return Some((indicator, reading));
    };
    match indicator.find_reading(text).cloned() {
        Some(reading) => Some((indicator, reading)),
        None => {
            problems.push(problem("reading", text));
            None
        }
    }
}

fn first_of_board(catalogue: &Catalogue) -> Option<&'static str> {
    let pejlemaerker = board().iter().flat_map(|one| &one.pejlemaerker);
    let mut leads = pejlemaerker.flat_map(|one| &one.lead);
    let known = leads.find(|code| catalogue.find_indicator(code).is_some());
    known.map(String::as_str)
}

fn grain(indicator: &Indicator, query: &Query, problems: &mut Vec<ParamProblem>) -> Grain {
    let usual = grain_of(indicator);
    let asked = query.one("grain", problems);
    let Some(text) = asked.filter(|text| !text.is_empty()) else {
        return usual;
    };
    let mut grains = indicator.grains.iter().copied();
    // Weeks are no parts of the other periods, and no series of the pages.
    let found = grains.find(|one| *one != Grain::Week && one.as_str() == text);
    found.unwrap_or_else(|| {
        problems.push(problem("grain", text));
        usual
    })
}

fn dimension(reading: &Reading, query: &Query, problems: &mut Vec<ParamProblem>) -> Option<String> {
    let first = reading.dimensions.first().cloned();
    let asked = query.one("by", problems);
    let Some(text) = asked.filter(|text| !text.is_empty()) else {
        return first;
    };
    let found = reading.dimensions.iter().find(|one| *one == text).cloned();
    if found.is_none() {
        problems.push(problem("by", text));
    }
    found
}

fn account(query: &Query, problems: &mut Vec<ParamProblem>) -> Option<Account> {
    let asked = query.one("filter.function", problems);
    let text = asked.filter(|text| !text.is_empty()).unwrap_or(ACCOUNT);
    let found = Account::parse(text);
    if found.is_none() {
        problems.push(problem("filter.function", text));
    }
    found
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    fn read(query: &str) -> Result<Choice, Vec<ParamProblem>> {
        let of_program = |_| Ok(Listed::of_program());
        match Choice::read(&Query::read(query).unwrap(), of_program) {
            Ok(choice) => Ok(choice),
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
        assert_eq!(
            read(query).unwrap().link().to_string(),
            format!("/indikator?{expected}"),
            "{query}"
        );
    }

    #[test]
    fn what_is_not_asked_is_the_first_of_the_board_by_its_usual_periods() {
        let choice = read("").unwrap();
        assert_eq!(
            (
                choice.indicator.code.as_str(),
                choice.seen.own.code,
                choice.seen.lang
            ),
            ("W1.1", "766", Lang::Da)
        );
        assert_eq!(read("indicator=O3.1").unwrap().grain, Grain::Quarter);
        assert_eq!(read("indicator=F2").unwrap().grain, Grain::Year);
    }

    #[test]
    fn a_link_holds_what_is_not_usual_and_gives_the_same_again() {
        for same in [
            "indicator=O3.1&municipality=630",
            "lang=en&indicator=O3.1&municipality=766&reading=p25_days&grain=month&by=sex",
            "indicator=F2&municipality=766&filter.function=5.30.27",
        ] {
            check_link(same, same);
        }
        check_link(
            "indicator=O3.1.p25_days&grain=quarter&by=service&reading=",
            "indicator=O3.1&municipality=766&reading=p25_days",
        );
    }

    #[test]
    fn a_revision_is_kept_where_it_was_asked_for() {
        let choice = read("indicator=O3.1&revision=0").unwrap();
        assert!(choice.link().to_string().ends_with("&revision=0"));
        assert!(
            choice
                .to_indicator("O3.2")
                .to_string()
                .ends_with("&revision=0")
        );
        let newest = read("indicator=O3.1").unwrap();
        assert!(!newest.link().to_string().contains("revision"));
        assert!(newest.pinned().to_string().ends_with("&revision=0"));
    }

    #[test]
    fn every_bad_parameter_is_named() {
        check_refused(
            "municipality=Atlantis&indicator=O99",
            &["municipality", "indicator"],
        );
        check_refused("indicator=O3.1&reading=self_reliant_endings", &["reading"]);
        check_refused("indicator=O3.1&grain=week&by=outcome", &["grain", "by"]);
        check_refused("indicator=F2&filter.function=hund", &["filter.function"]);
        check_refused(
            "indicator=O3.1&revision=sidste&lang=fr",
            &["revision", "lang"],
        );
    }
}

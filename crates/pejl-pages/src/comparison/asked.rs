//! What an address asks for, before it is known what there is.

use std::sync::Arc;

use pejl_app::indicators::Listed;
use pejl_app::{AppError, AsKnown, Catalogue, ParamProblem, Reading};
use pejl_domain::group::ALL;
use pejl_domain::{Grain, Period, PriceLevel};

use super::against::Against;
use super::sort::Sort;
use crate::account::Account;
use crate::place::{Place, Seen, head_of};
use crate::problem::PageError;
use crate::query::{Query, problem};

/// The parameters of the page, read and checked one by one. What is `None` is chosen by what there is.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Whose figures are marked, in which language, of which revision.
    pub seen: Seen,
    /// The reading.
    pub reading: Option<Arc<Reading>>,
    /// The account.
    pub account: Option<Account>,
    /// The year ranked.
    pub period: Option<Period>,
    /// The year that changes are counted from.
    pub from: From,
    /// Whom it is compared with.
    pub group: Against,
    /// The prices.
    pub price: PriceLevel,
    /// Order of the table.
    pub sort: Sort,
    /// The indicators as they are defined at it.
    pub catalogue: Arc<Catalogue>,
}

/// The earlier year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// Not said.
    Default,
    /// None is wanted.
    Nothing,
    /// This one.
    Year(Period),
}

impl Asked {
    /// Reads the parameters.
    ///
    /// # Errors
    /// Every parameter that cannot be used.
    pub fn read(
        query: &Query,
        list: impl FnOnce(AsKnown) -> Result<Listed, AppError>,
    ) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let place = Place::read(query, &mut problems);
        let listed = list(place.at)?;
        let reading = reading(&listed.catalogue, query, &mut problems);
        let account = account(query, &mut problems);
        let period = year("period", query, &mut problems);
        let from = match query.one("from", &mut problems) {
            None => From::Default,
            Some("") => From::Nothing,
            Some(_) => year("from", query, &mut problems).map_or(From::Nothing, From::Year),
        };
        let group = group(query, &mut problems);
        let price = price(query, &mut problems);
        let sort = match query.one("sort", &mut problems) {
            None | Some("") => Sort::default(),
            Some(text) => Sort::parse(text).unwrap_or_else(|| {
                problems.push(problem("sort", text));
                Sort::default()
            }),
        };
        let Some(group) = group else {
            return Err(PageError::Parameters(problems));
        };
        Ok(Self {
            seen: place.seen(head_of(&listed), problems)?,
            reading,
            account,
            period,
            from,
            group,
            price,
            sort,
            catalogue: listed.catalogue,
        })
    }
}

fn reading(
    catalogue: &Catalogue,
    query: &Query,
    problems: &mut Vec<ParamProblem>,
) -> Option<Arc<Reading>> {
    let text = query
        .one("indicator", problems)
        .filter(|text| !text.is_empty())?;
    // Of a municipality's own records there is nobody to compare with.
    let found = catalogue.find_reading(text);
    let found = found.filter(|reading| reading.is_of_accounts());
    if found.is_none() {
        let nearest = catalogue.nearest_readings(text, 3);
        problems.push(ParamProblem {
            nearest,
            ..problem("indicator", text)
        });
    }
    found.cloned()
}

fn account(query: &Query, problems: &mut Vec<ParamProblem>) -> Option<Account> {
    let text = query
        .one("filter.function", problems)
        .filter(|text| !text.is_empty())?;
    let found = Account::parse(text);
    if found.is_none() {
        problems.push(problem("filter.function", text));
    }
    found
}

fn year(name: &str, query: &Query, problems: &mut Vec<ParamProblem>) -> Option<Period> {
    let text = query.one(name, problems).filter(|text| !text.is_empty())?;
    let found = text
        .parse::<Period>()
        .ok()
        .filter(|period| period.grain() == Grain::Year);
    if found.is_none() {
        problems.push(problem(name, text));
    }
    found
}

fn group(query: &Query, problems: &mut Vec<ParamProblem>) -> Option<Against> {
    let text = match query.one("group", problems) {
        None | Some("") => ALL,
        Some(text) => text,
    };
    let found = Against::parse(text);
    if found.is_none() {
        problems.push(problem("group", text));
    }
    found
}

fn price(query: &Query, problems: &mut Vec<ParamProblem>) -> PriceLevel {
    let text = match query.one("price", problems) {
        None | Some("") => return PriceLevel::Current,
        Some(text) => text,
    };
    match text.parse() {
        Ok(level @ (PriceLevel::Current | PriceLevel::Fixed { .. })) => level,
        Ok(PriceLevel::NotApplicable) | Err(_) => {
            problems.push(problem("price", text));
            PriceLevel::Current
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use pejl_domain::Lang;

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
        let names: Vec<&str> = problems
            .iter()
            .map(|problem| problem.parameter.as_str())
            .collect();
        assert_eq!(names, expected, "{query}");
    }

    #[test]
    fn nothing_asked_is_hedensted_among_all_in_danish() {
        let asked = read("").unwrap();
        assert_eq!(
            (
                asked.seen.own.code,
                asked.group.code().as_str(),
                asked.seen.lang
            ),
            ("766", "all", Lang::Da)
        );
        assert_eq!(
            (asked.from, asked.price, asked.seen.is_pinned),
            (From::Default, PriceLevel::Current, false)
        );
        assert!(asked.reading.is_none() && asked.account.is_none() && asked.period.is_none());
    }

    #[test]
    fn every_spelling_of_the_api_is_understood() {
        let asked = read(
            "municipality=%C3%85rhus&indicator=F2.net_per_resident_67plus&filter.function=053027&period=2019&from=2018\
             &group=six_cities&price=fixed:2018&sort=-change&revision=3&lang=en",
        )
        .unwrap();
        assert_eq!(asked.seen.own.code, "751");
        assert_eq!(asked.reading.unwrap().code, "net_per_resident_67plus");
        assert_eq!(asked.account.unwrap().code(), "5.30.27");
        assert_eq!(asked.period, Some(Period::year(2019).unwrap()));
        assert_eq!(asked.from, From::Year(Period::year(2018).unwrap()));
        assert_eq!(asked.group.code(), "SIX_CITIES");
        assert_eq!(asked.price, PriceLevel::Fixed { base_year: 2018 });
        assert_eq!((asked.seen.is_pinned, asked.seen.lang), (true, Lang::En));
    }

    #[test]
    fn what_an_empty_form_sends_is_nothing() {
        let asked = read(
            "municipality=&indicator=&filter.function=&period=&from=&group=&price=&sort=&revision=",
        )
        .unwrap();
        assert_eq!((asked.seen.own.code, asked.from), ("766", From::Nothing));
    }

    #[test]
    fn every_bad_parameter_is_named() {
        check_refused("municipality=Atlantis", &["municipality"]);
        check_refused("municipality=000", &["municipality"]);
        check_refused(
            "indicator=F99&filter.function=hund",
            &["indicator", "filter.function"],
        );
        check_refused("period=2019-Q3", &["period"]);
        check_refused("from=snart", &["from"]);
        check_refused("group=NOBODY", &["group"]);
        check_refused("group=nearest:98", &["group"]);
        check_refused("price=gratis", &["price"]);
        check_refused("price=not_applicable", &["price"]);
        check_refused("sort=luck", &["sort"]);
        check_refused("revision=sidste", &["revision"]);
        check_refused(
            "revision=1&as_known_at=2018-03-31T00:00:00Z",
            &["as_known_at"],
        );
        check_refused("lang=fr", &["lang"]);
    }

    #[test]
    fn a_mistyped_municipality_gets_its_neighbours_in_spelling() {
        let problems = read("municipality=Hedenstad").unwrap_err();
        assert_eq!(
            problems
                .first()
                .unwrap()
                .nearest
                .first()
                .map(String::as_str),
            Some("766")
        );
    }
}

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;
use crate::catalogue::catalogue;

/// A request that is right, to be spoiled in one place.
fn good() -> Request {
    Request {
        indicators: vec!["F2".into()],
        municipalities: vec!["630, 0766".into(), "Fredericia".into()],
        periods: vec!["2016..2018,2020".into()],
        filters: vec![("function".into(), vec!["5.38.50,elderly".into()])],
        ..Request::default()
    }
}

#[track_caller]
fn refuses(spoil: impl FnOnce(&mut Request), expected: &QueryError) {
    let mut request = good();
    spoil(&mut request);
    let errors = Query::parse(catalogue(), &request).unwrap_err();
    assert_eq!(errors, std::slice::from_ref(expected));
    // It stands after the word "expected": what would do, not what is wrong.
    let would_do = expected.expected();
    assert!(
        !would_do.is_empty() && !would_do.contains("unknown"),
        "{would_do}"
    );
}

#[test]
fn a_request_in_many_spellings_is_one_query() {
    let query = Query::parse(catalogue(), &good()).unwrap();
    let places: Vec<&str> = query.places.iter().map(Place::code).collect();
    assert_eq!(places, ["630", "766", "607"]);
    let years: Vec<i32> = match &query.periods {
        Periods::Listed(periods) => periods.iter().map(|period| period.year_number()).collect(),
        Periods::Latest(_) => Vec::new(),
    };
    assert_eq!(years, [2016, 2017, 2018, 2020]);
    assert_eq!(query.price, PriceLevel::Current);
    assert_eq!(query.n_cells(), 12);
}

#[test]
fn splitting_by_function_makes_a_series_of_each_account() {
    let request = Request {
        by: vec!["function".into()],
        ..good()
    };
    assert_eq!(Query::parse(catalogue(), &request).unwrap().n_cells(), 24);
}

#[test]
fn a_star_is_every_municipality_and_a_group_is_one_place() {
    let request = Request {
        municipalities: vec!["*,all,630".into()],
        ..good()
    };
    let query = Query::parse(catalogue(), &request).unwrap();
    assert_eq!(query.places.len(), 99);
    assert_eq!(query.places.last().unwrap().code(), "ALL");
}

#[test]
fn the_newest_periods_stand_alone() {
    let newest = |text: &str| {
        Query::parse(
            catalogue(),
            &Request {
                periods: vec![text.into()],
                ..good()
            },
        )
        .map(|q| q.periods)
    };
    assert_eq!(newest("latest").unwrap(), Periods::Latest(1));
    assert_eq!(newest("last:5").unwrap(), Periods::Latest(5));
    refuses(
        |r| r.periods = vec!["2018,latest".into()],
        &QueryError::MixedPeriods {
            text: "latest".into(),
        },
    );
    refuses(
        |r| r.periods = vec!["last:0".into()],
        &QueryError::BadPeriod {
            text: "last:0".into(),
        },
    );
}

#[test]
fn a_typing_error_is_met_with_the_nearest_code() {
    refuses(
        |r| r.indicators = vec!["published_per_residents".into()],
        &QueryError::UnknownReading {
            text: "published_per_residents".into(),
            nearest: catalogue_nearest("published_per_residents"),
        },
    );
    refuses(
        |r| r.filters = vec![("function".into(), vec!["eldery".into()])],
        &QueryError::UnknownAccount {
            text: "eldery".into(),
            nearest: vec!["elderly".into()],
        },
    );
    let request = Request {
        municipalities: vec!["Vejlle".into()],
        ..good()
    };
    let error = Query::parse(catalogue(), &request).unwrap_err().remove(0);
    assert_eq!(
        (&*error.parameter(), error.value().as_deref()),
        ("municipality", Some("Vejlle"))
    );
    assert!(
        error.allowed().contains(&"630 Vejle".to_owned()),
        "{:?}",
        error.allowed()
    );
}

fn catalogue_nearest(text: &str) -> Vec<String> {
    let nearest = catalogue().nearest_readings(text, 3);
    assert_eq!(
        nearest.first().map(String::as_str),
        Some("published_per_resident")
    );
    nearest
}

#[test]
fn periods_of_another_length_are_impossible() {
    refuses(
        |r| r.periods = vec!["2018K3".into()],
        &QueryError::ImpossibleGrain {
            reading: "net_per_resident".into(),
            grain: Grain::Quarter,
            allowed: vec![Grain::Year],
        },
    );
    refuses(
        |r| r.grain = Some("decade".into()),
        &QueryError::UnknownGrain {
            text: "decade".into(),
        },
    );
    refuses(
        |r| r.periods = vec!["2018..2016".into()],
        &QueryError::BadPeriod {
            text: "2018..2016".into(),
        },
    );
}

#[test]
fn one_question_has_one_price_level() {
    refuses(
        |r| r.prices = vec!["current,fixed:2018".into()],
        &QueryError::TwoPriceLevels {
            first: "current".into(),
            second: "fixed:2018".into(),
        },
    );
    refuses(
        |r| r.prices = vec!["cheap".into()],
        &QueryError::UnknownPrice {
            text: "cheap".into(),
        },
    );
    refuses(
        |r| r.prices = vec!["fixed:2018:PL".into(), "fixed:2018:CPI".into()],
        &QueryError::TwoPriceLevels {
            first: "fixed:2018:PL".into(),
            second: "fixed:2018:CPI".into(),
        },
    );
    for text in [
        "fixed:2018:",
        "current:PL",
        "fixed:18:PL",
        "fixed",
        "not_applicable",
    ] {
        refuses(
            |r| r.prices = vec![text.into()],
            &QueryError::UnknownPrice { text: text.into() },
        );
    }
    let named = Request {
        prices: vec!["fixed:2018:PL_SERVICE".into()],
        ..good()
    };
    let named = Query::parse(catalogue(), &named).unwrap();
    assert_eq!(
        (named.price, named.price_series.as_deref()),
        (PriceLevel::Fixed { base_year: 2018 }, Some("PL_SERVICE"))
    );
    let twice = Request {
        prices: vec!["fixed:2018".into(), "fixed:2018".into()],
        ..good()
    };
    assert_eq!(
        Query::parse(catalogue(), &twice).unwrap().price,
        PriceLevel::Fixed { base_year: 2018 }
    );
}

#[test]
fn accounts_inside_one_another_are_not_added_up() {
    refuses(
        |r| r.filters = vec![("function".into(), vec!["5.30".into(), "5.30.27".into()])],
        &QueryError::Overlap {
            first: "5.30".into(),
            second: "5.30.27".into(),
        },
    );
    let side_by_side = Request {
        filters: vec![("function".into(), vec!["5.30,5.30.27".into()])],
        by: vec!["function".into()],
        ..good()
    };
    assert!(Query::parse(catalogue(), &side_by_side).is_ok());
}

#[test]
fn dimensions_that_do_not_exist_are_refused_with_those_that_do() {
    let allowed = vec!["dranst".to_owned(), "function".to_owned()];
    refuses(
        |r| r.by = vec!["sex".into()],
        &QueryError::UnknownDimension {
            parameter: "by",
            text: "sex".into(),
            allowed: allowed.clone(),
        },
    );
    refuses(
        |r| r.filters.push(("sex".into(), vec!["M".into()])),
        &QueryError::UnknownDimension {
            parameter: "filter",
            text: "sex".into(),
            allowed,
        },
    );
    refuses(
        |r| r.filters.push(("dranst".into(), vec!["0".into()])),
        &QueryError::UnknownDranst { text: "0".into() },
    );
}

#[test]
fn of_an_indicator_that_there_is_not_no_filter_is_told_wrong() {
    let request = Request {
        indicators: vec!["O3.11".into()],
        filters: vec![("service".into(), vec!["nothing".into()])],
        ..good()
    };
    let errors = Query::parse(catalogue(), &request).unwrap_err();
    let parameters: Vec<_> = errors.iter().map(QueryError::parameter).collect();
    assert_eq!(parameters, ["indicator"]);
}

#[test]
fn a_window_is_of_records_and_no_index_is_compared_with_the_year_before() {
    let asked = |indicator: &str, window: &str| {
        let request = Request {
            indicators: vec![indicator.into()],
            filters: Vec::new(),
            window: Some(window.into()),
            ..good()
        };
        Query::parse(catalogue(), &request).map(|query| query.window)
    };
    assert_eq!(asked("O4.1", "rolling_12"), Ok(Window::Rolling12));
    assert_eq!(
        asked("O4.1", "year_to_date_compared"),
        Ok(Window::YearToDateCompared)
    );
    assert_eq!(asked("O5.3", "year_to_date"), Ok(Window::YearToDate));
    for (indicator, window) in [("O5.3", "year_to_date_compared"), ("W2.2", "rolling_12")] {
        let errors = asked(indicator, window).unwrap_err();
        let [error] = errors.as_slice() else {
            panic!("{errors:?}")
        };
        assert_eq!(error.parameter(), "window");
        assert_eq!(error.value().as_deref(), Some(window));
    }
    // What is made of other windows has no name of its own to be asked for by.
    assert!(asked("O4.1", "year_to_date_alike").is_err());
}

#[test]
fn everything_wrong_is_said_at_once() {
    let errors = Query::parse(catalogue(), &Request::default()).unwrap_err();
    let parameters: Vec<_> = errors.iter().map(QueryError::parameter).collect();
    assert_eq!(
        parameters,
        ["indicator", "municipality", "period", "filter.function"]
    );
}

/// What is wrong with a filter on a reading of own records, by parameter.
#[track_caller]
fn filtered(filters: &[(&str, &[&str])]) -> Result<Vec<(String, Vec<String>)>, Vec<String>> {
    let request = Request {
        indicators: vec!["O4.0".into()],
        municipalities: vec!["766".into()],
        periods: vec!["2018".into()],
        filters: filters
            .iter()
            .map(|(name, members)| {
                let members = members.iter().map(ToString::to_string).collect();
                ((*name).to_owned(), members)
            })
            .collect(),
        ..Request::default()
    };
    let errors = |errors: Vec<QueryError>| errors.iter().map(ToString::to_string).collect();
    Query::parse(catalogue(), &request)
        .map(|query| query.record_filters)
        .map_err(errors)
}

#[test]
fn members_given_twice_stand_beside_each_other_and_unknown_ones_are_refused() {
    let both = filtered(&[("sex", &["K"]), ("sex", &["M"])]).unwrap();
    assert_eq!(
        both,
        [("sex".to_owned(), vec!["K".to_owned(), "M".to_owned()])]
    );
    let paragraph = filtered(&[("paragraph", &["§ 83, stk. 1, nr. 2"])]).unwrap();
    let whole = vec!["§ 83, stk. 1, nr. 2".to_owned()];
    assert_eq!(paragraph, [("paragraph".to_owned(), whole)]);
    assert_eq!(
        filtered(&[("sex", &["kvinde"])]).unwrap_err(),
        ["`kvinde` is no member of `sex`"]
    );
    assert_eq!(
        filtered(&[("sex", &[""])]).unwrap_err(),
        ["`` is no member of `sex`"]
    );
    assert!(filtered(&[("service", &["SEL-83-1\\' OR 1=1"])]).is_err());
    assert!(filtered(&[("service", &["SEL-83-1"])]).is_ok());
}

#[test]
fn members_are_those_of_the_lists_in_any_case() {
    let found = filtered(&[("service", &["sel-83-1,SEL-83-1"]), ("law", &["Sel"])]).unwrap();
    assert_eq!(
        found,
        [
            ("service".to_owned(), vec!["SEL-83-1".to_owned()]),
            ("law".to_owned(), vec!["SEL".to_owned()])
        ]
    );
    let said = |filters| filtered(filters).unwrap_err();
    assert_eq!(
        said(&[("service", &["SEL-831"])]),
        ["`SEL-831` is no member of `service`"]
    );
    assert_eq!(
        said(&[("paragraph", &["SEL § 83 a"])]),
        ["`SEL § 83 a` is no member of `paragraph`"]
    );
    // What the municipality names itself, only its rows can tell.
    assert!(filtered(&[("target_group", &["elder"])]).is_ok());
}

#[test]
fn an_unknown_member_names_its_filter_and_the_nearest() {
    let request = Request {
        indicators: vec!["O4.0".into()],
        municipalities: vec!["766".into()],
        periods: vec!["2018".into()],
        filters: vec![("service".into(), vec!["SEL-831".into()])],
        ..Request::default()
    };
    let error = Query::parse(catalogue(), &request).unwrap_err().remove(0);
    assert_eq!(error.parameter(), "filter.service");
    assert_eq!(
        error.allowed().first().map(String::as_str),
        Some("SEL-83-1")
    );
    assert_eq!(error.expected(), "a known member of `service`");
}

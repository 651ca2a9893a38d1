#![expect(clippy::unwrap_used, reason = "tests")]

use polars::prelude::{IntoLazy, NamedFromOwned};

use super::*;
use crate::dataset::{COURSE, DELIVERY, LEDGER, STAFFING};

fn texts(name: &str, values: &[Option<&str>]) -> Column {
    Series::new(name.into(), values).into()
}

fn days(name: &str, values: &[Option<&str>]) -> Column {
    let values: Vec<Option<NaiveDate>> = values
        .iter()
        .map(|day| day.map(|day| day.parse().unwrap()))
        .collect();
    Series::new(name.into(), values).into()
}

fn frame(columns: Vec<Column>) -> LazyFrame {
    let height = columns.first().unwrap().len();
    DataFrame::new(height, columns).unwrap().lazy()
}

fn postings() -> LazyFrame {
    let months = ["2018-01", "2018-02", "2018-02", "2018-01"].map(Some);
    frame(vec![
        texts(
            columns::AREA,
            &[Some("766"), Some("766"), Some("766"), Some("630")],
        ),
        texts(columns::PERIOD, &months),
        texts(
            columns::FUNCTION,
            &[
                Some("5.30.26"),
                Some("5.30.26"),
                Some("5.30.27"),
                Some("5.30.26"),
            ],
        ),
        texts(
            columns::GROUPING,
            &[Some("001"), None, Some("001"), Some("001")],
        ),
        texts(
            columns::PERSON_KEY,
            &[Some("a"), None, Some("a"), Some("b")],
        ),
        Series::from_vec(columns::AMOUNT_OERE.into(), vec![100_i64, -30, 5, 7]).into(),
    ])
}

fn query(spec: &'static DatasetSpec, by: &[&str]) -> SumQuery {
    SumQuery {
        by: by
            .iter()
            .map(|name| ByColumn::find(spec, name).unwrap())
            .collect(),
        measures: measures(spec).to_vec(),
        ..SumQuery::default()
    }
}

/// Values, rows, persons and sums of each combination, sums as they are shown.
#[track_caller]
fn check(
    spec: &'static DatasetSpec,
    rows: LazyFrame,
    query: &SumQuery,
    expected: &[(&str, i64, Option<i64>, &str)],
) {
    let found = record_sums(spec, rows, query).unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|sum| {
            let values: Vec<&str> = sum
                .values
                .iter()
                .map(|value| value.as_deref().unwrap_or("-"))
                .collect();
            let sums: Vec<String> = sum
                .sums
                .iter()
                .map(|sum| sum.map_or_else(|| "-".to_owned(), |sum| sum.to_string()))
                .collect();
            (values.join(" "), sum.n_rows, sum.n_persons, sums.join(" "))
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(values, n_rows, persons, sums)| {
            ((*values).to_owned(), *n_rows, *persons, (*sums).to_owned())
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn amounts_are_summed_by_the_columns_asked_for() {
    let rows = |by: &[&str], expected: &[(&str, i64, Option<i64>, &str)]| {
        check(&LEDGER, postings(), &query(&LEDGER, by), expected);
    };
    rows(&[], &[("", 4, Some(2), "82")]);
    rows(
        &["function"],
        &[("5.30.26", 3, Some(2), "77"), ("5.30.27", 1, Some(1), "5")],
    );
    rows(
        &["grouping"],
        &[("-", 1, Some(0), "-30"), ("001", 3, Some(2), "112")],
    );
    rows(
        &["period.year", "function"],
        &[
            ("2018 5.30.26", 3, Some(2), "77"),
            ("2018 5.30.27", 1, Some(1), "5"),
        ],
    );
}

#[test]
fn only_what_is_asked_for_counts() {
    let all = query(&LEDGER, &[]);
    let hedensted = SumQuery {
        areas: vec!["766".to_owned()],
        periods: vec!["2018-02".parse().unwrap()],
        ..all.clone()
    };
    check(&LEDGER, postings(), &hedensted, &[("", 2, Some(1), "-25")]);
    let functions = SumQuery {
        only: vec![(
            ByColumn::find(&LEDGER, columns::FUNCTION).unwrap(),
            vec!["5.30.27".to_owned(), "5.30.28".to_owned()],
        )],
        ..all.clone()
    };
    check(&LEDGER, postings(), &functions, &[("", 1, Some(1), "5")]);
    let nowhere = SumQuery {
        areas: vec!["101".to_owned()],
        ..all
    };
    check(&LEDGER, postings(), &nowhere, &[]);
}

#[test]
fn decimals_are_added_exactly_and_nothing_is_not_zero() {
    let tenths: Vec<Option<f64>> = (0..1_000).map(|_| Some(0.1)).collect();
    let n = tenths.len();
    let month: Vec<Option<&str>> = vec![Some("2018-01-01"); n + 1];
    let mut fte = tenths.clone();
    fte.push(Some(-0.25));
    let mut agency = vec![None; n];
    agency.push(Some(2.5));
    let mut profession = vec![Some("nurse"); n];
    profession.push(Some("other"));
    let rows = || {
        frame(vec![
            days(columns::MONTH, &month),
            texts(columns::PROFESSION, &profession),
            Series::new(columns::FTE.into(), &fte).into(),
            Series::new(columns::HEADCOUNT.into(), vec![Some(1_i32); n + 1]).into(),
            Series::new(columns::AGENCY_HOURS.into(), &agency).into(),
        ])
    };
    let by = query(&STAFFING, &["month.month", "profession"]);
    check(
        &STAFFING,
        rows(),
        &by,
        &[
            ("2018-01 nurse", 1_000, None, "100 1000 -"),
            ("2018-01 other", 1, None, "-0.25 1 2.5"),
        ],
    );
}

#[test]
fn days_of_courses_are_those_between_first_and_last_day() {
    let rows = || {
        frame(vec![
            texts(columns::PERSON_KEY, &[Some("a"), Some("a"), Some("b")]),
            texts(columns::END_REASON, &[Some("death"), Some("death"), None]),
            days(
                columns::START,
                &[Some("2017-12-30"), Some("1969-12-30"), Some("2018-01-01")],
            ),
            days(
                columns::END,
                &[Some("2018-01-02"), Some("1970-01-01"), None],
            ),
            Series::new(columns::HOURS_BEFORE.into(), [Some(1.25), None, Some(2.0)]).into(),
            Series::new(columns::HOURS_AFTER.into(), [None::<f64>, None, None]).into(),
        ])
    };
    check(
        &COURSE,
        rows(),
        &query(&COURSE, &["end_reason"]),
        &[
            ("-", 1, Some(1), "- 2 -"),
            ("death", 2, Some(1), "5 1.25 -"),
        ],
    );
    let on = |day: &str| SumQuery {
        on: Some(day.parse().unwrap()),
        ..query(&COURSE, &["start.year"])
    };
    check(
        &COURSE,
        rows(),
        &on("2018-01-02"),
        &[
            ("2017", 1, Some(1), "3 1.25 -"),
            ("2018", 1, Some(1), "- 2 -"),
        ],
    );
    check(
        &COURSE,
        rows(),
        &on("2017-12-31"),
        &[("2017", 1, Some(1), "3 1.25 -")],
    );
}

#[test]
fn a_sum_that_does_not_fit_is_an_error_and_no_figure() {
    let rows = |amounts: Vec<i64>| {
        let n = amounts.len();
        frame(vec![
            texts(columns::PERSON_KEY, &vec![None; n]),
            Series::from_vec(columns::AMOUNT_OERE.into(), amounts).into(),
        ])
    };
    let all = query(&LEDGER, &[]);
    let error = record_sums(&LEDGER, rows(vec![i64::MAX, 1]), &all).unwrap_err();
    assert!(matches!(error, LakeError::SumTooLarge { .. }), "{error}");
    // What only passes the limit on the way is right.
    let most = i64::MAX;
    let over = rows(vec![most, 5, -most]);
    check(&LEDGER, over, &all, &[("", 3, Some(0), "5")]);
    let quantity = frame(vec![
        texts(columns::PERSON_KEY, &[None]),
        Series::new(columns::MINUTES.into(), [None::<i32>]).into(),
        Series::new(columns::PLANNED_MINUTES.into(), [None::<i32>]).into(),
        Series::new(columns::QUANTITY.into(), [Some(f64::MAX)]).into(),
    ]);
    assert!(record_sums(&DELIVERY, quantity, &query(&DELIVERY, &[])).is_err());
}

#[test]
fn a_sum_shows_the_decimals_it_needs() {
    let shown = |units, decimals| ExactSum { units, decimals }.to_string();
    assert_eq!(shown(-1_500_000, 6), "-1.5");
    assert_eq!(shown(1, 6), "0.000001");
    assert_eq!(shown(-7, 0), "-7");
    assert_eq!(shown(i64::MIN, 0), i64::MIN.to_string());
}

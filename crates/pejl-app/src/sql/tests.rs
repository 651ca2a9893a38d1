//! Which readings have a statement.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use pejl_db::testing::TestDatabase;
use pejl_domain::{Grain, Period};
use pejl_metrics::Indicator;
use pejl_metrics::catalogue::catalogue;
use pejl_metrics::query::Request;

use super::*;
use crate::test_place::{Place, cpr};

/// Readings without a statement, and why.
///
/// Freshness is told from what imports cover, which stands in the catalogue: no rows of the lake say it. Figures of
/// comparisons are no answers to a question about one place, and cannot be asked for either.
const REFUSED: [(&str, &str); 3] = [
    ("C1.peer_index", "this one stands in comparisons"),
    ("C2.usable_share", "this one stands in comparisons"),
    (
        "E2f.fresh_share",
        "this one is put together from what imports cover",
    ),
];
const WINDOWS: [&str; 2] = ["year_to_date", "rolling_12"];

/// One course.
fn import_course(place: &Place) {
    let header = "course_id;cpr;course_type;service;start;end;end_reason";
    let row = "rehabilitation;SEL-83a;2018-01-10;2018-03-01;self_reliant";
    let content = format!("{header}\nC1;{};{row}\n", cpr(1));
    place.import_of("course", "766", &content, Some("2018-01..2018-12"));
}

/// A question about one reading.
#[derive(Debug, Clone, Copy)]
struct Asked<'a> {
    reading: &'a Reading,
    grain: Grain,
    by: Option<&'a str>,
    price: &'a str,
    window: &'a str,
}

/// Every question that there is of the readings of an indicator.
fn asked_of(indicator: &Indicator) -> Vec<Asked<'_>> {
    let mut all = Vec::new();
    for reading in &indicator.readings {
        // A reading may know fewer dimensions than its card; then nothing is said of it by these.
        let dimensions = match reading.is_of_accounts() {
            true => &indicator.dimensions,
            false => &reading.dimensions,
        };
        let splits = [None]
            .into_iter()
            .chain(dimensions.iter().map(|one| Some(one.as_str())));
        for by in splits {
            for grain in &indicator.grains {
                let plain = Asked {
                    reading,
                    grain: *grain,
                    by,
                    price: "current",
                    window: "period",
                };
                all.push(plain);
                all.push(Asked {
                    price: "fixed:2018",
                    ..plain
                });
                // Windows are of own records alone.
                if reading.kind.source() == FigureSource::Records {
                    all.extend(WINDOWS.map(|window| Asked { window, ..plain }));
                }
            }
        }
    }
    all
}

/// The statement of a reading, or how it is refused.
fn statement(store: &Store, asked: &Asked<'_>) -> Result<String, String> {
    let reading = asked.reading;
    let day = NaiveDate::from_ymd_opt(2018, 3, 14).unwrap();
    let period = Period::containing(asked.grain, day).unwrap();
    let function = ("function".to_owned(), vec!["5.30.27".to_owned()]);
    let request = ObservationRequest {
        query: Request {
            indicators: vec![format!("{}.{}", reading.indicator, reading.code)],
            municipalities: vec!["766".to_owned(), "STATBANK_920".to_owned()],
            periods: vec![period.to_string()],
            by: asked.by.map(str::to_owned).into_iter().collect(),
            prices: vec![asked.price.to_owned()],
            window: (asked.window != "period").then(|| asked.window.to_owned()),
            filters: reading
                .is_of_accounts()
                .then_some(function)
                .into_iter()
                .collect(),
            ..Request::default()
        },
        ..ObservationRequest::default()
    };
    match get_sql(store, &request) {
        Ok(found) => Ok(found.sql),
        Err(AppError::Invalid(problems)) => {
            let said = problems.iter().map(|one| one.allowed.clone());
            Err(said.collect::<Vec<_>>().join("; "))
        }
        Err(other) => Err(format!("{other:?}")),
    }
}

#[test]
fn every_reading_has_a_statement_in_every_grain_split_price_and_window_but_these() {
    let database = TestDatabase::sqlite();
    let place = Place::on(&database);
    import_course(&place);
    let mut refused = BTreeSet::new();
    let mut n_statements = 0;
    for asked in catalogue().indicators.iter().flat_map(asked_of) {
        match statement(&place.store, &asked) {
            Ok(sql) => {
                assert!(sql.contains("\"value\""), "{asked:?}: {sql}");
                n_statements += 1;
            }
            Err(said) => {
                let reading = asked.reading;
                refused.insert((format!("{}.{}", reading.indicator, reading.code), said));
            }
        }
    }
    let known: BTreeSet<&str> = REFUSED.iter().map(|(code, _)| *code).collect();
    let found: BTreeSet<&str> = refused.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(found, known, "{refused:#?}");
    for (code, reason) in REFUSED {
        let mut said = refused.iter().filter(|(of, _)| of == code);
        assert!(said.all(|(_, said)| said.contains(reason)), "{refused:#?}");
    }
    assert!(n_statements > 3_000, "{n_statements}");
}

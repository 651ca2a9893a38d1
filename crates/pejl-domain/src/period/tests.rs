#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::hash::DefaultHasher;

use chrono::Days;
use proptest::prelude::*;

use super::*;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn any_period() -> impl Strategy<Value = Period> {
    (0..Grain::ALL.len(), FIRST_YEAR..=LAST_YEAR, 1..=53_u32).prop_filter_map(
        "no such part of the year",
        |(grain, year, number)| {
            let grain = *Grain::ALL.get(grain)?;
            let parts = grain.months().map_or(53, |months| 12 / months);
            Period::new(grain, year, (number - 1) % parts + 1).ok()
        },
    )
}

#[track_caller]
fn check(text: &str, canonical: &str, statbank: &str, start: &str, end: &str) {
    let read = period(text);
    assert_eq!(read.to_string(), canonical);
    assert_eq!(read.statbank_code(), statbank);
    assert_eq!((read.start(), read.end()), (day(start), day(end)));
}

#[test]
fn every_written_form_is_read() {
    check("2017", "2017", "2017", "2017-01-01", "2018-01-01");
    check("2017-H1", "2017-H1", "2017H1", "2017-01-01", "2017-07-01");
    check("2017H2", "2017-H2", "2017H2", "2017-07-01", "2018-01-01");
    check("2017-Q3", "2017-Q3", "2017K3", "2017-07-01", "2017-10-01");
    check("2017K4", "2017-Q4", "2017K4", "2017-10-01", "2018-01-01");
    check("2008q1", "2008-Q1", "2008K1", "2008-01-01", "2008-04-01");
    check("2016-02", "2016-02", "2016M02", "2016-02-01", "2016-03-01");
    check("2021M12", "2021-12", "2021M12", "2021-12-01", "2022-01-01");
    check(
        "2017-W05",
        "2017-W05",
        "2017U05",
        "2017-01-30",
        "2017-02-06",
    );
    check("2020U53", "2020-W53", "2020U53", "2020-12-28", "2021-01-04");
    check(
        " 2016W01\u{a0}",
        "2016-W01",
        "2016U01",
        "2016-01-04",
        "2016-01-11",
    );
    check(
        "1900-W01",
        "1900-W01",
        "1900U01",
        "1900-01-01",
        "1900-01-08",
    );
    check("2199", "2199", "2199", "2199-01-01", "2200-01-01");
}

#[test]
fn other_text_is_refused() {
    for text in [
        "",
        " ",
        "201",
        "20170",
        "2017-",
        "2017-8",
        "2017-Q",
        "2017-Q10",
        "2017M1",
        "2017-M01",
        "2017-K1",
        "2017-U01",
        "2017U1",
        "2017 K1",
        "+201",
        "-201",
        "2017+1",
        "2017-+1",
        "2017Q+",
        "２０１７",
        "2017–08",
        "201å",
        "å017",
        "2017K1-2017K2",
        "K12017",
        "2017.0",
        "2017/08",
    ] {
        assert_eq!(
            text.parse::<Period>(),
            Err(PeriodError::Malformed {
                text: text.trim().to_owned()
            }),
            "{text}"
        );
    }
    assert_eq!("2".repeat(201).parse::<Period>(), Err(PeriodError::TooLong));
    assert_eq!(
        "month ".parse::<Grain>(),
        Err(PeriodError::UnknownGrain {
            text: "month ".to_owned()
        })
    );
    assert_eq!("m".repeat(201).parse::<Grain>(), Err(PeriodError::TooLong));
}

#[test]
fn days_are_refused_by_name() {
    for text in ["2016M01D01", "2017-08-31", "20170831", "2017d243"] {
        assert_eq!(
            text.parse::<Period>(),
            Err(PeriodError::Day {
                text: text.to_owned()
            })
        );
    }
}

#[test]
fn years_and_numbers_are_bounded() {
    for text in ["1899", "2200", "0000-01", "9999K1"] {
        assert!(
            matches!(text.parse::<Period>(), Err(PeriodError::Year { .. })),
            "{text}"
        );
    }
    for text in [
        "2017-H0", "2017-H3", "2017K0", "2017-Q5", "2017-00", "2017-13", "2017-W00", "2017-W53",
        "2021U53",
    ] {
        assert!(
            matches!(text.parse::<Period>(), Err(PeriodError::Number { .. })),
            "{text}"
        );
    }
    assert_eq!(
        Period::year(i32::MIN),
        Err(PeriodError::Year { year: i32::MIN })
    );
    assert!(Period::month(2017, u32::MAX).is_err());
    assert!(Period::week(2017, u32::MAX).is_err());
}

#[test]
fn order_is_start_then_longer_first() {
    let mut periods: Vec<Period> = [
        "2017-01", "2018", "2017-Q1", "2016-W52", "2017", "2017-H1", "2017-02", "2017-W01",
    ]
    .map(period)
    .to_vec();
    periods.sort();
    let texts: Vec<String> = periods.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "2016-W52", "2017", "2017-H1", "2017-Q1", "2017-01", "2017-W01", "2017-02", "2018"
        ]
    );
}

#[test]
fn neighbours_stop_at_the_bounds() {
    assert_eq!(period("2017-12").next(), Some(period("2018-01")));
    assert_eq!(period("2020-W53").next(), Some(period("2021-W01")));
    assert_eq!(period("2021-W01").previous(), Some(period("2020-W53")));
    for grain in Grain::ALL {
        let first = Period::new(grain, FIRST_YEAR, 1).unwrap();
        assert_eq!(first.previous(), None);
        let last = Period::containing(grain, day("2199-12-25")).unwrap();
        assert_eq!(
            std::iter::successors(Some(last), |period| period.next())
                .last()
                .unwrap()
                .next(),
            None
        );
    }
}

#[test]
fn ranges_have_one_grain_and_run_forwards() {
    let texts: Vec<String> = Period::range(period("2017K3"), period("2018K1"))
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(texts, ["2017-Q3", "2017-Q4", "2018-Q1"]);
    assert_eq!(
        Period::range(period("2017"), period("2017-12")),
        Err(PeriodError::MixedGrains {
            from: Grain::Year,
            to: Grain::Month
        })
    );
    assert_eq!(
        Period::range(period("2018"), period("2017")),
        Err(PeriodError::Backwards {
            from: period("2018"),
            to: period("2017")
        })
    );
    assert_eq!(
        Period::range(period("1900-W01"), Period::week(2199, 52).unwrap())
            .unwrap()
            .len(),
        15_653
    );
}

#[test]
fn readers_see_words() {
    for (text, da, en) in [
        ("2017", "2017", "2017"),
        ("2017-H1", "1. halvår 2017", "H1 2017"),
        ("2017-Q2", "2. kvartal 2017", "Q2 2017"),
        ("2018-03", "marts 2018", "March 2018"),
        ("2017-W05", "uge 5, 2017", "week 5, 2017"),
    ] {
        assert_eq!(
            (
                period(text).to_lang(Lang::Da).as_str(),
                period(text).to_lang(Lang::En).as_str()
            ),
            (da, en)
        );
    }
}

#[test]
fn json_is_the_canonical_text() {
    let json = serde_json::to_string(&(period("2017K3"), Grain::Half)).unwrap();
    assert_eq!(json, r#"["2017-Q3","half"]"#);
    assert_eq!(
        serde_json::from_str::<(Period, Grain)>(&json).unwrap(),
        (period("2017-Q3"), Grain::Half)
    );
    assert!(serde_json::from_str::<Period>("\"2017-13\"").is_err());
    assert!(serde_json::from_str::<Period>("2017").is_err());
}

proptest! {
    #[test]
    fn printed_periods_are_read_back(period in any_period()) {
        prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        prop_assert_eq!(period.statbank_code().parse::<Period>(), Ok(period));
        let again = period.to_string().parse::<Period>().unwrap();
        prop_assert_eq!((again.grain(), again.year_number(), again.number_in_year()),
            (period.grain(), period.year_number(), period.number_in_year()));
    }

    #[test]
    fn no_text_panics(text in any::<String>(), like in "[0-9]{4}-?[A-Z0-9-]{0,5}") {
        for text in [text, like] {
            if let Ok(period) = text.parse::<Period>() {
                prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
            }
        }
    }

    #[test]
    fn parts_tile_the_whole(whole in any_period(), grain in 0..5_usize) {
        let grain = Grain::ALL[grain];
        let Some(parts) = whole.parts(grain) else {
            prop_assert!(grain < whole.grain() || (grain == Grain::Week) != (whole.grain() == Grain::Week));
            return Ok(());
        };
        let mut day = whole.start();
        for part in &parts {
            prop_assert_eq!(part.grain(), grain);
            prop_assert_eq!(part.start(), day);
            prop_assert!(whole.contains(*part));
            day = part.end();
        }
        prop_assert_eq!(day, whole.end());
    }

    #[test]
    fn next_and_previous_are_inverse(period in any_period()) {
        if let Some(next) = period.next() {
            prop_assert_eq!(next.previous(), Some(period));
            prop_assert_eq!(next.start(), period.end());
            prop_assert!(period < next);
        }
    }

    #[test]
    fn every_day_is_in_exactly_its_period(period in any_period(), offset in 0..366_u64) {
        let day = period.start() + Days::new(offset);
        let inside = day < period.end();
        prop_assert_eq!(Period::containing(period.grain(), day) == Some(period), inside);
    }

    #[test]
    fn containment_is_a_partial_order(a in any_period(), b in any_period(), c in any_period()) {
        prop_assert!(a.contains(a) && a.overlaps(a));
        prop_assert_eq!(a.contains(b) && b.contains(a), a == b);
        if a.contains(b) && b.contains(c) {
            prop_assert!(a.contains(c));
        }
        if a.contains(b) && a != b {
            prop_assert!(a.start() < b.start() || a < b);
        }
        prop_assert_eq!(a.overlaps(b), b.overlaps(a));
    }

    #[test]
    fn equal_order_equality_and_hash_agree(a in any_period(), b in any_period()) {
        let hash = |period: Period| { let mut state = DefaultHasher::new(); period.hash(&mut state); state.finish() };
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        prop_assert_eq!(a == b, a.to_string() == b.to_string());
        if a == b { prop_assert_eq!(hash(a), hash(b)); }
        prop_assert_eq!(BTreeSet::from([a, b]).len() == 1, a == b);
    }
}

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod budgets;
mod what_if;

use super::*;
use crate::catalogue;
use crate::records::SeriesBreaks;

fn functions(codes: &[&str]) -> Vec<AccountCode> {
    let codes = codes.iter().map(|code| AccountCode::parse(code).unwrap());
    codes.collect()
}

/// The accounts of F1.
fn of_frame() -> Vec<AccountCode> {
    let reading = catalogue().find_reading("F1.deviation_from_corrected");
    let breaks = SeriesBreaks::of(catalogue(), reading.unwrap());
    breaks.functions().to_vec()
}

fn posted(year: i32, month: u8, function: &str, oere: i64) -> Posted {
    Posted {
        year,
        month,
        function: function.to_owned(),
        is_of_courses: false,
        oere,
    }
}

fn budgeted(kind: BudgetType, version: &str, function: &str, oere: i64) -> Budgeted {
    Budgeted {
        year: 2022,
        kind,
        version: version.parse().ok(),
        function: function.to_owned(),
        is_net: true,
        oere,
    }
}

/// Three years that ended at 1,000,000.00 kroner, of which 40, 30 and 50 % was booked by June, and 440,000.00 by June of 2022.
fn books() -> Books {
    let mut posted_rows = Vec::new();
    for (year, by_june) in [(2019, 40_000_000), (2020, 30_000_000), (2021, 50_000_000)] {
        posted_rows.push(posted(year, 3, "5.38.50", by_june - 1));
        posted_rows.push(posted(year, 6, "5.38.50", 1));
        posted_rows.push(posted(year, 11, "5.38.50", 90_000_000 - by_june));
        posted_rows.push(posted(year, 13, "5.38.50", 10_000_000));
    }
    posted_rows.push(posted(2022, 2, "5.38.50", 44_500_000));
    posted_rows.push(posted(2022, 6, "5.38.50", -500_000));
    // Booked after the month that is asked about, and on another account.
    posted_rows.push(posted(2022, 7, "5.38.50", 7_000_000));
    posted_rows.push(posted(2022, 6, "4.62.82", 9_900_000));
    Books {
        posted: posted_rows,
        budgeted: vec![
            budgeted(BudgetType::Original, "2021-10-10", "5.38.50", 100_000_000),
            budgeted(BudgetType::Corrected, "2022-03-31", "5.38.50", 103_000_000),
            budgeted(BudgetType::Corrected, "2022-06-30", "5.38.50", 105_000_000),
            budgeted(BudgetType::Corrected, "2022-09-30", "5.38.50", 190_000_000),
            budgeted(BudgetType::Forecast, "2021-12-15", "5.38.50", 1),
            budgeted(BudgetType::Forecast, "2022-04-30", "5.38.50", 108_000_000),
        ],
        months: [(2019, 12), (2020, 12), (2021, 12), (2022, 7)].into(),
    }
}

fn june() -> Asked {
    Asked {
        year: 2022,
        month: 6,
        until: "2022-06-30".parse().ok(),
        frame: FrameOf::Corrected,
    }
}

fn total(books: &Books, asked: &Asked) -> Line {
    let mut lines = lines(books, asked, &functions(&["5.38.50"]), &[]);
    lines.pop().unwrap()
}

#[test]
fn a_year_is_foretold_by_the_share_that_earlier_years_had_booked() {
    let line = total(&books(), &june());
    assert_eq!(line.actual, Ok(44_000_000));
    let expected = line.expected.unwrap();
    // 440,000 × 3,000,000 / 1,200,000
    assert_eq!((expected.oere, expected.n_years), (110_000_000, 3));
    assert_eq!(expected.share, Some(0.4));
    let shares: Vec<Option<f64>> = line.years.iter().map(|one| one.share).collect();
    assert_eq!(shares, [Some(0.4), Some(0.3), Some(0.5)]);
    // Each by the two others: 40 / 0.4 = 100; 30 / 0.45 = 66.67, half as high again; 50 / 0.35 = 142.86, 30 % below.
    let by_hand = [0.0, 0.5, -0.3];
    for (year, error) in line.years.iter().zip(by_hand) {
        assert!((year.error.unwrap() - error).abs() < 1e-9, "{year:?}");
    }
    // √((0² + 0.5² + 0.3²) / 3) × 1,100,000.00; t(2) at 90 % is 1.885618, at 97.5 % 4.302653.
    let error = (0.34_f64 / 3.0).sqrt() * 110_000_000.0;
    for (band, deviate) in expected.bands.iter().zip([1.885_618_083, 4.302_652_73]) {
        assert!(
            (band.high as f64 - 110_000_000.0 - deviate * error).abs() < 2.0,
            "{band:?}"
        );
        assert!((band.low + band.high - 220_000_000).abs() <= 1, "{band:?}");
    }
    let distance = line.distance.unwrap();
    // 1,100,000 against the corrected budget known at the end of June.
    assert_eq!(line.frame, Ok(105_000_000));
    assert_eq!(
        (distance.oere, distance.share_of_frame),
        (5_000_000, Some(5.0 / 105.0))
    );
    assert_eq!(distance.bands[1].high, expected.bands[1].high - 105_000_000);
    // Student's distribution of two degrees is ½ + x / (2 √(2 + x²)).
    let x = -5_000_000.0 / error;
    let inside = 0.5 + x / (2.0 * (2.0 + x * x).sqrt());
    assert!((distance.probability_inside.unwrap() - inside).abs() < 1e-9);
}

#[test]
fn too_few_years_and_years_that_do_not_count_are_said() {
    let with_years = |n: usize| {
        let mut books = books();
        let gone: Vec<i32> = (2019..2022).take(3 - n).collect();
        books.months.retain(|year, _| !gone.contains(year));
        total(&books, &june())
    };
    let none = with_years(0).expected.unwrap_err();
    assert!(
        none.en.contains("a twelfth a month is no forecast"),
        "{none:?}"
    );
    let one = with_years(1).expected.unwrap();
    assert_eq!((one.oere, one.bands.len()), (88_000_000, 0));
    assert!(
        one.no_interval
            .unwrap()
            .en
            .starts_with("only one earlier year")
    );
    let two = with_years(2);
    assert!(
        two.expected
            .unwrap()
            .no_interval
            .unwrap()
            .en
            .contains("takes three")
    );
    assert_eq!(two.distance.unwrap().probability_inside, None);

    // A year of which December is not in, and one whose supplementary period is still to come.
    let mut partly = books();
    partly.months.insert(2019, 11);
    partly
        .posted
        .retain(|one| (one.year, one.month) != (2021, 13));
    let line = total(&partly, &june());
    let left_out: Vec<bool> = line
        .years
        .iter()
        .map(|one| one.left_out.is_some())
        .collect();
    assert_eq!(left_out, [true, false, true]);
    assert_eq!(line.years[0].result, None);
    assert!(
        line.years[2]
            .left_out
            .as_ref()
            .unwrap()
            .en
            .contains("period 13")
    );

    // The month asked about is not in.
    let late = Asked { month: 8, ..june() };
    let reason = total(&books(), &late).actual.unwrap_err().en;
    assert_eq!(
        reason,
        "the ledger of 2022 is imported up to month 7 and not month 8"
    );
}

#[test]
fn the_year_before_is_final_from_may_on() {
    let asked = |month| Asked { month, ..june() };
    let mut books = books();
    let used = |books: &Books, month| {
        let line = total(books, &asked(month));
        let left_out = line.years.iter().map(|one| one.left_out.is_some());
        left_out.collect::<Vec<_>>()
    };
    // What is booked in period 13 of 2021 after April 2022 is not known in April.
    assert_eq!(used(&books, 4), [false, false, true]);
    assert_eq!(used(&books, 5), [false, false, false]);
    let reason = total(&books, &asked(4)).years[2].left_out.clone().unwrap();
    assert!(reason.en.contains("counts as booked from month 5"));
    // A year is told as closed where the ledger reaches May of the year after.
    let functions = functions(&["5.38.50"]);
    let closed = |books: &Books, year| not_closed(books, &functions, year).is_none();
    assert_eq!(
        [2020, 2021, 2022].map(|year| closed(&books, year)),
        [true, true, false]
    );
    books.months.insert(2022, 4);
    assert!(!closed(&books, 2021));
    // An øre in period 13 of January makes no year final.
    books.months.insert(2022, 1);
    assert_eq!(used(&books, 1), [false, false, true]);
    // Where period 13 is not in use there is nothing to wait for.
    books.posted.retain(|one| one.month != 13);
    assert_eq!(used(&books, 1), [false, false, false]);
}

/// June of a year that seven without a cut of accounts are before.
fn june_2025() -> Asked {
    Asked {
        year: 2025,
        month: 6,
        until: None,
        frame: FrameOf::Corrected,
    }
}

/// Years that ended at 1,000,000.00 kroner, with these per cent booked by June; and 500,000.00 by June of 2025.
fn of_shares(shares: &[i64]) -> Books {
    let first = 2025 - i32::try_from(shares.len()).unwrap();
    let mut rows = vec![posted(2025, 6, "5.38.50", 50_000_000)];
    for (year, share) in (first..).zip(shares) {
        rows.push(posted(year, 6, "5.38.50", share * 1_000_000));
        rows.push(posted(year, 13, "5.38.50", 100_000_000 - share * 1_000_000));
    }
    let covered = (first..2025).map(|year| (year, 12));
    Books {
        posted: rows,
        budgeted: Vec::new(),
        months: covered.chain([(2025, 6)]).collect(),
    }
}

#[test]
fn the_newest_five_years_are_used_and_a_profile_that_moves_is_said_to() {
    // 50 % in each of the newest five, and others before.
    let line = total(&of_shares(&[20, 20, 50, 50, 50, 50, 50]), &june_2025());
    let left_out: Vec<i32> = line
        .years
        .iter()
        .filter(|one| one.left_out.is_some())
        .map(|one| one.year)
        .collect();
    assert_eq!(left_out, [2018, 2019]);
    let expected = line.expected.unwrap();
    assert_eq!((expected.oere, expected.n_years), (100_000_000, 5));
    assert_eq!(expected.drift, None);
    // A year that cannot be used gives its place to an older one.
    let mut books = of_shares(&[20, 50, 50, 50, 50, 50]);
    books.months.insert(2021, 11);
    assert_eq!(total(&books, &june_2025()).years[0].left_out, None);
    let drift = |shares: &[i64]| {
        let line = total(&of_shares(shares), &june_2025());
        line.expected.unwrap().drift.is_some()
    };
    assert!(drift(&[46, 47, 48, 49, 50]));
    assert!(!drift(&[46, 48, 47, 49, 50]));
    assert!(!drift(&[47, 48, 49, 50]));
}

#[test]
fn without_an_error_of_each_year_there_is_no_interval_and_no_probability() {
    let mut books = of_shares(&[4, 50, 60]);
    let budget = budgeted(BudgetType::Corrected, "2025-03-31", "5.38.50", 1);
    books.budgeted = vec![Budgeted {
        year: 2025,
        ..budget
    }];
    let line = total(&books, &june_2025());
    let expected = line.expected.unwrap();
    assert_eq!((expected.bands.len(), line.years[0].error), (0, None));
    let reason = expected.no_interval.unwrap().en;
    assert!(
        reason.starts_with("too little of one of the earlier years"),
        "{reason}"
    );
    assert_eq!(line.distance.unwrap().probability_inside, None);
    // Years so unlike that an end is above 2^53 øre.
    let mut books = of_shares(&[5, 99, 99]);
    for one in books.posted.iter_mut().filter(|one| one.year == 2025) {
        one.oere = 4_000_000_000_000_000;
    }
    let expected = total(&books, &june_2025()).expected.unwrap();
    assert_eq!(
        (expected.bands.len(), expected.probability_up_to(0)),
        (0, None)
    );
    assert!(
        expected
            .no_interval
            .unwrap()
            .en
            .contains("cannot be written")
    );
}

#[test]
fn a_closed_year_is_what_is_booked() {
    let asked = Asked {
        year: 2021,
        month: CLOSED,
        until: None,
        frame: FrameOf::Given(Oere::from_oere(99_000_000)),
    };
    let line = total(&books(), &asked);
    let expected = line.expected.unwrap();
    assert_eq!((expected.oere, expected.is_closed), (100_000_000, true));
    let distance = line.distance.unwrap();
    assert_eq!(
        (distance.oere, distance.probability_inside),
        (1_000_000, Some(0.0))
    );
    // In December the supplementary period is still to come: 900,000 × 2,000,000 / 1,800,000.
    let december = Asked {
        year: 2021,
        month: 12,
        until: None,
        frame: FrameOf::Corrected,
    };
    assert_eq!(
        total(&books(), &december).expected.unwrap().oere,
        100_000_000
    );
}

#[test]
fn little_booked_by_then_foretells_nothing() {
    let mut books = books();
    books.posted.retain(|one| one.month > 6 || one.year == 2022);
    for year in 2019..2022 {
        books.posted.push(posted(year, 1, "5.38.50", 1_000_000));
    }
    // 30,000 of 1,830,000.
    let reason = total(&books, &june()).expected.unwrap_err().en;
    assert!(
        reason.starts_with("only 1.6% of the earlier years"),
        "{reason}"
    );
}

#[test]
fn the_areas_are_those_of_f1_and_a_break_of_accounts_takes_years_out() {
    let functions = of_frame();
    let areas = areas(&functions);
    let codes: Vec<&str> = areas.iter().map(|area| area.code).collect();
    assert_eq!(codes, ["5.30", "5.32", "5.35.40", "5.38", "total"]);
    // Every account of the total is in one area.
    let n: usize = areas
        .iter()
        .filter(|area| !area.is_total())
        .map(|area| area.functions.len())
        .sum();
    assert_eq!(n, functions.len());
    assert!(!areas[1].holds("5.32.30") && areas[1].holds("5.32.32"));
    let mut books = books();
    books.months = [(2017, 12), (2018, 12), (2019, 12)].into();
    let asked = |year| Asked {
        year,
        month: 6,
        until: None,
        frame: FrameOf::Corrected,
    };
    let of = |asked: &Asked, code: &str| {
        let lines = lines(&books, asked, &functions, &[]);
        lines
            .into_iter()
            .find(|line| line.area.code == code)
            .unwrap()
    };
    // 5.30 is new in 2018.
    let elderly = of(&asked(2018), "5.30");
    let reason = elderly.years[0].left_out.as_ref().unwrap();
    assert_eq!(reason.en, "the accounts of 5.30 were not in force in 2017");
    // What went from 5.32 to 5.38 makes 5.38 of 2018 another than that of 2017.
    let special = of(&asked(2018), "5.38");
    let reason = special.years[0].left_out.as_ref().unwrap();
    assert!(
        reason
            .en
            .starts_with("the year cannot be compared: break in the chart of accounts"),
        "{reason:?}"
    );
    let before = of(&asked(2017), "5.30");
    assert_eq!(
        before.actual.unwrap_err().en,
        "the accounts of 5.30 were not in force in 2017"
    );
    // Nothing changed from 2018 to 2019; that year is left out as it has no spending here.
    let later = of(&asked(2019), "5.38");
    assert!(later.years.iter().any(|one| {
        one.year == 2018
            && one
                .left_out
                .as_ref()
                .is_some_and(|why| !why.en.contains("break"))
    }));
}

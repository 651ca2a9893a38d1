//! What is planted is found again.

use super::*;

#[test]
fn the_programme_shortens_courses_as_planned_and_only_from_its_month() {
    let options = Options {
        from: Month::new(2015, 1),
        ..Options::new("")
    };
    let (_place, truth) = written(&options);
    let programme = truth.effects.programme.unwrap();
    let [before, after] = &truth.municipalities[0].courses[..] else {
        panic!("two periods of courses");
    };
    assert_eq!(before.as_written, before.without_programme);
    let median = |figures: &pejl_synth::CourseFigures| figures.median_days.unwrap();
    // The drawn lengths scatter around the planned ones, and the median of 400 courses misses by a few days.
    let off = |measured: f64, planned: i32| (measured - f64::from(planned)).abs();
    assert!(off(median(&before.as_written), programme.planned_days_before) < 8.0);
    assert!(off(median(&after.as_written), programme.planned_days_after) < 8.0);
    assert!(
        off(
            median(&after.without_programme),
            programme.planned_days_before
        ) < 8.0
    );
    let planned = programme.planned_days_before - programme.planned_days_after;
    assert!(
        off(
            median(&after.without_programme) - median(&after.as_written),
            planned
        ) < 8.0
    );
    assert!(after.as_written.n_self_reliant > after.without_programme.n_self_reliant * 5 / 4);
    let lowered: Vec<f64> = truth.municipalities[0]
        .caseload_by_year
        .iter()
        .map(|year| year.lowered_by)
        .collect();
    assert!(
        lowered[0].abs() < f64::EPSILON && lowered[1].abs() < f64::EPSILON,
        "{lowered:?}"
    );
    assert!(
        lowered[2] > 1.0 && lowered[3] > 4.0 * lowered[2],
        "{lowered:?}"
    );
}

#[test]
fn without_the_programme_nothing_before_it_differs_and_no_effect_is_stated() {
    let options = Options {
        from: Month::new(2016, 1),
        to: Month::new(2017, 12),
        ..short(3)
    };
    let (with, _) = written(&options);
    let (without, truth) = written(&Options {
        with_programme: false,
        ..options
    });
    assert!(truth.effects.programme.is_none());
    let municipality = &truth.municipalities[0];
    assert!(
        municipality
            .caseload
            .iter()
            .all(|month| month.persons == month.persons_without_programme)
    );
    assert!(
        municipality
            .courses
            .iter()
            .all(|courses| courses.as_written == courses.without_programme)
    );
    let (with, without) = (bytes(with.path()), bytes(without.path()));
    assert!(with["766/ledger-2016.csv"] == without["766/ledger-2016.csv"]);
    assert!(with["766/ledger-2017.csv"] != without["766/ledger-2017.csv"]);
}

#[test]
fn the_price_of_an_own_hour_rises_by_the_planted_share() {
    let options = Options {
        from: Month::new(2016, 1),
        to: Month::new(2016, 12),
        ..short(4)
    };
    let (_place, truth) = written(&options);
    let rise = truth.effects.price_rise;
    let [before, after] = &truth.municipalities[0].own_personal_care_price[..] else {
        panic!("one change of price in the year");
    };
    assert_eq!(after.from, rise.from);
    assert_eq!(
        after.oere,
        (before.oere * (1000 + rise.per_mille) + 500) / 1000
    );
}

#[test]
fn temporary_placements_get_lighter() {
    let options = Options {
        from: Month::new(2015, 1),
        to: Month::new(2018, 12),
        ..short(4)
    };
    let (_place, truth) = written(&options);
    let days = |year: i32, level: Option<u8>| -> i64 {
        let stays = truth.municipalities[0].short_stays.iter();
        stays
            .filter(|s| s.year == year && level.is_none_or(|level| s.level == level))
            .map(|s| s.days)
            .sum()
    };
    let light = |year| days(year, Some(1)) * 1000 / days(year, None);
    assert!(
        light(2018) > light(2015) + 100,
        "{} {}",
        light(2015),
        light(2018)
    );
}

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use pejl_domain::{Cell, Lang, Unit};

use super::*;
use crate::breaks::Break;
use crate::status::Shown;
use crate::test_support::observation;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Figures of periods that follow one another.
fn series(place: &str, first: &str, values: &[f64]) -> Vec<Observation> {
    let periods = std::iter::successors(Some(period(first)), |one| one.next());
    let pairs = periods.zip(values);
    let cells = pairs.map(|(period, value)| observation(place, period, (Unit::Days, Some(*value))));
    cells.collect()
}

fn cut(series: &mut [Observation], at: &str, date: &str) {
    let mut of = series.iter_mut();
    let of = of.find(|one| one.period == period(at)).unwrap();
    of.breaks.push(Break {
        block: "ACT".to_owned(),
        date: day(date),
        comparable: false,
        text: Text {
            da: "ny lov".to_owned(),
            en: "a new act".to_owned(),
        },
    });
}

fn extent(around: &Around) -> (Vec<String>, Vec<String>) {
    let names = |points: &[Point]| points.iter().map(|one| one.period.to_string()).collect();
    (names(&around.before), names(&around.after))
}

const EIGHT: [f64; 8] = [10.0, 12.0, 11.0, 10.0, 5.0, 6.0, 4.0, 5.0];

#[test]
fn points_reach_to_the_nearest_cut_and_hole_on_each_side() {
    let all = series("766", "2018-01", &EIGHT);
    let found = Around::of(&all, day("2018-05-01"), None);
    assert_eq!(
        (found.before.len(), found.after.len(), found.left_out),
        (4, 4, None)
    );

    // The day is within May, which is of neither side.
    let found = Around::of(&all, day("2018-05-15"), None);
    let months = |names: &[&str]| {
        names
            .iter()
            .map(|one| (*one).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found.left_out, Some(period("2018-05")));
    assert_eq!(extent(&found).1, months(&["2018-06", "2018-07", "2018-08"]));
    assert_eq!(found.before.len(), 4);

    let mut holed = all.clone();
    holed[1].cell = Cell::Confidential;
    holed[1].value = None;
    holed[7].provisional = true;
    let found = extent(&Around::of(&holed, day("2018-05-01"), None));
    assert_eq!(found.0, months(&["2018-03", "2018-04"]));
    assert_eq!(found.1, months(&["2018-05", "2018-06", "2018-07"]));

    let mut cut_twice = all;
    cut(&mut cut_twice, "2018-03", "2018-03-01");
    cut(&mut cut_twice, "2018-07", "2018-07-01");
    let found = extent(&Around::of(&cut_twice, day("2018-05-01"), None));
    assert_eq!(found.0, months(&["2018-03", "2018-04"]));
    assert_eq!(found.1, months(&["2018-05", "2018-06"]));
}

#[test]
fn a_hole_where_it_began_leaves_nothing_before() {
    let mut all = series("766", "2018-01", &EIGHT);
    all[3].cell = Cell::Missing;
    all[3].value = None;
    let found = Around::of(&all, day("2018-05-01"), None);
    assert_eq!((found.before.len(), found.after.len()), (0, 4));
    let reason = changed(&found, Shape::Level).unwrap_err();
    assert!(
        reason
            .en
            .starts_with("comparable figures: 0 before and 4 after"),
        "{reason:?}"
    );
}

#[test]
fn the_level_changes_by_the_difference_of_means() {
    // Without serial correlation to speak of: 5 − 10.75.
    let found = changed(
        &Around::of(&series("766", "2018-01", &EIGHT), day("2018-05-01"), None),
        Shape::Level,
    );
    let found = found.unwrap();
    assert!((found.effect.mean.value + 5.75).abs() < 0.3, "{found:?}");
    assert!(found.is_told() && found.season.is_none());
}

#[test]
fn a_season_is_told_apart_where_there_are_whole_ones() {
    // December has 20 more; the programme takes 6 off from 2016 on.
    let value = |no: usize| {
        let noise = [0.4, -0.3, 0.1, -0.2, 0.3][no % 5];
        let of_season = if no % 12 == 11 { 20.0 } else { 0.0 };
        100.0 + noise + of_season - if no >= 24 { 6.0 } else { 0.0 }
    };
    let values: Vec<f64> = (0..36).map(value).collect();
    let all = series("766", "2014-01", &values);
    let found = changed(&Around::of(&all, day("2016-01-01"), None), Shape::Level).unwrap();
    assert_eq!(found.season, Some(12));
    assert!((found.effect.mean.value + 6.0).abs() < 0.3, "{found:?}");
    assert!(
        found.effect.mean.upper - found.effect.mean.lower < 1.0,
        "{found:?}"
    );
    // A month left out moves the places of a season.
    let found = changed(&Around::of(&all, day("2016-01-10"), None), Shape::Level).unwrap();
    assert_eq!(found.season, None);
}

/// Twelve municipalities over ten years.
fn country(fall: f64) -> Vec<Observation> {
    let place = |no: usize| {
        let at = |t: usize| 40.0 + 3.0 * no as f64 + t as f64 + ((no * 7 + t * 5) % 4) as f64 * 0.2;
        let values: Vec<f64> = (0..10)
            .map(|t| at(t) + if no == 5 && t >= 6 { fall } else { 0.0 })
            .collect();
        series(&format!("{}", 700 + no), "2010", &values)
    };
    (0..12).flat_map(place).collect()
}

#[test]
fn a_municipality_stands_beside_those_that_were_like_it() {
    let found = beside("705", &country(-8.0), (day("2016-01-01"), None)).unwrap();
    assert_eq!(
        (found.periods.len(), found.first_after, found.others.len()),
        (10, 6, 11)
    );
    assert_eq!(
        (found.placed.rank, found.placed.n, found.n_missing),
        (1, 12, 0)
    );
    assert!((found.placed.control.effect + 8.0).abs() < 0.6, "{found:?}");

    // One without a figure of a year is not among them, and an eleventh is needed no more.
    let mut holed = country(-8.0);
    holed.retain(|one| !(one.municipality == "700" && one.period == period("2012")));
    let found = beside("705", &holed, (day("2016-01-01"), None)).unwrap();
    assert_eq!((found.others.len(), found.n_missing), (10, 1));
    holed.retain(|one| one.municipality != "701");
    let reason = beside("705", &holed, (day("2016-01-01"), None)).unwrap_err();
    assert!(
        reason.en.starts_with("9 other municipalities"),
        "{reason:?}"
    );
    assert!(beside("999", &country(0.0), (day("2016-01-01"), None)).is_err());
}

#[test]
fn a_sentence_tells_change_expectation_others_and_what_else() {
    let all = series("705", "2018-01", &EIGHT);
    let around = Around::of(&all, day("2018-05-01"), None);
    let (changed, beside) = (
        changed(&around, Shape::Level),
        beside("705", &country(-8.0), (day("2016-01-01"), None)),
    );
    let shown = Shown {
        unit: Unit::Days,
        precision: 1,
    };
    let held = held(&around, Shape::Level, None);
    let told = Told {
        around: &around,
        changed: &changed,
        beside: &beside,
        expected: Some((-20.0, &held)),
        shown: &shown,
        n_else: 2,
    };
    let text = sentence(&told);
    for part in [
        "Fra maj 2018 til august 2018 lå tallet i gennemsnit 5,",
        "dage lavere end det før førte til: −5,",
        "med 95 % sikkerhed fra −",
        "Den forventede ændring på −20,0 dage ligger uden for det, der var nået: −5,",
        "den er nr. 1 af 12 efter, hvor usædvanlig den er (p = 0,08).",
        "I samme tid skete 2 andre ændringer, som står nedenfor.",
        "Det er ikke et bevis for, at indsatsen er årsagen.",
    ] {
        assert!(text.da.contains(part), "{part}: {}", text.da);
    }
    assert!(
        text.en
            .ends_with("This is no proof that the initiative is the cause."),
        "{}",
        text.en
    );

    let nothing: Result<Changed, Reason> = Err(Text {
        da: "for få".to_owned(),
        en: "too few".to_owned(),
    });
    let none = Err(Text {
        da: String::new(),
        en: String::new(),
    });
    let told = Told {
        changed: &nothing,
        expected: Some((-20.0, &Held::Untold)),
        beside: &none,
        n_else: 0,
        ..told
    };
    assert_eq!(
        sentence(&told).to_lang(Lang::Da),
        "Ændringen kan ikke opgøres: for få."
    );
}

#[test]
fn a_change_of_level_is_found_without_knowing_the_day() {
    let value = |no: usize| [0.4, -0.3, 0.1, -0.2, 0.3][no % 5] + if no >= 14 { 4.0 } else { 9.0 };
    let all = series("766", "2017-01", &(0..24).map(value).collect::<Vec<_>>());
    let around = Around::of(&all, day("2018-01-01"), None);
    assert_eq!(level_changes(&around), [period("2018-03")]);
    let few = Around::of(&all[..7], day("2017-04-01"), None);
    assert_eq!(level_changes(&few), []);
}

#[test]
fn what_was_expected_is_held_against_what_was_reached_by_its_day() {
    // Little by little: a step of −2 each month from May on.
    let value = |no: usize| {
        let noise = [0.2, -0.1, 0.1, -0.2][no % 4];
        50.0 + noise - 2.0 * no.saturating_sub(15) as f64
    };
    let all = series("766", "2017-01", &(0..28).map(value).collect::<Vec<_>>());
    let around = Around::of(&all, day("2018-05-01"), None);
    let reached = |by: Option<&str>| held(&around, Shape::Slope, by.map(day));
    let at = |held: Held| match held {
        Held::Against(of) => of.value.round(),
        other => panic!("{other:?}"),
    };
    // The sixth month has bent by six steps, the twelfth by twelve.
    assert_eq!(at(reached(Some("2018-10-31"))), -12.0);
    assert_eq!(
        (at(reached(None)), at(reached(Some("2019-04-29")))),
        (-24.0, -22.0)
    );
    assert_eq!(reached(Some("2019-05-01")), Held::NotYet(day("2019-05-01")));
    assert_eq!(reached(Some("2018-05-31")), Held::Untold);
    // What was done ended: later months are no part of it.
    let ended = Around::of(&all, day("2018-05-01"), Some(day("2018-08-15")));
    assert_eq!(ended.after.len(), 3);
}

#[test]
fn a_sentence_claims_nothing_of_a_day_to_come_or_of_others_unlike_it() {
    let around = Around::of(&series("705", "2018-01", &EIGHT), day("2018-05-01"), None);
    let changed = changed(&around, Shape::Level);
    // Far below all others throughout.
    let mut unlike = country(0.0);
    for one in unlike.iter_mut().filter(|one| one.municipality == "705") {
        one.value = one.value.map(|value| value - 1_000.0);
    }
    let beside = beside("705", &unlike, (day("2016-01-01"), None));
    let shown = Shown {
        unit: Unit::Days,
        precision: 1,
    };
    let held = held(&around, Shape::Level, Some(day("2019-12-31")));
    let told = Told {
        around: &around,
        changed: &changed,
        beside: &beside,
        expected: Some((-20.0, &held)),
        shown: &shown,
        n_else: 0,
    };
    let text = sentence(&told).da;
    assert!(
        text.contains("Ændringen på −20,0 dage forventes først 31. december 2019."),
        "{text}"
    );
    assert!(
        text.contains("Ingen vægtning af andre kommuner lå som den før"),
        "{text}"
    );
    assert!(!text.contains("1.000") && !text.contains("p = "), "{text}");
}

#[test]
fn what_is_not_told_is_named() {
    let mut all = series("766", "2018-01", &EIGHT);
    all[2].cell = Cell::Confidential;
    all[2].value = None;
    all[5].provisional = true;
    let around = Around::of(&all, day("2018-05-01"), None);
    let reason = changed(&around, Shape::Level).unwrap_err();
    let expected = "der er 1 sammenligneligt tal før og 1 efter; mindst 3 på hver side og 4 i alt er nødvendige; \
        tallet for marts 2018 må ikke vises; tallet for juni 2018 er kun delvis inde";
    assert_eq!(reason.da, expected);
}

#[test]
fn shapes_have_names() {
    for shape in Shape::ALL {
        assert_eq!(shape.as_str().parse(), Ok(shape));
    }
    assert_eq!("jump".parse::<Shape>(), Err(NoShape));
}

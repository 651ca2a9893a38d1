//! Series that are given.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::{Cell, Grain, Lang};
use pejl_stats::forecast::Model;

use super::*;
use crate::points::{Point, since_last_gap};
use crate::status::Shown;
use crate::test_support::observation;
use crate::text::Text;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn cell(period: Period, value: Option<f64>, cell: Cell) -> Observation {
    Observation {
        cell,
        ..observation("766", period, (Unit::Days, value))
    }
}

/// Figures of periods that follow one another; none where it is missing.
fn series(first: &str, values: &[Option<f64>]) -> Vec<Observation> {
    let periods = std::iter::successors(Some(period(first)), |one| one.next());
    let pairs = periods.zip(values);
    pairs
        .map(|(period, value)| match value {
            Some(_) => cell(period, *value, Cell::Ok),
            None => cell(period, None, Cell::Missing),
        })
        .collect()
}

/// A series around a level, as even as noise can be: up by one, down by one.
fn around(level: f64, n: usize) -> Vec<Option<f64>> {
    let up_and_down = [level - 1.0, level + 1.0].into_iter().cycle();
    up_and_down.take(n).map(Some).collect()
}

fn cut_at(series: &mut [Observation], first: &str, date: &str, comparable: bool) {
    let of = series.iter_mut().find(|one| one.period == period(first));
    of.unwrap().breaks.push(Break {
        block: "ACT".to_owned(),
        date: date.parse().unwrap(),
        comparable,
        text: Text {
            da: "ny lov".to_owned(),
            en: "a new act".to_owned(),
        },
    });
}

fn shown() -> Shown {
    Shown {
        unit: Unit::Days,
        precision: 1,
    }
}

fn of(series: &[Observation]) -> Trend {
    let options = SpcOptions {
        better: Better::Down,
        ..SpcOptions::default()
    };
    trend(&Unit::Days, series, &[], &options, 12).unwrap()
}

fn said(series: &[Observation], trend: &Trend, lang: Lang) -> String {
    let shown = shown();
    let told = Told {
        series,
        trend,
        shown: &shown,
    };
    sentence(&told).to_lang(lang).to_owned()
}

#[test]
fn limits_begin_anew_where_the_series_is_cut_and_where_it_is_asked() {
    let values = [around(90.0, 24), around(70.0, 24)].concat();
    let mut cells = series("2016-01", &values);
    cut_at(&mut cells, "2018-01", "2018-01-01", false);
    cut_at(&mut cells, "2017-01", "2017-01-01", true);
    let found = of(&cells);
    let phases: Vec<_> = found.chart.phases.iter().collect();
    assert_eq!(phases.len(), 2, "a break that can be compared is no cut");
    assert_eq!((phases[0].mean, phases[1].mean), (90.0, 70.0));
    assert_eq!(
        (phases[0].to, phases[1].from),
        (period("2017-12"), period("2018-01"))
    );
    assert_eq!(
        (phases[0].begins, phases[1].begins),
        (PhaseBegins::Series, PhaseBegins::Cut)
    );
    // Mean moving range 2: limits are 5.32 on either side.
    let limits = phases[1].limits.unwrap();
    assert!((limits.upper - 75.32).abs() < 1e-12 && (limits.lower - 64.68).abs() < 1e-12);
    assert_eq!(found.tendency.unwrap().n, 24);
    assert_eq!(found.ahead.as_ref().unwrap().from, period("2018-01"));
    assert_eq!(found.breaks.len(), 2);

    let asked = [period("2017-07")];
    let options = SpcOptions::default();
    let found = trend(&Unit::Days, &cells, &asked, &options, 12).unwrap();
    let begins: Vec<_> = found.chart.phases.iter().map(|one| one.begins).collect();
    let wanted = [PhaseBegins::Series, PhaseBegins::Asked, PhaseBegins::Cut];
    assert_eq!(begins, wanted);
}

#[test]
fn a_period_that_a_cut_lies_within_is_of_neither_side() {
    let mut cells = series("2023", &around(10.0, 5));
    cut_at(&mut cells, "2025", "2025-07-01", false);
    cut_at(&mut cells, "2026", "2025-07-01", false);
    let found = of(&cells);
    assert!(!found.chart.marks.contains_key(&period("2025")));
    assert_eq!(found.chart.gaps, [period("2025")]);
    let froms: Vec<_> = found.chart.phases.iter().map(|one| one.from).collect();
    assert_eq!(froms, [period("2023"), period("2026")]);
    assert_eq!(found.ahead, Err(NoForecast::TooFew { n: 2 }));
}

#[test]
fn what_is_partly_in_immature_or_withheld_is_not_reckoned_with() {
    let mut cells = series("2016-01", &around(50.0, 24));
    let before = of(&cells);
    let next = |no| period("2018-01").parts(Grain::Month).unwrap()[no];
    cells.push(cell(period("2018-01"), None, Cell::Confidential));
    cells.push(cell(period("2018-02"), None, Cell::Immature));
    cells.push(Observation {
        provisional: true,
        ..cell(period("2018-03"), Some(900.0), Cell::Ok)
    });
    assert_eq!(next(0), period("2018-01"));
    let found = of(&cells);
    assert_eq!(found, before);
    let danish = said(&cells, &found, Lang::Da);
    assert!(
        danish.ends_with(
            "Desuden gælder, at 1 er tilbageholdt, da få borgere står bag, 1 kan ikke kendes endnu, 1 er kun delvis inde."
        ),
        "{danish}"
    );
    assert!(!danish.contains("900"), "{danish}");
}

#[test]
fn a_shift_to_the_better_is_told_with_its_rule_and_chance_as_chance() {
    let chance = series("2014-01", &around(90.0, 36));
    let found = of(&chance);
    assert_eq!(found.chart.variation, Some(Variation::CommonCause));
    let english = said(&chance, &found, Lang::En);
    // Moving ranges of 2: limits are 5.32 from the mean. What goes up and down by one is expected at its level.
    let start = "There are 36 figures that are whole and mature, from January 2014 to December 2016. The newest, of December \
                 2016, is 91.0 days, a year before 91.0 days. It is no more than chance can explain: the limits are 84.7 days \
                 and 95.3 days. The forecast of December 2017 is 90.0 days, with a probability of 80 % from ";
    assert!(english.starts_with(start), "{english}");
    let shifted = series("2014-01", &[around(90.0, 36), around(84.0, 8)].concat());
    let found = of(&shifted);
    assert_eq!(
        found.chart.variation,
        Some(Variation::Improving { high: false })
    );
    let danish = said(&shifted, &found, Lang::Da);
    // The mean is 88.9 and the lower limit 83.6, the near one 85.4: of the last three, 85, 83 and 85, two lie between.
    let rule = "Det er en forbedring, som tilfældig variation sjældent giver: to af tre tal nær den nedre grænse.";
    assert!(danish.contains(rule), "{danish}");
}

#[test]
fn a_forecast_goes_by_what_follows_without_a_gap_and_a_gap_is_told() {
    let mut values = around(40.0, 30);
    values[9] = None;
    let cells = series("2015-01", &values);
    let found = of(&cells);
    assert_eq!(found.chart.gaps, [period("2015-10")]);
    let ahead = found.ahead.unwrap();
    assert_eq!((ahead.from, ahead.n), (period("2015-11"), 20));
    assert_eq!(ahead.steps.len(), 12);
    assert_eq!(ahead.steps[0].period, period("2017-07"));
    // Kendall's pairs are those of all 29 points.
    assert_eq!(found.tendency.unwrap().n, 29);
}

#[test]
fn points_after_a_gap_are_those_that_follow_one_another() {
    let point = |text: &str| Point {
        period: period(text),
        value: 1.0,
    };
    assert!(since_last_gap(&[]).is_empty());
    let one = [point("2018-01")];
    assert_eq!(since_last_gap(&one), one);
    let gap = [point("2018-01"), point("2018-03"), point("2018-04")];
    assert_eq!(since_last_gap(&gap), &gap[1..]);
}

#[test]
fn no_share_is_expected_beyond_the_whole_and_money_may_be_below_nothing() {
    let rising: Vec<Option<f64>> = (0..24)
        .map(|no| Some(0.70 + 0.0125 * f64::from(no)))
        .collect();
    let cells = series("2016-01", &rising);
    let options = SpcOptions::default();
    let ends = |unit: &Unit| {
        let found = trend(unit, &cells, &[], &options, 12).unwrap();
        let ahead = found.ahead.unwrap();
        assert_eq!(ahead.calibration.model, Model::Trend);
        let last = ahead.steps.last().unwrap().expected;
        (found.possible.mean(last), found.possible.band(last, 0.95).1)
    };
    assert_eq!(ends(&Unit::Share), (1.0, 1.0));
    let (mean, upper) = ends(&Unit::Dkk);
    assert!(
        (mean - 1.1375).abs() < 1e-6 && upper >= mean,
        "{mean} {upper}"
    );
    let owed = [Point {
        period: period("2018-01"),
        value: -3.0,
    }];
    // Of a share that is one of a whole there is no more than that, and no less than nothing.
    let some = [Point {
        period: period("2018-01"),
        value: 0.9,
    }];
    let of_whole = Possible::of(&Unit::Share, &some);
    assert_eq!(of_whole.within((-0.12, 1.185)), (0.0, 1.0));
    assert_eq!(of_whole.within((0.6, 0.95)), (0.6, 0.95));
    // A figure below nothing shows that there can be such.
    assert_eq!(
        Possible::of(&Unit::Days, &owed),
        Possible::of(&Unit::Dkk, &owed)
    );
}

#[test]
fn a_series_of_nothing_says_so() {
    let cells = series("2018-01", &[None, None]);
    let found = of(&cells);
    assert_eq!(found.chart, Chart::default());
    assert_eq!(found.tendency, None);
    assert_eq!(found.ahead, Err(NoForecast::TooFew { n: 0 }));
    assert_eq!(
        said(&cells, &found, Lang::Da),
        "Der er ingen hele og modne tal. Desuden gælder, at 2 mangler."
    );
}

#[test]
fn numbers_too_large_are_refused_and_those_that_are_the_same_have_no_limits() {
    let huge = series(
        "2018-01",
        &[Some(f64::MAX), Some(-f64::MAX), Some(f64::MAX)],
    );
    assert!(trend(&Unit::Dkk, &huge, &[], &SpcOptions::default(), 12).is_err());
    let same = series("2016-01", &vec![Some(5.0); 24]);
    let found = of(&same);
    assert_eq!(found.chart.phases[0].limits, None);
    let english = said(&same, &found, Lang::En);
    assert!(!english.contains("limits"), "{english}");
    assert!(
        english.contains("The forecast of December 2018 is 5.0 days"),
        "{english}"
    );
}

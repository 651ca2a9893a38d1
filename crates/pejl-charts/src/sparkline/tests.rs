#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::chart::{Chart, Focus};
use crate::measure::{NumberStyle, Verb, ZeroRule};
use crate::reading::Reading;
use crate::testing::{HOSTILE, any_reading, check_drawing, frame, long_name};
use crate::trend::{PathPoint, SeriesRole, TrendPoint};
use pejl_domain::{Cell, Period};
use proptest::prelude::*;

fn year(year: i32) -> Period {
    Period::year(year).unwrap()
}

fn sparkline(readings: &[Reading]) -> Sparkline {
    let points = readings.iter().zip(2010..).map(|(reading, y)| TrendPoint {
        period: year(y),
        reading: *reading,
    });
    Sparkline {
        lang: Lang::Da,
        title: "Varighed af forløb".to_owned(),
        measure: Measure {
            unit: "dage".to_owned(),
            short_unit: "dage".to_owned(),
            numbers: NumberStyle::Number { decimals: 0 },
            zero: ZeroRule::Include,
            verb: Verb::StoodAt,
        },
        series: Series {
            code: "766".to_owned(),
            name: "Hedensted".to_owned(),
            role: SeriesRole::Own,
            points: points.collect(),
        },
        breaks: Vec::new(),
        target: None,
    }
}

/// Every kind of cell, a break and a target.
fn full() -> Sparkline {
    let absent = |cell| Reading::new(cell, Some(987_654.0), false);
    let mut one = sparkline(&[
        Reading::of(90.0),
        Reading::of(95.0),
        absent(Cell::Missing),
        absent(Cell::Confidential),
        absent(Cell::NotApplicable),
        absent(Cell::Immature),
        Reading::of(0.0),
        Reading::of(88.0),
        Reading::new(Cell::Ok, Some(84.0), true),
    ]);
    one.breaks.push(Break {
        at: year(2017),
        label: "ny lov".to_owned(),
    });
    let points = (2016..2030).map(|y| PathPoint {
        period: year(y),
        low: None,
        high: Some(80.0),
    });
    one.target = Some(TargetPath {
        points: points.collect(),
        tolerance: 5.0,
    });
    one
}

#[test]
fn a_full_sparkline() {
    let rendered = Chart::from(full()).render(&frame(160.0, Focus::Roving));
    insta::assert_snapshot!("sparkline_svg", rendered.svg);
    insta::assert_snapshot!(
        "sparkline_summary_da",
        rendered.summary.sentences.join("\n")
    );
    let mut english = full();
    english.lang = Lang::En;
    english.measure.unit = "days".to_owned();
    english.measure.short_unit = "days".to_owned();
    insta::assert_snapshot!(
        "sparkline_summary_en",
        english.summary().sentences.join("\n")
    );
}

#[test]
fn it_is_one_picture_with_its_sentences_as_description() {
    for focus in [Focus::None, Focus::Roving, Focus::All] {
        let rendered = Chart::from(full()).render(&frame(120.0, focus));
        assert!(
            rendered.svg.contains("role=\"img\"") && !rendered.svg.contains("tabindex"),
            "{}",
            rendered.svg
        );
        assert!(
            rendered.svg.contains("Hedensted lå på 84 dage i 2018."),
            "{}",
            rendered.svg
        );
    }
}

#[test]
fn nothing_behind_a_confidential_cell_is_in_any_output() {
    let rendered = Chart::from(full()).render(&frame(160.0, Focus::All));
    let all = format!("{}{}{:?}", rendered.svg, rendered.summary, rendered.table);
    assert!(!all.contains("987"), "{all}");
}

#[test]
fn what_is_drawn_ends_with_the_series() {
    assert_eq!(full().table().rows.len(), 9);
}

#[test]
fn a_scale_without_zero_is_told() {
    let mut one = sparkline(&[Reading::of(4_200.0), Reading::of(4_321.0)]);
    let last = |one: &Sparkline| one.summary().sentences.pop().unwrap();
    assert_ne!(last(&one), "Linjens skala begynder ikke ved 0.");
    one.measure.zero = ZeroRule::MayCut;
    assert_eq!(last(&one), "Linjens skala begynder ikke ved 0.");
}

#[test]
fn odd_rows_are_drawn_all_the_same() {
    let absent = Reading::absent(Cell::Confidential);
    for readings in [
        &[][..],
        &[Reading::of(5.0)],
        &[absent; 6],
        &[Reading::of(-3.0), Reading::of(2.0)],
        &[Reading::of(0.0); 3],
    ] {
        for width in [0.0, 60.0, 120.0, 5_000.0, f64::NAN] {
            let chart = Chart::from(sparkline(readings));
            check_drawing(&chart, &frame(width, Focus::Roving));
            let scene = chart.draw(&frame(width, Focus::Roving));
            assert!((60.0..=400.0).contains(&scene.width) && scene.height == 40.0);
        }
    }
}

#[test]
fn hostile_texts_stay_texts() {
    for name in HOSTILE.map(str::to_owned).into_iter().chain([long_name()]) {
        let mut one = full();
        one.title.clone_from(&name);
        one.series.name.clone_from(&name);
        one.measure.unit = name;
        check_drawing(&Chart::from(one), &frame(100.0, Focus::All));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_sparkline_is_drawn_soundly(
        readings in proptest::collection::vec(any_reading(), 0..80),
        bound in proptest::num::f64::ANY, cut in any::<bool>(), width in 40.0..500.0f64,
    ) {
        let mut one = sparkline(&readings);
        one.measure.zero = if cut { ZeroRule::MayCut } else { ZeroRule::Include };
        one.target = Some(TargetPath { points: vec![PathPoint { period: year(2011), low: Some(bound), high: None }], tolerance: 1.0 });
        check_drawing(&Chart::from(one), &frame(width, Focus::Roving));
    }
}

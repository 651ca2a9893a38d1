#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::chart::{Chart, Focus};
use crate::measure::{NumberStyle, Verb, ZeroRule};
use crate::scene::{Geometry, Node, Scene};
use crate::testing::{
    HOSTILE, check_drawing, count_groups, frame, groups, long_name, table_text, texts,
};
use pejl_domain::Cell;
use proptest::prelude::*;

mod laws;
mod overlay;

fn year(year: i32) -> Period {
    Period::year(year).unwrap()
}

fn series(name: &str, role: SeriesRole, from: i32, values: &[f64]) -> Series {
    let points = values.iter().zip(from..).map(|(v, y)| TrendPoint {
        period: year(y),
        reading: Reading::of(*v),
    });
    Series {
        code: format!("c-{name}"),
        name: name.to_owned(),
        role,
        points: points.collect(),
    }
}

fn trend(series: Vec<Series>) -> Trend {
    Trend {
        lang: Lang::Da,
        heading: Heading {
            title: "Udgift til sundhed".to_owned(),
            subtitle: Some("Regnskab, løbende priser".to_owned()),
            notes: vec!["Opdigtede tal.".to_owned()],
        },
        measure: Measure {
            unit: "kr. pr. indbygger".to_owned(),
            short_unit: "kr.".to_owned(),
            numbers: NumberStyle::Number { decimals: 0 },
            zero: ZeroRule::Include,
            verb: Verb::Spent,
        },
        series,
        breaks: Vec::new(),
        overlay: Overlay::default(),
    }
}

/// Three series with everything a trend can hold: five cells without an ordinary value, a provisional value, a
/// break.
fn small() -> Trend {
    let mut trend = trend(vec![
        series(
            "Hedensted",
            SeriesRole::Own,
            2010,
            &[
                2910.0, 0.0, 1.0, 1.0, 1.0, 1.0, 4300.0, 4746.0, 4492.0, 4321.0,
            ],
        ),
        series(
            "Naboer",
            SeriesRole::Group,
            2010,
            &[
                3050.0, 3100.0, 3180.0, 3240.0, 3300.0, 3380.0, 3500.0, 4700.0, 4650.0, 4600.0,
            ],
        ),
        series(
            "Vejle",
            SeriesRole::Other,
            2012,
            &[
                2700.0, 2750.0, 2800.0, 2850.0, 2900.0, 4300.0, 4310.0, 4330.0,
            ],
        ),
    ]);
    let own = &mut trend.series[0].points;
    for (i, cell) in [
        (2, Cell::Missing),
        (3, Cell::Confidential),
        (4, Cell::NotApplicable),
        (5, Cell::Immature),
    ] {
        own[i].reading = Reading::new(cell, Some(987_654.0), false);
    }
    own[9].reading = Reading::new(Cell::Ok, Some(4321.0), true);
    trend.breaks.push(Break {
        at: year(2017),
        label: "ny kontoplan".to_owned(),
    });
    trend
}

fn lines_of(scene: &Scene, class: &str) -> Vec<Vec<(f64, f64)>> {
    let nodes = groups(scene, class)
        .into_iter()
        .filter(|g| g.class.starts_with("series"))
        .flat_map(|g| &g.nodes);
    nodes
        .filter_map(|node| match node {
            Node::Shape(shape) if shape.class == "line" => match &shape.geometry {
                Geometry::Polyline(points) => Some(points.clone()),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

#[track_caller]
fn check_told(trend: &Trend, expected: &str) {
    let told = trend.summary().to_string();
    assert!(told.contains(expected), "{told}");
}

#[test]
fn a_small_trend() {
    let rendered = Chart::from(small()).render(&frame(560.0, Focus::Roving));
    insta::assert_snapshot!("trend_svg", rendered.svg);
    insta::assert_snapshot!("trend_summary_da", rendered.summary.sentences.join("\n"));
    insta::assert_snapshot!("trend_table_da", table_text(&rendered.table));
}

#[test]
fn the_same_in_english() {
    let mut trend = small();
    trend.lang = Lang::En;
    trend.measure.unit = "DKK per resident".to_owned();
    trend.measure.short_unit = "DKK".to_owned();
    trend.breaks[0].label = "new chart of accounts".to_owned();
    insta::assert_snapshot!("trend_summary_en", trend.summary().sentences.join("\n"));
}

#[test]
fn every_value_is_a_point_and_every_gap_a_sign() {
    let scene = Chart::from(small()).draw(&frame(720.0, Focus::Roving));
    assert_eq!(count_groups(&scene, "mark"), 6 + 10 + 8);
    assert_eq!(count_groups(&scene, "absent"), 4);
}

#[test]
fn a_gap_and_a_break_cut_the_line() {
    let scene = Chart::from(small()).draw(&frame(720.0, Focus::Roving));
    let own: Vec<usize> = lines_of(&scene, "own").iter().map(Vec::len).collect();
    // 2010–2011; 2016 stands alone between gap and break; 2017–2018, and dashed on to the provisional 2019.
    assert_eq!(own, [2, 2, 2]);
    let group: Vec<usize> = lines_of(&scene, "group").iter().map(Vec::len).collect();
    assert_eq!(group, [7, 3]);
}

#[test]
fn a_missing_year_that_no_series_names_is_still_a_gap() {
    let mut own = series("Hedensted", SeriesRole::Own, 2015, &[1.0, 2.0, 3.0, 4.0]);
    own.points.remove(2);
    let trend = trend(vec![own]);
    let scene = Chart::from(trend.clone()).draw(&frame(720.0, Focus::All));
    assert_eq!(
        (count_groups(&scene, "mark"), count_groups(&scene, "absent")),
        (3, 1)
    );
    check_told(&trend, "Hedensted har ingen værdi for 2017 (mangler).");
}

#[test]
fn a_point_of_a_lone_series_is_read_out_as_period_and_value() {
    let trend = trend(vec![series(
        "Hedensted",
        SeriesRole::Own,
        2018,
        &[4200.0, 4321.0],
    )]);
    let svg = Chart::from(trend).render(&frame(720.0, Focus::All)).svg;
    assert!(
        svg.contains("role=\"img\" tabindex=\"0\" aria-label=\"2019: 4.321 kr. pr. indbygger\""),
        "{svg}"
    );
}

#[test]
fn with_more_series_a_point_names_its_own() {
    let svg = Chart::from(small())
        .render(&frame(720.0, Focus::Roving))
        .svg;
    assert!(
        svg.contains("aria-label=\"Naboer, 2019: 4.600 kr. pr. indbygger\""),
        "{svg}"
    );
    assert!(
        svg.contains("aria-label=\"Hedensted, 2019: 4.321 kr. pr. indbygger (foreløbigt)\""),
        "{svg}"
    );
    assert!(
        svg.contains("aria-label=\"Hedensted, 2013: fortroligt\""),
        "{svg}"
    );
    assert_eq!(svg.matches("tabindex=\"0\"").count(), 1);
}

#[test]
fn nothing_behind_a_confidential_cell_is_in_any_output() {
    let rendered = Chart::from(small()).render(&frame(720.0, Focus::All));
    let all = format!("{}{}{:?}", rendered.svg, rendered.summary, rendered.table);
    assert!(!all.contains("987"), "{all}");
}

#[test]
fn the_newest_value_is_compared_within_its_side_of_the_break() {
    check_told(&small(), "Hedensted brugte 4.321 kr. pr. indbygger i 2019.");
    check_told(
        &small(),
        "Det er 171 kr. (3,8 %) mindre end i 2018 og 425 kr. (9,0 %) mindre end i 2017. ",
    );
    check_told(
        &small(),
        "Databrud fra 2017 (ny kontoplan): tal før og efter kan ikke umiddelbart sammenlignes.",
    );
}

#[test]
fn the_first_value_after_a_break_is_compared_with_nothing() {
    let mut trend = small();
    trend.breaks[0].at = year(2019);
    check_told(
        &trend,
        "i 2019. Tallet kan ikke umiddelbart sammenlignes med tallene før databruddet.",
    );
}

#[test]
fn no_share_is_told_of_a_negative_base() {
    let trend = trend(vec![series("Ærø", SeriesRole::Own, 2018, &[-100.0, 50.0])]);
    check_told(&trend, "Det er 150 kr. mere end i 2018.");
}

#[test]
fn an_unchanged_value_is_the_same_and_a_hidden_change_is_rounded() {
    check_told(
        &trend(vec![series("A", SeriesRole::Own, 2018, &[50.0, 50.0])]),
        "Det er det samme som i 2018.",
    );
    check_told(
        &trend(vec![series("A", SeriesRole::Own, 2018, &[50.0, 50.3])]),
        "Det er afrundet det samme som i 2018.",
    );
}

#[test]
fn a_series_without_values_says_why() {
    let mut trend = trend(vec![series("Fanø", SeriesRole::Own, 2018, &[1.0, 2.0])]);
    for point in &mut trend.series[0].points {
        point.reading = Reading::absent(Cell::Confidential);
    }
    check_told(
        &trend,
        "Fanø har ingen værdier. Fanø har ingen værdi for 2018 (fortroligt) og 2019 (fortroligt).",
    );
    check_drawing(&Chart::from(trend.clone()), &frame(400.0, Focus::All));
    assert_eq!(
        count_groups(
            &Chart::from(trend).draw(&frame(400.0, Focus::All)),
            "absent"
        ),
        2
    );
}

#[test]
fn no_series_at_all_is_said_and_drawn_as_such() {
    let trend = trend(Vec::new());
    check_told(&trend, "Der er ingen værdier at vise.");
    check_drawing(&Chart::from(trend), &frame(400.0, Focus::All));
}

#[test]
fn money_starts_at_zero_and_a_cut_axis_says_so() {
    let mut trend = trend(vec![series("A", SeriesRole::Own, 2018, &[4200.0, 4321.0])]);
    let svg = Chart::from(trend.clone())
        .render(&frame(720.0, Focus::None))
        .svg;
    assert!(
        svg.contains("class=\"zero\"") && !svg.contains("axis-break"),
        "{svg}"
    );
    trend.measure.zero = ZeroRule::MayCut;
    let svg = Chart::from(trend).render(&frame(720.0, Focus::None)).svg;
    assert!(
        !svg.contains("class=\"zero\"") && svg.contains("axis-break"),
        "{svg}"
    );
    assert!(svg.contains("(aksen begynder ikke ved 0)"), "{svg}");
}

#[test]
fn lines_that_end_together_keep_their_labels_apart() {
    let names: Vec<String> = (0..24).map(|i| format!("Kommune {i:02}")).collect();
    let mut all = vec![series("Hedensted", SeriesRole::Own, 2018, &[4.0, 5.0])];
    all.extend(
        names
            .iter()
            .map(|name| series(name, SeriesRole::Other, 2018, &[4.0, 5.0])),
    );
    let chart = Chart::from(trend(all));
    check_drawing(&chart, &frame(480.0, Focus::Roving));
    assert_eq!(
        texts(&chart.draw(&frame(480.0, Focus::Roving)), "end-label").len(),
        25
    );
}

#[test]
fn two_breaks_at_one_period_are_one_with_both_reasons() {
    let mut trend = small();
    trend.breaks.push(Break {
        at: year(2017),
        label: "nyt lovgrundlag".to_owned(),
    });
    trend.breaks.push(Break {
        at: year(2000),
        label: "før tiden".to_owned(),
    });
    let chart = Chart::from(trend);
    check_drawing(&chart, &frame(720.0, Focus::Roving));
    let labels = texts(&chart.draw(&frame(720.0, Focus::Roving)), "break-label");
    assert_eq!(labels, ["Databrud: ny kontoplan; nyt lovgrundlag"]);
}

#[test]
fn months_are_thinned_out_to_what_fits_and_the_newest_stays() {
    let months = Period::range(
        Period::month(2008, 1).unwrap(),
        Period::month(2022, 12).unwrap(),
    )
    .unwrap();
    let points = months.iter().zip(0..).map(|(period, i)| {
        let reading = if i % 7 == 3 {
            Reading::absent(Cell::Missing)
        } else {
            Reading::of(f64::from(i))
        };
        TrendPoint {
            period: *period,
            reading,
        }
    });
    let own = Series {
        points: points.collect(),
        ..series("Hedensted", SeriesRole::Own, 2018, &[])
    };
    let chart = Chart::from(trend(vec![own]));
    check_drawing(&chart, &frame(720.0, Focus::Roving));
    let ticks = texts(&chart.draw(&frame(720.0, Focus::Roving)), "tick");
    assert!(ticks.contains(&"december 2022".to_owned()), "{ticks:?}");
}

#[test]
fn periods_of_two_grains_stand_in_order() {
    let mut own = series("A", SeriesRole::Own, 2018, &[1.0, 2.0]);
    own.points.push(TrendPoint {
        period: Period::quarter(2019, 2).unwrap(),
        reading: Reading::of(3.0),
    });
    let chart = Chart::from(trend(vec![own]));
    check_drawing(&chart, &frame(720.0, Focus::Roving));
    assert_eq!(chart.table().rows.len(), 3);
}

#[test]
fn hostile_texts_stay_texts() {
    let mut names: Vec<String> = HOSTILE.map(str::to_owned).to_vec();
    names.push(long_name());
    for name in &names {
        let mut trend = small();
        for series in &mut trend.series {
            series.name.clone_from(name);
            series.code.clone_from(name);
        }
        trend.breaks = vec![
            Break {
                at: year(2014),
                label: name.clone(),
            },
            Break {
                at: year(2015),
                label: name.clone(),
            },
        ];
        trend.heading = Heading {
            title: name.clone(),
            subtitle: Some(name.clone()),
            notes: vec![name.clone()],
        };
        trend.measure.unit.clone_from(name);
        trend.measure.short_unit.clone_from(name);
        for width in [280.0, 720.0] {
            check_drawing(&Chart::from(trend.clone()), &frame(width, Focus::All));
        }
    }
}

#[test]
fn extreme_numbers_are_drawn_without_falling_out_of_the_picture() {
    let own = series(
        "A",
        SeriesRole::Own,
        2010,
        &[f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e15 + 1.0],
    );
    check_drawing(&Chart::from(trend(vec![own])), &frame(720.0, Focus::All));
}

#[test]
fn a_width_that_is_no_number_gives_a_drawing_all_the_same() {
    for width in [f64::NAN, f64::INFINITY, -5.0, 0.0] {
        check_drawing(&Chart::from(small()), &frame(width, Focus::All));
    }
}

fn any_trend() -> impl Strategy<Value = Trend> {
    let cell = prop_oneof![
        8 => Just(Cell::Ok), 1 => Just(Cell::Zero), 1 => Just(Cell::Missing), 1 => Just(Cell::NotApplicable),
        1 => Just(Cell::Confidential), 1 => Just(Cell::Immature)
    ];
    let value =
        prop_oneof![8 => 0.0..12_000.0f64, 2 => -5_000.0..0.0f64, 1 => proptest::num::f64::ANY];
    let point =
        (2005..2023i32, cell, value, any::<bool>()).prop_map(|(y, cell, value, p)| TrendPoint {
            period: year(y),
            reading: Reading::new(cell, Some(value), p),
        });
    let role = prop_oneof![
        1 => Just(SeriesRole::Own), 1 => Just(SeriesRole::Group), 1 => Just(SeriesRole::Reference), 3 => Just(SeriesRole::Other)
    ];
    let name = prop_oneof![4 => "[A-ZÆØÅ][a-zæøå]{2,14}", 1 => "\\PC{0,40}", 1 => any::<String>()];
    let series = (name.clone(), role, proptest::collection::vec(point, 0..20)).prop_map(
        |(name, role, points)| Series {
            code: name.clone(),
            name,
            role,
            points,
        },
    );
    let breaks = proptest::collection::vec((2000..2025i32, name), 0..4);
    (
        proptest::collection::vec(series, 0..9),
        breaks,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(series, breaks, english, cut)| {
            let mut trend = trend(series);
            trend.lang = if english { Lang::En } else { Lang::Da };
            trend.measure.zero = if cut {
                ZeroRule::MayCut
            } else {
                ZeroRule::Include
            };
            trend.breaks = breaks
                .into_iter()
                .map(|(y, label)| Break { at: year(y), label })
                .collect();
            trend
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_trend_is_drawn_soundly(trend in any_trend(), width in 280.0..1_200.0f64) {
        let chart = Chart::from(trend.clone());
        let frame = frame(width, Focus::Roving);
        check_drawing(&chart, &frame);
        let scene = chart.draw(&frame);
        let n_values: usize = trend.series.iter().map(|series| {
            let mut first: std::collections::BTreeMap<Period, Reading> = std::collections::BTreeMap::new();
            for point in &series.points {
                first.entry(point.period).or_insert(point.reading);
            }
            first.values().filter(|reading| reading.value().is_some()).count()
        }).sum();
        prop_assert_eq!(count_groups(&scene, "mark"), n_values);
        prop_assert!(scene.height < 1_500.0);
    }
}

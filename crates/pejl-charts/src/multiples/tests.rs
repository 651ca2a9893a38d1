#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::chart::{Chart, Focus};
use crate::measure::{NumberStyle, Verb, ZeroRule};
use crate::reading::Reading;
use crate::scene::{Geometry, Node};
use crate::testing::{
    HOSTILE, any_reading, check_drawing, count_groups, frame, groups, long_name, table_text, texts,
};
use crate::trend::{PathPoint, SeriesRole, TrendPoint};
use pejl_domain::{Cell, Period};
use proptest::prelude::*;

fn year(year: i32) -> Period {
    Period::year(year).unwrap()
}

fn days() -> Measure {
    Measure {
        unit: "dage".to_owned(),
        short_unit: "dage".to_owned(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::StoodAt,
    }
}

fn field(name: &str, from: i32, readings: &[Reading]) -> Field {
    let points = readings.iter().zip(from..).map(|(reading, y)| TrendPoint {
        period: year(y),
        reading: *reading,
    });
    Field {
        measure: days(),
        series: Series {
            code: name.to_lowercase(),
            name: name.to_owned(),
            role: SeriesRole::Other,
            points: points.collect(),
        },
        target: None,
    }
}

fn multiples(fields: Vec<Field>) -> SmallMultiples {
    SmallMultiples {
        lang: Lang::Da,
        heading: Heading {
            title: "Varighed af forløb".to_owned(),
            ..Heading::default()
        },
        fields,
        breaks: Vec::new(),
    }
}

/// Fields of two units, with every kind of cell, a target and a break.
fn full() -> SmallMultiples {
    let absent = |cell| Reading::new(cell, Some(987_654.0), false);
    let mut own = field(
        "Hedensted",
        2015,
        &[90.0, 84.0, 88.0, 80.0].map(Reading::of),
    );
    own.series.role = SeriesRole::Own;
    own.target = Some(TargetPath {
        points: (2016..2025)
            .map(|y| PathPoint {
                period: year(y),
                low: None,
                high: Some(82.0),
            })
            .collect(),
        tolerance: 0.0,
    });
    let gaps = field(
        "Vejle",
        2015,
        &[
            absent(Cell::Missing),
            Reading::of(0.0),
            absent(Cell::Confidential),
            Reading::new(Cell::Ok, Some(120.0), true),
        ],
    );
    let none = field(
        "Horsens",
        2015,
        &[absent(Cell::NotApplicable), absent(Cell::Immature)],
    );
    let mut share = field("Odense", 2016, &[0.25, 0.5].map(Reading::of));
    share.measure = Measure {
        unit: String::new(),
        short_unit: String::new(),
        numbers: NumberStyle::Percent { decimals: 0 },
        ..days()
    };
    let mut one = multiples(vec![own, gaps, none, share]);
    one.breaks.push(Break {
        at: year(2017),
        label: "ny lov".to_owned(),
    });
    one
}

#[test]
fn fields_of_two_units() {
    let chart = Chart::from(full());
    for width in [280.0, 400.0, 720.0] {
        check_drawing(&chart, &frame(width, Focus::All));
    }
    let rendered = chart.render(&frame(720.0, Focus::Roving));
    insta::assert_snapshot!("multiples_svg", rendered.svg);
    insta::assert_snapshot!(
        "multiples_summary_da",
        rendered.summary.sentences.join("\n")
    );
    insta::assert_snapshot!("multiples_table_da", table_text(&rendered.table));
}

#[test]
fn the_same_in_english() {
    let mut one = full();
    one.lang = Lang::En;
    for field in one
        .fields
        .iter_mut()
        .filter(|field| !field.measure.unit.is_empty())
    {
        field.measure.unit = "days".to_owned();
        field.measure.short_unit = "days".to_owned();
    }
    insta::assert_snapshot!("multiples_summary_en", one.summary().sentences.join("\n"));
}

#[test]
fn nothing_behind_a_confidential_cell_is_in_any_output() {
    let rendered = Chart::from(full()).render(&frame(720.0, Focus::All));
    let all = format!("{}{}{:?}", rendered.svg, rendered.summary, rendered.table);
    assert!(!all.contains("987"), "{all}");
}

/// The height of the newest point of each field below the top of its field's grid.
fn heights(one: &SmallMultiples) -> Vec<f64> {
    let scene = Chart::from(one.clone()).draw(&frame(1_000.0, Focus::None));
    let height = |group: &crate::scene::Group| {
        let mut grid = f64::INFINITY;
        let mut mark = f64::NAN;
        for node in &group.nodes {
            if let Node::Shape(shape) = node {
                match (&shape.class, &shape.geometry) {
                    (&"grid", Geometry::Line { y1, .. }) => grid = grid.min(*y1),
                    (&"shape", Geometry::Polygon(points)) => mark = points[1].1,
                    _ => {}
                }
            }
        }
        mark - grid
    };
    groups(&scene, "field").into_iter().map(height).collect()
}

#[test]
fn fields_of_one_unit_share_their_scale_and_those_of_another_do_not() {
    let one = multiples(vec![
        field("A", 2018, &[50.0, 100.0].map(Reading::of)),
        field("B", 2018, &[900.0, 100.0].map(Reading::of)),
    ]);
    let found = heights(&one);
    assert!((found[0] - found[1]).abs() < 1e-9, "{found:?}");
    // Also where one of them keeps a line for what is not there.
    let mut gappy = one.clone();
    gappy.fields[0].series.points[0].reading = Reading::absent(Cell::Missing);
    let found = heights(&gappy);
    assert!((found[0] - found[1]).abs() < 1e-9, "{found:?}");
    let mut other = one.clone();
    other.fields[1].measure.unit = "timer".to_owned();
    let found = heights(&other);
    assert!((found[0] - found[1]).abs() > 10.0, "{found:?}");
}

#[test]
fn it_is_said_which_fields_have_one_scale() {
    let say = |one: &SmallMultiples| {
        texts(
            &Chart::from(one.clone()).draw(&frame(720.0, Focus::None)),
            "unit",
        )
        .join(" ")
    };
    assert_eq!(say(&full()), "Felter med samme enhed har samme skala");
    let mut lone = multiples(vec![field("A", 2018, &[4_000.0, 4_100.0].map(Reading::of))]);
    assert_eq!(say(&lone), "Samme skala i alle felter: dage");
    lone.fields[0].measure.zero = ZeroRule::MayCut;
    assert_eq!(
        say(&lone),
        "Samme skala i alle felter: dage (aksen begynder ikke ved 0)"
    );
}

#[test]
fn each_field_has_its_name_its_newest_value_and_is_read_out() {
    let scene = Chart::from(full()).draw(&frame(720.0, Focus::None));
    assert_eq!(
        texts(&scene, "field-name"),
        ["Hedensted", "Vejle", "Horsens", "Odense"]
    );
    assert_eq!(
        texts(&scene, "field-value"),
        [
            "80 dage, 2018",
            "120 dage, 2018 (foreløbigt)",
            "ingen værdier",
            "50 %, 2017"
        ]
    );
    let svg = Chart::from(full()).render(&frame(720.0, Focus::Roving)).svg;
    assert!(
        svg.contains("aria-label=\"Vejle, 2018: 120 dage (foreløbigt)\""),
        "{svg}"
    );
    assert_eq!(svg.matches("tabindex=\"0\"").count(), 1);
}

#[test]
fn sentences_state_the_newest_figures_of_the_table() {
    let rendered = Chart::from(full()).render(&frame(720.0, Focus::None));
    let told = rendered.summary.to_string();
    for column in 1..=4 {
        let newest = rendered
            .table
            .rows
            .iter()
            .rev()
            .map(|row| &row.cells[column])
            .find(|cell| cell.machine.is_some());
        if let Some(cell) = newest {
            let figure = cell.display.trim_end_matches(" (foreløbigt)");
            assert!(told.contains(figure), "{figure} is not in {told}");
        }
    }
}

#[test]
fn more_fields_than_sentences_are_counted() {
    let fields = (0..15).map(|i| field(&format!("Område {i}"), 2018, &[Reading::of(f64::from(i))]));
    let one = multiples(fields.collect());
    check_drawing(&Chart::from(one.clone()), &frame(720.0, Focus::All));
    let told = one.summary().to_string();
    assert!(
        told.contains("Tabellen har 3 til.") && told.contains("Område 14 højest (14 dage)"),
        "{told}"
    );
}

#[test]
fn odd_fields_are_drawn_all_the_same() {
    let confidential = field("A", 2015, &[Reading::absent(Cell::Confidential); 4]);
    let cases = [
        multiples(Vec::new()),
        multiples(vec![field("A", 2018, &[])]),
        multiples(vec![confidential.clone(), confidential]),
        multiples(vec![
            field("A", 2018, &[Reading::of(-4.0)]),
            field("B", 2018, &[Reading::of(f64::MAX)]),
        ]),
    ];
    for one in cases {
        for width in [0.0, 280.0, 720.0, f64::INFINITY] {
            check_drawing(&Chart::from(one.clone()), &frame(width, Focus::All));
        }
    }
}

#[test]
fn hostile_texts_stay_texts() {
    for name in HOSTILE.map(str::to_owned).into_iter().chain([long_name()]) {
        let mut one = full();
        for field in &mut one.fields {
            field.series.name.clone_from(&name);
            field.series.code.clone_from(&name);
            field.measure.unit.clone_from(&name);
            field.measure.short_unit.clone_from(&name);
        }
        one.heading.title.clone_from(&name);
        one.breaks[0].label = name;
        for width in [280.0, 720.0] {
            check_drawing(&Chart::from(one.clone()), &frame(width, Focus::All));
        }
    }
}

fn any_multiples() -> impl Strategy<Value = SmallMultiples> {
    let name = prop_oneof![4 => "[A-ZÆØÅ][a-zæøå ]{2,24}", 1 => any::<String>()];
    let target = proptest::option::of((2005..2022i32, proptest::num::f64::ANY));
    let one = (
        name,
        2005..2020i32,
        proptest::collection::vec(any_reading(), 0..16),
        0..3u8,
        target,
    )
        .prop_map(|(name, from, readings, unit, target)| {
            let mut one = field(&name, from, &readings);
            one.measure.unit = ["dage", "kr. pr. indbygger", ""][usize::from(unit)].to_owned();
            one.target = target.map(|(y, value)| TargetPath {
                points: vec![PathPoint {
                    period: year(y),
                    low: None,
                    high: Some(value),
                }],
                tolerance: 0.0,
            });
            one
        });
    (
        proptest::collection::vec(one, 0..10),
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(2005..2022i32),
    )
        .prop_map(|(fields, english, cut, at)| {
            let mut one = multiples(fields);
            one.lang = if english { Lang::En } else { Lang::Da };
            for field in one.fields.iter_mut().filter(|_| cut) {
                field.measure.zero = ZeroRule::MayCut;
            }
            one.breaks.extend(at.map(|y| Break {
                at: year(y),
                label: String::new(),
            }));
            one
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn all_small_multiples_are_drawn_soundly(one in any_multiples(), width in 280.0..1_200.0f64) {
        let chart = Chart::from(one.clone());
        check_drawing(&chart, &frame(width, Focus::Roving));
        prop_assert_eq!(count_groups(&chart.draw(&frame(width, Focus::Roving)), "field"), one.fields.len());
        for sentence in chart.summary().sentences {
            prop_assert!(sentence.trim_end_matches('\u{2069}').ends_with('.'), "{}", sentence);
        }
    }
}

#![expect(clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::chart::{Chart, Focus};
use crate::scene::{Geometry, Node};
use crate::testing::{
    HOSTILE, check_drawing, count_groups, frame, groups, long_name, table_text, texts,
};
use proptest::prelude::*;

fn step(day: u32, share: f64, interval: (f64, f64)) -> CurveStep {
    CurveStep {
        day,
        share,
        interval: Some(interval),
    }
}

fn curve() -> Curve {
    Curve {
        kind: CurveKind::EveryDay,
        n: 41,
        steps: vec![
            step(20, 0.9, (0.8, 0.95)),
            step(75, 0.8, (0.66, 0.9)),
            step(240, 0.45, (0.3, 0.6)),
            CurveStep {
                day: 400,
                share: 0.4,
                interval: None,
            },
        ],
        at_risk: [(0, 41), (30, 37), (90, 33), (180, 30), (365, 18)]
            .map(|(day, n)| AtRisk { day, n })
            .to_vec(),
        median: Some(240),
        causes: Vec::new(),
    }
}

fn fixed() -> Curve {
    Curve {
        kind: CurveKind::FixedDays,
        n: 52,
        steps: vec![step(90, 0.7, (0.6, 0.8)), step(365, 0.4, (0.3, 0.52))],
        at_risk: vec![AtRisk { day: 0, n: 52 }, AtRisk { day: 90, n: 36 }],
        median: Some(365),
        causes: Vec::new(),
    }
}

fn group(name: &str, curve: Result<Curve, Cell>) -> CurveGroup {
    CurveGroup {
        code: name.to_lowercase(),
        name: name.to_owned(),
        curve,
    }
}

fn survival(groups: Vec<CurveGroup>) -> Survival {
    Survival {
        lang: Lang::Da,
        heading: Heading {
            title: "Tid til ny hjælp".to_owned(),
            ..Heading::default()
        },
        state: "uden ny hjælp".to_owned(),
        groups,
    }
}

/// A curve of every day, one on fixed days, and one that is withheld.
fn full() -> Survival {
    survival(vec![
        group("Rehabilitering", Ok(curve())),
        group("Genoptræning", Ok(fixed())),
        group("Andet", Err(Cell::Confidential)),
    ])
}

fn lone() -> Survival {
    let mut curve = curve();
    curve.causes = vec![
        Cause {
            name: "ny hjælp".to_owned(),
            steps: vec![(20, 0.1), (240, 0.5)],
        },
        Cause {
            name: "død".to_owned(),
            steps: vec![(100, 0.004)],
        },
    ];
    survival(vec![group("Rehabilitering", Ok(curve))])
}

#[test]
fn curves_of_every_kind() {
    let chart = Chart::from(full());
    for width in [280.0, 720.0] {
        check_drawing(&chart, &frame(width, Focus::All));
    }
    let rendered = chart.render(&frame(720.0, Focus::Roving));
    insta::assert_snapshot!("survival_svg", rendered.svg);
    insta::assert_snapshot!("survival_summary_da", rendered.summary.sentences.join("\n"));
    insta::assert_snapshot!("survival_table_da", table_text(&rendered.table));
}

#[test]
fn the_same_in_english() {
    let mut one = full();
    one.lang = Lang::En;
    one.state = "without new help".to_owned();
    insta::assert_snapshot!("survival_summary_en", one.summary().sentences.join("\n"));
    insta::assert_snapshot!("survival_table_en", table_text(&one.table()));
}

#[test]
fn a_lone_curve_shows_what_ended_it() {
    let rendered = Chart::from(lone()).render(&frame(720.0, Focus::Roving));
    insta::assert_snapshot!("survival_causes_svg", rendered.svg);
    insta::assert_snapshot!("survival_causes_table", table_text(&rendered.table));
    let told = rendered.summary.to_string();
    assert!(
        told.contains("Rehabilitering: inden for 400 dage er så mange afsluttet af hver årsag: ny hjælp 50 % og død 0,4 %."),
        "{told}"
    );
    assert_eq!(
        texts(
            &Chart::from(lone()).draw(&frame(720.0, Focus::None)),
            "end-label"
        ),
        ["Rehabilitering 40 %", "ny hjælp 50 %", "død 0,4 %"]
    );
}

/// Points of the lines in a drawing.
fn lines(one: &Survival) -> Vec<Vec<(f64, f64)>> {
    let scene = Chart::from(one.clone()).draw(&frame(720.0, Focus::None));
    let nodes = groups(&scene, "series")
        .into_iter()
        .flat_map(|group| &group.nodes);
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

#[test]
fn a_curve_of_every_day_goes_in_steps_and_one_on_fixed_days_has_no_line() {
    let found = lines(&full());
    assert_eq!(found.len(), 1);
    // From the whole at day 0, two points for each of four steps, and on to the last day.
    assert_eq!(found[0].len(), 1 + 2 * 4 + 1);
    for pair in found[0].windows(2) {
        assert!(
            pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1,
            "{pair:?} is no step"
        );
    }
    let scene = Chart::from(full()).draw(&frame(720.0, Focus::None));
    // Five days with numbers, and 0, 90 and 365 of the other.
    assert_eq!(count_groups(&scene, "mark"), 5 + 3);
}

#[test]
fn nothing_is_told_between_fixed_days() {
    let one = survival(vec![group("A", Ok(fixed()))]);
    let days: Vec<String> = one
        .table()
        .rows
        .iter()
        .map(|row| row.cells[1].display.clone())
        .collect();
    assert_eq!(days, ["0", "90", "365"]);
    let told = one.summary().to_string();
    assert!(
        told.contains("A: median højst 365 dage.") && told.contains("faste dage"),
        "{told}"
    );
    let mut odd = fixed();
    odd.at_risk.push(AtRisk { day: 180, n: 20 });
    let table = survival(vec![group("A", Ok(odd))]).table();
    assert_eq!(table.rows[2].cells[2].display, "");
}

#[test]
fn the_axis_of_shares_goes_from_nothing_to_all() {
    let mut one = lone();
    if let Ok(curve) = &mut one.groups[0].curve {
        curve.steps = vec![step(30, 0.99, (0.97, 1.0))];
    }
    let scene = Chart::from(one).draw(&frame(720.0, Focus::None));
    let ticks = texts(&scene, "tick");
    assert!(
        ticks.contains(&"0 %".to_owned()) && ticks.contains(&"100 %".to_owned()),
        "{ticks:?}"
    );
}

#[test]
fn numbers_at_risk_stand_under_their_days() {
    let scene = Chart::from(full()).draw(&frame(720.0, Focus::None));
    assert_eq!(
        texts(&scene, "at-risk-number"),
        ["41", "37", "33", "30", "18", "52", "36"]
    );
    assert_eq!(
        texts(&scene, "at-risk-name"),
        [
            "Rehabilitering: median 240 dage",
            "Genoptræning: median højst 365 dage",
            "Andet: fortroligt"
        ]
    );
}

#[test]
fn a_point_is_read_out_with_day_share_interval_and_number() {
    let svg = Chart::from(full()).render(&frame(720.0, Focus::Roving)).svg;
    assert!(
        svg.contains("Rehabilitering, dag 90: 80 % uden ny hjælp (95 %-sikkerhedsinterval 66–90 %), 33 regnes med"),
        "{svg}"
    );
    assert_eq!(svg.matches("tabindex=\"0\"").count(), 1);
}

#[test]
fn sentences_and_table_write_a_share_alike() {
    let rendered = Chart::from(full()).render(&frame(720.0, Focus::Roving));
    let told = rendered.summary.to_string();
    for row in rendered
        .table
        .rows
        .iter()
        .filter(|row| ["90", "365"].contains(&row.cells[1].display.as_str()))
    {
        assert!(
            told.contains(&row.cells[2].display),
            "{row:?} is not in {told}"
        );
    }
}

#[test]
fn odd_curves_are_drawn_all_the_same() {
    let bare = Curve {
        kind: CurveKind::EveryDay,
        n: 0,
        steps: vec![],
        at_risk: vec![],
        median: None,
        causes: vec![],
    };
    let last = Curve {
        steps: vec![
            CurveStep {
                day: u32::MAX,
                share: f64::NAN,
                interval: None,
            },
            step(u32::MAX, 7.0, (f64::INFINITY, -3.0)),
        ],
        ..bare.clone()
    };
    let zero = Curve {
        steps: vec![step(0, 0.0, (0.0, 0.0))],
        median: Some(0),
        ..bare.clone()
    };
    let cases = [
        survival(Vec::new()),
        survival(vec![group("A", Err(Cell::Ok))]),
        survival(vec![group("A", Ok(bare.clone()))]),
        survival(vec![group(
            "A",
            Ok(Curve {
                kind: CurveKind::FixedDays,
                ..bare
            }),
        )]),
        survival(vec![group("A", Ok(last))]),
        survival(vec![group("A", Ok(zero))]),
        survival(
            (0..20)
                .map(|i| group(&format!("Gruppe {i}"), Ok(curve())))
                .collect(),
        ),
    ];
    for one in cases {
        for width in [280.0, 720.0, f64::NAN] {
            check_drawing(&Chart::from(one.clone()), &frame(width, Focus::All));
        }
    }
}

#[test]
fn causes_end_with_the_curve() {
    let mut one = lone();
    if let Ok(curve) = &mut one.groups[0].curve {
        curve.causes[1].steps.push((9_000, 0.5));
    }
    check_drawing(&Chart::from(one.clone()), &frame(720.0, Focus::All));
    assert!(one.summary().to_string().contains("død 0,4 %"));
}

#[test]
fn hostile_texts_stay_texts() {
    for name in HOSTILE.map(str::to_owned).into_iter().chain([long_name()]) {
        let mut one = lone();
        one.state.clone_from(&name);
        one.heading.title.clone_from(&name);
        one.groups[0].name.clone_from(&name);
        one.groups.push(group(&name, Err(Cell::Confidential)));
        if let Ok(curve) = &mut one.groups[0].curve {
            curve.causes[0].name.clone_from(&name);
        }
        let alone = Survival {
            groups: one.groups[..1].to_vec(),
            ..one.clone()
        };
        for width in [280.0, 720.0] {
            check_drawing(&Chart::from(one.clone()), &frame(width, Focus::All));
            check_drawing(&Chart::from(alone.clone()), &frame(width, Focus::All));
        }
    }
}

fn any_survival() -> impl Strategy<Value = Survival> {
    let share = || prop_oneof![8 => 0.0..1.0f64, 1 => Just(0.0), 1 => Just(1.0), 1 => proptest::num::f64::ANY];
    let day = || prop_oneof![8 => 0..900u32, 1 => any::<u32>()];
    let one = (day(), share(), proptest::option::of((share(), share()))).prop_map(
        |(day, share, interval)| CurveStep {
            day,
            share,
            interval,
        },
    );
    let at_risk = (day(), 0..5_000usize).prop_map(|(day, n)| AtRisk { day, n });
    let name = prop_oneof![4 => "[A-ZÆØÅ][a-zæøå ]{2,24}", 1 => any::<String>()];
    let cause = (
        name.clone(),
        proptest::collection::vec((day(), share()), 0..5),
    )
        .prop_map(|(name, steps)| Cause { name, steps });
    let curve = (
        any::<bool>(),
        0..9_000usize,
        proptest::collection::vec(one, 0..40),
        proptest::collection::vec(at_risk, 0..8),
        proptest::option::of(day()),
        proptest::collection::vec(cause, 0..4),
    )
        .prop_map(|(fixed, n, steps, at_risk, median, causes)| Curve {
            kind: if fixed {
                CurveKind::FixedDays
            } else {
                CurveKind::EveryDay
            },
            n,
            steps,
            at_risk,
            median,
            causes,
        });
    let cell = prop_oneof![
        Just(Cell::Missing),
        Just(Cell::NotApplicable),
        Just(Cell::Confidential),
        Just(Cell::Immature)
    ];
    let curve = prop_oneof![4 => curve.prop_map(Ok), 1 => cell.prop_map(Err)];
    let groups = proptest::collection::vec(
        (name, curve).prop_map(|(name, curve)| group(&name, curve)),
        0..5,
    );
    (groups, any::<bool>()).prop_map(|(groups, english)| {
        let mut one = survival(groups);
        one.lang = if english { Lang::En } else { Lang::Da };
        one
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_survival_chart_is_drawn_soundly(one in any_survival(), width in 280.0..1_200.0f64) {
        let chart = Chart::from(one);
        check_drawing(&chart, &frame(width, Focus::Roving));
        for sentence in chart.summary().sentences {
            prop_assert!(sentence.trim_end_matches('\u{2069}').ends_with('.'), "{}", sentence);
        }
        let numbers = table_text(&chart.table());
        prop_assert!(!numbers.contains("NaN") && !numbers.contains("inf"), "{}", numbers);
    }
}

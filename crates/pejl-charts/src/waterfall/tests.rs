#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::chart::{Chart, Focus};
use crate::scene::{Geometry, Node};
use crate::table::MachineValue;
use crate::testing::{
    HOSTILE, check_drawing, count_groups, frame, groups, long_name, table_text, texts,
};
use pejl_domain::Oere;
use proptest::prelude::*;

fn total(label: &str, oere: i64) -> BridgeTotal {
    BridgeTotal {
        label: label.to_owned(),
        amount: Oere::from_oere(oere),
    }
}

fn part(label: &str, kind: PartKind, oere: i64) -> BridgePart {
    BridgePart {
        code: label.to_lowercase(),
        label: label.to_owned(),
        kind,
        amount: Oere::from_oere(oere),
    }
}

fn waterfall(bridge: Bridge) -> Waterfall {
    Waterfall {
        lang: Lang::Da,
        heading: Heading {
            title: "Udgift til hjælp i hjemmet".to_owned(),
            ..Heading::default()
        },
        zero: ZeroRule::Include,
        bridge,
    }
}

/// The bridge from an amount over parts to what they add up to.
fn of(from: i64, parts: &[i64]) -> Waterfall {
    let parts_of = parts
        .iter()
        .enumerate()
        .map(|(i, oere)| part(&format!("Del {i}"), PartKind::Factor, *oere));
    let to = from + parts.iter().sum::<i64>();
    waterfall(Bridge::new(total("Før", from), parts_of.collect(), total("Efter", to)).unwrap())
}

/// Every kind of part, one of them nothing and one too small for its unit.
fn full() -> Waterfall {
    let parts = vec![
        part("Befolkning", PartKind::Factor, 512_345_678),
        part("Forbrug", PartKind::Factor, 0),
        part("Mix", PartKind::Factor, 32_050),
        part("Pris", PartKind::Factor, -1_195_900_099),
        part("Velfærdsteknologi", PartKind::New, 81_000_000),
        part("Dagcenter", PartKind::Ceased, -810_000_000),
        part("Tilskud", PartKind::Unpriced, -33_477_629),
    ];
    let to = 37_260_000_000 + parts.iter().map(|part| part.amount.as_oere()).sum::<i64>();
    waterfall(
        Bridge::new(
            total("Regnskab 2017", 37_260_000_000),
            parts,
            total("Regnskab 2018", to),
        )
        .unwrap(),
    )
}

#[test]
fn a_full_waterfall() {
    let chart = Chart::from(full());
    for width in [280.0, 720.0] {
        check_drawing(&chart, &frame(width, Focus::All));
    }
    let rendered = chart.render(&frame(720.0, Focus::Roving));
    insta::assert_snapshot!("waterfall_svg", rendered.svg);
    insta::assert_snapshot!(
        "waterfall_summary_da",
        rendered.summary.sentences.join("\n")
    );
    insta::assert_snapshot!("waterfall_table_da", table_text(&rendered.table));
}

#[test]
fn the_same_in_english() {
    let mut one = full();
    one.lang = Lang::En;
    let rendered = Chart::from(one).render(&frame(720.0, Focus::Roving));
    insta::assert_snapshot!(
        "waterfall_summary_en",
        rendered.summary.sentences.join("\n")
    );
    insta::assert_snapshot!("waterfall_table_en", table_text(&rendered.table));
}

#[test]
fn parts_that_do_not_add_up_are_refused() {
    let refused = |to| {
        Bridge::new(
            total("A", 100),
            vec![part("P", PartKind::Factor, 7)],
            total("B", to),
        )
        .unwrap_err()
    };
    assert_eq!(refused(108), BridgeError::DoesNotAddUp { missing_oere: 1 });
    assert_eq!(
        refused(0).to_string(),
        "the parts of the bridge lack -107 øre of its change"
    );
}

#[test]
fn amounts_that_floating_point_does_not_tell_are_refused() {
    let largest = 1_i64 << 53;
    assert!(Bridge::new(total("A", largest), Vec::new(), total("B", largest)).is_ok());
    for (from, parts) in [
        (largest + 1, vec![]),
        (i64::MIN, vec![]),
        (largest, vec![1]),
        (0, vec![i64::MAX, i64::MAX]),
    ] {
        let parts = parts
            .into_iter()
            .map(|oere| part("P", PartKind::Factor, oere))
            .collect();
        let error = Bridge::new(total("A", from), parts, total("B", 0)).unwrap_err();
        assert!(matches!(error, BridgeError::TooLarge { .. }), "{error}");
    }
}

#[test]
fn the_table_adds_up_to_the_oere() {
    let table = full().table();
    let of = |row: usize, cell: usize| match table.rows[row].cells[cell].machine {
        Some(MachineValue::Number(kroner)) => (kroner * 100.0).round(),
        _ => f64::NAN,
    };
    let last = table.rows.len() - 1;
    let parts: f64 = (1..last).map(|row| of(row, 3)).sum();
    assert_eq!(of(0, 3) + parts, of(last, 3));
    assert_eq!(of(last - 1, 4), of(last, 4));
}

#[test]
fn directions_are_told_by_form_sign_and_word() {
    let scene = Chart::from(full()).draw(&frame(720.0, Focus::Roving));
    let tip = |class: &str| {
        let group = groups(&scene, class)[0];
        match &group.nodes[0] {
            Node::Shape(shape) => match &shape.geometry {
                Geometry::Polygon(points) => points[2].0 - points[0].0,
                _ => f64::NAN,
            },
            _ => f64::NAN,
        }
    };
    assert!(tip("rise") > 0.0 && tip("fall") < 0.0);
    assert_eq!(
        ["rise", "fall", "none", "total"].map(|class| count_groups(&scene, class)),
        [3, 3, 1, 2]
    );
    let svg = Chart::from(full()).render(&frame(720.0, Focus::Roving)).svg;
    assert!(
        svg.contains("Pris: −12,0 mio. kr. (fald), derefter 365,8 mio. kr."),
        "{svg}"
    );
}

#[test]
fn what_would_be_rounded_to_nothing_is_written_in_kroner() {
    let figures = texts(
        &Chart::from(full()).draw(&frame(720.0, Focus::None)),
        "row-figure",
    );
    assert_eq!(figures[2..4], ["0,0 mio. kr.", "+320,50 kr."]);
}

#[track_caller]
fn check_figures(one: &Waterfall, expected: &[&str]) {
    assert_eq!(
        texts(
            &Chart::from(one.clone()).draw(&frame(720.0, Focus::None)),
            "row-figure"
        ),
        expected
    );
}

#[test]
fn amounts_are_written_in_what_suits_the_largest() {
    check_figures(
        &of(10_000, &[5_000, -250]),
        &["100,00 kr.", "+50,00 kr.", "−2,50 kr.", "147,50 kr."],
    );
    check_figures(
        &of(1_000_000, &[-200_000]),
        &["10.000 kr.", "−2.000 kr.", "8.000 kr."],
    );
    check_figures(
        &of(500_000_000, &[20_000_000]),
        &["5,000 mio. kr.", "+0,200 mio. kr.", "5,200 mio. kr."],
    );
    check_figures(
        &of(5_000_000_000_000, &[150_000_000_000]),
        &["50,00 mia. kr.", "+1,50 mia. kr.", "51,50 mia. kr."],
    );
}

/// Holds what stands at the axis, and that all amounts beside it end in the same.
#[track_caller]
fn check_unit(mut one: Waterfall, lang: Lang, unit: &str) {
    one.lang = lang;
    for width in [280.0, 720.0] {
        let scene = Chart::from(one.clone()).draw(&frame(width, Focus::None));
        assert_eq!(texts(&scene, "unit"), [unit]);
        for figure in texts(&scene, "row-figure") {
            assert!(figure.ends_with(&format!(" {unit}")), "{figure}: {unit}");
        }
    }
}

#[test]
fn the_axis_is_written_in_what_the_amounts_are() {
    // Four thousand millions are millions beside the bars, and so below them.
    let four_billions = of(400_000_000_000, &[20_000_000_000]);
    check_unit(four_billions.clone(), Lang::Da, "mio. kr.");
    check_unit(four_billions.clone(), Lang::En, "m DKK");
    let scene = Chart::from(four_billions).draw(&frame(720.0, Focus::None));
    let ticks = texts(&scene, "tick");
    assert_eq!(ticks.first().map(String::as_str), Some("0"));
    assert!(ticks.contains(&"4.000".to_owned()), "{ticks:?}");
    let fifty_billions = of(5_000_000_000_000, &[150_000_000_000]);
    check_unit(fifty_billions.clone(), Lang::Da, "mia. kr.");
    check_unit(fifty_billions, Lang::En, "bn DKK");
    // The axis goes on to a million, and no amount does.
    let nearly_a_million = of(99_000_000, &[900_000]);
    check_unit(nearly_a_million, Lang::Da, "kr.");
}

#[test]
fn that_amounts_are_rounded_is_said_in_the_drawing_alone() {
    for (lang, said) in [
        (Lang::Da, "Beløbene er afrundet."),
        (Lang::En, "The amounts are rounded."),
    ] {
        let mut one = full();
        one.lang = lang;
        let rendered = Chart::from(one).render(&frame(720.0, Focus::All));
        assert!(!rendered.summary.to_string().contains(said));
        assert_eq!(rendered.svg.matches(said).count(), 1);
        let mut exact = of(1_000_000, &[-200_000]);
        exact.lang = lang;
        let rendered = Chart::from(exact).render(&frame(720.0, Focus::All));
        assert!(!rendered.svg.contains(said), "{}", rendered.svg);
    }
}

#[test]
fn negative_amounts_and_a_way_across_zero_stand_on_both_sides_of_it() {
    for one in [
        of(-40_000, &[10_000, -60_000]),
        of(20_000, &[-50_000, 10_000]),
        of(-100, &[100]),
        of(0, &[0]),
    ] {
        for width in [280.0, 720.0] {
            check_drawing(&Chart::from(one.clone()), &frame(width, Focus::All));
        }
    }
    let told = of(-40_000, &[10_000, -60_000]).summary().to_string();
    assert!(
        told.starts_with("Efter er −900 kr., 500 kr. mindre end Før (−400 kr.)."),
        "{told}"
    );
}

#[test]
fn without_parts_nothing_has_changed() {
    let told = of(40_000, &[]).summary().to_string();
    assert_eq!(
        told,
        "Efter er 400 kr., det samme som Før. Der er ingen dele."
    );
}

#[test]
fn on_an_axis_without_zero_amounts_are_marks() {
    let mut one = full();
    one.zero = ZeroRule::MayCut;
    check_drawing(&Chart::from(one.clone()), &frame(720.0, Focus::All));
    let scene = Chart::from(one.clone()).draw(&frame(720.0, Focus::All));
    for group in groups(&scene, "total") {
        let Node::Shape(shape) = &group.nodes[0] else {
            continue;
        };
        assert!(matches!(shape.geometry, Geometry::Rect { width, .. } if width == 5.0));
    }
    let svg = Chart::from(one).render(&frame(720.0, Focus::All)).svg;
    assert!(
        svg.contains("axis-break") && svg.contains("(aksen begynder ikke ved 0)"),
        "{svg}"
    );
}

#[test]
fn hostile_texts_stay_texts() {
    for name in HOSTILE.map(str::to_owned).into_iter().chain([long_name()]) {
        let parts = vec![
            part(&name, PartKind::New, 500),
            part(&name, PartKind::Factor, -200),
        ];
        let mut one = waterfall(Bridge::new(total(&name, 100), parts, total(&name, 400)).unwrap());
        one.heading = Heading {
            title: name.clone(),
            subtitle: Some(name.clone()),
            notes: vec![name.clone()],
        };
        for width in [280.0, 720.0] {
            check_drawing(&Chart::from(one.clone()), &frame(width, Focus::All));
        }
    }
}

fn any_waterfall() -> impl Strategy<Value = Waterfall> {
    let amount = || prop_oneof![4 => -1_000_000i64..1_000_000, 2 => -10_000_000_000i64..10_000_000_000, 1 => Just(0i64), 1 => -(1i64 << 48)..(1i64 << 48)];
    let kind = prop_oneof![
        Just(PartKind::Factor),
        Just(PartKind::New),
        Just(PartKind::Ceased),
        Just(PartKind::Unpriced)
    ];
    let name = prop_oneof![4 => "[A-ZÆØÅ][a-zæøå ]{2,24}", 1 => any::<String>()];
    let parts = proptest::collection::vec((name.clone(), kind, amount()), 0..14);
    (amount(), parts, name, any::<bool>(), any::<bool>()).prop_map(
        |(from, parts, name, english, cut)| {
            let parts: Vec<BridgePart> = parts
                .into_iter()
                .map(|(name, kind, oere)| part(&name, kind, oere))
                .collect();
            let to = from + parts.iter().map(|part| part.amount.as_oere()).sum::<i64>();
            let mut one =
                waterfall(Bridge::new(total(&name, from), parts, total("Efter", to)).unwrap());
            one.lang = if english { Lang::En } else { Lang::Da };
            one.zero = if cut {
                ZeroRule::MayCut
            } else {
                ZeroRule::Include
            };
            one
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_waterfall_is_drawn_soundly(one in any_waterfall(), width in 280.0..1_200.0f64) {
        let chart = Chart::from(one.clone());
        let frame = frame(width, Focus::Roving);
        check_drawing(&chart, &frame);
        let scene = chart.draw(&frame);
        prop_assert_eq!(count_groups(&scene, "mark"), one.bridge.parts().len() + 2);
        // The sentences write every amount that is not nothing as the drawing does.
        let told = chart.summary().to_string();
        let figures = texts(&chart.draw(&crate::testing::frame(1_200.0, Focus::None)), "row-figure");
        for (part, figure) in one.bridge.parts().iter().zip(figures.iter().skip(1)) {
            if part.amount != Oere::ZERO && one.bridge.parts().len() <= 12 {
                prop_assert!(told.contains(figure.as_str()), "{} is not in {}", figure, told);
            }
        }
    }

    #[test]
    fn a_bridge_is_taken_exactly_where_it_adds_up(from in -1_000i64..1_000, parts in proptest::collection::vec(-1_000i64..1_000, 0..6), off in -3i64..3) {
        let to = from + parts.iter().sum::<i64>() + off;
        let parts = parts.into_iter().map(|oere| part("P", PartKind::Factor, oere)).collect();
        let found = Bridge::new(total("A", from), parts, total("B", to));
        prop_assert_eq!(found.is_ok(), off == 0);
    }
}

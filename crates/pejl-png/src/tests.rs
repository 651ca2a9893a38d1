#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_charts::{
    AreaNoun, Chart, Focus, Frame, Heading, Layout, Mark, Measure, NumberStyle, RankOrder,
    RankedArea, Ranking, Reading, Verb, ZeroRule,
};
use pejl_domain::{Lang, Period};
use resvg::tiny_skia::Pixmap;

use super::*;

/// A chart of three municipalities with Danish letters in their names.
fn chart() -> String {
    let area = |code: &str, name: &str, value: f64, rank: u32, mark: Mark| RankedArea {
        code: code.to_owned(),
        name: name.to_owned(),
        reading: Reading::of(value),
        rank: Some(rank),
        mark,
        in_group: false,
    };
    let chart = Chart::from(Ranking {
        lang: Lang::Da,
        heading: Heading {
            title: "Udgift til pleje på ældreområdet".to_owned(),
            ..Heading::default()
        },
        measure: Measure {
            unit: "kr. pr. indbygger".to_owned(),
            short_unit: "kr.".to_owned(),
            numbers: NumberStyle::Number { decimals: 0 },
            zero: ZeroRule::Include,
            verb: Verb::Spent,
        },
        period: Period::year(2019).unwrap(),
        areas: vec![
            area("825", "Læsø", 2819.0, 1, Mark::Marked),
            area("741", "Samsø", 3079.0, 2, Mark::Own),
            area("751", "Århus", 3211.0, 3, Mark::Plain),
        ],
        order: RankOrder::LowestFirst,
        noun: AreaNoun::Municipality,
        group_name: None,
        quartiles: None,
        references: Vec::new(),
        layout: Layout::List { columns: 1 },
    });
    let frame = Frame {
        draw_heading: true,
        focus: Focus::None,
        ..Frame::default()
    };
    chart.render(&frame).svg
}

/// The same drawing without its texts.
fn without_texts(svg: &str) -> String {
    let lines = svg.lines().filter(|line| !line.starts_with("<text"));
    lines.collect::<Vec<_>>().join("\n")
}

/// One text alone on a white ground.
fn drawn(text: &str, weight: &str) -> Vec<u8> {
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='40' font-family='Noto Sans, sans-serif'>\
         <text x='10' y='30' font-size='24' font-weight='{weight}'>{text}</text></svg>"
    );
    to_png(&svg, 1.0).unwrap()
}

#[track_caller]
fn check_refused(scale: f32, is_expected: fn(&PngError) -> bool) {
    let error = to_png(&chart(), scale).unwrap_err();
    assert!(is_expected(&error), "{scale}: {error:?}");
}

#[test]
fn a_picture_is_its_drawing_at_the_scale() {
    let svg = chart();
    let [one, two] =
        [1.0, 2.0].map(|scale| Pixmap::decode_png(&to_png(&svg, scale).unwrap()).unwrap());
    assert_eq!(one.width(), 720);
    assert_eq!(two.width(), 1440);
    assert!(two.height().abs_diff(one.height() * 2) <= 2);
}

#[test]
fn texts_are_drawn() {
    let svg = chart();
    let without = without_texts(&svg);
    assert!(svg.contains("Læsø") && !without.contains("<text"));
    assert_ne!(to_png(&svg, 1.0).unwrap(), to_png(&without, 1.0).unwrap());
}

#[test]
fn every_danish_letter_and_weight_has_a_shape_of_its_own() {
    let mut texts: Vec<Vec<u8>> = ["æ", "ø", "å", "Æ", "Ø", "Å", "a", "o", "", "\u{e000}"]
        .iter()
        .map(|text| drawn(text, "400"))
        .collect();
    texts.push(drawn("æ", "700"));
    let n = texts.len();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), n);
}

#[test]
fn a_face_of_the_machine_is_never_used() {
    let named = |family: &str| {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='40'><text x='10' y='30' font-family='{family}'>Ældre</text></svg>"
        );
        to_png(&svg, 1.0).unwrap()
    };
    assert_eq!(named("DejaVu Sans, Noto Sans"), named("Noto Sans"));
}

#[test]
fn the_same_drawing_gives_the_same_bytes_on_every_thread() {
    let svg = chart();
    let first = to_png(&svg, 2.0).unwrap();
    assert_eq!(first, to_png(&svg, 2.0).unwrap());
    let elsewhere: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let begun = [(); 3].map(|()| scope.spawn(|| to_png(&svg, 2.0).unwrap()));
        begun.map(|one| one.join().unwrap()).into()
    });
    assert!(elsewhere.iter().all(|one| *one == first));
}

#[test]
fn a_picture_of_absurd_size_is_refused() {
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, f32::MAX] {
        check_refused(scale, |error| matches!(error, PngError::Scale { .. }));
    }
    for scale in [20.0, 1_000.0, 1e30] {
        check_refused(scale, |error| matches!(error, PngError::TooLarge { .. }));
    }
    let wide = "<svg xmlns='http://www.w3.org/2000/svg' width='20000' height='1'/>";
    assert!(matches!(to_png(wide, 1.0), Err(PngError::TooLarge { .. })));
}

#[test]
fn what_is_no_drawing_is_refused() {
    for text in [
        "",
        "<html></html>",
        "<svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>",
    ] {
        assert!(
            matches!(to_png(text, 1.0), Err(PngError::Unreadable(_))),
            "{text}"
        );
    }
}

#[test]
fn nothing_outside_the_drawing_is_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../pejl-pages/assets/pejl.svg");
    assert!(std::path::Path::new(file).exists());
    let svg = |inside: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'>{inside}</svg>")
    };
    let with = svg(&format!("<image href='{file}' width='40' height='40'/>"));
    assert_eq!(to_png(&with, 1.0).unwrap(), to_png(&svg(""), 1.0).unwrap());
}

#[test]
fn the_ground_is_white_where_nothing_is_drawn() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>";
    let picture = Pixmap::decode_png(&to_png(svg, 1.0).unwrap()).unwrap();
    assert!(picture.data().iter().all(|byte| *byte == 255));
    assert_eq!(picture.pixels()[0].alpha(), 255);
}

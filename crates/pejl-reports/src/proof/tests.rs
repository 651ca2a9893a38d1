//! Sentences as charts and statuses say them are read, and the same with figures or words changed are not.
#![expect(clippy::unwrap_used, reason = "tests")]

mod courses;
mod statuses;

use pejl_charts::{
    AreaNoun, Bridge, BridgePart, BridgeTotal, Chart, Frame, Heading, Layout, Mark, MeanOf,
    Measure, NumberStyle, PartKind, RankOrder, RankedArea, Ranking, Reading, Reference,
    ReferenceKind, Verb, Waterfall, ZeroRule,
};
use pejl_domain::{Cell, Lang, Oere, Unit};

use super::*;
use crate::testing::line;

/// The sentences of a chart.
fn sentences(chart: impl Into<Chart>) -> Vec<String> {
    let chart: Chart = chart.into();
    chart.render(&Frame::default()).summary.sentences
}

/// Sentences are true as they are, and none that can be changed by one of the changes is true then. Every change changes some.
#[track_caller]
fn check(
    sentences: &[String],
    prove: impl Fn(&[String]) -> Result<(), Unproved>,
    changes: &[(&str, &str)],
) {
    assert_eq!(prove(sentences), Ok(()));
    for (from, to) in changes {
        let mut n_changed = 0;
        for text in sentences {
            let changed = text.replacen(from, to, 1);
            if changed != *text {
                n_changed += 1;
                assert!(prove(std::slice::from_ref(&changed)).is_err(), "{changed}");
            }
        }
        assert!(n_changed > 0, "{from}: {sentences:?}");
    }
}

#[test]
fn a_change_is_that_of_its_figures_and_of_their_way() {
    let is_true = |text: &str, of, unit: &Unit| change(text, of, unit, Lang::Da).is_ok();
    assert!(is_true("+3,5 dage", (80.0, 83.5), &Unit::Days));
    assert!(is_true(
        "\u{2212}2,0 procentpoint",
        (0.62, 0.6),
        &Unit::Share
    ));
    assert!(is_true("0,0 dage", (80.0, 80.01), &Unit::Days));
    for (text, of) in [
        ("\u{2212}3,5 dage", (80.0, 83.5)),
        ("3,5 dage", (80.0, 83.5)),
        ("+3,4 dage", (80.0, 83.5)),
        ("+3,5 dage", (83.5, 80.0)),
        ("+3,5 dage og 2", (80.0, 83.5)),
    ] {
        assert!(!is_true(text, of, &Unit::Days), "{text}");
    }
    assert!(!is_true("+2,0 procentpoint", (0.62, 0.6), &Unit::Share));
}

/// Three municipalities, of which one has no figure, and the mean of those that have.
fn ranked(lang: Lang) -> (Ranking, Ranked) {
    let period = "2018".parse().unwrap();
    let figures = [
        ("766", "Hedensted", Some(3_412.4), Some(2)),
        ("630", "Vejle", Some(2_819.0), Some(1)),
        ("615", "Horsens", None, None),
    ];
    let area = |(code, name, value, rank): &(&str, &str, Option<f64>, Option<u32>)| RankedArea {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        reading: Reading::new(value.map_or(Cell::Missing, |_| Cell::Ok), *value, false),
        rank: *rank,
        mark: match *code {
            "766" => Mark::Own,
            _ => Mark::Plain,
        },
        in_group: false,
    };
    let quartiles = [2_967.35, 3_115.7, 3_264.05];
    let chart = Ranking {
        lang,
        heading: Heading::default(),
        measure: kroner(),
        period,
        areas: figures.iter().map(area).collect(),
        order: RankOrder::LowestFirst,
        noun: AreaNoun::Municipality,
        group_name: None,
        quartiles: Some(quartiles),
        references: vec![Reference {
            kind: ReferenceKind::WeightedMean {
                of: MeanOf::Shown,
                weight: "indbyggertal".to_owned(),
            },
            reading: Reading::new(Cell::Ok, Some(3_000.0), false),
        }],
        layout: Layout::Strip,
    };
    let all = figures.iter();
    let known = Ranked {
        period,
        own: "Hedensted".to_owned(),
        all: all
            .map(|(_, name, value, rank)| {
                ((*name).to_owned(), *value, rank.map(|one| one as usize))
            })
            .collect(),
        is_lowest_first: true,
        mean: 3_000.0,
        quartiles: Some(quartiles),
    };
    (chart, known)
}

fn kroner() -> Measure {
    Measure {
        unit: "kr.".to_owned(),
        short_unit: "kr.".to_owned(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::Spent,
    }
}

#[test]
fn a_place_among_others_is_that_of_the_figures() {
    let scale = Scale::of_unit(&Unit::Dkk, 0, Lang::Da);
    let (chart, known) = ranked(Lang::Da);
    let changes = [
        ("3.412 kr.", "2.819 kr."),
        ("nr. 2 af 2", "nr. 1 af 2"),
        ("1 = lavest", "1 = højest"),
        ("højere", "lavere"),
        ("412 kr. højere", "411 kr. højere"),
        ("er 3.000 kr.", "er 3.412 kr."),
        ("mellem 2.967", "mellem 3.264"),
        ("median 3.116", "median 2.967"),
        ("Lavest er Vejle", "Lavest er Hedensted"),
        ("1 kommune er uden", "2 kommuner er uden"),
    ];
    check(
        &sentences(chart),
        |texts| ranking(texts, &known, &scale),
        &changes,
    );
    let scale = Scale::of_unit(&Unit::Dkk, 0, Lang::En);
    let (chart, known) = ranked(Lang::En);
    let english = Ranking {
        measure: Measure {
            unit: "DKK".to_owned(),
            short_unit: "DKK".to_owned(),
            ..kroner()
        },
        ..chart
    };
    let changes = [
        ("2nd of 2", "1st of 2"),
        ("higher", "lower"),
        ("Lowest: Vejle", "Lowest: Hedensted"),
    ];
    check(
        &sentences(english),
        |texts| ranking(texts, &known, &scale),
        &changes,
    );
}

#[test]
fn what_a_change_is_put_down_to_is_that_of_the_amounts() {
    let parts = [
        ("Befolkning", PartKind::Factor, 450_000_000),
        ("Pris", PartKind::Factor, -120_000_000),
        ("Nye ydelser", PartKind::New, 30_000_000),
        ("Sammensætning", PartKind::Factor, 0),
    ];
    let (before, after) = (36_940_000_000, 37_300_000_000);
    let known = Parts {
        before: ("Udgift 2017".to_owned(), before),
        after: ("Udgift 2018".to_owned(), after),
        parts: parts
            .map(|(name, _, oere)| (name.to_owned(), oere))
            .to_vec(),
    };
    let total = |label: &str, oere| BridgeTotal {
        label: label.to_owned(),
        amount: Oere::from_oere(oere),
    };
    let told = parts.map(|(label, kind, oere)| BridgePart {
        code: label.to_owned(),
        label: label.to_owned(),
        kind,
        amount: Oere::from_oere(oere),
    });
    for lang in [Lang::Da, Lang::En] {
        let chart = Waterfall {
            lang,
            heading: Heading::default(),
            zero: ZeroRule::MayCut,
            bridge: Bridge::new(
                total("Udgift 2017", before),
                told.to_vec(),
                total("Udgift 2018", after),
            )
            .unwrap(),
        };
        let changes: &[(&str, &str)] = match lang {
            Lang::Da => &[
                ("mere end", "mindre end"),
                ("373,0", "369,4"),
                ("trækker op", "trækker ned"),
                ("+4,5", "+1,2"),
                ("Pris (\u{2212}", "Pris (+"),
                ("Sammensætning", "Pris"),
            ],
            Lang::En => &[("more than", "less than"), ("Raised by", "Lowered by")],
        };
        check(
            &sentences(chart),
            |texts| bridge(texts, &known, lang),
            changes,
        );
    }
}

#[test]
fn rise_for_fall_and_the_figure_before_for_the_newest_are_found() {
    use crate::Sentence;
    const ROSE: &str = "{name}: {value} i {period} mod {before} i {earlier}. Tallet er steget mere, end tilfældig variation \
                        forklarer, og det er en forværring.";
    const FELL: &str = "{name}: {value} i {period} mod {before} i {earlier}. Tallet er faldet mere, end tilfældig variation \
                        forklarer, og det er en forbedring.";
    const MIXED: &str = "{name}: {value} i {period} mod {before} i {earlier}. Tallet er faldet mere, end tilfældig variation \
                         forklarer, og det er en forværring.";
    let line = line("O3.1", "2018-Q1", Some(80.0), Some(92.0));
    let said = |template, (value, before), (period, earlier): (&str, &str)| {
        let days = &Unit::Days;
        let sentence = Sentence::of(template, Lang::Da).name("name", "Længde");
        let sentence = sentence
            .figure("value", value, 0, days)
            .name("period", period);
        let sentence = sentence
            .figure("before", before, 0, days)
            .name("earlier", earlier);
        // Each is made of the figures that it says.
        assert_eq!(sentence.prove(), Ok(()));
        moved(&sentence, (&line, "Længde"), Lang::Da).is_ok()
    };
    let (now, then) = ("1. kvartal 2018", "1. kvartal 2017");
    assert!(said(FELL, (80.0, 92.0), (now, then)));
    assert!(!said(ROSE, (80.0, 92.0), (now, then)));
    assert!(!said(MIXED, (80.0, 92.0), (now, then)));
    assert!(!said(FELL, (92.0, 80.0), (now, then)));
    assert!(!said(FELL, (80.0, 92.0), (then, now)));
    let figure = |template, place, value, period| {
        let sentence = Sentence::of(template, Lang::Da).figure(place, value, 0, &Unit::Days);
        let at = if place == "value" {
            "period"
        } else {
            "earlier"
        };
        stands(&[sentence.name(at, period)], &line, Lang::Da).is_ok()
    };
    let (newest, before) = ("{value} i {period}.", "Året før: {before} i {earlier}.");
    assert!(figure(newest, "value", 80.0, now) && figure(before, "before", 92.0, then));
    assert!(!figure(newest, "value", 92.0, now) && !figure(newest, "value", 80.0, then));
    assert!(!figure(before, "before", 80.0, then) && !figure(before, "before", 92.0, now));
}

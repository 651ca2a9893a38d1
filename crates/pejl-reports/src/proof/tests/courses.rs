//! Courses: a share that is to rise, and days that are to fall.

use pejl_app::trend::Signal;
use pejl_charts::{
    ControlPhase, Event, EventKind, Expected as Ahead, Meaning, Overlay, PathPoint, Series,
    SeriesRole, SignalAt, SignalRule, TargetPath, Trend, TrendPoint,
};
use pejl_domain::Period;

use super::super::course::{Expected, Phase};
use super::super::marks::Marks;
use super::*;

const OWN: &str = "Hedensted";

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// The newest figure of a share is 61.5 % in 2018, below the target, with everything that a course can be marked with.
fn shares(lang: Lang) -> (Trend, Course) {
    let figures = [
        ("2013", Some(0.70)),
        ("2014", Some(0.664)),
        ("2015", None),
        ("2016", Some(0.66)),
        ("2017", Some(0.642)),
        ("2018", Some(0.615)),
    ];
    let forecast = (0.6, [(0.55, 0.64), (0.52, 0.68)]);
    let chart = Trend {
        lang,
        heading: Heading::default(),
        measure: Measure {
            unit: String::new(),
            short_unit: String::new(),
            numbers: NumberStyle::Percent { decimals: 1 },
            zero: ZeroRule::MayCut,
            verb: Verb::StoodAt,
        },
        series: vec![series(&figures)],
        breaks: Vec::new(),
        overlay: Overlay {
            target: Some(TargetPath {
                points: vec![at("2018", Some(0.62), None), at("2019", Some(0.75), None)],
                tolerance: 0.01,
            }),
            phases: vec![ControlPhase {
                from: period("2013"),
                to: period("2018"),
                centre: 0.656,
                limits: Some((0.58, 0.73)),
                trial: true,
            }],
            signals: vec![SignalAt {
                period: period("2018"),
                rule: SignalRule::Trend,
                high: false,
                meaning: Meaning::Worse,
            }],
            forecast: vec![Ahead {
                period: period("2019"),
                value: forecast.0,
                band_80: (0.55, 0.64),
                band_95: (0.52, 0.68),
            }],
            events: vec![Event {
                kind: EventKind::Initiative,
                at: period("2016"),
                until: None,
                text: "Plan 2020".to_owned(),
            }],
        },
    };
    let begun = lang.pick("Indsats fra 2016", "Initiative from 2016");
    let known = Course {
        name: OWN.to_owned(),
        figures: known(&figures),
        path: vec![
            (period("2018"), Some(0.62), None),
            (period("2019"), Some(0.75), None),
        ],
        tolerance: 0.01,
        phases: vec![Phase {
            periods: (period("2013"), period("2018")),
            mean: 0.656,
            limits: Some((0.58, 0.73)),
            is_trial: true,
        }],
        forecast: vec![Expected {
            period: period("2019"),
            value: forecast.0,
            bands: forecast.1,
        }],
        marks: Marks {
            signals: vec![(period("2018"), Signal::TrendDown)],
            is_up_better: Some(true),
            gaps: vec![period("2015")],
            provisional: Vec::new(),
            heads: vec![begun.to_owned()],
            n_events: 1,
        },
    };
    (chart, known)
}

fn series(figures: &[(&str, Option<f64>)]) -> Series {
    let point = |(at, value): &(&str, Option<f64>)| TrendPoint {
        period: period(at),
        reading: Reading::new(value.map_or(Cell::Missing, |_| Cell::Ok), *value, false),
    };
    Series {
        code: "766".to_owned(),
        name: OWN.to_owned(),
        role: SeriesRole::Own,
        points: figures.iter().map(point).collect(),
    }
}

fn known(figures: &[(&str, Option<f64>)]) -> Vec<(Period, f64)> {
    let told = figures.iter();
    told.filter_map(|(at, value)| Some((period(at), (*value)?)))
        .collect()
}

fn at(text: &str, low: Option<f64>, high: Option<f64>) -> PathPoint {
    PathPoint {
        period: period(text),
        low,
        high,
    }
}

#[test]
fn the_sentences_of_a_course_are_true_of_it_and_no_others() {
    let (chart, known) = shares(Lang::Da);
    let scale = Scale::of_unit(&Unit::Share, 1, Lang::Da);
    let changes = [
        ("lå på 61,5", "lå på 64,2"),
        ("i 2018.", "i 2017."),
        ("2,7 procentpoint", "2,8 procentpoint"),
        ("lavere end i 2017", "højere end i 2017"),
        ("lavere end i 2013", "højere end i 2013"),
        ("(4,2", "(4,3"),
        ("mindst 62,0", "højst 62,0"),
        ("under", "over"),
        ("tolerancen på 1,0", "tolerancen på 2,0"),
        ("målet mindst 75,0", "det mindst 62,0"),
        ("højest i 2013", "højest i 2014"),
        ("(70,0 %)", "(61,5 %)"),
        ("lavest i 2018", "lavest i 2017"),
        ("middeltallet 65,6", "middeltallet 73,0"),
        ("fra 58,0", "fra 73,0"),
        ("fald gennem", "stigning gennem"),
        ("forværring", "forbedring"),
        ("er 60,0", "er 55,0"),
        ("fra 55,0", "fra 52,0"),
        ("for 2015", "for 2016"),
        ("Indsats fra 2016", "Indsats fra 2017"),
    ];
    check(
        &sentences(chart),
        |texts| course(texts, &known, &scale),
        &changes,
    );
    let (chart, known) = shares(Lang::En);
    let scale = Scale::of_unit(&Unit::Share, 1, Lang::En);
    let changes = [
        ("stood at 61.5", "stood at 64.2"),
        ("lower than in 2017", "higher than in 2017"),
        ("below it", "above it"),
        ("that fall", "that rise"),
        ("change to the worse", "improvement"),
        ("is 60.0", "is 55.0"),
    ];
    check(
        &sentences(chart),
        |texts| course(texts, &known, &scale),
        &changes,
    );
}

#[test]
fn figures_alike_bands_and_what_is_provisional_are_read_as_well() {
    for lang in [Lang::Da, Lang::En] {
        let unit = Unit::Days.name(lang).to_owned();
        let figures = [
            ("2018-01", Some(80.0)),
            ("2018-02", Some(80.4)),
            ("2018-03", Some(80.4)),
        ];
        let mut own = series(&figures);
        if let Some(last) = own.points.last_mut() {
            last.reading = Reading::new(Cell::Ok, Some(80.4), true);
        }
        let chart = Trend {
            lang,
            heading: Heading::default(),
            measure: Measure {
                unit: unit.clone(),
                short_unit: unit,
                numbers: NumberStyle::Number { decimals: 0 },
                zero: ZeroRule::MayCut,
                verb: Verb::StoodAt,
            },
            series: vec![own],
            breaks: Vec::new(),
            overlay: Overlay {
                target: Some(TargetPath {
                    points: vec![at("2018-03", Some(70.0), Some(85.0))],
                    tolerance: 0.0,
                }),
                ..Overlay::default()
            },
        };
        let known = Course {
            name: OWN.to_owned(),
            figures: known(&figures),
            path: vec![(period("2018-03"), Some(70.0), Some(85.0))],
            tolerance: 0.0,
            phases: Vec::new(),
            forecast: Vec::new(),
            marks: Marks {
                provisional: vec![period("2018-03")],
                ..Marks::default()
            },
        };
        let scale = Scale::of_unit(&Unit::Days, 0, lang);
        let changes: &[(&str, &str)] = match lang {
            Lang::Da => &[
                ("Det er det samme", "Det er afrundet det samme"),
                ("fra 70 til 85", "fra 85 til 70"),
                ("for marts", "for februar"),
            ],
            Lang::En => &[("from 70 to 85", "from 85 to 70")],
        };
        check(
            &sentences(chart),
            |texts| course(texts, &known, &scale),
            changes,
        );
    }
}

#[test]
fn a_sentence_that_is_not_known_is_refused() {
    let (_, known) = shares(Lang::Da);
    let scale = Scale::of_unit(&Unit::Share, 1, Lang::Da);
    for text in [
        "Tallet er 61,5 %.",
        "Hedensted lå på 61,5 % i 2018 og 5",
        "",
    ] {
        assert!(
            course(&[text.to_owned()], &known, &scale).is_err(),
            "{text}"
        );
    }
}

//! Trends with all that they can hold, and odd ones.

use pejl_charts::{
    Break, ControlPhase, Event, EventKind, Expected, Heading, Meaning, Measure, NumberStyle,
    Overlay, PathPoint, Reading, Series, SeriesRole, SignalAt, SignalRule, TargetPath, Trend,
    TrendPoint, Verb, ZeroRule,
};
use pejl_domain::{Cell, Lang, Period};

use crate::{Failure, Picture, heading, measure};

pub(crate) fn pictures() -> Result<Vec<Picture>, Failure> {
    let mut cut = steered()?;
    cut.measure.zero = ZeroRule::MayCut;
    Ok(vec![
        Picture::new("trend", groups()?, 720.0),
        Picture::new("trend-phone", groups()?, 320.0),
        Picture::new("trend-steered", steered()?, 720.0),
        Picture::new("trend-steered-cut", cut.clone(), 720.0),
        Picture::new("trend-steered-phone", cut, 320.0),
        Picture::new("trend-band", band()?, 720.0),
        Picture::new("trend-groups-steered", groups_steered()?, 720.0),
        Picture::new("trend-empty", lone(&[])?, 480.0),
        Picture::new("trend-one", lone(&[Some(4_321.0)])?, 480.0),
        Picture::new("trend-confidential", lone(&[None; 6])?, 480.0),
        Picture::new(
            "trend-negative",
            lone(&[Some(-120.0), Some(80.0), Some(-40.0), Some(0.0)])?,
            480.0,
        ),
        Picture::new(
            "trend-huge",
            lone(&[Some(3.2e11), Some(4.1e11), Some(3.9e11)])?,
            480.0,
        ),
        Picture::new(
            "trend-tiny",
            lone(&[Some(0.00012), Some(0.0002), Some(0.00015)])?,
            480.0,
        ),
        Picture::new("trend-long-names", long_names()?, 480.0),
    ])
}

/// Invented figures of a lone municipality from 2014 on; `None` is confidential.
fn lone(values: &[Option<f64>]) -> Result<Trend, Failure> {
    let points = values.iter().zip(2014..).map(|(value, year)| {
        let reading = value.map_or(Reading::absent(Cell::Confidential), Reading::of);
        Ok(TrendPoint {
            period: Period::year(year)?,
            reading,
        })
    });
    let is_small = values.iter().flatten().all(|value| value.abs() < 1.0);
    Ok(Trend {
        lang: Lang::Da,
        heading: heading(),
        measure: Measure {
            numbers: NumberStyle::Number {
                decimals: if is_small { 5 } else { 0 },
            },
            ..measure()
        },
        series: vec![Series {
            code: "766".to_owned(),
            name: "Hedensted".to_owned(),
            role: SeriesRole::Own,
            points: points.collect::<Result<_, Failure>>()?,
        }],
        breaks: Vec::new(),
        overlay: Overlay::default(),
    })
}

fn long_names() -> Result<Trend, Failure> {
    let mut trend = groups()?;
    for series in &mut trend.series {
        series.name = format!(
            "{}, {}",
            series.name, "en gruppe af kommuner med et meget langt navn"
        );
    }
    let name = "en ændring af kontoplanen som det tager en hel linje at fortælle om for den der vil vide det";
    trend.breaks.push(Break {
        at: Period::year(2014)?,
        label: name.to_owned(),
    });
    trend.breaks.push(Break {
        at: Period::year(2015)?,
        label: name.to_owned(),
    });
    for year in [2012, 2013, 2013, 2021] {
        trend.overlay.events.push(Event {
            kind: EventKind::Comment,
            at: Period::year(year)?,
            until: None,
            text: format!("{name}, {name}, {name}, {name}, {name}"),
        });
    }
    Ok(trend)
}

/// A median of days by month, with a target, limits, signals, a forecast, initiatives and comments.
fn steered() -> Result<Trend, Failure> {
    let months = Period::range(Period::month(2016, 1)?, Period::month(2018, 3)?)?;
    let wave = [3.0, -4.0, 1.0, 5.0, -2.0, -5.0, 2.0, 4.0, -1.0, -3.0, 0.0];
    let value = |i: usize| {
        let level = if i < 16 { 92.0 } else { 83.0 };
        level
            + wave.get(i % wave.len()).copied().unwrap_or_default()
            + if i == 9 { 16.0 } else { 0.0 }
    };
    let points = months.iter().enumerate().map(|(i, period)| TrendPoint {
        period: *period,
        reading: match i {
            4 => Reading::absent(Cell::Confidential),
            5 => Reading::absent(Cell::Missing),
            25 => Reading::new(Cell::Ok, Some(value(i)), true),
            26 => Reading::absent(Cell::Immature),
            _ => Reading::of(value(i)),
        },
    });
    let points = points.collect();
    let at = |month: (i32, u32)| Period::month(month.0, month.1);
    let ahead = Period::range(at((2018, 3))?, at((2018, 12))?)?;
    let forecast = ahead.iter().zip(1..).map(|(period, h)| {
        let (mean, wide) = (82.0 - 0.3 * f64::from(h), f64::from(h).sqrt());
        Expected {
            period: *period,
            value: mean,
            band_80: (mean - 3.0 * wide, mean + 3.0 * wide),
            band_95: (mean - 4.6 * wide, mean + 4.6 * wide),
        }
    });
    let path = Period::range(at((2016, 12))?, at((2018, 12))?)?;
    let path = path.iter().zip(0..).map(|(period, i)| PathPoint {
        period: *period,
        low: None,
        high: Some(90.0 - 0.5 * f64::from(i)),
    });
    let signal = |month, rule, high, meaning| -> Result<SignalAt, Failure> {
        Ok(SignalAt {
            period: at(month)?,
            rule,
            high,
            meaning,
        })
    };
    let event = |kind, from, until: Option<(i32, u32)>, text: &str| -> Result<Event, Failure> {
        Ok(Event {
            kind,
            at: at(from)?,
            until: until.map(at).transpose()?,
            text: text.to_owned(),
        })
    };
    Ok(Trend {
        lang: Lang::Da,
        heading: Heading {
            title: "Rehabilitering, varighed af forløb (median)".to_owned(),
            subtitle: Some("Hedensted, efter den måned forløbet sluttede".to_owned()),
            notes: vec!["Opdigtede tal.".to_owned()],
        },
        measure: Measure {
            unit: "dage".to_owned(),
            short_unit: "dage".to_owned(),
            numbers: NumberStyle::Number { decimals: 1 },
            zero: ZeroRule::Include,
            verb: Verb::StoodAt,
        },
        series: vec![Series {
            code: "766".to_owned(),
            name: "Hedensted".to_owned(),
            role: SeriesRole::Own,
            points,
        }],
        breaks: vec![Break {
            at: at((2018, 7))?,
            label: "ny lov".to_owned(),
        }],
        overlay: Overlay {
            target: Some(TargetPath {
                points: path.collect(),
                tolerance: 3.0,
            }),
            phases: vec![
                ControlPhase {
                    from: at((2016, 1))?,
                    to: at((2017, 4))?,
                    centre: 92.3,
                    limits: Some((79.0, 105.6)),
                    trial: false,
                },
                ControlPhase {
                    from: at((2017, 5))?,
                    to: at((2018, 1))?,
                    centre: 83.1,
                    limits: Some((71.0, 95.2)),
                    trial: true,
                },
            ],
            signals: vec![
                signal((2016, 10), SignalRule::OutsideLimits, true, Meaning::Worse)?,
                signal((2017, 9), SignalRule::Shift, false, Meaning::Better)?,
                signal((2017, 10), SignalRule::Trend, false, Meaning::Better)?,
                signal((2017, 11), SignalRule::TwoInThree, false, Meaning::Better)?,
            ],
            forecast: forecast.collect(),
            events: vec![
                event(
                    EventKind::Initiative,
                    (2017, 4),
                    None,
                    "Rehabilitering først: alle nye borgere visiteres til et forløb, inden der bevilges varig hjælp",
                )?,
                event(
                    EventKind::Initiative,
                    (2016, 5),
                    Some((2016, 9)),
                    "Kompetenceforløb for hjælpere",
                )?,
                event(
                    EventKind::Change,
                    (2018, 1),
                    None,
                    "Nye regler for dokumentation; tal før og efter sammenlignes stadig.",
                )?,
                event(
                    EventKind::Comment,
                    (2016, 10),
                    None,
                    "Influenza og sygemeldinger forlængede mange forløb.",
                )?,
                event(
                    EventKind::Comment,
                    (2016, 10),
                    None,
                    "Et hjælperhold var vakant.",
                )?,
            ],
        },
    })
}

/// A municipality beside its group, with a target and a forecast of its own.
fn groups_steered() -> Result<Trend, Failure> {
    let mut trend = groups()?;
    let ahead = (2023..=2025).zip(1..).map(|(year, h)| {
        let (mean, wide) = (4_900.0 + 90.0 * f64::from(h), 120.0 * f64::from(h).sqrt());
        Ok(Expected {
            period: Period::year(year)?,
            value: mean,
            band_80: (mean - wide, mean + wide),
            band_95: (mean - 1.5 * wide, mean + 1.5 * wide),
        })
    });
    trend.overlay.forecast = ahead.collect::<Result<_, Failure>>()?;
    let path = (2018..=2025).zip(0..).map(|(year, i)| {
        Ok(PathPoint {
            period: Period::year(year)?,
            low: None,
            high: Some(4_300.0 + 60.0 * f64::from(i)),
        })
    });
    trend.overlay.target = Some(TargetPath {
        points: path.collect::<Result<_, Failure>>()?,
        tolerance: 80.0,
    });
    Ok(trend)
}

/// A share that is to lie in a band, with a path that is not yet there for all years.
fn band() -> Result<Trend, Failure> {
    let values = [0.61, 0.63, 0.68, 0.74, 0.79, 0.83];
    let mut trend = lone(&values.map(Some))?;
    trend.lang = Lang::En;
    trend.heading = Heading {
        title: "Share of visits by the regular team".to_owned(),
        ..Heading::default()
    };
    trend.measure = Measure {
        unit: String::new(),
        short_unit: String::new(),
        numbers: NumberStyle::Percent { decimals: 1 },
        zero: ZeroRule::Include,
        verb: Verb::StoodAt,
    };
    let points = (2016..2022).map(|year| {
        Ok(PathPoint {
            period: Period::year(year)?,
            low: Some(0.7),
            high: Some(0.8),
        })
    });
    trend.overlay.target = Some(TargetPath {
        points: points.collect::<Result<_, Failure>>()?,
        tolerance: 0.02,
    });
    Ok(trend)
}

/// A municipality beside its group and the country.
fn groups() -> Result<Trend, Failure> {
    let series = |name: &str, role, start: f64, growth: f64| -> Result<Series, Failure> {
        let points = (2008..=2022).zip(0..).map(|(year, i)| {
            let wave = f64::from((i * 7) % 5) * 45.0;
            let step = if year >= 2018 { 600.0 } else { 0.0 };
            let value = (start + growth * f64::from(i) + wave + step).round();
            let reading = match (role, year) {
                (SeriesRole::Own, 2010) => Reading::absent(Cell::Missing),
                (SeriesRole::Own, 2012) => Reading::absent(Cell::Confidential),
                (SeriesRole::Own, 2013) => Reading::absent(Cell::NotApplicable),
                (SeriesRole::Own, 2015) => Reading::absent(Cell::Immature),
                (_, 2022) => Reading::new(Cell::Ok, Some(value), true),
                _ => Reading::of(value),
            };
            Ok(TrendPoint {
                period: Period::year(year)?,
                reading,
            })
        });
        let points = points.collect::<Result<Vec<_>, Failure>>()?;
        Ok(Series {
            code: name.to_owned(),
            name: name.to_owned(),
            role,
            points,
        })
    };
    Ok(Trend {
        lang: Lang::Da,
        heading: heading(),
        measure: measure(),
        series: vec![
            series("Hedensted", SeriesRole::Own, 2_450.0, 120.0)?,
            series("Østjylland", SeriesRole::Group, 2_640.0, 150.0)?,
            series("Hele landet", SeriesRole::Reference, 2_660.0, 140.0)?,
            series("Vejle", SeriesRole::Other, 2_500.0, 145.0)?,
            series("Odense", SeriesRole::Other, 2_800.0, 130.0)?,
        ],
        breaks: vec![Break {
            at: Period::year(2018)?,
            label: "ny kontoplan".to_owned(),
        }],
        overlay: Overlay::default(),
    })
}

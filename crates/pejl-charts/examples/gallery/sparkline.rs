//! Rows of a board.

use pejl_charts::{
    Break, Measure, NumberStyle, PathPoint, Reading, Series, SeriesRole, Sparkline, TargetPath,
    TrendPoint, Verb, ZeroRule,
};
use pejl_domain::{Cell, Lang, Period};

use crate::{Failure, Picture};

pub(crate) fn pictures() -> Result<Vec<Picture>, Failure> {
    let absent = Reading::absent;
    let of = Reading::of;
    let rows: [(&str, Vec<Reading>); 9] = [
        (
            "plain",
            [88.0, 91.0, 87.0, 84.0, 86.0, 81.0].map(of).to_vec(),
        ),
        (
            "gaps",
            vec![
                of(88.0),
                absent(Cell::Missing),
                of(87.0),
                of(90.0),
                absent(Cell::Confidential),
                absent(Cell::NotApplicable),
                of(86.0),
                absent(Cell::Immature),
            ],
        ),
        ("zero", vec![of(4.0), of(2.0), of(0.0), of(3.0), of(0.0)]),
        ("negative", [-12.0, 3.0, 9.0, -4.0].map(of).to_vec()),
        ("one", vec![of(12.0)]),
        ("empty", Vec::new()),
        ("confidential", vec![absent(Cell::Confidential); 8]),
        (
            "provisional",
            vec![of(5.0), of(6.0), Reading::new(Cell::Ok, Some(7.0), true)],
        ),
        ("huge", [1.2e12, 1.4e12, 0.9e12].map(of).to_vec()),
    ];
    let mut pictures = Vec::new();
    for (name, readings) in rows {
        pictures.push(Picture::new(
            &format!("sparkline-{name}"),
            sparkline(&readings)?,
            140.0,
        ));
    }
    let months: Vec<Reading> = (0..48_u32)
        .map(|i| match i % 11 {
            3 | 4 => absent(Cell::Confidential),
            _ => of(f64::from(60 + (i * 13) % 29)),
        })
        .collect();
    let mut many = sparkline(&months)?;
    many.measure.zero = ZeroRule::MayCut;
    many.breaks.push(Break {
        at: Period::year(2000)?,
        label: "ny lov".to_owned(),
    });
    pictures.push(Picture::new("sparkline-many", many, 140.0));
    Ok(pictures)
}

fn sparkline(readings: &[Reading]) -> Result<Sparkline, Failure> {
    let mut points = Vec::new();
    for (reading, year) in readings.iter().zip(1970..) {
        points.push(TrendPoint {
            period: Period::year(year)?,
            reading: *reading,
        });
    }
    let path = points.iter().skip(2).map(|point| PathPoint {
        period: point.period,
        low: None,
        high: Some(84.0),
    });
    let is_near = readings
        .iter()
        .filter_map(|one| one.value())
        .all(|value| value > 50.0 && value < 150.0);
    let target = is_near.then(|| TargetPath {
        points: path.collect(),
        tolerance: 0.0,
    });
    Ok(Sparkline {
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
            points,
        },
        breaks: Vec::new(),
        target,
    })
}

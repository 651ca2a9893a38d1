//! Small multiples of one unit and of several.

use pejl_charts::{
    Break, Field, Heading, Measure, NumberStyle, PathPoint, Reading, Series, SeriesRole,
    SmallMultiples, TargetPath, TrendPoint, Verb, ZeroRule,
};
use pejl_domain::{Cell, Lang, Period};

use crate::{Failure, Picture};

pub(crate) fn pictures() -> Result<Vec<Picture>, Failure> {
    let whole = districts()?;
    let mut cut = whole.clone();
    for field in &mut cut.fields {
        field.measure.zero = ZeroRule::MayCut;
    }
    let confidential = Field {
        target: None,
        ..field("Nord", &[Reading::absent(Cell::Confidential); 5])?
    };
    let long = "et distrikt hvis navn er for langt til at stå på linjen over feltet";
    Ok(vec![
        Picture::new("multiples", whole.clone(), 720.0),
        Picture::new("multiples-cut", cut, 720.0),
        Picture::new("multiples-phone", whole.clone(), 320.0),
        Picture::new("multiples-units", units()?, 720.0),
        Picture::new(
            "multiples-empty",
            SmallMultiples {
                fields: Vec::new(),
                ..whole.clone()
            },
            480.0,
        ),
        Picture::new(
            "multiples-one",
            SmallMultiples {
                fields: vec![field("Nord", &[Reading::of(84.0)])?],
                ..whole.clone()
            },
            480.0,
        ),
        Picture::new(
            "multiples-confidential",
            SmallMultiples {
                fields: vec![confidential.clone(), confidential],
                ..whole.clone()
            },
            480.0,
        ),
        Picture::new(
            "multiples-odd",
            SmallMultiples {
                fields: vec![
                    field(long, &[4.0e9, 3.0e9].map(Reading::of))?,
                    field("Negativ", &[-2.0e9, 1.0e9, -0.5e9].map(Reading::of))?,
                    field("Lille", &[1.0, 2.0].map(Reading::of))?,
                ],
                ..whole
            },
            560.0,
        ),
    ])
}

fn districts() -> Result<SmallMultiples, Failure> {
    let mut fields = Vec::new();
    for (no, name) in [
        "Hedensted",
        "Nord",
        "Syd",
        "Øst",
        "Vest",
        "Midt",
        "Åen",
        "Skoven",
    ]
    .iter()
    .enumerate()
    {
        let shift = u32::try_from(no)?;
        let readings = (0..9_u32).map(|i| match (no, i) {
            (2, 3) => Reading::absent(Cell::Missing),
            (3, 4 | 5) => Reading::absent(Cell::Confidential),
            (4, 8) => Reading::absent(Cell::Immature),
            (5, 8) => Reading::new(Cell::Ok, Some(88.0), true),
            _ => Reading::of(f64::from(70 + (i * 7 + shift * 11) % 30)),
        });
        let mut one = field(name, &readings.collect::<Vec<_>>())?;
        if no == 0 {
            one.series.role = SeriesRole::Own;
        }
        fields.push(one);
    }
    Ok(SmallMultiples {
        lang: Lang::Da,
        heading: Heading {
            title: "Varighed af forløb i distrikterne".to_owned(),
            subtitle: Some("Median".to_owned()),
            notes: vec!["Opdigtede tal.".to_owned()],
        },
        fields,
        breaks: vec![Break {
            at: Period::year(2018)?,
            label: "ny lov".to_owned(),
        }],
    })
}

fn units() -> Result<SmallMultiples, Failure> {
    let mut one = districts()?;
    one.fields.truncate(3);
    let mut kroner = field(
        "Pris pr. time",
        &[412.0, 431.0, 428.0, 455.0].map(Reading::of),
    )?;
    kroner.measure = Measure {
        unit: "kr. pr. time".to_owned(),
        short_unit: "kr.".to_owned(),
        ..kroner.measure
    };
    kroner.target = None;
    let mut share = field("Andel leveret", &[0.91, 0.93, 0.0, 0.95].map(Reading::of))?;
    share.measure = Measure {
        unit: String::new(),
        short_unit: String::new(),
        numbers: NumberStyle::Percent { decimals: 1 },
        ..share.measure
    };
    share.target = None;
    one.fields.extend([kroner, share]);
    Ok(one)
}

fn field(name: &str, readings: &[Reading]) -> Result<Field, Failure> {
    let mut points = Vec::new();
    for (reading, year) in readings.iter().zip(2012..) {
        points.push(TrendPoint {
            period: Period::year(year)?,
            reading: *reading,
        });
    }
    let path = points.iter().skip(2).map(|point| PathPoint {
        period: point.period,
        low: None,
        high: Some(82.0),
    });
    Ok(Field {
        measure: Measure {
            unit: "dage".to_owned(),
            short_unit: "dage".to_owned(),
            numbers: NumberStyle::Number { decimals: 0 },
            zero: ZeroRule::Include,
            verb: Verb::StoodAt,
        },
        target: Some(TargetPath {
            points: path.collect(),
            tolerance: 0.0,
        }),
        series: Series {
            code: name.to_lowercase(),
            name: name.to_owned(),
            role: SeriesRole::Other,
            points,
        },
    })
}

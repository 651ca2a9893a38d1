//! Writes every kind of chart with invented figures as SVG files, to be looked at.
//!
//! ```text
//! cargo run -p pejl-charts --example gallery -- FOLDER
//! ```

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use pejl_charts::{
    AreaNoun, Break, Chart, Focus, Frame, Heading, Layout, Mark, MeanOf, Measure, NumberStyle,
    RankOrder, RankedArea, Ranking, Reading, Reference, ReferenceKind, Series, SeriesRole, Trend,
    TrendPoint, Verb, ZeroRule,
};
use pejl_domain::{Cell, Lang, Period};

/// Areas that stand out, and their part.
const OWN: &str = "766";
const MARKED: [&str; 3] = ["630", "607", "461"];
const GROUP: [&str; 5] = ["615", "727", "746", "740", "630"];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "gallery".to_owned()),
    );
    fs::create_dir_all(&folder)?;
    let list = |columns| Layout::List { columns };
    for (name, chart, width) in [
        ("ranking-list", ranking(list(1))?, 720.0),
        ("ranking-page", ranking(list(2))?, 760.0),
        ("ranking-phone", ranking(list(1))?, 320.0),
        ("ranking-strip", ranking(Layout::Strip)?, 720.0),
        ("ranking-strip-phone", ranking(Layout::Strip)?, 320.0),
        ("trend", trend()?, 720.0),
        ("trend-phone", trend()?, 320.0),
    ] {
        let frame = Frame {
            id_prefix: name.to_owned(),
            width,
            draw_heading: true,
            focus: Focus::Roving,
        };
        let rendered = chart.render(&frame);
        fs::write(folder.join(format!("{name}.svg")), &rendered.svg)?;
        println!("{name}: {}\n", rendered.summary);
    }
    Ok(())
}

fn measure() -> Measure {
    Measure {
        unit: "kr. pr. indbygger".to_owned(),
        short_unit: "kr.".to_owned(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::Spent,
    }
}

fn heading() -> Heading {
    Heading {
        title: "Pleje og omsorg af ældre, nettodriftsudgift pr. indbygger".to_owned(),
        subtitle: Some("Regnskab, løbende priser".to_owned()),
        notes: vec!["Opdigtede tal.".to_owned()],
    }
}

/// A figure made of the area's code: spread like real ones, the same every time.
fn invented(code: &str) -> f64 {
    let seed = code.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte)) % 9_973
    });
    let share = f64::from(seed) / 9_973.0;
    (2_400.0 + 2_600.0 * share + 5_000.0 * share.powi(12)).round()
}

fn ranking(layout: Layout) -> Result<Chart, Box<dyn Error>> {
    let reading = |i: usize, code: &str| match i {
        9 => Reading::absent(Cell::Missing),
        31 => Reading::absent(Cell::Confidential),
        52 => Reading::absent(Cell::NotApplicable),
        77 => Reading::absent(Cell::Immature),
        20 => Reading::of(0.0),
        21 => Reading::of(-310.0),
        60 => Reading::new(Cell::Ok, Some(invented(code)), true),
        _ => Reading::of(invented(code)),
    };
    let municipalities = pejl_domain::area::municipalities().iter().enumerate();
    let mut areas: Vec<RankedArea> = municipalities
        .map(|(i, area)| RankedArea {
            code: area.code.to_owned(),
            name: area.name_da.to_owned(),
            reading: reading(i, area.code),
            rank: None,
            mark: match area.code {
                OWN => Mark::Own,
                code if MARKED.contains(&code) => Mark::Marked,
                _ => Mark::Plain,
            },
            in_group: GROUP.contains(&area.code),
        })
        .collect();
    let mut values: Vec<f64> = areas
        .iter()
        .filter_map(|area| area.reading.value())
        .collect();
    values.sort_by(f64::total_cmp);
    for area in &mut areas {
        let value = area.reading.value();
        let n_below = value.map(|value| values.iter().filter(|other| **other < value).count());
        area.rank = n_below.and_then(|n| u32::try_from(n + 1).ok());
    }
    let quartile = |i: usize| {
        values
            .get(values.len() * i / 4)
            .copied()
            .unwrap_or_default()
    };
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    Ok(Chart::from(Ranking {
        lang: Lang::Da,
        heading: heading(),
        measure: measure(),
        period: Period::year(2019)?,
        areas,
        order: RankOrder::LowestFirst,
        noun: AreaNoun::Municipality,
        group_name: Some("Østjylland".to_owned()),
        quartiles: Some([quartile(1), quartile(2), quartile(3)]),
        references: vec![
            Reference {
                kind: ReferenceKind::WeightedMean {
                    of: MeanOf::Shown,
                    weight: "indbyggertal".to_owned(),
                },
                reading: Reading::of(mean * 0.97),
            },
            Reference {
                kind: ReferenceKind::Published,
                reading: Reading::of(mean * 0.99),
            },
        ],
        layout,
    }))
}

fn trend() -> Result<Chart, Box<dyn Error>> {
    let series = |name: &str, role, start: f64, growth: f64| -> Result<Series, Box<dyn Error>> {
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
        let points = points.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        Ok(Series {
            code: name.to_owned(),
            name: name.to_owned(),
            role,
            points,
        })
    };
    Ok(Chart::from(Trend {
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
    }))
}

//! The 98 municipalities with invented figures, and odd rankings.

use pejl_charts::{
    AreaNoun, Chart, Layout, Mark, MeanOf, RankOrder, RankedArea, Ranking, Reading, Reference,
    ReferenceKind,
};
use pejl_domain::{Cell, Lang, Period};

use crate::{Failure, Picture, heading, measure};

/// Areas that stand out, and their part.
const OWN: &str = "766";
const MARKED: [&str; 3] = ["630", "607", "461"];
const GROUP: [&str; 5] = ["615", "727", "746", "740", "630"];

pub(crate) fn pictures() -> Result<Vec<Picture>, Failure> {
    let list = |columns| Layout::List { columns };
    Ok([
        Picture::new("ranking-list", ranking(list(1))?, 720.0),
        Picture::new("ranking-page", ranking(list(2))?, 760.0),
        Picture::new("ranking-phone", ranking(list(1))?, 320.0),
        Picture::new("ranking-strip", ranking(Layout::Strip)?, 720.0),
        Picture::new("ranking-strip-phone", ranking(Layout::Strip)?, 320.0),
    ]
    .into_iter()
    .chain(odd()?)
    .collect())
}

/// A figure made of the area's code: spread like real ones, the same every time.
fn invented(code: &str) -> f64 {
    let seed = code.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte)) % 9_973
    });
    let share = f64::from(seed) / 9_973.0;
    (2_400.0 + 2_600.0 * share + 5_000.0 * share.powi(12)).round()
}

/// Few areas with odd values, as a list and as a strip.
fn odd() -> Result<Vec<Picture>, Failure> {
    let long = "En kommune hvis navn er så langt at det ikke kan stå på en linje";
    let cases: [(&str, Vec<(&str, Reading)>); 6] = [
        ("empty", Vec::new()),
        ("one", vec![("Vejle", Reading::of(3_412.0))]),
        (
            "confidential",
            ["Vejle", "Odense"]
                .map(|name| (name, Reading::absent(Cell::Confidential)))
                .to_vec(),
        ),
        (
            "long-names",
            vec![
                (long, Reading::of(3_412.0)),
                (long, Reading::of(2_950.0)),
                (long, Reading::absent(Cell::Missing)),
            ],
        ),
        (
            "huge",
            vec![
                ("Vejle", Reading::of(4.1e11)),
                ("Odense", Reading::of(3.0)),
                ("Fanø", Reading::of(-2.2e11)),
            ],
        ),
        (
            "negative",
            vec![
                ("Vejle", Reading::of(-310.0)),
                ("Odense", Reading::of(-20.0)),
                ("Fanø", Reading::of(0.0)),
            ],
        ),
    ];
    let mut pictures = Vec::new();
    for (name, areas) in cases {
        for (kind, layout) in [
            ("list", Layout::List { columns: 1 }),
            ("strip", Layout::Strip),
        ] {
            let mut one = whole(layout)?;
            (one.quartiles, one.references, one.group_name) = (None, Vec::new(), None);
            one.areas = areas
                .iter()
                .enumerate()
                .map(|(i, (name, reading))| RankedArea {
                    code: format!("{i}"),
                    name: (*name).to_owned(),
                    reading: *reading,
                    rank: reading.value().and(u32::try_from(i + 1).ok()),
                    mark: if i == 0 { Mark::Own } else { Mark::Plain },
                    in_group: false,
                })
                .collect();
            pictures.push(Picture::new(&format!("ranking-{kind}-{name}"), one, 480.0));
        }
    }
    Ok(pictures)
}

fn ranking(layout: Layout) -> Result<Chart, Failure> {
    Ok(Chart::from(whole(layout)?))
}

/// The 98 municipalities.
fn whole(layout: Layout) -> Result<Ranking, Failure> {
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
    Ok(Ranking {
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
    })
}

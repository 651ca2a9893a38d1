//! Bridges, and odd ones.

use pejl_charts::{Bridge, BridgePart, BridgeTotal, Heading, PartKind, Waterfall, ZeroRule};
use pejl_domain::{Lang, Oere};

use crate::{Failure, Picture};

pub(crate) fn pictures() -> Result<Vec<Picture>, Failure> {
    let services = [
        ("Befolkning", PartKind::Factor, 512_345_678),
        ("Forbrug pr. borger", PartKind::Factor, 0),
        ("Mix af ydelser", PartKind::Factor, 32_050),
        ("Pris pr. enhed", PartKind::Factor, -1_195_900_099),
        ("Velfærdsteknologi", PartKind::New, 81_000_000),
        ("Dagcenter", PartKind::Ceased, -810_000_000),
        ("Tilskud", PartKind::Unpriced, -33_477_629),
    ];
    let whole = waterfall(37_260_000_000, &services)?;
    let mut cut = whole.clone();
    cut.zero = ZeroRule::MayCut;
    let long =
        "en del hvis navn er så langt at det ikke kan stå på en linje ved siden af noget andet";
    Ok(vec![
        Picture::new("waterfall", whole.clone(), 720.0),
        Picture::new("waterfall-cut", cut.clone(), 720.0),
        Picture::new("waterfall-phone", cut, 320.0),
        Picture::new(
            "waterfall-negative",
            waterfall(
                -4_000_000,
                &[
                    ("Takst", PartKind::Factor, 1_500_000),
                    ("Antal", PartKind::Factor, -2_250_000),
                ],
            )?,
            560.0,
        ),
        Picture::new(
            "waterfall-across-zero",
            waterfall(
                2_000_000,
                &[
                    ("Takst", PartKind::Factor, -5_000_000),
                    ("Antal", PartKind::Factor, 1_000_000),
                ],
            )?,
            560.0,
        ),
        Picture::new("waterfall-no-parts", waterfall(2_000_000, &[])?, 480.0),
        Picture::new(
            "waterfall-one",
            waterfall(0, &[("Ny indsats", PartKind::New, 2_500_000)])?,
            480.0,
        ),
        Picture::new(
            "waterfall-tiny",
            waterfall(105, &[("Afrunding", PartKind::Factor, -3)])?,
            480.0,
        ),
        Picture::new(
            "waterfall-huge",
            waterfall(
                800_000_000_000_000,
                &[
                    ("Pris", PartKind::Factor, 45_000_000_000_000),
                    ("Antal", PartKind::Factor, -5_000_000),
                ],
            )?,
            560.0,
        ),
        Picture::new(
            "waterfall-long-names",
            waterfall(
                2_000_000,
                &[
                    (long, PartKind::Ceased, -500_000),
                    (long, PartKind::New, 900_000),
                ],
            )?,
            560.0,
        ),
    ])
}

fn waterfall(from: i64, parts: &[(&str, PartKind, i64)]) -> Result<Waterfall, Failure> {
    let total = |label: &str, oere| BridgeTotal {
        label: label.to_owned(),
        amount: Oere::from_oere(oere),
    };
    let to = from + parts.iter().map(|(.., oere)| oere).sum::<i64>();
    let parts = parts.iter().map(|(label, kind, oere)| BridgePart {
        code: (*label).to_owned(),
        label: (*label).to_owned(),
        kind: *kind,
        amount: Oere::from_oere(*oere),
    });
    Ok(Waterfall {
        lang: Lang::Da,
        heading: Heading {
            title: "Hjælp i hjemmet: hvorfor udgiften er en anden end året før".to_owned(),
            subtitle: Some("Nettodriftsudgift, løbende priser".to_owned()),
            notes: vec!["Opdigtede tal.".to_owned()],
        },
        zero: ZeroRule::Include,
        bridge: Bridge::new(
            total("Regnskab 2017", from),
            parts.collect(),
            total("Regnskab 2018", to),
        )?,
    })
}

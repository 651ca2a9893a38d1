//! A figure as a row, and back.

use diesel::prelude::*;

use super::{Figure, Known};
use crate::error::Corrupt;
use crate::schema::observation;
use crate::text;

#[derive(Debug, Queryable, Insertable)]
#[diesel(table_name = observation)]
pub(super) struct Row {
    /// The database numbers new ones.
    #[diesel(skip_insertion)]
    pub(super) id: i64,
    pub(super) indicator: String,
    pub(super) reading: String,
    municipality: String,
    grain: String,
    period: String,
    division: String,
    members: String,
    definition_version: i32,
    unit: String,
    cell: String,
    numerator: Option<String>,
    denominator: Option<String>,
    value: Option<String>,
    n: Option<i64>,
    n_top: Option<i64>,
    n_bottom: Option<i64>,
    n_left: Option<i64>,
    n_least: Option<i64>,
    provisional: bool,
    quality: String,
    reason_da: Option<String>,
    reason_en: Option<String>,
    known_from: i64,
    known_to: Option<i64>,
}

impl Row {
    /// The row of a figure that becomes known at a revision.
    pub(super) fn of(figure: &Figure, known_from: i64) -> Self {
        // Rust writes the shortest decimal that gives the same number back.
        let decimal = |number: Option<f64>| number.map(|number| number.to_string());
        let stored = |text: &str| text::storable(text).into_owned();
        let [da, en] = match &figure.reason {
            Some(texts) => texts.each_ref().map(|text| Some(stored(text))),
            None => [None, None],
        };
        Self {
            id: 0,
            indicator: stored(&figure.indicator),
            reading: stored(&figure.reading),
            municipality: stored(&figure.municipality),
            grain: figure.grain.clone(),
            period: figure.period.clone(),
            division: stored(&figure.division),
            members: stored(&figure.members),
            definition_version: figure.definition_version,
            unit: figure.unit.clone(),
            cell: figure.cell.clone(),
            numerator: decimal(figure.numerator),
            denominator: decimal(figure.denominator),
            value: decimal(figure.value),
            n: figure.n,
            n_top: figure.n_top,
            n_bottom: figure.n_bottom,
            n_left: figure.n_left,
            n_least: figure.n_least,
            provisional: figure.provisional,
            quality: figure.quality.clone(),
            reason_da: da,
            reason_en: en,
            known_from,
            known_to: None,
        }
    }
}

impl TryFrom<Row> for Known {
    type Error = Corrupt;

    fn try_from(row: Row) -> Result<Known, Corrupt> {
        let id = row.id;
        let number = |column: &'static str, text: &Option<String>| {
            let text = text.as_deref();
            text.map(|text| {
                let number: Option<f64> = text.parse().ok();
                number.ok_or_else(|| Corrupt::new("observation", id, column, text))
            })
            .transpose()
        };
        Ok(Known {
            known_from: row.known_from,
            known_to: row.known_to,
            figure: Figure {
                numerator: number("numerator", &row.numerator)?,
                denominator: number("denominator", &row.denominator)?,
                value: number("value", &row.value)?,
                indicator: row.indicator,
                reading: row.reading,
                municipality: row.municipality,
                grain: row.grain,
                period: row.period,
                division: row.division,
                members: row.members,
                definition_version: row.definition_version,
                unit: row.unit,
                cell: row.cell,
                n: row.n,
                n_top: row.n_top,
                n_bottom: row.n_bottom,
                n_left: row.n_left,
                n_least: row.n_least,
                provisional: row.provisional,
                quality: row.quality,
                reason: row.reason_da.zip(row.reason_en).map(|(da, en)| [da, en]),
            },
        })
    }
}

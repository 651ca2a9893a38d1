//! A trend's rows.

use super::Trend;
use super::view::View;
use crate::clean_text::clean;
use crate::table::{Column, ColumnKind, Row, Table, TableCell};

/// One row per period, one column per series, and a last column `break` where there are breaks.
///
/// The columns of series are keyed `series_1`, `series_2` and so on, in the order described.
pub(super) fn table(trend: &Trend, view: &View) -> Table {
    let lang = trend.lang;
    let unit = Some(clean(&trend.measure.unit)).filter(|unit| !unit.is_empty());
    let mut columns = vec![Column {
        key: "period".to_owned(),
        label: lang.pick("Periode", "Period").to_owned(),
        unit: None,
        kind: ColumnKind::Text,
    }];
    for (i, line) in view.series.iter().enumerate() {
        let key = format!("series_{}", i + 1);
        columns.push(Column {
            key,
            label: line.name.clone(),
            unit: unit.clone(),
            kind: ColumnKind::Number,
        });
    }
    if !view.breaks.is_empty() {
        columns.push(Column {
            key: "break".to_owned(),
            label: lang.pick("Databrud", "Break in series").to_owned(),
            unit: None,
            kind: ColumnKind::Text,
        });
    }
    let rows = view.spine.iter().enumerate().map(|(i, period)| {
        let mut cells = vec![TableCell::named(period.to_lang(lang), period.to_string())];
        cells.extend(
            view.series
                .iter()
                .map(|line| TableCell::reading(line.reading(i), &trend.measure, lang)),
        );
        if !view.breaks.is_empty() {
            let cut = view.breaks.iter().find(|(at, _)| *at == i);
            cells.push(TableCell::text(
                cut.map(|(_, label)| label.clone()).unwrap_or_default(),
            ));
        }
        Row { cells, own: false }
    });
    Table {
        caption: clean(&trend.heading.title),
        columns,
        rows: rows.collect(),
        footer: Vec::new(),
    }
}

//! A ranking's rows.

use super::Ranking;
use super::view::{Entry, View};
use crate::clean_text::clean;
use crate::measure::NumberStyle;
use crate::reading::Reading;
use crate::table::{Column, ColumnKind, MachineValue, Row, Table, TableCell};
use crate::words::capitalised;

/// One row per area in the order shown; means, published values and quartiles below.
///
/// Columns: `rank`, `area`, `value`, and `group` when some area belongs to the comparison group.
pub(super) fn table(ranking: &Ranking, view: &View<'_>) -> Table {
    let lang = ranking.lang;
    let with_group = ranking.areas.iter().any(|area| area.in_group);
    let column = |key: &str, label: &str, unit: Option<String>, kind| Column {
        key: key.to_owned(),
        label: label.to_owned(),
        unit,
        kind,
    };
    let noun = capitalised(ranking.noun.one(lang));
    let rank_label = format!("{} ({})", lang.pick("Nr.", "Rank"), ranking.order_text());
    let unit = Some(clean(&ranking.measure.unit)).filter(|unit| !unit.is_empty());
    let mut columns = vec![
        column("rank", &rank_label, None, ColumnKind::Number),
        column("area", &noun, None, ColumnKind::Text),
        column(
            "value",
            lang.pick("Værdi", "Value"),
            unit,
            ColumnKind::Number,
        ),
    ];
    if with_group {
        columns.push(column(
            "group",
            lang.pick("Gruppe", "Group"),
            None,
            ColumnKind::Text,
        ));
    }

    let area_row = |entry: &Entry<'_>| {
        let rank = entry.area.rank.filter(|_| entry.value().is_some());
        let mut cells = vec![
            TableCell {
                display: rank.map(|rank| rank.to_string()).unwrap_or_default(),
                machine: rank.map(|rank| MachineValue::Integer(rank.into())),
                style: rank.map(|_| NumberStyle::Number { decimals: 0 }),
                ..TableCell::default()
            },
            TableCell::named(entry.name.clone(), clean(&entry.area.code)),
            TableCell::reading(entry.area.reading, &ranking.measure, lang),
        ];
        if with_group {
            let group = if entry.area.in_group {
                lang.pick("ja", "yes")
            } else {
                ""
            };
            cells.push(TableCell::text(group));
        }
        Row {
            cells,
            own: entry.role == super::view::Role::Own,
        }
    };
    let footer_row = |name: &str, code: &str, reading: Reading| {
        let mut cells = vec![
            TableCell::default(),
            TableCell::named(name, code),
            TableCell::reading(reading, &ranking.measure, lang),
        ];
        if with_group {
            cells.push(TableCell::default());
        }
        Row { cells, own: false }
    };

    let mut footer: Vec<Row> = ranking
        .references
        .iter()
        .map(|reference| {
            footer_row(
                reference.kind.label(lang),
                reference.kind.key(),
                reference.reading,
            )
        })
        .collect();
    if let Some([lower, median, upper]) = ranking.quartiles() {
        footer.push(footer_row(
            lang.pick("Nedre kvartil", "Lower quartile"),
            "quartile_1",
            Reading::of(lower),
        ));
        footer.push(footer_row(
            lang.pick("Median", "Median"),
            "median",
            Reading::of(median),
        ));
        footer.push(footer_row(
            lang.pick("Øvre kvartil", "Upper quartile"),
            "quartile_3",
            Reading::of(upper),
        ));
    }
    Table {
        caption: format!(
            "{}, {}",
            clean(&ranking.heading.title),
            ranking.period.to_lang(lang)
        ),
        columns,
        rows: view
            .valued
            .iter()
            .chain(&view.absent)
            .map(area_row)
            .collect(),
        footer,
    }
}

//! A bridge's rows.

use pejl_domain::{Cell, Oere};

use super::Waterfall;
use super::amount::Writing;
use crate::clean_text::clean;
use crate::table::{Column, ColumnKind, MachineValue, Row, Table, TableCell};
use crate::words::{direction_word, kind_word};

/// One row for the amount before, each part, and the amount after.
///
/// Columns: `part` (its code for machines; `start` and `end` for the two amounts), `kind`, `direction`, `amount` and
/// `reached` (kroner, exact to the øre).
pub(super) fn table(waterfall: &Waterfall) -> Table {
    let (lang, bridge) = (waterfall.lang, &waterfall.bridge);
    let writing = Writing::of(bridge, lang);
    let money = |amount: Oere| TableCell {
        display: writing.exact(amount),
        machine: Some(MachineValue::Number(amount.to_kroner_f64())),
        cell: Some(if amount == Oere::ZERO {
            Cell::Zero
        } else {
            Cell::Ok
        }),
        provisional: false,
        style: Some(writing.exact_style()),
    };
    let words = |key: &str, label: &str| Column {
        key: key.to_owned(),
        label: label.to_owned(),
        unit: None,
        kind: ColumnKind::Text,
    };
    let kroner = |key: &str, label: &str| Column {
        unit: Some(lang.pick("kr.", "DKK").to_owned()),
        kind: ColumnKind::Number,
        ..words(key, label)
    };
    let total = |code: &str, label: &str, amount: Oere| Row {
        cells: vec![
            TableCell::named(clean(label), code),
            TableCell::text(lang.pick("i alt", "total")),
            TableCell::default(),
            money(amount),
            money(amount),
        ],
        own: false,
    };
    let mut rows = vec![total("start", &bridge.start().label, bridge.start().amount)];
    let reached = bridge.levels().into_iter().skip(1);
    rows.extend(
        bridge
            .parts()
            .iter()
            .zip(reached)
            .map(|(part, reached)| Row {
                cells: vec![
                    TableCell::named(clean(&part.label), clean(&part.code)),
                    TableCell::text(kind_word(part.kind, lang)),
                    TableCell::text(direction_word(part.amount.as_oere(), lang)),
                    money(part.amount),
                    money(reached),
                ],
                own: false,
            }),
    );
    rows.push(total("end", &bridge.end().label, bridge.end().amount));
    Table {
        caption: clean(&waterfall.heading.title),
        columns: vec![
            words("part", lang.pick("Del", "Part")),
            words("kind", lang.pick("Art", "Kind")),
            words("direction", lang.pick("Retning", "Direction")),
            kroner("amount", lang.pick("Beløb", "Amount")),
            kroner("reached", lang.pick("Beløb derefter", "Amount then")),
        ],
        rows,
        footer: Vec::new(),
    }
}

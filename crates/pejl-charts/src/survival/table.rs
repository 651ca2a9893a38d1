//! A row for each group and day.

use std::collections::BTreeSet;

use pejl_domain::{Cell, Lang};

use super::Survival;
use super::view::{Tidy, View, ended_by};
use crate::clean_text::clean;
use crate::measure::NumberStyle;
use crate::reading::Reading;
use crate::table::{Column, ColumnKind, MachineValue, Row, Table, TableCell};
use crate::words::{percent, percent_decimals};

/// One row for each group and each day with a step or a number at risk; one without day for a group that has no curve.
///
/// Columns: `group`, `day`, `share`, `lower_95`, `upper_95`, `at_risk`, and `cause_1`, `cause_2` and so on: the share
/// that the cause has ended by the day.
pub(super) fn table(survival: &Survival, view: &View) -> Table {
    let lang = survival.lang;
    let causes = causes(view);
    let mut columns = vec![
        column("group", lang.pick("Gruppe", "Group"), None),
        column("day", lang.pick("Dag", "Day"), Some("")),
        column(
            "share",
            &format!("{} {}", lang.pick("Andel", "Share"), view.state),
            Some("%"),
        ),
        column("lower_95", lang.pick("95 % fra", "95% from"), Some("%")),
        column("upper_95", lang.pick("95 % til", "95% to"), Some("%")),
        column(
            "at_risk",
            lang.pick("Regnes med på dagen", "At risk on the day"),
            Some(""),
        ),
    ];
    for (no, name) in causes.iter().enumerate() {
        columns.push(column(&format!("cause_{}", no + 1), name, Some("%")));
    }
    let mut rows = Vec::new();
    for group in &view.groups {
        let named = || TableCell::named(group.name.clone(), group.code.clone());
        match &group.curve {
            Ok(curve) => {
                for day in days(curve) {
                    let mut cells = vec![named()];
                    cells.extend(of_day(curve, day, &causes, lang));
                    rows.push(Row { cells, own: false });
                }
            }
            Err(cell) => {
                let mut cells = vec![named(), TableCell::default(), absent(*cell, lang)];
                cells.resize(columns.len(), TableCell::default());
                rows.push(Row { cells, own: false });
            }
        }
    }
    Table {
        caption: clean(&survival.heading.title),
        columns,
        rows,
        footer: Vec::new(),
    }
}

fn column(key: &str, label: &str, unit: Option<&str>) -> Column {
    Column {
        key: key.to_owned(),
        label: label.to_owned(),
        unit: None,
        kind: if unit.is_some() {
            ColumnKind::Number
        } else {
            ColumnKind::Text
        },
    }
}

/// Names of the causes of any group, as they first occur.
fn causes(view: &View) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in view.told().flat_map(|(_, curve)| &curve.causes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn days(curve: &Tidy) -> BTreeSet<u32> {
    let mut days = curve.told_days();
    days.extend(curve.steps.iter().map(|step| step.day));
    days
}

fn of_day(curve: &Tidy, day: u32, causes: &[&str], lang: Lang) -> Vec<TableCell> {
    let step = curve.at(day);
    let interval = step.and_then(|step| step.interval);
    let whole = |n: i64| TableCell {
        display: pejl_domain::lang::format_integer(n, lang),
        machine: Some(MachineValue::Integer(n)),
        style: Some(NumberStyle::Number { decimals: 0 }),
        ..TableCell::default()
    };
    let maybe =
        |value: Option<f64>| value.map_or_else(TableCell::default, |value| share(value, lang));
    let at_risk = curve.at_risk.get(&day).and_then(|n| i64::try_from(*n).ok());
    let mut cells = vec![
        whole(i64::from(day)),
        maybe(step.map(|step| step.share)),
        maybe(interval.map(|(lower, _)| lower)),
        maybe(interval.map(|(_, upper)| upper)),
        at_risk.map_or_else(TableCell::default, whole),
    ];
    cells.extend(causes.iter().map(|name| {
        let steps = curve
            .causes
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, steps)| steps);
        // Of fixed days nothing is known between them.
        let steps =
            steps.filter(|steps| !curve.is_coarse() || day == 0 || steps.contains_key(&day));
        maybe(steps.map(|steps| ended_by(steps, day)))
    }));
    cells
}

/// A share as the sentences write it, and all of it for machines.
fn share(value: f64, lang: Lang) -> TableCell {
    TableCell {
        display: percent(value, lang),
        machine: Some(MachineValue::Number(value)),
        cell: Some(Reading::of(value).cell()),
        provisional: false,
        style: Some(NumberStyle::Percent {
            decimals: percent_decimals(value),
        }),
    }
}

fn absent(cell: Cell, lang: Lang) -> TableCell {
    TableCell {
        display: crate::words::cell_word(cell, lang).to_owned(),
        cell: Some(cell),
        ..TableCell::default()
    }
}

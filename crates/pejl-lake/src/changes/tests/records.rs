//! Records with a key, and records without one.

use std::collections::BTreeMap;

use pejl_domain::cover::Variant;
use pejl_domain::{Absent, Cover};
use polars::prelude::{DataFrame, DataType, NamedFrom, Series};

use super::*;
use crate::columns;
use crate::dataset::{BUDGET, ColumnType, STRUCTURAL_FACTOR, UNIT};

/// Rows in the columns of a dataset: what `of` says of a column, else null, or a value that says nothing.
fn records(
    spec: &DatasetSpec,
    n: usize,
    import_id: i64,
    of: &dyn Fn(&str, usize) -> Option<String>,
) -> DataFrame {
    let columns = spec.columns.iter().map(|column| {
        let cell = |at: usize| {
            of(column.name, at).or_else(|| {
                let said = match column.name {
                    columns::VARIANT => variant().key(),
                    columns::AREA => "766".to_owned(),
                    columns::MEMBERS => String::new(),
                    columns::IMPORT_ID => import_id.to_string(),
                    columns::LINE => (at + 1).to_string(),
                    _ if column.nullable => return None,
                    _ if column.dtype == ColumnType::Text => "x".to_owned(),
                    _ => "1".to_owned(),
                };
                Some(said)
            })
        };
        let texts: Vec<Option<String>> = (0..n).map(cell).collect();
        let series = Series::new(column.name.into(), texts);
        let series = match column.dtype {
            ColumnType::Text => series,
            ColumnType::Date => series
                .cast(&DataType::Int32)
                .unwrap()
                .cast(&DataType::Date)
                .unwrap(),
            other => series.cast(&other.data_type()).unwrap(),
        };
        series.into()
    });
    DataFrame::new(n, columns.collect()).unwrap()
}

fn variant() -> Variant {
    Variant::parse_key("prisme/any/oere/current/year/").unwrap()
}

fn years(years: &[i32]) -> Cover {
    Cover {
        variant: variant(),
        areas: ["766".to_owned()].into(),
        periods: years
            .iter()
            .map(|year| pejl_domain::Period::year(*year).unwrap())
            .collect(),
        members: BTreeMap::new(),
        absent: Absent::Missing,
    }
}

fn compared(spec: &'static DatasetSpec, old: &DataFrame, new: &DataFrame) -> Changes {
    let (_folder, lake) = lake();
    publish_as(&lake, OLD, spec, old);
    publish_as(&lake, NEW, spec, new);
    let both = years(&[1900, 2018, 2019]);
    lake.changes(
        spec,
        &snapshot(&[(OLD, &[part(1, Some(&both))])]),
        &snapshot(&[(NEW, &[part(2, Some(&both))])]),
        &wanted(Some(100)),
    )
    .unwrap()
}

/// Unit and name of each row; a unit without a number is null.
fn units(import_id: i64, rows: &[(&str, &str)]) -> DataFrame {
    records(&UNIT, rows.len(), import_id, &|column, at| match column {
        "unit_id" => Some(rows[at].0.to_owned()),
        "name" => Some(rows[at].1.to_owned()),
        "valid_from" => Some("17000".to_owned()),
        "period" => Some("1900".to_owned()),
        _ => None,
    })
}

#[test]
fn rows_with_a_key_change_and_say_which_columns() {
    let old = units(1, &[("U1", "Syd"), ("U2", "Nord"), ("U3", "Øst")]);
    let new = units(2, &[("U3", "Øst"), ("U1", "Sydøst"), ("U4", "Vest")]);
    let changes = compared(&UNIT, &old, &new);
    assert_eq!(shown(&changes), ["766 1900 +1 ~1 -1"]);
    let rows = changes.rows.unwrap();
    let told: Vec<(Change, &Value)> = rows.iter().map(|row| (row.change, &row.key[2].1)).collect();
    let expected = [
        (Change::Changed, &json!("U1")),
        (Change::Removed, &json!("U2")),
        (Change::Added, &json!("U4")),
    ];
    assert_eq!(told, expected);
    assert_eq!(rows[0].key[3], ("valid_from", json!("2016-07-18")));
    assert_eq!(rows[0].values.len(), 1, "{:?}", rows[0].values);
    assert_eq!(rows[0].values[0].old, json!("Syd"));
    assert_eq!(rows[0].values[0].new, json!("Sydøst"));
}

#[test]
fn a_row_that_moved_to_another_period_is_one_row() {
    let factors = |import_id, year: &'static str| {
        records(
            &STRUCTURAL_FACTOR,
            1,
            import_id,
            &|column, _| match column {
                "period" => Some(year.to_owned()),
                _ => None,
            },
        )
    };
    let changes = compared(&STRUCTURAL_FACTOR, &factors(1, "2018"), &factors(2, "2019"));
    assert_eq!(shown(&changes), ["766 2019 +0 ~1 -0"]);
}

/// Amounts of 2018, one row each, and one of 2019.
fn budget(import_id: i64, amounts: &[i64]) -> DataFrame {
    records(
        &BUDGET,
        amounts.len(),
        import_id,
        &|column, at| match column {
            "amount_oere" => Some(amounts[at].to_string()),
            "period" => Some("2018".to_owned()),
            _ => None,
        },
    )
}

#[test]
fn rows_without_a_key_are_counted_as_often_as_they_stand_there() {
    let changes = compared(
        &BUDGET,
        &budget(1, &[5, 5, 5, 7]),
        &budget(2, &[5, 8, 7, 8, 8]),
    );
    assert_eq!(shown(&changes), ["766 2018 +3 ~0 -2"]);
    let rows = changes.rows.unwrap();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.key.is_empty()));
    let amount = |row: &ChangedRow| {
        let of = row.values.iter().find(|one| one.column == "amount_oere");
        of.map(|one| (row.change, one.old.clone(), one.new.clone()))
            .unwrap()
    };
    assert_eq!(amount(&rows[0]), (Change::Added, Value::Null, json!(8)));
    assert_eq!(amount(&rows[4]), (Change::Removed, json!(5), Value::Null));
}

#[test]
fn a_row_whose_key_is_empty_is_no_other_row() {
    let grants = |import_id, id: Option<&'static str>, law: &'static str| {
        records(
            &crate::dataset::GRANT,
            1,
            import_id,
            &|column, _| match column {
                "grant_id" => id.map(str::to_owned),
                "law" => Some(law.to_owned()),
                "period" => Some("2018".to_owned()),
                _ => None,
            },
        )
    };
    let compared = |id| {
        compared(
            &crate::dataset::GRANT,
            &grants(1, id, "SEL"),
            &grants(2, id, "SL"),
        )
    };
    assert_eq!(shown(&compared(Some("G1"))), ["766 2018 +0 ~1 -0"]);
    assert_eq!(shown(&compared(None)), ["766 2018 +1 ~0 -1"]);
}

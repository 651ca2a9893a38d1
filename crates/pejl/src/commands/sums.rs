//! `pejl query --dataset`: counts and sums of a municipality's own records.

use pejl_app::gate::{Role, Viewer};
use pejl_app::sums::{ExactSum, RecordSum, SumRequest, Sums, list_sums};
use serde_json::{Map, Value, json};

use super::query::first;
use super::{as_known, filters, open};
use crate::arguments::{PlaceArgs, QueryArgs};
use crate::exit::Failure;
use crate::output;

/// Shows rows, persons and sums by columns of the dataset.
pub(super) fn sums(place: &PlaceArgs, args: &QueryArgs, dataset: &str) -> Result<(), Failure> {
    let store = open(place)?;
    let request = SumRequest {
        dataset: dataset.to_owned(),
        municipalities: args.question.municipality.clone(),
        periods: args.question.period.clone(),
        by: args.question.by.clone(),
        filters: filters(&args.question.filter)?,
        on: args.on.clone(),
        at: as_known(&args.as_known)?,
        // Whoever runs the program on the data folder has the rows.
        viewer: Viewer::everywhere(Role::Admin),
    };
    let found = list_sums(&store, &request)?;
    for measure in &found.left_out {
        let kinds = measure.within.iter().filter_map(|names| names.first());
        let kinds: Vec<&str> = kinds.copied().collect();
        eprintln!(
            "pejl: `{}` is not summed: it needs --by {}",
            measure.name,
            kinds.join(",")
        );
    }
    if found.sources.len() > 1 && !tells_sources(args) {
        eprintln!(
            "pejl: records of {} are added up; --by variant tells them apart",
            found.sources.join(" and ")
        );
    }
    let mut columns: Vec<&str> = found.by.iter().map(String::as_str).collect();
    columns.push("n_rows");
    if found.has_persons {
        columns.push("n_persons");
    }
    columns.extend(found.measures.iter().map(|measure| measure.name));
    let shown = first(&found.sums, args.limit);
    let rows: Vec<Map<String, Value>> = shown.iter().map(|sum| row(&found, sum)).collect();
    let units = found.measures.iter();
    let units: Map<String, Value> = units
        .map(|measure| (measure.name.to_owned(), json!(measure.unit)))
        .collect();
    let meta = json!({
        "dataset": dataset,
        "revision": found.revision,
        "sources": found.sources,
        "units": units,
        "left_out": found.left_out.iter().map(|measure| measure.name).collect::<Vec<_>>(),
        "demo": store.is_demo(),
    });
    output::rows(&meta, &columns, &rows, args.format)
}

fn tells_sources(args: &QueryArgs) -> bool {
    let of_variant = |filter: &String| filter.starts_with("variant=");
    args.question.by.iter().any(|by| by == "variant") || args.question.filter.iter().any(of_variant)
}

fn row(found: &Sums, sum: &RecordSum) -> Map<String, Value> {
    let by = found.by.iter().zip(&sum.values);
    let mut row: Map<String, Value> = by
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    row.insert("n_rows".to_owned(), json!(sum.n_rows));
    if let Some(n_persons) = sum.n_persons {
        row.insert("n_persons".to_owned(), json!(n_persons));
    }
    for (measure, sum) in found.measures.iter().zip(&sum.sums) {
        row.insert(measure.name.to_owned(), number(*sum));
    }
    row
}

/// A whole number, or the double nearest to a sum with decimals, which is printed with its digits up to fifteen.
fn number(sum: Option<ExactSum>) -> Value {
    let Some(sum) = sum else {
        return Value::Null;
    };
    let shown = sum.to_string();
    match shown.parse::<i64>() {
        Ok(whole) => json!(whole),
        Err(_) => json!(shown.parse::<f64>().ok()),
    }
}

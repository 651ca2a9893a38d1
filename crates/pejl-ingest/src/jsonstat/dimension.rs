//! The dimensions of a JSON-stat dataset.

use std::collections::{BTreeMap, HashSet};

use super::json::Json;
use super::problem::JsonStatProblem;
use super::{Fields, Place};
use crate::cube::check_dimensions;
use crate::described::{ColumnInfo, Role};
use crate::error::ReadError;

/// A dimension: its column and its codes in the order of the cells.
pub(super) struct Dimension {
    pub(super) column: ColumnInfo,
    pub(super) codes: Vec<String>,
}

const A_LIST: JsonStatProblem = JsonStatProblem::Expected {
    expected: "a list",
    expected_da: "en liste",
};
const A_TEXT: JsonStatProblem = JsonStatProblem::Expected {
    expected: "a text",
    expected_da: "en tekst",
};
const A_SIZE: JsonStatProblem = JsonStatProblem::Expected {
    expected: "a whole number",
    expected_da: "et heltal",
};

/// The dimensions in the order of `id`; in version 1, `id`, `size` and `role` stand inside `dimension`.
pub(super) fn read_all<'a>(
    dataset: Json<'a>,
    fields: &Fields<'a>,
    dimension: &Fields<'a>,
    place: &Place<'_>,
) -> Result<Vec<Dimension>, ReadError> {
    let either = |key: &'static str| {
        let own = fields
            .get(key)
            .filter(|value| value.is_array() || value.is_object());
        own.or_else(|| dimension.get(key))
    };
    let list = |key: &'static str| {
        let value =
            either(key).ok_or_else(|| place.refuse(&JsonStatProblem::NoField(key), dataset))?;
        if value.is_array() {
            Ok(value)
        } else {
            Err(place.refuse_value(&A_LIST, key, value))
        }
    };
    let ids: Vec<Json<'a>> = list("id")?.items().collect();
    let sizes: Vec<Json<'a>> = list("size")?.items().collect();
    if ids.len() != sizes.len() {
        let problem = JsonStatProblem::SizesDiffer {
            ids: ids.len(),
            sizes: sizes.len(),
        };
        return Err(place.refuse(&problem, list("size")?).into());
    }
    check_dimensions(ids.len()).map_err(|p| place.refuse_file(&p, dataset))?;
    let time: HashSet<String> = either("role")
        .map(Fields::of)
        .and_then(|role| role.get("time"))
        .into_iter()
        .flat_map(Json::items)
        .filter_map(|id| id.text().map(Into::into))
        .collect();
    let mut seen = HashSet::new();
    let mut dimensions = Vec::with_capacity(ids.len());
    for (id_json, size_json) in ids.into_iter().zip(sizes) {
        let id = id_json
            .text()
            .ok_or_else(|| place.refuse_value(&A_TEXT, "id", id_json))?
            .into_owned();
        let size = size_json
            .whole_number()
            .ok_or_else(|| place.refuse_value(&A_SIZE, "size", size_json))?;
        if !seen.insert(id.clone()) {
            return Err(place
                .refuse(&JsonStatProblem::DimensionTwice, id_json)
                .in_column(id)
                .into());
        }
        let Some(description) = dimension.get(&id).filter(|d| d.is_object()) else {
            return Err(place
                .refuse(&JsonStatProblem::DimensionMissing, id_json)
                .in_column(id)
                .into());
        };
        let role = if time.contains(&id) {
            Role::Time
        } else {
            Role::Dimension
        };
        dimensions.push(read(&id, size, role, description, place)?);
    }
    Ok(dimensions)
}

fn read(
    id: &str,
    size: usize,
    role: Role,
    description: Json<'_>,
    place: &Place<'_>,
) -> Result<Dimension, ReadError> {
    let refuse =
        |problem: &JsonStatProblem, at| ReadError::from(place.refuse(problem, at).in_column(id));
    let fields = Fields::of(description);
    let category = fields.get("category").filter(|c| c.is_object());
    let category =
        category.ok_or_else(|| refuse(&JsonStatProblem::NoField("category"), description))?;
    let category_fields = Fields::of(category);
    let labels: Vec<(String, String)> = category_fields
        .get("label")
        .into_iter()
        .flat_map(Json::entries)
        .filter_map(|(code, label)| Some((code.into_owned(), label.text()?.into_owned())))
        .collect();
    let codes = match category_fields.get("index") {
        Some(index) if index.is_array() => from_list(index, id, place)?,
        Some(index) if index.is_object() => from_positions(index, id, place)?,
        Some(index) => return Err(place.refuse_value(&A_LIST, id, index).into()),
        // Only a dimension with a single category may leave the index out.
        None => match labels.as_slice() {
            [(code, _)] => vec![code.clone()],
            _ => {
                return Err(refuse(
                    &JsonStatProblem::NoIndex {
                        labels: labels.len(),
                    },
                    category,
                ));
            }
        },
    };
    if codes.len() != size {
        return Err(refuse(
            &JsonStatProblem::CategoriesDiffer {
                found: codes.len(),
                size,
            },
            category,
        ));
    }
    let mut seen = HashSet::new();
    if let Some(code) = codes.iter().find(|code| !seen.insert(code.as_str())) {
        return Err(refuse(
            &JsonStatProblem::CodeTwice { code: code.clone() },
            category,
        ));
    }
    let members: BTreeMap<String, String> = labels
        .into_iter()
        .filter(|(code, _)| seen.contains(code.as_str()))
        .collect();
    let units: BTreeMap<String, String> = category_fields
        .get("unit")
        .into_iter()
        .flat_map(Json::entries)
        .filter(|(code, _)| seen.contains(code.as_ref()))
        .filter_map(|(code, unit)| Some((code.into_owned(), unit_text(unit)?)))
        .collect();
    let column = ColumnInfo {
        name: id.to_owned(),
        label: fields.text("label"),
        members: (!members.is_empty()).then_some(members),
        units: (!units.is_empty()).then_some(units),
        role: Some(role),
    };
    Ok(Dimension { column, codes })
}

/// `"index": ["T", "M", "F"]`.
fn from_list(index: Json<'_>, id: &str, place: &Place<'_>) -> Result<Vec<String>, ReadError> {
    let text = |code: Json<'_>| {
        code.text()
            .map(Into::into)
            .ok_or_else(|| place.refuse_value(&A_TEXT, id, code).into())
    };
    index.items().map(text).collect()
}

/// `"index": {"T": 0, "M": 1, "F": 2}`, in any order.
fn from_positions(index: Json<'_>, id: &str, place: &Place<'_>) -> Result<Vec<String>, ReadError> {
    let mut placed = Vec::new();
    for (code, position) in index.entries() {
        let at = position
            .whole_number()
            .ok_or_else(|| place.refuse_value(&A_SIZE, id, position))?;
        placed.push((at, code.into_owned()));
    }
    placed.sort_unstable();
    if placed
        .iter()
        .enumerate()
        .any(|(expected, (at, _))| expected != *at)
    {
        let problem = JsonStatProblem::Positions {
            last: placed.len().saturating_sub(1),
        };
        return Err(place.refuse(&problem, index).in_column(id).into());
    }
    Ok(placed.into_iter().map(|(_, code)| code).collect())
}

/// The unit of a category: PxWeb writes `base`, others `label` or `unit`.
fn unit_text(unit: Json<'_>) -> Option<String> {
    let fields = Fields::of(unit);
    ["base", "label", "unit", "symbol"]
        .into_iter()
        .find_map(|key| fields.text(key))
}

//! JSON-stat 1.x and 2.0: one row per cell of the cube.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use pejl_domain::lang::Lang;

use crate::cube::Cube;
use crate::described::{
    ColumnInfo, Described, Format, OpenOptions, Reader, Role, STATUS_COLUMN, VALUE_COLUMN,
};
use crate::encoding::{Encoding, EncodingProblem, Sniffed, decode_document, read_document};
use crate::error::{FileProblem, ReadError};
use crate::issue::{Explain, RowIssue};
use crate::text::TextBatch;

mod choose;
mod dimension;
mod json;
mod problem;
mod values;

use json::Json;
use problem::JsonStatProblem;
use values::Cells;

/// A JSON-stat dataset being read.
pub(crate) struct JsonStatReader {
    described: Described,
    text: String,
    cube: Cube,
    values: Cells,
    status: Option<Cells>,
}

/// What the parts of the module need to name a place in the file.
pub(crate) struct Place<'a> {
    name: &'a str,
    text: &'a str,
}

impl Place<'_> {
    /// The issue that stops the file at a value.
    fn refuse(&self, problem: &JsonStatProblem, at: Json<'_>) -> RowIssue {
        problem
            .refuse(self.name)
            .at_line(json::line_at(self.text, at.offset()))
    }

    /// The issue that stops the file for a reason that is not JSON-stat's own.
    fn refuse_file(&self, problem: &FileProblem, at: Json<'_>) -> RowIssue {
        problem
            .refuse(self.name)
            .at_line(json::line_at(self.text, at.offset()))
    }

    /// The issue at a value, with the column and the value it is about.
    fn refuse_value(&self, problem: &JsonStatProblem, column: &str, at: Json<'_>) -> RowIssue {
        self.refuse(problem, at)
            .in_column(column)
            .with_value(at.raw())
    }
}

/// Opens a JSON-stat file: reads it into memory, checks every cell, gives no rows yet.
pub(crate) fn open(
    path: &Path,
    name: &str,
    sniffed: &Sniffed,
    options: &OpenOptions,
) -> Result<JsonStatReader, ReadError> {
    // JSON is UTF-8 by its standard; some portals still send windows-1252.
    let encoding = sniffed.encoding(name, options.encoding, None)?;
    let bytes = read_document(
        path,
        name,
        "JSON-stat",
        sniffed,
        options.limits.max_document_bytes,
    )?;
    let text = decode_document(bytes, name, encoding)?;
    let (described, cube, values, status) = interpret(&text, name, sniffed, encoding, options)?;
    Ok(JsonStatReader {
        described,
        text,
        cube,
        values,
        status,
    })
}

type Interpreted = (Described, Cube, Cells, Option<Cells>);

fn interpret(
    text: &str,
    name: &str,
    sniffed: &Sniffed,
    encoding: Encoding,
    options: &OpenOptions,
) -> Result<Interpreted, ReadError> {
    let root = Json::parse(text).map_err(|(line, problem)| problem.refuse(name).at_line(line))?;
    let place = Place { name, text };
    let dataset = choose::dataset(root, options.part.as_deref(), &place)?;
    let fields = Fields::of(dataset);
    let dimension = fields
        .get("dimension")
        .ok_or_else(|| place.refuse(&JsonStatProblem::NoField("dimension"), dataset))?;
    let dimension = Fields::of(dimension);
    let dimensions = dimension::read_all(dataset, &fields, &dimension, &place)?;

    let codes: Vec<Vec<String>> = dimensions.iter().map(|d| d.codes.clone()).collect();
    let cube = Cube::new(codes, options.limits.max_cells).map_err(|p| p.refuse(name))?;
    let value = fields
        .get("value")
        .ok_or_else(|| place.refuse(&JsonStatProblem::NoField("value"), dataset))?;
    let values = Cells::check_values(value, cube.left(), &place)?;
    let mut warnings = Vec::new();
    let mut symbols = BTreeMap::new();
    let status =
        match fields.get("status").filter(|status| !status.is_null()) {
            None => None,
            Some(status) => {
                let (cells, unusual) = Cells::check_status(status, cube.left(), &place)?;
                if let Some(unusual) = unusual {
                    warnings.push(
                        unusual
                            .warn(name)
                            .at_line(json::line_at(text, status.offset()))
                            .in_column("status"),
                    );
                }
                let labels = Fields::of(status)
                    .get("category")
                    .map(Fields::of)
                    .and_then(|category| category.get("label"));
                let labels = labels.into_iter().flat_map(Json::entries);
                symbols.extend(labels.filter_map(|(mark, label)| {
                    Some((mark.into_owned(), label.text()?.into_owned()))
                }));
                Some(cells)
            }
        };

    let units: Vec<&str> = dimensions
        .iter()
        .flat_map(|d| d.column.units.iter().flat_map(BTreeMap::values))
        .map(String::as_str)
        .collect();
    let one_unit = units
        .first()
        .filter(|first| units.iter().all(|unit| unit == *first))
        .map(|unit| (*unit).to_owned());
    let mut columns: Vec<ColumnInfo> = dimensions.into_iter().map(|d| d.column).collect();
    columns.push(ColumnInfo::named(VALUE_COLUMN).with_role(Role::Value));
    if status.is_some() {
        columns.push(ColumnInfo::named(STATUS_COLUMN).with_role(Role::Status));
    }
    if text.contains('\u{fffd}') {
        warnings.push(EncodingProblem::LettersLost.warn(name));
    }
    let extension = fields
        .get("extension")
        .map(Fields::of)
        .and_then(|e| e.get("px"))
        .map(Fields::of);
    let px = |key| extension.as_ref().and_then(|px| px.text(key));
    let described = Described {
        format: Format::JsonStat,
        encoding,
        delimiter: None,
        decimal: Some('.'),
        table: px("tableid").or_else(|| px("matrix")),
        title: fields.text("label"),
        unit: one_unit,
        updated: fields.text("updated"),
        language: px("language").and_then(|language| language_of(&language)),
        columns,
        notes: notes(&fields, &dimension),
        symbols,
        absent: options.absent(),
        warnings,
        sha256: sniffed.sha256.clone(),
        bytes: sniffed.bytes,
    };
    Ok((described, cube, values, status))
}

/// The language of a two-letter code, when it is one of ours.
pub(crate) fn language_of(code: &str) -> Option<Lang> {
    match code.to_ascii_lowercase().as_str() {
        "da" => Some(Lang::Da),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// Source and notes of the dataset and its dimensions.
fn notes(fields: &Fields<'_>, dimension: &Fields<'_>) -> Vec<String> {
    let mut notes: Vec<String> = fields.text("source").into_iter().collect();
    let own = fields.get("note").into_iter();
    let of_dimensions = dimension.values().filter_map(|d| Fields::of(d).get("note"));
    for note in own.chain(of_dimensions) {
        notes.extend(
            note.items()
                .filter_map(|item| item.text())
                .map(Cow::into_owned),
        );
    }
    notes
}

/// The members of an object, looked up by key without reading the object again.
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Fields<'a> {
    /// The members; none when the value is not an object.
    pub(crate) fn of(object: Json<'a>) -> Self {
        Self(object.entries().collect())
    }

    pub(crate) fn get(&self, key: &str) -> Option<Json<'a>> {
        self.0
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| *value)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.get(key)
            .and_then(Json::text)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    fn values(&self) -> impl Iterator<Item = Json<'a>> {
        self.0.iter().map(|(_, value)| *value)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, Json<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), *value))
    }
}

impl Reader for JsonStatReader {
    fn described(&self) -> &Described {
        &self.described
    }

    fn next_batch(&mut self) -> Result<Option<TextBatch>, ReadError> {
        let n_columns = self.described.columns.len();
        let mut batch = TextBatch::with_columns(n_columns);
        let n_dimensions = n_columns - 1 - usize::from(self.status.is_some());
        while self.cube.left() > 0 && !batch.is_full() {
            self.cube.take(&mut batch);
            let (value, line) = self.values.next(&self.text);
            let mut rest = batch.columns.iter_mut().skip(n_dimensions);
            if let Some(column) = rest.next() {
                column.push(&value);
            }
            if let (Some(status), Some(column)) = (&mut self.status, rest.next()) {
                column.push(&status.next(&self.text).0);
            }
            batch.lines.push(line);
        }
        Ok((!batch.is_empty()).then_some(batch))
    }
}

#[cfg(test)]
mod tests;

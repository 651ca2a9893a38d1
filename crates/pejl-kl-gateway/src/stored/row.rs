//! One row under construction, and words that stand in columns.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use pejl_lake::{LakeError, RowBuilder, Value, columns};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::report::CitizenFacts;

/// Where a row comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Provenance {
    pub(super) import_id: i64,
    pub(super) file_no: i32,
    pub(super) line: i64,
}

/// The values of a row; what is none is left out and becomes null.
#[derive(Debug, Default)]
pub(super) struct Row<'a>(Vec<(&'static str, Value<'a>)>);

impl<'a> Row<'a> {
    pub(super) fn text(&mut self, column: &'static str, text: impl Into<Option<&'a str>>) {
        self.0
            .extend(text.into().map(|text| (column, Value::Text(text))));
    }

    pub(super) fn whole(&mut self, column: &'static str, number: impl Into<Option<i64>>) {
        self.0
            .extend(number.into().map(|number| (column, Value::Whole(number))));
    }

    pub(super) fn day(&mut self, column: &'static str, day: impl Into<Option<NaiveDate>>) {
        self.0
            .extend(day.into().map(|day| (column, Value::Day(day))));
    }

    pub(super) fn truth(&mut self, column: &'static str, truth: bool) {
        self.0.push((column, Value::Bool(truth)));
    }

    /// Adds the values of another row.
    pub(super) fn and(&mut self, other: Row<'a>) {
        self.0.extend(other.0);
    }

    /// The citizen: pseudonym, and what the number said.
    pub(super) fn citizen(&mut self, person_key: &'a str, citizen: CitizenFacts) {
        self.text(columns::PERSON_KEY, person_key);
        self.whole(columns::BIRTH_YEAR, i64::from(citizen.birth_year));
        self.text(columns::SEX, citizen.sex.as_str());
    }

    pub(super) fn provenance(&mut self, provenance: Provenance) {
        self.whole(columns::IMPORT_ID, provenance.import_id);
        self.whole(columns::FILE_NO, i64::from(provenance.file_no));
        self.whole(columns::LINE, provenance.line);
    }

    pub(super) fn push_to(self, rows: &mut RowBuilder) -> Result<(), LakeError> {
        rows.push(&self.0)
    }
}

/// An instant as it stands in a column, as precise as it was.
pub(super) fn instant(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub(super) fn read_instant(
    column: &'static str,
    text: Option<&str>,
) -> Result<DateTime<Utc>, LakeError> {
    let text = needed(column, text)?;
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.to_utc())
        .map_err(|_| corrupt(column, text))
}

/// The word of a value of a closed set, as it is serialised.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // Only sets of words come here; a test reads each of them back.
        _ => String::new(),
    }
}

pub(super) fn read_word<T: DeserializeOwned>(
    column: &'static str,
    text: Option<&str>,
) -> Result<T, LakeError> {
    let text = needed(column, text)?;
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| corrupt(column, text))
}

pub(super) fn needed<'t>(
    column: &'static str,
    text: Option<&'t str>,
) -> Result<&'t str, LakeError> {
    text.ok_or_else(|| corrupt(column, "null"))
}

pub(super) fn corrupt(column: &'static str, value: &str) -> LakeError {
    LakeError::Corrupt {
        column,
        value: value.to_owned(),
    }
}

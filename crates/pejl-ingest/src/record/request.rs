//! What is to be read, as what, and under which rules.

use std::path::PathBuf;

use chrono::NaiveDate;
use pejl_domain::{Period, Variant};
use pejl_lake::{DatasetSpec, Frame};

use super::batch::RecordBatch;
use super::mapping::Mapping;
use super::place::Places;
use crate::issue::Message;
use crate::person::PersonKey;

/// Where finished frames go.
pub type RecordSink<'a> =
    dyn FnMut(Frame) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + 'a;

/// What is to be read, and as what.
#[derive(Debug, Clone, Copy)]
pub struct RecordRequest<'a> {
    /// The files, read in order as one import.
    pub files: &'a [PathBuf],
    /// How the source writes them; checked against `spec`.
    pub mapping: &'a Mapping,
    /// The dataset.
    pub spec: &'static DatasetSpec,
    /// Code of the municipality whose data these are.
    pub municipality: &'a str,
    /// The key for pseudonyms; needed where the mapping has persons.
    pub person_key: Option<&'a PersonKey>,
    /// The day called today.
    pub as_of: NaiveDate,
    /// Written on every row.
    pub import_id: i64,
    /// Periods that the files are declared to cover wholly; what has rows is covered where nothing is declared.
    pub declared: &'a [Period],
    /// Rows of which it is kept what was made of them.
    pub explain: usize,
}

/// What a dataset demands of its rows beyond the types of their columns.
pub trait Rules {
    /// What makes the rows of the source comparable.
    fn variant(&self, source: &str) -> Variant;

    /// Refuses rows that break a rule; the typed columns are complete.
    fn check(&mut self, batch: &mut RecordBatch);

    /// The number of the place each row belongs to; `None` only for a row that was refused.
    fn places(&mut self, batch: &RecordBatch, places: &mut Places) -> Vec<Option<u32>>;

    /// Notes every place that the declared periods cover, with rows or without.
    fn declared(&self, periods: &[Period], places: &mut Places);

    /// Name of the dimension that divides a period into places.
    fn dimension(&self) -> &'static str;

    /// What a person should know of the rows that were kept, after the last one.
    fn remarks(&self) -> Vec<Remark> {
        Vec::new()
    }
}

/// Something a person should know of the rows as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Stable name of the rule.
    pub rule: &'static str,
    /// What there is to know.
    pub message: Message,
}

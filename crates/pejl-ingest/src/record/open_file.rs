//! One file while it is read: its columns, what reads them, and what is shown of its rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_domain::cpr::masked;
use pejl_lake::{ColumnType, DatasetSpec, columns};

use super::batch::RecordBatch;
use super::bound::Bound;
use super::convert::Converter;
use super::fault::Fault;
use super::guard::{HIDDEN, shown_value};
use super::mapping::{ACCOUNT_PARTS, Mapping, PERSON_PARTS, SERVICE_PARTS};
use super::outcome::{Explained, Quarantined, RecordFile};
use crate::described::Described;
use crate::issue::shown_message;
use crate::text::TextBatch;

/// What stands in a shown text where a digit was hidden.
const HIDDEN_DIGIT: char = '•';

/// One file while it is read.
pub(super) struct OpenFile<'a> {
    pub(super) number: i32,
    pub(super) name: String,
    pub(super) described: Described,
    pub(super) bound: Bound<'a>,
    pub(super) converters: Vec<Converter>,
}

impl OpenFile<'_> {
    /// A row that is not kept, with its value hidden where it may be about a person.
    pub(super) fn quarantined(&self, batch: &TextBatch, fault: &Fault) -> Quarantined {
        let of = |name: &str| {
            let converter = self.converters.iter().find(|one| one.name() == name);
            converter.and_then(Converter::source_column)
        };
        // A part of an account stands where its account string does, and so does one of a service.
        let whole = [
            (ACCOUNT_PARTS, columns::ACCOUNT_RAW),
            (SERVICE_PARTS, columns::SERVICE_RAW),
        ];
        let part = whole
            .into_iter()
            .filter(|(parts, _)| parts.contains(&fault.column))
            .find_map(|(_, raw)| of(raw));
        let source = of(fault.column).or(part);
        let written = source.map_or("", |at| batch.cell(fault.row, at));
        let hides = fault.column == columns::PERSON_KEY && !written.is_empty();
        let heading = source.and_then(|at| self.described.columns.get(at));
        Quarantined {
            file: self.name.clone(),
            line: batch.lines.get(fault.row).copied().unwrap_or_default(),
            column: heading.map_or_else(
                || fault.column.to_owned(),
                |column| shown_value(&column.name),
            ),
            rule: fault.rule,
            masked: match hides {
                true => HIDDEN.to_owned(),
                false => shown_value(written),
            },
            message: shown_message(&fault.message),
        }
    }

    /// What was made of a row. What is only derived for rules is not kept and not shown: a birth date is most of a person
    /// number. What may be a person number is hidden as it was written and as it is kept.
    pub(super) fn explained(
        &self,
        batch: &TextBatch,
        records: &RecordBatch,
        spec: &'static DatasetSpec,
        row: usize,
    ) -> Explained {
        let cell = |converter: &Converter| {
            let source = converter.source_column();
            let written = source.map_or("", |at| batch.cell(row, at));
            let written = match converter.name() {
                columns::PERSON_KEY if !written.is_empty() => HIDDEN.to_owned(),
                _ => shown_value(written),
            };
            (converter.name(), written)
        };
        let written: BTreeMap<&str, String> = self.converters.iter().map(cell).collect();
        let kept = records.columns.iter();
        let kept = kept.filter(|(name, _)| spec.column(name).is_some());
        let cells = kept.map(|(name, values)| {
            let source = written.get(name).cloned().unwrap_or_default();
            let kept = values.show(row);
            // Pseudonyms have digits, too. Amounts are shown as they are kept unless they were hidden as written.
            let is_text = spec
                .column(name)
                .is_some_and(|c| c.dtype == ColumnType::Text);
            let value = match *name {
                columns::PERSON_KEY => kept,
                _ if source == HIDDEN => HIDDEN.to_owned(),
                _ if is_text || source.contains(HIDDEN_DIGIT) => masked(&kept).into_owned(),
                _ => kept,
            };
            (*name, source, value)
        });
        Explained {
            line: batch.lines.get(row).copied().unwrap_or_default(),
            cells: cells.collect(),
        }
    }

    /// The file as it was read.
    pub(super) fn read(self, n_rows: u64) -> RecordFile {
        let heading = |at: &usize| {
            let column = self.described.columns.get(*at)?;
            Some(shown_value(&column.name)).filter(|heading| !heading.trim().is_empty())
        };
        RecordFile {
            not_kept: self.bound.undeclared.iter().filter_map(heading).collect(),
            name: self.name,
            described: self.described,
            n_rows,
        }
    }
}

/// What reads each bound column.
pub(super) fn converters(
    bound: &Bound<'_>,
    mapping: &Mapping,
    spec: &'static DatasetSpec,
    as_of: NaiveDate,
) -> Vec<Converter> {
    let parts: Vec<_> = ACCOUNT_PARTS
        .iter()
        .filter(|part| !mapping.gives(part))
        .filter_map(|part| spec.column(part))
        .map(|column| (column.name, column.dtype))
        .collect();
    bound
        .columns
        .iter()
        .filter_map(|column| {
            let dtype = spec.column(column.name)?.dtype;
            let parts = match column.mapping.account {
                Some(_) => parts.clone(),
                None => Vec::new(),
            };
            let gives = [columns::SERVICE_CODE, columns::LAW, columns::PARAGRAPH]
                .map(|part| !mapping.gives(part));
            let own = PERSON_PARTS
                .iter()
                .copied()
                .filter(|part| mapping.gives(part));
            Some(Converter::new(
                column,
                dtype,
                parts,
                gives,
                own.collect(),
                &mapping.file,
                as_of,
            ))
        })
        .collect()
}

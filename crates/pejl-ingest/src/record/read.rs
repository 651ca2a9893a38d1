//! Reads record files: text rows in, checked frames and a quarantine out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use chrono::NaiveDate;
use pejl_domain::{Cover, Period, Variant};
use pejl_lake::{DatasetSpec, Frame, columns};
use polars::prelude::{
    BooleanChunked, ChunkFull, ChunkTake, Column, DataFrame, IdxCa, Int32Chunked, Int64Chunked,
    IntoSeries, NewChunkedArray, PolarsError, StringChunked,
};

use super::batch::{RecordBatch, at};
use super::bound::{Bound, bind};
use super::convert::{Converter, Pseudonyms};
use super::fault::{Fault, Problem};
use super::guard::Guard;
use super::mapping::{ACCOUNT_PARTS, ENGINE_COLUMNS, Mapping, PERSON_PARTS, SERVICE_PARTS};
use super::place::Places;
use crate::described::{Described, Format, OpenOptions, Reader};
use crate::error::ReadError;
use crate::issue::{Explain as _, Message, RowIssue, shortened};
use crate::open::open;
use crate::person::PersonKey;
use crate::text::TextBatch;
use crate::unique::KeyCheck;

/// Refused rows after which reading stops: nobody reads a quarantine of more.
pub const FAULTS_MAX: u64 = 100_000;
/// Issues that are kept with their text; the quarantine has them all.
const ISSUES_MAX: usize = 1_000;
/// Batches read ahead.
const READ_AHEAD: usize = 2;
/// Documents out of balance that are named.
const UNBALANCED_NAMED: usize = 20;

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

/// A row that was not kept: one entry per fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The file.
    pub file: String,
    /// The line the row began at.
    pub line: u64,
    /// The column as the file calls it, or the canonical name.
    pub column: String,
    /// The rule.
    pub rule: &'static str,
    /// The value with everything hidden that may be about a person.
    pub masked: String,
    /// What was wrong and what was expected.
    pub message: Message,
}

/// What was made of one cell, for `--explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The line of the row.
    pub line: u64,
    /// Canonical column, the cell as written (persons hidden), and the value that was made of it.
    pub cells: Vec<(&'static str, String, String)>,
}

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct RecordFile {
    /// The file's name without its folder.
    pub name: String,
    /// What the file says of itself.
    pub described: Described,
    /// Data rows.
    pub n_rows: u64,
    /// Columns of the file that the mapping does not name: they were not kept.
    pub not_kept: Vec<String>,
}

/// What reading gave.
#[derive(Debug, Default)]
pub struct RecordOutcome {
    /// What the rows cover.
    pub covers: Vec<Cover>,
    /// Rows handed to the sink.
    pub n_rows: u64,
    /// Rows refused.
    pub n_refused: u64,
    /// The files, in order.
    pub files: Vec<RecordFile>,
    /// What stops the import, and warnings.
    pub issues: Vec<RowIssue>,
    /// How many faults each rule found.
    pub rules: BTreeMap<&'static str, u64>,
    /// The amounts kept, in øre, by year of account.
    pub totals: BTreeMap<i32, i128>,
    /// What was made of the first rows.
    pub explained: Vec<Explained>,
}

/// Failures that are not the input's.
#[derive(Debug, thiserror::Error)]
pub enum RecordFailure {
    /// The sink could not take a frame.
    #[error("failed to store rows")]
    Sink(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The quarantine could not be written.
    #[error("failed to write the quarantine")]
    Quarantine(#[source] std::io::Error),
    /// A frame could not be made.
    #[error("failed to build a frame of records")]
    Frame(#[source] PolarsError),
    /// Temporary files of the uniqueness check failed.
    #[error("failed to check keys")]
    Keys(#[source] std::io::Error),
}

/// Reads the files as one import.
///
/// Rows without fault go to `sink` in batches; each fault of the others goes to `quarantine`. What the sink took is worth
/// nothing when the outcome has issues of severity error. `progress` is told the rows read so far.
///
/// # Errors
/// Only failures of the sink, the quarantine and the disk; what is wrong with a file is in the outcome.
pub fn read_records(
    request: &RecordRequest<'_>,
    rules: &mut dyn Rules,
    sink: &mut RecordSink<'_>,
    quarantine: &mut dyn FnMut(Quarantined) -> std::io::Result<()>,
    progress: &mut dyn FnMut(u64),
) -> Result<RecordOutcome, RecordFailure> {
    let places = Places::new(rules.dimension());
    let mut import = Import {
        request: *request,
        variant: rules.variant(&request.mapping.source),
        rules,
        places,
        guard: Guard::default(),
        keys: KeyCheck::default(),
        open_documents: HashMap::new(),
        outcome: RecordOutcome::default(),
        n_read: 0,
        sink,
        quarantine,
        progress,
    };
    for (number, path) in (0_i32..).zip(request.files) {
        if !import.file(number, path)? {
            break;
        }
    }
    import.finish()
}

struct Import<'a, 'b> {
    request: RecordRequest<'a>,
    variant: Variant,
    rules: &'a mut dyn Rules,
    places: Places,
    guard: Guard,
    keys: KeyCheck,
    /// Sums of documents that do not balance yet; those that do are forgotten.
    open_documents: HashMap<u128, (i64, u64)>,
    outcome: RecordOutcome,
    n_read: u64,
    sink: &'a mut RecordSink<'b>,
    quarantine: &'a mut dyn FnMut(Quarantined) -> std::io::Result<()>,
    progress: &'a mut dyn FnMut(u64),
}

/// One file while it is read.
struct OpenFile<'a> {
    number: i32,
    name: String,
    described: Described,
    bound: Bound<'a>,
    converters: Vec<Converter>,
}

impl<'a> Import<'a, '_> {
    /// Reads one file; false when reading must stop.
    fn file(&mut self, number: i32, path: &Path) -> Result<bool, RecordFailure> {
        let name = file_name(path);
        let mut reader = match open(path, &self.open_options(&name)) {
            Ok(reader) => reader,
            Err(error) => {
                self.refuse(error.to_issue());
                return Ok(false);
            }
        };
        let mut described = reader.described().clone();
        let first = match self.below_headings(reader.as_mut(), &mut described) {
            Ok(first) => first,
            Err(error) => {
                let mut issue = error.to_issue();
                issue.value = None;
                self.refuse(issue);
                return Ok(false);
            }
        };
        let (mapping, spec) = (self.request.mapping, self.request.spec);
        let bound = match bind(&name, &described, mapping, spec) {
            Ok(bound) => bound,
            Err(issues) => {
                issues.into_iter().for_each(|issue| self.refuse(issue));
                return Ok(false);
            }
        };
        let converters = converters(&bound, mapping, spec, self.request.as_of);
        self.guard.start_file(described.columns.len());
        let mut file = OpenFile {
            number,
            name,
            described,
            bound,
            converters,
        };
        let n_before = self.n_read;
        // Decoding and splitting run ahead while the batch before is converted.
        let goes_on = std::thread::scope(|scope| {
            let (send, receive) = sync_channel(READ_AHEAD);
            let ahead = scope.spawn(move || {
                read_ahead(reader.as_mut(), &send);
                reader
            });
            let result = self.batches(&mut file, first, &receive);
            // A reader that still wants to send must not wait for ever.
            drop(receive);
            if let Ok(reader) = ahead.join() {
                // The headings may stand below the first line, which the reader does not know.
                let columns = std::mem::take(&mut file.described.columns);
                file.described = reader.described().clone();
                file.described.columns = columns;
            }
            result
        })?;
        for warning in std::mem::take(&mut file.described.warnings) {
            self.warn(warning);
        }
        if goes_on && let Err(stopped) = self.guard.finish_file() {
            self.refuse(stopped.issue(&file.name, &file.described.columns));
        }
        let heading = |at: &usize| {
            file.described
                .columns
                .get(*at)
                .map(|column| column.name.clone())
        };
        self.outcome.files.push(RecordFile {
            not_kept: file
                .bound
                .undeclared
                .iter()
                .filter_map(heading)
                .filter(|heading| !heading.trim().is_empty())
                .collect(),
            name: file.name,
            described: file.described,
            n_rows: self.n_read - n_before,
        });
        Ok(goes_on && !self.has_errors())
    }

    /// Takes the headings from the line the mapping says, and hands on what stands below them in the first batch.
    fn below_headings(
        &self,
        reader: &mut dyn Reader,
        described: &mut Described,
    ) -> Result<Option<TextBatch>, ReadError> {
        // The reader has taken the first line for headings; the second is the first row of the first batch.
        let row = self.request.mapping.file.header_row.unwrap_or(1);
        let Some(row) = usize::from(row).checked_sub(2) else {
            return Ok(None);
        };
        let mut batch = reader.next_batch()?.unwrap_or_default();
        for (at, column) in described.columns.iter_mut().enumerate() {
            batch.cell(row, at).trim().clone_into(&mut column.name);
        }
        batch.skip(row + 1);
        Ok(Some(batch))
    }

    fn open_options(&self, name: &str) -> OpenOptions {
        let form = &self.request.mapping.file;
        OpenOptions {
            name: Some(name.to_owned()),
            encoding: form.encoding.as_deref().and_then(|text| text.parse().ok()),
            delimiter: form.delimiter,
            format: Some(Format::Csv),
            ..OpenOptions::default()
        }
    }

    fn batches(
        &mut self,
        file: &mut OpenFile<'_>,
        first: Option<TextBatch>,
        receive: &Receiver<Result<TextBatch, ReadError>>,
    ) -> Result<bool, RecordFailure> {
        let first = first.filter(|batch| !batch.is_empty()).map(Ok);
        for batch in first.into_iter().chain(receive) {
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => {
                    // A line that cannot be split is all one value, and may name people.
                    let mut issue = error.to_issue();
                    issue.value = None;
                    self.refuse(issue);
                    return Ok(false);
                }
            };
            if !self.batch(file, &batch)? {
                return Ok(false);
            }
            (self.progress)(self.n_read);
        }
        Ok(true)
    }

    fn batch(&mut self, file: &mut OpenFile<'_>, batch: &TextBatch) -> Result<bool, RecordFailure> {
        let mut records = RecordBatch {
            lines: batch.lines.clone(),
            ..RecordBatch::default()
        };
        let guarded = self.guard.check(batch, &file.bound, &mut records.faults);
        if let Err(stopped) = guarded {
            self.refuse(stopped.issue(&file.name, &file.described.columns));
            return Ok(false);
        }
        let pseudonyms = self.request.person_key.map(|key| Pseudonyms {
            key,
            municipality: self.request.municipality,
        });
        for converter in &mut file.converters {
            let made = converter.convert(batch, pseudonyms, &mut self.guard, &mut records.faults);
            records.columns.extend(made);
        }
        self.require(&mut records);
        self.rules.check(&mut records);
        let placed = self.place(&mut records);
        self.explain(file, batch, &records);
        self.n_read += u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let keep = self.quarantine_faults(file, batch, &records)?;
        for (number, _) in placed.iter().zip(&keep).filter(|(_, kept)| **kept) {
            self.places.cover(*number);
        }
        self.count(file.number, &records, &keep)?;
        let frame = self
            .frame(file.number, &records, &placed, &keep)
            .map_err(RecordFailure::Frame)?;
        self.outcome.n_rows += u64::try_from(frame.height()).unwrap_or(u64::MAX);
        if frame.height() > 0 {
            (self.sink)(frame).map_err(RecordFailure::Sink)?;
        }
        if self.outcome.n_refused >= FAULTS_MAX {
            self.refuse(too_many(&file.name));
            return Ok(false);
        }
        Ok(true)
    }

    /// Refuses rows that lack what the dataset needs.
    fn require(&self, records: &mut RecordBatch) {
        let known: HashSet<(usize, &str)> = records
            .faults
            .iter()
            .map(|fault| (fault.row, fault.column))
            .collect();
        let mut faults = Vec::new();
        for column in self.request.spec.columns {
            if column.nullable || ENGINE_COLUMNS.contains(&column.name) {
                continue;
            }
            let Some(values) = records.values(column.name) else {
                continue;
            };
            // Birth year and sex are missing where the person is, which is said of the person.
            let mapping = self.request.mapping;
            if PERSON_PARTS.contains(&column.name) && !mapping.gives(column.name) {
                continue;
            }
            let lacking = (0..records.len()).filter(|row| values.is_null(*row));
            // A part of an account that cannot be read is missing for a reason already given.
            faults.extend(
                lacking
                    .filter(|row| {
                        !known.contains(&(*row, column.name))
                            && !known.contains(&(*row, columns::ACCOUNT_RAW))
                    })
                    .map(|row| Fault::of(row, column.name, &Problem::Required)),
            );
        }
        records.faults.extend(faults);
    }

    /// The place of every row; a row outside what was declared is refused.
    fn place(&mut self, records: &mut RecordBatch) -> Vec<u32> {
        let placed = self.rules.places(records, &mut self.places);
        let declared = self.request.declared;
        if !declared.is_empty() {
            let span = span(declared);
            let outside: Vec<Option<Problem>> = self
                .places
                .list()
                .iter()
                .map(|place| {
                    (!declared.contains(&place.period)).then(|| Problem::OutsideDeclared {
                        period: place.period.to_string(),
                        declared: span.clone(),
                    })
                })
                .collect();
            for (row, number) in placed.iter().enumerate() {
                let problem = number
                    .and_then(|number| usize::try_from(number).ok())
                    .and_then(|number| outside.get(number)?.as_ref());
                if let Some(problem) = problem {
                    records.refuse(Fault::of(row, columns::PERIOD, problem));
                }
            }
        }
        placed.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn explain(&mut self, file: &OpenFile<'_>, batch: &TextBatch, records: &RecordBatch) {
        let wanted = self
            .request
            .explain
            .saturating_sub(self.outcome.explained.len());
        for row in 0..wanted.min(records.len()) {
            let cell = |converter: &Converter| {
                let source = converter.source_column();
                let written = source.map_or("", |at| batch.cell(row, at));
                let written = match converter.name() {
                    columns::PERSON_KEY if !written.is_empty() => HIDDEN.to_owned(),
                    _ => shortened(written),
                };
                (converter.name(), written)
            };
            let written: BTreeMap<&str, String> = file.converters.iter().map(cell).collect();
            // What is only derived for rules is not kept and not shown: a birth date is most of a person number.
            let kept = records.columns.iter();
            let kept = kept.filter(|(name, _)| self.request.spec.column(name).is_some());
            let cells = kept.map(|(name, values)| {
                let source = written.get(name).cloned().unwrap_or_default();
                (*name, source, values.show(row))
            });
            self.outcome.explained.push(Explained {
                line: batch.lines.get(row).copied().unwrap_or_default(),
                cells: cells.collect(),
            });
        }
    }

    /// Hands the faults of a batch over, and says which rows are kept.
    fn quarantine_faults(
        &mut self,
        file: &OpenFile<'_>,
        batch: &TextBatch,
        records: &RecordBatch,
    ) -> Result<Vec<bool>, RecordFailure> {
        let mut keep = vec![true; records.len()];
        let mut faults: Vec<&Fault> = records.faults.iter().collect();
        faults.sort_by_key(|fault| fault.row);
        for fault in faults {
            if let Some(kept) = keep.get_mut(fault.row)
                && std::mem::replace(kept, false)
            {
                self.outcome.n_refused += 1;
            }
            *self.outcome.rules.entry(fault.rule).or_default() += 1;
            let row = quarantined(file, batch, fault);
            if self.outcome.issues.len() < ISSUES_MAX {
                let issue = RowIssue::warning(&row.file, row.rule, row.message.clone())
                    .at_line(row.line)
                    .in_column(row.column.as_str());
                self.outcome.issues.push(match row.masked.is_empty() {
                    true => issue,
                    false => issue.with_value(&row.masked),
                });
            }
            (self.quarantine)(row).map_err(RecordFailure::Quarantine)?;
        }
        Ok(keep)
    }

    /// Sums amounts, and notes keys and documents, of the rows that are kept.
    fn count(
        &mut self,
        file: i32,
        records: &RecordBatch,
        keep: &[bool],
    ) -> Result<(), RecordFailure> {
        let promises = &self.request.mapping.promises;
        let file = u32::try_from(file).unwrap_or(u32::MAX);
        let amounts = records.int64(columns::AMOUNT_OERE);
        let years = records.int32(columns::FISCAL_YEAR);
        self.outcome.add_amounts(amounts, years, keep);
        if promises.unique.is_empty() && promises.balanced.is_empty() {
            return Ok(());
        }
        for (row, _) in keep.iter().enumerate().filter(|(_, kept)| **kept) {
            let amount = at(amounts, row);
            let line = records.lines.get(row).copied().unwrap_or_default();
            let has_key = promises.unique.iter().any(|name| {
                records
                    .values(name)
                    .is_some_and(|values| !values.is_null(row))
            });
            // A row without any of the key's values is told apart by nothing, and repeats nothing.
            if has_key {
                let key = key(records, row, &promises.unique);
                self.keys
                    .insert(key, file, line)
                    .map_err(RecordFailure::Keys)?;
            }
            if let Some(amount) = amount.filter(|_| !promises.balanced.is_empty()) {
                let document = key(records, row, &promises.balanced);
                let (sum, _) = self.open_documents.entry(document).or_insert((0, line));
                *sum = sum.saturating_add(amount);
                if *sum == 0 {
                    self.open_documents.remove(&document);
                }
            }
        }
        Ok(())
    }

    /// The frame of the rows that are kept, with the columns of the dataset.
    fn frame(
        &self,
        file: i32,
        records: &RecordBatch,
        placed: &[u32],
        keep: &[bool],
    ) -> Result<DataFrame, PolarsError> {
        let n_rows = records.len();
        let constant = |name: &'static str, value: &str| -> Column {
            StringChunked::full(name.into(), value, n_rows)
                .into_series()
                .into()
        };
        // Few texts for many rows: the rows hold their numbers until here.
        let of_place = |name: &'static str, texts: &[String]| -> Result<Column, PolarsError> {
            if texts.is_empty() {
                return Ok(constant(name, ""));
            }
            let texts = StringChunked::from_slice(name.into(), texts);
            let rows = IdxCa::from_slice(name.into(), placed);
            Ok(texts.take(&rows)?.into_series().into())
        };
        let lines: Vec<i64> = records
            .lines
            .iter()
            .map(|line| i64::try_from(*line).unwrap_or(i64::MAX))
            .collect();
        let mut made = Vec::with_capacity(self.request.spec.columns.len());
        for column in self.request.spec.columns {
            made.push(match column.name {
                columns::VARIANT => constant(column.name, &self.variant.key()),
                columns::AREA => constant(column.name, self.request.municipality),
                columns::PERIOD => of_place(column.name, &self.places.periods())?,
                columns::MEMBERS => of_place(column.name, &self.places.members())?,
                columns::IMPORT_ID => {
                    Int64Chunked::from_vec(column.name.into(), vec![self.request.import_id; n_rows])
                        .into_series()
                        .into()
                }
                columns::FILE_NO => Int32Chunked::from_vec(column.name.into(), vec![file; n_rows])
                    .into_series()
                    .into(),
                columns::LINE => Int64Chunked::from_slice(column.name.into(), &lines)
                    .into_series()
                    .into(),
                name => match records.values(name) {
                    Some(values) => values.column(column.name),
                    None => Column::full_null(name.into(), n_rows, &column.dtype.data_type()),
                },
            });
        }
        let frame = DataFrame::new(n_rows, made)?;
        if keep.iter().all(|kept| *kept) {
            return Ok(frame);
        }
        frame.filter(&BooleanChunked::from_slice("keep".into(), keep))
    }

    fn finish(mut self) -> Result<RecordOutcome, RecordFailure> {
        let keys = std::mem::take(&mut self.keys);
        let duplicates = keys.finish().map_err(RecordFailure::Keys)?;
        if duplicates.total > 0 {
            *self.outcome.rules.entry("key.duplicate").or_default() += duplicates.total;
            let key = self.request.mapping.promises.unique.join(" + ");
            for pair in &duplicates.listed {
                let problem = Problem::Duplicate {
                    file: pair.first_file.saturating_add(1),
                    line: pair.first_line,
                    key: key.clone(),
                };
                let second = usize::try_from(pair.second_file).ok();
                let file = second.and_then(|at| self.outcome.files.get(at));
                let name = file.map(|file| file.name.clone()).unwrap_or_default();
                self.refuse(problem.refuse(&name).at_line(pair.second_line));
            }
        }
        self.refuse_unbalanced();
        let declared = self.request.declared;
        self.rules.declared(declared, &mut self.places);
        let first = self.outcome.files.first().map(|file| file.name.clone());
        for remark in self.rules.remarks() {
            let file = first.as_deref().unwrap_or_default();
            self.warn(RowIssue::warning(file, remark.rule, remark.message));
        }
        self.outcome.covers = self.places.covers(&self.variant, self.request.municipality);
        Ok(self.outcome)
    }

    fn refuse_unbalanced(&mut self) {
        if self.open_documents.is_empty() || self.has_errors() {
            return;
        }
        let n = self.open_documents.len();
        let mut open: Vec<(u64, i64)> = self
            .open_documents
            .values()
            .map(|(sum, line)| (*line, *sum))
            .collect();
        open.sort_unstable();
        let name = self
            .outcome
            .files
            .first()
            .map(|file| file.name.clone())
            .unwrap_or_default();
        for (line, sum) in open.into_iter().take(UNBALANCED_NAMED) {
            let key = self.request.mapping.promises.balanced.join(" + ");
            let amount = pejl_domain::Oere::from_oere(sum);
            let message = Message {
                da: format!(
                    "debet og kredit med samme {key} går ikke op; forskellen er {amount} kr. ({n} bilag i alt)"
                ),
                en: format!(
                    "debit and credit with the same {key} do not balance; they differ by DKK {amount} ({n} documents in all)"
                ),
            };
            self.refuse(RowIssue::error(&name, "amount.unbalanced", message).at_line(line));
        }
    }

    fn refuse(&mut self, issue: RowIssue) {
        // Errors first: what stops the import must not be crowded out by rows.
        if self.outcome.issues.len() >= ISSUES_MAX {
            self.outcome.issues.pop();
        }
        self.outcome.issues.insert(0, issue);
    }

    fn warn(&mut self, issue: RowIssue) {
        if self.outcome.issues.len() < ISSUES_MAX {
            self.outcome.issues.push(issue);
        }
    }

    fn has_errors(&self) -> bool {
        self.outcome.has_errors()
    }
}

impl RecordOutcome {
    /// Adds the amounts of the rows that are kept to their year's total.
    fn add_amounts(&mut self, amounts: &[Option<i64>], years: &[Option<i32>], keep: &[bool]) {
        // Rows of one year stand together: the map is asked once per run of them.
        let mut run: Option<(i32, i128)> = None;
        for ((row, amount), _) in amounts
            .iter()
            .enumerate()
            .zip(keep)
            .filter(|(_, kept)| **kept)
        {
            let Some(amount) = amount else { continue };
            let Some(year) = at(years, row) else { continue };
            match &mut run {
                Some((same, sum)) if *same == year => *sum += i128::from(*amount),
                _ => {
                    if let Some((year, sum)) = run.replace((year, i128::from(*amount))) {
                        *self.totals.entry(year).or_default() += sum;
                    }
                }
            }
        }
        if let Some((year, sum)) = run {
            *self.totals.entry(year).or_default() += sum;
        }
    }

    /// Whether anything stops the import, apart from refused rows.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.issues
            .iter()
            .any(|issue| issue.severity == crate::issue::Severity::Error)
    }
}

/// What stands for a person's number or name.
const HIDDEN: &str = "••••••-••••";

fn converters(
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
            Some(Converter::new(
                column,
                dtype,
                parts,
                gives,
                &mapping.file,
                as_of,
            ))
        })
        .collect()
}

fn read_ahead(reader: &mut dyn Reader, send: &SyncSender<Result<TextBatch, ReadError>>) {
    loop {
        let batch = match reader.next_batch() {
            Ok(Some(batch)) => Ok(batch),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let is_last = batch.is_err();
        if send.send(batch).is_err() || is_last {
            return;
        }
    }
}

fn quarantined(file: &OpenFile<'_>, batch: &TextBatch, fault: &Fault) -> Quarantined {
    let of = |name: &str| {
        let converter = file.converters.iter().find(|one| one.name() == name);
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
    let hides =
        fault.column == columns::PERSON_KEY || fault.rule == Problem::LooksLikePerson.rule();
    let heading = source.and_then(|at| file.described.columns.get(at));
    Quarantined {
        file: file.name.clone(),
        line: batch.lines.get(fault.row).copied().unwrap_or_default(),
        column: heading.map_or_else(|| fault.column.to_owned(), |column| column.name.clone()),
        rule: fault.rule,
        masked: match (hides, written.is_empty()) {
            (_, true) => String::new(),
            (true, false) => HIDDEN.to_owned(),
            (false, false) => shortened(written),
        },
        message: fault.message.clone(),
    }
}

fn key(records: &RecordBatch, row: usize, names: &[String]) -> u128 {
    let parts: Vec<String> = names
        .iter()
        .map(|name| {
            records
                .values(name)
                .map(|values| values.show(row))
                .unwrap_or_default()
        })
        .collect();
    KeyCheck::key(parts.iter().map(String::as_str))
}

fn too_many(file: &str) -> RowIssue {
    let message = Message {
        da: format!("mere end {FAULTS_MAX} rækker er afvist; resten er ikke læst"),
        en: format!("more than {FAULTS_MAX} rows are refused; the rest was not read"),
    };
    RowIssue::error(file, "rows.too_many_refused", message)
}

/// `2018-01..2018-03`, or the one period.
fn span(periods: &[Period]) -> String {
    match (periods.iter().min(), periods.iter().max()) {
        (Some(first), Some(last)) if first != last => format!("{first}..{last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| shortened(&name.to_string_lossy()),
    )
}

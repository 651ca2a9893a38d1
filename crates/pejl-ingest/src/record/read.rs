//! Reads record files: text rows in, checked frames and a quarantine out.

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use pejl_domain::{Period, Variant};
use pejl_lake::columns;

use super::batch::RecordBatch;
use super::bound::bind;
use super::convert::Pseudonyms;
use super::fault::{Fault, Problem};
use super::frame::{Placed, frame};
use super::guard::Guard;
use super::mapping::{ENGINE_COLUMNS, PERSON_PARTS};
use super::open_file::{OpenFile, converters};
use super::outcome::{Quarantined, RecordFailure, RecordOutcome};
use super::place::Places;
use super::promised::Promised;
use super::request::{RecordRequest, RecordSink, Rules};
use crate::described::{Described, Format, OpenOptions, Reader};
use crate::error::ReadError;
use crate::issue::{Message, RowIssue, shown_name};
use crate::open::open;
use crate::text::TextBatch;

/// Refused rows after which reading stops: nobody reads a quarantine of more.
pub const FAULTS_MAX: u64 = 100_000;
/// Batches read ahead.
const READ_AHEAD: usize = 2;

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
    let variant = rules.variant(&request.mapping.source);
    let mut import = Import {
        request: *request,
        variant_key: variant.key(),
        variant,
        rules,
        places,
        guard: Guard::default(),
        promised: Promised::default(),
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
    variant_key: String,
    rules: &'a mut dyn Rules,
    places: Places,
    guard: Guard,
    promised: Promised,
    outcome: RecordOutcome,
    n_read: u64,
    sink: &'a mut RecordSink<'b>,
    quarantine: &'a mut dyn FnMut(Quarantined) -> std::io::Result<()>,
    progress: &'a mut dyn FnMut(u64),
}

impl<'a> Import<'a, '_> {
    /// Reads one file; false when reading must stop.
    fn file(&mut self, number: i32, path: &Path) -> Result<bool, RecordFailure> {
        let name = shown_name(path);
        let mut reader = match open(path, &self.open_options(&name)) {
            Ok(reader) => reader,
            Err(error) => {
                self.outcome.refuse(error.to_issue());
                return Ok(false);
            }
        };
        let mut described = reader.described().clone();
        let first = match self.below_headings(reader.as_mut(), &mut described) {
            Ok(first) => first,
            Err(error) => {
                let mut issue = error.to_issue();
                issue.value = None;
                self.outcome.refuse(issue);
                return Ok(false);
            }
        };
        let (mapping, spec) = (self.request.mapping, self.request.spec);
        let bound = match bind(&name, &described, mapping, spec) {
            Ok(bound) => bound,
            Err(issues) => {
                issues
                    .into_iter()
                    .for_each(|issue| self.outcome.refuse(issue));
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
            // A reader that broke off must not pass for one that reached the end.
            let reader = ahead.join().unwrap_or_else(|panic| resume_unwind(panic));
            // The headings may stand below the first line, which the reader does not know.
            let columns = std::mem::take(&mut file.described.columns);
            file.described = reader.described().clone();
            file.described.columns = columns;
            result
        })?;
        for warning in std::mem::take(&mut file.described.warnings) {
            self.outcome.warn_first(warning);
        }
        if goes_on && let Err(stopped) = self.guard.finish_file() {
            self.outcome
                .refuse(stopped.issue(&file.name, &file.described.columns));
        }
        let n_rows = self.n_read - n_before;
        self.outcome.files.push(file.read(n_rows));
        Ok(goes_on && !self.outcome.has_errors())
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
            // Checked with the mapping.
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
                    self.outcome.refuse(issue);
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
            self.outcome
                .refuse(stopped.issue(&file.name, &file.described.columns));
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
        let spec = self.request.spec;
        let n_explained = self.outcome.explained.len();
        let wanted = self.request.explain.saturating_sub(n_explained);
        let explained =
            (0..wanted.min(records.len())).map(|row| file.explained(batch, &records, spec, row));
        self.outcome.explained.extend(explained);
        self.n_read += u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let keep = self.quarantine_faults(file, batch, &records)?;
        for (number, _) in placed.iter().zip(&keep).filter(|(_, kept)| **kept) {
            self.places.cover(*number);
        }
        self.outcome.add_amounts(
            records.int64(columns::AMOUNT_OERE),
            records.int32(columns::FISCAL_YEAR),
            &keep,
        );
        self.promised
            .note(&self.request.mapping.promises, file.number, &records, &keep)
            .map_err(RecordFailure::Keys)?;
        let placed = Placed {
            file: file.number,
            variant: &self.variant_key,
            places: &self.places,
            numbers: &placed,
            keep: &keep,
        };
        let frame = frame(&self.request, &records, &placed).map_err(RecordFailure::Frame)?;
        self.outcome.n_rows += u64::try_from(frame.height()).unwrap_or(u64::MAX);
        if frame.height() > 0 {
            (self.sink)(frame).map_err(RecordFailure::Sink)?;
        }
        if self.outcome.n_refused >= FAULTS_MAX {
            self.outcome.refuse(too_many(&file.name));
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
        // Rules place every row that is right; one they did not place must not end up somewhere.
        let faulty: HashSet<usize> = records.faults.iter().map(|fault| fault.row).collect();
        for (row, _) in placed
            .iter()
            .enumerate()
            .filter(|(_, place)| place.is_none())
        {
            if !faulty.contains(&row) {
                records.refuse(Fault::of(row, columns::PERIOD, &Problem::Required));
            }
        }
        placed.into_iter().map(Option::unwrap_or_default).collect()
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
            let row = file.quarantined(batch, fault);
            let issue = RowIssue::warning(&row.file, row.rule, row.message.clone())
                .at_line(row.line)
                .in_column(row.column.as_str());
            self.outcome.warn(match row.masked.is_empty() {
                true => issue,
                false => issue.with_value(&row.masked),
            });
            (self.quarantine)(row).map_err(RecordFailure::Quarantine)?;
        }
        Ok(keep)
    }

    fn finish(mut self) -> Result<RecordOutcome, RecordFailure> {
        let promised = std::mem::take(&mut self.promised);
        promised
            .finish(&self.request.mapping.promises, &mut self.outcome)
            .map_err(RecordFailure::Keys)?;
        let declared = self.request.declared;
        self.rules.declared(declared, &mut self.places);
        let first = self.outcome.files.first().map(|file| file.name.clone());
        for remark in self.rules.remarks() {
            let file = first.as_deref().unwrap_or_default();
            self.outcome
                .warn_first(RowIssue::warning(file, remark.rule, remark.message));
        }
        self.outcome.covers = self.places.covers(&self.variant, self.request.municipality);
        Ok(self.outcome)
    }
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

fn too_many(file: &str) -> RowIssue {
    let message = Message {
        da: format!("{FAULTS_MAX} rækker eller flere er afvist; derefter er intet læst"),
        en: format!("{FAULTS_MAX} rows or more are refused; nothing was read after them"),
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

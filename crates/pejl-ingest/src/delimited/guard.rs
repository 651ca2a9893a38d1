//! Stands between the decoder and the `csv` crate, which is lenient: sees unclosed and stray quotes and records
//! without end, with their line, before the record buffer grows.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::CsvProblem;
use crate::error::RefusedStream;
use crate::issue::Explain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Unquoted,
    Quoted,
    /// Just after a quote inside a quoted field: it closed the field, or is the first of two.
    AfterQuote,
}

/// Passes a text stream on unchanged, or fails with the line where its quoting or its records go wrong.
pub(crate) struct RecordGuard<R> {
    inner: R,
    name: String,
    delimiter: u8,
    max_record: u64,
    place: Place,
    /// 1-based line of the next byte.
    line: u64,
    /// Line of the last opened quote.
    quote_line: u64,
    /// Line and size of the present record.
    record_line: u64,
    record_bytes: u64,
    in_record: bool,
    after_return: bool,
    /// Records begun so far, and how many more lines than records there were before the present one.
    records: u64,
    shift: u64,
    /// From which record on which shift holds, not yet asked for.
    shifts: VecDeque<(u64, u64)>,
    records_taken: u64,
    shift_taken: u64,
    last: Option<u8>,
}

impl<R: Read> RecordGuard<R> {
    pub(crate) fn new(inner: R, name: &str, delimiter: u8, max_record: u64) -> Self {
        Self {
            inner,
            name: name.to_owned(),
            delimiter,
            max_record,
            place: Place::FieldStart,
            line: 1,
            quote_line: 1,
            record_line: 1,
            record_bytes: 0,
            in_record: false,
            after_return: false,
            records: 0,
            shift: 0,
            shifts: VecDeque::new(),
            records_taken: 0,
            shift_taken: 0,
            last: None,
        }
    }

    /// True when the last byte so far ends a line, and for an empty stream.
    pub(super) fn ends_with_line_break(&self) -> bool {
        self.last.is_none_or(|b| b == b'\n' || b == b'\r')
    }

    /// The line the stream has come to.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Line of the next record, when called once per record in order.
    ///
    /// The `csv` crate counts from where it stopped reading, which after CRLF and before blank lines is too early.
    pub(crate) fn line_of_next_record(&mut self) -> u64 {
        self.records_taken += 1;
        while let Some(&(from, shift)) = self.shifts.front() {
            if from > self.records_taken {
                break;
            }
            self.shift_taken = shift;
            self.shifts.pop_front();
        }
        self.records_taken + self.shift_taken
    }

    fn check(&mut self, chunk: &[u8]) -> Result<(), io::Error> {
        let outside = matches!(self.place, Place::FieldStart | Place::Unquoted);
        if outside && !chunk.contains(&b'"') {
            self.check_lines(chunk)?;
        } else {
            self.check_bytes(chunk)?;
        }
        if let Some(&last) = chunk.last() {
            self.last = Some(last);
        }
        Ok(())
    }

    /// A chunk outside quotes and without any: only its line ends matter.
    fn check_lines(&mut self, chunk: &[u8]) -> Result<(), io::Error> {
        let mut rest = chunk;
        while let Some((&first, after)) = rest.split_first() {
            if is_end(first) {
                self.end_of_record(first);
                self.place = Place::FieldStart;
                rest = after;
                continue;
            }
            if !self.in_record {
                self.begin_record();
            }
            self.after_return = false;
            let length = rest.iter().position(|&b| is_end(b)).unwrap_or(rest.len());
            self.record_bytes += u64::try_from(length).unwrap_or(u64::MAX);
            self.check_length()?;
            let (text, after) = rest.split_at(length);
            let at_delimiter = text.last() == Some(&self.delimiter);
            self.place = if at_delimiter {
                Place::FieldStart
            } else {
                Place::Unquoted
            };
            rest = after;
        }
        Ok(())
    }

    /// Any chunk, byte by byte.
    fn check_bytes(&mut self, chunk: &[u8]) -> Result<(), io::Error> {
        for &byte in chunk {
            let ends = is_end(byte) && self.place != Place::Quoted;
            if !self.in_record && !ends {
                self.begin_record();
            }
            self.record_bytes += 1;
            self.place = match (self.place, byte) {
                (Place::FieldStart, b'"') => {
                    self.quote_line = self.line;
                    Place::Quoted
                }
                (Place::Quoted, b'"') => Place::AfterQuote,
                (Place::AfterQuote, b'"') | (Place::Quoted, _) => Place::Quoted,
                (_, byte) if byte == self.delimiter || is_end(byte) => Place::FieldStart,
                (Place::AfterQuote, _) => {
                    // A field over several lines has more likely lost the quote that should have closed it.
                    let problem = CsvProblem::StrayQuote { closed: self.line };
                    return Err(self.refuse(&problem, self.quote_line));
                }
                (Place::FieldStart | Place::Unquoted, _) => Place::Unquoted,
            };
            if ends {
                self.end_of_record(byte);
            } else {
                self.count_line(byte);
                self.check_length()?;
            }
        }
        Ok(())
    }

    /// CR, LF and CR LF each end one line.
    fn count_line(&mut self, byte: u8) {
        if byte == b'\r' || (byte == b'\n' && !self.after_return) {
            self.line += 1;
        }
        self.after_return = byte == b'\r';
    }

    fn end_of_record(&mut self, byte: u8) {
        self.count_line(byte);
        self.in_record = false;
        self.record_bytes = 0;
    }

    /// Notes how far lines and records are apart, where that changes: a queue that stays empty for most files.
    fn begin_record(&mut self) {
        self.in_record = true;
        self.record_line = self.line;
        self.records += 1;
        let shift = self.line.saturating_sub(self.records);
        if shift != self.shift {
            self.shift = shift;
            self.shifts.push_back((self.records, shift));
        }
    }

    fn check_length(&self) -> Result<(), io::Error> {
        if self.record_bytes <= self.max_record {
            return Ok(());
        }
        Err(if self.place == Place::Quoted {
            self.refuse(&CsvProblem::UnterminatedQuote, self.quote_line)
        } else {
            self.refuse(
                &CsvProblem::RecordTooLong {
                    limit: self.max_record,
                },
                self.record_line,
            )
        })
    }

    fn refuse(&self, problem: &CsvProblem, line: u64) -> io::Error {
        RefusedStream::into_io(problem.refuse(&self.name).at_line(line))
    }
}

fn is_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

impl<R: Read> Read for RecordGuard<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(target)?;
        if n == 0 && !target.is_empty() && self.place == Place::Quoted {
            return Err(self.refuse(&CsvProblem::UnterminatedQuote, self.quote_line));
        }
        self.check(target.get(..n).unwrap_or_default())?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines of the records, last line, and what stopped the stream.
    fn walked(text: &[u8], chunk: usize, byte_by_byte: bool) -> (Vec<u64>, u64, Option<String>) {
        let mut guard = RecordGuard::new(io::empty(), "f", b';', 6);
        let mut stopped = None;
        for part in text.chunks(chunk) {
            let result = if byte_by_byte {
                guard.check_bytes(part)
            } else {
                guard.check(part)
            };
            if let Err(error) = result {
                stopped = Some(error.to_string());
                break;
            }
        }
        let lines = (0..guard.records)
            .map(|_| guard.line_of_next_record())
            .collect();
        (lines, guard.line, stopped)
    }

    proptest! {
        #[test]
        fn the_quick_way_sees_what_the_slow_way_sees(text in "[ab;\r\n]{0,12}(\"[a\n]{0,3}\")?[ab;\r\n]{0,12}", chunk in 1_usize..9) {
            let quick = walked(text.as_bytes(), chunk, false);
            prop_assert_eq!(&quick, &walked(text.as_bytes(), chunk, true));
            let lines: Vec<u64> = text.replace("\r\n", "\n").replace('\r', "\n").split('\n').zip(1..)
                .filter(|(line, _)| !line.is_empty()).map(|(_, number)| number).collect();
            if !text.contains('"') && quick.2.is_none() {
                prop_assert_eq!(quick.0, lines);
            }
        }
    }
}

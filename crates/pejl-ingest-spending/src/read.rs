//! Reads StatBank files into facts: every row checked, nothing guessed, memory flat in the size of the file.

mod combination;
mod facts;
mod fault;
mod outcome;
mod rows;
mod value;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use pejl_domain::{Area, Period, Variant};
use pejl_ingest::unique::{Duplicate, Duplicates, KeyCheck};
use pejl_ingest::{Described, Message, Reader, RowIssue, Severity, open, shown_name};
use pejl_lake::{Frame, StatFactBuilder};

pub use self::outcome::{FileFacts, ReadFailure, ReadOutcome};
use self::rows::Rows;
use crate::covers::{CoverBuilder, Unclear, UnclearCause};
use crate::declared::Declared;
use crate::layout::Layout;
use crate::members::Interner;
use crate::requested::Requested;

/// Rows that are handed on at a time.
const FRAME_ROWS: usize = 262_144;
/// The most different combinations of members one import may hold. Each takes some hundred bytes of memory, and a file
/// whose every row has one of its own is no statistic.
const COMBINATIONS_MAX: usize = 500_000;

/// Where finished frames go.
pub type Sink<'a> = dyn FnMut(Frame) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + 'a;

/// Reads StatBank files as one import: facts go to `sink` while reading, the outcome tells covers and issues.
///
/// `import_id` is written on every row. The facts are worth nothing when the outcome has errors: the caller throws
/// away what the sink took. `progress` is told the rows read so far.
///
/// # Errors
/// Only failures of sink and disk; what is wrong with a file is an issue in the outcome.
pub fn read_statbank(
    files: &[PathBuf],
    declared: &Declared,
    import_id: i64,
    sink: &mut Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadOutcome, ReadFailure> {
    let mut import = Import {
        outcome: ReadOutcome::default(),
        names: files.iter().map(|path| shown_name(path)).collect(),
        covers: CoverBuilder::default(),
        variants: HashMap::new(),
        areas: Interner::default(),
        periods: Interner::default(),
        combinations: HashMap::new(),
        keys: KeyCheck::default(),
        builder: StatFactBuilder::default(),
        import_id,
        sink,
        progress,
    };
    for (number, path) in (0..).zip(files) {
        import.file(number, path, declared)?;
        if import.outcome.is_full() {
            break;
        }
    }
    import.finish()
}

/// What holds for all files of an import while they are read.
struct Import<'a, 'b> {
    outcome: ReadOutcome,
    /// Names of all files, by number.
    names: Vec<String>,
    covers: CoverBuilder,
    /// Number of each variant by its key.
    variants: HashMap<String, u32>,
    /// Areas, periods and combinations of members have one number each throughout the import, so that four
    /// numbers are the identity of a fact.
    areas: Interner<&'static Area>,
    periods: Interner<Period>,
    combinations: HashMap<String, u32>,
    keys: KeyCheck,
    builder: StatFactBuilder,
    import_id: i64,
    sink: &'a mut Sink<'b>,
    progress: &'a mut dyn FnMut(u64),
}

/// A file that can be read, and what is known of it before its first row.
struct Opened {
    reader: Box<dyn Reader>,
    described: Described,
    /// None in a dry run of a file that has no place.
    layout: Option<Layout>,
    declared: Declared,
    requested: Option<Requested>,
}

impl Opened {
    /// Opens a file and decides what its columns are. What a person should know of it so far is added to `issues`;
    /// None where that is an error.
    fn of(
        name: &str,
        path: &Path,
        declared: &Declared,
        issues: &mut Vec<RowIssue>,
    ) -> Option<Self> {
        let mut refuse = |issue: RowIssue| issues.push(issue);
        let mut declared = declared.clone();
        declared.open.name = Some(name.to_owned());
        let requested = Requested::beside(name, path).map_err(&mut refuse).ok()?;
        if let Some(requested) = &requested {
            requested
                .declare(name, &mut declared)
                .map_err(&mut refuse)
                .ok()?;
        }
        let reader = open(path, &declared.open)
            .map_err(|error| refuse(error.to_issue()))
            .ok()?;
        let mut described = reader.described().clone();
        if let Some(requested) = &requested {
            requested.describe(&mut described);
        }
        issues.extend(described.warnings.iter().cloned());
        let layout = match Layout::of(name, &described, &declared) {
            Ok(layout) => Some(layout),
            Err(missing) if declared.dry_run && has_no_place(&missing) => {
                issues.extend(missing.into_iter().map(|issue| RowIssue {
                    severity: Severity::Warning,
                    ..issue
                }));
                None
            }
            Err(wrong) => {
                issues.extend(wrong);
                return None;
            }
        };
        Some(Self {
            reader,
            described,
            layout,
            declared,
            requested,
        })
    }
}

impl Import<'_, '_> {
    fn file(&mut self, number: i32, path: &Path, declared: &Declared) -> Result<(), ReadFailure> {
        let name = self.name(number);
        let mut issues = Vec::new();
        let opened = Opened::of(&name, path, declared, &mut issues);
        for issue in issues {
            self.outcome.push(issue);
        }
        let Some(Opened {
            mut reader,
            mut described,
            layout,
            declared,
            requested,
        }) = opened
        else {
            return Ok(());
        };
        let n_warnings = described.warnings.len();
        let table_id = layout.as_ref().map(|l| l.table_id.clone());
        let usual_decimal = requested.as_ref().map(Requested::usual_decimal);
        let mut rows = Rows::new(
            number,
            name.clone(),
            layout,
            &described,
            &declared,
            usual_decimal,
        );
        let n_rows = rows.read_all(reader.as_mut(), self)?;
        if let Some(requested) = &requested {
            rows.cover_requested(requested, self);
        }
        // A document tells its last warnings when it has been read to the end.
        let last_warnings = reader.described().warnings.iter().skip(n_warnings);
        for warning in last_warnings {
            self.outcome.push(warning.clone());
            described.warnings.push(warning.clone());
        }
        self.outcome.files.push(FileFacts {
            name,
            described,
            table_id,
            n_rows,
        });
        Ok(())
    }

    fn name(&self, number: i32) -> String {
        usize::try_from(number)
            .ok()
            .and_then(|index| self.names.get(index))
            .cloned()
            .unwrap_or_default()
    }

    /// The number of a variant within the import.
    fn variant(&mut self, variant: &Variant) -> u32 {
        let next = u32::try_from(self.variants.len()).unwrap_or(u32::MAX);
        *self.variants.entry(variant.key()).or_insert(next)
    }

    /// The number of a combination of members within the import; none when there are too many.
    fn combination(&mut self, members: &str) -> Option<u32> {
        if let Some(number) = self.combinations.get(members) {
            return Some(*number);
        }
        let next = u32::try_from(self.combinations.len()).ok()?;
        if self.combinations.len() >= COMBINATIONS_MAX {
            return None;
        }
        self.combinations.insert(members.to_owned(), next);
        Some(next)
    }

    fn flush(&mut self) -> Result<(), ReadFailure> {
        if self.builder.is_empty() {
            return Ok(());
        }
        let frame = self.builder.finish().map_err(ReadFailure::Frame)?;
        (self.sink)(frame).map_err(ReadFailure::Sink)
    }

    fn finish(mut self) -> Result<ReadOutcome, ReadFailure> {
        self.flush()?;
        let twice = std::mem::take(&mut self.keys)
            .finish()
            .map_err(ReadFailure::Keys)?;
        self.tell_duplicates(&twice);
        let (covers, unclear) = std::mem::take(&mut self.covers).finish();
        for unclear in &unclear {
            self.tell_unclear(unclear);
        }
        self.outcome.covers = covers;
        (self.progress)(self.outcome.n_rows);
        Ok(self.outcome)
    }

    fn tell_duplicates(&mut self, twice: &Duplicates) {
        for Duplicate {
            first_file,
            first_line,
            second_file,
            second_line,
        } in &twice.listed
        {
            let name = |number: &u32| self.name(i32::try_from(*number).unwrap_or(i32::MAX));
            let (first, second) = (name(first_file), name(second_file));
            let message = Message {
                da: format!(
                    "forventede hvert tal én gang; det samme står allerede i {first} linje {first_line}"
                ),
                en: format!(
                    "expected each figure once; the same stands already in {first} line {first_line}"
                ),
            };
            self.outcome
                .push(RowIssue::error(&second, "row.twice", message).at_line(*second_line));
        }
        let listed = u64::try_from(twice.listed.len()).unwrap_or(u64::MAX);
        self.outcome.n_issues_dropped += twice.total.saturating_sub(listed);
    }

    fn tell_unclear(&mut self, unclear: &Unclear) {
        let names: Vec<String> = unclear.files.iter().map(|file| self.name(*file)).collect();
        let others = names.iter().skip(1).take(3).cloned().collect::<Vec<_>>();
        let others = others.join(", ");
        let (rule, da, en) = match unclear.cause {
            UnclearCause::MixedAbsent => (
                "absent.mixed",
                format!(
                    "en manglende række er nul i nogle af filerne og ukendt i andre ({others}); importér dem hver for sig"
                ),
                format!(
                    "an absent row is zero in some of the files and unknown in others ({others}); import them one by one"
                ),
            ),
            UnclearCause::Gap => (
                "absent.gap",
                format!(
                    "filerne har hver deres værdier for de samme områder og perioder ({others}), så det er uklart, hvilke manglende rækker der er nul; importér dem hver for sig"
                ),
                format!(
                    "each file has members of its own for the same areas and periods ({others}), so that it is not clear which absent rows are zero; import them one by one"
                ),
            ),
        };
        let file = names.first().map_or("", String::as_str);
        let issue = RowIssue::error(file, rule, Message { da, en });
        self.outcome.push(issue.with_value(&unclear.variant));
    }
}

/// Tells whether all that is wrong is that nobody says where the rows belong; a dry run can do without. Where that is
/// so, several units do not matter either: they could not be placed in any case.
fn has_no_place(issues: &[RowIssue]) -> bool {
    let is_placing = |issue: &RowIssue| {
        matches!(
            issue.rule,
            "table.not_declared" | "columns.role" | "period.not_declared" | "unit.not_declared"
        )
    };
    issues.iter().any(is_placing)
        && issues
            .iter()
            .all(|issue| is_placing(issue) || issue.rule == "unit.mixed")
}

#[cfg(test)]
mod tests;

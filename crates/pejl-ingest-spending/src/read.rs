//! Reads StatBank files into facts: every row checked, nothing guessed, memory flat in the size of the file.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use pejl_domain::account::{Existence, existed_in};
use pejl_domain::cover::members_text;
use pejl_domain::{Absent, AccountCode, Area, Cell, Cover, Grain, Period, Unit, Variant};
use pejl_ingest::number::{Number, NumberFormat, parse_number};
use pejl_ingest::unique::KeyCheck;
use pejl_ingest::{Described, Message, Reader, RowIssue, Severity, TextBatch, open};
use pejl_lake::{CodedStatFact, Frame, StatFactBuilder, TextCode};

use crate::covers::CoverBuilder;
use crate::declared::Declared;
use crate::layout::{Layout, Role};
use crate::members::{Interner, Measure, MemberReader, Rejected, area, period, price_unit};
use crate::requested::Requested;

/// Errors after which reading stops: the file is refused by the first one, and a person reads no more than these.
pub const ERRORS_MAX: usize = 100;
/// Warnings that are kept; further ones are only counted.
pub const WARNINGS_MAX: usize = 1_000;
/// Rows that are handed on at a time.
const FRAME_ROWS: usize = 262_144;

/// Where finished frames go.
pub type Sink<'a> = dyn FnMut(Frame) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + 'a;

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// The file's name without its folder.
    pub name: String,
    /// What the file says of itself, with its hash, size and encoding.
    pub described: Described,
    /// The table it was read as.
    pub table_id: Option<String>,
    /// Data rows, or cells of a document.
    pub n_rows: u64,
}

/// What reading gave.
#[derive(Debug, Default)]
pub struct ReadOutcome {
    /// What the rows cover; empty where nothing could be placed.
    pub covers: Vec<Cover>,
    /// Rows handed to the sink.
    pub n_rows: u64,
    /// The files, in order.
    pub files: Vec<FileFacts>,
    /// Errors and warnings, in order of appearance.
    pub issues: Vec<RowIssue>,
    /// Warnings beyond those kept.
    pub n_issues_dropped: u64,
}

impl ReadOutcome {
    /// Tells whether any issue is an error: then nothing may be imported.
    pub fn has_errors(&self) -> bool {
        self.issues
            .iter()
            .any(|issue| issue.severity == Severity::Error)
    }

    fn n_errors(&self) -> usize {
        self.issues
            .iter()
            .filter(|issue| issue.severity == Severity::Error)
            .count()
    }

    fn push(&mut self, issue: RowIssue) {
        let kept = match issue.severity {
            Severity::Error => ERRORS_MAX,
            Severity::Warning => WARNINGS_MAX,
        };
        if self
            .issues
            .iter()
            .filter(|i| i.severity == issue.severity)
            .count()
            < kept
        {
            self.issues.push(issue);
        } else {
            self.n_issues_dropped += 1;
        }
    }
}

/// Failures that are not the input's: the sink's, or the disk's.
#[derive(Debug, thiserror::Error)]
pub enum ReadFailure {
    /// The sink could not take a frame.
    #[error("failed to store rows")]
    Sink(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A frame could not be made.
    #[error("failed to build a frame of facts")]
    Frame(#[source] pejl_lake::LakeError),
    /// Temporary files of the uniqueness check failed.
    #[error("failed to check keys")]
    Keys(#[source] std::io::Error),
}

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
    for (number, path) in files.iter().enumerate() {
        import.file(number, path, declared)?;
        if import.outcome.n_errors() >= ERRORS_MAX {
            break;
        }
    }
    import.finish()
}

struct Import<'a, 'b> {
    outcome: ReadOutcome,
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

impl Import<'_, '_> {
    fn file(&mut self, number: usize, path: &Path, declared: &Declared) -> Result<(), ReadFailure> {
        let name = path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let mut declared = declared.clone();
        declared.open.name = Some(name.clone());
        let requested = match Requested::beside(&name, path) {
            Ok(requested) => requested,
            Err(issue) => {
                self.outcome.push(issue);
                return Ok(());
            }
        };
        if let Some(requested) = &requested {
            requested.declare(&mut declared);
        }
        let mut reader = match open(path, &declared.open) {
            Ok(reader) => reader,
            Err(error) => {
                self.outcome.push(error.to_issue());
                return Ok(());
            }
        };
        let described = reader.described().clone();
        for warning in &described.warnings {
            self.outcome.push(warning.clone());
        }
        let layout = match Layout::of(&name, &described, &declared) {
            Ok(layout) => Some(layout),
            Err(issues) if declared.dry_run && has_no_place(&issues) => {
                for issue in issues {
                    self.outcome.push(RowIssue {
                        severity: Severity::Warning,
                        ..issue
                    });
                }
                None
            }
            Err(issues) => {
                issues
                    .into_iter()
                    .for_each(|issue| self.outcome.push(issue));
                return Ok(());
            }
        };
        let table_id = layout.as_ref().map(|l| l.table_id.clone());
        let file_no = i32::try_from(number).unwrap_or(i32::MAX);
        let mut rows = Rows::new(
            name.clone(),
            file_no,
            layout,
            &described,
            &declared,
            requested,
        );
        let n_rows = rows.read_all(reader.as_mut(), self)?;
        // A document tells its last warnings when it has been read to the end.
        let described = reader.described().clone();
        self.outcome.files.push(FileFacts {
            name,
            described,
            table_id,
            n_rows,
        });
        Ok(())
    }

    fn variant(&mut self, variant: Variant, absent: Absent) -> u32 {
        let key = variant.key();
        if let Some(number) = self.variants.get(&key) {
            return *number;
        }
        let number = u32::try_from(self.covers.variant(variant, absent)).unwrap_or(u32::MAX);
        self.variants.insert(key, number);
        number
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
        for duplicate in &twice.listed {
            let name = |number: u32| {
                let file = usize::try_from(number)
                    .ok()
                    .and_then(|n| self.outcome.files.get(n));
                file.map_or_else(String::new, |f| f.name.clone())
            };
            let (first, line) = (name(duplicate.first_file), duplicate.first_line);
            let message = Message {
                da: format!("hvert tal en gang; det samme står allerede i {first} linje {line}"),
                en: format!("each figure once; the same stands already in {first} line {line}"),
            };
            let second = name(duplicate.second_file);
            self.outcome.push(
                RowIssue::error(&second, "row.twice", message).at_line(duplicate.second_line),
            );
        }
        self.outcome.covers = self.covers.finish();
        (self.progress)(self.outcome.n_rows);
        Ok(self.outcome)
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

/// One file's rows on their way to facts.
struct Rows {
    file: String,
    file_no: i32,
    layout: Option<Layout>,
    absent: Absent,
    requested: Option<Requested>,
    format: NumberFormat,
    dry_run: bool,
    known_table: bool,
    headings: Vec<String>,
    measures: Interner<Measure>,
    dimensions: Vec<Column>,
    members: HashMap<Vec<u32>, u32>,
    member_texts: Vec<Combination>,
    seen: HashSet<(u32, u32, u32)>,
    seen_members: HashSet<(u32, u32)>,
    variants: HashMap<(u32, Grain), VariantOfFile>,
    warned: HashSet<String>,
    foreign: u64,
    /// Position of the numbers as the format says, for rows without a place.
    value_column: Option<usize>,
}

struct Column {
    index: usize,
    name: String,
    reader: MemberReader,
    members: Interner<String>,
}

/// One combination of members, written canonically, and the account in it.
struct Combination {
    number: u32,
    code: TextCode,
    pairs: Vec<(String, String)>,
    account: Option<AccountCode>,
}

impl Rows {
    fn new(
        file: String,
        file_no: i32,
        layout: Option<Layout>,
        described: &Described,
        declared: &Declared,
        requested: Option<Requested>,
    ) -> Self {
        let dimensions = layout
            .iter()
            .flat_map(|l| l.roles.iter().enumerate())
            .filter_map(|(index, role)| match role {
                Role::Dimension { name, known } => Some(Column {
                    index,
                    name: name.clone(),
                    reader: MemberReader::of(*known),
                    members: Interner::default(),
                }),
                _ => None,
            });
        let bulk = declared.absent_is_zero || described.absent == Absent::Zero;
        Self {
            dimensions: dimensions.collect(),
            // What a format fixes holds for rows without a place too.
            format: NumberFormat {
                decimal: layout
                    .as_ref()
                    .map_or(described.decimal.or(declared.decimal), |l| l.decimal),
            },
            known_table: layout.as_ref().is_some_and(|l| {
                crate::knowledge::knowledge()
                    .find_table(&l.table_id)
                    .is_some()
            }),
            absent: if bulk { Absent::Zero } else { Absent::Missing },
            headings: described.columns.iter().map(|c| c.name.clone()).collect(),
            dry_run: declared.dry_run,
            file,
            file_no,
            layout,
            requested,
            measures: Interner::default(),
            members: HashMap::new(),
            member_texts: Vec::new(),
            seen: HashSet::new(),
            seen_members: HashSet::new(),
            variants: HashMap::new(),
            warned: HashSet::new(),
            foreign: 0,
            value_column: described
                .position_of(pejl_ingest::Role::Value)
                .or_else(|| described.columns.len().checked_sub(1)),
        }
    }

    fn read_all(
        &mut self,
        reader: &mut dyn Reader,
        import: &mut Import<'_, '_>,
    ) -> Result<u64, ReadFailure> {
        let mut n_rows = 0;
        loop {
            match reader.next_batch() {
                Ok(Some(batch)) => n_rows += self.batch(&batch, import)?,
                Ok(None) => break,
                Err(error) => {
                    import.outcome.push(error.to_issue());
                    return Ok(n_rows);
                }
            }
            (import.progress)(import.outcome.n_rows);
            if import.outcome.n_errors() >= ERRORS_MAX {
                break;
            }
        }
        if n_rows == 0 {
            let message = Message {
                da: "mindst en række med tal".into(),
                en: "at least one row of figures".into(),
            };
            import
                .outcome
                .push(RowIssue::error(&self.file, "file.empty", message));
        }
        if self.foreign > 0 {
            let message = Message {
                da: format!(
                    "danske områder; {} rækker har andre og kan ikke importeres",
                    self.foreign
                ),
                en: format!(
                    "Danish areas; {} rows have others and cannot be imported",
                    self.foreign
                ),
            };
            import
                .outcome
                .push(RowIssue::warning(&self.file, "area.foreign", message));
        }
        self.declare_request(import);
        Ok(n_rows)
    }

    /// A fetched BULK answer covers what was asked for, also where no row came back.
    fn declare_request(&mut self, import: &mut Import<'_, '_>) {
        let Some(requested) = self.requested.take() else {
            return;
        };
        let Some(layout) = &self.layout else { return };
        let numbers: HashSet<u32> = self.variants.values().map(|v| v.number).collect();
        for number in numbers {
            requested.cover(
                layout,
                usize::try_from(number).unwrap_or(usize::MAX),
                &mut import.covers,
            );
        }
    }

    fn batch(
        &mut self,
        batch: &TextBatch,
        import: &mut Import<'_, '_>,
    ) -> Result<u64, ReadFailure> {
        let mut n_rows = 0;
        for (row, line) in batch.lines.iter().enumerate() {
            n_rows += 1;
            let cells = RowCells {
                batch,
                row,
                line: *line,
            };
            match self.row(&cells, import) {
                Ok(()) => import.outcome.n_rows += 1,
                Err(Stop::Frame(error)) => return Err(ReadFailure::Frame(error)),
                Err(Stop::Keys(error)) => return Err(ReadFailure::Keys(error)),
                Err(Stop::Row(Fault {
                    column,
                    value,
                    rejected,
                })) => {
                    let message = Message {
                        da: rejected.da,
                        en: rejected.en,
                    };
                    let mut issue = RowIssue::error(&self.file, rejected.rule, message)
                        .at_line(*line)
                        .with_value(&value);
                    issue.column = column.and_then(|c| self.headings.get(c)).cloned();
                    import.outcome.push(issue);
                    if import.outcome.n_errors() >= ERRORS_MAX {
                        return Ok(n_rows);
                    }
                }
            }
            if import.builder.len() >= FRAME_ROWS {
                import.flush()?;
            }
        }
        Ok(n_rows)
    }

    fn row(&mut self, cells: &RowCells<'_>, import: &mut Import<'_, '_>) -> Result<(), Stop> {
        let Some(layout) = &self.layout else {
            return Ok(read_only(cells, self.value_column, self.format)?);
        };
        let mut area_id = None;
        let mut period_id = None;
        let mut measure_id = None;
        let mut value = None;
        for (index, role) in layout.roles.iter().enumerate() {
            let text = cells.get(index);
            match role {
                Role::Area => match import.areas.id(text, area) {
                    Ok(id) => area_id = Some(id),
                    Err(_) if self.dry_run && !self.known_table => {
                        self.foreign += 1;
                        return Ok(());
                    }
                    Err(rejected) => return Err(Fault::at(index, text, rejected).into()),
                },
                Role::Time => {
                    period_id = Some(
                        import
                            .periods
                            .id(text, period)
                            .map_err(|r| Fault::at(index, text, r))?,
                    )
                }
                Role::Unit => {
                    measure_id = Some(
                        self.measures
                            .id(text, price_unit)
                            .map_err(|r| Fault::at(index, text, r))?,
                    );
                }
                Role::Value => value = Some((index, text)),
                Role::Dimension { .. } | Role::Ignored => {}
            }
        }
        let constant = layout.period;
        let combination = self.combination(cells, import)?;
        if let (None, Some(period)) = (period_id, constant) {
            period_id = import.periods.id(&period.to_string(), |_| Ok(period)).ok();
        }
        let (Some(area), Some(value)) =
            (area_id.and_then(|id| import.areas.get(id).copied()), value)
        else {
            return Ok(());
        };
        let period = period_id.and_then(|id| import.periods.get(id).copied());
        let of_file = self.layout.as_ref().and_then(|l| l.measure.as_ref());
        let measure = measure_id.and_then(|id| self.measures.get(id)).or(of_file);
        let (Some(period), Some(measure)) = (period, measure) else {
            return Ok(());
        };
        let (measure_factor, measure_unit) = (measure.factor, measure.unit.clone());
        let (stored, cell) = stored_value(value.1, self.format, measure_factor, &measure_unit)
            .map_err(|rejected| Fault::at(value.0, value.1, rejected))?;
        let (stored, cell) =
            self.check_account(combination, period, stored, cell, cells, import)?;

        let variant = self.variant(measure_id.unwrap_or(u32::MAX), period, import);
        let area_number = area_id.unwrap_or(u32::MAX);
        let period_number = period_id.unwrap_or(u32::MAX);
        if self.seen.insert((variant, area_number, period_number)) {
            import.covers.seen(
                usize::try_from(variant).unwrap_or(usize::MAX),
                area.code,
                period,
            );
        }
        let Some(members) = usize::try_from(combination)
            .ok()
            .and_then(|i| self.member_texts.get(i))
        else {
            return Ok(());
        };
        if self.seen_members.insert((variant, combination)) {
            for (dimension, member) in &members.pairs {
                import.covers.member(
                    usize::try_from(variant).unwrap_or(usize::MAX),
                    dimension,
                    member,
                );
            }
        }
        let key = key([variant, area_number, period_number, members.number]);
        import
            .keys
            .insert(key, self.file_no.unsigned_abs(), cells.line)
            .map_err(Stop::Keys)?;
        let Some(variant_code) = self
            .variants
            .get(&(measure_id.unwrap_or(u32::MAX), period.grain()))
            .map(|v| v.code)
        else {
            return Ok(());
        };
        let fact = CodedStatFact {
            variant: variant_code,
            area: import.builder.area(area.code),
            level: area.level,
            period,
            members: members.code,
            value: stored.map(|n| n.value),
            scale: stored.map_or(0, |n| n.scale),
            cell,
            import_id: import.import_id,
            file_no: self.file_no,
            line: i64::try_from(cells.line).unwrap_or(i64::MAX),
        };
        import.builder.push_coded(&fact).map_err(Stop::Frame)?;
        Ok(())
    }

    /// Returns the number of the row's combination of members.
    fn combination(
        &mut self,
        cells: &RowCells<'_>,
        import: &mut Import<'_, '_>,
    ) -> Result<u32, Fault> {
        let mut ids = Vec::with_capacity(self.dimensions.len());
        for column in &mut self.dimensions {
            let text = cells.get(column.index);
            let reader = &column.reader;
            let id = column
                .members
                .id(text, |t| reader.read(t))
                .map_err(|r| Fault::at(column.index, text, r))?;
            ids.push(id);
        }
        if let Some(number) = self.members.get(&ids) {
            return Ok(*number);
        }
        let read = self.dimensions.iter().zip(&ids).filter_map(|(column, id)| {
            column
                .members
                .get(*id)
                .map(|member| (column.name.clone(), member.clone()))
        });
        let constants = self.layout.iter().flat_map(|l| l.constants.iter().cloned());
        let pairs: Vec<(String, String)> = read.chain(constants).collect();
        let account = pairs
            .iter()
            .find(|(name, member)| name == "function" && member != "TOT")
            .and_then(|(_, member)| AccountCode::parse(member).ok());
        let text = members_text(&pairs.iter().cloned().collect());
        let next = u32::try_from(import.combinations.len()).unwrap_or(u32::MAX);
        let number = *import.combinations.entry(text.clone()).or_insert(next);
        let code = import.builder.members(&text);
        self.member_texts.push(Combination {
            number,
            code,
            pairs,
            account,
        });
        let number = u32::try_from(self.member_texts.len() - 1).unwrap_or(u32::MAX);
        self.members.insert(ids, number);
        Ok(number)
    }

    /// A listed function has no money in a year it did not exist; an unlisted one is kept and named once.
    fn check_account(
        &mut self,
        combination: u32,
        period: Period,
        stored: Option<Number>,
        cell: Cell,
        cells: &RowCells<'_>,
        import: &mut Import<'_, '_>,
    ) -> Result<(Option<Number>, Cell), Fault> {
        let combination = usize::try_from(combination)
            .ok()
            .and_then(|i| self.member_texts.get(i));
        let Some(account) = combination.and_then(|c| c.account.as_ref()) else {
            return Ok((stored, cell));
        };
        match existed_in(account, period.year_number()) {
            Existence::Yes => Ok((stored, cell)),
            Existence::No { from, to } if stored.is_none_or(|n| n.value == 0) => {
                let _ = (from, to);
                Ok((None, Cell::NotApplicable))
            }
            Existence::No { from, to } => {
                let column = self
                    .dimensions
                    .iter()
                    .find(|c| c.name == "function")
                    .map(|c| c.index);
                let date = |d: Option<chrono::NaiveDate>| {
                    d.map_or_else(|| "…".to_owned(), |d| d.to_string())
                };
                Err(Fault {
                    column,
                    value: column.map_or_else(String::new, |c| cells.get(c).to_owned()),
                    rejected: Rejected {
                        rule: "function.not_in_year",
                        da: format!(
                            "en funktion, der fandtes i {period}; {account} gjaldt {} til {}",
                            date(from),
                            date(to)
                        ),
                        en: format!(
                            "a function that existed in {period}; {account} was valid {} to {}",
                            date(from),
                            date(to)
                        ),
                    },
                })
            }
            Existence::Unlisted => {
                if self.warned.insert(account.as_str().to_owned()) {
                    let message = Message {
                        da: format!(
                            "funktion {account} står ikke på Pejls liste; den er med, som den står"
                        ),
                        en: format!(
                            "function {account} is not on Pejl's list; it is kept as it stands"
                        ),
                    };
                    let issue = RowIssue::warning(&self.file, "function.unlisted", message)
                        .at_line(cells.line);
                    import.outcome.push(issue);
                }
                Ok((stored, cell))
            }
        }
    }

    fn variant(&mut self, measure_id: u32, period: Period, import: &mut Import<'_, '_>) -> u32 {
        let grain = period.grain();
        if let Some(known) = self.variants.get(&(measure_id, grain)) {
            return known.number;
        }
        let Some(layout) = &self.layout else {
            return u32::MAX;
        };
        let Some(measure) = self.measures.get(measure_id).or(layout.measure.as_ref()) else {
            return u32::MAX;
        };
        let variant = Variant {
            source: layout.source.to_owned(),
            table_id: layout.table_id.clone(),
            unit: measure.unit.clone(),
            price: measure.price,
            grain,
            dimensions: layout.dimensions().map(str::to_owned).collect(),
        };
        let code = import.builder.variant(&variant.key());
        let number = import.variant(variant, self.absent);
        self.variants
            .insert((measure_id, grain), VariantOfFile { number, code });
        number
    }
}

/// A variant as it is known inside one file.
struct VariantOfFile {
    number: u32,
    code: TextCode,
}

struct RowCells<'a> {
    batch: &'a TextBatch,
    row: usize,
    line: u64,
}

impl RowCells<'_> {
    fn get(&self, column: usize) -> &str {
        self.batch
            .columns
            .get(column)
            .map_or("", |c| c.get(self.row))
    }
}

/// Why a row gave no fact.
enum Stop {
    /// The row is wrong.
    Row(Fault),
    /// The frame could not take it.
    Frame(pejl_lake::LakeError),
    /// Its key could not be kept.
    Keys(std::io::Error),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Row(fault)
    }
}

struct Fault {
    column: Option<usize>,
    value: String,
    rejected: Rejected,
}

impl Fault {
    fn at(column: usize, value: &str, rejected: Rejected) -> Self {
        Self {
            column: Some(column),
            value: value.to_owned(),
            rejected,
        }
    }
}

/// A file without a place in the lake: its numbers are read, nothing is kept.
fn read_only(
    cells: &RowCells<'_>,
    value_column: Option<usize>,
    format: NumberFormat,
) -> Result<(), Fault> {
    let Some(index) = value_column else {
        return Ok(());
    };
    let text = cells.get(index);
    stored_value(text, format, 1, &Unit::Index)
        .map(|_| ())
        .map_err(|rejected| Fault::at(index, text, rejected))
}

/// Reads a cell: a number in the stored unit, or why there is none.
fn stored_value(
    text: &str,
    format: NumberFormat,
    factor: i64,
    unit: &Unit,
) -> Result<(Option<Number>, Cell), Rejected> {
    match text.trim() {
        "" | ".." | "..." | "...." | "....." | "......" | ":" | "M" => {
            return Ok((None, Cell::Missing));
        }
        "." => return Ok((None, Cell::NotApplicable)),
        "-" => return Ok((Some(Number { value: 0, scale: 0 }), Cell::Zero)),
        _ => {}
    }
    let number = parse_number(text, format).map_err(|issue| {
        let message = issue.message();
        Rejected {
            rule: issue.rule(),
            da: message.da,
            en: message.en,
        }
    })?;
    let number = in_unit(number, factor, unit)?;
    Ok((
        Some(number),
        if number.value == 0 {
            Cell::Zero
        } else {
            Cell::Ok
        },
    ))
}

/// Multiplies by the unit's factor exactly; money becomes whole øre or is refused.
fn in_unit(number: Number, factor: i64, unit: &Unit) -> Result<Number, Rejected> {
    let too_large = || Rejected {
        rule: "number.too_large",
        da: "et tal, der kan være i 64 bit".into(),
        en: "a number that fits in 64 bits".into(),
    };
    let value = number.value.checked_mul(factor).ok_or_else(too_large)?;
    if *unit != Unit::Oere {
        return Ok(Number {
            value,
            scale: number.scale,
        });
    }
    let divisor = u32::try_from(number.scale)
        .ok()
        .and_then(|s| 10_i64.checked_pow(s))
        .ok_or_else(too_large)?;
    if value % divisor != 0 {
        return Err(Rejected {
            rule: "money.not_whole_oere",
            da: "et beløb i hele øre".into(),
            en: "an amount in whole øre".into(),
        });
    }
    Ok(Number {
        value: value / divisor,
        scale: 0,
    })
}

/// Identity of a fact, exactly: variant, area, period and combination of members.
///
/// Multiplying by an odd number loses nothing and spreads the numbers over all bits, which the spilling of keys needs.
fn key(numbers: [u32; 4]) -> u128 {
    const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    numbers
        .iter()
        .fold(0, |key: u128, number| (key << 32) | u128::from(*number))
        .wrapping_mul(ODD)
}

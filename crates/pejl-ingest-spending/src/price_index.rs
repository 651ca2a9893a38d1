//! Reads published changes of a price and wage series from the project's own CSV.
//!
//! Columns: `series`, `year`, `pct_change` (a share such as `0,021`, or `2,1 %`), `published_on` (ISO date), `source`.
//! A year may stand several times: each `published_on` is a vintage of its own, and none replaces another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use pejl_domain::cpr;
use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Unit, Variant};
use pejl_ingest::number::{Number, NumberFormat, parse_number};
use pejl_ingest::{Message, RowIssue, open, shown_name};
use pejl_lake::{PriceIndexBuilder, PriceIndexRow};

use crate::declared::Declared;
use crate::members::{MEMBER_CHARS_MAX, Rejected};
use crate::read::{FileFacts, ReadFailure, ReadOutcome, Sink};

/// The columns, in any order.
pub const COLUMNS: [&str; 5] = ["series", "year", "pct_change", "published_on", "source"];
/// The largest change of a year that is believed, as a share: more is most likely per cent without the sign (`0,4` for
/// 0.4 %), and would make the prices of a year half again as high.
const CHANGE_MAX: f64 = 0.15;
/// The most rows of one file, which is kept in memory; a century of estimates is a thousand.
const ROWS_MAX: u64 = 100_000;

/// Reads published changes; rows go to `sink` in one frame.
///
/// # Errors
/// Failures of sink and engine; what is wrong with a file is an issue in the outcome.
pub fn read_price_index(
    files: &[PathBuf],
    declared: &Declared,
    import_id: i64,
    sink: &mut Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadOutcome, ReadFailure> {
    let mut outcome = ReadOutcome::default();
    let mut builder = PriceIndexBuilder::new();
    let mut gathered = Gathered::default();
    for (number, path) in files.iter().enumerate() {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let name = shown_name(path);
        for change in read_file(path, &name, declared, &mut outcome) {
            let Change {
                series,
                period,
                pct_change,
                published_on,
                source,
                line,
            } = change;
            if !gathered.insert(&series, period, published_on) {
                let message = Message {
                    da: "forventede hver serie, år og offentliggørelse én gang".into(),
                    en: "expected each series, year and publication once".into(),
                };
                let issue = RowIssue::error(&name, "row.twice", message);
                outcome.push(
                    issue
                        .at_line(line)
                        .with_value(&format!("{series} {period} {published_on}")),
                );
                continue;
            }
            builder.push(&PriceIndexRow {
                series: &series,
                year: period.year_number(),
                pct_change,
                published_on,
                source: &source,
                import_id,
                file_no: number,
                line: i64::try_from(line).unwrap_or(i64::MAX),
            });
            outcome.n_rows += 1;
        }
    }
    if !builder.is_empty() {
        let frame = builder.finish().map_err(ReadFailure::Frame)?;
        sink(frame).map_err(ReadFailure::Sink)?;
    }
    outcome.covers = gathered.covers();
    progress(outcome.n_rows);
    Ok(outcome)
}

struct Change {
    series: String,
    period: Period,
    pct_change: f64,
    published_on: NaiveDate,
    source: String,
    line: u64,
}

/// Years of each series and publication.
#[derive(Default)]
struct Gathered(BTreeMap<(String, NaiveDate), BTreeSet<Period>>);

impl Gathered {
    fn insert(&mut self, series: &str, period: Period, published_on: NaiveDate) -> bool {
        self.0
            .entry((series.to_owned(), published_on))
            .or_default()
            .insert(period)
    }

    /// One cover for each series and publication: a later publication stands beside an earlier one.
    fn covers(self) -> Vec<Cover> {
        let cover =
            |((series, published_on), periods): ((String, NaiveDate), BTreeSet<Period>)| Cover {
                variant: Variant {
                    source: "canonical".to_owned(),
                    table_id: series,
                    unit: Unit::Share,
                    price: PriceLevel::NotApplicable,
                    grain: Grain::Year,
                    dimensions: BTreeSet::from(["published_on".to_owned()]),
                },
                areas: BTreeSet::from(["000".to_owned()]),
                periods,
                members: BTreeMap::from([(
                    "published_on".to_owned(),
                    BTreeSet::from([published_on.to_string()]),
                )]),
                absent: Absent::Missing,
            };
        self.0.into_iter().map(cover).collect()
    }
}

fn read_file(
    path: &Path,
    name: &str,
    declared: &Declared,
    outcome: &mut ReadOutcome,
) -> Vec<Change> {
    let mut options = declared.open.clone();
    options.name = Some(name.to_owned());
    let mut reader = match open(path, &options) {
        Ok(reader) => reader,
        Err(error) => {
            outcome.push(error.to_issue());
            return Vec::new();
        }
    };
    let described = reader.described().clone();
    let position = |wanted: &str| {
        described
            .columns
            .iter()
            .position(|c| c.name.trim().eq_ignore_ascii_case(wanted))
    };
    let positions: Vec<Option<usize>> = COLUMNS.iter().map(|column| position(column)).collect();
    let [
        Some(series),
        Some(year),
        Some(change),
        Some(published),
        Some(source),
    ] = positions.as_slice()
    else {
        let wanted = COLUMNS.join(", ");
        let found = described
            .columns
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let message = Message {
            da: format!("forventede kolonnerne {wanted}"),
            en: format!("expected the columns {wanted}"),
        };
        outcome.push(
            RowIssue::error(name, "columns.missing", message)
                .at_line(1)
                .with_value(&found),
        );
        return Vec::new();
    };
    let format = NumberFormat {
        decimal: declared.decimal,
    };
    let mut changes = Vec::new();
    let mut n_rows = 0;
    while !outcome.is_full() {
        let batch = match reader.next_batch() {
            Ok(Some(batch)) => batch,
            Ok(None) => {
                check_rows(name, n_rows, outcome);
                break;
            }
            Err(error) => {
                outcome.push(error.to_issue());
                break;
            }
        };
        for (row, line) in batch.lines.iter().enumerate() {
            n_rows += 1;
            let cell = |column: usize| batch.columns.get(column).map_or("", |c| c.get(row)).trim();
            let read = || -> Result<Change, (usize, Rejected)> {
                Ok(Change {
                    series: name_of(cell(*series)).map_err(|r| (*series, r))?,
                    period: year_of(cell(*year)).map_err(|r| (*year, r))?,
                    pct_change: share_of(cell(*change), format).map_err(|r| (*change, r))?,
                    published_on: date_of(cell(*published)).map_err(|r| (*published, r))?,
                    source: name_of(cell(*source)).map_err(|r| (*source, r))?,
                    line: *line,
                })
            };
            match read() {
                Ok(change) => changes.push(change),
                Err((column, rejected)) => {
                    let heading = described
                        .columns
                        .get(column)
                        .map_or("", |c| c.name.as_str());
                    let rule = rejected.rule;
                    let issue = RowIssue::error(name, rule, rejected.into_message());
                    let issue = issue.at_line(*line).in_column(heading);
                    outcome.push(issue.with_value(cell(column)));
                }
            }
        }
        if n_rows > ROWS_MAX {
            check_rows(name, n_rows, outcome);
            break;
        }
    }
    for warning in &reader.described().warnings {
        outcome.push(warning.clone());
    }
    outcome.files.push(FileFacts {
        name: name.to_owned(),
        described,
        table_id: Some("PRICE_INDEX".to_owned()),
        n_rows,
    });
    changes
}

/// A file without rows says nothing, and one with too many is no series of yearly changes.
fn check_rows(name: &str, n_rows: u64, outcome: &mut ReadOutcome) {
    let (rule, da, en) = match n_rows {
        0 => (
            "file.empty",
            "forventede mindst én række".to_owned(),
            "expected at least one row".to_owned(),
        ),
        1..=ROWS_MAX => return,
        _ => (
            "file.too_many_rows",
            format!("forventede højst {ROWS_MAX} rækker"),
            format!("expected at most {ROWS_MAX} rows"),
        ),
    };
    outcome.push(RowIssue::error(name, rule, Message { da, en }));
}

fn name_of(text: &str) -> Result<String, Rejected> {
    if text.is_empty() || text.chars().count() > MEMBER_CHARS_MAX {
        return Err(Rejected::expected(
            "text.length",
            format!("en tekst på 1-{MEMBER_CHARS_MAX} tegn"),
            format!("a text of 1-{MEMBER_CHARS_MAX} characters"),
        ));
    }
    if cpr::masked(text) != text {
        return Err(Rejected::expected(
            "text.person_number",
            "en tekst uden noget, der ligner et CPR-nummer",
            "a text without anything that looks like a CPR number",
        ));
    }
    Ok(text.to_owned())
}

fn year_of(text: &str) -> Result<Period, Rejected> {
    let invalid = || {
        Rejected::expected(
            "period.invalid",
            "et årstal som 2019",
            "a year such as 2019",
        )
    };
    let period: Period = text.parse().map_err(|_| invalid())?;
    if period.grain() == Grain::Year {
        Ok(period)
    } else {
        Err(invalid())
    }
}

fn date_of(text: &str) -> Result<NaiveDate, Rejected> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
        Rejected::expected(
            "date.invalid",
            "en dato som 2019-06-30",
            "a date such as 2019-06-30",
        )
    })
}

/// `0,021` is a share; `2,1 %` is the same in per cent.
fn share_of(text: &str, format: NumberFormat) -> Result<f64, Rejected> {
    let invalid = || {
        Rejected::expected(
            "number.invalid",
            "en andel som 0,021 eller 2,1 %",
            "a share such as 0.021 or 2.1 %",
        )
    };
    let (digits, divisor) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0),
        None => (text, 1.0),
    };
    let mut format = format;
    if format.decimal.is_none() {
        // A change of a thousand or more is refused below, so a separator can only be decimal here.
        format.decimal = digits.chars().find(|c| matches!(c, ',' | '.'));
    }
    let number = parse_number(digits, format).map_err(|_| invalid())?;
    let share = as_f64(number) / divisor;
    if share.abs() > CHANGE_MAX {
        return Err(Rejected::expected(
            "number.out_of_range",
            "en årlig ændring på højst 15 %; skriv 2,1 % eller 0,021",
            "a yearly change of at most 15 %; write 2.1 % or 0.021",
        ));
    }
    Ok(share)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share has far fewer digits than a double"
)]
fn as_f64(number: Number) -> f64 {
    number.value as f64 / 10_f64.powi(number.scale)
}

#[cfg(test)]
mod tests;

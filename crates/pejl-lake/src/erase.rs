//! Writes a segment anew without the rows that are to go.
//!
//! A segment is immutable, so that rows go by another taking its place. Every other row is kept, seen or not, so that every
//! snapshot shows through the new segment what it showed through the old one, less what went.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::Period;
use polars::prelude::{
    DataFrame, DataType, Expr, LazyFrame, Literal, NamedFrom, Scalar, Series, col, len, lit,
};

use crate::columns;
use crate::dataset::DatasetSpec;
use crate::error::LakeError;
use crate::footer::Footer;
use crate::lake::Lake;
use crate::path::SegmentPath;
use crate::price_index::day_number;
use crate::segment::{ROW_GROUP_ROWS, SealedSegment};
use crate::view::{VisiblePart, run};
use crate::visible::{Visible, visible};

/// Name of the count in the plan that counts rows.
const N_ROWS: &str = "n_rows";

/// Which rows are to go.
#[derive(Debug, Clone, PartialEq)]
pub enum Erase {
    /// Those of persons of a municipality.
    Persons {
        /// Code of the municipality.
        area: String,
        /// The persons' pseudonyms.
        person_keys: BTreeSet<String>,
    },
    /// Those whose last day is past. The schedules are for different municipalities.
    Aged(Vec<Aged>),
}

/// How long rows of some municipalities are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Aged {
    /// Whose rows it is for.
    pub areas: Areas,
    /// Rows whose last day lies before this one go.
    pub before: NaiveDate,
    /// Parts that were seen on that day or later: a row without a last day goes once it is in none of them, for it says of
    /// nothing any more that it still runs.
    pub still_seen: Vec<VisiblePart>,
}

/// Some of the municipalities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Areas {
    /// One, by its code.
    Only(String),
    /// All but these.
    AllBut(BTreeSet<String>),
}

/// The last day of a row, which its age is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDay {
    /// The first of these columns that holds a day; a row where none does still runs.
    Of(&'static [&'static str]),
    /// The last day of the row's `period`.
    Period,
}

/// What goes of a segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many rows of each import.
    pub by_import: BTreeMap<i64, i64>,
    /// Whose they are, where the dataset has persons.
    pub person_keys: BTreeSet<String>,
}

impl Found {
    /// How many rows go.
    pub fn n_rows(&self) -> i64 {
        self.by_import.values().sum()
    }
}

/// Where a grant that came to nothing, and has no last day of validity, ends.
const OF_GRANT: &[&str] = &[
    columns::VALID_TO,
    columns::REJECTED_DATE,
    columns::CANCELLED_DATE,
];

impl DatasetSpec {
    /// Tells whether rows are about persons of a municipality, who can be found by pseudonym and be forgotten.
    pub fn holds_persons(&self) -> bool {
        let has = |name| self.column(name).is_some();
        has(columns::PERSON_KEY) && has(columns::AREA)
    }

    /// Returns what the age of a row is counted from; none where a row says nothing of it.
    ///
    /// What has a last day (`valid_to`, `end`) ends with it, and a grant that was rejected or cancelled on that day; all
    /// else belongs to a period.
    pub fn last_day(&self) -> Option<LastDay> {
        let has = |name| self.column(name).is_some();
        let is_register = self.anchor.is_empty();
        if has(columns::VALID_TO) {
            let is_grant = has(columns::REJECTED_DATE) && has(columns::CANCELLED_DATE);
            return Some(LastDay::Of(match is_grant {
                true => OF_GRANT,
                false => &[columns::VALID_TO],
            }));
        }
        if has(columns::END) {
            return Some(LastDay::Of(&[columns::END]));
        }
        // The period of a register is a mark, and says nothing of a row.
        (has(columns::PERIOD) && !is_register).then_some(LastDay::Period)
    }
}

impl Lake {
    /// Finds the rows of a segment that are to go. Row groups that hold none of them by their statistics are not read, and
    /// of the others only the columns that tell.
    ///
    /// # Errors
    /// The segment is missing, not the file that was written, or of another dataset or version.
    pub fn find_rows(
        &self,
        spec: &'static DatasetSpec,
        path: &str,
        sha256: &str,
        erase: &Erase,
    ) -> Result<Found, LakeError> {
        let path = SegmentPath::parse(path)?;
        // Before its footer, as in a view.
        self.check_once(&path, sha256)?;
        let footer = self.footer(&path)?;
        footer.check(spec, &path)?;
        let Some(goes) = self.goes(spec, &path, &footer, erase)? else {
            return Ok(Found::default());
        };
        let person = spec.column(columns::PERSON_KEY).map(|column| column.name);
        let by: Vec<Expr> = std::iter::once(columns::IMPORT_ID)
            .chain(person)
            .map(col)
            .collect();
        let rows = self.scan_as(spec, &[&path])?.filter(goes);
        let counts = run(rows
            .group_by(by)
            .agg([len().cast(DataType::Int64).alias(N_ROWS)]))?;
        found(&counts, person)
    }

    /// Writes a segment anew without the rows that [`Lake::find_rows`] found. The input stays; the caller removes it when
    /// nothing refers to it any more.
    ///
    /// A row group is in memory at a time.
    ///
    /// # Errors
    /// As [`Lake::find_rows`]; the output's path is taken; or the output would not have exactly the other rows.
    pub fn erase(
        &self,
        spec: &'static DatasetSpec,
        input: &str,
        erase: &Erase,
        found: &Found,
        output: &str,
    ) -> Result<SealedSegment, LakeError> {
        self.erase_in_runs(spec, input, erase, found, output, ROW_GROUP_ROWS)
    }

    pub(crate) fn erase_in_runs(
        &self,
        spec: &'static DatasetSpec,
        input: &str,
        erase: &Erase,
        found: &Found,
        output: &str,
        run_rows: usize,
    ) -> Result<SealedSegment, LakeError> {
        let path = SegmentPath::parse(input)?;
        let footer = self.footer(&path)?;
        footer.check(spec, &path)?;
        let stays = self
            .goes(spec, &path, &footer, erase)?
            .map_or_else(|| lit(true), |goes| goes.fill_null(lit(false)).not());
        let mut writer = self.writer(output, spec)?;
        let mut offset: i64 = 0;
        let run_rows_i64 = i64::try_from(run_rows).unwrap_or(i64::MAX);
        let run_rows = u32::try_from(run_rows).unwrap_or(u32::MAX);
        while offset < footer.n_rows {
            let rows: LazyFrame = self.scan_as(spec, &[&path])?.slice(offset, run_rows);
            writer.write(&run(rows.filter(stays.clone()))?)?;
            offset = offset.saturating_add(run_rows_i64);
        }
        let sealed = writer.seal()?;
        let expected = footer.n_rows - found.n_rows();
        if sealed.meta().n_rows != expected {
            return Err(LakeError::RowCount {
                path: output.to_owned(),
                expected,
                found: sealed.meta().n_rows,
            });
        }
        Ok(sealed)
    }

    /// What is true of the rows that go, and false or null of others; none where it is of no row.
    fn goes(
        &self,
        spec: &'static DatasetSpec,
        path: &SegmentPath,
        footer: &Footer,
        erase: &Erase,
    ) -> Result<Option<Expr>, LakeError> {
        match erase {
            Erase::Persons { area, person_keys } => {
                let keys = person_keys.iter().map(String::as_str).collect();
                let of_area = col(columns::AREA).eq(lit(area.as_str()));
                Ok(Some(of_area.and(text_in(columns::PERSON_KEY, keys))))
            }
            Erase::Aged(schedules) => {
                let Some(last_day) = spec.last_day() else {
                    return Ok(None);
                };
                let periods = match last_day {
                    LastDay::Of(_) => Vec::new(),
                    LastDay::Period => self.periods(path)?,
                };
                let mut any: Option<Expr> = None;
                for aged in schedules {
                    let past = match last_day {
                        LastDay::Period => past_period(&periods, aged.before),
                        LastDay::Of(columns) => Some(past_day(spec, footer, columns, aged)?),
                    };
                    let Some(past) = past else { continue };
                    let goes = in_areas(&aged.areas).and(past);
                    any = Some(match any {
                        None => goes,
                        Some(others) => others.or(goes),
                    });
                }
                Ok(any)
            }
        }
    }

    /// The periods that rows of the segment are of.
    fn periods(&self, path: &SegmentPath) -> Result<Vec<String>, LakeError> {
        let periods = self.scan(&[path])?.group_by([col(columns::PERIOD)]).agg([]);
        let frame = run(periods)?;
        let column = frame
            .column(columns::PERIOD)
            .and_then(|column| column.str().cloned())
            .map_err(LakeError::Engine)?;
        Ok(column.iter().flatten().map(str::to_owned).collect())
    }
}

/// Whether the row's period ended before the day; none where no period did.
fn past_period(periods: &[String], before: NaiveDate) -> Option<Expr> {
    let is_past = |text: &&str| text.parse::<Period>().is_ok_and(|one| one.end() <= before);
    let past: Vec<&str> = periods.iter().map(String::as_str).filter(is_past).collect();
    (!past.is_empty()).then(|| text_in(columns::PERIOD, past))
}

/// Whether the row's last day lies before the day, or it has none and was last seen before.
fn past_day(
    spec: &DatasetSpec,
    footer: &Footer,
    columns: &[&'static str],
    aged: &Aged,
) -> Result<Expr, LakeError> {
    let day = columns
        .iter()
        .map(|name| col(*name))
        .reduce(Expr::fill_null)
        .unwrap_or_else(|| lit(polars::prelude::NULL))
        .cast(DataType::Int32);
    let still_seen = match visible(spec, footer.extent.as_ref(), &aged.still_seen)? {
        Visible::Nothing => lit(false),
        Visible::Everything => lit(true),
        Visible::Rows(seen) => seen,
    };
    let is_past = day.clone().lt(lit(day_number(aged.before)));
    Ok(is_past
        .fill_null(lit(false))
        .or(day.is_null().and(still_seen.not())))
}

fn in_areas(areas: &Areas) -> Expr {
    match areas {
        Areas::Only(code) => col(columns::AREA).eq(lit(code.as_str())),
        Areas::AllBut(codes) if codes.is_empty() => lit(true),
        Areas::AllBut(codes) => {
            text_in(columns::AREA, codes.iter().map(String::as_str).collect()).not()
        }
    }
}

/// A literal list, which is compared with the statistics of row groups.
fn text_in(column: &'static str, texts: Vec<&str>) -> Expr {
    let texts = Series::new("texts".into(), texts);
    col(column).is_in(Scalar::new_list(texts).lit(), false)
}

fn found(counts: &DataFrame, person: Option<&'static str>) -> Result<Found, LakeError> {
    let number = |name: &str| {
        let column = counts.column(name).and_then(|column| column.i64().cloned());
        column.map_err(LakeError::Engine)
    };
    let mut found = Found::default();
    let (imports, n_rows) = (number(columns::IMPORT_ID)?, number(N_ROWS)?);
    for (import, n) in imports.iter().zip(n_rows.iter()) {
        *found
            .by_import
            .entry(import.unwrap_or_default())
            .or_default() += n.unwrap_or_default();
    }
    if let Some(person) = person {
        let keys = counts
            .column(person)
            .and_then(|column| column.str().cloned());
        let keys = keys.map_err(LakeError::Engine)?;
        found.person_keys = keys.iter().flatten().map(str::to_owned).collect();
    }
    Ok(found)
}

#[cfg(test)]
mod tests;

//! Builds frames of `price_index` from typed rows.

use chrono::{Datelike, NaiveDate};
use polars::prelude::{DataFrame, Int32Chunked, IntoSeries, NamedFromOwned, Series};

use crate::columns;
use crate::error::LakeError;
use crate::text_column::TextColumn;

/// Days from 0001-01-01 to 1970-01-01 as `chrono` counts them, both days in: the difference to the days of a Parquet date.
const DAYS_TO_EPOCH: i32 = 719_163;

/// Returns the number of a day as a Parquet date has it: days since 1970-01-01.
pub fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - DAYS_TO_EPOCH
}

/// Returns the day with that number; none outside the calendar.
pub(crate) fn day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number.checked_add(DAYS_TO_EPOCH)?)
}

/// One published change of a price or wage series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceIndexRow<'a> {
    /// Name of the series.
    pub series: &'a str,
    /// The year the change leads to.
    pub year: i32,
    /// Change from the year before, as a share (0.021 is 2.1 %).
    pub pct_change: f64,
    /// The day the figure was published.
    pub published_on: NaiveDate,
    /// Where the figure was published.
    pub source: &'a str,
    /// The import.
    pub import_id: i64,
    /// The file within the import, from 0.
    pub file_no: i32,
    /// The line within the file, from 1.
    pub line: i64,
}

/// Collects published changes and yields them as frames of [`crate::PRICE_INDEX`].
#[derive(Debug, Clone, Default)]
pub struct PriceIndexBuilder {
    series: TextColumn,
    year: Vec<i32>,
    pct_change: Vec<f64>,
    published_on: Vec<i32>,
    source: TextColumn,
    import_id: Vec<i64>,
    file_no: Vec<i32>,
    line: Vec<i64>,
}

impl PriceIndexBuilder {
    /// Returns a builder without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn push(&mut self, row: &PriceIndexRow<'_>) {
        let series = self.series.code(row.series);
        self.series.push(series);
        self.year.push(row.year);
        self.pct_change.push(row.pct_change);
        self.published_on.push(day_number(row.published_on));
        let source = self.source.code(row.source);
        self.source.push(source);
        self.import_id.push(row.import_id);
        self.file_no.push(row.file_no);
        self.line.push(row.line);
    }

    /// Returns the number of rows added since the last frame.
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Whether no row was added since the last frame.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// Returns the rows added since the last call, in the order they came.
    ///
    /// # Errors
    /// Fails if the engine refuses the columns, which it has no reason to.
    pub fn finish(&mut self) -> Result<DataFrame, LakeError> {
        let n_rows = self.line.len();
        let days = Int32Chunked::from_vec(
            columns::PUBLISHED_ON.into(),
            std::mem::take(&mut self.published_on),
        );
        let columns = vec![
            self.series.finish(columns::SERIES)?,
            Series::from_vec(columns::YEAR.into(), std::mem::take(&mut self.year)).into(),
            Series::from_vec(
                columns::PCT_CHANGE.into(),
                std::mem::take(&mut self.pct_change),
            )
            .into(),
            days.into_date().into_series().into(),
            self.source.finish(columns::SOURCE)?,
            Series::from_vec(
                columns::IMPORT_ID.into(),
                std::mem::take(&mut self.import_id),
            )
            .into(),
            Series::from_vec(columns::FILE_NO.into(), std::mem::take(&mut self.file_no)).into(),
            Series::from_vec(columns::LINE.into(), std::mem::take(&mut self.line)).into(),
        ];
        DataFrame::new(n_rows, columns).map_err(LakeError::Engine)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::dataset::PRICE_INDEX;

    #[test]
    fn days_are_those_of_the_calendar() {
        let mut builder = PriceIndexBuilder::new();
        let days = [(1970, 1, 1), (1969, 12, 31), (2017, 7, 1), (2000, 2, 29)];
        for (line, (year, month, day)) in (1..).zip(days) {
            builder.push(&PriceIndexRow {
                series: "PL",
                year: 2018,
                pct_change: 0.021,
                published_on: NaiveDate::from_ymd_opt(year, month, day).unwrap(),
                source: "KL",
                import_id: 1,
                file_no: 0,
                line,
            });
        }
        assert_eq!((builder.len(), builder.is_empty()), (4, false));
        let frame = builder.finish().unwrap();
        assert_eq!(**frame.schema(), PRICE_INDEX.schema());
        let days: Vec<String> = (0..4)
            .map(|row| {
                frame
                    .column(columns::PUBLISHED_ON)
                    .unwrap()
                    .get(row)
                    .unwrap()
                    .to_string()
            })
            .collect();
        assert_eq!(
            days,
            ["1970-01-01", "1969-12-31", "2017-07-01", "2000-02-29"]
        );
        assert!(builder.is_empty());
    }
}

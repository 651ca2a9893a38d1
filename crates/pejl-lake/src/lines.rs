//! Which lines of which files rows are from.

use pejl_domain::{Grain, Period};
use polars::prelude::{Expr, LazyFrame, SortMultipleOptions, col, len, lit};

use crate::columns::{AREA, FILE_NO, IMPORT_ID, LINE, PERIOD};
use crate::dataset::DatasetSpec;
use crate::error::LakeError;
use crate::view::run;

/// Rows of one file of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRange {
    /// The import.
    pub import_id: i64,
    /// Number of the file in it.
    pub file_no: i64,
    /// How many rows.
    pub n_rows: i64,
    /// The first line that one of them is from.
    pub first_line: i64,
    /// The last.
    pub last_line: i64,
}

/// Counts the rows of a municipality in a stretch of months, by the file they are from, in the order of import and file.
///
/// Rows of whole years count in the years of the months; those of a register, which has no months, always.
///
/// # Errors
/// The rows cannot be read.
pub fn line_ranges(
    spec: &DatasetSpec,
    rows: LazyFrame,
    area: &str,
    (first, last): (Option<Period>, Option<Period>),
) -> Result<Vec<LineRange>, LakeError> {
    let is_register = spec.grain.is_some() && spec.anchor.is_empty();
    // Periods of one length stand in the order of their texts.
    let text = |period: Period| match spec.grain {
        Some(Grain::Year) => period.year_number().to_string(),
        _ => period.to_string(),
    };
    let mut wanted: Expr = col(AREA).eq(lit(area));
    if !is_register {
        if let Some(first) = first {
            wanted = wanted.and(col(PERIOD).gt_eq(lit(text(first))));
        }
        if let Some(last) = last {
            wanted = wanted.and(col(PERIOD).lt_eq(lit(text(last))));
        }
    }
    let plan = rows
        .filter(wanted)
        .group_by([col(IMPORT_ID), col(FILE_NO)])
        .agg([
            len().alias("n_rows"),
            col(LINE).min().alias("first_line"),
            col(LINE).max().alias("last_line"),
        ])
        .select([
            col(IMPORT_ID).cast(polars::prelude::DataType::Int64),
            col(FILE_NO).cast(polars::prelude::DataType::Int64),
            col("n_rows").cast(polars::prelude::DataType::Int64),
            col("first_line").cast(polars::prelude::DataType::Int64),
            col("last_line").cast(polars::prelude::DataType::Int64),
        ])
        .sort([IMPORT_ID, FILE_NO], SortMultipleOptions::default());
    let frame = run(plan)?;
    let column = |name: &str| {
        let column = frame.column(name).and_then(|column| column.i64());
        column.map_err(LakeError::Engine)
    };
    let [import_id, file_no, n_rows, first_line, last_line] = [
        column(IMPORT_ID)?,
        column(FILE_NO)?,
        column("n_rows")?,
        column("first_line")?,
        column("last_line")?,
    ];
    let mut found = Vec::new();
    for row in 0..frame.height() {
        found.push(LineRange {
            import_id: import_id.get(row).unwrap_or_default(),
            file_no: file_no.get(row).unwrap_or_default(),
            n_rows: n_rows.get(row).unwrap_or_default(),
            first_line: first_line.get(row).unwrap_or_default(),
            last_line: last_line.get(row).unwrap_or_default(),
        });
    }
    Ok(found)
}

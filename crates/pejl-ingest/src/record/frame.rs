//! The rows of a batch that are kept, as a frame of the dataset.

use pejl_lake::columns;
use polars::prelude::{
    BooleanChunked, ChunkFull, ChunkTake, Column, DataFrame, IdxCa, Int32Chunked, Int64Chunked,
    IntoSeries, NewChunkedArray, PolarsError, StringChunked,
};

use super::batch::RecordBatch;
use super::place::Places;
use super::request::RecordRequest;

/// Where the rows of a batch belong.
pub(super) struct Placed<'a> {
    /// Number of the file within the import.
    pub(super) file: i32,
    /// Key of the import's variant.
    pub(super) variant: &'a str,
    pub(super) places: &'a Places,
    /// The place of each row.
    pub(super) numbers: &'a [u32],
    /// Whether each row is kept.
    pub(super) keep: &'a [bool],
}

/// The frame of the rows that are kept, with the columns of the dataset.
pub(super) fn frame(
    request: &RecordRequest<'_>,
    records: &RecordBatch,
    placed: &Placed<'_>,
) -> Result<DataFrame, PolarsError> {
    let Placed {
        file,
        variant,
        places,
        numbers,
        keep,
    } = *placed;
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
        let rows = IdxCa::from_slice(name.into(), numbers);
        Ok(texts.take(&rows)?.into_series().into())
    };
    let lines: Vec<i64> = records
        .lines
        .iter()
        .map(|line| i64::try_from(*line).unwrap_or(i64::MAX))
        .collect();
    let mut made = Vec::with_capacity(request.spec.columns.len());
    for column in request.spec.columns {
        made.push(match column.name {
            columns::VARIANT => constant(column.name, variant),
            columns::AREA => constant(column.name, request.municipality),
            columns::PERIOD => of_place(column.name, &places.periods())?,
            columns::MEMBERS => of_place(column.name, &places.members())?,
            columns::IMPORT_ID => {
                Int64Chunked::from_vec(column.name.into(), vec![request.import_id; n_rows])
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

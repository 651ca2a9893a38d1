//! Why there is no workbook.

/// A report was not made a workbook.
#[derive(Debug, thiserror::Error)]
pub enum XlsxError {
    /// The writer refuses what it is given, as a sheet of more rows than a workbook can have.
    #[error("the report cannot be written as XLSX")]
    Write(#[from] rust_xlsxwriter::XlsxError),
}

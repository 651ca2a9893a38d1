//! StatBank's Excel downloads: one row per cell of the table.

use std::path::Path;

use crate::crosstab::Crosstab;
use crate::described::{ColumnInfo, Described, Format, OpenOptions, Reader, Role, VALUE_COLUMN};
use crate::encoding::{Encoding, Sniffed, read_document};
use crate::error::ReadError;
use crate::issue::Explain;
use crate::text::TextBatch;

mod archive;
mod caught;
mod layout;
mod problem;
mod sheet;

use problem::XlsxProblem;

/// A workbook being read.
pub(crate) struct XlsxReader {
    described: Described,
    table: Crosstab,
}

/// Opens a workbook: checks its size unpacked, reads the sheet and finds the table in it.
pub(crate) fn open(
    path: &Path,
    name: &str,
    sniffed: &Sniffed,
    options: &OpenOptions,
) -> Result<XlsxReader, ReadError> {
    let bytes = read_document(
        path,
        name,
        "XLSX",
        sniffed,
        options.limits.max_document_bytes,
    )?;
    archive::check(&bytes, options.limits.max_document_bytes).map_err(|p| p.refuse(name))?;
    let sheet = sheet::read(bytes, name, options.part.as_deref(), &options.limits)?;
    let layout = layout::find(&sheet, name, options)?;
    let mut columns: Vec<ColumnInfo> = layout
        .names
        .iter()
        .map(|column| ColumnInfo::named(column).with_role(Role::Dimension))
        .collect();
    if layout.heading_is_time
        && let Some(last) = columns.last_mut()
    {
        last.role = Some(Role::Time);
    }
    columns.push(ColumnInfo::named(VALUE_COLUMN).with_role(Role::Value));
    let mut warnings = Vec::new();
    if !layout.named {
        warnings.push(
            XlsxProblem::Unnamed {
                names: layout.names.join(", "),
            }
            .warn(name),
        );
    }
    let described = Described {
        format: Format::Xlsx,
        encoding: Encoding::Utf8,
        delimiter: None,
        decimal: Some('.'),
        table: is_table_id(&sheet.name).then_some(sheet.name),
        title: layout.title,
        unit: layout.unit,
        updated: None,
        language: layout.language,
        columns,
        notes: layout.notes,
        symbols: std::collections::BTreeMap::new(),
        absent: options.absent(),
        warnings,
        sha256: sniffed.sha256.clone(),
        bytes: sniffed.bytes,
    };
    Ok(XlsxReader {
        described,
        table: Crosstab::new(layout.headings, layout.rows),
    })
}

/// StatBank names the sheet after the table (`REGK31`); Excel names it `Ark1` or `Sheet1`.
fn is_table_id(sheet: &str) -> bool {
    sheet.len() >= 3
        && sheet.starts_with(|c: char| c.is_ascii_uppercase())
        && sheet
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

impl Reader for XlsxReader {
    fn described(&self) -> &Described {
        &self.described
    }

    fn next_batch(&mut self) -> Result<Option<TextBatch>, ReadError> {
        Ok(self.table.next_batch(self.described.columns.len()))
    }
}

#[cfg(test)]
mod tests;

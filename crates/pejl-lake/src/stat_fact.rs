//! Builds frames of `stat_fact` from typed rows.

use pejl_domain::{AreaLevel, Cell, Period};
use polars::prelude::{DataFrame, NamedFrom, NamedFromOwned, Series};

use crate::columns;
use crate::error::LakeError;
use crate::text_column::{TextCode, TextColumn, ValueColumn};

/// One fact, with its texts borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatFact<'a> {
    /// The variant's key.
    pub variant: &'a str,
    /// Canonical area code.
    pub area: &'a str,
    /// Level of the area.
    pub level: AreaLevel,
    /// The period.
    pub period: Period,
    /// The members, as `pejl_domain::cover::members_text` writes them.
    pub members: &'a str,
    /// The number × 10^`scale`; null unless the cell is ok or zero.
    pub value: Option<i64>,
    /// Decimals of `value`.
    pub scale: i32,
    /// Why the value is there or is not.
    pub cell: Cell,
    /// The import.
    pub import_id: i64,
    /// The file within the import, from 0.
    pub file_no: i32,
    /// The line within the file, from 1.
    pub line: i64,
}

/// One fact whose texts were given to the builder before: the quick way to add many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodedStatFact {
    /// From [`StatFactBuilder::variant`].
    pub variant: TextCode,
    /// From [`StatFactBuilder::area`].
    pub area: TextCode,
    /// Level of the area.
    pub level: AreaLevel,
    /// The period.
    pub period: Period,
    /// From [`StatFactBuilder::members`].
    pub members: TextCode,
    /// The number × 10^`scale`; null unless the cell is ok or zero.
    pub value: Option<i64>,
    /// Decimals of `value`.
    pub scale: i32,
    /// Why the value is there or is not.
    pub cell: Cell,
    /// The import.
    pub import_id: i64,
    /// The file within the import, from 0.
    pub file_no: i32,
    /// The line within the file, from 1.
    pub line: i64,
}

/// Collects facts column by column and yields them as frames of [`crate::STAT_FACT`].
///
/// Each distinct text is kept once and rows are codes, so a row costs about sixty bytes whatever its texts.
/// The texts (and the codes that stand for them) outlive [`StatFactBuilder::finish`]: use one builder for all batches
/// of an import.
///
/// # Example
/// ```
/// use pejl_domain::{AreaLevel, Cell, Period};
/// use pejl_lake::{StatFact, StatFactBuilder};
///
/// let mut builder = StatFactBuilder::new();
/// builder.push(&StatFact {
///     variant: "statbank/REGK31/dkk_per_resident/current/year/art,function",
///     area: "766",
///     level: AreaLevel::Municipality,
///     period: Period::year(2017)?,
///     members: "art=TOT;function=5.30.27",
///     value: Some(1234),
///     scale: 0,
///     cell: Cell::Ok,
///     import_id: 1,
///     file_no: 0,
///     line: 2,
/// })?;
/// assert_eq!(builder.finish()?.height(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct StatFactBuilder {
    variant: TextColumn,
    area: TextColumn,
    level: ValueColumn<&'static str>,
    period: ValueColumn<Period>,
    members: TextColumn,
    value: Vec<Option<i64>>,
    scale: Vec<i32>,
    cell: ValueColumn<&'static str>,
    import_id: Vec<i64>,
    file_no: Vec<i32>,
    line: Vec<i64>,
}

impl Default for StatFactBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl StatFactBuilder {
    /// Returns a builder without rows or texts.
    pub fn new() -> Self {
        Self {
            variant: TextColumn::default(),
            area: TextColumn::default(),
            level: ValueColumn::new(),
            period: ValueColumn::new(),
            members: TextColumn::default(),
            value: Vec::new(),
            scale: Vec::new(),
            cell: ValueColumn::new(),
            import_id: Vec::new(),
            file_no: Vec::new(),
            line: Vec::new(),
        }
    }

    /// Returns the code of a variant's key, for [`CodedStatFact::variant`].
    pub fn variant(&mut self, key: &str) -> TextCode {
        self.variant.code(key)
    }

    /// Returns the code of an area, for [`CodedStatFact::area`].
    pub fn area(&mut self, code: &str) -> TextCode {
        self.area.code(code)
    }

    /// Returns the code of a members text, for [`CodedStatFact::members`].
    pub fn members(&mut self, members: &str) -> TextCode {
        self.members.code(members)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// None from rows as such; the result is that of [`StatFactBuilder::push_coded`].
    pub fn push(&mut self, row: &StatFact<'_>) -> Result<(), LakeError> {
        let coded = CodedStatFact {
            variant: self.variant(row.variant),
            area: self.area(row.area),
            level: row.level,
            period: row.period,
            members: self.members(row.members),
            value: row.value,
            scale: row.scale,
            cell: row.cell,
            import_id: row.import_id,
            file_no: row.file_no,
            line: row.line,
        };
        self.push_coded(&coded)
    }

    /// Adds a row whose texts were given before.
    ///
    /// # Errors
    /// Fails if a code was never given by this builder; the row is then not added.
    pub fn push_coded(&mut self, row: &CodedStatFact) -> Result<(), LakeError> {
        for (column, code) in [
            (&self.variant, row.variant),
            (&self.area, row.area),
            (&self.members, row.members),
        ] {
            if !column.knows(code) {
                return Err(LakeError::ForeignCode { code: code.0 });
            }
        }
        self.variant.push(row.variant);
        self.area.push(row.area);
        self.level.push(row.level.as_str(), str::to_owned);
        self.period.push(row.period, |period| period.to_string());
        self.members.push(row.members);
        self.value.push(row.value);
        self.scale.push(row.scale);
        self.cell.push(row.cell.as_str(), str::to_owned);
        self.import_id.push(row.import_id);
        self.file_no.push(row.file_no);
        self.line.push(row.line);
        Ok(())
    }

    /// Returns the number of rows added since the last frame.
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Whether no row was added since the last frame.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// Returns the rows added since the last call, in the order they came; texts and codes are kept for the next frame.
    ///
    /// # Errors
    /// Fails if the engine refuses the columns, which it has no reason to.
    pub fn finish(&mut self) -> Result<DataFrame, LakeError> {
        let n_rows = self.line.len();
        let columns = vec![
            self.variant.finish(columns::VARIANT)?,
            self.area.finish(columns::AREA)?,
            self.level.finish(columns::LEVEL)?,
            self.period.finish(columns::PERIOD)?,
            self.members.finish(columns::MEMBERS)?,
            Series::new(columns::VALUE.into(), std::mem::take(&mut self.value)).into(),
            Series::from_vec(columns::SCALE.into(), std::mem::take(&mut self.scale)).into(),
            self.cell.finish(columns::CELL)?,
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
mod tests;

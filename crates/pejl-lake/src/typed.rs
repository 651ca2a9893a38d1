//! Frames as typed rows: what leaves the lake for a reader that is no plan.

use std::collections::BTreeMap;

use pejl_domain::cover::parse_members_text;
use pejl_domain::price::PriceChange;
use pejl_domain::{AreaLevel, Cell, Period};
use polars::prelude::{
    DataFrame, DataType, Expr, IntoLazy, IntoSeries, LazyFrame, Literal, Scalar,
    SortMultipleOptions, StringChunked, col, len, lit,
};

use crate::columns;
use crate::error::LakeError;
use crate::price_index::day as day_of;
use crate::view::run;

/// A factor of a municipality that explains costs and is not decided by it.
#[derive(Debug, Clone, PartialEq)]
pub struct StructuralFactor {
    /// Canonical code of the municipality.
    pub municipality: String,
    /// The year it is of.
    pub year: i32,
    /// Name of the factor.
    pub factor: String,
    /// The value, in the unit of the factor.
    pub value: f64,
    /// Which publication of it; none where the file does not say.
    pub vintage: Option<String>,
}

/// One fact as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedFact {
    /// Key of its variant.
    pub variant: String,
    /// Canonical area code.
    pub area: String,
    /// Level of the area.
    pub level: AreaLevel,
    /// The period.
    pub period: Period,
    /// Dimension → member.
    pub members: BTreeMap<String, String>,
    /// The number in the variant's unit; none unless the cell is ok or zero.
    pub value: Option<f64>,
    /// Why the value is there or is not.
    pub cell: Cell,
    /// The import it came with.
    pub import_id: i64,
    /// The file within the import, from 0.
    pub file_no: i32,
    /// The line within the file, from 1.
    pub line: i64,
}

/// Which facts to show; an empty list does not restrict.
#[derive(Debug, Clone, Default)]
pub struct FactFilter {
    /// Keys of variants.
    pub variants: Vec<String>,
    /// Canonical area codes.
    pub areas: Vec<String>,
    /// Canonical periods.
    pub periods: Vec<String>,
    /// Texts of members, as `pejl_domain::cover::members_text` writes them.
    pub members: Vec<String>,
    /// Facts to skip, in the order of variant, members, area, period.
    pub offset: u32,
    /// Most facts to show.
    pub limit: u32,
}

/// The facts that a filter lets through, in the order of variant, members, area and period.
///
/// In: the columns of `stat_fact`. Out: the same.
pub fn facts_plan(view: LazyFrame, filter: &FactFilter) -> LazyFrame {
    let order = [
        columns::VARIANT,
        columns::MEMBERS,
        columns::AREA,
        columns::PERIOD,
    ];
    filtered(view, filter)
        .sort(order, SortMultipleOptions::default())
        .slice(i64::from(filter.offset), filter.limit)
}

/// How many facts a filter lets through, whatever its offset and limit.
///
/// # Errors
/// Fails if the columns are not those of `stat_fact`, or if a file is damaged or gone.
pub fn count_facts(view: LazyFrame, filter: &FactFilter) -> Result<u64, LakeError> {
    let counted = run(filtered(view, filter).select([len().cast(DataType::UInt64)]))?;
    let n_facts = counted
        .columns()
        .first()
        .and_then(|column| column.u64().ok())
        .and_then(|values| values.get(0));
    Ok(n_facts.unwrap_or_default())
}

fn filtered(view: LazyFrame, filter: &FactFilter) -> LazyFrame {
    let mut plan = view;
    for (column, wanted) in [
        (columns::VARIANT, &filter.variants),
        (columns::AREA, &filter.areas),
        (columns::PERIOD, &filter.periods),
        (columns::MEMBERS, &filter.members),
    ] {
        if !wanted.is_empty() {
            plan = plan.filter(one_of(column, wanted));
        }
    }
    plan
}

fn one_of(column: &'static str, texts: &[String]) -> Expr {
    match texts {
        [one] => col(column).eq(lit(one.as_str())),
        _ => {
            let texts: StringChunked = texts.iter().map(|text| Some(text.as_str())).collect();
            // A literal list, not a computed one: only literals are compared with the statistics of row groups.
            col(column).is_in(Scalar::new_list(texts.into_series()).lit(), false)
        }
    }
}

/// Reads the rows of a frame of `stat_fact`.
///
/// # Errors
/// A column is absent, or a row holds a text that no reader of ours could have written.
pub fn published_facts(frame: &DataFrame) -> Result<Vec<PublishedFact>, LakeError> {
    let text = |name: &str| {
        frame
            .column(name)
            .and_then(|c| c.str().cloned())
            .map_err(LakeError::Engine)
    };
    let whole = |name: &str| {
        frame
            .column(name)
            .and_then(|c| c.cast(&DataType::Int64))
            .and_then(|c| c.i64().cloned())
            .map_err(LakeError::Engine)
    };
    let (variant, area, level) = (
        text(columns::VARIANT)?,
        text(columns::AREA)?,
        text(columns::LEVEL)?,
    );
    let (period, members, cell) = (
        text(columns::PERIOD)?,
        text(columns::MEMBERS)?,
        text(columns::CELL)?,
    );
    let (value, scale) = (whole(columns::VALUE)?, whole(columns::SCALE)?);
    let (import_id, file_no, line) = (
        whole(columns::IMPORT_ID)?,
        whole(columns::FILE_NO)?,
        whole(columns::LINE)?,
    );
    let mut facts = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let scale = scale
            .get(row)
            .and_then(|s| i32::try_from(s).ok())
            .unwrap_or_default();
        facts.push(PublishedFact {
            variant: variant.get(row).unwrap_or_default().to_owned(),
            area: area.get(row).unwrap_or_default().to_owned(),
            level: parsed(level.get(row), columns::LEVEL)?,
            period: parsed(period.get(row), columns::PERIOD)?,
            members: parse_members_text(members.get(row).unwrap_or_default())
                .map_err(|_| corrupt(columns::MEMBERS, members.get(row)))?,
            value: value.get(row).map(|v| decimal(v, scale)),
            cell: parsed(cell.get(row), columns::CELL)?,
            import_id: import_id.get(row).unwrap_or_default(),
            file_no: file_no
                .get(row)
                .and_then(|n| i32::try_from(n).ok())
                .unwrap_or_default(),
            line: line.get(row).unwrap_or_default(),
        });
    }
    Ok(facts)
}

/// The structural factors of a frame of that dataset, by year, municipality, factor and vintage.
///
/// # Errors
/// A column is absent or a row lacks a value.
pub fn structural_factors(frame: DataFrame) -> Result<Vec<StructuralFactor>, LakeError> {
    let order = [
        columns::YEAR,
        columns::AREA,
        columns::FACTOR,
        columns::VINTAGE,
    ];
    let frame = run(frame.lazy().sort(order, SortMultipleOptions::default()))?;
    let text = |name: &str| {
        let column = frame.column(name).and_then(|c| c.str().cloned());
        column.map_err(LakeError::Engine)
    };
    let (municipalities, factors) = (text(columns::AREA)?, text(columns::FACTOR)?);
    let vintages = text(columns::VINTAGE)?;
    let years = frame.column(columns::YEAR).and_then(|c| c.i32().cloned());
    let years = years.map_err(LakeError::Engine)?;
    let values = frame.column(columns::VALUE).and_then(|c| c.f64().cloned());
    let values = values.map_err(LakeError::Engine)?;
    let rows = (0..frame.height()).map(|row| {
        let (Some(municipality), Some(year), Some(factor), Some(value)) = (
            municipalities.get(row),
            years.get(row),
            factors.get(row),
            values.get(row),
        ) else {
            return Err(corrupt(columns::FACTOR, factors.get(row)));
        };
        Ok(StructuralFactor {
            municipality: municipality.to_owned(),
            year,
            factor: factor.to_owned(),
            value,
            vintage: vintages.get(row).map(str::to_owned),
        })
    });
    rows.collect()
}

/// Reads the rows of a frame of `price_index`, in the order of series, year and publication.
///
/// # Errors
/// A column is absent or a row lacks a value.
pub fn price_changes(frame: DataFrame) -> Result<Vec<PriceChange>, LakeError> {
    let order = [columns::SERIES, columns::YEAR, columns::PUBLISHED_ON];
    let frame = run(frame.lazy().sort(order, SortMultipleOptions::default()))?;
    let text = |name: &str| {
        frame
            .column(name)
            .and_then(|c| c.str().cloned())
            .map_err(LakeError::Engine)
    };
    let (series, source) = (text(columns::SERIES)?, text(columns::SOURCE)?);
    let years = frame
        .column(columns::YEAR)
        .and_then(|c| c.i32().cloned())
        .map_err(LakeError::Engine)?;
    let shares = frame
        .column(columns::PCT_CHANGE)
        .and_then(|c| c.f64().cloned())
        .map_err(LakeError::Engine)?;
    let days = frame
        .column(columns::PUBLISHED_ON)
        .and_then(|c| c.cast(&DataType::Int32))
        .map_err(LakeError::Engine)?;
    let days = days.i32().map_err(LakeError::Engine)?;
    let mut changes = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let (Some(series), Some(year), Some(share), Some(day)) = (
            series.get(row),
            years.get(row),
            shares.get(row),
            days.get(row),
        ) else {
            return Err(corrupt(columns::SERIES, series.get(row)));
        };
        changes.push(PriceChange {
            series: series.to_owned(),
            year,
            pct_change_ppm: PriceChange::ppm_from_share(share)
                .ok_or_else(|| corrupt(columns::PCT_CHANGE, Some(&share.to_string())))?,
            published_on: day_of(day)
                .ok_or_else(|| corrupt(columns::PUBLISHED_ON, Some(&day.to_string())))?,
            source: source.get(row).unwrap_or_default().to_owned(),
        });
    }
    Ok(changes)
}

fn parsed<T: std::str::FromStr>(text: Option<&str>, column: &'static str) -> Result<T, LakeError> {
    text.and_then(|t| t.parse().ok())
        .ok_or_else(|| corrupt(column, text))
}

fn corrupt(column: &'static str, text: Option<&str>) -> LakeError {
    LakeError::Corrupt {
        column,
        value: text.unwrap_or("null").to_owned(),
    }
}

/// The number as a double; exact up to 2^53 units of the last decimal.
fn decimal(value: i64, scale: i32) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "shown, never summed; published figures are far below 2^53"
    )]
    let value = value as f64;
    value / 10_f64.powi(scale)
}

#[cfg(test)]
mod tests;

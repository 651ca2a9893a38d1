//! The answer: one observation per cell, typed.

use std::collections::BTreeMap;

use pejl_domain::{Cell, Grain, Period, Unit};
use polars::prelude::{
    DataFrame, Float64Chunked, IdxCa, Int64Chunked, ListChunked, PolarsError, StringChunked,
    UInt32Chunked,
};

use crate::breaks::Break;
use crate::columns::{
    CELL, CELL_NO, DENOMINATOR, FIRST_UNKNOWN, FIRST_UNUSABLE, N_NOT_APPLICABLE, NUMERATOR,
    UNKNOWN_AREAS, VALUE, WEIGHT,
};
use crate::reason;
use crate::resolution::{Method, PriceBasis, Resolution, SpineCell};
use crate::text::Reason;

/// One value of an indicator for a place and period, or the reason why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Code of the indicator: `F2`.
    pub indicator: String,
    /// Area code, or the code of a group.
    pub municipality: String,
    /// The period.
    pub period: Period,
    /// Its length.
    pub grain: Grain,
    /// What the figure is of: `reading`, `function`, `dranst` (`not_stated` where the facts do not
    /// say), for a group `method`, and `parts` where published figures were added up.
    pub members: BTreeMap<String, String>,
    /// Kroner above the line, at the price level. `None` for published figures and without a value.
    pub numerator: Option<f64>,
    /// Persons below the line. `None` for published figures and without a value.
    pub denominator: Option<f64>,
    /// The figure. `None` unless the cell is ok or zero.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: Unit,
    /// Why the value is there or is not.
    pub cell: Cell,
    /// Municipalities a group's figure is made of; `None` for an area and for a withheld figure.
    pub n: Option<i64>,
    /// Whether the period is only partly in. National accounts come in whole years.
    pub provisional: bool,
    /// What must be known beside the value.
    pub quality: Vec<Quality>,
    /// Version of the indicator's definition.
    pub definition_version: i32,
    /// `current` or `fixed:2018`.
    pub price_level: String,
    /// The revision of the facts.
    pub revision: i64,
    /// Why there is no value; `None` when there is one.
    pub reason: Option<Reason>,
    /// How it was computed.
    pub method: Method,
    /// Price series, vintage and factor behind `price_level`.
    pub price: PriceBasis,
    /// The breaks behind [`Quality::Break`], since the previous period of the question.
    pub breaks: Vec<Break>,
    /// Residents on 1 July, the weight of a published figure in a group. `None` for ratios and where not known.
    pub weight: Option<i64>,
}

/// What must be known beside a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// Few persons below the line.
    SmallBase,
    /// Measured for few of those it is about.
    LowCoverage,
    /// Not comparable with the previous period as it stands.
    Break,
    /// Not tied to the activity it pays for.
    Unlinked,
}

impl Quality {
    /// `small_base`, `low_coverage`, `break` or `unlinked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Quality::SmallBase => "small_base",
            Quality::LowCoverage => "low_coverage",
            Quality::Break => "break",
            Quality::Unlinked => "unlinked",
        }
    }
}

/// Why a collected plan is not the answer to a resolution.
#[derive(Debug, thiserror::Error)]
pub enum ObservationError {
    /// The plan was made of another resolution, or rows were lost.
    #[error("{n_rows} rows for {n_cells} cells")]
    Rows {
        /// Rows collected.
        n_rows: usize,
        /// Cells of the resolution.
        n_cells: usize,
    },
    /// A row is not that of its cell.
    #[error("row {row} is not cell {row} of the resolution")]
    Order {
        /// Position of the row, from 0.
        row: usize,
    },
    /// A text that is no cell state.
    #[error("row {row} has cell `{text}`")]
    Cell {
        /// Position of the row, from 0.
        row: usize,
        /// What stands there.
        text: String,
    },
    /// A column is absent or of another type.
    #[error("failed to read the collected plan")]
    Frame(#[source] PolarsError),
}

/// The observations of a collected [`crate::observations_plan`], in the order of the resolution.
///
/// # Errors
/// When the frame is not that of the resolution's own plan.
pub fn observations(
    frame: &DataFrame,
    resolution: &Resolution,
    revision: i64,
) -> Result<Vec<Observation>, ObservationError> {
    let n_cells = resolution.cells.len();
    if frame.height() != n_cells {
        return Err(ObservationError::Rows {
            n_rows: frame.height(),
            n_cells,
        });
    }
    let read = Columns::of(frame).map_err(ObservationError::Frame)?;
    resolution
        .cells
        .iter()
        .enumerate()
        .map(|(row, spine)| observation(&read, row, spine, revision))
        .collect()
}

struct Columns<'a> {
    cell_no: &'a UInt32Chunked,
    numerator: &'a Float64Chunked,
    denominator: &'a Float64Chunked,
    weight: &'a Int64Chunked,
    value: &'a Float64Chunked,
    cell: &'a StringChunked,
    unknown_areas: &'a ListChunked,
    first_unknown: &'a StringChunked,
    first_unusable: &'a StringChunked,
    n_not_applicable: &'a IdxCa,
}

impl<'a> Columns<'a> {
    fn of(frame: &'a DataFrame) -> Result<Self, PolarsError> {
        Ok(Self {
            cell_no: frame.column(CELL_NO)?.u32()?,
            numerator: frame.column(NUMERATOR)?.f64()?,
            denominator: frame.column(DENOMINATOR)?.f64()?,
            weight: frame.column(WEIGHT)?.i64()?,
            value: frame.column(VALUE)?.f64()?,
            cell: frame.column(CELL)?.str()?,
            unknown_areas: frame.column(UNKNOWN_AREAS)?.list()?,
            first_unknown: frame.column(FIRST_UNKNOWN)?.str()?,
            first_unusable: frame.column(FIRST_UNUSABLE)?.str()?,
            n_not_applicable: frame.column(N_NOT_APPLICABLE)?.idx()?,
        })
    }

    fn unknown_areas(&self, row: usize) -> Result<Vec<String>, PolarsError> {
        match self.unknown_areas.get_as_series(row) {
            None => Ok(Vec::new()),
            Some(areas) => Ok(areas.str()?.iter().flatten().map(str::to_owned).collect()),
        }
    }
}

fn observation(
    read: &Columns<'_>,
    row: usize,
    spine: &SpineCell,
    revision: i64,
) -> Result<Observation, ObservationError> {
    if read.cell_no.get(row).map(usize::try_from) != Some(Ok(row)) {
        return Err(ObservationError::Order { row });
    }
    let text = read.cell.get(row).unwrap_or_default();
    let cell: Cell = text.parse().map_err(|_| ObservationError::Cell {
        row,
        text: text.to_owned(),
    })?;
    let reason = match (&spine.decided, cell) {
        (_, Cell::Ok | Cell::Zero) => None,
        (Some((_, reason)), _) => Some(reason.clone()),
        (None, cell) => Some(why(read, row, spine, cell).map_err(ObservationError::Frame)?),
    };
    let reading = spine.reading;
    Ok(Observation {
        indicator: reading.indicator.clone(),
        municipality: spine.place.clone(),
        period: spine.period,
        grain: spine.period.grain(),
        members: spine.members.clone(),
        numerator: read.numerator.get(row),
        denominator: read.denominator.get(row),
        value: read.value.get(row),
        unit: reading.unit.clone(),
        cell,
        n: spine.n.filter(|_| cell != Cell::Confidential),
        provisional: false,
        quality: if spine.breaks.is_empty() {
            Vec::new()
        } else {
            vec![Quality::Break]
        },
        definition_version: reading.definition_version,
        price_level: spine.price.level.to_string(),
        revision,
        reason,
        method: spine.method,
        price: spine.price.clone(),
        breaks: spine.breaks.clone(),
        weight: read.weight.get(row),
    })
}

/// Why the facts give no value.
fn why(
    read: &Columns<'_>,
    row: usize,
    spine: &SpineCell,
    cell: Cell,
) -> Result<Reason, PolarsError> {
    let areas = read.unknown_areas(row)?;
    Ok(match cell {
        Cell::Confidential => reason::confidential_in_source(),
        Cell::Missing if spine.shares.len() > 1 => {
            reason::members_missing(&areas, spine.shares.len())
        }
        Cell::Missing => match (read.first_unusable.get(row), read.first_unknown.get(row)) {
            (Some(members), _) => reason::fact_unusable(members, &spine.place, spine.period),
            (None, members) => {
                reason::fact_missing(members.unwrap_or_default(), &spine.place, spine.period)
            }
        },
        _ if read.n_not_applicable.get(row).unwrap_or(0) == 0 => reason::no_residents(),
        _ => reason::cannot_occur(),
    })
}

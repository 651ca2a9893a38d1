//! A resolution as frames: the facts wanted, the shares of each cell, and the spine.

use pejl_lake::columns::{AREA, MEMBERS, PERIOD, VARIANT};
use polars::prelude::{Column, DataFrame, PolarsResult};

use crate::columns::{
    ABSENT_IS_ZERO, CELL_NO, DECIDED, DECIMALS, IS_NUMERATOR, IS_REQUIRED, IS_WEIGHTED, LIMIT,
    METHOD, PRICE_FACTOR, QUANTITY, SHARE_AREA,
};
use crate::resolution::{Method, Resolution};

/// One row per fact of each quantity: `quantity`, the fact's key, and how its value is read.
pub(crate) fn parts(resolution: &Resolution) -> PolarsResult<DataFrame> {
    let mut quantity = Vec::new();
    let (mut variant, mut area, mut period, mut members) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut absent_is_zero, mut decimals, mut limit) = (Vec::new(), Vec::new(), Vec::new());
    for (no, one) in (0_u32..).zip(&resolution.quantities) {
        let name = one.period.to_string();
        for tile in one.tiles.iter().filter_map(|no| resolution.tiles.get(*no)) {
            for part in &tile.tile.parts {
                quantity.push(no);
                variant.push(tile.variant.as_str());
                area.push(one.area.as_str());
                period.push(name.clone());
                members.push(part.members.as_str());
                absent_is_zero.push(part.absent_is_zero);
                decimals.push(tile.measure.decimals());
                limit.push(tile.measure.limit());
            }
        }
    }
    DataFrame::new(
        quantity.len(),
        vec![
            Column::new(QUANTITY.into(), quantity),
            Column::new(VARIANT.into(), variant),
            Column::new(AREA.into(), area),
            Column::new(PERIOD.into(), period),
            Column::new(MEMBERS.into(), members),
            Column::new(ABSENT_IS_ZERO.into(), absent_is_zero),
            Column::new(DECIMALS.into(), decimals),
            Column::new(LIMIT.into(), limit),
        ],
    )
}

/// One row per cell, area and side of the line: `cell_no`, `share_area`, `quantity`, which side it
/// stands on, whether the cell is missing without it, and whether it is weighted.
pub(crate) fn shares(resolution: &Resolution) -> PolarsResult<DataFrame> {
    let (mut cell_no, mut area, mut quantity) = (Vec::new(), Vec::new(), Vec::new());
    let (mut is_numerator, mut is_required, mut is_weighted) = (Vec::new(), Vec::new(), Vec::new());
    for (no, cell) in (0_u32..).zip(&resolution.cells) {
        for share in &cell.shares {
            let denominator_is_required = cell.method != Method::Published;
            let sides = [
                (Some(share.numerator), true, true),
                (share.denominator, false, denominator_is_required),
            ];
            for (side, above, required) in sides {
                let Some(side) = side else { continue };
                cell_no.push(no);
                area.push(share.area.as_str());
                quantity.push(side);
                is_numerator.push(above);
                is_required.push(required);
                is_weighted.push(cell.method == Method::PopulationWeightedMean);
            }
        }
    }
    DataFrame::new(
        cell_no.len(),
        vec![
            Column::new(CELL_NO.into(), cell_no),
            Column::new(SHARE_AREA.into(), area),
            Column::new(QUANTITY.into(), quantity),
            Column::new(IS_NUMERATOR.into(), is_numerator),
            Column::new(IS_REQUIRED.into(), is_required),
            Column::new(IS_WEIGHTED.into(), is_weighted),
        ],
    )
}

/// One row per cell of the answer: `cell_no`, `method`, `decided`, `price_factor`.
pub(crate) fn spine(resolution: &Resolution) -> PolarsResult<DataFrame> {
    let cells = &resolution.cells;
    let cell_no: Vec<u32> = (0_u32..).zip(cells).map(|(no, _)| no).collect();
    let method: Vec<&str> = cells.iter().map(|cell| cell.method.as_str()).collect();
    let decided: Vec<Option<&str>> = cells
        .iter()
        .map(|cell| cell.decided.as_ref().map(|(state, _)| state.as_str()))
        .collect();
    let factor: Vec<f64> = cells.iter().map(|cell| cell.price.factor).collect();
    DataFrame::new(
        cells.len(),
        vec![
            Column::new(CELL_NO.into(), cell_no),
            Column::new(METHOD.into(), method),
            Column::new(DECIDED.into(), decided),
            Column::new(PRICE_FACTOR.into(), factor),
        ],
    )
}

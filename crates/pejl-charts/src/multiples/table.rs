//! The rows of small multiples.

use super::SmallMultiples;
use crate::clean_text::clean;
use crate::table::{Table, TableCell};

/// As the table of a trend: one row per period, one column per field, each with its own unit.
pub(super) fn table(multiples: &SmallMultiples) -> Table {
    let trend = multiples.trend();
    let mut table = trend.table();
    let lang = multiples.lang;
    for (no, field) in multiples.fields.iter().enumerate() {
        // Column 0 holds the periods.
        if let Some(column) = table.columns.get_mut(no + 1) {
            column.unit = Some(clean(&field.measure.unit)).filter(|unit| !unit.is_empty());
        }
        for row in &mut table.rows {
            if let Some(cell) = row.cells.get_mut(no + 1)
                && let Some(state) = cell.cell
            {
                let value = match cell.machine {
                    Some(crate::table::MachineValue::Number(value)) => Some(value),
                    _ => None,
                };
                let reading = crate::reading::Reading::new(state, value, cell.provisional);
                *cell = TableCell::reading(reading, &field.measure, lang);
            }
        }
    }
    table
}

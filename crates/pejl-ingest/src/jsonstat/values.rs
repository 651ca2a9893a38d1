//! The cells of a JSON-stat dataset: a list, a sparse object, or one text for all (status).

use std::borrow::Cow;

use super::json::{Items, Json, breaks, line_at};
use super::problem::JsonStatProblem;
use super::{Fields, Place};
use crate::error::ReadError;

/// The cells in order, checked, and where the walk has come to.
pub(super) enum Cells {
    /// Every cell of a list.
    Dense {
        position: usize,
        counted_to: usize,
        line: u64,
    },
    /// Only some cells; the others are empty.
    Sparse {
        cells: Vec<Cell>,
        taken: usize,
        next_cell: u64,
        line: u64,
    },
    /// The same text for every cell.
    Same { text: String },
}

pub(super) struct Cell {
    index: u64,
    offset: usize,
    line: u64,
}

const A_STATUS: JsonStatProblem = JsonStatProblem::Expected {
    expected: "a text or null",
    expected_da: "en tekst eller null",
};
const A_LIST_OR_OBJECT: JsonStatProblem = JsonStatProblem::Expected {
    expected: "a list, or an object of cell numbers",
    expected_da: "en liste eller et objekt med cellenumre",
};

impl Cells {
    /// The values: numbers, texts or null.
    pub(super) fn check_values(
        value: Json<'_>,
        n_cells: u64,
        place: &Place<'_>,
    ) -> Result<Self, ReadError> {
        let allowed = |cell: Json<'_>| cell.is_number() || cell.is_null() || cell.text().is_some();
        Self::check(
            value,
            n_cells,
            "value",
            &allowed,
            &JsonStatProblem::A_CELL,
            place,
        )
    }

    /// The status: one text for all, or texts and null; and what is unusual about it.
    pub(super) fn check_status(
        status: Json<'_>,
        n_cells: u64,
        place: &Place<'_>,
    ) -> Result<(Self, Option<JsonStatProblem>), ReadError> {
        if let Some(text) = status.text() {
            return Ok((
                Self::Same {
                    text: text.into_owned(),
                },
                None,
            ));
        }
        // The official sample `canada.json` writes one text for all as a list.
        let mut items = status.items();
        if let (Some(only), None) = (items.next().and_then(Json::text), items.next())
            && n_cells != 1
        {
            return Ok((
                Self::Same {
                    text: only.into_owned(),
                },
                Some(JsonStatProblem::OneStatus),
            ));
        }
        let allowed = |cell: Json<'_>| cell.is_null() || cell.text().is_some();
        let check = |status| Self::check(status, n_cells, "status", &allowed, &A_STATUS, place);
        match Fields::of(status)
            .get("value")
            .filter(|value| value.is_array())
        {
            Some(value) => Ok((check(value)?, Some(JsonStatProblem::EurostatStatus))),
            None => Ok((check(status)?, None)),
        }
    }

    fn check(
        cells: Json<'_>,
        n_cells: u64,
        column: &'static str,
        allowed: &dyn Fn(Json<'_>) -> bool,
        expected: &JsonStatProblem,
        place: &Place<'_>,
    ) -> Result<Self, ReadError> {
        let line = line_at(place.text, cells.offset());
        if cells.is_array() {
            let mut found = 0_u64;
            for cell in cells.items() {
                if !allowed(cell) {
                    return Err(place.refuse_value(expected, column, cell).into());
                }
                found += 1;
            }
            if found == 0 && n_cells > 0 && column == "value" {
                return Err(place
                    .refuse(&JsonStatProblem::OnlyMetadata, cells)
                    .in_column(column)
                    .into());
            }
            if found != n_cells {
                let problem = JsonStatProblem::WrongNumberOfCells {
                    expected: n_cells,
                    found,
                };
                return Err(place.refuse(&problem, cells).in_column(column).into());
            }
            return Ok(Self::Dense {
                position: cells.items().position(),
                counted_to: cells.offset(),
                line,
            });
        }
        if !cells.is_object() {
            return Err(place.refuse_value(&A_LIST_OR_OBJECT, column, cells).into());
        }
        let mut found: Vec<Cell> = Vec::new();
        let (mut line_now, mut counted_to) = (line, cells.offset());
        for (key, cell) in cells.entries() {
            if !allowed(cell) {
                return Err(place.refuse_value(expected, column, cell).into());
            }
            line_now += breaks(place.text, counted_to, cell.offset());
            counted_to = cell.offset();
            match key.parse::<u64>() {
                Ok(index) if index < n_cells => found.push(Cell {
                    index,
                    offset: cell.offset(),
                    line: line_now,
                }),
                _ => {
                    let problem = JsonStatProblem::CellOutside {
                        index: crate::issue::shortened(&key),
                        last: n_cells.saturating_sub(1),
                    };
                    return Err(place.refuse(&problem, cell).in_column(column).into());
                }
            }
        }
        found.sort_unstable_by_key(|cell| (cell.index, cell.offset));
        for pair in found.windows(2) {
            if let [first, second] = pair
                && first.index == second.index
            {
                let problem = JsonStatProblem::CellTwice {
                    index: second.index,
                };
                return Err(place
                    .refuse(&problem, Json::at(place.text, second.offset))
                    .in_column(column)
                    .into());
            }
        }
        Ok(Self::Sparse {
            cells: found,
            taken: 0,
            next_cell: 0,
            line,
        })
    }

    /// The text of the next cell, empty for null and for a cell that is not given, and its line.
    pub(super) fn next<'a>(&'a mut self, text: &'a str) -> (Cow<'a, str>, u64) {
        match self {
            Self::Same { text } => (Cow::Borrowed(text), 1),
            Self::Dense {
                position,
                counted_to,
                line,
            } => {
                let mut items = Items::resume(text, *position);
                let Some(cell) = items.next() else {
                    return (Cow::Borrowed(""), *line);
                };
                *position = items.position();
                *line += breaks(text, *counted_to, cell.offset());
                *counted_to = cell.offset();
                (text_of(cell), *line)
            }
            Self::Sparse {
                cells,
                taken,
                next_cell,
                line,
            } => {
                let index = *next_cell;
                *next_cell += 1;
                match cells.get(*taken) {
                    Some(cell) if cell.index == index => {
                        *taken += 1;
                        (text_of(Json::at(text, cell.offset)), cell.line)
                    }
                    _ => (Cow::Borrowed(""), *line),
                }
            }
        }
    }
}

fn text_of(cell: Json<'_>) -> Cow<'_, str> {
    if cell.is_null() {
        return Cow::Borrowed("");
    }
    cell.text().unwrap_or(Cow::Borrowed(cell.raw()))
}

//! One figure as it may be shown: a value, or why there is none.

use pejl_domain::Cell;

/// A value with its cell, or a cell without a value.
///
/// A reading whose cell is anything but ok or zero holds no value at all, whatever it was made from, so
/// nothing behind a confidential cell can reach a drawing, a text or a table. A value is always finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    value: Option<f64>,
    cell: Cell,
    provisional: bool,
}

impl Reading {
    /// The reading of an observation as the API states it.
    ///
    /// A value is kept with the cells ok and zero only. A cell that promises a value and has none, or one
    /// that is not a finite number, becomes missing; zero without a number is 0,
    /// and the cell of a number is zero exactly when the number is. `provisional` marks a
    /// value whose period is only partly in.
    ///
    /// # Example
    /// ```
    /// use pejl_charts::Reading;
    /// use pejl_domain::Cell;
    /// assert_eq!(Reading::new(Cell::Ok, Some(3.5), false).value(), Some(3.5));
    /// assert_eq!(Reading::new(Cell::Confidential, Some(3.5), false).value(), None);
    /// assert_eq!(Reading::new(Cell::Ok, Some(f64::NAN), false).cell(), Cell::Missing);
    /// ```
    pub fn new(cell: Cell, value: Option<f64>, provisional: bool) -> Self {
        let value = value.filter(|v| v.is_finite());
        match (cell, value) {
            // 0.0 is written out: a rounded difference may bring a negative zero.
            (Cell::Zero, None) => Self {
                value: Some(0.0),
                cell,
                provisional,
            },
            (Cell::Ok | Cell::Zero, Some(0.0)) => Self {
                value: Some(0.0),
                cell: Cell::Zero,
                provisional,
            },
            (Cell::Ok | Cell::Zero, Some(v)) => Self {
                value: Some(v),
                cell: Cell::Ok,
                provisional,
            },
            (Cell::Ok, None) => Self::absent(Cell::Missing),
            (cell, _) => Self::absent(cell),
        }
    }

    /// A final value.
    pub fn of(value: f64) -> Self {
        Self::new(Cell::Ok, Some(value), false)
    }

    /// No value, for the reason the cell names; ok and zero become missing.
    pub fn absent(cell: Cell) -> Self {
        let cell = if matches!(cell, Cell::Ok | Cell::Zero) {
            Cell::Missing
        } else {
            cell
        };
        Self {
            value: None,
            cell,
            provisional: false,
        }
    }

    /// The value, finite; null unless the cell is ok or zero.
    pub fn value(self) -> Option<f64> {
        self.value
    }

    /// Why the value is or is not there.
    pub fn cell(self) -> Cell {
        self.cell
    }

    /// Whether the value's period is only partly in; never without a value.
    pub fn is_provisional(self) -> bool {
        self.provisional
    }

    /// Whether there is a value and it is 0.
    pub fn is_zero(self) -> bool {
        self.cell == Cell::Zero
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_without_value_drops_the_value_and_the_provisional_mark() {
        for cell in [
            Cell::Missing,
            Cell::NotApplicable,
            Cell::Confidential,
            Cell::Immature,
        ] {
            let reading = Reading::new(cell, Some(7.0), true);
            assert_eq!(
                (reading.value(), reading.cell(), reading.is_provisional()),
                (None, cell, false)
            );
        }
    }

    #[test]
    fn zero_without_a_number_is_zero() {
        assert_eq!(Reading::new(Cell::Zero, None, false).value(), Some(0.0));
    }

    #[test]
    fn a_zero_cell_with_another_number_is_an_ordinary_value() {
        let reading = Reading::new(Cell::Zero, Some(5.0), false);
        assert_eq!((reading.value(), reading.cell()), (Some(5.0), Cell::Ok));
    }

    #[test]
    fn infinity_is_missing() {
        assert_eq!(Reading::of(f64::INFINITY), Reading::absent(Cell::Missing));
    }

    #[test]
    fn absent_never_claims_a_value() {
        assert_eq!(Reading::absent(Cell::Ok).cell(), Cell::Missing);
    }

    #[test]
    fn negative_zero_is_zero() {
        assert!(Reading::of(-0.0).value().is_some_and(f64::is_sign_positive));
    }
}

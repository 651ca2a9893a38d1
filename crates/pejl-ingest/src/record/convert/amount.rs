//! Amounts in whole øre.

use super::super::fault::Problem;
use super::super::mapping::{AmountUnit, Sign};
use super::{Cells, Refuse};
use crate::number::{NumberFormat, parse_number};

/// How the amounts of a column are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct AmountForm {
    pub(super) unit: AmountUnit,
    pub(super) sign: Sign,
    pub(super) format: NumberFormat,
}

/// The amounts of a column, less those of a second one; of the two at most one holds an amount in a row.
pub(super) fn amounts(
    cells: &Cells<'_>,
    minus: Option<&Cells<'_>>,
    form: AmountForm,
    refuse: &mut Refuse<'_>,
) -> Vec<Option<i64>> {
    let signed = |amount: i64, flips: bool| {
        if flips == (form.sign == Sign::ExpenditureNegative) {
            Ok(amount)
        } else {
            amount.checked_neg().ok_or(Problem::AmountTooLarge)
        }
    };
    let read = |text: &str, flips: bool| {
        if text.is_empty() {
            return Ok(None);
        }
        let amount = oere(text, form)?;
        signed(amount, flips).map(Some)
    };
    let mut minus = minus.map(|cells| cells.each());
    let mut amounts = Vec::with_capacity(cells.n_rows);
    for (row, text) in cells.each().enumerate() {
        let other = minus.as_mut().and_then(Iterator::next).unwrap_or_default();
        let amount = match (read(text, false), read(other, true)) {
            (Ok(Some(one)), Ok(Some(two))) if one != 0 && two != 0 => Err(Problem::DebitAndCredit),
            (Ok(Some(one)), Ok(Some(two))) => Ok(Some(if one == 0 { two } else { one })),
            (Ok(one), Ok(two)) => Ok(one.or(two)),
            (Err(problem), _) | (_, Err(problem)) => Err(problem),
        };
        amounts.push(
            amount
                .map_err(|problem| refuse(row, &problem))
                .ok()
                .flatten(),
        );
    }
    amounts
}

/// The exact amount in øre.
fn oere(text: &str, form: AmountForm) -> Result<i64, Problem> {
    let number = parse_number(text, form.format).map_err(Problem::Number)?;
    let scale = u32::try_from(number.scale).map_err(|_| Problem::AmountTooLarge)?;
    let divisor = 10_i128.checked_pow(scale).ok_or(Problem::AmountTooLarge)?;
    // At most 2^63 × 10^8: far from the limits of 128 bits.
    let scaled = i128::from(number.value) * i128::from(form.unit.oere());
    if scaled % divisor != 0 {
        return Err(Problem::FractionOfOere);
    }
    i64::try_from(scaled / divisor).map_err(|_| Problem::AmountTooLarge)
}

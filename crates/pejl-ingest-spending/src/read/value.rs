//! A cell of numbers: a number in the stored unit, or why there is none.

use pejl_domain::{Cell, Unit};
use pejl_ingest::number::{Number, NumberFormat, parse_number};

use crate::members::{Measure, Rejected};

const ZERO: Number = Number { value: 0, scale: 0 };

/// How the numbers of a file are written, as far as that is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing {
    /// The decimal separator, where format or user say it.
    pub(super) decimal: Option<char>,
    /// The one that is to be expected, where neither does.
    pub(super) usual: Option<char>,
}

impl Writing {
    /// The format one text is read in.
    fn format_of(self, text: &str) -> NumberFormat {
        let other = |decimal| if decimal == ',' { '.' } else { ',' };
        // With the other separator in it, the text must be clear by itself.
        let usual = self.usual.filter(|usual| !text.contains(other(*usual)));
        NumberFormat {
            decimal: self.decimal.or(usual),
        }
    }
}

/// Reads a cell as a value of `measure`.
pub(super) fn stored_value(
    text: &str,
    writing: Writing,
    measure: &Measure,
) -> Result<(Option<Number>, Cell), Rejected> {
    read(text, writing, |number| in_unit(number, measure))
}

/// Says whether a cell can be read, whatever its unit.
pub(super) fn check(text: &str, writing: Writing) -> Result<(), Rejected> {
    read(text, writing, Ok).map(|_| ())
}

/// Symbols are the same in all of StatBank's formats: dots are unknown, a single dot cannot occur, a dash is nil.
/// noegletal.dk writes `M` for missing, Eurostat's tools a colon.
fn read(
    text: &str,
    writing: Writing,
    in_unit: impl FnOnce(Number) -> Result<Number, Rejected>,
) -> Result<(Option<Number>, Cell), Rejected> {
    match text.trim() {
        "" | ".." | "..." | "...." | "....." | "......" | ":" | "M" => {
            return Ok((None, Cell::Missing));
        }
        "." => return Ok((None, Cell::NotApplicable)),
        "-" => return Ok((Some(ZERO), Cell::Zero)),
        _ => {}
    }
    let number = parse_number(text, writing.format_of(text)).map_err(|issue| {
        let message = issue.message();
        Rejected {
            rule: issue.rule(),
            da: message.da,
            en: message.en,
        }
    })?;
    let number = in_unit(number)?;
    let cell = if number.value == 0 {
        Cell::Zero
    } else {
        Cell::Ok
    };
    Ok((Some(number), cell))
}

/// Multiplies by the unit's factor exactly; money becomes whole øre or is refused.
fn in_unit(number: Number, measure: &Measure) -> Result<Number, Rejected> {
    let too_large = || {
        Rejected::expected(
            "number.too_large",
            "et tal, der kan være i 64 bit",
            "a number that fits in 64 bits",
        )
    };
    let wide = i128::from(number.value) * i128::from(measure.factor);
    let narrow = |value: i128| i64::try_from(value).map_err(|_| too_large());
    if measure.unit != Unit::Oere {
        return Ok(Number {
            value: narrow(wide)?,
            scale: number.scale,
        });
    }
    let divisor = u32::try_from(number.scale)
        .ok()
        .and_then(|scale| 10_i128.checked_pow(scale))
        .ok_or_else(too_large)?;
    if wide % divisor != 0 {
        return Err(Rejected::expected(
            "money.not_whole_oere",
            "et beløb i hele øre",
            "an amount in whole øre",
        ));
    }
    Ok(Number {
        value: narrow(wide / divisor)?,
        scale: 0,
    })
}

#[cfg(test)]
mod tests {
    use pejl_domain::PriceLevel;

    use super::*;

    const DANISH: Writing = Writing {
        decimal: Some(','),
        usual: None,
    };

    fn thousand_kroner() -> Measure {
        Measure {
            unit: Unit::Oere,
            price: PriceLevel::Current,
            factor: 100_000,
        }
    }

    #[track_caller]
    fn check_value(text: &str, measure: &Measure, expected: Result<(Option<i64>, Cell), &str>) {
        let found = stored_value(text, DANISH, measure);
        let found = found
            .map(|(number, cell)| (number.map(|n| n.value), cell))
            .map_err(|rejected| rejected.rule);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn symbols_are_not_numbers() {
        let measure = thousand_kroner();
        for text in ["", " ", "..", "...", ":", "M"] {
            check_value(text, &measure, Ok((None, Cell::Missing)));
        }
        check_value(".", &measure, Ok((None, Cell::NotApplicable)));
        check_value("-", &measure, Ok((Some(0), Cell::Zero)));
        check_value("0", &measure, Ok((Some(0), Cell::Zero)));
        check_value("x", &measure, Err("number.malformed"));
    }

    #[test]
    fn money_is_whole_oere() {
        let measure = thousand_kroner();
        check_value("12", &measure, Ok((Some(1_200_000), Cell::Ok)));
        check_value("-0,5", &measure, Ok((Some(-50_000), Cell::Ok)));
        check_value("0,00001", &measure, Ok((Some(1), Cell::Ok)));
        check_value("0,000001", &measure, Err("money.not_whole_oere"));
        // The factor is applied before the decimals go, and only the result must fit.
        check_value("1234567890,12345678", &measure, Err("money.not_whole_oere"));
        check_value(
            "90000000000,00000000",
            &measure,
            Ok((Some(9_000_000_000_000_000), Cell::Ok)),
        );
        check_value("99999999999999999", &measure, Err("number.too_large"));
    }

    #[test]
    fn what_is_usual_is_not_believed_against_the_text() {
        let check = |text: &str, usual: char, expected: Result<(i64, i32), &str>| {
            let writing = Writing {
                decimal: None,
                usual: Some(usual),
            };
            let found = read(text, writing, Ok).map_err(|rejected| rejected.rule);
            let found = found.map(|(number, _)| number.map_or((0, 0), |n| (n.value, n.scale)));
            assert_eq!(found, expected, "{text} {usual}");
        };
        check("1,234", ',', Ok((1234, 3)));
        check("1.234", '.', Ok((1234, 3)));
        check("12.5", ',', Ok((125, 1)));
        check("1.234", ',', Err("number.ambiguous"));
        check("1,234", '.', Err("number.ambiguous"));
        check("1234", ',', Ok((1234, 0)));
    }

    #[test]
    fn other_units_keep_their_decimals() {
        let per_resident = Measure {
            unit: Unit::DkkPerResident,
            price: PriceLevel::Current,
            factor: 1,
        };
        let found = stored_value("1.234,50", DANISH, &per_resident);
        let expected = Number {
            value: 123_450,
            scale: 2,
        };
        assert_eq!(found.ok(), Some((Some(expected), Cell::Ok)));
    }
}

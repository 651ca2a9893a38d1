//! Numbers and dates as the sources write them, into a buffer and without allocating.

use chrono::Datelike;

use crate::calendar::Day;
use crate::cpr::Cpr;

/// Decimal digits.
pub(crate) fn push_number(buffer: &mut Vec<u8>, number: u64) {
    push_padded(buffer, number, 1);
}

/// Decimal digits, with zeros in front up to `width` (at most 20).
pub(crate) fn push_padded(buffer: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    for digit in digits.iter_mut().rev() {
        if number == 0 && digits_len(first) >= width {
            break;
        }
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        first -= 1;
    }
    buffer.extend_from_slice(digits.get(first..).unwrap_or_default());
}

const fn digits_len(first: usize) -> usize {
    20 - first
}

/// Kroner with øre, a point for every three digits and a decimal comma: `1.234,50`; the minus in front, or after the
/// number where `is_trailing`.
pub(crate) fn push_danish_amount(buffer: &mut Vec<u8>, oere: i64, is_trailing: bool) {
    let (kroner, rest) = (oere.unsigned_abs() / 100, oere.unsigned_abs() % 100);
    if oere < 0 && !is_trailing {
        buffer.push(b'-');
    }
    push_grouped(buffer, kroner);
    buffer.push(b',');
    push_padded(buffer, rest, 2);
    if oere < 0 && is_trailing {
        buffer.push(b'-');
    }
}

fn push_grouped(buffer: &mut Vec<u8>, number: u64) {
    if number < 1000 {
        push_number(buffer, number);
        return;
    }
    push_grouped(buffer, number / 1000);
    buffer.push(b'.');
    push_padded(buffer, number % 1000, 3);
}

/// Thousands of kroner with a decimal comma and as many decimals as needed, at most five: `-1234,5`.
pub(crate) fn push_thousands(buffer: &mut Vec<u8>, oere: i64) {
    if oere < 0 {
        buffer.push(b'-');
    }
    push_number(buffer, oere.unsigned_abs() / 100_000);
    let rest = oere.unsigned_abs() % 100_000;
    if rest == 0 {
        return;
    }
    buffer.push(b',');
    let (mut rest, mut width) = (rest, 5);
    while rest.is_multiple_of(10) {
        rest /= 10;
        width -= 1;
    }
    push_padded(buffer, rest, width);
}

/// `31-12-2017`.
pub(crate) fn push_danish_date(buffer: &mut Vec<u8>, day: Day) {
    let date = day.date();
    push_padded(buffer, date.day().into(), 2);
    buffer.push(b'-');
    push_padded(buffer, date.month().into(), 2);
    buffer.push(b'-');
    push_padded(buffer, date.year().unsigned_abs().into(), 4);
}

/// `DDMMYY-SSSS`.
pub(crate) fn push_cpr(buffer: &mut Vec<u8>, cpr: Cpr) {
    push_padded(buffer, cpr.date.into(), 6);
    buffer.push(b'-');
    push_padded(buffer, cpr.serial.into(), 4);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(push: impl FnOnce(&mut Vec<u8>), expected: &str) {
        let mut buffer = Vec::new();
        push(&mut buffer);
        assert_eq!(String::from_utf8(buffer).unwrap(), expected);
    }

    #[test]
    fn numbers_are_padded_and_never_empty() {
        check(|b| push_number(b, 0), "0");
        check(|b| push_number(b, u64::MAX), "18446744073709551615");
        check(|b| push_padded(b, 7, 3), "007");
        check(|b| push_padded(b, 1234, 3), "1234");
    }

    #[test]
    fn amounts_are_danish() {
        check(|b| push_danish_amount(b, 5, false), "0,05");
        check(|b| push_danish_amount(b, -123_450, true), "1.234,50-");
        check(|b| push_danish_amount(b, -123_450, false), "-1.234,50");
        check(
            |b| push_danish_amount(b, 123_456_700_089, false),
            "1.234.567.000,89",
        );
        check(|b| push_danish_amount(b, 100_000, true), "1.000,00");
    }

    #[test]
    fn thousands_have_the_decimals_they_need() {
        check(|b| push_thousands(b, 123_400_000), "1234");
        check(|b| push_thousands(b, -123_450_000), "-1234,5");
        check(|b| push_thousands(b, 1), "0,00001");
        check(|b| push_thousands(b, 100), "0,001");
    }

    proptest::proptest! {
        #[test]
        fn every_amount_reads_back(oere in -(1_i64 << 60)..(1_i64 << 60), is_trailing: bool) {
            let mut buffer = Vec::new();
            push_danish_amount(&mut buffer, oere, is_trailing);
            let text = String::from_utf8(buffer).unwrap();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let unsigned: i64 = digits.parse().unwrap();
            let sign = if text.contains('-') { -1 } else { 1 };
            assert_eq!(sign * unsigned, oere);
            let mut thousands = Vec::new();
            push_thousands(&mut thousands, oere);
            let thousands = String::from_utf8(thousands).unwrap();
            let (whole, decimals) = thousands.split_once(',').unwrap_or((&thousands, ""));
            let unsigned: i64 = format!("{}{decimals:0<5}", whole.trim_start_matches('-')).parse().unwrap();
            assert_eq!(if oere < 0 { -unsigned } else { unsigned }, oere);
        }
    }

    #[test]
    fn dates_and_numbers_keep_their_zeros() {
        check(|b| push_danish_date(b, Day::new(2017, 3, 1)), "01-03-2017");
        check(
            |b| {
                push_cpr(
                    b,
                    Cpr {
                        date: 10_240,
                        serial: 42,
                    },
                )
            },
            "010240-0042",
        );
    }
}

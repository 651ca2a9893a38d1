use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, decimal: Option<char>, value: i64, scale: i32) {
    assert_eq!(
        parse_number(text, NumberFormat { decimal }),
        Ok(Number { value, scale }),
        "{text:?}"
    );
}

#[track_caller]
fn check_refused(text: &str, decimal: Option<char>, rule: &str) {
    let got = parse_number(text, NumberFormat { decimal });
    assert_eq!(
        got.as_ref().map_err(NumberIssue::rule),
        Err(rule),
        "{text:?}"
    );
}

#[test]
fn danish_numbers() {
    let comma = Some(',');
    check("1234", comma, 1234, 0);
    check("1.234", comma, 1234, 0);
    check("1.234.567,89", comma, 123_456_789, 2);
    check("-12,5", comma, -125, 1);
    check("\u{2212}12,5", comma, -125, 1);
    check("1.234,50-", comma, -123_450, 2);
    check("1.234,50\u{2212}", comma, -123_450, 2);
    check("(1.234,50)", comma, -123_450, 2);
    check("\u{a0}1\u{a0}234,5 ", comma, 12_345, 1);
    check("1\u{202f}234\u{202f}567", comma, 1_234_567, 0);
    check("+5", comma, 5, 0);
    check("0,10", comma, 10, 2);
    check("-0", comma, 0, 0);
}

#[test]
fn english_numbers() {
    let point = Some('.');
    check("1.234", point, 1234, 3);
    check("1,234", point, 1234, 0);
    check("1,234,567.5", point, 12_345_675, 1);
    check("1e3", point, 1000, 0);
    check("1.5E-2", point, 15, 3);
    check("-1.0E+05", point, -100_000, 0);
    check("72.799999999999997", point, 72_799_999_999_999_997, 15);
    check(
        "1.50000000000000000000",
        point,
        1_500_000_000_000_000_000,
        18,
    );
    check("0.0000", point, 0, 4);
    check("1e18", point, 1_000_000_000_000_000_000, 0);
}

#[test]
fn undeclared_numbers_are_read_when_only_one_reading_is_possible() {
    check("1234", None, 1234, 0);
    check("12,5", None, 125, 1);
    check("12.5", None, 125, 1);
    check("1.234.567", None, 1_234_567, 0);
    check("1,234,567", None, 1_234_567, 0);
    check("1.234,5", None, 12_345, 1);
    check("1,234.567", None, 1_234_567, 3);
    check("1234.567", None, 1_234_567, 3);
    check("0.123", None, 123, 3);
    check("1 234", None, 1234, 0);
}

#[test]
fn the_ambiguous_is_refused_with_both_readings() {
    check_refused("1.234", None, "number.ambiguous");
    check_refused("12,345", None, "number.ambiguous");
    check_refused("(123.456)", None, "number.ambiguous");
    let issue = parse_number("-1,234", NumberFormat::UNDECLARED).map_err(|issue| issue.message());
    assert_eq!(
        issue,
        Err(Message {
            da: "`-1,234` er -1,234 eller -1234, alt efter decimaltegnet; angiv det".into(),
            en: "`-1,234` is -1.234 or -1234, depending on the decimal separator; declare it"
                .into(),
        })
    );
}

#[test]
fn what_is_not_a_number_is_refused() {
    for text in [
        "..",
        ".",
        "-",
        "−",
        "M",
        "x",
        "1x",
        "12 %",
        "--1",
        "-1-",
        "(-1)",
        "()",
        "1e5",
        "nan",
        "inf",
        "1,2,3",
        "1 2",
        "1.23.4",
        "1.2345,6",
        "0x10",
        ",5",
        "5,",
        "1.234 567",
        "٣",
    ] {
        check_refused(text, Some(','), "number.malformed");
    }
    for text in [
        "1.2.3",
        "12.34.567",
        "1,23.4",
        "1.234,567.8",
        "1e",
        "1e5.5",
        "1e99999999999",
        "0.123.456",
    ] {
        check_refused(text, Some('.'), "number.malformed");
        check_refused(text, None, "number.malformed");
    }
    for text in ["", " ", "\u{a0}", "\t"] {
        check_refused(text, None, "number.empty");
    }
    for text in [
        "99999999999999999999",
        "1.0000000000000000001",
        "1e400",
        "1e-30",
    ] {
        check_refused(text, Some('.'), "number.too_many_digits");
    }
}

fn grouped(value: u64, separator: &str) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(c);
    }
    out
}

proptest! {
    #[test]
    fn a_written_number_reads_back(value in 0_u64..1_000_000_000_000, fraction in proptest::option::of("[0-9]{1,5}"), negative: bool, comma: bool) {
        let (decimal, thousands) = if comma { (',', ".") } else { ('.', ",") };
        let mut text = grouped(value, thousands);
        let mut expected = value.to_string();
        if let Some(fraction) = &fraction {
            text.push(decimal);
            text.push_str(fraction);
            expected.push_str(fraction);
        }
        let scale = i32::try_from(fraction.map_or(0, |f| f.len()))?;
        let magnitude: i64 = expected.parse()?;
        let expected = Number { value: if negative { -magnitude } else { magnitude }, scale };
        let signed = if negative { format!("{text}-") } else { text };
        prop_assert_eq!(parse_number(&signed, NumberFormat { decimal: Some(decimal) }), Ok(expected));
        // Undeclared, it is the same number or refused as ambiguous, never another one.
        match parse_number(&signed, NumberFormat::UNDECLARED) {
            Ok(number) => prop_assert_eq!(number, expected),
            Err(issue) => prop_assert_eq!(issue.rule(), "number.ambiguous"),
        }
    }

    #[test]
    fn no_text_panics(text in "[-−+().,0-9eE \u{a0}]{0,30}", decimal in prop_oneof![Just(None), Just(Some('.')), Just(Some(','))]) {
        if let Ok(number) = parse_number(&text, NumberFormat { decimal }) {
            prop_assert!((0..=MAX_SCALE).contains(&number.scale));
        }
    }
}

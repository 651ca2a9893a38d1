//! Figures and terms as a reader says them.

use chrono::{DateTime, Utc};
use pejl_app::{Reading, clock_of};
use pejl_charts::{Measure, NumberStyle, Verb, ZeroRule};
use pejl_domain::lang::{format_date, format_number, format_share_as_percent};
use pejl_domain::{Cell, Lang, PriceLevel, Unit};

use crate::table::fill;
use crate::words::texts;

/// Sign of a rise; a fall carries the minus of the number.
const PLUS: char = '+';
/// What stands where there is nothing to say.
pub const NOTHING: &str = "–";

/// The unit of a reading in full: `kr. pr. indbygger på 67 år og derover`.
pub fn unit(reading: &Reading, lang: Lang) -> String {
    let unit = reading.unit.name(lang);
    let t = texts(lang);
    let Some(ages) = reading.ages else {
        return unit.to_owned();
    };
    let from = ages.from().to_string();
    let aged = match ages.to() {
        None => fill(t.unit_aged_over, &[("from", &from)]),
        Some(to) => fill(
            t.unit_aged_between,
            &[("from", &from), ("to", &to.to_string())],
        ),
    };
    format!("{unit} {aged}")
}

/// The unit where the long one was just said: `kr.`.
pub fn short_unit(unit: &Unit, lang: Lang) -> &str {
    match unit {
        Unit::DkkPerResident => texts(lang).unit_kroner,
        other => other.name(lang),
    }
}

/// A number with its short unit.
pub fn with_unit(value: f64, decimals: u8, unit: &Unit, lang: Lang) -> String {
    match unit {
        Unit::Share => format_share_as_percent(value, decimals, lang),
        unit => format!(
            "{} {}",
            format_number(value, decimals, lang),
            short_unit(unit, lang)
        ),
    }
}

/// Decimals of what is shown: shares are written as per cent, so that two of theirs are whole.
pub fn decimals(reading: &Reading) -> u8 {
    match reading.unit {
        Unit::Share => reading.precision.saturating_sub(2),
        _ => reading.precision,
    }
}

/// How charts write the values of a reading. Per cent says by itself what it is.
pub fn measure(reading: &Reading, (zero, verb): (ZeroRule, Verb), lang: Lang) -> Measure {
    let decimals = decimals(reading);
    let (long, short, numbers) = match &reading.unit {
        Unit::Share => (
            String::new(),
            String::new(),
            NumberStyle::Percent { decimals },
        ),
        of => (
            unit(reading, lang),
            short_unit(of, lang).to_owned(),
            NumberStyle::Number { decimals },
        ),
    };
    Measure {
        unit: long,
        short_unit: short,
        numbers,
        zero,
        verb,
    }
}

/// A number in the unit of its column, which is said elsewhere.
pub fn bare(value: f64, decimals: u8, unit: &Unit, lang: Lang) -> String {
    match unit {
        Unit::Share => format_share_as_percent(value, decimals, lang),
        _ => format_number(value, decimals, lang),
    }
}

/// A change, with its sign: `+124`, `−3,5 %`. What rounds to zero has none.
pub fn signed(text: String) -> String {
    let is_zero = !text.chars().any(|c| c.is_ascii_digit() && c != '0');
    let has_minus = text.starts_with('\u{2212}');
    if is_zero || has_minus {
        text
    } else {
        format!("{PLUS}{text}")
    }
}

/// Current prices, or the year of fixed ones.
pub fn price_level(level: PriceLevel, lang: Lang) -> String {
    let t = texts(lang);
    match level {
        PriceLevel::Fixed { base_year } => fill(t.price_fixed, &[("year", &base_year.to_string())]),
        PriceLevel::Current => t.price_current.to_owned(),
        PriceLevel::NotApplicable => t.price_none.to_owned(),
    }
}

/// The word for a cell that holds no value.
pub fn cell(cell: Cell, lang: Lang) -> &'static str {
    let t = texts(lang);
    match cell {
        Cell::Ok | Cell::Zero => "",
        Cell::Missing => t.cell_missing,
        Cell::NotApplicable => t.cell_not_applicable,
        Cell::Confidential => t.cell_confidential,
        Cell::Immature => t.cell_immature,
    }
}

/// The dranst a figure is of, with their names: `1 drift + 2 statsrefusion`.
pub fn dranst(text: &str, lang: Lang) -> String {
    let t = texts(lang);
    if text == "not_stated" || text.is_empty() {
        return t.dranst_not_stated.to_owned();
    }
    let named = |code: &str| match code {
        "1" => format!("1 {}", t.dranst_1),
        "2" => format!("2 {}", t.dranst_2),
        "3" => format!("3 {}", t.dranst_3),
        other => other.to_owned(),
    };
    text.split(['+', ','])
        .map(named)
        .collect::<Vec<_>>()
        .join(" + ")
}

/// A day and time of day as clocks in Denmark show them: `21. november 2026 kl. 23.05`.
///
/// Danish readers know which clocks are meant; where these show the same twice that night, and to others always, it is said.
pub fn instant(at: DateTime<Utc>, lang: Lang) -> String {
    let (t, clock) = (texts(lang), clock_of(at));
    let zone = match (lang, clock.is_twice, clock.is_summer_time) {
        (Lang::Da, false, _) => "",
        (_, _, true) => t.instant_summer,
        (_, _, false) => t.instant_standard,
    };
    let format = if lang == Lang::Da { "%H.%M" } else { "%H:%M" };
    let date = format_date(clock.shows.date(), lang);
    let shows = clock.shows.time().format(format).to_string();
    let said = fill(t.instant, &[("date", &date), ("clock", &shows)]);
    format!("{said}{zone}")
}

/// A text as it stands within a sentence: `løbende priser`.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

/// A reason as the sentence it is: with a capital, and a full stop.
pub fn sentence(reason: &str) -> String {
    let mut chars = reason.chars();
    let mut text: String = chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default();
    if !text.is_empty() && !text.ends_with('.') {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_app::indicators::Listed;

    use super::*;

    #[track_caller]
    fn check_unit(reading: &str, da: &str, en: &str) {
        let listed = Listed::of_program();
        let reading = listed.catalogue.find_reading(reading).unwrap();
        assert_eq!(
            (
                unit(reading, Lang::Da).as_str(),
                unit(reading, Lang::En).as_str()
            ),
            (da, en)
        );
    }

    #[test]
    fn the_unit_names_who_is_counted() {
        check_unit("net_per_resident", "kr. pr. indbygger", "DKK per resident");
        check_unit(
            "net_per_resident_67plus",
            "kr. pr. indbygger på 67 år og derover",
            "DKK per resident aged 67 and over",
        );
        check_unit(
            "net_per_resident_18_64",
            "kr. pr. indbygger på 18–64 år",
            "DKK per resident aged 18–64",
        );
    }

    #[test]
    fn a_change_carries_its_sign_unless_nothing_is_left_of_it() {
        let krone = |value| signed(with_unit(value, 0, &Unit::DkkPerResident, Lang::Da));
        assert_eq!(
            (
                krone(1234.0).as_str(),
                krone(-1234.0).as_str(),
                krone(-0.2).as_str()
            ),
            ("+1.234 kr.", "−1.234 kr.", "0 kr.")
        );
        assert_eq!(signed(bare(-0.035, 1, &Unit::Share, Lang::En)), "−3.5%");
    }

    #[test]
    fn dranst_codes_are_named() {
        assert_eq!(dranst("1+2", Lang::Da), "1 drift + 2 statsrefusion");
        assert_eq!(dranst("not_stated", Lang::En), "not stated by the source");
        assert_eq!(dranst("7", Lang::Da), "7");
    }

    #[track_caller]
    fn check_instant(at: &str, da: &str, en: &str) {
        let at = at.parse().unwrap();
        assert_eq!(
            (instant(at, Lang::Da), instant(at, Lang::En)),
            (da.to_owned(), en.to_owned())
        );
    }

    #[test]
    fn instants_are_what_danish_clocks_show() {
        check_instant(
            "2026-11-21T22:05:09Z",
            "21. november 2026 kl. 23.05",
            "21 November 2026, 23:05 CET",
        );
        // The day is another one in Denmark, and in summer so for two hours.
        check_instant(
            "2026-06-30T22:05:09Z",
            "1. juli 2026 kl. 00.05",
            "1 July 2026, 00:05 CEST",
        );
    }

    #[test]
    fn the_hour_that_clocks_show_twice_says_which_of_the_two_it_is() {
        check_instant(
            "2027-10-31T00:30:00Z",
            "31. oktober 2027 kl. 02.30 (sommertid)",
            "31 October 2027, 02:30 CEST",
        );
        check_instant(
            "2027-10-31T01:30:00Z",
            "31. oktober 2027 kl. 02.30 (normaltid)",
            "31 October 2027, 02:30 CET",
        );
        // Nothing is shown twice where an hour is left out.
        check_instant(
            "2027-03-28T00:59:59Z",
            "28. marts 2027 kl. 01.59",
            "28 March 2027, 01:59 CET",
        );
        check_instant(
            "2027-03-28T01:00:00Z",
            "28. marts 2027 kl. 03.00",
            "28 March 2027, 03:00 CEST",
        );
    }

    #[test]
    fn a_reason_becomes_a_sentence() {
        assert_eq!(sentence("økonomien mangler"), "Økonomien mangler.");
        assert_eq!(sentence("3.412 kr."), "3.412 kr.");
        assert_eq!(sentence(""), "");
    }
}

//! Why a figure cannot be put into prices.

use pejl_domain::Lang;
use pejl_domain::lang::format_date;
use pejl_domain::price::PriceError;

use super::listed;
use crate::text::{Reason, Text};

/// A window reaches over two years, whose prices differ.
pub(crate) fn two_years_of_prices() -> Reason {
    Text {
        da: "tolv måneder over to år kan ikke omregnes til faste priser under ét".to_owned(),
        en: "twelve months of two years cannot be put into fixed prices as one".to_owned(),
    }
}

/// No price series is at hand at all.
pub(crate) fn no_price_series(base_year: i32) -> Reason {
    Text {
        da: format!("ingen indlæst prisserie til {base_year}-priser"),
        en: format!("no imported price series for {base_year} prices"),
    }
}

/// Several price series are at hand, and the question names none.
pub(crate) fn several_price_series(series: &[String], base_year: i32) -> Reason {
    let example = series.first().map_or("", String::as_str);
    let named = listed(series.to_vec());
    Text {
        da: format!(
            "flere prisserier er indlæst ({}); vælg en af dem, fx fixed:{base_year}:{example}",
            named.da
        ),
        en: format!(
            "several price series are imported ({}); choose one of them, such as fixed:{base_year}:{example}",
            named.en
        ),
    }
}

/// The price series does not reach.
pub(crate) fn no_price_factor(error: &PriceError) -> Reason {
    match error {
        PriceError::NoRate {
            series,
            year,
            as_known_at,
        } => Text {
            da: format!(
                "prisserien {series} har ingen sats for {year} kendt {}",
                format_date(*as_known_at, Lang::Da)
            ),
            en: format!(
                "the price series {series} has no rate for {year} known on {}",
                format_date(*as_known_at, Lang::En)
            ),
        },
        other => Text {
            da: format!("prisserien kan ikke bruges: {other}"),
            en: format!("the price series cannot be used: {other}"),
        },
    }
}

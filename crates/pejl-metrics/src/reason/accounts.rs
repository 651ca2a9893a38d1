//! Why a published fact gives no value.

use chrono::NaiveDate;
use pejl_domain::lang::format_date;
use pejl_domain::{AccountCode, Lang, Period, account};

use super::{listed, name};
use crate::text::{Reason, Text};

/// No account of the area is in force in the year.
pub(crate) fn area_without_functions(area: &str, year: i32) -> Reason {
    let named = account::areas().iter().find(|one| one.code == area);
    let (name_da, name_en) = named.map_or((area, area), |one| (one.name_da, one.name_en));
    Text {
        da: format!("kontoområdet {name_da} har ingen konti i {year}"),
        en: format!("the account area {name_en} has no accounts in {year}"),
    }
}

/// The account did not exist in the year; it is in force between these days, as far as is known.
pub(crate) fn account_not_in_force(
    code: &AccountCode,
    year: i32,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Reason {
    let mut reason = Text {
        da: format!("konto {code} fandtes ikke i {year}"),
        en: format!("account {code} did not exist in {year}"),
    };
    if let Some(day) = from {
        reason
            .da
            .push_str(&format!(", den gælder fra {}", format_date(day, Lang::Da)));
        reason.en.push_str(&format!(
            ", it is in force from {}",
            format_date(day, Lang::En)
        ));
    }
    if let Some(day) = to {
        reason
            .da
            .push_str(&format!(", den gælder til {}", format_date(day, Lang::Da)));
        reason.en.push_str(&format!(
            ", it is in force until {}",
            format_date(day, Lang::En)
        ));
    }
    reason
}

/// No import covers any of these tables for the area and period.
pub(crate) fn table_not_covered(tables: &[String], area: &str, period: Period) -> Reason {
    let tables = listed(tables.to_vec());
    Text {
        da: format!(
            "ingen indlæst kilde dækker tabel {} for {} i {}",
            tables.da,
            name(area, Lang::Da),
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "no imported source covers table {} for {} in {}",
            tables.en,
            name(area, Lang::En),
            period.to_lang(Lang::En)
        ),
    }
}

/// No import covers these accounts for the area and period, with the dranst asked for.
pub(crate) fn accounts_not_covered(
    accounts: &[AccountCode],
    dranst: &str,
    area: &str,
    period: Period,
) -> Reason {
    let codes = listed(
        accounts
            .iter()
            .map(|code| code.as_str().to_owned())
            .collect(),
    );
    Text {
        da: format!(
            "ingen indlæst kilde dækker konto {} (dranst {dranst}) for {} i {}",
            codes.da,
            name(area, Lang::Da),
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "no imported source covers account {} (dranst {dranst}) for {} in {}",
            codes.en,
            name(area, Lang::En),
            period.to_lang(Lang::En)
        ),
    }
}

/// A fact is missing where an import says it covers it.
pub(crate) fn fact_missing(members: &str, area: &str, period: Period) -> Reason {
    Text {
        da: format!(
            "kilden har intet tal for {} i {} ({members})",
            name(area, Lang::Da),
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "the source has no figure for {} in {} ({members})",
            name(area, Lang::En),
            period.to_lang(Lang::En)
        ),
    }
}

/// A fact is there, but too precise or too large to be added up.
pub(crate) fn fact_unusable(members: &str, area: &str, period: Period) -> Reason {
    Text {
        da: format!(
            "tallet for {} i {} er større eller har flere decimaler, end der kan regnes med ({members})",
            name(area, Lang::Da),
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "the figure for {} in {} is larger or has more decimals than can be computed with ({members})",
            name(area, Lang::En),
            period.to_lang(Lang::En)
        ),
    }
}

/// The source withholds the figure.
pub(crate) fn confidential_in_source() -> Reason {
    Text {
        da: "kilden hemmeligholder tallet".to_owned(),
        en: "the source withholds the figure".to_owned(),
    }
}

/// The source says that the combination cannot occur.
pub(crate) fn cannot_occur() -> Reason {
    Text {
        da: "kilden oplyser, at tallet ikke kan forekomme".to_owned(),
        en: "the source states that the figure cannot occur".to_owned(),
    }
}

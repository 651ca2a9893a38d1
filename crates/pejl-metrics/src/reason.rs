//! Why a value is not there, in words for the reader of a page or an answer.

use chrono::NaiveDate;
use pejl_domain::area::get_area;
use pejl_domain::group::find_group;
use pejl_domain::lang::format_date;
use pejl_domain::price::PriceError;
use pejl_domain::{AccountCode, AgeBand, Lang, Period, account};

use crate::breaks::Break;
use crate::observation::Observation;
use crate::text::{Reason, Text};

/// Names listed before the rest is only counted.
const NAMES_MAX: usize = 8;

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

/// A rate that is published without what stands below its line does not add up over a group.
pub(crate) fn not_of_groups(group: &str) -> Reason {
    Text {
        da: format!(
            "tallet er offentliggjort for den enkelte kommune, og dets nævner er ikke kendt; for gruppen {group} kan det ikke regnes ud"
        ),
        en: format!(
            "the figure is published for single municipalities, and what it is divided by is not known; it cannot be computed of the group {group}"
        ),
    }
}

/// A period that has not begun on the day called today.
pub(crate) fn not_begun(period: Period) -> Reason {
    Text {
        da: format!("{} er ikke begyndt", period.to_lang(Lang::Da)),
        en: format!("{} has not begun", period.to_lang(Lang::En)),
    }
}

/// Nothing at all had been imported by a day.
pub(crate) fn nothing_known(day: NaiveDate) -> Reason {
    Text {
        da: format!(
            "den {} var der ikke indlæst noget",
            format_date(day, Lang::Da)
        ),
        en: format!(
            "on {} nothing had been imported",
            format_date(day, Lang::En)
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

/// No table of residents covers the area on 1 July of the year.
pub(crate) fn residents_not_covered(area: &str, year: i32) -> Reason {
    Text {
        da: format!(
            "intet indlæst folketal for {} pr. 1. juli {year}",
            name(area, Lang::Da)
        ),
        en: format!(
            "no imported number of residents of {} on 1 July {year}",
            name(area, Lang::En)
        ),
    }
}

/// No table of residents covers the area up to the month.
pub(crate) fn residents_of_month_not_covered(area: &str, year: i32, month: u32) -> Reason {
    let (da, en) = match Period::month(year, month) {
        Ok(period) => (period.to_lang(Lang::Da), period.to_lang(Lang::En)),
        Err(_) => (year.to_string(), year.to_string()),
    };
    Text {
        da: format!("intet indlæst folketal for {} i {da}", name(area, Lang::Da)),
        en: format!(
            "no imported number of residents of {} in {en}",
            name(area, Lang::En)
        ),
    }
}

/// No import covers these datasets of the municipality's own for the period.
pub(crate) fn records_not_covered(datasets: &[&str], area: &str, period: Period) -> Reason {
    let names = listed(datasets.iter().map(|name| (*name).to_owned()).collect());
    Text {
        da: format!(
            "ingen indlæst kilde dækker {} for {} i {}",
            names.da,
            name(area, Lang::Da),
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "no imported source covers {} of {} in {}",
            names.en,
            name(area, Lang::En),
            period.to_lang(Lang::En)
        ),
    }
}

/// What comes before a period, from a month on, must be covered as well, and is not.
pub(crate) fn not_covered_before(
    datasets: &[&str],
    area: &str,
    from: Period,
    period: Period,
) -> Reason {
    let names = listed(datasets.iter().map(|name| (*name).to_owned()).collect());
    Text {
        da: format!(
            "ingen indlæst kilde dækker {} for {} fra {} til {}; uden månederne før ses ikke, hvem der er ny",
            names.da,
            name(area, Lang::Da),
            from.to_lang(Lang::Da),
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "no imported source covers {} of {} from {} to {}; without the months before it cannot be seen who is new",
            names.en,
            name(area, Lang::En),
            from.to_lang(Lang::En),
            period.to_lang(Lang::En)
        ),
    }
}

/// What came of the period cannot be known before so many days after it, on this day.
pub(crate) fn not_yet_mature(lag: u32, day: Option<NaiveDate>) -> Reason {
    let Some(day) = day else {
        return Text {
            da: format!("tallet kan først kendes {lag} dage efter perioden"),
            en: format!("the figure cannot be known until {lag} days after the period"),
        };
    };
    Text {
        da: format!(
            "tallet kan først kendes {lag} dage efter perioden, når der er data til og med {}",
            format_date(day, Lang::Da)
        ),
        en: format!(
            "the figure cannot be known until {lag} days after the period, when there are data up to {}",
            format_date(day, Lang::En)
        ),
    }
}

/// Months of the period are not in, and the figure cannot be said of a part of it.
pub(crate) fn period_not_whole(period: Period) -> Reason {
    Text {
        da: format!(
            "{} er ikke indlæst til ende, og tallet kan ikke opgøres for en del af perioden",
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "{} is not in to its end, and the figure cannot be made up for a part of it",
            period.to_lang(Lang::En)
        ),
    }
}

/// What the figure is made of did not exist before this day.
pub(crate) fn not_before(day: NaiveDate) -> Reason {
    Text {
        da: format!(
            "det, tallet er sat sammen af, findes først fra {}",
            format_date(day, Lang::Da)
        ),
        en: format!(
            "what the figure is made of exists only from {}",
            format_date(day, Lang::En)
        ),
    }
}

/// A window reaches over two years, whose prices differ.
pub(crate) fn two_years_of_prices() -> Reason {
    Text {
        da: "tolv måneder over to år kan ikke omregnes til faste priser under ét".to_owned(),
        en: "twelve months of two years cannot be put into fixed prices as one".to_owned(),
    }
}

/// A sum is larger than any that is real.
pub(crate) fn sum_too_large() -> Reason {
    Text {
        da: "summen er for stor til at være rigtig; et beløb eller antal i data er forkert"
            .to_owned(),
        en: "the sum is too large to be right; an amount or number in the data is wrong".to_owned(),
    }
}

/// There was something to measure, and nothing of it was measured.
pub(crate) fn none_measured() -> Reason {
    Text {
        da: "intet af det, tallet handler om, er målt".to_owned(),
        en: "nothing of what the figure is about was measured".to_owned(),
    }
}

/// Something that the figure cannot be told without is not in the data.
pub(crate) fn not_there<'a>(what: impl Iterator<Item = &'a Text>) -> Reason {
    let (da, en): (Vec<&str>, Vec<&str>) = what
        .map(|text| (text.da.as_str(), text.en.as_str()))
        .unzip();
    Text {
        da: format!(
            "det, tallet ikke kan undvære, findes ikke i data: {}",
            da.join(", ")
        ),
        en: format!(
            "what the figure cannot do without is not in the data: {}",
            en.join(", ")
        ),
    }
}

/// There was nothing for the figure to be about.
pub(crate) fn nothing_to_divide_by() -> Reason {
    Text {
        da: "der var intet i perioden, som tallet kan handle om".to_owned(),
        en: "there was nothing in the period for the figure to be about".to_owned(),
    }
}

/// Between the base of an index and the period lies what makes them incomparable.
pub(crate) fn broken_from_base(base: Period, breaks: &[Break]) -> Reason {
    let texts = |lang: Lang| {
        let texts = breaks.iter().map(|one| one.text.to_lang(lang));
        texts.collect::<Vec<_>>().join(" ")
    };
    Text {
        da: format!(
            "tallet kan ikke sammenlignes med {}, som er basis: {}",
            base.to_lang(Lang::Da),
            texts(Lang::Da)
        ),
        en: format!(
            "the figure cannot be compared with {}, which is the base: {}",
            base.to_lang(Lang::En),
            texts(Lang::En)
        ),
    }
}

/// More than half of what began had not ended when it was last followed, so many days after the period.
pub(crate) fn median_not_reached(days: u16) -> Reason {
    Text {
        da: format!(
            "medianen er ikke nået: mere end halvdelen var ikke afsluttet med et resultat {days} dage efter perioden"
        ),
        en: format!(
            "the median is not reached: more than half had not ended with a result {days} days after the period"
        ),
    }
}

/// A reading that the figure is put together from divides by nothing.
pub(crate) fn nothing_of(reading: &str) -> Reason {
    Text {
        da: format!("der var intet i perioden, som {reading} kan handle om"),
        en: format!("there was nothing in the period for {reading} to be about"),
    }
}

/// The ages at hand do not add up to the band.
pub(crate) fn ages_not_covered(band: AgeBand, missing: u8, area: &str, year: i32) -> Reason {
    Text {
        da: format!(
            "aldersgruppen {band} kan ikke sættes sammen af de indlæste aldre for {} i {year}: {missing} år mangler",
            name(area, Lang::Da)
        ),
        en: format!(
            "the age group {band} cannot be put together from the imported ages for {} in {year}: age {missing} is missing",
            name(area, Lang::En)
        ),
    }
}

/// Members of a group are without a figure.
pub(crate) fn members_missing(areas: &[String], n_members: usize) -> Reason {
    let names = |lang| {
        areas
            .iter()
            .map(|area| name(area, lang))
            .collect::<Vec<_>>()
    };
    Text {
        da: format!(
            "{} af {n_members} kommuner mangler: {}",
            areas.len(),
            listed(names(Lang::Da)).da
        ),
        en: format!(
            "{} of {n_members} municipalities are missing: {}",
            areas.len(),
            listed(names(Lang::En)).en
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

/// Nobody lives in the group, so nothing can be divided.
pub(crate) fn no_residents() -> Reason {
    Text {
        da: "der er ingen indbyggere i gruppen at dele med".to_owned(),
        en: "there are no residents in the group to divide by".to_owned(),
    }
}

/// The group had ended before the period.
pub(crate) fn group_ended(group: &str, period: Period) -> Reason {
    Text {
        da: format!(
            "gruppen {group} findes ikke længere i {}",
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "the group {group} no longer exists in {}",
            period.to_lang(Lang::En)
        ),
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

/// A municipality that the observations compared do not hold.
pub(crate) fn not_asked() -> Reason {
    Text {
        da: "tallet er ikke med i svaret".to_owned(),
        en: "the figure is not among those compared".to_owned(),
    }
}

/// No municipality compared has a value.
pub(crate) fn nobody_has_a_value() -> Reason {
    Text {
        da: "ingen af kommunerne har et tal".to_owned(),
        en: "none of the municipalities has a figure".to_owned(),
    }
}

/// The residents that published figures are weighted by are not known for these areas.
pub(crate) fn weights_missing(areas: &[String], n: usize) -> Reason {
    let names = |lang| {
        areas
            .iter()
            .map(|area| name(area, lang))
            .collect::<Vec<_>>()
    };
    Text {
        da: format!(
            "folketal pr. 1. juli mangler for {} af {n} kommuner: {}",
            areas.len(),
            listed(names(Lang::Da)).da
        ),
        en: format!(
            "residents on 1 July are missing for {} of {n} municipalities: {}",
            areas.len(),
            listed(names(Lang::En)).en
        ),
    }
}

/// Medians of municipalities do not give the median of all their cases.
pub(crate) fn no_common_median() -> Reason {
    Text {
        da: "medianer for flere kommuner kan ikke lægges sammen".to_owned(),
        en: "medians of several municipalities cannot be put together".to_owned(),
    }
}

/// Quantiles of municipalities do not give that of all their cases.
pub(crate) fn no_common_quantile() -> Reason {
    Text {
        da: "fraktiler for flere kommuner kan ikke lægges sammen".to_owned(),
        en: "quantiles of several municipalities cannot be put together".to_owned(),
    }
}

/// The two figures of a change are not of the same kind.
pub(crate) fn stated_differently(before: &Observation, now: &Observation) -> Reason {
    let of = |one: &Observation| {
        let dranst = one.members.get("dranst").map_or("", String::as_str);
        format!("{}: dranst {dranst}, {}", one.period, one.price_level)
    };
    let (before, now) = (of(before), of(now));
    Text {
        da: format!("tallene er opgjort forskelligt ({before}; {now})"),
        en: format!("the figures are stated differently ({before}; {now})"),
    }
}

/// Texts with commas between them, the rest counted after the first eight.
fn listed(texts: Vec<String>) -> Text {
    let shown = texts
        .iter()
        .take(NAMES_MAX)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    match texts.len().saturating_sub(NAMES_MAX) {
        0 => Text {
            da: shown.clone(),
            en: shown,
        },
        rest => Text {
            da: format!("{shown} og {rest} til"),
            en: format!("{shown} and {rest} more"),
        },
    }
}

/// Name of an area or group in the language; its code when it has none.
fn name(code: &str, lang: Lang) -> String {
    let area = get_area(code).map(|area| area.name(lang));
    area.or_else(|| find_group(code).map(|group| group.name(lang)))
        .unwrap_or(code)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_member_is_named_and_a_crowd_counted() {
        let reason = members_missing(&["630".to_owned(), "766".to_owned()], 98);
        assert_eq!(reason.da, "2 af 98 kommuner mangler: Vejle, Hedensted");
        let all: Vec<String> = pejl_domain::area::municipalities()
            .iter()
            .map(|one| one.code.to_owned())
            .collect();
        let reason = members_missing(&all, 98);
        assert!(reason.da.ends_with("og 90 til"), "{}", reason.da);
        assert!(reason.en.ends_with("and 90 more"), "{}", reason.en);
    }

    #[test]
    fn an_account_outside_its_years_says_which_years() {
        let from = NaiveDate::from_ymd_opt(2018, 1, 1);
        let reason = AccountCode::parse("5.30.27")
            .map(|code| account_not_in_force(&code, 2016, from, None).da);
        assert_eq!(
            reason.as_deref(),
            Ok("konto 5.30.27 fandtes ikke i 2016, den gælder fra 1. januar 2018")
        );
    }
}

//! Why a value is not there, in words for the reader of a page or an answer.

mod accounts;
mod groups;
mod prices;
mod records;

use chrono::NaiveDate;
use pejl_domain::area::get_area;
use pejl_domain::group::find_group;
use pejl_domain::lang::format_date;
use pejl_domain::{AgeBand, Lang, Period};

use crate::breaks::Break;
use crate::text::{Reason, Text};

pub(crate) use accounts::*;
pub(crate) use groups::*;
pub(crate) use prices::*;
pub(crate) use records::*;

/// Names listed before the rest is only counted.
const NAMES_MAX: usize = 8;

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

/// No money states the member, and some money states none.
pub(crate) fn no_member_stated() -> Reason {
    Text {
        da: "ingen postering eller budgetlinje angiver netop dette, og nogle angiver intet; deres beløb kan høre til her".to_owned(),
        en: "no posting or budget line states this one, and some state none; their amounts may belong here".to_owned(),
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

/// A split in which nobody was a year before.
pub(crate) fn nothing_a_year_before(period: Period) -> Reason {
    Text {
        da: format!(
            "der er ingen i {} at sammenligne med",
            period.to_lang(Lang::Da)
        ),
        en: format!(
            "there is none in {} to compare with",
            period.to_lang(Lang::En)
        ),
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
    use pejl_domain::AccountCode;

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

//! Why a figure of the frame is not there, in both languages.

use pejl_domain::AgeBand;
use pejl_domain::Lang;
use pejl_domain::budget::BudgetType;
use pejl_domain::lang::format_share_as_percent;

use super::area::Area;
use super::{CLOSED, FINAL_FROM_MONTH, YEARS_USED};
use crate::breaks::Break;
use crate::text::{Reason, Text};

fn text(da: impl Into<String>, en: impl Into<String>) -> Reason {
    Text {
        da: da.into(),
        en: en.into(),
    }
}

pub(super) fn not_in_force(area: &Area, year: i32) -> Reason {
    text(
        format!("kontiene på {} fandtes ikke i {year}", area.code),
        format!("the accounts of {} were not in force in {year}", area.code),
    )
}

pub(super) fn not_covered(year: i32, month: u8, covered: u8) -> Reason {
    let asked = month.min(CLOSED - 1);
    match covered {
        0 => text(
            format!("ingen indlæst regnskabskilde dækker {year} fra januar"),
            format!("no imported ledger covers {year} from January on"),
        ),
        _ => text(
            format!(
                "regnskabet for {year} er indlæst til og med måned {covered} og ikke måned {asked}"
            ),
            format!("the ledger of {year} is imported up to month {covered} and not month {asked}"),
        ),
    }
}

pub(super) fn year_not_whole(months: u8) -> Reason {
    text(
        format!("regnskabet er kun indlæst uden huller til og med måned {months}"),
        format!("the ledger is imported without a gap up to month {months} only"),
    )
}

pub(super) fn cut(cut: &Break) -> Reason {
    text(
        format!("året kan ikke sammenlignes: {}", cut.text.da),
        format!("the year cannot be compared: {}", cut.text.en),
    )
}

pub(super) fn not_supplemented() -> Reason {
    text(
        "intet er bogført i supplementsperioden (periode 13), som der er i tidligere år; året er ikke endeligt",
        "nothing is booked in the supplementary period (period 13), as there is in earlier years; the year is not final",
    )
}

pub(super) fn before_final() -> Reason {
    text(
        format!(
            "supplementsperioden (periode 13) regnes først for bogført fra måned {FINAL_FROM_MONTH} i året efter; til da er året ikke endeligt"
        ),
        format!(
            "the supplementary period (period 13) counts as booked from month {FINAL_FROM_MONTH} of the year after on; until then the year is not final"
        ),
    )
}

pub(super) fn nothing_spent() -> Reason {
    text(
        "årets nettoudgift er ikke over nul",
        "the year's net spending is not above zero",
    )
}

pub(super) fn too_large() -> Reason {
    text("beløbene er for store", "the amounts are too large")
}

pub(super) fn no_budget(kind: BudgetType) -> Reason {
    text(
        format!("der er ikke indlæst noget {} for året", kind.name(Lang::Da)),
        format!("no {} of the year is imported", kind.name(Lang::En)),
    )
}

pub(super) fn no_line(kind: BudgetType) -> Reason {
    text(
        format!(
            "nyeste version ({}) har ingen linje på kontiene",
            kind.name(Lang::Da)
        ),
        format!(
            "the newest version ({}) has no line on the accounts",
            kind.name(Lang::En)
        ),
    )
}

pub(super) fn frame_of_total() -> Reason {
    text(
        "den oplyste ramme er for det hele og ikke for et område",
        "the frame given is of the total and not of an area",
    )
}

pub(super) fn no_years() -> Reason {
    text(
        "intet tidligere år kan bruges, og en tolvtedel pr. måned er ingen prognose",
        "no earlier year can be used, and a twelfth a month is no forecast",
    )
}

pub(super) fn few_years(n: usize) -> Reason {
    match n {
        1 => text(
            "kun ét tidligere år kan bruges; prognosen går efter det alene og har intet interval",
            "only one earlier year can be used; the forecast goes by it alone and has no interval",
        ),
        n => text(
            format!("kun {n} tidligere år kan bruges; et interval kræver tre"),
            format!("only {n} earlier years can be used; an interval takes three"),
        ),
    }
}

pub(super) fn year_without_error() -> Reason {
    text(
        "i et af de tidligere år var for lidt bogført på dette tidspunkt, eller de andre forudsiger det ikke, så usikkerheden kendes ikke",
        "too little of one of the earlier years was booked by then, or the others do not foretell it, so that how sure it is is not known",
    )
}

pub(super) fn interval_too_wide() -> Reason {
    text(
        "de tidligere år er så forskellige, at intervallet ikke kan skrives i hele øre",
        "the earlier years are so unlike that the interval cannot be written in whole øre",
    )
}

pub(super) fn drift() -> Reason {
    text(
        "de tidligere års fejl går i én retning (Mann-Kendall, p under 0,05): profilen flytter sig, og intervallet er for optimistisk",
        "the errors of the earlier years go one way (Mann–Kendall, p below 0.05): the profile moves, and the interval says too much",
    )
}

pub(super) fn unbudgeted(areas: &[&str]) -> Reason {
    let named = areas.join(", ");
    text(
        format!(
            "budgettet har ingen linje på {named}, hvor der er bogført; en ramme for det hele uden dem ville være for lille"
        ),
        format!(
            "the budget has no line on {named}, on which something is booked; a frame of the total without them would be too small"
        ),
    )
}

pub(super) fn older_than_used() -> Reason {
    text(
        format!("profilen går efter de {YEARS_USED} nyeste år, der kan bruges"),
        format!("the profile goes by the {YEARS_USED} newest years that can be used"),
    )
}

pub(super) fn small_share(share: f64) -> Reason {
    let of = |lang| format_share_as_percent(share, 1, lang);
    text(
        format!(
            "i de tidligere år var kun {} bogført på dette tidspunkt; det er for lidt at regne årets resultat ud fra",
            of(Lang::Da)
        ),
        format!(
            "only {} of the earlier years was booked by then; too little to tell the year's result from",
            of(Lang::En)
        ),
    )
}

pub(super) fn courses_unknown() -> Reason {
    text(
        "det kendes ikke, hvor stor en del rehabiliteringsforløb er",
        "which part is rehabilitation courses is not known",
    )
}

pub(super) fn nothing_ahead() -> Reason {
    text(
        "der er ikke mere at bruge, som kan ændres",
        "nothing is left to be spent that could change",
    )
}

pub(super) fn no_part_of_it() -> Reason {
    text(
        "intet af det, der endnu skal bruges, er dette",
        "no part of what is still to be spent is this",
    )
}

pub(super) fn income_ahead() -> Reason {
    text(
        "der ventes en nettoindtægt i resten af året, så en ændring i procent siger ikke noget om udgiften",
        "net income is expected for the rest of the year, so that a change in per cent says nothing of spending",
    )
}

pub(super) fn ages_not_projected(table: &str, ages: Option<AgeBand>, year: i32) -> Reason {
    let to = year.saturating_add(1);
    match ages {
        None => text(
            format!("befolkningsfremskrivningen {table} viser ikke alle borgere i {year} og {to}"),
            format!(
                "the projection of the population {table} does not tell all residents of {year} and {to}"
            ),
        ),
        Some(ages) => text(
            format!(
                "befolkningsfremskrivningen {table} viser ikke alle borgere på {ages} år i {year} og {to}"
            ),
            format!(
                "the projection of the population {table} does not tell all residents aged {ages} of {year} and {to}"
            ),
        ),
    }
}

pub(super) fn nothing_to_weight() -> Reason {
    text(
        "der ventes ingen udgifter, som befolkningens ændring kan vægtes med",
        "no spending is expected that the change of the population could be weighted by",
    )
}

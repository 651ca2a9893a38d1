//! Why a figure of the frame is not there, in both languages.

use pejl_domain::Lang;
use pejl_domain::budget::BudgetType;
use pejl_domain::lang::format_share_as_percent;

use super::CLOSED;
use super::area::Area;
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
        "et af de tidligere år kan ikke forudsiges af de andre, så usikkerheden kendes ikke",
        "one of the earlier years cannot be foretold by the others, so that how sure it is is not known",
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

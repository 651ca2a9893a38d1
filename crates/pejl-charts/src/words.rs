//! The fixed words of charts in Danish and English, and the grammar that joins them.

mod area_noun;

use pejl_domain::lang::{format_integer, format_share_as_percent};
use pejl_domain::{Cell, Lang, Period};

use crate::measure::Measure;
use crate::survival::CurveStep;
use crate::trend::{EventKind, Meaning, SignalRule};
use crate::waterfall::PartKind;

pub use area_noun::AreaNoun;

/// Why a value is not there, as it stands in a table or in brackets.
pub(crate) fn cell_word(cell: Cell, lang: Lang) -> &'static str {
    match cell {
        Cell::Ok => lang.pick("værdi", "value"),
        Cell::Zero => lang.pick("nul", "zero"),
        Cell::Missing => lang.pick("mangler", "missing"),
        Cell::NotApplicable => lang.pick("ikke relevant", "not applicable"),
        Cell::Confidential => lang.pick("fortroligt", "confidential"),
        Cell::Immature => lang.pick("endnu ikke opgjort", "not yet complete"),
    }
}

/// Why a value is not there, as a clause of its own.
pub(crate) fn cell_clause(cell: Cell, lang: Lang) -> &'static str {
    match cell {
        Cell::Ok | Cell::Zero | Cell::Missing => lang.pick(
            "tallet mangler i kilden",
            "the figure is missing in the source",
        ),
        Cell::NotApplicable => lang.pick("tallet er ikke relevant", "the figure does not apply"),
        Cell::Confidential => lang.pick("tallet er fortroligt", "the figure is confidential"),
        Cell::Immature => lang.pick(
            "tallet er endnu ikke opgjort",
            "the figure is not yet complete",
        ),
    }
}

/// What stands behind a value whose period is only partly in.
pub(crate) fn provisional_mark(lang: Lang) -> &'static str {
    lang.pick("(foreløbigt)", "(provisional)")
}

/// What a signal means.
pub(crate) fn meaning_word(meaning: Meaning, lang: Lang) -> &'static str {
    match meaning {
        Meaning::Better => lang.pick("forbedring", "improvement"),
        Meaning::Worse => lang.pick("forværring", "change to the worse"),
        Meaning::Neutral => lang.pick("ændring", "change"),
    }
}

/// The rule that a signal follows from.
pub(crate) fn signal_words(rule: SignalRule, high: bool, lang: Lang) -> &'static str {
    match (rule, high) {
        (SignalRule::OutsideLimits, true) => {
            lang.pick("over den øvre grænse", "above the upper limit")
        }
        (SignalRule::OutsideLimits, false) => {
            lang.pick("under den nedre grænse", "below the lower limit")
        }
        (SignalRule::Trend, true) => lang.pick(
            "stigning gennem flere tal i træk",
            "several figures in a row that rise",
        ),
        (SignalRule::Trend, false) => lang.pick(
            "fald gennem flere tal i træk",
            "several figures in a row that fall",
        ),
        (SignalRule::TwoInThree, true) => lang.pick(
            "to af tre tal nær den øvre grænse",
            "two of three figures near the upper limit",
        ),
        (SignalRule::TwoInThree, false) => lang.pick(
            "to af tre tal nær den nedre grænse",
            "two of three figures near the lower limit",
        ),
        (SignalRule::Shift, true) => lang.pick(
            "flere tal i træk over middel",
            "several figures in a row above the mean",
        ),
        (SignalRule::Shift, false) => lang.pick(
            "flere tal i træk under middel",
            "several figures in a row below the mean",
        ),
    }
}

/// "mål mindst 90", "target at most 85": a bound of a target beside its line.
pub(crate) fn target_words(figure: &str, is_low: bool, lang: Lang) -> String {
    match is_low {
        true => format!("{} {figure}", lang.pick("Mål mindst", "Target at least")),
        false => format!("{} {figure}", lang.pick("Mål højst", "Target at most")),
    }
}

/// "højst 85 dage", "mindst 90 %", "fra 70 til 80 %": what a target asks.
pub(crate) fn bounds_words(
    measure: &Measure,
    low: Option<f64>,
    high: Option<f64>,
    lang: Lang,
) -> String {
    let amount = |value: f64| measure.with_short_unit(value, lang);
    match (low, high) {
        (Some(low), Some(high)) => {
            let (from, to) = (lang.pick("fra", "from"), lang.pick("til", "to"));
            format!("{from} {} {to} {}", measure.figure(low, lang), amount(high))
        }
        (Some(low), None) => format!("{} {}", lang.pick("mindst", "at least"), amount(low)),
        (None, Some(high)) => format!("{} {}", lang.pick("højst", "at most"), amount(high)),
        (None, None) => String::new(),
    }
}

/// "Indsats fra 2017 til 2018: Rehabilitering først", "Kommentar til 2018: …".
pub(crate) fn event_words(
    kind: EventKind,
    at: Period,
    until: Option<Period>,
    text: &str,
    lang: Lang,
) -> String {
    let (from, to) = (at.to_lang(lang), until.map(|until| until.to_lang(lang)));
    let what = match (kind, lang) {
        (EventKind::Initiative, Lang::Da) => "Indsats fra",
        (EventKind::Initiative, Lang::En) => "Initiative from",
        (EventKind::Change, Lang::Da) => "Ændring fra",
        (EventKind::Change, Lang::En) => "Change from",
        (EventKind::Comment, Lang::Da) => "Kommentar til",
        (EventKind::Comment, Lang::En) => "Comment on",
    };
    let to = to.map(|to| format!(" {} {to}", lang.pick("til", "to")));
    let head = format!("{what} {from}{}", to.unwrap_or_default());
    match text {
        "" => head,
        text => format!("{head}: {text}"),
    }
}

/// The kind of a part of a bridge, as it stands in a table.
pub(crate) fn kind_word(kind: PartKind, lang: Lang) -> &'static str {
    match kind {
        PartKind::Factor => lang.pick("faktor", "factor"),
        PartKind::New => lang.pick("ny", "new"),
        PartKind::Ceased => lang.pick("ophørt", "ceased"),
        PartKind::Unpriced => lang.pick("uden pris", "unpriced"),
    }
}

/// "Pris", "Madservice (ny)": a part with its kind, where that is no factor.
pub(crate) fn part_words(kind: PartKind, label: &str, lang: Lang) -> String {
    match kind {
        PartKind::Factor => label.to_owned(),
        kind => format!("{label} ({})", kind_word(kind, lang)),
    }
}

/// Which way an amount moves another.
pub(crate) fn direction_word(amount: i64, lang: Lang) -> &'static str {
    match amount {
        1.. => lang.pick("stigning", "rise"),
        0 => lang.pick("ingen ændring", "no change"),
        _ => lang.pick("fald", "fall"),
    }
}

/// That figures are rounded. Where the rows stand whoever shows them says that they are not: a drawing is also printed alone.
pub(crate) fn rounded_words(lang: Lang) -> &'static str {
    lang.pick("Beløbene er afrundet", "The amounts are rounded")
}

/// A share of persons in whole per cent, as few persons make no more of it; with a decimal where it would be rounded to
/// none or all of them and is neither.
pub(crate) fn percent(share: f64, lang: Lang) -> String {
    format_share_as_percent(share, percent_decimals(share), lang)
}

/// How many decimals that has.
pub(crate) fn percent_decimals(share: f64) -> u8 {
    let is_close = |whole: f64| share != whole && (share - whole).abs() < 0.005;
    u8::from(is_close(0.0) || is_close(1.0))
}

/// "1 dag", "90 dage".
pub(crate) fn days(n: u32, lang: Lang) -> String {
    let unit = if n == 1 {
        lang.pick("dag", "day")
    } else {
        lang.pick("dage", "days")
    };
    format!("{} {unit}", format_integer(i64::from(n), lang))
}

/// "66–90 %".
pub(crate) fn range_words((lower, upper): (f64, f64), lang: Lang) -> String {
    let (lower, upper) = (percent(lower, lang), percent(upper, lang));
    // The sign follows the second figure alone.
    format!("{}–{upper}", lower.trim_end_matches('%').trim_end())
}

/// "95 %-sikkerhedsinterval 66–90 %".
pub(crate) fn interval_words(interval: (f64, f64), lang: Lang) -> String {
    let name = lang.pick("95 %-sikkerhedsinterval", "95% confidence interval");
    format!("{name} {}", range_words(interval, lang))
}

/// "median 240 dage", "median højst 270 dage", "ingen median".
pub(crate) fn median_words(median: Option<u32>, is_coarse: bool, lang: Lang) -> String {
    match (median, is_coarse, lang) {
        (None, _, Lang::Da) => "ingen median".to_owned(),
        (None, _, Lang::En) => "no median".to_owned(),
        (Some(day), false, _) => format!("median {}", days(day, lang)),
        (Some(day), true, Lang::Da) => format!("median højst {}", days(day, lang)),
        (Some(day), true, Lang::En) => format!("median at most {}", days(day, lang)),
    }
}

/// "Rehabilitering, dag 90: 81 % uden ny hjælp (95 %-sikkerhedsinterval 66–90 %), 41 regnes med".
pub(crate) fn curve_words(
    name: &str,
    step: CurveStep,
    state: &str,
    n: Option<usize>,
    lang: Lang,
) -> String {
    let interval = step
        .interval
        .map(|one| format!(" ({})", interval_words(one, lang)));
    let n = n.and_then(|n| i64::try_from(n).ok()).map(|n| {
        format!(
            ", {} {}",
            format_integer(n, lang),
            lang.pick("regnes med", "are at risk")
        )
    });
    format!(
        "{name}, {} {}: {} {state}{}{}",
        lang.pick("dag", "day"),
        format_integer(i64::from(step.day), lang),
        percent(step.share, lang),
        interval.unwrap_or_default(),
        n.unwrap_or_default()
    )
}

/// "Samme skala i alle felter: dage"; "Felter med samme enhed har samme skala".
pub(crate) fn scale_words(unit: Option<String>, is_one: bool, is_cut: bool, lang: Lang) -> String {
    let what = match is_one {
        true => lang.pick("Samme skala i alle felter", "The same scale in all fields"),
        false => lang.pick(
            "Felter med samme enhed har samme skala",
            "Fields of the same unit have the same scale",
        ),
    };
    let unit = unit.map(|unit| format!(": {unit}")).unwrap_or_default();
    let cut = match is_cut {
        true => lang.pick(" (ikke alle begynder ved 0)", " (not all start at 0)"),
        false => "",
    };
    format!("{what}{unit}{cut}")
}

/// "a", "a og b", "a, b og c".
pub(crate) fn list(items: &[String], lang: Lang) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), lang.pick("og", "and")),
    }
}

/// As [`list`], with at most `most` items; the rest is counted: "a, b og 5 andre".
pub(crate) fn short_list(items: Vec<String>, most: usize, lang: Lang) -> String {
    // Counting one single item instead of naming it would save nothing.
    if items.len() <= most + 1 {
        return list(&items, lang);
    }
    let rest = items.len() - most;
    let mut shown: Vec<String> = items.into_iter().take(most).collect();
    shown.push(format!("{rest} {}", lang.pick("andre", "others")));
    list(&shown, lang)
}

/// As [`list`] of what stands in the order of time, with at most `most` of the newest; the rest is counted: "b, c og 5 tidligere".
pub(crate) fn newest_list(mut items: Vec<String>, most: usize, lang: Lang) -> String {
    if items.len() <= most + 1 {
        return list(&items, lang);
    }
    let earlier = items.len() - most;
    items.drain(..earlier);
    items.push(format!("{earlier} {}", lang.pick("tidligere", "earlier")));
    list(&items, lang)
}

/// The word with a capital first letter.
pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// "1st", "2nd", "23rd", "112th".
pub(crate) fn english_ordinal(n: u32) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_joined_as_in_a_sentence() {
        let items: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert_eq!(list(&[], Lang::Da), "");
        assert_eq!(list(&items, Lang::Da), "a, b, c og d");
        assert_eq!(short_list(items.clone(), 3, Lang::En), "a, b, c and d");
        assert_eq!(newest_list(items.clone(), 3, Lang::En), "a, b, c and d");
        assert_eq!(
            newest_list(items.clone(), 2, Lang::Da),
            "c, d og 2 tidligere"
        );
        assert_eq!(short_list(items, 2, Lang::Da), "a, b og 2 andre");
    }

    #[test]
    fn english_ordinals_know_the_teens() {
        let ordinals: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 98, 111, 113]
            .map(english_ordinal)
            .to_vec();
        assert_eq!(
            ordinals.join(" "),
            "1st 2nd 3rd 4th 11th 12th 13th 21st 98th 111th 113th"
        );
    }
}

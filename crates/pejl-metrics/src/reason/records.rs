//! Why the municipality's own records give no value.

use pejl_domain::{Lang, Period};

use super::{listed, name};
use crate::text::{Reason, Text};

/// Datasets as they are called in the middle of a sentence.
const NOUNS: [(&str, &str, &str); 20] = [
    ("ledger", "regnskab", "ledger"),
    ("budget", "budget", "budget"),
    ("grant", "bevillinger", "grants"),
    ("delivery", "leveret hjælp", "deliveries"),
    ("course", "forløb", "courses"),
    ("assessment", "vurderinger", "assessments"),
    ("goal", "borgermål", "goals"),
    ("waiting", "ventelister", "waiting lists"),
    ("person", "borgere", "citizens"),
    ("event", "hændelser", "events"),
    (
        "prevention_visit",
        "forebyggende hjemmebesøg",
        "preventive home visits",
    ),
    ("staffing", "bemanding", "staffing"),
    ("absence", "fravær", "absence"),
    ("survey", "brugerundersøgelser", "surveys"),
    ("complaint", "klager", "complaints"),
    ("unit", "enheder", "units"),
    ("provider", "leverandører", "providers"),
    (
        "deadline",
        "sagsbehandlingsfrister",
        "deadlines for decisions",
    ),
    (
        "band_cost",
        "forventet udgift pr. borger",
        "expected cost per resident",
    ),
    (
        "price_index",
        "pris- og lønudvikling",
        "price and wage rates",
    ),
];

/// No import covers these datasets of the municipality's own for the period.
pub(crate) fn records_not_covered(datasets: &[&str], area: &str, period: Period) -> Reason {
    let (da, en) = nouns(datasets);
    let (place_da, place_en) = (name(area, Lang::Da), name(area, Lang::En));
    let (in_da, in_en) = (period.to_lang(Lang::Da), period.to_lang(Lang::En));
    Text {
        da: format!("ingen indlæst kilde dækker {da} for {place_da} i {in_da}"),
        en: format!("no imported source covers {en} of {place_en} in {in_en}"),
    }
}

/// What comes before a period, from a month on, must be covered as well, and is not.
pub(crate) fn not_covered_before(
    datasets: &[&str],
    area: &str,
    from: Period,
    period: Period,
) -> Reason {
    let (da, en) = nouns(datasets);
    let (place_da, place_en) = (name(area, Lang::Da), name(area, Lang::En));
    let (from_da, from_en) = (from.to_lang(Lang::Da), from.to_lang(Lang::En));
    let (to_da, to_en) = (period.to_lang(Lang::Da), period.to_lang(Lang::En));
    Text {
        da: format!(
            "ingen indlæst kilde dækker {da} for {place_da} fra {from_da} til {to_da}; uden månederne før ses ikke, hvem der er ny"
        ),
        en: format!(
            "no imported source covers {en} of {place_en} from {from_en} to {to_en}; without the months before it cannot be seen who is new"
        ),
    }
}

/// Datasets with commas between them, in Danish and in English.
fn nouns(datasets: &[&str]) -> (String, String) {
    let found = datasets.iter().map(|dataset| noun(dataset));
    let (da, en): (Vec<String>, Vec<String>) =
        found.map(|(da, en)| (da.to_owned(), en.to_owned())).unzip();
    (listed(da).da, listed(en).en)
}

/// What a dataset is called in Danish and in English; its name where it has no other.
fn noun(dataset: &str) -> (&str, &str) {
    let found = NOUNS.iter().find(|(name, _, _)| *name == dataset);
    found.map_or((dataset, dataset), |(_, da, en)| (da, en))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn what_is_not_covered_is_called_as_people_call_it() {
        let period = Period::year(2025).unwrap();
        let reason = records_not_covered(&["assessment", "goal"], "766", period);
        assert_eq!(
            reason.da,
            "ingen indlæst kilde dækker vurderinger, borgermål for Hedensted i 2025"
        );
        assert_eq!(
            reason.en,
            "no imported source covers assessments, goals of Hedensted in 2025"
        );
    }

    #[test]
    fn everything_that_readings_are_counted_from_has_a_name() {
        let catalogue = catalogue();
        let readings = catalogue.indicators.iter().flat_map(|one| &one.readings);
        let parts = readings.flat_map(|reading| crate::records::parts(catalogue, reading));
        let mut n_needed = 0;
        for dataset in parts.flat_map(crate::records::needs) {
            n_needed += 1;
            assert!(
                NOUNS.iter().any(|(name, _, _)| *name == dataset),
                "{dataset}"
            );
        }
        assert!(n_needed > 100, "{n_needed}");
    }
}

//! Changes of law and accounts that cut a series: figures before and after are not held against each other.

use pejl_app::Observation;
use pejl_app::trend::Break as Cut;
use pejl_charts::Break;
use pejl_domain::{Grain, Lang, Period};
use pejl_wording::{before_change, change_name};

/// The cuts of a drawing, each once, at the first period that it touches. Several accounts are cut by the same change.
pub(crate) fn cuts<'a>(
    changes: impl IntoIterator<Item = &'a Cut>,
    (grain, lang): (Grain, Lang),
) -> Vec<Break> {
    let cutting = changes.into_iter().filter(|one| !one.comparable);
    let cut = |one: &Cut| {
        Some(Break {
            at: Period::containing(grain, one.date)?,
            label: change_name(&one.block, lang).to_owned(),
        })
    };
    let mut found: Vec<Break> = Vec::new();
    for one in cutting.filter_map(cut) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The changes between the figures of a series.
pub(crate) fn changes(series: &[Observation]) -> impl Iterator<Item = &Cut> {
    series.iter().flat_map(|one| &one.breaks)
}

/// What lies between two periods of a series and keeps them from being held against each other, in words beside the earlier one.
///
/// # Example
/// Beside a figure of the 1st quarter of 2025, where that of a year later stands: "før ældreloven".
pub(crate) fn before<'a>(
    changes: impl IntoIterator<Item = &'a Cut>,
    (earlier, later): (Period, Period),
    lang: Lang,
) -> Option<String> {
    let lies_between = |one: &&Cut| earlier.start() < one.date && one.date < later.end();
    let mut cutting = changes.into_iter().filter(|one| !one.comparable);
    let cut = cutting.find(lies_between)?;
    Some(before_change(cut, lang))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use pejl_app::Text;

    use super::*;

    fn change(date: &str, comparable: bool) -> Cut {
        Cut {
            block: "ELDERLY_ACT_2025".to_owned(),
            date: date.parse().unwrap(),
            comparable,
            text: Text {
                da: String::new(),
                en: String::new(),
            },
        }
    }

    #[test]
    fn a_change_cuts_once_and_one_that_can_be_compared_does_not() {
        let same = [change("2025-07-01", false), change("2025-07-01", false)];
        let cut = cuts(&same, (Grain::Quarter, Lang::Da));
        let told: Vec<(String, &str)> = cut
            .iter()
            .map(|one| (one.at.to_string(), one.label.as_str()))
            .collect();
        assert_eq!(told, [("2025-Q3".to_owned(), "ældreloven")]);
        let comparable = [change("2025-07-01", true)];
        assert_eq!(cuts(&comparable, (Grain::Quarter, Lang::Da)), []);
    }

    #[test]
    fn what_stands_before_a_change_is_called_so() {
        let law = [change("2025-07-01", false)];
        let told = |earlier: &str, later: &str| {
            let periods = (earlier.parse().unwrap(), later.parse().unwrap());
            before(&law, periods, Lang::Da)
        };
        assert_eq!(
            told("2025-Q2", "2026-Q2").as_deref(),
            Some("før ældreloven")
        );
        assert_eq!(told("2025", "2026").as_deref(), Some("før ældreloven"));
        assert_eq!(told("2025-Q3", "2026-Q3"), None);
        assert_eq!(told("2024-Q1", "2025-Q1"), None);
    }
}

//! What a report waits for, in words.

use pejl_app::readiness::{Lack, Waited};
use pejl_domain::{Area, Lang, Period};
use pejl_wording::{fill, instant, source_name};

use crate::texts::texts;

/// What is not in, a line each.
///
/// # Example
/// `Forløb: marts 2018 mangler; indlæst til og med februar 2018`
pub fn lack_lines(lack: &Lack, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let not_over = lack.not_over_at.map(|at| {
        let at = instant(at, lang);
        fill(t.waits_month, &[("at", &at)])
    });
    let waited = lack.waited.iter().map(|one| line(one, lang));
    not_over.into_iter().chain(waited).collect()
}

/// What a report of a month waits for: lines for whoever asked for it.
pub fn waits_lines((municipality, month): (&Area, Period), lack: &Lack, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let (name, month) = (municipality.name(lang), month.to_lang(lang));
    let said = [("municipality", name), ("month", month.as_str())];
    let mut lines = vec![fill(t.waits, &said)];
    let of = lack_lines(lack, lang).into_iter();
    lines.extend(of.map(|line| format!("- {line}")));
    lines
}

fn line(one: &Waited, lang: Lang) -> String {
    let t = texts(lang);
    let period = |period: Option<Period>| period.map(|one| one.to_lang(lang)).unwrap_or_default();
    let (source, last) = (source_name(&one.source, lang), period(one.last));
    let (missing, days) = (
        period(one.missing),
        one.days_max.unwrap_or_default().to_string(),
    );
    let template = match (one.missing, one.days_max) {
        (Some(_), _) => t.waits_missing,
        (None, Some(days)) if days > 0 => t.waits_old,
        (None, _) => t.waits_newer,
    };
    let said = [
        ("source", source.as_str()),
        ("last", &last),
        ("missing", &missing),
        ("days", &days),
    ];
    fill(template, &said)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use pejl_app::readiness::Source;
    use pejl_domain::area::find_area;

    use super::*;

    fn waited(source: Source, last: &str, missing: Option<&str>, days_max: Option<u32>) -> Waited {
        Waited {
            source,
            last: last.parse().ok(),
            missing: missing.map(|text| text.parse().unwrap()),
            days_max,
        }
    }

    #[test]
    fn what_is_waited_for_is_named_with_the_last_period_that_is_in() {
        let lack = Lack {
            not_over_at: None,
            waited: vec![
                waited(Source::Dataset("course"), "2018-02", Some("2018-03"), None),
                waited(
                    Source::Tables(vec!["REGK31".to_owned()]),
                    "2016",
                    None,
                    Some(500),
                ),
                waited(Source::Dataset("budget"), "2017", None, Some(0)),
            ],
        };
        let place = (find_area("766").unwrap(), "2018-03".parse().unwrap());
        let expected = [
            "Rapporten for Hedensted, marts 2018, venter på data:",
            "- Forløb: marts 2018 mangler; indlæst til og med februar 2018",
            "- Offentliggjort statistik REGK31: indlæst til og med 2016; nyere tal skal være inde senest 500 dage efter",
            "- Budget: indlæst til og med 2017; nyere tal mangler",
        ];
        assert_eq!(waits_lines(place, &lack, Lang::Da), expected);
        let english = lack_lines(&lack, Lang::En);
        assert_eq!(
            english.first().map(String::as_str),
            Some("Courses: March 2018 is not in; imported up to and including February 2018")
        );
    }
}

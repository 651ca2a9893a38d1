//! A report waits for the data of its month, and says on its cover when it did not.

use super::{filled, made_of, refused_of, run};
use crate::page::{between, text};
use crate::pejlemaerker::EFFORT;

const REASON: &str = "Udvalget mødes <i morgen>";

/// The warning on the cover, and the words and lines of it.
fn cover(html: &str) -> (Vec<String>, String) {
    let cover = html.split_once("</header>").unwrap().0;
    let warnings = match cover.contains("class=\"warning\"") {
        true => between(cover, "class=\"warning\">", "</p>"),
        false => Vec::new(),
    };
    let warnings = warnings.into_iter().map(text).collect();
    (warnings, text(&cover.replace('<', " <")))
}

#[test]
fn a_report_waits_for_the_data_of_its_month_and_says_for_what() {
    let place = filled();
    // The data are up to December 2018; those of 2025 are of half a year.
    let said = refused_of(&place, "2019-01", &["--lang", "da"], 1);
    assert!(
        said.contains("Rapporten for Hedensted, januar 2019, venter på data"),
        "{said}"
    );
    assert!(
        said.contains("Forløb: januar 2019 mangler; indlæst til og med december 2018"),
        "{said}"
    );
    let said = refused_of(&place, "2019-01", &["--lang", "en"], 1);
    assert!(
        said.contains(
            "Courses: January 2019 is not in; imported up to and including December 2018"
        ),
        "{said}"
    );
    let (warnings, cover) = cover(&made_of(&place, "2018-12", "whole", &[]));
    assert_eq!(warnings, [""; 0]);
    assert!(!cover.contains("Data, der mangler"), "{cover}");
}

#[test]
fn a_report_waits_for_what_stands_beside_a_pejlemaerke_too() {
    let place = filled();
    // Staffing is behind no indicator that shows one.
    let all = std::fs::read_to_string(EFFORT.file("staffing.csv")).unwrap();
    let (head, rows) = all.split_once('\n').unwrap();
    let rows = rows
        .lines()
        .filter(|row| row.contains("2018-01") || row.contains("2018-02"));
    let rows: Vec<&str> = std::iter::once(head).chain(rows).collect();
    assert!(rows.len() > 1);
    let file = place.write("staffing.csv", rows.join("\n"));
    let mut import = place.command(["import", "staffing", file.to_str().unwrap()]);
    import.args(["--source", "canonical", "--municipality", "766"]);
    import.args(["--period", "2018-01..2018-02"]);
    import.arg("--person-key").arg(place.folder().join("key"));
    run(import).expect_done();
    let said = refused_of(&place, "2018-03", &["--lang", "da"], 1);
    assert!(
        said.contains("marts 2018 mangler; indlæst til og med februar 2018"),
        "{said}"
    );
    let (_, words) = cover(&made_of(&place, "2018-03", "forced", &["--force", REASON]));
    assert!(words.contains("marts 2018 mangler"), "{words}");
    made_of(&place, "2018-02", "whole", &[]);
}

#[test]
fn a_report_that_is_forced_says_on_its_cover_why_and_what_is_not_in() {
    let place = filled();
    let forced = |lang: &str| {
        made_of(
            &place,
            "2019-01",
            lang,
            &["--lang", lang, "--force", REASON],
        )
    };
    let html = forced("da");
    assert!(!html.contains("<i morgen>"));
    let (warnings, words) = cover(&html);
    assert_eq!(
        warnings,
        [format!(
            "Rapporten er lavet, selv om data til måneden mangler. Begrundelse: {REASON}"
        )]
    );
    for part in ["Data, der mangler", "Forløb: januar 2019 mangler", REASON] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let (warnings, words) = cover(&forced("en"));
    assert!(
        warnings.concat().ends_with(&format!("Reason: {REASON}")),
        "{warnings:?}"
    );
    assert!(words.contains("Courses: January 2019 is not in"), "{words}");
    // The command that makes it again says so, too.
    let printed = text(between(&html, "pejl report ", "<")[0]);
    assert!(
        printed.contains(&format!("--force='{REASON}'")),
        "{printed}"
    );
    // Of a month that is whole nothing was forced.
    let whole = made_of(&place, "2018-03", "whole", &["--force", REASON]);
    assert_eq!(whole, made_of(&place, "2018-03", "again", &[]));
}

#[test]
fn a_reason_that_cannot_be_printed_is_refused() {
    let place = filled();
    let long = "x".repeat(501);
    for reason in ["", " ", "?!", "a\nb", "a\u{7}b", "om 010190-1234", &long] {
        // Also where it would not be needed.
        for month in ["2018-03", "2019-01"] {
            let said = refused_of(&place, month, &["--force", reason], 2);
            assert!(said.contains("force ``: expected"), "{reason}: {said}");
            assert!(!said.contains("1234"), "{said}");
        }
    }
}

//! Figures of an earlier release that are others in a later report.

use pejl_tests::Place;

use super::{filled, made, made_of, refused_of, run};
use crate::page::text;
use crate::pejlemaerker::{PEJLEMAERKER, PLACES};

/// The section in words.
pub fn changes(html: &str) -> String {
    let section = html.split_once("aria-labelledby=\"changes\"").unwrap().1;
    let section = section.split_once("</section>").unwrap().0;
    let told = text(&section.split_once('>').unwrap().1.replace('<', " <"));
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Courses are imported again without the first three.
pub fn correct(place: &Place) {
    let all = std::fs::read_to_string(PEJLEMAERKER.file("course.csv")).unwrap();
    let lines = all
        .lines()
        .enumerate()
        .filter(|(no, _)| !(1..=3).contains(no));
    let left: Vec<&str> = lines.map(|(_, line)| line).collect();
    let file = place.write("course.csv", left.join("\n"));
    let mut import = place.command(["import", "course", file.to_str().unwrap()]);
    import.args(["--source", "canonical", "--municipality", "766"]);
    import.args(["--period", "2016-10..2018-12,2025-04..2025-09"]);
    import.arg("--person-key").arg(place.folder().join("key"));
    run(import).expect_done();
}

#[test]
fn a_report_tells_which_figures_of_the_release_before_moved_and_why() {
    let place = filled();
    let none = changes(&made(&place, "none", &["--role", "admin"]));
    assert!(
        none.contains("ingen tidligere rapport eller udgivelse"),
        "{none}"
    );
    let first = place.revision();
    place.run(["release", "Marts"]).expect_done();
    let same = made(&place, "same", &["--role", "admin", "--release", "marts"]);
    assert!(same.contains("<dt>Udgivelse</dt><dd>Marts</dd>"));
    assert!(changes(&same).contains("ingen tidligere rapport eller udgivelse"));
    correct(&place);
    place.run(["release", "April"]).expect_done();
    let april = ["--role", "admin", "--release", "April", "--lang", "en"];
    let html = made(&place, "april", &april);
    let told = changes(&html);
    assert!(
        told.contains(&format!("the release Marts (revision {first})")),
        "{told}"
    );
    let row = "Courses imported since (revision";
    assert!(told.contains(row) && told.contains("O3.1"), "{told}");
    assert!(
        told.contains("2.0 per 1,000 0.0 per 1,000 \u{2212}2.0 per 1,000"),
        "{told}"
    );
    // By its revision it is held against the same release, which was made before.
    let by_revision = ["--role", "admin", "--lang", "en"];
    assert_eq!(changes(&made(&place, "revision", &by_revision)), told);
    // What is released later changes nothing of it.
    let late = ["release", "Late", "--revision", &first.to_string()];
    place.run(late).expect_done();
    assert_eq!(made(&place, "again", &april), html);
    assert_eq!(
        made(&place, "marts", &["--role", "admin", "--release", "marts"]),
        same
    );
}

#[test]
fn corrected_accounts_are_told_by_the_amounts_of_the_frame_and_the_figures_beside() {
    let place = Place::sqlite();
    PLACES.load(&place);
    place.run(["release", "June"]).expect_done();
    let all = std::fs::read_to_string(PLACES.file("ledger.csv")).unwrap();
    let corrected = all.replace(";200000000;", ";250000000;");
    assert_ne!(all, corrected);
    let file = place.write("ledger.csv", corrected);
    let mut import = place.command(["import", "ledger", file.to_str().unwrap()]);
    import.args(["--source", "canonical", "--municipality", "766"]);
    import.args(["--period", "2017-01..2018-12"]);
    import.arg("--person-key").arg(place.folder().join("key"));
    run(import).expect_done();
    // Residents of the newest quarter are not among these files.
    let more = ["--lang", "en", "--force", "Residents are not here"];
    let told = changes(&made_of(&place, "2018-06", "corrected", &more));
    for part in [
        "Amounts of the economic frame that changed: ",
        "+500,000 DKK",
        "June 2018",
        "imported since (revision",
        "Not compared are targets",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn what_may_not_be_shown_then_or_now_is_no_change() {
    let place = filled();
    place.run(["release", "Marts"]).expect_done();
    correct(&place);
    let seen = changes(&made(&place, "viewer", &["--lang", "en"]));
    let all = changes(&made(&place, "admin", &["--lang", "en", "--role", "admin"]));
    // Few citizens are behind every figure of courses here.
    assert!(all.contains("O3.1") && !seen.contains("O3.1"), "{seen}");
    assert!(
        seen.contains("None of the compared figures that can be shown has changed since."),
        "{seen}"
    );
}

#[test]
fn a_release_that_there_is_not_is_refused_with_those_spelled_alike() {
    let place = filled();
    place.run(["release", "Marts 2018"]).expect_done();
    let said = refused_of(&place, "2018-03", &["--release", "Marts 2017"], 2);
    assert!(
        said.contains("no release `Marts 2017` (nearest: Marts 2018)"),
        "{said}"
    );
    let both = ["--release", "Marts 2018", "--revision", "1"];
    refused_of(&place, "2018-03", &both, 2);
}

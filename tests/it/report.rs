//! The monthly report: the figures of the board up to a month, the same bytes wherever it is made, and nothing that is withheld.

mod changes;
mod kept;
mod looks;
mod pdf;
mod waiting;
mod xlsx;

use std::process::Command;

use pejl_tests::{Finished, Place};
use serde_json::Value;

use crate::page::{between, text};
use crate::pejlemaerker::{EFFORT, PEJLEMAERKER};

const MONTH: &str = "2018-03";

fn filled() -> Place {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    place
}

/// The command for the report of Hedensted, into a folder beside the data.
fn command(place: &Place, out: &str, more: &[&str]) -> Command {
    command_of(place, MONTH, out, more)
}

fn command_of(place: &Place, month: &str, out: &str, more: &[&str]) -> Command {
    let mut command = place.command(["report", "--municipality", "766", "--month", month]);
    command
        .arg("--out")
        .arg(place.folder().join(out))
        .args(more);
    command
}

#[track_caller]
fn run(command: Command) -> Finished {
    pejl_tests::process::run(command)
}

/// Makes a report and returns the one file that it is.
#[track_caller]
fn made(place: &Place, out: &str, more: &[&str]) -> String {
    read(&run(command(place, out, more)).expect_done())
}

/// Makes the report of a month and returns the one file that it is.
#[track_caller]
fn made_of(place: &Place, month: &str, out: &str, more: &[&str]) -> String {
    read(&run(command_of(place, month, out, more)).expect_done())
}

/// What is said where there is no report of a month; nothing is written.
#[track_caller]
fn refused_of(place: &Place, month: &str, more: &[&str], code: i32) -> String {
    let said = run(command_of(place, month, "refused", more)).expect_code(code);
    assert!(!place.folder().join("refused").exists());
    said.stderr
}

#[track_caller]
fn read(done: &Finished) -> String {
    std::fs::read_to_string(done.stdout.trim()).unwrap()
}

/// The board at a role, from the command line.
fn board(place: &Place, role: &str) -> Vec<Value> {
    let command = ["status", "--municipality", "766", "--role", role];
    let mut command = place.command(command);
    command.args(["--lang", "en", "--format", "json"]);
    let found = run(command).expect_done().json();
    found["items"].as_array().unwrap().clone()
}

/// The rows of the tables of the board: code of the indicator, and the cells.
fn rows(html: &str) -> Vec<(String, Vec<String>)> {
    let board = html.split_once("aria-labelledby=\"board\"").unwrap().1;
    let board = board.split_once("</section>").unwrap().0;
    let rows = between(board, "<tr", "</tr>").into_iter();
    rows.filter(|row| row.contains("scope=\"row\""))
        .map(|row| {
            let code = text(between(row, "<span class=\"small\">", "</span>")[0]);
            let code = code.split(',').next().unwrap().trim().to_owned();
            let cells = between(row, "<td", "</td>").into_iter();
            let cells = cells.map(|cell| text(cell.split_once('>').unwrap().1));
            (code, cells.collect())
        })
        .collect()
}

#[test]
fn a_report_has_the_sections_a_council_reads_in_both_languages() {
    let place = filled();
    for (lang, title, headings) in [
        (
            "da",
            "Hedensted: pejlemærker, marts 2018",
            [
                "Sammenfatning",
                "Tavlen",
                "Ramme, budget og forbrug",
                "Rehabilitering",
                "Herkomst",
            ],
        ),
        (
            "en",
            "Hedensted: bearing marks, March 2018",
            [
                "Summary",
                "The board",
                "Frame, budget and spending",
                "Rehabilitation",
                "Provenance",
            ],
        ),
    ] {
        let done = run(command(&place, "out", &["--lang", lang])).expect_done();
        let name = format!("pejl-766-{MONTH}-{lang}.html");
        assert!(done.stdout.trim().ends_with(&name), "{}", done.stdout);
        let html = read(&done);
        assert!(html.contains(&format!("<html lang=\"{lang}\">")));
        assert!(html.contains(&format!("<title>{title}</title>")));
        let found: Vec<String> = between(&html, "<h2 id=", "</h2>")
            .into_iter()
            .map(|one| text(one.split_once('>').unwrap().1))
            .collect();
        for heading in headings {
            assert!(
                found.iter().any(|one| one == heading),
                "{heading}: {found:?}"
            );
        }
        // Nineteen pejlemærker, eight other sections and the contents.
        assert_eq!(found.len(), 19 + 8 + 1, "{found:?}");
        let is_own = |link: &&str| html.contains(&format!("id=\"{}\"", link.trim_matches('"')));
        let links = between(&html, "href=\"#", "\"");
        assert_eq!(links.len(), 19 + 8);
        assert!(links.iter().all(is_own), "{links:?}");
    }
}

#[test]
fn no_figure_is_of_a_period_that_ends_after_the_month() {
    let place = filled();
    let html = made(&place, "out", &["--role", "admin", "--lang", "en"]);
    // The newest of these data are of 2025.
    let of_later = |cell: &String| {
        let years = cell.split(|c: char| !c.is_ascii_digit());
        years
            .filter_map(|one| one.parse::<u32>().ok())
            .any(|one| (2019..2200).contains(&one))
    };
    let found = rows(&html);
    assert!(!found.is_empty());
    for (code, cells) in &found {
        let later = ["Q2 2018", "Q3 2018", "Q4 2018"];
        assert!(!cells[..2].iter().any(of_later), "{code}: {cells:?}");
        assert!(
            !later.iter().any(|one| cells[0].contains(one)),
            "{code}: {cells:?}"
        );
    }
    let n_of_quarter = found
        .iter()
        .filter(|(_, cells)| cells[0].contains("Q1 2018"));
    assert!(n_of_quarter.count() > 3, "{found:?}");
    // Of the newest month the report has the board as it is; the year lacks its first months.
    let more = [
        "--role",
        "admin",
        "--lang",
        "en",
        "--force",
        "Months are missing",
    ];
    let newest = made_of(&place, "2025-09", "newest", &more);
    assert!(newest.contains("class=\"warning\">The report was made although"));
    let newest = rows(&newest);
    let told = board(&place, "admin");
    assert_eq!(newest.len(), told.len());
    let mut n_figures = 0;
    for ((code, cells), row) in newest.iter().zip(&told) {
        assert_eq!(row["indicator"], code.as_str());
        // How fresh data are goes by the day that is asked on, which is no later than the month.
        if code == "E2f" {
            continue;
        }
        if let Some(value) = row["value"].as_f64() {
            let value = if row["unit"] == "share" {
                100.0 * value
            } else {
                value
            };
            let shown: String = cells[0]
                .chars()
                .take_while(|c| c.is_ascii_digit() || ".,\u{2212}".contains(*c))
                .filter(|c| *c != ',')
                .collect();
            let shown: f64 = shown.replace('\u{2212}', "-").parse().unwrap();
            assert!((shown - value).abs() <= 0.5, "{code}: {cells:?} is {value}");
            n_figures += 1;
        }
    }
    assert!(n_figures > 10, "{n_figures}");
}

#[test]
fn the_same_revision_gives_the_same_bytes_whatever_the_surroundings() {
    let place = filled();
    let revision = place.revision().to_string();
    let first = made(&place, "one", &["--revision", &revision]);
    for (zone, lang) in [("Pacific/Auckland", "da_DK.UTF-8"), ("America/Lima", "C")] {
        let mut again = command(&place, "two", &["--revision", &revision]);
        again.env("TZ", zone).env("LANG", lang).env("LC_ALL", lang);
        again.env("POLARS_MAX_THREADS", "1");
        assert_eq!(read(&run(again).expect_done()), first, "{zone}");
    }
    // The command that is printed in it makes it again.
    let printed = text(between(&first, "pejl report ", "<")[0]);
    let folder = place.folder().join("three");
    std::fs::create_dir(&folder).unwrap();
    let mut again = place.command(["report"]);
    again
        .args(printed.split_whitespace())
        .current_dir(&folder)
        .env_remove("LANG");
    // In every format, as it stands in each of them.
    let done = run(again).expect_done();
    let files: Vec<&str> = done.stdout.lines().collect();
    assert_eq!(files.len(), 3, "{files:?}");
    let html = files.iter().find(|one| one.ends_with(".html")).unwrap();
    let file = folder.join(html.trim());
    assert_eq!(std::fs::read_to_string(file).unwrap(), first);
    // What is known later changes nothing of it.
    let mut later = place.command(["import", "ledger", &EFFORT.file("ledger.csv")]);
    later.args([
        "--source",
        "canonical",
        "--municipality",
        "766",
        "--period",
        "2017-01..2019-06",
    ]);
    later.arg("--person-key").arg(place.folder().join("key"));
    run(later).expect_done();
    assert!(place.revision() > revision.parse().unwrap());
    assert_eq!(made(&place, "three", &["--revision", &revision]), first);
}

#[test]
fn what_few_are_behind_is_nowhere_in_the_file() {
    let place = filled();
    let seen = made(&place, "viewer", &["--lang", "en"]);
    let all = made(&place, "admin", &["--lang", "en", "--role", "admin"]);
    let (mut n_withheld, mut n_told_of) = (0, 0);
    for ((code, told), (_, known)) in rows(&seen).iter().zip(&rows(&all)) {
        if !told[0].starts_with("confidential") || known[0].starts_with("confidential") {
            continue;
        }
        n_withheld += 1;
        let figure = known[0].split(' ').next().unwrap();
        // What is whole, none or all stands in axes and dates as well.
        let is_telling = figure.contains('.') && !["0.0%", "100.0%"].contains(&figure);
        let of_code = rows(&seen).into_iter().filter(|(one, _)| one == code);
        let shown: String = of_code.flat_map(|(_, cells)| cells).collect();
        assert!(!is_telling || !shown.contains(figure), "{code}: {figure}");
        // Text, drawing and rows of the indicator's own part, where it has one.
        let own = seen
            .split(&format!("<h3>{code} "))
            .nth(1)
            .filter(|_| is_telling);
        if let Some(own) = own.and_then(|own| own.split("<h3>").next()) {
            n_told_of += 1;
            assert!(!own.contains(figure), "{code}: {figure}");
        }
    }
    assert!(n_told_of > 0);
    assert!(n_withheld > 3, "{n_withheld}");
    assert!(seen.contains("Confidential means"));
    // Nobody's role is that of anybody.
    assert_eq!(
        seen,
        made(&place, "anybody", &["--lang", "en", "--role", "viewer"])
    );
}

#[test]
fn a_target_that_is_off_course_asks_for_a_decision() {
    let place = filled();
    let mut set = place.command(["targets", "set"]);
    for field in [
        "municipality=766",
        "indicator=W1.1",
        "direction=up",
        "baseline_on=2016-12-31",
        "baseline=0.999",
        "goal=0.9999",
        "deadline=2017-12-31",
        "path=linear",
    ] {
        set.args(["--field", field]);
    }
    run(set).expect_done();
    let html = made(&place, "out", &["--role", "admin"]);
    let summary = html.split_once("aria-labelledby=\"summary\"").unwrap().1;
    let summary = text(summary.split_once("</section>").unwrap().0);
    assert!(summary.contains("ikke på vej"), "{summary}");
    assert!(
        summary.contains("Målet nås ikke med den nuværende udvikling."),
        "{summary}"
    );
}

#[test]
fn what_is_imported_is_that_of_the_municipality_with_its_holes() {
    let place = filled();
    let mut other = place.command(["import", "course", &PEJLEMAERKER.file("course.csv")]);
    other.args(["--source", "canonical", "--municipality", "630"]);
    other.args(["--period", "2016-10..2025-12"]);
    other.arg("--person-key").arg(place.folder().join("key"));
    run(other).expect_done();
    let html = made(&place, "out", &[]);
    let quality = html.split_once("aria-labelledby=\"quality\"").unwrap().1;
    let quality = quality.split_once("</section>").unwrap().0;
    let rows: Vec<String> = between(quality, "<tr", "</tr>")
        .into_iter()
        .map(|row| text(&row.split_once('>').unwrap().1.replace('<', " <")))
        .collect();
    let courses: Vec<&String> = rows.iter().filter(|row| row.contains("Forløb")).collect();
    let [courses] = courses.as_slice() else {
        panic!("{rows:?}");
    };
    for part in ["oktober 2016", "september 2025", "januar 2019 – marts 2025"] {
        assert!(courses.contains(part), "{courses}");
    }
    assert!(!rows.concat().contains("december 2025"), "{rows:?}");
    let mut once = rows.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), rows.len(), "{rows:?}");
}

#[test]
fn what_cannot_be_reported_on_is_refused_and_nothing_is_written() {
    let place = filled();
    let refused = |arguments: &[&str], code: i32, says: &str| {
        let out = place.folder().join("refused");
        let mut command = place.command(["report"]);
        command.args(arguments).arg("--out").arg(&out);
        let said = run(command).expect_code(code).stderr;
        assert!(said.contains(says), "{said}");
        assert!(!out.exists());
    };
    let of = |municipality, month| ["--municipality", municipality, "--month", month];
    refused(&of("766", "marts"), 2, "month `marts`: expected a month");
    refused(&of("766", "2018-Q1"), 2, "expected a month");
    refused(&of("766", "2199-01"), 2, "a month that had begun");
    refused(&of("Hedensteed", MONTH), 2, "Hedensted");
    refused(&of("Hele landet", MONTH), 2, "expected one municipality");
    refused(&of("630", MONTH), 1, "nothing is known of Vejle");
    refused(&of("766", "1950-01"), 1, "nothing is known of Hedensted");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = filled();
    place.write("file", "");
    let said = run(command(&place, "file", &[])).expect_code(3).stderr;
    assert!(said.contains("failed to write"), "{said}");
    // Nothing is left beside the report that could be written.
    made(&place, "out", &[]);
    let left = std::fs::read_dir(place.folder().join("out")).unwrap();
    assert_eq!(left.count(), 1);
}

#[test]
fn an_installation_without_data_has_nothing_to_report() {
    let place = Place::sqlite();
    let said = run(command(&place, "out", &[]));
    assert_ne!(said.code, Some(0));
    assert!(
        said.stderr.contains("nothing is known of Hedensted"),
        "{}",
        said.stderr
    );
}

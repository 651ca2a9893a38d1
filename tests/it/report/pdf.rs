//! The report as PDF, read by another library: what it claims, what assistive technology finds in it, and the figures of the HTML.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use pejl_tests::Place;
use pejl_tests::left_out::leave_out;
use serde_json::{Value, json};

use super::{board, command, command_of, filled, run};
use crate::page::{between, text};
use crate::pejlemaerker::EFFORT;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/pdf.py");

/// A comment that would be markup, code and the end of a string, were it read.
const HOSTILE: &str = "#panic(\"x\") *a* $x$ \\ \"] <b> #[y]";

/// The Python that can read a PDF; none where there is no such Python.
fn python() -> Option<OsString> {
    let python = std::env::var_os("PEJL_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let imported = Command::new(&python).args(["-c", "import pypdf"]).output();
    if imported.is_ok_and(|done| done.status.success()) {
        return Some(python);
    }
    leave_out("the report in PDF is not read: no Python with pypdf");
    None
}

/// Makes the report and returns where it lies.
#[track_caller]
fn made(place: &Place, out: &str, more: &[&str]) -> PathBuf {
    let mut command = command(place, out, more);
    command.args(["--format", "pdf"]);
    PathBuf::from(run(command).expect_done().stdout.trim())
}

/// What the script finds in a file.
fn found(python: &OsString, file: &Path) -> Value {
    let mut command = Command::new(python);
    command.arg(SCRIPT).arg(file);
    run(command).expect_done().json()
}

/// The text of all pages.
fn said(found: &Value) -> String {
    let pages = found["pages"].as_array().unwrap().iter();
    pages
        .map(|page| page.as_str().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The figures in a text, as they are written: `1.234,5`.
fn figures(text: &str) -> BTreeSet<String> {
    let of_figure = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let words = text.split(|c: char| !of_figure(c));
    words
        .map(|word| word.trim_matches(['.', ',']).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// What a person reads of the HTML on paper: without the rows behind drawings and without what a drawing says of itself.
fn read(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let mut left = body.to_owned();
    for (start, end) in [
        ("<details>", "</details>"),
        ("<title", "</title>"),
        ("<desc", "</desc>"),
    ] {
        for part in between(body, start, end) {
            left = left.replace(&format!("{start}{part}{end}"), " ");
        }
    }
    text(&left.replace('<', " <"))
}

#[test]
fn another_program_finds_what_archives_and_readers_aloud_go_by() {
    let Some(python) = python() else { return };
    let place = filled();
    for (lang, title, sections) in [
        (
            "da",
            "Hedensted: pejlemærker, marts 2018",
            ["Sammenfatning", "Tavlen", "Herkomst"],
        ),
        (
            "en",
            "Hedensted: bearing marks, March 2018",
            ["Summary", "The board", "Provenance"],
        ),
    ] {
        let file = made(&place, "out", &["--lang", lang]);
        assert!(
            file.ends_with(format!("pejl-766-2018-03-{lang}.pdf")),
            "{file:?}"
        );
        let found = found(&python, &file);
        assert_eq!(found["version"], "%PDF-1.7");
        assert_eq!(
            (&found["marked"], &found["shows_title"]),
            (&json!(true), &json!(true))
        );
        assert_eq!(
            (&found["lang"], &found["title"]),
            (&json!(lang), &json!(title))
        );
        assert_eq!(
            (&found["archive"], &found["accessible"]),
            (&json!(["2", "A"]), &json!("1"))
        );
        assert_eq!(
            (&found["n_fonts_outside"], &found["scripts"]),
            (&json!(0), &json!([]))
        );
        // Nineteen pejlemærker and eight other sections, as in the HTML, and headings below them.
        let bookmarks = found["bookmarks"].as_array().unwrap();
        assert_eq!(bookmarks.len(), 19 + 8);
        let ends = [&bookmarks[0], &bookmarks[1], &bookmarks[26]];
        assert_eq!(ends, sections);
        assert!(found["n_bookmarks_below"].as_u64().unwrap() > 19);
        // Each drawing has a text that stands for it; tables have headings of rows and of columns.
        let alternatives = found["alternatives"].as_array().unwrap();
        assert!(!alternatives.is_empty());
        let is_told = |one: &Value| one.as_str().is_some_and(|text| text.chars().count() > 60);
        assert!(alternatives.iter().all(is_told), "{alternatives:?}");
        assert_eq!(found["scopes"], json!(["/Column", "/Row"]));
        let tags = &found["tags"];
        assert_eq!(tags["H1"], 19 + 8 + 1);
        assert!(tags["Table"].as_u64().unwrap() >= 19, "{tags}");
        assert_eq!(tags["TOCI"], 19 + 8);
    }
}

#[test]
fn the_pages_have_the_figures_of_the_html_and_no_other() {
    let Some(python) = python() else { return };
    let place = filled();
    let done = run(command(
        &place,
        "out",
        &["--role", "admin", "--format", "pdf,html"],
    ))
    .expect_done();
    let files: Vec<PathBuf> = done.stdout.lines().map(PathBuf::from).collect();
    let found = found(&python, &files[0]);
    let pages = found["pages"].as_array().unwrap();
    let of_pdf = figures(&said(&found));
    let html = std::fs::read_to_string(&files[1]).unwrap();
    let alternatives = found["alternatives"].as_array().unwrap();
    assert_eq!(alternatives.len(), html.matches("<figure>").count());
    let of_html = figures(&read(&html));
    assert!(of_html.len() > 100, "{}", of_html.len());
    let missing: Vec<_> = of_html.difference(&of_pdf).collect();
    assert_eq!(missing, [""; 0]);
    let number_of_page = |one: &&String| one.parse::<usize>().is_ok_and(|no| no <= pages.len());
    let added: Vec<_> = of_pdf
        .difference(&of_html)
        .filter(|one| !number_of_page(one))
        .collect();
    assert_eq!(added, [""; 0]);
    // Every page says which of how many it is.
    for (no, page) in pages.iter().enumerate() {
        let at = format!("side {} af {}", no + 1, pages.len());
        assert!(page.as_str().unwrap().contains(&at), "{at}");
    }
}

/// What is of no citizens, so that few are behind none of it.
fn import_effort(place: &Place) {
    for (dataset, period) in [
        ("ledger", Some("2017-01..2019-06")),
        ("staffing", Some("2018-01..2019-06")),
        ("absence", Some("2018-01..2019-03")),
        ("survey", Some("2017..2019")),
        ("budget", None),
    ] {
        let file = EFFORT.file(&format!("{dataset}.csv"));
        let mut import = place.command(["import", dataset, file.as_str()]);
        import.args(["--source", "canonical", "--municipality", "766"]);
        import.args(period.iter().flat_map(|period| ["--period", period]));
        import.arg("--person-key").arg(place.folder().join("key"));
        run(import).expect_done();
    }
}

/// A target for every indicator of the board that has a figure, which none of them can meet.
fn miss_all(place: &Place) -> usize {
    let columns =
        "municipality,indicator,direction,baseline_on,baseline,goal_low,goal_high,deadline,path";
    let mut rows = vec![columns.to_owned()];
    for row in board(place, "admin") {
        let indicator = row["indicator"].as_str().unwrap();
        // Those of accounts are of a cut, and one is told of no day before today.
        let is_of_cut = indicator.starts_with('F') || ["C2", "E2f"].contains(&indicator);
        let values = match row["unit"].as_str() {
            Some("share") => "0.99915,0.9991,0.9992",
            _ => "98765.15,98765.1,98765.2",
        };
        let target = format!("766,{indicator},band,2016-12-31,{values},2017-12-31,linear");
        if row["value"].is_number() && !is_of_cut && !rows.contains(&target) {
            rows.push(target);
        }
    }
    let file = place.write("targets.csv", rows.join("\n"));
    place
        .run(["targets", "import", file.to_str().unwrap()])
        .expect_done();
    rows.len() - 1
}

#[test]
fn the_summary_takes_one_page_however_many_targets_are_missed() {
    let Some(python) = python() else { return };
    let place = filled();
    import_effort(&place);
    let n = miss_all(&place);
    assert!(n > 20, "{n}");
    for (lang, first, last, next, more) in [
        (
            "da",
            "Hvad kræver en beslutning",
            "Hvad kan ikke siges",
            "Alle pejlemærker med det nyeste tal",
            "Flere, der står på tavlen: ",
        ),
        (
            "en",
            "What needs a decision",
            "What cannot be said",
            "All bearing marks with the newest figure",
            "More that stand on the board: ",
        ),
    ] {
        let options = ["--role", "admin", "--lang", lang, "--format", "pdf"];
        let done = run(command_of(&place, "2018-12", lang, &options)).expect_done();
        let found = found(&python, Path::new(done.stdout.trim()));
        let pages = found["pages"].as_array().unwrap().iter();
        let pages: Vec<String> = pages
            .map(|page| {
                let words = page.as_str().unwrap().split_whitespace();
                words.collect::<Vec<_>>().join(" ")
            })
            .collect();
        let at = pages.iter().position(|page| page.contains(first)).unwrap();
        assert!(pages[at].contains(last), "{}", pages[at]);
        assert!(pages[at + 1].contains(next), "{}", pages[at + 1]);
        // What needs a decision and what is off course are both cut short.
        assert_eq!(pages[at].matches(more).count(), 2, "{}", pages[at]);
    }
}

#[test]
fn the_same_revision_gives_the_same_file_whatever_the_surroundings() {
    let place = filled();
    let first = std::fs::read(made(&place, "one", &[])).unwrap();
    for (zone, lang) in [("Pacific/Auckland", "da_DK.UTF-8"), ("America/Lima", "C")] {
        let mut again = command(&place, "two", &["--format", "pdf"]);
        again.env("TZ", zone).env("LANG", lang).env("LC_ALL", lang);
        again
            .env("POLARS_MAX_THREADS", "1")
            .env("RAYON_NUM_THREADS", "1");
        let file = run(again).expect_done().stdout;
        assert!(std::fs::read(file.trim()).unwrap() == first, "{zone}");
    }
}

#[test]
fn what_somebody_wrote_stands_on_the_page_as_it_was_written() {
    let Some(python) = python() else { return };
    let place = filled();
    let mut comment = place.command(["comments", "add", "O3.1", "--municipality", "766"]);
    comment.args([
        "--period",
        "2018-03",
        "--author",
        "Anne #1 *Holm*",
        "--text",
        HOSTILE,
    ]);
    run(comment).expect_done();
    let found = found(&python, &made(&place, "out", &["--role", "admin"]));
    let shown: String = said(&found).split_whitespace().collect();
    for text in [HOSTILE, "(Anne #1 *Holm*)"] {
        let text: String = text.split_whitespace().collect();
        assert!(shown.contains(&text), "{text}");
    }
}

#[test]
fn all_formats_are_written_or_none() {
    let place = filled();
    let out = place.folder().join("out");
    std::fs::create_dir_all(out.join("pejl-766-2018-03-da.pdf")).unwrap();
    let said = run(command(&place, "out", &["--format", "html,pdf"]))
        .expect_code(3)
        .stderr;
    assert!(said.contains("failed to write"), "{said}");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
}

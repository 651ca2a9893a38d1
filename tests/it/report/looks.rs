//! How a report looks: its pages are rendered by another program, and nothing stands over an edge, on top of something else, or is
//! cut; also where names and texts are as long as they may be.
//!
//! `PEJL_PICTURES` names a folder that the pages are written to as PNG, for somebody to look at.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use pejl_tests::Place;
use pejl_tests::python::python;
use serde_json::{Value, json};

use super::{filled, run};
use crate::pejlemaerker::PEJLEMAERKER;
use crate::status::set;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/looks.py");

/// The folder that pictures are written to.
const PICTURES: &str = "PEJL_PICTURES";

/// How many pages a report has, at least and at most; each of the longest texts takes one or two of its own.
const PAGES: RangeInclusive<usize> = 3..=60;
const PAGES_OF_LONG_TEXTS: RangeInclusive<usize> = 3..=80;

/// The longest texts that are taken: of a field, of what tells a story, of a note, of a reason, and of names.
const FIELD: usize = 200;
const STORY: usize = 4_000;
const NOTE: usize = 2_000;
const REASON: usize = 500;
const RELEASE: usize = 80;
const FILE: usize = 240;

/// A text of one long word, of the widest letters, or of words that a line ends within.
const TEXTS: [&str; 3] = [
    "rehabiliteringsindsatskoordinatormedarbejder",
    "W",
    "Rehabiliteringsindsatskoordinator på ",
];

/// Beginnings of such texts that have a length.
fn long(no: usize, n_chars: usize) -> String {
    TEXTS[no]
        .chars()
        .cycle()
        .take(n_chars)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The Python that renders a PDF; none where there is no such Python.
fn renderer() -> Option<OsString> {
    python("pypdfium2, PIL", "how a report looks is not looked at")
}

/// Makes the PDF of a report and returns where it lies.
#[track_caller]
fn made(place: &Place, out: &str, more: &[&str]) -> PathBuf {
    let mut command = place.command(["report", "--municipality", "766", "--format", "pdf"]);
    command
        .arg("--out")
        .arg(place.folder().join(out))
        .args(more);
    PathBuf::from(run(command).expect_done().stdout.trim())
}

/// What is found on the pages of a file.
fn looked_at(python: &OsString, file: &Path, name: &str) -> Vec<Value> {
    let mut command = Command::new(python);
    command.arg(SCRIPT).arg(file);
    if let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) {
        command.arg(folder.join("report").join(name));
    }
    let found = run(command).expect_done().json();
    found.as_array().unwrap().clone()
}

/// Fails where a page is blank, or anything on one stands where it must not.
#[track_caller]
fn assert_sound(pages: &[Value], name: &str, n_pages: &RangeInclusive<usize>) {
    assert!(
        n_pages.contains(&pages.len()),
        "{name}: {} pages",
        pages.len()
    );
    let mut wrong = Vec::new();
    for (no, page) in pages.iter().enumerate() {
        let mut say = |what: String| wrong.push(format!("{name}, page {}: {what}", no + 1));
        if page["is_blank"] == true {
            say("blank".to_owned());
        }
        for (edge, at) in page["drawn_in_margins"].as_object().unwrap() {
            say(format!("drawn in the margin ({edge}) at {at} mm"));
        }
        for field in ["words_outside", "words_on_top"] {
            let words = page[field].as_array().unwrap().iter().take(3);
            words.for_each(|word| say(format!("{field}: {word}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Makes a report in both languages and looks at its pages; returns how many there are in each.
#[track_caller]
fn check(place: &Place, name: &str, more: &[&str], n_pages: &RangeInclusive<usize>) -> [usize; 2] {
    let Some(python) = renderer() else {
        return [*n_pages.start(); 2];
    };
    ["da", "en"].map(|lang| {
        let name = format!("{name}-{lang}");
        let file = made(place, &name, &[more, &["--lang", lang]].concat());
        let pages = looked_at(&python, &file, &name);
        assert_sound(&pages, &name, n_pages);
        // Figures, headings and definitions: pages that are read as text have words.
        let n_words: u64 = pages
            .iter()
            .map(|page| page["n_words"].as_u64().unwrap())
            .sum();
        assert!(n_words > 1_000, "{name}: {n_words} words");
        pages.len()
    })
}

#[test]
fn the_pages_of_a_report_hold_what_stands_on_them() {
    let place = filled();
    set(&place, &crate::overview::TARGET);
    let more = ["--month", "2018-03", "--role", "admin"];
    let n_pages = check(&place, "usual", &more, &PAGES);
    assert!(
        n_pages.iter().all(|n| *n > 10) || renderer().is_none(),
        "{n_pages:?}"
    );
}

#[test]
fn a_report_of_one_dataset_is_short_and_no_page_of_it_is_blank() {
    let place = Place::sqlite();
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    let mut command = place.command(["import", "complaint", &PEJLEMAERKER.file("complaint.csv")]);
    command.args([
        "--source",
        "canonical",
        "--municipality",
        "766",
        "--period",
        "2017-01..2018-12",
    ]);
    command.args(["--person-key", &key]);
    run(command).expect_done();
    let more = ["--month", "2018-12", "--role", "admin"];
    check(&place, "short", &more, &PAGES);
}

#[test]
fn names_and_texts_as_long_as_they_may_be_stay_on_the_pages() {
    let place = filled();
    for no in 0..TEXTS.len() {
        say_much(&place, no);
    }
    let target = &crate::overview::TARGET;
    let of = |name: &str, no, n_chars| format!("{name}={}", long(no, n_chars));
    let decided = [
        of("owner", 1, FIELD),
        of("decision_case", 1, FIELD),
        of("decision_meeting", 0, FIELD),
        of("note", 1, NOTE),
    ];
    let decided: Vec<&str> = decided.iter().map(String::as_str).collect();
    set(&place, &[&target[..], &decided].concat());
    // A file with a long name, and a release.
    let file = place.write(
        &format!("{}.csv", long(1, FILE)),
        std::fs::read(PEJLEMAERKER.file("complaint.csv")).unwrap(),
    );
    let mut command = place.command([
        "import",
        "complaint",
        "--source",
        "canonical",
        "--municipality",
        "766",
    ]);
    command.args(["--period", "2016-10..2018-12", "--person-key"]);
    command.arg(place.folder().join("key")).arg(file);
    run(command).expect_done();
    let release = long(1, RELEASE);
    place
        .run(["release", &release, "--note", &long(1, 1_000)])
        .expect_done();
    let more = ["--month", "2019-01", "--role", "admin"];
    for (name, no, options) in [
        ("long-release", 1, &["--release", &release][..]),
        ("long-words", 0, &[]),
    ] {
        let force = long(no, REASON);
        check(
            &place,
            name,
            &[&more[..], &["--force", &force], options].concat(),
            &PAGES_OF_LONG_TEXTS,
        );
    }
}

/// An initiative and comments whose texts are as long as they may be.
fn say_much(place: &Place, no: usize) {
    let field = long(no, FIELD);
    let initiative = json!({
        "municipality": "766",
        "title": field,
        "description": long(no, STORY),
        "owner": field,
        "decision_case": field,
        "decision_meeting": field,
        "started_on": "2017-03-01",
        "expected": [{"indicator": "O3.1"}, {"indicator": "W1.1"}],
    });
    let file = place.write("initiative.json", initiative.to_string());
    place
        .run(["initiatives", "set", &file.display().to_string()])
        .expect_done();
    let story = long(no, STORY);
    let mut comment = place.command(["comments", "add", "O3.1", "--municipality", "766"]);
    comment.args([
        "--period",
        "2018-12",
        "--author",
        &field,
        "--author-role",
        &field,
    ]);
    comment.args(["--text", &story, "--text-en", &story]);
    run(comment).expect_done();
}

/// A page with words on top of each other, one that runs over the edge, and a blank one.
const SPOILT: &str = "%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R 6 0 R] /Count 2>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>> endobj
4 0 obj <</Length 143>> stream
BT /F 12 Tf 100 400 Td (under) Tj ET BT /F 12 Tf 104 403 Td (over) Tj ET
BT /F 12 Tf 500 500 Td (overtheedgeofthepage) Tj ET 8 4 20 20 re f
endstream endobj
5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
6 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj
trailer <</Root 1 0 R>>
";

#[test]
fn what_is_spoilt_is_seen() {
    let Some(python) = renderer() else { return };
    let place = Place::sqlite();
    let file = place.write("spoilt.pdf", SPOILT);
    let pages = looked_at(&python, &file, "spoilt");
    let [spoilt, blank] = pages.as_slice() else {
        panic!("{pages:?}");
    };
    assert_eq!(
        (&spoilt["is_blank"], &blank["is_blank"]),
        (&json!(false), &json!(true))
    );
    let edges: Vec<_> = spoilt["drawn_in_margins"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(edges, ["left", "right", "bottom"], "{spoilt}");
    assert!(
        spoilt["words_outside"][0]
            .as_str()
            .unwrap()
            .contains("overtheedge"),
        "{spoilt}"
    );
    let on_top = spoilt["words_on_top"][0].as_str().unwrap();
    assert!(
        on_top.contains("'under'") && on_top.contains("'over'"),
        "{spoilt}"
    );
}

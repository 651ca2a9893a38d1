//! What anybody can get: pages, the script and the files that pages lead to, and reports in all formats.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Read as _;
use std::process::Command;
use std::sync::Mutex;

use pejl_tests::{Place, Server};

use super::written::{unescaped, without_places};
use crate::page::unescape;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/pdf_bytes.py");

/// Requests at a time.
const AT_A_TIME: usize = 4;

/// Pages that show figures, each in Danish and in English.
const PAGES: [&str; 20] = [
    "/overblik?municipality=766",
    "/indikator?municipality=766&indicator=O3.1&reading=p90_days",
    "/indikator?municipality=766&indicator=E2c&reading=unlinked&grain=month",
    "/sammenligning?municipality=766",
    "/okonomi?municipality=766",
    "/okonomi?municipality=766&year=2019&month=11&price=-2",
    "/okonomi?municipality=766&year=2019&bridge=5.30&courses_part=0.5",
    "/rehabilitering?municipality=766",
    "/rehabilitering?municipality=766&period=2019&by=course_type&of=return",
    "/rehabilitering?municipality=766&period=2019&by=unit&of=duration",
    "/rehabilitering?municipality=766&period=2018&by=age_band&of=conclusion",
    "/rehabilitering?municipality=766&grain=quarter&period=2019-Q4",
    "/rehabilitering?municipality=766&grain=quarter&period=2018-Q4&by=course_type",
    "/maal?municipality=766",
    "/maal/1",
    "/maal/nyt?municipality=766&indicator=O3.1",
    "/maal/nyt?municipality=766&indicator=E2d",
    "/rapporter?municipality=766&month=2019-12",
    "/rapporter?municipality=766&month=2018-12",
    "/data",
];

/// Indicators of which every length of period and every split is looked at.
const SPLIT: [&str; 8] = ["O3.1", "O3.2", "O3.3", "O5.2", "O6.1", "E2c", "E2d", "Q2"];

/// What somebody got, and where.
pub struct Document {
    pub path: String,
    pub status: u16,
    pub bytes: Vec<u8>,
}

impl Document {
    pub fn is_page(&self) -> bool {
        self.bytes.starts_with(b"<!DOCTYPE html>") || self.bytes.starts_with(b"<!doctype html>")
    }

    pub fn is_picture(&self) -> bool {
        self.bytes.starts_with(b"\x89PNG")
    }

    /// What it says: its bytes, and what they hold packed or escaped.
    pub fn searched(&self, place: &Place, python: Option<&OsString>) -> Vec<u8> {
        // Pixels hold no text, and what is packed has any short number by chance.
        if self.is_picture() {
            return Vec::new();
        }
        if self.bytes.starts_with(b"%PDF") {
            return python.map_or_else(Vec::new, |python| read_pdf(place, python, &self.bytes));
        }
        let mut all = match self.bytes.starts_with(b"PK") {
            true => unzipped(&self.bytes),
            false => self.bytes.clone(),
        };
        if self.is_page() {
            all = without_places(&String::from_utf8_lossy(&all)).into_bytes();
        }
        all.extend(unescaped(&all));
        all
    }
}

/// Every part of an archive.
fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = Vec::new();
    for no in 0..archive.len() {
        archive.by_index(no).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

/// Everything that two other libraries find in a PDF.
fn read_pdf(place: &Place, python: &OsString, bytes: &[u8]) -> Vec<u8> {
    let file = place.write("searched.pdf", bytes);
    let read = Command::new(python).arg(SCRIPT).arg(file).output().unwrap();
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    assert!(read.stdout.len() > bytes.len() / 2);
    read.stdout
}

/// Every page that shows figures, with all lengths of period and splits of indicators that have withheld figures.
pub fn all_pages(server: &Server) -> BTreeSet<String> {
    let mut paths = planted_pages();
    let board = "/api/v1/pejlemaerker?municipality=766";
    let board = server.get(board).expect_status(200).json();
    let codes = board["items"].as_array().unwrap().iter();
    paths.extend(codes.map(|row| indicator_page(row["indicator"].as_str().unwrap())));
    paths.extend(pages_of_nothing());
    for code in SPLIT {
        let card = server.get(&format!("/api/v1/indicators/{code}"));
        let card = card.expect_status(200).json();
        for (name, list) in [("grain", "grains"), ("by", "dimensions")] {
            let choices = card[list].as_array().unwrap().iter();
            let choices = choices.map(|one| one.as_str().unwrap());
            paths.extend(choices.map(|one| format!("{}&{name}={one}", indicator_page(code))));
        }
    }
    paths
}

/// Pages of a municipality of which nothing is imported.
fn pages_of_nothing() -> impl Iterator<Item = String> {
    let pages = ["overblik", "sammenligning", "okonomi", "rehabilitering"];
    let pages = pages.map(|page| format!("/{page}?municipality=615"));
    let indicators = ["O3.1", "O5.3", "E2d", "F2"];
    let indicators = indicators.map(|code| format!("/indikator?municipality=615&indicator={code}"));
    pages.into_iter().chain(indicators)
}

/// Pages that show the planted figures where these are told.
pub fn planted_pages() -> BTreeSet<String> {
    let pages = PAGES.map(str::to_owned).into_iter();
    pages.chain(SPLIT.map(indicator_page)).collect()
}

fn indicator_page(code: &str) -> String {
    format!("/indikator?municipality=766&indicator={code}")
}

/// Pages in both languages, and every file that one of them leads to: none is offered that cannot be had.
pub fn with_files(server: &Server, paths: &BTreeSet<String>) -> Vec<Document> {
    let english = paths.iter().map(|path| match path.contains('?') {
        true => format!("{path}&lang=en"),
        false => format!("{path}?lang=en"),
    });
    let paths: BTreeSet<String> = english.chain(paths.iter().cloned()).collect();
    let mut found = fetched(server, &paths);
    for document in &found {
        let is_shown = document.is_page() && document.status == 200;
        assert!(is_shown, "{} {}", document.path, document.status);
    }
    let linked: BTreeSet<String> = found.iter().flat_map(links).collect();
    let linked: BTreeSet<String> = linked.difference(&paths).cloned().collect();
    let files = fetched(server, &linked);
    let is_dead = |one: &&Document| one.status != 200;
    let dead: Vec<(u16, &str)> = files
        .iter()
        .filter(is_dead)
        .map(|one| (one.status, one.path.as_str()))
        .collect();
    assert!(dead.is_empty(), "{} links are dead: {dead:#?}", dead.len());
    found.extend(files);
    found
}

/// Files that a page leads to, the script among them, and pages that are of one thing; of the pictures those of Danish pages, as
/// the others differ in their words alone.
fn links(page: &Document) -> BTreeSet<String> {
    let html = String::from_utf8_lossy(&page.bytes).into_owned();
    let mut found = BTreeSet::new();
    for name in ["href=\"", "src=\"", "action=\""] {
        for rest in html.split(name).skip(1) {
            let link = unescape(rest.split(['"', '#']).next().unwrap());
            let leads = ["/api/", "/assets/", "/rapporter/fil", "/maal/", "/data/"];
            let is_picture = link.contains("/graf.png?") && !link.contains("lang=en");
            if is_picture || leads.iter().any(|start| link.starts_with(start)) {
                found.insert(link);
            }
        }
    }
    found
}

/// Gets paths, several at a time; what a link is refused with is searched as well.
pub fn fetched(server: &Server, paths: &BTreeSet<String>) -> Vec<Document> {
    let left = Mutex::new(paths.iter());
    let found = Mutex::new(Vec::new());
    let next = || left.lock().unwrap().next();
    let get = || {
        while let Some(path) = next() {
            let answer = server.get_with(path, &[("accept", "text/html, */*")]);
            found.lock().unwrap().push(Document {
                path: path.clone(),
                status: answer.status,
                bytes: answer.body,
            });
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(get);
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// The report of December 2019 for a role in both languages and all formats, named by its file.
pub fn reports(place: &Place, role: &str) -> Vec<Document> {
    let mut found = Vec::new();
    for lang in ["da", "en"] {
        let mut command = place.command(["report", "--municipality", "766", "--month", "2019-12"]);
        command.args([
            "--role",
            role,
            "--lang",
            lang,
            "--format",
            "html,xlsx,pdf",
            "--out",
        ]);
        command.arg(place.folder().join(role));
        let done = pejl_tests::process::run(command).expect_done();
        for file in done.stdout.lines() {
            let bytes = std::fs::read(file).unwrap();
            let path = file.to_owned();
            found.push(Document {
                path,
                status: 200,
                bytes,
            });
        }
    }
    assert_eq!(found.len(), 6);
    found
}

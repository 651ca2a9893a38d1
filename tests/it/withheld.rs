//! Of few citizens nothing is anywhere: no page, drawing, title, script, download or report that anybody may see has a figure that
//! is withheld, searched byte by byte and for every form that it could be written in.
//!
//! What is looked for is looked for in the same way where it is to be found: in the reports of a role that may see it, and on the
//! pages of an installation in which the same figures are of many.

mod citizens;
mod fetched;
mod remainder;
mod told;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use pejl_tests::python::python;
use pejl_tests::{Place, Server};

use citizens::{CORRECTED, PLANTED, SAID, few, many};
use fetched::{Document, all_pages, planted_pages, reports, with_files};
use written::{Wanted, is_unmistakable};

/// Numbers that occur nowhere else.
fn planted() -> Wanted {
    let mut wanted = Wanted::default();
    for (name, value) in PLANTED.into_iter().chain([SAID, CORRECTED]) {
        wanted.add(name, value, &BTreeSet::new());
    }
    wanted
}

/// Numbers that the API tells an admin and not anybody, in the forms that no number has that anybody is told.
fn withheld(server: &Server) -> Wanted {
    let told = told::told(server);
    let is_withheld = |value: f64| {
        let mut all = told.withheld.values();
        all.any(|one| (one - value).abs() < 1e-6)
    };
    for (name, value) in PLANTED {
        assert!(
            is_withheld(value),
            "{name} is told to nobody, or to anybody"
        );
    }
    let mut wanted = Wanted::default();
    let clear = told.withheld.iter();
    for (name, value) in clear.filter(|(_, value)| is_unmistakable(**value)) {
        wanted.add(name, *value, &told.forms);
    }
    assert!(told.withheld.len() > 500 && !wanted.is_empty());
    wanted
}

/// The Python that reads a PDF; without it, what is packed in one is not searched.
fn reader() -> Option<OsString> {
    python(
        "pypdf, pypdfium2",
        "PDFs are not searched for what is withheld",
    )
}

/// What is found in which of the documents, by document.
fn found(
    wanted: &Wanted,
    documents: &[Document],
    place: &Place,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let python = reader();
    let found = documents.iter().map(|document| {
        let bytes = document.searched(place, python.as_ref());
        (document.path.clone(), wanted.found_in(&bytes))
    });
    found.filter(|(_, found)| !found.is_empty()).collect()
}

/// Fails where anything is found.
#[track_caller]
fn assert_none(found: &BTreeMap<String, BTreeMap<String, String>>) {
    let lines = found.iter().flat_map(|(path, found)| {
        let line = move |(name, place): (&String, &String)| format!("{path}: {name}: {place}");
        found.iter().map(line)
    });
    let lines: Vec<String> = lines.collect();
    assert!(
        lines.is_empty(),
        "{} leaks:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

#[test]
fn what_few_are_behind_is_on_no_page_and_in_no_file_it_leads_to() {
    let place = few();
    let server = Server::start(&place);
    let seen = with_files(&server, &all_pages(&server));
    let has = |is: &dyn Fn(&Document) -> bool| seen.iter().any(is);
    assert!(has(&|one| one.bytes.starts_with(b"%PDF")) && has(&|one| one.bytes.starts_with(b"PK")));
    assert!(has(
        &|one| one.path.starts_with("/assets/") && one.path.ends_with(".js")
    ));
    assert!(has(&Document::is_picture), "no picture is linked to");
    assert!(
        has(&|one| one.path.contains("format=csv")),
        "no table is linked to"
    );
    let n_pages = seen.iter().filter(|one| one.is_page()).count();
    assert!(
        n_pages > 200 && seen.len() > n_pages + 100,
        "{n_pages} of {}",
        seen.len()
    );
    assert_none(&found(&planted(), &seen, &place));
    assert_none(&found(&withheld(&server), &seen, &place));
}

#[test]
fn the_same_figures_of_many_are_found_on_pages_and_in_the_files_they_lead_to() {
    let place = many();
    let server = Server::start(&place);
    let seen = with_files(&server, &planted_pages());
    let (pages, files): (Vec<_>, Vec<_>) = seen.into_iter().partition(Document::is_page);
    for documents in [pages, files] {
        let found = found(&planted(), &documents, &place);
        let found: BTreeSet<&str> = found
            .values()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        let lacking: Vec<_> = PLANTED
            .iter()
            .filter(|(name, _)| !found.contains(name))
            .collect();
        assert!(
            lacking.is_empty(),
            "{lacking:?} not in {} documents",
            documents.len()
        );
    }
}

#[test]
fn what_few_are_behind_is_in_no_format_of_a_report_but_for_whoever_may_know() {
    if reader().is_none() {
        return;
    }
    let place = few();
    let server = Server::start(&place);
    let seen = reports(&place, "viewer");
    assert_none(&found(&planted(), &seen, &place));
    assert_none(&found(&withheld(&server), &seen, &place));
    // The same search finds every one of them in every file of a role that is told.
    for document in reports(&place, "admin") {
        let of = found(&planted(), std::slice::from_ref(&document), &place);
        let found: BTreeSet<&String> = of.values().flatten().map(|(name, _)| name).collect();
        let planted = PLANTED.into_iter().chain([SAID, CORRECTED]);
        let lacking: Vec<_> = planted
            .filter(|(name, _)| !found.contains(&(*name).to_owned()))
            .collect();
        assert!(lacking.is_empty(), "{lacking:?} not in {}", document.path);
    }
}

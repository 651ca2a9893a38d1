//! The page of one indicator: its figures as the API has them, down to the files they are from, and nothing that is withheld.

use pejl_tests::accessibility::too_wide;
use pejl_tests::driver::Driven;
use pejl_tests::{Answer, PejlProcess, Place, Server};
use serde_json::Value;

use crate::budget::assert_small;
use crate::overview::{TARGET, filled};
use crate::page::{attribute, between, english, text};
use crate::status::set;

const PAGE: &str = "/indikator?municipality=766&lang=en&indicator=";

/// A server with the invented municipality.
pub fn demo(place: &Place) -> Server {
    place.run(["demo", "--no-serve"]).expect_done();
    let mut command = place.command(["serve", "--bind", "127.0.0.1:0"]);
    command.env("PEJL_DATA", place.data().join("demo"));
    Server::of(PejlProcess::start(command, place.folder(), "demo"))
}

pub fn page(server: &Server, path: &str) -> Answer {
    server
        .get_with(path, &[("accept", "text/html")])
        .expect_status(200)
}

/// The rows of the board as a role sees them.
fn board(server: &Server, role: &str) -> Vec<Value> {
    let path = format!("/api/v1/pejlemaerker?municipality=766&lang=en&role={role}");
    let found = server.get(&path).expect_status(200).json();
    found["items"].as_array().unwrap().clone()
}

/// The texts of the tiles, by what they are called.
fn tile(html: &str, name: &str) -> Vec<String> {
    let tiles = between(html, "<div class=\"tile\">", "</div>").into_iter();
    let mut tiles = tiles.map(|tile| {
        let name = text(between(tile, "<dt>", "</dt>")[0]);
        let texts = between(tile, "<dd", "</dd>").into_iter();
        let texts = texts.map(|one| text(one.split_once('>').unwrap().1));
        (name, texts.collect::<Vec<_>>())
    });
    tiles.find(|(known, _)| known == name).unwrap().1
}

/// What stands below a heading of the page.
pub fn section<'a>(html: &'a str, id: &str) -> &'a str {
    between(html, &format!("aria-labelledby=\"{id}\""), "</section>")[0]
}

#[test]
fn every_indicator_of_the_board_has_its_figure_and_status_on_its_page() {
    let place = filled();
    let server = Server::start(&place);
    let mut n_figures = 0;
    for row in board(&server, "viewer") {
        let code = row["indicator"].as_str().unwrap();
        let html = page(&server, &format!("{PAGE}{code}")).text();
        assert!(!html.contains("could not be shown"), "{code}: {html}");
        let Some(value) = row["value"].as_f64() else {
            continue;
        };
        let value = match row["unit"] == "share" {
            true => 100.0 * value,
            false => value,
        };
        let shown = tile(&html, "Newest figure");
        let found = english(&shown[0]).unwrap_or_else(|| panic!("{code}: {shown:?}"));
        assert!((found - value).abs() <= 0.5, "{code}: {shown:?} is {value}");
        let status = tile(&html, "Status");
        let word = row["status"].as_str().unwrap().replace('_', " ");
        let word = word.replace("not computable", "cannot be told");
        assert!(status[0].starts_with(&word), "{code}: {status:?} is {word}");
        n_figures += 1;
    }
    assert!(n_figures > 0);
}

#[test]
fn a_figure_is_followed_to_its_imports_and_files() {
    let place = filled();
    let server = Server::start(&place);
    let html = page(&server, &format!("{PAGE}O3.1&grain=year")).text();
    let lineage = section(&html, "lineage");
    let document = lineage.split('<').filter_map(|tag| attribute(tag, "href"));
    let document = document
        .into_iter()
        .find(|href| href.starts_with("/api/v1/observations/lineage"))
        .unwrap();
    let told = server.get(&document).expect_status(200).json();
    let mut n_files = 0;
    for dataset in told["datasets"].as_array().unwrap() {
        for import in dataset["imports"].as_array().unwrap() {
            for file in import["files"].as_array().unwrap() {
                for field in ["name", "sha256"] {
                    let said = file[field].as_str().unwrap();
                    assert!(lineage.contains(said), "{said} in {lineage}");
                }
                n_files += 1;
            }
        }
    }
    let rows = between(lineage, "<tr>", "</tr>").len() - 1;
    assert!(n_files > 0 && rows == n_files, "{rows} rows of {n_files}");
    // Of citizens' rows nobody is told how many there are, or where.
    assert!(lineage.contains("not shown"), "{lineage}");
    // The definition beside it is that of the version that computed it.
    let card = text(section(&html, "card"));
    assert!(
        card.contains("O3.1.median_days") && card.contains("Version"),
        "{card}"
    );
}

/// The unit of an indicator, and the figures of its quarters as a role sees them.
fn quarters(server: &Server, code: &str, role: &str) -> (String, Vec<Value>) {
    let path =
        format!("/api/v1/indicators/{code}/trend?municipality=766&grain=quarter&role={role}");
    let found = server.get(&path).expect_status(200).json();
    let unit = found["unit"].as_str().unwrap().to_owned();
    (unit, found["items"].as_array().unwrap().clone())
}

/// A figure as the page writes it: per cent, or with its decimals.
fn written(value: f64, unit: &str) -> String {
    match unit {
        "share" => format!("{:.1}%", 100.0 * value),
        _ => format!("{value:.1} "),
    }
}

#[test]
fn a_number_of_few_is_nowhere_in_the_bytes() {
    let place = filled();
    let server = Server::start(&place);
    let mut n_withheld = 0;
    // Not those whose figures are all alike: limits reckoned of told figures are written like withheld ones.
    for code in ["O3.1", "O3.3", "O4.1"] {
        let (unit, all) = quarters(&server, code, "admin");
        let (_, told) = quarters(&server, code, "viewer");
        let html = page(&server, &format!("{PAGE}{code}")).text();
        let words = spoken(&html);
        for (all, seen) in all.iter().zip(&told) {
            assert_eq!(all["period"], seen["period"]);
            let value = all["value"].as_f64();
            // What is whole stands in dates and widths as well.
            let (Some(value), true) = (value, seen["cell"] == "confidential") else {
                continue;
            };
            let written = written(value, &unit);
            let mut told = told.iter().filter_map(|one| one["value"].as_f64());
            // Another quarter may have a figure that is written like it.
            let is_told = told.any(|told| self::written(told, &unit) == written);
            if value.fract() == 0.0 || is_told {
                continue;
            }
            n_withheld += 1;
            assert!(!words.contains(&written), "{written} of {all} on {code}");
        }
    }
    assert!(n_withheld > 0);
}

/// The texts of a page and what its drawings say, without the places of their lines.
fn spoken(html: &str) -> String {
    let labels = html
        .split('<')
        .filter_map(|tag| attribute(tag, "aria-label"));
    let labels: Vec<String> = labels.collect();
    format!("{} {}", text(html), labels.join(" "))
}

#[test]
fn every_bad_parameter_is_named_and_an_empty_place_says_how_to_begin() {
    let place = filled();
    let server = Server::start(&place);
    let bad = "/indikator?indicator=O3.1&municipality=766&grain=week&by=hund&reading=nej&lang=en";
    let html = server
        .get_with(bad, &[("accept", "text/html")])
        .expect_status(400)
        .text();
    for name in ["(grain)", "(by)", "(reading)"] {
        // A reading that is not there leaves nothing to be split.
        assert!(
            html.contains(name) || name != "(reading)",
            "{name} in {html}"
        );
    }
    let near = server
        .get_with("/indikator?indicator=O3.11", &[("accept", "text/html")])
        .expect_status(400)
        .text();
    assert!(near.contains("href=\"/indikator?indicator=O3.1"), "{near}");
    let none = server.get_with("/indikator?revision=4711", &[("accept", "text/html")]);
    assert_eq!(none.status, 404);
    let place = Place::sqlite();
    let server = Server::start(&place);
    assert!(page(&server, "/indikator").text().contains("pejl demo"));
}

#[test]
fn a_page_that_is_pinned_stays_and_its_comments_and_targets_are_those_of_its_revision() {
    let place = filled();
    let server = Server::start(&place);
    let path = format!("{PAGE}O3.1&grain=year");
    let revision = place.revision();
    set(&place, &TARGET);
    let now = page(&server, &path).text();
    assert_eq!(
        tile(&now, "Target")[0],
        "at most 60 days by 31 December 2019"
    );
    let pinned = page(&server, &format!("{path}&revision={revision}")).text();
    assert_eq!(tile(&pinned, "Target")[0], "–");
    // Every link to another page of figures stays at the revision.
    for link in pinned.split('<').filter_map(|tag| attribute(tag, "href")) {
        let is_page = link.starts_with("/indikator?") || link.starts_with("/overblik?");
        // The menu leads to what is newest.
        let is_of_figures = is_page && link.contains("municipality=");
        // The newest figures are a link of their own.
        let to_newest = link == "/indikator?lang=en&indicator=O3.1&municipality=766&grain=year";
        if is_of_figures && !to_newest {
            assert!(link.contains(&format!("revision={revision}")), "{link}");
        }
    }
}

/// Of a bridge the drawings say that their amounts are rounded, the table that its own are not, and nothing else says either.
#[track_caller]
fn check_rounding(bridge: &str, is_danish: bool) {
    let (rounded, exact) = match is_danish {
        true => ("Beløbene er afrundet.", "nøjagtige til øren"),
        false => ("The amounts are rounded.", "exact to the øre"),
    };
    // One drawing for each width.
    assert_eq!(bridge.matches(rounded).count(), 2, "{bridge}");
    assert_eq!(bridge.matches(&format!(">{rounded}<")).count(), 2);
    let (_, behind) = bridge.split_once("<details").unwrap();
    let (behind, _) = behind.split_once("</details>").unwrap();
    assert_eq!(bridge.matches(exact).count(), 1);
    assert!(behind.contains(exact), "{behind}");
}

#[test]
fn the_demo_shows_every_part_small_enough_on_every_width_and_on_paper() {
    let place = Place::sqlite();
    let server = demo(&place);
    let path = "/indikator?municipality=766&indicator=";
    for (code, parts) in [
        ("O3.1", ["pair", "split", "lineage", "comments"]),
        ("F2", ["bridge", "position", "split", "lineage"]),
    ] {
        for lang in ["", "&lang=en"] {
            let path = format!("{path}{code}{lang}");
            let html = page(&server, &path).text();
            for part in parts.iter().chain(&["trend", "card", "download"]) {
                assert!(!text(section(&html, part)).is_empty(), "{part} of {path}");
            }
            assert!(section(&html, "trend").contains("<svg"), "{path}");
            if parts.contains(&"bridge") {
                check_rounding(section(&html, "bridge"), lang.is_empty());
            }
            assert_small(&server, &path);
        }
    }
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    for width in [1280, 390, 320] {
        window.resize(width, 900);
        for code in ["O3.1", "F2", "O5.3", "E2f"] {
            window.go(&server.url(&format!("{path}{code}")));
            let wide = too_wide(&window);
            assert!(wide.is_empty(), "{code} at {width} pixels: {wide:?}");
        }
        window.go(&server.url("/overblik?municipality=766"));
        let wide = too_wide(&window);
        assert!(wide.is_empty(), "the overview at {width} pixels: {wide:?}");
    }
    let Some(window) = Driven::without_script(1280, 900) else {
        return;
    };
    window.go(&server.url(&format!("{path}O3.1")));
    let shown = window.run("return document.querySelectorAll('svg').length;", &[]);
    assert!(shown.as_u64().unwrap() > 2, "{shown}");
    assert!(window.print().starts_with(b"%PDF"), "no PDF");
}

#[test]
fn a_status_is_followed_from_the_overview_to_the_file_and_line_by_clicking() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.go(&server.url("/overblik?municipality=766"));
    window.follow("a[href*=\"indicator=F2&\"]");
    let heading = window.run("return document.querySelector('h1').textContent;", &[]);
    let here = window.run("return location.pathname + location.search;", &[]);
    assert_eq!(
        here, "/indikator?indicator=F2&municipality=766",
        "{heading}"
    );
    let lineage = "return document.getElementById('lineage').parentElement.textContent;";
    let lineage = window.run(lineage, &[]);
    let lineage = lineage.as_str().unwrap();
    assert!(
        lineage.contains(".csv") && lineage.contains("linje "),
        "{lineage}"
    );
    // From there the figure's place among others is one more click away, and the board one back.
    window.follow("#position ~ p a");
    let here = window.run("return location.pathname;", &[]);
    assert_eq!(here, "/sammenligning");
}

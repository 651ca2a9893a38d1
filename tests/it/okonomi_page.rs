//! The page of the economic frame: the figures of the API, what is missing said, and what if by the form, with and without script.

use pejl_tests::accessibility::too_wide;
use pejl_tests::driver::Driven;
use pejl_tests::{Place, Server};
use serde_json::Value;

use crate::budget::assert_small;
use crate::frame::{FIXTURES, load};
use crate::indicator_page::{demo, page, section};
use crate::page::{attribute, between, english, text};

const PAGE: &str = "/okonomi?municipality=766&lang=en";
const FRAME: &str = "/api/v1/frame?municipality=766&lang=en&role=viewer";

fn frame(server: &Server, more: &str) -> Value {
    let path = format!("{FRAME}{more}");
    server.get(&path).expect_status(200).json()
}

fn html(server: &Server, more: &str) -> String {
    page(server, &format!("{PAGE}{more}")).text()
}

/// The texts of the cells of each row of a part of the page, its first cell among them; the small print below a figure left out.
fn rows(html: &str, id: &str) -> Vec<Vec<String>> {
    let rows = between(section(html, id), "<tr", "</tr>").into_iter();
    let cells = |row: &str| {
        let cells = row.split("<t").skip(1);
        let is_cell = |cell: &&str| ["h ", "d ", "d>"].iter().any(|tag| cell.starts_with(tag));
        let cells = cells.filter(is_cell);
        let cells = cells.map(|cell| cell.split_once('>').unwrap().1);
        let cells = cells.map(|cell| text(cell.split("<span").next().unwrap()));
        cells.collect::<Vec<String>>()
    };
    rows.map(cells).collect()
}

/// The cells of the row that begins so.
#[track_caller]
fn row(html: &str, id: &str, name: &str) -> Vec<String> {
    let rows = rows(html, id);
    let found = rows.iter().find(|row| row[0] == name);
    found
        .unwrap_or_else(|| panic!("no {name} in {rows:?}"))
        .clone()
}

/// Holds a figure of the page to one of the API, to the decimals that are shown.
#[track_caller]
fn same(shown: &str, told: &Value, factor: f64, half: f64) {
    match told.as_f64() {
        Some(told) => {
            let shown = english(shown).unwrap_or_else(|| panic!("{shown} is not {told}"));
            assert!(
                (shown - told * factor).abs() <= half,
                "{shown} is not {told}"
            );
        }
        None => assert_eq!(shown, "–"),
    }
}

#[test]
fn the_areas_and_months_are_those_of_the_api() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    for (more, asked) in [
        ("&year=2022&month=6", "&as_of=2022-06"),
        ("&year=2022", "&year=2022"),
        ("&year=2021&month=whole", "&as_of=2021"),
        (
            "&year=2022&month=6&frame=original",
            "&as_of=2022-06&frame=original",
        ),
        (
            "&year=2022&month=6&amount=1.620.000",
            "&as_of=2022-06&frame=1620000",
        ),
    ] {
        let html = html(&server, more);
        let told = frame(&server, asked);
        let areas = told["areas"].as_array().unwrap();
        let shown = rows(&html, "areas");
        assert_eq!(shown.len(), areas.len() + 1, "{more}");
        for (row, area) in shown.iter().skip(1).zip(areas) {
            assert_eq!(row[0], area["name"].as_str().unwrap());
            let names = ["original", "corrected", "actual", "expected", "distance"];
            for (cell, name) in row[1..].iter().zip(names) {
                same(cell, &area[name], 1.0, 0.5 + 1e-6);
            }
            // A year that is closed has kept its frame or not.
            if told["closed"] == false {
                same(&row[6], &area["probability_inside"], 100.0, 0.05 + 1e-9);
            } else {
                assert_eq!(row[6], "–");
            }
        }
    }
    // What the chart has of a month is what the API tells as of it.
    let html = html(&server, "&year=2022&month=6");
    let months = rows(&html, "year");
    for (month, row) in months.iter().enumerate().take(7).skip(1) {
        let told = frame(&server, &format!("&as_of=2022-{month:02}"));
        let total = told["areas"].as_array().unwrap().last().unwrap();
        same(&row[1], &total["actual"], 1.0, 0.5 + 1e-6);
    }
    let told = frame(&server, "&as_of=2022-06");
    let total = told["areas"].as_array().unwrap().last().unwrap();
    let end = months.last().unwrap();
    for name in ["expected", "lower_80", "upper_95"] {
        let is_there = |cell: &String| {
            let told = total[name].as_f64().unwrap();
            english(cell).is_some_and(|shown| (shown - told).abs() <= 0.5 + 1e-6)
        };
        assert!(end.iter().any(is_there), "{name} of {total} in {end:?}");
    }
    // The same in words: 1,650,000 expected against 1,580,000.
    let lead = text(between(&html, "<p class=\"lead\">", "</p>")[0]);
    assert!(
        lead.contains("1,650,000 DKK") && lead.contains("70,000 DKK over it"),
        "{lead}"
    );
    assert!(section(&html, "tiles").contains("status over"), "{html}");
}

#[test]
fn what_if_is_what_the_api_says_and_the_change_that_is_solved_ends_at_the_frame() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    let month = "&year=2022&month=6";
    let asked = "&as_of=2022-06";
    let shown = html(&server, &format!("{month}&population_change=2"));
    let told = frame(&server, &format!("{asked}&population_change=2"));
    let years = ["this_year", "next_year"];
    for (name, label) in [
        ("price", "Price per unit alone"),
        ("share", "Share served alone"),
    ] {
        let cells = row(&shown, "what-if", label);
        for (cell, year) in cells[1..].iter().zip(years) {
            same(
                cell,
                &told["what_if"][year][name]["change"],
                100.0,
                0.05 + 1e-9,
            );
        }
    }
    let ahead = row(&shown, "what-if", "Still to be spent");
    for (cell, year) in ahead[1..].iter().zip(years) {
        same(cell, &told["what_if"][year]["ahead"], 1.0, 0.5 + 1e-6);
    }
    // Whoever may not know of few is not told which part is courses: a fifteenth.
    let everybody = server
        .get(&format!("{FRAME}{asked}").replace("viewer", "admin"))
        .expect_status(200)
        .json();
    let part = everybody["what_if"]["courses_part"].as_f64().unwrap();
    let part = format!("{:.1}%", 100.0 * part);
    let words = text(&shown);
    let mut words = words.split(|c: char| c.is_whitespace() || c == '>');
    assert!(!words.any(|word| word == part), "{part} in {shown}");
    assert!(shown.contains("part of spending is not shown"));

    let change = told["what_if"]["this_year"]["price"]["change"]
        .as_f64()
        .unwrap()
        * 100.0;
    let kept = html(&server, &format!("{month}&price={change}"));
    let distance = row(&kept, "what-if", "Distance with the changes");
    assert_eq!(distance[1], "0", "{distance:?}");
    // A Dane's comma is the same number, and stays in the form.
    let comma = html(&server, &format!("{month}&price=-2,5")).replace(',', "");
    let point = html(&server, &format!("{month}&price=-2.5")).replace(',', "");
    assert_eq!(comma, point);
    let danish = page(&server, "/okonomi?year=2022&month=6&price=-2.5").text();
    assert!(danish.contains("name=\"price\" value=\"-2,5\""), "{danish}");
}

#[test]
fn a_command_and_a_file_of_the_page_have_its_figures() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    let html = html(&server, "&year=2022&month=6&price=-2");
    let command = text(between(section(&html, "behind"), "<code>", "</code>")[0]);
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some("pejl"));
    let said = words.chain(["--format=json", "--lang=en"]);
    let said = place.run(said).expect_done().json();
    let links = section(&html, "download").split('<');
    let links: Vec<String> = links.filter_map(|tag| attribute(tag, "href")).collect();
    let file = links
        .iter()
        .find(|link| link.starts_with("/api/v1/frame?") && link.contains("format=json"))
        .unwrap();
    let told = server
        .get(&format!("{file}&role=viewer"))
        .expect_status(200)
        .json();
    assert_eq!(said, told);
    let with = row(&html, "what-if", "Spending with the changes");
    same(
        &with[1],
        &told["what_if"]["this_year"]["with_changes"],
        1.0,
        0.5 + 1e-6,
    );
    for link in &links {
        server.get(link).expect_status(200);
    }
}

#[test]
fn what_is_not_there_is_said_and_every_bad_parameter_named() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    // No ledger and no budget.
    let vejle = page(&server, "/okonomi?municipality=630&lang=en").text();
    assert!(vejle.contains("No ledger is imported for Vejle"), "{vejle}");
    assert!(vejle.contains("It cannot be told whether the frame is kept"));
    assert!(!vejle.contains("<svg"), "{vejle}");
    // A year with a ledger and no budget.
    let told = frame(&server, "&year=2020");
    let total = told["areas"].as_array().unwrap().last().unwrap();
    let without = html(&server, "&year=2020");
    same(
        &row(&without, "areas", "Total")[2],
        &total["corrected"],
        1.0,
        0.5,
    );
    let reasons = text(section(&without, "areas"));
    for reason in total["reasons"].as_array().unwrap() {
        let reason = reason.as_str().unwrap();
        // What the municipality itself expects need not be known.
        if reason.starts_with("no expected result") {
            continue;
        }
        assert!(reasons.contains(reason), "{reason} in {reasons}");
    }
    let bad =
        "/okonomi?municipality=766&year=22&month=13&price=meget&amount=1,5&bridge=hund&lang=en";
    let named = server
        .get_with(bad, &[("accept", "text/html")])
        .expect_status(400)
        .text();
    for name in ["(year)", "(month)", "(price)", "(amount)", "(bridge)"] {
        assert!(named.contains(name), "{name} in {named}");
    }
    let nobody = server.get_with("/okonomi?municipality=Atlantis", &[("accept", "text/html")]);
    assert!(nobody.expect_status(400).text().contains("Atlantis"));
    let none = server.get_with("/okonomi?revision=4711", &[("accept", "text/html")]);
    assert_eq!(none.status, 404);
    let empty = Place::sqlite();
    let empty = Server::start(&empty);
    assert!(page(&empty, "/okonomi").text().contains("pejl demo"));
}

#[test]
fn a_pinned_page_stays_as_it_was_and_so_do_its_links() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    let before = html(&server, "&year=2022&month=6");
    let revision = place.revision();
    let file = place.write(
        "later.csv",
        std::fs::read_to_string(format!("{FIXTURES}/ledger.csv"))
            .unwrap()
            .lines()
            .take(2)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let key = place.folder().join("key").display().to_string();
    let file = file.display().to_string();
    place
        .run([
            "import",
            "ledger",
            "--municipality",
            "766",
            "--person-key",
            &key,
            &file,
            "--source",
            "canonical",
            "--period",
            "2019-01..2022-07",
        ])
        .expect_done();
    let now = html(&server, "&year=2022&month=6");
    assert_ne!(rows(&now, "areas"), rows(&before, "areas"));
    let pinned = html(&server, &format!("&year=2022&month=6&revision={revision}"));
    assert_eq!(rows(&pinned, "areas"), rows(&before, "areas"));
    for link in pinned.split('<').filter_map(|tag| attribute(tag, "href")) {
        let is_figures = link.starts_with("/indikator?") || link.starts_with("/overblik?");
        if is_figures && link.contains("municipality=") {
            assert!(link.contains(&format!("revision={revision}")), "{link}");
        }
    }
}

#[test]
fn a_year_is_chosen_changes_are_tried_and_an_indicator_is_followed_by_clicking() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    window.go(&server.url("/overblik?municipality=766"));
    window.follow("nav.menu a[href^=\"/okonomi\"]");
    assert!(window.text("h1").contains("Hedensted"));
    // The form is live: the page of another year and municipality comes without pressing anything.
    let choose = "const [id, value, done] = arguments; const e = document.getElementById(id); \
        e.value = value; e.dispatchEvent(new Event('change', { bubbles: true })); \
        const ask = () => new URLSearchParams(location.search).get(e.name) === value ? done(location.search) : setTimeout(ask, 50); \
        ask();";
    let here = window.run_until_called(choose, &["choose-year".into(), "2024".into()]);
    assert!(
        here.as_str().unwrap().contains("municipality=766"),
        "{here}"
    );
    assert!(window.text(".headline .sub").contains("2024"));
    window.fill("#change-price", "-2,5");
    window.follow("form.changes button");
    assert!(window.url().contains("price=-2%2C5"), "{}", window.url());
    assert!(window.url().contains("year=2024"), "{}", window.url());
    let value = window.run("return document.getElementById('change-price').value;", &[]);
    assert_eq!(value, "-2,5");
    window.follow("a[href*=\"indicator=F1&\"]");
    let here = window.run("return location.pathname;", &[]);
    assert_eq!(here, "/indikator");
    // The same without script.
    let Some(window) = Driven::without_script(1280, 900) else {
        return;
    };
    window.go(&server.url("/okonomi?municipality=766&year=2025&month=8"));
    window.fill("#change-amount", "640.000.000");
    window.follow("form.changes button");
    assert!(window.text("#what-if ~ .scroll").contains("640.000.000"));
    assert!(window.text(".tile").contains("640.000.000"));
    assert!(window.print().starts_with(b"%PDF"), "no PDF");
}

#[test]
fn the_demo_is_small_enough_and_fits_every_width() {
    let place = Place::sqlite();
    let server = demo(&place);
    let path = "/okonomi?municipality=766&year=2025&month=8&price=-2&bridge=";
    for bridge in ["", "5.30", "O5.1.temporary_net"] {
        for lang in ["", "&lang=en"] {
            let path = format!("{path}{bridge}{lang}");
            let html = page(&server, &path).text();
            assert!(section(&html, "year").contains("<svg"), "{path}");
            assert!(!html.contains("could not be shown") && !html.contains("kunne ikke vises"));
            assert_small(&server, &path);
        }
    }
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    for width in [1280, 390, 320] {
        window.resize(width, 900);
        window.go(&server.url(path));
        let wide = too_wide(&window);
        assert!(wide.is_empty(), "at {width} pixels: {wide:?}");
    }
}

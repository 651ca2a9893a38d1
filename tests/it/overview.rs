//! The overview page: the figures and statuses of the board, and nothing that is withheld.

use pejl_tests::{Answer, Place, Server};
use serde_json::Value;

use crate::indicator_page::demo;
use crate::page::{between, text};
use crate::pejlemaerker::PEJLEMAERKER;
use crate::status::set;

const PAGE: &str = "/overblik?municipality=766&lang=en";

/// A target of courses that get shorter.
pub const TARGET: [&str; 8] = [
    "municipality=766",
    "indicator=O3.1",
    "direction=down",
    "baseline_on=2016-12-31",
    "baseline=80",
    "goal=60",
    "deadline=2019-12-31",
    "path=linear",
];

pub fn filled() -> Place {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    place
}

fn page(server: &Server, path: &str) -> Answer {
    server
        .get_with(path, &[("accept", "text/html")])
        .expect_status(200)
}

/// The rows of the board as anybody sees them.
fn board(server: &Server, role: &str) -> Vec<Value> {
    let path = format!("/api/v1/pejlemaerker?municipality=766&lang=en&role={role}");
    let found = server.get(&path).expect_status(200).json();
    found["items"].as_array().unwrap().clone()
}

/// The texts of the cells of each row of the page, by the code of the indicator.
fn rows(html: &str) -> Vec<(String, Vec<String>)> {
    let rows = between(html, "<tr", "</tr>").into_iter();
    rows.filter(|row| row.contains("scope=\"row\""))
        .map(|row| {
            let code = text(between(row, "<span class=\"file\">", "</span>")[0]);
            let code = code.split(',').next().unwrap().trim().to_owned();
            let cells = between(row, "<td", "</td>").into_iter();
            let cells = cells.map(|cell| text(cell.split_once('>').unwrap().1));
            (code, cells.collect())
        })
        .collect()
}

/// The digits of a figure, so that it is found however it is written.
fn number(shown: &str) -> Option<f64> {
    let shown: String = shown
        .chars()
        .take_while(|c| c.is_ascii_digit() || ".,\u{2212}".contains(*c))
        .filter(|c| *c != ',')
        .collect();
    shown.replace('\u{2212}', "-").parse().ok()
}

#[test]
fn the_page_has_the_figures_and_statuses_of_the_board() {
    let place = filled();
    let server = Server::start(&place);
    let html = page(&server, PAGE).text();
    let shown = rows(&html);
    let told = board(&server, "viewer");
    assert_eq!(shown.len(), told.len());
    let mut n_figures = 0;
    for ((code, cells), row) in shown.iter().zip(&told) {
        assert_eq!(row["indicator"], code.as_str());
        let is_share = row["unit"] == "share";
        match row["value"].as_f64() {
            Some(value) => {
                let value = if is_share { 100.0 * value } else { value };
                let found = number(&cells[0]).unwrap_or_else(|| panic!("{code}: {cells:?}"));
                // To the decimals that are shown, one at least.
                assert!((found - value).abs() <= 0.5, "{code}: {cells:?} is {value}");
                n_figures += 1;
            }
            None => assert_eq!(number(&cells[0]), None, "{code}: {cells:?}"),
        }
        let status = row["status"].as_str().unwrap();
        let word = match status {
            "no_target" => "no target",
            "not_computable" => "cannot be told",
            other => other,
        };
        assert!(cells[4].starts_with(word), "{code}: {cells:?} is {status}");
    }
    // Of few citizens nearly everything is withheld.
    assert!(n_figures > 0);
}

#[test]
fn what_has_one_figure_a_year_among_its_quarters_is_shown_by_years_and_leads_to_them() {
    let place = Place::sqlite();
    // Residents of the third quarter of each year alone are imported there.
    let server = demo(&place);
    let html = page(&server, PAGE).text();
    let told = board(&server, "viewer");
    let row = |code: &str| told.iter().find(|row| row["indicator"] == code).unwrap();
    let link = |code: &str| {
        let links = between(&html, "href=\"/indikator?", "\"").into_iter();
        let named = format!("indicator={code}&");
        let mut found = links.filter(|link| link.contains(&named));
        found.next().unwrap().replace("&amp;", "&")
    };
    for code in ["W3.1", "O2.1"] {
        let (period, value) = (row(code)["period"].as_str().unwrap(), &row(code)["value"]);
        assert!(period.len() == 4 && value.is_number(), "{code} of {period}");
        let link = link(code);
        assert!(link.contains("grain=year"), "{link}");
        let shown = page(&server, &format!("/indikator?{link}")).text();
        let mut links = between(&shown, "<a ", ">").into_iter();
        let is_chosen = |link: &str| link.contains("grain=year") && link.contains("aria-current");
        assert!(links.any(is_chosen), "{code}: {link}");
    }
    // Those with a figure in every quarter stay with these.
    assert!(row("O3.1")["period"].as_str().unwrap().contains("-Q"));
    assert!(!link("O3.1").contains("grain="), "{}", link("O3.1"));
}

#[test]
fn what_few_are_behind_is_nowhere_in_the_page() {
    let place = filled();
    let server = Server::start(&place);
    let html = page(&server, PAGE).text();
    let (everybody, told) = (board(&server, "admin"), board(&server, "viewer"));
    let mut n_withheld = 0;
    for (all, seen) in everybody.iter().zip(&told) {
        let is_withheld = seen["cell"] == "confidential" && all["value"].is_f64();
        // What is whole stands in dates and widths as well.
        let value = all["value"].as_f64().filter(|value| value.fract() != 0.0);
        let (true, Some(value)) = (is_withheld, value) else {
            continue;
        };
        n_withheld += 1;
        for written in [format!("{value:.3}"), format!("{:.1}%", 100.0 * value)] {
            let of_row = rows(&html).into_iter();
            let mut of_row = of_row.filter(|(code, _)| all["indicator"] == code.as_str());
            assert!(
                !of_row.any(|(_, cells)| cells.iter().any(|cell| cell.contains(&written))),
                "{written} of {all}"
            );
        }
    }
    assert!(n_withheld > 0);
    assert!(html.contains("Confidential means"));
}

#[test]
fn a_target_that_is_set_stands_on_the_page_with_its_status_and_why() {
    let place = filled();
    let server = Server::start(&place);
    let before = page(&server, PAGE).text();
    let revision = place.revision();
    set(&place, &TARGET);
    let of = |html: &str| {
        let mut found = rows(html).into_iter();
        found.find(|(code, _)| code == "O3.1").unwrap().1
    };
    let (then, now) = (of(&before), of(&page(&server, PAGE).text()));
    assert_eq!(then[3], "–");
    assert_eq!(now[3], "at most 60 days by 31 December 2019");
    assert!(then[4].starts_with("no target"), "{then:?}");
    assert!(!now[4].starts_with("no target"), "{now:?}");
    let told = board(&server, "viewer").into_iter();
    let mut told = told.filter(|row| row["indicator"] == "O3.1");
    let sentence = told.next().unwrap()["sentence"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        now[4].contains(sentence.split('.').next().unwrap()),
        "{now:?} {sentence}"
    );
    // Pinned to the revision before, the page is as it was.
    let pinned = page(&server, &format!("{PAGE}&revision={revision}")).text();
    assert_eq!(of(&pinned), then);
}

#[test]
fn a_municipality_without_data_is_told_why_nothing_is_there_and_a_bad_one_is_named() {
    let place = filled();
    let server = Server::start(&place);
    let html = page(&server, "/overblik?municipality=630").text();
    assert!(html.contains("Overblik: Vejle"), "{html}");
    // That nothing was delivered is known: no indicator has fresh data.
    for (code, cells) in rows(&html) {
        let known = (code == "E2f").then_some(0.0);
        assert_eq!(number(&cells[0]), known, "{code} {cells:?}");
    }
    assert!(html.contains("Kan ikke beregnes"));
    let bad = server.get_with(
        "/overblik?municipality=Atlantis",
        &[("accept", "text/html")],
    );
    assert!(bad.expect_status(400).text().contains("Atlantis"));
}

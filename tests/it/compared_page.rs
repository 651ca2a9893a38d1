//! The page of the comparison tells of the nearest, the potential and who turned the curve what the API does.

use std::fmt::Write as _;

use pejl_tests::{Place, Server};
use serde_json::Value;

use crate::compared::load;
use crate::indicator_page::section;
use crate::page::{between, danish, english, text};

/// Published figures per resident of three municipalities from 2008 to 2017.
const SERIES: [(&str, [i64; 10]); 3] = [
    // It rose to 2011, and fell and stayed down.
    ("607", [900, 950, 1000, 1010, 900, 820, 760, 750, 740, 750]),
    // One good year at the end.
    ("630", [900, 910, 920, 930, 940, 950, 960, 970, 980, 500]),
    // It fell all the time.
    ("766", [1000, 990, 980, 970, 960, 950, 940, 930, 920, 910]),
];
const NEAREST: &str = "municipality=766&period=2020&from=2018&filter.function=5.30.26";
const CURVE: &str = "municipality=766&period=2017&from=2008&filter.function=4.62.82";

fn page(server: &Server, query: &str) -> String {
    let answer = server.get(&format!("/sammenligning?{query}"));
    let answer = answer.expect_status(200);
    assert_eq!(answer.media_type(), "text/html");
    answer.text()
}

fn told(server: &Server, path: &str) -> Value {
    let path = format!("/api/v1/indicators/{path}");
    server.get(&path).expect_status(200).json()
}

/// The texts of the cells of each row of a section's table, the small print below a figure beside it.
fn rows(section: &str) -> Vec<Vec<String>> {
    let body = between(section, "<tbody>", "</tbody>")[0];
    let rows = between(body, "<tr>", "</tr>").into_iter();
    let cells = |row: &str| {
        let cells = row.split("<t").skip(1);
        let cells = cells.map(|cell| cell.split_once('>').unwrap().1);
        let parts = cells.flat_map(|cell| cell.split("<span class=\"file\">"));
        parts.map(text).collect::<Vec<String>>()
    };
    rows.map(cells).collect()
}

/// Holds figures of the page to those of the API, to half of the last decimal that is shown.
#[track_caller]
fn same(shown: Option<f64>, told: &Value, half: f64) {
    match told.as_f64() {
        Some(told) => {
            let shown = shown.unwrap_or_else(|| panic!("nothing is not {told}"));
            assert!((shown - told).abs() <= half + 1e-6, "{shown} is not {told}");
        }
        None => assert_eq!(shown, None),
    }
}

/// Both ends of a range, as the English write it.
#[track_caller]
fn ends(shown: &str) -> [Option<f64>; 2] {
    let (low, high) = shown.split_once(" to ").unwrap();
    [english(low), english(high)]
}

#[test]
fn the_nearest_and_the_potential_are_those_of_the_api() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    for group in ["nearest:6", "nearest:5", "all"] {
        let asked = format!("{NEAREST}&group={group}&lang=en");
        let html = page(&server, &format!("indicator=F2.net_per_resident&{asked}"));
        let told = told(&server, &format!("F2.net_per_resident/comparison?{asked}"));
        let potential = section(&html, "potential");
        let shown = rows(potential);
        let yardsticks = told["potential"]["yardsticks"].as_array().unwrap();
        assert_eq!(shown.len(), yardsticks.len());
        for (row, of) in shown.iter().zip(yardsticks) {
            same(english(&row[1]), &of["value"], 0.05);
            same(english(&row[2]), &of["kroner"], 0.5);
            let [low, high] = ends(&row[3]);
            same(low, &of["lowest_without_one"], 0.5);
            same(high, &of["highest_without_one"], 0.5);
            let [low, high] = ends(&row[4]);
            same(low, &of["lower_95"], 0.5);
            same(high, &of["upper_95"], 0.5);
            same(english(&row[5]), &of["realisable_a_year"], 0.5);
            same(english(&row[6]), &of["years"], 0.05);
        }
        // 3,200 kroner of each of 10,000 residents.
        let words = text(potential);
        assert!(
            words.contains(
                "spent 32,000,000 DKK in 2020, reckoned as the figure times 10,000 residents"
            ),
            "{words}"
        );
        let others = told["peers"]["n"].to_string();
        assert!(words.contains(&format!("the {others} ")), "{words}");
        if group == "all" {
            assert!(!html.contains("aria-labelledby=\"nearest\""));
        } else {
            check_nearest(&html, &told);
            // Of 2019 nobody has a figure, so that no line is drawn since 2018.
            let whole = asked.replace("from=2018", "from=");
            let html = page(&server, &format!("indicator=F2.net_per_resident&{whole}"));
            check_line(&html, &told);
        }
    }
}

#[track_caller]
fn check_nearest(html: &str, told: &Value) {
    let nearest = section(html, "nearest");
    let neighbours = told["nearest"]["neighbours"].as_array().unwrap();
    let shown = rows(nearest);
    assert_eq!(shown.len(), neighbours.len());
    for (no, (row, of)) in (1..).zip(shown.iter().zip(neighbours)) {
        assert_eq!(
            (&row[0], &*row[1]),
            (&no.to_string(), of["name"].as_str().unwrap())
        );
        same(english(&row[2]), &of["distance"], 0.005);
        let mut items = told["items"].as_array().unwrap().iter();
        let item = items.find(|one| one["municipality"] == of["municipality"]);
        same(english(&row[3]), &item.unwrap()["value"], 0.5);
    }
    for factor in told["nearest"]["factors"].as_array().unwrap() {
        let (name, year) = (factor["factor"].as_str().unwrap(), &factor["year"]);
        assert!(nearest.contains(&format!("{name} ({year})")), "{nearest}");
    }
    let without = told["nearest"]["without"].as_array().unwrap().len();
    assert!(nearest.contains(&format!("how far they are: {without}<")));
    assert!(nearest.contains("Copenhagen"), "{nearest}");
    let group = told["group"].as_str().unwrap();
    assert!(html.contains(&format!("<option value=\"{group}\" selected>")));
}

/// The line of the nearest ends in their mean.
#[track_caller]
fn check_line(html: &str, told: &Value) {
    let mean = told["mean"]["value"].as_f64().unwrap();
    let n = told["nearest"]["neighbours"].as_array().unwrap().len();
    let tile = format!("<dt>The {n} nearest</dt>");
    let tile = between(between(html, &tile, "</div>")[0], "figure\">", "</dd>")[0];
    same(english(&text(tile)), &told["mean"]["value"], 0.5);
    let body = between(section(html, "trend"), "<tbody>", "</tbody>")[0];
    let last = body.rsplit("<tr>").next().unwrap();
    let is_mean = |cell: &&str| english(&text(cell)).is_some_and(|one| (one - mean).abs() <= 0.5);
    let cells = between(last, "<td class=\"number\">", "</td>");
    assert!(cells.iter().any(is_mean), "{mean} in {cells:?}");
}

#[test]
fn without_factors_the_nearest_are_no_dead_end() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    // Copenhagen has no factor, and nobody has one of the year before the first.
    for query in [
        "municipality=101&period=2020&from=2018",
        "municipality=766&period=2017&from=",
    ] {
        let html = page(
            &server,
            &format!(
                "indicator=F2.net_per_resident&filter.function=5.30.26&group=nearest:6&{query}"
            ),
        );
        assert!(html.contains("Det vides ikke, hvem der ligner"), "{html}");
        assert!(
            html.contains("<option value=\"nearest:6\" selected>"),
            "{html}"
        );
    }
    let offered = page(&server, &format!("indicator=F2.net_per_resident&{NEAREST}"));
    assert!(
        offered.contains("<option value=\"nearest:10\">De 10, der ligner mest på vilkår</option>"),
        "{offered}"
    );
    for wrong in ["nearest:0", "nearest:98", "nearest:mange"] {
        server
            .get(&format!("/sammenligning?group={wrong}"))
            .expect_status(400);
    }
}

#[test]
fn who_turned_the_curve_is_who_the_api_says() {
    let place = Place::sqlite();
    let mut csv = String::from("OMRÅDE;FUNKTION;ART;PRISENHED;TID;INDHOLD\n");
    for (code, values) in SERIES {
        for (year, value) in (2008..).zip(values) {
            writeln!(csv, "{code};46282;TOT;INDL;{year};{value}").unwrap();
        }
    }
    let file = place.write("regk31.csv", csv);
    place.import(&file, &["--table", "REGK31"]);
    let server = Server::start(&place);
    let html = page(
        &server,
        &format!("indicator=F2.published_per_resident&{CURVE}"),
    );
    let told = told(
        &server,
        &format!("F2.published_per_resident/inspiration?{CURVE}"),
    );
    let turned = section(&html, "turned");
    let shown = rows(turned);
    let items = told["items"].as_array().unwrap();
    let (lasting, rest): (Vec<&Value>, Vec<&Value>) =
        items.iter().partition(|one| !one["lasting_rank"].is_null());
    assert_eq!((shown.len(), rest.len()), (2, 1));
    for (row, of) in shown.iter().zip(lasting) {
        let mut row = row.iter();
        let mut next = || row.next().unwrap().as_str();
        assert_eq!(next(), of["lasting_rank"].to_string());
        assert_eq!(next(), of["name"].as_str().unwrap());
        if of["own"] == true {
            assert_eq!(next(), "valgt kommune");
        }
        for (figure, period) in [("before", "from"), ("after", "since")] {
            same(Some(danish(next())), &of[figure], 0.5);
            assert_eq!(next(), of[period].as_str().unwrap());
        }
        same(Some(danish(next())), &of["change"], 0.5);
        same(Some(danish(next()) / 100.0), &of["change_share"], 0.000_5);
        let is_turned = of["turned"].as_bool().unwrap();
        assert_eq!(next(), if is_turned { "ja" } else { "nej" });
        same(Some(danish(next())), &of["last_value"], 0.5);
        assert_eq!(next(), format!("nr. {} af {}", of["rank"], items.len()));
    }
    let missing = told["missing"].as_array().unwrap().len();
    for note in [
        "har holdt: 1.".to_owned(),
        format!("ikke er med: {missing}."),
    ] {
        assert!(turned.contains(&note), "{note}: {turned}");
    }
    let short = page(
        &server,
        &format!(
            "indicator=F2.published_per_resident&{}",
            CURVE.replace("2008", "2015")
        ),
    );
    let short = section(&short, "turned");
    assert!(short.contains("Der skal være 5 år i træk"), "{short}");
    // The file of the page is the whole list.
    let file = between(
        &html,
        "<a href=\"/api/v1/indicators/F2.published_per_resident/inspiration?",
        "\"",
    );
    let file = file
        .iter()
        .find(|link| link.ends_with("format=json"))
        .unwrap();
    let path = format!(
        "/api/v1/indicators/F2.published_per_resident/inspiration?{}",
        file.replace("&amp;", "&")
    );
    let file = server.get(&path).expect_status(200).json();
    assert_eq!(file["items"], told["items"]);
}

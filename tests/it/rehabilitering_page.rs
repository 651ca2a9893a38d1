//! The page of rehabilitation: the courses and curves of the API as anybody may see them, and nothing that is withheld.

use pejl_tests::accessibility::too_wide;
use pejl_tests::driver::Driven;
use pejl_tests::{Place, Server};
use serde_json::Value;

use crate::budget::assert_small;
use crate::indicator_page::{demo, page, section};
use crate::overview::filled;
use crate::page::{attribute, between, english, text};
use crate::rehabilitation::{load_many, load_many_in};

const PAGE: &str = "/rehabilitering?municipality=766&lang=en";
const COURSES: &str = "/api/v1/rehabilitation/courses?municipality=766&lang=en";
const SURVIVAL: &str = "/api/v1/rehabilitation/survival?municipality=766&lang=en";

fn html(server: &Server, more: &str) -> String {
    page(server, &format!("{PAGE}{more}")).text()
}

fn told(server: &Server, path: &str, role: &str) -> Value {
    let path = format!("{path}&role={role}");
    server.get(&path).expect_status(200).json()
}

/// The texts of the cells of each row of a part of the page with a name of its own, by the code or the name.
fn rows(html: &str, id: &str) -> Vec<(String, Vec<String>)> {
    let rows = between(section(html, id), "<tr", "</tr>").into_iter();
    let rows = rows.filter(|row| row.contains("scope=\"row\""));
    rows.map(|row| {
        let name = match row.split_once("<span class=\"file\">") {
            Some((head, code)) if !head.contains("<td") => {
                text(code.split("</span>").next().unwrap())
            }
            _ => text(between(row, "<th", "</th>")[0].split_once('>').unwrap().1),
        };
        let cells = between(row, "<td", "</td>").into_iter();
        let cells = cells.map(|cell| text(cell.split_once('>').unwrap().1));
        (name, cells.collect())
    })
    .collect()
}

/// What a cell that is not there is called.
fn word(cell: &str) -> &str {
    match cell {
        "immature" => "not yet known",
        "not_applicable" => "not applicable",
        other => other,
    }
}

/// Holds a cell of the page to a figure of the API.
#[track_caller]
fn same(shown: &str, figure: &Value) {
    let Some(value) = figure["value"].as_f64() else {
        assert_eq!(shown, word(figure["cell"].as_str().unwrap()), "{figure}");
        return;
    };
    let value = match figure["unit"] == "share" {
        true => 100.0 * value,
        false => value,
    };
    let found = english(shown).unwrap_or_else(|| panic!("{shown} is not {figure}"));
    assert!((found - value).abs() <= 0.5, "{shown} is not {figure}");
}

/// The figures of a group by the reading that they are of.
fn figures(group: &Value) -> Vec<(String, &Value)> {
    let figures = group["figures"].as_array().unwrap().iter();
    let figures = figures.map(|one| (one["indicator"].as_str().unwrap().to_owned(), one));
    figures.collect()
}

#[test]
fn every_figure_of_courses_is_that_of_the_api() {
    let place = filled();
    let server = Server::start(&place);
    let mut n_told = 0;
    for (more, period, before) in [
        ("&period=2018", "2018", "2017"),
        ("&grain=quarter&period=2017-Q3", "2017-Q3", "2016-Q3"),
    ] {
        let html = html(&server, more);
        let shown = rows(&html, "courses");
        let found = told(
            &server,
            &format!("{COURSES}&period={before},{period}"),
            "viewer",
        );
        let items = found["items"].as_array().unwrap();
        for (no, period) in [period, before].iter().enumerate() {
            let mut of = items.iter().filter(|one| one["period"] == *period);
            let all = figures(of.next().unwrap());
            assert_eq!(shown.len(), all.len(), "{period}");
            for (reading, figure) in all {
                let row = shown.iter().find(|(code, _)| *code == reading);
                let (_, cells) = row.unwrap_or_else(|| panic!("no {reading} in {shown:?}"));
                same(&cells[no], figure);
                n_told += usize::from(figure["value"].is_f64());
            }
        }
        // The parts, by what courses hold.
        let found = told(
            &server,
            &format!("{COURSES}&period={period}&by=course_type"),
            "viewer",
        );
        let items = found["items"].as_array().unwrap();
        if items.is_empty() {
            continue;
        }
        let shown = rows(&html, "split");
        assert_eq!(shown.len(), items.len());
        for item in items {
            let name = item["members"]["course_type"].as_str().unwrap();
            let (_, cells) = shown.iter().find(|(shown, _)| shown == name).unwrap();
            let of = figures(item);
            for (cell, reading) in cells.iter().zip([
                "O3.0.courses_started",
                "O3.0.courses_ended",
                "O3.0.ended_with_effect",
                "O3.3.self_reliant_endings",
                "O3.1.median_days",
                "O3.2.hours_gained",
            ]) {
                let (_, figure) = of.iter().find(|(known, _)| known == reading).unwrap();
                same(cell, figure);
            }
        }
    }
    assert!(n_told > 0);
}

#[test]
fn cost_and_gain_are_those_of_their_indicators_and_never_stand_alone() {
    let place = filled();
    let server = Server::start(&place);
    let html = html(&server, "&period=2018");
    let shown = rows(&html, "money");
    assert!(section(&html, "money").contains("not cash saved"));
    let codes: Vec<&str> = shown.iter().map(|(code, _)| code.as_str()).collect();
    for code in [
        "E2a.calculated_gain",
        "E2d.cost_per_course",
        "O3.2.hours_gained",
        "O3.3.self_reliant_endings",
    ] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    for (code, cells) in &shown {
        for (cell, year) in cells.iter().zip(["2018", "2017"]) {
            let path =
                format!("/api/v1/observations?municipality=766&indicator={code}&period={year}");
            let found = told(&server, &format!("{path}&lang=en"), "viewer");
            same(cell, &found["items"][0]);
        }
        // Each leads to its definition.
        let (indicator, reading) = code.rsplit_once('.').unwrap();
        let link = format!("indicator={indicator}&amp;municipality=766&amp;reading={reading}");
        assert!(section(&html, "money").contains(&link), "{link}");
    }
}

#[test]
fn a_curve_is_that_of_the_api_as_anybody_may_see_it() {
    let place = Place::sqlite();
    load_many(&place);
    let server = Server::start(&place);
    let html = html(&server, "&period=2017");
    let found = told(&server, &format!("{SURVIVAL}&period=2017"), "viewer");
    let group = &found["items"][0];
    let steps = group["steps"].as_array().unwrap();
    assert!(!steps.is_empty(), "{found}");
    let shown = rows(&html, "curve");
    for step in steps {
        let day = step["day"].to_string();
        let row = shown
            .iter()
            .find(|(name, cells)| *name == day && cells.len() == 3);
        let (_, cells) = row.unwrap_or_else(|| panic!("no day {day} in {shown:?}"));
        assert_eq!(cells[0], step["at_risk"].to_string(), "{step}");
        let share = english(&cells[1]).unwrap();
        assert!((share - 100.0 * step["survival"].as_f64().unwrap()).abs() <= 0.05 + 1e-9);
    }
    let help = shown.iter().find(|(name, _)| name == "new help").unwrap();
    assert_eq!(help.1[0], group["events"].to_string());
    assert!(section(&html, "curve").contains("<svg"));
    // Days of few persons are told to nobody: the three who are back on day 200.
    let everybody = told(&server, &format!("{SURVIVAL}&period=2017"), "admin");
    let exact = everybody["items"][0]["steps"].as_array().unwrap();
    let told_days: Vec<String> = steps.iter().map(|one| one["day"].to_string()).collect();
    let mut n_withheld = 0;
    for day in exact.iter().map(|one| one["day"].to_string()) {
        if told_days.contains(&day) {
            continue;
        }
        n_withheld += 1;
        assert!(!shown.iter().any(|(name, _)| *name == day), "day {day}");
    }
    assert!(n_withheld > 0);
    // A quarter has the curve of its year, and says so.
    let quarter = self::html(&server, "&grain=quarter&period=2017-Q1");
    assert_eq!(rows(&quarter, "curve"), shown);
    assert!(section(&quarter, "curve").contains("The curve is of 2017."));
    assert!(!section(&html, "curve").contains("The curve is of"));
    // The other curves can be chosen, and say so where there is none.
    let conclusion = self::html(&server, "&period=2017&of=conclusion");
    assert!(!text(section(&conclusion, "curve")).is_empty());
}

#[test]
fn a_year_that_is_not_over_has_the_curve_of_the_one_before() {
    let place = Place::sqlite();
    load_many_in(&place, "2016-10..2018-03");
    let server = Server::start(&place);
    let html = html(&server, "&period=2018");
    let curve = section(&html, "curve");
    assert!(
        curve.contains("The curve is of 2017.") && curve.contains("<svg"),
        "{curve}"
    );
    let found = told(&server, &format!("{SURVIVAL}&period=2017"), "viewer");
    let steps = found["items"][0]["steps"].as_array().unwrap();
    assert!(!steps.is_empty());
    let shown = rows(&html, "curve");
    for day in steps.iter().map(|one| one["day"].to_string()) {
        assert!(
            shown.iter().any(|(name, _)| *name == day),
            "{day} in {shown:?}"
        );
    }
    // What it is asked for with is of the same year.
    let commands = text(between(section(&html, "commands"), "<code>", "</code>")[0]);
    let of_curve = commands.lines().find(|line| line.contains("survival"));
    assert!(of_curve.unwrap().contains("--period=2017"), "{commands}");
}

#[test]
fn what_few_are_behind_is_nowhere_in_the_page() {
    let place = filled();
    let server = Server::start(&place);
    let mut n_withheld = 0;
    for year in ["2017", "2018"] {
        let html = html(&server, &format!("&period={year}"));
        let shown = rows(&html, "courses");
        let path = format!("{COURSES}&period={year}");
        let (all, seen) = (
            told(&server, &path, "admin"),
            told(&server, &path, "viewer"),
        );
        let (all, seen) = (figures(&all["items"][0]), figures(&seen["items"][0]));
        for ((reading, all), (_, seen)) in all.iter().zip(&seen) {
            if seen["cell"] != "confidential" || !all["value"].is_f64() {
                continue;
            }
            n_withheld += 1;
            let (_, cells) = shown.iter().find(|(code, _)| code == reading).unwrap();
            assert_eq!(cells[0], "confidential", "{reading}");
        }
        assert!(html.contains("Confidential means"));
    }
    assert!(n_withheld > 0);
}

#[test]
fn commands_and_files_of_the_page_have_its_figures() {
    let place = filled();
    let server = Server::start(&place);
    let html = html(&server, "&period=2018&by=sex&of=duration");
    let commands = text(between(section(&html, "commands"), "<code>", "</code>")[0]);
    let links = section(&html, "download").split('<');
    let links: Vec<String> = links.filter_map(|tag| attribute(tag, "href")).collect();
    let documents = links.iter().filter(|link| link.contains("format=json"));
    let mut n_compared = 0;
    for (command, link) in commands.lines().zip(documents) {
        let mut words = command.split(' ');
        assert_eq!(words.next(), Some("pejl"));
        let words = words.chain(["--format=json", "--lang=en"]);
        let said = place.run(words).expect_done().json();
        let found = server.get(&format!("{link}&role=viewer"));
        assert_eq!(said, found.expect_status(200).json(), "{command}");
        n_compared += 1;
    }
    assert_eq!(n_compared, 3);
}

#[test]
fn what_is_not_there_is_said_and_every_bad_parameter_named() {
    let place = filled();
    let server = Server::start(&place);
    let vejle = page(&server, "/rehabilitering?municipality=630&lang=en").text();
    assert!(
        vejle.contains("No courses are imported for Vejle"),
        "{vejle}"
    );
    // A year before anything is imported is told as missing, not as nothing.
    let early = html(&server, "&period=2010");
    let (_, cells) = &rows(&early, "courses")[0];
    assert_eq!(cells[0], "missing", "{cells:?}");
    let bad = "/rehabilitering?municipality=766&grain=week&period=2018-03&by=hund&of=nej&lang=en";
    let named = server
        .get_with(bad, &[("accept", "text/html")])
        .expect_status(400)
        .text();
    for name in ["(grain)", "(period)", "(by)", "(of)"] {
        assert!(named.contains(name), "{name} in {named}");
    }
    let nobody = server.get_with(
        "/rehabilitering?municipality=Atlantis",
        &[("accept", "text/html")],
    );
    assert!(nobody.expect_status(400).text().contains("Atlantis"));
    let none = server.get_with("/rehabilitering?revision=4711", &[("accept", "text/html")]);
    assert_eq!(none.status, 404);
    let empty = Place::sqlite();
    let empty = Server::start(&empty);
    assert!(page(&empty, "/rehabilitering").text().contains("pejl demo"));
}

#[test]
fn periods_and_curves_are_chosen_and_an_indicator_is_followed_by_clicking() {
    let Some(window) = Driven::open(1280, 900) else {
        return;
    };
    let place = Place::sqlite();
    let server = demo(&place);
    let path = "/rehabilitering?municipality=766";
    for lang in ["", "&lang=en"] {
        let path = format!("{path}{lang}");
        let html = page(&server, &path).text();
        assert!(section(&html, "curve").contains("<svg"), "{path}");
        assert_small(&server, &path);
    }
    window.go(&server.url("/overblik?municipality=766"));
    window.follow("nav.menu a[href^=\"/rehabilitering\"]");
    assert!(window.text("h1").contains("Hedensted"));
    let choose = "const [id, value, done] = arguments; const e = document.getElementById(id); \
        e.value = value; e.dispatchEvent(new Event('change', { bubbles: true })); \
        const ask = () => new URLSearchParams(location.search).get(e.name) === value ? done(location.search) : setTimeout(ask, 50); \
        ask();";
    window.run_until_called(choose, &["choose-period".into(), "2024".into()]);
    assert_eq!(window.text(".headline .sub"), "2024");
    // From years to quarters: the period of the form is no quarter, so that it is the newest.
    window.run_until_called(choose, &["choose-grain".into(), "quarter".into()]);
    assert!(window.text(".headline .sub").contains("kvartal"));
    window.follow("#curve ~ nav a[href*=\"of=duration\"]");
    assert!(window.url().contains("of=duration"), "{}", window.url());
    window.follow("#courses ~ .scroll a[href*=\"indicator=O3.1&\"]");
    assert_eq!(window.run("return location.pathname;", &[]), "/indikator");
    for width in [1280, 390, 320] {
        window.resize(width, 900);
        window.go(&server.url(path));
        let wide = too_wide(&window);
        assert!(wide.is_empty(), "at {width} pixels: {wide:?}");
    }
    let Some(window) = Driven::without_script(1280, 900) else {
        return;
    };
    window.go(&server.url(path));
    let shown = window.run("return document.querySelectorAll('svg').length;", &[]);
    assert!(shown.as_u64().unwrap() > 1, "{shown}");
    assert!(window.print().starts_with(b"%PDF"), "no PDF");
}

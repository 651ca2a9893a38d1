//! Pages: complete without script, nothing inline, every link leads somewhere, and a browser shows them.

use std::collections::BTreeSet;

use pejl_tests::browser::Browser;
use pejl_tests::real_data::real_data;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Answer, Place, Server};

use crate::page::{Ranking, attribute, between, text};

const FRONT: &str = "/";
const COMPARISON: &str = "/sammenligning?indicator=F2.published_per_resident&filter.function=5.30.27&municipality=766&period=2019&from=2018";
const DATA: &str = "/data";
const OVERVIEW: &str = "/overblik?municipality=766";
const INDICATOR: &str = "/indikator?indicator=F2&reading=published_per_resident&municipality=766";

/// Two years of five municipalities, and what it takes to weigh them: nothing.
fn filled() -> Place {
    let place = Place::sqlite();
    let file = place.write("regk31.csv", regk31(&[2018, 2019], 3_000));
    place.import(&file, &["--table", "REGK31"]);
    place
}

#[track_caller]
fn page(server: &Server, path: &str) -> Answer {
    let answer = server
        .get_with(path, &[("accept", "text/html")])
        .expect_status(200);
    assert_eq!(answer.media_type(), "text/html", "{path}");
    answer
}

/// Every address in the page, of links, styles and scripts.
fn addresses(html: &str) -> BTreeSet<String> {
    let of = |name: &str| -> Vec<String> {
        html.split('<')
            .filter(|tag| tag.contains(&format!("{name}=\"")))
            .filter_map(|tag| attribute(tag, name))
            .collect()
    };
    of("href")
        .into_iter()
        .chain(of("src"))
        .chain(of("action"))
        .collect()
}

#[test]
fn every_page_is_complete_without_script_and_has_nothing_inline() {
    let place = filled();
    let server = Server::start(&place);
    for path in [
        FRONT.to_owned(),
        COMPARISON.to_owned(),
        DATA.to_owned(),
        OVERVIEW.to_owned(),
        INDICATOR.to_owned(),
        format!("{INDICATOR}&lang=en"),
        format!("{COMPARISON}&lang=en"),
    ] {
        let answer = page(&server, &path);
        let csp = answer
            .header("content-security-policy")
            .unwrap_or_else(|| panic!("{path}: no policy"));
        assert!(
            csp.contains("default-src 'none'") || csp.contains("default-src 'self'"),
            "{path}: {csp}"
        );
        assert!(
            !csp.contains("unsafe-inline") && !csp.contains("unsafe-eval") && !csp.contains('*'),
            "{path}: {csp}"
        );
        let html = answer.text();
        assert!(html.contains("<table"), "{path}: no table");
        assert!(html.contains("<h1"), "{path}: no heading");
        assert!(html.starts_with("<!doctype html>"), "{path}");
        for script in html.split("<script").skip(1) {
            assert!(
                script.split('>').next().unwrap().contains("src=\""),
                "{path}: an inline script"
            );
        }
        assert!(
            !html.contains("<style") && !html.contains(" style=\""),
            "{path}: an inline style"
        );
        assert!(
            !html.contains(" onclick=") && !html.contains("javascript:"),
            "{path}"
        );
        for address in addresses(&html) {
            assert!(
                address.starts_with(['/', '#']) || address == "http://www.w3.org/2000/svg",
                "{path}: from outside: {address}"
            );
        }
        let lang = if path.ends_with("lang=en") {
            "en"
        } else {
            "da"
        };
        assert!(html.contains(&format!("<html lang=\"{lang}\"")), "{path}");
        assert_eq!(answer.header("content-language"), Some(lang), "{path}");
    }
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let place = filled();
    let server = Server::start(&place);
    let mut seen = BTreeSet::new();
    let mut waiting = vec![FRONT.to_owned(), COMPARISON.to_owned(), DATA.to_owned()];
    while let Some(path) = waiting.pop() {
        let address = path.split('#').next().unwrap().to_owned();
        if address.is_empty() || !seen.insert(address.clone()) {
            continue;
        }
        let answer = server.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        // Pages link to one another without end; one step from the first ones is enough.
        if seen.len() <= 3 {
            let (own, outside): (Vec<String>, Vec<String>) = addresses(&answer.text())
                .into_iter()
                .partition(|address| !address.starts_with("http"));
            waiting.extend(own);
            // The authority that the accessibility statement names is the one link that leads away.
            assert!(
                outside.iter().all(|one| one == "https://digst.dk/"),
                "{outside:?}"
            );
        }
        assert!(seen.len() < 300, "{seen:#?}");
    }
    assert!(seen.len() > 15, "{seen:#?}");
}

#[test]
fn the_figures_can_be_taken_home_from_the_revision_that_is_shown() {
    let place = filled();
    let server = Server::start(&place);
    let html = page(&server, COMPARISON).text();
    let downloads: Vec<String> = addresses(&html)
        .into_iter()
        .filter(|address| address.starts_with("/api/v1/"))
        .collect();
    for format in ["csv-da", "csv", "json"] {
        let link = downloads.iter().find(|link| {
            link.contains("/comparison?") && link.contains(&format!("format={format}"))
        });
        let link = link.unwrap_or_else(|| panic!("no link for {format} in {downloads:#?}"));
        assert!(link.contains("revision=1"), "{link}");
        let file = server.get(link).expect_status(200);
        assert!(file.text().contains("766"), "{link}");
    }
    // The figures shown are those of the file, also after a correction.
    let link = downloads
        .iter()
        .find(|link| link.contains("/comparison?") && link.ends_with("format=json"))
        .unwrap();
    let before = server.get(link).json();
    place.import(
        &place.write("corrected.csv", regk31(&[2018, 2019], 9_000)),
        &["--table", "REGK31"],
    );
    assert_eq!(server.get(link).json()["items"], before["items"]);
    assert_ne!(page(&server, COMPARISON).text(), html);
}

#[test]
fn the_own_municipality_and_those_asked_about_are_marked() {
    let place = filled();
    let server = Server::start(&place);
    let ranking = Ranking::of(&page(&server, COMPARISON).text());
    assert_eq!(ranking.marked, ["766"]);
    let others: BTreeSet<&str> = ranking.others_marked.iter().map(String::as_str).collect();
    assert_eq!(others, ["461", "607", "630"].into());
}

#[test]
fn what_is_missing_is_said_and_not_left_out() {
    let place = filled();
    let server = Server::start(&place);
    let html = page(&server, COMPARISON).text();
    // 93 of the 98 have no figure in these files.
    assert!(text(&html).contains("93"), "{}", text(&html));
    assert_eq!(Ranking::of(&html).n_rows(), 98);
}

#[test]
fn an_empty_installation_says_how_to_begin() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    for path in [FRONT, DATA] {
        let html = page(&server, path).text();
        assert!(
            html.contains("pejl import statbank") && html.contains("pejl demo"),
            "{path}: {html}"
        );
    }
}

#[test]
fn a_bad_address_is_a_page_that_names_what_is_wrong() {
    let place = filled();
    let server = Server::start(&place);
    let refused = |path: &str, status: u16| {
        let answer = server
            .get_with(path, &[("accept", "text/html")])
            .expect_status(status);
        assert_eq!(answer.media_type(), "text/html", "{path}");
        answer.text()
    };
    let html = refused("/sammenligning?municipality=Hedenstad&period=19", 400);
    assert!(
        html.contains("Hedenstad") && html.contains("Hedensted") && html.contains("period"),
        "{html}"
    );
    refused("/findes-ikke", 404);
    let html = refused(&format!("{COMPARISON}&revision=4711"), 404);
    assert!(html.contains("4711"), "{html}");
    let method = server.send("DELETE", COMPARISON, &[("accept", "text/html")], None);
    assert_eq!(method.status, 405);
}

#[test]
fn text_from_outside_is_shown_as_text() {
    let place = filled();
    let evil = "<script>alert(1)</script>";
    let file = place.write(
        "<img src=x onerror=alert(1)>.csv",
        format!("OMRÅDE;TID;INDHOLD\n{evil};2019;1\n"),
    );
    // What is no name of a table is not kept at all.
    place
        .try_import(&file, &["--table", "<b>", "--unit", "days"])
        .expect_code(2);
    place
        .try_import(&file, &["--table", "TEST0", "--unit", "days"])
        .expect_code(1);
    let member = place.write(
        "member.csv",
        format!("OMRÅDE;SLAGS;TID;INDHOLD\n766;{evil};2019;1\n"),
    );
    place.import(&member, &["--table", "TEST1", "--unit", "other:<i>kr</i>"]);
    let server = Server::start(&place);
    let paths = [
        DATA.to_owned(),
        "/sammenligning?municipality=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        format!("{COMPARISON}&sort=%22%3E%3Cscript%3E"),
        "/%3Cscript%3Ealert(1)".to_owned(),
    ];
    for path in paths {
        let html = server.get_with(&path, &[("accept", "text/html")]).text();
        for tag in ["<script>", "<img", "<b>", "<i>kr"] {
            assert!(!html.contains(tag), "{path}: {tag} in {html}");
        }
    }
}

#[test]
fn styles_and_scripts_are_kept_by_caches() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let html = page(&server, FRONT).text();
    let assets: Vec<String> = addresses(&html)
        .into_iter()
        .filter(|a| a.contains(".css") || a.contains(".js") || a.contains(".svg"))
        .collect();
    assert!(assets.len() >= 3, "{assets:?}");
    for asset in assets {
        let answer = server.get(&asset).expect_status(200);
        assert!(
            answer
                .header("cache-control")
                .is_some_and(|cache| cache.contains("max-age")),
            "{asset}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{asset}"
        );
        assert!(
            matches!(
                answer.media_type(),
                "text/css" | "text/javascript" | "image/svg+xml"
            ),
            "{asset}: {}",
            answer.media_type()
        );
    }
}

#[test]
fn invented_figures_are_said_to_be_invented_on_every_page_and_answer() {
    let place = Place::sqlite();
    let loaded = place.run(["demo", "--no-serve"]).expect_done();
    assert!(loaded.stderr.contains("invented"), "{}", loaded.stderr);
    let mut command = place.command(["serve", "--bind", "127.0.0.1:0"]);
    command.env("PEJL_DATA", place.data().join("demo"));
    let server = Server::of(pejl_tests::PejlProcess::start(
        command,
        place.folder(),
        "demo",
    ));
    for path in [FRONT, "/sammenligning", DATA, "/sammenligning?lang=en"] {
        let html = page(&server, path).text();
        let said = between(&html, "<div class=\"demo\"", "</div>")[0].to_lowercase();
        assert!(
            said.contains("opfund") || said.contains("invented"),
            "{path}: {said}"
        );
    }
    // All 98 have a figure, and Vejle's planted story is there.
    let html = page(&server, "/sammenligning?municipality=630").text();
    assert_eq!(Ranking::of(&html).n_rows(), 98);
    let config = server.get("/api/v1/config").json();
    assert_eq!(config["demo"], true, "{config}");
    let comparison = server
        .get("/api/v1/indicators/F2.net_per_resident/comparison?municipality=630&period=2025&from=2018&filter.function=5.38.50")
        .expect_status(200)
        .json();
    assert_eq!(
        (&comparison["n"], &comparison["demo"]),
        (&98.into(), &true.into())
    );
    assert!(
        comparison["own"]["change_rank"].as_u64().unwrap() <= 5,
        "{}",
        comparison["own"]
    );
    // The municipality's own records are there, of persons that nobody is.
    let sums = |dataset: &str| {
        let mut command = place.command(["query", "--dataset", dataset, "--format", "json"]);
        command.env("PEJL_DATA", place.data().join("demo"));
        let answer = pejl_tests::process::run(command).expect_done().json();
        answer["items"][0].clone()
    };
    assert!(sums("ledger")["amount_oere"].as_i64().unwrap() > 0);
    for dataset in ["grant", "delivery", "course", "person"] {
        assert!(
            sums(dataset)["n_persons"].as_i64().unwrap() > 100,
            "{dataset}"
        );
    }
    // Their files are gone: they hold numbers, though nobody's.
    assert!(!place.data().join("demo/files/municipality").exists());
    // Loading the demo again changes nothing.
    let again = place.run(["demo", "--no-serve"]).expect_done();
    assert!(again.stderr.contains("unchanged"), "{}", again.stderr);
}

#[test]
fn a_browser_shows_the_page() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let place = match real_data() {
        Some(real) => {
            let place = Place::sqlite();
            place.import(&real.join("dst-regk11/dataY.csv"), &["--table", "REGK11"]);
            place.import(
                &real.join("dst-folk1b-kommuner/folk1b-omregnet.csv"),
                &["--table", "FOLK1B"],
            );
            place
        }
        None => filled(),
    };
    let server = Server::start(&place);
    let shown = browser.open(&server.url(FRONT));
    assert!(text(&shown.dom).contains("Hedensted"), "{}", shown.dom);
    // What the policy forbids, or a script that fails, is said on the console.
    assert!(shown.console.is_empty(), "{:#?}", shown.console);

    let (blank, picture) = (
        place.folder().join("blank.png"),
        place.folder().join("page.png"),
    );
    browser.screenshot("about:blank", 1280, 1600, &blank);
    browser.screenshot(&server.url(FRONT), 1280, 1600, &picture);
    let size = |path: &std::path::Path| std::fs::metadata(path).unwrap().len();
    // An empty picture packs to next to nothing; text and drawings do not.
    assert!(
        size(&picture) > 5 * size(&blank),
        "{} bytes beside {} of an empty page",
        size(&picture),
        size(&blank)
    );
}

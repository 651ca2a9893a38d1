//! The page of reports: whether a month's data are in, and files that are those of the command line.

use pejl_tests::accessibility::Axe;
use pejl_tests::driver::Driven;
use pejl_tests::{Answer, Place, Server};

use crate::overview::filled;
use crate::page::text;

const FILE: &str = "/rapporter/fil?municipality=766";

/// The report of a month as the command line writes it, with options.
fn written(place: &Place, format: &str, options: &[&str]) -> Vec<u8> {
    let out = place.folder().join(format!("out-{format}"));
    let mut command = place.command(["report", "--municipality", "766", "--format", format]);
    command.arg("--out").arg(&out).args(options);
    let done = pejl_tests::process::run(command).expect_done();
    std::fs::read(done.stdout.trim()).unwrap()
}

fn page(server: &Server, path: &str) -> String {
    server.get(path).expect_status(200).text()
}

fn saved_as(answer: &Answer) -> &str {
    answer.header("content-disposition").unwrap_or_default()
}

#[test]
fn files_are_those_of_the_command_line() {
    let place = filled();
    let server = Server::start(&place);
    for (format, lang, kind) in [
        ("html", "da", "attachment"),
        ("html", "en", "attachment"),
        ("xlsx", "da", "attachment"),
        ("pdf", "da", "inline"),
    ] {
        let path = format!("{FILE}&month=2018-03&format={format}&lang={lang}");
        let file = server.get(&path).expect_status(200);
        let name = format!("{kind}; filename=\"pejl-766-2018-03-{lang}.{format}\"");
        assert_eq!(saved_as(&file), name);
        let same = written(&place, format, &["--month", "2018-03", "--lang", lang]);
        assert!(file.body == same, "{format} {lang}");
    }
}

#[test]
fn a_report_waits_and_is_made_with_a_reason_in_a_browser() {
    let Some(window) = Driven::open(1_280, 900) else {
        return;
    };
    let place = filled();
    let server = Server::start(&place);
    window.go(&server.url("/rapporter?municipality=766&month=2019-01"));
    let told = window.text("main");
    assert!(told.contains("Rapporten venter på data:"), "{told}");
    assert!(told.contains("Forløb: januar 2019 mangler"), "{told}");
    assert!(!told.contains("Hent rapporten"), "{told}");
    let refused = format!("{FILE}&month=2019-01&format=html");
    let refused = server.get(&refused).expect_status(409).text();
    assert!(text(&refused).contains("Rapporten venter på data:"));

    window.fill("#force", "Udvalget mødes i morgen");
    window.follow(".entry button");
    let told = window.text("main");
    assert!(told.contains("begrundelsen står på forsiden"), "{told}");
    let link = "return [...document.querySelectorAll('.downloads a')].find(a => a.textContent === 'HTML').getAttribute('href')";
    let link = window.run(link, &[]);
    let file = server.get(link.as_str().unwrap()).expect_status(200);
    let options = ["--month", "2019-01", "--force", "Udvalget mødes i morgen"];
    assert!(file.body == written(&place, "html", &options));
}

#[test]
fn a_release_is_listed_and_its_report_is_of_its_revision() {
    let place = filled();
    place
        .run(["release", "Marts & april", "--note", "Til <udvalget>"])
        .expect_done();
    let server = Server::start(&place);
    let html = page(&server, "/rapporter?municipality=766&month=2018-03");
    assert!(text(&html).contains("Marts & april") && !html.contains("<udvalget>"));
    let path = "release=Marts%20%26%20april";
    assert!(html.contains(path), "{html}");
    let of = page(
        &server,
        &format!("/rapporter?municipality=766&month=2018-03&{path}"),
    );
    assert!(text(&of).contains("Udgivelsen Marts & april: revision"));
    let file = format!("{FILE}&month=2018-03&format=html&{path}");
    let file = server.get(&file).expect_status(200);
    let options = ["--month", "2018-03", "--release", "Marts & april"];
    assert!(file.body == written(&place, "html", &options));
}

#[test]
fn what_cannot_be_made_is_told() {
    let place = filled();
    let server = Server::start(&place);
    for (path, status) in [
        ("/rapporter?municipality=atlantis", 400),
        ("/rapporter?municipality=766&month=2018", 400),
        ("/rapporter?municipality=766&force=010190-1234", 400),
        ("/rapporter?municipality=766&release=intet", 404),
        (
            "/rapporter/fil?municipality=766&month=2018-03&format=docx",
            400,
        ),
        ("/rapporter/fil?municipality=766&format=html", 400),
        (
            "/rapporter/fil?municipality=615&month=2018-03&format=html",
            409,
        ),
    ] {
        let html = server.get(path).expect_status(status).text();
        assert!(!html.contains("010190-1234"), "{path}");
    }
    let none = Place::sqlite();
    let empty = Server::start(&none);
    assert!(page(&empty, "/rapporter").contains("<h1>"));
    empty
        .get("/rapporter/fil?month=2018-03&format=html")
        .expect_status(409);
}

#[test]
fn a_report_is_kept_and_had_again_in_a_browser() {
    let Some(window) = Driven::open(1_280, 900) else {
        return;
    };
    let place = filled();
    let server = Server::start(&place);
    window.go(&server.url("/rapporter?municipality=766&month=2018-03"));
    assert!(window.text("main").contains("Ingen rapport er gemt endnu."));
    window.follow("button[value='en']");
    let url = window.url();
    assert!(
        url.ends_with("/rapporter?municipality=766&month=2018-03#kept"),
        "{url}"
    );
    if let Some(axe) = Axe::find() {
        assert_eq!(axe.violations(&window), [""; 0]);
    }
    let row = window.text("section[aria-labelledby='kept'] tbody");
    assert!(
        row.contains("marts 2018") && row.contains("På engelsk"),
        "{row}"
    );
    let link = "return document.querySelector(\"section[aria-labelledby='kept'] a[href$='.html']\").getAttribute('href')";
    let link = window.run(link, &[]);
    let kept = server.get(link.as_str().unwrap()).expect_status(200);
    let same = written(&place, "html", &["--month", "2018-03", "--lang", "en"]);
    assert!(kept.body == same);
}

#[test]
fn what_cannot_be_kept_is_a_page_that_says_why() {
    let place = filled();
    let server = Server::start(&place);
    let origin = format!("http://{}", server.authority());
    let form = "application/x-www-form-urlencoded";
    let send = |path: &str, kind: &str, origin: &str, body: &str| {
        let headers = [("content-type", kind), ("origin", origin)];
        let path = format!("/rapporter?municipality=766{path}");
        server.send("POST", &path, &headers, Some(body.as_bytes()))
    };
    let waits = send("&month=2019-01", form, &origin, "report=da").expect_status(409);
    assert!(text(&waits.text()).contains("Rapporten venter på data:"));
    send("&month=2018-03", form, &origin, "report=fr").expect_status(400);
    send("&month=2018-03", form, &origin, "").expect_status(400);
    send("", form, &origin, "report=da").expect_status(400);
    send("&month=2018-03", "text/plain", &origin, "report=da").expect_status(400);
    send(
        "&month=2018-03",
        form,
        "https://elsewhere.example",
        "report=da",
    )
    .expect_status(403);
    let listed = server.get("/api/v1/reports").expect_status(200).json();
    assert_eq!(listed["items"], serde_json::json!([]));
    server
        .send("PUT", "/rapporter", &[("origin", origin.as_str())], None)
        .expect_status(405);
}

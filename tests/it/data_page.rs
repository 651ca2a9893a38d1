//! The page a file is imported by: it is tried and imported in a browser, and what cannot be is refused where it was chosen.

use std::path::{Path, PathBuf};

use pejl_tests::accessibility::Axe;
use pejl_tests::driver::Driven;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Answer, Place, Server};
use serde_json::Value;

use crate::page::text;

/// Parts the fields of a form.
const BOUNDARY: &str = "pejl-test-boundary";
/// The person of the fixtures.
const PERSON: &str = "010240-1234";

/// A form as a browser sends it: texts, and the file last.
fn form(texts: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in texts {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn send_as(server: &Server, origin: &str, body: &[u8]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("content-type", kind.as_str()), ("origin", origin)];
    server.send("POST", "/data/indlaes", &headers, Some(body))
}

fn send(server: &Server, texts: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let origin = format!("http://{}", server.authority());
    send_as(server, &origin, &form(texts, files))
}

fn imports(server: &Server) -> Vec<Value> {
    let found = server.get("/api/v1/imports").expect_status(200).json();
    found["items"].as_array().unwrap().clone()
}

/// What lies below the folder of uploads.
fn uploads(place: &Place) -> Vec<PathBuf> {
    match std::fs::read_dir(place.data().join("uploads")) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => Vec::new(),
    }
}

/// A table with a word for a number, in its second line.
fn bad() -> String {
    let (header, rows) = regk31(&[2019], 1_000).split_once('\n').map_or_else(
        || unreachable!("a header"),
        |(header, rows)| (header.to_owned(), rows.to_owned()),
    );
    format!("{header}\n461;53027;2;TOT;INDL;2019;syv\n{rows}")
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A server that has a key for the pseudonyms of municipality 766.
fn with_key(place: &Place) -> Server {
    let folder = place.folder().join("keys");
    std::fs::create_dir(&folder).unwrap();
    let key = folder.join("766.key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    let folder = folder.display().to_string();
    Server::start_with(place, &["--person-keys", &folder])
}

#[test]
fn a_file_is_tried_put_right_and_imported_in_a_browser() {
    let Some(window) = Driven::open(1_280, 900) else {
        return;
    };
    let place = Place::sqlite();
    std::fs::create_dir(place.folder().join("wrong")).unwrap();
    let (good, wrong) = (
        place.write("REGK31.csv", regk31(&[2019], 1_000)),
        place.write("wrong/REGK31.csv", bad()),
    );
    let server = Server::start(&place);
    window.go(&server.url("/data/indlaes"));
    window.click("#entry-dataset option[value='statbank']");
    window.click(".entry .more summary");
    window.fill("#entry-table", "REGK31");
    window.choose("#entry-file", &wrong);
    window.follow("button[value='prove']");
    if let Some(axe) = Axe::find() {
        assert_eq!(axe.violations(&window), [""; 0]);
    }
    let told = window.text(".outcome");
    assert!(told.contains("kan ikke indlæses"), "{told}");
    assert!(told.contains("REGK31.csv, linje 2, INDHOLD"), "{told}");
    assert!(told.contains("syv"), "{told}");
    assert!(imports(&server).is_empty());

    // What was chosen beside the file is still chosen.
    window.choose("#entry-file", &good);
    window.follow("button[value='prove']");
    assert!(window.text(".outcome").contains("Intet er gemt endnu"));
    assert!(imports(&server).is_empty());
    assert_eq!(uploads(&place), [] as [PathBuf; 0]);

    window.choose("#entry-file", &good);
    window.follow("button[value='import']");
    assert!(window.url().ends_with("/data/1"), "{}", window.url());
    assert!(window.text("main").contains("REGK31"));
    assert_eq!(imports(&server)[0]["state"], "committed");
    assert_eq!(place.revision(), 1);

    window.go(&server.url("/data/indlaes?lang=en"));
    window.click("#entry-dataset option[value='statbank']");
    window.click(".entry .more summary");
    window.fill("#entry-table", "REGK31");
    window.choose("#entry-file", &wrong);
    window.follow("button[value='import']");
    assert!(
        window.url().ends_with("/data/2?lang=en"),
        "{}",
        window.url()
    );
    let told = window.text("main");
    assert!(
        told.contains("refused") && told.contains("REGK31.csv, line 2, INDHOLD"),
        "{told}"
    );
    assert_eq!(place.revision(), 1);
    assert_eq!(uploads(&place), [] as [PathBuf; 0]);
}

#[test]
fn persons_stay_hidden_and_no_file_stays() {
    let place = Place::sqlite();
    let server = with_key(&place);
    let texts = [
        ("dataset", "event"),
        ("source", "canonical"),
        ("municipality", "766"),
        ("do", "prove"),
    ];
    let file = fixture("event/canonical.csv");
    let tried = send(&server, &texts, &[(&format!("{PERSON}.csv"), &file)]).expect_status(200);
    let html = tried.text();
    assert!(html.contains("Sådan blev de første rækker læst"), "{html}");
    let digits = PERSON.replace('-', "");
    for hidden in [PERSON, digits.as_str()] {
        assert!(!html.contains(hidden), "{hidden} in {html}");
        assert!(!server.log().contains(hidden));
    }
    assert!(imports(&server).is_empty());
    assert_eq!(uploads(&place), [] as [PathBuf; 0]);

    // Nor does a number in the name of a file that is kept, or in a row that is refused, stand anywhere.
    let wrong = b"cpr;kind;date;planned;source\n010240-1234;dance;2018-02-01;false;x\n";
    let texts = [texts[0], texts[1], texts[2], ("do", "import")];
    let kept = send(&server, &texts, &[(&format!("{PERSON}.csv"), wrong)]).expect_status(303);
    let path = kept.header("location").unwrap().to_owned();
    let shown = server.get(&path).expect_status(200).text();
    let told = server.get("/api/v1/imports/1").expect_status(200).text();
    for hidden in [PERSON, digits.as_str()] {
        assert!(
            !shown.contains(hidden) && !told.contains(hidden),
            "{hidden}"
        );
        assert!(!server.log().contains(hidden));
    }
    // What stood in the row is for a steward, behind the page's link as well.
    assert!(!shown.contains("dance"), "{shown}");
    let issues = "/api/v1/imports/1/issues?format=csv-da";
    assert!(shown.contains(issues), "{shown}");
    let told = |path: &str| server.get(path).expect_status(200).text();
    assert!(!told(issues).contains("dance"));
    assert!(told(&format!("{issues}&role=steward")).contains("dance"));
}

#[test]
fn what_cannot_be_imported_is_told_at_its_field_and_nothing_is_kept() {
    let place = Place::sqlite();
    let server = Server::start_with(&place, &["--upload-bytes-max", "2000"]);
    let good = regk31(&[2019], 1_000);
    let file: [(&str, &[u8]); 1] = [("REGK31.csv", good.as_bytes())];
    let of = |dataset| ("dataset", dataset);
    let told = |texts: &[(&str, &str)], files: &[(&str, &[u8])]| {
        text(&send(&server, texts, files).expect_status(422).text())
    };
    assert!(told(&[], &file).contains("Vælg et datasæt."));
    assert!(told(&[of("cake")], &file).contains("Vælg et datasæt."));
    assert!(told(&[of("statbank")], &[]).contains("Vælg en fil"));
    assert!(told(&[of("statbank")], &[("", b"")]).contains("Vælg en fil"));
    assert!(
        told(&[of("ledger")], &file).contains("Vælg et kildesystem, som datasættet kan læses fra:")
    );
    let source = ("source", "canonical");
    let nobody = told(&[of("ledger"), source], &file);
    assert!(
        nobody.contains("Vælg den kommune, hvis data det er."),
        "{nobody}"
    );
    let own = ("municipality", "766");
    let no_key = told(&[of("event"), source, own], &file);
    assert!(no_key.contains("ingen nøgle til pseudonymer"), "{no_key}");
    let period = told(&[of("statbank"), ("period", PERSON)], &file);
    assert!(
        period.contains("Skriv en periode") && !period.contains(PERSON),
        "{period}"
    );

    let table = told(&[of("statbank"), ("table", PERSON)], &file);
    assert!(
        table.contains("Skriv navnet på en tabel") && !table.contains(PERSON),
        "{table}"
    );
    let unread = told(&[of("statbank"), ("control_total", "2019=1,00")], &file);
    assert!(
        unread.contains("Feltet bruges ikke for datasættet."),
        "{unread}"
    );

    let refused = |texts: &[(&str, &str)], files: &[(&str, &[u8])], status| {
        send(&server, texts, files).expect_status(status);
    };
    let large = vec![b'x'; 3_000];
    refused(&[of("statbank")], &[("large.csv", &large)], 413);
    refused(&[of("statbank"), of("ledger")], &file, 400);
    refused(&[of("statbank")], &[file[0], file[0]], 400);
    refused(&[of("statbank")], &[("a\tb.csv", b"x")], 400);
    refused(&[(of("statbank").0, &"x".repeat(5_000))], &file, 400);
    let many: Vec<(String, &str)> = (0..40).map(|n| (format!("f{n}"), "x")).collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    refused(&many, &file, 400);
    let mut cut = form(&[of("statbank")], &file);
    cut.truncate(cut.len() - 30);
    let origin = format!("http://{}", server.authority());
    send_as(&server, &origin, &cut).expect_status(400);
    send_as(
        &server,
        "https://elsewhere.example",
        &form(&[of("statbank")], &file),
    )
    .expect_status(403);
    let kind = [("content-type", "text/plain"), ("origin", origin.as_str())];
    server
        .send("POST", "/data/indlaes", &kind, Some(b"x"))
        .expect_status(400);
    server
        .send("PUT", "/data/indlaes", &kind, Some(b"x"))
        .expect_status(405);

    assert!(imports(&server).is_empty());
    assert_eq!(uploads(&place), [] as [PathBuf; 0]);
    assert_eq!(place.revision(), 0);
    server
        .get_with("/data/7", &[("accept", "text/html")])
        .expect_status(404);
}

#[test]
fn the_statement_says_whom_to_tell() {
    let place = Place::sqlite();
    let page = |server: &Server, lang: &str| {
        let path = format!("/tilgaengelighed?lang={lang}");
        text(&server.get(&path).expect_status(200).text())
    };
    let nobody = Server::start(&place);
    assert!(page(&nobody, "da").contains("har ikke angivet, hvem der skal have besked"));
    drop(nobody);
    let server = Server::start_with(&place, &["--contact", "it@example.dk <b>"]);
    assert!(page(&server, "da").contains("Kontakt: it@example.dk"));
    assert!(page(&server, "en").contains("Contact: it@example.dk"));
    assert!(!server.get("/tilgaengelighed").text().contains("<b>"));
}

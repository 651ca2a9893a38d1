//! What was known when, and pages of one state.

use super::*;

#[test]
fn after_a_correction_the_old_figures_are_given_as_they_were_known() {
    for_each_database(|place| {
        fill(place, 100);
        let server = Server::start(place);
        let before = server.get(ONE).expect_status(200);
        let revisions = server.get("/api/v1/revisions").json();
        let known = revisions["items"][0]["committed_at"]
            .as_str()
            .unwrap()
            .replace('+', "%2B");
        fill(place, 900);
        let now = server.get(ONE).expect_status(200);
        assert_ne!(value(&now), value(&before));
        assert_eq!(now.json()["items"][0]["revision"], 2);
        for then in ["revision=1".to_owned(), format!("as_known_at={known}")] {
            let answer = server.get(&format!("{ONE}&{then}")).expect_status(200);
            assert_eq!(answer.json()["items"], before.json()["items"], "{then}");
            assert_eq!(answer.json()["meta"]["revision"], 1, "{then}");
        }
        // Before anything was known there is no figure, and that is said.
        let nothing = server
            .get(&format!("{ONE}&as_known_at=2001-01-01T00:00:00Z"))
            .expect_status(200);
        assert_eq!(nothing.json()["items"][0]["cell"], "missing");
        assert_eq!(value(&nothing), None);
        server.get(&format!("{ONE}&revision=3")).expect_problem(404);
    });
}

#[test]
fn a_cursor_pages_through_all_rows_once() {
    let place = filled();
    for n in 0..5 {
        fill(&place, 1_000 * (n + 1));
    }
    let server = Server::start(&place);
    for path in ["/api/v1/revisions?limit=2", "/api/v1/imports?limit=4"] {
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = server
                .get(&format!("{path}{next}"))
                .expect_status(200)
                .json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 4 && !items.is_empty(), "{page}");
            seen.extend(items.clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let whole = server.get(path.split('?').next().unwrap()).json();
        assert_eq!(whole["items"].as_array().unwrap(), &seen, "{path}");
        assert_eq!(seen.len(), 6, "{path}");
    }
}

#[test]
fn pages_of_figures_are_those_of_one_revision() {
    for_each_database(|place| {
        fill(place, 100);
        let server = Server::start(place);
        let observations = "/api/v1/observations?indicator=F2.published_per_resident&municipality=766,630,461,607,615\
                            &period=2018..2019&by=function&filter.function=5.30.27,5.30.28&filter.dranst=1";
        for path in [
            observations,
            "/api/v1/facts?table=REGK31",
            "/api/v1/datasets?",
        ] {
            let whole = server.get(path).expect_status(200).json();
            let (mut seen, mut next) = (Vec::new(), String::new());
            loop {
                let page = server
                    .get(&format!("{path}&limit=1{next}"))
                    .expect_status(200)
                    .json();
                let items = page["items"].as_array().unwrap();
                assert_eq!(items.len(), 1, "{page}");
                seen.extend(items.clone());
                // What is imported between two pages changes neither.
                if seen.len() == 1 {
                    fill(place, 20_000 + i64::try_from(path.len()).unwrap());
                }
                match page["next"].as_str() {
                    Some(cursor) => next = format!("&cursor={cursor}"),
                    None => break,
                }
            }
            assert_eq!(whole["items"].as_array().unwrap(), &seen, "{path}");
        }
        server
            .get("/api/v1/facts?table=REGK31&cursor=x")
            .expect_problem(400);
    });
}

#[test]
fn lists_of_the_software_come_in_pages_too() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let first = server
        .get("/api/v1/municipalities?limit=97")
        .expect_status(200)
        .json();
    assert_eq!(first["items"].as_array().unwrap().len(), 97);
    let cursor = first["next"].as_str().unwrap();
    let last = server
        .get(&format!("/api/v1/municipalities?limit=97&cursor={cursor}"))
        .expect_status(200)
        .json();
    assert_eq!(last["items"].as_array().unwrap().len(), 1);
    assert_eq!(last["next"], Value::Null);
}

#[test]
fn a_file_holds_every_row_or_says_that_it_is_a_page() {
    let place = Place::sqlite();
    let mut text = String::from("OMRÅDE;ART2;TID;INDHOLD\n");
    for n in 0..1_500 {
        text.push_str(&format!("766;m{n};2019;{n}\n"));
    }
    place.import(
        &place.write("many.csv", text),
        &["--table", "TEST1", "--unit", "days"],
    );
    let server = Server::start(&place);
    let path = "/api/v1/facts?table=TEST1&format=csv";
    let whole = server.get(path).expect_status(200);
    assert_eq!(whole.text().lines().count(), 1_501);
    assert_eq!(whole.header("x-next-cursor"), None);
    let page = server.get(&format!("{path}&limit=10")).expect_status(200);
    assert_eq!(page.text().lines().count(), 11);
    assert_eq!(page.header("x-next-cursor"), Some("1.10"));
    // A page of JSON is 1,000 rows unless more are asked for.
    let json = server.get("/api/v1/facts?table=TEST1").json();
    assert_eq!(json["items"].as_array().unwrap().len(), 1_000);
    assert_eq!(json["next"], "1.1000");
}

#[test]
fn a_list_asked_for_today_is_not_taken_for_that_of_another_day() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let today = server.get("/api/v1/regions").expect_status(200);
    let day = today.json()["meta"]["at"].as_str().unwrap().to_owned();
    assert_eq!(day.len(), 10, "{day}");
    let tag = today.header("etag").unwrap().to_owned();
    server
        .get_with("/api/v1/regions", &[("if-none-match", &tag)])
        .expect_status(304);
    // The history of imports makes no revision, and its tag changes all the same.
    let before = server.get("/api/v1/imports");
    let tag = before.header("etag").unwrap().to_owned();
    server
        .get_with("/api/v1/imports", &[("if-none-match", &tag)])
        .expect_status(304);
    let bad = place.write("bad.csv", "OMRÅDE;TID;INDHOLD\nHedenstad;2019;1\n");
    place
        .try_import(&bad, &["--table", "TEST1", "--unit", "days"])
        .expect_code(1);
    server
        .get_with("/api/v1/imports", &[("if-none-match", &tag)])
        .expect_status(200);
}

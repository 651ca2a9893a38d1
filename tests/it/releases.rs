//! Releases: a revision under a name that is given once and for ever.

use pejl_tests::server::Server;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/releases";

/// So many revisions, each with other accounts.
fn fill(place: &Place, n: i64) {
    for version in 1..=n {
        let file = place.write("regk31.csv", regk31(&[2018], version));
        place.import(&file, &["--table", "REGK31"]);
    }
}

fn post(server: &Server, body: &Value, query: &str) -> pejl_tests::Answer {
    server.post(&format!("{PATH}{query}"), body.to_string().as_bytes())
}

#[test]
fn a_release_is_proved_made_and_listed_and_is_never_another() {
    for_each_database(|place| {
        fill(place, 2);
        let server = Server::start(place);
        let marts = json!({"name": " Marts 2018 ", "revision": 1, "note": "=1+1"});
        let proved = post(&server, &marts, "?dry_run=true")
            .expect_status(200)
            .json();
        assert_eq!(
            (&proved["state"], &proved["id"]),
            (&json!("proved"), &Value::Null)
        );
        let made = post(&server, &marts, "").expect_status(201).json();
        assert_eq!(
            made,
            json!({"state": "applied", "id": 1, "name": "Marts 2018", "revision": 1})
        );
        let again = post(&server, &marts, "").expect_status(200).json();
        assert_eq!(
            (&again["state"], &again["id"]),
            (&json!("unchanged"), &json!(1))
        );
        let other = json!({"name": "MARTS 2018", "revision": 2});
        post(&server, &other, "").expect_problem(409);
        post(&server, &other, "?dry_run=true").expect_problem(409);
        let april = post(&server, &json!({"name": "April"}), "")
            .expect_status(201)
            .json();
        assert_eq!(april["revision"], 2);

        let first = server.get(&format!("{PATH}?limit=1")).expect_status(200);
        let tag = first.header("etag").unwrap().to_owned();
        let first = first.json();
        assert_eq!(
            (&first["items"][0]["name"], &first["next"]),
            (&json!("April"), &json!("2"))
        );
        let next = format!("{PATH}?limit=1&cursor=2");
        let next = server.get(&next).expect_status(200).json();
        assert_eq!(
            (&next["items"][0]["name"], &next["next"]),
            (&json!("Marts 2018"), &Value::Null)
        );
        let held = server.get_with(
            &format!("{PATH}?limit=1"),
            &[("If-None-Match", tag.as_str())],
        );
        held.expect_status(304);
        let csv = server
            .get(&format!("{PATH}?format=csv"))
            .expect_status(200)
            .text();
        assert!(csv.contains("'=1+1"), "{csv}");
        server.send("DELETE", PATH, &[], None).expect_problem(405);

        let told = place
            .run(["releases", "--format", "json"])
            .expect_done()
            .json();
        let of_api = server.get(PATH).expect_status(200).json();
        assert_eq!(told["items"], of_api["items"]);
        let same = ["release", "Marts 2018", "--revision", "1", "--note", "=1+1"];
        assert_eq!(place.run(same).expect_done().json()["state"], "unchanged");
        place.run(["db", "verify"]).expect_done();
    });
}

#[test]
fn of_several_at_once_with_one_name_one_is_made() {
    for_each_database(|place| {
        fill(place, 4);
        let server = Server::start(place);
        let sent = |revision: i64| {
            let body = json!({"name": "Marts", "revision": revision});
            post(&server, &body, "").status
        };
        let mut found: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> = (1..=4)
                .map(|revision| scope.spawn(move || sent(revision)))
                .collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        found.sort_unstable();
        assert_eq!(found, [201, 409, 409, 409]);
        let listed = server.get(PATH).expect_status(200).json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn what_cannot_be_released_is_told_without_what_was_sent() {
    let place = Place::sqlite();
    let nothing = place.run(["release", "Marts"]).expect_code(2).stderr;
    assert!(
        nothing.contains("a revision at which something is known"),
        "{nothing}"
    );
    fill(&place, 1);
    let server = Server::start(&place);
    let long = "x".repeat(81);
    for name in [
        "",
        " ",
        "--",
        "a\u{7}b",
        "a\nb",
        "a\u{202e}b",
        "om 010190-1234",
        &long,
    ] {
        let problem = post(&server, &json!({"name": name}), "").expect_problem(400);
        assert_eq!(
            problem["errors"][0]["parameter"], "name",
            "{name}: {problem}"
        );
        assert!(!problem.to_string().contains("1234"), "{problem}");
    }
    let note = json!({"name": "Marts", "note": "om 010190-1234"});
    let problem = post(&server, &note, "").expect_problem(400);
    assert_eq!(problem["errors"][0]["parameter"], "note");
    assert!(!problem.to_string().contains("1234"), "{problem}");
    post(&server, &json!({"name": "Marts", "revision": 9}), "").expect_problem(404);
    post(&server, &json!({"name": "Marts", "revision": -1}), "").expect_problem(404);
    post(&server, &json!({"name": "Marts", "day": 1}), "").expect_problem(400);
    server.post(PATH, &[b'x'; 70_000]).expect_problem(413);
    server
        .get(&format!("{PATH}?cursor=soon"))
        .expect_problem(400);
    server.get(&format!("{PATH}?name=x")).expect_problem(400);
    let listed = server.get(PATH).expect_status(200).json();
    assert_eq!(listed["items"], json!([]));
}

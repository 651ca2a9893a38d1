//! Files sent to be imported.

use super::*;

#[test]
fn an_upload_is_checked_imported_and_found_unchanged() {
    for_each_database(|place| {
        let server = Server::start(place);
        let body = regk31(&[2019], 100).into_bytes();
        let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=regk31.csv";
        let dry = server
            .post(&format!("{path}&dry_run=true"), &body)
            .expect_status(200)
            .json();
        assert_eq!(
            (&dry["state"], &dry["id"], &dry["n_rows"]),
            (&"dry_run".into(), &Value::Null, &10.into())
        );
        assert_eq!(
            server.get("/api/v1/imports").json()["items"],
            Value::Array(Vec::new())
        );

        let created = server.post(path, &body).expect_status(201);
        let location = created.header("location").unwrap().to_owned();
        let summary = created.json();
        assert_eq!(
            (&summary["state"], &summary["revision"]),
            (&"committed".into(), &1.into())
        );
        let import = server.get(&location).expect_status(200).json();
        assert_eq!(import["state"], "committed");
        assert_eq!(import["files"][0]["name"], "regk31.csv");
        assert_eq!(import["files"][0]["bytes"], body.len());
        assert_eq!(import["declared"]["table"], "REGK31");

        let again = server.post(path, &body).expect_status(200).json();
        assert_eq!(
            (&again["state"], &again["revision"]),
            (&"unchanged".into(), &1.into())
        );
        assert_eq!(place.revision(), 1);
        place.assert_sound();
    });
}

#[test]
fn a_refused_upload_is_422_with_its_issues_and_changes_nothing() {
    for_each_database(|place| {
        let server = Server::start(place);
        let body = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n766;53027;1;TOT;INDL;2019;1\nHedenstad;53027;1;TOT;INDL;2019;2\n";
        let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=regk31.csv";
        for dry_run in [true, false] {
            let refused = server
                .post(&format!("{path}&dry_run={dry_run}"), body.as_bytes())
                .expect_status(422)
                .json();
            assert_eq!(refused["state"], "refused");
            let issue = &refused["issues"][0];
            assert_eq!(
                (&issue["rule"], &issue["line"]),
                (&"area.unknown".into(), &3.into())
            );
            assert_eq!(
                (&issue["column"], &issue["value"]),
                (&"OMRÅDE".into(), &"Hedenstad".into())
            );
            assert_eq!(issue["file"], "regk31.csv");
        }
        assert_eq!(place.revision(), 0);
        // The attempt is in the history with the same issues.
        let history = server.get("/api/v1/imports").json();
        assert_eq!(history["items"].as_array().unwrap().len(), 1);
        assert_eq!(history["items"][0]["state"], "refused");
        let id = history["items"][0]["id"].as_i64().unwrap();
        let issues = server.get(&format!("/api/v1/imports/{id}/issues")).json();
        assert_eq!(issues["items"][0]["rule"], "area.unknown");
        assert_eq!(issues["items"][0]["value"], "Hedenstad");
        place.assert_sound();
    });
}

#[test]
fn an_upload_that_says_too_little_or_nonsense_is_400() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let body = regk31(&[2019], 100).into_bytes();
    let refused = |query: &str| {
        server
            .post(&format!("/api/v1/imports?{query}"), &body)
            .expect_problem(400)
    };
    named(&refused("table=REGK31"), "dataset");
    named(&refused("dataset=ledgers"), "dataset");
    named(&refused("dataset=statbank&period=20"), "period");
    named(&refused("dataset=statbank&dry_run=perhaps"), "dry_run");
    named(&refused("dataset=statbank&tabel=REGK31"), "tabel");
    named(&refused("dataset=statbank&set=dranst"), "set");
    // A file name cannot lead out of its folder.
    let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=..%2F..%2Fevil.csv";
    let summary = server.post(path, &body).expect_status(201).json();
    let import = server
        .get(&format!("/api/v1/imports/{}", summary["id"]))
        .json();
    assert_eq!(import["files"][0]["name"], "evil.csv");
    assert!(!place.folder().join("evil.csv").exists());
    server
        .post("/api/v1/imports?dataset=statbank&table=REGK31", b"")
        .expect_status(422);
}

#[test]
fn an_upload_is_refused_before_its_body_is_read_where_that_can_be_known() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    // The body never comes, so an answer shows that nobody waited for it.
    let announced = |query: &str, length: u64| {
        server.raw(
            format!(
                "POST /api/v1/imports?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                 Content-Length: {length}\r\n\r\n"
            )
            .as_bytes(),
        )
    };
    let limit = server.get("/api/v1/config").json()["limits"]["upload_bytes_max"]
        .as_u64()
        .unwrap();
    let answer = announced("dataset=statbank&table=REGK31", limit + 1);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    for query in [
        "dataset=ledgers",
        "dataset=ledger&source=prisme",
        "dataset=unit&source=canonical&municipality=999",
    ] {
        let answer = announced(query, 1_000_000);
        assert!(answer.starts_with("HTTP/1.1 400"), "{query}: {answer}");
    }
}

#[test]
fn a_file_name_that_no_disk_takes_is_the_clients_fault() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name";
    let body = regk31(&[2019], 100).into_bytes();
    for name in ["a%00b.csv", "a%0Ab.csv", &"x".repeat(300)] {
        let problem = server
            .post(&format!("{path}={name}"), &body)
            .expect_problem(400);
        named(&problem, "file_name");
    }
    // A comma is no list here.
    let summary = server
        .post(&format!("{path}=a,%20b.csv"), &body)
        .expect_status(201)
        .json();
    let import = server
        .get(&format!("/api/v1/imports/{}", summary["id"]))
        .json();
    assert_eq!(import["files"][0]["name"], "a, b.csv");
}

#[test]
fn a_request_that_breaks_off_changes_nothing_and_the_server_lives_on() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let head = "POST /api/v1/imports?dataset=statbank&table=REGK31 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    {
        use std::io::Write as _;
        let mut stream = std::net::TcpStream::connect(server.authority()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(regk31(&[2019], 1).as_bytes()).unwrap();
    }
    let answer = server.raw(b"NONSENSE\r\n\r\n");
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
    server.get("/healthz").expect_status(200);
    assert_eq!(place.revision(), 0);
}

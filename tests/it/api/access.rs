//! Who may ask, and under which name.

use super::*;

#[test]
fn with_keys_nothing_is_told_without_one() {
    for_each_database(|place| {
        fill(place, 100);
        let key = place
            .run(["keys", "create", "Excel"])
            .expect_done()
            .stdout
            .trim()
            .to_owned();
        let server = Server::start_with(place, &["--auth", "keys"]);
        for path in PLAIN
            .iter()
            .chain(&[ONE, "/", "/docs", "/openapi.json", "/api/v1/none"])
        {
            let answer = server.get(path);
            assert!(
                answer
                    .header("www-authenticate")
                    .is_some_and(|scheme| scheme.contains("Basic")),
                "{path}: {answer:?}"
            );
            answer.expect_problem(401);
        }
        let bearer = format!("Bearer {key}");
        let basic = base64::prelude::BASE64_STANDARD.encode(format!("anybody:{key}"));
        let basic = format!("Basic {basic}");
        for authorization in [&bearer, &basic] {
            let answer = server
                .get_with(ONE, &[("authorization", authorization)])
                .expect_status(200);
            assert!(value(&answer).is_some());
        }
        // One that is almost right, of another form, or of another scheme opens nothing.
        let mut wrong = key.clone();
        let last = if wrong.pop() == Some('0') { '1' } else { '0' };
        wrong.push(last);
        for authorization in [
            format!("Bearer {wrong}"),
            "Bearer x".to_owned(),
            format!("Digest {key}"),
            "Basic !!!".to_owned(),
            "Bearer".to_owned(),
        ] {
            server
                .get_with(ONE, &[("authorization", &authorization)])
                .expect_problem(401);
        }
        // Whether the process lives is told to everybody.
        server.get("/healthz").expect_status(200);
        // A closed key opens nothing any more, without a restart.
        let listed = place.run(["keys", "list"]).expect_done().stdout;
        assert!(
            listed.contains("Excel") && !listed.contains(&key),
            "{listed}"
        );
        place.run(["keys", "close", "1"]).expect_done();
        server
            .get_with(ONE, &[("authorization", &bearer)])
            .expect_problem(401);
        assert!(!server.log().contains(&key), "the key stands in the log");
    });
}

#[test]
fn an_address_beyond_loopback_is_not_served_without_keys() {
    let place = Place::sqlite();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let refused = place
            .run(["serve", "--bind", address, "--auth", "none"])
            .expect_code(2);
        assert!(refused.stderr.contains("--auth keys"), "{}", refused.stderr);
    }
    // Without a word about keys it asks for them by itself.
    let process = place.start("public", ["serve", "--bind", "0.0.0.0:0"]);
    let server = Server::of(process);
    let port = server.authority().rsplit(':').next().unwrap().to_owned();
    let answer = pejl_tests::http::send(
        "GET",
        &format!("http://127.0.0.1:{port}/api/v1/config"),
        &[],
        None,
    );
    answer.expect_problem(401);
}

#[test]
fn an_open_server_answers_under_loopback_names_only() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let asked_as = |host: &str| {
        server.raw(
            format!("GET /api/v1/config HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    };
    for host in ["localhost:1", "127.0.0.1", "[::1]:8080", server.authority()] {
        assert!(asked_as(host).starts_with("HTTP/1.1 200"), "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:8080",
        "10.0.0.1",
        "localhost.evil.example",
    ] {
        let answer = asked_as(host);
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
        assert!(
            answer.contains("application/problem+json"),
            "{host}: {answer}"
        );
    }
}

#[test]
fn another_sites_form_writes_nothing() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let body = regk31(&[2019], 1).into_bytes();
    let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=a.csv";
    server
        .send(
            "POST",
            path,
            &[("origin", "https://evil.example")],
            Some(&body),
        )
        .expect_problem(403);
    assert_eq!(place.revision(), 0);
    let own = format!("http://{}", server.authority());
    server
        .send("POST", path, &[("origin", &own)], Some(&body))
        .expect_status(201);
}

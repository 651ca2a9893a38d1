//! What every answer carries.

use super::*;

#[test]
fn every_answer_carries_the_headers_that_protect_a_browser_and_a_request_id() {
    let place = filled();
    let server = Server::start(&place);
    for path in PLAIN
        .iter()
        .chain(&[ONE, "/healthz", "/readyz", "/api/v1/none", "/openapi.json"])
    {
        let answer = server.get(path);
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}: {:?}",
            answer.headers
        );
        assert!(answer.header("referrer-policy").is_some(), "{path}");
        let csp = answer.header("content-security-policy").unwrap_or_default();
        let is_framed =
            csp.contains("frame-ancestors") || answer.header("x-frame-options").is_some();
        assert!(is_framed, "{path}: may be framed by others");
        assert!(
            !csp.contains("unsafe-inline") && !csp.contains("unsafe-eval"),
            "{path}: {csp}"
        );
        assert!(
            answer
                .header("x-request-id")
                .is_some_and(|id| id.len() >= 16),
            "{path}"
        );
        assert!(
            answer.header("access-control-allow-origin").is_none(),
            "{path}: open to other sites"
        );
    }
}

#[test]
fn a_harmless_request_id_is_kept_and_any_other_replaced() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let sent = |id: &str| {
        server
            .get_with("/api/v1/config", &[("x-request-id", id)])
            .header("x-request-id")
            .unwrap()
            .to_owned()
    };
    assert_eq!(sent("case-42_a.b"), "case-42_a.b");
    for odd in ["a b", "<script>", &"x".repeat(65), "æ", "010190-1234"] {
        assert_ne!(sent(odd), odd);
    }
    assert_ne!(sent("x y"), sent("x y"));
    let problem = server
        .get_with("/api/v1/none", &[("x-request-id", "case-43")])
        .expect_problem(404);
    assert_eq!(problem["request_id"], "case-43");
}

#[test]
fn head_answers_as_get_without_a_body() {
    let place = filled();
    let server = Server::start(&place);
    for path in PLAIN.iter().chain(&[ONE, "/healthz", "/readyz"]) {
        let got = server.get(path).expect_status(200);
        let head = server
            .send("HEAD", path, &[("accept-encoding", "identity")], None)
            .expect_status(200);
        assert_eq!(head.media_type(), got.media_type(), "{path}");
        assert_eq!(head.header("etag"), got.header("etag"), "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
}

#[test]
fn health_and_readiness_are_told() {
    for_each_database(|place| {
        let server = Server::start(place);
        assert_eq!(
            server.get("/healthz").expect_status(200).text().trim(),
            "ok"
        );
        assert_eq!(
            server.get("/readyz").expect_status(200).text().trim(),
            "ready"
        );
    });
}

//! What a cache may keep.

use super::*;

#[test]
fn an_unchanged_answer_is_304_until_a_revision_is_made() {
    for_each_database(|place| {
        fill(place, 100);
        let server = Server::start(place);
        let first = server.get(ONE).expect_status(200);
        let tag = first.header("etag").unwrap().to_owned();
        assert!(
            first.header("last-modified").is_some() && first.header("vary").is_some(),
            "{:?}",
            first.headers
        );
        let again = server
            .get_with(ONE, &[("if-none-match", &tag)])
            .expect_status(304);
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), Some(&*tag));
        let listed = server.get_with(ONE, &[("if-none-match", &format!("\"other\", {tag}"))]);
        assert_eq!(listed.status, 304);
        // Another language, format or question is another answer.
        for (path, headers) in [
            (
                ONE.to_owned(),
                vec![("if-none-match", &*tag), ("accept-language", "en")],
            ),
            (format!("{ONE}&format=csv"), vec![("if-none-match", &*tag)]),
            (ONE.replace("766", "630"), vec![("if-none-match", &*tag)]),
        ] {
            let other = server.get_with(&path, &headers).expect_status(200);
            assert_ne!(other.header("etag"), Some(&*tag), "{path}");
        }
        fill(place, 900);
        let changed = server
            .get_with(ONE, &[("if-none-match", &tag)])
            .expect_status(200);
        assert_ne!(changed.header("etag"), Some(&*tag));
        assert_ne!(value(&changed), value(&first));
    });
}

#[test]
fn the_same_representation_is_named_by_accept_and_by_format() {
    let place = filled();
    let server = Server::start(&place);
    let by_format = server.get(&format!("{ONE}&format=csv")).expect_status(200);
    let by_accept = server
        .get_with(ONE, &[("accept", "text/csv")])
        .expect_status(200);
    assert_eq!(by_format.media_type(), "text/csv");
    assert_eq!(by_format.body, by_accept.body);
    let json = server
        .get_with(ONE, &[("accept", "text/csv;q=0.5, application/json")])
        .expect_status(200);
    assert_eq!(json.media_type(), "application/json");
}

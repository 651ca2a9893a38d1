//! What a revision changed.

use super::*;

const CHANGES: &str = "/api/v1/revisions/2/changes";

#[test]
fn changes_are_counted_and_shown_row_by_row() {
    for_each_database(|place| {
        fill(place, 100);
        fill(place, 900);
        let server = Server::start(place);
        let counts = server.get(CHANGES).expect_status(200).json();
        assert_eq!(counts["meta"]["revision"], 2);
        let items = counts["items"].as_array().unwrap();
        assert!(!items.is_empty());
        let sum =
            |name: &str| -> i64 { items.iter().map(|item| item[name].as_i64().unwrap()).sum() };
        assert_eq!((sum("added"), sum("removed")), (0, 0), "{counts}");
        let n_changed = usize::try_from(sum("changed")).unwrap();
        assert!(n_changed > 0);

        // Every page once, and as many rows as were counted.
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = server.get(&format!("{CHANGES}?show=rows&limit=7{next}"));
            let page = page.expect_status(200).json();
            seen.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), n_changed);
        let first = &seen[0];
        assert_eq!(first["change"], "changed");
        assert!(first["key"]["members"].is_string(), "{first}");
        assert_ne!(first["old"]["value"], first["new"]["value"]);
        let csv = server
            .get(&format!("{CHANGES}?show=rows&format=csv"))
            .expect_status(200);
        let text = csv.text();
        assert_eq!(text.lines().count(), n_changed + 1);
        assert!(
            text.starts_with("dataset,change,variant,area,period,key,old,new"),
            "{text}"
        );

        let one = server.get(&format!(
            "{CHANGES}?municipality=766&period=2019&dataset=stat_fact"
        ));
        let one = one.expect_status(200).json();
        assert!(one["items"].as_array().unwrap().len() < items.len());
        let none = server
            .get(&format!("{CHANGES}?dataset=ledger"))
            .expect_status(200)
            .json();
        assert_eq!(none["items"], serde_json::json!([]));
        server
            .get("/api/v1/revisions/3/changes")
            .expect_problem(404);
        server
            .get("/api/v1/revisions/x/changes")
            .expect_problem(400);
        named(
            &server
                .get(&format!("{CHANGES}?show=all"))
                .expect_problem(400),
            "show",
        );
        named(
            &server
                .get(&format!("{CHANGES}?dataset=x"))
                .expect_problem(400),
            "dataset",
        );
    });
}

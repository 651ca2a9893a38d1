//! Revisions on the command line: the list, and what each changed.

use pejl_tests::Place;
use serde_json::json;

use crate::persons::import_ledger;

#[test]
fn revisions_are_listed_as_before_and_tell_what_they_changed() {
    let place = Place::sqlite();
    import_ledger(&place, &[1, 2], &[0, 1]);
    import_ledger(&place, &[2], &[1, 2]);
    let told = place
        .run(["revisions", "changes", "2", "--format", "json"])
        .expect_done()
        .json();
    assert_eq!(told["meta"]["kind"], "import");
    let item = &told["items"][0];
    assert_eq!(
        (&item["period"], &item["added"], &item["removed"]),
        (&json!("2019-02"), &json!(1), &json!(1))
    );
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    let rows = place.run(["revisions", "changes", "2", "--rows", "--format", "json"]);
    assert_eq!(
        rows.expect_done().json()["items"],
        json!([]),
        "rows of persons are not shown"
    );
    let table = place
        .run(["revisions", "changes", "1"])
        .expect_done()
        .stdout;
    assert!(table.contains("2019-01"), "{table}");
    place.run(["revisions", "changes", "3"]).expect_code(2);
}

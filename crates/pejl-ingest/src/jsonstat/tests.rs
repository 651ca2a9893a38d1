#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::lang::Lang;

use crate::testing::{check_refused, read_bytes, read_text};
use crate::{Limits, OpenOptions, Role};

const DATASET: &str = r#"{
  "version": "2.0", "class": "dataset", "label": "Udgifter", "source": "Danmarks Statistik", "updated": "2024-05-01",
  "id": ["OMRÅDE", "Tid"], "size": [2, "2"],
  "role": {"time": ["Tid"]},
  "dimension": {
    "OMRÅDE": {"label": "område", "category": {"index": {"000": 1, "630": 0}, "label": {"630": "Vejle", "000": "Hele landet"}}},
    "Tid": {"category": {"index": ["2018", "2019"]}}
  },
  "extension": {"px": {"tableid": "REGK31", "language": "da"}},
  "value": [1, -2.50,
            null, ".."],
  "status": {"2": "..", "0": "f"}
}"#;

#[test]
fn cells_come_in_row_major_order_with_codes_status_and_lines() {
    let whole = read_text(DATASET).unwrap();
    assert_eq!(whole.names(), ["OMRÅDE", "Tid", "INDHOLD", "STATUS"]);
    let expected = [
        ["630", "2018", "1", "f"],
        ["630", "2019", "-2.50", ""],
        ["000", "2018", "", ".."],
        ["000", "2019", "..", ""],
    ];
    assert_eq!(whole.rows, expected);
    assert_eq!(whole.lines, [10, 10, 11, 11]);
    let described = &whole.described;
    assert_eq!(
        (
            described.table.as_deref(),
            described.language,
            described.title.as_deref()
        ),
        (Some("REGK31"), Some(Lang::Da), Some("Udgifter"))
    );
    assert_eq!(described.notes, ["Danmarks Statistik"]);
    let roles: Vec<_> = described.columns.iter().map(|c| c.role.unwrap()).collect();
    assert_eq!(
        roles,
        [Role::Dimension, Role::Time, Role::Value, Role::Status]
    );
}

#[test]
fn sparse_values_are_the_same_table() {
    let sparse = DATASET.replace(
        "[1, -2.50,\n            null, \"..\"]",
        "{\"3\": \"..\", \"0\": 1,\n \"1\": -2.50}",
    );
    let whole = read_text(&sparse).unwrap();
    assert_eq!(whole.rows, read_text(DATASET).unwrap().rows);
    assert_eq!(whole.lines, [10, 11, 10, 10]);
    check_refused(
        &DATASET.replace("{\"2\": \"..\", \"0\": \"f\"}", "{\"4\": \"..\"}"),
        "json.cell_outside",
        Some(12),
    );
    check_refused(
        &sparse.replace("\"3\": \"..\"", "\"1\": 5"),
        "json.cell_twice",
        Some(11),
    );
    check_refused(
        &sparse.replace("\"3\":", "\"-1\":"),
        "json.cell_outside",
        Some(10),
    );
}

#[test]
fn one_status_for_all() {
    let same = DATASET.replace("{\"2\": \"..\", \"0\": \"f\"}", "\"p\"");
    let status: Vec<String> = read_text(&same)
        .unwrap()
        .rows
        .into_iter()
        .filter_map(|row| row.last().cloned())
        .collect();
    assert_eq!(status, ["p"; 4]);
    let listed = read_text(&DATASET.replace("{\"2\": \"..\", \"0\": \"f\"}", "[\"p\"]")).unwrap();
    assert_eq!(
        (listed.warnings(), listed.rows.len()),
        (vec!["json.one_status"], 4)
    );
    check_refused(
        &DATASET.replace("{\"2\": \"..\", \"0\": \"f\"}", "[\"p\", 1]"),
        "json.unexpected_value",
        Some(12),
    );
    check_refused(
        &DATASET.replace("{\"2\": \"..\", \"0\": \"f\"}", "[\"p\", null]"),
        "json.wrong_number_of_cells",
        Some(12),
    );
    let none = read_text(&DATASET.replace("{\"2\": \"..\", \"0\": \"f\"}", "null")).unwrap();
    assert_eq!(none.names(), ["OMRÅDE", "Tid", "INDHOLD"]);
}

#[test]
fn what_does_not_fit_is_refused_with_its_line() {
    check_refused(
        &DATASET.replace("[2, \"2\"]", "[2]"),
        "json.sizes_differ",
        Some(3),
    );
    check_refused(
        &DATASET.replace("[2, \"2\"]", "[2, 3]"),
        "json.categories_differ",
        Some(7),
    );
    let issue = check_refused(
        &DATASET.replace("[2, \"2\"]", "[2, 2.5]"),
        "json.unexpected_value",
        Some(3),
    );
    assert_eq!(
        (issue.column.as_deref(), issue.value.as_deref()),
        (Some("size"), Some("2.5"))
    );
    check_refused(
        &DATASET.replace("\"000\": 1", "\"000\": 0"),
        "json.positions",
        Some(6),
    );
    check_refused(
        &DATASET.replace("[\"2018\", \"2019\"]", "[\"2018\", \"2018\"]"),
        "json.code_twice",
        Some(7),
    );
    check_refused(
        &DATASET.replace("[\"OMRÅDE\", \"Tid\"]", "[\"OMRÅDE\", \"Time\"]"),
        "json.dimension_missing",
        Some(3),
    );
    check_refused(
        &DATASET.replace("[\"OMRÅDE\", \"Tid\"]", "[\"Tid\", \"Tid\"]"),
        "json.dimension_twice",
        Some(3),
    );
    check_refused(
        &DATASET.replace(
            "\"index\": [\"2018\", \"2019\"]",
            "\"label\": {\"2018\": \"a\", \"2019\": \"b\"}",
        ),
        "json.no_index",
        Some(7),
    );
    check_refused(
        &DATASET.replace("null, \"..\"]", "null]"),
        "json.wrong_number_of_cells",
        Some(10),
    );
    check_refused(
        &DATASET.replace("null, \"..\"]", "true, \"..\"]"),
        "json.unexpected_value",
        Some(11),
    );
    check_refused(
        &DATASET.replace("\"value\"", "\"values\""),
        "json.no_field",
        Some(1),
    );
    check_refused(
        &DATASET.replace("null, \"..\"]", "null \"..\"]"),
        "json.syntax",
        Some(11),
    );
    check_refused(DATASET.get(..400).unwrap(), "json.truncated", Some(8));
}

#[test]
fn one_category_may_do_without_index() {
    let one = DATASET.replace("[2, \"2\"]", "[2, 1]").replace(
        "{\"index\": [\"2018\", \"2019\"]}",
        "{\"label\": {\"2018\": \"år 2018\"}}",
    );
    let one = one
        .replace("[1, -2.50,\n            null, \"..\"]", "[1, 2]")
        .replace("{\"2\": \"..\", \"0\": \"f\"}", "null");
    assert_eq!(
        read_text(&one).unwrap().rows,
        [["630", "2018", "1"], ["000", "2018", "2"]]
    );
}

#[test]
fn units_come_with_their_category() {
    let units = DATASET.replace("\"index\": [\"2018\", \"2019\"]", "\"index\": [\"2018\", \"2019\"], \"unit\": {\"2018\": {\"base\": \"kr.\"}, \"2019\": {\"label\": \"antal\"}}");
    let described = read_text(&units).unwrap().described;
    let of_member: Vec<_> = described
        .columns
        .get(1)
        .unwrap()
        .units
        .clone()
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(
        of_member,
        [
            ("2018".to_owned(), "kr.".to_owned()),
            ("2019".into(), "antal".into())
        ]
    );
    assert_eq!(described.unit, None);
    let one_unit = units.replace("antal", "kr.");
    assert_eq!(
        read_text(&one_unit).unwrap().described.unit.as_deref(),
        Some("kr.")
    );
}

#[test]
fn several_datasets_must_be_declared() {
    let small = |label: &str| {
        format!(
            "{{\"label\": \"{label}\", \"value\": [1], \"dimension\": {{\"id\": [\"a\"], \"size\": [1], \"a\": {{\"category\": {{\"index\": [\"x\"]}}}}}}}}"
        )
    };
    let bundle = format!("{{\"første\": {}, \"anden\": {}}}", small("1"), small("2"));
    let issue = check_refused(&bundle, "json.several_datasets", Some(1));
    assert!(issue.message.da.contains("`første`, `anden`"), "{issue:?}");
    let part = |part: &str| OpenOptions {
        part: Some(part.into()),
        ..OpenOptions::default()
    };
    assert_eq!(
        read_bytes(bundle.as_bytes(), &part("anden"))
            .unwrap()
            .described
            .title
            .as_deref(),
        Some("2")
    );
    assert_eq!(
        read_bytes(bundle.as_bytes(), &part("tredje"))
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "json.no_such_dataset"
    );
    let collection = format!(
        "{{\"class\": \"collection\", \"link\": {{\"item\": [{}, {{\"class\": \"dataset\", \"href\": \"x\"}}]}}}}",
        small("1")
    );
    assert_eq!(read_text(&collection).unwrap().rows, [["x", "1"]]);
    check_refused(
        "{\"class\": \"collection\", \"link\": {\"item\": [{\"class\": \"dataset\", \"href\": \"x\"}]}}",
        "json.only_links",
        Some(1),
    );
    check_refused("{\"class\": \"dimension\"}", "json.not_a_dataset", Some(1));
}

#[test]
fn an_answer_that_is_an_error_says_so() {
    let issue = check_refused(
        "{\"errorTypeCode\": \"EXTRACT-NOTFOUND\", \"message\": \"Tabellen findes ikke\"}",
        "json.server_error",
        Some(1),
    );
    assert!(
        issue.message.da.ends_with("Tabellen findes ikke"),
        "{issue:?}"
    );
    check_refused("[1, 2]", "json.not_json_stat", Some(1));
    check_refused("{\"class\": 3}", "json.not_json_stat", Some(1));
}

#[test]
fn a_huge_cube_is_refused_without_reserving_it() {
    let sizes = DATASET.replace("[2, \"2\"]", "[2, 2]");
    let few = OpenOptions {
        limits: Limits {
            max_cells: 3,
            ..Limits::default()
        },
        ..OpenOptions::default()
    };
    assert_eq!(
        read_bytes(sizes.as_bytes(), &few)
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "file.too_many_cells"
    );
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    check_refused(&deep, "json.not_json_stat", Some(1));
}

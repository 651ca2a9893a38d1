//! Areas, functions, numbers and periods that are none.

use super::*;

#[test]
fn unknown_municipality_is_refused_with_the_nearest_known_ones() {
    let issues = rows_refused(
        "area.csv",
        "766;53027;1;TOT;INDL;2019;1\nHedenstad;53027;1;TOT;INDL;2019;2\n",
    );
    let issue = check(
        &issues,
        "area.unknown",
        Some(3),
        Some("OMRÅDE"),
        Some("Hedenstad"),
    );
    assert!(
        issue["message_da"]
            .as_str()
            .unwrap()
            .contains("766 Hedensted"),
        "{issue}"
    );
}

#[test]
fn municipality_of_before_2007_is_refused() {
    let issues = rows_refused("area.csv", "600;53027;1;TOT;INDL;2019;1\n");
    check(
        &issues,
        "area.unknown",
        Some(2),
        Some("OMRÅDE"),
        Some("600"),
    );
}

#[test]
fn money_on_a_function_before_it_existed_is_refused() {
    let issues = rows_refused("early.csv", "766;53027;1;TOT;INDL;2016;10\n");
    let issue = check(
        &issues,
        "function.not_in_year",
        Some(2),
        Some("FUNKTION"),
        Some("53027"),
    );
    assert!(
        issue["message_en"].as_str().unwrap().contains("2018-01-01"),
        "{issue}"
    );
    // And after it had ended.
    let issues = rows_refused("late.csv", "766;53232;1;TOT;INDL;2019;10\n");
    let issue = check(
        &issues,
        "function.not_in_year",
        Some(2),
        Some("FUNKTION"),
        Some("53232"),
    );
    assert!(
        issue["message_en"].as_str().unwrap().contains("2017-12-31"),
        "{issue}"
    );
}

#[test]
fn zero_on_a_function_before_it_existed_is_not_applicable() {
    let place = Place::sqlite();
    let rows = "766;53027;1;TOT;INDL;2016;0\n766;53027;1;TOT;INDL;2018;10\n";
    let file = place.write("zero.csv", format!("{HEADER}{rows}"));
    assert_eq!(
        place.import(&file, &["--table", "REGK31"])["state"],
        "committed"
    );
    let facts = place
        .run([
            "query", "--table", "REGK31", "--period", "2016", "--format", "json",
        ])
        .expect_done()
        .json();
    assert_eq!(facts["items"][0]["cell"], "not_applicable", "{facts}");
    assert_eq!(facts["items"][0]["value"], Value::Null, "{facts}");
}

#[test]
fn unlisted_function_is_kept_with_a_warning() {
    let place = Place::sqlite();
    let rows = "766;53099;1;TOT;INDL;2019;7\n630;53099;1;TOT;INDL;2019;8\n";
    let file = place.write("unlisted.csv", format!("{HEADER}{rows}"));
    let summary = place.import(&file, &["--table", "REGK31"]);
    assert_eq!(
        (&summary["state"], &summary["n_rows"]),
        (&Value::from("committed"), &Value::from(2))
    );
    let warnings = summary["issues"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "named once: {warnings:#?}");
    assert_eq!(
        (&warnings[0]["rule"], &warnings[0]["severity"]),
        (&Value::from("function.unlisted"), &Value::from("warning"))
    );
    assert_eq!(warnings[0]["line"], 2);
    let arguments = [
        "query",
        "--table",
        "REGK31",
        "--municipality",
        "630",
        "--filter",
        "function=5.30.99",
        "--format",
        "json",
    ];
    let facts = place.run(arguments).expect_done().json();
    assert_eq!(facts["items"].as_array().unwrap().len(), 1, "{facts}");
}

#[test]
fn what_is_no_number_or_an_ambiguous_one_is_refused() {
    let issues = rows_refused("number.csv", "766;53027;1;TOT;INDL;2019;12x\n");
    check(
        &issues,
        "number.malformed",
        Some(2),
        Some("INDHOLD"),
        Some("12x"),
    );
    // 1,234 or 1.234 thousand: only who made the file knows.
    let issues = rows_refused("number.csv", "766;53027;1;TOT;INDL;2019;1.234\n");
    check(
        &issues,
        "number.ambiguous",
        Some(2),
        Some("INDHOLD"),
        Some("1.234"),
    );
}

#[test]
fn what_is_no_period_is_refused() {
    let issues = rows_refused("period.csv", "766;53027;1;TOT;INDL;19;1\n");
    check(&issues, "period.invalid", Some(2), Some("TID"), Some("19"));
}

#[test]
fn every_wrong_row_is_named_up_to_a_hundred() {
    let rows: String = (0..250)
        .map(|n| format!("X{n};53027;1;TOT;INDL;2019;{n}\n"))
        .collect();
    let issues = rows_refused("many.csv", &rows);
    assert_eq!(issues.len(), 100);
    assert_eq!(issues[99]["line"], 101);
}

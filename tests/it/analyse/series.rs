//! Numbers in the order of time.

use serde_json::{Value, json};

use super::{File, near};

#[test]
fn chart_of_a_series_with_an_outlier() {
    // The series of NHSRplotthedots' own tests; what it should give stands there.
    let file = File::column("value", "1 2 1 2 10 1 2 1 2 1 2 1 2 1 2 1 2 1");
    let found = file.item("spc", &["--direction", "down", "--target", "5"]);
    let phase = &found["phases"][0];
    near(&phase["centre"], 1.9444, 5e-5);
    near(&phase["lower_limit"], -0.7156, 5e-5);
    near(&phase["upper_limit"], 4.6044, 5e-5);
    near(&phase["upper_two_sigma"], 1.9444 + 1.7733, 1e-4);
    near(&phase["mean_moving_range"], 1.0, 1e-12);
    assert_eq!(
        (&phase["screened_out"], &phase["trial"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(
        found["points"][4],
        json!({"time": null, "value": 10.0, "phase": 1, "signal": "outside_limits", "signal_direction": "high"})
    );
    assert_eq!(found["variation"], "common_cause");
    assert_eq!(found["assurance"], "passing");
    let found = file.item("spc", &["--no-screening"]);
    near(&found["phases"][0]["upper_limit"], 6.9515, 5e-5);
    assert_eq!(found["assurance"], Value::Null);
}

#[test]
fn phases_begin_at_times_and_series_stand_apart() {
    // Months are put in order.
    let row = |no: usize| format!("A;2017-{:02};{}\n", no + 1, 10 + no % 2);
    let of_one: String = (0..12).rev().map(row).collect();
    let flat: String = (0..12)
        .map(|no| format!("B;2017-{:02};5\n", no + 1))
        .collect();
    let file = File::new(&format!("series;time;value\n{of_one}{flat}"));
    let found = file.found("spc", &["--phase-start", "2017-05"]);
    let (one, flat) = (&found["items"][0], &found["items"][1]);
    assert_eq!(
        (&one["series"], &flat["series"]),
        (&json!("A"), &json!("B"))
    );
    let starts: Vec<&Value> = one["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["start"])
        .collect();
    assert_eq!(starts, ["2017-01", "2017-05"]);
    assert_eq!(
        (&one["points"][3]["phase"], &one["points"][4]["phase"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(one["points"][0]["time"], "2017-01");
    // A constant series has no limits and says so.
    assert_eq!(flat["phases"][0]["upper_limit"], Value::Null);
    assert_eq!(
        flat["phases"][0]["reason"],
        "points that do not differ have no limits"
    );
    assert_eq!(one["gaps"], json!([]));
    let gap = File::new("time,value\n2017-01,1\n2017-02,2\n2017-04,1\n").item("spc", &[]);
    assert_eq!(gap["gaps"], json!(["2017-04"]));
    let said = file.misused("spc", &["--phase-start", "2019-01"]);
    assert!(said.contains("phase-start `2019-01`"), "{said}");
    let said = File::new("time,value\n2017-01,1\n2017-01,2\n").refused("spc", &[]);
    assert!(
        said.contains("line 3, column `time`, value `2017-01`: stands twice"),
        "{said}"
    );
}

#[test]
fn rises_of_a_series() {
    // J. Little, "A Mann-Kendall example (by hand)"; see `pejl_stats::trend`.
    let file = File::column(
        "value",
        "12.9 14.8 13.2 15.7 13.8 15.6 12.9 11.0 17.3 15.9 19.0 18.3 20.1 21.7",
    );
    let found = file.item("trend-test", &[]);
    let test = &found["mann_kendall"];
    assert_eq!((&found["n"], &test["s"]), (&json!(14), &json!(54)));
    near(&test["var_s"], (14.0 * 13.0 * 33.0 - 18.0) / 18.0, 1e-9);
    near(&test["z"], 2.9058, 5e-5);
    near(&test["tau"], 54.0 / 91.0, 1e-12);
    // P. Sen's example of 1968: slope and intercept 4.
    let file = File::new("t,value\n1,9\n2,15\n3,19\n4,20\n10,45\n12,55\n18,78\n");
    let found = file.item("trend-test", &[]);
    near(&found["theil_sen"]["slope"], 4.0, 1e-12);
    near(&found["theil_sen"]["intercept"], 4.0, 1e-12);
    // Of the 21 slopes those in the fourth and the eighteenth place, as with the 93 % of his interval.
    near(&found["theil_sen"]["lower_95"], 3.71, 0.005);
    near(&found["theil_sen"]["upper_95"], 4.38, 0.006);
    // Rows out of order are put in the order of time; months count from the first.
    let file = File::new("t,value\n2017-03,4\n2017-01,5\n2017-07,2\n");
    let found = file.item("trend-test", &[]);
    assert_eq!(found["mann_kendall"]["s"], -3);
    near(&found["theil_sen"]["slope"], -0.5, 1e-12);
    near(&found["theil_sen"]["intercept"], 5.0, 1e-12);
    let said = File::new("t,value\nspring,1\nautumn,2\n").refused("trend-test", &[]);
    assert!(
        said.contains("line 2, column `t`, value `spring`: expected a number"),
        "{said}"
    );
}

#[test]
fn forecasts_by_each_method() {
    // Oil production of Saudi Arabia; see `pejl_stats::forecast`. What is named has the bands that the book prints.
    let oil = "445.36 453.20 454.41 422.38 456.04 440.39 425.19 486.21 500.43 521.28 508.95 488.89 509.87 456.72 473.82 525.95 549.83 542.34";
    let file = File::column("value", oil);
    let found = file.item("forecast", &["--method", "ses", "--horizon", "2"]);
    assert_eq!(found["method"], "ses");
    near(&found["parameters"]["alpha"], 0.8339, 2e-4);
    let first = &found["points"][0];
    assert_eq!(first["h"], 1);
    near(&first["mean"], 542.6806, 0.02);
    near(&first["lower_80"], 504.4541, 0.02);
    near(&first["upper_95"], 601.1429, 0.02);
    assert!(found["backtest"]["mase"].as_f64().unwrap() > 0.0);
    // The line of least squares with t(16).
    let found = file.item("forecast", &["--method", "ols", "--horizon", "1"]);
    assert_eq!(found["method"], "ols");
    // With auto the method says how all did beside it.
    let found = file.item("forecast", &["--horizon", "2"]);
    let methods = found["backtest"]["methods"].as_array().unwrap();
    assert!(methods.iter().any(|one| one["method"] == "naive"));
    let least = methods
        .iter()
        .map(|one| one["mean_error"].as_f64().unwrap())
        .fold(f64::INFINITY, f64::min);
    let chosen = methods
        .iter()
        .find(|one| one["method"] == found["method"])
        .unwrap();
    near(&chosen["mean_error"], least, 1e-6);
    let share = chosen["within_80"].as_f64().unwrap() / chosen["n"].as_f64().unwrap();
    near(&found["backtest"]["coverage_80"], share, 1e-12);
    // A season that is as the last one.
    let file = File::column("value", "1 5 2 1 5 2 1 5 2 1");
    let found = file.item(
        "forecast",
        &[
            "--method",
            "seasonal_naive",
            "--season",
            "3",
            "--horizon",
            "2",
        ],
    );
    assert_eq!(
        (&found["points"][0]["mean"], &found["points"][1]["mean"]),
        (&json!(5.0), &json!(2.0))
    );
    assert_eq!(found["backtest"]["mase"], Value::Null);
    let said = file.refused("forecast", &["--method", "holt_winters"]);
    assert!(said.contains("a season has from 2 to 60 points"), "{said}");
}

#[test]
fn gaps_and_too_few_points_are_refused() {
    let file = File::new("t,value\n2017-01,1\n2017-02,2\n2017-04,3\n2017-05,3\n");
    let said = file.refused("forecast", &[]);
    assert!(
        said.contains("line 4, column `t`, value `2017-04`"),
        "{said}"
    );
    assert!(said.contains("a gap"), "{said}");
    let said = File::column("value", "1 2").refused("trend-test", &[]);
    assert!(said.contains("2 points: at least 3 are needed"), "{said}");
    let said = File::column("value", "1 2").refused("forecast", &[]);
    assert!(said.contains("2 points: at least"), "{said}");
    // One of two series that has too few says so, and the other has its answer.
    let file = File::new("series,t,value\nA,1,1\nA,2,2\nA,3,4\nB,1,1\n");
    let found = file.found("trend-test", &[]);
    assert_eq!(found["items"][0]["mann_kendall"]["s"], 3);
    assert_eq!(found["items"][1]["mann_kendall"], Value::Null);
    assert_eq!(
        found["items"][1]["reason"],
        "1 points: at least 2 are needed"
    );
    let said = File::new("value\n").refused("spc", &[]);
    assert!(said.contains("no rows"), "{said}");
}

#[test]
fn levels_and_what_changed_at_an_interruption() {
    let values = "5 5.2 4.9 5.1 5 4.8 8 8.1 7.9 8.2 8 7.9";
    let file = File::column("value", values);
    let found = file.item("changes", &["--least", "3"]);
    let starts: Vec<&Value> = found["levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["start"])
        .collect();
    assert_eq!(starts, [&json!(1), &json!(7)]);
    let found = file.item("interrupted", &["--start", "7", "--change", "level"]);
    near(&found["level"]["value"], 8.0167 - 5.0, 0.05);
    assert!(found["level"]["lower_95"].as_f64().unwrap() > 2.7);
    assert_eq!(
        (&found["n_before"], &found["slope"]),
        (&json!(6), &Value::Null)
    );
    let said = file.refused("interrupted", &["--start", "2"]);
    assert!(said.contains("1 points before and 11 after"), "{said}");
    let said = file.misused("interrupted", &["--start", "13"]);
    assert!(said.contains("start `13`"), "{said}");
}

#[test]
fn a_column_alone_and_a_delimiter_that_is_named() {
    let file = File::new("value\n1,5\n2,5\n4\n");
    let found = file.item("trend-test", &["--decimal", ","]);
    assert_eq!(
        (&found["n"], &found["mann_kendall"]["s"]),
        (&json!(3), &json!(3))
    );
    // Two delimiters fit, so that one must be named.
    let file = File::new("t;a,value\n1;2,5\n2;3,5\n3;4,5\n");
    let said = file.refused("trend-test", &[]);
    assert!(said.contains("declare it with --delimiter"), "{said}");
    let found = file.item("trend-test", &["--delimiter", "comma"]);
    near(&found["least_squares"]["slope"]["value"], 0.0, 1e-12);
    let options = [
        "--delimiter",
        "semicolon",
        "--decimal",
        ",",
        "--value",
        "a,value",
    ];
    let found = file.item("trend-test", &options);
    near(&found["least_squares"]["slope"]["value"], 1.0, 1e-12);
    let said = file.misused("trend-test", &["--delimiter", "|"]);
    assert!(said.contains("expected semicolon, comma or tab"), "{said}");
}

#[test]
fn more_than_a_method_takes_is_refused() {
    let rows: String = (0..20_001).map(|no| format!("{no}\n")).collect();
    let file = File::new(&format!("value\n{rows}"));
    for (method, most) in [
        ("trend-test", 5_000),
        ("forecast", 5_000),
        ("changes", 20_000),
    ] {
        let said = file.refused(method, &[]);
        let expected = format!("20001 points: at most {most} are taken");
        assert!(said.contains(&expected), "{said}");
    }
    let file = File::column("value", "1 2 3 4 5 6");
    let said = file.refused("forecast", &["--horizon", "18446744073709551615"]);
    assert!(said.contains("from 1 to 600 steps ahead"), "{said}");
}

#[test]
fn a_month_that_is_mistyped_is_refused() {
    let file = File::new("time,value\n2018-03,1\n2018-01,2\n2018-02,4\n2018-0,3\n");
    for method in ["spc", "changes"] {
        let said = file.refused(method, &[]);
        let expected =
            "line 5, column `time`, value `2018-0`: expected a month such as `2018-03` on line 2";
        assert!(said.contains(expected), "{said}");
    }
    let found = file.item("spc", &["--in-order"]);
    assert_eq!(
        (&found["points"][0]["time"], &found["gaps"]),
        (&json!("2018-03"), &json!([]))
    );
}

#[test]
fn a_blank_line_in_a_column_is_an_empty_cell() {
    let file = File::new("value\n3\n\n\n\n7\n8\n9\n");
    for method in ["forecast", "spc", "trend-test"] {
        let said = file.refused(method, &[]);
        assert!(said.contains("line 3, column `value`"), "{said}");
    }
    // After the last row nothing is missing.
    let file = File::new("value\n3\n7\n8\n9\n\n\n");
    assert_eq!(file.item("trend-test", &[])["n"], 4);
}

#[test]
fn bands_are_named_and_can_be_those_of_textbooks() {
    let file = File::column("value", "3 5 4 8 6 7 9 8 7 9 8 9 6 7 9 8");
    let width = |options: &[&str]| {
        let found = file.found("forecast", options);
        let point = &found["items"][0]["points"][0];
        let end = |name: &str| point[name].as_f64().unwrap();
        (
            found["meta"]["options"]["bands"].clone(),
            end("upper_95") - end("lower_95"),
        )
    };
    let (whole, textbook) = (width(&[]), width(&["--bands", "textbook"]));
    assert_eq!(
        (&whole.0, &textbook.0),
        (&json!("whole"), &json!("textbook"))
    );
    assert!(textbook.1 < whole.1, "{textbook:?} {whole:?}");
    let named = width(&["--method", "naive"]);
    assert_eq!(named.0, "textbook");
    // Steps of the naive model: 1.96 standard errors on either side.
    let squares: f64 = [
        2.0, -1.0, 4.0, -2.0, 1.0, 2.0, -1.0, -1.0, 2.0, -1.0, 1.0, -3.0, 1.0, 2.0, -1.0,
    ]
    .iter()
    .map(|step: &f64| step * step)
    .sum();
    assert!(
        (named.1 - 2.0 * 1.959964 * (squares / 15.0).sqrt()).abs() < 1e-4,
        "{named:?}"
    );
    assert_eq!(width(&["--method", "naive", "--bands", "whole"]).0, "whole");
}

#[test]
fn the_series_of_a_file_together_are_bounded() {
    let series = |n_series: usize, n: usize| {
        let row = |no: usize| format!("{},{}\n", no / n, no % 7);
        let rows: String = (0..n_series * n).map(row).collect();
        File::new(&format!("series,value\n{rows}"))
    };
    let said = series(3, 1_000).refused("forecast", &["--season", "60", "--horizon", "60"]);
    assert!(said.contains("13068000 points times the square of their season's points and six in all series together: at most 10000000 are taken"), "{said}");
    let said = series(3, 1_000).refused("interrupted", &["--season", "60", "--start", "500"]);
    assert!(said.contains("at most 10000000 are taken"), "{said}");
    let said = series(11, 5_000).refused("trend-test", &[]);
    assert!(
        said.contains(
            "137472500 pairs of points in all series together: at most 125000000 are taken"
        ),
        "{said}"
    );
    let said = series(11, 20_000).refused("changes", &[]);
    assert!(said.contains("at most 2000000000 are taken"), "{said}");
}

#[test]
fn a_phase_without_limits_has_no_assurance_and_says_so() {
    let file = File::column("value", "5 5 5 5");
    let found = file.item("spc", &["--direction", "up", "--target", "3"]);
    assert_eq!(
        (&found["assurance"], &found["reason"]),
        (
            &Value::Null,
            &json!("assurance: the last phase has no limits")
        )
    );
    assert_eq!(
        file.item("spc", &["--direction", "up"])["reason"],
        Value::Null
    );
}

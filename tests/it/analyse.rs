//! `pejl analyse`: statistics on any file, from the command line to JSON.

use std::path::PathBuf;

use pejl_tests::Place;
use pejl_tests::process::{Finished, run_pejl};
use serde_json::{Value, json};

struct File {
    _place: Place,
    path: PathBuf,
}

impl File {
    fn new(text: &str) -> Self {
        let place = Place::sqlite();
        let path = place.folder().join("numbers.csv");
        std::fs::write(&path, text).unwrap();
        Self {
            _place: place,
            path,
        }
    }

    fn run(&self, method: &str, options: &[&str]) -> Finished {
        let path = self.path.display().to_string();
        run_pejl(["analyse", method, &path].iter().chain(options))
    }

    fn found(&self, method: &str, options: &[&str]) -> Value {
        let said = self.run(method, options).expect_done().stdout;
        serde_json::from_str(&said).unwrap()
    }
}

#[track_caller]
fn near(found: &Value, expected: f64, within: f64) {
    let number = found.as_f64().unwrap_or(f64::NAN);
    assert!(
        (number - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

#[test]
fn chart_of_a_series_with_an_outlier() {
    // The series of NHSRplotthedots' own tests; what it should give stands there.
    let values = "1 2 1 2 10 1 2 1 2 1 2 1 2 1 2 1 2 1".replace(' ', "\n");
    let file = File::new(&format!("value\n{values}\n"));
    let found = file.found("spc", &["--better", "down", "--target", "5"]);
    let limits = &found["phases"][0]["limits"];
    near(&limits["lower"], -0.7156, 5e-5);
    near(&limits["upper"], 4.6044, 5e-5);
    assert_eq!(
        found["points"][4],
        json!({"value": 10.0, "signal": "above_upper"})
    );
    assert_eq!(found["variation"], "common_cause");
    assert_eq!(found["assurance"], "consistently_passing");
    let found = file.found("spc", &["--no-screening"]);
    near(&found["phases"][0]["limits"]["upper"], 6.9515, 5e-5);
}

#[test]
fn phases_begin_where_a_column_changes() {
    let rows: String = (0..26)
        .map(|no| {
            format!(
                "{};{}\n",
                10 * (1 + no / 13) + no % 2,
                if no < 13 { "a" } else { "b" }
            )
        })
        .collect();
    let found = File::new(&format!("value;law\n{rows}")).found("spc", &["--phase", "law"]);
    let firsts: Vec<&Value> = found["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["first"])
        .collect();
    assert_eq!(firsts, [&json!(0), &json!(13)]);
}

#[test]
fn rates_and_shares_with_danish_numbers() {
    let file = File::new(
        "events;population;weight\n107;230.061;63986,6\n141;329.449;186263,6\n60;114.920;157302,2\n40;39.487;97647,0\n39;14.208;47572,6\n25;3.052;12262,6\n",
    );
    let options = ["--decimal", ",", "--per", "100000"];
    let found = file.found("standardise", &options);
    // M. Fay and E. Feuer, 1997, table I: 92.3.
    near(&found["rate"]["value"], 92.305, 5e-4);
    assert_eq!(found["events"], 412);
    let found = file.found("rates", &options);
    near(&found["rows"][0]["rate"]["value"], 107.0 / 2.30061, 1e-9);
    // R. Newcombe, 1998, table I: 81 of 263.
    let found = File::new("cases,n\n81,263\n0,20\n").found("shares", &[]);
    near(&found["rows"][0]["share"]["lower"], 0.2553, 5e-5);
    near(&found["rows"][0]["share"]["upper"], 0.3662, 5e-5);
    near(&found["rows"][1]["share"]["upper"], 0.1611, 5e-5);
}

#[test]
fn change_in_spending_to_the_oere() {
    let file = File::new(concat!(
        "service,oere_before,oere_after,population_before,share_before,price_before,population_after,share_after,price_after\n",
        "home,37200000000,35754000000,50000,0.0120,62000000,50500,0.0118,60000000\n",
        "new,0,150,1,1,1,3,1,50\n",
    ));
    let found = file.found("bridge", &["--factors", "population,share,price"]);
    let parts = &found["parts"];
    // In millions of kroner 3.629, −6.130 and −11.959, and exactly the change of −14.46 together.
    near(&parts["population"], 3.629e8, 5e4);
    near(&parts["share"], -6.130e8, 5e4);
    near(&parts["price"], -11.959e8, 5e4);
    let sum: i64 = ["population", "share", "price"]
        .iter()
        .map(|name| parts[*name].as_i64().unwrap())
        .sum();
    assert_eq!((sum, &found["new"]), (-1_446_000_000, &json!(150)));
}

#[test]
fn trend_forecast_and_change_of_a_series() {
    let values = "12.9 14.8 13.2 15.7 13.8 15.6 12.9 11.0 17.3 15.9 19.0 18.3 20.1 21.7";
    let file = File::new(&format!("value\n{}\n", values.replace(' ', "\n")));
    let found = file.found("trend", &[]);
    assert_eq!(found["mann_kendall"]["s"], 54);
    near(&found["mann_kendall"]["z"], 2.9058, 5e-5);
    let found = file.found("forecast", &["--horizon", "2"]);
    assert_eq!(found["steps"].as_array().unwrap().len(), 2);
    assert!(
        found["back_test"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["model"] == "naive")
    );
    let found = file.found("changes", &["--least", "3"]);
    assert_eq!(found["levels"][0]["first"], 0);
}

#[test]
fn nearest_of_the_peers() {
    let file = File::new("name,age,size\nown,0,0\nA,1,0\nB,2,10\nC,3,0\n");
    let found = file.found(
        "peers",
        &["--own", "own", "--factors", "age,size", "--nearest", "2"],
    );
    let names: Vec<&Value> = found["nearest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, ["A", "C"]);
    near(&found["nearest"][0]["distance"], 0.3_f64.sqrt(), 1e-12);
    let said = file
        .run("peers", &["--own", "D", "--factors", "age"])
        .expect_code(2)
        .stderr;
    assert!(said.contains("one of own, A, B, C"), "{said}");
}

#[test]
fn what_cannot_be_analysed_is_refused_with_its_place() {
    let file = File::new("value\n1\nmany\n");
    let said = file.run("spc", &[]).expect_code(1).stderr;
    assert!(
        said.contains("line 3, column `value`, value `many`"),
        "{said}"
    );
    let said = file.run("spc", &["--value", "other"]).expect_code(2).stderr;
    assert!(said.contains("expected one of value"), "{said}");
    let said = File::new("value\n1\n2\n")
        .run("trend", &[])
        .expect_code(1)
        .stderr;
    assert!(said.contains("2 points: at least 3 are needed"), "{said}");
    let said = file
        .run("rates", &["--confidence", "95"])
        .expect_code(2)
        .stderr;
    assert!(said.contains("--confidence 95"), "{said}");
}

#[test]
fn a_column_alone_and_a_delimiter_that_is_named() {
    let file = File::new("value\n1,5\n2,5\n4\n");
    let found = file.found("trend", &["--decimal", ","]);
    assert_eq!(
        (&found["n"], &found["mann_kendall"]["s"]),
        (&json!(3), &json!(3))
    );
    // Two delimiters fit, so that one must be named.
    let file = File::new("t;a,value\n1;2,5\n2;3,5\n3;4,5\n");
    let said = file.run("trend", &[]).expect_code(1).stderr;
    assert!(said.contains("declare it with --delimiter"), "{said}");
    let found = file.found("trend", &["--delimiter", "comma"]);
    near(&found["least_squares"]["slope"]["value"], 0.0, 1e-12);
    let options = [
        "--delimiter",
        "semicolon",
        "--decimal",
        ",",
        "--value",
        "a,value",
    ];
    let found = file.found("trend", &options);
    near(&found["least_squares"]["slope"]["value"], 1.0, 1e-12);
    let said = file
        .run("trend", &["--delimiter", "|"])
        .expect_code(2)
        .stderr;
    assert!(said.contains("expected semicolon, comma or tab"), "{said}");
}

#[test]
fn rows_without_a_rate_or_share_are_named() {
    let file = File::new("events,population\n3,100\n2,0\n");
    let said = file.run("rates", &[]).expect_code(1).stderr;
    let place = "line 3, column `population`, value `0`";
    assert!(said.contains(place), "{said}");
    let said = file.run("rates", &["--per", "0"]).expect_code(2).stderr;
    assert!(said.contains("--per 0"), "{said}");
    let file = File::new("cases,n\n3,10\n5,4\n0,0\n");
    let said = file.run("shares", &[]).expect_code(1).stderr;
    assert!(said.contains("line 4, column `n`, value `0`"), "{said}");
    let file = File::new("cases,n\n3,10\n5,4\n");
    let said = file.run("shares", &[]).expect_code(1).stderr;
    let place = "line 3, column `cases`, value `5`";
    assert!(said.contains(place), "{said}");
    assert!(said.contains("5 cases of 4 persons"), "{said}");
}

#[test]
fn no_answer_holds_what_is_no_number() {
    let file = File::new("name,age,size\nown,0,0\nA,1,0\nB,2,10\n");
    let options = [
        "--own",
        "own",
        "--factors",
        "age,size",
        "--weights",
        "1.7e308,1.7e308",
    ];
    let said = file.run("peers", &options).expect_code(1).stderr;
    assert!(said.contains("too large"), "{said}");
    let file = File::new("events,population\n3,100\n");
    let confidence = |share: &'static str| file.run("rates", &["--confidence", share]);
    let said = confidence("0.9999999").expect_code(2).stderr;
    assert!(said.contains("at most 0.999999"), "{said}");
    let said = confidence("0.999999").expect_done().stdout;
    let found: Value = serde_json::from_str(&said).unwrap();
    let upper = found["rows"][0]["rate"]["upper"].as_f64().unwrap();
    assert!(upper > 30.0 && upper.is_finite(), "{upper}");
}

#[test]
fn times_of_a_trend_rise() {
    let file = File::new("t,value\n1,5\n3,4\n2,3\n");
    let said = file.run("trend", &["--time", "t"]).expect_code(1).stderr;
    assert!(said.contains("line 4, column `t`, value `2`"), "{said}");
    let file = File::new("t,value\n1,5\n3,4\n7,2\n");
    let found = file.found("trend", &["--time", "t"]);
    assert_eq!(found["mann_kendall"]["s"], -3);
    near(&found["theil_sen"]["slope"], -0.5, 1e-12);
}

#[test]
fn more_than_a_method_takes_is_refused() {
    let rows: String = (0..20_001).map(|no| format!("{no}\n")).collect();
    let file = File::new(&format!("value\n{rows}"));
    for (method, most) in [("trend", 5_000), ("forecast", 5_000), ("changes", 20_000)] {
        let said = file.run(method, &[]).expect_code(1).stderr;
        let expected = format!("20001 points: at most {most} are taken");
        assert!(said.contains(&expected), "{said}");
    }
    let file = File::new("value\n1\n2\n3\n4\n5\n6\n");
    let horizon = ["--horizon", "18446744073709551615"];
    let said = file.run("forecast", &horizon).expect_code(1).stderr;
    assert!(said.contains("from 1 to 600 steps ahead"), "{said}");
}

#[test]
fn how_long_remissions_last() {
    // Freireich and others, 1963; see `pejl_stats::survival`.
    let drug = "6 6 6 -6 7 -9 10 -10 -11 13 16 -17 -19 -20 22 23 -25 -32 -32 -34 -35";
    let placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23";
    let rows = |times: &str, group: &str| -> String {
        let row = |time: &str| match time.strip_prefix('-') {
            Some(time) => format!("{time},0,{group}\n"),
            None => format!("{time},1,{group}\n"),
        };
        times.split(' ').map(row).collect()
    };
    let text = rows(drug, "6-MP") + &rows(placebo, "placebo");
    let file = File::new(&format!("time,event,arm\n{text}"));
    let found = file.found("survival", &["--group", "arm"]);
    near(&found["log_rank"]["chi_square"], 16.79, 0.005);
    assert_eq!(found["log_rank"]["observed"], json!([9, 21]));
    let (of_drug, of_placebo) = (&found["groups"][0], &found["groups"][1]);
    assert_eq!(
        (&of_drug["group"], &of_drug["median"]),
        (&json!("6-MP"), &json!(23.0))
    );
    assert_eq!(of_placebo["median"], 8.0);
    let first = &of_drug["steps"][0];
    assert_eq!(
        (&first["at_risk"], &first["events"], &first["censored"]),
        (&json!(21), &json!(3), &json!(1))
    );
    near(&first["survival"], 0.857, 5e-4);
    near(&first["lower_95"], 0.6197, 5e-5);
    near(&first["upper_95"], 0.9516, 5e-5);
    // All of the placebo's have ended by week 23: their mean is 182 / 21 weeks.
    near(&of_placebo["restricted_mean"]["mean"], 182.0 / 21.0, 1e-9);
    assert_eq!(of_drug["restricted_mean"]["limit"], 23.0);
    // Without groups one curve, and nothing to compare.
    let found = file.found("survival", &[]);
    assert_eq!(
        (&found["groups"][0]["n"], &found["log_rank"]),
        (&json!(42), &Value::Null)
    );
    let said = file
        .run("survival", &["--group", "arm", "--limit", "36"])
        .expect_code(2)
        .stderr;
    assert!(said.contains("from 0 to 35"), "{said}");
    let said = File::new("time,event\n3,1\n-1,0\n")
        .run("survival", &[])
        .expect_code(1)
        .stderr;
    assert!(said.contains("line 3, column `time`, value `-1`"), "{said}");
}

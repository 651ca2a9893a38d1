//! The answers have the fields that the contract names, with numbers or null and never anything else.

use serde_json::Value;

use super::File;

/// Every field that the contract names stands in the first item, and no number is missing without a word.
#[track_caller]
fn check(file: &File, method: &str, options: &[&str], fields: &[&str]) {
    let found = file.found(method, options);
    let item = &found["items"][0];
    for field in fields {
        let mut at = item;
        for part in field.split('.') {
            at = match part.parse::<usize>() {
                Ok(no) => &at[no],
                Err(_) => {
                    assert!(at.get(part).is_some(), "{method}: no {field} in {item}");
                    &at[part]
                }
            };
        }
        assert!(
            !at.is_null() || field.ends_with("reason"),
            "{method}: {field} is null in {item}"
        );
    }
    check_reasons(&found["items"]);
}

/// Fields in which null says that there is nothing to tell: names that the file has no column for, the direction of no signal, what
/// was not asked for, and parts that a model does not have.
const NOTHING_TO_TELL: [&str; 18] = [
    "reason",
    "series",
    "group",
    "area",
    "id",
    "unit",
    "set",
    "dataset",
    "time",
    "signal_direction",
    "assurance",
    "alpha",
    "beta",
    "gamma",
    "phi",
    "sigma",
    "level",
    "slope",
];

/// Beside every null there is a reason; a number that is none is written as null, so that it has one or is found here.
#[track_caller]
fn check_reasons(found: &Value) {
    match found {
        Value::Array(all) => all.iter().for_each(check_reasons),
        Value::Object(fields) => {
            let has_reason = fields.get("reason").is_some_and(Value::is_string);
            for (name, value) in fields {
                let is_missing = value.is_null()
                    || value
                        .as_array()
                        .is_some_and(|all| all.iter().any(Value::is_null));
                let is_told = has_reason || NOTHING_TO_TELL.contains(&name.as_str());
                assert!(!is_missing || is_told, "no reason for `{name}` in {found}");
                check_reasons(value);
            }
        }
        _ => {}
    }
}

fn series() -> File {
    let value = |no: u32| f64::from(no * 7919 % 23) + f64::from(no) / 2.0;
    let rows: String = (0..30)
        .map(|no| format!("A,{no},{no},{}\n", value(no)))
        .collect();
    File::new(&format!("series,time,t,value\n{rows}"))
}

#[test]
fn every_command_has_its_fields() {
    let series = series();
    check(
        &series,
        "spc",
        &["--direction", "up", "--target", "3"],
        &[
            "series",
            "phases.0.start",
            "phases.0.n",
            "phases.0.centre",
            "phases.0.lower_limit",
            "phases.0.upper_limit",
            "phases.0.lower_two_sigma",
            "phases.0.upper_two_sigma",
            "phases.0.mean_moving_range",
            "phases.0.screened_out",
            "phases.0.trial",
            "points.0.time",
            "points.0.value",
            "points.0.phase",
            "points.0.signal",
            "variation",
            "assurance",
        ],
    );
    check(
        &series,
        "trend-test",
        &[],
        &[
            "series",
            "n",
            "mann_kendall.s",
            "mann_kendall.var_s",
            "mann_kendall.z",
            "mann_kendall.p",
            "mann_kendall.tau",
            "theil_sen.slope",
            "theil_sen.intercept",
            "theil_sen.lower_95",
            "theil_sen.upper_95",
        ],
    );
    let of_forecast = [
        "series",
        "method",
        "parameters",
        "points.0.h",
        "points.0.mean",
        "points.0.lower_80",
        "points.0.upper_80",
        "points.0.lower_95",
        "points.0.upper_95",
        "backtest.mase",
        "backtest.coverage_80",
        "backtest.coverage_95",
    ];
    for method in [
        "auto",
        "ols",
        "naive",
        "seasonal_naive",
        "ses",
        "holt",
        "holt_damped",
        "holt_winters",
    ] {
        let options = ["--method", method, "--season", "4", "--horizon", "3"];
        check(&series, "forecast", &options, &of_forecast);
    }
    let times = File::new("group,time,event\nA,1,1\nA,2,0\nA,3,1\nB,1,1\nB,4,1\n");
    check(
        &times,
        "survival",
        &["--at", "2"],
        &[
            "group",
            "n",
            "events",
            "median",
            "rmst",
            "table.0.time",
            "table.0.at_risk",
            "table.0.events",
            "table.0.censored",
            "table.0.survival",
            "table.0.se",
            "table.0.lower_95",
            "table.0.upper_95",
            "at.0.survival",
        ],
    );
    check(
        &times,
        "survival",
        &["--cause", "1"],
        &["incidence.0.cause", "incidence.0.table.0.incidence"],
    );
    let counts = File::new(
        "id,unit,area,stratum,count,population,standard,ref_count,ref_population,numerator,denominator\nA,A,A,x,12,100,50,5,100,3,10\nB,B,A,y,4,100,50,5,100,4,10\n",
    );
    check(
        &counts,
        "rate",
        &[],
        &["id", "value", "lower_95", "upper_95", "method"],
    );
    check(
        &counts,
        "proportion",
        &[],
        &["id", "value", "lower_95", "upper_95", "method"],
    );
    let standardised = [
        "area",
        "count",
        "population",
        "value",
        "lower_95",
        "upper_95",
        "reason",
    ];
    check(&counts, "standardise", &[], &standardised);
    check(&counts, "standardise", &["--indirect"], &standardised);
    check(
        &counts,
        "funnel",
        &[],
        &[
            "unit",
            "value",
            "baseline",
            "lower_95",
            "upper_95",
            "lower_998",
            "upper_998",
            "position",
        ],
    );
    let products = File::new("dataset,period,product,price,quantity\nX,1,A,2,3\nX,2,A,3,4\n");
    for method in ["bennet", "lmdi", "shapley"] {
        check(
            &products,
            "bridge",
            &["--method", method],
            &[
                "dataset",
                "from",
                "to",
                "change",
                "parts.price",
                "parts.quantity",
                "new",
                "ceased",
                "products.0.product",
            ],
        );
    }
    check(
        &products,
        "index",
        &[],
        &["dataset", "formula", "fixed_base.1", "chained.1"],
    );
    let sets = File::new("set,unit,value\nX,A,1\nX,B,2\nX,C,4\n");
    check(
        &sets,
        "rank",
        &[],
        &[
            "set",
            "n",
            "quartiles.2",
            "units.0.unit",
            "units.0.value",
            "units.0.rank",
            "units.0.tied",
            "units.0.percentile",
            "units.0.quartile",
            "units.0.z",
            "units.0.robust_z",
        ],
    );
}

#[test]
fn what_is_not_told_has_a_reason() {
    let cases = [
        (
            "series,value\nA,5\nA,5\nA,5\nB,1\n",
            "spc",
            &["--direction", "up", "--target", "3"][..],
        ),
        ("series,value\nA,5\nB,1\nB,2\nB,4\n", "trend-test", &[]),
        (
            "series,value\nA,5\nB,5\nB,5\nB,5\nB,5\nB,5\nB,5\n",
            "forecast",
            &[],
        ),
        (
            "value\n1\n2\n4\n",
            "forecast",
            &["--method", "naive", "--horizon", "9"],
        ),
        (
            "series,value\nA,5\nB,1\nB,2\nB,4\nB,4\n",
            "changes",
            &["--least", "2"],
        ),
        (
            "group,time,event\nA,1,0\nA,2,1\nB,1,1\nB,2,1\n",
            "survival",
            &["--at", "0,1,3"],
        ),
        (
            "time,event\n1,0\n2,x\n3,x\n",
            "survival",
            &["--cause", "x", "--at", "1,9"],
        ),
        (
            "time,event\n1,0\n2,x\n3,y\n4,\n",
            "survival",
            &["--cause", "x", "--at", "1,9"],
        ),
        ("count,population\n0,0\n1,9\n", "rate", &[]),
        ("numerator,denominator\n0,0\n1,9\n", "proportion", &[]),
        ("numerator,denominator\n0,0\n1,9\n", "funnel", &[]),
        (
            "area,stratum,count,population,standard\nA,x,20,90,1\nA,y,0,0,1\nB,x,1,9,1\n",
            "standardise",
            &[],
        ),
        (
            "dataset,period,product,price,quantity\nX,1,a,2,3\nX,2,a,2,4\nY,1,a,1,1\nZ,1,a,0,1\nZ,2,b,1,0\n",
            "bridge",
            &[],
        ),
        (
            "dataset,period,product,price,quantity\nX,1,a,2,3\nX,2,b,2,4\nX,3,b,3,1\nY,1,a,1,1\nZ,1,a,2,1\nZ,2,a,2,1\n",
            "index",
            &[],
        ),
        ("set,value\nA,1\nA,3\nA,3\nA,\nB,\nC,7\n", "rank", &[]),
        (
            "unit,a,b\nown,1,2\nx,1,3\ny,1,3\n",
            "peers",
            &["--own", "own", "--factors", "a,b"],
        ),
    ];
    for (text, method, options) in cases {
        let found = File::new(text).found(method, options);
        check_reasons(&found["items"]);
    }
}

/// Numbers at the edges: an answer or a refusal, and never anything that is no number.
#[test]
fn numbers_at_the_edges_have_an_answer_or_a_refusal() {
    let values = [
        "5 5 5 5 5 5 5 5",
        "0 0 0 0",
        "1",
        "1e",
        "-1 1 -1 1 -1 1 -1 1",
        "9000000000000000 -9000000000000000 9000000000000000 1",
    ];
    for values in values {
        let file = File::column("value", values);
        for method in ["spc", "trend-test", "forecast", "changes", "rank"] {
            let said = file.run(method, &[]);
            match said.code {
                Some(0) => {
                    let found: Value = serde_json::from_str(&said.stdout).unwrap();
                    check_reasons(&found["items"]);
                    assert!(
                        found["items"]
                            .as_array()
                            .is_some_and(|items| !items.is_empty())
                    );
                }
                Some(1) => assert!(said.stderr.contains("numbers.csv"), "{}", said.stderr),
                code => panic!("{method} of {values}: {code:?} {}", said.stderr),
            }
        }
    }
}

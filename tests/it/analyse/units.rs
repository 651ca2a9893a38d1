//! Counts and numbers of units, areas and persons.

use serde_json::{Value, json};

use super::{File, near};

#[test]
fn rates_and_shares_with_danish_numbers() {
    let file = File::new(
        "area;stratum;count;population;standard\nP;0;107;230.061;63986,6\nP;1;141;329.449;186263,6\nP;2;60;114.920;157302,2\nP;3;40;39.487;97647,0\nP;4;39;14.208;47572,6\nP;5;25;3.052;12262,6\n",
    );
    let found = file.item("standardise", &["--decimal", ",", "--per", "100000"]);
    // M. Fay and E. Feuer, 1997, table I: 92.3.
    near(&found["value"], 92.305, 5e-4);
    assert_eq!(
        (&found["count"], &found["area"]),
        (&json!(412), &json!("P"))
    );
    assert_eq!(found["reason"], Value::Null);
    let found = file.found("rate", &["--decimal", ",", "--per", "100000"]);
    near(&found["items"][0]["value"], 107.0 / 2.30061, 1e-9);
    assert_eq!(found["items"][0]["method"], "byar");
    // R. Newcombe, 1998, table I: 81 of 263.
    let found =
        File::new("id,numerator,denominator\nA,81,263\nB,0,20\nC,0,0\n").found("proportion", &[]);
    near(&found["items"][0]["lower_95"], 0.2553, 5e-5);
    near(&found["items"][0]["upper_95"], 0.3662, 5e-5);
    near(&found["items"][1]["upper_95"], 0.1611, 5e-5);
    assert_eq!(found["items"][1]["method"], "wilson");
    assert_eq!(
        (&found["items"][2]["value"], &found["items"][2]["reason"]),
        (&Value::Null, &json!("a share of nothing"))
    );
    // Five events: 1.62 to 11.67 (exact Poisson), of a thousand persons.
    let found = File::new("id,count,population\nA,5,1000\nB,0,0\n").found("rate", &[]);
    near(&found["items"][0]["lower_95"], 1.6235, 5e-4);
    near(&found["items"][0]["upper_95"], 11.6683, 5e-4);
    assert_eq!(found["items"][0]["method"], "exact");
    assert_eq!(found["items"][1]["reason"], "a rate of nobody");
}

#[test]
fn few_events_have_no_standardised_rate_and_references_expect() {
    let file = File::new(
        "area,stratum,count,population,standard,ref_count,ref_population\nA,young,3,100,500,10,1000\nA,old,6,200,500,20,1000\nB,young,30,100,500,10,1000\nB,old,6,200,500,20,1000\n",
    );
    let found = file.found("standardise", &[]);
    let (few, many) = (&found["items"][0], &found["items"][1]);
    assert_eq!(
        (&few["value"], &few["lower_95"], &few["count"]),
        (&Value::Null, &Value::Null, &json!(9))
    );
    assert_eq!(few["reason"], "fewer than 10 events");
    near(&many["value"], (0.3 + 0.03) / 2.0, 1e-12);
    // 100 · 0.01 + 200 · 0.02 = 5 are expected of each.
    let found = file.found("standardise", &["--indirect"]);
    near(&found["items"][0]["value"], 9.0 / 5.0, 1e-12);
    near(&found["items"][0]["expected"], 5.0, 1e-12);
    near(&found["items"][1]["value"], 36.0 / 5.0, 1e-12);
    let never = File::new("area,count,population,ref_count,ref_population\nA,3,100,0,1000\n");
    let found = never.item("standardise", &["--indirect"]);
    assert_eq!(
        (&found["reason"], &found["expected"]),
        (&json!("nothing is expected"), &json!(0.0))
    );
    let twice = File::new("area,stratum,count,population,standard\nA,old,3,100,1\nA,old,3,100,1\n");
    let said = twice.refused("standardise", &[]);
    assert!(
        said.contains("line 3, column `stratum`, value `old`"),
        "{said}"
    );
}

#[test]
fn areas_are_weighed_by_one_standard_or_not_compared() {
    let heads = "area,stratum,count,population,standard,ref_count,ref_population\n";
    let file = |rows: &str| File::new(&format!("{heads}{rows}"));
    // The second area has no row of a stratum: over what it has its rate would be 0.1, and not of the same standard.
    let found = file("A,x,5,100,1000,10,1000\nA,y,40,100,1000,20,1000\nB,x,10,100,1000,10,1000\n");
    for options in [&[][..], &["--indirect"][..]] {
        let found = found.found("standardise", options);
        let (whole, part) = (&found["items"][0], &found["items"][1]);
        assert_eq!(whole["reason"], Value::Null);
        assert_eq!(
            (&part["value"], &part["lower_95"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(part["reason"], "stratum `y`: no row");
        assert_eq!(
            (&part["count"], &part["population"]),
            (&json!(10), &json!(100.0))
        );
    }
    let found = found.found("standardise", &[]);
    near(&found["items"][0]["value"], (0.05 + 0.4) / 2.0, 1e-12);
    // A stratum of nobody has no rate, and expects nothing.
    let found = file(
        "A,x,12,100,9,10,1000\nA,95+,0,0,1,20,1000\nB,x,12,100,9,10,1000\nB,95+,1,10,1,20,1000\n",
    );
    let direct = found.found("standardise", &[]);
    assert_eq!(direct["items"][0]["reason"], "stratum `95+`: nobody");
    near(&direct["items"][1]["value"], 0.12 * 0.9 + 0.1 * 0.1, 1e-12);
    let indirect = found.found("standardise", &["--indirect"]);
    near(&indirect["items"][0]["value"], 12.0, 1e-12);
    near(&indirect["items"][1]["value"], 13.0 / 1.2, 1e-12);
    // Strata in another order are the same strata.
    let turned = file("B,95+,1,10,1,20,1000\nB,x,12,100,9,10,1000\n").item("standardise", &[]);
    assert_eq!(turned["value"], direct["items"][1]["value"]);
    // One standard, and one reference, for all.
    let said = file("A,x,12,100,1000,1,9\nB,x,10,100,5000,1,9\n").refused("standardise", &[]);
    assert!(
        said.contains("line 3, column `standard`, value `5000`: expected 1000 as on line 2"),
        "{said}"
    );
    let other = file("A,x,12,100,1000,1,9\nB,x,10,100,1000,1,8\n");
    let said = other.refused("standardise", &["--indirect"]);
    assert!(
        said.contains("line 3, column `ref_population`, value `8`: expected 9"),
        "{said}"
    );
    let said = file("A,x,12,0,1000,1,9\n").refused("standardise", &[]);
    assert!(
        said.contains("line 2, column `population`, value `0`: 12 events of nobody"),
        "{said}"
    );
    let said = File::new("area,count,population,standard\nA,12,100,9\nB,12,100,9\n");
    let said = said.misused("standardise", &[]);
    assert!(said.contains("a column of strata"), "{said}");
}

#[test]
fn rows_that_cannot_be_are_named() {
    let file = File::new("count,population\n3,100\n2,0\n");
    let said = file.refused("rate", &[]);
    assert!(
        said.contains("line 3, column `population`, value `0`"),
        "{said}"
    );
    let said = file.misused("rate", &["--per", "0"]);
    assert!(said.contains("--per 0"), "{said}");
    let said = File::new("numerator,denominator\n3,10\n5,4\n").refused("proportion", &[]);
    assert!(
        said.contains("line 3, column `numerator`, value `5`"),
        "{said}"
    );
    assert!(said.contains("5 cases of 4 persons"), "{said}");
    let file = File::new("value\n1\nmany\n");
    let said = file.refused("spc", &[]);
    assert!(
        said.contains("line 3, column `value`, value `many`"),
        "{said}"
    );
    let said = file.misused("spc", &["--value", "other"]);
    assert!(said.contains("expected one of value"), "{said}");
}

#[test]
fn units_against_a_funnel() {
    let file =
        File::new("unit,numerator,denominator\nA,50,100\nB,10,100\nC,33,100\nD,27,100\nE,0,0\n");
    let found = file.found("funnel", &[]);
    let items = found["items"].as_array().unwrap();
    // 120 of 400: 0.3 ± 1.96 √(0.21/100) and ± 3.09 of them.
    near(&items[0]["baseline"], 0.3, 1e-12);
    near(&items[0]["upper_95"], 0.3 + 1.96 * 0.0021_f64.sqrt(), 1e-9);
    near(&items[0]["lower_998"], 0.3 - 3.09 * 0.0021_f64.sqrt(), 1e-9);
    let positions: Vec<&Value> = items.iter().map(|one| &one["position"]).collect();
    assert_eq!(
        positions,
        [
            &json!("above_998"),
            &json!("below_998"),
            &json!("within"),
            &json!("within"),
            &Value::Null
        ]
    );
    let said = File::new("numerator,denominator\n0,0\n").refused("funnel", &[]);
    assert!(said.contains("there is nobody"), "{said}");
}

#[test]
fn ranks_with_ties_and_units_without_a_number() {
    let file = File::new("set,unit,value\nX,A,10\nX,B,20\nX,C,20\nX,D,40\nX,E,\nY,A,1\n");
    let found = file.found("rank", &["--direction", "up"]);
    let set = &found["items"][0];
    assert_eq!((&set["set"], &set["n"]), (&json!("X"), &json!(4)));
    assert_eq!(set["quartiles"], json!([17.5, 20.0, 25.0]));
    let units = set["units"].as_array().unwrap();
    let places: Vec<&Value> = units.iter().map(|one| &one["rank"]).collect();
    assert_eq!(
        places,
        [&json!(4), &json!(2), &json!(2), &json!(1), &Value::Null]
    );
    assert_eq!(
        (&units[1]["tied"], &units[3]["tied"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        (&units[3]["percentile"], &units[3]["quartile"]),
        (&json!(1.0), &json!(4))
    );
    // Mean 22.5, squares 475, s² 158.3.
    near(&units[3]["z"], 17.5 / (475.0_f64 / 3.0).sqrt(), 1e-12);
    // Median 20, distances 10, 0, 0 and 20: their median 5.
    near(&units[3]["robust_z"], 20.0 / (1.4826022 * 5.0), 1e-6);
    assert_eq!(units[4]["reason"], "no value");
    let alone = &found["items"][1]["units"][0];
    assert_eq!(
        (&alone["rank"], &alone["z"], &alone["percentile"]),
        (&json!(1), &Value::Null, &Value::Null)
    );
    assert_eq!(alone["reason"], "z: fewer than two numbers");
    // Of 1, 3 and 3 half of the distances from the median are 0.
    let found = File::column("value", "1 3 3").item("rank", &[]);
    let unit = &found["units"][0];
    near(&unit["z"], -4.0 / 3.0 / (4.0_f64 / 3.0).sqrt(), 1e-12);
    assert_eq!(
        (&unit["robust_z"], &unit["reason"]),
        (
            &Value::Null,
            &json!("robust_z: more than half of the numbers are equal")
        )
    );
    // The smallest first where less is better, or where neither is.
    let found = file.found("rank", &[]);
    assert_eq!(found["items"][0]["units"][0]["rank"], 1);
    let said = File::new("unit,value\nA,1\nA,2\n").refused("rank", &[]);
    assert!(said.contains("line 3, column `unit`, value `A`"), "{said}");
}

#[test]
fn nearest_of_the_peers() {
    let file = File::new("unit,age,size\nown,0,0\nA,1,0\nB,2,10\nC,3,0\n");
    let options = ["--own", "own", "--factors", "age,size", "--nearest", "2"];
    let found = file.item("peers", &options);
    let names: Vec<&Value> = found["nearest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["unit"])
        .collect();
    assert_eq!(names, ["A", "C"]);
    near(&found["nearest"][0]["distance"], 0.3_f64.sqrt(), 1e-12);
    let twice = File::new("unit,age\nown,0\nA,1\nown,3\n");
    let said = twice.refused("peers", &["--own", "own", "--factors", "age"]);
    assert!(
        said.contains("line 4, column `unit`, value `own`: stands here a second time"),
        "{said}"
    );
    let said = file.misused("peers", &["--own", "own", "--factors", "age,age"]);
    assert!(said.contains("`age` stands twice"), "{said}");
    let said = file.misused("peers", &["--own", "D", "--factors", "age"]);
    assert!(said.contains("one of own, A, B, C"), "{said}");
    let options = [
        "--own",
        "own",
        "--factors",
        "age,size",
        "--weights",
        "1.7e308,1.7e308",
    ];
    assert!(file.refused("peers", &options).contains("too large"));
}

/// Rows of times, negative where they are censored.
fn rows(times: &str, group: &str) -> String {
    let row = |time: &str| match time.strip_prefix('-') {
        Some(time) => format!("{time},0,{group}\n"),
        None => format!("{time},1,{group}\n"),
    };
    times.split(' ').map(row).collect()
}

#[test]
fn how_long_remissions_last() {
    // Freireich and others, 1963; see `pejl_stats::survival`.
    let drug = rows(
        "6 6 6 -6 7 -9 10 -10 -11 13 16 -17 -19 -20 22 23 -25 -32 -32 -34 -35",
        "6-MP",
    );
    let placebo = rows(
        "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23",
        "placebo",
    );
    let file = File::new(&format!("time,event,group\n{drug}{placebo}"));
    let found = file.found("survival", &["--at", "0,10,30"]);
    let test = &found["meta"]["log_rank"];
    near(&test["chi_square"], 16.79, 0.005);
    assert_eq!(
        (&test["observed"], &test["degrees"]),
        (&json!([9, 21]), &json!(1))
    );
    let (of_drug, of_placebo) = (&found["items"][0], &found["items"][1]);
    assert_eq!(
        (&of_drug["group"], &of_drug["median"]),
        (&json!("6-MP"), &json!(23.0))
    );
    assert_eq!((&of_drug["n"], &of_drug["events"]), (&json!(21), &json!(9)));
    assert_eq!(of_placebo["median"], 8.0);
    let first = &of_drug["table"][0];
    assert_eq!(
        (&first["at_risk"], &first["events"], &first["censored"]),
        (&json!(21), &json!(3), &json!(1))
    );
    near(&first["survival"], 0.857, 5e-4);
    near(&first["se"], 0.0764, 5e-5);
    near(&first["lower_95"], 0.6197, 5e-5);
    near(&first["upper_95"], 0.9516, 5e-5);
    // All of the placebo's have ended by week 23: their mean is 182 / 21 weeks.
    near(&of_placebo["rmst"], 182.0 / 21.0, 1e-9);
    assert_eq!(of_drug["rmst_limit"], 23.0);
    let at = of_drug["at"].as_array().unwrap();
    assert_eq!(
        at[0],
        json!({
            "time": 0.0, "at_risk": 21, "survival": 1.0, "se": 0.0, "lower_95": null,
            "upper_95": null, "reason": "interval: nothing has ended",
        })
    );
    near(&at[1]["survival"], 0.753, 5e-4);
    assert_eq!(of_placebo["at"][2]["survival"], 0.0);
    // Without groups one curve, and nothing to compare.
    let file = File::new(&format!("time,event,arm\n{drug}{placebo}"));
    let found = file.found("survival", &[]);
    assert_eq!(
        (&found["items"][0]["n"], &found["meta"]["log_rank"]),
        (&json!(42), &Value::Null)
    );
    let said = file.misused("survival", &["--group", "arm", "--limit", "36"]);
    assert!(said.contains("from 0 to 35"), "{said}");
    let said = File::new("time,event\n3,1\n-1,0\n").refused("survival", &[]);
    assert!(said.contains("line 3, column `time`, value `-1`"), "{said}");
}

#[test]
fn causes_that_compete() {
    let file = File::new("time,event\n1,return\n2,return\n3,death\n4,\n5,moved\n6,0\n");
    let found = file.item("survival", &["--cause", "return", "--at", "2,9"]);
    assert_eq!((&found["n"], &found["events"]), (&json!(6), &json!(2)));
    // Death and moving are censored in the curve.
    near(&found["table"][1]["survival"], 4.0 / 6.0, 1e-12);
    assert_eq!(found["table"][2]["censored"], 1);
    let causes = found["incidence"].as_array().unwrap();
    let names: Vec<&Value> = causes.iter().map(|one| &one["cause"]).collect();
    assert_eq!(names, ["death", "moved", "return"]);
    let last = |cause: usize| {
        causes[cause]["table"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .clone()
    };
    near(&last(0)["incidence"], 1.0 / 6.0, 1e-12);
    near(&last(1)["incidence"], 0.25, 1e-12);
    near(&last(2)["incidence"], 1.0 / 3.0, 1e-12);
    near(&last(2)["se"], (1.0_f64 / 27.0).sqrt(), 1e-12);
    near(&causes[2]["at"][0]["incidence"], 1.0 / 3.0, 1e-12);
    assert_eq!(
        found["at"][1]["reason"],
        "after the last time that is known"
    );
    // Once all have ended, the incidence is known ever after, as the curve is.
    let all = File::new("time,event\n1,return\n2,death\n");
    let found = all.item("survival", &["--cause", "return", "--at", "9"]);
    near(&found["incidence"][0]["at"][0]["incidence"], 0.5, 1e-12);
    near(&found["incidence"][1]["at"][0]["incidence"], 0.5, 1e-12);
    let said = file.misused("survival", &["--cause", "other"]);
    assert!(said.contains("one of death, moved, return"), "{said}");
    let said = file.refused("survival", &[]);
    assert!(
        said.contains("line 2, column `event`, value `return`: expected 1 or 0"),
        "{said}"
    );
    // A group in which nothing happened has a curve, and the test says why there is none.
    let file = File::new("time,event,group\n1,0,A\n2,0,B\n");
    let found = file.found("survival", &[]);
    assert_eq!(found["items"][0]["median"], Value::Null);
    assert_eq!(found["meta"]["log_rank"]["p"], Value::Null);
}

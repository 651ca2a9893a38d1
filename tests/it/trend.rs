//! What a series shows, against `pejl analyse` on the same figures, and who is told.

use std::fmt::Write as _;

use pejl_tests::process::run;
use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

/// New citizens of each month from 2014 on: around twenty, and from the thirty-seventh around fifteen.
const NEW: [usize; 48] = [
    20, 22, 19, 21, 20, 18, 23, 20, 21, 19, 22, 20, 21, 19, 20, 22, 18, 21, 20, 23, 19, 20, 21, 22,
    20, 19, 21, 20, 22, 18, 20, 21, 19, 23, 20, 21, 15, 14, 16, 15, 13, 17, 15, 16, 14, 15, 16, 15,
];
const READING: &str = "O4.0.new_persons";

/// Loads grants of as many citizens as are new in each month; each has help until the 20th.
fn load(place: &Place) {
    let mut grants = String::from(
        "grant_id;cpr;service;target_group;setting;applied_date;decision_date;rejected_date;cancelled_date;valid_from;valid_to;\
         status;amount;unit;per;package_level;acting_municipality;paying_municipality;end_reason\n",
    );
    let months = (2014..2018).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let mut no = 0_u32;
    for ((year, month), new) in months.zip(NEW) {
        for _ in 0..new {
            no += 1;
            let born = format!("{:02}{:02}{:02}", 1 + no % 28, 1 + no % 12, 30 + no % 7);
            let day = format!("{year}-{month:02}");
            writeln!(
                grants,
                "G{no};{born}-{no:04};SEL-83-1;elderly;own_home;{day}-01;{day}-01;;;{day}-05;{day}-20;;2;hours;week;;766;766;\
                 self_reliant"
            )
            .unwrap();
        }
    }
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    for (dataset, rows) in [
        ("grant", grants.as_str()),
        ("event", "cpr;kind;date;planned;source\n"),
    ] {
        let file = place.write(&format!("{dataset}.csv"), rows);
        let mut command = place.command(["import", dataset]);
        command
            .arg(file)
            .args(["--source", "canonical", "--municipality", "766"]);
        command.args(["--person-key", &key, "--period", "2014-01..2017-12"]);
        command.args(["--format", "json"]);
        let done = run(command).expect_done().json();
        assert_eq!(done["n_refused"], 0, "{done}");
    }
}

fn trend(place: &Place, options: &[&str]) -> Value {
    let asked = [
        "trend",
        READING,
        "--municipality",
        "Hedensted",
        "--lang",
        "en",
    ];
    let asked = asked.iter().chain(options).chain(&["--format", "json"]);
    place.run(asked).expect_done().json()
}

fn items(found: &Value) -> &Vec<Value> {
    found["items"].as_array().unwrap()
}

#[track_caller]
fn same(one: &Value, other: &Value) {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => assert!((one - other).abs() < 1e-9, "{one} {other}"),
        _ => assert_eq!(one, other),
    }
}

#[test]
fn limits_and_forecast_are_those_of_the_statistics_on_the_same_figures() {
    for_each_database(|place| {
        load(place);
        let found = trend(place, &[]);
        let shown = items(&found);
        assert_eq!(shown.len(), 60, "48 months and a year ahead");
        let values: Vec<f64> = shown
            .iter()
            .filter_map(|one| one["value"].as_f64())
            .collect();
        assert_eq!(values, NEW.map(|new| new as f64));

        let mut series = String::from("t,value\n");
        for one in shown.iter().filter(|one| !one["value"].is_null()) {
            writeln!(
                series,
                "{},{}",
                one["period"].as_str().unwrap(),
                one["value"]
            )
            .unwrap();
        }
        let file = place.write("series.csv", &series).display().to_string();
        let spc = [
            "analyse",
            "spc",
            &file,
            "--time",
            "t",
            "--phase-start",
            "2017-01",
        ];
        let spc = place.run(spc).expect_done().json();
        let of = &spc["items"][0];
        let found = trend(place, &["--phase", "2017-01"]);
        for (no, point) in of["points"].as_array().unwrap().iter().enumerate() {
            let row = &items(&found)[no];
            assert_eq!(row["period"], point["time"]);
            for name in ["phase", "signal", "signal_direction"] {
                assert_eq!(row[name], point[name], "{row} {point}");
            }
            let phase =
                &of["phases"][usize::try_from(point["phase"].as_u64().unwrap()).unwrap() - 1];
            for name in [
                "centre",
                "lower_limit",
                "upper_limit",
                "lower_two_sigma",
                "upper_two_sigma",
            ] {
                same(&row[name], &phase[name]);
            }
        }
        assert_eq!(
            (
                &found["phases"][1]["begins"],
                &found["phases"][1]["trial"],
                &found["phases"][1]["n"]
            ),
            (&json!("asked"), &json!(true), &json!(12))
        );

        let ahead = [
            "analyse",
            "forecast",
            &file,
            "--horizon",
            "12",
            "--season",
            "12",
        ];
        let ahead = place.run(ahead).expect_done().json();
        let of = &ahead["items"][0];
        assert_eq!(found["forecast"]["calibration"]["model"], of["method"]);
        let rows = items(&found).iter().skip(48);
        for (row, point) in rows.zip(of["points"].as_array().unwrap()) {
            same(&row["forecast"], &point["mean"]);
            for name in ["lower_80", "upper_80", "lower_95", "upper_95"] {
                same(&row[name], &point[name]);
            }
            assert_eq!((&row["value"], &row["cell"]), (&Value::Null, &Value::Null));
        }
        assert_eq!(items(&found)[59]["period"], "2018-12");

        let test = place
            .run(["analyse", "trend-test", &file])
            .expect_done()
            .json();
        let of = &test["items"][0];
        same(&found["tendency"]["tau"], &of["mann_kendall"]["tau"]);
        same(&found["tendency"]["p"], &of["mann_kendall"]["p"]);
    });
}

#[test]
fn a_change_is_told_over_http_beside_the_path_of_its_target() {
    let place = Place::sqlite();
    load(&place);
    let fields = [
        "municipality=766",
        "indicator=O4.0.new_persons",
        "direction=down",
        "baseline_on=2016-12-31",
        "baseline=20",
        "goal=14",
        "deadline=2018-06-30",
    ];
    let mut set = place.command(["targets", "set"]);
    for field in fields {
        set.args(["--field", field]);
    }
    run(set).expect_done();
    let server = Server::start(&place);
    let path = "/api/v1/indicators/O4.0.new_persons/trend?municipality=766&lang=en";
    let found = server.get(path).expect_status(200);
    assert!(found.header("etag").is_some());
    let found = found.json();
    assert_eq!(found, trend(&place, &[]), "as on the command line");
    // Six months to the deadline are told, and the path is linear by months: 6 less in 18.
    assert_eq!(items(&found).len(), 54);
    let row = |period: &str| {
        items(&found)
            .iter()
            .find(|one| one["period"] == period)
            .unwrap()
    };
    assert_eq!(
        row("2016-11")["path_high"],
        Value::Null,
        "before the baseline"
    );
    assert_eq!(row("2016-12")["path_high"], 20.0);
    assert_eq!(row("2017-06")["path_high"], 18.0);
    assert_eq!(row("2018-06")["path_high"], 14.0);
    assert_eq!(row("2018-06")["path_low"], Value::Null);
    assert_eq!(
        (
            &found["target"],
            &found["deadline"],
            &found["variation"],
            &found["variation_high"]
        ),
        (
            &json!(1),
            &json!("2018-06-30"),
            &json!("neutral"),
            &json!(false)
        )
    );
    let summary = found["summary"].as_str().unwrap();
    let start = "There are 48 figures that are whole and mature, from January 2014 to December 2017. The newest, of December \
                 2017, is 15 persons, a year before 21 persons. It is a change that chance rarely brings: ";
    assert!(summary.starts_with(start), "{summary}");
    assert!(
        summary.contains("The forecast of June 2018 is "),
        "{summary}"
    );

    let rows = server
        .get(&format!("{path}&format=csv"))
        .expect_status(200)
        .text();
    let mut lines = rows.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("period,value,cell,provisional,"),
        "{rows}"
    );
    assert_eq!(lines.count(), 54);
    let danish = server
        .get(&format!("{path}&lang=da").replace("&lang=en", ""))
        .expect_status(200)
        .json();
    let summary = danish["summary"].as_str().unwrap();
    assert!(
        summary.contains("Det nyeste, for december 2017, er 15 personer, et år før 21 personer."),
        "{summary}"
    );
    let table = place
        .run([
            "trend",
            READING,
            "--municipality",
            "766",
            "--period",
            "2017-11..2017-12",
        ])
        .expect_done()
        .stdout;
    assert!(table.contains("\n2017-11 "), "{table}");
    assert!(
        table.contains("for få sammenhængende tal til en prognose (2)"),
        "{table}"
    );
}

#[test]
fn what_is_withheld_is_in_no_limit_and_no_sentence() {
    let place = Place::sqlite();
    crate::pejlemaerker::PEJLEMAERKER.load(&place);
    let of = |role: &str| {
        let asked = [
            "trend",
            "O4.0.new_persons",
            "--municipality",
            "766",
            "--role",
            role,
            "--format",
            "json",
        ];
        place.run(asked).expect_done().json()
    };
    let (told, withheld) = (of("admin"), of("viewer"));
    let few = |found: &Value| {
        let cells = items(found)
            .iter()
            .filter(|one| one["cell"] == "confidential");
        cells.count()
    };
    assert_eq!(few(&told), 0);
    assert!(few(&withheld) > 0, "few citizens are new in a month");
    for one in items(&withheld) {
        if one["cell"] == "confidential" {
            assert_eq!(
                (&one["value"], &one["n"], &one["phase"], &one["signal"]),
                (&Value::Null, &Value::Null, &Value::Null, &Value::Null)
            );
        }
    }
    let n_points = |found: &Value| {
        let phases = found["phases"].as_array().unwrap().iter();
        phases.map(|one| one["n"].as_u64().unwrap()).sum::<u64>()
    };
    let n_told = items(&withheld)
        .iter()
        .filter(|one| !one["value"].is_null())
        .count();
    assert!(n_points(&withheld) <= n_told as u64);
    assert!(n_points(&told) > n_points(&withheld));
    let summary = withheld["summary"].as_str().unwrap();
    assert!(
        summary.contains("er tilbageholdt, da få borgere står bag"),
        "{summary}"
    );
}

#[test]
fn what_cannot_be_asked_is_a_problem_and_never_a_number() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    let path = "/api/v1/indicators/O4.0.new_persons/trend?municipality=766";
    for (wrong, parameter) in [
        ("&horizon=0", "horizon"),
        ("&horizon=61", "horizon"),
        ("&horizon=many", "horizon"),
        ("&phase=2031-01", "phase"),
        ("&phase=soon", "phase"),
        ("&period=never", "period"),
        ("&grain=decade", "grain"),
        ("&grain=week", "grain"),
        ("&price=cheap", "price"),
        ("&format=pdf", "format"),
        ("&role=king", "role"),
        ("&colour=red", "colour"),
    ] {
        let problem = server.get(&format!("{path}{wrong}")).expect_problem(400);
        let named = problem["errors"].as_array().unwrap().iter();
        let names: Vec<&str> = named
            .map(|one| one["parameter"].as_str().unwrap())
            .collect();
        assert!(names.contains(&parameter), "{wrong}: {problem}");
    }
    server
        .get(&format!("{path}&period=1997-01..2017-12"))
        .expect_problem(413);
    for (code, question) in [
        ("O9.9", "municipality=766"),
        ("O4.0", "municipality=*"),
        ("O4.0", "municipality=nowhere"),
    ] {
        server
            .get(&format!("/api/v1/indicators/{code}/trend?{question}"))
            .expect_problem(400);
    }
    // Nothing is imported of another municipality.
    server
        .get("/api/v1/indicators/O4.0/trend?municipality=630")
        .expect_problem(400);
    place
        .run(["trend", READING, "--municipality", "766", "--horizon", "0"])
        .expect_code(2);
}

//! What comes of rehabilitation: the table against the questions it is made of, and curves computed by hand.

mod viewer;

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::{PEJLEMAERKER, REABLEMENT};

pub(crate) use viewer::{load_many, load_many_in};

const COURSES: &str = "/api/v1/rehabilitation/courses?municipality=766&lang=en";
const SURVIVAL: &str = "/api/v1/rehabilitation/survival?municipality=766&lang=en";

fn items(found: &Value) -> &Vec<Value> {
    found["items"].as_array().unwrap()
}

fn figure<'a>(group: &'a Value, column: &str) -> &'a Value {
    let mut figures = group["figures"].as_array().unwrap().iter();
    figures.find(|one| one["column"] == column).unwrap()
}

#[track_caller]
fn near(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

/// Every figure of a table is what `pejl query` says of its reading.
fn same_as_query(place: &Place, table: &Value, period: &str, split: &[&str]) {
    for group in items(table) {
        for one in group["figures"].as_array().unwrap() {
            let reading = one["indicator"].as_str().unwrap();
            let reason = one["reason"].as_str().unwrap_or_default();
            if reason.starts_with("the figure is not told by")
                || reason.starts_with("there is nothing")
            {
                continue;
            }
            let asked = [
                "query",
                "--indicator",
                reading,
                "--municipality",
                "766",
                "--period",
                period,
                "--lang",
                "en",
                "--format",
                "json",
            ];
            let found = place.run(asked.iter().chain(split)).expect_done().json();
            let members = group["members"].as_object().unwrap();
            let mut same = items(&found).iter().filter(|row| {
                let has = |(name, member): (&String, &Value)| row["members"][name] == *member;
                row["period"] == group["period"] && members.iter().all(has)
            });
            let Some(row) = same.next() else {
                // Nothing is told of the group, for what keeps the total from being told.
                let totals = place.run(asked).expect_done().json();
                let mut totals = items(&totals).iter();
                let total = totals.find(|row| row["period"] == group["period"]).unwrap();
                assert!(["immature", "missing"].contains(&one["cell"].as_str().unwrap()));
                for name in ["value", "cell", "reason"] {
                    assert_eq!(one[name], total[name], "{reading} {name}");
                }
                continue;
            };
            for name in [
                "value",
                "numerator",
                "denominator",
                "cell",
                "n",
                "unit",
                "reason",
                "provisional",
                "quality",
            ] {
                assert_eq!(one[name], row[name], "{reading} {name}");
            }
        }
    }
}

#[test]
fn a_table_says_what_its_readings_say() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let server = Server::start(place);
        let found = server
            .get(&format!("{COURSES}&period=2017&role=admin"))
            .expect_status(200)
            .json();
        let [year] = items(&found).as_slice() else {
            panic!("{found}");
        };
        for (column, value) in [
            ("started", 5.0),
            ("ended", 8.0),
            ("ended_with_effect", 6.0),
            ("self_reliant", 4.0),
            ("less_help", 2.0),
            ("same_help", 0.0),
            ("ended_without_effect", 2.0),
            ("death", 1.0),
            ("another_reason", 1.0),
            ("median_days", 75.5),
            ("hours_before", 3.9),
            ("hours_after", 1.2),
            ("hours_gained", 2.7),
        ] {
            near(&figure(year, column)["value"], value);
        }
        near(&figure(year, "self_reliant_share")["value"], 4.0 / 6.0);
        assert_eq!(figure(year, "ascof_2a_2024")["unit"], "share");
        same_as_query(place, &found, "2017", &[]);
        let command = place.run([
            "rehabilitation",
            "courses",
            "--municipality",
            "Hedensted",
            "--period",
            "2017",
            "--lang",
            "en",
            "--format",
            "json",
        ]);
        assert_eq!(command.expect_done().json(), found);

        let split = server
            .get(&format!(
                "{COURSES}&period=2017,2018&by=course_type&role=admin"
            ))
            .expect_status(200)
            .json();
        let of: Vec<(&str, &str)> = items(&split)
            .iter()
            .map(|one| {
                let member = one["members"]["course_type"].as_str().unwrap();
                (one["period"].as_str().unwrap(), member)
            })
            .collect();
        let types = ["rehabilitation", "support", "training"];
        let expected = ["2017", "2018"].map(|year| types.map(|kind| (year, kind)));
        assert_eq!(of, expected.concat());
        let without = figure(&items(&split)[0], "still_concluded_180");
        assert_eq!(
            (&without["cell"], &without["reason"]),
            (
                &json!("not_applicable"),
                &json!("the figure is not told by `course_type`")
            )
        );
        same_as_query(place, &split, "2017,2018", &["--by", "course_type"]);

        // 2018 is not mature for O4.2, and 2019 is not imported.
        let later = server
            .get(&format!("{COURSES}&period=2018,2019&role=admin"))
            .expect_status(200)
            .json();
        assert_eq!(
            figure(&items(&later)[0], "still_concluded_180")["cell"],
            "immature"
        );
        let missing = figure(&items(&later)[1], "ended");
        assert_eq!(
            (&missing["cell"], &missing["value"]),
            (&json!("missing"), &Value::Null)
        );

        let csv = server
            .get(&format!("{COURSES}&period=2017&role=admin&format=csv"))
            .text();
        assert!(
            csv.starts_with("municipality,period,grain,members,column,indicator,value,unit,cell"),
            "{csv}"
        );
        assert!(
            csv.contains("766,2017,year,,ended,O3.0.courses_ended,8.0,courses,ok"),
            "{csv}"
        );
        for wrong in [
            "",
            "&period=2017&by=colour",
            "&period=2017&by=provider",
            "&period=x",
        ] {
            server.get(&format!("{COURSES}{wrong}")).expect_problem(400);
        }
        let all = COURSES.replace("766", "*");
        server
            .get(&format!("{all}&period=2017"))
            .expect_problem(400);
    });
}

#[test]
fn english_measures_stand_beside_the_danish() {
    let place = Place::sqlite();
    REABLEMENT.load(&place);
    let asked = [
        "rehabilitation",
        "courses",
        "--municipality",
        "766",
        "--period",
        "2018-Q1",
        "--lang",
        "en",
        "--format",
        "json",
    ];
    let found = place.run(asked).expect_done().json();
    same_as_query(&place, &found, "2018-Q1", &[]);
    let quarter = &items(&found)[0];
    for column in ["ascof_2a_2024", "ascof_2d_2024", "self_reliant_share"] {
        assert_eq!(figure(quarter, column)["cell"], "ok", "{column}");
    }
}

/// The arithmetic stands in the README of the fixture.
#[test]
fn a_curve_is_as_computed_by_hand() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let server = Server::start(place);
        let found = server
            .get(&format!("{SURVIVAL}&period=2017&role=admin"))
            .expect_status(200)
            .json();
        assert_eq!(
            (&found["followed_until"], &found["cell"]),
            (&json!("2018-12-31"), &json!("ok"))
        );
        let [all] = items(&found).as_slice() else {
            panic!("{found}");
        };
        for (name, value) in [
            ("n", 5),
            ("persons", 5),
            ("not_followed", 1),
            ("events", 4),
            ("deaths", 1),
            ("moved", 0),
            ("median_days", 180),
        ] {
            assert_eq!(all[name], value, "{name}");
        }
        near(&all["mean"]["days"], 138.9);
        let expected = [
            (53, 5, 1, 0, 4.0 / 5.0, 1.0 / 5.0, 0.0, 4.0 / 5.0),
            (100, 4, 1, 0, 3.0 / 5.0, 2.0 / 5.0, 0.0, 3.0 / 5.0),
            (111, 3, 0, 1, 3.0 / 5.0, 2.0 / 5.0, 1.0 / 5.0, 2.0 / 5.0),
            (180, 2, 1, 0, 3.0 / 10.0, 3.0 / 5.0, 1.0 / 5.0, 1.0 / 5.0),
            (181, 1, 1, 0, 0.0, 4.0 / 5.0, 1.0 / 5.0, 0.0),
        ];
        let steps = all["steps"].as_array().unwrap();
        assert_eq!(steps.len(), expected.len());
        for (step, (day, at_risk, events, deaths, survival, back, dead, free)) in
            steps.iter().zip(expected)
        {
            assert_eq!(
                (
                    &step["day"],
                    &step["at_risk"],
                    &step["events"],
                    &step["deaths"],
                    &step["censored"]
                ),
                (
                    &json!(day),
                    &json!(at_risk),
                    &json!(events),
                    &json!(deaths),
                    &json!(0)
                )
            );
            near(&step["survival"], survival);
            near(&step["incidence_event"], back);
            near(&step["incidence_death"], dead);
            near(&step["event_free"], free);
        }
        let at_risk: Vec<(u64, u64)> = all["at_risk"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["day"].as_u64().unwrap(),
                    one["at_risk"].as_u64().unwrap(),
                )
            })
            .collect();
        assert_eq!(at_risk, [(0, 5), (30, 5), (90, 4), (180, 2), (365, 0)]);
        // 0.6 ^ exp(± 1.96 · √(1/20 + 1/12) / −ln 0.6), with one of 5 and one of 4 ended.
        let apart = 1.959_963_984_540_054 * (1.0_f64 / 20.0 + 1.0 / 12.0).sqrt() / -(0.6_f64.ln());
        near(&steps[1]["lower_95"], 0.6_f64.powf(apart.exp()));
        near(&steps[1]["upper_95"], 0.6_f64.powf((-apart).exp()));

        let command = place.run([
            "rehabilitation",
            "survival",
            "--municipality",
            "Hedensted",
            "--period",
            "2017",
            "--lang",
            "en",
            "--format",
            "json",
        ]);
        assert_eq!(command.expect_done().json(), found);
        let text = place
            .run([
                "rehabilitation",
                "survival",
                "--municipality",
                "766",
                "--period",
                "2017",
                "--lang",
                "en",
            ])
            .expect_done()
            .stdout;
        assert!(
            text.contains("5 followed of 5 persons, 1 not followed, 4 events, median 180 days"),
            "{text}"
        );

        groups_and_kinds(&server);
        refused(&server);
    });
}

fn groups_and_kinds(server: &Server) {
    let split = server
        .get(&format!("{SURVIVAL}&period=2017&by=sex&role=admin"))
        .expect_status(200)
        .json();
    let of: Vec<(&Value, &Value)> = items(&split)
        .iter()
        .map(|one| (&one["members"]["sex"], &one["n"]))
        .collect();
    assert_eq!(of, [(&json!("K"), &json!(4)), (&json!("M"), &json!(1))]);
    assert_eq!(split["log_rank"]["degrees"], 1);
    let groups = split["log_rank"]["groups"].as_array().unwrap();
    let sum = |name: &str| {
        groups
            .iter()
            .map(|one| one[name].as_f64().unwrap())
            .sum::<f64>()
    };
    assert!((sum("observed") - sum("expected")).abs() < 1e-9);

    // F01 to F04 ended all help; P01 again in November, and F05's was not concluded.
    let concluded = server
        .get(&format!("{SURVIVAL}&period=2017&of=conclusion&role=admin"))
        .expect_status(200)
        .json();
    let all = &items(&concluded)[0];
    assert_eq!(all["not_followed"], 0);
    let of_180 = all["at_risk"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["day"] == 180);
    assert!(of_180.is_some(), "{concluded}");

    // A course with a result is followed to it: the median is that of O3.1.
    let lasted = server
        .get(&format!("{SURVIVAL}&period=2017&of=duration&role=admin"))
        .expect_status(200)
        .json();
    assert_eq!(items(&lasted)[0]["median_days"], 63);
    let reading = server
        .get("/api/v1/observations?indicator=O3.1.km_median_days&municipality=766&period=2017&role=admin")
        .expect_status(200)
        .json();
    assert_eq!(items(&reading)[0]["value"], 63.0);

    // Nothing ended in May, and nobody delivered 2019.
    let nobody = server
        .get(&format!("{SURVIVAL}&period=2017-05&role=admin"))
        .expect_status(200)
        .json();
    assert_eq!(items(&nobody)[0]["cell"], "not_applicable");
    let missing = server
        .get(&format!("{SURVIVAL}&period=2019&role=admin"))
        .expect_status(200)
        .json();
    assert_eq!(
        (&missing["cell"], items(&missing).len()),
        (&json!("missing"), 0)
    );
    assert!(!missing["reason"].is_null());
}

fn refused(server: &Server) {
    for (wrong, parameter) in [
        ("", "period"),
        ("&period=2017&of=nothing", "of"),
        ("&period=2017&horizon=0", "horizon"),
        ("&period=2016,2018", "period"),
        ("&period=2017&by=sex,age_band&role=admin", "by"),
        ("&period=2017&by=target_group", "by"),
        ("&period=2017&filter.sex=X", "filter.sex"),
    ] {
        let problem = server
            .get(&format!("{SURVIVAL}{wrong}"))
            .expect_problem(400);
        let named = problem["errors"].as_array().unwrap().iter();
        let names: Vec<&str> = named
            .map(|one| one["parameter"].as_str().unwrap())
            .collect();
        assert!(names.contains(&parameter), "{wrong}: {problem}");
    }
    let group = SURVIVAL.replace("766", "*");
    server
        .get(&format!("{group}&period=2017"))
        .expect_problem(400);
}

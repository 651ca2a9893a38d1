//! What a change in spending is put down to.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::PRICES;

const STATBANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/statbank");

fn load_published(place: &Place) {
    for (file, table) in [
        ("regk31-beloeb.csv", "REGK31"),
        ("folk1a-alder.csv", "FOLK1A"),
    ] {
        let file = format!("{STATBANK}/{file}");
        place.import(file.as_ref(), &["--table", table]);
    }
}

fn part(found: &Value, factor: &str) -> f64 {
    let mut parts = found["parts"].as_array().unwrap().iter();
    let of = parts.find(|one| one["factor"] == factor).unwrap();
    of["kroner"].as_f64().unwrap()
}

/// Kroner as whole øre.
#[expect(clippy::cast_possible_truncation, reason = "whole, and far below 2^53")]
fn oere(kroner: f64) -> i64 {
    let oere = (kroner * 100.0).round();
    assert!((kroner * 100.0 - oere).abs() < 1e-3, "{kroner}");
    oere as i64
}

fn sum(found: &Value) -> i64 {
    let parts = found["parts"].as_array().unwrap().iter();
    let parts = parts
        .map(|one| oere(one["kroner"].as_f64().unwrap()))
        .sum::<i64>();
    let of = |name: &str| oere(found[name].as_f64().unwrap());
    parts + of("new") - of("ceased") + of("unpriced")
}

#[test]
fn spending_per_resident_is_put_down_to_residents_and_price() {
    for_each_database(|place| {
        load_published(place);
        let server = Server::start(place);
        let path = "/api/v1/indicators/F2.net_per_resident/bridge?municipality=766&filter.function=5.30.27&lang=en";
        let found = server
            .get(&format!("{path}&from=2018&to=2019"))
            .expect_status(200)
            .json();
        // 140 million kroner of 46,000 residents, and 147 of 46,400.
        assert_eq!(
            (
                &found["from"]["kroner"],
                &found["to"]["kroner"],
                &found["change"]
            ),
            (
                &json!(140_000_000.0),
                &json!(147_000_000.0),
                &json!(7_000_000.0)
            )
        );
        let mean = 7_000_000.0 / (147.0_f64 / 140.0).ln();
        let of_population = mean * (46_400.0_f64 / 46_000.0).ln();
        assert!(
            (part(&found, "population") - of_population).abs() < 0.01,
            "{found}"
        );
        assert!(
            (part(&found, "price") - (7_000_000.0 - of_population)).abs() < 0.01,
            "{found}"
        );
        assert_eq!((part(&found, "use"), part(&found, "mix")), (0.0, 0.0));
        assert_eq!(sum(&found), 700_000_000);
        let text = place
            .run([
                "bridge",
                "F2.net_per_resident",
                "--municipality",
                "766",
                "--filter",
                "function=5.30.27",
                "--from",
                "2018",
                "--to",
                "2019",
            ])
            .expect_done()
            .stdout;
        assert!(text.contains("change                7000000.00"), "{text}");

        let others = server
            .get(&format!("{path}&to=2018&other_municipality=Vejle"))
            .expect_status(200)
            .json();
        assert_eq!(others["to"]["municipality"], "630");
        assert_eq!(sum(&others), oere(others["change"].as_f64().unwrap()));

        // 5.30.26 is of another kind before 2018.
        let cut = path.replace("5.30.27", "5.30.26");
        let cut = server
            .get(&format!("{cut}&from=2017&to=2018"))
            .expect_status(200)
            .json();
        assert_eq!((&cut["change"], &cut["parts"]), (&Value::Null, &json!([])));
        let reason = cut["reason"].as_str().unwrap();
        assert!(
            reason.starts_with("the two sides cannot be compared") || reason.contains("no figure"),
            "{cut}"
        );

        for (wrong, parameter) in [
            ("&to=2019", "from"),
            ("&from=2019&to=2018", "from"),
            ("&from=2018-01&to=2019", "from"),
            ("&from=2018", "to"),
            ("&from=2018&to=2019&other_municipality=630", "from"),
            ("&to=2018&other_municipality=766", "other_municipality"),
            ("&to=2018&other_municipality=Nowhere", "other_municipality"),
        ] {
            let problem = server.get(&format!("{path}{wrong}")).expect_problem(400);
            let named = problem["errors"].as_array().unwrap().iter();
            let names: Vec<&str> = named
                .map(|one| one["parameter"].as_str().unwrap())
                .collect();
            assert!(names.contains(&parameter), "{wrong}: {problem}");
        }
        let published = path.replace("net_per_resident", "published_per_resident");
        server
            .get(&format!("{published}&from=2018&to=2019"))
            .expect_problem(400);
        server
            .get("/api/v1/indicators/O3.1/bridge?municipality=766&from=2018&to=2019")
            .expect_problem(400);
    });
}

#[test]
fn services_of_an_index_add_up_to_what_is_booked_on_them() {
    let place = Place::sqlite();
    PRICES.load(&place);
    let mut residents = String::from("OMRÅDE;KØN;ALDER;TID;INDHOLD\n");
    let ages = [
        "18-64 år",
        "65-74 år",
        "75-79 år",
        "80-84 år",
        "85-89 år",
        "90 år og derover",
    ];
    for (year, bands) in [
        (2019, [26_000, 4_800, 2_000, 1_000, 900, 300]),
        (2020, [26_100, 4_900, 2_100, 1_100, 930, 320]),
    ] {
        for (band, n) in ages.iter().zip(bands) {
            residents.push_str(&format!("766;I alt;{band};{year}K3;{n}\n"));
        }
    }
    let file = place.write("folk1a.csv", residents);
    place.import(&file, &["--table", "FOLK1A"]);
    let asked = [
        "bridge",
        "O5.3",
        "--municipality",
        "766",
        "--from",
        "2019",
        "--to",
        "2020",
        "--format",
        "json",
        "--lang",
        "en",
    ];
    let found = place.run(asked).expect_done().json();
    assert_eq!(found["reason"], Value::Null, "{found}");
    assert_eq!(
        (&found["from"]["residents"], &found["to"]["residents"]),
        (&json!(35_000.0), &json!(35_450.0))
    );
    assert_eq!(sum(&found), oere(found["change"].as_f64().unwrap()));
    // What stands above the line of each service, as a question for it answers.
    let services = found["services"].as_array().unwrap();
    assert_eq!(services.len(), 4);
    let mut booked = [0_i64; 2];
    for service in services {
        let reading = service["reading"].as_str().unwrap();
        let asked = [
            "query",
            "--indicator",
            reading,
            "--municipality",
            "766",
            "--period",
            "2019,2020",
            "--format",
            "json",
        ];
        let answer = place.run(asked).expect_done().json();
        for (no, (side, sum)) in ["before", "after"].iter().zip(&mut booked).enumerate() {
            let kroner = answer["items"][no]["numerator"].as_f64().unwrap_or(0.0);
            assert_eq!(
                service[side]["kroner"].as_f64().unwrap_or(0.0),
                kroner,
                "{service} {answer}"
            );
            *sum += oere(kroner);
        }
    }
    let told = ["from", "to"].map(|side| oere(found[side]["kroner"].as_f64().unwrap()));
    assert_eq!(told, booked);
    let few = [&asked[..], &["--role", "viewer"]].concat();
    let few = place.run(few).expect_done().json();
    // Few are granted help and few are in the services: a viewer is told that the figures cannot be had, and none of them.
    // Residents are published.
    assert_eq!(
        (&few["change"], &few["services"], &few["from"]["residents"]),
        (&Value::Null, &json!([]), &json!(35_000.0))
    );
    let reason = few["reason"].as_str().unwrap();
    assert!(
        reason.contains(" has no figure of Hedensted in 2019"),
        "{reason}"
    );
    assert!(
        !reason
            .chars()
            .any(|c| c.is_ascii_digit() && !"7662019".contains(c)),
        "{reason}"
    );
}

//! What was done, and what became of the figures.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

/// A document of an initiative that is expected to change these.
fn document(expected: &Value) -> Value {
    json!({
        "municipality": "Hedensted",
        "title": "Rehabilitering først",
        "description": "=1+1",
        "started_on": "2018-01-01",
        "expected": expected,
        "owner": "Ældrechefen",
        "decided_on": "2017-10-12",
    })
}

#[test]
fn an_initiative_is_stored_replaced_listed_and_withdrawn() {
    for_each_database(|place| {
        let server = Server::start(place);
        let path = "/api/v1/initiatives";
        let first = document(&json!([{"indicator": "O3.1", "change": -20.0, "by": "2018-12-31"}]));
        let proved = server
            .post(
                &format!("{path}?dry_run=true"),
                first.to_string().as_bytes(),
            )
            .expect_status(200)
            .json();
        assert_eq!(
            (&proved["state"], &proved["id"]),
            (&json!("proved"), &Value::Null)
        );
        let made = server
            .post(path, first.to_string().as_bytes())
            .expect_status(201)
            .json();
        assert_eq!(
            (&made["state"], &made["id"]),
            (&json!("applied"), &json!(1))
        );

        let file = place.write("again.json", {
            let mut other = first.clone();
            other["ended_on"] = json!("2018-12-31");
            other["version"] = json!(1);
            other.to_string()
        });
        let again = ["initiatives", "set", file.to_str().unwrap(), "--id", "1"];
        let again = place.run(again).expect_done().json();
        assert_eq!(again["state"], "applied");
        let stale = ["initiatives", "set", file.to_str().unwrap(), "--id", "1"];
        let said = place.run(stale).expect_code(2).stderr;
        assert!(
            said.contains("version 1 is not in force any more"),
            "{said}"
        );

        let listed = server.get(&format!("{path}?municipality=766&indicator=O3.1"));
        let listed = listed.expect_status(200).json();
        let one = &listed["items"][0];
        assert_eq!(
            (&one["version"], &one["ended_on"]),
            (&json!(2), &json!("2018-12-31"))
        );
        assert_eq!(one["expected"][0]["indicator"], "O3.1.median_days");
        let csv = server
            .get(&format!("{path}?format=csv"))
            .expect_status(200)
            .text();
        assert!(csv.contains("'=1+1"), "{csv}");
        let versions = server.get(&format!("{path}/1")).expect_status(200).json();
        assert_eq!(versions["items"].as_array().unwrap().len(), 2);
        let then = format!("{path}?revision={}", made["revision"]);
        let then = server.get(&then).expect_status(200).json();
        assert_eq!(then["items"][0]["ended_on"], Value::Null);

        let mut wrong = first.clone();
        wrong["started_on"] = json!("soon");
        wrong["expected"] = json!([{"indicator": "O99"}]);
        let problem = server
            .post(path, wrong.to_string().as_bytes())
            .expect_problem(400);
        let errors = problem["errors"].as_array().unwrap().iter();
        let named: Vec<&str> = errors
            .map(|one| one["parameter"].as_str().unwrap())
            .collect();
        assert_eq!(named, ["started_on", "expected[0].indicator"], "{problem}");
        let unknown = json!({"municipality": "766", "cpr": "010190-1234"});
        let problem = server
            .post(path, unknown.to_string().as_bytes())
            .expect_problem(400);
        assert!(!problem.to_string().contains("1234"), "{problem}");

        place.run(["initiatives", "withdraw", "1"]).expect_done();
        let left = server.get(path).expect_status(200).json();
        assert_eq!(left["items"], json!([]));
        server.get(&format!("{path}/1/effect")).expect_problem(404);
        place.run(["db", "verify"]).expect_done();
    });
}

/// Net expenditure per resident of fifteen municipalities over twelve years, as files of StatBank; that of the first falls by
/// 2,000 from 2018 on.
fn published() -> (String, String) {
    // In the middle of the others, as nobody is like the one that is always the lowest.
    let codes = [
        "630", "615", "657", "661", "665", "671", "706", "766", "707", "710", "727", "730", "740",
        "741", "746",
    ];
    let (mut accounts, mut residents) = (String::new(), String::new());
    accounts.push_str("OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    residents.push_str("OMRÅDE;KØN;ALDER;TID;INDHOLD\n");
    for (no, code) in codes.iter().enumerate() {
        for year in 2010..2022 {
            let noise = (no * 7 + (year - 2010) * 5) % 4;
            let each = 10_000 + 200 * no + 100 * (year - 2010) + 10 * noise;
            let fall = if *code == "766" && year >= 2018 {
                2_000
            } else {
                0
            };
            let kroner = (each - fall) * 40;
            for (dranst, kroner) in [(1, kroner), (2, 0)] {
                let row = format!("{code};46282;{dranst};TOT;LOBM;{year};{kroner}\n");
                accounts.push_str(&row);
            }
            residents.push_str(&format!("{code};I alt;I alt;{year}K3;40000\n"));
        }
    }
    (accounts, residents)
}

#[test]
fn a_municipality_stands_beside_others_and_before_itself() {
    let place = Place::sqlite();
    let (accounts, residents) = published();
    let accounts = place.write("regk31.csv", accounts);
    place.import(&accounts, &["--table", "REGK31"]);
    let residents = place.write("folk1a.csv", residents);
    place.import(&residents, &["--table", "FOLK1A"]);
    let expected = json!([{"indicator": "F2.net_per_resident", "members": {"function": "4.62.82"}, "change": -2000.0}]);
    let file = place.write("one.json", document(&expected).to_string());
    let made = place.run(["initiatives", "set", file.to_str().unwrap()]);
    made.expect_done();
    let mut other = document(&json!([]));
    other["title"] = json!("Ny visitation");
    other["started_on"] = json!("2020-02-01");
    let file = place.write("other.json", other.to_string());
    place
        .run(["initiatives", "set", file.to_str().unwrap()])
        .expect_done();

    let server = Server::start(&place);
    let found = server
        .get("/api/v1/initiatives/1/effect?lang=en")
        .expect_status(200)
        .json();
    let effect = &found["effects"][0];
    assert_eq!(
        (&effect["n"], &effect["first_after"]),
        (&json!([8, 4]), &json!("2018")),
        "{effect}"
    );
    let beside = &effect["beside"];
    assert_eq!(
        (&beside["rank"], &beside["n"]),
        (&json!(1), &json!(15)),
        "{effect}"
    );
    let fall = beside["effect"].as_f64().unwrap();
    assert!((fall + 2_000.0).abs() < 150.0, "{beside}");
    let also = effect["also"].as_array().unwrap();
    assert_eq!(also.len(), 1, "{effect}");
    assert_eq!(
        (&also[0]["on"], &also[0]["text"]),
        (
            &json!("2020-02-01"),
            &json!("initiative 2 began: Ny visitation")
        )
    );
    let summary = effect["summary"].as_str().unwrap();
    assert!(
        summary.contains("no proof that the initiative is the cause"),
        "{summary}"
    );

    // On a line of its own it fell by 2,000.
    let on_line = server.get("/api/v1/initiatives/1/effect?shape=level_on_line");
    let on_line = on_line.expect_status(200).json();
    let mean = &on_line["effects"][0]["changed"]["mean"];
    let within = |of: &Value| {
        (of["lower"].as_f64().unwrap()..=of["upper"].as_f64().unwrap()).contains(&-2_000.0)
    };
    assert!(within(mean), "{mean}");
    for wrong in ["shape=jump", "indicator=O99", "indicator=F2&grain=week"] {
        server
            .get(&format!("/api/v1/initiatives/1/effect?{wrong}"))
            .expect_problem(400);
    }
    // Nobody named the indicator that has no such periods: it is told apart.
    let weeks = server.get("/api/v1/initiatives/1/effect?grain=week");
    let weeks = weeks.expect_status(200).json();
    assert_eq!(weeks["effects"], json!([]));
    let apart = &weeks["not_askable"][0]["indicator"];
    assert_eq!(apart, "F2.net_per_resident");
    let text = place
        .run(["initiatives", "effect", "1"])
        .expect_done()
        .stdout;
    assert!(
        text.contains("Det er ikke et bevis for, at indsatsen er årsagen."),
        "{text}"
    );
}

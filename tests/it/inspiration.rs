//! Who turned the curve.

use pejl_tests::Place;
use pejl_tests::server::Server;
use serde_json::{Value, json};

/// Published figures per resident of three municipalities from 2008 to 2017.
const SERIES: [(&str, [i64; 10]); 3] = [
    // It rose to 2011, and fell and stayed down: a quarter by 2015.
    ("607", [900, 950, 1000, 1010, 900, 820, 760, 750, 740, 750]),
    // One good year at the end.
    ("630", [900, 910, 920, 930, 940, 950, 960, 970, 980, 500]),
    // It fell all the time.
    ("766", [1000, 990, 980, 970, 960, 950, 940, 930, 920, 910]),
];

#[test]
fn the_largest_fall_that_lasted_comes_first() {
    let place = Place::sqlite();
    let mut text = String::from("OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    for (code, values) in SERIES {
        for (year, value) in (2008..).zip(values) {
            text.push_str(&format!("{code};46282;1;TOT;INDL;{year};{value}\n"));
        }
    }
    let file = place.write("regk31.csv", text);
    place.import(&file, &["--table", "REGK31"]);
    let server = Server::start(&place);
    let path = "/api/v1/indicators/F2.published_per_resident/inspiration?municipality=766&filter.function=4.62.82&filter.dranst=1&group=607,630,766";
    let found = server
        .get(&format!("{path}&from=2008&period=2017"))
        .expect_status(200)
        .json();
    let items = found["items"].as_array().unwrap();
    let codes: Vec<&str> = items
        .iter()
        .map(|one| one["municipality"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["607", "766", "630"], "{found}");
    let first = &items[0];
    // From 1,000, held for two years, to 760, the worst since 2014: nine tenths of what came.
    assert_eq!(
        (
            &first["from"],
            &first["since"],
            &first["before"],
            &first["after"]
        ),
        (
            &json!("2010"),
            &json!("2014"),
            &json!(1000.0),
            &json!(760.0)
        )
    );
    assert_eq!(
        (&first["change_share"], &first["turned"]),
        (&json!(-0.24), &json!(true))
    );
    assert_eq!(
        (&items[1]["turned"], &items[1]["own"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&items[2]["lasting_rank"], &items[2]["rank"]),
        (&Value::Null, &json!(1))
    );

    let up = server.get(&format!("{path}&from=2008&period=2017&better=up"));
    let up = up.expect_status(200).json();
    // Nobody has come up from a level and stayed there: 630 lost it in the last year.
    assert_eq!(up["better"], "up");
    let ranks = up["items"].as_array().unwrap().iter();
    assert!(
        ranks.clone().all(|one| one["lasting_rank"] == Value::Null),
        "{up}"
    );
    let late = server
        .get(&format!("{path}&from=2015&period=2017"))
        .expect_status(200)
        .json();
    assert_eq!(
        (&late["items"], &late["missing"]),
        (&json!([]), &json!(["607", "630", "766"]))
    );
    for (wrong, parameter) in [
        ("&period=2017", "from"),
        ("&from=2008&period=2017&better=sideways", "better"),
        ("&from=2018&period=2017", "from"),
    ] {
        let problem = server.get(&format!("{path}{wrong}")).expect_problem(400);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{problem}");
    }
    let asked = [
        "inspiration",
        "F2.published_per_resident",
        "--municipality",
        "766",
        "--filter",
        "function=4.62.82",
        "--filter",
        "dranst=1",
        "--group",
        "607,630,766",
        "--from",
        "2008",
        "--period",
        "2017",
        "--format",
        "json",
    ];
    let told = place.run(asked).expect_done().json();
    assert_eq!(told["items"], found["items"]);
}

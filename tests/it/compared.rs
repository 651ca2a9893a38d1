//! Whom a municipality is compared with, and what it would mean to be as they are.

use std::fmt::Write as _;

use pejl_tests::process::run;
use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

/// Municipalities with residents, kroner per resident in 2018 and 2020, their share of the old, and citizens with help at the end
/// of 2020. The first is the own one.
const PLACES: [(&str, i64, [i64; 2], f64, usize); 8] = [
    ("766", 10_000, [3_100, 3_200], 0.050, 20),
    ("615", 1_000, [2_000, 2_000], 0.051, 6),
    ("630", 1_000, [3_000, 2_400], 0.049, 6),
    ("657", 1_000, [3_000, 2_800], 0.052, 6),
    ("661", 1_000, [2_900, 3_000], 0.048, 6),
    ("671", 1_000, [3_500, 3_600], 0.053, 6),
    ("706", 1_000, [4_100, 4_000], 0.047, 6),
    ("101", 1_000, [9_000, 9_000], 0.020, 6),
];

pub fn load(place: &Place) {
    let mut spending = String::from("OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    let mut residents = String::from("OMRÅDE;KØN;ALDER;TID;INDHOLD\n");
    for (code, n, per_resident, ..) in PLACES {
        for (year, kroner) in [2018, 2020].into_iter().zip(per_resident) {
            // Thousands of kroner.
            let amount = kroner * n / 1_000;
            writeln!(spending, "{code};53026;1;TOT;LOBM;{year};{amount}").unwrap();
            writeln!(spending, "{code};53026;2;TOT;LOBM;{year};0").unwrap();
            writeln!(residents, "{code};I alt;I alt;{year}K3;{n}").unwrap();
        }
    }
    for (name, table, text) in [
        ("regk31.csv", "REGK31", spending),
        ("folk1a.csv", "FOLK1A", residents),
    ] {
        let file = place.write(name, text).display().to_string();
        place
            .run(["import", "statbank", &file, "--table", table])
            .expect_done();
    }
    for (code, .., share, _) in PLACES.iter().take(7) {
        let text = format!(
            "year;factor;value;source;vintage\n2018;share_80_plus;{share};own;2020\n2018;towns;3;own;2020\n"
        );
        let file = place
            .write(&format!("factors-{code}.csv"), text)
            .display()
            .to_string();
        let mut command = place.command([
            "import",
            "structural_factor",
            &file,
            "--source",
            "canonical",
        ]);
        command.args(["--municipality", code]);
        run(command).expect_done();
    }
}

fn compared(place: &Place, options: &[&str]) -> Value {
    let asked = [
        "comparison",
        "F2.net_per_resident",
        "--municipality",
        "766",
        "--period",
        "2020",
        "--filter",
        "function=5.30.26",
        "--format",
        "json",
        "--lang",
        "en",
    ];
    place.run(asked.iter().chain(options)).expect_done().json()
}

fn yardstick<'a>(of: &'a Value, name: &str) -> &'a Value {
    let mut all = of["potential"]["yardsticks"].as_array().unwrap().iter();
    all.find(|one| one["yardstick"] == name).unwrap()
}

#[test]
fn the_nearest_decide_the_potential_and_the_answer_names_them() {
    for_each_database(|place| {
        load(place);
        let found = compared(place, &["--group", "nearest:6", "--from", "2018"]);
        let nearest = &found["nearest"];
        // Of equal distances the first in code order; Copenhagen has no factor.
        let names: Vec<&str> = nearest["neighbours"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["municipality"].as_str().unwrap())
            .collect();
        assert_eq!(
            names[..2].iter().collect::<std::collections::BTreeSet<_>>(),
            [&"615", &"630"].into()
        );
        assert_eq!(names.len(), 6);
        assert!(
            nearest["without"]
                .as_array()
                .unwrap()
                .contains(&json!("101"))
        );
        assert_eq!(
            nearest["factors"][0],
            json!({"factor": "share_80_plus", "weight": 1.0, "year": 2018})
        );
        assert_eq!((&found["peers"]["n"], &found["n"]), (&json!(6), &json!(7)));
        // 2,000, 2,400, 2,800, 3,000, 3,600 and 4,000: (2,800 + 3,000) / 2, and 300 kroner of 10,000 residents.
        let potential = &found["potential"];
        assert_eq!(
            (&potential["basis"], &potential["own_kroner"]),
            (&json!("spending"), &json!(32_000_000.0))
        );
        let median = yardstick(&found, "median");
        assert_eq!(
            (&median["value"], &median["kroner"]),
            (&json!(2_900.0), &json!(3_000_000.0))
        );
        assert_eq!(
            (
                &median["lowest_without_one"],
                &median["highest_without_one"]
            ),
            (&json!(2_000_000.0), &json!(4_000_000.0))
        );
        let five = yardstick(&found, "best_five");
        assert_eq!(
            (&five["value"], &five["kroner"]),
            (&json!(2_760.0), &json!(4_400_000.0))
        );
        // Two have fallen and four not: √(2400/3000) − 1, √(2800/3000) − 1, √(4000/4100) − 1, 0, …; the quarter lies 0.25 of the way
        // from the second to the third.
        let years: f64 = 730.0 / 365.25;
        let yearly = |now: f64, before: f64| (now / before).powf(1.0 / years) - 1.0;
        let (second, third) = (yearly(2_800.0, 3_000.0), yearly(4_000.0, 4_100.0));
        let speed = second + 0.25 * (third - second);
        assert!(
            (potential["speed"].as_f64().unwrap() - speed).abs() < 1e-9,
            "{potential}"
        );
        let a_year = median["realisable_a_year"].as_f64().unwrap();
        assert!((a_year - 32_000_000.0 * -speed).abs() < 0.01, "{a_year}");
        let table = place
            .run([
                "comparison",
                "F2.net_per_resident",
                "--municipality",
                "766",
                "--period",
                "2020",
                "--filter",
                "function=5.30.26",
                "--group",
                "nearest:6",
            ])
            .expect_done()
            .stdout;
        assert!(
            table.contains("nearest by share_80_plus 2018 (weight 1)"),
            "{table}"
        );
        assert!(
            table.contains("as median (2900.000): 3000000 kr. saved, 95 % "),
            "{table}"
        );
    });
}

#[test]
fn a_list_of_municipalities_is_a_group_and_use_tells_price_apart() {
    let place = Place::sqlite();
    load(&place);
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    for (no, (code, .., persons)) in PLACES.iter().take(7).enumerate() {
        let mut grants = String::from(
            "grant_id;cpr;service;target_group;setting;applied_date;decision_date;rejected_date;cancelled_date;valid_from;valid_to;\
             status;amount;unit;per;package_level;acting_municipality;paying_municipality;end_reason\n",
        );
        for person in 0..*persons {
            let day = person % 28 + 1;
            writeln!(
                grants,
                "G{person};{day:02}0{}3{no}-{person:04};SEL-83-1;elderly;own_home;2020-01-01;2020-01-01;;;2020-01-05;;;2;hours;week;;{code};{code};",
                no + 1
            )
            .unwrap();
        }
        for (dataset, rows) in [
            ("grant", grants.as_str()),
            ("event", "cpr;kind;date;planned;source\n"),
        ] {
            let file = place
                .write(&format!("{dataset}-{code}.csv"), rows)
                .display()
                .to_string();
            let mut command = place.command([
                "import",
                dataset,
                &file,
                "--source",
                "canonical",
                "--municipality",
                code,
            ]);
            command.args([
                "--person-key",
                &key,
                "--period",
                "2020-01..2020-12",
                "--no-compute",
            ]);
            run(command).expect_done();
        }
    }
    let others = "615,630,657,661,671,706";
    let server = Server::start(&place);
    let path = "/api/v1/indicators/F2.net_per_resident/comparison?municipality=766&period=2020&filter.function=5.30.26&lang=en";
    let found = server
        .get(&format!("{path}&group={others}&volume=O4.0.stock_persons"))
        .expect_status(200)
        .json();
    assert_eq!(
        (&found["nearest"], &found["n_members"]),
        (&Value::Null, &json!(7))
    );
    let split = &found["potential"]["split"][0];
    // Own: 2 of 1,000 at 1,600,000 kroner. The others: 6 of 1,000, at the median 483,333.33 kroner.
    assert_eq!(
        (&split["yardstick"], &split["use"]),
        (&json!("median"), &json!(0.006))
    );
    assert!(
        (split["price"].as_f64().unwrap() - 2_900.0 / 0.006).abs() < 1e-6,
        "{split}"
    );
    let kroner = |name: &str| split[name].as_f64().unwrap();
    assert_eq!(kroner("both"), 3_000_000.0);
    assert_eq!(kroner("price_part") + kroner("use_part"), 3_000_000.0);
    // ½ (0.002 + 0.006) (1,600,000 − 483,333.33) 10,000.
    assert!(
        (kroner("price_part") - 44_666_666.67).abs() < 0.01,
        "{split}"
    );
    assert_eq!(found["potential"]["reason"], Value::Null);

    for (wrong, parameter) in [
        ("&group=nearest:0", "group"),
        ("&group=nearest:98", "group"),
        ("&group=nearest:many", "group"),
        ("&group=615,Nowhere", "group"),
        ("&group=nobody", "group"),
        ("&group=nearest:5&factors=wealth", "factors"),
        ("&group=nearest:5&factors=share_80_plus:-1", "factors"),
        (
            "&group=nearest:5&factors=share_80_plus,share_80_plus:2",
            "factors",
        ),
        ("&group=nearest:5&factors=towns", "factors"),
        ("&volume=O9.9", "volume"),
    ] {
        let problem = server.get(&format!("{path}{wrong}")).expect_problem(400);
        let named = problem["errors"].as_array().unwrap().iter();
        let names: Vec<&str> = named
            .map(|one| one["parameter"].as_str().unwrap())
            .collect();
        assert!(names.contains(&parameter), "{wrong}: {problem}");
    }
    // Before the factors' year there are none.
    let early = path.replace("period=2020", "period=2017");
    server
        .get(&format!("{early}&group=nearest:5"))
        .expect_problem(400);
    let few = server
        .get(&format!("{path}&group=615,630"))
        .expect_status(200)
        .json();
    assert_eq!(
        few["potential"]["reason"],
        "2 others have a figure; at least 5 are needed"
    );
}

//! The economic frame: what a year is expected to end at against its budget, and what would keep it.

use std::path::Path;

use pejl_tests::process::run_pejl;
use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::EFFORT;

pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/frame");

fn import(place: &Place, dataset: &str, file: &Path, options: &[&str]) {
    let key = place.folder().join("key");
    if !key.exists() {
        let key = key.display().to_string();
        place.run(["person-key", &key]).expect_done();
    }
    let mut command = place.command(["import", dataset, "--municipality", "766"]);
    command.args(["--format", "json", "--person-key"]);
    command.arg(key).arg(file).args(options);
    let done = pejl_tests::process::run(command).expect_done().json();
    assert_eq!(done["n_refused"], 0, "{dataset}: {done}");
}

pub(crate) fn load(place: &Place) {
    let file = |name: &str| format!("{FIXTURES}/{name}.csv");
    let covered = ["--source", "canonical", "--period", "2019-01..2022-07"];
    import(place, "ledger", file("ledger").as_ref(), &covered);
    import(
        place,
        "budget",
        file("budget").as_ref(),
        &["--source", "canonical"],
    );
}

fn area<'a>(found: &'a Value, code: &str) -> &'a Value {
    let mut areas = found["areas"].as_array().unwrap().iter();
    areas.find(|one| one["area"] == code).unwrap()
}

#[track_caller]
pub(crate) fn near(found: &Value, by_hand: f64) {
    let number = found.as_f64().unwrap_or(f64::NAN);
    assert!((number - by_hand).abs() < 1e-6, "{found} and not {by_hand}");
}

pub(crate) const JUNE: &str = "/api/v1/frame?municipality=766&as_of=2022-06&lang=en";

#[test]
fn a_year_is_foretold_by_earlier_years_and_held_against_its_budget() {
    for_each_database(|place| {
        load(place);
        let server = Server::start(place);
        let found = server.get(JUNE).expect_status(200).json();
        assert_eq!(
            (
                &found["year"],
                &found["as_of"],
                &found["frame"],
                &found["unit"]
            ),
            (
                &json!(2022),
                &json!("2022-06"),
                &json!("corrected"),
                &json!("dkk")
            )
        );
        assert_eq!(found["budgets_until"], "2022-06-30");
        let special = area(&found, "5.38");
        // 440,000 × 3,000,000 / 1,200,000, against 1,050,000.
        for (name, by_hand) in [
            ("original", 1_000_000.0),
            ("corrected", 1_050_000.0),
            ("own_forecast", 1_080_000.0),
            ("actual", 440_000.0),
            ("expected", 1_100_000.0),
            ("booked_share", 0.4),
            ("distance", 50_000.0),
            ("distance_share", 50.0 / 1_050.0),
        ] {
            near(&special[name], by_hand);
        }
        assert_eq!(special["own_forecast_date"], "2022-04-30");
        // √((0² + 0.5² + 0.3²) / 3) of it, and t(2) at 97.5 %.
        let error = (0.34_f64 / 3.0).sqrt() * 1_100_000.0;
        let upper = special["upper_95"].as_f64().unwrap();
        assert!(
            (upper - 1_100_000.0 - 4.302_652_73 * error).abs() < 0.02,
            "{upper}"
        );
        let x = -50_000.0 / error;
        near(
            &special["probability_inside"],
            0.5 + x / (2.0 * (2.0 + x * x).sqrt()),
        );

        // 5.30 had the same share booked every year: 220,000 / 0.4 and no doubt about it.
        let elderly = area(&found, "5.30");
        near(&elderly["expected"], 550_000.0);
        assert_eq!(elderly["lower_95"], elderly["upper_95"]);
        assert_eq!(elderly["probability_inside"], 0.0);
        // Nothing is budgeted and booked on 5.35.40: no figure is not a zero.
        let none = area(&found, "5.35.40");
        assert_eq!(
            (&none["corrected"], &none["expected"]),
            (&Value::Null, &Value::Null)
        );
        assert!(!none["reasons"].as_array().unwrap().is_empty());

        // 660,000 × 4,500,000 / 1,800,000 against 1,580,000.
        let total = area(&found, "total");
        near(&total["expected"], 1_650_000.0);
        near(&total["distance"], 70_000.0);
        let errors: Vec<f64> = total["years"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["error"].as_f64().unwrap())
            .collect();
        // 1,500,000 against 600,000 / (1,200 / 3,000), 500,000 / (1,300 / 3,000) and 700,000 / (1,100 / 3,000).
        for (error, by_hand) in errors.iter().zip([0.0, 0.3, 55.0 / 70.0 - 1.0]) {
            assert!((error - by_hand).abs() < 1e-12, "{errors:?}");
        }

        // The newest month, and the newest version whenever it is dated, when nothing is said.
        let newest = server
            .get("/api/v1/frame?municipality=Hedensted")
            .expect_status(200)
            .json();
        assert_eq!(
            (&newest["as_of"], &newest["budgets_until"]),
            (&json!("2022-07"), &Value::Null)
        );
        near(&area(&newest, "5.38")["corrected"], 1_900_000.0);
    });
}

#[test]
fn the_frame_can_be_another_and_what_keeps_it_does() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    let ask = |more: &str| {
        server
            .get(&format!("{JUNE}&role=admin{more}"))
            .expect_status(200)
            .json()
    };
    // Nothing is known of courses here, and so nothing of how few are behind the money: a viewer is not told their part.
    let told = server.get(JUNE).expect_status(200).json();
    assert_eq!(told["what_if"]["courses_part"], Value::Null);
    assert!(told["what_if"]["courses_reason"].is_string());
    let length = &told["what_if"]["this_year"]["length"];
    assert_eq!(
        (&length["change"], &length["possible"]),
        (&Value::Null, &Value::Null)
    );

    let found = ask("&population_change=2");
    let year = &found["what_if"]["this_year"];
    // 1,650,000 − 660,000 is still to be spent, and 70,000 too much.
    near(&year["ahead"], 990_000.0);
    near(&year["price"]["change"], -7.0 / 99.0);
    near(&year["share"]["change"], -7.0 / 99.0);
    // A fifteenth of it is § 83 a: 66,000 and less than the 70,000.
    near(&found["what_if"]["courses_part"], 1.0 / 15.0);
    near(&year["length"]["change"], -70.0 / 66.0);
    assert_eq!(year["length"]["possible"], false);
    assert!(
        year["length"]["reason"]
            .as_str()
            .unwrap()
            .contains("not possible")
    );
    // 1,650,000 × 1.02 against this year's frame, as the budget of 2023 is not there.
    let next = &found["what_if"]["next_year"];
    assert_eq!(
        (&next["year"], &next["frame_of"]),
        (&json!(2023), &json!("this_year"))
    );
    near(&next["ahead"], 1_683_000.0);
    near(&next["price"]["change"], -103.0 / 1_683.0);
    assert_eq!(next["note"], Value::Null);
    // Prices of 2023 three per cent higher: 1,683,000 × 1.03, against a frame in this year's prices.
    let dearer = ask("&population_change=2&price_change=3");
    near(&dearer["what_if"]["next_year"]["ahead"], 1_733_490.0);
    assert!(dearer["what_if"]["next_year"]["note"].is_string());

    // The change that is solved, asked about as a change, ends at the frame.
    for lever in ["price", "share"] {
        let change = year[lever]["change"].as_f64().unwrap() * 100.0;
        let kept = ask(&format!("&{lever}={change}"));
        near(&kept["what_if"]["this_year"]["distance"], 0.0);
        near(&kept["what_if"]["this_year"]["with_changes"], 1_580_000.0);
    }
    let given = ask("&frame=1620000");
    assert_eq!(
        (&given["frame"], &area(&given, "5.38")["frame"]),
        (&json!("given"), &Value::Null)
    );
    let change = given["what_if"]["this_year"]["length"]["change"]
        .as_f64()
        .unwrap();
    assert!((change + 30.0 / 66.0).abs() < 1e-12);
    let kept = ask(&format!("&frame=1620000&length={}", change * 100.0));
    near(&kept["what_if"]["this_year"]["distance"], 0.0);
    // A third is courses, it is said: −70,000 of 330,000.
    let said = ask("&courses_part=33.333333333333336");
    near(
        &said["what_if"]["this_year"]["length"]["change"],
        -70.0 / 330.0,
    );
    assert_eq!(
        (
            &said["what_if"]["courses_said"],
            &found["what_if"]["courses_said"]
        ),
        (&json!(true), &json!(false))
    );
    // 660,000 + 990,000 × 0.98 × 0.99 × (1 − 0.05 / 15).
    let changed = ask("&price=-2&share=-1&length=-5");
    near(
        &changed["what_if"]["this_year"]["with_changes"],
        1_617_296.34,
    );
    near(&changed["what_if"]["this_year"]["distance"], 37_296.34);
    near(
        &area(&ask("&frame=original"), "total")["distance"],
        120_000.0,
    );

    for (wrong, parameter) in [
        ("&frame=plenty", "frame"),
        ("&frame=-1", "frame"),
        ("&price=-101", "price"),
        ("&length=much", "length"),
        ("&year=2021", "as_of"),
        ("&population_change=NaN", "population_change"),
        ("&price_change=101", "price_change"),
        ("&courses_part=101", "courses_part"),
        ("&twelfths=1", "twelfths"),
    ] {
        let problem = server.get(&format!("{JUNE}{wrong}")).expect_problem(400);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{problem}");
    }
    server.get("/api/v1/frame").expect_problem(400);
    server
        .get("/api/v1/frame?municipality=Atlantis")
        .expect_problem(400);
}

#[test]
fn the_command_gives_the_same_body_and_a_text_to_read() {
    let place = Place::sqlite();
    load(&place);
    let command = ["frame", "--municipality", "766", "--as-of", "2022-06"];
    let run = |more: &[&str]| place.run(command.iter().chain(more)).expect_done().stdout;
    let body: Value = serde_json::from_str(&run(&[
        "--lang", "en", "--role", "viewer", "--format", "json",
    ]))
    .unwrap();
    let server = Server::start(&place);
    assert_eq!(body, server.get(JUNE).expect_status(200).json());
    let text = run(&["--price=-2"]);
    for said in [
        "Økonomisk ramme, kommune 766, 2022: bogført til og med 2022-06",
        "1.650.000",
        "bogført på dette tidspunkt i tidligere år: 2019 40,0 %, 2020 30,0 %, 2021 50,0 %",
        "pris alene: −7,07 %",
        "kommunens eget forventede resultat pr. 2022-04-30: 1.080.000",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let csv = run(&["--format", "csv"]);
    let rows = server
        .get(&format!("{JUNE}&lang=da&format=csv").replace("&lang=en", ""))
        .expect_status(200);
    assert_eq!((csv.lines().count(), csv), (6, rows.text()));
}

#[test]
fn a_closed_year_agrees_with_f1() {
    let place = Place::sqlite();
    EFFORT.load(&place);
    let server = Server::start(&place);
    for (year, frame, reading) in [
        ("2017", "corrected", "deviation_from_corrected"),
        ("2018", "corrected", "deviation_from_corrected"),
        ("2018", "original", "deviation_from_original"),
    ] {
        let path = format!("/api/v1/frame?municipality=766&as_of={year}&frame={frame}");
        let found = server.get(&path).expect_status(200).json();
        let path =
            format!("/api/v1/observations?indicator=F1.{reading}&municipality=766&period={year}");
        let f1 = server.get(&path).expect_status(200).json();
        let total = area(&found, "total");
        assert_eq!(
            total["distance"], f1["items"][0]["value"],
            "{year} {frame}: {total}"
        );
        assert_eq!(found["closed"], true);
    }
    // Nothing of an original budget of 2017 is there, so there is nothing to be far from.
    let path = "/api/v1/frame?municipality=766&as_of=2017&frame=original";
    let found = server.get(path).expect_status(200).json();
    assert_eq!(area(&found, "total")["distance"], Value::Null);
    assert_eq!(area(&found, "total")["actual"], 400_000.0);
    // The year after is held against its own original budget: 400,000 × 1.01 against 500,000 on 5.30 and 125,000 on 5.38.
    let path = "/api/v1/frame?municipality=766&as_of=2017&population_change=1";
    let found = server.get(path).expect_status(200).json();
    let (closed, next) = (
        &found["what_if"]["this_year"],
        &found["what_if"]["next_year"],
    );
    assert_eq!(
        (&next["frame_of"], &next["frame"]),
        (&json!("own"), &json!(625_000.0))
    );
    near(&next["price"]["change"], 221.0 / 404.0);
    // It is in the next year's prices, and what is spent is not.
    assert!(next["note"].is_string());
    let priced = server
        .get(&format!("{path}&price_change=2"))
        .expect_status(200)
        .json();
    let priced = &priced["what_if"]["next_year"];
    near(&priced["ahead"], 400_000.0 * 1.01 * 1.02);
    assert_eq!(priced["note"], Value::Null);
    // Nothing of a closed year can change.
    near(&closed["ahead"], 0.0);
    assert_eq!(closed["price"]["change"], Value::Null);
    // Elderly care has accounts of its own from 2018 on, so that no year before it says anything of 2019.
    let found = server
        .get("/api/v1/frame?municipality=766&lang=en")
        .expect_status(200)
        .json();
    assert_eq!(found["as_of"], "2019-06");
    let elderly = area(&found, "5.30");
    assert_eq!(elderly["n_years"], 1);
    assert_eq!(elderly["upper_95"], Value::Null);
    let reason = &elderly["years"][0]["left_out"];
    assert_eq!(reason, "the accounts of 5.30 were not in force in 2017");
    // Few have these services: a viewer is told no figure of them, and somebody with the data is.
    let users = |role: &str| {
        let path = format!("/api/v1/frame?municipality=766&role={role}");
        let found = server.get(&path).expect_status(200).json();
        let services = found["what_if"]["services"].as_array().unwrap().clone();
        services
            .iter()
            .filter(|one| !one["users"].is_null())
            .count()
    };
    assert_eq!(users("viewer"), 0);
    assert!(users("admin") > 0);
    // Nothing is known of another municipality: reasons and no figures.
    let found = server
        .get("/api/v1/frame?municipality=Vejle&lang=en")
        .expect_status(200)
        .json();
    let total = area(&found, "total");
    assert_eq!(
        (&total["actual"], &total["expected"]),
        (&Value::Null, &Value::Null)
    );
    assert!(found["what_if"]["this_year_reason"].is_string());
}

#[test]
fn a_year_that_may_still_be_booked_on_is_not_closed() {
    let place = Place::sqlite();
    load(&place);
    let server = Server::start(&place);
    let ask = |as_of: &str| {
        let path = format!("/api/v1/frame?municipality=766&lang=en&as_of={as_of}");
        server.get(&path).expect_status(200).json()
    };
    // The ledger reaches July 2022.
    let closed = ask("2021");
    assert_eq!(
        (&closed["closed"], &closed["as_of"]),
        (&json!(true), &json!("2021"))
    );
    let open = ask("2022");
    assert_eq!(
        (&open["closed"], &open["as_of"]),
        (&json!(false), &json!("2022-12"))
    );
    assert!(
        open["not_closed_reason"]
            .as_str()
            .unwrap()
            .contains("month 5")
    );
    // In April what is booked in period 13 of 2021 is not all that there will be.
    let april = ask("2022-04");
    let years = &area(&april, "total")["years"];
    assert_eq!(
        (&years[1]["left_out"], years[2]["left_out"].is_string()),
        (&Value::Null, true)
    );
}

#[test]
fn a_viewer_is_told_no_target_group_beside_the_total_of_grants() {
    let place = Place::sqlite();
    load(&place);
    let mut grants = String::from(
        "grant_id;cpr;service;target_group;setting;decision_date;valid_from;valid_to;status;amount;unit;per;price_oere;amount_oere;\
         amount_kind;acting_municipality;paying_municipality\n",
    );
    for no in 1..=12 {
        // One person of the twelve is of another group.
        let group = if no == 1 { "disability" } else { "elderly" };
        let row = format!(
            "G{no};{no:02}0140-10{no:02};SEL-107;{group};residential;2021-12-01;2022-01-01;2022-12-31;granted;;;;;10000000;granted;766;766\n"
        );
        grants.push_str(&row);
    }
    let file = place.write("grant.csv", &grants);
    let covered = ["--source", "canonical", "--period", "2021-12..2022-12"];
    import(&place, "grant", file.as_ref(), &covered);
    let server = Server::start(&place);
    let groups = |role: &str| {
        let path = format!("{JUNE}&role={role}");
        let found = server.get(&path).expect_status(200).json();
        let grants = found["grants"].as_array().unwrap().clone();
        let split = grants.iter().filter(|one| !one["target_group"].is_null());
        let names = split
            .map(|one| one["target_group_name"].clone())
            .collect::<Vec<_>>();
        let total = grants
            .iter()
            .find(|one| one["reading"] == "granted_money" && one["target_group"].is_null());
        (
            names,
            total.unwrap()["kroner"].clone(),
            found["grants_reason"].clone(),
        )
    };
    let (names, total, reason) = groups("viewer");
    assert!(
        names.is_empty() && total.is_number() && reason.is_string(),
        "{names:?} {total} {reason}"
    );
    let (names, same, reason) = groups("admin");
    assert!(
        names.contains(&json!("disability")) && reason.is_null(),
        "{names:?} {reason}"
    );
    assert_eq!(same, total);
    let text = place
        .run(["frame", "--municipality", "766", "--as-of", "2022-06"])
        .expect_done()
        .stdout;
    assert!(text.contains("bevilget, handicap: "), "{text}");
}

#[test]
fn amounts_that_cannot_be_added_up_are_the_data_s_fault() {
    let place = Place::sqlite();
    let rows =
        (1..=3).map(|no| format!("2021;5;2021-05-02;Z{no};5.30.26;1;;9000000000000000000\n"));
    let header =
        "fiscal_year;period;posting_date;document_no;function;dranst;service_code;amount_oere\n";
    let rows = rows.fold(header.to_owned(), |all, row| all + &row);
    let file = place.write("ledger.csv", &rows);
    let covered = [
        "--source",
        "canonical",
        "--period",
        "2021-01..2021-12",
        "--no-compute",
    ];
    import(&place, "ledger", file.as_ref(), &covered);
    let server = Server::start(&place);
    let problem = server
        .get("/api/v1/frame?municipality=766")
        .expect_problem(409);
    assert!(
        problem["detail"].as_str().unwrap().contains("64 bits"),
        "{problem}"
    );
}

/// What came of one forecast.
struct Told {
    inside_80: bool,
    inside_95: bool,
    error: f64,
    error_of_twelfths: f64,
}

#[test]
fn on_an_invented_municipality_the_intervals_hold_what_came_about_as_often_as_they_say() {
    let place = Place::sqlite();
    let folder = place.folder().join("synth");
    let out = folder.display().to_string();
    run_pejl([
        "synth", "--out", &out, "--from", "2018-01", "--to", "2025-06",
    ])
    .expect_done();
    let truth = std::fs::read(folder.join("truth.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    for file in truth["files"].as_array().unwrap() {
        let (dataset, path) = (
            file["dataset"].as_str().unwrap(),
            file["path"].as_str().unwrap(),
        );
        if matches!(dataset, "ledger" | "budget") && !path.contains("/corrected/") {
            let options = ["--source", "prisme", "--no-compute"];
            import(&place, dataset, &folder.join(path), &options);
        }
    }
    let server = Server::start(&place);
    let ask = |as_of: &str| {
        let path = format!("/api/v1/frame?municipality=766&as_of={as_of}");
        server.get(&path).expect_status(200).json()
    };
    let mut told = Vec::new();
    for year in 2021..=2024 {
        // The last year is closed as well: the ledger reaches May of the next.
        let closed = ask(&year.to_string());
        assert_eq!(closed["closed"], true, "{year}");
        for month in 1..=12 {
            let found = ask(&format!("{year}-{month:02}"));
            // What is booked in period 13 of the year before is known from May on.
            let years = found["areas"][0]["years"].as_array().unwrap();
            let before = years.iter().find(|one| one["year"] == year - 1).unwrap();
            assert_eq!(
                before["left_out"].is_null(),
                month >= 5,
                "{year}-{month}: {before}"
            );
            for one in found["areas"].as_array().unwrap() {
                let number = |name: &str| one[name].as_f64();
                let came = area(&closed, one["area"].as_str().unwrap());
                let (Some(came), Some(expected)) = (came["actual"].as_f64(), number("expected"))
                else {
                    continue;
                };
                // Three earlier years are there from 2021 on, and from May of it.
                if number("lower_95").is_none() {
                    continue;
                }
                let holds = |low: &str, high: &str| {
                    let (low, high) = (number(low).unwrap(), number(high).unwrap());
                    (low..=high).contains(&came)
                };
                let twelfths = number("actual").unwrap() * 12.0 / f64::from(month);
                told.push(Told {
                    inside_80: holds("lower_80", "upper_80"),
                    inside_95: holds("lower_95", "upper_95"),
                    error: (expected / came - 1.0).abs(),
                    error_of_twelfths: (twelfths / came - 1.0).abs(),
                });
            }
        }
    }
    let n = f64::from(u32::try_from(told.len()).unwrap());
    let share = |of: fn(&Told) -> bool| {
        let held = told.iter().filter(|one| of(one)).count();
        f64::from(u32::try_from(held).unwrap()) / n
    };
    let mean = |of: fn(&Told) -> f64| told.iter().map(of).sum::<f64>() / n;
    let (in_80, in_95) = (share(|one| one.inside_80), share(|one| one.inside_95));
    let (error, of_twelfths) = (mean(|one| one.error), mean(|one| one.error_of_twelfths));
    let said = format!(
        "{n} forecasts: {in_80:.3} in 80 %, {in_95:.3} in 95 %; mean error {error:.4}, by twelfths {of_twelfths:.4}"
    );
    println!("{said}");
    assert!(n >= 100.0, "{said}");
    // The forecasts of a year's months lean on each other, so that shares stray more than so many alone would.
    assert!(in_80 >= 0.65 && in_95 >= 0.85, "{said}");
    assert!(error < of_twelfths, "{said}");
}

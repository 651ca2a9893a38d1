//! The year after in the frame, by a projection of the population.

use std::path::Path;

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::frame::{FIXTURES, JUNE, load, near};

/// Imports a projection of the population, of the fixture or of rows of the test's own.
fn project(place: &Place, table: &str, file: &Path) {
    let done = place.import(file, &["--table", table]);
    assert_eq!(done["state"], "committed", "{done}");
}

#[test]
fn the_year_after_goes_by_the_newest_projection_that_has_both_years() {
    for_each_database(|place| {
        load(place);
        let server = Server::start(place);
        let ask = |more: &str| {
            server
                .get(&format!("{JUNE}{more}"))
                .expect_status(200)
                .json()
        };
        let none = &ask("")["what_if"];
        assert_eq!(
            (
                &none["next_year"],
                &none["population_change"],
                &none["projection"]
            ),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        let reason = none["next_year_reason"].as_str().unwrap();
        assert!(
            reason.contains("no projection of the population (FRKM1xx) is imported"),
            "{reason}"
        );

        // One that begins after the year says nothing of it.
        project(place, "FRKM123", format!("{FIXTURES}/frkm123.csv").as_ref());
        let reason = ask("")["what_if"]["next_year_reason"].clone();
        let reason = reason.as_str().unwrap();
        assert!(
            reason.contains("both 2022 and 2023; the newest, FRKM123, is of 2023 to 2024"),
            "{reason}"
        );
        project(place, "FRKM121", format!("{FIXTURES}/frkm121.csv").as_ref());
        assert_eq!(ask("")["what_if"]["projection"]["table"], "FRKM121");
        let before = place.revision();
        project(place, "FRKM122", format!("{FIXTURES}/frkm122.csv").as_ref());
        // A count of the year is no part of it.
        let count = "OMRÅDE;KØN;ALDER;TID;INDHOLD\n766;I alt;I alt;2022K3;40000\n766;I alt;I alt;2023K3;50000\n";
        let count = place.write("folk1a.csv", count);
        place.import(&count, &["--table", "FOLK1A"]);

        let found = &ask("")["what_if"];
        let projection = &found["projection"];
        assert_eq!(
            (
                &projection["table"],
                &projection["vintage"],
                &projection["from_year"],
                &projection["to_year"]
            ),
            (&json!("FRKM122"), &json!(2022), &json!(2022), &json!(2023))
        );
        // 67+: 99 + 1 + 98 + 2, and 103 + 1 + 104 + 2 a year later; 18–66: 600, and 295 + 293.
        let areas = projection["areas"].as_array().unwrap();
        let of = |no: usize| {
            (
                &areas[no]["area"],
                &areas[no]["ages"],
                &areas[no]["from"],
                &areas[no]["to"],
            )
        };
        assert_eq!(
            of(0),
            (&json!("5.30"), &json!("67+"), &json!(200.0), &json!(210.0))
        );
        assert_eq!(
            of(1),
            (
                &json!("5.38"),
                &json!("18-66"),
                &json!(600.0),
                &json!(588.0)
            )
        );
        near(&areas[0]["change"], 0.05);
        near(&areas[1]["change"], -0.02);
        assert_eq!(areas.len(), 2);
        // (550,000 × 5 % − 1,100,000 × 2 %) ÷ 1,650,000, and 1,650,000 × as much more.
        near(&found["population_change"], 5.5 / 1_650.0);
        assert_eq!(found["population_said"], false);
        near(&found["next_year"]["ahead"], 1_655_500.0);
        assert_eq!(
            (&found["next_year"]["year"], &found["next_year_reason"]),
            (&json!(2023), &Value::Null)
        );

        // What is said wins, and what was known earlier goes by what was known.
        let said = &ask("&population_change=2")["what_if"];
        near(&said["population_change"], 0.02);
        assert_eq!(
            (&said["population_said"], &said["projection"]),
            (&json!(true), &Value::Null)
        );
        let then = ask(&format!("&revision={before}"));
        assert_eq!(then["what_if"]["projection"]["table"], "FRKM121");

        let text = [
            "frame",
            "--municipality",
            "766",
            "--as-of",
            "2022-06",
            "--lang",
            "en",
        ];
        let text = place.run(text).expect_done().stdout;
        assert!(
            text.contains("by FRKM122 (the projection of 2022)"),
            "{text}"
        );
        assert!(text.contains("5.30, 67+ years: 5"), "{text}");
        place.run(["db", "verify"]).expect_done();
    });
}

#[test]
fn a_projection_without_all_ages_is_none() {
    let place = Place::sqlite();
    load(&place);
    let rows = |ages: &[&str]| {
        let mut rows = String::from("KOMMUNEDK;ALDER;KØN;TID;INDHOLD\n");
        for year in [2022, 2023] {
            for age in ages {
                rows.push_str(&format!("766;{age};M;{year};10\n766;{age};K;{year};10\n"));
            }
        }
        rows
    };
    let file = place.write("frkm122.csv", rows(&["TOT", "0-66", "68-"]));
    project(&place, "FRKM122", &file);
    let asked = [
        "frame",
        "--municipality",
        "766",
        "--as-of",
        "2022-06",
        "--lang",
        "en",
        "--format",
        "json",
    ];
    let found = place.run(asked).expect_done().json();
    let reason = found["what_if"]["next_year_reason"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        reason.contains("FRKM122 does not tell all residents aged 67+ of 2022 and 2023"),
        "{reason}"
    );
    // A table that is a projection of something else is not taken for one of residents.
    let other = place.write("frkm222.csv", rows(&["TOT"]));
    let refused = place.try_import(&other, &["--table", "FRKM222"]);
    assert_ne!(refused.code, Some(0), "{}", refused.stdout);
}

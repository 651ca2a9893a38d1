//! Records on persons for tests: postings and courses, and what is asked of them.

use std::path::PathBuf;

use pejl_tests::Place;
use serde_json::Value;

/// Number of a person; no two are alike.
pub fn cpr(n: usize) -> String {
    format!("{:02}0340-{:04}", n + 1, 1_000 + n)
}

/// The key of the installation, made when it is first asked for.
pub fn key(place: &Place) -> PathBuf {
    let key = place.folder().join("key");
    if !key.exists() {
        place
            .run(["person-key", &key.display().to_string()])
            .expect_done();
    }
    key
}

fn import(place: &Place, dataset: &str, content: &str) -> Value {
    let file = place.write("records.csv", content);
    let mut command = place.command(["import", dataset, "--source", "canonical"]);
    command.args(["--municipality", "766", "--format", "json"]);
    command.arg("--person-key").arg(key(place)).arg(file);
    pejl_tests::process::run(command).expect_done().json()
}

/// One posting of 10ⁿ øre for each of the persons, in each of the months.
pub fn import_ledger(place: &Place, months: &[u32], persons: &[usize]) -> Value {
    let mut content =
        "fiscal_year;fiscal_period;posting_date;function;dranst;amount_oere;cpr\n".to_owned();
    for month in months {
        for n in persons {
            let oere = 10_i64.pow(u32::try_from(*n).unwrap());
            let cpr = cpr(*n);
            content.push_str(&format!(
                "2019;{month};2019-{month:02}-28;5.30.26;1;{oere};{cpr}\n"
            ));
        }
    }
    import(place, "ledger", &content)
}

/// One course for each of the persons that ended so long ago.
pub fn import_courses(place: &Place, persons: &[usize]) -> Value {
    let mut content =
        "course_id;cpr;course_type;service;start;planned_end;end;end_reason\n".to_owned();
    for n in persons {
        let cpr = cpr(*n);
        content.push_str(&format!(
            "F{n};{cpr};rehabilitering;SEL-83a;2018-01-15;;2018-03-01;\n"
        ));
    }
    import(place, "course", &content)
}

/// The sum of the ledger at a revision; 0 for the newest.
pub fn sum(place: &Place, revision: i64) -> i64 {
    let revision = revision.to_string();
    let mut arguments = vec!["query", "--dataset", "ledger", "--format", "json"];
    if revision != "0" {
        arguments.extend(["--revision", &revision]);
    }
    let answer = place.run(arguments).expect_done().json();
    answer["items"][0]["amount_oere"].as_i64().unwrap_or(0)
}

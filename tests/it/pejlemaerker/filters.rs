//! What questions may filter by: members of lists, in any case, and what the municipality's own rows have.

use pejl_tests::Place;
use pejl_tests::process::Finished;
use pejl_tests::server::Server;
use serde_json::Value;

use super::{EFFORT, PEJLEMAERKER};

fn ask(place: &Place, reading: &str, period: &str, filter: &str) -> Finished {
    let mut command = place.command(["query", "--indicator", reading, "--municipality", "766"]);
    command.args(["--period", period, "--format", "json", "--filter", filter]);
    pejl_tests::process::run(command)
}

/// A member that there is not is refused, alike by the program and over HTTP, with the nearest.
#[track_caller]
fn refused(place: &Place, server: &Server, (reading, period): (&str, &str), cases: &[[&str; 3]]) {
    for [dimension, member, nearest] in cases {
        let said = ask(place, reading, period, &format!("{dimension}={member}"));
        let said = said.expect_code(2).stderr;
        assert!(said.contains(&format!("filter.{dimension}")), "{said}");
        assert!(said.contains(nearest), "{dimension}={member}: {said}");
        let encoded = member.replace(' ', "%20").replace('§', "%C2%A7");
        let path = format!(
            "/api/v1/observations?municipality=766&indicator={reading}&period={period}&filter.{dimension}={encoded}"
        );
        let problem = server.get(&path).expect_problem(400);
        let error = &problem["errors"][0];
        assert_eq!(
            error["parameter"],
            format!("filter.{dimension}"),
            "{problem}"
        );
        assert_eq!(error["value"], *member, "{problem}");
        let said = error.to_string();
        assert!(said.contains(nearest), "{dimension}={member}: {said}");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem}");
    }
}

#[test]
fn a_member_that_there_is_not_is_refused_and_no_citizens_are_told() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let server = Server::start(&place);
    refused(
        &place,
        &server,
        ("O4.0.active_persons", "2018"),
        &[
            ["service", "SEL-831", "SEL-83-1"],
            ["service", "sel-83-9", "SEL-83-1"],
            ["law", "SELL", "SEL"],
            ["setting", "ownhome", "own_home"],
            ["sex", "F", "K"],
            ["paragraph", "§ 83 b", "§ 83 a"],
            ["target_group", "elder", "elderly"],
            ["district", "Nordd", "Nord"],
            ["district", "Nowhere", "district"],
            ["provider", "V99", "provider"],
        ],
    );
    refused(
        &place,
        &server,
        ("O3.3", "2018"),
        &[
            ["course_type", "rehab", "course_type"],
            ["unit", "U9", "unit"],
        ],
    );
    refused(
        &place,
        &server,
        ("Q1", "2018"),
        &[["outcome", "upholded", "upheld"]],
    );
    refused(
        &place,
        &server,
        ("W1.3", "2018"),
        &[["goal_type", "devlop", "develop"]],
    );
}

#[test]
fn members_of_lists_are_meant_in_any_case_and_those_of_the_rows_as_they_are() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let value = |filter: &str| -> Value {
        let answer = ask(&place, "O4.0.active_persons", "2018", filter)
            .expect_done()
            .json();
        answer["items"][0]["value"].clone()
    };
    let of_service = value("service=SEL-83-1");
    assert!(of_service.as_f64().unwrap() > 0.0);
    assert_eq!(value("service=sel-83-1"), of_service);
    assert!(value("district=Nord").as_f64().unwrap() > 0.0);
    assert_eq!(value("paragraph=§83a"), value("paragraph=§ 83 a"));
    // A service of the list that nobody has is nobody's, and so are rows that do not say.
    assert_eq!(value("service=SEL-95"), 0.0);
    assert_eq!(value("target_group=not_stated"), 0.0);
    // What no import has had is none at the revision, and is a member once there are rows with it.
    let before = place.run([
        "query",
        "--indicator",
        "O4.0.active_persons",
        "--municipality",
        "766",
        "--period",
        "2018",
        "--filter",
        "target_group=elderly",
        "--revision",
        "1",
    ]);
    let said = before.expect_code(2).stderr;
    assert!(said.contains("filter.target_group"), "{said}");
}

#[test]
fn a_member_may_stand_in_a_register_or_in_another_dataset_alone() {
    let place = Place::sqlite();
    EFFORT.load(&place);
    // V3 is in the register of providers; nobody is employed as what deliveries alone name, and it is a profession.
    ask(&place, "O6.1", "2018", "provider=V3").expect_done();
    ask(&place, "O6.3", "2018", "profession=fysioterapeut").expect_done();
    ask(&place, "O6.3", "2018", "profession=smed").expect_code(2);
}

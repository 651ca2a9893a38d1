//! What is said of figures, and who is told.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/comments";

/// Net expenditure on training in Hedensted, thousands of kroner in each year, as a file of StatBank.
fn load(place: &Place, kroner: [u32; 3]) {
    let mut rows = String::from("OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n");
    for (year, kroner) in (2017..2020).zip(kroner) {
        rows.push_str(&format!("766;46282;1;TOT;LOBM;{year};{kroner}\n"));
        rows.push_str(&format!("766;46282;2;TOT;LOBM;{year};0\n"));
    }
    let file = place.write("regk31.csv", rows);
    place.import(&file, &["--table", "REGK31"]);
}

fn residents(place: &Place) {
    let mut rows = String::from("OMRÅDE;KØN;ALDER;TID;INDHOLD\n");
    for year in 2017..2020 {
        rows.push_str(&format!("766;I alt;I alt;{year}K3;40000\n"));
    }
    let file = place.write("folk1a.csv", rows);
    place.import(&file, &["--table", "FOLK1A"]);
}

/// A document about the spending of 2018.
fn document() -> Value {
    json!({
        "municipality": "Hedensted",
        "indicator": "F2.net_per_resident",
        "members": {"function": "4.62.82"},
        "period": "2018",
        "text_da": "=1+1 <script>alert(1)</script>",
        "text_en": "Two therapists were hired.",
        "author": "Anne Holm",
        "author_role": "Leder af træningen",
    })
}

#[test]
fn a_comment_is_stored_signed_off_moved_and_withdrawn() {
    for_each_database(|place| {
        load(place, [4_000, 8_000, 8_000]);
        residents(place);
        let server = Server::start(place);
        let sent = document().to_string();
        let proved = server.post(&format!("{PATH}?dry_run=true"), sent.as_bytes());
        let proved = proved.expect_status(200).json();
        assert_eq!(
            (&proved["state"], &proved["id"]),
            (&json!("proved"), &Value::Null)
        );
        let made = server.post(PATH, sent.as_bytes()).expect_status(201).json();
        assert_eq!(
            (&made["state"], &made["id"]),
            (&json!("applied"), &json!(1))
        );

        let approval = format!("{PATH}/1/approval");
        let by_author = json!({"approved_by": "Anne Holm"}).to_string();
        server
            .post(&approval, by_author.as_bytes())
            .expect_problem(400);
        let stale = json!({"approved_by": "Bo Lund", "version": 4}).to_string();
        server.post(&approval, stale.as_bytes()).expect_problem(409);
        let signed = json!({"approved_by": "Bo Lund", "version": 1}).to_string();
        let signed = server
            .post(&approval, signed.as_bytes())
            .expect_status(200)
            .json();
        assert_eq!(signed["state"], "applied");
        server.get(&approval).expect_problem(405);

        // 8 million kroner of 40,000 residents; then the accounts are corrected to 9.
        let list = format!("{PATH}?municipality=766&indicator=F2&period=2017..2018&lang=en");
        let found = server.get(&list).expect_status(200);
        let tag = found.header("etag").unwrap().to_owned();
        let one = &found.json()["items"][0];
        assert_eq!(one["indicator"], "F2.net_per_resident");
        assert_eq!(one["text_da"], "=1+1 <script>alert(1)</script>");
        assert_eq!(
            (
                &one["explains"]["value"],
                &one["explains"]["unit"],
                &one["explains"]["price_level"]
            ),
            (&json!(200.0), &json!("dkk_per_resident"), &json!("current"))
        );
        assert_eq!(
            (&one["moved"], &one["approved_by"]),
            (&json!(false), &json!("Bo Lund"))
        );
        let again = server.get_with(&list, &[("If-None-Match", tag.as_str())]);
        again.expect_status(304);
        load(place, [4_000, 9_000, 8_000]);
        let found = server.get(&list).expect_status(200).json();
        assert_eq!(found["meta"]["demo"], false);
        let one = &found["items"][0];
        assert_eq!(
            (
                &one["explains"]["value"],
                &one["now"]["value"],
                &one["moved"]
            ),
            (&json!(200.0), &json!(225.0), &json!(true))
        );
        assert!(one["now"]["revision"].as_i64() > one["explains"]["revision"].as_i64());
        let then = format!("{list}&revision={}", signed["revision"]);
        let then = server.get(&then).expect_status(200).json();
        assert_eq!(then["items"][0]["moved"], false);
        let csv = server
            .get(&format!("{PATH}?format=csv"))
            .expect_status(200)
            .text();
        assert!(csv.contains("'=1+1"), "{csv}");
        let none = server
            .get(&format!("{PATH}?period=2019"))
            .expect_status(200)
            .json();
        assert_eq!(
            (&none["items"], &none["meta"]["n"]),
            (&json!([]), &json!(0))
        );

        let trend =
            "/api/v1/indicators/F2.net_per_resident/trend?municipality=766&filter.function=4.62.82";
        let series = server
            .get(&format!("{trend}&lang=en"))
            .expect_status(200)
            .json();
        let beside = &series["comments"][0];
        assert_eq!(
            (&beside["period"], &beside["text"], &beside["moved"]),
            (
                &json!("2018"),
                &json!("Two therapists were hired."),
                &json!(true)
            )
        );
        let other = server.get(
            "/api/v1/indicators/F2.net_per_resident/trend?municipality=766&filter.function=4.62.82&filter.dranst=1",
        );
        assert_eq!(other.expect_status(200).json()["comments"], json!([]));

        place.run(["comments", "withdraw", "1"]).expect_done();
        let left = server.get(PATH).expect_status(200).json();
        assert_eq!(left["items"], json!([]));
        let versions = server.get(&format!("{PATH}/1")).expect_status(200).json();
        assert_eq!(versions["items"].as_array().unwrap().len(), 2);
        server
            .send("DELETE", &format!("{PATH}/1"), &[], None)
            .expect_problem(404);
        server.get(&format!("{PATH}/9")).expect_problem(404);
        place.run(["db", "verify"]).expect_done();
    });
}

#[test]
fn what_cannot_be_stored_is_told_with_every_fault() {
    let place = Place::sqlite();
    load(&place, [4_000, 8_000, 8_000]);
    let server = Server::start(&place);
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut wrong = document();
        change(&mut wrong);
        let problem = server
            .post(PATH, wrong.to_string().as_bytes())
            .expect_problem(400);
        assert!(!problem.to_string().contains("1234"), "{problem}");
        problem["errors"].clone()
    };
    let errors = refused(&|one| {
        one["indicator"] = json!("F2.net_per_residents");
        one["period"] = json!("2018-13");
        one["text_da"] = json!("om 010190-1234");
        one["text_en"] = json!("x".repeat(4_001));
    });
    let named: Vec<&Value> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["parameter"])
        .collect();
    assert_eq!(
        named,
        ["text_da", "text_en", "indicator", "period"],
        "{errors}"
    );
    let nearest = errors[2]["nearest"].to_string();
    assert!(nearest.contains("F2.net_per_resident"), "{errors}");
    assert_eq!(errors[3]["value"], "2018-13");
    let errors = refused(&|one| one["period"] = json!("2090"));
    assert_eq!(errors[0]["parameter"], "period", "{errors}");
    // Accounts come by the year.
    let errors = refused(&|one| one["period"] = json!("2018-03"));
    assert_eq!(errors[0]["parameter"], "period", "{errors}");
    let errors = refused(&|one| one["municipality"] = json!("Hedenstad"));
    assert!(
        errors[0]["nearest"].to_string().contains("Hedensted"),
        "{errors}"
    );
    let unknown = json!({"municipality": "766", "cpr": "010190-1234"}).to_string();
    let problem = server.post(PATH, unknown.as_bytes()).expect_problem(400);
    assert!(!problem.to_string().contains("1234"), "{problem}");
    let long = json!({"text_da": "x".repeat(70_000)}).to_string();
    server.post(PATH, long.as_bytes()).expect_problem(413);
    server
        .get(&format!("{PATH}?period=soon"))
        .expect_problem(400);
    server.get(&format!("{PATH}?when=2018")).expect_problem(400);
    let left = server.get(PATH).expect_status(200).json();
    assert_eq!(left["items"], json!([]));
}

#[test]
fn the_command_line_says_the_same() {
    let place = Place::sqlite();
    load(&place, [4_000, 8_000, 8_000]);
    residents(&place);
    let add = |more: &[&str]| {
        let asked = [
            "comments",
            "add",
            "F2.net_per_resident",
            "--municipality",
            "Hedensted",
        ];
        let said = [
            "--filter",
            "function=4.62.82",
            "--period",
            "2018",
            "--text",
            "Færre timer.",
            "--author",
            "Anne Holm",
        ];
        let all = asked.iter().chain(&said).chain(more);
        place.run(all.copied())
    };
    assert_eq!(add(&["--dry-run"]).expect_done().json()["state"], "proved");
    assert_eq!(add(&[]).expect_done().json()["id"], 1);
    assert_eq!(
        add(&["--id", "1"]).expect_done().json()["state"],
        "unchanged"
    );
    let file = place.write("one.json", document().to_string());
    let set = ["comments", "set", file.to_str().unwrap(), "--id", "1"];
    assert_eq!(place.run(set).expect_done().json()["state"], "applied");
    let sign = ["comments", "approve", "1", "--by", "Bo Lund"];
    assert_eq!(place.run(sign).expect_done().json()["state"], "applied");
    let shown = place.run(["comments", "show", "1"]).expect_done().json();
    assert_eq!(shown["items"].as_array().unwrap().len(), 3);

    let server = Server::start(&place);
    let of_api = server
        .get(&format!("{PATH}?role=admin&lang=da"))
        .expect_status(200)
        .json();
    let listed = ["comments", "list", "--lang", "da", "--format"];
    let of_command = place
        .run(listed.iter().chain(&["json"]).copied())
        .expect_done()
        .json();
    assert_eq!(of_command["items"], of_api["items"]);
    let csv = place
        .run(listed.iter().chain(&["csv"]).copied())
        .expect_done()
        .stdout;
    let of_api = server
        .get(&format!("{PATH}?role=admin&lang=da&format=csv"))
        .expect_status(200)
        .text();
    assert_eq!(csv, of_api);
    let table = place
        .run(listed.iter().chain(&["table"]).copied())
        .expect_done()
        .stdout;
    assert!(table.contains("Anne Holm"), "{table}");
    load(&place, [4_000, 9_000, 8_000]);
    let trend = [
        "trend",
        "F2.net_per_resident",
        "--municipality",
        "766",
        "--filter",
        "function=4.62.82",
    ];
    let trend = place.run(trend).expect_done().stdout;
    assert!(
        trend.contains("(Anne Holm) [tallet er siden ændret]"),
        "{trend}"
    );
    let wrong = ["comments", "list", "--period", "soon"];
    place.run(wrong).expect_code(2);
}

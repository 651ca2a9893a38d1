//! Who sees what: over HTTP anybody, unless the question says who asks.

use pejl_tests::Place;
use pejl_tests::server::Server;
use serde_json::{Value, json};

use super::EFFORT;

#[test]
fn money_of_one_citizen_is_told_to_nobody_but_who_may_see_small_numbers() {
    let place = Place::sqlite();
    EFFORT.load(&place);
    let server = Server::start(&place);
    let ask = |reading: &str, period: &str, role: &str| -> Value {
        let path = format!(
            "/api/v1/observations?municipality=766&indicator={reading}&period={period}{role}"
        );
        let answer = server.get(&path).expect_status(200).json();
        answer["items"][0].clone()
    };
    for reading in ["E2c.tied_share", "E2c.tied_directly", "E2c.linked_share"] {
        // L12, 8,000 kroner, is all of May and names a citizen.
        let told = ask(reading, "2018-05", "&role=analyst");
        assert_eq!(told["numerator"], 8000.0, "{told}");
        // Whom a posting names is no base of the figure: most are of nobody.
        assert_eq!(told["n"], Value::Null);
        for role in ["", "&role=viewer"] {
            let withheld = ask(reading, "2018-05", role);
            assert_eq!(withheld["cell"], "confidential", "{reading}: {withheld}");
            assert_eq!(withheld["numerator"], Value::Null);
        }
    }
    // The answer says where its figures are from.
    let path = "/api/v1/observations?municipality=766&indicator=E2c,O6.2&period=2018";
    let source = server.get(path).expect_status(200).json()["meta"]["source"].clone();
    let source = source.as_str().unwrap();
    assert!(
        source.contains("regnskab") && source.contains("borgermål"),
        "{source}"
    );
    assert!(!source.contains("StatBank"), "{source}");
    // Seven citizens are named in the year, and none in January.
    assert_eq!(ask("E2c.tied_share", "2018", "")["cell"], "ok");
    let told = ask("E2c.tied_share", "2018-01", "");
    assert_eq!(told["value"].as_f64().unwrap(), 150_000.0 / 190_000.0);
    let body =
        json!({"indicator": ["E2c.tied_share"], "municipality": ["766"], "period": ["2018-05"]});
    let answer = server.post("/api/v1/query", body.to_string().as_bytes());
    let answer = answer.expect_status(200).json();
    assert_eq!(answer["items"][0]["cell"], "confidential", "{answer}");
}

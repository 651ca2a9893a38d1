//! Where an indicator stands against its target: over HTTP, on the board, and where an effect is planted.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::PEJLEMAERKER;

const STATBANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/statbank");

/// Sets a target by its fields.
fn set(place: &Place, fields: &[&str]) {
    let mut command = place.command(["targets", "set"]);
    for field in fields {
        command.args(["--field", field]);
    }
    pejl_tests::process::run(command).expect_done();
}

/// The status of an indicator in Danish or English, asked over HTTP.
fn status(server: &Server, code: &str, question: &str) -> Value {
    let path = format!("/api/v1/indicators/{code}/status?{question}");
    server.get(&path).expect_status(200).json()
}

#[test]
fn a_status_of_published_figures_follows_prices_and_is_cut_by_breaks() {
    for_each_database(|place| {
        for (file, table) in [
            ("regk31-beloeb.csv", "REGK31"),
            ("folk1a-alder.csv", "FOLK1A"),
        ] {
            let file = format!("{STATBANK}/{file}");
            place.import(file.as_ref(), &["--table", table]);
        }
        let prices = format!("{STATBANK}/pl.csv");
        place.run(["import", "price-index", &prices]).expect_done();
        let before = place.revision();
        let f2 = ["indicator=F2", "direction=down", "deadline=2019"];
        let of = |fields: &[&str]| set(place, &[&f2[..], fields].concat());
        // 140,000,000 kr. of 46,000 residents in 2018; at most what prices make of it less 2 %.
        of(&[
            "municipality=766",
            "members=function=5.30.27",
            "baseline_on=2018",
            "baseline=3043.478261",
            "path=index_linked",
            "index_series=PL_SERVICE",
            "index_change=-2 %",
        ]);
        of(&[
            "municipality=630",
            "members=function=5.30.27",
            "baseline_on=2018",
            "baseline=2596.491228",
            "goal=2700",
        ]);
        of(&[
            "municipality=766",
            "members=function=5.30.26",
            "baseline_on=2017",
            "baseline=800",
            "goal=900",
        ]);
        let server = Server::start(place);
        let found = status(
            &server,
            "F2",
            "municipality=766&filter.function=5.30.27&lang=en",
        );
        assert_eq!(
            (&found["status"], &found["target"]),
            (&json!("off_track"), &json!(1))
        );
        let judgement = &found["judgement"];
        assert_eq!(
            (&judgement["rule"], &judgement["period"]),
            (&json!("missed"), &json!("2019"))
        );
        // 3,043.478261 · 1.02 · 0.98, and 147,000,000 kr. of 46,400 residents.
        assert_eq!(judgement["path"], json!({"low": null, "high": 3042.26087}));
        let distance = judgement["distance"].as_f64().unwrap();
        assert!(
            (distance - (3042.26087 - 147_000_000.0 / 46_400.0)).abs() < 1e-6,
            "{found}"
        );
        assert_eq!(judgement["probability"], Value::Null);
        assert_eq!(
            found["reason"],
            "Off track: the deadline has passed, and the goal is not met. The figure of 2019 is 3,168 DKK per resident; the \
             path is at most 3,042 DKK per resident. 2 figures are too few to tell chance from change."
        );
        let met = status(&server, "F2", "municipality=Vejle&filter.function=5.30.27");
        assert_eq!(
            (&met["status"], &met["judgement"]["rule"]),
            (&json!("reached"), &json!("few_goal_met"))
        );
        assert!(
            met["reason"].as_str().unwrap().starts_with(
                "Målet er nået: der er få tal, og to i træk eller det ved fristen opfylder målet."
            ),
            "{met}"
        );
        let cut = status(
            &server,
            "F2",
            "municipality=766&filter.function=5.30.26&lang=en",
        );
        assert_eq!(
            (&cut["status"], &cut["judgement"]),
            (&json!("not_computable"), &Value::Null)
        );
        assert!(
            cut["reason"]
                .as_str()
                .unwrap()
                .contains("the series is cut on 1 January 2018, after the baseline"),
            "{cut}"
        );
        let none = status(
            &server,
            "F2",
            &format!("municipality=766&filter.function=5.30.27&revision={before}"),
        );
        assert_eq!(
            (&none["status"], &none["target"]),
            (&json!("context"), &Value::Null)
        );
        for wrong in [
            "municipality=nowhere",
            "municipality=*",
            "municipality=766&filter.function=5.30.26,5.30.27",
        ] {
            server
                .get(&format!("/api/v1/indicators/F2/status?{wrong}"))
                .expect_problem(400);
        }
        place.assert_sound();
    });
}

#[test]
fn a_status_tells_nobody_what_is_withheld_and_stands_on_the_board() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    // Few courses end in a month.
    set(
        &place,
        &[
            "municipality=766",
            "indicator=O3.3",
            "baseline_on=2016",
            "baseline=10 %",
            "goal=99.9 %",
            "deadline=2026",
        ],
    );
    let server = Server::start(&place);
    let of = |more: &str| {
        status(
            &server,
            "O3.3",
            &format!("municipality=Hedensted&lang=en{more}"),
        )
    };
    let found = of("&role=admin");
    assert_eq!(
        (&found["status"], &found["judgement"]),
        (&json!("not_computable"), &Value::Null)
    );
    let few = "Cannot be computed: too few are behind the newest figure for it to be held against a target.";
    assert_eq!(found["reason"], few);
    let withheld = of("");
    assert_eq!(of("&role=viewer"), withheld);
    assert_eq!(
        (&withheld["status"], &withheld["judgement"]),
        (&json!("not_computable"), &Value::Null)
    );
    assert_eq!(
        withheld["reason"],
        "Cannot be computed: too few persons for the figure to be shown."
    );
    let of_unit = of("&filter.unit=nowhere");
    assert_eq!(
        (&of_unit["status"], &of_unit["target"]),
        (&json!("no_target"), &Value::Null)
    );

    let board = server
        .get("/api/v1/pejlemaerker?municipality=766&lang=en&role=admin")
        .expect_status(200)
        .json();
    let line = |code: &str| {
        let mut lines = board["items"].as_array().unwrap().iter();
        lines
            .find(|line| line["indicator"] == code)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (&line("O3.3")["status"], &line("O3.3")["sentence"]),
        (&json!("not_computable"), &json!(few))
    );
    assert_eq!(
        (&line("O3.1")["status"], &line("O3.1")["sentence"]),
        (&json!("no_target"), &Value::Null)
    );
    let table = place
        .run(["status", "--municipality", "766"])
        .expect_done()
        .stdout;
    assert!(table.contains("\nO3.3: Kan ikke beregnes: "), "{table}");
    // Figures are kept at the revisions of targets, too.
    let kept = place
        .run(["compute", "--format", "json"])
        .expect_done()
        .json();
    assert_eq!(kept, json!({"run": null}));
}

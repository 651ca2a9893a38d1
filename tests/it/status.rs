//! Where an indicator stands against its target: over HTTP, on the board, and where an effect is planted.

use std::fmt::Write as _;

use pejl_tests::process::run_pejl;
use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::PEJLEMAERKER;

const STATBANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/statbank");

const O3_1: &str = include_str!("../../crates/pejl-metrics/cards/O3.1.toml");

/// Sets a target by its fields.
pub fn set(place: &Place, fields: &[&str]) {
    let mut command = place.command(["targets", "set"]);
    for field in fields {
        command.args(["--field", field]);
    }
    pejl_tests::process::run(command).expect_done();
}

/// Makes a revision that changes no figure.
pub fn set_another(place: &Place) {
    let fields = [
        "municipality=766",
        "indicator=O3.3",
        "baseline_on=2016-12-31",
        "baseline=0.5",
        "goal=0.6",
        "deadline=2019-12-31",
    ];
    set(place, &fields);
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
        "Cannot be computed: too few persons behind the figure or behind one that could be worked out from it."
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

/// Imports a file of a canonical dataset of Hedensted; of these months, where they are said.
fn import(place: &Place, dataset: &str, file: &str, covered: Option<&str>) {
    let mut command = place.command(["import", dataset, file, "--source", "canonical"]);
    command.args([
        "--municipality",
        "766",
        "--max-refused",
        "0",
        "--person-key",
    ]);
    command.arg(place.folder().join("key"));
    if let Some(covered) = covered {
        command.args(["--period", covered]);
    }
    pejl_tests::process::run(command).expect_done();
}

/// A store for persons, with a key.
fn place_with_key() -> Place {
    let place = Place::sqlite();
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    place
}

/// Numbers of 24 citizens that nobody has: they fail the check of modulus 11.
fn numbers() -> Vec<String> {
    let number = |no: u32| format!("{:02}0340-{:04}", no + 1, 102 + 3 * no);
    (0..24).map(number).collect()
}

/// A course of each citizen a month from April 2015 on, for three years: eight weeks instead of twelve in the third, and few of
/// them self-reliant then.
fn courses_that_get_shorter_and_worse() -> String {
    let head = "course_id;cpr;course_type;law_basis;service;start;planned_end;end;end_reason;hours_before;hours_after;registered_at";
    let mut text = format!("{head}\n");
    let april = chrono::NaiveDate::from_ymd_opt(2015, 4, 1).unwrap();
    for month in 0..36_u32 {
        let first = april + chrono::Months::new(month);
        let is_short = month >= 24;
        for (no, cpr) in (0_u32..).zip(numbers()) {
            let days = if is_short { 56 } else { 84 } + u64::from((month * 5 + no * 3) % 7);
            let n_self_reliant = if is_short { 6 } else { 18 } + month % 3;
            let end = first + chrono::Days::new(u64::from(no) + 1);
            let start = end - chrono::Days::new(days);
            let reason = if no < n_self_reliant {
                "self_reliant"
            } else {
                "same_help"
            };
            writeln!(
                text,
                "C{month}-{no};{cpr};rehabilitation;SEL § 83 a;SEL-83a;{start};{end};{end};{reason};4;0;{end}"
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn a_pair_that_has_worsened_contradicts_what_is_reached() {
    let place = place_with_key();
    let persons = numbers()
        .into_iter()
        .map(|cpr| format!("{cpr};Nord;2007-01-01;\n"));
    let persons = format!(
        "cpr;district;valid_from;valid_to\n{}",
        persons.collect::<String>()
    );
    let persons = place.write("person.csv", persons).display().to_string();
    import(&place, "person", &persons, None);
    let courses = place.write("course.csv", courses_that_get_shorter_and_worse());
    let courses = courses.display().to_string();
    import(&place, "course", &courses, Some("2015-01..2018-03"));
    let version = O3_1
        .lines()
        .find(|line| line.starts_with("definition_version"));
    let card = O3_1
        .replace(version.unwrap(), "definition_version = 99")
        .replace("pairing = [\"O3.2\"]", "pairing = [\"O3.3\"]");
    let card = place.write("card.toml", &card).display().to_string();
    place.run(["indicators", "apply", &card]).expect_done();
    let fields = [
        "municipality=766",
        "indicator=O3.1",
        "baseline_on=2016-03",
        "baseline=87",
        "goal=70",
        "deadline=2019",
    ];
    set(&place, &fields);
    let server = Server::start(&place);
    let found = status(&server, "O3.1", "municipality=766&lang=en");
    assert_eq!(
        (&found["status"], &found["judgement"]["rule"]),
        (&json!("reached"), &json!("goal_met")),
        "{found}"
    );
    let said = "The pair contradicts itself: “Courses ended self-reliant” has worsened since the baseline by more than chance can explain.";
    assert_eq!(found["contradictions"], json!([said]));
    assert!(found["reason"].as_str().unwrap().ends_with(said), "{found}");
    // A baseline after the change has nothing that worsened since.
    let later = [
        "municipality=766",
        "indicator=O3.1",
        "baseline_on=2017-05",
        "baseline=75",
        "goal=70",
        "deadline=2019",
    ];
    let mut command = place.command(["targets", "set", "--id", "1"]);
    for field in later {
        command.args(["--field", field]);
    }
    pejl_tests::process::run(command).expect_done();
    let found = status(&server, "O3.1", "municipality=766&lang=da");
    assert_eq!(found["contradictions"], json!([]), "{found}");
}

/// Seeds of the invented municipality, each with a newest month in which twenty courses ended, with the programme and without: of
/// fewer nothing is told.
const SEEDS: [(&str, &str); 3] = [("1", "2017-11"), ("2", "2017-10"), ("3", "2017-11")];

/// The invented municipality's citizens and courses from 2014 to a month, with the programme of January 2017 or without.
fn invented(seed: &str, to: &str, more: &[&str]) -> Place {
    let place = place_with_key();
    let out = place.folder().join("out");
    let folder = out.display().to_string();
    let options = ["synth", "--out", &folder, "--seed", seed];
    let window = ["--from", "2014-01", "--to", to];
    run_pejl(options.iter().chain(&window).chain(more)).expect_done();
    for dataset in ["person", "course"] {
        let file = out.join(format!("766/{dataset}.csv")).display().to_string();
        import(&place, dataset, &file, None);
    }
    place
}

/// Months from the start of the programme to a month such as `2017-08`.
fn months_after_start(month: &Value) -> i32 {
    let (year, month) = month.as_str().unwrap().split_once('-').unwrap();
    (year.parse::<i32>().unwrap() - 2017) * 12 + month.parse::<i32>().unwrap() - 1
}

/// Months from the start of the programme to each change in the length of courses by the month they began in.
fn changes(seed: &str, more: &[&str]) -> Vec<i32> {
    let place = invented(seed, "2018-03", more);
    let server = Server::start(&place);
    let question =
        "indicator=O3.1.km_median_days&municipality=766&period=2014-01..2017-08&grain=month";
    let path = format!("/api/v1/observations?{question}");
    let answer = server.get(&path).expect_status(200).json();
    let mut csv = "time,value\n".to_owned();
    for one in answer["items"].as_array().unwrap() {
        assert_eq!(one["cell"], "ok", "{one}");
        writeln!(csv, "{},{}", one["period"].as_str().unwrap(), one["value"]).unwrap();
    }
    let file = place.write("series.csv", csv).display().to_string();
    let options = ["analyse", "changes", &file, "--least", "6"];
    let found = place.run(options).expect_done().json();
    let levels = found["items"][0]["levels"].as_array().unwrap();
    let starts = levels.iter().skip(1).map(|level| &level["start"]);
    starts.map(months_after_start).collect()
}

#[test]
fn the_start_of_the_planted_programme_is_found_within_two_months() {
    for (seed, _) in SEEDS {
        let is_near = |months: &i32| (-2..=2).contains(months);
        let with = changes(seed, &[]);
        assert!(with.iter().any(is_near), "seed {seed}: {with:?}");
        let without = changes(seed, &["--without-programme"]);
        assert!(!without.iter().any(is_near), "seed {seed}: {without:?}");
    }
}

#[test]
fn the_planted_programme_changes_a_status_within_eight_months_and_nothing_else_does() {
    for (seed, to) in SEEDS {
        let of = |more: &[&str]| {
            let place = invented(seed, to, more);
            // Courses last no longer than they did until 2019, and no more than ten weeks from then on.
            let fields = [
                "municipality=766",
                "indicator=O3.1",
                "baseline_on=2014",
                "baseline=82",
                "tolerance=5",
                "path=steps",
                "steps=2019=70",
                "goal=70",
                "deadline=2019-12-31",
            ];
            set(&place, &fields);
            status(&Server::start(&place), "O3.1", "municipality=766&lang=en")
        };
        let found = of(&[]);
        let judgement = &found["judgement"];
        let told = (&found["status"], &judgement["rule"]);
        assert_eq!(
            told,
            (&json!("reached"), &json!("goal_met")),
            "seed {seed}: {found}"
        );
        // Courses of eight weeks that begin in January end in March.
        let known = months_after_start(&judgement["level_since"]);
        assert!((0..8).contains(&known), "seed {seed}: {found}");

        let found = of(&["--without-programme"]);
        let judgement = &found["judgement"];
        let told = (&found["status"], &judgement["rule"]);
        assert_eq!(
            told,
            (&json!("on_track"), &json!("on_path")),
            "seed {seed}: {found}"
        );
        // Nothing has changed since the level of the first year after the baseline was known.
        assert_eq!(judgement["since"], "2015-12", "seed {seed}: {found}");
    }
}

//! Fetching what others fetched from the real service, and getting the same.

use std::collections::BTreeSet;

use super::*;

/// The folder of real files, or `None` where the checkout has none; a run of CI must have them.
fn real_data() -> Option<PathBuf> {
    let beside_the_checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PEJL_REAL_DATA").map_or(beside_the_checkout, PathBuf::from);
    if folder.join("dst-folk1a-api-csv").is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "no real files in {}",
        folder.display()
    );
    println!("skipped: no real files in {}", folder.display());
    None
}

/// Fetches a selection that asks for exactly what a saved answer holds, and compares the figures.
#[track_caller]
fn check(
    table: &str,
    name: &str,
    selection: &[&str],
    n_rows: u64,
    figures_of: impl Fn(&str) -> Vec<String>,
) {
    let Some(folder) = real_data() else { return };
    let replay = ReplayOptions {
        saved_answers: Some(folder.clone()),
    };
    let mut bench = bench_with(&replay, ClientOptions::default());
    let plan = bench.plan(
        table,
        &Selection::parse(selection).unwrap(),
        &PlanOptions::default(),
    );
    let fetched = bench.fetch(&plan).unwrap();
    assert_eq!((fetched.files.len(), fetched.files[0].n_rows), (1, n_rows));
    let replayed: Vec<String> = bench
        .server
        .requests()
        .into_iter()
        .filter_map(|seen| seen.replayed)
        .collect();
    assert_eq!(replayed, [name]);
    let saved = fs::read_to_string(folder.join(name)).unwrap();
    let found = fs::read_to_string(&fetched.files[0].data).unwrap();
    assert_eq!(figures_of(&found), figures_of(&saved));
}

/// The numbers line by line, and the line breaks as they stand.
fn numbers(text: &str) -> Vec<String> {
    text.split_inclusive('\n')
        .skip(1)
        .map(|line| line.rsplit_once(';').unwrap().1.to_owned())
        .collect()
}

/// Everything, byte for byte.
fn everything(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

#[test]
fn the_coded_answer_comes_byte_for_byte() {
    // The one who saved it left age 38 out.
    let selection = [
        "OMRÅDE=000,081,082,083,084,085,147,400,461,561,751,851",
        "KØN=1,2",
        "ALDER=>=0<=37,>=39<=100",
        "!CIVILSTAND",
        "Tid=2008K1,2009K1,2010K1,2011K1,2012K1,2013K1,2014K1,2015K1,2016K1,2017K1,2018K1,2019K1,2020K1",
    ];
    check(
        "FOLK1A",
        "dst-folk1a-koder/FOLK1A.csv",
        &selection,
        31_200,
        everything,
    );
}

#[test]
fn the_national_answer_with_byte_order_mark_comes_with_its_figures() {
    let selection = [
        "OMRÅDE=000",
        "!KØN",
        "!ALDER",
        "CIVILSTAND=TOT",
        "Tid=<=2020",
    ];
    check(
        "FOLK1A",
        "dst-folk1a-api-csv/FOLK1A.csv",
        &selection,
        52,
        numbers,
    );
}

#[test]
fn answers_in_another_order_and_without_a_last_line_break_are_taken() {
    let selection = ["!KØN", "!ALDER", "Tid=2020K1"];
    check(
        "FOLK1A",
        "dst-folk1a-api-csv/FOLK1A-1.csv",
        &selection,
        525,
        numbers,
    );
    let selection = ["OMRÅDE=101", "!KØN", "!ALDER", "Tid=<=2020K1"];
    check(
        "FOLK1A",
        "dst-folk1a-api-csv/FOLK1A-2.csv",
        &selection,
        245,
        numbers,
    );
}

#[test]
fn an_answer_with_picked_values_comes_with_its_figures() {
    let selection = [
        "OMRÅDE=155,159,326,330,083",
        "!KØN",
        "ALDER=10,18,25,27,33,77",
        "CIVILSTAND=U,G,E",
        "Tid=2008K1,2009K2,2010K1,2013K4,2014K4,2019K1",
    ];
    check(
        "FOLK1A",
        "dst-folk1a-api-csv/FOLK1A-3.csv",
        &selection,
        540,
        numbers,
    );
}

#[test]
fn the_monthly_answer_comes_with_its_figures() {
    let selection = ["!KØN", "!ALDER", "Tid=>=2021M10<=2024M04"];
    check(
        "FOLK1AM",
        "dst-folk1am/FOLK1AM.csv",
        &selection,
        3_255,
        numbers,
    );
}

#[test]
fn a_labelled_answer_is_sent_as_it_was_saved_when_labels_are_asked_for() {
    let Some(folder) = real_data() else { return };
    let server = ReplayServer::start_with(&ReplayOptions {
        saved_answers: Some(folder.clone()),
    })
    .unwrap();
    let body = serde_json::json!({"table": "FOLK1A", "format": "CSV", "variables": [
        {"code": "CIVILSTAND", "values": ["*"]}, {"code": "OMRÅDE", "values": ["*"]}, {"code": "Tid", "values": ["2020K1"]}]});
    let answer = ureq::post(format!("{}/data", server.base_url()))
        .send(body.to_string())
        .unwrap();
    let found = answer.into_body().read_to_vec().unwrap();
    assert_eq!(
        found,
        fs::read(folder.join("dst-folk1a-api-csv/FOLK1A-1.csv")).unwrap()
    );
}

#[test]
fn every_code_of_the_saved_answers_is_in_the_sidecar() {
    let Some(folder) = real_data() else { return };
    let mut bench = bench_with(
        &ReplayOptions {
            saved_answers: Some(folder),
        },
        ClientOptions::default(),
    );
    let selection = Selection::parse(["!KØN", "!ALDER", "Tid=2020K1"]).unwrap();
    let plan = bench.plan("FOLK1A", &selection, &PlanOptions::default());
    let data = bench.fetch(&plan).unwrap().files[0].data.clone();
    let sidecar = Sidecar::read_beside(&data).unwrap().unwrap();
    let declared: BTreeSet<&str> = sidecar.variables[0]
        .values
        .iter()
        .map(|value| value.id.as_str())
        .collect();
    let rows = rows(&data);
    let found: BTreeSet<&str> = rows
        .iter()
        .map(|(codes, _)| codes["OMRÅDE"].as_str())
        .collect();
    assert_eq!(found, declared);
    assert_eq!(
        sidecar
            .left_out
            .iter()
            .map(|v| v.id.as_str())
            .collect::<Vec<_>>(),
        ["KØN", "ALDER"]
    );
    // 1 January 2020, the whole country: the figure Statistics Denmark published.
    let total = rows
        .iter()
        .find(|(codes, _)| codes["OMRÅDE"] == "000" && codes["CIVILSTAND"] == "TOT");
    assert_eq!(total.map(|(_, value)| value.as_str()), Some("5822763"));
}

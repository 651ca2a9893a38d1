#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::{Absent, Cover};

use super::*;

const REGK31: &str = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n";

/// Files in a folder of their own.
struct Files {
    folder: tempfile::TempDir,
    paths: Vec<PathBuf>,
}

impl Files {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |(name, text): &(&str, &str)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let paths = files
            .iter()
            .map(write)
            .filter(|path| path.extension().is_none_or(|e| e != "json"))
            .collect();
        Self { folder, paths }
    }

    fn read(&self, declared: &Declared) -> ReadOutcome {
        assert!(self.folder.path().is_dir());
        let mut n_written = 0;
        let outcome = read_statbank(
            &self.paths,
            declared,
            1,
            &mut |frame| {
                n_written += frame.height();
                Ok(())
            },
            &mut |_| (),
        )
        .unwrap();
        if !outcome.has_errors() && !declared.dry_run {
            assert_eq!(u64::try_from(n_written).unwrap(), outcome.n_rows);
        }
        outcome
    }
}

fn read(files: &[(&str, &str)], declared: &Declared) -> ReadOutcome {
    Files::of(files).read(declared)
}

fn table(id: &str) -> Declared {
    Declared {
        table: Some(id.to_owned()),
        ..Declared::default()
    }
}

fn bulk(id: &str) -> Declared {
    let mut declared = table(id);
    declared.absent_is_zero = true;
    declared.open.bulk = true;
    declared
}

fn rules(outcome: &ReadOutcome) -> Vec<&'static str> {
    outcome.issues.iter().map(|issue| issue.rule).collect()
}

#[track_caller]
fn check_refused(text: &str, declared: &Declared, rule: &str) -> RowIssue {
    let outcome = read(&[("a.csv", text)], declared);
    let found = outcome.issues.iter().find(|issue| issue.rule == rule);
    assert!(
        found.is_some() && outcome.has_errors(),
        "{:#?}",
        outcome.issues
    );
    found.unwrap().clone()
}

fn key_of(cover: &Cover) -> String {
    cover.variant.key()
}

// Statements ------------------------------------------------------------------------------------------

#[test]
fn a_declared_price_unit_multiplies_as_the_column_would() {
    let text = "OMRÅDE;FUNKTION;DRANST;ART;TID;INDHOLD\n766;53027;1;TOT;2019;12\n";
    let mut declared = table("REGK31");
    declared.set.insert("PRISENHED".into(), "LOBM".into());
    let outcome = read(&[("a.csv", text)], &declared);
    assert_eq!(rules(&outcome), [""; 0]);
    assert_eq!(
        key_of(&outcome.covers[0]),
        "statbank/REGK31/oere/current/year/art,dranst,function"
    );
}

#[test]
fn accounts_without_their_price_unit_are_not_taken_for_oere() {
    let text = "OMRÅDE;FUNKTION;DRANST;ART;TID;INDHOLD\n766;53027;1;TOT;2019;12\n";
    let with_unit = |unit: Option<&str>| Declared {
        unit: unit.map(|unit| unit.parse().unwrap()),
        ..table("REGK31")
    };
    for unit in [None, Some("oere"), Some("persons")] {
        let issue = check_refused(text, &with_unit(unit), "unit.not_declared");
        assert_eq!(issue.value.as_deref(), unit);
        assert!(issue.message.da.contains("PRISENHED=LOBM"), "{issue:?}");
    }
    let per_resident = read(&[("a.csv", text)], &with_unit(Some("dkk_per_resident")));
    assert_eq!(rules(&per_resident), [""; 0]);
}

#[test]
fn what_is_no_dimension_cannot_be_set() {
    let text = format!("{REGK31}766;53027;1;TOT;INDL;2019;1\n");
    for (dimension, member, rule) in [
        ("OMRÅDE", "766", "set.not_a_dimension"),
        ("Tid", "2019", "set.not_a_dimension"),
        ("value", "7", "set.not_a_dimension"),
        ("PRISENHED", "LOBM", "set.contradicts"),
        ("dranst", "2", "set.contradicts"),
        ("PRISENHED", "faste priser", "set.invalid"),
    ] {
        let mut declared = table("REGK31");
        declared.set.insert(dimension.into(), member.into());
        let issue = check_refused(&text, &declared, rule);
        assert_eq!(issue.value.unwrap(), format!("{dimension}={member}"));
    }
    let mut declared = table("FOLK1A");
    declared.set.insert("KØN".into(), "M".into());
    declared.set.insert("sex".into(), "K".into());
    check_refused("OMRÅDE;TID;INDHOLD\n766;2019K3;1\n", &declared, "set.twice");
}

#[test]
fn a_price_level_that_contradicts_is_refused() {
    let fixed: pejl_domain::PriceLevel = "fixed:2015".parse().unwrap();
    let with_price = |id: &str| Declared {
        price: Some(fixed),
        ..table(id)
    };
    let text = format!("{REGK31}766;53027;1;TOT;INDL;2019;1\n");
    check_refused(&text, &with_price("REGK31"), "price.contradicts");
    let persons = "OMRÅDE;TID;INDHOLD\n766;2019K3;1\n";
    check_refused(persons, &with_price("FOLK1A"), "price.contradicts");
}

#[test]
fn a_number_of_something_is_not_said_to_be_persons() {
    let document = |unit: &str| {
        format!(
            r#"{{"version":"2.0","class":"dataset","id":["OMRÅDE","Tid"],"size":[1,1],"role":{{"time":["Tid"]}},
            "dimension":{{"OMRÅDE":{{"category":{{"index":["766"],"label":{{"766":"Hedensted"}},"unit":{{"766":{{"base":"{unit}"}}}}}}}},
            "Tid":{{"category":{{"index":["2019"]}}}}}},"value":[3]}}"#
        )
    };
    let key = |unit: &str, id: &str| {
        let outcome = read(&[("a.jsonstat", &document(unit))], &table(id));
        assert_eq!(rules(&outcome), [""; 0]);
        key_of(&outcome.covers[0])
    };
    assert_eq!(
        key("Antal", "BYGB40"),
        "statbank/BYGB40/other:antal/not_applicable/year/"
    );
    assert_eq!(
        key("Number", "BYGB40"),
        "statbank/BYGB40/other:antal/not_applicable/year/"
    );
    assert_eq!(
        key("Antal", "FOLK1A"),
        "statbank/FOLK1A/persons/not_applicable/year/"
    );
    assert_eq!(
        key("Personer", "X1"),
        "statbank/X1/persons/not_applicable/year/"
    );
}

// Columns ---------------------------------------------------------------------------------------------

#[test]
fn a_column_that_the_table_does_not_have_is_refused() {
    let issue = check_refused(
        "OMRÅDE;BRANCHE;TID;INDHOLD\n766;I alt;2019K3;1\n",
        &table("FOLK1A"),
        "columns.not_of_table",
    );
    assert_eq!(issue.value.as_deref(), Some("BRANCHE"));
    let unknown = Declared {
        unit: Some(pejl_domain::Unit::Persons),
        ..table("XYZ1")
    };
    let outcome = read(
        &[("a.csv", "OMRÅDE;BRANCHE;TID;INDHOLD\n766;I alt;2019K3;1\n")],
        &unknown,
    );
    assert_eq!(rules(&outcome), [""; 0]);
}

#[test]
fn statbanks_own_json_has_the_variant_of_its_csv() {
    let json = r#"{"dataset":{"dimension":{
        "OMRÅDE":{"label":"område","category":{"index":{"766":0},"label":{"766":"Hedensted"}}},
        "KØN":{"label":"køn","category":{"index":{"TOT":0},"label":{"TOT":"I alt"}}},
        "Tid":{"label":"tid","category":{"index":{"2019K3":0},"label":{"2019K3":"2019K3"}}},
        "ContentsCode":{"label":"indhold","category":{"index":{"FOLK1A":0},"label":{"FOLK1A":"Folketal"},
            "unit":{"FOLK1A":{"base":"antal","decimals":0}}}},
        "id":["OMRÅDE","KØN","Tid","ContentsCode"],"size":[1,1,1,1],
        "role":{"metric":["ContentsCode"],"time":["Tid"]}},
        "label":"Befolkningen","source":"Danmarks Statistik","value":[46000]}}"#;
    let csv = "OMRÅDE;KØN;TID;INDHOLD\nHedensted;I alt;2019K3;46000\n";
    let by_json = read(&[("a.jsonstat", json)], &table("FOLK1A"));
    let by_csv = read(&[("a.csv", csv)], &table("FOLK1A"));
    assert_eq!((rules(&by_json), rules(&by_csv)), (vec![], vec![]));
    assert_eq!(by_json.covers, by_csv.covers);
}

#[test]
fn a_code_that_the_file_calls_another_area_is_refused() {
    let json = |code: &str, label: &str| {
        format!(
            r#"{{"version":"2.0","class":"dataset","id":["Region","Tid"],"size":[1,1],"role":{{"time":["Tid"]}},
            "dimension":{{"Region":{{"category":{{"index":["{code}"],"label":{{"{code}":"{label}"}}}}}},
            "Tid":{{"category":{{"index":["2019"]}}}}}},"value":[3]}}"#
        )
    };
    let declared = Declared {
        unit: Some(pejl_domain::Unit::Persons),
        ..table("X1")
    };
    // Norway's 0101 is Halden.
    let outcome = read(&[("a.jsonstat", &json("0101", "Halden"))], &declared);
    assert_eq!(rules(&outcome), ["area.contradicts"]);
    assert_eq!(outcome.issues[0].value.as_deref(), Some("0101"));
    let outcome = read(
        &[("a.jsonstat", &json("0101", "Københavns Kommune"))],
        &declared,
    );
    assert_eq!(rules(&outcome), [""; 0]);
    let dry = Declared {
        dry_run: true,
        ..declared
    };
    let outcome = read(&[("a.jsonstat", &json("0101", "Halden"))], &dry);
    assert_eq!(
        (rules(&outcome), outcome.covers.len()),
        (vec!["area.foreign"], 0)
    );
}

#[test]
fn persons_in_a_file_are_refused_and_not_shown() {
    let declared = Declared {
        unit: Some(pejl_domain::Unit::Persons),
        ..table("X1")
    };
    let issue = check_refused(
        "KOMMUNE;CPR;TID;VALUE\n766;010190-1234;2019;1\n",
        &declared,
        "member.person_number",
    );
    assert_eq!(issue.value.as_deref(), Some("••••••-••••"));
    assert_eq!(issue.column.as_deref(), Some("CPR"));
    let issue = check_refused(
        "KOMMUNE;TID;VALUE\n0101901234;2019;1\n",
        &declared,
        "area.unknown",
    );
    assert!(!format!("{issue:?}").contains("0101901234"), "{issue:?}");
}

// Several files ---------------------------------------------------------------------------------------

#[test]
fn figures_twice_are_named_with_the_right_files() {
    let row = "766;2019K3;1\n";
    let text = format!("OMRÅDE;TID;INDHOLD\n{row}");
    let outcome = read(
        &[("broken.csv", ""), ("one.csv", &text), ("two.csv", &text)],
        &table("FOLK1A"),
    );
    let twice = outcome
        .issues
        .iter()
        .find(|i| i.rule == "row.twice")
        .unwrap();
    assert_eq!((twice.file.as_str(), twice.line), ("two.csv", Some(2)));
    assert!(twice.message.en.ends_with("one.csv line 2"), "{twice}");
}

#[test]
fn a_zero_of_one_year_is_not_claimed_for_another() {
    let file = |function: &str, year: i32| format!("{REGK31}766;{function};1;TOT;INDL;{year};1\n");
    let outcome = read(
        &[
            ("a.csv", &file("53027", 2018)),
            ("b.csv", &file("53028", 2019)),
        ],
        &bulk("REGK31"),
    );
    assert_eq!(rules(&outcome), [""; 0]);
    let boxes: Vec<(String, String)> = outcome
        .covers
        .iter()
        .map(|cover| {
            assert_eq!(cover.absent, Absent::Zero);
            let first =
                |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join(",");
            (
                first(&mut cover.periods.iter().map(ToString::to_string)),
                first(&mut cover.members["function"].iter().cloned()),
            )
        })
        .collect();
    let text = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(boxes, [text("2018", "5.30.27"), text("2019", "5.30.28")]);
}

#[test]
fn zeros_that_no_file_states_are_refused_with_the_files() {
    let outcome = read(
        &[
            ("a.csv", &format!("{REGK31}766;53027;1;TOT;INDL;2019;1\n")),
            ("b.csv", &format!("{REGK31}766;53028;2;TOT;INDL;2019;1\n")),
        ],
        &bulk("REGK31"),
    );
    assert_eq!(rules(&outcome), ["absent.gap"]);
    let issue = &outcome.issues[0];
    assert_eq!(issue.file, "a.csv");
    assert!(issue.message.da.contains("b.csv"), "{issue:?}");
}

// Requests --------------------------------------------------------------------------------------------

fn sidecar(data: &str, text: &str, absent: &str, table: &str) -> (String, String) {
    let variable = |id: &str, values: &[&str]| {
        let values: Vec<_> = values
            .iter()
            .map(|id| serde_json::json!({"id": id, "text": id}))
            .collect();
        serde_json::json!({"id": id, "text": id, "time": id == "Tid", "values": values})
    };
    let sidecar = serde_json::json!({
        "pejl_statbank_sidecar": 1, "file": data, "bytes": text.len(), "n_rows": 1, "n_combinations": 4,
        "absent": absent, "table": table, "title": "En tabel", "unit": "Antal", "updated": "",
        "format": "BULK", "language": "da", "valuePresentation": "Code",
        "variables": [variable("OMRÅDE", &["766", "630"]), variable("X", &["1", "2"]), variable("Tid", &["2019"])],
        "left_out": [], "url": "https://api.statbank.dk/v1/data", "request": {}, "request_no": 1,
        "n_requests": 1, "fetched_at": "2026-01-01T00:00:00Z",
    });
    (format!("{data}.json"), sidecar.to_string())
}

#[test]
fn a_request_declares_table_unit_and_cover() {
    let text = "OMRÅDE;X;TID;INDHOLD\n766;1;2019;5\n";
    let (name, json) = sidecar("a.csv", text, "zero", "XYZ1");
    let files = Files::of(&[("a.csv", text), (&name, &json)]);
    let outcome = files.read(&Declared::default());
    assert_eq!(rules(&outcome), [""; 0]);
    let cover = &outcome.covers[0];
    assert_eq!(
        key_of(cover),
        "statbank/XYZ1/other:antal/not_applicable/year/x"
    );
    assert_eq!((cover.n_facts(), cover.absent), (4, Absent::Zero));
    let described = &outcome.files[0].described;
    assert_eq!(described.title.as_deref(), Some("En tabel"));
}

#[test]
fn a_request_is_not_declared_away() {
    let text = "OMRÅDE;X;TID;INDHOLD\n766;1;2019;5\n";
    let (name, json) = sidecar("a.csv", text, "zero", "XYZ1");
    let outcome = Files::of(&[("a.csv", text), (&name, &json)]).read(&table("FOLK1A"));
    assert_eq!(rules(&outcome), ["table.contradicts"]);
    let (name, json) = sidecar("a.csv", text, "missing", "XYZ1");
    let outcome = Files::of(&[("a.csv", text), (&name, &json)]).read(&bulk("XYZ1"));
    assert_eq!(rules(&outcome), ["absent.contradicts"]);
    let (name, json) = sidecar("a.csv", "longer than it is", "zero", "XYZ1");
    let outcome = Files::of(&[("a.csv", text), (&name, &json)]).read(&Declared::default());
    assert_eq!(rules(&outcome), ["sidecar.unusable"]);
}

#[test]
fn a_description_that_is_no_file_is_refused() {
    let text = "OMRÅDE;TID;INDHOLD\n766;2019K3;1\n";
    let files = Files::of(&[("a.csv", text)]);
    std::fs::create_dir(files.folder.path().join("a.csv.json")).unwrap();
    let outcome = files.read(&table("FOLK1A"));
    assert_eq!(rules(&outcome), ["sidecar.unusable"]);
}

// Size ------------------------------------------------------------------------------------------------

#[test]
fn a_file_whose_every_row_is_its_own_combination_is_refused() {
    let mut text = String::from("KOMMUNE;A;B;TID;VALUE\n");
    let n = COMBINATIONS_MAX + 1;
    for row in 0..n {
        text.push_str(&format!("766;{};{};2019;1\n", row / 1000, row % 1000));
    }
    let declared = Declared {
        unit: Some(pejl_domain::Unit::Persons),
        ..table("X1")
    };
    let issue = check_refused(&text, &declared, "members.too_many");
    assert_eq!(issue.line, Some(u64::try_from(n + 1).unwrap()));
}

#[test]
fn members_that_could_not_be_read_back_are_refused() {
    let long = "x".repeat(199);
    let names: Vec<String> = (0..30).map(|n| format!("D{n}")).collect();
    let members = vec![long.as_str(); 30].join(";");
    let text = format!(
        "KOMMUNE;{};TID;VALUE\n766;{members};2019;1\n",
        names.join(";")
    );
    let declared = Declared {
        unit: Some(pejl_domain::Unit::Persons),
        ..table("X1")
    };
    check_refused(&text, &declared, "members.too_long");
    let long_table = Declared {
        table: Some("X".repeat(5000)),
        ..declared
    };
    let text = "KOMMUNE;TID;VALUE\n766;2019;1\n";
    check_refused(text, &long_table, "columns.too_long");
}

#[test]
fn warnings_at_the_end_of_a_file_are_told() {
    let outcome = read(
        &[("a.csv", "OMRÅDE;TID;INDHOLD\n766;2019K3;1")],
        &table("FOLK1A"),
    );
    assert_eq!(rules(&outcome), ["csv.last_line_unended"]);
    assert!(!outcome.has_errors());
}

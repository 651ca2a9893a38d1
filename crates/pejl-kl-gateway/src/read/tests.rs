#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use pejl_ingest::issue::Severity;
use serde_json::{Value, json};

use super::*;
use crate::identity::ResourceType;
use crate::report::DeliveryReport;
use crate::resource::Resource;
use crate::system;
use crate::testing::{
    CPR, SOR, bundle, care, concept, condition, fixture, intervention, organisations, person_key,
    read, read_with, the_report,
};

const FILES: [&str; 7] = [
    "care-1.json",
    "care-2.json",
    "rehab140-1.json",
    "rehab140-2.json",
    "rehab140-3.json",
    "incremental.json",
    "reports.ndjson",
];

/// Everything that comes out of reading, as it could be stored, logged or shown.
fn everything(report: &Report) -> String {
    let shown: String = report
        .issues
        .iter()
        .map(|issue| format!("{issue}{issue:?}"))
        .collect();
    let stored = serde_json::to_string(&(&report.deliveries, &report.held)).unwrap();
    format!("{report:?}{stored}{shown}")
}

#[track_caller]
fn check_hidden(report: &Report) {
    let all = everything(report);
    let digits: String = all
        .chars()
        .filter(|letter| !matches!(letter, '-' | ' '))
        .collect();
    assert!(!digits.contains(CPR), "the number is in what comes out");
}

#[track_caller]
fn check_refused(bytes: &[u8], rule: &str, place: Option<&str>) {
    let report = read(bytes);
    check_hidden(&report);
    let found = report.issues.iter().find(|issue| issue.rule == rule);
    let issue = found.unwrap_or_else(|| panic!("no {rule} in {:?}", report.issues));
    assert_eq!(issue.severity, Severity::Error);
    if let Some(place) = place {
        assert_eq!(issue.column.as_deref(), Some(place));
    }
    assert!(report.deliveries.is_empty() && !report.is_whole());
    assert!(!issue.message.da.is_empty() && issue.message.da != issue.message.en);
}

#[test]
fn a_report_is_read_and_its_citizen_is_a_pseudonym() {
    let report = the_report(&fixture("care-1.json"));
    assert_eq!(
        report.person_key,
        person_key().pseudonym("766", &CPR.parse_cpr())
    );
    assert_eq!((report.n_entries, report.entries.len()), (4, 4));
    assert_eq!(report.counts()[&ResourceType::CarePlan], 1);
    let plan = report
        .entries
        .iter()
        .find_map(|entry| match &entry.resource {
            Resource::Plan(plan) => Some(plan),
            _ => None,
        });
    let plan = plan.unwrap();
    assert_eq!(plan.code.code.as_ref().unwrap().code, "X2.1");
    assert_eq!(plan.code.local.as_ref().unwrap().code, "L1");
    assert_eq!(plan.reasons[0].to_string(), "Condition/cond-1");
}

trait ParseCpr {
    fn parse_cpr(&self) -> pejl_domain::cpr::Cpr;
}

impl ParseCpr for str {
    fn parse_cpr(&self) -> pejl_domain::cpr::Cpr {
        pejl_domain::cpr::Cpr::parse(self).unwrap()
    }
}

#[test]
fn nothing_that_comes_out_of_a_fixture_has_the_number() {
    for name in FILES {
        let bytes = fixture(name);
        assert!(String::from_utf8_lossy(&bytes).contains(CPR));
        let report = read(&bytes);
        assert!(report.is_whole(), "{name}: {:?}", report.issues);
        check_hidden(&report);
        // Held, there is not even a pseudonym.
        let held = read_with(&bytes, &organisations(&[]));
        assert_eq!(
            (held.held.len(), held.deliveries.len()),
            (report.deliveries.len(), 0)
        );
        check_hidden(&held);
    }
}

#[test]
fn several_reports_in_a_file_are_read_each_with_its_line() {
    assert_eq!(read(&fixture("incremental.json")).deliveries.len(), 3);
    let lines = read(&fixture("reports.ndjson"));
    assert_eq!(lines.deliveries.len(), 2);
    let array = format!(
        "[{},{}]",
        fixture_text("care-1.json"),
        fixture_text("care-2.json")
    );
    let mut array = read(array.as_bytes());
    let begin: Vec<u64> = lines.deliveries.iter().map(|report| report.line).collect();
    assert_eq!(begin, [1, 2]);
    for (report, line) in array.deliveries.iter_mut().zip(begin) {
        report.line = line;
    }
    assert_eq!(array.deliveries, lines.deliveries);
    // The second line is of nobody: the first is read, and the issue says where.
    let broken = format!(
        "{}\n{}\n",
        bundle("a", "2021-01-01T00:00:00Z", vec![]),
        bundle("b", "soon", vec![])
    );
    let report = read(broken.as_bytes());
    assert_eq!((report.deliveries.len(), report.n_refused), (1, 1));
    assert!(
        report.issues.iter().all(|issue| issue.line == Some(2)),
        "{:?}",
        report.issues
    );
}

fn fixture_text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let bytes = [b"\xEF\xBB\xBF".as_slice(), &fixture("care-1.json")].concat();
    assert_eq!(the_report(&bytes), the_report(&fixture("care-1.json")));
}

#[test]
fn what_is_no_json_is_refused_whole() {
    check_refused(b"", "kl.empty", None);
    check_refused(b" \n", "kl.empty", None);
    check_refused(b"<Bundle xmlns=\"http://hl7.org/fhir\"/>", "kl.xml", None);
    check_refused(b"PK\x03\x04", "kl.zip", None);
    check_refused(
        format!("{}\n{{\"x\": {CPR}, nope", fixture_text("care-1.json")).as_bytes(),
        "kl.json",
        None,
    );
    check_refused("[".repeat(100_000).as_bytes(), "kl.json", None);
}

/// An archive of files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_archive_is_its_files_one_after_another() {
    let (one, two) = (fixture("care-1.json"), fixture("care-2.json"));
    let report = read(&archive(&[("march/1.json", &one), ("2.json", &two)]));
    assert!(report.is_whole(), "{:?}", report.issues);
    let files: Vec<&str> = report
        .deliveries
        .iter()
        .map(|report| report.file.as_str())
        .collect();
    assert_eq!(files, ["made.json/1.json", "made.json/2.json"]);
    let keys = |reports: &[DeliveryReport]| -> Vec<_> {
        reports.iter().map(|report| report.key.clone()).collect()
    };
    assert_eq!(
        keys(&report.deliveries),
        keys(&[the_report(&one), the_report(&two)])
    );
    // One that is no report does not keep the others out, and a number in its name is not shown.
    let name = format!("{CPR}.json");
    let report = read(&archive(&[(&name, b"nope"), ("1.json", &one)]));
    assert_eq!((report.deliveries.len(), report.n_unreadable), (1, 1));
    let [issue] = report.issues.as_slice() else {
        panic!("{:?}", report.issues)
    };
    assert_eq!(issue.rule, "kl.json");
    assert!(!issue.file.contains(CPR), "{}", issue.file);
}

#[test]
fn an_archive_that_holds_too_much_or_another_is_refused() {
    let one = fixture("care-1.json");
    check_refused(&archive(&[]), "kl.empty", None);
    let inner = archive(&[("1.json", &one)]);
    check_refused(&archive(&[("inner.zip", &inner)]), "kl.zip", None);
    check_refused(&inner[..inner.len() - 30], "kl.zip", None);
    let (key, nobody) = (person_key(), organisations(&[]));
    let options = |limits| ReadOptions {
        file: "made.zip",
        person_key: &key,
        organisations: &nobody,
        received_at: chrono::Utc::now(),
        limits,
    };
    let zeros = archive(&[("zeros.json", &vec![b' '; 1_000_000])]);
    assert!(zeros.len() < 10_000);
    let small = Limits {
        max_bytes: 10_000,
        ..Limits::default()
    };
    let rule = |bytes: &[u8], limits| {
        let report = read_report(bytes, &options(limits));
        assert!(report.deliveries.is_empty());
        report.issues[0].rule
    };
    assert_eq!(rule(&zeros, small), "kl.too_large");
    let few = Limits {
        max_reports: 1,
        ..Limits::default()
    };
    let two = archive(&[("1.json", &one), ("2.json", &one)]);
    assert_eq!(rule(&two, few), "kl.too_many_reports");
}

#[test]
fn an_envelope_that_is_none_is_refused() {
    check_refused(b"{}", "kl.not_bundle", Some(""));
    check_refused(b"[1]", "kl.not_bundle", Some("/0"));
    let mut made = bundle("a", "2021-01-01T00:00:00Z", vec![]);
    made["type"] = json!("batch");
    check_refused(made.to_string().as_bytes(), "kl.not_bundle", None);
    let mut made = bundle("a", "2021-01-01T00:00:00Z", vec![]);
    made["meta"] = json!({"profile": ["http://example.dk/other"]});
    check_refused(
        made.to_string().as_bytes(),
        "kl.unknown_report",
        Some("/meta/profile"),
    );
    check_refused(
        bundle("a", "2021-01-01", vec![]).to_string().as_bytes(),
        "kl.no_timestamp",
        Some("/timestamp"),
    );
    check_refused(
        bundle("", "2021-01-01T00:00:00Z", vec![])
            .to_string()
            .as_bytes(),
        "kl.no_id",
        Some("/id"),
    );
    let incremental: Value = serde_json::from_slice(&fixture("incremental.json")).unwrap();
    let mut nested = incremental.clone();
    nested["entry"] = json!([{"resource": incremental}]);
    check_refused(
        nested.to_string().as_bytes(),
        "kl.nested_delivery",
        Some("/entry/0/resource"),
    );
}

#[test]
fn a_report_is_about_one_citizen_with_a_number() {
    let patient = "/entry/0/resource";
    let with = |change: &dyn Fn(&mut Value)| {
        let mut made = bundle(
            "a",
            "2021-01-01T00:00:00Z",
            vec![condition("c", "made-cond-1", "Y1")],
        );
        change(&mut made);
        made.to_string()
    };
    let check = |change: &dyn Fn(&mut Value), rule: &str, place: &str| {
        check_refused(with(change).as_bytes(), rule, Some(place));
    };
    check(
        &|made| made["entry"] = json!([]),
        "kl.not_one_patient",
        "/entry",
    );
    check(
        &|made| made["entry"][1] = made["entry"][0].clone(),
        "kl.not_one_patient",
        "/entry",
    );
    check(
        &|made| made["entry"][0]["resource"]["identifier"][0]["system"] = json!("other"),
        "kl.no_cpr",
        &format!("{patient}/identifier"),
    );
    check(
        &|made| made["entry"][0]["resource"]["identifier"][0]["value"] = json!("9911219995"),
        "kl.bad_cpr",
        &format!("{patient}/identifier/0/value"),
    );
    check(
        &|made| {
            made["entry"][0]["resource"]["managingOrganization"]["identifier"]["value"] = json!(CPR)
        },
        "kl.no_organisation",
        &format!("{patient}/managingOrganization/identifier"),
    );
    check(
        &|made| made["entry"][1]["resource"]["subject"]["reference"] = json!("Patient/other"),
        "kl.other_subject",
        "/entry/1/resource/subject",
    );
    check(
        &|made| made["entry"][1]["resource"]["id"] = json!(CPR),
        "kl.no_id",
        "/entry/1/resource/id",
    );
    check(
        &|made| made["entry"][1]["resource"]["recordedDate"] = json!("2021-02-30"),
        "kl.bad_date",
        "/entry/1/resource/recordedDate",
    );
    check(
        &|made| made["entry"][1]["resource"]["resourceType"] = json!("Goal"),
        "kl.wrong_type",
        "/entry/1/resource/resourceType",
    );
    check(
        &|made| made["entry"][1]["resource"]["code"] = json!(null),
        "kl.required",
        "/entry/1/resource/code",
    );
    check(
        &|made| made["entry"][1]["resource"]["code"]["coding"][0]["code"] = json!("x".repeat(201)),
        "kl.too_long",
        "/entry/1/resource/code/coding/0/code",
    );
}

#[test]
fn a_value_that_is_shown_is_masked() {
    let mut made = bundle(
        "a",
        "2021-01-01T00:00:00Z",
        vec![condition("c", "made-cond-1", "Y1")],
    );
    made["entry"][1]["resource"]["recordedDate"] = json!(format!("9{CPR}"));
    let report = read(made.to_string().as_bytes());
    check_hidden(&report);
    assert_eq!(report.issues[0].value.as_deref(), Some("•••••••••••"));
}

#[test]
fn a_number_where_a_code_should_be_is_not_kept() {
    let mut made = bundle(
        "a",
        "2021-01-01T00:00:00Z",
        vec![intervention("p", "X2.1", "2021-01-05", None, "c")],
    );
    for code in [
        CPR.to_owned(),
        format!("x{CPR}"),
        "311241-9995".to_owned(),
        format!("9{CPR}9"),
    ] {
        made["entry"][1]["resource"]["activity"][0]["detail"]["code"]["coding"][0]["code"] =
            json!(code);
        let report = read(made.to_string().as_bytes());
        check_hidden(&report);
        assert!(
            report
                .issues
                .iter()
                .any(|issue| issue.rule == "kl.person_number" && issue.value.is_none())
        );
        assert_eq!(report.deliveries.len(), 1);
    }
}

#[test]
fn a_reference_to_nothing_is_kept_and_said() {
    let made = bundle(
        "a",
        "2021-01-01T00:00:00Z",
        vec![intervention("p", "X2.1", "2021-01-05", None, "absent")],
    );
    let report = read(made.to_string().as_bytes());
    assert_eq!(
        report.deliveries[0].entries[1].resource.references()[0].id,
        "absent"
    );
    let [issue] = report.issues.as_slice() else {
        panic!("{:?}", report.issues)
    };
    assert_eq!(
        (issue.rule, issue.severity),
        ("kl.unresolved_reference", Severity::Warning)
    );
    assert_eq!(issue.column.as_deref(), Some("/entry/1/resource"));
}

#[test]
fn an_unknown_profile_is_left_and_said() {
    let made = bundle(
        "a",
        "2021-01-01T00:00:00Z",
        vec![care(
            "Observation",
            "who5",
            "who-5",
            json!({"status": "final"}),
        )],
    );
    let report = read(made.to_string().as_bytes());
    assert_eq!(
        (
            report.deliveries[0].n_entries,
            report.deliveries[0].entries.len()
        ),
        (2, 1)
    );
    assert_eq!(report.issues[0].rule, "kl.unknown_profile");
}

#[test]
fn free_text_and_a_hospitals_diagnosis_are_not_kept() {
    let mut made = bundle("a", "2021-01-01T00:00:00Z", vec![]);
    made["meta"] = json!({"profile": ["http://fhir.kl.dk/rehab/StructureDefinition/klgateway-140-delivery-report"]});
    let diagnosis = json!({
        "resourceType": "Condition", "id": "d", "subject": {"reference": "Patient/citizen"},
        "meta": {"profile": ["http://fhir.kl.dk/rehab/StructureDefinition/klgateway-140-focus-condition"]},
        "code": concept("urn:oid:1.2.208.176.2.4.12", "DX999"), "note": [{"text": "hemmeligt"}],
    });
    made["entry"]
        .as_array_mut()
        .unwrap()
        .push(json!({"resource": diagnosis}));
    let all = everything(&read(made.to_string().as_bytes()));
    assert!(!all.contains("DX999") && !all.contains("hemmeligt"));
    let all = everything(&read(&fixture("care-1.json")));
    assert!(!all.contains("fri tekst") && !all.contains("Vises ikke"));
}

#[test]
fn an_unknown_organisation_holds_its_report() {
    let report = read_with(
        &fixture("care-1.json"),
        &organisations(&[(system::SOR, "999999999")]),
    );
    assert_eq!((report.deliveries.len(), report.n_refused), (0, 0));
    assert_eq!(
        (
            report.held[0].organisation.value.as_str(),
            report.held[0].bundle_id.as_str()
        ),
        (SOR, "care-1")
    );
    assert_eq!(
        (report.issues[0].rule, report.issues[0].severity),
        ("kl.unknown_organisation", Severity::Warning)
    );
    // Known, but not on the day of the report.
    let mut over = organisations(&[(system::SOR, SOR)]);
    for entries in over.values_mut() {
        entries[0].valid_to = Some(crate::testing::day("2021-01-04"));
    }
    assert_eq!(read_with(&fixture("care-1.json"), &over).held.len(), 1);
}

#[test]
fn what_is_larger_than_the_limits_is_refused() {
    let bytes = fixture("incremental.json");
    let known = organisations(&[(system::SOR, SOR)]);
    let read = |limits: Limits| {
        let options = ReadOptions {
            file: "made.json",
            person_key: &person_key(),
            organisations: &known,
            received_at: chrono::DateTime::UNIX_EPOCH,
            limits,
        };
        let report = read_report(&bytes, &options);
        (
            report.deliveries.len(),
            report.issues.first().map(|issue| issue.rule),
        )
    };
    let default = Limits::default();
    assert_eq!(read(default), (3, None));
    assert_eq!(
        read(Limits {
            max_bytes: 100,
            ..default
        }),
        (0, Some("kl.too_large"))
    );
    assert_eq!(
        read(Limits {
            max_reports: 2,
            ..default
        }),
        (0, Some("kl.too_many_reports"))
    );
    assert_eq!(
        read(Limits {
            max_entries: 2,
            ..default
        }),
        (0, Some("kl.too_many_entries"))
    );
}

#[test]
fn the_same_content_has_the_same_hash_and_another_has_another() {
    let hash = |bytes: &[u8]| the_report(bytes).key.content_hash;
    let one = bundle(
        "a",
        "2021-01-01T00:00:00Z",
        vec![condition("c", "made-cond-1", "Y1")],
    );
    let other = bundle(
        "a",
        "2021-01-01T00:00:00Z",
        vec![condition("c", "made-cond-1", "Y2")],
    );
    let indented = serde_json::to_string_pretty(&one).unwrap();
    assert_eq!(hash(one.to_string().as_bytes()), hash(indented.as_bytes()));
    assert_ne!(
        hash(one.to_string().as_bytes()),
        hash(other.to_string().as_bytes())
    );
}

//! What the tests of this crate share: made reports, made codes, and real files where they are.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, TimeZone, Utc};
use pejl_ingest::person::PersonKey;
use serde_json::{Value, json};

use crate::codes::{CodeVersion, Codes, ListKind, parse_code_list};
use crate::identity::Organisation;
use crate::read::{Limits, OrgEntry, ReadOptions, read_report};
use crate::report::{DeliveryReport, Report};
use crate::system;

/// The made citizen's number.
pub(crate) const CPR: &str = "3112419995";
/// The made organisation's number.
pub(crate) const SOR: &str = "100000000000001";

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn person_key() -> PersonKey {
    PersonKey::parse(&"0f".repeat(32)).unwrap()
}

/// The organisations of a list, all of municipality 766.
pub(crate) fn organisations(known: &[(&str, &str)]) -> BTreeMap<Organisation, Vec<OrgEntry>> {
    let entry = OrgEntry {
        municipality_code: "766".into(),
        unit_id: None,
        valid_from: None,
        valid_to: None,
    };
    let known = known.iter().map(|(system, value)| {
        let organisation = Organisation {
            system: (*system).to_owned(),
            value: (*value).to_owned(),
        };
        (organisation, vec![entry.clone()])
    });
    known.collect()
}

pub(crate) fn read_with(
    bytes: &[u8],
    organisations: &BTreeMap<Organisation, Vec<OrgEntry>>,
) -> Report {
    let options = ReadOptions {
        file: "made.json",
        person_key: &person_key(),
        organisations,
        received_at: Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap(),
        limits: Limits::default(),
    };
    read_report(bytes, &options)
}

pub(crate) fn read(bytes: &[u8]) -> Report {
    read_with(bytes, &organisations(&[(system::SOR, SOR)]))
}

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/kl-gateway");
    std::fs::read(folder.join(name)).unwrap()
}

/// The report of a fixture or of made JSON, which must be without issues.
#[track_caller]
pub(crate) fn the_report(bytes: &[u8]) -> DeliveryReport {
    let mut report = read(bytes);
    assert!(report.is_whole(), "{:?}", report.issues);
    assert_eq!(report.deliveries.len(), 1);
    report.deliveries.remove(0)
}

/// Every code list of a folder that has it.
pub(crate) fn codes_of(folder: &Path) -> Codes {
    let version = CodeVersion {
        name: "1".into(),
        valid_from: day("2019-01-01"),
    };
    let mut codes = Codes::default();
    for kind in ListKind::ALL {
        if let Ok(bytes) = std::fs::read(folder.join(kind.as_str()).with_extension("csv")) {
            codes
                .add(parse_code_list(&bytes, *kind, &version).unwrap())
                .unwrap();
        }
    }
    assert!(
        !codes.entries().is_empty(),
        "no code lists in {}",
        folder.display()
    );
    codes
}

pub(crate) fn codes() -> Codes {
    codes_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/kl-gateway/codes"))
}

/// The folder of real files, or `None` where the checkout has none; a run of CI must have them.
pub(crate) fn real_data() -> Option<PathBuf> {
    let beside_the_checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PEJL_REAL_DATA").map_or(beside_the_checkout, PathBuf::from);
    if folder.join("kl-gateway").is_dir() {
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

/// A concept of one code.
pub(crate) fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

/// A resource of home care: its type and id, its profile, and the rest of it.
pub(crate) fn care(resource_type: &str, id: &str, profile: &str, body: Value) -> Value {
    let mut resource = json!({
        "resourceType": resource_type,
        "id": id,
        "meta": {"profile": [format!("http://fhir.kl.dk/gateway/StructureDefinition/klgateway-care-{profile}")]},
        "subject": {"reference": "Patient/citizen"},
    });
    for (name, value) in body.as_object().unwrap() {
        resource[name] = value.clone();
    }
    resource
}

/// A condition with a level.
pub(crate) fn condition(id: &str, code: &str, severity: &str) -> Value {
    let hl7 = |name: &str, code: &str| {
        concept(
            &format!("http://terminology.hl7.org/CodeSystem/{name}"),
            code,
        )
    };
    care(
        "Condition",
        id,
        "condition",
        json!({
            "code": concept(system::FSIII, code),
            "severity": concept(system::FSIII, severity),
            "clinicalStatus": hl7("condition-clinical", "active"),
            "verificationStatus": hl7("condition-ver-status", "confirmed"),
        }),
    )
}

/// An intervention for a condition.
pub(crate) fn intervention(
    id: &str,
    code: &str,
    start: &str,
    end: Option<&str>,
    reason: &str,
) -> Value {
    let status = if end.is_some() { "completed" } else { "active" };
    care(
        "CarePlan",
        id,
        "planned-intervention",
        json!({
            "status": status,
            "period": {"start": start, "end": end},
            "activity": [{"detail": {
                "code": concept(system::FSIII, code),
                "status": "in-progress",
                "reasonReference": [{"reference": format!("Condition/{reason}")}],
            }}],
        }),
    )
}

/// A report of home care about the made citizen.
pub(crate) fn bundle(id: &str, timestamp: &str, resources: Vec<Value>) -> Value {
    let mut citizen = care(
        "Patient",
        "citizen",
        "citizen",
        json!({
            "identifier": [{"system": system::CPR, "value": CPR}],
            "managingOrganization": {"identifier": {"system": system::SOR, "value": SOR}},
        }),
    );
    citizen.as_object_mut().unwrap().remove("subject");
    let entries = std::iter::once(citizen).chain(resources);
    let entries: Vec<Value> = entries
        .map(|resource| json!({"resource": resource}))
        .collect();
    json!({
        "resourceType": "Bundle",
        "id": id,
        "meta": {"profile": ["http://fhir.kl.dk/gateway/StructureDefinition/klgateway-care-delivery-report"]},
        "type": "collection",
        "timestamp": timestamp,
        "entry": entries,
    })
}

/// The report that a made bundle is.
#[track_caller]
pub(crate) fn report(id: &str, timestamp: &str, resources: Vec<Value>) -> DeliveryReport {
    the_report(bundle(id, timestamp, resources).to_string().as_bytes())
}

//! One bundle: its envelope, its citizen and its resources.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Utc};
use pejl_domain::cpr::Cpr;
use pejl_domain::hex;
use pejl_ingest::issue::RowIssue;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::elements::{organisation, reference, required};
use super::fault::Fault;
use super::kept;
use super::node::{Node, Reading};
use super::options::ReadOptions;
use crate::guide::{Guide, Profile, profile_of};
use crate::identity::{Organisation, Reference, ReportKey, ResourceKey, ResourceType};
use crate::report::{CitizenFacts, DeliveryReport, Entry, HeldReport};
use crate::system;
use crate::when::{When, danish_day};

/// What came of a report without errors.
pub(super) enum Outcome {
    Read(Box<DeliveryReport>),
    Held(HeldReport),
}

/// The reports of an incremental delivery, and what was wrong with its envelope; none where the bundle is no such.
pub(super) fn deliveries<'a>(
    node: &Node<'a>,
    line: u64,
    options: &ReadOptions<'_>,
) -> Option<(Vec<Node<'a>>, Vec<RowIssue>)> {
    let reading = Reading::new(options.file, &options.limits, line);
    let (_, Profile::IncrementalDelivery) = profile(node, &reading)? else {
        return None;
    };
    let entries = node.list("entry", &reading);
    let nodes = entries.iter().filter_map(|entry| {
        let resource = required(entry.get("resource"), entry, "resource", &reading)?;
        if let Some((_, Profile::IncrementalDelivery)) = profile(&resource, &reading) {
            reading.note(Fault::NestedDelivery, &resource.at);
            return None;
        }
        Some(resource)
    });
    let nodes = nodes.collect();
    Some((nodes, reading.into_issues()))
}

/// Reads a report; none where it has an error, which is noted.
pub(super) fn read(
    node: &Node<'_>,
    reading: &Reading<'_>,
    options: &ReadOptions<'_>,
) -> Option<Outcome> {
    if node.object().is_none()
        || !is(node, "resourceType", "Bundle")
        || !is(node, "type", "collection")
    {
        reading.note(Fault::NotBundle, &node.at);
        return None;
    }
    let Some((guide, Profile::DeliveryReport)) = profile(node, reading) else {
        reading.note(Fault::UnknownReport, &format!("{}/meta/profile", node.at));
        return None;
    };
    let entries = node.list("entry", reading);
    let resources: Vec<Node<'_>> = entries
        .iter()
        .filter_map(|entry| required(entry.get("resource"), entry, "resource", reading))
        .collect();
    // The citizen first: until the number is known, no text can be looked at for it.
    let patient = the_patient(&resources, node, reading)?;
    let cpr = cpr(&patient, reading)?;
    reading.protect(cpr.digits());

    let bundle_id = id(node, reading);
    let reported_at = timestamp(node, reading);
    let organisation = managing_organisation(&patient, reading)?;
    let (bundle_id, reported_at) = (bundle_id?, reported_at?);
    let Some(org) = options
        .organisations
        .find_org(&organisation, danish_day(reported_at))
    else {
        reading.note(
            Fault::UnknownOrganisation,
            &format!("{}/managingOrganization/identifier/value", patient.at),
        );
        let held = Outcome::Held(HeldReport {
            guide,
            bundle_id,
            organisation,
            reported_at,
            line: reading.line,
            n_entries: entries.len(),
        });
        return Some(held).filter(|_| reading.n_errors() == 0);
    };
    let citizen = Reference {
        resource_type: ResourceType::Patient,
        id: id(&patient, reading)?,
    };
    let placed: Vec<(&Node<'_>, Entry)> = resources
        .iter()
        .filter_map(|node| Some((node, entry(node, &organisation, &citizen, &cpr, reading)?)))
        .collect();
    note_unresolved(&placed, reading);
    if reading.n_errors() > 0 {
        return None;
    }
    let entries_read: Vec<Entry> = placed.into_iter().map(|(_, entry)| entry).collect();
    let person_key = options.person_key.pseudonym(&org.municipality_code, &cpr);
    let content_hash = content_hash(&(
        guide,
        &bundle_id,
        reported_at,
        &organisation,
        &person_key,
        &entries_read,
    ))?;
    Some(Outcome::Read(Box::new(DeliveryReport {
        key: ReportKey {
            guide,
            bundle_id,
            content_hash,
        },
        organisation,
        municipality_code: org.municipality_code,
        unit_id: org.unit_id,
        person_key,
        citizen: CitizenFacts {
            birth_year: cpr.birth_date().year(),
            sex: cpr.sex(),
        },
        file: options.file.to_owned(),
        line: reading.line,
        reported_at,
        received_at: options.received_at,
        n_entries: entries.len(),
        entries: entries_read,
    })))
}

fn is(node: &Node<'_>, name: &str, expected: &str) -> bool {
    node.get(name).as_ref().and_then(Node::raw) == Some(expected)
}

/// The first profile of a resource that is known.
fn profile(node: &Node<'_>, reading: &Reading<'_>) -> Option<(Guide, Profile)> {
    let profiles = node.get("meta")?.list("profile", reading);
    profiles.iter().filter_map(Node::raw).find_map(profile_of)
}

fn id(node: &Node<'_>, reading: &Reading<'_>) -> Option<String> {
    let id = node.text("id", reading).filter(|id| !id.is_empty());
    if id.is_none() {
        reading.note(Fault::NoId, &format!("{}/id", node.at));
    }
    id
}

fn timestamp(node: &Node<'_>, reading: &Reading<'_>) -> Option<DateTime<Utc>> {
    let timestamp = node.when("timestamp", reading).and_then(When::instant);
    if timestamp.is_none() {
        reading.note(Fault::NoTimestamp, &format!("{}/timestamp", node.at));
    }
    timestamp
}

fn the_patient<'a>(
    resources: &[Node<'a>],
    bundle: &Node<'_>,
    reading: &Reading<'_>,
) -> Option<Node<'a>> {
    let mut patients = resources
        .iter()
        .filter(|resource| is(resource, "resourceType", "Patient"));
    match (patients.next(), patients.next()) {
        (Some(patient), None) => Some(patient.clone()),
        _ => {
            reading.note(Fault::NotOnePatient, &format!("{}/entry", bundle.at));
            None
        }
    }
}

fn cpr(patient: &Node<'_>, reading: &Reading<'_>) -> Option<Cpr> {
    let identifiers = patient.list("identifier", reading);
    let Some(identifier) = identifiers
        .iter()
        .find(|identifier| is(identifier, "system", system::CPR))
    else {
        reading.note(Fault::NoCpr, &format!("{}/identifier", patient.at));
        return None;
    };
    let value = identifier.get("value");
    let cpr = value
        .as_ref()
        .and_then(Node::raw)
        .and_then(|text| Cpr::parse(text).ok());
    if cpr.is_none() {
        // The value is not repeated: what is nearly a number says nearly as much.
        reading.note(Fault::BadCpr, &format!("{}/value", identifier.at));
    }
    cpr
}

/// The organisation that has the record.
fn managing_organisation(patient: &Node<'_>, reading: &Reading<'_>) -> Option<Organisation> {
    let identifier = patient.path(&["managingOrganization", "identifier"]);
    let found = identifier.and_then(|identifier| organisation(&identifier, reading));
    if found.is_none() {
        let at = format!("{}/managingOrganization/identifier", patient.at);
        reading.note(Fault::NoOrganisation, &at);
    }
    found
}

/// One resource; none where it is not read, which is noted.
fn entry(
    node: &Node<'_>,
    organisation: &Organisation,
    citizen: &Reference,
    cpr: &Cpr,
    reading: &Reading<'_>,
) -> Option<Entry> {
    let name = node.get("resourceType");
    let Some(name) = name.as_ref().and_then(Node::raw) else {
        reading.note(Fault::NotResource, &node.at);
        return None;
    };
    let Some((guide, profile)) = profile(node, reading) else {
        reading.note(Fault::UnknownProfile, &format!("{}/meta/profile", node.at));
        return None;
    };
    let resource_type = kept::type_of(profile).filter(|expected| expected.as_str() == name);
    let Some(resource_type) = resource_type else {
        reading.note(Fault::WrongType, &format!("{}/resourceType", node.at));
        return None;
    };
    if let Some(subject) = node.get("subject")
        && reference(&subject, reading).is_some_and(|subject| subject != *citizen)
    {
        reading.note(Fault::OtherSubject, &subject.at);
        return None;
    }
    let last_updated = node
        .get("meta")
        .and_then(|meta| meta.when("lastUpdated", reading));
    let key = ResourceKey {
        organisation: organisation.clone(),
        resource_type,
        id: id(node, reading)?,
    };
    let resource = kept::kept(node, guide, profile, reading)?;
    Some(Entry {
        key,
        profile,
        last_updated: last_updated.and_then(When::instant),
        age: resource
            .day()
            .and_then(|day| day.years_since(cpr.birth_date())),
        resource,
    })
}

/// A report has everything it refers to; what it lacks is kept as a dangling reference and said.
fn note_unresolved(placed: &[(&Node<'_>, Entry)], reading: &Reading<'_>) {
    let present: BTreeSet<Reference> = placed
        .iter()
        .map(|(_, entry)| entry.key.reference())
        .collect();
    for (node, entry) in placed {
        for reference in entry.resource.references() {
            if !present.contains(reference) {
                reading.note(Fault::UnresolvedReference, &node.at);
            }
        }
    }
}

/// Hash of what was read; the citizen's number is not in it.
fn content_hash(content: &impl Serialize) -> Option<String> {
    // Writing what was read to a vector does not fail: every map has text keys.
    let bytes = serde_json::to_vec(content).ok()?;
    Some(hex(Sha256::digest(&bytes)))
}

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_lake::{CODE, Days, KL_REPORT, KL_RESOURCE, RowBuilder, Texts, Wholes, columns};
use serde_json::json;

use super::*;
use crate::guide::{Guide, Profile};
use crate::history::{Applied, History, Known};
use crate::identity::ResourceType;
use crate::report::DeliveryReport;
use crate::testing::{bundle, care, codes, concept, condition, fixture, intervention, the_report};
use crate::{ListKind, system};

fn history(reports: &[DeliveryReport]) -> History {
    let mut history = History::default();
    for report in reports {
        history.append(report.clone());
    }
    history
}

/// A plan that is reported, ended, the end taken back, and at last the plan as well.
fn taken_back() -> Vec<DeliveryReport> {
    let error = |end| {
        let mut plan = intervention("p", "X2.1", "2021-01-05", end, "c");
        plan["status"] = json!("entered-in-error");
        plan
    };
    let mut open = intervention("p", "X2.1", "2021-01-05", None, "c");
    open["status"] = json!("active");
    let ended = intervention("p", "X2.1", "2021-01-05", Some("2021-02-01"), "c");
    let steps = [open, ended, error(Some("2021-02-01")), error(None)];
    let reports = steps.into_iter().enumerate().map(|(n, plan)| {
        let time = format!("2021-03-0{}T01:00:00Z", n + 1);
        let made = bundle(
            &format!("r{n}"),
            &time,
            vec![plan, condition("c", "made-cond-1", "Y3")],
        );
        the_report(made.to_string().as_bytes())
    });
    reports.collect()
}

fn fixtures() -> Vec<DeliveryReport> {
    let names = [
        "care-1.json",
        "care-2.json",
        "rehab140-1.json",
        "rehab140-2.json",
        "rehab140-3.json",
    ];
    names.map(|name| the_report(&fixture(name))).to_vec()
}

#[test]
fn what_was_stored_is_read_as_it_was() {
    for reports in [fixtures(), taken_back()] {
        let whole = history(&reports);
        let mut rows = RowBuilder::new(&KL_RESOURCE);
        let n = push_versions(&mut rows, &whole, 0, 7, &|arrival| {
            (2, i64::try_from(arrival).unwrap() * 10)
        })
        .unwrap();
        assert_eq!(n, whole.versions().len());
        let frame = rows.finish().unwrap();
        let read = versions_of(&frame).unwrap();
        let restored = History::restore(read, []);
        assert_eq!(restored.versions(), whole.versions());
        let (arrivals, lines) = (
            Wholes::of(&frame, columns::ARRIVAL_NO).unwrap(),
            Wholes::of(&frame, columns::LINE).unwrap(),
        );
        for row in 0..frame.height() {
            assert_eq!(lines.get(row).unwrap(), arrivals.get(row).unwrap() * 10);
        }
    }
}

#[test]
fn the_last_version_of_a_key_says_how_the_resource_is() {
    let whole = history(&taken_back());
    let mut rows = RowBuilder::new(&KL_RESOURCE);
    push_versions(&mut rows, &whole, 0, 7, &|_| (0, 1)).unwrap();
    let frame = rows.finish().unwrap();
    let text = |name| Texts::of(&frame, name).unwrap();
    let (ids, ops, states, reported) = (
        text(columns::RESOURCE_ID),
        text(columns::OP),
        text(columns::STATE),
        text(columns::REPORTED),
    );
    let of_plan: Vec<_> = (0..frame.height())
        .filter(|row| ids.get(*row) == Some("p"))
        .map(|row| {
            let has_end = states.get(row).map(|state| state.contains("2021-02-01"));
            (ops.get(row).unwrap(), has_end, reported.get(row).is_some())
        })
        .collect();
    assert_eq!(
        of_plan,
        [
            ("put", Some(false), false),
            ("put", Some(true), false),
            ("put", Some(false), true),
            ("void", None, true),
        ]
    );
}

#[test]
fn only_what_arrived_later_is_stored_again() {
    let whole = history(&fixtures());
    let mut rows = RowBuilder::new(&KL_RESOURCE);
    let n = push_versions(&mut rows, &whole, 3, 7, &|_| (0, 1)).unwrap();
    let later = whole
        .versions()
        .iter()
        .filter(|version| version.arrival_no > 3)
        .count();
    assert_eq!(n, later);
    assert_eq!(n, rows.len());
}

#[test]
fn a_report_is_known_again_by_its_key() {
    let reports = fixtures();
    let mut rows = RowBuilder::new(&KL_REPORT);
    for (arrival_no, report) in (1..).zip(&reports) {
        push_report(&mut rows, report, arrival_no, ReportCounts::default(), 7, 0).unwrap();
    }
    let read = keys_of(&rows.finish().unwrap()).unwrap();
    let expected: Vec<_> = reports
        .iter()
        .map(|report| report.key.clone())
        .zip(1..)
        .collect();
    assert_eq!(read, expected);
    let mut restored = History::restore([], read);
    let again = restored.append(reports[0].clone());
    assert_eq!((again.arrival_no, again.applied), (1, Applied::Repeated));
}

#[test]
fn codes_are_read_as_they_were() {
    let whole = codes();
    let mut rows = RowBuilder::new(&CODE);
    for list in ListKind::ALL {
        let own: Vec<_> = whole
            .entries()
            .iter()
            .filter(|entry| entry.list == *list)
            .cloned()
            .collect();
        if let Some(first) = own.first() {
            let cover = push_codes(&mut rows, *list, &first.version, &own, 7, 0).unwrap();
            assert!(cover.check().is_ok(), "{cover:?}");
        }
    }
    let read = codes_of(&rows.finish().unwrap()).unwrap();
    assert_eq!(read.entries(), whole.entries());
}

#[test]
fn words_of_closed_sets_can_be_read_again() {
    for guide in Guide::ALL {
        let text = row::word(guide);
        assert_eq!(text, guide.as_str());
        assert_eq!(
            row::read_word::<Guide>(columns::GUIDE, Some(&text)).unwrap(),
            *guide
        );
    }
    for kind in ResourceType::ALL {
        assert_eq!(row::word(kind), kind.as_str());
    }
    let profile: Profile = row::read_word(columns::PROFILE, Some("own_observation")).unwrap();
    assert_eq!(row::word(&profile), "own_observation");
    assert!(row::read_word::<Profile>(columns::PROFILE, Some("x")).is_err());
}

/// A visit of 61 minutes for two interventions, one of which is planned to end.
#[test]
fn minutes_of_a_visit_are_parted_and_none_is_lost() {
    let visit = care(
        "Encounter",
        "v",
        "general-encounter",
        json!({
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
            "type": [concept(system::CARE_SOCIAL, "made-delivery")],
            "period": {"start": "2021-03-01T08:00:00Z", "end": "2021-03-01T09:01:00Z"},
            "extension": [
                {"url": "http://fhir.kl.dk/gateway/StructureDefinition/BasedOnInterventionExtension",
                 "valueReference": {"reference": "CarePlan/p"}},
                {"url": "http://fhir.kl.dk/gateway/StructureDefinition/BasedOnInterventionExtension",
                 "valueReference": {"reference": "CarePlan/q"}},
            ],
        }),
    );
    let made = bundle(
        "r",
        "2021-03-02T01:00:00Z",
        vec![
            intervention("p", "X2.1", "2021-01-05", Some("2099-01-01"), "c"),
            intervention("q", "X2.2", "2021-01-05", None, "c"),
            condition("c", "made-cond-1", "Y3"),
            visit,
        ],
    );
    let report = the_report(made.to_string().as_bytes());
    let whole = history(&[report]);
    let codes = codes();
    let mut records = Records::new(9);
    records.add(&whole.view(Known::Latest), &codes).unwrap();
    let projected = records.finish().unwrap();
    let frame = |name: &str| {
        let found = projected.iter().find(|rows| rows.spec.name == name);
        &found.unwrap().frame
    };
    assert!(
        projected
            .iter()
            .map(|rows| rows.spec.name)
            .eq(RECORD_DATASETS.map(|spec| spec.name))
    );
    let delivered = frame("delivery");
    let minutes = Wholes::of(delivered, columns::MINUTES).unwrap();
    let grant_ids = Texts::of(delivered, columns::GRANT_ID).unwrap();
    let parts: Vec<_> = (0..delivered.height())
        .map(|row| (grant_ids.get(row), minutes.get(row)))
        .collect();
    assert_eq!(parts, [(Some("p"), Some(31)), (Some("q"), Some(30))]);
    let granted = frame("grant");
    let ends = Days::of(granted, columns::VALID_TO).unwrap();
    let status = Texts::of(granted, columns::STATUS).unwrap();
    let ages = Wholes::of(granted, columns::AGE).unwrap();
    assert_eq!(ends.get(0), None, "over, and to end on a day to come");
    assert_eq!(
        (status.get(0), status.get(1)),
        (Some("ended"), Some("granted"))
    );
    // Born on 31 December 1941.
    assert_eq!(ages.get(0), Some(79));
    let score = Wholes::of(frame("assessment"), columns::SCORE).unwrap();
    assert_eq!(score.get(0), Some(2));
}

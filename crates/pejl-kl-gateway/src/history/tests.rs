#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use chrono::{TimeZone, Utc};
use serde_json::{Value, json};

use super::*;
use crate::resource::Resource;
use crate::system;
use crate::testing::{
    bundle, concept, condition, day, fixture, intervention, read, report, the_report,
};
use crate::version::Change;

const ERROR: &str = "entered-in-error";

fn with_status(mut plan: Value, status: &str) -> Value {
    plan["status"] = json!(status);
    plan
}

fn plan(end: Option<&str>) -> Value {
    let mut plan = intervention("p", "X2.1", "2021-01-05", end, "c");
    plan["status"] = json!("active");
    plan
}

/// A report per list of resources, an hour apart, with a condition that stays as it is.
fn history(steps: &[Vec<Value>]) -> (History, Vec<Applied>) {
    let mut history = History::default();
    let applied = steps.iter().enumerate().map(|(n, resources)| {
        let mut resources = resources.clone();
        resources.push(condition("c", "made-cond-1", "Y3"));
        history
            .append(report(
                &format!("r{n}"),
                &format!("2021-01-05T{:02}:00:00Z", n + 1),
                resources,
            ))
            .applied
    });
    let applied = applied.collect();
    (history, applied)
}

fn accepted(applied: &Applied) -> (usize, usize, usize, Vec<&'static str>) {
    match applied {
        Applied::Repeated => panic!("repeated"),
        Applied::Accepted {
            n_stored,
            n_repeated,
            n_taken_back,
            warnings,
        } => (
            *n_stored,
            *n_repeated,
            *n_taken_back,
            warnings.iter().map(Warning::rule).collect(),
        ),
    }
}

/// The end of the plan as it is, or that it never was.
fn end_of(history: &History, known: Known) -> Option<Option<String>> {
    let view = history.view(known);
    let version = view.current().find(|version| version.key.id == "p")?;
    let Resource::Plan(plan) = &version.resource else {
        panic!("no plan")
    };
    Some(plan.period.end.map(|end| end.to_string()))
}

#[test]
fn a_resource_that_is_as_before_is_no_version() {
    let (history, applied) = history(&[
        vec![plan(None)],
        vec![plan(None)],
        vec![plan(Some("2021-02-01"))],
    ]);
    assert_eq!(accepted(&applied[0]), (3, 0, 0, vec![]));
    assert_eq!(accepted(&applied[1]), (0, 3, 0, vec![]));
    assert_eq!(accepted(&applied[2]), (1, 2, 0, vec![]));
    assert_eq!(history.versions().len(), 4);
}

#[test]
fn the_same_report_again_changes_nothing() {
    let mut history = History::default();
    let one = the_report(&fixture("care-1.json"));
    history.append(one.clone());
    history.append(the_report(&fixture("care-2.json")));
    let before = history.versions().into_iter().cloned().collect::<Vec<_>>();
    let again = history.append(one);
    assert_eq!((again.arrival_no, again.applied), (1, Applied::Repeated));
    assert_eq!(history.versions(), before.iter().collect::<Vec<_>>());
}

#[test]
fn the_same_bundle_id_with_another_content_is_another_report() {
    let mut history = History::default();
    history.append(report(
        "r",
        "2021-01-05T01:00:00Z",
        vec![condition("c", "made-cond-1", "Y3")],
    ));
    let other = history.append(report(
        "r",
        "2021-01-05T01:00:00Z",
        vec![condition("c", "made-cond-1", "Y2")],
    ));
    assert_eq!((other.arrival_no, accepted(&other.applied).0), (2, 1));
}

#[test]
fn an_error_takes_back_the_latest_version_with_its_data() {
    let steps = [
        vec![plan(None)],
        vec![plan(Some("2021-02-01"))],
        vec![with_status(plan(Some("2021-02-01")), ERROR)],
    ];
    let (history, applied) = history(&steps);
    assert_eq!(accepted(&applied[2]), (0, 2, 1, vec![]));
    // Not the whole chain: the plan is as it was before.
    assert_eq!(end_of(&history, Known::Latest), Some(None));
    assert_eq!(
        end_of(&history, Known::Arrival(2)),
        Some(Some("2021-02-01".into()))
    );
    let versions = history.versions();
    assert_eq!(
        versions.last().unwrap().change,
        Change::Void {
            taken_back: Some(1)
        }
    );
}

#[test]
fn an_error_may_take_back_a_version_that_is_not_the_last() {
    let steps = [
        vec![plan(None)],
        vec![plan(Some("2021-02-01"))],
        vec![with_status(plan(None), ERROR)],
    ];
    let (history, _) = history(&steps);
    assert_eq!(
        end_of(&history, Known::Latest),
        Some(Some("2021-02-01".into()))
    );
    assert_eq!(
        history.versions().last().unwrap().change,
        Change::Void {
            taken_back: Some(0)
        }
    );
}

#[test]
fn a_resource_whose_only_version_was_an_error_never_existed() {
    let error = with_status(plan(None), ERROR);
    let (history, applied) = history(&[
        vec![plan(None)],
        vec![error.clone()],
        vec![error],
        vec![plan(None)],
    ]);
    assert_eq!(end_of(&history, Known::Arrival(2)), None);
    let view = history.view(Known::Arrival(2));
    let key = view
        .chains()
        .find(|(key, _)| key.id == "p")
        .unwrap()
        .0
        .clone();
    assert_eq!(view.point(&key), Pointed::TakenBack);
    // The error itself may be repeated; what comes after it is new.
    assert_eq!(accepted(&applied[2]), (0, 3, 0, vec![]));
    assert_eq!(accepted(&applied[3]).0, 1);
    assert_eq!(end_of(&history, Known::Latest), Some(None));
}

#[test]
fn an_error_without_a_version_takes_nothing_back_and_is_said() {
    let (history, applied) = history(&[
        vec![with_status(plan(None), ERROR)],
        vec![plan(Some("2021-02-01"))],
        vec![with_status(plan(None), ERROR)],
    ]);
    assert_eq!(
        accepted(&applied[0]),
        (2, 0, 0, vec!["kl.took_back_nothing"])
    );
    assert_eq!(
        accepted(&applied[2]),
        (0, 2, 0, vec!["kl.took_back_nothing"])
    );
    assert_eq!(
        end_of(&history, Known::Latest),
        Some(Some("2021-02-01".into()))
    );
}

#[test]
fn a_condition_is_taken_back_by_its_verification() {
    let mut error = condition("d", "made-cond-1", "Y2");
    error["verificationStatus"] = concept(
        "http://terminology.hl7.org/CodeSystem/condition-ver-status",
        ERROR,
    );
    error.as_object_mut().unwrap().remove("clinicalStatus");
    let (history, applied) = history(&[vec![condition("d", "made-cond-1", "Y2")], vec![error]]);
    assert_eq!(accepted(&applied[1]), (0, 2, 1, vec![]));
    assert!(
        !history
            .view(Known::Latest)
            .current()
            .any(|version| version.key.id == "d")
    );
}

#[test]
fn another_code_is_stored_and_said() {
    let (history, applied) = history(&[
        vec![plan(None)],
        vec![{
            let mut other = plan(None);
            other["activity"][0]["detail"]["code"] = concept(system::FSIII, "X2.2");
            other
        }],
    ]);
    assert_eq!(accepted(&applied[1]), (1, 2, 0, vec!["kl.code_changed"]));
    let [Warning::CodeChanged(key)] = (match &applied[1] {
        Applied::Accepted { warnings, .. } => warnings.as_slice(),
        Applied::Repeated => &[],
    }) else {
        panic!("{applied:?}")
    };
    assert_eq!(
        history
            .view(Known::Latest)
            .chain(key)
            .unwrap()
            .versions()
            .len(),
        2
    );
}

#[test]
fn within_a_load_time_orders_and_between_loads_arrival_does() {
    // In the delivery the last report stands first.
    let mut one = History::default();
    one.load(read(&fixture("incremental.json")).deliveries);
    let mut other = History::default();
    for name in ["rehab140-1.json", "rehab140-2.json", "rehab140-3.json"] {
        other.append(the_report(&fixture(name)));
    }
    assert_eq!(one.versions(), other.versions());
    // A later arrival wins although its report is dated before.
    let mut history = History::default();
    history.append(report(
        "a",
        "2021-03-01T12:00:00Z",
        vec![condition("c", "made-cond-1", "Y3")],
    ));
    history.append(report(
        "b",
        "2021-02-01T12:00:00Z",
        vec![condition("c", "made-cond-1", "Y2")],
    ));
    let severity = |known| {
        let view = history.view(known);
        let version = view
            .current()
            .find(|version| version.key.id == "c")?
            .clone();
        match version.resource {
            Resource::Condition(condition) => condition.severity.map(|severity| severity.code),
            _ => None,
        }
    };
    assert_eq!(severity(Known::Latest).as_deref(), Some("Y2"));
    assert_eq!(severity(Known::Arrival(1)).as_deref(), Some("Y3"));
    assert_eq!(
        severity(Known::ReportedOn(day("2021-02-01"))).as_deref(),
        Some("Y2")
    );
    assert_eq!(severity(Known::ReportedOn(day("2021-01-31"))), None);
    let noon = Utc.with_ymd_and_hms(2021, 2, 1, 12, 0, 0).unwrap();
    assert_eq!(severity(Known::ReportedBy(noon)).as_deref(), Some("Y2"));
    assert_eq!(
        severity(Known::ReportedBy(noon - chrono::TimeDelta::seconds(1))),
        None
    );
}

#[test]
fn a_report_with_its_number_may_come_whenever() {
    let reports: Vec<DeliveryReport> = ["rehab140-1.json", "rehab140-2.json", "rehab140-3.json"]
        .map(|name| the_report(&fixture(name)))
        .to_vec();
    let mut forward = History::default();
    for report in &reports {
        forward.append(report.clone());
    }
    let mut backward = History::default();
    for (n, report) in [(3, &reports[2]), (2, &reports[1]), (1, &reports[0])] {
        assert_eq!(backward.append_at(report.clone(), n).unwrap().arrival_no, n);
    }
    assert_eq!(forward.versions(), backward.versions());
    let other = report("x", "2021-01-05T01:00:00Z", vec![]);
    assert_eq!(
        backward.append_at(other, 2),
        Err(ArrivalError::Taken { arrival_no: 2 })
    );
    assert_eq!(forward.versions(), backward.versions());
}

#[test]
fn what_was_stored_goes_on_where_it_was() {
    let mut whole = History::default();
    whole.append(the_report(&fixture("rehab140-1.json")));
    whole.append(the_report(&fixture("rehab140-2.json")));
    let stored: Vec<Version> = whole.versions().into_iter().cloned().collect();
    let json = serde_json::to_string(&stored).unwrap();
    let stored: Vec<Version> = serde_json::from_str(&json).unwrap();
    let reports = whole.reports().iter().map(|(key, no)| (key.clone(), *no));
    let mut restored = History::restore(stored, reports);
    assert_eq!(restored.versions(), whole.versions());
    let last = the_report(&fixture("rehab140-3.json"));
    assert_eq!(restored.append(last.clone()), whole.append(last));
    assert_eq!(restored.versions(), whole.versions());
    assert_eq!(
        restored
            .append(the_report(&fixture("rehab140-1.json")))
            .applied,
        Applied::Repeated
    );
    let early = restored.append_at(report("x", "2021-01-05T01:00:00Z", vec![]), 2);
    assert_eq!(
        early,
        Err(ArrivalError::BeforeRestored {
            arrival_no: 2,
            restored_to: 2
        })
    );
    // Also what was known before.
    let ids = |history: &History| {
        let view = history.view(Known::Arrival(2));
        view.current()
            .map(|version| version.key.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&restored), ids(&whole));
}

#[test]
fn a_citizen_reported_by_mistake_has_no_record() {
    let mut made = bundle("b", "2021-01-06T01:00:00Z", vec![]);
    made["entry"][0]["resource"]["active"] = json!(false);
    let (mut history, _) = history(&[vec![plan(None)]]);
    assert_eq!(history.view(Known::Latest).current().count(), 3);
    history.append(the_report(made.to_string().as_bytes()));
    assert_eq!(history.view(Known::Latest).current().count(), 0);
    assert_eq!(history.view(Known::Arrival(1)).current().count(), 3);
}

//! What the council of the demo has decided: targets, and the programme that is to reach them. Invented as everything else.

use std::collections::BTreeMap;

use pejl_domain::Lang;

use crate::error::AppError;
use crate::initiatives::{
    ExpectationDraft, InitiativeDraft, InitiativesRequest, create_initiative, list_initiatives,
};
use crate::store::Store;
use crate::targets::{Draft, TargetsRequest, create_target, list_targets, reading_name};

/// Who decided.
const ACTOR: &str = "demo";
/// The municipality.
const MUNICIPALITY: &str = "766";
/// What every target says: decided with the budget, from the year before the programme.
const DECISION: [(&str, &str); 6] = [
    ("municipality", MUNICIPALITY),
    ("baseline_on", "2023-12-31"),
    ("deadline", "2026-12-31"),
    ("decision_case", "27.00.00-A00-1-24"),
    ("decision_meeting", "Byrådet, punkt 7"),
    ("decided_on", "2024-05-28"),
];
/// The indicator, where it began, where it is to go, and who answers for it.
const TARGETS: [(&str, &str, &str, &str); 4] = [
    ("O3.1.median_days", "84", "60", "Ældrechefen"),
    ("O3.3.self_reliant_endings", "0.23", "0.45", "Ældrechefen"),
    ("O1.2.goals_met", "0.37", "0.50", "Visitationschefen"),
    ("E1.1.measured_courses", "0.49", "0.60", "Visitationschefen"),
];

/// Decides what is not decided yet.
///
/// # Errors
/// The store fails, or a decision of ours cannot be made: a fault of ours.
pub(super) fn decide(store: &Store) -> Result<(), AppError> {
    let request = TargetsRequest {
        municipality: Some(MUNICIPALITY.to_owned()),
        ..TargetsRequest::default()
    };
    let known = list_targets(store, &request)?.targets;
    for target in TARGETS {
        let is_set = known
            .iter()
            .any(|one| reading_name(&one.set.subject) == target.0);
        if !is_set {
            create_target(store, &draft(target), (ACTOR, false))?;
        }
    }
    let request = InitiativesRequest {
        municipality: Some(MUNICIPALITY.to_owned()),
        ..InitiativesRequest::default()
    };
    if list_initiatives(store, &request)?.initiatives.is_empty() {
        create_initiative(store, &programme(), (ACTOR, false))?;
    }
    Ok(())
}

fn draft((indicator, baseline, goal, owner): (&str, &str, &str, &str)) -> Draft {
    let mut draft = Draft::written_in(Lang::En);
    for (name, text) in DECISION {
        draft.put(name, text);
    }
    draft.put("indicator", indicator);
    draft.put("baseline", baseline);
    draft.put("goal", goal);
    draft.put("owner", owner);
    draft
}

/// The programme that is planted in the courses.
fn programme() -> InitiativeDraft {
    let expected = |indicator: &str, change| ExpectationDraft {
        indicator: indicator.to_owned(),
        members: BTreeMap::new(),
        change: Some(change),
        by: "2025-12-31".to_owned(),
        ..ExpectationDraft::default()
    };
    InitiativeDraft {
        municipality: MUNICIPALITY.to_owned(),
        title: "Rehabilitering først".to_owned(),
        description:
            "Alle, der søger om hjælp, tilbydes et kortere forløb med et tværfagligt team."
                .to_owned(),
        started_on: "2024-07-01".to_owned(),
        expected: vec![
            expected("O3.1.median_days", -24.0),
            expected("O3.3.self_reliant_endings", 0.15),
        ],
        owner: "Ældrechefen".to_owned(),
        decision_case: "27.00.00-A00-1-24".to_owned(),
        decision_meeting: "Byrådet, punkt 7".to_owned(),
        decided_on: "2024-05-28".to_owned(),
        ..InitiativeDraft::default()
    }
}

//! From a resource of a report to what is kept of it.

use super::elements::{
    case_number, code, codes, coding, concept, extension_references, extensions, organisation,
    period, ranked, references, required,
};
use super::fault::Fault;
use super::node::{Node, Reading};
use crate::guide::{Guide, Profile};
use crate::identity::ResourceType;
use crate::resource::{
    Citizen, Condition, Contact, Goal, GoalTarget, Investigation, Observation, OfferTeam, Plan,
    Referral, Resource, Sender, Unplanned,
};

/// The type a profile is of.
pub(super) const fn type_of(profile: Profile) -> Option<ResourceType> {
    Some(match profile {
        Profile::Citizen => ResourceType::Patient,
        Profile::Organization => ResourceType::Organization,
        Profile::Condition | Profile::FocusCondition | Profile::TargetGroup => {
            ResourceType::Condition
        }
        Profile::Goal => ResourceType::Goal,
        Profile::Intervention | Profile::Course | Profile::Effort => ResourceType::CarePlan,
        Profile::Unplanned => ResourceType::Procedure,
        Profile::Contact => ResourceType::Encounter,
        Profile::FollowUp
        | Profile::OwnObservation
        | Profile::MatterOfInterest
        | Profile::CareEvaluation => ResourceType::Observation,
        Profile::Referral => ResourceType::ServiceRequest,
        Profile::Investigation => ResourceType::ClinicalImpression,
        Profile::OfferTeam => ResourceType::CareTeam,
        Profile::DeliveryReport | Profile::IncrementalDelivery => return None,
    })
}

/// What is kept of a resource; none where something required is missing, which is noted.
pub(super) fn kept(
    node: &Node<'_>,
    guide: Guide,
    profile: Profile,
    reading: &Reading<'_>,
) -> Option<Resource> {
    Some(match profile {
        Profile::Citizen => Resource::Citizen(Citizen {
            active: node.truth("active", reading).unwrap_or(true),
            deceased: node.truth("deceasedBoolean", reading),
        }),
        Profile::Organization => Resource::Sender(sender(node, reading)),
        Profile::Condition | Profile::TargetGroup => {
            Resource::Condition(condition(node, guide, reading))
        }
        Profile::FocusCondition => Resource::Condition(diagnosis(node, reading)),
        Profile::Goal => Resource::Goal(goal(node, reading)?),
        Profile::Intervention | Profile::Course | Profile::Effort => {
            Resource::Plan(Box::new(plan(node, profile, reading)?))
        }
        Profile::Unplanned => Resource::Unplanned(unplanned(node, reading)?),
        Profile::Contact => Resource::Contact(contact(node, reading)?),
        Profile::FollowUp
        | Profile::OwnObservation
        | Profile::MatterOfInterest
        | Profile::CareEvaluation => Resource::Observation(observation(node, reading)?),
        Profile::Referral => Resource::Referral(referral(node, guide, reading)?),
        Profile::Investigation => Resource::Investigation(investigation(node, reading)?),
        Profile::OfferTeam => Resource::OfferTeam(OfferTeam {
            categories: codes(node, "category", reading),
        }),
        Profile::DeliveryReport | Profile::IncrementalDelivery => {
            reading.note(Fault::NotResource, &node.at);
            return None;
        }
    })
}

fn status(node: &Node<'_>, name: &str, reading: &Reading<'_>) -> Option<String> {
    required(node.text(name, reading), node, name, reading)
}

/// A number of another register is left out: it says nothing that is used.
fn sender(node: &Node<'_>, reading: &Reading<'_>) -> Sender {
    let identifiers = node.list("identifier", reading);
    let mut identifiers = identifiers.iter();
    Sender {
        organisation: identifiers.find_map(|identifier| organisation(identifier, reading)),
    }
}

fn condition(node: &Node<'_>, guide: Guide, reading: &Reading<'_>) -> Condition {
    let code = concept(node, "code", reading);
    // In §§ 140 and 119 a row may carry a local code alone.
    let is_optional = guide.paragraph().is_some() || code.local.is_some();
    if code.code.is_none() && !is_optional {
        reading.note(Fault::Required, &format!("{}/code", node.at));
    }
    let asserted = extensions(node, &["ConditionLastAssertedDate"], reading);
    Condition {
        code,
        severity: self::code(node, "severity", reading),
        recorded: node.when("recordedDate", reading),
        asserted: asserted.iter().find_map(|date| {
            date.when("valueDateTime", reading)
                .or_else(|| date.when("valueDate", reading))
        }),
        follow_ups: extension_references(
            node,
            &["klgateway-care-follow-up-encounter-extension"],
            reading,
        ),
        ..diagnosis(node, reading)
    }
}

/// What is kept of every condition, and all that is kept of a hospital's diagnosis.
fn diagnosis(node: &Node<'_>, reading: &Reading<'_>) -> Condition {
    let categories = codes(node, "category", reading);
    Condition {
        code: crate::resource::Concept::default(),
        clinical_status: code(node, "clinicalStatus", reading).map(|coding| coding.code),
        verification: code(node, "verificationStatus", reading).map(|coding| coding.code),
        is_in_focus: categories
            .iter()
            .any(|category| category.code == "problem-list-item"),
        severity: None,
        recorded: None,
        asserted: None,
        follow_ups: Vec::new(),
    }
}

fn goal(node: &Node<'_>, reading: &Reading<'_>) -> Option<Goal> {
    let targets = node.list("target", reading);
    Some(Goal {
        start: node.when("startDate", reading),
        targets: targets
            .iter()
            .map(|target| GoalTarget {
                measure: code(target, "measure", reading),
                detail: code(target, "detailCodeableConcept", reading),
            })
            .collect(),
        addresses: ranked(node, "addresses", reading),
        status: status(node, "lifecycleStatus", reading)?,
    })
}

fn plan(node: &Node<'_>, profile: Profile, reading: &Reading<'_>) -> Option<Plan> {
    let mut plan = Plan {
        period: period(node, "period", reading),
        categories: codes(node, "category", reading),
        based_on: references(node, "basedOn", reading),
        requests: extension_references(
            node,
            &["BasedOnServiceRequestExtension", "BasedOnServiceRequest"],
            reading,
        ),
        created: node.when("created", reading),
        case_number: case_number(node, reading),
        addresses: ranked(node, "addresses", reading),
        goals: references(node, "goal", reading),
        teams: references(node, "careTeam", reading),
        follow_ups: extension_references(
            node,
            &[
                "kl-reporting-ffb-follow-up-date-extension",
                "klgateway-care-follow-up-encounter-extension",
            ],
            reading,
        ),
        status: status(node, "status", reading)?,
        ..Plan::default()
    };
    if profile == Profile::Intervention && plan.period.start.is_none() {
        reading.note(Fault::Required, &format!("{}/period/start", node.at));
    }
    for activity in node.list("activity", reading) {
        plan.outcomes
            .extend(references(&activity, "outcomeReference", reading));
        let Some(detail) = activity.get("detail") else {
            continue;
        };
        let what = concept(&detail, "code", reading);
        plan.code.code = plan.code.code.take().or(what.code);
        plan.code.local = plan.code.local.take().or(what.local);
        plan.activity_status = plan
            .activity_status
            .take()
            .or_else(|| detail.text("status", reading));
        let reason = code(&detail, "statusReason", reading);
        plan.status_reason = plan.status_reason.take().or(reason);
        plan.reasons
            .extend(references(&detail, "reasonReference", reading));
        plan.performers
            .extend(references(&detail, "performer", reading));
        plan.goals.extend(references(&detail, "goal", reading));
        let types = extensions(&detail, &["DeliveryType", "DeliveryTypeExtension"], reading);
        plan.delivery_types.extend(
            types
                .iter()
                .filter_map(|kind| code(kind, "valueCodeableConcept", reading)),
        );
    }
    let types = extensions(node, &["DeliveryType", "DeliveryTypeExtension"], reading);
    plan.delivery_types.extend(
        types
            .iter()
            .filter_map(|kind| code(kind, "valueCodeableConcept", reading)),
    );
    Some(plan)
}

fn unplanned(node: &Node<'_>, reading: &Reading<'_>) -> Option<Unplanned> {
    Some(Unplanned {
        code: concept(node, "code", reading),
        performed: node.when("performedDateTime", reading),
        reasons: references(node, "reasonReference", reading),
        status: status(node, "status", reading)?,
    })
}

fn contact(node: &Node<'_>, reading: &Reading<'_>) -> Option<Contact> {
    let period = period(node, "period", reading);
    if period.start.is_none() {
        reading.note(Fault::Required, &format!("{}/period/start", node.at));
    }
    Some(Contact {
        class: node.get("class").and_then(|class| coding(&class, reading)),
        types: codes(node, "type", reading),
        period,
        plans: extension_references(
            node,
            &["BasedOnInterventionExtension", "BasedOnCarePlanExtension"],
            reading,
        ),
        reasons: references(node, "reasonReference", reading),
        status: status(node, "status", reading)?,
    })
}

fn observation(node: &Node<'_>, reading: &Reading<'_>) -> Option<Observation> {
    Some(Observation {
        code: concept(node, "code", reading),
        value: concept(node, "valueCodeableConcept", reading),
        effective: node.when("effectiveDateTime", reading),
        focus: references(node, "focus", reading),
        status: status(node, "status", reading)?,
    })
}

fn referral(node: &Node<'_>, guide: Guide, reading: &Reading<'_>) -> Option<Referral> {
    let discharge = extensions(node, &["PreconditionDate"], reading);
    let reason = extensions(
        node,
        &[
            "StatusReason",
            "StatusReasonExtension",
            "request-statusReason",
        ],
        reading,
    );
    let received = node.when("authoredOn", reading);
    if guide != Guide::Ffb && received.is_none() {
        reading.note(Fault::Required, &format!("{}/authoredOn", node.at));
    }
    Some(Referral {
        received,
        discharge: discharge
            .iter()
            .find_map(|date| date.when("valueDate", reading)),
        offered: node
            .get("occurrencePeriod")
            .and_then(|period| period.when("start", reading)),
        categories: codes(node, "category", reading),
        status_reason: code(node, "statusReason", reading).or_else(|| {
            reason
                .iter()
                .find_map(|reason| code(reason, "valueCodeableConcept", reading))
        }),
        requester: node
            .get("requester")
            .and_then(|requester| super::elements::reference(&requester, reading)),
        replaces: references(node, "replaces", reading),
        case_number: case_number(node, reading),
        status: status(node, "status", reading)?,
    })
}

fn investigation(node: &Node<'_>, reading: &Reading<'_>) -> Option<Investigation> {
    let findings = node.list("finding", reading);
    let evaluations = node.list("investigation", reading);
    Some(Investigation {
        effective: node.when("effectiveDateTime", reading),
        findings: findings
            .iter()
            .filter_map(|finding| finding.get("itemReference"))
            .filter_map(|item| super::elements::reference(&item, reading))
            .collect(),
        evaluations: evaluations
            .iter()
            .flat_map(|evaluation| references(evaluation, "item", reading))
            .collect(),
        requests: extension_references(
            node,
            &["BasedOnServiceRequest", "BasedOnServiceRequestExtension"],
            reading,
        ),
        status: status(node, "status", reading)?,
    })
}

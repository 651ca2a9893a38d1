//! Waiting for training after hospital: from discharge and referral to the first contact.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Making, Origin, Settings};
use crate::codes::Codes;
use crate::guide::Guide;
use crate::history::View;
use crate::identity::ResourceKey;
use crate::resource::{Coding, Resource};
use crate::when::When;

/// A referral to training after hospital, and when it led to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Where it comes from.
    pub origin: Origin,
    /// The list that is waited on, by its paragraph.
    pub list_type: &'static str,
    /// Kinds of the referral.
    pub categories: Vec<Coding>,
    /// When the referral was received.
    pub listed: Option<NaiveDate>,
    /// Discharge from hospital.
    pub discharged: Option<NaiveDate>,
    /// First contact that was offered; counts although it was cancelled.
    pub offered: Option<NaiveDate>,
    /// First contact that was held.
    pub first_contact: Option<NaiveDate>,
}

impl Waiting {
    /// Days from discharge to the first contact that was offered; the law gives seven.
    #[must_use]
    pub fn days_to_offer(&self) -> Option<i64> {
        Some(
            self.offered?
                .signed_duration_since(self.discharged?)
                .num_days(),
        )
    }
}

/// The referrals of a view to training after hospital, in the order of their keys.
#[must_use]
pub fn waiting(view: &View<'_>, codes: &Codes, settings: &Settings) -> Vec<Waiting> {
    let making = Making {
        view,
        codes,
        settings,
    };
    let first_contacts = first_contacts(&making);
    let referrals = view
        .current()
        .filter(|version| version.guide == Guide::Rehab140);
    let rows = referrals.filter_map(|version| {
        let Resource::Referral(referral) = &version.resource else {
            return None;
        };
        Some(Waiting {
            origin: Origin::of(version),
            list_type: Guide::Rehab140.paragraph()?,
            categories: referral.categories.clone(),
            listed: referral.received.map(When::day),
            discharged: referral.discharge.map(When::day),
            offered: referral.offered.map(When::day),
            first_contact: first_contacts.get(&version.key).copied(),
        })
    });
    rows.collect()
}

/// The first contact of each referral that was held: the contact's intervention, or the course it is part of, answers it.
fn first_contacts(making: &Making<'_>) -> BTreeMap<ResourceKey, NaiveDate> {
    let mut first: BTreeMap<ResourceKey, NaiveDate> = BTreeMap::new();
    for version in making.view.current() {
        let Resource::Contact(contact) = &version.resource else {
            continue;
        };
        let day = contact.period.start.map(When::day);
        let (Some(day), "finished") = (day, contact.status.as_str()) else {
            continue;
        };
        for plan in &contact.plans {
            for referral in referrals_of(making, &version.key.sibling(plan)) {
                let known = first.entry(referral).or_insert(day);
                *known = day.min(*known);
            }
        }
    }
    first
}

fn referrals_of(making: &Making<'_>, key: &ResourceKey) -> Vec<ResourceKey> {
    let plan_of = |key: &ResourceKey| match &making.view.get(key)?.resource {
        Resource::Plan(plan) => Some(plan),
        _ => None,
    };
    let Some(plan) = plan_of(key) else {
        return Vec::new();
    };
    let wholes = plan
        .based_on
        .iter()
        .filter_map(|whole| plan_of(&key.sibling(whole)));
    let requests = plan
        .requests
        .iter()
        .chain(wholes.flat_map(|whole| &whole.requests));
    requests.map(|request| key.sibling(request)).collect()
}

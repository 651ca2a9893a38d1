//! Deliveries: contacts that were held, or cancelled.

use chrono::NaiveDate;
use pejl_domain::care::DeliveryMode;

use super::{Link, Making, Origin, Settings};
use crate::codes::{Codes, Role};
use crate::guide::Guide;
use crate::history::View;
use crate::resource::{Coding, Contact, Resource};
use crate::system;
use crate::version::Version;
use crate::when::When;

/// A contact with the citizen, counted once however many interventions it was part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Where it comes from.
    pub origin: Origin,
    /// The guide.
    pub guide: Guide,
    /// The Danish day it began.
    pub date: NaiveDate,
    /// Whole minutes of the contact; none where a time is not said. Never to be added once per intervention.
    pub minutes: Option<i64>,
    /// How the citizen was met; none where the class is unknown.
    pub mode: Option<DeliveryMode>,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
    /// The interventions or courses it was part of.
    pub plans: Vec<Link>,
}

/// The deliveries of a view, in the order of their keys.
///
/// In home care a contact is a delivery when its type says that a planned intervention was carried out; a contact that
/// follows up is none. In §§ 140 and 119 every contact is one.
#[must_use]
pub fn deliveries(view: &View<'_>, codes: &Codes, settings: &Settings) -> Vec<Delivery> {
    let making = Making {
        view,
        codes,
        settings,
    };
    let contacts = view
        .current()
        .filter_map(|version| match &version.resource {
            Resource::Contact(contact) => delivery(&making, version, contact),
            _ => None,
        });
    contacts
        .filter(|delivery| making.counts(&delivery.plans))
        .collect()
}

fn delivery(making: &Making<'_>, version: &Version, contact: &Contact) -> Option<Delivery> {
    let is_cancelled = match contact.status.as_str() {
        "finished" => false,
        "cancelled" => true,
        _ => return None,
    };
    let is_delivery = match version.guide {
        Guide::Rehab140 | Guide::Prevention119 => true,
        Guide::Care => making
            .codes
            .has_role(&contact.types, Role::DeliveryContact, version.day()),
        Guide::Ffb => false,
    };
    let date = contact
        .period
        .start
        .map(When::day)
        .filter(|_| is_delivery)?;
    Some(Delivery {
        origin: Origin::of(version),
        guide: version.guide,
        date,
        minutes: minutes(contact),
        mode: mode(making.codes, contact.class.as_ref(), date),
        is_cancelled,
        plans: making.links(&version.key, &contact.plans),
    })
}

/// Minutes between two instants; an end before the start says nothing.
fn minutes(contact: &Contact) -> Option<i64> {
    let start = contact.period.start.and_then(When::instant)?;
    let end = contact.period.end.and_then(When::instant)?;
    let minutes = end.signed_duration_since(start).num_minutes();
    Some(minutes).filter(|minutes| *minutes >= 0)
}

/// HL7 has codes for meeting somebody at home and at a facility, KL for the rest.
fn mode(codes: &Codes, class: Option<&Coding>, on: NaiveDate) -> Option<DeliveryMode> {
    let coding = class?;
    if coding.system.starts_with(system::HL7) {
        return matches!(coding.code.as_str(), "HH" | "AMB").then_some(DeliveryMode::Visit);
    }
    match codes.role(class, on)? {
        Role::ScreenContact => Some(DeliveryMode::Screen),
        Role::PhoneContact => Some(DeliveryMode::Phone),
        _ => None,
    }
}

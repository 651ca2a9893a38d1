//! The next follow-up of a grant, which reports say in four ways.
//!
//! A planned contact points at the intervention, or at a condition the intervention is for; or the condition, the
//! intervention or the effort it is part of points at the contact.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Making;
use crate::codes::Role;
use crate::identity::ResourceKey;
use crate::resource::{Plan, Resource};
use crate::version::Version;
use crate::when::When;

/// Days of planned follow-ups, by what they are found from.
pub(super) struct FollowUps {
    by_contact: BTreeMap<ResourceKey, NaiveDate>,
    by_subject: BTreeMap<ResourceKey, Vec<NaiveDate>>,
}

impl FollowUps {
    pub(super) fn of(making: &Making<'_>) -> Self {
        let mut by_contact = BTreeMap::new();
        let mut by_subject: BTreeMap<ResourceKey, Vec<NaiveDate>> = BTreeMap::new();
        for version in making.view.current() {
            let Resource::Contact(contact) = &version.resource else {
                continue;
            };
            let is_follow_up =
                making
                    .codes
                    .has_role(&contact.types, Role::FollowUpContact, version.day());
            let day = contact.period.start.map(When::day);
            if let (true, "planned", Some(day)) = (is_follow_up, contact.status.as_str(), day) {
                by_contact.insert(version.key.clone(), day);
                for subject in contact.plans.iter().chain(&contact.reasons) {
                    by_subject
                        .entry(version.key.sibling(subject))
                        .or_default()
                        .push(day);
                }
            }
        }
        Self {
            by_contact,
            by_subject,
        }
    }

    /// The first planned follow-up of a plan on or after the day that is called today (of rows that are kept: the day
    /// the plan was last reported), or else the last before it.
    pub(super) fn next(
        &self,
        making: &Making<'_>,
        version: &Version,
        plan: &Plan,
    ) -> Option<NaiveDate> {
        let key = &version.key;
        let mut days = self.of_subject(key);
        days.extend(self.of_contacts(key, &plan.follow_ups));
        for reason in &plan.reasons {
            let reason = key.sibling(reason);
            days.extend(self.of_subject(&reason));
            if let Some(Resource::Condition(condition)) = resource(making, &reason) {
                days.extend(self.of_contacts(&reason, &condition.follow_ups));
            }
        }
        for whole in &plan.based_on {
            let whole = key.sibling(whole);
            days.extend(self.of_subject(&whole));
            if let Some(Resource::Plan(whole_plan)) = resource(making, &whole) {
                days.extend(self.of_contacts(&whole, &whole_plan.follow_ups));
            }
        }
        let as_of = match making.settings.follows_up_as_reported {
            true => version.day(),
            false => making.settings.as_of,
        };
        let ahead = days.iter().copied().filter(|day| *day >= as_of).min();
        ahead.or_else(|| days.into_iter().max())
    }

    fn of_subject(&self, subject: &ResourceKey) -> Vec<NaiveDate> {
        self.by_subject.get(subject).cloned().unwrap_or_default()
    }

    fn of_contacts(&self, from: &ResourceKey, contacts: &[crate::Reference]) -> Vec<NaiveDate> {
        let days = contacts
            .iter()
            .filter_map(|contact| self.by_contact.get(&from.sibling(contact)));
        days.copied().collect()
    }
}

fn resource<'v>(making: &'v Making<'_>, key: &ResourceKey) -> Option<&'v Resource> {
    making.view.get(key).map(|version| &version.resource)
}

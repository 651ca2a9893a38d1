//! What a municipality should look into: counts over a view, for the page on data quality.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::codes::Codes;
use crate::guide::{Guide, Profile};
use crate::history::{Pointed, View};
use crate::project::{Settings, grants};
use crate::resource::{Coding, Resource};
use crate::system;
use crate::version::{Change, Version};
use crate::when::{When, danish_day};

/// Days from what happened to its report, in the steps of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delay {
    /// It was reported before it happened: a plan.
    Ahead,
    /// The same day.
    SameDay,
    /// The day after.
    NextDay,
    /// Two to seven days after.
    Week,
    /// Eight to thirty days after.
    Month,
    /// Later.
    Longer,
}

impl Delay {
    /// The step of a number of days.
    #[must_use]
    pub const fn of(days: i64) -> Self {
        match days {
            ..0 => Self::Ahead,
            0 => Self::SameDay,
            1 => Self::NextDay,
            2..=7 => Self::Week,
            8..=30 => Self::Month,
            _ => Self::Longer,
        }
    }
}

/// Counts over a view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quality {
    /// Citizens.
    pub n_persons: usize,
    /// Citizens who have interventions of nursing and no others.
    pub n_persons_only_nursing: usize,
    /// Resources that are there.
    pub n_resources: usize,
    /// Versions, those that take others back among them.
    pub n_versions: usize,
    /// Versions without `meta.lastUpdated`, which the guides require.
    pub n_without_last_updated: usize,
    /// Versions that were taken back.
    pub n_taken_back: usize,
    /// Versions that would take one back that was not received.
    pub n_took_back_nothing: usize,
    /// Interventions that got another code.
    pub n_code_changes: usize,
    /// Codes of national lists, in the resources that are there.
    pub n_codes: usize,
    /// Of these, codes of the old style.
    pub n_legacy_codes: usize,
    /// Codes of national systems that no list knows, each with how often it stands there.
    pub unknown_codes: BTreeMap<Coding, usize>,
    /// References to resources that were never reported.
    pub n_missing_references: usize,
    /// References to resources that were taken back.
    pub n_taken_back_references: usize,
    /// Plans whose status says that they have ended, without a day.
    pub n_ended_without_end: usize,
    /// Grants that run although their follow-up should have been.
    pub n_past_follow_up: usize,
    /// Versions by the delay of their report; only those that say when something happened.
    pub delays: BTreeMap<Delay, usize>,
}

impl Quality {
    /// Share of codes that are of the old style; none where there are no codes.
    #[must_use]
    pub fn legacy_share(&self) -> Option<f64> {
        let count = |n: usize| u32::try_from(n).ok().map(f64::from);
        let n_codes = count(self.n_codes).filter(|n_codes| *n_codes > 0.0)?;
        Some(count(self.n_legacy_codes)? / n_codes)
    }
}

impl Quality {
    /// Adds the counts of other citizens.
    pub fn add(&mut self, other: Self) {
        let counts = [
            (&mut self.n_persons, other.n_persons),
            (
                &mut self.n_persons_only_nursing,
                other.n_persons_only_nursing,
            ),
            (&mut self.n_resources, other.n_resources),
            (&mut self.n_versions, other.n_versions),
            (
                &mut self.n_without_last_updated,
                other.n_without_last_updated,
            ),
            (&mut self.n_taken_back, other.n_taken_back),
            (&mut self.n_took_back_nothing, other.n_took_back_nothing),
            (&mut self.n_code_changes, other.n_code_changes),
            (&mut self.n_codes, other.n_codes),
            (&mut self.n_legacy_codes, other.n_legacy_codes),
            (&mut self.n_missing_references, other.n_missing_references),
            (
                &mut self.n_taken_back_references,
                other.n_taken_back_references,
            ),
            (&mut self.n_ended_without_end, other.n_ended_without_end),
            (&mut self.n_past_follow_up, other.n_past_follow_up),
        ];
        for (count, more) in counts {
            *count = count.saturating_add(more);
        }
        for (coding, n) in other.unknown_codes {
            let count = self.unknown_codes.entry(coding).or_default();
            *count = count.saturating_add(n);
        }
        for (delay, n) in other.delays {
            let count = self.delays.entry(delay).or_default();
            *count = count.saturating_add(n);
        }
    }
}

fn add_one(count: &mut usize) {
    *count = count.saturating_add(1);
}

/// Counts what a view holds and lacks.
#[must_use]
pub fn assess(view: &View<'_>, codes: &Codes, settings: &Settings) -> Quality {
    let mut quality = Quality::default();
    for (_, chain) in view.chains() {
        let mut earlier: Option<&Version> = None;
        for version in chain.versions() {
            count_version(&mut quality, version);
            let live = chain.live().any(|live| live.number == version.number);
            if let (true, Resource::Plan(plan)) = (live, &version.resource) {
                let before = earlier.replace(version).map(|earlier| &earlier.resource);
                if matches!(before, Some(Resource::Plan(before)) if before.code.code != plan.code.code)
                {
                    add_one(&mut quality.n_code_changes);
                }
            }
        }
    }
    let mut persons = BTreeSet::new();
    for version in view.current() {
        persons.insert((&version.municipality_code, &version.person_key));
        add_one(&mut quality.n_resources);
        count_codes(&mut quality, codes, version);
        count_references(&mut quality, view, version);
        if let Resource::Plan(plan) = &version.resource
            && matches!(plan.status.as_str(), "completed" | "revoked")
            && plan.period.end.is_none()
        {
            add_one(&mut quality.n_ended_without_end);
        }
    }
    quality.n_persons = persons.len();
    count_grants(&mut quality, view, codes, settings);
    quality
}

fn count_version(quality: &mut Quality, version: &Version) {
    add_one(&mut quality.n_versions);
    if version.last_updated.is_none() {
        add_one(&mut quality.n_without_last_updated);
    }
    match version.change {
        Change::Void {
            taken_back: Some(_),
        } => add_one(&mut quality.n_taken_back),
        Change::Void { taken_back: None } => add_one(&mut quality.n_took_back_nothing),
        Change::Put => {
            if let Some(day) = happened(version) {
                let days = danish_day(version.reported_at)
                    .signed_duration_since(day)
                    .num_days();
                add_one(quality.delays.entry(Delay::of(days)).or_default());
            }
        }
    }
}

/// The day of what a version tells: of a plan that has an end, the end.
fn happened(version: &Version) -> Option<NaiveDate> {
    let when = match &version.resource {
        Resource::Plan(plan) => plan.period.end.or(plan.period.start),
        Resource::Contact(contact) if contact.status == "finished" => contact.period.start,
        Resource::Unplanned(unplanned) => unplanned.performed,
        Resource::Observation(observation) => observation.effective,
        Resource::Referral(referral) => referral.received,
        _ => None,
    };
    when.map(When::day)
}

fn count_codes(quality: &mut Quality, codes: &Codes, version: &Version) {
    for coding in version.resource.codings() {
        if !system::has_code_list(&coding.system) {
            continue;
        }
        add_one(&mut quality.n_codes);
        match codes.find(coding, version.day()) {
            Some(found) if found.is_legacy => add_one(&mut quality.n_legacy_codes),
            Some(_) => {}
            None => add_one(quality.unknown_codes.entry(coding.clone()).or_default()),
        }
    }
}

fn count_references(quality: &mut Quality, view: &View<'_>, version: &Version) {
    for reference in version.resource.references() {
        match view.point(&version.key.sibling(reference)) {
            Pointed::Present(_) => {}
            Pointed::TakenBack => add_one(&mut quality.n_taken_back_references),
            Pointed::Missing => add_one(&mut quality.n_missing_references),
        }
    }
}

fn count_grants(quality: &mut Quality, view: &View<'_>, codes: &Codes, settings: &Settings) {
    let mut only_nursing: BTreeMap<(String, String), bool> = BTreeMap::new();
    for grant in grants(view, codes, settings) {
        let is_past = grant.follow_up_date.is_some_and(|day| day < settings.as_of);
        if is_past && grant.is_active_on(settings.as_of) {
            add_one(&mut quality.n_past_follow_up);
        }
        let is_nursing = grant.guide == Guide::Care && grant.kind.as_deref() == Some("nursing");
        let person = (grant.origin.municipality_code, grant.origin.person_key);
        let only = only_nursing.entry(person).or_insert(true);
        *only = *only && is_nursing;
    }
    for version in view
        .current()
        .filter(|version| version.profile == Profile::Unplanned)
    {
        let Resource::Unplanned(unplanned) = &version.resource else {
            continue;
        };
        let entry = codes.entry(unplanned.code.code.as_ref(), version.day());
        let is_nursing = entry.and_then(|entry| entry.kind.as_deref()) == Some("nursing");
        let person = (
            version.municipality_code.clone(),
            version.person_key.clone(),
        );
        let only = only_nursing.entry(person).or_insert(true);
        *only = *only && is_nursing;
    }
    quality.n_persons_only_nursing = only_nursing.values().filter(|only| **only).count();
}

#[cfg(test)]
mod tests;

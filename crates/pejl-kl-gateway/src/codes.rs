//! Code lists: what a code means, by code **and** version.
//!
//! The lists are data, loaded from CSV; none is built in. A code that no list knows is kept and flagged. Levels of
//! functioning come from the list alone: `B1` is level 0 and `B6` is no level, so that the digit of a code says nothing.

mod csv_file;
mod role;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use csv_file::{CodeListError, parse_code_list};
use role::Named;
pub use role::Role;

use crate::resource::Coding;

/// The lists there are, by the name of their file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKind {
    /// Home care.
    HomecareInterventions,
    /// Home nursing.
    NursingInterventions,
    /// Training after hospital.
    TrainingInterventions,
    /// Prevention and assistive devices.
    OtherInterventions,
    /// Conditions of home care, which have a level.
    HomecareConditions,
    /// Conditions of nursing, which have none.
    NursingConditions,
    /// Conditions of training after hospital.
    TrainingConditions,
    /// Levels of functioning and of need.
    FunctionalLevels,
    /// Results of follow-ups, and reasons for stopping or waiting.
    ResultsAndReasons,
    /// Types, categories and measures of goals.
    GoalTypes,
    /// Services of FFB.
    FfbServices,
    /// Kinds of offers of FFB.
    FfbOffers,
    /// Target groups of FFB.
    FfbTargetGroups,
    /// Themes of FFB.
    FfbConditions,
    /// KL's codes of care and social work.
    CareSocial,
}

impl ListKind {
    /// Every list.
    pub const ALL: &'static [Self] = &[
        Self::HomecareInterventions,
        Self::NursingInterventions,
        Self::TrainingInterventions,
        Self::OtherInterventions,
        Self::HomecareConditions,
        Self::NursingConditions,
        Self::TrainingConditions,
        Self::FunctionalLevels,
        Self::ResultsAndReasons,
        Self::GoalTypes,
        Self::FfbServices,
        Self::FfbOffers,
        Self::FfbTargetGroups,
        Self::FfbConditions,
        Self::CareSocial,
    ];

    /// The name of the file, without its extension.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HomecareInterventions => "codes_fsiii_interventions_homecare",
            Self::NursingInterventions => "codes_fsiii_interventions_nursing",
            Self::TrainingInterventions => "codes_fsiii_interventions_training140",
            Self::OtherInterventions => "codes_fsiii_interventions_other",
            Self::HomecareConditions => "codes_fsiii_conditions_homecare",
            Self::NursingConditions => "codes_fsiii_conditions_nursing",
            Self::TrainingConditions => "codes_fsiii_conditions_training140",
            Self::FunctionalLevels => "codes_functional_levels",
            Self::ResultsAndReasons => "codes_results_and_reasons",
            Self::GoalTypes => "codes_goal_types",
            Self::FfbServices => "codes_ffb_services",
            Self::FfbOffers => "codes_ffb_offers",
            Self::FfbTargetGroups => "codes_ffb_target_groups",
            Self::FfbConditions => "codes_ffb_conditions",
            Self::CareSocial => "codes_kl_care_social",
        }
    }

    /// The list of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// A version of a code list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeVersion {
    /// First day on which codes without a version mean this one.
    pub valid_from: NaiveDate,
    /// The name of the version, as `Coding.version` writes it.
    pub name: String,
}

/// A code of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    /// The list it stands in.
    pub list: ListKind,
    /// The line of the list.
    pub line: u64,
    /// The version of the list.
    pub version: CodeVersion,
    /// The code system.
    pub system: String,
    /// The code.
    pub code: String,
    /// The code it had before, where it is another.
    pub legacy_code: Option<String>,
    /// What it is called.
    pub display_da: String,
    /// What it is under: a group, a theme or a list within the list.
    pub group: Option<String>,
    /// The paragraph of the law.
    pub paragraph: Option<String>,
    /// Kind of intervention: ordinary, rehabilitation, training …
    pub kind: Option<String>,
    /// 0 to 4, where the code is a level.
    pub level: Option<u8>,
    /// What the code does in a report, where that matters to how it is read.
    pub role: Option<Role>,
    /// The list's own word for what it means.
    pub meaning: Option<String>,
    /// What the list says of its validity.
    pub valid_info: String,
}

impl CodeEntry {
    /// The entry with the role that its list, group, name and meaning give it.
    pub(crate) fn with_role(mut self) -> Self {
        self.role = Role::of(&Named {
            list: self.list,
            group: self.group.as_deref().unwrap_or_default(),
            display: &self.display_da,
            meaning: self.meaning.as_deref().unwrap_or_default(),
        });
        self
    }
}

/// A code that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'c> {
    /// What the list says of it.
    pub entry: &'c CodeEntry,
    /// Whether it was written with its old code.
    pub is_legacy: bool,
}

/// The same code twice in one version of a system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("code `{code}` of `{system}` stands twice in version `{version}`")]
pub struct DuplicateCode {
    /// The code system.
    pub system: String,
    /// The code.
    pub code: String,
    /// The version.
    pub version: String,
}

/// Every code that was loaded.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    entries: Vec<CodeEntry>,
    /// Places of entries, by system and code, each with whether the code is an old one, in the order they were added.
    places: BTreeMap<(String, String), Vec<(usize, bool)>>,
}

impl Codes {
    /// Adds the codes of a list.
    ///
    /// # Errors
    /// [`DuplicateCode`]; nothing is added.
    pub fn add(&mut self, list: Vec<CodeEntry>) -> Result<(), DuplicateCode> {
        let mut codes = self.clone();
        for entry in list {
            codes.add_one(entry)?;
        }
        *self = codes;
        Ok(())
    }

    fn add_one(&mut self, entry: CodeEntry) -> Result<(), DuplicateCode> {
        let place = self.entries.len();
        let old = entry.legacy_code.clone().filter(|old| *old != entry.code);
        for (code, is_legacy) in [(Some(entry.code.clone()), false), (old, true)] {
            let Some(code) = code else { continue };
            let places = self
                .places
                .entry((entry.system.clone(), code.clone()))
                .or_default();
            let is_twice = places.iter().any(|(other, _)| {
                self.entries
                    .get(*other)
                    .is_some_and(|other| other.version.name == entry.version.name)
            });
            if is_twice {
                return Err(DuplicateCode {
                    system: entry.system,
                    code,
                    version: entry.version.name,
                });
            }
            places.push((place, is_legacy));
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Every entry, in the order it was added.
    #[must_use]
    pub fn entries(&self) -> &[CodeEntry] {
        &self.entries
    }

    /// What a code means on a day: in the version it names, or else in the last version in force that day.
    ///
    /// Of versions with the same first day it is the last by name. A code that only later versions have is the earliest of them: reports are late, and lists are dated when they
    /// are published.
    #[must_use]
    pub fn find(&self, coding: &Coding, on: NaiveDate) -> Option<Found<'_>> {
        // A tuple of borrowed texts cannot be looked up, and codes are short.
        let places = self
            .places
            .get(&(coding.system.clone(), coding.code.clone()))?;
        let found = places.iter().filter_map(|(place, is_legacy)| {
            Some(Found {
                entry: self.entries.get(*place)?,
                is_legacy: *is_legacy,
            })
        });
        if let Some(version) = &coding.version {
            return found
                .clone()
                .find(|found| found.entry.version.name == *version);
        }
        let in_force = found
            .clone()
            .filter(|found| found.entry.version.valid_from <= on);
        // Of versions with the same first day the last by name, whatever order they were added in.
        in_force
            .max_by_key(|found| &found.entry.version)
            .or_else(|| found.min_by_key(|found| &found.entry.version))
    }

    /// The entry of a code, if there is a code and a list knows it.
    pub(crate) fn entry(&self, coding: Option<&Coding>, on: NaiveDate) -> Option<&CodeEntry> {
        coding
            .and_then(|coding| self.find(coding, on))
            .map(|found| found.entry)
    }

    /// The role of a code.
    pub(crate) fn role(&self, coding: Option<&Coding>, on: NaiveDate) -> Option<Role> {
        self.entry(coding, on).and_then(|entry| entry.role)
    }

    /// Whether one of the codes has the role.
    pub(crate) fn has_role(&self, codings: &[Coding], role: Role, on: NaiveDate) -> bool {
        codings
            .iter()
            .any(|coding| self.role(Some(coding), on) == Some(role))
    }
}

#[cfg(test)]
mod tests;

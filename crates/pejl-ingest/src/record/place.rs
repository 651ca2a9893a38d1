//! The parts of a dataset that are replaced as one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pejl_domain::cover::members_text;
use pejl_domain::{Absent, Cover, Period, Variant};

/// A part of a dataset that an import replaces as one: a period, and a member of the dataset's dividing dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The period.
    pub period: Period,
    /// The member, as `regular` or `original`.
    pub member: String,
}

/// The places of an import's rows, numbered as they come.
#[derive(Debug)]
pub struct Places {
    dimension: &'static str,
    list: Vec<Place>,
    /// Of each place, whether the import covers it: a row of it is kept, or it is declared.
    covered: Vec<bool>,
    numbers: HashMap<Place, u32>,
}

impl Places {
    /// No places yet; `dimension` is what members divide.
    #[must_use]
    pub fn new(dimension: &'static str) -> Self {
        Self {
            dimension,
            list: Vec::new(),
            covered: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    /// The number of a place. That a row names it does not mean that the import covers it: the row may be refused.
    pub fn number(&mut self, place: Place) -> u32 {
        if let Some(number) = self.numbers.get(&place) {
            return *number;
        }
        // As many places as months and versions: far below the limit.
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(place.clone());
        self.covered.push(false);
        self.numbers.insert(place, number);
        number
    }

    /// Notes that the import covers a place, with rows or without.
    pub fn declare(&mut self, place: Place) {
        let number = self.number(place);
        self.cover(number);
    }

    /// Notes that a row of a place is kept.
    pub(crate) fn cover(&mut self, number: u32) {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(covered) = self.covered.get_mut(at) {
            *covered = true;
        }
    }

    /// The places, in order of their numbers.
    #[must_use]
    pub fn list(&self) -> &[Place] {
        &self.list
    }

    /// The period of each place as it stands in rows.
    pub(crate) fn periods(&self) -> Vec<String> {
        self.list
            .iter()
            .map(|place| place.period.to_string())
            .collect()
    }

    /// The members of each place as they stand in rows.
    pub(crate) fn members(&self) -> Vec<String> {
        let members = |place: &Place| {
            members_text(&BTreeMap::from([(
                self.dimension.to_owned(),
                place.member.clone(),
            )]))
        };
        self.list.iter().map(members).collect()
    }

    /// One cover per member: what the import replaces.
    pub(crate) fn covers(&self, variant: &Variant, area: &str) -> Vec<Cover> {
        let mut periods: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
        let covered = self.list.iter().zip(&self.covered);
        for (place, _) in covered.filter(|(_, covered)| **covered) {
            periods
                .entry(&place.member)
                .or_default()
                .insert(place.period);
        }
        let cover = |(member, periods): (&str, BTreeSet<Period>)| Cover {
            variant: variant.clone(),
            areas: BTreeSet::from([area.to_owned()]),
            periods,
            members: BTreeMap::from([(
                self.dimension.to_owned(),
                BTreeSet::from([member.to_owned()]),
            )]),
            absent: Absent::Missing,
        };
        periods.into_iter().map(cover).collect()
    }
}

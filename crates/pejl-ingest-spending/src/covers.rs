//! Gathers what an import covers while its rows go by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pejl_domain::{Absent, Cover, Period, Variant};

/// Collects variants, areas, periods and members row by row and gives the covers at the end.
///
/// Covers of one import never share an area and a period within a variant, so a row belongs to exactly one.
#[derive(Debug, Default)]
pub struct CoverBuilder {
    variants: Vec<Gathered>,
}

#[derive(Debug)]
struct Gathered {
    variant: Variant,
    absent: Absent,
    periods_of_area: HashMap<u32, BTreeSet<Period>>,
    area_codes: Vec<String>,
    members: BTreeMap<String, BTreeSet<String>>,
}

impl CoverBuilder {
    /// Starts a variant and returns its number within this import.
    pub fn variant(&mut self, variant: Variant, absent: Absent) -> usize {
        let members = variant
            .dimensions
            .iter()
            .map(|d| (d.clone(), BTreeSet::new()))
            .collect();
        self.variants.push(Gathered {
            variant,
            absent,
            periods_of_area: HashMap::new(),
            area_codes: Vec::new(),
            members,
        });
        self.variants.len() - 1
    }

    /// Notes that the area has a row in the period.
    pub fn seen(&mut self, variant: usize, area: &str, period: Period) {
        let Some(gathered) = self.variants.get_mut(variant) else {
            return;
        };
        let known = gathered.area_codes.iter().position(|code| code == area);
        let index = known.unwrap_or_else(|| {
            gathered.area_codes.push(area.to_owned());
            gathered.area_codes.len() - 1
        });
        let Ok(index) = u32::try_from(index) else {
            return;
        };
        gathered
            .periods_of_area
            .entry(index)
            .or_default()
            .insert(period);
    }

    /// Notes a member of a dimension.
    pub fn member(&mut self, variant: usize, dimension: &str, member: &str) {
        let Some(gathered) = self.variants.get_mut(variant) else {
            return;
        };
        let members = gathered.members.entry(dimension.to_owned()).or_default();
        if !members.contains(member) {
            members.insert(member.to_owned());
        }
    }

    /// Returns the covers: areas with the same periods stand in one box.
    pub fn finish(self) -> Vec<Cover> {
        let mut covers = Vec::new();
        for gathered in self.variants {
            let mut areas_of_periods: BTreeMap<Vec<Period>, BTreeSet<String>> = BTreeMap::new();
            for (index, periods) in gathered.periods_of_area {
                let Some(code) = usize::try_from(index)
                    .ok()
                    .and_then(|i| gathered.area_codes.get(i))
                else {
                    continue;
                };
                areas_of_periods
                    .entry(periods.into_iter().collect())
                    .or_default()
                    .insert(code.clone());
            }
            for (periods, areas) in areas_of_periods {
                covers.push(Cover {
                    variant: gathered.variant.clone(),
                    areas,
                    periods: periods.into_iter().collect(),
                    members: gathered.members.clone(),
                    absent: gathered.absent,
                });
            }
        }
        covers
    }
}

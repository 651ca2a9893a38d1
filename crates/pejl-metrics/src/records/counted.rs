//! Residents beside records: how many there are in a cell of an answer.

use pejl_domain::{AgeBand, Cell};

use super::answer::Answer;
use super::cell::CellPlan;
use super::dimension::{AGE_BAND, AGE_BANDS};
use super::measure::Measure;
use super::plan::ages_within;
use super::taken::Members;
use crate::reason;
use crate::text::Reason;

impl Answer<'_> {
    /// The residents that a measure counts in a cell.
    pub(super) fn residents(
        &self,
        measure: &Measure,
        cell: &CellPlan,
        members: &Members,
    ) -> Result<i64, Reason> {
        let areas = self.plan.places.get(cell.place);
        let areas = areas
            .map(|place| place.areas.as_slice())
            .unwrap_or_default();
        let mut sum = 0_i64;
        for area in areas {
            for band in self.bands_of(members) {
                let Ok(ages) = ages_within(measure.ages, band) else {
                    continue;
                };
                sum = sum.saturating_add(self.residents_of(area, measure, cell, ages)?);
            }
        }
        Ok(sum)
    }

    /// The residents of a municipality that a measure counts, or is per.
    pub(super) fn residents_of(
        &self,
        area: &str,
        measure: &Measure,
        cell: &CellPlan,
        ages: Option<AgeBand>,
    ) -> Result<i64, Reason> {
        let not_covered = || reason::residents_not_covered(area, cell.span.period.year_number());
        let residents = &self.plan.residents;
        let known = residents.of(area, &cell.span, &measure.time, ages);
        let known = known.ok_or_else(not_covered)?;
        let mut sum = 0_i64;
        for no in known.as_ref().map_err(Clone::clone)? {
            let count = usize::try_from(*no).ok();
            let count = count.and_then(|no| self.residents.get(no));
            let count = count.filter(|count| count.cell == Cell::Ok);
            sum = sum.saturating_add(count.ok_or_else(not_covered)?.sum);
        }
        Ok(sum)
    }

    /// The bands whose residents a line is about: its own, those asked for, or all ages at once.
    fn bands_of(&self, members: &Members) -> Vec<Option<AgeBand>> {
        let place = self.plan.columns.iter().position(|name| *name == AGE_BAND);
        let own = place.and_then(|place| members.get(place));
        if own.is_none() && !self.plan.is_filtered(AGE_BAND) {
            return vec![None];
        }
        let bands = AGE_BANDS.iter().filter(|(name, _, _)| match own {
            Some(own) => own == name,
            None => self.plan.is_wanted(name),
        });
        bands
            .filter_map(|(_, from, to)| AgeBand::new(*from, *to).ok())
            .map(Some)
            .collect()
    }
}

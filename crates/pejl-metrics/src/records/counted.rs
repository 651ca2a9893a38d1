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
    pub(super) fn residents_of(
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
                let known = self
                    .plan
                    .residents
                    .of(area, &cell.span, &measure.time, ages);
                let Some(known) = known else {
                    return Err(reason::residents_not_covered(
                        area,
                        cell.span.period.year_number(),
                    ));
                };
                for no in known.as_ref().map_err(Clone::clone)? {
                    let count = usize::try_from(*no).ok();
                    let count = count.and_then(|no| self.residents.get(no));
                    match count {
                        Some(count) if count.cell == Cell::Ok => {
                            sum = sum.saturating_add(count.sum);
                        }
                        _ => {
                            return Err(reason::residents_not_covered(
                                area,
                                cell.span.period.year_number(),
                            ));
                        }
                    }
                }
            }
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

//! Figures of published tables that are of no accounts: a fact as it stands.

use std::collections::BTreeSet;
use std::sync::Arc;

use pejl_domain::{Cell, Grain, Period, PriceLevel, Unit, Variant};

use super::facts::Facts;
use super::{Prices, apply_price};
use crate::breaks;
use crate::catalogue::{PublishedFact, Reading};
use crate::query::{Place, Query};
use crate::reason;
use crate::resolution::{Method, PriceBasis, Share, SpineCell};
use crate::text::Reason;
use crate::tile::{Want, Wanted};

/// Whether facts of the variant can be the figure in periods of a length.
pub(super) fn may_answer(
    variant: &Variant,
    reading: &Reading,
    (published, grain): (&PublishedFact, Grain),
) -> bool {
    variant.unit == published.unit
        && variant.grain == grain
        && !matches!(variant.price, PriceLevel::Fixed { .. })
        && reading.tables.contains(&variant.table_id)
}

/// The members that the facts must have.
pub(super) fn wanted(published: &PublishedFact) -> Wanted {
    let members = published.members.iter();
    members
        .map(|(name, member)| {
            let only = BTreeSet::from([member.clone()]);
            (name.clone(), Want::Exactly(only))
        })
        .collect()
}

/// The cells of a reading, by place and period.
///
/// A figure that was published as a rate is known of single areas alone: what stood below its line is not, so that those of a
/// group do not add up.
pub(super) fn cells(
    facts: &mut Facts<'_>,
    query: &Query,
    (reading, published): (&Arc<Reading>, &PublishedFact),
    periods: &[Period],
    prices: &Prices<'_>,
) -> Vec<SpineCell> {
    let law = query.catalogue.find_indicator(&reading.indicator);
    let law = law.map(|one| one.breaks.as_slice()).unwrap_or_default();
    let mut cells = Vec::new();
    for place in &query.places {
        let mut previous = None;
        for period in periods {
            let found = match place {
                Place::Area(area) => share(facts, (reading, published), area.code, *period),
                Place::Group(group) => Err(reason::not_of_groups(&group.code)),
            };
            let (shares, decided) = match found {
                Ok(share) => (vec![share], None),
                Err(reason) => (Vec::new(), Some((Cell::Missing, reason))),
            };
            let mut members = published.members.clone();
            members.insert("reading".to_owned(), reading.code.clone());
            let mut cell = SpineCell {
                reading: Arc::clone(reading),
                place: place.code().to_owned(),
                period: *period,
                members,
                method: Method::Published,
                decided,
                price: PriceBasis {
                    level: PriceLevel::NotApplicable,
                    factor: 1.0,
                    series: None,
                    vintage: None,
                },
                breaks: match previous {
                    Some(earlier) => breaks::of_records(&[], law, earlier, *period),
                    None => Vec::new(),
                },
                n: None,
                shares,
            };
            if matches!(reading.unit, Unit::Dkk | Unit::DkkPerResident) {
                apply_price(&mut cell, query, prices);
            }
            previous = Some(*period);
            cells.push(cell);
        }
    }
    cells
}

fn share(
    facts: &mut Facts<'_>,
    (reading, published): (&Reading, &PublishedFact),
    area: &str,
    period: Period,
) -> Result<Share, Reason> {
    let fact = facts.fact(
        &reading.tables,
        &published.unit,
        wanted(published),
        (area, period),
    );
    fact.map(|numerator| Share {
        area: area.to_owned(),
        numerator,
        denominator: None,
    })
    .ok_or_else(|| reason::table_not_covered(&reading.tables, area, period))
}

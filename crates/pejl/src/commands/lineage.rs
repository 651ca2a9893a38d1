//! `pejl lineage`: where a figure is from.

use pejl_api::LineageBody;
use pejl_app::Request;
use pejl_app::lineage::{LineageRequest, get_lineage};

use super::query::viewer;
use super::{as_known, filters, open};
use crate::arguments::{LineageArgs, PlaceArgs};
use crate::exit::Failure;
use crate::output;

/// Prints where a figure is from.
pub fn lineage(place: &PlaceArgs, args: &LineageArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let subject = &args.subject;
    let request = LineageRequest {
        query: Request {
            indicators: vec![subject.indicator.clone()],
            municipalities: vec![subject.municipality.clone()],
            periods: vec![args.period.clone()],
            filters: filters(&subject.filter)?,
            prices: subject.price.clone(),
            ..Request::default()
        },
        at: as_known(&subject.as_known)?,
        viewer: viewer(subject.role.as_deref())?,
    };
    let found = get_lineage(&store, &request)?;
    output::json(&LineageBody::of(&found, subject.lang.lang, store.is_demo()))
}

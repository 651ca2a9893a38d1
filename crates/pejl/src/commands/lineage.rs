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
    let request = LineageRequest {
        query: Request {
            indicators: vec![args.indicator.clone()],
            municipalities: vec![args.municipality.clone()],
            periods: vec![args.period.clone()],
            filters: filters(&args.filter)?,
            prices: args.price.clone(),
            ..Request::default()
        },
        at: as_known(&args.as_known)?,
        viewer: viewer(args.role.as_deref())?,
    };
    let found = get_lineage(&store, &request)?;
    output::json(&LineageBody::of(&found, args.lang.lang, store.is_demo()))
}

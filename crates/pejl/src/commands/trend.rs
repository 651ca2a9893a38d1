//! `pejl trend`: the series of an indicator, as the API answers it.

use pejl_api::{TREND_COLUMNS, TrendBody, TrendCommentBody, trend_rows};
use pejl_app::trend::{TrendRequest, get_trend};
use pejl_domain::Lang;
use serde_json::Value;

use super::query::{internal, viewer};
use super::{as_known, filters, open};
use crate::arguments::{PlaceArgs, RowFormat, SeriesTrendArgs};
use crate::exit::Failure;
use crate::output;

/// What a terminal shows of a period.
const TABLE: [&str; 11] = [
    "period",
    "value",
    "cell",
    "centre",
    "lower_limit",
    "upper_limit",
    "signal",
    "path_high",
    "forecast",
    "lower_80",
    "upper_80",
];

/// Shows a series.
pub fn trend(place: &PlaceArgs, args: &SeriesTrendArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let subject = &args.subject;
    let request = TrendRequest {
        indicator: subject.indicator.clone(),
        municipality: subject.municipality.clone(),
        filters: filters(&subject.filter)?,
        periods: args.period.clone(),
        grain: args.grain.clone(),
        prices: subject.price.clone(),
        phases: args.phase.clone(),
        horizon: args.horizon.clone(),
        at: as_known(&subject.as_known)?,
        viewer: viewer(subject.role.as_deref())?,
        ..TrendRequest::default()
    };
    let found = get_trend(&store, &request)?;
    let lang = subject.lang.lang;
    let body = TrendBody::of(&found, lang, store.is_demo());
    if args.format == RowFormat::Json {
        return output::json(&body);
    }
    let rows = trend_rows(&found, lang).map_err(internal)?;
    if args.format != RowFormat::Table {
        return output::rows(&Value::Null, &TREND_COLUMNS, &rows, args.format);
    }
    let heading = format!("{}, {} ({})", body.name, body.municipality_name, body.unit);
    output::lines(
        &[heading, body.summary, body.reason, String::new()].map(|line| output::printable(&line)),
    )?;
    // A floor stands where a ceiling would, as there is room for one.
    let is_floor = body.items.iter().any(|one| one.path_low.is_some());
    let columns = TABLE.map(|name| match name {
        "path_high" if is_floor => "path_low",
        name => name,
    });
    output::rows(&Value::Null, &columns, &rows, args.format)?;
    output::lines(&said(&body.comments, lang))
}

/// What people say of figures of the series, below it.
fn said(comments: &[TrendCommentBody], lang: Lang) -> Vec<String> {
    let moved = lang.pick("tallet er siden ændret", "the figure has moved since");
    let line = |one: &TrendCommentBody| {
        let text = one.text.as_deref().or(one.withheld_reason.as_deref());
        let text = text.unwrap_or_default();
        let note = match one.moved {
            Some(true) => format!(" [{moved}]"),
            _ => String::new(),
        };
        output::printable(&format!("{}: {text} ({}){note}", one.period, one.author))
    };
    let lines = comments.iter().map(line);
    let blank = (!comments.is_empty()).then(String::new);
    blank.into_iter().chain(lines).collect()
}

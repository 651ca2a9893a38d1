//! `pejl bridge`: what a change in spending is put down to, as the API answers it.

use pejl_api::BridgeBody;
use pejl_app::bridge::{BridgeRequest, get_bridge};

use super::query::viewer;
use super::{as_known, filters, open};
use crate::arguments::{PlaceArgs, SpendingBridgeArgs, SummaryFormat};
use crate::exit::Failure;
use crate::output;

/// Shows a bridge.
pub fn bridge(place: &PlaceArgs, args: &SpendingBridgeArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let subject = &args.subject;
    let request = BridgeRequest {
        indicator: subject.indicator.clone(),
        municipality: subject.municipality.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        other: args.other_municipality.clone(),
        filters: filters(&subject.filter)?,
        prices: subject.price.clone(),
        at: as_known(&subject.as_known)?,
        viewer: viewer(subject.role.as_deref())?,
    };
    let found = get_bridge(&store, &request)?;
    let body = BridgeBody::of(&found, subject.lang.lang, store.is_demo());
    match args.format {
        SummaryFormat::Json => output::json(&body),
        SummaryFormat::Text => output::lines(&lines(&body)),
    }
}

fn lines(body: &BridgeBody) -> Vec<String> {
    let (from, to) = (&body.from, &body.to);
    let mut lines = vec![format!(
        "{}, {} {} to {} {}, {} prices",
        body.name, from.municipality, from.period, to.municipality, to.period, body.price_level
    )];
    if body.demo {
        lines.push("all figures are invented".to_owned());
    }
    let line = |name: &str, kroner: f64| format!("{name:<12}{kroner:>20.2}");
    if let (Some(before), Some(after), Some(change)) = (from.kroner, to.kroner, body.change) {
        lines.push(line("from", before));
        lines.extend(body.parts.iter().map(|part| line(part.factor, part.kroner)));
        let more = [
            ("new", body.new),
            ("ceased", body.ceased.map(|kroner| -kroner)),
            ("unpriced", body.unpriced),
        ];
        for (name, kroner) in more {
            lines.extend(
                kroner
                    .filter(|kroner| *kroner != 0.0)
                    .map(|kroner| line(name, kroner)),
            );
        }
        lines.push(line("to", after));
        lines.push(line("change", change));
    }
    lines.extend(body.breaks.iter().map(|text| format!("break: {text}")));
    lines.extend(body.reason.iter().map(|text| format!("no bridge: {text}")));
    lines.iter().map(|line| output::printable(line)).collect()
}

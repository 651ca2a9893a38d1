//! Boards by hand.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use pejl_app::indicators::Listed;
use pejl_app::pejlemaerker::{Line, board};
use pejl_app::status::Stand;
use pejl_app::targets::Subject;
use pejl_app::{Catalogue, Method, Observation, Status, Text};
use pejl_domain::{Cell, Grain, Period, PriceLevel};
use pejl_metrics::PriceBasis;

/// The definitions of the program.
pub(crate) fn catalogue() -> Arc<Catalogue> {
    Listed::of_program().catalogue
}

/// A line of the board that shows its pejlemærke, with the figure of a period and that of the year before.
pub(crate) fn line(
    indicator: &str,
    period: &str,
    newest: Option<f64>,
    before: Option<f64>,
) -> Line {
    let (perspective, pejlemaerke) = board()
        .iter()
        .find_map(|one| {
            let has = |code: &String| code == indicator;
            let mut all = one.pejlemaerker.iter();
            let no = all.position(|of| of.lead.iter().any(has) || of.support.iter().any(has))?;
            Some((one, no))
        })
        .unwrap();
    let catalogue = catalogue();
    let card = catalogue.find_indicator(indicator).unwrap();
    let reading = card.find_reading(&card.default_reading).unwrap();
    let period: Period = period.parse().unwrap();
    let of = |period: Period, value: Option<f64>| Observation {
        indicator: indicator.to_owned(),
        municipality: "766".to_owned(),
        period,
        grain: period.grain(),
        members: BTreeMap::new(),
        numerator: None,
        denominator: None,
        value,
        unit: reading.unit.clone(),
        cell: match value {
            Some(0.0) => Cell::Zero,
            Some(_) => Cell::Ok,
            None => Cell::Confidential,
        },
        n: None,
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        provisional: false,
        quality: Vec::new(),
        definition_version: 1,
        price_level: "not_applicable".to_owned(),
        revision: 7,
        reason: value.is_none().then(|| text("få borgere", "few citizens")),
        method: Method::Ratio,
        price: PriceBasis {
            level: PriceLevel::Current,
            factor: 1.0,
            series: None,
            vintage: None,
        },
        breaks: Vec::new(),
        weight: None,
    };
    let newest = of(period, newest);
    Line {
        perspective,
        pejlemaerke,
        indicator: indicator.to_owned(),
        is_lead: true,
        reading: Some(Arc::clone(reading)),
        recent: vec![newest.clone()],
        newest: Some(newest),
        year_before: Some(of(period.year_before().unwrap(), before)),
        usual_grain: Grain::Quarter,
        status: Status::NoTarget,
        stand: None,
    }
}

/// The same line, where it stands against a target.
pub(crate) fn standing(line: Line, status: Status, contradictions: &[(&str, &str)]) -> Line {
    let reading = Arc::clone(line.reading.as_ref().unwrap());
    let stand = Stand {
        subject: Subject {
            municipality: "766".to_owned(),
            indicator: line.indicator.clone(),
            reading: reading.code.clone(),
            members: BTreeMap::new(),
        },
        reading,
        target: None,
        status,
        judgement: None,
        sentence: text("Stien er ikke holdt.", "The path is not kept."),
        contradictions: contradictions.iter().map(|(da, en)| text(da, en)).collect(),
    };
    Line {
        status,
        stand: Some(stand),
        ..line
    }
}

/// A text in both languages.
pub(crate) fn text(da: &str, en: &str) -> Text {
    Text {
        da: da.to_owned(),
        en: en.to_owned(),
    }
}

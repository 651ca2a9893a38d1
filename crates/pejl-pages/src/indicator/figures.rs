//! What the page shows, read from the store at one revision and part by part: a part that there is not says why, and the
//! others stand.

use std::sync::Arc;

use pejl_app::bridge::{BridgeAnswer, BridgeRequest, get_bridge_over_a_year};
use pejl_app::comparison::{ALL, Compared, ComparisonRequest, get_comparison};
use pejl_app::gate::Viewer;
use pejl_app::lineage::{Lineage, LineageRequest, get_lineage};
use pejl_app::observations::{ObservationRequest, list_observations};
use pejl_app::pejlemaerker::{grain_of, newest};
use pejl_app::trend::{TrendAnswer, TrendRequest, get_trend};
use pejl_app::{AppError, FigureSource, Kind, Observation, Reading, Request, Store};
use pejl_domain::{Grain, Period, Unit};

use super::asked::Choice;
use crate::part::{Part, part};
use crate::texts::texts;

/// Periods of a breakdown.
const SPLIT_PERIODS: usize = 8;

/// Everything the page shows, of one revision.
#[derive(Debug)]
pub(crate) struct Figures {
    /// What is shown.
    pub choice: Choice,
    /// The series with its target, limits, forecast and what was done and said.
    pub trend: Part<TrendAnswer>,
    /// The indicators that it is never shown without.
    pub pair: Vec<Pair>,
    /// The figures of its parts.
    pub split: Option<Part<Vec<Observation>>>,
    /// What the change since a year before is put down to; none where that is asked of other figures only.
    pub bridge: Option<Part<BridgeAnswer>>,
    /// Where the municipality stands among all; none where nobody is compared with.
    pub position: Option<Part<Compared>>,
    /// Where the newest figure is from.
    pub origin: Part<Origin>,
}

/// An indicator beside the one shown.
#[derive(Debug)]
pub(crate) struct Pair {
    /// Its reading.
    pub reading: Arc<Reading>,
    /// Its series.
    pub trend: Part<TrendAnswer>,
}

/// Where a figure is from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Rows of a municipality's own records, or published facts.
    Rows(Box<Lineage>),
    /// Other readings, by their codes: they have origins of their own.
    Readings(Vec<String>),
    /// What imports cover.
    Covers,
}

impl Figures {
    /// Reads everything of a choice.
    pub fn find(store: &Store, choice: Choice) -> Self {
        let lang = choice.seen.lang;
        let trend = match choice.reading.kind {
            // It is a figure of another indicator, in a comparison.
            Kind::Comparison => Err(texts(lang).indicator_in_comparisons.to_owned()),
            _ => part(
                "trend",
                get_trend(store, &trend_request(&choice, None)),
                lang,
            ),
        };
        let pair = choice.indicator.pairing.iter();
        let pair = pair.filter_map(|code| pair_of(store, &choice, code));
        let pair = pair.collect();
        let shown = trend.as_ref().ok().and_then(shown);
        Self {
            pair,
            split: split(store, &choice, shown.map(|one| one.period)),
            bridge: shown.and_then(|one| change(store, &choice, one)),
            position: shown.and_then(|one| position(store, &choice, one)),
            origin: match shown {
                Some(one) => origin(store, &choice, one),
                None => Err(texts(lang).lineage_no_figure.to_owned()),
            },
            trend,
            choice,
        }
    }
}

/// The newest figure of a series that can be known.
pub(super) fn shown(trend: &TrendAnswer) -> Option<&Observation> {
    newest(&trend.series).0
}

fn trend_request(choice: &Choice, other: Option<(&Reading, Grain)>) -> TrendRequest {
    let (indicator, grain, filters) = match other {
        None => (choice.code(), choice.grain, choice.filters()),
        Some((one, grain)) => (format!("{}.{}", one.indicator, one.code), grain, Vec::new()),
    };
    TrendRequest {
        indicator,
        municipality: choice.seen.own.code.to_owned(),
        filters,
        grain: Some(grain.as_str().to_owned()),
        at: choice.seen.at(),
        viewer: Viewer::default(),
        ..TrendRequest::default()
    }
}

/// The series of an indicator beside the one shown, by the same periods where it has them.
fn pair_of(store: &Store, choice: &Choice, code: &str) -> Option<Pair> {
    let reading = choice.catalogue.find_reading(code)?;
    let indicator = choice.catalogue.find_indicator(&reading.indicator)?;
    let grain = match indicator.grains.contains(&choice.grain) {
        true => choice.grain,
        false => grain_of(indicator),
    };
    let request = trend_request(choice, Some((reading, grain)));
    Some(Pair {
        reading: Arc::clone(reading),
        trend: part("pair", get_trend(store, &request), choice.seen.lang),
    })
}

/// The figures of the parts of the newest periods, up to the one that is shown.
fn split(store: &Store, choice: &Choice, last: Option<Period>) -> Option<Part<Vec<Observation>>> {
    let by = choice.by.as_ref()?;
    let last = last?;
    let first = std::iter::successors(Some(last), |one| one.previous());
    let first = first.take(SPLIT_PERIODS).last().unwrap_or(last);
    let periods = format!("{first}..{last}");
    let found = match &choice.account {
        // Accounts are named and not split by: each is a series of its own.
        Some(account) if by == "function" => {
            let functions = account.functions(last.year_number());
            let of_one = |function: &String| {
                let filters = vec![("function".to_owned(), vec![function.clone()])];
                parts(store, choice, (&periods, Vec::new(), filters))
            };
            let found = functions.iter().map(of_one);
            let found: Result<Vec<_>, AppError> = found.collect();
            found.map(|found| found.concat())
        }
        _ => parts(
            store,
            choice,
            (&periods, vec![by.clone()], choice.filters()),
        ),
    };
    Some(part("breakdown", found, choice.seen.lang))
}

/// Dimensions and the members that are wanted of them.
type Filters = Vec<(String, Vec<String>)>;

/// The figures of a question about the municipality, as anybody may see them.
fn parts(
    store: &Store,
    choice: &Choice,
    (periods, by, filters): (&str, Vec<String>, Filters),
) -> Result<Vec<Observation>, AppError> {
    let query = Request {
        indicators: vec![choice.code()],
        municipalities: vec![choice.seen.own.code.to_owned()],
        periods: vec![periods.to_owned()],
        by,
        filters,
        ..Request::default()
    };
    let asked = ObservationRequest {
        query,
        at: choice.seen.at(),
        viewer: Viewer::default(),
        ..ObservationRequest::default()
    };
    Ok(list_observations(store, &asked)?.observations)
}

/// What the change since a year before is put down to, where the figure is a price or spending.
fn change(store: &Store, choice: &Choice, shown: &Observation) -> Option<Part<BridgeAnswer>> {
    let reading = &choice.reading;
    let is_price = matches!(reading.unit, Unit::Dkk | Unit::DkkPerResident);
    if !is_price && reading.index.is_none() {
        return None;
    }
    let request = BridgeRequest {
        indicator: choice.code(),
        municipality: choice.seen.own.code.to_owned(),
        filters: choice.filters(),
        at: choice.seen.at(),
        viewer: Viewer::default(),
        ..BridgeRequest::default()
    };
    match get_bridge_over_a_year(store, &request, shown.period).transpose()? {
        // The figure is made of what no bridge is of.
        Err(AppError::Invalid(problems))
            if problems.iter().any(|one| one.parameter == "indicator") =>
        {
            None
        }
        found => Some(part("bridge", found, choice.seen.lang)),
    }
}

/// Where the municipality stands among all in the period shown; only figures that others publish are compared.
fn position(store: &Store, choice: &Choice, shown: &Observation) -> Option<Part<Compared>> {
    let is_compared = choice.reading.is_of_accounts() && shown.grain == Grain::Year;
    let request = is_compared.then(|| ComparisonRequest {
        indicator: choice.code(),
        municipality: choice.seen.own.code.to_owned(),
        period: shown.period.to_string(),
        group: ALL.to_owned(),
        filters: choice.filters(),
        at: choice.seen.at(),
        ..ComparisonRequest::default()
    })?;
    Some(part(
        "comparison",
        get_comparison(store, &request),
        choice.seen.lang,
    ))
}

/// Where a figure is from.
fn origin(store: &Store, choice: &Choice, shown: &Observation) -> Part<Origin> {
    let reading = &choice.reading;
    if let Some(index) = &reading.index {
        return Ok(Origin::Readings(index.components.clone()));
    }
    match reading.kind.source() {
        FigureSource::Records | FigureSource::Facts => {}
        FigureSource::Covers => return Ok(Origin::Covers),
        FigureSource::Comparisons => {
            return Err(texts(choice.seen.lang).indicator_in_comparisons.to_owned());
        }
    }
    let asked = LineageRequest {
        query: Request {
            indicators: vec![choice.code()],
            municipalities: vec![choice.seen.own.code.to_owned()],
            periods: vec![shown.period.to_string()],
            filters: choice.filters(),
            ..Request::default()
        },
        at: choice.seen.at(),
        viewer: Viewer::default(),
    };
    let found = get_lineage(store, &asked).map(|found| Origin::Rows(Box::new(found)));
    part("lineage", found, choice.seen.lang)
}

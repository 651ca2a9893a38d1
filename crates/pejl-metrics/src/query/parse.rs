//! Reads a question from the texts of a URL or a command line.

use std::collections::BTreeSet;
use std::sync::Arc;

use pejl_domain::area::{find_area, municipalities, nearest_areas};
use pejl_domain::group::{find_group, groups};
use pejl_domain::{Grain, Period, PriceLevel};

use super::filters::filters;
use super::{By, Periods, Place, Query, QueryError};
use crate::catalogue::{Catalogue, FigureSource, Kind, Reading, split_version};
use crate::records::calendar::Window;
use crate::suggest::nearest;

/// Most periods a question may list: as many as there are years.
const PERIODS_MAX: usize = 300;

/// A question as text. Every text may hold several values with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `F2`, `F2.net_per_resident` or `net_per_resident`.
    pub indicators: Vec<String>,
    /// Codes or names of areas, group codes, or `*` for each of the 98 municipalities.
    pub municipalities: Vec<String>,
    /// `2018`, `2014..2018`, `latest` or `last:5`.
    pub periods: Vec<String>,
    /// Period length; what the periods say when absent.
    pub grain: Option<String>,
    /// `function`, `dranst`.
    pub by: Vec<String>,
    /// Dimension and members: `function` takes accounts and account areas, `dranst` its codes.
    pub filters: Vec<(String, Vec<String>)>,
    /// `current`, `fixed:2018`, or `fixed:2018:PL` where several price series are imported; current when absent.
    pub prices: Vec<String>,
    /// `period`, `year_to_date`, `rolling_12` or `year_to_date_compared`; period when absent.
    pub window: Option<String>,
    /// The period in which an index is 100, such as `2016`; the usual one when absent.
    pub base: Option<String>,
}

impl Request {
    /// The indicators and readings it names, each by itself.
    pub fn indicator_names(&self) -> impl Iterator<Item = &str> {
        values(&self.indicators)
    }
}

impl Query {
    /// The question that a request asks of these indicators.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the request's fields.
    pub fn parse(catalogue: &Arc<Catalogue>, request: &Request) -> Result<Self, Vec<QueryError>> {
        let mut errors = Vec::new();
        let readings = readings(catalogue, request, &mut errors);
        let places = places(request, &mut errors);
        let periods = periods(request, &mut errors);
        check_grain(catalogue, (request, &readings, &periods), &mut errors);
        let allowed = dimensions(catalogue, &readings);
        let (by, record_by) = by(request, &readings, &allowed, &mut errors);
        let (selections, dranst, record_filters) =
            filters(request, (&by, &readings, &allowed), &mut errors);
        let window = window(request, &readings, &mut errors);
        let base = base(request, &mut errors);
        let (price, price_series) = price(request, &mut errors);
        if errors.is_empty() {
            Ok(Self {
                catalogue: Arc::clone(catalogue),
                readings,
                selections,
                places,
                periods,
                price,
                price_series,
                dranst,
                by,
                record_by,
                record_filters,
                window,
                base,
                grain: request
                    .grain
                    .as_ref()
                    .and_then(|text| text.trim().parse().ok()),
            })
        } else {
            Err(errors)
        }
    }
}

/// The values of a parameter: split at commas, blanks around them dropped, empty ones left out.
pub(super) fn values(texts: &[String]) -> impl Iterator<Item = &str> {
    texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// Adds the value unless it is there, keeping the order asked.
pub(super) fn push_new<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

fn readings(
    catalogue: &Catalogue,
    request: &Request,
    errors: &mut Vec<QueryError>,
) -> Vec<Arc<Reading>> {
    let mut found = Vec::new();
    for text in values(&request.indicators) {
        match reading(catalogue, text) {
            Ok(reading) if reading.kind == Kind::Comparison => {
                errors.push(QueryError::StandsInComparisons {
                    text: text.to_owned(),
                });
            }
            Ok(reading) => push_new(&mut found, Arc::clone(reading)),
            Err(error) => errors.push(error),
        }
    }
    if values(&request.indicators).next().is_none() {
        errors.push(QueryError::Absent {
            parameter: "indicator",
        });
    }
    found
}

/// The reading that a text names: `O3.3`, `O3.3.self_reliant_endings`, or with a version `O3.3@1`.
fn reading<'a>(catalogue: &'a Catalogue, text: &str) -> Result<&'a Arc<Reading>, QueryError> {
    let (name, version) = split_version(text);
    let Some(reading) = catalogue.find_reading(name) else {
        let mut unusable = catalogue.unusable.iter();
        return Err(match unusable.find(|one| one.is_named(name)) {
            Some(one) => QueryError::UnusableCard {
                text: text.to_owned(),
                fault: one.fault.clone(),
            },
            None => QueryError::UnknownReading {
                text: text.to_owned(),
                nearest: catalogue.nearest_readings(name, 3),
            },
        });
    };
    match version {
        Some(version) if version.parse() != Ok(reading.definition_version) => {
            Err(QueryError::UnknownVersion {
                text: text.to_owned(),
                known: vec![reading.definition_version],
            })
        }
        _ => Ok(reading),
    }
}

fn places(request: &Request, errors: &mut Vec<QueryError>) -> Vec<Place> {
    let mut found = Vec::new();
    for text in values(&request.municipalities) {
        if text == "*" {
            for area in municipalities() {
                push_new(&mut found, Place::Area(area));
            }
            continue;
        }
        // A group's code is never an area's, and names belong to areas.
        let group = find_group(text).or_else(|| find_group(&text.to_uppercase()));
        match (group, find_area(text)) {
            (Some(group), _) => push_new(&mut found, Place::Group(group)),
            (None, Some(area)) => push_new(&mut found, Place::Area(area)),
            (None, None) => {
                errors.push(QueryError::UnknownPlace {
                    text: text.to_owned(),
                    nearest: nearest_places(text, 3),
                });
            }
        }
    }
    if values(&request.municipalities).next().is_none() {
        errors.push(QueryError::Absent {
            parameter: "municipality",
        });
    }
    found
}

fn nearest_places(text: &str, n: usize) -> Vec<String> {
    let mut found: Vec<String> = nearest(text, groups().iter().map(|group| group.code.as_str()), 1)
        .into_iter()
        .map(str::to_owned)
        .collect();
    // Groups are written in capitals with underscores; a name is never near one unless it is meant.
    found.extend(
        nearest_areas(text, n)
            .into_iter()
            .map(|area| format!("{} {}", area.code, area.name_da)),
    );
    found.truncate(n);
    found
}

fn periods(request: &Request, errors: &mut Vec<QueryError>) -> Periods {
    let mut listed: BTreeSet<Period> = BTreeSet::new();
    let mut latest: Option<(usize, &str)> = None;
    let mut n_texts = 0_usize;
    for text in values(&request.periods) {
        n_texts += 1;
        if let Some(n) = newest(text) {
            latest = Some((n, text));
            continue;
        }
        match range(text) {
            Some(found) => listed.extend(found),
            None => errors.push(QueryError::BadPeriod {
                text: text.to_owned(),
            }),
        }
    }
    match latest {
        Some((n, _)) if n_texts == 1 => return Periods::Latest(n),
        Some((_, text)) => errors.push(QueryError::MixedPeriods {
            text: text.to_owned(),
        }),
        None if n_texts == 0 => errors.push(QueryError::Absent {
            parameter: "period",
        }),
        None => {}
    }
    Periods::Listed(listed.into_iter().collect())
}

/// How many of the newest periods `latest` or `last:n` asks for.
fn newest(text: &str) -> Option<usize> {
    if text == "latest" {
        return Some(1);
    }
    let n: usize = text.strip_prefix("last:")?.parse().ok()?;
    (1..=PERIODS_MAX).contains(&n).then_some(n)
}

/// The periods of `2018` or `2014..2018`.
fn range(text: &str) -> Option<Vec<Period>> {
    match text.split_once("..") {
        None => Some(vec![text.parse().ok()?]),
        Some((from, to)) => {
            let periods = Period::range(from.parse().ok()?, to.parse().ok()?).ok()?;
            (periods.len() <= PERIODS_MAX).then_some(periods)
        }
    }
}

fn check_grain(
    catalogue: &Catalogue,
    (request, readings, periods): (&Request, &[Arc<Reading>], &Periods),
    errors: &mut Vec<QueryError>,
) {
    let mut asked: BTreeSet<Grain> = match periods {
        Periods::Listed(listed) => listed.iter().map(|period| period.grain()).collect(),
        Periods::Latest(_) => BTreeSet::new(),
    };
    if let Some(text) = &request.grain {
        match text.trim().parse() {
            Ok(grain) => {
                asked.insert(grain);
            }
            Err(_) => errors.push(QueryError::UnknownGrain { text: text.clone() }),
        }
    }
    for reading in readings {
        let Some(indicator) = catalogue.find_indicator(&reading.indicator) else {
            continue;
        };
        if let Some(grain) = asked.iter().find(|grain| !indicator.grains.contains(grain)) {
            errors.push(QueryError::ImpossibleGrain {
                reading: reading.code.clone(),
                grain: *grain,
                allowed: indicator.grains.clone(),
            });
        }
    }
}

/// The dimensions that every reading asked for has; those of the whole catalogue when none is known.
fn dimensions(catalogue: &Catalogue, readings: &[Arc<Reading>]) -> Vec<String> {
    let all: BTreeSet<&String> = catalogue
        .indicators
        .iter()
        .flat_map(|indicator| &indicator.readings)
        .flat_map(|reading| &reading.dimensions)
        .collect();
    all.into_iter()
        .filter(|dimension| {
            readings
                .iter()
                .all(|reading| reading.dimensions.contains(dimension))
        })
        .cloned()
        .collect()
}

/// Whether a reading of accounts is asked for.
pub(super) fn asks_accounts(readings: &[Arc<Reading>]) -> bool {
    readings.iter().any(|reading| reading.is_of_accounts())
}

/// Whether a reading that is made of this is asked for.
fn asks(readings: &[Arc<Reading>], source: FigureSource) -> bool {
    let mut readings = readings.iter();
    readings.any(|reading| reading.kind.source() == source)
}

fn by(
    request: &Request,
    readings: &[Arc<Reading>],
    allowed: &[String],
    errors: &mut Vec<QueryError>,
) -> (BTreeSet<By>, Vec<String>) {
    let (mut of_facts, mut of_records) = (BTreeSet::new(), Vec::new());
    for text in values(&request.by) {
        if !allowed.iter().any(|dimension| dimension == text) {
            errors.push(QueryError::UnknownDimension {
                parameter: "by",
                text: text.to_owned(),
                allowed: allowed.to_vec(),
            });
            continue;
        }
        let known = [By::Function, By::Dranst];
        let known = known.into_iter().find(|by| by.as_str() == text);
        if asks_accounts(readings) {
            of_facts.extend(known);
        }
        if asks(readings, FigureSource::Records) {
            push_new(&mut of_records, text.to_owned());
        }
    }
    (of_facts, of_records)
}

/// The period in which an index is 100.
fn base(request: &Request, errors: &mut Vec<QueryError>) -> Option<Period> {
    let text = request.base.as_ref()?;
    let period = text.trim().parse().ok();
    if period.is_none() {
        errors.push(QueryError::BadBase { text: text.clone() });
    }
    period
}

/// The months that periods stand for; published facts have no other than their own.
fn window(request: &Request, readings: &[Arc<Reading>], errors: &mut Vec<QueryError>) -> Window {
    let Some(text) = &request.window else {
        return Window::Period;
    };
    let Some(window) = Window::parse(text.trim()) else {
        errors.push(QueryError::UnknownWindow { text: text.clone() });
        return Window::Period;
    };
    let has_it = |reading: &Reading| match window {
        Window::Period => true,
        Window::YearToDateCompared if reading.index.is_some() => false,
        _ => reading.kind.source() == FigureSource::Records,
    };
    let without = readings.iter().find(|reading| !has_it(reading));
    errors.extend(without.map(|reading| QueryError::ImpossibleWindow {
        reading: reading.code.clone(),
        window,
    }));
    window
}

/// The price level, and the series it is made with where `fixed:2018:PL` names one.
fn price(request: &Request, errors: &mut Vec<QueryError>) -> (PriceLevel, Option<String>) {
    let mut found: Option<(PriceLevel, Option<String>, &str)> = None;
    for text in values(&request.prices) {
        let Some((level, series)) = price_level(text) else {
            errors.push(QueryError::UnknownPrice {
                text: text.to_owned(),
            });
            continue;
        };
        match &found {
            Some((first_level, first_series, first))
                if (level, &series) != (*first_level, first_series) =>
            {
                errors.push(QueryError::TwoPriceLevels {
                    first: (*first).to_owned(),
                    second: text.to_owned(),
                });
            }
            _ => found = Some((level, series, text)),
        }
    }
    found.map_or((PriceLevel::Current, None), |(level, series, _)| {
        (level, series)
    })
}

fn price_level(text: &str) -> Option<(PriceLevel, Option<String>)> {
    let mut parts = text.splitn(3, ':');
    let (kind, year, series) = (parts.next()?, parts.next(), parts.next());
    let level = match year {
        Some(year) => format!("{kind}:{year}").parse().ok()?,
        None => kind.parse().ok()?,
    };
    let series = match series.map(str::trim) {
        Some("") => return None,
        series => series.map(str::to_owned),
    };
    (level != PriceLevel::NotApplicable).then_some((level, series))
}

//! What a change in spending is put down to: residents, use, mix and price.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_domain::{Grain, Period, PriceLevel, Unit};
use pejl_metrics::bridge::{self, Product};
use pejl_metrics::{Break, Observation, Reading, Request, Text};

use crate::error::AppError;
use crate::gate::Viewer;
use crate::snapshot::AsKnown;
use crate::status::{Asker, StatusRequest, with_subject};
use crate::store::Store;

pub use pejl_metrics::bridge::{Amount, Bridge, Factor, Part, Side};

/// The residents that spending on services is of: those aged 18 and over on 1 July.
pub(crate) const RESIDENTS: &str = "O4.0.residents_18plus";

/// Which change is wanted.
#[derive(Debug, Clone, Default)]
pub struct BridgeRequest {
    /// A price, `O5.1`, or an index of prices, `O5.3`, whose services are then told apart; or spending per resident, `F2`.
    pub indicator: String,
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The period the change is counted from; none where municipalities are compared.
    pub from: Option<String>,
    /// The period it is counted to.
    pub to: String,
    /// The municipality that is told why it spends otherwise, in the same period.
    pub other: Option<String>,
    /// The cut: dimension and member.
    pub filters: Vec<(String, Vec<String>)>,
    /// Price level; current unless said.
    pub prices: Vec<String>,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// What a change is put down to at a revision.
#[derive(Debug, Clone)]
pub struct BridgeAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The reading that was asked for.
    pub reading: Arc<Reading>,
    /// The cut.
    pub members: Vec<(String, String)>,
    /// The side the change is counted from.
    pub before: Side,
    /// The side it is counted to.
    pub after: Side,
    /// `current` or `fixed:2018`.
    pub price_level: String,
    /// The bridge, or why there is none.
    pub bridge: Result<Bridge, Text>,
}

/// Tells what the change of a municipality's spending since the same period a year before is put down to; where that cannot be told
/// of a part of a year, as its residents are known once a year, the change between the last two whole years by its end.
///
/// Of the 4th quarter of 2025 it is from that of 2024, or from 2024 to 2025; of the 3rd from 2023 to 2024. `from` and `to` of the
/// request are not looked at. None where there is no year before.
///
/// # Errors
/// As of [`get_bridge`].
pub fn get_bridge_over_a_year(
    store: &Store,
    request: &BridgeRequest,
    period: Period,
) -> Result<Option<BridgeAnswer>, AppError> {
    let between = |(from, to): (Period, Period)| {
        let request = BridgeRequest {
            from: Some(from.to_string()),
            to: to.to_string(),
            ..request.clone()
        };
        get_bridge(store, &request)
    };
    let Some(before) = period.year_before() else {
        return Ok(None);
    };
    let answer = between((before, period))?;
    if let (Err(_), Some(years)) = (&answer.bridge, last_years(period)) {
        let of_years = between(years)?;
        if of_years.bridge.is_ok() {
            return Ok(Some(of_years));
        }
    }
    Ok(Some(answer))
}

/// The last two whole years by the end of a period that is a part of one; none of a year.
fn last_years(period: Period) -> Option<(Period, Period)> {
    let of_year = Period::containing(Grain::Year, period.start())?;
    let last = match period.end() == of_year.end() {
        true => of_year,
        false => of_year.previous()?,
    };
    (period.grain() != Grain::Year).then_some((last.previous()?, last))
}

/// Tells what the change in spending from one period to another, or from one municipality to another, is put down to.
///
/// # Errors
/// The question cannot be understood, the indicator is no price, there is no such revision, or the store fails.
pub fn get_bridge(store: &Store, request: &BridgeRequest) -> Result<BridgeAnswer, AppError> {
    let of = StatusRequest {
        indicator: request.indicator.clone(),
        municipality: request.municipality.clone(),
        filters: request.filters.clone(),
        at: request.at,
        viewer: request.viewer.clone(),
        ..StatusRequest::default()
    };
    with_subject(store, &of, |asker, found| {
        let reading = found.reading;
        let own = &found.subject.municipality;
        let sides = sides(request, own)?;
        let is_of_residents = reading.unit == Unit::DkkPerResident;
        let services = services(asker, &reading, request)?;
        let usual = asker.question(&found.subject, PriceLevel::NotApplicable);
        let mut products = Vec::new();
        let mut breaks: Vec<Break> = Vec::new();
        let mut price_level = None;
        for service in &services {
            let code = format!("{}.{}", service.indicator, service.code);
            let asked = Request {
                indicators: vec![code.clone()],
                prices: request.prices.clone(),
                ..sides.question(&usual)
            };
            let cells = asker.ask(&asked)?;
            let (before, after) = (sides.before.of(&cells), sides.after.of(&cells));
            for one in after.iter().filter(|_| sides.is_of_time()) {
                breaks.extend(one.breaks.iter().cloned());
            }
            price_level = price_level.or(after.map(|one| one.price_level.clone()));
            products.push(Product {
                code,
                name: service.name.clone(),
                before: before.cloned(),
                after: after.cloned(),
            });
        }
        breaks.sort_by(|a, b| (a.date, &a.block).cmp(&(b.date, &b.block)));
        breaks.dedup();
        let residents = match is_of_residents {
            true => products
                .first()
                .map(|one| (below(&one.before), below(&one.after))),
            false => {
                let asked = Request {
                    indicators: vec![RESIDENTS.to_owned()],
                    filters: Vec::new(),
                    ..sides.question(&usual)
                };
                let cells = asker.ask(&asked)?;
                let value = |place: &Place| place.of(&cells).and_then(|one| one.value);
                Some((value(&sides.before), value(&sides.after)))
            }
        };
        let (before, after) = residents.unwrap_or_default();
        let (before, after) = (sides.before.with(before), sides.after.with(after));
        let members = found.subject.members.into_iter();
        Ok(BridgeAnswer {
            revision: asker.revision(),
            committed_at: asker.committed_at(),
            members: members.collect(),
            price_level: price_level.unwrap_or_default(),
            bridge: bridge::bridge((&before, &after), &products, &breaks),
            reading,
            before,
            after,
        })
    })
}

/// What stands below the line.
fn below(one: &Option<Observation>) -> Option<f64> {
    one.as_ref()?.denominator
}

/// The readings that spending is added up of: the components of an index, or the reading itself.
fn services(
    asker: &Asker<'_>,
    reading: &Arc<Reading>,
    request: &BridgeRequest,
) -> Result<Vec<Arc<Reading>>, AppError> {
    let found = match &reading.index {
        None => vec![Arc::clone(reading)],
        Some(index) => {
            let components = index.components.iter();
            components.filter_map(|code| asker.reading(code)).collect()
        }
    };
    let is_price = |one: &Arc<Reading>| {
        let is_money = matches!(one.unit, Unit::Dkk | Unit::DkkPerResident);
        // What is published per resident is never told in kroner.
        is_money && one.kind != pejl_metrics::Kind::Published
    };
    match found.iter().all(is_price) && !found.is_empty() {
        true => Ok(found),
        false => {
            let allowed = "a price in kroner per unit or per resident, made of amounts, or an index of such prices";
            Err(AppError::parameter(
                "indicator",
                &request.indicator,
                allowed,
            ))
        }
    }
}

/// A municipality in a period.
struct Place {
    municipality: String,
    period: Period,
}

impl Place {
    fn of<'a>(&self, cells: &'a [Observation]) -> Option<&'a Observation> {
        let is_here =
            |one: &&Observation| one.municipality == self.municipality && one.period == self.period;
        cells.iter().find(is_here)
    }

    fn with(&self, residents: Option<f64>) -> Side {
        Side {
            municipality: self.municipality.clone(),
            period: self.period,
            residents: residents.filter(|residents| *residents > 0.0),
        }
    }
}

/// Both sides of a change.
struct Sides {
    before: Place,
    after: Place,
}

impl Sides {
    /// Whether the sides are periods of one municipality.
    fn is_of_time(&self) -> bool {
        self.before.period != self.after.period
    }

    fn question(&self, usual: &Request) -> Request {
        let mut municipalities = vec![self.before.municipality.clone()];
        if self.after.municipality != self.before.municipality {
            municipalities.push(self.after.municipality.clone());
        }
        let mut periods = vec![self.before.period.to_string()];
        if self.is_of_time() {
            periods.push(self.after.period.to_string());
        }
        Request {
            municipalities,
            periods,
            grain: None,
            ..usual.clone()
        }
    }
}

fn sides(request: &BridgeRequest, own: &str) -> Result<Sides, AppError> {
    let period = |parameter: &str, text: &str| {
        let found = text.trim().parse::<Period>();
        found.map_err(|_| AppError::parameter(parameter, text, "one period, such as 2018"))
    };
    let to = period("to", &request.to)?;
    let place = |municipality: &str, period| Place {
        municipality: municipality.to_owned(),
        period,
    };
    match (&request.from, &request.other) {
        (Some(from), None) => {
            let from = period("from", from)?;
            if from >= to || from.grain() != to.grain() {
                let allowed = "a period of the same length before `to`";
                return Err(AppError::parameter("from", &from.to_string(), allowed));
            }
            Ok(Sides {
                before: place(own, from),
                after: place(own, to),
            })
        }
        (None, Some(other)) => {
            let mut problems = Vec::new();
            let found =
                crate::comparison::one_municipality("other_municipality", other, &mut problems);
            let found = found.ok_or(AppError::Invalid(problems))?;
            if found.code == own {
                let allowed = "another municipality than the own one";
                return Err(AppError::parameter("other_municipality", other, allowed));
            }
            Ok(Sides {
                before: place(own, to),
                after: place(found.code, to),
            })
        }
        (from, _) => {
            let allowed = "a period to count from, or `other_municipality`, and not both";
            let from = from.as_deref().unwrap_or_default();
            Err(AppError::parameter("from", from, allowed))
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_years_end_no_later_than_the_period() {
        let years = |period: &str| {
            let found = last_years(period.parse().unwrap());
            found.map(|(from, to)| (from.to_string(), to.to_string()))
        };
        let told = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(years("2025-Q4"), told("2024", "2025"));
        assert_eq!(years("2025-Q3"), told("2023", "2024"));
        assert_eq!(years("2025-12"), told("2024", "2025"));
        assert_eq!(years("2025-01"), told("2023", "2024"));
        assert_eq!(years("2025"), None);
    }
}

//! Finds the live facts that answer a question, or the reason why there are none.
//!
//! Level is never mixed: an area is answered by facts at that area, a group by the facts of its
//! members. What is not covered by an import is missing, however likely a zero would be.

pub(crate) mod facts;
mod published;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use pejl_domain::account;
use pejl_domain::price::PriceSeries;
use pejl_domain::{AccountCode, Cell, Cover, Grain, Lang, Period, PriceLevel};

use crate::breaks;
use crate::catalogue::{FigureSource, Kind, Reading};
use crate::query::{By, OPERATING_DRANST, Periods, Place, Query, QueryError};
use crate::reason;
use crate::resolution::{Method, PriceBasis, Resolution, Share, SpineCell};
use crate::selection::{Expansion, InYear, Selection, nearest_selections};
use crate::text::Reason;
use facts::Facts;
use published::{Signature, most_covered};

/// The price series at hand and the day whose knowledge of them counts.
#[derive(Debug, Clone, Copy)]
pub struct Prices<'a> {
    /// Every series that is imported. Fixed prices are made with the one the question names, or with the only one.
    pub series: &'a [PriceSeries],
    /// Rates published after this day are not known yet.
    pub as_known_at: NaiveDate,
}

/// What the question comes down to under these live covers: every cell, and the facts behind it.
///
/// Where several variants can answer, the choice is made once for a series and period and stands in
/// the members of its cells, so that municipalities are never compared across it.
///
/// # Errors
/// An account that is neither listed nor in any cover, a price series that is not at hand, and the newest periods where
/// nothing is covered.
pub fn resolve(
    query: &Query,
    covers: &[Cover],
    prices: &Prices<'_>,
) -> Result<Resolution, Vec<QueryError>> {
    let mut errors: Vec<QueryError> = query
        .selections
        .iter()
        .filter_map(|selection| unknown_account(selection, covers))
        .collect();
    errors.extend(unknown_series(query, prices));
    if !errors.is_empty() {
        return Err(errors);
    }
    let periods = periods(query, covers).ok_or_else(|| vec![QueryError::NothingCovered])?;
    let mut facts = Facts::new(covers);
    let mut cells = Vec::with_capacity(query.n_cells().min(1 << 20));
    let readings = query.readings.iter();
    for reading in readings.filter(|one| one.kind.source() == FigureSource::Facts) {
        if let Some(published) = &reading.published {
            let asked = (reading, published);
            cells.extend(table::cells(&mut facts, query, asked, &periods, prices));
            continue;
        }
        for series in series_of(query, reading) {
            let plans = plans(&mut facts, reading, &series, &periods);
            for place in &query.places {
                let mut previous = None;
                for plan in &plans {
                    let mut cell = spine_cell(&mut facts, reading, &series, plan, place);
                    apply_price(&mut cell, query, prices);
                    if let Some(earlier) = previous {
                        let law = query
                            .catalogue
                            .find_indicator(&reading.indicator)
                            .map(|one| one.breaks.as_slice());
                        cell.breaks = breaks::between(
                            &series.selections,
                            law.unwrap_or_default(),
                            earlier,
                            plan.period,
                        );
                    }
                    previous = Some(plan.period);
                    cells.push(cell);
                }
            }
        }
    }
    let (quantities, tiles) = facts.finish();
    Ok(Resolution {
        cells,
        quantities,
        tiles,
    })
}

/// One line of figures over places and periods.
struct Series {
    label: String,
    selections: Vec<Selection>,
    /// `None`: as the facts have it.
    dranst: Option<BTreeSet<String>>,
}

/// What a series is made of in one period.
struct PeriodPlan {
    period: Period,
    state: State,
    /// The dranst and art that stand in the members.
    signature: Signature,
}

enum State {
    /// None of the accounts is in force.
    NotInForce(Reason),
    /// The accounts in force; facts with the signature answer, where they are covered.
    InForce(Vec<Expansion>),
}

fn unknown_account(selection: &Selection, covers: &[Cover]) -> Option<QueryError> {
    let Selection::Account(code) = selection else {
        return None;
    };
    let is_known = account::name(code, Lang::Da).is_some()
        || covers.iter().any(|cover| holds(cover, selection));
    (!is_known).then(|| QueryError::UnknownAccount {
        text: code.as_str().to_owned(),
        nearest: nearest_selections(code.as_str(), 3),
    })
}

/// Whether a cover has an account that is inside the selection.
fn holds(cover: &Cover, selection: &Selection) -> bool {
    let functions = cover.members.get("function").into_iter().flatten();
    functions
        .filter_map(|text| AccountCode::parse(text).ok())
        .any(|account| selection.contains(&account))
}

/// The periods asked for, ascending; `None` when the newest are asked for and there is none.
fn periods(query: &Query, covers: &[Cover]) -> Option<Vec<Period>> {
    let n = match &query.periods {
        Periods::Listed(periods) => return Some(periods.clone()),
        Periods::Latest(n) => *n,
    };
    let grain = query.grain.unwrap_or(Grain::Year);
    let may_answer = |cover: &Cover, reading: &Reading| match &reading.published {
        Some(published) => table::may_answer(&cover.variant, reading, (published, grain)),
        None => {
            let mut selections = query.selections.iter();
            facts::may_answer(&cover.variant, reading)
                && selections.any(|selection| holds(cover, selection))
        }
    };
    let newest = covers
        .iter()
        .filter(|cover| {
            let mut readings = query.readings.iter();
            readings.any(|reading| may_answer(cover, reading))
        })
        .filter_map(|cover| cover.periods.last().copied())
        .max()?;
    let mut periods: Vec<Period> = std::iter::successors(Some(newest), |period| period.previous())
        .take(n)
        .collect();
    periods.reverse();
    Some(periods)
}

fn series_of(query: &Query, reading: &Reading) -> Vec<Series> {
    let accounts: Vec<Vec<Selection>> = if query.by.contains(&By::Function) {
        query
            .selections
            .iter()
            .map(|selection| vec![selection.clone()])
            .collect()
    } else {
        vec![query.selections.clone()]
    };
    let asked = (!query.dranst.is_empty()).then(|| query.dranst.clone());
    let of_reading = (!reading.dranst.is_empty()).then(|| reading.dranst.iter().cloned().collect());
    let dranst: Vec<Option<BTreeSet<String>>> = if query.by.contains(&By::Dranst) {
        asked
            .or(of_reading)
            .unwrap_or_else(|| OPERATING_DRANST.map(str::to_owned).into())
            .into_iter()
            .map(|one| Some(BTreeSet::from([one])))
            .collect()
    } else {
        vec![asked.or(of_reading)]
    };
    let mut series = Vec::new();
    for selections in &accounts {
        for dranst in &dranst {
            let label = selections
                .iter()
                .map(Selection::label)
                .collect::<Vec<_>>()
                .join("+");
            series.push(Series {
                label,
                selections: selections.clone(),
                dranst: dranst.clone(),
            });
        }
    }
    series
}

/// What the series is made of in each period.
fn plans(
    facts: &mut Facts<'_>,
    reading: &Reading,
    series: &Series,
    periods: &[Period],
) -> Vec<PeriodPlan> {
    let mut chosen: Vec<(Period, State, Option<Signature>)> = Vec::new();
    for &period in periods {
        let mut in_force = Vec::new();
        let mut why_not = None;
        for selection in &series.selections {
            match selection.in_year(period.year_number()) {
                InYear::Exists(expansion) => in_force.push(expansion),
                InYear::NotInForce(reason) => why_not = why_not.or(Some(reason)),
            }
        }
        // An account that is not in force adds nothing to a sum; without any there is no sum.
        let state = match why_not {
            Some(reason) if in_force.is_empty() => State::NotInForce(reason),
            _ => State::InForce(in_force),
        };
        let signature = match (&state, reading.kind) {
            (State::NotInForce(_), _) => None,
            (State::InForce(expansions), Kind::Published) => {
                most_covered(facts, reading, expansions, series.dranst.as_ref(), period)
            }
            (State::InForce(_), _) => {
                Some(Signature::net(series.dranst.clone().unwrap_or_default()))
            }
        };
        chosen.push((period, state, signature));
    }
    // A period without facts is named like the newest one that has them, so that it stays in the line.
    let usual = chosen
        .iter()
        .rev()
        .find_map(|(_, _, signature)| signature.clone());
    let usual = usual.unwrap_or_else(|| Signature::unanswered(series.dranst.clone()));
    chosen
        .into_iter()
        .map(|(period, state, signature)| PeriodPlan {
            period,
            state,
            signature: signature.unwrap_or_else(|| usual.clone()),
        })
        .collect()
}

fn spine_cell(
    facts: &mut Facts<'_>,
    reading: &Arc<Reading>,
    series: &Series,
    plan: &PeriodPlan,
    place: &Place,
) -> SpineCell {
    let method = match (reading.kind, place) {
        (Kind::Published, Place::Area(_)) => Method::Published,
        (Kind::Published, Place::Group(_)) => Method::PopulationWeightedMean,
        (_, Place::Area(_)) => Method::Ratio,
        (_, Place::Group(_)) => Method::RatioOfSums,
    };
    let (shares, decided) = match &plan.state {
        State::NotInForce(reason) => (Vec::new(), Some((Cell::NotApplicable, reason.clone()))),
        State::InForce(expansions) => {
            let ask = Ask {
                reading,
                expansions,
                signature: &plan.signature,
                period: plan.period,
            };
            match place {
                Place::Area(area) => area_share(facts, &ask, area.code),
                Place::Group(group) => {
                    let ended = group
                        .valid_to
                        .is_some_and(|last| last < plan.period.start());
                    if ended {
                        let reason = reason::group_ended(&group.code, plan.period);
                        (Vec::new(), Some((Cell::NotApplicable, reason)))
                    } else {
                        group_shares(facts, &ask, &group.code, &group.members)
                    }
                }
            }
        }
    };
    let mut members = BTreeMap::from([
        ("reading".to_owned(), reading.code.clone()),
        ("function".to_owned(), series.label.clone()),
        ("dranst".to_owned(), plan.signature.dranst_text()),
    ]);
    if let Place::Group(_) = place {
        members.insert("method".to_owned(), method.as_str().to_owned());
    }
    if plan.signature.art_is_unstated() {
        members.insert("art".to_owned(), Signature::NOT_STATED.to_owned());
    }
    if reading.kind == Kind::Published
        && shares
            .iter()
            .any(|share| facts.n_parts(share.numerator) > 1)
    {
        // Figures per resident of the same residents add up, but each was rounded by itself.
        members.insert("parts".to_owned(), "sum_of_published".to_owned());
    }
    SpineCell {
        reading: Arc::clone(reading),
        place: place.code().to_owned(),
        period: plan.period,
        members,
        method,
        decided,
        price: PriceBasis {
            level: PriceLevel::Current,
            factor: 1.0,
            series: None,
            vintage: None,
        },
        breaks: Vec::new(),
        n: match place {
            Place::Area(_) => None,
            Place::Group(group) => i64::try_from(group.members.len()).ok(),
        },
        shares,
    }
}

/// What is asked of every area of a place.
struct Ask<'a> {
    reading: &'a Reading,
    expansions: &'a [Expansion],
    signature: &'a Signature,
    period: Period,
}

/// The shares of a cell, and what is already decided about it.
type SharesOrReason = (Vec<Share>, Option<(Cell, Reason)>);

fn area_share(facts: &mut Facts<'_>, ask: &Ask<'_>, area: &str) -> SharesOrReason {
    match share(facts, ask, area) {
        Ok(share) => (vec![share], None),
        Err(reason) => (Vec::new(), Some((Cell::Missing, reason))),
    }
}

fn group_shares(
    facts: &mut Facts<'_>,
    ask: &Ask<'_>,
    group: &str,
    members: &[&str],
) -> SharesOrReason {
    let mut shares = Vec::with_capacity(members.len());
    let mut missing = Vec::new();
    for member in members {
        match share(facts, ask, member) {
            // A weighted mean needs the weight of every member.
            Ok(share) if share.denominator.is_some() => shares.push(share),
            _ => missing.push((*member).to_owned()),
        }
    }
    if missing.is_empty() {
        return (shares, None);
    }
    let reason = if shares.is_empty() {
        // The same is missing everywhere: say what, not that all 98 are missing.
        match facts.numerator(
            ask.reading,
            ask.expansions,
            ask.signature,
            members.first().unwrap_or(&""),
            ask.period,
        ) {
            Err(accounts) => reason::accounts_not_covered(
                &accounts,
                &ask.signature.dranst_text(),
                group,
                ask.period,
            ),
            Ok(_) => reason::residents_not_covered(group, ask.period.year_number()),
        }
    } else {
        reason::members_missing(&missing, members.len())
    };
    (Vec::new(), Some((Cell::Missing, reason)))
}

fn share(facts: &mut Facts<'_>, ask: &Ask<'_>, area: &str) -> Result<Share, Reason> {
    let tiles = facts
        .numerator(ask.reading, ask.expansions, ask.signature, area, ask.period)
        .map_err(|accounts| {
            reason::accounts_not_covered(&accounts, &ask.signature.dranst_text(), area, ask.period)
        })?;
    let residents = facts.residents(area, ask.period.year_number(), ask.reading.ages);
    let denominator = match ask.reading.kind {
        Kind::Published => residents.ok(),
        _ => Some(residents?),
    };
    Ok(Share {
        area: area.to_owned(),
        numerator: facts.quantity(tiles, area, ask.period),
        denominator,
    })
}

/// The series that the question names, or the only one there is. Which of several is meant is not guessed: prices of
/// consumers and of municipalities are a different figure.
fn chosen_series<'a>(query: &Query, prices: &Prices<'a>) -> Option<&'a PriceSeries> {
    match (&query.price_series, prices.series) {
        (Some(name), several) => several.iter().find(|one| one.series() == name),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

fn unknown_series(query: &Query, prices: &Prices<'_>) -> Option<QueryError> {
    let name = query.price_series.as_ref()?;
    let is_known = prices.series.iter().any(|one| one.series() == name);
    (!is_known).then(|| QueryError::UnknownPriceSeries {
        text: name.clone(),
        known: prices
            .series
            .iter()
            .map(|one| one.series().to_owned())
            .collect(),
    })
}

/// States the price level of a cell, and makes it missing when the level cannot be reached.
fn apply_price(cell: &mut SpineCell, query: &Query, prices: &Prices<'_>) {
    let (basis, reason) = price_basis(cell.period, query, prices);
    cell.price = basis;
    if let Some(reason) = reason
        && cell.decided.is_none()
    {
        cell.decided = Some((Cell::Missing, reason));
        cell.shares.clear();
    }
}

/// The prices that amounts of a period are asked for in, and why they cannot be made.
pub(crate) fn price_basis(
    period: Period,
    query: &Query,
    prices: &Prices<'_>,
) -> (PriceBasis, Option<Reason>) {
    let mut basis = PriceBasis {
        level: query.price,
        factor: 1.0,
        series: None,
        vintage: None,
    };
    let PriceLevel::Fixed { base_year } = query.price else {
        return (basis, None);
    };
    let year = period.year_number();
    let chosen = chosen_series(query, prices);
    basis.series = chosen.map(|series| series.series().to_owned());
    // The base year's own amounts need no rate.
    if year == base_year {
        return (basis, None);
    }
    let factor = match (chosen, prices.series) {
        (Some(series), _) => series
            .factor(year, base_year, prices.as_known_at)
            .map_err(|error| reason::no_price_factor(&error)),
        (None, []) => Err(reason::no_price_series(base_year)),
        (None, several) => Err(reason::several_price_series(
            &several
                .iter()
                .map(|one| one.series().to_owned())
                .collect::<Vec<_>>(),
            base_year,
        )),
    };
    match factor {
        Ok(factor) => {
            basis.factor = factor.factor;
            basis.vintage = factor.vintage;
            (basis, None)
        }
        Err(reason) => (basis, Some(reason)),
    }
}

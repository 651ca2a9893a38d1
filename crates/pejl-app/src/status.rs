//! Where an indicator stands against its target, as known at a revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::target::{self as stored, StoredTarget, Subject};
use pejl_domain::{Cell, Grain, PriceLevel};
use pejl_lake::STAT_FACT;
use pejl_metrics::query::Place;
use pejl_metrics::status::{self, Point, Shown, has_worsened, judge};
use pejl_metrics::{Catalogue, Direction, Observation, Quality, Query, Reading, Request, Text};

use crate::compute::{Computer, Figures, price_series};
use crate::definitions::definitions_at;
use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

pub use pejl_metrics::status::{Assurance, Calibration, Judgement, RULES, Rule, Status};

/// Periods that are looked back.
pub const PERIODS: usize = 60;

/// Whose status is wanted.
#[derive(Debug, Clone, Default)]
pub struct StatusRequest {
    /// `O3.1`, or a reading of it.
    pub indicator: String,
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The cut: dimension and member.
    pub filters: Vec<(String, Vec<String>)>,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// Where an indicator stands, and why.
#[derive(Debug, Clone)]
pub struct Stand {
    /// What it is of.
    pub subject: Subject,
    /// The reading.
    pub reading: Arc<Reading>,
    /// The target in force.
    pub target: Option<StoredTarget>,
    /// Where it stands.
    pub status: Status,
    /// How its figures stand against the target; none where they cannot.
    pub judgement: Option<Judgement>,
    /// Why, as sentences.
    pub sentence: Text,
    /// What contradicts it: an indicator that it is to be shown with has worsened.
    pub contradictions: Vec<Text>,
}

/// Where an indicator stands at a revision.
#[derive(Debug, Clone)]
pub struct StatusAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub stand: Stand,
}

/// Tells where an indicator stands against its target.
///
/// It is asked for in the shortest periods that the indicator has, up to sixty, and goes by what the gate lets through.
///
/// # Errors
/// The question cannot be understood, there is no such revision, or the store fails.
pub fn get_status(store: &Store, request: &StatusRequest) -> Result<StatusAnswer, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_at(store, facts.revision)?;
    let catalogue = &definitions.catalogue;
    let asked = Request {
        indicators: vec![request.indicator.clone()],
        municipalities: vec![request.municipality.clone()],
        periods: vec!["latest".to_owned()],
        filters: request.filters.clone(),
        ..Request::default()
    };
    let query = Query::parse(catalogue, &asked).map_err(invalid)?;
    gate::check_cuts(&query, &request.viewer)?;
    let ([reading], [Place::Area(area)]) = (query.readings.as_slice(), query.places.as_slice())
    else {
        let allowed = "one indicator of one municipality";
        return Err(AppError::parameter(
            "municipality",
            &request.municipality,
            allowed,
        ));
    };
    let members = request
        .filters
        .iter()
        .map(|(name, members)| match members.as_slice() {
            [member] => Ok((name.clone(), member.clone())),
            several => {
                let parameter = format!("filter.{name}");
                Err(AppError::parameter(
                    &parameter,
                    &several.join(","),
                    "one member",
                ))
            }
        });
    let subject = Subject {
        municipality: area.code.to_owned(),
        indicator: reading.indicator.clone(),
        reading: reading.code.clone(),
        members: members.collect::<Result<BTreeMap<_, _>, _>>()?,
    };
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept)?;
    let mut targets = store
        .db
        .with(|conn| stored::list_targets(conn, facts.revision))?;
    targets.retain(|one| one.set.subject == subject);
    let asker = Asker::new(&computer, catalogue, &request.viewer);
    let stand = match targets.pop() {
        Some(target) => asker.stand(target, reading)?,
        None => asker.without_target(subject, reading)?,
    };
    Ok(StatusAnswer {
        revision: facts.revision,
        committed_at: facts.committed_at,
        stand,
    })
}

/// Asks for figures at one revision, for somebody.
pub(crate) struct Asker<'a> {
    computer: &'a Computer<'a>,
    catalogue: &'a Arc<Catalogue>,
    viewer: &'a Viewer,
}

/// A series, or what keeps it from being asked for.
struct Series {
    observations: Vec<Observation>,
    fault: Option<Text>,
}

impl<'a> Asker<'a> {
    pub(crate) fn new(
        computer: &'a Computer<'a>,
        catalogue: &'a Arc<Catalogue>,
        viewer: &'a Viewer,
    ) -> Self {
        Self {
            computer,
            catalogue,
            viewer,
        }
    }

    /// Where a reading stands against a target of it.
    pub(crate) fn stand(
        &self,
        target: StoredTarget,
        reading: &Arc<Reading>,
    ) -> Result<Stand, AppError> {
        let series = self.series(&target.set.subject, target.set.price_level)?;
        let (status, judgement, sentence) = self.held(&target, reading, &series)?;
        let contradictions = match judgement.as_ref().map(Judgement::status) {
            Some(Status::Reached | Status::OnTrack) => self.contradictions(&target)?,
            _ => Vec::new(),
        };
        Ok(Stand {
            subject: target.set.subject.clone(),
            reading: Arc::clone(reading),
            target: Some(target),
            status,
            judgement,
            sentence,
            contradictions,
        })
    }

    fn held(
        &self,
        target: &StoredTarget,
        reading: &Reading,
        series: &Series,
    ) -> Result<(Status, Option<Judgement>, Text), AppError> {
        let none = |sentence| Ok((Status::NotComputable, None, sentence));
        let (held, series, fault) = (&target.set.target, &series.observations, &series.fault);
        let baseline_on = held.parts().baseline.on;
        let cut = last_cut(series);
        if let Some(cut) = cut.filter(|cut| cut.date > baseline_on) {
            return none(status::cut_by(cut));
        }
        // The newest that could be known by its time decides whether anything may be told.
        match series.iter().rev().find(|one| is_telling(one)) {
            Some(one) if one.cell == Cell::Confidential => {
                return none(status::no_figure(one.reason.as_ref()));
            }
            Some(one) if one.quality.contains(&Quality::SmallBase) => {
                return none(status::few_behind());
            }
            _ => {}
        }
        // Prices that cannot be used must not fail what needs none.
        let prices = match held.index_series() {
            None => Vec::new(),
            Some(_) => price_series(self.computer.store, self.computer.facts.revision)?,
        };
        let index = |from, to| {
            let name = held.index_series()?;
            let mut known = prices.iter();
            let series = known.find(|one| one.series().eq_ignore_ascii_case(name))?;
            let factor = series.factor(from, to, self.computer.known_on()).ok()?;
            Some(factor.factor)
        };
        let points = points(series);
        match judge(held, &points, &index) {
            Err(unknown) => none(status::no_index(&unknown)),
            Ok(Some(judgement)) => {
                let shown = Shown {
                    unit: reading.unit.clone(),
                    precision: reading.precision,
                };
                let sentence = status::sentence(held, &judgement, &shown);
                Ok((judgement.status(), Some(judgement), sentence))
            }
            Ok(None) => {
                let mut later = series.iter().filter(|one| one.period.end() > baseline_on);
                if later.any(|one| one.cell == Cell::Immature) {
                    return Ok((Status::Immature, None, status::immature()));
                }
                let reason = series.iter().rev().find_map(|one| one.reason.as_ref());
                let reason = reason.filter(|_| points.is_empty());
                none(status::no_figure(fault.as_ref().or(reason)))
            }
        }
    }

    /// Where a reading stands that has no target.
    fn without_target(&self, subject: Subject, reading: &Arc<Reading>) -> Result<Stand, AppError> {
        let series = self
            .series(&subject, PriceLevel::NotApplicable)?
            .observations;
        let newest = series.iter().rev().find(|one| is_telling(one));
        let is_figure = newest.is_some_and(|one| matches!(one.cell, Cell::Ok | Cell::Zero));
        let is_immature = series.iter().any(|one| one.cell == Cell::Immature);
        let status = match (is_figure, is_immature) {
            (true, _) if reading.direction == Direction::Context => Status::Context,
            (true, _) => Status::NoTarget,
            (false, true) => Status::Immature,
            (false, false) => Status::NotComputable,
        };
        Ok(Stand {
            subject,
            reading: Arc::clone(reading),
            target: None,
            status,
            judgement: None,
            sentence: status::no_target(status),
            contradictions: Vec::new(),
        })
    }

    /// Indicators that the target's is to be shown with, and that have worsened since its baseline.
    fn contradictions(&self, target: &StoredTarget) -> Result<Vec<Text>, AppError> {
        let subject = &target.set.subject;
        let indicator = self.catalogue.find_indicator(&subject.indicator);
        let mut found = Vec::new();
        for code in indicator.iter().flat_map(|one| &one.pairing) {
            let Some(pair) = self.catalogue.find_reading(code) else {
                continue;
            };
            let is_up_better = match pair.direction {
                Direction::Up => true,
                Direction::Down => false,
                Direction::Band | Direction::Context => continue,
            };
            let has_all = |name: &String| pair.dimensions.contains(name);
            if !subject.members.keys().all(has_all) {
                continue;
            }
            let of_pair = Subject {
                indicator: pair.indicator.clone(),
                reading: pair.code.clone(),
                ..subject.clone()
            };
            let of_pair = self.series(&of_pair, PriceLevel::NotApplicable)?;
            let points = points(&of_pair.observations);
            let since = target.set.target.parts().baseline.on;
            if has_worsened(&points, since, is_up_better) == Some(true) {
                found.push(status::contradiction(&pair.name));
            }
        }
        Ok(found)
    }

    /// The figures of the newest periods of the shortest length that the indicator has, ascending; none where nothing is imported
    /// of what it needs, or where the question cannot be asked any more as the target has it.
    fn series(&self, subject: &Subject, price: PriceLevel) -> Result<Series, AppError> {
        let indicator = self.catalogue.find_indicator(&subject.indicator);
        let grains = indicator
            .map(|one| one.grains.as_slice())
            .unwrap_or_default();
        // Weeks are no parts of the other periods.
        let grain = grains.iter().filter(|grain| **grain != Grain::Week).max();
        let asked = Request {
            indicators: vec![crate::targets::reading_name(subject)],
            municipalities: vec![subject.municipality.clone()],
            periods: vec![format!("last:{PERIODS}")],
            grain: grain.map(|grain| grain.as_str().to_owned()),
            filters: subject
                .members
                .iter()
                .map(|(name, member)| (name.clone(), vec![member.clone()]))
                .collect(),
            prices: match price {
                PriceLevel::Fixed { .. } => vec![price.to_string()],
                PriceLevel::Current | PriceLevel::NotApplicable => Vec::new(),
            },
            ..Request::default()
        };
        // Cards and price series may have changed since the target was set, and its question be impossible by now.
        let found = Query::parse(self.catalogue, &asked)
            .map_err(invalid)
            .and_then(|query| self.computer.figures(&query));
        let (observations, fault) = match found {
            Ok(found) => (found, None),
            Err(AppError::Invalid(problems)) => (Vec::new(), Some(not_askable(&problems))),
            Err(error) => return Err(error),
        };
        Ok(Series {
            observations: gate::pass(self.catalogue, observations, self.viewer),
            fault,
        })
    }
}

/// What keeps a series from being asked for: nothing is imported of it, or a part of the question is not known any more.
fn not_askable(problems: &[ParamProblem]) -> Text {
    let Some(ParamProblem {
        parameter,
        value,
        allowed,
        ..
    }) = problems.iter().find(|one| one.parameter != "period")
    else {
        return Text {
            da: "ingen indlæst kilde dækker, hvad tallet er lavet af".to_owned(),
            en: "no imported source covers what the figure is made of".to_owned(),
        };
    };
    Text {
        da: format!("målets {parameter} `{value}` kan ikke bruges mere"),
        en: format!(
            "the target's {parameter} `{value}` cannot be used any more: expected {allowed}"
        ),
    }
}

/// Whether a cell tells something of its period, or that it must not be told.
fn is_telling(one: &Observation) -> bool {
    !one.provisional && matches!(one.cell, Cell::Ok | Cell::Zero | Cell::Confidential)
}

/// The last break of a series across which nothing can be compared.
fn last_cut(series: &[Observation]) -> Option<&pejl_metrics::Break> {
    let breaks = series.iter().flat_map(|one| &one.breaks);
    breaks
        .filter(|one| !one.comparable)
        .max_by_key(|one| one.date)
}

/// The whole and mature figures after the last cut.
fn points(series: &[Observation]) -> Vec<Point> {
    let from = last_cut(series).map(|cut| cut.date);
    let is_after = |one: &&Observation| from.is_none_or(|from| one.period.start() >= from);
    let kept = series.iter().filter(is_after).filter(|one| is_telling(one));
    kept.filter_map(|one| {
        Some(Point {
            period: one.period,
            value: one.value?,
        })
    })
    .collect()
}

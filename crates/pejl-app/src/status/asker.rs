//! Asking for the figures that something stands by, at one revision and for somebody.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use pejl_db::target::{StoredTarget, Subject};
use pejl_domain::price::PriceSeries;
use pejl_domain::target::{Bounds, NoIndex, Target};
use pejl_domain::{Cell, Grain, Period, PriceLevel};
use pejl_metrics::points::{cuts, is_telling, since_last_cut};
use pejl_metrics::status::{self, Judgement, Shown, Status, has_worsened, judge};
use pejl_metrics::{
    Break, Catalogue, Direction, Observation, Quality, Query, QueryError, Reading, Request, Text,
};

use super::{Found, PERIODS, Stand};
use crate::compute::index::usual_base;
use crate::compute::{Computer, price_series};
use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::observations::{check_size, invalid};
use crate::until::Until;

/// Years before the baseline of a target that are looked back to tell what is chance.
const YEARS_BEFORE: i32 = 5;
/// Most periods that a status goes by: twenty-five years of months.
const PERIODS_MAX: usize = 300;

/// Asks for figures at one revision, for somebody.
pub(crate) struct Asker<'a> {
    computer: &'a Computer<'a>,
    catalogue: &'a Arc<Catalogue>,
    viewer: &'a Viewer,
    until: Until,
}

/// The rates of a price series.
struct Rates {
    series: Option<PriceSeries>,
    known_on: NaiveDate,
}

impl Rates {
    /// What prices of one year are multiplied with to stand in those of another; none where a rate between them is not known.
    fn factor(&self, from: i32, to: i32) -> Option<f64> {
        let factor = self.series.as_ref()?.factor(from, to, self.known_on);
        Some(factor.ok()?.factor)
    }
}

/// A series, or what keeps it from being asked for.
pub(crate) struct Series {
    pub(crate) observations: Vec<Observation>,
    pub(crate) fault: Option<Text>,
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
            until: Until::default(),
        }
    }

    /// The same, for answers that know no period after a last one.
    pub(crate) fn up_to(self, until: Until) -> Self {
        Self { until, ..self }
    }

    /// The revision that is asked at.
    pub(crate) fn revision(&self) -> i64 {
        self.computer.facts.revision
    }

    /// The day up to which anything can be known at the revision.
    pub(crate) fn known_on(&self) -> NaiveDate {
        self.computer.known_on()
    }

    /// The indicators in force at the revision.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        self.catalogue
    }

    /// The reading of that code.
    pub(crate) fn reading(&self, code: &str) -> Option<Arc<Reading>> {
        self.catalogue.find_reading(code).cloned()
    }

    /// The lengths of periods that an indicator has.
    pub(crate) fn indicator_grains(&self, code: &str) -> &[Grain] {
        let indicator = self.catalogue.find_indicator(code);
        let grains = indicator.map(|one| one.grains.as_slice());
        grains.unwrap_or_default()
    }

    /// When it was made.
    pub(crate) fn committed_at(&self) -> Option<DateTime<Utc>> {
        self.computer.facts.committed_at
    }

    /// Where a reading stands, with a target or without.
    pub(crate) fn stand_of(&self, found: Found) -> Result<Stand, AppError> {
        match found.target {
            Some(target) => self.stand(target, &found.reading),
            None => Ok(without_target(found.subject, &found.reading)),
        }
    }

    /// Where a reading stands against a target of it.
    pub(crate) fn stand(
        &self,
        target: StoredTarget,
        reading: &Arc<Reading>,
    ) -> Result<Stand, AppError> {
        let since = target.set.target.parts().baseline.on;
        let series = self.series(&target.set.subject, target.set.price_level, since)?;
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
        let (held, fault) = (&target.set.target, &series.fault);
        let baseline_on = held.parts().baseline.on;
        let series = match first_cut(&series.observations, baseline_on) {
            Some(cut) if cut.date <= held.parts().deadline => return none(status::cut_by(cut)),
            // What came of a target is told by the figures before what cut the series later.
            Some(cut) => until(&series.observations, cut.date),
            None => series.observations.as_slice(),
        };
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
        let rates = self.rates(held)?;
        let points = since_last_cut(series);
        let index = |from, to| rates.factor(from, to);
        match judge(
            held,
            &points,
            &index,
            self.until.day(self.computer.asked_on()),
        ) {
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

    /// The bounds of a target's path at each of these periods that is not before its baseline; nothing where it follows prices
    /// that are not known.
    pub(crate) fn path(
        &self,
        target: &Target,
        periods: impl Iterator<Item = Period>,
    ) -> Result<Vec<(Period, Bounds)>, AppError> {
        let rates = self.rates(target)?;
        let mut path = Vec::new();
        for period in periods {
            match target.bounds_at(period, &|from, to| rates.factor(from, to)) {
                Ok(bounds) => path.extend(bounds.map(|bounds| (period, bounds))),
                Err(NoIndex { .. }) => return Ok(Vec::new()),
            }
        }
        Ok(path)
    }

    /// The rates of the prices that a target's path follows.
    fn rates(&self, target: &Target) -> Result<Rates, AppError> {
        let mut series = None;
        // Prices that cannot be used must not fail what needs none.
        if let Some(name) = target.index_series() {
            let known = price_series(self.computer.store, self.revision())?;
            series = known
                .into_iter()
                .find(|one| one.series().eq_ignore_ascii_case(name));
        }
        let known_on = self.computer.known_on();
        Ok(Rates { series, known_on })
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
            let since = target.set.target.parts().baseline.on;
            let of_pair = self.series(&of_pair, PriceLevel::NotApplicable, since)?;
            let points = since_last_cut(&of_pair.observations);
            if has_worsened(&points, since, is_up_better) == Some(true) {
                found.push(status::contradiction(&pair.name));
            }
        }
        Ok(found)
    }

    /// The figures of the shortest periods that the indicator has, ascending, from years before a baseline to the newest; none
    /// where nothing is imported of what it needs, or where the question cannot be asked any more as the target has it.
    fn series(
        &self,
        subject: &Subject,
        price: PriceLevel,
        baseline_on: NaiveDate,
    ) -> Result<Series, AppError> {
        self.series_since(self.question(subject, price), baseline_on)
    }

    /// The answer to a question about one series, of all periods from years before a day to the newest; none where it cannot be
    /// asked, and why.
    pub(crate) fn series_since(
        &self,
        question: Request,
        day: NaiveDate,
    ) -> Result<Series, AppError> {
        let question = Request {
            periods: vec!["latest".to_owned()],
            ..question
        };
        // Cards and price series may have changed since the question was thought of, and it be impossible by now.
        let (observations, fault) = match self.since(question, day) {
            Ok(found) => (found, None),
            Err(AppError::Invalid(problems)) => (Vec::new(), Some(not_askable(&problems))),
            Err(error) => return Err(error),
        };
        Ok(Series {
            observations,
            fault,
        })
    }

    /// The answer to a question about the newest period, of it and all others from years before a baseline on.
    ///
    /// Where they begin does not move with time, since what is known of a process goes by all that came before.
    fn since(
        &self,
        mut question: Request,
        baseline_on: NaiveDate,
    ) -> Result<Vec<Observation>, AppError> {
        let query = Query::parse(self.catalogue, &question).map_err(invalid)?;
        let newest = self.newest_period(&query)?;
        let covered = self.computer.first_covered(&query)?;
        let first = first_period(newest, baseline_on);
        let first = covered
            .map_or(first, |covered| first.max(covered))
            .min(newest);
        question.periods = vec![format!("{first}..{newest}")];
        self.ask(&self.with_base(question)?)
    }

    /// The newest period of a question about one reading that counts.
    fn newest_period(&self, query: &Query) -> Result<Period, AppError> {
        let newest = self.computer.newest_period(query)?;
        let last = self.until.last(newest);
        last.ok_or_else(|| invalid(vec![QueryError::NothingCovered]))
    }

    /// The question with the base that its index has in its usual course; as it is, where it has a base or is of no index.
    ///
    /// So a board, a status and a course tell the same number of the same period, whichever periods each of them asks for.
    pub(crate) fn with_base(&self, question: Request) -> Result<Request, AppError> {
        let query = Query::parse(self.catalogue, &question).map_err(invalid)?;
        if question.base.is_some() || query.readings.iter().all(|one| one.index.is_none()) {
            return Ok(question);
        }
        let course = Request {
            periods: vec![format!("last:{PERIODS}")],
            ..question.clone()
        };
        let course = self.of_those_that_count(course)?;
        let course = Query::parse(self.catalogue, &course).map_err(invalid)?;
        let base = usual_base(self.computer, &course)?;
        Ok(Request {
            base: base.map(|base| base.to_string()),
            ..question
        })
    }

    /// A question for the newest periods, of those that count.
    pub(crate) fn of_those_that_count(&self, question: Request) -> Result<Request, AppError> {
        if self.until.is_open() {
            return Ok(question);
        }
        let query = Query::parse(self.catalogue, &question).map_err(invalid)?;
        let newest = self.newest_period(&query)?;
        Ok(Request {
            periods: self.until.newest(newest, PERIODS).into_iter().collect(),
            ..question
        })
    }

    /// The question for the newest periods of the shortest length that the indicator has.
    pub(crate) fn question(&self, subject: &Subject, price: PriceLevel) -> Request {
        let indicator = self.catalogue.find_indicator(&subject.indicator);
        let grains = indicator
            .map(|one| one.grains.as_slice())
            .unwrap_or_default();
        // Weeks are no parts of the other periods.
        let grain = grains.iter().filter(|grain| **grain != Grain::Week).max();
        Request {
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
        }
    }

    /// Whether a question can be understood and may be asked; nothing of its figures is looked at.
    pub(crate) fn check(&self, question: &Request) -> Result<(), AppError> {
        let query = Query::parse(self.catalogue, question).map_err(invalid)?;
        gate::check_cuts(&query, self.viewer)
    }

    /// The answer to a question about one series, as it may be told.
    pub(crate) fn ask(&self, question: &Request) -> Result<Vec<Observation>, AppError> {
        let query = Query::parse(self.catalogue, question).map_err(invalid)?;
        check_size(&query)?;
        gate::check_cuts(&query, self.viewer)?;
        let found = self.computer.figures(&query)?;
        gate::told(self.computer, &query, found, self.viewer)
    }
}

/// Where a reading stands that has no target.
fn without_target(subject: Subject, reading: &Arc<Reading>) -> Stand {
    let status = Status::without_target(reading.direction);
    Stand {
        subject,
        reading: Arc::clone(reading),
        target: None,
        status,
        judgement: None,
        sentence: status::no_target(status),
        contradictions: Vec::new(),
    }
}

/// The first of the breaks after a day across which nothing can be compared.
fn first_cut(series: &[Observation], after: NaiveDate) -> Option<&Break> {
    cuts(series).into_iter().find(|cut| cut.date > after)
}

/// The observations of periods that end before a day.
fn until(series: &[Observation], day: NaiveDate) -> &[Observation] {
    let n = series
        .iter()
        .take_while(|one| one.period.end() <= day)
        .count();
    series.get(..n).unwrap_or(series)
}

/// The first period that is looked at, of the length of the newest: that in which the year begins so many years before a
/// baseline, or whole steps of years later where there would be too many.
fn first_period(newest: Period, baseline_on: NaiveDate) -> Period {
    let first = |year| {
        let day = NaiveDate::from_ymd_opt(year, 1, 1)?;
        Period::containing(newest.grain(), day)
    };
    let mut year = baseline_on.year() - YEARS_BEFORE;
    loop {
        let Some(found) = first(year).filter(|one| *one < newest) else {
            return newest;
        };
        let n = Period::range(found, newest).map_or(0, |periods| periods.len());
        if n <= PERIODS_MAX {
            return found;
        }
        year += YEARS_BEFORE;
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
    let name = match parameter.as_str() {
        "indicator" => "indikator",
        "municipality" => "kommune",
        "price" => "prisniveau",
        "grain" => "periodelængde",
        _ => "udsnit",
    };
    Text {
        da: format!("målets {name} `{value}` kan ikke bruges mere"),
        en: format!(
            "the target's {parameter} `{value}` cannot be used any more: expected {allowed}"
        ),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_first_period_does_not_move_with_the_newest() {
        let check = |newest: &str, baseline_on: &str, expected: &str| {
            let found = first_period(newest.parse().unwrap(), baseline_on.parse().unwrap());
            assert_eq!(found.to_string(), expected, "{newest}, {baseline_on}");
        };
        check("2018-03", "2014-12-31", "2009-01");
        check("2029-12", "2014-12-31", "2009-01");
        check("2018", "2014-06-30", "2009");
        check("2033-12", "2014-12-31", "2009-01");
        // Twenty-five years of months are the most, and then five years are left out at once.
        check("2034-01", "2014-12-31", "2014-01");
        check("2038-12", "2014-12-31", "2014-01");
        check("2008-05", "2014-12-31", "2008-05");
    }
}

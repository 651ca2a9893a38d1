//! The series of an indicator of a municipality: chance and change, its target's path, and where it is heading.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_domain::target::{Bounds, Level};
use pejl_domain::{Cell, Grain, Period, PriceLevel};
use pejl_metrics::points::Point;
use pejl_metrics::status::Shown;
use pejl_metrics::trend::{self, Better, Told, usual_horizon};
use pejl_metrics::{Direction, Observation, Reading, Request, Text};
use pejl_stats::spc::SpcOptions;

use crate::comments::{self, ToldComment};
use crate::error::AppError;
use crate::gate::Viewer;
use crate::initiatives::{self, StoredInitiative};
use crate::snapshot::AsKnown;
use crate::status::{Found, Stand, StatusRequest, with_subject};
use crate::store::Store;
use crate::until::Until;

pub use pejl_metrics::Break;
pub use pejl_metrics::trend::{
    Ahead, AheadStep, Assurance, Chart, Mark, NoForecast, Phase, Possible, Signal, Tendency, Trend,
    Variation,
};

/// Most periods ahead that are told.
pub const HORIZON_MAX: usize = 60;
/// Most periods of a series: twenty years of months.
pub const PERIODS_MAX: usize = 240;

/// Whose series is wanted.
#[derive(Debug, Clone, Default)]
pub struct TrendRequest {
    /// `O3.1`, or a reading of it.
    pub indicator: String,
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The cut: dimension and member.
    pub filters: Vec<(String, Vec<String>)>,
    /// Periods as in any question; the newest sixty, from the first that is imported, unless said.
    pub periods: Vec<String>,
    /// Their length; the shortest that the indicator has, unless said.
    pub grain: Option<String>,
    /// Price level; that of the target, or current prices, unless said.
    pub prices: Vec<String>,
    /// Periods in which limits begin anew beside the cuts.
    pub phases: Vec<String>,
    /// How many periods ahead are told; a year's, or as many as are left to the target's deadline, unless said.
    pub horizon: Option<String>,
    /// The revision.
    pub at: AsKnown,
    /// The last period that counts, where periods are not named.
    pub until: Until,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// The series of an indicator at a revision.
#[derive(Debug, Clone)]
pub struct TrendAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// Where it stands, with its target and what the series is of.
    pub stand: Stand,
    /// The cells, one for each period, ascending.
    pub series: Vec<Observation>,
    /// What they show.
    pub trend: Trend,
    /// The target's path, at each period of the series, of what is expected and on to the deadline that is not before its
    /// baseline; nothing without a target.
    pub path: Vec<(Period, Bounds)>,
    /// Initiatives of the municipality that are expected to change the series, the earliest first.
    pub initiatives: Vec<StoredInitiative>,
    /// Comments on figures of the series, as they may be told, the earliest period first.
    pub comments: Vec<ToldComment>,
    /// What the series shows, in sentences.
    pub summary: Text,
}

/// Tells what the series of an indicator shows, beside the path of its target.
///
/// # Errors
/// The question cannot be understood, there is no such revision, nothing is imported of what the indicator needs, numbers are too
/// large, or the store fails.
pub fn get_trend(store: &Store, request: &TrendRequest) -> Result<TrendAnswer, AppError> {
    let of = StatusRequest {
        indicator: request.indicator.clone(),
        municipality: request.municipality.clone(),
        filters: request.filters.clone(),
        at: request.at,
        until: request.until,
        viewer: request.viewer.clone(),
    };
    with_subject(store, &of, |asker, found| {
        let (reading, price) = (Arc::clone(&found.reading), price(&found));
        let stand = asker.stand_of(found)?;
        let mut question = request.question(asker.question(&stand.subject, price));
        if request.periods.is_empty() {
            question = asker.of_those_that_count(question)?;
        }
        let question = asker.with_base(question)?;
        let mut series = asker.ask(&question)?;
        if request.periods.is_empty() {
            // Nobody asked for what was before the first import.
            let first = series.iter().position(|one| one.cell != Cell::Missing);
            series.drain(..first.unwrap_or(0));
        }
        let trend = shown(request, (&reading, &stand), &series)?;
        let periods = series.iter().map(|one| one.period);
        let periods = periods.chain(later(&series, &trend, &stand));
        let path = match &stand.target {
            Some(target) => asker.path(&target.set.target, periods)?,
            None => Vec::new(),
        };
        let told = Told {
            series: &series,
            trend: &trend,
            shown: &Shown {
                unit: reading.unit.clone(),
                precision: reading.precision,
            },
        };
        let at = (asker.revision(), request.until);
        let initiatives = initiatives::of_series(store, at, &stand.subject)?;
        let at = AsKnown::Revision(asker.revision());
        let mut comments = comments::of_series(store, (at, &request.viewer), &stand.subject)?;
        comments.retain(|one| {
            let period = one.said.period.parse::<Period>();
            period.is_ok_and(|period| request.until.counts(period))
        });
        Ok(TrendAnswer {
            revision: asker.revision(),
            committed_at: asker.committed_at(),
            initiatives,
            comments,
            summary: trend::sentence(&told),
            stand,
            series,
            trend,
            path,
        })
    })
}

/// The price level of the target.
fn price(found: &Found) -> PriceLevel {
    let target = found.target.as_ref();
    target.map_or(PriceLevel::NotApplicable, |one| one.set.price_level)
}

impl TrendRequest {
    /// The usual question, with what is asked for otherwise.
    fn question(&self, usual: Request) -> Request {
        let or = |asked: &Vec<String>, usual| match asked.is_empty() {
            true => usual,
            false => asked.clone(),
        };
        Request {
            periods: or(&self.periods, usual.periods),
            prices: or(&self.prices, usual.prices),
            grain: self.grain.clone().or(usual.grain),
            ..usual
        }
    }
}

/// What a series shows, as it is asked for.
fn shown(
    request: &TrendRequest,
    (reading, stand): (&Reading, &Stand),
    series: &[Observation],
) -> Result<Trend, AppError> {
    if series.len() > PERIODS_MAX {
        return Err(AppError::TooLarge {
            size: series.len() as u64,
            limit: PERIODS_MAX as u64,
        });
    }
    let grain = series.last().map_or(Grain::Month, |one| one.grain);
    let phases = request.phases.iter().map(|text| {
        let parsed = text.trim().parse::<Period>().ok();
        let found = parsed.filter(|one| series.iter().any(|of| of.period == *one));
        found.ok_or_else(|| AppError::parameter("phase", text, "a period of the series"))
    });
    let phases: Vec<Period> = phases.collect::<Result<_, _>>()?;
    let horizon = match &request.horizon {
        None => to_deadline(stand, series).unwrap_or(usual_horizon(grain)),
        Some(text) => {
            let number = text.trim().parse().ok();
            let allowed = || format!("a number from 1 to {HORIZON_MAX}");
            let horizon = number.filter(|horizon| (1..=HORIZON_MAX).contains(horizon));
            horizon.ok_or_else(|| AppError::parameter("horizon", text, allowed()))?
        }
    };
    let goal = stand.judgement.as_ref().and_then(|one| one.goal);
    let options = SpcOptions {
        better: match reading.direction {
            Direction::Up => Better::Up,
            Direction::Down => Better::Down,
            Direction::Band | Direction::Context => Better::Neither,
        },
        target: goal
            .and_then(|goal| goal.low.xor(goal.high))
            .map(Level::as_f64),
        ..SpcOptions::default()
    };
    trend::trend(&reading.unit, series, &phases, &options, horizon).map_err(|error| {
        AppError::parameter(
            "indicator",
            &request.indicator,
            format!("figures of another size: {error}"),
        )
    })
}

/// The periods later than the series, as far as figures are expected and on to the target's deadline.
fn later(series: &[Observation], trend: &Trend, stand: &Stand) -> Vec<Period> {
    let last = series.last().map(|one| one.period);
    let ahead = trend.ahead.iter().flat_map(|ahead| &ahead.steps);
    let expected = ahead.map(|step| step.period).max();
    let target = stand.target.as_ref();
    let deadline = target.map(|one| one.set.target.parts().deadline);
    let later = std::iter::successors(last.and_then(Period::next), |one| one.next());
    let is_told = |one: &Period| Some(*one) <= expected || Some(one.start()) <= deadline;
    later.take_while(is_told).take(HORIZON_MAX).collect()
}

/// How many periods there are from the newest point to the one in which the target's deadline lies, as far as can be told; none
/// without a target whose deadline is to come.
fn to_deadline(stand: &Stand, series: &[Observation]) -> Option<usize> {
    let deadline = stand.target.as_ref()?.set.target.parts().deadline;
    let last = series.iter().rev().find_map(Point::of)?.period;
    let later = std::iter::successors(last.next(), |one| one.next());
    let before = later.take_while(|one| one.start() <= deadline);
    Some(before.take(HORIZON_MAX).count()).filter(|n| *n > 0)
}

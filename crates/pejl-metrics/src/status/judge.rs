//! Figures against a target.

use pejl_domain::target::{Bounds, IndexFactors, NoIndex, Target};
use pejl_stats::forecast::HORIZON_MAX;
use pejl_stats::level::{Level, levels};
use pejl_stats::spc::{Assurance, Better, SpcOptions, xmr};

use super::{CLEARLY, Calibration, Judgement, Point, Rule, has_passed};
use crate::trend::ahead;

/// Standard errors that chance can explain: 95 % of the time less.
const CHANCE: f64 = 1.96;

/// How figures stand against a target; none without a figure at or after its baseline.
///
/// `points` are whole and mature, of one length of period, in the order of time; those before the baseline tell what is chance.
///
/// # Errors
/// The path follows a price index that is not known so far.
pub fn judge(
    target: &Target,
    points: &[Point],
    index: &IndexFactors<'_>,
) -> Result<Option<Judgement>, NoIndex> {
    let mut paths = Vec::new();
    for point in points {
        let path = target.bounds_at(point.period, index)?;
        // Before the baseline there was no other path than to stay there.
        paths.push((path.is_some(), path.unwrap_or(target.baseline_bounds())));
    }
    let (Some(newest), Some((true, path))) = (points.last(), paths.last().copied()) else {
        return Ok(None);
    };
    let held = Held {
        target,
        points,
        paths: paths.into_iter().map(|(_, path)| path).collect(),
        path,
        goal: target.goal_bounds(index).ok(),
        newest: *newest,
    };
    Ok(Some(held.judged()))
}

/// Figures beside their path.
struct Held<'a> {
    target: &'a Target,
    points: &'a [Point],
    paths: Vec<Bounds>,
    path: Bounds,
    goal: Option<Bounds>,
    newest: Point,
}

impl Held<'_> {
    fn judged(&self) -> Judgement {
        let values: Vec<f64> = self.points.iter().map(|one| one.value).collect();
        let forecast_now = self.forecast(self.points);
        let mut found = Judgement {
            rule: Rule::FewOffPath,
            newest: self.newest,
            n: self.points.len(),
            path: self.path,
            goal: self.goal,
            margin: self.path.margin(self.newest.value),
            level: None,
            since: None,
            probability: forecast_now.map(|(probability, _)| probability),
            probability_then: None,
            calibration: forecast_now.map(|(_, calibration)| calibration),
            assurance: self.assurance(&values),
            moved_up: None,
        };
        // Numbers so large that they have no level are held against the path as few are.
        match levels(&values).ok().and_then(|own| self.leveled(&own)) {
            None => found.rule = self.of_few(),
            Some(leveled) => self.of_levels(&leveled, &mut found),
        }
        found
    }

    /// What the chart of the figures, from the last level on, says of the goal.
    fn assurance(&self, values: &[f64]) -> Option<Assurance> {
        let (better, goal) = match (self.goal?.low, self.goal?.high) {
            (Some(low), None) => (Better::Up, low),
            (None, Some(high)) => (Better::Down, high),
            _ => return None,
        };
        let first = levels(values).ok()?.last()?.first;
        let options = SpcOptions {
            better,
            target: Some(goal.as_f64()),
            ..SpcOptions::default()
        };
        xmr(values.get(first..)?, &[], &options).ok()?.assurance
    }

    fn tolerance(&self) -> f64 {
        self.target.parts().tolerance.as_f64()
    }

    /// Whether a margin counts as held.
    fn holds(&self, margin: f64) -> bool {
        margin >= -self.tolerance()
    }

    fn meets_goal(&self, figure: f64) -> bool {
        self.goal
            .is_some_and(|goal| self.holds(goal.margin(figure)))
    }

    /// By the newest figures alone.
    fn of_few(&self) -> Rule {
        let mut newest = self.points.iter().zip(&self.paths).rev().take(2);
        let is_off = |(point, path): (&Point, &Bounds)| !self.holds(path.margin(point.value));
        let before = self.points.iter().rev().nth(1);
        let meets = self.meets_goal(self.newest.value);
        let met_before = before.is_some_and(|one| self.meets_goal(one.value));
        if meets && (met_before || has_passed(self.target, self.newest.period)) {
            return Rule::FewGoalMet;
        }
        match (newest.next().is_some_and(is_off), newest.next().map(is_off)) {
            (false, _) => Rule::FewOnPath,
            (true, Some(true)) => Rule::FewOffPath,
            (true, _) => Rule::FewOnceOffPath,
        }
    }

    /// The levels of the figures and of their distance to the path; none with few figures.
    fn leveled(&self, own: &[Level]) -> Option<Leveled> {
        let own_last = own.last()?;
        // Each edge of a band has a distance of its own; a path has an edge at every period or at none.
        let edges: [fn(Bounds) -> Bounds; 2] = [
            |path| Bounds { high: None, ..path },
            |path| Bounds { low: None, ..path },
        ];
        let mut worst: Option<Level> = None;
        for edge in edges {
            let beside = self.points.iter().zip(&self.paths);
            let margins: Vec<f64> = beside
                .map(|(point, path)| edge(*path).margin(point.value))
                .collect();
            if margins.iter().any(|margin| margin.is_infinite()) {
                continue;
            }
            let of_edge = *levels(&margins).ok()?.last()?;
            if worst.is_none_or(|worst| of_edge.value < worst.value) {
                worst = Some(of_edge);
            }
        }
        let before = own.iter().rev().find(|one| one.first != own_last.first);
        Some(Leveled {
            margin: worst?,
            own: *own_last,
            moved_up: before.map(|before| own_last.value > before.value),
        })
    }

    fn of_levels(&self, leveled: &Leveled, found: &mut Judgement) {
        let (margin, own) = (leveled.margin, leveled.own);
        let known_at = margin.known_at.max(own.known_at);
        let then = self.points.get(..=known_at).unwrap_or(self.points);
        found.margin = margin.value;
        found.level = Some(own.value);
        found.since = then.last().map(|one| one.period);
        found.moved_up = leveled.moved_up;
        found.probability_then = match then.len() == self.points.len() {
            true => found.probability,
            false => self.forecast(then).map(|(probability, _)| probability),
        };
        let is_past = has_passed(self.target, self.newest.period);
        let expected = found.probability_then.filter(|_| !is_past);
        let speaks_against = expected.is_some_and(|one| one < CLEARLY);
        let speaks_for = expected.is_some_and(|one| one > 1.0 - CLEARLY);
        let lacks_little = self.holds(margin.value + CHANCE * margin.error());
        found.rule = if self.meets_goal(own.value) {
            match speaks_against {
                false => Rule::GoalMet,
                true => Rule::GoalNotSafe,
            }
        } else if is_past {
            match lacks_little {
                true => Rule::MissedByChance,
                false => Rule::Missed,
            }
        } else if self.holds(margin.value) {
            match speaks_against {
                false => Rule::OnPath,
                true => Rule::OnPathNotExpected,
            }
        } else if speaks_for {
            Rule::OffPathExpected
        } else if lacks_little {
            Rule::OffPathByChance
        } else {
            Rule::OffPath
        };
    }

    /// The probability of being on the right side of the goal at the deadline, and how forecasts of the model have done.
    fn forecast(&self, points: &[Point]) -> Option<(f64, Calibration)> {
        let (goal, last) = (self.goal?, points.last()?);
        let horizon = self.periods_to_deadline(last)?;
        let found = ahead(points, horizon).ok()?;
        let expected = found.steps.last()?.expected;
        let tolerance = self.tolerance();
        let above = goal.low.map_or(0.0, |low| {
            expected.probability_up_to(low.as_f64() - tolerance)
        });
        let below = goal.high.map_or(1.0, |high| {
            expected.probability_up_to(high.as_f64() + tolerance)
        });
        Some(((below - above).clamp(0.0, 1.0), found.calibration))
    }

    /// How many periods after one the deadline lies in; none where it has passed.
    fn periods_to_deadline(&self, last: &Point) -> Option<usize> {
        if has_passed(self.target, last.period) {
            return None;
        }
        let periods = std::iter::successors(last.period.next(), |one| one.next());
        let to_deadline = periods
            .take(HORIZON_MAX)
            .position(|one| has_passed(self.target, one));
        to_deadline.map(|no| no + 1)
    }
}

/// What the levels say.
struct Leveled {
    /// The level of the distance to the path, of the worse side.
    margin: Level,
    /// The level of the figures.
    own: Level,
    /// Whether the last change was to more.
    moved_up: Option<bool>,
}

//! Figures against a target.

use chrono::NaiveDate;
use pejl_domain::Period;
use pejl_domain::target::{Bounds, IndexFactors, NoIndex, Target};
use pejl_stats::forecast::HORIZON_MAX;
use pejl_stats::level::{Known, LEVEL_POINTS, Level, Series, levels_of};
use pejl_stats::spc::{Assurance, Better, SpcOptions, xmr};

use super::few::{Few, few};
use super::{CLEARLY, Calibration, Judgement, Point, Rule, has_passed};
use crate::points::positions;
use crate::trend::{ahead, season};

/// Standard errors that chance can explain: 95 % of the time less.
const CHANCE: f64 = 1.96;

/// How figures stand against a target on a day; none without a figure after its baseline.
///
/// `points` are whole and mature, of one length of period, in the order of time; those up to the baseline tell what is chance, and
/// nothing else.
///
/// # Errors
/// The path follows a price index that is not known so far.
pub fn judge(
    target: &Target,
    points: &[Point],
    index: &IndexFactors<'_>,
    asked_on: NaiveDate,
) -> Result<Option<Judgement>, NoIndex> {
    let is_after = |one: &Point| one.period.end().pred_opt() > Some(target.parts().baseline.on);
    let Some(from) = points.iter().position(is_after) else {
        return Ok(None);
    };
    let mut paths = Vec::new();
    for point in points {
        let path = target.bounds_at(point.period, index)?;
        // Before the baseline there was no other path than to stay there.
        paths.push(path.unwrap_or(target.baseline_bounds()));
    }
    let (Some(newest), Some(path)) = (points.last(), paths.last().copied()) else {
        return Ok(None);
    };
    let held = Held {
        target,
        points,
        from,
        paths,
        path,
        goal: target.goal_bounds(index).ok(),
        newest: *newest,
        asked_on,
    };
    Ok(Some(held.judged()))
}

/// Figures beside their path.
struct Held<'a> {
    target: &'a Target,
    points: &'a [Point],
    /// Position of the first point after the baseline.
    from: usize,
    paths: Vec<Bounds>,
    path: Bounds,
    goal: Option<Bounds>,
    newest: Point,
    asked_on: NaiveDate,
}

impl Held<'_> {
    fn judged(&self) -> Judgement {
        let forecast_now = self.forecast(self.points);
        let mut found = Judgement {
            rule: Rule::FewOffPath,
            newest: self.newest,
            n: self.points.len(),
            n_since: self.points.len() - self.from,
            path: self.path,
            goal: self.goal,
            margin: self.path.margin(self.newest.value),
            mean_margin: None,
            level: None,
            level_since: None,
            since: None,
            is_chance_known: true,
            probability: forecast_now.map(|(probability, _)| probability),
            probability_then: None,
            calibration: forecast_now.map(|(_, calibration)| calibration),
            awaited: self.awaited(),
            assurance: None,
            moved_up: None,
        };
        // Numbers so large that they have no level are held against the path as few are.
        match self.leveled() {
            None => self.of_few(&mut found),
            Some(leveled) => self.of_levels(&leveled, &mut found),
        }
        found
    }

    /// The period of the deadline, where the deadline has passed and its figure is not there.
    fn awaited(&self) -> Option<Period> {
        let deadline = self.target.parts().deadline;
        let is_awaited = deadline < self.asked_on && !has_passed(self.target, self.newest.period);
        let period = Period::containing(self.newest.period.grain(), deadline);
        period.filter(|_| is_awaited)
    }

    /// What the chart of the figures, from the last level on, says of the goal.
    fn assurance(&self, first: usize) -> Option<Assurance> {
        let (better, goal) = match (self.goal?.low, self.goal?.high) {
            (Some(low), None) => (Better::Up, low),
            (None, Some(high)) => (Better::Down, high),
            _ => return None,
        };
        let options = SpcOptions {
            better,
            target: Some(goal.as_f64()),
            ..SpcOptions::default()
        };
        let points = self.points.get(first..)?;
        let values: Vec<f64> = points.iter().map(|one| one.value).collect();
        xmr(&values, &[], &options).ok()?.assurance
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

    /// By the figures themselves.
    fn of_few(&self, found: &mut Judgement) {
        let last_day = |one: &Point| one.period.end().pred_opt();
        let figures: Vec<Few> = (self.points.iter().zip(&self.paths))
            .map(|(point, path)| Few {
                period: point.period,
                value: point.value,
                beyond_path: path.margin(point.value) + self.tolerance(),
                beyond_goal: self
                    .goal
                    .map(|goal| goal.margin(point.value) + self.tolerance()),
                is_past: last_day(point) >= Some(self.target.parts().deadline),
            })
            .collect();
        let judged = few(&figures, self.from);
        found.rule = judged.rule;
        found.is_chance_known = judged.is_chance_known;
    }

    /// The levels of numbers that belong to the points, which stood at one when the path began.
    fn levels(&self, values: &[f64], at_baseline: f64) -> Option<Vec<Level>> {
        let series = Series {
            values,
            at: &positions(self.points)?,
            season: season(self.newest.period.grain()),
            known: Some(Known {
                value: at_baseline,
                from: self.from,
            }),
        };
        levels_of(&series).ok()
    }

    /// The levels of the figures and of their distance to the path; none with few figures.
    fn leveled(&self) -> Option<Leveled> {
        // What is chance is told by twelve figures before the baseline, or by twelve since.
        if self.from.max(self.points.len() - self.from) < LEVEL_POINTS {
            return None;
        }
        let values: Vec<f64> = self.points.iter().map(|one| one.value).collect();
        let baseline = self.target.parts().baseline.value.as_f64();
        let own = self.levels(&values, baseline)?;
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
            let at_baseline = edge(self.target.baseline_bounds()).margin(baseline);
            let of_edge = *self.levels(&margins, at_baseline)?.last()?;
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
        let period_of = |no: usize| self.points.get(no).map(|one| one.period);
        found.since = period_of(known_at);
        found.moved_up = leveled.moved_up;
        if own.n > 0 {
            found.level = Some(own.value);
            found.level_since = period_of(own.known_at);
            found.assurance = self.assurance(own.first);
        }
        if margin.n > 0 {
            found.margin = margin.value;
            found.mean_margin = Some(margin.value);
        }
        found.probability_then = match then.len() == self.points.len() {
            true => found.probability,
            false => self.forecast(then).map(|(probability, _)| probability),
        };
        let at_deadline = self
            .points
            .iter()
            .find(|one| has_passed(self.target, one.period));
        found.rule = match at_deadline {
            Some(figure) => self.past(leveled, figure),
            None => self.ahead(leveled, found.probability_then),
        };
    }

    /// The rule that decides once there is a figure of the deadline.
    fn past(&self, leveled: &Leveled, at_deadline: &Point) -> Rule {
        let (margin, own) = (leveled.margin, leveled.own);
        // Without a level since the baseline it is the figure of the deadline that counts, and no later one.
        let (meets, lacks_little) = match own.n {
            0 => {
                let missing = self
                    .goal
                    .map_or(f64::NEG_INFINITY, |goal| goal.margin(at_deadline.value));
                let might = missing + CHANCE * own.deviation;
                (self.holds(missing), self.holds(might))
            }
            _ => {
                let might = margin.value + CHANCE * margin.error();
                (self.meets_goal(own.value), self.holds(might))
            }
        };
        match (meets, lacks_little) {
            (true, _) => Rule::GoalMetInTime,
            (false, true) => Rule::MissedByChance,
            (false, false) => Rule::Missed,
        }
    }

    /// The rule that decides while the deadline is to come.
    fn ahead(&self, leveled: &Leveled, expected: Option<f64>) -> Rule {
        let (margin, own) = (leveled.margin, leveled.own);
        let speaks_against = expected.is_some_and(|one| one < CLEARLY);
        let speaks_for = expected.is_some_and(|one| one > 1.0 - CLEARLY);
        if own.n > 0 && self.meets_goal(own.value) {
            return match speaks_against {
                false => Rule::GoalMet,
                true => Rule::GoalNotSafe,
            };
        }
        if self.holds(margin.value) {
            return match (speaks_against, margin.n) {
                (true, _) => Rule::OnPathNotExpected,
                (false, 0) => Rule::OnPathSoFar,
                (false, _) => Rule::OnPath,
            };
        }
        if speaks_for {
            Rule::OffPathExpected
        } else if self.holds(margin.value + CHANCE * margin.error()) {
            Rule::OffPathByChance
        } else {
            Rule::OffPath
        }
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

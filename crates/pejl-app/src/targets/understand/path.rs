//! Path, goal and days of a draft.

use chrono::NaiveDate;
use pejl_domain::target::{Baseline, Direction, Goal, IndexLink, Level, Parts, Path, Step};

use super::Reader;
use crate::targets::value::{End, day, level, listed};

impl Reader<'_> {
    pub(super) fn parts(&mut self, direction: Option<Direction>) -> Option<Parts> {
        let on = self.day("baseline_on", End::Last);
        let value = self.level("baseline");
        let deadline = self.day("deadline", End::Last);
        let tolerance = match self.draft.get("tolerance") {
            None => Some(Level::ZERO),
            Some(_) => self.level("tolerance"),
        };
        let path = self.path(direction?);
        Some(Parts {
            baseline: Baseline {
                on: on?,
                value: value?,
            },
            deadline: deadline?,
            path: path?,
            tolerance: tolerance?,
        })
    }

    fn path(&mut self, direction: Direction) -> Option<Path> {
        let said = self.draft.get("path").unwrap_or("linear").to_owned();
        if said != "index_linked" {
            for field in ["index_series", "index_change"] {
                self.unused(
                    field,
                    ("uden path index_linked", "without the path index_linked"),
                );
            }
        }
        if said != "steps" {
            self.unused("steps", ("uden path steps", "without the path steps"));
        }
        match said.as_str() {
            "linear" => {
                let goal = self.goal(direction)?;
                Some(Path::Linear { goal })
            }
            "steps" => {
                let (goal, steps) = (self.goal(direction), self.steps());
                Some(Path::Steps {
                    goal: goal?,
                    steps: steps?,
                })
            }
            "index_linked" => {
                for field in ["goal", "goal_low", "goal_high"] {
                    self.unused(
                        field,
                        ("med path index_linked", "with the path index_linked"),
                    );
                }
                let series = self.required("index_series");
                let change_ppm = self.share("index_change");
                Some(Path::IndexLinked(IndexLink {
                    direction,
                    series: series?,
                    change_ppm: change_ppm?,
                }))
            }
            _ => {
                let texts = (
                    "forventede linear, steps eller index_linked",
                    "expected linear, steps or index_linked",
                );
                self.fault("path", texts);
                None
            }
        }
    }

    fn goal(&mut self, direction: Direction) -> Option<Goal> {
        if direction == Direction::Band {
            self.unused("goal", ("med retningen band", "with the direction band"));
            let (low, high) = (self.level("goal_low"), self.level("goal_high"));
            return Some(Goal::Within {
                low: low?,
                high: high?,
            });
        }
        for field in ["goal_low", "goal_high"] {
            self.unused(field, ("uden retningen band", "without the direction band"));
        }
        let value = self.level("goal")?;
        Some(match direction {
            Direction::Up => Goal::AtLeast(value),
            _ => Goal::AtMost(value),
        })
    }

    /// `2016=95;2017-07-01=80`: the first day and the value of each step.
    fn steps(&mut self) -> Option<Vec<Step>> {
        let text = self.required("steps")?;
        let mut found = Vec::new();
        for part in listed(&text) {
            let step = part.split_once('=').and_then(|(from, value)| {
                Some(Step {
                    from: day(from.trim(), End::First)?,
                    value: level(value.trim(), self.format, self.is_share).ok()?,
                })
            });
            match step {
                Some(step) => found.push(step),
                None => {
                    let texts = (
                        format!("`{part}` er ikke et trin såsom 2016=95; skil trin med ;"),
                        format!("`{part}` is no step such as 2016=95; put ; between steps"),
                    );
                    self.fault("steps", texts);
                    return None;
                }
            }
        }
        Some(found)
    }

    fn day(&mut self, field: &'static str, end: End) -> Option<NaiveDate> {
        let text = self.required(field)?;
        let found = day(&text, end);
        if found.is_none() {
            let texts = (
                "forventede en dag eller periode, såsom 2018-12-31 eller 2018",
                "expected a day or a period, such as 2018-12-31 or 2018",
            );
            self.fault(field, texts);
        }
        found
    }

    fn level(&mut self, field: &'static str) -> Option<Level> {
        let text = self.required(field)?;
        match level(&text, self.format, self.is_share) {
            Ok(found) => Some(found),
            Err((da, en)) => {
                self.fault(field, (da, en));
                None
            }
        }
    }

    /// A share in parts per million; nothing where the field says nothing.
    fn share(&mut self, field: &'static str) -> Option<i64> {
        let Some(text) = self.draft.get(field) else {
            return Some(0);
        };
        match level(text, self.format, true) {
            // Millionths of one are parts per million.
            Ok(found) => Some(found.as_millionths()),
            Err((da, en)) => {
                self.fault(field, (da, en));
                None
            }
        }
    }
}

//! A target as a row: plain columns, checked when they are read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use pejl_domain::target::{Baseline, Direction, Goal, IndexLink, Level, Parts, Path, Step, Target};

use super::{Decision, NewTarget, StoredTarget, Subject};
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::schema::target;
use crate::text::storable;

/// The columns in the order of the table.
#[derive(Queryable)]
pub(super) struct Row {
    id: i64,
    number: i64,
    version: i32,
    municipality: String,
    indicator: String,
    reading: String,
    members: String,
    unit: String,
    price_level: String,
    direction: String,
    path: String,
    baseline_on: String,
    baseline: i64,
    goal_low: Option<i64>,
    goal_high: Option<i64>,
    deadline: String,
    steps: String,
    index_series: Option<String>,
    index_change_ppm: Option<i64>,
    tolerance: i64,
    parent: Option<i64>,
    owner: String,
    decision_case: String,
    decision_meeting: String,
    decided_on: Option<String>,
    note: String,
    known_from: i64,
    known_to: Option<i64>,
}

impl Row {
    /// The target that the row holds.
    pub(super) fn read(self) -> Result<StoredTarget, Corrupt> {
        let target = self.target()?;
        let decided_on = self.decided_on.as_deref();
        let decided_on = decided_on.map(|text| self.parsed("decided_on", text));
        Ok(StoredTarget {
            number: self.number,
            version: self.version,
            set: NewTarget {
                unit: self.parsed("unit", &self.unit)?,
                price_level: self.parsed("price_level", &self.price_level)?,
                target,
                parent: self.parent,
                decision: Decision {
                    decided_on: decided_on.transpose()?,
                    owner: self.owner,
                    case: self.decision_case,
                    meeting: self.decision_meeting,
                    note: self.note,
                },
                subject: Subject {
                    members: json(self.id, "members", &self.members)?,
                    municipality: self.municipality,
                    indicator: self.indicator,
                    reading: self.reading,
                },
            },
            known_from: self.known_from,
            known_to: self.known_to,
        })
    }

    fn target(&self) -> Result<Target, Corrupt> {
        let path = match self.path.as_str() {
            "linear" => Path::Linear { goal: self.goal()? },
            "steps" => Path::Steps {
                goal: self.goal()?,
                steps: self.steps()?,
            },
            "index_linked" => Path::IndexLinked(self.link()?),
            other => return Err(self.corrupt("path", other)),
        };
        let parts = Parts {
            baseline: Baseline {
                on: self.parsed("baseline_on", &self.baseline_on)?,
                value: self.level("baseline", self.baseline)?,
            },
            deadline: self.parsed("deadline", &self.deadline)?,
            path,
            tolerance: self.level("tolerance", self.tolerance)?,
        };
        Target::new(parts).map_err(|problems| {
            let field = problems.first().map_or("path", |problem| problem.field());
            self.corrupt("path", field)
        })
    }

    fn goal(&self) -> Result<Goal, Corrupt> {
        let low = self.goal_low.map(|low| self.level("goal_low", low));
        let high = self.goal_high.map(|high| self.level("goal_high", high));
        match (self.direction.parse(), low.transpose()?, high.transpose()?) {
            (Ok(Direction::Up), Some(low), None) => Ok(Goal::AtLeast(low)),
            (Ok(Direction::Down), None, Some(high)) => Ok(Goal::AtMost(high)),
            (Ok(Direction::Band), Some(low), Some(high)) => Ok(Goal::Within { low, high }),
            _ => Err(self.corrupt("direction", &self.direction)),
        }
    }

    fn steps(&self) -> Result<Vec<Step>, Corrupt> {
        let steps: BTreeMap<NaiveDate, i64> = json(self.id, "steps", &self.steps)?;
        let step = |(from, value)| {
            let value = self.level("steps", value)?;
            Ok(Step { from, value })
        };
        steps.into_iter().map(step).collect()
    }

    fn link(&self) -> Result<IndexLink, Corrupt> {
        let none = || self.corrupt("index_series", "NULL");
        Ok(IndexLink {
            direction: self.parsed("direction", &self.direction)?,
            series: self.index_series.clone().ok_or_else(none)?,
            change_ppm: self.index_change_ppm.ok_or_else(none)?,
        })
    }

    fn level(&self, column: &'static str, millionths: i64) -> Result<Level, Corrupt> {
        let found = Level::from_millionths(millionths);
        found.map_err(|_| self.corrupt(column, &millionths.to_string()))
    }

    fn parsed<T: std::str::FromStr>(&self, column: &'static str, text: &str) -> Result<T, Corrupt> {
        text.parse().map_err(|_| self.corrupt(column, text))
    }

    fn corrupt(&self, column: &'static str, value: &str) -> Corrupt {
        Corrupt::new("target", self.id, column, value)
    }
}

fn json<T: serde::de::DeserializeOwned>(
    id: i64,
    column: &'static str,
    text: &str,
) -> Result<T, Corrupt> {
    serde_json::from_str(text).map_err(|_| Corrupt::new("target", id, column, text))
}

/// Adds a version.
pub(super) fn insert(
    conn: &mut DbConn,
    (number, version): (i64, i32),
    new: &NewTarget,
    known_from: i64,
) -> Result<(), DbError> {
    let parts = new.target.parts();
    let (goal, steps, link) = match &parts.path {
        Path::Linear { goal } => (Some(*goal), &[] as &[Step], None),
        Path::Steps { goal, steps } => (Some(*goal), steps.as_slice(), None),
        Path::IndexLinked(link) => (None, &[] as &[Step], Some(link)),
    };
    let (low, high) = match goal {
        None => (None, None),
        Some(Goal::AtLeast(low)) => (Some(low), None),
        Some(Goal::AtMost(high)) => (None, Some(high)),
        Some(Goal::Within { low, high }) => (Some(low), Some(high)),
    };
    let steps: BTreeMap<String, i64> = steps
        .iter()
        .map(|step| (step.from.to_string(), step.value.as_millionths()))
        .collect();
    let (subject, decision) = (&new.subject, &new.decision);
    diesel::insert_into(target::table)
        .values((
            (
                target::number.eq(number),
                target::version.eq(version),
                target::municipality.eq(&subject.municipality),
                target::indicator.eq(&subject.indicator),
                target::reading.eq(&subject.reading),
                target::members.eq(written(&subject.members)),
                target::unit.eq(new.unit.as_str().into_owned()),
                target::price_level.eq(new.price_level.as_str()),
            ),
            (
                target::direction.eq(new.target.direction().as_str()),
                target::path.eq(parts.path.as_str()),
                target::baseline_on.eq(parts.baseline.on.to_string()),
                target::baseline.eq(parts.baseline.value.as_millionths()),
                target::goal_low.eq(low.map(Level::as_millionths)),
                target::goal_high.eq(high.map(Level::as_millionths)),
                target::deadline.eq(parts.deadline.to_string()),
                target::steps.eq(written(&steps)),
                target::index_series.eq(link.map(|link| link.series.as_str())),
                target::index_change_ppm.eq(link.map(|link| link.change_ppm)),
                target::tolerance.eq(parts.tolerance.as_millionths()),
            ),
            (
                target::parent.eq(new.parent),
                target::owner.eq(storable(&decision.owner)),
                target::decision_case.eq(storable(&decision.case)),
                target::decision_meeting.eq(storable(&decision.meeting)),
                target::decided_on.eq(decision.decided_on.map(|day| day.to_string())),
                target::note.eq(storable(&decision.note)),
                target::known_from.eq(known_from),
            ),
        ))
        .execute(conn.any())
        .task("set a target")?;
    Ok(())
}

/// A map as JSON, its keys in order.
fn written<V: serde::Serialize>(map: &BTreeMap<String, V>) -> String {
    // Text and whole numbers always have a form in JSON.
    serde_json::to_string(map).unwrap_or_default()
}

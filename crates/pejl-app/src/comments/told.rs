//! A comment as it is told: with the figure it explains, the figure as it is now, and no word of what is withheld.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use pejl_db::observation::{self, Figure};
use pejl_db::target::Subject;
use pejl_domain::{Cell, Period};
use pejl_lake::STAT_FACT;
use pejl_metrics::{Observation, Query, Request, Text};

use super::{ReadBy, StoredComment};
use crate::compute::{self, Computer};
use crate::definitions::{Definitions, definitions_at};
use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::kept::restored;
use crate::observations::{check_size, invalid};
use crate::snapshot::{AsKnown, Known, known};
use crate::store::Store;
use crate::targets::reading_name;

/// A comment as it may be told to whoever asks.
#[derive(Debug, Clone)]
pub struct ToldComment {
    /// The comment; its texts are empty where they are withheld, and it has no figure.
    stored: StoredComment,
    /// Why its texts are withheld; none where they are told.
    pub withheld: Option<Text>,
    /// The figure that it explains.
    pub explains: Explained,
    /// The figure as it is now; none where it cannot be asked for any more.
    pub now: Option<Observation>,
    /// Whether the figure is another now; none where one of the two is withheld or not known.
    pub moved: Option<bool>,
}

impl Deref for ToldComment {
    type Target = StoredComment;

    fn deref(&self) -> &StoredComment {
        &self.stored
    }
}

/// The figure that a comment explains.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What it was read by.
    pub read_by: ReadBy,
    /// The figure as it was, as it may be told; none once an erasure has taken it.
    pub figure: Option<Observation>,
}

/// Comments as they may be told, in the order given, with their figures as known at a revision.
///
/// A figure is withheld by the gate of every exit, that which is kept and that which is computed. With the kept one go the words:
/// whoever may not be told a number of few persons may not be told what became of them.
///
/// # Errors
/// There is no such revision, or the store fails.
pub fn tell(
    store: &Store,
    comments: &[StoredComment],
    at: AsKnown,
    viewer: &Viewer,
) -> Result<Vec<ToldComment>, AppError> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let figures = Figures::at(store, at)?;
    let now = figures.of_all(comments)?;
    let told = comments.iter().zip(now);
    told.map(|(one, now)| figures.tell(one, now, viewer))
        .collect()
}

/// Whether two kept figures are the same number.
pub(super) fn is_same(one: &Figure, other: &Figure) -> bool {
    is_same_value(one.value, other.value) && one.cell == other.cell && one.unit == other.unit
}

/// Whether two values are the same but for how a decimal is written and read again.
pub fn is_same_value(one: Option<f64>, other: Option<f64>) -> bool {
    /// How many times the last digit of a double they may differ by.
    const ULPS: f64 = 4.0;
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            (one - other).abs() <= ULPS * f64::EPSILON * one.abs().max(other.abs())
        }
        _ => false,
    }
}

fn has_moved(before: &Observation, now: &Observation) -> bool {
    let is_same_number = is_same_value(before.value, now.value);
    !is_same_number || before.cell != now.cell || before.unit != now.unit
}

/// A figure as it may be told.
struct Gated {
    told: Observation,
    is_withheld: bool,
}

/// Figures that comments are of, at one revision.
pub(super) struct Figures<'a> {
    store: &'a Store,
    facts: Known,
    definitions: Arc<Definitions>,
}

impl<'a> Figures<'a> {
    pub(super) fn at(store: &'a Store, at: AsKnown) -> Result<Self, AppError> {
        let facts = known(store, STAT_FACT.name, at)?;
        let definitions = definitions_at(store, facts.revision)?;
        Ok(Self {
            store,
            facts,
            definitions,
        })
    }

    /// The figure of a series in a period, before the gate.
    ///
    /// # Errors
    /// It cannot be asked for; the store fails.
    pub(super) fn raw(
        &self,
        series: &Subject,
        period: Period,
    ) -> Result<Option<Observation>, AppError> {
        let found = self.of_series(&self.computer(), series, &[period])?;
        Ok(found.into_iter().next())
    }

    fn computer(&self) -> Computer<'_> {
        let kept = compute::Figures::Kept;
        Computer::new(self.store, &self.facts, &self.definitions, kept)
    }

    /// Figures of a series in periods of one length, one for each, before the gate.
    fn of_series(
        &self,
        computer: &Computer<'_>,
        series: &Subject,
        periods: &[Period],
    ) -> Result<Vec<Observation>, AppError> {
        let query = self.query(series, periods)?;
        check_size(&query)?;
        computer.figures(&query)
    }

    fn query(&self, series: &Subject, periods: &[Period]) -> Result<Query, AppError> {
        let members = series.members.iter();
        let request = Request {
            indicators: vec![reading_name(series)],
            municipalities: vec![series.municipality.clone()],
            periods: periods.iter().map(Period::to_string).collect(),
            grain: periods.first().map(|one| one.grain().as_str().to_owned()),
            filters: members
                .map(|(name, member)| (name.clone(), vec![member.clone()]))
                .collect(),
            ..Request::default()
        };
        Query::parse(&self.definitions.catalogue, &request).map_err(invalid)
    }

    /// The figure of each comment; none where it cannot be asked for any more. Those of one series are asked for together.
    fn of_all(&self, comments: &[StoredComment]) -> Result<Vec<Option<Observation>>, AppError> {
        let mut wanted: BTreeMap<(Subject, &str), Vec<Period>> = BTreeMap::new();
        let key = |one: &StoredComment| {
            let period = one.said.period.parse::<Period>().ok()?;
            let series = one.said.subject(&one.municipality);
            Some(((series, period.grain().as_str()), period))
        };
        for (series, period) in comments.iter().filter_map(key) {
            let periods = wanted.entry(series).or_default();
            if !periods.contains(&period) {
                periods.push(period);
            }
        }
        let computer = self.computer();
        let mut found = BTreeMap::new();
        for ((series, _), periods) in wanted {
            let figures = match self.of_series(&computer, &series, &periods) {
                Ok(figures) => figures,
                // The indicator is there no more, or not as it was asked for.
                Err(AppError::Invalid(_)) => continue,
                Err(error) => return Err(error),
            };
            for one in figures {
                found.entry((series.clone(), one.period)).or_insert(one);
            }
        }
        let of = |one| key(one).and_then(|((series, _), period)| found.get(&(series, period)));
        Ok(comments.iter().map(|one| of(one).cloned()).collect())
    }

    /// Whether a figure of a series may be told to somebody.
    pub(super) fn may_tell(&self, series: &Subject, one: &Observation, viewer: &Viewer) -> bool {
        !self.gated(series, one.clone(), viewer).is_withheld
    }

    /// A figure as it may be told: the gate, and what it says of cuts of cuts.
    fn gated(&self, series: &Subject, one: Observation, viewer: &Viewer) -> Gated {
        let was_confidential = one.cell == Cell::Confidential;
        let passed = match self.query(series, &[one.period]) {
            Ok(query) if gate::check_cuts(&query, viewer).is_ok() => {
                let passed = gate::told(&self.computer(), &query, vec![one.clone()], viewer);
                // What cannot be computed cannot be held against the other groups.
                passed.unwrap_or_default()
            }
            // Of what there is no more, it cannot be told who is behind it.
            Err(_) if viewer.sees_small_numbers(&series.municipality) => vec![one.clone()],
            _ => Vec::new(),
        };
        let told = passed.into_iter().next();
        let told = told.unwrap_or_else(|| gate::withheld(one));
        Gated {
            is_withheld: !was_confidential && told.cell == Cell::Confidential,
            told,
        }
    }

    fn tell(
        &self,
        one: &StoredComment,
        now: Option<Observation>,
        viewer: &Viewer,
    ) -> Result<ToldComment, AppError> {
        let series = one.said.subject(&one.municipality);
        let read_by = one.said.read_by.clone();
        let before = one.said.figure.clone().map(|figure| {
            let known = observation::Known {
                figure,
                known_from: read_by.revision,
                known_to: None,
            };
            restored(&self.definitions.catalogue, &known, read_by.revision)
        });
        let before = before.transpose()?.map(|before| Observation {
            price_level: read_by.price_level.clone(),
            ..before
        });
        let before = before.map(|before| self.gated(&series, before, viewer));
        let now = now.map(|now| self.gated(&series, now, viewer));
        let withheld = match &before {
            Some(before) => before.is_withheld,
            None => !read_by.is_public && !viewer.sees_small_numbers(&one.municipality),
        };
        let moved = match (&before, &now) {
            (Some(before), Some(now)) if !before.is_withheld && !now.is_withheld => {
                Some(has_moved(&before.told, &now.told))
            }
            _ => None,
        };
        let mut stored = one.clone();
        stored.said.figure = None;
        if withheld {
            stored.said.text_da = String::new();
            stored.said.text_en = String::new();
            stored.said.author_role = String::new();
        }
        Ok(ToldComment {
            stored,
            withheld: withheld.then(gate::too_few),
            explains: Explained {
                read_by,
                figure: before.map(|one| one.told),
            },
            now: now.map(|one| one.told),
            moved,
        })
    }
}

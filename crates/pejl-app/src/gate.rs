//! The one gate out: what of a figure of persons is told to whom, after all computation and before any format.
//!
//! A figure is withheld where few persons are behind it, and where few are behind what is left of it: of itself, of the total
//! beside the other groups of a split, and of a longer period beside its other parts. Whoever has no access to a municipality's
//! small numbers gets totals and single cuts of it; figures that could be told from two indicators are not yet looked for.

mod complement;
mod curve;
mod grid;
mod solve;
mod table;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

use pejl_domain::{Cell, Unit};
use pejl_metrics::records::calendar::Window;
use pejl_metrics::records::dimension::column_of;
use pejl_metrics::{Kind, Observation, Query, Text};

use crate::error::{AppError, ParamProblem};

pub(crate) use complement::{told, told_beside};
pub(crate) use curve::{CurveGate, check_curve, of_part};

/// What somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Role {
    /// What anybody may: figures without small numbers.
    #[default]
    Viewer,
    /// The small numbers of the municipalities in scope.
    Analyst,
    /// As an analyst.
    Finance,
    /// As an analyst, and the rows behind figures.
    Steward,
    /// Everything.
    Admin,
}

impl Role {
    /// `viewer`, `analyst`, `finance`, `steward` or `admin`.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Analyst => "analyst",
            Role::Finance => "finance",
            Role::Steward => "steward",
            Role::Admin => "admin",
        }
    }

    /// The role of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let all = [
            Role::Viewer,
            Role::Analyst,
            Role::Finance,
            Role::Steward,
            Role::Admin,
        ];
        let found = all.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| {
            let names = all.map(Role::as_str).join(", ");
            AppError::parameter("role", text, names)
        })
    }
}

/// Who asks: a role, and the municipalities it is held for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewer {
    role: Role,
    /// Codes of municipalities; none: all of them.
    municipalities: Option<Vec<String>>,
}

impl Viewer {
    /// A role for every municipality.
    pub fn everywhere(role: Role) -> Self {
        Self {
            role,
            municipalities: None,
        }
    }

    /// A role for some municipalities; for the others it sees what anybody may.
    pub fn of(role: Role, municipalities: Vec<String>) -> Self {
        Self {
            role,
            municipalities: Some(municipalities),
        }
    }

    /// The name of the role.
    pub fn role(&self) -> &'static str {
        self.role.as_str()
    }

    /// Whether the rows behind figures may be counted and summed.
    pub(crate) fn sees_rows(&self) -> bool {
        self.role >= Role::Steward && self.municipalities.is_none()
    }

    /// Whether small numbers of a place may be told.
    pub(crate) fn sees_small_numbers(&self, place: &str) -> bool {
        let in_scope = match &self.municipalities {
            None => true,
            Some(codes) => codes.iter().any(|code| code == place),
        };
        self.role > Role::Viewer && in_scope
    }
}

/// Refuses a question whose cuts could be put together to a few persons, where one of its places is not in scope.
///
/// # Errors
/// More than one dimension of records is split or filtered by.
pub(crate) fn check_cuts(query: &Query, viewer: &Viewer) -> Result<(), AppError> {
    let mut dimensions: Vec<&String> = query.record_by.iter().collect();
    let mut several = None;
    for (dimension, members) in &query.record_filters {
        dimensions.push(dimension);
        // Several members added up are a cut of their own.
        if members.len() > 1 && !query.record_by.contains(dimension) {
            several = Some(dimension);
        }
    }
    let outside = query
        .places
        .iter()
        .any(|place| !viewer.sees_small_numbers(place.code()));
    if query.window != Window::Period && outside {
        // The difference of two windows is a month that may be withheld.
        let window = query.window.as_str();
        return Err(AppError::parameter(
            "window",
            window,
            "period, for this role",
        ));
    }
    if let (Some(dimension), true) = (several, outside) {
        let allowed = "one member, for this role";
        return Err(AppError::parameter(
            &format!("filter.{dimension}"),
            "",
            allowed,
        ));
    }
    dimensions.sort();
    dimensions.dedup();
    if dimensions.len() <= 1 || !outside {
        return Ok(());
    }
    let asked = dimensions.into_iter().cloned().collect::<Vec<_>>();
    Err(AppError::Invalid(vec![ParamProblem {
        parameter: "by".to_owned(),
        value: asked.join(","),
        allowed: "at most one dimension, split or filtered by, for this role".to_owned(),
        nearest: Vec::new(),
    }]))
}

/// Refuses totals beside their parts where one of the places is not in scope: a withheld part would be what is left.
///
/// # Errors
/// The question is split.
pub(crate) fn check_totals(query: &Query, viewer: &Viewer) -> Result<(), AppError> {
    let mut places = query.places.iter();
    let outside = places.any(|place| !viewer.sees_small_numbers(place.code()));
    match outside && !query.record_by.is_empty() {
        true => Err(AppError::parameter(
            "totals",
            "true",
            "false, for this role",
        )),
        false => Ok(()),
    }
}

/// The observations with what may not be told withheld: as `confidential`, without number, base or notes; of a split also as many
/// of the others as keep those from being what is left of the total. What other questions tell is not looked at: [`told`] does.
///
/// The question is the one that the figures answer: its indicators say how many persons must be behind a figure, and one
/// member that it keeps is a cut as good as one that it splits by, though it stands in no figure.
pub(crate) fn pass(
    query: &Query,
    observations: Vec<Observation>,
    viewer: &Viewer,
) -> Vec<Observation> {
    told_beside(query, observations, Vec::new(), viewer)
}

fn withholds(query: &Query, one: &Observation, viewer: &Viewer) -> bool {
    if viewer.sees_small_numbers(&one.municipality) {
        return false;
    }
    let is_cut = !query.record_filters.is_empty();
    if query.catalogue.find_indicator(&one.indicator).is_none() {
        return true;
    }
    least_of(query, one).is_some_and(|least| is_small(one, least, is_cut))
}

/// The fewest persons that a figure may be told of; none of published facts, which are told whoever is behind them.
fn least_of(query: &Query, one: &Observation) -> Option<i64> {
    let indicator = query.catalogue.find_indicator(&one.indicator)?;
    let reading = one.members.get("reading");
    let reading = reading.and_then(|code| indicator.find_reading(code));
    let of_records = reading.is_none_or(|reading| reading.kind == Kind::Records);
    of_records.then_some(i64::from(indicator.minimum_base))
}

/// Whether few persons are behind a figure or a number it is made of, or behind what is left of a share.
fn is_small(one: &Observation, least: i64, is_cut: bool) -> bool {
    let bases = [one.n_top, one.n_bottom, one.n_least];
    // A cell without a figure tells of nobody, unless it says of how many persons it does.
    let has_base = bases.iter().any(Option::is_some);
    if least == 0 || !(has_base || matches!(one.cell, Cell::Ok | Cell::Zero)) {
        return false;
    }
    let few = |n: i64| n > 0 && n < least;
    // A figure of nobody known is told as a total only: a unit of staff can be one person.
    let mut names = one.members.keys();
    let is_split = is_cut || names.any(|name| column_of(name).is_some());
    if bases.iter().all(Option::is_none) {
        return is_split && !matches!(one.unit, Unit::Dkk | Unit::DkkPerResident);
    }
    // Of a share both parts are told by the number: those in it and those not.
    let is_told = one.unit == Unit::Share
        && one
            .n_left
            .is_some_and(|left| left < least || one.n_top.is_some_and(|top| top < least));
    is_told || bases.into_iter().flatten().any(few)
}

/// Whether a figure moved by few persons, for whoever may not be told of few: that each of the two may be told does not make their
/// difference so.
///
/// # Example
/// Of 12 courses that became 13, one citizen's is the difference.
pub fn moved_by_few(
    viewer: &Viewer,
    minimum_base: u32,
    (before, now): (&Observation, &Observation),
) -> bool {
    let least = i64::from(minimum_base);
    if least == 0 || viewer.sees_small_numbers(&now.municipality) {
        return false;
    }
    let bases = [
        (before.n, now.n),
        (before.n_top, now.n_top),
        (before.n_bottom, now.n_bottom),
        (before.n_left, now.n_left),
    ];
    bases.into_iter().any(|of| match of {
        (Some(before), Some(now)) => (1..least).contains(&before.abs_diff(now).cast_signed()),
        _ => false,
    })
}

/// An observation as it is told where it may not be: without any number, and with the reason.
pub(crate) fn withheld(one: Observation) -> Observation {
    Observation {
        numerator: None,
        denominator: None,
        value: None,
        cell: Cell::Confidential,
        n: None,
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        weight: None,
        quality: Vec::new(),
        reason: Some(too_few()),
        ..one
    }
}

/// Why a figure is withheld. It is one reason: one that told few from others would tell of how many those are.
pub(crate) fn too_few() -> Text {
    Text {
        da: "for få personer bag tallet eller bag et, der kunne regnes ud af det".to_owned(),
        en: "too few persons behind the figure or behind one that could be worked out from it"
            .to_owned(),
    }
}

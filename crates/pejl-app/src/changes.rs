//! What a revision changed: how many rows of what, and which, where they are of no person.
//!
//! Only the boxes that the revision opened and closed are looked at. A box that was cut is closed, and what stays of it is
//! opened: those rows are the same before and after, so that of a closed box only what the new boxes took is read.

use std::collections::BTreeSet;

use pejl_db::coverage::{ChangedBox, DatasetKind, list_changed};
use pejl_db::erasure::{Erasure, find_erasure_of_revision};
use pejl_db::revision::{Revision, find_revision};
use pejl_domain::area::{find_area, nearest_areas};
use pejl_domain::{Cover, Grain, Period};
use pejl_lake::{
    ChangeCount, ChangeQuery, ChangedRow, DatasetSpec, SnapshotView, VisiblePart, VisibleSegment,
};
use pejl_metrics::suggest::nearest;

use crate::error::{AppError, ParamProblem};
use crate::snapshot::read_again;
use crate::store::Store;

/// Which changes to show.
#[derive(Debug, Clone, Default)]
pub struct ChangesRequest {
    /// The revision.
    pub revision: i64,
    /// Datasets; all when empty.
    pub datasets: Vec<String>,
    /// Areas in any spelling; all when empty.
    pub municipalities: Vec<String>,
    /// Periods, each one period or `from..to`, and their parts; all when empty.
    pub periods: Vec<String>,
    /// At most so many rows; only counts when absent. Rows of persons are only counted.
    pub rows_max: Option<usize>,
}

/// What a revision changed.
#[derive(Debug, Clone)]
pub struct RevisionChanges {
    /// The revision.
    pub revision: Revision,
    /// How many rows, per dataset and place, in order.
    pub counts: Vec<(&'static DatasetSpec, ChangeCount)>,
    /// The rows, in the order of their places, of datasets that are of no persons.
    pub rows: Vec<(&'static DatasetSpec, ChangedRow)>,
}

/// Tells what a revision changed.
///
/// What was taken out of all revisions ([`crate::erasure`]) counts as removed by the revision that did it, without its
/// place, and is no longer in what earlier revisions changed.
///
/// # Errors
/// There is no such revision; a parameter cannot be understood; more rows changed than are wanted
/// ([`AppError::TooLarge`]); or the store fails.
pub fn changes(store: &Store, request: &ChangesRequest) -> Result<RevisionChanges, AppError> {
    let n = request.revision;
    let found = store.db.with(|conn| {
        let revision = find_revision(conn, n)?;
        Ok::<_, pejl_db::DbError>((revision, find_erasure_of_revision(conn, n)?))
    })?;
    let (Some(revision), erasure) = found else {
        return Err(AppError::NotFound {
            what: "revision",
            id: n.to_string(),
            nearest: Vec::new(),
        });
    };
    let (specs, query) = understood(request)?;
    let mut answer = RevisionChanges {
        revision,
        counts: Vec::new(),
        rows: Vec::new(),
    };
    let mut left = request.rows_max;
    for spec in specs {
        let query = ChangeQuery {
            rows_max: left.filter(|_| !is_of_persons(spec)),
            ..query.clone()
        };
        let changes = read_again(
            || sides(store, spec, n),
            |(old, new)| match old.segments.is_empty() && new.segments.is_empty() {
                true => Ok(pejl_lake::Changes::default()),
                false => Ok(store.lake.changes(spec, old, new, &query)?),
            },
        )?;
        if let Some(most) = query.rows_max {
            let n_rows = usize::try_from(changes.n_rows()).unwrap_or(usize::MAX);
            if n_rows > most {
                let shown = request.rows_max.unwrap_or_default().saturating_sub(most);
                return Err(AppError::TooLarge {
                    size: u64::try_from(n_rows.saturating_add(shown)).unwrap_or(u64::MAX),
                    limit: u64::try_from(request.rows_max.unwrap_or_default()).unwrap_or(u64::MAX),
                });
            }
            left = Some(most - n_rows);
        }
        answer
            .counts
            .extend(changes.counts.into_iter().map(|count| (spec, count)));
        let rows = changes.rows.unwrap_or_default();
        answer.rows.extend(rows.into_iter().map(|row| (spec, row)));
        let erased = erasure.as_ref().and_then(|one| erased(one, spec, &query));
        answer.counts.extend(erased.map(|count| (spec, count)));
    }
    Ok(answer)
}

/// What an erasure took out of a dataset; it is not kept from where.
fn erased(erasure: &Erasure, spec: &DatasetSpec, query: &ChangeQuery) -> Option<ChangeCount> {
    let n_rows = *erasure.rows.get(spec.name)?;
    let area = erasure.municipality.clone().unwrap_or_default();
    let is_wanted =
        query.periods.is_empty() && (query.areas.is_empty() || query.areas.contains(&area));
    is_wanted.then(|| ChangeCount {
        variant: String::new(),
        area,
        period: String::new(),
        added: 0,
        changed: 0,
        removed: n_rows,
    })
}

/// What the revision took out of sight, and what it brought.
fn sides(
    store: &Store,
    spec: &DatasetSpec,
    n: i64,
) -> Result<(SnapshotView, SnapshotView), AppError> {
    let boxes = store.db.with(|conn| list_changed(conn, spec.name, n))?;
    let (opened, closed): (Vec<&ChangedBox>, Vec<&ChangedBox>) =
        boxes.iter().partition(|one| one.coverage.known_from == n);
    let cut: BTreeSet<i64> = closed.iter().map(|one| one.coverage.import_id).collect();
    // What stays of a box that was cut keeps its import; what is new has the import that made the revision.
    let is_new = |one: &&&ChangedBox| !cut.contains(&one.coverage.import_id);
    let brought: Vec<&ChangedBox> = opened.iter().filter(is_new).copied().collect();
    let (mut old, mut new) = (SnapshotView::default(), SnapshotView::default());
    for one in &closed {
        for other in &brought {
            if let Some(shared) = shared(&one.coverage.cover, &other.coverage.cover) {
                show(&mut old, one, Some(shared));
            }
        }
    }
    for one in &brought {
        let cover = match one.coverage.kind {
            DatasetKind::Replace => Some(one.coverage.cover.clone()),
            DatasetKind::Append => None,
        };
        show(&mut new, one, cover);
    }
    Ok((old, new))
}

/// The part of an old box that a new one took: along areas and periods what both have, and all of its members.
fn shared(old: &Cover, new: &Cover) -> Option<Cover> {
    old.overlaps(new).then(|| Cover {
        areas: old.areas.intersection(&new.areas).cloned().collect(),
        periods: old.periods.intersection(&new.periods).copied().collect(),
        ..old.clone()
    })
}

fn show(view: &mut SnapshotView, one: &ChangedBox, cover: Option<Cover>) {
    let part = |cover: &Option<Cover>| VisiblePart {
        import_id: one.coverage.import_id,
        cover: cover.clone(),
    };
    view.segments
        .extend(one.segments.iter().map(|row| VisibleSegment {
            path: row.path.clone(),
            sha256: Some(row.sha256.clone()),
            parts: vec![part(&cover)],
        }));
}

fn understood(
    request: &ChangesRequest,
) -> Result<(Vec<&'static DatasetSpec>, ChangeQuery), AppError> {
    let mut problems = Vec::new();
    let mut wrong = |parameter: &str, value: &str, allowed: &str, nearest: Vec<String>| {
        problems.push(ParamProblem {
            parameter: parameter.to_owned(),
            value: value.to_owned(),
            allowed: allowed.to_owned(),
            nearest,
        });
    };
    let all = pejl_lake::datasets();
    let mut specs = Vec::new();
    for name in &request.datasets {
        match all.iter().find(|spec| spec.name == name.as_str()) {
            Some(spec) if specs.contains(spec) => {}
            Some(spec) => specs.push(*spec),
            None => {
                let near = nearest(name, all.iter().map(|spec| spec.name), 3);
                let near = near.into_iter().map(str::to_owned).collect();
                wrong("dataset", name, "a dataset", near);
            }
        }
    }
    let mut query = ChangeQuery::default();
    for text in &request.municipalities {
        match find_area(text) {
            Some(area) => query.areas.push(area.code.to_owned()),
            None => {
                let near = nearest_areas(text, 3);
                let near = near.iter().map(|a| format!("{} {}", a.code, a.name_da));
                wrong("municipality", text, "a known area", near.collect());
            }
        }
    }
    for text in &request.periods {
        match with_parts(text) {
            Some(periods) => query.periods.extend(periods),
            None => {
                let allowed = "a period such as 2019, 2019-03 or 2014..2018";
                wrong("period", text, allowed, Vec::new());
            }
        }
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    if specs.is_empty() {
        specs.extend(all);
    }
    Ok((specs, query))
}

/// The periods that a text names and everything they are made of: a year means its months, too.
fn with_parts(text: &str) -> Option<Vec<String>> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to): (Period, Period) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    let range = Period::range(from, to)
        .ok()
        .filter(|range| !range.is_empty())?;
    let mut periods = BTreeSet::new();
    for period in range {
        periods.insert(period.to_string());
        for grain in [Grain::Half, Grain::Quarter, Grain::Month] {
            let parts = period.parts(grain).unwrap_or_default();
            periods.extend(parts.iter().map(Period::to_string));
        }
    }
    Some(periods.into_iter().collect())
}

/// Whether rows of a dataset are of single persons, by name, by pseudonym or as cases.
fn is_of_persons(spec: &DatasetSpec) -> bool {
    spec.personal || spec.holds_persons() || spec.column(pejl_lake::columns::CASE_ID).is_some()
}

#[cfg(test)]
mod tests;

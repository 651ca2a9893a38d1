//! Whether what a question filters by is anything: members that no list has, as the names of units, are looked for in the rows.

use std::collections::BTreeSet;

use pejl_lake::distinct_texts;
use pejl_metrics::records::member::{OFFERED_MAX, Unsettled, areas, unsettled};
use pejl_metrics::suggest::nearest;
use pejl_metrics::{Query, QueryError};

use crate::error::AppError;
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known, read_again};
use crate::store::Store;

/// Refuses a question that filters by what neither a list, a register nor a row of its municipalities has at the revision.
///
/// Nothing is read unless a question filters by a dimension that no list settles, and then one column at a time until
/// every member is found: small registers first, and what the question does not read only before it is refused.
///
/// # Errors
/// Every member there is not, with the nearest there are; or the catalogue or a file cannot be read.
pub(crate) fn check(store: &Store, revision: i64, query: &Query) -> Result<(), AppError> {
    let areas = areas(query);
    let mut errors = Vec::new();
    for one in unsettled(query) {
        errors.extend(unknown(store, revision, &areas, &one)?);
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(invalid(errors)),
    }
}

fn unknown(
    store: &Store,
    revision: i64,
    areas: &BTreeSet<String>,
    asked: &Unsettled<'_>,
) -> Result<Vec<QueryError>, AppError> {
    let mut found: BTreeSet<String> = asked.beside.iter().cloned().collect();
    for (spec, column) in &asked.columns {
        if asked.members.iter().all(|one| found.contains(*one)) {
            return Ok(Vec::new());
        }
        let texts = read_again(
            || known(store, spec.name, AsKnown::Revision(revision)),
            |known| match known.view.segments.is_empty() {
                true => Ok(BTreeSet::new()),
                false => {
                    let rows = store.lake.view(spec, &known.view)?;
                    Ok(distinct_texts(rows, areas, column)?)
                }
            },
        )?;
        found.extend(texts);
    }
    let missing = asked.members.iter().filter(|one| !found.contains(**one));
    let error = |text: &&str| QueryError::UnknownMember {
        dimension: asked.dimension.to_owned(),
        text: (*text).to_owned(),
        allowed: Vec::new(),
        nearest: nearest(text, found.iter().map(String::as_str), OFFERED_MAX)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    };
    Ok(missing.map(error).collect())
}

//! The rows that reports make: only the months in which a citizen's rows have changed are written again.

use std::collections::BTreeSet;

use pejl_db::commit::NewCover;
use pejl_db::lease::Ticket;
use pejl_domain::{Area, Period, hex};
use pejl_kl_gateway::stored::{Projected, record_cover, record_variant};
use pejl_lake::{DatasetSpec, person_rows, run};
use sha2::{Digest, Sha256};

use super::super::segments::Segments;
use super::ProjectedDataset;
use crate::error::AppError;
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// Rows of a dataset under temporary names, and what they cover.
pub(super) struct Made<'m> {
    pub(super) spec: &'static DatasetSpec,
    pub(super) segments: Segments<'m>,
    pub(super) covers: Vec<NewCover>,
    pub(super) n_rows: usize,
}

impl Made<'_> {
    /// What was made, where anything was.
    pub(super) fn summary(&self) -> Option<ProjectedDataset> {
        (!self.covers.is_empty()).then_some(ProjectedDataset {
            dataset: self.spec.name,
            n_rows: self.n_rows,
            n_months: self.covers.len(),
        })
    }
}

/// Writes the months of a dataset in which the rows of citizens, of all when none are named, are not as before.
pub(super) fn make<'m>(
    store: &'m Store,
    area: &Area,
    projected: &Projected,
    persons: Option<&BTreeSet<String>>,
    ticket: &'m Ticket,
) -> Result<Made<'m>, AppError> {
    let Projected { spec, frame } = projected;
    let variant = record_variant(spec).key();
    let known = known(store, spec.name, AsKnown::Head)?;
    let before = store.lake.view(spec, &known.view)?;
    let own = person_rows::of_variant(before.clone(), &variant);
    let own = person_rows::of_persons(own, area.code, persons);
    let months = person_rows::changed_periods(spec, own, frame)?;
    let mut made = Made {
        spec,
        segments: Segments::new(store, ticket, spec),
        covers: Vec::new(),
        n_rows: 0,
    };
    if months.is_empty() {
        return Ok(made);
    }
    let new = person_rows::of_periods(frame, &months)?;
    made.n_rows = new.height();
    // Also a month without rows is a month that is known.
    made.segments.write(&new)?;
    if let Some(persons) = persons {
        let others = person_rows::of_others(
            before,
            &variant,
            area.code,
            &months,
            persons,
            ticket.import_id,
        );
        let others = run(others)?;
        made.n_rows = made.n_rows.saturating_add(others.height());
        made.segments.write(&others)?;
    }
    made.covers = months
        .into_iter()
        .map(|month| cover(spec, area, month, ticket.import_id))
        .collect();
    Ok(made)
}

/// A month that is not as before is never one that is known: its hash is of this import alone.
fn cover(spec: &DatasetSpec, area: &Area, month: Period, import_id: i64) -> NewCover {
    let mut hash = Sha256::new();
    hash.update(import_id.to_le_bytes());
    hash.update(spec.name.as_bytes());
    hash.update(month.to_string().as_bytes());
    NewCover {
        cover: record_cover(spec, area.code, month),
        sha256: hex(hash.finalize()),
    }
}

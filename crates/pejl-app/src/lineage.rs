//! Where a figure is from: its definition, the numbers it is made of, and the imports, files and lines of the rows that can
//! count in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
pub use pejl_db::import::ImportFile;
use pejl_db::import::{Import, get_import, list_import_files};
use pejl_domain::{Area, Period};
pub use pejl_lake::LineRange;
use pejl_lake::{DatasetSpec, STAT_FACT, SnapshotView, line_ranges};
use pejl_metrics::query::Place;
pub use pejl_metrics::records::Taking;
use pejl_metrics::records::calendar::{Window, month};
use pejl_metrics::records::{months_read, takings};
use pejl_metrics::{Kind, Observation, Query, Reading, Request};

use crate::compute::{Computer, Figures, RecordInputs};
use crate::definitions::definitions_for;
use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::kept;
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known, read_again};
use crate::store::Store;

/// Which figure.
#[derive(Debug, Clone, Default)]
pub struct LineageRequest {
    /// One reading of records at one municipality in one period, perhaps with filters.
    pub query: Request,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// Where a figure is from.
#[derive(Debug, Clone)]
pub struct Lineage {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The figure, as whoever asks may see it.
    pub observation: Observation,
    /// How it is defined.
    pub reading: Arc<Reading>,
    /// The revision of the run that first gave this figure, where it is kept.
    pub known_from: Option<i64>,
    /// The number each measure took; none where the figure is withheld or coverage decided it.
    pub parts: Vec<Taking>,
    /// The datasets that were read, in the order of their names.
    pub datasets: Vec<DatasetLineage>,
}

/// What of a dataset was read.
#[derive(Debug, Clone)]
pub struct DatasetLineage {
    /// The dataset.
    pub dataset: &'static str,
    /// First and last month whose rows can count; none without bound.
    pub months: (Option<Period>, Option<Period>),
    /// The imports that rows of these months are from, by number.
    pub imports: Vec<ImportLineage>,
    /// The files of the lake that hold rows of the dataset, with their SHA-256.
    pub segments: Vec<(String, Option<String>)>,
}

/// What rows of an import can count.
#[derive(Debug, Clone)]
pub struct ImportLineage {
    /// The import.
    pub import: Import,
    /// Its files with such rows, and how many from which lines to which; lines for whoever may see rows.
    pub files: Vec<(ImportFile, Option<LineRange>)>,
}

/// Tells where a figure is from.
///
/// The rows are those that can count by their months: of a grant those up to the end of the period, of a posting those of its
/// year. Which of them meet the conditions says the reading, and its SQL computes it.
///
/// # Errors
/// The question is not of one figure of records, there is no such revision, or the store fails.
pub fn get_lineage(store: &Store, request: &LineageRequest) -> Result<Lineage, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_for(store, facts.revision, &request.query)?;
    let query = Query::parse(&definitions.catalogue, &request.query).map_err(invalid)?;
    let (reading, area, period) = one_figure(&query, &request.query)?;
    gate::check_cuts(&query, &request.viewer)?;
    let computer = Computer::new(store, &facts, &definitions, Figures::Computed)?;
    let inputs = computer.record_inputs(&query)?;
    let (found, parts, read) = computer.collected(&query, &inputs, |plan, frames| {
        let parts = takings(plan, frames)?.into_iter().next();
        let read = plan.relations().iter().flat_map(|one| one.tables());
        let read: BTreeSet<&'static str> = read.map(|spec| spec.name).collect();
        Ok((parts.unwrap_or_default(), read))
    })?;
    let told = gate::pass(&query, found, &request.viewer)
        .into_iter()
        .next();
    let observation =
        told.ok_or_else(|| AppError::Conflict("the question has no figure".to_owned()))?;
    let is_withheld = observation.cell == pejl_domain::Cell::Confidential;
    let datasets = datasets(store, request, (&reading, area, period), (&inputs, &read))?;
    Ok(Lineage {
        revision: facts.revision,
        committed_at: facts.committed_at,
        known_from: kept::known_from(store, facts.revision, &definitions, (&query, period))?,
        parts: if is_withheld { Vec::new() } else { parts },
        observation,
        reading,
        datasets,
    })
}

/// The one figure that a question is about.
fn one_figure(
    query: &Query,
    request: &Request,
) -> Result<(Arc<Reading>, &'static Area, Period), AppError> {
    let refuse = |parameter: &str, value: &[String], allowed: &str| {
        Err(AppError::parameter(parameter, &value.join(","), allowed))
    };
    let [reading] = query.readings.as_slice() else {
        return refuse("indicator", &request.indicators, "one reading");
    };
    if reading.kind != Kind::Records {
        let allowed = "a reading of own records; facts name their import, file and line themselves";
        return refuse("indicator", &request.indicators, allowed);
    }
    if let Some(index) = &reading.index {
        let allowed = format!(
            "a reading of measures; this one is put together from {}",
            index.components.join(", ")
        );
        return refuse("indicator", &request.indicators, &allowed);
    }
    let [Place::Area(area)] = query.places.as_slice() else {
        return refuse("municipality", &request.municipalities, "one municipality");
    };
    let pejl_metrics::Periods::Listed(periods) = &query.periods else {
        return refuse("period", &request.periods, "one named period");
    };
    let [period] = periods.as_slice() else {
        return refuse("period", &request.periods, "one period");
    };
    if !query.record_by.is_empty() {
        return refuse(
            "by",
            &request.by,
            "nothing; a filter names the part that is meant",
        );
    }
    if query.window != Window::Period {
        let window = [query.window.as_str().to_owned()];
        return refuse("window", &window, "period");
    }
    Ok((Arc::clone(reading), area, *period))
}

/// What was read of each dataset.
fn datasets(
    store: &Store,
    request: &LineageRequest,
    (reading, area, period): (&Reading, &Area, Period),
    (inputs, read): (&RecordInputs, &BTreeSet<&'static str>),
) -> Result<Vec<DatasetLineage>, AppError> {
    let months = months_read(reading, period);
    let mut found = Vec::new();
    for (name, (spec, view)) in inputs.views.iter().filter(|(name, _)| read.contains(*name)) {
        let bounds = months.get(name).copied().unwrap_or((None, None));
        let bounds = (bounds.0.and_then(month), bounds.1.and_then(month));
        let ranges = ranges(store, request.at, spec, view, (area.code, bounds))?;
        let segments = view.segments.iter();
        found.push(DatasetLineage {
            dataset: spec.name,
            months: bounds,
            imports: imports(store, ranges, request.viewer.sees_rows())?,
            segments: segments
                .map(|segment| (segment.path.clone(), segment.sha256.clone()))
                .collect(),
        });
    }
    Ok(found)
}

fn ranges(
    store: &Store,
    at: AsKnown,
    spec: &'static DatasetSpec,
    view: &SnapshotView,
    (area, bounds): (&str, (Option<Period>, Option<Period>)),
) -> Result<Vec<LineRange>, AppError> {
    let mut first = Some(view.clone());
    let look_up = || match first.take() {
        Some(view) => Ok(view),
        None => Ok(known(store, spec.name, at)?.view),
    };
    read_again(look_up, |view| {
        let rows = store.lake.view(spec, view)?;
        Ok(line_ranges(spec, rows, area, bounds)?)
    })
}

/// The imports that rows are from, with the files of theirs.
fn imports(
    store: &Store,
    ranges: Vec<LineRange>,
    with_lines: bool,
) -> Result<Vec<ImportLineage>, AppError> {
    let mut of_import: BTreeMap<i64, Vec<LineRange>> = BTreeMap::new();
    for range in ranges {
        of_import.entry(range.import_id).or_default().push(range);
    }
    let mut found = Vec::new();
    for (id, ranges) in of_import {
        let (import, files) = store.db.with(|conn| {
            let import = get_import(conn, id).map_err(AppError::from)?;
            Ok::<_, AppError>((import, list_import_files(conn, id)?))
        })?;
        let of_file = |file: &ImportFile| {
            let range = ranges.iter().find(|one| one.file_no == i64::from(file.no));
            range.map(|range| (file.clone(), Some(*range).filter(|_| with_lines)))
        };
        let files = files.iter().filter_map(of_file).collect();
        found.push(ImportLineage { import, files });
    }
    Ok(found)
}

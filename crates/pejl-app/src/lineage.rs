//! Where a figure is from: its definition, the numbers it is made of, and the imports, files and lines of its rows: of own
//! records those that can count in it, of published facts the very ones that do.

mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
pub use pejl_db::import::ImportFile;
use pejl_db::import::{Import, get_import, list_import_files};
use pejl_domain::{Area, Period};
pub use pejl_lake::LineRange;
use pejl_lake::{DatasetSpec, STAT_FACT, SnapshotView, line_ranges};
pub use pejl_metrics::Side;
use pejl_metrics::query::Place;
pub use pejl_metrics::records::Taking;
use pejl_metrics::records::calendar::{Window, month};
use pejl_metrics::records::{months_read, takings};
use pejl_metrics::{FigureSource, Observation, Query, Reading, Request};

use crate::compute::{Computer, Figures, RecordInputs};
use crate::definitions::definitions_for;
use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::kept;
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known, read_again};
use crate::store::Store;

pub use facts::{FACTS_MAX, FactRow, TracedFact, TracedFacts};

/// Which figure.
#[derive(Debug, Clone, Default)]
pub struct LineageRequest {
    /// One reading of records or of published facts at one municipality in one period, perhaps with filters.
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
    /// The number each measure took; none where the figure is withheld, coverage decided it, or it is made of published facts.
    pub parts: Vec<Taking>,
    /// The published facts it is made of; none of a figure of records, or of one that is withheld.
    pub facts: TracedFacts,
    /// The datasets that were read, in the order of their names; of published facts each table and side by itself, and none
    /// where the figure is withheld.
    pub datasets: Vec<DatasetLineage>,
}

/// What of a dataset was read.
#[derive(Debug, Clone)]
pub struct DatasetLineage {
    /// The dataset.
    pub dataset: &'static str,
    /// Where its rows count, where they are published facts.
    pub side: Option<Side>,
    /// The table, where its rows are published facts.
    pub table: Option<String>,
    /// First and last month whose rows can count, none without bound; of published facts their period.
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
    /// Its files with such rows.
    pub files: Vec<FileLineage>,
}

/// The rows of a file that can count.
#[derive(Debug, Clone)]
pub struct FileLineage {
    /// The file.
    pub file: ImportFile,
    /// How many rows from which line to which, for whoever may see rows; anybody may see those of published facts.
    pub range: Option<LineRange>,
    /// The lines of published facts; none of records.
    pub stretches: Vec<Stretch>,
}

/// The first and the last of lines without a gap.
pub type Stretch = (i64, i64);

/// The rows of a file, with the stretches of lines that they are where these are told.
type FileRows = (LineRange, Vec<Stretch>);

/// Tells where a figure is from.
///
/// Of records the rows are those that can count by their months: of a grant those up to the end of the period, of a posting
/// those of its year. Which of them meet the conditions says the reading, and its SQL computes it. Of published facts the rows
/// are those that were summed, above the line and below it.
///
/// # Errors
/// The question is not of one figure of records or of published facts, there is no such revision, or the store fails.
pub fn get_lineage(store: &Store, request: &LineageRequest) -> Result<Lineage, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_for(store, facts.revision, &request.query)?;
    let query = Query::parse(&definitions.catalogue, &request.query).map_err(invalid)?;
    let (reading, area, period) = one_figure(&query, &request.query)?;
    gate::check_cuts(&query, &request.viewer)?;
    let computer = Computer::new(store, &facts, &definitions, Figures::Computed);
    if reading.kind.source() == FigureSource::Facts {
        let (observation, traced, datasets) = facts::traced(&computer, &query, &request.viewer)?;
        return Ok(Lineage {
            revision: facts.revision,
            committed_at: facts.committed_at,
            known_from: None,
            parts: Vec::new(),
            facts: traced,
            observation,
            reading,
            datasets,
        });
    }
    let inputs = computer.record_inputs(&query)?;
    let (found, parts, read) = computer.collected(&query, &inputs, |plan, frames| {
        let parts = takings(plan, frames)?.into_iter().next();
        let read = plan.relations().iter().flat_map(|one| one.tables());
        let read: BTreeSet<&'static str> = read.map(|spec| spec.name).collect();
        Ok((parts.unwrap_or_default(), read))
    })?;
    let told = gate::told(&computer, &query, found, &request.viewer)?
        .into_iter()
        .next();
    let observation = told.ok_or_else(no_figure)?;
    let is_withheld = observation.cell == pejl_domain::Cell::Confidential;
    let datasets = datasets(store, request, (&reading, area, period), (&inputs, &read))?;
    Ok(Lineage {
        revision: facts.revision,
        committed_at: facts.committed_at,
        known_from: kept::known_from(store, facts.revision, &definitions, (&query, period))?,
        parts: if is_withheld { Vec::new() } else { parts },
        facts: TracedFacts::default(),
        observation,
        reading,
        datasets,
    })
}

fn no_figure() -> AppError {
    AppError::Conflict("the question has no figure".to_owned())
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
    match reading.kind.source() {
        FigureSource::Records | FigureSource::Facts => {}
        FigureSource::Covers | FigureSource::Comparisons => {
            let allowed = "a reading of own records or of published facts";
            return refuse("indicator", &request.indicators, allowed);
        }
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
    if !query.record_by.is_empty() || !query.by.is_empty() {
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
    let with_lines = request.viewer.sees_rows();
    let mut found = Vec::new();
    for (name, (spec, view)) in inputs.views.iter().filter(|(name, _)| read.contains(*name)) {
        let bounds = months.get(name).copied().unwrap_or((None, None));
        let bounds = (bounds.0.and_then(month), bounds.1.and_then(month));
        let ranges = ranges(store, request.at, spec, view, (area.code, bounds))?;
        let ranges = ranges
            .into_iter()
            .map(|range| (range, Vec::new()))
            .collect();
        let segments = view.segments.iter();
        found.push(DatasetLineage {
            dataset: spec.name,
            side: None,
            table: None,
            months: bounds,
            imports: imports(store, ranges, with_lines)?,
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
    rows: Vec<FileRows>,
    with_lines: bool,
) -> Result<Vec<ImportLineage>, AppError> {
    let mut of_import: BTreeMap<i64, Vec<FileRows>> = BTreeMap::new();
    for rows in rows {
        of_import.entry(rows.0.import_id).or_default().push(rows);
    }
    let mut found = Vec::new();
    for (id, rows) in of_import {
        let (import, files) = store.db.with(|conn| {
            let import = get_import(conn, id).map_err(AppError::from)?;
            Ok::<_, AppError>((import, list_import_files(conn, id)?))
        })?;
        let of_file = |file: ImportFile| {
            let no = i64::from(file.no);
            let (range, stretches) = rows.iter().find(|(range, _)| range.file_no == no)?;
            Some(FileLineage {
                file,
                range: Some(*range).filter(|_| with_lines),
                stretches: stretches.clone(),
            })
        };
        let files = files.into_iter().filter_map(of_file).collect();
        found.push(ImportLineage { import, files });
    }
    Ok(found)
}

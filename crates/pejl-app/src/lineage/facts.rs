//! The published facts that a figure is made of, as the resolver chose them, with the file and line of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pejl_domain::cover::{members_text, parse_members_text};
use pejl_domain::{Cell, Cover, Period, Variant};
use pejl_lake::typed::{FactFilter, PublishedFact, facts_plan, published_facts};
use pejl_lake::{LineRange, STAT_FACT, SnapshotView};
use pejl_metrics::{FactBehind, Observation, Query, Resolution, Side};

use super::{DatasetLineage, FileRows, Stretch, imports, no_figure};
use crate::compute::Computer;
use crate::error::AppError;
use crate::gate::{self, Viewer};

/// Facts that are listed one by one; more are counted, and their lines stand with the files.
pub const FACTS_MAX: usize = 500;

/// The published facts that a figure is made of.
#[derive(Debug, Clone, Default)]
pub struct TracedFacts {
    /// The first [`FACTS_MAX`] of them, those above the line before those below it.
    pub listed: Vec<TracedFact>,
    /// How many there are.
    pub n_facts: usize,
    /// How many of them no file has a row of, though they count as zero.
    pub n_absent_zero: usize,
    /// How many of them no file has a row of, so that they are missing.
    pub n_absent_missing: usize,
}

impl TracedFacts {
    /// Whether there are more than are listed.
    pub fn is_cut(&self) -> bool {
        self.n_facts > self.listed.len()
    }
}

/// A published fact that a figure is made of.
#[derive(Debug, Clone)]
pub struct TracedFact {
    /// Where it counts.
    pub side: Side,
    /// What kind of fact it is: its table, unit and prices.
    pub variant: Variant,
    /// Canonical area code.
    pub area: String,
    /// The period.
    pub period: Period,
    /// Dimension → member.
    pub members: BTreeMap<String, String>,
    /// The number that counted, in the unit of the variant.
    pub value: Option<f64>,
    /// Why there is a number or none.
    pub cell: Cell,
    /// Where it stands; none where no file has a row of it.
    pub row: Option<FactRow>,
}

/// Where a fact stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// The import it came with.
    pub import_id: i64,
    /// The file within the import, from 0.
    pub file_no: i32,
    /// Name of the file, where the catalogue has it.
    pub file: Option<String>,
    /// The line within the file, from 1.
    pub line: i64,
}

/// A figure as whoever asks may see it, the facts it is made of, and the files they are from.
pub(super) type Traced = (Observation, TracedFacts, Vec<DatasetLineage>);

/// Traces the one figure of a question to its facts.
///
/// Which facts they are says the resolution that the figure is computed by, so that they are the figure's own: of several
/// units, tables and depths of account the ones that were chosen. Of a figure that is withheld nothing is told.
///
/// # Errors
/// The question has no figure, or the store fails.
pub(super) fn traced(
    computer: &Computer<'_>,
    query: &Query,
    viewer: &Viewer,
) -> Result<Traced, AppError> {
    let resolution = computer.resolve_facts(query)?;
    let found = computer.of_resolution(&resolution)?;
    let told = gate::pass(query, found, viewer).into_iter().next();
    let observation = told.ok_or_else(no_figure)?;
    let wanted = behind(&resolution, &observation);
    let mut rows = rows(computer, &wanted)?;
    let mut facts = Vec::with_capacity(wanted.len());
    for one in &wanted {
        let key = (one.variant.clone(), one.area.clone(), one.period);
        facts.push(fact(one, rows.remove(&(key, one.members.clone())))?);
    }
    let datasets = datasets(computer, &facts)?;
    Ok((observation, listed(facts, &datasets), datasets))
}

/// The facts that may be told of: none where the figure itself is withheld.
fn behind(resolution: &Resolution, told: &Observation) -> Vec<FactBehind> {
    let cell = resolution.cells.first();
    let cell = cell.filter(|_| told.cell != Cell::Confidential);
    cell.map_or_else(Vec::new, |cell| resolution.facts_behind(cell))
}

/// Variant, area and period; and the members as text.
type Key = ((String, String, Period), String);

/// The rows of these facts, by what identifies them.
///
/// One reading, filtered in the scan; what other combinations of the same keys it finds is looked up by nobody.
fn rows(
    computer: &Computer<'_>,
    wanted: &[FactBehind],
) -> Result<HashMap<Key, PublishedFact>, AppError> {
    // A filter that is empty would restrict nothing.
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let texts = |of: &dyn Fn(&FactBehind) -> String| -> Vec<String> {
        let texts: BTreeSet<String> = wanted.iter().map(of).collect();
        texts.into_iter().collect()
    };
    let mut filter = FactFilter {
        variants: texts(&|one| one.variant.clone()),
        areas: texts(&|one| one.area.clone()),
        periods: texts(&|one| one.period.to_string()),
        members: texts(&|one| one.members.clone()),
        ..FactFilter::default()
    };
    // As many as there can be and no more: the engine makes room for all that a limit allows.
    let n_keys = [&filter.areas, &filter.periods, &filter.members];
    let most = n_keys.iter().fold(filter.variants.len(), |most, keys| {
        most.saturating_mul(keys.len())
    });
    filter.limit = u32::try_from(most).unwrap_or(u32::MAX);
    let view = computer.store.lake.view(&STAT_FACT, &computer.facts.view)?;
    let found = published_facts(&pejl_lake::run(facts_plan(view, &filter))?)?;
    let by_key = found.into_iter().map(|fact| {
        let key = (fact.variant.clone(), fact.area.clone(), fact.period);
        ((key, members_text(&fact.members)), fact)
    });
    Ok(by_key.collect())
}

fn fact(wanted: &FactBehind, row: Option<PublishedFact>) -> Result<TracedFact, AppError> {
    let unreadable = |error: &dyn std::fmt::Display| AppError::Conflict(error.to_string());
    let absent = match wanted.absent_is_zero {
        true => (Some(0.0), Cell::Zero),
        false => (None, Cell::Missing),
    };
    let (value, cell) = row.as_ref().map_or(absent, |row| (row.value, row.cell));
    Ok(TracedFact {
        side: wanted.side,
        variant: Variant::parse_key(&wanted.variant).map_err(|error| unreadable(&error))?,
        area: wanted.area.clone(),
        period: wanted.period,
        members: parse_members_text(&wanted.members).map_err(|error| unreadable(&error))?,
        value,
        cell,
        row: row.map(|row| FactRow {
            import_id: row.import_id,
            file_no: row.file_no,
            file: None,
            line: row.line,
        }),
    })
}

/// The files that the facts are from: one entry for each side, table and period.
fn datasets(
    computer: &Computer<'_>,
    facts: &[TracedFact],
) -> Result<Vec<DatasetLineage>, AppError> {
    let mut of_table: BTreeMap<(Side, &str, Period), Vec<&TracedFact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.row.is_some()) {
        let table = fact.variant.table_id.as_str();
        of_table
            .entry((fact.side, table, fact.period))
            .or_default()
            .push(fact);
    }
    let of_one = |((side, table, period), facts): ((Side, &str, Period), Vec<&TracedFact>)| {
        Ok(DatasetLineage {
            dataset: STAT_FACT.name,
            side: Some(side),
            table: Some(table.to_owned()),
            months: (Some(period), Some(period)),
            imports: imports(computer.store, file_rows(&facts), true)?,
            segments: segments(&computer.facts.view, &facts),
        })
    };
    of_table.into_iter().map(of_one).collect()
}

/// The rows of each file, with the stretches of lines that they are.
fn file_rows(facts: &[&TracedFact]) -> Vec<FileRows> {
    let mut of_file: BTreeMap<(i64, i32), Vec<i64>> = BTreeMap::new();
    for row in facts.iter().filter_map(|fact| fact.row.as_ref()) {
        let lines = of_file.entry((row.import_id, row.file_no));
        lines.or_default().push(row.line);
    }
    let of_one = |((import_id, file_no), mut lines): ((i64, i32), Vec<i64>)| {
        lines.sort_unstable();
        let range = LineRange {
            import_id,
            file_no: i64::from(file_no),
            n_rows: i64::try_from(lines.len()).unwrap_or(i64::MAX),
            first_line: lines.first().copied().unwrap_or_default(),
            last_line: lines.last().copied().unwrap_or_default(),
        };
        (range, stretches(&lines))
    };
    of_file.into_iter().map(of_one).collect()
}

/// Lines in ascending order as stretches without a gap.
fn stretches(lines: &[i64]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for line in lines {
        match found.last_mut() {
            // Several facts can stand on one line.
            Some((_, last)) if *line - *last <= 1 => *last = *line,
            _ => found.push((*line, *line)),
        }
    }
    found
}

/// The files of the lake that the facts are in.
fn segments(view: &SnapshotView, facts: &[&TracedFact]) -> Vec<(String, Option<String>)> {
    let holds = |cover: &Cover, fact: &TracedFact| {
        let has = |(name, member): (&String, &String)| {
            let members = cover.members.get(name);
            members.is_some_and(|members| members.contains(member))
        };
        cover.areas.contains(&fact.area)
            && cover.periods.contains(&fact.period)
            && cover.variant == fact.variant
            && fact.members.iter().all(has)
    };
    let shown = view.segments.iter().filter(|segment| {
        let mut covers = segment.parts.iter().map(|part| part.cover.as_ref());
        covers.any(|cover| cover.is_none_or(|cover| facts.iter().any(|fact| holds(cover, fact))))
    });
    shown
        .map(|segment| (segment.path.clone(), segment.sha256.clone()))
        .collect()
}

/// The facts as they are told, with the names of their files.
fn listed(mut facts: Vec<TracedFact>, datasets: &[DatasetLineage]) -> TracedFacts {
    let n_facts = facts.len();
    let absent = facts.iter().filter(|fact| fact.row.is_none());
    let (zero, missing): (Vec<Cell>, Vec<Cell>) = absent
        .map(|fact| fact.cell)
        .partition(|cell| *cell == Cell::Zero);
    let imports = datasets.iter().flat_map(|dataset| &dataset.imports);
    let names: HashMap<(i64, i32), &String> = imports
        .flat_map(|one| {
            let files = one.files.iter();
            files.map(|of| ((one.import.id, of.file.no), &of.file.name))
        })
        .collect();
    facts.truncate(FACTS_MAX);
    for row in facts.iter_mut().filter_map(|fact| fact.row.as_mut()) {
        let name = names.get(&(row.import_id, row.file_no));
        row.file = name.map(|name| (*name).clone());
    }
    TracedFacts {
        listed: facts,
        n_facts,
        n_absent_zero: zero.len(),
        n_absent_missing: missing.len(),
    }
}

#[cfg(test)]
mod tests;

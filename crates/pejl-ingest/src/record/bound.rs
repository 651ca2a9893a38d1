//! Which column of a file gives which canonical column.

use std::collections::BTreeSet;

use pejl_lake::{ColumnType, DatasetSpec};

use super::guard::shown_value;
use super::mapping::{ColumnMapping, Mapping, folded};
use crate::described::{ColumnInfo, Described};
use crate::issue::{Message, RowIssue};

/// The columns of one file, bound to the mapping.
#[derive(Debug)]
pub(crate) struct Bound<'a> {
    /// One entry per column of the mapping that the file has or that is constant.
    pub(crate) columns: Vec<BoundColumn<'a>>,
    /// Columns of the file that the mapping does not name.
    pub(crate) undeclared: Vec<usize>,
}

/// One canonical column and where its values stand.
#[derive(Debug)]
pub(crate) struct BoundColumn<'a> {
    pub(crate) mapping: &'a ColumnMapping,
    /// The canonical name.
    pub(crate) name: &'static str,
    /// Column of the file; none for a constant.
    pub(crate) at: Option<usize>,
    /// Column of the file whose amounts are subtracted.
    pub(crate) minus: Option<usize>,
    /// Whether the mapping says that values may look like person numbers.
    pub(crate) is_identifier: bool,
    /// Whether the values are kept as numbers.
    pub(crate) is_number: bool,
}

/// Binds the columns, or says what is missing or doubtful.
pub(crate) fn bind<'a>(
    file: &str,
    described: &Described,
    mapping: &'a Mapping,
    spec: &'static DatasetSpec,
) -> Result<Bound<'a>, Vec<RowIssue>> {
    let header_line = mapping.file.header_row.map_or(1, u64::from);
    let headings: Vec<String> = described
        .columns
        .iter()
        .map(|column| folded(&column.name))
        .collect();
    let identifiers: BTreeSet<String> = mapping
        .identifiers
        .iter()
        .map(|name| folded(name))
        .collect();
    let dropped: BTreeSet<String> = mapping.drop.iter().map(|name| folded(name)).collect();
    let mut issues = Vec::new();
    let mut used = BTreeSet::new();
    let mut columns = Vec::new();
    let mut find = |names: &[String], issues: &mut Vec<RowIssue>| {
        let found: Vec<usize> = headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| names.iter().any(|name| folded(name) == **heading))
            .map(|(at, _)| at)
            .collect();
        used.extend(found.iter().copied());
        if found.len() > 1 {
            issues.push(ambiguous(file, &found, &described.columns).at_line(header_line));
        }
        found.first().copied()
    };
    for column in &mapping.column {
        let Some(target) = spec.column(&column.to) else {
            continue;
        };
        let at = find(&column.from, &mut issues);
        let minus = find(&column.minus, &mut issues);
        if at.is_none() && column.constant.is_none() {
            if !column.optional {
                issues.push(missing(file, column, &described.columns).at_line(header_line));
            }
            continue;
        }
        columns.push(BoundColumn {
            mapping: column,
            name: target.name,
            at,
            minus,
            is_number: matches!(
                target.dtype,
                ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64
            ),
            is_identifier: at
                .and_then(|at| headings.get(at))
                .is_some_and(|heading| identifiers.contains(heading)),
        });
    }
    if !issues.is_empty() {
        return Err(issues);
    }
    let undeclared = headings
        .iter()
        .enumerate()
        .filter(|(at, heading)| {
            !used.contains(at) && !dropped.contains(*heading) && !identifiers.contains(*heading)
        })
        .map(|(at, _)| at)
        .collect();
    Ok(Bound {
        columns,
        undeclared,
    })
}

fn missing(file: &str, column: &ColumnMapping, found: &[ColumnInfo]) -> RowIssue {
    let wanted = column.from.join(", ");
    let message = Message {
        da: format!(
            "en kolonne til {} mangler; forventede en af {wanted}",
            column.to
        ),
        en: format!(
            "a column for {} is missing; expected one of {wanted}",
            column.to
        ),
    };
    RowIssue::error(file, "columns.missing", message).with_value(&names(found.iter()))
}

fn ambiguous(file: &str, found: &[usize], columns: &[ColumnInfo]) -> RowIssue {
    let message = Message {
        da: "to kolonner har en overskrift, som betyder det samme; fjern eller omdøb den ene"
            .to_owned(),
        en: "two columns have a heading that means the same; remove or rename one".to_owned(),
    };
    RowIssue::error(file, "columns.ambiguous", message)
        .with_value(&names(found.iter().filter_map(|at| columns.get(*at))))
}

/// The headings; in a file without any they are the cells of a person's row.
fn names<'a>(columns: impl Iterator<Item = &'a ColumnInfo>) -> String {
    columns
        .map(|column| shown_value(&column.name))
        .collect::<Vec<_>>()
        .join(", ")
}

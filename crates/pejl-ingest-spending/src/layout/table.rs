//! Which table a file is, and whether its columns are that table's.

use pejl_ingest::{Described, Format};

use super::{DimensionColumn, Refusals};
use crate::declared::Declared;
use crate::knowledge::{Table, knowledge};

/// The table's identifier, from the file or as declared.
pub(super) fn id(
    described: &Described,
    declared: &Declared,
    refused: &mut Refusals<'_>,
) -> Option<String> {
    let filled = |text: Option<&str>| {
        text.map(|t| t.trim().to_uppercase())
            .filter(|t| !t.is_empty())
    };
    let stated = filled(described.table.as_deref())
        .or_else(|| (described.format == Format::Noegletal).then(|| "NOEGLETAL".to_owned()));
    match (stated, filled(declared.table.as_deref())) {
        (Some(stated), Some(told)) if stated != told => {
            refused.add(
                "table.contradicts",
                Some(&stated),
                format!("filen siger selv, at den er tabel {stated}; der er angivet {told}"),
                format!("the file itself says it is table {stated}; {told} is declared"),
            );
            None
        }
        (_, Some(told)) => Some(told),
        (Some(stated), None) => Some(stated),
        (None, None) => {
            let headings: Vec<&str> = described.columns.iter().map(|c| c.name.as_str()).collect();
            let fits: Vec<_> = knowledge()
                .tables_with_columns(&headings)
                .iter()
                .map(|table| table.id.as_str())
                .collect();
            let fits = if fits.is_empty() {
                "-".to_owned()
            } else {
                fits.join(", ")
            };
            refused.add(
                "table.not_declared",
                None,
                format!(
                    "filen siger ikke, hvilken tabel den er; angiv --table (kolonnerne passer til: {fits})"
                ),
                format!(
                    "the file does not say which table it is; declare --table (the columns fit: {fits})"
                ),
            );
            None
        }
    }
}

/// Each dimension stands once, and in a table that is known none is another table's.
pub(super) fn check_dimensions(
    table: Option<&'static Table>,
    dimensions: &[DimensionColumn],
    constants: &[(String, String)],
    described: &Described,
    refused: &mut Refusals<'_>,
) {
    let mut names: Vec<&str> = dimensions.iter().map(|d| d.name.as_str()).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        if let [a, b] = pair
            && a == b
        {
            refused.add(
                "columns.twice",
                Some(a),
                "forventede hver dimension i netop én kolonne",
                "expected each dimension in exactly one column",
            );
        }
    }
    let Some(table) = table.filter(|table| table.mixed_units.is_none()) else {
        return;
    };
    let of_file = dimensions.iter().map(|dimension| {
        let heading = described.columns.get(dimension.index);
        (
            dimension.name.as_str(),
            heading.map_or("", |c| c.name.as_str()),
        )
    });
    let of_user = constants
        .iter()
        .map(|(name, _)| (name.as_str(), name.as_str()));
    for (name, shown) in of_file.chain(of_user) {
        if !table.has_dimension(name) {
            let (id, columns) = (&table.id, table.columns_text());
            refused.add(
                "columns.not_of_table",
                Some(shown),
                format!(
                    "tabel {id} har ikke denne kolonne (den har {columns}); er det en anden tabel, så angiv den med --table"
                ),
                format!(
                    "table {id} has no such column (it has {columns}); if this is another table, declare it with --table"
                ),
            );
        }
    }
}

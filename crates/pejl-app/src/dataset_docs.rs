//! Describes the datasets as Markdown, from the schemas that the program itself reads and writes by.

use std::fmt::Write as _;

use pejl_domain::Grain;
use pejl_lake::{ColumnSpec, DatasetKind, DatasetSpec, columns, datasets, measures};

use crate::import::records::{record_datasets, sources};

const HEAD: &str = "\
# Datasets

Generated from the schemas by `pejl datasets docs`; edit those, not this file.

Amounts are whole øre. Days are dates without time. An empty value is null, which is never zero.
Every row ends with `import_id`, `file_no` and `line`, which say where it came from.
Person numbers are read and never kept: a `person_key` is a pseudonym made with the municipality's key.
";

/// Returns the description of all datasets.
#[must_use]
pub fn dataset_docs() -> String {
    let mut text = HEAD.to_owned();
    for spec in datasets() {
        // Writing to a string does not fail.
        let _ = write!(text, "\n{}", one(spec));
    }
    text
}

fn one(spec: &DatasetSpec) -> String {
    let mut text = format!("## {}\n\n", spec.name);
    let mut say = |what: &str, how: &str| {
        let _ = writeln!(text, "- {what}: {how}");
    };
    say("Schema version", &spec.schema_version.to_string());
    say("Replacement", &replacement(spec));
    let key = match spec.key {
        [] => "none".to_owned(),
        key => named(key),
    };
    say("Key", &key);
    say("About persons", if spec.personal { "yes" } else { "no" });
    if record_datasets()
        .iter()
        .any(|record| record.name == spec.name)
    {
        let most = spec.refused_percent_max;
        let policy = match most {
            0 => "a row that cannot be kept refuses the import".to_owned(),
            _ => format!("up to {most} % of the rows may be refused; more refuse the import"),
        };
        say(
            "Policy",
            &format!("{policy} (`--max-refused` says otherwise)"),
        );
        let sources = sources(spec.name);
        let sources: Vec<&str> = sources.iter().map(|(source, _)| *source).collect();
        say("Sources", &named(&sources));
        say("Sums", &sums(spec));
    }
    text.push_str("\n| Column | Type | Unit | Null | Meaning |\n| --- | --- | --- | --- | --- |\n");
    for column in spec.columns {
        text.push_str(&row(column));
    }
    text
}

/// What `pejl query --dataset` counts and adds up.
fn sums(spec: &DatasetSpec) -> String {
    let mut counted = "rows".to_owned();
    if spec.column(columns::PERSON_KEY).is_some() {
        counted.push_str(", persons");
    }
    for measure in measures(spec) {
        let _ = write!(counted, ", `{}` ({}", measure.name, measure.unit);
        let mut before = "; by ";
        for names in measure.within {
            let _ = write!(counted, "{before}{}", named(names).replace(", ", " or "));
            before = " and ";
        }
        counted.push(')');
    }
    counted
}

fn row(column: &ColumnSpec) -> String {
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        column.name,
        column.dtype.as_str(),
        column.unit.unwrap_or_default(),
        if column.nullable { "yes" } else { "no" },
        column.doc.replace('|', "\\|")
    )
}

fn replacement(spec: &DatasetSpec) -> String {
    if spec.kind == DatasetKind::Append {
        return "none: the last version of a key is the one seen".to_owned();
    }
    let grain = match spec.grain {
        None => return "an import replaces exactly what it says it covers".to_owned(),
        Some(Grain::Year) => "year",
        Some(grain) => grain.as_str(),
    };
    match spec.anchor {
        [] if spec.column(columns::LIST).is_some() => "a version of a list at once".to_owned(),
        [] => "the whole register at once, by source and municipality".to_owned(),
        anchor => format!("by source, municipality and {grain} of {}", named(anchor)),
    }
}

fn named(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_description_is_of_these_schemas() {
        let committed = include_str!("../../../docs/datasets.md");
        assert!(
            committed == dataset_docs(),
            "docs/datasets.md differs; write it anew: pejl datasets docs > docs/datasets.md"
        );
    }

    #[test]
    fn every_column_of_every_dataset_is_described_once() {
        let text = dataset_docs();
        for spec in datasets() {
            let begin = format!("## {}\n", spec.name);
            let part = text.split(&begin).nth(1).unwrap_or_default();
            let part = part.split("\n## ").next().unwrap_or_default();
            for column in spec.columns {
                let cell = format!("| `{}` | {} |", column.name, column.dtype.as_str());
                assert_eq!(part.matches(&cell).count(), 1, "{}: {cell}", spec.name);
            }
        }
    }
}

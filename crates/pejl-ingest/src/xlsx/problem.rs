//! What can be wrong with a workbook.

use crate::issue::Explain;

#[derive(Debug, thiserror::Error)]
pub(super) enum XlsxProblem {
    #[error("the workbook is damaged or cut: its ZIP archive cannot be read")]
    Archive,
    #[error("the workbook has more parts than a table can have")]
    TooManyParts,
    #[error(
        "unpacked, the workbook is {bytes} bytes; at most {limit} are read; fetch the table as BULK or CSV"
    )]
    TooLargeUnpacked { bytes: u64, limit: u64 },
    #[error("unpacked, its part `{part}` is {bytes} bytes, more than a table can need")]
    PartTooLarge { part: String, bytes: u64 },
    #[error("the workbook says it has {count} texts, more than it can hold")]
    Strings { count: u64 },
    #[error("the texts of the sheet are more than {limit} bytes")]
    TooMuchText { limit: u64 },
    #[error("this is no Excel workbook, or it is damaged: {cause}")]
    Unreadable { cause: String },
    #[error("the workbook is damaged: its parts contradict each other")]
    Contradicts,
    #[error("the workbook has no sheet with a table")]
    NoSheet,
    #[error("the workbook has several sheets: {names}; declare one")]
    SeveralSheets { names: String },
    #[error("the workbook has no sheet of that name; it has {names}")]
    NoSuchSheet { names: String },
    #[error(
        "the sheet has no heading row: expected a row whose first cells are empty, with years or texts after them"
    )]
    NoHeading,
    #[error("the heading has a gap here; expected a text in every column")]
    HeadingGap,
    #[error("two columns have the same heading")]
    HeadingTwice,
    #[error("expected a label here or above it")]
    NoLabel,
    #[error("expected a cell within the table or a footnote in column A")]
    Outside,
    #[error("the cell is given twice")]
    CellTwice,
    #[error("expected a text or a number, found {found}")]
    CellKind {
        found: &'static str,
        found_da: &'static str,
    },
    #[error("the sheet has a heading, but no rows")]
    NoRows,
    #[error(
        "{declared} columns are declared; the table has {labels} label columns and {headings} heading rows"
    )]
    DeclaredCount {
        declared: usize,
        labels: usize,
        headings: usize,
    },
    #[error(
        "the title does not say which dimension stands in which column; they are named {names}; declare them with --columns"
    )]
    Unnamed { names: String },
}

impl Explain for XlsxProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::Archive => "xlsx.archive",
            Self::TooManyParts => "xlsx.too_many_parts",
            Self::TooLargeUnpacked { .. } => "xlsx.too_large_unpacked",
            Self::PartTooLarge { .. } => "xlsx.part_too_large",
            Self::Strings { .. } => "xlsx.strings",
            Self::TooMuchText { .. } => "xlsx.too_much_text",
            Self::Unreadable { .. } | Self::Contradicts => "xlsx.unreadable",
            Self::NoSheet => "xlsx.no_sheet",
            Self::SeveralSheets { .. } => "xlsx.several_sheets",
            Self::NoSuchSheet { .. } => "xlsx.no_such_sheet",
            Self::NoHeading => "xlsx.no_heading",
            Self::HeadingGap => "xlsx.heading_gap",
            Self::HeadingTwice => "xlsx.heading_twice",
            Self::NoLabel => "xlsx.no_label",
            Self::Outside => "xlsx.outside",
            Self::CellTwice => "xlsx.cell_twice",
            Self::CellKind { .. } => "xlsx.cell_kind",
            Self::NoRows => "xlsx.no_rows",
            Self::DeclaredCount { .. } => "xlsx.declared_count",
            Self::Unnamed { .. } => "xlsx.unnamed",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Archive => "projektmappen er beskadiget eller afkortet: dens ZIP-arkiv kan ikke læses".into(),
            Self::TooManyParts => "projektmappen har flere dele, end en tabel kan have".into(),
            Self::TooLargeUnpacked { bytes, limit } => format!(
                "pakket ud fylder projektmappen {bytes} byte; der læses højst {limit}; hent tabellen som BULK eller CSV"
            ),
            Self::PartTooLarge { part, bytes } => {
                format!("pakket ud fylder dens del `{part}` {bytes} byte, mere end en tabel kan have brug for")
            }
            Self::Strings { count } => {
                format!("projektmappen siger, at den har {count} tekster, flere end den kan indeholde")
            }
            Self::TooMuchText { limit } => format!("arkets tekster fylder mere end {limit} byte"),
            Self::Unreadable { cause } => {
                format!("dette er ikke en Excel-projektmappe, eller den er beskadiget: {cause}")
            }
            Self::Contradicts => "projektmappen er beskadiget: dens dele modsiger hinanden".into(),
            Self::NoSheet => "projektmappen har intet ark med en tabel".into(),
            Self::SeveralSheets { names } => format!("projektmappen har flere ark: {names}; angiv ét"),
            Self::NoSuchSheet { names } => format!("projektmappen har intet ark med det navn; den har {names}"),
            Self::NoHeading => "arket har ingen overskriftsrække: forventede en række, hvis første celler er tomme, med år eller tekster efter dem".into(),
            Self::HeadingGap => "overskriften har et hul her; forventede en tekst i hver kolonne".into(),
            Self::HeadingTwice => "to kolonner har samme overskrift".into(),
            Self::NoLabel => "forventede en betegnelse her eller ovenfor".into(),
            Self::Outside => "forventede en celle inden for tabellen eller en fodnote i kolonne A".into(),
            Self::CellTwice => "cellen er angivet to gange".into(),
            Self::CellKind { found_da, .. } => format!("forventede en tekst eller et tal, fandt {found_da}"),
            Self::NoRows => "arket har en overskrift, men ingen rækker".into(),
            Self::DeclaredCount { declared, labels, headings } => format!(
                "{declared} kolonner er angivet; tabellen har {labels} kolonner med betegnelser og {headings} overskriftsrækker"
            ),
            Self::Unnamed { names } => format!(
                "titlen siger ikke, hvilken dimension der står i hvilken kolonne; de kaldes {names}; angiv dem med --columns"
            ),
        }
    }
}

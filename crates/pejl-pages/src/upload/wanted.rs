//! The import that a form asks for.

use pejl_app::declaration::{self, Said};
use pejl_app::import::ImportRequest;
use pejl_app::import::kl_gateway::ReportImport;
use pejl_app::import::records::RecordImport;
use pejl_app::import::wanted::{Wanted, WantedKind};
use pejl_app::{AppError, Store};

use super::sent::Sent;
use crate::state::Uploads;

/// Rows of records of which it is shown what was made of them.
const EXPLAINED: usize = 5;

/// The import without its file, proved as far as it can be.
///
/// # Errors
/// What of the form cannot be used, or the store fails.
pub(super) fn wanted(
    store: &Store,
    sent: &Sent,
    (uploads, actor): (&Uploads, &str),
) -> Result<Wanted, AppError> {
    let text = |name: &str| sent.said(name).map(str::to_owned);
    let municipality = sent.text("municipality").to_owned();
    let person_key = uploads.person_keys.clone();
    let (actor, dry_run) = (actor.to_owned(), !sent.is_to_be_kept());
    let wanted = match WantedKind::find(sent.text("dataset"))? {
        WantedKind::Figures(kind) => Wanted::Figures(ImportRequest {
            kind,
            files: Vec::new(),
            declared: declaration::read(&Said {
                table: sent.said("table"),
                period: sent.said("period"),
                ..Said::default()
            })?,
            dry_run,
            actor,
        }),
        WantedKind::Records(dataset) => Wanted::Records(RecordImport {
            dataset: dataset.to_owned(),
            files: Vec::new(),
            source: text("source"),
            // A mapping is a file of the operator's, never of a reader's.
            mapping: None,
            municipality,
            person_key,
            period: text("period"),
            control_totals: totals(sent.text("control_total")),
            max_refused: text("max_refused"),
            explain: EXPLAINED,
            dry_run,
            actor,
        }),
        WantedKind::Reports => Wanted::Reports(ReportImport {
            files: Vec::new(),
            municipality,
            person_key,
            max_refused: text("max_refused"),
            dry_run,
            actor,
        }),
    };
    wanted.prove(store)?;
    Ok(wanted)
}

/// Totals of several years, each by itself: amounts have commas, so that `;` parts them.
fn totals(text: &str) -> Vec<String> {
    let parts = text.split(';').map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_several_years_are_parted_and_amounts_are_not() {
        assert_eq!(
            totals("2018=1.234,50; 2019=2,00 ;"),
            ["2018=1.234,50", "2019=2,00"]
        );
        assert!(totals(" ").is_empty());
    }
}

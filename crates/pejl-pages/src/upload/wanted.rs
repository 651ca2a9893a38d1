//! The import that a form asks for.

use pejl_app::declaration::{self, Said};
use pejl_app::import::ImportRequest;
use pejl_app::import::kl_gateway::ReportImport;
use pejl_app::import::records::RecordImport;
use pejl_app::import::wanted::{Wanted, WantedKind};
use pejl_app::{AppError, ParamProblem, Store};

use super::sent::Sent;
use crate::query::problem;
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
    let kind = WantedKind::find(sent.text("dataset"))?;
    check_read(kind, sent)?;
    let wanted = match kind {
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

/// What is said of a field that the files are not read with.
pub(super) const UNREAD: &str = "nothing: it is not read for this dataset";

/// Refuses what would be passed over without a word: who fills in a control total believes that it was held against the file.
fn check_read(kind: WantedKind, sent: &Sent) -> Result<(), AppError> {
    let unread: &[&str] = match kind {
        WantedKind::Figures(_) => &["source", "municipality", "control_total", "max_refused"],
        WantedKind::Records(_) => &["table"],
        WantedKind::Reports => &["source", "period", "control_total", "table"],
    };
    let said = unread.iter().filter(|name| sent.said(name).is_some());
    let problems: Vec<ParamProblem> = said
        .map(|name| ParamProblem {
            allowed: UNREAD.to_owned(),
            ..problem(name, "")
        })
        .collect();
    match problems.is_empty() {
        true => Ok(()),
        false => Err(AppError::Invalid(problems)),
    }
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

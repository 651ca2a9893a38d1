//! The invented municipality of the demo: its own ledger, budget and care records, read through the shipped mappings.
//!
//! Hedensted over three years, which hold the law of July 2025 and the postings with citizens of that year. Of what was
//! delivered day by day, nine tenths of the rows, only the last year is imported, so that the demo starts quickly.

use std::fs;
use std::path::{Path, PathBuf};

use pejl_lake::LEDGER;
use pejl_synth::{Month, Options, write};

use super::story;
use crate::error::{AppError, chain};
use crate::import::ImportState;
use crate::import::records::{
    PersonKeySource, RecordImport, RecordSummary, create_person_key, import_records,
};
use crate::snapshot::{AsKnown, known};
use crate::store::{Store, file_error};

/// First and last month of the records.
const MONTHS: (Month, Month) = (Month::new(2023, 1), Month::new(2025, 12));
/// Its draws: in every month enough courses end that the month can be held against a target.
const SEED: u64 = 2;
/// First month of the programme: half of the months come before it.
const PROGRAMME_FROM: Month = Month::new(2024, 7);
/// The deliveries that are imported: those of the last year.
const DELIVERIES: &str = "delivery-2025.csv";
/// What says that everything is imported; another text makes the demo import its municipality again.
const DONE: &str = "hedensted 4\n";

/// Writes the municipality's files below `folder`, imports them, and removes them; a folder that says that all is
/// imported is left as it is.
pub(super) fn load(
    store: &Store,
    folder: &Path,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<RecordSummary>, AppError> {
    let done = folder.join("municipality.done");
    let is_done = fs::read_to_string(&done).is_ok_and(|text| text == DONE);
    // The catalogue may be another one than that of the last demo in this folder.
    if is_done
        && !known(store, LEDGER.name, AsKnown::Head)?
            .view
            .segments
            .is_empty()
    {
        return Ok(Vec::new());
    }
    let key = folder.join("person.key");
    // A key of its own for each demo: pseudonyms of one cannot be compared with those of another.
    if !key.exists() {
        create_person_key(&key)?;
    }
    let out = folder.join("municipality");
    if out.exists() {
        // A demo that was stopped left it.
        fs::remove_dir_all(&out).map_err(|source| file_error("remove", &out, source))?;
    }
    let (from, to) = MONTHS;
    let options = Options {
        from,
        to,
        programme_from: PROGRAMME_FROM,
        seed: SEED,
        ..Options::new(&out)
    };
    let written = write(&options, &mut |told| progress("synth", told.n_rows));
    let truth = written.map_err(|error| AppError::Conflict(chain(&error)))?;
    let mut summaries = Vec::new();
    for file in &truth.files {
        let is_early = file.dataset == "delivery" && !file.path.ends_with(DELIVERIES);
        // The corrected year is for whoever tries corrections.
        if is_early || file.path.contains("/corrected/") {
            continue;
        }
        let request = request(
            &file.dataset,
            &file.municipality,
            out.join(&file.path),
            &key,
        );
        let summary = import_records(store, &request, &mut |n_rows| {
            progress(&file.dataset, n_rows)
        })?;
        if summary.summary.state == ImportState::Refused {
            let issues = &summary.summary.issues;
            let first = issues.first().map(ToString::to_string).unwrap_or_default();
            return Err(AppError::Conflict(format!(
                "the invented file {} was refused: {first}",
                file.path
            )));
        }
        summaries.push(summary);
    }
    story::decide(store)?;
    fs::remove_dir_all(&out).map_err(|source| file_error("remove", &out, source))?;
    fs::write(&done, DONE).map_err(|source| file_error("write", &done, source))?;
    Ok(summaries)
}

fn request(dataset: &str, municipality: &str, file: PathBuf, key: &Path) -> RecordImport {
    let source = match dataset {
        "ledger" | "budget" => "prisme",
        _ => "canonical",
    };
    RecordImport {
        dataset: dataset.to_owned(),
        files: vec![file],
        source: Some(source.to_owned()),
        mapping: None,
        municipality: municipality.to_owned(),
        person_key: PersonKeySource {
            file: Some(key.to_owned()),
            folder: None,
        },
        // In some months nobody comes on a list; that they are covered all the same is said and not told from rows.
        period: (dataset == "waiting").then(|| format!("{}..{}", MONTHS.0, MONTHS.1)),
        control_totals: Vec::new(),
        // Files of ours have no row that breaks a rule.
        max_refused: Some("0".to_owned()),
        explain: 0,
        dry_run: false,
        actor: "demo".to_owned(),
    }
}

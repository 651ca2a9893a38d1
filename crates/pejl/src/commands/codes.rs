//! `pejl codes`: versions of code lists in, and what is known of them.

use pejl_api::UploadBody;
use pejl_app::import::ImportState;
use pejl_app::import::codes::{CodesImport, CodesSummary, import_codes, list_versions};
use serde_json::{Map, Value, json};

use super::{as_known, import, kl_gateway, open};
use crate::arguments::{CodesCommand, CodesImportArgs, PlaceArgs, SummaryFormat};
use crate::exit::Failure;
use crate::output;

/// Imports or lists code lists.
pub fn codes(place: &PlaceArgs, command: &CodesCommand) -> Result<(), Failure> {
    match command {
        CodesCommand::Import(args) => import_lists(place, args),
        CodesCommand::List {
            as_known: at,
            format,
        } => {
            let versions = list_versions(&open(place)?, as_known(at)?)?;
            let rows: Vec<Map<String, Value>> = versions
                .into_iter()
                .filter_map(|(list, version, n_codes)| {
                    let row = json!({"list": list, "version": version.name,
                        "valid_from": version.valid_from, "n_codes": n_codes});
                    row.as_object().cloned()
                })
                .collect();
            let columns = ["list", "version", "valid_from", "n_codes"];
            output::rows(&json!({}), &columns, &rows, *format)
        }
    }
}

fn import_lists(place: &PlaceArgs, args: &CodesImportArgs) -> Result<(), Failure> {
    if let Some(file) = args.files.iter().find(|file| !file.is_file()) {
        return Err(Failure::Usage(format!("no file `{}`", file.display())));
    }
    let request = CodesImport {
        files: args.files.clone(),
        version: args.list_version.clone(),
        valid_from: args.valid_from,
        dry_run: args.dry_run,
        actor: "command line".to_owned(),
    };
    report(import_codes(&open(place)?, &request)?, args.format)
}

fn report(found: CodesSummary, format: SummaryFormat) -> Result<(), Failure> {
    let refused = found.summary.state == ImportState::Refused;
    let failed = found.failed.iter().map(|(municipality, error)| {
        let told = pejl_app::chain(error);
        format!(
            "the rows of {municipality} are not made again: {told}; run `pejl kl-gateway project --municipality {municipality}`"
        )
    });
    let failed: Vec<String> = failed.collect();
    match format {
        SummaryFormat::Json => {
            let mut body = json!(UploadBody::of(found.summary));
            let projected: Map<String, Value> = found
                .projected
                .iter()
                .map(|(municipality, done)| (municipality.clone(), kl_gateway::body(done)))
                .collect();
            if let Some(fields) = body.as_object_mut() {
                fields.insert("projected".to_owned(), Value::Object(projected));
            }
            output::json(&body)?;
        }
        SummaryFormat::Text => {
            for issue in &found.summary.issues {
                eprintln!("{}", import::issue_line(issue));
            }
            output::lines(&import::text(&found.summary))?;
            for (municipality, done) in &found.projected {
                output::lines(&[format!("reports of {municipality}:")])?;
                output::lines(&kl_gateway::told(done))?;
            }
        }
    }
    if refused {
        Err(Failure::Refused)
    } else if !failed.is_empty() {
        Err(Failure::Environment(failed.join("\npejl: ")))
    } else {
        Ok(())
    }
}

//! `pejl import kl-gateway` and `pejl kl-gateway`: reports in, and how things are in them.

use pejl_app::import::ImportState;
use pejl_app::import::kl_gateway::{ReportImport, ReportSummary, import_reports, project_again};
use pejl_app::import::records::PersonKeySource;
use pejl_app::kl_gateway::{Delay, Known, Quality, State, StateRequest, danish_day, state};
use pejl_app::severity_name;
use serde_json::{Map, Value, json};

use super::import::issue_line;
use super::{as_known, open, records};
use crate::arguments::{ImportArgs, KlGatewayCommand, PlaceArgs, StateArgs, SummaryFormat};
use crate::exit::Failure;
use crate::output::{self, printable};

/// Issues that are printed; the catalogue has a thousand, and the quarantine all that keep a report out.
const PRINTED_MAX: usize = 50;

/// Imports reports.
pub fn import(place: &PlaceArgs, args: &ImportArgs) -> Result<(), Failure> {
    let request = ReportImport {
        files: args.files.clone(),
        municipality: records::municipality(args)?,
        person_key: PersonKeySource {
            file: args.records.person_key.clone(),
            folder: None,
        },
        max_refused: args.records.max_refused.clone(),
        dry_run: args.dry_run,
        actor: "command line".to_owned(),
    };
    report(&import_reports(&open(place)?, &request)?, args.format)
}

/// Shows the state of reports, or makes their rows again.
pub fn kl_gateway(place: &PlaceArgs, command: &KlGatewayCommand) -> Result<(), Failure> {
    match command {
        KlGatewayCommand::State(args) => show_state(place, args),
        KlGatewayCommand::Project {
            municipality,
            format,
        } => report(
            &project_again(&open(place)?, municipality, "command line")?,
            *format,
        ),
    }
}

fn show_state(place: &PlaceArgs, args: &StateArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = StateRequest {
        municipality: args.municipality.clone(),
        at: as_known(&args.as_known)?,
        known: match (args.reported_on, args.reported_by) {
            (Some(day), _) => Known::ReportedOn(day),
            (None, Some(instant)) => Known::ReportedBy(instant),
            (None, None) => Known::Latest,
        },
        as_of: args.as_of.unwrap_or_else(|| danish_day(store.now())),
    };
    let found = state_body(&state(&store, &request)?);
    match args.format {
        SummaryFormat::Json => output::json(&found),
        SummaryFormat::Text => {
            let lines: Vec<String> = found
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            output::lines(&lines)
        }
    }
}

fn report(found: &ReportSummary, format: SummaryFormat) -> Result<(), Failure> {
    match format {
        SummaryFormat::Json => output::json(&body(found))?,
        SummaryFormat::Text => {
            for issue in found.issues.iter().take(PRINTED_MAX) {
                eprintln!("{}", issue_line(issue));
            }
            let dropped = usize::try_from(found.n_issues_dropped).unwrap_or(usize::MAX);
            let more = found.issues.len().saturating_sub(PRINTED_MAX);
            let more = more.saturating_add(dropped);
            if more > 0 {
                eprintln!("… and {more} further");
            }
            output::lines(&told(found))?;
        }
    }
    if found.state == Some(ImportState::Refused) {
        Err(Failure::Refused)
    } else {
        Ok(())
    }
}

/// What a load did, as lines.
pub fn told(found: &ReportSummary) -> Vec<String> {
    let mut lines: Vec<String> = found
        .files
        .iter()
        .map(|file| {
            let name = printable(&file.name);
            format!("{name}: {} reports, {} bytes", file.n_reports, file.bytes)
        })
        .collect();
    lines.push(format!(
        "{} reports: {} new, {} repeated, {} held, {} refused",
        found
            .n_reports
            .saturating_add(found.n_repeated)
            .saturating_add(found.n_held)
            .saturating_add(found.n_refused),
        found.n_reports,
        found.n_repeated,
        found.n_held,
        found.n_refused
    ));
    for (kind, n) in &found.resources {
        lines.push(format!("  {n} × {kind}"));
    }
    for projected in &found.projected {
        lines.push(format!(
            "{}: {} rows in {} months written",
            projected.dataset, projected.n_rows, projected.n_months
        ));
    }
    for (rule, n) in &found.rules {
        lines.push(format!("{n} × {rule}"));
    }
    if let Some(path) = &found.quarantine {
        lines.push(format!("not kept: {}", path.display()));
    }
    let number = found
        .import_id
        .map_or_else(String::new, |id| format!(" {id}"));
    let revision = found.revision.unwrap_or_default();
    lines.push(match found.state {
        Some(ImportState::Committed) => format!(
            "import{number} committed {} versions as revision {revision}",
            found.n_versions
        ),
        Some(ImportState::Unchanged) => {
            format!("import{number} changed nothing as of revision {revision}")
        }
        Some(ImportState::DryRun) => "dry run: nothing was kept".to_owned(),
        Some(ImportState::Refused) | None => {
            format!("import{number} refused; nothing was changed")
        }
    });
    lines
}

/// What a load did, as JSON.
pub fn body(found: &ReportSummary) -> Value {
    let projected: Map<String, Value> = found
        .projected
        .iter()
        .map(|made| {
            let told = json!({"n_rows": made.n_rows, "n_months": made.n_months});
            (made.dataset.to_owned(), told)
        })
        .collect();
    let rules: Map<String, Value> = found
        .rules
        .iter()
        .map(|(rule, n)| (rule.clone(), json!(n)))
        .collect();
    let issues: Vec<Value> = found
        .issues
        .iter()
        .map(|issue| {
            json!({"severity": severity_name(issue.severity), "file": issue.file,
                "line": issue.line, "column": issue.column, "value": issue.value,
                "rule": issue.rule, "message_da": issue.message.da, "message_en": issue.message.en})
        })
        .collect();
    json!({
        "state": found.state.map(ImportState::as_str),
        "id": found.import_id,
        "revision": found.revision,
        "files": found.files.iter().map(|file| json!({"name": file.name,
            "n_reports": file.n_reports, "bytes": file.bytes})).collect::<Vec<_>>(),
        "n_reports": found.n_reports,
        "n_repeated": found.n_repeated,
        "n_held": found.n_held,
        "n_refused": found.n_refused,
        "resources": found.resources,
        "n_versions": found.n_versions,
        "n_taken_back": found.n_taken_back,
        "projected": projected,
        "issues": issues,
        "n_issues_dropped": found.n_issues_dropped,
        "rules": rules,
        "quarantine": found.quarantine.as_ref().map(|path| path.display().to_string()),
    })
}

fn state_body(found: &State) -> Map<String, Value> {
    let counts = json!({
        "revision": found.revision,
        "n_grants": found.n_grants,
        "n_active_grants": found.n_active_grants,
        "n_persons_with_active_grants": found.n_persons_with_active_grants,
        "n_courses": found.n_courses,
        "n_active_courses": found.n_active_courses,
        "n_deliveries": found.n_deliveries,
        "delivered_minutes": found.delivered_minutes,
        "n_assessments": found.n_assessments,
        "n_goals": found.n_goals,
        "n_current_goals": found.n_current_goals,
        "n_waiting": found.n_waiting,
    });
    let mut body = counts.as_object().cloned().unwrap_or_default();
    body.extend(quality_body(&found.quality));
    body
}

fn quality_body(quality: &Quality) -> Map<String, Value> {
    let unknown: Vec<Value> = quality
        .unknown_codes
        .iter()
        .map(|(coding, n)| {
            json!({"system": coding.system, "code": coding.code,
            "version": coding.version, "n": n})
        })
        .collect();
    let delays: Map<String, Value> = quality
        .delays
        .iter()
        .map(|(delay, n)| (delay_name(*delay).to_owned(), json!(n)))
        .collect();
    let counts = json!({
        "n_persons": quality.n_persons,
        "n_persons_only_nursing": quality.n_persons_only_nursing,
        "n_resources": quality.n_resources,
        "n_versions": quality.n_versions,
        "n_without_last_updated": quality.n_without_last_updated,
        "n_taken_back": quality.n_taken_back,
        "n_took_back_nothing": quality.n_took_back_nothing,
        "n_code_changes": quality.n_code_changes,
        "n_codes": quality.n_codes,
        "n_legacy_codes": quality.n_legacy_codes,
        "legacy_share": quality.legacy_share(),
        "unknown_codes": unknown,
        "n_missing_references": quality.n_missing_references,
        "n_taken_back_references": quality.n_taken_back_references,
        "n_ended_without_end": quality.n_ended_without_end,
        "n_past_follow_up": quality.n_past_follow_up,
        "delays": delays,
    });
    counts.as_object().cloned().unwrap_or_default()
}

const fn delay_name(delay: Delay) -> &'static str {
    match delay {
        Delay::Ahead => "ahead",
        Delay::SameDay => "same_day",
        Delay::NextDay => "next_day",
        Delay::Week => "week",
        Delay::Month => "month",
        Delay::Longer => "longer",
    }
}

//! Datasets by name.

use pejl_app::readiness::Source;
use pejl_domain::Lang;

use crate::words::texts;

/// The name of a source for a reader, with the tables that published figures are from.
pub fn source_name(source: &Source, lang: Lang) -> String {
    let name = dataset_name(source.dataset(), lang);
    match source {
        Source::Dataset(_) => name.to_owned(),
        Source::Tables(tables) => format!("{name} {}", tables.join(", ")),
    }
}

/// The name of a dataset for a reader; the name it is stored under where there is no other.
pub fn dataset_name(name: &str, lang: Lang) -> &str {
    let t = texts(lang);
    match name {
        "stat_fact" => t.dataset_stat_fact,
        "price_index" => t.dataset_price_index,
        "ledger" => t.dataset_ledger,
        "budget" => t.dataset_budget,
        "grant" => t.dataset_grant,
        "delivery" => t.dataset_delivery,
        "course" => t.dataset_course,
        "assessment" => t.dataset_assessment,
        "goal" => t.dataset_goal,
        "waiting" => t.dataset_waiting,
        "person" => t.dataset_person,
        "event" => t.dataset_event,
        "prevention_visit" => t.dataset_prevention_visit,
        "staffing" => t.dataset_staffing,
        "absence" => t.dataset_absence,
        "survey" => t.dataset_survey,
        "complaint" => t.dataset_complaint,
        "unit" => t.dataset_unit,
        "provider" => t.dataset_provider,
        "reporting_org" => t.dataset_reporting_org,
        "structural_factor" => t.dataset_structural_factor,
        "deadline" => t.dataset_deadline,
        "band_cost" => t.dataset_band_cost,
        "kl_report" => t.dataset_kl_report,
        "kl_resource" => t.dataset_kl_resource,
        "code" => t.dataset_code,
        other => other,
    }
}

//! Schedules of monthly reports, and what became of each of their times.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::AppError;
use pejl_app::schedules::{self, Delivery, Run, Schedule};
use pejl_calendar::Calendar;
use pejl_domain::Lang;
use pejl_wording::{delivery_reason, run_lines};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::language;
use crate::page::{Page, key_cursor};
use crate::params::{Params, number};
use crate::problem::{ApiError, Problem};
use crate::rows::to_row;
use crate::state::ApiState;

/// Columns of a list of schedules.
pub const SCHEDULE_COLUMNS: [&str; 11] = [
    "id",
    "municipality",
    "lang",
    "rule",
    "months_back",
    "to_folder",
    "recipients",
    "actor",
    "begun_at",
    "closed_at",
    "next_at",
];

/// Columns of a list of runs.
pub const RUN_COLUMNS: [&str; 11] = [
    "id",
    "schedule",
    "nominal",
    "month",
    "state",
    "n_attempts",
    "next_try_at",
    "report",
    "detail",
    "finished_at",
    "deliveries",
];

/// A schedule.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduleBody {
    /// Its number.
    #[schema(example = 2)]
    pub id: i64,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// The language of its reports.
    #[schema(example = "da")]
    pub lang: String,
    /// The rule of its times.
    #[schema(example = "monthly:5th-working-day@06:00")]
    pub rule: String,
    /// How many months before the day it is due the report is of.
    #[schema(example = 1)]
    pub months_back: i32,
    /// Whether its files go to the folder of deliveries.
    #[schema(example = true)]
    pub to_folder: bool,
    /// Addresses that it is sent to.
    #[schema(example = json!(["udvalg@example.dk"]))]
    pub recipients: Vec<String>,
    /// Who began it.
    #[schema(example = "command line")]
    pub actor: String,
    /// Since when its times count.
    #[schema(example = "2018-03-20T08:15:00Z")]
    pub begun_at: DateTime<Utc>,
    /// When it was closed; null while it goes on.
    pub closed_at: Option<DateTime<Utc>>,
    /// When it is due next; null where it was closed.
    #[schema(example = "2018-04-09T04:00:00Z")]
    pub next_at: Option<DateTime<Utc>>,
}

/// What became of a schedule at one of its times.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunBody {
    /// Its number.
    #[schema(example = 7)]
    pub id: i64,
    /// The schedule.
    #[schema(example = 2)]
    pub schedule: i64,
    /// The time it is of, in Danish local time.
    #[schema(example = "2018-04-09T06:00")]
    pub nominal: String,
    /// The month that its report is of; null where an earlier release planned it.
    #[schema(example = "2018-03")]
    pub month: Option<String>,
    /// `waiting`, `running`, `done`, `failed`, `skipped` (missed, and a later one made in its place) or `overtaken` (it still waited when
    /// the next one came).
    #[schema(example = "done")]
    pub state: &'static str,
    /// How often it was tried.
    #[schema(example = 1)]
    pub n_attempts: i64,
    /// When it is tried again.
    pub next_try_at: Option<DateTime<Utc>>,
    /// The report that was made.
    #[schema(example = 5)]
    pub report: Option<i64>,
    /// What is waited for, or why it failed, and what was not delivered, a line each; may be empty.
    #[schema(example = "")]
    pub detail: String,
    /// When it ended.
    #[schema(example = "2018-04-09T04:00:31Z")]
    pub finished_at: Option<DateTime<Utc>>,
    /// Where its report went.
    pub deliveries: Vec<DeliveryBody>,
}

/// A file put into the folder of deliveries, or a letter.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryBody {
    /// `folder` or `mail`.
    #[schema(example = "mail")]
    pub kind: &'static str,
    /// The format of the file, or the address of the letter.
    #[schema(example = "udvalg@example.dk")]
    pub target: String,
    /// `pending`, `sending`, `delivered`, `refused` or `unknown` (the process ended, or the connection broke, while the letter went out;
    /// it is not sent again).
    #[schema(example = "delivered")]
    pub state: &'static str,
    /// What the letter is known by; empty for a file.
    #[schema(example = "<7.0f3c9a1be2d47a55@5f2c6f0d.pejl>")]
    pub message_id: String,
    /// How often it was tried.
    #[schema(example = 1)]
    pub n_attempts: i64,
    /// Why it was not taken, or what is not known; may be empty.
    #[schema(example = "")]
    pub detail: String,
    /// When it came there.
    #[schema(example = "2018-04-09T04:00:31Z")]
    pub changed_at: DateTime<Utc>,
    /// When it is tried again, where it failed.
    pub next_try_at: Option<DateTime<Utc>>,
}

impl ScheduleBody {
    /// Returns the body of a schedule, which is due next at some time.
    pub fn of(one: &Schedule, next_at: Option<DateTime<Utc>>) -> Self {
        Self {
            next_at,
            id: one.id,
            municipality: one.municipality.clone(),
            lang: one.lang.clone(),
            rule: one.rule.clone(),
            months_back: one.months_back,
            to_folder: one.to_folder,
            recipients: one.recipients.clone(),
            actor: one.actor.clone(),
            begun_at: one.begun_at,
            closed_at: one.closed_at,
        }
    }
}

impl RunBody {
    /// Returns the body of a run with its deliveries, in words of a language.
    pub fn of((run, deliveries): &(Run, Vec<Delivery>), lang: Lang) -> Self {
        let detail = run_lines(run, deliveries, lang).join("\n");
        let deliveries = deliveries.iter().map(|one| DeliveryBody {
            kind: one.kind.as_str(),
            target: one.target.clone(),
            state: one.state.as_str(),
            message_id: one.message_id.clone(),
            n_attempts: one.n_attempts,
            detail: delivery_reason(one, lang),
            next_try_at: one.next_try_at,
            changed_at: one.changed_at,
        });
        Self {
            deliveries: deliveries.collect(),
            id: run.id,
            schedule: run.schedule,
            nominal: run.nominal.clone(),
            month: run.month.clone(),
            state: run.state.as_str(),
            n_attempts: run.n_attempts,
            next_try_at: run.next_try_at,
            report: run.report,
            detail,
            finished_at: run.finished_at,
        }
    }
}

/// Returns schedules as rows, for tables; the addresses are one text.
pub fn schedule_rows(schedules: &[ScheduleBody]) -> Vec<Map<String, Value>> {
    let rows = schedules.iter().filter_map(|one| {
        let mut row = to_row(one).ok()?;
        let recipients = Value::from(one.recipients.join(" "));
        row.insert("recipients".to_owned(), recipients);
        Some(row)
    });
    rows.collect()
}

/// Returns runs as rows, for tables; the deliveries are one text.
pub fn run_rows(runs: &[(Run, Vec<Delivery>)], lang: Lang) -> Vec<Map<String, Value>> {
    let rows = runs.iter().filter_map(|one| {
        let mut row = to_row(RunBody::of(one, lang)).ok()?;
        let told = one.1.iter().map(|one| {
            format!(
                "{} {}: {}",
                one.kind.as_str(),
                one.target,
                one.state.as_str()
            )
        });
        let told = Value::from(told.collect::<Vec<_>>().join("; "));
        row.insert("deliveries".to_owned(), told);
        Some(row)
    });
    rows.collect()
}

/// Lists the schedules that go on, or all there ever were, the first begun first.
#[utoipa::path(get, path = "/api/v1/schedules", tag = "data",
    params(("closed" = Option<bool>, Query, description = "With those that were closed", example = true),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The schedules", body = ListBody<Vec<ScheduleBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_schedules(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["closed", "format"])?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let with_closed = params.parsed("closed", "true or false")?;
    let with_closed: bool = with_closed.unwrap_or_default();
    let store = Arc::clone(&state.store);
    let found = state
        .pool
        .run(move || -> Result<_, AppError> {
            let found = schedules::list_schedules(&store, with_closed)?;
            let calendar = Calendar::default();
            let body = |one| ScheduleBody::of(one, schedules::next_time(&store, one, &calendar));
            Ok(found.iter().map(body).collect::<Vec<_>>())
        })
        .await?;
    let items = match format {
        Format::Json => found.iter().map(to_row).collect::<Result<Vec<_>, _>>()?,
        Format::Csv | Format::CsvDa => schedule_rows(&found),
    };
    let rows = Table {
        meta: json!({}),
        columns: &SCHEDULE_COLUMNS,
        items: items.into_iter(),
        next: None,
        file_name: "schedules".to_owned(),
    };
    // A schedule makes no revision.
    table(&request, format, Validity::default(), rows)
}

/// Lists what became of a schedule at its times, the latest planned first.
#[utoipa::path(get, path = "/api/v1/schedules/{id}/runs", tag = "data",
    params(("id" = i64, Path, description = "Number of the schedule", example = 2),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i64>, Query, description = "Where the next page begins, from `next`"),
           ("lang" = Option<String>, Query, description = "Language of `detail`: da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of runs", body = ListBody<Vec<RunBody>>),
              (status = 404, description = "No such schedule", body = Problem, content_type = "application/problem+json"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_schedule_runs(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &["limit", "cursor", "lang", "format"],
    )?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let before: Option<i64> = key_cursor(&params)?;
    let id = number(&path, "the number of a schedule")?;
    let store = Arc::clone(&state.store);
    let mut found = state
        .pool
        .run(move || schedules::list_runs(&store, Some(id), before, page.ask()))
        .await?;
    let more = page.cut(&mut found)?;
    let last = found.last().filter(|_| more);
    let next = last.map(|(run, _)| run.id.to_string());
    let items = match format {
        Format::Json => found
            .iter()
            .map(|one| to_row(RunBody::of(one, lang)))
            .collect::<Result<Vec<_>, _>>()?,
        Format::Csv | Format::CsvDa => run_rows(&found, lang),
    };
    let rows = Table {
        meta: json!({"schedule": id}),
        columns: &RUN_COLUMNS,
        items: items.into_iter(),
        next,
        file_name: format!("runs-{id}"),
    };
    table(&request, format, Validity::default(), rows)
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/schedules", list_schedules))
        .service(crate::get("/schedules/{id}/runs", list_schedule_runs));
}

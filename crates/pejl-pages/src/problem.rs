//! What a reader sees when there is no page: which parameter is at fault, that nothing is here, or that we failed.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};
use pejl_app::reference::place_name;
use pejl_app::{AppError, ParamProblem, chain};
use pejl_domain::Lang;
use serde::Serialize;

use crate::link::{FINANCE, Link, OVERVIEW, REHABILITATION, REPORTS};
use crate::query::Query;
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use crate::texts::{Texts, fill, texts};

/// Paths whose errors are for programs, whatever they accept.
const FOR_PROGRAMS: [&str; 4] = ["/api/", "/odata/", "/openapi.json", "/assets/"];
/// Seconds after which an overloaded server may be asked again.
const RETRY_SECONDS: &str = "5";

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// Parameters of the address cannot be used.
    #[error("{} of the parameters cannot be used", .0.len())]
    Parameters(Vec<ParamProblem>),
    /// No page has the address.
    #[error("no such page")]
    NoSuchPage,
    /// A page does not take the method.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// A use case failed.
    #[error("failed to read what the page shows")]
    App(#[source] AppError),
    /// A file that is sent is larger than allowed.
    #[error("the file is larger than {limit} bytes")]
    FileTooLarge {
        /// Most bytes of a file.
        limit: u64,
    },
    /// So many files are under way that no other is taken.
    #[error("too many files are under way")]
    TooManyFiles,
    /// An import was waited for too long.
    #[error("the import is still running")]
    StillImporting,
    /// The answer took longer than allowed.
    #[error("the deadline passed")]
    TimedOut,
    /// The work ended in a panic.
    #[error("the work panicked")]
    Panicked,
    /// A chart cannot be drawn as a picture.
    #[error("failed to make the picture of a chart")]
    Picture(#[source] pejl_png::PngError),
    /// A template asks for what there is not.
    #[error("failed to render: {0}")]
    Template(String),
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(problems) => Self::Parameters(problems),
            other => Self::App(other),
        }
    }
}

impl PageError {
    /// The same of work that only reads: what is waited for too long is given up.
    pub fn given_up(self) -> Self {
        match self {
            Self::StillImporting => Self::TimedOut,
            other => other,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Parameters(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TimedOut | Self::TooManyFiles | Self::StillImporting => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Panicked | Self::Picture(_) | Self::Template(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::App(error) => match error {
                AppError::Invalid(_) => StatusCode::BAD_REQUEST,
                AppError::NotFound { .. } => StatusCode::NOT_FOUND,
                AppError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                AppError::Conflict(_) | AppError::Busy { .. } => StatusCode::CONFLICT,
                error if error.is_environment() => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }
}

#[derive(Debug, Serialize)]
struct ProblemPage {
    heading: &'static str,
    text: String,
    items: Vec<ProblemItem>,
    home_href: String,
}

#[derive(Debug, Serialize)]
struct ProblemItem {
    parameter: String,
    value: String,
    allowed: &'static str,
    nearest: Vec<Nearest>,
}

#[derive(Debug, Serialize)]
struct Nearest {
    href: String,
    label: String,
}

/// The answer for an error of the page with a path: its own page, and its cause in the log when the fault is ours.
pub(crate) fn refuse(
    state: &PagesState,
    (path, lang): (&str, Lang),
    error: PageError,
) -> HttpResponse {
    let here = Link::to(path, lang);
    page(state.is_demo(), (here, path, lang), &error)
}

/// The same for somebody who asked for more of the page: what is not at fault is kept where a spelling is proposed.
pub(crate) fn refuse_asked(
    state: &PagesState,
    (asked, path, lang): (Link, &str, Lang),
    error: PageError,
) -> HttpResponse {
    page(state.is_demo(), (asked, path, lang), &error)
}

/// The page for an address that nothing answers, for a reader; `None` when a program asks.
///
/// The server's last resort asks here first and else answers with a problem document.
pub fn not_found(request: &HttpRequest) -> Option<HttpResponse> {
    let accepts = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_program = FOR_PROGRAMS
        .iter()
        .any(|prefix| request.path().starts_with(prefix));
    if is_program || !accepts.contains("text/html") {
        return None;
    }
    let lang = Query::read(request.query_string())
        .map(|query| query.lang())
        .unwrap_or_default();
    let is_demo = request
        .app_data::<actix_web::web::Data<PagesState>>()
        .is_some_and(|state| state.is_demo());
    let home = (Link::to(OVERVIEW, lang), OVERVIEW, lang);
    Some(page(is_demo, home, &PageError::NoSuchPage))
}

/// The answer for a method that a page which only shows something does not take.
pub(crate) fn method_not_allowed() -> HttpResponse {
    method_not_taken("GET, HEAD")
}

/// The answer for a method that is none of those a page takes.
pub(crate) fn method_not_taken(taken: &'static str) -> HttpResponse {
    let lang = Lang::default();
    let home = (Link::to(OVERVIEW, lang), OVERVIEW, lang);
    let mut response = page(false, home, &PageError::MethodNotAllowed);
    response.headers_mut().insert(
        actix_web::http::header::ALLOW,
        actix_web::http::header::HeaderValue::from_static(taken),
    );
    response
}

/// The page of an error, for somebody who asked for a link to a path.
fn page(is_demo: bool, (asked, path, lang): (Link, &str, Lang), error: &PageError) -> HttpResponse {
    let status = error.status();
    if status.is_server_error() {
        log::error!(
            "page failed status={} cause={:?}",
            status.as_u16(),
            chain(error)
        );
    }
    let t = texts(lang);
    let problems = match error {
        PageError::Parameters(problems) => problems.as_slice(),
        _ => &[],
    };
    let at_fault = problems.iter().map(|one| one.parameter.as_str());
    let kept = at_fault.fold(asked, |link, name| link.without(name));
    let home = Link::to(path, lang).with_same("municipality", &kept);
    let (heading, text) = words(error, t);
    let items = problems.iter().map(|one| item(one, (&kept, path, lang)));
    let items = items.collect();
    let shell = Shell {
        lang,
        is_demo,
        here: home.clone(),
        section: Section::Other,
    };
    let page = ProblemPage {
        heading,
        text,
        items,
        home_href: home.to_string(),
    };
    let html = render("problem.html", &shell, heading, &page).unwrap_or_else(|error| {
        log::error!("page failed cause={:?}", chain(&error));
        // Even the template is at fault: the bare words, which are ours and hold no markup.
        heading.to_owned()
    });
    let mut response = answer(status, lang, html);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(
            RETRY_AFTER,
            actix_web::http::header::HeaderValue::from_static(RETRY_SECONDS),
        );
    }
    response
}

/// What is said of an error, in words a reader can act on.
fn words(error: &PageError, t: &'static Texts) -> (&'static str, String) {
    match error {
        PageError::Parameters(problems) if problems.len() == 1 => {
            (t.problem_parameter, t.problem_parameter_one.to_owned())
        }
        PageError::Parameters(problems) => (
            t.problem_parameter,
            fill(
                t.problem_parameter_many,
                &[("n", &problems.len().to_string())],
            ),
        ),
        PageError::NoSuchPage => (t.problem_not_found, t.problem_not_found_text.to_owned()),
        PageError::MethodNotAllowed => (t.problem_method, t.problem_method_text.to_owned()),
        PageError::TimedOut => (t.problem_busy, t.problem_busy_text.to_owned()),
        PageError::TooManyFiles => (t.problem_full, t.problem_full_text.to_owned()),
        PageError::StillImporting => (t.problem_importing, t.problem_importing_text.to_owned()),
        PageError::FileTooLarge { limit } => (
            t.problem_file_too_large,
            fill(
                t.problem_file_too_large_text,
                &[("megabytes", &(limit / (1024 * 1024)).to_string())],
            ),
        ),
        PageError::App(AppError::Busy { .. }) => {
            (t.problem_written, t.problem_written_text.to_owned())
        }
        PageError::App(AppError::NotFound {
            what: "revision",
            id,
            ..
        }) => (
            t.problem_not_found,
            fill(t.problem_no_revision, &[("revision", id)]),
        ),
        PageError::App(AppError::NotFound { .. }) => {
            (t.problem_not_found, t.problem_not_found_text.to_owned())
        }
        PageError::App(AppError::TooLarge { .. }) => {
            (t.problem_too_large, t.problem_too_large_text.to_owned())
        }
        PageError::App(_)
        | PageError::Panicked
        | PageError::Picture(_)
        | PageError::Template(_) => (t.problem_ours, t.problem_ours_text.to_owned()),
    }
}

fn item(problem: &ParamProblem, (kept, path, lang): (&Link, &str, Lang)) -> ProblemItem {
    let t = texts(lang);
    let (label, allowed) = match problem.parameter.as_str() {
        "price" if path == FINANCE => (t.finance_price, t.allowed_per_cent),
        "share" => (t.finance_share, t.allowed_per_cent),
        "length" => (t.finance_length, t.allowed_per_cent),
        "population_change" => (t.finance_population, t.allowed_per_cent),
        "price_change" => (t.finance_prices_next, t.allowed_per_cent),
        "year" => (t.form_period, t.allowed_period),
        "month" if path == REPORTS => (t.reports_month, t.allowed_report_month),
        "format" => (t.reports_files, t.allowed_format),
        "force" => (t.reports_reason, t.allowed_force),
        "month" => (t.finance_until, t.allowed_month),
        "frame" => (t.finance_held_against, t.allowed_frame),
        "amount" => (t.finance_amount, t.allowed_amount),
        "period" if path == REHABILITATION => (t.since_period, t.allowed_period_or_quarter),
        "grain" if path == REHABILITATION => (t.form_grain, t.allowed_grain_of_courses),
        "of" => (t.rehabilitation_curve, t.allowed_curve),
        "bridge" => (t.indicator_bridge, t.allowed_bridge),
        "chart" => (t.picture_chart, t.allowed_chart),
        "municipality" => (t.form_municipality, t.allowed_municipality),
        "indicator" => (t.form_indicator, t.allowed_indicator),
        "filter.function" => (t.form_account, t.allowed_account),
        "period" => (t.form_period, t.allowed_period),
        "from" => (t.form_from, t.allowed_from),
        "group" => (t.form_group, t.allowed_group),
        "price" => (t.form_price, t.allowed_price),
        "sort" => (t.form_sort, t.allowed_sort),
        "reading" => (t.form_reading, t.allowed_reading),
        "grain" => (t.form_grain, t.allowed_grain),
        "by" => (t.form_by, t.allowed_by),
        "revision" => (t.form_revision, t.allowed_revision),
        "as_known_at" => (t.form_as_known_at, t.allowed_as_known_at),
        "lang" => (t.language, t.allowed_lang),
        "query" => (t.form_query, t.allowed_query),
        "form" => (t.form_sent, t.allowed_form),
        "file" => (t.upload_file, t.upload_fault_file),
        _ => ("", t.allowed_other),
    };
    let label = if label.is_empty() {
        problem.parameter.clone()
    } else {
        label.to_owned()
    };
    let parameter = match problem.parameter.as_str() {
        "query" | "form" | "file" => label,
        name => format!("{label} ({name})"),
    };
    let near = |value: &String| Nearest {
        href: kept.clone().with(&problem.parameter, value).to_string(),
        label: match problem.parameter.as_str() {
            "municipality" => place_name(value, lang),
            _ => value.clone(),
        },
    };
    let is_code = matches!(
        problem.parameter.as_str(),
        "municipality" | "indicator" | "filter.function"
    );
    let nearest = problem
        .nearest
        .iter()
        .filter(|_| is_code)
        .take(3)
        .map(near)
        .collect();
    ProblemItem {
        parameter,
        value: problem.value.clone(),
        allowed,
        nearest,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::link::COMPARISON;
    use crate::query::problem;

    fn asked(lang: Lang) -> (Link, &'static str, Lang) {
        (Link::to(COMPARISON, lang), COMPARISON, lang)
    }

    async fn html(response: HttpResponse) -> String {
        let body = to_bytes(response.into_body()).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[actix_web::test]
    async fn a_bad_parameter_is_named_and_escaped() {
        let bad = problem("municipality", "<script>alert('x')</script>\" onload=\"");
        let response = page(true, asked(Lang::Da), &PageError::Parameters(vec![bad]));
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        let html = html(response).await;
        assert!(
            html.contains("Kommune (municipality)") && html.contains("&lt;script&gt;alert"),
            "{html}"
        );
        assert!(!html.contains("<script>alert") && !html.contains("\" onload=\""));
        assert!(html.contains(texts(Lang::Da).demo_banner));
    }

    #[actix_web::test]
    async fn neighbours_in_spelling_are_links() {
        let bad = ParamProblem {
            nearest: vec!["766".to_owned()],
            ..problem("municipality", "Hedenstad")
        };
        let asked = Link::to(COMPARISON, Lang::En)
            .with("municipality", "Hedenstad")
            .with("period", "2018");
        let asked = (asked, COMPARISON, Lang::En);
        let html = html(page(false, asked, &PageError::Parameters(vec![bad]))).await;
        assert!(
            html.contains("href=\"/sammenligning?lang=en&amp;period=2018&amp;municipality=766\""),
            "{html}"
        );
        assert!(html.contains("Hedensted"));
    }

    #[actix_web::test]
    async fn only_readers_get_a_page_for_nothing() {
        let request = |path: &str, accept: &'static str| {
            TestRequest::with_uri(path)
                .insert_header((ACCEPT, accept))
                .to_http_request()
        };
        assert!(not_found(&request("/api/v1/nothing", "text/html")).is_none());
        assert!(not_found(&request("/nothing", "application/json")).is_none());
        let response = not_found(&request("/nothing?lang=en", "text/html,*/*;q=0.8")).unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(
            html(response)
                .await
                .contains(texts(Lang::En).problem_not_found)
        );
    }

    #[actix_web::test]
    async fn our_own_fault_tells_nothing_of_its_cause() {
        let response = page(
            false,
            asked(Lang::Da),
            &PageError::Template("secret path".to_owned()),
        );
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!html(response).await.contains("secret path"));
    }

    #[actix_web::test]
    async fn a_missing_revision_is_not_found() {
        let error = AppError::NotFound {
            what: "revision",
            id: "99".to_owned(),
            nearest: Vec::new(),
        };
        let response = page(false, asked(Lang::Da), &PageError::from(error));
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(html(response).await.contains("99"));
    }
}

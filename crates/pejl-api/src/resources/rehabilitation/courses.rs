//! The courses of a period, in groups: counts, length, effect, and what lasts.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Reading;
use pejl_app::reference::place_name;
use pejl_app::rehabilitation::{
    COLUMNS, Column, CoursesAnswer, CoursesRequest, Figure, Line, list_courses,
};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, Table, Validity, document, table};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::{source_note, viewer};
use crate::rows::to_rows;
use crate::state::ApiState;

/// A column of the table of courses.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseColumnBody {
    /// Its name in every format.
    #[schema(example = "self_reliant_share")]
    pub column: &'static str,
    /// The reading that its figures are: `pejl query` and `/observations` say the same of it.
    #[schema(example = "O3.3.self_reliant_endings")]
    pub indicator: &'static str,
    /// Name of the reading.
    #[schema(example = "Courses ended self-reliant")]
    pub name: Option<String>,
    /// Unit of the figures.
    #[schema(example = "share")]
    pub unit: Option<String>,
    /// Which way is better: `up`, `down`, `band` or `context`.
    #[schema(example = "up")]
    pub direction: Option<&'static str>,
    /// Decimals that a figure is shown with.
    #[schema(example = 3)]
    pub precision: Option<u8>,
}

impl CourseColumnBody {
    fn of(column: &Column, reading: Option<&Arc<Reading>>, lang: Lang) -> Self {
        Self {
            column: column.code,
            indicator: column.reading,
            name: reading.map(|one| one.name.to_lang(lang).to_owned()),
            unit: reading.map(|one| one.unit.to_string()),
            direction: reading.map(|one| one.direction.as_str()),
            precision: reading.map(|one| one.precision),
        }
    }
}

/// A figure of a group of courses.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseFigureBody {
    /// The column.
    #[schema(example = "self_reliant_share")]
    pub column: &'static str,
    /// The reading.
    #[schema(example = "O3.3.self_reliant_endings")]
    pub indicator: &'static str,
    /// The figure; null with any cell other than `ok` and `zero`.
    #[schema(example = 0.62)]
    pub value: Option<f64>,
    /// Its unit.
    #[schema(example = "share")]
    pub unit: Option<String>,
    /// `ok`, `zero`, `missing`, `not_applicable`, `confidential` or `immature`.
    #[schema(example = "ok")]
    pub cell: &'static str,
    /// What stands above the line; null of quantiles.
    #[schema(example = 31.0)]
    pub numerator: Option<f64>,
    /// What stands below the line; null of plain counts.
    #[schema(example = 50.0)]
    pub denominator: Option<f64>,
    /// Persons behind it.
    #[schema(example = 48)]
    pub n: Option<i64>,
    /// Whether the period is only partly in.
    #[schema(example = false)]
    pub provisional: bool,
    /// `small_base`, `low_coverage`, `break` or `unlinked`.
    pub quality: Vec<&'static str>,
    /// Version of the reading's definition.
    #[schema(example = 1)]
    pub definition_version: Option<i32>,
    /// `not_applicable`: no figure of the table is an amount.
    #[schema(example = "not_applicable")]
    pub price_level: String,
    /// Why there is no figure.
    pub reason: Option<String>,
}

impl CourseFigureBody {
    fn of(column: &Column, reading: Option<&Arc<Reading>>, figure: &Figure, lang: Lang) -> Self {
        let none = Self {
            column: column.code,
            indicator: column.reading,
            value: None,
            unit: reading.map(|one| one.unit.to_string()),
            cell: "missing",
            numerator: None,
            denominator: None,
            n: None,
            provisional: false,
            quality: Vec::new(),
            definition_version: reading.map(|one| one.definition_version),
            price_level: "not_applicable".to_owned(),
            reason: None,
        };
        match figure {
            Figure::None(cell, reason) => Self {
                cell: cell.as_str(),
                reason: Some(reason.to_lang(lang).to_owned()),
                ..none
            },
            Figure::Told(one) => Self {
                value: one.value,
                cell: one.cell.as_str(),
                numerator: one.numerator,
                denominator: one.denominator,
                n: one.n,
                provisional: one.provisional,
                quality: one.quality.iter().map(|quality| quality.as_str()).collect(),
                definition_version: Some(one.definition_version),
                price_level: one.price_level.clone(),
                reason: one
                    .reason
                    .as_ref()
                    .map(|text| text.to_lang(lang).to_owned()),
                ..none
            },
        }
    }
}

/// The courses of a group in a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseGroupBody {
    /// The period.
    #[schema(example = "2018")]
    pub period: String,
    /// Its length.
    #[schema(example = "year")]
    pub grain: &'static str,
    /// The members of the dimensions that groups are told apart by.
    #[schema(example = json!({"course_type": "rehabilitation"}))]
    pub members: BTreeMap<String, String>,
    /// The figures, in the order of the columns.
    pub figures: Vec<CourseFigureBody>,
}

impl CourseGroupBody {
    fn of(found: &CoursesAnswer, line: &Line, lang: Lang) -> Self {
        Self {
            period: line.period.to_string(),
            grain: line.period.grain().as_str(),
            members: line.members.clone(),
            figures: figures(found, line, lang),
        }
    }
}

fn figures(found: &CoursesAnswer, line: &Line, lang: Lang) -> Vec<CourseFigureBody> {
    let columns = COLUMNS.iter().zip(&found.readings).zip(&line.figures);
    let body = |((column, reading), figure): ((&Column, &Option<Arc<Reading>>), &Figure)| {
        CourseFigureBody::of(column, reading.as_ref(), figure, lang)
    };
    columns.map(body).collect()
}

/// The courses of a municipality, ready for a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct RehabilitationCoursesBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// Its name.
    #[schema(example = "Hedensted")]
    pub municipality_name: String,
    /// The cut.
    #[schema(example = json!({}))]
    pub filters: BTreeMap<String, Vec<String>>,
    /// Where the figures are from.
    pub source: String,
    /// Whether the figures are invented.
    pub demo: bool,
    /// The columns, in order.
    pub columns: Vec<CourseColumnBody>,
    /// The groups: periods ascending, then by their members.
    pub items: Vec<CourseGroupBody>,
}

impl RehabilitationCoursesBody {
    /// Returns the body of a table of courses in a language.
    pub fn of(found: &CoursesAnswer, lang: Lang, demo: bool) -> Self {
        let columns = COLUMNS.iter().zip(&found.readings);
        Self {
            revision: found.revision,
            municipality: found.municipality.clone(),
            municipality_name: place_name(&found.municipality, lang),
            filters: found.filters.iter().cloned().collect(),
            source: source_note(&found.sources, lang),
            demo,
            columns: columns
                .map(|(column, reading)| CourseColumnBody::of(column, reading.as_ref(), lang))
                .collect(),
            items: found
                .lines
                .iter()
                .map(|line| CourseGroupBody::of(found, line, lang))
                .collect(),
        }
    }
}

/// One figure of one group, as a row of a file.
#[derive(Debug, Serialize)]
struct CourseRow {
    municipality: String,
    period: String,
    grain: &'static str,
    members: BTreeMap<String, String>,
    #[serde(flatten)]
    figure: CourseFigureBody,
    revision: i64,
}

/// Columns of a file of courses: one row for each figure of each group.
pub const COURSE_COLUMNS: [&str; 18] = [
    "municipality",
    "period",
    "grain",
    "members",
    "column",
    "indicator",
    "value",
    "unit",
    "cell",
    "numerator",
    "denominator",
    "n",
    "provisional",
    "quality",
    "definition_version",
    "price_level",
    "revision",
    "reason",
];

fn file_rows(found: &CoursesAnswer, lang: Lang) -> impl Iterator<Item = CourseRow> {
    found.lines.iter().flat_map(move |line| {
        let rows = figures(found, line, lang).into_iter();
        rows.map(move |figure| CourseRow {
            municipality: found.municipality.clone(),
            period: line.period.to_string(),
            grain: line.period.grain().as_str(),
            members: line.members.clone(),
            figure,
            revision: found.revision,
        })
    })
}

/// Returns the figures of a table of courses as rows of a file.
///
/// # Errors
/// None but a fault of ours.
pub fn course_rows(found: &CoursesAnswer, lang: Lang) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(file_rows(found, lang))
}

/// Lists the courses of a municipality: how many began and ended, how they ended, how long they took, and what came of them, in groups
/// where they are told apart. Every figure is that of the reading its column names.
#[utoipa::path(get, path = "/api/v1/rehabilitation/courses", tag = "indicators",
    params(("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("period" = String, Query, description = "2018, 2014..2018, a list, latest or last:4", example = "2018"),
           ("grain" = Option<String>, Query, description = "Length of the periods", example = "quarter"),
           ("by" = Option<String>, Query, description = "Dimensions to tell groups apart by: course_type, service, unit, district, age_band, sex, target_group; a figure that is not told by one says so", example = "course_type"),
           ("filter.course_type" = Option<String>, Query, description = "A cut; any dimension can be filtered by", example = "rehabilitation"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da; of the last two one row for each figure", example = "json")),
    responses((status = 200, description = "The table", body = RehabilitationCoursesBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The query spans too many cells", body = Problem, content_type = "application/problem+json")))]
pub async fn list_rehabilitation_courses(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 10] = [
        "municipality",
        "period",
        "grain",
        "by",
        "filter.",
        "role",
        "revision",
        "as_known_at",
        "lang",
        "format",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let asked = CoursesRequest {
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        periods: params.list("period"),
        grain: params.one("grain")?.map(str::to_owned),
        by: params.list("by"),
        filters: params.filters().into_iter().collect(),
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
    };
    let store = Arc::clone(&state.store);
    let found = state.pool.run(move || list_courses(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    if format == Format::Json {
        let body = RehabilitationCoursesBody::of(&found, lang, state.store.is_demo());
        return document(&request, validity, &body);
    }
    let shape = Table {
        meta: Value::Null,
        columns: &COURSE_COLUMNS,
        items: file_rows(&found, lang),
        next: None,
        file_name: format!("rehabilitation-courses-{}", found.municipality),
    };
    table(&request, format, validity, shape)
}

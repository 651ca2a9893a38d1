//! Where a figure is from.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::lineage::{
    DatasetLineage, FileLineage, Lineage, LineageRequest, TracedFact, get_lineage as lineage,
};
use pejl_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ObservationBody, question, viewer};
use crate::answer::{Validity, document};
use crate::as_known;
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// Where a figure is from.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineageBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// When that was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The figure.
    pub observation: ObservationBody,
    /// Its definition.
    pub definition: DefinitionBody,
    /// The revision that first gave this figure, where it is kept.
    #[schema(example = 11)]
    pub known_from: Option<i64>,
    /// The numbers it is made of; none of a figure that is withheld, that nobody delivered or that published facts make up.
    pub parts: Vec<PartBody>,
    /// The published facts that it is made of, the first 500; none of a figure of own records, or of one that is withheld.
    pub facts: Vec<TracedFactBody>,
    /// How many published facts it is made of: more than are listed where the list is cut.
    #[schema(example = 13)]
    pub n_facts: usize,
    /// The datasets that were read, of published facts each table and side by itself; none where such a figure is withheld.
    pub datasets: Vec<DatasetLineageBody>,
    /// Whether all figures of this installation are invented.
    #[schema(example = false)]
    pub demo: bool,
}

/// How a figure is defined.
#[derive(Debug, Serialize, ToSchema)]
pub struct DefinitionBody {
    /// Code of the reading.
    #[schema(example = "self_reliant_endings")]
    pub reading: String,
    /// Version of the definition.
    #[schema(example = 1)]
    pub version: i32,
    /// What stands above the line, in the language asked for.
    pub numerator: String,
    /// What stands below it.
    pub denominator: String,
    /// Where the computation stands as SQL.
    #[schema(example = "/api/v1/indicators/O3.3.self_reliant_endings/sql")]
    pub sql: String,
}

/// A number that a figure is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartBody {
    /// `top`, `bottom` or `base`.
    #[schema(example = "top")]
    pub side: String,
    /// What rows it is taken of.
    #[schema(example = "course_outcome")]
    pub of: String,
    /// Codes of the conditions that rows meet.
    #[schema(example = json!(["effect_ending", "ended_self_reliant"]))]
    pub when: Vec<String>,
    /// The number as it was counted or added up.
    #[schema(example = 4.0)]
    pub number: Option<f64>,
    /// What it is divided by to be in the unit of its side.
    #[schema(example = 1)]
    pub divide: i64,
    /// Whether it is taken off.
    #[schema(example = false)]
    pub minus: bool,
    /// Persons behind it.
    #[schema(example = 4)]
    pub persons: Option<i64>,
}

/// A published fact that a figure is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct TracedFactBody {
    /// `top` or `bottom`: where in the figure it counts.
    #[schema(example = "top")]
    pub side: String,
    /// The table.
    #[schema(example = "REGK31")]
    pub table: String,
    /// Canonical area code.
    #[schema(example = "766")]
    pub area: String,
    /// The period.
    #[schema(example = "2018")]
    pub period: String,
    /// Dimension → member.
    #[schema(example = json!({"art": "TOT", "dranst": "1", "function": "5.30.27"}))]
    pub members: BTreeMap<String, String>,
    /// The number that counted; null with any cell other than `ok` and `zero`.
    #[schema(example = 14000000000.0)]
    pub value: Option<f64>,
    /// Unit of the number; `oere` is whole øre.
    #[schema(example = "oere")]
    pub unit: String,
    /// Price level of the number.
    #[schema(example = "current")]
    pub price_level: String,
    /// Why the value is there or is not.
    #[schema(example = "ok")]
    pub cell: String,
    /// The import it came with; null where no file has a row of it, which is zero or missing as the file says.
    #[schema(example = 3)]
    pub import: Option<i64>,
    /// The file within the import, from 0.
    #[schema(example = 0)]
    pub file_no: Option<i32>,
    /// Name of the file.
    #[schema(example = "regk31.csv")]
    pub file: Option<String>,
    /// The line within the file, from 1.
    #[schema(example = 17)]
    pub line: Option<i64>,
}

/// What of a dataset was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetLineageBody {
    /// The dataset.
    #[schema(example = "course")]
    pub dataset: String,
    /// Of published facts the table.
    #[schema(example = "REGK31")]
    pub table: Option<String>,
    /// Of published facts `top` or `bottom`: where in the figure they count.
    #[schema(example = "top")]
    pub side: Option<String>,
    /// First month whose rows can count, null where there is no bound; of published facts their period.
    #[schema(example = "2017-01")]
    pub from: Option<String>,
    /// Last month; of published facts their period.
    #[schema(example = "2018-12")]
    pub to: Option<String>,
    /// The imports that rows of these months are from.
    pub imports: Vec<ImportLineageBody>,
    /// The files of the lake.
    pub segments: Vec<SegmentBody>,
}

/// An import whose rows can count.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportLineageBody {
    /// Its number.
    #[schema(example = 7)]
    pub id: i64,
    /// Who the rows are from.
    #[schema(example = "canonical")]
    pub source: String,
    /// The revision it made.
    #[schema(example = 11)]
    pub revision: Option<i64>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Its files.
    pub files: Vec<FileLineageBody>,
}

/// A file of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileLineageBody {
    /// Name.
    #[schema(example = "course.csv")]
    pub name: String,
    /// SHA-256.
    pub sha256: String,
    /// Rows of it that can count; for roles that see rows. Those of published facts do count, and anybody sees them. Of rows
    /// made from reports to KL the lines are numbers of arrival.
    #[schema(example = 18)]
    pub n_rows: Option<i64>,
    /// The first line that one of them is from.
    #[schema(example = 2)]
    pub first_line: Option<i64>,
    /// The last.
    #[schema(example = 19)]
    pub last_line: Option<i64>,
    /// Of published facts every line, as stretches without a gap; empty of records.
    pub lines: Vec<StretchBody>,
}

/// Lines without a gap.
#[derive(Debug, Serialize, ToSchema)]
pub struct StretchBody {
    /// The first.
    #[schema(example = 5)]
    pub first: i64,
    /// The last.
    #[schema(example = 7)]
    pub last: i64,
}

/// A file of the lake.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentBody {
    /// Path below the lake.
    pub path: String,
    /// SHA-256.
    pub sha256: Option<String>,
}

impl LineageBody {
    /// Returns the body in a language.
    pub fn of(found: &Lineage, lang: Lang, is_demo: bool) -> Self {
        let reading = &found.reading;
        let part = |one: &pejl_app::lineage::Taking| PartBody {
            side: one.side.to_owned(),
            of: one.measure.of.clone(),
            when: one.measure.when.clone(),
            number: one.number,
            divide: one.measure.divide,
            minus: one.measure.is_subtracted,
            persons: one.persons,
        };
        Self {
            revision: found.revision,
            committed_at: found.committed_at,
            observation: ObservationBody::of(&found.observation, lang),
            definition: DefinitionBody {
                reading: reading.code.clone(),
                version: reading.definition_version,
                numerator: reading.numerator.to_lang(lang).to_owned(),
                denominator: reading.denominator.to_lang(lang).to_owned(),
                sql: format!(
                    "/api/v1/indicators/{}.{}/sql",
                    reading.indicator, reading.code
                ),
            },
            known_from: found.known_from,
            parts: found.parts.iter().map(part).collect(),
            facts: found.facts.listed.iter().map(fact).collect(),
            n_facts: found.facts.n_facts,
            datasets: found.datasets.iter().map(dataset).collect(),
            demo: is_demo,
        }
    }
}

fn fact(found: &TracedFact) -> TracedFactBody {
    let row = found.row.as_ref();
    TracedFactBody {
        side: found.side.as_str().to_owned(),
        table: found.variant.table_id.clone(),
        area: found.area.clone(),
        period: found.period.to_string(),
        members: found.members.clone(),
        value: found.value,
        unit: found.variant.unit.to_string(),
        price_level: found.variant.price.to_string(),
        cell: found.cell.as_str().to_owned(),
        import: row.map(|row| row.import_id),
        file_no: row.map(|row| row.file_no),
        file: row.and_then(|row| row.file.clone()),
        line: row.map(|row| row.line),
    }
}

fn file(found: &FileLineage) -> FileLineageBody {
    let stretches = found.stretches.iter();
    let stretches = stretches.map(|(first, last)| StretchBody {
        first: *first,
        last: *last,
    });
    FileLineageBody {
        name: found.file.name.clone(),
        sha256: found.file.sha256.clone(),
        n_rows: found.range.map(|range| range.n_rows),
        first_line: found.range.map(|range| range.first_line),
        last_line: found.range.map(|range| range.last_line),
        lines: stretches.collect(),
    }
}

fn dataset(found: &DatasetLineage) -> DatasetLineageBody {
    let imports = found.imports.iter().map(|one| ImportLineageBody {
        id: one.import.id,
        source: one.import.source.clone(),
        revision: one.import.revision,
        finished_at: one.import.finished_at,
        files: one.files.iter().map(file).collect(),
    });
    let segments = found.segments.iter().map(|(path, sha256)| SegmentBody {
        path: path.clone(),
        sha256: sha256.clone(),
    });
    DatasetLineageBody {
        dataset: found.dataset.to_owned(),
        table: found.table.clone(),
        side: found.side.map(|side| side.as_str().to_owned()),
        from: found.months.0.map(|month| month.to_string()),
        to: found.months.1.map(|month| month.to_string()),
        imports: imports.collect(),
        segments: segments.collect(),
    }
}

/// Tells where one figure is from: its definition, the numbers or published facts it is made of, and the imports, files and
/// lines of its rows, of own records those that can count in it.
#[utoipa::path(get, path = "/api/v1/observations/lineage", tag = "indicators",
    params(("indicator" = String, Query, description = "One reading of own records or of published facts", example = "O3.3"),
           ("municipality" = String, Query, description = "One municipality", example = "766"),
           ("period" = String, Query, description = "One period", example = "2018"),
           ("filter.<dimension>" = Option<String>, Query, description = "The part of it that is meant, such as filter.sex=K, or the accounts, such as filter.function=5.30"),
           ("price" = Option<String>, Query, description = "current, fixed:YEAR, or fixed:YEAR:SERIES", example = "current"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "steward"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da")),
    responses((status = 200, description = "Where the figure is from", body = LineageBody),
              (status = 400, description = "A parameter cannot be used, or the question is of several figures", body = Problem, content_type = "application/problem+json")))]
pub async fn get_lineage(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 9] = [
        "indicator",
        "municipality",
        "period",
        "filter.",
        "price",
        "role",
        "revision",
        "as_known_at",
        "lang",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let asked = LineageRequest {
        query: question(&params)?,
        at: as_known(&params)?,
        viewer: viewer(&params)?,
    };
    let store = std::sync::Arc::clone(&state.store);
    let found = state.pool.run(move || lineage(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    let body = LineageBody::of(&found, lang, state.store.is_demo());
    document(&request, validity, &body)
}

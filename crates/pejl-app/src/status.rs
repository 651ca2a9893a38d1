//! Where an indicator stands against its target, as known at a revision.

mod asker;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::target::{self as stored, StoredTarget, Subject};
use pejl_lake::STAT_FACT;
use pejl_metrics::query::Place;
use pejl_metrics::{Catalogue, Query, Reading, Request, Text};

use crate::compute::{Computer, Figures};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known};
use crate::store::Store;
use crate::until::Until;

pub(crate) use asker::Asker;
pub use pejl_metrics::status::{Assurance, Calibration, Judgement, RULES, Rule, Status};

/// Periods that a trend looks back, unless asked otherwise.
const PERIODS: usize = 60;

/// Whose status is wanted.
#[derive(Debug, Clone, Default)]
pub struct StatusRequest {
    /// `O3.1`, or a reading of it.
    pub indicator: String,
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The cut: dimension and member.
    pub filters: Vec<(String, Vec<String>)>,
    /// The revision.
    pub at: AsKnown,
    /// The last period that counts.
    pub until: Until,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// Where an indicator stands, and why.
#[derive(Debug, Clone)]
pub struct Stand {
    /// What it is of.
    pub subject: Subject,
    /// The reading.
    pub reading: Arc<Reading>,
    /// The target in force.
    pub target: Option<StoredTarget>,
    /// Where it stands.
    pub status: Status,
    /// How its figures stand against the target; none where they cannot.
    pub judgement: Option<Judgement>,
    /// Why, as sentences.
    pub sentence: Text,
    /// What contradicts it: an indicator that it is to be shown with has worsened.
    pub contradictions: Vec<Text>,
}

/// Where an indicator stands at a revision.
#[derive(Debug, Clone)]
pub struct StatusAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub stand: Stand,
}

/// Tells where an indicator stands against its target.
///
/// It is asked for in the shortest periods that the indicator has, from five years before the baseline of its target on, and goes
/// by what the gate lets through.
///
/// # Errors
/// The question cannot be understood, there is no such revision, or the store fails.
pub fn get_status(store: &Store, request: &StatusRequest) -> Result<StatusAnswer, AppError> {
    with_subject(store, request, |asker, found| {
        Ok(StatusAnswer {
            revision: asker.revision(),
            committed_at: asker.committed_at(),
            stand: asker.stand_of(found)?,
        })
    })
}

/// What a question about one series is of.
pub(crate) struct Found {
    /// The municipality, the reading and the cut.
    pub(crate) subject: Subject,
    /// The reading.
    pub(crate) reading: Arc<Reading>,
    /// The target in force.
    pub(crate) target: Option<StoredTarget>,
}

/// Understands what a question is of, and hands it on with somebody to ask for its figures.
pub(crate) fn with_subject<T>(
    store: &Store,
    request: &StatusRequest,
    then: impl FnOnce(&Asker<'_>, Found) -> Result<T, AppError>,
) -> Result<T, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_at(store, facts.revision)?;
    let catalogue = &definitions.catalogue;
    let (subject, reading) = subject(catalogue, request)?;
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept);
    let mut targets = store
        .db
        .with(|conn| stored::list_targets(conn, facts.revision))?;
    targets.retain(|one| one.set.subject == subject);
    let found = Found {
        subject,
        reading,
        target: targets.pop(),
    };
    let asker = Asker::new(&computer, catalogue, &request.viewer);
    then(&asker.up_to(request.until), found)
}

/// The one series that a question is of, and its reading.
pub(crate) fn subject(
    catalogue: &Arc<Catalogue>,
    request: &StatusRequest,
) -> Result<(Subject, Arc<Reading>), AppError> {
    let asked = Request {
        indicators: vec![request.indicator.clone()],
        municipalities: vec![request.municipality.clone()],
        periods: vec!["latest".to_owned()],
        filters: request.filters.clone(),
        ..Request::default()
    };
    let query = Query::parse(catalogue, &asked).map_err(invalid)?;
    gate::check_cuts(&query, &request.viewer)?;
    let ([reading], [Place::Area(area)]) = (query.readings.as_slice(), query.places.as_slice())
    else {
        let allowed = "one indicator of one municipality";
        let municipality = &request.municipality;
        return Err(AppError::parameter("municipality", municipality, allowed));
    };
    let members = request.filters.iter();
    let members = members.map(|(name, members)| match members.as_slice() {
        [member] => Ok((name.clone(), member.clone())),
        several => {
            let parameter = format!("filter.{name}");
            let several = several.join(",");
            Err(AppError::parameter(&parameter, &several, "one member"))
        }
    });
    let subject = Subject {
        municipality: area.code.to_owned(),
        indicator: reading.indicator.clone(),
        reading: reading.code.clone(),
        members: members.collect::<Result<BTreeMap<_, _>, _>>()?,
    };
    Ok((subject, Arc::clone(reading)))
}

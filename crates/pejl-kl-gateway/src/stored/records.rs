//! Grants, deliveries, courses, assessments, goals and waiting times as rows of their datasets.
//!
//! What a row says follows from a citizen's versions and the code lists alone, not from the day it is made. A row's line
//! is the number of the report that says it.

mod service;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::cover::members_text;
use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Unit, Variant};
use pejl_lake::{
    ASSESSMENT, COURSE, DELIVERY, DatasetSpec, Frame, GOAL, GRANT, LakeError, RowBuilder, WAITING,
    columns,
};

use super::row::{Provenance, Row, corrupt};
use super::versions::{size, whole};
use super::{ALL, ROWS, SOURCE};
use crate::codes::Codes;
use crate::guide::Profile;
use crate::history::View;
use crate::identity::ResourceKey;
use crate::project::{
    Assessment, Course, Delivery, Goal, Grant, Link, Origin, Settings, Waiting, assessments,
    courses, deliveries, goals, grants, waiting,
};
use service::{Service, kl_code, service_of};

/// The datasets that reports have rows of.
pub const RECORD_DATASETS: [&DatasetSpec; 6] =
    [&GRANT, &DELIVERY, &COURSE, &ASSESSMENT, &GOAL, &WAITING];

/// Status of a grant or a course that is over.
const ENDED: &str = "ended";
/// Status of a grant that is not.
const GRANTED: &str = "granted";
/// Status of a course that is not.
const RUNNING: &str = "running";

/// The rows of one dataset.
#[derive(Debug)]
pub struct Projected {
    /// The dataset.
    pub spec: &'static DatasetSpec,
    /// Its rows, in the dataset's columns.
    pub frame: Frame,
}

/// What the rows of a dataset from reports have in common.
#[must_use]
pub fn record_variant(spec: &DatasetSpec) -> Variant {
    Variant {
        source: SOURCE.to_owned(),
        table_id: spec.name.to_owned(),
        // As for rows of a file: each column names its unit, and what is counted is rows.
        unit: Unit::Other("records".to_owned()),
        price: PriceLevel::Current,
        grain: Grain::Month,
        dimensions: BTreeSet::from([ROWS.to_owned()]),
    }
}

/// The box of one month of a municipality.
#[must_use]
pub fn record_cover(spec: &DatasetSpec, area: &str, period: Period) -> Cover {
    Cover {
        variant: record_variant(spec),
        areas: BTreeSet::from([area.to_owned()]),
        periods: BTreeSet::from([period]),
        members: BTreeMap::from([(ROWS.to_owned(), BTreeSet::from([ALL.to_owned()]))]),
        absent: Absent::Missing,
    }
}

/// Collects the rows of one citizen after another.
///
/// A grant without a first day, a contact without a day and an assessment whose level no list knows have no row; they
/// stay in `kl_resource`, and the quality counts tell of them.
#[derive(Debug)]
pub struct Records {
    import_id: i64,
    grants: Rows,
    deliveries: Rows,
    courses: Rows,
    assessments: Rows,
    goals: Rows,
    waiting: Rows,
}

impl Records {
    /// No rows yet; all will be of one import.
    #[must_use]
    pub fn new(import_id: i64) -> Self {
        Self {
            import_id,
            grants: Rows::new(&GRANT),
            deliveries: Rows::new(&DELIVERY),
            courses: Rows::new(&COURSE),
            assessments: Rows::new(&ASSESSMENT),
            goals: Rows::new(&GOAL),
            waiting: Rows::new(&WAITING),
        }
    }

    /// Adds the rows of a view, which is of one citizen.
    ///
    /// # Errors
    /// A value does not fit its column.
    pub fn add(&mut self, view: &View<'_>, codes: &Codes) -> Result<(), LakeError> {
        let settings = Settings::as_reported();
        let making = Making {
            view,
            codes,
            import_id: self.import_id,
        };
        for grant in grants(view, codes, &settings) {
            making.grant(&mut self.grants, &grant)?;
        }
        for delivery in deliveries(view, codes, &settings) {
            making.delivery(&mut self.deliveries, &delivery)?;
        }
        for course in courses(view, codes, &settings) {
            making.course(&mut self.courses, &course)?;
        }
        for assessment in assessments(view, codes, &settings) {
            making.assessment(&mut self.assessments, &assessment)?;
        }
        for goal in goals(view, codes, &settings) {
            making.goal(&mut self.goals, &goal)?;
        }
        for waiting in waiting(view, codes, &settings) {
            making.waiting(&mut self.waiting, &waiting)?;
        }
        Ok(())
    }

    /// The rows, dataset by dataset in the order of [`RECORD_DATASETS`].
    ///
    /// # Errors
    /// A row lacks a value that its dataset needs.
    pub fn finish(self) -> Result<Vec<Projected>, LakeError> {
        let all = [
            self.grants,
            self.deliveries,
            self.courses,
            self.assessments,
            self.goals,
            self.waiting,
        ];
        all.into_iter()
            .map(|mut rows| {
                Ok(Projected {
                    spec: rows.spec,
                    frame: rows.builder.finish()?,
                })
            })
            .collect()
    }
}

/// The rows of one dataset while they are made.
#[derive(Debug)]
struct Rows {
    spec: &'static DatasetSpec,
    builder: RowBuilder,
    variant: String,
    members: String,
}

impl Rows {
    fn new(spec: &'static DatasetSpec) -> Self {
        let members = BTreeMap::from([(ROWS.to_owned(), ALL.to_owned())]);
        Self {
            spec,
            builder: RowBuilder::new(spec),
            variant: record_variant(spec).key(),
            members: members_text(&members),
        }
    }

    /// Adds a row of the month of `anchor` with what every row has.
    fn push<'r>(
        &mut self,
        import_id: i64,
        anchor: NaiveDate,
        origin: &'r Origin,
        fill: impl FnOnce(&mut Row<'r>),
    ) -> Result<(), LakeError> {
        let month = Period::containing(Grain::Month, anchor)
            .ok_or_else(|| corrupt(columns::PERIOD, &anchor.to_string()))?
            .to_string();
        let mut own = Row::default();
        fill(&mut own);
        let mut row = Row::default();
        row.text(columns::VARIANT, self.variant.as_str());
        row.text(columns::AREA, origin.municipality_code.as_str());
        row.text(columns::PERIOD, month.as_str());
        row.text(columns::MEMBERS, self.members.as_str());
        row.citizen(&origin.person_key, origin.citizen);
        row.provenance(Provenance {
            import_id,
            file_no: 0,
            line: whole(origin.arrival_no),
        });
        row.and(own);
        row.push_to(&mut self.builder)
    }
}

struct Making<'m> {
    view: &'m View<'m>,
    codes: &'m Codes,
    import_id: i64,
}

impl Making<'_> {
    fn grant(&self, rows: &mut Rows, grant: &Grant) -> Result<(), LakeError> {
        let Some(valid_from) = grant.valid_from else {
            return Ok(());
        };
        let origin = &grant.origin;
        let service = Service::of(grant.paragraph.as_deref(), grant.display_da.as_deref());
        let kl_code = kl_code(self.codes, grant.code.as_ref(), origin.day);
        let is_over = grant.is_over || has_passed(grant.last_day, origin);
        rows.push(self.import_id, valid_from, origin, |row| {
            row.text(columns::GRANT_ID, origin.key.id.as_str());
            row.whole(columns::AGE, origin.age.map(i64::from));
            service.fill(row);
            row.text(columns::KL_CODE, kl_code.as_deref());
            row.day(columns::VALID_FROM, valid_from);
            row.day(columns::VALID_TO, grant.last_day);
            row.text(columns::STATUS, if is_over { ENDED } else { GRANTED });
            row.day(columns::FOLLOW_UP_DATE, grant.follow_up_date);
        })
    }

    /// A contact that was part of several plans has a row for each, and its minutes in equal whole parts.
    fn delivery(&self, rows: &mut Rows, delivery: &Delivery) -> Result<(), LakeError> {
        if delivery.plans.is_empty() {
            return self.part_of_delivery(rows, delivery, None, delivery.minutes);
        }
        let n_plans = size(delivery.plans.len());
        for (n, plan) in (0_i64..).zip(&delivery.plans) {
            let minutes = delivery.minutes.map(|minutes| {
                let has_one_more = n < minutes % n_plans;
                minutes / n_plans + i64::from(has_one_more)
            });
            self.part_of_delivery(rows, delivery, Some(plan), minutes)?;
        }
        Ok(())
    }

    fn part_of_delivery(
        &self,
        rows: &mut Rows,
        delivery: &Delivery,
        plan: Option<&Link>,
        minutes: Option<i64>,
    ) -> Result<(), LakeError> {
        let origin = &delivery.origin;
        let service = service_of(self.view, self.codes, plan.map(|plan| &plan.key));
        let (grant, course) = plan.map_or((None, None), |plan| self.grant_and_course(&plan.key));
        rows.push(self.import_id, delivery.date, origin, |row| {
            row.whole(columns::AGE, origin.age.map(i64::from));
            row.text(columns::GRANT_ID, grant.as_deref());
            row.text(columns::COURSE_ID, course.as_deref());
            service.fill(row);
            row.day(columns::DATE, delivery.date);
            row.whole(columns::MINUTES, minutes);
            row.text(columns::MODE, delivery.mode.map(|mode| mode.as_str()));
            row.truth(columns::CANCELLED, delivery.is_cancelled);
        })
    }

    /// The grant and the course that a plan is: of an intervention itself and what it is part of, of a course only that.
    fn grant_and_course(&self, key: &ResourceKey) -> (Option<String>, Option<String>) {
        let id = || Some(key.id.clone());
        let Some(version) = self.view.get(key) else {
            // What was never reported is taken for what contacts mostly point at.
            return (id(), None);
        };
        match version.profile {
            Profile::Course | Profile::Effort => (None, id()),
            _ => {
                let whole = match &version.resource {
                    crate::Resource::Plan(plan) => plan.based_on.first(),
                    _ => None,
                };
                (id(), whole.map(|whole| whole.id.clone()))
            }
        }
    }

    fn course(&self, rows: &mut Rows, course: &Course) -> Result<(), LakeError> {
        let origin = &course.origin;
        let basis = course.law_basis.as_deref();
        let service = Service::of(basis, course.offer_da.as_deref().or(basis));
        let is_over = course.is_over || has_passed(course.last_day, origin);
        // An end that lies ahead is planned; of what is over it is the last day.
        let end = course.last_day.filter(|_| is_over);
        let planned_end = course.planned_end.or(course.last_day.filter(|_| !is_over));
        rows.push(self.import_id, course.start, origin, |row| {
            row.text(columns::COURSE_ID, origin.key.id.as_str());
            row.whole(columns::AGE, origin.age.map(i64::from));
            row.text(columns::COURSE_TYPE, course.course_type.as_str());
            row.text(columns::LAW_BASIS, basis);
            service.fill_code(row);
            row.day(columns::START, course.start);
            row.day(columns::PLANNED_END, planned_end);
            row.day(columns::END, end);
            row.text(columns::STATUS, if is_over { ENDED } else { RUNNING });
            let reason = course.end_reason.filter(|_| end.is_some());
            row.text(columns::END_REASON, reason.map(|reason| reason.as_str()));
        })
    }

    fn assessment(&self, rows: &mut Rows, assessment: &Assessment) -> Result<(), LakeError> {
        let Some(score) = assessment.score else {
            return Ok(());
        };
        let origin = &assessment.origin;
        let domain = match &assessment.domain {
            Some(domain) => kl_code(self.codes, Some(domain), origin.day),
            None => Some(assessment.instrument.as_str().to_owned()),
        };
        rows.push(self.import_id, assessment.date, origin, |row| {
            row.text(columns::INSTRUMENT, assessment.instrument.as_str());
            row.text(columns::DOMAIN_CODE, domain.as_deref());
            row.whole(columns::SCORE, score.stored().map(i64::from));
            row.day(columns::DATE, assessment.date);
        })
    }

    fn goal(&self, rows: &mut Rows, goal: &Goal) -> Result<(), LakeError> {
        let origin = &goal.origin;
        let domain = kl_code(self.codes, goal.domain.as_ref(), origin.day);
        let level = goal.target.level;
        rows.push(self.import_id, goal.set_date, origin, |row| {
            row.text(columns::GOAL_ID, origin.key.id.as_str());
            row.text(columns::SET_BY, goal.set_by.as_str());
            row.text(
                columns::GOAL_TYPE,
                goal.target.goal_type.map(|kind| kind.as_str()),
            );
            row.text(
                columns::INSTRUMENT,
                level.map(|level| level.instrument().as_str()),
            );
            row.text(columns::DOMAIN_CODE, domain.as_deref());
            let points = level.and_then(|level| level.points());
            row.whole(columns::TARGET_SCORE, points.map(i64::from));
            row.day(columns::SET_DATE, goal.set_date);
        })
    }

    fn waiting(&self, rows: &mut Rows, waiting: &Waiting) -> Result<(), LakeError> {
        let Some(listed) = waiting.listed.or(waiting.discharged) else {
            return Ok(());
        };
        let origin = &waiting.origin;
        let service = Service::of(Some(waiting.list_type), Some(waiting.list_type));
        rows.push(self.import_id, listed, origin, |row| {
            row.text(columns::LIST_TYPE, waiting.list_type);
            row.whole(columns::AGE, origin.age.map(i64::from));
            service.fill(row);
            row.day(columns::LISTED, listed);
            row.day(columns::DISCHARGED, waiting.discharged);
            row.day(columns::OFFERED, waiting.offered);
            row.day(columns::FIRST_CONTACT, waiting.first_contact);
        })
    }
}

/// Whether a day had come when the version that says it came to be.
fn has_passed(day: Option<NaiveDate>, origin: &Origin) -> bool {
    day.is_some_and(|day| day <= origin.day)
}

//! Grants, deliveries, courses, assessments, goals and waiting times as rows of their datasets.
//!
//! What a row says follows from the versions and the code lists alone, not from the day it is made: an end is the last
//! day as it is said, also when it lies ahead. A row's line is the number of the report that says it.

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
use crate::history::View;
use crate::project::{
    Assessment, Course, Delivery, Goal, Grant, Link, Origin, Settings, Waiting, assessments,
    courses, deliveries, goals, grants, waiting,
};
use service::{Service, kl_code, service_of};

/// The datasets that reports have rows of.
pub const RECORD_DATASETS: [&DatasetSpec; 6] =
    [&GRANT, &DELIVERY, &COURSE, &ASSESSMENT, &GOAL, &WAITING];

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

/// The rows of a view, dataset by dataset in the order of [`RECORD_DATASETS`]; all are of one import.
///
/// A grant without a first day, a goal, an assessment or a contact without a day and an assessment whose level no list
/// knows have no row; they stay in `kl_resource`, and the quality counts tell of them.
///
/// # Errors
/// A value does not fit its column.
pub fn project_records(
    view: &View<'_>,
    codes: &Codes,
    import_id: i64,
) -> Result<Vec<Projected>, LakeError> {
    // With every day in the past, an end is the end that is said.
    let settings = Settings::on(NaiveDate::MAX);
    let mut making = Making {
        view,
        codes,
        import_id,
        rows: Rows::new(&GRANT),
    };
    let mut projected = Vec::with_capacity(RECORD_DATASETS.len());
    for grant in grants(view, codes, &settings) {
        making.grant(&grant)?;
    }
    projected.push(making.next(&DELIVERY)?);
    for delivery in deliveries(view, codes, &settings) {
        making.delivery(&delivery)?;
    }
    projected.push(making.next(&COURSE)?);
    for course in courses(view, codes, &settings) {
        making.course(&course)?;
    }
    projected.push(making.next(&ASSESSMENT)?);
    for assessment in assessments(view, codes, &settings) {
        making.assessment(&assessment)?;
    }
    projected.push(making.next(&GOAL)?);
    for goal in goals(view, codes, &settings) {
        making.goal(&goal)?;
    }
    projected.push(making.next(&WAITING)?);
    for waiting in waiting(view, codes, &settings) {
        making.waiting(&waiting)?;
    }
    projected.push(making.next(&GRANT)?);
    Ok(projected)
}

/// The rows of the dataset that is being made.
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
}

struct Making<'m> {
    view: &'m View<'m>,
    codes: &'m Codes,
    import_id: i64,
    rows: Rows,
}

impl Making<'_> {
    /// What was made, and then rows of another dataset.
    fn next(&mut self, spec: &'static DatasetSpec) -> Result<Projected, LakeError> {
        let mut made = std::mem::replace(&mut self.rows, Rows::new(spec));
        Ok(Projected {
            spec: made.spec,
            frame: made.builder.finish()?,
        })
    }

    /// Adds a row of the month of `anchor` with what every row has.
    fn push<'r>(
        &mut self,
        anchor: NaiveDate,
        origin: &'r Origin,
        fill: impl FnOnce(&mut Row<'r>),
    ) -> Result<(), LakeError> {
        let month = Period::containing(Grain::Month, anchor)
            .ok_or_else(|| corrupt(columns::PERIOD, &anchor.to_string()))?
            .to_string();
        // Declared before the row: what it borrows must live longer.
        let (variant, members) = (self.rows.variant.clone(), self.rows.members.clone());
        let line = whole(origin.arrival_no);
        let mut own = Row::default();
        fill(&mut own);
        let mut row = Row::default();
        row.text(columns::VARIANT, variant.as_str());
        row.text(columns::AREA, origin.municipality_code.as_str());
        row.text(columns::PERIOD, month.as_str());
        row.text(columns::MEMBERS, members.as_str());
        row.citizen(&origin.person_key, origin.citizen);
        row.provenance(Provenance {
            import_id: self.import_id,
            file_no: 0,
            line,
        });
        row.and(own);
        row.push_to(&mut self.rows.builder)
    }

    fn grant(&mut self, grant: &Grant) -> Result<(), LakeError> {
        let Some(valid_from) = grant.valid_from else {
            return Ok(());
        };
        let service = Service::of(grant.paragraph.as_deref(), grant.display_da.as_deref());
        let kl_code = kl_code(self.codes, grant.code.as_ref(), valid_from);
        let is_over = grant.is_over
            || grant
                .last_day
                .is_some_and(|day| day <= said_on(&grant.origin));
        self.push(valid_from, &grant.origin, |row| {
            row.text(columns::GRANT_ID, grant.origin.key.id.as_str());
            row.whole(columns::AGE, grant.origin.age.map(i64::from));
            service.fill(row);
            row.text(columns::KL_CODE, kl_code.as_deref());
            row.day(columns::VALID_FROM, valid_from);
            row.day(columns::VALID_TO, grant.last_day);
            row.text(columns::STATUS, if is_over { "ended" } else { "granted" });
            row.day(columns::FOLLOW_UP_DATE, grant.follow_up_date);
        })
    }

    /// A contact that was part of several interventions has a row for each, and its minutes in equal whole parts.
    fn delivery(&mut self, delivery: &Delivery) -> Result<(), LakeError> {
        if delivery.plans.is_empty() {
            return self.part_of_delivery(delivery, None, delivery.minutes);
        }
        let n_plans = size(delivery.plans.len());
        for (n, plan) in (0_i64..).zip(&delivery.plans) {
            let minutes = delivery.minutes.map(|minutes| {
                let has_one_more = n < minutes % n_plans;
                minutes / n_plans + i64::from(has_one_more)
            });
            self.part_of_delivery(delivery, Some(plan), minutes)?;
        }
        Ok(())
    }

    fn part_of_delivery(
        &mut self,
        delivery: &Delivery,
        plan: Option<&Link>,
        minutes: Option<i64>,
    ) -> Result<(), LakeError> {
        let service = service_of(self.view, self.codes, plan.map(|plan| &plan.key));
        self.push(delivery.date, &delivery.origin, |row| {
            row.whole(columns::AGE, delivery.origin.age.map(i64::from));
            row.text(columns::GRANT_ID, plan.map(|plan| plan.key.id.as_str()));
            service.fill(row);
            row.day(columns::DATE, delivery.date);
            row.whole(columns::MINUTES, minutes);
            row.text(columns::MODE, delivery.mode.map(|mode| mode.as_str()));
            row.truth(columns::CANCELLED, delivery.is_cancelled);
        })
    }

    fn course(&mut self, course: &Course) -> Result<(), LakeError> {
        let basis = course.law_basis.as_deref();
        let service = Service::of(basis, course.offer_da.as_deref().or(basis));
        self.push(course.start, &course.origin, |row| {
            row.text(columns::COURSE_ID, course.origin.key.id.as_str());
            row.whole(columns::AGE, course.origin.age.map(i64::from));
            row.text(columns::COURSE_TYPE, course.course_type.as_str());
            row.text(columns::LAW_BASIS, basis);
            service.fill_code(row);
            row.day(columns::START, course.start);
            row.day(columns::PLANNED_END, course.planned_end);
            row.day(columns::END, course.last_day);
            row.text(
                columns::END_REASON,
                course.end_reason.map(|reason| reason.as_str()),
            );
        })
    }

    fn assessment(&mut self, assessment: &Assessment) -> Result<(), LakeError> {
        let Some(score) = assessment.score else {
            return Ok(());
        };
        let domain = match &assessment.domain {
            Some(domain) => kl_code(self.codes, Some(domain), assessment.date),
            None => Some(assessment.instrument.as_str().to_owned()),
        };
        self.push(assessment.date, &assessment.origin, |row| {
            row.text(columns::INSTRUMENT, assessment.instrument.as_str());
            row.text(columns::DOMAIN_CODE, domain.as_deref());
            row.whole(columns::SCORE, score.stored().map(i64::from));
            row.day(columns::DATE, assessment.date);
        })
    }

    fn goal(&mut self, goal: &Goal) -> Result<(), LakeError> {
        let domain = kl_code(self.codes, goal.domain.as_ref(), goal.set_date);
        let level = goal.target.level;
        self.push(goal.set_date, &goal.origin, |row| {
            row.text(columns::GOAL_ID, goal.origin.key.id.as_str());
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
            let points = level.and_then(|level| level.stored());
            row.whole(columns::TARGET_SCORE, points.map(i64::from));
            row.day(columns::SET_DATE, goal.set_date);
        })
    }

    fn waiting(&mut self, waiting: &Waiting) -> Result<(), LakeError> {
        let Some(listed) = waiting.listed.or(waiting.discharged) else {
            return Ok(());
        };
        let service = Service::of(Some(waiting.list_type), Some(waiting.list_type));
        self.push(listed, &waiting.origin, |row| {
            row.text(columns::LIST_TYPE, waiting.list_type);
            row.whole(columns::AGE, waiting.origin.age.map(i64::from));
            service.fill(row);
            row.day(columns::LISTED, listed);
            row.day(columns::OFFERED, waiting.offered);
        })
    }
}

/// The Danish day on which the version came to be.
fn said_on(origin: &Origin) -> NaiveDate {
    crate::danish_day(origin.reported_at)
}

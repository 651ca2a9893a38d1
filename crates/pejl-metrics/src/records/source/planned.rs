//! Courses on the days that tell whether they kept their plan.

use pejl_lake::columns::PLANNED_END;
use pejl_lake::{COURSE, EVENT};

use super::course::courses;
use super::{ENDED_ON, Source};
use crate::records::scope::Scope;
use crate::relation::{Relation, RelationError, Term};

/// Days either side of the planned end within which a course kept its plan.
const WITHIN: i32 = 14;
/// The day that tells.
const DAY: &str = "day";

/// A course on the days that tell whether it kept its plan.
pub(super) static PLANNED_COURSE: Source = Source {
    name: "planned_course",
    doc: "A course on the `day` it ended, and on the day it became overdue, 14 days after the planned \
end, where it had not ended by then. So a course can have two rows; `course_id` tells courses apart. `kept_plan`: it ended \
within 14 days either side of the planned end; one without a planned end kept none.",
    needs: &[&COURSE],
    uses: &[&EVENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: planned_course,
};

fn planned_course(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let overdue = || column(PLANNED_END).days_later(WITHIN);
    let kept_plan = column(ENDED_ON)
        .at_most(overdue())
        .and(column(ENDED_ON).at_least(column(PLANNED_END).days_later(-WITHIN)))
        .or_else(Term::literal(false));
    let planned = courses(scope)?.with([("kept_plan", kept_plan)])?;
    let ended = planned
        .clone()
        .filter(column(ENDED_ON).is_null().not())?
        .with([(DAY, column(ENDED_ON))])?;
    let late = planned
        .filter(
            column(ENDED_ON)
                .is_null()
                .or(column(ENDED_ON).more(overdue())),
        )?
        .with([(DAY, overdue())])?;
    Ok(Relation::union(vec![ended, late])?.named("planned_courses"))
}

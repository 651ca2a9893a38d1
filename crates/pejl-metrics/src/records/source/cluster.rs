//! Clusters of rehabilitation courses and what came after them, as the English outcomes framework for adult social care
//! counts them.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, COURSE_TYPE, DATE, END_REASON, KIND, PERSON_KEY, SERVICE_CODE, SEX,
};
use pejl_lake::{COURSE, EVENT, GRANT};

use super::course::courses;
use super::discharge::{OF_DISCHARGES, with_discharges};
use super::support::{FROM, IS_EQUIPMENT, LONG_TERM, RANK, TO, UNKNOWN, name_of, support};
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Over, Relation, RelationError, Term, Type};

/// Days from the end of a course within which the next one goes on with it.
const TOGETHER: i32 = 7;
/// Days after the end within which help that begins, or death, is what came of it.
const SEQUEL: i32 = 7;
/// Days before the start without long-term support that make a client new.
const NEW: i32 = 91;

/// A cluster of courses.
pub(super) static SHORT_TERM_CLUSTER: Source = Source {
    name: "short_term_cluster",
    doc: "Rehabilitation courses of one citizen that overlap or begin at most 7 days after one before has ended, from \
`first_day` to `last_day`; `ended_on` is null while one of them runs. `is_new_client`: no long-term support on any of the 91 \
days before. `sequel` is what came of it, the first that holds of death, hospital, nursing, residential, community, \
low_level, short_term_stay, other_short_term, moved, declined, none and unknown. `discharged_on` is the last discharge from \
hospital from 7 days before the start to 3 days after it that counts, `is_at_home_84` whether neither death, a readmission \
nor a long-term place in care followed within 84 days of it.",
    needs: &[&COURSE],
    uses: &[&EVENT, &GRANT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: short_term_cluster,
};

const IS_NEW: &str = "is_new_client";
const RESULT: &str = "sequel";

fn short_term_cluster(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let courses = rehabilitation(scope)?;
    let mut found = clusters(&courses)?;
    if scope.wants(&[IS_NEW, RESULT]) {
        found = with_support(scope, found)?;
    }
    if scope.wants(&[RESULT]) {
        found = with_sequels(scope, found, &courses)?;
    }
    if scope.wants(&OF_DISCHARGES) {
        found = with_discharges(scope, found)?;
    }
    Ok(found.named("short_term_clusters"))
}

/// Courses of short-term support to maximise independence, but those registered in error.
fn rehabilitation(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let of_service = column(SERVICE_CODE)
        .one_of(scope.set("ascof_short_term_max"))
        .or_else(Term::literal(false));
    let of_type = column(COURSE_TYPE)
        .one_of(scope.set("ascof_short_term_max_types"))
        .or_else(Term::literal(false));
    let is_it = of_service.or(column(SERVICE_CODE).is_null().and(of_type));
    let is_error = column(END_REASON)
        .equals(Term::literal("error"))
        .or_else(Term::literal(false));
    // Until it is known when one ended it goes on.
    let last = column(ENDED_ON).or_else(far());
    courses(scope)?
        .filter(is_it.and(is_error.not()))?
        .with([(LAST_DAY, last)])
}

/// The courses joined where one begins no later than 7 days after those before it have ended.
fn clusters(courses: &Relation) -> Result<Relation, RelationError> {
    const EARLIER: &str = "earlier_last_day";
    const NEXT_EARLIER: &str = "next_earlier_last_day";
    const LAST_OF_ALL: &str = "last_of_all";
    let column = |name: &str| Term::column(name);
    let person = [AREA, PERSON_KEY];
    let last_of_all = courses
        .clone()
        .aggregate(person, [(LAST_OF_ALL, Aggregate::Max(column(LAST_DAY)))])?;
    let begins = column(EARLIER)
        .is_null()
        .or(column(FIRST_DAY).more(column(EARLIER).days_later(TOGETHER)));
    let clusters = courses
        .clone()
        .window(
            &person,
            &[FIRST_DAY, LAST_DAY],
            [(EARLIER, Over::LatestBefore(LAST_DAY.to_owned()))],
        )?
        .filter(begins)?
        .window(
            &person,
            &[FIRST_DAY],
            [(NEXT_EARLIER, Over::Next(EARLIER.to_owned()))],
        )?
        .join(last_of_all, Meet::Inner, &person.map(|name| (name, name)))?
        .with([(LAST_DAY, column(NEXT_EARLIER).or_else(column(LAST_OF_ALL)))])?;
    let ended = Term::when(
        column(LAST_DAY).less(far()),
        column(LAST_DAY),
        Term::null(Type::Date),
    );
    let kept = [
        AREA, PERSON_KEY, BIRTH_YEAR, SEX, AGE, AGE_DAY, FIRST_DAY, LAST_DAY,
    ];
    let mut columns: Vec<(&str, Term)> = kept.iter().map(|name| (*name, column(name))).collect();
    columns.push((ENDED_ON, ended));
    clusters.select(columns)
}

/// What tells clusters apart.
const KEY: [&str; 3] = [AREA, PERSON_KEY, FIRST_DAY];

/// How much long-term support there was before a cluster.
const N_BEFORE: &str = "n_long_term_before";
/// The rank of the first kind of help open after it.
const LEAST: &str = "open_support";
/// How much equipment was granted during it.
const N_EQUIPMENT: &str = "n_equipment";
const DIED_ON: &str = "died_on";

/// The clusters with the help before them, open after them and granted during them; nulls where a citizen has none at all.
fn with_support(scope: &Scope<'_>, found: Relation) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let one_if = |condition: Term| Term::when(condition, Term::literal(1), Term::literal(0));
    let before = Term::All(vec![
        column(RANK).at_most(Term::literal(LONG_TERM)),
        column(FROM).less(column(FIRST_DAY)),
        column(TO).at_least(column(FIRST_DAY).days_later(-NEW)),
    ]);
    let is_open = column(TO)
        .more(column(ENDED_ON))
        .and(column(FROM).at_most(column(ENDED_ON).days_later(SEQUEL)));
    let was_given = Term::All(vec![
        column(IS_EQUIPMENT),
        column(FROM).at_least(column(FIRST_DAY)),
        column(FROM).at_most(column(ENDED_ON)),
    ]);
    let open = Term::when(is_open, column(RANK), Term::null(Type::Int));
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let beside = found
        .clone()
        .keep([AREA, PERSON_KEY, FIRST_DAY, ENDED_ON])?
        .join(support(scope)?, Meet::Inner, &person)?
        .aggregate(
            KEY,
            [
                (N_BEFORE, Aggregate::Sum(one_if(before))),
                (LEAST, Aggregate::Min(open)),
                (N_EQUIPMENT, Aggregate::Sum(one_if(was_given))),
            ],
        )?;
    let found = found.join(beside, Meet::Left, &KEY.map(|name| (name, name)))?;
    let is_new = column(N_BEFORE)
        .more(Term::literal(0))
        .or_else(Term::literal(false))
        .not();
    found.with([(IS_NEW, is_new)])
}

/// The clusters with what came of them.
fn with_sequels(
    scope: &Scope<'_>,
    found: Relation,
    courses: &Relation,
) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let deaths = scope
        .rows(&EVENT)?
        .filter(column(KIND).equals(Term::literal("death")))?
        .aggregate(
            [AREA, PERSON_KEY],
            [(DIED_ON, Aggregate::Min(column(DATE)))],
        )?;
    let key = [AREA, PERSON_KEY, ENDED_ON].map(|name| (name, name));
    found
        .join(deaths, Meet::Left, &person)?
        .join(outcomes(courses)?, Meet::Left, &key)?
        .with([(RESULT, result())])
}

/// What came of a cluster, the first that holds.
fn result() -> Term {
    let column = |name: &str| Term::column(name);
    let text = |text: &str| Term::literal(text);
    let is = |reason: &str| Term::column(n_of(reason)).more(Term::literal(0));
    let is_dead = column(DIED_ON).at_most(column(ENDED_ON).days_later(SEQUEL));
    let mut cases = vec![
        (column(ENDED_ON).is_null(), Term::null(Type::Text)),
        (is_dead.or(is("death")), text("death")),
        (is("hospital"), text("hospital")),
        (column(LEAST).is_null().not(), name_of(LEAST)),
    ];
    // What the last courses of the cluster are recorded to have ended with; more or less help that is not found is no kind.
    let recorded = [
        ("moved", "moved"),
        ("declined", "declined"),
        ("self_reliant", "none"),
    ];
    cases.extend(recorded.map(|(reason, sequel)| (is(reason), text(sequel))));
    cases.push((
        column(N_EQUIPMENT).more(Term::literal(0)),
        text("low_level"),
    ));
    Term::Case(cases, Box::new(text(UNKNOWN)))
}

/// Reasons that say what came of a course.
const REASONS: [&str; 5] = ["death", "hospital", "moved", "declined", "self_reliant"];

fn n_of(reason: &str) -> String {
    format!("n_ended_{reason}")
}

/// How many courses of a citizen ended for each reason on a day.
fn outcomes(courses: &Relation) -> Result<Relation, RelationError> {
    let counted = REASONS.map(|reason| {
        let is_it = Term::column(END_REASON).equals(Term::literal(reason));
        let one = Term::when(is_it, Term::literal(1), Term::literal(0));
        (n_of(reason), Aggregate::Sum(one))
    });
    courses
        .clone()
        .filter(Term::column(ENDED_ON).is_null().not())?
        .aggregate([AREA, PERSON_KEY, ENDED_ON], counted)
}

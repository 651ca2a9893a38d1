//! What first-time applicants were granted first.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, DATE, DECISION_DATE, KIND, PERSON_KEY, SERVICE_CODE, SETTING, SEX,
    TARGET_GROUP,
};
use pejl_lake::{EVENT, GRANT};

use super::help::help;
use super::run::{PREVIOUS_END, runs};
use super::{FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// Days without help that make an applicant a new one.
const NEW_AFTER: i64 = 365;
/// Names of the lists of services that come first where rehabilitation does.
const FIRST: [&str; 2] = ["rehabilitating_services", "preventive_services"];
/// Days before the decision in which an admission or a discharge tells that the applicant comes from hospital.
const FROM_HOSPITAL_WITHIN: i32 = 30;
const DECIDED_ON: &str = "decided_on";
const IS_FROM_HOSPITAL: &str = "is_from_hospital";

/// The first decision on a first-time applicant.
pub(super) static FIRST_DECISION: Source = Source {
    name: "first_decision",
    doc: "The first decision on a citizen who had no help in the 365 days before: of the grants of such a run of help, \
those decided first, on `decided_on`. `is_rehabilitation` tells whether one of them is rehabilitation, training or a preventive offer; `is_from_hospital` whether the \
citizen was admitted to hospital or discharged on that day or in the 30 days before.",
    needs: &[&GRANT],
    uses: &[&EVENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: first_decision,
};

fn first_decision(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const BEGINS: &str = "grant_first_day";
    const RUN_LAST: &str = "run_last_day";
    const REHABILITATION: &str = "n_rehabilitation";
    let column = |name: &str| Term::column(name);
    let run_key = [AREA, PERSON_KEY, FIRST_DAY];
    let same = run_key.map(|name| (name, name));
    let is_new = column(PREVIOUS_END).is_null().or(column(PREVIOUS_END)
        .days_until(column(FIRST_DAY))
        .more(Term::literal(NEW_AFTER)));
    let new_runs = runs(scope, &[])?.filter(is_new)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (FIRST_DAY, column(FIRST_DAY)),
        (RUN_LAST, column(LAST_DAY)),
    ])?;
    // Every grant of the run, so that what was decided first counts also where it began later.
    let grants = help(scope)?
        .filter(column(DECISION_DATE).is_null().not())?
        .with([(BEGINS, column(FIRST_DAY))])?;
    let kept = grants
        .columns()
        .names()
        .filter(|name| *name != FIRST_DAY && *name != LAST_DAY);
    let kept: Vec<String> = kept.map(str::to_owned).collect();
    let grants = grants.keep(kept.iter().map(String::as_str))?;
    let is_of_run = column(BEGINS)
        .at_least(column(FIRST_DAY))
        .and(column(BEGINS).at_most(column(RUN_LAST)));
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let candidates = grants
        .join(new_runs, Meet::Inner, &person)?
        .filter(is_of_run)?;
    let first = candidates.clone().aggregate(
        run_key,
        [(DECIDED_ON, Aggregate::Min(column(DECISION_DATE)))],
    )?;
    let services = FIRST.iter().flat_map(|name| scope.set(name));
    let is_rehabilitation = column(SERVICE_CODE)
        .one_of(services.collect::<Vec<_>>())
        .or_else(Term::literal(false));
    let least = |name: &'static str| (name, Aggregate::Min(column(name)));
    let decided = candidates
        .join(first, Meet::Inner, &same)?
        .filter(column(DECISION_DATE).equals(column(DECIDED_ON)))?
        .aggregate(
            run_key,
            [
                (DECIDED_ON, Aggregate::Min(column(DECIDED_ON))),
                (
                    REHABILITATION,
                    Aggregate::Max(Term::when(
                        is_rehabilitation,
                        Term::literal(1),
                        Term::literal(0),
                    )),
                ),
                least(TARGET_GROUP),
                least(SETTING),
                least(BIRTH_YEAR),
                least(SEX),
                least(AGE),
                least(AGE_DAY),
            ],
        )?;
    let is_one = column(REHABILITATION).equals(Term::literal(1));
    let decided = decided.with([("is_rehabilitation", is_one)])?;
    let decided = match scope.wants(&[IS_FROM_HOSPITAL]) {
        true => with_hospital(scope, decided)?,
        false => decided,
    };
    Ok(decided.named("first_decisions"))
}

/// The decisions with whether the citizen came from hospital.
fn with_hospital(scope: &Scope<'_>, decided: Relation) -> Result<Relation, RelationError> {
    const IN_HOSPITAL_ON: &str = "in_hospital_on";
    const N_DAYS: &str = "n_days_in_hospital";
    let column = |name: &str| Term::column(name);
    let key = [AREA, PERSON_KEY, DECIDED_ON];
    let of_hospital = column(KIND).one_of(["admission", "readmission", "discharge"]);
    let days = scope.rows(&EVENT)?.filter(of_hospital)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (IN_HOSPITAL_ON, column(DATE)),
    ])?;
    let is_shortly_before = column(IN_HOSPITAL_ON)
        .at_most(column(DECIDED_ON))
        .and(column(IN_HOSPITAL_ON).at_least(column(DECIDED_ON).days_later(-FROM_HOSPITAL_WITHIN)));
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let found = decided
        .clone()
        .keep(key)?
        .join(days, Meet::Inner, &person)?
        .filter(is_shortly_before)?
        .aggregate(key, [(N_DAYS, Aggregate::Rows)])?;
    decided
        .join(found, Meet::Left, &key.map(|name| (name, name)))?
        .with([(IS_FROM_HOSPITAL, column(N_DAYS).is_null().not())])
}

//! Postings, and what of the activity they can be tied to.

use pejl_lake::columns::{
    AREA, COST_CENTRE, FISCAL_PERIOD, FISCAL_YEAR, PACKAGE_LEVEL, PERSON_KEY, SERVICE_CODE,
};
use pejl_lake::{EVENT, GRANT, LEDGER};

use super::help::help;
use super::{FIRST_DAY, LAST_DAY, Source};
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// Number of the month of account.
pub(super) const ACCOUNT_MONTH: &str = "account_month";
/// The only service of the posting's cost centre.
const CENTRE_SERVICE: &str = "centre_service";
/// Whether what the posting is tied to is found in the grants.
const IS_LINKED: &str = "is_linked";
/// Months before that of account in which help may have been in force: suppliers bill one or two months later.
const MONTHS_BEFORE: i64 = 2;

/// A posting.
pub(super) static POSTED: Source = Source {
    name: "ledger",
    doc: "A posting of the ledger. `account_month` is the number of its month of account, December for the supplementary \
period; `amount_oere` is positive for expenditure. `centre_service` is the service of its cost centre where all postings there \
in the year of account that name a service name the same, else null. `package_level` is the level that it tells by the rule of \
the cards, where figures are told apart by it. `is_linked`: in the month of account or one of the two before it \
help was in force that it can be for: of the citizen it names, and of the service it names itself; where it names no citizen, of \
its service or that of its cost centre. Most postings are of nobody; `person_key` is the citizen that one names.",
    needs: &[&LEDGER],
    uses: &[&GRANT, &EVENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: true,
    rows: posted,
};

fn posted(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let has_person = column(PERSON_KEY).is_null().not();
    let mut found = scope
        .rows(&LEDGER)?
        .with([("has_person", has_person), (ACCOUNT_MONTH, account_month())])?;
    let mut more = vec!["has_person", ACCOUNT_MONTH];
    if scope.wants(&[CENTRE_SERVICE, IS_LINKED]) {
        let centre = [AREA, FISCAL_YEAR, COST_CENTRE].map(|name| (name, name));
        found = found.join(services_of_centres(scope)?, Meet::Left, &centre)?;
        more.push(CENTRE_SERVICE);
    }
    if scope.is_told_apart_by(PACKAGE_LEVEL) {
        found = found.with([(PACKAGE_LEVEL, package_level(scope))])?;
        more.push(PACKAGE_LEVEL);
    }
    if scope.wants(&[IS_LINKED]) {
        found = with_link(scope, found)?;
        more.push(IS_LINKED);
    }
    let kept = LEDGER.columns.iter().map(|one| one.name).chain(more);
    found.keep(kept.collect::<Vec<_>>())
}

/// The level of the package that a posting is for, as grants write it; null where its column is empty.
fn package_level(scope: &Scope<'_>) -> Term {
    let written = || Term::column(scope.posted_level.column.as_str());
    let levels = scope.posted_level.levels.iter();
    let named = levels.map(|(value, level)| {
        let is_it = written().equals(Term::literal(value.as_str()));
        (is_it, Term::literal(level.as_str()))
    });
    Term::Case(named.collect(), Box::new(written()))
}

/// Number of the month of account of a posting, December for the supplementary period.
fn account_month() -> Term {
    let month = Term::Least(vec![Term::column(FISCAL_PERIOD), Term::literal(12)]);
    Term::column(FISCAL_YEAR)
        .times(Term::literal(12))
        .plus(month)
        .minus(Term::literal(1))
}

/// Cost centres of which all postings of a year of account that name a service name the same one.
fn services_of_centres(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const N_SERVICES: &str = "n_services";
    let column = |name: &str| Term::column(name);
    let key = [AREA, FISCAL_YEAR, COST_CENTRE];
    let services = scope.rows(&LEDGER)?.aggregate(
        key,
        [
            (N_SERVICES, Aggregate::Distinct(column(SERVICE_CODE))),
            (CENTRE_SERVICE, Aggregate::Min(column(SERVICE_CODE))),
        ],
    )?;
    let has_one = column(N_SERVICES).equals(Term::literal(1));
    let centres = services.filter(has_one)?;
    let kept = key.into_iter().chain([CENTRE_SERVICE]);
    Ok(centres.keep(kept)?.named("cost_centres_of_one_service"))
}

/// The citizen and the service that help is looked for of.
const OF_PERSON: &str = "link_person";
const OF_SERVICE: &str = "link_service";
/// Stands for any citizen or any service: no key and no code is empty.
const ANY: &str = "";

/// The postings with whether help that they can be for was in force.
fn with_link(scope: &Scope<'_>, postings: Relation) -> Result<Relation, RelationError> {
    const N_FOUND: &str = "n_found";
    let column = |name: &str| Term::column(name);
    let any = || Term::literal(ANY);
    let own_or_centre = column(SERVICE_CODE).or_else(column(CENTRE_SERVICE));
    let service = Term::when(column("has_person"), column(SERVICE_CODE), own_or_centre);
    let postings = postings.with([
        (OF_PERSON, column(PERSON_KEY).or_else(any())),
        (OF_SERVICE, service.or_else(any())),
    ])?;
    let key = [AREA, OF_PERSON, OF_SERVICE, ACCOUNT_MONTH];
    let looked_for = [AREA, OF_PERSON, OF_SERVICE].map(|name| (name, name));
    let found = postings
        .clone()
        .aggregate(key, [("n", Aggregate::Rows)])?
        .keep(key)?
        .join(months_of_help(scope)?, Meet::Inner, &looked_for)?
        .filter(column(FIRST_MONTH).at_most(column(ACCOUNT_MONTH)).and(
            column(LAST_MONTH).at_least(column(ACCOUNT_MONTH).minus(Term::literal(MONTHS_BEFORE))),
        ))?
        .aggregate(key, [(N_FOUND, Aggregate::Rows)])?
        .named("postings_with_help");
    postings
        .join(found, Meet::Left, &key.map(|name| (name, name)))?
        .with([(IS_LINKED, column(N_FOUND).is_null().not())])
}

const FIRST_MONTH: &str = "first_month_of_help";
const LAST_MONTH: &str = "last_month_of_help";

/// Months between which help was in force, of each citizen and each citizen's service, and of each service of anybody.
///
/// Of several that begin in one month the one that ends last tells all that can be asked.
fn months_of_help(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let help = help(scope)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (SERVICE_CODE, column(SERVICE_CODE)),
        (FIRST_MONTH, column(FIRST_DAY).month_number()),
        (LAST_MONTH, column(LAST_DAY).month_number()),
    ])?;
    let of = |rows: &Relation, person: Term, service: Term| {
        rows.clone().select([
            (AREA, column(AREA)),
            (OF_PERSON, person),
            (OF_SERVICE, service),
            (FIRST_MONTH, column(FIRST_MONTH)),
            (LAST_MONTH, column(LAST_MONTH)),
        ])
    };
    let any = || Term::literal(ANY);
    let (person, service) = (|| column(PERSON_KEY), || column(SERVICE_CODE));
    let of_a_service = help.clone().filter(service().is_null().not())?;
    let all = Relation::union(vec![
        of(&help, person(), any())?,
        of(&of_a_service, person(), service())?,
        of(&of_a_service, any(), service())?,
    ])?;
    Ok(all
        .aggregate(
            [AREA, OF_PERSON, OF_SERVICE, FIRST_MONTH],
            [(LAST_MONTH, Aggregate::Max(column(LAST_MONTH)))],
        )?
        .named("months_of_help"))
}

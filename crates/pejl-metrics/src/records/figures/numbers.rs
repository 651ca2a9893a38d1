//! The numbers of a reading by place, period and members, and the lines they stand in.

use pejl_domain::{AgeBand, Cell};

use super::super::calendar::{PERIOD_NO, PLACE_NO};
use super::super::dimension::{AGE_BAND, AGE_BANDS};
use super::super::gather::{MeasureId, REQUIRED, STATED, UNSTATED};
use super::super::measure::Measure;
use super::super::pass::{AREA_OF_NUMBER, Pass};
use super::super::plan::{DAYS, MONTHS, RESIDENTS, RecordPlan, ages_within};
use super::{MUNICIPALITY, N_AREAS, N_DAYS, N_DAYS_OF_YEAR, N_MONTHS, PERIOD, name_of, persons_of};
use crate::relation::{Aggregate, Comparison, Literal, Meet, Relation, RelationError, Term, Type};

const QUANTITY: &str = "quantity";

/// A line for every cell that is open, and every member found or asked for.
pub(super) fn lines(plan: &RecordPlan<'_>) -> Result<Relation, RelationError> {
    lines_of(plan, |decided| decided.is_none())
}

/// A line for every cell of which `is_wanted` holds, given what coverage decided, and every member found or asked for.
pub(super) fn lines_of(
    plan: &RecordPlan<'_>,
    is_wanted: impl Fn(Option<&Cell>) -> bool,
) -> Result<Relation, RelationError> {
    let has_required = plan
        .found
        .keys()
        .any(|(reading, id)| *reading == 0 && id.0 == REQUIRED);
    let wanted = plan.cells.iter().filter(|cell| {
        let decided = cell.decided.as_ref().map(|(cell, _)| cell);
        cell.reading == 0 && is_wanted(decided)
    });
    let whole = |no: usize| Literal::Int(i64::try_from(no).unwrap_or(i64::MAX));
    let rows = wanted.filter_map(|cell| {
        let place = plan.places.get(cell.place)?;
        let mut row = vec![
            whole(cell.place),
            whole(cell.period),
            place.place.code().into(),
            cell.span.period.to_string().as_str().into(),
            cell.span.n_months().into(),
            cell.span.n_days()?.into(),
            cell.span.n_days_of_year()?.into(),
        ];
        if has_required {
            row.push(whole(place.areas.len()));
        }
        Some(row)
    });
    let mut columns = vec![
        (PLACE_NO, Type::Int),
        (PERIOD_NO, Type::Int),
        (MUNICIPALITY, Type::Text),
        (PERIOD, Type::Text),
        (N_MONTHS, Type::Int),
        (N_DAYS, Type::Int),
        (N_DAYS_OF_YEAR, Type::Int),
    ];
    if has_required {
        columns.push((N_AREAS, Type::Int));
    }
    let spine = Relation::values("cells", &columns, rows.collect())?;
    match plan.columns.is_empty() {
        true => Ok(spine),
        false => spine.join(members(plan)?, Meet::Inner, &[]),
    }
}

/// The members that there is a line for.
fn members(plan: &RecordPlan<'_>) -> Result<Relation, RelationError> {
    let mut parts = Vec::new();
    for ((reading, id), at) in &plan.found {
        let is_of_members = *reading == 0 && ![REQUIRED, UNSTATED, STATED].contains(&id.0);
        let Some(pass) = plan.relations().get(at.pass).filter(|_| is_of_members) else {
            continue;
        };
        let number = Term::column(Pass::column(at.no));
        let is_something = match pass.columns().find(&Pass::column(at.no)) {
            Some(Type::Float) => number.is_null().not(),
            _ => {
                let is_some = number.compare(Comparison::NotEqual, Term::literal(0));
                match pass.columns().find(&Pass::persons(at.no)) {
                    Some(_) => {
                        is_some.or(Term::column(Pass::persons(at.no)).more(Term::literal(0)))
                    }
                    None => is_some,
                }
            }
        };
        let kept = pass.clone().filter(is_something)?;
        parts.push(kept.keep(plan.columns.iter().copied())?);
    }
    let more = plan.members_beside(0);
    let columns: Vec<(&str, Type)> = plan
        .columns
        .iter()
        .map(|name| (*name, Type::Text))
        .collect();
    let more = more.iter();
    let more = more.map(|members| members.iter().map(|one| one.as_str().into()).collect());
    parts.push(Relation::values(
        "members_asked_for",
        &columns,
        more.collect(),
    )?);
    Relation::union(parts)?
        .aggregate(plan.columns.iter().copied(), [("n", Aggregate::Rows)])?
        .keep(plan.columns.iter().copied())
        .map(|members| members.named("members"))
}

/// The numbers of a measure by place, period and members; none of months and days, which stand in the lines.
pub(super) fn numbers(
    plan: &RecordPlan<'_>,
    id: MeasureId,
    measure: &Measure,
) -> Result<Option<Relation>, RelationError> {
    match measure.of.as_str() {
        MONTHS | DAYS => return Ok(None),
        RESIDENTS => {
            let column = plan.columns.contains(&AGE_BAND).then_some(AGE_BAND);
            let key: Vec<&str> = [PLACE_NO, PERIOD_NO].into_iter().chain(column).collect();
            return residents(plan, id, measure, &key).map(Some);
        }
        _ => {}
    }
    let Some(at) = plan.found.get(&(0, id)) else {
        return Ok(None);
    };
    let Some(pass) = plan.relations().get(at.pass) else {
        return Ok(None);
    };
    if measure.is_per_resident() {
        return times_residents(plan, id, measure, (pass, at.no)).map(Some);
    }
    let told_apart = plan.passes.get(at.pass);
    let told_apart = told_apart.map(|pass| pass.apart.columns(&plan.columns));
    let told_apart = told_apart.unwrap_or_default();
    let mut kept: Vec<(String, Term)> = [PLACE_NO, PERIOD_NO]
        .into_iter()
        .chain(told_apart.iter().copied())
        .map(|name| (name.to_owned(), Term::column(name)))
        .collect();
    kept.push((name_of(id), Term::column(Pass::column(at.no))));
    if pass.columns().find(&Pass::persons(at.no)).is_some() {
        kept.push((persons_of(id), Term::column(Pass::persons(at.no))));
    }
    pass.clone().select(kept).map(Some)
}

/// Numbers per resident times the residents of each municipality, added up over those of a place; null where the residents
/// of one are not known.
fn times_residents(
    plan: &RecordPlan<'_>,
    id: MeasureId,
    measure: &Measure,
    (pass, no): (&Relation, usize),
) -> Result<Relation, RelationError> {
    const RESIDENTS_THERE: &str = "residents_there";
    const N_UNKNOWN: &str = "n_unknown";
    let column = |name: &str| Term::column(name);
    let residents =
        residents(plan, id, measure, &[PLACE_NO, PERIOD_NO, AREA_OF_NUMBER])?.select([
            (PLACE_NO, column(PLACE_NO)),
            (PERIOD_NO, column(PERIOD_NO)),
            (AREA_OF_NUMBER, column(AREA_OF_NUMBER)),
            (RESIDENTS_THERE, Term::column(name_of(id))),
        ])?;
    let key = [PLACE_NO, PERIOD_NO, AREA_OF_NUMBER];
    let number = Pass::column(no);
    let numbers = pass
        .clone()
        .keep(key.into_iter().chain([number.as_str()]))?;
    // A municipality without rows has nothing; one whose residents are not known makes the place unknown.
    let product = Term::column(number.as_str())
        .or_else(Term::literal(0))
        .times(column(RESIDENTS_THERE));
    let is_unknown = column(RESIDENTS_THERE).is_null();
    let n_unknown = Term::when(is_unknown, Term::literal(1), Term::literal(0));
    let summed = residents
        .join(numbers, Meet::Left, &key.map(|name| (name, name)))?
        .aggregate(
            [PLACE_NO, PERIOD_NO],
            [
                ("product", Aggregate::Sum(product)),
                (N_UNKNOWN, Aggregate::Sum(n_unknown)),
            ],
        )?;
    let is_known = column(N_UNKNOWN).equals(Term::literal(0));
    let product = Term::when(is_known, column("product"), Term::null(Type::Int));
    summed.select([
        (PLACE_NO.to_owned(), column(PLACE_NO)),
        (PERIOD_NO.to_owned(), column(PERIOD_NO)),
        (name_of(id), product),
    ])
}

/// Residents by a key of place, period and perhaps age band or municipality.
fn residents(
    plan: &RecordPlan<'_>,
    id: MeasureId,
    measure: &Measure,
    key: &[&'static str],
) -> Result<Relation, RelationError> {
    let is_split = plan.columns.contains(&AGE_BAND);
    let bands: Vec<(&str, Option<AgeBand>)> = match is_split || plan.is_filtered(AGE_BAND) {
        false => vec![("", None)],
        true => {
            let wanted = AGE_BANDS.iter().filter(|(name, _, _)| plan.is_wanted(name));
            let bands = wanted
                .filter_map(|(name, from, to)| Some((*name, Some(AgeBand::new(*from, *to).ok()?))));
            bands.collect()
        }
    };
    let mut rows = Vec::new();
    for cell in plan.cells.iter().filter(|cell| cell.reading == 0) {
        let areas = plan
            .places
            .get(cell.place)
            .map(|place| place.areas.as_slice());
        for area in areas.unwrap_or_default() {
            for (name, band) in &bands {
                let Ok(ages) = ages_within(measure.ages, *band) else {
                    continue;
                };
                let known = plan.residents.of(area, &cell.span, &measure.time, ages);
                let whole = |no: usize| Literal::Int(i64::try_from(no).unwrap_or(i64::MAX));
                let mut add = |no: i64| {
                    rows.push(vec![
                        whole(cell.place),
                        whole(cell.period),
                        (*name).into(),
                        area.as_str().into(),
                        no.into(),
                    ]);
                };
                match known {
                    Some(Ok(known)) => known.iter().for_each(|no| add(i64::from(*no))),
                    // No sum has this number, so that the residents of the cell are not known.
                    _ => add(-1),
                }
            }
        }
    }
    let counts = Relation::values(
        "counts_of_residents",
        &[
            (PLACE_NO, Type::Int),
            (PERIOD_NO, Type::Int),
            (AGE_BAND, Type::Text),
            (AREA_OF_NUMBER, Type::Text),
            (QUANTITY, Type::Int),
        ],
        rows,
    )?;
    let key = key.iter().copied();
    let Some(sums) = plan.relations().get(plan.passes.len()) else {
        let nothing = Term::null(Type::Int);
        return counts.aggregate(key, [(name_of(id), Aggregate::Max(nothing))]);
    };
    let unknown = Term::column("n_missing")
        .plus(Term::column("n_confidential"))
        .plus(Term::column("n_not_applicable"));
    let known = Term::when(
        unknown.equals(Term::literal(0)),
        Term::column("sum"),
        Term::null(Type::Int),
    );
    let met = counts
        .join(sums.clone(), Meet::Left, &[(QUANTITY, QUANTITY)])?
        .with([("known", known)])?;
    let n_unknown = Term::when(
        Term::column("known").is_null(),
        Term::literal(1),
        Term::literal(0),
    );
    let summed = met.aggregate(
        key,
        [
            ("residents", Aggregate::Sum(Term::column("known"))),
            ("n_unknown", Aggregate::Sum(n_unknown)),
        ],
    )?;
    let is_known = Term::column("n_unknown").equals(Term::literal(0));
    let residents = Term::when(is_known, Term::column("residents"), Term::null(Type::Int));
    let kept = summed
        .columns()
        .names()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let kept = kept
        .into_iter()
        .filter(|name| !["residents", "n_unknown"].contains(&name.as_str()));
    let mut kept: Vec<(String, Term)> = kept
        .map(|name| (name.clone(), Term::column(name)))
        .collect();
    kept.push((name_of(id), residents));
    summed.select(kept)
}

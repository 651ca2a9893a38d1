//! The Kaplan–Meier median of what began in a period, as steps that any engine takes.
//!
//! The estimator is that of `pejl_stats::survival`, which a test holds these steps to. A share of one half must be known for
//! one half by every engine, so shares are not multiplied: the logarithms `−ln((n − d)/n)` are rounded to whole numbers of
//! 10^−12 and added up, and the median is the first day on which the sum is at least `ln 2`, of which 10^−9 may lack. That
//! is `S ≤ ½·(1 + 10^−9)`, and the roundings of the thousand days that anything is followed for stay below it.

use super::calendar::PERIOD_LAST;
use super::measure::Take;
use super::pass::{Making, Pass, all_of};
use super::plan::PlanError;
use super::source::ENDED_ON;
use crate::relation::{Aggregate, Literal, Meet, Over, Relation, RelationError, Term};

/// Decimals of a logarithm that are kept.
const DECIMALS: u32 = 12;
/// ln 2 = 0.693147180559945… in 10^−12, less 10^−9.
const NEARLY_LN_2: i64 = 693_147_180_560 - 1_000;

/// What is followed: which rows, in which columns, and for how long.
struct Followed<'a> {
    /// Rows that are followed at all.
    among: Term,
    /// What must hold of an ending to be the event.
    event: Term,
    /// Columns of the first and the last day; the last is far off while it runs.
    interval: (&'a str, &'a str),
    /// Days after the last day of the period up to which anything is followed.
    days: i32,
}

/// The numbers of a pass by `key`, with the Kaplan–Meier medians of its rows in place of counts of them.
///
/// # Errors
/// What is the event cannot be read over the rows, or a column is not there.
pub(super) fn with_medians(
    pass: &Pass,
    making: &Making<'_>,
    (numbers, rows): (Relation, &Relation),
    (key, conditions): (&[&'static str], &[Term]),
) -> Result<Relation, PlanError> {
    let same: Vec<(&str, &str)> = key.iter().map(|name| (*name, *name)).collect();
    let mut numbers = numbers;
    for (no, (measure, condition)) in pass.measures.iter().zip(conditions).enumerate() {
        let (Take::KaplanMeier(days), Some(interval)) = (&measure.take, pass.source.interval)
        else {
            continue;
        };
        let event = all_of(measure, &measure.event, (making.parts, making.scope), rows)?;
        let followed = Followed {
            among: condition.clone(),
            event: Term::All(event),
            interval,
            days: i32::from(*days),
        };
        let column = Pass::column(no);
        let names = numbers.columns().names().map(str::to_owned);
        let others: Vec<String> = names.filter(|name| *name != column).collect();
        numbers = numbers.keep(others.iter().map(String::as_str))?.join(
            medians(rows, key, &followed, &column)?,
            Meet::Left,
            &same,
        )?;
    }
    Ok(numbers)
}

/// The median of each combination of `key`, as a column; no row where more than half are left to the end.
///
/// The event is an end on a day that is known and passed; every other end, and what runs on, is censored. `rows` stand beside
/// the periods that they began in.
///
/// # Errors
/// A column is not there.
fn medians(
    rows: &Relation,
    key: &[&str],
    followed: &Followed<'_>,
    name: &str,
) -> Result<Relation, RelationError> {
    const LASTED: &str = "lasted";
    const BACKWARDS: &str = "backwards";
    const IS_EVENT: &str = "is_event";
    const N: &str = "n";
    const ENDED: &str = "n_ended";
    const AT_RISK: &str = "n_at_risk";
    const STEP: &str = "minus_ln_step";
    const SUM: &str = "minus_ln_survival";
    let column = |name: &str| Term::column(name);
    let (first, last) = followed.interval;
    let until = column(PERIOD_LAST).days_later(followed.days);
    let is_over = column(ENDED_ON)
        .is_null()
        .not()
        .and(column(ENDED_ON).at_most(until.clone()));
    let is_event = Term::when(
        is_over.and(followed.event.clone()),
        Term::literal(1),
        Term::literal(0),
    );
    let lasted = column(first).days_until(Term::Least(vec![column(last), until]));
    let mut columns: Vec<(&str, Term)> = key.iter().map(|name| (*name, column(name))).collect();
    columns.extend([(LASTED, lasted), (IS_EVENT, is_event)]);
    let mut by_day = key.to_vec();
    by_day.push(LASTED);
    let days = rows
        .clone()
        .filter(followed.among.clone())?
        .select(columns)?
        .aggregate(
            by_day,
            [
                (N, Aggregate::Rows),
                (ENDED, Aggregate::Sum(column(IS_EVENT))),
            ],
        )?
        .with([(BACKWARDS, Term::literal(0).minus(column(LASTED)))])?;
    // At risk on a day is who lasted as long or longer.
    let at_risk = days.window(key, &[BACKWARDS], [(AT_RISK, Over::SumSoFar(N.to_owned()))])?;
    // Where nobody is left the logarithm has no number: that of one half is enough.
    let left = Term::Greatest(vec![column(AT_RISK).minus(column(ENDED)), Term::literal(1)]);
    let logarithm = Term::Literal(Literal::Float(0.0)).minus(left.over(column(AT_RISK)).ln());
    let step = Term::when(
        column(ENDED).equals(column(AT_RISK)),
        Term::literal(NEARLY_LN_2),
        Term::Scaled(Box::new(logarithm), DECIMALS),
    );
    at_risk
        .filter(column(ENDED).more(Term::literal(0)))?
        .with([(STEP, step)])?
        .window(key, &[LASTED], [(SUM, Over::SumSoFar(STEP.to_owned()))])?
        .filter(column(SUM).at_least(Term::literal(NEARLY_LN_2)))?
        .aggregate(
            key.iter().copied(),
            [(LASTED, Aggregate::Min(column(LASTED)))],
        )?
        .with([(name, Term::Float(Box::new(column(LASTED))))])?
        .keep(key.iter().copied().chain([name]))
        .map(|medians| medians.named("kaplan_meier_medians"))
}

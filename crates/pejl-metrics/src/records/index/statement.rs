//! An index as one relation over the figures of its components, so that it can be printed as SQL.

use pejl_domain::Period;

use super::{HALF_A_UNIT, broken, incomparable};
use crate::catalogue::{Catalogue, Index, Reading};
use crate::query::Query;
use crate::records::dimension::NOT_STATED;
use crate::records::figures::{
    DENOMINATOR, IS_NOTHING, MUNICIPALITY, NUMERATOR, PERIOD, VALUE, all_figures,
};
use crate::records::plan::{PlanError, RecordPlan};
use crate::records::series::SeriesBreaks;
use crate::relation::{Aggregate, Literal, Meet, Relation, RelationError, Term, Type};
use crate::resolve::Prices;

const COMPONENT: &str = "component";
const MEMBER: &str = "member";
const TOP_AT_BASE: &str = "numerator_at_base";
const QUANTITY: &str = "quantity";
const RATE_AT_BASE: &str = "rate_at_base";
const IS_UNKNOWN: &str = "is_unknown";
const IS_UNKNOWN_AT_BASE: &str = "is_unknown_at_base";
/// What the rates of the members of a component are multiplied by, so that they bear the rest.
const SCALE: &str = "scale";
const SCALE_AT_BASE: &str = "scale_at_base";
const OF_MEMBERS: &str = "of_members";
const N_AMISS: &str = "n_amiss";

/// The figures of the components of an index, one relation of [`component`] for each of them in the order of the index.
#[derive(Debug, Clone)]
pub struct ComponentFigures {
    /// In the periods asked for and the base period.
    pub components: Vec<Relation>,
    /// The same split by the finer dimension of the index; none where it has none.
    pub finer: Vec<Relation>,
}

/// The figures of the one reading of a plan as those of a component: `municipality`, `period` and `member` text,
/// `numerator`, `denominator` and `value`, and whether there is nothing to divide by. The plan is split by one dimension or
/// by none; of none the member is empty.
///
/// There is a row for every cell but those that have no figure whatever is imported; where it is not known, the value is
/// null.
///
/// # Errors
/// A step does not fit: a fault of ours.
pub fn component(
    plan: &RecordPlan<'_>,
    asked: (&Query, &Prices<'_>),
) -> Result<Option<Relation>, PlanError> {
    let Some(figures) = all_figures(plan, asked)? else {
        return Ok(None);
    };
    let member = plan.columns.first().copied();
    let member = member.map_or_else(|| Term::literal(""), Term::column);
    let mut columns = vec![(MEMBER, member)];
    let same = [
        MUNICIPALITY,
        PERIOD,
        NUMERATOR,
        DENOMINATOR,
        VALUE,
        IS_NOTHING,
    ];
    columns.extend(same.map(|name| (name, Term::column(name))));
    Ok(Some(figures.select(columns)?))
}

/// The figures of an index: `municipality`, `period`, `numerator`, `denominator` and `value`, as doubles.
///
/// A row stands for every place and period of which every component is known; those across a break of the index, and those
/// of which no component is left by breaks, have none. The value is null where nothing stands below the line.
/// [`super::of_components`] says how it is computed.
///
/// # Errors
/// A step does not fit: a fault of ours.
pub fn figures(
    catalogue: &Catalogue,
    (reading, index): (&Reading, &Index),
    (base, periods): (Period, &[Period]),
    figures: ComponentFigures,
) -> Result<Relation, PlanError> {
    let compared = compared(catalogue, (reading, index), (base, periods))?;
    let components = numbered(figures.components, "components")?;
    let pairs = pairs(&components, base, &compared)?;
    let pairs = match figures.finer.is_empty() {
        true => pairs.with([SCALE, SCALE_AT_BASE].map(|name| (name, float(1.0))))?,
        false => {
            let finer = numbered(figures.finer, "finer_components")?;
            told_apart(pairs, &finer, (base, &compared), index.finer_rest_percent)?
        }
    };
    let column = |name: &str| Term::column(name);
    let is_in = [VALUE, RATE_AT_BASE, QUANTITY].map(|name| column(name).is_null().not());
    let is_in = || Term::All(is_in.to_vec());
    let sum = |rate: &str, scale: &str| {
        let product = column(rate).times(column(scale)).times(column(QUANTITY));
        Aggregate::Total(Term::when(is_in(), product, float(0.0)))
    };
    let is_unknown = column(IS_UNKNOWN).or(column(IS_UNKNOWN_AT_BASE));
    let n_unknown = Aggregate::Sum(Term::when(is_unknown, Term::literal(1), Term::literal(0)));
    let index = column(NUMERATOR)
        .times(float(100.0))
        .over(column(DENOMINATOR));
    let found = pairs
        .aggregate(
            [MUNICIPALITY, PERIOD],
            [
                (NUMERATOR, sum(VALUE, SCALE)),
                (DENOMINATOR, sum(RATE_AT_BASE, SCALE_AT_BASE)),
                ("n_unknown", n_unknown),
            ],
        )?
        .filter(column("n_unknown").equals(Term::literal(0)))?
        .select([
            (MUNICIPALITY, column(MUNICIPALITY)),
            (PERIOD, column(PERIOD)),
            (NUMERATOR, column(NUMERATOR)),
            (DENOMINATOR, column(DENOMINATOR)),
            (VALUE, index),
        ])?;
    Ok(found.named("figures"))
}

fn float(number: f64) -> Term {
    Term::Literal(Literal::Float(number))
}

fn number_of(no: usize) -> i64 {
    i64::try_from(no).unwrap_or(i64::MAX)
}

/// The figures of all components, each under its number.
fn numbered(components: Vec<Relation>, name: &str) -> Result<Relation, RelationError> {
    let components = components.into_iter().enumerate();
    let components = components.map(|(no, one)| {
        let no = Term::literal(number_of(no));
        one.with([(COMPONENT, no)])
    });
    let all = Relation::union(components.collect::<Result<_, _>>()?)?;
    // What has no number is not known, unless there is nothing to divide by.
    let is_unknown = Term::column(VALUE)
        .is_null()
        .and(Term::column(IS_NOTHING).not());
    Ok(all.with([(IS_UNKNOWN, is_unknown)])?.named(name))
}

/// The components that can be compared with the base in each period: neither the index nor they are broken in between.
fn compared(
    catalogue: &Catalogue,
    (reading, index): (&Reading, &Index),
    (base, periods): (Period, &[Period]),
) -> Result<Relation, RelationError> {
    let of_itself = SeriesBreaks::of(catalogue, reading);
    let of_components = broken(catalogue, index, (base, periods));
    let mut rows = Vec::new();
    for period in periods {
        if !incomparable(&of_itself, base, *period).is_empty() {
            continue;
        }
        for (no, code) in index.components.iter().enumerate() {
            let breaks = of_components.get(&(code.clone(), *period));
            if breaks.is_none_or(Vec::is_empty) {
                let period = period.to_string();
                rows.push(vec![number_of(no).into(), period.as_str().into()]);
            }
        }
    }
    let columns = [(COMPONENT, Type::Int), (PERIOD, Type::Text)];
    Relation::values("compared", &columns, rows)
}

/// The figures of components beside those of the base period.
fn pairs(
    components: &Relation,
    base: Period,
    compared: &Relation,
) -> Result<Relation, RelationError> {
    let key = [MUNICIPALITY, COMPONENT, MEMBER];
    let mut columns = key.map(|name| (name, Term::column(name))).to_vec();
    columns.extend([
        (TOP_AT_BASE, Term::column(NUMERATOR)),
        (QUANTITY, Term::column(DENOMINATOR)),
        (RATE_AT_BASE, Term::column(VALUE)),
        (IS_UNKNOWN_AT_BASE, Term::column(IS_UNKNOWN)),
    ]);
    let at_base = of_period(components, base)?.select(columns)?;
    components
        .clone()
        .join(
            compared.clone(),
            Meet::Inner,
            &[COMPONENT, PERIOD].map(|name| (name, name)),
        )?
        .join(at_base, Meet::Inner, &key.map(|name| (name, name)))
}

fn of_period(rows: &Relation, period: Period) -> Result<Relation, RelationError> {
    let period = Term::literal(period.to_string().as_str());
    rows.clone().filter(Term::column(PERIOD).equals(period))
}

/// The components, each in finer ones where both periods tell it apart, with what their rates are multiplied by.
fn told_apart(
    components: Relation,
    finer: &Relation,
    (base, compared): (Period, &Relation),
    rest_percent: u8,
) -> Result<Relation, RelationError> {
    let key = [MUNICIPALITY, COMPONENT, PERIOD];
    let sums = sums_of_members(finer)?;
    let at_base = of_period(&sums, base)?.select([
        (MUNICIPALITY, Term::column(MUNICIPALITY)),
        (COMPONENT, Term::column(COMPONENT)),
        ("of_members_at_base", Term::column(OF_MEMBERS)),
        ("n_amiss_at_base", Term::column(N_AMISS)),
    ])?;
    let scale =
        |whole, of_members, n_amiss| whole_over_parts(whole, (of_members, n_amiss), rest_percent);
    let scaled = components
        .join(sums, Meet::Left, &key.map(|name| (name, name)))?
        .join(
            at_base,
            Meet::Left,
            &[MUNICIPALITY, COMPONENT].map(|name| (name, name)),
        )?
        .with([
            (SCALE, scale(NUMERATOR, OF_MEMBERS, N_AMISS)),
            (
                SCALE_AT_BASE,
                scale(TOP_AT_BASE, "of_members_at_base", "n_amiss_at_base"),
            ),
        ])?
        .named("scaled");
    let is_whole = Term::column(SCALE)
        .is_null()
        .or(Term::column(SCALE_AT_BASE).is_null());
    let of_whole = scaled
        .clone()
        .filter(is_whole.clone())?
        .with([SCALE, SCALE_AT_BASE].map(|name| (name, float(1.0))))?;
    let scales = scaled
        .filter(is_whole.not())?
        .keep(key.into_iter().chain([SCALE, SCALE_AT_BASE]))?;
    let of_members =
        pairs(finer, base, compared)?.join(scales, Meet::Inner, &key.map(|name| (name, name)))?;
    let kept: Vec<String> = of_members.columns().names().map(str::to_owned).collect();
    let of_whole = of_whole.keep(kept.iter().map(String::as_str))?;
    Relation::union(vec![of_whole, of_members])
}

/// What stands above the line of the members of each component, and how many of them tell that it is not told apart: of no
/// member, of no known number, or with something below the line alone.
fn sums_of_members(finer: &Relation) -> Result<Relation, RelationError> {
    let top = || Term::column(NUMERATOR);
    let is_something = Term::column(VALUE)
        .is_null()
        .not()
        .and(top().compare(crate::relation::Comparison::NotEqual, float(0.0)))
        .and(Term::column(MEMBER).equals(Term::literal(NOT_STATED)).not());
    let counted = Term::Case(
        vec![
            (Term::column(IS_NOTHING), Term::literal(0)),
            (is_something.clone(), Term::literal(0)),
        ],
        Box::new(Term::literal(1)),
    );
    let is_something = Term::column(IS_NOTHING).not().and(is_something);
    finer.clone().aggregate(
        [MUNICIPALITY, COMPONENT, PERIOD],
        [
            (
                OF_MEMBERS,
                Aggregate::Total(Term::when(is_something, top(), float(0.0))),
            ),
            (N_AMISS, Aggregate::Sum(counted)),
        ],
    )
}

/// What stands above the line of a component over what stands above that of its members, null where these do not tell it
/// apart.
fn whole_over_parts(whole: &str, (of_members, n_amiss): (&str, &str), rest_percent: u8) -> Term {
    let (whole, of_members) = (Term::column(whole), Term::column(of_members));
    let size = |term: Term| Term::Greatest(vec![term.clone(), float(0.0).minus(term)]);
    let rest = size(whole.clone().minus(of_members.clone()));
    let limit = size(of_members.clone()).times(float(f64::from(rest_percent) / 100.0));
    let nothing = || Term::null(Type::Float);
    let is_told = Term::column(n_amiss).equals(Term::literal(0));
    let of_none = of_members.clone().equals(float(0.0));
    Term::Case(
        vec![
            (
                rest.clone().less(float(HALF_A_UNIT)).and(is_told.clone()),
                Term::when(of_none, nothing(), float(1.0)),
            ),
            (rest.at_most(limit).and(is_told), whole.over(of_members)),
        ],
        Box::new(nothing()),
    )
}

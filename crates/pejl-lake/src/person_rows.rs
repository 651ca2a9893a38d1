//! Rows by citizen: whose are read, whose are left, and in which periods a citizen's rows have changed.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Period;
use polars::prelude::{
    DataFrame, DataType, Expr, IntoLazy, IntoSeries, LazyFrame, Literal, Scalar,
    SortMultipleOptions, StringChunked, UnionArgs, col, concat, lit,
};

use crate::cells::Texts;
use crate::columns;
use crate::dataset::DatasetSpec;
use crate::error::LakeError;
use crate::view::run;

/// Column of the sketch in which rows before and after cancel out.
const DIFFERENCE: &str = "~difference";

/// The rows of citizens of a municipality, in the columns of the plan; of all its citizens when none are named.
///
/// The pseudonyms are compared with the statistics of row groups, so that a file sorted by citizen is not read whole.
pub fn of_persons(plan: LazyFrame, area: &str, persons: Option<&BTreeSet<String>>) -> LazyFrame {
    let of_area = plan.filter(col(columns::AREA).eq(lit(area)));
    match persons {
        Some(persons) => of_area.filter(is_one_of(columns::PERSON_KEY, persons)),
        None => of_area,
    }
}

/// The rows of one variant.
pub fn of_variant(plan: LazyFrame, variant: &str) -> LazyFrame {
    plan.filter(col(columns::VARIANT).eq(lit(variant)))
}

/// The rows of one variant, municipality and some periods whose citizens are others than `persons`, given to an import:
/// `import_id` is that one's and `file_no` its first, while `line` stays.
pub fn of_others(
    plan: LazyFrame,
    variant: &str,
    area: &str,
    periods: &BTreeSet<Period>,
    persons: &BTreeSet<String>,
    import_id: i64,
) -> LazyFrame {
    let periods: BTreeSet<String> = periods.iter().map(Period::to_string).collect();
    plan.filter(
        col(columns::VARIANT)
            .eq(lit(variant))
            .and(col(columns::AREA).eq(lit(area)))
            .and(is_one_of(columns::PERIOD, &periods))
            .and(is_one_of(columns::PERSON_KEY, persons).not()),
    )
    .with_columns([
        // A literal takes the smallest type that holds it, whatever it was.
        lit(import_id)
            .cast(DataType::Int64)
            .alias(columns::IMPORT_ID),
        lit(0_i32).cast(DataType::Int32).alias(columns::FILE_NO),
    ])
}

/// The rows of some periods.
///
/// # Errors
/// The frame has no periods.
pub fn of_periods(frame: &DataFrame, periods: &BTreeSet<Period>) -> Result<DataFrame, LakeError> {
    let periods: BTreeSet<String> = periods.iter().map(Period::to_string).collect();
    run(frame
        .clone()
        .lazy()
        .filter(is_one_of(columns::PERIOD, &periods)))
}

/// The rows of a plan, citizen by citizen: each with their own rows, sorted by `order`.
///
/// # Errors
/// The plan cannot be run.
pub fn by_person(
    plan: LazyFrame,
    order: &[&'static str],
) -> Result<BTreeMap<String, DataFrame>, LakeError> {
    let sort: Vec<&str> = std::iter::once(columns::PERSON_KEY)
        .chain(order.iter().copied())
        .collect();
    let rows = run(plan.sort(sort, SortMultipleOptions::default()))?;
    let persons = Texts::of(&rows, columns::PERSON_KEY)?;
    let mut found = BTreeMap::new();
    let mut first = 0;
    while let Some(person) = persons.get(first) {
        let mut next = first + 1;
        while persons.get(next) == Some(person) {
            next += 1;
        }
        let offset = i64::try_from(first).unwrap_or(i64::MAX);
        found.insert(person.to_owned(), rows.slice(offset, next - first));
        first = next;
    }
    Ok(found)
}

/// The periods in which two sets of rows of a dataset are not the same rows as often; the import, the file and the
/// line they came with do not count.
///
/// # Errors
/// A plan cannot be run, or a row has a period that is none.
pub fn changed_periods(
    spec: &'static DatasetSpec,
    before: LazyFrame,
    after: &DataFrame,
) -> Result<BTreeSet<Period>, LakeError> {
    let is_content = |name: &str| !columns::PROVENANCE.contains(&name);
    let content: Vec<Expr> = spec
        .columns
        .iter()
        .filter(|column| is_content(column.name))
        .map(|column| col(column.name))
        .collect();
    let signed = |plan: LazyFrame, sign: i64| {
        plan.select(content.clone())
            .with_column(lit(sign).alias(DIFFERENCE))
    };
    let both = concat(
        [signed(before, -1), signed(after.clone().lazy(), 1)],
        UnionArgs::default(),
    )
    .map_err(LakeError::Engine)?;
    let changed = both
        .group_by(content)
        .agg([col(DIFFERENCE).sum()])
        .filter(col(DIFFERENCE).neq(lit(0_i64)))
        .group_by([col(columns::PERIOD)])
        .agg([col(DIFFERENCE).count()]);
    let frame = run(changed)?;
    let periods = Texts::of(&frame, columns::PERIOD)?;
    let read = |row| {
        let text = periods.get(row).unwrap_or_default();
        text.parse().map_err(|_| LakeError::Corrupt {
            column: columns::PERIOD,
            value: text.to_owned(),
        })
    };
    (0..frame.height()).map(read).collect()
}

/// The largest number of a column among the rows of a municipality; none where there is no row.
///
/// # Errors
/// The plan cannot be run, or the column holds no whole numbers.
pub fn largest(
    plan: LazyFrame,
    area: &str,
    column: &'static str,
) -> Result<Option<i64>, LakeError> {
    let found = plan
        .filter(col(columns::AREA).eq(lit(area)))
        .select([col(column).max().cast(DataType::Int64)]);
    Ok(crate::cells::Wholes::of(&run(found)?, column)?.get(0))
}

/// Literals, so that they are compared with the statistics of row groups.
pub(crate) fn is_one_of(column: &'static str, texts: &BTreeSet<String>) -> Expr {
    let texts: StringChunked = texts.iter().map(|text| Some(text.as_str())).collect();
    col(column).is_in(Scalar::new_list(texts.into_series()).lit(), false)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::row_builder::{RowBuilder, Value};
    use crate::{Frame, GOAL};

    /// Goals: the citizen, the month and the goal's number.
    fn goals(rows: &[(&str, &str, &str)], import_id: i64) -> Frame {
        let mut builder = RowBuilder::new(&GOAL);
        for (person, month, goal) in rows {
            let day = format!("{month}-01").parse().unwrap();
            builder
                .push(&[
                    (columns::VARIANT, Value::Text("kl/goal/x/current/month/")),
                    (columns::AREA, Value::Text("766")),
                    (columns::PERIOD, Value::Text(month)),
                    (columns::MEMBERS, Value::Text("rows=all")),
                    (columns::GOAL_ID, Value::Text(goal)),
                    (columns::PERSON_KEY, Value::Text(person)),
                    (columns::SET_BY, Value::Text("unknown")),
                    (columns::SET_DATE, Value::Day(day)),
                    (columns::IMPORT_ID, Value::Whole(import_id)),
                    (columns::FILE_NO, Value::Whole(3)),
                    (columns::LINE, Value::Whole(7)),
                ])
                .unwrap();
        }
        builder.finish().unwrap()
    }

    fn texts(items: &[&str]) -> BTreeSet<String> {
        items.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_period_has_changed_when_its_rows_are_others() {
        let before = goals(
            &[
                ("a", "2021-01", "1"),
                ("a", "2021-02", "2"),
                ("b", "2021-03", "3"),
                ("b", "2021-04", "4"),
            ],
            1,
        );
        let check = |after: &[(&str, &str, &str)], expected: &[&str]| {
            let found = changed_periods(&GOAL, before.clone().lazy(), &goals(after, 2)).unwrap();
            let found: Vec<String> = found.iter().map(Period::to_string).collect();
            assert_eq!(found, expected);
        };
        let same = [
            ("b", "2021-04", "4"),
            ("b", "2021-03", "3"),
            ("a", "2021-02", "2"),
            ("a", "2021-01", "1"),
        ];
        check(&same, &[]);
        check(&same[1..], &["2021-04"]);
        let moved = [same[0], same[1], same[2], ("a", "2021-05", "1")];
        check(&moved, &["2021-01", "2021-05"]);
        let twice = [same[0], same[1], same[2], same[3], same[3]];
        check(&twice, &["2021-01"]);
        check(&[], &["2021-01", "2021-02", "2021-03", "2021-04"]);
    }

    #[test]
    fn others_are_given_to_the_import_and_keep_their_line() {
        let rows = goals(
            &[
                ("a", "2021-01", "1"),
                ("b", "2021-01", "2"),
                ("b", "2021-02", "3"),
            ],
            1,
        );
        let january = BTreeSet::from(["2021-01".parse().unwrap()]);
        let variant = "kl/goal/x/current/month/";
        let others = of_others(
            rows.clone().lazy(),
            variant,
            "766",
            &january,
            &texts(&["a"]),
            9,
        );
        let others = run(others).unwrap();
        let others = GOAL.checked_frame(&others).unwrap();
        let column = |name| {
            let found = crate::cells::Wholes::of(&others, name).unwrap();
            (0..others.height())
                .map(|row| found.get(row).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            Texts::of(&others, columns::GOAL_ID).unwrap().get(0),
            Some("2")
        );
        assert_eq!(column(columns::IMPORT_ID), [9]);
        assert_eq!(
            (column(columns::FILE_NO), column(columns::LINE)),
            (vec![0], vec![7])
        );
        let own = run(of_persons(rows.lazy(), "766", Some(&texts(&["b"])))).unwrap();
        assert_eq!(own.height(), 2);
    }
}

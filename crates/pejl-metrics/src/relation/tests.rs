use std::collections::HashMap;

use chrono::NaiveDate;
use pejl_lake::COURSE;
use polars::prelude::{AnyValue, SortMultipleOptions, all};

use super::*;

fn day(text: &str) -> Literal {
    Literal::Date(text.parse::<NaiveDate>().unwrap())
}

/// Grants of two persons: one with two that overlap and one apart, one with a single open grant.
fn grants() -> Relation {
    let row = |person: &str, from: &str, to: Option<&str>, minutes: f64| {
        vec![
            person.into(),
            day(from),
            to.map_or(Literal::Null(Type::Date), day),
            Literal::Float(minutes),
        ]
    };
    Relation::values(
        "grants",
        &[
            ("person", Type::Text),
            ("from", Type::Date),
            ("to", Type::Date),
            ("minutes", Type::Float),
        ],
        vec![
            row("A", "2018-01-10", Some("2018-02-28"), 30.0),
            row("A", "2018-02-15", Some("2018-03-10"), 0.1),
            row("A", "2018-05-01", Some("2018-05-01"), -0.25),
            row("B", "2018-02-01", None, 0.2),
        ],
    )
    .unwrap()
}

/// The rows as text, sorted.
#[track_caller]
fn check(relation: &Relation, expected: &[&str]) {
    let plan = plan(relation, &HashMap::new()).unwrap();
    let sorted = plan.sort_by_exprs([all().as_expr()], SortMultipleOptions::default());
    let frame = pejl_lake::run(sorted).unwrap();
    let names = frame.get_column_names().into_iter();
    let names: Vec<&str> = names.map(|name| name.as_str()).collect();
    assert_eq!(names, relation.columns().names().collect::<Vec<_>>());
    let found: Vec<String> = (0..frame.height())
        .map(|row| {
            let cells = frame
                .columns()
                .iter()
                .map(|column| match column.get(row).unwrap() {
                    AnyValue::Null => "-".to_owned(),
                    AnyValue::String(text) => text.to_owned(),
                    other => other.to_string().trim_matches('"').to_owned(),
                });
            cells.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(found, expected, "{}", sql(relation));
}

#[test]
fn nothing_is_neither_true_nor_a_number() {
    let open = Term::column("to").more(Term::literal("2018-03-01".parse::<NaiveDate>().unwrap()));
    check(
        &grants()
            .filter(open.clone())
            .unwrap()
            .keep(["person", "from"])
            .unwrap(),
        &["A 2018-02-15", "A 2018-05-01"],
    );
    check(
        &grants().filter(open.not()).unwrap().keep(["from"]).unwrap(),
        &["2018-01-10"],
    );
    let sums = [
        ("n", Aggregate::Rows),
        ("ends", Aggregate::Distinct(Term::column("to"))),
        ("last", Aggregate::Max(Term::column("to"))),
        (
            "sum",
            Aggregate::Sum(Term::Scaled(Box::new(Term::column("minutes")), 1)),
        ),
        ("middle", Aggregate::Median(Term::column("minutes"))),
    ];
    check(
        &grants().aggregate(["person"], sums.clone()).unwrap(),
        &["A 3 3 2018-05-01 298 0.1", "B 1 0 - 2 0.2"],
    );
    let nobody = grants().filter(Term::Any(vec![])).unwrap();
    check(
        &nobody.clone().aggregate([], sums.clone()).unwrap(),
        &["0 0 - 0 -"],
    );
    check(&nobody.aggregate(["person"], sums).unwrap(), &[]);
}

#[test]
fn quantiles_lie_between_two_values_in_proportion() {
    // The standard example with the median counted in both halves: 25.5, 40 and 42.5. The tenth part and nine tenths lie on the
    // second value and the last but one, and what is null does not count.
    let values = [6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49];
    let rows = values.map(|value| vec![Literal::Text("A".to_owned()), Literal::Int(value)]);
    let nothing = vec!["A".into(), Literal::Null(Type::Int)];
    let four = [1, 2, 3, 4].map(|value| vec![Literal::Text("B".to_owned()), Literal::Int(value)]);
    let none = vec!["C".into(), Literal::Null(Type::Int)];
    let rows = rows.into_iter().chain(four).chain([nothing, none]);
    let columns = [("of", Type::Text), ("days", Type::Int)];
    let rows = Relation::values("lengths", &columns, rows.collect()).unwrap();
    let quantile = |percent: u8| Aggregate::Quantile(percent, Term::column("days"));
    let cuts = [10, 25, 50, 75, 90].map(|percent| (format!("p{percent}"), quantile(percent)));
    check(
        &rows.aggregate(["of"], cuts).unwrap(),
        &[
            "A 7.0 25.5 40.0 42.5 47.0",
            "B 1.3 1.75 2.5 3.25 3.7",
            "C - - - - -",
        ],
    );
}

#[test]
fn a_constant_is_summed_once_for_each_row() {
    let one = Term::when(Term::All(vec![]), Term::literal(1), Term::literal(0));
    let sums = [
        ("n", Aggregate::Sum(one)),
        ("most", Aggregate::Max(Term::literal(7))),
    ];
    check(
        &grants().aggregate(["person"], sums.clone()).unwrap(),
        &["A 3 7", "B 1 7"],
    );
    check(&grants().aggregate([], sums).unwrap(), &["4 7"]);
}

#[test]
fn decimals_are_rounded_half_away_from_zero() {
    let tenths = Term::Scaled(Box::new(Term::column("minutes")), 1);
    check(
        &grants().select([("tenths", tenths)]).unwrap(),
        &["-3", "1", "2", "300"],
    );
}

#[test]
fn a_quotient_by_zero_is_nothing() {
    let none = Term::column("minutes").over(Term::literal(0));
    let half = Term::literal(1).over(Term::literal(2));
    check(
        &grants().select([("none", none), ("half", half)]).unwrap(),
        &["- 0.5", "- 0.5", "- 0.5", "- 0.5"],
    );
    // Constants alone stand once for each row.
    check(
        &grants().select([("one", Term::literal(1))]).unwrap(),
        &["1", "1", "1", "1"],
    );
}

#[test]
fn rows_see_those_before_and_after_within_their_partition_only() {
    let found = grants()
        .filter(Term::column("to").is_null().not())
        .unwrap()
        .window(
            &["person"],
            &["from", "to"],
            [
                ("no", Over::Number),
                ("previous", Over::Previous("to".into())),
                ("latest", Over::LatestBefore("to".into())),
                ("next", Over::Next("from".into())),
            ],
        )
        .unwrap()
        .keep(["from", "no", "previous", "latest", "next"])
        .unwrap();
    check(
        &found,
        &[
            "2018-01-10 1 - - 2018-02-15",
            "2018-02-15 2 2018-02-28 2018-02-28 2018-05-01",
            "2018-05-01 3 2018-03-10 2018-03-10 -",
        ],
    );
    let summed = grants()
        .with([("day", Term::column("from").part(DatePart::Day))])
        .unwrap()
        .window(
            &["person"],
            &["from"],
            [("so_far", Over::SumSoFar("day".into()))],
        )
        .unwrap()
        .keep(["person", "day", "so_far"])
        .unwrap();
    check(&summed, &["A 1 26", "A 10 10", "A 15 25", "B 1 1"]);
    let numbered = grants()
        .window(
            &["person"],
            &["from"],
            [
                ("no", Over::Number),
                ("later", Over::LatestBefore("from".into())),
            ],
        )
        .unwrap()
        .keep(["person", "no", "later"])
        .unwrap();
    check(
        &numbered,
        &["A 1 -", "A 2 2018-01-10", "A 3 2018-02-15", "B 1 -"],
    );
}

#[test]
fn a_logarithm_is_the_natural_one() {
    let one = Term::Literal(Literal::Float(1.0));
    let two = Term::Literal(Literal::Float(2.0));
    let logarithms = grants().select([
        ("one", one.ln()),
        ("two", Term::Scaled(Box::new(two.ln()), 9)),
    ]);
    check(&logarithms.unwrap(), &["0.0 693147181"; 4]);
    let of_days = grants().select([("day", Term::column("from").ln())]);
    assert!(of_days.is_err());
}

#[test]
fn an_interval_is_spread_over_its_months_within_the_bounds() {
    let months = grants()
        .with([
            ("first", Term::column("from").month_number()),
            ("last", Term::column("to").month_number()),
        ])
        .unwrap()
        .spread("first", "last", (2018 * 12 + 1, 2018 * 12 + 11), "month")
        .unwrap()
        .keep(["from", "month"])
        .unwrap();
    check(
        &months,
        &[
            "2018-01-10 24217",
            "2018-02-15 24217",
            "2018-02-15 24218",
            "2018-05-01 24220",
        ],
    );
}

#[test]
fn nothing_is_spread_over_no_months_and_the_sql_still_reads() {
    let none = grants()
        .select([("first", Term::literal(1)), ("last", Term::literal(2))])
        .unwrap()
        .spread("first", "last", (1, 0), "month")
        .unwrap();
    check(&none, &[]);
    assert!(sql(&none).contains("VALUES (CAST(NULL AS BIGINT))"));
}

#[test]
fn joins_keep_what_they_say() {
    let names = Relation::values(
        "names",
        &[("key", Type::Text), ("name", Type::Text)],
        vec![vec!["B".into(), "Bent".into()]],
    )
    .unwrap();
    let persons = grants()
        .aggregate(["person"], [("n", Aggregate::Rows)])
        .unwrap();
    let met = |meet| {
        persons
            .clone()
            .join(names.clone(), meet, &[("person", "key")])
            .unwrap()
    };
    check(&met(Meet::Inner), &["B 1 Bent"]);
    check(&met(Meet::Left), &["A 3 -", "B 1 Bent"]);
    check(&met(Meet::Semi), &["B 1"]);
    check(&met(Meet::Anti), &["A 3"]);
    let all = persons
        .clone()
        .join(names.keep(["name"]).unwrap(), Meet::Inner, &[])
        .unwrap();
    check(&all, &["A 3 Bent", "B 1 Bent"]);
    check(
        &Relation::union(vec![persons.clone(), persons]).unwrap(),
        &["A 3", "A 3", "B 1", "B 1"],
    );
}

#[test]
fn days_are_counted() {
    let open =
        Term::column("to").or_else(Term::literal("2018-12-31".parse::<NaiveDate>().unwrap()));
    let found = grants()
        .select([
            ("days", Term::column("from").days_until(open.clone())),
            ("next", open.days_later(1)),
            ("month", Term::column("from").part(DatePart::Month)),
            ("of_month", Term::column("from").part(DatePart::DaysOfMonth)),
        ])
        .unwrap();
    check(
        &found,
        &[
            "0 2018-05-02 5 31",
            "23 2018-03-11 2 28",
            "49 2018-03-01 1 31",
            "333 2019-01-01 2 28",
        ],
    );
    let leap = Relation::values(
        "leap",
        &[("day", Type::Date)],
        vec![vec![day("2020-02-01")], vec![Literal::Null(Type::Date)]],
    )
    .unwrap();
    let days = leap
        .select([("n", Term::column("day").part(DatePart::DaysOfMonth))])
        .unwrap();
    check(&days, &["-", "29"]);
    assert!(sql(&days).contains(r#"EXTRACT(DAY FROM LAST_DAY("day"))"#));
}

#[test]
fn a_step_that_does_not_fit_is_refused_with_the_columns_there_are() {
    let error = |found: Result<Relation, RelationError>| found.unwrap_err().to_string();
    let courses = || Relation::table(&COURSE);
    assert!(
        error(courses().filter(Term::column("ended")))
            .starts_with("there is no column `ended` among variant, ")
    );
    assert_eq!(
        error(courses().filter(Term::column("end").equals(Term::literal(1)))),
        "`1` is int, and date is needed"
    );
    assert_eq!(
        error(courses().aggregate(
            ["unit_id"],
            [("hours", Aggregate::Sum(Term::column("hours_before")))]
        )),
        "`\"hours_before\"` is float, and int is needed"
    );
    assert_eq!(
        error(courses().select([("a", Term::literal(1)), ("a", Term::literal(2))])),
        "column `a` stands twice"
    );
    assert!(error(Relation::union(vec![grants(), courses()])).contains("different columns"));
}

#[test]
fn sql_names_its_steps_and_says_shared_ones_once() {
    let ended = Relation::table(&COURSE)
        .filter(Term::column("end").is_null().not())
        .unwrap()
        .keep(["unit_id", "age"])
        .unwrap()
        .named("ended_courses");
    let old = ended
        .clone()
        .filter(Term::column("age").at_least(Term::literal(65)))
        .unwrap();
    let count = |rows: Relation, name: &str| {
        rows.aggregate(["unit_id"], [(name, Aggregate::Rows)])
            .unwrap()
    };
    let both = count(ended, "all")
        .join(count(old, "old"), Meet::Left, &[("unit_id", "unit_id")])
        .unwrap();
    assert_eq!(
        sql(&both),
        r#"WITH "ended_courses" AS (
SELECT
  "unit_id",
  "age"
FROM "course"
WHERE ("end" IS NOT NULL)
),
"step_1" AS (
SELECT
  "unit_id",
  COUNT(*) AS "all"
FROM "ended_courses"
GROUP BY "unit_id"
),
"step_2" AS (
SELECT *
FROM "ended_courses"
WHERE ("age" >= 65)
),
"step_3" AS (
SELECT
  "unit_id",
  COUNT(*) AS "old"
FROM "step_2"
GROUP BY "unit_id"
),
"step_4" AS (
SELECT l."unit_id", l."all", r."old"
FROM "step_1" AS l
LEFT JOIN "step_3" AS r
  ON l."unit_id" = r."unit_id"
)
SELECT *
FROM "step_4"
ORDER BY 1 ASC NULLS FIRST, 2 ASC NULLS FIRST, 3 ASC NULLS FIRST"#
    );
}

use pejl_lake::COURSE;

use super::*;
use crate::relation::Relation;

#[track_caller]
fn check(text: &str, expected: &str) {
    let courses = Relation::table(&COURSE);
    let sets = Sets::from([(
        "effect".to_owned(),
        vec!["self_reliant".to_owned(), "less_help".to_owned()],
    )]);
    let found = match condition(text, courses.columns(), &sets) {
        Ok(term) => term.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected);
}

#[test]
fn and_binds_closer_than_or() {
    check(
        "age < 18 or age >= 65 and sex = K",
        r#"(("age" < 18) OR (("age" >= 65) AND ("sex" = 'K')))"#,
    );
    check(
        "(age < 18 or age >= 65) and not sex = K",
        r#"((("age" < 18) OR ("age" >= 65)) AND (NOT ("sex" = 'K')))"#,
    );
}

#[test]
fn values_are_of_their_column() {
    check("end >= 2018-01-01", r#"("end" >= DATE '2018-01-01')"#);
    check(
        "end_reason in effect",
        r#"("end_reason" IN ('self_reliant', 'less_help'))"#,
    );
    check(
        "unit_id not in (A, 'B 2')",
        r#"(NOT ("unit_id" IN ('A', 'B 2')))"#,
    );
    check(
        "hours_before > 1.5",
        r#"("hours_before" > CAST('1.5' AS DOUBLE))"#,
    );
    check("age = old", "at 6: `old` is no int, as column `age` needs");
    check(
        "end < 2018-02-30",
        "at 6: `2018-02-30` is no date, as column `end` needs",
    );
}

#[test]
fn what_cannot_be_read_says_where() {
    check("", "at 0: `` where a column was expected");
    check(
        "age",
        "at 3: `` where a comparison, `in` or `is` was expected",
    );
    check("age in olds", "at 7: there is no set `olds`");
    check(
        "age = 1 age = 2",
        "at 8: `age` where the end, `and` or `or` was expected",
    );
    check("(age = 1", "at 8: `` where ) was expected");
    check("age ~ 1", "at 4: `~` where a condition was expected");
    check(
        "sex = 'K",
        "at 6: `'` where a text that is closed was expected",
    );
}

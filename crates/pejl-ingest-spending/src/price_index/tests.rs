#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const HEADER: &str = "series;year;pct_change;published_on;source\n";

/// Rows written, and rule, line and column of each issue.
type Read = (u64, Vec<(&'static str, Option<u64>, Option<String>)>);

fn read(text: &str, declared: &Declared) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pl.csv");
    std::fs::write(&path, text).unwrap();
    let mut n_written = 0;
    let outcome = read_price_index(
        &[path],
        declared,
        1,
        &mut |frame| {
            n_written += u64::try_from(frame.height()).unwrap();
            Ok(())
        },
        &mut |_| (),
    )
    .unwrap();
    assert_eq!(n_written, outcome.n_rows);
    let issues = outcome
        .issues
        .iter()
        .map(|issue| (issue.rule, issue.line, issue.column.clone()))
        .collect();
    (n_written, issues)
}

#[track_caller]
fn check(rows: &str, n_rows: u64, issues: &[(&'static str, u64, &str)]) {
    let (found, found_issues) = read(&format!("{HEADER}{rows}"), &Declared::default());
    let expected: Vec<_> = issues
        .iter()
        .map(|(rule, line, column)| {
            let column = Some((*column).to_owned()).filter(|column| !column.is_empty());
            (*rule, Some(*line), column)
        })
        .collect();
    assert_eq!((found, found_issues), (n_rows, expected), "{rows}");
}

#[test]
fn shares_and_per_cent_are_read_with_either_separator() {
    for text in ["0,018", "0.018", "1,8 %", "1.8%", "-0,018", "0"] {
        check(&format!("PL;2019;{text};2018-06-30;KL\n"), 1, &[]);
    }
    let share = |text| share_of(text, NumberFormat::UNDECLARED).unwrap();
    assert!((share("1,8 %") - share("0.018")).abs() < 1e-15);
}

#[test]
fn per_cent_without_the_sign_is_refused() {
    for text in ["1,8", "0,4", "-0.2", "0,16"] {
        check(
            &format!("PL;2019;{text};2018-06-30;KL\n"),
            0,
            &[("number.out_of_range", 2, "pct_change")],
        );
    }
}

#[test]
fn each_wrong_cell_is_named() {
    check(
        "PL;2019K1;0,01;2018-06-30;KL\n",
        0,
        &[("period.invalid", 2, "year")],
    );
    check(
        "PL;2019;x;2018-06-30;KL\n",
        0,
        &[("number.invalid", 2, "pct_change")],
    );
    check(
        "PL;2019;0,01;30-06-2018;KL\n",
        0,
        &[("date.invalid", 2, "published_on")],
    );
    check(
        ";2019;0,01;2018-06-30;KL\n",
        0,
        &[("text.length", 2, "series")],
    );
    check(
        "PL;2019;0,01;2018-06-30;010190-1234\n",
        0,
        &[("text.person_number", 2, "source")],
    );
}

#[test]
fn a_later_publication_is_another_vintage_and_the_same_one_is_twice() {
    check(
        "PL;2019;0,01;2018-06-30;KL\nPL;2019;0,02;2019-06-30;KL\n",
        2,
        &[],
    );
    check(
        "PL;2019;0,01;2018-06-30;KL\nPL;2019;0,02;2018-06-30;KL\n",
        1,
        &[("row.twice", 3, "")],
    );
}

#[test]
fn a_file_without_rows_or_columns_is_refused() {
    let rules = |text: &str| {
        let (n_rows, issues) = read(text, &Declared::default());
        assert_eq!(n_rows, 0);
        issues
            .into_iter()
            .map(|(rule, ..)| rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(HEADER), ["file.empty"]);
    assert_eq!(
        rules("series;year;change\nPL;2019;0,01\n"),
        ["columns.missing"]
    );
}

#[test]
fn errors_are_counted_and_not_kept_without_end() {
    let rows = "PL;2019;x;2018-06-30;KL\n".repeat(150_000);
    let (n_rows, issues) = read(&format!("{HEADER}{rows}"), &Declared::default());
    assert_eq!((n_rows, issues.len()), (0, 100));
}

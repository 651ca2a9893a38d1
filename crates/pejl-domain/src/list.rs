//! The strict reader of the embedded reference lists.
//!
//! UTF-8, `;` between fields, one header line, no quoting, no blank around a field, `\n` at the end of each line.
//! A row that breaks a rule becomes an issue and not a panic; a test of every list proves that it has none.

use chrono::NaiveDate;

/// A row of an embedded list that is not used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListIssue {
    /// Line in the file, from 1.
    pub(crate) line: usize,
    /// The rule that is broken.
    pub(crate) rule: &'static str,
}

/// What an embedded list holds: the values of the good rows, and the rows that are not used.
#[derive(Debug)]
pub(crate) struct List<T> {
    /// One value per good row, in the file's order.
    pub(crate) rows: Vec<T>,
    /// The rows left out; a test of each list asserts that there are none.
    pub(crate) issues: Vec<ListIssue>,
}

/// Reads `text` with exactly the columns of `header`, each row turned into a value by `make`.
///
/// `make` says which rule a row breaks.
pub(crate) fn read<const N: usize, T>(
    text: &'static str,
    header: [&str; N],
    make: impl Fn([&'static str; N]) -> Result<T, &'static str>,
) -> List<T> {
    let mut list = List {
        rows: Vec::new(),
        issues: Vec::new(),
    };
    let mut lines = (1..).zip(text.split_terminator('\n'));
    if lines
        .next()
        .is_none_or(|(_, line)| line != header.join(";"))
    {
        list.issues.push(ListIssue {
            line: 1,
            rule: "the header is not the expected one",
        });
        return list;
    }
    for (line, row) in lines {
        match fields(row).and_then(&make) {
            Ok(value) => list.rows.push(value),
            Err(rule) => list.issues.push(ListIssue { line, rule }),
        }
    }
    list
}

/// A date of a list: empty is `None` (unknown or open-ended), else `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "not a date")?;
    if date.format("%Y-%m-%d").to_string() == text {
        Ok(Some(date))
    } else {
        Err("not a date")
    }
}

/// A field that must not be empty.
pub(crate) fn filled(text: &'static str) -> Result<&'static str, &'static str> {
    if text.is_empty() {
        Err("an obligatory field is empty")
    } else {
        Ok(text)
    }
}

fn fields<const N: usize>(row: &'static str) -> Result<[&'static str; N], &'static str> {
    let fields: Vec<&'static str> = row.split(';').collect();
    if fields
        .iter()
        .any(|field| field.trim() != *field || field.contains('"'))
    {
        return Err("blank around a field, or a quote");
    }
    fields.try_into().map_err(|_| "wrong number of fields")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &'static str) -> (usize, Vec<usize>) {
        let list = read(text, ["a", "b"], |[a, b]| Ok((filled(a)?, date(b)?)));
        (
            list.rows.len(),
            list.issues.into_iter().map(|issue| issue.line).collect(),
        )
    }

    #[test]
    fn bad_rows_are_named_and_good_rows_kept() {
        assert_eq!(rules("a;b\nx;2018-01-01\ny;\n"), (2, vec![]));
        assert_eq!(
            rules("a;b\nx;2018-1-1\ny\ny;;\n;\n y;\n\"y\";\nx;\n"),
            (1, vec![2, 3, 4, 5, 6, 7])
        );
        assert_eq!(rules("a;b\r\nx;\r\n"), (0, vec![1]));
        assert_eq!(rules("b;a\nx;\n"), (0, vec![1]));
        assert_eq!(rules(""), (0, vec![1]));
    }
}

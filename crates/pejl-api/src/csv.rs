//! Tables as CSV: for programs (`,` and `.`) and for a Danish Excel (`;`, decimal comma, byte order mark).

use std::borrow::Borrow;

use serde_json::{Map, Value};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `,` between fields, `.` before decimals, UTF-8.
    International,
    /// `;` between fields, `,` before decimals, UTF-8 with a byte order mark.
    Danish,
}

/// Writes rows of JSON values under the given columns; a column a row lacks is empty.
///
/// Null is empty, an object is written as `key=value` pairs with `;` between them, a list with blanks between its
/// items. Text that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn write(
    columns: &[&str],
    rows: impl IntoIterator<Item: Borrow<Map<String, Value>>>,
    dialect: Dialect,
) -> String {
    let separator = match dialect {
        Dialect::International => ',',
        Dialect::Danish => ';',
    };
    let mut text = String::new();
    if dialect == Dialect::Danish {
        text.push('\u{feff}');
    }
    push_record(
        &mut text,
        columns.iter().map(|c| (*c).to_owned()),
        separator,
    );
    for row in rows {
        push_record(
            &mut text,
            columns.iter().map(|column| {
                row.borrow()
                    .get(*column)
                    .map_or_else(String::new, |v| cell(v, dialect))
            }),
            separator,
        );
    }
    text
}

fn push_record(text: &mut String, cells: impl Iterator<Item = String>, separator: char) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            text.push(separator);
        }
        let must_quote = cell.contains([separator, '"', '\n', '\r']);
        if must_quote {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

fn cell(value: &Value, dialect: Dialect) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(b) => b.to_string(),
        Value::Number(number) => match dialect {
            Dialect::International => number.to_string(),
            Dialect::Danish => number.to_string().replace('.', ","),
        },
        Value::String(text) => harmless(text),
        Value::Array(items) => harmless(
            &items
                .iter()
                .map(|item| cell(item, dialect))
                .collect::<Vec<_>>()
                .join(" "),
        ),
        Value::Object(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(key, value)| format!("{key}={}", cell(value, dialect)));
            harmless(&pairs.collect::<Vec<_>>().join(";"))
        }
    }
}

/// A spreadsheet runs what starts with one of these as a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Vec<Map<String, Value>> {
        vec![value.as_object().unwrap().clone()]
    }

    #[test]
    fn numbers_and_nulls_follow_the_dialect() {
        let rows = row(json!({"a": 1234.5, "b": null, "c": "x;y", "d": "x,y"}));
        assert_eq!(
            write(&["a", "b", "c", "d"], &rows, Dialect::International),
            "a,b,c,d\r\n1234.5,,x;y,\"x,y\"\r\n"
        );
        assert_eq!(
            write(&["a", "b", "c", "d"], &rows, Dialect::Danish),
            "\u{feff}a;b;c;d\r\n1234,5;;\"x;y\";x,y\r\n"
        );
    }

    #[test]
    fn formulas_are_neutralised_and_negative_numbers_are_not() {
        let rows = row(json!({"a": "=1+1", "b": -57, "c": {"k": "v"}}));
        assert_eq!(
            write(&["a", "b", "c"], &rows, Dialect::International),
            "a,b,c\r\n'=1+1,-57,k=v\r\n"
        );
    }
}

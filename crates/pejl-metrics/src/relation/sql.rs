//! The tree as SQL that engines agree on.
//!
//! Every step is a common table expression, in the order in which they are needed. Names are in double quotes, as the
//! standard has it. No function is used that only one engine has.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::identity::Identities;
use super::{
    Aggregate, Comparison, DatePart, Literal, Meet, Operation, Over, Relation, Step, Term, Type,
};

/// The statement whose rows are those of the relation, in the order of its first columns.
///
/// Every dataset stands in it under its name, as a table or view of its visible rows.
pub fn sql(relation: &Relation) -> String {
    let mut printer = Printer::default();
    let last = printer.print(relation);
    let mut text = String::new();
    for (no, (name, body)) in printer.steps.iter().enumerate() {
        let start = if no == 0 { "WITH " } else { ",\n" };
        let _ = write!(text, "{start}{} AS (\n{body}\n)", quoted(name));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = write!(text, "SELECT *\nFROM {}", quoted(&last));
    let n_columns = relation.columns().names().count();
    let order: Vec<String> = (1..=n_columns)
        .map(|place| format!("{place} ASC NULLS FIRST"))
        .collect();
    let _ = write!(text, "\nORDER BY {}", order.join(", "));
    text
}

#[derive(Default)]
struct Printer {
    steps: Vec<(String, String)>,
    identities: Identities,
    made: HashMap<usize, String>,
    names: HashSet<String>,
}

impl Printer {
    /// The name under which the rows of the relation can be read.
    fn print(&mut self, relation: &Relation) -> String {
        let id = self.identities.of(relation);
        if let Some(name) = self.made.get(&id) {
            return name.clone();
        }
        let name = match &relation.node.step {
            Step::Table(spec) => {
                self.names.insert(spec.name.to_owned());
                spec.name.to_owned()
            }
            step => {
                let body = self.body(relation, step);
                let name = self.name(relation);
                self.steps.push((name.clone(), body));
                name
            }
        };
        self.made.insert(id, name.clone());
        name
    }

    fn name(&mut self, relation: &Relation) -> String {
        let stem = relation.node.name.as_deref().unwrap_or("step");
        let mut no = 1_usize;
        loop {
            let name = match (relation.node.name.is_some(), no) {
                (true, 1) => stem.to_owned(),
                _ => format!("{stem}_{no}"),
            };
            if self.names.insert(name.clone()) {
                return name;
            }
            no += 1;
        }
    }

    fn body(&mut self, relation: &Relation, step: &Step) -> String {
        match step {
            Step::Table(spec) => format!("SELECT *\nFROM {}", quoted(spec.name)),
            Step::Values(rows) => values(relation, rows),
            Step::Filter(from, keep) => {
                let from = self.source(from);
                format!("SELECT *\nFROM {from}\nWHERE {}", term(keep))
            }
            Step::Select(from, columns) => {
                let listed = columns.iter().map(|(name, value)| named(value, name));
                let listed = listed.collect::<Vec<_>>().join(",\n  ");
                // A filter below is said in the same breath, unless it is a step of its own.
                match &from.node.step {
                    Step::Filter(rows, keep) if from.node.name.is_none() => {
                        let rows = self.source(rows);
                        format!("SELECT\n  {listed}\nFROM {rows}\nWHERE {}", term(keep))
                    }
                    _ => format!("SELECT\n  {listed}\nFROM {}", self.source(from)),
                }
            }
            Step::Join {
                left,
                right,
                on,
                meet,
            } => self.join(relation, left, right, on, *meet),
            Step::Aggregate { from, by, values } => {
                let from = self.source(from);
                let keys = by.iter().map(|name| quoted(name));
                let values = values
                    .iter()
                    .map(|(name, value)| format!("{} AS {}", aggregate(value), quoted(name)));
                let listed: Vec<String> = keys.chain(values).collect();
                let mut text = format!("SELECT\n  {}\nFROM {from}", listed.join(",\n  "));
                if !by.is_empty() {
                    let keys: Vec<String> = by.iter().map(|name| quoted(name)).collect();
                    let _ = write!(text, "\nGROUP BY {}", keys.join(", "));
                }
                text
            }
            Step::Window {
                from,
                partition,
                order,
                values,
            } => {
                let from = self.source(from);
                let over = over(partition, order);
                let values = values
                    .iter()
                    .map(|(name, value)| format!("{} AS {}", window(value, &over), quoted(name)));
                let values: Vec<String> = values.collect();
                format!("SELECT\n  *,\n  {}\nFROM {from}", values.join(",\n  "))
            }
            Step::Spread {
                from,
                first,
                last,
                within: (least, most),
                name,
            } => {
                let from = self.source(from);
                let numbers = (*least..=*most).map(|number| format!("({number})"));
                let mut numbers = numbers.collect::<Vec<_>>().join(", ");
                if numbers.is_empty() {
                    // A list cannot be empty; nothing lies between two days and nothing.
                    numbers = "(CAST(NULL AS BIGINT))".to_owned();
                }
                let (number, first, last) = (quoted(name), quoted(first), quoted(last));
                format!(
                    "SELECT r.*, n.{number}\nFROM {from} AS r\nJOIN (VALUES {numbers}) AS n({number})\n  \
                     ON n.{number} BETWEEN r.{first} AND r.{last}"
                )
            }
            Step::Union(parts) => {
                let parts = parts
                    .iter()
                    .map(|part| format!("SELECT *\nFROM {}", self.source(part)));
                parts.collect::<Vec<_>>().join("\nUNION ALL\n")
            }
        }
    }

    fn source(&mut self, relation: &Relation) -> String {
        quoted(&self.print(relation))
    }

    fn join(
        &mut self,
        relation: &Relation,
        left: &Relation,
        right: &Relation,
        on: &[(String, String)],
        meet: Meet,
    ) -> String {
        let (left_source, right_source) = (self.source(left), self.source(right));
        let pairs = on
            .iter()
            .map(|(mine, theirs)| format!("l.{} = r.{}", quoted(mine), quoted(theirs)));
        let pairs = pairs.collect::<Vec<_>>().join(" AND ");
        let is_mine = |name: &str| left.columns().find(name).is_some();
        let columns = relation.columns().names().map(|name| match is_mine(name) {
            true => format!("l.{}", quoted(name)),
            false => format!("r.{}", quoted(name)),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let exists = |not: &str| {
            format!(
                "SELECT {columns}\nFROM {left_source} AS l\n\
                 WHERE {not}EXISTS (SELECT 1 FROM {right_source} AS r WHERE {pairs})"
            )
        };
        let joined = |how: &str| {
            format!("SELECT {columns}\nFROM {left_source} AS l\n{how} {right_source} AS r")
        };
        match meet {
            Meet::Semi => exists(""),
            Meet::Anti => exists("NOT "),
            _ if on.is_empty() => joined("CROSS JOIN"),
            Meet::Inner => format!("{}\n  ON {pairs}", joined("JOIN")),
            Meet::Left => format!("{}\n  ON {pairs}", joined("LEFT JOIN")),
        }
    }
}

fn values(relation: &Relation, rows: &[Vec<Literal>]) -> String {
    let names: Vec<String> = relation.columns().names().map(quoted).collect();
    if rows.is_empty() {
        let nulls = relation.columns().0.iter();
        let nulls = nulls.map(|(name, of)| named(&Term::null(*of), name));
        let nulls = nulls.collect::<Vec<_>>().join(", ");
        return format!("SELECT *\nFROM (SELECT {nulls}) AS v\nWHERE FALSE");
    }
    let rows = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(literal).collect();
        format!("({})", cells.join(", "))
    });
    let rows = rows.collect::<Vec<_>>().join(",\n  ");
    format!(
        "SELECT *\nFROM (VALUES\n  {rows}\n) AS v({})",
        names.join(", ")
    )
}

fn aggregate(value: &Aggregate) -> String {
    match value {
        Aggregate::Rows => "COUNT(*)".to_owned(),
        // Other engines fail on a sum that does not fit.
        Aggregate::Sum(value) | Aggregate::SumAll(value) => {
            format!("CAST(COALESCE(SUM({}), 0) AS BIGINT)", term(value))
        }
        Aggregate::Distinct(value) => format!("COUNT(DISTINCT {})", term(value)),
        Aggregate::Min(value) => format!("MIN({})", term(value)),
        Aggregate::Max(value) => format!("MAX({})", term(value)),
        Aggregate::Median(value) => format!("MEDIAN(CAST({} AS DOUBLE))", term(value)),
        Aggregate::Quantile(percent, value) => format!(
            "PERCENTILE_CONT({:?}) WITHIN GROUP (ORDER BY CAST({} AS DOUBLE))",
            share(*percent),
            term(value)
        ),
    }
}

fn over(partition: &[String], order: &[String]) -> String {
    let mut text = String::new();
    if !partition.is_empty() {
        let keys: Vec<String> = partition.iter().map(|name| quoted(name)).collect();
        let _ = write!(text, "PARTITION BY {}", keys.join(", "));
    }
    if !order.is_empty() {
        let keys = order
            .iter()
            .map(|name| format!("{} ASC NULLS FIRST", quoted(name)));
        let space = if text.is_empty() { "" } else { " " };
        let keys: Vec<String> = keys.collect();
        let _ = write!(text, "{space}ORDER BY {}", keys.join(", "));
    }
    text
}

fn window(value: &Over, over: &str) -> String {
    match value {
        Over::Previous(column) => format!("LAG({}) OVER ({over})", quoted(column)),
        Over::Next(column) => format!("LEAD({}) OVER ({over})", quoted(column)),
        Over::LatestBefore(column) => format!(
            "MAX({}) OVER ({over} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
            quoted(column)
        ),
        Over::SumSoFar(column) => format!(
            "CAST(SUM({}) OVER ({over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT)",
            quoted(column)
        ),
        Over::Number => format!("ROW_NUMBER() OVER ({over})"),
    }
}

fn named(value: &Term, name: &str) -> String {
    match value {
        Term::Column(column) if column == name => quoted(name),
        value => format!("{} AS {}", term(value), quoted(name)),
    }
}

/// A name as the standard quotes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Int(number) => format!("CAST({number} AS BIGINT)"),
        Literal::Float(number) if number.is_finite() => format!("CAST('{number:?}' AS DOUBLE)"),
        Literal::Float(_) => "CAST(NULL AS DOUBLE)".to_owned(),
        Literal::Date(day) => format!("DATE '{day}'"),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
        Literal::Null(of) => format!("CAST(NULL AS {})", data_type(*of)),
    }
}

fn data_type(of: Type) -> &'static str {
    match of {
        Type::Text => "STRING",
        Type::Int => "BIGINT",
        Type::Float => "DOUBLE",
        Type::Date => "DATE",
        Type::Bool => "BOOLEAN",
    }
}

/// A number of per cent as a share.
pub(super) fn share(percent: u8) -> f64 {
    f64::from(percent) / 100.0
}

/// 10^n as a double.
pub(super) fn power_of_ten(decimals: u32) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

/// A term as SQL, in brackets where it is not one value.
pub(super) fn term(value: &Term) -> String {
    match value {
        Term::Column(name) => quoted(name),
        Term::Literal(Literal::Int(number)) => number.to_string(),
        Term::Literal(value) => literal(value),
        Term::Not(one) => match &**one {
            Term::IsNull(inner) => format!("({} IS NOT NULL)", term(inner)),
            one => format!("(NOT {})", term(one)),
        },
        Term::All(all) if all.is_empty() => "TRUE".to_owned(),
        Term::All(all) => format!("({})", joined(all, " AND ")),
        Term::Any(any) if any.is_empty() => "FALSE".to_owned(),
        Term::Any(any) => format!("({})", joined(any, " OR ")),
        Term::Compare(how, one, two) => {
            let how = match how {
                Comparison::Equal => "=",
                Comparison::NotEqual => "<>",
                Comparison::Less => "<",
                Comparison::AtMost => "<=",
                Comparison::More => ">",
                Comparison::AtLeast => ">=",
            };
            format!("({} {how} {})", term(one), term(two))
        }
        Term::IsNull(one) => format!("({} IS NULL)", term(one)),
        Term::OneOf(_, values) if values.is_empty() => "FALSE".to_owned(),
        Term::OneOf(one, values) => {
            let values = values
                .iter()
                .map(|value| term(&Term::Literal(value.clone())));
            let values: Vec<String> = values.collect();
            format!("({} IN ({}))", term(one), values.join(", "))
        }
        Term::Calculate(how, one, two) => {
            let how = match how {
                Operation::Add => "+",
                Operation::Subtract => "-",
                Operation::Multiply => "*",
            };
            format!("({} {how} {})", term(one), term(two))
        }
        Term::Divide(one, two) => format!(
            "(CAST({} AS DOUBLE) / NULLIF(CAST({} AS DOUBLE), 0))",
            term(one),
            term(two)
        ),
        Term::Quotient(one, two) => {
            let (one, two) = (term(one), term(two));
            format!(
                "CAST(FLOOR(CAST({one} AS DOUBLE) / CAST(CASE WHEN {two} > 0 THEN {two} END AS DOUBLE)) AS BIGINT)"
            )
        }
        Term::Case(cases, otherwise) if cases.is_empty() => term(otherwise),
        Term::Case(cases, otherwise) => {
            let cases = cases
                .iter()
                .map(|(condition, value)| format!("WHEN {} THEN {}", term(condition), term(value)));
            let cases: Vec<String> = cases.collect();
            format!("CASE {} ELSE {} END", cases.join(" "), term(otherwise))
        }
        Term::FirstOf(several) => format!("COALESCE({})", joined(several, ", ")),
        Term::Least(several) => format!("LEAST({})", joined(several, ", ")),
        Term::Greatest(several) => format!("GREATEST({})", joined(several, ", ")),
        // Engines subtract days in ways of their own, but moments alike.
        Term::DaysBetween(from, to) => format!(
            "CAST(EXTRACT(DAY FROM (CAST({} AS TIMESTAMP) - CAST({} AS TIMESTAMP))) AS BIGINT)",
            term(to),
            term(from)
        ),
        Term::DaysLater(one, days) => {
            format!("CAST(({} + INTERVAL '{days}' DAY) AS DATE)", term(one))
        }
        Term::DaysAdded(one, days) => format!(
            "CAST(({} + {} * INTERVAL '1' DAY) AS DATE)",
            term(one),
            term(days)
        ),
        // Engines name the function differently.
        Term::StartsWith(one, start) => {
            let (one, start) = (term(one), term(start));
            format!("(SUBSTRING({one}, 1, LENGTH({start})) = {start})")
        }
        Term::Joined(one, two) => format!("({} || {})", term(one), term(two)),
        Term::Part(part, one) => {
            let one = term(one);
            let extracted = match part {
                DatePart::Year => format!("YEAR FROM {one}"),
                DatePart::Month => format!("MONTH FROM {one}"),
                DatePart::Day => format!("DAY FROM {one}"),
                DatePart::DaysOfMonth => format!("DAY FROM LAST_DAY({one})"),
            };
            format!("CAST(EXTRACT({extracted}) AS BIGINT)")
        }
        Term::Scaled(one, decimals) => format!(
            "CAST(ROUND({} * CAST('{:?}' AS DOUBLE)) AS BIGINT)",
            term(one),
            power_of_ten(*decimals)
        ),
        Term::Float(one) => format!("CAST({} AS DOUBLE)", term(one)),
        Term::Ln(one) => format!("LN({})", term(one)),
    }
}

fn joined(terms: &[Term], with: &str) -> String {
    let terms: Vec<String> = terms.iter().map(term).collect();
    terms.join(with)
}

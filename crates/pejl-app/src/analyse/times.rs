//! When the rows of a file are of: numbers, periods or dates, or the order of the file.

use chrono::{Datelike, NaiveDate};
use pejl_domain::{Grain, Period};

use super::{Columns, rows::Group};
use crate::error::AppError;

/// When each row is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// Name of the column; none where the file has none.
    column: Option<String>,
    cells: Vec<String>,
    /// A number for each row, which rises with time by 1 from one period to the next.
    at: Vec<f64>,
    /// What the cells are; none where they are names, or there are none, and rows are in the order of the file.
    kind: Option<Kind>,
}

/// What becomes of a column of which no cell is a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Its cells are names, in the order of the file.
    InOrder,
    /// Its cells are names, in the order of the file, also where some or all could be times.
    Always,
    /// It is refused.
    Refused,
}

/// What the times of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Period(Grain),
    Date,
}

impl Kind {
    const ALL: [Self; 7] = [
        Kind::Number,
        Kind::Period(Grain::Year),
        Kind::Period(Grain::Half),
        Kind::Period(Grain::Quarter),
        Kind::Period(Grain::Month),
        Kind::Period(Grain::Week),
        Kind::Date,
    ];

    /// In English and in Danish.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Kind::Number => ("a number", "et tal"),
            Kind::Period(Grain::Year) => ("a year", "et år"),
            Kind::Period(Grain::Half) => ("a half year", "et halvår"),
            Kind::Period(Grain::Quarter) => ("a quarter", "et kvartal"),
            Kind::Period(Grain::Month) => ("a month", "en måned"),
            Kind::Period(Grain::Week) => ("a week", "en uge"),
            Kind::Date => ("a date", "en dato"),
        }
    }
}

impl Times {
    /// What the cell of a row says.
    pub fn text(&self, row: usize) -> Option<&str> {
        self.column.as_ref()?;
        self.cells.get(row).map(String::as_str)
    }

    /// The number of a row as the file has it, where times are numbers.
    pub fn number(&self, row: usize) -> Option<f64> {
        (self.kind == Some(Kind::Number)).then(|| self.at(row))
    }

    /// Whether rows are of times, so that it can be told how far they are apart; else they are in the order of the file.
    pub fn are_known(&self) -> bool {
        self.kind.is_some()
    }

    /// A number of the row that rises with time, by 1 from one period to the next.
    pub fn at(&self, row: usize) -> f64 {
        self.at.get(row).copied().unwrap_or_default()
    }
}

impl Columns {
    /// When the rows are of: by a column that was named, or by one that has the default name, or by their order.
    ///
    /// Cells are all numbers, or all periods of one length (`2017`, `2017-08`, `2017K3`), or all dates (`2017-08-01`; where all are
    /// first days of a month, they stand for months). Where no cell is a time they are names, in the order of the file.
    ///
    /// # Errors
    /// The column that was named is not there; some cells are times and one is none of their kind, which is named with what was
    /// expected; with [`Unread::Refused`], no cell is a time.
    pub fn times(
        &self,
        named: Option<&str>,
        default: &str,
        unread: Unread,
    ) -> Result<Times, AppError> {
        let in_order = || (0..self.n_rows()).map(|row| row as f64).collect();
        let Some(cells) = self.optional(named, default)? else {
            return Ok(Times {
                column: None,
                cells: Vec::new(),
                at: in_order(),
                kind: None,
            });
        };
        let column = named.unwrap_or(default);
        let kind = match unread {
            Unread::Always => None,
            Unread::InOrder | Unread::Refused => self.kind(column, cells)?,
        };
        let at = match kind {
            Some(Kind::Number) => self.numbers(column)?,
            Some(Kind::Period(_)) => cells.iter().filter_map(|cell| period(cell)).collect(),
            Some(Kind::Date) => dates(cells),
            None if unread == Unread::Refused && !cells.is_empty() => {
                let en = "expected a number, a period or a date, all of one kind";
                let da = "forventede et tal, en periode eller en dato, alle af én slags";
                return Err(self.refusal(0, column, en, da));
            }
            None => in_order(),
        };
        Ok(Times {
            column: Some(column.to_owned()),
            cells: cells.to_vec(),
            at,
            kind,
        })
    }

    /// What the cells of a column are; none where not one of them is a time.
    ///
    /// # Errors
    /// Some are times, and one is not of the kind that most are.
    fn kind(&self, column: &str, cells: &[String]) -> Result<Option<Kind>, AppError> {
        let is_of = |kind: Kind, cell: &str| match kind {
            Kind::Number => self.number(cell).is_ok(),
            Kind::Period(grain) => {
                let period = cell.parse::<Period>();
                period.is_ok_and(|period| period.grain() == grain)
            }
            Kind::Date => cell.parse::<NaiveDate>().is_ok(),
        };
        let mut most = None;
        for kind in Kind::ALL {
            let n = cells.iter().filter(|cell| is_of(kind, cell)).count();
            if n > most.map_or(0, |(_, n)| n) {
                most = Some((kind, n));
            }
        }
        let Some((kind, _)) = most else {
            return Ok(None);
        };
        let Some(row) = cells.iter().position(|cell| !is_of(kind, cell)) else {
            return Ok(Some(kind));
        };
        let first = cells.iter().position(|cell| is_of(kind, cell));
        let first = first.unwrap_or_default();
        let cell = cells.get(first).map_or("", |cell| cell.trim());
        let line = self.line(first).unwrap_or_default();
        let (en, da) = kind.name();
        let en = format!("expected {en} such as `{cell}` on line {line}");
        let da = format!("forventede {da} som `{cell}` på linje {line}");
        Err(self.refusal(row, column, &en, &da))
    }

    /// The rows of a group in the order of time.
    ///
    /// # Errors
    /// [`AppError::Refused`] where two rows are of one time.
    pub fn in_time(&self, group: &Group, times: &Times) -> Result<Vec<usize>, AppError> {
        let mut rows = group.rows.clone();
        rows.sort_by(|one, other| times.at(*one).total_cmp(&times.at(*other)));
        let mut pairs = rows.iter().zip(rows.iter().skip(1));
        match pairs.find(|(one, next)| times.at(**one) == times.at(**next)) {
            Some((one, next)) => {
                let column = times.column.as_deref().unwrap_or_default();
                let en = "stands twice in one series";
                Err(self.refusal(*one.max(next), column, en, "står to gange i én serie"))
            }
            None => Ok(rows),
        }
    }

    /// The rows of a group in the order of time, without a gap.
    ///
    /// # Errors
    /// As [`Columns::in_time`], and where a row does not come as long after the one before as the second after the first.
    pub fn without_gap(&self, group: &Group, times: &Times) -> Result<Vec<usize>, AppError> {
        const WITHIN: f64 = 1e-6;
        let rows = self.in_time(group, times)?;
        let steps = rows.iter().zip(rows.iter().skip(1));
        let mut steps = steps.map(|(one, next)| (*next, times.at(*next) - times.at(*one)));
        let Some((_, step)) = steps.next() else {
            return Ok(rows);
        };
        match steps.find(|(_, other)| (other - step).abs() > WITHIN * step) {
            Some((row, _)) => {
                let column = times.column.as_deref().unwrap_or_default();
                let en = "does not come as long after the row before as the others: a gap";
                let da = "kommer ikke så længe efter rækken før som de andre: et hul";
                Err(self.refusal(row, column, en, da))
            }
            None => Ok(rows),
        }
    }
}

/// A period as a number, of which those of one length rise by 1: that of the first 0 is of the year 0.
fn period(cell: &str) -> Option<f64> {
    cell.parse().ok().map(number)
}

fn number(period: Period) -> f64 {
    let in_year = match period.grain() {
        Grain::Year => 1.0,
        Grain::Half => 2.0,
        Grain::Quarter => 4.0,
        Grain::Month => 12.0,
        // Years have 52 or 53 weeks; weeks are counted by their days.
        Grain::Week => return f64::from(period.start().num_days_from_ce()) / 7.0,
    };
    f64::from(period.year_number()) * in_year + f64::from(period.number_in_year()) - 1.0
}

/// Dates as numbers of days, or of months where all are first days of months.
fn dates(cells: &[String]) -> Vec<f64> {
    let dates = || {
        cells
            .iter()
            .filter_map(|cell| cell.parse::<NaiveDate>().ok())
    };
    let days = || {
        dates()
            .map(|date| f64::from(date.num_days_from_ce()))
            .collect()
    };
    let of_month = |date| Period::containing(Grain::Month, date).map(number);
    match dates().all(|date| date.day() == 1) {
        true => dates()
            .map(of_month)
            .collect::<Option<_>>()
            .unwrap_or_else(days),
        false => days(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::tests::{columns, refused};
    use super::*;

    fn at(text: &str) -> Vec<f64> {
        let found = columns(text, '.');
        let times = found.times(None, "t", Unread::Refused).unwrap();
        (0..found.n_rows()).map(|row| times.at(row)).collect()
    }

    #[test]
    fn numbers_periods_and_dates_are_times() {
        assert_eq!(at("t,x\n2017,1\n2018.5,1\n"), [2017.0, 2018.5]);
        let steps = |text: &str| {
            let at = at(text);
            at.last().unwrap() - at.first().unwrap()
        };
        assert_eq!(steps("t,x\n2017-12,1\n2018M01,1\n"), 1.0);
        assert_eq!(steps("t,x\n2017K4,1\n2018-Q2,1\n"), 2.0);
        assert_eq!(steps("t,x\n2020-W53,1\n2021-W01,1\n"), 1.0);
        assert_eq!(steps("t,x\n2017-12-01,1\n2018-02-01,1\n"), 2.0);
        assert_eq!(steps("t,x\n2017-12-30,1\n2018-01-02,1\n"), 3.0);
        // Without a column, or with names, the order of the file.
        assert_eq!(at("x\n7\n8\n"), [0.0, 1.0]);
        let names = columns("t,x\nbefore,1\nafter,1\n", '.');
        let times = names.times(None, "t", Unread::InOrder).unwrap();
        assert_eq!(
            (times.at(1), times.text(1), times.number(1)),
            (1.0, Some("after"), None)
        );
        let said = refused(names.times(None, "t", Unread::Refused));
        assert!(
            said.starts_with(" line 2 column `t` value `before`"),
            "{said}"
        );
    }

    #[test]
    fn one_cell_that_is_no_time_among_times_is_refused() {
        let said = |text: &str, unread| refused(columns(text, '.').times(None, "t", unread));
        for unread in [Unread::InOrder, Unread::Refused] {
            let years = said("t,x\n2018,1\n2017,1\n2o19,1\n", unread);
            assert_eq!(
                years,
                " line 4 column `t` value `2o19`: expected a number such as `2018` on line 2"
            );
            let months = said("t,x\n2018-03,1\n2018-01,1\n2018-0,1\n2018-02,1\n", unread);
            assert_eq!(
                months,
                " line 4 column `t` value `2018-0`: expected a month such as `2018-03` on line 2"
            );
            // Periods of another length are none of the kind.
            let mixed = said("t,x\n2018-Q1,1\n2018-Q2,1\n2018-07,1\n", unread);
            assert!(
                mixed.ends_with("expected a quarter such as `2018-Q1` on line 2"),
                "{mixed}"
            );
            let empty = said("t,x\n2018-01-31,1\n,1\n", unread);
            assert!(
                empty.ends_with("expected a date such as `2018-01-31` on line 2"),
                "{empty}"
            );
        }
        let found = columns("t,x\n2018,1\n2017,1\n2o19,1\n", '.');
        let times = found.times(None, "t", Unread::Always).unwrap();
        assert_eq!(
            (times.at(0), times.at(2), times.number(0)),
            (0.0, 2.0, None)
        );
    }

    #[test]
    fn rows_are_put_in_the_order_of_time_and_gaps_are_refused() {
        let of = |text: &str, in_steps: bool| {
            let found = columns(text, '.');
            let times = found.times(None, "t", Unread::Refused).unwrap();
            let group = found
                .groups(None, "series")
                .unwrap()
                .into_iter()
                .next()
                .unwrap();
            match in_steps {
                true => found.without_gap(&group, &times),
                false => found.in_time(&group, &times),
            }
        };
        let text = "t,x\n2017-03,1\n2017-01,1\n2017-02,1\n2017-05,1\n";
        assert_eq!(of(text, false).unwrap(), [1, 2, 0, 3]);
        let said = refused(of(text, true));
        assert!(
            said.starts_with(" line 5 column `t` value `2017-05`"),
            "{said}"
        );
        let said = refused(of("t,x\n1,1\n1,2\n", false));
        assert!(said.ends_with("stands twice in one series"), "{said}");
    }

    #[test]
    fn rows_are_grouped_in_the_order_of_the_file() {
        let found = columns("series,x\nB,1\nA,1\nB,1\n", '.');
        let groups = found.groups(None, "series").unwrap();
        let told: Vec<_> = groups
            .iter()
            .map(|one| (one.name.as_deref(), one.rows.as_slice()))
            .collect();
        let expected: [(Option<&str>, &[usize]); 2] = [(Some("B"), &[0, 2]), (Some("A"), &[1])];
        assert_eq!(told, expected);
        assert!(refused(found.check_once(&[0, 2], "series")).contains("a second time"));
        assert!(refused(found.groups(Some("set"), "series")).contains("one of series, x"));
        let empty = columns("x,y\n", '.').groups(None, "series").unwrap_err();
        assert!(empty.to_string().ends_with("no rows"), "{empty}");
    }
}

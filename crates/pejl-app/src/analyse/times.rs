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
    /// Whether the cells are numbers as they stand.
    is_number: bool,
}

/// What becomes of a column whose cells are no times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Its cells are names, in the order of the file.
    InOrder,
    /// It is refused.
    Refused,
}

impl Times {
    /// What the cell of a row says.
    pub fn text(&self, row: usize) -> Option<&str> {
        self.column.as_ref()?;
        self.cells.get(row).map(String::as_str)
    }

    /// The number of a row as the file has it, where times are numbers.
    pub fn number(&self, row: usize) -> Option<f64> {
        self.is_number.then(|| self.at(row))
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
    /// first days of a month, they stand for months). Anything else is read as names in the order of the file.
    ///
    /// # Errors
    /// The column that was named is not there; with [`Unread::Refused`], a cell is neither number, period nor date.
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
                is_number: false,
            });
        };
        let column = named.unwrap_or(default);
        let numbers: Option<Vec<f64>> = cells.iter().map(|cell| self.number(cell).ok()).collect();
        let is_number = numbers.is_some();
        let at = numbers.or_else(|| periods(cells)).or_else(|| dates(cells));
        let at = match (at, unread) {
            (Some(at), _) => at,
            (None, Unread::InOrder) => in_order(),
            (None, Unread::Refused) => {
                let is_time = |cell: &&String| {
                    cell.parse::<Period>().is_ok() || cell.parse::<NaiveDate>().is_ok()
                };
                let row = cells.iter().position(|cell| !is_time(&cell)).unwrap_or(0);
                let en = "expected a number, a period or a date, all of one kind";
                let da = "forventede et tal, en periode eller en dato, alle af én slags";
                return Err(self.refusal(row, column, en, da));
            }
        };
        Ok(Times {
            column: Some(column.to_owned()),
            cells: cells.to_vec(),
            at,
            is_number,
        })
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

/// Periods of one length as numbers: that of the first 0 is of the year 0.
fn periods(cells: &[String]) -> Option<Vec<f64>> {
    let periods: Option<Vec<Period>> = cells.iter().map(|cell| cell.parse().ok()).collect();
    let periods = periods?;
    let grain = periods.first()?.grain();
    let is_same = periods.iter().all(|period| period.grain() == grain);
    is_same.then(|| periods.into_iter().map(number).collect())
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
fn dates(cells: &[String]) -> Option<Vec<f64>> {
    let dates: Option<Vec<NaiveDate>> = cells.iter().map(|cell| cell.parse().ok()).collect();
    let dates = dates?;
    let of_month = |date: &NaiveDate| Period::containing(Grain::Month, *date).map(number);
    match dates.iter().all(|date| date.day() == 1) {
        true => dates.iter().map(of_month).collect(),
        false => {
            let days = dates.iter().map(|date| f64::from(date.num_days_from_ce()));
            Some(days.collect())
        }
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

//! The series of a file, each in the order of time.

use std::fmt::Display;

use pejl_app::AppError;
use pejl_app::analyse::{Columns, Times, Unread};
use serde_json::{Map, Value, json};

use super::{columns, refused};
use crate::arguments::{FileArgs, SeriesArgs};
use crate::exit::Failure;

/// What a statistic asks of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Their order, which is that of the file where they are names.
    Order,
    /// How far they are apart.
    Distance,
    /// That they come one after the other without a gap.
    NoGap,
}

/// One series.
pub(super) struct Series {
    pub(super) name: Option<String>,
    /// Positions of its rows in the file, in the order of time.
    pub(super) rows: Vec<usize>,
    pub(super) values: Vec<f64>,
}

/// All series of a file.
pub(super) struct AllSeries {
    times: Times,
    pub(super) series: Vec<Series>,
}

impl AllSeries {
    pub(super) fn read(
        args: &SeriesArgs,
        (time, default): (Option<&str>, &str),
        asked: Asked,
    ) -> Result<Self, Failure> {
        let found: Columns = columns(&args.file)?;
        let unread = match asked {
            Asked::Order => Unread::InOrder,
            Asked::Distance | Asked::NoGap => Unread::Refused,
        };
        let times = found.times(time, default, unread)?;
        let values = found.numbers(&args.value)?;
        let mut series = Vec::new();
        for group in found.groups(args.series.as_deref(), "series")? {
            let rows = match asked {
                Asked::Order | Asked::Distance => found.in_time(&group, &times)?,
                Asked::NoGap => found.without_gap(&group, &times)?,
            };
            let of_rows = rows.iter().filter_map(|row| values.get(*row));
            series.push(Series {
                values: of_rows.copied().collect(),
                name: group.name,
                rows,
            });
        }
        Ok(Self { times, series })
    }

    /// The time of a row as the file has it; null where the file has no times.
    pub(super) fn time(&self, row: usize) -> Value {
        let text = self.times.text(row);
        match self.times.number(row) {
            // A whole number stays one.
            Some(number) => match text.and_then(|text| text.trim().parse::<i64>().ok()) {
                Some(whole) => json!(whole),
                None => json!(number),
            },
            None => json!(text),
        }
    }

    /// The times of a series as numbers: those of the file, or how long after the first each is, in periods, months or days.
    pub(super) fn numbers(&self, series: &Series) -> Vec<f64> {
        let first = series.rows.first().map_or(0.0, |row| self.times.at(*row));
        let number = |row: &usize| {
            let number = self.times.number(*row);
            number.unwrap_or_else(|| self.times.at(*row) - first)
        };
        series.rows.iter().map(number).collect()
    }

    /// The times of a series that do not come as soon after the one before as the soonest does: something is missing before them.
    pub(super) fn after_gaps(&self, series: &Series) -> Vec<Value> {
        const WITHIN: f64 = 1.5;
        let pairs = series.rows.iter().zip(series.rows.iter().skip(1));
        let steps = pairs.map(|(one, next)| (*next, self.times.at(*next) - self.times.at(*one)));
        let steps: Vec<(usize, f64)> = steps.collect();
        let soonest = steps
            .iter()
            .fold(f64::INFINITY, |least, (_, step)| least.min(*step));
        let late = steps.iter().filter(|(_, step)| *step > WITHIN * soonest);
        late.map(|(row, _)| self.time(*row)).collect()
    }

    /// The position in a series at which a time stands that was asked for.
    fn position(&self, series: &Series, time: &str) -> Option<usize> {
        let number: Option<f64> = time.parse().ok();
        let stands = |(position, row): (usize, &usize)| {
            if let Some(of_row) = self.times.number(*row) {
                return Some(of_row) == number;
            }
            match self.times.text(*row) {
                Some(text) => text == time,
                None => number == Some(position as f64 + 1.0),
            }
        };
        series.rows.iter().enumerate().position(stands)
    }

    /// Where times stand in each series, ascending; each stands in one of them at least.
    pub(super) fn positions(
        &self,
        option: &str,
        times: &[String],
    ) -> Result<Vec<Vec<usize>>, Failure> {
        let mut found = vec![Vec::new(); self.series.len()];
        for time in times {
            let mut stands = false;
            for (of_series, series) in found.iter_mut().zip(&self.series) {
                if let Some(position) = self.position(series, time) {
                    of_series.push(position);
                    stands = true;
                }
            }
            if !stands {
                let allowed = "a time that stands in the file";
                return Err(AppError::parameter(option, time, allowed).into());
            }
        }
        for of_series in &mut found {
            of_series.sort_unstable();
            of_series.dedup();
        }
        Ok(found)
    }

    /// An item for each series. One of which nothing can be told has nulls for its fields and a reason; where that is so of all, the
    /// file is refused.
    pub(super) fn items<E: Display>(
        &self,
        file: &FileArgs,
        fields: &[&str],
        tell: impl Fn(usize, &Series) -> Result<Value, E>,
    ) -> Result<Vec<Value>, Failure> {
        let mut items = Vec::new();
        let mut first_error = None;
        let mut is_any = false;
        for (no, series) in self.series.iter().enumerate() {
            let mut item = Map::new();
            item.insert("series".to_owned(), json!(series.name));
            match tell(no, series) {
                Ok(Value::Object(told)) => {
                    is_any = true;
                    item.extend(told);
                }
                Ok(other) => {
                    is_any = true;
                    item.insert("value".to_owned(), other);
                }
                Err(error) => {
                    let nulls = fields.iter().map(|name| ((*name).to_owned(), Value::Null));
                    item.extend(nulls);
                    item.insert("reason".to_owned(), json!(error.to_string()));
                    let named = match &series.name {
                        Some(name) => format!("series `{name}`: {error}"),
                        None => error.to_string(),
                    };
                    first_error.get_or_insert(named);
                }
            }
            items.push(Value::Object(item));
        }
        match first_error {
            Some(error) if !is_any => Err(refused(file, error)),
            _ => Ok(items),
        }
    }
}

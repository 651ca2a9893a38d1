//! The series of a file, each in the order of time.

use std::fmt::Display;

use pejl_app::AppError;
use pejl_app::analyse::{Columns, Times, Unread};
use serde_json::{Map, Value, json};

use super::{Items, columns, refused};
use crate::arguments::{FileArgs, SeriesArgs};
use crate::exit::Failure;

/// What a statistic asks of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Their order, which is that of the file where they are names.
    Order,
    /// The order of the file, whatever they are.
    FileOrder,
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

/// Most work of a file with models that may have a season, counted in [`seasonal_work`]: 204,000 points without a season, 30,000
/// with one of 12, 2,295 with one of 60.
pub(super) const SEASONAL_WORK_MAX: (u64, &str) = (
    10_000_000,
    "points times the square of their season's points and six",
);

/// The points of a series times the square of those of its season and six more: about what a model has to estimate, squared.
pub(super) fn seasonal_work(points: u64, season: Option<usize>) -> u64 {
    let season = u64::try_from(season.unwrap_or(1)).unwrap_or(u64::MAX);
    let estimated = season.saturating_add(6);
    points.saturating_mul(estimated.saturating_mul(estimated))
}

/// All series of a file.
pub(super) struct AllSeries {
    times: Times,
    pub(super) series: Vec<Series>,
}

impl Asked {
    /// The order of times, or that of the file where it was asked for.
    pub(super) fn order(in_order: bool) -> Self {
        match in_order {
            true => Asked::FileOrder,
            false => Asked::Order,
        }
    }
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
            Asked::FileOrder => Unread::Always,
            Asked::Distance | Asked::NoGap => Unread::Refused,
        };
        let times = found.times(time, default, unread)?;
        let values = found.numbers(&args.value)?;
        let mut series = Vec::new();
        for group in found.groups(args.series.as_deref(), "series")? {
            let rows = match asked {
                Asked::Order | Asked::FileOrder | Asked::Distance => {
                    found.in_time(&group, &times)?
                }
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

    /// The times of a series that do not come as soon after the one before as the soonest does: something is missing before them. Of names,
    /// and of the order of a file, nothing is known to be missing.
    pub(super) fn after_gaps(&self, series: &Series) -> Vec<Value> {
        const WITHIN: f64 = 1.5;
        if !self.times.are_known() {
            return Vec::new();
        }
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

    /// Refuses a file whose series are too much work together, before any of it is done: `of_series` is that of a series of so many
    /// points, counted in `what`.
    pub(super) fn check_work(
        &self,
        file: &FileArgs,
        (most, what): (u64, &str),
        of_series: impl Fn(u64) -> u64,
    ) -> Result<(), Failure> {
        let points = |series: &Series| u64::try_from(series.values.len()).unwrap_or(u64::MAX);
        let works = self.series.iter().map(|series| of_series(points(series)));
        let found = works.fold(0_u64, u64::saturating_add);
        match found > most {
            true => Err(refused(
                file,
                format!("{found} {what} in all series together: at most {most} are taken"),
            )),
            false => Ok(()),
        }
    }

    /// An item for each series. One of which nothing can be told has nulls for its fields and a reason; where that is so of all, the
    /// file is refused.
    pub(super) fn items<E: Display>(
        &self,
        file: &FileArgs,
        fields: &[&str],
        tell: impl Fn(usize, &Series) -> Result<Value, E>,
    ) -> Result<Vec<Value>, Failure> {
        let mut items = Items::default();
        for (no, series) in self.series.iter().enumerate() {
            let mut item = Map::new();
            item.insert("series".to_owned(), json!(series.name));
            match tell(no, series) {
                Ok(Value::Object(told)) => {
                    item.extend(told);
                    items.tell(item);
                }
                Ok(other) => {
                    item.insert("value".to_owned(), other);
                    items.tell(item);
                }
                Err(error) => {
                    let of = series.name.as_ref();
                    let of = of.map_or_else(String::new, |name| format!("series `{name}`"));
                    items.leave(item, fields, &error.to_string(), &of);
                }
            }
        }
        items.all(file)
    }
}

//! The checks that subjects are made of.

use std::fmt;

use chrono::{Days, NaiveDate};
use pejl_domain::AreaLevel;
use pejl_domain::area::find_area;
use pejl_ingest::TextColumn;
use pejl_ingest::record::{Fault, Problem, RecordBatch, Values, at};

/// Earlier days are slips of the pen: nobody's grant of today began before.
const EARLIEST: NaiveDate = match NaiveDate::from_ymd_opt(1950, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// One thing that must hold for a row, or that is derived for it.
pub(crate) enum Check {
    /// A day that has come.
    Past(&'static str),
    /// A day at most so many days ahead.
    Ahead(&'static str, u32),
    /// A day, however far ahead.
    Day(&'static str),
    /// The second day is not before the first.
    Order(&'static str, &'static str),
    /// A text of a closed set.
    OneOf(&'static str, fn() -> Vec<&'static str>),
    /// A whole number in a range.
    Whole(&'static str, i32, i32),
    /// A number in a range.
    Decimal(&'static str, f64, f64),
    /// A municipality by code or name; its code is kept.
    Municipality(&'static str),
    /// Anything else.
    Other(fn(&mut RecordBatch, NaiveDate, &mut Vec<Fault>)),
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Past(name)
            | Self::Ahead(name, _)
            | Self::Day(name)
            | Self::Order(name, _)
            | Self::OneOf(name, _)
            | Self::Whole(name, ..)
            | Self::Decimal(name, ..)
            | Self::Municipality(name) => write!(f, "Check({name})"),
            Self::Other(_) => f.write_str("Check(…)"),
        }
    }
}

impl Check {
    /// The columns it looks at, where it says so.
    #[cfg(test)]
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        match self {
            Self::Order(first, then) => vec![first, then],
            Self::Past(name)
            | Self::Ahead(name, _)
            | Self::Day(name)
            | Self::OneOf(name, _)
            | Self::Whole(name, ..)
            | Self::Decimal(name, ..)
            | Self::Municipality(name) => vec![name],
            Self::Other(_) => Vec::new(),
        }
    }

    /// Refuses the rows for which it does not hold.
    pub(crate) fn apply(&self, batch: &mut RecordBatch, as_of: NaiveDate) {
        let mut faults = Vec::new();
        match *self {
            Self::Past(name) => days(batch, name, Some(as_of), &mut faults),
            Self::Ahead(name, most) => {
                let last = as_of.checked_add_days(Days::new(most.into()));
                days(batch, name, last, &mut faults);
            }
            Self::Day(name) => days(batch, name, None, &mut faults),
            Self::Order(first, then) => order(batch, first, then, &mut faults),
            Self::OneOf(name, codes) => one_of(batch, name, &codes(), &mut faults),
            Self::Whole(name, least, most) => whole(batch, name, least, most, &mut faults),
            Self::Decimal(name, least, most) => decimal(batch, name, least, most, &mut faults),
            Self::Municipality(name) => municipality(batch, name, &mut faults),
            Self::Other(check) => check(batch, as_of, &mut faults),
        }
        faults.into_iter().for_each(|fault| batch.refuse(fault));
    }
}

/// Refuses days before all records, and after `last`.
fn days(batch: &RecordBatch, name: &'static str, last: Option<NaiveDate>, faults: &mut Vec<Fault>) {
    for (row, day) in batch.date(name).iter().enumerate() {
        let Some(day) = *day else { continue };
        if day < EARLIEST {
            faults.push(Fault::other(
                row,
                name,
                "date.too_early",
                format!("datoen ligger før {}", EARLIEST.format("%d.%m.%Y")),
                format!("the date lies before {EARLIEST}"),
            ));
        } else if let Some(as_of) = last.filter(|last| day > *last) {
            faults.push(Fault::of(row, name, &Problem::Future { as_of }));
        }
    }
}

fn order(batch: &RecordBatch, first: &'static str, then: &'static str, faults: &mut Vec<Fault>) {
    let begins = batch.date(first);
    for (row, end) in batch.date(then).iter().enumerate() {
        let (Some(begin), Some(end)) = (at(begins, row), *end) else {
            continue;
        };
        if end < begin {
            faults.push(Fault::other(
                row,
                then,
                "date.end_before_start",
                format!(
                    "datoen ligger før {first}, som er {}",
                    begin.format("%d.%m.%Y")
                ),
                format!("the date lies before {first}, which is {begin}"),
            ));
        }
    }
}

fn one_of(batch: &RecordBatch, name: &'static str, codes: &[&str], faults: &mut Vec<Fault>) {
    let texts = batch.text(name).iter().enumerate();
    let strangers = texts.filter(|(_, text)| !text.is_empty() && !codes.contains(text));
    faults.extend(strangers.map(|(row, _)| {
        let allowed = codes.join(", ");
        Fault::of(row, name, &Problem::NotListed { allowed })
    }));
}

fn whole(batch: &RecordBatch, name: &'static str, least: i32, most: i32, faults: &mut Vec<Fault>) {
    let problem = Problem::OutOfRange {
        least: least.into(),
        most: most.into(),
    };
    let values = batch.int32(name).iter().enumerate();
    let outside = values.filter(|(_, value)| value.is_some_and(|it| !(least..=most).contains(&it)));
    faults.extend(outside.map(|(row, _)| Fault::of(row, name, &problem)));
}

fn decimal(
    batch: &RecordBatch,
    name: &'static str,
    least: f64,
    most: f64,
    faults: &mut Vec<Fault>,
) {
    let Some(Values::Float64(values)) = batch.values(name) else {
        return;
    };
    let values = values.iter().enumerate();
    let outside = values.filter(|(_, value)| value.is_some_and(|it| !(least..=most).contains(&it)));
    faults.extend(outside.map(|(row, _)| {
        let danish = |number: f64| number.to_string().replace('.', ",");
        Fault::other(
            row,
            name,
            "number.out_of_range",
            format!(
                "forventede et tal fra {} til {}",
                danish(least),
                danish(most)
            ),
            format!("expected a number from {least} to {most}"),
        )
    }));
}

fn municipality(batch: &mut RecordBatch, name: &'static str, faults: &mut Vec<Fault>) {
    let mut codes = TextColumn::new();
    for (row, text) in batch.text(name).iter().enumerate() {
        let found = find_area(text).filter(|area| area.level == AreaLevel::Municipality);
        codes.push(found.map_or("", |area| area.code));
        if found.is_none() && !text.is_empty() {
            faults.push(Fault::other(
                row,
                name,
                "municipality.unknown",
                "forventede kode eller navn på en af de 98 kommuner".to_owned(),
                "expected the code or name of one of the 98 municipalities".to_owned(),
            ));
        }
    }
    if !codes.is_empty() {
        batch.set(name, Values::Text(codes));
    }
}

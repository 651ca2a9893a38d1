//! Applies a subject's checks, derives ages and services, and says which month or year a row belongs to.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use pejl_domain::{Grain, Period, PriceLevel, Unit, Variant};
use pejl_ingest::record::{
    BIRTH_DATE, Fault, Place, Places, RecordBatch, Remark, Rules, Values, at,
};
use pejl_lake::{REGISTER_YEAR, columns};

use crate::granted::Granted;
use crate::overlap::Overlaps;
use crate::subject::Subject;

/// Divides a period: it has one part, all its rows.
const ROWS: &str = "rows";
const ALL: &str = "all";

/// What the rows of a subject must be, and the period each belongs to.
#[derive(Debug)]
pub struct CareRules {
    subject: &'static Subject,
    as_of: NaiveDate,
    granted: Granted,
    overlaps: Overlaps,
    /// Number of the place by year and month, month 0 for a year.
    places: HashMap<(i32, u32), u32>,
}

impl CareRules {
    /// Rules for rows of a subject that are read on a day.
    #[must_use]
    pub fn new(subject: &'static Subject, as_of: NaiveDate) -> Self {
        Self {
            subject,
            as_of,
            granted: Granted::default(),
            overlaps: Overlaps::default(),
            places: HashMap::new(),
        }
    }

    fn grain(&self) -> Grain {
        self.subject.spec.grain.unwrap_or(Grain::Year)
    }

    fn number(&mut self, year: i32, month: u32, places: &mut Places) -> Option<u32> {
        if let Some(number) = self.places.get(&(year, month)) {
            return Some(*number);
        }
        let period = match month {
            0 => Period::year(year),
            month => Period::month(year, month),
        };
        let number = places.number(Place {
            period: period.ok()?,
            member: ALL.to_owned(),
        });
        self.places.insert((year, month), number);
        Some(number)
    }
}

impl Rules for CareRules {
    fn variant(&self, source: &str) -> Variant {
        Variant {
            source: source.to_owned(),
            table_id: self.subject.spec.name.to_owned(),
            // A row holds quantities of several units, each named in the schema; what is counted is rows.
            unit: Unit::Other("records".to_owned()),
            price: PriceLevel::Current,
            grain: self.grain(),
            dimensions: BTreeSet::from([ROWS.to_owned()]),
        }
    }

    fn check(&mut self, batch: &mut RecordBatch) {
        for check in self.subject.checks {
            check.apply(batch, self.as_of);
        }
        if let Some(day) = self.subject.service_on {
            self.granted.resolve(batch, day);
        }
        if let Some(day) = self.subject.age_on {
            ages(batch, day);
        }
        if self.subject.counts_overlaps {
            self.overlaps.note(batch);
        }
    }

    fn places(&mut self, batch: &RecordBatch, places: &mut Places) -> Vec<Option<u32>> {
        let Some(anchor) = self.subject.spec.anchor.first().copied() else {
            let number = self.number(REGISTER_YEAR, 0, places);
            return vec![number; batch.len()];
        };
        // A refused row may lie in a period that cannot be; it belongs nowhere.
        let key = |row: usize| match self.subject.spec.grain {
            Some(Grain::Month) => at(batch.date(anchor), row).map(|day| (day.year(), day.month())),
            _ => at(batch.int32(anchor), row).map(|year| (year, 0)),
        };
        let keys: Vec<_> = (0..batch.len()).map(key).collect();
        keys.into_iter()
            .map(|key| key.and_then(|(year, month)| self.number(year, month, places)))
            .collect()
    }

    fn declared(&self, periods: &[Period], places: &mut Places) {
        for period in periods {
            places.declare(Place {
                period: *period,
                member: ALL.to_owned(),
            });
        }
    }

    fn dimension(&self) -> &'static str {
        ROWS
    }

    fn remarks(&self) -> Vec<Remark> {
        let mut remarks = self.granted.remarks();
        remarks.extend(self.overlaps.remark());
        remarks
    }
}

/// Derives the age on a day; a day before birth is refused.
fn ages(batch: &mut RecordBatch, on: &'static str) {
    let births = batch.date(BIRTH_DATE);
    let days = batch.date(on);
    let mut ages = Vec::with_capacity(batch.len());
    let mut faults = Vec::new();
    for row in 0..batch.len() {
        let (Some(born), Some(day)) = (at(births, row), at(days, row)) else {
            ages.push(None);
            continue;
        };
        let age = day.years_since(born);
        if age.is_none() {
            // The birth date is not told: it is of a person.
            faults.push(Fault::other(
                row,
                on,
                "date.before_birth",
                "datoen ligger før borgerens fødsel".to_owned(),
                "the date lies before the citizen's birth".to_owned(),
            ));
        }
        ages.push(age.and_then(|age| i32::try_from(age).ok()));
    }
    batch.set(columns::AGE, Values::Int32(ages));
    faults.into_iter().for_each(|fault| batch.refuse(fault));
}

//! Postings.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use pejl_domain::{Grain, Period, PriceLevel, Unit, Variant};
use pejl_ingest::record::{Fault, Place, Places, Problem, RecordBatch, Remark, Rules, at};
use pejl_lake::columns;

use super::account_rules::{AccountRules, refuse_outside};

/// Divides a month: what was booked in it, and what was booked on it after New Year.
const POSTING: &str = "posting";
const REGULAR: &str = "regular";
const SUPPLEMENTARY: &str = "supplementary";
/// The period of account for postings made after New Year on the old year.
const SUPPLEMENTARY_PERIOD: i32 = 13;
/// How long after its year of account a posting may be dated.
const YEARS_LATE: i32 = 1;

/// What a posting must be, and the month it belongs to.
///
/// A row belongs to the month of its year and period of account, not to that of its date: a posting of March that is
/// booked in May stays in March. Period 13 stands with December, as a part of its own.
#[derive(Debug)]
pub struct LedgerRules {
    accounts: AccountRules,
    as_of: NaiveDate,
    /// Number of the place by year and period of account.
    places: HashMap<(i32, i32), u32>,
}

impl LedgerRules {
    /// Rules for postings read on a day.
    pub fn new(as_of: NaiveDate) -> Self {
        Self {
            accounts: AccountRules::new(as_of),
            as_of,
            places: HashMap::new(),
        }
    }

    /// A day after today, or far from the year of account.
    fn doubtful_day(&self, row: usize, day: NaiveDate, year: i32) -> Option<Fault> {
        if day > self.as_of {
            let problem = Problem::Future { as_of: self.as_of };
            return Some(Fault::of(row, columns::POSTING_DATE, &problem));
        }
        let late = day.year().checked_sub(year)?;
        if (-YEARS_LATE..=YEARS_LATE).contains(&late) {
            return None;
        }
        Some(Fault::other(
            row,
            columns::POSTING_DATE,
            "date.far_from_year",
            format!("datoen ligger mere end et år fra regnskabsåret {year}"),
            format!("the date lies more than a year from the year of account {year}"),
        ))
    }

    fn number(&mut self, year: i32, period: i32, places: &mut Places) -> Option<u32> {
        if let Some(number) = self.places.get(&(year, period)) {
            return Some(*number);
        }
        let month = u32::try_from(period.min(12)).ok()?;
        let number = places.number(Place {
            period: Period::month(year, month).ok()?,
            member: member(period).to_owned(),
        });
        self.places.insert((year, period), number);
        Some(number)
    }
}

impl Rules for LedgerRules {
    fn variant(&self, source: &str) -> Variant {
        Variant {
            source: source.to_owned(),
            table_id: "ledger".to_owned(),
            unit: Unit::Oere,
            price: PriceLevel::Current,
            grain: Grain::Month,
            dimensions: BTreeSet::from([POSTING.to_owned()]),
        }
    }

    fn check(&mut self, batch: &mut RecordBatch) {
        self.accounts.check(batch);
        let mut faults = Vec::new();
        let period = columns::FISCAL_PERIOD;
        refuse_outside(batch, period, 1, SUPPLEMENTARY_PERIOD, &mut faults);
        let years = batch.int32(columns::FISCAL_YEAR);
        for (row, day) in batch.date(columns::POSTING_DATE).iter().enumerate() {
            if let (Some(day), Some(year)) = (day, at(years, row)) {
                faults.extend(self.doubtful_day(row, *day, year));
            }
        }
        faults.into_iter().for_each(|fault| batch.refuse(fault));
    }

    fn places(&mut self, batch: &RecordBatch, places: &mut Places) -> Vec<Option<u32>> {
        let periods = batch.int32(columns::FISCAL_PERIOD);
        let mut last = None;
        let mut place = |(row, year): (usize, &Option<i32>)| {
            let key = ((*year)?, at(periods, row)?);
            match last {
                Some((same, number)) if same == key => number,
                _ => {
                    let number = self.number(key.0, key.1, places);
                    last = Some((key, number));
                    number
                }
            }
        };
        let years = batch.int32(columns::FISCAL_YEAR);
        years.iter().enumerate().map(&mut place).collect()
    }

    fn declared(&self, periods: &[Period], places: &mut Places) {
        for period in periods {
            places.declare(Place {
                period: *period,
                member: REGULAR.to_owned(),
            });
            if period.number_in_year() == 12 {
                places.declare(Place {
                    period: *period,
                    member: SUPPLEMENTARY.to_owned(),
                });
            }
        }
    }

    fn dimension(&self) -> &'static str {
        POSTING
    }

    fn remarks(&self) -> Vec<Remark> {
        self.accounts.remarks()
    }
}

fn member(period: i32) -> &'static str {
    if period == SUPPLEMENTARY_PERIOD {
        SUPPLEMENTARY
    } else {
        REGULAR
    }
}

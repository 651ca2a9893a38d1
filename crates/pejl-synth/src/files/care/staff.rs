//! Staffing and absence of the own units, as the delivered hours need them.

use std::collections::BTreeMap;

use crate::calendar::Month;
use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Model, Purpose};
use crate::place::{Owner, Trade};
use crate::service::Unit;

use super::UNIT;

pub(crate) const STAFFING: Dataset = Dataset {
    name: "staffing",
    columns: &[
        "unit_id",
        "month",
        "profession",
        "fte",
        "headcount",
        "agency_hours",
        "trained_flag",
    ],
    tables: &[
        TableSpec {
            by: &["month.month", "profession", "trained_flag"],
            measures: &["fte", "headcount", "agency_hours"],
        },
        TableSpec {
            by: &["month.year", "unit_id"],
            measures: &["agency_hours"],
        },
    ],
    write: staffing,
};

pub(crate) const ABSENCE: Dataset = Dataset {
    name: "absence",
    columns: &["unit_id", "month", "profession", "days_absent", "cause"],
    tables: &[TableSpec {
        by: &["month.year", "profession", "cause"],
        measures: &["days_absent"],
    }],
    write: absence,
};

/// Delivered minutes in a month that one full-time employee gives, when travel, meetings and holiday are off.
const MINUTES_OF_FTE: i64 = 5_300;
/// Staff for each place in a residential unit and a day of activity, hundredths.
const FTE_OF_DAY: i64 = 4;

/// Employees of one unit and profession, in hundredths of full time.
struct Staff {
    unit: usize,
    month: Month,
    profession: &'static str,
    hundredths: i64,
}

fn staffing(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for staff in staff(model) {
        let mut draws = staff.draws(model, 0);
        // Those with rehabilitation training are a share that grows by year.
        let trained_share = (18 + 3 * (staff.month.year() - 2014)).clamp(10, 60);
        let trained = staff.hundredths * i64::from(trained_share) / 100;
        let agency = i64::from(draws.between(0, 12)) * staff.hundredths / 100;
        for (flag, hundredths, agency) in [
            (true, trained, 0),
            (false, staff.hundredths - trained, agency),
        ] {
            if hundredths == 0 {
                continue;
            }
            let headcount = hundredths * 118 / 10_000 + 1;
            sink.row(Some(staff.month.first_day()), |row| {
                row.id(UNIT, staff.unit)
                    .date(staff.month.first_day())
                    .text(staff.profession)
                    .hundredths(hundredths)
                    .number(headcount)
                    .number(agency)
                    .flag(flag);
            })?;
        }
    }
    Ok(())
}

fn absence(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for staff in staff(model) {
        let mut draws = staff.draws(model, 1);
        let winter = if matches!(staff.month.number(), 1..=3 | 11 | 12) {
            25
        } else {
            0
        };
        // Days of absence for each full-time employee in a month, hundredths.
        for (cause, low, high) in [
            ("own_illness", 85 + winter, 130 + winter),
            ("child_illness", 5, 14),
        ] {
            let days = staff.hundredths * i64::from(draws.between(low, high)) / 100;
            sink.row(Some(staff.month.first_day()), |row| {
                row.id(UNIT, staff.unit)
                    .date(staff.month.first_day())
                    .text(staff.profession)
                    .hundredths(days)
                    .text(cause);
            })?;
        }
    }
    Ok(())
}

impl Staff {
    fn draws(&self, model: &Model, number: u64) -> crate::draw::Draws {
        let unit = u64::try_from(self.unit).unwrap_or_default();
        let letter = self.profession.bytes().map(u64::from).sum();
        model.draws(
            Purpose::Staff,
            &[number, unit, letter, self.month.first_day().key()],
        )
    }
}

/// Staff by unit, month and profession, from what the unit delivered in the month.
fn staff(model: &Model) -> Vec<Staff> {
    let mut all = Vec::new();
    for month in model.window.from.through(model.window.to) {
        let mut work: BTreeMap<usize, i64> = BTreeMap::new();
        for grant in &model.grants {
            let delivered = model.delivered(grant, month);
            if delivered == 0 || model.place.owner(grant.supplier) != Owner::Own {
                continue;
            }
            // Thousandths of the hundredths, so that small deliveries are not rounded away.
            let thousandths = match grant.service.unit() {
                Unit::Minutes => delivered * 100_000 / MINUTES_OF_FTE,
                Unit::Meals => delivered * 40,
                Unit::Days => delivered * FTE_OF_DAY * 1000,
            };
            *work.entry(grant.supplier.into()).or_default() += thousandths;
        }
        for (unit, thousandths) in work {
            let Some(supplier) = model.place.suppliers.get(unit) else {
                continue;
            };
            for (profession, share) in professions(supplier.trade) {
                let hundredths = thousandths / 1000 * share / 100;
                if hundredths > 0 {
                    all.push(Staff {
                        unit,
                        month,
                        profession,
                        hundredths,
                    });
                }
            }
        }
    }
    all
}

/// Professions of a kind of unit, per cent.
const fn professions(trade: Trade) -> [(&'static str, i64); 3] {
    match trade {
        Trade::HomeHelp => [
            ("sosu_helper", 66),
            ("sosu_assistant", 28),
            ("therapist", 6),
        ],
        Trade::CareHome => [("sosu_helper", 52), ("sosu_assistant", 38), ("nurse", 10)],
        Trade::Nursing => [("nurse", 72), ("sosu_assistant", 26), ("other", 2)],
        Trade::Training => [("therapist", 94), ("sosu_assistant", 2), ("other", 4)],
        Trade::Kitchen => [("other", 100), ("nurse", 0), ("therapist", 0)],
        _ => [("pedagogue", 74), ("sosu_assistant", 18), ("other", 8)],
    }
}

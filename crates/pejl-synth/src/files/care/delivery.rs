//! What was delivered, day by day: the minutes of a grant in a month add up to those that the ledger pays for.

use crate::calendar::{Day, Month};
use crate::draw::Draws;
use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Grant, Model, Purpose};
use crate::service::{Service, Unit};

use super::{COURSE, GRANT, PROVIDER};

pub(crate) const DELIVERY: Dataset = Dataset {
    name: "delivery",
    columns: &[
        "cpr",
        "grant_id",
        "course_id",
        "service_code",
        "date",
        "minutes",
        "quantity",
        "planned_minutes",
        "profession",
        "provider_id",
        "mode",
        "cancelled",
        "cancel_reason",
    ],
    tables: &[
        TableSpec {
            by: &["date.month", "service_code", "cancelled"],
            measures: &["minutes", "planned_minutes", "quantity"],
        },
        TableSpec {
            by: &["date.year", "provider_id", "service_code"],
            measures: &["minutes"],
        },
        TableSpec {
            by: &["date.year", "profession", "mode"],
            measures: &["minutes"],
        },
    ],
    write,
};

/// Minutes of a day, and the most that somebody can be helped on it.
const DAY_MINUTES: i64 = 1_440;
/// Visits that are cancelled, per mille.
const CANCELLED_PER_MILLE: u32 = 22;

/// One row to be.
#[derive(Clone, Copy)]
struct Visit {
    day: Day,
    planned: i64,
    delivered: i64,
    cancelled: bool,
}

fn write(model: &Model, year: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let year = year.unwrap_or_default();
    let first = Month::new(year, 1).max(model.window.from);
    let last = Month::new(year, 12).min(model.window.to);
    let mut visits = Vec::new();
    for month in first.through(last) {
        let (from, to) = (month.first_day(), month.last_day());
        for (position, grant) in model.grants.iter().enumerate() {
            if grant.from <= to && grant.to >= from {
                month_of(model, position, grant, month, &mut visits, sink)?;
            }
        }
    }
    Ok(())
}

fn month_of(
    model: &Model,
    position: usize,
    grant: &Grant,
    month: Month,
    visits: &mut Vec<Visit>,
    sink: &mut Sink<'_, '_>,
) -> Result<(), SynthError> {
    let delivered = model.delivered(grant, month);
    if delivered == 0 {
        return Ok(());
    }
    let serial = model.person(grant.person).map_or(0, |person| person.serial);
    let keys = [
        serial,
        grant.service.key(),
        grant.from.key(),
        month.first_day().key(),
    ];
    let mut draws = model.draws(Purpose::Visits, &keys);
    plan(grant, month, visits, &mut draws);
    if grant.service.unit() == Unit::Minutes {
        hold_enough(visits, delivered);
    }
    share_out(visits, model.granted(grant, month), delivered);
    for visit in visits.iter() {
        sink.row(Some(visit.day), |row| {
            if let Some(person) = model.person(grant.person) {
                row.cpr(person.cpr);
            }
            let is_timed = grant.service.unit() == Unit::Minutes;
            row.id(GRANT, position)
                .maybe(grant.course, |row, course| {
                    row.id(COURSE, course);
                })
                .text(grant.service.legal(grant.target, grant.from).code)
                .date(visit.day)
                .maybe(is_timed.then_some(visit.delivered), |row, minutes| {
                    row.number(minutes);
                })
                .maybe((!is_timed).then_some(visit.delivered), |row, quantity| {
                    row.number(quantity);
                })
                .maybe(is_timed.then_some(visit.planned), |row, minutes| {
                    row.number(minutes);
                })
                .text(profession(grant.service, &mut draws))
                .id(PROVIDER, grant.supplier.into())
                .text(mode(grant.service, &mut draws))
                .flag(visit.cancelled)
                .text(if visit.cancelled {
                    cancel_reason(&mut draws)
                } else {
                    ""
                });
        })?;
    }
    Ok(())
}

/// The days on which somebody comes; at least one of them is not cancelled.
fn plan(grant: &Grant, month: Month, visits: &mut Vec<Visit>, draws: &mut Draws) {
    visits.clear();
    let first = grant.from.max(month.first_day());
    let last = grant.to.min(month.last_day());
    let is_visited = grant.service.unit() == Unit::Minutes;
    let interval = interval(grant);
    let mut day = first.plus((-first.since(grant.from)).rem_euclid(interval));
    while is_visited && day <= last {
        visits.push(Visit {
            day,
            planned: 0,
            delivered: 0,
            cancelled: draws.chance(CANCELLED_PER_MILLE),
        });
        day = day.plus(interval);
    }
    if visits.iter().all(|visit| visit.cancelled) {
        // Places and meals are reported once a month, and so is help that had no visit in it.
        visits.push(Visit {
            day: last,
            planned: 0,
            delivered: 0,
            cancelled: false,
        });
    }
}

/// Takes cancellations back, the earliest first, until the minutes fit into the days on which somebody comes: help
/// round the clock leaves no day to make up for another.
fn hold_enough(visits: &mut [Visit], delivered: i64) {
    let count = |visits: &[Visit]| {
        let held = visits.iter().filter(|visit| !visit.cancelled).count();
        i64::try_from(held).unwrap_or(i64::MAX).max(1)
    };
    let longest = |n_held: i64| delivered / n_held + delivered % n_held;
    while longest(count(visits)) > DAY_MINUTES {
        match visits.iter_mut().find(|visit| visit.cancelled) {
            Some(visit) => visit.cancelled = false,
            None => return,
        }
    }
}

/// Shares the month's minutes or days out over its rows; the last takes what is left, so that the sums are exact.
fn share_out(visits: &mut [Visit], granted: i64, delivered: i64) {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let n = count(visits.len()).max(1);
    let n_held = count(visits.iter().filter(|visit| !visit.cancelled).count()).max(1);
    let (mut planned_left, mut delivered_left) = (granted, delivered);
    for visit in visits.iter_mut() {
        visit.planned = granted / n;
        planned_left -= visit.planned;
        if !visit.cancelled {
            visit.delivered = delivered / n_held;
            delivered_left -= visit.delivered;
        }
    }
    if let Some(last) = visits.last_mut() {
        last.planned += planned_left;
    }
    if let Some(last) = visits.iter_mut().rev().find(|visit| !visit.cancelled) {
        last.delivered += delivered_left;
    }
}

/// Days between two visits.
const fn interval(grant: &Grant) -> i32 {
    match (grant.service, grant.amount) {
        (Service::PersonalCare, 300..) | (Service::SupportInHousing | Service::Assistance, _) => 1,
        (Service::PersonalCare, _) | (Service::Rehabilitation, _) => 2,
        (Service::PracticalHelp, 120..) => 7,
        (Service::PracticalHelp, _) => 14,
        _ => 4,
    }
}

fn profession(service: Service, draws: &mut Draws) -> &'static str {
    let choices: [(&'static str, u32); 3] = match service {
        Service::PersonalCare => [("sosu_helper", 640), ("sosu_assistant", 310), ("other", 50)],
        Service::PracticalHelp => [("sosu_helper", 850), ("other", 130), ("sosu_assistant", 20)],
        Service::Rehabilitation => [
            ("therapist", 380),
            ("sosu_helper", 450),
            ("sosu_assistant", 170),
        ],
        Service::Nursing => [("nurse", 700), ("sosu_assistant", 290), ("other", 10)],
        Service::Training => [("therapist", 960), ("other", 20), ("sosu_assistant", 20)],
        Service::Support | Service::SupportInHousing => {
            [("pedagogue", 780), ("sosu_assistant", 150), ("other", 70)]
        }
        _ => [("other", 1), ("other", 0), ("other", 0)],
    };
    draws.choose(&choices).unwrap_or("other")
}

fn mode(service: Service, draws: &mut Draws) -> &'static str {
    let choices: [(&'static str, u32); 4] = match service {
        Service::Nursing => [("visit", 900), ("screen", 70), ("phone", 20), ("robot", 10)],
        Service::Support => [("visit", 820), ("phone", 80), ("group", 60), ("screen", 40)],
        Service::Training => [("visit", 550), ("group", 450), ("screen", 0), ("phone", 0)],
        _ => [("visit", 1), ("visit", 0), ("visit", 0), ("visit", 0)],
    };
    draws.choose(&choices).unwrap_or("visit")
}

fn cancel_reason(draws: &mut Draws) -> &'static str {
    let reasons = [("citizen_absent", 450), ("hospital", 350), ("staff", 200)];
    draws.choose(&reasons).unwrap_or("citizen_absent")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_day_is_longer_than_a_day() {
        let mut visits: Vec<Visit> = (0..31)
            .map(|day| Visit {
                day: Day::new(2014, 10, 1).plus(day),
                planned: 0,
                delivered: 0,
                cancelled: day % 4 == 0,
            })
            .collect();
        // 1,430 minutes a day: round the clock but for ten minutes.
        let delivered = 31 * 1_430;
        hold_enough(&mut visits, delivered);
        share_out(&mut visits, delivered, delivered);
        assert!(visits.iter().all(|visit| visit.delivered <= DAY_MINUTES));
        assert_eq!(
            visits.iter().map(|visit| visit.delivered).sum::<i64>(),
            delivered
        );
        // Little help is not disturbed.
        let mut few = visits.clone();
        few.iter_mut().for_each(|visit| visit.cancelled = true);
        let before = few.iter().filter(|visit| visit.cancelled).count();
        hold_enough(&mut few, 60);
        assert_eq!(few.iter().filter(|visit| visit.cancelled).count(), before);
    }

    #[test]
    fn minutes_are_shared_out_exactly_and_none_on_cancelled_visits() {
        let visit = |cancelled| Visit {
            day: Day::new(2017, 1, 1),
            planned: 0,
            delivered: 0,
            cancelled,
        };
        for (granted, delivered) in [(100, 97), (1, 1), (1_000, 999), (5, 0)] {
            let mut visits = [visit(false), visit(true), visit(false), visit(true)];
            share_out(&mut visits, granted, delivered);
            assert_eq!(
                visits.iter().map(|visit| visit.planned).sum::<i64>(),
                granted
            );
            assert_eq!(
                visits.iter().map(|visit| visit.delivered).sum::<i64>(),
                delivered
            );
            assert!(
                visits
                    .iter()
                    .all(|visit| !visit.cancelled || visit.delivered == 0)
            );
        }
    }
}

//! Grants: what was decided, from when, and how much.

use chrono::NaiveDate;
use pejl_domain::care::{EndReason, ProviderType, Setting};
use pejl_ingest::TextColumn;
use pejl_ingest::record::{Fault, Problem, RecordBatch, Values, at};
use pejl_lake::columns;

use super::{AHEAD_MAX, DAY_MINUTES, Subject, WEEK_HOURS};
use crate::check::Check;

/// Grants: what was decided, from when, and how much.
pub(super) static GRANT: Subject = Subject {
    spec: &pejl_lake::GRANT,
    age_on: Some(columns::VALID_FROM),
    service_on: Some(columns::VALID_FROM),
    counts_overlaps: true,
    checks: &[
        Check::Past(columns::APPLIED_DATE),
        Check::Ahead(columns::DECISION_DATE, AHEAD_MAX),
        Check::Ahead(columns::VALID_FROM, AHEAD_MAX),
        Check::Day(columns::VALID_TO),
        Check::Day(columns::FOLLOW_UP_DATE),
        Check::Past(columns::REJECTED_DATE),
        Check::Past(columns::CANCELLED_DATE),
        Check::Order(columns::APPLIED_DATE, columns::DECISION_DATE),
        Check::Order(columns::VALID_FROM, columns::VALID_TO),
        Check::OneOf(columns::SETTING, || {
            Setting::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::STATUS, || {
            vec!["applied", "granted", "rejected", "cancelled", "ended"]
        }),
        Check::OneOf(columns::UNIT, || {
            vec![
                "minutes",
                "hours",
                "days",
                "meals",
                "pieces",
                "kilometres",
                "participations",
                "dkk",
            ]
        }),
        Check::OneOf(columns::PER, || {
            vec!["visit", "day", "week", "month", "year", "once"]
        }),
        Check::OneOf(columns::AMOUNT_KIND, || vec!["granted", "expected", "paid"]),
        Check::OneOf(columns::PROVIDER_TYPE, || {
            ProviderType::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::END_REASON, || {
            EndReason::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::Decimal(columns::AMOUNT, 0.0, AMOUNT_MAX),
        Check::Municipality(columns::ACTING_MUNICIPALITY),
        Check::Municipality(columns::PAYING_MUNICIPALITY),
        Check::Other(granted_hours),
        Check::Other(has_service),
        Check::Other(status_of_dates),
    ],
};

/// Above this an amount is a slip of the pen: DKK a million a day.
const AMOUNT_MAX: f64 = 1_000_000.0;

/// Minutes and hours fit into what they are per.
fn granted_hours(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let Some(Values::Float64(amounts)) = batch.values(columns::AMOUNT) else {
        return;
    };
    let (units, pers) = (batch.text(columns::UNIT), batch.text(columns::PER));
    for (row, amount) in amounts.iter().enumerate() {
        let Some(amount) = *amount else { continue };
        let minutes = match units.get(row) {
            "minutes" => amount,
            "hours" => amount * 60.0,
            _ => continue,
        };
        let most = match pers.get(row) {
            "visit" | "day" => f64::from(DAY_MINUTES),
            "week" => WEEK_HOURS * 60.0,
            _ => continue,
        };
        // Two helpers at a time is the most that is granted round the clock.
        if minutes > 2.0 * most {
            faults.push(Fault::other(
                row,
                columns::AMOUNT,
                "amount.more_than_time",
                "der er bevilget mere end to hjælpere døgnet rundt".to_owned(),
                "more is granted than two helpers round the clock".to_owned(),
            ));
        }
    }
}

/// A grant is of something: a service, a paragraph, or words for it.
fn has_service(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let raw = batch.text(columns::SERVICE_RAW);
    let lacking = (0..batch.len()).filter(|row| raw.get(*row).is_empty());
    faults.extend(lacking.map(|row| Fault::of(row, columns::SERVICE_RAW, &Problem::Required)));
}

/// Where the source does not say how far a grant has come, its dates do.
fn status_of_dates(batch: &mut RecordBatch, as_of: NaiveDate, _: &mut Vec<Fault>) {
    let given = batch.text(columns::STATUS);
    let rejected = batch.date(columns::REJECTED_DATE);
    let cancelled = batch.date(columns::CANCELLED_DATE);
    let ends = batch.date(columns::VALID_TO);
    let mut statuses = TextColumn::new();
    for row in 0..batch.len() {
        statuses.push(match given.get(row) {
            "" if at(rejected, row).is_some() => "rejected",
            "" if at(cancelled, row).is_some() => "cancelled",
            "" if at(ends, row).is_some_and(|end| end < as_of) => "ended",
            "" => "granted",
            status => status,
        });
    }
    batch.set(columns::STATUS, Values::Text(statuses));
}

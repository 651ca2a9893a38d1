//! Grants in force by the window's last day, each as the record has it on that day.

use crate::error::SynthError;
use crate::files::canonical::{Dataset, Row, Sink, TableSpec};
use crate::model::{Grant, Model};
use crate::service::Unit;

use super::{GRANT, PROVIDER};

pub(crate) const GRANTS: Dataset = Dataset {
    name: "grant",
    columns: &[
        "grant_id",
        "cpr",
        "service_code",
        "law",
        "paragraph",
        "target_group",
        "setting",
        "applied_date",
        "decision_date",
        "valid_from",
        "valid_to",
        "status",
        "amount",
        "unit",
        "per",
        "package_level",
        "provider_id",
        "provider_type",
        "acting_municipality",
        "paying_municipality",
        "follow_up_date",
        "end_reason",
    ],
    tables: &[
        TableSpec {
            by: &["valid_from.year", "service_code", "unit", "per"],
            measures: &["amount"],
        },
        TableSpec {
            by: &["decision_date.year", "service_code", "package_level"],
            measures: &[],
        },
        TableSpec {
            by: &["valid_to.year", "status", "end_reason"],
            measures: &[],
        },
        TableSpec {
            by: &["setting", "target_group", "provider_type"],
            measures: &[],
        },
    ],
    write,
};

/// Days from the first day in force to the planned follow-up.
const FOLLOW_UP_DAYS: i32 = 365;

fn write(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let last_day = model.window.last_day();
    for (position, grant) in model.grants.iter().enumerate() {
        if grant.from <= last_day {
            sink.row(Some(grant.from), |row| fields(row, model, position, grant))?;
        }
    }
    Ok(())
}

fn fields(row: &mut Row<'_>, model: &Model, position: usize, grant: &Grant) {
    let last_day = model.window.last_day();
    let is_ended = grant.to <= last_day && !grant.never_closed;
    let legal = grant.service.legal(grant.target, grant.from);
    // The Elderly Act grants courses of care by level, without hours.
    let has_amount = !grant.service.is_under_elderly_act(grant.target, grant.from)
        || grant.service.unit() != Unit::Minutes;
    let level = if has_amount {
        grant.level
    } else {
        grant.level.max(1)
    };
    row.id(GRANT, position);
    if let Some(person) = model.person(grant.person) {
        row.cpr(person.cpr);
    }
    row.text(legal.code)
        .text(legal.law)
        .text(legal.paragraph)
        .text(grant.target.as_str())
        .text(grant.setting.as_str())
        .date(grant.applied)
        .date(grant.decided)
        .date(grant.from)
        .maybe(is_ended.then_some(grant.to), |row, to| {
            row.date(to);
        })
        .text(if is_ended { "ended" } else { "granted" })
        .maybe(has_amount.then_some(grant.amount), |row, amount| {
            row.number(amount.into());
        })
        .text(if has_amount {
            grant.service.unit().as_str()
        } else {
            ""
        })
        .text(if has_amount { "week" } else { "" })
        .maybe((level > 0).then_some(level), |row, level| {
            row.number(level.into());
        })
        .id(PROVIDER, grant.supplier.into())
        .text(model.place.owner(grant.supplier).provider_type().as_str())
        .text(model.place.code)
        .text(model.place.code)
        .date(grant.from.plus(FOLLOW_UP_DAYS))
        .text(if is_ended { grant.end.as_str() } else { "" });
}

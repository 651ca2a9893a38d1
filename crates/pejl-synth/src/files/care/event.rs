//! Deaths, moves and stays in hospital.

use crate::calendar::Day;
use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Leave, Model, Person, Purpose};

pub(crate) const EVENT: Dataset = Dataset {
    name: "event",
    columns: &["cpr", "kind", "date", "planned"],
    tables: &[TableSpec {
        by: &["date.year", "kind", "planned"],
        measures: &[],
    }],
    write,
};

/// Mean days between admissions of somebody of 67 or more, and of the younger.
const BETWEEN_ADMISSIONS: (i32, i32) = (560, 1500);
/// Discharges that are followed by a readmission within 30 days, per mille.
const READMITTED_PER_MILLE: u32 = 170;
/// Days in a year times 67.
const DAYS_OF_67: i32 = 24_471;

fn write(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for person in &model.persons {
        let mut events = Vec::new();
        if person.moved_in {
            events.push(("moved_in", person.known_from, None));
        }
        stays(model, person, &mut events);
        let kind = match person.left.1 {
            Leave::Death => "death",
            Leave::Moved => "moved_out",
        };
        events.push((kind, person.left.0, None));
        for (kind, day, planned) in events {
            if !model.window.contains(day) {
                continue;
            }
            sink.row(Some(day), |row| {
                row.cpr(person.cpr)
                    .text(kind)
                    .date(day)
                    .maybe(planned, |row, planned| {
                        row.flag(planned);
                    });
            })?;
        }
    }
    Ok(())
}

fn stays(model: &Model, person: &Person, events: &mut Vec<(&'static str, Day, Option<bool>)>) {
    let mut draws = model.draws(Purpose::Event, &[person.serial]);
    let end = person.left.0.min(model.window.last_day());
    let mut day = person.known_from;
    loop {
        let is_elderly = day.since(person.born) >= DAYS_OF_67;
        let mean = if is_elderly {
            BETWEEN_ADMISSIONS.0
        } else {
            BETWEEN_ADMISSIONS.1
        };
        day = day.plus(1 + draws.exponential(mean));
        let planned = draws.chance(220);
        let mut kind = "admission";
        loop {
            let discharge = day.plus(draws.between(1, 14));
            let is_readmitted = draws.chance(READMITTED_PER_MILLE);
            let next = discharge.plus(draws.between(1, 29));
            if discharge >= end {
                return;
            }
            events.push((kind, day, Some(planned && kind == "admission")));
            events.push(("discharge", discharge, None));
            day = discharge;
            if !is_readmitted {
                break;
            }
            kind = "readmission";
            day = next;
        }
    }
}

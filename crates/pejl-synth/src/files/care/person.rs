//! Who is known, and in which district.

use crate::calendar::Day;
use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Model, Person};

pub(crate) const PERSON: Dataset = Dataset {
    name: "person",
    columns: &[
        "cpr",
        "birth_year",
        "sex",
        "district",
        "valid_from",
        "valid_to",
    ],
    tables: &[
        TableSpec {
            by: &["valid_from.year", "district"],
            measures: &[],
        },
        TableSpec {
            by: &["valid_to.year"],
            measures: &[],
        },
    ],
    write,
};

fn write(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let last_day = model.window.last_day();
    for person in &model.persons {
        let left = person.left.0;
        match person.moved_inside {
            Some((day, district)) if day <= last_day => {
                stretch(
                    sink,
                    person,
                    person.district,
                    person.known_from,
                    Some(day.plus(-1)),
                )?;
                stretch(
                    sink,
                    person,
                    district,
                    day,
                    (left <= last_day).then_some(left),
                )?;
            }
            _ if person.known_from <= last_day => {
                let to = (left <= last_day).then_some(left);
                stretch(sink, person, person.district, person.known_from, to)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn stretch(
    sink: &mut Sink<'_, '_>,
    person: &Person,
    district: u8,
    from: Day,
    to: Option<Day>,
) -> Result<(), SynthError> {
    sink.row(Some(from), |row| {
        row.cpr(person.cpr)
            .number(person.born.year().into())
            .text(person.sex.as_str())
            .number(district.into())
            .date(from)
            .maybe(to, |row, to| {
                row.date(to);
            });
    })
}

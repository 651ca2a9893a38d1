//! Complaints, waiting lists, preventive visits and a yearly survey: counts drawn for the size of the municipality,
//! with no effect planted in them.

use pejl_domain::care::Setting;

use crate::calendar::Month;
use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Model, Purpose};
use crate::service::{Service, elderly_act};

use super::CASE;

pub(crate) const COMPLAINTS: Dataset = Dataset {
    name: "complaint",
    columns: &[
        "case_id",
        "service_code",
        "law",
        "paragraph",
        "received",
        "decided",
        "outcome",
        "first_instance",
    ],
    tables: &[TableSpec {
        by: &["received.year", "service_code", "outcome"],
        measures: &["days"],
    }],
    write: complaints,
};

pub(crate) const WAITING: Dataset = Dataset {
    name: "waiting",
    columns: &["list_type", "cpr", "listed", "offered", "accepted"],
    tables: &[TableSpec {
        by: &["listed.year", "list_type"],
        measures: &["days_to_offer", "days_to_accept"],
    }],
    write: waiting,
};

pub(crate) const PREVENTION_VISITS: Dataset = Dataset {
    name: "prevention_visit",
    columns: &["cpr", "date", "offered", "accepted", "held", "age_rule"],
    tables: &[TableSpec {
        by: &["date.year", "age_rule", "accepted", "held"],
        measures: &[],
    }],
    write: prevention_visits,
};

pub(crate) const SURVEY: Dataset = Dataset {
    name: "survey",
    columns: &[
        "year",
        "wave",
        "group",
        "question",
        "response",
        "weight",
        "n_invited",
    ],
    tables: &[TableSpec {
        by: &["year", "group", "response"],
        measures: &["weight"],
    }],
    write: survey,
};

/// Decisions that are complained of, per mille.
const COMPLAINED_PER_MILLE: u32 = 14;
/// Ages at which a preventive visit is offered, with the rule that says so.
const VISIT_AGES: [(i32, &str); 3] = [(75, "75"), (80, "80"), (82, "82_yearly")];
const OUTCOMES: [(&str, u32); 5] = [
    ("upheld", 610),
    ("remitted", 190),
    ("changed", 90),
    ("dismissed", 70),
    ("withdrawn", 40),
];
const RESPONSES: [(&str, i32); 6] = [
    ("meget tilfreds", 38),
    ("tilfreds", 41),
    ("hverken eller", 10),
    ("utilfreds", 6),
    ("meget utilfreds", 2),
    ("ved ikke", 3),
];

fn complaints(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let mut number = 0;
    for grant in model
        .grants
        .iter()
        .filter(|grant| model.window.contains(grant.decided))
    {
        let serial = model.person(grant.person).map_or(0, |person| person.serial);
        let mut draws = model.draws(
            Purpose::Complaint,
            &[serial, grant.service.key(), grant.from.key()],
        );
        if !draws.chance(COMPLAINED_PER_MILLE) {
            continue;
        }
        let received = grant.decided.plus(draws.between(5, 28));
        let decided = received.plus(draws.between(60, 320));
        let outcome = draws.choose(&OUTCOMES).unwrap_or("upheld");
        let last_day = model.window.last_day();
        if received > last_day {
            continue;
        }
        number += 1;
        let legal = grant.service.legal(grant.target, received);
        let is_decided = decided <= last_day;
        sink.row(Some(received), |row| {
            row.id(CASE, number)
                .text(legal.code)
                .text(legal.law)
                .text(legal.paragraph)
                .date(received)
                .maybe(is_decided.then_some(decided), |row, day| {
                    row.date(day);
                })
                .text(if is_decided { outcome } else { "" })
                .text("appeals_board");
        })?;
    }
    Ok(())
}

/// The general list for care housing: everybody who moved in has waited on it.
fn waiting(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let last_day = model.window.last_day();
    let moved_in = model.grants.iter().filter(|grant| {
        grant.setting == Setting::CareHousing && grant.service == Service::PersonalCare
    });
    for grant in moved_in {
        let Some(person) = model.person(grant.person) else {
            continue;
        };
        // A grant of the Elderly Act continues an earlier one; nobody waited for it.
        if grant.from.since(grant.applied) < 5
            || grant.applied > last_day
            || grant.applied < model.window.first_day()
        {
            continue;
        }
        let mut draws = model.draws(Purpose::Waiting, &[person.serial]);
        let offered = grant.from.plus(-draws.between(1, 4));
        let accepted = grant.from;
        sink.row(Some(grant.applied), |row| {
            row.text("care_housing_general")
                .cpr(person.cpr)
                .date(grant.applied)
                .maybe((offered <= last_day).then_some(offered), |row, day| {
                    row.date(day);
                })
                .maybe((accepted <= last_day).then_some(accepted), |row, day| {
                    row.date(day);
                });
        })?;
    }
    Ok(())
}

/// Citizens known to the care system in the years in which the rule offers them a visit, until SEL § 79 a gave way to the Elderly Act.
fn prevention_visits(
    model: &Model,
    _: Option<i32>,
    sink: &mut Sink<'_, '_>,
) -> Result<(), SynthError> {
    for person in &model.persons {
        for (age, rule) in VISIT_AGES {
            let birthday = person.born.plus(age * 1461 / 4);
            let mut draws = model.draws(
                Purpose::Visit,
                &[person.serial, u64::from(age.unsigned_abs())],
            );
            let day = birthday.plus(draws.between(5, 120));
            let (accepted, held) = (draws.chance(420), draws.chance(940));
            let is_here = person.known_from <= day && day <= person.left.0;
            if !is_here || !model.window.contains(day) || day >= elderly_act() {
                continue;
            }
            sink.row(Some(day), |row| {
                row.cpr(person.cpr)
                    .date(day)
                    .flag(true)
                    .flag(accepted)
                    .flag(accepted && held)
                    .text(rule);
            })?;
        }
    }
    Ok(())
}

fn survey(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for year in model.window.from.year()..=model.window.to.year() {
        let day = Month::new(year, 10).first_day();
        if !model.window.contains(day) {
            continue;
        }
        for group in ["hjemmehjælp", "plejebolig"] {
            let mut draws = model.draws(Purpose::Survey, &[day.key(), u64::from(group.len() > 11)]);
            let n_invited = i64::from(model.place.residents) / 60;
            for (response, share) in RESPONSES {
                let answers = n_invited * i64::from(share + draws.between(-1, 1)) / 200;
                for _ in 0..answers {
                    sink.row(Some(day), |row| {
                        row.number(year.into())
                            .text("efterår")
                            .text(group)
                            .text("samlet tilfredshed")
                            .text(response)
                            .number(1)
                            .number(n_invited);
                    })?;
                }
            }
        }
    }
    Ok(())
}

//! `pejl rehabilitation`: courses and curves, as the API answers them.

use pejl_api::{
    COURSE_COLUMNS, CourseFigureBody, RehabilitationCoursesBody, RehabilitationSurvivalBody,
    SURVIVAL_COLUMNS, SurvivalGroupBody, course_rows, survival_rows,
};
use pejl_app::rehabilitation::{CoursesRequest, SurvivalRequest, get_survival, list_courses};
use serde_json::{Map, Number, Value};

use super::query::{internal, viewer};
use super::{as_known, filters, open};
use crate::arguments::{
    CoursesArgs, PlaceArgs, RehabilitationCommand, RehabilitationSurvivalArgs, RowFormat,
};
use crate::exit::Failure;
use crate::output;

/// What a terminal shows of a group of courses: a figure, or why there is none.
const COURSE_TABLE: [&str; 16] = [
    "period",
    "members",
    "started",
    "ended",
    "ended_with_effect",
    "self_reliant",
    "less_help",
    "same_help",
    "more_help",
    "ended_without_effect",
    "self_reliant_share",
    "median_days",
    "hours_before",
    "hours_after",
    "measured_share",
    "still_concluded_180",
];

/// What a terminal shows of a step.
const SURVIVAL_TABLE: [&str; 12] = [
    "members",
    "day",
    "at_risk",
    "events",
    "deaths",
    "moved",
    "censored",
    "survival",
    "lower_95",
    "upper_95",
    "event_free",
    "incidence_event",
];

/// Shows courses or curves.
pub fn rehabilitation(place: &PlaceArgs, command: &RehabilitationCommand) -> Result<(), Failure> {
    match command {
        RehabilitationCommand::Courses(args) => courses(place, args),
        RehabilitationCommand::Survival(args) => survival(place, args),
    }
}

fn courses(place: &PlaceArgs, args: &CoursesArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = CoursesRequest {
        municipality: args.municipality.clone(),
        periods: args.period.clone(),
        grain: args.grain.clone(),
        by: args.by.clone(),
        filters: filters(&args.filter)?,
        at: as_known(&args.as_known)?,
        viewer: viewer(args.role.as_deref())?,
    };
    let found = list_courses(&store, &request)?;
    let lang = args.lang.lang;
    let body = RehabilitationCoursesBody::of(&found, lang, store.is_demo());
    match args.format {
        RowFormat::Json => output::json(&body),
        RowFormat::Table => {
            let mut lines = vec![body.municipality_name.clone()];
            lines.extend(invented(body.demo));
            output::lines(&printable(&lines))?;
            output::rows(&Value::Null, &COURSE_TABLE, &wide(&body), args.format)
        }
        RowFormat::Csv | RowFormat::CsvDa => {
            let rows = course_rows(&found, lang).map_err(internal)?;
            output::rows(&Value::Null, &COURSE_COLUMNS, &rows, args.format)
        }
    }
}

/// One row for each group, with its figures side by side.
fn wide(body: &RehabilitationCoursesBody) -> Vec<Map<String, Value>> {
    let row = |group: &pejl_api::CourseGroupBody| {
        let mut row = Map::new();
        row.insert("period".to_owned(), group.period.clone().into());
        let members = group.members.iter();
        let members = members.map(|(name, member)| (name.clone(), member.clone().into()));
        row.insert("members".to_owned(), Value::Object(members.collect()));
        for (figure, column) in group.figures.iter().zip(&body.columns) {
            let decimals = usize::from(column.precision.unwrap_or_default());
            row.insert(figure.column.to_owned(), shown(figure, decimals));
        }
        row
    };
    body.items.iter().map(row).collect()
}

/// A figure with the decimals of its reading, or the cell that says why there is none.
fn shown(figure: &CourseFigureBody, decimals: usize) -> Value {
    let Some(value) = figure.value else {
        return figure.cell.into();
    };
    let rounded = format!("{value:.decimals$}").parse::<Number>();
    rounded.map_or(Value::from(value), Value::Number)
}

fn survival(place: &PlaceArgs, args: &RehabilitationSurvivalArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let of = &args.courses;
    let request = SurvivalRequest {
        of: args.of.clone(),
        municipality: of.municipality.clone(),
        periods: of.period.clone(),
        grain: of.grain.clone(),
        by: of.by.clone(),
        filters: filters(&of.filter)?,
        horizon: args.horizon.clone(),
        at: as_known(&of.as_known)?,
        viewer: viewer(of.role.as_deref())?,
    };
    let found = get_survival(&store, &request)?;
    let lang = of.lang.lang;
    let body = RehabilitationSurvivalBody::of(&found, lang, store.is_demo());
    if of.format == RowFormat::Json {
        return output::json(&body);
    }
    let mut rows = survival_rows(&found, lang).map_err(internal)?;
    if of.format != RowFormat::Table {
        return output::rows(&Value::Null, &SURVIVAL_COLUMNS, &rows, of.format);
    }
    output::lines(&printable(&heading(&body)))?;
    rows.retain(|row| row.contains_key("day"));
    for value in rows.iter_mut().flat_map(Map::values_mut) {
        if let Some(share) = value.as_f64().filter(|_| value.is_f64()) {
            *value = Value::from((share * 10_000.0).round() / 10_000.0);
        }
    }
    output::rows(&Value::Null, &SURVIVAL_TABLE, &rows, of.format)
}

/// What stands above the steps: what is followed, what is told of each group, and what must be known.
fn heading(body: &RehabilitationSurvivalBody) -> Vec<String> {
    let until = body
        .followed_until
        .map_or_else(String::new, |day| format!(", known to {day}"));
    let mut lines = vec![format!(
        "{} of {}, {} to {}{until}",
        body.of, body.municipality_name, body.from, body.to
    )];
    lines.extend(invented(body.demo));
    lines.extend(body.reason.iter().map(|text| format!("no curve: {text}")));
    lines.extend(body.items.iter().map(of_group));
    if let Some(test) = &body.log_rank {
        lines.push(format!(
            "log-rank: chi-square {:.3}, {} degrees of freedom, p {:.4}",
            test.chi_square, test.degrees, test.p
        ));
    }
    let untold = body.log_rank_reason.iter();
    lines.extend(untold.map(|text| format!("log-rank: {text}")));
    lines.extend(body.notes.iter().cloned());
    lines.extend(body.breaks.iter().map(|text| format!("break: {text}")));
    lines.push(String::new());
    lines
}

fn of_group(group: &SurvivalGroupBody) -> String {
    let members: Vec<String> = group
        .members
        .iter()
        .map(|(name, member)| format!("{name}={member}: "))
        .collect();
    let members = members.concat();
    let (Some(n), Some(persons), Some(events)) = (group.n, group.persons, group.events) else {
        let reason = group.reason.as_deref().unwrap_or_default();
        return format!("{members}{} ({reason})", group.cell);
    };
    let median = match group.median_days {
        Some(days) => format!("median {days} days"),
        None => "no median".to_owned(),
    };
    let mean = group.mean.as_ref().map_or_else(String::new, |mean| {
        format!(
            ", mean of the first {} days {:.1} ({:.1} to {:.1})",
            mean.horizon, mean.days, mean.lower_95, mean.upper_95
        )
    });
    let left = group.not_followed.unwrap_or_default();
    format!(
        "{members}{n} followed of {persons} persons, {left} not followed, {events} events, {median}{mean}"
    )
}

fn invented(demo: bool) -> Option<String> {
    demo.then(|| "all figures are invented".to_owned())
}

fn printable(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| output::printable(line)).collect()
}

//! Which numbers the API tells to those who may know of few and not to anybody.

use std::collections::{BTreeMap, BTreeSet};

use pejl_tests::Server;
use serde_json::Value;

use super::fetched::fetched;
use super::written::forms;

/// The numbers of a figure.
const NUMBERS: [&str; 4] = ["value", "numerator", "denominator", "n"];

/// Periods of each length: series with the years before them.
const PERIODS: [(&str, &str); 3] = [
    ("month", "2018-11,2019-11"),
    ("quarter", "2017-Q1..2019-Q4"),
    ("year", "2017..2019"),
];

const COURSES: &str = "/api/v1/rehabilitation/courses?municipality=766";

/// What is told to an admin alone, and how everything is written that is told to anybody.
pub struct Told {
    /// Numbers by what they are of.
    pub withheld: BTreeMap<String, f64>,
    /// Forms of all numbers that anybody is told.
    pub forms: BTreeSet<String>,
}

/// Asks for the figures of the board with their series and splits, and for the courses, as both.
pub fn told(server: &Server) -> Told {
    let asked = questions(server);
    let as_admin: BTreeSet<String> = asked
        .iter()
        .map(|path| format!("{path}&role=admin"))
        .collect();
    let (admin, viewer) = (answers(server, &as_admin), answers(server, &asked));
    let mut withheld = BTreeMap::new();
    for (path, all) in &admin {
        let seen = viewer.get(path.trim_end_matches("&role=admin"));
        let seen: BTreeMap<String, &Value> = seen.into_iter().flat_map(figures).collect();
        for (name, figure) in figures(all) {
            let seen = seen.get(&name);
            for number in NUMBERS {
                let is_told = seen.is_some_and(|seen| seen[number].is_number());
                if let Some(value) = figure[number].as_f64().filter(|_| !is_told) {
                    withheld.insert(format!("{name} {number}"), value);
                }
            }
        }
    }
    let mut told = BTreeSet::new();
    for answer in viewer.values().chain(elsewhere(server).values()) {
        numbers(answer, &mut told);
    }
    let numbers = told.into_iter().map(f64::from_bits);
    let numbers = numbers.chain(booked_in_months(server));
    Told {
        withheld,
        forms: numbers.flat_map(forms).collect(),
    }
}

/// What was booked in each month, which the frame tells as sums up to a month: money of all, not of citizens.
fn booked_in_months(server: &Server) -> Vec<f64> {
    let mut before = BTreeMap::new();
    let mut found = Vec::new();
    for month in 1..=12 {
        let path = format!("/api/v1/frame?municipality=766&as_of=2019-{month:02}");
        let frame = server.get(&path).expect_status(200).json();
        for area in frame["areas"].as_array().unwrap() {
            let actual = area["actual"].as_f64().unwrap_or_default();
            let earlier = before.insert(area["area"].to_string(), actual);
            found.push(actual - earlier.unwrap_or_default());
        }
    }
    found
}

/// The questions for all figures of the board.
fn questions(server: &Server) -> BTreeSet<String> {
    let mut asked = BTreeSet::new();
    for code in board(server) {
        let card = server.get(&format!("/api/v1/indicators/{code}"));
        let card = card.expect_status(200).json();
        let list = |name: &str| texts(&card[name]);
        let readings = card["readings"].as_array().unwrap().iter();
        for reading in readings.map(|one| one["code"].as_str().unwrap()) {
            let of = format!("/api/v1/observations?municipality=766&indicator={reading}");
            for (grain, periods) in PERIODS {
                if list("grains").iter().any(|one| one == grain) {
                    asked.insert(format!("{of}&grain={grain}&period={periods}"));
                }
            }
            let split = list("dimensions").into_iter();
            asked.extend(split.map(|by| format!("{of}&grain=year&period=2017..2019&by={by}")));
        }
    }
    for (grain, periods) in PERIODS {
        for by in ["", "&by=course_type", "&by=unit"] {
            asked.insert(format!("{COURSES}&grain={grain}&period={periods}{by}"));
        }
    }
    asked
}

fn board(server: &Server) -> Vec<String> {
    let board = "/api/v1/pejlemaerker?municipality=766";
    let board = server.get(board).expect_status(200).json();
    let codes = board["items"].as_array().unwrap().iter();
    codes
        .map(|row| row["indicator"].as_str().unwrap().to_owned())
        .collect()
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().unwrap().iter();
    texts.map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// What anybody is told beside observations: limits and forecasts of series, and the economic frame.
fn elsewhere(server: &Server) -> BTreeMap<String, Value> {
    let trends = board(server).into_iter();
    let trends = trends.map(|code| format!("/api/v1/indicators/{code}/trend?municipality=766"));
    let frames = (2017..=2019).map(|year| format!("/api/v1/frame?municipality=766&year={year}"));
    answers(server, &trends.chain(frames).collect())
}

/// The answers to those questions that have one: not every reading has every length and split.
fn answers(server: &Server, paths: &BTreeSet<String>) -> BTreeMap<String, Value> {
    let documents = fetched(server, paths).into_iter();
    let answers = documents.filter_map(|one| {
        let answer: Value = serde_json::from_slice(&one.bytes).ok()?;
        (one.status == 200).then_some((one.path, answer))
    });
    answers.collect()
}

/// The figures of an answer by what they are of.
fn figures(answer: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for item in answer["items"].as_array().into_iter().flatten() {
        let of = format!(
            "{} {} {}",
            item["indicator"], item["period"], item["members"]
        );
        match item["figures"].as_array() {
            Some(figures) => found.extend(figures.iter().map(|one| {
                let name = format!("{of} {}", one["indicator"]);
                (name, one)
            })),
            None => found.push((of, item)),
        }
    }
    found
}

/// Every number of an answer.
fn numbers(answer: &Value, found: &mut BTreeSet<u64>) {
    match answer {
        Value::Number(number) => found.extend(number.as_f64().map(f64::to_bits)),
        Value::Array(all) => all.iter().for_each(|one| numbers(one, found)),
        Value::Object(all) => all.values().for_each(|one| numbers(one, found)),
        _ => {}
    }
}

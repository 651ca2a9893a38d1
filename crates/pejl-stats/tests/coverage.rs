//! How many numbers of real series lay within the bands of the forecasts made before them.
//!
//! The files are found by `PEJL_REAL_DATA` (default `../shared/data` beside the checkout). Without them the tests say
//! that they are skipped, and fail under `CI=true`. What they find stands in `docs/statistics.md`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pejl_stats::forecast::choose;

const HORIZON: usize = 3;

fn text(name: &str) -> Option<String> {
    let folder = std::env::var_os("PEJL_REAL_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => Some(text),
        Err(error) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => {
            panic!("real data file {name} is needed: {error}")
        }
        Err(_) => {
            println!("skipped: no real data file {name}");
            None
        }
    }
}

/// What the bands of the models chosen for many series held in their back-tests.
#[derive(Debug, Default, PartialEq)]
struct Held {
    series: usize,
    /// Series that lack a month, or never change.
    left_out: usize,
    /// Forecasts that were compared with what came.
    n: usize,
    within_80: usize,
    within_95: usize,
}

fn held<'a>(
    all: impl Iterator<Item = &'a Vec<f64>>,
    n_points: usize,
    season: Option<usize>,
) -> Held {
    let mut sum = Held::default();
    for series in all {
        let moves = series
            .iter()
            .zip(series.iter().skip(1))
            .any(|(one, next)| one != next);
        if series.len() != n_points || !moves {
            sum.left_out += 1;
            continue;
        }
        let found = choose(series, season, HORIZON).unwrap();
        let mut tested = found.tested.iter();
        let tested = tested
            .find(|one| one.model == found.forecast.model)
            .unwrap();
        sum.series += 1;
        sum.n += tested.n;
        sum.within_80 += tested.within_80;
        sum.within_95 += tested.within_95;
    }
    sum
}

/// Holds what was found to what is documented: counts exactly, shares within a hundredth, as estimates may differ in their last
/// digits between machines.
#[track_caller]
fn check(found: &Held, (series, left_out, n): (usize, usize, usize), shares: [f64; 2]) {
    assert_eq!(
        (found.series, found.left_out, found.n),
        (series, left_out, n),
        "{found:?}"
    );
    for (within, expected) in [found.within_80, found.within_95].into_iter().zip(shares) {
        let share = within as f64 / found.n as f64;
        assert!(
            (share - expected).abs() < 0.01,
            "{share} {expected} {found:?}"
        );
    }
    println!("{found:?}");
}

/// Attendances of type 1 at each English hospital trust, 36 months from April 2016.
#[test]
fn attendances_of_english_hospitals() {
    let Some(text) = text("nhs-spc/ae_attendances-omregnet.csv") else {
        return;
    };
    let mut trusts: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [period, trust, kind, attendances, ..] = cells.as_slice() else {
            panic!("{line}");
        };
        if *kind == "1" {
            let months = trusts.entry(trust).or_default();
            assert!(
                months
                    .insert(period, attendances.parse().unwrap())
                    .is_none()
            );
        }
    }
    let series: Vec<Vec<f64>> = trusts
        .values()
        .map(|months| months.values().copied().collect())
        .collect();
    check(
        &held(series.iter(), 36, None),
        (130, 10, 6_240),
        [0.838, 0.958],
    );
    check(
        &held(series.iter(), 36, Some(12)),
        (130, 10, 3_510),
        [0.824, 0.926],
    );
}

/// Residents of each Danish municipality and region, 31 months from October 2021.
#[test]
fn residents_of_danish_areas() {
    let Some(text) = text("dst-folk1am/FOLK1AM.csv") else {
        return;
    };
    let mut areas: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let [area, month, residents] = cells.as_slice() else {
            panic!("{line}");
        };
        areas
            .entry(area)
            .or_default()
            .insert(month, residents.parse().unwrap());
    }
    let series: Vec<Vec<f64>> = areas
        .values()
        .map(|months| months.values().copied().collect())
        .collect();
    check(
        &held(series.iter(), 31, None),
        (105, 0, 4_095),
        [0.879, 0.966],
    );
}

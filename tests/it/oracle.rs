//! Ranks, quartiles and means of published figures, computed from the raw files by the shortest way.
//!
//! Nothing of the product is used here, not even its list of municipalities.

use std::collections::BTreeMap;
use std::path::Path;

/// Municipality → figure.
pub type Figures = BTreeMap<String, f64>;

/// Name of the country's own row.
pub const COUNTRY: &str = "Hele landet";

/// The published figures of one subject and year.
#[derive(Debug, Clone)]
pub struct Published {
    /// Of the 98 municipalities, by code.
    pub municipalities: Figures,
    /// Of the country.
    pub country: f64,
}

/// What the raw files hold.
#[derive(Debug)]
pub struct Oracle {
    codes: BTreeMap<String, String>,
    health: BTreeMap<i32, Published>,
    functions: BTreeMap<String, Published>,
    residents: BTreeMap<i32, Figures>,
}

impl Oracle {
    /// Reads the raw files.
    pub fn read(real: &Path) -> Self {
        let codes = codes(&real.join("kommunekoder/komgrp.csv"));
        assert_eq!(codes.len(), 98);
        let mut oracle = Self {
            codes,
            health: BTreeMap::new(),
            functions: BTreeMap::new(),
            residents: BTreeMap::new(),
        };

        let mut health: BTreeMap<i32, Vec<(String, f64)>> = BTreeMap::new();
        for row in rows(&real.join("dst-regk11/dataY.csv"), ',') {
            // Row number, OMRÅDE, PRISENHED, DRANST, FUNK1, ART, TID, INDHOLD.
            health
                .entry(row[6].parse().unwrap())
                .or_default()
                .push((row[1].clone(), row[7].parse().unwrap()));
        }
        oracle.health = health
            .into_iter()
            .map(|(year, rows)| (year, oracle.published(&rows)))
            .collect();
        assert_eq!(oracle.health.len(), 15);

        let mut functions: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
        for row in all_rows(&real.join("dst-regk31-uddrag/2019-uddrag.csv"), ',') {
            // PRISENHED, ART, FUNKTION, OMRÅDE, INDHOLD.
            let code = row[2].split(' ').next().unwrap().to_owned();
            functions
                .entry(code)
                .or_default()
                .push((row[3].clone(), row[4].parse().unwrap()));
        }
        oracle.functions = functions
            .into_iter()
            .map(|(code, rows)| (code, oracle.published(&rows)))
            .collect();

        for row in rows(&real.join("dst-folk1b-kommuner/folk1b-omregnet.csv"), ';') {
            if row[1] == "Total" && row[2] == "Total" && row[3].ends_with("Q3") {
                oracle.add_residents(&row[0], &row[3][..4], &row[4]);
            }
        }
        for row in rows(&real.join("dst-folk1am/FOLK1AM.csv"), ';') {
            if row[1].ends_with("M07") {
                oracle.add_residents(&row[0], &row[1][..4], &row[2]);
            }
        }
        oracle
    }

    fn add_residents(&mut self, area: &str, year: &str, residents: &str) {
        let area = if area == "Copenhagen" {
            "København"
        } else {
            area
        };
        if let Some(code) = self.codes.get(area) {
            let year = year.parse().unwrap();
            self.residents
                .entry(year)
                .or_default()
                .insert(code.clone(), residents.parse().unwrap());
        }
    }

    fn published(&self, rows: &[(String, f64)]) -> Published {
        let country: Vec<f64> = rows
            .iter()
            .filter(|(area, _)| area == COUNTRY)
            .map(|(_, value)| *value)
            .collect();
        assert_eq!(country.len(), 1);
        let of =
            |(area, value): &(String, f64)| self.codes.get(area).map(|code| (code.clone(), *value));
        let municipalities: Figures = rows.iter().filter_map(of).collect();
        assert_eq!(municipalities.len(), 98);
        Published {
            municipalities,
            country: country[0],
        }
    }

    /// Main account 4, health, in a year.
    pub fn health(&self, year: i32) -> &Published {
        &self.health[&year]
    }

    /// A function in 2019.
    pub fn function(&self, code: &str) -> &Published {
        &self.functions[code]
    }

    /// The mean of the municipalities weighted by their residents on 1 July; none when no file has those.
    pub fn weighted_mean(&self, figures: &Figures, year: i32) -> Option<f64> {
        let residents = self.residents.get(&year)?;
        let total: f64 = figures.keys().map(|code| residents[code]).sum();
        Some(
            figures
                .iter()
                .map(|(code, value)| value * residents[code])
                .sum::<f64>()
                / total,
        )
    }
}

/// Rank and how many share it: 1 is the lowest.
pub fn ranks(figures: &Figures) -> BTreeMap<String, (u64, u64)> {
    let count = |holds: &dyn Fn(f64) -> bool| {
        figures.values().filter(|value| holds(**value)).count() as u64
    };
    let place = |value: f64| {
        (
            1 + count(&|other| other < value),
            count(&|other| other == value),
        )
    };
    figures
        .iter()
        .map(|(code, value)| (code.clone(), place(*value)))
        .collect()
}

/// Differences between two years, municipality by municipality.
pub fn changes(from: &Figures, to: &Figures) -> Figures {
    to.iter()
        .map(|(code, value)| (code.clone(), value - from[code]))
        .collect()
}

/// The mean in which every municipality counts once.
pub fn mean(figures: &Figures) -> f64 {
    figures.values().sum::<f64>() / figures.len() as f64
}

/// Lower quartile, median and upper quartile of type 7: of the sorted values v₁ … vₙ the quantile p is the value at
/// place 1 + (n − 1) p, between two places on the line between them.
pub fn quartiles(figures: &Figures) -> [f64; 3] {
    let mut sorted: Vec<f64> = figures.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| {
        // In quarters of a place, so that the place is a whole number of them.
        let place = (sorted.len() - 1) * quarter;
        let (below, part) = (place / 4, (place % 4) as f64 / 4.0);
        let above = sorted.get(below + 1).copied().unwrap_or(sorted[below]);
        sorted[below] + part * (above - sorted[below])
    })
}

/// Name → code of the municipalities, from Statistics Denmark's classification of municipality groups.
fn codes(path: &Path) -> BTreeMap<String, String> {
    // SEKVENS, KODE, NIVEAU, TITEL: level 1 is a group, level 2 a municipality.
    rows(path, ';')
        .into_iter()
        .filter(|row| row[2] == "2")
        .map(|row| (row[3].clone(), row[1].clone()))
        .collect()
}

/// The rows below the header.
fn rows(path: &Path, delimiter: char) -> Vec<Vec<String>> {
    all_rows(path, delimiter).split_off(1)
}

/// All rows; what is not UTF-8 is ISO-8859-1, whose bytes are the first 256 code points.
fn all_rows(path: &Path, delimiter: char) -> Vec<Vec<String>> {
    let text = match String::from_utf8(std::fs::read(path).unwrap()) {
        Ok(text) => text,
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    };
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(|line| fields(line, delimiter))
        .collect()
}

fn fields(line: &str, delimiter: char) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == delimiter && !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}

#[test]
fn the_oracle_knows_what_the_files_show_at_a_glance() {
    let Some(real) = pejl_tests::real_data::real_data() else {
        return;
    };
    let oracle = Oracle::read(&real);
    let home_help = oracle.function("5.30.27");
    assert_eq!(
        (home_help.municipalities["101"], home_help.country),
        (3_333.0, 3_834.0)
    );
    // Læsø has the highest, Greve the lowest.
    let places = ranks(&home_help.municipalities);
    assert_eq!((places["825"].0, places["253"].0), (98, 1));
    assert_eq!(
        (
            oracle.health(2022).municipalities["766"],
            oracle.health(2008).municipalities["630"]
        ),
        (5_029.0, 2_569.0)
    );
    let small = |values: &[f64]| -> Figures {
        values
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), *v))
            .collect()
    };
    assert_eq!(
        quartiles(&small(&[1.0, 2.0, 4.0, 7.0, 8.0, 9.0, 10.0, 12.0])),
        [3.5, 7.5, 9.25]
    );
    let tied: Vec<u64> = ranks(&small(&[10.0, 20.0, 20.0, 30.0]))
        .values()
        .map(|(rank, _)| *rank)
        .collect();
    assert_eq!(tied, [1, 2, 2, 4]);
}
